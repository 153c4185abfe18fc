/* One socket: ciphertext in through the server's shared buffer, cells to their handlers; cells out from a
 * queue, sealed four to a TLS record and written in one system call per turn of the loop.
 *
 * Whoever finds that a connection must end only marks it doomed (closing is a later step of the loop), so
 * that no handler loses the objects it works on. An idle connection holds no buffer of ours. */
#include "relay/relay_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define KEEPALIVE_S 60
#define CELLS_PER_RECORD (T2_TLS_WRITE_MAX / T2_CELL_LEN)

static void mark_dirty(struct relay_connection *c)
{
    if (!c->dirty && !c->closing) {
        c->dirty = true;
        TAILQ_INSERT_TAIL(&c->server->dirty, c, of_dirty);
    }
}

static void doom(struct relay_connection *c)
{
    c->doomed = true;
    mark_dirty(c);
}

void relay_connection_violation(struct relay_connection *c)
{
    if (!c->doomed)
        c->server->counters.malformed++;
    doom(c);
}

void relay_connection_send(struct relay_connection *c, const struct t2_cell *cell)
{
    struct relay_server *s = c->server;
    uint8_t *out;

    if (c->doomed || c->closing)
        return;
    if (s->pool.n_cells >= RELAY_OUT_TOTAL && c->out.n_cells >= RELAY_OUT_PAUSE)
        out = NULL;
    else
        out = output_add(&c->out, &s->pool);
    if (out == NULL) {
        s->counters.dropped_for_memory++;
        doom(c);
        return;
    }
    t2_cell_encode(out, cell);
    if (c->out.n_cells == 1)
        c->progress_ms = relay_now_ms(s);
    mark_dirty(c);
}

void relay_connection_refuse(struct relay_connection *c, const struct t2_cell *request,
                             enum t2_cell_code code)
{
    c->server->counters.refused++;
    relay_connection_send(c, &(struct t2_cell){.kind = T2_CELL_REFUSED,
                                               .number = request->number,
                                               .code = (uint16_t)code,
                                               .count = (uint32_t)request->kind});
}

static void on_closed(uv_handle_t *handle)
{
    struct relay_connection *c = handle->data;

    t2_tls_free(c->tls);
    output_clear(&c->out, &c->server->pool);
    free(c->unsent);
    free(c->partial);
    free(c);
}

void relay_connection_close(struct relay_connection *c)
{
    struct relay_server *s = c->server;

    if (c->closing)
        return;
    c->doomed = true;
    relay_pipe_leave(c);
    relay_mailbox_leave(c);
    if (c->dirty)
        TAILQ_REMOVE(&s->dirty, c, of_dirty);
    c->dirty = false;
    c->closing = true;
    TAILQ_REMOVE(&s->connections, c, of_server);
    relay_connection_forget(s, c);
    uv_close((uv_handle_t *)&c->tcp, on_closed);
}

static void on_written(uv_write_t *req, int status)
{
    struct relay_connection *c = req->data;

    free(c->unsent);
    c->unsent = NULL;
    c->writing = false;
    c->progress_ms = relay_now_ms(c->server);
    if (status != 0)
        doom(c);
    else
        mark_dirty(c);
}

/* Sends what the sink holds; what the socket does not take is kept and the connection waits for it. */
static void sink_send(struct relay_connection *c, struct t2_tls_sink *sink)
{
    uv_buf_t buf = uv_buf_init((char *)sink->ptr, (unsigned)sink->len);
    int n = 0;

    if (sink->len == 0 || c->closing)
        return;
    if (c->writing) {
        /* An answer of TLS itself (an update of keys) while the socket is full: rare, and not worth a second
         * queue. */
        doom(c);
        return;
    }
    n = uv_try_write((uv_stream_t *)&c->tcp, &buf, 1);
    if (n == UV_EAGAIN)
        n = 0;
    if (n < 0) {
        doom(c);
        return;
    }
    if (n > 0)
        c->progress_ms = relay_now_ms(c->server);
    if ((size_t)n < sink->len) {
        size_t left = sink->len - (size_t)n;

        c->unsent = malloc(left);
        if (c->unsent == NULL) {
            doom(c);
            return;
        }
        memcpy(c->unsent, sink->ptr + n, left);
        buf = uv_buf_init((char *)c->unsent, (unsigned)left);
        c->write.data = c;
        if (uv_write(&c->write, (uv_stream_t *)&c->tcp, &buf, 1, on_written) != 0)
            doom(c);
        else
            c->writing = true;
    }
    sink->len = 0;
}

