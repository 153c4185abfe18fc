/* The bytes of the sealed file. docs/protocol/channel.md, section 9. No file is touched here.
 *
 *   header  magic 8 | version 2 | memory in KiB 4 | passes 4 | salt 16 | nonce 24 | sealed file key 48 |
 * check 16 body    nonce 24 | sealed (content vector | zeros up to a multiple of 64 KiB) | tag 16
 *
 * The file key is random and sealed under Argon2id(passphrase, salt); its tag tells a wrong passphrase.
 * check, the head of SHA-256 over the header before it, tells a damaged one, as far as damage is not
 * deliberate. The body is one sealed piece, bound to the header. */
#include <string.h>

#include "channel_internal.h"

static const uint8_t magic[8] = {'T', '2', 'S', 'T', 'O', 'R', 'E', '\n'};
#define STORE_VERSION 1
#define CHECK_LEN 16
#define PAD_TO 65536u
#define WRAP_AD "Track Two channel 1 file key"
#define MEM_MIN_KIB 8192u
#define MEM_MAX_KIB 1048576u
#define PASSES_MAX 16u

static bool cost_is_fine(struct channel_store_cost c)
{
    return c.mem_kib >= MEM_MIN_KIB && c.mem_kib <= MEM_MAX_KIB && c.passes >= 1 && c.passes <= PASSES_MAX;
}

static int header_check(const uint8_t *header, uint8_t out[static CHECK_LEN])
{
    uint8_t full[T2_SHA256_LEN];
    struct t2_bytes all = t2_bytes_of(header, CHANNEL_STORE_HEADER_LEN - CHECK_LEN);
    int err = t2_sha256(full, &all, 1);
    if (err == 0) {
        memcpy(out, full, CHECK_LEN);
    }
    return err;
}

static int header_write(struct channel_store_header *h)
{
    struct t2_buf b;
    t2_buf_init(&b, CHANNEL_STORE_HEADER_LEN);
    struct wire_writer w = wire_writer_init(&b);
    wire_put_raw(&w, t2_bytes_of(magic, sizeof magic));
    wire_put_u16(&w, STORE_VERSION);
    wire_put_u32(&w, h->cost.mem_kib);
    wire_put_u32(&w, h->cost.passes);
    wire_put_raw(&w, t2_bytes_of(h->salt, sizeof h->salt));
    wire_put_raw(&w, t2_bytes_of(h->wrap_nonce, sizeof h->wrap_nonce));
    wire_put_raw(&w, t2_bytes_of(h->wrapped, sizeof h->wrapped));
    int err = wire_writer_finish(&w);
    if (err == 0) {
        memcpy(h->bytes, b.ptr, b.len);
        err = header_check(h->bytes, h->bytes + b.len);
    }
    t2_buf_free(&b);
    return err;
}

int channel_store_header_new(struct channel_store_header *out, struct t2_bytes passphrase,
                             struct channel_store_cost cost, const struct t2_random *random,
                             uint8_t out_key[static CHANNEL_KEY_LEN])
{
    uint8_t wrap_key[CHANNEL_KEY_LEN];
    struct channel_store_header h = {.cost = cost};
    if (!cost_is_fine(cost)) {
        return T2_E_ARGUMENT;
    }
    int err = t2_random_fill(random, h.salt, sizeof h.salt);
    if (err == 0) {
        err = t2_random_fill(random, h.wrap_nonce, sizeof h.wrap_nonce);
    }
    if (err == 0) {
        err = t2_random_fill(random, out_key, CHANNEL_KEY_LEN);
    }
    if (err == 0) {
        err = t2_argon2id(wrap_key, passphrase, h.salt, cost.mem_kib, cost.passes);
    }
    if (err == 0) {
        err = t2_xaead_seal(h.wrapped, wrap_key, h.wrap_nonce, t2_bytes_str(WRAP_AD),
                            t2_bytes_of(out_key, CHANNEL_KEY_LEN));
    }
    if (err == 0) {
        err = header_write(&h);
    }
    t2_wipe(wrap_key, sizeof wrap_key);
    if (err != 0) {
        t2_wipe(out_key, CHANNEL_KEY_LEN);
        return err;
    }
    *out = h;
    return 0;
}

int channel_store_header_read(struct channel_store_header *out, struct t2_bytes file)
{
    uint8_t check[CHECK_LEN];
    memset(out, 0, sizeof *out);
    if (file.len < CHANNEL_STORE_HEADER_LEN) {
        return T2_E_TRUNCATED;
    }
    struct wire_reader r = wire_reader_init(t2_bytes_of(file.ptr, CHANNEL_STORE_HEADER_LEN - CHECK_LEN));
    struct t2_bytes start = wire_get_raw(&r, sizeof magic);
    uint16_t version = wire_get_u16(&r);
    out->cost.mem_kib = wire_get_u32(&r);
    out->cost.passes = wire_get_u32(&r);
    wire_get_copy(&r, out->salt, sizeof out->salt);
    wire_get_copy(&r, out->wrap_nonce, sizeof out->wrap_nonce);
    wire_get_copy(&r, out->wrapped, sizeof out->wrapped);
    int err = wire_reader_finish(&r);
    if (err != 0) {
        return err;
    }
    if (!t2_bytes_eq(start, t2_bytes_of(magic, sizeof magic))) {
        return T2_E_MALFORMED;
    }
    if (version != STORE_VERSION) {
        return T2_E_VERSION;
    }
    memcpy(out->bytes, file.ptr, CHANNEL_STORE_HEADER_LEN);
    err = header_check(out->bytes, check);
    if (err != 0) {
        return err;
    }
    if (memcmp(check, out->bytes + CHANNEL_STORE_HEADER_LEN - CHECK_LEN, CHECK_LEN) != 0 ||
        !cost_is_fine(out->cost)) {
        return T2_E_MALFORMED;
    }
    return 0;
}

