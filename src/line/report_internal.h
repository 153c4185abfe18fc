/* What the files about reports share. */
#ifndef T2_LINE_REPORT_INTERNAL_H
#define T2_LINE_REPORT_INTERNAL_H

#include <tracktwo/line_report.h>

#include "line_internal.h"

#define REPORT_HAS_ALL                                                                                       \
    (LINE_REPORT_PLACE | LINE_REPORT_OWN | LINE_REPORT_BEARING | LINE_REPORT_DISTANCE | LINE_REPORT_CORRECTS)

/* What a kind may say, bits; `must` of struct report_kind is a part of them. */
enum report_says {
    REPORT_MEANS = 1,
    REPORT_COUNT = 2,
    REPORT_SIDE = 4,
    REPORT_WEAPONS = 8,
    REPORT_SITE = 16,
    REPORT_LASTED = 32,
    REPORT_WHERE = 64, /* a place or the observer's own */
    REPORT_CORRECTS = 128,
};
struct report_kind {
    const char *name, *text;
    unsigned may, must;
};
const struct report_kind *report_kind(unsigned k); /* NULL: there is none */

/* The bytes that are signed. T2_E_FULL, T2_E_MEMORY. */
T2_MUST_USE int report_put_body(const struct line_report *r, struct t2_buf *out);

/* A report as its chain keeps it. */
struct report_kept {
    uint32_t number, corrects_number; /* corrects_number 0: corrects nothing */
    uint8_t id[LINE_REPORT_ID_LEN], previous[LINE_REPORT_ID_LEN], corrects[LINE_REPORT_ID_LEN];
    uint64_t made_s;
    uint8_t kind;
    size_t len;
    uint8_t bytes[];
};
T2_MUST_USE int report_kept_new(struct t2_bytes report, const struct line_report_checked *checked,
                                struct report_kept **out); /* for free; T2_E_MEMORY */

/* A key's reports in the order of number, then id. */
struct report_chain {
    uint8_t key[LINE_REPORT_KEY_LEN];
    uint8_t admitted, is_beyond;
    struct line_report_admission admission;
    struct report_kept **at;
    size_t n, room;
    /* Those that correct something, in the order of what they correct; then the highest number first. */
    struct report_kept **corrections;
    size_t n_corrections, room_corrections;
    uint32_t beyond; /* the first that there was no room for */
    uint8_t beyond_id[LINE_REPORT_ID_LEN];
};
void report_chain_clear(struct report_chain *c);
/* Where the report is; where it would stand when it is not there. */
size_t report_chain_place(const struct report_chain *c, uint32_t number, const uint8_t *id, int *out_there);
/* Takes ownership of k, which is not in it yet, unless it fails: T2_E_FULL (beyond what fits), T2_E_MEMORY.
 * Of any number of reports put in in any order those with the least numbers and ids stay. */
T2_MUST_USE int report_chain_put(struct report_chain *c, struct report_kept *k, size_t most);
/* Puts out what is beyond the first `most`. */
void report_chain_trim(struct report_chain *c, size_t most);
/* The report that stands in the place of report i; NULL: none does. */
const struct report_kept *report_chain_correction(const struct report_chain *c, size_t i);
/* 1: made while its key was admitted. */
int report_chain_in_time(const struct report_chain *c, const struct report_kept *k);
/* The first i of a number at least as high; n when there is none. */
size_t report_chain_from(const struct report_chain *c, uint32_t number);

#endif
