/* Incidents: opened by a side on a corroborated event, then protest, answer, finding and what was agreed
 * beforehand, as the line room's state machine has it. What both sides must say comes when both have said it.
 * Also: memory, digest and the bytes of the response. */
#include "field.h"

#include <stdlib.h>
#include <string.h>

#include <tracktwo/crypto.h>

/* ---- the response ---- */

#define RESPONSE_VERSION 1
#define MAX_SLOTS (366u * 24 * 60)

int table_response_write(const struct line_response *r, struct t2_buf *out)
{
    if (r->n_consequences > TABLE_RESPONSE_MAX) {
        return T2_E_ARGUMENT;
    }
    struct wire_writer w = wire_writer_init(out);
    wire_put_u8(&w, RESPONSE_VERSION);
    wire_put_u32(&w, r->answer_slots);
    wire_put_u8(&w, (uint8_t)r->n_consequences);
    for (size_t i = 0; i < r->n_consequences; i++) {
        wire_put_u32(&w, r->consequences[i].kinds);
        wire_put_u32(&w, r->consequences[i].slots);
        table_put_text(&w, r->consequences[i].text);
    }
    return wire_writer_finish(&w);
}

int table_response_read(struct t2_bytes in, struct line_consequence list[static TABLE_RESPONSE_MAX],
                        struct line_response *out)
{
    struct wire_reader r = wire_reader_init(in);
    uint8_t version = wire_get_u8(&r);
    uint32_t answer = wire_get_u32(&r);
    unsigned n = wire_get_u8(&r);
    int ok = answer >= 1 && answer <= MAX_SLOTS && n <= TABLE_RESPONSE_MAX;
    for (unsigned i = 0; ok && i < n; i++) {
        struct line_consequence *c = &list[i];
        memset(c, 0, sizeof(*c));
        c->kinds = wire_get_u32(&r);
        c->slots = wire_get_u32(&r);
        struct t2_bytes text = wire_get_vec(&r, LINE_TEXT_MAX);
        ok = r.err == 0 && c->kinds != 0 && c->kinds < 1u << LINE_N_FACTS && c->slots >= 1 &&
             c->slots <= MAX_SLOTS &&
             table_text_ok(TABLE_TEXT_LINE, LINE_TEXT_MAX, (const char *)text.ptr, text.len);
        if (ok) {
            memcpy(c->text, text.ptr, text.len);
        }
    }
    int err = wire_reader_finish(&r);
    err = version != RESPONSE_VERSION ? T2_E_VERSION : !ok ? T2_E_MALFORMED : err;
    if (err == 0) {
        *out = (struct line_response){.answer_slots = answer, .consequences = list, .n_consequences = n};
    }
    return err;
}

/* ---- incidents ---- */

size_t table_n_incidents(const struct table_state *s)
{
    return s->field != NULL ? s->field->n_incidents : 0;
}

const struct table_incident *table_incident(const struct table_state *s, size_t i)
{
    return i < table_n_incidents(s) ? &s->field->incidents[i] : NULL;
}

static size_t find(const struct table_state *s, const uint8_t *id)
{
    size_t i = 0;
    while (i < table_n_incidents(s) &&
           memcmp(s->field->incidents[i].incident.id, id, LINE_FACT_ID_LEN) != 0) {
        i++;
    }
    return i;
}

static uint32_t slot_of(const struct table_event *ev)
{
    return ev->slot < UINT32_MAX ? (uint32_t)ev->slot : UINT32_MAX;
}

static int refused(int err, const struct line_refusal *lr, struct table_refusal *why)
{
    return err != T2_E_REFUSED
               ? err
               : table_refuse(why, TABLE_R_INCIDENT, 0,
                              "%s Nothing was changed. Where incidents stand: tracktwo line incidents.",
                              lr->text);
}

/* On the event that the report speaks for; a report that is not in the record costs no computing. */
static int open_incident(const struct table_state *s, const struct table_event *ev,
                         const struct line_response *agreed, struct line_refusal *lr,
                         struct line_incident *out)
{
    const uint8_t *report = ev->u.incident_step.report;
    struct line_event e;
    size_t i = 0;
    int err = table_report_find(s, report, &i);
    err = err != 0 ? err : table_field_event(s, report, &e);
    return err != 0 ? err : line_incident_open(&e, report, agreed, slot_of(ev), lr, out);
}

static int refuse_excess(struct table_refusal *why, const char *what)
{
    return table_refuse(
        why, TABLE_R_INCIDENT, 0,
        "No incident was opened for an excess: %s Nothing was changed. What quotas there are, "
        "and the reports behind them: tracktwo line day.",
        table_refusal_say(why, what));
}

/* For an excess of a quota, on a sighting that speaks for its event. Whether more stood there than may, the
 * desks judge. One at a time for a quota: an excess lasts. */
