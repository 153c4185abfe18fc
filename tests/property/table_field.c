/* Random events of a cease-fire, legal and not, at a table of three seats: after each that is taken nothing
 * is there that docs/protocol/table.md, rules 27 to 32, forbids; and the log, folded anew, gives the same
 * state. */
#include "../unit/table_field_events.h"

#include <stdio.h>

enum { SEQUENCES = 120, STEPS = 150, KEYS = 5 }; /* the last key is never admitted */

static uint64_t seed;
static unsigned n_taken[TABLE_N_EVENT_KINDS], n_stage[LINE_N_STAGES + 1];
static struct observer keys[KEYS];
static struct t2_buf documents[TABLE_FIELD_N_WHAT];

static unsigned below(unsigned n)
{
    return (unsigned)(fixture_random(&seed) % n);
}

/* ---- what must not be ---- */

struct before {
    struct line_order order;
    size_t n_reports, n_incidents;
};

static uint64_t consents(const struct table_state *s, size_t event)
{
    uint64_t all = 0;
    for (size_t i = 0; i < table_n_proposals(s); i++)
        all |= table_proposal(s, i)->event == event ? table_proposal(s, i)->consents : 0;
    return all;
}

/* Rule 27: in force by the consent of all, whole, what it was announced as. */
static void documents_have_all_consents(const struct table_state *s)
{
    for (int what = TABLE_FIELD_LINE; what < TABLE_FIELD_N_WHAT; what++) {
        size_t i = 0;
        struct t2_buf b;
        if (table_field_in_force(s, (enum table_field_what)what, &i) != 0)
            continue;
        t2_buf_init(&b, TABLE_FIELD_DOCUMENT_MAX);
        assert_int_equal(consents(s, table_field_document(s, i)->event), 7);
        assert_int_equal(table_field_bytes(s, i, &b), 0);
        assert_int_equal(b.len, documents[what].len);
        assert_memory_equal(b.ptr, documents[what].ptr, b.len);
        t2_buf_free(&b);
    }
    if (table_field_sides(s) != NULL)
        assert_true(table_field_side(s, JOINT_SEAT) == LINE_N_SIDES);
}

/* A report is its admitted key's, for this table, and there once. */
static void reports_are_of_admitted_keys(const struct table_state *s, const struct before *b)
{
    static struct line_report r; /* large */
    uint8_t mission[LINE_REPORT_MISSION_LEN];
    assert_true(table_n_reports(s) <= b->n_reports + 1);
    assert_int_equal(table_mission(s, mission), 0);
    for (size_t i = b->n_reports; i < table_n_reports(s); i++) {
        const struct table_ev_observer_admitted *x =
            table_observer_admission(s, table_report(s, i)->observer);
        assert_int_equal(line_report_read(table_report_bytes(s, i), NULL, &r), 0);
        assert_memory_equal(x->key, r.key, sizeof r.key);
        assert_memory_not_equal(keys[KEYS - 1].key, r.key, sizeof r.key);
        assert_memory_equal(mission, r.mission, sizeof mission);
        assert_true(r.made_s >= x->from_s && r.made_s <= x->to_s);
        for (size_t k = 0; k < i; k++)
            assert_memory_not_equal(table_report(s, k)->id, table_report(s, i)->id, LINE_REPORT_ID_LEN);
    }
}

/* Excluded: both sides have said so, each for itself. */
static void exclusions_are_of_both_sides(const struct table_state *s)
{
    for (size_t i = 0; i < table_n_reports(s); i++) {
        int found = !table_report(s, i)->excluded;
        for (size_t k = 0; k < table_n_proposals(s) && !found; k++) {
            const struct table_proposal *p = table_proposal(s, k);
            const struct table_event *ev = table_event_at(s, p->event);
            found = ev->kind == TABLE_EV_REPORT_EXCLUDED && (p->consents & 3) == 3 &&
                    memcmp(ev->u.report_excluded.report, table_report(s, i)->id, LINE_REPORT_ID_LEN) == 0;
        }
        assert_true(found);
    }
}

