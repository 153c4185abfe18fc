/* A cheat where a session reads what an earlier one kept: another bit put in than was kept, another mask, the
 * masks of another use, another sum, other MACs of it, another share behind a parity. Each must be found
 * before an output share leaves; and whether the run stops must say nothing of what the honest parties kept.
 */
#include "sealed_deviation.h"

#include <tracktwo/secret.h>

#include "sealed/kept.h"

#define KEPT 60
#define INPUTS 12
#define N_MAX 3

/* What a first, honest session left. */
struct past {
    struct circuit *first, *second;
    struct sealed_kept *kept[N_MAX];
    uint8_t bits[KEPT];
};

/* Keeps party 0's entry and products of neighbours. */
static struct circuit *first_circuit(unsigned n)
{
    struct circuit_builder *b = NULL;
    struct circuit *c = NULL;
    circuit_wire x[N_MAX][KEPT / 2];
    assert_int_equal(circuit_builder_new(&b, n), 0);
    for (unsigned p = 0; p < n; p++) {
        for (unsigned i = 0; i < KEPT / 2; i++)
            x[p][i] = circuit_input(b, p);
    }
    for (unsigned i = 0; i < KEPT / 2; i++) {
        circuit_keep(b, x[0][i]);
        circuit_keep(b, circuit_and(b, circuit_xor(b, x[0][i], x[1][i]), x[n - 1][(i + 1) % (KEPT / 2)]));
    }
    circuit_output(b, circuit_xor(b, x[0][0], x[1][0]));
    assert_int_equal(circuit_build(b, &c), 0);
    circuit_builder_free(b);
    return c;
}

/* Products of kept bits with new entries; whether any kept bit differs from an entry, by parities; sums. */
static struct circuit *second_circuit(unsigned n)
{
    struct circuit_builder *b = NULL;
    struct circuit *c = NULL;
    circuit_wire k[KEPT], y[N_MAX][INPUTS], differ[KEPT];
    assert_int_equal(circuit_builder_new(&b, n), 0);
    for (unsigned i = 0; i < KEPT; i++)
        k[i] = circuit_kept(b);
    for (unsigned p = 0; p < n; p++) {
        for (unsigned i = 0; i < INPUTS; i++)
            y[p][i] = circuit_input(b, p);
    }
    for (unsigned i = 0; i < KEPT; i++)
        differ[i] = circuit_xor(b, k[i], y[i % n][i % INPUTS]);
    circuit_wire any = circuit_any(b, differ, KEPT);
    circuit_output(b, any);
    for (unsigned i = 0; i < INPUTS; i++) {
        circuit_wire z = circuit_and(b, circuit_xor(b, k[i], k[KEPT - 1 - i]), y[n - 1][i]);
        circuit_output(b, circuit_xor(b, circuit_and(b, z, any), k[i + INPUTS]));
    }
    assert_int_equal(circuit_build(b, &c), 0);
    circuit_builder_free(b);
    return c;
}

/* With `complement` the honest entries of the first session are the complements. */
static void past_make(struct past *h, unsigned n, unsigned cheat, int complement)
{
    struct table t;
    uint8_t out[KEPT];
    memset(h, 0, sizeof *h);
    h->first = first_circuit(n);
    h->second = second_circuit(n);
    assert_int_equal(h->second->n_parities, 1);
    table_open(&t, n, cheat, h->first, 31, 0);
    if (complement)
        table_complement_entries(&t);
    while (table_round(&t))
        ;
    for (unsigned p = 0; p < n; p++) {
        if (p == cheat) {
            h->kept[p] = table_cheat(&t)->kept;
            table_cheat(&t)->kept = NULL;
            assert_non_null(h->kept[p]);
        } else {
            assert_int_equal(sealed_session_take_kept(t.s[p], &h->kept[p]), 0);
        }
    }
    memcpy(h->kept[cheat]->id, h->kept[cheat == 0]->id, SEALED_KEPT_ID_LEN); /* it follows from an echo */
    assert_int_equal(circuit_eval_kept(h->first, (const uint8_t *const *)t.input, NULL, out, h->bits), 0);
    table_close(&t);
}

