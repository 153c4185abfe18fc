/* A seat's own preferences: points, red lines, linkages and a threshold, for one ordered list of issues. They
 * never leave this machine and are wiped when they are freed. */
#include "table_internal.h"

#include <stdlib.h>
#include <string.h>

#include <tracktwo/secret.h>

int table_prefs_new(struct table_prefs **out, const struct table_space *space)
{
    *out = calloc(1, sizeof(**out));
    if (*out == NULL) {
        return T2_E_MEMORY;
    }
    (*out)->space = *space;
    return 0;
}

void table_prefs_free(struct table_prefs *p)
{
    if (p != NULL) {
        t2_wipe(p, sizeof(*p));
        free(p);
    }
}

/* if: every issue that the linkage mentions has one of its options. then: every issue has one of the allowed
 * ones. */
static int breaks(const struct table_linkage *l, const uint8_t *choice, size_t n_issues)
{
    int meant = 1, kept = 1;
    for (size_t i = 0; i < n_issues; i++) {
        uint64_t option = table_bit(choice[i]);
        meant &= l->if_options[i] == 0 || (l->if_options[i] & option) != 0;
        kept &= (l->then_options[i] & option) != 0;
    }
    return meant && !kept;
}

int table_prefs_score(const struct table_prefs *p, uint32_t index, int32_t *out_score)
{
    uint8_t choice[TABLE_MAX_ISSUES];
    int64_t sum = 0;
    *out_score = 0;
    table_space_choice(&p->space, index, choice);
    for (size_t i = 0; i < p->space.n_issues; i++) {
        int32_t points = p->points[i][choice[i]];
        if (points == TABLE_RED_LINE) {
            return 0;
        }
        sum += points;
    }
    for (size_t k = 0; k < p->n_linkages; k++) {
        if (breaks(&p->linkages[k], choice, p->space.n_issues)) {
            return 0;
        }
    }
    *out_score = (int32_t)sum; /* at most 64 issues of TABLE_MAX_POINTS */
    return 1;
}

/* The three packages are for the seat's own eyes, at its own wish, so this may take as long as it takes. */
size_t table_entry_edge(const struct table_prefs *p, uint32_t out_index[static 3])
{
    int32_t lowest = INT32_MAX, highest = INT32_MIN;
    uint32_t above = 0, below = 0, apart = 0;
    size_t most = 0, n = 0;
    for (uint32_t i = 0; i < p->space.n_candidates; i++) {
        int32_t score = 0;
        if (!table_prefs_score(p, i, &score)) {
            continue;
        }
        if (score >= p->at_least && score < lowest) {
            lowest = score;
            above = i;
        } else if (score < p->at_least && score > highest) {
            highest = score;
            below = i;
        }
    }
    if (lowest != INT32_MAX) {
        out_index[n++] = above;
    }
    if (highest != INT32_MIN) {
        out_index[n++] = below;
    }
    if (lowest == INT32_MAX) {
        return n;
    }
    uint8_t first[TABLE_MAX_ISSUES], other[TABLE_MAX_ISSUES];
    table_space_choice(&p->space, above, first);
    for (uint32_t i = 0; i < p->space.n_candidates; i++) {
        int32_t score = 0;
        if (i == above || !table_prefs_score(p, i, &score) || score != lowest) {
            continue;
        }
        size_t differ = 0;
        table_space_choice(&p->space, i, other);
        for (size_t k = 0; k < p->space.n_issues; k++) {
            differ += first[k] != other[k];
        }
        if (differ > most) {
            most = differ;
            apart = i;
        }
    }
    if (most > 0) {
        out_index[n++] = apart;
    }
    return n;
}
