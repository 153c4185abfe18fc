/* tracktwo line day|withdrawal|hold: what the record comes to. */
#include "cli/line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Opens the desk and its record. */
static int begin(struct cli *c, struct desk **d, struct table_field_record *r)
{
    memset(r, 0, sizeof *r);
    if (!cli_words(c))
        return CLI_USAGE;
    int code = cli_synced_desk(c, false, d);
    return code != 0 ? code : cli_field_open(c, desk_table(*d), r);
}

static void end(struct desk *d, struct table_field_record *r)
{
    table_field_close(r);
    cli_close_desk(d);
}

static int failed(struct cli *c)
{
    return cli_error(c, CLI_ENVIRONMENT, "This cannot be computed here: memory is short.");
}

static const char *side_key(unsigned side)
{
    return side == LINE_A ? "A" : side == LINE_B ? "B" : "?";
}

/* ---- a day ---- */

struct line_quota_ground cli_quota_ground(const struct table_field_record *r,
                                          struct line_reference references[static LINE_N_SIDES])
{
    return (struct line_quota_ground){.line = r->line,
                                      .rule = r->rule,
                                      .references = references,
                                      .n_references =
                                          r->rule != NULL ? table_field_references(r, references) : 0};
}

int64_t cli_day_begin(const struct table_field_record *r, int32_t day)
{
    int32_t cut_s = r->has_criteria ? r->criteria.cut_s : LINE_CUT_S;
    return ((int64_t)day - 1) * LINE_DAY_S + cut_s - r->criteria.offset_s;
}

int32_t cli_day_of(const struct table_field_record *r, int64_t time_s)
{
    int64_t since = time_s - cli_day_begin(r, 0);
    return (int32_t)(since / LINE_DAY_S - (since % LINE_DAY_S < 0));
}

int cli_quotas_of_day(const struct table_field_record *r, uint64_t slot, int32_t day,
                      struct line_quota_found out[static LINE_MAX_QUOTAS])
{
    struct line_reference references[LINE_N_SIDES];
    const struct line_quota_ground g = cli_quota_ground(r, references);
    const struct line_quota_period period = {cli_day_begin(r, day), cli_day_begin(r, day + 1),
                                             (int64_t)slot * TABLE_SLOT_SECONDS, r->criteria.terms,
                                             r->has_criteria ? r->criteria.coverage : 0};
    memset(out, 0, LINE_MAX_QUOTAS * sizeof *out);
    return g.rule != NULL ? line_quotas_judge(&r->record, &g, &period, out) : 0;
}

static const char *say(void *ctx, const char *english) __attribute__((format_arg(2)));
static const char *say(void *ctx, const char *english)
{
    (void)ctx;
    return cli_say(english);
}

struct line_say cli_line_say(void)
{
    return (struct line_say){say, NULL, cli_tag(), cli_lang() == TABLE_LANG_AR};
}

/* Every list "reports" of ids as one of numbers of the record. */
static void ids_to_numbers(const struct table_state *s, json_t *o)
{
    const char *key = NULL;
    json_t *value = NULL;
    size_t i = 0, at = 0;
    json_array_foreach(o, i, value)
    {
        ids_to_numbers(s, value);
    }
    json_object_foreach(o, key, value)
    {
        uint8_t id[LINE_REPORT_ID_LEN];
        ids_to_numbers(s, value);
        for (i = 0; strcmp(key, "reports") == 0 && i < json_array_size(value); i++) {
            const char *hex = json_string_value(json_array_get(value, i));
            if (hex != NULL && t2_unhex(id, sizeof id, hex) == 0 && table_report_find(s, id, &at) == 0)
                (void)json_array_set_new(value, i, json_integer((json_int_t)at + 1));
        }
    }
}

