/* The AEADs: published answers sealed and opened; every flipped bit and every truncation refused, with the
 * output zeroed; one context used again and again; in place. */
#include "known_answer.h"

#include <tracktwo/crypto.h>
#include <tracktwo/secret.h>

enum kind { GCM, CHACHA, XCHACHA };

#define SUNSCREEN                                                                                            \
    "4c616469657320616e642047656e746c656d656e206f662074686520636c617373206f66202739393a204966204920636f756c" \
    "64206f6666657220796f75206f6e6c79206f6e652074697020666f7220746865206675747572652c2073756e73637265656e20" \
    "776f756c642062652069742e"
#define GCM_KEY "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"
#define GCM_TEXT                                                                                             \
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525"       \
    "b16aedf5aa0de657ba637b39"
#define GCM_SEALED                                                                                           \
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838"       \
    "c5f61e6393ba7a0abcc9f662"
#define ZERO_32 "0000000000000000000000000000000000000000000000000000000000000000"

static const struct {
    enum kind kind;
    const char *key, *nonce, *ad, *text, *sealed;
} answers[] = {
    /* McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B, test cases 13 to 16. */
    {GCM, ZERO_32, "000000000000000000000000", "", "", "530f8afbc74536b9a963b4f1c4cb738b"},
    {GCM, ZERO_32, "000000000000000000000000", "", "00000000000000000000000000000000",
     "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"},
    {GCM, GCM_KEY, "cafebabefacedbaddecaf888", "", GCM_TEXT "1aafd255",
     GCM_SEALED "898015adb094dac5d93471bdec1a502270e3cc6c"},
    {GCM, GCM_KEY, "cafebabefacedbaddecaf888", "feedfacedeadbeeffeedfacedeadbeefabaddad2", GCM_TEXT,
     GCM_SEALED "76fc6ece0f4e1768cddf8853bb2d551b"},
    /* RFC 8439 section 2.8.2. */
    {CHACHA, "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f", "070000004041424344454647",
     "50515253c0c1c2c3c4c5c6c7", SUNSCREEN,
     "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b1a71de0"
     "a"
     "9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc3ff4def08e4b7a9"
     "d"
     "e576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691"},
    /* draft-irtf-cfrg-xchacha-03 appendix A.3.1. */
    {XCHACHA, "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f",
     "404142434445464748494a4b4c4d4e4f5051525354555657", "50515253c0c1c2c3c4c5c6c7", SUNSCREEN,
     "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39ae64c67"
     "0"
     "8c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff921f9664c97637da"
     "9"
     "768812f615c68b13b52ec0875924c1c7987947deafd8780acf49"},
};
#define N_ANSWERS (sizeof answers / sizeof answers[0])

/* One answer's bytes, and a context when its kind has one. */
struct box {
    enum kind kind;
    struct known key, nonce, ad, text, sealed;
    struct t2_aead *a;
};

static struct box box_of(size_t i)
{
    struct box x = {
        .kind = answers[i].kind,
        .key = known_of(answers[i].key),
        .nonce = known_of(answers[i].nonce),
        .ad = known_of(answers[i].ad),
        .text = known_of(answers[i].text),
        .sealed = known_of(answers[i].sealed),
    };
    if (x.kind != XCHACHA) {
        enum t2_aead_kind kind = x.kind == GCM ? T2_AEAD_AES256GCM : T2_AEAD_CHACHA20POLY1305;
        assert_int_equal(t2_aead_new(&x.a, kind, x.key.b), 0);
    }
    return x;
}

static int box_seal(struct box *x, uint8_t *out, struct t2_bytes in)
{
    struct t2_bytes ad = known_view(&x->ad);
    return x->kind == XCHACHA ? t2_xaead_seal(out, x->key.b, x->nonce.b, ad, in)
                              : t2_aead_seal(x->a, out, x->nonce.b, ad, in);
}

static int box_open(struct box *x, uint8_t *out, struct t2_bytes in)
{
    struct t2_bytes ad = known_view(&x->ad);
    return x->kind == XCHACHA ? t2_xaead_open(out, x->key.b, x->nonce.b, ad, in)
                              : t2_aead_open(x->a, out, x->nonce.b, ad, in);
}

