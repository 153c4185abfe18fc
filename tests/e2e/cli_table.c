/* A table from its opening to its soundings, as people use it: real processes, a real relay. The first case
 * is the shortest correct use; then every refusal that a person can meet. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli_fixture.h"

static const char *const narrow =
    "{\"words\": {\"a\": {\"a1\": \"welcome\", \"a2\": \"could live with\"}, \"b\": {\"b1\": \"welcome\"}}}";

/* A profile in points: options 1 to n_accept of the issue are accepted. */
static void write_profile(const struct fixture *x, const char *name, int accept_a, int accept_b)
{
    char path[FIXTURE_PATH];
    json_t *a = json_array(), *b = json_array();
    for (int i = 0; i < 10; i++)
        (void)json_array_append_new(a, i < accept_a ? json_integer(1) : json_null());
    for (int i = 0; i < 12; i++)
        (void)json_array_append_new(b, i < accept_b ? json_integer(1) : json_null());
    json_t *o = json_pack("{s:{s:o, s:o}, s:i}", "points", "a", a, "b", b, "could_live_with_at_least", 0);
    fixture_path(x, name, path);
    assert_int_equal(json_dump_file(o, path, 0), 0);
    json_decref(o);
}

static void enter(const struct fixture *x, const char *seat, const char *profile, int code, const char *error)
{
    char path[FIXTURE_PATH];
    fixture_path(x, profile, path);
    fixture_want(x, seat, WORDS("sound", "enter", path), code, error);
}

/* All three seal at once; the answer that all got, -1 when somebody got none. */
static int seal_three(const struct fixture *x)
{
    static const char *const seat[3] = {"X", "Y", "Z"};
    struct process p[3];
    int answer = -2;
    for (int i = 0; i < 3; i++)
        fixture_seat_start(x, "tracktwo", seat[i], WORDS("sound", "seal", "--patience", "120"), &p[i]);
    for (int i = 0; i < 3; i++) {
        int code;
        json_t *o = fixture_seat_finish(&p[i], &code);
        int got = code != 0 ? -1 : json_is_true(json_object_get(o, "room"));
        answer = answer == -2 || answer == got ? got : -1;
        json_decref(o);
    }
    return answer;
}

static void test_sounding(void **state)
{
    (void)state;
    struct fixture x;
    json_t *o = NULL;
    fixture_start(&x);
    fixture_table(&x, NULL);
    write_profile(&x, "some", 4, 4);
    fixture_want(&x, "X", WORDS("say", "Could we begin with a?"), 0, NULL);
    fixture_want(&x, "Y", WORDS("sound", "open", "all"), 0, NULL);
    for (const char *seat = "XYZ"; *seat != '\0'; seat++) {
        char id[2] = {*seat, '\0'};
        enter(&x, id, "some", 0, NULL);
    }
    assert_int_equal(seal_three(&x), 1);
    assert_int_equal(fixture_run(&x, "Z", WORDS("log"), &o), 0);
    const json_t *event;
    size_t i;
    bool said = false;
    json_array_foreach(json_object_get(o, "events"), i, event) said =
        said || strstr(json_string_value(json_object_get(event, "text")), "begin with a") != NULL;
    assert_true(said);
    json_decref(o);
    assert_int_equal(fixture_run(&x, "X", WORDS("sound", "status"), &o), 0);
    const json_t *first = json_array_get(json_object_get(o, "soundings"), 0);
    assert_string_equal(json_string_value(json_object_get(first, "answer")), "room");
    assert_true(json_is_false(json_object_get(first, "entered"))); /* the entry is gone */
    json_decref(o);
    fixture_end(&x);
}

