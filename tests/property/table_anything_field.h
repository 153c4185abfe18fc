/* Random events of a cease-fire: what would be its next step, and what no rule allows. The first seats are
 * its sides; its days are around TABLE_ANYTHING_SLOT. */
#ifndef T2_TESTS_TABLE_ANYTHING_FIELD_H
#define T2_TESTS_TABLE_ANYTHING_FIELD_H

#include "table_anything.h"

/* Five days after the day of the rule, so that there are quiet days already. */
#define TABLE_ANYTHING_SLOT (20005u * 1440u)

/* Bytes and texts of all are static until the next call or two. */
struct table_event anything_of_the_field(struct anything *a, const struct table_state *s, uint8_t author,
                                         uint64_t slot);
/* The next steps of this seat, at most max; how many. */
size_t anything_field_steps(struct anything *a, const struct table_state *s, uint8_t author, uint64_t slot,
                            struct table_event *out, size_t max);
/* What a seat makes that wants more than its share of what a table holds: documents, and sounding days. */
struct table_event anything_of_a_share(struct anything *a, const struct table_state *s, uint64_t slot);

#endif
