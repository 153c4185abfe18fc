/* Who sits at the table, as people do it: a fourth seat after all consents, a sounding with it; then another
 * machine for a seat. Real processes, a real relay. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli_fixture.h"

static const char *const four[4] = {"X", "Y", "Z", "W"};

/* The file that `from` makes for `to`, taken in at the desk `at`; exit code wanted, and a text of the error.
 */
static void hand(const struct fixture *x, const char *from, const char *to, const char *at, int code,
                 const char *error)
{
    char folder[FIXTURE_PATH];
    json_t *made = NULL;
    fixture_path(x, from, folder);
    (void)strncat(folder, "-more", sizeof folder - strlen(folder) - 1);
    if (fixture_run(x, from, WORDS("seat", "invite", to, "--out", folder), &made) != 0)
        fail_msg("%s invites %s: %s", from, to, json_string_value(json_object_get(made, "error")));
    const char *file = json_string_value(json_array_get(json_object_get(made, "files"), 0));
    assert_non_null(file);
    fixture_want(x, at, WORDS("seat", "join", file), code, error);
    json_decref(made);
}

/* A desk that does not know the table's seats by name yet makes files for all whose files were not exchanged;
 * each goes to one of these. */
static void hand_all(const struct fixture *x, const char *from, const char *const to[], size_t n)
{
    char folder[FIXTURE_PATH];
    json_t *made = NULL;
    fixture_path(x, from, folder);
    (void)strncat(folder, "-files", sizeof folder - strlen(folder) - 1);
    assert_int_equal(fixture_run(x, from, WORDS("seat", "invite", "--out", folder), &made), 0);
    const json_t *files = json_object_get(made, "files");
    assert_int_equal(json_array_size(files), n);
    for (size_t i = 0; i < n; i++)
        fixture_want(x, to[i], WORDS("seat", "join", json_string_value(json_array_get(files, i))), 0, NULL);
    json_decref(made);
}

static void sync(const struct fixture *x, const char *const seat[], size_t n)
{
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < n; i++)
            fixture_want(x, seat[i], WORDS("table", "show"), 0, NULL);
    }
}

/* The log of a desk as text: what was said and done, by whom. */
static char *log_of(const struct fixture *x, const char *seat)
{
    json_t *o = NULL;
    assert_int_equal(fixture_run(x, seat, WORDS("log"), &o), 0);
    char *text = json_dumps(json_object_get(o, "events"), JSON_COMPACT | JSON_SORT_KEYS);
    assert_non_null(text);
    json_decref(o);
    return text;
}

static void assert_one_log(const struct fixture *x, const char *const seat[], size_t n, const char *holds)
{
    char *first = log_of(x, seat[0]);
    assert_non_null(strstr(first, holds));
    for (size_t i = 1; i < n; i++) {
        char *other = log_of(x, seat[i]);
        assert_string_equal(first, other);
        free(other);
    }
    free(first);
}

