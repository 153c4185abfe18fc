/* The channel's state as one value in the store: written and read here, field by field, in the order of
 * struct channel. The store has authenticated what is read; it is checked all the same, so that a file of a
 * defective program is refused and not acted on. */
#include <stdlib.h>
#include <string.h>

#include "channel_internal.h"

#define STATE_VERSION 5

/* ---- writing ---- */

static void put32(struct wire_writer *w, const uint8_t b[static 32])
{
    wire_put_raw(w, t2_bytes_of(b, 32));
}

static void direction_put(struct wire_writer *w, const struct channel_direction *d)
{
    put32(w, d->chain);
    put32(w, d->locator);
    put32(w, d->mailbox);
    wire_put_u64(w, d->next);
}

static void files_put(struct wire_writer *w, const struct channel_pair *p)
{
    wire_put_u8(w, p->file_made);
    put32(w, p->own_sk);
    put32(w, p->own_pk);
    put32(w, p->own_secret);
    wire_put_raw(w, t2_bytes_of(p->own_answers, sizeof p->own_answers));
    wire_put_raw(w, t2_bytes_of(p->own_digest, sizeof p->own_digest));
    wire_put_u8(w, p->file_taken);
    put32(w, p->peer_pk);
    put32(w, p->peer_secret);
    wire_put_raw(w, t2_bytes_of(p->peer_digest, sizeof p->peer_digest));
    put32(w, p->peer_introduction_key);
    put32(w, p->peer_stamps);
    wire_put_u32(w, p->n_used);
    wire_put_raw(w, t2_bytes_of(p->used, sizeof p->used));
}

static void root_put(struct wire_writer *w, const struct channel_pair *p)
{
    put32(w, p->pipe_root);
    wire_put_raw(w, t2_bytes_of(p->words, CHANNEL_WORDS_LEN));
    put32(w, p->introduction_nonce);
    direction_put(w, &p->out);
    direction_put(w, &p->in);
    wire_put_u32(w, p->n_skipped);
    for (uint32_t i = 0; i < p->n_skipped; i++) {
        wire_put_u64(w, p->skipped[i].number);
        put32(w, p->skipped[i].key);
    }
    wire_put_u32(w, p->n_parts);
    for (uint32_t i = 0; i < p->n_parts; i++) {
        wire_put_u64(w, p->parts[i].number);
        wire_put_u8(w, p->parts[i].index);
        wire_put_u8(w, p->parts[i].count);
        wire_put_vec(w, t2_bytes_of(p->parts[i].data, p->parts[i].len));
    }
    for (unsigned i = 0; i < CHANNEL_N_MAILBOXES; i++) {
        wire_put_u64(w, p->from_seq[i]);
    }
    wire_put_u32(w, p->resend_first);
    wire_put_u32(w, p->resend_last);
    wire_put_u32(w, p->sent);
    wire_put_u32(w, p->n_outcells);
    for (uint32_t i = 0; i < p->n_outcells; i++) {
        wire_put_u64(w, p->outcells[i].number);
        wire_put_raw(w, t2_bytes_of(p->outcells[i].body, T2_CELL_MAIL_LEN));
    }
}

static void pair_put(struct wire_writer *w, const struct channel_pair *p)
{
    wire_put_u8(w, (uint8_t)p->status);
    wire_put_u8(w, p->introduced_by);
    wire_put_u8(w, p->heard);
    files_put(w, p);
    wire_put_vec(w, t2_buf_view(&p->controls));
    wire_put_u64(w, p->opened);
    wire_put_u64(w, p->repeated);
    wire_put_u64(w, p->foreign);
    wire_put_u64(w, p->malformed);
    channel_device_put(w, p);
    if (channel_pair_has_root(p)) {
        root_put(w, p);
    }
}

#define STAMPS_VEC_MAX (CHANNEL_STAMP_PARTS * (4 + CHANNEL_STAMPS_LEN))

