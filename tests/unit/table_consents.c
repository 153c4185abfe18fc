/* Proposals: what changes the table needs every seat, what changes an issue those it concerns before and
 * after; and what is refused on the way. */
#include "table_form_events.h"

enum { PROPOSAL = 1 };

static int set_up(void **p)
{
    struct table_state *s = fixture_small(3);
    fixture_add_issue(s, "x", 3, 3);
    *p = s;
    return 0;
}

static int tear_down(void **p)
{
    table_state_free(*p);
    return 0;
}

static struct table_event new_seat(uint8_t author, const char *id, const char *name,
                                   enum table_function function)
{
    struct table_event ev = form_event(TABLE_EV_SEAT_ADDED, author, FIXTURE_SLOT, PROPOSAL);
    ev.u.seat_added.seat = (struct table_seat){.id = id,
                                               .party = "Parliament",
                                               .name = name,
                                               .role = "",
                                               .standing = TABLE_OFFICIAL,
                                               .function = function,
                                               .mandate = {.kind = TABLE_WITH_KNOWLEDGE}};
    return ev;
}

static void consent(struct table_state *s, uint8_t seat, uint8_t tag)
{
    struct table_event ev = form_consent(seat, FIXTURE_SLOT, tag, 1);
    fixture_apply(s, &ev);
}

/* The shortest use: proposed by one, consented to by the others, in force with the last. */
static void a_new_seat(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = new_seat(0, "D", "Seat D", TABLE_PARTICIPANT);
    char track[512];
    fixture_apply(s, &ev);
    assert_int_equal(table_proposal_needs(s, table_proposal(s, 0)), 7);
    assert_int_equal(table_proposal(s, 0)->consents, 1);
    consent(s, 1, PROPOSAL);
    assert_int_equal(table_n_seats(s), 3);
    assert_int_equal(table_proposal(s, 0)->status, TABLE_PROPOSAL_OPEN);
    consent(s, 2, PROPOSAL);
    assert_int_equal(table_proposal(s, 0)->status, TABLE_PROPOSAL_ACCEPTED);
    assert_int_equal(table_n_seats(s), 4);
    assert_string_equal(table_seat(s, 3)->name, "Seat D");
    /* The track is another from that moment on, and the new seat speaks. */
    table_track_text(s, TABLE_LANG_EN, track, sizeof track);
    assert_string_equal(track, "Track 1.5: an official on Parliament's end only");
    ev = fixture_said(3, FIXTURE_SLOT, TABLE_THINKING_ALOUD, "Good morning.");
    fixture_apply(s, &ev);
    assert_null(table_proposal(s, 1));
}

static void before_the_last_consent_it_has_no_seat(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = new_seat(0, "D", "Seat D", TABLE_PARTICIPANT);
    fixture_apply(s, &ev);
    consent(s, 1, PROPOSAL);
    ev = form_consent(3, FIXTURE_SLOT, PROPOSAL, 1);
    fixture_refused(s, &ev, TABLE_R_UNKNOWN_SEAT, "Something came from a seat that this table does not have");
}

/* One that joins meanwhile has to consent too. */
static void a_seat_that_joined_meanwhile_counts(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = form_event(TABLE_EV_PEN_GIVEN, 0, FIXTURE_SLOT, 2);
    ev.u.pen_given.seat = 1;
    fixture_apply(s, &ev);
    ev = new_seat(0, "D", "Seat D", TABLE_PARTICIPANT);
    fixture_apply(s, &ev);
    consent(s, 1, PROPOSAL);
    consent(s, 2, PROPOSAL);
    consent(s, 1, 2);
    consent(s, 2, 2);
    assert_int_equal(table_pen(s), 0);
    consent(s, 3, 2);
    assert_int_equal(table_pen(s), 1);
}

