/* Control messages of a pair: introductions and requests to send again. docs/protocol/channel.md, section 6.
 *
 *   introduce   seat 1 | introduction key 32 | where its stamps lie 32 | nonce 32      only from the convenor
 *   ask         first 4 | last 4                             numbers of the asked seat's own events, which
 * come again, and before them where its stamps lie
 *
 * They travel as events do, in sealed cells, but never enter the log. */
#include <string.h>

#include "channel_internal.h"

int channel_control_queue(struct channel_pair *p, struct t2_bytes message)
{
    size_t before = p->controls.len;
    struct wire_writer w = wire_writer_init(&p->controls);
    wire_put_vec(&w, message);
    int err = wire_writer_finish(&w);
    if (err != 0) {
        p->controls.len = before;
    }
    return err;
}

/* ---- introductions ---- */

#define INTRODUCE_LEN (1 + 1 + T2_X25519_LEN + CHANNEL_DIGEST_LEN + 32)

static int introduce_queue(struct channel_pair *to, uint8_t seat, const struct channel_pair *whom,
                           const uint8_t nonce[static 32])
{
    uint8_t message[INTRODUCE_LEN];
    message[0] = CHANNEL_MESSAGE_INTRODUCE;
    message[1] = seat;
    memcpy(message + 2, whom->peer_introduction_key, T2_X25519_LEN);
    memcpy(message + 2 + T2_X25519_LEN, whom->peer_stamps, CHANNEL_DIGEST_LEN);
    memcpy(message + 2 + T2_X25519_LEN + CHANNEL_DIGEST_LEN, nonce, 32);
    return channel_control_queue(to, t2_bytes_of(message, sizeof message));
}

int channel_introduce(struct channel *ch, uint8_t seat_x, uint8_t seat_y)
{
    struct channel_pair *x = channel_pair_of(ch, seat_x);
    struct channel_pair *y = channel_pair_of(ch, seat_y);
    uint8_t nonce[32];
    if (x == NULL || y == NULL || x == y) {
        return T2_E_ARGUMENT;
    }
    if (ch->self != ch->convenor || x->status != CHANNEL_PAIR_VERIFIED ||
        y->status != CHANNEL_PAIR_VERIFIED) {
        return T2_E_STATE;
    }
    int err = t2_random_fill(ch->random, nonce, sizeof nonce);
    if (err != 0) {
        return err;
    }
    size_t before = x->controls.len;
    err = introduce_queue(x, seat_y, y, nonce);
    if (err != 0) {
        return err;
    }
    err = introduce_queue(y, seat_x, x, nonce);
    if (err != 0) {
        x->controls.len = before;
    }
    return err;
}

static int introduce_receive(struct channel *ch, uint8_t from, struct wire_reader *r, bool *out_fine)
{
    struct channel_early e = {.here = true};
    uint8_t seat = wire_get_u8(r);
    wire_get_copy(r, e.key, sizeof e.key);
    wire_get_copy(r, e.stamps, sizeof e.stamps);
    wire_get_copy(r, e.nonce, sizeof e.nonce);
    *out_fine = wire_reader_finish(r) == 0 && from == ch->convenor && seat < CHANNEL_MAX_SEATS &&
                seat != from && seat != ch->self;
    if (!*out_fine) {
        return 0;
    }
    if (seat >= ch->n_seats) { /* the consents that brought it are still on their way to us */
        ch->early[seat] = e;
        return 0;
    }
    return channel_introduction_take(ch, seat, &e, out_fine);
}

int channel_introduction_take(struct channel *ch, uint8_t seat, const struct channel_early *e, bool *out_fine)
{
    struct channel_pair *p = &ch->pairs[seat];
    uint8_t kept[T2_X25519_LEN], kept_stamps[CHANNEL_DIGEST_LEN];
    *out_fine = channel_device_fits(p, e->key, e->stamps);
    if (!*out_fine || p->status == CHANNEL_PAIR_VERIFIED) {
        return 0; /* not the device that all agreed on; or what was made in person, which stands */
    }
    if (p->status == CHANNEL_PAIR_INTRODUCED &&
        memcmp(p->introduction_nonce, e->nonce, sizeof e->nonce) == 0) {
        return 0;
    }
    memcpy(kept, p->peer_introduction_key, sizeof kept);
    memcpy(kept_stamps, p->peer_stamps, sizeof kept_stamps);
    memcpy(p->peer_introduction_key, e->key, sizeof kept);
    memcpy(p->peer_stamps, e->stamps, sizeof kept_stamps);
    int err = channel_pair_establish(ch, seat, CHANNEL_PAIR_INTRODUCED, e->nonce);
    if (err == 0) {
        return 0;
    }
    memcpy(p->peer_introduction_key, kept, sizeof kept);
    memcpy(p->peer_stamps, kept_stamps, sizeof kept_stamps);
    if (err == T2_E_MALFORMED) { /* the key is none */
        *out_fine = false;
        return 0;
    }
    return err;
}