static int open_excess(const struct table_state *s, const struct table_event *ev,
                       const struct line_response *agreed, struct table_refusal *why,
                       struct table_incident *out)
{
    struct table_excess *x = &out->excess;
    struct line_rule *rule = NULL;
    struct line_event e;
    size_t i = 0;
    x->is = 1;
    x->k = (uint8_t)(ev->u.incident_step.step - TABLE_INCIDENT_EXCESS);
    int err = table_field_rule(s, &rule);
    err = err != 0 ? err : line_rule_digest(rule, x->rule);
    if (err == T2_E_MISSING || (err == 0 && x->k >= rule->n_quotas)) {
        err = refuse_excess(why, TABLE_SAYS("the rule that is agreed has no such quota."));
    }
    if (err == 0) {
        x->quota = rule->quotas[x->k];
        memcpy(x->class, rule->classes[x->quota.class].id, sizeof(x->class));
    }
    line_rule_free(rule);
    for (; err == 0 && i < table_n_incidents(s); i++) {
        const struct table_incident *other = &s->field->incidents[i];
        if (other->excess.is && other->excess.k == x->k && other->incident.state != LINE_INC_CLOSED &&
            memcmp(other->excess.rule, x->rule, sizeof(x->rule)) == 0) {
            err = refuse_excess(why, TABLE_SAYS("an incident for this quota is not closed yet."));
        }
    }
    err = err != 0 ? err : table_report_find(s, ev->u.incident_step.report, &i);
    err = err != 0 ? err : table_field_event(s, ev->u.incident_step.report, &e);
    if (err == 0 && (e.kind != LINE_F_WEAPON || !e.verified || e.excluded)) {
        err =
            refuse_excess(why, TABLE_SAYS("the report is of no weapon or unit that an observer has verified, "
                                          "or both sides have excluded it."));
    }
    return err != 0 ? err
                    : line_incident_open_excess(e.kind, ev->u.incident_step.report, agreed, slot_of(ev),
                                                &out->incident);
}

/* For whom an author acts in this step; a step that both must take is not taken by one alone. */
static enum line_actor actor_of(const struct table_state *s, const struct table_event *ev, uint8_t wish)
{
    unsigned side = table_field_side(s, ev->author), step = ev->u.incident_step.step;
    const struct table_ev_sides_agreed *x = table_field_sides(s);
    if (x != NULL && (x->commission & table_bit(ev->author)) != 0) {
        return LINE_BY_COMMISSION;
    }
    if (side == LINE_N_SIDES) {
        return LINE_N_ACTORS;
    }
    if (step != LINE_INC_CLOSE && step != LINE_INC_CARRIED_OUT) {
        return side == LINE_A ? LINE_BY_SIDE_A : LINE_BY_SIDE_B;
    }
    return (wish | 1u << side) == 3 ? LINE_BY_BOTH : LINE_N_ACTORS;
}

/* Steps the copy *i. One side alone that says what both must leaves its wish. */
static int step(const struct table_state *s, const struct table_event *ev, const struct line_response *agreed,
                struct table_incident *i, struct line_refusal *lr)
{
    const struct table_ev_incident_step *x = &ev->u.incident_step;
    uint8_t document[LINE_DIGEST_LEN] = {0};
    unsigned side = table_field_side(s, ev->author);
    struct t2_bytes text = t2_bytes_str(x->text);
    enum line_actor by = actor_of(s, ev, i->wish[x->step]);
    int err = x->text[0] != '\0' ? t2_sha256(document, &text, 1) : 0;
    if (err == 0 && by == LINE_N_ACTORS && side != LINE_N_SIDES) { /* would it do if both said it? */
        struct table_incident both = *i;
        err = line_incident_step(&both.incident, agreed, (enum line_incident_event)x->step, LINE_BY_BOTH,
                                 slot_of(ev), document, lr);
        i->wish[x->step] |= (uint8_t)(1u << side);
        return err;
    }
    err = err != 0 ? err
                   : line_incident_step(&i->incident, agreed, (enum line_incident_event)x->step, by,
                                        slot_of(ev), document, lr);
    memset(i->wish, 0, sizeof(i->wish));
    return err;
}

/* The line room's sentence where the step is somebody else's; in plain words where it is nobody's now. */
static int refuse_step(const struct table_event *ev, const struct line_response *agreed,
                       const struct table_incident *i, const struct line_refusal *lr,
                       struct table_refusal *why)
{
    enum line_incident_event step = (enum line_incident_event)ev->u.incident_step.step;
    struct line_incident now = i->incident;
    char next[512];
    for (unsigned by = 0; by < LINE_BY_TIME; by++) {
        struct line_incident copy = i->incident;
        if (line_incident_step(&copy, agreed, step, (enum line_actor)by, slot_of(ev), NULL, NULL) == 0) {
            return refused(T2_E_REFUSED, lr, why);
        }
    }
    line_incident_pass(&now, slot_of(ev));
    table_incident_next(&now, table_refusal_lang(why), next, sizeof(next));
    return table_refuse(why, TABLE_R_INCIDENT, 0,
                        "The incident is as it was: it is \"%s\", and this does not follow: %s. What comes "
                        "next: %s. Where incidents stand: tracktwo line incidents.",
                        table_refusal_say(why, line_incident_state_text((enum line_incident_state)now.state)),
                        table_refusal_say(why, table_incident_step_text(step)), next);
}

