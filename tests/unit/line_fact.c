/* From signed reports to facts: every kind, everything as large as it may be, weapons with serials, what was
 * told and what was heard; then from a set of reports to events and the clock. */
#include "../line_data.h"
#include "../line_reports.h"

#include <tracktwo/line_event.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const uint8_t id[LINE_REPORT_ID_LEN] = {7};
static struct line_fact facts[LINE_REPORT_MAX_FACTS];

static size_t facts_of(const struct line_report *r)
{
    size_t n = 0;
    assert_int_equal(line_report_facts(r, id, LINE_FROM_OBSERVERS, 3, NULL, INT32_MIN, facts, &n), 0);
    for (size_t i = 0; i < n; i++) {
        assert_true(line_fact_valid(r->frame, &facts[i]));
        assert_int_equal(facts[i].part, i);
        assert_memory_equal(facts[i].id, id, sizeof id);
    }
    return n;
}

/* ---- the shortest correct use ---- */

static void an_impact_that_was_heard_and_seen(void **state)
{
    (void)state;
    struct observer o = observer_of(1);
    struct line_report r = observer_report(&o);
    assert_int_equal(facts_of(&r), 1);
    assert_int_equal(facts[0].kind, LINE_F_EXPLOSION);
    assert_int_equal(facts[0].course, LINE_IMPACT);
    assert_int_equal(facts[0].means, LINE_BY_SIGHT); /* its time has no sound in it */
    assert_int_equal(facts[0].count, 3);
    assert_int_equal(facts[0].source, 3);
    assert_int_equal(facts[0].time_s, r.begin_s);
    assert_int_equal(facts[0].filed_s, r.made_s);
    assert_int_equal(facts[0].has, LINE_HAS_PLACE);
    assert_int_equal(facts[0].sigma_cm, 20000);
    r.means = LINE_REPORT_HEARD | LINE_REPORT_TOLD;
    assert_int_equal(facts_of(&r), 1);
    assert_int_equal(facts[0].means, LINE_BY_EAR);
    r.means = LINE_REPORT_TOLD;
    r.verified = 1;
    assert_int_equal(facts_of(&r), 1);
    assert_false(facts[0].verified);
    r.means |= LINE_REPORT_SEEN;
    assert_int_equal(facts_of(&r), 1);
    assert_true(facts[0].verified);
    r.count_how = LINE_REPORT_NOT_COUNTED;
    assert_int_equal(facts_of(&r), 1);
    assert_int_equal(facts[0].count, 1);
}

/* How far a number is one, and how far somebody who watched saw for certain. */
static void loose_numbers_and_sure_sight(void **state)
{
    (void)state;
    static const struct {
        uint8_t how;
        unsigned loose;
    } cases[] = {{LINE_REPORT_EXACTLY, 0},
                 {LINE_REPORT_AT_LEAST, LINE_LOOSE_MORE},
                 {LINE_REPORT_ABOUT, LINE_LOOSE_LESS | LINE_LOOSE_MORE},
                 {LINE_REPORT_NOT_COUNTED, LINE_LOOSE_MORE}};
    struct observer o = observer_of(1);
    struct line_report r = observer_report(&o);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        r.count_how = cases[i].how;
        assert_int_equal(facts_of(&r), 1);
        assert_int_equal(facts[0].loose, cases[i].loose);
    }
    r.kind = LINE_REPORT_WATCH;
    r.has = LINE_REPORT_OWN | LINE_REPORT_BEARING | LINE_REPORT_DISTANCE;
    r.own = (struct line_report_place){r.place.at, 1001};
    r.distance_m = 3000;
    r.distance_error_m = 20;
    r.bearing = 900;
    r.bearing_error = 900; /* half of it was in view: a quarter is taken */
    assert_int_equal(facts_of(&r), 1);
    assert_int_equal(facts[0].has, LINE_HAS_POST | LINE_HAS_BEARING | LINE_HAS_DISTANCE);
    assert_int_equal(facts[0].bearing_error_cdeg, 4500);
    assert_int_equal(facts[0].distance_error_m, 31);
    r.bearing_error = 1800; /* all around */
    assert_int_equal(facts_of(&r), 1);
    assert_int_equal(facts[0].has, LINE_HAS_POST | LINE_HAS_DISTANCE);
}

