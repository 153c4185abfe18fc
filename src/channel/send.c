/* What waits for a seat becomes sealed cells. docs/protocol/channel.md, sections 4 and 6.
 *
 * A message (kind 1 | body) is cut into parts of at most CHANNEL_PART_MAX bytes; each part is one cell,
 * padded with zeros, and a message's cells have consecutive numbers. Order: control messages, events asked
 * for again, new events. A message is sealed whole or not at all; when the outbox has no room for it, it
 * waits for the relay. */
#include <stdlib.h>
#include <string.h>

#include "channel_internal.h"

static void outcell_free(struct channel_outcell *c)
{
    free(c->body); /* ciphertext */
    t2_wipe(c, sizeof *c);
}

void channel_outcells_clear(struct channel_pair *p)
{
    for (uint32_t i = 0; i < p->n_outcells; i++) {
        outcell_free(&p->outcells[i]);
    }
    p->n_outcells = 0;
}

/* Makes one cell on the staged direction d, which on failure is the caller's to throw away. */
static int part_seal(const struct channel *ch, uint8_t seat, struct channel_direction *d,
                     struct t2_bytes message, size_t index, size_t count, struct channel_outcell *out)
{
    uint8_t plain[CHANNEL_CELL_PLAIN_LEN] = {0};
    uint8_t body[T2_CELL_MAIL_LEN];
    const struct channel_binding binding = {.table_id = ch->table_id, .sender = ch->self, .receiver = seat};
    size_t from = index * CHANNEL_PART_MAX;
    size_t len = message.len - from < CHANNEL_PART_MAX ? message.len - from : CHANNEL_PART_MAX;
    plain[0] = (uint8_t)index;
    plain[1] = (uint8_t)count;
    plain[2] = (uint8_t)(len >> 8);
    plain[3] = (uint8_t)len;
    memcpy(plain + CHANNEL_PART_HEAD_LEN, message.ptr + from, len);
    *out = (struct channel_outcell){.number = d->next};
    int err = channel_mailbox_secret(d, d->next / CHANNEL_EPOCH_CELLS, out->writer_secret);
    if (err == 0) {
        err = channel_cell_mid(d, d->next, out->mid);
    }
    if (err == 0) {
        err = channel_ratchet_seal(d, &binding, ch->random, plain, body);
    }
    if (err == 0) {
        out->body = channel_copy(body, sizeof body);
        err = out->body == NULL ? T2_E_MEMORY : 0;
    }
    if (err != 0) {
        outcell_free(out);
    }
    t2_wipe(plain, sizeof plain);
    return err;
}

/* T2_E_FULL: the outbox has no room for this message now. */
static int message_seal(struct channel *ch, uint8_t seat, struct t2_bytes message)
{
    struct channel_pair *p = &ch->pairs[seat];
    struct channel_direction d = p->out;
    size_t count = (message.len + CHANNEL_PART_MAX - 1) / CHANNEL_PART_MAX;
    size_t made = 0;
    int err = 0;
    if (count > CHANNEL_OUTBOX_MAX - p->n_outcells) {
        err = T2_E_FULL;
    }
    while (err == 0 && made < count) {
        err = part_seal(ch, seat, &d, message, made, count, &p->outcells[p->n_outcells + made]);
        if (err == 0) {
            made++;
        }
    }
    if (err == 0) {
        /* All parts are sealed: the ratchet moves on, and the cells are in. */
        p->out = d;
        p->n_outcells += (uint32_t)count;
    } else {
        for (size_t i = 0; i < made; i++) {
            outcell_free(&p->outcells[p->n_outcells + i]);
        }
    }
    t2_wipe(&d, sizeof d);
    return err;
}

