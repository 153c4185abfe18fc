/* tracktwo line declare|open|observer|exclude|incident, and line report file: what comes from the field into
 * the record. */
#include "cli/held.h"
#include "cli/line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- positions ---- */

static int bad_option(struct cli *c, const char *option, const char *wants)
{
    return cli_error(c, CLI_USAGE, "%s is missing or not understood: it takes %s. Nothing was declared.",
                     option, cli_say(wants));
}

static int weapon_of(struct cli *c, const char *word, enum line_weapon *out)
{
    char list[256] = "";
    size_t at = 0;
    if (word != NULL && line_weapon_find(word, out) == 0)
        return 0;
    for (unsigned k = 0; k < LINE_N_WEAPONS; k++)
        at += (size_t)snprintf(list + at, sizeof list - at, "%s%s", k == 0 ? "" : ", ",
                               line_weapon_name((enum line_weapon)k));
    return cli_error(
        c, CLI_USAGE,
        "--weapon is missing, or is of no family: %s. Nothing was declared. The families are: %s.",
        word != NULL ? word : "", list);
}

/* Of a unit or weapon: letters that every report can name it by. */
static int id_of(struct cli *c, const char *id)
{
    size_t n = strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");
    if (n > 0 && n <= LINE_ID_MAX && id[n] == '\0')
        return 0;
    return cli_error(
        c, CLI_USAGE,
        "\"%s\" is no id: it has Latin letters, digits, \"-\", \"_\" and \".\", no blank, and %d "
        "of them at most. Nothing was declared.",
        id, LINE_ID_MAX);
}

/* A number that may be left out. */
static int some_number(struct cli *c, const char *option, unsigned long min, unsigned long max,
                       unsigned long *out)
{
    const char *word = cli_option(c, option);
    return word == NULL || cli_number(word, min, max, out)
               ? 0
               : cli_error(c, CLI_USAGE, "%s takes a number from %lu to %lu. Nothing was declared.", option,
                           min, max);
}

static int position_of(struct cli *c, enum geo_frame frame, unsigned side, struct line_position *out)
{
    static const char place[] = TABLE_SAYS("a place: NORTH,EAST in degrees, or EAST,NORTH in kilometres on a "
                                           "flat map");
    const char *weapon = cli_option(c, "--weapon"), *serial = cli_option(c, "--serial"),
               *from = cli_option(c, "--from"), *to = cli_option(c, "--to"), *by = cli_option(c, "--by");
    enum line_weapon w = LINE_W_OTHER;
    unsigned long n = 1, mm = 0, metres = 0, day = 0;
    memset(out, 0, sizeof *out);
    int code = some_number(c, "--count", 1, 1000000, &n);
    code = code != 0 ? code : some_number(c, "--calibre", 1, 10000, &mm);
    code = code != 0 ? code : some_number(c, "--range", 1, 10000000, &metres);
    code = code != 0 ? code : id_of(c, c->argc > 0 ? c->argv[0] : "");
    code = code != 0 ? code : weapon_of(c, weapon, &w);
    if (code == 0 && !cli_place(frame, from, &out->from))
        code = bad_option(c, "--from", place);
    if (code == 0 && !cli_place(frame, to, &out->to))
        code = bad_option(c, "--to", place);
    if (code == 0 && (by == NULL || !cli_number(by, 0, TABLE_FIELD_MAX_BY_DAY, &day)))
        code = bad_option(c, "--by", TABLE_SAYS("the day by which it is there, as in 5 for D+5"));
    if (code == 0 && serial != NULL && strlen(serial) >= sizeof out->serial)
        code = cli_error(c, CLI_USAGE, "--serial has %zu bytes at most. Nothing was declared.",
                         sizeof out->serial - 1);
    if (code != 0)
        return code;
    (void)snprintf(out->id, sizeof out->id, "%s", c->argv[0]);
    if (serial != NULL)
        memcpy(out->serial, serial, strlen(serial));
    out->side = (uint8_t)side;
    out->weapon = (uint8_t)w;
    out->calibre = (uint32_t)mm * 10;
    out->range_m = (uint32_t)metres;
    out->count = (uint32_t)n;
    out->by_day = (int32_t)day;
    return 0;
}

/* Whether the position will stand where the agreed rule lets it stand; false: in a zone, or nobody can tell.
 */
