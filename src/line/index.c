/* Which areas hold a point, exactly and in tens of nanoseconds: a grid of cells over all areas.
 *
 * A cell that no edge comes near holds its answer. A mixed cell holds the state of its lower left corner and
 * the edges that come near; the answer is the corner's state and the parity of the edges crossed on the way
 * up the left side and then to the right. To be exact with integers the way is shifted by infinitesimals: it
 * goes up at x0 - d, where no vertex lies, and to the right at y + e, e much smaller than d. Heights at which
 * an edge passes the left side, and between which it stands right of it, are integers rounded in the right
 * direction when the index is built; so a query has one cross product for an edge, in 64 bits because no edge
 * is longer than 2^29 units. A point on an edge belongs to the area. */
#include "line_internal.h"

#include <stdlib.h>

#define MAX_EDGE (1 << 29)
#define LEAST_CELLS 4096
#define MOST_CELLS (1u << 20)
#define CELLS_PER_EDGE 12

static int64_t divide_down(int64_t a, int64_t b)
{
    int64_t q = a / b;
    return q - (a % b != 0 && (a < 0) != (b < 0));
}

static int64_t divide_up(int64_t a, int64_t b)
{
    return -divide_down(-a, b);
}

/* Least integer height y at which y + e lies above the edge's height at x - d. The edge passes x - d. */
int32_t line_index_passes_at(const struct index_edge *e, int32_t x)
{
    int64_t dx = (int64_t)e->bx - e->ax, dy = (int64_t)e->by - e->ay, over = dy * ((int64_t)x - e->ax);
    int64_t up = divide_up(over, dx);
    return (int32_t)(e->ay + up + (over % dx == 0 && dy != 0 && dx < 0));
}

static int passes(const struct index_edge *e, int32_t x)
{
    return (e->ax >= x) != (e->bx >= x);
}

/* The heights at which the edge stands at x or right of it. */
static void stands_right(struct index_edge *e, int32_t x)
{
    int64_t dx = (int64_t)e->bx - e->ax, dy = (int64_t)e->by - e->ay, off = ((int64_t)x - e->ax) * dy;
    int64_t from = e->ay, below = e->by;
    if (dx > 0) {
        int64_t least = e->ay + divide_up(off, dx);
        from = least > from ? least : from;
    } else if (dx < 0) {
        int64_t past = e->ay + divide_down(off, dx) + 1;
        below = past < below ? past : below;
    } else if (e->ax < x) {
        below = from;
    }
    e->from_y = (int32_t)from;
    e->below_y = (int32_t)(below > from ? below : from);
}

uint32_t line_index_column(const struct line_index *x, int64_t at)
{
    int64_t c = (at - x->x0) >> x->shift;
    return c < 0 ? 0 : c >= x->columns ? x->columns - 1 : (uint32_t)c;
}

uint32_t line_index_row(const struct line_index *x, int64_t at)
{
    int64_t r = (at - x->y0) >> x->shift;
    return r < 0 ? 0 : r >= x->rows ? x->rows - 1 : (uint32_t)r;
}

/* The columns that the edge comes near within a row: at least those that it touches. */
static void columns_in_row(const struct line_index *x, const struct index_edge *e, uint32_t row,
                           uint32_t *out_from, uint32_t *out_to)
{
    double low = x->y0 + (double)((int64_t)row << x->shift) - 2,
           high = low + (double)((int64_t)1 << x->shift) + 4;
    double dy = (double)e->by - e->ay, dx = (double)e->bx - e->ax, at_low = e->ax, at_high = e->bx;
    if (dy > 0) {
        at_low = low > e->ay ? e->ax + dx * ((low - e->ay) / dy) : at_low;
        at_high = high < e->by ? e->ax + dx * ((high - e->ay) / dy) : at_high;
    }
    *out_from = line_index_column(x, (int64_t)floor(fmin(at_low, at_high)) - 2);
    *out_to = line_index_column(x, (int64_t)ceil(fmax(at_low, at_high)) + 2);
}

/* ---- building ---- */

struct building {
    struct line_index *x;
    struct index_edge *edges; /* of all areas, without what belongs to a cell */
    size_t n;
};

