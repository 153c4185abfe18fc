/* The log: records of all authors, their stamps, and the one order in which those that count stand.
 *
 * A record counts when its author's chain up to it counts and fits (previous; in the first record, what the
 * author has announced of its stamps), when every head it names counts here with the same digest, and when it
 * is stamped, not above the limit. Its Lamport counter is then one more than the highest of the record before
 * it and of its heads; its slot is that of its stamp, or the highest of these when that is later. The order
 * is (slot, lamport, author, seq). All are functions of the set of records and stamps alone, so equal sets
 * give equal logs, whatever the order of arrival. A record once counted always counts.
 *
 * Our own records count at once, by our clock, and move when the relay has told their slot. A record without
 * a stamp counts by the slot that its author gives only when the mailbox of stamps is at its end, that slot
 * is CHANNEL_GIVEN_SLOTS old, and we were not watching the mailbox then; from then on it is its stamp.
 *
 * A head or a stamp whose digest is not ours is a fork: it is noted by name, and the record waits for ever.
 */
#include <stdlib.h>
#include <string.h>

#include "channel_internal.h"

void channel_log_init(struct channel_log *log, const uint8_t table_id[static CHANNEL_TABLE_ID_LEN],
                      uint8_t n_seats, uint8_t self)
{
    memset(log, 0, sizeof *log);
    memcpy(log->table_id, table_id, CHANNEL_TABLE_ID_LEN);
    log->n_seats = n_seats;
    log->self = self;
    log->limit = UINT64_MAX;
    log->gated = CHANNEL_NO_SEAT;
}

void channel_log_clear(struct channel_log *log)
{
    for (unsigned a = 0; a < log->n_seats; a++) {
        struct channel_author *au = &log->authors[a];
        for (uint32_t i = 0; i < au->highest; i++) {
            channel_record_free(au->records[i]);
        }
        free(au->records);
        free(au->stamp);
    }
    free(log->order);
    memset(log, 0, sizeof *log);
}

const struct channel_record *channel_log_record(const struct channel_log *log, uint8_t author, uint32_t seq)
{
    const struct channel_author *a = &log->authors[author];
    return seq == 0 || seq > a->highest ? NULL : a->records[seq - 1];
}

void channel_log_fork_note(struct channel_log *log, uint8_t author, uint32_t seq, uint8_t reporter)
{
    for (uint32_t i = 0; i < log->n_forks; i++) {
        if (log->forks[i].author == author && log->forks[i].reporter == reporter) {
            return; /* one for each pair of names is enough */
        }
    }
    if (log->n_forks < CHANNEL_MAX_FORKS) {
        log->forks[log->n_forks++] =
            (struct channel_fork){.author = author, .seq = seq, .reporter = reporter};
    }
}

/* ---- stamps ---- */

/* False: there is one under this number already; a different one is a fork. There is room for it. */
static bool stamp_set(struct channel_author *a, uint32_t seq, const uint8_t *digest, uint32_t slot)
{
    struct channel_stamp *stamp = &a->stamp[seq - 1];
    if (stamp->slot != 0) {
        return false;
    }
    stamp->slot = slot;
    memcpy(stamp->digest, digest, CHANNEL_DIGEST_LEN);
    a->n_stamps = seq > a->n_stamps ? seq : a->n_stamps;
    a->claimed = seq > a->claimed ? seq : a->claimed;
    while (a->stamped < a->n_stamps && a->stamp[a->stamped].slot != 0) {
        a->stamped++;
    }
    return true;
}

/* ---- what counts ---- */

enum verdict { COUNTS, WAITS };

/* The slot that its own stamp gives it; of ours, before there is one, our clock; of others, what its author
 * gave, where that may stand for a stamp. 0: none. */
static uint64_t record_stamp(const struct channel_log *log, const struct channel_record *r)
{
    const struct channel_author *a = &log->authors[r->author];
    const struct channel_stamps *st = &a->stamps;
    if (a->stamp[r->seq - 1].slot != 0) {
        return a->stamp[r->seq - 1].slot;
    }
    if (r->author == log->self) {
        return r->claim;
    }
    bool none_left = st->ended && st->epoch == channel_stamps_epoch(st, r->seq);
    bool old = log->limit != UINT64_MAX && (uint64_t)r->claim + CHANNEL_GIVEN_SLOTS <= log->limit;
    bool unwatched = r->claim < st->watched_from;
    return none_left && old && unwatched ? r->claim : 0;
}

