/* AEADs: AES-256-GCM and ChaCha20-Poly1305 (RFC 5116, RFC 8439) over OpenSSL with a kept context,
 * XChaCha20-Poly1305 and Argon2id (RFC 9106) over libsodium. A failure leaves nothing in OpenSSL's queue of
 * errors, where TLS would take it for its own. */
#include <tracktwo/crypto.h>

#include <limits.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <sodium.h>
#include <stdlib.h>

#include <tracktwo/secret.h>

struct t2_aead {
    EVP_CIPHER_CTX *seal;
    EVP_CIPHER_CTX *open;
};

int t2_aead_new(struct t2_aead **out, enum t2_aead_kind kind, const uint8_t key[static T2_AEAD_KEY_LEN])
{
    const EVP_CIPHER *cipher = kind == T2_AEAD_AES256GCM ? EVP_aes_256_gcm() : EVP_chacha20_poly1305();
    if (kind != T2_AEAD_AES256GCM && kind != T2_AEAD_CHACHA20POLY1305)
        return T2_E_ARGUMENT;
    struct t2_aead *a = calloc(1, sizeof *a);
    if (a == NULL)
        return T2_E_MEMORY;
    a->seal = EVP_CIPHER_CTX_new();
    a->open = EVP_CIPHER_CTX_new();
    if (a->seal == NULL || a->open == NULL || EVP_EncryptInit_ex(a->seal, cipher, NULL, key, NULL) != 1 ||
        EVP_DecryptInit_ex(a->open, cipher, NULL, key, NULL) != 1) {
        t2_aead_free(a);
        ERR_clear_error();
        return T2_E_MEMORY;
    }
    *out = a;
    return 0;
}

void t2_aead_free(struct t2_aead *a)
{
    if (a == NULL)
        return;
    EVP_CIPHER_CTX_free(a->seal); /* clears the key */
    EVP_CIPHER_CTX_free(a->open);
    free(a);
}

int t2_aead_seal(struct t2_aead *a, uint8_t *out, const uint8_t nonce[static T2_AEAD_NONCE_LEN],
                 struct t2_bytes ad, struct t2_bytes in)
{
    int n = 0;
    if (in.len > INT_MAX || ad.len > INT_MAX)
        return T2_E_ARGUMENT;
    if (EVP_EncryptInit_ex(a->seal, NULL, NULL, NULL, nonce) != 1 ||
        (ad.len != 0 && EVP_EncryptUpdate(a->seal, NULL, &n, ad.ptr, (int)ad.len) != 1) ||
        (in.len != 0 && EVP_EncryptUpdate(a->seal, out, &n, in.ptr, (int)in.len) != 1) ||
        EVP_EncryptFinal_ex(a->seal, out + in.len, &n) != 1 ||
        EVP_CIPHER_CTX_ctrl(a->seal, EVP_CTRL_AEAD_GET_TAG, T2_AEAD_TAG_LEN, out + in.len) != 1) {
        t2_wipe(out, in.len + T2_AEAD_TAG_LEN);
        ERR_clear_error();
        return T2_E_STATE;
    }
    return 0;
}

int t2_aead_open(struct t2_aead *a, uint8_t *out, const uint8_t nonce[static T2_AEAD_NONCE_LEN],
                 struct t2_bytes ad, struct t2_bytes in)
{
    int n = 0;
    if (in.len < T2_AEAD_TAG_LEN)
        return T2_E_TRUNCATED;
    size_t len = in.len - T2_AEAD_TAG_LEN;
    uint8_t tag[T2_AEAD_TAG_LEN];
    if (len > INT_MAX || ad.len > INT_MAX)
        return T2_E_ARGUMENT;
    for (size_t i = 0; i < sizeof tag; i++)
        tag[i] = in.ptr[len + i];
    if (EVP_DecryptInit_ex(a->open, NULL, NULL, NULL, nonce) != 1 ||
        (ad.len != 0 && EVP_DecryptUpdate(a->open, NULL, &n, ad.ptr, (int)ad.len) != 1) ||
        (len != 0 && EVP_DecryptUpdate(a->open, out, &n, in.ptr, (int)len) != 1) ||
        EVP_CIPHER_CTX_ctrl(a->open, EVP_CTRL_AEAD_SET_TAG, sizeof tag, tag) != 1 ||
        EVP_DecryptFinal_ex(a->open, out + len, &n) != 1) {
        t2_wipe(out, len);
        ERR_clear_error();
        return T2_E_AUTH;
    }
    return 0;
}

int t2_xaead_seal(uint8_t *out, const uint8_t key[static 32], const uint8_t nonce[static T2_XAEAD_NONCE_LEN],
                  struct t2_bytes ad, struct t2_bytes in)
{
    int err = crypto_aead_xchacha20poly1305_ietf_encrypt(out, NULL, in.ptr, in.len, ad.ptr, ad.len, NULL,
                                                         nonce, key);
    return err == 0 ? 0 : T2_E_STATE;
}

int t2_xaead_open(uint8_t *out, const uint8_t key[static 32], const uint8_t nonce[static T2_XAEAD_NONCE_LEN],
                  struct t2_bytes ad, struct t2_bytes in)
{
    if (in.len < T2_AEAD_TAG_LEN)
        return T2_E_TRUNCATED;
    int err = crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, in.ptr, in.len, ad.ptr, ad.len,
                                                         nonce, key);
    return err == 0 ? 0 : T2_E_AUTH;
}

int t2_argon2id(uint8_t out[static 32], struct t2_bytes passphrase, const uint8_t salt[static 16],
                uint32_t mem_kib, uint32_t passes)
{
    if (mem_kib < 8192 || passes < 1)
        return T2_E_ARGUMENT;
    int err = crypto_pwhash(out, 32, (const char *)passphrase.ptr, passphrase.len, salt, passes,
                            (size_t)mem_kib * 1024, crypto_pwhash_ALG_ARGON2ID13);
    return err == 0 ? 0 : T2_E_MEMORY;
}
