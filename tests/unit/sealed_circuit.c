/* Circuits: builder, blocks, slots and Bristol Fashion against evaluation by hand; hostile texts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <tracktwo/circuit.h>
#include <tracktwo/random.h>
#include <tracktwo/secret.h>

static struct t2_random_seeded seeded;
static struct t2_random rng;

static uint32_t rand32(void)
{
    uint32_t v;
    assert_int_equal(t2_random_fill(&rng, &v, sizeof v), 0);
    return v;
}

static void test_shortest(void **state)
{
    (void)state;
    struct circuit_builder *b = NULL;
    struct circuit *c = NULL;
    uint8_t x = 1, y = 0, out[2];
    assert_int_equal(circuit_builder_new(&b, 2), 0);
    circuit_wire p = circuit_input(b, 0), q = circuit_input(b, 1);
    circuit_output(b, circuit_or(b, p, q));
    circuit_output(b, circuit_mux(b, p, q, p));
    assert_int_equal(circuit_build(b, &c), 0);
    assert_int_equal(circuit_eval_clear(c, (const uint8_t *const[]){&x, &y}, out), 0);
    assert_int_equal(out[0], 1);
    assert_int_equal(out[1], 0);
    circuit_free(c);
    circuit_builder_free(b);
}

static void test_folding(void **state)
{
    (void)state;
    struct circuit_builder *b = NULL;
    assert_int_equal(circuit_builder_new(&b, 2), 0);
    circuit_wire x = circuit_input(b, 0), y = circuit_input(b, 1), zero = circuit_constant(b, 0),
                 one = circuit_constant(b, 1);
    assert_int_equal(circuit_not(b, circuit_not(b, x)), x);
    assert_int_equal(circuit_xor(b, x, x), zero);
    assert_int_equal(circuit_xor(b, x, one), circuit_not(b, x));
    assert_int_equal(circuit_and(b, x, x), x);
    assert_int_equal(circuit_and(b, x, circuit_not(b, x)), zero);
    assert_int_equal(circuit_and(b, x, zero), zero);
    assert_int_equal(circuit_and(b, one, y), y);
    assert_int_equal(circuit_and(b, x, y), circuit_and(b, y, x));
    assert_int_equal(circuit_xor(b, x, y), circuit_xor(b, y, x));
    assert_int_equal(circuit_builder_n_ands(b), 1);
    circuit_builder_free(b);
}

/* Random gates, evaluated beside the building; then the frozen circuit, and what Bristol Fashion gives back.
 */
static void random_case(size_t n_gates)
{
    enum { INPUTS = 12, OUTPUTS = 20 };
    struct circuit_builder *b = NULL;
    struct circuit *c = NULL, *again = NULL;
    struct t2_buf text;
    unsigned n = 2 + rand32() % 7;
    uint8_t in[CIRCUIT_MAX_PARTIES][INPUTS], want[OUTPUTS], got[OUTPUTS];
    const uint8_t *inputs[CIRCUIT_MAX_PARTIES];
    size_t have = 0;
    circuit_wire *w = malloc((CIRCUIT_MAX_PARTIES * INPUTS + n_gates + 2) * sizeof *w);
    uint8_t *v = malloc(CIRCUIT_MAX_PARTIES * INPUTS + n_gates + 2);
    assert_non_null(w);
    assert_non_null(v);
    assert_int_equal(circuit_builder_new(&b, n), 0);
    for (unsigned p = 0; p < n; p++) {
        inputs[p] = in[p];
        for (size_t i = 0; i < INPUTS; i++) {
            v[have] = in[p][i] = rand32() & 1;
            w[have++] = circuit_input(b, p);
        }
    }
    for (uint8_t bit = 0; bit < 2; bit++) {
        v[have] = bit;
        w[have++] = circuit_constant(b, bit);
    }
    for (size_t g = 0; g < n_gates; g++) {
        size_t x = rand32() % have, y = rand32() % have;
        switch (rand32() % 4) {
        case 0:
            v[have] = v[x] & v[y];
            w[have++] = circuit_and(b, w[x], w[y]);
            break;
        case 1:
            v[have] = v[x] ^ v[y];
            w[have++] = circuit_xor(b, w[x], w[y]);
            break;
        case 2:
            v[have] = v[x] ^ 1;
            w[have++] = circuit_not(b, w[x]);
            break;
        default:
            v[have] = v[x] | v[y];
            w[have++] = circuit_or(b, w[x], w[y]);
        }
    }
    for (size_t i = 0; i < OUTPUTS; i++) {
        size_t x = rand32() % have;
        want[i] = v[x];
        circuit_output(b, w[x]);
    }
    assert_int_equal(circuit_build(b, &c), 0);
    assert_int_equal(circuit_eval_clear(c, inputs, got), 0);
    assert_memory_equal(got, want, OUTPUTS);
    assert_true(c->depth <= circuit_builder_depth(b) && c->n_ands <= circuit_builder_n_ands(b));
    for (size_t l = 0; l < c->n_layers; l++) { /* what a layer's ANDs write, none of them reads */
        for (size_t i = 0; i < c->layers[l].n_ands; i++) {
            for (size_t k = 0; k < c->layers[l].n_ands; k++) {
                uint32_t out = c->layers[l].ands[i].out;
                assert_true(out != c->layers[l].ands[k].a && out != c->layers[l].ands[k].b);
                assert_true(i == k || out != c->layers[l].ands[k].out);
            }
        }
    }
    t2_buf_init(&text, 4u << 20);
    assert_int_equal(circuit_write_bristol(c, &text), 0);
    assert_int_equal(circuit_read_bristol(t2_buf_view(&text), n, &again), 0);
    assert_int_equal(circuit_eval_clear(again, inputs, got), 0);
    assert_memory_equal(got, want, OUTPUTS);
    t2_buf_free(&text);
    circuit_free(again);
    circuit_free(c);
    circuit_builder_free(b);
    free(w);
    free(v);
}

