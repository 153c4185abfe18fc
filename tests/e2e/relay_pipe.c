/* Pipes through a real relay: joined by name, both ways, several on one connection; credit; who leaves and
 * who is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <string.h>

#include <tracktwo/random.h>

#include "relay_process.h"

#define WAIT_MS 5000
#define ROUNDS 2000

static struct relay_process relay;
static char folder[128];
static uint8_t cell[T2_CELL_PIPE_LEN];

static struct relay_client *connected(void)
{
    struct relay_client *c = NULL;

    assert_int_equal(relay_client_new(&c, &relay.address), 0);
    assert_int_equal(relay_client_connect(c, WAIT_MS), 0);
    return c;
}

static void fresh_name(uint8_t name[static T2_CELL_KEY_LEN])
{
    assert_int_equal(t2_random_fill(t2_random_system(), name, T2_CELL_KEY_LEN), 0);
}

static struct relay_event wait_event(struct relay_client *c)
{
    struct relay_event e = {0};

    for (int i = 0; i < 200; i++) {
        relay_client_next(c, &e);
        if (e.kind != RELAY_EVENT_NONE)
            break;
        assert_int_equal(relay_client_step(c, WAIT_MS / 100), 0);
    }
    return e;
}

static void expect(struct relay_client *c, enum relay_event_kind kind, uint32_t number)
{
    struct relay_event e = wait_event(c);

    assert_int_equal(e.kind, kind);
    assert_int_equal(e.number, number);
}

static void expect_closed(struct relay_client *c, uint32_t number, enum t2_cell_code code)
{
    struct relay_event e = wait_event(c);

    assert_int_equal(e.kind, RELAY_EVENT_PIPE_CLOSED);
    assert_int_equal(e.number, number);
    assert_int_equal(e.code, code);
}

static void join(struct relay_client *a, uint32_t a_number, struct relay_client *b, uint32_t b_number,
                 uint32_t window)
{
    uint8_t name[T2_CELL_KEY_LEN];

    fresh_name(name);
    assert_int_equal(relay_client_pipe_open(a, a_number, name, window), 0);
    assert_int_equal(relay_client_step(a, 0), 0);
    assert_int_equal(relay_client_pipe_open(b, b_number, name, window), 0);
    expect(b, RELAY_EVENT_PIPE_JOINED, b_number);
    expect(a, RELAY_EVENT_PIPE_JOINED, a_number);
}

static void put(struct relay_client *c, uint32_t number, uint32_t i)
{
    memset(cell, (int)(i & 0xff), sizeof cell);
    memcpy(cell, &i, sizeof i);
    assert_int_equal(relay_client_pipe_send(c, number, cell), 0);
}

/* Takes the waiting cells, which must be the next of a count; returns the count after them. */
static uint32_t take(struct relay_client *c, uint32_t number, uint32_t next)
{
    struct t2_bytes b;

    while ((b = relay_client_pipe_peek(c, number)).len != 0) {
        uint32_t i;

        memcpy(&i, b.ptr, sizeof i);
        assert_int_equal(b.len, T2_CELL_PIPE_LEN);
        assert_int_equal(i, next);
        assert_int_equal(b.ptr[T2_CELL_PIPE_LEN - 1], i & 0xff);
        relay_client_pipe_taken(c, number);
        next++;
    }
    return next;
}

static void drop_events(struct relay_client *c)
{
    struct relay_event e;

    do {
        relay_client_next(c, &e);
        assert_int_not_equal(e.kind, RELAY_EVENT_PIPE_CLOSED);
    } while (e.kind != RELAY_EVENT_NONE);
}

static void cells_go_both_ways_in_order(void **state)
{
    struct relay_client *c[2] = {connected(), connected()};
    uint32_t sent[2] = {0, 0};
    uint32_t got[2] = {0, 0};

    (void)state;
    join(c[0], 1, c[1], 9, 64);
    while (got[0] < ROUNDS || got[1] < ROUNDS) {
        for (unsigned i = 0; i < 2; i++) {
            uint32_t number = i == 0 ? 1 : 9;

            while (sent[i] < ROUNDS && relay_client_pipe_room(c[i], number) > 0)
                put(c[i], number, sent[i]++);
            assert_int_equal(relay_client_step(c[i], 1), 0);
            got[i] = take(c[i], number, got[i]);
            drop_events(c[i]);
        }
    }
    assert_true(relay_process_status(&relay, "cells_piped") >= 2 * ROUNDS);
    assert_int_equal(relay_process_status(&relay, "cells_stored"), 0);
    relay_client_free(c[0]);
    relay_client_free(c[1]);
}

