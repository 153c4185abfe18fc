/* The door to GEOS. Only its reentrant functions, a context for each call: nothing is shared between threads.
 */
#include "line_internal.h"

#include <stdio.h>
#include <stdlib.h>

static void heard(const char *message, void *p)
{
    struct line_gis *g = p;
    (void)snprintf(g->message, sizeof g->message, "%s", message);
}

int line_gis_open(struct line_gis *g)
{
    *g = (struct line_gis){.h = GEOS_init_r()};
    if (g->h == NULL) {
        return T2_E_MEMORY;
    }
    (void)GEOSContext_setErrorMessageHandler_r(g->h, heard, g);
    return 0;
}

void line_gis_close(struct line_gis *g)
{
    if (g->h != NULL) {
        GEOS_finish_r(g->h);
        g->h = NULL;
    }
}

int line_gis_fail(const struct line_gis *g, struct line_refusal *why)
{
    if (g->message[0] == '\0' || strstr(g->message, "bad_alloc") != NULL) {
        return T2_E_MEMORY; /* nothing but memory fails without a word */
    }
    return line_refuse(why, LINE_R_GEOMETRY,
                       T2_SAYS("The geometry could not be computed. The library GEOS says: %s"), g->message);
}

static GEOSCoordSequence *sequence(const struct line_gis *g, const double (*xy)[2], size_t n)
{
    return n <= UINT32_MAX ? GEOSCoordSeq_copyFromBuffer_r(g->h, &xy[0][0], (unsigned)n, 0, 0) : NULL;
}

GEOSGeometry *line_gis_line(const struct line_gis *g, const double (*xy)[2], size_t n)
{
    GEOSCoordSequence *s = sequence(g, xy, n);
    return s != NULL ? GEOSGeom_createLineString_r(g->h, s) : NULL;
}

GEOSGeometry *line_gis_ring(const struct line_gis *g, const double (*xy)[2], size_t n)
{
    GEOSCoordSequence *s = sequence(g, xy, n);
    return s != NULL ? GEOSGeom_createLinearRing_r(g->h, s) : NULL;
}

static GEOSGeometry *ring_of(const struct line_gis *g, struct geo_points p)
{
    double(*xy)[2] = malloc((p.n + 1) * sizeof(xy[0]));
    if (xy == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < p.n; i++) {
        xy[i][0] = p.at[i].x;
        xy[i][1] = p.at[i].y;
    }
    GEOSGeometry *ring = line_gis_ring(g, (const double(*)[2])xy, p.n);
    free(xy);
    return ring;
}

static GEOSGeometry *part_of(const struct line_gis *g, const struct geo_area *a, size_t first, size_t end)
{
    GEOSGeometry **holes = calloc(end - first, sizeof(GEOSGeometry *));
    if (holes == NULL) {
        return NULL;
    }
    GEOSGeometry *outline = ring_of(g, geo_area_ring(a, first));
    size_t n = 0;
    int ok = outline != NULL;
    for (size_t k = first + 1; ok && k < end; k++) {
        holes[n] = ring_of(g, geo_area_ring(a, k));
        ok = holes[n] != NULL;
        n += (size_t)ok;
    }
    GEOSGeometry *part = ok ? GEOSGeom_createPolygon_r(g->h, outline, holes, (unsigned)n) : NULL;
    if (!ok) {
        for (size_t k = 0; k < n; k++) {
            GEOSGeom_destroy_r(g->h, holes[k]);
        }
        GEOSGeom_destroy_r(g->h, outline);
    }
    free(holes);
    return part;
}

GEOSGeometry *line_gis_area(const struct line_gis *g, const struct geo_area *a)
{
    GEOSGeometry **parts = calloc(a->n_parts + 1, sizeof(GEOSGeometry *));
    size_t n = 0;
    int ok = parts != NULL;
    for (size_t k = 0; ok && k < a->n_parts; k++) {
        parts[n] = part_of(g, a, k > 0 ? a->part_end[k - 1] : 0, a->part_end[k]);
        ok = parts[n] != NULL;
        n += (size_t)ok;
    }
    GEOSGeometry *all = ok ? GEOSGeom_createCollection_r(g->h, GEOS_MULTIPOLYGON, parts, (unsigned)n) : NULL;
    if (!ok && parts != NULL) {
        for (size_t k = 0; k < n; k++) {
            GEOSGeom_destroy_r(g->h, parts[k]);
        }
    }
    free(parts);
    return all;
}

/* ---- and back ---- */

