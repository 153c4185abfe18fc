/* tracktwo line incidents, and incident excess: what in the record may break what was agreed, and each
 * incident that was opened: who said what and when, where it stands, what comes next and by whom. An incident
 * that was opened stays in the list, whatever became of its reports. */
#include "cli/line.h"

#include <stdio.h>
#include <string.h>

#include <tracktwo/secret.h>

static const char *time_text(int64_t s, char out[static TABLE_SLOT_TEXT_LEN])
{
    table_slot_text(s > 0 ? (uint64_t)s / TABLE_SLOT_SECONDS : 0, out);
    return out;
}

/* For whom a seat speaks in it. */
static const char *speaks_for(const struct table_state *s, size_t seat)
{
    unsigned side = table_field_side(s, seat);
    return side == LINE_A   ? TABLE_SAYS("side A")
           : side == LINE_B ? TABLE_SAYS("side B")
                            : TABLE_SAYS("joint commission");
}

static void add(json_t *o, const char *key, json_t *value)
{
    (void)json_object_set_new(o, key, value);
}

/* What seats said in it, in the order of the record. */
static json_t *steps_json(struct cli *c, const struct table_state *s, const uint8_t *id)
{
    static char text[TABLE_TEXT_MAX + 256];
    json_t *list = json_array();
    for (size_t k = 0; k < table_n_events(s); k++) {
        const struct table_event *ev = table_event_at(s, k);
        const struct table_ev_incident_step *x = &ev->u.incident_step;
        char when[TABLE_SLOT_TEXT_LEN];
        if (ev->kind != TABLE_EV_INCIDENT_STEP || memcmp(x->report, id, LINE_FACT_ID_LEN) != 0)
            continue;
        table_slot_text(ev->slot, when);
        table_event_text(s, k, cli_lang(), text, sizeof text);
        if (!c->json)
            printf("   %s, %s (%s)%s%s\n", when, cli_shown(table_seat(s, ev->author)->name),
                   cli_say(speaks_for(s, ev->author)), cli_say(": "), cli_shown(text));
        (void)json_array_append_new(
            list, json_pack("{s:s, s:s, s:s, s:s, s:o}", "time", when, "by", table_seat(s, ev->author)->id,
                            "for", speaks_for(s, ev->author), "step",
                            table_incident_opens(x->step)
                                ? "open"
                                : line_incident_event_name((enum line_incident_event)x->step),
                            "text", cli_json_text(x->text)));
    }
    t2_wipe(text, sizeof text);
    return list;
}

/* What one side has said, where both must. */
static void tell_wishes(const struct table_incident *i)
{
    for (unsigned k = 0; k < LINE_N_INC_EVENTS; k++) {
        if (i->wish[k] != 0)
            cli_tell("   side %s has said it, side %s has not yet: %s", i->wish[k] == 1 ? "A" : "B",
                     i->wish[k] == 1 ? "B" : "A", cli_say(table_incident_step_text(k)));
    }
}

/* Index of the fact of a report; n_facts: none, for its report says nothing any more. */
static size_t fact_of(const struct table_field_record *r, const uint8_t *id)
{
    size_t k = 0;
    while (k < r->record.n_facts && memcmp(r->facts[k].id, id, LINE_FACT_ID_LEN) != 0)
        k++;
    return k;
}

/* What it was opened for, and what this desk finds of it: of the day of its report, by the rule in force
 * where that is still the same. */
static json_t *excess_json(struct cli *c, const struct desk *d, const struct table_field_record *r,
                           const struct table_incident *i)
{
    static struct line_quota_found found[LINE_MAX_QUOTAS];
    const struct table_excess *x = &i->excess;
    const char *side = x->quota.side == LINE_A ? "A" : "B";
    size_t fact = fact_of(r, i->incident.id);
    uint8_t rule[LINE_DIGEST_LEN];
    char date[16] = "";
    json_t *o = json_pack("{s:s, s:s, s:I, s:I, s:I, s:n, s:n, s:n}", "class", x->class, "side", side,
                          "from_m", (json_int_t)x->quota.from_m, "to_m", (json_int_t)x->quota.to_m, "most",
                          (json_int_t)x->quota.most, "day", "state", "why");
    if (!c->json)
        cli_tell("   for an excess of the quota: %s, side %s, %u to %u m behind the line; may stay: %u",
                 x->class, side, x->quota.from_m, x->quota.to_m, x->quota.most);
    if (fact == r->record.n_facts || r->rule == NULL || line_rule_digest(r->rule, rule) != 0 ||
        memcmp(rule, x->rule, sizeof rule) != 0)
        return o;
    int32_t day = cli_day_of(r, r->facts[fact].time_s);
    if (cli_quotas_of_day(r, desk_slot(d), day, found) == 0) {
        enum line_quota_state state = (enum line_quota_state)found[x->k].state;
        add(o, "day", json_string(cli_date_text(day, date)));
        add(o, "state", json_string(line_quota_state_name(state)));
        add(o, "why", json_string(line_quota_why_name((enum line_quota_why)found[x->k].why)));
        if (!c->json)
            cli_tell("   what this desk finds of %s: %s", date, cli_say(line_quota_state_text(state)));
    }
    line_quotas_wipe(found, LINE_MAX_QUOTAS);
    return o;
}