/* ---- requests to send again ---- */

static int stamps_queue(struct channel *ch, struct channel_pair *to)
{
    struct t2_buf message;
    t2_buf_init(&message, CHANNEL_CONTROL_MAX);
    struct wire_writer w = wire_writer_init(&message);
    wire_put_u8(&w, CHANNEL_MESSAGE_STAMPS);
    channel_stamps_put(&w, &ch->log.authors[ch->self].stamps);
    int err = wire_writer_finish(&w);
    if (err == 0) {
        err = channel_control_queue(to, t2_buf_view(&message));
    }
    t2_buf_free(&message);
    return err == T2_E_TOO_LARGE || err == T2_E_FULL ? 0 : err; /* others wait: it can ask again */
}

static int ask_receive(struct channel *ch, uint8_t from, struct wire_reader *r, bool *out_fine)
{
    struct channel_pair *p = &ch->pairs[from];
    uint32_t own = ch->log.authors[ch->self].counted;
    uint32_t first = wire_get_u32(r);
    uint32_t last = wire_get_u32(r);
    *out_fine = wire_reader_finish(r) == 0 && first > 0 && first <= last && last - first < CHANNEL_ASK_MAX;
    if (!*out_fine || p->resend_first != 0) {
        return 0; /* one request at a time */
    }
    /* What was not sealed to it before comes anyway. */
    if (last > p->sent) {
        last = p->sent;
    }
    if (first <= last && last <= own) {
        int err = stamps_queue(ch, p);
        if (err != 0) {
            return err;
        }
        p->resend_first = first;
        p->resend_last = last;
    }
    return 0;
}

int channel_ask_again(struct channel *ch, uint8_t author)
{
    struct channel_gap gap = {.author = CHANNEL_NO_SEAT};
    struct channel_pair *p = channel_pair_of(ch, author);
    if (author == ch->self) {
        return channel_device_ask(ch);
    }
    if (p == NULL) {
        return T2_E_ARGUMENT;
    }
    for (size_t i = 0; i < channel_gap_len(ch) && gap.author != author; i++) {
        int err = channel_gap_at(ch, i, &gap);
        if (err != 0) {
            return err;
        }
    }
    if (gap.author != author || gap.first_missing == 0) {
        return T2_E_MISSING;
    }
    uint32_t last = gap.last_known;
    if (last - gap.first_missing >= CHANNEL_ASK_MAX) {
        last = gap.first_missing + CHANNEL_ASK_MAX - 1;
    }
    uint8_t message[1 + 4 + 4] = {CHANNEL_MESSAGE_ASK};
    for (unsigned i = 0; i < 4; i++) {
        message[1 + i] = (uint8_t)(gap.first_missing >> (24 - 8 * i));
        message[5 + i] = (uint8_t)(last >> (24 - 8 * i));
    }
    int err = channel_pair_has_root(p) ? channel_control_queue(p, t2_bytes_of(message, sizeof message))
                                       : T2_E_STATE;
    int other = channel_passed_ask(ch, author, gap.first_missing);
    return err == T2_E_STATE ? other : err;
}

int channel_control_receive(struct channel *ch, uint8_t from, enum channel_message_kind kind,
                            struct t2_bytes body, bool *out_fine)
{
    struct wire_reader r = wire_reader_init(body);
    switch (kind) {
    case CHANNEL_MESSAGE_INTRODUCE:
        return introduce_receive(ch, from, &r, out_fine);
    case CHANNEL_MESSAGE_ASK:
        return ask_receive(ch, from, &r, out_fine);
    case CHANNEL_MESSAGE_EVENT:
    case CHANNEL_MESSAGE_STAMPS:
    case CHANNEL_MESSAGE_FORWARDED:
    case CHANNEL_MESSAGE_YOURS:
    case CHANNEL_MESSAGE_AGAIN:
    case CHANNEL_MESSAGE_ASK_OF:
    case CHANNEL_MESSAGE_SLOTS:
        break;
    }
    *out_fine = false;
    return 0;
}
