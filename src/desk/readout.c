/* Read-outs as files: an ephemeral X25519 key against the principal's, HKDF-SHA256, XChaCha20-Poly1305; the
 * private key under Argon2id. docs/protocol/readout.md. */
#include <tracktwo/readout.h>

#include <stdio.h>
#include <string.h>

#include <tracktwo/crypto.h>
#include <tracktwo/secret.h>
#include <tracktwo/wire.h>

#define FILE_MARK "tracktwo readout 1\n"
#define KEY_MARK "tracktwo principal 1\n"
#define PUBLIC_MARK "tracktwo-principal-1:"
#define MARK_LEN(mark) (sizeof(mark) - 1)
#define CHECK_LEN 4 /* bytes of the digest at the end of the public line */
#define PAD 1024u   /* lengths of texts are multiples of it, with the four bytes of the length */
#define COST_MAX_KIB 1048576u
#define COST_MAX_PASSES 16u

/* A key is used once, so the nonce says nothing. */
static const uint8_t no_nonce[T2_XAEAD_NONCE_LEN];

/* ---- keys ---- */

static int check_of(const uint8_t pk[static 32], uint8_t out[static CHECK_LEN])
{
    uint8_t digest[32];
    const struct t2_bytes parts[] = {t2_bytes_of(KEY_MARK, MARK_LEN(KEY_MARK)), t2_bytes_of(pk, 32)};
    int err = t2_sha256(digest, parts, 2);
    memcpy(out, digest, CHECK_LEN);
    return err;
}

int readout_key_new(const struct t2_random *rng, struct t2_bytes passphrase, struct channel_store_cost cost,
                    struct t2_buf *out_private, char out_public[static READOUT_PUBLIC_MAX])
{
    uint8_t sk[32], pk[32], key[32], salt[16], nonce[T2_XAEAD_NONCE_LEN], sealed[32 + T2_AEAD_TAG_LEN];
    uint8_t public[32 + CHECK_LEN];
    struct t2_buf file;
    t2_buf_init(&file, READOUT_PRIVATE_LEN);
    struct wire_writer w = wire_writer_init(&file);
    int err = t2_x25519_keypair(rng, sk, pk);
    if (err != 0 || (err = t2_random_fill(rng, salt, sizeof(salt))) != 0 ||
        (err = t2_random_fill(rng, nonce, sizeof(nonce))) != 0 ||
        (err = t2_argon2id(key, passphrase, salt, cost.mem_kib, cost.passes)) != 0) {
        goto out;
    }
    wire_put_raw(&w, t2_bytes_of(KEY_MARK, MARK_LEN(KEY_MARK)));
    wire_put_u32(&w, cost.mem_kib);
    wire_put_u16(&w, (uint16_t)cost.passes);
    wire_put_raw(&w, t2_bytes_of(salt, sizeof(salt)));
    wire_put_raw(&w, t2_bytes_of(nonce, sizeof(nonce)));
    if ((err = wire_writer_finish(&w)) != 0 ||
        (err = t2_xaead_seal(sealed, key, nonce, t2_buf_view(&file), t2_bytes_of(sk, sizeof(sk)))) != 0 ||
        (err = t2_buf_append(&file, sealed, sizeof(sealed))) != 0 || (err = check_of(pk, public + 32)) != 0 ||
        (err = t2_buf_append(out_private, file.ptr, file.len)) != 0) {
        goto out;
    }
    memcpy(public, pk, 32);
    memcpy(out_public, PUBLIC_MARK, MARK_LEN(PUBLIC_MARK));
    t2_hex(out_public + MARK_LEN(PUBLIC_MARK), public, sizeof(public));
out:
    t2_wipe(sk, sizeof(sk));
    t2_wipe(key, sizeof(key));
    t2_buf_free(&file);
    return err;
}

static int read_public(struct t2_bytes line, uint8_t out_pk[static 32])
{
    char hex[2 * (32 + CHECK_LEN) + 1];
    uint8_t public[32 + CHECK_LEN], check[CHECK_LEN];
    while (line.len > 0 && strchr(" \t\r\n", line.ptr[line.len - 1]) != NULL) {
        line.len--;
    }
    while (line.len > 0 && strchr(" \t", line.ptr[0]) != NULL) {
        line.ptr++;
        line.len--;
    }
    if (line.len != MARK_LEN(PUBLIC_MARK) + sizeof(hex) - 1 ||
        memcmp(line.ptr, PUBLIC_MARK, MARK_LEN(PUBLIC_MARK)) != 0) {
        return T2_E_MALFORMED;
    }
    memcpy(hex, line.ptr + MARK_LEN(PUBLIC_MARK), sizeof(hex) - 1);
    hex[sizeof(hex) - 1] = '\0';
    int err = t2_unhex(public, sizeof(public), hex);
    if (err == 0) {
        err = check_of(public, check);
    }
    if (err == 0 && memcmp(check, public + 32, CHECK_LEN) != 0) {
        err = T2_E_MALFORMED;
    }
    memcpy(out_pk, public, 32);
    return err;
}

static int read_private(struct t2_bytes in, struct t2_bytes passphrase, uint8_t out_sk[static 32],
                        int *out_passphrase)
{
    uint8_t key[32], salt[16], nonce[T2_XAEAD_NONCE_LEN];
    struct wire_reader r = wire_reader_init(in);
    struct t2_bytes mark = wire_get_raw(&r, MARK_LEN(KEY_MARK));
    uint32_t mem_kib = wire_get_u32(&r), passes = wire_get_u16(&r);
    wire_get_copy(&r, salt, sizeof(salt));
    wire_get_copy(&r, nonce, sizeof(nonce));
    struct t2_bytes sealed = wire_get_raw(&r, 32 + T2_AEAD_TAG_LEN);
    int err = wire_reader_finish(&r);
    if (err != 0 || !t2_bytes_eq(mark, t2_bytes_str(KEY_MARK)) || mem_kib < 8192 || mem_kib > COST_MAX_KIB ||
        passes < 1 || passes > COST_MAX_PASSES) {
        return T2_E_MALFORMED;
    }
    err = t2_argon2id(key, passphrase, salt, mem_kib, passes);
    if (err == 0) {
        err = t2_xaead_open(out_sk, key, nonce, t2_bytes_of(in.ptr, in.len - sealed.len), sealed);
        *out_passphrase = err == T2_E_AUTH;
    }
    t2_wipe(key, sizeof(key));
    return err;
}

