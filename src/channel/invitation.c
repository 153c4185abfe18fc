/* The invitation file: what one seat hands to another in person. docs/protocol/channel.md, section 1.
 *
 *   magic 8 | version 1 | table id 16 | seats 1 | convenor 1 | from 1 | to 1 | answers 16
 *   | secret 32 | public key 32 | introduction key 32 | stamps 32 | relay vector | check 16
 *
 * check is the head of SHA-256 over all before it: it finds damage, not malice; malice shows in the check
 * words. No title, no name, no date. Who finds the file learns the relay's address and that a table of so
 * many seats exists; with only one of a pair's two files he can open nothing. */
#include <string.h>

#include "channel_internal.h"

static const uint8_t magic[8] = {'T', '2', 'I', 'N', 'V', 'I', 'T', 'E'};
#define CHECK_LEN 16

static int file_digest(struct t2_bytes file, uint8_t out[static CHANNEL_FILE_DIGEST_LEN])
{
    uint8_t full[T2_SHA256_LEN];
    int err = t2_sha256(full, &file, 1);
    if (err == 0) {
        memcpy(out, full, CHANNEL_FILE_DIGEST_LEN);
    }
    return err;
}

/* Printable ASCII without spaces. */
static bool relay_is_fine(struct t2_bytes relay)
{
    for (size_t i = 0; i < relay.len; i++) {
        if (relay.ptr[i] <= 0x20 || relay.ptr[i] >= 0x7f) {
            return false;
        }
    }
    return relay.len > 0 && relay.len <= CHANNEL_RELAY_MAX;
}

static bool info_is_fine(const struct channel_invitation_info *i)
{
    return i->n_seats >= 2 && i->n_seats <= CHANNEL_MAX_SEATS && i->convenor < i->n_seats &&
           i->from < i->n_seats && i->to < i->n_seats && i->from != i->to;
}

int channel_invitation_encode(struct channel_invitation *inv, struct t2_buf *out)
{
    const struct channel_invitation_info *info = &inv->info;
    uint8_t check[CHECK_LEN];
    struct t2_buf file;
    t2_buf_init(&file, CHANNEL_INVITATION_MAX);
    struct wire_writer w = wire_writer_init(&file);
    int err = T2_E_ARGUMENT;
    if (!info_is_fine(info) || !relay_is_fine(t2_bytes_str(info->relay))) {
        goto out;
    }
    wire_put_raw(&w, t2_bytes_of(magic, sizeof magic));
    wire_put_u8(&w, CHANNEL_VERSION);
    wire_put_raw(&w, t2_bytes_of(info->table_id, sizeof info->table_id));
    wire_put_u8(&w, info->n_seats);
    wire_put_u8(&w, info->convenor);
    wire_put_u8(&w, info->from);
    wire_put_u8(&w, info->to);
    wire_put_raw(&w, t2_bytes_of(inv->answers, sizeof inv->answers));
    wire_put_raw(&w, t2_bytes_of(inv->secret, sizeof inv->secret));
    wire_put_raw(&w, t2_bytes_of(inv->public_key, sizeof inv->public_key));
    wire_put_raw(&w, t2_bytes_of(inv->introduction_key, sizeof inv->introduction_key));
    wire_put_raw(&w, t2_bytes_of(inv->stamps, sizeof inv->stamps));
    wire_put_vec(&w, t2_bytes_str(info->relay));
    err = wire_writer_finish(&w);
    if (err != 0) {
        goto out;
    }
    err = file_digest(t2_buf_view(&file), check);
    if (err != 0) {
        goto out;
    }
    err = t2_buf_append(&file, check, sizeof check);
    if (err != 0) {
        goto out;
    }
    err = t2_buf_append(out, file.ptr, file.len);
    if (err != 0) {
        goto out;
    }
    err = file_digest(t2_buf_view(&file), inv->digest);
out:
    t2_buf_free(&file);
    return err;
}

static int fail(enum channel_invitation_fault *out, enum channel_invitation_fault fault, int err)
{
    *out = fault;
    return err;
}

/* Magic, version and check: the parts that tell what is wrong with a file. */
static int envelope_check(struct t2_bytes file, enum channel_invitation_fault *fault)
{
    uint8_t check[CHECK_LEN];
    if (file.len > CHANNEL_INVITATION_MAX) {
        return fail(fault, CHANNEL_INVITATION_NOT_ONE, T2_E_MALFORMED);
    }
    if (file.len < sizeof magic || memcmp(file.ptr, magic, sizeof magic) != 0) {
        return fail(fault, CHANNEL_INVITATION_NOT_ONE, T2_E_MALFORMED);
    }
    if (file.len < sizeof magic + 1 + CHECK_LEN) {
        return fail(fault, CHANNEL_INVITATION_DAMAGED, T2_E_TRUNCATED);
    }
    if (file.ptr[sizeof magic] != CHANNEL_VERSION) {
        return fail(fault, CHANNEL_INVITATION_VERSION, T2_E_VERSION);
    }
    int err = file_digest(t2_bytes_of(file.ptr, file.len - CHECK_LEN), check);
    if (err != 0) {
        return err;
    }
    if (memcmp(check, file.ptr + file.len - CHECK_LEN, CHECK_LEN) != 0) {
        return fail(fault, CHANNEL_INVITATION_DAMAGED, T2_E_MALFORMED);
    }
    return 0;
}