static void declined_once_it_is_over(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = new_seat(0, "D", "Seat D", TABLE_PARTICIPANT);
    fixture_apply(s, &ev);
    consent(s, 1, PROPOSAL);
    ev = form_consent(2, FIXTURE_SLOT, PROPOSAL, 0);
    fixture_apply(s, &ev);
    assert_int_equal(table_proposal(s, 0)->status, TABLE_PROPOSAL_DECLINED);
    assert_int_equal(table_n_seats(s), 3);
    ev = form_consent(2, FIXTURE_SLOT, PROPOSAL, 1);
    fixture_refused(s, &ev, TABLE_R_UNKNOWN_PROPOSAL, "There is no such proposal, or it has been decided");
    ev = form_consent(2, FIXTURE_SLOT, 99, 1);
    fixture_refused(s, &ev, TABLE_R_UNKNOWN_PROPOSAL, "There is no such proposal");
}

static void nothing_is_said_twice(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = new_seat(0, "D", "Seat D", TABLE_PARTICIPANT);
    fixture_apply(s, &ev);
    fixture_refused(s, &ev, TABLE_R_DUPLICATE, "This has been proposed already");
    ev = form_consent(0, FIXTURE_SLOT, PROPOSAL, 1);
    fixture_refused(s, &ev, TABLE_R_ALREADY_SAID, "Seat S0 has consented to this already");
}

/* Two seats of one name would make a refusal's sentence name the wrong one; also when the second is proposed
 * while the first waits. */
static void no_two_seats_of_one_name(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = new_seat(0, "S1", "Another", TABLE_PARTICIPANT);
    fixture_refused(s, &ev, TABLE_R_DUPLICATE, "The seat \"S1\" is there twice");
    ev = new_seat(0, "D", "Seat S1", TABLE_PARTICIPANT);
    fixture_refused(s, &ev, TABLE_R_DUPLICATE, "The seat's name \"Seat S1\" is there twice");
    ev = new_seat(0, "D", "Seat D", TABLE_PARTICIPANT);
    fixture_apply(s, &ev);
    consent(s, 1, PROPOSAL);
    consent(s, 2, PROPOSAL);
    ev = new_seat(1, "D", "Another", TABLE_PARTICIPANT);
    memset(ev.u.form_id, 2, sizeof ev.u.form_id);
    fixture_refused(s, &ev, TABLE_R_DUPLICATE, "The seat \"D\" is there twice");
}

/* What brings in a seat cannot be undone by what arrives late: one at a time, and no consent is taken back.
 */
static void one_new_seat_at_a_time_and_no_way_back(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = new_seat(0, "D", "Seat D", TABLE_PARTICIPANT);
    fixture_apply(s, &ev);
    ev = new_seat(1, "E", "Seat E", TABLE_PARTICIPANT);
    memset(ev.u.form_id, 2, sizeof ev.u.form_id);
    fixture_refused(s, &ev, TABLE_R_RUNNING, "Proposal 1, a new seat or another device, is not decided yet");
    struct table_event device = form_event(TABLE_EV_DEVICE_CHANGED, 1, FIXTURE_SLOT, 3);
    device.u.device_changed.seat = 1;
    memset(device.u.device_changed.key, 1, TABLE_DIGEST_LEN);
    fixture_refused(s, &device, TABLE_R_RUNNING, "Proposal 1, a new seat or another device");
    consent(s, 1, PROPOSAL);
    struct table_event back = form_consent(1, FIXTURE_SLOT, PROPOSAL, 0);
    fixture_refused(s, &back, TABLE_R_ALREADY_SAID,
                    "Seat S1 has consented to this, and a consent to a new seat");
    back = form_consent(0, FIXTURE_SLOT, PROPOSAL, 0);
    fixture_refused(s, &back, TABLE_R_ALREADY_SAID, "Seat S0 has consented to this");
    back = form_consent(2, FIXTURE_SLOT, PROPOSAL, 0);
    fixture_apply(s, &back);
    fixture_apply(s, &ev); /* it is decided: another can be proposed */
}

