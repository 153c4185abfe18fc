/* An entry: one bit for every candidate, "I could live with this one".
 *
 * All candidates are walked in order like an odometer. For the digits that have not turned, the sums are
 * kept, so a step costs little more than one addition. Points, red lines and linkages are secret: they are
 * only added and masked, never branched on or used as an index. A linkage is one bit of a word:
 *
 *   meant[i][o]  bit l: option o of issue i satisfies the "if" of linkage l (or l does not mention issue i)
 *   kept[i][o]   bit l: option o of issue i satisfies its "then"
 *
 * so the package breaks a linkage when AND meant & ~AND kept is not zero. */
#include "table_internal.h"

#include <stdlib.h>
#include <string.h>

#include <tracktwo/secret.h>

/* Far below any sum of points, and 64 of them do not overflow. */
#define RED_SUM (-((int64_t)1 << 40))

struct walk {
    size_t n_issues;
    uint8_t n_options[TABLE_MAX_ISSUES];
    int64_t points[TABLE_MAX_ISSUES][TABLE_MAX_OPTIONS];
    uint64_t meant[TABLE_MAX_ISSUES][TABLE_MAX_OPTIONS];
    uint64_t kept[TABLE_MAX_ISSUES][TABLE_MAX_OPTIONS];
    uint8_t digit[TABLE_MAX_ISSUES];
    /* Over the first d digits. */
    int64_t sum[TABLE_MAX_ISSUES + 1];
    uint64_t all_meant[TABLE_MAX_ISSUES + 1];
    uint64_t all_kept[TABLE_MAX_ISSUES + 1];
};

/* 1 when x is 0. */
static uint64_t is_zero(uint64_t x)
{
    return ((x | (0 - x)) >> 63) ^ 1;
}

static void walk_init(struct walk *w, const struct table_prefs *p)
{
    w->n_issues = p->space.n_issues;
    memcpy(w->n_options, p->space.n_options, sizeof(w->n_options));
    for (size_t i = 0; i < w->n_issues; i++) {
        for (size_t o = 0; o < w->n_options[i]; o++) {
            uint32_t points = (uint32_t)p->points[i][o];
            int64_t red = (int64_t)is_zero(points ^ (uint32_t)TABLE_RED_LINE);
            w->points[i][o] = (p->points[i][o] & (red - 1)) + RED_SUM * red;
            for (size_t l = 0; l < p->n_linkages; l++) {
                uint64_t when = p->linkages[l].if_options[i];
                w->meant[i][o] |= (((when >> o) & 1) | is_zero(when)) << l;
                w->kept[i][o] |= ((p->linkages[l].then_options[i] >> o) & 1) << l;
            }
        }
    }
    w->all_meant[0] = p->n_linkages == TABLE_MAX_LINKAGES ? UINT64_MAX : table_bit(p->n_linkages) - 1;
    w->all_kept[0] = w->all_meant[0];
}

/* Brings the sums up to date from digit d on. */
static void walk_sum(struct walk *w, size_t d)
{
    for (; d < w->n_issues; d++) {
        size_t o = w->digit[d];
        w->sum[d + 1] = w->sum[d] + w->points[d][o];
        w->all_meant[d + 1] = w->all_meant[d] & w->meant[d][o];
        w->all_kept[d + 1] = w->all_kept[d] & w->kept[d][o];
    }
}

/* Turns the last digit, and those before it when it comes round. Returns the first digit that changed. */
static size_t walk_turn(struct walk *w)
{
    size_t d = w->n_issues - 1;
    while (++w->digit[d] == w->n_options[d]) {
        w->digit[d] = 0;
        if (d == 0) {
            break;
        }
        d--;
    }
    return d;
}

