/* The index of areas gives what GEOS gives, on a million random points, on every vertex and its neighbours,
 * and on points of edges; the areas have holes, parts, slivers, level and upright edges. And its answer is
 * that of the plain loop over all edges. */
#include "../line_data.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define GEOS_USE_ONLY_R_API
#include <geos_c.h>

#define SEED 20150215u
#define N_RANDOM 1000000
#define N_AREAS 5

struct shape {
    GEOSGeometry *geometry;
    const GEOSPreparedGeometry *prepared;
    struct geo_area area;
};

static uint64_t state = SEED;
static uint32_t draw(void)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 33);
}

static int32_t draw_in(int32_t low, int32_t high)
{
    return (int32_t)(low + (int64_t)(draw() % (uint32_t)((int64_t)high - low + 1)));
}

/* A star of n points about a centre: not convex, and when coarse with many level, upright and diagonal edges.
 */
static size_t star(struct geo_point *out, size_t n, struct geo_point c, int32_t r, int32_t coarse)
{
    for (size_t i = 0; i < n; i++) {
        double turn = 6.283185307179586 * (double)i / (double)n,
               far = r * (0.3 + 0.7 * (draw() % 1000) / 1000.0);
        out[i].x = (int32_t)(c.x + far * __builtin_cos(turn)) / coarse * coarse;
        out[i].y = (int32_t)(c.y + far * __builtin_sin(turn)) / coarse * coarse;
    }
    out[n] = out[0];
    return n + 1;
}

static GEOSGeometry *to_geos(GEOSContextHandle_t h, const struct geo_point *at, size_t n)
{
    GEOSCoordSequence *s = GEOSCoordSeq_create_r(h, (unsigned)n, 2);
    for (unsigned i = 0; i < n; i++)
        (void)GEOSCoordSeq_setXY_r(h, s, i, at[i].x, at[i].y);
    return GEOSGeom_createPolygon_r(h, GEOSGeom_createLinearRing_r(h, s), NULL, 0);
}

static void ring_add(GEOSContextHandle_t h, const GEOSGeometry *ring, int hole, struct geo_area *a,
                     struct geo_point *points, uint32_t *rings, uint32_t *parts)
{
    const GEOSCoordSequence *s = GEOSGeom_getCoordSeq_r(h, ring);
    unsigned n = 0;
    double twice = 0;
    (void)GEOSCoordSeq_getSize_r(h, s, &n);
    size_t first = a->n_points;
    for (unsigned i = 0; i < n; i++) {
        double x = 0, y = 0;
        (void)GEOSCoordSeq_getXY_r(h, s, i, &x, &y);
        points[a->n_points++] = (struct geo_point){(int32_t)x, (int32_t)y};
        assert_true(x == (int32_t)x && y == (int32_t)y);
    }
    for (size_t i = first + 1; i < a->n_points; i++)
        twice += (double)points[i - 1].x * points[i].y - (double)points[i].x * points[i - 1].y;
    if ((twice < 0) != hole) {
        for (size_t i = first, k = a->n_points - 1; i < k; i++, k--) {
            struct geo_point p = points[i];
            points[i] = points[k];
            points[k] = p;
        }
    }
    rings[a->n_rings++] = (uint32_t)a->n_points;
    a->n_parts += !hole;
    parts[a->n_parts - 1] = (uint32_t)a->n_rings;
}

/* The rings of a valid geometry of whole units as an area. */
static void from_geos(GEOSContextHandle_t h, const GEOSGeometry *g, struct geo_area *a)
{
    size_t most = (size_t)GEOSGetNumCoordinates_r(h, g) + 1;
    a->points = calloc(most, sizeof(a->points[0]));
    a->ring_end = calloc(most, sizeof(a->ring_end[0]));
    a->part_end = calloc(most, sizeof(a->part_end[0]));
    for (int k = 0; k < GEOSGetNumGeometries_r(h, g); k++) {
        const GEOSGeometry *one = GEOSGetGeometryN_r(h, g, k);
        if (GEOSGeomTypeId_r(h, one) != GEOS_POLYGON || GEOSisEmpty_r(h, one))
            continue;
        ring_add(h, GEOSGetExteriorRing_r(h, one), 0, a, a->points, a->ring_end, a->part_end);
        for (int i = 0; i < GEOSGetNumInteriorRings_r(h, one); i++)
            ring_add(h, GEOSGetInteriorRingN_r(h, one, i), 1, a, a->points, a->ring_end, a->part_end);
    }
}

