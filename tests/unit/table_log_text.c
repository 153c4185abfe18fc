/* What the log says of every kind of event, word for word. */
#include "table_form_events.h"

static void tells(const struct table_state *s, size_t event, const char *text)
{
    char out[1024];
    table_event_text(s, event, TABLE_LANG_EN, out, sizeof out);
    assert_string_equal(out, text);
}

/* Applies and tells. */
static void then(struct table_state *s, struct table_event ev, const char *text)
{
    fixture_apply(s, &ev);
    tells(s, table_n_events(s) - 1, text);
}

static void the_table_and_its_seats(void **p)
{
    (void)p;
    struct table_state *s = fixture_small(3);
    tells(s, 0, "opened the table \"A small table\"");
    struct table_event ev = fixture_issue("x", 3, 3);
    then(s, ev, "added the issue \"A title\"; it is not to concern: Seat S2");
    then(s, fixture_said(1, FIXTURE_SLOT, TABLE_THINKING_ALOUD, "A line."), "(thinking aloud) A line.");
    then(s, form_standing(0, FIXTURE_SLOT, TABLE_OFFICIAL, TABLE_UNDER_INSTRUCTION, 0),
         "is now: official, under instruction");
    then(s, form_standing(1, FIXTURE_SLOT, TABLE_OFFICIAL_PERSONAL, TABLE_AT_REQUEST, 20 * 1440),
         "is now: official in a personal capacity, at the request of, until 1970-01-20");
    then(s, form_standing(1, FIXTURE_SLOT, TABLE_OFFICIAL_PERSONAL, TABLE_AT_REQUEST, 20 * 1440 + 600),
         "is now: official in a personal capacity, at the request of, until 1970-01-21 10:00 UTC");
    table_state_free(s);
}

static void of_its_own_seat(void **p)
{
    (void)p;
    struct table_state *s = fixture_small(3);
    then(s, form_pause(0, FIXTURE_SLOT, TABLE_PAUSE_PLAIN, ""), "paused the table");
    then(s, form_pause(0, FIXTURE_SLOT, TABLE_PAUSE_LEAK, "A paper has it."),
         "paused the table: something is in the press. A paper has it.");
    struct table_event ev = {.kind = TABLE_EV_RETENTION, .author = 1, .slot = FIXTURE_SLOT};
    then(s, ev, "has to keep its records");
    ev.u.retention.days = 90;
    then(s, ev, "deletes its record after so many days: 90");
    ev = form_event(TABLE_EV_READOUT_MADE, 1, FIXTURE_SLOT, 0);
    then(s, ev, "made a read-out");
    ev = (struct table_event){.kind = TABLE_EV_MANDATE_SEEN, .author = 2, .slot = FIXTURE_SLOT};
    then(s, ev, "has seen the mandate of Seat S0");
    table_state_free(s);
}

static void soundings(void **p)
{
    (void)p;
    const uint8_t issues[] = {0};
    struct table_state *s = fixture_small(3);
    fixture_add_issue(s, "x", 3, 3);
    then(s, fixture_sound_opened(s, 0, FIXTURE_SLOT, 7, issues, 1, 3), "opened sounding 1 (room): A title");
    then(s, fixture_sealed(s, 1, FIXTURE_SLOT, 7), "sealed an entry on sounding 1: A title");
    then(s, fixture_result(s, 1, FIXTURE_SLOT, 7, 1), "confirmed the answer of sounding 1: A title");
    struct table_event ev = fixture_stopped(0, FIXTURE_SLOT, 7, 0, 0);
    ev.u.sound_stopped.check_failed = 1;
    then(s, ev, "reports that sounding 1 stopped: A title");
    ev = (struct table_event){.kind = TABLE_EV_SOUNDS_REOPENED, .author = 1, .slot = FIXTURE_SLOT};
    then(s, ev, "consents to reopen the issue \"A title\"");
    ev.author = 0;
    fixture_apply(s, &ev);
    for (uint8_t seat = 0; seat < 2; seat++) {
        ev = (struct table_event){.kind = TABLE_EV_DAYS_AGREED, .author = seat, .slot = FIXTURE_SLOT};
        ev.u.days_agreed = (struct table_ev_days_agreed){
            .first = 10 * 1440, .every = 7 * 1440, .count = 3, .n_issues = 1, .issues = {0}};
        then(s, ev, "agrees to sounding days: A title: from 1970-01-11 00:00 UTC on, every 7 days; times: 3");
    }
    struct table_shape shape;
    uint8_t id[TABLE_SOUNDING_ID_LEN], circuit[TABLE_DIGEST_LEN] = {1};
    ev = (struct table_event){.kind = TABLE_EV_SOUND_OPENED, .author = 0, .slot = FIXTURE_SLOT + 4400};
    assert_int_equal(table_days_next(s, 0, ev.slot, &ev.u.sound_opened, id), 0);
    assert_int_equal(table_sounding_plan(s, ev.slot, &ev.u.sound_opened, &shape, NULL), 0);
    assert_int_equal(table_sounding_finish(s, &ev.u.sound_opened, id, circuit), 0);
    then(s, ev, "(the desk by itself) opened sounding 2 (room) for its agreed day: A title");
    table_state_free(s);
}