static void a_fourth_seat(struct fixture *x)
{
    static const char *const three[3] = {"X", "Y", "Z"};
    static const char *const entry =
        "{\"points\": {\"b\": [1, 1, 1, 1, null, null, null, null, null, null, null, null]},"
        " \"could_live_with_at_least\": 0}";
    char path[FIXTURE_PATH];
    fixture_want(x, "X", WORDS("seat", "invite", "W"), 1, "There is no seat W");
    fixture_want(x, "Y", WORDS("seat", "add", "W", "S", "Seat W", "--standing", "official"), 0, NULL);
    fixture_want(x, "Z", WORDS("proposal", "consent", "1"), 0, NULL);
    fixture_want(x, "X", WORDS("seat", "invite", "W"), 1, "still to consent: Seat X. No file was made.");
    fixture_want(x, "Z", WORDS("seat", "add", "V", "S", "Seat V", "--standing", "private"), 1,
                 "only one of these is open at a time");
    fixture_want(x, "Z", WORDS("proposal", "decline", "1"), 1, "cannot be taken back");
    fixture_want(x, "X", WORDS("proposal", "consent", "1"), 0, NULL);
    hand(x, "X", "W", "W", 0, NULL);
    hand_all(x, "W", three, 3);
    for (size_t i = 1; i < 3; i++)
        hand(x, three[i], "W", "W", 0, NULL);
    sync(x, four, 4);
    fixture_want(x, "W", WORDS("say", "I am new here."), 0, NULL);
    sync(x, four, 4);
    assert_one_log(x, four, 4, "I am new here.");
    /* The issue is to concern it too, and then nothing is sounded without it. */
    fixture_want(x, "Y", WORDS("issue", "concern", "b", "--seats", "X,Y,Z,W"), 0, NULL);
    fixture_want(x, "X", WORDS("proposal", "consent", "2"), 0, NULL);
    fixture_want(x, "Z", WORDS("proposal", "consent", "2"), 0, NULL);
    fixture_want(x, "W", WORDS("proposal", "consent", "2"), 0, NULL);
    fixture_want(x, "X", WORDS("sound", "open", "b", "--seats", "X,Y,Z"), 1, "Seat W");
    fixture_want(x, "X", WORDS("sound", "open", "b"), 0, NULL);
    fixture_write(x, "entry", entry);
    fixture_path(x, "entry", path);
    for (size_t i = 0; i < 4; i++)
        fixture_want(x, four[i], WORDS("sound", "enter", path), 0, NULL);
    assert_int_equal(fixture_seal(x, four, 4), 1);
    fixture_want(x, "X", WORDS("seat", "introduce", "Y", "Z"), 1, "Nothing is needed");
}

static void another_device(struct fixture *x)
{
    static const char *const now[4] = {"X", "Y2", "Z", "W"}, *const others[3] = {"X", "Z", "W"};
    char file[FIXTURE_PATH];
    json_t *made = NULL, *o = NULL;
    fixture_path(x, "device", file);
    assert_int_equal(fixture_run(x, "Y2", WORDS("seat", "new-device", file), &made), 0);
    const char *words = json_string_value(json_object_get(made, "words"));
    assert_int_equal(strlen(words), 35);
    fixture_want(x, "Y", WORDS("seat", "new-device", file), 1, "holds a seat's desk already");
    fixture_want(x, "Y2", WORDS("say", "Too early."), 1, "no table yet");
    fixture_want(x, "X", WORDS("seat", "device", "Y", file), 0, NULL);
    /* All see the same check words. */
    assert_int_equal(fixture_run(x, "Z", WORDS("proposal", "list"), &o), 0);
    const json_t *p = json_array_get(json_object_get(o, "proposals"), 0);
    assert_non_null(strstr(json_string_value(json_object_get(p, "text")), words));
    json_decref(o);
    json_decref(made);
    fixture_want(x, "Z", WORDS("proposal", "consent", "3"), 0, NULL);
    fixture_want(x, "W", WORDS("proposal", "consent", "3"), 0, NULL);
    assert_int_equal(fixture_run(x, "Z", WORDS("proposal", "list"), &o), 0);
    p = json_array_get(json_object_get(o, "proposals"), 0);
    assert_non_null(json_object_get(p, "declines_until")); /* the old device has not consented */
    json_decref(o);
    fixture_want(x, "Y", WORDS("proposal", "consent", "3"), 0, NULL);
    sync(x, four, 4);
    assert_int_equal(fixture_run(x, "W", WORDS("proposal", "list", "--all"), &o), 0);
    p = json_array_get(json_object_get(o, "proposals"), 2);
    assert_string_equal(json_string_value(json_object_get(p, "status")), "in force");
    json_decref(o);
    /* The old device is silent, and its file is refused; so is one that nobody agreed to. */
    fixture_want(x, "Y", WORDS("say", "Still here."), 1, "Your seat has another device now");
    /* The new one meets all as at the beginning. */
    hand(x, "X", "Y", "Y2", 0, NULL);
    fixture_want(x, "Y2", WORDS("say", "Too early."), 1, NULL);
    hand_all(x, "Y2", others, 3);
    fixture_want(x, "Y2", WORDS("say", "Still too early."), 1, NULL);
    hand(x, "Z", "Y", "Y2", 0, NULL);
    hand(x, "W", "Y", "Y2", 0, NULL);
    sync(x, now, 4);
    fixture_want(x, "Y2", WORDS("say", "From the new machine."), 0, NULL);
    fixture_want(x, "W", WORDS("say", "I hear you."), 0, NULL);
    sync(x, now, 4);
    assert_one_log(x, now, 4, "From the new machine.");
    /* The record shows the files of the old machine: those of the new one the convenor cannot know. */
    fixture_want(x, "X", WORDS("seat", "introduce", "Y", "Z"), 0, NULL);
    fixture_want(x, "X", WORDS("seat", "introduce", "W", "Z"), 1, "Nothing is needed");
    /* What the old machine kept of the sounding is gone: the issue is reopened by all, and begins anew. */
    fixture_want(x, "X", WORDS("sound", "open", "b"), 1, "A seat has changed its device");
    fixture_want(x, "X", WORDS("sound", "key"), 1, NULL);
    for (size_t i = 0; i < 4; i++)
        fixture_want(x, now[i], WORDS("issue", "reopen", "b"), 0, NULL);
    fixture_path(x, "entry", file);
    fixture_want(x, "X", WORDS("sound", "open", "b"), 0, NULL);
    for (size_t i = 0; i < 4; i++)
        fixture_want(x, now[i], WORDS("sound", "enter", file), 0, NULL);
    assert_int_equal(fixture_seal(x, now, 4), 1);
}

