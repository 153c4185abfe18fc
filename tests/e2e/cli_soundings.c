/* Every procedure between four real desks through a real relay, on the example table: numbers, statements, an
 * exchange, ready, near, the second key turned and held back, better, a sounding's day, and what a cheat
 * costs. Values that the file expects are taken from it. */
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

/* No waiting time, more runs than the tests need. */
static int set_up(void **state)
{
    return fixture_example_start(state, json_pack("{s:i, s:i}", "spacing_slots", 0, "runs_per_issue", 50), 0);
}

static void run(const struct fixture_example *e, const char *who, const char *const words[])
{
    json_decref(fixture_shown(&e->x, who, words));
}

/* All of these at once; the objects that they printed, which must be good. */
static void together(const struct fixture_example *e, const char *const who[], size_t n,
                     const char *const words[], json_t *out[])
{
    struct process p[FIXTURE_EXAMPLE_SEATS];
    for (size_t i = 0; i < n; i++)
        fixture_seat_start(&e->x, "tracktwo", who[i], words, &p[i]);
    for (size_t i = 0; i < n; i++) {
        int code = 0;
        out[i] = fixture_seat_finish(&p[i], &code);
        if (code != 0)
            fail_msg("%s: %s", who[i], json_string_value(json_object_get(out[i], "error")));
    }
}

/* All seal; the answer that all got. With candidate: the one that was opened, or "". */
static int seal(const struct fixture_example *e, const char *const who[], size_t n, char *candidate,
                size_t len)
{
    json_t *out[FIXTURE_EXAMPLE_SEATS];
    together(e, who, n, WORDS("sound", "seal", "--patience", "60"), out);
    int answer = json_is_true(fixture_get(out[0], "answer"));
    const char *first = json_string_value(fixture_get(out[0], "candidate"));
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(json_is_true(fixture_get(out[i], "answer")), answer);
        assert_string_equal(json_string_value(fixture_get(out[i], "candidate")), first);
    }
    if (candidate != NULL)
        (void)snprintf(candidate, len, "%s", first);
    for (size_t i = 0; i < n; i++)
        json_decref(out[i]);
    return answer;
}

static void enter_text(const struct fixture_example *e, const char *who, const char *text)
{
    char path[FIXTURE_PATH];
    fixture_write(&e->x, "entry.json", text);
    fixture_path(&e->x, "entry.json", path);
    run(e, who, WORDS("sound", "enter", path));
}

static void enter_profiles(const struct fixture_example *e)
{
    for (size_t i = 0; i < FIXTURE_EXAMPLE_SEATS; i++)
        run(e, fixture_example_seat[i], WORDS("sound", "enter", e->path));
}

static void number_word(const json_t *v, char out[24])
{
    (void)snprintf(out, 24, "%lld", (long long)json_integer_value(v));
}

/* ---- numbers ---- */

static void ranges(void **state)
{
    static const char *const issue[] = {"talks", "zone", "sanctions", "observers"};
    struct fixture_example *e = *state;
    json_t *one;
    size_t i;
    json_array_foreach(fixture_get(fixture_get(e->root, "soundings"), "numeric"), i, one)
    {
        char from[24], to[24], step[24], list[16] = "", text[64], opened[64];
        const char *who[FIXTURE_EXAMPLE_SEATS];
        size_t n = 0;
        number_word(fixture_get(one, "min"), from);
        number_word(fixture_get(one, "max"), to);
        number_word(fixture_get(one, "step"), step);
        for (size_t k = 0; k < FIXTURE_EXAMPLE_SEATS; k++) {
            if (json_object_get(fixture_get(one, "ranges"), fixture_example_seat[k]) == NULL)
                continue;
            (void)snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", n == 0 ? "" : ",",
                           fixture_example_seat[k]);
            who[n++] = fixture_example_seat[k];
        }
        assert_true(i < sizeof issue / sizeof issue[0]);
        run(e, who[0],
            WORDS("sound", "range", json_string_value(fixture_get(one, "question")), issue[i], "--from", from,
                  "--to", to, "--step", step, "--unit", json_string_value(fixture_get(one, "unit")),
                  "--seats", list));
        for (size_t k = 0; k < n; k++) {
            const json_t *range = fixture_get(fixture_get(one, "ranges"), who[k]);
            (void)snprintf(text, sizeof text, "{\"range\": [%lld, %lld]}",
                           (long long)json_integer_value(json_array_get(range, 0)),
                           (long long)json_integer_value(json_array_get(range, 1)));
            enter_text(e, who[k], text);
        }
        const json_t *expected = fixture_get(one, "expected");
        int room = json_is_true(fixture_get(expected, "room"));
        assert_int_equal(seal(e, who, n, NULL, 0), room);
        if (!room)
            continue;
        for (size_t k = 0; k < n; k++)
            run(e, who[k], WORDS("sound", "key"));
        assert_int_equal(seal(e, who, n, opened, sizeof opened), 1);
        long long value = atoll(opened);
        assert_true(value >= json_integer_value(json_array_get(fixture_get(expected, "overlap"), 0)) &&
                    value <= json_integer_value(json_array_get(fixture_get(expected, "overlap"), 1)));
    }
    assert_int_equal(i, 4);
}

