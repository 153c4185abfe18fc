/* What a desk does about its record: introductions, gaps that stay, forks, and the truth about a run that a
 * crash has cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "desk_fixture.h"

static struct desks x;
static struct desk_problem why;

static int start_all(void **state)
{
    (void)state;
    desks_start(&x, 1);
    return 0;
}

static int start_two(void **state)
{
    (void)state;
    desks_start(&x, 0);
    return 0;
}

static int end(void **state)
{
    (void)state;
    desks_end(&x);
    return 0;
}

static enum channel_pair_status status(int i, uint8_t seat)
{
    struct channel_pair_info info;
    assert_int_equal(channel_pair_info(desk_channel(x.d[i]), seat, &info), 0);
    return info.status;
}

static void introductions(void **state)
{
    (void)state;
    static const uint8_t issues[2] = {0, 1};
    size_t index;
    assert_int_equal(status(1, 2), CHANNEL_PAIR_NONE);
    assert_int_equal(desk_introduce(x.d[1], 0, 2, &why), T2_E_REFUSED);
    assert_non_null(strstr(why.text, "Only the convenor, Seat X"));
    assert_int_equal(desk_introduce(x.d[0], 1, 1, &why), T2_E_REFUSED);
    assert_int_equal(desk_introduce(x.d[0], 0, 1, &why), T2_E_REFUSED);
    assert_int_equal(desk_introduce(x.d[0], 1, 2, &why), 0);
    desks_settle(&x);
    assert_int_equal(status(1, 2), CHANNEL_PAIR_INTRODUCED);
    assert_int_equal(status(2, 1), CHANNEL_PAIR_INTRODUCED);
    desks_say(&x, 1, "Good morning");
    desks_settle(&x);
    assert_int_equal(table_n_events(desk_table(x.d[2])), table_n_events(desk_table(x.d[1])));
    assert_int_equal(desks_open_room(x.d[1], issues, 2, &index, &why), T2_E_REFUSED);
    assert_non_null(strstr(why.text, "Seat Z"));
    assert_non_null(strstr(why.text, "not enough"));
    assert_int_equal(why.seats, 4);
    desks_meet(&x);
    assert_int_equal(status(1, 2), CHANNEL_PAIR_VERIFIED);
    assert_int_equal(desks_open_room(x.d[1], issues, 2, &index, &why), 0);
}

/* Whatever stands first in the order: seats, rules and settings are the convenor's. */
static void an_opening_by_another(void **state)
{
    (void)state;
    struct table_event ev = *table_event_at(desk_table(x.d[1]), 0);
    struct t2_buf bytes;
    t2_buf_init(&bytes, TABLE_EVENT_MAX);
    ev.author = 1;
    ev.u.table_opened.title = "Another table";
    assert_int_equal(table_event_encode(&ev, &bytes), 0);
    assert_int_equal(channel_post(desk_channel(x.d[1]), 0, t2_buf_view(&bytes)), 0);
    t2_buf_free(&bytes);
    assert_int_equal(desk_commit(x.d[1], &why), 0);
    desks_settle(&x);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(desk_n_refused(x.d[i]), 1);
        assert_int_equal(desk_refused_at(x.d[i], 0)->author, 1);
        assert_non_null(strstr(desk_refused_at(x.d[i], 0)->text, "Only its convenor opens a table."));
        assert_string_not_equal(table_title(desk_table(x.d[i])), "Another table");
    }
}

/* The cell with Y's first line is lost on the way to Z; the second says that there was one before. */
static void a_gap_that_stays_is_asked_for(void **state)
{
    (void)state;
    desks_say(&x, 1, "one");
    desks_send(&x, 1, 2);
    desks_say(&x, 1, "two");
    desks_settle(&x);
    assert_int_equal(channel_gap_len(desk_channel(x.d[2])), 1);
    size_t n = table_n_events(desk_table(x.d[2]));
    assert_int_equal(desk_gaps_ask(x.d[2]), 0); /* it may be on its way */
    desks_again(&x, 2);
    assert_int_equal(desk_gaps_ask(x.d[2]), 1); /* it has stayed */
    assert_int_equal(desk_gaps_ask(x.d[2]), 0); /* once is enough for a while */
    assert_int_equal(desk_commit(x.d[2], &why), 0);
    desks_settle(&x);
    assert_int_equal(channel_gap_len(desk_channel(x.d[2])), 0);
    assert_int_equal(table_n_events(desk_table(x.d[2])), n + 2);
}