/* s: with the numbers of its record in the place of ids; NULL: with ids. */
static int print_day(struct cli *c, const struct line_day *day, const struct table_state *s, const char *to,
                     struct t2_buf *out)
{
    const struct line_say words = cli_line_say();
    int err = to != NULL ? line_day_html(day, &words, out)
              : c->json  ? line_day_json(day, out)
                         : line_day_text(day, &words, out);
    if (err != 0)
        return failed(c);
    if (to != NULL && cli_write_new(to, out) != 0)
        return cli_error(c, CLI_ENVIRONMENT,
                         "The file %s cannot be written, or is there already. Nothing was written.", to);
    if (to != NULL) {
        if (!c->json)
            cli_tell("Written: %s", cli_shown(to));
        cli_json(c, json_pack("{s:b, s:s}", "ok", 1, "file", to));
    } else if (c->json) {
        json_t *o = json_loadb((const char *)out->ptr, out->len, 0, NULL);
        if (s != NULL)
            ids_to_numbers(s, o);
        cli_json(c, json_pack("{s:b, s:o}", "ok", 1, "day", o));
    } else {
        (void)fwrite(out->ptr, 1, out->len, stdout);
    }
    return 0;
}

int cmd_line_day(struct cli *c)
{
    static struct cli_regions regions;
    const char *to = cli_option(c, "--html"), *path = cli_option(c, "--regions");
    const bool numbers = cli_flag(c, "--numbers");
    struct table_field_record r;
    struct line_reference references[LINE_N_SIDES];
    struct line_day *day = NULL;
    struct desk *d = NULL;
    struct t2_buf out;
    int32_t when = 0;
    t2_buf_init(&out, TABLE_MAX_LOG_BYTES);
    int code = begin(c, &d, &r);
    if (code == 0 && !cli_date(c->argv[0], &when))
        code = cli_error(c, CLI_USAGE, "A day is written as in 2026-12-01.");
    if (code == 0)
        code = cli_regions_read(c, path, line_frame(r.line), &regions);
    if (code == 0) {
        struct line_day_params p = {.day = when,
                                    .since = r.has_criteria && r.criteria.first_day <= when &&
                                                     when - r.criteria.first_day <= LINE_MAX_SINCE
                                                 ? r.criteria.first_day
                                                 : when,
                                    .offset_s = r.criteria.offset_s,
                                    .cut_s = r.has_criteria ? r.criteria.cut_s : LINE_CUT_S,
                                    .corrected_s = INT64_MIN,
                                    .regions = regions.at,
                                    .n_regions = regions.n,
                                    .counting = r.criteria.counting, /* each, where none are agreed */
                                    .terms = r.criteria.terms,
                                    .quotas = cli_quota_ground(&r, references),
                                    .coverage = r.has_criteria ? r.criteria.coverage : 0,
                                    .now_s = (int64_t)desk_slot(d) * TABLE_SLOT_SECONDS,
                                    .ceasefire_s =
                                        (int64_t)table_field_ceasefire(desk_table(d)) * TABLE_SLOT_SECONDS,
                                    .numbers = r.report,
                                    .title = table_title(desk_table(d))};
        int err = line_day_new(&r.record, &p, NULL, &day);
        code = err != 0 ? failed(c) : print_day(c, day, numbers ? desk_table(d) : NULL, to, &out);
    }
    line_day_free(day);
    cli_regions_free(&regions);
    t2_buf_free(&out);
    end(d, &r);
    return code;
}

/* ---- withdrawal ---- */

static json_t *track_json(struct cli *c, const struct desk *d, const struct table_position *of, int32_t due,
                          const struct line_track *t)
{
    const struct table_state *s = desk_table(d);
    const struct line_declared *p = &of->declared;
    size_t author = table_event_at(s, of->event)->author;
    bool own = author == channel_self(desk_channel(d));
    char when[TABLE_SLOT_TEXT_LEN], name[256];
    table_slot_text(table_event_at(s, of->event)->slot, when);
    (void)snprintf(name, sizeof name, "%s", cli_shown(table_seat(s, author)->name));
    if (!c->json) {
        cli_tell("%s, side %s, by D+%d: %s", p->open ? cli_shown(p->position.id) : cli_say("under seal"),
                 side_key(p->side), p->by_day, cli_say(line_track_text((enum line_track_state)t->state)));
        if (!p->open)
            cli_tell(own ? TABLE_SAYS("   declared by this seat (%s), %s")
                         : TABLE_SAYS("   declared by %s, %s"),
                     name, when);
        if (due < p->by_day)
            cli_tell("   the agreed rule says D+%d; it is late from then on", due);
        if (t->flagged)
            cli_tell("   its declared destination is not clear of the zone that it has to leave");
        if (t->late)
            cli_tell("   the day has passed, and nobody has verified that it is out");
        if (t->twice)
            cli_tell("   another declared position has its id or serial number");
    }
    return json_pack("{s:o, s:s, s:i, s:i, s:b, s:s, s:s, s:b, s:s, s:b, s:b, s:b, s:b}", "id",
                     p->open ? cli_json_text(p->position.id) : json_null(), "side", side_key(p->side), "by",
                     (int)p->by_day, "due", (int)due, "open", (int)p->open, "declared", when, "seat",
                     table_seat(s, author)->id, "own", (int)own, "state",
                     line_track_name((enum line_track_state)t->state), "flagged", (int)t->flagged, "late",
                     (int)t->late, "not_verified", (int)t->not_verified, "twice", (int)t->twice);
}

