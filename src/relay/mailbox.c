/* Mailboxes seen from a connection: appends handed to the store's thread and answered when they are on disk;
 * readers that follow a mailbox.
 *
 * A reader is BEHIND (the store may hold cells that it has not got), BUSY (a read of the store is under way)
 * or level. A level subscription gets new cells straight from the group that stored them; in every other
 * state a new cell only marks it behind. So cells go out in order of their sequence numbers, each once. What
 * waits for a connection is bounded by holding readers back while much waits in its queue. */
#include "relay/relay_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <tracktwo/crypto.h>

/* Takes one append from the connection's rate: true when it may go. */
static bool rate_take(struct relay_connection *c)
{
    uint64_t now = relay_now_ms(c->server);
    double rate = c->server->config.limits.append_rate;

    c->rate_tokens += rate * (double)(now - c->rate_ms) / 1000.0;
    c->rate_ms = now;
    if (c->rate_tokens > 2 * rate)
        c->rate_tokens = 2 * rate;
    if (c->rate_tokens < 1)
        return false;
    c->rate_tokens -= 1;
    return true;
}

void relay_mailbox_append(struct relay_connection *c, const struct t2_cell *cell)
{
    struct relay_server *s = c->server;
    struct worker_job *job;

    if (c->n_unacknowledged >= T2_CELL_UNACKNOWLEDGED_MAX) {
        relay_connection_refuse(c, cell, T2_CELL_TOO_MANY);
        return;
    }
    if (s->n_appends_under_way >= RELAY_APPENDS_UNDER_WAY || !rate_take(c)) {
        relay_connection_refuse(c, cell, T2_CELL_TOO_FAST);
        return;
    }
    job = worker_job_new(WORKER_APPEND);
    if (job == NULL || t2_blake2b_256(job->mailbox, t2_bytes_of(cell->key, T2_CELL_KEY_LEN)) != 0) {
        worker_job_free(job);
        relay_connection_refuse(c, cell, T2_CELL_NOT_STORED);
        return;
    }
    job->connection = c->id;
    job->number = cell->number;
    memcpy(job->mid, cell->mid, sizeof job->mid);
    memcpy(job->cells, cell->body, T2_CELL_MAIL_LEN);
    c->n_unacknowledged++;
    s->n_appends_under_way++;
    relay_worker_submit(s->worker, job);
}

static struct relay_reader *reader_find(struct relay_connection *c, uint32_t number)
{
    struct relay_reader *r;

    LIST_FOREACH(r, &c->readers, of_connection)
    {
        if (r->number == number)
            return r;
    }
    return NULL;
}

static void reader_free(struct relay_reader *r)
{
    LIST_REMOVE(r, of_connection);
    if (r->live)
        LIST_REMOVE(r, of_mailbox);
    r->connection->n_readers--;
    r->connection->server->n_readers--;
    free(r);
}

static void reader_end(struct relay_reader *r, bool more)
{
    relay_connection_send(
        r->connection,
        &(struct t2_cell){.kind = T2_CELL_END, .number = r->number, .seq = r->next_seq, .count = more});
    reader_free(r);
}

static void reader_fail(struct relay_reader *r)
{
    struct t2_cell request = {.kind = r->live ? T2_CELL_SUBSCRIBE : T2_CELL_READ, .number = r->number};

    relay_connection_refuse(r->connection, &request, T2_CELL_NOT_STORED);
    reader_free(r);
}

/* Asks the store for the next cells when the reader wants some and may have them. May end the reader. */
static void reader_pump(struct relay_reader *r)
{
    struct relay_connection *c = r->connection;
    struct worker_job *job;

    if (r->busy || !r->behind || r->credit == 0 || c->server->stopping)
        return;
    if (c->out.n_cells >= RELAY_OUT_RESUME) {
        c->readers_wait = true;
        return;
    }
    job = worker_job_new(WORKER_READ);
    if (job == NULL) {
        reader_fail(r);
        return;
    }
    job->connection = c->id;
    job->reader = r->id;
    job->number = r->number;
    job->seq = r->next_seq;
    job->max = r->credit;
    memcpy(job->mailbox, r->mailbox, sizeof job->mailbox);
    r->busy = true;
    r->behind = false;
    relay_worker_submit(c->server->worker, job);
}

void relay_mailbox_open(struct relay_connection *c, const struct t2_cell *cell)
{
    struct relay_server *s = c->server;
    struct relay_reader *r;

    if (reader_find(c, cell->number) != NULL) {
        relay_connection_violation(c);
        return;
    }
    r = c->n_readers < T2_CELL_READERS_MAX ? calloc(1, sizeof *r) : NULL;
    if (r == NULL) {
        relay_connection_refuse(c, cell, T2_CELL_TOO_MANY);
        return;
    }
    r->connection = c;
    r->id = s->next_reader_id++;
    r->number = cell->number;
    r->next_seq = cell->seq;
    r->credit = cell->count;
    r->live = cell->kind == T2_CELL_SUBSCRIBE;
    r->behind = true;
    memcpy(r->mailbox, cell->key, sizeof r->mailbox);
    LIST_INSERT_HEAD(&c->readers, r, of_connection);
    if (r->live)
        LIST_INSERT_HEAD(&s->reader_buckets[relay_bucket(s, r->mailbox)], r, of_mailbox);
    c->n_readers++;
    s->n_readers++;
    reader_pump(r);
}

