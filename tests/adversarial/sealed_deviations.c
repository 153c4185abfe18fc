/* A party of a sealed session that keeps every form and cheats in the matter: other choice bits or another
 * Delta at one peer, trees with wrong leaves, bad points, wrong d, theta and z, commitments opened to
 * something else whose digest begins with the same zero byte, shares and triples changed before they are
 * opened, an entry changed after it was sent.
 *
 * Each must be found, but for guesses that the protocol allows for (may_pass, with the reason beside it); and
 * where the protocol promises to find it by a certain flight, that is checked too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sealed/transcript.h"
#include "sealed_harness.h"

#define HOOK(name)                                                                                           \
    static void name(struct table *t, const struct deviation *d, enum cheat_point at, unsigned q,            \
                     struct cheat_frame *f)
#define UNUSED_FRAME ((void)q, (void)f)

static int victim(const struct deviation *d, const struct cheat_frame *f)
{
    return (int)(d->victims >> f->party & 1);
}

/* The point of the flight in which the deviation began, in the same round. */
static int here(const struct table *t, enum cheat_point at, enum cheat_point wanted)
{
    return at == wanted && t->round == t->round_started;
}

static unsigned everybody_else(const struct table *t)
{
    return ((1u << t->n) - 1) & ~(1u << t->cheat);
}

/* Brings a new table to the n-th visit of a flight. */
static void come_to(struct table *t, enum sealed_flight_id flight, unsigned visits)
{
    while (table_flight(t) != flight || --visits != 0)
        assert_int_equal(table_round(t), 1);
}

static void leave_table(struct table *t, const char *title)
{
    tallies_print(title);
    table_close(t);
}

/* ---- base OT: bad points, bad trees ---- */

enum { POINT_IDENTITY, POINT_ONES, POINT_PRIME, POINT_ODD, POINT_NO_SQUARE, POINT_OTHER, N_POINTS };

static void bad_point(uint8_t out[32], unsigned kind)
{
    static const char *const hex[N_POINTS] = {
        "0000000000000000000000000000000000000000000000000000000000000000", /* the identity */
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", /* above the prime, top bit set */
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", /* the prime itself: zero again */
        "0100000000000000000000000000000000000000000000000000000000000000", /* negative */
        "26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371", /* not on the curve */
        "e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76", /* the base point: valid, but
                                                                               another */
    };
    assert_int_equal(t2_unhex(out, 32, hex[kind]), 0);
}

/* Point number `where` of the private part is replaced. */
HOOK(put_point)
{
    (void)q;
    if (here(t, at, CHEAT_FRAME) && victim(d, f))
        bad_point(f->private_part + d->where * 32, d->bit);
}

/* Both points of an OT are the same. */
HOOK(same_points)
{
    (void)q;
    if (here(t, at, CHEAT_FRAME) && victim(d, f))
        memcpy(f->private_part + d->where * 64, f->private_part + d->where * 64 + 32, 32);
}

/* Both sums of one level of a tree are wrong: no choice saves the sender. */
HOOK(wrong_level)
{
    (void)q;
    if (here(t, at, CHEAT_FRAME) && victim(d, f)) {
        f->private_part[OT_REPLY_POINTS + 32 * d->where] ^= 1;
        f->private_part[OT_REPLY_POINTS + 32 * d->where + 16] ^= 1;
    }
}

/* Delta with the other lowest bit than the protocol fixes. */
HOOK(wrong_low_bit)
{
    (void)d;
    UNUSED_FRAME;
    if (here(t, at, CHEAT_AFTER_PREPARE))
        table_cheat(t)->delta.lo ^= 1;
}

