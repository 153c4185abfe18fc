/* The two sides of a line: within a box, what lies left of it and what lies right. At a round end the line
 * goes straight on to the box; at a square one each side is closed by the perpendicular. Integers throughout:
 * neighbouring zones share the very points of the line. */
#include "line_internal.h"

#include <stdlib.h>

#define STEP_M 2000.0
#define MOST_STEPS 20000
#define MOST_UNITS (1 << 29)

int line_box_around(const struct line_path *p, double reach_m, struct line_frame_box *box,
                    struct line_refusal *why)
{
    double x0 = p->at[0].x, x1 = x0, y0 = p->at[0].y, y1 = y0;
    for (size_t i = 1; i < p->n; i++) {
        x0 = fmin(x0, p->at[i].x);
        x1 = fmax(x1, p->at[i].x);
        y0 = fmin(y0, p->at[i].y);
        y1 = fmax(y1, p->at[i].y);
    }
    double up = reach_m * 100, along = up, most_x = GEO_MAX_FLAT, most_y = GEO_MAX_FLAT;
    if (p->earth.frame == GEO_WGS84) {
        up = reach_m / 110000 / GEO_DEG; /* a degree of latitude has 110.6 to 111.7 km */
        double lat = fmax(fabs(y0 - up), fabs(y1 + up));
        most_x = 180.0 * GEO_UNITS_PER_DEG;
        most_y = GEO_MAX_LINE_LAT;
        if (lat > most_y) {
            return line_refuse(why, LINE_R_POLE,
                               T2_SAYS("The zones would reach nearer to a pole than 85 degrees."));
        }
        along = up / cos(lat * GEO_DEG * M_PI / 180);
    }
    if (x0 - along < -most_x || x1 + along > most_x) {
        return p->earth.frame == GEO_FLAT
                   ? line_refuse(why, LINE_R_OUTSIDE, T2_SAYS("The zones would reach beyond the map."))
                   : line_refuse(why, LINE_R_ANTIMERIDIAN,
                                 T2_SAYS("The zones would reach the 180th meridian."));
    }
    if (y0 - up < -most_y || y1 + up > most_y) {
        return line_refuse(why, LINE_R_OUTSIDE, T2_SAYS("The zones would reach beyond the map."));
    }
    if (x1 - x0 + 2 * along > MOST_UNITS || y1 - y0 + 2 * up > MOST_UNITS) {
        return line_refuse(why, LINE_R_TOO_MANY,
                           T2_SAYS("The line is too long to be computed in one piece."));
    }
    *box = (struct line_frame_box){(int32_t)floor(x0 - along), (int32_t)floor(y0 - up),
                                   (int32_t)ceil(x1 + along), (int32_t)ceil(y1 + up)};
    return 0;
}

struct ring {
    struct geo_point *at;
    size_t n, cap;
};

static int ring_put(struct ring *r, struct geo_point p)
{
    if (r->n > 0 && geo_same(r->at[r->n - 1], p)) {
        return 0;
    }
    if (r->n == r->cap) {
        size_t cap = 2 * r->cap + 64;
        struct geo_point *at = realloc(r->at, cap * sizeof(at[0]));
        if (at == NULL) {
            return T2_E_MEMORY;
        }
        r->at = at;
        r->cap = cap;
    }
    r->at[r->n++] = p;
    return 0;
}

double line_path_leaves(const struct line_path *p, int end, double back_m)
{
    size_t last = end ? p->n - 1 : 0, i = last;
    struct geo_point e = p->at[last];
    do {
        i = end ? i - 1 : i + 1;
    } while (i > 0 && i + 1 < p->n &&
             geo_earth_distance(&p->earth, p->at[i].x, p->at[i].y, e.x, e.y) < back_m);
    double at_e = 0;
    geo_azimuth_deg(p->earth.frame, p->at[i], e, NULL, &at_e);
    return at_e;
}

static int in_box(const struct line_frame_box *b, double x, double y)
{
    return x > b->x0 && x < b->x1 && y > b->y0 && y < b->y1;
}

/* Where the way from inside to outside meets the box. */
static struct geo_point box_exit(const struct line_frame_box *b, double x, double y, double to_x, double to_y)
{
    double t = 1;
    int side = 0;
    const double limit[4] = {to_x > x ? (b->x1 - x) / (to_x - x) : 2, to_x < x ? (b->x0 - x) / (to_x - x) : 2,
                             to_y > y ? (b->y1 - y) / (to_y - y) : 2,
                             to_y < y ? (b->y0 - y) / (to_y - y) : 2};
    for (int k = 0; k < 4; k++) {
        if (limit[k] <= t) {
            t = limit[k];
            side = k;
        }
    }
    double ex = x + t * (to_x - x), ey = y + t * (to_y - y);
    struct geo_point p = {(int32_t)lround(fmax(b->x0, fmin(b->x1, ex))),
                          (int32_t)lround(fmax(b->y0, fmin(b->y1, ey)))};
    p.x = side == 0 ? b->x1 : side == 1 ? b->x0 : p.x;
    p.y = side == 2 ? b->y1 : side == 3 ? b->y0 : p.y;
    return p;
}

