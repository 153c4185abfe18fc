/* The store without a relay around it: order, repeats, quotas, time to live under clocks that jump,
 * reopening. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "relay/store.h"

#define HOUR 3600

static char folder[] = "/tmp/tracktwo-store-XXXXXX";
static char path[64];
static int64_t wall_ms = 1790000000000;
static const struct store_limits limits = {.mailbox_cells = 300, .relay_cells = 1000, .ttl_hours = 48};

static int64_t clock_now(void *ctx)
{
    (void)ctx;
    return wall_ms;
}
static const struct t2_clock test_clock = {.now_ms = clock_now};

static struct relay_store *opened(void)
{
    struct relay_store *s = NULL;

    assert_int_equal(relay_store_open(&s, path, &limits, &test_clock), 0);
    return s;
}

static const uint8_t *name_of(uint32_t n)
{
    static uint8_t names[4][T2_CELL_KEY_LEN];

    memset(names[n % 4], 0x11, T2_CELL_KEY_LEN);
    memcpy(names[n % 4], &n, sizeof n);
    return names[n % 4];
}

static struct store_append put(struct relay_store *s, uint32_t mailbox, uint32_t id)
{
    uint8_t mid[T2_CELL_MID_LEN] = {0};
    uint8_t body[T2_CELL_MAIL_LEN];
    struct store_append a = {.mailbox = name_of(mailbox), .mid = mid, .body = body};

    memcpy(mid, &id, sizeof id);
    memset(body, (int)(id & 0xff), sizeof body);
    assert_int_equal(relay_store_append(s, &a, 1), 0);
    return a;
}

struct read_back {
    uint64_t n;
    uint64_t first, last;
    uint32_t slot; /* of the last */
};

static void count_cell(void *ctx, uint64_t seq, uint32_t slot, const uint8_t *mid, const uint8_t *body)
{
    struct read_back *r = ctx;
    uint32_t id;

    memcpy(&id, mid, sizeof id);
    assert_int_equal(body[0], id & 0xff);
    assert_int_equal(body[T2_CELL_MAIL_LEN - 1], id & 0xff);
    assert_true(seq > r->last);
    r->slot = slot;
    r->first = r->n == 0 ? seq : r->first;
    r->last = seq;
    r->n++;
}

static struct read_back read_all(struct relay_store *s, uint32_t mailbox, uint64_t from)
{
    struct read_back r = {0};
    uint64_t next = 0;
    bool more = false;

    assert_int_equal(relay_store_read(s, name_of(mailbox), from, 1000, count_cell, &r, &next, &more), 0);
    assert_false(more);
    return r;
}

static void append_and_read(void **state)
{
    struct relay_store *s = opened();
    struct read_back r = {0};
    uint64_t next = 0;
    bool more = false;

    (void)state;
    for (uint32_t i = 1; i <= 5; i++) {
        struct store_append a = put(s, 1, i);

        assert_int_equal(a.result, STORE_STORED);
        assert_int_equal(a.seq, i);
    }
    assert_int_equal(relay_store_read(s, name_of(1), 2, 3, count_cell, &r, &next, &more), 0);
    assert_int_equal(r.n, 3);
    assert_int_equal(r.first, 2);
    assert_int_equal(next, 5);
    assert_true(more);
    assert_int_equal(read_all(s, 2, 1).n, 0);
    assert_int_equal(read_all(s, 1, 6).n, 0);
    relay_store_close(s);
    s = opened();
    assert_int_equal(read_all(s, 1, 1).n, 5);
    assert_int_equal(relay_store_n_cells(s), 5);
    relay_store_close(s);
}

