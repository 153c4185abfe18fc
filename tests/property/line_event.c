/* Any order of the same reports, and any repetition of them, gives the same events, days and answers: random
 * reports with corrections, bearings, rings, many at once, in GEO_FLAT and on the ellipsoid. Every report is
 * in exactly one event. */
#include "../line_facts.h"

#include <tracktwo/line_day.h>
#include <tracktwo/line_hold.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SEED 20140919u
#define T0 1600000000
#define N 300

static void random_report(struct line_facts *set, uint64_t *seed, int spread_s, int32_t spread)
{
    static const enum line_fact_kind kinds[] = {LINE_F_EXPLOSION, LINE_F_EXPLOSION, LINE_F_BURST,
                                                LINE_F_SHOT,      LINE_F_FLASH,     LINE_F_WEAPON,
                                                LINE_F_WATCH,     LINE_F_REFUSED,   LINE_F_NOTHING};
    size_t before = set->n;
    struct line_fact *f = line_facts_add(set, kinds[line_facts_draw(seed) % 9],
                                         T0 + line_facts_draw(seed) % (uint32_t)spread_s);
    f->source = line_facts_draw(seed) % 5;
    memset(f->observer, (int)f->source, sizeof f->observer);
    f->verified = line_facts_draw(seed) % 2;
    f->from = (uint8_t)(line_facts_draw(seed) % 8 == 0 ? LINE_FROM_A : LINE_FROM_OBSERVERS);
    f->means = (uint8_t)(line_facts_draw(seed) % 2);
    f->course = (uint8_t)(line_facts_draw(seed) % LINE_N_COURSES);
    f->count = line_facts_draw(seed) % 6;
    f->verdict = (uint8_t)(line_facts_draw(seed) % 3);
    f->lasts_s = f->kind == LINE_F_WATCH ? line_facts_draw(seed) % 90000 : 0;
    f->has = (uint8_t)(line_facts_draw(seed) % 2 ? LINE_HAS_PLACE
                                                 : LINE_HAS_POST | (line_facts_draw(seed) % 4 << 2));
    f->place = f->post = (struct geo_point){(int32_t)(line_facts_draw(seed) % (uint32_t)spread),
                                            (int32_t)(line_facts_draw(seed) % (uint32_t)spread)};
    f->sigma_cm = line_facts_draw(seed) % 20000;
    f->bearing_cdeg = line_facts_draw(seed) % 36000;
    f->bearing_error_cdeg = line_facts_draw(seed) % 2000;
    f->distance_m = line_facts_draw(seed) % 9000;
    f->distance_error_m = line_facts_draw(seed) % 2000;
    f->time_error_s = line_facts_draw(seed) % 30;
    if (before > 0 && line_facts_draw(seed) % 10 == 0) {
        size_t old = line_facts_draw(seed) % before;
        uint32_t number = line_facts_draw(seed) % 3; /* numbers that tie, and that go backwards */
        line_facts_correct(set, before, old);
        set->at[before].seq = set->at[old].seq + number;
    }
}

