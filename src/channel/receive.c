/* Cells become messages again. docs/protocol/channel.md, sections 4 and 6.
 *
 * A cell is known by its locator among the CHANNEL_EPOCH_CELLS numbers of its mailbox, opened with the key of
 * that number, and only then does anything move: the ratchet, the kept keys of cells that are missing, the
 * parts. What cannot be opened is counted and leaves no other trace than the reading position. */
#include <stdlib.h>
#include <string.h>

#include "channel_internal.h"

static void part_free(struct channel_part *part)
{
    if (part->data != NULL) {
        t2_wipe(part->data, part->len);
        free(part->data);
    }
    t2_wipe(part, sizeof *part);
}

void channel_parts_clear(struct channel_pair *p)
{
    for (uint32_t i = 0; i < p->n_parts; i++) {
        part_free(&p->parts[i]);
    }
    p->n_parts = 0;
}

static void part_remove(struct channel_pair *p, uint32_t i)
{
    part_free(&p->parts[i]);
    p->n_parts--;
    memmove(&p->parts[i], &p->parts[i + 1], (p->n_parts - i) * sizeof p->parts[0]);
    memset(&p->parts[p->n_parts], 0, sizeof p->parts[0]);
}

/* ---- messages ---- */

/* A wrong message is the peer's doing and no error of ours; only the environment's errors are returned. */
static int wrong_is_malformed(int err, enum channel_got *out_got)
{
    if (t2_err_band(err) != T2_BAND_PEER) {
        return err;
    }
    *out_got = CHANNEL_GOT_MALFORMED;
    return 0;
}

static int event_take(struct channel *ch, uint8_t seat, struct t2_bytes body, enum channel_got *out_got)
{
    struct channel_record *r = NULL;
    enum channel_inserted inserted;
    struct wire_reader w = wire_reader_init(body);
    uint32_t claim = wire_get_u32(&w);
    int err = w.err;
    if (err == 0) {
        err = channel_record_read(t2_bytes_of(w.ptr, w.left), ch->table_id, ch->n_seats, &r);
    }
    if (err != 0) {
        return wrong_is_malformed(err, out_got);
    }
    if (r->author != seat) {
        channel_record_free(r);
        *out_got = CHANNEL_GOT_MALFORMED;
        return 0;
    }
    r->authenticated = ch->pairs[seat].status;
    r->claim = claim;
    err = channel_log_insert(&ch->log, r, &inserted);
    if (err != 0) {
        channel_record_free(r);
        return err;
    }
    *out_got = inserted == CHANNEL_INSERTED          ? CHANNEL_GOT_EVENT
               : inserted == CHANNEL_INSERTED_BEFORE ? CHANNEL_GOT_REPEATED
                                                     : CHANNEL_GOT_MALFORMED;
    return 0;
}

static int message_take(struct channel *ch, uint8_t seat, struct t2_bytes message, enum channel_got *out_got)
{
    struct wire_reader r = wire_reader_init(message);
    uint8_t kind = wire_get_u8(&r);
    struct t2_bytes body = t2_bytes_of(r.ptr, r.left);
    bool fine = false;
    int err = 0;
    switch (kind) {
    case CHANNEL_MESSAGE_EVENT:
        return event_take(ch, seat, body, out_got);
    case CHANNEL_MESSAGE_FORWARDED:
    case CHANNEL_MESSAGE_YOURS:
    case CHANNEL_MESSAGE_AGAIN:
        return channel_device_receive(ch, seat, (enum channel_message_kind)kind, body, out_got);
    case CHANNEL_MESSAGE_INTRODUCE:
    case CHANNEL_MESSAGE_ASK:
        err = channel_control_receive(ch, seat, (enum channel_message_kind)kind, body, &fine);
        break;
    case CHANNEL_MESSAGE_STAMPS:
        err = channel_stamps_take(ch, seat, body, &fine);
        break;
    case CHANNEL_MESSAGE_ASK_OF:
        channel_passed_asked(ch, seat, body, &fine);
        break;
    case CHANNEL_MESSAGE_SLOTS:
        err = channel_slots_receive(ch, seat, body, &fine);
        break;
    default:
        break;
    }
    *out_got = fine ? CHANNEL_GOT_CONTROL : CHANNEL_GOT_MALFORMED;
    return err;
}

