/* What no cease-fire may ever come to: see table_forbidden.h. Rules 27 to 32 of docs/protocol/table.md, from
 * their words; what incidents may do is the table of docs/protocol/line_days.md. */
#include "table_forbidden.h"

#include <stdlib.h>
#include <string.h>

#include <tracktwo/crypto.h>

#define UNUSED __attribute__((unused))
/* 1 when it was reached: f and b stood before ev, which s has taken. */
#define PREDICATE(name)                                                                                      \
    static int name(UNUSED const struct forbidden_field_before *f, UNUSED const struct forbidden_before *b,  \
                    UNUSED const struct table_state *s, UNUSED const struct table_event *ev)

static uint64_t bit(size_t i)
{
    return (uint64_t)1 << i;
}

static size_t at_most(size_t n)
{
    return n < FORBIDDEN_MAX ? n : FORBIDDEN_MAX;
}

static size_t in_force(const struct table_state *s, enum table_field_what what)
{
    size_t i = 0;
    return table_field_in_force(s, what, &i) == 0 ? i + 1 : 0;
}

static unsigned done(const struct table_state *s)
{
    struct line_order o;
    table_field_order(s, &o);
    return o.done;
}

void forbidden_field_look(const struct table_state *s, struct forbidden_field_before *out)
{
    const struct table_ev_sides_agreed *x = table_field_sides(s);
    for (unsigned side = 0; x != NULL && side < LINE_N_SIDES; side++)
        out->side[side] = x->side[side];
    out->commission = x != NULL ? x->commission : 0;
    out->ceasefire = table_field_ceasefire(s);
    out->done = done(s);
    for (int what = TABLE_FIELD_LINE; what < TABLE_FIELD_N_WHAT; what++)
        out->in_force[what] = in_force(s, (enum table_field_what)what);
    out->n_documents = table_field_n_documents(s);
    out->n_positions = table_n_positions(s);
    out->n_observers = table_n_observers(s);
    out->n_reports = table_n_reports(s);
    out->n_incidents = table_n_incidents(s);
    for (size_t i = 0; i < at_most(out->n_positions); i++)
        out->open |= table_position(s, i)->declared.open ? bit(i) : 0;
    for (size_t i = 0; i < at_most(out->n_reports); i++)
        out->excluded |= table_report(s, i)->excluded ? bit(i) : 0;
    for (size_t i = 0; i < at_most(out->n_observers); i++)
        out->observer[i] = table_observer(s, i)->event;
    for (size_t i = 0; i < at_most(out->n_incidents); i++) {
        const struct table_incident *y = table_incident(s, i);
        out->incident[i].state = y->incident.state;
        out->incident[i].found = y->incident.found;
        memcpy(out->incident[i].wish, y->wish, sizeof y->wish);
    }
}

/* ---- helpers ---- */

/* The proposal of this kind that ev, the last of these consents, has brought into force; NULL. */
static const struct table_event *agreed_now(const struct table_state *s, const struct table_event *ev,
                                            enum table_event_kind kind, uint64_t seats)
{
    for (size_t i = 0; ev->kind == TABLE_EV_CONSENTED && i < table_n_proposals(s); i++) {
        const struct table_proposal *p = table_proposal(s, i);
        if (memcmp(p->id, ev->u.form_id, TABLE_FORM_ID_LEN) == 0)
            return p->kind == kind && p->status == TABLE_PROPOSAL_ACCEPTED && (seats & ~p->consents) == 0
                       ? table_event_at(s, p->event)
                       : NULL;
    }
    return NULL;
}

static const struct table_event *agreed_by_all(const struct forbidden_before *b, const struct table_state *s,
                                               const struct table_event *ev, enum table_event_kind kind)
{
    return agreed_now(s, ev, kind, bit(b->n_seats) - 1);
}

static unsigned side_of(const struct forbidden_field_before *f, uint8_t seat)
{
    return (f->side[LINE_A] & bit(seat)) != 0   ? LINE_A
           : (f->side[LINE_B] & bit(seat)) != 0 ? LINE_B
                                                : LINE_N_SIDES;
}

static const struct table_ev_field_document *announced(const struct table_state *s, size_t i)
{
    return &table_event_at(s, table_field_document(s, i)->event)->u.field_document;
}

/* Appends nothing when not all parts are there. */
static struct t2_buf bytes_of(const struct table_state *s, size_t i)
{
    const struct table_field_document *d = table_field_document(s, i);
    struct t2_buf b;
    t2_buf_init(&b, TABLE_FIELD_DOCUMENT_MAX);
    for (unsigned k = 0; d->n_here == d->n_parts && k < d->n_parts; k++) {
        struct t2_bytes part = table_event_at(s, d->parts[k])->u.field_part.bytes;
        if (t2_buf_append(&b, part.ptr, part.len) != 0)
            abort();
    }
    return b;
}