static void past_free(struct past *h, unsigned n)
{
    for (unsigned p = 0; p < n; p++)
        sealed_kept_free(h->kept[p]);
    circuit_free(h->first);
    circuit_free(h->second);
}

/* ---- deviations ---- */

static struct sealed_kept *own_kept(const struct table *t)
{
    return (struct sealed_kept *)(uintptr_t)table_cheat(t)->config.kept;
}

/* Kept bit or mask `where` is put in as its complement. */
HOOK(other_bit)
{
    UNUSED_FRAME;
    struct sealed_session *s = table_cheat(t);
    if (here(t, at, CHEAT_BEFORE_PREPARE))
        s->input_bits[s->circuit->n_inputs[s->self] + d->where] ^= 1;
}

/* The same, after an honest mask of it: the masked bit on the way to all is changed. */
HOOK(other_masked_bit)
{
    (void)q;
    if (here(t, at, CHEAT_FRAME))
        flip_bit(f->broadcast, table_cheat(t)->circuit->n_inputs[t->cheat] + d->where);
}

/* And the kept share is made to look so: the bit, and a bit of its MAC to each peer. */
HOOK(other_share)
{
    UNUSED_FRAME;
    struct sealed_session *s = table_cheat(t);
    struct sealed_kept *k = own_kept(t);
    if (!here(t, at, CHEAT_BEFORE_PREPARE))
        return;
    s->input_bits[s->circuit->n_inputs[s->self] + d->where] ^= 1;
    k->bit[d->where] ^= 1;
    for (unsigned q2 = 0; q2 < s->n_peers; q2++)
        flip_bit(&k->share[d->where * s->stride + 2 * q2], d->bit);
}

/* The masks of use `where` instead of those that all have agreed on. */
HOOK(other_use)
{
    UNUSED_FRAME;
    struct sealed_session *s = table_cheat(t);
    if (!here(t, at, CHEAT_BEFORE_PREPARE))
        return;
    s->config.kept_use = (unsigned)d->where;
    for (size_t i = 0; i < SEALED_KEPT_MASKS; i++)
        s->input_bits[s->circuit->n_inputs[s->self] + s->circuit->n_kept + i] =
            own_kept(t)->bit[own_kept(t)->n_bits + d->where * SEALED_KEPT_MASKS + i];
}

/* Bit `where` of the sum. */
HOOK(other_sum)
{
    UNUSED_FRAME;
    if (here(t, at, CHEAT_BEFORE_PREPARE))
        flip_bit(&table_cheat(t)->kept_check.y, d->where);
}

/* Bit `where` of its MAC, of now or of then. */
HOOK(other_mac)
{
    UNUSED_FRAME;
    struct sealed_session *s = table_cheat(t);
    for (unsigned q2 = 0; here(t, at, CHEAT_BEFORE_PREPARE) && q2 < s->n_peers; q2++)
        flip_bit(&s->kept_check.mac[d->bit][q2], d->where);
}

/* Output `where` of the parities, once they are computed. */
HOOK(other_parity)
{
    UNUSED_FRAME;
    struct sealed_session *s = table_cheat(t);
    if (here(t, at, CHEAT_BEFORE_PREPARE))
        s->wire_bit[s->circuit->parity[0].out[d->where]] ^= 1;
}

