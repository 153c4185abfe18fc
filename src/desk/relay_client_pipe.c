/* Pipes of a relay client. States in relay_client_internal.h; the protocol in docs/protocol/relay.md
 * section 4.
 *
 * A number stays in use until both sides have sent CLOSE: what crosses ours on its way is dropped. */
#include "desk/relay_client_internal.h"

#include <stdlib.h>
#include <string.h>

static struct client_pipe *pipe_find(const struct relay_client *c, uint32_t number)
{
    struct client_pipe *p;

    LIST_FOREACH(p, &c->pipes, link)
    {
        if (p->number == number)
            return p;
    }
    return NULL;
}

static void pipe_free(struct relay_client *c, struct client_pipe *p)
{
    LIST_REMOVE(p, link);
    c->n_pipes--;
    free(p->cells);
    free(p);
}

void client_pipe_free(struct relay_client *c)
{
    struct client_pipe *p;
    struct client_pipe *next;

    for (p = LIST_FIRST(&c->pipes); p != NULL; p = next) {
        next = LIST_NEXT(p, link);
        pipe_free(c, p);
    }
}

int relay_client_pipe_open(struct relay_client *c, uint32_t number,
                           const uint8_t name[static T2_CELL_KEY_LEN], uint32_t window)
{
    struct client_pipe *p;
    int err;

    if (c->error != 0)
        return c->error;
    if (window == 0 || window > T2_CELL_WINDOW_MAX)
        return T2_E_ARGUMENT;
    if (pipe_find(c, number) != NULL)
        return T2_E_EXISTS;
    if (c->n_pipes >= T2_CELL_PIPES_MAX)
        return T2_E_FULL;
    p = calloc(1, sizeof *p);
    if (p == NULL)
        return T2_E_MEMORY;
    p->cells = malloc((size_t)window * T2_CELL_PIPE_LEN);
    if (p->cells == NULL) {
        free(p);
        return T2_E_MEMORY;
    }
    p->number = number;
    p->window = window;
    p->outstanding = window;
    err = client_send(
        c, &(struct t2_cell){.kind = T2_CELL_OPEN, .number = number, .key = name, .count = window});
    if (err != 0) {
        free(p->cells);
        free(p);
        return err;
    }
    LIST_INSERT_HEAD(&c->pipes, p, link);
    c->n_pipes++;
    return 0;
}

static size_t room_of(const struct relay_client *c, const struct client_pipe *p)
{
    size_t queued = client_queued(c);
    size_t room = queued < CLIENT_OUT_PIPE_CELLS ? CLIENT_OUT_PIPE_CELLS - queued : 0;

    if (p->state != PIPE_JOINED || c->error != 0)
        return 0;
    return room < p->credit ? room : p->credit;
}

size_t relay_client_pipe_room(const struct relay_client *c, uint32_t number)
{
    const struct client_pipe *p = pipe_find(c, number);

    return p == NULL ? 0 : room_of(c, p);
}

int relay_client_pipe_send(struct relay_client *c, uint32_t number,
                           const uint8_t cell[static T2_CELL_PIPE_LEN])
{
    struct client_pipe *p = pipe_find(c, number);
    int err;

    if (c->error != 0)
        return c->error;
    if (p == NULL)
        return T2_E_MISSING;
    if (p->state != PIPE_JOINED)
        return T2_E_STATE;
    if (room_of(c, p) == 0) {
        p->wants_room = true;
        return T2_E_FULL;
    }
    err = client_send(c, &(struct t2_cell){.kind = T2_CELL_DATA, .number = number, .body = cell});
    if (err == 0)
        p->credit--;
    return err;
}

struct t2_bytes relay_client_pipe_peek(const struct relay_client *c, uint32_t number)
{
    const struct client_pipe *p = pipe_find(c, number);

    if (p == NULL || p->n_cells == 0)
        return t2_bytes_of(NULL, 0);
    return t2_bytes_of(p->cells + (size_t)p->first * T2_CELL_PIPE_LEN, T2_CELL_PIPE_LEN);
}

void relay_client_pipe_taken(struct relay_client *c, uint32_t number)
{
    struct client_pipe *p = pipe_find(c, number);

    if (p == NULL || p->n_cells == 0)
        return;
    p->n_cells--;
    /* An empty ring starts again at its beginning, so that a quick reader touches few pages. */
    p->first = p->n_cells == 0 ? 0 : (p->first + 1) % p->window;
    p->taken++;
    if (p->state != PIPE_JOINED || p->taken < (p->window + 3) / 4)
        return;
    /* A failure is kept in the client and met at the next step. */
    if (client_send(c, &(struct t2_cell){.kind = T2_CELL_CREDIT, .number = number, .count = p->taken}) == 0) {
        p->outstanding += p->taken;
        p->taken = 0;
    }
}

