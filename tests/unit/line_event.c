/* Which reports speak of one event: sound and distance, bearings that cross, kinds, independence; states; and
 * what counting rules make of the same events. */
#include "../line_facts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define T0 1600000000

static struct line_events *events(struct line_facts *set)
{
    struct line_record r = line_facts_record(set);
    struct line_events *e = NULL;
    assert_int_equal(line_events_new(&r, NULL, NULL, &e), 0);
    return e;
}

static size_t n_events(struct line_facts *set)
{
    struct line_events *e = events(set);
    size_t n = e->n, members = 0;
    for (size_t i = 0; i < n; i++)
        members += e->at[i].n;
    assert_int_equal(members, set->n); /* nothing is deleted */
    line_events_free(e);
    return n;
}

/* A post hears something in a direction (hundredths of a degree). */
static struct line_fact *hears(struct line_facts *set, int32_t x_m, int32_t y_m, uint32_t bearing,
                               int64_t time_s)
{
    struct line_fact *f = line_facts_add(set, LINE_F_EXPLOSION, time_s);
    f->means = LINE_BY_EAR;
    f->has = LINE_HAS_POST | LINE_HAS_BEARING;
    f->post = (struct geo_point){x_m * 100, y_m * 100};
    f->bearing_cdeg = bearing;
    f->bearing_error_cdeg = 500;
    f->verified = 1;
    return f;
}

static void two_posts_hear_one_explosion(void **state)
{
    (void)state;
    struct line_facts set = {.n = 0};
    /* At 0 10200 m: 30 s of sound to the post in the south, 6 s to the one in the west. */
    hears(&set, 0, 0, 0, T0 + 30);
    hears(&set, -2040, 10200, 9000, T0 + 6);
    struct line_events *e = events(&set);
    assert_int_equal(e->n, 1);
    assert_int_equal(e->at[0].state, LINE_EV_CORROBORATED);
    assert_int_equal(e->at[0].count, 1);
    assert_int_equal(e->at[0].has_place, 1);
    assert_in_range(e->at[0].place.x + 100, 0, 200);
    assert_in_range(e->at[0].place.y, 1020000 - 100, 1020000 + 100);
    assert_int_equal(e->at[0].time_s, T0);
    line_events_free(e);
    line_facts_free(&set);
}

static void sound_takes_its_time(void **state)
{
    (void)state;
    struct line_facts set = {.n = 0};
    struct line_fact *seen = line_facts_add(&set, LINE_F_EXPLOSION, T0); /* at 0 0, by eye */
    seen->verified = 1;
    struct line_fact *heard = hears(&set, 0, -13600, 0, T0 + 40 + 60); /* 40 s away, and a minute of slack */
    (void)heard;
    assert_int_equal(n_events(&set), 1);
    set.at[1].time_s += 1;
    assert_int_equal(n_events(&set), 2);
    set.at[1].time_s = T0 + 40 - 60;
    assert_int_equal(n_events(&set), 1);
    set.at[1].time_s -= 1; /* it would have been heard before it was */
    assert_int_equal(n_events(&set), 2);
    set.at[1].time_error_s = 1;
    assert_int_equal(n_events(&set), 1);
    line_facts_free(&set);
}

