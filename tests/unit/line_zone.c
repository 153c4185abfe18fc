/* Zones on the example table's flat map: what is in them, their figures, what-if, balanced widths, canonical
 * bytes; and zones from two different reference lines. */
#include "../line_data.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#define KM 100000

static struct line_zones *zones_of(const struct line *l, const struct line_rule *r,
                                   const struct line_reference *refs, size_t n)
{
    struct line_refusal why = {.text = ""};
    struct line_zones *z = NULL;
    if (line_zones_new(l, r, refs, n, &why, &z) != 0)
        fail_msg("refused: %s", why.text);
    return z;
}

static struct line_rule *rule_of(uint32_t a, uint32_t b, const char *ref_a, const char *ref_b)
{
    char text[512];
    struct line_rule *r = NULL;
    struct line_refusal why = {.text = ""};
    (void)snprintf(
        text, sizeof text,
        "tracktwo line rule 1\ntitle en T\nframe flat\nmeasure per_side\nreference a %s\nreference b %s\n"
        "class c\nweapons gun\ndistance %u %u\n",
        ref_a, ref_b, (unsigned)a, (unsigned)b);
    if (line_rule_read(t2_bytes_str(text), &why, &r) != 0)
        fail_msg("line %u: %s", why.line_number, why.text);
    return r;
}

static struct line *straight(enum line_end end, int32_t x)
{
    const struct geo_point at[] = {{x, 0}, {x, 50 * KM}, {x, 100 * KM}};
    struct line_params params = line_data_params(GEO_FLAT, end);
    return line_data_line(&params, at, 3);
}

static void a_band(void **p)
{
    (void)p;
    struct line *l = straight(LINE_END_SQUARE, 0);
    struct line_rule *r = rule_of(5000, 7000, "contact", "contact");
    struct line_zones *z = zones_of(l, r, NULL, 0);
    struct line_figures f;
    size_t k = 9;
    assert_int_equal(line_zones_n(z), 2);
    assert_int_equal(line_zones_figures(z, 0, NULL, 0, &f, NULL), 0);
    assert_true(fabs(f.area_m2 - 5e3 * 100e3) < 1 && fabs(f.limit_m - 100e3) < 0.1);
    assert_int_equal(line_zones_figures(z, 1, NULL, 0, &f, NULL), 0);
    assert_true(fabs(f.area_m2 - 7e3 * 100e3) < 1 && f.outline_error_m < 0.1);
    assert_int_equal(line_zones_n_limits(z, 1), 1);
    assert_int_equal(line_zones_limit(z, 1, 0).at[0].x, 7 * KM);
    assert_int_equal(line_zones_find(z, 0, LINE_B, &k), 0);
    assert_int_equal(k, 1);
    assert_int_equal(line_zones_find(z, LINE_MAX_CLASSES, LINE_B, &k), T2_E_MISSING);
    assert_null(line_zones_limit(z, 1, 1).at);
    line_zones_free(z);
    line_free(l);
    /* Round ends add half a circle's quarter on each side. */
    l = straight(LINE_END_ROUND, 0);
    z = zones_of(l, r, NULL, 0);
    assert_int_equal(line_zones_figures(z, 0, NULL, 0, &f, NULL), 0);
    double want = 5e3 * 100e3 + 3.141592653589793 * 25e6 / 2;
    assert_true(fabs(f.area_m2 - want) < f.area_error_m2 + 1 && f.area_error_m2 < want * 1e-3);
    assert_true(fabs(f.limit_m - (100e3 + 3.141592653589793 * 5e3)) < f.limit_error_m + 0.1);
    line_zones_free(z);
    line_free(l);
    line_rule_free(r);
}

