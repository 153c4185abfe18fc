/* The doors of cryptography take the same time whatever the keys, scalars and texts: they are marked secret,
 * and valgrind reports any branch or address that depends on them, in the libraries too. What comes out must
 * be marked, so that the test cannot pass by looking at nothing. Not claimed: Argon2id, whose second half
 * depends on the passphrase by design, and opening, which ends by saying whether the tag was right. Valgrind
 * hides AVX-512 and the SHA instructions, so the libraries take other paths here than they may elsewhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include <tracktwo/crypto.h>
#include <tracktwo/secret.h>

#define TEXT_LEN 1000

static uint8_t key[32], text[TEXT_LEN];
static const uint8_t nonce[T2_XAEAD_NONCE_LEN] = {1, 2, 3};

static void mark(void)
{
    for (size_t i = 0; i < sizeof key; i++)
        key[i] = (uint8_t)(37 * i + 11);
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (uint8_t)(91 * i + 5);
    T2_CT_SECRET(key, sizeof key);
    T2_CT_SECRET(text, sizeof text);
}

/* Every byte of a result is marked; then it may be looked at. */
static void came_out_marked(void *out, size_t n)
{
#ifdef T2_CT_VALGRIND
    static uint8_t marks[TEXT_LEN + T2_AEAD_TAG_LEN];
    if (RUNNING_ON_VALGRIND) {
        size_t unmarked = 0;
        assert_true(n <= sizeof marks);
        assert_int_equal(VALGRIND_GET_VBITS(out, marks, n), 1);
        for (size_t i = 0; i < n; i++)
            unmarked += marks[i] == 0;
        assert_int_equal(unmarked, 0);
    }
#endif
    T2_CT_PUBLIC(out, n);
    uint8_t any = 0;
    for (size_t i = 0; i < n; i++)
        any |= ((uint8_t *)out)[i];
    assert_int_not_equal(any, 0);
}

static void hashes(void **state)
{
    (void)state;
    uint8_t out[100];
    mark();
    const struct t2_bytes in = t2_bytes_of(text, sizeof text), secret_key = t2_bytes_of(key, sizeof key);
    assert_int_equal(t2_sha256(out, &in, 1), 0);
    came_out_marked(out, 32);
    assert_int_equal(t2_blake2b_256(out, in), 0);
    came_out_marked(out, 32);
    assert_int_equal(t2_hmac_sha256(out, secret_key, in), 0);
    came_out_marked(out, 32);
    assert_int_equal(t2_hkdf(out, sizeof out, t2_bytes_str("salt"), secret_key, t2_bytes_str("info")), 0);
    came_out_marked(out, sizeof out);
}

static void seal_with(enum t2_aead_kind kind)
{
    static uint8_t out[TEXT_LEN + T2_AEAD_TAG_LEN];
    struct t2_aead *a = NULL;
    mark();
    assert_int_equal(t2_aead_new(&a, kind, key), 0);
    assert_int_equal(t2_aead_seal(a, out, nonce, t2_bytes_str("ad"), t2_bytes_of(text, sizeof text)), 0);
    came_out_marked(out, sizeof out);
    t2_aead_free(a);
}

static void aes_gcm(void **state)
{
    (void)state;
    seal_with(T2_AEAD_AES256GCM);
}

static void chacha20_poly1305(void **state)
{
    (void)state;
    seal_with(T2_AEAD_CHACHA20POLY1305);
}

static void xchacha20_poly1305(void **state)
{
    (void)state;
    static uint8_t out[TEXT_LEN + T2_AEAD_TAG_LEN];
    mark();
    assert_int_equal(t2_xaead_seal(out, key, nonce, t2_bytes_str("ad"), t2_bytes_of(text, sizeof text)), 0);
    came_out_marked(out, sizeof out);
}

static void x25519(void **state)
{
    (void)state;
    uint8_t pk[32], shared[32];
    mark();
    assert_int_equal(t2_x25519_public(pk, key), 0);
    came_out_marked(pk, 32);
    assert_int_equal(t2_x25519(shared, key, pk), 0);
    came_out_marked(shared, 32);
}

static void ed25519(void **state)
{
    (void)state;
    uint8_t pk[32], sig[T2_ED25519_SIG_LEN];
    mark();
    assert_int_equal(t2_ed25519_public(pk, key), 0);
    came_out_marked(pk, 32);
    assert_int_equal(t2_ed25519_sign(sig, key, t2_bytes_of(text, sizeof text)), 0);
    came_out_marked(sig, sizeof sig);
}

static void ristretto(void **state)
{
    (void)state;
    uint8_t p[32], q[32];
    mark();
    T2_CT_PUBLIC(key, sizeof key);
    key[31] &= 0x0f; /* below the order of the group */
    T2_CT_SECRET(key, sizeof key);
    assert_int_equal(t2_ristretto_base_mul(p, key), 0);
    came_out_marked(p, 32);
    assert_int_equal(t2_ristretto_mul(q, key, p), 0);
    came_out_marked(q, 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hashes),
        cmocka_unit_test(aes_gcm),
        cmocka_unit_test(chacha20_poly1305),
        cmocka_unit_test(xchacha20_poly1305),
        cmocka_unit_test(x25519),
        cmocka_unit_test(ed25519),
        cmocka_unit_test(ristretto),
    };
    return t2_init() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
