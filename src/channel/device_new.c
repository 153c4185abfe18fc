/* On a new device: what its seat had said comes back from the others. docs/protocol/channel.md, section 8.
 *
 *   yours      seq 4 | digest 32 | where your stamps lay     the newest record of yours that counts here
 *   forwarded  slot 4 | record       one of yours, and when it was stamped; newest first
 *   again      seq 4                 asks for those up to seq once more
 *
 * Its own records are gated: none counts, none leaves and none is posted before every verified seat has said
 * what the newest is, all fit one chain, and the chain is here. */
#include <string.h>

#include "channel_internal.h"

/* The pair whose word on our newest record reaches furthest; NULL when nobody has said anything. */
static const struct channel_pair *furthest(const struct channel *ch)
{
    const struct channel_pair *best = NULL;
    for (uint8_t s = 0; s < ch->n_seats; s++) {
        const struct channel_pair *p = channel_pair_of_const(ch, s);
        if (p != NULL && p->told && (best == NULL || p->told_seq > best->told_seq)) {
            best = p;
        }
    }
    return best;
}

uint32_t channel_device_told(const struct channel *ch)
{
    const struct channel_pair *far = furthest(ch);
    return far == NULL ? 0 : far->told_seq;
}

/* The digest that our record seq must have by this pair's word: that of its newest, and below it what the
 * record above, which is then here and fits, names. False: a record above is missing. */
static bool digest_wanted(const struct channel *ch, const struct channel_pair *p, uint32_t seq,
                          uint8_t out[static CHANNEL_DIGEST_LEN])
{
    memcpy(out, p->told_digest, CHANNEL_DIGEST_LEN);
    for (uint32_t at = p->told_seq; at > seq; at--) {
        const struct channel_record *r = channel_log_record(&ch->log, ch->self, at);
        if (r == NULL || memcmp(r->digest, out, CHANNEL_DIGEST_LEN) != 0) {
            return false;
        }
        memcpy(out, r->previous.ptr, CHANNEL_DIGEST_LEN);
    }
    return true;
}

static bool says_the_same(const struct channel *ch, const struct channel_pair *far,
                          const struct channel_pair *p)
{
    uint8_t wanted[CHANNEL_DIGEST_LEN];
    return digest_wanted(ch, far, p->told_seq, wanted) &&
           memcmp(wanted, p->told_digest, CHANNEL_DIGEST_LEN) == 0 &&
           (p->told_seq == 0 || memcmp(p->told_stamps, far->told_stamps, CHANNEL_DIGEST_LEN) == 0);
}

void channel_device_awaited(const struct channel *ch, uint64_t *out_unheard, uint64_t *out_differ)
{
    const struct channel_pair *far = furthest(ch);
    *out_unheard = 0;
    *out_differ = 0;
    for (uint8_t s = 0; s < ch->n_seats; s++) {
        const struct channel_pair *p = channel_pair_of_const(ch, s);
        if (p == NULL) {
            continue;
        }
        if (!p->told && (p->status == CHANNEL_PAIR_VERIFIED || far == NULL)) {
            *out_unheard |= (uint64_t)1 << s;
        } else if (p->told && far != NULL && p->told_seq == far->told_seq &&
                   (memcmp(p->told_digest, far->told_digest, CHANNEL_DIGEST_LEN) != 0 ||
                    memcmp(p->told_stamps, far->told_stamps, CHANNEL_DIGEST_LEN) != 0)) {
            *out_differ |= (uint64_t)1 << s;
            for (uint8_t x = 0; x < ch->n_seats; x++) {
                *out_differ |= &ch->pairs[x] == far ? (uint64_t)1 << x : 0;
            }
        }
    }
}

bool channel_device_complete(const struct channel *ch)
{
    const struct channel_author *own = &ch->log.authors[ch->self];
    return ch->log.gated != ch->self && own->counted == own->highest;
}

