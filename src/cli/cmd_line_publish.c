/* tracktwo line publish: what of the record may be published: late, coarse, and without the observers'
 * positions. */
#include "cli/line.h"

#include <stdlib.h>
#include <string.h>

/* However somebody asks: no square in which a post could be found, no hour, no single report, nothing of the
 * same day. */
#define MIN_GRID_M 5000
#define MIN_HOURS 24
#define MIN_LEAST 3
#define MAX_HOURS 8760 /* a year */
#define SLOTS_PER_HOUR (3600 / TABLE_SLOT_SECONDS)

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

/* The words between commas; every mark where there is no list. */
static bool marks_of(const char *list, uint32_t *out)
{
    char word[32];
    int got = 0;
    *out = list == NULL ? UINT32_MAX : 0;
    while (list != NULL && (got = cli_next_word(&list, word, sizeof word)) == 1) {
        unsigned m = 0;
        while (m < LINE_N_MARKS && strcmp(word, line_mark_name((enum line_mark)m)) != 0)
            m++;
        if (m == LINE_N_MARKS || m == LINE_MARK_WATCH)
            return false;
        *out |= 1u << m;
    }
    return got >= 0 && *out != 0;
}

struct publishing {
    unsigned long grid_m, delay_h, period_h, least;
    const char *corner;
    uint32_t marks;
};

static int publishing_options(struct cli *c, struct publishing *out)
{
    const char *grid = cli_option(c, "--grid"), *delay = cli_option(c, "--delay"),
               *period = cli_option(c, "--period"), *least = cli_option(c, "--least"),
               *marks = cli_option(c, "--marks");
    *out = (struct publishing){
        .grid_m = 10000, .delay_h = 72, .period_h = 24, .least = 3, .corner = cli_option(c, "--corner")};
    if ((grid != NULL && !cli_number(grid, MIN_GRID_M, LINE_PUBLISH_MAX_GRID_M, &out->grid_m)) ||
        (delay != NULL && !cli_number(delay, MIN_HOURS, MAX_HOURS, &out->delay_h)) ||
        (period != NULL && !cli_number(period, MIN_HOURS, MAX_HOURS, &out->period_h)) ||
        (least != NULL && !cli_number(least, MIN_LEAST, 1000, &out->least)) || !marks_of(marks, &out->marks))
        return cli_error(
            c, CLI_USAGE,
            "--grid takes metres from %d to %d, --delay and --period hours from %d to %d, --least a number "
            "from %d to 1000, and --marks words such as explosion,small_arms. Nothing was written.",
            MIN_GRID_M, LINE_PUBLISH_MAX_GRID_M, MIN_HOURS, MAX_HOURS, MIN_LEAST);
    return 0;
}

static int publish(struct cli *c, const struct desk *d, const struct table_field_record *r,
                   const struct publishing *how, struct line_map *m, size_t *out_len)
{
    struct line_publish_policy policy = {.frame = line_frame(r->line),
                                         .origin = line_points(r->line).at[0],
                                         .grid_m = (uint32_t)how->grid_m,
                                         .slot_s = TABLE_SLOT_SECONDS,
                                         .now_slot = desk_slot(d),
                                         .delay_slots = (uint32_t)how->delay_h * SLOTS_PER_HOUR,
                                         .period_slots = (uint32_t)how->period_h * SLOTS_PER_HOUR,
                                         .marks = how->marks,
                                         .least = (uint32_t)how->least};
    struct line_publication *p = NULL;
    size_t n = 0, n_in = 0, n_placed = 0;
    if (how->corner != NULL && !cli_place(policy.frame, how->corner, &policy.origin))
        return cli_error(c, CLI_USAGE,
                         "--corner takes a place: NORTH,EAST in degrees, or kilometres EAST,NORTH on a flat "
                         "map. Nothing was written.");
    struct line_observation *seen = cli_observations(desk_table(d), r, &n);
    int err = seen == NULL ? T2_E_MEMORY : line_publish(seen, n, &policy, &p);
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
            cli_tell("Where observers stood is not in it, and no time finer than a period (hours: %lu).",
                     how->period_h);
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
        code = cli_settlements_read(c, people, line_frame(r.line), &s);
    if (code == 0) {
        struct line_map m = map_of(d, &r, &s);
        code = publish(c, d, &r, &how, &m, &len);
    }
    cli_settlements_free(&s);
    table_field_close(&r);
    cli_close_desk(d);
    return code;
}
