/* The negotiating text as people use it: the example table's article from brackets through a silence to
 * agreement, refusals, exports; three desks and a relay, on the clock of dated_clock.c. Issue a concerns X
 * and Y. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "cli_fixture.h"

static const char *const seat[3] = {"X", "Y", "Z"};

#define NOON INT64_C(1798718400000) /* 2026-12-31 12:00 UTC */
#define MINUTE INT64_C(60000)

/* So many minutes after noon, in universal time. */
static const char *after_noon(int minutes)
{
    static char text[4][32];
    static int k;
    time_t t = NOON / 1000 + 60 * minutes;
    struct tm tm;
    char *out = text[k++ % 4];
    assert_non_null(gmtime_r(&t, &tm));
    assert_true(strftime(out, 32, "%Y-%m-%dT%H:%M", &tm) > 0);
    return out;
}

static void status_is(const struct fixture *x, const char *status)
{
    for (int i = 0; i < 3; i++) {
        json_t *o = fixture_shown(x, seat[i], WORDS("text", "show", "3"));
        assert_string_equal(fixture_text(o, "status"), status);
        json_decref(o);
    }
}

#define ARTICLE                                                                                              \
    "3. The observers [shall] [should] move freely on both sides of the line [, subject to prior notice of " \
    "[six] [twenty-four] hours]. They report every day to both sides [and to the public]."

static void from_brackets_to_clean(void **state)
{
    struct fixture *x = *state;
    fixture_want(x, "Y", WORDS("text", "open", "3", "Observers"), 2, "Say what the article is about");
    fixture_says(x, "Y", WORDS("text", "open", "3", "Observers", "--issues", "a"));
    fixture_want(x, "Y", WORDS("text", "draft", "3", ARTICLE), 1, "The pen is held by Seat X");
    fixture_want(x, "X", WORDS("text", "draft", "3", "The [shall"), 1, "A bracket is opened and not closed");
    fixture_want(x, "X", WORDS("text", "draft", "4", ARTICLE), 1, "There is no article 4");
    fixture_says(x, "X", WORDS("text", "draft", "3", ARTICLE));
    status_is(x, "bracketed");
    json_t *o = fixture_shown(x, "Z", WORDS("text", "show", "3", "--clean"));
    assert_string_equal(
        fixture_text(json_object_get(o, "text"), "en"),
        "3. The observers shall move freely on both sides of the line. They report every day to "
        "both sides.");
    json_decref(o);
    fixture_want(x, "X", WORDS("text", "recommend", "3"), 1, "This article has open brackets: 4");
    fixture_want(x, "X", WORDS("text", "settle", "3", "9:1"), 1, "There is no such bracket");
    /* Numbers as `text show` gives them: the bracket with the hours is the third, inside the second. */
    o = fixture_shown(x, "X", WORDS("text", "show", "3", "--notation"));
    assert_non_null(
        strstr(fixture_text(json_object_get(o, "text"), "en"), "[shall] [should]{#1 contentious}"));
    json_decref(o);
    fixture_says(x, "X", WORDS("text", "settle", "3", "1:2"));
    fixture_says(x, "X", WORDS("text", "settle", "3", "--rest"));
    status_is(x, "proposed");
    o = fixture_shown(x, "Y", WORDS("text", "compare", "3", "1", "3"));
    const json_t *pieces = json_object_get(o, "pieces");
    assert_string_equal(fixture_text(json_array_get(pieces, 1), "change"), "removed");
    assert_string_equal(fixture_text(json_array_get(pieces, 1), "text"), "[shall] [");
    json_decref(o);
}

static void silence_is(const struct fixture *x, const char *who, const char *what)
{
    json_t *o = fixture_shown(x, who, WORDS("table", "show"));
    assert_string_equal(fixture_text(json_array_get(json_object_get(o, "articles"), 0), "silence"), what);
    json_decref(o);
}

