/* Flight HELLO (step 0, session): every party says what it is about to compute, and with whom; all must say
 * the same. The session id binds the answers of all parties, so their nonces too: nothing of another session
 * fits.
 *
 *   broadcast:  version 2 | n 1 | party 1 | rho 1 | use of the kept bits 1 | zero 2 | memory target 8
 *   | context 32 | circuit digest 32
 *   | id of the kept bits that the circuit reads, or zeros 32 | nonce 32
 *   to a peer:  32 random bytes, half of the secret of this pair (zero shares) */
#include "sealed/flights.h"

#include <string.h>

#include "sealed/transcript.h"

#define HELLO_LEN 144
#define HELLO_PARTY 3
#define HELLO_NONCE 112

struct sealed_lengths hello_lengths(const struct sealed_session *s)
{
    (void)s;
    return (struct sealed_lengths){HELLO_LEN, 32};
}

int hello_prepare(struct sealed_session *s, uint8_t *out)
{
    uint64_t target = s->config.memory_target;
    memset(out, 0, HELLO_LEN);
    out[1] = SEALED_VERSION;
    out[2] = (uint8_t)s->n;
    out[HELLO_PARTY] = (uint8_t)s->self;
    out[4] = (uint8_t)s->config.statistical_bits;
    for (unsigned i = 0; i < 8; i++)
        out[8 + i] = (uint8_t)(target >> (56 - 8 * i));
    memcpy(out + 16, s->config.context, 32);
    memcpy(out + 48, s->circuit->digest, 32);
    if (s->config.kept != NULL)
        sealed_kept_id(s->config.kept, out + 80);
    out[5] = s->config.kept != NULL ? (uint8_t)s->config.kept_use : 0;
    return t2_random_fill(s->config.random, out + HELLO_NONCE, 32);
}

int hello_emit(struct sealed_session *s, unsigned q, uint8_t *out)
{
    int err = t2_random_fill(s->config.random, s->peer[q].pair_secret, 32);
    memcpy(out, s->peer[q].pair_secret, 32);
    return err;
}

int hello_absorb(struct sealed_session *s, unsigned q, const uint8_t *broadcast, const uint8_t *in)
{
    uint8_t want[HELLO_LEN];
    memcpy(want, s->broadcast[s->self], HELLO_LEN);
    want[HELLO_PARTY] = (uint8_t)s->peer[q].party;
    if (memcmp(want, broadcast, HELLO_NONCE) != 0)
        return T2_E_ABORT;
    memcpy(s->peer[q].pair_secret_theirs, in, 32);
    return 0;
}

int hello_finish(struct sealed_session *s, enum sealed_flight_id *next)
{
    struct t2_bytes all[1 + SEALED_MAX_PARTIES] = {t2_bytes_str("t2 sealed session, version 1")};
    for (unsigned p = 0; p < s->n; p++)
        all[1 + p] = t2_bytes_of(s->broadcast[p], HELLO_LEN);
    int err = t2_sha256(s->session_id, all, 1 + s->n);
    if (err != 0)
        return err;
    memcpy(&s->tweak, s->session_id, sizeof s->tweak);
    for (unsigned q = 0; err == 0 && q < s->n_peers; q++) {
        struct sealed_peer *p = &s->peer[q];
        int ours_first = s->self < p->party;
        struct t2_bytes parts[] = {t2_bytes_of(ours_first ? p->pair_secret : p->pair_secret_theirs, 32),
                                   t2_bytes_of(ours_first ? p->pair_secret_theirs : p->pair_secret, 32)};
        uint8_t secret[SEALED_DIGEST];
        err = sealed_hash(s, "t2 sealed pair", parts, 2, secret);
        memcpy(p->pair_secret, secret, 32);
        t2_wipe(secret, sizeof secret);
        t2_wipe(p->pair_secret_theirs, 32);
    }
    *next = FLIGHT_OT_CHOICE;
    return err;
}
