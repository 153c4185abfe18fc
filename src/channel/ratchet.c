/* Keys of one direction of a pair, cell by cell. docs/protocol/channel.md, sections 3 and 4.
 *
 *   key_n     = KDF(chain_n, "cell key")        used once, then wiped
 *   chain_n+1 = KDF(chain_n, "chain")           chain_n is wiped: what went before cannot be opened again
 *   locator_n = KDF(locator, "locator", n)      first bytes of the cell: tells the receiver, and nobody else,
 * n mid_n     = KDF(locator, "message id", n)   the relay's id of the cell, the same at every retry w_e =
 * KDF(mailbox, "mailbox", e)      writer's secret of epoch e = n / CHANNEL_EPOCH_CELLS
 *
 * The nonce is random although every key is used once: should a key ever be used again after a restored
 * backup, the two cells still share no keystream. */
#include <string.h>

#include "channel_internal.h"

#define LABEL_MAX 64
#define CONTEXT_MAX 256

int channel_kdf(uint8_t *out, size_t out_len, const uint8_t key[static CHANNEL_KEY_LEN], const char *label,
                struct t2_bytes context)
{
    static const char prefix[] = "Track Two channel 1 ";
    uint8_t info[sizeof prefix - 1 + LABEL_MAX + CONTEXT_MAX];
    size_t label_len = strlen(label) + 1;
    size_t len = sizeof prefix - 1;
    if (label_len > LABEL_MAX || context.len > CONTEXT_MAX) {
        return T2_E_ARGUMENT;
    }
    memcpy(info, prefix, len);
    memcpy(info + len, label, label_len); /* with its zero */
    len += label_len;
    if (context.len > 0) {
        memcpy(info + len, context.ptr, context.len);
        len += context.len;
    }
    int err = t2_hkdf_expand(out, out_len, key, t2_bytes_of(info, len));
    t2_wipe(info, sizeof info);
    return err;
}

static void number_bytes(uint8_t out[static 8], uint64_t number)
{
    for (unsigned i = 0; i < 8; i++) {
        out[i] = (uint8_t)(number >> (56 - 8 * i));
    }
}

int channel_kdf_number(uint8_t *out, size_t out_len, const uint8_t key[static CHANNEL_KEY_LEN],
                       const char *label, uint64_t number)
{
    uint8_t be[8];
    number_bytes(be, number);
    return channel_kdf(out, out_len, key, label, t2_bytes_of(be, sizeof be));
}

int channel_mailbox_secret(const struct channel_direction *d, uint64_t epoch,
                           uint8_t out[static T2_CELL_KEY_LEN])
{
    return channel_kdf_number(out, T2_CELL_KEY_LEN, d->mailbox, "mailbox", epoch);
}

int channel_mailbox_name(const struct channel_direction *d, uint64_t epoch,
                         uint8_t out[static T2_CELL_KEY_LEN])
{
    uint8_t w[T2_CELL_KEY_LEN];
    int err = channel_mailbox_secret(d, epoch, w);
    if (err == 0) {
        err = t2_blake2b_256(out, t2_bytes_of(w, sizeof w));
    }
    t2_wipe(w, sizeof w);
    return err;
}

int channel_cell_mid(const struct channel_direction *d, uint64_t number, uint8_t out[static T2_CELL_MID_LEN])
{
    return channel_kdf_number(out, T2_CELL_MID_LEN, d->locator, "message id", number);
}

int channel_cell_locator(const struct channel_direction *d, uint64_t number,
                         uint8_t out[static CHANNEL_LOCATOR_LEN])
{
    return channel_kdf_number(out, CHANNEL_LOCATOR_LEN, d->locator, "locator", number);
}

int channel_ratchet_step(struct channel_direction *d, uint8_t out_key[static CHANNEL_KEY_LEN])
{
    uint8_t chain[CHANNEL_KEY_LEN];
    uint8_t key[CHANNEL_KEY_LEN];
    int err = T2_E_STATE;
    if (d->next == UINT64_MAX) {
        goto out;
    }
    err = channel_kdf(key, sizeof key, d->chain, "cell key", t2_bytes_of(NULL, 0));
    if (err != 0) {
        goto out;
    }
    err = channel_kdf(chain, sizeof chain, d->chain, "chain", t2_bytes_of(NULL, 0));
    if (err != 0) {
        goto out;
    }
    memcpy(out_key, key, sizeof key);
    memcpy(d->chain, chain, sizeof chain);
    d->next++;
out:
    t2_wipe(chain, sizeof chain);
    t2_wipe(key, sizeof key);
    return err;
}

#define AD_LABEL "Track Two channel 1 cell"
#define AD_LEN (sizeof AD_LABEL + CHANNEL_TABLE_ID_LEN + 2 + 8)

static void associated_data(uint8_t out[static AD_LEN], const struct channel_binding *b, uint64_t number)
{
    memcpy(out, AD_LABEL, sizeof AD_LABEL);
    out += sizeof AD_LABEL;
    memcpy(out, b->table_id, CHANNEL_TABLE_ID_LEN);
    out += CHANNEL_TABLE_ID_LEN;
    out[0] = b->sender;
    out[1] = b->receiver;
    number_bytes(out + 2, number);
}

int channel_ratchet_seal(struct channel_direction *d, const struct channel_binding *b,
                         const struct t2_random *random, const uint8_t plain[static CHANNEL_CELL_PLAIN_LEN],
                         uint8_t out_body[static T2_CELL_MAIL_LEN])
{
    struct channel_direction moved = *d;
    uint8_t key[CHANNEL_KEY_LEN];
    uint8_t ad[AD_LEN];
    uint8_t *nonce = out_body + CHANNEL_LOCATOR_LEN;
    int err = channel_cell_locator(d, d->next, out_body);
    if (err != 0) {
        goto out;
    }
    err = t2_random_fill(random, nonce, T2_XAEAD_NONCE_LEN);
    if (err != 0) {
        goto out;
    }
    err = channel_ratchet_step(&moved, key);
    if (err != 0) {
        goto out;
    }
    associated_data(ad, b, d->next);
    err = t2_xaead_seal(nonce + T2_XAEAD_NONCE_LEN, key, nonce, t2_bytes_of(ad, sizeof ad),
                        t2_bytes_of(plain, CHANNEL_CELL_PLAIN_LEN));
    if (err != 0) {
        goto out;
    }
    *d = moved;
out:
    t2_wipe(&moved, sizeof moved);
    t2_wipe(key, sizeof key);
    return err;
}

int channel_cell_open(const uint8_t key[static CHANNEL_KEY_LEN], const struct channel_binding *b,
                      uint64_t number, const uint8_t body[static T2_CELL_MAIL_LEN],
                      uint8_t out_plain[static CHANNEL_CELL_PLAIN_LEN])
{
    uint8_t ad[AD_LEN];
    const uint8_t *nonce = body + CHANNEL_LOCATOR_LEN;
    const uint8_t *sealed = nonce + T2_XAEAD_NONCE_LEN;
    associated_data(ad, b, number);
    return t2_xaead_open(out_plain, key, nonce, t2_bytes_of(ad, sizeof ad),
                         t2_bytes_of(sealed, CHANNEL_CELL_PLAIN_LEN + T2_AEAD_TAG_LEN));
}
