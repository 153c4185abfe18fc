/* The example table's soundings through the real engine, all parties in one process: the entries are made
 * from the seats' profiles, the circuit is that of `room` with the table's breadth, and the answers are those
 * that the file expects. Nothing here knows a value that is not in the file. */
#include "../unit/table_fixture.h"

#include <tracktwo/random.h>
#include <tracktwo/secret.h>
#include <tracktwo/sounding.h>

#include "../unit/sealed_local.h"

struct example {
    json_t *root;
    struct table_state *state;
};

static int set_up(void **p)
{
    struct example *x = calloc(1, sizeof *x);
    assert_non_null(x);
    x->root = fixture_example_json();
    assert_non_null(x->root);
    x->state = fixture_table(NULL);
    *p = x;
    return 0;
}

static int tear_down(void **p)
{
    struct example *x = *p;
    table_state_free(x->state);
    json_decref(x->root);
    free(x);
    return 0;
}

static json_t *get(json_t *o, const char *key)
{
    json_t *v = json_object_get(o, key);
    if (v == NULL)
        fail_msg("the example has no \"%s\"", key);
    return v;
}

/* The answer of these seats on these issues by the profiles of a file; breadth as the table has it. */
static int answer(const struct example *x, const json_t *file, const uint8_t *issues, size_t n_issues,
                  uint64_t seats)
{
    const struct table_settings settings = table_settings(x->state);
    struct table_entry entry[SEALED_MAX_PARTIES] = {{0}};
    struct sounding_entry sealed[SEALED_MAX_PARTIES];
    struct sealed_kept *kept[SEALED_MAX_PARTIES] = {NULL};
    struct sounding_answer got[SEALED_MAX_PARTIES];
    uint32_t min = 0, max = 0;
    unsigned n = 0;
    char *text = json_dumps(file, 0);
    memset(sealed, 0, sizeof sealed);
    assert_non_null(text);
    for (size_t k = 0; k < table_n_seats(x->state); k++) {
        struct table_prefs *prefs = NULL;
        if ((seats >> k & 1) == 0)
            continue;
        assert_int_equal(table_prefs_read(x->state, t2_bytes_str(text), table_seat(x->state, k)->id, issues,
                                          n_issues, &prefs, NULL),
                         0);
        assert_int_equal(table_entry_make(&entry[n], prefs), 0);
        sealed[n].accepted = entry[n].bits;
        assert_int_equal(t2_random_fill(t2_random_system(), sealed[n].random, SOUNDING_RANDOM_LEN), 0);
        table_prefs_free(prefs);
        n++;
    }
    table_breadth(&settings, n_issues, entry[0].n_candidates, &min, &max);
    struct sounding_shape room = {.kind = SOUNDING_ROOM,
                                  .n_seats = n,
                                  .n_candidates = entry[0].n_candidates,
                                  .min_accepted = min,
                                  .max_accepted = max,
                                  .parities = settings.statistical_bits};
    sealed_local_sounding(&room, sealed, kept, 0, got);
    for (unsigned i = 0; i < n; i++) {
        assert_int_equal(got[i].yes, got[0].yes);
        table_entry_clear(&entry[i]);
        sealed_kept_free(kept[i]);
    }
    free(text);
    return got[0].yes;
}

static void issues_alone(void **p)
{
    struct example *x = *p;
    json_t *one;
    size_t i;
    json_array_foreach(get(get(x->root, "soundings"), "single_issue"), i, one)
    {
        uint8_t issue = 0;
        int want = json_is_true(get(one, "expected_room"));
        assert_int_equal(table_issue_find(x->state, json_string_value(get(one, "issue")), &issue), 0);
        assert_int_equal(answer(x, x->root, &issue, 1, 15), want);
        assert_int_equal(answer(x, x->root, &issue, 1, table_concerned(x->state, &issue, 1)), want);
    }
    assert_int_equal(i, 8);
}

static void the_package(void **p)
{
    struct example *x = *p;
    uint64_t seats = fixture_seats(x->state, get(get(get(x->root, "soundings"), "package"), "seats"));
    int want = json_is_true(get(get(x->root, "expected"), "room"));
    assert_int_equal(answer(x, x->root, fixture_all_issues, 8, seats), want);
}

/* With its changes; and the one that the rules refuse, as it would come out if it were run. */
static void variants(void **p)
{
    struct example *x = *p;
    json_t *one;
    size_t i;
    json_array_foreach(get(x->root, "variants"), i, one)
    {
        json_t *file = json_deep_copy(x->root), *fields, *expected = get(one, "expected");
        json_t *list = json_object_get(one, "seats"), *if_run = json_object_get(expected, "if_it_were_run");
        const char *who;
        json_object_foreach(json_object_get(one, "change"), who, fields)
            assert_int_equal(json_object_update(get(get(file, "profiles"), who), fields), 0);
        uint64_t seats = list == NULL ? 15 : fixture_seats(x->state, list);
        int want = if_run != NULL ? json_integer_value(if_run) > 0 : json_is_true(get(expected, "room"));
        assert_int_equal(answer(x, file, fixture_all_issues, 8, seats), want);
        json_decref(file);
    }
    assert_int_equal(i, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(issues_alone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_package, set_up, tear_down),
        cmocka_unit_test_setup_teardown(variants, set_up, tear_down),
    };
    if (t2_init() != 0)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