/* What the step of a stage rests on. */
static enum line_stage stage_of(enum table_field_what what)
{
    return what == TABLE_FIELD_LINE                                          ? LINE_STAGE_LINE
           : what == TABLE_FIELD_ZONES                                       ? LINE_STAGE_ZONE
           : what == TABLE_FIELD_CRITERIA                                    ? LINE_STAGE_HOLD
           : what == TABLE_FIELD_RESPONSE || what == TABLE_FIELD_PUBLICATION ? LINE_N_STAGES
                                                                             : LINE_STAGE_PULLBACK;
}

/* ---- rule 27 ---- */

PREDICATE(seat_on_two_sides)
{
    const struct table_ev_sides_agreed *x = table_field_sides(s);
    return x != NULL && ((x->side[LINE_A] & x->side[LINE_B]) != 0 || x->side[LINE_A] == 0 ||
                         x->side[LINE_B] == 0 || ((x->side[LINE_A] | x->side[LINE_B]) & x->commission) != 0 ||
                         ((x->side[LINE_A] | x->side[LINE_B] | x->commission) >> table_n_seats(s)) != 0);
}

static int sides_changed(const struct forbidden_field_before *f, const struct table_state *s)
{
    const struct table_ev_sides_agreed *x = table_field_sides(s);
    return (x != NULL ? x->side[LINE_A] : 0) != f->side[LINE_A] ||
           (x != NULL ? x->side[LINE_B] : 0) != f->side[LINE_B] ||
           (x != NULL ? x->commission : 0) != f->commission;
}

PREDICATE(ceasefire_without_all_seats)
{
    const struct table_event *back = agreed_by_all(b, s, ev, TABLE_EV_STEP_BACK);
    if (sides_changed(f, s) && back == NULL && agreed_by_all(b, s, ev, TABLE_EV_SIDES_AGREED) == NULL)
        return 1;
    if (table_field_ceasefire(s) != f->ceasefire && back == NULL &&
        agreed_by_all(b, s, ev, TABLE_EV_CEASEFIRE_AGREED) == NULL)
        return 1;
    for (size_t i = 0; i < at_most(table_n_observers(s)); i++) {
        if ((i >= f->n_observers || table_observer(s, i)->event != f->observer[i]) &&
            agreed_by_all(b, s, ev, TABLE_EV_OBSERVER_ADMITTED) == NULL)
            return 1;
    }
    return done(s) < f->done && back == NULL;
}

PREDICATE(document_without_all_seats)
{
    const struct table_event *new = agreed_by_all(b, s, ev, TABLE_EV_FIELD_DOCUMENT);
    for (int what = TABLE_FIELD_LINE; what < TABLE_FIELD_N_WHAT; what++) {
        size_t now = in_force(s, (enum table_field_what)what);
        if (now == f->in_force[what])
            continue;
        if (now != 0 && (new == NULL || table_event_at(s, table_field_document(s, now - 1)->event) != new ||
                         new->u.field_document.what != what))
            return 1;
        if (now == 0 && agreed_by_all(b, s, ev, TABLE_EV_STEP_BACK) == NULL &&
            (new == NULL || (what != TABLE_FIELD_ZONES && (what != TABLE_FIELD_PUBLICATION ||
                                                           new->u.field_document.what != TABLE_FIELD_LINE))))
            return 1;
    }
    return 0;
}

PREDICATE(excluded_without_both_sides)
{
    uint64_t both = f->side[LINE_A] | f->side[LINE_B];
    for (size_t i = 0; i < at_most(table_n_reports(s)); i++) {
        int was = i < f->n_reports && (f->excluded & bit(i)) != 0;
        const struct table_event *x = agreed_now(s, ev, TABLE_EV_REPORT_EXCLUDED, both);
        if (was && !table_report(s, i)->excluded)
            return 1;
        if (!was && table_report(s, i)->excluded &&
            (both == 0 || x == NULL ||
             memcmp(x->u.report_excluded.report, table_report(s, i)->id, LINE_REPORT_ID_LEN) != 0))
            return 1;
    }
    return 0;
}

