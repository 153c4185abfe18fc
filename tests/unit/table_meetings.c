/* Meetings: the call and its agenda, the speaking order, the rapporteur's points and the read-back. */
#include "table_form_events.h"

enum { MEETING = 9 };
#define START (FIXTURE_SLOT + 10)
#define ALL 7u

static int set_up(void **p)
{
    struct table_state *s = fixture_small(3);
    fixture_add_issue(s, "x", 3, 3);
    fixture_add_issue(s, "y", 3, 6);
    *p = s;
    return 0;
}

static int tear_down(void **p)
{
    table_state_free(*p);
    return 0;
}

static void apply(struct table_state *s, enum table_event_kind kind, uint8_t author, uint8_t value)
{
    struct table_event ev = form_event(kind, author, START, MEETING);
    if (kind == TABLE_EV_MEETING_ATTENDANCE)
        ev.u.meeting_attendance.attendance = value;
    if (kind == TABLE_EV_MEETING_FLOOR)
        ev.u.meeting_floor.asks = value;
    if (kind == TABLE_EV_MEETING_READ_BACK)
        ev.u.meeting_read_back = (struct table_ev_meeting_read_back){.confirms = value, .remark = ""};
    memset(ev.u.form_id, MEETING, sizeof ev.u.form_id);
    fixture_apply(s, &ev);
}

static void called(struct table_state *s)
{
    struct table_event ev = form_meeting(0, FIXTURE_SLOT, MEETING, START, ALL, 3);
    fixture_apply(s, &ev);
}

/* The shortest use: called, held, noted, read back by those who were there, closed. */
static void a_meeting_and_its_record(void **p)
{
    struct table_state *s = *p;
    called(s);
    const struct table_meeting *m = table_meeting(s, 0);
    assert_int_equal(m->number, 1);
    apply(s, TABLE_EV_MEETING_ATTENDANCE, 2, TABLE_NOT_COMING);
    apply(s, TABLE_EV_MEETING_ATTENDANCE, 0, TABLE_WAS_THERE);
    apply(s, TABLE_EV_MEETING_ATTENDANCE, 1, TABLE_WAS_THERE);
    struct table_event ev = form_point(0, START, MEETING, "It was said that the line could be considered.");
    fixture_apply(s, &ev);
    apply(s, TABLE_EV_MEETING_RECORD, 0, 0);
    assert_int_equal(m->record, TABLE_RECORD_READ_BACK);
    apply(s, TABLE_EV_MEETING_READ_BACK, 1, 1);
    assert_int_equal(m->record, TABLE_RECORD_READ_BACK);
    apply(s, TABLE_EV_MEETING_READ_BACK, 0, 1);
    assert_int_equal(m->record, TABLE_RECORD_CLOSED);
    assert_int_equal(m->ended_slot, START);
    assert_string_equal(table_meeting_point(s, 0, 1).texts[0].text,
                        "It was said that the line could be considered.");
    apply(s, TABLE_EV_READOUT_MADE, 2, 0);
    assert_int_equal(m->readouts, 4);
    assert_null(table_meeting(s, 1));
}

static void what_a_call_must_say(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = form_meeting(0, FIXTURE_SLOT, MEETING, FIXTURE_SLOT, ALL, 0);
    fixture_refused(s, &ev, TABLE_R_DAY, "The hour of a meeting must lie ahead");
    ev = form_meeting(0, FIXTURE_SLOT, MEETING, START, ALL, 0);
    ev.u.meeting_called.readout_due = START;
    fixture_refused(s, &ev, TABLE_R_DAY, "Read-outs are due after the meeting");
    ev = form_meeting(0, FIXTURE_SLOT, MEETING, START, 15, 0);
    fixture_refused(s, &ev, TABLE_R_UNKNOWN_SEAT, "A meeting is of seats of this table");
    ev = form_meeting(0, FIXTURE_SLOT, MEETING, START, 6, 0); /* without its caller */
    fixture_refused(s, &ev, TABLE_R_UNKNOWN_SEAT, "A meeting is of seats of this table");
    ev = form_meeting(0, FIXTURE_SLOT, MEETING, START, 3, 0);
    ev.u.meeting_called.rapporteur = 2;
    fixture_refused(s, &ev, TABLE_R_UNKNOWN_SEAT, "A meeting is of seats of this table");
    ev = form_meeting(0, FIXTURE_SLOT, MEETING, START, ALL, 4);
    fixture_refused(s, &ev, TABLE_R_UNKNOWN_ISSUE, "The agenda names an issue that this table does not have");
    ev = form_meeting(0, FIXTURE_SLOT, MEETING, START, 1, 0);
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The list of seats of the meeting");
    called(s);
    ev = form_meeting(0, FIXTURE_SLOT, MEETING, START, ALL, 3);
    fixture_refused(s, &ev, TABLE_R_DUPLICATE, "This meeting has been called already");
}

