/* One person at two tables: two desks in folders inside one folder, listed together, each knowing nothing of
 * the other; and what a facilitator of both carries from one to the other. Three persons and a relay: F
 * facilitates the tables "lake" and "hills"; A sits at the lake, U in the hills. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli_fixture.h"

#define LAKE "F/lake"
#define HILLS "F/hills"

/* A table of F, its facilitator, and one other seat; both desks joined. */
static void open_table(const struct fixture *x, const char *desk, const char *title, const char *other,
                       const char *party, const char *name)
{
    char file[FIXTURE_PATH], folder[FIXTURE_PATH];
    json_t *table = json_pack(
        "{s:s, s:s, s:[s], s:[{s:s, s:s, s:s, s:s, s:s}, {s:s, s:s, s:s, s:s}], s:[{s:s, s:{s:s}, s:[s], "
        "s:[{s:s, s:s}, {s:s, s:s}]}]}",
        "format", "tracktwo-table/1", "title", title, "rules", "Chatham House Rule", "seats", "id", "F",
        "party", "Chair", "name", "Seat F", "standing", "private", "function", "facilitator", "id", other,
        "party", party, "name", name, "standing", "private", "issues", "id", "zone", "title", "en",
        "Width of the zone", "concerns", other, "options", "id", "z1", "text", "Five km", "id", "z2", "text",
        "Ten km");
    assert_non_null(table);
    fixture_path(x, "table.json", file);
    assert_int_equal(json_dump_file(table, file, 0), 0);
    json_decref(table);
    fixture_says(x, desk, WORDS("table", "open", file, "--seat", "F", "--relay", x->address));
    for (int way = 0; way < 2; way++) {
        fixture_path(x, way == 0 ? "files-there" : "files-back", folder);
        json_t *o = fixture_shown(x, way == 0 ? desk : other, WORDS("seat", "invite", "--out", folder));
        fixture_says(
            x, way == 0 ? other : desk,
            WORDS("seat", "join", json_string_value(json_array_get(json_object_get(o, "files"), 0))));
        json_decref(o);
    }
}

static size_t n_events(const struct fixture *x, const char *who)
{
    json_t *o = fixture_shown(x, who, WORDS("log"));
    size_t n = json_array_size(json_object_get(o, "events"));
    json_decref(o);
    return n;
}

/* Everything that a seat can be shown, as one text; free(3). */
static char *all_of(const struct fixture *x, const char *who)
{
    json_t *all = json_array();
    (void)json_array_append_new(all, fixture_shown(x, who, WORDS("log")));
    (void)json_array_append_new(all, fixture_shown(x, who, WORDS("table", "show")));
    (void)json_array_append_new(all, fixture_shown(x, who, WORDS("paper", "list")));
    char *text = json_dumps(all, 0);
    json_decref(all);
    assert_non_null(text);
    return text;
}

/* What the last command wanted is `text` in the folder's list. */
static const json_t *listed(const json_t *list, const char *title)
{
    const json_t *one;
    size_t i;
    json_array_foreach(json_object_get(list, "tables"), i, one)
    {
        if (strcmp(fixture_text(one, "title"), title) == 0)
            return one;
    }
    return NULL;
}

/* The folder of both is the profile of the list; each is worked at by its own. */
static void both_are_listed(void **state)
{
    const struct fixture *x = *state;
    json_t *o = fixture_shown(x, "F", WORDS("table", "list"));
    assert_int_equal(json_array_size(json_object_get(o, "tables")), 2);
    const json_t *lake = listed(o, "Talks by the lake"), *hills = listed(o, "Talks in the hills");
    assert_non_null(lake);
    assert_non_null(hills);
    assert_non_null(strstr(fixture_text(lake, "folder"), "/" LAKE));
    assert_int_equal(json_integer_value(json_object_get(hills, "seats")), 2);
    json_decref(o);
    fixture_says(x, LAKE, WORDS("say", "By the lake it rains."));
    fixture_says(x, HILLS, WORDS("say", "In the hills it snows."));
    char *a = all_of(x, "A"), *u = all_of(x, "U");
    assert_non_null(strstr(a, "it rains"));
    assert_null(strstr(a, "it snows"));
    assert_non_null(strstr(u, "it snows"));
    assert_null(strstr(u, "it rains"));
    free(a);
    free(u);
    fixture_want(x, "F", WORDS("table", "show"), 1, "There is no desk in");
}