/* An incident is of a report in the record, and two observers, neither of a side, have reported by then. */
static void incidents_have_two_voices(const struct table_state *s, const struct before *b)
{
    for (size_t i = b->n_incidents; i < table_n_incidents(s); i++) {
        const struct table_incident *x = table_incident(s, i);
        const char *first = NULL;
        size_t at = 0, voices = 0;
        assert_int_equal(table_report_find(s, x->incident.id, &at), 0);
        for (size_t k = 0; k < table_n_reports(s); k++) {
            const struct table_ev_observer_admitted *o =
                table_observer_admission(s, table_report(s, k)->observer);
            if (o->of == LINE_FROM_OBSERVERS && (first == NULL || strcmp(first, o->observer) != 0)) {
                first = first == NULL ? o->observer : first;
                voices++;
            }
        }
        assert_true(voices >= 2);
    }
}

/* Steps are taken one by one, each with what it needs from both sides; back only by the consent of all. */
static void steps_are_in_order(const struct table_state *s, const struct before *b,
                               const struct table_event *ev)
{
    static const uint32_t needs[LINE_N_STAGES] = {[LINE_STAGE_BATTLEFIELD] = 1u << LINE_NEED_MAP,
                                                  [LINE_STAGE_LINE] = 1u << LINE_NEED_LINE,
                                                  [LINE_STAGE_CEASEFIRE] = 1u << LINE_NEED_CEASEFIRE,
                                                  [LINE_STAGE_PULLBACK] =
                                                      1u << LINE_NEED_RULE | 1u << LINE_NEED_DECLARATIONS,
                                                  [LINE_STAGE_ZONE] = 1u << LINE_NEED_ZONES,
                                                  [LINE_STAGE_OBSERVERS] = 1u << LINE_NEED_OBSERVERS,
                                                  [LINE_STAGE_HOLD] = 1u << LINE_NEED_CRITERIA,
                                                  [LINE_STAGE_TALKS] = 0 /* the days: below */};
    struct line_order o;
    table_field_order(s, &o);
    n_stage[o.done]++;
    if (o.done > b->order.done) {
        assert_int_equal(ev->kind, TABLE_EV_STEP_TAKEN);
        assert_int_equal(o.done, b->order.done + 1);
        assert_int_equal(ev->u.step_taken.stage, b->order.done);
    } else if (o.done < b->order.done) {
        assert_int_equal(ev->kind, TABLE_EV_CONSENTED);
    }
    for (unsigned stage = 0; stage < o.done; stage++)
        for (unsigned side = 0; side < LINE_N_SIDES; side++)
            assert_int_equal(o.has[side] & needs[stage], needs[stage]);
    if (o.done > LINE_STAGE_CEASEFIRE)
        assert_true(ev->slot >= table_field_ceasefire(s));
    if (table_talks_open(s) && o.done > b->order.done) { /* three days, each watched by a report */
        size_t watches = 0;
        static struct line_report r;
        for (size_t i = 0; i < table_n_reports(s); i++)
            watches +=
                line_report_read(table_report_bytes(s, i), NULL, &r) == 0 && r.kind == LINE_REPORT_WATCH;
        assert_true(watches >= 3);
    }
}

/* ---- events ---- */

static void apply(struct table_state *s, struct table_event *ev)
{
    struct before b = {.n_reports = table_n_reports(s), .n_incidents = table_n_incidents(s)};
    table_field_order(s, &b.order);
    fixture_complete(s, ev);
    int err = table_apply(s, ev, NULL);
    assert_true(err == 0 || err == T2_E_REFUSED);
    if (err != 0)
        return;
    n_taken[ev->kind]++;
    documents_have_all_consents(s);
    reports_are_of_admitted_keys(s, &b);
    exclusions_are_of_both_sides(s);
    incidents_have_two_voices(s, &b);
    steps_are_in_order(s, &b, ev);
}

static void propose(struct table_state *s, struct table_event *ev)
{
    uint8_t tag = ev->u.form_id[0];
    apply(s, ev);
    for (uint8_t seat = 0; seat < 3; seat++) {
        struct table_event yes = form_consent(seat, field_now, tag, below(40) > 0);
        memcpy(yes.u.consented.id, ev->u.form_id, TABLE_FORM_ID_LEN);
        if (seat != ev->author && below(8) > 0)
            apply(s, &yes);
    }
}

static void document(struct table_state *s, enum table_field_what what)
{
    struct t2_bytes bytes = t2_buf_view(&documents[what]);
    struct table_event ev = field_announcement(what, bytes);
    uint8_t id[TABLE_FORM_ID_LEN];
    ev.u.field_document.digest[0] ^= below(12) == 0;
    fixture_complete(s, &ev);
    memcpy(id, ev.u.form_id, sizeof id);
    if (below(10) > 0) {
        apply(s, &ev);
        struct table_event part = field_part(bytes, 0);
        memcpy(part.u.form_id, id, sizeof id);
        part.u.field_part.bytes.len -= below(12) == 0;
        apply(s, &part);
        for (uint8_t seat = B_SEAT; seat <= JOINT_SEAT; seat++) {
            struct table_event yes = form_consent(seat, field_now, 1, 1);
            memcpy(yes.u.consented.id, id, sizeof id);
            if (below(10) > 0)
                apply(s, &yes);
        }
    }
}

