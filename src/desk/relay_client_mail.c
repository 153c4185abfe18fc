/* Appends and readers of a relay client. A relay that answers what was not asked, sends more than its credit,
 * or sends sequence numbers that do not rise is refused as malformed. */
#include "desk/relay_client_internal.h"

#include <stdlib.h>
#include <string.h>

#include <tracktwo/clock.h>
#include <tracktwo/crypto.h>

int relay_client_mailbox_name(uint8_t out_name[static T2_CELL_KEY_LEN],
                              const uint8_t writer_secret[static T2_CELL_KEY_LEN])
{
    return t2_blake2b_256(out_name, t2_bytes_of(writer_secret, T2_CELL_KEY_LEN));
}

int relay_client_append(struct relay_client *c, uint32_t number,
                        const uint8_t writer_secret[static T2_CELL_KEY_LEN],
                        const uint8_t mid[static T2_CELL_MID_LEN],
                        const uint8_t body[static T2_CELL_MAIL_LEN])
{
    int err = c->error;

    if (err == 0 && c->n_unacknowledged >= T2_CELL_UNACKNOWLEDGED_MAX)
        err = T2_E_FULL;
    if (err == 0)
        err = client_send(
            c, &(struct t2_cell){
                   .kind = T2_CELL_APPEND, .number = number, .key = writer_secret, .mid = mid, .body = body});
    if (err == 0)
        c->n_unacknowledged++;
    return err;
}

/* The answer to an append, taken out of the queue; NULL: not there yet. */
static struct event_node *answer_find(struct relay_client *c, uint32_t number)
{
    struct event_node *n;

    STAILQ_FOREACH(n, &c->events, link)
    {
        if (n->event.number == number &&
            (n->event.kind == RELAY_EVENT_STORED ||
             (n->event.kind == RELAY_EVENT_REFUSED && n->event.of == T2_CELL_APPEND))) {
            STAILQ_REMOVE(&c->events, n, event_node, link);
            return n;
        }
    }
    return NULL;
}

int relay_client_append_wait(struct relay_client *c, uint32_t number,
                             const uint8_t writer_secret[static T2_CELL_KEY_LEN],
                             const uint8_t mid[static T2_CELL_MID_LEN],
                             const uint8_t body[static T2_CELL_MAIL_LEN], int timeout_ms, uint64_t *out_seq,
                             bool *out_repeat)
{
    int64_t end_ms = t2_monotonic_ms() + timeout_ms;
    struct event_node *n = NULL;
    int err = relay_client_append(c, number, writer_secret, mid, body);

    while (err == 0 && (n = answer_find(c, number)) == NULL) {
        int64_t left_ms = timeout_ms < 0 ? -1 : end_ms - t2_monotonic_ms();

        if (timeout_ms >= 0 && left_ms <= 0)
            return T2_E_TIMEOUT;
        err = client_round(c, (int)left_ms);
    }
    if (n != NULL) {
        err = n->event.kind == RELAY_EVENT_STORED ? 0 : n->event.error;
        if (err == 0 && out_seq != NULL)
            *out_seq = n->event.seq;
        if (err == 0 && out_repeat != NULL)
            *out_repeat = n->event.repeat;
        free(n);
    }
    return err;
}

static struct client_reader *reader_find(struct relay_client *c, uint32_t number)
{
    struct client_reader *r;

    LIST_FOREACH(r, &c->readers, link)
    {
        if (r->number == number)
            return r;
    }
    return NULL;
}

static void reader_free(struct relay_client *c, struct client_reader *r)
{
    LIST_REMOVE(r, link);
    c->n_readers--;
    free(r);
}

void client_mail_free(struct relay_client *c)
{
    struct client_reader *r;
    struct client_reader *next;

    for (r = LIST_FIRST(&c->readers); r != NULL; r = next) {
        next = LIST_NEXT(r, link);
        reader_free(c, r);
    }
}

static int reader_open(struct relay_client *c, enum t2_cell_kind kind, uint32_t number, const uint8_t *name,
                       uint64_t from_seq, uint32_t count)
{
    struct client_reader *r;
    int err;

    if (c->error != 0)
        return c->error;
    if (from_seq == 0 || from_seq > INT64_MAX || count == 0 || count > T2_CELL_WINDOW_MAX)
        return T2_E_ARGUMENT;
    if (reader_find(c, number) != NULL)
        return T2_E_EXISTS;
    if (c->n_readers >= T2_CELL_READERS_MAX)
        return T2_E_FULL;
    r = calloc(1, sizeof *r);
    if (r == NULL)
        return T2_E_MEMORY;
    err = client_send(
        c, &(struct t2_cell){.kind = kind, .number = number, .key = name, .seq = from_seq, .count = count});
    if (err != 0) {
        free(r);
        return err;
    }
    r->number = number;
    r->credit = count;
    r->next_seq = from_seq;
    r->live = kind == T2_CELL_SUBSCRIBE;
    LIST_INSERT_HEAD(&c->readers, r, link);
    c->n_readers++;
    return 0;
}

