/* The constant-time check itself: valgrind must report a branch, an index and a comparison that depend on a
 * secret, so that silence elsewhere says something; and t2_ct_eq must be silent. Each runs in a child
 * process, whose reports are its own: those of the first four children are wanted. Without valgrind all is
 * skipped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <tracktwo/secret.h>

#ifdef T2_CT_VALGRIND

static uint8_t secret[32], other[32];
static volatile unsigned sink;

static void branches(void)
{
    if (secret[3] == 7)
        sink = 1;
}

static void loops(void)
{
    for (unsigned i = 0; i < secret[5]; i++)
        sink = i;
}

static void indexes(void)
{
    static const uint8_t table[256] = {1, 2, 3};
    sink = table[secret[7]];
}

static void compares(void)
{
    sink = memcmp(secret, other, sizeof secret) == 0;
}

static void compares_in_constant_time(void)
{
    sink = (unsigned)t2_ct_eq(secret, other, sizeof secret);
}

/* Whether valgrind reports something while fn runs on marked secrets. */
static int reported(void (*fn)(void))
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        T2_CT_SECRET(secret, sizeof secret);
        fn();
        _exit(VALGRIND_COUNT_ERRORS != 0); /* --error-exitcode may put its own number for the 1 */
    }
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status) != 0;
}

static void only_under_valgrind(void)
{
    if (RUNNING_ON_VALGRIND)
        return;
    print_message("not under valgrind: tools/ct-run\n");
    skip();
}
#else
static void only_under_valgrind(void)
{
    print_message("built without the marks of secrets (-Dct=true)\n");
    skip();
}
#endif

static void what_depends_on_a_secret_is_reported(void **state)
{
    (void)state;
    only_under_valgrind();
#ifdef T2_CT_VALGRIND
    assert_true(reported(branches));
    assert_true(reported(loops));
    assert_true(reported(indexes));
    assert_true(reported(compares));
#endif
}

static void ct_eq_is_silent(void **state)
{
    (void)state;
    only_under_valgrind();
#ifdef T2_CT_VALGRIND
    assert_false(reported(compares_in_constant_time));
#endif
}

/* The answer depends on the secret and is marked as such, until somebody decides that it may be known. */
static void the_answer_of_ct_eq_is_marked(void **state)
{
    (void)state;
    only_under_valgrind();
#ifdef T2_CT_VALGRIND
    for (uint8_t flip = 0; flip < 2; flip++) {
        uint8_t marks[sizeof(int)] = {0};
        size_t n = 0;
        memset(secret, 5, sizeof secret);
        memset(other, 5, sizeof other);
        other[31] ^= flip;
        T2_CT_SECRET(secret, sizeof secret);
        int equal = t2_ct_eq(secret, other, sizeof secret);
        assert_int_equal(VALGRIND_GET_VBITS(&equal, marks, sizeof marks), 1);
        for (size_t i = 0; i < sizeof marks; i++)
            n += marks[i] != 0;
        T2_CT_PUBLIC(&equal, sizeof equal);
        T2_CT_PUBLIC(secret, sizeof secret);
        assert_true(n > 0);
        assert_int_equal(equal, !flip);
    }
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_depends_on_a_secret_is_reported),
        cmocka_unit_test(ct_eq_is_silent),
        cmocka_unit_test(the_answer_of_ct_eq_is_marked),
    };
    return t2_init() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