static void every_kind_at_its_largest(void **state)
{
    (void)state;
    struct observer o = observer_of(1);
    o.number = 1;
    struct line_report r = observer_full_report(&o);
    for (int k = 1; k < LINE_REPORT_N_KINDS; k++) {
        r.kind = (enum line_report_kind)k;
        size_t n = facts_of(&r);
        int weapons = k >= LINE_REPORT_WEAPONS && k <= LINE_REPORT_UNIT_LEFT;
        assert_int_equal(n, weapons ? LINE_REPORT_MAX_FACTS : 1);
        assert_int_equal(facts[0].bearing_cdeg, 35990);
        assert_int_equal(facts[0].has & LINE_HAS_BEARING, 0); /* of an error of half a turn */
        assert_true((facts[0].has & LINE_HAS_CORRECTS) != 0);
        assert_memory_equal(facts[0].corrects, r.corrects, LINE_FACT_ID_LEN);
        if (!weapons)
            assert_int_equal(facts[0].count, 1000000);
    }
    r.bearing_error = 450;
    assert_int_equal(facts_of(&r), 1);
    assert_true((facts[0].has & LINE_HAS_BEARING) != 0);
    assert_int_equal(facts[0].bearing_error_cdeg, 4500);
    size_t n = 0;
    r.kind = LINE_REPORT_N_KINDS;
    assert_int_equal(line_report_facts(&r, id, LINE_FROM_OBSERVERS, 3, NULL, INT32_MIN, facts, &n),
                     T2_E_ARGUMENT);
}

static void weapons_by_serial_and_the_rest(void **state)
{
    (void)state;
    struct observer o = observer_of(1);
    struct line_report r = observer_report(&o);
    r.kind = LINE_REPORT_WEAPONS;
    r.n_weapons = 3;
    r.weapons[0] =
        (struct line_report_weapon){.family = LINE_W_GUN, .calibre = 1520, .number = 4, .n_serials = 2};
    r.weapons[1] = (struct line_report_weapon){.family = LINE_W_MORTAR, .number = 1, .n_serials = 1};
    r.weapons[2] = (struct line_report_weapon){.family = LINE_W_ARMOUR, .number = 0};
    static const char *const serials[] = {"g-1", "g-2", "m-1"};
    for (int i = 0; i < 3; i++)
        (void)snprintf(r.serials[i], sizeof r.serials[i], "%s", serials[i]);
    assert_int_equal(facts_of(&r), 5);
    static const struct {
        const char *serial;
        uint32_t count;
        uint8_t kind, weapon;
    } want[] = {{"g-1", 1, LINE_F_WEAPON, LINE_W_GUN},
                {"g-2", 1, LINE_F_WEAPON, LINE_W_GUN},
                {"", 2, LINE_F_WEAPON, LINE_W_GUN},
                {"m-1", 1, LINE_F_WEAPON, LINE_W_MORTAR},
                {"", 0, LINE_F_ABSENT, LINE_W_ARMOUR}};
    for (int i = 0; i < 5; i++) {
        assert_string_equal(facts[i].serial, want[i].serial);
        assert_int_equal(facts[i].count, want[i].count);
        assert_int_equal(facts[i].kind, want[i].kind);
        assert_int_equal(facts[i].weapon, want[i].weapon);
        assert_int_equal(facts[i].verdict, LINE_VERDICT_UNDETERMINED); /* nobody judged */
    }
}

static void a_judge_says_where_it_stands(void **state)
{
    (void)state;
    struct line *l = line_data_example();
    struct line_rule *rule = line_data_rule("rules/example-z3.rule");
    assert_non_null(rule);
    struct line_zones *zones = NULL;
    struct line_judge *judge = NULL;
    struct line_refusal why = {.text = ""};
    assert_int_equal(line_zones_new(l, rule, NULL, 0, &why, &zones), 0);
    assert_int_equal(line_judge_new(l, rule, zones, (struct line_thresholds){0, 0}, &judge), 0);
    struct observer o = observer_of(1);
    struct line_report r = observer_report(&o);
    size_t n = 0;
    assert_int_equal(line_report_facts(&r, id, LINE_FROM_OBSERVERS, 3, judge, INT32_MIN, facts, &n),
                     T2_E_ARGUMENT);
    r.frame = GEO_FLAT;
    r.kind = LINE_REPORT_UNIT_INSIDE;
    r.side = LINE_B;
    r.place = (struct line_report_place){{4400000, 3600000}, 100}; /* B-inf-3's declared place */
    int32_t d_day = (int32_t)(r.begin_s / LINE_DAY_S) - 5;         /* the rule's day 5 */
    assert_int_equal(line_report_facts(&r, id, LINE_FROM_OBSERVERS, 3, judge, d_day, facts, &n), 0);
    assert_int_equal(facts[0].verdict, LINE_VERDICT_IN);
    assert_false(facts[0].exempt);
    assert_int_equal(line_report_facts(&r, id, LINE_FROM_OBSERVERS, 3, judge, d_day + 1, facts, &n), 0);
    assert_true(facts[0].exempt); /* a day early: it may still be there */
    r.place.at = (struct geo_point){4690000, 3600000};
    assert_int_equal(line_report_facts(&r, id, LINE_FROM_OBSERVERS, 3, judge, d_day, facts, &n), 0);
    assert_int_equal(facts[0].verdict, LINE_VERDICT_OUT);
    line_judge_free(judge);
    line_zones_free(zones);
    line_rule_free(rule);
    line_free(l);
}