PREDICATE(step_lost_its_ground)
{
    unsigned now = done(s), kept = now < f->done ? now : f->done;
    if ((kept > LINE_STAGE_BATTLEFIELD && sides_changed(f, s)) ||
        (kept > LINE_STAGE_CEASEFIRE && table_field_ceasefire(s) != f->ceasefire))
        return 1;
    for (int what = TABLE_FIELD_LINE; what < TABLE_FIELD_N_WHAT; what++) {
        if (kept > stage_of((enum table_field_what)what) &&
            in_force(s, (enum table_field_what)what) != f->in_force[what])
            return 1;
    }
    return 0;
}

/* ---- rule 28 ---- */

PREDICATE(part_out_of_its_place)
{
    for (size_t i = 0; ev->kind == TABLE_EV_FIELD_PART && i < table_field_n_documents(s); i++) {
        const struct table_field_document *d = table_field_document(s, i);
        size_t size = announced(s, i)->size, n = 0;
        if (memcmp(d->id, ev->u.form_id, TABLE_FORM_ID_LEN) != 0)
            continue;
        for (unsigned k = 0; k < d->n_here; k++) {
            const struct table_event *x = table_event_at(s, d->parts[k]);
            if (x->author != table_event_at(s, d->event)->author || x->u.field_part.index != k ||
                memcmp(x->u.form_id, d->id, TABLE_FORM_ID_LEN) != 0)
                return 1;
            n += x->u.field_part.bytes.len;
        }
        return n > size || (d->n_here == d->n_parts) != (n == size);
    }
    return ev->kind == TABLE_EV_FIELD_PART;
}

/* The line room reads these bytes, writes the same, and they are of this map. */
static int canonical(enum table_field_what what, struct t2_bytes in, enum geo_frame frame)
{
    struct line_consequence list[TABLE_RESPONSE_MAX];
    struct line_response response;
    struct line_criteria criteria;
    struct line_publish_policy measure;
    struct line *l = NULL;
    struct line_rule *r = NULL;
    struct line_zones *z = NULL;
    struct t2_buf again;
    enum geo_frame is = frame;
    int err = 0;
    t2_buf_init(&again, TABLE_FIELD_DOCUMENT_MAX);
    switch ((int)what) {
    case TABLE_FIELD_RULE:
        err = line_rule_read(in, NULL, &r);
        is = err == 0 ? r->frame : is;
        err = err != 0 ? err : line_rule_write(r, &again);
        break;
    case TABLE_FIELD_ZONES:
        err = line_zones_read(in, NULL, &z);
        is = err == 0 ? line_zones_frame(z) : is;
        err = err != 0 ? err : line_zones_write(z, &again);
        break;
    case TABLE_FIELD_CRITERIA:
        err = line_criteria_read(in, &criteria);
        is = err == 0 ? criteria.frame : is;
        err = err != 0 ? err : line_criteria_write(&criteria, &again);
        break;
    case TABLE_FIELD_RESPONSE:
        err = table_response_read(in, list, &response);
        err = err != 0 ? err : table_response_write(&response, &again);
        break;
    case TABLE_FIELD_PUBLICATION:
        err = line_publish_measure_read(in, &measure);
        is = err == 0 ? measure.frame : is;
        err = err != 0                               ? err
              : measure.slot_s != TABLE_SLOT_SECONDS ? T2_E_MALFORMED
                                                     : line_publish_measure_write(&measure, &again);
        break;
    default:
        err = line_read(in, NULL, &l);
        is = err == 0 && what != TABLE_FIELD_LINE ? line_frame(l) : is;
        err = err != 0 ? err : line_write(l, &again);
        break;
    }
    int same = err == 0 && is == frame && again.len == in.len && memcmp(again.ptr, in.ptr, in.len) == 0;
    line_free(l);
    line_rule_free(r);
    line_zones_free(z);
    t2_buf_free(&again);
    return same;
}

static size_t document_consented_to(const struct table_state *s, const struct table_event *ev)
{
    size_t i = 0;
    if (ev->kind != TABLE_EV_CONSENTED || ev->u.consented.answer != 1)
        return table_field_n_documents(s);
    while (i < table_field_n_documents(s) &&
           memcmp(table_field_document(s, i)->id, ev->u.form_id, TABLE_FORM_ID_LEN) != 0)
        i++;
    return i;
}

