/* The forms of the table as people use them: standings and the track, consents, the pause and the leak, a
 * meeting with its record, the rules and the record; three desks and a relay. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
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

/* What `table show --json` says at every desk; a new reference of the last, after all were asked to fetch. */
static json_t *shown(const struct fixture *x)
{
    json_t *o = NULL;
    for (int i = 0; i < 3; i++) {
        json_decref(o);
        o = fixture_shown(x, seat[i], WORDS("table", "show"));
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
    fixture_says(x, "Y",
                 WORDS("seat", "standing", "official", "--mandate", "under instruction", "--until",
                       fixture_in_minutes(600)));
    o = shown(x);
    assert_non_null(strstr(track(o), "Track 1.5: an official on "));
    json_decref(o);
    fixture_says(x, "X", WORDS("seat", "seen", "Y"));
    fixture_want(x, "X", WORDS("seat", "seen", "Y"), 1, "has already confirmed the mandate");
    /* A mandate that came with the command itself has not been seen by who gave it. */
    fixture_says(x, "Y",
                 WORDS("seat", "standing", "official", "--mandate", "under instruction", "--until",
                       fixture_in_minutes(700)));
    fixture_want(x, "X", WORDS("seat", "seen", "Y"), 1, "or is another mandate");
    fixture_says(x, "X", WORDS("seat", "seen", "Y"));
    fixture_want(x, "X", WORDS("seat", "standing", "private", "--mandate", "under instruction"), 1,
                 "cannot be under instruction");
    fixture_want(x, "X", WORDS("seat", "standing", "minister"), 2, "The standing is one of");
    fixture_says(x, "X", WORDS("seat", "keep", "90"));
    fixture_says(x, "Y", WORDS("seat", "keep", "always"));
}

static void consents(void **state)
{
    struct fixture *x = *state;
    json_t *o = NULL;
    fixture_says(x, "X", WORDS("pen", "give", "Z"));
    fixture_says(x, "Z", WORDS("issue", "early", "b"));
    assert_int_equal(fixture_run(x, "Y", WORDS("proposal", "list"), &o), 0);
    assert_int_equal(json_array_size(json_object_get(o, "proposals")), 2);
    json_decref(o);
    fixture_says(x, "Y", WORDS("proposal", "consent", "1"));
    fixture_want(x, "Y", WORDS("proposal", "consent", "1"), 1, "has consented to this already");
    o = shown(x);
    assert_string_equal(json_string_value(json_object_get(o, "pen")), "X");
    json_decref(o);
    fixture_says(x, "Z", WORDS("proposal", "consent", "1"));
    fixture_says(x, "Y", WORDS("proposal", "decline", "2"));
    o = shown(x);
    assert_string_equal(json_string_value(json_object_get(o, "pen")), "Z");
    json_decref(o);
    fixture_want(x, "X", WORDS("proposal", "consent", "2"), 1, "or it has been decided");
    fixture_want(x, "X", WORDS("proposal", "consent", "3"), 1, "There is no proposal 3");
    /* Issue a concerns X and Y; that it concern Z too needs all three. */
    fixture_want(x, "X", WORDS("issue", "concern", "a", "--seats", "Y,X"), 1, "concerns these seats already");
    fixture_says(x, "X", WORDS("issue", "concern", "a", "--seats", "X,Y,Z"));
    fixture_says(x, "Y", WORDS("proposal", "consent", "3"));
    fixture_says(x, "Z", WORDS("proposal", "consent", "3"));
    fixture_want(x, "X", WORDS("sound", "open", "a", "--seats", "X,Y"), 1, "Seat Z");
}

static void the_line_and_the_leak(void **state)
{
    struct fixture *x = *state;
    json_t *o = NULL;
    fixture_says(x, "Z", WORDS("press", "agree", "We do not comment on private meetings."));
    for (int i = 0; i < 2; i++)
        fixture_says(x, seat[i], WORDS("proposal", "consent", "4"));
    fixture_says(x, "Y", WORDS("press", "leak", "A newspaper has called."));
    assert_int_equal(fixture_run(x, "X", WORDS("press", "show"), &o), 0);
    assert_true(json_is_true(json_object_get(o, "leaked")));
    assert_string_equal(json_string_value(json_object_get(json_object_get(o, "line"), "en")),
                        "We do not comment on private meetings.");
    json_decref(o);
    fixture_want(x, "X", WORDS("sound", "open", "all"), 1, "The table is paused by Seat Y");
    fixture_want(x, "X", WORDS("resume"), 1, "only who paused it");
    fixture_says(x, "Y", WORDS("resume"));
    fixture_says(x, "Z", WORDS("pause", "--world", "An election."));
    fixture_says(x, "Z", WORDS("resume"));
    fixture_want(x, "X", WORDS("sound", "open", "all"), 1, "Still to reconfirm a mandate");
    for (int i = 0; i < 3; i++)
        fixture_says(x, seat[i], WORDS("reconfirm"));
    fixture_says(x, "X", WORDS("sound", "open", "all"));
    fixture_says(x, "X", WORDS("sound", "stop"));
}

static void other_settings(void **state)
{
    struct fixture *x = *state;
    json_t *o = NULL;
    fixture_want(x, "X", WORDS("table", "settings"), 2, "Give one setting or more");
    fixture_want(x, "X", WORDS("table", "settings", "--brackets", "many"), 2, "Give one setting or more");
    fixture_want(x, "X", WORDS("table", "settings", "--runs", "0"), 1,
                 "the runs of one issue must be 1 to 100");
    fixture_says(x, "X", WORDS("table", "settings", "--message-days", "30", "--brackets", "5"));
    fixture_says(x, "Y", WORDS("proposal", "consent", "5"));
    o = shown(x);
    assert_int_equal(json_integer_value(json_object_get(json_object_get(o, "settings"), "message_days")), 0);
    json_decref(o);
    fixture_says(x, "Z", WORDS("proposal", "consent", "5"));
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
    fixture_want(
        x, "X",
        WORDS("meeting", "call", fixture_in_minutes(60), "A house", "--seats", "X,Y", "--agenda", "b"), 1,
        "concerns Seat Z");
    /* The minute may turn while the command is on its way. */
    while (
        fixture_run(x, "X",
                    WORDS("meeting", "call", fixture_in_minutes(1), "A house by the lake", "--agenda", "a,b"),
                    &o) != 0) {
        assert_non_null(strstr(json_string_value(json_object_get(o, "error")), "must lie ahead"));
        json_decref(o);
        o = NULL;
    }
    json_decref(o);
    o = NULL;
    fixture_says(x, "Y", WORDS("meeting", "attend", "1"));
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
    fixture_says(x, "X", WORDS("meeting", "attend", "1", "--was-there"));
    fixture_says(x, "Y", WORDS("meeting", "floor", "1"));
    fixture_want(x, "X", WORDS("meeting", "point", "1", "Seat Y said that it could be."), 1,
                 "The point names Seat Y");
    fixture_says(x, "X", WORDS("meeting", "point", "1", "It was said that it could be."));
    fixture_says(x, "X", WORDS("meeting", "point", "1", "It was said twice."));
    fixture_says(x, "X", WORDS("meeting", "strike", "1", "2"));
    fixture_says(x, "X", WORDS("meeting", "record", "1"));
    fixture_want(x, "Y", WORDS("meeting", "confirm", "1"), 1, "it has changed meanwhile"); /* not read yet */
    fixture_says(x, "Y", WORDS("meeting", "show", "1"));
    fixture_says(x, "Y", WORDS("meeting", "confirm", "1"));
    fixture_want(x, "Z", WORDS("meeting", "confirm", "1"), 1, "was not at meeting 1");
    fixture_says(x, "X", WORDS("meeting", "confirm", "1"));
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

/* From its end on in pages of seven the record is whole, each line once, and only the last page has no older
 * one. */
static void in_pages(const struct fixture *x, size_t all)
{
    char before[16] = "1000000";
    json_t *o = NULL;
    size_t seen = 0, first = 0;
    for (bool more = true; more; seen += json_array_size(json_object_get(o, "events")), json_decref(o)) {
        assert_int_equal(fixture_run(x, "Z", WORDS("log", "--last", "7", "--before", before), &o), 0);
        const json_t *list = json_object_get(o, "events");
        const size_t n = json_array_size(list);
        more = json_is_true(json_object_get(o, "more"));
        assert_true(more ? n == 7 : n > 0 && n <= 7);
        for (size_t i = 0; i < n; i++) {
            const size_t number =
                (size_t)json_integer_value(json_object_get(json_array_get(list, i), "number"));
            assert_true(i == 0 || number > first);
            first = number;
        }
        first = (size_t)json_integer_value(json_object_get(json_array_get(list, 0), "number"));
        assert_true(first < strtoul(before, NULL, 10));
        (void)snprintf(before, sizeof before, "%zu", first);
    }
    assert_int_equal(seen, all);
    assert_int_equal(first, 1);
    assert_int_equal(found(x, WORDS("search", "river", "--kind", "said", "--last", "1")), 1);
    assert_int_equal(found(x, WORDS("search", "river", "--kind", "paper")), 0);
    fixture_want(x, "Z", WORDS("log", "--last", "0"), 2, "how many lines");
    fixture_want(x, "Z", WORDS("log", "--before", "x"), 2, "number of a line");
}

static void the_record_and_the_rules(void **state)
{
    struct fixture *x = *state;
    json_t *o = NULL;
    fixture_says(x, "X", WORDS("say", "The zone could be \xc3\x89troite, near the river."));
    assert_int_equal(found(x, WORDS("search", "RIVER zone")), 1);
    assert_int_equal(found(x, WORDS("search", "e\xcc\x81troite")),
                     1); /* the same letter, composed otherwise */
    assert_int_equal(found(x, WORDS("search", "river mountain")), 0);
    assert_int_equal(found(x, WORDS("search", "--", "river")), 1);
    assert_int_equal(found(x, WORDS("log", "--kind", "said")), 1);
    assert_int_equal(found(x, WORDS("log", "--kind", "said", "--seat", "Y")), 0);
    assert_int_equal(found(x, WORDS("log", "--since", fixture_in_minutes(60))), 0);
    const size_t all = found(x, WORDS("log"));
    assert_true(all > 30);
    /* Days: today's whole day is in "since" and in "until", and none of it in another. */
    const time_t now = time(NULL);
    char day[3][16];
    for (int i = 0; i < 3; i++) {
        const time_t t = now + (i - 1) * 24 * 60 * 60;
        struct tm tm;
        assert_non_null(gmtime_r(&t, &tm));
        assert_true(strftime(day[i], sizeof day[i], "%Y-%m-%d", &tm) > 0);
    }
    assert_int_equal(found(x, WORDS("log", "--since", day[0], "--until", day[1])), all);
    assert_int_equal(found(x, WORDS("log", "--until", day[0])), 0);
    assert_int_equal(found(x, WORDS("log", "--since", day[2])), 0);
    assert_int_equal(found(x, WORDS("log", "--until", fixture_in_minutes(-60))), 0);
    assert_int_equal(found(x, WORDS("search", "river", "--until", day[1])), 1);
    in_pages(x, all);
    fixture_want(x, "Z", WORDS("log", "--since", "2026-02-31"), 2, "as in 2026-12-01 or");
    assert_int_equal(fixture_run(x, "Z", WORDS("rules"), &o), 0);
    assert_true(json_array_size(json_object_get(o, "rules")) > 12);
    json_decref(o);
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
    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_end);
}
