/* Which circuit a sounding of the table is. */
#include "desk/desk_internal.h"

#include <tracktwo/err.h>
#include <tracktwo/nonpaper.h>

static int kind_of(enum table_sounding_kind kind, enum sounding_kind *out)
{
    static const enum sounding_kind kinds[] = {
        [TABLE_SOUND_ROOM] = SOUNDING_ROOM,         [TABLE_SOUND_YES] = SOUNDING_YES,
        [TABLE_SOUND_RANGE] = SOUNDING_RANGE,       [TABLE_SOUND_FIND] = SOUNDING_FIND,
        [TABLE_SOUND_NEAR] = SOUNDING_NEAR,         [TABLE_SOUND_READY] = SOUNDING_READY,
        [TABLE_SOUND_EXCHANGE] = SOUNDING_EXCHANGE, [TABLE_SOUND_BETTER] = SOUNDING_BETTER,
    };
    if (kind < TABLE_SOUND_ROOM || kind > TABLE_SOUND_BETTER)
        return T2_E_ARGUMENT;
    *out = kinds[kind];
    return 0;
}

int desk_shape(const struct table_shape *from, struct sounding_shape *out)
{
    *out = (struct sounding_shape){.n_seats = from->n_seats,
                                   .n_candidates = from->n_candidates,
                                   .min_accepted = from->min_accepted,
                                   .max_accepted = from->max_accepted,
                                   .n_steps = from->n_steps,
                                   .threshold = from->threshold,
                                   .parities = from->parities};
    int err = kind_of(from->kind, &out->kind);
    if (err == 0 && out->kind != SOUNDING_FIND && out->kind != SOUNDING_BETTER)
        out->n_earlier = from->n_earlier;
    return err;
}

int desk_circuit(const struct table_shape *from, struct circuit **out)
{
    struct sounding_shape shape;
    *out = NULL;
    if (from->kind == TABLE_SOUND_NON_PAPER) {
        const struct nonpaper_form form = nonpaper_form_of(from->n_seats);
        return nonpaper_circuit(&form, out);
    }
    int err = desk_shape(from, &shape);
    return err == 0 ? sounding_circuit(&shape, out) : err;
}
