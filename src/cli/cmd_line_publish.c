/* tracktwo line publish: what of the record may be published: late, coarse, and without the observers'
 * positions. */
#include "cli/line.h"

#include <stdlib.h>
#include <string.h>

static const char *say(int lang, const char *english) __attribute__((format_arg(2)));
static const char *say(int lang, const char *english)
{
    return table_say((enum table_lang)lang, english);
}

/* What is agreed, without observations. Borrows everything. */
static struct line_map map_of(const struct desk *d, const struct table_field_record *r,
                              const struct cli_settlements *s)
{
    return (struct line_map){.line = r->line,
                             .zones = r->zones,
                             .settlements = s->at,
                             .n_settlements = s->n,
                             .title = table_title(desk_table(d)),
                             .day = (int32_t)(desk_slot(d) / (24 * 60)),
                             .lang = cli_tag(),
                             .say_lang = (int)cli_lang(),
                             .say = say};
}

/* The words between commas; 0 where there is no list. */
static bool marks_of(const char *list, uint32_t *out)
{
    char word[32];
    int got = 0;
    *out = 0;
    if (list == NULL)
        return true;
    while ((got = cli_next_word(&list, word, sizeof word)) == 1) {
        unsigned m = 0;
        if (!cli_mark_named(word, &m))
            return false;
        *out |= 1u << m;
    }
    return got >= 0 && *out != 0;
}

struct publishing {
    unsigned long grid_m, delay_h, period_h, least; /* 0: as agreed */
    uint32_t marks;
};

static int publishing_options(struct cli *c, struct publishing *out)
{
    enum { LEAST_H = LINE_PUBLISH_MIN_S / 3600, MOST_H = LINE_PUBLISH_MAX_S / 3600 };
    const char *grid = cli_option(c, "--grid"), *delay = cli_option(c, "--delay"),
               *period = cli_option(c, "--period"), *least = cli_option(c, "--least"),
               *marks = cli_option(c, "--marks");
    *out = (struct publishing){.marks = 0};
    if ((grid != NULL && !cli_number(grid, LINE_PUBLISH_MIN_GRID_M, LINE_PUBLISH_MAX_GRID_M, &out->grid_m)) ||
        (delay != NULL && !cli_number(delay, LEAST_H, MOST_H, &out->delay_h)) ||
        (period != NULL && !cli_number(period, LEAST_H, MOST_H, &out->period_h)) ||
        (least != NULL && !cli_number(least, LINE_PUBLISH_MIN_LEAST, LINE_PUBLISH_MAX_LEAST, &out->least)) ||
        !marks_of(marks, &out->marks))
        return cli_error(
            c, CLI_USAGE,
            "--grid takes metres from %d to %d, --delay and --period hours from %d to %d, --least a number "
            "from %d to %d, and --marks words such as explosion,small_arms. Nothing was written.",
            LINE_PUBLISH_MIN_GRID_M, LINE_PUBLISH_MAX_GRID_M, LEAST_H, MOST_H, LINE_PUBLISH_MIN_LEAST,
            LINE_PUBLISH_MAX_LEAST);
    return 0;
}

/* What was agreed, or coarser. */
static int policy_of(struct cli *c, const struct desk *d, const struct table_field_record *r,
                     const struct publishing *how, struct line_publish_policy *out)
{
    const struct line_publish_policy *agreed = &r->publication;
    if (!r->has_publication)
        return cli_error(c, CLI_REFUSED,
                         "What may be published has not been agreed at this table. Nothing was written. "
                         "Propose it: tracktwo line agree publication FILE");
    *out = *agreed;
    out->now_slot = desk_slot(d);
    out->grid_m = how->grid_m != 0 ? (uint32_t)how->grid_m : out->grid_m;
    out->delay_slots = how->delay_h != 0 ? (uint32_t)how->delay_h * SLOTS_PER_HOUR : out->delay_slots;
    out->period_slots = how->period_h != 0 ? (uint32_t)how->period_h * SLOTS_PER_HOUR : out->period_slots;
    out->least = how->least != 0 ? (uint32_t)how->least : out->least;
    out->marks = how->marks != 0 ? how->marks : out->marks;
    if (!line_publish_measure_within(out, agreed))
        return cli_error(
            c, CLI_REFUSED,
            "That would tell more than the table has agreed. Nothing was written. Options only "
            "make it coarser: --grid a multiple of %u, --period a multiple of %.4g, --delay %.4g "
            "or more, --least %u or more, --marks of those agreed: tracktwo table show.",
            agreed->grid_m, agreed->period_slots / (double)SLOTS_PER_HOUR,
            agreed->delay_slots / (double)SLOTS_PER_HOUR, agreed->least);
    return 0;
}

static int publish(struct cli *c, const struct desk *d, const struct table_field_record *r,
                   const struct line_publish_policy *policy, struct line_map *m, size_t *out_len)
{
    struct line_publication *p = NULL;
    size_t n = 0, n_in = 0, n_placed = 0;
    struct line_observation *seen = cli_observations(desk_table(d), r, &n);
    int err = seen == NULL ? T2_E_MEMORY : table_field_publish(r, seen, n, policy, &p);
    free(seen);
    if (err != 0)
        return cli_error(c, CLI_ENVIRONMENT, "The map cannot be drawn here: memory is short.");
    m->published = p;
    int code = cli_map_write(c, m, c->argv[0], out_len);
    for (size_t i = 0; i < line_publication_n(p); i++) {
        n_in += line_publication_at(p, i)->n;
        n_placed += line_publication_at(p, i)->has_place ? line_publication_at(p, i)->n : 0;
    }
    if (code == 0) {
        if (!c->json) {
            cli_tell("Written: %s. Observations told of: %zu of %zu; with the square of the grid in which "
                     "they were: %zu.",
                     cli_shown(c->argv[0]), n_in, n, n_placed);
            cli_tell("Where observers stood is not in it, and no time finer than a period (hours: %.4g).",
                     policy->period_slots / (double)SLOTS_PER_HOUR);
        }
        cli_json(c, json_pack("{s:b, s:s, s:I, s:I, s:I, s:I, s:I}", "ok", 1, "file", c->argv[0], "bytes",
                              (json_int_t)*out_len, "rows", (json_int_t)line_publication_n(p), "observations",
                              (json_int_t)n, "published", (json_int_t)n_in, "placed", (json_int_t)n_placed));
    }
    line_publication_free(p);
    return code;
}

int cmd_line_publish(struct cli *c)
{
    const char *people = cli_option(c, "--settlements");
    struct table_field_record r = {.line = NULL};
    struct cli_settlements s = {.n = 0};
    struct line_publish_policy policy = {.now_slot = 0};
    struct publishing how;
    struct desk *d = NULL;
    size_t len = 0;
    int code = publishing_options(c, &how);
    if (code == 0 && !cli_words(c))
        code = CLI_USAGE;
    if (code == 0)
        code = cli_synced_desk(c, false, &d);
    if (code == 0)
        code = cli_field_open(c, desk_table(d), &r);
    if (code == 0)
        code = policy_of(c, d, &r, &how, &policy);
    if (code == 0)
        code = cli_settlements_read(c, people, line_frame(r.line), &s);
    if (code == 0) {
        struct line_map m = map_of(d, &r, &s);
        code = publish(c, d, &r, &policy, &m, &len);
    }
    cli_settlements_free(&s);
    table_field_close(&r);
    cli_close_desk(d);
    return code;
}