static void what_does_not_agree_stays_apart(void **state)
{
    (void)state;
    struct line_facts set = {.n = 0};
    line_facts_add(&set, LINE_F_EXPLOSION, T0);
    struct line_fact *f = line_facts_add(&set, LINE_F_EXPLOSION, T0);
    const struct line_fact same = *f;
    assert_int_equal(n_events(&set), 1);
#define APART(change)                                                                                        \
    do {                                                                                                     \
        f = &set.at[1];                                                                                      \
        change;                                                                                              \
        assert_int_equal(n_events(&set), 2);                                                                 \
        *f = same;                                                                                           \
        assert_int_equal(n_events(&set), 1);                                                                 \
    } while (0)
    APART(f->source = 0); /* one voice twice: two events */
    APART(f->kind = LINE_F_BURST);
    APART(f->place.x = 50001);
    APART(f->time_s += 61);
    APART(f->has = 0);
    APART(f->kind = LINE_F_NOTHING);
    set.at[0].course = LINE_OUTGOING;
    APART(f->course = LINE_IMPACT);
    APART(f->course = LINE_INCOMING);
    set.at[0].course = LINE_COURSE_UNKNOWN;
    f = &set.at[1];
    f->course = LINE_IMPACT; /* one who knows more may agree */
    assert_int_equal(n_events(&set), 1);
    *f = same;
    f->place.x = 50001; /* beyond half a kilometre, but within three errors of it */
    f->sigma_cm = 1;
    assert_int_equal(n_events(&set), 1);
    *f = same;
    /* From this post 45 degrees off: no. Within the error of the bearing: yes. */
    f->has = LINE_HAS_POST | LINE_HAS_BEARING;
    f->post = (struct geo_point){0, -800000};
    f->bearing_cdeg = 4500;
    assert_int_equal(n_events(&set), 2);
    f->bearing_error_cdeg = 4500;
    assert_int_equal(n_events(&set), 1);
    f->bearing_cdeg = 18000;
    assert_int_equal(n_events(&set), 2);
    /* A distance without a direction is a ring. */
    f->has = LINE_HAS_POST | LINE_HAS_DISTANCE;
    f->distance_m = 8499;
    assert_int_equal(n_events(&set), 1);
    f->distance_m = 8501;
    assert_int_equal(n_events(&set), 2);
    f->distance_m = 7499;
    assert_int_equal(n_events(&set), 2);
    f->distance_error_m = 1;
    assert_int_equal(n_events(&set), 1);
    line_facts_free(&set);
}

static void a_chain_of_neighbours_is_not_one_event(void **state)
{
    (void)state;
    struct line_facts set = {.n = 0};
    for (int i = 0; i < 10; i++)
        line_facts_add(&set, LINE_F_EXPLOSION,
                       T0 + 40 * i); /* each agrees with the next, not with the second */
    struct line_events *e = events(&set);
    assert_in_range(e->n, 5, 7);
    for (size_t i = 0; i < e->n; i++)
        assert_in_range(e->at[i].n, 1, 2);
    line_events_free(e);
    line_facts_free(&set);
}

static void all_of_an_event_agree_with_each_other(void **state)
{
    (void)state;
    /* 0 and 10 are one, 60 and 75 are one; 0 and 60 would agree, 10 and 75 do not. Whatever the ids are. */
    static const int at[] = {0, 10, 60, 75};
    for (int round = 0; round < 24; round++) {
        struct line_facts set = {.n = 0};
        for (int i = 0; i < round; i++)
            line_facts_add(&set, LINE_F_WATCH, T0); /* for other ids */
        for (int i = 0; i < 4; i++)
            line_facts_add(&set, LINE_F_EXPLOSION, T0 + at[i]);
        struct line_events *e = events(&set);
        assert_int_equal(e->n, 2);
        assert_int_equal(e->at[0].n, 2);
        line_events_free(e);
        line_facts_free(&set);
    }
}

static void reports_that_correct_each_other(void **state)
{
    (void)state;
    struct line_facts set = {.n = 0};
    for (int i = 0; i < 3; i++)
        line_facts_add(&set, LINE_F_SHOT, T0 + 10000 * i);
    line_facts_correct(&set, 0, 1); /* a circle: what goes back in numbers corrects nothing */
    line_facts_correct(&set, 1, 2);
    line_facts_correct(&set, 2, 0);
    for (int i = 0; i < 3; i++)
        memset(set.at[i].observer, 1, LINE_OBSERVER_LEN);
    struct line_events *e = events(&set);
    assert_int_equal(e->n, 2); /* number 3 corrects number 1; number 2 stands for itself */
    assert_int_equal(e->at[0].n + e->at[1].n, 3);
    line_events_free(e);
    line_facts_correct(&set, 2, 2); /* nor does what corrects itself; now 2 stands before nobody */
    assert_int_equal(n_events(&set), 3);
    line_facts_free(&set);
}

static void across_the_180th_meridian(void **state)
{
    (void)state;
    struct line_facts set = {.n = 0};
    line_facts_add(&set, LINE_F_EXPLOSION, T0)->place = (struct geo_point){1799999000, 500000000};
    line_facts_add(&set, LINE_F_EXPLOSION, T0)->place = (struct geo_point){-1799999000, 500000000};
    struct line_record r = line_facts_record(&set);
    r.frame = GEO_WGS84;
    struct line_events *e = NULL;
    assert_int_equal(line_events_new(&r, NULL, NULL, &e), 0);
    assert_int_equal(e->n, 1);
    line_events_free(e);
    line_facts_free(&set);
}

