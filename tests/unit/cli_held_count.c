/* What the page takes for a change of the table: one thing that grows while another shrinks is one too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/held.h"
#include "desk_fixture.h"

static struct desks x;

static void any_change_changes_it(void **state)
{
    (void)state;
    assert_int_equal(held_count(NULL), 0);
    const uint64_t before = held_count(x.d[0]);
    assert_true(held_count(x.d[0]) == before);
    desks_say(&x, 0, "One.");
    assert_true(held_count(x.d[0]) != before);
}

/* The table was read anew, and what was refused before was not this time. */
static void one_for_another(void **state)
{
    (void)state;
    x.d[0]->n_refused++;
    const uint64_t before = held_count(x.d[0]);
    x.d[0]->n_refused--;
    x.d[0]->folds++;
    assert_true(held_count(x.d[0]) != before);
}

static int start(void **state)
{
    (void)state;
    desks_start(&x, 1);
    return 0;
}

static int end(void **state)
{
    (void)state;
    desks_end(&x);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(any_change_changes_it, start, end),
        cmocka_unit_test_setup_teardown(one_for_another, start, end),
    };
    return cmocka_run_group_tests_name("cli_held_count", tests, NULL, NULL);
}