/* ---- signed reports in a set, to events: a correction replaces, a withdrawal takes back ---- */

/* Its report is large: not in the frame of whoever calls. */
__attribute__((noinline)) static size_t set_facts(const struct line_report_set *s, struct line_fact *out)
{
    size_t n = 0;
    for (size_t c = 0; c < line_report_set_n_chains(s); c++) {
        struct line_report_chain chain;
        assert_int_equal(line_report_set_chain(s, c, &chain), 0);
        for (size_t i = 0; i < chain.n; i++) {
            struct line_report_entry e;
            struct line_report r;
            size_t k = 0;
            assert_int_equal(line_report_set_entry(s, c, i, &e), 0);
            assert_int_equal(line_report_read(e.report, NULL, &r), 0);
            assert_int_equal(
                line_report_facts(&r, e.id, LINE_FROM_OBSERVERS, (uint32_t)c, NULL, INT32_MIN, out + n, &k),
                0);
            n += k;
        }
    }
    return n;
}

static void correct(struct line_report *r, uint32_t number, const uint8_t *what)
{
    r->has |= LINE_REPORT_CORRECTS;
    r->corrects_number = number;
    memcpy(r->corrects, what, LINE_REPORT_ID_LEN);
    (void)snprintf(r->reason.lang, sizeof r->reason.lang, "en");
    (void)snprintf(r->reason.text, sizeof r->reason.text, "Counted again.");
}

static void from_a_set_to_events(void **state)
{
    (void)state;
    struct line_report_set *s = NULL;
    assert_int_equal(line_report_set_new(observer_mission, NULL, &s), 0);
    uint8_t first[LINE_REPORT_ID_LEN];
    for (unsigned k = 0; k < 2; k++) { /* two observers see the same impact; the first counts again */
        struct observer o = observer_of(k);
        struct line_report_admission a = observer_admission(&o, k == 0 ? "north" : "south");
        assert_int_equal(line_report_set_admit(s, &a), 0);
        for (int i = 0; i < (k == 0 ? 2 : 1); i++) {
            struct line_report r = observer_report(&o);
            enum line_report_outcome outcome;
            r.begin_s = OBSERVER_DAY;
            r.verified = 1;
            r.count = i == 0 ? 3 : 5;
            if (i == 1)
                correct(&r, 1, first);
            struct t2_buf b = observer_sign(&o, &r);
            memcpy(first, o.previous, sizeof first);
            assert_int_equal(line_report_set_import(s, t2_buf_view(&b), &outcome), 0);
            t2_buf_free(&b);
        }
    }
    static struct line_fact all[8];
    size_t n = set_facts(s, all);
    assert_int_equal(n, 3);
    struct line_record record = {.frame = GEO_WGS84, .facts = all, .n_facts = n, .known_s = INT64_MAX};
    struct line_events *e = NULL;
    assert_int_equal(line_events_new(&record, NULL, NULL, &e), 0);
    assert_int_equal(e->n, 1);
    assert_int_equal(e->at[0].state, LINE_EV_CORROBORATED);
    assert_int_equal(e->at[0].count, 5);
    assert_int_equal(e->at[0].n, 3);
    assert_int_equal(e->at[0].n_current, 2);
    line_events_free(e);
    line_report_set_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_impact_that_was_heard_and_seen), cmocka_unit_test(loose_numbers_and_sure_sight),
        cmocka_unit_test(every_kind_at_its_largest),         cmocka_unit_test(weapons_by_serial_and_the_rest),
        cmocka_unit_test(a_judge_says_where_it_stands),      cmocka_unit_test(from_a_set_to_events),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
