/* The connection of a relay client: socket, TLS, the queue of cells out, events in.
 *
 *   RESOLVED -> socket_open -> connected -> failed (error is set, for good)
 *
 * Cells are sealed four to a TLS record into one buffer and sent with one system call; received likewise. */
#include "desk/relay_client_internal.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <tracktwo/clock.h>

#define CONNECT_MS 15000
#define PING_AFTER_MS 60000
#define AWAY_AFTER_MS 180000
#define ROUNDS_MAX 16       /* buffers received in one step before the caller gets its turn */
#define OUT_CELLS_MAX 4096  /* cells queued in all: far above what credit and counts allow */
#define SEALED_RESERVE 4096 /* kept free for messages of TLS itself */

int client_fail(struct relay_client *c, int err)
{
    if (c->error == 0)
        c->error = err;
    return c->error;
}

size_t client_queued(const struct relay_client *c)
{
    return c->out_len / T2_CELL_LEN;
}

/* Room for one more cell at the end of the queue. */
static int out_reserve(struct relay_client *c)
{
    size_t cap = c->out_cap == 0 ? (size_t)16 * T2_CELL_LEN : c->out_cap * 2;
    uint8_t *out;

    if (c->out_begin + c->out_len + T2_CELL_LEN <= c->out_cap)
        return 0;
    if (c->out_begin >= c->out_cap / 2 && c->out_begin > 0) {
        memmove(c->out, c->out + c->out_begin, c->out_len);
        c->out_begin = 0;
        return 0;
    }
    if (client_queued(c) >= OUT_CELLS_MAX)
        return T2_E_FULL;
    out = realloc(c->out, cap);
    if (out == NULL)
        return T2_E_MEMORY;
    c->out = out;
    c->out_cap = cap;
    return 0;
}

int client_send(struct relay_client *c, const struct t2_cell *cell)
{
    int err = c->error != 0 ? c->error : out_reserve(c);

    if (err != 0)
        return err;
    t2_cell_encode(c->out + c->out_begin + c->out_len, cell);
    c->out_len += T2_CELL_LEN;
    return 0;
}

struct event_node *client_event(struct relay_client *c, enum relay_event_kind kind, uint32_t number,
                                size_t extra)
{
    struct event_node *n = calloc(1, sizeof *n + extra);

    if (n == NULL) {
        (void)client_fail(c, T2_E_MEMORY);
        return NULL;
    }
    n->event.kind = kind;
    n->event.number = number;
    STAILQ_INSERT_TAIL(&c->events, n, link);
    return n;
}

/* Begins to connect to the next address that the name gave. */
static int connect_next(struct relay_client *c)
{
    while (c->next_address != NULL) {
        const struct addrinfo *a = c->next_address;
        int one = 1;

        c->next_address = a->ai_next;
        if (c->fd >= 0)
            close(c->fd);
        c->fd = socket(a->ai_family, a->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, a->ai_protocol);
        if (c->fd < 0)
            return T2_E_IO;
        (void)setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (connect(c->fd, a->ai_addr, a->ai_addrlen) == 0 || errno == EINPROGRESS)
            return 0;
    }
    return T2_E_AWAY;
}

int relay_client_new(struct relay_client **out, const struct relay_address *address)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct relay_client *c = calloc(1, sizeof *c);
    int err;

    *out = NULL;
    if (c == NULL)
        return T2_E_MEMORY;
    c->fd = -1;
    STAILQ_INIT(&c->events);
    c->sink = (struct t2_tls_sink){.ptr = c->sealed, .cap = sizeof c->sealed};
    c->began_ms = t2_monotonic_ms();
    c->received_ms = c->began_ms;
    err = t2_tls_context_client(&c->tls_context, address->pin);
    if (err == 0)
        err = t2_tls_new(&c->tls, c->tls_context);
    if (err == 0 && getaddrinfo(address->host, address->port, &hints, &c->addresses) != 0)
        err = T2_E_AWAY;
    c->next_address = c->addresses;
    if (err == 0)
        err = connect_next(c);
    if (err != 0) {
        relay_client_free(c);
        return err;
    }
    *out = c;
    return 0;
}

