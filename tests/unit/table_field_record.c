/* What a table computes of its record: as often as the record changes and no more, always of the record as it
 * stands; whose voice a report is; and how much of the record one key can fill. */
#include "table_field_events.h"

#include <time.h>

static int set_up(void **p)
{
    *p = fixture_small(3);
    field_now = SLOT(-10, 0);
    field_tag = 1;
    return 0;
}

static int tear_down(void **p)
{
    table_state_free(*p);
    return 0;
}

/* As much as one report can say: the same weapons at one place and time. */
static struct line_report full(const struct table_state *s, const struct observer *o)
{
    struct line_report r = observer_full_report(o), base = field_report(s, o, LINE_REPORT_WEAPONS, 2, 0);
    memcpy(base.weapons, r.weapons, sizeof base.weapons);
    memcpy(base.serials, r.serials, sizeof base.serials);
    base.n_weapons = r.n_weapons;
    return base;
}

static void enter(struct table_state *s, struct observer *o, enum line_report_kind kind, int day,
                  uint32_t second)
{
    struct line_report r = field_report(s, o, kind, day, second);
    field_enter(s, o, &r);
}

static void refused(struct table_state *s, const uint8_t *report, const char *begins)
{
    struct table_event ev = field_incident(A_SEAT, report, TABLE_INCIDENT_OPENED, "");
    fixture_refused(s, &ev, TABLE_R_INCIDENT, begins);
}

static void does(struct table_state *s, uint8_t author, const uint8_t *report, uint8_t step)
{
    struct table_event ev = field_incident(author, report, step, "");
    fixture_apply(s, &ev);
}

/* Of two reports of one event, the one that speaks for it. */
static const uint8_t *speaker(const struct table_state *s, size_t one, size_t other)
{
    struct table_refusal why = {.lang = TABLE_LANG_EN};
    struct table_event ev = field_incident(A_SEAT, table_report(s, one)->id, TABLE_INCIDENT_OPENED, "");
    fixture_complete(s, &ev);
    return table_report(s, table_check(s, &ev, &why) == 0 ? one : other)->id;
}

static double seconds(void)
{
    struct timespec t;
    assert_int_equal(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t), 0);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* How long so many checks of the event take, each of which refuses. */
static double refusals_take(const struct table_state *s, const struct table_event *ev, unsigned n)
{
    double from = seconds();
    for (unsigned k = 0; k < n; k++) {
        struct table_refusal why = {.lang = TABLE_LANG_EN};
        assert_int_equal(table_check(s, ev, &why), T2_E_REFUSED);
    }
    return seconds() - from;
}

/* Fifty refused events cost no more than computing the record once; the yardstick is measured here. */
static void a_refused_event_computes_nothing_anew(void **p)
{
    struct table_state *s = *p;
    struct observer one = observer_of(1), two = observer_of(2);
    struct table_field_record r;
    struct line_events *e = NULL;
    field_up_to_hold(s, &one, &two);
    for (unsigned k = 0; k < 40; k++) {
        struct line_report report = full(s, k % 2 == 0 ? &one : &two);
        field_enter(s, k % 2 == 0 ? &one : &two, &report);
    }
    field_now = SLOT(4, 0);
    double from = seconds();
    assert_int_equal(table_field_open(s, &r), 0);
    assert_int_equal(line_events_new(&r.record, &r.criteria.terms, NULL, &e), 0);
    double once = seconds() - from;
    assert_int_equal(r.record.n_facts, 40 * LINE_REPORT_MAX_FACTS);
    line_events_free(e);
    table_field_close(&r);
    uint8_t nobody[LINE_REPORT_ID_LEN] = {0xee};
    struct table_event ev = field_incident(A_SEAT, nobody, TABLE_INCIDENT_OPENED, "");
    assert_true(refusals_take(s, &ev, 50) < once / 4); /* the record is not even looked at */
    ev = field_incident(A_SEAT, table_report(s, 0)->id, TABLE_INCIDENT_OPENED, ""); /* is there, opens none */
    assert_true(refusals_take(s, &ev, 50) < 2 * once);
    ev = field_step(LINE_STAGE_TALKS);
    assert_true(refusals_take(s, &ev, 50) < 2 * once);
}

