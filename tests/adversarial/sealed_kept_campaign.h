/* A party that keeps every form and cheats with what was kept: another share of a kept bit, another MAC, the
 * masks of another use, the bits of another session, another sum, other coins, other shares of sums and of
 * outputs, and one that keeps other values than it computed. All parties say the same in the hello.
 *
 * Every honest party must stop, or have the right result; and when the session that was cheated in ends well,
 * the next one (t->next), which reads what was kept, is judged in the same way. */
#ifndef T2_TESTS_SEALED_KEPT_CAMPAIGN_H
#define T2_TESTS_SEALED_KEPT_CAMPAIGN_H

#include "sealed_harness.h"

/* All of it at one new table, which it closes. other: what the cheat kept of another session with the same
 * entries; NULL when the circuit reads nothing, and only the keeping is tried. */
void campaign_run(struct table *t, const struct sealed_kept *other, const char *title);

#endif