/* The incident as it stands at this slot, into the object of its event. */
static void show_incident(struct cli *c, const struct desk *d, const struct table_field_record *r,
                          const struct table_incident *i, const struct line_incident *now, json_t *o)
{
    const struct table_state *s = desk_table(d);
    char when[TABLE_SLOT_TEXT_LEN] = "", next[512];
    const char *follows = now->consequence < r->response.n_consequences
                              ? r->response.consequences[now->consequence].text
                              : NULL;
    bool due = now->state == LINE_INC_CONSEQUENCE || now->state == LINE_INC_DEFAULTED;
    if (now->due != 0)
        (void)time_text((int64_t)now->due * TABLE_SLOT_SECONDS, when);
    if (!c->json)
        cli_tell("   incident: %s", cli_say(line_incident_state_text((enum line_incident_state)now->state)));
    add(o, "excess", i->excess.is ? excess_json(c, d, r, i) : json_null());
    add(o, "steps", steps_json(c, s, now->id));
    table_incident_next(now, cli_lang(), next, sizeof next);
    if (!c->json) {
        if (due && follows != NULL)
            cli_tell("   agreed beforehand: %s", cli_shown(follows));
        tell_wishes(i);
        if (now->due != 0)
            cli_tell("   due by %s", when);
        if (now->state != LINE_INC_CLOSED)
            cli_tell("   what comes next: %s", next);
    }
    add(o, "incident", json_string(line_incident_state_name((enum line_incident_state)now->state)));
    add(o, "due", now->due != 0 ? json_string(when) : json_null());
    add(o, "consequence", follows != NULL ? cli_json_text(follows) : json_null());
    add(o, "next", json_string(next));
}

/* An event, an incident, or both; the number is that which tracktwo line incident takes. */
static json_t *one_json(struct cli *c, const struct desk *d, const struct table_field_record *r,
                        const struct line_events *e, const struct line_event *x,
                        const struct table_incident *i)
{
    const struct table_state *s = desk_table(d);
    struct line_incident now = i != NULL ? i->incident : (struct line_incident){.state = 0};
    enum line_event_state state = x != NULL ? (enum line_event_state)x->state : LINE_EV_REPORTED;
    const uint8_t *id = i != NULL || x == NULL ? now.id : e->facts[e->member[x->first]].id;
    enum line_fact_kind kind = (enum line_fact_kind)(x != NULL ? x->kind : now.kind);
    size_t fact = fact_of(r, id), report = 0;
    char when[TABLE_SLOT_TEXT_LEN];
    uint64_t slot = desk_slot(d);
    bool found = table_report_find(s, id, &report) == 0;
    bool excluded = (x != NULL && x->excluded) || (found && table_report(s, report)->excluded);
    if (i != NULL) {
        line_incident_pass(&now, slot < UINT32_MAX ? (uint32_t)slot : UINT32_MAX);
        state = line_incident_event_state(&now);
    }
    (void)time_text(x != NULL                  ? x->time_s
                    : fact < r->record.n_facts ? r->facts[fact].time_s
                                               : (int64_t)now.opened * TABLE_SLOT_SECONDS,
                    when);
    json_t *o =
        json_pack("{s:I, s:s, s:s, s:s, s:b, s:b, s:I, s:n}", "report", (json_int_t)report + 1, "time", when,
                  "kind", line_fact_kind_name(kind), "state", line_event_state_name(state), "breaks",
                  x != NULL && x->breaks == LINE_BREAKS_YES, "excluded", (int)excluded, "sources",
                  x != NULL ? (json_int_t)x->n_sources : 0, "incident");
    if (!c->json)
        cli_tell("%zu. %s, %s: %s; reports: %u, sources: %u", report + 1, when,
                 cli_say(line_fact_kind_text(kind)), cli_say(line_event_state_text(state)),
                 x != NULL ? x->n : 0, x != NULL ? x->n_sources : 0);
    if (!c->json && excluded)
        cli_tell("   both sides say that it was no violation");
    if (i != NULL)
        show_incident(c, d, r, i, &now, o);
    return o;
}

/* Whether the report that an incident was opened on speaks in this event. */
static bool is_of(const struct line_events *e, const struct line_event *x, const struct table_incident *i)
{
    for (uint32_t m = 0; m < x->n; m++) {
        if (memcmp(e->facts[e->member[x->first + m]].id, i->incident.id, LINE_FACT_ID_LEN) == 0)
            return true;
    }
    return false;
}

