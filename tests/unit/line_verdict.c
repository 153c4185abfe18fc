/* Verdicts: the truth table, the example table's units, the probability against a Monte Carlo, the arithmetic
 * against the mathematics library, records, and the history judged again under another rule. */
#include "../line_data.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include "line/line_internal.h"

#define KM 100000
#define SEED 41u

static const char rule_text[] =
    "tracktwo line rule 1\ntitle en T\nframe flat\nmeasure per_side\nreference a contact\n"
    "reference b contact\ndemilitarized 2000 2000\ndemilitarized_by 3\n"
    "class rockets\nweapons rocket\ncalibre 220 -\ndistance 20000\nby 10\n"
    "class guns\nweapons gun mortar\ncalibre 100 -\ndistance 10000\nby 10 14\n"
    "site depot a guns -7000 50000 1000\n";

struct bench {
    struct line *line;
    struct line_rule *rule;
    struct line_zones *zones;
    struct line_judge *judge;
};

/* A line from south to north, A in the west. */
static struct bench bench_new(const char *text)
{
    static const struct geo_point at[] = {{0, 0}, {0, 100 * KM}};
    struct line_params params = line_data_params(GEO_FLAT, LINE_END_SQUARE);
    struct line_refusal why = {.text = ""};
    struct bench b = {.line = line_data_line(&params, at, 2)};
    if (line_rule_read(t2_bytes_str(text), &why, &b.rule) != 0 ||
        line_zones_new(b.line, b.rule, NULL, 0, &why, &b.zones) != 0)
        fail_msg("%s", why.text);
    assert_int_equal(line_judge_new(b.line, b.rule, b.zones, (struct line_thresholds){0, 0}, &b.judge), 0);
    return b;
}

static void bench_free(struct bench *b)
{
    line_judge_free(b->judge);
    line_zones_free(b->zones);
    line_rule_free(b->rule);
    line_free(b->line);
}

enum { OUT = LINE_VERDICT_OUT, IN = LINE_VERDICT_IN, OPEN = LINE_VERDICT_UNDETERMINED };

