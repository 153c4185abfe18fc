/* A line as it is computed with: points at most LINE_MAX_EDGE_M apart, and the nearest place on it by a tree
 * of boxes.
 *
 * Distances are compared in the room, as chords between places on the ellipsoid. A chord c of an arc s is
 * s - s^3 / (24 R^2), so of two places whose arcs differ the longer has the longer chord, but for what R
 * differs by direction: less than 1 cm at 100 km. Only the distance of the nearest one is then computed along
 * the geodesic. */
#include "line_internal.h"

#include <stdlib.h>

#define LEAF 4
#define MAX_PATH ((size_t)1 << 21) /* two million kilometres */

static void in_room(enum geo_frame frame, double x, double y, double out[3])
{
    if (frame == GEO_FLAT) {
        out[0] = x / 100;
        out[1] = y / 100;
        out[2] = 0;
        return;
    }
    double lat = y * GEO_DEG * M_PI / 180, lon = x * GEO_DEG * M_PI / 180;
    double e2 = GEO_WGS84_F * (2 - GEO_WGS84_F), s = sin(lat), n = GEO_WGS84_A / sqrt(1 - e2 * s * s);
    out[0] = n * cos(lat) * cos(lon);
    out[1] = n * cos(lat) * sin(lon);
    out[2] = n * (1 - e2) * s;
}

/* How many edges the edge from a to b becomes. */
static size_t edge_parts(const struct geo_earth *e, struct geo_point a, struct geo_point b)
{
    if (e->frame == GEO_FLAT) {
        return 1; /* straight already */
    }
    double far = geo_earth_distance(e, a.x, a.y, b.x, b.y);
    return far > LINE_MAX_EDGE_M ? (size_t)ceil(far / LINE_MAX_EDGE_M) : 1;
}

static int densify(struct line_path *p, struct geo_points in)
{
    size_t n = 1;
    for (size_t i = 1; i < in.n; i++) {
        n += edge_parts(&p->earth, in.at[i - 1], in.at[i]);
    }
    if (n > MAX_PATH) {
        return T2_E_FULL;
    }
    if ((p->at = malloc(n * sizeof(p->at[0]))) == NULL) {
        return T2_E_MEMORY;
    }
    p->at[p->n++] = in.at[0];
    for (size_t i = 1; i < in.n; i++) {
        struct geo_point a = in.at[i - 1], b = in.at[i];
        size_t parts = edge_parts(&p->earth, a, b);
        double far = parts > 1 ? geo_earth_distance(&p->earth, a.x, a.y, b.x, b.y) : 0;
        double azimuth = parts > 1 ? geo_earth_azimuth(&p->earth, a.x, a.y, b.x, b.y) : 0;
        for (size_t k = 1; k < parts; k++) {
            double x = 0, y = 0;
            geo_earth_go(&p->earth, a.x, a.y, azimuth, far * (double)k / (double)parts, &x, &y);
            p->at[p->n++] = (struct geo_point){(int32_t)lround(x), (int32_t)lround(y)};
        }
        p->at[p->n++] = b;
    }
    return 0;
}

static void box_grow(struct line_box *box, const double at[3])
{
    for (int k = 0; k < 3; k++) {
        box->low[k] = fmin(box->low[k], at[k]);
        box->high[k] = fmax(box->high[k], at[k]);
    }
}

static void build(struct line_path *p)
{
    static const struct line_box nothing = {{HUGE_VAL, HUGE_VAL, HUGE_VAL},
                                            {-HUGE_VAL, -HUGE_VAL, -HUGE_VAL}};
    size_t first_leaf = p->n_leaves - 1;
    for (size_t k = 0; k < p->n_leaves; k++) {
        struct line_box box = nothing;
        for (size_t i = k * p->width; i < (k + 1) * p->width && i + 1 < p->n; i++) {
            box_grow(&box, p->room[i]);
            box_grow(&box, p->room[i + 1]);
        }
        p->boxes[first_leaf + k] = box;
    }
    for (size_t k = first_leaf; k-- > 0;) {
        struct line_box box = p->boxes[2 * k + 1];
        const struct line_box *other = &p->boxes[2 * k + 2];
        if (other->low[0] <= other->high[0]) {
            box_grow(&box, other->low);
            box_grow(&box, other->high);
        }
        p->boxes[k] = box;
    }
}

