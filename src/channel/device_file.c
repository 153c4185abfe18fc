/* The key of a device that is to take over a seat, and the file that shows it to the others.
 * docs/protocol/channel.md, section 8.
 *
 *   magic 8 | version 1 | introduction key 32 | digest of where its stamps lie 32 | check 16
 *
 * check is the head of SHA-256 over all before it: it finds damage, not malice; malice shows in the check
 * words of the digest, which the table agrees on. */
#include <string.h>

#include "channel_internal.h"

static const uint8_t magic[8] = {'T', '2', 'D', 'E', 'V', 'I', 'C', 'E'};
#define CHECK_LEN 16
#define FILE_LEN (sizeof magic + 1 + T2_X25519_LEN + CHANNEL_DIGEST_LEN + CHECK_LEN)
#define KEYS_LEN (2 * T2_X25519_LEN + CHANNEL_KEY_LEN) /* secret key, public key, stamp secret */
#define STORE_KEY "channel.device"
#define DIGEST_LABEL "Track Two channel 1 device"

int channel_device_digest_of(const uint8_t key[static T2_X25519_LEN],
                             const uint8_t stamps[static CHANNEL_DIGEST_LEN],
                             uint8_t out[static CHANNEL_DIGEST_LEN])
{
    const struct t2_bytes parts[] = {t2_bytes_of(DIGEST_LABEL, sizeof DIGEST_LABEL),
                                     t2_bytes_of(key, T2_X25519_LEN),
                                     t2_bytes_of(stamps, CHANNEL_DIGEST_LEN)};
    return t2_sha256(out, parts, sizeof parts / sizeof parts[0]);
}

static int stamps_digest(const uint8_t stamp_secret[static CHANNEL_KEY_LEN],
                         uint8_t out[static CHANNEL_DIGEST_LEN])
{
    uint8_t announced[CHANNEL_STAMPS_LEN];
    int err = channel_stamps_announce(stamp_secret, announced);
    return err == 0 ? channel_stamps_digest(announced, out) : err;
}

int channel_device_digest(const struct channel *ch, uint8_t out[static CHANNEL_DIGEST_LEN])
{
    uint8_t stamps[CHANNEL_DIGEST_LEN];
    int err = stamps_digest(ch->stamp_secret, stamps);
    return err == 0 ? channel_device_digest_of(ch->introduction_pk, stamps, out) : err;
}

/* ---- the file ---- */

static int file_check(struct t2_bytes all, uint8_t out[static CHECK_LEN])
{
    uint8_t full[T2_SHA256_LEN];
    int err = t2_sha256(full, &all, 1);
    if (err == 0) {
        memcpy(out, full, CHECK_LEN);
    }
    return err;
}

static int file_write(const uint8_t keys[static KEYS_LEN], struct t2_buf *out)
{
    uint8_t check[CHECK_LEN];
    uint8_t stamps[CHANNEL_DIGEST_LEN];
    struct t2_buf file;
    int err = stamps_digest(keys + 2 * T2_X25519_LEN, stamps);
    if (err != 0) {
        return err;
    }
    t2_buf_init(&file, FILE_LEN);
    struct wire_writer w = wire_writer_init(&file);
    wire_put_raw(&w, t2_bytes_of(magic, sizeof magic));
    wire_put_u8(&w, CHANNEL_VERSION);
    wire_put_raw(&w, t2_bytes_of(keys + T2_X25519_LEN, T2_X25519_LEN));
    wire_put_raw(&w, t2_bytes_of(stamps, sizeof stamps));
    err = wire_writer_finish(&w);
    if (err == 0) {
        err = file_check(t2_buf_view(&file), check);
    }
    if (err == 0) {
        err = t2_buf_append(&file, check, sizeof check);
    }
    if (err == 0) {
        err = t2_buf_append(out, file.ptr, file.len);
    }
    t2_buf_free(&file);
    return err;
}

int channel_device_new(struct channel_store *store, const struct t2_random *random, struct t2_buf *out_file)
{
    struct t2_bytes value;
    uint8_t keys[KEYS_LEN];
    if (channel_store_get(store, CHANNEL_STATE_KEY, &value) == 0) {
        return T2_E_EXISTS;
    }
    if (channel_store_get(store, STORE_KEY, &value) == 0) {
        return value.len == sizeof keys ? file_write(value.ptr, out_file) : T2_E_MALFORMED;
    }
    int err = t2_x25519_keypair(random, keys, keys + T2_X25519_LEN);
    if (err == 0) {
        err = t2_random_fill(random, keys + 2 * T2_X25519_LEN, CHANNEL_KEY_LEN);
    }
    if (err == 0) {
        err = file_write(keys, out_file);
    }
    if (err == 0) {
        err = channel_store_put(store, STORE_KEY, t2_bytes_of(keys, sizeof keys));
    }
    t2_wipe(keys, sizeof keys);
    return err;
}

int channel_device_read(struct t2_bytes file, uint8_t out_digest[static CHANNEL_DIGEST_LEN])
{
    uint8_t check[CHECK_LEN];
    if (file.len < sizeof magic || memcmp(file.ptr, magic, sizeof magic) != 0) {
        return T2_E_MALFORMED;
    }
    struct wire_reader r = wire_reader_init(file);
    (void)wire_get_raw(&r, sizeof magic);
    uint8_t version = wire_get_u8(&r);
    struct t2_bytes key = wire_get_raw(&r, T2_X25519_LEN);
    struct t2_bytes stamps = wire_get_raw(&r, CHANNEL_DIGEST_LEN);
    struct t2_bytes theirs = wire_get_raw(&r, CHECK_LEN);
    int err = wire_reader_finish(&r);
    if (err == 0 && version != CHANNEL_VERSION) {
        err = T2_E_VERSION;
    }
    if (err == 0) {
        err = file_check(t2_bytes_of(file.ptr, FILE_LEN - CHECK_LEN), check);
    }
    if (err == 0 && memcmp(check, theirs.ptr, CHECK_LEN) != 0) {
        err = T2_E_MALFORMED;
    }
    return err == 0 ? channel_device_digest_of(key.ptr, stamps.ptr, out_digest) : err;
}

/* ---- the new device ---- */

int channel_device_begin(struct channel *ch, bool *out_is)
{
    struct t2_bytes value;
    *out_is = channel_store_get(ch->store, STORE_KEY, &value) == 0;
    if (!*out_is) {
        return 0;
    }
    if (value.len != KEYS_LEN) {
        return T2_E_MALFORMED;
    }
    memcpy(ch->introduction_sk, value.ptr, T2_X25519_LEN);
    memcpy(ch->introduction_pk, value.ptr + T2_X25519_LEN, T2_X25519_LEN);
    memcpy(ch->stamp_secret, value.ptr + 2 * T2_X25519_LEN, sizeof ch->stamp_secret);
    int err = channel_stamps_derive(ch);
    ch->log.gated = err == 0 ? ch->self : CHANNEL_NO_SEAT;
    return err;
}

bool channel_device_waits(const struct channel_store *store)
{
    struct t2_bytes value;
    return channel_store_get(store, STORE_KEY, &value) == 0;
}

void channel_device_joined(struct channel *ch)
{
    channel_store_delete(ch->store, STORE_KEY);
}