/* Nobody's future is discussed without them: by name of the missing seat. */
static void no_agenda_without_whom_it_concerns(void **p)
{
    struct table_state *s = *p;
    struct table_refusal why = {.text = ""};
    struct table_event ev = form_meeting(0, FIXTURE_SLOT, MEETING, START, 3, 2);
    fixture_refused(s, &ev, TABLE_R_MISSING_SEAT, "The issue \"y\" concerns Seat S2, not invited");
    fixture_complete(s, &ev);
    assert_int_equal(table_check(s, &ev, &why), T2_E_REFUSED);
    assert_int_equal(why.seats, 4);
    ev = form_meeting(0, FIXTURE_SLOT, MEETING, START, 3, 1);
    fixture_apply(s, &ev);
    ev = form_event(TABLE_EV_MEETING_ATTENDANCE, 2, FIXTURE_SLOT, MEETING);
    ev.u.meeting_attendance.attendance = TABLE_COMING;
    fixture_refused(s, &ev, TABLE_R_NOT_INVITED, "Seat S2 is not invited to this meeting");
    ev = form_event(TABLE_EV_MEETING_RECORD, 0, FIXTURE_SLOT, 77);
    fixture_refused(s, &ev, TABLE_R_UNKNOWN_MEETING, "There is no such meeting");
}

static void the_speaking_order(void **p)
{
    struct table_state *s = *p;
    called(s);
    const struct table_meeting *m = table_meeting(s, 0);
    struct table_event ev = form_event(TABLE_EV_MEETING_FLOOR, 1, START - 1, MEETING);
    ev.u.meeting_floor.asks = 1;
    fixture_refused(s, &ev, TABLE_R_DAY, "Meeting 1 has not begun");
    apply(s, TABLE_EV_MEETING_FLOOR, 1, 1);
    apply(s, TABLE_EV_MEETING_FLOOR, 2, 1);
    apply(s, TABLE_EV_MEETING_FLOOR, 0, 1);
    assert_int_equal(m->n_floor, 3);
    ev = form_event(TABLE_EV_MEETING_FLOOR, 2, START, MEETING);
    ev.u.meeting_floor.asks = 1;
    fixture_refused(s, &ev, TABLE_R_ALREADY_SAID, "Seat S2 is in the speaking order already");
    apply(s, TABLE_EV_MEETING_FLOOR, 2, 0);
    assert_int_equal(m->n_floor, 2);
    assert_int_equal(m->floor[0], 1);
    assert_int_equal(m->floor[1], 0);
    ev.u.meeting_floor.asks = 0;
    fixture_refused(s, &ev, TABLE_R_ALREADY_SAID, "Seat S2 is not in the speaking order");
    apply(s, TABLE_EV_MEETING_FLOOR, 2, 1);
    assert_int_equal(m->floor[2], 2);
}

static void points_are_the_rapporteurs_and_nobodys(void **p)
{
    struct table_state *s = *p;
    called(s);
    struct table_event ev = form_point(1, START, MEETING, "It was said so.");
    fixture_refused(s, &ev, TABLE_R_RAPPORTEUR, "The record of meeting 1 is kept by its rapporteur, Seat S0");
    ev = form_point(0, START - 1, MEETING, "It was said so.");
    fixture_refused(s, &ev, TABLE_R_DAY, "Meeting 1 has not begun");
    ev = form_point(0, START, MEETING, "Seat S1 said so.");
    fixture_refused(s, &ev, TABLE_R_ATTRIBUTED, "The point names Seat S1");
    ev = form_point(0, START, MEETING, "It was said by P2 that it was so.");
    fixture_refused(s, &ev, TABLE_R_ATTRIBUTED, "The point names P2");
    for (int i = 0; i < 3; i++) {
        ev = form_point(0, START, MEETING, i == 0 ? "One." : i == 1 ? "Two." : "Three.");
        fixture_apply(s, &ev);
    }
    ev = form_event(TABLE_EV_MEETING_STRUCK, 0, START, MEETING);
    ev.u.meeting_struck.point = 2;
    fixture_apply(s, &ev);
    fixture_refused(s, &ev, TABLE_R_RECORD, "The record has no point 2");
    ev.u.meeting_struck.point = 4;
    fixture_refused(s, &ev, TABLE_R_RECORD, "The record has no point 4");
    assert_string_equal(table_meeting_point(s, 0, 1).texts[0].text, "One.");
    assert_null(table_meeting_point(s, 0, 2).texts);
    assert_string_equal(table_meeting_point(s, 0, 3).texts[0].text, "Three.");
    assert_null(table_meeting_point(s, 0, 0).texts);
    assert_null(table_meeting_point(s, 0, 4).texts);
}

