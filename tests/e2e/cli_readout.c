/* Read-outs as people make them: marked by the checker, sealed for a principal, opened without a desk; the
 * others see that one was made. Three desks and a relay. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli_fixture.h"

static void checked(void **state)
{
    struct fixture *x = *state;
    char path[FIXTURE_PATH];
    fixture_write(x, "bad.txt", "Seat Y could accept it. Her capital would have to agree; Ivanenko too.\n");
    fixture_path(x, "bad.txt", path);
    json_t *o = NULL;
    assert_int_equal(fixture_run(x, "X", WORDS("readout", "check", path, "--names", "Petro Ivanenko"), &o),
                     1);
    const json_t *found = json_object_get(o, "findings");
    assert_int_equal(json_array_size(found), 3);
    assert_string_equal(fixture_text(json_array_get(found, 0), "kind"), "seat");
    assert_string_equal(fixture_text(json_array_get(found, 1), "kind"), "trail");
    assert_int_equal(json_integer_value(json_object_get(json_array_get(found, 2), "start")), 57);
    json_decref(o);
    fixture_write(x, "good.txt", "It was said that observers could be considered.\nThere is room.\n");
    fixture_path(x, "good.txt", path);
    o = fixture_shown(x, "X", WORDS("readout", "check", path));
    assert_int_equal(json_array_size(json_object_get(o, "findings")), 0);
    json_decref(o);
}

static void sealed_and_opened(void **state)
{
    struct fixture *x = *state;
    char bad[FIXTURE_PATH], good[FIXTURE_PATH], key[FIXTURE_PATH], line[FIXTURE_PATH], file[FIXTURE_PATH],
        other[FIXTURE_PATH], again[FIXTURE_PATH];
    fixture_path(x, "bad.txt", bad);
    fixture_path(x, "good.txt", good);
    fixture_path(x, "principal.key", key);
    fixture_path(x, "other.key", other);
    fixture_path(x, "principal.public", line);
    fixture_path(x, "x.readout", file);
    fixture_path(x, "again.readout", again);
    json_t *o = fixture_shown(x, "X", WORDS("readout", "key", key));
    fixture_write(x, "principal.public", fixture_text(o, "public"));
    json_decref(o);
    fixture_want(x, "X", WORDS("readout", "key", key), 3, "is there already");
    o = fixture_shown(x, "X", WORDS("readout", "key", other));
    json_decref(o);
    fixture_want(x, "X", WORDS("readout", "make", bad, "--for", line, "--out", file), 1,
                 "Places that the checker marks: 2.");
    fixture_want(x, "X", WORDS("readout", "make", good, "--for", good, "--out", file), 5,
                 "is not a principal's key");
    fixture_want(x, "X", WORDS("readout", "make", good, "--for", line, "--out", file, "--meeting", "1"), 1,
                 "There is no meeting 1");
    fixture_want(x, "X", WORDS("readout", "open", file, "--key", key), 5, "There is no file");
    fixture_want(x, "X", WORDS("readout", "make", good, "--for", line, "--out", good), 3, "is there already");
    fixture_says(
        x, "X", WORDS("readout", "make", good, "--for", line, "--out", file)); /* the notes are still there */
    o = fixture_shown(x, "Z", WORDS("readout", "open", file, "--key", key));
    assert_string_equal(fixture_text(o, "text"),
                        "It was said that observers could be considered.\nThere is room.\n");
    json_decref(o);
    fixture_want(x, "Z", WORDS("readout", "open", file, "--key", other), 5, "sealed for another key");
    fixture_want(x, "Z", WORDS("readout", "open", good, "--key", key), 5, "not what it should be");
    /* Having looked at each mark, one may seal it as it stands. */
    fixture_want(x, "X", WORDS("readout", "make", bad, "--for", line, "--out", file, "--as-it-stands"), 3,
                 "is there already");
    fixture_says(x, "X", WORDS("readout", "make", bad, "--for", line, "--out", again, "--as-it-stands"));
    o = fixture_shown(x, "Y", WORDS("log", "--kind", "readout_made"));
    assert_int_equal(json_array_size(json_object_get(o, "events")), 2);
    char *all = json_dumps(o, 0);
    assert_null(strstr(all, "observers"));
    free(all);
    json_decref(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checked),
        cmocka_unit_test(sealed_and_opened),
    };
    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_end);
}
