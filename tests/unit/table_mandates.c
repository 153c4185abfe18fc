/* Mandates that expire, are seen and are reconfirmed; the pause and who lifts it; the leak. */
#include "table_form_events.h"

static int set_up(void **p)
{
    struct table_state *s = fixture_small(3);
    fixture_add_issue(s, "x", 3, 7);
    *p = s;
    return 0;
}

static int tear_down(void **p)
{
    table_state_free(*p);
    return 0;
}

static struct table_event bare(enum table_event_kind kind, uint8_t author)
{
    return (struct table_event){.kind = kind, .author = author, .slot = FIXTURE_SLOT};
}

static struct table_event seen(uint8_t author, uint8_t seat)
{
    struct table_event ev = bare(TABLE_EV_MANDATE_SEEN, author);
    ev.u.mandate_seen.seat = seat;
    return ev;
}

static void confirmed_as_seen_until_it_changes(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = seen(0, 1);
    fixture_apply(s, &ev);
    fixture_refused(s, &ev, TABLE_R_ALREADY_SAID, "Seat S0 has already confirmed the mandate of Seat S1");
    ev = seen(2, 1);
    fixture_apply(s, &ev);
    assert_int_equal(table_seat_state(s, 1)->seen, 5);
    ev = form_standing(1, FIXTURE_SLOT, TABLE_OFFICIAL, TABLE_UNDER_INSTRUCTION, 0);
    fixture_apply(s, &ev);
    assert_int_equal(table_seat_state(s, 1)->seen, 0);
    ev = seen(1, 1);
    fixture_refused(s, &ev, TABLE_R_STANDING, "Seat S1 cannot confirm its own mandate");
    ev = seen(1, 3);
    fixture_refused(s, &ev, TABLE_R_UNKNOWN_SEAT, "There is no such seat");
    assert_null(table_seat_state(s, 3));
}

/* Expired: it may read and think aloud; no entry, no recommendation. */
static void an_expired_mandate_leaves_reading(void **p)
{
    struct table_state *s = *p;
    static const uint8_t issue[] = {0};
    struct table_event ev =
        form_standing(1, FIXTURE_SLOT, TABLE_FORMER, TABLE_WITH_KNOWLEDGE, FIXTURE_SLOT + 5);
    fixture_apply(s, &ev);
    ev = fixture_sound_opened(s, 0, FIXTURE_SLOT, 5, issue, 1, 7);
    fixture_apply(s, &ev);
    ev = fixture_said(1, FIXTURE_SLOT + 4, TABLE_COULD_RECOMMEND, "A narrow zone.");
    fixture_apply(s, &ev);
    ev = fixture_said(1, FIXTURE_SLOT + 5, TABLE_COULD_RECOMMEND, "A narrow zone.");
    fixture_refused(s, &ev, TABLE_R_MANDATE_EXPIRED, "The mandate of Seat S1 has expired");
    ev = fixture_sealed(s, 1, FIXTURE_SLOT + 5, 5);
    fixture_refused(s, &ev, TABLE_R_MANDATE_EXPIRED, "The mandate of Seat S1 has expired");
    ev = fixture_said(1, FIXTURE_SLOT + 5, TABLE_THINKING_ALOUD, "A narrow zone.");
    fixture_apply(s, &ev);
    ev = form_standing(1, FIXTURE_SLOT + 6, TABLE_FORMER, TABLE_WITH_KNOWLEDGE, FIXTURE_SLOT + 6);
    fixture_refused(s, &ev, TABLE_R_MANDATE_EXPIRED, "The new mandate of Seat S1 would have expired");
    ev = form_standing(1, FIXTURE_SLOT + 6, TABLE_FORMER, TABLE_WITH_KNOWLEDGE, FIXTURE_SLOT + 9);
    fixture_apply(s, &ev);
    ev = fixture_sealed(s, 1, FIXTURE_SLOT + 6, 5);
    fixture_apply(s, &ev);
}

static void who_pauses_lets_go_on(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = bare(TABLE_EV_RESUMED, 0);
    fixture_refused(s, &ev, TABLE_R_NOT_PAUSED, "The table is not paused");
    ev = form_pause(1, FIXTURE_SLOT, TABLE_PAUSE_PLAIN, "");
    fixture_apply(s, &ev);
    fixture_refused(s, &ev, TABLE_R_PAUSED, "Seat S1 has paused the table already");
    ev = form_pause(2, FIXTURE_SLOT, TABLE_PAUSE_PLAIN, "We have to ask at home.");
    fixture_apply(s, &ev);
    assert_int_equal(table_paused_by(s), 6);
    ev = fixture_issue("y", 2, 7);
    fixture_refused(s, &ev, TABLE_R_PAUSED, "The table is paused by Seat S1 and Seat S2");
    ev = fixture_said(0, FIXTURE_SLOT, TABLE_THINKING_ALOUD, "We wait.");
    fixture_apply(s, &ev);
    ev = bare(TABLE_EV_RESUMED, 0);
    fixture_refused(s, &ev, TABLE_R_NOT_PAUSED, "The table was paused by Seat S1 and Seat S2");
    ev = bare(TABLE_EV_RESUMED, 1);
    fixture_apply(s, &ev);
    assert_int_equal(table_paused_by(s), 4);
    ev = bare(TABLE_EV_RESUMED, 2);
    fixture_apply(s, &ev);
    ev = fixture_issue("y", 2, 7);
    fixture_apply(s, &ev);
    assert_int_equal(table_reconfirm_missing(s), 0);
}