static void stamps_vec_put(struct wire_writer *w, const struct channel_stamps *st)
{
    struct t2_buf b;
    t2_buf_init(&b, STAMPS_VEC_MAX);
    struct wire_writer inner = wire_writer_init(&b);
    channel_stamps_put(&inner, st);
    if (wire_writer_finish(&inner) == 0) {
        wire_put_vec(w, t2_buf_view(&b));
    } else {
        w->err = T2_E_MEMORY;
    }
    t2_buf_free(&b);
}

/* Of an author's stamps: where they lie, and those that are here; a digest only where it is not the record's.
 */
static void stamps_put(struct wire_writer *w, const struct channel_log *log, uint8_t author)
{
    const struct channel_author *a = &log->authors[author];
    if (author != log->self) {
        wire_put_u8(w, a->stamps.known);
        wire_put_u32(w, a->stamps.next_first);
        stamps_vec_put(w, &a->stamps);
        wire_put_u32(w, a->stamps.epoch);
        wire_put_u64(w, a->stamps.from_seq);
        wire_put_u64(w, a->stamps.watched_from);
        wire_put_u64(w, a->stamps.watched_last);
    }
    wire_put_u32(w, a->n_stamps);
    for (uint32_t i = 0; i < a->n_stamps; i++) {
        const struct channel_record *r = channel_log_record(log, author, i + 1);
        bool same = r != NULL && memcmp(r->digest, a->stamp[i].digest, CHANNEL_DIGEST_LEN) == 0;
        wire_put_u32(w, a->stamp[i].slot);
        if (a->stamp[i].slot != 0) {
            wire_put_vec(w, t2_bytes_of(a->stamp[i].digest, same ? 0 : CHANNEL_DIGEST_LEN));
        }
    }
}

static void stamp_cells_put(struct wire_writer *w, const struct channel *ch)
{
    wire_put_u32(w, ch->stamp_sealed);
    wire_put_u32(w, ch->n_stamp_cells);
    for (uint32_t i = 0; i < ch->n_stamp_cells; i++) {
        wire_put_u32(w, (uint32_t)ch->stamp_cells[i].number);
        wire_put_u32(w, ch->stamp_cells[i].n_stamped);
        wire_put_raw(w, t2_bytes_of(ch->stamp_cells[i].body, T2_CELL_MAIL_LEN));
    }
}

static void record_put(struct wire_writer *w, const struct channel_record *r)
{
    struct t2_buf b;
    t2_buf_init(&b, CHANNEL_RECORD_MAX);
    struct wire_writer inner = wire_writer_init(&b);
    if (r != NULL) {
        channel_record_put(&inner, r, true);
    }
    if (wire_writer_finish(&inner) == 0) {
        wire_put_vec(w, t2_buf_view(&b));
    } else {
        w->err = T2_E_MEMORY;
    }
    t2_buf_free(&b);
}

static void log_put(struct wire_writer *w, const struct channel_log *log)
{
    wire_put_u64(w, log->limit);
    wire_put_u32(w, log->n_forks);
    for (uint32_t i = 0; i < log->n_forks; i++) {
        wire_put_u8(w, log->forks[i].author);
        wire_put_u32(w, log->forks[i].seq);
        wire_put_u8(w, log->forks[i].reporter);
    }
    for (uint8_t a = 0; a < log->n_seats; a++) {
        wire_put_u8(w, log->authors[a].held);
        wire_put_u32(w, log->authors[a].held_at);
        wire_put_u32(w, log->authors[a].highest);
        for (uint32_t i = 0; i < log->authors[a].highest; i++) {
            const struct channel_record *r = log->authors[a].records[i];
            wire_put_u8(w, r == NULL ? 0 : (uint8_t)r->authenticated);
            wire_put_u32(w, r == NULL ? 0 : r->claim);
            wire_put_u8(w, r != NULL && r->words_over);
            record_put(w, r);
        }
        stamps_put(w, log, a);
    }
}

static void early_put(struct wire_writer *w, const struct channel *ch)
{
    for (uint8_t s = ch->n_seats; s < CHANNEL_MAX_SEATS; s++) {
        wire_put_u8(w, ch->early[s].here);
        if (ch->early[s].here) {
            put32(w, ch->early[s].key);
            put32(w, ch->early[s].stamps);
            put32(w, ch->early[s].nonce);
        }
    }
}

