/* The probability that a point with a round Gaussian error lies in an area.
 *
 * With the point as origin and the standard deviation as unit, and F the distribution function and f the
 * density of the normal distribution, Green's theorem makes the integral of the density over an area one
 * along its outline: P = sum over edges of the integral of F(x) f(y) dy. Only a box of six standard
 * deviations counts. Its left side adds nothing (F is 0), its lower and upper sides nothing (dy is 0), its
 * right side f(y) dy where it lies inside, F being 1 there. Edges are followed cell by cell of the index and
 * integrated by Gauss and Legendre's rule of five points. Where the right side enters and leaves the area is
 * decided on integers, so that no edge is counted twice or never. */
#include "line_internal.h"

#define REACH 6.0
#define INV_SQRT_2PI 0.3989422804014327

static double density(double y)
{
    return INV_SQRT_2PI * same_exp_minus(y * y / 2);
}

/* Integral of F(x) f(y) dy from one point to the other, in standard deviations. */
static double along(double x1, double y1, double x2, double y2)
{
    static const double at[5] = {0.04691007703066800, 0.23076534494715845, 0.5, 0.76923465505284155,
                                 0.95308992296933200};
    static const double weight[5] = {0.11846344252809454, 0.23931433524968324, 0.28444444444444444,
                                     0.23931433524968324, 0.11846344252809454};
    double dx = x2 - x1, dy = y2 - y1, size = dx < 0 ? -dx : dx, sum = 0;
    size = (dy < 0 ? -dy : dy) > size ? (dy < 0 ? -dy : dy) : size;
    int parts = (int)size + 1;
    for (int k = 0; k < parts; k++) {
        for (int i = 0; i < 5; i++) {
            double t = (k + at[i]) / parts;
            sum += weight[i] * same_normal(x1 + t * dx) * density(y1 + t * dy);
        }
    }
    return sum * dy / parts;
}

/* Cuts t0 .. t1 to where from + t * step lies in low .. high; 0 when nothing is left. */
static int cut(double from, double step, double low, double high, double *t0, double *t1)
{
    if (step == 0) {
        return from >= low && from < high;
    }
    double a = (low - from) / step, b = (high - from) / step;
    double first = a < b ? a : b, last = a < b ? b : a;
    *t0 = first > *t0 ? first : *t0;
    *t1 = last < *t1 ? last : *t1;
    return *t0 < *t1;
}

static void follow(struct line_window *w, const struct index_edge *e, double left, double bottom,
                   double right, double top)
{
    double dx = (double)e->bx - e->ax, dy = (double)e->by - e->ay, t0 = 0, t1 = 1;
    if (dy == 0 || !cut(e->ax, dx, left, right, &t0, &t1) || !cut(e->ay, dy, bottom, top, &t0, &t1)) {
        return;
    }
    double x1 = e->ax + t0 * dx, y1 = e->ay + t0 * dy, x2 = e->ax + t1 * dx, y2 = e->ay + t1 * dy;
    double part =
        along((x1 - w->p.x) * w->sx, (y1 - w->p.y) * w->sy, (x2 - w->p.x) * w->sx, (y2 - w->p.y) * w->sy);
    w->sum += e->down ? -part : part;
}

/* Where the edge passes the right side of the window, just left of x = right. */
static void meet_right(struct line_window *w, const struct index_edge *e, double top_part)
{
    if ((e->ax >= w->right) == (e->bx >= w->right)) {
        return;
    }
    double at = e->ay + ((double)e->by - e->ay) * (((double)w->right - e->ax) / ((double)e->bx - e->ax));
    double y = (at - w->p.y) * w->sy;
    /* The ring has the area on its left: going left here, the area lies below. */
    int leftward = (e->bx < e->ax) != (e->down != 0);
    w->sum += (leftward ? -1 : 1) * (top_part - same_normal(y));
}

