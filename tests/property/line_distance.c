/* Zones against distances computed without them: the Minsk-era line, 25 km on each side. A thousand random
 * places of the withdrawal lines are 25 km from the line of contact to within 25 m, and what lies nearer is
 * in the zone, what lies farther is not. Distances here are the least of those to points every 100 m along
 * the line, which at 25 km says too much by 5 cm at most. */
#include "../line_data.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <geodesic.h>
#include <math.h>

#define SEED 1922u
#define STEP_M 100.0
#define WIDTH_M 25000.0

static struct line *line;
static struct line_zones *zones;
static struct line_rule *rule;
static double (*dense)[2]; /* degrees: latitude, longitude */
static size_t n_dense;

static uint64_t state = SEED;
static double uniform(void)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return ((double)(state >> 11) + 0.5) / 9007199254740992.0;
}

static void densify(struct geo_points at)
{
    struct geod_geodesic g;
    geod_init(&g, 6378137, 1 / 298.257223563);
    dense = calloc((size_t)(geo_length_m(GEO_WGS84, at) / STEP_M) + 2 * at.n + 2, sizeof(dense[0]));
    assert_non_null(dense);
    for (size_t i = 1; i < at.n; i++) {
        double s = 0, azimuth = 0;
        geod_inverse(&g, at.at[i - 1].y / 1e7, at.at[i - 1].x / 1e7, at.at[i].y / 1e7, at.at[i].x / 1e7, &s,
                     &azimuth, NULL);
        for (double m = 0; m < s; m += STEP_M, n_dense++)
            geod_direct(&g, at.at[i - 1].y / 1e7, at.at[i - 1].x / 1e7, azimuth, m, &dense[n_dense][0],
                        &dense[n_dense][1], NULL);
    }
    dense[n_dense][0] = at.at[at.n - 1].y / 1e7;
    dense[n_dense++][1] = at.at[at.n - 1].x / 1e7;
}

static double distance_m(double x, double y)
{
    struct geod_geodesic g;
    double best = HUGE_VAL, close = HUGE_VAL;
    geod_init(&g, 6378137, 1 / 298.257223563);
    for (int pass = 0; pass < 2; pass++) { /* first on a plane, then the near ones along the geodesic */
        for (size_t i = 0; i < n_dense; i++) {
            double dy = 111.2e3 * (dense[i][0] - y / 1e7),
                   dx = 111.3e3 * cos(y / 1e7 * M_PI / 180) * (dense[i][1] - x / 1e7);
            double flat = hypot(dx, dy), s = 0;
            if (pass == 0) {
                close = fmin(close, flat);
            } else if (flat < close * 1.02 + 100) {
                geod_inverse(&g, y / 1e7, x / 1e7, dense[i][0], dense[i][1], &s, NULL, NULL);
                best = fmin(best, s);
            }
        }
    }
    return best;
}

static struct line_rule *rule_of_25_km(void)
{
    struct line_rule *r = NULL;
    struct line_refusal why = {.text = ""};
    if (line_rule_read(t2_bytes_str("tracktwo line rule 1\ntitle en T\nframe wgs84\nmeasure per_side\n"
                                    "reference a contact\nreference b contact\n"
                                    "class c\nweapons gun\ndistance 25000\n"),
                       &why, &r) != 0)
        fail_msg("line %u: %s", why.line_number, why.text);
    return r;
}

static int set_up(void **p)
{
    (void)p;
    struct line_refusal why = {.text = ""};
    line = line_data_minsk(LINE_END_ROUND);
    if (line == NULL)
        return 0;
    rule = rule_of_25_km();
    if (line_zones_new(line, rule, NULL, 0, &why, &zones) != 0) {
        print_message("%s\n", why.text);
        return 1;
    }
    densify(line_points(line));
    return 0;
}

static int tear_down(void **p)
{
    (void)p;
    line_zones_free(zones);
    line_rule_free(rule);
    line_free(line);
    free(dense);
    return 0;
}

static void withdrawal_lines_are_25_km_away(void **p)
{
    (void)p;
    double worst = 0;
    if (line == NULL)
        skip();
    print_message("seed %u, line of %.1f km\n", SEED, line_length_m(line) / 1000);
    for (int k = 0; k < 1000; k++) {
        size_t i = (size_t)(uniform() * 2);
        struct geo_points limit =
            line_zones_limit(zones, i, (size_t)(uniform() * (double)line_zones_n_limits(zones, i)));
        size_t m = 1 + (size_t)(uniform() * (double)(limit.n - 1));
        double t = uniform(), x = limit.at[m - 1].x + t * (limit.at[m].x - limit.at[m - 1].x),
               y = limit.at[m - 1].y + t * (limit.at[m].y - limit.at[m - 1].y);
        worst = fmax(worst, fabs(distance_m(x, y) - WIDTH_M));
    }
    for (size_t i = 0; i < 2; i++) {
        struct line_figures f;
        assert_int_equal(line_zones_figures(zones, i, NULL, 0, &f, NULL), 0);
        print_message("side %zu: %.1f km2, limit %.1f km in %zu, its own bound %.2f m\n", i, f.area_m2 / 1e6,
                      f.limit_m / 1e3, line_zones_n_limits(zones, i), f.outline_error_m);
        /* The bound that the zone says of itself holds at these places too. */
        assert_true(worst < 2 * f.outline_error_m + 10 && f.outline_error_m < 8);
    }
    print_message("1,000 places of the withdrawal lines: off by at most %.2f m\n", worst);
    assert_true(worst < 25);
}

