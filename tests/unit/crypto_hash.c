/* SHA-256, BLAKE2b-256, HMAC and HKDF against published answers. */
#include "known_answer.h"

#include <sodium.h>
#include <stdlib.h>

#include <tracktwo/crypto.h>
#include <tracktwo/secret.h>

/* FIPS 180-4 examples, as published with the standard. */
static const struct {
    const char *text;
    unsigned times;
    const char *digest;
} sha256_answers[] = {
    {"", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    {"a", 1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
};

static void sha256_of_parts(void **state)
{
    (void)state;
    uint8_t got[T2_SHA256_LEN];
    for (size_t i = 0; i < 3; i++) {
        struct known want = known_of(sha256_answers[i].digest);
        struct t2_bytes whole = t2_bytes_str(sha256_answers[i].text);
        assert_int_equal(t2_sha256(got, &whole, 1), 0);
        assert_memory_equal(got, want.b, 32);
        for (size_t cut = 0; cut <= whole.len; cut++) {
            const struct t2_bytes parts[] = {{whole.ptr, cut}, {NULL, 0}, {whole.ptr + cut, whole.len - cut}};
            assert_int_equal(t2_sha256(got, parts, 3), 0);
            assert_memory_equal(got, want.b, 32);
        }
    }
    assert_int_equal(t2_sha256(got, NULL, 0), 0);
    assert_memory_equal(got, known_of(sha256_answers[0].digest).b, 32);
}

static void sha256_bit_by_bit(void **state)
{
    (void)state;
    struct t2_sha256 *h = NULL;
    assert_int_equal(t2_sha256_new(&h), 0);
    for (size_t i = 0; i < sizeof sha256_answers / sizeof sha256_answers[0]; i++) {
        uint8_t got[T2_SHA256_LEN];
        const char *text = sha256_answers[i].text;
        assert_int_equal(t2_sha256_reset(h), 0);
        for (unsigned k = 0; k < sha256_answers[i].times; k++)
            assert_int_equal(t2_sha256_update(h, text, strlen(text)), 0);
        assert_int_equal(t2_sha256_final(h, got), 0);
        assert_memory_equal(got, known_of(sha256_answers[i].digest).b, 32);
    }
    /* A half-finished hash is forgotten by reset. */
    uint8_t got[T2_SHA256_LEN];
    assert_int_equal(t2_sha256_reset(h), 0);
    assert_int_equal(t2_sha256_update(h, "left", 4), 0);
    assert_int_equal(t2_sha256_reset(h), 0);
    assert_int_equal(t2_sha256_final(h, got), 0);
    assert_memory_equal(got, known_of(sha256_answers[0].digest).b, 32);
    t2_sha256_free(h);
    t2_sha256_free(NULL);
}

static void blake2b_of_abc(void **state)
{
    (void)state;
    uint8_t got[32];
    assert_int_equal(t2_blake2b_256(got, t2_bytes_str("abc")), 0);
    assert_memory_equal(got, known_of("bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319").b,
                        32);
    assert_int_equal(t2_blake2b_256(got, t2_bytes_of(NULL, 0)), 0);
    assert_memory_equal(got, known_of("0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8").b,
                        32);
}

/* RFC 7693 appendix E: the pseudo-random input of the self-test. */
static void selftest_sequence(uint8_t *out, size_t len, uint32_t seed)
{
    uint32_t a = 0xdead4badu * seed, b = 1;
    for (size_t i = 0; i < len; i++) {
        uint32_t t = a + b;
        a = b;
        b = t;
        out[i] = (uint8_t)(t >> 24);
    }
}

/* RFC 7693 appendix E: BLAKE2b-256 of 48 hashes of four lengths and six inputs, keyed and not. Those that are
 * ours (32 bytes, no key) and the last come through our door, the others from libsodium. */
static void blake2b_self_test(void **state)
{
    (void)state;
    static const size_t md_len[] = {20, 32, 48, 64}, in_len[] = {0, 3, 128, 129, 255, 1024};
    uint8_t in[1024], md[64], key[64], all[2 * 6 * (20 + 32 + 48 + 64)], got[32];
    size_t n = 0;
    for (size_t i = 0; i < 4; i++) {
        for (size_t k = 0; k < 6; k++) {
            selftest_sequence(in, in_len[k], (uint32_t)in_len[k]);
            if (md_len[i] == 32) {
                assert_int_equal(t2_blake2b_256(md, t2_bytes_of(in, in_len[k])), 0);
            } else {
                assert_int_equal(crypto_generichash(md, md_len[i], in, in_len[k], NULL, 0), 0);
            }
            memcpy(all + n, md, md_len[i]);
            n += md_len[i];
            selftest_sequence(key, md_len[i], (uint32_t)md_len[i]);
            assert_int_equal(crypto_generichash(md, md_len[i], in, in_len[k], key, md_len[i]), 0);
            memcpy(all + n, md, md_len[i]);
            n += md_len[i];
        }
    }
    assert_int_equal(n, sizeof all);
    assert_int_equal(t2_blake2b_256(got, t2_bytes_of(all, n)), 0);
    assert_memory_equal(got, known_of("c23a7800d98123bd10f506c61e29da5603d763b8bbad2e737f5e765a7bccd475").b,
                        32);
}

/* RFC 4231 section 4: test cases 1 to 4, 6 and 7 (5 is of a truncated output, which we do not offer). */
static void hmac_sha256(void **state)
{
    (void)state;
    uint8_t of_0b[20], of_aa[131], of_dd[50], of_cd[50], counted[25], got[32];
    memset(of_0b, 0x0b, sizeof of_0b);
    memset(of_aa, 0xaa, sizeof of_aa);
    memset(of_dd, 0xdd, sizeof of_dd);
    memset(of_cd, 0xcd, sizeof of_cd);
    for (unsigned i = 0; i < 25; i++)
        counted[i] = (uint8_t)(i + 1);
    const struct {
        struct t2_bytes key, in;
        const char *tag;
    } cases[] = {
        {{of_0b, 20},
         t2_bytes_str("Hi There"),
         "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
        {t2_bytes_str("Jefe"), t2_bytes_str("what do ya want for nothing?"),
         "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
        {{of_aa, 20}, {of_dd, 50}, "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
        {{counted, 25}, {of_cd, 50}, "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
        {{of_aa, 131},
         t2_bytes_str("Test Using Larger Than Block-Size Key - Hash Key First"),
         "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
        {{of_aa, 131},
         t2_bytes_str("This is a test using a larger than block-size key and a larger than block-size data. "
                      "The key needs to be hashed before being used by the HMAC algorithm."),
         "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(t2_hmac_sha256(got, cases[i].key, cases[i].in), 0);
        assert_memory_equal(got, known_of(cases[i].tag).b, 32);
    }
    assert_int_equal(t2_hmac_sha256(got, t2_bytes_of(NULL, 0), t2_bytes_of(NULL, 0)), 0);
    assert_memory_equal(got, known_of("b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad").b,
                        32);
}

/* RFC 5869 appendix A.1 to A.3. */
static const struct {
    const char *ikm, *salt, *info;
    const char *prk;
    const char *okm;
} hkdf_answers[] = {
    {"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9",
     "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
     "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"},
    {"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
     "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"
     "404142434445464748494a4b4c4d4e4f",
     "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f"
     "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"
     "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
     "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecf"
     "d0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeef"
     "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
     "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
     "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
     "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
     "cc30c58179ec3e87c14c01d5c1f3434f1d87"},
    {"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "",
     "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
     "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"},
};

static void hkdf_sha256(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof hkdf_answers / sizeof hkdf_answers[0]; i++) {
        struct known ikm = known_of(hkdf_answers[i].ikm), salt = known_of(hkdf_answers[i].salt);
        struct known info = known_of(hkdf_answers[i].info), okm = known_of(hkdf_answers[i].okm);
        uint8_t prk[32], got[100];
        assert_int_equal(t2_hkdf_extract(prk, known_view(&salt), known_view(&ikm)), 0);
        assert_memory_equal(prk, known_of(hkdf_answers[i].prk).b, 32);
        for (size_t n = 0; n <= okm.len; n++) {
            memset(got, 0xee, sizeof got);
            assert_int_equal(t2_hkdf_expand(got, n, prk, known_view(&info)), 0);
            assert_memory_equal(got, okm.b, n);
            assert_int_equal(got[n], 0xee);
        }
        assert_int_equal(t2_hkdf(got, okm.len, known_view(&salt), known_view(&ikm), known_view(&info)), 0);
        assert_memory_equal(got, okm.b, okm.len);
    }
}

/* RFC 5869 section 2.3: "L length of output keying material in octets (<= 255*HashLen)". */
static void hkdf_has_a_longest_output(void **state)
{
    (void)state;
    uint8_t *out = calloc(1, (size_t)255 * 32 + 1);
    const uint8_t prk[32] = {1};
    assert_non_null(out);
    assert_int_equal(t2_hkdf_expand(out, (size_t)255 * 32, prk, t2_bytes_str("x")), 0);
    assert_true(memcmp(out + (size_t)254 * 32, out + (size_t)253 * 32, 32) != 0);
    memset(out, 0, (size_t)255 * 32);
    assert_int_equal(t2_hkdf_expand(out, (size_t)255 * 32 + 1, prk, t2_bytes_str("x")), T2_E_ARGUMENT);
    assert_int_equal(t2_hkdf(out, (size_t)255 * 32 + 1, t2_bytes_str(""), t2_bytes_str(""), t2_bytes_str("")),
                     T2_E_ARGUMENT);
    for (size_t i = 0; i <= (size_t)255 * 32; i++)
        assert_int_equal(out[i], 0);
    free(out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256_of_parts),
        cmocka_unit_test(sha256_bit_by_bit),
        cmocka_unit_test(blake2b_of_abc),
        cmocka_unit_test(blake2b_self_test),
        cmocka_unit_test(hmac_sha256),
        cmocka_unit_test(hkdf_sha256),
        cmocka_unit_test(hkdf_has_a_longest_output),
    };
    return t2_init() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
