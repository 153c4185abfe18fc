/* Stamps: what gives the events of an author their slots. docs/protocol/channel.md, section 5.
 *
 * Every author has 16 mailboxes of its own at the relay, one for each 1,024 of its events, whose names it
 * tells every other seat over the sealed line of the pair, with a key. Before the cells of its new events
 * leaves one stamp cell with their digests. The slot in which the relay stored that cell, which the relay
 * tells all who read it, is the slot of the events. Readers can open these cells and not write them: the
 * relay wants the writer's secret, of which a name is the hash.
 *
 *   writer's secret = KDF(stamp secret, "stamp mailbox", epoch)      epoch = (number of the event - 1) /
 * 1,024 key             = KDF(stamp secret, "stamp key") message id      = KDF(stamp secret, "stamp message
 * id", number of the first)    the same at every retry cell            = nonce 24 | AEAD(key; first 4 | count
 * 1 | digests | zeros), under the table's id and the author
 *
 * What was announced is committed to in the author's first record: an author that tells seats different
 * mailboxes is found as a fork. */
#include <stdlib.h>
#include <string.h>

#include "channel_internal.h"

#define STAMP_PLAIN_LEN (T2_CELL_MAIL_LEN - T2_XAEAD_NONCE_LEN - T2_AEAD_TAG_LEN)
#define STAMP_HEAD_LEN (4 + 1)
_Static_assert(STAMP_HEAD_LEN + CHANNEL_STAMP_MAX * CHANNEL_DIGEST_LEN <= STAMP_PLAIN_LEN,
               "a stamp fits a cell");

static uint32_t epoch_of(uint32_t seq)
{
    return (seq - 1) / CHANNEL_STAMP_EVENTS;
}

/* ---- mailboxes ---- */

static int epoch_secret(const struct channel *ch, uint32_t epoch, uint8_t out[static T2_CELL_KEY_LEN])
{
    return channel_kdf_number(out, T2_CELL_KEY_LEN, ch->stamp_secret, "stamp mailbox", epoch);
}

int channel_stamp_secret(const struct channel *ch, uint32_t first, uint8_t out[static T2_CELL_KEY_LEN])
{
    return epoch_secret(ch, epoch_of(first), out);
}

int channel_stamp_mid(const struct channel *ch, uint32_t first, uint8_t out[static T2_CELL_MID_LEN])
{
    return channel_kdf_number(out, T2_CELL_MID_LEN, ch->stamp_secret, "stamp message id", first);
}

int channel_stamps_commit(const struct channel_log *log, uint8_t author, struct channel_stamps *st)
{
    static const char label[] = "Track Two channel 1 stamps";
    const struct t2_bytes parts[] = {
        t2_bytes_of(label, sizeof label), t2_bytes_of(log->table_id, sizeof log->table_id),
        t2_bytes_of(&author, 1), t2_bytes_of(st->announced, sizeof st->announced)};
    return t2_sha256(st->commitment, parts, sizeof parts / sizeof parts[0]);
}

/* ---- one device after another ---- */

int channel_stamps_digest(const uint8_t announced[static CHANNEL_STAMPS_LEN],
                          uint8_t out[static CHANNEL_DIGEST_LEN])
{
    static const char label[] = "Track Two channel 1 device's stamps";
    const struct t2_bytes parts[] = {t2_bytes_of(label, sizeof label),
                                     t2_bytes_of(announced, CHANNEL_STAMPS_LEN)};
    return t2_sha256(out, parts, sizeof parts / sizeof parts[0]);
}

/* The part that holds for an event, from 0: of the first device. */
static unsigned part_of(const struct channel_stamps *st, uint32_t seq)
{
    unsigned part = 0;
    while (part < st->n_more && st->more[part].first <= seq) {
        part++;
    }
    return part;
}

static const uint8_t *announced_of(const struct channel_stamps *st, uint32_t seq)
{
    unsigned part = part_of(st, seq);
    return part == 0 ? st->announced : st->more[part - 1].announced;
}

