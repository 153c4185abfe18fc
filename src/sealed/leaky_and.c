/* Step 4: leaky AND triples [MM, figure 15; WRK17; YWZ19]. Rows a, b, r of the batch are shares of random
 * bits; the outcome is <c> = <a b>, where a cheat may have learned bits of a by guessing them, at the risk of
 * being found each time.
 *
 *   phi^i_k  = b^i Delta_i ^ sum over j (K_i[b^j] ^ M_j[b^i]) ^ share of zero;   the sum over i is b Delta
 *   u^{i,j}_k = H(K_i[a^j], T) ^ H(K_i[a^j] ^ Delta_i, T) ^ phi^i_k              one block per ordered pair
 *   S^i_k    = a^i phi^i ^ sum over j (H(K_i[a^j], T_ij) ^ a^i u^{j,i} ^ H(M_j[a^i], T_ji))
 *              ^ r^i Delta_i ^ sum over j (K_i[r^j] ^ M_j[r^i]);                 the sum over i is (a b ^ r)
 * Delta d^i_k = lowest bit of S^i_k, committed, then opened; d = sum = a b ^ r, since the lowest bit of Delta
 * is 1. t^i_k = S^i_k ^ d_k Delta_i adds up to zero; theta^i = sum of chi_k t^i_k, chi from a coin opened
 * when all d are there. That the thetas add up to zero is tested in zero_test.c. Then <c> = <r> ^ d.
 *
 * T is unique per (session, i, j, k): the session's tweak with i, j in the high word and a running k in the
 * low one. */
#include "sealed/flights.h"

#include <string.h>

#include "sealed/transcript.h"

#define CHUNK 256

struct sealed_block sealed_pair_tweak(const struct sealed_session *s, unsigned i, unsigned j)
{
    struct sealed_block t = s->tweak;
    t.hi ^= (uint64_t)i << 8 | (uint64_t)j;
    return t;
}

/* LEAKY: to each peer u, one block per leaky AND. */

struct sealed_lengths leaky_lengths(const struct sealed_session *s)
{
    return (struct sealed_lengths){0, s->batch.n_leaky * sizeof(struct sealed_block)};
}

int leaky_prepare(struct sealed_session *s, uint8_t *broadcast)
{
    (void)broadcast;
    struct sealed_batch *w = &s->batch;
    const size_t m = w->n_leaky;
    int err = 0;
    memset(w->phi, 0, m * sizeof *w->phi);
    if ((err = sealed_zero_share_xor(s, "leaky AND", w->phi, m)) != 0)
        return err;
    for (size_t k = 0; k < m; k++) {
        w->phi[k] = block_xor(w->phi[k], block_and_bit(s->delta, bit_get(w->x, m + k)));
        w->sum[k] = block_and_bit(s->delta, bit_get(w->x, 2 * m + k));
    }
    for (unsigned q = 0; q < s->n_peers; q++) {
        const struct sealed_block *mac = s->peer[q].m, *key = s->peer[q].k;
        for (size_t k = 0; k < m; k++) {
            w->phi[k] = block_xor(w->phi[k], block_xor(key[m + k], mac[m + k]));
            w->sum[k] = block_xor(w->sum[k], block_xor(key[2 * m + k], mac[2 * m + k]));
        }
    }
    for (size_t k = 0; k < m; k++)
        w->sum[k] = block_xor(w->sum[k], block_and_bit(w->phi[k], bit_get(w->x, k)));
    return 0;
}

int leaky_emit(struct sealed_session *s, unsigned q, uint8_t *out)
{
    struct sealed_batch *w = &s->batch;
    struct sealed_block h[CHUNK], g[CHUNK];
    struct sealed_block tweak = sealed_pair_tweak(s, s->self, s->peer[q].party);
    for (size_t k = 0; k < w->n_leaky; k += CHUNK) {
        size_t n = w->n_leaky - k < CHUNK ? w->n_leaky - k : CHUNK;
        s->kernel->mmo_pair(tweak, s->tweaks_done + k, s->peer[q].k + k, s->delta, n, h, g);
        for (size_t t = 0; t < n; t++) {
            w->sum[k + t] = block_xor(w->sum[k + t], h[t]);
            g[t] = block_xor(g[t], w->phi[k + t]);
        }
        memcpy(out + k * sizeof *g, g, n * sizeof *g);
    }
    t2_wipe(h, sizeof h);
    t2_wipe(g, sizeof g);
    return 0;
}

int leaky_absorb(struct sealed_session *s, unsigned q, const uint8_t *broadcast, const uint8_t *in)
{
    (void)broadcast;
    struct sealed_batch *w = &s->batch;
    struct sealed_block h[CHUNK], u[CHUNK];
    struct sealed_block tweak = sealed_pair_tweak(s, s->peer[q].party, s->self);
    for (size_t k = 0; k < w->n_leaky; k += CHUNK) {
        size_t n = w->n_leaky - k < CHUNK ? w->n_leaky - k : CHUNK;
        memcpy(u, in + k * sizeof *u, n * sizeof *u);
        s->kernel->mmo(tweak, s->tweaks_done + k, s->peer[q].m + k, n, h);
        for (size_t t = 0; t < n; t++) {
            struct sealed_block v = block_xor(h[t], block_and_bit(u[t], bit_get(w->x, k + t)));
            w->sum[k + t] = block_xor(w->sum[k + t], v);
        }
    }
    t2_wipe(h, sizeof h);
    return 0;
}