static void who_sits_at_the_table(void **state)
{
    (void)state;
    struct fixture x;
    fixture_start(&x);
    fixture_table(&x, NULL);
    a_fourth_seat(&x);
    another_device(&x);
    fixture_end(&x);
}

/* What the desk of `at` says of seat `of`: whose file is missing. */
static void assert_pair(const struct fixture *x, const char *at, const char *of, bool convenor,
                        const char *status, bool given, bool taken, bool heard)
{
    json_t *o = fixture_shown(x, at, WORDS("seat", "list"));
    const json_t *p;
    size_t i, found = 0;
    json_array_foreach(fixture_get(o, "seats"), i, p)
    {
        if (strcmp(fixture_text(p, "seat"), of) != 0)
            continue;
        found++;
        assert_string_equal(fixture_text(p, "status"), status);
        assert_int_equal(json_is_true(fixture_get(p, "convenor")), convenor);
        assert_int_equal(json_is_true(fixture_get(p, "given")), given);
        assert_int_equal(json_is_true(fixture_get(p, "taken")), taken);
        assert_int_equal(json_is_true(fixture_get(p, "heard")), heard);
    }
    assert_int_equal(found, 1);
    json_decref(o);
}

static void assert_self(const struct fixture *x, const char *at, const char *id)
{
    json_t *o = fixture_shown(x, at, WORDS("table", "show"));
    assert_string_equal(fixture_text(o, "self"), id);
    json_decref(o);
}

/* Before the opening has come a desk has no names: it knows the convenor, and makes one file for it alone. */
static void whose_file_is_missing(void **state)
{
    (void)state;
    struct fixture x;
    char table[FIXTURE_PATH];
    fixture_start(&x);
    (void)snprintf(table, sizeof table, "%s/example_table.json", getenv("T2_EXAMPLES"));
    fixture_want(&x, "B", WORDS("table", "open", table, "--seat", "B", "--relay", x.address), 0, NULL);
    assert_self(&x, "B", "B");
    assert_pair(&x, "B", "A", false, "none", false, false, false);
    hand(&x, "B", "A", "A", 0, NULL);
    assert_pair(&x, "B", "A", false, "invited", true, false, false);
    assert_pair(&x, "B", "C", false, "none", false, false, false);
    assert_self(&x, "A", "");
    assert_pair(&x, "A", "seat2", true, "invited", false, true, false);
    assert_pair(&x, "A", "seat3", false, "none", false, false, false);
    fixture_want(&x, "A", WORDS("seat", "invite", "seat1"), 1, "There is no seat seat1"); /* its own */
    fixture_want(&x, "A", WORDS("seat", "invite", "seat5"), 1, "There is no seat seat5");
    fixture_want(&x, "A", WORDS("seat", "invite", "B"), 1, "There is no seat B");
    hand(&x, "A", "seat2", "B", 0, NULL);
    assert_pair(&x, "B", "A", false, "verified", true, true, false);
    assert_self(&x, "A", "A");
    assert_pair(&x, "A", "B", true, "verified", true, true, true);
    assert_pair(&x, "B", "A", false, "verified", true, true, true);
    assert_pair(&x, "A", "C", false, "none", false, false, false);
    fixture_want(&x, "A", WORDS("seat", "invite", "seat3"), 1, "There is no seat seat3");
    fixture_end(&x);
}

