/* tracktwo line rejudge: the whole record judged again by another line or rule; each verdict and each answer
 * to a quota that changes, and whether it changes what the cease-fire comes to. Nothing is entered into the
 * record. */
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

/* ---- quotas ---- */

static int by_day(const void *a, const void *b)
{
    const int32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* The days in which something that a quota may speak of was seen, each once, for free. On others no quota is
 * anything but undetermined, whatever the rule. */
static int32_t *days_of(const struct table_field_record *r, size_t *out_n)
{
    size_t n = 0, max = 64;
    int32_t *days = calloc(max, sizeof *days);
    for (size_t k = 0; days != NULL && k < r->record.n_facts; k++) {
        const struct line_fact *f = &r->facts[k];
        if (f->kind != LINE_F_WEAPON && f->kind != LINE_F_WATCH)
            continue;
        for (int32_t day = cli_day_of(r, f->time_s); day <= cli_day_of(r, f->time_s + f->lasts_s); day++) {
            if (n == max) {
                int32_t *more = realloc(days, 2 * max * sizeof *days);
                if (more == NULL) {
                    free(days);
                    return NULL;
                }
                days = more;
                max *= 2;
            }
            if (n == 0 || days[n - 1] != day)
                days[n++] = day;
        }
    }
    if (days == NULL)
        return NULL;
    qsort(days, n, sizeof *days, by_day);
    *out_n = 0;
    for (size_t k = 0; k < n; k++) {
        if (k == 0 || days[k] != days[k - 1])
            days[(*out_n)++] = days[k];
    }
    return days;
}

/* The quota of the other rule for the same class, side and band; n_quotas: none. */
static size_t quota_like(const struct line_rule *of, const struct line_quota *q, const struct line_rule *in)
{
    size_t k = 0;
    while (k < in->n_quotas && (strcmp(in->classes[in->quotas[k].class].id, of->classes[q->class].id) != 0 ||
                                in->quotas[k].side != q->side || in->quotas[k].from_m != q->from_m ||
                                in->quotas[k].to_m != q->to_m))
        k++;
    return k;
}

/* found NULL: the rule has no such quota. */
static json_t *quota_answer(struct cli *c, const struct line_quota *q, const struct line_quota_found *found,
                            bool before)
{
    if (found == NULL) {
        if (!c->json)
            cli_tell(before ? TABLE_SAYS("   before: no such quota") : TABLE_SAYS("   now: no such quota"));
        return json_null();
    }
    if (!c->json) {
        const char *answer = cli_say(line_quota_state_text((enum line_quota_state)found->state));
        cli_tell(before ? TABLE_SAYS("   before: %s. May stay: %u; at least, at one time: %llu")
                        : TABLE_SAYS("   now: %s. May stay: %u; at least, at one time: %llu"),
                 answer, q->most, (unsigned long long)found->least);
        printf("      %s\n", cli_say(line_quota_why_text((enum line_quota_why)found->why)));
    }
    return json_pack("{s:s, s:s, s:I, s:I, s:I}", "state",
                     line_quota_state_name((enum line_quota_state)found->state), "why",
                     line_quota_why_name((enum line_quota_why)found->why), "most", (json_int_t)q->most,
                     "least", (json_int_t)found->least, "possible", (json_int_t)found->possible);
}

static void quota_change(struct cli *c, int32_t day, const struct line_rule *r, const struct line_quota *q,
                         const struct line_quota *const both[2], const struct line_quota_found *const at[2],
                         json_t *list)
{
    if (at[0] != NULL && at[1] != NULL && at[0]->state == at[1]->state && at[0]->why == at[1]->why)
        return;
    char date[16];
    const char *class = r->classes[q->class].id, *side = q->side == LINE_A ? "A" : "B";
    if (!c->json)
        cli_tell("%s, quota: %s, side %s, %u to %u m behind the line", cli_date_text(day, date),
                 cli_shown(class), side, q->from_m, q->to_m);
    json_t *before = quota_answer(c, both[0], at[0], true), *now = quota_answer(c, both[1], at[1], false);
    (void)json_array_append_new(list, json_pack("{s:s, s:o, s:s, s:I, s:I, s:o, s:o}", "day",
                                                cli_date_text(day, date), "class", cli_json_text(class),
                                                "side", side, "from_m", (json_int_t)q->from_m, "to_m",
                                                (json_int_t)q->to_m, "before", before, "now", now));
}

/* Each quota of a day whose answer changes, also one that only one of the two rules has. */
static int quotas_of_day(struct cli *c, const struct desk *d, const struct table_field_record *r,
                         const struct measure *m, const struct judged *j, int32_t day, json_t *list)
{
    static struct line_quota_found found[2][LINE_MAX_QUOTAS];
    const struct line_rule *rule[2] = {m[0].rule, m[1].rule};
    const struct line_quota_period period = {cli_day_begin(r, day), cli_day_begin(r, day + 1),
                                             (int64_t)desk_slot(d) * TABLE_SLOT_SECONDS, r->criteria.terms,
                                             r->has_criteria ? r->criteria.coverage : 0};
    int err = 0;
    for (int i = 0; err == 0 && i < 2; i++) {
        struct line_reference references[LINE_N_SIDES];
        struct line_quota_ground g = {m[i].line, rule[i], references, 0};
        struct line_record record = r->record;
        record.facts = j[i].facts;
        for (int k = 0; k < LINE_N_SIDES; k++) {
            if (m[i].from.at[k] != NULL && line_rule_measures_elsewhere(rule[i], (enum line_side)k))
                references[g.n_references++] =
                    (struct line_reference){rule[i]->reference[k], m[i].from.at[k]};
        }
        err = line_quotas_judge(&record, &g, &period, found[i]);
    }
    for (int i = 0; err == 0 && i < 2; i++) {
        for (size_t q = 0; q < rule[i]->n_quotas; q++) {
            size_t k = quota_like(rule[i], &rule[i]->quotas[q], rule[1 - i]);
            bool has = k < rule[1 - i]->n_quotas;
            const struct line_quota *both[2] = {NULL, NULL};
            const struct line_quota_found *at[2] = {NULL, NULL};
            both[i] = &rule[i]->quotas[q];
            at[i] = &found[i][q];
            both[1 - i] = has ? &rule[1 - i]->quotas[k] : NULL;
            at[1 - i] = has ? &found[1 - i][k] : NULL;
            if (i == 0 || !has)
                quota_change(c, day, rule[i], both[i], both, at, list);
        }
    }
    line_quotas_wipe(found[0], LINE_MAX_QUOTAS);
    line_quotas_wipe(found[1], LINE_MAX_QUOTAS);
    return err;
}

/* NULL without memory. */
static json_t *quotas_changed(struct cli *c, const struct desk *d, const struct table_field_record *r,
                              const struct measure *m, const struct judged *j)
{
    json_t *list = json_array();
    size_t n = 0;
    bool any = m[0].rule->n_quotas + m[1].rule->n_quotas > 0;
    int32_t *days = any ? days_of(r, &n) : NULL;
    int err = any && days == NULL ? T2_E_MEMORY : 0;
    for (size_t k = 0; err == 0 && k < n; k++)
        err = quotas_of_day(c, d, r, m, j, days[k], list);
    free(days);
    if (err == 0)
        return list;
    json_decref(list);
    return NULL;
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
    json_t *quotas = quotas_changed(c, d, r, m, j);
    if (quotas == NULL) {
        json_decref(list);
        return cli_error(c, CLI_ENVIRONMENT, "This cannot be computed here: memory is short.");
    }
    if (!c->json) {
        cli_tell("Verdicts that change: %zu of %zu. The record is as it was.", json_array_size(list), n);
        if (m[0].rule->n_quotas + m[1].rule->n_quotas > 0)
            cli_tell("Answers to quotas that change: %zu", json_array_size(quotas));
        if (counts) {
            cli_tell("Before: %s", cli_say(line_hold_text(hold[0])));
            cli_tell("Now: %s", cli_say(line_hold_text(hold[1])));
        }
    }
    cli_json(c, json_pack("{s:b, s:I, s:o, s:o, s:o, s:o}", "ok", 1, "judged", (json_int_t)n, "changed", list,
                          "quotas", quotas, "hold_before",
                          counts ? json_string(line_hold_name(hold[0])) : json_null(), "hold_now",
                          counts ? json_string(line_hold_name(hold[1])) : json_null()));
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