/* Of many issues the first are named, and all of them in two words. */
static void soundings_on_many_issues(void **p)
{
    (void)p;
    const uint8_t four[] = {0, 1, 5, 6};
    struct table_state *s = fixture_table(NULL);
    then(s, fixture_sound_opened(s, 0, FIXTURE_SLOT, 7, fixture_all_issues, 8, 15),
         "opened sounding 1 (room): all issues of the table");
    table_state_free(s);
    s = fixture_table(NULL);
    then(s, fixture_sound_opened(s, 0, FIXTURE_SLOT, 7, four, 4, 15),
         "opened sounding 1 (room): Status of the territory that one side holds; Cease-fire line; Sanctions "
         "relief; further issues: 1");
    table_state_free(s);
}

/* All events of form_all, in its order. */
static void the_forms(void **p)
{
    static const char *const texts[] = {
        "proposes another device for Seat S2, with the check words 72135 72135 72135 72135 72135 72135",
        "consents to proposal 1: Seat S0 proposes another device for Seat S2, with the check words 72135 "
        "72135 72135 72135 72135 72135",
        "consents to proposal 1: Seat S0 proposes another device for Seat S2, with the check words 72135 "
        "72135 72135 72135 72135 72135",
        "(the desk by itself) takes nothing more from the device that proposal 1 replaces",
        "(the desk by itself) takes nothing more from the device that proposal 1 replaces",
        "proposes that Seat S2 sit for P9",
        "consents to proposal 2: Seat S0 proposes that Seat S2 sit for P9",
        "consents to proposal 2: Seat S0 proposes that Seat S2 sit for P9",
        "proposes other settings of the table. Hours between two soundings on one issue: 72. Soundings on "
        "one issue: 3; after them it is closed until all whom it concerns reopen it. From 100 packages on, "
        "an "
        "entry accepts at least 1 and at most 40 per cent of them. What is said is shown for so many days: "
        "30. An article may have any number of open brackets.",
        "consents to proposal 3: Seat S0 proposes other settings of the table",
        "consents to proposal 3: Seat S0 proposes other settings of the table",
        "proposes that the issue \"A title\" concern Seat S0, Seat S1 and Seat S2",
        "consents to proposal 4: Seat S0 proposes that the issue \"A title\" concern Seat S0, Seat S1 and "
        "Seat S2",
        "consents to proposal 4: Seat S0 proposes that the issue \"A title\" concern Seat S0, Seat S1 and "
        "Seat S2",
        "proposes that the issue \"A title\" may be agreed before the rest",
        "consents to proposal 5: Seat S0 proposes that the issue \"A title\" may be agreed before the rest",
        "consents to proposal 5: Seat S0 proposes that the issue \"A title\" may be agreed before the rest",
        "proposes as the line if asked: \"No comment.\"",
        "consents to proposal 6: Seat S0 proposes as the line if asked: \"No comment.\"",
        "consents to proposal 6: Seat S0 proposes as the line if asked: \"No comment.\"",
        "proposes that Seat S1 hold the pen",
        "consents to proposal 7: Seat S0 proposes that Seat S1 hold the pen",
        "consents to proposal 7: Seat S0 proposes that Seat S1 hold the pen",
        "paused the table: the world has changed. A government has fallen.",
        "lifts its pause",
        "reconfirms its mandate",
        "has seen the mandate of Seat S1",
        "deletes its record after so many days: 90",
        "called meeting 1: 1970-01-01 16:50 UTC, A house by the lake",
        "asks for the floor at meeting 1",
        "notes in the record of meeting 1: It was said that a narrow zone could be considered.",
        "strikes point 1 from the record of meeting 1",
        "was at meeting 1",
        "was at meeting 1",
        "gives the record of meeting 1 to the read-back",
        "confirms the record of meeting 1: So it was.",
        "made a read-out of meeting 1",
        "circulated a paper: No comment.",
        "attached to paper 1: attachment 1",
        "sent part 1 of an attachment",
        "opened article \"3\": Observers",
        "sent draft 1 of article \"3. Observers\" to all seats",
        "set a silence on article \"3. Observers\" until 1970-01-01 17:50 UTC",
        "breaks the silence on article \"3. Observers\": Without mines.",
        "sent draft 2 of article \"3. Observers\" to all seats",
        "reconfirms its mandate",
        "reconfirms its mandate",
        "could recommend article \"3. Observers\"",
        "proposes a new seat: Seat F (Facilitation), private; facilitator",
        "consents to proposal 8: Seat S0 proposes a new seat: Seat F (Facilitation), private; facilitator",
        "consents to proposal 8: Seat S0 proposes a new seat: Seat F (Facilitation), private; facilitator",
    };
    static struct table_event all[FORM_ALL_MAX];
    (void)p;
    struct table_state *s = fixture_small(3);
    fixture_add_issue(s, "x", 3, 3);
    size_t before = table_n_events(s), n = form_all(s, all);
    assert_int_equal(n, sizeof texts / sizeof texts[0]);
    for (size_t i = 0; i < n; i++)
        tells(s, before + i, texts[i]);
    table_state_free(s);
}