/* Edges of one mixed cell. Which of its cells meets the right side is decided by the integer height. */
static void follow_cell(struct line_window *w, uint32_t column, uint32_t row, double top_part)
{
    const struct line_index *x = w->x;
    uint32_t cell = x->cells[(size_t)row * x->columns + column];
    if ((cell & INDEX_MIXED) == 0) {
        return;
    }
    const struct index_cell *m = &x->mixed[cell & ~INDEX_MIXED];
    double size = (double)((int64_t)1 << x->shift);
    double left = x->x0 + (double)((int64_t)column << x->shift),
           bottom = x->y0 + (double)((int64_t)row << x->shift);
    double right = left + size, top = bottom + size;
    int has_right = w->right >= left && w->right < right;
    left = w->left > left ? w->left : left;
    right = w->right < right ? w->right : right;
    double low = w->bottom > bottom ? w->bottom : bottom, high = w->top < top ? w->top : top;
    for (uint32_t i = m->first; i < m->first + m->n; i++) {
        const struct index_edge *e = &x->edges[i];
        if (e->zone != w->zone) {
            continue;
        }
        follow(w, e, left, low, right, high);
        if (has_right && (e->ax >= w->right) != (e->bx >= w->right)) {
            int32_t at = line_index_passes_at(e, w->right);
            if (at >= bottom && at < top && at > w->bottom && at <= w->top) {
                meet_right(w, e, top_part);
            }
        }
    }
}

static int32_t clamp(double v, int32_t low, int32_t high)
{
    return v < low ? low : v > high ? high : (int32_t)v;
}

void line_window_make(struct line_window *w, const struct line_index *x, struct geo_point p,
                      uint32_t sigma_cm)
{
    double mx = 0, my = 0, sigma_m = sigma_cm / 100.0;
    *w = (struct line_window){.x = x, .p = p};
    if (sigma_cm == 0 || x->n_edges == 0) {
        w->settled = 1;
        w->state = line_index_raw(x, p);
        return;
    }
    same_scale_m(x->frame, p.y, &mx, &my);
    w->sx = mx / sigma_m;
    w->sy = my / sigma_m;
    /* One unit beyond the grid on each side: nothing is there. */
    double reach_x = REACH / w->sx + 1, reach_y = REACH / w->sy + 1;
    w->left = clamp(p.x - reach_x, x->x0 - 1, x->x1 + 1);
    w->right = clamp(p.x + reach_x, x->x0 - 1, x->x1 + 1);
    w->bottom = clamp(p.y - reach_y, x->y0 - 1, x->y1 + 1);
    w->top = clamp(p.y + reach_y, x->y0 - 1, x->y1 + 1);
    if (w->left > x->x1 || w->right < x->x0 || w->bottom > x->y1 || w->top < x->y0) {
        w->settled = 1;
        return;
    }
    w->column0 = line_index_column(x, w->left);
    w->column1 = line_index_column(x, w->right);
    w->row0 = line_index_row(x, w->bottom);
    w->row1 = line_index_row(x, w->top);
    /* The quick answer: the window lies within the grid and all its cells say the same. */
    if (w->left < x->x0 || w->right > x->x1 || w->bottom < x->y0 || w->top > x->y1) {
        return;
    }
    w->state = x->cells[(size_t)w->row0 * x->columns + w->column0];
    for (uint32_t row = w->row0; row <= w->row1; row++) {
        for (uint32_t column = w->column0; column <= w->column1; column++) {
            if (x->cells[(size_t)row * x->columns + column] != w->state) {
                return;
            }
        }
    }
    w->settled = (w->state & INDEX_MIXED) == 0;
}

uint32_t line_window_probability(struct line_window *w, size_t i)
{
    const struct line_index *x = w->x;
    if (i >= x->n_zones) {
        return 0;
    }
    if (w->settled) {
        return (w->state >> i & 1) * 1000000;
    }
    double top_part = same_normal((w->top - (double)w->p.y) * w->sy);
    w->zone = (unsigned)i;
    w->sum = 0;
    if (line_index_parity(x, (struct geo_point){w->right, w->bottom}) >> i & 1) {
        w->sum = top_part - same_normal((w->bottom - (double)w->p.y) * w->sy);
    }
    for (uint32_t row = w->row0; row <= w->row1; row++) {
        for (uint32_t column = w->column0; column <= w->column1; column++) {
            follow_cell(w, column, row, top_part);
        }
    }
    double ppm = w->sum * 1e6 + 0.5;
    return ppm < 1 ? 0 : ppm >= 1e6 ? 1000000 : (uint32_t)ppm;
}

uint32_t line_index_probability(const struct line_index *x, size_t i, struct geo_point p, uint32_t sigma_cm)
{
    struct line_window w;
    line_window_make(&w, x, p, sigma_cm);
    return line_window_probability(&w, i);
}