static void report(struct table_state *s)
{
    static struct line_report r; /* large */
    struct observer *o = &keys[below(KEYS)];
    struct t2_buf b;
    int day = 1 + (int)below(4);
    r = below(2) ? field_watch(s, o, day)
                 : field_report(s, o, LINE_REPORT_IMPACT, below(12) ? day : 390 + day, 3600 + below(30));
    r.mission[0] ^= below(12) == 0;
    struct observer before = *o;
    struct table_event ev = field_entry(o, &r, &b);
    size_t n = table_n_reports(s);
    ev.author = (uint8_t)below(3);
    b.ptr[below((unsigned)b.len)] ^= below(12) == 0;
    apply(s, &ev);
    if (table_n_reports(s) == n)
        *o = before;
    t2_buf_free(&b);
}

/* One that is there already, carried by another. */
static void report_again(struct table_state *s)
{
    struct table_event ev = {.kind = TABLE_EV_REPORT_ENTERED, .author = (uint8_t)below(3), .slot = field_now};
    ev.u.report_entered.report = table_report_bytes(s, below((unsigned)table_n_reports(s)));
    apply(s, &ev);
}

static void position(struct table_state *s)
{
    struct table_event ev = field_event(TABLE_EV_POSITION_DECLARED, (uint8_t)below(3));
    struct line_position at = {.id = "gun", .weapon = LINE_W_GUN, .count = 1, .by_day = 5};
    struct line_rule *r = field_rule();
    struct line_opening o;
    struct t2_buf b;
    uint8_t rule[LINE_DIGEST_LEN];
    at.from = (struct geo_point){2000000, 1800000};
    at.to = (struct geo_point){1350000, 2000000};
    ev.u.position_declared.by_day = 5;
    assert_int_equal(line_rule_digest(r, rule), 0);
    assert_int_equal(
        line_position_commit(t2_random_system(), rule, GEO_FLAT, &at, &o, ev.u.position_declared.commitment),
        0);
    apply(s, &ev);
    t2_buf_init(&b, LINE_OPENING_MAX);
    assert_int_equal(line_opening_write(&o, &b), 0);
    b.ptr[below((unsigned)b.len)] ^= below(4) == 0;
    struct table_event open = field_event(TABLE_EV_POSITION_OPENED, below(6) ? ev.author : A_SEAT);
    memcpy(open.u.form_id, ev.u.form_id, TABLE_FORM_ID_LEN);
    open.u.position_opened.opening = t2_buf_view(&b);
    if (below(2))
        apply(s, &open);
    line_opening_wipe(&o);
    line_rule_free(r);
    t2_buf_free(&b);
}

static void on_a_report(struct table_state *s)
{
    uint8_t id[LINE_REPORT_ID_LEN] = {0xee};
    if (table_n_reports(s) > 0 && below(12) > 0)
        memcpy(id, table_report(s, below((unsigned)table_n_reports(s)))->id, sizeof id);
    if (table_n_incidents(s) > 0 && below(2))
        memcpy(id, table_incident(s, below((unsigned)table_n_incidents(s)))->incident.id, sizeof id);
    if (below(8) == 0) {
        struct table_event ev = field_event(TABLE_EV_REPORT_EXCLUDED, (uint8_t)below(3));
        memcpy(ev.u.report_excluded.report, id, sizeof id);
        propose(s, &ev);
        return;
    }
    struct table_event ev = field_incident(
        (uint8_t)below(3), id, below(2) ? TABLE_INCIDENT_OPENED : (uint8_t)below(LINE_N_INC_EVENTS),
        below(2) ? "A word." : "");
    apply(s, &ev);
}