static void truth_table(void **p)
{
    (void)p;
    static const struct {
        double x_km, y_km;
        uint32_t sigma_m;
        uint8_t side, weapon;
        uint32_t calibre;
        int32_t day;
        uint8_t agreed, state, exempt, whose;
        enum line_reason why; /* stands in the trail */
    } rows[] = {
        /* gun of side A west of the line: 10 km from day 10 */
        {-5, 50, 0, LINE_A, LINE_W_GUN, 1220, 20, 0, IN, 0, LINE_A, LINE_WHY_IN_ZONE},
        {-10, 50, 0, LINE_A, LINE_W_GUN, 1220, 20, 0, IN, 0, LINE_A,
         LINE_WHY_IN_ZONE}, /* on the limit itself */
        {-10.00001, 50, 0, LINE_A, LINE_W_GUN, 1220, 20, 0, OUT, 0, LINE_A, LINE_WHY_OUT_OF_ZONE},
        {-10, 50, 100, LINE_A, LINE_W_GUN, 1220, 20, 0, OPEN, 0, LINE_A, LINE_WHY_NEAR_EDGE},
        {-9.7, 50, 100, LINE_A, LINE_W_GUN, 1220, 20, 0, IN, 0, LINE_A, LINE_WHY_IN_ZONE},
        {-10.3, 50, 100, LINE_A, LINE_W_GUN, 1220, 20, 0, OUT, 0, LINE_A, LINE_WHY_OUT_OF_ZONE},
        {-5, 50, 0, LINE_A, LINE_W_GUN, 1220, 9, 0, IN, 1, LINE_A, LINE_WHY_NOT_YET},
        {5, 50, 0, LINE_B, LINE_W_GUN, 1220, 13, 0, IN, 1, LINE_B,
         LINE_WHY_NOT_YET}, /* B's guns have until day 14 */
        {5, 50, 0, LINE_B, LINE_W_GUN, 1220, 14, 0, IN, 0, LINE_B, LINE_WHY_IN_ZONE},
        {-5, 50, 0, LINE_A, LINE_W_GUN, 1220, INT32_MIN, 0, IN, 0, LINE_A, LINE_WHY_IN_ZONE},
        {-5, 50, 0, LINE_A, LINE_W_GUN, 1220, 20, 1, IN, 1, LINE_A, LINE_WHY_EXEMPT},
        /* the demilitarized zone is closed to all, from day 3 */
        {-1, 50, 0, LINE_A, LINE_W_GUN, 1220, 5, 0, IN, 0, LINE_A, LINE_WHY_DEMILITARIZED},
        {-1, 50, 0, LINE_A, LINE_W_INFANTRY, 0, 5, 0, IN, 0, LINE_A, LINE_WHY_DEMILITARIZED},
        {-1, 50, 0, LINE_A, LINE_W_INFANTRY, 0, 2, 0, IN, 1, LINE_A, LINE_WHY_NOT_YET},
        {-3, 50, 0, LINE_A, LINE_W_INFANTRY, 0, 5, 0, OUT, 0, LINE_A, LINE_WHY_NO_CLASS},
        /* across the line */
        {30, 50, 0, LINE_A, LINE_W_GUN, 1220, 20, 0, IN, 0, LINE_A, LINE_WHY_ACROSS},
        {30, 50, 0, LINE_A, LINE_W_INFANTRY, 0, 20, 0, OUT, 0, LINE_A, LINE_WHY_NO_CLASS},
        /* whose it is was not said */
        {-5, 50, 0, LINE_N_SIDES, LINE_W_GUN, 1220, 20, 0, IN, 0, LINE_A, LINE_WHY_SIDE_BY_PLACE},
        {5, 50, 0, LINE_N_SIDES, LINE_W_GUN, 1220, 20, 0, IN, 0, LINE_B, LINE_WHY_SIDE_BY_PLACE},
        {0.01, 50, 500, LINE_N_SIDES, LINE_W_GUN, 1220, 20, 0, IN, 0, LINE_N_SIDES, LINE_WHY_SIDE_UNKNOWN},
        /* what is not known may decide */
        {-5, 50, 0, LINE_A, LINE_W_GUN, 0, 20, 0, OPEN, 0, LINE_A, LINE_WHY_CLASS_UNKNOWN},
        {-1, 50, 0, LINE_A, LINE_W_GUN, 0, 20, 0, IN, 0, LINE_A,
         LINE_WHY_CLASS_UNKNOWN}, /* demilitarized anyhow */
        {-12, 50, 0, LINE_A, LINE_W_GUN, 0, 20, 0, OUT, 0, LINE_A, LINE_WHY_CLASS_UNKNOWN}, /* out of both */
        {-15, 50, 0, LINE_A, LINE_W_ROCKET, 2200, 20, 0, IN, 0, LINE_A, LINE_WHY_CLASS},
        {-15, 50, 0, LINE_A, LINE_W_ROCKET, 1220, 20, 0, OUT, 0, LINE_A, LINE_WHY_NO_CLASS},
        /* the depot, of guns of A, a kilometre wide about 7 km west */
        {-7.9, 50, 0, LINE_A, LINE_W_GUN, 1220, 20, 0, IN, 1, LINE_A, LINE_WHY_SITE},
        {-8.1, 50, 0, LINE_A, LINE_W_GUN, 1220, 20, 0, IN, 0, LINE_A, LINE_WHY_IN_ZONE},
        {-7.9, 50, 200, LINE_A, LINE_W_GUN, 1220, 20, 0, OPEN, 0, LINE_A, LINE_WHY_SITE_PERHAPS},
        {-7, 50, 0, LINE_A, LINE_W_ROCKET, 3000, 20, 0, IN, 0, LINE_A, LINE_WHY_IN_ZONE},
        /* nowhere near */
        {-7, 150, 0, LINE_A, LINE_W_GUN, 1220, 20, 0, OUT, 0, LINE_A, LINE_WHY_OUT_OF_ZONE},
        {9999, 9999, 10, LINE_N_SIDES, LINE_W_GUN, 1220, 20, 0, OUT, 0, LINE_N_SIDES, LINE_WHY_SIDE_UNKNOWN},
    };
    struct bench b = bench_new(rule_text);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct line_sighting seen = {.sigma_cm = 100 * rows[i].sigma_m,
                                     .side = rows[i].side,
                                     .weapon = rows[i].weapon,
                                     .exempt = rows[i].agreed,
                                     .day = rows[i].day,
                                     .calibre = rows[i].calibre};
        struct line_verdict v;
        seen.place =
            (struct geo_point){(int32_t)lround(rows[i].x_km * KM), (int32_t)lround(rows[i].y_km * KM)};
        line_judge(b.judge, &seen, &v);
        int told = 0;
        for (unsigned k = 0; k < v.n_trail; k++)
            told |= v.trail[k] == rows[i].why;
        if (v.state != rows[i].state || v.exempt != rows[i].exempt || v.side != rows[i].whose || !told)
            fail_msg("row %zu: %s, exempt %u, side %u, %u millionths, %s told", i, line_verdict_name(v.state),
                     v.exempt, v.side, v.in_ppm, told ? "" : "not");
        uint8_t bytes[LINE_VERDICT_LEN], again[LINE_VERDICT_LEN];
        struct line_verdict back;
        line_verdict_write(&v, bytes);
        assert_int_equal(line_verdict_read(bytes, &back), 0);
        line_verdict_write(&back, again);
        assert_memory_equal(bytes, again, sizeof bytes);
    }
    for (int r = 0; r < LINE_N_REASONS; r++)
        assert_true(strlen(line_reason_name((enum line_reason)r)) > 0 &&
                    (r == 0 || strlen(line_reason_text((enum line_reason)r)) > 10));
    bench_free(&b);
}

