/* The programs whose wall clock a test sets (dated_clock.c), and the time of a table: the relay's, whatever a
 * seat's machine says. A silence, and objections from a machine whose clock was set back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cli_fixture.h"

#define NOON INT64_C(1798718400000) /* 2026-12-31 12:00 UTC */
#define MINUTE INT64_C(60000)

/* The slot of the last event in the log of a seat, in minutes after noon. */
static json_int_t last_slot(const struct fixture *x, const char *who)
{
    json_t *o = NULL;
    assert_int_equal(fixture_run(x, who, WORDS("log"), &o), 0);
    const json_t *events = json_object_get(o, "events");
    const json_t *last = json_array_get(events, json_array_size(events) - 1);
    json_int_t slot = json_integer_value(json_object_get(last, "slot"));
    json_decref(o);
    return slot - NOON / MINUTE;
}

static void the_file_is_the_clock(void **state)
{
    struct fixture x;
    (void)state;
    fixture_start_dated(&x, NOON);
    fixture_table(&x, NULL);
    fixture_want(&x, "X", WORDS("pause"), 0, NULL);
    assert_int_equal(last_slot(&x, "X"), 0);
    fixture_clock(&x, NULL, NOON + 90 * MINUTE);
    fixture_want(&x, "X", WORDS("resume"), 0, NULL);
    assert_int_equal(last_slot(&x, "X"), 90);
    fixture_end(&x);
}

static const char *const seat[3] = {"X", "Y", "Z"};

/* The hour so many minutes after noon. */
static const char *hour(int minutes)
{
    static char text[32];
    (void)snprintf(text, sizeof text, "2026-12-31T%02d:%02d", 12 + minutes / 60, minutes % 60);
    return text;
}

/* The state of the silence on the first article, as a seat sees it; how many lines of Y it refuses, and why.
 */
static void table_is(const struct fixture *x, const char *who, const char *silence, size_t n_refused,
                     const char *reason)
{
    json_t *o = NULL;
    assert_int_equal(fixture_run(x, who, WORDS("table", "show"), &o), 0);
    const json_t *a = json_array_get(json_object_get(o, "articles"), 0);
    const json_t *refused = json_object_get(o, "refused");
    assert_string_equal(json_string_value(json_object_get(a, "silence")), silence);
    assert_int_equal(json_array_size(refused), n_refused);
    for (size_t i = 0; i < n_refused; i++) {
        const json_t *r = json_array_get(refused, i);
        assert_string_equal(json_string_value(json_object_get(r, "seat")), "Y");
        assert_non_null(strstr(json_string_value(json_object_get(r, "text")), reason));
    }
    json_decref(o);
}

/* So many minutes the desk of a seat knows the relay's clock to be ahead of its own. */
static json_int_t clock_apart(const struct fixture *x, const char *who)
{
    json_t *o = NULL;
    assert_int_equal(fixture_run(x, who, WORDS("table", "show"), &o), 0);
    json_int_t apart = json_integer_value(json_object_get(o, "clock_apart"));
    json_decref(o);
    return apart;
}