int line_path_init(struct line_path *p, enum geo_frame frame, struct geo_points points)
{
    *p = (struct line_path){.earth = geo_earth_of(frame), .width = LEAF, .n_leaves = 1};
    int err = densify(p, points);
    if (err == 0) {
        while (p->n_leaves * LEAF < p->n - 1) {
            p->n_leaves *= 2;
        }
        p->room = malloc(p->n * sizeof(p->room[0]));
        p->boxes = calloc(2 * p->n_leaves - 1, sizeof(p->boxes[0]));
        err = p->room == NULL || p->boxes == NULL ? T2_E_MEMORY : 0;
    }
    if (err != 0) {
        line_path_wipe(p);
        return err;
    }
    for (size_t i = 0; i < p->n; i++) {
        in_room(frame, p->at[i].x, p->at[i].y, p->room[i]);
    }
    build(p);
    return 0;
}

void line_path_wipe(struct line_path *p)
{
    free(p->at);
    free(p->room);
    free(p->boxes);
    *p = (struct line_path){0};
}

static double box_distance2(const struct line_box *b, const double at[3])
{
    double sum = 0;
    for (int k = 0; k < 3; k++) {
        double off = fmax(0, fmax(b->low[k] - at[k], at[k] - b->high[k]));
        sum += off * off;
    }
    return sum;
}

static double edge_distance2(const double a[3], const double b[3], const double at[3], double *out_t)
{
    double along = 0, length = 0, sum = 0;
    for (int k = 0; k < 3; k++) {
        along += (at[k] - a[k]) * (b[k] - a[k]);
        length += (b[k] - a[k]) * (b[k] - a[k]);
    }
    double t = length > 0 ? fmax(0, fmin(1, along / length)) : 0;
    for (int k = 0; k < 3; k++) {
        double off = a[k] + t * (b[k] - a[k]) - at[k];
        sum += off * off;
    }
    *out_t = t;
    return sum;
}

void line_path_near(const struct line_path *p, double x, double y, struct line_near *out)
{
    double at[3], best = HUGE_VAL;
    size_t stack[2 * 64], n_stack = 0, first_leaf = p->n_leaves - 1;
    *out = (struct line_near){0};
    in_room(p->earth.frame, x, y, at);
    stack[n_stack++] = 0;
    while (n_stack > 0) {
        size_t k = stack[--n_stack];
        if (box_distance2(&p->boxes[k], at) >= best) {
            continue;
        }
        if (k >= first_leaf) {
            size_t from = (k - first_leaf) * p->width;
            for (size_t i = from; i < from + p->width && i + 1 < p->n; i++) {
                double t = 0, d = edge_distance2(p->room[i], p->room[i + 1], at, &t);
                if (d < best) {
                    best = d;
                    out->edge = i;
                    out->t = t;
                }
            }
            continue;
        }
        double left = box_distance2(&p->boxes[2 * k + 1], at),
               right = box_distance2(&p->boxes[2 * k + 2], at);
        stack[n_stack++] = left <= right ? 2 * k + 2 : 2 * k + 1; /* the nearer one comes first */
        stack[n_stack++] = left <= right ? 2 * k + 1 : 2 * k + 2;
    }
    struct geo_point a = p->at[out->edge], b = p->at[out->edge + 1];
    out->x = a.x + out->t * ((double)b.x - a.x);
    out->y = a.y + out->t * ((double)b.y - a.y);
    out->metres = geo_earth_distance(&p->earth, x, y, out->x, out->y);
}