static int check_named(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    const struct table_ev_incident_step *x = &ev->u.incident_step;
    const struct table_ev_sides_agreed *sides = table_field_sides(s);
    size_t i = find(s, x->report), n = table_n_incidents(s);
    unsigned side = table_field_side(s, ev->author);
    int finds = sides != NULL && (sides->commission & table_bit(ev->author)) != 0;
    int opens = table_incident_opens(x->step);
    if (!finds || opens) { /* the commission finds on what a side has opened */
        int err = table_check_side(s, ev, why);
        if (err != 0) {
            return err;
        }
    }
    if (!opens && (i == n || x->step >= LINE_INC_LAPSE)) {
        return table_refuse(why, TABLE_R_INCIDENT, 0,
                            "There is no such incident, or no such step of one. Nothing was changed. Which "
                            "there are: tracktwo line incidents.");
    }
    if (opens && (i < n || n == TABLE_FIELD_MAX_INCIDENTS)) {
        return table_refuse(why, TABLE_R_INCIDENT, 0,
                            "That incident is open already, or the table has had %d. Nothing was changed. "
                            "Which there are: tracktwo line incidents.",
                            TABLE_FIELD_MAX_INCIDENTS);
    }
    if (i < n && side != LINE_N_SIDES && (s->field->incidents[i].wish[x->step] >> side & 1) != 0) {
        return table_refuse(
            why, TABLE_R_ALREADY_SAID, 0,
            "This side has said so already. The incident is as it was. It waits for the other "
            "side.");
    }
    return 0;
}

/* What becomes of it. */
static int judge_incident(const struct table_state *s, const struct table_event *ev,
                          struct table_refusal *why, struct table_incident *out)
{
    struct line_refusal lr = table_line_why(why);
    struct line_consequence list[TABLE_RESPONSE_MAX];
    struct line_response agreed;
    int err = check_named(s, ev, why);
    if (err != 0) {
        return err;
    }
    size_t i = find(s, ev->u.incident_step.report);
    err = table_field_response(s, list, &agreed);
    if (err == 0 && i < table_n_incidents(s)) {
        *out = s->field->incidents[i];
        err = step(s, ev, &agreed, out, &lr);
        if (err == T2_E_REFUSED) {
            return refuse_step(ev, &agreed, &s->field->incidents[i], &lr, why);
        }
    } else if (err == 0) {
        *out = (struct table_incident){.event = (uint32_t)s->n_log};
        if (ev->u.incident_step.step != TABLE_INCIDENT_OPENED) {
            err = open_excess(s, ev, &agreed, why, out);
            if (err == T2_E_REFUSED) {
                return err;
            }
        } else {
            err = open_incident(s, ev, &agreed, &lr, &out->incident);
        }
    }
    return err == T2_E_MISSING
               ? table_refuse(why, TABLE_R_INCIDENT, 0,
                              "No event in the record begins with that report. No incident was opened. Which "
                              "events there are: tracktwo line incidents.")
               : refused(err, &lr, why);
}

int table_check_incident(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    struct table_incident out;
    return judge_incident(s, ev, why, &out);
}

void table_move_incident(struct table_state *s, const struct table_event *ev)
{
    struct table_field_state *f = s->field;
    size_t i = find(s, ev->u.incident_step.report);
    f->incidents[i] = f->next_incident;
    f->n_incidents += i == f->n_incidents;
}

/* ---- memory and digest ---- */

/* Everything that can fail is done here, before the state moves. */
int table_reserve_field(struct table_state *s, const struct table_event *ev)
{
    if (s->field == NULL && (s->field = calloc(1, sizeof(*s->field))) == NULL) {
        return T2_E_MEMORY;
    }
    struct table_field_state *f = s->field;
    int err = 0;
    if ((err = table_reserve_one(&f->documents, f->n_documents, &f->cap_documents, sizeof(*f->documents))) !=
            0 ||
        (err = table_reserve_one(&f->positions, f->n_positions, &f->cap_positions, sizeof(*f->positions))) !=
            0 ||
        (err = table_reserve_one(&f->observers, f->n_observers, &f->cap_observers, sizeof(*f->observers))) !=
            0 ||
        (err = table_reserve_one(&f->reports, f->n_reports, &f->cap_reports, sizeof(*f->reports))) != 0 ||
        (err = table_reserve_one(&f->by_id, f->n_reports, &f->cap_by_id, sizeof(*f->by_id))) != 0 ||
        (err = table_reserve_one(&f->incidents, f->n_incidents, &f->cap_incidents, sizeof(*f->incidents))) !=
            0) {
        return err;
    }
    return ev->kind == TABLE_EV_REPORT_ENTERED  ? table_report_of(s, ev, &f->next_report)
           : ev->kind == TABLE_EV_INCIDENT_STEP ? judge_incident(s, ev, NULL, &f->next_incident)
                                                : 0;
}

