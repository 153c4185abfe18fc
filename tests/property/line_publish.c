/* A publication holds nothing of where observers stood, and nothing finer than grid and period: inputs that
 * differ in that alone give the same bytes, in every form that leaves the program. And it does not hide what
 * may be told: an input that differs in more gives other bytes. What is coarser than the agreed measure tells
 * nothing that the agreed one does not, and nothing finer comes out at all. */
#include "../line_data.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include <tracktwo/line_map.h>

#define N 60
#define ROUNDS 60
#define GRID 5000
#define PERIOD_S (24 * 3600)
#define NOW 500000 /* hours */
#define DAY_0 ((uint64_t)20700)

static uint64_t state = 0x7ac7;
static uint32_t draw(uint32_t n)
{
    state = state * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)((state >> 33) % n);
}

static struct line *line;
static const struct geo_point track[] = {
    {380000000, 480000000}, {381000000, 482000000}, {379000000, 484000000}};

static int set_up(void **p)
{
    (void)p;
    struct line_params params = line_data_params(GEO_WGS84, LINE_END_ROUND);
    line = line_data_line(&params, track, 3);
    return 0;
}

static int tear_down(void **p)
{
    (void)p;
    line_free(line);
    return 0;
}

static struct line_publish_policy policy_of(uint32_t least)
{
    return (struct line_publish_policy){.frame = GEO_WGS84,
                                        .origin = {380000000, 482000000},
                                        .grid_m = GRID,
                                        .slot_s = 3600,
                                        .now_slot = NOW,
                                        .delay_slots = 48,
                                        .period_slots = 24,
                                        .marks = LINE_PUBLISH_MARKS & ~(1U << LINE_MARK_LEFT),
                                        .least = least};
}

/* Everything that may leave: SVG, canvas data, GeoJSON, table. */
static void outputs_by(const struct line_observation *seen, size_t n,
                       const struct line_publish_policy *agreed, const struct line_publish_policy *policy,
                       struct t2_buf *out)
{
    struct line_publication *pub = NULL;
    assert_int_equal(line_publish(seen, n, agreed, policy, &pub), 0);
    const struct line_map m = {.line = line, .published = pub, .title = "T", .day = 20900, .lang = "en"};
    t2_buf_init(out, LINE_MAP_MAX_BYTES);
    assert_int_equal(line_map_svg(&m, out), 0);
    assert_int_equal(line_map_data(&m, out), 0);
    assert_int_equal(line_map_geojson(&m, NULL, out), 0);
    assert_int_equal(line_map_csv_reports(&m, out), 0);
    line_publication_free(pub);
}

static void outputs(const struct line_observation *seen, size_t n, uint32_t least, struct t2_buf *out)
{
    const struct line_publish_policy policy = policy_of(least);
    outputs_by(seen, n, &policy, &policy, out);
}

static void place_in(struct line_observation *o, int column, int row, double x, double y)
{
    struct geo_map map;
    double lon = 0, lat = 0;
    const struct line_publish_policy policy = policy_of(3);
    assert_int_equal(geo_map_init(&map, GEO_WGS84, policy.origin), 0);
    geo_map_from(&map, (column + x) * GRID, (row + y) * GRID, &lon, &lat);
    o->place = (struct geo_point){(int32_t)lround(lon), (int32_t)lround(lat)};
}

struct plan {
    int column, row;
    uint64_t day;
    enum line_mark mark;
    int has_place;
};

/* Some stand alone in their square, some have company. */
static void make_plan(struct plan *plan, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        plan[i] = i > 0 && draw(3) > 0 ? plan[i - 1]
                                       : (struct plan){(int)draw(6) - 3, (int)draw(8) - 4, DAY_0 + draw(5),
                                                       (enum line_mark)draw(LINE_N_MARKS), draw(8) > 0};
    }
}