/* Bitmap k: candidates with at least[k] points or more, that cross no red line and break no linkage. */
static int make_bitmaps(struct table_entry *out, const struct table_prefs *p, const int64_t *at_least,
                        size_t n_bitmaps)
{
    uint32_t n = p->space.n_candidates, accepted_of[TABLE_MAX_STEPS] = {0};
    struct walk *w = calloc(1, sizeof(*w));
    uint8_t *bits = malloc((size_t)n * n_bitmaps);
    memset(out, 0, sizeof(*out));
    if (w == NULL || bits == NULL) {
        free(w);
        free(bits);
        return T2_E_MEMORY;
    }
    walk_init(w, p);
    size_t changed = 0;
    for (uint32_t i = 0; i < n; i++) {
        walk_sum(w, changed);
        uint64_t broken = w->all_meant[w->n_issues] & ~w->all_kept[w->n_issues];
        /* A red line is below whatever is asked for. */
        uint64_t red = (uint64_t)(w->sum[w->n_issues] - RED_SUM / 2) >> 63;
        for (size_t k = 0; k < n_bitmaps; k++) {
            uint64_t below = (uint64_t)(w->sum[w->n_issues] - at_least[k]) >> 63;
            uint64_t accepted = is_zero(broken) & ((below | red) ^ 1);
            bits[k * n + i] = (uint8_t)accepted;
            accepted_of[k] += (uint32_t)accepted;
        }
        changed = walk_turn(w);
    }
    t2_wipe(w, sizeof(*w));
    free(w);
    *out = (struct table_entry){.kind = TABLE_SOUND_ROOM,
                                .n_candidates = n,
                                .n_bitmaps = n_bitmaps,
                                .bits = bits,
                                .n_accepted = accepted_of[0],
                                .n_widest = accepted_of[n_bitmaps - 1]};
    return 0;
}

int table_entry_make(struct table_entry *out, const struct table_prefs *p)
{
    const int64_t at_least = p->at_least;
    return make_bitmaps(out, p, &at_least, 1);
}

int table_entry_make_near(struct table_entry *out, const struct table_prefs *p, const uint32_t *steps,
                          size_t n_steps)
{
    int64_t at_least[TABLE_MAX_STEPS];
    if (n_steps < 1 || n_steps > TABLE_MAX_STEPS) {
        return T2_E_ARGUMENT;
    }
    for (size_t k = 0; k < n_steps; k++) {
        at_least[k] = (int64_t)p->at_least - steps[k];
    }
    int err = make_bitmaps(out, p, at_least, n_steps);
    out->kind = TABLE_SOUND_NEAR;
    return err;
}

int table_entry_make_better(struct table_entry *out, const struct table_prefs *p, uint32_t base)
{
    int32_t score = 0;
    if (base >= p->space.n_candidates) {
        return T2_E_ARGUMENT;
    }
    /* A base that is ruled out is below all that are not. */
    int ruled_out = !table_prefs_score(p, base, &score);
    const int64_t at_least[2] = {ruled_out ? RED_SUM / 4 : score,
                                 ruled_out ? RED_SUM / 4 : (int64_t)score + 1};
    int err = make_bitmaps(out, p, at_least, 2);
    out->kind = TABLE_SOUND_BETTER;
    return err;
}

void table_entry_clear(struct table_entry *e)
{
    t2_wipe(e->bits, (size_t)e->n_candidates * e->n_bitmaps);
    free(e->bits);
    t2_wipe(e, sizeof(*e));
}

int table_entry_check(const struct table_entry *e, uint32_t min_accepted, uint32_t max_accepted,
                      struct table_refusal *why)
{
    if (why != NULL) {
        *why = (struct table_refusal){.code = TABLE_R_NONE, .lang = why->lang};
    }
    if (e->n_accepted < min_accepted) {
        return table_refuse(
            why, TABLE_R_BREADTH, 0,
            "Your entry accepts %u of %u candidates, fewer than the %u that this table asks for, so it "
            "would count as no entry. Nothing was sealed; your entry is still here. Accept more: a "
            "lower threshold or fewer red lines.",
            e->n_accepted, e->n_candidates, min_accepted);
    }
    if (e->n_widest > max_accepted) {
        return table_refuse(
            why, TABLE_R_BREADTH, 0,
            "Your entry accepts %u of %u candidates, more than the %u that this table allows, so it "
            "would count as no entry. Nothing was sealed; your entry is still here. Accept fewer: a "
            "higher threshold or more red lines.",
            e->n_widest, e->n_candidates, max_accepted);
    }
    return 0;
}