int channel_state_encode(const struct channel *ch, struct t2_buf *out)
{
    struct wire_writer w = wire_writer_init(out);
    wire_put_u8(&w, STATE_VERSION);
    wire_put_u8(&w, ch->n_seats);
    wire_put_u8(&w, ch->self);
    wire_put_u8(&w, ch->convenor);
    wire_put_raw(&w, t2_bytes_of(ch->table_id, sizeof ch->table_id));
    wire_put_vec(&w, t2_bytes_str(ch->relay));
    put32(&w, ch->introduction_sk);
    put32(&w, ch->introduction_pk);
    put32(&w, ch->stamp_secret);
    wire_put_u8(&w, ch->log.gated);
    stamps_vec_put(&w, &ch->log.authors[ch->self].stamps);
    stamp_cells_put(&w, ch);
    early_put(&w, ch);
    log_put(&w, &ch->log);
    for (uint8_t s = 0; s < ch->n_seats; s++) {
        if (s != ch->self) {
            pair_put(&w, &ch->pairs[s]);
        }
    }
    return wire_writer_finish(&w);
}

/* ---- reading ---- */

static bool bool_get(struct wire_reader *r)
{
    uint8_t v = wire_get_u8(r);
    if (v > 1) {
        wire_fail(r, T2_E_MALFORMED);
    }
    return v == 1;
}

static uint32_t count_get(struct wire_reader *r, uint32_t max)
{
    uint32_t n = wire_get_u32(r);
    if (n > max) {
        wire_fail(r, T2_E_TOO_LARGE);
    }
    return r->err == 0 ? n : 0;
}

static void direction_get(struct wire_reader *r, struct channel_direction *d)
{
    wire_get_copy(r, d->chain, sizeof d->chain);
    wire_get_copy(r, d->locator, sizeof d->locator);
    wire_get_copy(r, d->mailbox, sizeof d->mailbox);
    d->next = wire_get_u64(r);
}

static void files_get(struct wire_reader *r, struct channel_pair *p)
{
    p->file_made = bool_get(r);
    wire_get_copy(r, p->own_sk, sizeof p->own_sk);
    wire_get_copy(r, p->own_pk, sizeof p->own_pk);
    wire_get_copy(r, p->own_secret, sizeof p->own_secret);
    wire_get_copy(r, p->own_answers, sizeof p->own_answers);
    wire_get_copy(r, p->own_digest, sizeof p->own_digest);
    p->file_taken = bool_get(r);
    wire_get_copy(r, p->peer_pk, sizeof p->peer_pk);
    wire_get_copy(r, p->peer_secret, sizeof p->peer_secret);
    wire_get_copy(r, p->peer_digest, sizeof p->peer_digest);
    wire_get_copy(r, p->peer_introduction_key, sizeof p->peer_introduction_key);
    wire_get_copy(r, p->peer_stamps, sizeof p->peer_stamps);
    p->n_used = wire_get_u32(r);
    wire_get_copy(r, p->used[0], sizeof p->used);
}

static void part_get(struct wire_reader *r, struct channel_pair *p)
{
    struct channel_part part = {.number = wire_get_u64(r), .index = wire_get_u8(r), .count = wire_get_u8(r)};
    struct t2_bytes data = wire_get_vec(r, CHANNEL_PART_MAX);
    if (part.count > CHANNEL_MESSAGE_PARTS || part.index >= part.count || part.index > part.number ||
        data.len == 0) {
        wire_fail(r, T2_E_MALFORMED);
    }
    if (r->err != 0) {
        return;
    }
    part.data = channel_copy(data.ptr, data.len);
    if (part.data == NULL) {
        wire_fail(r, T2_E_MEMORY);
        return;
    }
    part.len = (uint16_t)data.len;
    p->parts[p->n_parts++] = part;
}

