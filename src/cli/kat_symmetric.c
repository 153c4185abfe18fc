/* Known answers of the AEADs, of HMAC-SHA256 and of HKDF-SHA256. */
#include "kat.h"

#include <stdlib.h>

#include <tracktwo/crypto.h>
#include <tracktwo/secret.h>

struct aead_case {
    struct t2_buf key, nonce, ad, text, sealed; /* sealed: ciphertext, then tag */
    size_t tag_len;
};

static void aead_case_free(struct aead_case *a)
{
    t2_buf_free(&a->key);
    t2_buf_free(&a->nonce);
    t2_buf_free(&a->ad);
    t2_buf_free(&a->text);
    t2_buf_free(&a->sealed);
}

static bool aead_case_read(struct aead_case *a, const json_t *test)
{
    t2_buf_init(&a->key, KAT_FIELD_MAX);
    t2_buf_init(&a->nonce, KAT_FIELD_MAX);
    t2_buf_init(&a->ad, KAT_FIELD_MAX);
    t2_buf_init(&a->text, KAT_FIELD_MAX);
    t2_buf_init(&a->sealed, 2 * KAT_FIELD_MAX);
    if (!kat_get_hex(test, "key", &a->key) || !kat_get_hex(test, "iv", &a->nonce) ||
        !kat_get_hex(test, "aad", &a->ad) || !kat_get_hex(test, "msg", &a->text) ||
        !kat_get_hex(test, "ct", &a->sealed))
        return false;
    size_t ct_len = a->sealed.len;
    if (!kat_get_hex(test, "tag", &a->sealed))
        return false;
    a->tag_len = a->sealed.len - ct_len;
    return true;
}

/* One door of crypto.h: NULL kind for XChaCha20-Poly1305, which has no context. */
static int known_seal(const enum t2_aead_kind *kind, const struct aead_case *a, uint8_t *out)
{
    struct t2_aead *x = NULL;
    struct t2_bytes ad = t2_buf_view(&a->ad), in = t2_buf_view(&a->text);
    if (kind == NULL)
        return t2_xaead_seal(out, a->key.ptr, a->nonce.ptr, ad, in);
    int err = t2_aead_new(&x, *kind, a->key.ptr);
    if (err == 0)
        err = t2_aead_seal(x, out, a->nonce.ptr, ad, in);
    t2_aead_free(x);
    return err;
}

static int known_open(const enum t2_aead_kind *kind, const struct aead_case *a, uint8_t *out)
{
    struct t2_aead *x = NULL;
    struct t2_bytes ad = t2_buf_view(&a->ad), in = t2_buf_view(&a->sealed);
    if (kind == NULL)
        return t2_xaead_open(out, a->key.ptr, a->nonce.ptr, ad, in);
    int err = t2_aead_new(&x, *kind, a->key.ptr);
    if (err == 0)
        err = t2_aead_open(x, out, a->nonce.ptr, ad, in);
    t2_aead_free(x);
    return err;
}

/* Sealing must give exactly the known bytes for a valid case and never those of an invalid one; opening them
 * must give the text, or refuse. */
static enum kat_outcome aead_run(const struct kat_case *c, const enum t2_aead_kind *kind, const char **why)
{
    T2_CLEANUP(aead_case_free) struct aead_case a;
    enum kat_outcome outcome = KAT_FAILED;
    uint8_t *sealed = NULL, *opened = NULL;
    if (!aead_case_read(&a, c->test))
        return KAT_MALFORMED;
    if (a.key.len != T2_AEAD_KEY_LEN || a.tag_len != T2_AEAD_TAG_LEN ||
        a.nonce.len != (kind == NULL ? T2_XAEAD_NONCE_LEN : T2_AEAD_NONCE_LEN)) {
        *why = "a size of key, nonce or tag that we do not have";
        return KAT_SKIPPED;
    }
    *why = "our code failed";
    sealed = malloc(a.text.len + T2_AEAD_TAG_LEN);
    opened = malloc(a.sealed.len);
    if (sealed == NULL || opened == NULL || known_seal(kind, &a, sealed) != 0)
        goto out;
    bool same = t2_bytes_eq(t2_bytes_of(sealed, a.text.len + T2_AEAD_TAG_LEN), t2_buf_view(&a.sealed));
    int err = known_open(kind, &a, opened);
    bool right =
        err == 0 && t2_bytes_eq(t2_bytes_of(opened, a.sealed.len - T2_AEAD_TAG_LEN), t2_buf_view(&a.text));
    if (c->expected != KAT_ACCEPTABLE && same != (c->expected == KAT_VALID)) {
        *why = c->expected == KAT_VALID ? "sealing gives other bytes" : "sealing gives these invalid bytes";
        goto out;
    }
    outcome = kat_judge(c, err, right, why);
out:
    free(sealed);
    free(opened);
    return outcome;
}