/* Opens the gate when all is here. */
void channel_device_settle(struct channel *ch)
{
    uint8_t first[CHANNEL_DIGEST_LEN];
    struct channel_stamps *own = &ch->log.authors[ch->self].stamps;
    const struct channel_pair *far = furthest(ch);
    if (ch->log.gated != ch->self || far == NULL ||
        (far->told_seq != 0 && channel_log_record(&ch->log, ch->self, 1) == NULL)) {
        return;
    }
    for (uint8_t s = 0; s < ch->n_seats; s++) {
        const struct channel_pair *p = channel_pair_of_const(ch, s);
        if (p == NULL || p->status != CHANNEL_PAIR_VERIFIED) {
            continue;
        }
        if (!p->told || !says_the_same(ch, far, p)) {
            return;
        }
    }
    /* The first record names where the stamps of the first device lay. */
    if (far->told_seq != 0 &&
        (!digest_wanted(ch, far, 0, first) || memcmp(first, own->commitment, sizeof first) != 0)) {
        return;
    }
    channel_log_cut(&ch->log, ch->self, far->told_seq);
    ch->stamp_sealed = far->told_seq;
    if (far->told_seq != 0) { /* ours hold from the next event on */
        struct channel_stamps_part *part = &own->more[own->n_more];
        if (own->n_more == CHANNEL_STAMP_PARTS - 1 ||
            channel_stamps_announce(ch->stamp_secret, part->announced) != 0) {
            return;
        }
        part->first = far->told_seq + 1;
        own->n_more++;
    }
    channel_log_ungate(&ch->log);
}

/* Where our stamps lay before: the first that says it is taken, and all must say the same. */
static int stamps_receive(struct channel *ch, struct channel_pair *p, struct t2_bytes said, bool *out_fine)
{
    struct channel_author *self = &ch->log.authors[ch->self];
    struct channel_stamps told = {.known = true};
    struct wire_reader r = wire_reader_init(said);
    *out_fine = channel_stamps_get(&r, &told);
    int err = *out_fine ? t2_sha256(p->told_stamps, &said, 1) : 0;
    const struct channel_pair *far = furthest(ch);
    if (err == 0 && *out_fine && ch->log.gated == ch->self && (far == NULL || far->told_seq == 0)) {
        err = channel_stamps_commit(&ch->log, ch->self, &told);
        if (err == 0) {
            self->stamps = told;
        }
    }
    t2_wipe(&told, sizeof told);
    return err;
}

static int yours_receive(struct channel *ch, struct channel_pair *p, struct t2_bytes body, bool *out_fine)
{
    static const uint8_t zeros[CHANNEL_DIGEST_LEN];
    uint8_t digest[CHANNEL_DIGEST_LEN];
    struct wire_reader r = wire_reader_init(body);
    uint32_t seq = wire_get_u32(&r);
    wire_get_copy(&r, digest, sizeof digest);
    struct t2_bytes stamps = wire_get_raw(&r, r.left);
    *out_fine = wire_reader_finish(&r) == 0 && seq <= CHANNEL_MAX_RECORDS &&
                p->status == CHANNEL_PAIR_VERIFIED && !p->told &&
                (seq != 0 || (memcmp(digest, zeros, sizeof zeros) == 0 && stamps.len == 0));
    int err = *out_fine && seq != 0 ? stamps_receive(ch, p, stamps, out_fine) : 0;
    if (err != 0 || !*out_fine) {
        return err;
    }
    p->told = true;
    p->told_seq = seq;
    memcpy(p->told_digest, digest, sizeof digest);
    if (ch->log.gated != ch->self) { /* we have gone on without it: is it what we know? */
        const struct channel_record *own = channel_log_record(&ch->log, ch->self, seq);
        if (seq != 0 && (own == NULL || memcmp(own->digest, digest, sizeof digest) != 0)) {
            channel_log_fork_note(&ch->log, ch->self, seq, (uint8_t)(p - ch->pairs));
        }
    }
    return 0;
}

/* A record in our own name: only on a new device that waits for it, only from a verified seat, and only when
 * its digest is what the record after it, or that seat's own word, names. What comes too early to be judged
 * is dropped and asked for again. A record of a third seat is passed.c's. */