static void base_ot(void **state)
{
    (void)state;
    struct circuit *c = random_circuit(2, 5, 2, 17, 5, 1);
    struct table t;
    const size_t ots[] = {0, 64, 127}, levels[] = {0, 1, 64, 127};
    table_open(&t, 2, 1, c, 1, 0);
    come_to(&t, FLIGHT_OT_CHOICE, 1);
    for (unsigned i = 0; i < 3; i++) {
        for (unsigned kind = 0; kind < N_POINTS; kind++)
            table_try_by(
                &t,
                &(struct deviation){"point", FLIGHT_OT_CHOICE, 1, 2 * ots[i] + kind % 2, kind, 0, put_point},
                kind == POINT_OTHER ? FLIGHT_THETA_OPEN : FLIGHT_OT_CHOICE);
        table_try(&t, &(struct deviation){"r_0 = r_1", FLIGHT_OT_CHOICE, 1, ots[i], 0, 0, same_points});
    }
    table_try(&t, &(struct deviation){"low bit of Delta", FLIGHT_OT_CHOICE, 1, 0, 0, 0, wrong_low_bit});
    come_to(&t, FLIGHT_OT_REPLY, 1);
    for (unsigned i = 0; i < 3; i++)
        for (unsigned kind = 0; kind < N_POINTS; kind++)
            table_try_by(&t, &(struct deviation){"point", FLIGHT_OT_REPLY, 1, ots[i], kind, 0, put_point},
                         FLIGHT_OT_REPLY);
    for (unsigned i = 0; i < 4; i++)
        table_try_by(
            &t, &(struct deviation){"both sums of a level", FLIGHT_OT_REPLY, 1, levels[i], 0, 0, wrong_level},
            FLIGHT_OT_REPLY);
    leave_table(&t, "base OT");
    circuit_free(c);
}

/* ---- the same Delta at all peers ---- */

/* Towards the victim Delta has another bit, from base OT on; where: 0 in all that makes keys, 1 in the leaky
 * ANDs too. */
HOOK(other_delta)
{
    (void)q;
    struct sealed_session *s = table_cheat(t);
    int keys = s->flight == FLIGHT_OT_CHOICE || s->flight == FLIGHT_OT_REPLY || s->flight == FLIGHT_EXTEND ||
               s->flight == FLIGHT_CHECK || (d->where == 1 && s->flight == FLIGHT_LEAKY);
    if (!keys || !victim(d, f))
        return;
    if (at == CHEAT_BEFORE_EMIT || at == CHEAT_FRAME || at == CHEAT_BEFORE_ABSORB || at == CHEAT_AFTER_ABSORB)
        *(d->bit < 64 ? &s->delta.lo : &s->delta.hi) ^= (uint64_t)1 << d->bit % 64;
}

/* Only the leaky ANDs towards the victim are made with another Delta. */
HOOK(other_delta_leaky)
{
    (void)q;
    struct sealed_session *s = table_cheat(t);
    if (t->round == t->round_started && victim(d, f) && (at == CHEAT_BEFORE_EMIT || at == CHEAT_FRAME))
        s->delta.hi ^= (uint64_t)1 << d->bit;
}

static void same_delta(void **state)
{
    (void)state;
    struct circuit *c = random_circuit(3, 5, 2, 17, 5, 2);
    struct table t;
    const unsigned bits[] = {1, 63, 64, 127};
    table_open(&t, 3, 1, c, 2, 0);
    come_to(&t, FLIGHT_OT_CHOICE, 1);
    for (unsigned i = 0; i < 4; i++) {
        struct deviation d = {"Delta at one peer", FLIGHT_OT_CHOICE, i % 2 ? 1 : 4, i / 2, bits[i], 0,
                              other_delta};
        table_try(&t, &d);
        /* Before anything is made with it. */
        assert_int_equal(table_branch(&t, &d).flight, FLIGHT_DELTA_OPEN);
    }
    come_to(&t, FLIGHT_LEAKY, 1);
    for (unsigned i = 0; i < 8; i++)
        table_try(&t, &(struct deviation){"Delta in u", FLIGHT_LEAKY, i % 2 ? 1 : 5, 0, 8 * i, 0,
                                          other_delta_leaky});
    leave_table(&t, "the same Delta at all peers");
    circuit_free(c);
}

/* ---- the same bits at all peers ---- */

