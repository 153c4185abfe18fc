/* tracktwo line verdicts: the record, report by report: who reported what, where, what the rule says of it
 * and why; what was corrected, what is not counted, and which two reports are a fork. */
#include "cli/line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *cli_weapon_text(unsigned weapon)
{
    static const char *const texts[LINE_N_WEAPONS] = {
        [LINE_W_INFANTRY] = TABLE_SAYS("infantry"),
        [LINE_W_ARMOUR] = TABLE_SAYS("tank"),
        [LINE_W_VEHICLE] = TABLE_SAYS("armoured vehicle"),
        [LINE_W_MORTAR] = TABLE_SAYS("mortar"),
        [LINE_W_GUN] = TABLE_SAYS("gun"),
        [LINE_W_ROCKET] = TABLE_SAYS("rocket launcher"),
        [LINE_W_MISSILE] = TABLE_SAYS("missile"),
        [LINE_W_AIR_DEFENCE] = TABLE_SAYS("air defence"),
        [LINE_W_AIRCRAFT] = TABLE_SAYS("aircraft"),
        [LINE_W_DRONE] = TABLE_SAYS("drone"),
        [LINE_W_SUPPORT] = TABLE_SAYS("armed support unit"),
        [LINE_W_OTHER] = TABLE_SAYS("other weapon"),
    };
    return texts[weapon < LINE_N_WEAPONS ? weapon : LINE_W_OTHER];
}

static const char *verdict_text(unsigned state)
{
    return state == LINE_VERDICT_OUT  ? TABLE_SAYS("out of the zones")
           : state == LINE_VERDICT_IN ? TABLE_SAYS("in a zone")
                                      : TABLE_SAYS("undetermined");
}

static const char *time_text(uint64_t s, char out[static TABLE_SLOT_TEXT_LEN])
{
    table_slot_text(s / TABLE_SLOT_SECONDS, out);
    return out;
}

/* Why a report says nothing in the record; NULL: it does. */
static const char *not_counted(const struct table_field_record *r, const struct line_report *x,
                               const struct table_ev_observer_admitted *by)
{
    return x->made_s > by->to_s     ? TABLE_SAYS("not counted: made after the admission of its key ended")
           : x->made_s < by->from_s ? TABLE_SAYS("not counted: made before the admission of its key began")
           : x->kind != LINE_REPORT_WITHDRAWN && x->frame != line_frame(r->line)
               ? TABLE_SAYS("not counted: of another map than the line")
               : NULL;
}

/* What the rule says of a weapon at its place, and why. */
static json_t *verdict_json(struct cli *c, const struct table_field_record *r, const struct line_fact *f)
{
    struct line_sighting seen;
    struct line_verdict v = {.state = LINE_VERDICT_UNDETERMINED, .class = LINE_MAX_CLASSES};
    json_t *why = json_array();
    bool known = r->judge != NULL && line_fact_sighting(f, r->rule->d_day, &seen) != 0;
    if (known)
        line_judge(r->judge, &seen, &v);
    const char *class = known && v.class < r->rule->n_classes ? r->rule->classes[v.class].id : NULL;
    if (!c->json) {
        const char *family = cli_say(cli_weapon_text(f->weapon)),
                   *verdict = cli_say(verdict_text(f->verdict)),
                   *exempt = f->exempt ? cli_say(", and may be there") : "";
        char what[160];
        (void)snprintf(what, sizeof what, "%s%s%s", family, f->serial[0] != '\0' ? " " : "",
                       cli_shown(f->serial));
        if (f->side < LINE_N_SIDES)
            cli_tell("   %s, side %s: %s%s", what, f->side == LINE_A ? "A" : "B", verdict, exempt);
        else
            cli_tell("   %s, side not known: %s%s", what, verdict, exempt);
        if (class != NULL)
            cli_tell("      zone of the class: %s", cli_shown(class));
        if (r->judge == NULL)
            cli_tell("      no zones are agreed, so nothing is judged");
    }
    for (size_t i = 0; i < v.n_trail; i++) {
        (void)json_array_append_new(why, json_string(line_reason_name((enum line_reason)v.trail[i])));
        if (!c->json)
            printf("      %s\n", cli_say(line_reason_text((enum line_reason)v.trail[i])));
    }
    return json_pack("{s:o, s:o}", "class", class != NULL ? cli_json_text(class) : json_null(), "reasons",
                     why);
}

/* What the quotas came to on the days that were asked for, each judged once. */
struct answers {
    uint64_t slot;
    struct answer {
        int32_t day;
        uint8_t state[LINE_MAX_QUOTAS];
    } * at;
    size_t n, max;
    int err;
};