int channel_store_header_unwrap(const struct channel_store_header *h, struct t2_bytes passphrase,
                                uint8_t out_key[static CHANNEL_KEY_LEN])
{
    uint8_t wrap_key[CHANNEL_KEY_LEN];
    int err = t2_argon2id(wrap_key, passphrase, h->salt, h->cost.mem_kib, h->cost.passes);
    if (err == 0) {
        err = t2_xaead_open(out_key, wrap_key, h->wrap_nonce, t2_bytes_str(WRAP_AD),
                            t2_bytes_of(h->wrapped, sizeof h->wrapped));
    }
    t2_wipe(wrap_key, sizeof wrap_key);
    return err;
}

int channel_store_values_read(struct t2_bytes content,
                              int (*take)(void *ctx, const char *key, struct t2_bytes value), void *ctx)
{
    struct wire_reader r = wire_reader_init(content);
    while (r.left > 0 && r.err == 0) {
        char key[CHANNEL_STORE_KEY_MAX + 1] = {0};
        struct t2_bytes name = wire_get_vec(&r, CHANNEL_STORE_KEY_MAX);
        struct t2_bytes value = wire_get_vec(&r, CHANNEL_STORE_VALUE_MAX);
        if (name.len > 0) {
            memcpy(key, name.ptr, name.len);
        }
        if (strlen(key) != name.len || name.len == 0) {
            wire_fail(&r, T2_E_MALFORMED);
        }
        if (r.err == 0) {
            int err = take(ctx, key, value);
            if (err != 0) {
                return err;
            }
        }
    }
    return wire_reader_finish(&r);
}

int channel_store_body_seal(const struct channel_store_header *h, const uint8_t key[static CHANNEL_KEY_LEN],
                            const struct t2_random *random, struct t2_bytes content, struct t2_buf *out_file)
{
    uint8_t nonce[T2_XAEAD_NONCE_LEN];
    struct t2_buf plain;
    t2_buf_init(&plain, CHANNEL_STORE_FILE_MAX);
    struct wire_writer w = wire_writer_init(&plain);
    wire_put_vec(&w, content);
    int err = wire_writer_finish(&w);
    size_t padding = plain.len % PAD_TO == 0 ? 0 : PAD_TO - plain.len % PAD_TO;
    if (err == 0) {
        err = t2_buf_reserve(&plain, padding);
    }
    if (err == 0) {
        memset(plain.ptr + plain.len, 0, padding);
        plain.len += padding;
        err = t2_random_fill(random, nonce, sizeof nonce);
    }
    if (err == 0) {
        err = t2_buf_append(out_file, h->bytes, sizeof h->bytes);
    }
    if (err == 0) {
        err = t2_buf_append(out_file, nonce, sizeof nonce);
    }
    if (err == 0) {
        err = t2_buf_reserve(out_file, plain.len + T2_AEAD_TAG_LEN);
    }
    if (err == 0) {
        err = t2_xaead_seal(out_file->ptr + out_file->len, key, nonce, t2_bytes_of(h->bytes, sizeof h->bytes),
                            t2_buf_view(&plain));
        out_file->len += err == 0 ? plain.len + T2_AEAD_TAG_LEN : 0;
    }
    t2_buf_free(&plain);
    return err == T2_E_FULL ? T2_E_TOO_LARGE : err;
}

int channel_store_body_open(const struct channel_store_header *h, const uint8_t key[static CHANNEL_KEY_LEN],
                            struct t2_bytes file, struct t2_buf *out_content)
{
    uint8_t beyond = 0;
    struct t2_buf plain;
    struct wire_reader r = wire_reader_init(file);
    (void)wire_get_raw(&r, CHANNEL_STORE_HEADER_LEN);
    struct t2_bytes nonce = wire_get_raw(&r, T2_XAEAD_NONCE_LEN);
    struct t2_bytes sealed = wire_get_raw(&r, r.left);
    if (r.err != 0 || sealed.len < T2_AEAD_TAG_LEN) {
        return T2_E_TRUNCATED;
    }
    t2_buf_init(&plain, CHANNEL_STORE_FILE_MAX);
    int err = t2_buf_reserve(&plain, sealed.len - T2_AEAD_TAG_LEN + 1);
    if (err != 0) {
        goto out;
    }
    err = t2_xaead_open(plain.ptr, key, nonce.ptr, t2_bytes_of(h->bytes, sizeof h->bytes), sealed);
    if (err != 0) {
        err = err == T2_E_AUTH ? T2_E_MALFORMED : err; /* the passphrase was right: the file is damaged */
        goto out;
    }
    plain.len = sealed.len - T2_AEAD_TAG_LEN;
    struct wire_reader c = wire_reader_init(t2_buf_view(&plain));
    struct t2_bytes content = wire_get_vec(&c, CHANNEL_STORE_FILE_MAX);
    struct t2_bytes padding = wire_get_raw(&c, c.left);
    for (size_t i = 0; i < padding.len; i++) {
        beyond |= padding.ptr[i];
    }
    if (beyond != 0) {
        wire_fail(&c, T2_E_MALFORMED);
    }
    err = wire_reader_finish(&c);
    if (err == 0) {
        err = t2_buf_append(out_content, content.ptr, content.len);
    }
out:
    t2_buf_free(&plain);
    return err;
}