/* Where bit `row` of correction i stands in the private part of EXTEND. */
static size_t correction_at(const struct sealed_batch *b, size_t row, size_t i)
{
    size_t tile = row / SEALED_TILE_ROWS * SEALED_TILE_ROWS, left = b->n_rows - tile;
    size_t n = left < SEALED_TILE_ROWS ? left : SEALED_TILE_ROWS;
    return SEALED_BLOCKS * tile / 8 + i * n / 8 + (row - tile) / 8;
}

enum { BITS_ONLY, BITS_AND_X_THERE, BITS_AND_X_ALL };

/* The victim gets corrections to other bits; where is the row. Bit: whether x~ follows, at the victim or at
 * all. */
HOOK(other_bits)
{
    (void)q;
    struct sealed_session *s = table_cheat(t);
    if (here(t, at, CHEAT_FRAME) && victim(d, f)) {
        for (size_t i = 0; i < SEALED_BLOCKS; i++)
            f->private_part[correction_at(&s->batch, d->where, i)] ^= (uint8_t)(1u << d->where % 8);
    }
    if (t->round == t->round_started + 2 && at == CHEAT_FRAME &&
        (d->bit == BITS_AND_X_ALL || (d->bit == BITS_AND_X_THERE && victim(d, f)))) {
        struct sealed_block x, chi = {1, 0}, bit = {0, 0};
        *(d->where % 128 < 64 ? &bit.lo : &bit.hi) = (uint64_t)1 << d->where % 64;
        if (d->where / 128 != s->batch.mask_row / 128)
            sealed_coin_blocks(s, d->where / 128, &chi, 1);
        memcpy(&x, f->broadcast, sizeof x);
        s->kernel->inner_product(&bit, &chi, 1, &x);
        memcpy(f->broadcast, &x, sizeof x);
    }
}

/* One bit of one correction only: found but where the four bits of Delta there are zero. */
HOOK(one_correction)
{
    (void)q;
    struct sealed_session *s = table_cheat(t);
    if (here(t, at, CHEAT_FRAME) && victim(d, f))
        f->private_part[correction_at(&s->batch, d->where, d->bit)] ^= (uint8_t)(1u << d->where % 8);
}

/* A leaf of the tree at one peer is replaced after the tree was checked: found but where it is the missing
 * leaf. */
HOOK(wrong_leaf)
{
    UNUSED_FRAME;
    struct sealed_session *s = table_cheat(t);
    if (here(t, at, CHEAT_BEFORE_PREPARE))
        s->peer[0].receive->leaf[d->where][d->bit] = s->peer[0].receive->leaf[d->where][d->bit ^ 1];
}

static void same_bits(unsigned n)
{
    struct circuit *c = random_circuit(n, 9, 2, 17, 7, 3);
    struct table t;
    table_open(&t, n, 0, c, 3, 0);
    come_to(&t, FLIGHT_EXTEND, n > 2 ? 2 : 1);
    const struct sealed_batch *b = &table_cheat(&t)->batch;
    const size_t m = b->n_leaky;
    const size_t rows[] = {0,
                           m - 1,
                           m,
                           2 * m - 1,
                           2 * m,
                           3 * m - 1,
                           b->rho_row + 5,
                           b->input_row,
                           b->input_row + 8,
                           b->mask_row,
                           b->mask_row + 127};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (unsigned follow = BITS_ONLY; follow <= BITS_AND_X_ALL; follow++) {
            /* The same at all peers, a mask row and its x~ may be anything: it is used for nothing else. */
            int free_row = n == 2 && rows[i] >= b->mask_row && follow != BITS_ONLY;
            table_try_by(&t,
                         &(struct deviation){"bits at one peer", FLIGHT_EXTEND, 2, rows[i], follow, free_row,
                                             other_bits},
                         follow != BITS_ONLY ? FLIGHT_AND_CHECK
                         : n == 2            ? FLIGHT_CHECK
                                             : FLIGHT_LEAKY);
            if (n > 2)
                table_try_by(&t,
                             &(struct deviation){"bits at all peers", FLIGHT_EXTEND, 6, rows[i], follow,
                                                 follow != BITS_ONLY && rows[i] >= b->mask_row, other_bits},
                             follow == BITS_ONLY ? FLIGHT_CHECK : FLIGHT_AND_CHECK);
        }
        for (unsigned k = 0; k < SEALED_BLOCKS; k += 5)
            table_try(&t, &(struct deviation){"one correction", FLIGHT_EXTEND, everybody_else(&t), rows[i], k,
                                              1, one_correction});
    }
    for (size_t tree = 0; tree < SEALED_BLOCKS; tree += 8)
        for (unsigned x = 0; x < SEALED_LEAVES; x += 3)
            table_try_by(&t, &(struct deviation){"leaf", FLIGHT_EXTEND, 2, tree, x, 1, wrong_leaf},
                         n == 2 ? FLIGHT_CHECK : FLIGHT_LEAKY);
    leave_table(&t, n == 2 ? "bits, n=2" : "the same bits at all peers");
    circuit_free(c);
}

