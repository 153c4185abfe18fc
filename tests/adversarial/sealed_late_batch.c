/* A cheat in a batch of triples that is made after the entries are out. Two parties; the circuit needs more
 * triples than one batch has, so the second batch is made in the midst of the evaluation, when bits that
 * entries are masked by have been opened with triples of the first. Whoever learns the other's Delta then
 * reads every entry from what it has seen: u of a leaky AND under both keys is phi, phi tells the honest b,
 * and the opened y ^ b the entry.
 *
 * The cheat sends a wrong d. If the sum of the thetas were opened it would be chi times the sum of the
 * Deltas. It must be found, and what was opened must not be that. The test also reads the entry with the
 * Delta of the honest party taken from its memory, so that the attack is known to work but for Delta. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sealed/transcript.h"
#include "sealed_harness.h"

#define WIDTH 128 /* bits of an entry */
#define N_ANDS 2500
#define CHEAT 0
#define HONEST 1

static struct {
    int have_batch, have_opening;
    struct sealed_block share_of_zero[WIDTH];
    struct sealed_block known[WIDTH]; /* of phi: M[b] of ours and K[b] of theirs */
    struct sealed_block mac_a[WIDTH]; /* one of the two keys of u */
    struct sealed_block u[WIDTH];
    struct sealed_block tweak;
    unsigned own_b[WIDTH];
    unsigned opened[WIDTH]; /* the honest y ^ b */
    struct sealed_block chi;
    struct sealed_block sum; /* of what both opened to prove their d */
    struct sealed_block delta, own_delta;
} seen;

static struct sealed_block product(const struct sealed_session *s, struct sealed_block a,
                                   struct sealed_block b)
{
    struct sealed_block sum = {0, 0};
    s->kernel->inner_product(&a, &b, 1, &sum);
    return sum;
}

/* a^(2^128 - 2). */
static struct sealed_block inverse(const struct sealed_session *s, struct sealed_block a)
{
    struct sealed_block power = a, out = {1, 0};
    for (unsigned i = 1; i < 128; i++) {
        power = product(s, power, power);
        out = product(s, out, power);
    }
    return out;
}

/* The first batch: what the cheat sees of the first leaky ANDs, which row 0 of the buckets gives its b. */
static void watch_leaky(struct sealed_session *s, enum cheat_point at, const struct t2_buf *in)
{
    const struct sealed_batch *b = &s->batch;
    if (at == CHEAT_BEFORE_ABSORB) {
        memset(seen.share_of_zero, 0, sizeof seen.share_of_zero);
        assert_int_equal(sealed_zero_share_xor(s, "leaky AND", seen.share_of_zero, WIDTH), 0);
        memcpy(seen.u, in->ptr + SEALED_FRAME_HEADER, sizeof seen.u);
        memcpy(seen.mac_a, s->peer[0].m, sizeof seen.mac_a);
        seen.tweak = s->tweak;
        seen.tweak.hi ^= (uint64_t)HONEST << 8 | CHEAT;
        for (size_t k = 0; k < WIDTH; k++) {
            size_t row = b->n_leaky + k;
            seen.own_b[k] = bit_get(b->x, row);
            seen.known[k] = block_xor(s->peer[0].m[row], s->peer[0].k[row]);
            seen.known[k] = block_xor(seen.known[k], seen.share_of_zero[k]);
        }
        seen.have_batch = 1;
    }
}

static void watch_opening(const struct sealed_session *s, const struct t2_buf *in)
{
    const uint8_t *e = in->ptr + SEALED_FRAME_HEADER + (s->chunk + 7) / 8;
    for (size_t k = 0; k < WIDTH; k++)
        seen.opened[k] = bit_get(e, k);
    seen.have_opening = 1;
}

