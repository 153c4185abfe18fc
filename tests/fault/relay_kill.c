/* The relay is killed with -9 fifty times at random moments under load. What was acknowledged must be there,
 * once, in its place and in the writer's order; what was not acknowledged is sent again with its message id.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tracktwo/clock.h>
#include <tracktwo/random.h>

#include "../e2e/relay_process.h"

#define CYCLES 50
#define WRITERS 6
#define UNDER_WAY 64
#define CELLS_MAX 60000
#define WAIT_MS 10000

struct writer {
    struct relay_client *client;
    uint8_t secret[T2_CELL_KEY_LEN];
    uint8_t name[T2_CELL_KEY_LEN];
    uint64_t seq_of[CELLS_MAX]; /* by id; 0: not acknowledged */
    uint32_t sent;              /* ids below have been sent at least once */
    uint32_t settled;           /* ids below are all acknowledged */
    uint32_t cursor;            /* next id to send on this connection */
};

static struct relay_process relay;
static char folder[128];
static struct writer writers[WRITERS];
static uint64_t n_acknowledged, n_repeats;

static uint32_t random_below(uint32_t n)
{
    uint32_t r = 0;

    assert_int_equal(t2_random_fill(t2_random_system(), &r, sizeof r), 0);
    return r % n;
}

static void send_id(struct writer *w, uint32_t id)
{
    uint8_t mid[T2_CELL_MID_LEN] = {0};
    uint8_t body[T2_CELL_MAIL_LEN];

    memcpy(mid, &id, sizeof id);
    for (size_t i = 0; i < sizeof body; i += sizeof id)
        memcpy(body + i, &id, sizeof id);
    assert_int_equal(relay_client_append(w->client, id, w->secret, mid, body), 0);
}

static void take_answers(struct writer *w)
{
    struct relay_event e;

    for (relay_client_next(w->client, &e); e.kind != RELAY_EVENT_NONE; relay_client_next(w->client, &e)) {
        if (e.kind == RELAY_EVENT_CONNECTED)
            continue;
        assert_int_equal(e.kind, RELAY_EVENT_STORED);
        assert_true(e.number < w->sent);
        /* One place for one id, whenever it is acknowledged. */
        if (w->seq_of[e.number] != 0)
            assert_int_equal(w->seq_of[e.number], e.seq);
        n_acknowledged += w->seq_of[e.number] == 0;
        n_repeats += e.repeat;
        w->seq_of[e.number] = e.seq;
    }
    while (w->settled < w->sent && w->seq_of[w->settled] != 0)
        w->settled++;
}

/* Keeps every writer's line full until the time is over or the relay is gone. */
static void load(int64_t end_ms)
{
    while (t2_monotonic_ms() < end_ms) {
        for (size_t i = 0; i < WRITERS; i++) {
            struct writer *w = &writers[i];

            while (w->cursor < w->settled + UNDER_WAY && w->cursor < CELLS_MAX) {
                if (w->seq_of[w->cursor] == 0)
                    send_id(w, w->cursor);
                w->cursor++;
                if (w->cursor > w->sent)
                    w->sent = w->cursor;
            }
            if (relay_client_step(w->client, 0) != 0)
                return;
            take_answers(w);
        }
    }
}

/* What the relay had said before it died counts, and is read to the last cell. */
static void drain_and_close(void)
{
    for (size_t i = 0; i < WRITERS; i++) {
        int64_t end_ms = t2_monotonic_ms() + WAIT_MS;

        while (relay_client_step(writers[i].client, 10) == 0 && t2_monotonic_ms() < end_ms)
            take_answers(&writers[i]);
        take_answers(&writers[i]);
        relay_client_free(writers[i].client);
        writers[i].client = NULL;
    }
}

static void start_and_connect(void)
{
    static const char *const more[] = {"--mailbox-cells", "1000000", "--append-rate", "1000000", NULL};

    assert_true(relay_process_start(&relay, folder, NULL, more));
    for (size_t i = 0; i < WRITERS; i++) {
        assert_int_equal(relay_client_new(&writers[i].client, &relay.address), 0);
        assert_int_equal(relay_client_connect(writers[i].client, WAIT_MS), 0);
        writers[i].cursor = writers[i].settled;
    }
}

