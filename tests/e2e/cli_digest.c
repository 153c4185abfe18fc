/* A desk that means another thing than the others is refused by each of them before any entry is used: other
 * candidates, another circuit, other rules, another table, said when the sounding is opened or when an entry
 * is sealed. Each honest desk shows the reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli_fixture.h"

static const char *const seat[3] = {"X", "Y", "Z"};
static const char *const modified = "tests/e2e/tracktwo-digests";

static const char *const profile =
    "{\"points\": {\"a\": [1, 1, 1, null, null, null, null, null, null, null], \"b\": [1, 1, 1, null, null, "
    "null, null, null, null, null, null, null]}, \"could_live_with_at_least\": 0}";

static void set_up(struct fixture *x)
{
    fixture_start(x);
    fixture_table(x, NULL);
    fixture_write(x, "profile", profile);
}

static void enter(const struct fixture *x, const char *who)
{
    char path[FIXTURE_PATH];
    fixture_path(x, "profile", path);
    fixture_want(x, who, WORDS("sound", "enter", path), 0, NULL);
}

/* Z's modified desk runs the words to their end. */
static int run_modified(const struct fixture *x, const char *how, const char *const words[])
{
    struct process p;
    int code;
    assert_int_equal(setenv("T2_CHEAT", how, 1), 0);
    fixture_seat_start(x, modified, "Z", words, &p);
    assert_int_equal(unsetenv("T2_CHEAT"), 0);
    json_decref(fixture_seat_finish(&p, &code));
    return code;
}

/* As a person reads it at the desk: tracktwo table show. */
static void want_shown(const struct fixture *x, const char *who, const char *reason)
{
    static char text[1 << 16];
    char program[FIXTURE_PATH], folder[FIXTURE_PATH], passphrase[FIXTURE_PATH];
    struct process p;
    (void)snprintf(program, sizeof program, "%s/tracktwo", getenv("T2_PROGRAMS"));
    fixture_path(x, who, folder);
    fixture_path(x, "passphrase", passphrase);
    const char *argv[] = {program,    "--profile", folder, "--passphrase-file",
                          passphrase, "table",     "show", NULL};
    assert_int_equal(process_start(&p, argv, "/dev/null"), 0);
    assert_int_equal(process_finish(&p, text, sizeof text), 0);
    if (strstr(text, "Refused, from Seat Z") == NULL || strstr(text, reason) == NULL)
        fail_msg("seat %s shows no refusal with \"%s\"", who, reason);
}

static void want_no_answer(const struct fixture *x)
{
    for (int i = 0; i < 2; i++) {
        json_t *o = NULL;
        const json_t *one;
        size_t k;
        assert_int_equal(fixture_run(x, seat[i], WORDS("sound", "status"), &o), 0);
        json_array_foreach(json_object_get(o, "soundings"), k, one)
            assert_string_equal(json_string_value(json_object_get(one, "answer")), "");
        json_decref(o);
    }
}

/* Opened with a digest of other candidates: for the honest desks it was never opened. */
static void opened_with_other_candidates(void **state)
{
    (void)state;
    struct fixture x;
    set_up(&x);
    (void)run_modified(&x, "open-candidates", WORDS("sound", "open", "all"));
    (void)run_modified(&x, "open-candidates", WORDS("sound", "status")); /* what it posted has left */
    for (int i = 0; i < 2; i++) {
        fixture_want(&x, seat[i], WORDS("sound", "seal"), 1, "no sounding");
        want_shown(&x, seat[i], "another list of candidates");
    }
    fixture_end(&x);
}

/* Opened with another circuit, consistently, as by another version of the program: nobody seals. */
static void opened_with_another_circuit(void **state)
{
    (void)state;
    struct fixture x;
    json_t *o = NULL;
    set_up(&x);
    assert_int_equal(run_modified(&x, "open-circuit", WORDS("sound", "open", "all")), 0);
    for (int i = 0; i < 2; i++) {
        enter(&x, seat[i]);
        fixture_want(&x, seat[i], WORDS("sound", "seal", "--patience", "20"), 1, "another circuit");
        assert_int_equal(fixture_run(&x, seat[i], WORDS("sound", "status"), &o), 0);
        const json_t *one = json_array_get(json_object_get(o, "soundings"), 0);
        assert_true(json_is_true(json_object_get(one, "entered")));
        assert_true(json_is_false(json_object_get(one, "sealed")));
        json_decref(o);
    }
    want_no_answer(&x);
    fixture_end(&x);
}

/* Sealed with another digest: the others go on waiting for that seat, and no run begins. */
static void sealed_with_another_digest(void **state)
{
    (void)state;
    static const struct {
        const char *how, *reason;
    } cases[] = {{"seal-candidates", "another list of candidates"},
                 {"seal-circuit", "compute with another circuit"},
                 {"seal-rules", "other rules or seats"},
                 {"seal-context", "another sounding or another table"}};
    struct fixture x;
    set_up(&x);
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        struct process p[3];
        fixture_want(&x, "X", WORDS("sound", "open", "all"), 0, NULL);
        for (int i = 0; i < 3; i++)
            enter(&x, seat[i]);
        assert_int_equal(setenv("T2_CHEAT", cases[k].how, 1), 0);
        fixture_seat_start(&x, modified, "Z", WORDS("sound", "seal", "--patience", "3"), &p[2]);
        assert_int_equal(unsetenv("T2_CHEAT"), 0);
        fixture_seal_start(&x, seat, 2, "3", p);
        for (int i = 0; i < 3; i++) {
            int code;
            json_t *o = fixture_seat_finish(&p[i], &code);
            const char *text = json_string_value(json_object_get(o, "error"));
            assert_int_equal(code, 4);
            assert_null(json_object_get(o, "room"));
            /* It names who is missing, and keeps our own. */
            if (i != 2 && (strstr(text, "Seat Z") == NULL || strstr(text, "stays sealed") == NULL))
                fail_msg("seat %s, %s: %s", seat[i], cases[k].how, text);
            json_decref(o);
        }
        for (int i = 0; i < 2; i++)
            want_shown(&x, seat[i], cases[k].reason);
        want_no_answer(&x);
        fixture_want(&x, "X", WORDS("sound", "stop"), 0, NULL);
    }
    /* With an honest desk in its place the same folder takes part again. */
    fixture_want(&x, "X", WORDS("sound", "open", "all"), 0, NULL);
    for (int i = 0; i < 3; i++)
        enter(&x, seat[i]);
    assert_int_equal(fixture_seal(&x, seat, 3), 1);
    fixture_end(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opened_with_other_candidates),
        cmocka_unit_test(opened_with_another_circuit),
        cmocka_unit_test(sealed_with_another_digest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
