/* Form (b): two forward edges. The line of contact runs midway: each of its points is as far from the one
 * edge as from the other. From every point of an edge the way to the nearest place of the other is halved
 * until the distances are equal; the points of both edges are then put in the order in which they lie along
 * the two. */
#include "line_internal.h"

#include <stdlib.h>

#define MOST_HALVINGS 48

struct midway {
    double x, y;
    double along; /* metres along both edges together */
};

struct halving {
    const struct line_path *path[LINE_N_SIDES];
    double *metres[LINE_N_SIDES]; /* along the edge up to each point */
    struct midway *at;
    size_t n;
};

static double *along_path(const struct line_path *p)
{
    double *out = malloc(p->n * sizeof(out[0]));
    for (size_t i = 0; out != NULL && i < p->n; i++) {
        out[i] = i == 0 ? 0
                        : out[i - 1] + geo_earth_distance(&p->earth, p->at[i - 1].x, p->at[i - 1].y,
                                                          p->at[i].x, p->at[i].y);
    }
    return out;
}

static double place_along(const struct halving *h, int side, const struct line_near *near)
{
    const double *m = h->metres[side];
    return m[near->edge] + near->t * (m[near->edge + 1] - m[near->edge]);
}

static void midway_from(struct halving *h, int side, struct geo_point p)
{
    struct line_near near[LINE_N_SIDES];
    double low = 0, high = 1, x = p.x, y = p.y;
    line_path_near(h->path[!side], p.x, p.y, &near[!side]);
    double dx = near[!side].x - p.x, dy = near[!side].y - p.y;
    for (int k = 0; k < MOST_HALVINGS; k++) {
        double t = (low + high) / 2;
        x = p.x + t * dx;
        y = p.y + t * dy;
        line_path_near(h->path[side], x, y, &near[side]);
        line_path_near(h->path[!side], x, y, &near[!side]);
        if (near[side].metres < near[!side].metres) {
            low = t;
        } else {
            high = t;
        }
        if ((high - low) * (fabs(dx) + fabs(dy)) < 0.2) {
            break;
        }
    }
    h->at[h->n++] =
        (struct midway){x, y, place_along(h, side, &near[side]) + place_along(h, !side, &near[!side])};
}

static int earlier(const void *p, const void *q)
{
    const struct midway *a = p, *b = q;
    return a->along < b->along ? -1 : a->along > b->along;
}

static int edges_check(const struct line_path *a, const struct line_path *b, struct line_refusal *why)
{
    size_t i = 0, k = 0;
    char place[LINE_PLACE_LEN];
    if (line_path_meets(a, b, &i, &k)) {
        /* They may touch at points that both have. */
        if (!geo_same(a->at[i], b->at[k]) && !geo_same(a->at[i + 1], b->at[k]) &&
            !geo_same(a->at[i], b->at[k + 1]) && !geo_same(a->at[i + 1], b->at[k + 1])) {
            return line_refuse_at(
                why, LINE_R_EDGES, i, a->at[i],
                T2_SAYS("The two forward edges cross near %s. Each side's edge lies on its own ground; "
                        "correct one of them."),
                line_place_text(a->earth.frame, a->at[i], place));
        }
    }
    for (size_t n = 0; n < a->n; n++) {
        struct line_near near;
        line_path_near(b, a->at[n].x, a->at[n].y, &near);
        if (near.metres > 1 && line_path_side(b, a->at[n], &near) != LINE_A) {
            return line_refuse_at(
                why, LINE_R_EDGES, n, a->at[n],
                T2_SAYS("At %s the forward edge of side A lies behind that of side B. Have the two been "
                        "exchanged, or are they given in the wrong direction?"),
                line_place_text(a->earth.frame, a->at[n], place));
        }
    }
    return 0;
}

static int midline(struct line *l, const struct line_limits *limits, struct line_repairs *repairs,
                   struct line_refusal *why)
{
    struct line_path path[LINE_N_SIDES] = {{.n = 0}, {.n = 0}};
    struct halving h = {.path = {&path[0], &path[1]}};
    int err = line_path_init(&path[0], l->frame, (struct geo_points){l->edge[0], l->n_edge[0]});
    err = err != 0 ? err : line_path_init(&path[1], l->frame, (struct geo_points){l->edge[1], l->n_edge[1]});
    err = err != 0 ? err : edges_check(&path[0], &path[1], why);
    if (err == 0) {
        h.metres[0] = along_path(&path[0]);
        h.metres[1] = along_path(&path[1]);
        h.at = malloc((path[0].n + path[1].n) * sizeof(h.at[0]));
        err = h.metres[0] == NULL || h.metres[1] == NULL || h.at == NULL ? T2_E_MEMORY : 0;
    }
    for (int side = 0; err == 0 && h.at != NULL && side < LINE_N_SIDES; side++) {
        for (size_t i = 0; i < path[side].n; i++) {
            midway_from(&h, side, path[side].at[i]);
        }
    }
    struct geo_point *at = err == 0 ? malloc(h.n * sizeof(at[0])) : NULL;
    if (err == 0 && at == NULL) {
        err = T2_E_MEMORY;
    }
    if (at != NULL && h.at != NULL) {
        qsort(h.at, h.n, sizeof(h.at[0]), earlier);
        size_t n = 0;
        for (size_t i = 0; i < h.n; i++) {
            struct geo_point p = {(int32_t)lround(h.at[i].x), (int32_t)lround(h.at[i].y)};
            if (n == 0 || !geo_same(at[n - 1], p)) {
                at[n++] = p;
            }
        }
        err = line_repair_points(l->frame, (struct geo_points){at, n}, limits, repairs, why, &l->points,
                                 &l->n_points);
    }
    free(at);
    free(h.at);
    for (int k = 0; k < LINE_N_SIDES; k++) {
        free(h.metres[k]);
        line_path_wipe(&path[k]);
    }
    return err;
}

int line_new_from_edges(const struct line_params *params, const struct line_from_edges *in,
                        struct line_repair *repairs, size_t *n_repairs, struct line_refusal *why,
                        struct line **out)
{
    struct line_limits limits = line_limits_of(params), mid;
    struct line_repairs fixed = {repairs, 0};
    struct line *l = NULL;
    int err = line_start(params, why, &l);
    for (int k = 0; err == 0 && k < LINE_N_SIDES; k++) {
        err =
            line_repair_points(params->frame, in->edge[k], &limits, &fixed, why, &l->edge[k], &l->n_edge[k]);
    }
    /* The line midway is the program's own: what it turns back on itself by rounding is smoothed without ado.
     */
    mid = limits;
    mid.loop_m = fmax(limits.loop_m, 2000);
    struct line_repairs own = {NULL, 0};
    err = err != 0 ? err : midline(l, &mid, &own, why);
    err = err != 0 ? err : line_finish(l, why);
    if (err != 0) {
        line_free(l);
        return err;
    }
    if (n_repairs != NULL) {
        *n_repairs = fixed.n;
    }
    *out = l;
    return 0;
}
