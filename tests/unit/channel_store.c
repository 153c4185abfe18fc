/* The sealed store: values under names, one file under a passphrase. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include <tracktwo/channel.h>
#include <tracktwo/secret.h>

static char folder[128];
static char path[200];

static int folder_make(void **state)
{
    (void)state;
    const char *base = getenv("TMPDIR");
    (void)snprintf(folder, sizeof folder, "%s/t2-store-XXXXXX", base == NULL ? "/tmp" : base);
    if (mkdtemp(folder) == NULL || t2_init() != 0) {
        return -1;
    }
    (void)snprintf(path, sizeof path, "%s/seat", folder);
    return 0;
}

static int folder_remove(void **state)
{
    (void)state;
    char name[256];
    const char *ends[] = {"", ".lock", ".tmp"};
    for (unsigned i = 0; i < 3; i++) {
        (void)snprintf(name, sizeof name, "%s%s", path, ends[i]);
        (void)unlink(name);
    }
    return rmdir(folder);
}

static void a_value_is_kept(void **state)
{
    (void)state;
    struct channel_store *s = NULL;
    struct t2_bytes value;
    struct t2_bytes passphrase = t2_bytes_str("old lamp by the stairs");
    assert_int_equal(channel_store_create(&s, path, passphrase, CHANNEL_STORE_COST_MIN, t2_random_system()),
                     0);
    assert_int_equal(channel_store_put(s, "preferences", t2_bytes_str("no red line")), 0);
    assert_int_equal(channel_store_commit(s), 0);
    channel_store_free(s);

    assert_int_equal(channel_store_open(&s, path, passphrase, t2_random_system()), 0);
    assert_int_equal(channel_store_get(s, "preferences", &value), 0);
    assert_true(t2_bytes_eq(value, t2_bytes_str("no red line")));
    channel_store_free(s);
}

static void values_are_replaced_deleted_and_forgotten(void **state)
{
    (void)state;
    struct channel_store *s = NULL;
    struct t2_bytes v;
    struct t2_bytes passphrase = t2_bytes_str("p");
    assert_int_equal(channel_store_create(&s, path, passphrase, CHANNEL_STORE_COST_MIN, t2_random_system()),
                     0);
    assert_int_equal(channel_store_put(s, "a", t2_bytes_str("1")), 0);
    assert_int_equal(channel_store_put(s, "b", t2_bytes_str("2")), 0);
    assert_int_equal(channel_store_put(s, "c", t2_bytes_of(NULL, 0)), 0);
    assert_int_equal(channel_store_put(s, "a", t2_bytes_str("3")), 0);
    channel_store_delete(s, "b");
    channel_store_delete(s, "nothing");
    assert_int_equal(channel_store_commit(s), 0);
    assert_int_equal(channel_store_put(s, "a", t2_bytes_str("not committed")), 0);
    channel_store_free(s);
    assert_int_equal(channel_store_open(&s, path, passphrase, t2_random_system()), 0);
    assert_int_equal(channel_store_get(s, "a", &v), 0);
    assert_true(t2_bytes_eq(v, t2_bytes_str("3")));
    assert_int_equal(channel_store_get(s, "b", &v), T2_E_MISSING);
    assert_int_equal(channel_store_get(s, "c", &v), 0);
    assert_int_equal(v.len, 0);
    assert_int_equal(channel_store_put(s, "", t2_bytes_str("x")), T2_E_ARGUMENT);
    char long_key[CHANNEL_STORE_KEY_MAX + 2];
    memset(long_key, 'k', sizeof long_key);
    long_key[CHANNEL_STORE_KEY_MAX + 1] = '\0';
    assert_int_equal(channel_store_put(s, long_key, t2_bytes_str("x")), T2_E_ARGUMENT);
    channel_store_free(s);
}

static void a_wrong_passphrase_is_told_from_everything_else(void **state)
{
    (void)state;
    struct channel_store *s = NULL;
    char nowhere[220];
    (void)snprintf(nowhere, sizeof nowhere, "%s/none", folder);
    assert_int_equal(
        channel_store_create(&s, path, t2_bytes_str("right"), CHANNEL_STORE_COST_MIN, t2_random_system()), 0);
    channel_store_free(s);
    s = NULL;
    assert_int_equal(channel_store_open(&s, path, t2_bytes_str("wrong"), t2_random_system()), T2_E_AUTH);
    assert_int_equal(channel_store_open(&s, path, t2_bytes_str(""), t2_random_system()), T2_E_AUTH);
    assert_int_equal(channel_store_open(&s, nowhere, t2_bytes_str("right"), t2_random_system()),
                     T2_E_MISSING);
    assert_int_equal(
        channel_store_create(&s, path, t2_bytes_str("right"), CHANNEL_STORE_COST_MIN, t2_random_system()),
        T2_E_EXISTS);
    assert_null(s);
    (void)snprintf(nowhere, sizeof nowhere, "%s/none/seat", folder);
    assert_int_equal(
        channel_store_create(&s, nowhere, t2_bytes_str("right"), CHANNEL_STORE_COST_MIN, t2_random_system()),
        T2_E_IO);
}

static void only_one_process_at_a_time(void **state)
{
    (void)state;
    struct channel_store *s = NULL;
    struct channel_store *second = NULL;
    struct stat st;
    struct t2_bytes passphrase = t2_bytes_str("p");
    assert_int_equal(channel_store_create(&s, path, passphrase, CHANNEL_STORE_COST_MIN, t2_random_system()),
                     0);
    assert_int_equal(channel_store_open(&second, path, passphrase, t2_random_system()), T2_E_LOCKED);
    assert_null(second);
    assert_int_equal(channel_store_commit(s), 0);
    assert_int_equal(channel_store_open(&second, path, passphrase, t2_random_system()), T2_E_LOCKED);
    channel_store_free(s);
    assert_int_equal(channel_store_open(&second, path, passphrase, t2_random_system()), 0);
    channel_store_free(second);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
}

static void the_cost_has_limits(void **state)
{
    (void)state;
    struct channel_store *s = NULL;
    const struct channel_store_cost wrong[] = {{8191, 1}, {1048577, 1}, {8192, 0}, {8192, 17}};
    for (unsigned i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(channel_store_create(&s, path, t2_bytes_str("p"), wrong[i], t2_random_system()),
                         T2_E_ARGUMENT);
        assert_null(s);
        assert_int_equal(access(path, F_OK), -1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_value_is_kept, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(values_are_replaced_deleted_and_forgotten, folder_make,
                                        folder_remove),
        cmocka_unit_test_setup_teardown(a_wrong_passphrase_is_told_from_everything_else, folder_make,
                                        folder_remove),
        cmocka_unit_test_setup_teardown(only_one_process_at_a_time, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(the_cost_has_limits, folder_make, folder_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
