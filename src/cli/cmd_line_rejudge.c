/* tracktwo line rejudge: the whole record judged again by another line or rule; each verdict that changes,
 * and whether it changes what the cease-fire comes to. Nothing is entered into the record. */
#include "cli/line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What verdicts follow from. */
struct measure {
    const struct line *line;
    const struct line_rule *rule;
    struct line *own_line; /* read from files */
    struct line_rule *own_rule;
    struct cli_references from;
    struct line_zones *zones;
    struct line_judge *judge;
};

static void measure_free(struct measure *m)
{
    line_judge_free(m->judge);
    line_zones_free(m->zones);
    line_rule_free(m->own_rule);
    line_free(m->own_line);
    cli_references_free(&m->from);
}

struct named {
    const char *line, *rule, *day, *reference[LINE_N_SIDES];
};

static struct named named_by(struct cli *c, bool old)
{
    struct named n;
    n.line = cli_option(c, old ? "--old-line" : "--line");
    n.rule = cli_option(c, old ? "--old-rule" : "--rule");
    n.day = cli_option(c, old ? "--old-day" : "--day");
    n.reference[LINE_A] = cli_option(c, old ? "--old-reference-a" : "--reference-a");
    n.reference[LINE_B] = cli_option(c, old ? "--old-reference-b" : "--reference-b");
    return n;
}

static bool names_nothing(const struct named *n)
{
    return n->line == NULL && n->rule == NULL && n->reference[LINE_A] == NULL && n->reference[LINE_B] == NULL;
}

/* The files that are named, in the place of what is agreed. A rule without a day D has that of the rule in
 * force. */
static int measure_of(struct cli *c, const struct table_field_record *r, const struct named *by,
                      const struct cli_line_options *o, struct measure *m)
{
    json_t *repairs = json_array();
    int code = by->line != NULL ? cli_line_read(c, by->line, o, &m->own_line, repairs) : 0;
    m->line = m->own_line != NULL ? m->own_line : r->line;
    if (code == 0 && line_frame(m->line) != line_frame(r->line))
        code =
            cli_error(c, CLI_REFUSED, "%s is of another map than the record. Nothing was judged.", by->line);
    if (code == 0 && by->rule != NULL)
        code = cli_rule_read(c, by->rule, by->day, &m->own_rule);
    if (code == 0 && m->own_rule != NULL && m->own_rule->d_day == INT32_MIN && r->rule != NULL)
        m->own_rule->d_day = r->rule->d_day;
    m->rule = m->own_rule != NULL ? m->own_rule : r->rule;
    if (code == 0 && m->rule == NULL)
        code = cli_error(c, CLI_REFUSED, "No rule has been agreed. Name one: --rule FILE");
    if (code == 0)
        code = cli_references_read(c, by->reference, o, r->references, &m->from);
    if (code == 0)
        code = cli_zones(c,
                         by->rule != NULL   ? by->rule
                         : by->line != NULL ? by->line
                                            : "the rule",
                         m->line, m->rule, m->from.at, &m->zones);
    if (code == 0 &&
        line_judge_new(m->line, m->rule, m->zones, (struct line_thresholds){0, 0}, &m->judge) != 0)
        code = cli_error(c, CLI_ENVIRONMENT, "This cannot be computed here: memory is short.");
    json_decref(repairs);
    return code;
}

/* Judges the record: verdicts of the facts that are of a weapon at a place, and the facts with them. */
struct judged {
    struct line_fact *facts;
    struct line_verdict *at;
    uint8_t *has;
};

static void judged_free(struct judged *j)
{
    free(j->facts);
    free(j->at);
    free(j->has);
}