static void who_an_issue_concerns(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = form_concerns(2, FIXTURE_SLOT, PROPOSAL, 0, 3);
    fixture_refused(s, &ev, TABLE_R_NOT_CONCERNED,
                    "Seat S2 is not one of the seats that this issue concerns");
    /* Those of before and those of after: S0, S1 and S2. */
    ev = form_concerns(0, FIXTURE_SLOT, PROPOSAL, 0, 6);
    fixture_apply(s, &ev);
    assert_int_equal(table_proposal_needs(s, table_proposal(s, 0)), 7);
    consent(s, 2, PROPOSAL);
    assert_int_equal(table_issue(s, 0)->concerns, 3);
    consent(s, 1, PROPOSAL);
    assert_int_equal(table_issue(s, 0)->concerns, 6);
    ev = form_concerns(1, FIXTURE_SLOT, 2, 1, 6);
    fixture_refused(s, &ev, TABLE_R_UNKNOWN_ISSUE, "There is no such issue");
    ev = form_concerns(1, FIXTURE_SLOT, 2, 0, 14);
    fixture_refused(s, &ev, TABLE_R_UNKNOWN_SEAT, "There is no such seat");
    /* S0 is out of it now, and has no say. */
    ev = form_concerns(1, FIXTURE_SLOT, 2, 0, 2);
    fixture_apply(s, &ev);
    ev = form_consent(0, FIXTURE_SLOT, 2, 1);
    fixture_refused(s, &ev, TABLE_R_NOT_CONCERNED, "The consent of Seat S0 is not needed");
}

/* While a sounding runs, nobody is moved in or out of its issue, and its rules stay. */
static void not_during_a_sounding(void **p)
{
    struct table_state *s = *p;
    static const uint8_t issue[] = {0};
    struct table_event ev = form_concerns(0, FIXTURE_SLOT, PROPOSAL, 0, 7);
    fixture_apply(s, &ev);
    consent(s, 1, PROPOSAL);
    ev = fixture_sound_opened(s, 0, FIXTURE_SLOT, 5, issue, 1, 3);
    fixture_apply(s, &ev);
    ev = form_consent(2, FIXTURE_SLOT, PROPOSAL, 1);
    fixture_refused(s, &ev, TABLE_R_RUNNING, "A sounding on this issue has not ended");
    ev = form_concerns(0, FIXTURE_SLOT, 2, 0, 7);
    fixture_refused(s, &ev, TABLE_R_RUNNING, "A sounding on this issue has not ended");
    ev = form_event(TABLE_EV_SETTINGS_CHANGED, 0, FIXTURE_SLOT, 2);
    ev.u.settings_changed.settings = table_settings(s);
    fixture_refused(s, &ev, TABLE_R_RUNNING, "A sounding has not ended");
    ev = fixture_stopped(0, FIXTURE_SLOT, 5, 0, 0);
    fixture_apply(s, &ev);
    consent(s, 2, PROPOSAL);
    assert_int_equal(table_issue(s, 0)->concerns, 7);
}

/* Two proposals of the same change: the second finds it made, and says so. */
static void concerned_already(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = form_concerns(0, FIXTURE_SLOT, PROPOSAL, 0, 3);
    fixture_refused(s, &ev, TABLE_R_ALREADY_SAID, "The issue concerns these seats already");
    ev = form_concerns(0, FIXTURE_SLOT, PROPOSAL, 0, 7);
    fixture_apply(s, &ev);
    ev = form_concerns(0, FIXTURE_SLOT, 2, 0, 7);
    fixture_apply(s, &ev);
    for (uint8_t seat = 1; seat < 3; seat++)
        consent(s, seat, PROPOSAL);
    consent(s, 1, 2);
    ev = form_consent(2, FIXTURE_SLOT, 2, 1);
    fixture_refused(s, &ev, TABLE_R_ALREADY_SAID, "The issue concerns these seats already");
    assert_int_equal(table_issue(s, 0)->concerns, 7);
}

static void a_facilitator_makes_no_entry(void **p)
{
    struct table_state *s = *p;
    static const uint8_t issue[] = {0};
    struct table_event ev = new_seat(0, "F", "Seat F", TABLE_FACILITATOR);
    fixture_apply(s, &ev);
    consent(s, 1, PROPOSAL);
    consent(s, 2, PROPOSAL);
    ev = form_concerns(0, FIXTURE_SLOT, 2, 0, 11);
    fixture_refused(s, &ev, TABLE_R_FACILITATOR, "Seat F is the facilitator's seat");
    ev = fixture_issue("y", 2, 9);
    fixture_refused(s, &ev, TABLE_R_FACILITATOR, "Seat F is the facilitator's seat");
    struct table_ev_sound_opened out;
    struct table_refusal why = {.text = ""};
    uint32_t n = 0;
    assert_int_equal(fixture_plan_room(s, issue, 1, 11, FIXTURE_SLOT, &out, &n, &why), T2_E_REFUSED);
    assert_string_equal(table_refusal_name(why.code), "facilitator");
    assert_int_equal(why.seats, 8);
}

