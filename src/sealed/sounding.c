/* From the shape of a sounding to its circuit, and the layouts of an entry, of what is kept and of an answer.
 */
#include "sealed/sounding_internal.h"

#include <stdlib.h>
#include <string.h>

#include <tracktwo/err.h>

static int shape_ok(const struct sounding_shape *s)
{
    if (s->n_seats < 2 || s->n_seats > CIRCUIT_MAX_PARTIES || s->n_candidates < 1 ||
        s->n_candidates > SOUNDING_MAX_CANDIDATES || s->parities > CIRCUIT_MAX_PARITIES)
        return 0;
    switch (s->kind) {
    case SOUNDING_YES:
        return s->n_candidates == 1;
    case SOUNDING_READY:
        return s->n_candidates == 1 && s->threshold >= 2 && s->threshold <= s->n_seats;
    case SOUNDING_FIND:
    case SOUNDING_BETTER:
        return 1;
    case SOUNDING_EXCHANGE:
        if (s->n_seats != 2)
            return 0;
        break;
    case SOUNDING_RANGE:
        if (s->n_candidates > SOUNDING_MAX_GRID || s->max_accepted != s->n_candidates)
            return 0;
        break;
    case SOUNDING_NEAR:
        if (s->n_steps < 2 || s->n_steps > SOUNDING_MAX_STEPS)
            return 0;
        break;
    case SOUNDING_ROOM:
        break;
    default:
        return 0;
    }
    return s->min_accepted <= s->max_accepted && s->min_accepted <= s->n_candidates &&
           s->n_earlier <= SOUNDING_MAX_EARLIER;
}

int sounding_circuit(const struct sounding_shape *shape, struct circuit **out)
{
    struct circuit_builder *b = NULL;
    *out = NULL;
    if (!shape_ok(shape))
        return T2_E_ARGUMENT;
    int err = circuit_builder_new(&b, shape->n_seats);
    if (err != 0)
        return err;
    circuit_builder_parities(b, shape->parities);
    switch (shape->kind) {
    case SOUNDING_YES:
    case SOUNDING_READY:
        sounding_build_votes(b, shape);
        break;
    case SOUNDING_FIND:
        sounding_build_find(b, shape);
        break;
    case SOUNDING_BETTER:
        sounding_build_better(b, shape);
        break;
    case SOUNDING_ROOM:
    case SOUNDING_RANGE:
    case SOUNDING_NEAR:
    case SOUNDING_EXCHANGE:
        sounding_build_room(b, shape);
        break;
    }
    err = circuit_build(b, out);
    circuit_builder_free(b);
    return err;
}

circuit_wire *sounding_list(struct circuit_builder *b, struct sounding_lists *l, size_t n)
{
    circuit_wire *list = l->n == sizeof l->at / sizeof l->at[0] ? NULL : calloc(n + 1, sizeof *list);
    if (list == NULL)
        circuit_builder_fail(b, T2_E_MEMORY);
    else
        l->at[l->n++] = list;
    return list;
}

void sounding_lists_free(struct sounding_lists *l)
{
    while (l->n != 0)
        free(l->at[--l->n]);
}

size_t sounding_index_bits(size_t n_candidates)
{
    return circuit_popcount_bits(n_candidates - 1);
}

void sounding_random_input(struct circuit_builder *b, unsigned n_seats, circuit_wire random[RANDOM_BITS])
{
    for (size_t i = 0; i < RANDOM_BITS; i++) {
        random[i] = circuit_constant(b, 0);
        for (unsigned s = 0; s < n_seats; s++)
            random[i] = circuit_xor(b, random[i], circuit_input(b, s));
    }
}

static size_t bitmaps(const struct sounding_shape *s)
{
    return s->kind == SOUNDING_NEAR ? s->n_steps : s->kind == SOUNDING_BETTER ? 2 : 1;
}

static int has_bitmap(enum sounding_kind kind)
{
    return kind == SOUNDING_ROOM || kind == SOUNDING_NEAR || kind == SOUNDING_EXCHANGE ||
           kind == SOUNDING_BETTER;
}

size_t sounding_n_inputs(const struct sounding_shape *s)
{
    if (s->kind == SOUNDING_YES || s->kind == SOUNDING_READY || s->kind == SOUNDING_FIND)
        return 1;
    size_t n =
        s->kind == SOUNDING_RANGE ? 2 * sounding_index_bits(s->n_candidates) : bitmaps(s) * s->n_candidates;
    return n + (s->n_earlier == 0 ? RANDOM_BITS : 0);
}

static uint8_t *put_bits(uint8_t *out, uint64_t v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        *out++ = (uint8_t)(v >> i & 1);
    return out;
}

static uint8_t *put_bitmap(uint8_t *out, const uint8_t *bits, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = bits == NULL ? 0 : bits[i] & 1;
    return out + n;
}

void sounding_input(const struct sounding_shape *s, const struct sounding_entry *e, uint8_t *out)
{
    if (has_bitmap(s->kind)) {
        size_t first = s->kind == SOUNDING_BETTER ? 1 : bitmaps(s);
        out = put_bitmap(out, e->accepted, first * s->n_candidates);
        if (s->kind == SOUNDING_BETTER)
            out = put_bitmap(out, e->better, s->n_candidates);
    } else if (s->kind == SOUNDING_RANGE) {
        out = put_bits(out, e->low, sounding_index_bits(s->n_candidates));
        out = put_bits(out, e->high, sounding_index_bits(s->n_candidates));
    } else {
        (void)put_bits(out, e->yes, 1);
        return;
    }
    for (size_t i = 0; s->n_earlier == 0 && i < SOUNDING_RANDOM_LEN; i++)
        out = put_bits(out, e->random[i], 8);
}

size_t sounding_n_kept(const struct sounding_shape *s)
{
    size_t head = RANDOM_BITS + 1 + s->n_candidates;
    if (s->kind == SOUNDING_BETTER)
        return head;
    if (s->kind == SOUNDING_YES || s->kind == SOUNDING_READY || s->kind == SOUNDING_FIND)
        return 0;
    return head + (s->n_earlier + 1) * s->n_seats * (1 + s->n_candidates);
}

void sounding_answer(const struct sounding_shape *s, unsigned party, const uint8_t *result,
                     struct sounding_answer *out)
{
    *out = (struct sounding_answer){0, 0};
    if (s->kind == SOUNDING_READY) {
        out->yes = result[party];
        return;
    }
    out->yes = result[0];
    if (s->kind == SOUNDING_FIND || s->kind == SOUNDING_EXCHANGE) {
        for (size_t i = 0; i < sounding_index_bits(s->n_candidates); i++)
            out->value |= (uint32_t)result[1 + i] << i;
    }
    /* NEAR: whether there is room at the first step, at the second, ...; once there is, there is at all that
     * follow. */
    for (unsigned j = 0; s->kind == SOUNDING_NEAR && j < s->n_steps; j++) {
        out->yes |= result[j];
        out->value += result[j] == 0;
    }
    if (out->yes == 0)
        out->value = 0;
}