void relay_mailbox_cancel(struct relay_connection *c, const struct t2_cell *cell)
{
    struct relay_reader *r = reader_find(c, cell->number);

    /* A read may have ended while this was on its way. */
    if (r != NULL)
        reader_end(r, true);
}

void relay_mailbox_credit(struct relay_connection *c, const struct t2_cell *cell)
{
    struct relay_reader *r = reader_find(c, cell->number);

    /* It may have been refused while this was on its way. */
    if (r == NULL)
        return;
    if (!r->live || cell->count > T2_CELL_WINDOW_MAX - r->credit) {
        relay_connection_violation(c);
        return;
    }
    r->credit += cell->count;
    reader_pump(r);
}

void relay_mailbox_resume(struct relay_connection *c)
{
    struct relay_reader *r;
    struct relay_reader *next;

    c->readers_wait = false;
    for (r = LIST_FIRST(&c->readers); r != NULL; r = next) {
        next = LIST_NEXT(r, of_connection);
        reader_pump(r);
    }
}

void relay_mailbox_leave(struct relay_connection *c)
{
    struct relay_reader *r;
    struct relay_reader *next;

    for (r = LIST_FIRST(&c->readers); r != NULL; r = next) {
        next = LIST_NEXT(r, of_connection);
        reader_free(r);
    }
}

static void reader_give(struct relay_reader *r, const struct worker_job *stored)
{
    relay_connection_send(r->connection, &(struct t2_cell){.kind = T2_CELL_MAIL,
                                                           .number = r->number,
                                                           .seq = stored->seq,
                                                           .count = stored->slot,
                                                           .mid = stored->mid,
                                                           .body = stored->cells});
    r->credit--;
    r->next_seq = stored->seq + 1;
}

/* A new cell is on disk: to level subscriptions at once, to the others through the store. */
static void notify(struct relay_server *s, const struct worker_job *stored)
{
    struct relay_reader *r;
    struct relay_reader *next;

    for (r = LIST_FIRST(&s->reader_buckets[relay_bucket(s, stored->mailbox)]); r != NULL; r = next) {
        next = LIST_NEXT(r, of_mailbox);
        if (memcmp(r->mailbox, stored->mailbox, sizeof r->mailbox) != 0 || stored->seq < r->next_seq)
            continue;
        if (!r->busy && !r->behind && r->next_seq == stored->seq && r->credit > 0 &&
            r->connection->out.n_cells < RELAY_OUT_PAUSE) {
            reader_give(r, stored);
        } else {
            r->behind = true;
            reader_pump(r);
        }
    }
}

static void append_done(struct relay_server *s, struct worker_job *job)
{
    struct relay_connection *c = relay_connection_find(s, job->connection);
    struct t2_cell request = {.kind = T2_CELL_APPEND, .number = job->number};
    struct t2_cell stored = {
        .kind = T2_CELL_STORED, .number = job->number, .seq = job->seq, .count = job->slot};

    s->n_appends_under_way--;
    if (c != NULL)
        c->n_unacknowledged--;
    switch (job->result) {
    case STORE_STORED:
        s->counters.appends_stored++;
        if (c != NULL)
            relay_connection_send(c, &stored);
        notify(s, job);
        break;
    case STORE_REPEAT:
        s->counters.appends_repeated++;
        stored.code = T2_CELL_REPEAT;
        if (c != NULL)
            relay_connection_send(c, &stored);
        break;
    case STORE_MAILBOX_FULL:
    case STORE_RELAY_FULL:
        if (c != NULL)
            relay_connection_refuse(
                c, &request, job->result == STORE_RELAY_FULL ? T2_CELL_RELAY_FULL : T2_CELL_MAILBOX_FULL);
        break;
    case STORE_NOT_STORED:
        s->counters.not_stored++;
        if (c != NULL)
            relay_connection_refuse(c, &request, T2_CELL_NOT_STORED);
        break;
    }
}

static struct relay_reader *reader_by_id(struct relay_connection *c, uint64_t id)
{
    struct relay_reader *r;

    LIST_FOREACH(r, &c->readers, of_connection)
    {
        if (r->id == id)
            return r;
    }
    return NULL;
}

static void read_done(struct relay_server *s, struct worker_job *job)
{
    struct relay_connection *c = relay_connection_find(s, job->connection);
    struct relay_reader *r = c == NULL ? NULL : reader_by_id(c, job->reader);

    if (r == NULL)
        return;
    r->busy = false;
    if (job->err != 0) {
        reader_fail(r);
        return;
    }
    assert(job->seq == r->next_seq && job->n <= r->credit);
    for (size_t i = 0; i < job->n; i++) {
        struct t2_cell cell;

        /* The store's thread wrote it; taking it apart again gives the fields that a queue of cells wants. */
        if (t2_cell_decode(&cell, t2_bytes_of(job->cells + i * T2_CELL_LEN, T2_CELL_LEN),
                           T2_CELL_FROM_RELAY) == 0)
            relay_connection_send(c, &cell);
    }
    r->credit -= (uint32_t)job->n;
    r->next_seq = job->next_seq;
    r->behind = r->behind || job->more;
    if (!r->live && (!job->more || r->credit == 0))
        reader_end(r, job->more);
    else
        reader_pump(r);
}

void relay_mailbox_done(void *server, struct worker_job *list)
{
    struct relay_server *s = server;

    while (list != NULL) {
        struct worker_job *job = list;

        list = job->next;
        if (job->kind == WORKER_APPEND)
            append_done(s, job);
        else
            read_done(s, job);
        worker_job_free(job);
    }
}