static void the_examples_units(void **p)
{
    (void)p;
    static const struct {
        const char *id;
        double x, y;
        uint8_t side, weapon, state;
    } units[] = {{"A-inf-1", 12.0, 6.0, LINE_A, LINE_W_INFANTRY, OUT},
                 {"A-inf-2", 12.5, 16.0, LINE_A, LINE_W_INFANTRY, OUT},
                 {"A-art-1", 13.5, 20.0, LINE_A, LINE_W_GUN, OUT},
                 {"A-log-1", 15.0, 33.0, LINE_A, LINE_W_SUPPORT, OUT},
                 {"B-inf-1", 46.0, 6.5, LINE_B, LINE_W_INFANTRY, OUT},
                 {"B-inf-2", 49.0, 24.0, LINE_B, LINE_W_INFANTRY, OUT},
                 {"B-art-1", 44.5, 12.5, LINE_B, LINE_W_GUN, IN},
                 {"B-inf-3", 44.0, 36.0, LINE_B, LINE_W_INFANTRY, IN}};
    struct bench b = {.line = line_data_example(), .rule = line_data_rule("rules/example-z3.rule")};
    struct line_refusal why = {.text = ""};
    assert_int_equal(line_zones_new(b.line, b.rule, NULL, 0, &why, &b.zones), 0);
    assert_int_equal(line_judge_new(b.line, b.rule, b.zones, (struct line_thresholds){0, 0}, &b.judge), 0);
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        struct line_sighting seen = {
            .side = units[i].side, .weapon = units[i].weapon, .day = 6, .sigma_cm = 10000};
        struct line_verdict v;
        assert_int_equal(geo_point_of(GEO_FLAT, 1000 * units[i].x, 1000 * units[i].y, &seen.place), 0);
        line_judge(b.judge, &seen, &v);
        if (v.state != units[i].state)
            fail_msg("%s: %s", units[i].id, line_verdict_name(v.state));
    }
    bench_free(&b);
}

/* ---- probability ---- */

static uint64_t state = SEED;
static double uniform(void)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return ((double)(state >> 11) + 0.5) / 9007199254740992.0;
}

static double gauss(void)
{
    return sqrt(-2 * log(uniform())) * cos(6.283185307179586 * uniform());
}

static void monte_carlo(void **p)
{
    (void)p;
    struct line_import *in = line_data_geojson("line/korea_dmz_lsib_lines.geojson");
    struct line *l = line_data_example();
    struct line_rule *r = line_data_rule("rules/example-z3.rule");
    struct line_refusal why = {.text = ""};
    struct line_zones *z = NULL;
    double worst = 0;
    if (in != NULL) { /* real ground where it is there, else the invented map */
        struct line_params params = line_data_params(GEO_WGS84, LINE_END_SQUARE);
        struct geo_points mdl = line_import_shape(in, 2)->points;
        line_free(l);
        l = line_data_line(&params, mdl.at, mdl.n);
        r->frame = GEO_WGS84;
        r->classes[0].distance_m[0] = r->classes[0].distance_m[1] = 2000;
    }
    assert_int_equal(line_zones_new(l, r, NULL, 0, &why, &z), 0);
    const struct geo_area *area = &line_zones_at(z, 0)->area;
    struct line_index *x = NULL;
    assert_int_equal(line_index_new(z, &x), 0);
    print_message("seed %u\n", SEED);
    for (int k = 0; k < 60; k++) {
        static const double sigmas[] = {5, 50, 300, 1000, 3000};
        double sigma = sigmas[k % 5], mx = 0, my = 0;
        struct geo_point at = area->points[(size_t)(uniform() * (double)area->n_points)];
        same_scale_m(line_frame(l), at.y, &mx, &my);
        at.x += (int32_t)(gauss() * sigma / mx);
        at.y += (int32_t)(gauss() * sigma / my);
        uint32_t hits = 0, n = 100000;
        for (uint32_t i = 0; i < n; i++) {
            struct geo_point s = {(int32_t)lround(at.x + gauss() * sigma / mx),
                                  (int32_t)lround(at.y + gauss() * sigma / my)};
            hits += line_index_at(x, s) & 1;
        }
        double ours = line_index_probability(x, 0, at, (uint32_t)(100 * sigma)) / 1e6,
               theirs = (double)hits / n;
        worst = fmax(worst, fabs(ours - theirs));
        if (fabs(ours - theirs) > 0.01)
            fail_msg("sigma %.0f m: %.4f, counted %.4f", sigma, ours, theirs);
    }
    print_message("60 positions: farthest from 100,000 draws each: %.4f\n", worst);
    assert_true(worst > 0);
    line_index_free(x);
    line_zones_free(z);
    line_rule_free(r);
    line_free(l);
    line_import_free(in);
}

