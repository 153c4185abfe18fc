/* Errors have names, sentences and bands; the clocks; the log is one line at a time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include <tracktwo/clock.h>
#include <tracktwo/err.h>
#include <tracktwo/log.h>

static const struct {
    int err;
    const char *name;
    enum t2_err_band band;
} known[] = {
    {T2_OK, "T2_OK", T2_BAND_OK},
    {T2_E_MEMORY, "T2_E_MEMORY", T2_BAND_ENVIRONMENT},
    {T2_E_IO, "T2_E_IO", T2_BAND_ENVIRONMENT},
    {T2_E_RANDOM, "T2_E_RANDOM", T2_BAND_ENVIRONMENT},
    {T2_E_FULL, "T2_E_FULL", T2_BAND_ENVIRONMENT},
    {T2_E_AWAY, "T2_E_AWAY", T2_BAND_ENVIRONMENT},
    {T2_E_TIMEOUT, "T2_E_TIMEOUT", T2_BAND_ENVIRONMENT},
    {T2_E_EXISTS, "T2_E_EXISTS", T2_BAND_ENVIRONMENT},
    {T2_E_MISSING, "T2_E_MISSING", T2_BAND_ENVIRONMENT},
    {T2_E_LOCKED, "T2_E_LOCKED", T2_BAND_ENVIRONMENT},
    {T2_E_TRUNCATED, "T2_E_TRUNCATED", T2_BAND_PEER},
    {T2_E_MALFORMED, "T2_E_MALFORMED", T2_BAND_PEER},
    {T2_E_TRAILING, "T2_E_TRAILING", T2_BAND_PEER},
    {T2_E_TOO_LARGE, "T2_E_TOO_LARGE", T2_BAND_PEER},
    {T2_E_VERSION, "T2_E_VERSION", T2_BAND_PEER},
    {T2_E_AUTH, "T2_E_AUTH", T2_BAND_PEER},
    {T2_E_REPLAY, "T2_E_REPLAY", T2_BAND_PEER},
    {T2_E_ABORT, "T2_E_ABORT", T2_BAND_PEER},
    {T2_E_REFUSED, "T2_E_REFUSED", T2_BAND_PEER},
    {T2_E_STATE, "T2_E_STATE", T2_BAND_CALLER},
    {T2_E_ARGUMENT, "T2_E_ARGUMENT", T2_BAND_CALLER},
};

static void every_error_has_a_name_a_sentence_and_a_band(void **state)
{
    (void)state;
    size_t n_named = 0;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        assert_string_equal(t2_err_name(known[i].err), known[i].name);
        assert_true(strlen(t2_err_text(known[i].err)) > 7);
        assert_int_equal(t2_err_band(known[i].err), known[i].band);
    }
    for (int err = -1000; err <= 1000; err++)
        n_named += strcmp(t2_err_name(err), "T2_E_UNKNOWN") != 0;
    assert_int_equal(n_named, sizeof known / sizeof known[0]);
}

static void unknown_errors_are_the_callers(void **state)
{
    (void)state;
    static const int unknown[] = {1, -200, -299, -300, INT_MIN, INT_MAX};
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++)
        assert_int_equal(t2_err_band(unknown[i]), T2_BAND_CALLER);
    assert_int_equal(t2_err_band(-99), T2_BAND_ENVIRONMENT);
    assert_int_equal(t2_err_band(-100), T2_BAND_PEER);
    assert_int_equal(t2_err_band(-199), T2_BAND_PEER);
    assert_string_equal(t2_err_text(-7777), "an unknown error");
}

static int64_t fixed_now(void *ctx)
{
    return *(int64_t *)ctx;
}

static void clocks(void **state)
{
    (void)state;
    int64_t now = -5;
    struct t2_clock c = {fixed_now, &now};
    assert_int_equal(t2_clock_now_ms(&c), -5);
    assert_true(t2_clock_now_ms(t2_clock_system()) > 1577836800000); /* after 2019 */
    int64_t from = t2_monotonic_ms();
    assert_true(t2_monotonic_ms() >= from);
}

/* What t2_log writes to standard error. */
static size_t logged(char out[static 1024], enum t2_log_level threshold, enum t2_log_level level,
                     const char *what)
{
    int ends[2], kept = dup(STDERR_FILENO);
    assert_true(kept >= 0 && pipe(ends) == 0 && dup2(ends[1], STDERR_FILENO) >= 0);
    t2_log_set_level(threshold);
    t2_log(level, "%s", what);
    assert_true(dup2(kept, STDERR_FILENO) >= 0);
    close(kept);
    close(ends[1]);
    ssize_t n = read(ends[0], out, 1023);
    close(ends[0]);
    assert_true(n >= 0);
    out[n] = '\0';
    return (size_t)n;
}

static void the_log_is_one_line_at_a_time(void **state)
{
    (void)state;
    char out[1024], what[2000];
    assert_int_equal(logged(out, T2_LOG_WARN, T2_LOG_INFO, "quiet"), 0);
    assert_true(logged(out, T2_LOG_WARN, T2_LOG_ERROR, "loud") > 0);
    assert_string_equal(out, "error: loud\n");
    (void)logged(out, T2_LOG_DEBUG, T2_LOG_DEBUG, "two\nlines\x1b[31m\x7f");
    assert_string_equal(out, "debug: two?lines?[31m?\n");
    memset(what, 'x', sizeof what);
    for (size_t len = 490; len < sizeof what; len += len < 530 ? 1 : 300) {
        what[len] = '\0';
        size_t n = logged(out, T2_LOG_WARN, T2_LOG_WARN, what);
        assert_int_equal(n, len + 10 < 511 ? len + 10 : 511); /* "warning: " before it, a newline after */
        assert_ptr_equal(strchr(out, '\n'), out + n - 1);
        what[len] = 'x';
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_error_has_a_name_a_sentence_and_a_band),
        cmocka_unit_test(unknown_errors_are_the_callers),
        cmocka_unit_test(clocks),
        cmocka_unit_test(the_log_is_one_line_at_a_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
