/* Another device of a seat, as the others hold it. docs/protocol/channel.md, section 8;
 * docs/design/devices.md.
 *
 *   present -- hold --> held -- changed --> replaced: only the device agreed on makes a new pair
 *   held -- let go (declined) --> present
 *
 * A held author counts only as far as a seat names it that has not ended its own line. What counts of it when
 * the change is in force is therefore what the others had seen up to the word by which each ended its line:
 * the record says it, and whatever a seat says later, or shows to one desk and not to another, changes
 * nothing. */
#include <string.h>

#include "channel_internal.h"

void channel_device_hold(struct channel *ch, uint8_t seat, bool hold, uint64_t ended)
{
    if (seat < ch->n_seats && seat != ch->self) {
        channel_log_hold(&ch->log, seat, hold, ended);
    }
}

/* Mailboxes that the old device may still write into, to be able to say that it does. */
static void ended_note(struct channel_pair *p)
{
    if (!channel_pair_has_root(p)) {
        return;
    }
    memcpy(p->ended_names, p->names[2], sizeof p->ended_names[0]);
    memcpy(p->ended_names + 1, p->names[3], sizeof p->ended_names[0]);
    p->ended_seq[0] = p->from_seq[2];
    p->ended_seq[1] = p->from_seq[3];
    p->has_ended = true;
}

int channel_device_changed(struct channel *ch, uint8_t seat, uint16_t n_devices,
                           const uint8_t key[static CHANNEL_DIGEST_LEN])
{
    struct channel_pair *p = channel_pair_of(ch, seat);
    uint8_t present[CHANNEL_DIGEST_LEN];
    if (p == NULL) {
        return T2_E_ARGUMENT;
    }
    if (n_devices <= p->n_devices) {
        return 0;
    }
    int err = channel_device_digest_of(p->peer_introduction_key, p->peer_stamps, present);
    if (err != 0) {
        return err;
    }
    /* Who comes later has the pair with the seat's present device before it knows of those before. */
    const struct channel_stamps *st = &ch->log.authors[seat].stamps;
    bool is_past = st->known && st->next_first == 0 && st->n_more > n_devices;
    if (memcmp(present, key, sizeof present) != 0 && !is_past) {
        ended_note(p);
        err = channel_pair_forget(ch, seat);
        if (err != 0) {
            return err;
        }
        /* What it sent and what nobody had seen in time never counts. */
        channel_log_cut(&ch->log, seat, ch->log.authors[seat].counted);
        channel_stamps_changed(&ch->log.authors[seat].stamps, ch->log.authors[seat].counted);
    }
    channel_log_hold(&ch->log, seat, false, 0);
    memcpy(p->device, key, sizeof p->device);
    p->n_devices = n_devices;
    channel_log_devices(&ch->log, seat, n_devices);
    return 0;
}

bool channel_device_fits(const struct channel_pair *p, const uint8_t key[static T2_X25519_LEN],
                         const uint8_t stamps[static CHANNEL_DIGEST_LEN])
{
    uint8_t digest[CHANNEL_DIGEST_LEN];
    return p->n_devices == 0 || (channel_device_digest_of(key, stamps, digest) == 0 &&
                                 memcmp(digest, p->device, sizeof digest) == 0);
}

/* Newest first: so each record fits by the digest that the one before it has named. */
int channel_device_send(struct channel *ch, uint8_t seat)
{
    struct channel_pair *p = &ch->pairs[seat];
    const struct channel_author *a = &ch->log.authors[seat];
    struct t2_buf message;
    int err = 0;
    if (p->n_devices == 0 || p->status != CHANNEL_PAIR_VERIFIED) {
        return 0;
    }
    t2_buf_init(&message, CHANNEL_MESSAGE_MAX);
    if (!p->stated) {
        static const uint8_t zeros[CHANNEL_DIGEST_LEN];
        const struct channel_record *newest = channel_log_record(&ch->log, seat, a->counted);
        struct wire_writer w = wire_writer_init(&message);
        wire_put_u8(&w, CHANNEL_MESSAGE_YOURS);
        wire_put_u32(&w, a->counted);
        wire_put_raw(&w, t2_bytes_of(newest == NULL ? zeros : newest->digest, CHANNEL_DIGEST_LEN));
        if (newest != NULL) {
            channel_stamps_put(&w, &a->stamps);
        }
        err = wire_writer_finish(&w);
        if (err == 0) {
            err = channel_message_seal(ch, seat, t2_buf_view(&message));
        }
        if (err == 0) {
            p->stated = true;
            p->forward = a->counted;
        }
    }
    while (err == 0 && p->forward > 0) {
        err = channel_event_seal(ch, seat, seat, p->forward);
        if (err == T2_E_STATE) {
            err = 0; /* only by a defective file: what is not here cannot be sent */
        }
        if (err == 0) {
            p->forward--;
        }
    }
    t2_buf_free(&message);
    return err;
}