/* One is broken; another adopts the draft on every desk when its hour has come, and not a minute before. */
static void silence(void **state)
{
    struct fixture *x = *state;
    fixture_want(x, "Y", WORDS("text", "silence", "3", after_noon(60)), 1, "The pen is held by Seat X");
    fixture_want(x, "X", WORDS("text", "silence", "3", after_noon(59)), 1,
                 "A silence lasts an hour at least");
    fixture_says(x, "X", WORDS("text", "silence", "3", after_noon(60)));
    fixture_want(x, "Z", WORDS("text", "object", "3", "I object."), 1, "does not concern Seat Z");
    fixture_says(x, "Y", WORDS("text", "object", "3", "The public too, please."));
    silence_is(x, "Z", "broken");
    fixture_says(x, "X", WORDS("text", "silence", "3", after_noon(60)));
    fixture_clock(x, NULL, NOON + 59 * MINUTE);
    silence_is(x, "Z", "runs");
    fixture_clock(x, NULL, NOON + 60 * MINUTE);
    for (int i = 0; i < 3; i++)
        silence_is(x, seat[i], "adopted");
    fixture_want(x, "Y", WORDS("text", "object", "3", "Too late."), 1, "The silence ended at");
    fixture_want(x, "X", WORDS("text", "draft", "3", "Others."), 1, "This draft stands adopted by silence");
}

static void to_agreement(void **state)
{
    struct fixture *x = *state;
    fixture_want(x, "Z", WORDS("text", "recommend", "3"), 1, "does not concern Seat Z");
    fixture_says(x, "X", WORDS("text", "recommend", "3"));
    status_is(x, "could be recommended");
    /* What came with the command itself has not been read by the person who gave it. */
    fixture_says(x, "Y", WORDS("text", "show", "3"));
    fixture_says(x, "X",
                 WORDS("text", "draft", "3", "The observers should move freely. So it is.", "--reopen"));
    fixture_want(x, "Y", WORDS("text", "recommend", "3"), 1, "it has changed meanwhile");
    fixture_says(x, "Y", WORDS("text", "show", "3"));
    fixture_says(x, "Y", WORDS("text", "recommend", "3"));
    fixture_says(x, "Y", WORDS("text", "withdraw", "3"));
    fixture_says(x, "X", WORDS("text", "recommend", "3"));
    fixture_want(x, "X", WORDS("text", "draft", "3", "Others."), 1, "could be recommended by Seat X");
    fixture_want(x, "X", WORDS("text", "agree", "3"), 1, "only an official seat under instruction can");
    for (int i = 0; i < 2; i++) {
        fixture_says(x, seat[i], WORDS("seat", "standing", "official", "--mandate", "under instruction"));
        fixture_says(x, seat[i], WORDS("text", "agree", "3"));
    }
    status_is(x, "agreed ad referendum");
    fixture_want(x, "X", WORDS("text", "draft", "3", "Others.", "--reopen"), 1, "is agreed ad referendum by");
    fixture_says(x, "Y", WORDS("text", "withdraw", "3"));
    status_is(x, "could be recommended");
    fixture_says(x, "Y", WORDS("text", "agree", "3"));
    fixture_says(x, "X", WORDS("text", "confirm", "3"));
    fixture_says(x, "Y", WORDS("text", "confirm", "3"));
    status_is(x, "confirmed by principals");
}

static void exports(void **state)
{
    struct fixture *x = *state;
    static const char *const forms[] = {"plain", "markdown", "html"};
    fixture_want(x, "Z", WORDS("text", "export", "--form", "word"), 2, "--form is plain, markdown or html");
    for (size_t i = 0; i < 3; i++) {
        json_t *o = fixture_shown(x, "Z", WORDS("text", "export", "--form", forms[i]));
        assert_non_null(strstr(fixture_text(o, "text"), "The observers should move freely"));
        assert_null(strstr(fixture_text(o, "text"), "Seat "));
        json_decref(o);
    }
    /* Left out, an article is in no export. */
    fixture_want(x, "Z", WORDS("text", "open", "4", "Public reports", "--seats", "Z"), 1,
                 "these are left out: Seat X and Seat Y");
    fixture_says(x, "Z", WORDS("text", "open", "4", "Public reports", "--seats", "X,Y,Z"));
    /* The same name to a reader, from another keyboard. */
    fixture_want(x, "Z", WORDS("text", "open", "\xef\xbc\x94", "Other reports", "--seats", "X,Y,Z"), 1,
                 "There is an article of that name already");
    fixture_says(x, "X", WORDS("text", "draft", "4", "[Words] [Other words]{trading}"));
    fixture_says(x, "X", WORDS("text", "draft", "4", "--leave-out"));
    json_t *o = fixture_shown(x, "Z", WORDS("text", "export"));
    assert_null(strstr(fixture_text(o, "text"), "Public reports"));
    json_decref(o);
    o = fixture_shown(x, "Z", WORDS("text", "list"));
    assert_int_equal(json_array_size(json_object_get(o, "articles")), 2);
    json_decref(o);
}