static void outcell_get(struct wire_reader *r, struct channel_pair *p)
{
    struct channel_outcell cell = {.number = wire_get_u64(r), .committed = true};
    struct t2_bytes body = wire_get_raw(r, T2_CELL_MAIL_LEN);
    if (r->err == 0 && cell.number >= p->out.next) {
        wire_fail(r, T2_E_MALFORMED);
    }
    if (r->err != 0) {
        return;
    }
    cell.body = channel_copy(body.ptr, body.len);
    if (cell.body == NULL) {
        wire_fail(r, T2_E_MEMORY);
        return;
    }
    int err = channel_mailbox_secret(&p->out, cell.number / CHANNEL_EPOCH_CELLS, cell.writer_secret);
    if (err == 0) {
        err = channel_cell_mid(&p->out, cell.number, cell.mid);
    }
    if (err != 0) {
        free(cell.body);
        wire_fail(r, err);
        return;
    }
    p->outcells[p->n_outcells++] = cell;
}

static void root_get(struct wire_reader *r, struct channel_pair *p)
{
    wire_get_copy(r, p->pipe_root, sizeof p->pipe_root);
    wire_get_copy(r, (uint8_t *)p->words, CHANNEL_WORDS_LEN);
    p->words[CHANNEL_WORDS_LEN - 1] = '\0';
    wire_get_copy(r, p->introduction_nonce, sizeof p->introduction_nonce);
    direction_get(r, &p->out);
    direction_get(r, &p->in);
    uint32_t n = count_get(r, CHANNEL_SKIP_MAX);
    for (uint32_t i = 0; i < n && r->err == 0; i++) {
        p->skipped[i].number = wire_get_u64(r);
        wire_get_copy(r, p->skipped[i].key, sizeof p->skipped[i].key);
        p->n_skipped++;
    }
    n = count_get(r, CHANNEL_PARTS_MAX);
    for (uint32_t i = 0; i < n && r->err == 0; i++) {
        part_get(r, p);
    }
    for (unsigned i = 0; i < CHANNEL_N_MAILBOXES; i++) {
        p->from_seq[i] = wire_get_u64(r);
    }
    p->resend_first = wire_get_u32(r);
    p->resend_last = wire_get_u32(r);
    p->sent = wire_get_u32(r);
    n = count_get(r, CHANNEL_OUTBOX_MAX);
    for (uint32_t i = 0; i < n && r->err == 0; i++) {
        outcell_get(r, p);
    }
    if (r->err == 0) {
        int err = channel_pair_names(p);
        if (err != 0) {
            wire_fail(r, err);
        }
    }
}

static void pair_get(struct wire_reader *r, struct channel_pair *p)
{
    uint8_t status = wire_get_u8(r);
    if (status > CHANNEL_PAIR_VERIFIED) {
        wire_fail(r, T2_E_MALFORMED);
    }
    p->introduced_by = wire_get_u8(r);
    p->heard = bool_get(r);
    files_get(r, p);
    struct t2_bytes controls = wire_get_vec(r, CHANNEL_CONTROL_MAX);
    p->opened = wire_get_u64(r);
    p->repeated = wire_get_u64(r);
    p->foreign = wire_get_u64(r);
    p->malformed = wire_get_u64(r);
    channel_device_get(r, p);
    if (r->err != 0) {
        return;
    }
    p->status = (enum channel_pair_status)status;
    int err = t2_buf_append(&p->controls, controls.ptr, controls.len);
    if (err != 0) {
        wire_fail(r, err);
        return;
    }
    if (channel_pair_has_root(p)) {
        root_get(r, p);
    }
}

static void record_get(struct wire_reader *r, struct channel_log *log, uint8_t author, uint32_t seq)
{
    struct channel_record *record = NULL;
    uint8_t authenticated = wire_get_u8(r);
    uint32_t claim = wire_get_u32(r);
    bool words_over = bool_get(r);
    struct t2_bytes bytes = wire_get_vec(r, CHANNEL_RECORD_MAX);
    if (r->err != 0 || authenticated == 0) {
        return;
    }
    int err = channel_record_read(bytes, log->table_id, log->n_seats, &record);
    if (err == 0 && (record->author != author || record->seq != seq ||
                     (authenticated != CHANNEL_PAIR_INTRODUCED && authenticated != CHANNEL_PAIR_VERIFIED))) {
        err = T2_E_MALFORMED;
    }
    if (err == 0) {
        record->authenticated = (enum channel_pair_status)authenticated;
        record->claim = claim;
        record->words_over = words_over;
        err = channel_log_restore(log, record);
        record = err == 0 ? NULL : record;
    }
    channel_record_free(record);
    if (err != 0) {
        wire_fail(r, err);
    }
}

