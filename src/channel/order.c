/* The log: records of all authors, and the one order in which those that count stand.
 *
 * A record counts when its author's chain up to it counts and fits (previous), when every head it names
 * counts here with the same digest, and when its slot is not above the limit. Its Lamport counter is then one
 * more than the highest of the record before it and of its heads. The order is (lamport, author, seq). Both
 * are functions of the set of records alone, so equal sets give equal logs, whatever the order of arrival. A
 * record once counted always counts.
 *
 * A head whose digest is not ours is a fork: it is noted by name, and the record waits for ever. */
#include <stdlib.h>
#include <string.h>

#include "channel_internal.h"

static const uint8_t zeros[CHANNEL_DIGEST_LEN];

void channel_log_init(struct channel_log *log, const uint8_t table_id[static CHANNEL_TABLE_ID_LEN],
                      uint8_t n_seats)
{
    memset(log, 0, sizeof *log);
    memcpy(log->table_id, table_id, CHANNEL_TABLE_ID_LEN);
    log->n_seats = n_seats;
    log->limit = UINT64_MAX;
}

void channel_log_clear(struct channel_log *log)
{
    for (unsigned a = 0; a < log->n_seats; a++) {
        struct channel_author *au = &log->authors[a];
        for (uint32_t i = 0; i < au->highest; i++) {
            channel_record_free(au->records[i]);
        }
        free(au->records);
    }
    free(log->order);
    memset(log, 0, sizeof *log);
}

const struct channel_record *channel_log_record(const struct channel_log *log, uint8_t author, uint32_t seq)
{
    const struct channel_author *a = &log->authors[author];
    return seq == 0 || seq > a->highest ? NULL : a->records[seq - 1];
}

static void fork_note(struct channel_log *log, uint8_t author, uint32_t seq, uint8_t reporter)
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

/* ---- what counts ---- */

enum verdict { COUNTS, WAITS };

/* Judges the next record of its author; *lamport is set when it counts. */
static enum verdict record_judge(struct channel_log *log, const struct channel_record *r, uint64_t *lamport)
{
    const struct channel_record *before = channel_log_record(log, r->author, r->seq - 1);
    const uint8_t *previous = before == NULL ? zeros : before->digest;
    uint64_t highest = before == NULL ? 0 : before->lamport;
    if (!t2_bytes_eq(r->previous, t2_bytes_of(previous, CHANNEL_DIGEST_LEN))) {
        fork_note(log, r->author, r->seq > 1 ? r->seq - 1 : 1, r->author);
        return WAITS;
    }
    enum verdict v = r->slot > log->limit ? WAITS : COUNTS;
    for (size_t i = 0; i < channel_record_n_heads(r); i++) {
        struct channel_head h = channel_record_head(r, i);
        const struct channel_record *seen = channel_log_record(log, h.author, h.seq);
        if (seen == NULL || h.seq > log->authors[h.author].counted) {
            v = WAITS;
        } else if (memcmp(seen->digest, h.digest, CHANNEL_DIGEST_LEN) != 0) {
            fork_note(log, h.author, h.seq, r->author);
            v = WAITS;
        } else if (seen->lamport > highest) {
            highest = seen->lamport;
        }
    }
    *lamport = highest + 1;
    return v;
}

static bool stands_before(const struct channel_record *x, const struct channel_record *y)
{
    if (x->lamport != y->lamport) {
        return x->lamport < y->lamport;
    }
    return x->author != y->author ? x->author < y->author : x->seq < y->seq;
}

/* Puts r into the order; there is room for it. */
static void order_insert(struct channel_log *log, struct channel_record *r)
{
    size_t low = 0;
    size_t high = log->n_order;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (stands_before(log->order[mid], r)) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    memmove(&log->order[low + 1], &log->order[low], (log->n_order - low) * sizeof(struct channel_record *));
    log->order[low] = r;
    log->n_order++;
    if (low < log->first_changed) {
        log->first_changed = low;
    }
    for (size_t i = low; i < log->n_order; i++) {
        uint64_t before = i == 0 ? 0 : log->order[i - 1]->fold_slot;
        log->order[i]->fold_slot = log->order[i]->slot > before ? log->order[i]->slot : before;
    }
}