enum kat_outcome kat_aes_gcm_run(const struct kat_case *c, const char **why)
{
    static const enum t2_aead_kind kind = T2_AEAD_AES256GCM;
    return aead_run(c, &kind, why);
}

enum kat_outcome kat_chacha20_poly1305_run(const struct kat_case *c, const char **why)
{
    static const enum t2_aead_kind kind = T2_AEAD_CHACHA20POLY1305;
    return aead_run(c, &kind, why);
}

enum kat_outcome kat_xchacha20_poly1305_run(const struct kat_case *c, const char **why)
{
    return aead_run(c, NULL, why);
}

/* A shorter tag is the front of the whole one (RFC 2104 section 5). */
enum kat_outcome kat_hmac_sha256_run(const struct kat_case *c, const char **why)
{
    T2_CLEANUP(t2_buf_free) struct t2_buf key = {.max = KAT_FIELD_MAX};
    T2_CLEANUP(t2_buf_free) struct t2_buf msg = {.max = KAT_FIELD_MAX};
    T2_CLEANUP(t2_buf_free) struct t2_buf tag = {.max = KAT_FIELD_MAX};
    const json_t *bits = json_object_get(c->group, "tagSize");
    uint8_t got[32];
    if (!kat_get_hex(c->test, "key", &key) || !kat_get_hex(c->test, "msg", &msg) ||
        !kat_get_hex(c->test, "tag", &tag) || !json_is_integer(bits))
        return KAT_MALFORMED;
    json_int_t len = json_integer_value(bits) / 8;
    if (len < 1 || len > 32)
        return KAT_MALFORMED;
    int err = t2_hmac_sha256(got, t2_buf_view(&key), t2_buf_view(&msg));
    if (err == 0 && !t2_bytes_eq(t2_bytes_of(got, (size_t)len), t2_buf_view(&tag)))
        err = T2_E_AUTH;
    return kat_judge(c, err, true, why);
}

/* At once, and as extract and expand; invalid is only an output longer than there can be. */
enum kat_outcome kat_hkdf_sha256_run(const struct kat_case *c, const char **why)
{
    T2_CLEANUP(t2_buf_free) struct t2_buf ikm = {.max = KAT_FIELD_MAX};
    T2_CLEANUP(t2_buf_free) struct t2_buf salt = {.max = KAT_FIELD_MAX};
    T2_CLEANUP(t2_buf_free) struct t2_buf info = {.max = KAT_FIELD_MAX};
    T2_CLEANUP(t2_buf_free) struct t2_buf okm = {.max = KAT_FIELD_MAX};
    T2_CLEANUP(t2_buf_free) struct t2_buf got = {.max = KAT_FIELD_MAX};
    const json_t *size = json_object_get(c->test, "size");
    uint8_t prk[32];
    if (!kat_get_hex(c->test, "ikm", &ikm) || !kat_get_hex(c->test, "salt", &salt) ||
        !kat_get_hex(c->test, "info", &info) || !kat_get_hex(c->test, "okm", &okm) || !json_is_integer(size))
        return KAT_MALFORMED;
    json_int_t len = json_integer_value(size);
    if (len < 0 || (size_t)len > KAT_FIELD_MAX || t2_buf_reserve(&got, (size_t)len) != 0)
        return KAT_MALFORMED;
    got.len = (size_t)len;
    int err = t2_hkdf(got.ptr, got.len, t2_buf_view(&salt), t2_buf_view(&ikm), t2_buf_view(&info));
    if (c->expected == KAT_INVALID) {
        *why = "an output longer than there can be was not refused";
        return err == T2_E_ARGUMENT ? KAT_PASSED : KAT_FAILED;
    }
    bool right = err == 0 && t2_bytes_eq(t2_buf_view(&got), t2_buf_view(&okm));
    t2_buf_clear(&got);
    got.len = (size_t)len;
    right = right && t2_hkdf_extract(prk, t2_buf_view(&salt), t2_buf_view(&ikm)) == 0 &&
            t2_hkdf_expand(got.ptr, got.len, prk, t2_buf_view(&info)) == 0 &&
            t2_bytes_eq(t2_buf_view(&got), t2_buf_view(&okm));
    return kat_judge(c, err, right, why);
}