static void a_round_of_non_papers(void **p)
{
    static const char *const texts[] = {"It might be possible to recommend it."};
    (void)p;
    struct table_state *s = fixture_small(3);
    struct table_shape shape;
    uint8_t id[TABLE_SOUNDING_ID_LEN], circuit[TABLE_DIGEST_LEN] = {1};
    fixture_id(TABLE_EV_SOUND_OPENED, 0, 7, id);
    struct table_event ev = {.kind = TABLE_EV_SOUND_OPENED, .slot = FIXTURE_SLOT};
    ev.u.sound_opened.kind = TABLE_SOUND_NON_PAPER;
    ev.u.sound_opened.seats = 7;
    assert_int_equal(table_sounding_plan(s, FIXTURE_SLOT, &ev.u.sound_opened, &shape, NULL), 0);
    assert_int_equal(table_sounding_finish(s, &ev.u.sound_opened, id, circuit), 0);
    then(s, ev, "opened sounding 1 (non-paper)");
    ev = (struct table_event){.kind = TABLE_EV_SOUND_SEALED, .slot = FIXTURE_SLOT};
    memcpy(ev.u.sound_sealed.id, id, sizeof id);
    ev.u.sound_sealed.digests = table_sounding(s, 0)->digests;
    fixture_apply(s, &ev);
    ev = (struct table_event){.kind = TABLE_EV_ROUND_RESULT, .slot = FIXTURE_SLOT};
    ev.u.round_result.n_texts = 1;
    ev.u.round_result.texts = texts;
    memcpy(ev.u.round_result.id, id, sizeof id);
    assert_int_equal(table_round_digest(table_sounding(s, 0)->digests.context, &ev.u.round_result,
                                        ev.u.round_result.digest),
                     0);
    then(s, ev, "confirmed what came out of round 1; non-papers: 1");
    table_state_free(s);
}