/* Many pipes on one connection, even both ends of one, do not mix. */
static void pipes_share_a_connection(void **state)
{
    struct relay_client *a = connected();
    struct relay_client *b = connected();
    uint32_t next[8] = {0};
    uint8_t name[T2_CELL_KEY_LEN];

    (void)state;
    for (uint32_t p = 0; p < 8; p++)
        join(a, p, b, 100 + p, 4);
    for (uint32_t round = 0; round < 4; round++) {
        for (uint32_t p = 0; p < 8; p++)
            put(a, p, round);
    }
    for (int i = 0; i < 100 && next[7] < 4; i++) {
        assert_int_equal(relay_client_step(a, 1), 0);
        assert_int_equal(relay_client_step(b, 10), 0);
        drop_events(b);
        for (uint32_t p = 0; p < 8; p++)
            next[p] = take(b, 100 + p, next[p]);
    }
    for (uint32_t p = 0; p < 8; p++)
        assert_int_equal(next[p], 4);
    relay_client_free(b);
    for (uint32_t p = 8; p-- > 0;)
        expect_closed(a, p, T2_CELL_PEER_GONE);
    fresh_name(name);
    assert_int_equal(relay_client_pipe_open(a, 50, name, 2), 0);
    assert_int_equal(relay_client_pipe_open(a, 51, name, 2), 0);
    expect(a, RELAY_EVENT_PIPE_JOINED, 50);
    expect(a, RELAY_EVENT_PIPE_JOINED, 51);
    put(a, 51, 0);
    for (int i = 0; i < 100 && relay_client_pipe_peek(a, 50).len == 0; i++)
        assert_int_equal(relay_client_step(a, 10), 0);
    assert_int_equal(take(a, 50, 0), 1);
    relay_client_free(a);
}

static void a_third_party_is_refused(void **state)
{
    struct relay_client *c[3] = {connected(), connected(), connected()};
    uint8_t name[T2_CELL_KEY_LEN];
    struct relay_event e;

    (void)state;
    fresh_name(name);
    for (uint32_t i = 0; i < 2; i++) {
        assert_int_equal(relay_client_pipe_open(c[i], 1, name, 8), 0);
        assert_int_equal(relay_client_step(c[i], 0), 0);
    }
    expect(c[1], RELAY_EVENT_PIPE_JOINED, 1);
    assert_int_equal(relay_client_pipe_open(c[2], 1, name, 8), 0);
    e = wait_event(c[2]);
    assert_int_equal(e.kind, RELAY_EVENT_REFUSED);
    assert_int_equal(e.of, T2_CELL_OPEN);
    assert_int_equal(e.error, T2_E_EXISTS);
    assert_int_equal(relay_client_pipe_send(c[2], 1, cell), T2_E_MISSING);
    /* The two are not disturbed. */
    expect(c[0], RELAY_EVENT_PIPE_JOINED, 1);
    put(c[0], 1, 0);
    assert_int_equal(relay_client_step(c[0], 0), 0);
    expect(c[1], RELAY_EVENT_PIPE_DATA, 1);
    assert_int_equal(take(c[1], 1, 0), 1);
    for (uint32_t i = 0; i < 3; i++)
        relay_client_free(c[i]);
}

static void a_close_comes_after_what_was_sent(void **state)
{
    struct relay_client *a = connected();
    struct relay_client *b = connected();

    (void)state;
    join(a, 1, b, 2, 8);
    for (uint32_t i = 0; i < 8; i++)
        put(a, 1, i);
    relay_client_pipe_close(a, 1);
    assert_int_equal(relay_client_step(a, 0), 0);
    expect(b, RELAY_EVENT_PIPE_DATA, 2);
    expect_closed(b, 2, T2_CELL_PEER_CLOSED);
    assert_int_equal(take(b, 2, 0), 8);
    assert_int_equal(relay_client_pipe_send(b, 2, cell), T2_E_STATE);
    relay_client_pipe_close(b, 2);
    /* Both numbers and the connections can be used again. */
    assert_int_equal(relay_client_step(a, 50), 0);
    join(a, 1, b, 2, 8);
    relay_client_free(a);
    relay_client_free(b);
}

/* Both close at once, with cells of each still on their way to the other. */
static void closes_may_cross(void **state)
{
    struct relay_client *a = connected();
    struct relay_client *b = connected();

    (void)state;
    for (uint32_t round = 0; round < 20; round++) {
        join(a, round, b, round, 8);
        for (uint32_t i = 0; i < 4; i++) {
            put(a, round, i);
            put(b, round, i);
        }
        relay_client_pipe_close(a, round);
        relay_client_pipe_close(b, round);
        assert_int_equal(relay_client_step(a, 0), 0);
        assert_int_equal(relay_client_step(b, 0), 0);
    }
    for (int i = 0; i < 10; i++) {
        assert_int_equal(relay_client_step(a, 5), 0);
        assert_int_equal(relay_client_step(b, 5), 0);
    }
    join(a, 0, b, 0, 8);
    assert_int_equal(relay_process_status(&relay, "pipes_open"), 1);
    relay_client_free(a);
    relay_client_free(b);
}

static void a_lost_connection_is_told(void **state)
{
    struct relay_client *a = connected();
    struct relay_client *b = connected();

    (void)state;
    join(a, 1, b, 2, 8);
    join(a, 3, b, 4, 8);
    relay_client_free(a);
    expect_closed(b, 4, T2_CELL_PEER_GONE);
    expect_closed(b, 2, T2_CELL_PEER_GONE);
    relay_client_free(b);
}