/* enum line_quota_state; where memory is short, which a.err keeps, undetermined. */
static enum line_quota_state answer_of(struct answers *a, const struct table_field_record *r, int32_t day,
                                       size_t q)
{
    static struct line_quota_found found[LINE_MAX_QUOTAS];
    size_t i = 0;
    while (i < a->n && a->at[i].day != day)
        i++;
    if (i == a->n && a->n == a->max) {
        struct answer *more = realloc(a->at, (2 * a->max + 16) * sizeof *more);
        a->err = more == NULL ? T2_E_MEMORY : a->err;
        if (more == NULL)
            return LINE_QUOTA_UNDETERMINED;
        a->at = more;
        a->max = 2 * a->max + 16;
    }
    if (i == a->n) {
        int err = cli_quotas_of_day(r, a->slot, day, found);
        a->err = err != 0 ? err : a->err;
        a->at[a->n++].day = day;
        for (size_t k = 0; k < LINE_MAX_QUOTAS; k++)
            a->at[i].state[k] = err == 0 ? found[k].state : LINE_QUOTA_UNDETERMINED;
        line_quotas_wipe(found, LINE_MAX_QUOTAS);
    }
    return (enum line_quota_state)a->at[i].state[q];
}

/* To which quotas of the rule it counts, and what these came to on its day. */
static json_t *quotas_json(struct cli *c, const struct table_field_record *r, const struct line_fact *f,
                           struct answers *answers)
{
    struct line_reference references[LINE_N_SIDES];
    const struct line_quota_ground g = cli_quota_ground(r, references);
    json_t *out = json_array();
    for (size_t q = 0; g.rule != NULL && line_fact_verified(f) && q < g.rule->n_quotas; q++) {
        const struct line_quota *x = &g.rule->quotas[q];
        enum line_quota_part part = line_quota_part_of(&g, q, f);
        if (part == LINE_QUOTA_NO_PART)
            continue;
        bool surely = part == LINE_QUOTA_PART;
        const char *class = g.rule->classes[x->class].id, *side = x->side == LINE_A ? "A" : "B";
        int32_t day = cli_day_of(r, f->time_s);
        enum line_quota_state state = answer_of(answers, r, day, q);
        char date[16];
        (void)json_array_append_new(out, json_pack("{s:o, s:s, s:I, s:I, s:b, s:s, s:s}", "class",
                                                   cli_json_text(class), "side", side, "from_m",
                                                   (json_int_t)x->from_m, "to_m", (json_int_t)x->to_m,
                                                   "surely", (int)surely, "day", cli_date_text(day, date),
                                                   "state", line_quota_state_name(state)));
        if (!c->json) {
            cli_tell(
                surely ? TABLE_SAYS("      counts to the quota: %s, side %s, %u to %u m behind the line")
                       : TABLE_SAYS("      may count to the quota: %s, side %s, %u to %u m behind the line"),
                cli_shown(class), side, x->from_m, x->to_m);
            cli_tell("      what the quota came to on %s: %s", date, cli_say(line_quota_state_text(state)));
        }
    }
    return out;
}

static json_t *fact_json(struct cli *c, const struct table_state *s, const struct table_field_record *r,
                         size_t k, const struct line_report *said, struct answers *answers)
{
    static const char *const from[LINE_N_FROM] = {"observers", "a", "b", "others"};
    const struct line_fact *f = &r->facts[k];
    const struct table_report *x = table_report(s, r->report[k]);
    char when[TABLE_SLOT_TEXT_LEN], place[48] = "";
    bool judged = f->kind == LINE_F_WEAPON;
    (void)time_text(f->time_s > 0 ? (uint64_t)f->time_s : 0, when);
    if ((f->has & LINE_HAS_PLACE) != 0)
        (void)cli_place_text(line_frame(r->line), f->place, place);
    json_t *o = json_pack(
        "{s:I, s:s, s:s, s:s, s:s, s:I, s:s, s:b, s:s, s:b, s:s, s:o, s:o, s:o, s:b, s:I, s:I, s:o, s:o}",
        "report", (json_int_t)r->report[k] + 1, "time", when, "kind",
        line_fact_kind_name((enum line_fact_kind)f->kind), "reported", line_report_kind_name(said->kind),
        "observer", table_observer_admission(s, x->observer)->observer, "number", (json_int_t)x->number,
        "place", place, "verified", line_fact_verified(f), "from",
        from[f->from < LINE_N_FROM ? f->from : LINE_FROM_OTHERS], "excluded", (int)x->excluded, "side",
        f->side == LINE_A   ? "A"
        : f->side == LINE_B ? "B"
                            : "?",
        "weapon", judged ? json_string(line_weapon_name((enum line_weapon)f->weapon)) : json_null(), "serial",
        cli_json_text(f->serial), "verdict",
        judged ? json_string(line_verdict_name((enum line_verdict_state)f->verdict)) : json_null(), "exempt",
        (int)f->exempt, "count", (json_int_t)f->count, "lasted_s", (json_int_t)said->lasted_s, "remark",
        cli_json_text(said->remark.text), "reason", cli_json_text(said->reason.text));
    if (judged) {
        json_t *more = verdict_json(c, r, f);
        (void)json_object_update(o, more);
        json_decref(more);
        (void)json_object_set_new(o, "quotas", quotas_json(c, r, f, answers));
    }
    return o;
}

