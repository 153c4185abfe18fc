/* What of observations may be published. An observation becomes a key of period, mark and square of the
 * agreed measure, and nothing else of it is looked at from there on; own positions are not looked at at all.
 * What is published more coarsely is made of these keys, after the agreed measure has taken the places of few
 * away: else two publications together could place what each alone does not. */
#include "map_internal.h"

#include <stdlib.h>

#define MAX_SECOND ((uint64_t)253402300799) /* the last of the year 9999 */
#define MAX_REACH_M 5e6

struct line_publication {
    struct line_publish_policy policy;
    struct geo_map map;
    struct line_published *at;
    size_t n;
};

struct key {
    uint64_t period;
    enum line_mark mark;
    int has_place;
    int32_t row, column;
};

static int now_fits(const struct line_publish_policy *p)
{
    return p->now_slot <= MAX_SECOND / p->slot_s;
}

/* What happens where the observer stands tells where that is. */
static int tells_of_observer(enum line_mark m)
{
    return m == LINE_MARK_ACCESS || m == LINE_MARK_JAMMING;
}

/* A period is published as a whole, so that two publications do not tell when within it. */
static int is_told(const struct line_publish_policy *p, uint64_t period, enum line_mark mark,
                   uint64_t now_slot)
{
    return (p->marks >> mark & 1) != 0 && (period + 1) * p->period_slots + p->delay_slots <= now_slot;
}

/* 0: not to be published. */
static int key_of(const struct geo_map *map, const struct line_publish_policy *p, uint64_t now_slot,
                  const struct line_observation *o, struct key *k)
{
    uint64_t period = o->begin_s / p->slot_s / p->period_slots;
    if ((unsigned)o->mark >= LINE_N_MARKS || o->mark == LINE_MARK_WATCH || o->begin_s > MAX_SECOND ||
        !is_told(p, period, o->mark, now_slot)) {
        return 0;
    }
    *k = (struct key){
        .period = period, .mark = o->mark, .has_place = o->has_place && !tells_of_observer(o->mark)};
    if (k->has_place) {
        double east = 0, north = 0;
        geo_map_to(map, o->place.x, o->place.y, &east, &north);
        /* beyond that the grid means nothing */
        k->has_place = fabs(east) < MAX_REACH_M && fabs(north) < MAX_REACH_M;
        k->column = k->has_place ? (int32_t)floor(east / p->grid_m) : 0;
        k->row = k->has_place ? (int32_t)floor(north / p->grid_m) : 0;
    }
    return 1;
}

static int key_order(const void *a, const void *b)
{
    const struct key *x = a, *y = b;
    if (x->period != y->period) {
        return x->period < y->period ? -1 : 1;
    }
    if (x->mark != y->mark) {
        return x->mark < y->mark ? -1 : 1;
    }
    if (x->has_place != y->has_place) {
        return x->has_place - y->has_place;
    }
    if (x->row != y->row) {
        return x->row < y->row ? -1 : 1;
    }
    return (x->column > y->column) - (x->column < y->column);
}

static size_t same_from(const struct key *keys, size_t n, size_t i)
{
    size_t k = i + 1;
    while (k < n && key_order(&keys[k], &keys[i]) == 0) {
        k++;
    }
    return k - i;
}

/* In the order of their keys before and after. */
static void withhold_few(struct key *keys, size_t n, uint32_t least)
{
    qsort(keys, n, sizeof(keys[0]), key_order);
    for (size_t i = 0, same = 0; i < n; i += same) {
        same = same_from(keys, n, i);
        for (size_t k = i; same < least && keys[i].has_place && k < i + same; k++) {
            keys[k].row = INT32_MIN; /* a mark: has_place is still read above */
        }
    }
    for (size_t i = 0; i < n; i++) {
        if (keys[i].row == INT32_MIN) {
            keys[i] = (struct key){.period = keys[i].period, .mark = keys[i].mark};
        }
    }
    qsort(keys, n, sizeof(keys[0]), key_order);
}

static int32_t whole_of(int32_t at, uint32_t of)
{
    int64_t n = (int64_t)of;
    return (int32_t)((at - (at < 0 ? n - 1 : 0)) / n);
}

