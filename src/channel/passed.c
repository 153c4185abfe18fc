/* Events of a third seat, passed on by one that has them to one that lacks them. docs/protocol/channel.md,
 * section 6.
 *
 *   ask of     seat 1 | first 4 | last 4      pass on these events of that seat
 *   forwarded  slot 4 | record                one of them
 *
 * An author can keep a line from one seat, and with it all that builds on it; nobody need bear that. Nothing
 * is signed, so such a record is believed only when the author's next record, which came from its own hands
 * or by the one after it, names its digest; a stamp is not enough, since it lies with the relay. It is passed
 * on only when it is asked for. */
#include <string.h>

#include "channel_internal.h"

/* ---- asking ---- */

/* The last of the records missing from `first` on, when the one after it is here, by which it is known; and
 * so down to the first. 0: none is. */
static uint32_t last_missing(const struct channel_log *log, uint8_t author, uint32_t first)
{
    uint32_t seq = first, highest = log->authors[author].highest;
    if (channel_log_record(log, author, first) != NULL) {
        return 0;
    }
    while (seq < highest && channel_log_record(log, author, seq + 1) == NULL) {
        seq++;
    }
    return seq < highest ? seq : 0;
}

/* Whether a record of this seat that is here names the author's seq or a later one. */
static bool has_named(const struct channel_log *log, uint8_t by, uint8_t author, uint32_t seq)
{
    const struct channel_author *a = &log->authors[by];
    for (uint32_t i = 0; i < a->highest; i++) {
        for (size_t k = 0; a->records[i] != NULL && k < channel_record_n_heads(a->records[i]); k++) {
            struct channel_head h = channel_record_head(a->records[i], k);
            if (h.author == author && h.seq >= seq) {
                return true;
            }
        }
    }
    return false;
}

/* Of those who say they have it one that is drawn; when nobody says so, of all with whom there is a secret.
 */
static int somebody(struct channel *ch, uint8_t author, uint32_t seq, struct channel_pair **out)
{
    uint8_t all[CHANNEL_MAX_SEATS], named[CHANNEL_MAX_SEATS], draw = 0;
    uint8_t n_all = 0, n_named = 0;
    *out = NULL;
    for (uint8_t s = 0; s < ch->n_seats; s++) {
        const struct channel_pair *p = channel_pair_of(ch, s);
        if (p == NULL || s == author || !channel_pair_has_root(p)) {
            continue;
        }
        all[n_all++] = s;
        if (has_named(&ch->log, s, author, seq)) {
            named[n_named++] = s;
        }
    }
    if (n_all == 0) {
        return 0;
    }
    int err = t2_random_fill(ch->random, &draw, sizeof draw);
    if (err == 0) {
        *out = &ch->pairs[n_named > 0 ? named[draw % n_named] : all[draw % n_all]];
    }
    return err;
}

int channel_passed_ask(struct channel *ch, uint8_t author, uint32_t first)
{
    struct channel_pair *p = NULL;
    uint8_t message[1 + 1 + 4 + 4] = {CHANNEL_MESSAGE_ASK_OF, author};
    uint32_t last = last_missing(&ch->log, author, first);
    if (last == 0) {
        return T2_E_STATE;
    }
    first = last - first < CHANNEL_ASK_MAX ? first : last - CHANNEL_ASK_MAX + 1;
    int err = somebody(ch, author, first, &p);
    if (err != 0 || p == NULL) {
        return err != 0 ? err : T2_E_STATE;
    }
    for (unsigned i = 0; i < 4; i++) {
        message[2 + i] = (uint8_t)(first >> (24 - 8 * i));
        message[6 + i] = (uint8_t)(last >> (24 - 8 * i));
    }
    return channel_control_queue(p, t2_bytes_of(message, sizeof message));
}

/* ---- answering ---- */

void channel_passed_asked(struct channel *ch, uint8_t from, struct t2_bytes body, bool *out_fine)
{
    struct channel_pair *p = &ch->pairs[from];
    struct wire_reader r = wire_reader_init(body);
    uint8_t author = wire_get_u8(&r);
    uint32_t first = wire_get_u32(&r);
    uint32_t last = wire_get_u32(&r);
    *out_fine = wire_reader_finish(&r) == 0 && author < CHANNEL_MAX_SEATS && author != from &&
                author != ch->self && first > 0 && first <= last && last - first < CHANNEL_ASK_MAX;
    if (!*out_fine || author >= ch->n_seats || p->pass_first != 0) {
        return; /* one request at a time */
    }
    uint32_t counted = ch->log.authors[author].counted;
    last = last < counted ? last : counted;
    if (first <= last) {
        p->pass_author = author;
        p->pass_first = first;
        p->pass_last = last;
    }
}

/* From the last: each tells what the one before it was. */
int channel_passed_send(struct channel *ch, uint8_t seat)
{
    struct channel_pair *p = &ch->pairs[seat];
    int err = 0;
    while (err == 0 && p->pass_first != 0) {
        err = channel_event_seal(ch, seat, p->pass_author, p->pass_last);
        if (err == 0 && p->pass_last-- == p->pass_first) {
            p->pass_first = 0;
        }
    }
    return err;
}

/* ---- taking in ---- */

enum judged { IS_AUTHORS, IS_NOT, IS_UNKNOWN };

/* By the author's next record; what cannot be judged yet can be asked for again. */
static enum judged judge(const struct channel_log *log, const struct channel_record *r)
{
    const struct channel_record *here = channel_log_record(log, r->author, r->seq);
    const struct channel_record *next = channel_log_record(log, r->author, r->seq + 1);
    struct t2_bytes wanted = t2_bytes_of(NULL, 0);
    if (here != NULL) {
        wanted = t2_bytes_of(here->digest, CHANNEL_DIGEST_LEN);
    } else if (next != NULL) {
        wanted = next->previous;
    }
    if (wanted.len == 0) {
        return IS_UNKNOWN;
    }
    return t2_bytes_eq(wanted, t2_bytes_of(r->digest, CHANNEL_DIGEST_LEN)) ? IS_AUTHORS : IS_NOT;
}

int channel_passed_take(struct channel *ch, struct channel_record *r, enum channel_got *out_got)
{
    enum channel_inserted inserted = CHANNEL_INSERTED_REFUSED;
    enum judged j = judge(&ch->log, r);
    *out_got = j == IS_UNKNOWN ? CHANNEL_GOT_CONTROL : CHANNEL_GOT_MALFORMED;
    if (j != IS_AUTHORS) {
        channel_record_free(r);
        return 0;
    }
    const struct channel_record *next = channel_log_record(&ch->log, r->author, r->seq + 1);
    r->authenticated = next != NULL ? next->authenticated : CHANNEL_PAIR_INTRODUCED;
    r->claim = 0; /* its slot is the author's to give, and the relay's */
    int err = channel_log_insert(&ch->log, r, &inserted);
    if (err != 0) {
        channel_record_free(r);
        return err;
    }
    *out_got = inserted == CHANNEL_INSERTED          ? CHANNEL_GOT_EVENT
               : inserted == CHANNEL_INSERTED_BEFORE ? CHANNEL_GOT_REPEATED
                                                     : CHANNEL_GOT_MALFORMED;
    return 0;
}
