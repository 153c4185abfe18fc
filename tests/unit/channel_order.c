/* The order of the log: late events, the limit of slots, gaps and asking again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../channel_desks.h"

static void assert_order(const struct channel *ch, const char *want)
{
    struct channel_event ev;
    assert_int_equal(channel_log_len(ch), strlen(want));
    for (size_t i = 0; i < strlen(want); i++) {
        assert_int_equal(channel_log_at(ch, i, &ev), 0);
        assert_int_equal(ev.author, want[i] - 'A');
    }
    assert_int_equal(channel_log_at(ch, strlen(want), &ev), T2_E_MISSING);
}

/* Two speak at the same time: the order is the same for all, and who had folded already is told from where.
 */
static void an_event_that_comes_late_stands_where_it_belongs(void **state)
{
    (void)state;
    struct desks d;
    struct channel_event ev;
    desks_all_verified(&d, 3, 31);
    desks_say(&d, 0, 10, "A1");
    desks_settle(&d);
    for (uint8_t i = 0; i < 3; i++) {
        assert_int_equal(channel_log_first_changed(d.desk[i].ch), 0);
        channel_log_mark(d.desk[i].ch);
        assert_int_equal(channel_log_first_changed(d.desk[i].ch), 1);
    }
    desks_say(&d, 2, 12, "C1"); /* both have seen A1 only */
    desks_say(&d, 1, 11, "B1");
    (void)desks_send(&d, 2);
    (void)desks_read(&d, 0);
    assert_order(d.desk[0].ch, "AC");
    assert_int_equal(channel_log_first_changed(d.desk[0].ch), 1);
    channel_log_mark(d.desk[0].ch);
    assert_int_equal(channel_slot_floor(d.desk[0].ch), 12);
    desks_settle(&d);
    assert_order(d.desk[0].ch, "ABC");
    assert_order(d.desk[1].ch, "ABC");
    assert_order(d.desk[2].ch, "ABC");
    assert_int_equal(channel_log_first_changed(d.desk[0].ch),
                     1); /* below the 2 that were folded: fold again */
    assert_int_equal(channel_log_at(d.desk[0].ch, 2, &ev), 0);
    assert_int_equal(ev.lamport, 2);
    desks_free(&d);
}

/* The slots of the fold never go back, whatever the clocks say; an author may not go below what it has seen.
 */
static void time_never_goes_back(void **state)
{
    (void)state;
    struct desks d;
    struct channel_event ev;
    const uint64_t want[] = {100, 100, 100, 103};
    desks_all_verified(&d, 2, 32);
    desks_say(&d, 0, 100, "fast clock");
    desks_say(&d, 1, 7, "slow clock");
    desks_settle(&d);
    assert_int_equal(channel_post(d.desk[1].ch, 99, t2_bytes_str("x")), T2_E_ARGUMENT);
    desks_say(&d, 1, channel_slot_floor(d.desk[1].ch), "with the floor");
    desks_settle(&d);
    desks_say(&d, 0, 103, "later");
    desks_settle(&d);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(channel_log_at(d.desk[1].ch, i, &ev), 0);
        assert_int_equal(ev.fold_slot, want[i]);
    }
    assert_int_equal(channel_log_at(d.desk[1].ch, 1, &ev), 0);
    assert_int_equal(ev.slot, 7);
    desks_free(&d);
}

/* A seat whose clock runs years ahead moves nobody's time: its event waits. */
static void an_event_from_the_future_waits(void **state)
{
    (void)state;
    struct desks d;
    struct channel_gap gap;
    desks_all_verified(&d, 3, 33);
    channel_log_limit(d.desk[0].ch, 20);
    desks_say(&d, 1, 1000000, "from the future");
    desks_settle(&d);
    assert_int_equal(channel_log_len(d.desk[0].ch), 0);
    assert_int_equal(channel_gap_at(d.desk[0].ch, 0, &gap), 0);
    assert_int_equal(gap.author, 1);
    assert_int_equal(gap.first_missing, 0);
    assert_int_equal(channel_ask_again(d.desk[0].ch, 1), T2_E_MISSING);
    assert_int_equal(channel_post(d.desk[0].ch, 21, t2_bytes_str("x")), T2_E_ARGUMENT);
    desks_say(&d, 0, 15, "now");
    assert_int_equal(channel_slot_floor(d.desk[0].ch), 15);
    desks_restart(&d, 0); /* it still waits */
    assert_int_equal(channel_log_len(d.desk[0].ch), 1);
    channel_log_limit(d.desk[0].ch, 1000000);
    assert_order(d.desk[0].ch, "AB");
    desks_settle(&d);
    assert_order(d.desk[1].ch, "AB");
    assert_order(d.desk[2].ch, "AB");
    desks_free(&d);
}

/* A relay that loses cells: the gap is seen, the author is asked, and sends again. */
static void what_the_relay_lost_is_asked_for_again(void **state)
{
    (void)state;
    struct desks d;
    struct channel_cell cell;
    struct channel_gap gap;
    desks_all_verified(&d, 2, 34);
    for (unsigned i = 0; i < 5; i++) {
        desks_say(&d, 0, i, "text");
    }
    /* The second and third are acknowledged and lost. */
    assert_int_equal(channel_outbox_at(d.desk[0].ch, 1, &cell), 0);
    assert_int_equal(channel_outbox_done(d.desk[0].ch, cell.mid), 0);
    assert_int_equal(channel_outbox_at(d.desk[0].ch, 1, &cell), 0);
    assert_int_equal(channel_outbox_done(d.desk[0].ch, cell.mid), 0);
    desks_settle(&d);
    assert_int_equal(channel_log_len(d.desk[1].ch), 1);
    assert_int_equal(channel_gap_len(d.desk[1].ch), 1);
    assert_int_equal(channel_gap_at(d.desk[1].ch, 0, &gap), 0);
    assert_int_equal(gap.author, 0);
    assert_int_equal(gap.first_missing, 2);
    assert_int_equal(gap.last_known, 5);
    assert_int_equal(channel_ask_again(d.desk[1].ch, 0), 0);
    assert_int_equal(channel_commit(d.desk[1].ch), 0);
    (void)desks_send(&d, 1);
    (void)desks_read(&d, 0);
    desks_restart(&d, 0); /* the request is kept over a restart */
    desks_settle(&d);
    assert_int_equal(channel_log_len(d.desk[1].ch), 5);
    assert_int_equal(channel_gap_len(d.desk[1].ch), 0);
    assert_int_equal(channel_ask_again(d.desk[1].ch, 0), T2_E_MISSING);
    desks_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_that_comes_late_stands_where_it_belongs),
        cmocka_unit_test(time_never_goes_back),
        cmocka_unit_test(an_event_from_the_future_waits),
        cmocka_unit_test(what_the_relay_lost_is_asked_for_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