/* Whatever the record follows from is asked for each time. */
static void what_was_computed_follows_the_record(void **p)
{
    struct table_state *s = *p;
    struct observer one = observer_of(1), two = observer_of(2);
    uint8_t id[LINE_REPORT_ID_LEN];
    field_up_to_hold(s, &one, &two);
    field_now = SLOT(4, 0);
    enter(s, &one, LINE_REPORT_IMPACT, 2, 3600);
    refused(s, table_report(s, 0)->id, "No incident was opened: the event is not corroborated");
    enter(s, &two, LINE_REPORT_IMPACT, 2, 3610); /* one more report */
    memcpy(id, speaker(s, 0, 1), sizeof id);
    struct table_event ev = field_incident(A_SEAT, id, TABLE_INCIDENT_OPENED, "");
    struct table_refusal why = {.lang = TABLE_LANG_EN};
    assert_int_equal(table_check(s, &ev, &why), 0);
    ev = field_admission(&two, "obs-2", LINE_FROM_OBSERVERS); /* admitted for another time */
    ev.u.observer_admitted.to_s = SECOND(1, 0);
    field_agree(s, &ev);
    refused(s, table_report(s, 0)->id, "No incident was opened: the event is not corroborated");
    ev = field_admission(&two, "obs-2", LINE_FROM_OBSERVERS);
    field_agree(s, &ev);
    ev = field_incident(A_SEAT, id, TABLE_INCIDENT_OPENED, "");
    assert_int_equal(table_check(s, &ev, &why), 0);
    for (size_t k = 0; k < 2; k++) { /* excluded by both sides */
        ev = field_event(TABLE_EV_REPORT_EXCLUDED, A_SEAT);
        memcpy(ev.u.report_excluded.report, table_report(s, k)->id, LINE_REPORT_ID_LEN);
        fixture_apply(s, &ev);
        ev = form_consent(B_SEAT, field_now, field_tag, 1);
        fixture_apply(s, &ev);
    }
    refused(s, id, "No incident was opened: nothing in this event breaks");
    ev = field_event(TABLE_EV_STEP_BACK, A_SEAT); /* no line is in force */
    ev.u.step_back.stage = LINE_STAGE_LINE;
    field_agree(s, &ev);
    refused(s, id, "No event in the record begins with that report");
}

/* The quiet days: reached by a day, not before it; and counted anew when a report comes. */
static void the_quiet_days_follow_the_record(void **p)
{
    struct table_state *s = *p;
    struct observer one = observer_of(1), two = observer_of(2);
    struct table_refusal why = {.lang = TABLE_LANG_EN};
    field_up_to_hold(s, &one, &two);
    for (int day = 1; day <= 3; day++) {
        struct line_report r = field_watch(s, &one, day);
        field_enter(s, &one, &r);
    }
    struct table_event ev = field_step(LINE_STAGE_TALKS);
    ev.slot = SLOT(4, 0);
    assert_int_equal(table_check(s, &ev, &why), 0);
    ev.slot = SLOT(4, 0) - 1; /* the third day is not over */
    assert_int_equal(table_check(s, &ev, &why), T2_E_REFUSED);
    ev.slot = SLOT(LINE_MAX_CLOCK_DAYS + 2, 0); /* as far as days are counted, and no farther */
    assert_int_equal(table_check(s, &ev, &why), T2_E_REFUSED);
    ev.slot = SLOT(LINE_MAX_CLOCK_DAYS + 1, 0);
    assert_int_equal(table_check(s, &ev, &why), 0);
    enter(s, &two, LINE_REPORT_IMPACT, 3, 3600);
    assert_int_equal(table_check(s, &ev, &why), T2_E_REFUSED);
}

/* ---- voices ---- */

/* A post and its camera, each with a key, are one observer: he does not corroborate himself. */
static void an_observer_with_two_keys_is_one_voice(void **p)
{
    struct table_state *s = *p;
    struct observer one = observer_of(1), two = observer_of(2), camera = observer_of(3);
    field_up_to_hold(s, &one, &two);
    field_admit(s, &camera, "obs-1", LINE_FROM_OBSERVERS);
    field_now = SLOT(4, 0);
    enter(s, &one, LINE_REPORT_IMPACT, 2, 3600);
    enter(s, &camera, LINE_REPORT_IMPACT, 2, 3610);
    for (size_t k = 0; k < 2; k++)
        refused(s, table_report(s, k)->id, "No incident was opened: the event is not corroborated");
    enter(s, &two, LINE_REPORT_IMPACT, 2, 3601); /* somebody else */
    does(s, A_SEAT, speaker(s, 0, 2), TABLE_INCIDENT_OPENED);
}

