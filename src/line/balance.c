/* Widths that balance the burden: a total width divided between the sides so that both give up the same
 * ground, or that as many people live in what each gives up. */
#include "line_internal.h"

#include <stdlib.h>

#define BEYOND_M 20000.0
#define MOST_STEPS 60

struct balancing {
    struct line_gis g;
    const struct line *line;
    struct line_refusal *why;
    struct geo_area half[LINE_N_SIDES];
    GEOSGeometry *side[LINE_N_SIDES];
    uint32_t total_m;
};

/* Square metres of the zone of a side at a distance. */
static int area_at(struct balancing *b, enum line_side side, uint32_t metres, double *out)
{
    GEOSGeometry *all = NULL;
    struct geo_area area = {0};
    int err = line_around(&b->g, line_path_of(b->line, side, 0), metres, &all, b->why);
    if (err != 0) {
        return err;
    }
    GEOSGeometry *zone = line_gis_polygons(&b->g, GEOSIntersectionPrec_r(b->g.h, all, b->side[side], 1));
    err = zone == NULL ? line_gis_fail(&b->g, b->why) : line_gis_to_area(&b->g, zone, &area);
    GEOSGeom_destroy_r(b->g.h, all);
    GEOSGeom_destroy_r(b->g.h, zone);
    if (err == 0) {
        *out = geo_area_m2(b->line->frame, &area);
    }
    geo_area_free(&area);
    return err;
}

/* What A gives up less what B gives up when A goes back `a` metres. */
static int surplus(struct balancing *b, uint32_t a, struct line_balanced *out, double *out_more)
{
    out->distance_m[LINE_A] = a;
    out->distance_m[LINE_B] = b->total_m - a;
    int err = area_at(b, LINE_A, a, &out->given[LINE_A]);
    err = err != 0 ? err : area_at(b, LINE_B, b->total_m - a, &out->given[LINE_B]);
    if (err == 0) {
        *out_more = out->given[LINE_A] - out->given[LINE_B];
    }
    return err;
}

/* The surplus grows with a, so the answer lies between two widths that it is below and above of: the false
 * position, whole metres, halving where it creeps. */
static int by_area(struct balancing *b, struct line_balanced *out)
{
    struct line_balanced low = {{0, 0}, {0, 0}}, high = low, mid = low;
    double below = 0, above = 0, more = 0;
    int err = surplus(b, 1, &low, &below);
    err = err != 0 ? err : surplus(b, b->total_m - 1, &high, &above);
    if (err == 0 && (below > 0 || above < 0)) {
        return line_refuse(b->why, LINE_R_WIDTH,
                           T2_SAYS("No widths with this sum give up the same area on both sides."));
    }
    for (int k = 0; err == 0 && high.distance_m[LINE_A] - low.distance_m[LINE_A] > 1 && k < MOST_STEPS; k++) {
        uint32_t from = low.distance_m[LINE_A], wide = high.distance_m[LINE_A] - from;
        double part = k % 3 == 2 ? 0.5 : -below / (above - below);
        uint32_t step = (uint32_t)(part * wide + 0.5);
        err = surplus(b, from + (step < 1 ? 1 : step >= wide ? wide - 1 : step), &mid, &more);
        if (err == 0 && more <= 0) {
            low = mid;
            below = more;
        } else if (err == 0) {
            high = mid;
            above = more;
        }
    }
    *out = -below <= above ? low : high;
    return err;
}

struct dweller {
    uint32_t metres; /* rounded up: the least width of a zone that holds it */
    uint32_t people;
};

static int nearer(const void *p, const void *q)
{
    const struct dweller *a = p, *b = q;
    return a->metres < b->metres ? -1 : a->metres > b->metres;
}

/* Settlements of a side by their distance, with the people up to each added up. */
static size_t dwellers(const struct balancing *b, enum line_side side, const struct line_settlement *at,
                       size_t n, struct dweller *out)
{
    size_t found = 0;
    for (size_t i = 0; i < n; i++) {
        if (at[i].people > 0 && geo_area_has(&b->half[side], at[i].place)) {
            double metres = line_distance_m(b->line, at[i].place, NULL, NULL);
            if (metres <= b->total_m) {
                out[found++] = (struct dweller){(uint32_t)ceil(metres), at[i].people};
            }
        }
    }
    qsort(out, found, sizeof(out[0]), nearer);
    return found;
}