static void the_record_closes_by_all_who_were_there(void **p)
{
    struct table_state *s = *p;
    called(s);
    struct table_event ev = form_event(TABLE_EV_MEETING_RECORD, 0, START, MEETING);
    fixture_refused(s, &ev, TABLE_R_RECORD, "Fewer than two seats have said that they were at the meeting");
    ev = form_event(TABLE_EV_MEETING_READ_BACK, 0, START, MEETING);
    ev.u.meeting_read_back = (struct table_ev_meeting_read_back){.confirms = 1, .remark = ""};
    memset(ev.u.form_id, MEETING, sizeof ev.u.form_id);
    fixture_refused(s, &ev, TABLE_R_RECORD, "The record of meeting 1 is not in its read-back");
    apply(s, TABLE_EV_MEETING_ATTENDANCE, 0, TABLE_WAS_THERE);
    apply(s, TABLE_EV_MEETING_ATTENDANCE, 1, TABLE_WAS_THERE);
    apply(s, TABLE_EV_MEETING_RECORD, 0, 0);
    apply(s, TABLE_EV_MEETING_READ_BACK, 0, 1);
    fixture_refused(s, &ev, TABLE_R_ALREADY_SAID, "Seat S0 has confirmed this record already");
    ev.author = 2;
    fixture_refused(s, &ev, TABLE_R_NOT_INVITED, "Seat S2 was not at meeting 1");
    for (uint8_t how = TABLE_COMING; how <= TABLE_NOT_COMING; how++) { /* to leave is not to confirm */
        struct table_event leaves = form_event(TABLE_EV_MEETING_ATTENDANCE, 1, START, MEETING);
        leaves.u.meeting_attendance.attendance = how;
        fixture_refused(s, &leaves, TABLE_R_RECORD, "The record of meeting 1 is in its read-back or closed");
    }
    struct table_event point = form_point(0, START, MEETING, "One more.");
    fixture_refused(s, &point, TABLE_R_RECORD, "The record of meeting 1 is in its read-back or closed");
    /* One does not confirm: open again, and the first confirmation is void, for the record will be another.
     */
    apply(s, TABLE_EV_MEETING_READ_BACK, 1, 0);
    assert_int_equal(table_meeting(s, 0)->record, TABLE_RECORD_OPEN);
    fixture_apply(s, &point);
    apply(s, TABLE_EV_MEETING_RECORD, 0, 0);
    apply(s, TABLE_EV_MEETING_READ_BACK, 1, 1);
    assert_int_equal(table_meeting(s, 0)->record, TABLE_RECORD_READ_BACK);
    apply(s, TABLE_EV_MEETING_READ_BACK, 0, 1);
    assert_int_equal(table_meeting(s, 0)->record, TABLE_RECORD_CLOSED);
    fixture_refused(s, &point, TABLE_R_RECORD, "The record of meeting 1 is in its read-back or closed");
    ev.author = 1;
    ev.u.meeting_read_back.confirms = 0;
    fixture_refused(s, &ev, TABLE_R_RECORD, "The record of meeting 1 is not in its read-back");
}

/* A week after the meeting's hour a record waits no longer for who said that it comes, and then nothing. It
 * can still say that it was there while the record is read back. */