static void the_example(void **p)
{
    (void)p;
    struct line *l = line_data_example();
    struct line_rule *r = line_data_rule("rules/example-z3.rule");
    struct line_zones *z = zones_of(l, r, NULL, 0);
    struct line_index *x = NULL;
    assert_int_equal(line_index_new(z, &x), 0);
    assert_int_equal(line_index_at(x, (struct geo_point){4450000, 1250000}), 2); /* B-art-1: 14.27 km */
    assert_int_equal(line_index_at(x, (struct geo_point){4400000, 3600000}), 2); /* B-inf-3: 12.48 km */
    assert_int_equal(line_index_at(x, (struct geo_point){4690000, 3600000}), 0); /* where it went then */
    assert_int_equal(line_index_at(x, (struct geo_point){1200000, 600000}), 0);  /* A-inf-1 */
    assert_int_equal(line_index_at(x, (struct geo_point){2400000, 3300000}), 1); /* A-log-1 before: 7.73 km */
    for (size_t i = 0; i < line_zones_n(z); i++) {
        struct line_figures f;
        assert_int_equal(line_zones_figures(z, i, NULL, 0, &f, NULL), 0);
        print_message("side %d: %.2f km2, limit %.2f km, off by %.3f m\n", (int)line_zones_at(z, i)->side,
                      f.area_m2 / 1e6, f.limit_m / 1e3, f.outline_error_m);
        assert_true(f.outline_error_m < 2.5);
        for (size_t k = 0; k < line_zones_n_limits(z, i); k++) {
            struct geo_points limit = line_zones_limit(z, i, k);
            for (size_t m = 0; m < limit.n; m++)
                assert_true(fabs(line_distance_m(l, limit.at[m], NULL, NULL) - 15000) < 0.05);
        }
    }
    line_index_free(x);
    line_zones_free(z);
    line_rule_free(r);
    line_free(l);
}

static const struct line_name names[] = {{"en", "Mill"}, {"uk", "Млин"}};
static const struct line_settlement places[] = {
    {{-2 * KM, 50 * KM}, 100, names, 2}, {{-6 * KM, 50 * KM}, 1000, names, 2},
    {{3 * KM, 20 * KM}, 40, names, 2},   {{4 * KM, 30 * KM}, 60, names, 2},
    {{9 * KM, 30 * KM}, 5000, names, 2}, {{1 * KM, 30 * KM}, 0, names, 2}};

static void settlements_and_what_if(void **p)
{
    (void)p;
    struct line *l = straight(LINE_END_SQUARE, 0);
    struct line_rule *five = rule_of(5000, 5000, "contact", "contact"),
                     *ten = rule_of(10000, 0, "contact", "contact");
    struct line_zones *a = zones_of(l, five, NULL, 0), *b = zones_of(l, ten, NULL, 0);
    struct line_figures f;
    struct line_what_if w[2 * LINE_MAX_ZONES];
    size_t inside[6], n = 0;
    assert_int_equal(line_zones_n(b), 1); /* no distance, no zone */
    assert_int_equal(line_zones_figures(a, 1, places, 6, &f, inside), 0);
    assert_int_equal(f.n_settlements, 3);
    assert_int_equal(f.people, 100);
    assert_int_equal(f.n_unknown, 1);
    assert_true(inside[0] == 2 && inside[1] == 3 && inside[2] == 5);
    assert_int_equal(line_what_if(a, b, places, 6, w, &n), 0);
    assert_int_equal(n, 2);
    assert_int_equal(w[0].side, LINE_A);
    assert_string_equal(w[0].class, "c");
    assert_true(w[0].people == 1000 && fabs(w[0].area_m2 - 5e8) < 10);
    assert_true(w[1].people == -100 && fabs(w[1].area_m2 + 5e8) < 10 && w[1].after.area_m2 == 0);
    assert_int_equal(line_what_if(b, a, places, 6, w, &n), 0);
    assert_true(n == 2 && w[1].side == LINE_B && w[1].people == 100);
    line_zones_free(a);
    line_zones_free(b);
    line_rule_free(five);
    line_rule_free(ten);
    line_free(l);
}