/* Of keys of the agreed measure those of a coarser one; how many are left. */
static size_t coarsen(struct key *keys, size_t n, const struct line_publish_policy *agreed,
                      const struct line_publish_policy *policy)
{
    size_t left = 0;
    uint32_t squares = policy->grid_m / agreed->grid_m, periods = policy->period_slots / agreed->period_slots;
    for (size_t i = 0; i < n; i++) {
        struct key k = keys[i];
        k.period /= periods;
        k.row = whole_of(k.row, squares);
        k.column = whole_of(k.column, squares);
        keys[left] = k;
        left += (size_t)is_told(policy, k.period, k.mark, policy->now_slot);
    }
    return left;
}

static void middle(const struct line_publication *p, double column, double row, struct geo_point *out)
{
    double x = 0, y = 0;
    geo_map_from(&p->map, column * p->policy.grid_m, row * p->policy.grid_m, &x, &y);
    *out = (struct geo_point){(int32_t)lround(x), (int32_t)lround(y)};
}

int line_publish(const struct line_observation *seen, size_t n, const struct line_publish_policy *agreed,
                 const struct line_publish_policy *policy, struct line_publication **out)
{
    if (!line_publish_measure_valid(agreed) || !line_publish_measure_valid(policy) || !now_fits(policy)) {
        return T2_E_ARGUMENT;
    }
    if (!line_publish_measure_within(policy, agreed)) {
        return T2_E_REFUSED;
    }
    for (size_t i = 0; i < n; i++) {
        if (seen[i].has_place && !geo_point_valid(policy->frame, seen[i].place)) {
            return T2_E_ARGUMENT;
        }
    }
    struct line_publication *p = calloc(1, sizeof(*p));
    struct key *keys = calloc(n + 1, sizeof(keys[0]));
    int err = p == NULL || keys == NULL ? T2_E_MEMORY : geo_map_init(&p->map, policy->frame, policy->origin);
    if (err == 0) {
        size_t n_keys = 0;
        p->policy = *policy;
        for (size_t i = 0; i < n; i++) {
            n_keys += (size_t)key_of(&p->map, agreed, policy->now_slot, &seen[i], &keys[n_keys]);
        }
        withhold_few(keys, n_keys, agreed->least);
        n_keys = coarsen(keys, n_keys, agreed, policy);
        withhold_few(keys, n_keys, policy->least);
        p->at = calloc(n_keys + 1, sizeof(p->at[0]));
        err = p->at == NULL ? T2_E_MEMORY : 0;
        for (size_t i = 0, same = 0; err == 0 && i < n_keys; i += same) {
            struct line_published *x = &p->at[p->n++];
            uint64_t period_s = (uint64_t)policy->period_slots * policy->slot_s;
            same = same_from(keys, n_keys, i);
            *x = (struct line_published){.from_s = keys[i].period * period_s,
                                         .to_s = (keys[i].period + 1) * period_s,
                                         .mark = keys[i].mark,
                                         .has_place = (uint8_t)keys[i].has_place,
                                         .n = (uint32_t)same};
            if (x->has_place) {
                middle(p, keys[i].column + 0.5, keys[i].row + 0.5, &x->place);
            }
        }
    }
    free(keys);
    if (err != 0) {
        line_publication_free(p);
        return err;
    }
    *out = p;
    return 0;
}

void line_publication_free(struct line_publication *p)
{
    if (p != NULL) {
        free(p->at);
        free(p);
    }
}

size_t line_publication_n(const struct line_publication *p)
{
    return p->n;
}

const struct line_published *line_publication_at(const struct line_publication *p, size_t i)
{
    return i < p->n ? &p->at[i] : NULL;
}

const struct line_publish_policy *line_publication_policy(const struct line_publication *p)
{
    return &p->policy;
}

void line_publication_square(const struct line_publication *p, const struct line_published *x,
                             struct geo_point out[static 5])
{
    static const int corner[5][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}};
    double east = 0, north = 0;
    geo_map_to(&p->map, x->place.x, x->place.y, &east, &north);
    for (int i = 0; i < 5; i++) {
        middle(p, floor(east / p->policy.grid_m) + corner[i][0],
               floor(north / p->policy.grid_m) + corner[i][1], &out[i]);
    }
}
