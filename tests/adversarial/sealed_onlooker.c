/* What a party that keeps every rule can learn of another's Delta from the leaky ANDs. Of two parties,
 *   u_k = H(K, T) ^ H(K ^ Delta, T) ^ b_k Delta ^ (what the onlooker knows),
 * of which it holds one of K and K ^ Delta. With H(x, T) = E_T(x) ^ x the sum of the two hashes has Delta in
 * it, b_k = 1 takes it out again, and what is left is one block of AES under a public key, which anybody
 * decrypts: then half of all k say the same Delta. The hash therefore goes through a linear orthomorphism.
 * The onlooker here decrypts, both ways; nothing may come out twice, and nothing may be Delta. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/evp.h>

#include "sealed/transcript.h"
#include "sealed_harness.h"

#define WATCHED 256
#define ONLOOKER 1
#define OTHER 0

static struct {
    struct sealed_block u[WATCHED], mac_a[WATCHED], known[WATCHED], tweak[WATCHED];
    struct sealed_block delta; /* the other's, for the comparison only */
    int done;
} seen;

static void watch(struct table *t, const struct deviation *d, enum cheat_point at, unsigned q,
                  struct cheat_frame *f)
{
    (void)d;
    (void)q;
    (void)f;
    struct sealed_session *s = table_cheat(t);
    const struct sealed_batch *b = &s->batch;
    if (s->flight != FLIGHT_LEAKY || at != CHEAT_BEFORE_ABSORB)
        return;
    memset(seen.known, 0, sizeof seen.known);
    assert_int_equal(sealed_zero_share_xor(s, "leaky AND", seen.known, WATCHED), 0);
    memcpy(seen.u, t->in[OTHER].ptr + SEALED_FRAME_HEADER, sizeof seen.u);
    memcpy(seen.mac_a, s->peer[0].m, sizeof seen.mac_a);
    for (size_t k = 0; k < WATCHED; k++) {
        size_t row = b->n_leaky + k;
        seen.known[k] = block_xor(seen.known[k], block_xor(s->peer[0].m[row], s->peer[0].k[row]));
        /* The MAC under our Delta of a bit b of theirs: K ^ b Delta; here b Delta stays unknown. */
        seen.tweak[k] = s->tweak;
        seen.tweak[k].hi ^= (uint64_t)OTHER << 8 | ONLOOKER;
        seen.tweak[k].lo ^= k;
    }
    seen.delta = t->s[OTHER]->delta;
    seen.done = 1;
}

static struct sealed_block aes(struct sealed_block key, struct sealed_block in, int encrypt)
{
    struct sealed_block out[2];
    int len = 0;
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    assert_non_null(c);
    assert_int_equal(EVP_CipherInit_ex(c, EVP_aes_128_ecb(), NULL, (const uint8_t *)&key, NULL, encrypt), 1);
    assert_int_equal(EVP_CIPHER_CTX_set_padding(c, 0), 1);
    assert_int_equal(EVP_CipherUpdate(c, (uint8_t *)out, &len, (const uint8_t *)&in, 16), 1);
    EVP_CIPHER_CTX_free(c);
    return out[0];
}

static unsigned equal(struct sealed_block a, struct sealed_block b)
{
    return a.lo == b.lo && a.hi == b.hi;
}

/* sigma(x), and back. */
static struct sealed_block sigma(struct sealed_block x)
{
    return (struct sealed_block){x.hi, x.lo ^ x.hi};
}
static struct sealed_block sigma_back(struct sealed_block y)
{
    return (struct sealed_block){y.hi ^ y.lo, y.lo};
}

static void test_no_delta_in_u(void **state)
{
    (void)state;
    struct circuit *c = random_circuit(2, 5, 2, 17, 5, 21);
    struct deviation d = {"watches", FLIGHT_HELLO, 0, 0, 0, 0, watch};
    struct table t;
    static struct sealed_block guess[4 * WATCHED];
    unsigned is_delta = 0, twice = 0;
    table_open(&t, 2, ONLOOKER, c, 21, 0);
    t.deviation = &d;
    assert_int_equal(table_finish(&t).outcome, OUTCOME_RIGHT);
    assert_int_equal(seen.done, 1);
    const struct sealed_block own = table_cheat(&t)->delta;
    for (size_t k = 0; k < WATCHED; k++) {
        for (unsigned kind = 0; kind < 4; kind++) { /* through sigma or not; the other's b is zero or one */
            struct sealed_block m = kind & 1 ? sigma(seen.mac_a[k]) : seen.mac_a[k];
            struct sealed_block v = block_xor(block_xor(seen.u[k], seen.known[k]), aes(seen.tweak[k], m, 1));
            v = aes(seen.tweak[k], block_xor(v, block_and_bit(own, kind >> 1)), 0);
            guess[4 * k + kind] = kind & 1 ? block_xor(sigma_back(v), seen.mac_a[k]) : block_xor(v, m);
        }
    }
    for (size_t i = 0; i < 4 * WATCHED; i++) {
        is_delta += equal(guess[i], seen.delta);
        for (size_t k = 0; k < i; k++)
            twice += equal(guess[i], guess[k]);
    }
    printf("%u of %d guesses were Delta\n", is_delta, 4 * WATCHED);
    assert_int_equal(is_delta, 0);
    assert_int_equal(twice, 0);
    table_close(&t);
    circuit_free(c);
}

int main(void)
{
    harness_begin();
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_no_delta_in_u)};
    return cmocka_run_group_tests_name("sealed: an onlooker", tests, NULL, NULL);
}