/* ---- statements ---- */

static void statements(void **state)
{
    struct fixture_example *e = *state;
    json_t *one;
    size_t i;
    json_array_foreach(fixture_get(fixture_get(e->root, "soundings"), "statement"), i, one)
    {
        run(e, "A", WORDS("sound", "yes", json_string_value(fixture_get(one, "text")), "observers"));
        for (size_t k = 0; k < FIXTURE_EXAMPLE_SEATS; k++)
            run(e, fixture_example_seat[k],
                WORDS("sound", "enter",
                      json_is_true(fixture_get(fixture_get(one, "answers"), fixture_example_seat[k]))
                          ? "--yes"
                          : "--no"));
        assert_int_equal(seal(e, fixture_example_seat, FIXTURE_EXAMPLE_SEATS, NULL, 0),
                         json_is_true(fixture_get(one, "expected")));
    }
    assert_int_equal(i, 5);
}

static void ready(void **state)
{
    struct fixture_example *e = *state;
    for (int all = 0; all < 2; all++) {
        json_t *out[FIXTURE_EXAMPLE_SEATS];
        run(e, "N", WORDS("sound", "ready", "We would come within thirty days.", "observers"));
        for (size_t k = 0; k < FIXTURE_EXAMPLE_SEATS; k++)
            run(e, fixture_example_seat[k], WORDS("sound", "enter", all || k != 2 ? "--yes" : "--no"));
        together(e, fixture_example_seat, FIXTURE_EXAMPLE_SEATS, WORDS("sound", "seal", "--patience", "60"),
                 out);
        for (size_t k = 0; k < FIXTURE_EXAMPLE_SEATS; k++) {
            assert_int_equal(json_is_true(fixture_get(out[k], "answer")), all);
            json_decref(out[k]);
        }
        /* The record has no answer. */
        json_t *o = NULL;
        assert_int_equal(fixture_run(&e->x, "B", WORDS("sound", "history"), &o), 0);
        const json_t *list = fixture_get(o, "soundings"),
                     *last = json_array_get(list, json_array_size(list) - 1);
        assert_non_null(strstr(json_string_value(fixture_get(last, "text")),
                               "told to those that are, and to nobody else"));
        json_decref(o);
    }
}

/* ---- an exchange ---- */

