/* The line of contact comes in: as a line, as two forward edges, as an outline; what is repaired and what is
 * refused, each with its place. */
#include "../line_data.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define KM 100000

static const struct geo_point straight[] = {{0, 0}, {0, 10 * KM}, {0, 20 * KM}};

static int make(const struct line_params *params, const struct geo_point *at, size_t n,
                struct line_repair *repairs, size_t *n_repairs, struct line_refusal *why, struct line **out)
{
    const struct line_from_line in = {{at, n}};
    *why = (struct line_refusal){.text = ""};
    return line_new_from_line(params, &in, repairs, n_repairs, why, out);
}

static void refused(const struct line_params *params, const struct geo_point *at, size_t n,
                    enum line_code code, size_t index)
{
    struct line_refusal why;
    struct line *l = NULL;
    assert_int_equal(make(params, at, n, NULL, NULL, &why, &l), T2_E_REFUSED);
    if (why.code != code)
        fail_msg("%s: %s", line_code_name(why.code), why.text);
    assert_null(l);
    assert_true(strlen(why.text) > 20);
    if (index != SIZE_MAX) {
        assert_int_equal(why.index, index);
        assert_true(why.has_place);
    }
}

static void a_line(void **p)
{
    (void)p;
    struct line_params params = line_data_params(GEO_FLAT, LINE_END_ROUND);
    struct line *l = line_data_line(&params, straight, 3);
    enum line_side side = LINE_B;
    struct geo_point near = {1, 1};
    assert_true(line_length_m(l) == 20000);
    assert_true(line_distance_m(l, (struct geo_point){-5 * KM, 3 * KM}, &near, &side) == 5000);
    assert_int_equal(side, LINE_A); /* going north, A is on the left: west */
    assert_true(near.x == 0 && near.y == 3 * KM);
    assert_true(line_distance_m(l, (struct geo_point){5 * KM, 3 * KM}, NULL, &side) == 5000);
    assert_int_equal(side, LINE_B);
    assert_string_equal(line_side_name(l, LINE_B), "Side B");
    line_free(l);
    line_free(NULL);
}

static void the_example_tables_distances(void **p)
{
    (void)p;
    static const struct {
        double x, y, km;
        enum line_side side;
    } units[] = {{28.4, 5.0, 0.59, LINE_A},   {12.0, 6.0, 16.47, LINE_A},  {29.0, 14.5, 0.81, LINE_A},
                 {12.5, 16.0, 16.62, LINE_A}, {20.0, 18.0, 10.46, LINE_A}, {13.5, 20.0, 17.23, LINE_A},
                 {24.0, 33.0, 7.73, LINE_A},  {15.0, 33.0, 16.68, LINE_A}, {30.4, 6.0, 1.57, LINE_B},
                 {46.0, 6.5, 16.96, LINE_B},  {34.0, 24.0, 1.21, LINE_B},  {49.0, 24.0, 16.12, LINE_B},
                 {41.0, 12.0, 11.23, LINE_B}, {44.5, 12.5, 14.27, LINE_B}, {32.6, 36.0, 1.15, LINE_B},
                 {44.0, 36.0, 12.48, LINE_B}};
    struct line *l = line_data_example();
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        struct geo_point at;
        enum line_side side = LINE_N_SIDES;
        assert_int_equal(geo_point_of(GEO_FLAT, 1000 * units[i].x, 1000 * units[i].y, &at), 0);
        double km = line_distance_m(l, at, NULL, &side) / 1000;
        if (km < units[i].km - 0.005001 || km > units[i].km + 0.005001)
            fail_msg("%.1f %.1f: %.4f km, not %.2f", units[i].x, units[i].y, km, units[i].km);
        assert_int_equal(side, units[i].side);
    }
    line_free(l);
}

static void sides_at_corners(void **p)
{
    (void)p;
    /* A sharp tooth: near its tip the two edges say different things about a place; the corner decides. */
    static const struct geo_point tooth[] = {{0, 0}, {10 * KM, 100000}, {0, 200000}};
    struct line_params params = line_data_params(GEO_FLAT, LINE_END_ROUND);
    struct line *l = line_data_line(&params, tooth, 3);
    enum line_side side = LINE_N_SIDES;
    (void)line_distance_m(l, (struct geo_point){11 * KM, 100000}, NULL, &side);
    assert_int_equal(side, LINE_B);
    (void)line_distance_m(l, (struct geo_point){11 * KM, 115000}, NULL, &side);
    assert_int_equal(side, LINE_B);
    (void)line_distance_m(l, (struct geo_point){5 * KM, 100000}, NULL, &side);
    assert_int_equal(side, LINE_A);
    (void)line_distance_m(l, (struct geo_point){5 * KM, 50000}, NULL, &side); /* on the line itself */
    assert_int_equal(side, LINE_A);
    line_free(l);
}

