/* The record in an order of its own: each report once, by id; and which report stands where one corrects
 * another.
 *
 * Reports that correct the same one, directly or over others, are one chain; of a chain the report with the
 * highest number stands. Only its own observer corrects a report, and only by a later number: what claims
 * otherwise corrects nothing and stands for itself. */
#include "days_internal.h"

#include <stdlib.h>

#define NONE UINT32_MAX

static int by_id(const void *a, const void *b)
{
    const struct line_fact *const *x = a, *const *y = b;
    int order = memcmp((*x)->id, (*y)->id, LINE_FACT_ID_LEN);
    return order != 0 ? order : ((*x)->part > (*y)->part) - ((*x)->part < (*y)->part);
}

static int same_report(const struct line_fact *a, const struct line_fact *b)
{
    return memcmp(a->id, b->id, LINE_FACT_ID_LEN) == 0;
}

/* The first part of a report. */
static size_t find(const struct line_settled *s, const uint8_t *id)
{
    size_t low = 0, high = s->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = memcmp(s->at[mid]->id, id, LINE_FACT_ID_LEN);
        if (order < 0) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low < s->n && memcmp(s->at[low]->id, id, LINE_FACT_ID_LEN) == 0 ? low : NONE;
}

static int take(const struct line_record *r, size_t *out_wrong, struct line_settled *s)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n_facts; i++) {
        const struct line_fact *f = &r->facts[i];
        if (!line_fact_valid(r->frame, f)) {
            if (out_wrong != NULL) {
                *out_wrong = i;
            }
            return T2_E_MALFORMED;
        }
        if (f->filed_s < r->known_s &&
            (r->without == NULL || memcmp(r->without, f->id, LINE_FACT_ID_LEN) != 0)) {
            s->at[n++] = f;
        }
    }
    qsort(s->at, n, sizeof(struct line_fact *), by_id);
    for (size_t i = 0; i < n; i++) {
        if (s->n == 0 || by_id(&s->at[s->n - 1], &s->at[i]) != 0) {
            s->at[s->n++] = s->at[i];
        }
    }
    return 0;
}

static void chains(struct line_settled *s)
{
    for (uint32_t i = 0; i < s->n; i++) {
        s->first[i] = i > 0 && same_report(s->at[i - 1], s->at[i]) ? s->first[i - 1] : i;
    }
    for (uint32_t i = 0; i < s->n; i++) {
        const struct line_fact *f = s->at[s->first[i]]; /* the parts of a report go the way of the first */
        size_t k = (f->has & LINE_HAS_CORRECTS) != 0 ? find(s, f->corrects) : NONE;
        int may = k != NONE && s->at[k]->seq < f->seq &&
                  memcmp(s->at[k]->observer, f->observer, LINE_OBSERVER_LEN) == 0;
        s->root[i] = may ? (uint32_t)k : s->first[i]; /* numbers rise along a chain: there is no circle */
    }
    for (uint32_t i = 0; i < s->n; i++) {
        uint32_t top = i;
        while (s->root[top] != top) {
            top = s->root[top];
        }
        for (uint32_t k = i; k != top;) { /* shorter for those to come */
            uint32_t next = s->root[k];
            s->root[k] = top;
            k = next;
        }
    }
    memset(s->latest, 0xff, s->n * sizeof *s->latest);
    for (uint32_t i = 0; i < s->n; i++) {
        uint32_t *last = &s->latest[s->root[i]];
        if (*last == NONE || s->at[i]->seq > s->at[*last]->seq ||
            (s->at[i]->seq == s->at[*last]->seq && s->first[i] > *last)) {
            *last = s->first[i];
        }
    }
}

int line_settle(const struct line_record *r, size_t *out_wrong, struct line_settled *s)
{
    *s = (struct line_settled){.n = 0};
    if (r->n_facts > LINE_MAX_FACTS) {
        return T2_E_FULL;
    }
    size_t n = r->n_facts + 1;
    s->at = calloc(n, sizeof(struct line_fact *));
    s->first = calloc(n, sizeof *s->first);
    s->root = calloc(n, sizeof *s->root);
    s->latest = calloc(n, sizeof *s->latest);
    s->out_by = calloc(n, 1);
    int err = s->at == NULL || s->first == NULL || s->root == NULL || s->latest == NULL || s->out_by == NULL
                  ? T2_E_MEMORY
                  : 0;
    err = err != 0 ? err : take(r, out_wrong, s);
    if (err != 0) {
        line_settled_wipe(s);
        return err;
    }
    chains(s);
    for (size_t i = 0; i < r->n_exclusions; i++) {
        size_t k = find(s, r->exclusions[i].id);
        for (size_t j = k; r->exclusions[i].side < LINE_N_SIDES && j < s->n && s->first[j] == k; j++) {
            s->out_by[j] |= (uint8_t)(1u << r->exclusions[i].side);
        }
    }
    return 0;
}

void line_settled_wipe(struct line_settled *s)
{
    free(s->at);
    free(s->first);
    free(s->root);
    free(s->latest);
    free(s->out_by);
    *s = (struct line_settled){.n = 0};
}

int line_settled_stands(const struct line_settled *s, size_t i)
{
    return s->latest[s->root[i]] == s->first[i];
}

int line_settled_excluded(const struct line_settled *s, size_t i)
{
    return s->out_by[i] == (1u << LINE_A | 1u << LINE_B);
}