static void test_files_and_passphrases(void **state)
{
    (void)state;
    struct fixture x;
    char path[FIXTURE_PATH], wrong[FIXTURE_PATH], profile[FIXTURE_PATH];
    struct process p;
    int code;
    fixture_start(&x);
    fixture_table(&x, NULL);
    fixture_path(&x, "table.json", path);
    fixture_want(&x, "X", WORDS("seat", "join", path), 5, "not taken in");
    fixture_want(&x, "new", WORDS("seat", "join", path), 5, "not taken in");
    fixture_write(&x, "broken.json", "{\"seats\": 3}");
    fixture_path(&x, "broken.json", path);
    fixture_want(&x, "new", WORDS("table", "open", path, "--seat", "X", "--relay", x.address), 5,
                 "not a table's file");
    fixture_want(&x, "X", WORDS("issue", "add", path), 5, "not an issue's file");
    fixture_want(&x, "X", WORDS("sound", "open", "c"), 1, "no issue c");
    fixture_want(&x, "nobody", WORDS("table", "show"), 1, "no desk");
    fixture_want(&x, "X", WORDS("sound", "status", "--frobnicate"), 2, "used so");
    fixture_want(&x, "X", WORDS("frobnicate"), 2, "Unknown subcommand");
    fixture_path(&x, "wrong", wrong);
    fixture_path(&x, "X", profile);
    char program[FIXTURE_PATH];
    (void)snprintf(program, sizeof program, "%s/tracktwo", getenv("T2_PROGRAMS"));
    const char *argv[] = {program, "--profile", profile, "--passphrase-file", wrong, "--json",
                          "table", "show",      NULL};
    assert_int_equal(process_start(&p, argv, "/dev/null"), 0);
    json_t *o = fixture_seat_finish(&p, &code);
    assert_int_equal(code, 5);
    assert_non_null(strstr(json_string_value(json_object_get(o, "error")), "passphrase"));
    json_decref(o);
    fixture_end(&x);
}

static void test_rules(void **state)
{
    (void)state;
    struct fixture x;
    fixture_start(&x);
    fixture_table(&x, "YZ"); /* Y and Z have not met */
    write_profile(&x, "some", 4, 4);
    write_profile(&x, "wide", 10, 10);
    fixture_want(&x, "X", WORDS("sound", "open", "all", "--seats", "X,Y"), 1, "Seat Z");
    fixture_want(&x, "X", WORDS("sound", "seal"), 1, "no sounding");
    fixture_want(&x, "X", WORDS("sound", "open", "all"), 0, NULL);
    fixture_want(&x, "X", WORDS("sound", "open", "a"), 1, NULL); /* one at a time on an issue */
    enter(&x, "X", "wide", 1, "100");
    fixture_write(&x, "narrow", narrow);
    fixture_want(&x, "X", WORDS("sound", "seal"), 1, "not entered");
    enter(&x, "Y", "some", 0, NULL);
    fixture_want(&x, "Y", WORDS("sound", "seal", "--patience", "5"), 1, "Seat Z");
    fixture_want(&x, "Y", WORDS("sound", "stop"), 0, NULL);
    fixture_want(&x, "Y", WORDS("sound", "seal"), 1, "not entered");
    /* Who opened it can take it back while nobody has sealed; then another can be opened. */
    fixture_want(&x, "Y", WORDS("sound", "stop"), 1, "neither entered nor sealed");
    fixture_want(&x, "X", WORDS("sound", "stop"), 0, NULL);
    fixture_want(&x, "Y", WORDS("sound", "open", "a"), 0, NULL);
    fixture_end(&x);
}

static void test_budget(void **state)
{
    (void)state;
    struct fixture x;
    fixture_start(&x);
    fixture_table(&x, NULL);
    write_profile(&x, "low", 3, 3);
    for (int run = 0; run < 3; run++) {
        fixture_want(&x, "X", WORDS("sound", "open", "all"), 0, NULL);
        enter(&x, "X", "low", 0, NULL);
        enter(&x, "Y", "low", 0, NULL);
        enter(&x, "Z", "low", 0, NULL);
        assert_int_equal(seal_three(&x), 1);
    }
    fixture_want(&x, "Y", WORDS("sound", "open", "all"), 1, NULL);
    fixture_want(&x, "Y", WORDS("sound", "open", "a"), 1, NULL);
    fixture_end(&x);
}

static void test_relay_away(void **state)
{
    (void)state;
    struct fixture x;
    char listen[64];
    fixture_start(&x);
    fixture_table(&x, NULL);
    (void)snprintf(listen, sizeof listen, "%.*s", (int)strcspn(x.address, "#"), x.address);
    fixture_relay_kill(&x);
    fixture_want(&x, "X", WORDS("sound", "open", "all"), 3, "relay cannot be reached");
    fixture_relay_start(&x, listen); /* the same key from the same folder: nobody needs a new file */
    fixture_want(&x, "X", WORDS("sound", "open", "all"), 0, NULL);
    fixture_end(&x);
}

