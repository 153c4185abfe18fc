/* Places, geodesics, areas and the equal-area map, against published numbers and against PROJ's own map. */
#include "../line_data.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>
#include <proj.h>

static struct geo_point deg(double lon, double lat)
{
    struct geo_point p = {0, 0};
    assert_int_equal(geo_point_of(GEO_WGS84, lon, lat, &p), 0);
    return p;
}

static void near_to(double got, double want, double off)
{
    if (!(fabs(got - want) <= off))
        fail_msg("%.9g is not within %g of %.9g", got, off, want);
}

static void distances(void **p)
{
    (void)p;
    /* New York to London, the example of GeographicLib's documentation: 5551.759 km */
    near_to(geo_distance_m(GEO_WGS84, deg(-73.8, 40.6), deg(-0.5, 51.6)), 5551759.400, 0.01);
    near_to(geo_distance_m(GEO_WGS84, deg(0, 90), deg(77, -90)), 20003931.4586, 0.01);    /* pole to pole */
    near_to(geo_distance_m(GEO_WGS84, deg(179.5, 0), deg(-179.5, 0)), 111319.4908, 0.01); /* antimeridian */
    near_to(geo_distance_m(GEO_WGS84, deg(10, 90), deg(-120, 89)), 111693.8650, 0.01);    /* from the pole */
    near_to(geo_distance_m(GEO_FLAT, (struct geo_point){0, 0}, (struct geo_point){300, -400}), 5, 1e-12);
    double at_a = 0, at_b = 0;
    geo_azimuth_deg(GEO_WGS84, deg(0, 0), deg(90, 0), &at_a, &at_b);
    near_to(at_a, 90, 1e-9);
    near_to(at_b, 90, 1e-9);
    geo_azimuth_deg(GEO_FLAT, (struct geo_point){0, 0}, (struct geo_point){-5, 0}, &at_a, NULL);
    near_to(at_a, -90, 1e-9);
    for (int k = 0; k < 400; k++) {
        struct geo_point from = deg(-180 + 0.9 * k, -89 + 0.44 * k), to;
        assert_int_equal(geo_direct(GEO_WGS84, from, 7 * k, 1000.0 * k, &to), 0);
        near_to(geo_distance_m(GEO_WGS84, from, to), 1000.0 * k, 0.01);
    }
    struct geo_point out = {7, 7};
    assert_int_equal(geo_direct(GEO_FLAT, out, 0, 1e9, &out), T2_E_ARGUMENT);
    assert_int_equal(geo_direct(GEO_WGS84, out, NAN, 1, &out), T2_E_ARGUMENT);
    assert_int_equal(out.x, 7);
}

static void no_places(void **p)
{
    (void)p;
    struct geo_point out = {1, 2};
    assert_int_equal(geo_point_of(GEO_WGS84, 180.1, 0, &out), T2_E_ARGUMENT);
    assert_int_equal(geo_point_of(GEO_WGS84, 0, 90.0000001, &out), T2_E_ARGUMENT);
    assert_int_equal(geo_point_of(GEO_WGS84, NAN, 0, &out), T2_E_ARGUMENT);
    assert_int_equal(geo_point_of(GEO_WGS84, INFINITY, 0, &out), T2_E_ARGUMENT);
    assert_int_equal(geo_point_of(GEO_FLAT, 1.1e7, 0, &out), T2_E_ARGUMENT);
    assert_true(out.x == 1 && out.y == 2);
    assert_int_equal(geo_point_of(GEO_WGS84, -0.00000005, 47.12345675, &out), 0);
    assert_true(out.x == -1 || out.x == 0);
    assert_false(geo_point_valid(GEO_FLAT, (struct geo_point){GEO_MAX_FLAT + 1, 0}));
}

static void areas(void **p)
{
    (void)p;
    /* An octant of the ellipsoid, and all of the northern half: its area is 510065621.724 km2. */
    struct geo_point octant[] = {deg(0, 0), deg(90, 0), deg(0, 90), deg(0, 0)};
    near_to(geo_ring_area_m2(GEO_WGS84, (struct geo_points){octant, 4}) / 1e6, 510065621.724 / 8, 0.1);
    struct geo_point round_pole[] = {deg(0, 0), deg(120, 0), deg(-120, 0), deg(0, 0)};
    near_to(geo_ring_area_m2(GEO_WGS84, (struct geo_points){round_pole, 4}) / 1e6, 510065621.724 / 2, 1);
    struct geo_point over[] = {deg(179, 10), deg(-179, 10), deg(-179, 11), deg(179, 11), deg(179, 10)};
    struct geo_point here[] = {deg(29, 10), deg(31, 10), deg(31, 11), deg(29, 11), deg(29, 10)};
    near_to(geo_ring_area_m2(GEO_WGS84, (struct geo_points){over, 5}),
            geo_ring_area_m2(GEO_WGS84, (struct geo_points){here, 5}), 1);
    struct geo_point back[] = {deg(29, 10), deg(29, 11), deg(31, 11), deg(31, 10), deg(29, 10)};
    near_to(geo_ring_area_m2(GEO_WGS84, (struct geo_points){back, 5}),
            -geo_ring_area_m2(GEO_WGS84, (struct geo_points){here, 5}), 1);
    struct geo_point flat[] = {{0, 0}, {1000, 0}, {1000, 500}, {0, 500}, {0, 0}};
    near_to(geo_ring_area_m2(GEO_FLAT, (struct geo_points){flat, 5}), 50, 1e-9);
    near_to(geo_length_m(GEO_FLAT, (struct geo_points){flat, 5}), 30, 1e-9);
}

