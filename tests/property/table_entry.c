/* Entries equal brute force: random spaces, points, red lines, linkages and thresholds, and the example's
 * profiles. */
#include "../unit/table_fixture.h"

#include <stdio.h>

#define SEED 20261123u
#define PROFILES 4000u

static uint32_t below(uint64_t *seed, uint32_t n)
{
    return (uint32_t)(fixture_random(seed) % n);
}

static struct table_prefs *random_prefs(uint64_t *seed)
{
    struct table_space sp = {.n_issues = 1 + below(seed, 8), .n_candidates = 1};
    struct table_prefs *p = NULL;
    for (size_t i = 0; i < sp.n_issues; i++) {
        sp.n_options[i] = (uint8_t)(1 + below(seed, sp.n_issues < 4 ? 9 : 4));
        sp.n_candidates *= sp.n_options[i];
    }
    assert_int_equal(table_prefs_new(&p, &sp), 0);
    int32_t range = below(seed, 8) == 0 ? TABLE_MAX_POINTS : 20;
    for (size_t i = 0; i < sp.n_issues; i++) {
        for (size_t o = 0; o < sp.n_options[i]; o++) {
            int32_t points = (int32_t)below(seed, 2 * (uint32_t)range + 1) - range;
            p->points[i][o] = below(seed, 6) == 0 ? TABLE_RED_LINE : points;
        }
    }
    p->at_least = (int32_t)below(seed, 60) - 30;
    p->n_linkages = below(seed, 20) == 0 ? TABLE_MAX_LINKAGES : below(seed, 5);
    for (size_t l = 0; l < p->n_linkages; l++) {
        memset(p->linkages[l].then_options, 0xff, sizeof(p->linkages[l].then_options));
        for (size_t i = 0; i < sp.n_issues; i++) {
            p->linkages[l].if_options[i] = below(seed, 3) == 0 ? fixture_random(seed) & 15 : 0;
            if (below(seed, 3) == 0) {
                p->linkages[l].then_options[i] = fixture_random(seed);
            }
        }
    }
    return p;
}

/* The definition, word by word: all sums, all red lines, all linkages, for one package given by its options.
 */
static int could_live_with(const struct table_prefs *p, const uint8_t *choice)
{
    long long sum = 0;
    for (size_t i = 0; i < p->space.n_issues; i++) {
        if (p->points[i][choice[i]] == TABLE_RED_LINE) {
            return 0;
        }
        sum += p->points[i][choice[i]];
    }
    for (size_t l = 0; l < p->n_linkages; l++) {
        int applies = 1;
        for (size_t i = 0; i < p->space.n_issues; i++) {
            uint64_t options = p->linkages[l].if_options[i];
            if (options != 0 && (options >> choice[i] & 1) == 0) {
                applies = 0;
            }
        }
        for (size_t i = 0; applies && i < p->space.n_issues; i++) {
            if ((p->linkages[l].then_options[i] >> choice[i] & 1) == 0) {
                return 0;
            }
        }
    }
    return sum >= p->at_least;
}

/* All packages by nested counting, independent of the room's own odometer. */
static uint32_t compare(const struct table_prefs *p, const struct table_entry *e, size_t issue,
                        uint8_t *choice, uint32_t *index)
{
    if (issue == p->space.n_issues) {
        int expected = could_live_with(p, choice);
        uint8_t back[TABLE_MAX_ISSUES];
        int32_t score = 0;
        assert_int_equal(e->bits[*index], expected);
        assert_int_equal(table_space_index(&p->space, choice), *index);
        table_space_choice(&p->space, *index, back);
        assert_memory_equal(back, choice, p->space.n_issues);
        assert_int_equal(table_prefs_score(p, *index, &score) && score >= p->at_least, expected);
        ++*index;
        return (uint32_t)expected;
    }
    uint32_t n = 0;
    for (uint8_t o = 0; o < p->space.n_options[issue]; o++) {
        choice[issue] = o;
        n += compare(p, e, issue + 1, choice, index);
    }
    return n;
}

static void expect_brute_force(const struct table_prefs *p)
{
    struct table_entry e;
    uint8_t choice[TABLE_MAX_ISSUES];
    uint32_t index = 0;
    assert_int_equal(table_entry_make(&e, p), 0);
    uint32_t n = compare(p, &e, 0, choice, &index);
    assert_int_equal(index, e.n_candidates);
    assert_int_equal(n, e.n_accepted);
    table_entry_clear(&e);
    assert_null(e.bits);
}

static void random_profiles(void **state)
{
    (void)state;
    uint64_t seed = SEED;
    size_t n_packages = 0;
    for (unsigned i = 0; i < PROFILES; i++) {
        struct table_prefs *p = random_prefs(&seed);
        n_packages += p->space.n_candidates;
        expect_brute_force(p);
        table_prefs_free(p);
    }
    print_message("seed %u: %u profiles, %zu packages\n", SEED, PROFILES, n_packages);
}

static void the_example(void **state)
{
    (void)state;
    struct table_state *s = fixture_table(NULL);
    size_t len = 0;
    char *file = fixture_example(&len);
    for (size_t i = 0; i < table_n_seats(s); i++) {
        struct table_prefs *p = NULL;
        assert_int_equal(table_prefs_read(s, t2_bytes_of(file, len), table_seat(s, i)->id, fixture_all_issues,
                                          8, &p, NULL),
                         0);
        expect_brute_force(p);
        table_prefs_free(p);
    }
    free(file);
    table_state_free(s);
}

/* The edge is made of what the definition says: one accepted with the least score, one refused with the most,
 * and one as low as the first that differs in most issues. */
static void edges(void **state)
{
    (void)state;
    uint64_t seed = SEED + 1;
    for (unsigned i = 0; i < 500; i++) {
        struct table_prefs *p = random_prefs(&seed);
        int32_t lowest = INT32_MAX, highest = INT32_MIN, score = 0;
        uint32_t at[3] = {0}, n_lowest = 0;
        for (uint32_t k = 0; k < p->space.n_candidates; k++) {
            if (!table_prefs_score(p, k, &score)) {
                continue;
            }
            if (score >= p->at_least) {
                n_lowest = score < lowest ? 1 : n_lowest + (score == lowest);
                lowest = score < lowest ? score : lowest;
            } else {
                highest = score > highest ? score : highest;
            }
        }
        size_t n = table_entry_edge(p, at);
        assert_int_equal(n, (lowest != INT32_MAX) + (highest != INT32_MIN) + (n_lowest > 1));
        size_t k = 0;
        if (lowest != INT32_MAX) {
            assert_true(table_prefs_score(p, at[k++], &score) && score == lowest);
        }
        if (highest != INT32_MIN) {
            assert_true(table_prefs_score(p, at[k++], &score) && score == highest);
        }
        if (n_lowest > 1) {
            assert_true(table_prefs_score(p, at[k], &score) && score == lowest && at[k] != at[0]);
        }
        table_prefs_free(p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_profiles),
        cmocka_unit_test(the_example),
        cmocka_unit_test(edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
