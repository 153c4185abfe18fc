/* X25519 (RFC 7748), Ed25519 (RFC 8032), ristretto255 (RFC 9496), all over libsodium. */
#include <tracktwo/crypto.h>

#include <sodium.h>

#include <tracktwo/secret.h>

int t2_x25519_keypair(const struct t2_random *rng, uint8_t out_sk[static 32], uint8_t out_pk[static 32])
{
    int err = t2_random_fill(rng, out_sk, 32);
    if (err == 0)
        err = t2_x25519_public(out_pk, out_sk);
    if (err != 0)
        t2_wipe(out_sk, 32);
    return err;
}

int t2_x25519_public(uint8_t out_pk[static 32], const uint8_t sk[static 32])
{
    return crypto_scalarmult_base(out_pk, sk) == 0 ? 0 : T2_E_ARGUMENT;
}

/* RFC 7748 section 6.1: "Both MAY check, without leaking extra information about the value of K, whether K is
 * the all-zero value and abort if so". */
int t2_x25519(uint8_t out[static 32], const uint8_t sk[static 32], const uint8_t pk[static 32])
{
    int failed = crypto_scalarmult(out, sk, pk);
    T2_CT_PUBLIC(&failed, sizeof failed); /* that the secret is zero is told to all */
    if (failed == 0)
        return 0;
    t2_wipe(out, 32);
    return T2_E_MALFORMED;
}

/* libsodium keeps the public key behind the seed. */
static int ed25519_expand(uint8_t out_sk[static crypto_sign_SECRETKEYBYTES], uint8_t out_pk[static 32],
                          const uint8_t seed[static 32])
{
    return crypto_sign_seed_keypair(out_pk, out_sk, seed) == 0 ? 0 : T2_E_ARGUMENT;
}

int t2_ed25519_public(uint8_t out_pk[static 32], const uint8_t seed[static 32])
{
    uint8_t sk[crypto_sign_SECRETKEYBYTES];
    int err = ed25519_expand(sk, out_pk, seed);
    t2_wipe(sk, sizeof sk);
    return err;
}

int t2_ed25519_keypair(const struct t2_random *rng, uint8_t out_seed[static 32], uint8_t out_pk[static 32])
{
    int err = t2_random_fill(rng, out_seed, 32);
    if (err == 0)
        err = t2_ed25519_public(out_pk, out_seed);
    if (err != 0)
        t2_wipe(out_seed, 32);
    return err;
}

int t2_ed25519_sign(uint8_t out_sig[static T2_ED25519_SIG_LEN], const uint8_t seed[static 32],
                    struct t2_bytes msg)
{
    uint8_t sk[crypto_sign_SECRETKEYBYTES], pk[32];
    int err = ed25519_expand(sk, pk, seed);
    if (err == 0 && crypto_sign_detached(out_sig, NULL, msg.ptr, msg.len, sk) != 0)
        err = T2_E_ARGUMENT;
    t2_wipe(sk, sizeof sk);
    return err;
}

int t2_ed25519_verify(const uint8_t pk[static 32], struct t2_bytes msg, struct t2_bytes sig)
{
    if (sig.len != crypto_sign_BYTES)
        return T2_E_AUTH;
    return crypto_sign_verify_detached(sig.ptr, msg.ptr, msg.len, pk) == 0 ? 0 : T2_E_AUTH;
}

int t2_ristretto_scalar_random(const struct t2_random *rng, uint8_t out[static 32])
{
    uint8_t wide[crypto_core_ristretto255_NONREDUCEDSCALARBYTES];
    int err = t2_random_fill(rng, wide, sizeof wide);
    crypto_core_ristretto255_scalar_reduce(out, wide);
    t2_wipe(wide, sizeof wide);
    return err;
}

/* RFC 9496 section 4.3.1 refuses a value of p or more; libsodium 1.0.18 looks away from the top bit. Nobody
 * here has a use for the identity. */
static int is_point(const uint8_t p[32])
{
    return ((p[31] >> 7) | sodium_is_zero(p, 32)) == 0;
}

/* What libsodium computed, unless it failed or it is the identity. */
static int point_result(int failed, uint8_t out[32])
{
    failed |= sodium_is_zero(out, 32);
    T2_CT_PUBLIC(&failed, sizeof failed); /* only that there is no result */
    if (failed == 0)
        return 0;
    t2_wipe(out, 32);
    return T2_E_MALFORMED;
}

int t2_ristretto_base_mul(uint8_t out[static 32], const uint8_t scalar[static 32])
{
    return point_result(crypto_scalarmult_ristretto255_base(out, scalar), out);
}

int t2_ristretto_mul(uint8_t out[static 32], const uint8_t scalar[static 32], const uint8_t point[static 32])
{
    if (!is_point(point))
        return T2_E_MALFORMED;
    return point_result(crypto_scalarmult_ristretto255(out, scalar, point), out);
}

int t2_ristretto_add(uint8_t out[static 32], const uint8_t p[static 32], const uint8_t q[static 32])
{
    if (!is_point(p) || !is_point(q))
        return T2_E_MALFORMED;
    return point_result(crypto_core_ristretto255_add(out, p, q), out);
}

int t2_ristretto_sub(uint8_t out[static 32], const uint8_t p[static 32], const uint8_t q[static 32])
{
    if (!is_point(p) || !is_point(q))
        return T2_E_MALFORMED;
    return point_result(crypto_core_ristretto255_sub(out, p, q), out);
}

int t2_ristretto_from_uniform(uint8_t out[static 32], const uint8_t in[static 64])
{
    return point_result(crypto_core_ristretto255_from_hash(out, in), out);
}

int t2_ristretto_check(const uint8_t point[static 32])
{
    return is_point(point) && crypto_core_ristretto255_is_valid_point(point) == 1 ? 0 : T2_E_MALFORMED;
}
