/* Whether a sealed session stops must tell nothing about an honest entry, nor about a bit that an honest
 * party kept. Two tables run with the same randomness of everybody, one with every honest entry complemented,
 * or with what was kept of complemented entries. The cheat plays the guesses that the protocol allows for (a
 * correction, u of a leaky AND: each is found or not by chance), and lies in the evaluation. Each deviation
 * must end the same way and in the same flight at both tables, and the guesses must be of both kinds, found
 * and not, so that the comparison is one.
 *
 * Power. Since all else is equal, the chances of stopping for two entries differ by no more than the share of
 * deviations that end differently. With N pairs and none that differs, a share of d stays unseen with
 * probability (1 - d)^N: a difference of 1 - 0.05^(1/N) is found with probability 0.95, which the test
 * prints. With 150 guesses of u it is 0.020. Guesses of u are of so many different bits; a correction is
 * found or not by four bits of Delta, so at most 32 of them count as different. T2_SOAK=1: twenty times as
 * many. That a difference would be seen is tried with a cheat who is told the entry, and stops by it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sealed/kept.h"
#include "sealed_harness.h"
#include "sealed_kept_rounds.h"

/* ---- deviations ---- */

static int hits(const struct table *t, const struct deviation *d, enum cheat_point at,
                const struct cheat_frame *f)
{
    return at == CHEAT_FRAME && t->round == t->round_started && (d->victims >> f->party & 1);
}

/* where: a bit of the private part. */
static void flip_private(struct table *t, const struct deviation *d, enum cheat_point at, unsigned q,
                         struct cheat_frame *f)
{
    (void)q;
    if (hits(t, d, at, f))
        f->private_part[d->where / 8] ^= (uint8_t)(1u << d->where % 8);
}

/* where: a bit of the broadcast. */
static void flip_broadcast(struct table *t, const struct deviation *d, enum cheat_point at, unsigned q,
                           struct cheat_frame *f)
{
    (void)q;
    if (hits(t, d, at, f))
        f->broadcast[d->where / 8] ^= (uint8_t)(1u << d->where % 8);
}

/* where: a bit that the cheat puts in. */
static void other_share(struct table *t, const struct deviation *d, enum cheat_point at, unsigned q,
                        struct cheat_frame *f)
{
    (void)q, (void)f;
    if (at == CHEAT_BEFORE_PREPARE && t->round == t->round_started)
        table_cheat(t)->input_bits[d->where] ^= 1;
}

/* No cheat could: it looks at bit `where` of what the honest party puts in, and goes silent if it is one. */
static void knows(struct table *t, const struct deviation *d, enum cheat_point at, unsigned q,
                  struct cheat_frame *f)
{
    (void)q;
    if (hits(t, d, at, f) && t->s[f->party]->input_bits[d->where] != 0)
        f->copies = 0;
}

/* ---- two tables ---- */

struct counts {
    unsigned found, passed, differ;
};

static void compare(struct table pair[2], const struct deviation *d, struct counts *out)
{
    struct verdict v[2];
    for (unsigned i = 0; i < 2; i++) {
        v[i] = table_branch(&pair[i], d);
        assert_int_not_equal(v[i].outcome, OUTCOME_WRONG);
    }
    out->differ += v[0].outcome != v[1].outcome || v[0].flight != v[1].flight;
    out->passed += v[0].outcome == OUTCOME_RIGHT;
    out->found += v[0].outcome != OUTCOME_RIGHT;
}

static size_t private_bits(const struct table *t)
{
    return 8 * sealed_flights[table_flight(t)].lengths(table_cheat(t)).private_part;
}

static unsigned guesses_at(const struct table *t, unsigned seen, unsigned n_guesses)
{
    enum sealed_flight_id f = table_flight(t);
    if (f == FLIGHT_LEAKY)
        return n_guesses;
    if (f == FLIGHT_EXTEND && seen == (t->n > 2))
        return 32;
    return f == FLIGHT_AND || f == FLIGHT_AND_CHECK || f == FLIGHT_OUTPUT ? 4 : 0;
}

/* With kept bits: shares that were not kept, in good form and in the frame alone. With a teller: of whom each
 * deviation must end differently. */
static void at_inputs(struct table pair[2], struct counts *out)
{
    const struct circuit *c = pair[0].circuit;
    const unsigned cheat = pair[0].cheat;
    struct counts told = {0, 0, 0};
    const size_t from = c->n_kept != 0 ? c->n_inputs[0] : 0, to = c->n_kept != 0 ? from + c->n_kept : 16;
    for (size_t k = from; k < to; k += 6)
        compare(pair, &(struct deviation){"told", FLIGHT_INPUT, 1, k, 0, 1, knows}, &told);
    assert_int_equal(told.differ, told.found + told.passed);
    for (size_t k = c->n_inputs[cheat]; c->n_kept != 0 && k < c->n_inputs[cheat] + c->n_kept; k += 8) {
        compare(pair, &(struct deviation){"share", FLIGHT_INPUT, 0, k, 0, 0, other_share}, out);
        compare(pair, &(struct deviation){"masked share", FLIGHT_INPUT, 1, k + 3, 0, 0, flip_broadcast}, out);
    }
}