/* The same plan, everything that is finer drawn anew. */
static void carry_out(const struct plan *plan, size_t n, struct line_observation *out)
{
    for (size_t i = 0; i < n; i++) {
        struct line_observation *o = &out[i];
        *o = (struct line_observation){.mark = plan[i].mark, .has_place = (uint8_t)plan[i].has_place};
        o->begin_s = plan[i].day * PERIOD_S + draw(PERIOD_S);
        o->end_s = o->begin_s + draw(100000);
        if (o->mark == LINE_MARK_ACCESS || o->mark == LINE_MARK_JAMMING) {
            /* happens where the observer stands: its place is drawn anew altogether */
            place_in(o, (int)draw(40) - 20, (int)draw(100) - 50, 0.5, 0.5);
            o->has_place = (uint8_t)draw(2);
        } else {
            place_in(o, plan[i].column, plan[i].row, 0.01 + draw(981) / 1000.0, 0.01 + draw(981) / 1000.0);
        }
        o->error_cm = draw(100000);
        o->has_own = (uint8_t)draw(2);
        o->own = (struct geo_point){(int32_t)draw(1800000000), (int32_t)draw(800000000)};
        o->own_error_cm = draw(10000);
        o->count = draw(50);
        o->side = (uint8_t)draw(3);
        o->verified = (uint8_t)draw(2);
        (void)snprintf(o->kind, sizeof o->kind, "kind %u", draw(1000));
        (void)snprintf(o->remark, sizeof o->remark, "remark %u", draw(1000));
    }
    for (size_t i = n; i > 1; i--) { /* and the order */
        const size_t k = draw((uint32_t)i);
        const struct line_observation t = out[i - 1];
        out[i - 1] = out[k];
        out[k] = t;
    }
}

static void finer_is_nothing(void **p)
{
    (void)p;
    print_message("seed 0x7ac7\n");
    for (int round = 0; round < ROUNDS; round++) {
        static struct plan plan[N];
        static struct line_observation a[N], b[2 * N];
        struct t2_buf out_a, out_b;
        const size_t n = 1 + draw(N);
        const uint32_t least = 3 + draw(4);
        make_plan(plan, n);
        carry_out(plan, n, a);
        carry_out(plan, n, b);
        /* what is too young, not to be published, or watching is as if it were not there */
        size_t more = n;
        for (size_t i = 0; i < n; i++) {
            b[more] = b[i];
            switch (draw(3)) {
            case 0:
                b[more].begin_s = (uint64_t)NOW * 3600 - draw(48 * 3600);
                b[more].end_s = b[more].begin_s;
                break;
            case 1:
                b[more].mark = LINE_MARK_WATCH;
                break;
            default:
                b[more].mark = LINE_MARK_LEFT;
            }
            more++;
        }
        outputs(a, n, least, &out_a);
        outputs(b, more, least, &out_b);
        if (!t2_bytes_eq(t2_buf_view(&out_a), t2_buf_view(&out_b)))
            fail_msg("round %d: what is finer shows", round);
        t2_buf_free(&out_b);
        /* one observation more in a square shows: the test could fail */
        b[0] = (struct line_observation){.mark = LINE_MARK_EXPLOSION, .begin_s = DAY_0 * PERIOD_S};
        memcpy(b + 1, a, n * sizeof a[0]);
        outputs(b, n + 1, least, &out_b);
        assert_false(t2_bytes_eq(t2_buf_view(&out_a), t2_buf_view(&out_b)));
        t2_buf_free(&out_a);
        t2_buf_free(&out_b);
    }
}

static int same_square(const struct plan *a, const struct plan *b)
{
    return a->column == b->column && a->row == b->row && a->day == b->day && a->mark == b->mark &&
           a->has_place == b->has_place;
}

static struct line_publish_policy coarser(const struct line_publish_policy *agreed)
{
    struct line_publish_policy p = *agreed;
    p.grid_m *= 1 + draw(4);
    p.period_slots *= 1 + draw(3);
    p.delay_slots += draw(50);
    p.least += draw(3);
    p.marks &= ~(1U << draw(LINE_MARK_ACCESS));
    return p;
}

/* Where the agreed measure leaves the places of few away, no coarser one brings them back: a record in which
 * they never had a place gives the same bytes. */
static void coarser_tells_no_more(void **p)
{
    (void)p;
    size_t n_without = 0, n_with = 0;
    for (int round = 0; round < ROUNDS; round++) {
        static struct plan plan[N], few[N];
        static struct line_observation a[N], b[N];
        struct t2_buf out_a, out_b;
        const size_t n = 1 + draw(N);
        const struct line_publish_policy agreed = policy_of(3 + draw(3)), policy = coarser(&agreed);
        make_plan(plan, n);
        for (size_t i = 0; i < n; i++) {
            uint32_t company = 0;
            for (size_t k = 0; k < n; k++)
                company += (uint32_t)same_square(&plan[i], &plan[k]);
            few[i] = plan[i];
            few[i].has_place = plan[i].has_place && company >= agreed.least;
            n_without += (size_t)(plan[i].has_place && !few[i].has_place);
            n_with += (size_t)few[i].has_place;
        }
        carry_out(plan, n, a);
        carry_out(few, n, b);
        outputs_by(a, n, &agreed, &policy, &out_a);
        outputs_by(b, n, &agreed, &policy, &out_b);
        if (!t2_bytes_eq(t2_buf_view(&out_a), t2_buf_view(&out_b)))
            fail_msg("round %d: what is coarser tells more", round);
        t2_buf_free(&out_a);
        t2_buf_free(&out_b);
        /* Squares are whole squares of the agreed grid, with as many in them as the measure asks. */
        struct line_publication *pub = NULL;
        assert_int_equal(line_publish(a, n, &agreed, &policy, &pub), 0);
        for (size_t i = 0; i < line_publication_n(pub); i++) {
            const struct line_published *x = line_publication_at(pub, i);
            const uint64_t period_s = (uint64_t)policy.period_slots * policy.slot_s;
            assert_true(x->from_s % period_s == 0 && x->to_s == x->from_s + period_s);
            assert_true(x->to_s + (uint64_t)policy.delay_slots * policy.slot_s <=
                        policy.now_slot * policy.slot_s);
            assert_true(policy.marks >> x->mark & 1);
            assert_true(!x->has_place || x->n >= policy.least);
        }
        line_publication_free(pub);
    }
    assert_true(n_without > 100 && n_with > 100);
}