void relay_client_free(struct relay_client *c)
{
    struct event_node *n;

    if (c == NULL)
        return;
    if (c->fd >= 0)
        close(c->fd);
    if (c->addresses != NULL)
        freeaddrinfo(c->addresses);
    client_mail_free(c);
    client_pipe_free(c);
    while ((n = STAILQ_FIRST(&c->events)) != NULL) {
        STAILQ_REMOVE_HEAD(&c->events, link);
        free(n);
    }
    free(c->current);
    free(c->out);
    t2_tls_free(c->tls);
    t2_tls_context_free(c->tls_context);
    free(c);
}

int relay_client_fd(const struct relay_client *c)
{
    return c->fd;
}

short relay_client_poll_events(const struct relay_client *c)
{
    bool to_send = !c->socket_open || c->sink.len > c->sink_sent || (c->connected && c->out_len != 0);

    return (short)(POLLIN | (to_send ? POLLOUT : 0));
}

bool relay_client_is_connected(const struct relay_client *c)
{
    return c->connected && c->error == 0;
}

int relay_client_error(const struct relay_client *c)
{
    return c->error;
}

/* Seals as many queued cells as the buffer has room for. */
static int seal_some(struct relay_client *c)
{
    int err = 0;

    while (err == 0 && c->out_len != 0 && c->sink.cap - c->sink.len >= T2_TLS_SINK_MIN + SEALED_RESERVE) {
        size_t n = c->out_len < T2_TLS_WRITE_MAX ? c->out_len : T2_TLS_WRITE_MAX;

        err = t2_tls_write(c->tls, &c->sink, c->out + c->out_begin, n);
        if (err == 0) {
            c->out_begin += n;
            c->out_len -= n;
            c->n_sent += n / T2_CELL_LEN;
        }
    }
    if (c->out_len == 0)
        c->out_begin = 0;
    return err;
}

/* Sends until all has gone or the socket takes no more. */
static int flush(struct relay_client *c)
{
    bool full = false;

    while (!full) {
        int err = c->connected ? seal_some(c) : 0;
        ssize_t n;

        if (err != 0 || c->sink.len == c->sink_sent)
            return err;
        n = send(c->fd, c->sink.ptr + c->sink_sent, c->sink.len - c->sink_sent, MSG_NOSIGNAL);
        if (n < 0 && errno != EAGAIN && errno != EINTR)
            return T2_E_AWAY;
        full = n < 0 && errno == EAGAIN;
        c->sink_sent += n > 0 ? (size_t)n : 0;
        if (c->sink_sent == c->sink.len) {
            c->sink.len = 0;
            c->sink_sent = 0;
        }
    }
    return 0;
}

static int take_cell(struct relay_client *c, const uint8_t *wire)
{
    struct t2_cell cell;
    int err = t2_cell_decode(&cell, t2_bytes_of(wire, T2_CELL_LEN), T2_CELL_FROM_RELAY);

    c->n_received++;
    if (err != 0)
        return err;
    if (cell.kind == T2_CELL_PONG)
        return 0;
    if (cell.kind == T2_CELL_STORED || cell.kind == T2_CELL_MAIL || cell.kind == T2_CELL_END ||
        (cell.kind == T2_CELL_REFUSED && cell.count != T2_CELL_OPEN))
        return client_mail_take(c, &cell);
    return client_pipe_take(c, &cell);
}

/* Opens what was received and takes the cells in it; carries on the handshake. */
static int take_ciphertext(struct relay_client *c, struct t2_bytes in)
{
    int err = 0;

    t2_tls_receive(c->tls, in);
    for (;;) {
        size_t n = 0;
        size_t at = 0;

        err = t2_tls_read(c->tls, &c->sink, c->plain + c->have, T2_TLS_WRITE_MAX, &n);
        if (!c->connected && err == 0 && t2_tls_is_open(c->tls)) {
            c->connected = true;
            if (client_event(c, RELAY_EVENT_CONNECTED, 0, 0) == NULL)
                err = T2_E_MEMORY;
        }
        if (err != 0 || n == 0)
            return err;
        c->have += n;
        for (; err == 0 && c->have - at >= T2_CELL_LEN; at += T2_CELL_LEN)
            err = take_cell(c, c->plain + at);
        if (err != 0)
            return err;
        c->have -= at;
        memmove(c->plain, c->plain + at, c->have);
    }
}

static int receive(struct relay_client *c)
{
    for (int i = 0; i < ROUNDS_MAX; i++) {
        ssize_t n = recv(c->fd, c->received, sizeof c->received, 0);
        int err;

        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return 0;
        if (n <= 0)
            return T2_E_AWAY;
        c->received_ms = t2_monotonic_ms();
        err = take_ciphertext(c, t2_bytes_of(c->received, (size_t)n));
        if (err != 0)
            return err;
        if ((size_t)n < sizeof c->received)
            return 0;
    }
    return 0;
}

