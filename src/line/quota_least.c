/* How many stood in a band at one time, at least. Three ways, of which the greatest counts; each adds only
 * what is surely not the same twice.
 *
 * One report: what one observer saw at one place. Serials: as many as were read. Places: of two reports
 * nothing can be the same when it lay farther apart, to the east or on one of three other axes, than both
 * errors and what it could have gone between the two times; that is an order (a before b before c puts a
 * before c), so the greatest sum along it is found exactly, and one more report never lessens it.
 *
 * "At one time" is what both sides agreed for what is seen standing: between the end of the one sighting and
 * the beginning of the other no more than lasting_s. Such sightings share a moment (intervals of a line that
 * meet by pairs meet together), so it is enough to look at each one's beginning. */
#include "quota_internal.h"

#include <stdlib.h>

#define AXES 4

struct search {
    const struct quota_item *at;
    size_t n;
    const struct quota_serial *serials;
    size_t n_serials;
    uint32_t lasting_s, speed;
    uint32_t *order[AXES]; /* items by place along the axis */
    double *place;         /* of items along the axis in hand */
    uint64_t *sum;         /* greatest sum that ends with the item */
    uint32_t *before;
    uint8_t *in;     /* within the moment in hand */
    uint32_t *stamp; /* of a serial: the last moment that counted it */
    uint64_t best;
    uint32_t *chosen;
    size_t n_chosen;
};

static double along(const struct quota_item *i, int axis)
{
    const double root_half = 0.7071067;
    return axis == 0   ? i->x
           : axis == 1 ? i->y
           : axis == 2 ? (i->x + i->y) * root_half
                       : (i->x - i->y) * root_half;
}

struct placed {
    double at;
    uint32_t item;
};

static int by_place(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;
    return x->at != y->at ? (x->at > y->at) - (x->at < y->at) : (x->item > y->item) - (x->item < y->item);
}

static int orders_make(struct search *s)
{
    struct placed *p = calloc(s->n, sizeof *p);
    for (int axis = 0; p != NULL && axis < AXES; axis++) {
        for (uint32_t i = 0; i < s->n; i++) {
            p[i] = (struct placed){along(&s->at[i], axis), i};
        }
        qsort(p, s->n, sizeof *p, by_place);
        for (size_t i = 0; i < s->n; i++) {
            s->order[axis][i] = p[i].item;
        }
    }
    free(p);
    return p != NULL ? 0 : T2_E_MEMORY;
}

/* Nothing of a can have come to b, nor the other way round. */
static int apart(const struct search *s, const struct quota_item *a, const struct quota_item *b,
                 double metres)
{
    int64_t there = b->to_s - a->from_s, back = a->to_s - b->from_s;
    return metres > a->r + b->r + (double)(there > back ? there : back) * s->speed;
}

static void along_axis(struct search *s, int axis)
{
    const uint32_t *order = s->order[axis];
    for (size_t k = 0; k < s->n; k++) {
        uint32_t i = order[k];
        if (!s->in[i]) {
            continue;
        }
        s->place[i] = along(&s->at[i], axis);
        s->sum[i] = 0;
        s->before[i] = UINT32_MAX;
        for (size_t m = 0; m < k; m++) {
            uint32_t j = order[m];
            if (s->in[j] && s->sum[j] > s->sum[i] &&
                apart(s, &s->at[j], &s->at[i], s->place[i] - s->place[j])) {
                s->sum[i] = s->sum[j];
                s->before[i] = j;
            }
        }
        s->sum[i] += s->at[i].alone;
        if (s->sum[i] > s->best) {
            s->best = s->sum[i];
            s->n_chosen = 0;
            for (uint32_t j = i; j != UINT32_MAX; j = s->before[j]) {
                s->chosen[s->n_chosen++] = j;
            }
        }
    }
}

static void by_serials(struct search *s, uint32_t moment)
{
    uint64_t n = 0;
    for (size_t k = 0; k < s->n_serials; k++) {
        if (s->in[s->serials[k].item] && s->stamp[s->serials[k].serial] != moment) {
            s->stamp[s->serials[k].serial] = moment;
            n++;
        }
    }
    if (n <= s->best) {
        return;
    }
    s->best = n;
    s->n_chosen = 0;
    for (size_t k = 0; k < s->n_serials; k++) { /* serials stand in the order of their items */
        uint32_t i = s->serials[k].item;
        if (s->in[i] && (s->n_chosen == 0 || s->chosen[s->n_chosen - 1] != i)) {
            s->chosen[s->n_chosen++] = i;
        }
    }
}

static void moments(struct search *s)
{
    for (uint32_t i = 0; i < s->n; i++) {
        if (s->at[i].number > s->best) {
            s->best = s->at[i].number;
            s->chosen[0] = i;
            s->n_chosen = 1;
        }
    }
    for (uint32_t k = 0; k < s->n; k++) {
        int64_t moment = s->at[k].begin_s;
        for (size_t i = 0; i < s->n; i++) {
            s->in[i] = s->at[i].begin_s <= moment && moment <= s->at[i].end_s + s->lasting_s;
        }
        by_serials(s, k + 1);
        for (int axis = 0; axis < AXES; axis++) {
            along_axis(s, axis);
        }
    }
}

int quota_least(const struct quota_item *at, size_t n, const struct quota_serial *serials, size_t n_serials,
                uint32_t lasting_s, uint32_t speed, uint64_t *out, uint32_t *chosen, size_t *n_chosen)
{
    struct search s = {.at = at,
                       .n = n,
                       .serials = serials,
                       .n_serials = n_serials,
                       .lasting_s = lasting_s,
                       .speed = speed,
                       .chosen = chosen};
    uint32_t *orders = calloc(AXES * n + 1, sizeof *orders);
    s.place = calloc(n + 1, sizeof *s.place);
    s.sum = calloc(n + 1, sizeof *s.sum);
    s.before = calloc(n + 1, sizeof *s.before);
    s.in = calloc(n + 1, 1);
    s.stamp = calloc(n_serials + 1, sizeof *s.stamp);
    int err = orders == NULL || s.place == NULL || s.sum == NULL || s.before == NULL || s.in == NULL ||
                      s.stamp == NULL
                  ? T2_E_MEMORY
                  : 0;
    for (size_t axis = 0; err == 0 && axis < AXES; axis++) {
        s.order[axis] = orders + axis * n;
    }
    err = err != 0 || n == 0 ? err : orders_make(&s);
    if (err == 0) {
        moments(&s);
        *out = s.best;
        *n_chosen = s.n_chosen;
    }
    free(orders);
    free(s.place);
    free(s.sum);
    free(s.before);
    free(s.in);
    free(s.stamp);
    return err;
}