static bool is_clear(const struct table_field_record *r, const struct line_position *p)
{
    struct line_verdict v;
    const struct line_sighting seen = {.place = p->to,
                                       .side = p->side,
                                       .weapon = p->weapon,
                                       .day = INT32_MIN,
                                       .calibre = p->calibre,
                                       .range_m = p->range_m};
    if (r->judge == NULL)
        return true;
    line_judge(r->judge, &seen, &v);
    return v.state == LINE_VERDICT_OUT || v.exempt;
}

int32_t cli_rule_day(const struct line_rule *r, const struct line_declared *d)
{
    const struct line_position *p = &d->position;
    size_t class = 0;
    int32_t day = INT32_MIN;
    if (r == NULL || d->side >= LINE_N_SIDES)
        return d->by_day;
    if (d->open && line_rule_class(r, (enum line_weapon)p->weapon, p->calibre, p->range_m, &class) == 0)
        day = r->classes[class].day[d->side];
    for (size_t k = 0; !d->open && k < r->n_classes; k++) /* whatever it is, by then it has gone */
        day = r->classes[k].day[d->side] > day ? r->classes[k].day[d->side] : day;
    return day != INT32_MIN && day < d->by_day ? day : d->by_day;
}

/* What only who declares sees. */
static json_t *declared_notes(const struct cli *c, const struct table_field_record *r,
                              const struct line_position *p)
{
    const struct line_declared d = {.side = p->side, .open = 1, .by_day = p->by_day, .position = *p};
    int32_t day = cli_rule_day(r->rule, &d);
    bool clear = is_clear(r, p);
    if (!c->json && !clear)
        cli_tell("Note, which only you see: this destination lies in a zone that it has to leave.");
    if (!c->json && day < p->by_day)
        cli_tell("Note: by the agreed rule it has to be there by D+%d. It counts as late from then on.", day);
    return json_pack("{s:b, s:i}", "in_zone", !clear, "rule_day", (int)day);
}

int cmd_line_declare(struct cli *c)
{
    const char *to = cli_option(c, "--out");
    struct table_event ev = {.kind = TABLE_EV_POSITION_DECLARED};
    struct table_field_record r = {.line = NULL};
    struct line_position p;
    struct line_opening o = {.salt = {0}};
    struct desk *d = NULL;
    struct t2_buf file;
    uint8_t rule[LINE_DIGEST_LEN];
    size_t i = 0;
    t2_buf_init(&file, LINE_OPENING_MAX);
    int code = cli_synced_desk(c, false, &d);
    const struct table_state *s = code == 0 ? desk_table(d) : NULL;
    if (code == 0)
        code = cli_field_open(c, s, &r);
    if (code == 0 && table_field_in_force(s, TABLE_FIELD_RULE, &i) != 0)
        code = cli_error(c, CLI_REFUSED,
                         "Positions are declared under the rule of the pull-back, and none has "
                         "been agreed yet. Nothing was declared.");
    if (code == 0)
        code =
            position_of(c, line_frame(r.line),
                        table_field_side(s, channel_self(desk_channel(d))) == LINE_B ? LINE_B : LINE_A, &p);
    if (code == 0 && (!cli_words(c) || to == NULL))
        code = to == NULL ? cli_error(c, CLI_USAGE,
                                      "Name the file that will open the position: --out FILE. "
                                      "Nothing was declared.")
                          : CLI_USAGE;
    if (code == 0) {
        memcpy(rule, table_event_at(s, table_field_document(s, i)->event)->u.field_document.digest,
               sizeof rule);
        ev.u.position_declared.by_day = (uint32_t)p.by_day;
        int err = line_position_commit(t2_random_system(), rule, line_frame(r.line), &p, &o,
                                       ev.u.position_declared.commitment);
        err = err != 0 ? err : line_opening_write(&o, &file);
        if (err != 0)
            code = cli_error(c, CLI_ENVIRONMENT, "The position cannot be sealed. Nothing was declared.");
    }
    if (code == 0)
        code = cli_form_id(c, ev.u.form_id);
    if (code == 0 && table_field_side(s, channel_self(desk_channel(d))) != LINE_N_SIDES &&
        cli_write_new(to, &file) != 0)
        code = cli_error(c, CLI_ENVIRONMENT,
                         "The file %s cannot be written, or is there already. Nothing was "
                         "declared.",
                         to);
    if (code == 0)
        code = cli_post_with(c, d, &ev,
                             TABLE_SAYS("Declared under seal. Keep the file: with it, and nothing else, the "
                                        "position is opened."),
                             declared_notes(c, &r, &p));
    line_opening_wipe(&o);
    t2_buf_free(&file);
    table_field_close(&r);
    cli_close_desk(d);
    return code;
}