/* What all facts of a report share, a line of its own each. */
static void tell_report(const struct table_state *s, const struct table_field_record *r, size_t i,
                        const struct line_report *said, const struct line_fact *first)
{
    const struct table_report *x = table_report(s, i);
    const struct table_ev_observer_admitted *by = table_observer_admission(s, x->observer);
    char when[TABLE_SLOT_TEXT_LEN], place[48] = "";
    (void)time_text(first != NULL && first->time_s > 0 ? (uint64_t)first->time_s : said->made_s, when);
    cli_tell("%zu. %s, %s, observer %s, report %u%s", i + 1, when, cli_say(line_report_kind_text(said->kind)),
             cli_shown(by->observer), x->number,
             first != NULL && line_fact_verified(first) ? cli_say(", verified") : cli_say(", not verified"));
    if (first != NULL && (first->has & LINE_HAS_PLACE) != 0)
        cli_tell("   at %s", cli_place_text(line_frame(r->line), first->place, place));
    if (by->of == LINE_FROM_A || by->of == LINE_FROM_B)
        cli_tell("   said by side %s", by->of == LINE_FROM_A ? "A" : "B");
    if (x->excluded)
        cli_tell("   both sides say that it was no violation");
}

/* ---- the record ---- */

/* The record, and where in it the facts of a report begin; they stand in the order of their reports. */
struct verdicts {
    const struct table_state *s;
    struct table_field_record r;
    struct cli_ties ties;
    size_t *fact; /* one more than there are reports */
    struct answers answers;
    json_t *facts, *others;
};

static int open_record(struct cli *c, const struct table_state *s, struct verdicts *v)
{
    const size_t n = table_n_reports(s);
    v->s = s;
    int code = cli_field_open(c, s, &v->r);
    v->fact = code == 0 ? malloc((n + 1) * sizeof *v->fact) : NULL;
    if (code == 0 && (v->fact == NULL || cli_ties_new(s, &v->r, &v->ties) != 0))
        return cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory. Nothing was done.");
    for (size_t i = 0, k = 0; code == 0 && i <= n; i++) {
        while (k < v->r.record.n_facts && v->r.report[k] < i)
            k++;
        v->fact[i] = k;
    }
    return code;
}

static json_t *number_json(const struct verdicts *v, uint32_t report)
{
    return report < table_n_reports(v->s) ? json_integer((json_int_t)report + 1) : json_null();
}

static void one_report(struct cli *c, struct verdicts *v, size_t i)
{
    static struct line_report said;
    const struct table_state *s = v->s;
    const struct table_report *x = table_report(s, i);
    const size_t by = v->ties.corrected_by[i], fork = v->ties.fork[i], n = table_n_reports(s);
    const bool has_fact = v->fact[i] < v->fact[i + 1];
    if (line_report_read(table_report_bytes(s, i), NULL, &said) != 0)
        return; /* the table has read it before */
    const char *why = not_counted(&v->r, &said, table_observer_admission(s, x->observer));
    if (!c->json)
        tell_report(s, &v->r, i, &said, has_fact ? &v->r.facts[v->fact[i]] : NULL);
    for (size_t k = v->fact[i]; k < v->fact[i + 1]; k++) {
        json_t *o = fact_json(c, s, &v->r, k, &said, &v->answers);
        (void)json_object_set_new(o, "corrected_by", number_json(v, v->ties.corrected_by[i]));
        (void)json_object_set_new(o, "fork", number_json(v, v->ties.fork[i]));
        (void)json_array_append_new(v->facts, o);
    }
    if (why != NULL)
        (void)json_array_append_new(
            v->others, json_pack("{s:I, s:s, s:I, s:s, s:o}", "report", (json_int_t)i + 1, "observer",
                                 table_observer_admission(s, x->observer)->observer, "number",
                                 (json_int_t)x->number, "why", why, "fork", number_json(v, v->ties.fork[i])));
    if (!c->json && why != NULL)
        printf("   %s\n", cli_say(why));
    if (!c->json && by < n)
        cli_tell("   corrected by report %zu of the record", by + 1);
    if (!c->json && fork < n)
        cli_tell("   a fork: report %zu of the record has the same number and key; ask the observer",
                 fork + 1);
}

/* ---- which of them ---- */