static int collect(struct building *b, const struct geo_area *const *areas, size_t n_areas)
{
    size_t most = 0;
    for (size_t k = 0; k < n_areas; k++) {
        most += areas[k]->n_points;
    }
    if (most > UINT32_MAX / 64 || (b->edges = malloc((most + 1) * sizeof(b->edges[0]))) == NULL) {
        return T2_E_MEMORY;
    }
    for (size_t k = 0; k < n_areas; k++) {
        for (size_t ring = 0; ring < areas[k]->n_rings; ring++) {
            struct geo_points p = geo_area_ring(areas[k], ring);
            if (p.n < 4 || !geo_same(p.at[0], p.at[p.n - 1])) {
                return T2_E_ARGUMENT;
            }
            for (size_t i = 1; i < p.n; i++) {
                struct geo_point from = p.at[i - 1], to = p.at[i];
                int down = to.y < from.y || (to.y == from.y && to.x < from.x);
                struct geo_point a = down ? to : from, c = down ? from : to;
                if (llabs((long long)a.x - c.x) > MAX_EDGE || llabs((long long)a.y - c.y) > MAX_EDGE ||
                    a.x < -2000000000 || a.x > 2000000000 || a.y < -2000000000 || a.y > 2000000000) {
                    return T2_E_ARGUMENT;
                }
                if (!geo_same(a, c)) {
                    b->edges[b->n++] =
                        (struct index_edge){a.x, a.y, c.x, c.y, 0, 0, INT32_MAX, (uint16_t)k, (uint16_t)down};
                }
            }
        }
    }
    return 0;
}

static void grid_choose(struct line_index *x, size_t n_edges)
{
    uint64_t want = n_edges * CELLS_PER_EDGE;
    uint64_t wide = (uint64_t)((int64_t)x->x1 - x->x0) + 1, high = (uint64_t)((int64_t)x->y1 - x->y0) + 1;
    want = want < LEAST_CELLS ? LEAST_CELLS : want > MOST_CELLS ? MOST_CELLS : want;
    x->shift = 0;
    while (((wide >> x->shift) + 1) * ((high >> x->shift) + 1) > want) {
        x->shift++;
    }
    x->columns = (uint32_t)((wide - 1) >> x->shift) + 1;
    x->rows = (uint32_t)((high - 1) >> x->shift) + 1;
}

static void bounds(struct building *b)
{
    struct line_index *x = b->x;
    for (size_t i = 0; i < b->n; i++) {
        const struct index_edge *e = &b->edges[i];
        int32_t left = e->ax < e->bx ? e->ax : e->bx, right = e->ax < e->bx ? e->bx : e->ax;
        x->x0 = i == 0 || left < x->x0 ? left : x->x0;
        x->x1 = i == 0 || right > x->x1 ? right : x->x1;
        x->y0 = i == 0 || e->ay < x->y0 ? e->ay : x->y0;
        x->y1 = i == 0 || e->by > x->y1 ? e->by : x->y1;
    }
}

/* Calls for every cell that an edge comes near: counts them, or puts the edge there. */
static void place_edges(struct building *b, uint32_t *counts)
{
    struct line_index *x = b->x;
    for (size_t i = 0; i < b->n; i++) {
        const struct index_edge *e = &b->edges[i];
        uint32_t last = line_index_row(x, (int64_t)e->by + 1);
        for (uint32_t row = line_index_row(x, (int64_t)e->ay - 1); row <= last; row++) {
            uint32_t from = 0, to = 0;
            columns_in_row(x, e, row, &from, &to);
            for (uint32_t column = from; column <= to; column++) {
                size_t cell = (size_t)row * x->columns + column;
                if (counts != NULL) {
                    counts[cell]++;
                    continue;
                }
                struct index_cell *m = &x->mixed[x->cells[cell] & ~INDEX_MIXED];
                struct index_edge *mine = &x->edges[m->first + m->n++];
                int32_t left = (int32_t)(x->x0 + ((int64_t)column << x->shift));
                int64_t low = x->y0 + ((int64_t)row << x->shift);
                *mine = *e;
                stands_right(mine, left);
                if (passes(e, left)) {
                    int32_t at = line_index_passes_at(e, left);
                    mine->left_y = at >= low && at < low + ((int64_t)1 << x->shift) ? at : INT32_MAX;
                }
            }
        }
    }
}

/* The states of all lower left corners, column by column: an edge that passes the left side of a column below
 * a corner turns its state. */
static void corner_states(struct building *b, uint32_t *states)
{
    struct line_index *x = b->x;
    for (size_t i = 0; i < b->n; i++) {
        const struct index_edge *e = &b->edges[i];
        int64_t left = e->ax < e->bx ? e->ax : e->bx, right = e->ax < e->bx ? e->bx : e->ax;
        for (uint32_t column = line_index_column(x, left); column <= line_index_column(x, right); column++) {
            int32_t at = (int32_t)(x->x0 + ((int64_t)column << x->shift));
            if (passes(e, at)) {
                int64_t row = (((int64_t)line_index_passes_at(e, at) - x->y0) >> x->shift) + 1;
                if (row < x->rows) {
                    states[(size_t)row * x->columns + column] ^= 1u << e->zone;
                }
            }
        }
    }
    for (uint32_t row = 1; row < x->rows; row++) {
        for (uint32_t column = 0; column < x->columns; column++) {
            states[(size_t)row * x->columns + column] ^= states[(size_t)(row - 1) * x->columns + column];
        }
    }
}