static void states_come_of_who_says_it(void **state)
{
    (void)state;
    struct line_facts set = {.n = 0};
    line_facts_add(&set, LINE_F_EXPLOSION, T0)->count = 9;
    set.at[0].from = LINE_FROM_A;
    struct line_events *e = events(&set);
    assert_int_equal(e->at[0].state, LINE_EV_REPORTED);
    assert_int_equal(e->at[0].breaks, LINE_BREAKS_NO);
    line_events_free(e);
    line_facts_add(&set, LINE_F_EXPLOSION, T0)->from =
        LINE_FROM_B; /* both sides say so: still nobody saw it */
    e = events(&set);
    assert_int_equal(e->n, 1);
    assert_int_equal(e->at[0].state, LINE_EV_REPORTED);
    assert_int_equal(e->at[0].count, 9);
    line_events_free(e);
    struct line_fact *seen = line_facts_add(&set, LINE_F_EXPLOSION, T0);
    seen->verified = 1;
    seen->count = 2;
    e = events(&set);
    assert_int_equal(e->at[0].state, LINE_EV_POSSIBLE);
    assert_int_equal(e->at[0].breaks, LINE_BREAKS_YES);
    assert_int_equal(e->at[0].count, 2); /* what was verified, not what a side says */
    assert_memory_equal(set.at[e->member[e->at[0].first]].id, set.at[2].id, LINE_FACT_ID_LEN);
    line_events_free(e);
    line_facts_add(&set, LINE_F_EXPLOSION, T0)->from = LINE_FROM_OTHERS;
    e = events(&set);
    assert_int_equal(e->at[0].state, LINE_EV_CORROBORATED);
    assert_int_equal(e->at[0].n_sources, 2);
    line_events_free(e);
    line_facts_exclude(&set, &set.at[2], LINE_A);
    line_facts_exclude(&set, &set.at[2], LINE_B);
    e = events(&set);
    assert_true(e->at[0].excluded);
    assert_int_equal(e->at[0].breaks, LINE_BREAKS_NO);
    assert_int_equal(e->at[0].n, 4); /* and it stays */
    line_events_free(e);
    line_facts_free(&set);
}

static void what_was_corrected_stays_with_its_correction(void **state)
{
    (void)state;
    struct line_facts set = {.n = 0};
    for (int i = 0; i < 4; i++)
        line_facts_add(&set, LINE_F_EXPLOSION, T0 + 1000 * i)->count = 10u + (unsigned)i;
    line_facts_correct(&set, 1, 0);
    line_facts_correct(&set, 2, 1);
    line_facts_correct(&set, 3, 1); /* two of one: the higher number stands */
    struct line_events *e = events(&set);
    assert_int_equal(e->n, 1);
    assert_int_equal(e->at[0].n, 4);
    assert_int_equal(e->at[0].n_current, 1);
    assert_int_equal(e->at[0].count, 13);
    line_events_free(e);
    struct line_record r = line_facts_record(&set);
    r.known_s = T0 + 2000 + 61; /* as it was known then */
    assert_int_equal(line_events_new(&r, NULL, NULL, &e), 0);
    assert_int_equal(e->at[0].count, 12);
    line_events_free(e);
    r.known_s = INT64_MAX;
    r.without = set.at[3].id;
    assert_int_equal(line_events_new(&r, NULL, NULL, &e), 0);
    assert_int_equal(e->at[0].count, 12);
    line_events_free(e);
    line_facts_free(&set);
}

static void another_observer_corrects_nothing(void **state)
{
    (void)state;
    struct line_facts set = {.n = 0};
    line_facts_add(&set, LINE_F_EXPLOSION, T0)->count = 10;
    line_facts_add(&set, LINE_F_EXPLOSION, T0 + 20000)->count = 1;
    line_facts_correct(&set, 1, 0);
    assert_int_equal(n_events(&set), 1); /* its own observer does */
    set.at[1].observer[0] ^= 1;
    struct line_events *e = events(&set);
    assert_int_equal(e->n, 2);
    assert_int_equal(e->at[0].count + e->at[1].count, 11);
    assert_int_equal(e->at[0].n_current + e->at[1].n_current, 2);
    line_events_free(e);
    line_facts_free(&set);
}

