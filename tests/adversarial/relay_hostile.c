/* Desks that do not keep to the protocol, against a real relay: other TLS, wrong cells, more than was
 * granted, half cells, silence, readers that never read, and noise. Each is cut off and counted, or refused;
 * a good desk next to them notices nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/ssl.h>

#include <tracktwo/clock.h>
#include <tracktwo/random.h>
#include <tracktwo/tls.h>

#include "../e2e/relay_process.h"

#define WAIT_MS 5000
#define HALF_OPEN 500
#define KEPT_CELLS 600

static struct relay_process relay;
static char folder[128];
static struct relay_client *good;
static uint8_t good_secret[T2_CELL_KEY_LEN];
static uint64_t good_seq;
static uint8_t zeros[T2_CELL_PIPE_LEN];

/* A desk that can say anything. */
struct raw {
    int fd;
    struct t2_tls_context *context;
    struct t2_tls *tls;
    uint8_t sealed[65536];
    struct t2_tls_sink sink;
    uint8_t in[65536];
    uint8_t plain[KEPT_CELLS * T2_CELL_LEN + T2_TLS_WRITE_MAX];
    size_t have;
};

static int socket_connected(void)
{
    struct sockaddr_in a = {.sin_family = AF_INET};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    a.sin_port = htons((uint16_t)strtoul(relay.address.port, NULL, 10));
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&a, sizeof a), 0);
    return fd;
}

static bool sink_sent(struct raw *r)
{
    size_t at = 0;

    while (at < r->sink.len) {
        ssize_t n = send(r->fd, r->sink.ptr + at, r->sink.len - at, MSG_NOSIGNAL);

        if (n <= 0)
            return false;
        at += (size_t)n;
    }
    r->sink.len = 0;
    return true;
}

/* Receives once; false when the relay has closed. */
static bool raw_receive(struct raw *r, int timeout_ms)
{
    struct pollfd p = {.fd = r->fd, .events = POLLIN};
    ssize_t got;
    size_t n = 1;

    if (poll(&p, 1, timeout_ms) <= 0)
        return true;
    got = recv(r->fd, r->in, sizeof r->in, 0);
    if (got <= 0)
        return false;
    t2_tls_receive(r->tls, t2_bytes_of(r->in, (size_t)got));
    while (n != 0) {
        if (t2_tls_read(r->tls, &r->sink, r->plain + r->have, T2_TLS_WRITE_MAX, &n) != 0)
            return false;
        r->have += n;
        /* Of what nobody takes, the last cells are kept. */
        while (r->have > KEPT_CELLS * (size_t)T2_CELL_LEN) {
            r->have -= T2_CELL_LEN;
            memmove(r->plain, r->plain + T2_CELL_LEN, r->have);
        }
    }
    return sink_sent(r);
}

static struct raw *raw_new(void)
{
    struct raw *r = calloc(1, sizeof *r);
    size_t n = 0;

    assert_non_null(r);
    r->fd = socket_connected();
    r->sink = (struct t2_tls_sink){.ptr = r->sealed, .cap = sizeof r->sealed};
    assert_int_equal(t2_tls_context_client(&r->context, relay.address.pin), 0);
    assert_int_equal(t2_tls_new(&r->tls, r->context), 0);
    assert_int_equal(t2_tls_read(r->tls, &r->sink, r->plain, T2_TLS_WRITE_MAX, &n), 0);
    assert_true(sink_sent(r));
    while (!t2_tls_is_open(r->tls))
        assert_true(raw_receive(r, WAIT_MS));
    return r;
}

static void raw_free(struct raw *r)
{
    close(r->fd);
    t2_tls_free(r->tls);
    t2_tls_context_free(r->context);
    free(r);
}

static bool raw_send(struct raw *r, const uint8_t *p, size_t n)
{
    return t2_tls_write(r->tls, &r->sink, p, n) == 0 && sink_sent(r);
}

static bool raw_cell(struct raw *r, const struct t2_cell *cell)
{
    uint8_t wire[T2_CELL_LEN];

    t2_cell_encode(wire, cell);
    return raw_send(r, wire, sizeof wire);
}