/* Whether the record goes on from what is before it. */
static enum verdict chain_judge(struct channel_log *log, const struct channel_record *r)
{
    const struct channel_author *a = &log->authors[r->author];
    const struct channel_record *before = channel_log_record(log, r->author, r->seq - 1);
    const struct channel_stamp *stamp = &a->stamp[r->seq - 1];
    if (before == NULL && !a->stamps.known) {
        return WAITS;
    }
    /* An author may tell us alone of another device, with other stamps: the table has to know of it. */
    if (r->author != log->self && channel_stamps_device(&a->stamps, r->seq) > a->n_devices) {
        return WAITS;
    }
    const uint8_t *previous = before == NULL ? a->stamps.commitment : before->digest;
    if (!t2_bytes_eq(r->previous, t2_bytes_of(previous, CHANNEL_DIGEST_LEN))) {
        channel_log_fork_note(log, r->author, r->seq > 1 ? r->seq - 1 : 1, r->author);
        return WAITS;
    }
    if (stamp->slot != 0 && memcmp(stamp->digest, r->digest, CHANNEL_DIGEST_LEN) != 0) {
        channel_log_fork_note(log, r->author, r->seq, r->author);
        return WAITS;
    }
    return COUNTS;
}

/* Where the record stands by what is before it: one more than the highest Lamport counter, the highest slot.
 */
struct place {
    uint64_t lamport;
    uint64_t slot;
};

static void place_after(struct place *p, const struct channel_record *seen)
{
    if (seen != NULL && seen->lamport >= p->lamport) {
        p->lamport = seen->lamport + 1;
    }
    if (seen != NULL && seen->slot > p->slot) {
        p->slot = seen->slot;
    }
}

/* Judges the next record of its author, but for its head of one other; *out is set when it counts. */
static enum verdict record_judge_but(struct channel_log *log, const struct channel_record *r, uint8_t but,
                                     struct place *out)
{
    enum verdict v = chain_judge(log, r);
    if (v != COUNTS) {
        return v;
    }
    *out = (struct place){.lamport = 1, .slot = record_stamp(log, r)};
    if (out->slot == 0 || (r->author != log->self && out->slot > log->limit)) {
        v = WAITS;
    }
    place_after(out, channel_log_record(log, r->author, r->seq - 1));
    for (size_t i = 0; i < channel_record_n_heads(r); i++) {
        struct channel_head h = channel_record_head(r, i);
        if (h.author == but) {
            continue;
        }
        const struct channel_record *seen = channel_log_record(log, h.author, h.seq);
        if (seen == NULL || h.seq > log->authors[h.author].counted) {
            v = WAITS;
        } else if (memcmp(seen->digest, h.digest, CHANNEL_DIGEST_LEN) != 0) {
            channel_log_fork_note(log, h.author, h.seq, r->author);
            v = WAITS;
        } else {
            place_after(out, seen);
        }
    }
    return v;
}

static enum verdict record_judge(struct channel_log *log, const struct channel_record *r, struct place *out)
{
    return record_judge_but(log, r, CHANNEL_NO_SEAT, out);
}

static bool stands_before(const struct channel_record *x, const struct channel_record *y)
{
    if (x->slot != y->slot) {
        return x->slot < y->slot;
    }
    if (x->lamport != y->lamport) {
        return x->lamport < y->lamport;
    }
    return x->author != y->author ? x->author < y->author : x->seq < y->seq;
}

/* The place of r among the first n. */
static size_t order_find(const struct channel_log *log, const struct channel_record *r, size_t n)
{
    size_t low = 0;
    size_t high = n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (stands_before(log->order[mid], r)) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low;
}

/* Puts r among the first n; the element after them is free. */
static void order_insert(struct channel_log *log, struct channel_record *r, size_t n)
{
    size_t at = order_find(log, r, n);
    memmove(&log->order[at + 1], &log->order[at], (n - at) * sizeof(struct channel_record *));
    log->order[at] = r;
    if (at < log->first_changed) {
        log->first_changed = at;
    }
}

/* It counts from now on; a slot that its author gave is its stamp from now on, also when it is loaded again.
 */