unsigned channel_stamps_device(const struct channel_stamps *st, uint32_t seq)
{
    return part_of(st, seq);
}

uint32_t channel_stamps_epoch(const struct channel_stamps *st, uint32_t seq)
{
    return epoch_of(seq) + CHANNEL_STAMP_EPOCHS * part_of(st, seq);
}

const uint8_t *channel_stamps_last(const struct channel_stamps *st)
{
    return st->n_more == 0 ? st->announced : st->more[st->n_more - 1].announced;
}

void channel_stamps_put(struct wire_writer *w, const struct channel_stamps *st)
{
    wire_put_raw(w, t2_bytes_of(st->announced, sizeof st->announced));
    for (unsigned i = 0; i < st->n_more; i++) {
        wire_put_u32(w, st->more[i].first);
        wire_put_raw(w, t2_bytes_of(st->more[i].announced, sizeof st->more[i].announced));
    }
}

bool channel_stamps_get(struct wire_reader *r, struct channel_stamps *st)
{
    uint32_t last = 1;
    st->n_more = 0;
    wire_get_copy(r, st->announced, sizeof st->announced);
    while (r->err == 0 && r->left > 0) {
        if (st->n_more == CHANNEL_STAMP_PARTS - 1) {
            return false;
        }
        struct channel_stamps_part *part = &st->more[st->n_more++];
        part->first = wire_get_u32(r);
        wire_get_copy(r, part->announced, sizeof part->announced);
        if (part->first <= last || part->first > CHANNEL_MAX_RECORDS) {
            return false;
        }
        last = part->first;
    }
    return wire_reader_finish(r) == 0;
}

void channel_stamps_changed(struct channel_stamps *st, uint32_t counted)
{
    while (st->n_more > 0 && st->more[st->n_more - 1].first > counted) {
        st->n_more--; /* it never said anything */
    }
    if (counted == 0) {
        t2_wipe(st, sizeof *st);
    }
    st->next_first = counted + 1;
}

static bool part_same(const struct channel_stamps *a, const struct channel_stamps *b, unsigned n_more)
{
    bool same = memcmp(a->announced, b->announced, sizeof a->announced) == 0;
    for (unsigned i = 0; same && i < n_more; i++) {
        same = a->more[i].first == b->more[i].first &&
               memcmp(a->more[i].announced, b->more[i].announced, sizeof a->more[i].announced) == 0;
    }
    return same;
}

/* What a seat's new device tells: what is known here, and its own from the event on that is next; its own is
 * what all have agreed on with the device. */
static bool part_follows(const struct channel_stamps *st, const struct channel_stamps *told)
{
    if (!st->known) { /* the device before never said anything */
        return st->next_first == 1 && told->n_more == 0;
    }
    return told->n_more == st->n_more + 1 && part_same(st, told, st->n_more) &&
           told->more[st->n_more].first == st->next_first;
}

int channel_stamps_announce(const uint8_t stamp_secret[static CHANNEL_KEY_LEN],
                            uint8_t out[static CHANNEL_STAMPS_LEN])
{
    uint8_t secret[T2_CELL_KEY_LEN];
    int err = 0;
    for (uint32_t e = 0; err == 0 && e < CHANNEL_STAMP_EPOCHS; e++) {
        err = channel_kdf_number(secret, sizeof secret, stamp_secret, "stamp mailbox", e);
        if (err == 0) {
            err = t2_blake2b_256(out + (size_t)e * T2_CELL_KEY_LEN, t2_bytes_of(secret, sizeof secret));
        }
    }
    t2_wipe(secret, sizeof secret);
    if (err == 0) {
        err = channel_kdf(out + CHANNEL_STAMPS_LEN - CHANNEL_KEY_LEN, CHANNEL_KEY_LEN, stamp_secret,
                          "stamp key", t2_bytes_of(NULL, 0));
    }
    return err;
}