static void repairs(void **p)
{
    (void)p;
    static const struct geo_point at[] = {{0, 0},
                                          {0, 0},
                                          {0, 10 * KM},
                                          {3000, 10 * KM},
                                          {0, 10 * KM + 1},
                                          {0, 20 * KM},
                                          {2000, 20 * KM + 2000},
                                          {2000, 20 * KM},
                                          {-2000, 20 * KM + 2000},
                                          {0, 30 * KM}};
    struct line_params params = line_data_params(GEO_FLAT, LINE_END_SQUARE);
    struct line_repair fixed[LINE_MAX_REPAIRS];
    struct line_refusal why;
    struct line *l = NULL;
    size_t n = 0, kinds[6] = {0};
    assert_int_equal(make(&params, at, 10, fixed, &n, &why, &l), 0);
    for (size_t i = 0; i < n; i++)
        kinds[fixed[i].kind]++;
    assert_int_equal(kinds[LINE_FIXED_DUPLICATE], 1);
    assert_int_equal(kinds[LINE_FIXED_SPIKE], 1);
    assert_int_equal(kinds[LINE_FIXED_LOOP], 1);
    assert_int_equal(fixed[0].index, 1);
    assert_int_equal(line_points(l).n, 7);
    line_free(l);
    /* The same faults, larger than what may be repaired. */
    params.limits = (struct line_limits){.spike_m = 10, .loop_m = 10};
    refused(&params, at, 10, LINE_R_CROSSES, SIZE_MAX);
}

static void refusals(void **p)
{
    (void)p;
    struct line_params flat = line_data_params(GEO_FLAT, LINE_END_ROUND), params = flat;
    static const struct geo_point same[] = {{5, 5}, {5, 5}, {5, 5}};
    static const struct geo_point jump[] = {{0, 0}, {0, 10 * KM}, {0, 200 * KM}};
    static const struct geo_point cross[] = {{0, 0}, {10 * KM, 10 * KM}, {10 * KM, 0}, {0, 10 * KM}};
    static const struct geo_point back[] = {{0, 0}, {0, 10 * KM}, {0, 5 * KM}};
    static const struct geo_point ring[] = {{0, 0}, {0, 10 * KM}, {10 * KM, 10 * KM}, {0, 0}};
    static const struct geo_point outside[] = {{0, 0}, {2000000000, 0}};
    refused(&flat, same, 3, LINE_R_TOO_FEW, SIZE_MAX);
    refused(&flat, straight, 0, LINE_R_TOO_FEW, SIZE_MAX);
    refused(&flat, jump, 3, LINE_R_JUMP, 1);
    refused(&flat, cross, 4, LINE_R_CROSSES, 0);
    refused(&flat, back, 3, LINE_R_CROSSES, 0);
    refused(&flat, ring, 4, LINE_R_CROSSES, 0);
    refused(&flat, outside, 2, LINE_R_OUTSIDE, 1);
    params.start.kind = LINE_END_UNDECIDED;
    refused(&params, straight, 3, LINE_R_ENDS, SIZE_MAX);
    params = flat;
    params.finish.kind = LINE_END_UNDECIDED;
    refused(&params, straight, 3, LINE_R_ENDS, SIZE_MAX);
    params.finish.kind = LINE_END_POINTS;
    refused(&params, straight, 3, LINE_R_ENDS, SIZE_MAX);
    static const struct geo_point through[] = {{5 * KM, 5 * KM}, {-5 * KM, 5 * KM}};
    params.finish = (struct line_ending){LINE_END_POINTS, through, 2}; /* over the line itself */
    refused(&params, straight, 3, LINE_R_CROSSES, SIZE_MAX);
    params = flat;
    params.side_name[LINE_B] = params.side_name[LINE_A];
    refused(&params, straight, 3, LINE_R_SIDES, SIZE_MAX);
    params.side_name[LINE_B] = "two\nlines";
    refused(&params, straight, 3, LINE_R_SIDES, SIZE_MAX);
    params = flat;
    params.territory = "";
    refused(&params, straight, 3, LINE_R_TERRITORY, SIZE_MAX);
    struct line_params earth = line_data_params(GEO_WGS84, LINE_END_ROUND);
    static const struct geo_point pole[] = {{0, 840000000}, {0, 851000000}};
    static const struct geo_point date[] = {{1799000000, 0}, {-1799000000, 0}};
    refused(&earth, pole, 2, LINE_R_POLE, 1);
    refused(&earth, date, 2, LINE_R_ANTIMERIDIAN, 1);
}