static void balance(void **p)
{
    (void)p;
    struct line_refusal why = {.text = ""};
    struct line_balanced out;
    /* Round an arc the outer side has more ground for the same distance, so it goes back less. */
    struct geo_point arc[33];
    for (int i = 0; i < 33; i++) {
        double t = 0.5 * i / 32;
        arc[i] = (struct geo_point){(int32_t)(200 * KM * cos(t)), (int32_t)(200 * KM * sin(t))};
    }
    struct line_params params = line_data_params(GEO_FLAT, LINE_END_SQUARE);
    struct line *l = line_data_line(&params, arc, 33); /* against the clock: A is inside */
    if (line_balance(l, 20000, LINE_BALANCE_AREA, NULL, 0, &why, &out) != 0)
        fail_msg("refused: %s", why.text);
    print_message("A %u m, B %u m, %.3f and %.3f km2\n", out.distance_m[0], out.distance_m[1],
                  out.given[0] / 1e6, out.given[1] / 1e6);
    assert_int_equal(out.distance_m[0] + out.distance_m[1], 20000);
    assert_true(fabs(out.given[0] - out.given[1]) < 100e3 * 2); /* less than a metre's worth */
    /* Parts of rings about one centre, cut at right angles to a chord of five kilometres: equal when about
     * (200 - a)^2 + (200 + b)^2 = 2 * 200^2, a = 10.25 km. */
    assert_true(out.distance_m[0] > 10220 && out.distance_m[0] < 10280);
    line_free(l);
    l = straight(LINE_END_SQUARE, 0);
    assert_int_equal(line_balance(l, 20000, LINE_BALANCE_AREA, NULL, 0, &why, &out), 0);
    assert_int_equal(out.distance_m[0], 10000);
    /* People: a hundred on A's side to 6 km, a hundred on B's side from 4 to 9 km. */
    assert_int_equal(line_balance(l, 10000, LINE_BALANCE_PEOPLE, places, 6, &why, &out), 0);
    assert_true(out.given[0] == 100 && out.given[1] == 100 && out.distance_m[0] == 5000);
    /* People on one side alone: as many live in both zones where they are left out. */
    assert_int_equal(line_balance(l, 10000, LINE_BALANCE_PEOPLE, places, 2, &why, &out), 0);
    assert_true(out.given[0] == 0 && out.given[1] == 0 && out.distance_m[0] == 1999);
    assert_int_equal(line_balance(l, 1000, LINE_BALANCE_PEOPLE, places, 2, &why, &out), T2_E_REFUSED);
    assert_int_equal(why.code, LINE_R_WIDTH);
    assert_int_equal(line_balance(l, 2, LINE_BALANCE_AREA, NULL, 0, &why, &out), T2_E_REFUSED);
    line_free(l);
}

static void two_references(void **p)
{
    (void)p;
    /* A measures from a line that lies 3 km behind the line of contact: the strip between is in the zone too.
     */
    struct line *l = straight(LINE_END_SQUARE, 0), *old = straight(LINE_END_SQUARE, -3 * KM);
    struct line_rule *r = rule_of(5000, 5000, "memorandum", "contact");
    const struct line_reference refs[] = {{"memorandum", old}};
    struct line_refusal why = {.text = ""};
    struct line_zones *z = NULL;
    struct line_figures f;
    assert_int_equal(line_zones_new(l, r, NULL, 0, &why, &z), T2_E_REFUSED);
    assert_int_equal(why.code, LINE_R_REFERENCE);
    z = zones_of(l, r, refs, 1);
    assert_int_equal(line_zones_figures(z, 0, NULL, 0, &f, NULL), 0);
    assert_true(fabs(f.area_m2 - 8e3 * 100e3) < 10);
    assert_int_equal(line_zones_limit(z, 0, 0).at[0].x, -8 * KM);
    line_zones_free(z);
    /* And the other way: a line on B's ground takes from A's distance. */
    struct line *ahead = straight(LINE_END_SQUARE, 2 * KM);
    const struct line_reference before[] = {{"memorandum", ahead}};
    z = zones_of(l, r, before, 1);
    assert_int_equal(line_zones_figures(z, 0, NULL, 0, &f, NULL), 0);
    assert_true(fabs(f.area_m2 - 5e3 * 100e3) < 10);
    assert_int_equal(line_zones_limit(z, 0, 0).at[0].x, -3 * KM);
    line_zones_free(z);
    line_rule_free(r);
    line_free(l);
    line_free(old);
    line_free(ahead);
}

