/* A desk and its relay: one connection, kept while the desk is open. Cells leave only after the keys behind
 * them were saved; what arrived counts only after it was saved. Cells and questions go out side by side, so
 * that a sync costs a few round trips and not one for each seat. */
#include "desk/desk_internal.h"

#include <stdlib.h>
#include <string.h>

#define READ_COUNT 256
#define SIDE_BY_SIDE 64 /* appends or reads under way at a time */
_Static_assert(DESK_MAX_WATCHES + SIDE_BY_SIDE <= T2_CELL_READERS_MAX, "readers of one connection");
#define ROUNDS_MAX 64    /* of send and fetch: new cells can make new mailboxes and answers */
#define DEAF_WAIT_MS 200 /* between two looks when not every mailbox can be watched */
#define GAP_STAYS_MS 3000
#define GAP_AGAIN_MS 60000

int desk_relay_problem(struct desk *d, int err, struct desk_problem *why)
{
    desk_disconnect(d);
    switch (err) {
    case T2_E_AUTH:
        return desk_fail(
            why, err,
            "The relay at this address is not the one of the invitation: its key is another. Nothing was "
            "sent, and what you wrote is kept. Ask the convenor.");
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
    case T2_E_MEMORY:
        return desk_fail(why, err,
                         "The machine is short of memory. What waits is kept; close other programs and try "
                         "again.");
    default:
        return desk_fail(why, err,
                         "The relay does not keep to the protocol: %s. What waits is kept. Ask whoever runs "
                         "the relay.",
                         table_say(why->lang, t2_err_text(err)));
    }
}

void desk_disconnect(struct desk *d)
{
    relay_client_free(d->relay);
    d->relay = NULL;
    d->n_watches = 0;
    d->deaf = 0;
}

static int begin_to_connect(struct desk *d)
{
    struct relay_address address;
    desk_disconnect(d);
    int err = relay_address_parse(&address, channel_relay(d->channel));
    if (err == 0)
        err = relay_client_new(&d->relay, &address);
    d->reach_until_ms = t2_monotonic_ms() + DESK_CONNECT_MS;
    return err;
}

void desk_hang_up(struct desk *d)
{
    desk_disconnect(d);
}

int desk_is_reaching(const struct desk *d)
{
    return d->relay != NULL && relay_client_error(d->relay) == 0 && !relay_client_is_connected(d->relay);
}

int desk_is_connected(const struct desk *d)
{
    return d->relay != NULL && relay_client_is_connected(d->relay);
}

int desk_reach(struct desk *d, int timeout_ms, struct desk_problem *why)
{
    int err = d->relay == NULL || relay_client_error(d->relay) != 0 ? begin_to_connect(d) : 0;
    if (err == 0 && relay_client_is_connected(d->relay))
        return 0;
    if (err == 0)
        err = relay_client_connect(d->relay, timeout_ms);
    if (err == T2_E_TIMEOUT && t2_monotonic_ms() < d->reach_until_ms)
        return err;
    return err == 0 ? 0 : desk_relay_problem(d, err, why);
}

int desk_connect(struct desk *d, struct desk_problem *why)
{
    int err = desk_reach(d, DESK_CONNECT_MS, why);
    return err == T2_E_TIMEOUT ? desk_relay_problem(d, err, why) : err;
}

static const struct desk_watch *watch_of(const struct desk *d, uint32_t number)
{
    for (size_t i = 0; i < d->n_watches; i++) {
        if (d->watch[i].number == number)
            return &d->watch[i];
    }
    return NULL;
}

/* The next event that is not a watch's; those only wake. RELAY_EVENT_NONE when there is none. */
static void next_event(struct desk *d, struct relay_event *ev)
{
    do {
        relay_client_next(d->relay, ev);
        if (ev->kind == RELAY_EVENT_MAIL && watch_of(d, ev->number) != NULL)
            d->woken = 1;
        if (ev->kind == RELAY_EVENT_REFUSED && watch_of(d, ev->number) != NULL)
            d->deaf = 1;
    } while (ev->kind != RELAY_EVENT_NONE && watch_of(d, ev->number) != NULL);
}

/* Waits for the next event, until the deadline. */
static int await_event(struct desk *d, int64_t deadline, struct relay_event *ev)
{
    for (;;) {
        next_event(d, ev);
        if (ev->kind != RELAY_EVENT_NONE)
            return 0;
        int64_t left = deadline - t2_monotonic_ms();
        if (left <= 0)
            return T2_E_TIMEOUT;
        int err = relay_client_step(d->relay, (int)left);
        if (err != 0)
            return err;
    }
}