static void parts_of_a_report_are_corrected_together(void **state)
{
    (void)state;
    struct line_facts set = {.n = 0};
    for (int i = 0; i < 3; i++) {
        struct line_fact *f = line_facts_add(&set, LINE_F_WEAPON, T0);
        f->part = (uint8_t)i;
        memcpy(f->id, set.at[0].id, LINE_FACT_ID_LEN);
        memcpy(f->observer, set.at[0].observer, LINE_OBSERVER_LEN);
        f->seq = 1;
        f->source = 0;
    }
    assert_int_equal(n_events(&set), 3);
    line_facts_add(&set, LINE_F_WEAPON, T0);
    line_facts_correct(&set, 3, 1);
    assert_int_equal(n_events(&set), 1);
    line_facts_free(&set);
}

static void counting_rules_on_the_same_events(void **state)
{
    (void)state;
    struct line_facts set = {.n = 0};
    /* 20 and 15 bursts half an hour apart, 10 more an hour after the last, 29 the day after. */
    static const struct {
        int64_t at;
        uint32_t n;
    } fire[] = {{0, 20}, {1800, 15}, {1800 + 3600, 10}, {100000, 29}};
    for (size_t i = 0; i < 4; i++)
        line_facts_add(&set, LINE_F_BURST, T0 + fire[i].at)->count = fire[i].n;
    struct line_events *e = events(&set);
    static const struct {
        const char *rule;
        uint64_t n;
    } want[] = {{"each", 74},          {"event", 4},          {"hour", 3},           {"day", 2},
                {"run 30 3600 0", 40}, {"run 30 3601 0", 30}, {"run 36 3600 0", 74}, {"run 29 3600 0", 12},
                {"run 1 86400 0", 2}};
    const uint32_t which[] = {0, 1, 2, 3};
    for (size_t k = 0; k < sizeof want / sizeof want[0]; k++) {
        struct line_counting c;
        char back[LINE_COUNTING_LEN];
        uint64_t n = 0;
        assert_int_equal(line_counting_read(want[k].rule, &c), 0);
        line_counting_write(&c, back);
        assert_string_equal(back, want[k].rule);
        assert_int_equal(line_count(e, which, 4, GEO_FLAT, &c, T0, &n), 0);
        if (n != want[k].n)
            fail_msg("%s: %llu", want[k].rule, (unsigned long long)n);
    }
    line_events_free(e);
    /* With a reach: the second lies 2 km off, so it is no part of the first's run. */
    set.at[1].place.x = 200000;
    e = events(&set);
    struct line_counting c;
    uint64_t n = 0;
    assert_int_equal(line_counting_read("run 30 3600 1999", &c), 0);
    assert_int_equal(line_count(e, which, 4, GEO_FLAT, &c, T0, &n), 0);
    assert_int_equal(n, 74);
    assert_int_equal(line_counting_read("run 30 3600 2000", &c), 0);
    assert_int_equal(line_count(e, which, 4, GEO_FLAT, &c, T0, &n), 0);
    assert_int_equal(n, 40);
    line_events_free(e);
    static const char *const wrong[] = {"",
                                        "Each",
                                        "run",
                                        "run 30",
                                        "run 0 3600 0",
                                        "each ",
                                        "run 30 3600",
                                        "run 030 60 0",
                                        "run 30 3600 0 ",
                                        "run 30 99999 0",
                                        "run 1000001 60 0",
                                        "run 30 60 100001",
                                        "run  30 3600 0",
                                        "run 99999999999 1 1"};
    for (size_t k = 0; k < sizeof wrong / sizeof wrong[0]; k++)
        assert_int_equal(line_counting_read(wrong[k], &c), T2_E_MALFORMED);
    c = (struct line_counting){LINE_COUNT_RUN, 0, 3600, 0};
    assert_int_equal(line_count(NULL, NULL, 0, GEO_FLAT, &c, T0, &n), T2_E_ARGUMENT);
    line_facts_free(&set);
}