static void a_record_waits_a_week(void **p)
{
    struct table_state *s = *p;
    called(s);
    apply(s, TABLE_EV_MEETING_ATTENDANCE, 0, TABLE_WAS_THERE);
    apply(s, TABLE_EV_MEETING_ATTENDANCE, 1, TABLE_WAS_THERE);
    apply(s, TABLE_EV_MEETING_ATTENDANCE, 2, TABLE_COMING);
    struct table_refusal why = {.lang = TABLE_LANG_EN};
    struct table_event ev = form_event(TABLE_EV_MEETING_RECORD, 0, START + TABLE_RECORD_WAIT - 1, MEETING);
    fixture_complete(s, &ev);
    assert_int_equal(table_check(s, &ev, &why), T2_E_REFUSED);
    assert_int_equal(why.seats, 4);
    assert_non_null(strstr(why.text, "on it waits for them no longer."));
    ev.slot++;
    fixture_apply(s, &ev);
    const struct table_meeting *m = table_meeting(s, 0);
    assert_int_equal(m->record, TABLE_RECORD_READ_BACK);
    ev = form_event(TABLE_EV_MEETING_ATTENDANCE, 2, ev.slot, MEETING);
    ev.u.meeting_attendance.attendance = TABLE_WAS_THERE;
    fixture_apply(s, &ev);
    assert_int_equal(m->coming, 0);
    for (uint8_t seat = 0; seat < 3; seat++) {
        assert_int_equal(m->record, TABLE_RECORD_READ_BACK);
        ev = form_event(TABLE_EV_MEETING_READ_BACK, seat, ev.slot, MEETING);
        ev.u.meeting_read_back = (struct table_ev_meeting_read_back){.confirms = 1, .remark = ""};
        memset(ev.u.form_id, MEETING, sizeof ev.u.form_id);
        fixture_apply(s, &ev);
    }
    assert_int_equal(m->record, TABLE_RECORD_CLOSED);
}

/* The rapporteur cannot close a record alone, nor before those who meant to come have said whether they did.
 */
static void nobody_closes_a_record_alone(void **p)
{
    struct table_state *s = *p;
    called(s);
    const struct table_meeting *m = table_meeting(s, 0);
    apply(s, TABLE_EV_MEETING_ATTENDANCE, 1, TABLE_COMING);
    apply(s, TABLE_EV_MEETING_ATTENDANCE, 2, TABLE_COMING);
    apply(s, TABLE_EV_MEETING_ATTENDANCE, 0, TABLE_WAS_THERE);
    struct table_event ev = form_event(TABLE_EV_MEETING_RECORD, 0, START, MEETING);
    struct table_refusal why = {.text = ""};
    fixture_refused(
        s, &ev, TABLE_R_RECORD,
        "These seats meant to come and have not said whether they were there: Seat S1 and Seat S2");
    fixture_complete(s, &ev);
    assert_int_equal(table_check(s, &ev, &why), T2_E_REFUSED);
    assert_int_equal(why.seats, 6);
    apply(s, TABLE_EV_MEETING_ATTENDANCE, 1, TABLE_NOT_COMING);
    apply(s, TABLE_EV_MEETING_ATTENDANCE, 2, TABLE_NOT_COMING);
    fixture_refused(s, &ev, TABLE_R_RECORD, "Fewer than two seats have said that they were at the meeting");
    apply(s, TABLE_EV_MEETING_ATTENDANCE, 1, TABLE_WAS_THERE);
    apply(s, TABLE_EV_MEETING_RECORD, 0, 0);
    assert_int_equal(m->record, TABLE_RECORD_READ_BACK);
    apply(s, TABLE_EV_MEETING_READ_BACK, 0, 1);
    /* Who says only now that it was there has a say as well. */
    apply(s, TABLE_EV_MEETING_ATTENDANCE, 2, TABLE_WAS_THERE);
    apply(s, TABLE_EV_MEETING_READ_BACK, 1, 1);
    assert_int_equal(m->record, TABLE_RECORD_READ_BACK);
    apply(s, TABLE_EV_MEETING_READ_BACK, 2, 1);
    assert_int_equal(m->record, TABLE_RECORD_CLOSED);
    ev = form_event(TABLE_EV_MEETING_ATTENDANCE, 2, START, MEETING);
    ev.u.meeting_attendance.attendance = TABLE_WAS_THERE;
    fixture_refused(s, &ev, TABLE_R_RECORD, "The record of meeting 1 is in its read-back or closed");
}