/* ---- parts ---- */

struct part_view {
    uint64_t number;
    uint8_t index;
    uint8_t count;
    struct t2_bytes data;
};

static int part_read(const uint8_t plain[static CHANNEL_CELL_PLAIN_LEN], uint64_t number,
                     struct part_view *out)
{
    uint8_t beyond = 0;
    struct wire_reader r = wire_reader_init(t2_bytes_of(plain, CHANNEL_CELL_PLAIN_LEN));
    *out = (struct part_view){.number = number, .index = wire_get_u8(&r), .count = wire_get_u8(&r)};
    size_t len = wire_get_u16(&r);
    bool last = out->index + 1u == out->count;
    if (out->count > CHANNEL_MESSAGE_PARTS || out->index >= out->count || out->index > number ||
        len > CHANNEL_PART_MAX || len == 0 || (!last && len != CHANNEL_PART_MAX)) {
        wire_fail(&r, T2_E_MALFORMED);
    }
    out->data = wire_get_raw(&r, r.err == 0 ? len : 0);
    struct t2_bytes padding = wire_get_raw(&r, r.left);
    for (size_t i = 0; i < padding.len; i++) {
        beyond |= padding.ptr[i];
    }
    if (beyond != 0) {
        wire_fail(&r, T2_E_MALFORMED);
    }
    return wire_reader_finish(&r);
}

static const struct channel_part *part_find(const struct channel_pair *p, uint64_t number)
{
    for (uint32_t i = 0; i < p->n_parts; i++) {
        if (p->parts[i].number == number) {
            return &p->parts[i];
        }
    }
    return NULL;
}

/* All other parts of its message are here. */
static bool part_completes(const struct channel_pair *p, const struct part_view *v)
{
    for (uint8_t i = 0; i < v->count; i++) {
        const struct channel_part *other = part_find(p, v->number - v->index + i);
        if (i != v->index && (other == NULL || other->index != i || other->count != v->count)) {
            return false;
        }
    }
    return true;
}

static int part_keep(struct channel_pair *p, const struct part_view *v)
{
    uint8_t *data = channel_copy(v->data.ptr, v->data.len);
    if (data == NULL) {
        return T2_E_MEMORY;
    }
    if (p->n_parts == CHANNEL_PARTS_MAX) {
        uint32_t oldest = 0;
        for (uint32_t i = 1; i < p->n_parts; i++) {
            oldest = p->parts[i].number < p->parts[oldest].number ? i : oldest;
        }
        part_remove(p, oldest);
    }
    p->parts[p->n_parts++] = (struct channel_part){.number = v->number,
                                                   .index = v->index,
                                                   .count = v->count,
                                                   .len = (uint16_t)v->data.len,
                                                   .data = data};
    return 0;
}

static int part_take(struct channel *ch, uint8_t seat, const struct part_view *v, enum channel_got *out_got)
{
    struct channel_pair *p = &ch->pairs[seat];
    struct t2_buf message;
    if (!part_completes(p, v)) {
        *out_got = CHANNEL_GOT_PART;
        return part_keep(p, v);
    }
    if (v->count == 1) {
        return message_take(ch, seat, v->data, out_got);
    }
    t2_buf_init(&message, CHANNEL_MESSAGE_PARTS * CHANNEL_PART_MAX);
    uint64_t first = v->number - v->index;
    int err = 0;
    for (uint8_t i = 0; err == 0 && i < v->count; i++) {
        const struct channel_part *other = part_find(p, first + i);
        err = other == NULL ? t2_buf_append(&message, v->data.ptr, v->data.len) /* the one that came now */
                            : t2_buf_append(&message, other->data, other->len);
    }
    if (err == 0) {
        err = message_take(ch, seat, t2_buf_view(&message), out_got);
    }
    for (uint32_t i = p->n_parts; err == 0 && i > 0; i--) {
        if (p->parts[i - 1].number >= first && p->parts[i - 1].number - first < v->count) {
            part_remove(p, i - 1);
        }
    }
    t2_buf_free(&message);
    return err;
}

/* ---- cells ---- */