static void record_count(struct channel_log *log, struct channel_record *r, const struct place *place)
{
    struct channel_author *a = &log->authors[r->author];
    struct channel_stamp *stamp = &a->stamp[r->seq - 1];
    r->lamport = place->lamport;
    r->slot = place->slot;
    a->counted++;
    order_insert(log, r, log->n_order++);
    if (r->author == log->self) {
        return;
    }
    if (stamp->slot == 0) {
        (void)stamp_set(a, r->seq, r->digest, r->claim);
        log->compare = true;
    }
    /* Seen by one who was stamped long before: the relay's clock has jumped, or it was stamped once more. */
    if (place->slot > (uint64_t)stamp->slot + CHANNEL_WATCH_SLOTS) {
        log->compare = true;
    }
    if (stamp->slot > log->highest_stamp) {
        log->highest_stamp = stamp->slot;
    }
}

static bool may_count(const struct channel_log *log, uint8_t author)
{
    const struct channel_author *a = &log->authors[author];
    return author != log->gated && !(a->held && a->counted >= a->held_at);
}

void channel_log_advance(struct channel_log *log)
{
    bool moved = true;
    while (moved) {
        moved = false;
        for (uint8_t a = 0; a < log->n_seats; a++) {
            struct channel_author *au = &log->authors[a];
            while (au->counted < au->highest && au->records[au->counted] != NULL && may_count(log, a)) {
                struct channel_record *r = au->records[au->counted];
                struct place place = {0, 0};
                if (record_judge(log, r, &place) != COUNTS) {
                    break;
                }
                record_count(log, r, &place);
                moved = true;
            }
        }
    }
}

/* A record of ours that counts has its true slot: it moves, and with it what builds on it. Whatever stands
 * before it in the order does not build on it, and whatever builds on it stands behind. */
static void record_restamp(struct channel_log *log, const struct channel_record *r)
{
    size_t from = order_find(log, r, log->n_order);
    struct place place = {0, 0};
    if (record_judge(log, r, &place) != COUNTS || place.slot == r->slot) {
        return;
    }
    for (size_t i = from; i < log->n_order; i++) {
        struct channel_record *x = log->order[i];
        place.slot = x->slot;
        (void)record_judge(log, x, &place);
        x->slot = place.slot;
    }
    if (from < log->first_changed) {
        log->first_changed = from;
    }
    for (size_t i = from; i < log->n_order; i++) {
        order_insert(log, log->order[i], i);
    }
}

/* ---- insertion ---- */

static int author_reserve(struct channel_author *a, uint32_t seq)
{
    if (seq <= a->cap) {
        return 0;
    }
    uint32_t cap = a->cap == 0 ? 16 : a->cap;
    while (cap < seq) {
        cap *= 2; /* seq <= CHANNEL_MAX_RECORDS */
    }
    struct channel_record **records = realloc(a->records, cap * sizeof(struct channel_record *));
    if (records == NULL) {
        return T2_E_MEMORY;
    }
    a->records = records;
    struct channel_stamp *stamp = realloc(a->stamp, cap * sizeof a->stamp[0]);
    if (stamp == NULL) {
        return T2_E_MEMORY;
    }
    a->stamp = stamp;
    memset(a->records + a->cap, 0, (cap - a->cap) * sizeof(struct channel_record *));
    memset(a->stamp + a->cap, 0, (cap - a->cap) * sizeof a->stamp[0]);
    a->cap = cap;
    return 0;
}

static int order_reserve(struct channel_log *log, size_t n)
{
    if (n <= log->cap_order) {
        return 0;
    }
    size_t cap = log->cap_order == 0 ? 64 : log->cap_order * 2;
    struct channel_record **grown = realloc(log->order, cap * sizeof(struct channel_record *));
    if (grown == NULL) {
        return T2_E_MEMORY;
    }
    log->order = grown;
    log->cap_order = cap;
    return 0;
}

static void claims_note(struct channel_log *log, const struct channel_record *r)
{
    for (size_t i = 0; i < channel_record_n_heads(r); i++) {
        struct channel_head h = channel_record_head(r, i);
        if (h.seq > log->authors[h.author].claimed) {
            log->authors[h.author].claimed = h.seq;
        }
    }
}

/* What is known to exist follows from the records and stamps that are here, and from nothing that was. */
static void claims_count(struct channel_log *log)
{
    for (uint8_t a = 0; a < CHANNEL_MAX_SEATS; a++) {
        log->authors[a].claimed = log->authors[a].n_stamps;
    }
    for (uint8_t a = 0; a < CHANNEL_MAX_SEATS; a++) {
        for (uint32_t i = 0; i < log->authors[a].highest; i++) {
            if (log->authors[a].records[i] != NULL) {
                claims_note(log, log->authors[a].records[i]);
            }
        }
    }
}