static void repeats_in_one_group_and_across(void **state)
{
    struct relay_store *s = opened();
    static uint8_t body[T2_CELL_MAIL_LEN];
    uint8_t mid_a[T2_CELL_MID_LEN] = {1};
    uint8_t mid_b[T2_CELL_MID_LEN] = {2};
    struct store_append group[] = {
        {.mailbox = name_of(1), .mid = mid_a, .body = body},
        {.mailbox = name_of(1), .mid = mid_b, .body = body},
        {.mailbox = name_of(1), .mid = mid_a, .body = body},
        {.mailbox = name_of(2), .mid = mid_a, .body = body},
    };

    (void)state;
    assert_int_equal(relay_store_append(s, group, 4), 0);
    assert_int_equal(group[0].result, STORE_STORED);
    assert_int_equal(group[1].seq, 2);
    assert_int_equal(group[2].result, STORE_REPEAT);
    assert_int_equal(group[2].seq, 1);
    assert_int_equal(group[3].result, STORE_STORED);
    relay_store_close(s);
    s = opened();
    assert_int_equal(put(s, 1, 1).result, STORE_REPEAT);
    assert_int_equal(relay_store_n_cells(s), 3);
    relay_store_close(s);
}

static void quotas(void **state)
{
    struct relay_store *s = opened();

    (void)state;
    for (uint32_t i = 0; i < limits.mailbox_cells; i++)
        assert_int_equal(put(s, 1, i).result, STORE_STORED);
    assert_int_equal(put(s, 1, 5000).result, STORE_MAILBOX_FULL);
    assert_int_equal(put(s, 1, 7).result, STORE_REPEAT);
    for (uint32_t i = 0; i < limits.relay_cells - limits.mailbox_cells; i++)
        assert_int_equal(put(s, 10 + i / 100, i).result, STORE_STORED);
    assert_int_equal(put(s, 30, 1).result, STORE_RELAY_FULL);
    assert_int_equal(put(s, 10, 7).result, STORE_REPEAT);
    assert_int_equal(relay_store_n_cells(s), limits.relay_cells);
    relay_store_close(s);
}

/* More mailboxes than the cache has slots that they can share: their counts still come out right. */
static void many_mailboxes(void **state)
{
    struct relay_store *s = opened();

    (void)state;
    for (uint32_t round = 1; round <= 3; round++) {
        for (uint32_t m = 0; m < 200; m++) {
            struct store_append a = put(s, m << 16 | (m % 3), round);

            assert_int_equal(a.result, STORE_STORED);
            assert_int_equal(a.seq, round);
        }
    }
    relay_store_close(s);
}

static void let_pass(struct relay_store *s, uint64_t hours)
{
    bool more = true;

    for (uint64_t h = 0; h < hours; h++) {
        assert_int_equal(relay_store_pass(s, HOUR, &more), 0);
        while (more)
            assert_int_equal(relay_store_pass(s, 0, &more), 0);
    }
}

static void cells_live_their_time_and_no_longer(void **state)
{
    struct relay_store *s = opened();

    (void)state;
    for (uint32_t i = 0; i < 290; i++)
        (void)put(s, 1, i);
    let_pass(s, 10);
    assert_int_equal(put(s, 1, 1000).seq, 291);
    let_pass(s, 37);
    assert_int_equal(read_all(s, 1, 1).n, 291);
    let_pass(s, 2);
    assert_int_equal(read_all(s, 1, 1).n, 1);
    assert_int_equal(read_all(s, 1, 1).first, 291);
    assert_int_equal(relay_store_n_cells(s), 1);
    /* The room is free again, and sequence numbers go on. */
    assert_int_equal(put(s, 1, 2000).seq, 292);
    let_pass(s, 60);
    assert_int_equal(relay_store_n_cells(s), 0);
    /* An emptied table does not use ids again that an older hour has marked. */
    assert_int_equal(put(s, 1, 3000).result, STORE_STORED);
    let_pass(s, 47);
    assert_int_equal(relay_store_n_cells(s), 1);
    let_pass(s, 2);
    assert_int_equal(relay_store_n_cells(s), 0);
    /* Long after, the mailbox itself goes. */
    let_pass(s, 100);
    assert_int_equal(put(s, 1, 1).seq, 1);
    relay_store_close(s);
}