static int judge_all(const struct table_field_record *r, const struct measure *m, struct judged *out)
{
    size_t n = r->record.n_facts;
    out->facts = calloc(n + 1, sizeof *out->facts);
    out->at = calloc(n + 1, sizeof *out->at);
    out->has = calloc(n + 1, sizeof *out->has);
    if (out->facts == NULL || out->at == NULL || out->has == NULL)
        return T2_E_MEMORY;
    for (size_t k = 0; k < n; k++) {
        struct line_sighting seen;
        out->facts[k] = r->facts[k];
        out->has[k] = line_fact_sighting(&r->facts[k], m->rule->d_day, &seen) != 0;
        if (out->has[k]) {
            line_judge(m->judge, &seen, &out->at[k]);
            out->facts[k].verdict = out->at[k].state;
            out->facts[k].exempt = out->at[k].exempt;
        }
    }
    return 0;
}

/* Whether the cease-fire holds by these verdicts. */
static int hold_by(const struct table_field_record *r, const struct judged *j, int32_t day,
                   enum line_hold *out)
{
    struct line_record record = r->record;
    struct line_clock clock = {.n = 0};
    record.facts = j->facts;
    int err = line_clock_run(&record, &r->criteria, day, NULL, &clock);
    if (err == 0)
        *out = line_hold_of(&clock, &r->criteria);
    line_clock_wipe(&clock);
    return err;
}

/* ---- shown ---- */

static json_t *verdict_json(const struct line_verdict *v, const struct line_rule *r)
{
    json_t *why = json_array();
    for (size_t i = 0; i < v->n_trail; i++)
        (void)json_array_append_new(why, json_string(line_reason_name((enum line_reason)v->trail[i])));
    return json_pack("{s:s, s:b, s:s, s:o, s:I, s:o}", "verdict",
                     line_verdict_name((enum line_verdict_state)v->state), "exempt", (int)v->exempt, "side",
                     v->side == LINE_A   ? "A"
                     : v->side == LINE_B ? "B"
                                         : "?",
                     "class", v->class < r->n_classes ? cli_json_text(r->classes[v->class].id) : json_null(),
                     "in_ppm", (json_int_t)v->in_ppm, "reasons", why);
}

static void tell_verdict(const struct line_verdict *v, bool before)
{
    static const char *const words[2][3] = {
        {[LINE_VERDICT_OUT] = TABLE_SAYS("   now: out of the zones"),
         [LINE_VERDICT_IN] = TABLE_SAYS("   now: in a zone"),
         [LINE_VERDICT_UNDETERMINED] = TABLE_SAYS("   now: undetermined")},
        {[LINE_VERDICT_OUT] = TABLE_SAYS("   before: out of the zones"),
         [LINE_VERDICT_IN] = TABLE_SAYS("   before: in a zone"),
         [LINE_VERDICT_UNDETERMINED] = TABLE_SAYS("   before: undetermined")},
    };
    printf("%s%s\n", cli_say(words[before][v->state]), v->exempt ? cli_say(", and may be there") : "");
    for (size_t i = 0; i < v->n_trail; i++)
        printf("      %s\n", cli_say(line_reason_text((enum line_reason)v->trail[i])));
}

static json_t *changed_json(struct cli *c, const struct table_state *s, const struct table_field_record *r,
                            size_t k, const struct line_verdict v[2], const struct line_rule *const by[2])
{
    const struct line_fact *f = &r->facts[k];
    const struct table_report *x = table_report(s, r->report[k]);
    const char *observer = table_observer_admission(s, x->observer)->observer;
    char when[TABLE_SLOT_TEXT_LEN];
    table_slot_text(f->time_s > 0 ? (uint64_t)f->time_s / TABLE_SLOT_SECONDS : 0, when);
    if (!c->json) {
        cli_tell("%u. %s, observer %s, report %u: %s %s", r->report[k] + 1, when, cli_shown(observer),
                 x->number, cli_say(cli_weapon_text(f->weapon)), cli_shown(f->serial));
        tell_verdict(&v[0], true);
        tell_verdict(&v[1], false);
    }
    return json_pack("{s:I, s:s, s:s, s:I, s:s, s:o, s:o, s:o}", "report", (json_int_t)r->report[k] + 1,
                     "time", when, "observer", observer, "number", (json_int_t)x->number, "weapon",
                     line_weapon_name((enum line_weapon)f->weapon), "serial", cli_json_text(f->serial),
                     "before", verdict_json(&v[0], by[0]), "now", verdict_json(&v[1], by[1]));
}