static void nobody_joins_in_time(void **state)
{
    struct relay_client *a = connected();
    uint8_t name[T2_CELL_KEY_LEN];

    (void)state;
    fresh_name(name);
    assert_int_equal(relay_client_pipe_open(a, 1, name, 8), 0);
    expect_closed(a, 1, T2_CELL_PIPE_EXPIRED);
    assert_int_equal(relay_client_step(a, 0), 0);
    relay_client_free(a);
}

/* A reader that takes nothing stops its writer at the window; the relay holds no more than that, and nothing
 * is lost. */
static void back_pressure_reaches_the_writer(void **state)
{
    struct relay_client *a = connected();
    struct relay_client *b = connected();
    uint32_t sent = 0;
    uint32_t got = 0;
    long before = relay_process_rss_kib(&relay, false);

    (void)state;
    join(a, 1, b, 2, T2_CELL_WINDOW_MAX);
    /* The reader's process reads nothing from its socket at all. */
    for (int i = 0; i < 200; i++) {
        while (relay_client_pipe_room(a, 1) > 0)
            put(a, 1, sent++);
        assert_int_equal(relay_client_step(a, 5), 0);
        drop_events(a);
    }
    assert_int_equal(sent, T2_CELL_WINDOW_MAX);
    assert_int_equal(relay_client_pipe_send(a, 1, cell), T2_E_FULL);
    assert_in_range(relay_process_status(&relay, "cells_waiting"), 0, T2_CELL_WINDOW_MAX);
    assert_true(relay_process_rss_kib(&relay, false) - before <= 32768); /* it may shrink meanwhile */
    for (int i = 0; i < 2000 && got < 3 * T2_CELL_WINDOW_MAX; i++) {
        assert_int_equal(relay_client_step(b, 1), 0);
        drop_events(b);
        got = take(b, 2, got);
        assert_int_equal(relay_client_step(a, 1), 0);
        drop_events(a);
        while (sent < 3 * T2_CELL_WINDOW_MAX && relay_client_pipe_room(a, 1) > 0)
            put(a, 1, sent++);
    }
    assert_int_equal(got, 3 * T2_CELL_WINDOW_MAX);
    relay_client_free(a);
    relay_client_free(b);
}

/* After T2_E_FULL the writer is told when there is room, and need not ask. */
static void room_is_announced(void **state)
{
    struct relay_client *a = connected();
    struct relay_client *b = connected();

    (void)state;
    join(a, 1, b, 2, 4);
    for (uint32_t i = 0; i < 4; i++)
        put(a, 1, i);
    assert_int_equal(relay_client_pipe_send(a, 1, cell), T2_E_FULL);
    assert_int_equal(relay_client_step(a, 0), 0);
    expect(b, RELAY_EVENT_PIPE_DATA, 2);
    (void)take(b, 2, 0);
    assert_int_equal(relay_client_step(b, 0), 0);
    expect(a, RELAY_EVENT_PIPE_ROOM, 1);
    assert_true(relay_client_pipe_room(a, 1) > 0);
    relay_client_free(a);
    relay_client_free(b);
}

static void too_much_credit_on_one_connection_is_refused(void **state)
{
    struct relay_client *a = connected();
    struct relay_event e;
    uint8_t name[T2_CELL_KEY_LEN];

    (void)state;
    for (uint32_t i = 0; i < 9; i++) {
        fresh_name(name);
        assert_int_equal(relay_client_pipe_open(a, i, name, T2_CELL_WINDOW_MAX), 0);
    }
    e = wait_event(a);
    assert_int_equal(e.kind, RELAY_EVENT_REFUSED);
    assert_int_equal(e.number, 8);
    assert_int_equal(e.error, T2_E_FULL);
    relay_client_free(a);
}

static int start(void **state)
{
    (void)state;
    return relay_process_folder(folder) &&
                   relay_process_start(&relay, folder, NULL, (const char *[]){"--pipe-wait-ms", "1500", NULL})
               ? 0
               : -1;
}

static int stop(void **state)
{
    (void)state;
    (void)relay_process_end(&relay, SIGKILL);
    relay_process_folder_remove(folder);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_go_both_ways_in_order),
        cmocka_unit_test(pipes_share_a_connection),
        cmocka_unit_test(a_third_party_is_refused),
        cmocka_unit_test(a_close_comes_after_what_was_sent),
        cmocka_unit_test(closes_may_cross),
        cmocka_unit_test(a_lost_connection_is_told),
        cmocka_unit_test(nobody_joins_in_time),
        cmocka_unit_test(back_pressure_reaches_the_writer),
        cmocka_unit_test(room_is_announced),
        cmocka_unit_test(too_much_credit_on_one_connection_is_refused),
    };

    return cmocka_run_group_tests(tests, start, stop);
}