enum line_side line_path_side(const struct line_path *p, struct geo_point q, const struct line_near *near)
{
    size_t i = near->edge;
    int turn = geo_turn(p->at[i], p->at[i + 1], q);
    size_t corner = near->t <= 0 ? i : near->t >= 1 ? i + 1 : 0;
    if (corner > 0 && corner + 1 < p->n) {
        struct geo_point a = p->at[corner - 1], b = p->at[corner], c = p->at[corner + 1];
        int before = geo_turn(a, b, q), after = geo_turn(b, c, q), bend = geo_turn(a, b, c);
        /* The nearest place is a corner: what lies to the left of a left bend is to the left of both edges.
         */
        turn = bend > 0   ? (before < after ? before : after)
               : bend < 0 ? (before > after ? before : after)
                          : before;
    }
    return turn >= 0 ? LINE_A : LINE_B;
}

static int opposite(int a, int b)
{
    return a * b < 0;
}

static int edges_meet(struct geo_point a, struct geo_point b, struct geo_point c, struct geo_point d)
{
    return (opposite(geo_turn(a, b, c), geo_turn(a, b, d)) &&
            opposite(geo_turn(c, d, a), geo_turn(c, d, b))) ||
           geo_on_segment(a, b, c) || geo_on_segment(a, b, d) || geo_on_segment(c, d, a) ||
           geo_on_segment(c, d, b);
}

/* Neighbours share a point; they meet when one goes back over the other. */
static int neighbours_meet(struct geo_point a, struct geo_point b, struct geo_point c)
{
    return geo_on_segment(a, b, c) || geo_on_segment(b, c, a);
}

static int boxes_apart(const struct line_box *a, const struct line_box *b)
{
    for (int k = 0; k < 3; k++) {
        /* A metre: an edge straight in x and y is not exactly the chord. */
        if (a->low[k] > b->high[k] + 1 || b->low[k] > a->high[k] + 1) {
            return 1;
        }
    }
    return 0;
}

struct meeting {
    const struct line_path *p, *q;
    size_t i, j;
    int found;
};

static void leaves_meet(struct meeting *m, size_t leaf_p, size_t leaf_q)
{
    const struct line_path *p = m->p, *q = m->q;
    for (size_t i = leaf_p * p->width; i < (leaf_p + 1) * p->width && i + 1 < p->n; i++) {
        for (size_t j = leaf_q * q->width; j < (leaf_q + 1) * q->width && j + 1 < q->n; j++) {
            int meets = p == q && j <= i       ? 0
                        : p == q && j == i + 1 ? neighbours_meet(p->at[i], p->at[j], p->at[j + 1])
                                               : edges_meet(p->at[i], p->at[i + 1], q->at[j], q->at[j + 1]);
            if (meets && (!m->found || i < m->i || (i == m->i && j < m->j))) {
                m->found = 1;
                m->i = i;
                m->j = j;
            }
        }
    }
}

static void nodes_meet(struct meeting *m, size_t a, size_t b)
{
    size_t first_p = m->p->n_leaves - 1, first_q = m->q->n_leaves - 1;
    if (boxes_apart(&m->p->boxes[a], &m->q->boxes[b])) {
        return;
    }
    if (a >= first_p && b >= first_q) {
        leaves_meet(m, a - first_p, b - first_q);
    } else if (m->p == m->q && a == b) { /* the pair (2a + 2, 2a + 1) is the same as the one below */
        nodes_meet(m, 2 * a + 1, 2 * a + 1);
        nodes_meet(m, 2 * a + 1, 2 * a + 2);
        nodes_meet(m, 2 * a + 2, 2 * a + 2);
    } else if (a < first_p && (b >= first_q || a <= b)) {
        nodes_meet(m, 2 * a + 1, b);
        nodes_meet(m, 2 * a + 2, b);
    } else {
        nodes_meet(m, a, 2 * b + 1);
        nodes_meet(m, a, 2 * b + 2);
    }
}

int line_path_meets(const struct line_path *p, const struct line_path *q, size_t *out_p, size_t *out_q)
{
    struct meeting m = {.p = p, .q = q};
    nodes_meet(&m, 0, 0);
    if (m.found) {
        *out_p = m.i;
        *out_q = m.j;
    }
    return m.found;
}