/* Of our present device; the gate is shut while it is not known what came before. */
int channel_stamps_derive(struct channel *ch)
{
    struct channel_stamps *own = &ch->log.authors[ch->self].stamps;
    int err = 0;
    if (ch->log.gated != ch->self) {
        err = channel_stamps_announce(
            ch->stamp_secret, own->n_more == 0 ? own->announced : own->more[own->n_more - 1].announced);
    }
    if (err == 0) {
        err = channel_stamps_commit(&ch->log, ch->self, own);
    }
    own->known = err == 0;
    return err;
}

int channel_stamps_take(struct channel *ch, uint8_t author, struct t2_bytes body, bool *out_fine)
{
    struct channel_stamps *st = &ch->log.authors[author].stamps;
    const struct channel_pair *p = &ch->pairs[author];
    struct channel_stamps told = {.known = true, .from_seq = 1};
    struct wire_reader r = wire_reader_init(body);
    uint8_t digest[CHANNEL_DIGEST_LEN];
    *out_fine = channel_stamps_get(&r, &told);
    int err = *out_fine ? channel_stamps_commit(&ch->log, author, &told) : 0;
    if (err == 0 && *out_fine) {
        err = channel_stamps_digest(channel_stamps_last(&told), digest);
    }
    if (err != 0 || !*out_fine) {
        goto out;
    }
    bool is_device = p->n_devices > 0 || told.n_more > 0;
    if (is_device && memcmp(digest, p->peer_stamps, sizeof digest) != 0) {
        *out_fine = false; /* not those of the device whose file we have */
    } else if (st->next_first != 0) {
        *out_fine = part_follows(st, &told);
    } else if (st->known) {
        *out_fine = told.n_more == st->n_more && part_same(st, &told, told.n_more);
        if (!*out_fine && !is_device) {
            channel_log_fork_note(&ch->log, author, 1, author);
        }
        goto out;
    }
    if (*out_fine) {
        *st = told;
        channel_log_advance(&ch->log);
    }
out:
    t2_wipe(&told, sizeof told);
    return err;
}

/* ---- the cell ---- */

#define AD_LABEL "Track Two channel 1 stamp"
#define AD_LEN (sizeof AD_LABEL + CHANNEL_TABLE_ID_LEN + 1)

static void associated_data(const struct channel_log *log, uint8_t author, uint8_t out[static AD_LEN])
{
    memcpy(out, AD_LABEL, sizeof AD_LABEL);
    memcpy(out + sizeof AD_LABEL, log->table_id, CHANNEL_TABLE_ID_LEN);
    out[sizeof AD_LABEL + CHANNEL_TABLE_ID_LEN] = author;
}

static const uint8_t *stamp_key(const struct channel_log *log, uint8_t author, uint32_t seq)
{
    return announced_of(&log->authors[author].stamps, seq) + CHANNEL_STAMPS_LEN - CHANNEL_KEY_LEN;
}

/* One cell with our events first .. first + n - 1 into out, which holds nothing on failure. */
static int stamp_seal(const struct channel *ch, uint32_t first, uint32_t n, struct channel_outcell *out)
{
    uint8_t plain[STAMP_PLAIN_LEN] = {(uint8_t)(first >> 24), (uint8_t)(first >> 16), (uint8_t)(first >> 8),
                                      (uint8_t)first, (uint8_t)n};
    uint8_t body[T2_CELL_MAIL_LEN];
    uint8_t ad[AD_LEN];
    for (uint32_t i = 0; i < n; i++) {
        memcpy(plain + STAMP_HEAD_LEN + (size_t)i * CHANNEL_DIGEST_LEN,
               channel_log_record(&ch->log, ch->self, first + i)->digest, CHANNEL_DIGEST_LEN);
    }
    associated_data(&ch->log, ch->self, ad);
    *out = (struct channel_outcell){.number = first, .n_stamped = n};
    int err = channel_stamp_secret(ch, first, out->writer_secret);
    if (err == 0) {
        err = channel_stamp_mid(ch, first, out->mid);
    }
    if (err == 0) {
        err = t2_random_fill(ch->random, body, T2_XAEAD_NONCE_LEN);
    }
    if (err == 0) {
        err = t2_xaead_seal(body + T2_XAEAD_NONCE_LEN, stamp_key(&ch->log, ch->self, first), body,
                            t2_bytes_of(ad, sizeof ad), t2_bytes_of(plain, sizeof plain));
    }
    if (err == 0) {
        out->body = channel_copy(body, sizeof body);
        err = out->body == NULL ? T2_E_MEMORY : 0;
    }
    if (err != 0) {
        t2_wipe(out, sizeof *out);
    }
    t2_wipe(plain, sizeof plain);
    return err;
}