static void bits_two(void **state)
{
    (void)state;
    same_bits(2);
}

static void bits_three(void **state)
{
    (void)state;
    same_bits(3);
}

/* ---- committed values ---- */

static void flip_bit(void *p, size_t bit)
{
    ((uint8_t *)p)[bit / 8] ^= (uint8_t)(1u << bit % 8);
}

/* Before they are committed to. */
HOOK(wrong_d)
{
    UNUSED_FRAME;
    if (here(t, at, CHEAT_BEFORE_PREPARE))
        flip_bit(table_cheat(t)->batch.own_d, d->where);
}

HOOK(wrong_value)
{
    UNUSED_FRAME;
    if (here(t, at, CHEAT_BEFORE_PREPARE))
        flip_bit(table_cheat(t)->own_value, d->where);
}

/* y of the comparison of the Deltas, the same to all and to ourselves. */
HOOK(wrong_y)
{
    UNUSED_FRAME;
    struct sealed_session *s = table_cheat(t);
    if (here(t, at, CHEAT_AFTER_PREPARE))
        flip_bit(s->broadcast[s->self], d->where);
}

/* Theta, which is multiplied by the secret rho; to the victim only, or (no victim) from the start. */
HOOK(wrong_theta)
{
    (void)q;
    struct sealed_session *s = table_cheat(t);
    int from_start = d->victims == 0 && here(t, at, CHEAT_BEFORE_PREPARE);
    int to_one = d->victims != 0 && t->round == t->round_started && victim(d, f) &&
                 (at == CHEAT_BEFORE_EMIT || at == CHEAT_FRAME);
    if (from_start || to_one)
        flip_bit(&s->theta, d->where);
}

/* Our part of rho, once the rows are fixed. */
HOOK(wrong_rho)
{
    UNUSED_FRAME;
    struct sealed_batch *b = &table_cheat(t)->batch;
    if (here(t, at, CHEAT_BEFORE_PREPARE))
        flip_bit(b->x, b->rho_row + d->where);
}

/* phi with another b: the product a b changes where a is one, else nothing does. */
HOOK(wrong_phi)
{
    UNUSED_FRAME;
    struct sealed_batch *b = &table_cheat(t)->batch;
    if (here(t, at, CHEAT_BEFORE_PREPARE) || here(t, at, CHEAT_AFTER_PREPARE))
        flip_bit(b->x, b->n_leaky + d->where);
}

/* To the victim another d, with a commitment and an opening that fit. */
HOOK(two_faces)
{
    (void)q;
    struct sealed_session *s = table_cheat(t);
    if (at != CHEAT_FRAME || !victim(d, f) || t->round > t->round_started + 1)
        return;
    size_t len = s->batch.n_leaky / 8;
    uint8_t *other = malloc(len);
    if (other == NULL)
        abort();
    memcpy(other, s->batch.own_d, len);
    flip_bit(other, d->where);
    if (s->flight == FLIGHT_D_OPEN)
        memcpy(f->broadcast + 32, other, len);
    else if (sealed_commit(s, s->self, "d", s->value_nonce, t2_bytes_of(other, len), f->broadcast) != 0)
        abort();
    free(other);
}

