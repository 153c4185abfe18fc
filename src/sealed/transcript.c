/* Hashes with a domain, commitments, public coins, zero shares. The random oracle is SHA-256; every use has a
 * domain string, and after the hello also the session id in front. */
#include "sealed/session_internal.h"

#include <string.h>

#include "sealed/transcript.h"

int sealed_hash(const struct sealed_session *s, const char *domain, const struct t2_bytes *parts,
                size_t n_parts, uint8_t out[static SEALED_DIGEST])
{
    struct t2_bytes all[10];
    if (n_parts > 8)
        return T2_E_ARGUMENT;
    all[0] = t2_bytes_of(domain, strlen(domain) + 1); /* its zero ends it */
    all[1] = t2_bytes_of(s->session_id, SEALED_DIGEST);
    for (size_t i = 0; i < n_parts; i++)
        all[2 + i] = parts[i];
    return t2_sha256(out, all, 2 + n_parts);
}

int sealed_commit(const struct sealed_session *s, unsigned party, const char *what,
                  const uint8_t nonce[static 32], struct t2_bytes value, uint8_t out[static SEALED_DIGEST])
{
    uint8_t head[9] = {(uint8_t)party};
    for (unsigned i = 0; i < 8; i++)
        head[1 + i] = (uint8_t)(s->n_batches >> (8 * i));
    struct t2_bytes parts[] = {t2_bytes_of(what, strlen(what) + 1), t2_bytes_of(head, sizeof head),
                               t2_bytes_of(nonce, 32), value};
    return sealed_hash(s, "t2 sealed commitment", parts, 4, out);
}

int sealed_commit_check(const struct sealed_session *s, unsigned party, const char *what,
                        const uint8_t nonce[static 32], struct t2_bytes value,
                        const uint8_t commitment[static SEALED_DIGEST])
{
    uint8_t want[SEALED_DIGEST];
    int err = sealed_commit(s, party, what, nonce, value, want);
    if (err != 0)
        return err;
    return t2_ct_eq(want, commitment, SEALED_DIGEST) ? 0 : T2_E_ABORT;
}

static const char *coin_name(unsigned coin)
{
    static const char *const name[SEALED_N_COINS] = {"coin of the subspace check", "coin of the leaky ANDs",
                                                     "coin of the rotations", "coin of the parities"};
    return name[coin];
}

/* A batch without leaky ANDs is only checked: it needs the first coin. */
size_t sealed_n_coins(const struct sealed_session *s)
{
    return s->batch.n_leaky == 0 ? 1 : SEALED_BATCH_COINS;
}

int sealed_coin_commit(struct sealed_session *s, unsigned coin, uint8_t *out)
{
    int err = t2_random_fill(s->config.random, s->coin_share[coin], 32);
    if (err == 0)
        err = t2_random_fill(s->config.random, s->coin_nonce[coin], 32);
    if (err == 0)
        err = sealed_commit(s, s->self, coin_name(coin), s->coin_nonce[coin],
                            t2_bytes_of(s->coin_share[coin], 32), out);
    return err;
}

int sealed_coins_commit(struct sealed_session *s, uint8_t *out)
{
    int err = 0;
    for (unsigned c = 0; err == 0 && c < sealed_n_coins(s); c++)
        err = sealed_coin_commit(s, c, out + c * SEALED_DIGEST);
    return err;
}

void sealed_coin_open(struct sealed_session *s, unsigned coin, uint8_t *out)
{
    memcpy(out, s->coin_share[coin], 32);
    memcpy(out + 32, s->coin_nonce[coin], 32);
}

int sealed_coin_absorb(struct sealed_session *s, unsigned q, unsigned coin, const uint8_t *opening)
{
    return sealed_commit_check(s, s->peer[q].party, coin_name(coin), opening + 32, t2_bytes_of(opening, 32),
                               s->peer[q].commit[coin]);
}

int sealed_coin_finish(struct sealed_session *s, unsigned coin)
{
    uint8_t sum[32] = {0};
    for (unsigned p = 0; p < s->n; p++) {
        for (unsigned i = 0; i < 32; i++)
            sum[i] ^= s->broadcast[p][i];
    }
    struct t2_bytes parts[] = {t2_bytes_of(coin_name(coin), strlen(coin_name(coin)) + 1),
                               t2_bytes_of(sum, 32)};
    uint8_t seed[SEALED_DIGEST];
    int err = sealed_hash(s, "t2 sealed coin", parts, 2, seed);
    if (err == 0)
        s->kernel->aes_schedule(&s->coin, seed);
    return err;
}

void sealed_coin_blocks(const struct sealed_session *s, uint64_t first, struct sealed_block *out, size_t n)
{
    s->kernel->aes_ctr(&s->coin, first, out, n);
}

/* F_Zero of [MM] section 6.4: out ^= a share of zero, from one generator per pair. The key is fresh per
 * purpose and batch, since it comes from a secret that the pair drew in this session. */
int sealed_zero_share_xor(struct sealed_session *s, const char *purpose, struct sealed_block *out, size_t n)
{
    uint8_t number[8], seed[SEALED_DIGEST];
    struct sealed_aes key;
    int err = 0;
    for (unsigned i = 0; i < 8; i++)
        number[i] = (uint8_t)(s->n_batches >> (8 * i));
    for (unsigned q = 0; err == 0 && q < s->n_peers; q++) {
        struct t2_bytes parts[] = {t2_bytes_of(purpose, strlen(purpose) + 1), t2_bytes_of(number, 8),
                                   t2_bytes_of(s->peer[q].pair_secret, 32)};
        if ((err = sealed_hash(s, "t2 sealed zero share", parts, 3, seed)) == 0) {
            s->kernel->aes_schedule(&key, seed);
            s->kernel->aes_ctr_xor(&key, 0, out, n);
        }
    }
    t2_wipe(seed, sizeof seed);
    t2_wipe(&key, sizeof key);
    return err;
}