static const char *shout(int lang, const char *english)
{
    return lang == 3 && strstr(english, "%zu.") != NULL ? "[%zu]" : english;
}

static void the_readers_language(void **p)
{
    (void)p;
    struct line_params params = line_data_params(GEO_FLAT, LINE_END_ROUND);
    const struct line_from_line in = {{straight, 1}};
    struct line_refusal why = {.say = shout, .lang = 3};
    struct line *l = NULL;
    assert_int_equal(line_new_from_line(&params, &in, NULL, NULL, &why, &l), T2_E_REFUSED);
    assert_string_equal(why.text, "[1]");
}

static void bytes(void **p)
{
    (void)p;
    static const struct geo_point out[] = {{0, -5 * KM}, {-5 * KM, -9 * KM}};
    struct line_params params = line_data_params(GEO_FLAT, LINE_END_SQUARE);
    params.start = (struct line_ending){LINE_END_POINTS, out, 2};
    struct line *l = line_data_line(&params, straight, 3), *again = NULL;
    struct t2_buf a, b;
    struct line_refusal why = {.text = ""};
    uint8_t d1[LINE_DIGEST_LEN], d2[LINE_DIGEST_LEN];
    t2_buf_init(&a, 1 << 20);
    t2_buf_init(&b, 1 << 20);
    assert_int_equal(line_write(l, &a), 0);
    assert_int_equal(line_read(t2_buf_view(&a), &why, &again), 0);
    assert_int_equal(line_write(again, &b), 0);
    assert_true(t2_bytes_eq(t2_buf_view(&a), t2_buf_view(&b)));
    assert_int_equal(line_digest(l, d1), 0);
    assert_int_equal(line_digest(again, d2), 0);
    assert_memory_equal(d1, d2, sizeof d1);
    /* The declared points of the end are part of what is measured from. */
    assert_true(line_distance_m(again, (struct geo_point){0, -5 * KM}, NULL, NULL) == 0);
    line_free(again);
    for (size_t n = 0; n < a.len; n++) {
        again = NULL;
        assert_int_equal(line_read(t2_bytes_of(a.ptr, n), &why, &again), T2_E_REFUSED);
    }
    size_t taken = 0;
    for (size_t i = 0; i < a.len;
         i++) { /* a changed byte is refused or gives other bytes, never the same line */
        a.ptr[i] ^= 4;
        again = NULL;
        if (line_read(t2_buf_view(&a), &why, &again) == 0) {
            t2_buf_clear(&b);
            assert_int_equal(line_write(again, &b), 0);
            assert_true(t2_bytes_eq(t2_buf_view(&a), t2_buf_view(&b)));
            taken++;
        }
        line_free(again);
        a.ptr[i] ^= 4;
    }
    print_message("%zu bytes, of which %zu can change and leave a line\n", a.len, taken);
    assert_true(taken < a.len);
    t2_buf_free(&a);
    t2_buf_free(&b);
    line_free(l);
}

static void two_edges(void **p)
{
    (void)p;
    static const struct geo_point a[] = {
        {-1 * KM, 0}, {-1 * KM, 10 * KM}, {-3 * KM, 20 * KM}, {-3 * KM, 30 * KM}};
    static const struct geo_point b[] = {{1 * KM, 0}, {1 * KM, 10 * KM}, {1 * KM, 30 * KM}};
    struct line_params params = line_data_params(GEO_FLAT, LINE_END_SQUARE);
    struct line_from_edges in = {{{a, 4}, {b, 3}}};
    struct line_refusal why = {.text = ""};
    struct line *l = NULL;
    size_t n_repairs = 9;
    if (line_new_from_edges(&params, &in, NULL, &n_repairs, &why, &l) != 0)
        fail_msg("refused: %s", why.text);
    assert_int_equal(n_repairs, 0);
    assert_true(line_has_edges(l));
    assert_int_equal(line_edge(l, LINE_A).n, 4);
    struct geo_points mid = line_points(l);
    assert_true(mid.n >= 4);
    struct line *edge[2] = {line_data_line(&params, a, 4), line_data_line(&params, b, 3)};
    for (size_t i = 0; i < mid.n; i++) {
        double to_a = line_distance_m(edge[0], mid.at[i], NULL, NULL),
               to_b = line_distance_m(edge[1], mid.at[i], NULL, NULL);
        assert_true(to_a - to_b < 0.1 && to_b - to_a < 0.1);
        assert_true(i == 0 || mid.at[i].y > mid.at[i - 1].y);
    }
    line_free(edge[0]);
    line_free(edge[1]);
    line_free(l);
    l = NULL;
    in = (struct line_from_edges){{{b, 3}, {a, 4}}}; /* exchanged */
    assert_int_equal(line_new_from_edges(&params, &in, NULL, NULL, &why, &l), T2_E_REFUSED);
    assert_int_equal(why.code, LINE_R_EDGES);
    static const struct geo_point across[] = {{-2 * KM, 5 * KM}, {2 * KM, 15 * KM}, {2 * KM, 30 * KM}};
    in = (struct line_from_edges){{{a, 4}, {across, 3}}};
    assert_int_equal(line_new_from_edges(&params, &in, NULL, NULL, &why, &l), T2_E_REFUSED);
    assert_int_equal(why.code, LINE_R_EDGES);
    assert_true(why.has_place);
}