/* Waits for a whole cell and takes it apart; false when the relay closes first or says nothing. */
static bool raw_answer(struct raw *r, struct t2_cell *out)
{
    static uint8_t wire[T2_CELL_LEN];
    int64_t end_ms = t2_monotonic_ms() + WAIT_MS;

    while (r->have < T2_CELL_LEN) {
        if (t2_monotonic_ms() >= end_ms || !raw_receive(r, WAIT_MS))
            return false;
    }
    memcpy(wire, r->plain, sizeof wire);
    r->have -= T2_CELL_LEN;
    memmove(r->plain, r->plain + T2_CELL_LEN, r->have);
    assert_int_equal(t2_cell_decode(out, t2_bytes_of(wire, sizeof wire), T2_CELL_FROM_RELAY), 0);
    return true;
}

static bool raw_is_closed(struct raw *r)
{
    int64_t end_ms = t2_monotonic_ms() + WAIT_MS;

    while (t2_monotonic_ms() < end_ms) {
        if (!raw_receive(r, 100))
            return true;
    }
    return false;
}

/* The good desk is served as ever. */
static void good_desk_is_served(void)
{
    uint8_t mid[T2_CELL_MID_LEN] = {0};
    uint64_t seq = 0;

    memcpy(mid, &good_seq, sizeof good_seq);
    assert_int_equal(relay_client_append_wait(good, 1, good_secret, mid, zeros, WAIT_MS, &seq, NULL), 0);
    assert_int_equal(seq, ++good_seq);
}

static void tls_1_2_is_refused(void **state)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    SSL *ssl;
    int fd = socket_connected();

    (void)state;
    assert_int_equal(SSL_CTX_set_max_proto_version(ctx, TLS1_2_VERSION), 1);
    ssl = SSL_new(ctx);
    assert_int_equal(SSL_set_fd(ssl, fd), 1);
    assert_int_not_equal(SSL_connect(ssl), 1);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    close(fd);
    /* The same client with TLS 1.3 gets through: it was the version. */
    ctx = SSL_CTX_new(TLS_client_method());
    fd = socket_connected();
    ssl = SSL_new(ctx);
    assert_int_equal(SSL_set_fd(ssl, fd), 1);
    assert_int_equal(SSL_connect(ssl), 1);
    assert_int_equal(SSL_version(ssl), TLS1_3_VERSION);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    close(fd);
    good_desk_is_served();
}

static void clear_text_is_refused(void **state)
{
    static const char request[] = "GET / HTTP/1.1\r\nHost: relay\r\n\r\n";
    int fd = socket_connected();
    char answer[4096];
    ssize_t n;
    size_t total = 0;

    (void)state;
    assert_int_equal(send(fd, request, sizeof request - 1, MSG_NOSIGNAL), sizeof request - 1);
    while ((n = recv(fd, answer, sizeof answer, 0)) > 0)
        total += (size_t)n;
    assert_true(total < 64); /* an alert at the most */
    close(fd);
    good_desk_is_served();
}

static const uint8_t key[T2_CELL_KEY_LEN] = {3};
static const uint8_t mid_one[T2_CELL_MID_LEN] = {1};

/* Sends the cells of one breach on a connection of its own; the relay must close it and count it. */
static void breach(const struct t2_cell *cells, size_t n)
{
    struct raw *r = raw_new();
    long before = relay_process_status(&relay, "malformed");

    for (size_t i = 0; i < n; i++)
        (void)raw_cell(r, &cells[i]);
    assert_true(raw_is_closed(r));
    assert_int_equal(relay_process_status(&relay, "malformed"), before + 1);
    raw_free(r);
    good_desk_is_served();
}
#define BREACH(...)                                                                                          \
    do {                                                                                                     \
        const struct t2_cell cells[] = {__VA_ARGS__};                                                        \
        breach(cells, sizeof cells / sizeof cells[0]);                                                       \
    } while (0)