/* Before all of it is there, and is what was announced, and reads, of the line's map. */
PREDICATE(consent_to_what_is_no_document)
{
    static const size_t frame_at = sizeof "tracktwo line 2\n" - 1;
    size_t i = document_consented_to(s, ev);
    uint8_t digest[TABLE_DIGEST_LEN];
    enum geo_frame frame = GEO_FLAT;
    if (i == table_field_n_documents(s))
        return 0;
    if (f->in_force[TABLE_FIELD_LINE] != 0) {
        struct t2_buf line = bytes_of(s, f->in_force[TABLE_FIELD_LINE] - 1);
        frame = (enum geo_frame)line.ptr[frame_at];
        t2_buf_free(&line);
    } else if (announced(s, i)->what != TABLE_FIELD_LINE && announced(s, i)->what != TABLE_FIELD_RESPONSE) {
        return 1;
    }
    struct t2_buf is = bytes_of(s, i);
    struct t2_bytes in = t2_buf_view(&is);
    int bad = in.len != announced(s, i)->size || t2_sha256(digest, &in, 1) != 0 ||
              memcmp(digest, announced(s, i)->digest, sizeof digest) != 0 ||
              !canonical((enum table_field_what)announced(s, i)->what, in, frame);
    t2_buf_free(&is);
    return bad;
}

/* Zones say the digests of line, rule and the lines measured from. */
PREDICATE(zones_of_another_line_or_rule)
{
    static const size_t digests_at = sizeof "tracktwo zones 2\n";
    size_t zones = in_force(s, TABLE_FIELD_ZONES), line = in_force(s, TABLE_FIELD_LINE),
           rule = in_force(s, TABLE_FIELD_RULE);
    size_t consented = document_consented_to(s, ev) + 1;
    if (zones == 0 &&
        (consented > table_field_n_documents(s) || announced(s, consented - 1)->what != TABLE_FIELD_ZONES))
        return 0;
    zones = zones != 0 && zones == f->in_force[TABLE_FIELD_ZONES] ? 0 : zones != 0 ? zones : consented;
    if (line == 0 || rule == 0)
        return 1;
    if (zones == 0) /* the same as before: so must the others be */
        return line != f->in_force[TABLE_FIELD_LINE] || rule != f->in_force[TABLE_FIELD_RULE] ||
               in_force(s, TABLE_FIELD_REFERENCE_A) != f->in_force[TABLE_FIELD_REFERENCE_A] ||
               in_force(s, TABLE_FIELD_REFERENCE_B) != f->in_force[TABLE_FIELD_REFERENCE_B];
    struct t2_buf is = bytes_of(s, zones - 1);
    int bad =
        is.len < digests_at + 2 * TABLE_DIGEST_LEN ||
        memcmp(is.ptr + digests_at, announced(s, line - 1)->digest, TABLE_DIGEST_LEN) != 0 ||
        memcmp(is.ptr + digests_at + TABLE_DIGEST_LEN, announced(s, rule - 1)->digest, TABLE_DIGEST_LEN) != 0;
    t2_buf_free(&is);
    return bad;
}

PREDICATE(measure_of_another_line)
{
    size_t now = in_force(s, TABLE_FIELD_PUBLICATION);
    return now != 0 && now == f->in_force[TABLE_FIELD_PUBLICATION] &&
           in_force(s, TABLE_FIELD_LINE) != f->in_force[TABLE_FIELD_LINE];
}

static int read_measure(const struct table_state *s, const struct table_proposal *p,
                        struct line_publish_policy *out)
{
    size_t i = 0;
    if (p->kind != TABLE_EV_FIELD_DOCUMENT || p->status != TABLE_PROPOSAL_ACCEPTED ||
        table_field_of_event(s, p->event, &i) != 0 || announced(s, i)->what != TABLE_FIELD_PUBLICATION)
        return 0;
    struct t2_buf b = bytes_of(s, i);
    int is = line_publish_measure_read(t2_buf_view(&b), out) == 0;
    t2_buf_free(&b);
    return is;
}

/* Of all the measures that have ever been agreed on a map, one tells all that the others tell. */
PREDICATE(measures_that_tell_more_than_one)
{
    struct line_publish_policy of, other;
    size_t n = table_n_proposals(s), measures = 0, covers = 0;
    if (ev->kind != TABLE_EV_CONSENTED)
        return 0;
    for (size_t i = 0; i < n; i++) {
        int all = read_measure(s, table_proposal(s, i), &of);
        measures += (size_t)all;
        for (size_t k = 0; all && k < n; k++)
            all = !read_measure(s, table_proposal(s, k), &other) || other.frame != of.frame ||
                  line_publish_measure_within(&other, &of);
        covers += (size_t)all;
    }
    return measures > 0 && covers == 0;
}

PREDICATE(response_changed_while_an_incident_is_open)
{
    for (size_t i = 0; i < at_most(f->n_incidents); i++) {
        if (f->incident[i].state != LINE_INC_CLOSED &&
            in_force(s, TABLE_FIELD_RESPONSE) != f->in_force[TABLE_FIELD_RESPONSE])
            return 1;
    }
    return 0;
}