/* A holds the west of a square land; its outline is given the wrong way round, open by ten metres, with a
 * spur of its own. */
static const struct geo_point west[] = {{0, 0},       {0, 100 * KM}, {50 * KM, 100 * KM}, {45 * KM, 50 * KM},
                                        {50 * KM, 0}, {1000, 0}};
static const struct geo_point whole[] = {{0, 0}, {100 * KM, 0}, {100 * KM, 100 * KM}, {0, 100 * KM}, {0, 0}};

static void an_outline(void **p)
{
    (void)p;
    struct line_params params = line_data_params(GEO_FLAT, LINE_END_SQUARE);
    const struct geo_points rings[] = {{west, 6}}, land[] = {{whole, 5}};
    struct line_from_outline in = {
        .rings = rings, .n_rings = 1, .borders = land, .n_borders = 1, .other = land, .n_other = 1};
    struct line_repair fixed[LINE_MAX_REPAIRS];
    struct line_refusal why = {.text = ""};
    struct line *l = NULL;
    size_t n = 0;
    params.limits.jump_m = 200e3;
    if (line_new_from_outline(&params, &in, fixed, &n, &why, &l) != 0)
        fail_msg("refused: %s", why.text);
    assert_int_equal(fixed[0].kind, LINE_FIXED_CLOSED);
    assert_true(fixed[0].size_m > 9 && fixed[0].size_m < 11);
    /* From the southern border to the northern one, A in the west: the margin of 500 m beside a border tells
     * nothing, and the ends are carried on through it. */
    assert_int_equal(line_points(l).n, 3);
    assert_true(fabs(line_length_m(l) - 2 * sqrt(5e3 * 5e3 + 50e3 * 50e3)) < 1);
    assert_int_equal(n, 3);
    for (size_t i = 1; i < n; i++) {
        assert_int_equal(fixed[i].kind, LINE_FIXED_CARRIED);
        assert_true(fixed[i].size_m > 450 && fixed[i].size_m < 800);
    }
    enum line_side side = LINE_B;
    assert_true(line_distance_m(l, (struct geo_point){45 * KM, 50 * KM}, NULL, NULL) < 0.01);
    (void)line_distance_m(l, (struct geo_point){20 * KM, 50 * KM}, NULL, &side);
    assert_int_equal(side, LINE_A);
    line_free(l);
    l = NULL;
    const struct geo_points all_ours[] = {{whole, 5}}; /* nobody is beyond */
    in.rings = all_ours;
    assert_int_equal(line_new_from_outline(&params, &in, NULL, NULL, &why, &l), T2_E_REFUSED);
    assert_int_equal(why.code, LINE_R_NO_CONTACT);
    const struct geo_points open[] = {{west, 5}};
    in.rings = open;
    assert_int_equal(line_new_from_outline(&params, &in, NULL, NULL, &why, &l), T2_E_REFUSED);
    assert_int_equal(why.code, LINE_R_UNCLOSED);
    static const struct geo_point island[] = {
        {40 * KM, 40 * KM}, {60 * KM, 40 * KM}, {60 * KM, 60 * KM}, {40 * KM, 60 * KM}, {40 * KM, 40 * KM}};
    const struct geo_points inner[] = {{island, 5}};
    in.rings = inner;
    assert_int_equal(line_new_from_outline(&params, &in, NULL, NULL, &why, &l), T2_E_REFUSED);
    assert_int_equal(why.code, LINE_R_ENDS);
    static const struct geo_point middle[] = {
        {40 * KM, 0}, {60 * KM, 0}, {60 * KM, 100 * KM}, {40 * KM, 100 * KM}, {40 * KM, 0}};
    const struct geo_points band[] = {{middle, 5}}; /* two fronts */
    in.rings = band;
    assert_int_equal(line_new_from_outline(&params, &in, NULL, NULL, &why, &l), T2_E_REFUSED);
    assert_int_equal(why.code, LINE_R_PIECES);
    assert_true(why.has_place);
}

