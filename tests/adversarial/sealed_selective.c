/* Whether a sealed session stops must tell nothing about an honest entry. Two tables run with the same
 * randomness of everybody, one with every honest entry complemented. The cheat plays the guesses that the
 * protocol allows for (a correction, a sum of a tree, u of a leaky AND: each is found or not by chance), and
 * lies in the evaluation. Each deviation must end the same way and in the same flight at both tables, and the
 * guesses must be of both kinds, found and not, so that the comparison is one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sealed_harness.h"

/* where: a bit of the private part. */
static void flip_private(struct table *t, const struct deviation *d, enum cheat_point at, unsigned q,
                         struct cheat_frame *f)
{
    (void)q;
    if (at == CHEAT_FRAME && t->round == t->round_started && (d->victims >> f->party & 1))
        f->private_part[d->where / 8] ^= (uint8_t)(1u << d->where % 8);
}

struct counts {
    unsigned found, passed;
};

static void compare(struct table pair[2], size_t bit, struct counts *out)
{
    struct deviation d = {"guess", table_flight(&pair[0]), 1, bit, 0, 1, flip_private};
    struct verdict v[2];
    for (unsigned i = 0; i < 2; i++) {
        v[i] = table_branch(&pair[i], &d);
        assert_int_not_equal(v[i].outcome, OUTCOME_WRONG);
    }
    assert_int_equal(v[0].outcome, v[1].outcome);
    assert_int_equal(v[0].flight, v[1].flight);
    if (v[0].outcome == OUTCOME_RIGHT)
        out->passed++;
    else
        out->found++;
}

static size_t private_bits(const struct table *t)
{
    return 8 * sealed_flights[table_flight(t)].lengths(table_cheat(t)).private_part;
}

static void selective(unsigned n, unsigned n_guesses)
{
    struct circuit *c = random_circuit(n, 16, 3, 21, 11, 50 + n);
    struct table pair[2];
    struct counts counts[N_FLIGHTS] = {{0, 0}};
    unsigned seen[N_FLIGHTS] = {0};
    for (unsigned i = 0; i < 2; i++)
        table_open(&pair[i], n, n - 1, c, 77, 0);
    table_complement_entries(&pair[1]);
    while (table_flight(&pair[0]) != FLIGHT_END) {
        enum sealed_flight_id f = table_flight(&pair[0]);
        assert_int_equal(f, table_flight(&pair[1]));
        unsigned guesses = 0;
        if (f == FLIGHT_LEAKY || (f == FLIGHT_EXTEND && seen[f] == (n > 2)))
            guesses = n_guesses;
        if (f == FLIGHT_AND || f == FLIGHT_AND_CHECK || f == FLIGHT_OUTPUT)
            guesses = 4;
        seen[f]++;
        size_t bits = private_bits(&pair[0]);
        for (unsigned i = 0; i < guesses; i++)
            compare(pair, f == FLIGHT_AND ? i : (bits / guesses * i + i * 37) % bits, &counts[f]);
        for (unsigned i = 0; i < 2; i++)
            (void)table_round(&pair[i]);
    }
    for (unsigned i = 0; i < 2; i++) {
        assert_int_equal(table_finish(&pair[i]).outcome, OUTCOME_RIGHT);
        table_close(&pair[i]);
    }
    /* Half of the guesses of a bit, one in sixteen of those of four bits of Delta. */
    const struct counts *u = &counts[FLIGHT_LEAKY], *correction = &counts[FLIGHT_EXTEND];
    assert_true(u->found > n_guesses / 4 && u->passed > n_guesses / 4);
    assert_true(correction->found > n_guesses / 2);
    assert_int_equal(
        counts[FLIGHT_AND].passed + counts[FLIGHT_AND_CHECK].passed + counts[FLIGHT_OUTPUT].passed, 0);
    printf("n=%u: u %u found, %u not; corrections %u found, %u not; the same for both entries\n", n, u->found,
           u->passed, correction->found, correction->passed);
    circuit_free(c);
}

static void two_parties(void **state)
{
    (void)state;
    selective(2, 100);
}

static void three_parties(void **state)
{
    (void)state;
    selective(3, 40);
}

int main(void)
{
    harness_begin();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_parties),
        cmocka_unit_test(three_parties),
    };
    return cmocka_run_group_tests_name("sealed_selective", tests, NULL, NULL);
}
