/* The programs whose wall clock a test sets (dated_clock.c): what they say of the time is what the file says.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_file_is_the_clock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