/* How the pair's state moves when the cell is accepted. */
struct step {
    uint64_t number;
    uint8_t key[CHANNEL_KEY_LEN];
    struct channel_direction in; /* after the cell, when it is not one of the missing */
    uint32_t n_new;              /* keys of cells jumped over */
    struct channel_skipped added[CHANNEL_SKIP_MAX];
    uint8_t names[CHANNEL_N_MAILBOXES][T2_CELL_KEY_LEN];
};

static uint64_t base_epoch(const struct channel_direction *in)
{
    return in->next / CHANNEL_EPOCH_CELLS;
}

/* The cell's number by its locator, the next expected one first. false: none of this mailbox. */
static int number_find(const struct channel_pair *p, uint64_t epoch, const uint8_t *body, uint64_t *out,
                       bool *found)
{
    uint64_t first = epoch * CHANNEL_EPOCH_CELLS;
    uint64_t start = base_epoch(&p->in) == epoch ? p->in.next - first : 0;
    *found = false;
    for (uint64_t k = 0; k < CHANNEL_EPOCH_CELLS && !*found; k++) {
        uint8_t locator[CHANNEL_LOCATOR_LEN];
        *out = first + (start + k) % CHANNEL_EPOCH_CELLS;
        int err = channel_cell_locator(&p->in, *out, locator);
        if (err != 0) {
            return err;
        }
        *found = t2_ct_eq(locator, body, sizeof locator) == 1;
    }
    return 0;
}

static const struct channel_skipped *skipped_find(const struct channel_pair *p, uint64_t number)
{
    for (uint32_t i = 0; i < p->n_skipped; i++) {
        if (p->skipped[i].number == number) {
            return &p->skipped[i];
        }
    }
    return NULL;
}

static int names_derive(const struct channel_direction *in,
                        uint8_t names[CHANNEL_N_MAILBOXES][T2_CELL_KEY_LEN])
{
    for (unsigned i = 0; i < CHANNEL_N_MAILBOXES; i++) {
        if (base_epoch(in) + i < 2) {
            continue;
        }
        int err = channel_mailbox_name(in, base_epoch(in) + i - 2, names[i]);
        if (err != 0) {
            return err;
        }
    }
    return 0;
}

/* Fills st for a cell at or after the next expected one. */
static int step_forward(const struct channel_pair *p, struct step *st)
{
    int err = 0;
    st->in = p->in;
    while (err == 0 && st->in.next < st->number) {
        struct channel_skipped *s = &st->added[st->n_new];
        s->number = st->in.next;
        err = channel_ratchet_step(&st->in, s->key);
        st->n_new++;
    }
    if (err == 0) {
        err = channel_ratchet_step(&st->in, st->key);
    }
    memcpy(st->names, p->names, sizeof st->names);
    if (err == 0 && base_epoch(&st->in) != base_epoch(&p->in)) {
        err = names_derive(&st->in, st->names);
    }
    return err;
}

static void skipped_drop(struct channel_pair *p, uint32_t from, uint32_t n)
{
    p->n_skipped -= n;
    memmove(&p->skipped[from], &p->skipped[from + n], (p->n_skipped - from) * sizeof p->skipped[0]);
    t2_wipe(&p->skipped[p->n_skipped], n * sizeof p->skipped[0]);
}

/* The cell is accepted: copy everything to the pair. Cannot fail. */
static void step_commit(struct channel_pair *p, const struct step *st)
{
    p->opened++;
    p->heard = true;
    if (p->status == CHANNEL_PAIR_VERIFIED) {
        t2_wipe(p->own_secret, sizeof p->own_secret); /* our file has done its work */
    }
    if (st->number < p->in.next) {
        skipped_drop(p, (uint32_t)(skipped_find(p, st->number) - p->skipped), 1);
        return;
    }
    uint64_t moved = base_epoch(&st->in) - base_epoch(&p->in);
    for (uint64_t i = 0; moved > 0 && i < CHANNEL_N_MAILBOXES; i++) {
        p->from_seq[i] = i + moved < CHANNEL_N_MAILBOXES ? p->from_seq[i + moved] : 1;
    }
    p->in = st->in;
    memcpy(p->names, st->names, sizeof p->names);
    /* Make room: keys of mailboxes no longer read, then the oldest. */
    uint32_t drop = 0;
    while (drop < p->n_skipped && (p->skipped[drop].number / CHANNEL_EPOCH_CELLS + 2 < base_epoch(&p->in) ||
                                   p->n_skipped - drop + st->n_new > CHANNEL_SKIP_MAX)) {
        drop++;
    }
    if (drop > 0) {
        skipped_drop(p, 0, drop);
    }
    memcpy(&p->skipped[p->n_skipped], st->added, st->n_new * sizeof st->added[0]);
    p->n_skipped += st->n_new;
    /* Parts whose missing neighbours can no longer come. */
    for (uint32_t i = p->n_parts; i > 0; i--) {
        if (p->parts[i - 1].number / CHANNEL_EPOCH_CELLS + 3 < base_epoch(&p->in)) {
            part_remove(p, i - 1);
        }
    }
}