/* Draws nonces until the commitment begins with a zero byte. */
static void grind(struct sealed_session *s, const char *what, uint8_t nonce[32], struct t2_bytes value,
                  uint8_t out[SEALED_DIGEST])
{
    do {
        if (t2_random_fill(s->config.random, nonce, 32) != 0 ||
            sealed_commit(s, s->self, what, nonce, value, out) != 0)
            abort();
    } while (out[0] != 0);
}

struct committed {
    const char *what;
    enum sealed_flight_id commit, open;
    unsigned visit; /* of the commit's flight, n = 3 */
    int coin;       /* -1: a value */
};

static const struct committed committed[] = {
    {"coin of the subspace check", FLIGHT_EXTEND, FLIGHT_CHECK_COIN, 1, 0},
    {"same Delta", FLIGHT_DELTA_COMMIT, FLIGHT_DELTA_OPEN, 1, -1},
    {"coin of the leaky ANDs", FLIGHT_EXTEND, FLIGHT_HASH_COIN, 2, 1},
    {"coin of the rotations", FLIGHT_EXTEND, FLIGHT_ROTATE_COIN, 2, 2},
    {"d", FLIGHT_D_COMMIT, FLIGHT_D_OPEN, 1, -1},
    {"theta", FLIGHT_THETA_COMMIT, FLIGHT_THETA_OPEN, 1, -1},
};

/* where: which of the committed. The commitment begins with a zero byte; so does that of what is opened,
 * which is another value (bit 0) or the same under another nonce (bit 1). */
HOOK(leading_zero)
{
    UNUSED_FRAME;
    const struct committed *k = &committed[d->where];
    struct sealed_session *s = table_cheat(t);
    uint8_t *broadcast = s->broadcast[s->self], digest[SEALED_DIGEST];
    if (at != CHEAT_AFTER_PREPARE)
        return;
    if (s->flight == k->commit && t->round == t->round_started) {
        struct t2_bytes share = {k->coin < 0 ? NULL : s->coin_share[k->coin], 32};
        if (k->coin >= 0)
            grind(s, k->what, s->coin_nonce[k->coin], share, broadcast + (unsigned)k->coin * SEALED_DIGEST);
        else if (k->commit == FLIGHT_D_COMMIT)
            grind(s, k->what, s->value_nonce, t2_bytes_of(s->batch.own_d, s->batch.n_leaky / 8), broadcast);
        else
            grind(s, k->what, s->value_nonce,
                  t2_bytes_of(s->own_value, k->commit == FLIGHT_THETA_COMMIT ? 16 : 16 * (size_t)s->n),
                  broadcast);
        return;
    }
    if (s->flight != k->open)
        return;
    /* A coin is share | nonce, a value nonce | value. */
    uint8_t *nonce = broadcast + (k->coin >= 0 ? 32 : 0), *value = broadcast + (k->coin >= 0 ? 0 : 32);
    size_t len = k->coin >= 0 ? 32 : sealed_flights[s->flight].lengths(s).broadcast - 32;
    if (d->bit == 0)
        flip_bit(value, 8 * len - 1);
    grind(s, k->what, nonce, t2_bytes_of(value, len), digest);
}

