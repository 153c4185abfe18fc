/* Where a place lies by a quota's band, and whether the whole band was watched. Each answer errs to one side
 * alone: what is said to be in the band is in it, what is said to be watched was watched. */
#include "quota_internal.h"

#include <stdlib.h>

#define ROUNDED_M 1.0 /* the outlines of zones agree to this between desks (LINE_ZONE_AGREE_M) */
#define MOST_CELLS 16384
#define LEAST_CELL_M 100.0

int quota_band_of(const struct line_quota_ground *g, const struct line_quota *q, struct quota_band *out)
{
    const char *id = g->rule->reference[q->side];
    int edge = strcmp(id, "edge") == 0;
    *out = (struct quota_band){.side = q->side, .from_m = q->from_m, .to_m = q->to_m};
    if (edge || strcmp(id, "contact") == 0) {
        out->path = line_path_of(g->line, q->side, edge);
        return 0;
    }
    for (size_t i = 0; i < g->n_references && out->path == NULL; i++) {
        if (strcmp(g->references[i].id, id) == 0) {
            out->path = &g->references[i].line->path;
        }
    }
    return out->path != NULL ? 0 : T2_E_MISSING;
}

/* The nearest place of the line is an end of it, or so near to one that it may be. */
static int near_end(const struct line_path *p, const struct line_near *near, double error_m)
{
    const struct geo_point *a = &p->at[0], *b = &p->at[p->n - 1];
    return geo_earth_distance(&p->earth, near->x, near->y, a->x, a->y) <= error_m ||
           geo_earth_distance(&p->earth, near->x, near->y, b->x, b->y) <= error_m;
}

enum line_quota_part quota_band_at(const struct quota_band *b, struct geo_point p, double error_m)
{
    struct line_near near;
    double e = error_m + ROUNDED_M;
    if (!geo_point_valid(b->path->earth.frame, p)) {
        return LINE_QUOTA_NO_PART;
    }
    line_path_near(b->path, p.x, p.y, &near);
    if (near.metres - e > b->to_m || near.metres + e < b->from_m) {
        return LINE_QUOTA_NO_PART;
    }
    if (near_end(b->path, &near, e)) {
        return LINE_QUOTA_PERHAPS_PART;
    }
    if (line_path_side(b->path, p, &near) != b->side) {
        return near.metres > e ? LINE_QUOTA_NO_PART : LINE_QUOTA_PERHAPS_PART;
    }
    return near.metres - e > b->from_m && near.metres + e < b->to_m ? LINE_QUOTA_PART
                                                                    : LINE_QUOTA_PERHAPS_PART;
}

/* ---- watched ---- */

struct stretch {
    int64_t from, to;
};

static int by_from(const void *a, const void *b)
{
    const struct stretch *x = a, *y = b;
    return (x->from > y->from) - (x->from < y->from);
}

/* A watch shows all of the disk of half_m about p: it reaches there for certain, from the post that it names,
 * and where a direction is named the disk lies within what was in view. */
static int shows(enum geo_frame frame, const struct line_fact *f, struct geo_point p, double half_m)
{
    double reach = (double)f->distance_m - 3.0 * f->distance_error_m;
    if ((f->has & LINE_HAS_DISTANCE) == 0 || same_distance_m(frame, f->post, p) + half_m > reach) {
        return 0;
    }
    if ((f->has & LINE_HAS_BEARING) == 0) {
        return 1;
    }
    double x_m = 0, y_m = 0, ex = 0, ny = 0;
    same_scale_m(frame, f->post.y, &x_m, &y_m);
    double x = ((double)p.x - f->post.x) * x_m, y = ((double)p.y - f->post.y) * y_m;
    same_direction(f->bearing_cdeg + 36000 - f->bearing_error_cdeg, &ex, &ny); /* its left side */
    if (ny * x - ex * y < half_m) {
        return 0;
    }
    same_direction(f->bearing_cdeg + f->bearing_error_cdeg, &ex, &ny);
    return ex * y - ny * x >= half_m;
}

struct cells {
    const struct quota_band *band;
    const struct line_fact *const *watch;
    size_t n;
    struct stretch *at; /* holds n */
    int64_t begin_s, end_s, need_s;
};

/* The cell about p, half_m from its middle to a corner, was in somebody's view as long as needed. */
static int cell_watched(const struct cells *c, struct geo_point p, double half_m)
{
    size_t n = 0;
    int64_t seconds = 0;
    for (size_t i = 0; i < c->n; i++) {
        const struct line_fact *f = c->watch[i];
        int64_t from = f->time_s > c->begin_s ? f->time_s : c->begin_s;
        int64_t to = f->time_s + f->lasts_s < c->end_s ? f->time_s + f->lasts_s : c->end_s;
        if (from < to && shows(c->band->path->earth.frame, f, p, half_m)) {
            c->at[n++] = (struct stretch){from, to};
        }
    }
    qsort(c->at, n, sizeof *c->at, by_from);
    for (size_t i = 0; i < n;) { /* two who watch at once are one watch */
        struct stretch s = c->at[i++];
        for (; i < n && c->at[i].from <= s.to; i++) {
            s.to = c->at[i].to > s.to ? c->at[i].to : s.to;
        }
        seconds += s.to - s.from;
    }
    return n > 0 && seconds >= c->need_s;
}

/* Every cell of a grid that may hold some of the band. */
static int cells_watched(const struct cells *c, const struct line_frame_box *box)
{
    double x_m = 0, y_m = 0, unused = 0;
    int32_t mid = box->y0 <= 0 && box->y1 >= 0 ? 0
                  : box->y0 > 0                ? box->y0
                                               : box->y1; /* where a degree is widest */
    same_scale_m(c->band->path->earth.frame, mid, &x_m, &unused);
    same_scale_m(c->band->path->earth.frame, -box->y0 > box->y1 ? box->y0 : box->y1, &unused, &y_m);
    double width = ((double)box->x1 - box->x0) * x_m, height = ((double)box->y1 - box->y0) * y_m;
    double side = sqrt(width * height / MOST_CELLS);
    side = side > LEAST_CELL_M ? side : LEAST_CELL_M;
    double half = side * 0.7072, step_x = side / x_m, step_y = side / y_m;
    const int64_t rows = (int64_t)(((double)box->y1 - box->y0) / step_y);
    const int64_t columns = (int64_t)(((double)box->x1 - box->x0) / step_x);
    for (int64_t row = 0; row <= rows; row++) {
        for (int64_t column = 0; column <= columns; column++) {
            struct geo_point p = {(int32_t)(box->x0 + ((double)column + 0.5) * step_x),
                                  (int32_t)(box->y0 + ((double)row + 0.5) * step_y)};
            if (quota_band_at(c->band, p, half) != LINE_QUOTA_NO_PART && !cell_watched(c, p, half)) {
                return 0;
            }
        }
    }
    return 1;
}

int quota_band_watched(const struct quota_band *b, const struct line_fact *const *watch, size_t n,
                       int64_t begin_s, int64_t end_s, int64_t need_s, int *out)
{
    struct line_frame_box box;
    struct cells c = {b, watch, n, calloc(n + 1, sizeof *c.at), begin_s, end_s, need_s};
    if (c.at == NULL) {
        return T2_E_MEMORY;
    }
    *out = n > 0 && line_box_around(b->path, b->to_m + 2 * LEAST_CELL_M, &box, NULL) == 0 &&
           cells_watched(&c, &box);
    free(c.at);
    return 0;
}