/* ---- rule 29 ---- */

PREDICATE(position_of_another_side_or_rule)
{
    if (table_n_positions(s) > f->n_positions + (ev->kind == TABLE_EV_POSITION_DECLARED))
        return 1;
    for (size_t i = f->n_positions; i < table_n_positions(s); i++) {
        const struct table_position *p = table_position(s, i);
        size_t rule = f->in_force[TABLE_FIELD_RULE];
        if (side_of(f, ev->author) == LINE_N_SIDES || p->declared.side != side_of(f, ev->author) ||
            p->declared.open || rule == 0 ||
            memcmp(p->context, announced(s, rule - 1)->digest, LINE_DIGEST_LEN) != 0)
            return 1;
    }
    return 0;
}

PREDICATE(opened_what_was_not_committed)
{
    for (size_t i = 0; i < at_most(f->n_positions); i++) {
        const struct table_position *p = table_position(s, i);
        const struct table_ev_position_declared *x = &table_event_at(s, p->event)->u.position_declared;
        uint8_t is[TABLE_DIGEST_LEN];
        if ((f->open & bit(i)) != 0 ? !p->declared.open : p->declared.open) {
            const struct t2_bytes parts[] = {t2_bytes_str("tracktwo line position 1"),
                                             t2_bytes_of(p->context, LINE_DIGEST_LEN),
                                             ev->u.position_opened.opening};
            if (ev->kind != TABLE_EV_POSITION_OPENED || (f->open & bit(i)) != 0 ||
                memcmp(ev->u.form_id, p->id, TABLE_FORM_ID_LEN) != 0 ||
                side_of(f, ev->author) != p->declared.side || t2_sha256(is, parts, 3) != 0 ||
                memcmp(is, x->commitment, sizeof is) != 0 || p->declared.position.side != p->declared.side ||
                p->declared.position.by_day != (int32_t)x->by_day)
                return 1;
        }
    }
    return 0;
}

/* ---- rule 30 ---- */

PREDICATE(report_of_no_admitted_key)
{
    static struct line_report r; /* large */
    struct line_report_checked c;
    uint8_t mission[LINE_REPORT_MISSION_LEN];
    size_t n = table_n_reports(s);
    if (n != f->n_reports + (ev->kind == TABLE_EV_REPORT_ENTERED))
        return 1;
    if (n == f->n_reports)
        return 0;
    const struct table_report *x = table_report(s, n - 1);
    const struct table_ev_observer_admitted *o = table_observer_admission(s, x->observer);
    struct t2_bytes in = table_report_bytes(s, n - 1);
    size_t line = f->in_force[TABLE_FIELD_LINE];
    if (table_mission(s, mission) != 0 || line_report_read(in, NULL, &r) != 0)
        return 1;
    line_report_check_all(mission, &in, 1, &c);
    for (size_t i = 0; i + 1 < n; i++) {
        if (memcmp(table_report(s, i)->id, x->id, LINE_REPORT_ID_LEN) == 0)
            return 1;
    }
    return c.err != 0 || memcmp(c.id, x->id, sizeof c.id) != 0 || memcmp(o->key, r.key, sizeof r.key) != 0 ||
           memcmp(r.mission, mission, sizeof mission) != 0 || r.made_s < o->from_s || r.made_s > o->to_s ||
           line == 0 || r.frame != GEO_FLAT; /* the frame of all lines here */
}

/* ---- rule 31 ---- */

/* What counts of a report: it is of observers, was made in the time of its admission, and is not excluded,
 * which says that it is no violation and takes back no watch. */
static int speaks(const struct table_state *s, size_t i, struct line_report *out)
{
    const struct table_ev_observer_admitted *o = table_observer_admission(s, table_report(s, i)->observer);
    return line_report_read(table_report_bytes(s, i), NULL, out) == 0 && o->of == LINE_FROM_OBSERVERS &&
           out->made_s >= o->from_s && out->made_s <= o->to_s &&
           (!table_report(s, i)->excluded || out->kind == LINE_REPORT_WATCH);
}

/* How many quotas a rule has: its lines say so. */
static unsigned quotas_of(const struct table_state *s, size_t rule)
{
    unsigned n = 0;
    if (rule == 0)
        return 0;
    struct t2_buf b = bytes_of(s, rule - 1);
    for (size_t i = 0; i + 7 < b.len; i++)
        n += memcmp(b.ptr + i, "\nquota ", 7) == 0;
    t2_buf_free(&b);
    return n;
}

