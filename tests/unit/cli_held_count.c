/* What the page takes for a change of the table: one thing that grows while another shrinks is one too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/held.h"
#include "desk_fixture.h"
#include "table/table_internal.h"

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

/* An issue came before the one whose id it has: what names the id now names another than was read. */
static void an_id_of_another_issue(void **state)
{
    struct held h = {.desk = x.d[0], .version = 3};
    (void)state;
    held_order_note(&h);
    assert_true(held_order_stands(&h));
    desks_say(&x, 0, "What is only added moves nothing.");
    assert_true(held_order_stands(&h));
    assert_true(table_n_issues(x.d[0]->table) > 0);
    x.d[0]->table->issue_content[0][0] ^= 1;
    assert_false(held_order_stands(&h));
    held_order_note(&h);
    assert_int_equal(h.ordered, 3);
    assert_true(held_order_stands(&h));
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
        cmocka_unit_test_setup_teardown(an_id_of_another_issue, start, end),
    };
    return cmocka_run_group_tests_name("cli_held_count", tests, NULL, NULL);
}