int leaky_finish(struct sealed_session *s, enum sealed_flight_id *next)
{
    struct sealed_batch *w = &s->batch;
    s->tweaks_done += w->n_leaky;
    for (size_t k = 0; k < w->n_leaky; k += 8) {
        unsigned byte = 0;
        for (unsigned t = 0; t < 8; t++)
            byte |= (unsigned)(w->sum[k + t].lo & 1) << t;
        w->own_d[k / 8] = (uint8_t)byte;
    }
    *next = FLIGHT_D_COMMIT;
    return 0;
}

/* D_COMMIT, D_OPEN: nonce | d. */

static struct t2_bytes own_d(const struct sealed_session *s)
{
    return t2_bytes_of(s->batch.own_d, s->batch.n_leaky / 8);
}

int d_commit_prepare(struct sealed_session *s, uint8_t *broadcast)
{
    int err = t2_random_fill(s->config.random, s->value_nonce, 32);
    return err != 0 ? err : sealed_commit(s, s->self, "d", s->value_nonce, own_d(s), broadcast);
}

int d_commit_finish(struct sealed_session *s, enum sealed_flight_id *next)
{
    (void)s;
    *next = FLIGHT_D_OPEN;
    return 0;
}

struct sealed_lengths d_open_lengths(const struct sealed_session *s)
{
    return (struct sealed_lengths){32 + s->batch.n_leaky / 8, 0};
}

int d_open_prepare(struct sealed_session *s, uint8_t *broadcast)
{
    memcpy(broadcast, s->value_nonce, 32);
    memcpy(broadcast + 32, own_d(s).ptr, own_d(s).len);
    return 0;
}

int d_open_absorb(struct sealed_session *s, unsigned q, const uint8_t *broadcast, const uint8_t *in)
{
    (void)in;
    return sealed_commit_check(s, s->peer[q].party, "d", broadcast,
                               t2_bytes_of(broadcast + 32, s->batch.n_leaky / 8),
                               s->peer[q].commit[COMMIT_VALUE]);
}

int d_open_finish(struct sealed_session *s, enum sealed_flight_id *next)
{
    struct sealed_batch *w = &s->batch;
    memset(w->d, 0, w->n_leaky / 8);
    for (unsigned p = 0; p < s->n; p++) {
        for (size_t i = 0; i < w->n_leaky / 8; i++)
            w->d[i] = (uint8_t)(w->d[i] ^ s->broadcast[p][32 + i]);
    }
    for (size_t k = 0; k < w->n_leaky; k++)
        w->sum[k] = block_xor(w->sum[k], block_and_bit(s->delta, bit_get(w->d, k)));
    *next = FLIGHT_HASH_COIN;
    return 0;
}

/* HASH_COIN. */

int hash_coin_prepare(struct sealed_session *s, uint8_t *broadcast)
{
    sealed_coin_open(s, COIN_LEAKY, broadcast);
    return 0;
}

int hash_coin_absorb(struct sealed_session *s, unsigned q, const uint8_t *broadcast, const uint8_t *in)
{
    (void)in;
    return sealed_coin_absorb(s, q, COIN_LEAKY, broadcast);
}

int hash_coin_finish(struct sealed_session *s, enum sealed_flight_id *next)
{
    struct sealed_batch *w = &s->batch;
    struct sealed_block chi[CHUNK];
    int err = sealed_coin_finish(s, COIN_LEAKY);
    s->theta = (struct sealed_block){0, 0};
    for (size_t k = 0; err == 0 && k < w->n_leaky; k += CHUNK) {
        size_t n = w->n_leaky - k < CHUNK ? w->n_leaky - k : CHUNK;
        sealed_coin_blocks(s, k, chi, n);
        s->kernel->inner_product(w->sum + k, chi, n, &s->theta);
    }
    *next = FLIGHT_THETA;
    return err;
}

/* <c> = <r> ^ d: by convention party 0 changes its bit, and all others their keys for it. */
void leaky_add_public_d(struct sealed_session *s)
{
    struct sealed_batch *w = &s->batch;
    const size_t r = 2 * w->n_leaky;
    if (s->self == 0) {
        for (size_t i = 0; i < w->n_leaky / 8; i++)
            w->x[r / 8 + i] = (uint8_t)(w->x[r / 8 + i] ^ w->d[i]);
        return;
    }
    struct sealed_block *key = s->peer[0].k + r;
    for (size_t k = 0; k < w->n_leaky; k++)
        key[k] = block_xor(key[k], block_and_bit(s->delta, bit_get(w->d, k)));
}