static void commitments(void **state)
{
    (void)state;
    struct circuit *c = random_circuit(3, 5, 2, 17, 5, 4);
    struct table t;
    unsigned seen[N_FLIGHTS] = {0};
    table_open(&t, 3, 2, c, 4, 0);
    while (table_flight(&t) != FLIGHT_BUCKET) {
        enum sealed_flight_id f = table_flight(&t);
        const struct sealed_batch *b = &table_cheat(&t)->batch;
        seen[f]++;
        for (unsigned i = 0; i < sizeof committed / sizeof committed[0]; i++)
            for (unsigned bit = 0; committed[i].commit == f && committed[i].visit == seen[f] && bit < 2;
                 bit++)
                table_try_by(&t, &(struct deviation){"leading zero", f, 0, i, bit, 0, leading_zero},
                             committed[i].open);
        for (unsigned i = 0; i < 4; i++) {
            size_t k = i * (b->n_leaky - 1) / 3;
            if (f == FLIGHT_DELTA_VALUE)
                table_try_by(&t, &(struct deviation){"y", f, 0, 40 * i, 0, 0, wrong_y}, FLIGHT_DELTA_OPEN);
            if (f == FLIGHT_DELTA_COMMIT)
                table_try_by(&t, &(struct deviation){"z", f, 0, 120 * i, 0, 0, wrong_value},
                             FLIGHT_DELTA_OPEN);
            if (f == FLIGHT_LEAKY)
                table_try_by(&t, &(struct deviation){"phi", f, 0, k, 0, 1, wrong_phi}, FLIGHT_THETA_OPEN);
            if (f == FLIGHT_D_COMMIT) {
                table_try_by(&t, &(struct deviation){"d", f, 0, k, 0, 0, wrong_d}, FLIGHT_THETA_OPEN);
                table_try_by(&t, &(struct deviation){"d with two faces", f, 1u << i % 2, k, 0, 0, two_faces},
                             FLIGHT_D_OPEN);
            }
            for (unsigned v = 0; f == FLIGHT_THETA && v < 4; v++)
                table_try_by(&t, &(struct deviation){"theta", f, v, 42 * i, 0, 0, wrong_theta},
                             FLIGHT_THETA_OPEN);
            if (f == FLIGHT_THETA)
                table_try_by(&t, &(struct deviation){"rho", f, 0, 42 * i, 0, 0, wrong_rho},
                             FLIGHT_THETA_OPEN);
            if (f == FLIGHT_THETA_COMMIT)
                table_try_by(&t, &(struct deviation){"z of theta", f, 0, 42 * i, 0, 0, wrong_value},
                             FLIGHT_THETA_OPEN);
        }
        assert_int_equal(table_round(&t), 1);
    }
    leave_table(&t, "committed values");
    circuit_free(c);
}

/* ---- shares, triples, entries ---- */

static const struct circuit_gate *gate_of(const struct table *t, size_t i)
{
    const struct sealed_session *s = table_cheat(t);
    return &s->circuit->layers[s->layer].ands[s->layer_done + i];
}

/* Our share of a wire that gate `where` reads. */
HOOK(wrong_share)
{
    UNUSED_FRAME;
    if (here(t, at, CHEAT_BEFORE_PREPARE))
        table_cheat(t)->wire_bit[d->bit == 0 ? gate_of(t, d->where)->a : gate_of(t, d->where)->b] ^= 1;
}

/* Our share of a, b or c of triple `where`. */
HOOK(wrong_triple)
{
    UNUSED_FRAME;
    struct sealed_pool *pool = &table_cheat(t)->pool;
    if (here(t, at, CHEAT_BEFORE_PREPARE))
        pool->bits[pool->used + d->where] ^= (uint8_t)(1u << d->bit);
}

/* The opened bit is changed for everybody, also for ourselves. */
HOOK(wrong_opening)
{
    UNUSED_FRAME;
    if (here(t, at, CHEAT_AFTER_PREPARE))
        flip_bit(table_cheat(t)->own_opened, d->where);
}

HOOK(wrong_output)
{
    UNUSED_FRAME;
    struct sealed_session *s = table_cheat(t);
    if (here(t, at, CHEAT_BEFORE_PREPARE))
        s->wire_bit[s->output_slot[d->where]] ^= 1;
}

/* Our bits of e in the bucketing, for everybody. */
HOOK(wrong_bucket)
{
    UNUSED_FRAME;
    if (here(t, at, CHEAT_AFTER_PREPARE))
        flip_bit(table_cheat(t)->own_opened, d->where);
}

/* Another entry than what was masked, once the masked one is out. */
HOOK(changed_entry)
{
    UNUSED_FRAME;
    struct sealed_session *s = table_cheat(t);
    if (here(t, at, CHEAT_BEFORE_PREPARE))
        s->wire_bit[s->circuit->input_slot[s->self][d->where]] ^= 1;
}

/* Another entry from the start: that is no cheat, and the result must follow it. */
HOOK(other_entry)
{
    UNUSED_FRAME;
    if (here(t, at, CHEAT_BEFORE_PREPARE)) {
        table_cheat(t)->input_bits[d->where] ^= 1;
        t->input[t->cheat][d->where] ^= 1;
    }
}