/* What one side wished alone is void when any other step comes between. */
static void another_step_voids_a_wish(void **p)
{
    struct table_state *s = *p;
    struct observer one = observer_of(1), two = observer_of(2);
    uint8_t id[LINE_REPORT_ID_LEN];
    field_up_to_hold(s, &one, &two);
    field_now = SLOT(4, 0);
    enter(s, &one, LINE_REPORT_IMPACT, 2, 3600);
    enter(s, &two, LINE_REPORT_IMPACT, 2, 3610);
    memcpy(id, speaker(s, 0, 1), sizeof id);
    does(s, A_SEAT, id, TABLE_INCIDENT_OPENED);
    does(s, A_SEAT, id, LINE_INC_CLOSE);
    does(s, A_SEAT, id, LINE_INC_PROTEST); /* side A has thought better of it */
    does(s, B_SEAT, id, LINE_INC_CLOSE);
    assert_int_equal(table_incident(s, 0)->incident.state, LINE_INC_PROTESTED);
    does(s, A_SEAT, id, LINE_INC_CLOSE);
    assert_int_equal(table_incident(s, 0)->incident.state, LINE_INC_CLOSED);
}

/* ---- room ---- */

/* Three keys are admitted: each has a quarter of what the record can say, and so many things at once. */
static void one_key_leaves_the_others_their_room(void **p)
{
    struct table_state *s = *p;
    struct observer one = observer_of(1), two = observer_of(2);
    static struct line_report r; /* large */
    struct t2_buf b;
    field_up_to_hold(s, &one, &two);
    for (unsigned k = 0; k < TABLE_FIELD_MAX_FACTS / 4 / LINE_REPORT_MAX_FACTS; k++) {
        r = full(s, &one);
        field_enter(s, &one, &r);
    }
    struct observer before = one;
    r = full(s, &one);
    struct table_event ev = field_entry(&one, &r, &b);
    fixture_refused(s, &ev, TABLE_R_LIMIT,
                    "This report key has used up its share of the record: with 3 keys admitted, 3250 "
                    "reports, which say 25000 things.");
    t2_buf_free(&b);
    one = before;
    enter(s, &one, LINE_REPORT_IMPACT, 2, 0); /* a short one has room still */
    r = full(s, &two);
    field_enter(s, &two, &r);
}

static void however_short_its_reports_are(void **p)
{
    struct table_state *s = *p;
    struct observer one = observer_of(1), two = observer_of(2), other;
    static struct line_report r; /* large */
    struct t2_buf b;
    field_up_to_hold(s, &one, &two);
    while (table_n_observers(s) < 129) {
        other = observer_of(1000 + (unsigned)table_n_observers(s));
        field_tag = 100; /* ids may come again once their proposals are decided */
        struct table_event ev = field_admission(&other, "obs-3", LINE_FROM_OBSERVERS);
        memset(ev.u.form_id, 0, TABLE_FORM_ID_LEN);
        memcpy(ev.u.form_id, &other.seed, sizeof(unsigned));
        fixture_apply(s, &ev);
        for (uint8_t seat = B_SEAT; seat <= JOINT_SEAT; seat++) {
            struct table_event yes = form_consent(seat, field_now, 1, 1);
            memcpy(yes.u.consented.id, ev.u.form_id, TABLE_FORM_ID_LEN);
            fixture_apply(s, &yes);
        }
    }
    for (unsigned k = 0; k < TABLE_FIELD_MAX_REPORTS / 130; k++)
        enter(s, &one, LINE_REPORT_IMPACT, 2, k);
    r = field_report(s, &one, LINE_REPORT_IMPACT, 3, 0);
    struct table_event ev = field_entry(&one, &r, &b);
    fixture_refused(s, &ev, TABLE_R_LIMIT,
                    "This report key has used up its share of the record: with 129 keys admitted, 100 "
                    "reports");
    t2_buf_free(&b);
    enter(s, &two, LINE_REPORT_IMPACT, 2, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_refused_event_computes_nothing_anew),
        TEST(what_was_computed_follows_the_record),
        TEST(the_quiet_days_follow_the_record),
        TEST(an_observer_with_two_keys_is_one_voice),
        TEST(another_step_voids_a_wish),
        TEST(one_key_leaves_the_others_their_room),
        TEST(however_short_its_reports_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
