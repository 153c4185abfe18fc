/* Several events of one call: each is checked after those before it, what a rule refuses is left out, and
 * they come onto the disk together or not at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "channel/channel_internal.h"
#include "desk_fixture.h"

static struct desks x;
static struct desk_problem why;
static enum table_refusal_code codes[4];

static int start(void **state)
{
    (void)state;
    desks_start(&x, 1);
    memset(codes, 0xff, sizeof codes);
    return 0;
}

static int end(void **state)
{
    (void)state;
    desks_end(&x);
    return 0;
}

static void told(void *ctx, size_t i, const struct desk_problem *refused)
{
    (void)ctx;
    codes[i] = refused != NULL ? refused->refusal : TABLE_R_NONE;
}

static struct table_event issue(const char *id)
{
    static const struct table_text title[] = {{"en", "An issue"}}, name[] = {{"en", "One"}},
                                   other[] = {{"en", "Two"}};
    static const struct table_option options[] = {{.id = "a", .n_texts = 1, .texts = name},
                                                  {.id = "b", .n_texts = 1, .texts = other}};
    struct table_event ev = {.kind = TABLE_EV_ISSUE_ADDED};
    ev.u.issue_added = (struct table_issue){
        .id = id, .n_titles = 1, .titles = title, .n_options = 2, .options = options, .concerns = 7};
    return ev;
}

static int fails(void *ctx, const char *step)
{
    (void)ctx;
    (void)step;
    return T2_E_IO;
}

static void each_after_those_before(void **state)
{
    (void)state;
    size_t before = table_n_issues(desk_table(x.d[0]));
    struct table_event ev[] = {issue("one"), issue("one"), issue("two")};
    assert_int_equal(desk_post_many(x.d[0], ev, 3, told, NULL, &why), 0);
    assert_true(codes[0] == TABLE_R_NONE && codes[1] == TABLE_R_DUPLICATE && codes[2] == TABLE_R_NONE);
    assert_int_equal(table_n_issues(desk_table(x.d[0])), before + 2);
    desks_again(&x, 0);
    assert_int_equal(table_n_issues(desk_table(x.d[0])), before + 2);
    desks_settle(&x);
    assert_int_equal(table_n_issues(desk_table(x.d[1])), before + 2);
}

/* Nothing is posted, nothing leaves later. */
static void disk_is_full(void **state)
{
    (void)state;
    size_t before = table_n_issues(desk_table(x.d[0]));
    struct table_event ev[] = {issue("one"), issue("two")};
    channel_store_set_hook(x.d[0]->store, (struct channel_store_hook){fails, NULL});
    assert_int_equal(desk_post_many(x.d[0], ev, 2, told, NULL, &why), T2_E_IO);
    assert_true(why.text[0] != '\0');
    channel_store_set_hook(x.d[0]->store, (struct channel_store_hook){NULL, NULL});
    assert_int_equal(table_n_issues(desk_table(x.d[0])), before);
    desks_say(&x, 0, "After.");
    desks_settle(&x);
    assert_int_equal(table_n_issues(desk_table(x.d[1])), before);
    desks_again(&x, 0);
    assert_int_equal(table_n_issues(desk_table(x.d[0])), before);
    assert_int_equal(desk_post_many(x.d[0], ev, 2, told, NULL, &why), 0);
    assert_int_equal(table_n_issues(desk_table(x.d[0])), before + 2);
}

/* What the desk saves beside it later does not bring to the disk what was not posted. */
static void nothing_comes_with_another_save(void **state)
{
    (void)state;
    size_t before = table_n_issues(desk_table(x.d[0]));
    struct table_event ev[] = {issue("one"), issue("two")};
    channel_store_set_hook(x.d[0]->store, (struct channel_store_hook){fails, NULL});
    assert_int_equal(desk_post_many(x.d[0], ev, 2, told, NULL, &why), T2_E_IO);
    channel_store_set_hook(x.d[0]->store, (struct channel_store_hook){NULL, NULL});
    assert_int_equal(channel_store_commit(x.d[0]->store), 0);
    desks_again(&x, 0);
    assert_int_equal(table_n_issues(desk_table(x.d[0])), before);
    desks_settle(&x);
    assert_int_equal(table_n_issues(desk_table(x.d[1])), before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_after_those_before, start, end),
        cmocka_unit_test_setup_teardown(disk_is_full, start, end),
        cmocka_unit_test_setup_teardown(nothing_comes_with_another_save, start, end),
    };
    return cmocka_run_group_tests_name("desk_many", tests, NULL, NULL);
}
