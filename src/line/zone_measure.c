/* The withdrawal line of a zone, found on its outline: the edges that are as far from the reference line as
 * the rule says. What else the outline has is the line itself and the cuts at its ends. */
#include "line_internal.h"

#include <stdlib.h>

#define BELIEVED_M 10.0

struct measuring {
    const struct line_path *path;
    double metres;
    struct geo_area *area;
    struct zone_more *more;
    double worst_m;
};

static double off_m(const struct measuring *m, double x, double y)
{
    struct line_near near;
    line_path_near(m->path, x, y, &near);
    return fabs(near.metres - m->metres);
}

static int run_add(struct measuring *m, uint32_t first, uint32_t n)
{
    struct zone_run *runs = realloc(m->more->runs, (m->more->n_runs + 1) * sizeof(runs[0]));
    if (runs == NULL) {
        return T2_E_MEMORY;
    }
    m->more->runs = runs;
    runs[m->more->n_runs++] = (struct zone_run){first, n};
    return 0;
}

/* is[i] becomes 1 when the edge from point i to the next belongs to the withdrawal line. */
static void edges_mark(struct measuring *m, const struct geo_point *at, size_t n_edges, const double *off,
                       uint8_t *is)
{
    double believed = fmin(BELIEVED_M, m->metres / 4);
    for (size_t i = 0; i < n_edges; i++) {
        is[i] = 0;
        if (off[i] <= believed && off[(i + 1) % n_edges] <= believed) {
            double mid = off_m(m, ((double)at[i].x + at[i + 1].x) / 2, ((double)at[i].y + at[i + 1].y) / 2);
            is[i] = mid <= believed;
            m->worst_m =
                is[i] ? fmax(m->worst_m, fmax(mid, fmax(off[i], off[(i + 1) % n_edges]))) : m->worst_m;
        }
    }
}

/* Turns the ring so that point `first` is its first. */
static void ring_turn(struct geo_point *at, uint8_t *is, size_t n_edges, size_t first,
                      struct geo_point *spare, uint8_t *spare_is)
{
    for (size_t i = 0; i < n_edges; i++) {
        spare[i] = at[(first + i) % n_edges];
        spare_is[i] = is[(first + i) % n_edges];
    }
    memcpy(at, spare, n_edges * sizeof(at[0]));
    memcpy(is, spare_is, n_edges);
    at[n_edges] = at[0];
}

static int ring_measure(struct measuring *m, size_t ring)
{
    struct geo_points p = geo_area_ring(m->area, ring);
    struct geo_point *at = m->area->points + (p.at - m->area->points),
                     *spare = malloc(p.n * sizeof(spare[0]));
    double *off = calloc(p.n, sizeof(off[0]));
    uint8_t *is = calloc(p.n, 1), *spare_is = calloc(p.n, 1);
    size_t n = p.n - 1, start = 0;
    int err = n == 0                                                           ? T2_E_ARGUMENT
              : spare == NULL || off == NULL || is == NULL || spare_is == NULL ? T2_E_MEMORY
                                                                               : 0;
    for (size_t i = 0; err == 0 && i < n; i++) {
        off[i] = off_m(m, at[i].x, at[i].y);
    }
    if (err == 0) {
        edges_mark(m, at, n, off, is);
        while (start < n && !(is[start] && !is[(start + n - 1) % n])) {
            start++;
        }
        ring_turn(at, is, n, start % n, spare, spare_is);
    }
    uint32_t base = (uint32_t)(at - m->area->points);
    for (size_t i = 0; err == 0 && i < n;) {
        size_t end = i;
        while (end < n && is[end]) {
            end++;
        }
        if (end > i) {
            err = run_add(m, base + (uint32_t)i, (uint32_t)(end - i + 1));
        }
        i = end > i ? end : i + 1;
    }
    free(spare);
    free(off);
    free(is);
    free(spare_is);
    return err;
}

int line_zone_measure(const struct line_path *reference, struct line_zone *zone, struct zone_more *more)
{
    struct measuring m = {.path = reference, .metres = zone->distance_m, .area = &zone->area, .more = more};
    int err = 0;
    for (size_t k = 0; err == 0 && k < zone->area.n_rings; k++) {
        err = ring_measure(&m, k);
    }
    more->outline_error_mm = (uint32_t)ceil(m.worst_m * 1000);
    return err;
}
