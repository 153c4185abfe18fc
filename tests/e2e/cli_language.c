/* The person's language: refusals, states and words in it, what is typed in it, and JSON that is the same in
 * all. The sentences are those of po/. */
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

#include "cli_fixture.h"

#define NO_MEETING_UK "Зустрічі 9 немає. Які є: tracktwo meeting list\n"
#define NO_MEETING_FR "Il n'y a pas de réunion 9. Lesquelles il y a : tracktwo meeting list\n"
#define NO_MEETING_EN "There is no meeting 9. Which there are: tracktwo meeting list\n"
#define OUT_MAX 65536

/* Runs it as a person does, without --json: the exit code, and in `out` what came on both outputs. lang NULL:
 * as the environment says. */
static int person(const struct fixture *x, const char *seat, const char *lang, const char *const words[],
                  char out[static OUT_MAX])
{
    char profile[FIXTURE_PATH], passphrase[FIXTURE_PATH], errors[FIXTURE_PATH + 8], program[FIXTURE_PATH];
    struct process p;
    fixture_path(x, seat, profile);
    fixture_path(x, "passphrase", passphrase);
    (void)snprintf(errors, sizeof errors, "%s.said", profile);
    (void)snprintf(program, sizeof program, "%s/tracktwo", getenv("T2_PROGRAMS"));
    const char *argv[40] = {program, "--profile", profile, "--passphrase-file", passphrase, "--quick-lock"};
    size_t n = 6;
    if (lang != NULL) {
        argv[n++] = "--lang";
        argv[n++] = lang;
    }
    for (size_t i = 0; words[i] != NULL && n + 1 < 40; i++)
        argv[n++] = words[i];
    (void)unlink(errors);
    assert_int_equal(process_start(&p, argv, errors), 0);
    int code = process_finish(&p, out, OUT_MAX);
    size_t at = strlen(out);
    FILE *f = fopen(errors, "r");
    assert_non_null(f);
    at += fread(out + at, 1, OUT_MAX - 1 - at, f);
    out[at] = '\0';
    assert_int_equal(fclose(f), 0);
    return code;
}

static void shows(const struct fixture *x, const char *lang, const char *const words[], const char *text)
{
    static char out[OUT_MAX];
    assert_int_equal(person(x, "X", lang, words, out), 0);
    if (strstr(out, text) == NULL)
        fail_msg("\"%s\" is not in:\n%s", text, out);
}

static void refused_in(const struct fixture *x, const char *lang, const char *text)
{
    static char out[OUT_MAX];
    assert_int_equal(person(x, "X", lang, WORDS("meeting", "show", "9"), out), 1);
    assert_string_equal(out, text);
}

static void asked_for(void **state)
{
    const struct fixture *x = *state;
    refused_in(x, "uk", NO_MEETING_UK);
    refused_in(x, "uk-UA", NO_MEETING_UK);
    refused_in(x, "fr", NO_MEETING_FR);
    refused_in(x, "en", NO_MEETING_EN);
    refused_in(x, NULL, NO_MEETING_EN);
    shows(x, "uk", WORDS("meeting", "list"), "Жодної зустрічі не скликано.\n");
    static char out[OUT_MAX];
    assert_int_equal(person(x, "X", "xx", WORDS("meeting", "list"), out), 2);
    assert_string_equal(out, "xx is none of en, uk, ru, fr, ar.\n");
}

static void of_the_environment(void **state)
{
    const struct fixture *x = *state;
    assert_int_equal(setenv("LANG", "fr_FR.UTF-8", 1), 0);
    refused_in(x, NULL, NO_MEETING_FR);
    refused_in(x, "uk", NO_MEETING_UK); /* --lang before all of them */
    assert_int_equal(setenv("LC_MESSAGES", "uk_UA.UTF-8", 1), 0);
    refused_in(x, NULL, NO_MEETING_UK);
    assert_int_equal(setenv("LC_ALL", "C", 1), 0);
    refused_in(x, NULL, NO_MEETING_EN);
    assert_int_equal(setenv("LC_ALL", "", 1), 0); /* as if it were not there */
    refused_in(x, NULL, NO_MEETING_UK);
    assert_int_equal(unsetenv("LC_ALL") | unsetenv("LC_MESSAGES") | unsetenv("LANG"), 0);
}

static void states_and_words(void **state)
{
    const struct fixture *x = *state;
    fixture_want(x, "Y", WORDS("pause", "a word at home"), 0, NULL);
    shows(x, "uk", WORDS("table", "show"), "Паузу оголосили: Seat Y.\n");
    shows(x, "uk", WORDS("table", "show"),
          "\nМісця\n  X    Seat X     P                        колишній посадовець, з власної ініціативи  <- "
          "ви\n");
    shows(x, "uk", WORDS("seat", "list"), "  X      ви\n  Y      звірено     ");
    fixture_want(x, "Y", WORDS("resume"), 0, NULL);
}