/* By a seat of a side, of a quota that the rule has, of which no incident is open, on what an observer has
 * verified of weapons. */
PREDICATE(excess_of_no_quota)
{
    static struct line_report named;
    size_t n = table_n_incidents(s), at = 0;
    if (n <= f->n_incidents || ev->u.incident_step.step == TABLE_INCIDENT_OPENED)
        return 0;
    unsigned k = ev->u.incident_step.step - (unsigned)TABLE_INCIDENT_EXCESS;
    if (k >= quotas_of(s, f->in_force[TABLE_FIELD_RULE]) || side_of(f, ev->author) == LINE_N_SIDES ||
        table_report_find(s, table_incident(s, n - 1)->incident.id, &at) != 0 || !speaks(s, at, &named) ||
        !named.verified || named.kind < LINE_REPORT_WEAPONS || named.kind > LINE_REPORT_UNIT_ENTERED)
        return 1;
    for (size_t i = 0; i + 1 < n; i++) {
        const struct table_excess *x = &table_incident(s, i)->excess;
        if (x->is && x->k == k && f->incident[i % FORBIDDEN_MAX].state != LINE_INC_CLOSED &&
            memcmp(x->rule, announced(s, f->in_force[TABLE_FIELD_RULE] - 1)->digest, sizeof x->rule) == 0)
            return 1;
    }
    return 0;
}

/* By a seat of a side, on a report of which two observers speak. */
PREDICATE(incident_without_two_observers)
{
    static struct line_report r, named; /* large */
    const char *first = NULL;
    int voices = 0;
    size_t n = table_n_incidents(s), at = 0;
    unsigned how = ev->u.incident_step.step;
    int opens = how == TABLE_INCIDENT_OPENED ||
                (how >= TABLE_INCIDENT_EXCESS && how < TABLE_INCIDENT_EXCESS + LINE_MAX_QUOTAS);
    if (n != f->n_incidents + (ev->kind == TABLE_EV_INCIDENT_STEP && opens))
        return 1;
    if (n == f->n_incidents || how != TABLE_INCIDENT_OPENED)
        return 0;
    if (table_report_find(s, table_incident(s, n - 1)->incident.id, &at) != 0 ||
        side_of(f, ev->author) == LINE_N_SIDES ||
        line_report_read(table_report_bytes(s, at), NULL, &named) != 0)
        return 1;
    for (size_t i = 0; i < table_n_reports(s); i++) {
        const char *who = table_observer_admission(s, table_report(s, i)->observer)->observer;
        if (speaks(s, i, &r) && r.kind == named.kind && (first == NULL || strcmp(first, who) != 0)) {
            first = first == NULL ? who : first;
            voices++;
        }
    }
    return voices < 2;
}

/* What becomes of a state by a step; time alone leads from one row to another like it. */
static int follows(unsigned state, unsigned step, unsigned now)
{
    int closes = step == LINE_INC_CLOSE || step == LINE_INC_FIND_NONE || step == LINE_INC_FIND_OPEN;
    switch (state) {
    case LINE_INC_OPEN:
        return (step == LINE_INC_PROTEST && now == LINE_INC_PROTESTED) ||
               (step == LINE_INC_REFER && now == LINE_INC_REFERRED) ||
               (step == LINE_INC_CLOSE && now == LINE_INC_CLOSED);
    case LINE_INC_PROTESTED:
    case LINE_INC_OVERDUE:
    case LINE_INC_ANSWERED:
        return (step == LINE_INC_ANSWER && state != LINE_INC_ANSWERED && now == LINE_INC_ANSWERED) ||
               (step == LINE_INC_REFER && now == LINE_INC_REFERRED) ||
               (step == LINE_INC_CLOSE && now == LINE_INC_CLOSED);
    case LINE_INC_REFERRED:
        return (step == LINE_INC_ANSWER && now == LINE_INC_REFERRED) ||
               (step == LINE_INC_FIND_VIOLATION && (now == LINE_INC_CONSEQUENCE || now == LINE_INC_CLOSED)) ||
               (closes && now == LINE_INC_CLOSED);
    case LINE_INC_CONSEQUENCE:
    case LINE_INC_DEFAULTED:
        return (step == LINE_INC_CARRIED_OUT || step == LINE_INC_CLOSE) && now == LINE_INC_CLOSED;
    default:
        return 0;
    }
}