/* The declaration that these bytes open. */
static bool find_declared(const struct table_state *s, enum geo_frame frame, struct t2_bytes bytes,
                          uint8_t id[static TABLE_FORM_ID_LEN], struct line_position *out)
{
    struct line_opening o;
    bool found = false;
    if (line_opening_read(bytes, frame, &o) == 0) {
        for (size_t i = 0; i < table_n_positions(s) && !found; i++) {
            const struct table_position *p = table_position(s, i);
            struct line_declared copy = p->declared;
            copy.open = 0;
            found = line_declared_open(&copy, p->context, &o) == 0;
            memcpy(id, p->id, TABLE_FORM_ID_LEN);
            *out = o.position;
        }
    }
    line_opening_wipe(&o);
    return found;
}

int cmd_line_open(struct cli *c)
{
    struct table_event ev = {.kind = TABLE_EV_POSITION_OPENED};
    struct table_field_record r = {.line = NULL};
    struct line_position p = {.id = ""};
    struct desk *d = NULL;
    struct t2_buf file;
    if (!cli_words(c))
        return CLI_USAGE;
    int code = cli_read_file(c, c->argv[0], LINE_OPENING_MAX, &file);
    if (code == 0)
        code = cli_synced_desk(c, false, &d);
    if (code == 0)
        code = cli_field_open(c, desk_table(d), &r);
    if (code == 0 && !find_declared(desk_table(d), line_frame(r.line), t2_buf_view(&file), ev.u.form_id, &p))
        code = cli_error(c, CLI_WRONG,
                         "%s opens no position that was declared at this table. Nothing was "
                         "opened.",
                         c->argv[0]);
    if (code == 0) {
        ev.u.position_opened.opening = t2_buf_view(&file);
        bool clear = is_clear(&r, &p);
        code = cli_post_with(c, d, &ev, TABLE_SAYS("Opened: all seats see the position as it was declared."),
                             json_pack("{s:s, s:b}", "id", p.id, "in_zone", !clear));
        if (code == 0 && !c->json && !clear)
            cli_tell("The declared destination of %s lies in a zone that it has to leave, or that cannot be "
                     "told. All seats see this.",
                     cli_shown(p.id));
    }
    t2_buf_free(&file);
    table_field_close(&r);
    cli_close_desk(d);
    return code;
}

/* ---- observers ---- */

int cmd_line_observer(struct cli *c)
{
    static const char *const of[LINE_N_FROM] = {"observers", "a", "b", "others"};
    const char *from = cli_option(c, "--from"), *to = cli_option(c, "--to"), *whose = cli_option(c, "--of");
    struct table_event ev = {.kind = TABLE_EV_OBSERVER_ADMITTED};
    struct table_ev_observer_admitted *x = &ev.u.observer_admitted;
    int32_t first = 0, last = 0;
    struct desk *d = NULL;
    struct t2_buf file;
    unsigned k = 0;
    if (!cli_words(c) || strcmp(c->argv[0], "admit") != 0)
        return c->argc == 3 ? cli_error(c, CLI_USAGE, "This is used so: tracktwo %s %s", "line observer",
                                        c->self->arguments)
                            : CLI_USAGE;
    while (whose != NULL && k < LINE_N_FROM && strcmp(of[k], whose) != 0)
        k++;
    if ((from != NULL && !cli_date(from, &first)) || (to != NULL && !cli_date(to, &last)) || k == LINE_N_FROM)
        return cli_error(c, CLI_USAGE,
                         "--from and --to take a date, as in 2026-12-01; --of takes observers, "
                         "a, b or others.");
    x->observer = c->argv[1];
    x->of = (uint8_t)k;
    x->from_s = from != NULL && first > 0 ? (uint64_t)first * LINE_DAY_S : 0;
    x->to_s = to != NULL ? (uint64_t)last * LINE_DAY_S + LINE_DAY_S - 1 : LINE_REPORT_MAX_TIME;
    int code = cli_read_file(c, c->argv[2], OBSERVER_LINE_MAX, &file);
    if (code == 0 && observer_key_read(t2_buf_view(&file), x->key) != 0)
        code = cli_error(c, CLI_WRONG,
                         "%s is not an observer's key, or a letter of it is wrong. Nothing was "
                         "proposed. Ask for the line that tracktwo line report key printed.",
                         c->argv[2]);
    if (code == 0)
        code = cli_form_id(c, ev.u.form_id);
    if (code == 0)
        code = cli_synced_desk(c, false, &d);
    if (code == 0)
        code = cli_post(c, d, &ev,
                        TABLE_SAYS("Proposed: the observer's report key. It counts when every seat has "
                                   "consented."));
    t2_buf_free(&file);
    cli_close_desk(d);
    return code;
}