static int event_seal(struct channel *ch, uint8_t seat, uint32_t seq)
{
    const struct channel_record *r = channel_log_record(&ch->log, ch->self, seq);
    struct t2_buf message;
    if (r == NULL) {
        return T2_E_STATE;
    }
    t2_buf_init(&message, CHANNEL_MESSAGE_MAX);
    const uint8_t kind = CHANNEL_MESSAGE_EVENT;
    int err = t2_buf_append(&message, &kind, 1);
    if (err == 0) {
        err = t2_buf_append(&message, r->bytes, r->len);
    }
    if (err == 0) {
        err = message_seal(ch, seat, t2_buf_view(&message));
    }
    t2_buf_free(&message);
    return err;
}

static int controls_seal(struct channel *ch, uint8_t seat)
{
    struct channel_pair *p = &ch->pairs[seat];
    int err = 0;
    while (err == 0 && p->controls.len > 0) {
        struct wire_reader r = wire_reader_init(t2_buf_view(&p->controls));
        struct t2_bytes message = wire_get_vec(&r, CHANNEL_CONTROL_MAX);
        if (r.err != 0) {
            return T2_E_STATE;
        }
        err = message_seal(ch, seat, message);
        if (err == 0) {
            t2_buf_drop_front(&p->controls, p->controls.len - r.left);
        }
    }
    return err;
}

int channel_send_waiting(struct channel *ch, uint8_t seat)
{
    struct channel_pair *p = channel_pair_of(ch, seat);
    if (p == NULL || !channel_pair_has_root(p)) {
        return 0;
    }
    int err = controls_seal(ch, seat);
    while (err == 0 && p->resend_first != 0) {
        err = event_seal(ch, seat, p->resend_first);
        if (err == 0) {
            p->resend_first = p->resend_first < p->resend_last ? p->resend_first + 1 : 0;
        }
    }
    while (err == 0 && p->sent < ch->log.authors[ch->self].counted) {
        err = event_seal(ch, seat, p->sent + 1);
        if (err == 0) {
            p->sent++;
        }
    }
    return err == T2_E_FULL ? 0 : err;
}

/* ---- the outbox as the desk sees it ---- */

static bool has_committed(const struct channel_pair *p, uint32_t i)
{
    return p->outcells[i].committed;
}

size_t channel_outbox_len(const struct channel *ch)
{
    size_t n = 0;
    for (uint8_t s = 0; s < ch->n_seats; s++) {
        for (uint32_t i = 0; i < ch->pairs[s].n_outcells; i++) {
            n += has_committed(&ch->pairs[s], i) ? 1 : 0;
        }
    }
    return n;
}

int channel_outbox_at(const struct channel *ch, size_t i, struct channel_cell *out)
{
    for (uint8_t s = 0; s < ch->n_seats; s++) {
        const struct channel_pair *p = &ch->pairs[s];
        for (uint32_t k = 0; k < p->n_outcells; k++) {
            if (!has_committed(p, k) || i-- > 0) {
                continue;
            }
            out->seat = s;
            memcpy(out->writer_secret, p->outcells[k].writer_secret, sizeof out->writer_secret);
            memcpy(out->mid, p->outcells[k].mid, sizeof out->mid);
            out->body = p->outcells[k].body;
            return 0;
        }
    }
    return T2_E_MISSING;
}

int channel_outbox_done(struct channel *ch, const uint8_t mid[static T2_CELL_MID_LEN])
{
    for (uint8_t s = 0; s < ch->n_seats; s++) {
        struct channel_pair *p = &ch->pairs[s];
        for (uint32_t k = 0; k < p->n_outcells; k++) {
            if (!has_committed(p, k) || memcmp(p->outcells[k].mid, mid, T2_CELL_MID_LEN) != 0) {
                continue;
            }
            outcell_free(&p->outcells[k]);
            p->n_outcells--;
            memmove(&p->outcells[k], &p->outcells[k + 1], (p->n_outcells - k) * sizeof p->outcells[0]);
            t2_wipe(&p->outcells[p->n_outcells], sizeof p->outcells[0]);
            return 0;
        }
    }
    return T2_E_MISSING;
}