static void each_sides_own_edge(void **p)
{
    (void)p;
    /* Two forward edges 4 km apart: each side measures from its own, and its half of nobody's ground is
     * closed too. */
    const struct geo_point a[] = {{-2 * KM, 0}, {-2 * KM, 100 * KM}}, b[] = {{2 * KM, 0}, {2 * KM, 100 * KM}};
    const struct line_from_edges in = {{{a, 2}, {b, 2}}};
    struct line_params params = line_data_params(GEO_FLAT, LINE_END_SQUARE);
    struct line_refusal why = {.text = ""};
    struct line *l = NULL;
    if (line_new_from_edges(&params, &in, NULL, NULL, &why, &l) != 0)
        fail_msg("refused: %s", why.text);
    struct line_rule *r = rule_of(10000, 6000, "edge", "edge");
    struct line_zones *z = zones_of(l, r, NULL, 0);
    struct line_figures f;
    assert_int_equal(line_zones_figures(z, 0, NULL, 0, &f, NULL), 0);
    assert_true(fabs(f.area_m2 - 12e3 * 100e3) < 100);
    assert_int_equal(line_zones_limit(z, 0, 0).at[0].x, -12 * KM);
    assert_int_equal(line_zones_figures(z, 1, NULL, 0, &f, NULL), 0);
    assert_true(fabs(f.area_m2 - 8e3 * 100e3) < 100);
    line_zones_free(z);
    line_rule_free(r);
    line_free(l);
}

#define FIRST_POINT 225 /* of the first outline, with one class "forces" */
static void bytes(void **p)
{
    (void)p;
    struct line *l = line_data_example();
    struct line_rule *r = line_data_rule("rules/example-z3.rule"),
                     *other = rule_of(15000, 15000, "contact", "contact");
    struct line_zones *z = zones_of(l, r, NULL, 0), *again = NULL, *twin = zones_of(l, r, NULL, 0);
    struct line_refusal why = {.text = ""};
    struct t2_buf a, b;
    uint8_t d1[LINE_DIGEST_LEN], d2[LINE_DIGEST_LEN];
    double off = 1;
    t2_buf_init(&a, LINE_ZONE_MAX_BYTES);
    t2_buf_init(&b, LINE_ZONE_MAX_BYTES);
    assert_int_equal(line_zones_write(z, &a), 0);
    if (line_zones_read(t2_buf_view(&a), &why, &again) != 0)
        fail_msg("refused: %s", why.text);
    assert_int_equal(line_zones_write(again, &b), 0);
    assert_true(t2_bytes_eq(t2_buf_view(&a), t2_buf_view(&b)));
    assert_int_equal(line_zones_digest(z, d1), 0);
    assert_int_equal(line_zones_digest(twin, d2), 0);
    assert_memory_equal(d1, d2, sizeof d1);
    assert_int_equal(line_zones_compare(z, twin, &why, &off), 0);
    assert_true(off < LINE_ZONE_AGREE_M / 1000);
    struct line_zones *wrong = zones_of(l, other, NULL, 0);
    assert_int_equal(line_zones_compare(z, wrong, &why, &off), T2_E_REFUSED);
    line_zones_free(wrong);
    /* A point of the outline moved by 20.48 m is found: in the reader when the outline breaks, else by the
     * comparison, which says how far off. Along an outline that runs east and west that is less. */
    size_t moved = 0, n_points = line_zones_at(z, 0)->area.n_points;
    for (size_t k = 0; k + 1 < n_points; k += 3) {
        const size_t at = FIRST_POINT + 8 * k;
        a.ptr[at + 2] ^= 8;
        wrong = NULL;
        if (line_zones_read(t2_buf_view(&a), &why, &wrong) == 0) {
            assert_int_equal(line_zones_compare(z, wrong, &why, &off), 0);
            assert_true(off > 0 && off < 20.49);
            moved += off > 15;
            assert_int_equal(line_zones_digest(wrong, d2), 0);
            assert_memory_not_equal(d1, d2, sizeof d1);
        }
        line_zones_free(wrong);
        a.ptr[at + 2] ^= 8;
    }
    print_message("of %zu points tried %zu were off by more than 15 m\n", n_points / 3, moved);
    assert_true(moved > n_points / 12);
    /* Two points of the outline exchanged: it crosses itself. */
    uint8_t *first = a.ptr + FIRST_POINT, kept[8];
    memcpy(kept, first, 8);
    memcpy(first, first + 16, 8);
    memcpy(first + 16, kept, 8);
    wrong = NULL;
    assert_int_equal(line_zones_read(t2_buf_view(&a), &why, &wrong), T2_E_REFUSED);
    assert_non_null(strstr(why.text, "crosses itself"));
    memcpy(first + 16, first, 8);
    memcpy(first, kept, 8);
    for (size_t n = 0; n < a.len; n += 1 + a.len / 300) {
        wrong = NULL;
        assert_int_equal(line_zones_read(t2_bytes_of(a.ptr, n), &why, &wrong), T2_E_REFUSED);
    }
    t2_buf_free(&a);
    t2_buf_free(&b);
    line_zones_free(z);
    line_zones_free(again);
    line_zones_free(twin);
    line_rule_free(r);
    line_rule_free(other);
    line_free(l);
}

