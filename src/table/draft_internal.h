/* Inside the drafts: building of runs, their encoding, their check. */
#ifndef T2_DRAFT_INTERNAL_H
#define T2_DRAFT_INTERNAL_H

#include <tracktwo/draft.h>

#include "table_internal.h"

/* A run that grows at its end. What it is made of lives in the arena; words that follow each other become one
 * span. */
struct draft_builder {
    struct table_arena *arena;
    struct draft_span *spans;
    size_t n, cap;
    struct t2_buf words; /* of the span that is growing */
};
void draft_build_begin(struct draft_builder *b, struct table_arena *arena);
/* T2_E_FULL: longer than a span, or more spans than a run holds. T2_E_MEMORY. */
T2_MUST_USE int draft_build_words(struct draft_builder *b, const char *p, size_t n);
T2_MUST_USE int draft_build_bracket(struct draft_builder *b, const struct draft_bracket *x);
/* The run, when err is 0 until here and now; always frees what the builder holds beside the arena. */
T2_MUST_USE int draft_build_end(struct draft_builder *b, int err, struct draft_run *out);

/* A copy of x with these alternatives. NULL: no memory. */
struct draft_bracket *draft_bracket_new(struct table_arena *a, uint16_t id, enum draft_reason reason,
                                        const struct draft_run *alternatives, size_t n);

/* Encoding: docs/protocol/table.md. The reader bounds depth and counts; draft_format says the rest. */
void draft_put(struct wire_writer *w, const struct draft *d);
void draft_get(struct wire_reader *r, struct table_arena *a, struct draft *out);
/* 0, or T2_E_REFUSED with TABLE_R_FORMAT. */
T2_MUST_USE int draft_format(const struct draft *d, struct table_refusal *why);
/* A canonical run by the rules above; *brackets counts on. */
int draft_run_ok(const struct draft_run *run);

#endif
