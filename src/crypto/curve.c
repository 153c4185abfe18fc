/* X25519 (RFC 7748), Ed25519 verification (RFC 8032), ristretto255 (RFC 9496), all over libsodium. */
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
    if (crypto_scalarmult(out, sk, pk) == 0)
        return 0;
    t2_wipe(out, 32);
    return T2_E_MALFORMED;
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

int t2_ristretto_base_mul(uint8_t out[static 32], const uint8_t scalar[static 32])
{
    return crypto_scalarmult_ristretto255_base(out, scalar) == 0 ? 0 : T2_E_MALFORMED;
}

int t2_ristretto_mul(uint8_t out[static 32], const uint8_t scalar[static 32], const uint8_t point[static 32])
{
    return crypto_scalarmult_ristretto255(out, scalar, point) == 0 ? 0 : T2_E_MALFORMED;
}

int t2_ristretto_add(uint8_t out[static 32], const uint8_t p[static 32], const uint8_t q[static 32])
{
    if (sodium_is_zero(p, 32) == 1 || sodium_is_zero(q, 32) == 1 ||
        crypto_core_ristretto255_add(out, p, q) != 0)
        return T2_E_MALFORMED;
    return sodium_is_zero(out, 32) == 1 ? T2_E_MALFORMED : 0;
}

int t2_ristretto_sub(uint8_t out[static 32], const uint8_t p[static 32], const uint8_t q[static 32])
{
    if (sodium_is_zero(p, 32) == 1 || sodium_is_zero(q, 32) == 1 ||
        crypto_core_ristretto255_sub(out, p, q) != 0)
        return T2_E_MALFORMED;
    return sodium_is_zero(out, 32) == 1 ? T2_E_MALFORMED : 0;
}

int t2_ristretto_from_uniform(uint8_t out[static 32], const uint8_t in[static 64])
{
    return crypto_core_ristretto255_from_hash(out, in) == 0 ? 0 : T2_E_MALFORMED;
}

int t2_ristretto_check(const uint8_t point[static 32])
{
    return crypto_core_ristretto255_is_valid_point(point) == 1 && sodium_is_zero(point, 32) == 0
               ? 0
               : T2_E_MALFORMED;
}