static void refusals(void **p)
{
    (void)p;
    struct line_params params = line_data_params(GEO_WGS84, LINE_END_ROUND);
    const struct geo_point far_east[] = {{1799500000, 0}, {1799500000, 5000000}};
    const struct geo_point north[] = {{0, 840000000}, {0, 848000000}};
    struct line_refusal why = {.text = ""};
    struct line_zones *z = NULL;
    struct line_rule *r = line_data_rule("rules/memorandum-2014.rule"),
                     *flat = rule_of(1, 1, "contact", "contact");
    struct line *l = line_data_line(&params, far_east, 2);
    assert_int_equal(line_zones_new(l, r, NULL, 0, &why, &z), T2_E_REFUSED);
    assert_int_equal(why.code, LINE_R_ANTIMERIDIAN);
    assert_int_equal(line_zones_new(l, flat, NULL, 0, &why, &z), T2_E_REFUSED);
    assert_int_equal(why.code, LINE_R_REFERENCE);
    line_free(l);
    l = line_data_line(&params, north, 2);
    assert_int_equal(line_zones_new(l, r, NULL, 0, &why, &z), T2_E_REFUSED);
    assert_int_equal(why.code, LINE_R_POLE);
    assert_null(z);
    line_free(l);
    /* A spiral: going straight on from its inner end the line would meet itself. */
    struct geo_point spiral[60];
    for (int i = 0; i < 60; i++)
        spiral[i] = (struct geo_point){(int32_t)((60 - i) * 0.5 * KM * cos(i * 0.3)),
                                       (int32_t)((60 - i) * 0.5 * KM * sin(i * 0.3))};
    params = line_data_params(GEO_FLAT, LINE_END_ROUND);
    l = line_data_line(&params, spiral, 60);
    assert_int_equal(line_zones_new(l, flat, NULL, 0, &why, &z), T2_E_REFUSED);
    assert_int_equal(why.code, LINE_R_ENDS);
    line_free(l);
    line_rule_free(r);
    line_rule_free(flat);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_band),
        cmocka_unit_test(the_example),
        cmocka_unit_test(settlements_and_what_if),
        cmocka_unit_test(balance),
        cmocka_unit_test(two_references),
        cmocka_unit_test(each_sides_own_edge),
        cmocka_unit_test(bytes),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests_name("line_zone", tests, NULL, NULL);
}