/* One notch finer than agreed, in anything, or beside it: nothing comes out. */
static void finer_never_comes_out(void **p)
{
    (void)p;
    struct line_publication *pub = NULL;
    struct line_publish_policy agreed = policy_of(4);
    agreed.grid_m = 10000;
    agreed.period_slots = 48;
    agreed.delay_slots = 72;
    for (int k = 0; k < 11; k++) {
        struct line_publish_policy finer = coarser(&agreed);
        switch (k) {
        case 0:
            finer.grid_m = agreed.grid_m / 2;
            break;
        case 1:
            finer.grid_m = agreed.grid_m + 5000; /* larger squares that cut the agreed ones */
            break;
        case 2:
            finer.period_slots = agreed.period_slots / 2;
            break;
        case 3:
            finer.period_slots = agreed.period_slots + 24;
            break;
        case 4:
            finer.delay_slots = agreed.delay_slots - 1;
            break;
        case 5:
            finer.least = agreed.least - 1;
            break;
        case 6:
            finer.marks = agreed.marks | 1U << LINE_MARK_LEFT;
            break;
        case 7:
            finer.origin.x += 1;
            break;
        case 8:
            finer.origin.y -= 1;
            break;
        case 9:
            finer.slot_s = 1800;
            finer.delay_slots *= 2;
            finer.period_slots *= 2;
            break;
        default:
            finer.frame = GEO_FLAT;
            break;
        }
        assert_true(line_publish_measure_valid(&finer));
        assert_false(line_publish_measure_within(&finer, &agreed));
        assert_int_equal(line_publish(NULL, 0, &agreed, &finer, &pub), T2_E_REFUSED);
        assert_null(pub);
    }
}