static struct t2_tls_sink sink_over(struct relay_server *s)
{
    return (struct t2_tls_sink){.ptr = s->write_buffer, .len = 0, .cap = sizeof s->write_buffer};
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
    struct relay_connection *c = handle->data;

    (void)suggested;
    *buf = uv_buf_init((char *)c->server->read_buffer, sizeof c->server->read_buffer);
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf);

/* Reads from a connection only while it takes what it has asked for. */
static void adjust_reading(struct relay_connection *c)
{
    if (!c->paused && c->out.n_cells >= RELAY_OUT_PAUSE) {
        c->paused = true;
        (void)uv_read_stop((uv_stream_t *)&c->tcp);
    } else if (c->paused && c->out.n_cells < RELAY_OUT_RESUME) {
        c->paused = false;
        if (uv_read_start((uv_stream_t *)&c->tcp, on_alloc, on_read) != 0)
            doom(c);
    }
}

void relay_connection_flush(struct relay_connection *c)
{
    struct relay_server *s = c->server;
    struct t2_tls_sink sink = sink_over(s);

    if (c->doomed) {
        relay_connection_close(c);
        return;
    }
    while (!c->writing && !c->doomed && c->out.n_cells != 0) {
        while (c->out.n_cells != 0 && sink.cap - sink.len >= T2_TLS_SINK_MIN) {
            size_t n;
            const uint8_t *cells = output_front(&c->out, CELLS_PER_RECORD, &n);

            if (t2_tls_write(c->tls, &sink, cells, n * T2_CELL_LEN) != 0) {
                doom(c);
                break;
            }
            output_drop(&c->out, &s->pool, n);
            s->counters.cells_out += n;
        }
        sink_send(c, &sink);
    }
    if (c->readers_wait && c->out.n_cells < RELAY_OUT_RESUME)
        relay_mailbox_resume(c);
    adjust_reading(c);
    if (c->doomed)
        relay_connection_close(c);
}

static void take_cell(struct relay_connection *c, const uint8_t *wire)
{
    struct t2_cell cell;

    c->server->counters.cells_in++;
    if (t2_cell_decode(&cell, t2_bytes_of(wire, T2_CELL_LEN), T2_CELL_FROM_DESK) != 0) {
        relay_connection_violation(c);
        return;
    }
    /* Every kind that decode lets pass from a desk has its handler here. */
    if (cell.kind == T2_CELL_DATA)
        relay_pipe_data(c, &cell);
    else if (cell.kind == T2_CELL_CREDIT && cell.code == T2_CELL_ON_READER)
        relay_mailbox_credit(c, &cell);
    else if (cell.kind == T2_CELL_CREDIT)
        relay_pipe_credit(c, &cell);
    else if (cell.kind == T2_CELL_APPEND)
        relay_mailbox_append(c, &cell);
    else if (cell.kind == T2_CELL_READ || cell.kind == T2_CELL_SUBSCRIBE)
        relay_mailbox_open(c, &cell);
    else if (cell.kind == T2_CELL_CANCEL)
        relay_mailbox_cancel(c, &cell);
    else if (cell.kind == T2_CELL_OPEN)
        relay_pipe_open(c, &cell);
    else if (cell.kind == T2_CELL_CLOSE)
        relay_pipe_close(c, &cell);
    else if (cell.kind == T2_CELL_PING)
        relay_connection_send(c, &(struct t2_cell){.kind = T2_CELL_PONG, .number = cell.number});
    else
        relay_connection_violation(c);
}

