/* The known answers of Project Wycheproof for X25519 and Ed25519, from $T2_VECTORS/wycheproof or
 * $T2_SHARED/vectors/wycheproof: every case passes, none is skipped; and with its expectation altered every
 * single case fails, so each of them was compared. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <tracktwo/secret.h>

#include "cli/kat.h"

static bool find(char out[static PATH_MAX], const char *name)
{
    const char *vectors = getenv("T2_VECTORS"), *shared = getenv("T2_SHARED");
    int n = -1;
    if (vectors != NULL)
        n = snprintf(out, PATH_MAX, "%s/wycheproof/%s", vectors, name);
    else if (shared != NULL)
        n = snprintf(out, PATH_MAX, "%s/vectors/wycheproof/%s", shared, name);
    if (n > 0 && n < PATH_MAX && access(out, R_OK) == 0)
        return true;
    print_message("wycheproof/%s is neither in $T2_VECTORS nor in $T2_SHARED/vectors\n", name);
    return false;
}

static void tell(long long tc_id, enum kat_outcome outcome, const char *why)
{
    print_message("case %lld %s: %s\n", tc_id, outcome == KAT_FAILED ? "failed" : "skipped", why);
}

static void all_pass(const char *name, size_t at_least)
{
    char path[PATH_MAX];
    struct kat_count count = {0, 0, 0};
    const char *why = "";
    if (!find(path, name))
        skip();
    assert_int_equal(kat_file_run(path, tell, &count, &why), 0);
    assert_int_equal(count.failed, 0);
    assert_int_equal(count.skipped, 0);
    assert_true(count.passed >= at_least);
}

static void x25519(void **state)
{
    (void)state;
    all_pass("x25519_test.json", 500);
}

static void ed25519(void **state)
{
    (void)state;
    all_pass("ed25519_test.json", 150);
}

/* One digit more or less in the secret that is expected. */
static void alter_shared(json_t *test)
{
    json_t *field = json_object_get(test, "shared");
    char hex[65];
    assert_int_equal(json_string_length(field), 64);
    memcpy(hex, json_string_value(field), sizeof hex);
    hex[63] = hex[63] == '0' ? '1' : '0';
    assert_int_equal(json_string_set(field, hex), 0);
}

static void alter_result(json_t *test)
{
    json_t *field = json_object_get(test, "result");
    bool valid = strcmp(json_string_value(field), "valid") == 0;
    assert_int_equal(json_string_set(field, valid ? "invalid" : "valid"), 0);
}

static void all_fail(const char *name, void (*alter)(json_t *test))
{
    char path[PATH_MAX], altered[PATH_MAX];
    struct kat_count count = {0, 0, 0};
    const char *why = "";
    if (!find(path, name))
        skip();
    json_t *root = json_load_file(path, 0, NULL);
    size_t n = 0, g = 0, t = 0;
    json_t *group = NULL, *test = NULL;
    assert_non_null(root);
    json_array_foreach(json_object_get(root, "testGroups"), g, group)
    {
        json_array_foreach(json_object_get(group, "tests"), t, test)
        {
            alter(test);
            n++;
        }
    }
    const char *tmp = getenv("TMPDIR");
    (void)snprintf(altered, sizeof altered, "%s/tracktwo-test-XXXXXX", tmp != NULL ? tmp : "/tmp");
    int fd = mkstemp(altered);
    assert_true(fd >= 0);
    assert_int_equal(json_dumpfd(root, fd, 0), 0);
    close(fd);
    json_decref(root);
    int err = kat_file_run(altered, NULL, &count, &why);
    unlink(altered);
    assert_int_equal(err, 0);
    assert_true(n > 0);
    assert_int_equal(count.failed, n);
    assert_int_equal(count.passed + count.skipped, 0);
}

static void x25519_with_other_secrets(void **state)
{
    (void)state;
    all_fail("x25519_test.json", alter_shared);
}

static void ed25519_with_other_results(void **state)
{
    (void)state;
    all_fail("ed25519_test.json", alter_result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(x25519),
        cmocka_unit_test(ed25519),
        cmocka_unit_test(x25519_with_other_secrets),
        cmocka_unit_test(ed25519_with_other_results),
    };
    return t2_init() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