static void the_map_is_projs(void **p)
{
    (void)p;
    PJ_CONTEXT *c = proj_context_create();
    double worst = 0, back = 0;
    for (int lat = -84; lat <= 84; lat += 24) {
        char text[128];
        struct geo_map m;
        (void)snprintf(text, sizeof text, "+proj=laea +lat_0=%d +lon_0=38 +ellps=WGS84", lat);
        PJ *theirs = proj_create(c, text);
        assert_non_null(theirs);
        assert_int_equal(geo_map_init(&m, GEO_WGS84, deg(38, lat)), 0);
        for (int k = -8; k <= 8; k++) {
            for (int i = -8; i <= 8; i++) {
                double lon_deg = 38 + 2.1 * k, lat_deg = fmax(-89, fmin(89, lat + 1.3 * i)), e = 0, n = 0,
                       x = 0, y = 0;
                PJ_COORD t =
                    proj_trans(theirs, PJ_FWD, proj_coord(proj_torad(lon_deg), proj_torad(lat_deg), 0, 0));
                geo_map_to(&m, lon_deg * 1e7, lat_deg * 1e7, &e, &n);
                worst = fmax(worst, fmax(fabs(e - t.xy.x), fabs(n - t.xy.y)));
                geo_map_from(&m, e, n, &x, &y);
                back = fmax(
                    back, fmax(fabs(x - lon_deg * 1e7) * cos(proj_torad(lat_deg)), fabs(y - lat_deg * 1e7)));
            }
        }
        proj_destroy(theirs);
    }
    proj_context_destroy(c);
    print_message("farthest from PROJ's map: %.3g m; there and back: %.3g units\n", worst, back);
    assert_true(worst < 1e-5 && back < 1e-4);
    struct geo_map m;
    assert_int_equal(geo_map_init(&m, GEO_WGS84, deg(0, 86)), T2_E_ARGUMENT);
}

/* Areas on the map equal PROJ's geodesic areas within 0.05 per cent, for real zones. */
static void map_areas_are_geodesic(void **p)
{
    (void)p;
    struct line_import *in = line_data_geojson("line/natural_earth_zones.geojson");
    size_t n_rings = 0;
    double worst = 0;
    if (in == NULL)
        skip();
    for (size_t k = 0; k < line_import_n(in); k++) {
        const struct line_shape *s = line_import_shape(in, k);
        struct geo_map m;
        double twice = 0, e0 = 0, n0 = 0, e1 = 0, n1 = 0, geodesic = geo_ring_area_m2(GEO_WGS84, s->points);
        if (s->kind != LINE_SHAPE_RING)
            continue;
        assert_int_equal(geo_map_init(&m, GEO_WGS84, s->points.at[0]), 0);
        for (size_t i = 1; i < s->points.n; i++) {
            geo_map_to(&m, s->points.at[i - 1].x, s->points.at[i - 1].y, &e0, &n0);
            geo_map_to(&m, s->points.at[i].x, s->points.at[i].y, &e1, &n1);
            twice += e0 * n1 - e1 * n0;
        }
        worst = fmax(worst, fabs(twice / 2 / geodesic - 1));
        n_rings++;
    }
    print_message("%zu zones, farthest from the geodesic area: %.2g\n", n_rings, worst);
    assert_true(n_rings >= 10 && worst < 0.0005);
    line_import_free(in);
}

static void has_a_point(void **p)
{
    (void)p;
    struct geo_point at[] = {{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0},
                             {4, 4}, {4, 6},  {6, 6},   {6, 4},  {4, 4}};
    uint32_t rings[] = {5, 10}, parts[] = {2};
    const struct geo_area a = {at, 10, rings, 2, parts, 1};
    struct geo_area copy = {0};
    assert_int_equal(geo_area_copy(&a, &copy), 0);
    assert_true(geo_area_has(&copy, (struct geo_point){1, 1}));
    assert_true(geo_area_has(&copy, (struct geo_point){10, 10}));
    assert_true(geo_area_has(&copy, (struct geo_point){4, 5})); /* the hole's edge belongs to the area */
    assert_false(geo_area_has(&copy, (struct geo_point){5, 5}));
    assert_false(geo_area_has(&copy, (struct geo_point){11, 10}));
    near_to(geo_area_m2(GEO_FLAT, &copy), 96e-4, 1e-12);
    geo_area_free(&copy);
    geo_area_free(&copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distances),
        cmocka_unit_test(no_places),
        cmocka_unit_test(areas),
        cmocka_unit_test(the_map_is_projs),
        cmocka_unit_test(map_areas_are_geodesic),
        cmocka_unit_test(has_a_point),
    };
    return cmocka_run_group_tests_name("line_geo", tests, NULL, NULL);
}
