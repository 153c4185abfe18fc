/* What is known before the first byte: sizes of batches and frames, and how far a run has come. */
#ifndef T2_SEALED_PLAN_H
#define T2_SEALED_PLAN_H

#include "sealed/session_internal.h"

/* The smallest B >= 3 with (2B + 1) / l^(B-1) <= 2^-rho [MM, theorem 5]; 0 when l is below SEALED_MIN_BATCH.
 */
unsigned sealed_bucket_size(size_t n_triples, unsigned rho);

/* Fills batch_size, max_payload, broadcast_cap, n_inputs_max, opened_cap, pool.cap and batch.allocated_* of a
 * new session. Allocates nothing. */
void sealed_plan(struct sealed_session *s);

void sealed_plan_progress(struct sealed_session *s);

#endif