static void meetings_and_points_are_bounded(void **p)
{
    (void)p;
    struct table_state *s = fixture_small(2);
    struct table_event ev[2] = {form_meeting(0, FIXTURE_SLOT, 1, START, 3, 0),
                                form_meeting(1, FIXTURE_SLOT, 2, START, 3, 0)};
    for (uint8_t seat = 0; seat < 2; seat++) {
        fixture_apply(s, &ev[seat]);
        ev[seat] = form_point(seat, START, (uint8_t)(seat + 1), "A point.");
    }
    for (unsigned i = 0; i < TABLE_MAX_RECORD_POINTS; i++) {
        fixture_apply(s, &ev[i < TABLE_MAX_RECORD_POINTS / 2 ? 0 : 1]);
        if (i + 1 == TABLE_MAX_RECORD_POINTS / 2)
            fixture_refused(
                s, &ev[0], TABLE_R_LIMIT,
                "What a table can hold is there for all seats, and each may make its share of it: "
                "points of records, 8192. Seat S0 has had its share");
    }
    fixture_refused(s, &ev[0], TABLE_R_LIMIT, "The records of this table hold 16384 points");
    for (unsigned i = 2; i < TABLE_MAX_MEETINGS; i++) {
        struct table_event call = form_meeting((uint8_t)(i % 2), START, 0, START + 1, 3, 0);
        memcpy(call.u.form_id, &i, sizeof i);
        fixture_apply(s, &call);
        if (i == TABLE_MAX_MEETINGS - 2) {
            memset(call.u.form_id, 0xff, sizeof call.u.form_id);
            fixture_refused(s, &call, TABLE_R_LIMIT, "What a table can hold is there for all seats");
        }
    }
    ev[0] = form_meeting(0, START, 0, START + 1, 3, 0);
    memset(ev[0].u.form_id, 0xff, sizeof ev[0].u.form_id);
    fixture_refused(s, &ev[0], TABLE_R_LIMIT, "The table has had 1024 meetings");
    table_state_free(s);
}

/* Each kind of event has its sentence, without an empty one and without a name that belongs to nobody. */
static void every_form_has_its_words(void **p)
{
    static struct table_event all[FORM_ALL_MAX];
    char text[1024];
    uint64_t kinds = 0;
    (void)p;
    struct table_state *s = fixture_small(3);
    fixture_add_issue(s, "x", 3, 3);
    size_t first = table_n_events(s), n = form_all(s, all);
    assert_int_equal(table_n_events(s), first + n);
    for (size_t i = 0; i < n; i++) {
        table_event_text(s, first + i, TABLE_LANG_EN, text, sizeof text);
        assert_true(strlen(text) > 10);
        assert_null(strstr(text, "(null)"));
        kinds |= (uint64_t)1 << all[i].kind;
    }
    for (unsigned k = TABLE_EV_SEAT_ADDED; k < TABLE_EV_SIDES_AGREED; k++) { /* the field has table_field.c */
        int form = k != TABLE_EV_ROUND_RESULT &&                             /* a sounding's */
                   strcmp(table_event_kind_name((enum table_event_kind)k), "unknown") != 0;
        assert_int_equal((kinds >> k & 1) != 0, form);
    }
    table_event_text(s, first, TABLE_LANG_EN, text, sizeof text);
    assert_string_equal(
        text,
        "proposes another device for Seat S2, with the check words 72135 72135 72135 72135 72135 72135");
    table_event_text(s, 9999, TABLE_LANG_EN, text, sizeof text);
    assert_string_equal(text, "");
    table_state_free(s);
}

static void hours_as_people_write_them(void **p)
{
    char text[TABLE_SLOT_TEXT_LEN];
    static const struct {
        uint64_t slot;
        const char *text;
    } cases[] = {{0, "1970-01-01 00:00 UTC"},
                 {1439, "1970-01-01 23:59 UTC"},
                 {951782400 / 60, "2000-02-29 00:00 UTC"},
                 {1796119200 / 60, "2026-12-01 10:00 UTC"},
                 {4107542399 / 60, "2100-02-28 23:59 UTC"},
                 {4107542400 / 60, "2100-03-01 00:00 UTC"},
                 {UINT64_MAX, ""}};
    (void)p;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        table_slot_text(cases[i].slot, text);
        assert_string_equal(text, cases[i].text);
    }
    /* A whole day by its last day. */
    table_until_text(951782400 / 60 + 1440, text);
    assert_string_equal(text, "2000-02-29");
    table_until_text(1796119200 / 60, text);
    assert_string_equal(text, "2026-12-01 10:00 UTC");
    table_until_text(0, text);
    assert_string_equal(text, "1970-01-01 00:00 UTC");
    table_until_text(UINT64_MAX, text);
    assert_string_equal(text, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_meeting_and_its_record, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_a_call_must_say, set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_agenda_without_whom_it_concerns, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_speaking_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(points_are_the_rapporteurs_and_nobodys, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_record_closes_by_all_who_were_there, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nobody_closes_a_record_alone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_record_waits_a_week, set_up, tear_down),
        cmocka_unit_test(meetings_and_points_are_bounded),
        cmocka_unit_test(every_form_has_its_words),
        cmocka_unit_test(hours_as_people_write_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
