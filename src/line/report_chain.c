/* One key's reports, sorted by number and id, and what corrects what.
 *
 * What stays when there is no room for all does not depend on the order in which they came. Of one number the
 * LINE_REPORT_MAX_FORKS least ids stay; of what is left the first `most`. `beyond` is the least that was ever
 * put out for want of room, and nothing from it on is taken: otherwise what came after it would find the room
 * that it had left. (The number of those that stand before a given one only grows, also when a fork is put
 * out for a lesser id; so the first one that does not fit is the same in every order.) */
#include "report_internal.h"

#include <stdlib.h>

void report_chain_clear(struct report_chain *c)
{
    for (size_t i = 0; i < c->n; i++) {
        free(c->at[i]);
    }
    free(c->at);
    free(c->corrections);
    c->at = c->corrections = NULL;
    c->n = c->room = c->n_corrections = c->room_corrections = 0;
}

int report_kept_new(struct t2_bytes report, const struct line_report_checked *checked,
                    struct report_kept **out)
{
    struct report_kept *k = malloc(sizeof *k + report.len);
    if (k == NULL) {
        return T2_E_MEMORY;
    }
    *k = (struct report_kept){.number = checked->number,
                              .corrects_number = checked->corrects_number,
                              .made_s = checked->made_s,
                              .kind = checked->kind,
                              .len = report.len};
    memcpy(k->id, checked->id, sizeof k->id);
    memcpy(k->previous, checked->previous, sizeof k->previous);
    memcpy(k->corrects, checked->corrects, sizeof k->corrects);
    memcpy(k->bytes, report.ptr, report.len);
    *out = k;
    return 0;
}

static int compare(uint32_t number, const uint8_t *id, uint32_t other, const uint8_t *other_id)
{
    return number != other ? (number < other ? -1 : 1) : memcmp(id, other_id, LINE_REPORT_ID_LEN);
}

size_t report_chain_place(const struct report_chain *c, uint32_t number, const uint8_t *id, int *out_there)
{
    size_t low = 0, high = c->n;
    *out_there = 0;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = compare(c->at[mid]->number, c->at[mid]->id, number, id);
        if (order == 0) {
            *out_there = 1;
            return mid;
        }
        low = order < 0 ? mid + 1 : low;
        high = order < 0 ? high : mid;
    }
    return low;
}

size_t report_chain_from(const struct report_chain *c, uint32_t number)
{
    static const uint8_t least[LINE_REPORT_ID_LEN];
    int there = 0;
    return report_chain_place(c, number, least, &there);
}

/* ---- corrections ---- */

/* The order of what they correct; the later correction first. */
static int compare_corrections(const struct report_kept *a, const struct report_kept *b)
{
    int order = compare(a->corrects_number, a->corrects, b->corrects_number, b->corrects);
    return order != 0               ? order
           : a->number != b->number ? (a->number > b->number ? -1 : 1)
                                    : memcmp(a->id, b->id, sizeof a->id);
}

/* The first that does not stand before k. */
static size_t correction_place(const struct report_chain *c, const struct report_kept *k)
{
    size_t low = 0, high = c->n_corrections;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int before = compare_corrections(c->corrections[mid], k) < 0;
        low = before ? mid + 1 : low;
        high = before ? high : mid;
    }
    return low;
}

int report_chain_in_time(const struct report_chain *c, const struct report_kept *k)
{
    return !c->admitted || (k->made_s >= c->admission.from_s && k->made_s <= c->admission.to_s);
}

const struct report_kept *report_chain_correction(const struct report_chain *c, size_t i)
{
    /* It would stand before every correction of report i. */
    struct report_kept first = {.number = UINT32_MAX, .corrects_number = c->at[i]->number};
    memcpy(first.corrects, c->at[i]->id, sizeof first.corrects);
    for (size_t k = correction_place(c, &first); k < c->n_corrections; k++) {
        const struct report_kept *x = c->corrections[k];
        if (compare(x->corrects_number, x->corrects, c->at[i]->number, c->at[i]->id) != 0) {
            return NULL;
        }
        if (report_chain_in_time(c, x)) {
            return x;
        }
    }
    return NULL;
}

/* ---- putting in ---- */

static int make_room(struct report_kept ***at, size_t n, size_t *room)
{
    if (n < *room) {
        return 0;
    }
    size_t more = *room == 0 ? 16 : 2 * *room;
    struct report_kept **grown = reallocarray(*at, more, sizeof grown[0]);
    if (grown == NULL) {
        return T2_E_MEMORY;
    }
    *at = grown;
    *room = more;
    return 0;
}

static void insert(struct report_kept **at, size_t *n, size_t i, struct report_kept *k)
{
    memmove(&at[i + 1], &at[i], (*n - i) * sizeof(at[0]));
    at[i] = k;
    ++*n;
}

static void take_out(struct report_kept **at, size_t *n, size_t i)
{
    --*n;
    memmove(&at[i], &at[i + 1], (*n - i) * sizeof(at[0]));
}

static void drop(struct report_chain *c, size_t i)
{
    struct report_kept *k = c->at[i];
    if (k->corrects_number != 0) {
        take_out(c->corrections, &c->n_corrections, correction_place(c, k));
    }
    take_out(c->at, &c->n, i);
    free(k);
}

static void remember_beyond(struct report_chain *c, const struct report_kept *k)
{
    c->is_beyond = 1;
    c->beyond = k->number;
    memcpy(c->beyond_id, k->id, sizeof c->beyond_id);
}

void report_chain_trim(struct report_chain *c, size_t most)
{
    while (c->n > most) {
        remember_beyond(c, c->at[c->n - 1]);
        drop(c, c->n - 1);
    }
}

int report_chain_put(struct report_chain *c, struct report_kept *k, size_t most)
{
    int there = 0;
    size_t first = report_chain_from(c, k->number), place = report_chain_place(c, k->number, k->id, &there);
    size_t last = first;
    while (last < c->n && c->at[last]->number == k->number) {
        last++;
    }
    int full_number = last - first >= LINE_REPORT_MAX_FORKS;
    if (c->is_beyond && compare(k->number, k->id, c->beyond, c->beyond_id) >= 0) {
        return T2_E_FULL;
    }
    if (full_number && place == last) {
        return T2_E_FULL;
    }
    if (!full_number && c->n >= most && place == c->n) {
        remember_beyond(c, k);
        return T2_E_FULL;
    }
    int err = make_room(&c->at, c->n, &c->room);
    if (err == 0 && k->corrects_number != 0) {
        err = make_room(&c->corrections, c->n_corrections, &c->room_corrections);
    }
    if (err != 0) {
        return err;
    }
    /* Nothing fails from here on. */
    if (full_number) {
        drop(c, last - 1);
    }
    insert(c->at, &c->n, place, k);
    if (k->corrects_number != 0) {
        insert(c->corrections, &c->n_corrections, correction_place(c, k), k);
    }
    report_chain_trim(c, most);
    return 0;
}
