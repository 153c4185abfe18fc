/* Ground truth: both limit lines of the Korean demilitarized zone lie two kilometres from the demarcation
 * line. The pull-back that the program computes from the demarcation line is laid over the zone between the
 * real limit lines. */
#include "../line_data.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define GEOS_USE_ONLY_R_API
#include <geos_c.h>

#define TRUE_KM2 896.3

static struct line_import *data;

static int set_up(void **p)
{
    (void)p;
    data = line_data_geojson("line/korea_dmz_lsib_lines.geojson");
    return 0;
}

static int tear_down(void **p)
{
    (void)p;
    line_import_free(data);
    return 0;
}

/* The demarcation line and its zones of two kilometres. */
static struct line_zones *pull_back(struct line **out_line, struct line_rule *rule)
{
    struct line_params params = line_data_params(GEO_WGS84, LINE_END_SQUARE);
    struct geo_points mdl = line_import_shape(data, 2)->points;
    *out_line = line_data_line(&params, mdl.at, mdl.n);
    *rule = (struct line_rule){.title = {{"en", "Armistice, 27 July 1953: two kilometres"}},
                               .n_titles = 1,
                               .reference = {"contact", "contact"},
                               .d_day = INT32_MIN,
                               .demilitarized_m = {2000, 2000}};
    struct line_refusal why = {.text = ""};
    struct line_zones *z = NULL;
    if (line_zones_new(*out_line, rule, NULL, 0, &why, &z) != 0)
        fail_msg("refused: %s", why.text);
    return z;
}

/* The zone between the limit lines, as a closed ring of points. */
static size_t real_ring(struct geo_point **out)
{
    struct geo_points north = line_import_shape(data, 0)->points, south = line_import_shape(data, 1)->points;
    struct geo_point *at = calloc(north.n + south.n + 1, sizeof(at[0]));
    assert_non_null(at);
    double same = geo_distance_m(GEO_WGS84, north.at[north.n - 1], south.at[0]);
    double other = geo_distance_m(GEO_WGS84, north.at[north.n - 1], south.at[south.n - 1]);
    size_t n = 0;
    for (size_t i = 0; i < north.n; i++)
        at[n++] = north.at[i];
    for (size_t i = 0; i < south.n; i++)
        at[n++] = south.at[same < other ? i : south.n - 1 - i];
    at[n++] = at[0];
    *out = at;
    return n;
}

static GEOSGeometry *polygon(GEOSContextHandle_t h, const struct geo_point *at, size_t n)
{
    GEOSCoordSequence *s = GEOSCoordSeq_create_r(h, (unsigned)n, 2);
    for (unsigned i = 0; i < n; i++)
        (void)GEOSCoordSeq_setXY_r(h, s, i, at[i].x, at[i].y);
    return GEOSGeom_createPolygon_r(h, GEOSGeom_createLinearRing_r(h, s), NULL, 0);
}

/* Area in square units of what both have, or of what one of them has. Units weigh the north and the south of
 * the zone differently by less than a hundredth, and both areas alike. */
static double overlap(GEOSContextHandle_t h, const GEOSGeometry *a, const GEOSGeometry *b, int unite)
{
    GEOSGeometry *both = unite ? GEOSUnion_r(h, a, b) : GEOSIntersection_r(h, a, b);
    double area = 0;
    assert_non_null(both);
    assert_int_equal(GEOSArea_r(h, both, &area), 1);
    GEOSGeom_destroy_r(h, both);
    return area;
}

static void two_kilometres_are_the_limit_lines(void **p)
{
    (void)p;
    if (data == NULL)
        skip();
    struct line *l = NULL;
    static struct line_rule rule;
    struct line_zones *z = pull_back(&l, &rule);
    assert_int_equal(line_zones_n(z), 2);
    GEOSContextHandle_t h = GEOS_init_r();
    struct geo_point *ring = NULL;
    size_t n = real_ring(&ring);
    double real_km2 = geo_ring_area_m2(GEO_WGS84, (struct geo_points){ring, n}) / 1e6;
    real_km2 = real_km2 < 0 ? -real_km2 : real_km2;
    GEOSGeometry *real = polygon(h, ring, n), *ours = NULL;
    double km2 = 0;
    for (size_t i = 0; i < 2; i++) {
        const struct line_zone *zone = line_zones_at(z, i);
        struct line_figures f;
        assert_int_equal(line_zones_figures(z, i, NULL, 0, &f, NULL), 0);
        km2 += f.area_m2 / 1e6;
        print_message("side %c: %.2f km2 +- %.3f, withdrawal line %.2f km, outline off by at most %.2f m\n",
                      zone->side == LINE_A ? 'A' : 'B', f.area_m2 / 1e6, f.area_error_m2 / 1e6,
                      f.limit_m / 1e3, f.outline_error_m);
        assert_true(f.outline_error_m < 5);
        GEOSGeometry *part = polygon(h, geo_area_ring(&zone->area, 0).at, geo_area_ring(&zone->area, 0).n);
        assert_int_equal(GEOSisValid_r(h, part), 1);
        GEOSGeometry *sum = ours == NULL ? GEOSGeom_clone_r(h, part) : GEOSUnion_r(h, ours, part);
        GEOSGeom_destroy_r(h, ours);
        GEOSGeom_destroy_r(h, part);
        ours = sum;
    }
    double iou = overlap(h, real, ours, 0) / overlap(h, real, ours, 1);
    print_message("between the limit lines %.2f km2, computed %.2f km2, intersection over union %.4f\n",
                  real_km2, km2, iou);
    assert_true(iou >= 0.98);
    assert_true(km2 > 0.99 * TRUE_KM2 && km2 < 1.01 * TRUE_KM2);
    GEOSGeom_destroy_r(h, real);
    GEOSGeom_destroy_r(h, ours);
    GEOS_finish_r(h);
    free(ring);
    line_zones_free(z);
    line_free(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_kilometres_are_the_limit_lines),
    };
    return cmocka_run_group_tests_name("line_korea", tests, set_up, tear_down);
}