/* The socket says that connect(2) is over: well, or not. */
static int connect_finish(struct relay_client *c)
{
    int why = 0;
    socklen_t len = sizeof why;

    if (getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &why, &len) != 0)
        return T2_E_IO;
    if (why != 0)
        return connect_next(c);
    c->socket_open = true;
    return take_ciphertext(c, t2_bytes_of(NULL, 0));
}

/* A relay that says nothing for long is asked, and given up in the end. */
static int check_silence(struct relay_client *c)
{
    int64_t now = t2_monotonic_ms();

    if (!c->connected)
        return now - c->began_ms >= CONNECT_MS ? T2_E_AWAY : 0;
    if (now - c->received_ms >= AWAY_AFTER_MS)
        return T2_E_AWAY;
    if (now - c->received_ms >= PING_AFTER_MS && now - c->pinged_ms >= PING_AFTER_MS) {
        c->pinged_ms = now;
        return client_send(c, &(struct t2_cell){.kind = T2_CELL_PING});
    }
    return 0;
}

/* No wait is so long that silence would go unnoticed. */
static int bounded_wait(const struct relay_client *c, int timeout_ms)
{
    int most = c->connected ? PING_AFTER_MS : CONNECT_MS;

    return timeout_ms < 0 || timeout_ms > most ? most : timeout_ms;
}

int client_round(struct relay_client *c, int timeout_ms)
{
    struct pollfd p = {.fd = c->fd};
    int err = c->error;

    if (err == 0 && c->socket_open)
        err = flush(c);
    if (err == T2_E_AWAY && c->error == 0)
        (void)receive(c); /* what the relay said before it closed is still to be had */
    if (err != 0)
        return client_fail(c, err);
    p.events = relay_client_poll_events(c);
    /* Who does not want to wait has polled himself, or will: receiving tells as much as polling first. */
    if (timeout_ms == 0 && c->socket_open)
        p.revents = POLLIN;
    else if (poll(&p, 1, bounded_wait(c, timeout_ms)) < 0 && errno != EINTR)
        err = T2_E_IO;
    if (err == 0 && !c->socket_open) {
        if ((p.revents & (POLLOUT | POLLERR | POLLHUP)) != 0)
            err = connect_finish(c);
    } else if (err == 0 && (p.revents & (POLLIN | POLLERR | POLLHUP)) != 0) {
        err = receive(c);
    }
    if (err == 0)
        err = check_silence(c);
    if (err == 0 && c->socket_open)
        err = flush(c);
    client_pipe_room_events(c);
    return err != 0 ? client_fail(c, err) : c->error;
}

int relay_client_step(struct relay_client *c, int timeout_ms)
{
    return client_round(c, STAILQ_EMPTY(&c->events) ? timeout_ms : 0);
}

int relay_client_connect(struct relay_client *c, int timeout_ms)
{
    int64_t end_ms = t2_monotonic_ms() + timeout_ms;
    struct relay_event event;

    while (!c->connected) {
        int64_t left_ms = timeout_ms < 0 ? -1 : end_ms - t2_monotonic_ms();
        int err;

        if (timeout_ms >= 0 && left_ms <= 0)
            return T2_E_TIMEOUT;
        err = client_round(c, (int)left_ms);
        if (err != 0)
            return err;
    }
    /* Nothing else can have come before it. */
    if (!STAILQ_EMPTY(&c->events) && STAILQ_FIRST(&c->events)->event.kind == RELAY_EVENT_CONNECTED)
        relay_client_next(c, &event);
    return c->error;
}

void relay_client_next(struct relay_client *c, struct relay_event *out)
{
    struct event_node *n = STAILQ_FIRST(&c->events);

    free(c->current);
    c->current = n;
    if (n == NULL) {
        memset(out, 0, sizeof *out);
        return;
    }
    STAILQ_REMOVE_HEAD(&c->events, link);
    *out = n->event;
    client_mail_taken(c, out);
    client_pipe_event_taken(c, out);
}

void relay_client_counts(const struct relay_client *c, uint64_t *out_sent, uint64_t *out_received)
{
    *out_sent = c->n_sent;
    *out_received = c->n_received;
}