/* The outline comes to the border and then runs along it, 300 m off: two maps that do not agree. The line
 * ends where it is no longer coming nearer, and how much is left is said. */
static void an_outline_beside_the_border(void **p)
{
    (void)p;
    static const struct geo_point ours[] = {
        {0, 30000}, {50 * KM, 30000}, {50 * KM, 100 * KM}, {0, 100 * KM}, {0, 30000}};
    struct line_params params = line_data_params(GEO_FLAT, LINE_END_SQUARE);
    const struct geo_points rings[] = {{ours, 5}}, land[] = {{whole, 5}};
    struct line_from_outline in = {
        .rings = rings, .n_rings = 1, .borders = land, .n_borders = 1, .other = land, .n_other = 1};
    struct line_repair fixed[LINE_MAX_REPAIRS];
    struct line_refusal why = {.text = ""};
    struct line *l = NULL;
    size_t n = 0, n_short = 0;
    if (line_new_from_outline(&params, &in, fixed, &n, &why, &l) != 0)
        fail_msg("refused: %s", why.text);
    assert_true(fabs(line_length_m(l) - 99700) < 1);
    for (size_t i = 0; i < n; i++) {
        if (fixed[i].kind == LINE_FIXED_SHORT) {
            n_short++;
            assert_true(fabs(fixed[i].size_m - 300) < 1);
            assert_true(fixed[i].place.x == 50 * KM && abs(fixed[i].place.y - 30000) < 100);
        }
    }
    assert_int_equal(n_short, 1);
    line_free(l);
}

/* Both zones of the line at this distance, one rule for each. */
static struct line_zones *zones_at(const struct line *l, uint32_t metres,
                                   struct line_figures out[LINE_N_SIDES])
{
    static struct line_rule r;
    r = (struct line_rule){.title = {{"en", "T"}},
                           .n_titles = 1,
                           .frame = GEO_FLAT,
                           .reference = {"contact", "contact"},
                           .d_day = INT32_MIN,
                           .demilitarized_m = {metres, metres}};
    struct line_refusal why = {.text = ""};
    struct line_zones *z = NULL;
    if (line_zones_new(l, &r, NULL, 0, &why, &z) != 0)
        fail_msg("refused: %s", why.text);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(line_zones_figures(z, i, NULL, 0, &out[line_zones_at(z, i)->side], NULL), 0);
    return z;
}

/* What another desk has of the line, and of its zones: their bytes. */
static struct line *agreed(struct line *l)
{
    struct line_refusal why = {.text = ""};
    struct line *back = NULL;
    struct t2_buf b;
    t2_buf_init(&b, 1 << 20);
    assert_int_equal(line_write(l, &b), 0);
    if (line_read(t2_buf_view(&b), &why, &back) != 0)
        fail_msg("refused: %s", why.text);
    for (int end = 0; end < 2; end++)
        assert_int_equal(line_lacks_mm(back, end), line_lacks_mm(l, end));
    t2_buf_free(&b);
    line_free(l);
    return back;
}

static void agreed_figures(struct line_zones *z, struct line_figures out[LINE_N_SIDES])
{
    struct line_refusal why = {.text = ""};
    struct line_zones *back = NULL;
    struct line_figures f;
    struct t2_buf b;
    double apart = 0;
    t2_buf_init(&b, LINE_ZONE_MAX_BYTES);
    assert_int_equal(line_zones_write(z, &b), 0);
    if (line_zones_read(t2_buf_view(&b), &why, &back) != 0)
        fail_msg("refused: %s", why.text);
    assert_int_equal(line_zones_compare(z, back, &why, &apart), 0);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(line_zones_figures(back, i, NULL, 0, &f, NULL), 0);
        assert_true(f.area_error_m2 == out[line_zones_at(back, i)->side].area_error_m2 &&
                    f.limit_error_m == out[line_zones_at(back, i)->side].limit_error_m);
    }
    line_zones_free(back);
    t2_buf_free(&b);
}

/* An end is cut off by a known length, straight or slanting to the border. The figures of the whole line lie
 * within what is said of the one that stays short, and not within what is said of a line with such an end
 * that was declared; on every desk that has the bytes of line and zones alike. */