static void cheats(unsigned n, unsigned cheat)
{
    static const size_t place[] = {0, 1, KEPT / 2, KEPT - 1, KEPT, KEPT + 63, KEPT + SEALED_KEPT_MASKS - 1};
    struct past h;
    struct table t;
    past_make(&h, n, cheat, 0);
    table_open_kept(&t, n, cheat, h.second, 32, h.kept, h.bits);
    come_to(&t, FLIGHT_INPUT, 1);
    for (size_t i = 0; i < sizeof place / sizeof place[0]; i++) {
        table_try_by(&t, &(struct deviation){"kept bit", FLIGHT_INPUT, 0, place[i], 0, 0, other_bit},
                     FLIGHT_AND_CHECK);
        table_try_by(&t, &(struct deviation){"masked bit", FLIGHT_INPUT, 0, place[i], 0, 0, other_masked_bit},
                     FLIGHT_AND_CHECK);
        for (unsigned bit = 0; bit < 128 && place[i] < KEPT; bit += 21)
            table_try_by(&t,
                         &(struct deviation){"kept share", FLIGHT_INPUT, 0, place[i], bit, 0, other_share},
                         FLIGHT_AND_CHECK);
    }
    for (size_t use = 1; use < SEALED_KEPT_USES; use += 7)
        table_try_by(&t, &(struct deviation){"other masks", FLIGHT_INPUT, 0, use, 0, 0, other_use},
                     FLIGHT_AND_CHECK);
    come_to(&t, FLIGHT_AND, 1);
    for (size_t i = 0; i < 40; i += 13)
        table_try_by(&t, &(struct deviation){"parity", FLIGHT_AND, 0, i, 0, 0, other_parity},
                     FLIGHT_AND_CHECK);
    come_to(&t, FLIGHT_AND_CHECK, 1);
    for (size_t i = 0; i < 128; i += 9) {
        table_try_by(&t, &(struct deviation){"sum", FLIGHT_AND_CHECK, 0, i, 0, 0, other_sum},
                     FLIGHT_AND_CHECK);
        for (unsigned which = 0; which < 2; which++)
            table_try_by(&t,
                         &(struct deviation){"MAC of the sum", FLIGHT_AND_CHECK, 0, i, which, 0, other_mac},
                         FLIGHT_AND_CHECK);
    }
    assert_int_equal(table_finish(&t).outcome, OUTCOME_RIGHT); /* the honest run itself */
    leave_table(&t, n == 2 ? "kept bits, n=2" : "kept bits, n=3");
    past_free(&h, n);
}

static void two_parties(void **state)
{
    (void)state;
    cheats(2, 1);
    cheats(2, 0);
}

static void three_parties(void **state)
{
    (void)state;
    cheats(3, 1);
}

/* Two pasts that differ in what the honest parties kept, all randomness the same: every deviation ends alike,
 * in the same flight. */
static void stopping_says_nothing(void **state)
{
    (void)state;
    const unsigned n = 3, cheat = 2;
    struct past h[2];
    struct table t[2];
    size_t differ = 0;
    for (int i = 0; i < 2; i++) {
        past_make(&h[i], n, cheat, i);
        table_open_kept(&t[i], n, cheat, h[i].second, 33, h[i].kept, h[i].bits);
        come_to(&t[i], FLIGHT_INPUT, 1);
    }
    for (size_t i = 0; i < KEPT; i++)
        differ += h[0].bits[i] != h[1].bits[i];
    assert_true(differ >= KEPT / 2);
    for (size_t i = 0; i < KEPT + SEALED_KEPT_MASKS; i += 5) {
        struct deviation d = {
            "kept bit", FLIGHT_INPUT, 0, i, 0, 0, i % 2 == 0 ? other_bit : other_masked_bit};
        struct verdict v[2] = {table_branch(&t[0], &d), table_branch(&t[1], &d)};
        assert_int_equal(v[0].outcome, OUTCOME_STOPPED);
        assert_int_equal(v[1].outcome, OUTCOME_STOPPED);
        assert_int_equal(v[0].flight, v[1].flight);
    }
    for (int i = 0; i < 2; i++) {
        assert_int_equal(table_finish(&t[i]).outcome, OUTCOME_RIGHT);
        table_close(&t[i]);
        past_free(&h[i], n);
    }
}

int main(void)
{
    harness_begin();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_parties),
        cmocka_unit_test(three_parties),
        cmocka_unit_test(stopping_says_nothing),
    };
    return cmocka_run_group_tests_name("sealed_kept", tests, NULL, NULL);
}
