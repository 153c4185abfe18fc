/* The example table: everything that it expects of `room` in the clear. Values come from the file itself. */
#include "table_fixture.h"

#include <stdio.h>

#define N_SEATS 4

struct example {
    json_t *root;
    char *bytes;
    size_t len;
    struct table_state *state;
    struct table_prefs *prefs[N_SEATS]; /* for the whole package */
    struct table_entry entry[N_SEATS];
};

static int set_up(void **p)
{
    struct example *x = calloc(1, sizeof(*x));
    assert_non_null(x);
    x->bytes = fixture_example(&x->len);
    assert_non_null(x->bytes);
    x->root = fixture_example_json();
    x->state = fixture_table(NULL);
    for (size_t i = 0; i < N_SEATS; i++) {
        struct table_file_error why = {.lang = TABLE_LANG_EN};
        assert_int_equal(table_prefs_read(x->state, t2_bytes_of(x->bytes, x->len),
                                          table_seat(x->state, i)->id, fixture_all_issues, 8, &x->prefs[i],
                                          &why),
                         0);
        assert_int_equal(table_entry_make(&x->entry[i], x->prefs[i]), 0);
    }
    *p = x;
    return 0;
}

static int tear_down(void **p)
{
    struct example *x = *p;
    for (size_t i = 0; i < N_SEATS; i++) {
        table_prefs_free(x->prefs[i]);
        table_entry_clear(&x->entry[i]);
    }
    table_state_free(x->state);
    json_decref(x->root);
    free(x->bytes);
    free(x);
    return 0;
}

static json_t *get(json_t *o, const char *key)
{
    json_t *v = json_object_get(o, key);
    if (v == NULL) {
        fail_msg("the example has no \"%s\"", key);
    }
    return v;
}

static long long number(json_t *o, const char *key)
{
    assert_true(json_is_integer(get(o, key)));
    return json_integer_value(get(o, key));
}

static uint32_t common(const struct example *x, uint64_t seats)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < x->entry[0].n_candidates; i++) {
        unsigned all = 1;
        for (size_t k = 0; k < N_SEATS; k++) {
            all &= ((seats >> k) & 1) == 0 || x->entry[k].bits[i] == 1;
        }
        n += all;
    }
    return n;
}

static const char *name_of(const struct example *x, uint32_t index, char *out)
{
    assert_int_equal(
        table_candidate_name(x->state, fixture_all_issues, 8, index, out, TABLE_PACKAGE_NAME_MAX), 0);
    return out;
}

static uint32_t index_of(const struct example *x, const char *name)
{
    char other[TABLE_PACKAGE_NAME_MAX];
    for (uint32_t i = 0; i < x->entry[0].n_candidates; i++) {
        if (strcmp(name_of(x, i, other), name) == 0) {
            return i;
        }
    }
    fail_msg("no package %s", name);
    return 0;
}

static uint8_t seat_at(const struct example *x, const char *id)
{
    uint8_t k = 0;
    assert_int_equal(table_seat_find(x->state, id, &k), 0);
    return k;
}

/* ---- tests ---- */