static void what_a_short_end_could_change(void **p)
{
    (void)p;
    static const int32_t gaps_m[] = {100, 300, 480}, slants_m[] = {0, 30000, -30000};
    static const uint32_t widths_m[] = {200, 5000, 20000};
    for (size_t i = 0; i < 2 * 3 * 3 * 3; i++) {
        enum line_end end = i % 2 ? LINE_END_ROUND : LINE_END_SQUARE;
        int32_t gap = 100 * gaps_m[i / 2 % 3], slant = 100 * slants_m[i / 6 % 3];
        uint32_t width = widths_m[i / 18];
        struct line_params params = line_data_params(GEO_FLAT, end);
        params.limits.jump_m = 200000;
        const struct geo_point south = {50 * KM, gap}, north = {50 * KM + slant, 100 * KM};
        const struct geo_point ours[] = {{0, gap}, south, north, {0, 100 * KM}, {0, gap}};
        const struct geo_point all[] = {{(int32_t)(south.x - (double)slant * gap / (100.0 * KM - gap)), 0},
                                        north};
        const struct geo_points rings[] = {{ours, 5}}, land[] = {{whole, 5}};
        const struct line_from_outline in = {
            .rings = rings, .n_rings = 1, .borders = land, .n_borders = 1, .other = land, .n_other = 1};
        struct line_refusal why = {.text = ""};
        struct line *cut = NULL, *full = line_data_line(&params, all, 2);
        if (line_new_from_outline(&params, &in, NULL, NULL, &why, &cut) != 0)
            fail_msg("refused: %s", why.text);
        assert_true(line_lacks_mm(cut, 0) >= (uint32_t)gap * 10 && line_lacks_mm(cut, 1) == 0);
        cut = agreed(cut);
        struct geo_points at = line_points(cut);
        struct line *declared = line_data_line(&params, at.at, at.n);
        struct line_figures of_cut[2], of_full[2], of_declared[2];
        struct line_zones *z[] = {zones_at(cut, width, of_cut), zones_at(full, width, of_full),
                                  zones_at(declared, width, of_declared)};
        for (size_t k = 0; k < 2; k++) {
            double off = fabs(of_full[k].area_m2 - of_cut[k].area_m2);
            if (off > of_cut[k].area_error_m2 + of_full[k].area_error_m2)
                fail_msg("case %zu side %zu: off by %.0f m2, said to be %.0f", i, k, off,
                         of_cut[k].area_error_m2);
            assert_true(fabs(of_full[k].limit_m - of_cut[k].limit_m) <=
                        of_cut[k].limit_error_m + of_full[k].limit_error_m);
            assert_true(off > of_declared[k].area_error_m2 + of_full[k].area_error_m2);
            assert_true(slant != 0 || of_cut[k].area_error_m2 < off * 1.1 + of_declared[k].area_error_m2);
        }
        agreed_figures(z[0], of_cut);
        for (size_t k = 0; k < 3; k++)
            line_zones_free(z[k]);
        line_free(cut);
        line_free(full);
        line_free(declared);
    }
}

/* Bytes that say of an end what no outline gives: a turn without a stretch, of more than half a circle, at an
 * end that goes on through declared points, of a line with forward edges. */