enum which { WHICH_ALL, WHICH_IN, WHICH_UNDETERMINED, WHICH_UNVERIFIED, WHICH_SET_RIGHT, N_WHICH };

static bool has_verdict(const struct verdicts *v, size_t i, unsigned state)
{
    for (size_t k = v->fact[i]; k < v->fact[i + 1]; k++) {
        const struct line_fact *f = &v->r.facts[k];
        if (f->kind == LINE_F_WEAPON && f->verdict == state && !(state == LINE_VERDICT_IN && f->exempt))
            return true;
    }
    return false;
}

/* Corrected, excluded, not counted, or a fork. */
static bool set_right(const struct verdicts *v, size_t i)
{
    static struct line_report said;
    const size_t n = table_n_reports(v->s);
    const struct table_report *x = table_report(v->s, i);
    if (v->ties.corrected_by[i] < n || v->ties.fork[i] < n || x->excluded)
        return true;
    return line_report_read(table_report_bytes(v->s, i), NULL, &said) == 0 &&
           not_counted(&v->r, &said, table_observer_admission(v->s, x->observer)) != NULL;
}

static bool is_wanted(const struct verdicts *v, size_t i, enum which which)
{
    bool unverified = false;
    switch (which) {
    case WHICH_IN:
        return has_verdict(v, i, LINE_VERDICT_IN);
    case WHICH_UNDETERMINED:
        return has_verdict(v, i, LINE_VERDICT_UNDETERMINED);
    case WHICH_UNVERIFIED:
        for (size_t k = v->fact[i]; k < v->fact[i + 1]; k++)
            unverified |= !line_fact_verified(&v->r.facts[k]);
        return unverified;
    case WHICH_SET_RIGHT:
        return set_right(v, i);
    case WHICH_ALL:
    case N_WHICH:
        break;
    }
    return true;
}

/* Of those that are wanted the last so many, in the order of the record; *out_n: how many there are. */
static void tell_wanted(struct cli *c, struct verdicts *v, enum which which, size_t most, size_t *out_n)
{
    const size_t n = table_n_reports(v->s);
    size_t first = n;
    *out_n = 0;
    for (size_t i = n; i-- > 0;) {
        const bool wanted = is_wanted(v, i, which);
        first = wanted && *out_n < most ? i : first;
        *out_n += wanted;
    }
    for (size_t i = first; i < n; i++) {
        if (is_wanted(v, i, which))
            one_report(c, v, i);
    }
}

int cmd_line_verdicts(struct cli *c)
{
    static const char *const words[N_WHICH] = {"all", "in", "undetermined", "unverified", "set_right"};
    const char *report = cli_option(c, "--report"), *word = cli_option(c, "--which"),
               *most_word = cli_option(c, "--most");
    struct verdicts v = {.facts = json_array(), .others = json_array()};
    struct desk *d = NULL;
    unsigned long most = TABLE_FIELD_MAX_REPORTS;
    unsigned which = WHICH_ALL;
    size_t n = 0, one = 0;
    int code = cli_words(c) ? 0 : CLI_USAGE;
    while (word != NULL && which < N_WHICH && strcmp(word, words[which]) != 0)
        which++;
    if (code == 0 && (which == N_WHICH ||
                      (most_word != NULL && !cli_number(most_word, 0, TABLE_FIELD_MAX_REPORTS, &most))))
        code = cli_error(c, CLI_USAGE,
                         "--which takes all, in, undetermined, unverified or set_right; --most a number of "
                         "reports.");
    code = code != 0 ? code : cli_synced_desk(c, false, &d);
    if (code == 0 && report != NULL)
        code = cli_report_named(c, desk_table(d), report, &one);
    code = code != 0 ? code : open_record(c, desk_table(d), &v);
    v.answers.slot = code == 0 ? desk_slot(d) : 0;
    if (code == 0 && report != NULL) {
        n = 1;
        one_report(c, &v, one);
    } else if (code == 0) {
        tell_wanted(c, &v, (enum which)which, most, &n);
    }
    if (code == 0 && v.answers.err != 0)
        code = cli_error(c, CLI_ENVIRONMENT, "This cannot be computed here: memory is short.");
    if (code == 0 && !c->json) {
        if (n == 0)
            cli_tell("No report is in the record.");
        cli_tell("A verdict is about a place and a rule, and not about guilt.");
    }
    if (code == 0)
        cli_json(c, json_pack("{s:b, s:I, s:I, s:O, s:O}", "ok", 1, "reports",
                              (json_int_t)table_n_reports(desk_table(d)), "n", (json_int_t)n, "facts",
                              v.facts, "not_counted", v.others));
    json_decref(v.facts);
    json_decref(v.others);
    free(v.fact);
    free(v.answers.at);
    cli_ties_free(&v.ties);
    table_field_close(&v.r);
    cli_close_desk(d);
    return code;
}
