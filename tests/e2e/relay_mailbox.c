/* A desk and a relay in two processes: append, read, follow, repeat, quotas, and a relay that is not the
 * pinned one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include <tracktwo/clock.h>
#include <tracktwo/random.h>

#include "relay_process.h"

#define WAIT_MS 5000

static struct relay_process relay;
static char folder[128];
static uint8_t body[T2_CELL_MAIL_LEN];

static struct relay_client *connected(void)
{
    struct relay_client *c = NULL;

    assert_int_equal(relay_client_new(&c, &relay.address), 0);
    assert_int_equal(relay_client_connect(c, WAIT_MS), 0);
    return c;
}

/* A secret nobody has used before and the name of its mailbox. */
static void fresh_mailbox(uint8_t secret[static T2_CELL_KEY_LEN], uint8_t name[static T2_CELL_KEY_LEN])
{
    assert_int_equal(t2_random_fill(t2_random_system(), secret, T2_CELL_KEY_LEN), 0);
    assert_int_equal(relay_client_mailbox_name(name, secret), 0);
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

static void mid_of(uint8_t mid[static T2_CELL_MID_LEN], uint32_t n)
{
    memset(mid, 0, T2_CELL_MID_LEN);
    memcpy(mid, &n, sizeof n);
}

static void append(struct relay_client *c, const uint8_t *secret, uint32_t n, uint64_t want_seq,
                   bool want_repeat)
{
    uint8_t mid[T2_CELL_MID_LEN];
    uint64_t seq = 0;
    bool repeat = false;

    mid_of(mid, n);
    memset(body, (int)(n & 0xff), sizeof body);
    assert_int_equal(relay_client_append_wait(c, n, secret, mid, body, WAIT_MS, &seq, &repeat), 0);
    assert_int_equal(seq, want_seq);
    assert_int_equal(repeat, want_repeat);
}

static void expect_mail(struct relay_client *c, uint32_t number, uint64_t seq, uint8_t filled_with)
{
    struct relay_event e = wait_event(c);

    assert_int_equal(e.kind, RELAY_EVENT_MAIL);
    assert_int_equal(e.number, number);
    assert_int_equal(e.seq, seq);
    assert_in_range(e.slot, t2_clock_now_ms(t2_clock_system()) / 60000 - 1,
                    t2_clock_now_ms(t2_clock_system()) / 60000);
    assert_int_equal(e.body[0], filled_with);
    assert_int_equal(e.body[T2_CELL_MAIL_LEN - 1], filled_with);
}

static void append_then_read(void **state)
{
    uint8_t secret[T2_CELL_KEY_LEN];
    uint8_t name[T2_CELL_KEY_LEN];
    struct relay_client *writer = connected();
    struct relay_client *reader = connected();
    struct relay_event e;

    (void)state;
    fresh_mailbox(secret, name);
    for (uint32_t i = 1; i <= 40; i++)
        append(writer, secret, i, i, false);
    assert_int_equal(relay_client_read(reader, 7, name, 1, T2_CELL_WINDOW_MAX), 0);
    for (uint32_t i = 1; i <= 40; i++)
        expect_mail(reader, 7, i, (uint8_t)i);
    e = wait_event(reader);
    assert_int_equal(e.kind, RELAY_EVENT_END);
    assert_int_equal(e.seq, 41);
    assert_false(e.more);
    /* A part of it, and told that there is more. */
    assert_int_equal(relay_client_read(reader, 7, name, 3, 2), 0);
    expect_mail(reader, 7, 3, 3);
    expect_mail(reader, 7, 4, 4);
    e = wait_event(reader);
    assert_int_equal(e.kind, RELAY_EVENT_END);
    assert_int_equal(e.seq, 5);
    assert_true(e.more);
    relay_client_free(writer);
    relay_client_free(reader);
}

static void empty_mailbox_reads_as_empty(void **state)
{
    uint8_t secret[T2_CELL_KEY_LEN];
    uint8_t name[T2_CELL_KEY_LEN];
    struct relay_client *c = connected();
    struct relay_event e;

    (void)state;
    fresh_mailbox(secret, name);
    assert_int_equal(relay_client_read(c, 1, name, 1, 10), 0);
    e = wait_event(c);
    assert_int_equal(e.kind, RELAY_EVENT_END);
    assert_int_equal(e.seq, 1);
    assert_false(e.more);
    relay_client_free(c);
}

static void a_retry_is_a_repeat(void **state)
{
    uint8_t secret[T2_CELL_KEY_LEN];
    uint8_t name[T2_CELL_KEY_LEN];
    struct relay_client *c = connected();

    (void)state;
    fresh_mailbox(secret, name);
    append(c, secret, 1, 1, false);
    append(c, secret, 2, 2, false);
    append(c, secret, 1, 1, true);
    relay_client_free(c);
    /* Also over another connection. */
    c = connected();
    append(c, secret, 2, 2, true);
    append(c, secret, 3, 3, false);
    relay_client_free(c);
}

static void the_name_does_not_write(void **state)
{
    uint8_t secret[T2_CELL_KEY_LEN];
    uint8_t name[T2_CELL_KEY_LEN];
    struct relay_client *c = connected();
    struct relay_event e;

    (void)state;
    fresh_mailbox(secret, name);
    append(c, secret, 1, 1, false);
    /* Who knows only the name writes into another mailbox: that of the name's own hash. */
    append(c, name, 2, 1, false);
    assert_int_equal(relay_client_read(c, 1, name, 1, 10), 0);
    expect_mail(c, 1, 1, 1);
    e = wait_event(c);
    assert_int_equal(e.kind, RELAY_EVENT_END);
    relay_client_free(c);
}

static void subscription_follows(void **state)
{
    uint8_t secret[T2_CELL_KEY_LEN];
    uint8_t name[T2_CELL_KEY_LEN];
    struct relay_client *writer = connected();
    struct relay_client *reader = connected();
    struct relay_event e;

    (void)state;
    fresh_mailbox(secret, name);
    append(writer, secret, 1, 1, false);
    assert_int_equal(relay_client_subscribe(reader, 3, name, 1), 0);
    expect_mail(reader, 3, 1, 1);
    /* More than one window, so that credit must go back. */
    for (uint32_t i = 2; i <= 700; i++) {
        append(writer, secret, i, i, false);
        expect_mail(reader, 3, i, (uint8_t)i);
    }
    assert_int_equal(relay_client_cancel(reader, 3), 0);
    e = wait_event(reader);
    assert_int_equal(e.kind, RELAY_EVENT_END);
    append(writer, secret, 701, 701, false);
    assert_int_equal(relay_client_step(reader, 50), 0);
    relay_client_next(reader, &e);
    assert_int_equal(e.kind, RELAY_EVENT_NONE);
    relay_client_free(writer);
    relay_client_free(reader);
}

/* A subscription that nobody drains holds no more at the relay than its credit, and loses nothing. */
static void slow_subscriber_gets_everything_later(void **state)
{
    uint8_t secret[T2_CELL_KEY_LEN];
    uint8_t name[T2_CELL_KEY_LEN];
    struct relay_client *writer = connected();
    struct relay_client *reader = connected();

    (void)state;
    fresh_mailbox(secret, name);
    assert_int_equal(relay_client_subscribe(reader, 3, name, 1), 0);
    assert_int_equal(relay_client_step(reader, 0), 0);
    for (uint32_t i = 1; i <= 600; i++)
        append(writer, secret, i, i, false);
    assert_in_range(relay_process_status(&relay, "cells_waiting"), 0, 256);
    for (uint32_t i = 1; i <= 600; i++)
        expect_mail(reader, 3, i, (uint8_t)i);
    relay_client_free(writer);
    relay_client_free(reader);
}

static void mailbox_quota_refuses(void **state)
{
    uint8_t secret[T2_CELL_KEY_LEN];
    uint8_t name[T2_CELL_KEY_LEN];
    uint8_t mid[T2_CELL_MID_LEN];
    struct relay_client *c = connected();

    (void)state;
    fresh_mailbox(secret, name);
    for (uint32_t i = 1; i <= 1000; i++)
        append(c, secret, i, i, false);
    mid_of(mid, 1001);
    assert_int_equal(relay_client_append_wait(c, 1001, secret, mid, body, WAIT_MS, NULL, NULL), T2_E_FULL);
    /* A full mailbox still knows a retry, and others are not touched. */
    append(c, secret, 5, 5, true);
    fresh_mailbox(secret, name);
    append(c, secret, 1, 1, false);
    relay_client_free(c);
}

static void too_many_readers_are_refused(void **state)
{
    uint8_t secret[T2_CELL_KEY_LEN];
    uint8_t name[T2_CELL_KEY_LEN];
    struct relay_client *c = connected();

    (void)state;
    fresh_mailbox(secret, name);
    for (uint32_t i = 0; i < T2_CELL_READERS_MAX; i++)
        assert_int_equal(relay_client_subscribe(c, i, name, 1), 0);
    assert_int_equal(relay_client_subscribe(c, T2_CELL_READERS_MAX, name, 1), T2_E_FULL);
    assert_int_equal(relay_client_subscribe(c, 0, name, 1), T2_E_EXISTS);
    relay_client_free(c);
}

static void wrong_pin_is_refused(void **state)
{
    struct relay_address other = relay.address;
    struct relay_client *c = NULL;

    (void)state;
    other.pin[31] ^= 1;
    assert_int_equal(relay_client_new(&c, &other), 0);
    assert_int_equal(relay_client_connect(c, WAIT_MS), T2_E_AUTH);
    assert_int_equal(relay_client_error(c), T2_E_AUTH);
    relay_client_free(c);
}

static void nobody_there_is_away(void **state)
{
    struct relay_process gone;
    struct relay_client *c = NULL;
    char second[128];

    (void)state;
    assert_true(relay_process_folder(second));
    assert_true(relay_process_start(&gone, second, NULL, NULL));
    assert_int_equal(relay_client_new(&c, &gone.address), 0);
    assert_int_equal(relay_client_connect(c, WAIT_MS), 0);
    (void)relay_process_end(&gone, SIGKILL);
    assert_int_equal(relay_client_step(c, WAIT_MS), T2_E_AWAY);
    relay_client_free(c);
    assert_int_equal(relay_client_new(&c, &gone.address), 0);
    assert_int_equal(relay_client_connect(c, WAIT_MS), T2_E_AWAY);
    relay_client_free(c);
    relay_process_folder_remove(second);
}

/* Same folder, same key: the pin outlives a restart, and so do the cells. */
static void restart_keeps_key_and_cells(void **state)
{
    struct relay_process again;
    struct relay_client *c;
    uint8_t secret[T2_CELL_KEY_LEN];
    uint8_t name[T2_CELL_KEY_LEN];

    (void)state;
    fresh_mailbox(secret, name);
    c = connected();
    append(c, secret, 1, 1, false);
    relay_client_free(c);
    assert_false(relay_process_start(&again, folder, NULL, NULL)); /* the folder is in use */
    assert_int_equal(relay_process_end(&relay, SIGTERM), 0);
    assert_true(relay_process_start(&again, folder, NULL, (const char *[]){"--mailbox-cells", "1000", NULL}));
    assert_memory_equal(again.address.pin, relay.address.pin, RELAY_PIN_LEN);
    relay = again;
    c = connected();
    assert_int_equal(relay_client_read(c, 1, name, 1, 10), 0);
    expect_mail(c, 1, 1, 1);
    relay_client_free(c);
}

static int start(void **state)
{
    (void)state;
    return relay_process_folder(folder) &&
                   relay_process_start(&relay, folder, NULL,
                                       (const char *[]){"--mailbox-cells", "1000", NULL})
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
        cmocka_unit_test(append_then_read),
        cmocka_unit_test(empty_mailbox_reads_as_empty),
        cmocka_unit_test(a_retry_is_a_repeat),
        cmocka_unit_test(the_name_does_not_write),
        cmocka_unit_test(subscription_follows),
        cmocka_unit_test(slow_subscriber_gets_everything_later),
        cmocka_unit_test(mailbox_quota_refuses),
        cmocka_unit_test(too_many_readers_are_refused),
        cmocka_unit_test(wrong_pin_is_refused),
        cmocka_unit_test(nobody_there_is_away),
        cmocka_unit_test(restart_keeps_key_and_cells),
    };

    return cmocka_run_group_tests(tests, start, stop);
}
