/* X25519 and Ed25519 against their RFCs. */
#include "known_answer.h"

#include <sodium.h>

#include <tracktwo/crypto.h>
#include <tracktwo/secret.h>

#define A_SK "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"
#define A_PK "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"
#define B_SK "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"
#define B_PK "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"

/* RFC 7748 section 6.1. */
static void two_keypairs_share_a_secret(void **state)
{
    (void)state;
    static const char *const sides[2][3] = {{A_SK, A_PK, B_PK}, {B_SK, B_PK, A_PK}};
    struct known shared = known_of("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
    for (size_t i = 0; i < 2; i++) {
        struct known sk = known_of(sides[i][0]);
        uint8_t got[32];
        assert_int_equal(t2_x25519_public(got, sk.b), 0);
        assert_memory_equal(got, known_of(sides[i][1]).b, 32);
        assert_int_equal(t2_x25519(got, sk.b, known_of(sides[i][2]).b), 0);
        assert_memory_equal(got, shared.b, 32);
    }
}

/* RFC 7748 section 5.2. */
static void x25519_as_published(void **state)
{
    (void)state;
    static const char *const answers[2][3] = {
        {"a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
         "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
         "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"},
        {"4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
         "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
         "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"},
    };
    uint8_t got[32];
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(t2_x25519(got, known_of(answers[i][0]).b, known_of(answers[i][1]).b), 0);
        assert_memory_equal(got, known_of(answers[i][2]).b, 32);
    }
    uint8_t k[32] = {9}, u[32] = {9};
    for (unsigned i = 1; i <= 1000; i++) {
        assert_int_equal(t2_x25519(got, k, u), 0);
        memcpy(u, k, 32);
        memcpy(k, got, 32);
        if (i == 1)
            assert_memory_equal(
                k, known_of("422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079").b, 32);
    }
    assert_memory_equal(k, known_of("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51").b,
                        32);
}

/* The points of small order, and their other encodings: the secret would be all zero (RFC 7748 section 6.1).
 */
static void small_order_points_are_refused(void **state)
{
    (void)state;
    static const char *const points[] = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    };
    const uint8_t zero[32] = {0};
    struct known sk = known_of(A_SK);
    for (size_t i = 0; i < sizeof points / sizeof points[0]; i++) {
        struct known p = known_of(points[i]);
        for (int top = 0; top < 2; top++) { /* X25519 looks away from the top bit */
            uint8_t got[32];
            memset(got, 0xee, 32);
            assert_int_equal(t2_x25519(got, sk.b, p.b), T2_E_MALFORMED);
            assert_memory_equal(got, zero, 32);
            p.b[31] ^= 0x80;
        }
    }
}

static void keypairs_come_from_the_given_randomness(void **state)
{
    (void)state;
    struct t2_random_seeded a, b;
    struct t2_random ra = t2_random_seeded_init(&a, 5), rb = t2_random_seeded_init(&b, 5);
    uint8_t sk[2][32], pk[2][32], again[32];
    assert_int_equal(t2_x25519_keypair(&ra, sk[0], pk[0]), 0);
    assert_int_equal(t2_x25519_keypair(&rb, sk[1], pk[1]), 0);
    assert_memory_equal(sk[0], sk[1], 32);
    assert_memory_equal(pk[0], pk[1], 32);
    assert_int_equal(t2_x25519_public(again, sk[0]), 0);
    assert_memory_equal(again, pk[0], 32);
    assert_int_equal(t2_x25519_keypair(&ra, sk[0], pk[0]), 0);
    assert_true(memcmp(sk[0], sk[1], 32) != 0);
    ra = t2_random_seeded_init(&a, 5);
    assert_int_equal(t2_ed25519_keypair(&ra, sk[0], pk[0]), 0);
    assert_memory_equal(sk[0], sk[1], 32);
    assert_int_equal(t2_ed25519_public(again, sk[0]), 0);
    assert_memory_equal(again, pk[0], 32);
}

/* RFC 8032 section 7.1: tests 1 to 3 and SHA(abc). */
static const struct {
    const char *seed, *pk, *msg, *sig;
} ed25519_answers[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f"
     "0"
     "595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2ea"
     "e"
     "b4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e"
     "9"
     "716ed28dc027beceea1ec40a"},
    {"833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
     "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
     "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
     "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179"
     "c"
     "138ac17ad9bef1177331a704"},
};
#define N_ED25519 (sizeof ed25519_answers / sizeof ed25519_answers[0])

static void ed25519_as_published(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ED25519; i++) {
        struct known pk = known_of(ed25519_answers[i].pk), msg = known_of(ed25519_answers[i].msg);
        struct known sig = known_of(ed25519_answers[i].sig);
        assert_int_equal(t2_ed25519_verify(pk.b, known_view(&msg), known_view(&sig)), 0);
        struct known seed = known_of(ed25519_answers[i].seed);
        uint8_t own_pk[32], own_sig[T2_ED25519_SIG_LEN];
        assert_int_equal(t2_ed25519_public(own_pk, seed.b), 0);
        assert_memory_equal(own_pk, pk.b, 32);
        assert_int_equal(t2_ed25519_sign(own_sig, seed.b, known_view(&msg)), 0);
        assert_memory_equal(own_sig, sig.b, sizeof own_sig);
        uint8_t *fields[] = {pk.b, msg.b, sig.b};
        const size_t len[] = {pk.len, msg.len, sig.len};
        for (size_t f = 0; f < 3; f++) {
            for (size_t bit = 0; bit < 8 * len[f]; bit++) {
                fields[f][bit / 8] ^= (uint8_t)(1u << bit % 8);
                assert_int_equal(t2_ed25519_verify(pk.b, known_view(&msg), known_view(&sig)), T2_E_AUTH);
                fields[f][bit / 8] ^= (uint8_t)(1u << bit % 8);
            }
        }
        for (size_t n = 0; n < 64; n++)
            assert_int_equal(t2_ed25519_verify(pk.b, known_view(&msg), t2_bytes_of(sig.b, n)), T2_E_AUTH);
        assert_int_equal(t2_ed25519_verify(pk.b, known_view(&msg), t2_bytes_of(sig.b, 65)), T2_E_AUTH);
        assert_int_equal(t2_ed25519_verify(pk.b, known_view(&msg), t2_bytes_of(NULL, 0)), T2_E_AUTH);
    }
}

/* RFC 8032 section 5.1.7: S must be below the order of the group. S + L is the same signature to those who do
 * not look. */
static void a_signature_has_one_form(void **state)
{
    (void)state;
    struct known order = known_of("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    for (size_t i = 0; i < N_ED25519; i++) {
        struct known pk = known_of(ed25519_answers[i].pk), msg = known_of(ed25519_answers[i].msg);
        struct known sig = known_of(ed25519_answers[i].sig);
        sodium_add(sig.b + 32, order.b, 32);
        assert_int_equal(t2_ed25519_verify(pk.b, known_view(&msg), known_view(&sig)), T2_E_AUTH);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_keypairs_share_a_secret),
        cmocka_unit_test(x25519_as_published),
        cmocka_unit_test(small_order_points_are_refused),
        cmocka_unit_test(keypairs_come_from_the_given_randomness),
        cmocka_unit_test(ed25519_as_published),
        cmocka_unit_test(a_signature_has_one_form),
    };
    return t2_init() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