static void settings_and_the_lifetime_of_talk(void **p)
{
    struct table_state *s = *p;
    const uint64_t day = 24 * 60;
    struct table_event ev = fixture_said(1, FIXTURE_SLOT, TABLE_THINKING_ALOUD, "I wonder.");
    fixture_apply(s, &ev);
    const size_t said = table_n_events(s) - 1;
    assert_int_equal(table_said_over(s, said, FIXTURE_SLOT + 9999 * day), 0);
    ev = form_event(TABLE_EV_SETTINGS_CHANGED, 0, FIXTURE_SLOT, PROPOSAL);
    ev.u.settings_changed.settings = table_settings(s);
    ev.u.settings_changed.settings.message_days = 2;
    ev.u.settings_changed.settings.runs_per_issue = 9;
    fixture_apply(s, &ev);
    consent(s, 2, PROPOSAL);
    assert_int_equal(table_settings(s).runs_per_issue, 3);
    consent(s, 1, PROPOSAL);
    assert_int_equal(table_settings(s).runs_per_issue, 9);
    assert_int_equal(table_issue_budget(s, 0).runs_left, 9);
    assert_int_equal(table_said_over(s, said, FIXTURE_SLOT + 2 * day - 1), 0);
    assert_int_equal(table_said_over(s, said, FIXTURE_SLOT + 2 * day), 1);
    assert_int_equal(table_said_over(s, 0, FIXTURE_SLOT + 2 * day), 0); /* the opening is no talk */
    ev = form_event(TABLE_EV_SETTINGS_CHANGED, 0, FIXTURE_SLOT, 2);
    ev.u.settings_changed.settings = table_settings(s);
    ev.u.settings_changed.settings.message_days = 3651;
    fixture_refused(s, &ev, TABLE_R_SETTINGS, "The settings of the table do not fit");
}

static void party_device_line_and_early_harvest(void **p)
{
    struct table_state *s = *p;
    static const struct table_text line[] = {{"en", "No comment."}, {"uk", "Без коментарів."}};
    struct table_event ev = form_event(TABLE_EV_PARTY_CHANGED, 2, FIXTURE_SLOT, 1);
    ev.u.party_changed.seat = 2;
    ev.u.party_changed.party = "Another end";
    fixture_apply(s, &ev);
    consent(s, 0, 1);
    assert_string_equal(table_seat(s, 2)->party, "P2");
    consent(s, 1, 1);
    assert_string_equal(table_seat(s, 2)->party, "Another end");
    ev = form_event(TABLE_EV_PARTY_CHANGED, 2, FIXTURE_SLOT, 9);
    ev.u.party_changed.seat = 3;
    ev.u.party_changed.party = "Another end";
    fixture_refused(s, &ev, TABLE_R_UNKNOWN_SEAT, "There is no such seat");

    ev = form_event(TABLE_EV_DEVICE_CHANGED, 2, FIXTURE_SLOT, 2);
    ev.u.device_changed.seat = 2;
    memset(ev.u.device_changed.key, 0xab, TABLE_DIGEST_LEN);
    fixture_apply(s, &ev);
    consent(s, 0, 2);
    assert_int_equal(table_seat_state(s, 2)->n_devices, 0);
    consent(s, 1, 2);
    for (uint8_t seat = 0; seat < 2; seat++) {
        assert_int_equal(table_seat_state(s, 2)->n_devices, 0);
        ev = form_consent(seat, FIXTURE_SLOT, 2, TABLE_ANSWER_LINE_ENDED);
        fixture_apply(s, &ev);
    }
    assert_int_equal(table_seat_state(s, 2)->n_devices, 1);
    assert_int_equal(table_seat_state(s, 2)->device[31], 0xab);

    assert_int_equal(table_line(s).n, 0);
    ev = form_event(TABLE_EV_LINE_AGREED, 1, FIXTURE_SLOT, 3);
    ev.u.line_agreed.line = (struct table_texts){2, line};
    fixture_apply(s, &ev);
    consent(s, 0, 3);
    assert_int_equal(table_line(s).n, 0);
    consent(s, 2, 3);
    assert_int_equal(table_line(s).n, 2);
    assert_string_equal(table_line(s).texts[1].text, "Без коментарів.");

    ev = form_event(TABLE_EV_EARLY_HARVEST, 0, FIXTURE_SLOT, 4);
    fixture_refused(s, &ev, TABLE_R_ALREADY_SAID, "That is so already");
    ev.u.early_harvest.early = 1;
    fixture_apply(s, &ev);
    assert_int_equal(table_early_issues(s), 0);
    consent(s, 1, 4); /* S2 is not concerned, and not asked */
    assert_int_equal(table_early_issues(s), 1);
}

