/* What the other rooms need of cryptography, over libsodium 1.0.18 and OpenSSL 3.0. No own primitives here.
 */
#ifndef T2_TRACKTWO_CRYPTO_H
#define T2_TRACKTWO_CRYPTO_H

#include <tracktwo/bytes.h>
#include <tracktwo/random.h>

#define T2_SHA256_LEN 32
#define T2_X25519_LEN 32
#define T2_AEAD_KEY_LEN 32
#define T2_AEAD_NONCE_LEN 12
#define T2_XAEAD_NONCE_LEN 24
#define T2_AEAD_TAG_LEN 16
#define T2_RISTRETTO_LEN 32
#define T2_ED25519_SIG_LEN 64

/* SHA-256 (FIPS 180-4), incremental; uses the CPU's SHA extensions through OpenSSL. Copyable by sha256_copy
 * only. */
struct t2_sha256;
T2_MUST_USE int t2_sha256_new(struct t2_sha256 **out);
void t2_sha256_free(struct t2_sha256 *h); /* wipes; NULL is fine */
T2_MUST_USE int t2_sha256_reset(struct t2_sha256 *h);
T2_MUST_USE int t2_sha256_update(struct t2_sha256 *h, const void *p, size_t n);
T2_MUST_USE int t2_sha256_final(struct t2_sha256 *h,
                                uint8_t out[static T2_SHA256_LEN]); /* then reset before reuse */
/* One shot over several parts, concatenated. */
T2_MUST_USE int t2_sha256(uint8_t out[static T2_SHA256_LEN], const struct t2_bytes *parts, size_t n_parts);

/* BLAKE2b-256 (RFC 7693), unkeyed. */
T2_MUST_USE int t2_blake2b_256(uint8_t out[static 32], struct t2_bytes in);
/* HMAC-SHA256 (RFC 2104). */
T2_MUST_USE int t2_hmac_sha256(uint8_t out[static 32], struct t2_bytes key, struct t2_bytes in);
/* HKDF-SHA256 (RFC 5869): extract, expand (out_len <= 255 * 32), and both at once. */
T2_MUST_USE int t2_hkdf_extract(uint8_t out_prk[static 32], struct t2_bytes salt, struct t2_bytes ikm);
T2_MUST_USE int t2_hkdf_expand(uint8_t *out, size_t out_len, const uint8_t prk[static 32],
                               struct t2_bytes info);
T2_MUST_USE int t2_hkdf(uint8_t *out, size_t out_len, struct t2_bytes salt, struct t2_bytes ikm,
                        struct t2_bytes info);

/* X25519 (RFC 7748). An all-zero shared secret (small-order point) is T2_E_MALFORMED and out is zeroed. */
T2_MUST_USE int t2_x25519_keypair(const struct t2_random *rng, uint8_t out_sk[static 32],
                                  uint8_t out_pk[static 32]);
T2_MUST_USE int t2_x25519_public(uint8_t out_pk[static 32], const uint8_t sk[static 32]);
T2_MUST_USE int t2_x25519(uint8_t out[static 32], const uint8_t sk[static 32], const uint8_t pk[static 32]);

/* Ed25519 (RFC 8032). The private key is its seed of 32 bytes; signing is deterministic. verify: 0 or
 * T2_E_AUTH; any length of msg; sig must be 64 bytes, else T2_E_AUTH. */
T2_MUST_USE int t2_ed25519_keypair(const struct t2_random *rng, uint8_t out_seed[static 32],
                                   uint8_t out_pk[static 32]); /* T2_E_RANDOM */
T2_MUST_USE int t2_ed25519_public(uint8_t out_pk[static 32], const uint8_t seed[static 32]);
T2_MUST_USE int t2_ed25519_sign(uint8_t out_sig[static T2_ED25519_SIG_LEN], const uint8_t seed[static 32],
                                struct t2_bytes msg);
T2_MUST_USE int t2_ed25519_verify(const uint8_t pk[static 32], struct t2_bytes msg, struct t2_bytes sig);

/* AES-256-GCM and ChaCha20-Poly1305 behind one door: RFC 5116 interface. A context keeps the expanded key.
 * seal: out holds in.len + 16 bytes. open: out holds in.len - 16 bytes, zeroed on T2_E_AUTH; an input shorter
 * than a tag is T2_E_TRUNCATED. In-place is allowed (out == in.ptr). A nonce must never repeat under one key.
 */
enum t2_aead_kind { T2_AEAD_AES256GCM, T2_AEAD_CHACHA20POLY1305 };
struct t2_aead;
T2_MUST_USE int t2_aead_new(struct t2_aead **out, enum t2_aead_kind kind,
                            const uint8_t key[static T2_AEAD_KEY_LEN]);
void t2_aead_free(struct t2_aead *a); /* wipes */
T2_MUST_USE int t2_aead_seal(struct t2_aead *a, uint8_t *out, const uint8_t nonce[static T2_AEAD_NONCE_LEN],
                             struct t2_bytes ad, struct t2_bytes in);
T2_MUST_USE int t2_aead_open(struct t2_aead *a, uint8_t *out, const uint8_t nonce[static T2_AEAD_NONCE_LEN],
                             struct t2_bytes ad, struct t2_bytes in);

/* XChaCha20-Poly1305 one shot, for sealing at rest and for events (random 24-byte nonces are safe). */
T2_MUST_USE int t2_xaead_seal(uint8_t *out, const uint8_t key[static 32],
                              const uint8_t nonce[static T2_XAEAD_NONCE_LEN], struct t2_bytes ad,
                              struct t2_bytes in);
T2_MUST_USE int t2_xaead_open(uint8_t *out, const uint8_t key[static 32],
                              const uint8_t nonce[static T2_XAEAD_NONCE_LEN], struct t2_bytes ad,
                              struct t2_bytes in);

/* Argon2id (RFC 9106) of a passphrase into a 32-byte key. mem_kib >= 8192, passes >= 1; parallelism 1. */
T2_MUST_USE int t2_argon2id(uint8_t out[static 32], struct t2_bytes passphrase, const uint8_t salt[static 16],
                            uint32_t mem_kib, uint32_t passes);

/* ristretto255 (RFC 9496). Points are their 32-byte encodings; scalars are 32 bytes little-endian, reduced.
 * A non-canonical or identity point, given or resulting, is T2_E_MALFORMED. Scalar multiplications are
 * constant time in the scalar. */
T2_MUST_USE int t2_ristretto_scalar_random(const struct t2_random *rng, uint8_t out[static 32]);
T2_MUST_USE int t2_ristretto_base_mul(uint8_t out[static 32], const uint8_t scalar[static 32]);
T2_MUST_USE int t2_ristretto_mul(uint8_t out[static 32], const uint8_t scalar[static 32],
                                 const uint8_t point[static 32]);
T2_MUST_USE int t2_ristretto_add(uint8_t out[static 32], const uint8_t p[static 32],
                                 const uint8_t q[static 32]);
T2_MUST_USE int t2_ristretto_sub(uint8_t out[static 32], const uint8_t p[static 32],
                                 const uint8_t q[static 32]);
/* 64 uniform bytes to a point (element derivation, RFC 9496 section 4.3.4). */
T2_MUST_USE int t2_ristretto_from_uniform(uint8_t out[static 32], const uint8_t in[static 64]);
/* 0 when canonical and not the identity, else T2_E_MALFORMED. */
T2_MUST_USE int t2_ristretto_check(const uint8_t point[static 32]);

#endif
