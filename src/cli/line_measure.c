/* Files of what may be published: squares, periods, delay, least number, kinds; and told as it was
 * understood. A word that is not known is refused by its name. */
#include "cli/line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const keys[] = {"grid_m", "corner", "delay_hours", "period_hours", "least", "marks", NULL};

bool cli_mark_named(const char *word, unsigned *out)
{
    for (unsigned m = 0; m < LINE_N_MARKS; m++) {
        if ((LINE_PUBLISH_MARKS >> m & 1) != 0 && strcmp(word, line_mark_name((enum line_mark)m)) == 0) {
            *out = m;
            return true;
        }
    }
    return false;
}

static int marks_of(struct cli *c, const char *path, const json_t *o, uint32_t *out)
{
    const json_t *list = json_object_get(o, "marks");
    uint32_t marks = 0;
    if (list == NULL)
        return 0;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *word = json_string_value(json_array_get(list, i));
        unsigned m = 0;
        if (word == NULL || !cli_mark_named(word, &m))
            return cli_error(
                c, CLI_WRONG, "%s: \"%s\" cannot be \"%s\". Nothing was done. It can be: %s.", path, "marks",
                word != NULL ? word : "?",
                "explosion, heavy, small_arms, flight, weapons, unit, left, mine, access, jamming, "
                "other");
        marks |= 1u << m;
    }
    *out = marks;
    return marks != 0 ? 0 : cli_bad_file(c, path, "marks");
}

static int corner_of(struct cli *c, const char *path, const json_t *o, enum geo_frame frame,
                     struct geo_point *out)
{
    json_t *corner = json_object_get(o, "corner");
    if (corner == NULL)
        return 0;
    json_t *list = json_pack("[O]", corner);
    size_t n = 0;
    struct geo_point *at = cli_places(frame, list, &n);
    int code = at == NULL ? cli_bad_file(c, path, "corner") : 0;
    if (at != NULL)
        *out = at[0];
    free(at);
    json_decref(list);
    return code;
}

int cli_measure_read(struct cli *c, const char *path, enum geo_frame frame, struct geo_point corner,
                     struct line_publish_policy *out)
{
    struct line_publish_policy m = {.frame = frame,
                                    .origin = corner,
                                    .grid_m = 10000,
                                    .slot_s = TABLE_SLOT_SECONDS,
                                    .delay_slots = 72 * SLOTS_PER_HOUR,
                                    .period_slots = 24 * SLOTS_PER_HOUR,
                                    .marks = LINE_PUBLISH_MARKS,
                                    .least = LINE_PUBLISH_MIN_LEAST};
    json_t *o = NULL;
    int code = cli_json_file(c, path, &o);
    code = code != 0 ? code : cli_known_keys(c, path, o, keys);
    code = code != 0 ? code : cli_file_number(c, path, o, "grid_m", 1, &m.grid_m);
    code = code != 0 ? code : cli_file_number(c, path, o, "delay_hours", SLOTS_PER_HOUR, &m.delay_slots);
    code = code != 0 ? code : cli_file_number(c, path, o, "period_hours", SLOTS_PER_HOUR, &m.period_slots);
    code = code != 0 ? code : cli_file_number(c, path, o, "least", 1, &m.least);
    code = code != 0 ? code : corner_of(c, path, o, frame, &m.origin);
    code = code != 0 ? code : marks_of(c, path, o, &m.marks);
    if (code == 0 && !line_publish_measure_valid(&m))
        code =
            cli_error(c, CLI_WRONG,
                      "%s: squares are of %d to %d metres and have their corner 5 degrees or more from a "
                      "pole, delay and period of %d to %d hours, the least number is %d to %d. Nothing was "
                      "done.",
                      path, LINE_PUBLISH_MIN_GRID_M, LINE_PUBLISH_MAX_GRID_M, LINE_PUBLISH_MIN_S / 3600,
                      LINE_PUBLISH_MAX_S / 3600, LINE_PUBLISH_MIN_LEAST, LINE_PUBLISH_MAX_LEAST);
    json_decref(o);
    *out = m;
    return code;
}

json_t *cli_measure_show(const struct cli *c, const struct line_publish_policy *m)
{
    char corner[48], words[512] = "";
    double delay_h = m->delay_slots / (3600.0 / m->slot_s), period_h = m->period_slots / (3600.0 / m->slot_s);
    json_t *marks = json_array();
    size_t at = 0;
    for (unsigned k = 0; k < LINE_N_MARKS; k++) {
        if ((m->marks >> k & 1) == 0)
            continue;
        (void)json_array_append_new(marks, json_string(line_mark_name((enum line_mark)k)));
        at += (size_t)snprintf(words + at, sizeof words - at, "%s%s", at > 0 ? cli_say("; ") : "",
                               cli_say(line_mark_text((enum line_mark)k)));
        at = at < sizeof words ? at : sizeof words - 1;
    }
    (void)cli_place_text(m->frame, m->origin, corner);
    if (!c->json) {
        cli_tell("  squares of so many metres: %u; a corner of theirs: %s", m->grid_m, corner);
        cli_tell("  published after so many hours: %.4g; times are told to so many hours: %.4g", delay_h,
                 period_h);
        cli_tell("  at least so many in a square, or they are counted without a place: %u", m->least);
        cli_tell("  published: %s", words);
    }
    return json_pack("{s:I, s:s, s:f, s:f, s:I, s:o}", "grid_m", (json_int_t)m->grid_m, "corner", corner,
                     "delay_hours", delay_h, "period_hours", period_h, "least", (json_int_t)m->least, "marks",
                     marks);
}