static void an_objection_is_as_late_as_the_relay_has_it(void **state)
{
    struct fixture x;
    char listen[64];
    (void)state;
    fixture_start_dated(&x, NOON);
    fixture_table(&x, NULL);
    fixture_want(&x, "X", WORDS("text", "open", "3", "Observers", "--issues", "a"), 0, NULL);
    fixture_want(&x, "X", WORDS("text", "draft", "3", "3. The observers move freely."), 0, NULL);
    fixture_want(&x, "X", WORDS("text", "silence", "3", hour(60)), 0, NULL);
    fixture_want(&x, "Y", WORDS("table", "show"), 0, NULL);

    /* Before the hour, from a machine that is five hours behind: it breaks the silence, at its true time. */
    fixture_clock(&x, NULL, NOON + 20 * MINUTE);
    fixture_clock(&x, "Y", NOON - 300 * MINUTE);
    fixture_want(&x, "Y", WORDS("text", "object", "3", "The public too, please."), 0, NULL);
    fixture_want(&x, "X", WORDS("say", "Well."), 0, NULL);
    assert_int_equal(clock_apart(&x, "X"), 0);
    assert_int_equal(clock_apart(&x, "Y"), 320);
    for (int i = 0; i < 3; i++) {
        table_is(&x, seat[i], "broken", 0, NULL);
        assert_int_equal(last_slot(&x, seat[i]), 20);
    }

    /* After the hour, from a machine that says it is before: refused on every desk, and Y is told so. */
    fixture_want(&x, "X", WORDS("text", "silence", "3", hour(79)), 1, "A silence lasts an hour at least");
    fixture_want(&x, "X", WORDS("text", "silence", "3", hour(80)), 0, NULL);
    fixture_clock(&x, "Y", NOON + 70 * MINUTE);
    table_is(&x, "Y", "runs", 0, NULL);
    fixture_clock(&x, NULL, NOON + 81 * MINUTE);
    fixture_want(&x, "Y", WORDS("text", "object", "3", "And by sea."), 1,
                 "The relay received it at 2026-12-31 13:21");
    for (int i = 0; i < 3; i++)
        table_is(&x, seat[i], "adopted", 1, "The silence ended at");

    /* Written in time while the relay was away: it is as late as it arrives. */
    fixture_want(&x, "X", WORDS("text", "draft", "3", "3. The observers move freely.", "--reopen"), 0, NULL);
    fixture_want(&x, "X", WORDS("text", "silence", "3", hour(150)), 0, NULL);
    fixture_clock(&x, "Y", NOON + 130 * MINUTE);
    table_is(&x, "Y", "runs", 1, "The silence ended at");
    (void)snprintf(listen, sizeof listen, "%.*s", (int)strcspn(x.address, "#"), x.address);
    fixture_relay_kill(&x);
    fixture_want(&x, "Y", WORDS("text", "object", "3", "In time, I thought."), 0, NULL);
    fixture_clock(&x, NULL, NOON + 160 * MINUTE);
    fixture_clock(&x, "Y", NOON + 160 * MINUTE);
    fixture_relay_start(&x, listen);
    fixture_want(&x, "Y", WORDS("table", "show"), 0, NULL);
    for (int i = 0; i < 3; i++)
        table_is(&x, seat[i], "adopted", 2, "The silence ended at");
    fixture_end(&x);
}

/* What the record of a seat says in answer to a search; the number of lines. */
static size_t found(const struct fixture *x, const char *who, const char *words, const char *sentence)
{
    json_t *o = NULL;
    assert_int_equal(fixture_run(x, who, WORDS("search", words), &o), 0);
    size_t n = json_array_size(json_object_get(o, "events"));
    for (size_t i = 0; i < n; i++) {
        const json_t *e = json_array_get(json_object_get(o, "events"), i);
        assert_non_null(strstr(json_string_value(json_object_get(e, "text")), sentence));
    }
    json_decref(o);
    return n;
}

static void settings(const struct fixture *x, const char *days, const char *proposal)
{
    fixture_want(x, "X", WORDS("table", "settings", "--message-days", days), 0, NULL);
    fixture_want(x, "Y", WORDS("proposal", "consent", proposal), 0, NULL);
    fixture_want(x, "Z", WORDS("proposal", "consent", proposal), 0, NULL);
    fixture_want(x, "X", WORDS("table", "show"), 0, NULL);
}

/* Three days later what was said for two is gone: a longer lifetime, agreed then, does not bring it back, but
 * on the desk of the seat that must keep its record. */
static void what_was_said_goes(void **state)
{
    struct fixture x;
    (void)state;
    fixture_start_dated(&x, NOON);
    fixture_table(&x, NULL);
    settings(&x, "2", "1");
    fixture_want(&x, "Z", WORDS("seat", "keep", "always"), 0, NULL);
    fixture_want(&x, "Y", WORDS("say", "The bridge could be open by June."), 0, NULL);
    for (int i = 0; i < 3; i++)
        assert_int_equal(found(&x, seat[i], "bridge", "open by June"), 1);
    fixture_clock(&x, NULL, NOON + 3 * 1440 * MINUTE + MINUTE);
    for (int i = 0; i < 3; i++)
        assert_int_equal(found(&x, seat[i], "bridge", ""), 0);
    settings(&x, "0", "2");
    fixture_want(&x, "Y", WORDS("say", "As if nothing had been said."), 0, NULL);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(found(&x, seat[i], "bridge", "open by June"), i == 2);
        assert_int_equal(found(&x, seat[i], "these words are not here", ""), i != 2);
        assert_int_equal(found(&x, seat[i], "nothing had been said", ""), 1);
    }
    fixture_end(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_file_is_the_clock),
        cmocka_unit_test(an_objection_is_as_late_as_the_relay_has_it),
        cmocka_unit_test(what_was_said_goes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
