/* Which two reports may speak of the same event: pairs that agree (fact_same.c), from different sources.
 *
 * The reports that stand lie in rows, one of each source and kind, by time. A report looks along the rows of
 * other sources from its own time outwards, and keeps the partners that agree best. How many it looks at has
 * a bound, shared evenly by the rows that reach into its time: so a flood costs time in proportion to itself
 * and pushes out nobody's partners but those of the source that floods. Below the bound every pair is found.
 * What is looked at follows from the contents alone: each desk looks at the same. */
#include "days_internal.h"

#include <stdlib.h>

#define MAX_PARTNERS 16
#define MAX_COMPARED 256 /* in full, of each report */
#define MAX_SEEN 4096    /* by kind and latitude alone */
#define SOUND_M_S 340

struct span {
    int64_t from, to, time_s;
    uint32_t i; /* in the settled record */
    uint32_t source;
    uint32_t reach_m; /* how far from its place or post the event may be */
    uint8_t group;    /* of kinds that can be the same event */
};
struct row {
    size_t first, n;       /* spans */
    int64_t before, after; /* the most that one of it reaches back and forward */
};
struct pairing {
    enum geo_frame frame;
    const struct line_terms *t;
    const struct line_settled *s;
    struct span *spans;
    size_t n_spans;
    struct row *rows;
    size_t n_rows;
    struct line_pair *pairs;
    size_t n_pairs, cap_pairs;
};

static int order_of(int64_t a, int64_t b)
{
    return a < b ? -1 : a > b;
}

static int order_of_lists(const int64_t *a, const int64_t *b, size_t n)
{
    int order = 0;
    for (size_t k = 0; k < n && order == 0; k++) {
        order = order_of(a[k], b[k]);
    }
    return order;
}

static int by_row(const void *a, const void *b)
{
    const struct span *x = a, *y = b;
    const int64_t p[4] = {x->group, x->source, x->time_s, x->i},
                  q[4] = {y->group, y->source, y->time_s, y->i};
    return order_of_lists(p, q, 4);
}

static int by_likeness(const void *a, const void *b)
{
    const struct line_pair *x = a, *y = b;
    const int64_t p[4] = {x->ms, x->m, x->a, x->b}, q[4] = {y->ms, y->m, y->a, y->b};
    return order_of_lists(p, q, 4);
}

static int may_have_company(const struct line_fact *f)
{
    return f->kind != LINE_F_WATCH && f->kind != LINE_F_NOTHING;
}

/* ---- rows ---- */

static uint8_t group_of(uint8_t kind)
{
    return kind == LINE_F_FLASH ? LINE_F_EXPLOSION : kind == LINE_F_SHOT ? LINE_F_BURST : kind;
}

static uint32_t reach_of(const struct line_terms *t, const struct line_fact *f)
{
    uint64_t r = f->means == LINE_BY_EAR ? t->hearing_m : t->sight_m;
    if ((f->has & LINE_HAS_PLACE) != 0) {
        r = (uint64_t)f->sigma_cm * 3 / 100 + 1;
    } else if ((f->has & LINE_HAS_DISTANCE) != 0) {
        uint64_t far = (uint64_t)f->distance_m + f->distance_error_m;
        r = far > r ? far : r;
    }
    return r < UINT32_MAX ? (uint32_t)r : UINT32_MAX;
}

static struct span span_of(const struct pairing *p, uint32_t i)
{
    const struct line_fact *f = p->s->at[i];
    int64_t wide = f->time_error_s + 2 * ((int64_t)p->t->hearing_m / SOUND_M_S) + p->t->apart_s + 2;
    int64_t lasts = line_fact_lasts(f) ? (int64_t)f->lasts_s + p->t->lasting_s : 0;
    return (struct span){.from = f->time_s - wide,
                         .to = f->time_s + wide + lasts,
                         .time_s = f->time_s,
                         .i = i,
                         .source = f->source,
                         .reach_m = reach_of(p->t, f),
                         .group = group_of(f->kind)};
}