/* A pause stops no computation half-way: what is sealed can be answered, what is not sealed waits. */
static void a_pause_during_a_sounding(void **p)
{
    struct table_state *s = *p;
    static const uint8_t issue[] = {0};
    struct table_event ev = fixture_sound_opened(s, 0, FIXTURE_SLOT, 5, issue, 1, 7);
    fixture_apply(s, &ev);
    ev = fixture_sealed(s, 0, FIXTURE_SLOT, 5);
    fixture_apply(s, &ev);
    struct table_event second = fixture_sealed(s, 1, FIXTURE_SLOT, 5);
    ev = form_pause(2, FIXTURE_SLOT, TABLE_PAUSE_PLAIN, "");
    fixture_apply(s, &ev);
    fixture_refused(s, &second, TABLE_R_PAUSED, "The table is paused by Seat S2");
    ev = fixture_result(s, 0, FIXTURE_SLOT, 5, 1);
    fixture_apply(s, &ev);
    ev = fixture_stopped(1, FIXTURE_SLOT, 5, 0, 0);
    fixture_apply(s, &ev);
}

static void when_the_world_changes_all_reconfirm(void **p)
{
    struct table_state *s = *p;
    static const uint8_t issue[] = {0};
    struct table_event open = fixture_sound_opened(s, 0, FIXTURE_SLOT, 5, issue, 1, 7);
    struct table_event ev = bare(TABLE_EV_RECONFIRMED, 0);
    fixture_refused(s, &ev, TABLE_R_ALREADY_SAID, "Nobody waits for Seat S0");
    ev = form_pause(1, FIXTURE_SLOT, TABLE_PAUSE_WORLD, "An election.");
    fixture_apply(s, &ev);
    ev = bare(TABLE_EV_RESUMED, 1);
    fixture_apply(s, &ev);
    assert_int_equal(table_reconfirm_missing(s), 7);
    fixture_refused(s, &open, TABLE_R_RECONFIRM,
                    "The world has changed. Still to reconfirm a mandate: Seat S0, Seat S1 and Seat S2.");
    for (uint8_t seat = 0; seat < 2; seat++) {
        ev = bare(TABLE_EV_RECONFIRMED, seat);
        fixture_apply(s, &ev);
    }
    fixture_refused(s, &open, TABLE_R_RECONFIRM,
                    "The world has changed. Still to reconfirm a mandate: Seat S2.");
    /* The third seat's mandate ran out with its government: nothing to reconfirm before there is a new one.
     */
    ev = form_standing(2, FIXTURE_SLOT, TABLE_FORMER, TABLE_WITH_KNOWLEDGE, FIXTURE_SLOT + 1);
    fixture_apply(s, &ev);
    ev = bare(TABLE_EV_RECONFIRMED, 2);
    ev.slot = FIXTURE_SLOT + 1;
    fixture_refused(s, &ev, TABLE_R_MANDATE_EXPIRED, "The mandate of Seat S2 has expired");
    ev = form_standing(2, FIXTURE_SLOT + 1, TABLE_PRIVATE, TABLE_OWN_INITIATIVE, 0);
    fixture_apply(s, &ev);
    ev = bare(TABLE_EV_RECONFIRMED, 2);
    ev.slot = FIXTURE_SLOT + 1;
    fixture_apply(s, &ev);
    open = fixture_sound_opened(s, 0, FIXTURE_SLOT + 1, 5, issue, 1, 7);
    fixture_apply(s, &open);
}

/* A seat that a sounding waits for is asked again when the world changes a second time. */
static void a_leak_shows_the_line_until_it_goes_on(void **p)
{
    struct table_state *s = *p;
    assert_int_equal(table_leaked(s), 0);
    struct table_event ev = form_pause(1, FIXTURE_SLOT, TABLE_PAUSE_LEAK, "A newspaper has called.");
    fixture_apply(s, &ev);
    assert_int_equal(table_leaked(s), 1);
    /* Worse news from the same seat: the world has changed too. The line stays up. */
    ev = form_pause(1, FIXTURE_SLOT, TABLE_PAUSE_WORLD, "");
    fixture_apply(s, &ev);
    assert_int_equal(table_leaked(s), 1);
    assert_int_equal(table_seat_state(s, 1)->pause, TABLE_PAUSE_WORLD);
    ev = bare(TABLE_EV_RESUMED, 1);
    fixture_apply(s, &ev);
    assert_int_equal(table_leaked(s), 0);
    assert_int_equal(table_reconfirm_missing(s), 7);
}

static void how_long_the_record_is_kept(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = bare(TABLE_EV_RETENTION, 0);
    assert_int_equal(table_seat_state(s, 0)->keeps_said, 0);
    fixture_apply(s, &ev); /* 0 days: it has to keep it */
    assert_int_equal(table_seat_state(s, 0)->keeps_said, 1);
    fixture_refused(s, &ev, TABLE_R_ALREADY_SAID, "Seat S0 has said so already");
    ev.u.retention.days = 90;
    fixture_apply(s, &ev);
    assert_int_equal(table_seat_state(s, 0)->keeps_days, 90);
    assert_int_equal(table_seat_state(s, 1)->keeps_said, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(confirmed_as_seen_until_it_changes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_expired_mandate_leaves_reading, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_pauses_lets_go_on, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_pause_during_a_sounding, set_up, tear_down),
        cmocka_unit_test_setup_teardown(when_the_world_changes_all_reconfirm, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_leak_shows_the_line_until_it_goes_on, set_up, tear_down),
        cmocka_unit_test_setup_teardown(how_long_the_record_is_kept, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