void table_free_field(struct table_state *s)
{
    if (s->field != NULL) {
        free(s->field->documents);
        free(s->field->positions);
        free(s->field->observers);
        free(s->field->reports);
        free(s->field->by_id);
        free(s->field->incidents);
        table_field_forget(s->field);
        free(s->field);
    }
}

static void digest_incident(struct wire_writer *w, const struct table_incident *i)
{
    const struct line_incident *x = &i->incident;
    wire_put_raw(w, t2_bytes_of(x->id, LINE_FACT_ID_LEN));
    wire_put_u32(w, i->event);
    wire_put_u8(w, x->kind);
    wire_put_u8(w, x->state);
    wire_put_u8(w, x->protested_by);
    wire_put_u8(w, x->found);
    wire_put_u8(w, x->consequence);
    wire_put_u32(w, x->due);
    wire_put_u8(w, (uint8_t)x->n_log);
    for (size_t k = 0; k < x->n_log; k++) {
        wire_put_u8(w, x->log[k].event);
        wire_put_u8(w, x->log[k].by);
        wire_put_u32(w, x->log[k].slot);
        wire_put_raw(w, t2_bytes_of(x->log[k].document, LINE_DIGEST_LEN));
    }
    wire_put_raw(w, t2_bytes_of(i->wish, LINE_N_INC_EVENTS));
    wire_put_u8(w, i->excess.is);
    wire_put_u8(w, i->excess.k);
    wire_put_raw(w, t2_bytes_of(i->excess.rule, LINE_DIGEST_LEN));
}

static void digest_position(struct wire_writer *w, const struct table_position *p)
{
    wire_put_raw(w, t2_bytes_of(p->id, TABLE_FORM_ID_LEN));
    wire_put_raw(w, t2_bytes_of(p->context, LINE_DIGEST_LEN));
    wire_put_u8(w, p->counts);
    wire_put_u8(w, p->declared.side);
    wire_put_u8(w, p->declared.open);
    if (p->declared.open) {
        wire_put_u32(w, (uint32_t)p->declared.position.to.x);
        wire_put_u32(w, (uint32_t)p->declared.position.to.y);
    }
}

void table_digest_field(struct wire_writer *w, const struct table_state *s)
{
    static const struct table_field_state nothing;
    const struct table_field_state *f = s->field != NULL ? s->field : &nothing;
    wire_put_u32(w, (uint32_t)f->sides);
    wire_put_u32(w, (uint32_t)f->ceasefire);
    wire_put_u8(w, f->done);
    wire_put_u32(w, (uint32_t)f->n_documents);
    for (size_t i = 0; i < f->n_documents; i++) {
        wire_put_u32(w, f->documents[i].event);
        wire_put_u8(w, f->documents[i].n_here);
    }
    for (size_t i = TABLE_FIELD_LINE; i < TABLE_FIELD_N_WHAT; i++) {
        wire_put_u32(w, (uint32_t)f->in_force[i]);
    }
    wire_put_u32(w, (uint32_t)f->first_measure[GEO_WGS84]);
    wire_put_u32(w, (uint32_t)f->first_measure[GEO_FLAT]);
    wire_put_u32(w, (uint32_t)f->n_positions);
    for (size_t i = 0; i < f->n_positions; i++) {
        digest_position(w, &f->positions[i]);
    }
    wire_put_u32(w, (uint32_t)f->n_observers);
    for (size_t i = 0; i < f->n_observers; i++) {
        wire_put_u32(w, f->observers[i].event);
        wire_put_u8(w, f->observers[i].counts);
    }
    wire_put_u32(w, (uint32_t)f->n_reports);
    for (size_t i = 0; i < f->n_reports; i++) {
        wire_put_raw(w, t2_bytes_of(f->reports[i].id, LINE_REPORT_ID_LEN));
        wire_put_u32(w, f->reports[i].event);
        wire_put_u32(w, f->reports[i].observer);
        wire_put_u8(w, f->reports[i].excluded);
    }
    wire_put_u32(w, (uint32_t)f->n_incidents);
    for (size_t i = 0; i < f->n_incidents; i++) {
        digest_incident(w, &f->incidents[i]);
    }
}
