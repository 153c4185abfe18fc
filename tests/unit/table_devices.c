/* Another device of a seat, as the table folds it: who must consent, who can decline and how long, when it is
 * in force, and what becomes of soundings. */
#include "table_form_events.h"

enum { CHANGE = 7 };

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

static struct table_event change(uint8_t author, uint8_t seat, uint8_t key)
{
    struct table_event ev = form_event(TABLE_EV_DEVICE_CHANGED, author, FIXTURE_SLOT, CHANGE);
    ev.u.device_changed.seat = seat;
    memset(ev.u.device_changed.key, key, TABLE_DIGEST_LEN);
    return ev;
}

static void say(struct table_state *s, uint8_t seat, uint8_t answer)
{
    struct table_event ev = form_consent(seat, FIXTURE_SLOT, CHANGE, answer);
    fixture_apply(s, &ev);
}

static const struct table_proposal *open_change(const struct table_state *s)
{
    uint8_t seat = TABLE_NO_SEAT;
    const struct table_proposal *p = table_device_open(s, &seat);
    assert_true(p == NULL || seat == 1);
    return p;
}

/* The shortest use: the seat itself consents too, the two others end their line, in force. */
static void with_the_seats_own_consent(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = change(1, 1, 9);
    fixture_apply(s, &ev);
    assert_int_equal(table_proposal_needs(s, open_change(s)), 7);
    say(s, 0, 1);
    assert_false(table_device_ends_now(s, open_change(s), 0, FIXTURE_SLOT));
    say(s, 2, 1);
    assert_true(table_device_agreed(s, open_change(s)));
    assert_int_equal(table_device_until(s, open_change(s)), 0); /* nobody has to wait */
    assert_true(table_device_ends_now(s, open_change(s), 0, FIXTURE_SLOT));
    assert_false(table_device_ends_now(s, open_change(s), 1, FIXTURE_SLOT));
    say(s, 0, TABLE_ANSWER_LINE_ENDED);
    assert_false(table_device_ends_now(s, open_change(s), 0, FIXTURE_SLOT));
    assert_int_equal(table_seat_state(s, 1)->n_devices, 0);
    say(s, 2, TABLE_ANSWER_LINE_ENDED);
    assert_null(open_change(s));
    assert_int_equal(table_proposal(s, 0)->status, TABLE_PROPOSAL_ACCEPTED);
    assert_int_equal(table_seat_state(s, 1)->n_devices, 1);
    assert_int_equal(table_seat_state(s, 1)->device[31], 9);
    assert_int_equal(table_seat_state(s, 0)->n_devices, 0);
}

/* Without it, its desk has seven days to decline, and each other desk waits them out. */
static void without_it_the_desks_wait(void **p)
{
    struct table_state *s = *p;
    const uint64_t until = FIXTURE_SLOT + TABLE_DEVICE_WAIT_SLOTS;
    struct table_event ev = change(0, 1, 9);
    fixture_apply(s, &ev);
    say(s, 2, 1);
    assert_int_equal(table_device_until(s, open_change(s)), until);
    assert_false(table_device_ends_now(s, open_change(s), 0, FIXTURE_SLOT));
    assert_false(table_device_ends_now(s, open_change(s), 2, until - 1));
    assert_true(table_device_ends_now(s, open_change(s), 2, until));
    say(s, 1, 1); /* it was only late */
    assert_int_equal(table_device_until(s, open_change(s)), 0);
    assert_true(table_device_ends_now(s, open_change(s), 2, FIXTURE_SLOT));
}

static void the_present_device_declines(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = change(0, 1, 9);
    fixture_apply(s, &ev);
    say(s, 2, 1);
    say(s, 0, TABLE_ANSWER_LINE_ENDED); /* even now, one other desk is enough */
    say(s, 1, 0);
    assert_null(open_change(s));
    assert_int_equal(table_proposal(s, 0)->status, TABLE_PROPOSAL_DECLINED);
    ev = form_consent(2, FIXTURE_SLOT, CHANGE, TABLE_ANSWER_LINE_ENDED);
    fixture_refused(s, &ev, TABLE_R_UNKNOWN_PROPOSAL, "There is no such proposal, or it has been decided");
    assert_int_equal(table_seat_state(s, 1)->n_devices, 0);
}

