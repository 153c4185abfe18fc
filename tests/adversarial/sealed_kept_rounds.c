/* See sealed_kept_rounds.h. */
#include "sealed_kept_rounds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct circuit *finished(struct circuit_builder *b)
{
    struct circuit *c = NULL;
    assert_int_equal(circuit_build(b, &c), 0);
    circuit_builder_free(b);
    return c;
}

struct circuit *rounds_first(unsigned n)
{
    struct circuit_builder *b = NULL;
    circuit_wire x[CIRCUIT_MAX_PARTIES][ROUNDS_ENTRY];
    assert_int_equal(circuit_builder_new(&b, n), 0);
    for (unsigned p = 0; p < n; p++) {
        for (unsigned i = 0; i < ROUNDS_ENTRY; i++)
            x[p][i] = circuit_input(b, p);
    }
    for (unsigned i = 0; i < ROUNDS_ENTRY; i++) {
        circuit_keep(b, x[0][i]);
        circuit_keep(b, circuit_not(b, circuit_and(b, x[0][i], circuit_xor(b, x[1][i], x[n - 1][0]))));
    }
    circuit_output(b, circuit_and(b, x[0][0], circuit_xor(b, x[1][1], x[n - 1][2])));
    return finished(b);
}

struct circuit *rounds_second(unsigned n)
{
    struct circuit_builder *b = NULL;
    circuit_wire k[2 * ROUNDS_ENTRY], product[ROUNDS_ENTRY];
    assert_int_equal(circuit_builder_new(&b, n), 0);
    for (unsigned i = 0; i < 2 * ROUNDS_ENTRY; i++)
        k[i] = circuit_kept(b);
    for (unsigned i = 0; i < ROUNDS_ENTRY; i++) {
        circuit_wire y = circuit_input(b, i % n);
        product[i] = circuit_and(b, k[2 * i + 1], y);
        circuit_output(b, circuit_xor(b, k[2 * i], y));
        circuit_output(b, circuit_xor(b, k[2 * i + 1], k[(2 * i + 2) % (2 * ROUNDS_ENTRY)]));
        circuit_keep(b, product[i]);
    }
    circuit_output(b, circuit_any(b, product, ROUNDS_ENTRY));
    return finished(b);
}

struct circuit *rounds_third(unsigned n)
{
    struct circuit_builder *b = NULL;
    circuit_wire k[ROUNDS_ENTRY];
    assert_int_equal(circuit_builder_new(&b, n), 0);
    for (unsigned i = 0; i < ROUNDS_ENTRY; i++)
        circuit_output(b, k[i] = circuit_kept(b));
    circuit_output(b, circuit_and(b, k[0], circuit_input(b, 0)));
    return finished(b);
}

void rounds_keep(unsigned n, const struct circuit *c, uint64_t seed, uint8_t *const entry[],
                 struct sealed_kept *out[])
{
    struct table t;
    table_open(&t, n, 0, c, seed, 0);
    for (unsigned p = 0; entry != NULL && p < n; p++)
        table_set_entry(&t, p, entry[p]);
    assert_int_equal(table_finish(&t).outcome, OUTCOME_RIGHT);
    table_take_kept(&t, out);
    table_close(&t);
}

void rounds_free(struct sealed_kept *kept[], unsigned n)
{
    for (unsigned p = 0; p < n; p++)
        sealed_kept_free(kept[p]);
}

struct verdict rounds_after(struct table *t, const struct circuit *c)
{
    struct sealed_kept *kept[SEALED_MAX_PARTIES];
    struct table after;
    table_take_kept(t, kept);
    table_open_kept(&after, t->n, t->cheat, c, 4242, 0, kept, 0);
    memcpy(after.kept_clear, t->keep_clear, c->n_kept);
    struct verdict v = table_finish(&after);
    table_close(&after);
    rounds_free(kept, t->n);
    return v;
}