static int fill_cells(struct building *b)
{
    struct line_index *x = b->x;
    size_t n_cells = (size_t)x->columns * x->rows, n_all = 0;
    uint32_t *counts = calloc(n_cells, sizeof(counts[0]));
    x->cells = calloc(n_cells, sizeof(x->cells[0]));
    if (counts == NULL || x->cells == NULL) {
        free(counts);
        return T2_E_MEMORY;
    }
    place_edges(b, counts);
    corner_states(b, x->cells);
    for (size_t i = 0; i < n_cells; i++) {
        x->n_mixed += counts[i] > 0;
        n_all += counts[i];
    }
    x->mixed = malloc((x->n_mixed + 1) * sizeof(x->mixed[0]));
    x->edges = n_all < UINT32_MAX ? malloc((n_all + 1) * sizeof(x->edges[0])) : NULL;
    if (x->mixed == NULL || x->edges == NULL) {
        free(counts);
        return T2_E_MEMORY;
    }
    size_t mixed = 0, first = 0;
    for (size_t i = 0; i < n_cells; i++) {
        if (counts[i] > 0) {
            x->mixed[mixed] = (struct index_cell){x->cells[i], (uint32_t)first, 0};
            x->cells[i] = INDEX_MIXED | (uint32_t)mixed++;
            first += counts[i];
        }
    }
    free(counts);
    place_edges(b, NULL);
    return 0;
}

int line_index_new_areas(enum geo_frame frame, const struct geo_area *const *areas, size_t n,
                         struct line_index **out)
{
    struct building b = {.x = calloc(1, sizeof(*b.x))};
    int err = b.x == NULL ? T2_E_MEMORY : n > LINE_INDEX_MAX ? T2_E_ARGUMENT : collect(&b, areas, n);
    if (err == 0) {
        b.x->frame = frame;
        b.x->n_zones = n;
        b.x->n_edges = b.n;
        b.x->visible = (1u << n) - 1;
        bounds(&b);
        grid_choose(b.x, b.n);
        err = fill_cells(&b);
    }
    free(b.edges);
    if (err != 0) {
        line_index_free(b.x);
        return err;
    }
    *out = b.x;
    return 0;
}

void line_index_free(struct line_index *x)
{
    if (x != NULL) {
        free(x->cells);
        free(x->mixed);
        free(x->edges);
        free(x);
    }
}

size_t line_index_n_edges(const struct line_index *x)
{
    return x->n_edges;
}

/* ---- asking ---- */

static inline uint32_t mixed_state(const struct line_index *x, uint32_t cell, struct geo_point p,
                                   uint32_t *out_touches)
{
    const struct index_cell *m = &x->mixed[cell];
    const struct index_edge *e = &x->edges[m->first], *end = e + m->n;
    uint32_t state = m->base, touches = 0;
    for (; e != end; e++) {
        int64_t turn = ((int64_t)e->bx - e->ax) * ((int64_t)p.y - e->ay) -
                       ((int64_t)e->by - e->ay) * ((int64_t)p.x - e->ax);
        /* Upward, so a negative turn is right of the edge: with twice the sign of a left turn. */
        uint32_t turns =
            (uint32_t)(p.y >= e->left_y) ^ (uint32_t)(p.y >= e->from_y && p.y < e->below_y && turn < 0);
        state ^= turns << e->zone;
        if (turn == 0) {
            int32_t left = e->ax < e->bx ? e->ax : e->bx, right = e->ax < e->bx ? e->bx : e->ax;
            touches |= (uint32_t)(p.x >= left && p.x <= right && p.y >= e->ay && p.y <= e->by) << e->zone;
        }
    }
    *out_touches = touches;
    return state;
}

static inline uint32_t state_at(const struct line_index *x, struct geo_point p, uint32_t *out_touches)
{
    uint32_t off_x = (uint32_t)p.x - (uint32_t)x->x0, off_y = (uint32_t)p.y - (uint32_t)x->y0;
    *out_touches = 0;
    if (p.x < x->x0 || p.x > x->x1 || p.y < x->y0 || p.y > x->y1 || x->n_edges == 0) {
        return 0;
    }
    uint32_t cell = x->cells[(size_t)(off_y >> x->shift) * x->columns + (off_x >> x->shift)];
    return (cell & INDEX_MIXED) == 0 ? cell : mixed_state(x, cell & ~INDEX_MIXED, p, out_touches);
}

uint32_t line_index_raw(const struct line_index *x, struct geo_point p)
{
    uint32_t touches = 0, state = state_at(x, p, &touches);
    return state | touches;
}

uint32_t line_index_at(const struct line_index *x, struct geo_point p)
{
    return line_index_raw(x, p) & x->visible;
}

uint32_t line_index_parity(const struct line_index *x, struct geo_point p)
{
    uint32_t touches = 0;
    return state_at(x, p, &touches);
}