static void proposals_are_bounded(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = form_event(TABLE_EV_PEN_GIVEN, 0, FIXTURE_SLOT, 0);
    for (unsigned i = 0; i < TABLE_MAX_PROPOSALS / 3; i++) {
        memcpy(ev.u.form_id, &i, sizeof i);
        fixture_apply(s, &ev);
    }
    memset(ev.u.form_id, 0xff, sizeof ev.u.form_id);
    fixture_refused(s, &ev, TABLE_R_LIMIT,
                    "What a table can hold is there for all seats, and each may make its share of it: "
                    "proposals, 341. Seat S0 has had its share");
    ev.author = 1;
    fixture_apply(s, &ev);
    s = fixture_small(2);
    for (unsigned i = 0; i < TABLE_MAX_PROPOSALS; i++) {
        ev.author = (uint8_t)(i % 2);
        memcpy(ev.u.form_id, &i, sizeof i);
        fixture_apply(s, &ev);
    }
    memset(ev.u.form_id, 0xff, sizeof ev.u.form_id);
    fixture_refused(s, &ev, TABLE_R_LIMIT, "The table has had 1024 proposals");
    table_state_free(s);
}

/* Each gives all settings; the second of two would undo the first unseen. */
static void other_settings_are_proposed_one_at_a_time(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = form_event(TABLE_EV_SETTINGS_CHANGED, 0, FIXTURE_SLOT, 1);
    ev.u.settings_changed.settings = table_settings(s);
    ev.u.settings_changed.settings.message_days = 30;
    fixture_apply(s, &ev);
    struct table_event other = form_event(TABLE_EV_SETTINGS_CHANGED, 1, FIXTURE_SLOT, 2);
    other.u.settings_changed.settings = table_settings(s);
    other.u.settings_changed.settings.brackets_max = 3;
    fixture_refused(s, &other, TABLE_R_RUNNING, "Proposal 1, other settings, is not decided yet");
    consent(s, 1, 1);
    consent(s, 2, 1);
    other.u.settings_changed.settings = table_settings(s);
    other.u.settings_changed.settings.brackets_max = 3;
    fixture_apply(s, &other);
    consent(s, 0, 2);
    consent(s, 2, 2);
    assert_int_equal(table_settings(s).message_days, 30);
    assert_int_equal(table_settings(s).brackets_max, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_new_seat, set_up, tear_down),
        cmocka_unit_test_setup_teardown(other_settings_are_proposed_one_at_a_time, set_up, tear_down),
        cmocka_unit_test_setup_teardown(before_the_last_consent_it_has_no_seat, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_seat_that_joined_meanwhile_counts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(declined_once_it_is_over, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing_is_said_twice, set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_two_seats_of_one_name, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_new_seat_at_a_time_and_no_way_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_an_issue_concerns, set_up, tear_down),
        cmocka_unit_test_setup_teardown(concerned_already, set_up, tear_down),
        cmocka_unit_test_setup_teardown(not_during_a_sounding, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_facilitator_makes_no_entry, set_up, tear_down),
        cmocka_unit_test_setup_teardown(settings_and_the_lifetime_of_talk, set_up, tear_down),
        cmocka_unit_test_setup_teardown(party_device_line_and_early_harvest, set_up, tear_down),
        cmocka_unit_test_setup_teardown(proposals_are_bounded, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