static void lacking_ends_that_cannot_be(void **p)
{
    (void)p;
    static const struct geo_point at[] = {{50 * KM, 0}, {50 * KM, 100 * KM}}, on[] = {{50 * KM, 101 * KM}};
    static const struct geo_point east[] = {{51 * KM, 0}, {51 * KM, 100 * KM}};
    struct line_params params = line_data_params(GEO_FLAT, LINE_END_SQUARE);
    params.limits.jump_m = 200000;
    params.finish = (struct line_ending){LINE_END_POINTS, on, 1};
    const struct line_from_edges two = {{{at, 2}, {east, 2}}};
    struct line_refusal why = {.text = ""};
    struct line *l[2] = {line_data_line(&params, at, 2), NULL};
    assert_int_equal(line_new_from_edges(&params, &two, NULL, NULL, &why, &l[1]), 0);
    for (int k = 0; k < 2; k++) {
        static const struct {
            size_t finish, at;
            const char bytes[4];
            int taken;                         /* of a line without edges */
        } cases[] = {{0, 0, {0, 0, 1, 0}, 1},  /* a stretch */
                     {0, 4, {0, 0, 1, 0}, 0},  /* a turn alone */
                     {1, 0, {0, 0, 1, 0}, 0}}; /* beyond declared points */
        size_t start = sizeof "tracktwo line 2\n" - 1 + 1 + 1 + strlen(params.side_name[LINE_A]) + 1 +
                       strlen(params.side_name[LINE_B]) + (strlen(params.territory) > 63 ? 2 : 1) +
                       strlen(params.territory) + 1 + 4;
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            struct t2_buf b;
            struct line *back = NULL;
            t2_buf_init(&b, 1 << 20);
            assert_int_equal(line_write(l[k], &b), 0);
            memcpy(b.ptr + start + cases[i].finish * (8 + 1 + 4 + 8) + cases[i].at, cases[i].bytes, 4);
            int err = line_read(t2_buf_view(&b), &why, &back);
            assert_int_equal(err, cases[i].taken && k == 0 ? 0 : T2_E_REFUSED);
            if (err == 0) { /* and with it a turn, of at most half a circle */
                assert_int_equal(line_lacks_mm(back, 0), 256);
                line_free(back);
                back = NULL;
                memcpy(b.ptr + start + 4, "\x00\x2f\xef\xd9", 4);
                assert_int_equal(line_read(t2_buf_view(&b), &why, &back), 0);
                line_free(back);
                back = NULL;
                b.ptr[start + 7]++;
                assert_int_equal(line_read(t2_buf_view(&b), &why, &back), T2_E_REFUSED);
            }
            line_free(back);
            t2_buf_free(&b);
        }
        line_free(l[k]);
    }
}

/* Who declares through which points the end goes on leaves nothing open there. */
static void a_short_end_that_was_declared(void **p)
{
    (void)p;
    static const struct geo_point ours[] = {
        {0, 30000}, {50 * KM, 30000}, {50 * KM, 100 * KM}, {0, 100 * KM}, {0, 30000}};
    static const struct geo_point on[] = {{50 * KM, 0}};
    struct line_params params = line_data_params(GEO_FLAT, LINE_END_SQUARE);
    const struct geo_points rings[] = {{ours, 5}}, land[] = {{whole, 5}};
    const struct line_from_outline in = {
        .rings = rings, .n_rings = 1, .borders = land, .n_borders = 1, .other = land, .n_other = 1};
    struct line_refusal why = {.text = ""};
    for (int k = 0; k < 2; k++) {
        struct line *l = NULL;
        struct line_figures f[2];
        params.start = k == 0 ? params.start : (struct line_ending){LINE_END_POINTS, on, 1};
        if (line_new_from_outline(&params, &in, NULL, NULL, &why, &l) != 0)
            fail_msg("refused: %s", why.text);
        line_zones_free(zones_at(l, 5000, f));
        assert_true(k == 0 ? f[0].area_error_m2 > 5000 * 300 : f[0].area_error_m2 < 5000 * 30);
        line_free(l);
    }
}

/* Across an inlet of a hundred metres A faces itself: the line of contact falls into pieces there. */
static void an_inlet(void **p)
{
    (void)p;
    static const struct geo_point ours[] = {{0, 0},
                                            {50 * KM, 0},
                                            {50 * KM, 50 * KM},
                                            {40 * KM, 50 * KM},
                                            {40 * KM, 50 * KM + 10000},
                                            {50 * KM, 50 * KM + 10000},
                                            {50 * KM, 100 * KM},
                                            {0, 100 * KM},
                                            {0, 0}};
    struct line_params params = line_data_params(GEO_FLAT, LINE_END_SQUARE);
    const struct geo_points rings[] = {{ours, 9}}, land[] = {{whole, 5}};
    struct line_from_outline in = {
        .rings = rings, .n_rings = 1, .borders = land, .n_borders = 1, .other = land, .n_other = 1};
    struct line_refusal why = {.text = ""};
    struct line *l = NULL;
    assert_int_equal(line_new_from_outline(&params, &in, NULL, NULL, &why, &l), T2_E_REFUSED);
    assert_int_equal(why.code, LINE_R_PIECES);
}