/* Everything that the events say, by ids. */
static void describe(const struct line_facts *set, enum geo_frame frame, struct t2_buf *out)
{
    struct line_record r = line_facts_record(set);
    struct line_events *e = NULL;
    r.frame = frame;
    assert_int_equal(line_events_new(&r, NULL, NULL, &e), 0);
    for (size_t i = 0; i < e->n; i++) {
        char text[256];
        const struct line_event *x = &e->at[i];
        (void)snprintf(text, sizeof text, "%u %u %u %lld %d %d %u %u %u %u %u %u %u %u\n", x->n, x->n_current,
                       x->n_sources, (long long)x->time_s, x->place.x, x->place.y, x->has_place, x->kind,
                       x->course, x->state, x->verified, x->excluded, x->breaks, x->count);
        assert_int_equal(t2_buf_append_str(out, text), 0);
        for (uint32_t k = 0; k < x->n; k++)
            assert_int_equal(t2_buf_append(out, set->at[e->member[x->first + k]].id, LINE_FACT_ID_LEN), 0);
    }
    line_events_free(e);
    struct line_counting each = {.kind = LINE_COUNT_EACH};
    struct line_day_params p = {.day = T0 / LINE_DAY_S + 1,
                                .since = T0 / LINE_DAY_S - 3,
                                .offset_s = 7200,
                                .cut_s = LINE_CUT_S,
                                .corrected_s = INT64_MIN,
                                .counting = each,
                                .title = "t"};
    struct line_day *d = NULL;
    assert_int_equal(line_day_new(&r, &p, NULL, &d), 0);
    assert_int_equal(line_day_json(d, out), 0);
    line_day_free(d);
    struct line_criteria c = {.frame = frame,
                              .first_day = p.since,
                              .cut_s = LINE_CUT_S,
                              .quiet_days = 1,
                              .window = 2,
                              .coverage = 100,
                              .needs = LINE_NEEDS_CORROBORATED};
    struct line_clock clock;
    assert_int_equal(line_clock_run(&r, &c, p.day + 2, NULL, &clock), 0);
    for (size_t k = 0; k < clock.n; k++) {
        uint32_t why = clock.days[k].why;
        assert_int_equal(t2_buf_append(out, &clock.days[k], offsetof(struct line_clock_day, why)), 0);
        if (why != UINT32_MAX)
            assert_int_equal(t2_buf_append(out, set->at[why].id, LINE_FACT_ID_LEN), 0);
    }
    line_clock_wipe(&clock);
}

static void each_report_is_in_one_event(const struct line_facts *set)
{
    struct line_record r = line_facts_record(set);
    struct line_events *e = NULL;
    assert_int_equal(line_events_new(&r, NULL, NULL, &e), 0);
    uint8_t *seen = calloc(set->n, 1);
    assert_non_null(seen);
    size_t joined = 0;
    for (size_t i = 0; i < e->n_members; i++)
        assert_int_equal(seen[e->member[i]]++, 0);
    for (size_t i = 0; i < set->n; i++)
        assert_true(seen[i] || set->at[i].kind == LINE_F_WATCH);
    for (size_t i = 0; i < e->n; i++)
        joined += e->at[i].n_current > 1;
    assert_true(joined > 0); /* the reports are such that some agree */
    free(seen);
    line_events_free(e);
}

static void any_order_gives_the_same(void **state)
{
    (void)state;
    uint64_t seed = SEED;
    printf("seed %u\n", SEED);
    for (int round = 0; round < 12; round++) {
        enum geo_frame frame = round % 2 ? GEO_WGS84 : GEO_FLAT;
        struct line_facts set = {.n = 0};
        /* From spread out to all within minutes and a few hundred metres, where everything agrees. */
        int spread_s = round < 6 ? 86400 : 300;
        int32_t spread = round < 4 ? 3000000 : 60000;
        for (int i = 0; i < N; i++)
            random_report(&set, &seed, spread_s, spread);
        for (int i = 0; i < 20; i++)
            line_facts_exclude(&set, &set.at[line_facts_draw(&seed) % N], line_facts_draw(&seed) % 2);
        if (frame == GEO_FLAT)
            each_report_is_in_one_event(&set);
        struct t2_buf first = {.max = 1 << 24}, again = {.max = 1 << 24};
        describe(&set, frame, &first);
        for (int order = 0; order < 5; order++) {
            if (order == 2) /* each a second time */
                for (int i = 0; i < N; i++) {
                    struct line_fact copy = set.at[i];
                    *line_facts_add(&set, LINE_F_SHOT, 0) = copy;
                }
            line_facts_shuffle(&set, &seed);
            t2_buf_clear(&again);
            describe(&set, frame, &again);
            assert_int_equal(first.len, again.len);
            assert_memory_equal(first.ptr, again.ptr, first.len);
        }
        t2_buf_free(&first);
        t2_buf_free(&again);
        line_facts_free(&set);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(any_order_gives_the_same)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
