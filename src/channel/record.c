/* An event in the log: its form and its digest. docs/protocol/channel.md, section 5.
 *
 *   version 1 | author 1 | seq 4 | digest of the author's previous record 32 (in the first: the commitment to
 * the author's stamp mailboxes) | heads vector of (author 1, seq 4, digest 32) | event vector | units 1
 * and, when there are words beside the event: digest of blind and words 32 | vector of blind 16 and words
 *
 * The last vector is empty where the words are gone; it is in no digest but that before it, so a record is
 * the same with them and without.
 *
 * heads: for every other author of whom the author has seen more since its last record, the newest that
 * counts; authors ascending. The Lamport counter is not written: it follows from previous and heads, so that
 * it cannot be wrong. The time is not written either: it is the relay's (stamp.c). digest = SHA-256("Track
 * Two channel 1 record" zero table-id record without the last vector). Nobody signs; the pair over which a
 * record came is what authenticates it. */
#include <stdlib.h>
#include <string.h>

#include "channel_internal.h"

#define DIGEST_LABEL "Track Two channel 1 record"
#define BESIDE_LABEL "Track Two channel 1 words"

int channel_record_write(struct t2_buf *out, uint8_t author, uint32_t seq,
                         const uint8_t previous[static CHANNEL_DIGEST_LEN], struct t2_bytes heads,
                         struct t2_bytes event)
{
    struct wire_writer w = wire_writer_init(out);
    wire_put_u8(&w, CHANNEL_VERSION);
    wire_put_u8(&w, author);
    wire_put_u32(&w, seq);
    wire_put_raw(&w, t2_bytes_of(previous, CHANNEL_DIGEST_LEN));
    wire_put_vec(&w, heads);
    wire_put_vec(&w, event);
    wire_put_u8(&w, 0);
    return wire_writer_finish(&w);
}

static uint8_t units_of(size_t beside_len)
{
    return (uint8_t)((beside_len + CHANNEL_WORDS_UNIT - 1) / CHANNEL_WORDS_UNIT);
}

static int beside_digest(const uint8_t *table_id, struct t2_bytes beside,
                         uint8_t out[static CHANNEL_DIGEST_LEN])
{
    const struct t2_bytes parts[] = {t2_bytes_of(BESIDE_LABEL, sizeof BESIDE_LABEL),
                                     t2_bytes_of(table_id, CHANNEL_TABLE_ID_LEN), beside};
    return t2_sha256(out, parts, sizeof parts / sizeof parts[0]);
}

int channel_record_write_beside(struct t2_buf *out, const uint8_t table_id[static CHANNEL_TABLE_ID_LEN],
                                uint8_t author, uint32_t seq,
                                const uint8_t previous[static CHANNEL_DIGEST_LEN], struct t2_bytes heads,
                                struct t2_bytes event, struct t2_bytes beside)
{
    uint8_t digest[CHANNEL_DIGEST_LEN];
    int err = beside_digest(table_id, beside, digest);
    if (err == 0) {
        err = channel_record_write(out, author, seq, previous, heads, event);
    }
    if (err != 0) {
        return err;
    }
    out->ptr[out->len - 1] = units_of(beside.len);
    struct wire_writer w = wire_writer_init(out);
    wire_put_raw(&w, t2_bytes_of(digest, sizeof digest));
    wire_put_vec(&w, beside);
    return wire_writer_finish(&w);
}

static struct channel_head head_get(struct wire_reader *r)
{
    struct channel_head h = {.author = wire_get_u8(r), .seq = wire_get_u32(r)};
    h.digest = wire_get_raw(r, CHANNEL_DIGEST_LEN).ptr;
    return h;
}

/* A head may name a seat that we do not know of yet: its author does, and the record waits. */
static int heads_check(struct t2_bytes heads, uint8_t author)
{
    struct wire_reader r = wire_reader_init(heads);
    int last = -1;
    while (r.left > 0 && r.err == 0) {
        struct channel_head h = head_get(&r);
        if (h.author <= last || h.author >= CHANNEL_MAX_SEATS || h.author == author || h.seq == 0 ||
            h.seq > CHANNEL_MAX_RECORDS) {
            wire_fail(&r, T2_E_MALFORMED);
        }
        last = h.author;
    }
    return wire_reader_finish(&r);
}