/* ---- the file ---- */

static int derive(uint8_t out[static 32], const uint8_t sk[static 32], const uint8_t other[static 32],
                  const uint8_t ephemeral[static 32], const uint8_t principal[static 32])
{
    uint8_t shared[32], info[MARK_LEN(FILE_MARK) + 64];
    memcpy(info, FILE_MARK, MARK_LEN(FILE_MARK));
    memcpy(info + MARK_LEN(FILE_MARK), ephemeral, 32);
    memcpy(info + MARK_LEN(FILE_MARK) + 32, principal, 32);
    int err = t2_x25519(shared, sk, other);
    if (err == 0) {
        err = t2_hkdf(out, 32, t2_bytes_of(NULL, 0), t2_bytes_of(shared, sizeof(shared)),
                      t2_bytes_of(info, sizeof(info)));
    }
    t2_wipe(shared, sizeof(shared));
    return err;
}

int readout_seal(const struct t2_random *rng, struct t2_bytes public_line, struct t2_bytes text,
                 struct t2_buf *out)
{
    uint8_t sk[32] = {0}, ephemeral[32], principal[32], key[32] = {0};
    size_t len = (text.len + 4 + PAD - 1) / PAD * PAD;
    struct t2_buf body;
    t2_buf_init(&body, READOUT_FILE_MAX + T2_AEAD_TAG_LEN);
    if (text.len > READOUT_MAX) {
        return T2_E_TOO_LARGE;
    }
    struct wire_writer w = wire_writer_init(&body);
    wire_put_u32(&w, (uint32_t)text.len);
    wire_put_raw(&w, text);
    while (w.err == 0 && body.len < len + T2_AEAD_TAG_LEN) {
        wire_put_u8(&w, 0);
    }
    int err = wire_writer_finish(&w);
    if (err != 0 || (err = read_public(public_line, principal)) != 0 ||
        (err = t2_x25519_keypair(rng, sk, ephemeral)) != 0 ||
        (err = derive(key, sk, principal, ephemeral, principal)) != 0) {
        goto out;
    }
    size_t before = out->len;
    if ((err = t2_xaead_seal(body.ptr, key, no_nonce, t2_bytes_str(FILE_MARK), t2_bytes_of(body.ptr, len))) !=
            0 ||
        (err = t2_buf_append_str(out, FILE_MARK)) != 0 ||
        (err = t2_buf_append(out, ephemeral, sizeof(ephemeral))) != 0 ||
        (err = t2_buf_append(out, body.ptr, body.len)) != 0) {
        out->len = before;
    }
out:
    t2_wipe(sk, sizeof(sk));
    t2_wipe(key, sizeof(key));
    t2_buf_free(&body);
    return err;
}

/* The text in its padding, which is zeros. */
static int unpad(struct t2_bytes body, struct t2_buf *out)
{
    struct wire_reader r = wire_reader_init(body);
    uint32_t len = wire_get_u32(&r);
    struct t2_bytes text = wire_get_raw(&r, len);
    uint8_t rest = 0;
    while (r.err == 0 && r.left > 0) {
        rest |= wire_get_u8(&r);
    }
    int err = wire_reader_finish(&r);
    if (err != 0 || rest != 0) {
        return T2_E_MALFORMED;
    }
    return t2_buf_append(out, text.ptr, text.len);
}

int readout_open(struct t2_bytes private_file, struct t2_bytes passphrase, struct t2_bytes file,
                 struct t2_buf *out, int *out_passphrase)
{
    uint8_t sk[32] = {0}, ephemeral[32], principal[32], key[32] = {0};
    struct t2_buf body;
    *out_passphrase = 0;
    t2_buf_init(&body, READOUT_FILE_MAX);
    struct wire_reader r = wire_reader_init(file);
    struct t2_bytes mark = wire_get_raw(&r, MARK_LEN(FILE_MARK));
    wire_get_copy(&r, ephemeral, sizeof(ephemeral));
    struct t2_bytes sealed = wire_get_raw(&r, r.left);
    if (wire_reader_finish(&r) != 0 || !t2_bytes_eq(mark, t2_bytes_str(FILE_MARK)) ||
        sealed.len < T2_AEAD_TAG_LEN || sealed.len > READOUT_FILE_MAX) {
        return T2_E_MALFORMED;
    }
    int err = read_private(private_file, passphrase, sk, out_passphrase);
    if (err != 0 || (err = t2_x25519_public(principal, sk)) != 0 ||
        (err = derive(key, sk, ephemeral, ephemeral, principal)) != 0 ||
        (err = t2_buf_append(&body, sealed.ptr, sealed.len)) != 0) {
        goto out;
    }
    err = t2_xaead_open(body.ptr, key, no_nonce, t2_bytes_str(FILE_MARK), sealed);
    if (err == 0) {
        err = unpad(t2_bytes_of(body.ptr, sealed.len - T2_AEAD_TAG_LEN), out);
    }
out:
    t2_wipe(sk, sizeof(sk));
    t2_wipe(key, sizeof(key));
    t2_buf_free(&body);
    return err;
}