struct audit {
    uint64_t next_seq;
    uint32_t next_id;
    uint64_t n;
};

static void audit_cell(struct writer *w, struct audit *a, const struct relay_event *e)
{
    uint32_t id;

    memcpy(&id, e->mid, sizeof id);
    assert_int_equal(e->seq, a->next_seq);
    /* Not doubled and not reordered: ids rise without a gap, because a group is stored whole and in its
     * order. */
    assert_int_equal(id, a->next_id);
    assert_true(id < w->sent);
    assert_memory_equal(e->body, &id, sizeof id);
    assert_memory_equal(e->body + T2_CELL_MAIL_LEN - sizeof id, &id, sizeof id);
    if (w->seq_of[id] != 0)
        assert_int_equal(w->seq_of[id], e->seq);
    a->next_seq++;
    a->next_id++;
    a->n++;
}

/* Reads a whole mailbox back. */
static struct audit audit(struct writer *w)
{
    struct audit a = {.next_seq = 1};
    bool more = true;

    while (more) {
        bool ended = false;

        assert_int_equal(relay_client_read(w->client, 1, w->name, a.next_seq, T2_CELL_WINDOW_MAX), 0);
        while (!ended) {
            struct relay_event e;

            relay_client_next(w->client, &e);
            if (e.kind == RELAY_EVENT_NONE)
                assert_int_equal(relay_client_step(w->client, WAIT_MS), 0);
            else if (e.kind == RELAY_EVENT_MAIL)
                audit_cell(w, &a, &e);
            else
                assert_int_equal(e.kind, RELAY_EVENT_END);
            ended = e.kind == RELAY_EVENT_END;
            more = ended ? e.more : more;
        }
    }
    /* Not lost: every acknowledged id was met. */
    for (uint32_t id = 0; id < w->sent; id++)
        assert_true(w->seq_of[id] == 0 || id < a.next_id);
    return a;
}

static void nothing_acknowledged_is_lost(void **state)
{
    uint64_t n_read = 0;
    uint64_t n_unsettled = 0;

    (void)state;
    for (int cycle = 0; cycle < CYCLES; cycle++) {
        int status;

        start_and_connect();
        if (cycle % 10 == 9) {
            for (size_t i = 0; i < WRITERS; i++)
                (void)audit(&writers[i]);
        }
        load(t2_monotonic_ms() + 5 + random_below(60));
        /* It is under load at this moment: some of what was sent is not acknowledged. */
        for (size_t i = 0; i < WRITERS; i++)
            n_unsettled += writers[i].sent - writers[i].settled;
        status = relay_process_end(&relay, SIGKILL);
        assert_true(status == SIGKILL);
        drain_and_close();
    }
    start_and_connect();
    for (size_t i = 0; i < WRITERS; i++)
        n_read += audit(&writers[i]).n;
    print_message("%d kills: %llu cells acknowledged, %llu answered as repeats, %llu under way when killed, "
                  "%llu read back: none lost, doubled or reordered\n",
                  CYCLES, (unsigned long long)n_acknowledged, (unsigned long long)n_repeats,
                  (unsigned long long)n_unsettled, (unsigned long long)n_read);
    /* The test has tested something. */
    assert_true(n_acknowledged > 1000 && n_repeats > 0 && n_unsettled > 0 && n_read >= n_acknowledged);
    for (size_t i = 0; i < WRITERS; i++)
        relay_client_free(writers[i].client);
}

static int start(void **state)
{
    (void)state;
    for (size_t i = 0; i < WRITERS; i++) {
        if (t2_random_fill(t2_random_system(), writers[i].secret, T2_CELL_KEY_LEN) != 0 ||
            relay_client_mailbox_name(writers[i].name, writers[i].secret) != 0)
            return -1;
    }
    return relay_process_folder(folder) ? 0 : -1;
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
    const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_acknowledged_is_lost)};

    return cmocka_run_group_tests(tests, start, stop);
}