static void a_clock_that_jumps_drops_nothing(void **state)
{
    static const int64_t jumps_h[] = {-1, 1, -24 * 365, 24 * 365, -24 * 30};
    struct relay_store *s = opened();
    bool more;

    (void)state;
    (void)put(s, 1, 1);
    for (size_t i = 0; i < 3; i++) {
        /* While it runs, only what truly passed counts. */
        wall_ms += jumps_h[i] * HOUR * 1000;
        assert_int_equal(relay_store_pass(s, 60, &more), 0);
        assert_int_equal(relay_store_n_cells(s), 1);
    }
    /* Over a restart a jump counts as a day at the most: one of a year leaves the second day of this cell. */
    relay_store_close(s);
    wall_ms += jumps_h[3] * HOUR * 1000;
    s = opened();
    assert_int_equal(relay_store_pass(s, 60, &more), 0);
    assert_int_equal(relay_store_n_cells(s), 1);
    relay_store_close(s);
    wall_ms += jumps_h[4] * HOUR * 1000;
    s = opened();
    assert_int_equal(relay_store_pass(s, 60, &more), 0);
    assert_int_equal(relay_store_n_cells(s), 1);
    relay_store_close(s);
}

/* The slot of a cell is that of its first storing: over a repeat, a restart, and a clock that has moved. */
static void the_slot_stays(void **state)
{
    struct relay_store *s = opened();
    const uint32_t slot = (uint32_t)(wall_ms / 60000);

    (void)state;
    assert_int_equal(put(s, 1, 1).slot, slot);
    assert_int_equal(read_all(s, 1, 1).slot, slot);
    wall_ms += 90 * 60000;
    assert_int_equal(put(s, 1, 1).result, STORE_REPEAT);
    assert_int_equal(put(s, 1, 1).slot, slot);
    assert_int_equal(put(s, 1, 2).slot, slot + 90);
    relay_store_close(s);
    wall_ms -= 200 * 60000;
    s = opened();
    assert_int_equal(put(s, 1, 1).slot, slot);
    assert_int_equal(put(s, 1, 2).slot, slot + 90);
    assert_int_equal(put(s, 1, 3).slot, slot - 110);
    assert_int_equal(read_all(s, 1, 3).slot, slot - 110);
    assert_int_equal(read_all(s, 1, 2).n, 2);
    relay_store_close(s);
    wall_ms += 110 * 60000;
}

/* A full mailbox and a full relay say it too; and a clock out of all range gives what a cell may carry. */
static void the_slot_of_a_repeat_when_full(void **state)
{
    struct relay_store *s = opened();
    const int64_t kept_ms = wall_ms;
    const uint32_t slot = (uint32_t)(wall_ms / 60000);

    (void)state;
    for (uint32_t i = 0; i < limits.mailbox_cells; i++)
        (void)put(s, 1, i);
    wall_ms += 60000;
    assert_int_equal(put(s, 1, 7).slot, slot);
    wall_ms = -1;
    assert_int_equal(put(s, 2, 1).slot, 1);
    wall_ms = INT64_MAX;
    assert_int_equal(put(s, 2, 2).slot, UINT32_MAX);
    assert_int_equal(read_all(s, 2, 1).n, 2);
    wall_ms = kept_ms;
    relay_store_close(s);
}

static void second_opener_is_refused(void **state)
{
    struct relay_store *s = opened();
    struct relay_store *other = NULL;

    (void)state;
    (void)put(s, 1, 1);
    assert_int_equal(relay_store_open(&other, path, &limits, &test_clock), T2_E_LOCKED);
    assert_null(other);
    relay_store_close(s);
}

static int fresh(void **state)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    char file[80];

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        (void)snprintf(file, sizeof file, "%s%s", path, ends[i]);
        (void)unlink(file);
    }
    return 0;
}

static int make_folder(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL)
        return -1;
    (void)snprintf(path, sizeof path, "%s/cells.sqlite", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)fresh(state);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(append_and_read, fresh),
        cmocka_unit_test_setup(repeats_in_one_group_and_across, fresh),
        cmocka_unit_test_setup(quotas, fresh),
        cmocka_unit_test_setup(many_mailboxes, fresh),
        cmocka_unit_test_setup(cells_live_their_time_and_no_longer, fresh),
        cmocka_unit_test_setup(a_clock_that_jumps_drops_nothing, fresh),
        cmocka_unit_test_setup(the_slot_stays, fresh),
        cmocka_unit_test_setup(the_slot_of_a_repeat_when_full, fresh),
        cmocka_unit_test_setup(second_opener_is_refused, fresh),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
