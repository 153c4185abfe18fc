/* Randomness fails at the k-th draw, for every k, and memory at the k-th allocation: the right error, no
 * output that could be taken for a key, nothing of the secret left, no leak; and the next try succeeds.
 *
 * malloc and its kin are replaced for this program; under a sanitizer or valgrind, which do that themselves,
 * the cases of memory are skipped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include <tracktwo/crypto.h>
#include <tracktwo/secret.h>
#include <tracktwo/wire.h>

#include "own_malloc.h"

static const uint8_t zero[64];

/* Draws that count, and fail from a given one on or only there. Before failing it writes half of what was
 * asked for, as a machine might. */
struct draws {
    unsigned made;
    unsigned fail_at; /* 0 = never */
};

static int draw(void *ctx, uint8_t *out, size_t n)
{
    struct draws *d = ctx;
    d->made++;
    memset(out, 0x5a, d->made == d->fail_at ? n / 2 : n);
    return d->made == d->fail_at ? T2_E_RANDOM : 0;
}

static int draw_keypair(const struct t2_random *r, uint8_t *out)
{
    return t2_x25519_keypair(r, out, out + 32);
}

static int draw_signing_keypair(const struct t2_random *r, uint8_t *out)
{
    return t2_ed25519_keypair(r, out, out + 32);
}

static int draw_scalar(const struct t2_random *r, uint8_t *out)
{
    return t2_ristretto_scalar_random(r, out);
}

static int draw_bytes(const struct t2_random *r, uint8_t *out)
{
    return t2_random_fill(r, out, 64);
}

static const struct {
    int (*make)(const struct t2_random *r, uint8_t *out);
    size_t secret_len; /* of out: zero on failure */
} makers[] = {{draw_keypair, 32}, {draw_signing_keypair, 32}, {draw_scalar, 32}, {draw_bytes, 64}};

static void randomness_fails_at_every_draw(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof makers / sizeof makers[0]; i++) {
        struct draws d = {0, 0};
        struct t2_random r = {draw, &d};
        uint8_t good[64] = {0}, out[64];
        assert_int_equal(makers[i].make(&r, good), 0);
        assert_memory_not_equal(good, zero, makers[i].secret_len);
        unsigned n_draws = d.made;
        assert_true(n_draws > 0);
        for (unsigned k = 1; k <= n_draws; k++) {
            d = (struct draws){0, k};
            memset(out, 0xee, sizeof out);
            assert_int_equal(makers[i].make(&r, out), T2_E_RANDOM);
            assert_memory_equal(out, zero, makers[i].secret_len);
            assert_int_equal(d.made, k); /* it stopped there */
            memset(out, 0, sizeof out);
            d = (struct draws){0, 0};
            assert_int_equal(makers[i].make(&r, out), 0);
            assert_memory_equal(out, good, sizeof out);
        }
    }
}

/* A public key is not left beside a secret key that was wiped. */
static void a_failed_keypair_has_no_public_half(void **state)
{
    (void)state;
    struct draws d = {0, 1};
    struct t2_random r = {draw, &d};
    uint8_t sk[32], pk[32] = {0};
    assert_int_equal(t2_x25519_keypair(&r, sk, pk), T2_E_RANDOM);
    assert_memory_equal(sk, zero, 32);
    assert_memory_equal(pk, zero, 32);
}

/* The seeded stream's own way to fail, as other rooms' tests use it: draws 1 to 5 succeed, no later one. */
static void the_seeded_stream_stays_failed(void **state)
{
    (void)state;
    struct t2_random_seeded s;
    struct t2_random r = t2_random_seeded_init(&s, 11);
    uint8_t sk[32], pk[32];
    s.fail_after = 5;
    for (unsigned k = 1; k <= 12; k++) {
        int err = t2_x25519_keypair(&r, sk, pk);
        assert_int_equal(err, k <= 5 ? 0 : T2_E_RANDOM);
        assert_int_equal(memcmp(sk, zero, 32) == 0, k > 5);
    }
}

static int hash_whole(void)
{
    uint8_t out[32];
    const struct t2_bytes in = t2_bytes_str("abc");
    return t2_sha256(out, &in, 1);
}

static int hash_in_parts(void)
{
    struct t2_sha256 *h = NULL;
    uint8_t out[32];
    int err = t2_sha256_new(&h);
    if (err != 0)
        return err == T2_E_MEMORY && h == NULL ? err : -1;
    if ((err = t2_sha256_update(h, "abc", 3)) == 0)
        err = t2_sha256_final(h, out);
    t2_sha256_free(h);
    return err;
}

static int make_aead(enum t2_aead_kind kind)
{
    struct t2_aead *a = NULL;
    int err = t2_aead_new(&a, kind, zero);
    if (err != 0 && a != NULL)
        return -1;
    t2_aead_free(a);
    return err;
}

static int make_gcm(void)
{
    return make_aead(T2_AEAD_AES256GCM);
}

static int make_chacha(void)
{
    return make_aead(T2_AEAD_CHACHA20POLY1305);
}

static int argon(void)
{
    uint8_t out[32];
    return t2_argon2id(out, t2_bytes_str("x"), zero, 8192, 1);
}

static int grow_buffer(void)
{
    struct t2_buf b;
    t2_buf_init(&b, 4096);
    int err = t2_buf_append_str(&b, "first");
    if (err == 0)
        err = t2_buf_reserve(&b, 1000);
    int kept = b.len == 0 || t2_bytes_eq(t2_buf_view(&b), t2_bytes_str("first"));
    t2_buf_free(&b);
    return kept ? err : -1;
}

static int write_vector(void)
{
    struct t2_buf b;
    t2_buf_init(&b, 4096);
    struct wire_writer w = wire_writer_init(&b);
    size_t mark = wire_begin_vec(&w);
    for (uint16_t i = 0; i < 500; i++)
        wire_put_u16(&w, i);
    wire_end_vec(&w, mark);
    int err = wire_writer_finish(&w);
    t2_buf_free(&b);
    return err;
}

static int take_area(void)
{
    void *p = t2_area_alloc(5000);
    if (p == NULL)
        return T2_E_MEMORY;
    t2_area_free(p, 5000);
    return 0;
}

static void memory_fails_at_every_allocation(void **state)
{
    (void)state;
    static int (*const work[])(void) = {hash_whole, hash_in_parts, make_gcm,     make_chacha,
                                        argon,      grow_buffer,   write_vector, take_area};
    if (!own_malloc_works()) {
        print_message("a sanitizer or valgrind has replaced malloc\n");
        skip();
    }
    for (size_t i = 0; i < sizeof work / sizeof work[0]; i++) {
        assert_int_equal(work[i](), 0); /* what the libraries keep for ever is there now */
        long k = 0, n_noticed = 0;
        do {
            k++;
            own_malloc_n_failed = 0;
            long before = own_malloc_n_live;
            own_malloc_fail_at = k;
            int err = work[i]();
            own_malloc_fail_at = 0;
            assert_int_equal(own_malloc_n_live, before);
            assert_true(err == 0 || (err == T2_E_MEMORY && own_malloc_n_failed != 0));
            n_noticed += err != 0;
        } while (own_malloc_n_failed != 0);
        assert_true(n_noticed > 0); /* OpenSSL can do without a few */
        assert_int_equal(work[i](), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(randomness_fails_at_every_draw),
        cmocka_unit_test(a_failed_keypair_has_no_public_half),
        cmocka_unit_test(the_seeded_stream_stays_failed),
        cmocka_unit_test(memory_fails_at_every_allocation),
    };
    return t2_init() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