static void nearer_is_in_and_farther_is_out(void **p)
{
    (void)p;
    size_t n_in = 0, n_out = 0;
    if (line == NULL)
        skip();
    struct line_index *x = NULL;
    assert_int_equal(line_index_new(zones, &x), 0);
    struct geo_points at = line_points(line);
    for (int k = 0; k < 1000; k++) {
        struct geo_point from = at.at[(size_t)(uniform() * (double)at.n)], q;
        assert_int_equal(geo_direct(GEO_WGS84, from, 360 * uniform(), 20000 + 20000 * uniform(), &q), 0);
        double d = distance_m(q.x, q.y);
        if (fabs(d - WIDTH_M) < 25)
            continue;
        uint32_t in = line_index_at(x, q);
        if ((in != 0) != (d < WIDTH_M))
            fail_msg("%d %d at %.1f m: zones %x", q.x, q.y, d, in);
        n_in += in != 0;
        n_out += in == 0;
        /* And line_distance_m agrees with the plain search. */
        double ours = line_distance_m(line, q, NULL, NULL);
        if (ours > d + 0.03 || d > hypot(ours, STEP_M / 2) + 0.03)
            fail_msg("%d %d: %.3f m, searched %.3f m", q.x, q.y, ours, d);
    }
    print_message("%zu in, %zu out\n", n_in, n_out);
    assert_true(n_in > 100 && n_out > 100);
    line_index_free(x);
}

/* A line as wavy as surveyed ones are, on which GEOS's buffer by itself is off by a hundred metres and more:
 * it leaves out bends of up to a hundredth of the distance. Every point of the withdrawal lines is where it
 * should be. */
static void a_wavy_line(void **p)
{
    (void)p;
    enum { N = 1200 };
    static struct geo_point at[N];
    struct line_params params = line_data_params(GEO_WGS84, LINE_END_ROUND);
    struct line_refusal why = {.text = ""};
    struct line_zones *z = NULL;
    double worst = 0, between = 0;
    for (int i = 0; i < N; i++) {
        double lat = 47 + 3.0 * i / N,
               lon = 38 + 0.06 * sin(i / 20.0) + 0.003 * sin(i / 2.0) + 0.002 * uniform();
        assert_int_equal(geo_point_of(GEO_WGS84, lon, lat, &at[i]), 0);
    }
    struct line *l = line_data_line(&params, at, N);
    struct line_rule *r = rule_of_25_km();
    if (line_zones_new(l, r, NULL, 0, &why, &z) != 0)
        fail_msg("refused: %s", why.text);
    for (size_t i = 0; i < line_zones_n(z); i++) {
        struct line_figures f;
        assert_int_equal(line_zones_figures(z, i, NULL, 0, &f, NULL), 0);
        assert_int_equal(line_zones_n_limits(z, i), 1); /* in one piece */
        assert_true(f.limit_m > 330e3 && f.outline_error_m < 5);
        struct geo_points limit = line_zones_limit(z, i, 0);
        for (size_t m = 0; m < limit.n; m++) {
            if (m > 0 && m + 1 < limit.n) /* at its two ends the line that parts the sides cuts an edge */
                worst = fmax(worst, fabs(line_distance_m(l, limit.at[m], NULL, NULL) - WIDTH_M));
            for (int k = 1; m > 0 && k < 8; k++) {
                struct geo_point q = {
                    (int32_t)(limit.at[m - 1].x + k / 8.0 * (limit.at[m].x - limit.at[m - 1].x)),
                    (int32_t)(limit.at[m - 1].y + k / 8.0 * (limit.at[m].y - limit.at[m - 1].y))};
                between = fmax(between, fabs(line_distance_m(l, q, NULL, NULL) - WIDTH_M));
            }
        }
    }
    print_message("off by %.3f m at its points, %.2f m between\n", worst, between);
    assert_true(worst < 0.1 && between < 5);
    line_zones_free(z);
    line_rule_free(r);
    line_free(l);
}

/* Areas of zones are PROJ's geodesic areas to 0.05 per cent when computed on the map. */
static void areas_on_the_map(void **p)
{
    (void)p;
    if (line == NULL)
        skip();
    for (size_t i = 0; i < 2; i++) {
        const struct geo_area *a = &line_zones_at(zones, i)->area;
        struct geo_map m;
        double sum = 0;
        assert_int_equal(geo_map_init(&m, GEO_WGS84, a->points[0]), 0);
        for (size_t k = 0; k < a->n_rings; k++) {
            struct geo_points ring = geo_area_ring(a, k);
            for (size_t j = 1; j < ring.n; j++) {
                double e0 = 0, n0 = 0, e1 = 0, n1 = 0;
                geo_map_to(&m, ring.at[j - 1].x, ring.at[j - 1].y, &e0, &n0);
                geo_map_to(&m, ring.at[j].x, ring.at[j].y, &e1, &n1);
                sum += (e0 * n1 - e1 * n0) / 2;
            }
        }
        assert_true(fabs(sum / geo_area_m2(GEO_WGS84, a) - 1) < 0.0005);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(withdrawal_lines_are_25_km_away),
        cmocka_unit_test(nearer_is_in_and_farther_is_out),
        cmocka_unit_test(a_wavy_line),
        cmocka_unit_test(areas_on_the_map),
    };
    return cmocka_run_group_tests_name("line_distance", tests, set_up, tear_down);
}