/* Stars laid over each other so that what is in an odd number of them is inside: holes and parts come by
 * themselves. */
static void shape_make(GEOSContextHandle_t h, struct shape *s, int32_t size, int32_t coarse, size_t n_points)
{
    struct geo_point *at = calloc(n_points + 1, sizeof(at[0]));
    GEOSGeometry *all = NULL;
    for (int k = 0; k < 4; k++) {
        struct geo_point c = {draw_in(-size, size), draw_in(-size, size)};
        size_t n = star(at, n_points, c, size, coarse);
        GEOSGeometry *raw = to_geos(h, at, n), *valid = GEOSMakeValid_r(h, raw);
        GEOSGeometry *one = GEOSBuffer_r(h, valid, 0, 8); /* without its lines and points */
        GEOSGeom_destroy_r(h, valid);
        GEOSGeometry *sum =
            all == NULL ? GEOSGeom_setPrecision_r(h, one, 1, 0) : GEOSSymDifferencePrec_r(h, all, one, 1);
        GEOSGeom_destroy_r(h, raw);
        GEOSGeom_destroy_r(h, one);
        GEOSGeom_destroy_r(h, all);
        all = GEOSBuffer_r(h, sum, 0, 8);
        GEOSGeom_destroy_r(h, sum);
    }
    assert_int_equal(GEOSisValid_r(h, all), 1);
    s->geometry = all;
    s->prepared = GEOSPrepare_r(h, all);
    from_geos(h, all, &s->area);
    free(at);
}

static void said(const char *message, void *p)
{
    (void)p;
    print_message("GEOS: %s\n", message);
}

static uint32_t by_geos(GEOSContextHandle_t h, const struct shape *shapes, struct geo_point p)
{
    uint32_t out = 0;
    GEOSGeometry *point = GEOSGeom_createPointFromXY_r(h, p.x, p.y);
    for (unsigned k = 0; k < N_AREAS; k++)
        out |= (uint32_t)(GEOSPreparedIntersects_r(h, shapes[k].prepared, point) == 1) << k;
    GEOSGeom_destroy_r(h, point);
    return out;
}

static void compare(GEOSContextHandle_t h, const struct shape *shapes, const struct line_index *x,
                    struct geo_point p)
{
    uint32_t ours = line_index_at(x, p), theirs = by_geos(h, shapes, p);
    if (ours != theirs)
        fail_msg("%d %d: index %x, GEOS %x", p.x, p.y, ours, theirs);
}