/* The file as it was written, until the next call. */
static const char *file_of(const char *path)
{
    static char text[1 << 18];
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    size_t n = fread(text, 1, sizeof text - 1, f);
    assert_int_equal(fclose(f), 0);
    text[n] = '\0';
    return text;
}

/* One page to hand over, that names nobody of itself; what people wrote into it is marked. */
static void dossier(void **state)
{
    struct fixture *x = *state;
    char page[FIXTURE_PATH], file[FIXTURE_PATH];
    fixture_path(x, "dossier.html", page);
    fixture_want(x, "Z", WORDS("dossier", page, "--language", "tlh"), 2, "is none of en, uk, ru, fr, ar");
    json_t *o = fixture_shown(x, "Z", WORDS("dossier", page));
    assert_int_equal(json_array_size(json_object_get(o, "findings")), 0);
    json_decref(o);
    const char *text = file_of(page);
    assert_non_null(strstr(text, "<html lang=\"en\" dir=\"ltr\">"));
    assert_non_null(strstr(text, "The observers should move freely"));
    assert_non_null(strstr(text, "Confirmed by the principals of all whom it concerns."));
    assert_null(strstr(text, "Seat "));
    assert_null(strstr(text, "Public reports")); /* left out */
    fixture_want(x, "Z", WORDS("dossier", page), 3, "is there already");
    fixture_write(
        x, "issue.json",
        "{\"id\": \"c\", \"title\": {\"en\": \"What Seat Y wants\"}, \"concerns\": [\"X\", \"Y\"], "
        "\"options\": [{\"id\": \"c1\", \"text\": \"This\"}, {\"id\": \"c2\", \"text\": \"That\"}]}");
    fixture_path(x, "issue.json", file);
    fixture_says(x, "X", WORDS("issue", "add", file));
    fixture_path(x, "dossier-ar.html", page);
    o = fixture_shown(x, "Z", WORDS("dossier", page, "--language", "ar"));
    const json_t *found = json_object_get(o, "findings");
    assert_int_equal(json_array_size(found), 1);
    assert_string_equal(fixture_text(json_array_get(found, 0), "kind"), "seat");
    json_decref(o);
    assert_non_null(strstr(file_of(page), "<html lang=\"ar\" dir=\"rtl\">"));
}

/* However the keyboard gives a letter and its accent, one form is sent: what is said, titles and names. */
static void one_form(void **state)
{
    struct fixture *x = *state;
    fixture_says(x, "Y", WORDS("say", "Cafe\xcc\x81 at noon."));
    fixture_says(x, "Z", WORDS("text", "open", "E\xcc\x81tape", "Cafe\xcc\x81", "--issues", "a"));
    json_t *o = fixture_shown(x, "X", WORDS("text", "show", "E\xcc\x81tape"));
    assert_string_equal(fixture_text(o, "name"), "\xc3\x89tape");
    json_decref(o);
    o = fixture_shown(x, "X", WORDS("log"));
    char *all = json_dumps(o, JSON_COMPACT);
    assert_non_null(strstr(all, "Caf\xc3\xa9 at noon."));
    assert_non_null(strstr(all, "opened article \\\"\xc3\x89tape\\\": Caf\xc3\xa9"));
    assert_null(strstr(all, "\xcc\x81"));
    free(all);
    json_decref(o);
}

/* Pasted text is cleaned; a language that stays behind is named. */
static void papers(void **state)
{
    struct fixture *x = *state;
    char en[FIXTURE_PATH], uk[FIXTURE_PATH], pair[2][FIXTURE_PATH + 8];
    fixture_write(x, "en.txt", "Elements.\r\n\r\n\r\nArt\xe2\x80\x8billery goes 30\xc2\xa0km back.\r\n");
    fixture_write(x, "uk.txt", "\xd0\x95\xd0\xbb\xd0\xb5\xd0\xbc\xd0\xb5\xd0\xbd\xd1\x82\xd0\xb8.\n");
    fixture_path(x, "en.txt", en);
    fixture_path(x, "uk.txt", uk);
    (void)snprintf(pair[0], sizeof pair[0], "en=%s", en);
    (void)snprintf(pair[1], sizeof pair[1], "uk=%s", uk);
    fixture_want(x, "X", WORDS("paper", "circulate", "Elements", en), 2, "Name each language and its file");
    fixture_want(x, "X", WORDS("paper", "show", "1"), 1, "There is no paper 1");
    fixture_says(x, "X", WORDS("paper", "circulate", "Elements", pair[0], pair[1]));
    json_t *o = fixture_shown(x, "Z", WORDS("paper", "show", "1"));
    const json_t *p = json_object_get(o, "paper");
    assert_string_equal(fixture_text(json_object_get(p, "text"), "en"),
                        "Elements.\n\nArtillery goes 30 km back.");
    json_decref(o);
    fixture_write(x, "en.txt", "Other elements.\n");
    fixture_want(x, "Y", WORDS("paper", "circulate", "Elements", pair[0], "--replaces", "1"), 1,
                 "another seat circulated it");
    fixture_says(x, "X", WORDS("paper", "circulate", "Elements", pair[0], pair[1], "--replaces", "1"));
    o = fixture_shown(x, "Z", WORDS("paper", "list"));
    p = json_array_get(json_object_get(o, "papers"), 1);
    assert_int_equal(json_integer_value(json_object_get(p, "version")), 2);
    assert_string_equal(json_string_value(json_array_get(json_object_get(p, "unchanged"), 0)), "uk");
    json_decref(o);
}