static void sealed_and_opened_as_published(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ANSWERS; i++) {
        struct box x = box_of(i);
        uint8_t out[256];
        for (int again = 0; again < 3; again++) { /* the context is as new each time */
            assert_int_equal(box_seal(&x, out, known_view(&x.text)), 0);
            assert_int_equal(x.sealed.len, x.text.len + T2_AEAD_TAG_LEN);
            assert_memory_equal(out, x.sealed.b, x.sealed.len);
            memset(out, 0xee, sizeof out);
            assert_int_equal(box_open(&x, out, known_view(&x.sealed)), 0);
            assert_memory_equal(out, x.text.b, x.text.len);
            assert_int_equal(out[x.text.len], 0xee);
        }
        t2_aead_free(x.a);
    }
    t2_aead_free(NULL);
}

static void in_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ANSWERS; i++) {
        struct box x = box_of(i);
        uint8_t b[256];
        memcpy(b, x.text.b, x.text.len);
        assert_int_equal(box_seal(&x, b, t2_bytes_of(b, x.text.len)), 0);
        assert_memory_equal(b, x.sealed.b, x.sealed.len);
        assert_int_equal(box_open(&x, b, t2_bytes_of(b, x.sealed.len)), 0);
        assert_memory_equal(b, x.text.b, x.text.len);
        t2_aead_free(x.a);
    }
}

static void refused(struct box *x, struct t2_bytes in, int err)
{
    uint8_t out[256];
    memset(out, 0xee, sizeof out);
    assert_int_equal(box_open(x, out, in), err);
    if (err == T2_E_AUTH) {
        for (size_t k = 0; k + T2_AEAD_TAG_LEN < in.len; k++)
            assert_int_equal(out[k], 0);
    }
}

static void every_flipped_bit_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ANSWERS; i++) {
        struct box x = box_of(i);
        uint8_t *fields[] = {x.sealed.b, x.ad.b, x.nonce.b};
        const size_t len[] = {x.sealed.len, x.ad.len, x.nonce.len};
        for (size_t f = 0; f < 3; f++) {
            for (size_t bit = 0; bit < 8 * len[f]; bit++) {
                fields[f][bit / 8] ^= (uint8_t)(1u << bit % 8);
                refused(&x, known_view(&x.sealed), T2_E_AUTH);
                fields[f][bit / 8] ^= (uint8_t)(1u << bit % 8);
            }
        }
        uint8_t out[256]; /* and after all that it still opens */
        assert_int_equal(box_open(&x, out, known_view(&x.sealed)), 0);
        assert_memory_equal(out, x.text.b, x.text.len);
        t2_aead_free(x.a);
    }
}

static void another_key_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ANSWERS; i++) {
        struct box x = box_of(i);
        t2_aead_free(x.a);
        x.key.b[31] ^= 1;
        if (x.kind != XCHACHA) {
            assert_int_equal(
                t2_aead_new(&x.a, x.kind == GCM ? T2_AEAD_AES256GCM : T2_AEAD_CHACHA20POLY1305, x.key.b), 0);
        }
        refused(&x, known_view(&x.sealed), T2_E_AUTH);
        t2_aead_free(x.a);
    }
}

static void every_truncation_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ANSWERS; i++) {
        struct box x = box_of(i);
        for (size_t n = 0; n < x.sealed.len; n++)
            refused(&x, t2_bytes_of(x.sealed.b, n), n < T2_AEAD_TAG_LEN ? T2_E_TRUNCATED : T2_E_AUTH);
        x.sealed.b[x.sealed.len] = 0;
        refused(&x, t2_bytes_of(x.sealed.b, x.sealed.len + 1), T2_E_AUTH);
        t2_aead_free(x.a);
    }
}

static void an_unknown_kind_is_refused(void **state)
{
    (void)state;
    const uint8_t key[32] = {0};
    struct t2_aead *a = NULL;
    assert_int_equal(t2_aead_new(&a, (enum t2_aead_kind)7, key), T2_E_ARGUMENT);
    assert_null(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sealed_and_opened_as_published), cmocka_unit_test(in_place),
        cmocka_unit_test(every_flipped_bit_is_refused),   cmocka_unit_test(another_key_is_refused),
        cmocka_unit_test(every_truncation_is_refused),    cmocka_unit_test(an_unknown_kind_is_refused),
    };
    return t2_init() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
