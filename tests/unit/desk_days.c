/* Sounding days at three desks: once all have agreed, whichever desk comes first opens the day's sounding,
 * all of them open the same one, and nobody has asked. Then the clock goes on to the next day. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <tracktwo/secret.h>

#include "desk_fixture.h"

static struct desks x;
static struct desk_problem why;
static int64_t now_ms = (int64_t)1764583200 * 1000; /* 2025-12-01T10:00 */

static int64_t told(void *ctx)
{
    (void)ctx;
    return now_ms;
}
static const struct t2_clock told_clock = {told, NULL};

static int start(void **state)
{
    (void)state;
    desks_start(&x, 1);
    now_ms = t2_clock_now_ms(t2_clock_system());
    for (int i = 0; i < DESKS; i++)
        x.d[i]->clock = &told_clock;
    return 0;
}

static int end(void **state)
{
    (void)state;
    desks_end(&x);
    return 0;
}

static void later(uint64_t slots)
{
    now_ms += (int64_t)slots * TABLE_SLOT_SECONDS * 1000;
}

static void agree(int i, uint64_t first)
{
    struct table_event ev = {.kind = TABLE_EV_DAYS_AGREED};
    ev.u.days_agreed = (struct table_ev_days_agreed){
        .first = first, .every = 7 * 24 * 60, .count = 2, .n_issues = 2, .issues = {0, 1}};
    assert_int_equal(desk_post(x.d[i], &ev, &why), 0);
}

static size_t due(int i)
{
    size_t at;
    return desk_sound_due(x.d[i], &at, 1);
}

static void all_open_the_same(void **state)
{
    (void)state;
    uint64_t first = desk_slot(x.d[0]) + 600;
    for (int i = 0; i < DESKS; i++) {
        assert_int_equal(desk_days_open(x.d[i]), 0); /* not all have agreed */
        agree(i, first);
        desks_settle(&x);
    }
    /* Two open it without knowing of each other. */
    assert_int_equal(desk_days_open(x.d[1]), 1);
    assert_int_equal(desk_days_open(x.d[2]), 1);
    desks_settle(&x);
    assert_int_equal(desk_days_open(x.d[0]), 0); /* it is there */
    uint8_t digest[DESKS][TABLE_DIGEST_LEN];
    for (int i = 0; i < DESKS; i++) {
        assert_int_equal(table_n_soundings(desk_table(x.d[i])), 1);
        assert_int_equal(table_sounding(desk_table(x.d[i]), 0)->day, first);
        assert_int_equal(desk_n_refused(x.d[i]), 0);
        assert_int_equal(table_state_digest(desk_table(x.d[i]), digest[i]), 0);
        assert_memory_equal(digest[i], digest[0], TABLE_DIGEST_LEN);
        assert_int_equal(due(i), 0);
    }
    desks_enter(&x, 0, 0); /* who enters something before the day is not seen */
    later(600);
    for (int i = 0; i < DESKS; i++)
        assert_int_equal(due(i), 1);
    /* While it has not ended the next is not opened; after it has, it is. */
    assert_int_equal(desk_days_open(x.d[0]), 0);
    assert_int_equal(desk_post_stopped(x.d[0], 0, 0, 0, 0, &why), 0);
    desks_settle(&x);
    assert_int_equal(desk_days_open(x.d[0]), 1);
    desks_settle(&x);
    assert_int_equal(table_sounding(desk_table(x.d[2]), 1)->day, first + 7 * 24 * 60);
    later(7 * 24 * 60);
    for (int i = 0; i < DESKS; i++)
        assert_int_equal(due(i), 1);
    assert_int_equal(desk_post_stopped(x.d[1], 1, 0, 0, 0, &why), 0);
    desks_settle(&x);
    assert_int_equal(desk_days_open(x.d[0]), 0); /* there were two days */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(all_open_the_same, start, end)};
    if (t2_init() != 0)
        return 1;
    return cmocka_run_group_tests_name("desk_days", tests, NULL, NULL);
}