static int rows_make(struct pairing *p)
{
    p->spans = calloc(p->s->n + 1, sizeof *p->spans);
    p->rows = calloc(p->s->n + 1, sizeof *p->rows);
    if (p->spans == NULL || p->rows == NULL) {
        return T2_E_MEMORY;
    }
    for (uint32_t i = 0; i < p->s->n; i++) {
        if (line_settled_stands(p->s, i) && may_have_company(p->s->at[i])) {
            p->spans[p->n_spans++] = span_of(p, i);
        }
    }
    qsort(p->spans, p->n_spans, sizeof *p->spans, by_row);
    for (size_t k = 0; k < p->n_spans; k++) {
        const struct span *x = &p->spans[k];
        if (k == 0 || x[-1].group != x->group || x[-1].source != x->source) {
            p->rows[p->n_rows++].first = k;
        }
        struct row *r = &p->rows[p->n_rows - 1];
        r->n++;
        r->before = x->time_s - x->from > r->before ? x->time_s - x->from : r->before;
        r->after = x->to - x->time_s > r->after ? x->to - x->time_s : r->after;
    }
    return 0;
}

/* ---- partners ---- */

/* Where in a row the report's own time lies: before the first that is later, or as late. */
static size_t place_in(const struct pairing *p, const struct row *r, int64_t time_s)
{
    size_t from = r->first, to = r->first + r->n;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (p->spans[middle].time_s < time_s) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

/* How many of a row on each side of `at` may fall in the time of x: 0 or more; exact where it is 0. */
static int reaches(const struct pairing *p, const struct row *r, const struct span *x, size_t at)
{
    return (at > r->first && p->spans[at - 1].time_s + r->after >= x->from) ||
           (at < r->first + r->n && p->spans[at].time_s - r->before <= x->to);
}

/* Too far apart from north to south to be the same, whatever the longitudes; generous by a hundredth. */
static int too_far(const struct pairing *p, const struct span *x, const struct span *y)
{
    const struct line_fact *a = p->s->at[x->i], *b = p->s->at[y->i];
    int64_t ya = (a->has & LINE_HAS_PLACE) != 0 ? a->place.y : a->post.y;
    int64_t yb = (b->has & LINE_HAS_PLACE) != 0 ? b->place.y : b->post.y;
    double apart_m = (double)(ya > yb ? ya - yb : yb - ya) * (p->frame == GEO_FLAT ? 0.01 : 0.01105);
    return apart_m > 1.01 * ((double)x->reach_m + y->reach_m + p->t->near_m) + 10;
}

int line_facts_agree(enum geo_frame frame, const struct line_terms *t, const struct line_settled *s,
                     uint32_t i, uint32_t k, uint32_t *ms, uint32_t *m)
{
    const struct line_fact *a = s->at[i < k ? i : k], *b = s->at[i < k ? k : i];
    return a->source != b->source && line_fact_same(frame, t, a, b, ms, m);
}

/* Inserts among the n best; returns how many there are then, at most max. */
static size_t keep(struct line_pair *best, size_t n, size_t max, const struct line_pair *x)
{
    size_t at = n;
    if (n == max) {
        if (by_likeness(x, &best[n - 1]) >= 0) {
            return n;
        }
        at = --n;
    }
    for (; at > 0 && by_likeness(x, &best[at - 1]) < 0; at--) {
        best[at] = best[at - 1];
    }
    best[at] = *x;
    return n + 1;
}

/* The best of one row. share: of the rows that reach into the time of x, as many. */
static size_t look_along(const struct pairing *p, const struct row *r, const struct span *x, size_t at,
                         size_t share, struct line_pair out[static MAX_PARTNERS])
{
    size_t n = 0, low = at, high = at, last = r->first + r->n, compared = 1 + MAX_COMPARED / share,
           max = share < MAX_PARTNERS ? MAX_PARTNERS / share : 1;
    for (size_t seen = 1 + MAX_SEEN / share; seen > 0 && compared > 0; seen--) {
        int down = low > r->first && p->spans[low - 1].time_s + r->after >= x->from;
        int up = high < last && p->spans[high].time_s - r->before <= x->to;
        if (!down && !up) {
            break;
        }
        down = down && (!up || x->time_s - p->spans[low - 1].time_s <= p->spans[high].time_s - x->time_s);
        const struct span *y = down ? &p->spans[--low] : &p->spans[high++];
        if (y->to < x->from || y->from > x->to || too_far(p, x, y)) {
            continue;
        }
        struct line_pair pair = {.a = x->i < y->i ? x->i : y->i, .b = x->i < y->i ? y->i : x->i};
        compared--;
        if (line_facts_agree(p->frame, p->t, p->s, x->i, y->i, &pair.ms, &pair.m)) {
            n = keep(out, n, max, &pair);
        }
    }
    return n;
}

static int put(struct pairing *p, const struct line_pair *list, size_t n)
{
    if (n > p->cap_pairs - p->n_pairs) {
        size_t cap = 2 * p->cap_pairs + 1024;
        struct line_pair *pairs = reallocarray(p->pairs, cap, sizeof *pairs);
        if (pairs == NULL) {
            return T2_E_MEMORY;
        }
        p->pairs = pairs;
        p->cap_pairs = cap;
    }
    if (n > 0) {
        memcpy(&p->pairs[p->n_pairs], list, n * sizeof *list);
        p->n_pairs += n;
    }
    return 0;
}

/* The partners of x among the rows of its kinds, rows[first] to rows[end - 1]. */
static int partners(struct pairing *p, const struct span *x, size_t first, size_t end)
{
    struct line_pair best[MAX_PARTNERS], some[MAX_PARTNERS];
    size_t n = 0, share = 0;
    for (size_t k = first; k < end; k++) {
        const struct row *r = &p->rows[k];
        share += p->spans[r->first].source != x->source && reaches(p, r, x, place_in(p, r, x->time_s));
    }
    for (size_t k = first; k < end && share > 0; k++) {
        const struct row *r = &p->rows[k];
        if (p->spans[r->first].source != x->source) {
            size_t more = look_along(p, r, x, place_in(p, r, x->time_s), share, some);
            for (size_t j = 0; j < more; j++) {
                n = keep(best, n, MAX_PARTNERS, &some[j]);
            }
        }
    }
    return put(p, best, n);
}

static int rows_compare(struct pairing *p)
{
    int err = 0;
    for (size_t first = 0, end = 0; err == 0 && first < p->n_rows; first = end) {
        uint8_t group = p->spans[p->rows[first].first].group;
        for (end = first; end < p->n_rows && p->spans[p->rows[end].first].group == group;) {
            end++;
        }
        size_t to = p->rows[end - 1].first + p->rows[end - 1].n;
        for (size_t k = p->rows[first].first; err == 0 && k < to; k++) {
            err = partners(p, &p->spans[k], first, end);
        }
    }
    return err;
}

int line_pairs_new(enum geo_frame frame, const struct line_terms *t, const struct line_settled *s,
                   struct line_pair **out, size_t *out_n)
{
    struct pairing p = {.frame = frame, .t = t, .s = s};
    size_t n = 0;
    int err = rows_make(&p);
    err = err != 0 ? err : rows_compare(&p);
    free(p.spans);
    free(p.rows);
    if (err != 0) {
        free(p.pairs);
        return err;
    }
    if (p.n_pairs > 0) {
        qsort(p.pairs, p.n_pairs, sizeof *p.pairs, by_likeness);
    }
    for (size_t k = 0; k < p.n_pairs; k++) { /* each once, whoever of the two found it */
        if (n == 0 || by_likeness(&p.pairs[n - 1], &p.pairs[k]) != 0) {
            p.pairs[n++] = p.pairs[k];
        }
    }
    *out = p.pairs;
    *out_n = n;
    return 0;
}