/* ---- mailboxes of a device that was replaced ---- */

size_t channel_device_inbox(const struct channel *ch, size_t n, size_t wanted, struct channel_mailbox *out)
{
    for (uint8_t s = 0; s < ch->n_seats; s++) {
        const struct channel_pair *p = &ch->pairs[s];
        for (unsigned i = 0; p->has_ended && i < 2; i++) {
            if (n++ == wanted && out != NULL) {
                out->seat = s;
                out->stamps = false;
                memcpy(out->name, p->ended_names[i], sizeof out->name);
                out->from_seq = p->ended_seq[i];
            }
        }
    }
    return n;
}

bool channel_device_refuse(struct channel *ch, const uint8_t name[static T2_CELL_KEY_LEN], uint64_t seq)
{
    for (uint8_t s = 0; s < ch->n_seats; s++) {
        struct channel_pair *p = &ch->pairs[s];
        for (unsigned i = 0; p->has_ended && i < 2; i++) {
            if (memcmp(p->ended_names[i], name, T2_CELL_KEY_LEN) != 0) {
                continue;
            }
            if (seq >= p->ended_seq[i] && seq < UINT64_MAX) {
                p->ended_seq[i] = seq + 1;
                p->refused++;
            }
            return true;
        }
    }
    return false;
}

/* ---- at rest ---- */

void channel_device_put(struct wire_writer *w, const struct channel_pair *p)
{
    wire_put_u16(w, p->n_devices);
    wire_put_raw(w, t2_bytes_of(p->device, sizeof p->device));
    wire_put_u8(w, p->has_ended);
    wire_put_raw(w, t2_bytes_of(p->ended_names, sizeof p->ended_names));
    wire_put_u64(w, p->ended_seq[0]);
    wire_put_u64(w, p->ended_seq[1]);
    wire_put_u64(w, p->refused);
    wire_put_u8(w, p->stated);
    wire_put_u32(w, p->forward);
    wire_put_u8(w, p->told);
    wire_put_u32(w, p->told_seq);
    wire_put_raw(w, t2_bytes_of(p->told_digest, sizeof p->told_digest));
    wire_put_raw(w, t2_bytes_of(p->told_stamps, sizeof p->told_stamps));
    wire_put_u8(w, p->stamps_told);
}

static bool flag_get(struct wire_reader *r)
{
    uint8_t v = wire_get_u8(r);
    if (v > 1) {
        wire_fail(r, T2_E_MALFORMED);
    }
    return v == 1;
}

void channel_device_get(struct wire_reader *r, struct channel_pair *p)
{
    p->n_devices = wire_get_u16(r);
    wire_get_copy(r, p->device, sizeof p->device);
    p->has_ended = flag_get(r);
    wire_get_copy(r, p->ended_names[0], sizeof p->ended_names);
    p->ended_seq[0] = wire_get_u64(r);
    p->ended_seq[1] = wire_get_u64(r);
    p->refused = wire_get_u64(r);
    p->stated = flag_get(r);
    p->forward = wire_get_u32(r);
    if (p->forward > CHANNEL_MAX_RECORDS) {
        wire_fail(r, T2_E_MALFORMED);
    }
    p->told = flag_get(r);
    p->told_seq = wire_get_u32(r);
    if (p->told_seq > CHANNEL_MAX_RECORDS) {
        wire_fail(r, T2_E_MALFORMED);
    }
    wire_get_copy(r, p->told_digest, sizeof p->told_digest);
    wire_get_copy(r, p->told_stamps, sizeof p->told_stamps);
    p->stamps_told = flag_get(r);
}