static void counts_of_packages(void **p)
{
    struct example *x = *p;
    json_t *expected = get(x->root, "expected");
    assert_int_equal(x->entry[0].n_candidates, number(expected, "packages_in_all"));
    assert_int_equal(x->prefs[0]->space.n_candidates, 20736);
    for (uint8_t k = 0; k < N_SEATS; k++) {
        const char *id = table_seat(x->state, k)->id;
        uint32_t valid = 0;
        int32_t score = 0;
        for (uint32_t i = 0; i < x->entry[k].n_candidates; i++) {
            valid += (uint32_t)table_prefs_score(x->prefs[k], i, &score);
        }
        assert_int_equal(valid, number(get(expected, "valid_for_seat"), id));
        assert_int_equal(x->entry[k].n_accepted, number(get(expected, "acceptable_to_seat"), id));
        assert_int_equal(common(x, (uint64_t)1 << k), x->entry[k].n_accepted);
        assert_int_equal(common(x, 15u & ~(1u << k)), number(get(expected, "acceptable_if_left_out"), id));
        double share = json_real_value(
            get(get(get(expected, "probing"), "share_of_all_packages_acceptable_to_seat"), id));
        assert_int_equal((int)(share * 1000 + 0.5), (int)(x->entry[k].n_accepted * 1000.0 / 20736 + 0.5));
    }
    const char *pair;
    json_t *n;
    json_object_foreach(get(expected, "acceptable_to_pair"), pair, n)
    {
        char a[2] = {pair[0], '\0'}, b[2] = {pair[1], '\0'};
        uint64_t seats = ((uint64_t)1 << seat_at(x, a)) | ((uint64_t)1 << seat_at(x, b));
        assert_int_equal(common(x, seats), json_integer_value(n));
    }
    assert_int_equal(common(x, 15), number(expected, "acceptable_to_all"));
    assert_true(json_is_true(get(expected, "room")));
    assert_int_equal(common(x, 14), number(get(expected, "probing"), "packages_the_others_accept"));
}

/* 1 when a is at least as good as b for all and better for one. */
static int dominates(const struct example *x, uint32_t a, uint32_t b)
{
    int better = 0;
    for (size_t k = 0; k < N_SEATS; k++) {
        int32_t sa = 0, sb = 0;
        assert_true(table_prefs_score(x->prefs[k], a, &sa) && table_prefs_score(x->prefs[k], b, &sb));
        if (sa < sb) {
            return 0;
        }
        better |= sa > sb;
    }
    return better;
}

static void five_packages_by_name_score_and_rank(void **p)
{
    struct example *x = *p;
    json_t *packages = get(get(x->root, "expected"), "packages");
    size_t found = 0;
    char name[TABLE_PACKAGE_NAME_MAX];
    for (uint32_t i = 0; i < x->entry[0].n_candidates; i++) {
        unsigned all = 1;
        for (size_t k = 0; k < N_SEATS; k++) {
            all &= x->entry[k].bits[i];
        }
        if (!all) {
            continue;
        }
        /* In the order of the candidates, which is the order of the file. */
        json_t *package = json_array_get(packages, found++);
        assert_string_equal(name_of(x, i, name), json_string_value(get(package, "name")));
        uint8_t choice[TABLE_MAX_ISSUES];
        table_space_choice(&x->prefs[0]->space, i, choice);
        assert_int_equal(table_space_index(&x->prefs[0]->space, choice), i);
        for (size_t k = 0; k < 8; k++) {
            const struct table_issue *issue = table_issue(x->state, k);
            assert_string_equal(issue->options[choice[k]].id,
                                json_string_value(get(get(package, "package"), issue->id)));
        }
        for (size_t k = 0; k < N_SEATS; k++) {
            const char *id = table_seat(x->state, k)->id;
            int32_t score = 0, other = 0;
            assert_true(table_prefs_score(x->prefs[k], i, &score));
            assert_int_equal(score, number(get(package, "score"), id));
            long long rank = 1;
            for (uint32_t j = 0; j < x->entry[k].n_candidates; j++) {
                rank += table_prefs_score(x->prefs[k], j, &other) && other > score;
            }
            assert_int_equal(rank, number(get(package, "rank_among_own_valid"), id));
        }
        size_t n_dominated = 0;
        json_t *dominated_by = get(package, "dominated_by");
        for (size_t j = 0; j < json_array_size(packages); j++) {
            const char *other = json_string_value(get(json_array_get(packages, j), "name"));
            if (dominates(x, index_of(x, other), i)) {
                assert_string_equal(json_string_value(json_array_get(dominated_by, n_dominated)), other);
                n_dominated++;
            }
        }
        assert_int_equal(n_dominated, json_array_size(dominated_by));
    }
    assert_int_equal(found, json_array_size(packages));
    assert_int_equal(found, 5);
}

