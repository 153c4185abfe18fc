/* Step 5: bucketing by rotations [MM, figure 16 and theorem 5]. The m = B l leaky ANDs are B rows of l; row 0
 * stays, each other row is rotated by a public coin opened after all of them are fixed and checked. Column j
 * is a bucket:
 *
 *   e_s = b_0 ^ b_s opened (every opened bit carries its MAC, one digest per peer), then
 *   a = sum of a_s,  b = b_0,  c = c_0 ^ sum over s (c_s ^ e_s a_s)
 *
 * is a triple unless all B of the bucket leaked. The result is stored as records in the pool. */
#include "sealed/flights.h"

#include <string.h>

#include "sealed/mac_digest.h"
#include "sealed/transcript.h"

#define COMBINE_TILE 512

/* Row s, column j comes from this leaky AND. */
static size_t source(const struct sealed_batch *w, unsigned row, size_t j)
{
    size_t at = j + w->rotation[row];
    return row * w->n_triples + (at < w->n_triples ? at : at - w->n_triples);
}

/* ROTATE_COIN. */

int rotate_coin_prepare(struct sealed_session *s, uint8_t *broadcast)
{
    sealed_coin_open(s, COIN_ROTATION, broadcast);
    return 0;
}

int rotate_coin_absorb(struct sealed_session *s, unsigned q, const uint8_t *broadcast, const uint8_t *in)
{
    (void)in;
    return sealed_coin_absorb(s, q, COIN_ROTATION, broadcast);
}

/* A 128-bit number modulo l: uniform to l / 2^128. */
static size_t block_modulo(struct sealed_block v, size_t l)
{
    uint64_t word[4] = {v.hi >> 32, v.hi & 0xffffffff, v.lo >> 32, v.lo & 0xffffffff}, r = 0;
    for (unsigned i = 0; i < 4; i++)
        r = (r << 32 | word[i]) % l;
    return (size_t)r;
}

int rotate_coin_finish(struct sealed_session *s, enum sealed_flight_id *next)
{
    struct sealed_batch *w = &s->batch;
    struct sealed_block number[SEALED_MAX_BUCKET];
    int err = sealed_coin_finish(s, COIN_ROTATION);
    sealed_coin_blocks(s, 0, number, SEALED_MAX_BUCKET);
    w->rotation[0] = 0;
    for (unsigned row = 1; row < w->bucket; row++)
        w->rotation[row] = block_modulo(number[row], w->n_triples);
    *next = FLIGHT_BUCKET;
    return err;
}

/* BUCKET: to each peer our shares of all e, row after row, packed, and the digest of their MACs. */

static size_t opened_len(const struct sealed_batch *w)
{
    return (w->bucket - 1) * (w->n_triples / 8);
}

struct sealed_lengths bucket_lengths(const struct sealed_session *s)
{
    return (struct sealed_lengths){0, opened_len(&s->batch) + SEALED_DIGEST};
}

int bucket_prepare(struct sealed_session *s, uint8_t *broadcast)
{
    (void)broadcast;
    const struct sealed_batch *w = &s->batch;
    const size_t b = w->n_leaky;
    memset(s->own_opened, 0, opened_len(w));
    for (unsigned row = 1; row < w->bucket; row++) {
        uint8_t *out = s->own_opened + (row - 1) * (w->n_triples / 8);
        for (size_t j = 0; j < w->n_triples; j++) {
            unsigned e = bit_get(w->x, b + j) ^ bit_get(w->x, b + source(w, row, j));
            out[j >> 3] = (uint8_t)(out[j >> 3] | e << (j & 7));
        }
    }
    return 0;
}

/* The digest over all rows; with keys: of what the MACs of the peer's opened bits must be. */
static int digest_rows(struct sealed_session *s, const struct sealed_block *share, const uint8_t *opened,
                       struct sealed_block delta, uint8_t out[SEALED_DIGEST])
{
    const struct sealed_batch *w = &s->batch;
    const struct sealed_block *b = share + w->n_leaky;
    struct mac_digest digest;
    int err = mac_digest_init(&digest, s->scratch_hash);
    for (unsigned row = 1; row < w->bucket; row++) {
        const uint8_t *bits = opened == NULL ? NULL : opened + (row - 1) * (w->n_triples / 8);
        for (size_t j = 0; j < w->n_triples; j++) {
            struct sealed_block v = block_xor(b[j], b[source(w, row, j)]);
            if (bits != NULL)
                v = block_xor(v, block_and_bit(delta, bit_get(bits, j)));
            mac_digest_add(&digest, v);
        }
    }
    return err != 0 ? err : mac_digest_final(&digest, out);
}

int bucket_emit(struct sealed_session *s, unsigned q, uint8_t *out)
{
    size_t len = opened_len(&s->batch);
    memcpy(out, s->own_opened, len);
    return digest_rows(s, s->peer[q].m, NULL, s->delta, out + len);
}