static void stamps_vec_get(struct wire_reader *r, struct channel_stamps *st)
{
    struct wire_reader inner = wire_reader_init(wire_get_vec(r, STAMPS_VEC_MAX));
    if (r->err == 0 && !channel_stamps_get(&inner, st)) {
        wire_fail(r, T2_E_MALFORMED);
    }
}

static void stamps_get(struct wire_reader *r, struct channel_log *log, uint8_t author)
{
    struct channel_stamps *st = &log->authors[author].stamps;
    int err = 0;
    if (author != log->self) {
        st->known = bool_get(r);
        st->next_first = wire_get_u32(r);
        stamps_vec_get(r, st);
        st->epoch = wire_get_u32(r);
        st->from_seq = wire_get_u64(r);
        st->watched_from = wire_get_u64(r);
        st->watched_last = wire_get_u64(r);
        err = r->err == 0 && st->known ? channel_stamps_commit(log, author, st) : 0;
    }
    uint32_t n = count_get(r, CHANNEL_MAX_RECORDS);
    for (uint32_t seq = 1; err == 0 && r->err == 0 && seq <= n; seq++) {
        const struct channel_record *record = channel_log_record(log, author, seq);
        uint32_t slot = wire_get_u32(r);
        struct t2_bytes digest = slot == 0 ? t2_bytes_of(NULL, 0) : wire_get_vec(r, CHANNEL_DIGEST_LEN);
        if (digest.len == 0 && record != NULL) {
            digest = t2_bytes_of(record->digest, sizeof record->digest);
        }
        if (slot != 0 && digest.len != CHANNEL_DIGEST_LEN) {
            wire_fail(r, T2_E_MALFORMED);
        } else if (slot != 0) {
            err = channel_log_restore_stamp(log, author, seq, digest.ptr, slot);
        }
    }
    if (err != 0) {
        wire_fail(r, err);
    }
}

static void stamp_cell_get(struct wire_reader *r, struct channel *ch)
{
    struct channel_outcell cell = {
        .number = wire_get_u32(r), .n_stamped = wire_get_u32(r), .committed = true};
    struct t2_bytes body = wire_get_raw(r, T2_CELL_MAIL_LEN);
    if (cell.number == 0 || cell.number > ch->stamp_sealed || cell.n_stamped == 0 ||
        cell.n_stamped > CHANNEL_STAMP_MAX || cell.n_stamped > ch->stamp_sealed - cell.number + 1) {
        wire_fail(r, T2_E_MALFORMED);
    }
    if (r->err != 0) {
        return;
    }
    cell.body = channel_copy(body.ptr, body.len);
    if (cell.body == NULL) {
        wire_fail(r, T2_E_MEMORY);
        return;
    }
    int err = channel_stamp_secret(ch, (uint32_t)cell.number, cell.writer_secret);
    if (err == 0) {
        err = channel_stamp_mid(ch, (uint32_t)cell.number, cell.mid);
    }
    if (err != 0) {
        free(cell.body);
        wire_fail(r, err);
        return;
    }
    ch->stamp_cells[ch->n_stamp_cells++] = cell;
}

static void stamp_cells_get(struct wire_reader *r, struct channel *ch)
{
    wire_get_copy(r, ch->stamp_secret, sizeof ch->stamp_secret);
    ch->log.gated = wire_get_u8(r);
    stamps_vec_get(r, &ch->log.authors[ch->self].stamps);
    ch->stamp_sealed = count_get(r, CHANNEL_MAX_RECORDS);
    uint32_t n = count_get(r, CHANNEL_STAMP_CELLS);
    for (uint32_t i = 0; i < n && r->err == 0; i++) {
        stamp_cell_get(r, ch);
    }
    if (r->err == 0) {
        int err = channel_stamps_derive(ch);
        if (err != 0) {
            wire_fail(r, err);
        }
    }
}

