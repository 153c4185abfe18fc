/* The words of a command line, passphrases and files: taken whole or refused. */
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

#include "cli/cli.h"

static char said[8192]; /* what the code under test told the person */
static char noted[1024];

int cli_error(const struct cli *c, enum cli_exit code, const char *fmt, ...)
{
    va_list args;
    (void)c;
    va_start(args, fmt);
    (void)vsnprintf(said, sizeof said, fmt, args);
    va_end(args);
    return (int)code;
}

void cli_note(const char *text)
{
    (void)snprintf(noted, sizeof noted, "%s", text);
}

/* Of what posts an event nothing is under test here. */
int cli_problem(const struct cli *c, int err, const struct desk_problem *why)
{
    (void)c;
    (void)why;
    return (int)err;
}

int cli_send(struct cli *c, struct desk *d, bool *out_sent)
{
    (void)c;
    (void)d;
    *out_sent = false;
    return 0;
}

void cli_json(const struct cli *c, json_t *object)
{
    (void)c;
    json_decref(object);
}

static const struct cli_command command = {"noun", "verb", NULL, 1, 2, "WORD [WORD]", "", "", CLI_ACTS};

/* A command line; the words stay valid until the next. */
static struct cli line_of(const char *const words[])
{
    static char text[16][64];
    static char *argv[16];
    struct cli c = {.self = &command, .argv = argv};
    for (; words[c.argc] != NULL; c.argc++) {
        (void)snprintf(text[c.argc], sizeof text[0], "%s", words[c.argc]);
        argv[c.argc] = text[c.argc];
    }
    return c;
}
#define LINE(...) line_of((const char *const[]){__VA_ARGS__, NULL})

static void options_are_taken_out(void **state)
{
    (void)state;
    struct cli c = LINE("one", "--seat", "A", "two", "--json");
    assert_string_equal(cli_option(&c, "--seat"), "A");
    assert_null(cli_option(&c, "--seat"));
    assert_true(cli_flag(&c, "--json"));
    assert_false(cli_flag(&c, "--json"));
    assert_true(cli_words(&c));
    assert_int_equal(c.argc, 2);
    assert_string_equal(c.argv[1], "two");
}

static void what_is_left_over_is_refused(void **state)
{
    (void)state;
    struct cli c = LINE("one", "--unknown");
    assert_false(cli_words(&c));
    assert_non_null(strstr(said, "tracktwo noun verb WORD [WORD]"));
    c = LINE("one", "two", "three");
    assert_false(cli_words(&c));
    c = LINE("--seat"); /* its value is missing */
    assert_null(cli_option(&c, "--seat"));
    assert_false(cli_words(&c));
    c = LINE("one", "--seat", "A", "--seat", "B"); /* twice */
    assert_string_equal(cli_option(&c, "--seat"), "A");
    assert_false(cli_words(&c));
}

static void after_two_dashes_nothing_is_an_option(void **state)
{
    (void)state;
    struct cli c = LINE("--json", "--", "--json", "--seat");
    assert_true(cli_flag(&c, "--json"));
    assert_false(cli_flag(&c, "--json"));
    assert_null(cli_option(&c, "--seat"));
    assert_true(cli_words(&c));
    assert_int_equal(c.argc, 2);
    assert_string_equal(c.argv[0], "--json");
    c = LINE("one", "--seat", "--", "A");
    assert_null(cli_option(&c, "--seat"));
}

static void numbers(void **state)
{
    (void)state;
    unsigned long v = 7;
    static const char *const wrong[] = {"",
                                        "5x",
                                        "x5",
                                        " 5",
                                        "5 ",
                                        "+5",
                                        "-1",
                                        "0",
                                        "0x10",
                                        "1e3",
                                        "101",
                                        "18446744073709551617",
                                        "99999999999999999999999"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(cli_number(wrong[i], 1, 100, &v));
        assert_int_equal(v, 7);
    }
    assert_true(cli_number("1", 1, 100, &v) && v == 1);
    assert_true(cli_number("100", 1, 100, &v) && v == 100);
    assert_true(cli_number("0007", 1, 100, &v) && v == 7);
    assert_true(cli_number("18446744073709551615", 1, ~0ul, &v) && v == ~0ul);
    assert_false(cli_number("18446744073709551616", 1, ~0ul, &v));
    assert_false(cli_number("5", 1, 3, &v)); /* a digit above the maximum */
}

static void lists(void **state)
{
    (void)state;
    char id[4];
    const char *list = "A,BB,CCC";
    assert_int_equal(cli_next_word(&list, id, sizeof id), 1);
    assert_string_equal(id, "A");
    assert_int_equal(cli_next_word(&list, id, sizeof id), 1);
    assert_int_equal(cli_next_word(&list, id, sizeof id), 1);
    assert_string_equal(id, "CCC");
    assert_int_equal(cli_next_word(&list, id, sizeof id), 0);
    static const char *const wrong[] = {"", ",A", "A,", "A,,B", "DDDD"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        int got;
        list = wrong[i];
        while ((got = cli_next_word(&list, id, sizeof id)) > 0) {
        }
        assert_int_equal(got, -1);
    }
}

/* A file of these bytes, mode 0600. */
static const char *file_of(const char *bytes, size_t n)
{
    static char path[256];
    const char *tmp = getenv("TMPDIR");
    (void)snprintf(path, sizeof path, "%s/cli-words-XXXXXX", tmp != NULL ? tmp : "/tmp");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, n), n);
    assert_int_equal(close(fd), 0);
    return path;
}

