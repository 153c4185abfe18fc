/* What waits for a seat becomes sealed cells. docs/protocol/channel.md, sections 4 and 6.
 *
 * A message (kind 1 | body) is cut into parts of at most CHANNEL_PART_MAX bytes; each part is one cell,
 * padded with zeros, and a message's cells have consecutive numbers. Order: in the very first cell, where our
 * stamps lie; then control messages, what a new device gets of its
 * seat, events asked for again and those of others asked for, new events, each only when a stamp of it has
 * been sealed before. A message is sealed whole or not at all; when the outbox has no room for it, it waits
 * for the relay. */
#include <stdlib.h>
#include <string.h>

#include "channel_internal.h"

static void outcell_free(struct channel_outcell *c)
{
    free(c->body); /* ciphertext */
    t2_wipe(c, sizeof *c);
}

void channel_outcells_clear(struct channel_outcell *cells, uint32_t *n)
{
    for (uint32_t i = 0; i < *n; i++) {
        outcell_free(&cells[i]);
    }
    *n = 0;
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

int channel_message_seal(struct channel *ch, uint8_t seat, struct t2_bytes message)
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

int channel_event_seal(struct channel *ch, uint8_t seat, uint8_t author, uint32_t seq)
{
    const struct channel_record *r = channel_log_record(&ch->log, author, seq);
    struct t2_buf message;
    if (r == NULL) {
        return T2_E_STATE;
    }
    t2_buf_init(&message, CHANNEL_MESSAGE_MAX);
    struct wire_writer w = wire_writer_init(&message);
    wire_put_u8(&w, author == ch->self ? CHANNEL_MESSAGE_EVENT : CHANNEL_MESSAGE_FORWARDED);
    wire_put_u32(&w, ch->log.authors[author].stamp[seq - 1].slot);
    channel_record_put(&w, r, !r->words_over);
    int err = wire_writer_finish(&w);
    if (err == 0) {
        err = channel_message_seal(ch, seat, t2_buf_view(&message));
    }
    t2_buf_free(&message);
    return err;
}

static int stamps_tell(struct channel *ch, uint8_t seat)
{
    struct t2_buf message;
    t2_buf_init(&message, CHANNEL_MESSAGE_MAX);
    struct wire_writer w = wire_writer_init(&message);
    wire_put_u8(&w, CHANNEL_MESSAGE_STAMPS);
    channel_stamps_put(&w, &ch->log.authors[ch->self].stamps);
    int err = wire_writer_finish(&w);
    if (err == 0) {
        err = channel_message_seal(ch, seat, t2_buf_view(&message));
    }
    if (err == 0) {
        ch->pairs[seat].stamps_told = true;
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
        err = channel_message_seal(ch, seat, message);
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
    /* A new device does not know yet from which event on its stamps hold. */
    int err = p->stamps_told || ch->log.gated == ch->self ? 0 : stamps_tell(ch, seat);
    if (err == 0) {
        err = controls_seal(ch, seat);
    }
    if (err == 0) {
        err = channel_device_send(ch, seat);
    }
    while (err == 0 && p->resend_first != 0) {
        err = channel_event_seal(ch, seat, ch->self, p->resend_first);
        if (err == 0) {
            p->resend_first = p->resend_first < p->resend_last ? p->resend_first + 1 : 0;
        }
    }
    if (err == 0) {
        err = channel_passed_send(ch, seat);
    }
    while (err == 0 && p->sent < ch->stamp_sealed) {
        err = channel_event_seal(ch, seat, ch->self, p->sent + 1);
        if (err == 0) {
            p->sent++;
        }
    }
    return err == T2_E_FULL ? 0 : err;
}

/* ---- the outbox as the desk sees it ---- */

/* The row of cells of a place: 0 are the stamps, then come the seats. */
static const struct channel_outcell *row_at(const struct channel *ch, unsigned row, uint32_t *out_n)
{
    *out_n = row == 0 ? ch->n_stamp_cells : ch->pairs[row - 1].n_outcells;
    return row == 0 ? ch->stamp_cells : ch->pairs[row - 1].outcells;
}

size_t channel_outbox_len(const struct channel *ch)
{
    size_t len = 0;
    for (unsigned row = 0; row <= ch->n_seats; row++) {
        uint32_t n = 0;
        const struct channel_outcell *cells = row_at(ch, row, &n);
        for (uint32_t i = 0; i < n; i++) {
            len += cells[i].committed ? 1 : 0;
        }
    }
    return len;
}

int channel_outbox_at(const struct channel *ch, size_t i, struct channel_cell *out)
{
    for (unsigned row = 0; row <= ch->n_seats; row++) {
        uint32_t n = 0;
        const struct channel_outcell *cells = row_at(ch, row, &n);
        for (uint32_t k = 0; k < n; k++) {
            if (!cells[k].committed || i-- > 0) {
                continue;
            }
            out->seat = row == 0 ? ch->self : (uint8_t)(row - 1);
            memcpy(out->writer_secret, cells[k].writer_secret, sizeof out->writer_secret);
            memcpy(out->mid, cells[k].mid, sizeof out->mid);
            out->body = cells[k].body;
            return 0;
        }
    }
    return T2_E_MISSING;
}

static void row_remove(struct channel_outcell *cells, uint32_t *n, uint32_t k)
{
    outcell_free(&cells[k]);
    (*n)--;
    memmove(&cells[k], &cells[k + 1], (*n - k) * sizeof cells[0]);
    t2_wipe(&cells[*n], sizeof cells[0]);
}

/* The events of one of our stamps have their slot. */
static int stamp_done(struct channel *ch, const struct channel_outcell *cell, uint32_t slot)
{
    uint8_t digests[CHANNEL_STAMP_MAX * CHANNEL_DIGEST_LEN];
    uint32_t first = (uint32_t)cell->number;
    bool is_new = false;
    for (uint32_t i = 0; i < cell->n_stamped; i++) {
        memcpy(digests + (size_t)i * CHANNEL_DIGEST_LEN,
               channel_log_record(&ch->log, ch->self, first + i)->digest, CHANNEL_DIGEST_LEN);
    }
    return channel_log_stamp(&ch->log, ch->self, first, cell->n_stamped, digests, slot, &is_new);
}

int channel_outbox_done(struct channel *ch, const uint8_t mid[static T2_CELL_MID_LEN], uint32_t slot)
{
    if (slot == 0) {
        return T2_E_ARGUMENT;
    }
    for (unsigned row = 0; row <= ch->n_seats; row++) {
        uint32_t n = 0;
        const struct channel_outcell *cells = row_at(ch, row, &n);
        for (uint32_t k = 0; k < n; k++) {
            if (!cells[k].committed || memcmp(cells[k].mid, mid, T2_CELL_MID_LEN) != 0) {
                continue;
            }
            if (row > 0) {
                row_remove(ch->pairs[row - 1].outcells, &ch->pairs[row - 1].n_outcells, k);
                return 0;
            }
            int err = stamp_done(ch, &cells[k], slot);
            if (err == 0) {
                row_remove(ch->stamp_cells, &ch->n_stamp_cells, k);
            }
            return err;
        }
    }
    return T2_E_MISSING;
}
