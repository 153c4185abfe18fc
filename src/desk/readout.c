/* Read-outs as files: an ephemeral X25519 key against the principal's, HKDF-SHA256, XChaCha20-Poly1305; the
 * private key under Argon2id. docs/protocol/readout.md. */
#include <tracktwo/readout.h>

#include <stdio.h>
#include <string.h>

#include <tracktwo/crypto.h>
#include <tracktwo/secret.h>
#include <tracktwo/wire.h>

#include "desk/key_file.h"

#define FILE_MARK "tracktwo readout 1\n"
#define KEY_MARK "tracktwo principal 1\n"
#define PUBLIC_MARK "tracktwo-principal-1:"
#define MARK_LEN(mark) (sizeof(mark) - 1)
#define PAD 1024u /* lengths of texts are multiples of it, with the four bytes of the length */

/* A key is used once, so the nonce says nothing. */
static const uint8_t no_nonce[T2_XAEAD_NONCE_LEN];

/* ---- keys ---- */

int readout_key_new(const struct t2_random *rng, struct t2_bytes passphrase, struct channel_store_cost cost,
                    struct t2_buf *out_private, char out_public[static READOUT_PUBLIC_MAX])
{
    uint8_t sk[32], pk[32];
    size_t before = out_private->len;
    int err = t2_x25519_keypair(rng, sk, pk);
    if (err == 0) {
        err = key_file_seal(KEY_MARK, rng, passphrase, cost, sk, out_private);
    }
    if (err == 0) {
        err = key_line_write(KEY_MARK, PUBLIC_MARK, pk, out_public, READOUT_PUBLIC_MAX);
        out_private->len = err == 0 ? out_private->len : before;
    }
    t2_wipe(sk, sizeof(sk));
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
    if (err != 0 || (err = key_line_read(KEY_MARK, PUBLIC_MARK, public_line, principal)) != 0 ||
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
    int err = key_file_open(KEY_MARK, private_file, passphrase, sk, out_passphrase);
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