static int cell_take(struct channel *ch, uint8_t seat, uint64_t epoch,
                     const uint8_t body[static T2_CELL_MAIL_LEN], struct step *st, enum channel_got *out_got)
{
    struct channel_pair *p = &ch->pairs[seat];
    const struct channel_binding binding = {.table_id = ch->table_id, .sender = seat, .receiver = ch->self};
    uint8_t plain[CHANNEL_CELL_PLAIN_LEN] = {0};
    struct part_view part;
    bool found = false;
    *out_got = CHANNEL_GOT_FOREIGN;
    int err = number_find(p, epoch, body, &st->number, &found);
    if (err != 0 || !found) {
        return err;
    }
    if (st->number < p->in.next) {
        const struct channel_skipped *s = skipped_find(p, st->number);
        if (s == NULL) {
            *out_got = CHANNEL_GOT_REPEATED;
            return 0;
        }
        memcpy(st->key, s->key, sizeof st->key);
    } else if (st->number - p->in.next > CHANNEL_SKIP_MAX) {
        return 0;
    } else {
        err = step_forward(p, st);
        if (err != 0) {
            return err;
        }
    }
    err = channel_cell_open(st->key, &binding, st->number, body, plain);
    if (err != 0) {
        err = err == T2_E_AUTH ? 0 : err;
        goto out;
    }
    err = part_read(plain, st->number, &part);
    if (err != 0) {
        err = wrong_is_malformed(err, out_got);
    } else {
        err = part_take(ch, seat, &part, out_got);
    }
    if (err == 0) {
        step_commit(p, st);
    }
out:
    t2_wipe(plain, sizeof plain);
    return err;
}

/* The pair and the place in its list of mailboxes, or NULL. */
static struct channel_pair *mailbox_find(struct channel *ch, const uint8_t name[static T2_CELL_KEY_LEN],
                                         uint8_t *out_seat, unsigned *out_i)
{
    for (uint8_t s = 0; s < ch->n_seats; s++) {
        struct channel_pair *p = channel_pair_of(ch, s);
        for (unsigned i = 0; p != NULL && channel_pair_has_root(p) && i < CHANNEL_N_MAILBOXES; i++) {
            if (base_epoch(&p->in) + i >= 2 && memcmp(p->names[i], name, T2_CELL_KEY_LEN) == 0) {
                *out_seat = s;
                *out_i = i;
                return p;
            }
        }
    }
    return NULL;
}

static void got_count(struct channel_pair *p, enum channel_got got)
{
    p->repeated += got == CHANNEL_GOT_REPEATED ? 1 : 0;
    p->foreign += got == CHANNEL_GOT_FOREIGN ? 1 : 0;
    p->malformed += got == CHANNEL_GOT_MALFORMED ? 1 : 0;
}

static int pair_receive(struct channel *ch, uint8_t seat, unsigned i, uint64_t seq,
                        const uint8_t body[static T2_CELL_MAIL_LEN], enum channel_got *out_got)
{
    struct channel_pair *p = &ch->pairs[seat];
    struct step *st = t2_secret_alloc(sizeof *st);
    if (st == NULL) {
        return T2_E_MEMORY;
    }
    memset(st, 0, sizeof *st);
    uint64_t position = p->from_seq[i];
    if (seq >= position && seq < UINT64_MAX) {
        p->from_seq[i] = seq + 1;
    }
    int err = cell_take(ch, seat, base_epoch(&p->in) + i - 2, body, st, out_got);
    t2_secret_free(st);
    if (err != 0) {
        p->from_seq[i] = position;
    }
    return err;
}