static int passphrase(const char *bytes, size_t n, struct cli_passphrase *out)
{
    const char *path = file_of(bytes, n);
    const struct cli c = {.passphrase_file = path};
    noted[0] = '\0';
    int code = cli_passphrase_read(&c, true, out);
    assert_int_equal(unlink(path), 0);
    return code;
}

static void passphrases(void **state)
{
    (void)state;
    static char longest[CLI_PASSPHRASE_MAX + 2];
    struct cli_passphrase p;
    assert_int_equal(passphrase("six words\nmore", 14, &p), 0);
    assert_string_equal(p.text, "six words");
    assert_string_equal(noted, "");
    assert_int_equal(passphrase("six words\r\n", 11, &p), 0);
    assert_string_equal(p.text, "six words");
    assert_int_equal(passphrase("six words", 9, &p), 0);
    assert_int_equal(p.len, 9);
    assert_int_equal(passphrase("\nsix words\n", 11, &p), CLI_WRONG);
    assert_int_equal(passphrase("", 0, &p), CLI_WRONG);
    memset(longest, 'w', sizeof longest);
    assert_int_equal(passphrase(longest, CLI_PASSPHRASE_MAX, &p), 0);
    assert_int_equal(p.len, CLI_PASSPHRASE_MAX);
    assert_int_equal(passphrase(longest, CLI_PASSPHRASE_MAX + 1, &p), CLI_WRONG); /* never cut */
    assert_non_null(strstr(said, "too long"));
    cli_passphrase_wipe(&p);
    for (size_t i = 0; i < sizeof p; i++)
        assert_int_equal(((const uint8_t *)&p)[i], 0);
    const struct cli c = {.passphrase_file = "/nonexistent/passphrase"};
    assert_int_equal(cli_passphrase_read(&c, false, &p), CLI_WRONG);
}

static void an_open_passphrase_file_is_noted(void **state)
{
    (void)state;
    struct cli_passphrase p;
    const char *path = file_of("six words\n", 10);
    const struct cli c = {.passphrase_file = path};
    assert_int_equal(chmod(path, 0644), 0);
    noted[0] = '\0';
    assert_int_equal(cli_passphrase_read(&c, false, &p), 0);
    assert_non_null(strstr(noted, "chmod 600"));
    assert_int_equal(unlink(path), 0);
}

static void files(void **state)
{
    (void)state;
    const struct cli c = {.json = false};
    struct t2_buf b;
    const char *path = file_of("0123456789", 10);
    assert_int_equal(cli_read_file(&c, path, 10, &b), 0);
    assert_int_equal(b.len, 10);
    t2_buf_free(&b);
    assert_int_equal(cli_read_file(&c, path, 9, &b), CLI_WRONG);
    assert_non_null(strstr(said, "too large"));
    assert_int_equal(b.len, 0);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(cli_read_file(&c, path, 10, &b), CLI_WRONG);
    assert_non_null(strstr(said, "There is no file"));
    assert_int_equal(cli_read_file(&c, "/", 10, &b), CLI_WRONG);
    assert_int_equal(cli_read_file(&c, "/dev/zero", 10000, &b), CLI_WRONG);
}

#define NOON 29768400u /* 2026-08-07T12:00, in slots */

static void takes_day(const char *text, enum cli_bare_day bare, uint64_t slot)
{
    struct cli c = LINE("one");
    uint64_t out = 0;
    if (cli_day(&c, "--since", text, bare, &out) != 0)
        fail_msg("%s: %s", text, said);
    assert_int_equal(out, slot);
}

static void refuses_day(const char *text, enum cli_bare_day bare, const char *example)
{
    struct cli c = LINE("one");
    uint64_t out = 1234;
    assert_int_equal(cli_day(&c, "--since", text, bare, &out), CLI_USAGE);
    assert_int_equal(out, 1234);
    if (strstr(said, example) == NULL || strncmp(said, "--since takes", 13) != 0)
        fail_msg("%s: %s", text, said);
}

/* An hour means the same everywhere; a day alone begins or ends, or is refused. */
static void days_and_hours(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",           "2026-08",          "2026-08-07T",       "2026-08-07T25:00",
        "2026-13-01", "2026-08-07 12:00", "2026-08-07T12:00x", "2026-08-07x",
        "2026-02-31", "2026-02-31T12:00", "yesterday",         "1970-01-01"};
    for (int bare = CLI_DAY_NEEDS_HOUR; bare <= CLI_DAY_ENDS; bare++) {
        takes_day("2026-08-07T12:00", (enum cli_bare_day)bare, NOON);
        takes_day("2026-08-07T12:00:59", (enum cli_bare_day)bare, NOON);
        for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
            refuses_day(wrong[i], (enum cli_bare_day)bare,
                        bare == CLI_DAY_NEEDS_HOUR ? "a day and an hour" : "a day, or a day and an hour");
    }
    takes_day("2026-08-07", CLI_DAY_BEGINS, NOON - 720);
    takes_day("2026-08-07", CLI_DAY_ENDS, NOON + 720);
    takes_day("2024-02-29", CLI_DAY_ENDS, 28487520); /* 2024-03-01T00:00 */
    refuses_day("2026-08-07", CLI_DAY_NEEDS_HOUR, "as in 2026-12-01T10:00");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_and_hours),
        cmocka_unit_test(options_are_taken_out),
        cmocka_unit_test(what_is_left_over_is_refused),
        cmocka_unit_test(after_two_dashes_nothing_is_an_option),
        cmocka_unit_test(numbers),
        cmocka_unit_test(lists),
        cmocka_unit_test(passphrases),
        cmocka_unit_test(an_open_passphrase_file_is_noted),
        cmocka_unit_test(files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