/* Puts r in its author's place, which is empty. Does not count anything. */
static int record_place(struct channel_log *log, struct channel_record *r)
{
    struct channel_author *a = &log->authors[r->author];
    int err = author_reserve(a, r->seq);
    if (err == 0) {
        err = order_reserve(log, log->n_records + 1);
    }
    if (err != 0) {
        return err;
    }
    a->records[r->seq - 1] = r;
    a->n_bytes += channel_record_charge(r);
    if (r->seq > a->highest) {
        a->highest = r->seq;
    }
    log->n_records++;
    claims_note(log, r);
    return 0;
}

/* What an author says of the slot waits until the mailbox of its stamps has been read to its end once more: a
 * stamp that is there goes before. */
static void claim_note(struct channel_log *log, struct channel_record *r, uint32_t claim)
{
    r->claim = claim;
    if (r->author != log->self && claim != 0) {
        log->authors[r->author].stamps.ended = false;
    }
}

void channel_log_words_take(struct channel_log *log, uint8_t author, uint32_t seq, struct channel_record *r)
{
    struct channel_record *here = log->authors[author].records[seq - 1];
    if (here->beside != NULL || here->words_over || r->beside == NULL) {
        return;
    }
    here->beside = r->beside;
    here->beside_len = r->beside_len;
    r->beside = NULL;
    if (here->lamport != 0) {
        channel_log_touch(log, order_find(log, here, log->n_order));
    }
}

void channel_log_touch(struct channel_log *log, size_t i)
{
    log->first_changed = i < log->first_changed ? i : log->first_changed;
}

int channel_log_insert(struct channel_log *log, struct channel_record *r, enum channel_inserted *out)
{
    struct channel_author *a = &log->authors[r->author];
    struct channel_record *here = r->seq <= a->highest ? a->records[r->seq - 1] : NULL;
    if (here != NULL) {
        *out = CHANNEL_INSERTED_BEFORE;
        if (memcmp(here->digest, r->digest, CHANNEL_DIGEST_LEN) != 0) {
            channel_log_fork_note(log, r->author, r->seq, r->author);
            *out = CHANNEL_INSERTED_REFUSED;
        } else if (r->authenticated == CHANNEL_PAIR_VERIFIED) {
            here->authenticated = CHANNEL_PAIR_VERIFIED;
        }
        if (*out == CHANNEL_INSERTED_BEFORE && here->claim == 0) {
            claim_note(log, here, r->claim);
        }
        if (*out == CHANNEL_INSERTED_BEFORE) {
            channel_log_words_take(log, r->author, r->seq, r);
        }
        channel_record_free(r);
        return 0;
    }
    if (r->seq - a->counted > CHANNEL_AHEAD_MAX ||
        channel_record_charge(r) > CHANNEL_MAX_AUTHOR_BYTES - a->n_bytes) {
        *out = CHANNEL_INSERTED_REFUSED;
        channel_record_free(r);
        return 0;
    }
    int err = record_place(log, r);
    if (err != 0) {
        return err;
    }
    claim_note(log, r, r->claim);
    channel_log_advance(log);
    *out = CHANNEL_INSERTED;
    return 0;
}

int channel_log_restore(struct channel_log *log, struct channel_record *r)
{
    if (channel_log_record(log, r->author, r->seq) != NULL ||
        channel_record_charge(r) > CHANNEL_MAX_AUTHOR_BYTES - log->authors[r->author].n_bytes) {
        return T2_E_MALFORMED;
    }
    return record_place(log, r);
}

void channel_log_cut(struct channel_log *log, uint8_t author, uint32_t seq)
{
    struct channel_author *a = &log->authors[author];
    seq = seq > a->counted ? seq : a->counted;
    while (a->highest > seq) {
        struct channel_record *r = a->records[a->highest - 1];
        a->records[--a->highest] = NULL;
        if (r != NULL) {
            a->n_bytes -= channel_record_charge(r);
            log->n_records--;
            channel_record_free(r);
        }
    }
    while (a->n_stamps > seq || (a->n_stamps > 0 && a->stamp[a->n_stamps - 1].slot == 0)) {
        memset(&a->stamp[--a->n_stamps], 0, sizeof a->stamp[0]);
    }
    a->stamped = a->stamped < seq ? a->stamped : seq;
    claims_count(log);
}

/* How far the next record of another, which waits for nothing else, names the one that is held; 0: not at
 * all, or not the same record. */
