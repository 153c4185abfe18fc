/* Pipes: two ends that present one name are joined; cells go from one to the other and are never stored.
 *
 *   WAITING  one end; the second OPEN of the name joins; expires after pipe_wait_ms
 *   JOINED   two ends; a third OPEN is refused; DATA within credit and CREDIT are passed on
 *   an end leaves (CLOSE, or its connection ends): the pipe is gone and its name free; the other end is told
 * by CLOSE and keeps its number until it sends CLOSE itself, so that cells already on their way to us are
 * dropped in peace
 *
 * Credit is end to end: an end gives it, the relay checks it and passes it on. What waits here for an end is
 * at most its window. */
#include "relay/relay_internal.h"

#include <stdlib.h>
#include <string.h>

static struct pipe_end *end_find(struct relay_connection *c, uint32_t number)
{
    struct pipe_end *e;

    LIST_FOREACH(e, &c->ends, of_connection)
    {
        if (e->number == number)
            return e;
    }
    return NULL;
}

static struct pipe_end *end_other(const struct pipe_end *e)
{
    return e->pipe->ends[0] == e ? e->pipe->ends[1] : e->pipe->ends[0];
}

static struct relay_pipe *pipe_find(struct relay_server *s, const uint8_t *name)
{
    struct relay_pipe *p;

    LIST_FOREACH(p, &s->pipe_buckets[relay_bucket(s, name)], of_name)
    {
        if (memcmp(p->name, name, sizeof p->name) == 0)
            return p;
    }
    return NULL;
}

static void pipe_remove(struct relay_server *s, struct relay_pipe *p)
{
    LIST_REMOVE(p, of_name);
    if (p->ends[1] == NULL)
        TAILQ_REMOVE(&s->waiting_pipes, p, of_waiting);
    for (size_t i = 0; i < 2; i++) {
        if (p->ends[i] != NULL)
            p->ends[i]->pipe = NULL;
    }
    s->n_pipes--;
    free(p);
}

static void tell_closed(struct pipe_end *e, enum t2_cell_code code)
{
    relay_connection_send(
        e->connection, &(struct t2_cell){.kind = T2_CELL_CLOSE, .number = e->number, .code = (uint16_t)code});
}

/* Takes an end off its pipe and tells the other one. */
static void end_leave(struct pipe_end *e, enum t2_cell_code code)
{
    struct pipe_end *other;

    if (e->pipe == NULL)
        return;
    other = end_other(e);
    pipe_remove(e->connection->server, e->pipe);
    if (other != NULL)
        tell_closed(other, code);
}

static struct pipe_end *end_add(struct relay_connection *c, const struct t2_cell *open)
{
    struct pipe_end *e = calloc(1, sizeof *e);

    if (e == NULL)
        return NULL;
    e->connection = c;
    e->number = open->number;
    e->window = open->count;
    e->outstanding = open->count;
    LIST_INSERT_HEAD(&c->ends, e, of_connection);
    c->n_pipes++;
    c->credit += e->window;
    return e;
}

static void end_free(struct pipe_end *e)
{
    LIST_REMOVE(e, of_connection);
    e->connection->n_pipes--;
    e->connection->credit -= e->window;
    free(e);
}

static struct relay_pipe *pipe_add(struct relay_server *s, const uint8_t *name)
{
    struct relay_pipe *p = calloc(1, sizeof *p);

    if (p == NULL)
        return NULL;
    memcpy(p->name, name, sizeof p->name);
    p->opened_ms = relay_now_ms(s);
    LIST_INSERT_HEAD(&s->pipe_buckets[relay_bucket(s, name)], p, of_name);
    TAILQ_INSERT_TAIL(&s->waiting_pipes, p, of_waiting);
    s->n_pipes++;
    return p;
}

static void join(struct relay_server *s, struct relay_pipe *p, struct pipe_end *second)
{
    struct pipe_end *first = p->ends[0];

    TAILQ_REMOVE(&s->waiting_pipes, p, of_waiting);
    p->ends[1] = second;
    second->pipe = p;
    s->counters.pipes_joined++;
    relay_connection_send(
        first->connection,
        &(struct t2_cell){.kind = T2_CELL_JOINED, .number = first->number, .count = second->window});
    relay_connection_send(
        second->connection,
        &(struct t2_cell){.kind = T2_CELL_JOINED, .number = second->number, .count = first->window});
}

