/* Seats that come later: the channel's pairs and the log have room for more. docs/protocol/channel.md,
 * section 2.
 *
 * Whether a seat has come is the table's affair; a channel only grows. Until then what names the seat waits:
 * a record whose head is of it, as any head that is not here; an introduction, in the channel's early. */
#include <string.h>

#include "channel_internal.h"

struct channel_pair *channel_pairs_new(uint8_t n_seats)
{
    struct channel_pair *pairs = t2_secret_alloc(n_seats * sizeof *pairs);
    if (pairs == NULL) {
        return NULL;
    }
    memset(pairs, 0, n_seats * sizeof *pairs);
    for (uint8_t s = 0; s < n_seats; s++) {
        pairs[s].introduced_by = CHANNEL_NO_SEAT;
        t2_buf_init(&pairs[s].controls, CHANNEL_CONTROL_MAX);
        for (unsigned i = 0; i < CHANNEL_N_MAILBOXES; i++) {
            pairs[s].from_seq[i] = 1;
        }
    }
    return pairs;
}

/* What the convenor said of a seat before it was here. Nothing is lost when there is no memory for it now:
 * the two can still exchange files, or be introduced again. */
static void early_take(struct channel *ch, uint8_t seat)
{
    struct channel_early *e = &ch->early[seat];
    bool fine = false;
    int err = e->here ? channel_introduction_take(ch, seat, e, &fine) : 0;
    (void)err;
    t2_wipe(e, sizeof *e);
}

int channel_grow(struct channel *ch, uint8_t n_seats)
{
    uint8_t before = ch->n_seats;
    if (n_seats > CHANNEL_MAX_SEATS) {
        return T2_E_ARGUMENT;
    }
    if (n_seats <= before) {
        return 0;
    }
    struct channel_pair *pairs = channel_pairs_new(n_seats);
    if (pairs == NULL) {
        return T2_E_MEMORY;
    }
    /* What they own goes with them; the old place is wiped when it is freed. */
    memcpy(pairs, ch->pairs, before * sizeof *pairs);
    t2_secret_free(ch->pairs);
    ch->pairs = pairs;
    ch->n_seats = n_seats;
    channel_log_grow(&ch->log, n_seats);
    for (uint8_t s = before; s < n_seats; s++) {
        early_take(ch, s);
    }
    return 0;
}