/* Another masked entry to the victims than to the others. */
HOOK(two_entries)
{
    (void)q;
    if (here(t, at, CHEAT_FRAME) && victim(d, f))
        flip_bit(f->broadcast, d->where);
}

static void online(unsigned n)
{
    struct circuit *c = random_circuit(n, 9, 4, 21, 11, 5);
    struct table t;
    table_open(&t, n, n - 1, c, 5, 0);
    come_to(&t, FLIGHT_BUCKET, 1);
    const size_t opened = (table_cheat(&t)->batch.bucket - 1) * table_cheat(&t)->batch.n_triples;
    for (size_t i = 0; i < 5; i++)
        table_try_by(&t, &(struct deviation){"e", FLIGHT_BUCKET, 0, i * (opened - 1) / 4, 0, 0, wrong_bucket},
                     FLIGHT_BUCKET);
    come_to(&t, FLIGHT_INPUT, 1);
    for (size_t i = 0; i < 9; i++) {
        struct deviation other = {"another entry", FLIGHT_INPUT, 0, i, 0, 1, other_entry};
        assert_int_equal(table_branch(&t, &other).outcome, OUTCOME_RIGHT);
        table_try(&t, &other);
        if (n > 2) {
            struct deviation two = {"two entries", FLIGHT_INPUT, 1, i, 0, 0, two_entries};
            table_try(&t, &two);
            /* No AND is opened before the echo. */
            assert_int_equal(table_branch(&t, &two).flight, FLIGHT_INPUT_ECHO);
        }
    }
    come_to(&t, FLIGHT_INPUT_ECHO, 1);
    for (size_t i = 0; i < 9; i++)
        table_try_by(&t, &(struct deviation){"entry changed", FLIGHT_INPUT_ECHO, 0, i, 0, 0, changed_entry},
                     FLIGHT_OUTPUT);
    assert_int_equal(table_round(&t), 1);
    for (unsigned layer = 0; layer < 4; layer++) {
        const size_t chunk = table_cheat(&t)->chunk, last = chunk - 1, half = (chunk + 7) / 8 * 8;
        const size_t gates[] = {0, chunk / 2, last};
        assert_int_equal(table_flight(&t), FLIGHT_AND);
        for (unsigned i = 0; i < 3; i++) {
            for (unsigned side = 0; side < 2; side++) {
                table_try_by(
                    &t, &(struct deviation){"share of a wire", FLIGHT_AND, 0, gates[i], side, 0, wrong_share},
                    FLIGHT_AND_CHECK);
                table_try_by(&t,
                             &(struct deviation){"opening", FLIGHT_AND, 0, side * half + gates[i], 0, 0,
                                                 wrong_opening},
                             FLIGHT_AND_CHECK);
            }
            for (unsigned abc = 0; abc < 3; abc++)
                table_try_by(
                    &t,
                    &(struct deviation){"share of a triple", FLIGHT_AND, 0, gates[i], abc, 0, wrong_triple},
                    FLIGHT_OUTPUT);
        }
        assert_int_equal(table_round(&t), 1);
    }
    come_to(&t, FLIGHT_OUTPUT, 1);
    for (size_t i = 0; i < 11; i++)
        table_try_by(&t, &(struct deviation){"output share", FLIGHT_OUTPUT, 0, i, 0, 0, wrong_output},
                     FLIGHT_OUTPUT);
    leave_table(&t, n == 2 ? "evaluation, n=2" : "evaluation, n=3");
    circuit_free(c);
}

static void online_two(void **state)
{
    (void)state;
    online(2);
}

static void online_three(void **state)
{
    (void)state;
    online(3);
}

int main(void)
{
    harness_begin();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(base_ot),      cmocka_unit_test(same_delta),  cmocka_unit_test(bits_two),
        cmocka_unit_test(bits_three),   cmocka_unit_test(commitments), cmocka_unit_test(online_two),
        cmocka_unit_test(online_three),
    };
    return cmocka_run_group_tests_name("sealed_deviations", tests, NULL, NULL);
}
