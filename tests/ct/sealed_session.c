/* A whole sealed computation takes the same steps whatever is secret in it. Every random draw of every party
 * is marked secret, and so is every entry: Delta and with it the choice bits of base OT, scalars, trees and
 * their punctured places, bits of the COTs, masks, coins before they are opened, commitments' nonces. What a
 * party sends is public from the moment it is sent (but the halves of a pair's secret, which only that peer
 * sees), and so are its own copies of it. Then valgrind reports any branch or address that depends on
 * anything else, in any step of the protocol.
 *
 * Two functions are told to valgrind as they are meant: the result of a comparison of secrets is public,
 * since the session stops or goes on by it; and libsodium's subtraction of points branches on the validity of
 * their encodings, which are our own and always valid. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <tracktwo/secret.h>
#include <tracktwo/sounding.h>

#include "sealed/session_internal.h"

#define N_CANDIDATES 24
#define MAX_BITS 128
#define HELLO_PAIR_SECRET (SEALED_FRAME_HEADER + 144)

int __real_t2_ct_eq(const void *a, const void *b, size_t n);
int __wrap_t2_ct_eq(const void *a, const void *b, size_t n);
int __real_t2_ristretto_sub(uint8_t out[static 32], const uint8_t p[static 32], const uint8_t q[static 32]);
int __wrap_t2_ristretto_sub(uint8_t out[static 32], const uint8_t p[static 32], const uint8_t q[static 32]);

int __wrap_t2_ct_eq(const void *a, const void *b, size_t n)
{
    int equal = __real_t2_ct_eq(a, b, n);
    T2_CT_PUBLIC(&equal, sizeof equal);
    return equal;
}

int __wrap_t2_ristretto_sub(uint8_t out[static 32], const uint8_t p[static 32], const uint8_t q[static 32])
{
    uint8_t p_public[32], q_public[32];
    memcpy(p_public, p, 32);
    memcpy(q_public, q, 32);
    T2_CT_PUBLIC(p_public, 32);
    T2_CT_PUBLIC(q_public, 32);
    int err = __real_t2_ristretto_sub(out, p_public, q_public);
    T2_CT_SECRET(out, 32);
    return err;
}

/* Draws from a seed, marked secret. */
static int secret_fill(void *ctx, uint8_t *out, size_t n)
{
    struct t2_random *seeded = ctx;
    int err = t2_random_fill(seeded, out, n);
    T2_CT_SECRET(out, n);
    return err;
}

/* 1 when under valgrind and some bit of these bytes is marked; -1 without valgrind. */
static int is_marked(const void *p, size_t n)
{
#ifdef T2_CT_VALGRIND
    if (RUNNING_ON_VALGRIND) {
        int marked = 0;
        for (size_t i = 0; i < n; i++) {
            uint8_t bits = 0;
            assert_int_equal(VALGRIND_GET_VBITS((const uint8_t *)p + i, &bits, 1), 1);
            marked |= bits != 0;
        }
        return marked;
    }
#endif
    (void)p;
    (void)n;
    return -1;
}

struct party {
    struct t2_random_seeded seed;
    struct t2_random seeded, random;
    uint8_t accepted[N_CANDIDATES], bits[MAX_BITS];
    struct sounding_entry entry;
    struct sealed_session *s;
    struct sealed_kept *kept;
};

static void party_init(struct party *p, unsigned self)
{
    memset(p, 0, sizeof *p);
    p->seeded = t2_random_seeded_init(&p->seed, 77 + self);
    p->random = (struct t2_random){.fill = secret_fill, .ctx = &p->seeded};
    for (unsigned i = 0; i < N_CANDIDATES; i++)
        p->accepted[i] = (uint8_t)((i * 7 + self) % 3 == 0 || i == 20);
    p->entry.accepted = p->accepted;
    p->entry.yes = 1;
    T2_CT_SECRET(p->accepted, sizeof p->accepted);
    T2_CT_SECRET(&p->entry.yes, 1);
    assert_int_equal(t2_random_fill(&p->random, p->entry.random, SOUNDING_RANDOM_LEN), 0);
}

static void party_open(struct party *p, unsigned self, const struct sounding_shape *shape,
                       const struct circuit *c, unsigned use)
{
    assert_true(sounding_n_inputs(shape) <= MAX_BITS);
    sounding_input(shape, &p->entry, p->bits);
    if (is_marked(p->bits, sounding_n_inputs(shape)) == 0)
        fail_msg("the entry's bits bear no marks");
    struct sealed_config config = {.n_parties = shape->n_seats,
                                   .self = self,
                                   .statistical_bits = 40,
                                   .circuit = c,
                                   .input_bits = p->bits,
                                   .kept = c->n_kept != 0 ? p->kept : NULL,
                                   .kept_use = use,
                                   .random = &p->random};
    assert_int_equal(sealed_session_new(&p->s, &config), 0);
}