static void list_all(struct cli *c, const struct desk *d, const struct table_field_record *r,
                     const struct line_events *e, json_t *list)
{
    const struct table_state *s = desk_table(d);
    for (size_t k = 0; k < e->n; k++) {
        bool shown = false;
        for (size_t i = 0; i < table_n_incidents(s); i++) {
            if (is_of(e, &e->at[k], table_incident(s, i))) {
                (void)json_array_append_new(list, one_json(c, d, r, e, &e->at[k], table_incident(s, i)));
                shown = true;
            }
        }
        if (!shown && (e->at[k].breaks != LINE_BREAKS_NO || e->at[k].excluded))
            (void)json_array_append_new(list, one_json(c, d, r, e, &e->at[k], NULL));
    }
    /* And those whose reports make no event any more. */
    for (size_t i = 0; i < table_n_incidents(s); i++) {
        size_t k = 0;
        while (k < e->n && !is_of(e, &e->at[k], table_incident(s, i)))
            k++;
        if (k == e->n)
            (void)json_array_append_new(list, one_json(c, d, r, e, NULL, table_incident(s, i)));
    }
}

/* ---- an incident for an excess ---- */

/* The first quota that is exceeded in the day, of what this report saw; the number of quotas: none. */
static size_t exceeded_by(const struct table_field_record *r, const struct line_quota_found *found,
                          size_t report)
{
    for (size_t q = 0; q < r->rule->n_quotas; q++) {
        for (size_t k = 0; found[q].state == LINE_QUOTA_EXCEEDED && k < found[q].n_least; k++) {
            if (r->report[found[q].ids[k]] == report)
                return q;
        }
    }
    return r->rule->n_quotas;
}

/* The report that speaks for the event of a weapon of this one; T2_E_MISSING. */
static int speaks_for_it(const struct table_field_record *r, size_t report,
                         uint8_t out[static LINE_FACT_ID_LEN])
{
    struct line_events *e = NULL;
    int err = line_events_new(&r->record, &r->criteria.terms, NULL, &e), found = T2_E_MISSING;
    for (size_t i = 0; err == 0 && found != 0 && i < e->n; i++) {
        for (uint32_t m = 0; e->at[i].kind == LINE_F_WEAPON && m < e->at[i].n_current; m++) {
            if (r->report[e->member[e->at[i].first + m]] == report) {
                memcpy(out, e->facts[e->member[e->at[i].first]].id, LINE_FACT_ID_LEN);
                found = 0;
            }
        }
    }
    line_events_free(e);
    return err != 0 ? err : found;
}

int cli_excess_step(struct cli *c, const struct desk *d, size_t report, struct table_event *ev)
{
    static struct line_quota_found found[LINE_MAX_QUOTAS];
    struct table_field_record r = {.line = NULL};
    char date[16] = "";
    bool is = false;
    int err = 0;
    int code = cli_field_open(c, desk_table(d), &r);
    for (size_t k = 0; code == 0 && r.rule != NULL && err == 0 && !is && k < r.record.n_facts; k++) {
        const struct line_fact *f = &r.facts[k];
        if (r.report[k] != report || f->kind != LINE_F_WEAPON)
            continue;
        int32_t last = cli_day_of(&r, f->time_s + f->lasts_s);
        for (int32_t day = cli_day_of(&r, f->time_s); err == 0 && !is && day <= last; day++) {
            (void)cli_date_text(day, date);
            err = cli_quotas_of_day(&r, desk_slot(d), day, found);
            size_t q = err == 0 ? exceeded_by(&r, found, report) : r.rule->n_quotas;
            is = q < r.rule->n_quotas;
            ev->u.incident_step.step = (uint8_t)(TABLE_INCIDENT_EXCESS + (is ? q : 0));
            line_quotas_wipe(found, LINE_MAX_QUOTAS);
        }
    }
    if (code == 0 && err == 0 && is)
        err = speaks_for_it(&r, report, ev->u.incident_step.report);
    if (code == 0 && err != 0 && err != T2_E_MISSING)
        code = cli_error(c, CLI_ENVIRONMENT, "This cannot be computed here: memory is short.");
    else if (code == 0 && (!is || err != 0))
        code = cli_error(
            c, CLI_REFUSED,
            "No quota is exceeded by what this report saw, as far as this desk finds. No incident was "
            "opened. What the quotas of a day come to: tracktwo line day DATE");
    table_field_close(&r);
    return code;
}

int cmd_line_incidents(struct cli *c)
{
    struct table_field_record r = {.line = NULL};
    struct line_events *e = NULL;
    struct desk *d = NULL;
    if (!cli_words(c))
        return CLI_USAGE;
    int code = cli_synced_desk(c, false, &d);
    code = code != 0 ? code : cli_field_open(c, desk_table(d), &r);
    json_t *list = json_array();
    if (code == 0 && line_events_new(&r.record, &r.criteria.terms, NULL, &e) != 0)
        code = cli_error(c, CLI_ENVIRONMENT, "This cannot be computed here: memory is short.");
    if (code == 0)
        list_all(c, d, &r, e, list);
    if (code == 0 && !c->json && json_array_size(list) == 0)
        cli_tell("Nothing in the record may break what was agreed.");
    if (code == 0)
        cli_json(c, json_pack("{s:b, s:O}", "ok", 1, "events", list));
    json_decref(list);
    line_events_free(e);
    table_field_close(&r);
    cli_close_desk(d);
    return code;
}
