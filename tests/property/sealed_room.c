/* The circuit of `room` against the definition: random tables of 2 to 8 seats, entries at and beside the
 * limits of breadth; the sizes that the example table gives; and a real sounding for 2, 3, 5 and 8 seats. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <tracktwo/random.h>
#include <tracktwo/secret.h>
#include <tracktwo/sounding.h>

#include "../unit/sealed_local.h"

static struct t2_random_seeded seeded;
static struct t2_random rng;

static uint32_t rand32(void)
{
    uint32_t v;
    assert_int_equal(t2_random_fill(&rng, &v, sizeof v), 0);
    return v;
}

/* An entry with exactly n_accepted ones. */
static void make_entry(uint8_t *bits, size_t n, size_t n_accepted)
{
    memset(bits, 0, n);
    for (size_t made = 0; made < n_accepted;) {
        size_t at = rand32() % n;
        made += bits[at] == 0;
        bits[at] = 1;
    }
}

static uint8_t by_definition(uint8_t *const entry[], unsigned seats, size_t n, size_t min, size_t max)
{
    uint8_t any = 0, valid = 1;
    for (size_t c = 0; c < n; c++) {
        uint8_t common = 1;
        for (unsigned s = 0; s < seats; s++)
            common &= entry[s][c];
        any |= common;
    }
    for (unsigned s = 0; s < seats; s++) {
        size_t ones = 0;
        for (size_t c = 0; c < n; c++)
            ones += entry[s][c];
        valid &= ones >= min && ones <= max;
    }
    return any & valid;
}

static void test_random_tables(void **state)
{
    (void)state;
    unsigned yes = 0, total = 0;
    for (unsigned k = 0; k < 300; k++) {
        unsigned seats = 2 + k % 7;
        size_t n = 1 + rand32() % 200, min = rand32() % (n / 4 + 1), max = min + rand32() % (n - min + 1);
        struct circuit *c = NULL;
        uint8_t *entry[CIRCUIT_MAX_PARTIES], got;
        assert_int_equal(sealed_circuit_room(seats, n, min, max, &c), 0);
        for (unsigned s = 0; s < seats; s++)
            assert_non_null(entry[s] = malloc(n));
        for (unsigned t = 0; t < 12; t++, total++) {
            for (unsigned s = 0; s < seats; s++) { /* at, inside and just outside of the limits */
                size_t edge[5] = {min == 0 ? 0 : min - 1, min, max, max < n ? max + 1 : n, (min + max) / 2};
                make_entry(entry[s], n,
                           t < 6 || s != t % seats ? edge[rand32() % 4 < 3 ? 2 : 4] : edge[t % 5]);
            }
            assert_int_equal(circuit_eval_clear(c, (const uint8_t *const *)entry, &got), 0);
            assert_int_equal(got, by_definition(entry, seats, n, min, max));
            yes += got;
        }
        for (unsigned s = 0; s < seats; s++)
            free(entry[s]);
        circuit_free(c);
    }
    print_message("%u tables, %u with room, seed 6\n", total, yes);
    assert_true(yes > total / 20 && yes < total - total / 20); /* both answers occur often */
}

static void test_sizes(void **state)
{
    (void)state;
    struct circuit *c = NULL;
    assert_int_equal(sealed_circuit_room(4, 20736, 208, 8294, &c), 0);
    print_message("room, 4 seats, 20,736 packages: %zu ANDs, depth %zu, %zu slots\n", c->n_ands, c->depth,
                  c->n_slots);
    assert_true(c->depth <= 20 && c->n_ands <= 8 * 20736 + 1000);
    circuit_free(c);
    assert_int_equal(sealed_circuit_room(1, 10, 0, 10, &c), T2_E_ARGUMENT);
    assert_int_equal(sealed_circuit_room(9, 10, 0, 10, &c), T2_E_ARGUMENT);
    assert_int_equal(sealed_circuit_room(4, 0, 0, 10, &c), T2_E_ARGUMENT);
    assert_int_equal(sealed_circuit_room(4, SOUNDING_MAX_CANDIDATES + 1, 0, 10, &c), T2_E_ARGUMENT);
    assert_int_equal(sealed_circuit_room(4, 10, 6, 5, &c), T2_E_ARGUMENT);
}

static void test_real_soundings(void **state)
{
    (void)state;
    static const unsigned seats[] = {2, 3, 5, 8};
    for (size_t k = 0; k < sizeof seats / sizeof seats[0]; k++) {
        enum { N = 120 };
        uint8_t bits[CIRCUIT_MAX_PARTIES][N], *entry[CIRCUIT_MAX_PARTIES], got;
        struct circuit *c = NULL;
        assert_int_equal(sealed_circuit_room(seats[k], N, 2, 48, &c), 0);
        for (unsigned s = 0; s < seats[k]; s++) {
            entry[s] = bits[s];
            make_entry(bits[s], N, 40);
            bits[s][k] = k % 2 == 0; /* a common candidate for certain, or none for certain at this place */
        }
        uint8_t want = by_definition(entry, seats[k], N, 2, 48);
        sealed_local_evaluate(c, entry, 40, &got);
        assert_int_equal(got, want);
        circuit_free(c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_random_tables), cmocka_unit_test(test_sizes),
                                       cmocka_unit_test(test_real_soundings)};
    if (t2_init() != 0)
        return 1;
    rng = t2_random_seeded_init(&seeded, 6);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