/* What the relay stores now has its time; what it stored before has at most its time. */
static void clock_note(struct desk *d, uint32_t slot, bool now)
{
    int64_t apart = (int64_t)slot - (int64_t)desk_clock_slot(d);
    if (now || apart > d->clock_apart)
        d->clock_apart = apart;
}

int64_t desk_clock_apart(const struct desk *d)
{
    bool near = d->clock_apart >= -DESK_SLOT_TOLERANCE && d->clock_apart <= DESK_SLOT_TOLERANCE;
    return near ? 0 : d->clock_apart;
}

struct sent_cell {
    uint32_t number;
    uint8_t mid[T2_CELL_MID_LEN];
};

/* Sends the first committed cells, side by side; each is done when the relay has it on disk. */
static int send_some(struct desk *d)
{
    struct sent_cell sent[SIDE_BY_SIDE];
    struct channel_cell cell;
    struct relay_event ev;
    size_t n = 0, answered = 0;
    int err = 0;
    for (; err == 0 && n < SIDE_BY_SIDE && channel_outbox_at(d->channel, n, &cell) == 0; n++) {
        sent[n].number = d->next_number++;
        memcpy(sent[n].mid, cell.mid, sizeof sent[n].mid);
        err = relay_client_append(d->relay, sent[n].number, cell.writer_secret, cell.mid, cell.body);
    }
    int64_t deadline = t2_monotonic_ms() + DESK_ANSWER_MS;
    while (err == 0 && answered < n) {
        if ((err = await_event(d, deadline, &ev)) != 0)
            break;
        size_t i = 0;
        while (i < n && sent[i].number != ev.number)
            i++;
        if (i == n)
            continue;
        if (ev.kind == RELAY_EVENT_REFUSED)
            return ev.error;
        if (ev.kind == RELAY_EVENT_STORED) {
            answered++;
            clock_note(d, ev.slot, !ev.repeat);
            err = channel_outbox_done(d->channel, sent[i].mid, ev.slot);
        }
    }
    return err;
}

struct open_read {
    uint32_t number;
    int ended;
    struct channel_mailbox box;
};

static struct open_read *read_of(struct open_read *reads, size_t n, uint32_t number)
{
    for (size_t i = 0; i < n; i++) {
        if (!reads[i].ended && reads[i].number == number)
            return &reads[i];
    }
    return NULL;
}

/* Reads mailboxes side by side, each to its present end. */
static int fetch_some(struct desk *d, struct open_read *reads, size_t n, size_t *out_cells)
{
    struct relay_event ev;
    size_t ended = 0;
    int err = 0;
    for (size_t i = 0; err == 0 && i < n; i++) {
        reads[i].number = d->next_number++;
        reads[i].ended = 0;
        err = relay_client_read(d->relay, reads[i].number, reads[i].box.name, reads[i].box.from_seq,
                                READ_COUNT);
    }
    int64_t deadline = t2_monotonic_ms() + DESK_ANSWER_MS;
    while (err == 0 && ended < n) {
        if ((err = await_event(d, deadline, &ev)) != 0)
            break;
        struct open_read *r = read_of(reads, n, ev.number);
        if (r == NULL)
            continue;
        if (ev.kind == RELAY_EVENT_MAIL) {
            enum channel_got got;
            clock_note(d, ev.slot, false);
            err = channel_receive(d->channel, r->box.name, ev.seq, ev.slot, ev.body, &got);
            ++*out_cells;
            if (err == T2_E_MISSING) /* the mailbox has ended with this cell's predecessor */
                err = 0;
        } else if (ev.kind == RELAY_EVENT_END) {
            if (!ev.more)
                channel_inbox_ended(d->channel, r->box.name);
            r->ended = 1;
            ended++;
        } else if (ev.kind == RELAY_EVENT_REFUSED) {
            return ev.error;
        }
    }
    return err;
}

static int fetch_all(struct desk *d, size_t *out_cells)
{
    struct open_read reads[SIDE_BY_SIDE];
    size_t n = 0;
    int err = 0;
    struct channel_mailbox *box = calloc(CHANNEL_INBOX_MAX, sizeof *box);
    if (box == NULL)
        return T2_E_MEMORY;
    for (size_t i = 0; i < channel_inbox_len(d->channel) && n < CHANNEL_INBOX_MAX; i++) {
        if (channel_inbox_at(d->channel, i, &box[n]) == 0)
            n++;
    }
    for (size_t from = 0; err == 0 && from < n;) {
        size_t k = 0;
        for (; k < SIDE_BY_SIDE && from < n; k++, from++)
            reads[k].box = box[from];
        err = fetch_some(d, reads, k, out_cells);
    }
    free(box);
    return err;
}