static void test_random(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2000; i++)
        random_case(1 + rand32() % 120);
    print_message("2,000 random circuits, seed 5\n");
}

static void count_case(size_t n, const uint8_t *bits, uint64_t limit)
{
    struct circuit_builder *b = NULL;
    struct circuit *c = NULL;
    circuit_wire x[600], sum[64];
    uint8_t out[66];
    size_t ones = 0, n_bits = circuit_popcount_bits(n);
    assert_int_equal(circuit_builder_new(&b, 2), 0);
    for (size_t i = 0; i < n; i++) {
        x[i] = circuit_input(b, 0);
        ones += bits[i];
    }
    circuit_popcount(b, x, n, sum);
    for (size_t i = 0; i < n_bits; i++)
        circuit_output(b, sum[i]);
    circuit_output(b, circuit_ge_const(b, sum, n_bits, limit));
    circuit_output(b, circuit_le_const(b, sum, n_bits, limit));
    assert_int_equal(circuit_build(b, &c), 0);
    assert_int_equal(circuit_eval_clear(c, (const uint8_t *const[]){bits, bits}, out), 0);
    for (size_t i = 0; i < n_bits; i++)
        assert_int_equal(out[i], ones >> i & 1);
    assert_int_equal(out[n_bits], ones >= limit);
    assert_int_equal(out[n_bits + 1], ones <= limit);
    circuit_free(c);
    circuit_builder_free(b);
}

static void test_counting(void **state)
{
    (void)state;
    uint8_t bits[600];
    for (size_t n = 1; n <= 6; n++) {
        for (uint64_t v = 0; v < 1u << n; v++) {
            for (size_t i = 0; i < n; i++)
                bits[i] = v >> i & 1;
            for (uint64_t limit = 0; limit <= n + 1; limit++)
                count_case(n, bits, limit);
        }
    }
    for (size_t k = 0; k < 60; k++) {
        size_t n = 7 + rand32() % 590;
        for (size_t i = 0; i < n; i++)
            bits[i] = rand32() % 5 < k % 6;
        count_case(n, bits, rand32() % (n + 2));
    }
}

static void test_hostile_texts(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int err;
    } cases[] = {
        {"", T2_E_TRUNCATED},
        {"1 3\n2 1 1\n1 1\n\n2 1 0 1 2 AND\n", 0},
        {"1 3\n2 1 1\n1 1\n\n2 1 0 1 2 AND\nx", T2_E_TRAILING},
        {"1 3\n2 1 1\n1 1\n\n2 1 0 2 2 AND\n", T2_E_MALFORMED}, /* reads what it sets */
        {"1 3\n2 1 1\n1 1\n\n2 1 0 1 1 AND\n", T2_E_MALFORMED}, /* sets an input */
        {"2 4\n2 1 1\n1 1\n\n2 1 0 1 2 AND\n2 1 0 1 2 XOR\n",
         T2_E_MALFORMED}, /* twice, and the output never */
        {"1 3\n2 1 1\n1 1\n\n2 1 0 9 2 AND\n", T2_E_TOO_LARGE},
        {"1 3\n2 1 1\n1 1\n\n2 1 0 1 2 NAND\n", T2_E_VERSION},
        {"1 3\n2 1 1\n1 1\n\n1 1 0 2 AND\n", T2_E_VERSION},
        {"1 3\n2 1 1\n1 1\n\n1 1 7 2 EQ\n", T2_E_TOO_LARGE},
        {"1 3\n2 1 1\n1 1\n\n1 1 1 2 EQ\n", 0},
        {"1 3\n2 1 1\n1 1\n\n3 1 0 1 0 2 AND\n", T2_E_MALFORMED},
        {"1 -3\n2 1 1\n1 1\n\n2 1 0 1 2 AND\n", T2_E_MALFORMED},
        {"99999999999999999999 3\n2 1 1\n1 1\n", T2_E_TOO_LARGE},
        {"60000000 60000002\n2 1 1\n1 1\n\n2 1 0 1 2 AND\n",
         T2_E_MALFORMED}, /* asks for memory it does not pay for */
        {"2 6\n2 2 2\n1 2\n\n4 2 0 1 2 3 4 5 MAND\n", T2_E_TRUNCATED},
        {"1 6\n2 2 2\n1 2\n\n4 2 0 1 2 3 4 5 MAND\n", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct circuit *c = NULL;
        int err = circuit_read_bristol(t2_bytes_str(cases[i].text), 2, &c);
        if (err != cases[i].err)
            fail_msg("case %zu: %s, wanted %s", i, t2_err_name(err), t2_err_name(cases[i].err));
        circuit_free(c);
    }
    /* Every cut of a good text is refused, but for the line end. */
    const char *good = "2 4\n2 1 1\n1 1\n\n2 1 0 1 2 AND\n1 1 2 3 INV";
    for (size_t n = 0; n < strlen(good); n++) {
        struct circuit *c = NULL;
        assert_int_not_equal(circuit_read_bristol(t2_bytes_of(good, n), 2, &c), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shortest), cmocka_unit_test(test_folding),       cmocka_unit_test(test_random),
        cmocka_unit_test(test_counting), cmocka_unit_test(test_hostile_texts),
    };
    if (t2_init() != 0)
        return 1;
    rng = t2_random_seeded_init(&seeded, 5);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
