/* Step 6: evaluation. GMW on authenticated shares with Beaver's multiplication: XOR and NOT are local, an AND
 * opens two masked bits to each peer, all ANDs of a layer in one flight. Every opened bit carries its MAC:
 * one running digest per peer, compared in AND_CHECK, before any output share leaves. */
#include "sealed/flights.h"

#include <string.h>

#include "sealed/kept.h"
#include "sealed/refresh.h"
#include "sealed/transcript.h"

int online_openings_begin(struct sealed_session *s)
{
    int err = 0;
    for (unsigned q = 0; err == 0 && q < s->n_peers; q++) {
        struct sealed_peer *p = &s->peer[q];
        if ((err = mac_digest_init(&p->sent, p->sent.hash)) == 0)
            err = mac_digest_init(&p->expected, p->expected.hash);
    }
    return err;
}

/* out[j] := sum of those in[i] whose coin is 1. The coins of in[i]: half a block of the generator,
 * PARITY_BLOCKS apart for each gate. */
#define PARITY_COINS 512

static void parity_gate(struct sealed_session *s, size_t gate)
{
    const struct circuit_parity *p = &s->circuit->parity[gate];
    uint64_t all = p->n_out == 64 ? UINT64_MAX : ((uint64_t)1 << p->n_out) - 1;
    struct sealed_block coin[PARITY_COINS / 2];
    for (size_t j = 0; j < p->n_out; j++) {
        memset(wire_at(s, p->out[j]), 0, s->stride * sizeof *s->wire);
        s->wire_bit[p->out[j]] = 0;
    }
    for (size_t i = 0; i < p->n_in; i++) {
        if (i % PARITY_COINS == 0)
            s->kernel->aes_ctr(&s->parity_coin, ((uint64_t)gate << SEALED_PARITY_SHIFT) + i / 2, coin,
                               PARITY_COINS / 2);
        const struct sealed_block *half = &coin[i % PARITY_COINS / 2];
        const struct sealed_block *in = wire_at(s, p->in[i]);
        uint8_t bit = s->wire_bit[p->in[i]];
        for (uint64_t left = (i % 2 == 0 ? half->lo : half->hi) & all; left != 0; left &= left - 1) {
            size_t slot = p->out[__builtin_ctzll(left)];
            struct sealed_block *out = wire_at(s, slot);
            for (size_t w = 0; w < s->stride; w++)
                out[w] = block_xor(out[w], in[w]);
            s->wire_bit[slot] ^= bit;
        }
    }
}

static void free_gate(struct sealed_session *s, const struct circuit_gate *g)
{
    if (g->op == CIRCUIT_PARITY) {
        parity_gate(s, g->a);
        return;
    }
    struct sealed_block *out = wire_at(s, g->out);
    const struct sealed_block *a = wire_at(s, g->a), *b = wire_at(s, g->b);
    switch ((enum circuit_op)g->op) {
    case CIRCUIT_XOR:
        for (size_t i = 0; i < s->stride; i++)
            out[i] = block_xor(a[i], b[i]);
        s->wire_bit[g->out] = (uint8_t)(s->wire_bit[g->a] ^ s->wire_bit[g->b]);
        break;
    case CIRCUIT_NOT:
    case CIRCUIT_COPY:
        memmove(out, a, s->stride * sizeof *out);
        s->wire_bit[g->out] = s->wire_bit[g->a];
        if (g->op == CIRCUIT_NOT)
            wire_add_public(s, g->out, 1);
        break;
    case CIRCUIT_ZERO:
        memset(out, 0, s->stride * sizeof *out);
        s->wire_bit[g->out] = 0;
        break;
    case CIRCUIT_PARITY:
        break;
    }
}

/* Free gates as far as they go, then the next ANDs, or more triples for them, or the check. */
int online_next(struct sealed_session *s, enum sealed_flight_id *next)
{
    for (; s->layer < refresh_n_layers(s); s->layer++, s->layer_done = 0, s->layer_free_done = 0) {
        const struct circuit_layer *l = refresh_layer_at(s, s->layer);
        for (size_t i = 0; !s->layer_free_done && i < l->n_free; i++)
            free_gate(s, &l->free[i]);
        s->layer_free_done = 1;
        size_t left = l->n_ands - s->layer_done, have = s->pool.n - s->pool.used;
        if (left == 0)
            continue;
        if (have == 0) {
            *next = FLIGHT_EXTEND;
            return sealed_batch_begin(s, BATCH_TRIPLES);
        }
        s->chunk = left < have ? left : have;
        *next = FLIGHT_AND;
        return 0;
    }
    *next = FLIGHT_AND_CHECK;
    return 0;
}

/* AND. To each peer: our shares of all x ^ a, then of all y ^ b, packed. */

static size_t half_len(const struct sealed_session *s)
{
    return (s->chunk + 7) / 8;
}

static const struct circuit_gate *chunk_gates(const struct sealed_session *s)
{
    return refresh_layer_at(s, s->layer)->ands + s->layer_done;
}

static const struct sealed_block *triple_at(const struct sealed_session *s, size_t i)
{
    return s->pool.record + (s->pool.used + i) * 3 * s->stride;
}

struct sealed_lengths and_lengths(const struct sealed_session *s)
{
    return (struct sealed_lengths){0, 2 * half_len(s)};
}