/* Sends what waits and fetches what is there until nothing moves any more. */
static int settle(struct desk *d, struct desk_problem *why)
{
    for (int round = 0; round < ROUNDS_MAX; round++) {
        size_t cells = 0, waiting = channel_outbox_len(d->channel);
        int err = 0;
        d->woken = 0;
        while (err == 0 && channel_outbox_len(d->channel) != 0)
            err = send_some(d);
        if (err == 0)
            err = fetch_all(d, &cells);
        if (err != 0)
            return desk_relay_problem(d, err, why);
        if (cells == 0 && waiting == 0)
            return 0;
        if ((err = desk_commit(d, why)) != 0)
            return err;
        if (cells == 0 && channel_outbox_len(d->channel) == 0)
            return 0;
    }
    return 0;
}

/* ---- gaps ---- */

void desk_gaps_note(struct desk *d, int64_t ask_ms)
{
    struct desk_gap now[CHANNEL_MAX_SEATS] = {{0, 0}};
    struct channel_gap g;
    for (size_t i = 0; i < channel_gap_len(d->channel); i++) {
        if (channel_gap_at(d->channel, i, &g) != 0 || g.author >= CHANNEL_MAX_SEATS || g.first_missing == 0)
            continue;
        const struct desk_gap *before = &d->gap[g.author];
        now[g.author].first_missing = g.first_missing;
        now[g.author].ask_ms = before->first_missing == g.first_missing ? before->ask_ms : ask_ms;
    }
    memcpy(d->gap, now, sizeof d->gap);
}

/* Asks the authors of gaps that stayed to send again. An author with whom we have no secret cannot be asked,
 * and one question at a time is enough. */
int desk_gaps_ask(struct desk *d)
{
    int64_t now = t2_monotonic_ms();
    int asked = 0;
    desk_gaps_note(d, now + GAP_STAYS_MS);
    for (uint8_t seat = 0; seat < channel_n_seats(d->channel); seat++) {
        struct desk_gap *g = &d->gap[seat];
        if (g->first_missing == 0 || now < g->ask_ms || channel_ask_again(d->channel, seat) != 0)
            continue;
        g->ask_ms = now + GAP_AGAIN_MS;
        asked = 1;
    }
    return asked;
}

int desk_sync(struct desk *d, struct desk_problem *why)
{
    int err = desk_runs_settle(d, why);
    if (err == 0)
        err = desk_connect(d, why);
    if (err == 0)
        err = settle(d, why);
    if (err == 0 && desk_devices_end(d))
        err = settle(d, why);
    if (err == 0 && (err = desk_follow(d)) != 0)
        return desk_file_problem(why, err, d->dir);
    if (err == 0 && desk_days_open(d))
        err = settle(d, why);
    if (err == 0 && desk_gaps_ask(d) && (err = desk_commit(d, why)) == 0)
        err = settle(d, why);
    return err;
}

/* ---- waiting ---- */

static int is_watched(const struct desk *d, const uint8_t *name)
{
    for (size_t i = 0; i < d->n_watches; i++) {
        if (memcmp(d->watch[i].name, name, T2_CELL_KEY_LEN) == 0)
            return 1;
    }
    return 0;
}

/* Watches every mailbox of now; those that are read no more stay watched until the connection ends. 0 when
 * some could not be, or the relay refused one. */
static int watch_all(struct desk *d)
{
    struct channel_mailbox box;
    for (size_t i = 0; i < channel_inbox_len(d->channel); i++) {
        if (channel_inbox_at(d->channel, i, &box) != 0 || is_watched(d, box.name))
            continue;
        if (d->n_watches == DESK_MAX_WATCHES)
            return 0;
        struct desk_watch *w = &d->watch[d->n_watches];
        w->number = d->next_number++;
        memcpy(w->name, box.name, sizeof w->name);
        if (relay_client_subscribe(d->relay, w->number, box.name, box.from_seq) != 0)
            return 0;
        d->n_watches++;
    }
    return !d->deaf;
}

int desk_wait(struct desk *d, int timeout_ms, int *out_news, struct desk_problem *why)
{
    struct relay_event ev;
    int err = desk_connect(d, why);
    if (err != 0)
        return err;
    if (!watch_all(d) && timeout_ms > DEAF_WAIT_MS)
        timeout_ms = DEAF_WAIT_MS;
    int64_t deadline = t2_monotonic_ms() + timeout_ms;
    for (int looked = 0; !d->woken; looked = 1) {
        next_event(d, &ev);
        if (d->woken || ev.kind != RELAY_EVENT_NONE)
            continue;
        int64_t left = deadline - t2_monotonic_ms();
        if (left <= 0 && looked)
            break;
        if ((err = relay_client_step(d->relay, left > 0 ? (int)left : 0)) != 0)
            return desk_relay_problem(d, err, why);
    }
    if (out_news != NULL)
        *out_news = d->woken;
    return 0;
}