static void first_wishes_would_be_refused(void **p)
{
    struct example *x = *p;
    char name[TABLE_PACKAGE_NAME_MAX];
    for (size_t k = 0; k < N_SEATS; k++) {
        json_t *wish = get(get(get(x->root, "expected"), "first_wish_of_seat"), table_seat(x->state, k)->id);
        int32_t best = INT32_MIN;
        uint32_t at = 0;
        for (uint32_t i = 0; i < x->entry[k].n_candidates; i++) {
            int32_t score = 0;
            if (table_prefs_score(x->prefs[k], i, &score) && score > best) {
                best = score;
                at = i;
            }
        }
        assert_string_equal(name_of(x, at, name), json_string_value(get(wish, "name")));
        assert_int_equal(best, number(wish, "score"));
        uint64_t refused = fixture_seats(x->state, get(wish, "would_be_refused_by"));
        for (size_t j = 0; j < N_SEATS; j++) {
            assert_int_equal(x->entry[j].bits[at], (refused >> j) & 1 ? 0 : 1);
        }
    }
}

static void the_middle_everywhere_is_no_way_out(void **p)
{
    struct example *x = *p;
    json_t *middle = get(get(x->root, "expected"), "middle_option_everywhere");
    uint32_t at = index_of(x, json_string_value(get(middle, "name")));
    uint64_t refused = fixture_seats(x->state, get(middle, "refused_by"));
    for (size_t k = 0; k < N_SEATS; k++) {
        json_t *score = get(get(middle, "score"), table_seat(x->state, k)->id);
        int32_t own = 0;
        int valid = table_prefs_score(x->prefs[k], at, &own);
        assert_int_equal(valid, !json_is_null(score));
        if (valid) {
            assert_int_equal(own, json_integer_value(score));
        }
        assert_int_equal(x->entry[k].bits[at], (refused >> k) & 1 ? 0 : 1);
    }
}

static uint32_t common_with_threshold(struct example *x, size_t seat, int32_t at_least)
{
    struct table_entry kept = x->entry[seat];
    int32_t before = x->prefs[seat]->at_least;
    x->prefs[seat]->at_least = at_least;
    assert_int_equal(table_entry_make(&x->entry[seat], x->prefs[seat]), 0);
    uint32_t n = common(x, 15);
    table_entry_clear(&x->entry[seat]);
    x->entry[seat] = kept;
    x->prefs[seat]->at_least = before;
    return n;
}

static void exaggeration_destroys_the_room(void **p)
{
    struct example *x = *p;
    json_t *points = get(get(x->root, "expected"), "points_of_exaggeration_that_destroy_the_room");
    for (size_t k = 0; k < N_SEATS; k++) {
        int32_t by = (int32_t)number(points, table_seat(x->state, k)->id);
        assert_true(common_with_threshold(x, k, x->prefs[k]->at_least + by - 1) > 0);
        assert_int_equal(common_with_threshold(x, k, x->prefs[k]->at_least + by), 0);
    }
}

/* ANDs the seats' entries for one issue; fills the options that all accept. */
static uint64_t common_options(const struct example *x, uint8_t issue, uint64_t seats)
{
    uint64_t options = UINT64_MAX >> (64 - table_issue(x->state, issue)->n_options);
    for (size_t k = 0; k < N_SEATS; k++) {
        struct table_prefs *prefs = NULL;
        struct table_entry entry;
        if (((seats >> k) & 1) == 0) {
            continue;
        }
        assert_int_equal(table_prefs_read(x->state, t2_bytes_of(x->bytes, x->len),
                                          table_seat(x->state, k)->id, &issue, 1, &prefs, NULL),
                         0);
        assert_int_equal(table_entry_make(&entry, prefs), 0);
        for (uint32_t o = 0; o < entry.n_candidates; o++) {
            if (!entry.bits[o]) {
                options &= ~((uint64_t)1 << o);
            }
        }
        table_entry_clear(&entry);
        table_prefs_free(prefs);
    }
    return options;
}