static void exchange(void **state)
{
    static const char *const who[] = {"A", "B"};
    struct fixture_example *e = *state;
    char path[FIXTURE_PATH];
    for (int i = 0; i < 2; i++) {
        static const char *const text[] = {
            "{\"id\": \"here\", \"title\": \"What A gives\", \"concerns\": [\"A\", \"B\"], \"options\": "
            "[{\"id\": \"observers\", \"text\": \"Observers on our side with free movement\"}, "
            "{\"id\": \"all\", \"text\": \"All-for-all exchange within sixty days\"}]}",
            "{\"id\": \"there\", \"title\": \"What B gives\", \"concerns\": [\"A\", \"B\"], \"options\": "
            "[{\"id\": \"guns\", \"text\": \"Artillery of our side 30 km back\"}, "
            "{\"id\": \"sick\", \"text\": \"Wounded and sick first\"}, {\"id\": \"children\", \"text\": "
            "\"Children first\"}]}"};
        fixture_write(&e->x, "issue.json", text[i]);
        fixture_path(&e->x, "issue.json", path);
        run(e, "A", WORDS("issue", "add", path));
    }
    static const struct {
        const char *a, *b, *opened;
    } cases[] = {
        {"{\"pairs\": [{\"give\": \"observers\", \"get\": \"guns\"}]}",
         "{\"pairs\": [{\"give\": \"guns\", \"get\": \"observers\"}]}", "observers-guns"},
        {"{\"pairs\": [{\"give\": \"observers\", \"get\": \"guns\"}, {\"give\": \"all\", \"get\": "
         "\"children\"}]}",
         "{\"pairs\": [{\"give\": \"guns\", \"get\": \"observers\"}, {\"give\": \"sick\", \"get\": "
         "\"all\"}]}",
         "observers-guns"},
        /* What was named before may not be taken back: this one is invalid, and finds nothing. */
        {"{\"pairs\": [{\"give\": \"all\", \"get\": \"children\"}]}",
         "{\"pairs\": [{\"give\": \"guns\", \"get\": \"observers\"}, {\"give\": \"sick\", \"get\": "
         "\"all\"}]}",
         ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char opened[64];
        run(e, "B", WORDS("sound", "exchange", "here", "there", "--seats", "A,B"));
        enter_text(e, "A", cases[i].a);
        enter_text(e, "B", cases[i].b);
        assert_int_equal(seal(e, who, 2, opened, sizeof opened), cases[i].opened[0] != '\0');
        assert_string_equal(opened, cases[i].opened);
    }
    fixture_want(&e->x, "A", WORDS("sound", "exchange", "here", "there", "--seats", "A,B,C"), 1,
                 "between two seats");
}

/* ---- near, room, the key, better ---- */

static const json_t *expected_package(const struct fixture_example *e, const char *name)
{
    const json_t *one;
    size_t i;
    json_array_foreach(fixture_get(fixture_get(e->root, "expected"), "packages"), i, one)
    {
        if (strcmp(json_string_value(fixture_get(one, "name")), name) == 0)
            return one;
    }
    fail_msg("%s is not one of the packages that the file expects", name);
    return NULL;
}

static void from_near_to_better(void **state)
{
    struct fixture_example *e = *state;
    json_t *variant = json_deep_copy(e->root), *profile = fixture_get(fixture_get(variant, "profiles"), "B"),
           *out[FIXTURE_EXAMPLE_SEATS];
    const json_t *expected = fixture_get(json_array_get(fixture_get(e->root, "variants"), 0), "expected");
    char path[FIXTURE_PATH], opened[64], again[64];
    fixture_path(&e->x, "variant.json", path);
    (void)json_object_set_new(profile, "could_live_with_at_least", json_integer(54));
    assert_int_equal(json_dump_file(variant, path, 0), 0);
    json_decref(variant);

    /* Seat B asks for too much: no room, but at the first step. */
    run(e, "C", WORDS("sound", "near", "all"));
    for (size_t k = 0; k < FIXTURE_EXAMPLE_SEATS; k++)
        run(e, fixture_example_seat[k], WORDS("sound", "enter", path));
    together(e, fixture_example_seat, FIXTURE_EXAMPLE_SEATS, WORDS("sound", "seal", "--patience", "120"),
             out);
    for (size_t k = 0; k < FIXTURE_EXAMPLE_SEATS; k++) {
        static const int steps[] = {0, 1, 2, 5, 10};
        int64_t at = json_integer_value(fixture_get(out[k], "value"));
        assert_true(json_is_true(fixture_get(out[k], "answer")) && at >= 0 && at < 5);
        assert_int_equal(steps[at],
                         json_integer_value(fixture_get(expected, "near_sounding_smallest_equal_step")));
        json_decref(out[k]);
    }
    fixture_want(&e->x, "A", WORDS("sound", "key"), 1, "some steps away");

    /* It comes nearer: wider than what is kept, so the ratchet lets it. */
    run(e, "B", WORDS("sound", "open", "all"));
    enter_profiles(e);
    assert_int_equal(seal(e, fixture_example_seat, FIXTURE_EXAMPLE_SEATS, NULL, 0), 1);

    /* One key held back opens nothing. Then all turn, twice. */
    for (size_t k = 0; k < FIXTURE_EXAMPLE_SEATS; k++)
        run(e, fixture_example_seat[k], k == 2 ? WORDS("sound", "key", "--hold") : WORDS("sound", "key"));
    assert_int_equal(seal(e, fixture_example_seat, FIXTURE_EXAMPLE_SEATS, opened, sizeof opened), 0);
    assert_string_equal(opened, "");
    for (int turn = 0; turn < 2; turn++) {
        for (size_t k = 0; k < FIXTURE_EXAMPLE_SEATS; k++)
            run(e, fixture_example_seat[k], WORDS("sound", "key"));
        assert_int_equal(
            seal(e, fixture_example_seat, FIXTURE_EXAMPLE_SEATS, turn == 0 ? opened : again, sizeof opened),
            1);
    }
    assert_string_equal(opened, again);
    const json_t *package = expected_package(e, opened);
    for (size_t k = 0; k < FIXTURE_EXAMPLE_SEATS; k++) {
        json_t *o = NULL;
        assert_int_equal(fixture_run(&e->x, fixture_example_seat[k], WORDS("sound", "place", e->path), &o),
                         0);
        assert_int_equal(json_integer_value(fixture_get(o, "place")),
                         json_integer_value(fixture_get(fixture_get(package, "rank_among_own_valid"),
                                                        fixture_example_seat[k])));
        assert_int_equal(
            json_integer_value(fixture_get(o, "of")),
            json_integer_value(fixture_get(fixture_get(fixture_get(e->root, "expected"), "valid_for_seat"),
                                           fixture_example_seat[k])));
        json_decref(o);
    }

    /* Is there a better one? The file says by which packages it is dominated. */
    run(e, "N", WORDS("sound", "better"));
    enter_profiles(e);
    int better = json_array_size(fixture_get(package, "dominated_by")) != 0;
    assert_int_equal(seal(e, fixture_example_seat, FIXTURE_EXAMPLE_SEATS, NULL, 0), better);
}

/* ---- a day ---- */

static void word_of_time(time_t t, char out[32])
{
    struct tm tm;
    assert_non_null(gmtime_r(&t, &tm));
    assert_true(strftime(out, 32, "%Y-%m-%dT%H:%M:%S", &tm) != 0);
}

/* The seats have agreed on it. At the hour all desks take part; seat N has entered nothing. It cannot be told
 * from the others by what it sends. */
static void a_day(void **state)
{
    struct fixture_example *e = *state;
    char day[32];
    json_t *out[FIXTURE_EXAMPLE_SEATS], *o = NULL;
    time_t at = (time(NULL) + 30) / 60 * 60 + 60; /* a slot is a minute */
    word_of_time(at, day);
    for (size_t k = 0; k < FIXTURE_EXAMPLE_SEATS; k++) { /* all agree, and nobody opens it */
        assert_int_equal(
            fixture_run(&e->x, fixture_example_seat[k],
                        WORDS("sound", "days", "prisoners", "observers", "--first", day, "--times", "1"), &o),
            0);
        assert_int_equal(json_is_true(fixture_get(o, "hold")), k == FIXTURE_EXAMPLE_SEATS - 1);
        json_decref(o);
    }
    assert_int_equal(fixture_run(&e->x, "A", WORDS("table", "show"), &o), 0);
    size_t n = json_array_size(fixture_get(o, "soundings"));
    assert_true(n != 0 &&
                json_is_true(fixture_get(json_array_get(fixture_get(o, "soundings"), n - 1), "agreed_day")));
    json_decref(o);
    for (size_t k = 0; k < 3; k++) {
        char text[512];
        (void)snprintf(
            text, sizeof text,
            "{\"words\": {\"prisoners\": [\"could live with\", \"could live with\", \"could live with\"], "
            "\"observers\": [\"could live with\", \"could live with\", \"could live with\"]}}");
        enter_text(e, fixture_example_seat[k], text);
    }
    fixture_want(&e->x, "A", WORDS("sound", "seal", "--patience", "5"), 1, "has not come");
    assert_int_equal(fixture_run(&e->x, "A", WORDS("sound", "attend"), &o), 0);
    json_decref(o);
    while (time(NULL) <= at) {
        const struct timespec nap = {0, 100000000};
        (void)nanosleep(&nap, NULL);
    }
    together(e, fixture_example_seat, FIXTURE_EXAMPLE_SEATS, WORDS("sound", "attend", "--patience", "60"),
             out);
    for (size_t k = 0; k < FIXTURE_EXAMPLE_SEATS; k++) {
        assert_int_equal(json_is_true(fixture_get(out[k], "answer")), 0);
        assert_int_equal(json_integer_value(fixture_get(out[k], "bytes_sent")),
                         json_integer_value(fixture_get(out[0], "bytes_sent")));
        assert_int_equal(json_integer_value(fixture_get(out[k], "rounds")),
                         json_integer_value(fixture_get(out[0], "rounds")));
    }
    for (size_t k = 0; k < FIXTURE_EXAMPLE_SEATS; k++)
        json_decref(out[k]);
}

/* ---- a cheat ---- */

static void a_cheat_closes_the_issues(void **state)
{
    struct fixture_example *e = *state;
    struct process p[FIXTURE_EXAMPLE_SEATS];
    run(e, "A", WORDS("sound", "open", "zone", "observers"));
    for (size_t k = 0; k < FIXTURE_EXAMPLE_SEATS; k++)
        enter_text(
            e, fixture_example_seat[k],
            "{\"words\": {\"zone\": [\"welcome\", \"could live with\", \"could live with\", \"cannot\"], "
            "\"observers\": [\"could live with\", \"could live with\", \"could live with\"]}}");
    for (size_t k = 0; k < FIXTURE_EXAMPLE_SEATS; k++)
        fixture_seat_start(&e->x, k == 1 ? "tracktwo-cheat" : "tracktwo", fixture_example_seat[k],
                           WORDS("sound", "seal", "--patience", "60"), &p[k]);
    for (size_t k = 0; k < FIXTURE_EXAMPLE_SEATS; k++) {
        int code = 0;
        json_decref(fixture_seat_finish(&p[k], &code));
        assert_int_equal(code, 4);
    }
    fixture_want(&e->x, "A", WORDS("sound", "open", "zone"), 1, "did not fit");
    fixture_want(&e->x, "A", WORDS("sound", "key"), 1, "discarded");
    for (size_t k = 0; k < FIXTURE_EXAMPLE_SEATS; k++)
        (void)fixture_run(&e->x, fixture_example_seat[k], WORDS("issue", "reopen", "zone"), NULL);
    run(e, "A", WORDS("sound", "open", "zone"));
    run(e, "A", WORDS("sound", "enter", e->path));
    run(e, "A", WORDS("sound", "stop"));
}

/* Nobody has to be there at the same moment: each seals, and all go on when the last has. */
static void sealed_one_after_the_other(void **state)
{
    struct fixture_example *e = *state;
    struct process p[FIXTURE_EXAMPLE_SEATS];
    const size_t last = FIXTURE_EXAMPLE_SEATS - 1;
    run(e, "A", WORDS("sound", "ready", "We would come on a Monday.", "observers"));
    for (size_t k = 0; k <= last; k++)
        run(e, fixture_example_seat[k], WORDS("sound", "enter", "--yes"));
    for (size_t k = 0; k < last; k++) {
        json_t *o = fixture_shown(&e->x, fixture_example_seat[k], WORDS("sound", "seal", "--only-seal"));
        assert_true(json_is_true(fixture_get(o, "waits")));
        json_decref(o);
        o = fixture_shown(&e->x, fixture_example_seat[k], WORDS("sound", "attend"));
        assert_int_equal(json_integer_value(fixture_get(o, "due")), 0);
        json_decref(o);
    }
    fixture_forget_steps(&e->x, fixture_example_seat[last]);
    fixture_seat_start(&e->x, "tracktwo", fixture_example_seat[last], WORDS("sound", "seal", "--only-seal"),
                       &p[last]);
    assert_int_equal(fixture_wait_step(&e->x, fixture_example_seat[last], "meeting the other desks"), 1);
    for (size_t k = 0; k < last; k++)
        fixture_seat_start(&e->x, "tracktwo", fixture_example_seat[k],
                           WORDS("sound", "attend", "--patience", "60"), &p[k]);
    for (size_t k = 0; k <= last; k++) {
        int code = 0;
        json_t *o = fixture_seat_finish(&p[k], &code);
        assert_int_equal(code, 0);
        assert_true(json_is_true(fixture_get(o, "answer")));
        json_decref(o);
    }
    /* No record has it, but the desk of who said yes. */
    json_t *o = fixture_shown(&e->x, "B", WORDS("sound", "status"));
    const json_t *list = fixture_get(o, "soundings"), *one = json_array_get(list, json_array_size(list) - 1);
    assert_true(json_is_true(fixture_get(one, "ready")));
    assert_string_equal(json_string_value(fixture_get(one, "question")), "We would come on a Monday.");
    assert_string_equal(json_string_value(json_array_get(fixture_get(one, "issues"), 0)), "observers");
    assert_int_equal(json_array_size(fixture_get(one, "sealed_by")), FIXTURE_EXAMPLE_SEATS);
    json_decref(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges),
        cmocka_unit_test(statements),
        cmocka_unit_test(ready),
        cmocka_unit_test(sealed_one_after_the_other),
        cmocka_unit_test(from_near_to_better),
        cmocka_unit_test(exchange),
        cmocka_unit_test(a_day),
        cmocka_unit_test(a_cheat_closes_the_issues),
    };
    return cmocka_run_group_tests_name("command line: soundings", tests, set_up, fixture_example_end);
}
