/* Shares that outlive their session: what the session itself does with them. */
#ifndef T2_SEALED_KEPT_H
#define T2_SEALED_KEPT_H

#include "sealed/session_internal.h"

struct sealed_kept {
    unsigned n, self;
    uint8_t id[SEALED_KEPT_ID_LEN];
    struct sealed_block delta; /* of the session that kept them */
    size_t n_bits;
    uint8_t *bit;               /* our shares, one a byte; behind n_bits the masks of all uses */
    struct sealed_block *share; /* M and K of each peer, as a wire of the session */
};

/* Keeping: the masks, when the rows of the first batch are there; the rest after the last check. T2_E_MEMORY.
 */
T2_MUST_USE int sealed_kept_begin(struct sealed_session *s);
T2_MUST_USE int sealed_kept_make(struct sealed_session *s);

/* Reading. 1 when the circuit reads none and none are there, or they are of these parties and enough. */
int sealed_kept_fits(const struct sealed_config *config);
void sealed_kept_to_inputs(struct sealed_session *s); /* behind our entry */
void sealed_kept_to_wires(struct sealed_session *s);
void sealed_kept_sums(struct sealed_session *s); /* once the coin is there */
/* Of AND_CHECK: y, and its MACs into the digests. */
size_t sealed_kept_check_len(const struct sealed_session *s);
void sealed_kept_check_emit(struct sealed_session *s, unsigned q, uint8_t *out);
void sealed_kept_check_absorb(struct sealed_session *s, unsigned q, const uint8_t *in);

#endif