static void areas_equal_geos(int32_t size, int32_t coarse, size_t n_points, size_t n_random)
{
    GEOSContextHandle_t h = GEOS_init_r();
    (void)GEOSContext_setErrorMessageHandler_r(h, said, NULL);
    struct shape shapes[N_AREAS];
    const struct geo_area *areas[N_AREAS];
    struct line_index *x = NULL;
    size_t n_edge_points = 0, n_inside = 0;
    memset(shapes, 0, sizeof shapes);
    for (size_t k = 0; k < N_AREAS; k++) {
        shape_make(h, &shapes[k], size, coarse, n_points);
        areas[k] = &shapes[k].area;
    }
    assert_int_equal(line_index_new_areas(GEO_FLAT, areas, N_AREAS, &x), 0);
    for (size_t i = 0; i < n_random; i++) {
        struct geo_point p = {draw_in(-3 * size, 3 * size), draw_in(-3 * size, 3 * size)};
        compare(h, shapes, x, p);
        if (i % 100 == 0) {
            for (unsigned k = 0; k < N_AREAS; k++)
                assert_int_equal(geo_area_has(areas[k], p), line_index_at(x, p) >> k & 1);
        }
        n_inside += line_index_at(x, p) != 0;
    }
    for (size_t k = 0; k < N_AREAS; k++) {
        for (size_t i = 0; i < areas[k]->n_points; i++) {
            struct geo_point v = areas[k]->points[i];
            for (int d = 0; d < 9; d++)
                compare(h, shapes, x, (struct geo_point){v.x + d % 3 - 1, v.y + d / 3 - 1});
            assert_true(line_index_at(x, v) >> k & 1);
            if (i > 0) { /* a point near the edge, and on it where the edge has one */
                struct geo_point u = areas[k]->points[i - 1];
                struct geo_point m = {(int32_t)(((int64_t)u.x + v.x) / 2),
                                      (int32_t)(((int64_t)u.y + v.y) / 2)};
                compare(h, shapes, x, m);
                n_edge_points +=
                    2 * (int64_t)m.x == (int64_t)u.x + v.x && 2 * (int64_t)m.y == (int64_t)u.y + v.y;
            }
        }
    }
    print_message("%zu edges: %zu random points, %zu of them in an area, %zu on edges\n",
                  line_index_n_edges(x), n_random, n_inside, n_edge_points);
    assert_true(n_inside > n_random / 50 && n_inside < n_random && n_edge_points > 0);
    line_index_free(x);
    for (size_t k = 0; k < N_AREAS; k++) {
        GEOSPreparedGeom_destroy_r(h, shapes[k].prepared);
        GEOSGeom_destroy_r(h, shapes[k].geometry);
        geo_area_free(&shapes[k].area);
    }
    GEOS_finish_r(h);
}

static void a_square(void **p)
{
    (void)p;
    struct geo_point at[] = {{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}};
    uint32_t end[] = {5}, part[] = {1};
    const struct geo_area square = {at, 5, end, 1, part, 1}, *areas[] = {&square};
    struct line_index *x = NULL;
    assert_int_equal(line_index_new_areas(GEO_FLAT, areas, 1, &x), 0);
    for (int32_t i = -2; i <= 12; i++) {
        for (int32_t k = -2; k <= 12; k++) {
            uint32_t in = i >= 0 && i <= 10 && k >= 0 && k <= 10;
            assert_int_equal(line_index_at(x, (struct geo_point){i, k}), in);
        }
    }
    line_index_free(x);
}

static void wide_areas(void **p)
{
    (void)p;
    print_message("seed %u\n", SEED);
    areas_equal_geos(100000000, 1, 300, N_RANDOM);
}

static void coarse_areas(void **p)
{
    (void)p;
    areas_equal_geos(50000, 500, 60, N_RANDOM / 4);
}

static void tiny_areas(void **p)
{
    (void)p;
    for (int k = 0; k < 40; k++)
        areas_equal_geos(40, 1 + k % 5, 20, 2000);
}

static void no_area(void **p)
{
    (void)p;
    struct line_index *x = NULL;
    const struct geo_area nothing = {0}, *areas[] = {&nothing};
    assert_int_equal(line_index_new_areas(GEO_FLAT, areas, 1, &x), 0);
    assert_int_equal(line_index_at(x, (struct geo_point){0, 0}), 0);
    line_index_free(x);
    assert_int_equal(line_index_new_areas(GEO_FLAT, areas, 0, &x), 0);
    assert_int_equal(line_index_probability(x, 0, (struct geo_point){0, 0}, 100), 0);
    line_index_free(x);
    struct geo_point at[] = {{0, 0}, {1 << 30, 0}, {10, 10}, {0, 0}};
    uint32_t end[] = {4}, part[] = {1};
    const struct geo_area large = {at, 4, end, 1, part, 1};
    areas[0] = &large;
    assert_int_equal(line_index_new_areas(GEO_FLAT, areas, 1, &x), T2_E_ARGUMENT);
    at[1].x = 10;
    at[3].x = 1;
    assert_int_equal(line_index_new_areas(GEO_FLAT, areas, 1, &x), T2_E_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_square),   cmocka_unit_test(wide_areas), cmocka_unit_test(coarse_areas),
        cmocka_unit_test(tiny_areas), cmocka_unit_test(no_area),
    };
    return cmocka_run_group_tests_name("line_index", tests, NULL, NULL);
}