static void expect_options(const struct example *x, uint8_t issue, uint64_t found, json_t *ids)
{
    const struct table_issue *x_issue = table_issue(x->state, issue);
    uint64_t expected = 0;
    for (size_t i = 0; i < json_array_size(ids); i++) {
        for (size_t o = 0; o < x_issue->n_options; o++) {
            if (strcmp(x_issue->options[o].id, json_string_value(json_array_get(ids, i))) == 0) {
                expected |= (uint64_t)1 << o;
            }
        }
    }
    assert_int_equal(table_mask_count(expected), json_array_size(ids));
    assert_true(found == expected);
}

static void issues_alone(void **p)
{
    struct example *x = *p;
    json_t *list = get(get(x->root, "soundings"), "single_issue");
    json_t *without = get(get(x->root, "expected"), "issues_without_room_alone");
    size_t n_without = 0;
    assert_int_equal(json_array_size(list), 8);
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *one = json_array_get(list, i);
        uint8_t issue = 0;
        assert_int_equal(table_issue_find(x->state, json_string_value(get(one, "issue")), &issue), 0);
        /* Asked of the seats it concerns, and of all. */
        uint64_t concerned = common_options(x, issue, table_concerned(x->state, &issue, 1));
        uint64_t all = common_options(x, issue, 15);
        assert_int_equal(concerned != 0, json_is_true(get(one, "expected_room")));
        assert_int_equal(all != 0, json_is_true(get(one, "expected_room")));
        expect_options(x, issue, all, get(one, "expected_options"));
        if (all == 0) {
            assert_string_equal(table_issue(x->state, issue)->id,
                                json_string_value(json_array_get(without, n_without)));
            n_without++;
        }
    }
    assert_int_equal(n_without, json_array_size(without));
}

static size_t issue_list(const struct example *x, json_t *ids, uint8_t *out)
{
    for (size_t i = 0; i < json_array_size(ids); i++) {
        assert_int_equal(table_issue_find(x->state, json_string_value(json_array_get(ids, i)), &out[i]), 0);
    }
    return json_array_size(ids);
}

static int plan(const struct example *x, const uint8_t *issues, size_t n, uint64_t seats,
                struct table_refusal *why)
{
    struct table_ev_sound_opened out;
    uint32_t n_candidates = 0;
    return fixture_plan_room(x->state, issues, n, seats, FIXTURE_SLOT, &out, &n_candidates, why);
}

static void inclusion(void **p)
{
    struct example *x = *p;
    json_t *tests = get(x->root, "inclusion_tests");
    size_t n_refused = 0;
    for (size_t i = 0; i < json_array_size(tests); i++) {
        json_t *one = json_array_get(tests, i);
        uint8_t issues[TABLE_MAX_ISSUES];
        struct table_refusal why = {.code = TABLE_R_NONE};
        size_t n = issue_list(x, get(one, "issues"), issues);
        uint64_t seats = fixture_seats(x->state, get(one, "sounding_seats"));
        int err = plan(x, issues, n, seats, &why);
        if (strcmp(json_string_value(get(one, "expected")), "allowed") == 0) {
            assert_int_equal(err, 0);
            uint64_t found = common_options(x, issues[0], seats);
            assert_int_equal(found != 0, json_is_true(get(one, "expected_room")));
            json_t *options = json_object_get(one, "expected_options");
            if (options != NULL) {
                expect_options(x, issues[0], found, options);
            }
            continue;
        }
        assert_int_equal(err, T2_E_REFUSED);
        assert_int_equal(why.code, TABLE_R_MISSING_SEAT);
        assert_true(why.seats == fixture_seats(x->state, get(one, "missing")));
        const char *name =
            table_seat(x->state, seat_at(x, json_string_value(json_array_get(get(one, "missing"), 0))))->name;
        assert_true(strncmp(why.text, name, strlen(name)) == 0);
        n_refused++;
    }
    assert_int_equal(n_refused, 3);
}