static void agree_something(struct table_state *s)
{
    static const struct table_text map[] = {{"en", "A map."}};
    struct table_event ev;
    switch (below(5)) {
    case 0:
        ev = field_event(TABLE_EV_SIDES_AGREED, A_SEAT);
        ev.u.sides_agreed.side[0] = 1;
        ev.u.sides_agreed.side[1] = 2;
        ev.u.sides_agreed.commission = below(8) ? 4 : 1;
        ev.u.sides_agreed.map = (struct table_texts){1, map};
        break;
    case 1:
        ev = field_event(TABLE_EV_CEASEFIRE_AGREED, A_SEAT);
        ev.u.ceasefire_agreed.from = SLOT(below(2), 0);
        break;
    case 2:
        ev = field_event(TABLE_EV_STEP_BACK, (uint8_t)below(3));
        ev.u.step_back.stage = (uint8_t)below(LINE_N_STAGES);
        if (below(3) > 0)
            return;
        break;
    default: { /* keys 0 and 3 are one observer's, key 2 a side's */
        static const char *const name[KEYS] = {"obs-1", "obs-2", "scouts", "obs-1", ""};
        unsigned k = below(KEYS - 1);
        ev = field_admission(&keys[k], name[k], k == 2 ? LINE_FROM_A : LINE_FROM_OBSERVERS);
        ev.u.observer_admitted.to_s = below(6) ? ev.u.observer_admitted.to_s : SECOND(2, 0);
        break;
    }
    }
    propose(s, &ev);
}

static void something(struct table_state *s)
{
    struct line_order o;
    table_field_order(s, &o);
    field_now += below(600) * below(2);
    switch (below(6)) {
    case 0:
        agree_something(s);
        break;
    case 1:
        document(s, (enum table_field_what)(TABLE_FIELD_LINE + below(TABLE_FIELD_N_WHAT - TABLE_FIELD_LINE)));
        break;
    case 2:
        position(s);
        break;
    case 3:
        if (table_n_reports(s) > 0 && below(6) == 0)
            report_again(s);
        else
            report(s);
        break;
    case 4:
        on_a_report(s);
        break;
    default: {
        struct table_event ev =
            field_step((enum line_stage)(below(4) && o.done < LINE_N_STAGES ? o.done : below(LINE_N_STAGES)));
        apply(s, &ev);
        break;
    }
    }
}

static void folds_to_the_same(const struct table_state *s)
{
    struct table_state *again = NULL;
    uint8_t one[TABLE_DIGEST_LEN], other[TABLE_DIGEST_LEN];
    assert_int_equal(table_state_new(&again), 0);
    for (size_t i = 0; i < table_n_events(s); i++)
        assert_int_equal(table_apply(again, table_event_at(s, i), NULL), 0);
    assert_int_equal(table_state_digest(s, one), 0);
    assert_int_equal(table_state_digest(again, other), 0);
    assert_memory_equal(one, other, sizeof one);
    table_state_free(again);
}

static void nothing_forbidden_comes_to_be(void **p)
{
    (void)p;
    for (int what = TABLE_FIELD_LINE; what < TABLE_FIELD_N_WHAT; what++)
        documents[what] = field_document(what != TABLE_FIELD_REFERENCE_A && what != TABLE_FIELD_REFERENCE_B
                                             ? (enum table_field_what)what
                                             : TABLE_FIELD_LINE);
    for (unsigned k = 1; k <= SEQUENCES; k++) {
        seed = k;
        struct table_state *s = fixture_small(3);
        field_now = SLOT(-10, 0);
        field_tag = 1;
        for (unsigned i = 0; i < KEYS; i++)
            keys[i] = observer_of(i + 1);
        if (k % 3 > 0) /* most from the watch on */
            field_up_to_hold(s, &keys[0], &keys[1]);
        for (unsigned i = 0; i < STEPS; i++)
            something(s);
        folds_to_the_same(s);
        table_state_free(s);
    }
    print_message("seeds 1 to %d\n", SEQUENCES);
    for (int kind = TABLE_EV_SIDES_AGREED; kind <= TABLE_EV_STEP_BACK; kind++) {
        print_message("%s %u  ", table_event_kind_name((enum table_event_kind)kind), n_taken[kind]);
        assert_true(n_taken[kind] > 10);
    }
    for (int stage = 0; stage <= LINE_N_STAGES; stage++)
        print_message("\nafter %d steps: %u events", stage, n_stage[stage]);
    print_message("\n");
    for (int stage = 0; stage <= LINE_N_STAGES; stage++)
        assert_true(n_stage[stage] > 0);
    for (int what = TABLE_FIELD_LINE; what < TABLE_FIELD_N_WHAT; what++)
        t2_buf_free(&documents[what]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_forbidden_comes_to_be)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