/* The points of the geodesic from an end to the box, the end itself not. */
static int ray(const struct line_path *p, struct geo_point from, double azimuth,
               const struct line_frame_box *box, struct ring *out)
{
    double x = from.x, y = from.y;
    for (size_t k = 1; k < MOST_STEPS; k++) {
        double nx = 0, ny = 0;
        geo_earth_go(&p->earth, from.x, from.y, azimuth, STEP_M * (double)k, &nx, &ny);
        if (!in_box(box, nx, ny)) {
            return ring_put(out, box_exit(box, x, y, nx, ny));
        }
        int err = ring_put(out, (struct geo_point){(int32_t)lround(nx), (int32_t)lround(ny)});
        if (err != 0) {
            return err;
        }
        x = nx;
        y = ny;
    }
    return T2_E_ARGUMENT; /* the box is not larger than the step times the steps */
}

/* How far along the box, counter-clockwise from its lower left corner. */
static int64_t box_along(const struct line_frame_box *b, struct geo_point p)
{
    int64_t w = (int64_t)b->x1 - b->x0, h = (int64_t)b->y1 - b->y0;
    return p.y == b->y0   ? (int64_t)p.x - b->x0
           : p.x == b->x1 ? w + ((int64_t)p.y - b->y0)
           : p.y == b->y1 ? w + h + ((int64_t)b->x1 - p.x)
                          : 2 * w + h + ((int64_t)b->y1 - p.y);
}

static int box_walk(const struct line_frame_box *b, struct geo_point from, struct geo_point to,
                    struct ring *out)
{
    int64_t w = (int64_t)b->x1 - b->x0, h = (int64_t)b->y1 - b->y0, all = 2 * (w + h);
    int64_t start = box_along(b, from), end = box_along(b, to), err = 0;
    const int64_t corner[4] = {w, w + h, 2 * w + h, all};
    const struct geo_point at[4] = {{b->x1, b->y0}, {b->x1, b->y1}, {b->x0, b->y1}, {b->x0, b->y0}};
    end += end <= start ? all : 0;
    for (int k = 0; err == 0 && k < 8; k++) {
        int64_t c = corner[k % 4] + (k < 4 ? 0 : all);
        if (c > start && c < end) {
            err = ring_put(out, at[k % 4]);
        }
    }
    return (int)err;
}

/* One side: along the line (forward for A), out at its far end, round the box, and in again. */
static int half(const struct line_path *p, const double out_deg[2], const struct line_ending ends[2],
                const struct line_frame_box *box, enum line_side side, struct geo_area *out)
{
    struct ring r = {0}, back = {0};
    int err = 0, far = side == LINE_A;
    for (size_t i = 0; err == 0 && i < p->n; i++) {
        err = ring_put(&r, p->at[side == LINE_A ? i : p->n - 1 - i]);
    }
    /* Seen along the walk its side is always on the left. */
    double leave = out_deg[far] - (ends[far].kind == LINE_END_ROUND ? 0 : 90);
    double enter = out_deg[!far] + (ends[!far].kind == LINE_END_ROUND ? 0 : 90);
    err = err != 0 ? err : ray(p, p->at[far ? p->n - 1 : 0], leave, box, &r);
    err = err != 0 ? err : ray(p, p->at[far ? 0 : p->n - 1], enter, box, &back);
    err = err != 0 ? err : box_walk(box, r.at[r.n - 1], back.at[back.n - 1], &r);
    for (size_t i = back.n; err == 0 && i-- > 0;) {
        err = ring_put(&r, back.at[i]);
    }
    err = err != 0 ? err : ring_put(&r, r.at[0]);
    err = err != 0 ? err : geo_area_add(out, r.at, r.n, 1);
    free(r.at);
    free(back.at);
    return err;
}

/* *out 1 when the ring is one: it does not cross itself and goes counter-clockwise. */
static int is_half(const struct line_gis *g, const struct geo_area *a, int *out)
{
    GEOSGeometry *polygon = line_gis_area(g, a);
    int valid = polygon != NULL ? GEOSisValid_r(g->h, polygon) : 2;
    GEOSGeom_destroy_r(g->h, polygon);
    *out = valid == 1 && geo_ring_twice(geo_area_ring(a, 0)) > 0;
    return valid == 2 ? T2_E_MEMORY : 0;
}

int line_halves(const struct line_gis *g, const struct line_path *p, const struct line_ending ends[2],
                const struct line_frame_box *box, struct geo_area out[LINE_N_SIDES], struct line_refusal *why)
{
    double length = geo_length_m(p->earth.frame, (struct geo_points){p->at, p->n});
    /* First the direction over some kilometres, then that of the last edge. */
    for (int k = 0; k < 4; k++) {
        double back = fmin(LINE_BACK_M, length / 5);
        double out_deg[2] = {line_path_leaves(p, 0, k & 1 ? 0 : back),
                             line_path_leaves(p, 1, k & 2 ? 0 : back)};
        struct geo_area made[LINE_N_SIDES] = {{0}, {0}};
        int err = half(p, out_deg, ends, box, LINE_A, &made[LINE_A]);
        err = err != 0 ? err : half(p, out_deg, ends, box, LINE_B, &made[LINE_B]);
        int is_a = 0, is_b = 0;
        err = err != 0 ? err : is_half(g, &made[LINE_A], &is_a);
        err = err != 0 ? err : is_half(g, &made[LINE_B], &is_b);
        if (err == 0 && is_a && is_b) {
            out[LINE_A] = made[LINE_A];
            out[LINE_B] = made[LINE_B];
            return 0;
        }
        geo_area_free(&made[LINE_A]);
        geo_area_free(&made[LINE_B]);
        if (err != 0) {
            return err;
        }
    }
    return line_refuse_at(
        why, LINE_R_ENDS, SIZE_MAX, p->at[0],
        T2_SAYS("Going on from its ends the line would meet itself, so the two sides cannot be told "
                "apart. Declare points through which it goes on, or the other kind of end."));
}