int channel_stamps_seal(struct channel *ch)
{
    uint32_t highest = ch->log.gated == ch->self ? 0 : ch->log.authors[ch->self].highest;
    int err = 0;
    while (err == 0 && ch->stamp_sealed < highest && ch->n_stamp_cells < CHANNEL_STAMP_CELLS) {
        uint32_t first = ch->stamp_sealed + 1;
        uint32_t n = highest - ch->stamp_sealed;
        uint32_t room = (epoch_of(first) + 1) * CHANNEL_STAMP_EVENTS - ch->stamp_sealed;
        n = n < room ? n : room;
        n = n < CHANNEL_STAMP_MAX ? n : CHANNEL_STAMP_MAX;
        err = stamp_seal(ch, first, n, &ch->stamp_cells[ch->n_stamp_cells]);
        if (err == 0) {
            ch->n_stamp_cells++;
            ch->stamp_sealed += n;
        }
    }
    return err;
}

struct stamp_view {
    uint32_t first;
    uint32_t n;
    struct t2_bytes digests;
};

static int stamp_read(const uint8_t plain[static STAMP_PLAIN_LEN], uint32_t epoch, struct stamp_view *out)
{
    uint8_t beyond = 0;
    struct wire_reader r = wire_reader_init(t2_bytes_of(plain, STAMP_PLAIN_LEN));
    *out = (struct stamp_view){.first = wire_get_u32(&r), .n = wire_get_u8(&r)};
    if (out->n == 0 || out->n > CHANNEL_STAMP_MAX || out->first == 0 || out->first > CHANNEL_MAX_RECORDS ||
        epoch_of(out->first) != epoch || epoch_of(out->first + out->n - 1) != epoch) {
        wire_fail(&r, T2_E_MALFORMED);
    }
    out->digests = wire_get_raw(&r, r.err == 0 ? (size_t)out->n * CHANNEL_DIGEST_LEN : 0);
    struct t2_bytes padding = wire_get_raw(&r, r.left);
    for (size_t i = 0; i < padding.len; i++) {
        beyond |= padding.ptr[i];
    }
    if (beyond != 0) {
        wire_fail(&r, T2_E_MALFORMED);
    }
    return wire_reader_finish(&r);
}

/* ---- reading ---- */

bool channel_stamps_mailbox(const struct channel_log *log, uint8_t author, struct channel_mailbox *out)
{
    const struct channel_author *a = &log->authors[author];
    uint32_t epoch = epoch_of(a->stamped + 1);
    if (author == log->self || !a->stamps.known || epoch >= CHANNEL_STAMP_EPOCHS ||
        (a->stamps.next_first != 0 && a->stamped + 1 >= a->stamps.next_first)) {
        return false;
    }
    out->seat = author;
    out->stamps = true;
    memcpy(out->name, announced_of(&a->stamps, a->stamped + 1) + (size_t)epoch * T2_CELL_KEY_LEN,
           sizeof out->name);
    out->from_seq =
        a->stamps.epoch == channel_stamps_epoch(&a->stamps, a->stamped + 1) ? a->stamps.from_seq : 1;
    return true;
}

/* The position is that of the mailbox which is read now. */
static struct channel_stamps *position_of(struct channel_log *log, uint8_t author)
{
    struct channel_author *a = &log->authors[author];
    uint32_t epoch = channel_stamps_epoch(&a->stamps, a->stamped + 1);
    if (a->stamps.epoch != epoch) {
        a->stamps.epoch = epoch;
        a->stamps.from_seq = 1;
        a->stamps.ended = false;
        a->stamps.watched_from = 0;
        a->stamps.watched_last = 0;
    }
    return &a->stamps;
}