/* The bytes of a file, or of the desk's own reports, as a copy: what is posted changes the desk. */
static int reports_of(struct cli *c, const char *path, struct desk **out_desk, struct t2_buf *out)
{
    uint8_t mission[LINE_REPORT_MISSION_LEN];
    struct desk_observer own;
    t2_buf_init(out, LINE_REPORT_FILE_MAX);
    if (path != NULL)
        return cli_read_file(c, path, LINE_REPORT_FILE_MAX, out);
    int code = report_own(c, out_desk, mission, &own);
    if (code == 0 && own.reports.len == 0)
        code = cli_error(c, CLI_REFUSED, "No report was written on this desk yet. Nothing was entered.");
    if (code == 0 && t2_buf_append(out, own.reports.ptr, own.reports.len) != 0)
        code = cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory.");
    return code != 0 || cli_held() != NULL ? code : cli_sync_desk(c, *out_desk);
}

#define TOGETHER 200 /* reports that are saved at once */

struct entering {
    size_t n_new, n_known, n_refused; /* of those before */
    size_t now_new, now_known, now_refused;
};

static void told(void *ctx, size_t i, const struct desk_problem *refused)
{
    struct entering *x = ctx;
    (void)i;
    x->now_new += refused == NULL;
    x->now_known += refused != NULL && refused->refusal == TABLE_R_DUPLICATE;
    x->now_refused += refused != NULL && refused->refusal != TABLE_R_DUPLICATE;
    if (refused != NULL && refused->refusal != TABLE_R_DUPLICATE)
        cli_note(refused->text);
}

static int enter(struct cli *c, struct desk *d, struct table_event *ev, size_t n, struct entering *x)
{
    struct desk_problem why = {.lang = cli_lang()};
    x->now_new = x->now_known = x->now_refused = 0;
    int err = n > 0 ? desk_post_many(d, ev, n, told, x, &why) : 0;
    if (err != 0)
        return cli_problem(c, err, &why);
    x->n_new += x->now_new;
    x->n_known += x->now_known;
    x->n_refused += x->now_refused;
    return 0;
}

/* Enters what the reports hold and the record does not. */
int cmd_report_file(struct cli *c, const char *path)
{
    static struct table_event ev[TOGETHER];
    struct entering x = {.n_new = 0};
    struct line_report_file cursor;
    struct t2_bytes report;
    struct desk *d = NULL;
    struct t2_buf file;
    struct report_file lost = {.n_lost = 0}; /* only what is damaged */
    size_t at = 0, n = 0;
    bool sent = false;
    int err = 0, code = reports_of(c, path, &d, &file);
    if (code == 0 && line_report_file_open(t2_buf_view(&file), &cursor) != 0)
        code = cli_error(c, CLI_WRONG, "%s is no file of reports, or of another version. It was not changed.",
                         path != NULL ? path : "reports");
    if (code == 0 && d == NULL)
        code = cli_synced_desk(c, false, &d);
    while (code == 0 && (err = line_report_file_next(&cursor, &report, &at)) != T2_E_MISSING) {
        if (err == T2_E_MEMORY)
            code = cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory.");
        if (err != 0) {
            lost.first_lost = lost.n_lost++ == 0 ? at : lost.first_lost;
            continue;
        }
        ev[n] = (struct table_event){.kind = TABLE_EV_REPORT_ENTERED};
        ev[n++].u.report_entered.report = report;
        if (n == TOGETHER) {
            code = enter(c, d, ev, n, &x);
            n = 0;
        }
    }
    code = code != 0 ? code : enter(c, d, ev, n, &x);
    if (code == 0 && x.n_new > 0)
        code = cli_send(c, d, &sent);
    if (code == 0) {
        if (!c->json) {
            cli_tell("Reports entered into the record: %zu; there already: %zu; refused: %zu", x.n_new,
                     x.n_known, x.n_refused);
            report_file_tell(path, &lost);
        }
        cli_json(c, json_pack("{s:b, s:I, s:I, s:I, s:I, s:b}", "ok", lost.n_lost == 0, "entered",
                              (json_int_t)x.n_new, "known", (json_int_t)x.n_known, "refused",
                              (json_int_t)x.n_refused, "damaged", (json_int_t)lost.n_lost, "sent", sent));
    }
    t2_buf_free(&file);
    cli_close_desk(d);
    return code != 0 ? code : lost.n_lost > 0 ? CLI_WRONG : x.n_refused > 0 ? CLI_REFUSED : CLI_OK;
}

