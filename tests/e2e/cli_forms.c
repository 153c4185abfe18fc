/* The forms of the table as people use them: standings and the track, consents, the pause and the leak, a
 * meeting with its record, the rules and the record; three desks and a relay. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli_fixture.h"

static const char *const seat[3] = {"X", "Y", "Z"};

/* So many minutes from now, in universal time. */
static const char *in_minutes(int minutes)
{
    static char text[4][32];
    static int k;
    time_t t = time(NULL) + 60 * minutes;
    struct tm tm;
    char *out = text[k++ % 4];
    assert_non_null(gmtime_r(&t, &tm));
    assert_true(strftime(out, 32, "%Y-%m-%dT%H:%M", &tm) > 0);
    return out;
}

static void says(const struct fixture *x, const char *who, const char *const words[])
{
    fixture_want(x, who, words, 0, NULL);
}

/* What `table show --json` says at every desk; a new reference of the last, after all were asked to fetch. */
static json_t *shown(const struct fixture *x)
{
    json_t *o = NULL;
    for (int i = 0; i < 3; i++) {
        json_decref(o);
        assert_int_equal(fixture_run(x, seat[i], WORDS("table", "show"), &o), 0);
    }
    return o;
}

static const char *track(const json_t *table)
{
    return json_string_value(json_object_get(json_object_get(table, "track"), "text"));
}

static void a_standing_changes_the_track(void **state)
{
    struct fixture *x = *state;
    json_t *o = shown(x);
    assert_string_equal(track(o), "Track Two: no seat is official");
    json_decref(o);
    says(x, "Y",
         WORDS("seat", "standing", "official", "--mandate", "under instruction", "--until", in_minutes(600)));
    o = shown(x);
    assert_non_null(strstr(track(o), "Track 1.5: an official on "));
    json_decref(o);
    says(x, "X", WORDS("seat", "seen", "Y"));
    fixture_want(x, "X", WORDS("seat", "seen", "Y"), 1, "has already confirmed the mandate");
    fixture_want(x, "X", WORDS("seat", "standing", "private", "--mandate", "under instruction"), 1,
                 "cannot be under instruction");
    fixture_want(x, "X", WORDS("seat", "standing", "minister"), 2, "The standing is one of");
    says(x, "X", WORDS("seat", "keep", "90"));
    says(x, "Y", WORDS("seat", "keep", "always"));
}

static void consents(void **state)
{
    struct fixture *x = *state;
    json_t *o = NULL;
    says(x, "X", WORDS("pen", "give", "Z"));
    says(x, "Z", WORDS("issue", "early", "b"));
    assert_int_equal(fixture_run(x, "Y", WORDS("proposal", "list"), &o), 0);
    assert_int_equal(json_array_size(json_object_get(o, "proposals")), 2);
    json_decref(o);
    says(x, "Y", WORDS("proposal", "consent", "1"));
    fixture_want(x, "Y", WORDS("proposal", "consent", "1"), 1, "has consented to this already");
    o = shown(x);
    assert_string_equal(json_string_value(json_object_get(o, "pen")), "X");
    json_decref(o);
    says(x, "Z", WORDS("proposal", "consent", "1"));
    says(x, "Y", WORDS("proposal", "decline", "2"));
    o = shown(x);
    assert_string_equal(json_string_value(json_object_get(o, "pen")), "Z");
    json_decref(o);
    fixture_want(x, "X", WORDS("proposal", "consent", "2"), 1, "or it has been decided");
    fixture_want(x, "X", WORDS("proposal", "consent", "3"), 1, "There is no proposal 3");
    /* Issue a concerns X and Y; that it concern Z too needs all three. */
    says(x, "X", WORDS("issue", "concern", "a", "--seats", "X,Y,Z"));
    says(x, "Y", WORDS("proposal", "consent", "3"));
    says(x, "Z", WORDS("proposal", "consent", "3"));
    fixture_want(x, "X", WORDS("sound", "open", "a", "--seats", "X,Y"), 1, "Seat Z");
}

static void the_line_and_the_leak(void **state)
{
    struct fixture *x = *state;
    json_t *o = NULL;
    says(x, "Z", WORDS("press", "agree", "We do not comment on private meetings."));
    for (int i = 0; i < 2; i++)
        says(x, seat[i], WORDS("proposal", "consent", "4"));
    says(x, "Y", WORDS("press", "leak", "A newspaper has called."));
    assert_int_equal(fixture_run(x, "X", WORDS("press", "show"), &o), 0);
    assert_true(json_is_true(json_object_get(o, "leaked")));
    assert_string_equal(json_string_value(json_object_get(json_object_get(o, "line"), "en")),
                        "We do not comment on private meetings.");
    json_decref(o);
    fixture_want(x, "X", WORDS("sound", "open", "all"), 1, "The table is paused by Seat Y");
    fixture_want(x, "X", WORDS("resume"), 1, "only who paused it");
    says(x, "Y", WORDS("resume"));
    says(x, "Z", WORDS("pause", "--world", "An election."));
    says(x, "Z", WORDS("resume"));
    fixture_want(x, "X", WORDS("sound", "open", "all"), 1, "Still to reconfirm a mandate");
    for (int i = 0; i < 3; i++)
        says(x, seat[i], WORDS("reconfirm"));
    says(x, "X", WORDS("sound", "open", "all"));
    says(x, "X", WORDS("sound", "stop"));
}