void relay_pipe_open(struct relay_connection *c, const struct t2_cell *cell)
{
    struct relay_server *s = c->server;
    struct relay_pipe *p = pipe_find(s, cell->key);
    struct pipe_end *e;

    if (end_find(c, cell->number) != NULL) {
        relay_connection_violation(c);
        return;
    }
    if (p != NULL && p->ends[1] != NULL) {
        relay_connection_refuse(c, cell, T2_CELL_PIPE_TAKEN);
        return;
    }
    if (c->n_pipes >= T2_CELL_PIPES_MAX || c->credit + cell->count > RELAY_CONNECTION_CREDIT) {
        relay_connection_refuse(c, cell, T2_CELL_TOO_MANY);
        return;
    }
    e = end_add(c, cell);
    if (e != NULL && p == NULL)
        p = pipe_add(s, cell->key);
    if (e == NULL || p == NULL) {
        if (e != NULL)
            end_free(e);
        relay_connection_refuse(c, cell, T2_CELL_TOO_MANY);
        return;
    }
    if (p->ends[0] == NULL) {
        p->ends[0] = e;
        e->pipe = p;
    } else {
        join(s, p, e);
    }
}

/* The end of a number that must exist, and the other end when there is one; false after a violation. */
static bool ends_of(struct relay_connection *c, uint32_t number, struct pipe_end **out_self,
                    struct pipe_end **out_other)
{
    struct pipe_end *e = end_find(c, number);

    *out_self = e;
    *out_other = e != NULL && e->pipe != NULL ? end_other(e) : NULL;
    /* Before JOINED there is nobody to send to. */
    if (e == NULL || (e->pipe != NULL && *out_other == NULL)) {
        relay_connection_violation(c);
        return false;
    }
    return true;
}

void relay_pipe_data(struct relay_connection *c, const struct t2_cell *cell)
{
    struct pipe_end *self;
    struct pipe_end *other;

    if (!ends_of(c, cell->number, &self, &other) || other == NULL)
        return;
    if (other->outstanding == 0) {
        relay_connection_violation(c);
        return;
    }
    other->outstanding--;
    c->server->counters.cells_piped++;
    relay_connection_send(
        other->connection,
        &(struct t2_cell){.kind = T2_CELL_DATA, .number = other->number, .body = cell->body});
}

void relay_pipe_credit(struct relay_connection *c, const struct t2_cell *cell)
{
    struct pipe_end *self;
    struct pipe_end *other;

    if (!ends_of(c, cell->number, &self, &other) || other == NULL)
        return;
    if (cell->count > self->window - self->outstanding) {
        relay_connection_violation(c);
        return;
    }
    self->outstanding += cell->count;
    relay_connection_send(
        other->connection,
        &(struct t2_cell){.kind = T2_CELL_CREDIT, .number = other->number, .count = cell->count});
}

void relay_pipe_close(struct relay_connection *c, const struct t2_cell *cell)
{
    struct pipe_end *e = end_find(c, cell->number);

    /* It may have been refused while this was on its way. */
    if (e == NULL)
        return;
    if (e->pipe != NULL) {
        end_leave(e, T2_CELL_PEER_CLOSED);
        tell_closed(e, T2_CELL_PEER_CLOSED);
    }
    end_free(e);
}

void relay_pipe_leave(struct relay_connection *c)
{
    struct pipe_end *e;
    struct pipe_end *next;

    for (e = LIST_FIRST(&c->ends); e != NULL; e = next) {
        next = LIST_NEXT(e, of_connection);
        end_leave(e, T2_CELL_PEER_GONE);
        end_free(e);
    }
}

void relay_pipe_expire(struct relay_server *s, uint64_t now_ms)
{
    struct relay_pipe *p;
    struct relay_pipe *next;

    /* The queue is in the order of opening. */
    for (p = TAILQ_FIRST(&s->waiting_pipes); p != NULL; p = next) {
        struct pipe_end *e = p->ends[0];

        if (now_ms - p->opened_ms < s->config.limits.pipe_wait_ms)
            return;
        next = TAILQ_NEXT(p, of_waiting);
        pipe_remove(s, p);
        tell_closed(e, T2_CELL_PIPE_EXPIRED);
    }
}