static void a_paper_is_carried(void **state)
{
    const struct fixture *x = *state;
    char en[FIXTURE_PATH], uk[FIXTURE_PATH], to[FIXTURE_PATH], pair[2][FIXTURE_PATH + 8];
    fixture_write(x, "en.txt", "Artillery goes thirty km back.\n\nObservers count it.\n");
    fixture_write(x, "uk.txt", "\xd0\x90\xd1\x80\xd1\x82\xd0\xb8\xd0\xbb\xd0\xb5\xd1\x80\xd1\x96\xd1\x8f.\n");
    fixture_path(x, "en.txt", en);
    fixture_path(x, "uk.txt", uk);
    fixture_path(x, HILLS, to);
    (void)snprintf(pair[0], sizeof pair[0], "uk=%s", uk);
    (void)snprintf(pair[1], sizeof pair[1], "en=%s", en);
    fixture_says(x, "A", WORDS("paper", "circulate", "Lakepaper", pair[0], pair[1]));
    size_t here = n_events(x, LAKE), there = n_events(x, HILLS);
    fixture_says(x, LAKE, WORDS("shuttle", "paper", "1", "--to", to));
    assert_int_equal(n_events(x, LAKE), here); /* the first table has learned nothing */
    assert_int_equal(n_events(x, "A"), here);
    assert_int_equal(n_events(x, "U"), there + 1);
    json_t *o = fixture_shown(x, "U", WORDS("paper", "show", "1"));
    const json_t *p = json_object_get(o, "paper");
    assert_string_equal(fixture_text(p, "title"), "A paper of the facilitator");
    assert_string_equal(fixture_text(json_object_get(p, "text"), "en"),
                        "Artillery goes thirty km back.\n\nObservers count it.");
    assert_int_equal(json_integer_value(json_object_get(p, "version")), 1);
    json_decref(o);
    char *u = all_of(x, "U");
    static const char *const origin[] = {"Lakepaper", "by the lake", "Arvenia", "Seat A", "it rains"};
    for (size_t i = 0; i < sizeof origin / sizeof origin[0]; i++)
        assert_null(strstr(u, origin[i]));
    free(u);
    fixture_says(x, LAKE,
                 WORDS("shuttle", "paper", "1", "--to", to, "--title", "Elements", "--language", "en"));
    o = fixture_shown(x, "U", WORDS("paper", "show", "2"));
    assert_string_equal(fixture_text(json_object_get(o, "paper"), "title"), "Elements");
    assert_null(json_object_get(json_object_get(json_object_get(o, "paper"), "text"), "uk"));
    json_decref(o);
    fixture_want(x, LAKE, WORDS("shuttle", "paper", "7", "--to", to), 1, "There is no paper 7");
    fixture_want(x, LAKE, WORDS("shuttle", "paper", "1", "--to", to, "--language", "fr"), 1,
                 "There are no words to carry");
}

static void an_article_is_carried(void **state)
{
    const struct fixture *x = *state;
    char to[FIXTURE_PATH];
    fixture_path(x, HILLS, to);
    fixture_says(x, "A", WORDS("text", "open", "Lakearticle", "Counting", "--issues", "zone"));
    fixture_says(x, LAKE,
                 WORDS("text", "draft", "Lakearticle", "They [shall] [should]{trading} be counted."));
    fixture_says(x, LAKE, WORDS("shuttle", "text", "Lakearticle", "1:2", "--to", to));
    json_t *o = fixture_shown(x, "U", WORDS("paper", "show", "3"));
    assert_string_equal(fixture_text(json_object_get(json_object_get(o, "paper"), "text"), "en"),
                        "They should be counted.");
    json_decref(o);
    fixture_want(x, LAKE, WORDS("shuttle", "text", "Lakearticle", "5:1", "--to", to), 1,
                 "There is no such bracket");
    fixture_want(x, LAKE, WORDS("shuttle", "text", "Lakearticle", "one", "--to", to), 2, "Name a bracket");
    fixture_want(x, LAKE, WORDS("shuttle", "text", "None", "--to", to), 1, "There is no article None");
    char *u = all_of(x, "U");
    assert_null(strstr(u, "Lakearticle"));
    assert_null(strstr(u, "trading"));
    free(u);
}

/* Marks of both tables' names, of the first table's issues, and of words that somebody said. */
static void marks_stop_it(void **state)
{
    const struct fixture *x = *state;
    static const char said[] = "We would never take a strip of land wider than five km.";
    static const char *const marked[] = {
        "The Arvenians could live with it.", "Ask the Uplanders.", "At the talks by the lake it went well.",
        "It is about the width of the zone.", "They would never take a strip of land wider than before."};
    char to[FIXTURE_PATH];
    fixture_path(x, HILLS, to);
    fixture_says(x, "A", WORDS("say", said));
    size_t there = n_events(x, "U");
    for (size_t i = 0; i < sizeof marked / sizeof marked[0]; i++)
        fixture_want(x, LAKE, WORDS("shuttle", "words", marked[i], "--to", to), 1,
                     "Nothing was carried over");
    fixture_want(x, LAKE, WORDS("shuttle", "words", "A wider one.", "--to", to, "--title", "Of Arvenia"), 1,
                 "Places that the checker marks: 1.");
    assert_int_equal(n_events(x, "U"), there);
    fixture_says(x, LAKE, WORDS("shuttle", "words", "It was said that it could be wider.", "--to", to));
    fixture_says(x, LAKE, WORDS("shuttle", "words", marked[0], "--to", to, "--as-it-stands"));
    assert_int_equal(n_events(x, "U"), there + 2);
}