/* What form_all does not say. */
static void the_other_answers(void **p)
{
    (void)p;
    struct table_state *s = fixture_small(2);
    fixture_add_issue(s, "x", 3, 3);
    struct table_event ev = form_event(TABLE_EV_EARLY_HARVEST, 0, FIXTURE_SLOT, 1);
    ev.u.early_harvest.early = 1;
    fixture_apply(s, &ev);
    ev = form_consent(1, FIXTURE_SLOT, 1, 1);
    fixture_apply(s, &ev);
    ev = form_event(TABLE_EV_EARLY_HARVEST, 0, FIXTURE_SLOT, 2);
    then(s, ev, "proposes that the issue \"A title\" be agreed only with the rest");
    then(s, form_consent(1, FIXTURE_SLOT, 2, 0),
         "declines proposal 2: Seat S0 proposes that the issue \"A title\" be agreed only with the rest");
    ev = form_meeting(0, FIXTURE_SLOT, 3, FIXTURE_SLOT + 1, 3, 0);
    fixture_apply(s, &ev);
    const uint64_t start = FIXTURE_SLOT + 1;
    ev = form_event(TABLE_EV_MEETING_ATTENDANCE, 1, FIXTURE_SLOT, 3);
    ev.u.meeting_attendance.attendance = TABLE_NOT_COMING;
    then(s, ev, "does not come to meeting 1");
    ev.u.meeting_attendance.attendance = TABLE_COMING;
    then(s, ev, "comes to meeting 1");
    ev = form_event(TABLE_EV_MEETING_FLOOR, 1, start, 3);
    ev.u.meeting_floor.asks = 1;
    fixture_apply(s, &ev);
    ev.u.meeting_floor.asks = 0;
    then(s, ev, "leaves the speaking order of meeting 1");
    for (uint8_t seat = 0; seat < 2; seat++) {
        ev = form_event(TABLE_EV_MEETING_ATTENDANCE, seat, start, 3);
        ev.u.meeting_attendance.attendance = TABLE_WAS_THERE;
        fixture_apply(s, &ev);
    }
    ev = form_event(TABLE_EV_MEETING_RECORD, 0, start, 3);
    fixture_apply(s, &ev);
    ev = form_event(TABLE_EV_MEETING_READ_BACK, 1, start, 3);
    ev.u.meeting_read_back.remark = "";
    then(s, ev, "does not confirm the record of meeting 1");
    table_state_free(s);
}

static void dossier_says(const struct table_state *s, uint64_t slot, const char *text)
{
    struct t2_buf out, beside;
    t2_buf_init(&out, 1u << 20);
    t2_buf_init(&beside, 1u << 20);
    assert_int_equal(table_export_dossier(s, TABLE_LANG_EN, 0, slot, &out, &beside), 0);
    if (memmem(out.ptr, out.len, text, strlen(text)) == NULL)
        fail_msg("the dossier does not say: %s", text);
    t2_buf_free(&out);
    t2_buf_free(&beside);
}

