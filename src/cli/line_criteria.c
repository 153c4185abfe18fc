/* Files of criteria: what holding means, as people write it; and told as it was understood. A word that is
 * not known is refused by its name: it never becomes a default. */
#include "cli/line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const keys[] = {"frame",          "first_day",       "quiet_days",    "window_days",
                                   "uncounted_days", "watched_percent", "day_ends_hour", "local_minutes",
                                   "needs",          "counting",        "sectors",       NULL};
static const char *const frames[] = {[GEO_WGS84] = "wgs84", [GEO_FLAT] = "flat"};
static const char *const needs[LINE_N_NEEDS] = {
    [LINE_NEEDS_VERIFIED] = "verified", [LINE_NEEDS_CORROBORATED] = "corroborated"};

/* One of n words, *out as it was where the file has none. */
static int word_of(struct cli *c, const char *path, const json_t *o, const char *key,
                   const char *const *words, unsigned n, unsigned *out)
{
    const json_t *v = json_object_get(o, key);
    const char *word = json_string_value(v);
    char list[64] = "";
    size_t at = 0;
    if (v == NULL)
        return 0;
    for (unsigned k = 0; k < n; k++) {
        if (word != NULL && strcmp(word, words[k]) == 0) {
            *out = k;
            return 0;
        }
        at += (size_t)snprintf(list + at, sizeof list - at, "%s%s", k == 0 ? "" : ", ", words[k]);
    }
    return cli_error(c, CLI_WRONG, "%s: \"%s\" cannot be \"%s\". Nothing was done. It can be: %s.", path, key,
                     word != NULL ? word : "?", list);
}

static int numbers(struct cli *c, const char *path, const json_t *o, struct line_criteria *out)
{
    const json_t *local = json_object_get(o, "local_minutes");
    uint32_t cut = LINE_CUT_S;
    int code = cli_file_number(c, path, o, "quiet_days", 1, &out->quiet_days);
    out->window = out->quiet_days;
    out->coverage = 500;
    code = code != 0 ? code : cli_file_number(c, path, o, "window_days", 1, &out->window);
    code = code != 0 ? code : cli_file_number(c, path, o, "uncounted_days", 1, &out->dark);
    code = code != 0 ? code : cli_file_number(c, path, o, "watched_percent", 10, &out->coverage);
    code = code != 0 ? code : cli_file_number(c, path, o, "day_ends_hour", 3600, &cut);
    out->cut_s = cut <= LINE_DAY_S ? (int32_t)cut : -1;
    if (code == 0 && local != NULL &&
        (!json_is_integer(local) || llabs(json_integer_value(local)) > INT32_MAX / 60))
        code = cli_bad_file(c, path, "local_minutes");
    out->offset_s = code == 0 ? (int32_t)(60 * json_integer_value(local)) : 0;
    return code;
}

/* By its name, as a daily report's JSON has it; each where the file has none. */
static int counting(struct cli *c, const char *path, const json_t *o, struct line_counting *out)
{
    const json_t *v = json_object_get(o, "counting");
    const char *word = json_string_value(v);
    if (v == NULL || (word != NULL && line_counting_read(word, out) == 0))
        return 0;
    return cli_error(c, CLI_WRONG, "%s: \"%s\" cannot be \"%s\". Nothing was done. It can be: %s.", path,
                     "counting", word != NULL ? word : "?",
                     "each, event, hour, day, run 1..1000000 0..86400 0..100000");
}

static int sectors(struct cli *c, const char *path, const json_t *o, struct line_criteria *out)
{
    size_t n = 0;
    struct geo_point *at = cli_places(out->frame, json_object_get(o, "sectors"), &n);
    int code = at == NULL || n > LINE_MAX_SECTORS ? cli_bad_file(c, path, "sectors") : 0;
    for (size_t i = 0; code == 0 && at != NULL && i < n; i++)
        out->sectors[i].place = at[i];
    out->n_sectors = code == 0 ? n : 0;
    free(at);
    return code;
}

int cli_criteria_read(struct cli *c, const char *path, enum geo_frame agreed, struct line_criteria *out)
{
    json_t *o = NULL;
    unsigned frame = agreed, need = LINE_NEEDS_VERIFIED;
    int code = cli_json_file(c, path, &o);
    *out = (struct line_criteria){.frame = agreed};
    code = code != 0 ? code : cli_known_keys(c, path, o, keys);
    code = code != 0 ? code : word_of(c, path, o, "frame", frames, 2, &frame);
    code = code != 0 ? code : word_of(c, path, o, "needs", needs, LINE_N_NEEDS, &need);
    out->frame = (enum geo_frame)frame;
    out->needs = (uint8_t)need;
    code = code != 0 ? code : numbers(c, path, o, out);
    code = code != 0 ? code : counting(c, path, o, &out->counting);
    if (code == 0 && !cli_date(json_string_value(json_object_get(o, "first_day")), &out->first_day))
        code = cli_bad_file(c, path, "first_day");
    code = code != 0 ? code : sectors(c, path, o, out);
    if (code == 0 && !line_criteria_valid(out))
        code =
            cli_error(c, CLI_WRONG, "%s holds a number that criteria cannot have. Nothing was done.", path);
    json_decref(o);
    return code;
}

json_t *cli_criteria_show(const struct cli *c, const struct line_criteria *x)
{
    char day[16], rule[LINE_COUNTING_LEN], counted[512];
    const struct line_say words = cli_line_say();
    (void)cli_date_text(x->first_day, day);
    line_counting_write(&x->counting, rule);
    line_counting_text(&x->counting, &words, counted, sizeof counted);
    if (!c->json) {
        cli_tell("As understood:");
        cli_tell(x->frame == GEO_FLAT ? TABLE_SAYS("  the map: flat, in metres")
                                      : TABLE_SAYS("  the map: the globe, in degrees (WGS 84)"));
        cli_tell("  first day of the cease-fire: %s", day);
        cli_tell("  quiet days in a row that open the talks: %u", x->quiet_days);
        cli_tell("  days looked back on, whether it holds: %u; of them may stay uncounted: %u", x->window,
                 x->dark);
        cli_tell("  of each day must be watched, in percent: %.1f", x->coverage / 10.0);
        cli_tell("  a day ends at %02d:%02d local time, which is UTC %+d minutes", x->cut_s / 3600,
                 x->cut_s / 60 % 60, x->offset_s / 60);
        cli_tell(x->needs == LINE_NEEDS_VERIFIED
                     ? TABLE_SAYS("  a violation is: what one verified report says")
                     : TABLE_SAYS("  a violation is: what two independent reports say"));
        printf("  %s\n", counted);
        if (x->n_sectors > 0)
            cli_tell("  places each of which must be watched: %zu", x->n_sectors);
    }
    return json_pack("{s:s, s:s, s:I, s:I, s:I, s:f, s:f, s:i, s:s, s:s, s:I}", "frame", frames[x->frame],
                     "first_day", day, "quiet_days", (json_int_t)x->quiet_days, "window_days",
                     (json_int_t)x->window, "uncounted_days", (json_int_t)x->dark, "watched_percent",
                     x->coverage / 10.0, "day_ends_hour", x->cut_s / 3600.0, "local_minutes",
                     (int)(x->offset_s / 60), "needs", needs[x->needs], "counting", rule, "sectors",
                     (json_int_t)x->n_sectors);
}
