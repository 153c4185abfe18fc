/* Step 2: correlated OT by SoftSpoken [Roy22; MM, figures 9 and 10], k = 4, with chosen bits, and the first
 * half of step 3: the same bits at all peers.
 *
 * A COT of P_i (bits x, MACs M) with P_j (Delta_j, keys K) is 32 small-field VOLEs, columns 4b .. 4b+3 of the
 * rows: P_i has u_b and v_b, P_j has w_b = v_b ^ u_b * Delta_b. P_i sends d_b = u_b ^ x, P_j adds d_b *
 * Delta_b: V = W ^ x * Delta.
 *
 * The subspace check: a public coin, opened after every party has all corrections, makes chi; P_i answers
 * with x~ = sum chi_t x_t (blocks of 128 rows as elements of GF(2^128)), broadcast, and to each peer the hash
 * of the 128 columns' V~_c = sum chi_t V_c,t;   P_j compares with W~_c ^ x~ * Delta_c. One block of random
 * rows, never used otherwise, has coefficient 1 and blinds the sums. Since x~ is one value for all peers, a
 * party with different bits at two peers has different sums there but with 2^-128 for each pair of blocks,
 * and the one peer that gets the wrong x~ finds it unless its whole Delta was guessed: the check of [MM,
 * figure 13, steps 10-12] (the same bits at all peers) comes with the subspace check, at no cost. Nothing of
 * the rows is used before. */
#include "sealed/flights.h"

#include <string.h>

#include "sealed/transcript.h"

#define TILE_BLOCKS (SEALED_TILE_ROWS / 128)

static size_t tile_rows(const struct sealed_batch *b, size_t row)
{
    size_t left = b->n_rows - row;
    return left < SEALED_TILE_ROWS ? left : SEALED_TILE_ROWS;
}

static uint64_t delta_mask(struct sealed_block delta, size_t column)
{
    uint64_t bit = (column < 64 ? delta.lo >> column : delta.hi >> (column - 64)) & 1;
    return (uint64_t)0 - bit;
}

/* EXTEND. Broadcast: the commitments to this batch's coins. To a peer: d, tile by tile, 32 bit strings each.
 */

struct sealed_lengths extend_lengths(const struct sealed_session *s)
{
    return (struct sealed_lengths){sealed_n_coins(s) * SEALED_DIGEST, SEALED_BLOCKS * (s->batch.n_rows / 8)};
}

int extend_prepare(struct sealed_session *s, uint8_t *broadcast)
{
    int err = t2_random_fill(s->config.random, s->batch.x, s->batch.n_rows / 8);
    return err != 0 ? err : sealed_coins_commit(s, broadcast);
}

int extend_emit(struct sealed_session *s, unsigned q, uint8_t *out)
{
    struct sealed_peer *p = &s->peer[q];
    const struct sealed_batch *b = &s->batch;
    struct sealed_block d[TILE_BLOCKS];
    for (size_t row = 0; row < b->n_rows; row += SEALED_TILE_ROWS) {
        size_t n = tile_rows(b, row) / 128;
        struct sealed_block *v = p->m + row;
        for (size_t i = 0; i < SEALED_BLOCKS; i++, v += SEALED_K * n) {
            s->kernel->leaf_fold(p->receive->leaf[i], 0, p->receive->ctr, n, d, v, v + n, v + 2 * n,
                                 v + 3 * n);
            const uint8_t *x = b->x + row / 8;
            uint8_t *bytes = (uint8_t *)d;
            for (size_t t = 0; t < n * 16; t++)
                out[t] = (uint8_t)(bytes[t] ^ x[t]);
            out += n * 16;
        }
        p->receive->ctr += n;
    }
    t2_wipe(d, sizeof d);
    return 0;
}

int extend_absorb(struct sealed_session *s, unsigned q, const uint8_t *broadcast, const uint8_t *in)
{
    struct sealed_peer *p = &s->peer[q];
    const struct sealed_batch *b = &s->batch;
    memcpy(p->commit, broadcast, sealed_n_coins(s) * SEALED_DIGEST);
    for (size_t row = 0; row < b->n_rows; row += SEALED_TILE_ROWS) {
        size_t n = tile_rows(b, row) / 128;
        struct sealed_block *w = p->k + row;
        for (size_t i = 0; i < SEALED_BLOCKS; i++, w += SEALED_K * n) {
            s->kernel->leaf_fold(p->send->leaf[i], 1, p->send->ctr, n, NULL, w, w + n, w + 2 * n, w + 3 * n);
            for (size_t c = 0; c < SEALED_K; c++) {
                uint64_t mask = delta_mask(s->delta, SEALED_K * i + c);
                for (size_t t = 0; t < n; t++) {
                    struct sealed_block d;
                    memcpy(&d, in + t * 16, 16);
                    w[c * n + t].lo ^= d.lo & mask;
                    w[c * n + t].hi ^= d.hi & mask;
                }
            }
            in += n * 16;
        }
        p->send->ctr += n;
    }
    return 0;
}

int extend_finish(struct sealed_session *s, enum sealed_flight_id *next)
{
    (void)s;
    *next = FLIGHT_CHECK_COIN;
    return 0;
}

/* CHECK_COIN. */

struct sealed_lengths coin_lengths(const struct sealed_session *s)
{
    (void)s;
    return (struct sealed_lengths){SEALED_COIN_OPENING, 0};
}

int check_coin_prepare(struct sealed_session *s, uint8_t *broadcast)
{
    sealed_coin_open(s, COIN_SUBSPACE, broadcast);
    return 0;
}