/* A mailbox of stamps lies where its author says, and another can say the same of its own: so what stands in
 * it is tried as each one's. T2_E_MISSING: none is read there. */
static int stamps_receive(struct channel *ch, const uint8_t name[static T2_CELL_KEY_LEN], uint64_t seq,
                          uint32_t slot, const uint8_t body[static T2_CELL_MAIL_LEN],
                          enum channel_got *out_got)
{
    struct channel_mailbox box;
    uint64_t furthest = channel_stamps_furthest(&ch->log, name);
    int err = T2_E_MISSING;
    for (uint8_t s = 0; (err == 0 || err == T2_E_MISSING) && s < ch->n_seats; s++) {
        enum channel_got got = CHANNEL_GOT_FOREIGN;
        if (!channel_stamps_mailbox(&ch->log, s, &box) || memcmp(box.name, name, sizeof box.name) != 0) {
            continue;
        }
        bool first = err == T2_E_MISSING;
        err = channel_stamp_receive(ch, s, seq, slot, body, &got);
        if (err != 0) {
            return err;
        }
        if (box.from_seq < furthest && seq != box.from_seq) {
            ch->log.authors[s].stamps.from_seq = box.from_seq; /* what is between has not been read for it */
        }
        got_count(&ch->pairs[s], got);
        *out_got = first || got != CHANNEL_GOT_FOREIGN ? got : *out_got;
    }
    return err;
}

int channel_receive(struct channel *ch, const uint8_t name[static T2_CELL_KEY_LEN], uint64_t seq,
                    uint32_t slot, const uint8_t body[static T2_CELL_MAIL_LEN], enum channel_got *out_got)
{
    uint8_t seat = 0;
    unsigned i = 0;
    int err = slot == 0 ? T2_E_ARGUMENT : T2_E_MISSING;
    if (err == T2_E_MISSING && mailbox_find(ch, name, &seat, &i) != NULL) {
        err = pair_receive(ch, seat, i, seq, body, out_got);
        if (err == 0) {
            got_count(&ch->pairs[seat], *out_got);
        }
        return err;
    }
    if (err == T2_E_MISSING) {
        err = stamps_receive(ch, name, seq, slot, body, out_got);
    }
    if (err == T2_E_MISSING && channel_device_refuse(ch, name, seq)) {
        *out_got = CHANNEL_GOT_ENDED;
        return 0;
    }
    return err;
}

/* ---- the inbox as the desk sees it ---- */

static bool mailbox_is_read(const struct channel_pair *p, unsigned i)
{
    if (i >= 2) {
        return true; /* the current epoch and the next */
    }
    for (uint32_t k = 0; k < p->n_skipped; k++) {
        if (p->skipped[k].number / CHANNEL_EPOCH_CELLS + 2 == base_epoch(&p->in) + i) {
            return true;
        }
    }
    return false;
}

static size_t inbox_walk(const struct channel *ch, size_t wanted, struct channel_mailbox *out)
{
    size_t n = 0;
    struct channel_mailbox box;
    for (uint8_t s = 0; s < ch->n_seats; s++) {
        if (channel_stamps_mailbox(&ch->log, s, &box) && n++ == wanted && out != NULL) {
            *out = box;
        }
    }
    for (uint8_t s = 0; s < ch->n_seats; s++) {
        const struct channel_pair *p = channel_pair_of_const(ch, s);
        for (unsigned i = 0; p != NULL && channel_pair_has_root(p) && i < CHANNEL_N_MAILBOXES; i++) {
            if (!mailbox_is_read(p, i)) {
                continue;
            }
            if (n++ == wanted && out != NULL) {
                out->seat = s;
                out->stamps = false;
                memcpy(out->name, p->names[i], sizeof out->name);
                out->from_seq = p->from_seq[i];
            }
        }
    }
    return channel_device_inbox(ch, n, wanted, out);
}

size_t channel_inbox_len(const struct channel *ch)
{
    return inbox_walk(ch, SIZE_MAX, NULL);
}

int channel_inbox_at(const struct channel *ch, size_t i, struct channel_mailbox *out)
{
    return inbox_walk(ch, i, out) > i ? 0 : T2_E_MISSING;
}
