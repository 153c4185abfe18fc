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

size_t cli_fork_of(const struct table_state *s, size_t report)
{
    const struct table_report *x = table_report(s, report);
    size_t i = 0, n = table_n_reports(s);
    while (i < n && (i == report || table_report(s, i)->observer != x->observer ||
                     table_report(s, i)->number != x->number))
        i++;
    return i;
}

static const char *time_text(uint64_t s, char out[static TABLE_SLOT_TEXT_LEN])
{
    table_slot_text(s / TABLE_SLOT_SECONDS, out);
    return out;
}

/* The report that corrects it, or number of them. */
static size_t corrected_by(const struct table_state *s, const struct table_field_record *r, size_t report)
{
    const struct table_report *x = table_report(s, report);
    for (size_t k = 0; k < r->record.n_facts; k++) {
        if ((r->facts[k].has & LINE_HAS_CORRECTS) != 0 &&
            table_report(s, r->report[k])->observer == x->observer &&
            memcmp(r->facts[k].corrects, x->id, LINE_FACT_ID_LEN) == 0)
            return r->report[k];
    }
    return table_n_reports(s);
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

static void one_report(struct cli *c, const struct table_state *s, const struct table_field_record *r,
                       size_t i, size_t *io_fact, struct answers *answers, json_t *facts, json_t *others)
{
    static struct line_report said;
    const struct table_report *x = table_report(s, i);
    size_t k = *io_fact, by = corrected_by(s, r, i), fork = cli_fork_of(s, i), n = table_n_reports(s);
    if (line_report_read(table_report_bytes(s, i), NULL, &said) != 0)
        return; /* the table has read it before */
    const char *why = not_counted(r, &said, table_observer_admission(s, x->observer));
    if (!c->json)
        tell_report(s, r, i, &said, k < r->record.n_facts && r->report[k] == i ? &r->facts[k] : NULL);
    for (; k < r->record.n_facts && r->report[k] == i; k++) {
        json_t *o = fact_json(c, s, r, k, &said, answers);
        (void)json_object_set_new(o, "corrected_by", by < n ? json_integer((json_int_t)by + 1) : json_null());
        (void)json_object_set_new(o, "fork", fork < n ? json_integer((json_int_t)fork + 1) : json_null());
        (void)json_array_append_new(facts, o);
    }
    *io_fact = k; /* facts stand in the order of their reports */
    if (why != NULL)
        (void)json_array_append_new(others,
                                    json_pack("{s:I, s:s, s:I, s:s, s:o}", "report", (json_int_t)i + 1,
                                              "observer", table_observer_admission(s, x->observer)->observer,
                                              "number", (json_int_t)x->number, "why", why, "fork",
                                              fork < n ? json_integer((json_int_t)fork + 1) : json_null()));
    if (!c->json && why != NULL)
        printf("   %s\n", cli_say(why));
    if (!c->json && by < n)
        cli_tell("   corrected by report %zu of the record", by + 1);
    if (!c->json && fork < n)
        cli_tell("   a fork: report %zu of the record has the same number and key; ask the observer",
                 fork + 1);
}

int cmd_line_verdicts(struct cli *c)
{
    struct table_field_record r = {.line = NULL};
    struct desk *d = NULL;
    if (!cli_words(c))
        return CLI_USAGE;
    int code = cli_synced_desk(c, false, &d);
    code = code != 0 ? code : cli_field_open(c, desk_table(d), &r);
    json_t *facts = json_array(), *others = json_array();
    size_t n = code == 0 ? table_n_reports(desk_table(d)) : 0, fact = 0;
    struct answers answers = {.slot = code == 0 ? desk_slot(d) : 0};
    for (size_t i = 0; i < n; i++)
        one_report(c, desk_table(d), &r, i, &fact, &answers, facts, others);
    if (answers.err != 0)
        code = cli_error(c, CLI_ENVIRONMENT, "This cannot be computed here: memory is short.");
    free(answers.at);
    if (code == 0 && !c->json) {
        if (n == 0)
            cli_tell("No report is in the record.");
        cli_tell("A verdict is about a place and a rule, and not about guilt.");
    }
    if (code == 0)
        cli_json(c, json_pack("{s:b, s:O, s:O}", "ok", 1, "facts", facts, "not_counted", others));
    json_decref(facts);
    json_decref(others);
    table_field_close(&r);
    cli_close_desk(d);
    return code;
}
