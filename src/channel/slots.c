/* Desks compare the slots that they have for the events of each author. docs/protocol/channel.md, section 5.
 *
 *   slots   (author 1 | seq 4 | digest 32) ...      of each author: the slots of its events up to seq
 *
 * Where no stamp is left an author's word, or that of the seat that forwards, has stood for it; and an author
 * can stamp once more what the relay has dropped. Whoever counts by such a word tells all others at once, and
 * each new pair is told. Who has other slots notes it as a fork and answers, once. */
#include <string.h>

#include "channel_internal.h"

#define ENTRY_LEN (1 + 4 + CHANNEL_DIGEST_LEN)
#define MESSAGE_MAX (1 + CHANNEL_MAX_SEATS * ENTRY_LEN)

/* The events of an author, from the first, that count here and have a stamp. */
static uint32_t settled(const struct channel_log *log, uint8_t author)
{
    const struct channel_author *a = &log->authors[author];
    return a->stamped < a->counted ? a->stamped : a->counted;
}

static void put32(uint8_t out[static 4], uint32_t v)
{
    for (unsigned i = 0; i < 4; i++) {
        out[i] = (uint8_t)(v >> (24 - 8 * i));
    }
}

/* Over where its stamps lie for the events up to seq, and their slots. */
static int slots_digest(const struct channel_log *log, uint8_t author, uint32_t seq,
                        uint8_t out[static CHANNEL_DIGEST_LEN])
{
    static const char label[] = "Track Two channel 1 slots";
    const struct channel_author *a = &log->authors[author];
    uint8_t number[4];
    struct t2_sha256 *h = NULL;
    int err = t2_sha256_new(&h);
    if (err == 0) {
        err = t2_sha256_update(h, label, sizeof label);
    }
    if (err == 0) {
        err = t2_sha256_update(h, log->table_id, sizeof log->table_id);
    }
    if (err == 0) {
        err = t2_sha256_update(h, &author, 1);
    }
    if (err == 0) {
        err = t2_sha256_update(h, a->stamps.announced, sizeof a->stamps.announced);
    }
    for (unsigned i = 0; err == 0 && i < a->stamps.n_more && a->stamps.more[i].first <= seq; i++) {
        const struct channel_stamps_part *part = &a->stamps.more[i];
        put32(number, part->first);
        err = t2_sha256_update(h, number, sizeof number);
        if (err == 0) {
            err = t2_sha256_update(h, part->announced, sizeof part->announced);
        }
    }
    for (uint32_t i = 0; err == 0 && i < seq; i++) {
        put32(number, a->stamp[i].slot);
        err = t2_sha256_update(h, number, sizeof number);
    }
    if (err == 0) {
        err = t2_sha256_final(h, out);
    }
    t2_sha256_free(h);
    return err;
}

/* Appends what we have of this author up to seq. */
static int entry_put(const struct channel_log *log, uint8_t author, uint32_t seq, struct wire_writer *w)
{
    uint8_t digest[CHANNEL_DIGEST_LEN];
    int err = slots_digest(log, author, seq, digest);
    if (err == 0) {
        wire_put_u8(w, author);
        wire_put_u32(w, seq);
        wire_put_raw(w, t2_bytes_of(digest, sizeof digest));
    }
    return err;
}

/* A seat for which too much waits already is not told: that can only be one that reads nothing. */
static int queue(struct channel_pair *p, struct t2_bytes message)
{
    int err = channel_control_queue(p, message);
    return err == T2_E_TOO_LARGE || err == T2_E_FULL ? 0 : err;
}

int channel_slots_tell(struct channel *ch)
{
    struct t2_buf message;
    bool is_new = false;
    int err = 0;
    for (uint8_t s = 0; s < ch->n_seats; s++) {
        is_new = is_new || (channel_pair_has_root(&ch->pairs[s]) && !ch->pairs[s].stamps_told);
    }
    if ((!ch->log.compare && !is_new) || ch->log.gated == ch->self) {
        return 0;
    }
    t2_buf_init(&message, MESSAGE_MAX);
    struct wire_writer w = wire_writer_init(&message);
    wire_put_u8(&w, CHANNEL_MESSAGE_SLOTS);
    for (uint8_t a = 0; err == 0 && a < ch->n_seats; a++) {
        uint32_t seq = settled(&ch->log, a);
        err = seq == 0 ? 0 : entry_put(&ch->log, a, seq, &w);
    }
    if (err == 0) {
        err = wire_writer_finish(&w);
    }
    for (uint8_t s = 0; err == 0 && s < ch->n_seats && message.len > 1; s++) {
        struct channel_pair *p = &ch->pairs[s];
        if (channel_pair_has_root(p) && (ch->log.compare || !p->stamps_told)) {
            err = queue(p, t2_buf_view(&message));
        }
    }
    if (err == 0) {
        ch->log.compare = false;
    }
    t2_buf_free(&message);
    return err;
}

/* The seat has other slots than we: both of us are to know, each by its own eyes. */
static int differ(struct channel *ch, uint8_t from, uint8_t author, uint32_t seq)
{
    uint8_t bytes[1 + ENTRY_LEN];
    struct t2_buf message;
    uint32_t n_before = ch->log.n_forks;
    channel_log_fork_note(&ch->log, author, seq, from);
    if (ch->log.n_forks == n_before) {
        return 0; /* noted before, and answered */
    }
    t2_buf_init(&message, sizeof bytes);
    struct wire_writer w = wire_writer_init(&message);
    wire_put_u8(&w, CHANNEL_MESSAGE_SLOTS);
    int err = entry_put(&ch->log, author, seq, &w);
    if (err == 0) {
        err = wire_writer_finish(&w);
    }
    if (err == 0) {
        err = queue(&ch->pairs[from], t2_buf_view(&message));
    }
    if (err != 0) {
        ch->log.n_forks = n_before;
    }
    t2_buf_free(&message);
    return err;
}

int channel_slots_receive(struct channel *ch, uint8_t from, struct t2_bytes body, bool *out_fine)
{
    uint8_t ours[CHANNEL_DIGEST_LEN], theirs[CHANNEL_DIGEST_LEN];
    struct wire_reader check = wire_reader_init(body);
    int last = -1;
    while (check.err == 0 && check.left > 0) {
        uint8_t author = wire_get_u8(&check);
        uint32_t seq = wire_get_u32(&check);
        (void)wire_get_raw(&check, CHANNEL_DIGEST_LEN);
        if (author <= last || author >= CHANNEL_MAX_SEATS || seq == 0 || seq > CHANNEL_MAX_RECORDS) {
            wire_fail(&check, T2_E_MALFORMED);
        }
        last = author;
    }
    *out_fine = wire_reader_finish(&check) == 0 && body.len > 0;
    struct wire_reader r = wire_reader_init(body);
    int err = 0;
    while (*out_fine && err == 0 && r.left > 0) {
        uint8_t author = wire_get_u8(&r);
        uint32_t seq = wire_get_u32(&r);
        wire_get_copy(&r, theirs, sizeof theirs);
        if (author >= ch->n_seats || seq > settled(&ch->log, author)) {
            continue; /* we know less than they do, and cannot say */
        }
        err = slots_digest(&ch->log, author, seq, ours);
        if (err == 0 && memcmp(ours, theirs, sizeof ours) != 0) {
            err = differ(ch, from, author, seq);
        }
    }
    return err;
}