static void who_may_not(void **state)
{
    const struct fixture *x = *state;
    char hills[FIXTURE_PATH], lake[FIXTURE_PATH], a[FIXTURE_PATH], u[FIXTURE_PATH], none[FIXTURE_PATH];
    size_t there = n_events(x, "U");
    fixture_path(x, HILLS, hills);
    fixture_path(x, LAKE, lake);
    fixture_path(x, "A", a);
    fixture_path(x, "U", u);
    fixture_path(x, "nobody", none);
    fixture_want(x, "A", WORDS("shuttle", "words", "Words.", "--to", hills), 1,
                 "You are not the facilitator");
    fixture_want(x, LAKE, WORDS("shuttle", "words", "Words.", "--to", u), 1, "You are not the facilitator");
    fixture_want(x, LAKE, WORDS("shuttle", "words", "Words.", "--to", a), 1, "sit at the same table");
    fixture_want(x, LAKE, WORDS("shuttle", "words", "Words.", "--to", lake), 1,
                 "the folder of this desk itself");
    fixture_want(x, LAKE, WORDS("shuttle", "words", "Words.", "--to", none), 1, "There is no desk in");
    fixture_want(x, LAKE, WORDS("shuttle", "words", "Words."), 2, "Say to which of your desks");
    assert_int_equal(n_events(x, "U"), there);
}

/* A desk that has another passphrase: listed as closed; asked for when words are to be carried there, and
 * here there is no terminal to ask on. */
static void another_passphrase(void **state)
{
    const struct fixture *x = *state;
    char program[FIXTURE_PATH], profile[FIXTURE_PATH], right[FIXTURE_PATH], wrong[FIXTURE_PATH],
        file[FIXTURE_PATH], other[FIXTURE_PATH];
    struct process p;
    int code;
    (void)snprintf(program, sizeof program, "%s/tracktwo", getenv("T2_PROGRAMS"));
    fixture_path(x, LAKE, profile);
    fixture_path(x, "F/valley", other);
    fixture_path(x, "passphrase", right);
    fixture_path(x, "wrong", wrong);
    fixture_path(x, "table.json", file);
    const char *make[] = {
        program,  "--profile", other,     "--passphrase-file", wrong, "--quick-lock", "table", "open", file,
        "--seat", "F",         "--relay", x->address,          NULL};
    assert_int_equal(process_start(&p, make, NULL), 0);
    json_decref(fixture_seat_finish(&p, &code));
    assert_int_equal(code, 0);
    json_t *o = fixture_shown(x, "F", WORDS("table", "list"));
    assert_int_equal(json_array_size(json_object_get(o, "tables")), 3);
    const json_t *closed = json_array_get(json_object_get(o, "tables"), 2);
    assert_true(json_is_false(json_object_get(closed, "open")));
    assert_non_null(strstr(fixture_text(closed, "folder"), "/valley"));
    json_decref(o);
    const char *carry[] = {"/usr/bin/setsid",
                           "--wait",
                           program,
                           "--profile",
                           profile,
                           "--passphrase-file",
                           right,
                           "--json",
                           "shuttle",
                           "words",
                           "Words.",
                           "--to",
                           other,
                           NULL};
    if (access(carry[0], X_OK) != 0) {
        print_message("skipped: setsid is not there, and without it the terminal would be asked\n");
        return;
    }
    assert_int_equal(process_start(&p, carry, "/dev/null"), 0);
    o = fixture_seat_finish(&p, &code);
    assert_int_equal(code, 2);
    assert_non_null(strstr(fixture_text(o, "error"), "There is no terminal to ask for the passphrase"));
    json_decref(o);
}

static int set_up(void **state)
{
    static struct fixture x;
    fixture_start(&x);
    open_table(&x, LAKE, "Talks by the lake", "A", "Arvenia", "Seat A");
    open_table(&x, HILLS, "Talks in the hills", "U", "Upland", "Seat U");
    *state = &x;
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_are_listed),       cmocka_unit_test(a_paper_is_carried),
        cmocka_unit_test(an_article_is_carried), cmocka_unit_test(marks_stop_it),
        cmocka_unit_test(who_may_not),           cmocka_unit_test(another_passphrase),
    };
    return cmocka_run_group_tests(tests, set_up, fixture_group_end);
}
