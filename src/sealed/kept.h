/* Shares that outlive their session: what the session itself does with them. */
#ifndef T2_SEALED_KEPT_H
#define T2_SEALED_KEPT_H

#include "sealed/session_internal.h"

struct sealed_kept {
    unsigned n, self;
    uint8_t id[SEALED_KEPT_ID_LEN];
    struct sealed_block delta;
    size_t n_bits;
    uint8_t *bit;               /* our shares, one a byte */
    struct sealed_block *share; /* M and K of each peer, as a wire of the session */
};

/* 1 when they are of this number of parties, ours, and no fewer than the circuit reads. */
int sealed_kept_fits(const struct sealed_kept *k, const struct sealed_config *config);
/* Into the wires of the circuit. */
void sealed_kept_read_bits(struct sealed_session *s);
/* From the wires, after the last check, into s->kept. T2_E_MEMORY. */
T2_MUST_USE int sealed_kept_make(struct sealed_session *s);

#endif
