/* The places within a distance of a line. GEOS makes the outline on an equal-area map, where distances are
 * true to a thousandth at 570 km from its centre; then every point of it is set to the geodesic distance, and
 * points are added until none midway is off by more than TOLERANCE_M. That also takes back what GEOS's buffer
 * simplifies by itself (up to a hundredth of the distance), so the line may be thinned out before, which is
 * what makes wide zones quick. */
#include "line_internal.h"

#include <stdlib.h>

#define TOLERANCE_M 2.0
#define LEAST_EDGE_M 15.0
#define MOST_HALVINGS 7
#define THIN_M 25.0

struct outline {
    const struct line_path *path;
    double metres;
    double (*at)[2];
    size_t n, cap;
};

static int put(struct outline *o, const double p[2])
{
    if (o->n == o->cap) {
        size_t cap = 2 * o->cap + 256;
        double(*at)[2] = realloc(o->at, cap * sizeof(at[0]));
        if (at == NULL) {
            return T2_E_MEMORY;
        }
        o->at = at;
        o->cap = cap;
    }
    memcpy(o->at[o->n++], p, sizeof(o->at[0]));
    return 0;
}

/* Moves the point away from or towards its nearest place on the line until it is as far as asked for. */
static void settle(const struct outline *o, double p[2])
{
    for (int k = 0; k < 4; k++) {
        struct line_near near;
        line_path_near(o->path, p[0], p[1], &near);
        if (fabs(near.metres - o->metres) < 0.005 || near.metres < 0.01) {
            return;
        }
        geo_earth_toward(&o->path->earth, near.x, near.y, p[0], p[1], o->metres, &p[0], &p[1]);
    }
}

/* Points between from and to, until the outline holds. */
static int refine(struct outline *o, const double from[2], const double to[2], int depth)
{
    double mid[2] = {(from[0] + to[0]) / 2, (from[1] + to[1]) / 2};
    struct line_near near;
    line_path_near(o->path, mid[0], mid[1], &near);
    if (depth == 0 || fabs(near.metres - o->metres) <= TOLERANCE_M ||
        geo_earth_distance(&o->path->earth, from[0], from[1], to[0], to[1]) < LEAST_EDGE_M) {
        return 0;
    }
    settle(o, mid);
    int err = refine(o, from, mid, depth - 1);
    err = err != 0 ? err : put(o, mid);
    return err != 0 ? err : refine(o, mid, to, depth - 1);
}

static GEOSGeometry *settled_ring(const struct line_gis *g, const struct line_path *path,
                                  const struct geo_map *map, double metres, const GEOSGeometry *ring)
{
    struct outline o = {.path = path, .metres = metres};
    const GEOSCoordSequence *s = GEOSGeom_getCoordSeq_r(g->h, ring);
    unsigned n = 0;
    if (s == NULL || GEOSCoordSeq_getSize_r(g->h, s, &n) == 0 || n < 4) {
        return NULL;
    }
    double(*xy)[2] = malloc(n * sizeof(xy[0]));
    int err = xy == NULL || GEOSCoordSeq_copyToBuffer_r(g->h, s, &xy[0][0], 0, 0) == 0 ? T2_E_MEMORY : 0;
    for (unsigned i = 0; err == 0 && i + 1 < n; i++) {
        geo_map_from(map, xy[i][0], xy[i][1], &xy[i][0], &xy[i][1]);
        settle(&o, xy[i]);
    }
    if (err == 0) {
        memcpy(xy[n - 1], xy[0], sizeof xy[0]);
        err = put(&o, xy[0]);
    }
    for (unsigned i = 1; err == 0 && i < n; i++) {
        err = refine(&o, xy[i - 1], xy[i], MOST_HALVINGS);
        err = err != 0 ? err : put(&o, xy[i]);
    }
    GEOSGeometry *made = err == 0 ? line_gis_ring(g, (const double(*)[2])o.at, o.n) : NULL;
    free(xy);
    free(o.at);
    return made;
}

static GEOSGeometry *settled(const struct line_gis *g, const struct line_path *path,
                             const struct geo_map *map, double metres, const GEOSGeometry *polygon)
{
    int n = GEOSGetNumInteriorRings_r(g->h, polygon), made = 0;
    const GEOSGeometry *first = GEOSGetExteriorRing_r(g->h, polygon);
    GEOSGeometry *outline = n >= 0 && first != NULL ? settled_ring(g, path, map, metres, first) : NULL;
    GEOSGeometry **holes = outline != NULL ? calloc((size_t)n + 1, sizeof(GEOSGeometry *)) : NULL;
    int ok = holes != NULL;
    for (int k = 0; ok && k < n; k++) {
        const GEOSGeometry *ring = GEOSGetInteriorRingN_r(g->h, polygon, k);
        holes[made] = ring != NULL ? settled_ring(g, path, map, metres, ring) : NULL;
        ok = holes[made] != NULL;
        made += ok;
    }
    GEOSGeometry *out = ok ? GEOSGeom_createPolygon_r(g->h, outline, holes, (unsigned)made) : NULL;
    if (!ok) {
        for (int k = 0; k < made; k++) {
            GEOSGeom_destroy_r(g->h, holes[k]);
        }
        GEOSGeom_destroy_r(g->h, outline);
    }
    free(holes);
    return out;
}

/* The path on the map, thinned out. */
static GEOSGeometry *on_map(const struct line_gis *g, const struct line_path *p, const struct geo_map *map,
                            double metres)
{
    double(*xy)[2] = malloc(p->n * sizeof(xy[0]));
    if (xy == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < p->n; i++) {
        geo_map_to(map, p->at[i].x, p->at[i].y, &xy[i][0], &xy[i][1]);
    }
    GEOSGeometry *line = line_gis_line(g, (const double(*)[2])xy, p->n), *thin = NULL;
    free(xy);
    if (line != NULL) {
        thin = GEOSSimplify_r(g->h, line, fmin(THIN_M, metres / 400));
        GEOSGeom_destroy_r(g->h, line);
    }
    return thin;
}

int line_around(const struct line_gis *g, const struct line_path *p, double metres, GEOSGeometry **out,
                struct line_refusal *why)
{
    struct line_frame_box box;
    struct geo_map map;
    int err = line_box_around(p, metres + 1000, &box, why);
    if (err != 0) {
        return err;
    }
    struct geo_point centre = {(int32_t)(((int64_t)box.x0 + box.x1) / 2),
                               (int32_t)(((int64_t)box.y0 + box.y1) / 2)};
    if ((err = geo_map_init(&map, p->earth.frame, centre)) != 0) {
        return err;
    }
    GEOSGeometry *line = on_map(g, p, &map, metres), *raw = NULL, *made = NULL;
    if (line != NULL) {
        raw = GEOSBuffer_r(g->h, line, metres, LINE_ZONE_QUADRANT);
        GEOSGeom_destroy_r(g->h, line);
    }
    if (raw != NULL && GEOSGeomTypeId_r(g->h, raw) == GEOS_POLYGON) {
        made = line_gis_valid(g, settled(g, p, &map, metres, raw));
    }
    GEOSGeom_destroy_r(g->h, raw);
    if (made == NULL) {
        return line_gis_fail(g, why);
    }
    *out = made;
    return 0;
}