/* A ring in whole units, directed; 0 added when rounding leaves nothing of it. */
static int add_ring(const struct line_gis *g, const GEOSGeometry *ring, int hole, struct geo_area *out,
                    int *out_added)
{
    const GEOSCoordSequence *s = GEOSGeom_getCoordSeq_r(g->h, ring);
    unsigned n = 0, kept = 0;
    *out_added = 0;
    if (s == NULL || GEOSCoordSeq_getSize_r(g->h, s, &n) == 0) {
        return T2_E_REFUSED;
    }
    double(*xy)[2] = malloc((n + 1) * sizeof(xy[0]));
    struct geo_point *at = malloc((n + 1) * sizeof(at[0]));
    int err = xy == NULL || at == NULL                                     ? T2_E_MEMORY
              : GEOSCoordSeq_copyToBuffer_r(g->h, s, &xy[0][0], 0, 0) == 0 ? T2_E_REFUSED
                                                                           : 0;
    for (unsigned i = 0; err == 0 && i < n; i++) {
        if (!(fabs(xy[i][0]) < 2e9) || !(fabs(xy[i][1]) < 2e9)) {
            err = T2_E_REFUSED;
            break;
        }
        struct geo_point p = {(int32_t)lround(xy[i][0]), (int32_t)lround(xy[i][1])};
        if (kept == 0 || !geo_same(at[kept - 1], p)) {
            at[kept++] = p;
        }
    }
    geo_wide twice = err == 0 ? geo_ring_twice((struct geo_points){at, kept}) : 0;
    if (err == 0 && kept >= 4 && twice != 0) {
        if ((twice < 0) != hole) { /* the wrong way round */
            for (unsigned i = 0; i < kept / 2; i++) {
                struct geo_point p = at[i];
                at[i] = at[kept - 1 - i];
                at[kept - 1 - i] = p;
            }
        }
        err = geo_area_add(out, at, kept, !hole);
        *out_added = err == 0;
    }
    free(xy);
    free(at);
    return err;
}

static int add_polygon(const struct line_gis *g, const GEOSGeometry *p, struct geo_area *out)
{
    int added = 0, n = GEOSGetNumInteriorRings_r(g->h, p);
    const GEOSGeometry *outline = GEOSGetExteriorRing_r(g->h, p);
    if (GEOSisEmpty_r(g->h, p) == 1) {
        return 0;
    }
    int err = outline == NULL ? T2_E_REFUSED : add_ring(g, outline, 0, out, &added);
    for (int k = 0; err == 0 && added && k < n; k++) {
        int hole = 0;
        const GEOSGeometry *ring = GEOSGetInteriorRingN_r(g->h, p, k);
        err = ring == NULL ? T2_E_REFUSED : add_ring(g, ring, 1, out, &hole);
    }
    return err;
}

int line_gis_to_area(const struct line_gis *g, const GEOSGeometry *from, struct geo_area *out)
{
    struct geo_area new = {0};
    int n = GEOSGetNumGeometries_r(g->h, from), err = n < 0 ? T2_E_REFUSED : 0;
    for (int k = 0; err == 0 && k < n; k++) {
        const GEOSGeometry *one = GEOSGetGeometryN_r(g->h, from, k);
        if (one == NULL) {
            err = T2_E_REFUSED;
        } else if (GEOSGeomTypeId_r(g->h, one) == GEOS_POLYGON) {
            err = add_polygon(g, one, &new);
        }
    }
    if (err != 0) {
        geo_area_free(&new);
        return err;
    }
    *out = new;
    return 0;
}

GEOSGeometry *line_gis_polygons(const struct line_gis *g, GEOSGeometry *from)
{
    if (from == NULL) {
        return NULL;
    }
    int type = GEOSGeomTypeId_r(g->h, from);
    if (type == GEOS_POLYGON || type == GEOS_MULTIPOLYGON) {
        return from;
    }
    int n = GEOSGetNumGeometries_r(g->h, from);
    GEOSGeometry *all = GEOSGeom_createEmptyPolygon_r(g->h);
    for (int k = 0; all != NULL && k < n; k++) {
        const GEOSGeometry *one = GEOSGetGeometryN_r(g->h, from, k);
        int kind = one != NULL ? GEOSGeomTypeId_r(g->h, one) : -1;
        if (kind == GEOS_POLYGON || kind == GEOS_MULTIPOLYGON) {
            GEOSGeometry *more = GEOSUnion_r(g->h, all, one);
            GEOSGeom_destroy_r(g->h, all);
            all = more;
        }
    }
    GEOSGeom_destroy_r(g->h, from);
    return all;
}

GEOSGeometry *line_gis_valid(const struct line_gis *g, GEOSGeometry *from)
{
    if (from == NULL || GEOSisValid_r(g->h, from) == 1) {
        return from;
    }
    GEOSMakeValidParams *how = GEOSMakeValidParams_create_r(g->h);
    GEOSGeometry *made = NULL;
    if (how != NULL && GEOSMakeValidParams_setMethod_r(g->h, how, GEOS_MAKE_VALID_STRUCTURE) == 1) {
        made = GEOSMakeValidWithParams_r(g->h, from, how);
    }
    GEOSMakeValidParams_destroy_r(g->h, how);
    GEOSGeom_destroy_r(g->h, from);
    return line_gis_polygons(g, made);
}
