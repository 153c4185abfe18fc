/* An author that announces and stamps whatever it likes, at a desk that reads it: the AEAD is taken away, so
 * that the input itself is what it would have opened. Pieces: what 1, length 2 (big-endian), then so many
 * bytes.
 *
 *   0  where stamps lie               1  slot 4, then the plaintext of a stamp, padded with zeros
 *   2  slot 4 as the author says it, then the text of its next event
 *   3  slot 4, count 1: a true stamp of so many of its events from the first without one
 *   4  slot 4: the limit; the mailbox of stamps is at its end
 *
 * The log is in order and whole at any time, and the state encodes, decodes and encodes to the same bytes. */
#include <stdlib.h>
#include <string.h>

#include <channel/channel_internal.h>

#define AUTHOR 1

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int __wrap_t2_xaead_open(uint8_t *out, const uint8_t key[static 32],
                         const uint8_t nonce[static T2_XAEAD_NONCE_LEN], struct t2_bytes ad,
                         struct t2_bytes in);

int __wrap_t2_xaead_open(uint8_t *out, const uint8_t key[static 32],
                         const uint8_t nonce[static T2_XAEAD_NONCE_LEN], struct t2_bytes ad,
                         struct t2_bytes in)
{
    (void)key;
    (void)nonce;
    (void)ad;
    memmove(out, in.ptr, in.len - T2_AEAD_TAG_LEN);
    return 0;
}

static void require(bool condition)
{
    if (!condition) {
        abort();
    }
}

static void stamp_receive(struct channel *ch, uint32_t slot, struct t2_bytes plain)
{
    uint8_t body[T2_CELL_MAIL_LEN] = {0};
    struct channel_mailbox box;
    enum channel_got got;
    size_t room = sizeof body - T2_XAEAD_NONCE_LEN - T2_AEAD_TAG_LEN;
    if (plain.len > 0) {
        memcpy(body + T2_XAEAD_NONCE_LEN, plain.ptr, plain.len < room ? plain.len : room);
    }
    if (channel_stamps_mailbox(&ch->log, AUTHOR, &box)) {
        int err = channel_receive(ch, box.name, box.from_seq, slot, body, &got);
        require(slot == 0 ? err == T2_E_ARGUMENT : err == 0);
    }
}

/* The author's next event, with a head of ours when there is one. */
static void event_insert(struct channel *ch, uint32_t claim, struct t2_bytes text)
{
    const struct channel_author *a = &ch->log.authors[AUTHOR];
    const struct channel_record *before = channel_log_record(&ch->log, AUTHOR, a->highest);
    struct channel_record *r = NULL;
    enum channel_inserted inserted;
    struct t2_buf bytes;
    struct t2_buf heads;
    t2_buf_init(&bytes, CHANNEL_RECORD_MAX);
    t2_buf_init(&heads, CHANNEL_MAX_SEATS * CHANNEL_HEAD_LEN);
    require(channel_log_heads(&ch->log, AUTHOR, &heads) == 0);
    require(channel_record_write(&bytes, AUTHOR, a->highest + 1,
                                 before == NULL ? a->stamps.commitment : before->digest, t2_buf_view(&heads),
                                 text) == 0);
    require(channel_record_read(t2_buf_view(&bytes), ch->table_id, ch->n_seats, &r) == 0);
    r->authenticated = CHANNEL_PAIR_VERIFIED;
    r->claim = claim;
    require(channel_log_insert(&ch->log, r, &inserted) == 0);
    t2_buf_free(&bytes);
    t2_buf_free(&heads);
    if (text.len % 2 == 1) {
        require(channel_post(ch, claim / 2, text) == 0);
    }
}