/* A straight edge has the normal distribution; a corner its product. */
static void known_probabilities(void **p)
{
    (void)p;
    struct geo_point at[] = {{0, 0}, {100 * KM, 0}, {100 * KM, 100 * KM}, {0, 100 * KM}, {0, 0}};
    uint32_t end[] = {5}, part[] = {1};
    const struct geo_area square = {at, 5, end, 1, part, 1}, *areas[] = {&square};
    struct line_index *x = NULL;
    assert_int_equal(line_index_new_areas(GEO_FLAT, areas, 1, &x), 0);
    for (int k = -70; k <= 70; k++) {
        double want = 0.5 * erfc(-k / 10.0 / sqrt(2));
        struct geo_point edge = {k * 1000, 50 * KM}, top = {50 * KM, 100 * KM - k * 1000},
                         corner = {k * 1000, k * 1000};
        assert_true(fabs(line_index_probability(x, 0, edge, 10000) / 1e6 - want) < 2e-6);
        assert_true(fabs(line_index_probability(x, 0, top, 10000) / 1e6 - want) < 2e-6);
        assert_true(fabs(line_index_probability(x, 0, corner, 10000) / 1e6 - want * want) < 2e-6);
    }
    assert_int_equal(line_index_probability(x, 0, (struct geo_point){50 * KM, 50 * KM}, 10000), 1000000);
    assert_int_equal(line_index_probability(x, 0, (struct geo_point){-2 * KM, 50 * KM}, 10000), 0);
    assert_int_equal(line_index_probability(x, 0, (struct geo_point){0, 0}, 0),
                     1000000); /* on the corner, exactly */
    /* An error larger than the map: the share of the density that the square has. */
    double side = 50000 / 2e5, all = erf(side / sqrt(2));
    assert_true(fabs(line_index_probability(x, 0, (struct geo_point){50 * KM, 50 * KM}, 20000000) / 1e6 -
                     all * all) < 1e-5);
    line_index_free(x);
}

static void own_arithmetic(void **p)
{
    (void)p;
    for (int k = 0; k <= 6000; k++) {
        double z = k / 100.0;
        assert_true(fabs(same_exp_minus(z) - exp(-z)) <= 4e-16 * exp(-z) + 1e-300);
        assert_true(fabs(same_normal(z - 30) - 0.5 * erfc((30 - z) / sqrt(2))) < 1e-7);
    }
    for (int k = -89; k <= 89; k += 2) {
        double mx = 0, my = 0;
        struct geo_point a = {380000000, k * 10000000}, b = {380001000, k * 10000000},
                         c = {380000000, k * 10000000 + 1000};
        same_scale_m(GEO_WGS84, a.y, &mx, &my);
        assert_true(fabs(mx * 1000 / geo_distance_m(GEO_WGS84, a, b) - 1) < 1e-6);
        assert_true(fabs(my * 1000 / geo_distance_m(GEO_WGS84, a, c) - 1) < 1e-6);
        struct geo_point far = {380000000 + 10000000, k * 10000000};
        double m = geo_distance_m(GEO_WGS84, a, far);
        assert_true(m > 200000 || fabs(same_distance_m(GEO_WGS84, a, far) - m) < 0.02);
    }
    /* The same bits on every machine: these were computed once, elsewhere. */
    uint64_t bits = 0;
    double v = same_normal(0.7) * same_exp_minus(1.3);
    memcpy(&bits, &v, sizeof bits);
    print_message("%016llx\n", (unsigned long long)bits);
    assert_true(bits == 0x3fca71825688fd16u);
}