/* What the program puts between words is of the language too: the comma of a list, the colon. */
static void between_words(void **state)
{
    const struct fixture *x = *state;
    static char out[OUT_MAX];
    fixture_says(x, "X", WORDS("seat", "party", "Z", "Another side"));
    shows(x, "fr", WORDS("proposal", "list"), "Seat X\u202f: propose");
    shows(x, "en", WORDS("proposal", "list"), "Seat X: proposes");
    shows(x, "ar", WORDS("table", "show"), "مسؤول سابق\u060c مبادرة شخصية");
    fixture_says(x, "Y", WORDS("proposal", "decline", "1"));
    /* An entry that is taken back leaves its sounding open; one that nobody entered is withdrawn with it. */
    fixture_says(x, "X", WORDS("sound", "yes", "Shall we meet?", "a"));
    assert_int_equal(person(x, "X", "en", WORDS("sound", "enter", "--yes"), out), 0);
    assert_non_null(strstr(out, "If this is right, seal it"));
    assert_int_equal(person(x, "X", "en", WORDS("sound", "stop"), out), 0);
    assert_non_null(strstr(out, "The sounding itself stays open."));
    shows(x, "en", WORDS("sound", "status"), "Sounding 1, yes, open");
    assert_int_equal(person(x, "X", "en", WORDS("sound", "stop"), out), 0);
    assert_non_null(strstr(out, "Withdrawn."));
}

/* A numbered conversion takes the arguments in another order than English does. */
static void another_order(void **state)
{
    const struct fixture *x = *state;
    static char out[OUT_MAX];
    fixture_want(x, "X", WORDS("text", "open", "1", "Words", "--issues", "a"), 0, NULL);
    assert_int_equal(person(x, "X", "uk", WORDS("text", "compare", "1", "7", "8"), out), 1);
    assert_string_equal(out, "Мовою en немає проєкту 7 цієї статті.\n");
}

/* What is wrong in a file is told in the person's language too. An Arabic sentence that begins with a name
 * has a mark before it: a terminal takes the direction of a line from its first letter. */
static void files_and_directions(void **state)
{
    const struct fixture *x = *state;
    static char out[OUT_MAX];
    char path[FIXTURE_PATH], wanted[2 * FIXTURE_PATH];
    fixture_write(x, "issue.json", "{}");
    fixture_path(x, "issue.json", path);
    assert_int_equal(person(x, "X", "uk", WORDS("issue", "add", path), out), 5);
    (void)snprintf(wanted, sizeof wanted, "%s — не файл питання: id: цього немає.\n", path);
    assert_string_equal(out, wanted);
    assert_int_equal(person(x, "X", "ar", WORDS("issue", "add", path), out), 5);
    (void)snprintf(wanted, sizeof wanted, "\u2068\u200f%s ليس", path);
    assert_memory_equal(out, wanted, strlen(wanted));
}

static void typed(void **state)
{
    const struct fixture *x = *state;
    static char out[OUT_MAX];
    assert_int_equal(person(x, "X", "uk", WORDS("seat", "standing", "приватна особа"), out), 0);
    shows(x, NULL, WORDS("log", "--kind", "seat_standing"), "is now: private, own initiative\n");
    assert_int_equal(person(x, "X", "uk", WORDS("seat", "standing", "former official"), out), 0);
    shows(x, NULL, WORDS("log", "--kind", "seat_standing"), "is now: former official, own initiative\n");
    assert_int_equal(person(x, "X", "fr", WORDS("seat", "standing", "приватна особа"), out), 2);
}

/* Programs read JSON: no word of it depends on the language. */
static void json_is_the_same(void **state)
{
    const struct fixture *x = *state;
    static const char *const asked[][3] = {
        {"table", "show"},    {"log"},          {"seat", "list"},      {"rules"},
        {"proposal", "list"}, {"text", "list"}, {"text", "show", "1"}, {"meeting", "show", "9"},
    };
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
        json_t *english = NULL, *other = NULL;
        int code = fixture_run(x, "X", WORDS(asked[i][0], asked[i][1], asked[i][2]), &english);
        assert_int_equal(
            fixture_run(x, "X", WORDS("--lang", "uk", asked[i][0], asked[i][1], asked[i][2]), &other), code);
        assert_non_null(english);
        (void)json_object_del(english, "now_slot"); /* a minute may have gone by */
        (void)json_object_del(other, "now_slot");
        assert_true(json_equal(english, other));
        json_decref(english);
        json_decref(other);
    }
}

static int set_up(void **state)
{
    static struct fixture x;
    if ((unsetenv("LC_ALL") | unsetenv("LC_MESSAGES") | unsetenv("LANG")) != 0)
        return -1;
    char passphrase[FIXTURE_PATH];
    fixture_start(&x);
    fixture_path(&x, "passphrase", passphrase);
    if (chmod(passphrase, 0600) != 0) /* else there is a note beside each answer */
        return -1;
    fixture_table(&x, NULL);
    *state = &x;
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(asked_for),
        cmocka_unit_test(of_the_environment),
        cmocka_unit_test(states_and_words),
        cmocka_unit_test(between_words),
        cmocka_unit_test(another_order),
        cmocka_unit_test(typed),
        cmocka_unit_test(files_and_directions),
        cmocka_unit_test(json_is_the_same),
    };
    return cmocka_run_group_tests(tests, set_up, fixture_group_end);
}