int check_coin_absorb(struct sealed_session *s, unsigned q, const uint8_t *broadcast, const uint8_t *in)
{
    (void)in;
    return sealed_coin_absorb(s, q, COIN_SUBSPACE, broadcast);
}

int check_coin_finish(struct sealed_session *s, enum sealed_flight_id *next)
{
    *next = FLIGHT_CHECK;
    return sealed_coin_finish(s, COIN_SUBSPACE);
}

/* CHECK. Broadcast: x~. To a peer: the hash of all V~_c. */

struct sealed_lengths check_lengths(const struct sealed_session *s)
{
    (void)s;
    return (struct sealed_lengths){sizeof(struct sealed_block), SEALED_DIGEST};
}

/* chi of the blocks from `block` on; the mask block has coefficient one. */
static void chi_blocks(const struct sealed_session *s, size_t block, struct sealed_block *out, size_t n)
{
    size_t mask = s->batch.mask_row / 128;
    sealed_coin_blocks(s, block, out, n);
    if (mask >= block && mask - block < n)
        out[mask - block] = (struct sealed_block){1, 0};
}

static void column_sums(const struct sealed_session *s, const struct sealed_block *columns,
                        struct sealed_block out[SEALED_KAPPA])
{
    const struct sealed_batch *b = &s->batch;
    struct sealed_block chi[TILE_BLOCKS];
    memset(out, 0, SEALED_KAPPA * sizeof *out);
    for (size_t row = 0; row < b->n_rows; row += SEALED_TILE_ROWS) {
        size_t n = tile_rows(b, row) / 128;
        chi_blocks(s, row / 128, chi, n);
        for (size_t c = 0; c < SEALED_KAPPA; c++)
            s->kernel->inner_product(columns + row + c * n, chi, n, &out[c]);
    }
}

static int column_digest(const struct sealed_session *s, unsigned receiver, unsigned sender,
                         const struct sealed_block sums[SEALED_KAPPA], uint8_t out[SEALED_DIGEST])
{
    uint8_t head[2] = {(uint8_t)receiver, (uint8_t)sender};
    struct t2_bytes parts[] = {t2_bytes_of(head, 2), t2_bytes_of(sums, SEALED_KAPPA * sizeof *sums)};
    return sealed_hash(s, "t2 sealed subspace check", parts, 2, out);
}

int check_prepare(struct sealed_session *s, uint8_t *broadcast)
{
    struct sealed_block chi[TILE_BLOCKS], sum = {0, 0};
    for (size_t row = 0; row < s->batch.n_rows; row += SEALED_TILE_ROWS) {
        size_t n = tile_rows(&s->batch, row) / 128;
        struct sealed_block x[TILE_BLOCKS];
        chi_blocks(s, row / 128, chi, n);
        memcpy(x, s->batch.x + row / 8, n * sizeof *x);
        s->kernel->inner_product(x, chi, n, &sum);
        t2_wipe(x, sizeof x);
    }
    memcpy(broadcast, &sum, sizeof sum);
    return 0;
}

int check_emit(struct sealed_session *s, unsigned q, uint8_t *out)
{
    struct sealed_block sums[SEALED_KAPPA];
    column_sums(s, s->peer[q].m, sums);
    int err = column_digest(s, s->self, s->peer[q].party, sums, out);
    t2_wipe(sums, sizeof sums);
    return err;
}

int check_absorb(struct sealed_session *s, unsigned q, const uint8_t *broadcast, const uint8_t *in)
{
    struct sealed_block sums[SEALED_KAPPA], x;
    uint8_t want[SEALED_DIGEST];
    memcpy(&x, broadcast, sizeof x);
    column_sums(s, s->peer[q].k, sums);
    for (size_t c = 0; c < SEALED_KAPPA; c++) {
        uint64_t mask = delta_mask(s->delta, c);
        sums[c].lo ^= x.lo & mask;
        sums[c].hi ^= x.hi & mask;
    }
    int err = column_digest(s, s->peer[q].party, s->self, sums, want);
    t2_wipe(sums, sizeof sums);
    if (err != 0)
        return err;
    return t2_ct_eq(want, in, SEALED_DIGEST) ? 0 : T2_E_ABORT;
}

/* Columns to rows, in place, tile by tile. */
static int rows_of_columns(const struct sealed_session *s, struct sealed_block *area,
                           struct sealed_block *tile)
{
    for (size_t row = 0; row < s->batch.n_rows; row += SEALED_TILE_ROWS) {
        size_t n = tile_rows(&s->batch, row);
        memcpy(tile, area + row, n * sizeof *tile);
        s->kernel->transpose(tile, n / 128, n, area + row);
    }
    return 0;
}

int check_finish(struct sealed_session *s, enum sealed_flight_id *next)
{
    size_t len = SEALED_TILE_ROWS * sizeof(struct sealed_block);
    struct sealed_block *tile = t2_area_alloc(len);
    int err = tile == NULL ? T2_E_MEMORY : 0;
    for (unsigned q = 0; err == 0 && q < s->n_peers; q++) {
        if ((err = rows_of_columns(s, s->peer[q].m, tile)) == 0)
            err = rows_of_columns(s, s->peer[q].k, tile);
    }
    t2_area_free(tile, len);
    if (err == 0 && s->batch.n_inputs != 0)
        err = input_take_masks(s);
    if (s->batch.kind == BATCH_DELTA)
        *next = FLIGHT_DELTA_VALUE;
    else
        *next = s->batch.n_leaky != 0 ? FLIGHT_LEAKY : FLIGHT_INPUT;
    return err;
}