/* A title and words in two languages; brackets as structure; one settling for both. */
static void languages(void **state)
{
    struct fixture *x = *state;
    char title[FIXTURE_PATH], words[FIXTURE_PATH];
    fixture_write(x, "title.json", "{\"en\": \"Exchange\", \"fr\": \"Echange\"}");
    fixture_write(x, "words.json",
                  "{\"en\": \"They [shall] [should [soon]] meet.\", \"fr\": \"Ils se voient [, vite].\"}");
    fixture_path(x, "title.json", title);
    fixture_path(x, "words.json", words);
    fixture_want(x, "X", WORDS("text", "open", "5", "--issues", "a"), 2, "Give the title");
    fixture_says(x, "X", WORDS("text", "open", "5", "--file", title, "--issues", "a"));
    fixture_says(x, "X", WORDS("text", "draft", "5", "--file", words));
    json_t *o = fixture_shown(x, "Z", WORDS("text", "show", "5"));
    assert_string_equal(fixture_text(json_object_get(o, "title"), "fr"), "Echange");
    const json_t *en = json_array_get(json_object_get(o, "languages"), 0), *run = json_object_get(en, "run");
    assert_string_equal(json_string_value(json_array_get(run, 0)), "They ");
    const json_t *bracket = json_array_get(run, 1), *second;
    assert_int_equal(json_integer_value(json_object_get(bracket, "id")), 1);
    assert_string_equal(fixture_text(bracket, "reason"), "contentious");
    assert_int_equal(
        json_integer_value(json_object_get(bracket, "since")),
        json_integer_value(json_object_get(json_array_get(json_object_get(o, "history"), 0), "slot")));
    second = json_array_get(json_object_get(bracket, "alternatives"), 1);
    assert_string_equal(json_string_value(json_array_get(second, 0)), "should ");
    assert_int_equal(json_integer_value(json_object_get(json_array_get(second, 1), "id")), 2);
    json_decref(o);
    fixture_want(x, "X", WORDS("text", "settle", "5", "1:2", "9:1"), 1, "There is no such bracket");
    fixture_want(x, "X", WORDS("text", "settle", "5", "3:1", "--language", "en"), 1, "no such bracket");
    fixture_says(x, "X", WORDS("text", "settle", "5", "1:2", "2:2", "3:2"));
    o = fixture_shown(x, "Y", WORDS("text", "list", "--words"));
    const json_t *a = json_array_get(json_object_get(o, "articles"), 3);
    assert_string_equal(fixture_text(a, "name"), "5");
    assert_int_equal(json_integer_value(json_object_get(a, "open_brackets")), 0);
    a = json_array_get(json_object_get(a, "languages"), 1);
    assert_string_equal(json_string_value(json_array_get(json_object_get(a, "run"), 0)),
                        "Ils se voient, vite.");
    json_decref(o);
}

static int set_up(void **state)
{
    static struct fixture x;
    fixture_start_dated(&x, NOON);
    fixture_table(&x, NULL);
    *state = &x;
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(from_brackets_to_clean),
        cmocka_unit_test(silence),
        cmocka_unit_test(to_agreement),
        cmocka_unit_test(exports),
        cmocka_unit_test(dossier),
        cmocka_unit_test(one_form),
        cmocka_unit_test(papers),
        cmocka_unit_test(languages),
    };
    return cmocka_run_group_tests(tests, set_up, fixture_group_end);
}
