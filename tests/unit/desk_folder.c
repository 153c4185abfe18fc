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

/* A second name of the file, made before, shows what has become of its bytes. */
static void a_wiped_desk_is_noughts_and_gone(void **state)
{
    (void)state;
    char dir[512], file[512], lock[512], left[512], other[512];
    struct desk *d = NULL;
    struct stat st;
    desks_path(&x, "wiped", dir);
    desks_path(&x, "wiped/desk.sealed", file);
    desks_path(&x, "wiped/desk.sealed.lock", lock);
    desks_path(&x, "wiped/desk.sealed.tmp", left);
    desks_path(&x, "other-name", other);
    assert_int_equal(desk_create(&d, dir, desks_passphrase(), CHANNEL_STORE_COST_MIN, &why), 0);
    assert_int_equal(link(file, other), 0);
    FILE *f = fopen(left, "w"); /* of a commit that was cut off */
    assert_non_null(f);
    assert_true(fputs("half a commit", f) >= 0);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(desk_wipe(d, &why), 0);
    desk_free(d);
    assert_int_equal(desk_is_there(dir), 0);
    assert_int_not_equal(stat(dir, &st), 0); /* nothing else lay in it */
    f = fopen(other, "r");
    assert_non_null(f);
    long n = 0;
    for (int c = 0; (c = fgetc(f)) != EOF; n++)
        assert_int_equal(c, 0);
    assert_int_equal(fclose(f), 0);
    assert_true(n > 64);
    assert_int_equal(unlink(other), 0);
    assert_int_equal(create(dir, desks_passphrase()), 0); /* the place is free again */
}

/* What cannot be wiped is said, and nothing is taken for gone: here the half commit is a folder. */
static void what_is_not_wiped_is_said(void **state)
{
    (void)state;
    char dir[512], left[512];
    struct desk *d = NULL;
    desks_path(&x, "stubborn", dir);
    desks_path(&x, "stubborn/desk.sealed.tmp", left);
    assert_int_equal(desk_create(&d, dir, desks_passphrase(), CHANNEL_STORE_COST_MIN, &why), 0);
    assert_int_equal(mkdir(left, 0700), 0);
    assert_int_equal(desk_wipe(d, &why), T2_E_IO);
    assert_non_null(strstr(why.text, "Not all of the desk"));
    desk_free(d);
    assert_int_equal(rmdir(left), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wiped_desk_is_noughts_and_gone),
        cmocka_unit_test(what_is_not_wiped_is_said),
        cmocka_unit_test(folders_are_private),
        cmocka_unit_test(others_may_not_write),
        cmocka_unit_test(passphrases),
        cmocka_unit_test(no_folder_no_desk),
        cmocka_unit_test(a_table_is_checked_first),
    };
    return cmocka_run_group_tests(tests, start, end);
}
