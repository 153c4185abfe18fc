/* The order of the log: the relay's slots, late events, the limit of slots, gaps and asking again. */
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
    d.slot = 10;
    desks_say(&d, 0, 10, "A1");
    desks_settle(&d);
    for (uint8_t i = 0; i < 3; i++) {
        assert_int_equal(channel_log_first_changed(d.desk[i].ch), 0);
        channel_log_mark(d.desk[i].ch);
        assert_int_equal(channel_log_first_changed(d.desk[i].ch), 1);
    }
    d.slot = 12;
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

/* An author's clock moves nothing, and the relay's moves no event before what its author had seen. */
static void time_is_the_relays_and_never_goes_back(void **state)
{
    (void)state;
    struct desks d;
    struct channel_event ev;
    const uint64_t want[] = {50, 51, 51, 53};
    desks_all_verified(&d, 2, 32);
    d.slot = 50;
    desks_say(&d, 0, 100, "fast clock");
    desks_settle(&d);
    d.slot = 51;
    desks_say(&d, 1, 7, "slow clock");
    desks_settle(&d);
    d.slot = 40;
    desks_say(&d, 0, 40, "the relay's clock was set back");
    desks_settle(&d);
    d.slot = 53;
    desks_say(&d, 1, 1, "later");
    desks_settle(&d);
    for (size_t i = 0; i < 4; i++) {
        for (uint8_t k = 0; k < 2; k++) {
            assert_int_equal(channel_log_at(d.desk[k].ch, i, &ev), 0);
            assert_int_equal(ev.slot, want[i]);
            assert_true(ev.stamped);
        }
    }
    assert_int_equal(channel_slot_floor(d.desk[0].ch), 53);
    desks_free(&d);
}

/* What is stored late stands late, whatever its author had seen when it was written: it moves nobody's time.
 * And nothing that came before it by the relay's clock moves. */
static void an_event_that_is_stored_late_stands_last(void **state)
{
    (void)state;
    struct desks d;
    struct channel_event ev;
    desks_all_verified(&d, 3, 35);
    desks_settle(&d);
    d.slot = 10;
    desks_say(&d, 0, 10, "A1");
    desks_settle(&d);
    desks_say(&d, 1, 10, "B1, kept back"); /* Lamport 2 */
    d.slot = 20;
    desks_say(&d, 2, 20, "C1");
    desks_say(&d, 2, 20, "C2"); /* Lamport 3 */
    (void)desks_send(&d, 2);
    for (uint8_t i = 0; i < 3; i = (uint8_t)(i + 2)) {
        (void)desks_read(&d, i);
        assert_order(d.desk[i].ch, "ACC");
        channel_log_mark(d.desk[i].ch);
    }
    d.slot = 30;
    desks_settle(&d);
    for (uint8_t i = 0; i < 3; i++) {
        assert_order(d.desk[i].ch, "ACCB");
        assert_int_equal(channel_log_at(d.desk[i].ch, 3, &ev), 0);
        assert_int_equal(ev.slot, 30);
        assert_int_equal(ev.lamport, 2);
    }
    assert_int_equal(channel_log_first_changed(d.desk[0].ch), 3); /* nothing is to be folded again */
    desks_free(&d);
}

/* Our own event stands by our clock until the relay has told its slot; then it moves, with what builds on it,
 * and the desk is told from where to fold again. Over a restart it is as it was. */
static void our_own_event_moves_when_it_has_its_slot(void **state)
{
    (void)state;
    struct desks d;
    struct channel_event ev;
    struct channel_cell cell;
    uint8_t digest[2][CHANNEL_DIGEST_LEN];
    desks_all_verified(&d, 2, 36);
    desks_settle(&d);
    desks_say(&d, 1, 1000, "B1");
    desks_say(&d, 0, 900, "A1, by a clock that is slow");
    desks_say(&d, 0, 901, "A2");
    d.slot = 1000;
    (void)desks_send(&d, 1);
    (void)desks_read(&d, 0);
    assert_order(d.desk[0].ch, "AAB");
    assert_int_equal(channel_log_at(d.desk[0].ch, 1, &ev), 0);
    assert_int_equal(ev.slot, 901);
    assert_false(ev.stamped);
    channel_log_mark(d.desk[0].ch);
    assert_int_equal(channel_log_digest(d.desk[0].ch, digest[0]), 0);
    desks_restart(&d, 0);
    assert_order(d.desk[0].ch, "AAB");
    assert_int_equal(channel_log_digest(d.desk[0].ch, digest[1]), 0);
    assert_memory_equal(digest[0], digest[1], CHANNEL_DIGEST_LEN);
    channel_log_mark(d.desk[0].ch);
    /* The relay answers for the first: the second, which builds on it, moves too. */
    assert_int_equal(channel_outbox_at(d.desk[0].ch, 0, &cell), 0);
    d.slot = 1003;
    uint8_t mid[T2_CELL_MID_LEN];
    memcpy(mid, cell.mid, sizeof mid);
    assert_int_equal(channel_outbox_done(d.desk[0].ch, mid, relay_put(&d, &cell)), 0);
    assert_order(d.desk[0].ch, "BAA");
    assert_int_equal(channel_log_first_changed(d.desk[0].ch), 0);
    for (size_t i = 1; i < 3; i++) {
        assert_int_equal(channel_log_at(d.desk[0].ch, i, &ev), 0);
        assert_int_equal(ev.seq, i);
        assert_int_equal(ev.slot, 1003);
        assert_int_equal(ev.stamped, i == 1);
    }
    channel_log_mark(d.desk[0].ch);
    d.slot = 1005;
    desks_settle(&d);
    assert_order(d.desk[0].ch, "BAA");
    assert_order(d.desk[1].ch, "BAA");
    assert_int_equal(channel_log_at(d.desk[0].ch, 2, &ev), 0);
    assert_int_equal(ev.slot, 1005);
    assert_int_equal(channel_log_first_changed(d.desk[0].ch), 2);
    desks_restart(&d, 0);
    for (unsigned i = 0; i < 2; i++) {
        assert_int_equal(channel_log_digest(d.desk[i].ch, digest[i]), 0);
    }
    assert_memory_equal(digest[0], digest[1], CHANNEL_DIGEST_LEN);
    desks_free(&d);
}