int cmd_line_withdrawal(struct cli *c)
{
    struct table_field_record r;
    struct desk *d = NULL;
    int code = begin(c, &d, &r);
    size_t n = 0, all = code == 0 ? table_n_positions(desk_table(d)) : 0, n_undeclared = 0;
    struct line_declared *declared = calloc(all + 1, sizeof *declared);
    struct line_track *at = calloc(all + 1, sizeof *at);
    uint32_t *undeclared = calloc(r.record.n_facts + 1, sizeof *undeclared);
    const struct table_position **of = calloc(all + 1, sizeof *of);
    json_t *list = json_array(), *others = json_array();
    for (size_t i = 0; declared != NULL && of != NULL && i < all; i++) {
        if (!table_position(desk_table(d), i)->counts)
            continue;
        of[n] = table_position(desk_table(d), i);
        declared[n] = of[n]->declared;
        declared[n].by_day = cli_rule_day(r.rule, &of[n]->declared);
        n++;
    }
    if (code == 0) {
        int32_t d_day = r.rule != NULL && r.rule->d_day != INT32_MIN ? r.rule->d_day : 0;
        int32_t today = (int32_t)(desk_slot(d) / (24 * 60));
        int err =
            declared == NULL || at == NULL || undeclared == NULL || of == NULL
                ? T2_E_MEMORY
                : line_track(&r.record, r.judge, declared, n, d_day, today, at, undeclared, &n_undeclared);
        code = err != 0 ? failed(c) : 0;
    }
    for (size_t i = 0; code == 0 && of != NULL && declared != NULL && at != NULL && i < n; i++)
        (void)json_array_append_new(list, track_json(c, d, of[i], declared[i].by_day, &at[i]));
    for (size_t i = 0; code == 0 && i < n_undeclared; i++) {
        (void)json_array_append_new(others, json_integer((json_int_t)r.report[undeclared[i]] + 1));
        if (!c->json)
            cli_tell("%s: seen, and declared by nobody (report %u of the record)",
                     cli_shown(r.facts[undeclared[i]].serial), r.report[undeclared[i]] + 1);
    }
    if (code == 0)
        cli_json(c, json_pack("{s:b, s:O, s:O}", "ok", 1, "positions", list, "undeclared", others));
    json_decref(list);
    json_decref(others);
    free(declared);
    free(of);
    free(at);
    free(undeclared);
    end(d, &r);
    return code;
}

/* ---- does it hold? ---- */

#define MAX_FLIPS 64

static const char *hold_word(enum line_hold h)
{
    return h == LINE_HOLDS       ? TABLE_SAYS("it holds")
           : h == LINE_HOLDS_NOT ? TABLE_SAYS("it does not hold")
                                 : TABLE_SAYS("cannot be determined");
}

/* The answer as if a report had never been filed. */
static enum line_hold hold_without(const struct table_field_record *r, int32_t day, const uint8_t *id)
{
    enum line_hold hold = LINE_HOLD_UNDETERMINED;
    struct line_record record = r->record;
    struct line_clock clock = {.n = 0};
    record.without = id;
    if (line_clock_run(&record, &r->criteria, day, NULL, &clock) == 0)
        hold = line_hold_of(&clock, &r->criteria);
    line_clock_wipe(&clock);
    return hold;
}

/* Why a day is no quiet one. */
static void tell_why(const struct table_field_record *r, const struct line_clock_day *x)
{
    if (x->state == LINE_DAY_UNWATCHED)
        cli_tell("      watched: %.1f percent of the day; agreed: %.1f at least", x->coverage / 10.0,
                 r->criteria.coverage / 10.0);
    else if (x->state != LINE_DAY_QUIET && x->why != UINT32_MAX)
        cli_tell("      report %u of the record: %s", r->report[x->why] + 1,
                 cli_say(line_fact_kind_text((enum line_fact_kind)r->facts[x->why].kind)));
}