/* What has been sent is public at the sender too: its broadcast, its shares of what is opened. */
static void publish_own(const struct sealed_session *s)
{
    if (s->state != SEALED_RUNNING)
        return;
    T2_CT_PUBLIC(s->broadcast[s->self], s->broadcast_cap);
    if (s->own_opened != NULL)
        T2_CT_PUBLIC(s->own_opened, s->opened_cap);
}

/* One flight of all parties: nobody's frame arrives before everybody's has left. Counts the frames that bore
 * marks: that secrets reach them. 1 when something moved. */
static int round_of(struct party p[], unsigned n, unsigned number, unsigned *n_marked)
{
    int moved = 0;
    for (unsigned i = 0; i < n; i++) {
        assert_int_equal(sealed_session_step(p[i].s), 0);
        if (number == 1) /* Delta is drawn, and stays secret */
            assert_int_not_equal(is_marked(&p[i].s->delta, sizeof p[i].s->delta), 0);
        publish_own(p[i].s);
    }
    for (unsigned i = 0; i < n; i++) {
        for (unsigned j = 0; j < n; j++) {
            struct t2_bytes out = sealed_session_pending(p[i].s, j);
            if (out.len == 0)
                continue;
            *n_marked += is_marked(out.ptr, out.len) == 1;
            T2_CT_PUBLIC(out.ptr, out.len);
            if (number == 0)
                T2_CT_SECRET(out.ptr + HELLO_PAIR_SECRET, 32);
            if (sealed_session_state(p[j].s) == SEALED_RUNNING)
                assert_int_equal(sealed_session_receive(p[j].s, i, out), 0);
            sealed_session_sent(p[i].s, j, out.len);
            moved = 1;
        }
    }
    return moved;
}

/* One session; its answer, and what it leaves in p[i].kept. */
static struct sounding_answer a_sounding(struct party p[], const struct sounding_shape *shape, unsigned use)
{
    struct circuit *c = NULL;
    struct sounding_answer answer;
    uint8_t result[64];
    unsigned number = 0, n_marked = 0, n = shape->n_seats;
    assert_int_equal(sounding_circuit(shape, &c), 0);
    for (unsigned i = 0; i < n; i++)
        party_open(&p[i], i, shape, c, use);
    while (round_of(p, n, number, &n_marked))
        number++;
    for (unsigned i = 0; i < n; i++) {
        struct sealed_kept *kept = NULL;
        assert_int_equal(sealed_session_result(p[i].s, result), 0);
        T2_CT_PUBLIC(result, c->n_outputs); /* the answer is for everybody */
        assert_int_equal(sealed_session_take_kept(p[i].s, &kept), 0);
        if (kept != NULL) {
            sealed_kept_free(p[i].kept);
            p[i].kept = kept;
        }
        sealed_session_free(p[i].s);
    }
    sounding_answer(shape, 0, result, &answer);
    if (is_marked(result, 1) >= 0)
        assert_true(n_marked >= 10 * n * (n - 1)); /* in at least ten flights of every pair */
    circuit_free(c);
    return answer;
}

/* An entry, a wider one, and the second key twice: every bit that a session reads of what was kept is
 * secret. */
static void soundings(unsigned n)
{
    struct party p[SEALED_MAX_PARTIES];
    struct sounding_shape room = {SOUNDING_ROOM, n, N_CANDIDATES, 2, 20, 0, 0, 0, 40};
    struct sounding_shape find = {SOUNDING_FIND, n, N_CANDIDATES, 0, N_CANDIDATES, 0, 0, 0, 40};
    for (unsigned i = 0; i < n; i++)
        party_init(&p[i], i);
    assert_int_equal(a_sounding(p, &room, 0).yes, 1);
    room.n_earlier = 1;
    for (unsigned i = 0; i < n; i++)
        p[i].accepted[5] = 1;
    assert_int_equal(a_sounding(p, &room, 0).yes, 1);
    struct sounding_answer first = a_sounding(p, &find, 0), again = a_sounding(p, &find, 1);
    assert_int_equal(first.yes, 1);
    assert_int_equal(again.value, first.value);
    for (unsigned i = 0; i < n; i++)
        sealed_kept_free(p[i].kept);
}

static void two_parties(void **state)
{
    (void)state;
    soundings(2);
}

static void three_parties(void **state)
{
    (void)state;
    soundings(3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(two_parties), cmocka_unit_test(three_parties)};
    if (t2_init() != 0)
        return 1;
    return cmocka_run_group_tests_name("sealed_session", tests, NULL, NULL);
}