/* Keeps the beginning of a cell until the rest comes. */
static void partial_keep(struct relay_connection *c, const uint8_t *p, size_t n)
{
    uint8_t *kept = n == 0 ? NULL : c->partial;

    if (n != 0 && kept == NULL) {
        kept = malloc(T2_CELL_LEN);
        c->partial_ms = relay_now_ms(c->server);
        if (kept == NULL) {
            doom(c);
            return;
        }
    }
    if (n == 0)
        free(c->partial);
    else
        memcpy(kept, p, n);
    c->partial = kept;
    c->partial_len = n;
}

/* Opens what arrived and takes the cells in it. */
static void take_ciphertext(struct relay_connection *c, struct t2_bytes in)
{
    struct relay_server *s = c->server;
    struct t2_tls_sink sink = sink_over(s);
    uint8_t *plain = s->plain;
    size_t have = c->partial_len;
    int err = 0;

    if (have != 0)
        memcpy(plain, c->partial, have);
    t2_tls_receive(c->tls, in);
    while (!c->doomed) {
        size_t n = 0;
        size_t at = 0;

        err = t2_tls_read(c->tls, &sink, plain + have, T2_TLS_WRITE_MAX, &n);
        if (err != 0 || n == 0)
            break;
        have += n;
        if (have >= T2_CELL_LEN) {
            c->last_cell_ms = relay_now_ms(s);
            c->partial_ms = c->last_cell_ms;
        }
        for (; have - at >= T2_CELL_LEN && !c->doomed; at += T2_CELL_LEN)
            take_cell(c, plain + at);
        have -= at;
        memmove(plain, plain + at, have);
    }
    sink_send(c, &sink);
    if (err != 0) {
        s->counters.malformed += err != T2_E_AWAY;
        doom(c);
    }
    if (!c->doomed)
        partial_keep(c, plain, have);
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
    struct relay_connection *c = stream->data;

    if (c->closing || n == 0)
        return;
    if (n < 0) {
        doom(c);
        return;
    }
    take_ciphertext(c, t2_bytes_of(buf->base, (size_t)n));
    if (!c->doomed)
        adjust_reading(c);
}

void relay_connection_check(struct relay_connection *c, uint64_t now_ms)
{
    const struct relay_limits *l = &c->server->config.limits;
    bool late = !t2_tls_is_open(c->tls) && now_ms - c->opened_ms >= l->handshake_ms;

    late = late || (c->partial_len != 0 && now_ms - c->partial_ms >= l->partial_ms);
    late = late || ((c->writing || c->out.n_cells != 0) && now_ms - c->progress_ms >= l->stall_ms);
    late = late || now_ms - c->last_cell_ms >= l->idle_ms;
    if (late) {
        c->server->counters.timed_out++;
        doom(c);
    }
}

static void on_refused_closed(uv_handle_t *handle)
{
    free(handle->data);
}

void relay_connection_accept(struct relay_server *s)
{
    struct relay_connection *c = calloc(1, sizeof *c);

    if (c == NULL)
        return;
    c->server = s;
    c->tcp.data = c;
    LIST_INIT(&c->readers);
    LIST_INIT(&c->ends);
    if (uv_tcp_init(&s->loop, &c->tcp) != 0) {
        free(c);
        return;
    }
    if (uv_accept((uv_stream_t *)&s->listener, (uv_stream_t *)&c->tcp) != 0 ||
        !relay_connection_remember(s, c)) {
        s->counters.connections_refused++;
        uv_close((uv_handle_t *)&c->tcp, on_refused_closed);
        return;
    }
    c->opened_ms = relay_now_ms(s);
    c->last_cell_ms = c->opened_ms;
    c->progress_ms = c->opened_ms;
    c->rate_ms = c->opened_ms;
    c->rate_tokens = 2.0 * s->config.limits.append_rate;
    s->counters.connections++;
    TAILQ_INSERT_TAIL(&s->connections, c, of_server);
    (void)uv_tcp_nodelay(&c->tcp, 1);
    (void)uv_tcp_keepalive(&c->tcp, 1, KEEPALIVE_S);
    if (t2_tls_new(&c->tls, s->tls) != 0 || uv_read_start((uv_stream_t *)&c->tcp, on_alloc, on_read) != 0)
        relay_connection_close(c);
}