static void the_text(void **p)
{
    (void)p;
    struct table_state *s = fixture_small(2);
    struct t2_buf out;
    for (uint8_t seat = 0; seat < 2; seat++) {
        struct table_event ev = form_standing(seat, FIXTURE_SLOT, TABLE_OFFICIAL, TABLE_UNDER_INSTRUCTION, 0);
        fixture_apply(s, &ev);
    }
    struct table_event ev = form_article(0, FIXTURE_SLOT, 1, "3", 0, 3);
    fixture_apply(s, &ev);
    dossier_says(s, FIXTURE_SLOT, "It has no words yet.");
    ev = form_draft(s, 0, FIXTURE_SLOT, 1, 0, "Words.");
    fixture_apply(s, &ev);
    ev = form_event(TABLE_EV_SILENCE_SET, 0, FIXTURE_SLOT, 1);
    ev.u.silence_set.until = FIXTURE_SLOT + 60;
    fixture_apply(s, &ev);
    t2_buf_init(&out, 65536);
    assert_int_equal(
        table_export_text(s, TABLE_EXPORT_PLAIN, NULL, TABLE_LANG_EN, DRAFT_PLAIN, FIXTURE_SLOT + 60, &out),
        0);
    assert_non_null(memmem(out.ptr, out.len, "stands adopted by silence since 1970-01-01 17:40 UTC", 52));
    t2_buf_free(&out);
    dossier_says(s, FIXTURE_SLOT + 60, "It stands adopted by silence since");
    then(s, form_says(1, FIXTURE_SLOT + 60, 1, TABLE_ARTICLE_AGREED),
         "agrees to article \"3. Observers\", ad referendum");
    then(s, form_says(0, FIXTURE_SLOT + 60, 1, TABLE_ARTICLE_AGREED),
         "agrees to article \"3. Observers\", ad referendum");
    then(s, form_says(1, FIXTURE_SLOT + 60, 1, TABLE_ARTICLE_CONFIRMED),
         "says that its principal confirms article \"3. Observers\"");
    dossier_says(s, FIXTURE_SLOT + 60, "Agreed ad referendum by all whom it concerns");
    then(s, form_says(1, FIXTURE_SLOT + 60, 1, TABLE_ARTICLE_WITHDRAWN),
         "takes back what it said of article \"3. Observers\"");
    then(s, form_says(0, FIXTURE_SLOT + 60, 1, TABLE_ARTICLE_WITHDRAWN),
         "takes back what it said of article \"3. Observers\"");
    ev = form_draft(s, 0, FIXTURE_SLOT + 60, 1, 1, "Other words.");
    ev.u.draft.reopens = 1;
    then(s, ev,
         "sent draft 2 of article \"3. Observers\" to all seats; what was said of the draft before is set "
         "aside");
    for (uint8_t what = TABLE_ARTICLE_AGREED; what <= TABLE_ARTICLE_CONFIRMED; what++) {
        for (uint8_t seat = 0; seat < 2; seat++) {
            ev = form_says(seat, FIXTURE_SLOT + 60, 1, what);
            fixture_apply(s, &ev);
        }
    }
    dossier_says(s, FIXTURE_SLOT + 60, "Confirmed by the principals of all whom it concerns.");
    table_state_free(s);
}

/* A table whose words have gone is the table that has them; another digest is another table. */
static void words_that_are_gone(void **p)
{
    (void)p;
    uint8_t with[TABLE_DIGEST_LEN], without[TABLE_DIGEST_LEN], other[TABLE_DIGEST_LEN];
    struct table_state *s[3];
    struct table_event ev = fixture_said(0, FIXTURE_SLOT, TABLE_THINKING_ALOUD, "The bridge is closed.");
    ev.u.said.units = 1;
    memset(ev.u.said.digest, 7, TABLE_DIGEST_LEN);
    for (int i = 0; i < 3; i++) {
        s[i] = fixture_small(2);
        assert_int_equal(table_apply(s[i], &ev, NULL), 0);
        ev.u.said.text = "";
        ev.u.said.digest[0] = (uint8_t)(7 + i);
    }
    size_t last = table_n_events(s[0]) - 1;
    tells(s[0], last, "(thinking aloud) The bridge is closed.");
    tells(
        s[1], last,
        "(thinking aloud) [these words are not here: their time is over, or this desk was never given them]");
    assert_int_equal(table_state_digest(s[0], with), 0);
    assert_int_equal(table_state_digest(s[1], without), 0);
    assert_int_equal(table_state_digest(s[2], other), 0);
    assert_memory_equal(with, without, sizeof with);
    assert_memory_not_equal(with, other, sizeof with);
    for (int i = 0; i < 3; i++)
        table_state_free(s[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_and_its_seats),
        cmocka_unit_test(of_its_own_seat),
        cmocka_unit_test(soundings),
        cmocka_unit_test(soundings_on_many_issues),
        cmocka_unit_test(the_forms),
        cmocka_unit_test(a_round_of_non_papers),
        cmocka_unit_test(the_other_answers),
        cmocka_unit_test(the_text),
        cmocka_unit_test(words_that_are_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