static void copy_file(const char *from, const char *to)
{
    static char bytes[1 << 20];
    FILE *f = fopen(from, "rb");
    assert_non_null(f);
    size_t n = fread(bytes, 1, sizeof bytes, f);
    assert_true(n > 0 && n < sizeof bytes);
    (void)fclose(f);
    assert_non_null(f = fopen(to, "wb"));
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

/* Y's desk is set back to a copy: X has one version of its next line, Z another. Of the two the relay has one
 * stamp, the first: Z knows at once. */
static void no_sounding_over_a_fork(void **state)
{
    (void)state;
    static const uint8_t issues[2] = {0, 1};
    char file[512], copy[512];
    size_t index;
    desks_path(&x, "Y/desk.sealed", file);
    desks_path(&x, "copy", copy);
    copy_file(file, copy);
    desks_say(&x, 1, "one");
    desks_send(&x, 1, 2); /* X alone gets it */
    desks_receive(&x, 0);
    desk_free(x.d[1]);
    x.d[1] = NULL;
    copy_file(copy, file);
    desks_path(&x, "Y", file);
    assert_int_equal(desk_open(&x.d[1], file, desks_passphrase(), &why), 0);
    desks_say(&x, 1, "another");
    desks_send(&x, 1, 0); /* Z alone */
    desks_receive(&x, 2);
    assert_int_equal(desk_n_forks(x.d[2]), 1);
    desks_say(&x, 0, "I have heard Seat Y.");
    desks_settle(&x);
    assert_true(desk_n_forks(x.d[2]) > 0);
    assert_int_equal(desk_fork_seats(x.d[2]) & 2, 2);
    memset(&why, 0, sizeof why);
    assert_int_equal(desks_open_room(x.d[2], issues, 2, &index, &why), T2_E_REFUSED);
    assert_non_null(strstr(why.text, "Seat Y"));
    assert_non_null(strstr(why.text, "persons"));
}

static void all_seal(size_t sounding)
{
    for (int i = 0; i < DESKS; i++) {
        const struct table_sounding *so = table_sounding(desk_table(x.d[i]), sounding);
        struct table_event ev = {.kind = TABLE_EV_SOUND_SEALED};
        memcpy(ev.u.sound_sealed.id, so->id, sizeof so->id);
        ev.u.sound_sealed.digests = so->digests;
        desks_enter(&x, i, sounding);
        assert_int_equal(desk_post(x.d[i], &ev, &why), 0);
    }
    desks_settle(&x);
    assert_int_equal(table_sounding(desk_table(x.d[0]), sounding)->status, TABLE_SOUND_SEALED);
}

/* Z falls over in its run; what was noted decides whether the run counts. */
static void cut_run(enum desk_run_state noted, unsigned counted)
{
    size_t s = desks_sounding(&x);
    all_seal(s);
    unsigned used = table_issue_budget(desk_table(x.d[0]), 0).runs_used;
    assert_int_equal(desk_run_note(x.d[2], table_sounding(desk_table(x.d[2]), s)->id, DESK_RUN_BEGUN), 0);
    if (noted == DESK_RUN_OUTPUT)
        assert_int_equal(desk_run_note(x.d[2], table_sounding(desk_table(x.d[2]), s)->id, noted), 0);
    assert_int_equal(desk_sound_has_entry(x.d[2], s), 1);
    desks_again(&x, 2);
    assert_int_equal(desk_run_state(x.d[2], table_sounding(desk_table(x.d[2]), s)->id), noted);
    assert_int_equal(desk_runs_settle(x.d[2], &why), 0);
    assert_int_equal(desk_sound_has_entry(x.d[2], s), 0); /* it is over: the entry is gone */
    assert_int_equal(desk_runs_settle(x.d[2], &why), 0);  /* and is told once */
    desks_settle(&x);
    for (int i = 0; i < DESKS; i++) {
        const struct table_sounding *so = table_sounding(desk_table(x.d[i]), s);
        assert_int_equal(so->status, TABLE_SOUND_STOPPED);
        assert_int_equal(so->counted, counted);
        assert_int_equal(desk_n_refused(x.d[i]), 0);
        assert_int_equal(table_issue_budget(desk_table(x.d[i]), 0).runs_used, used + counted);
        assert_int_equal(desk_sound_has_entry(x.d[i], s), 0);
    }
}

static void a_cut_run_is_told_truly(void **state)
{
    (void)state;
    cut_run(DESK_RUN_BEGUN, 0);
    cut_run(DESK_RUN_OUTPUT, 1);
}

/* X says "stopped, nothing sent"; Y knows that a share had left, and says so although it is stopped already.
 */
static void what_counts_is_said_later_too(void **state)
{
    (void)state;
    size_t s = desks_sounding(&x);
    all_seal(s);
    assert_int_equal(desk_run_note(x.d[1], table_sounding(desk_table(x.d[1]), s)->id, DESK_RUN_OUTPUT), 0);
    assert_int_equal(desk_post_stopped(x.d[0], s, 0, 0, 0, &why), 0);
    desks_settle(&x);
    assert_int_equal(table_sounding(desk_table(x.d[2]), s)->counted, 0);
    assert_int_equal(desk_runs_settle(x.d[1], &why), 0);
    desks_settle(&x);
    assert_int_equal(table_sounding(desk_table(x.d[2]), s)->counted, 1);
}

/* What a seat sends that is refused is listed, but cannot fill our memory. */
static void refusals_are_bounded(void **state)
{
    (void)state;
    struct channel *ch = desk_channel(x.d[1]);
    for (int i = 0; i < 100; i++)
        assert_int_equal(channel_post(ch, channel_slot_floor(ch), t2_bytes_str("no event")), 0);
    assert_int_equal(desk_commit(x.d[1], &why), 0);
    desks_settle(&x);
    assert_int_equal(desk_n_refused(x.d[0]), 33);
    assert_non_null(strstr(desk_refused_at(x.d[0], 32)->text, "not listed"));
    desks_again(&x, 0);
    assert_int_equal(desk_n_refused(x.d[0]), 33);
}

static void stopping(void **state)
{
    (void)state;
    size_t s = desks_sounding(&x);
    assert_int_equal(desk_sound_stop(x.d[1], s, &why), T2_E_REFUSED); /* nothing to take back */
    desks_enter(&x, 0, s);
    assert_int_equal(desk_sound_stop(x.d[0], s, &why), 0);
    assert_int_equal(desk_sound_has_entry(x.d[0], s), 0);
    assert_int_equal(table_sounding(desk_table(x.d[0]), s)->status, TABLE_SOUND_OPEN); /* without a trace */
    assert_int_equal(channel_outbox_len(desk_channel(x.d[0])), 0);
    /* Once more, by the seat that opened it: withdrawn. It leaves with the next sync. */
    assert_int_equal(desk_sound_stop(x.d[0], s, &why), 0);
    assert_int_not_equal(channel_outbox_len(desk_channel(x.d[0])), 0);
    desks_settle(&x);
    for (int i = 0; i < DESKS; i++) {
        assert_int_equal(table_sounding(desk_table(x.d[i]), s)->status, TABLE_SOUND_STOPPED);
        assert_int_equal(table_sounding(desk_table(x.d[i]), s)->counted, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(introductions, start_two, end),
        cmocka_unit_test_setup_teardown(an_opening_by_another, start_all, end),
        cmocka_unit_test_setup_teardown(a_gap_that_stays_is_asked_for, start_all, end),
        cmocka_unit_test_setup_teardown(no_sounding_over_a_fork, start_all, end),
        cmocka_unit_test_setup_teardown(a_cut_run_is_told_truly, start_all, end),
        cmocka_unit_test_setup_teardown(what_counts_is_said_later_too, start_all, end),
        cmocka_unit_test_setup_teardown(refusals_are_bounded, start_all, end),
        cmocka_unit_test_setup_teardown(stopping, start_all, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
