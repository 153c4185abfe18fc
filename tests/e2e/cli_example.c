/* What the example table expects of its soundings, asked of four real desks through a real relay: each issue
 * alone, the package, the variants, and the tests of inclusion. All values come from the file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli_fixture.h"

/* Soundings follow each other without the waiting time, and as many as the test needs. */
static int set_up(void **state)
{
    return fixture_example_start(state, json_pack("{s:i}", "spacing_slots", 0), 0);
}

/* "A,B" of an array of ids. */
static void id_list(const json_t *ids, char *out, size_t len)
{
    const json_t *id;
    size_t i, at = 0;
    out[0] = '\0';
    json_array_foreach(ids, i, id)
    {
        int n = snprintf(out + at, len - at, "%s%s", i > 0 ? "," : "", json_string_value(id));
        assert_true(n > 0 && (size_t)n < len - at);
        at += (size_t)n;
    }
}

/* sound open ISSUE... --seats LIST, as the first of the seats. */
static int open_sounding(const struct fixture_example *e, const json_t *issues, const json_t *seats,
                         json_t **out)
{
    const char *words[32] = {"sound", "open"};
    char list[64];
    const json_t *issue;
    size_t i, n = 2;
    json_array_foreach(issues, i, issue) words[n++] = json_string_value(issue);
    id_list(seats, list, sizeof list);
    words[n++] = "--seats";
    words[n++] = list;
    return fixture_run(&e->x, json_string_value(json_array_get(seats, 0)), words, out);
}

/* Every seat enters what its profile in the file says, then all seal. Each desk's record must have the
 * answer. */
static int run_sounding(const struct fixture_example *e, const json_t *seats, const char *profile_file)
{
    const char *who[FIXTURE_EXAMPLE_SEATS];
    size_t n = json_array_size(seats);
    assert_true(n <= FIXTURE_EXAMPLE_SEATS);
    for (size_t i = 0; i < n; i++) {
        who[i] = json_string_value(json_array_get(seats, i));
        fixture_want(&e->x, who[i], WORDS("sound", "enter", profile_file), 0, NULL);
    }
    int answer = fixture_seal(&e->x, who, n);
    for (size_t i = 0; answer >= 0 && i < FIXTURE_EXAMPLE_SEATS;
         i++) { /* those who did not take part see it too */
        json_t *o = NULL;
        assert_int_equal(fixture_run(&e->x, fixture_example_seat[i], WORDS("sound", "status"), &o), 0);
        const json_t *list = fixture_get(o, "soundings"),
                     *last = json_array_get(list, json_array_size(list) - 1);
        assert_string_equal(json_string_value(fixture_get(last, "answer")), answer ? "room" : "no room");
        assert_true(json_is_false(fixture_get(last, "entered")));
        json_decref(o);
    }
    return answer;
}

static void issues_alone(void **state)
{
    const struct fixture_example *e = *state;
    const json_t *all = fixture_get(fixture_get(fixture_get(e->root, "soundings"), "package"), "seats"), *one;
    size_t i;
    json_array_foreach(fixture_get(fixture_get(e->root, "soundings"), "single_issue"), i, one)
    {
        json_t *o = NULL, *issues = json_pack("[O]", fixture_get(one, "issue"));
        assert_int_equal(open_sounding(e, issues, all, &o), 0);
        const json_t *issue;
        size_t k;
        json_array_foreach(fixture_get(e->root, "issues"), k, issue)
        {
            if (json_equal(fixture_get(issue, "id"), fixture_get(one, "issue")))
                assert_int_equal(json_integer_value(fixture_get(o, "candidates")),
                                 json_array_size(fixture_get(issue, "options")));
        }
        json_decref(o);
        int answer = run_sounding(e, all, e->path);
        if (answer != json_is_true(fixture_get(one, "expected_room")))
            fail_msg("%s alone: %d", json_string_value(fixture_get(one, "issue")), answer);
        json_decref(issues);
    }
    assert_int_equal(i, 8);
}

/* Refused by the names of the seats that are missing, or allowed and then answered as expected. */
static void inclusion(void **state)
{
    const struct fixture_example *e = *state;
    const json_t *one;
    size_t i, n_refused = 0;
    json_array_foreach(fixture_get(e->root, "inclusion_tests"), i, one)
    {
        json_t *o = NULL;
        const json_t *seats = fixture_get(one, "sounding_seats");
        int code = open_sounding(e, fixture_get(one, "issues"), seats, &o);
        if (strcmp(json_string_value(fixture_get(one, "expected")), "refused") == 0) {
            const char *text = json_string_value(fixture_get(o, "error"));
            const json_t *missing;
            size_t k;
            assert_int_equal(code, 1);
            json_array_foreach(fixture_get(one, "missing"), k, missing)
            {
                char name[32];
                (void)snprintf(name, sizeof name, "Seat %s", json_string_value(missing));
                assert_non_null(strstr(text, name));
            }
            n_refused++;
        } else {
            assert_int_equal(code, 0);
            assert_int_equal(run_sounding(e, seats, e->path),
                             json_is_true(fixture_get(one, "expected_room")));
        }
        json_decref(o);
    }
    assert_true(n_refused == 3 && i == 5);
}

/* The package, then the variants on the same table: the seats that change enter from another file. */
static void package_and_variants(void **state)
{
    const struct fixture_example *e = *state;
    const json_t *package = fixture_get(fixture_get(e->root, "soundings"), "package"), *variant;
    const json_t *issues = fixture_get(package, "issues"), *all = fixture_get(package, "seats");
    json_t *o = NULL;
    size_t i;
    assert_int_equal(open_sounding(e, issues, all, &o), 0);
    assert_int_equal(json_integer_value(fixture_get(o, "candidates")),
                     json_integer_value(fixture_get(fixture_get(e->root, "expected"), "packages_in_all")));
    json_decref(o);
    assert_int_equal(run_sounding(e, all, e->path),
                     json_is_true(fixture_get(fixture_get(e->root, "expected"), "room")));
    json_array_foreach(fixture_get(e->root, "variants"), i, variant)
    {
        const json_t *expected = fixture_get(variant, "expected"), *seats = json_object_get(variant, "seats");
        int code = open_sounding(e, issues, seats != NULL ? seats : all, &o);
        if (json_is_true(json_object_get(expected, "refused"))) {
            assert_int_equal(code, 1);
            assert_non_null(strstr(json_string_value(fixture_get(o, "error")),
                                   json_string_value(fixture_get(expected, "reason"))));
        } else {
            json_t *changed = json_deep_copy(e->root), *fields;
            char path[FIXTURE_PATH];
            const char *who;
            json_object_foreach(fixture_get(variant, "change"), who, fields) assert_int_equal(
                json_object_update(fixture_get(fixture_get(changed, "profiles"), who), fields), 0);
            fixture_path(&e->x, "variant.json", path);
            assert_int_equal(json_dump_file(changed, path, 0), 0);
            assert_int_equal(code, 0);
            assert_int_equal(run_sounding(e, all, path), json_is_true(fixture_get(expected, "room")));
            json_decref(changed);
        }
        json_decref(o);
    }
    assert_int_equal(i, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(issues_alone, set_up, fixture_example_end),
        cmocka_unit_test_setup_teardown(inclusion, set_up, fixture_example_end),
        cmocka_unit_test_setup_teardown(package_and_variants, set_up, fixture_example_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
