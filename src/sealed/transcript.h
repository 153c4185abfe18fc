/* Hashes with a domain, commitments, public coins and zero shares of one session. */
#ifndef T2_SEALED_TRANSCRIPT_H
#define T2_SEALED_TRANSCRIPT_H

#include "sealed/session_internal.h"

/* SHA-256 of domain | 0 | session id | parts; at most 8 parts, each of fixed length or self-delimiting. */
T2_MUST_USE int sealed_hash(const struct sealed_session *s, const char *domain, const struct t2_bytes *parts,
                            size_t n_parts, uint8_t out[static SEALED_DIGEST]);

/* Commitment of a party to a value in the batch in work; what names its purpose. */
T2_MUST_USE int sealed_commit(const struct sealed_session *s, unsigned party, const char *what,
                              const uint8_t nonce[static 32], struct t2_bytes value,
                              uint8_t out[static SEALED_DIGEST]);
/* 0, or T2_E_ABORT when the opening does not fit. All 32 bytes are compared, in constant time. */
T2_MUST_USE int sealed_commit_check(const struct sealed_session *s, unsigned party, const char *what,
                                    const uint8_t nonce[static 32], struct t2_bytes value,
                                    const uint8_t commitment[static SEALED_DIGEST]);

/* Public coins, n-party commit and open (a coin is uniform when one party is honest). The shares of all coins
 * of a batch are committed to with its first flight; a share is opened only after everything that the coin
 * tests is fixed. The coin of the parities is committed to with the entries, once a session. */
enum sealed_coin { COIN_SUBSPACE, COIN_LEAKY, COIN_ROTATION, COIN_PARITY };
#define SEALED_COIN_OPENING 64                                               /* share | nonce */
size_t sealed_n_coins(const struct sealed_session *s);                       /* of the batch in work */
T2_MUST_USE int sealed_coins_commit(struct sealed_session *s, uint8_t *out); /* a digest for each */
T2_MUST_USE int sealed_coin_commit(struct sealed_session *s, unsigned coin, uint8_t *out);
void sealed_coin_open(struct sealed_session *s, unsigned coin, uint8_t *out);
T2_MUST_USE int sealed_coin_absorb(struct sealed_session *s, unsigned q, unsigned coin,
                                   const uint8_t *opening);
T2_MUST_USE int sealed_coin_finish(struct sealed_session *s,
                                   unsigned coin); /* from the broadcasts of this flight */
/* Blocks first .. first + n - 1 of the generator of the coin opened last. */
void sealed_coin_blocks(const struct sealed_session *s, uint64_t first, struct sealed_block *out, size_t n);

/* out[0..n) ^= our share of zero; the purpose and the batch make it fresh. */
T2_MUST_USE int sealed_zero_share_xor(struct sealed_session *s, const char *purpose, struct sealed_block *out,
                                      size_t n);

#endif