static void true_stamp(struct channel *ch, uint32_t slot, unsigned n)
{
    const struct channel_author *a = &ch->log.authors[AUTHOR];
    uint8_t plain[5 + CHANNEL_STAMP_MAX * CHANNEL_DIGEST_LEN] = {0};
    uint32_t first = a->stamped + 1;
    for (unsigned i = 0; i < 4; i++) {
        plain[i] = (uint8_t)(first >> (24 - 8 * i));
    }
    for (; plain[4] < n && plain[4] < CHANNEL_STAMP_MAX; plain[4]++) {
        const struct channel_record *r = channel_log_record(&ch->log, AUTHOR, first + plain[4]);
        if (r == NULL) {
            break;
        }
        memcpy(plain + 5 + (size_t)plain[4] * CHANNEL_DIGEST_LEN, r->digest, CHANNEL_DIGEST_LEN);
    }
    stamp_receive(ch, slot, t2_bytes_of(plain, sizeof plain));
}

static void limit_and_end(struct channel *ch, uint32_t limit)
{
    struct channel_mailbox box;
    channel_log_limit(ch, limit);
    if (channel_stamps_mailbox(&ch->log, AUTHOR, &box)) {
        channel_inbox_ended(ch, box.name);
    }
}

static void piece_take(struct channel *ch, uint8_t what, struct t2_bytes in)
{
    struct wire_reader r = wire_reader_init(in);
    bool fine;
    if (what == 0) {
        require(channel_stamps_take(ch, AUTHOR, in, &fine) == 0);
        return;
    }
    uint32_t slot = wire_get_u32(&r);
    struct t2_bytes rest = t2_bytes_of(r.ptr, r.left);
    if (r.err != 0) {
        return;
    }
    if (what == 1) {
        stamp_receive(ch, slot, rest);
    } else if (what == 2) {
        event_insert(ch, slot, rest);
    } else if (what == 3) {
        true_stamp(ch, slot, wire_get_u8(&r));
    } else {
        limit_and_end(ch, slot);
    }
}

static void log_must_hold(const struct channel *ch)
{
    uint32_t next[3] = {0};
    struct channel_event ev;
    struct channel_event before = {0};
    for (size_t i = 0; channel_log_at(ch, i, &ev) == 0; i++) {
        require(ev.seq == ++next[ev.author]);
        require(ev.author == ch->self || ev.stamped);
        require(ev.slot > before.slot ||
                (ev.slot == before.slot && (ev.lamport > before.lamport ||
                                            (ev.lamport == before.lamport && ev.author > before.author))));
        before = ev;
    }
}

static void state_must_hold(const struct channel *ch)
{
    struct channel *copy = NULL;
    struct t2_buf first;
    struct t2_buf second;
    uint8_t digest[2][CHANNEL_DIGEST_LEN];
    t2_buf_init(&first, CHANNEL_STORE_VALUE_MAX);
    t2_buf_init(&second, CHANNEL_STORE_VALUE_MAX);
    require(channel_state_encode(ch, &first) == 0);
    require(channel_state_decode(&copy, t2_buf_view(&first)) == 0);
    require(channel_state_encode(copy, &second) == 0);
    require(t2_bytes_eq(t2_buf_view(&first), t2_buf_view(&second)));
    require(channel_log_digest(ch, digest[0]) == 0 && channel_log_digest(copy, digest[1]) == 0);
    require(memcmp(digest[0], digest[1], sizeof digest[0]) == 0);
    channel_free(copy);
    t2_buf_free(&first);
    t2_buf_free(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct channel *ch = NULL;
    require(t2_init() == 0 && channel_alloc(&ch, 3) == 0);
    ch->random = t2_random_system();
    channel_log_init(&ch->log, ch->table_id, ch->n_seats, ch->self);
    require(channel_stamps_derive(ch) == 0);
    for (unsigned n = 0; n < 200 && size >= 3; n++) {
        size_t len = (size_t)data[1] << 8 | data[2];
        uint8_t what = data[0] % 5;
        data += 3;
        size -= 3;
        len = len < size ? len : size;
        piece_take(ch, what, t2_bytes_of(data, len));
        data += len;
        size -= len;
    }
    log_must_hold(ch);
    state_must_hold(ch);
    channel_free(ch);
    return 0;
}