static void show_hold(struct cli *c, const struct table_state *s, const struct table_field_record *r,
                      const struct line_clock *clock, enum line_hold hold, const uint32_t *flips, size_t n)
{
    json_t *days = json_array(), *list = json_array(), *answers = json_array();
    enum line_hold other[MAX_FLIPS];
    uint32_t quiet = clock->n > 0 ? clock->days[clock->n - 1].quiet_in_a_row : 0;
    char date[16];
    for (size_t k = 0; k < clock->n; k++) {
        const struct line_clock_day *x = &clock->days[k];
        (void)json_array_append_new(
            days,
            json_pack("{s:s, s:s, s:I, s:I, s:o}", "day", cli_date_text(x->day, date), "state",
                      line_day_state_name((enum line_day_state)x->state), "quiet_in_a_row",
                      (json_int_t)x->quiet_in_a_row, "watched", (json_int_t)x->coverage, "why",
                      x->why == UINT32_MAX ? json_null() : json_integer((json_int_t)r->report[x->why] + 1)));
        if (!c->json)
            cli_tell("  %s  %s, in a row: %u", cli_date_text(x->day, date),
                     cli_say(line_day_state_text((enum line_day_state)x->state)), x->quiet_in_a_row);
        if (!c->json)
            tell_why(r, x);
    }
    for (size_t k = 0; k < n; k++) {
        other[k] = hold_without(r, clock->n > 0 ? clock->days[clock->n - 1].day : 0, r->facts[flips[k]].id);
        (void)json_array_append_new(list, json_integer((json_int_t)r->report[flips[k]] + 1));
        (void)json_array_append_new(answers, json_string(line_hold_name(other[k])));
    }
    if (!c->json) {
        puts(cli_say(line_hold_text(hold)));
        cli_tell("Quiet days in a row: %u of %u", quiet, r->criteria.quiet_days);
        for (size_t k = 0; k < n; k++)
            cli_tell("Without report %u of the record the answer would be: %s.", r->report[flips[k]] + 1,
                     cli_say(hold_word(other[k])));
        if (clock->opens_talks)
            cli_tell("The condition for the talks was met on %s.", cli_date_text(clock->met_day, date));
        if (table_talks_open(s))
            cli_tell("The talks are open.");
    }
    cli_json(c,
             json_pack("{s:b, s:s, s:I, s:I, s:o, s:b, s:o, s:o, s:o}", "ok", 1, "hold", line_hold_name(hold),
                       "quiet", (json_int_t)quiet, "needed", (json_int_t)r->criteria.quiet_days, "met_day",
                       clock->opens_talks ? json_string(cli_date_text(clock->met_day, date)) : json_null(),
                       "talks_open", table_talks_open(s), "days", days, "flips", list, "without", answers));
}

int cmd_line_hold(struct cli *c)
{
    const char *on = cli_option(c, "--on");
    struct table_field_record r;
    struct line_clock clock = {.n = 0};
    enum line_hold hold = LINE_HOLD_UNDETERMINED;
    static uint32_t flips[MAX_FLIPS];
    struct desk *d = NULL;
    size_t n = 0;
    int32_t day = 0;
    int code = begin(c, &d, &r);
    if (code == 0 && !r.has_criteria)
        code = cli_error(c, CLI_REFUSED,
                         "What holding means has not been agreed. Propose it: tracktwo line "
                         "agree criteria FILE");
    if (code == 0) {
        day = table_field_day(&r.criteria, desk_slot(d));
        if (on != NULL && !cli_date(on, &day))
            code = cli_error(c, CLI_USAGE, "A day is written as in 2026-12-01.");
    }
    if (code == 0 && day >= r.criteria.first_day) {
        int err = line_clock_run(&r.record, &r.criteria, day, NULL, &clock);
        err = err != 0 ? err : line_hold_flips(&r.record, &r.criteria, day, &hold, flips, MAX_FLIPS, &n);
        if (err != 0)
            code = failed(c);
    }
    if (code == 0)
        show_hold(c, desk_table(d), &r, &clock, hold, flips, n < MAX_FLIPS ? n : MAX_FLIPS);
    line_clock_wipe(&clock);
    end(d, &r);
    return code;
}