static void variants(void **p)
{
    struct example *x = *p;
    json_t *no_room = json_array_get(get(x->root, "variants"), 0);
    json_t *without_a = json_array_get(get(x->root, "variants"), 1);
    assert_string_equal(json_string_value(get(no_room, "id")), "no-room");
    int32_t at_least = (int32_t)number(get(get(no_room, "change"), "B"), "could_live_with_at_least");
    assert_int_equal(common_with_threshold(x, seat_at(x, "B"), at_least),
                     number(get(no_room, "expected"), "acceptable_to_all"));

    assert_string_equal(json_string_value(get(without_a, "id")), "without-A");
    json_t *expected = get(without_a, "expected");
    uint64_t seats = fixture_seats(x->state, get(without_a, "seats"));
    struct table_refusal why = {.code = TABLE_R_NONE};
    assert_int_equal(plan(x, fixture_all_issues, 8, seats, &why), T2_E_REFUSED);
    const char *reason = json_string_value(get(expected, "reason"));
    assert_int_equal(strncmp(why.text, reason, strlen(reason)), 0);
    assert_int_equal(common(x, seats), number(expected, "if_it_were_run"));
}

static void the_sounding_of_the_package(void **p)
{
    struct example *x = *p;
    json_t *package = get(get(x->root, "soundings"), "package");
    uint8_t issues[TABLE_MAX_ISSUES];
    size_t n = issue_list(x, get(package, "issues"), issues);
    struct table_ev_sound_opened out;
    uint32_t n_candidates = 0;
    assert_int_equal(fixture_plan_room(x->state, issues, n, fixture_seats(x->state, get(package, "seats")),
                                       FIXTURE_SLOT, &out, &n_candidates, NULL),
                     0);
    assert_int_equal(n_candidates, 20736);
    assert_int_equal(out.min_accepted, 208);  /* 207.36 would be 1 % */
    assert_int_equal(out.max_accepted, 8294); /* 8294.4 would be 40 % */
    assert_memory_equal(issues, fixture_all_issues, 8);
    for (size_t k = 0; k < N_SEATS; k++) {
        assert_int_equal(table_entry_check(&x->entry[k], out.min_accepted, out.max_accepted, NULL), 0);
    }
}

static void the_track(void **p)
{
    struct example *x = *p;
    char text[512];
    assert_string_equal(table_track_name(table_track(x->state)),
                        json_string_value(get(get(x->root, "track"), "value")));
    table_track_text(x->state, TABLE_LANG_EN, text, sizeof(text));
    assert_string_equal(text, "Track 1.5: an official on Borea's end only");
}

/* Three packages to ask about: the edge is where the threshold is. */
static void the_edge(void **p)
{
    struct example *x = *p;
    for (size_t k = 0; k < N_SEATS; k++) {
        uint32_t at[3];
        int32_t score[3];
        assert_int_equal(table_entry_edge(x->prefs[k], at), 3);
        for (size_t i = 0; i < 3; i++) {
            assert_true(table_prefs_score(x->prefs[k], at[i], &score[i]));
        }
        assert_true(score[0] >= x->prefs[k]->at_least && score[1] < x->prefs[k]->at_least);
        assert_int_equal(score[2], score[0]);
        assert_int_not_equal(at[2], at[0]);
        for (uint32_t i = 0; i < x->entry[k].n_candidates; i++) {
            int32_t other = 0;
            if (table_prefs_score(x->prefs[k], i, &other)) {
                assert_false(other > score[1] && other < score[0]);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_of_packages),
        cmocka_unit_test(five_packages_by_name_score_and_rank),
        cmocka_unit_test(first_wishes_would_be_refused),
        cmocka_unit_test(the_middle_everywhere_is_no_way_out),
        cmocka_unit_test(exaggeration_destroys_the_room),
        cmocka_unit_test(issues_alone),
        cmocka_unit_test(inclusion),
        cmocka_unit_test(variants),
        cmocka_unit_test(the_sounding_of_the_package),
        cmocka_unit_test(the_track),
        cmocka_unit_test(the_edge),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