/* Real outlines: what Donbas of the Minsk years has in common with the rest of the country. */
static void a_real_outline(void **p)
{
    (void)p;
    struct line_import *zones = line_data_geojson("line/natural_earth_zones.geojson");
    struct line_import *country = line_data_geojson("line/ukraine_exterior_osm.geojson");
    if (zones == NULL || country == NULL) {
        line_import_free(zones);
        line_import_free(country);
        skip();
    }
    struct geo_points donbas[4], *land = calloc(line_import_n(country), sizeof(land[0]));
    size_t n_donbas = 0, n_land = 0;
    for (size_t k = 0; k < line_import_n(zones); k++) {
        const struct line_shape *s = line_import_shape(zones, k);
        if (strcmp(s->name, "Donbass") == 0 && n_donbas < 4)
            donbas[n_donbas++] = s->points;
    }
    for (size_t k = 0; k < line_import_n(country); k++)
        land[n_land++] = line_import_shape(country, k)->points;
    struct line_params params = line_data_params(GEO_WGS84, LINE_END_SQUARE);
    /* The outlines come from two sources and lie up to kilometres apart: the border is believed to be that
     * wide. */
    struct line_from_outline in = {.rings = donbas,
                                   .n_rings = n_donbas,
                                   .borders = land,
                                   .n_borders = n_land,
                                   .other = land,
                                   .n_other = n_land,
                                   .border_m = 3000};
    struct line_refusal why = {.text = ""};
    struct line *l = NULL;
    struct line_repair fixed[LINE_MAX_REPAIRS];
    size_t n_fixed = 0;
    if (line_new_from_outline(&params, &in, fixed, &n_fixed, &why, &l) != 0)
        fail_msg("refused: %s", why.text);
    print_message("%zu points, %.1f km, %zu repairs\n", line_points(l).n, line_length_m(l) / 1000, n_fixed);
    assert_true(line_length_m(l) > 290e3 && line_length_m(l) < 345e3);
    enum line_side side = LINE_N_SIDES;
    (void)line_distance_m(l, (struct geo_point){378000000, 480000000}, NULL,
                          &side); /* Donetsk lies on A's side */
    assert_int_equal(side, LINE_A);
    line_free(l);
    free(land);
    line_import_free(zones);
    line_import_free(country);
}

static void geojson(void **p)
{
    (void)p;
    static const char good[] =
        "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"name\":"
        "\"x\"},\"geometry\":{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[1,0],[1,1],[0,0]],"
        "[[0.2,0.1],[0.3,0.1],[0.3,0.2],[0.2,0.1]]]]}},{\"type\":\"Feature\",\"geometry\":{\"type\":"
        "\"Point\",\"coordinates\":[37.5,48]}}]}";
    static const char *const bad[] = {"",
                                      "[",
                                      "{}",
                                      "{\"type\":\"FeatureCollection\",\"features\":[]}",
                                      "{\"type\":\"Circle\",\"coordinates\":[]}",
                                      "{\"type\":\"Point\",\"coordinates\":[200,0]}",
                                      "{\"type\":\"Point\",\"coordinates\":[\"1\",0]}",
                                      "{\"type\":\"LineString\",\"coordinates\":[]}",
                                      "{\"type\":\"LineString\",\"coordinates\":[[1,2],[3]]}",
                                      "{\"type\":\"Polygon\",\"coordinates\":[]}",
                                      "{\"type\":\"Polygon\",\"coordinates\":[[]]}"};
    struct line_import *in = NULL;
    struct line_refusal why = {.text = ""};
    assert_int_equal(line_import_geojson(t2_bytes_str(good), &why, &in), 0);
    assert_int_equal(line_import_n(in), 3);
    assert_int_equal(line_import_shape(in, 0)->kind, LINE_SHAPE_RING);
    assert_string_equal(line_import_shape(in, 0)->name, "x");
    assert_int_equal(line_import_shape(in, 1)->kind, LINE_SHAPE_HOLE);
    assert_int_equal(line_import_shape(in, 2)->feature, 1);
    assert_int_equal(line_import_shape(in, 2)->points.at[0].x, 375000000);
    assert_null(line_import_shape(in, 3));
    line_import_free(in);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        in = NULL;
        if (line_import_geojson(t2_bytes_str(bad[i]), &why, &in) != T2_E_REFUSED)
            fail_msg("taken: %s", bad[i]);
        assert_null(in);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line),
        cmocka_unit_test(the_example_tables_distances),
        cmocka_unit_test(sides_at_corners),
        cmocka_unit_test(repairs),
        cmocka_unit_test(refusals),
        cmocka_unit_test(the_readers_language),
        cmocka_unit_test(bytes),
        cmocka_unit_test(two_edges),
        cmocka_unit_test(an_outline),
        cmocka_unit_test(an_outline_beside_the_border),
        cmocka_unit_test(what_a_short_end_could_change),
        cmocka_unit_test(lacking_ends_that_cannot_be),
        cmocka_unit_test(a_short_end_that_was_declared),
        cmocka_unit_test(an_inlet),
        cmocka_unit_test(a_real_outline),
        cmocka_unit_test(geojson),
    };
    return cmocka_run_group_tests_name("line_input", tests, NULL, NULL);
}