static void judged_again(void **p)
{
    (void)p;
    char wider[sizeof rule_text + 16];
    struct bench b = bench_new(rule_text);
    (void)snprintf(wider, sizeof wider, "%s", rule_text);
    char *at = strstr(wider, "distance 10000");
    assert_non_null(at);
    at[9] = '1';
    at[10] = '1'; /* 11000 */
    struct bench c = bench_new(wider);
    static struct line_sighting seen[200];
    static struct line_verdict before[200], after[200];
    size_t changed[200], n = 0, want = 0;
    for (int k = 0; k < 200; k++) {
        seen[k] = (struct line_sighting){
            .place = {-k * 10000, 30 * KM}, .side = LINE_A, .weapon = LINE_W_GUN, .calibre = 1520, .day = 99};
        want += k > 100 && k <= 110;
    }
    assert_int_equal(line_judge_all(b.judge, seen, 200, NULL, before, NULL, 0), 0);
    assert_int_equal(line_judge_all(b.judge, seen, 200, before, before, NULL, 0), 0);
    n = line_judge_all(c.judge, seen, 200, before, after, changed, 200);
    size_t states = 0;
    for (size_t i = 0; i < n; i++)
        states += before[changed[i]].state != after[changed[i]].state;
    assert_int_equal(states, want);
    /* A judge takes no zones of another rule. */
    struct line_judge *wrong = NULL;
    assert_int_equal(line_judge_new(b.line, b.rule, c.zones, (struct line_thresholds){0, 0}, &wrong),
                     T2_E_ARGUMENT);
    bench_free(&b);
    bench_free(&c);
}

/* What a reader calls another verdict: not a probability or the number of a zone, but state, side, class,
 * exemption and reasons; a class is its id, wherever it stands in its rule. */
static void what_differs(void **p)
{
    (void)p;
    static const struct line_rule one = {.classes = {{.id = "guns"}, {.id = "rockets"}}, .n_classes = 2};
    static const struct line_rule two = {.classes = {{.id = "rockets"}, {.id = "guns"}}, .n_classes = 2};
    const struct line_verdict was = {.state = IN,
                                     .side = LINE_A,
                                     .class = 0,
                                     .zones = 1,
                                     .in_ppm = 990000,
                                     .n_trail = 2,
                                     .trail = {LINE_WHY_CLASS, LINE_WHY_IN_ZONE}};
    struct line_verdict now = was;
    assert_false(line_verdict_differs(&was, &one, &now, &one));
    assert_true(line_verdict_differs(&was, &one, &now, &two)); /* guns, then rockets */
    now.class = 1;
    assert_false(line_verdict_differs(&was, &one, &now, &two));
    now.zones = 6;
    now.in_ppm = 1000000;
    now.zone = 3;
    assert_false(line_verdict_differs(&was, &one, &now, &two));
    now.trail[1] = LINE_WHY_DEMILITARIZED;
    assert_true(line_verdict_differs(&was, &one, &now, &two));
    now = was;
    now.exempt = 1;
    assert_true(line_verdict_differs(&was, &one, &now, &one));
    now = was;
    now.side = LINE_B;
    assert_true(line_verdict_differs(&was, &one, &now, &one));
    now = was;
    now.state = OUT;
    assert_true(line_verdict_differs(&was, &one, &now, &one));
    now = was;
    now.class = LINE_MAX_CLASSES;
    assert_true(line_verdict_differs(&was, &one, &now, &one));
}

static void records_that_are_none(void **p)
{
    (void)p;
    uint8_t bytes[LINE_VERDICT_LEN] = {0};
    struct line_verdict v;
    assert_int_equal(line_verdict_read(bytes, &v), 0);
    static const struct {
        int at;
        uint8_t value;
    } wrong[] = {{0, 3}, {1, 3}, {2, 11}, {3, 2}, {4, 0x80}, {8, 1}, {12, 23}, {14, 16}, {15, 1}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        memset(bytes, 0, sizeof bytes);
        bytes[wrong[i].at] = wrong[i].value;
        assert_int_equal(line_verdict_read(bytes, &v), T2_E_MALFORMED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(truth_table),    cmocka_unit_test(the_examples_units),
        cmocka_unit_test(monte_carlo),    cmocka_unit_test(known_probabilities),
        cmocka_unit_test(own_arithmetic), cmocka_unit_test(judged_again),
        cmocka_unit_test(what_differs),   cmocka_unit_test(records_that_are_none),
    };
    return cmocka_run_group_tests_name("line_verdict", tests, NULL, NULL);
}
