/* All-but-one trees for SoftSpoken OT: see pprf.c. */
#ifndef T2_SEALED_PPRF_H
#define T2_SEALED_PPRF_H

#include "sealed/session_internal.h"

struct sealed_pprf_keys {
    uint8_t key[2][16];
};

/* Wire: per OT the two encrypted sums (the public one: its clear sum, then zeros), per tree the check t and
 * the hash s. */
#define PPRF_SUMS_LEN ((size_t)SEALED_BLOCKS * SEALED_K * 2 * 16)
#define PPRF_LEN (PPRF_SUMS_LEN + (size_t)SEALED_BLOCKS * 64)

/* Grows the trees of p->receive, and writes PPRF_LEN bytes. key: one pair per OT; at public_ot the side
 * public_side is given in clear. T2_E_RANDOM, T2_E_MEMORY. */
T2_MUST_USE int sealed_pprf_send(struct sealed_session *s, struct sealed_peer *p,
                                 const struct sealed_pprf_keys *key, unsigned public_side, size_t public_ot,
                                 uint8_t *out);

/* Recovers the trees of p->send without the leaf at our Delta, leaf 0 of each block standing for it, and
 * checks them. T2_E_ABORT when a tree is not well formed. */
T2_MUST_USE int sealed_pprf_receive(struct sealed_session *s, struct sealed_peer *p, uint8_t key[][16],
                                    size_t public_ot, const uint8_t *in);

#endif