static void log_get(struct wire_reader *r, struct channel_log *log)
{
    log->limit = wire_get_u64(r);
    log->n_forks = count_get(r, CHANNEL_MAX_FORKS);
    for (uint32_t i = 0; i < log->n_forks; i++) {
        log->forks[i].author = wire_get_u8(r);
        log->forks[i].seq = wire_get_u32(r);
        log->forks[i].reporter = wire_get_u8(r);
    }
    for (uint8_t a = 0; a < log->n_seats; a++) {
        log->authors[a].held = bool_get(r);
        log->authors[a].held_at = wire_get_u32(r);
        uint32_t highest = count_get(r, CHANNEL_MAX_RECORDS);
        for (uint32_t seq = 1; seq <= highest && r->err == 0; seq++) {
            record_get(r, log, a, seq);
        }
        stamps_get(r, log, a);
    }
    channel_log_advance(log);
}

static void early_get(struct wire_reader *r, struct channel *ch)
{
    for (uint8_t s = ch->n_seats; s < CHANNEL_MAX_SEATS; s++) {
        ch->early[s].here = bool_get(r);
        if (ch->early[s].here) {
            wire_get_copy(r, ch->early[s].key, sizeof ch->early[s].key);
            wire_get_copy(r, ch->early[s].stamps, sizeof ch->early[s].stamps);
            wire_get_copy(r, ch->early[s].nonce, sizeof ch->early[s].nonce);
        }
    }
}

int channel_state_decode(struct channel **out, struct t2_bytes in)
{
    struct channel *ch = NULL;
    struct wire_reader r = wire_reader_init(in);
    uint8_t version = wire_get_u8(&r);
    uint8_t n_seats = wire_get_u8(&r);
    uint8_t self = wire_get_u8(&r);
    uint8_t convenor = wire_get_u8(&r);
    if (r.err == 0 && version != STATE_VERSION) {
        return T2_E_VERSION;
    }
    if (r.err != 0 || n_seats < 2 || n_seats > CHANNEL_MAX_SEATS || self >= n_seats || convenor >= n_seats) {
        return T2_E_MALFORMED;
    }
    int err = channel_alloc(&ch, n_seats);
    if (err != 0) {
        return err;
    }
    ch->self = self;
    ch->convenor = convenor;
    wire_get_copy(&r, ch->table_id, sizeof ch->table_id);
    struct t2_bytes relay = wire_get_vec(&r, CHANNEL_RELAY_MAX);
    if (relay.len > 0) {
        memcpy(ch->relay, relay.ptr, relay.len);
    }
    wire_get_copy(&r, ch->introduction_sk, sizeof ch->introduction_sk);
    wire_get_copy(&r, ch->introduction_pk, sizeof ch->introduction_pk);
    channel_log_init(&ch->log, ch->table_id, n_seats, self);
    stamp_cells_get(&r, ch);
    early_get(&r, ch);
    log_get(&r, &ch->log);
    if (ch->log.gated != self && ch->log.gated != CHANNEL_NO_SEAT) {
        wire_fail(&r, T2_E_MALFORMED);
    }
    for (uint8_t s = 0; s < n_seats; s++) {
        if (s != self) {
            pair_get(&r, &ch->pairs[s]);
            ch->log.authors[s].n_devices = ch->pairs[s].n_devices;
        }
        const struct channel_author *own = &ch->log.authors[self];
        if (ch->pairs[s].sent > ch->stamp_sealed || ch->stamp_sealed > own->highest) {
            wire_fail(&r, T2_E_MALFORMED);
        }
    }
    err = wire_reader_finish(&r);
    if (err != 0) {
        channel_free(ch);
        return err;
    }
    channel_log_advance(&ch->log); /* what waited for the devices */
    ch->log.compare = false;       /* that was done when it first counted */
    *out = ch;
    return 0;
}