static void what_does_not_fit(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = change(0, 3, 9);
    fixture_refused(s, &ev, TABLE_R_UNKNOWN_SEAT, "There is no such seat");
    ev = change(0, 1, 0);
    fixture_refused(s, &ev, TABLE_R_DUPLICATE, "This device is a seat's already, or it is none");
    ev = change(0, 1, 9);
    fixture_apply(s, &ev);
    ev = form_consent(0, FIXTURE_SLOT, CHANGE, TABLE_ANSWER_LINE_ENDED);
    fixture_refused(s, &ev, TABLE_R_NOT_CONCERNED,
                    "Not every other seat has consented to another device yet");
    ev = form_consent(2, FIXTURE_SLOT, CHANGE, 3);
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The answer to a proposal");
    say(s, 2, 1);
    ev = form_consent(2, FIXTURE_SLOT, CHANGE, 0);
    fixture_refused(s, &ev, TABLE_R_ALREADY_SAID, "Seat S2 has consented to this");
    ev = form_consent(1, FIXTURE_SLOT, CHANGE, TABLE_ANSWER_LINE_ENDED);
    fixture_refused(s, &ev, TABLE_R_ALREADY_SAID, "Seat S1 has no line with the present device");
    say(s, 0, TABLE_ANSWER_LINE_ENDED);
    ev = form_consent(0, FIXTURE_SLOT, CHANGE, TABLE_ANSWER_LINE_ENDED);
    fixture_refused(s, &ev, TABLE_R_ALREADY_SAID, "Seat S0 has no line");
    say(s, 2, TABLE_ANSWER_LINE_ENDED);
    ev = change(0, 2, 9); /* the device of another seat */
    memset(ev.u.form_id, 8, sizeof ev.u.form_id);
    fixture_refused(s, &ev, TABLE_R_DUPLICATE, "This device is a seat's already");
    /* Of another kind of proposal nobody ends a line. */
    ev = form_event(TABLE_EV_PEN_GIVEN, 0, FIXTURE_SLOT, 11);
    ev.u.pen_given.seat = 1;
    fixture_apply(s, &ev);
    ev = form_consent(2, FIXTURE_SLOT, 11, TABLE_ANSWER_LINE_ENDED);
    fixture_refused(s, &ev, TABLE_R_NOT_CONCERNED, "Not every other seat has consented");
}

static void in_force(struct table_state *s)
{
    struct table_event ev = change(0, 1, 9);
    fixture_apply(s, &ev);
    say(s, 1, 1);
    say(s, 2, 1);
    say(s, 0, TABLE_ANSWER_LINE_ENDED);
    say(s, 2, TABLE_ANSWER_LINE_ENDED);
}

/* Seven times, and no more; and what goes on from a sounding whose kept bits are gone. */
static void seven_changes(void **p)
{
    struct table_state *s = *p;
    for (uint8_t k = 1; k <= TABLE_MAX_DEVICES + 1; k++) {
        struct table_event ev = form_event(TABLE_EV_DEVICE_CHANGED, 0, FIXTURE_SLOT, k);
        ev.u.device_changed.seat = 1;
        memset(ev.u.device_changed.key, k, TABLE_DIGEST_LEN);
        if (k > TABLE_MAX_DEVICES) {
            fixture_refused(s, &ev, TABLE_R_LIMIT, "Seat S1 has changed its device 7 times");
            return;
        }
        fixture_apply(s, &ev);
        ev = form_consent(2, FIXTURE_SLOT, k, 1);
        fixture_apply(s, &ev);
        for (uint8_t seat = 0; seat < 3; seat = (uint8_t)(seat + 2)) {
            ev = form_consent(seat, FIXTURE_SLOT, k, TABLE_ANSWER_LINE_ENDED);
            fixture_apply(s, &ev);
        }
        assert_int_equal(table_seat_state(s, 1)->n_devices, k);
    }
}