static void breaches_close_the_connection(void **state)
{
    const struct t2_cell open = {.kind = T2_CELL_OPEN, .number = 1, .key = key, .count = 2};
    const struct t2_cell open_too = {.kind = T2_CELL_OPEN, .number = 2, .key = key, .count = 2};
    const struct t2_cell data = {.kind = T2_CELL_DATA, .number = 1, .body = zeros};
    const struct t2_cell follow = {
        .kind = T2_CELL_SUBSCRIBE, .number = 1, .key = key, .seq = 1, .count = 1024};
    const struct t2_cell credit = {.kind = T2_CELL_CREDIT, .number = 1, .count = 1};
    struct t2_cell reader_credit = credit;

    (void)state;
    reader_credit.code = T2_CELL_ON_READER;
    BREACH(data);                               /* no such pipe */
    BREACH(open, data);                         /* nobody has joined */
    BREACH(open, open);                         /* the number is in use */
    BREACH(open, open_too, data, data, data);   /* beyond the credit */
    BREACH(open, open_too, credit);             /* more credit than the window */
    BREACH(credit);                             /* for no pipe */
    BREACH(follow, follow);                     /* the number is in use */
    BREACH(follow, reader_credit);              /* more credit than the limit */
    BREACH({.kind = T2_CELL_STORED, .seq = 1}); /* a relay's cell */
    BREACH({.kind = T2_CELL_OPEN, .key = key}); /* a count out of its range */
}

/* Every bit of the first 176 bytes of a good cell, flipped: the relay answers, refuses or closes, and lives.
 */
static void every_flipped_bit_live(void **state)
{
    uint8_t wire[T2_CELL_LEN];
    struct raw *r = raw_new();

    (void)state;
    for (size_t bit = 0; bit < 8 * (size_t)176; bit += 3) {
        t2_cell_encode(wire, &(struct t2_cell){.kind = T2_CELL_PING, .number = 9});
        wire[bit / 8] ^= (uint8_t)(1u << (bit % 8));
        if (!raw_send(r, wire, sizeof wire) || !raw_receive(r, 20)) {
            raw_free(r);
            r = raw_new();
        }
    }
    raw_free(r);
    good_desk_is_served();
}

/* Cells with random heads and plausible kinds, in bursts, over many connections. */
static void noise(void **state)
{
    static const uint8_t kinds[] = {T2_CELL_APPEND, T2_CELL_READ,   T2_CELL_SUBSCRIBE,
                                    T2_CELL_CANCEL, T2_CELL_OPEN,   T2_CELL_PING,
                                    T2_CELL_DATA,   T2_CELL_CREDIT, T2_CELL_CLOSE};
    struct t2_random_seeded seed;
    struct t2_random rng = t2_random_seeded_init(&seed, 20261123);
    uint8_t draw[8];
    struct t2_cell cell;

    (void)state;
    for (int i = 0; i < 60; i++) {
        struct raw *r = raw_new();
        bool open = true;

        for (int j = 0; j < 60 && open; j++) {
            uint8_t secret[T2_CELL_KEY_LEN] = {0};

            assert_int_equal(t2_random_fill(&rng, draw, sizeof draw), 0);
            secret[0] = draw[7] & 3;
            cell = (struct t2_cell){.kind = (enum t2_cell_kind)kinds[draw[0] % sizeof kinds],
                                    .number = draw[1] & 3,
                                    .seq = draw[2] & 7,
                                    .count = draw[3] & 15,
                                    .code = draw[4] < 240 ? 0 : draw[4],
                                    .key = secret,
                                    .mid = mid_one,
                                    .body = zeros};
            open = raw_cell(r, &cell) && raw_receive(r, 0);
        }
        raw_free(r);
    }
    good_desk_is_served();
}

static void unacknowledged_appends_are_limited(void **state)
{
    struct raw *r = raw_new();
    unsigned refused = 0;
    unsigned stored = 0;
    struct t2_cell answer;

    (void)state;
    for (unsigned i = 0; i < 2 * T2_CELL_UNACKNOWLEDGED_MAX; i++) {
        uint8_t mid[T2_CELL_MID_LEN] = {0};

        memcpy(mid, &i, sizeof i);
        assert_true(raw_cell(
            r,
            &(struct t2_cell){.kind = T2_CELL_APPEND, .number = i, .key = key, .mid = mid, .body = zeros}));
    }
    while (stored + refused < 2 * T2_CELL_UNACKNOWLEDGED_MAX && raw_answer(r, &answer)) {
        stored += answer.kind == T2_CELL_STORED;
        refused += answer.kind == T2_CELL_REFUSED;
        if (answer.kind == T2_CELL_REFUSED)
            assert_true(answer.code == T2_CELL_TOO_MANY || answer.code == T2_CELL_TOO_FAST);
    }
    /* Sent in one rush: what was above the limit, or the rate, was refused; each got one answer. */
    assert_int_equal(stored + refused, 2 * T2_CELL_UNACKNOWLEDGED_MAX);
    assert_true(stored > 0 && refused > 0);
    raw_free(r);
    good_desk_is_served();
}