static void spy(struct table *t, const struct deviation *d, enum cheat_point at, unsigned q,
                struct cheat_frame *f)
{
    (void)d;
    (void)q;
    (void)f;
    struct sealed_session *s = table_cheat(t);
    int late = s->n_batches == 2;
    if (s->flight == FLIGHT_LEAKY && !late)
        watch_leaky(s, at, &t->in[HONEST]);
    if (s->flight == FLIGHT_AND && at == CHEAT_BEFORE_ABSORB && !seen.have_opening)
        watch_opening(s, &t->in[HONEST]);
    if (s->flight == FLIGHT_D_COMMIT && late && at == CHEAT_BEFORE_PREPARE)
        s->batch.own_d[0] ^= 1; /* the lie */
    if (s->flight == FLIGHT_THETA_COMMIT && late && at == CHEAT_BEFORE_PREPARE)
        sealed_coin_blocks(s, 0, &seen.chi, 1);
    if (s->flight == FLIGHT_THETA_OPEN && late && at == CHEAT_BEFORE_FINISH) {
        struct sealed_block z[2];
        for (unsigned p = 0; p < 2; p++)
            memcpy(&z[p], s->broadcast[p] + 32, sizeof z[p]);
        seen.sum = block_xor(z[0], z[1]);
        seen.own_delta = s->delta;
    }
    if (s->flight == FLIGHT_AND && t->s[HONEST]->state == SEALED_RUNNING)
        seen.delta = t->s[HONEST]->delta; /* for the comparison only */
}

/* Reads the honest entry with a guess of the honest Delta; returns how many bits are right. */
static unsigned read_entry(const struct table *t, struct sealed_block delta)
{
    const struct sealed_session *s = table_cheat(t);
    unsigned right = 0;
    for (size_t k = 0; k < WIDTH; k++) {
        struct sealed_block h, g, phi;
        s->kernel->mmo_pair(seen.tweak, k, &seen.mac_a[k], delta, 1, &h, &g);
        phi = block_xor(block_xor(seen.u[k], g), seen.known[k]); /* b (Delta ^ ours) ^ ours b Delta */
        phi = block_xor(phi, block_and_bit(delta, seen.own_b[k]));
        unsigned b = (unsigned)(phi.lo & 1); /* the lowest bit of the sum of the Deltas is one */
        right += (seen.opened[k] ^ b) == t->input[HONEST][k];
    }
    return right;
}

/* A first layer of ANDs between the two entries, then enough of others to want a second batch. */
static struct circuit *two_layers(void)
{
    struct circuit_builder *b = NULL;
    struct circuit *c = NULL;
    circuit_wire x[WIDTH], y[WIDTH], z[WIDTH];
    assert_int_equal(circuit_builder_new(&b, 2), 0);
    for (unsigned i = 0; i < WIDTH; i++)
        x[i] = circuit_input(b, CHEAT);
    for (unsigned i = 0; i < WIDTH; i++)
        y[i] = circuit_input(b, HONEST);
    for (unsigned i = 0; i < WIDTH; i++)
        z[i] = circuit_and(b, x[i], y[i]);
    for (unsigned i = 0; i < N_ANDS; i++)
        circuit_output(b, circuit_and(b, z[i % WIDTH], circuit_xor(b, x[i / WIDTH], z[(i + 1) % WIDTH])));
    assert_int_equal(circuit_build(b, &c), 0);
    circuit_builder_free(b);
    return c;
}

static void test_wrong_d_tells_no_delta(void **state)
{
    (void)state;
    struct circuit *c = two_layers();
    struct deviation d = {"d of a late batch", FLIGHT_HELLO, 0, 0, 0, 0, spy};
    struct table t;
    table_open(&t, 2, CHEAT, c, 11, 1);
    t.deviation = &d;
    struct verdict v = table_finish(&t);
    assert_int_equal(v.outcome, OUTCOME_STOPPED);
    assert_int_equal(v.flight, FLIGHT_THETA_OPEN);
    assert_true(seen.have_batch && seen.have_opening);

    const struct sealed_session *s = table_cheat(&t);
    assert_int_equal(read_entry(&t, seen.delta), WIDTH); /* Delta is worth an entry */
    struct sealed_block found = block_xor(product(s, seen.sum, inverse(s, seen.chi)), seen.own_delta);
    unsigned right = read_entry(&t, found);
    printf("the cheat read %u of %d bits of the entry\n", right, WIDTH);
    assert_memory_not_equal(&found, &seen.delta, sizeof found);
    assert_true(right < WIDTH - 16);
    table_close(&t);
    circuit_free(c);
}

int main(void)
{
    harness_begin();
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_wrong_d_tells_no_delta)};
    return cmocka_run_group_tests_name("sealed: a cheat in a late batch", tests, NULL, NULL);
}