void relay_client_pipe_close(struct relay_client *c, uint32_t number)
{
    struct client_pipe *p = pipe_find(c, number);

    if (p == NULL || p->state == PIPE_CLOSING)
        return;
    if (p->state == PIPE_LEFT || c->error != 0 ||
        client_send(c, &(struct t2_cell){.kind = T2_CELL_CLOSE, .number = number}) != 0) {
        pipe_free(c, p);
        return;
    }
    p->state = PIPE_CLOSING;
    free(p->cells);
    p->cells = NULL;
    p->n_cells = 0;
}

static void room_event(struct relay_client *c, struct client_pipe *p)
{
    if (p->wants_room && room_of(c, p) > 0 && client_event(c, RELAY_EVENT_PIPE_ROOM, p->number, 0) != NULL)
        p->wants_room = false;
}

void client_pipe_room_events(struct relay_client *c)
{
    struct client_pipe *p;

    LIST_FOREACH(p, &c->pipes, link)
    {
        room_event(c, p);
    }
}

void client_pipe_event_taken(struct relay_client *c, const struct relay_event *event)
{
    struct client_pipe *p = pipe_find(c, event->number);

    if (event->kind == RELAY_EVENT_PIPE_DATA && p != NULL)
        p->data_event = false;
}

static int take_data(struct relay_client *c, struct client_pipe *p, const struct t2_cell *cell)
{
    uint32_t at;

    /* More than the credit given is not our protocol; it also bounds the ring. */
    if (p->state != PIPE_JOINED || p->outstanding == 0)
        return T2_E_MALFORMED;
    p->outstanding--;
    at = (p->first + p->n_cells) % p->window;
    memcpy(p->cells + (size_t)at * T2_CELL_PIPE_LEN, cell->body, T2_CELL_PIPE_LEN);
    p->n_cells++;
    if (!p->data_event) {
        if (client_event(c, RELAY_EVENT_PIPE_DATA, p->number, 0) == NULL)
            return T2_E_MEMORY;
        p->data_event = true;
    }
    return 0;
}

static int take_close(struct relay_client *c, struct client_pipe *p, const struct t2_cell *cell)
{
    struct event_node *n;
    int err;

    if (p->state == PIPE_LEFT)
        return T2_E_MALFORMED;
    err = client_send(c, &(struct t2_cell){.kind = T2_CELL_CLOSE, .number = p->number});
    if (err != 0)
        return err;
    p->state = PIPE_LEFT;
    n = client_event(c, RELAY_EVENT_PIPE_CLOSED, p->number, 0);
    if (n == NULL)
        return T2_E_MEMORY;
    n->event.code = (enum t2_cell_code)cell->code;
    return 0;
}

static int take_refused(struct relay_client *c, struct client_pipe *p, const struct t2_cell *cell)
{
    struct event_node *n;

    if (p->state != PIPE_OPENING)
        return T2_E_MALFORMED;
    n = client_event(c, RELAY_EVENT_REFUSED, p->number, 0);
    if (n == NULL)
        return T2_E_MEMORY;
    n->event.of = T2_CELL_OPEN;
    n->event.code = (enum t2_cell_code)cell->code;
    n->event.error = cell->code == T2_CELL_PIPE_TAKEN ? T2_E_EXISTS : T2_E_FULL;
    pipe_free(c, p);
    return 0;
}

int client_pipe_take(struct relay_client *c, const struct t2_cell *cell)
{
    struct client_pipe *p = pipe_find(c, cell->number);

    if (p == NULL)
        return T2_E_MALFORMED;
    if (p->state == PIPE_CLOSING) {
        if (cell->kind == T2_CELL_CLOSE || cell->kind == T2_CELL_REFUSED)
            pipe_free(c, p);
        return 0;
    }
    if (cell->kind == T2_CELL_DATA)
        return take_data(c, p, cell);
    if (cell->kind == T2_CELL_CLOSE)
        return take_close(c, p, cell);
    if (cell->kind == T2_CELL_REFUSED)
        return take_refused(c, p, cell);
    if (cell->kind == T2_CELL_JOINED && p->state == PIPE_OPENING) {
        p->state = PIPE_JOINED;
        p->credit = cell->count;
        return client_event(c, RELAY_EVENT_PIPE_JOINED, p->number, 0) == NULL ? T2_E_MEMORY : 0;
    }
    /* The other side's window bounds its credit as it bounds ours. */
    if (cell->kind == T2_CELL_CREDIT && p->state == PIPE_JOINED &&
        cell->count <= T2_CELL_WINDOW_MAX - p->credit) {
        p->credit += cell->count;
        room_event(c, p);
        return 0;
    }
    return T2_E_MALFORMED;
}