static void append_rate_is_limited(void **state)
{
    struct relay_client *c = NULL;
    struct relay_event e;
    unsigned stored = 0;
    unsigned refused = 0;

    (void)state;
    assert_int_equal(relay_client_new(&c, &relay.address), 0);
    assert_int_equal(relay_client_connect(c, WAIT_MS), 0);
    for (unsigned n = 0; n < T2_CELL_UNACKNOWLEDGED_MAX; n++) {
        uint8_t mid[T2_CELL_MID_LEN] = {[15] = 1};

        memcpy(mid, &n, sizeof n);
        assert_int_equal(relay_client_append(c, n, key, mid, zeros), 0);
    }
    while (stored + refused < T2_CELL_UNACKNOWLEDGED_MAX) {
        assert_int_equal(relay_client_step(c, WAIT_MS), 0);
        for (relay_client_next(c, &e); e.kind != RELAY_EVENT_NONE; relay_client_next(c, &e)) {
            stored += e.kind == RELAY_EVENT_STORED;
            refused += e.kind == RELAY_EVENT_REFUSED;
            if (e.kind == RELAY_EVENT_REFUSED) {
                assert_int_equal(e.code, T2_CELL_TOO_FAST);
                assert_int_equal(e.error, T2_E_FULL);
            }
        }
    }
    /* The rate is 100 a second here, and twice that at once. */
    assert_true(stored >= 200);
    assert_true(refused > 0);
    relay_client_free(c);
}

static void too_many_pipes_are_refused(void **state)
{
    struct raw *r = raw_new();
    struct t2_cell answer;

    (void)state;
    for (unsigned i = 0; i <= T2_CELL_PIPES_MAX; i++) {
        uint8_t name[T2_CELL_KEY_LEN] = {5, (uint8_t)i};

        assert_true(
            raw_cell(r, &(struct t2_cell){.kind = T2_CELL_OPEN, .number = i, .key = name, .count = 1}));
    }
    assert_true(raw_answer(r, &answer));
    assert_int_equal(answer.kind, T2_CELL_REFUSED);
    assert_int_equal(answer.number, T2_CELL_PIPES_MAX);
    assert_int_equal(answer.code, T2_CELL_TOO_MANY);
    raw_free(r);
}

static void too_many_readers_are_refused(void **state)
{
    struct raw *r = raw_new();
    struct t2_cell answer;

    (void)state;
    for (unsigned i = 0; i <= T2_CELL_READERS_MAX; i++) {
        assert_true(raw_cell(
            r, &(struct t2_cell){
                   .kind = T2_CELL_SUBSCRIBE, .number = i, .key = good_secret, .seq = 1, .count = 1}));
    }
    assert_true(raw_answer(r, &answer));
    assert_int_equal(answer.kind, T2_CELL_REFUSED);
    assert_int_equal(answer.number, T2_CELL_READERS_MAX);
    assert_int_equal(answer.code, T2_CELL_TOO_MANY);
    raw_free(r);
}

/* Asks and asks and reads no answer: the relay stops reading from it, and holds a bounded number of answers.
 */
static void a_desk_that_never_reads_is_bounded(void **state)
{
    struct raw *r = raw_new();
    long before = relay_process_rss_kib(&relay, false);
    uint8_t wire[T2_CELL_LEN];
    int64_t end_ms = t2_monotonic_ms() + 1000;

    (void)state;
    assert_int_equal(fcntl(r->fd, F_SETFL, O_NONBLOCK), 0);
    t2_cell_encode(wire, &(struct t2_cell){.kind = T2_CELL_PING});
    while (t2_monotonic_ms() < end_ms) {
        if (r->sink.len == 0 && t2_tls_write(r->tls, &r->sink, wire, sizeof wire) != 0)
            break;
        ssize_t n = send(r->fd, r->sink.ptr, r->sink.len, MSG_NOSIGNAL);

        if (n > 0) {
            r->sink.len -= (size_t)n;
            memmove(r->sink.ptr, r->sink.ptr + n, r->sink.len);
        }
    }
    assert_in_range(relay_process_status(&relay, "cells_waiting"), 1, 2048);
    assert_true(relay_process_rss_kib(&relay, false) - before <= 49152); /* it may shrink meanwhile */
    good_desk_is_served();
    /* In the end it is closed for taking nothing (2 s here). */
    for (int i = 0; i < 20 && relay_process_status(&relay, "cells_waiting") != 0; i++)
        good_desk_is_served();
    assert_int_equal(relay_process_status(&relay, "cells_waiting"), 0);
    raw_free(r);
}