/* Counts whatever can be counted. Cannot fail: channel_log_insert has made room in the order. */
static void log_advance(struct channel_log *log)
{
    bool moved = true;
    while (moved) {
        moved = false;
        for (uint8_t a = 0; a < log->n_seats; a++) {
            struct channel_author *au = &log->authors[a];
            while (au->counted < au->highest && au->records[au->counted] != NULL) {
                struct channel_record *r = au->records[au->counted];
                uint64_t lamport = 0;
                if (record_judge(log, r, &lamport) != COUNTS) {
                    break;
                }
                r->lamport = lamport;
                au->counted++;
                order_insert(log, r);
                moved = true;
            }
        }
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
    struct channel_record **grown = realloc(a->records, cap * sizeof(struct channel_record *));
    if (grown == NULL) {
        return T2_E_MEMORY;
    }
    memset(grown + a->cap, 0, (cap - a->cap) * sizeof(struct channel_record *));
    a->records = grown;
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
    a->n_bytes += r->len;
    if (r->seq > a->highest) {
        a->highest = r->seq;
    }
    log->n_records++;
    claims_note(log, r);
    return 0;
}

int channel_log_insert(struct channel_log *log, struct channel_record *r, enum channel_inserted *out)
{
    struct channel_author *a = &log->authors[r->author];
    struct channel_record *here = r->seq <= a->highest ? a->records[r->seq - 1] : NULL;
    if (here != NULL) {
        *out = CHANNEL_INSERTED_BEFORE;
        if (memcmp(here->digest, r->digest, CHANNEL_DIGEST_LEN) != 0) {
            fork_note(log, r->author, r->seq, r->author);
            *out = CHANNEL_INSERTED_REFUSED;
        } else if (r->authenticated == CHANNEL_PAIR_VERIFIED) {
            here->authenticated = CHANNEL_PAIR_VERIFIED;
        }
        channel_record_free(r);
        return 0;
    }
    if (r->seq - a->counted > CHANNEL_AHEAD_MAX || r->len > CHANNEL_MAX_AUTHOR_BYTES - a->n_bytes) {
        *out = CHANNEL_INSERTED_REFUSED;
        channel_record_free(r);
        return 0;
    }
    int err = record_place(log, r);
    if (err != 0) {
        return err;
    }
    log_advance(log);
    *out = CHANNEL_INSERTED;
    return 0;
}

int channel_log_restore(struct channel_log *log, struct channel_record *r)
{
    if (channel_log_record(log, r->author, r->seq) != NULL ||
        r->len > CHANNEL_MAX_AUTHOR_BYTES - log->authors[r->author].n_bytes) {
        return T2_E_MALFORMED;
    }
    return record_place(log, r);
}

void channel_log_restored(struct channel_log *log)
{
    log_advance(log);
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

/* ---- the door ---- */

size_t channel_log_len(const struct channel *ch)
{
    return ch->log.n_order;
}

int channel_log_at(const struct channel *ch, size_t i, struct channel_event *out)
{
    if (i >= ch->log.n_order) {
        return T2_E_MISSING;
    }
    const struct channel_record *r = ch->log.order[i];
    *out = (struct channel_event){
        .author = r->author,
        .seq = r->seq,
        .lamport = r->lamport,
        .slot = r->slot,
        .fold_slot = r->fold_slot,
        .authenticated = r->authenticated,
        .event = r->event,
    };
    memcpy(out->digest, r->digest, sizeof out->digest);
    return 0;
}

size_t channel_log_first_changed(const struct channel *ch)
{
    return ch->log.first_changed < ch->log.n_order ? ch->log.first_changed : ch->log.n_order;
}

void channel_log_mark(struct channel *ch)
{
    ch->log.first_changed = SIZE_MAX;
}

int channel_log_digest(const struct channel *ch, uint8_t out[static CHANNEL_DIGEST_LEN])
{
    static const char label[] = "Track Two channel 1 log";
    struct t2_sha256 *h = NULL;
    int err = t2_sha256_new(&h);
    if (err == 0) {
        err = t2_sha256_update(h, label, sizeof label);
    }
    if (err == 0) {
        err = t2_sha256_update(h, ch->table_id, sizeof ch->table_id);
    }
    for (size_t i = 0; err == 0 && i < ch->log.n_order; i++) {
        err = t2_sha256_update(h, ch->log.order[i]->digest, CHANNEL_DIGEST_LEN);
    }
    if (err == 0) {
        err = t2_sha256_final(h, out);
    }
    t2_sha256_free(h);
    return err;
}

uint64_t channel_slot_floor(const struct channel *ch)
{
    return ch->log.n_order == 0 ? 0 : ch->log.order[ch->log.n_order - 1]->fold_slot;
}

void channel_log_limit(struct channel *ch, uint64_t highest_slot)
{
    uint64_t floor = channel_slot_floor(ch);
    ch->log.limit = highest_slot > floor ? highest_slot : floor;
    log_advance(&ch->log);
}

/* Fills *out when something of this author is known and does not count. */
static bool gap_of(const struct channel_log *log, uint8_t author, struct channel_gap *out)
{
    const struct channel_author *a = &log->authors[author];
    uint32_t last = a->highest > a->claimed ? a->highest : a->claimed;
    if (last <= a->counted) {
        return false;
    }
    *out = (struct channel_gap){.author = author, .last_known = last};
    for (uint32_t seq = a->counted + 1; seq <= last && out->first_missing == 0; seq++) {
        if (channel_log_record(log, author, seq) == NULL) {
            out->first_missing = seq;
        }
    }
    return true;
}

size_t channel_gap_len(const struct channel *ch)
{
    size_t n = 0;
    struct channel_gap gap;
    for (uint8_t a = 0; a < ch->n_seats; a++) {
        n += gap_of(&ch->log, a, &gap) ? 1 : 0;
    }
    return n;
}

int channel_gap_at(const struct channel *ch, size_t i, struct channel_gap *out)
{
    for (uint8_t a = 0; a < ch->n_seats; a++) {
        if (gap_of(&ch->log, a, out) && i-- == 0) {
            return 0;
        }
    }
    return T2_E_MISSING;
}

size_t channel_fork_len(const struct channel *ch)
{
    return ch->log.n_forks;
}

int channel_fork_at(const struct channel *ch, size_t i, struct channel_fork *out)
{
    if (i >= ch->log.n_forks) {
        return T2_E_MISSING;
    }
    *out = ch->log.forks[i];
    return 0;
}
