/* A desk and its relay: one connection, kept while the desk is open. Cells leave only after the keys behind
 * them were saved; what arrived counts only after it was saved. */
#include "desk/desk_internal.h"

#include <string.h>

#define READ_COUNT 256
#define ROUNDS_MAX 64 /* of send and fetch: new cells can make new mailboxes and answers */

int desk_relay_problem(struct desk *d, int err, struct desk_problem *why)
{
    desk_disconnect(d);
    switch (err) {
    case T2_E_AUTH:
        return desk_fail(
            why, err,
            "The relay at this address is not the one of the invitation: its key is another. Nothing was "
            "sent. Ask the convenor.");
    case T2_E_AWAY:
    case T2_E_TIMEOUT:
    case T2_E_IO:
        return desk_fail(
            why, T2_E_AWAY,
            "The relay cannot be reached. What you wrote is kept and leaves when it is back; try again "
            "later.");
    case T2_E_FULL:
        return desk_fail(
            why, err,
            "The relay takes no more from this table for now. What waits is kept; try again later.");
    default:
        return desk_fail(why, err, "The relay does not keep to the protocol: %s. What waits is kept.",
                         t2_err_text(err));
    }
}

void desk_disconnect(struct desk *d)
{
    relay_client_free(d->relay);
    d->relay = NULL;
}

int desk_connect(struct desk *d, struct desk_problem *why)
{
    struct relay_address address;
    if (d->relay != NULL && relay_client_error(d->relay) == 0)
        return 0;
    desk_disconnect(d);
    int err = relay_address_parse(&address, channel_relay(d->channel));
    if (err == 0)
        err = relay_client_new(&d->relay, &address);
    if (err == 0)
        err = relay_client_connect(d->relay, DESK_CONNECT_MS);
    return err == 0 ? 0 : desk_relay_problem(d, err, why);
}

/* Sends all committed cells; each is done when the relay has it on disk. */
static int send_outbox(struct desk *d, struct desk_problem *why)
{
    struct channel_cell cell;
    while (channel_outbox_at(d->channel, 0, &cell) == 0) {
        uint8_t mid[T2_CELL_MID_LEN];
        memcpy(mid, cell.mid, sizeof mid);
        int err = relay_client_append_wait(d->relay, d->next_number++, cell.writer_secret, cell.mid,
                                           cell.body, DESK_ANSWER_MS, NULL, NULL);
        if (err == 0)
            err = channel_outbox_done(d->channel, mid);
        if (err != 0)
            return desk_relay_problem(d, err, why);
    }
    return 0;
}

/* Reads one mailbox to its present end. */
static int fetch(struct desk *d, const struct channel_mailbox *box, size_t *out_cells)
{
    uint32_t number = d->next_number++;
    int64_t deadline = t2_monotonic_ms() + DESK_ANSWER_MS;
    int err = relay_client_read(d->relay, number, box->name, box->from_seq, READ_COUNT);
    while (err == 0) {
        struct relay_event ev;
        relay_client_next(d->relay, &ev);
        if (ev.kind == RELAY_EVENT_NONE) {
            if (t2_monotonic_ms() > deadline)
                return T2_E_TIMEOUT;
            err = relay_client_step(d->relay, 1000);
        } else if (ev.kind == RELAY_EVENT_MAIL && ev.number == number) {
            enum channel_got got;
            err = channel_receive(d->channel, box->name, ev.seq, ev.body, &got);
            ++*out_cells;
            if (err == T2_E_MISSING) /* the mailbox has ended with this cell's predecessor */
                err = 0;
        } else if (ev.kind == RELAY_EVENT_END && ev.number == number) {
            return 0;
        } else if (ev.kind == RELAY_EVENT_REFUSED && ev.number == number) {
            return ev.error;
        }
    }
    return err;
}

static int fetch_all(struct desk *d, size_t *out_cells, struct desk_problem *why)
{
    struct channel_mailbox box[CHANNEL_INBOX_MAX];
    size_t n = 0;
    for (size_t i = 0; i < channel_inbox_len(d->channel) && n < sizeof box / sizeof box[0]; i++) {
        if (channel_inbox_at(d->channel, i, &box[n]) == 0)
            n++;
    }
    for (size_t i = 0; i < n; i++) {
        int err = fetch(d, &box[i], out_cells);
        if (err != 0)
            return desk_relay_problem(d, err, why);
    }
    return 0;
}

int desk_sync(struct desk *d, struct desk_problem *why)
{
    int err = desk_connect(d, why);
    for (int round = 0; err == 0 && round < ROUNDS_MAX; round++) {
        size_t cells = 0, waiting = channel_outbox_len(d->channel);
        if ((err = send_outbox(d, why)) != 0 || (err = fetch_all(d, &cells, why)) != 0)
            break;
        if (cells == 0 && waiting == 0)
            break;
        err = desk_commit(d, why);
    }
    return err;
}