static void what_is_in_it(void **p)
{
    (void)p;
    struct line_observation o[6] = {
        {.mark = LINE_MARK_EXPLOSION, .has_place = 1, .begin_s = DAY_0 * PERIOD_S + 5},
        {.mark = LINE_MARK_EXPLOSION, .has_place = 1, .begin_s = DAY_0 * PERIOD_S + 50000},
        {.mark = LINE_MARK_EXPLOSION, .has_place = 1, .begin_s = DAY_0 * PERIOD_S + 60000},
        {.mark = LINE_MARK_EXPLOSION, .has_place = 1, .begin_s = DAY_0 * PERIOD_S},
        {.mark = LINE_MARK_EXPLOSION, .has_place = 1, .begin_s = DAY_0 * PERIOD_S},
        {.mark = LINE_MARK_ACCESS, .has_place = 1, .begin_s = DAY_0 * PERIOD_S}};
    place_in(&o[0], 1, 2, 0.1, 0.1);
    place_in(&o[1], 1, 2, 0.9, 0.9);
    place_in(&o[2], 1, 2, 0.5, 0.2);
    place_in(&o[3], -3, 2, 0.3, 0.9);
    place_in(&o[4], -3, 2, 0.4, 0.9);
    place_in(&o[5], -3, 2, 0.3, 0.9);
    struct line_publish_policy policy = policy_of(3), wide;
    struct line_publication *pub = NULL;
    struct geo_point ring[5];
    assert_int_equal(line_publish(o, 6, &policy, &policy, &pub), 0);
    assert_int_equal(line_publication_n(pub), 3);
    const struct line_published *x = line_publication_at(pub, 0); /* two in a square: counted, not placed */
    assert_true(!x->has_place && x->n == 2 && x->mark == LINE_MARK_EXPLOSION);
    x = line_publication_at(pub, 1);
    assert_true(x->has_place && x->n == 3 && x->from_s == DAY_0 * PERIOD_S &&
                x->to_s == (DAY_0 + 1) * PERIOD_S);
    assert_true(geo_distance_m(GEO_WGS84, x->place, o[0].place) < GRID * 0.71);
    line_publication_square(pub, x, ring);
    assert_true(fabs(geo_ring_area_m2(GEO_WGS84, (struct geo_points){ring, 5}) - (double)GRID * GRID) < 100);
    x = line_publication_at(pub, 2);
    assert_true(!x->has_place && x->mark == LINE_MARK_ACCESS && x->n == 1);
    assert_null(line_publication_at(pub, 3));
    line_publication_free(pub);
    /* fewer than four in a square: none is placed */
    wide = policy;
    wide.least = 4;
    assert_int_equal(line_publish(o, 6, &policy, &wide, &pub), 0);
    assert_true(line_publication_n(pub) == 2 && !line_publication_at(pub, 0)->has_place &&
                line_publication_at(pub, 0)->n == 5);
    line_publication_free(pub);
    /* squares of twice the side: the third column west of the corner lies in the second of them */
    place_in(&o[2], -3, 2, 0.5, 0.2);
    wide = policy;
    wide.grid_m = 2 * GRID;
    assert_int_equal(line_publish(o, 6, &policy, &wide, &pub), 0);
    assert_int_equal(line_publication_n(pub), 3);
    x = line_publication_at(pub, 1);
    assert_true(x->has_place && x->n == 3);
    struct line_observation middle;
    place_in(&middle, -4, 2, 1, 1);
    assert_true(geo_distance_m(GEO_WGS84, x->place, middle.place) < 1);
    line_publication_free(pub);
    /* a period is over, and has been for the delay, or nothing of it is told */
    for (int late = 0; late < 2; late++) {
        policy.now_slot = (DAY_0 + 1) * 24 + policy.delay_slots - 1 + (uint64_t)late;
        assert_int_equal(line_publish(o, 6, &policy, &policy, &pub), 0);
        assert_int_equal(line_publication_n(pub), late ? 3 : 0);
        line_publication_free(pub);
    }
}

static void policies(void **p)
{
    (void)p;
    struct line_publication *pub = NULL;
    const struct line_publish_policy good = policy_of(3);
    struct line_publish_policy bad[10];
    for (int i = 0; i < 10; i++)
        bad[i] = good;
    bad[0].grid_m = LINE_PUBLISH_MIN_GRID_M - 1;
    bad[1].grid_m = LINE_PUBLISH_MAX_GRID_M + 1;
    bad[2].slot_s = 0;
    bad[3].delay_slots = 23;
    bad[4].period_slots = 23;
    bad[5].now_slot = UINT64_MAX;
    bad[6].origin.y = 899999999;
    bad[7].least = 2;
    bad[8].marks = 0;
    bad[9].marks |= 1U << LINE_MARK_WATCH;
    for (int i = 0; i < 10; i++) {
        assert_int_equal(line_publish(NULL, 0, &bad[i], &bad[i], &pub), T2_E_ARGUMENT);
        if (i != 5) /* whose clock is not looked at */
            assert_int_equal(line_publish(NULL, 0, &bad[i], &good, &pub), T2_E_ARGUMENT);
        assert_int_equal(line_publish(NULL, 0, &good, &bad[i], &pub), T2_E_ARGUMENT);
    }
    struct line_observation o = {.has_place = 1, .place = {0, 2000000000}};
    assert_int_equal(line_publish(&o, 1, &good, &good, &pub), T2_E_ARGUMENT);
    /* the other side of the world, and times at the ends: no overflow, nothing placed there */
    struct line_observation far[4] = {{.begin_s = UINT64_MAX, .end_s = UINT64_MAX, .mark = LINE_MARK_MINE}};
    for (int i = 1; i < 4; i++)
        far[i] = (struct line_observation){
            .has_place = 1, .place = {-1420000000, -482000000}, .mark = LINE_MARK_MINE};
    assert_int_equal(line_publish(far, 4, &good, &good, &pub), 0);
    assert_true(line_publication_n(pub) == 1 && !line_publication_at(pub, 0)->has_place);
    line_publication_free(pub);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_in_it),
        cmocka_unit_test(finer_is_nothing),
        cmocka_unit_test(coarser_tells_no_more),
        cmocka_unit_test(finer_never_comes_out),
        cmocka_unit_test(policies),
    };
    return cmocka_run_group_tests_name("line_publish", tests, set_up, tear_down);
}