int bucket_absorb(struct sealed_session *s, unsigned q, const uint8_t *broadcast, const uint8_t *in)
{
    (void)broadcast;
    size_t len = opened_len(&s->batch);
    uint8_t want[SEALED_DIGEST];
    int err = digest_rows(s, s->peer[q].k, in, s->delta, want);
    if (err != 0)
        return err;
    if (!t2_ct_eq(want, in + len, SEALED_DIGEST))
        return T2_E_ABORT;
    memcpy(s->peer[q].opened, in, len);
    return 0;
}

/* Triples from, from + 1, ... to - 1, for one array of MACs or keys; out strides over the records. */
static void combine(const struct sealed_session *s, const struct sealed_block *share, size_t from, size_t to,
                    struct sealed_block *out)
{
    const struct sealed_batch *w = &s->batch;
    const struct sealed_block *a = share, *b = share + w->n_leaky, *c = share + 2 * w->n_leaky;
    for (size_t j = from; j < to; j++, out += 3 * s->stride) {
        struct sealed_block sum_a = a[j], sum_c = c[j];
        for (unsigned row = 1; row < w->bucket; row++) {
            size_t at = source(w, row, j);
            unsigned e = bit_get(s->own_opened + (row - 1) * (w->n_triples / 8), j);
            sum_a = block_xor(sum_a, a[at]);
            sum_c = block_xor(sum_c, block_xor(c[at], block_and_bit(a[at], e)));
        }
        out[0] = sum_a;
        out[s->stride] = b[j];
        out[2 * s->stride] = sum_c;
    }
}

static void combine_bits(const struct sealed_session *s, uint8_t *out)
{
    const struct sealed_batch *w = &s->batch;
    const size_t m = w->n_leaky;
    for (size_t j = 0; j < w->n_triples; j++) {
        unsigned a = bit_get(w->x, j), b = bit_get(w->x, m + j), c = bit_get(w->x, 2 * m + j);
        for (unsigned row = 1; row < w->bucket; row++) {
            size_t at = source(w, row, j);
            unsigned a_s = bit_get(w->x, at);
            a ^= a_s;
            c ^= bit_get(w->x, 2 * m + at) ^
                 (a_s & bit_get(s->own_opened + (row - 1) * (w->n_triples / 8), j));
        }
        out[j] = (uint8_t)(a | b << 1 | c << 2);
    }
}

int bucket_finish(struct sealed_session *s, enum sealed_flight_id *next)
{
    struct sealed_batch *w = &s->batch;
    struct sealed_pool *pool = &s->pool;
    for (unsigned q = 0; q < s->n_peers; q++) {
        for (size_t i = 0; i < opened_len(w); i++)
            s->own_opened[i] = (uint8_t)(s->own_opened[i] ^ s->peer[q].opened[i]);
    }
    int err = pool_make_room(s, w->n_triples);
    if (err != 0)
        return err;
    struct sealed_block *record = pool->record + pool->n * 3 * s->stride;
    for (size_t from = 0; from < w->n_triples; from += COMBINE_TILE) { /* their records stay in the cache */
        size_t to = from + COMBINE_TILE < w->n_triples ? from + COMBINE_TILE : w->n_triples;
        for (unsigned q = 0; q < s->n_peers; q++) {
            combine(s, s->peer[q].m, from, to, record + from * 3 * s->stride + 2 * q);
            combine(s, s->peer[q].k, from, to, record + from * 3 * s->stride + 2 * q + 1);
        }
    }
    combine_bits(s, pool->bits + pool->n);
    pool->n += w->n_triples;
    s->triples_made += w->n_triples;
    if (!s->inputs_fixed) {
        /* Before the entries: as much as the pool holds. After them: only what the circuit needs next. */
        int more = s->triples_made < s->n_ands && pool->n + w->n_triples <= pool->cap;
        *next = more ? FLIGHT_EXTEND : FLIGHT_INPUT;
        return more ? sealed_batch_begin(s, BATCH_TRIPLES) : 0;
    }
    return online_next(s, next);
}

/* Moves unused triples to the front. */
int pool_make_room(struct sealed_session *s, size_t n)
{
    struct sealed_pool *pool = &s->pool;
    const size_t record = 3 * s->stride;
    if (pool->record == NULL) {
        pool->record = t2_area_alloc(pool->cap * record * sizeof *pool->record);
        pool->bits = t2_area_alloc(pool->cap);
        if (pool->record == NULL || pool->bits == NULL)
            return T2_E_MEMORY;
    }
    if (pool->used != 0) {
        size_t left = pool->n - pool->used;
        memmove(pool->record, pool->record + pool->used * record, left * record * sizeof *pool->record);
        memmove(pool->bits, pool->bits + pool->used, left);
        pool->n = left;
        pool->used = 0;
    }
    return pool->n + n <= pool->cap ? 0 : T2_E_STATE;
}
