/* SHA-256, HMAC and HKDF over OpenSSL (its SHA extensions), BLAKE2b over libsodium. */
#include <tracktwo/crypto.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include <tracktwo/secret.h>

struct t2_sha256 {
    EVP_MD_CTX *ctx;
};

/* Leaves nothing in OpenSSL's queue of errors, where TLS would take it for its own. */
static int failed(int err)
{
    ERR_clear_error();
    return err;
}

/* Fetched once and kept: an implicit fetch at every start costs more than hashing a page. */
static const EVP_MD *sha256_method(void)
{
    static EVP_MD *method;
    EVP_MD *known = __atomic_load_n(&method, __ATOMIC_ACQUIRE);
    if (known != NULL)
        return known;
    EVP_MD *fetched = EVP_MD_fetch(NULL, "SHA256", NULL);
    if (fetched != NULL &&
        !__atomic_compare_exchange_n(&method, &known, fetched, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
        EVP_MD_free(fetched);
        return known;
    }
    return fetched;
}

int t2_sha256_new(struct t2_sha256 **out)
{
    struct t2_sha256 *h = malloc(sizeof *h);
    if (h == NULL)
        return T2_E_MEMORY;
    h->ctx = EVP_MD_CTX_new();
    if (h->ctx == NULL || t2_sha256_reset(h) != 0) {
        t2_sha256_free(h);
        return T2_E_MEMORY;
    }
    *out = h;
    return 0;
}

void t2_sha256_free(struct t2_sha256 *h)
{
    if (h == NULL)
        return;
    EVP_MD_CTX_free(h->ctx); /* clears its state */
    free(h);
}

int t2_sha256_reset(struct t2_sha256 *h)
{
    const EVP_MD *method = sha256_method();
    return method != NULL && EVP_DigestInit_ex2(h->ctx, method, NULL) == 1 ? 0 : failed(T2_E_MEMORY);
}

int t2_sha256_update(struct t2_sha256 *h, const void *p, size_t n)
{
    return EVP_DigestUpdate(h->ctx, p, n) == 1 ? 0 : failed(T2_E_STATE);
}

int t2_sha256_final(struct t2_sha256 *h, uint8_t out[static T2_SHA256_LEN])
{
    return EVP_DigestFinal_ex(h->ctx, out, NULL) == 1 ? 0 : failed(T2_E_STATE);
}

int t2_sha256(uint8_t out[static T2_SHA256_LEN], const struct t2_bytes *parts, size_t n_parts)
{
    struct t2_sha256 h = {EVP_MD_CTX_new()};
    int err = h.ctx == NULL ? failed(T2_E_MEMORY) : t2_sha256_reset(&h);
    for (size_t i = 0; err == 0 && i < n_parts; i++)
        err = t2_sha256_update(&h, parts[i].ptr, parts[i].len);
    if (err == 0)
        err = t2_sha256_final(&h, out);
    EVP_MD_CTX_free(h.ctx);
    return err;
}

int t2_blake2b_256(uint8_t out[static 32], struct t2_bytes in)
{
    return crypto_generichash(out, 32, in.ptr, in.len, NULL, 0) == 0 ? 0 : T2_E_ARGUMENT;
}

static int hmac(uint8_t out[32], struct t2_bytes key, const struct t2_bytes *parts, size_t n_parts)
{
    static const uint8_t empty[1]; /* libsodium wants an address for a key of no bytes too */
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key.len > 0 ? key.ptr : empty, key.len);
    for (size_t i = 0; i < n_parts; i++)
        crypto_auth_hmacsha256_update(&state, parts[i].ptr, parts[i].len);
    crypto_auth_hmacsha256_final(&state, out);
    t2_wipe(&state, sizeof state);
    return 0;
}

int t2_hmac_sha256(uint8_t out[static 32], struct t2_bytes key, struct t2_bytes in)
{
    return hmac(out, key, &in, 1);
}

/* RFC 5869 section 2.2. */
int t2_hkdf_extract(uint8_t out_prk[static 32], struct t2_bytes salt, struct t2_bytes ikm)
{
    return hmac(out_prk, salt, &ikm, 1);
}

/* RFC 5869 section 2.3: T(i) = HMAC(PRK, T(i-1) | info | i). */
int t2_hkdf_expand(uint8_t *out, size_t out_len, const uint8_t prk[static 32], struct t2_bytes info)
{
    uint8_t t[32], i = 0;
    size_t t_len = 0;
    if (out_len > (size_t)255 * 32)
        return T2_E_ARGUMENT;
    while (out_len != 0) {
        i++;
        const struct t2_bytes parts[] = {{t, t_len}, info, {&i, 1}};
        (void)hmac(t, t2_bytes_of(prk, 32), parts, 3); /* cannot fail */
        t_len = sizeof t;
        size_t n = out_len < sizeof t ? out_len : sizeof t;
        memcpy(out, t, n);
        out += n;
        out_len -= n;
    }
    t2_wipe(t, sizeof t);
    return 0;
}

int t2_hkdf(uint8_t *out, size_t out_len, struct t2_bytes salt, struct t2_bytes ikm, struct t2_bytes info)
{
    uint8_t prk[32];
    int err = t2_hkdf_extract(prk, salt, ikm);
    if (err == 0)
        err = t2_hkdf_expand(out, out_len, prk, info);
    t2_wipe(prk, sizeof prk);
    return err;
}