/* A seat whose process dies in the midst of the run: the others stop, nobody has an answer, it is shown as
 * not heard. */
static void test_peer_killed(void **state)
{
    (void)state;
    struct fixture x;
    struct process p[3];
    static const char *const seat[3] = {"X", "Y", "Z"};
    fixture_start(&x);
    fixture_table(&x, NULL);
    write_profile(&x, "some", 4, 4);
    fixture_want(&x, "X", WORDS("sound", "open", "all"), 0, NULL);
    for (int i = 0; i < 3; i++)
        enter(&x, seat[i], "some", 0, NULL);
    for (int i = 0; i < 3; i++)
        fixture_seat_start(&x, "tracktwo", seat[i], WORDS("sound", "seal", "--patience", "8"), &p[i]);
    (void)usleep(100000); /* before the run can be over, even on a fast machine */
    (void)kill(p[2].pid, SIGKILL);
    for (int i = 0; i < 3; i++) {
        int code;
        json_t *o = fixture_seat_finish(&p[i], &code);
        assert_true(code == (i == 2 ? 128 + SIGKILL : 4));
        assert_null(json_object_get(o, "room"));
        json_decref(o);
    }
    /* Back again, the killed desk does not begin a second run with the same entry. */
    json_t *o = NULL;
    int code = fixture_run(&x, "Z", WORDS("sound", "seal", "--patience", "5"), &o);
    assert_true(code == 1 || code == 4);
    assert_null(json_object_get(o, "room"));
    json_decref(o);
    fixture_end(&x);
}

/* Z has sealed its entry and gone away: X and Y wait for it, and for it alone. Nobody names the other, who
 * waits too. */
static void test_absent_seat_is_named_alone(void **state)
{
    (void)state;
    struct fixture x;
    struct process p[2];
    static const char *const seat[3] = {"X", "Y", "Z"};
    fixture_start(&x);
    fixture_table(&x, NULL);
    write_profile(&x, "some", 4, 4);
    fixture_want(&x, "X", WORDS("sound", "open", "all"), 0, NULL);
    for (int i = 0; i < 3; i++)
        enter(&x, seat[i], "some", 0, NULL);
    fixture_want(&x, "Z", WORDS("sound", "seal", "--patience", "1"), 4,
                 "No entry sealed yet: Seat X and Seat Y");
    for (int i = 0; i < 2; i++)
        fixture_seat_start(&x, "tracktwo", seat[i], WORDS("sound", "seal", "--patience", "3"), &p[i]);
    for (int i = 0; i < 2; i++) {
        int code;
        json_t *o = fixture_seat_finish(&p[i], &code);
        assert_int_equal(code, 4);
        assert_int_equal(json_integer_value(json_object_get(o, "seats")), 4);
        assert_non_null(strstr(json_string_value(json_object_get(o, "error")), "Not heard: Seat Z."));
        json_decref(o);
    }
    fixture_end(&x);
}

static void test_cheat(void **state)
{
    (void)state;
    struct fixture x;
    struct process p[3];
    static const char *const seat[3] = {"X", "Y", "Z"};
    fixture_start(&x);
    fixture_table(&x, NULL);
    write_profile(&x, "some", 4, 4);
    fixture_want(&x, "X", WORDS("sound", "open", "all"), 0, NULL);
    for (int i = 0; i < 3; i++)
        enter(&x, seat[i], "some", 0, NULL);
    for (int i = 0; i < 3; i++)
        fixture_seat_start(&x, i == 1 ? "tracktwo-cheat" : "tracktwo", seat[i],
                           WORDS("sound", "seal", "--patience", "60"), &p[i]);
    for (int i = 0; i < 3; i++) {
        int code;
        json_t *o = fixture_seat_finish(&p[i], &code);
        assert_int_equal(code, 4);
        assert_null(json_object_get(o, "room"));
        json_decref(o);
    }
    fixture_end(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sounding),
        cmocka_unit_test(test_files_and_passphrases),
        cmocka_unit_test(test_rules),
        cmocka_unit_test(test_budget),
        cmocka_unit_test(test_relay_away),
        cmocka_unit_test(test_peer_killed),
        cmocka_unit_test(test_absent_seat_is_named_alone),
        cmocka_unit_test(test_cheat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