int relay_client_read(struct relay_client *c, uint32_t number, const uint8_t name[static T2_CELL_KEY_LEN],
                      uint64_t from_seq, uint32_t count)
{
    return reader_open(c, T2_CELL_READ, number, name, from_seq, count);
}

int relay_client_subscribe(struct relay_client *c, uint32_t number,
                           const uint8_t name[static T2_CELL_KEY_LEN], uint64_t from_seq)
{
    return reader_open(c, T2_CELL_SUBSCRIBE, number, name, from_seq, CLIENT_READER_WINDOW);
}

int relay_client_cancel(struct relay_client *c, uint32_t number)
{
    struct client_reader *r = reader_find(c, number);
    int err;

    if (c->error != 0)
        return c->error;
    if (r == NULL || r->cancelled)
        return T2_E_MISSING;
    err = client_send(c, &(struct t2_cell){.kind = T2_CELL_CANCEL, .number = number});
    if (err == 0)
        r->cancelled = true;
    return err;
}

/* The caller has taken a cell: its credit goes back, half a window at a time. */
void client_mail_taken(struct relay_client *c, const struct relay_event *event)
{
    struct client_reader *r = event->kind == RELAY_EVENT_MAIL ? reader_find(c, event->number) : NULL;

    if (r == NULL || !r->live || r->cancelled || c->error != 0)
        return;
    r->taken++;
    if (r->taken < CLIENT_READER_WINDOW / 2)
        return;
    if (client_send(c, &(struct t2_cell){.kind = T2_CELL_CREDIT,
                                         .code = T2_CELL_ON_READER,
                                         .number = r->number,
                                         .count = r->taken}) == 0) {
        r->credit += r->taken;
        r->taken = 0;
    }
}

static int take_mail(struct relay_client *c, struct client_reader *r, const struct t2_cell *cell)
{
    struct event_node *n;

    if (r->credit == 0 || cell->seq < r->next_seq)
        return T2_E_MALFORMED;
    r->credit--;
    r->next_seq = cell->seq + 1;
    if (r->cancelled)
        return 0;
    n = client_event(c, RELAY_EVENT_MAIL, cell->number, T2_CELL_MID_LEN + T2_CELL_MAIL_LEN);
    if (n == NULL)
        return T2_E_MEMORY;
    memcpy(n->cell, cell->mid, T2_CELL_MID_LEN);
    memcpy(n->cell + T2_CELL_MID_LEN, cell->body, T2_CELL_MAIL_LEN);
    n->event.seq = cell->seq;
    n->event.slot = cell->count;
    n->event.mid = n->cell;
    n->event.body = n->cell + T2_CELL_MID_LEN;
    return 0;
}

static int take_end(struct relay_client *c, struct client_reader *r, const struct t2_cell *cell)
{
    struct event_node *n = client_event(c, RELAY_EVENT_END, cell->number, 0);

    if (n == NULL)
        return T2_E_MEMORY;
    n->event.seq = cell->seq;
    n->event.more = cell->count != 0;
    reader_free(c, r);
    return 0;
}

static int take_refused(struct relay_client *c, const struct t2_cell *cell)
{
    enum t2_cell_kind of = (enum t2_cell_kind)cell->count;
    struct client_reader *r = of == T2_CELL_APPEND ? NULL : reader_find(c, cell->number);
    struct event_node *n;

    if (of == T2_CELL_APPEND ? c->n_unacknowledged == 0 : r == NULL)
        return T2_E_MALFORMED;
    n = client_event(c, RELAY_EVENT_REFUSED, cell->number, 0);
    if (n == NULL)
        return T2_E_MEMORY;
    n->event.of = of;
    n->event.code = (enum t2_cell_code)cell->code;
    n->event.error = cell->code == T2_CELL_NOT_STORED ? T2_E_IO : T2_E_FULL;
    if (r != NULL)
        reader_free(c, r);
    else
        c->n_unacknowledged--;
    return 0;
}

static int take_stored(struct relay_client *c, const struct t2_cell *cell)
{
    struct event_node *n;

    if (c->n_unacknowledged == 0)
        return T2_E_MALFORMED;
    n = client_event(c, RELAY_EVENT_STORED, cell->number, 0);
    if (n == NULL)
        return T2_E_MEMORY;
    c->n_unacknowledged--;
    n->event.seq = cell->seq;
    n->event.slot = cell->count;
    n->event.repeat = cell->code == T2_CELL_REPEAT;
    return 0;
}

int client_mail_take(struct relay_client *c, const struct t2_cell *cell)
{
    struct client_reader *r;

    if (cell->kind == T2_CELL_STORED)
        return take_stored(c, cell);
    if (cell->kind == T2_CELL_REFUSED)
        return take_refused(c, cell);
    r = reader_find(c, cell->number);
    if (r == NULL)
        return T2_E_MALFORMED;
    return cell->kind == T2_CELL_MAIL ? take_mail(c, r, cell) : take_end(c, r, cell);
}
