/* See key_file.h: Argon2id of the passphrase, XChaCha20-Poly1305 over the key. */
#include "desk/key_file.h"

#include <string.h>

#include <tracktwo/crypto.h>
#include <tracktwo/secret.h>
#include <tracktwo/wire.h>

#define COST_MAX_KIB 1048576u
#define COST_MAX_PASSES 16u

int key_file_seal(const char *mark, const struct t2_random *rng, struct t2_bytes passphrase,
                  struct channel_store_cost cost, const uint8_t sk[static 32], struct t2_buf *out)
{
    uint8_t key[32] = {0}, salt[16], nonce[T2_XAEAD_NONCE_LEN], sealed[32 + T2_AEAD_TAG_LEN];
    size_t before = out->len;
    struct wire_writer w = wire_writer_init(out);
    int err = t2_random_fill(rng, salt, sizeof(salt));
    if (err != 0 || (err = t2_random_fill(rng, nonce, sizeof(nonce))) != 0 ||
        (err = t2_argon2id(key, passphrase, salt, cost.mem_kib, cost.passes)) != 0) {
        goto out;
    }
    wire_put_raw(&w, t2_bytes_str(mark));
    wire_put_u32(&w, cost.mem_kib);
    wire_put_u16(&w, (uint16_t)cost.passes);
    wire_put_raw(&w, t2_bytes_of(salt, sizeof(salt)));
    wire_put_raw(&w, t2_bytes_of(nonce, sizeof(nonce)));
    if ((err = wire_writer_finish(&w)) != 0 ||
        (err = t2_xaead_seal(sealed, key, nonce, t2_bytes_of(out->ptr + before, out->len - before),
                             t2_bytes_of(sk, 32))) != 0 ||
        (err = t2_buf_append(out, sealed, sizeof(sealed))) != 0) {
        goto out;
    }
out:
    if (err != 0) {
        out->len = before;
    }
    t2_wipe(key, sizeof(key));
    return err;
}

int key_file_open(const char *mark, struct t2_bytes file, struct t2_bytes passphrase,
                  uint8_t out_sk[static 32], int *out_passphrase)
{
    uint8_t key[32] = {0}, salt[16], nonce[T2_XAEAD_NONCE_LEN];
    struct wire_reader r = wire_reader_init(file);
    struct t2_bytes said = wire_get_raw(&r, strlen(mark));
    uint32_t mem_kib = wire_get_u32(&r), passes = wire_get_u16(&r);
    wire_get_copy(&r, salt, sizeof(salt));
    wire_get_copy(&r, nonce, sizeof(nonce));
    struct t2_bytes sealed = wire_get_raw(&r, 32 + T2_AEAD_TAG_LEN);
    int err = wire_reader_finish(&r);
    memset(out_sk, 0, 32);
    *out_passphrase = 0;
    if (err != 0 || !t2_bytes_eq(said, t2_bytes_str(mark)) || mem_kib < 8192 || mem_kib > COST_MAX_KIB ||
        passes < 1 || passes > COST_MAX_PASSES) {
        return T2_E_MALFORMED;
    }
    err = t2_argon2id(key, passphrase, salt, mem_kib, passes);
    if (err == 0) {
        err = t2_xaead_open(out_sk, key, nonce, t2_bytes_of(file.ptr, file.len - sealed.len), sealed);
        *out_passphrase = err == T2_E_AUTH;
    }
    t2_wipe(key, sizeof(key));
    return err;
}

/* ---- lines ---- */

static int check_of(const char *mark, const uint8_t value[static 32], uint8_t out[static KEY_LINE_CHECK_LEN])
{
    uint8_t digest[32];
    const struct t2_bytes parts[] = {t2_bytes_str(mark), t2_bytes_of(value, 32)};
    int err = t2_sha256(digest, parts, 2);
    memcpy(out, digest, KEY_LINE_CHECK_LEN);
    return err;
}

int key_line_write(const char *mark, const char *prefix, const uint8_t value[static 32], char *out,
                   size_t max)
{
    uint8_t bytes[32 + KEY_LINE_CHECK_LEN];
    size_t n = strlen(prefix);
    if (max < n + 2 * sizeof(bytes) + 1) {
        return T2_E_ARGUMENT;
    }
    int err = check_of(mark, value, bytes + 32);
    if (err == 0) {
        memcpy(bytes, value, 32);
        memcpy(out, prefix, n + 1);
        t2_hex(out + n, bytes, sizeof(bytes));
    }
    return err;
}

int key_line_read(const char *mark, const char *prefix, struct t2_bytes line, uint8_t out[static 32])
{
    char hex[2 * (32 + KEY_LINE_CHECK_LEN) + 1];
    uint8_t bytes[32 + KEY_LINE_CHECK_LEN], check[KEY_LINE_CHECK_LEN];
    size_t n = strlen(prefix);
    while (line.len > 0 && strchr(" \t\r\n", line.ptr[line.len - 1]) != NULL) {
        line.len--;
    }
    while (line.len > 0 && strchr(" \t", line.ptr[0]) != NULL) {
        line.ptr++;
        line.len--;
    }
    if (line.len != n + sizeof(hex) - 1 || memcmp(line.ptr, prefix, n) != 0) {
        return T2_E_MALFORMED;
    }
    memcpy(hex, line.ptr + n, sizeof(hex) - 1);
    hex[sizeof(hex) - 1] = '\0';
    int err = t2_unhex(bytes, sizeof(bytes), hex);
    if (err == 0) {
        err = check_of(mark, bytes, check);
    }
    if (err == 0 && memcmp(check, bytes + 32, KEY_LINE_CHECK_LEN) != 0) {
        err = T2_E_MALFORMED;
    }
    if (err == 0) {
        memcpy(out, bytes, 32);
    }
    return err;
}
