/* Two seats that have not met and are introduced by the convenor: they talk, each is shown as introduced and
 * by whom, and no sounding is sealed between them. Once they have handed each other their files it is. */
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

static const char *const profile =
    "{\"points\": {\"a\": [1, 1, 1, null, null, null, null, null, null, null], \"b\": [1, 1, 1, null, null, "
    "null, null, null, null, null, null, null]}, \"could_live_with_at_least\": 0}";

/* What the desk of `who` says of its pair with `other`: "verified", "introduced", ... */
static void pair_status(const struct fixture *x, const char *who, const char *other, char out[32])
{
    json_t *o = NULL;
    const json_t *one;
    size_t i;
    out[0] = '\0';
    assert_int_equal(fixture_run(x, who, WORDS("seat", "list"), &o), 0);
    json_array_foreach(json_object_get(o, "seats"), i, one)
    {
        if (strcmp(json_string_value(json_object_get(one, "seat")), other) == 0)
            (void)snprintf(out, 32, "%s", json_string_value(json_object_get(one, "status")));
    }
    json_decref(o);
}

static int hears(const struct fixture *x, const char *who, const char *text)
{
    json_t *o = NULL;
    const json_t *one;
    size_t i;
    int found = 0;
    assert_int_equal(fixture_run(x, who, WORDS("log"), &o), 0);
    json_array_foreach(json_object_get(o, "events"), i, one) found =
        found || strstr(json_string_value(json_object_get(one, "text")), text) != NULL;
    json_decref(o);
    return found;
}

static void introduced_is_not_verified(void **state)
{
    (void)state;
    struct fixture x;
    char status[32], path[FIXTURE_PATH];
    fixture_start(&x);
    fixture_table(&x, "YZ");
    fixture_want(&x, "X", WORDS("seat", "introduce", "Y", "Z"), 0, NULL);
    for (int round = 0; round < 2; round++) {
        for (int i = 1; i < 3; i++)
            pair_status(&x, seat[i], seat[3 - i], status);
    }
    for (int i = 1; i < 3; i++) {
        pair_status(&x, seat[i], seat[3 - i], status);
        assert_string_equal(status, "introduced");
    }
    fixture_want(&x, "Y", WORDS("say", "Good morning from Y."), 0, NULL);
    assert_true(hears(&x, "Z", "Good morning from Y."));

    fixture_write(&x, "profile", profile);
    fixture_path(&x, "profile", path);
    fixture_want(&x, "X", WORDS("sound", "open", "all"), 0, NULL);
    fixture_want(&x, "X", WORDS("sound", "enter", "--yes"), 1, "Sounding 1 is not answered with yes or no");
    for (int i = 0; i < 3; i++)
        fixture_want(&x, seat[i], WORDS("sound", "enter", path), 0, NULL);
    fixture_want(&x, "Y", WORDS("sound", "seal", "--patience", "5"), 1, "Seat Z");
    fixture_want(&x, "Z", WORDS("sound", "seal", "--patience", "5"), 1, "Seat Y");
    fixture_want(&x, "X", WORDS("sound", "seal", "--patience", "3"), 4, "Seat Y");

    /* They meet; the same sounding goes on with the entries that were kept. */
    for (int i = 1; i < 3; i++) {
        char folder[FIXTURE_PATH], file[FIXTURE_PATH + 64];
        fixture_path(&x, i == 1 ? "met-Y" : "met-Z", folder);
        fixture_want(&x, seat[i], WORDS("seat", "invite", seat[3 - i], "--out", folder), 0, NULL);
        (void)snprintf(file, sizeof file, "%s/from-%s-for-%s.t2seat", folder, seat[i], seat[3 - i]);
        fixture_want(&x, seat[3 - i], WORDS("seat", "join", file), 0, NULL);
    }
    for (int i = 1; i < 3; i++) {
        pair_status(&x, seat[i], seat[3 - i], status);
        assert_string_equal(status, "verified");
    }
    assert_int_equal(fixture_seal(&x, seat, 3), 1);
    /* Now the record shows it, and an introduction would be of no use. */
    fixture_want(&x, "X", WORDS("seat", "introduce", "Z", "Y"), 1,
                 "Nothing is needed: Seat Y and Seat Z have handed each other their files already");
    fixture_end(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(introduced_is_not_verified)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