static void a_fact_out_of_range_is_named(void **state)
{
    (void)state;
    struct line_facts set = {.n = 0};
    line_facts_add(&set, LINE_F_SHOT, T0);
    line_facts_add(&set, LINE_F_SHOT, T0)->place.x = GEO_MAX_FLAT + 1;
    struct line_record r = line_facts_record(&set);
    struct line_events *e = NULL;
    size_t wrong = 0;
    assert_int_equal(line_events_new(&r, NULL, &wrong, &e), T2_E_MALFORMED);
    assert_int_equal(wrong, 1);
    assert_null(e);
    line_facts_free(&set);
}

static struct line_fact *seen_by(struct line_facts *set, enum line_from from, uint32_t source, int64_t time_s)
{
    struct line_fact *f = line_facts_add(set, LINE_F_EXPLOSION, time_s);
    f->from = (uint8_t)from;
    f->source = source;
    f->verified = 1;
    return f;
}

static size_t n_corroborated(struct line_facts *set)
{
    struct line_events *e = events(set);
    size_t n = 0;
    for (size_t i = 0; i < e->n; i++)
        n += e->at[i].state == LINE_EV_CORROBORATED;
    line_events_free(e);
    return n;
}

/* A side's report that lies nearer to one observer's and too far from the other's. */
static void a_side_does_not_come_between_two_observers(void **state)
{
    (void)state;
    struct line_facts set = {.n = 0};
    seen_by(&set, LINE_FROM_OBSERVERS, 1, T0);
    seen_by(&set, LINE_FROM_OBSERVERS, 2, T0 + 50);
    assert_int_equal(n_corroborated(&set), 1);
    seen_by(&set, LINE_FROM_A, 3, T0 - 20);
    assert_int_equal(n_corroborated(&set), 1);
    line_facts_free(&set);
}

/* Both sides report the same explosion again and again. */
static void flood(struct line_facts *set, size_t n)
{
    for (size_t i = 0; i < n; i++)
        seen_by(set, i % 2 == 0 ? LINE_FROM_A : LINE_FROM_B, (uint32_t)(3 + i % 2), T0);
}

static void a_flood_pushes_nobody_out(void **state)
{
    (void)state;
    struct line_facts set = {.n = 0};
    seen_by(&set, LINE_FROM_OBSERVERS, 1, T0);
    seen_by(&set, LINE_FROM_OBSERVERS, 2, T0 + 10);
    flood(&set, 1000);
    assert_int_equal(n_corroborated(&set), 1);
    line_facts_free(&set);
}

static double takes(size_t n)
{
    struct line_facts set = {.n = 0};
    struct timespec from, to;
    flood(&set, n);
    assert_int_equal(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from), 0);
    line_events_free(events(&set));
    assert_int_equal(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to), 0);
    line_facts_free(&set);
    return (double)(to.tv_sec - from.tv_sec) + 1e-9 * (double)(to.tv_nsec - from.tv_nsec);
}

/* Four times as many take four times as long; were each compared with each, it would be sixteen times. */
static void a_flood_takes_time_in_proportion(void **state)
{
    (void)state;
    double few = takes(2000), many = takes(8000);
    if (many > 9 * few)
        fail_msg("2000 reports took %.3f s, 8000 took %.3f s", few, many);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_posts_hear_one_explosion),
        cmocka_unit_test(sound_takes_its_time),
        cmocka_unit_test(what_does_not_agree_stays_apart),
        cmocka_unit_test(a_chain_of_neighbours_is_not_one_event),
        cmocka_unit_test(all_of_an_event_agree_with_each_other),
        cmocka_unit_test(reports_that_correct_each_other),
        cmocka_unit_test(across_the_180th_meridian),
        cmocka_unit_test(states_come_of_who_says_it),
        cmocka_unit_test(what_was_corrected_stays_with_its_correction),
        cmocka_unit_test(another_observer_corrects_nothing),
        cmocka_unit_test(parts_of_a_report_are_corrected_together),
        cmocka_unit_test(counting_rules_on_the_same_events),
        cmocka_unit_test(a_fact_out_of_range_is_named),
        cmocka_unit_test(a_side_does_not_come_between_two_observers),
        cmocka_unit_test(a_flood_pushes_nobody_out),
        cmocka_unit_test(a_flood_takes_time_in_proportion),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