static int may_step(const struct forbidden_field_before *f, const struct table_event *ev,
                    const struct line_incident *x, const uint8_t *wish)
{
    unsigned step = ev->u.incident_step.step, side = side_of(f, ev->author);
    int commission = (f->commission & bit(ev->author)) != 0;
    int both = side != LINE_N_SIDES && (wish[step] | 1u << side) == 3;
    switch (step) {
    case LINE_INC_PROTEST:
    case LINE_INC_REFER:
        return side != LINE_N_SIDES;
    case LINE_INC_ANSWER: /* not its own protest */
        return side != LINE_N_SIDES && x->protested_by != (side == LINE_A ? LINE_BY_SIDE_A : LINE_BY_SIDE_B);
    case LINE_INC_CARRIED_OUT:
        return both || commission;
    case LINE_INC_CLOSE:
        return both;
    default:
        return commission;
    }
}

PREDICATE(incident_step_out_of_its_order)
{
    for (size_t i = 0; i < at_most(f->n_incidents); i++) {
        const struct table_incident *x = table_incident(s, i);
        const uint8_t *wish = f->incident[i].wish;
        unsigned step = ev->u.incident_step.step, side = side_of(f, ev->author);
        int this = ev->kind == TABLE_EV_INCIDENT_STEP &&
                   memcmp(ev->u.incident_step.report, x->incident.id, LINE_FACT_ID_LEN) == 0;
        int wished = memcmp(wish, x->wish, LINE_N_INC_EVENTS) != 0;
        int moved = x->incident.state != f->incident[i].state || x->incident.found != f->incident[i].found;
        if (!this) {
            if (wished || moved)
                return 1;
            continue;
        }
        if (side != LINE_N_SIDES && (step == LINE_INC_CLOSE || step == LINE_INC_CARRIED_OUT) &&
            (wish[step] | 1u << side) != 3) { /* one side alone: it has said so, and nothing else */
            if (moved || x->wish[step] != (wish[step] | 1u << side))
                return 1;
            continue;
        }
        if (!may_step(f, ev, &x->incident, wish) || !follows(f->incident[i].state, step, x->incident.state))
            return 1;
        for (unsigned k = 0; k < LINE_N_INC_EVENTS; k++) {
            if (x->wish[k] != 0) /* any step voids what one side has said */
                return 1;
        }
    }
    return 0;
}

/* ---- rule 32 ---- */

PREDICATE(step_out_of_its_order)
{
    unsigned now = done(s);
    if (ev->kind == TABLE_EV_STEP_TAKEN)
        return now != f->done + 1 || ev->u.step_taken.stage != f->done || b->paused != 0 ||
               (f->done == LINE_STAGE_CEASEFIRE && ev->slot < table_field_ceasefire(s));
    const struct table_event *back = agreed_by_all(b, s, ev, TABLE_EV_STEP_BACK);
    return back != NULL ? now != back->u.step_back.stage || now >= f->done : now != f->done;
}

static int positions_of(const struct table_state *s, unsigned side)
{
    int n = 0;
    for (size_t i = 0; i < table_n_positions(s); i++)
        n += table_position(s, i)->counts && table_position(s, i)->declared.side == side;
    return n;
}

static int observers_admitted(const struct table_state *s)
{
    int n = 0;
    for (size_t i = 0; i < table_n_observers(s); i++)
        n += table_observer(s, i)->counts && table_observer_admission(s, i)->of == LINE_FROM_OBSERVERS;
    return n;
}

PREDICATE(step_without_what_it_needs)
{
    unsigned now = done(s);
    return (now > LINE_STAGE_BATTLEFIELD && table_field_sides(s) == NULL) ||
           (now > LINE_STAGE_LINE && in_force(s, TABLE_FIELD_LINE) == 0) ||
           (now > LINE_STAGE_CEASEFIRE &&
            (table_field_ceasefire(s) == 0 || ev->slot < table_field_ceasefire(s))) ||
           (now > LINE_STAGE_PULLBACK &&
            (in_force(s, TABLE_FIELD_RULE) == 0 || !positions_of(s, LINE_A) || !positions_of(s, LINE_B))) ||
           (now > LINE_STAGE_ZONE && in_force(s, TABLE_FIELD_ZONES) == 0) ||
           (now > LINE_STAGE_OBSERVERS && !observers_admitted(s)) ||
           (now > LINE_STAGE_HOLD && in_force(s, TABLE_FIELD_CRITERIA) == 0);
}

/* Days of which an observer has kept a watch, and of which none has seen anything else but weapons, which may
 * stand where they stand until their day; those that are over by the slot of the event. As many as were
 * agreed, in a row, are at least so many. */
