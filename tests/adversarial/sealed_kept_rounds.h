/* Three sessions of the same parties, one after the other, for tests of what is kept in between: the first
 * keeps bits, the second reads them and keeps others, the third reads those. Every bit that is read shows in
 * some output. */
#ifndef T2_TESTS_SEALED_KEPT_ROUNDS_H
#define T2_TESTS_SEALED_KEPT_ROUNDS_H

#include "sealed_harness.h"

#define ROUNDS_ENTRY 48 /* bits that a party puts in; more than there are parities */

/* Keeps the entry of party 0 and its products with another's, opens one product that is not kept. */
struct circuit *rounds_first(unsigned n);
/* Opens sums and products of what was kept, and whether any product is one, by parities; keeps products. */
struct circuit *rounds_second(unsigned n);
/* Opens what the second kept. */
struct circuit *rounds_third(unsigned n);

/* An honest session with these seeds and, unless NULL, entries: what each party keeps, to be freed. */
void rounds_keep(unsigned n, const struct circuit *c, uint64_t seed, uint8_t *const entry[],
                 struct sealed_kept *out[]);
void rounds_free(struct sealed_kept *kept[], unsigned n);
/* Runs the session after t to its end, with what all kept in t; its truth is that of t. */
struct verdict rounds_after(struct table *t, const struct circuit *c);

#endif