static int show(struct cli *c, const struct desk *d, const struct table_field_record *r,
                const struct measure *m, const struct judged *j)
{
    const struct line_rule *const by[2] = {m[0].rule, m[1].rule};
    enum line_hold hold[2] = {LINE_HOLD_UNDETERMINED, LINE_HOLD_UNDETERMINED};
    int32_t day = r->has_criteria ? table_field_day(&r->criteria, desk_slot(d)) : 0;
    bool counts =
        r->has_criteria && day >= r->criteria.first_day && day - r->criteria.first_day < LINE_MAX_CLOCK_DAYS;
    json_t *list = json_array();
    size_t n = 0;
    for (int i = 0; counts && i < 2; i++) {
        if (hold_by(r, &j[i], day, &hold[i]) != 0) {
            json_decref(list);
            return cli_error(c, CLI_ENVIRONMENT, "This cannot be computed here: memory is short.");
        }
    }
    for (size_t k = 0; k < r->record.n_facts; k++) {
        const struct line_verdict v[2] = {j[0].at[k], j[1].at[k]};
        n += j[0].has[k];
        if (j[0].has[k] && line_verdict_differs(&v[0], by[0], &v[1], by[1]))
            (void)json_array_append_new(list, changed_json(c, desk_table(d), r, k, v, by));
    }
    if (!c->json) {
        cli_tell("Verdicts that change: %zu of %zu. The record is as it was.", json_array_size(list), n);
        if (counts) {
            cli_tell("Before: %s", cli_say(line_hold_text(hold[0])));
            cli_tell("Now: %s", cli_say(line_hold_text(hold[1])));
        }
    }
    cli_json(c, json_pack("{s:b, s:I, s:o, s:o, s:o}", "ok", 1, "judged", (json_int_t)n, "changed", list,
                          "hold_before", counts ? json_string(line_hold_name(hold[0])) : json_null(),
                          "hold_now", counts ? json_string(line_hold_name(hold[1])) : json_null()));
    return 0;
}

int cmd_line_rejudge(struct cli *c)
{
    struct cli_line_options o = cli_line_options(c);
    const struct named by[2] = {named_by(c, true), named_by(c, false)};
    struct table_field_record r = {.line = NULL};
    struct measure m[2] = {{.line = NULL}, {.line = NULL}};
    struct judged j[2] = {{.facts = NULL}, {.facts = NULL}};
    struct desk *d = NULL;
    if (!cli_words(c))
        return CLI_USAGE;
    if (names_nothing(&by[0]) && names_nothing(&by[1]))
        return cli_error(
            c, CLI_USAGE,
            "Say by what the record is judged again: --line FILE or --rule FILE; or, where another "
            "has been agreed since, what was before: --old-line FILE or --old-rule FILE.");
    int code = cli_synced_desk(c, false, &d);
    if (code == 0)
        code = cli_field_open(c, desk_table(d), &r);
    for (int i = 0; code == 0 && i < 2; i++) {
        code = measure_of(c, &r, &by[i], &o, &m[i]);
        if (code == 0 && judge_all(&r, &m[i], &j[i]) != 0)
            code = cli_error(c, CLI_ENVIRONMENT, "This cannot be computed here: memory is short.");
    }
    if (code == 0)
        code = show(c, d, &r, m, j);
    for (int i = 0; i < 2; i++) {
        measure_free(&m[i]);
        judged_free(&j[i]);
    }
    table_field_close(&r);
    cli_close_desk(d);
    return code;
}