static void a_sounding_that_runs_ends(void **p)
{
    struct table_state *s = *p;
    static const uint8_t issue[] = {0};
    struct table_event ev = fixture_sound_opened(s, 0, FIXTURE_SLOT, 5, issue, 1, 7);
    fixture_apply(s, &ev);
    ev = fixture_sealed(s, 1, FIXTURE_SLOT, 5);
    fixture_apply(s, &ev);
    in_force(s);
    assert_int_equal(table_sounding(s, 0)->status, TABLE_SOUND_STOPPED);
    assert_int_equal(table_sounding(s, 0)->not_heard, 2);
    assert_int_equal(table_issue_budget(s, 0).check_failed, 0); /* nothing was kept of it */
}

/* What the old device kept is gone: the others discard theirs, and the issue waits to be reopened by all. */
static void what_was_kept_is_discarded(void **p)
{
    struct table_state *s = *p;
    static const uint8_t issue[] = {0};
    struct table_ev_sound_opened out;
    struct table_refusal why = {.text = ""};
    uint32_t n = 0;
    struct table_event ev = fixture_sound_opened(s, 0, FIXTURE_SLOT, 5, issue, 1, 7);
    fixture_apply(s, &ev);
    for (uint8_t seat = 0; seat < 3; seat++) {
        ev = fixture_sealed(s, seat, FIXTURE_SLOT, 5);
        fixture_apply(s, &ev);
    }
    for (uint8_t seat = 0; seat < 3; seat++) {
        ev = fixture_result(s, seat, FIXTURE_SLOT, 5, 1);
        fixture_apply(s, &ev);
    }
    assert_int_equal(table_sounding(s, 0)->status, TABLE_SOUND_ANSWERED);
    const unsigned left = table_issue_budget(s, 0).runs_left;
    in_force(s);
    assert_int_equal(table_sounding(s, 0)->kept_lost, 1);
    assert_int_equal(table_sounding(s, 0)->status, TABLE_SOUND_ANSWERED); /* the answer stands */
    const uint64_t later = FIXTURE_SLOT + table_settings(s).spacing_slots + 1;
    assert_int_equal(fixture_plan_room(s, issue, 1, 7, later, &out, &n, &why), T2_E_REFUSED);
    assert_string_equal(table_refusal_name(why.code), "closed");
    assert_non_null(strstr(why.text, "A seat has changed its device"));
    for (uint8_t seat = 0; seat < 3; seat++) {
        ev = form_event(TABLE_EV_SOUNDS_REOPENED, seat, later, 0);
        memset(&ev.u, 0, sizeof ev.u);
        fixture_apply(s, &ev);
    }
    assert_int_equal(fixture_plan_room(s, issue, 1, 7, later, &out, &n, &why), 0);
    assert_int_equal(table_issue_budget(s, 0).runs_left, left);
    ev = fixture_sound_opened(s, 0, later, 6, issue, 1, 7);
    fixture_apply(s, &ev);
    assert_int_equal(table_sounding(s, 1)->n_earlier, 0); /* it begins anew */
}

static void check_words(void **p)
{
    uint8_t key[TABLE_DIGEST_LEN] = {0, 0, 0, 0, 1, 0, 0, 0, 0xff, 0xff};
    char words[TABLE_DEVICE_WORDS_LEN];
    (void)p;
    table_device_words(key, words);
    assert_string_equal(words, "00001 65535 00000 00000 00000 00000");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(with_the_seats_own_consent, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_it_the_desks_wait, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_present_device_declines, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_does_not_fit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(seven_changes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_sounding_that_runs_ends, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_was_kept_is_discarded, set_up, tear_down),
        cmocka_unit_test(check_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