/* The share of deviations, in thousandths, of which one is in `pairs` with probability 0.95. */
static unsigned seen_with_0_95(unsigned pairs)
{
    for (unsigned d = 0; d < 1000; d++) {
        double unseen = 1;
        for (unsigned i = 0; i < pairs; i++)
            unseen *= 1 - d / 1000.0;
        if (unseen <= 0.05)
            return d;
    }
    return 1000;
}

static void selective(struct table pair[2], unsigned n_guesses, const char *title)
{
    struct counts counts[N_FLIGHTS] = {{0, 0, 0}};
    unsigned seen[N_FLIGHTS] = {0};
    const unsigned n = pair[0].n;
    n_guesses *= getenv("T2_SOAK") != NULL ? 20 : 1;
    while (table_flight(&pair[0]) != FLIGHT_END) {
        enum sealed_flight_id f = table_flight(&pair[0]);
        assert_int_equal(f, table_flight(&pair[1]));
        unsigned guesses = guesses_at(&pair[0], seen[f]++, n_guesses);
        size_t bits = private_bits(&pair[0]);
        for (unsigned i = 0; i < guesses; i++) {
            struct deviation d = {"guess", f, 1, 0, 0, 1, flip_private};
            d.where = f == FLIGHT_AND ? i : (bits / guesses * i + i * 37) % bits;
            compare(pair, &d, &counts[f]);
        }
        if (f == FLIGHT_INPUT)
            at_inputs(pair, &counts[f]);
        for (unsigned i = 0; i < 2; i++)
            (void)table_round(&pair[i]);
    }
    for (unsigned i = 0; i < 2; i++) {
        assert_int_equal(table_finish(&pair[i]).outcome, OUTCOME_RIGHT);
        table_close(&pair[i]);
    }
    /* Half of the guesses of a bit, one in sixteen of those of four bits of Delta. */
    const struct counts *u = &counts[FLIGHT_LEAKY], *correction = &counts[FLIGHT_EXTEND];
    unsigned pairs = 0;
    for (unsigned f = 0; f < N_FLIGHTS; f++) {
        if (counts[f].differ != 0)
            fail_msg("%s, %s: %u of %u end differently", title, flight_name((enum sealed_flight_id)f),
                     counts[f].differ, counts[f].found + counts[f].passed);
        pairs += counts[f].found + counts[f].passed;
    }
    assert_true(u->found > n_guesses / 4 && u->passed > n_guesses / 4);
    assert_true(correction->found > 16);
    assert_int_equal(counts[FLIGHT_AND].passed + counts[FLIGHT_AND_CHECK].passed +
                         counts[FLIGHT_OUTPUT].passed + counts[FLIGHT_INPUT].passed,
                     0);
    printf("%s, n=%u: u %u found, %u not; corrections %u found, %u not; %u pairs, all alike; a difference of "
           "0.%03u among the u is found with 0.95\n",
           title, n, u->found, u->passed, correction->found, correction->passed, pairs,
           seen_with_0_95(u->found + u->passed));
}

static void entries(unsigned n, unsigned n_guesses)
{
    struct circuit *c = random_circuit(n, 16, 3, 21, 11, 50 + n);
    struct table pair[2];
    for (unsigned i = 0; i < 2; i++)
        table_open(&pair[i], n, n - 1, c, 77, 0);
    table_complement_entries(&pair[1]);
    selective(pair, n_guesses, "entries");
    circuit_free(c);
}

static void two_parties(void **state)
{
    (void)state;
    entries(2, 150);
}

static void three_parties(void **state)
{
    (void)state;
    entries(3, 40);
}

/* What the honest parties kept differs in every bit of an honest entry; what they put in anew does not. */
static void what_was_kept(void **state)
{
    (void)state;
    struct circuit *first = rounds_first(2), *second = rounds_second(2);
    struct sealed_kept *kept[2][SEALED_MAX_PARTIES];
    struct table pair[2];
    size_t differ = 0;
    for (unsigned i = 0; i < 2; i++) {
        struct table t;
        table_open(&t, 2, 1, first, 61, 0);
        if (i == 1)
            table_complement_entries(&t);
        assert_int_equal(table_finish(&t).outcome, OUTCOME_RIGHT);
        table_take_kept(&t, kept[i]);
        table_close(&t);
        table_open_kept(&pair[i], 2, 1, second, 62, 0, kept[i], 0);
    }
    for (size_t k = 0; k < second->n_kept; k++)
        differ += kept[0][0]->bit[k] != kept[1][0]->bit[k];
    assert_true(differ >= ROUNDS_ENTRY);
    selective(pair, 60, "kept bits");
    for (unsigned i = 0; i < 2; i++)
        rounds_free(kept[i], 2);
    circuit_free(first);
    circuit_free(second);
}

int main(void)
{
    harness_begin();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_parties),
        cmocka_unit_test(three_parties),
        cmocka_unit_test(what_was_kept),
    };
    return cmocka_run_group_tests_name("sealed_selective", tests, NULL, NULL);
}