static int cell_take(struct channel *ch, uint8_t author, uint32_t slot,
                     const uint8_t body[static T2_CELL_MAIL_LEN], enum channel_got *out_got)
{
    uint8_t plain[STAMP_PLAIN_LEN];
    uint8_t ad[AD_LEN];
    struct stamp_view v;
    bool is_new = false;
    const struct channel_stamps *st = &ch->log.authors[author].stamps;
    uint32_t next = ch->log.authors[author].stamped + 1;
    associated_data(&ch->log, author, ad);
    int err = t2_xaead_open(plain, stamp_key(&ch->log, author, next), body, t2_bytes_of(ad, sizeof ad),
                            t2_bytes_of(body + T2_XAEAD_NONCE_LEN, STAMP_PLAIN_LEN + T2_AEAD_TAG_LEN));
    if (err == T2_E_AUTH) {
        *out_got = CHANNEL_GOT_FOREIGN;
        err = 0;
    } else if (err == 0 &&
               (stamp_read(plain, epoch_of(next), &v) != 0 || part_of(st, v.first) != part_of(st, next) ||
                part_of(st, v.first + v.n - 1) != part_of(st, next))) {
        *out_got = CHANNEL_GOT_MALFORMED;
    } else if (err == 0) {
        err = channel_log_stamp(&ch->log, author, v.first, v.n, v.digests.ptr, slot, &is_new);
        *out_got = is_new ? CHANNEL_GOT_STAMP : CHANNEL_GOT_REPEATED;
    }
    t2_wipe(plain, sizeof plain);
    return err;
}

int channel_stamp_receive(struct channel *ch, uint8_t author, uint64_t seq, uint32_t slot,
                          const uint8_t body[static T2_CELL_MAIL_LEN], enum channel_got *out_got)
{
    struct channel_stamps *st = position_of(&ch->log, author);
    uint64_t position = st->from_seq;
    int err = cell_take(ch, author, slot, body, out_got);
    if (err == 0 && seq >= position && seq < UINT64_MAX) {
        st->from_seq = seq + 1;
    }
    return err;
}

uint64_t channel_stamps_furthest(const struct channel_log *log, const uint8_t name[static T2_CELL_KEY_LEN])
{
    struct channel_mailbox box;
    uint64_t furthest = 0;
    for (uint8_t s = 0; s < log->n_seats; s++) {
        if (channel_stamps_mailbox(log, s, &box) && memcmp(box.name, name, sizeof box.name) == 0 &&
            box.from_seq > furthest) {
            furthest = box.from_seq;
        }
    }
    return furthest;
}

/* It has been read to its end. Who looks again within CHANNEL_WATCH_SLOTS misses no stamp: since the first of
 * these times what was stamped there is known here, and its author's word is not needed. */
static void watched(struct channel_stamps *st, uint64_t now)
{
    if (st->watched_from == 0 || now < st->watched_from || now > st->watched_last + CHANNEL_WATCH_SLOTS) {
        st->watched_from = now;
    }
    st->watched_last = now;
}

/* Of two authors who say that their stamps lie there, it is the end for the one that is read furthest. */
void channel_inbox_ended(struct channel *ch, const uint8_t name[static T2_CELL_KEY_LEN])
{
    struct channel_mailbox box;
    uint64_t furthest = channel_stamps_furthest(&ch->log, name);
    for (uint8_t s = 0; s < ch->n_seats; s++) {
        if (channel_stamps_mailbox(&ch->log, s, &box) && memcmp(box.name, name, sizeof box.name) == 0 &&
            box.from_seq == furthest) {
            struct channel_stamps *st = position_of(&ch->log, s);
            st->ended = true;
            if (ch->log.limit != UINT64_MAX) {
                watched(st, ch->log.limit);
            }
            channel_log_advance(&ch->log);
        }
    }
}