/* Connections that never finish their handshake or their cell are closed in time, and disturb nobody
 * meanwhile. */
static void slow_ones_are_cut_off(void **state)
{
    int fds[HALF_OPEN];
    struct raw *half = raw_new();
    long before = relay_process_status(&relay, "timed_out");
    static const uint8_t hello[] = {0x16, 3, 1, 2, 0, 1};
    int64_t began;

    (void)state;
    assert_true(raw_send(half, zeros, 100));
    for (size_t i = 0; i < HALF_OPEN; i++) {
        fds[i] = socket_connected();
        if (i % 2 == 0)
            assert_int_equal(send(fds[i], hello, sizeof hello, MSG_NOSIGNAL), sizeof hello);
    }
    began = t2_monotonic_ms();
    for (int i = 0; i < 50; i++)
        good_desk_is_served();
    /* 50 appends one after another, with 501 hanging on: none waits for them to time out. */
    assert_true(t2_monotonic_ms() - began < 15000);
    assert_true(raw_is_closed(half));
    for (int i = 0; i < 20 && relay_process_status(&relay, "connections_open") > 1; i++)
        good_desk_is_served();
    assert_int_equal(relay_process_status(&relay, "connections_open"), 1);
    assert_true(relay_process_status(&relay, "timed_out") >= before + HALF_OPEN + 1);
    for (size_t i = 0; i < HALF_OPEN; i++)
        close(fds[i]);
    raw_free(half);
}

static void connections_are_limited(void **state)
{
    int fds[700];
    size_t n = 700;
    char byte;

    (void)state;
    for (size_t i = 0; i < n; i++)
        fds[i] = socket_connected();
    /* The last one is above the limit of 600 and closed at once. */
    assert_int_equal(recv(fds[n - 1], &byte, 1, 0), 0);
    assert_true(relay_process_status(&relay, "connections_refused") >= 99);
    good_desk_is_served();
    for (size_t i = 0; i < n; i++)
        close(fds[i]);
}

static int start(void **state)
{
    static const char *const more[] = {
        "--handshake-ms", "2000", "--partial-ms",  "2000", "--stall-ms", "2000",
        "--append-rate",  "100",  "--connections", "600",  NULL};
    struct rlimit files;

    (void)state;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < 2048) {
        files.rlim_cur = files.rlim_max < 2048 ? files.rlim_max : 2048;
        (void)setrlimit(RLIMIT_NOFILE, &files);
    }
    if (!relay_process_folder(folder) || !relay_process_start(&relay, folder, NULL, more))
        return -1;
    return t2_random_fill(t2_random_system(), good_secret, sizeof good_secret) == 0 &&
                   relay_client_new(&good, &relay.address) == 0 && relay_client_connect(good, WAIT_MS) == 0
               ? 0
               : -1;
}

static int stop(void **state)
{
    (void)state;
    relay_client_free(good);
    /* It has lived through all of this. */
    if (relay_process_end(&relay, SIGTERM) != 0)
        return -1;
    relay_process_folder_remove(folder);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tls_1_2_is_refused),
        cmocka_unit_test(clear_text_is_refused),
        cmocka_unit_test(breaches_close_the_connection),
        cmocka_unit_test(every_flipped_bit_live),
        cmocka_unit_test(noise),
        cmocka_unit_test(unacknowledged_appends_are_limited),
        cmocka_unit_test(append_rate_is_limited),
        cmocka_unit_test(too_many_pipes_are_refused),
        cmocka_unit_test(too_many_readers_are_refused),
        cmocka_unit_test(a_desk_that_never_reads_is_bounded),
        cmocka_unit_test(slow_ones_are_cut_off),
        cmocka_unit_test(connections_are_limited),
    };

    return cmocka_run_group_tests(tests, start, stop);
}