int and_prepare(struct sealed_session *s, uint8_t *broadcast)
{
    (void)broadcast;
    const struct circuit_gate *g = chunk_gates(s);
    const size_t b = s->stride;
    uint8_t *d = s->own_opened, *e = d + half_len(s);
    memset(s->own_opened, 0, 2 * half_len(s));
    for (size_t i = 0; i < s->chunk; i++) {
        unsigned bits = s->pool.bits[s->pool.used + i];
        const struct sealed_block *t = triple_at(s, i), *x = wire_at(s, g[i].a), *y = wire_at(s, g[i].b);
        d[i >> 3] = (uint8_t)(d[i >> 3] | (s->wire_bit[g[i].a] ^ (bits & 1u)) << (i & 7));
        e[i >> 3] = (uint8_t)(e[i >> 3] | (s->wire_bit[g[i].b] ^ (bits >> 1 & 1u)) << (i & 7));
        for (unsigned q = 0; q < s->n_peers; q++) {
            mac_digest_add(&s->peer[q].sent, block_xor(x[2 * q], t[2 * q]));
            mac_digest_add(&s->peer[q].sent, block_xor(y[2 * q], t[b + 2 * q]));
        }
    }
    return 0;
}

int and_emit(struct sealed_session *s, unsigned q, uint8_t *out)
{
    (void)q;
    memcpy(out, s->own_opened, 2 * half_len(s));
    return 0;
}

int and_absorb(struct sealed_session *s, unsigned q, const uint8_t *broadcast, const uint8_t *in)
{
    (void)broadcast;
    const uint8_t *d = in, *e = in + half_len(s);
    for (size_t i = s->chunk; i < 8 * half_len(s); i++) {
        if ((bit_get(d, i) | bit_get(e, i)) != 0)
            return T2_E_ABORT;
    }
    memcpy(s->peer[q].opened, in, 2 * half_len(s));
    return 0;
}

/* The MACs that the peers' opened bits must have. */
static void and_expect(struct sealed_session *s)
{
    const struct circuit_gate *g = chunk_gates(s);
    const size_t half = half_len(s), b = s->stride;
    for (size_t i = 0; i < s->chunk; i++) {
        const struct sealed_block *t = triple_at(s, i) + 1, *x = wire_at(s, g[i].a) + 1,
                                  *y = wire_at(s, g[i].b) + 1;
        for (unsigned q = 0; q < s->n_peers; q++) {
            struct sealed_peer *p = &s->peer[q];
            struct sealed_block d = block_and_bit(s->delta, bit_get(p->opened, i));
            struct sealed_block e = block_and_bit(s->delta, bit_get(p->opened + half, i));
            mac_digest_add(&p->expected, block_xor(d, block_xor(x[2 * q], t[2 * q])));
            mac_digest_add(&p->expected, block_xor(e, block_xor(y[2 * q], t[b + 2 * q])));
        }
    }
}

/* z = c ^ d b ^ e a ^ d e. */
int and_finish(struct sealed_session *s, enum sealed_flight_id *next)
{
    const struct circuit_gate *g = chunk_gates(s);
    const size_t half = half_len(s), b = s->stride;
    and_expect(s);
    for (unsigned q = 0; q < s->n_peers; q++) {
        for (size_t i = 0; i < 2 * half; i++)
            s->own_opened[i] = (uint8_t)(s->own_opened[i] ^ s->peer[q].opened[i]);
    }
    for (size_t i = 0; i < s->chunk; i++) {
        const struct sealed_block *t = triple_at(s, i);
        struct sealed_block *out = wire_at(s, g[i].out);
        unsigned d = bit_get(s->own_opened, i), e = bit_get(s->own_opened + half, i);
        unsigned bits = s->pool.bits[s->pool.used + i];
        for (size_t w = 0; w < b; w++)
            out[w] = block_xor(t[2 * b + w], block_xor(block_and_bit(t[b + w], d), block_and_bit(t[w], e)));
        s->wire_bit[g[i].out] = (uint8_t)((bits >> 2 & 1u) ^ (d & bits >> 1) ^ (e & bits));
        wire_add_public(s, g[i].out, d & e);
    }
    /* Used once: the records are wiped before anything else happens. */
    t2_wipe(s->pool.record + s->pool.used * 3 * b, s->chunk * 3 * b * sizeof *s->pool.record);
    t2_wipe(s->pool.bits + s->pool.used, s->chunk);
    s->pool.used += s->chunk;
    s->layer_done += s->chunk;
    s->ands_done += s->chunk;
    return online_next(s, next);
}

/* AND_CHECK. To each peer: with kept bits the sum of our shares of them (kept.c); the digest of the MACs of
 * all we opened. */

struct sealed_lengths and_check_lengths(const struct sealed_session *s)
{
    return (struct sealed_lengths){0, sealed_kept_check_len(s) + SEALED_DIGEST};
}

int and_check_emit(struct sealed_session *s, unsigned q, uint8_t *out)
{
    sealed_kept_check_emit(s, q, out);
    return mac_digest_final(&s->peer[q].sent, out + sealed_kept_check_len(s));
}

int and_check_absorb(struct sealed_session *s, unsigned q, const uint8_t *broadcast, const uint8_t *in)
{
    (void)broadcast;
    uint8_t want[SEALED_DIGEST];
    sealed_kept_check_absorb(s, q, in);
    int err = mac_digest_final(&s->peer[q].expected, want);
    if (err != 0)
        return err;
    return t2_ct_eq(want, in + sealed_kept_check_len(s), SEALED_DIGEST) ? 0 : T2_E_ABORT;
}

int and_check_finish(struct sealed_session *s, enum sealed_flight_id *next)
{
    *next = FLIGHT_OUTPUT;
    return online_openings_begin(s);
}