PREDICATE(talks_before_the_quiet_days)
{
    static struct line_report r; /* large */
    struct line_criteria c;
    unsigned n = 0;
    if (done(s) < LINE_N_STAGES || f->done == LINE_N_STAGES)
        return 0;
    struct t2_buf is = bytes_of(s, in_force(s, TABLE_FIELD_CRITERIA) - 1);
    int err = line_criteria_read(t2_buf_view(&is), &c);
    t2_buf_free(&is);
    if (err != 0)
        return 1;
    int64_t over_s = (int64_t)ev->slot * 60 + c.offset_s - c.cut_s + LINE_DAY_S;
    for (int64_t day = c.first_day; (day + 1) * LINE_DAY_S <= over_s; day++) {
        int watched = 0, quiet = 1;
        for (size_t i = 0; i < table_n_reports(s); i++) {
            if (!speaks(s, i, &r) ||
                ((int64_t)r.begin_s + c.offset_s - c.cut_s + LINE_DAY_S) / LINE_DAY_S != day)
                continue;
            watched |= r.kind == LINE_REPORT_WATCH;
            quiet &= r.kind == LINE_REPORT_WATCH || r.kind == LINE_REPORT_WEAPONS;
        }
        n += watched && quiet;
    }
    return n < c.quiet_days;
}

PREDICATE(went_back_and_kept_what_came_later)
{
    const struct table_event *back = agreed_by_all(b, s, ev, TABLE_EV_STEP_BACK);
    if (back == NULL)
        return 0;
    unsigned to = back->u.step_back.stage;
    for (int what = TABLE_FIELD_LINE; what < TABLE_FIELD_N_WHAT; what++) {
        enum line_stage of = stage_of((enum table_field_what)what);
        if (of != LINE_N_STAGES && of >= to && in_force(s, (enum table_field_what)what) != 0)
            return 1;
    }
    return (to <= LINE_STAGE_BATTLEFIELD && table_field_sides(s) != NULL) ||
           (to <= LINE_STAGE_LINE && in_force(s, TABLE_FIELD_PUBLICATION) != 0) ||
           (to <= LINE_STAGE_CEASEFIRE && table_field_ceasefire(s) != 0) ||
           (to <= LINE_STAGE_PULLBACK && (positions_of(s, LINE_A) || positions_of(s, LINE_B))) ||
           (to <= LINE_STAGE_OBSERVERS && observers_admitted(s));
}

static const struct {
    const char *what;
    int (*reached)(const struct forbidden_field_before *f, const struct forbidden_before *b,
                   const struct table_state *s, const struct table_event *ev);
} forbidden[] = {
    {"a seat is of two sides, or a side is empty", seat_on_two_sides},
    {"sides, a cease-fire, an observer or a step back without every seat", ceasefire_without_all_seats},
    {"a document is in force without every seat, or went by itself", document_without_all_seats},
    {"a report is excluded without both sides", excluded_without_both_sides},
    {"what a step that was taken rests on was replaced", step_lost_its_ground},
    {"a part of a document is another's, or not the next", part_out_of_its_place},
    {"a seat consented to what is not there, or is no document", consent_to_what_is_no_document},
    {"the zones are not of the line and the rule in force", zones_of_another_line_or_rule},
    {"the measure of what is published stayed with another line", measure_of_another_line},
    {"measures of what is published, laid over each other, tell more than one",
     measures_that_tell_more_than_one},
    {"what follows an incident was changed while it is open", response_changed_while_an_incident_is_open},
    {"a position was declared by another side, or under no rule", position_of_another_side_or_rule},
    {"a position was opened that was not committed, or by another side", opened_what_was_not_committed},
    {"a report is of no admitted key or another table, was changed, or is there twice",
     report_of_no_admitted_key},
    {"an incident of which no two observers speak, or opened by no side", incident_without_two_observers},
    {"an incident was opened for an excess of no quota, on no sighting, or twice", excess_of_no_quota},
    {"an incident took a step that does not follow, or not by whose it is", incident_step_out_of_its_order},
    {"a step was taken out of its order, too early, or during a pause", step_out_of_its_order},
    {"a step was taken without what it needs", step_without_what_it_needs},
    {"the talks opened before the quiet days", talks_before_the_quiet_days},
    {"the table went back and kept what came later", went_back_and_kept_what_came_later},
};

size_t forbidden_field_count(void)
{
    return sizeof forbidden / sizeof forbidden[0];
}

const char *forbidden_field_reached(const struct forbidden_before *before, const struct table_state *s)
{
    const struct table_event *ev = table_event_at(s, table_n_events(s) - 1);
    for (size_t i = 0; i < forbidden_field_count(); i++) {
        if (forbidden[i].reached(&before->field, before, s, ev))
            return forbidden[i].what;
    }
    return NULL;
}