/* Blind and words get memory of their own, to be wiped without the rest. */
static int beside_take(struct channel_record *r, const uint8_t *table_id, struct t2_bytes beside)
{
    uint8_t digest[CHANNEL_DIGEST_LEN];
    if (r->units > units_of(CHANNEL_BESIDE_MAX) || r->event.len > CHANNEL_EVENT_MAX - beside.len) {
        return T2_E_MALFORMED;
    }
    if (beside.len == 0) {
        return 0;
    }
    int err = beside_digest(table_id, beside, digest);
    if (err != 0) {
        return err;
    }
    if (beside.len <= CHANNEL_BLIND_LEN || units_of(beside.len) != r->units ||
        !t2_bytes_eq(r->beside_digest, t2_bytes_of(digest, sizeof digest))) {
        return T2_E_MALFORMED;
    }
    r->beside = channel_copy(beside.ptr, beside.len);
    r->beside_len = beside.len;
    t2_wipe(r->bytes + r->len, r->cap - r->len);
    return r->beside == NULL ? T2_E_MEMORY : 0;
}

int channel_record_read(struct t2_bytes in, const uint8_t table_id[static CHANNEL_TABLE_ID_LEN],
                        uint8_t n_seats, struct channel_record **out)
{
    if (in.len == 0 || in.len > CHANNEL_RECORD_MAX) {
        return in.len == 0 ? T2_E_TRUNCATED : T2_E_TOO_LARGE;
    }
    struct channel_record *r = calloc(1, sizeof *r);
    if (r == NULL) {
        return T2_E_MEMORY;
    }
    r->bytes = channel_copy(in.ptr, in.len);
    if (r->bytes == NULL) {
        free(r);
        return T2_E_MEMORY;
    }
    r->cap = in.len;
    r->len = in.len;
    struct wire_reader w = wire_reader_init(t2_bytes_of(r->bytes, r->len));
    uint8_t version = wire_get_u8(&w);
    r->author = wire_get_u8(&w);
    r->seq = wire_get_u32(&w);
    r->previous = wire_get_raw(&w, CHANNEL_DIGEST_LEN);
    r->heads = wire_get_vec(&w, CHANNEL_MAX_SEATS * CHANNEL_HEAD_LEN);
    r->event = wire_get_vec(&w, CHANNEL_EVENT_MAX);
    r->units = wire_get_u8(&w);
    struct t2_bytes beside = t2_bytes_of(NULL, 0);
    if (r->units > 0) {
        r->beside_digest = wire_get_raw(&w, CHANNEL_DIGEST_LEN);
        r->len -= w.left;
        beside = wire_get_vec(&w, CHANNEL_BESIDE_MAX);
    }
    int err = wire_reader_finish(&w);
    if (err == 0 && version != CHANNEL_VERSION) {
        err = T2_E_VERSION;
    }
    if (err == 0 && (r->author >= n_seats || r->seq == 0 || r->seq > CHANNEL_MAX_RECORDS)) {
        err = T2_E_MALFORMED;
    }
    if (err == 0) {
        err = heads_check(r->heads, r->author);
    }
    if (err == 0 && r->units > 0) {
        err = beside_take(r, table_id, beside);
    }
    if (err == 0) {
        const struct t2_bytes parts[] = {t2_bytes_of(DIGEST_LABEL, sizeof DIGEST_LABEL),
                                         t2_bytes_of(table_id, CHANNEL_TABLE_ID_LEN),
                                         t2_bytes_of(r->bytes, r->len)};
        err = t2_sha256(r->digest, parts, sizeof parts / sizeof parts[0]);
    }
    if (err != 0) {
        channel_record_free(r);
        return err;
    }
    *out = r;
    return 0;
}

void channel_record_forget(struct channel_record *r)
{
    if (r->beside != NULL) {
        t2_wipe(r->beside, r->beside_len);
        free(r->beside);
    }
    r->beside = NULL;
    r->beside_len = 0;
}

void channel_record_put(struct wire_writer *w, const struct channel_record *r, bool beside)
{
    wire_put_raw(w, t2_bytes_of(r->bytes, r->len));
    if (r->units > 0) {
        wire_put_vec(w, t2_bytes_of(r->beside, beside ? r->beside_len : 0));
    }
}

size_t channel_record_charge(const struct channel_record *r)
{
    return r->len + (size_t)r->units * CHANNEL_WORDS_UNIT;
}

void channel_record_free(struct channel_record *r)
{
    if (r == NULL) {
        return;
    }
    channel_record_forget(r);
    t2_wipe(r->bytes, r->cap);
    free(r->bytes);
    t2_wipe(r, sizeof *r);
    free(r);
}

size_t channel_record_n_heads(const struct channel_record *r)
{
    return r->heads.len / CHANNEL_HEAD_LEN;
}

struct channel_head channel_record_head(const struct channel_record *r, size_t i)
{
    struct wire_reader w = wire_reader_init(r->heads);
    (void)wire_get_raw(&w, i * CHANNEL_HEAD_LEN);
    return head_get(&w);
}