#define NOON INT64_C(1798718400000) /* 2026-12-31 12:00 UTC */
#define DAY (INT64_C(24) * 3600 * 1000)

static int number_in_force(const struct fixture *x, const char *seat)
{
    json_t *o = NULL;
    const json_t *p;
    size_t i;
    int n = 0;
    assert_int_equal(fixture_run(x, seat, WORDS("proposal", "list", "--all"), &o), 0);
    json_array_foreach(json_object_get(o, "proposals"), i, p) n +=
        strcmp(json_string_value(json_object_get(p, "status")), "in force") == 0;
    json_decref(o);
    return n;
}

/* Y's machine is said to be lost. The first time it is not, and declines on the sixth day; the second time it
 * is, and after seven days the others let the new one in. */
static void the_old_machine_is_lost(void **state)
{
    (void)state;
    static const char *const rest[2] = {"X", "Z"}, *const now[3] = {"X", "Y2", "Z"};
    struct fixture x;
    char file[FIXTURE_PATH], notes[FIXTURE_PATH];
    json_t *o = NULL;
    fixture_start_dated(&x, NOON);
    fixture_table(&x, NULL);
    fixture_want(&x, "Y", WORDS("say", "I am here."), 0, NULL);
    fixture_path(&x, "device", file);
    fixture_write(&x, "notes.txt", "What was said.");
    fixture_path(&x, "notes.txt", notes);
    fixture_want(&x, "Y2", WORDS("seat", "new-device", notes), 3, "is there already");
    fixture_want(&x, "Y2", WORDS("seat", "new-device", file), 0, NULL);
    fixture_want(&x, "X", WORDS("seat", "device", "Y", file), 0, NULL);
    fixture_want(&x, "Z", WORDS("proposal", "consent", "1"), 0, NULL);
    assert_int_equal(fixture_run(&x, "X", WORDS("proposal", "list"), &o), 0);
    const json_t *p = json_array_get(json_object_get(o, "proposals"), 0);
    assert_non_null(strstr(json_string_value(json_object_get(p, "declines_until")), "2027-01-07"));
    json_decref(o);
    fixture_clock(&x, NULL, NOON + 6 * DAY);
    fixture_want(&x, "Y", WORDS("proposal", "decline", "1"), 0, NULL);
    fixture_clock(&x, NULL, NOON + 8 * DAY);
    sync(&x, rest, 2);
    assert_int_equal(number_in_force(&x, "X"), 0);
    fixture_want(&x, "Y", WORDS("say", "This is my machine."), 0, NULL);

    fixture_want(&x, "Z", WORDS("seat", "device", "Y", file), 0, NULL);
    fixture_want(&x, "X", WORDS("proposal", "consent", "2"), 0, NULL);
    fixture_clock(&x, NULL, NOON + 14 * DAY);
    sync(&x, rest, 2);
    assert_int_equal(number_in_force(&x, "X"), 0);
    fixture_clock(&x, NULL, NOON + 15 * DAY);
    sync(&x, rest, 2);
    assert_int_equal(number_in_force(&x, "X"), 1);
    assert_int_equal(number_in_force(&x, "Z"), 1);
    hand(&x, "X", "Y", "Y2", 0, NULL);
    hand(&x, "Z", "Y", "Y2", 0, NULL);
    hand_all(&x, "Y2", rest, 2);
    sync(&x, now, 3);
    fixture_want(&x, "Y2", WORDS("say", "From the new machine."), 0, NULL);
    fixture_want(&x, "Y", WORDS("say", "Still here."), 1, "Your seat has another device now");
    sync(&x, now, 3);
    assert_one_log(&x, now, 3, "From the new machine.");
    fixture_end(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_sits_at_the_table),
        cmocka_unit_test(whose_file_is_missing),
        cmocka_unit_test(the_old_machine_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