static void other_settings(void **state)
{
    struct fixture *x = *state;
    json_t *o = NULL;
    fixture_want(x, "X", WORDS("table", "settings"), 2, "Give one setting or more");
    fixture_want(x, "X", WORDS("table", "settings", "--brackets", "many"), 2, "Give one setting or more");
    fixture_want(x, "X", WORDS("table", "settings", "--runs", "0"), 1,
                 "the runs of one issue must be 1 to 100");
    says(x, "X", WORDS("table", "settings", "--message-days", "30", "--brackets", "5"));
    says(x, "Y", WORDS("proposal", "consent", "5"));
    o = shown(x);
    assert_int_equal(json_integer_value(json_object_get(json_object_get(o, "settings"), "message_days")), 0);
    json_decref(o);
    says(x, "Z", WORDS("proposal", "consent", "5"));
    o = shown(x);
    const json_t *settings = json_object_get(o, "settings");
    assert_int_equal(json_integer_value(json_object_get(settings, "message_days")), 30);
    assert_int_equal(json_integer_value(json_object_get(settings, "brackets_max")), 5);
    assert_int_equal(json_integer_value(json_object_get(settings, "runs_per_issue")), 3);
    json_decref(o);
}

/* A slot is a minute: a meeting in the next one begins while the test waits. */
static void a_meeting(void **state)
{
    struct fixture *x = *state;
    json_t *o = NULL;
    fixture_want(x, "X",
                 WORDS("meeting", "call", in_minutes(60), "A house", "--seats", "X,Y", "--agenda", "b"), 1,
                 "concerns Seat Z");
    /* The minute may turn while the command is on its way. */
    while (fixture_run(x, "X",
                       WORDS("meeting", "call", in_minutes(1), "A house by the lake", "--agenda", "a,b"),
                       &o) != 0) {
        assert_non_null(strstr(json_string_value(json_object_get(o, "error")), "must lie ahead"));
        json_decref(o);
        o = NULL;
    }
    json_decref(o);
    o = NULL;
    says(x, "Y", WORDS("meeting", "attend", "1"));
    fixture_want(x, "Y", WORDS("meeting", "point", "1", "It was said."), 1, "kept by its rapporteur");
    for (int tries = 0; tries < 90; tries++) {
        if (fixture_run(x, "Y", WORDS("meeting", "attend", "1", "--was-there"), &o) == 0)
            break;
        assert_non_null(strstr(json_string_value(json_object_get(o, "error")), "has not begun"));
        json_decref(o);
        o = NULL;
        (void)sleep(1);
    }
    assert_non_null(o);
    json_decref(o);
    says(x, "X", WORDS("meeting", "attend", "1", "--was-there"));
    says(x, "Y", WORDS("meeting", "floor", "1"));
    fixture_want(x, "X", WORDS("meeting", "point", "1", "Seat Y said that it could be."), 1,
                 "The point names Seat Y");
    says(x, "X", WORDS("meeting", "point", "1", "It was said that it could be."));
    says(x, "X", WORDS("meeting", "point", "1", "It was said twice."));
    says(x, "X", WORDS("meeting", "strike", "1", "2"));
    says(x, "X", WORDS("meeting", "record", "1"));
    fixture_want(x, "Y", WORDS("meeting", "confirm", "1"), 1, "it has changed meanwhile"); /* not read yet */
    says(x, "Y", WORDS("meeting", "show", "1"));
    says(x, "Y", WORDS("meeting", "confirm", "1"));
    fixture_want(x, "Z", WORDS("meeting", "confirm", "1"), 1, "was not at meeting 1");
    says(x, "X", WORDS("meeting", "confirm", "1"));
    assert_int_equal(fixture_run(x, "Z", WORDS("meeting", "show", "1"), &o), 0);
    const json_t *m = json_object_get(o, "meeting");
    assert_string_equal(json_string_value(json_object_get(m, "record")), "closed");
    assert_int_equal(json_array_size(json_object_get(m, "points")), 1);
    json_decref(o);
}

static size_t found(const struct fixture *x, const char *const words[])
{
    json_t *o = NULL;
    assert_int_equal(fixture_run(x, "Z", words, &o), 0);
    size_t n = json_array_size(json_object_get(o, "events"));
    json_decref(o);
    return n;
}

static void the_record_and_the_rules(void **state)
{
    struct fixture *x = *state;
    json_t *o = NULL;
    says(x, "X", WORDS("say", "The zone could be \xc3\x89troite, near the river."));
    assert_int_equal(found(x, WORDS("search", "RIVER zone")), 1);
    assert_int_equal(found(x, WORDS("search", "e\xcc\x81troite")),
                     1); /* the same letter, composed otherwise */
    assert_int_equal(found(x, WORDS("search", "river mountain")), 0);
    assert_int_equal(found(x, WORDS("log", "--kind", "said")), 1);
    assert_int_equal(found(x, WORDS("log", "--kind", "said", "--seat", "Y")), 0);
    assert_int_equal(found(x, WORDS("log", "--since", in_minutes(60))), 0);
    assert_true(found(x, WORDS("log")) > 30);
    assert_int_equal(fixture_run(x, "Z", WORDS("rules"), &o), 0);
    assert_true(json_array_size(json_object_get(o, "rules")) > 12);
    json_decref(o);
}

static int set_up(void **state)
{
    static struct fixture x;
    fixture_start(&x);
    fixture_table(&x, NULL);
    *state = &x;
    return 0;
}

static int tear_down(void **state)
{
    fixture_end(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_standing_changes_the_track),
        cmocka_unit_test(consents),
        cmocka_unit_test(the_line_and_the_leak),
        cmocka_unit_test(other_settings),
        cmocka_unit_test(a_meeting),
        cmocka_unit_test(the_record_and_the_rules),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