static int forwarded_receive(struct channel *ch, struct channel_pair *p, struct t2_bytes body,
                             enum channel_got *out_got)
{
    struct channel_record *r = NULL;
    uint8_t wanted[CHANNEL_DIGEST_LEN];
    *out_got = CHANNEL_GOT_MALFORMED;
    struct wire_reader w = wire_reader_init(body);
    uint32_t slot = wire_get_u32(&w);
    if (w.err != 0 || slot == 0) {
        return 0;
    }
    int err = channel_record_read(t2_bytes_of(w.ptr, w.left), ch->table_id, ch->n_seats, &r);
    if (err != 0) {
        return t2_err_band(err) == T2_BAND_PEER ? 0 : err;
    }
    if (r->author != ch->self && p != &ch->pairs[r->author]) {
        return channel_passed_take(ch, r, out_got);
    }
    if (r->author == ch->self && p->status == CHANNEL_PAIR_VERIFIED) {
        const struct channel_record *here = channel_log_record(&ch->log, ch->self, r->seq);
        bool same = here != NULL && memcmp(here->digest, r->digest, CHANNEL_DIGEST_LEN) == 0;
        if (same) {
            channel_log_words_take(&ch->log, ch->self, r->seq, r);
            *out_got = CHANNEL_GOT_REPEATED;
        } else if (ch->log.gated != ch->self || here != NULL || (p->told && r->seq > p->told_seq)) {
            *out_got = CHANNEL_GOT_MALFORMED;
        } else if (!p->told || !digest_wanted(ch, p, r->seq, wanted)) {
            *out_got = CHANNEL_GOT_CONTROL;
        } else if (memcmp(r->digest, wanted, CHANNEL_DIGEST_LEN) == 0) {
            r->authenticated = CHANNEL_PAIR_VERIFIED;
            r->claim = slot;
            err = channel_log_restore(&ch->log, r);
            if (err == 0) { /* it is in, with room for its stamp, which cannot fail any more */
                *out_got = CHANNEL_GOT_EVENT;
                return channel_log_restore_stamp(&ch->log, ch->self, r->seq, r->digest, slot);
            }
            err = err == T2_E_MALFORMED ? 0 : err; /* more bytes than one author may have */
        }
    }
    channel_record_free(r);
    return err;
}

/* For the newest record that is missing, from every seat that says it has it. */
int channel_device_ask(struct channel *ch)
{
    const struct channel_pair *far = furthest(ch);
    if (ch->log.gated != ch->self || far == NULL) {
        return T2_E_MISSING;
    }
    uint32_t seq = far->told_seq;
    while (seq > 0 && channel_log_record(&ch->log, ch->self, seq) != NULL) {
        seq--;
    }
    if (seq == 0) {
        return T2_E_MISSING;
    }
    uint8_t message[1 + 4] = {CHANNEL_MESSAGE_AGAIN};
    for (unsigned i = 0; i < 4; i++) {
        message[1 + i] = (uint8_t)(seq >> (24 - 8 * i));
    }
    int err = T2_E_MISSING;
    for (uint8_t s = 0; s < ch->n_seats; s++) {
        struct channel_pair *p = channel_pair_of(ch, s);
        if (p != NULL && p->status == CHANNEL_PAIR_VERIFIED && p->told && p->told_seq >= seq) {
            int one = channel_control_queue(p, t2_bytes_of(message, sizeof message));
            err = err == T2_E_MISSING ? one : err;
        }
    }
    return err;
}

static void again_receive(struct channel *ch, uint8_t from, struct wire_reader *r, bool *out_fine)
{
    struct channel_pair *p = &ch->pairs[from];
    uint32_t seq = wire_get_u32(r);
    *out_fine = wire_reader_finish(r) == 0 && seq > 0 && p->stated && seq <= ch->log.authors[from].counted;
    if (*out_fine && p->forward < seq) {
        p->forward = seq;
    }
}

int channel_device_receive(struct channel *ch, uint8_t from, enum channel_message_kind kind,
                           struct t2_bytes body, enum channel_got *out_got)
{
    struct channel_pair *p = &ch->pairs[from];
    struct wire_reader r = wire_reader_init(body);
    bool fine = false;
    int err = 0;
    if (kind == CHANNEL_MESSAGE_FORWARDED) {
        err = forwarded_receive(ch, p, body, out_got);
    } else if (kind == CHANNEL_MESSAGE_AGAIN) {
        again_receive(ch, from, &r, &fine);
        *out_got = fine ? CHANNEL_GOT_CONTROL : CHANNEL_GOT_MALFORMED;
    } else {
        err = yours_receive(ch, p, body, &fine);
        *out_got = fine ? CHANNEL_GOT_CONTROL : CHANNEL_GOT_MALFORMED;
    }
    if (err == 0) {
        channel_device_settle(ch);
    }
    return err;
}