static uint32_t held_named(struct channel_log *log, uint8_t author, uint8_t by)
{
    const struct channel_record *r = channel_log_record(log, by, log->authors[by].counted + 1);
    struct place place = {0, 0};
    if (r == NULL || !may_count(log, by) || record_judge_but(log, r, author, &place) != COUNTS) {
        return 0;
    }
    for (size_t i = 0; i < channel_record_n_heads(r); i++) {
        struct channel_head h = channel_record_head(r, i);
        const struct channel_record *seen = channel_log_record(log, author, h.seq);
        if (h.author == author && seen != NULL && memcmp(seen->digest, h.digest, CHANNEL_DIGEST_LEN) == 0) {
            return h.seq;
        }
    }
    return 0;
}

/* Of each other author one record at a time, and only when all that counts has been folded, our own in its
 * true slot: so whether `by` had ended its line before is known from its own log, on every desk alike, and
 * does not depend on what arrives when. */
void channel_log_hold(struct channel_log *log, uint8_t author, bool hold, uint64_t ended)
{
    struct channel_author *a = &log->authors[author];
    const struct channel_author *own = &log->authors[log->self];
    bool folded = log->first_changed == SIZE_MAX && own->stamped >= own->counted;
    if (hold != a->held) {
        a->held = hold;
        a->held_at = hold ? a->counted : 0;
    }
    uint32_t named = 0;
    for (uint8_t by = 0; hold && folded && by < log->n_seats; by++) {
        uint32_t n = by == author || (ended >> by & 1) != 0 ? 0 : held_named(log, author, by);
        named = n > named ? n : named;
    }
    a->held_at = named > a->held_at ? named : a->held_at;
    channel_log_advance(log);
}

void channel_log_devices(struct channel_log *log, uint8_t author, uint16_t n_devices)
{
    log->authors[author].n_devices = n_devices;
    channel_log_advance(log);
}

void channel_log_ungate(struct channel_log *log)
{
    log->gated = CHANNEL_NO_SEAT;
    channel_log_advance(log);
}

void channel_log_grow(struct channel_log *log, uint8_t n_seats)
{
    log->n_seats = n_seats;
    channel_log_advance(log);
}

int channel_log_restore_stamp(struct channel_log *log, uint8_t author, uint32_t seq,
                              const uint8_t digest[static CHANNEL_DIGEST_LEN], uint32_t slot)
{
    int err = author_reserve(&log->authors[author], seq);
    if (err == 0) {
        (void)stamp_set(&log->authors[author], seq, digest, slot);
    }
    return err;
}

int channel_log_stamp(struct channel_log *log, uint8_t author, uint32_t first, uint32_t n,
                      const uint8_t *digests, uint32_t slot, bool *out_new)
{
    struct channel_author *a = &log->authors[author];
    int err = author_reserve(a, first + n - 1);
    if (err != 0) {
        return err;
    }
    *out_new = false;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t seq = first + i;
        const uint8_t *digest = digests + (size_t)i * CHANNEL_DIGEST_LEN;
        const struct channel_record *r = channel_log_record(log, author, seq);
        if (!stamp_set(a, seq, digest, slot)) {
            if (memcmp(a->stamp[seq - 1].digest, digest, CHANNEL_DIGEST_LEN) != 0) {
                channel_log_fork_note(log, author, seq, author);
            }
            continue;
        }
        *out_new = true;
        if (author == log->self && r != NULL && r->lamport != 0) {
            record_restamp(log, r);
        }
    }
    channel_log_advance(log);
    return 0;
}

int channel_log_heads(const struct channel_log *log, uint8_t author, struct t2_buf *out)
{
    uint32_t named[CHANNEL_MAX_SEATS] = {0};
    const struct channel_author *own = &log->authors[author];
    for (uint32_t seq = 1; seq <= own->counted; seq++) {
        const struct channel_record *r = own->records[seq - 1];
        for (size_t i = 0; i < channel_record_n_heads(r); i++) {
            struct channel_head h = channel_record_head(r, i);
            named[h.author] = h.seq;
        }
    }
    struct wire_writer w = wire_writer_init(out);
    for (uint8_t a = 0; a < log->n_seats; a++) {
        uint32_t counted = log->authors[a].counted;
        if (a != author && counted > named[a]) {
            wire_put_u8(&w, a);
            wire_put_u32(&w, counted);
            wire_put_raw(&w, t2_bytes_of(channel_log_record(log, a, counted)->digest, CHANNEL_DIGEST_LEN));
        }
    }
    return wire_writer_finish(&w);
}