/* ---- exclusions and incidents ---- */

int cli_report_named(struct cli *c, const struct table_state *s, const char *word, size_t *out)
{
    unsigned long k = 0;
    if (cli_number(word, 1, table_n_reports(s), &k)) {
        *out = k - 1;
        return 0;
    }
    return cli_error(c, CLI_REFUSED,
                     "There is no report %s in the record. Which there are: tracktwo line "
                     "verdicts",
                     word);
}

/* The open proposal to exclude the report; NULL: none. */
static const struct table_proposal *to_exclude(const struct table_state *s, const uint8_t *report)
{
    for (size_t i = 0; i < table_n_proposals(s); i++) {
        const struct table_proposal *p = table_proposal(s, i);
        if (p->status == TABLE_PROPOSAL_OPEN && p->kind == TABLE_EV_REPORT_EXCLUDED &&
            memcmp(table_event_at(s, p->event)->u.report_excluded.report, report, LINE_REPORT_ID_LEN) == 0)
            return p;
    }
    return NULL;
}

int cmd_line_exclude(struct cli *c)
{
    struct table_event ev = {.kind = TABLE_EV_REPORT_EXCLUDED};
    const struct table_proposal *same = NULL;
    struct desk *d = NULL;
    size_t i = 0;
    if (!cli_words(c))
        return CLI_USAGE;
    int code = cli_numbered_desk(c, false, &d);
    if (code == 0)
        code = cli_report_named(c, desk_table(d), c->argv[0], &i);
    if (code == 0)
        code = cli_form_id(c, ev.u.form_id);
    if (code == 0 && (same = to_exclude(desk_table(d), table_report(desk_table(d), i)->id)) != NULL) {
        code = cli_line_second(c, d, same);
    } else if (code == 0) {
        memcpy(ev.u.report_excluded.report, table_report(desk_table(d), i)->id, LINE_REPORT_ID_LEN);
        code = cli_post(c, d, &ev,
                        TABLE_SAYS("Proposed: this report is of no violation. It stays on the record, and "
                                   "counts for nothing when both sides have consented."));
    }
    cli_close_desk(d);
    return code;
}

int cmd_line_incident(struct cli *c)
{
    struct table_event ev = {.kind = TABLE_EV_INCIDENT_STEP};
    struct desk *d = NULL;
    size_t i = 0;
    unsigned step = TABLE_INCIDENT_OPENED;
    if (!cli_words(c))
        return CLI_USAGE;
    bool excess = strcmp(c->argv[0], "excess") == 0;
    if (!excess && strcmp(c->argv[0], "open") != 0) {
        step = 0;
        while (step < LINE_INC_LAPSE &&
               strcmp(c->argv[0], line_incident_event_name((enum line_incident_event)step)) != 0)
            step++;
        if (step == LINE_INC_LAPSE)
            return cli_error(
                c, CLI_USAGE,
                "The steps of an incident are: open, excess, protest, answer, refer, find_violation, "
                "find_none, find_open, carried_out, close.");
    }
    int code = cli_numbered_desk(c, false, &d);
    if (code == 0)
        code = cli_report_named(c, desk_table(d), c->argv[1], &i);
    if (code == 0) {
        memcpy(ev.u.incident_step.report, table_report(desk_table(d), i)->id, LINE_REPORT_ID_LEN);
        ev.u.incident_step.step = (uint8_t)step;
        ev.u.incident_step.text = c->argc > 2 ? c->argv[2] : "";
    }
    if (code == 0 && excess)
        code = cli_excess_step(c, d, i, &ev);
    if (code == 0)
        code = cli_post(c, d, &ev, TABLE_SAYS("It is on the record of the incident."));
    cli_close_desk(d);
    return code;
}
