/* A desk's folder: made for this user alone, refused where others can write, held by one process, opened by
 * its passphrase only; and a table that is opened whole or not at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "desk_fixture.h"

static struct desks x;
static struct desk_problem why;

static int start(void **state)
{
    (void)state;
    desks_start(&x, 0);
    return 0;
}

static int end(void **state)
{
    (void)state;
    desks_end(&x);
    return 0;
}

static unsigned mode_of(const char *path)
{
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    return st.st_mode & 0777u;
}

static int create(const char *path, struct t2_bytes passphrase)
{
    struct desk *d = NULL;
    int err = desk_create(&d, path, passphrase, CHANNEL_STORE_COST_MIN, &why);
    desk_free(d);
    return err;
}

static void folders_are_private(void **state)
{
    (void)state;
    char path[512], deep[512], file[512];
    mode_t before = umask(0);
    desks_path(&x, "one", path);
    desks_path(&x, "one/two", deep);
    desks_path(&x, "one/two/desk.sealed", file);
    assert_int_equal(create(deep, desks_passphrase()), 0);
    (void)umask(before);
    assert_int_equal(mode_of(path), 0700);
    assert_int_equal(mode_of(deep), 0700);
    assert_int_equal(mode_of(file), 0600);
    assert_true(desk_is_there(deep));
    assert_false(desk_is_there(path));
    assert_int_equal(create(deep, desks_passphrase()), T2_E_EXISTS);
}

static void others_may_not_write(void **state)
{
    (void)state;
    struct desk *d = NULL;
    char path[512];
    desks_path(&x, "shared", path);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(chmod(path, 0770), 0);
    assert_int_equal(create(path, desks_passphrase()), T2_E_REFUSED);
    assert_non_null(strstr(why.text, "chmod 700"));
    assert_false(desk_is_there(path));
    assert_int_equal(chmod(path, 0700), 0);
    assert_int_equal(create(path, desks_passphrase()), 0);
    assert_int_equal(chmod(path, 0702), 0);
    assert_int_equal(desk_open(&d, path, desks_passphrase(), &why), T2_E_REFUSED);
    assert_null(d);
}

static void passphrases(void **state)
{
    (void)state;
    struct desk *d = NULL;
    char path[512];
    desks_path(&x, "empty", path);
    assert_int_equal(create(path, t2_bytes_of("", 0)), T2_E_REFUSED);
    assert_int_equal(access(path, F_OK), -1); /* nothing was made */
    desks_path(&x, "X", path);
    assert_int_equal(desk_open(&d, path, desks_passphrase(), &why), T2_E_LOCKED);
    assert_non_null(strstr(why.text, "another window"));
    desk_free(x.d[0]);
    x.d[0] = NULL;
    assert_int_equal(desk_open(&d, path, t2_bytes_str("wrong"), &why), T2_E_AUTH);
    assert_int_equal(desk_open(&x.d[0], path, desks_passphrase(), &why), 0);
    assert_string_equal(table_title(desk_table(x.d[0])), "A test");
    assert_int_equal(table_n_issues(desk_table(x.d[0])), 2);
}

static void no_folder_no_desk(void **state)
{
    (void)state;
    struct desk *d = NULL;
    char path[512];
    desks_path(&x, "nowhere", path);
    assert_int_equal(desk_open(&d, path, desks_passphrase(), &why), T2_E_MISSING);
    assert_int_equal(access(path, F_OK), -1);
    desks_path(&x, "file", path);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    (void)fclose(f);
    assert_int_equal(desk_open(&d, path, desks_passphrase(), &why), T2_E_MALFORMED);
    assert_int_equal(create(path, desks_passphrase()), T2_E_MALFORMED);
}

static void a_table_is_checked_first(void **state)
{
    (void)state;
    struct table_file *file = desks_table_file();
    assert_int_equal(desk_found_check(file, "X", DESKS_RELAY, &why), 0);
    assert_int_equal(desk_found_check(file, "W", DESKS_RELAY, &why), T2_E_MISSING);
    assert_int_equal(desk_found_check(file, "X", "127.0.0.1", &why), T2_E_MALFORMED);
    assert_int_equal(desk_found(x.d[0], file, "X", DESKS_RELAY, &why), T2_E_EXISTS);
    table_file_free(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folders_are_private),
        cmocka_unit_test(others_may_not_write),
        cmocka_unit_test(passphrases),
        cmocka_unit_test(no_folder_no_desk),
        cmocka_unit_test(a_table_is_checked_first),
    };
    return cmocka_run_group_tests(tests, start, end);
}