int channel_invitation_decode(struct t2_bytes file, struct channel_invitation *out,
                              enum channel_invitation_fault *fault)
{
    memset(out, 0, sizeof *out);
    *fault = CHANNEL_INVITATION_FINE;
    int err = envelope_check(file, fault);
    if (err != 0) {
        return err;
    }
    struct wire_reader r = wire_reader_init(t2_bytes_of(file.ptr, file.len - CHECK_LEN));
    (void)wire_get_raw(&r, sizeof magic);
    (void)wire_get_u8(&r);
    wire_get_copy(&r, out->info.table_id, sizeof out->info.table_id);
    out->info.n_seats = wire_get_u8(&r);
    out->info.convenor = wire_get_u8(&r);
    out->info.from = wire_get_u8(&r);
    out->info.to = wire_get_u8(&r);
    wire_get_copy(&r, out->answers, sizeof out->answers);
    wire_get_copy(&r, out->secret, sizeof out->secret);
    wire_get_copy(&r, out->public_key, sizeof out->public_key);
    wire_get_copy(&r, out->introduction_key, sizeof out->introduction_key);
    wire_get_copy(&r, out->stamps, sizeof out->stamps);
    struct t2_bytes relay = wire_get_vec(&r, CHANNEL_RELAY_MAX);
    err = wire_reader_finish(&r);
    if (err == 0 && (!info_is_fine(&out->info) || !relay_is_fine(relay))) {
        err = T2_E_MALFORMED;
    }
    if (err == 0) {
        memcpy(out->info.relay, relay.ptr, relay.len);
        err = file_digest(file, out->digest);
    } else {
        *fault = CHANNEL_INVITATION_DAMAGED;
    }
    if (err != 0) {
        t2_wipe(out, sizeof *out);
    }
    return err;
}

int channel_invitation_read(struct t2_bytes file, struct channel_invitation_info *out,
                            enum channel_invitation_fault *fault)
{
    struct channel_invitation inv;
    int err = channel_invitation_decode(file, &inv, fault);
    *out = inv.info;
    t2_wipe(&inv, sizeof inv);
    return err;
}

const char *channel_invitation_fault_text(enum channel_invitation_fault f)
{
    switch (f) {
    case CHANNEL_INVITATION_FINE:
        return T2_SAYS("The invitation is in order.");
    case CHANNEL_INVITATION_NOT_ONE:
        return T2_SAYS("This file is not an invitation.");
    case CHANNEL_INVITATION_DAMAGED:
        return T2_SAYS("This invitation is damaged; ask for it again.");
    case CHANNEL_INVITATION_VERSION:
        return T2_SAYS("This invitation was made by another version of the program.");
    case CHANNEL_INVITATION_OTHER_TABLE:
        return T2_SAYS("This invitation is for another table.");
    case CHANNEL_INVITATION_OWN:
        return T2_SAYS("This is your own invitation; the other seat needs it, and you need theirs.");
    case CHANNEL_INVITATION_NOT_FOR_US:
        return T2_SAYS("This invitation is for another seat.");
    case CHANNEL_INVITATION_NOT_CONVENOR:
        return T2_SAYS("A table is joined with the convenor's invitation; this one is from another seat.");
    case CHANNEL_INVITATION_OUTDATED:
        return T2_SAYS(
            "This invitation answers one of yours that you have replaced; hand over your present one.");
    case CHANNEL_INVITATION_USED:
        return T2_SAYS("This invitation was used before.");
    case CHANNEL_INVITATION_PAIR_EXISTS:
        return T2_SAYS("You and this seat have exchanged invitations already.");
    case CHANNEL_INVITATION_OTHER_DEVICE:
        return T2_SAYS("This invitation is not from the device that all seats agreed on for this seat.");
    case CHANNEL_INVITATION_NO_SUCH_SEAT:
        return T2_SAYS("This seat is not at the table yet at your desk; sync first (tracktwo table show).");
    case CHANNEL_INVITATION_BAD_KEY:
        return T2_SAYS("This invitation carries a key that is none; do not trust where it came from.");
    }
    return T2_SAYS("The invitation was refused.");
}
