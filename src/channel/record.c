/* An event in the log: its form and its digest. docs/protocol/channel.md, section 5.
 *
 *   version 1 | author 1 | seq 4 | digest of the author's previous record 32 (in the first: the commitment to
 * the author's stamp mailboxes) | heads vector of (author 1, seq 4, digest 32) | event vector
 *
 * heads: for every other author of whom the author has seen more since its last record, the newest that
 * counts; authors ascending. The Lamport counter is not written: it follows from previous and heads, so that
 * it cannot be wrong. The time is not written either: it is the relay's (stamp.c). digest = SHA-256("Track
 * Two channel 1 record" zero table-id record). Nobody signs; the pair over which a record came is what
 * authenticates it. */
#include <stdlib.h>
#include <string.h>

#include "channel_internal.h"

#define DIGEST_LABEL "Track Two channel 1 record"

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
    r->len = in.len;
    struct wire_reader w = wire_reader_init(t2_bytes_of(r->bytes, r->len));
    uint8_t version = wire_get_u8(&w);
    r->author = wire_get_u8(&w);
    r->seq = wire_get_u32(&w);
    r->previous = wire_get_raw(&w, CHANNEL_DIGEST_LEN);
    r->heads = wire_get_vec(&w, CHANNEL_MAX_SEATS * CHANNEL_HEAD_LEN);
    r->event = wire_get_vec(&w, CHANNEL_EVENT_MAX);
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

void channel_record_free(struct channel_record *r)
{
    if (r == NULL) {
        return;
    }
    t2_wipe(r->bytes, r->len);
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
