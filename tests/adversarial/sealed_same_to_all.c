/* A cheat in base OT and in the authenticated bits: bad points, trees with wrong leaves, another Delta or
 * other choice bits at one peer. */
#include "sealed_deviation.h"

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

int main(void)
{
    harness_begin();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(base_ot),
        cmocka_unit_test(same_delta),
        cmocka_unit_test(bits_two),
        cmocka_unit_test(bits_three),
    };
    return cmocka_run_group_tests_name("sealed_same_to_all", tests, NULL, NULL);
}