static double people_within(const struct dweller *d, size_t n, uint32_t metres)
{
    double sum = 0;
    for (size_t i = 0; i < n && d[i].metres <= metres; i++) {
        sum += d[i].people;
    }
    return sum;
}

/* The sums change only where a settlement of A comes in or one of B goes out; of widths that are equally good
 * the one nearest to half each is taken. */
static void people_try(const struct balancing *b, const struct dweller *const d[2], const size_t n[2],
                       uint32_t a, struct line_balanced *best, double *best_off)
{
    if (a < 1 || a >= b->total_m) {
        return;
    }
    struct line_balanced here = {{a, b->total_m - a},
                                 {people_within(d[0], n[0], a), people_within(d[1], n[1], b->total_m - a)}};
    double off = fabs(here.given[0] - here.given[1]);
    double skew = fabs((double)a - b->total_m / 2.0),
           best_skew = fabs((double)best->distance_m[0] - b->total_m / 2.0);
    if (*best_off < 0 || off < *best_off || (off == *best_off && skew < best_skew)) {
        *best = here;
        *best_off = off;
    }
}

static int by_people(struct balancing *b, const struct line_settlement *at, size_t n,
                     struct line_balanced *out)
{
    struct dweller *d[2] = {malloc((n + 1) * sizeof(struct dweller)),
                            malloc((n + 1) * sizeof(struct dweller))};
    double off = -1;
    int err = d[0] == NULL || d[1] == NULL ? T2_E_MEMORY : 0;
    if (err == 0) {
        size_t count[2] = {dwellers(b, LINE_A, at, n, d[0]), dwellers(b, LINE_B, at, n, d[1])};
        const struct dweller *const both[2] = {d[0], d[1]};
        if (count[0] + count[1] > 0) {
            people_try(b, both, count, b->total_m / 2, out, &off);
        }
        for (size_t i = 0; i < count[0]; i++) {
            people_try(b, both, count, d[0][i].metres, out, &off);
            people_try(b, both, count, d[0][i].metres - 1, out, &off);
        }
        for (size_t i = 0; i < count[1]; i++) {
            people_try(b, both, count, b->total_m - d[1][i].metres, out, &off);
            people_try(b, both, count, b->total_m - d[1][i].metres + 1, out, &off);
        }
        if (off < 0) {
            err = line_refuse(
                b->why, LINE_R_WIDTH,
                T2_SAYS(
                    "Nobody of the settlements lives so near the line that a zone of this width could hold "
                    "him, so there is nothing to balance."));
        }
    }
    free(d[0]);
    free(d[1]);
    return err;
}

int line_balance(const struct line *l, uint32_t total_m, enum line_balance what,
                 const struct line_settlement *at, size_t n, struct line_refusal *why,
                 struct line_balanced *out)
{
    struct balancing b = {.line = l, .why = why, .total_m = total_m};
    struct line_frame_box box;
    struct line_balanced found = {{0, 0}, {0, 0}};
    if (total_m < 4 || total_m > LINE_MAX_WIDTH_M) {
        return line_refuse(why, LINE_R_WIDTH, T2_SAYS("A width to be divided is between 4 m and %d km."),
                           LINE_MAX_WIDTH_M / 1000);
    }
    int err = line_gis_open(&b.g);
    if (err != 0) {
        return err;
    }
    err = line_box_around(&l->path, total_m + BEYOND_M, &box, why);
    err = err != 0 ? err : line_halves(&b.g, &l->path, l->ends, &box, b.half, why);
    for (int k = 0; err == 0 && k < LINE_N_SIDES; k++) {
        b.side[k] = line_gis_area(&b.g, &b.half[k]);
        err = b.side[k] == NULL ? line_gis_fail(&b.g, why) : 0;
    }
    err = err != 0 ? err : what == LINE_BALANCE_AREA ? by_area(&b, &found) : by_people(&b, at, n, &found);
    for (int k = 0; k < LINE_N_SIDES; k++) {
        GEOSGeom_destroy_r(b.g.h, b.side[k]);
        geo_area_free(&b.half[k]);
    }
    line_gis_close(&b.g);
    if (err == 0) {
        *out = found;
    }
    return err;
}