/* A clock of our own that runs fast: the event moves back to where it belongs. */
static void our_own_event_moves_back(void **state)
{
    (void)state;
    struct desks d;
    struct channel_event ev;
    desks_all_verified(&d, 2, 37);
    desks_settle(&d);
    d.slot = 1000;
    desks_say(&d, 0, 5000, "A1, by a clock that is fast");
    desks_stamp(&d, 0, 1);
    assert_int_equal(channel_log_at(d.desk[0].ch, 0, &ev), 0);
    assert_int_equal(ev.slot, 1000);
    d.slot = 1001;
    desks_say(&d, 1, 1001, "B1");
    desks_settle(&d);
    assert_order(d.desk[0].ch, "AB");
    assert_order(d.desk[1].ch, "AB");
    desks_free(&d);
}

/* A relay whose clock runs years ahead moves nobody's time: what it dates so waits. */
static void an_event_from_the_future_waits(void **state)
{
    (void)state;
    struct desks d;
    struct channel_gap gap;
    desks_all_verified(&d, 3, 33);
    channel_log_limit(d.desk[0].ch, 20);
    d.slot = 1000000;
    desks_say(&d, 1, 10, "from the future");
    desks_settle(&d);
    assert_int_equal(channel_log_len(d.desk[0].ch), 0);
    assert_int_equal(channel_gap_at(d.desk[0].ch, 0, &gap), 0);
    assert_int_equal(gap.author, 1);
    assert_int_equal(gap.first_missing, 0);
    assert_int_equal(channel_ask_again(d.desk[0].ch, 1), T2_E_MISSING);
    d.slot = 15;
    desks_say(&d, 0, 15, "now");
    (void)desks_send(&d, 0);
    assert_int_equal(channel_slot_floor(d.desk[0].ch), 15);
    desks_restart(&d, 0); /* it still waits */
    assert_int_equal(channel_log_len(d.desk[0].ch), 1);
    channel_log_limit(d.desk[0].ch, 1000000);
    assert_order(d.desk[0].ch, "AB");
    desks_settle(&d);
    assert_order(d.desk[1].ch, "AB");
    assert_order(d.desk[2].ch, "AB");
    channel_log_limit(d.desk[0].ch, 20); /* what counts goes on counting, over a restart, too */
    assert_int_equal(channel_commit(d.desk[0].ch), 0);
    desks_restart(&d, 0);
    assert_order(d.desk[0].ch, "AB");
    desks_free(&d);
}

/* The limit is for others' events: ours has the slot that the relay gave it, since all others see that,
 * however slow our clock is. It lets nobody else's through. */
static void our_own_event_is_not_held_to_the_limit(void **state)
{
    (void)state;
    struct desks d;
    struct channel_event ev;
    desks_all_verified(&d, 2, 38);
    desks_settle(&d);
    channel_log_limit(d.desk[0].ch, 20);
    d.slot = 1000;
    desks_say(&d, 0, 10, "A1, by a clock that is slow");
    desks_say(&d, 1, 1000, "B1");
    desks_settle(&d);
    for (unsigned again = 0; again < 2; again++) {
        assert_order(d.desk[0].ch, "A");
        assert_int_equal(channel_log_at(d.desk[0].ch, 0, &ev), 0);
        assert_int_equal(ev.slot, 1000);
        channel_log_limit(d.desk[0].ch, 20); /* the highest slot of ours does not raise it */
        assert_int_equal(channel_commit(d.desk[0].ch), 0);
        desks_restart(&d, 0);
    }
    channel_log_limit(d.desk[0].ch, 1000);
    assert_order(d.desk[0].ch, "AB");
    assert_order(d.desk[1].ch, "AB");
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
    /* The second and third, behind five stamps, where these lie and the first, are acknowledged and lost. */
    for (unsigned i = 0; i < 2; i++) {
        assert_int_equal(channel_outbox_at(d.desk[0].ch, 5 + 1 + 1, &cell), 0);
        assert_int_equal(channel_outbox_done(d.desk[0].ch, cell.mid, d.slot), 0);
    }
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
        cmocka_unit_test(time_is_the_relays_and_never_goes_back),
        cmocka_unit_test(an_event_that_is_stored_late_stands_last),
        cmocka_unit_test(our_own_event_moves_when_it_has_its_slot),
        cmocka_unit_test(our_own_event_moves_back),
        cmocka_unit_test(our_own_event_is_not_held_to_the_limit),
        cmocka_unit_test(an_event_from_the_future_waits),
        cmocka_unit_test(what_the_relay_lost_is_asked_for_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
