/* The sealed session: n parties in one process, against evaluation in the clear. The first case is the
 * shortest correct use of the door. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <tracktwo/random.h>
#include <tracktwo/sealed.h>
#include <tracktwo/secret.h>

#include "sealed/session_internal.h"
#include "sealed_local.h"

static void test_two_parties_and(void **state)
{
    (void)state;
    for (unsigned v = 0; v < 4; v++) {
        struct circuit_builder *b = NULL;
        struct circuit *c = NULL;
        assert_int_equal(circuit_builder_new(&b, 2), 0);
        circuit_output(b, circuit_and(b, circuit_input(b, 0), circuit_input(b, 1)));
        assert_int_equal(circuit_build(b, &c), 0);

        uint8_t x = v & 1, y = (uint8_t)(v >> 1), result;
        struct sealed_session *s[2];
        sealed_local_open(s, c, (uint8_t *[]){&x, &y}, 40, 0);
        assert_int_equal(sealed_local_run(s, 2), 0);
        for (unsigned i = 0; i < 2; i++) {
            assert_int_equal(sealed_session_state(s[i]), SEALED_DONE);
            assert_int_equal(sealed_session_result(s[i], &result), 0);
            assert_int_equal(result, x & y);
        }
        sealed_local_close(s, 2);
        circuit_free(c);
        circuit_builder_free(b);
    }
}

static uint32_t rand32(struct t2_random *r)
{
    uint32_t v;
    assert_int_equal(t2_random_fill(r, &v, sizeof v), 0);
    return v;
}

/* A random circuit of about n_gates gates over the parties' inputs. */
static struct circuit *random_circuit(struct t2_random *r, unsigned n, size_t n_inputs, size_t n_gates)
{
    struct circuit_builder *b = NULL;
    struct circuit *c = NULL;
    assert_int_equal(circuit_builder_new(&b, n), 0);
    circuit_wire *w = malloc((n * n_inputs + n_gates) * sizeof *w);
    assert_non_null(w);
    size_t have = 0;
    for (unsigned p = 0; p < n; p++) {
        for (size_t i = 0; i < n_inputs; i++)
            w[have++] = circuit_input(b, p);
    }
    for (size_t g = 0; g < n_gates; g++) {
        circuit_wire x = w[rand32(r) % have], y = w[rand32(r) % have];
        uint32_t kind = rand32(r) % 5;
        w[have++] = kind < 2 ? circuit_and(b, x, y) : kind < 4 ? circuit_xor(b, x, y) : circuit_not(b, x);
    }
    for (size_t i = 0; i < 40; i++) { /* every gate counts in some output */
        circuit_wire sum = circuit_constant(b, 0);
        for (size_t j = i; j < have; j += 40)
            sum = circuit_xor(b, sum, w[j]);
        circuit_output(b, sum);
    }
    assert_int_equal(circuit_build(b, &c), 0);
    circuit_builder_free(b);
    free(w);
    return c;
}

static void check_random(uint64_t seed, unsigned n, size_t n_inputs, size_t n_gates, unsigned rho,
                         size_t memory)
{
    struct t2_random_seeded seeded;
    struct t2_random r = t2_random_seeded_init(&seeded, seed);
    struct circuit *c = random_circuit(&r, n, n_inputs, n_gates);
    uint8_t *inputs[8], *want = malloc(c->n_outputs), *got = malloc(c->n_outputs);
    struct sealed_session *s[8];
    for (unsigned p = 0; p < n; p++) {
        inputs[p] = malloc(n_inputs);
        for (size_t i = 0; i < n_inputs; i++)
            inputs[p][i] = rand32(&r) & 1;
    }
    assert_int_equal(circuit_eval_clear(c, (const uint8_t *const *)inputs, want), 0);
    sealed_local_open(s, c, inputs, rho, memory);
    assert_int_equal(sealed_local_run(s, n), 0);
    for (unsigned p = 0; p < n; p++) {
        assert_int_equal(sealed_session_state(s[p]), SEALED_DONE);
        assert_int_equal(sealed_session_result(s[p], got), 0);
        if (memcmp(got, want, c->n_outputs) != 0)
            fail_msg("seed %llu, n %u: wrong result", (unsigned long long)seed, n);
        free(inputs[p]);
    }
    struct sealed_progress progress = sealed_session_progress(s[0]);
    assert_int_equal(progress.permille, 1000);
    print_message("n %u: %zu ANDs, depth %zu, B %u, %u flights (%u online)\n", n, c->n_ands, c->depth,
                  progress.bucket_size, progress.rounds, progress.rounds_online);
    sealed_local_close(s, n);
    circuit_free(c);
    free(want);
    free(got);
}

static void test_random_circuits(void **state)
{
    (void)state;
    for (unsigned n = 2; n <= 8; n++)
        check_random(100 + n, n, 23, 400, 40, 0);
    check_random(1, 3, 23, 400, 64, 0);
    check_random(2, 2, 1, 12, 64, 0);
}

/* Many batches and a pool that is refilled in the midst of the evaluation. */
static void test_small_memory(void **state)
{
    (void)state;
    check_random(7, 3, 50, 20000, 40, 1 << 20);
}

static void test_no_ands(void **state)
{
    (void)state;
    struct circuit_builder *b = NULL;
    struct circuit *c = NULL;
    assert_int_equal(circuit_builder_new(&b, 3), 0);
    circuit_wire x = circuit_xor(b, circuit_input(b, 0), circuit_input(b, 1));
    circuit_output(b, circuit_not(b, circuit_xor(b, x, circuit_input(b, 2))));
    assert_int_equal(circuit_build(b, &c), 0);
    uint8_t bits[3] = {1, 0, 1}, result;
    struct sealed_session *s[3];
    sealed_local_open(s, c, (uint8_t *[]){&bits[0], &bits[1], &bits[2]}, 40, 0);
    assert_int_equal(sealed_local_run(s, 3), 0);
    assert_int_equal(sealed_session_result(s[1], &result), 0);
    assert_int_equal(result, 1);
    sealed_local_close(s, 3);
    circuit_free(c);
    circuit_builder_free(b);
}

/* What a session holds when it is over: the result and nothing else. */
static void test_nothing_left(void **state)
{
    (void)state;
    struct t2_random_seeded seeded;
    struct t2_random r = t2_random_seeded_init(&seeded, 5);
    struct circuit *c = random_circuit(&r, 3, 7, 60);
    uint8_t bits[7] = {1, 0, 1, 1, 0, 0, 1}, result[40];
    struct sealed_session *s[3];
    static const struct sealed_block zero;
    static const uint8_t no_secret[32];
    sealed_local_open(s, c, (uint8_t *[]){bits, bits, bits}, 40, 0);
    assert_int_equal(sealed_local_run(s, 3), 0);
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(sealed_session_result(s[i], result), 0);
        assert_memory_equal(&s[i]->delta, &zero, sizeof zero);
        assert_null(s[i]->pool.record);
        assert_null(s[i]->wire);
        assert_null(s[i]->input_bits);
        assert_null(s[i]->input_mask);
        assert_null(s[i]->batch.x);
        for (unsigned q = 0; q < 2; q++) {
            assert_null(s[i]->peer[q].m);
            assert_null(s[i]->peer[q].receive);
            assert_memory_equal(s[i]->peer[q].pair_secret, no_secret, 32);
        }
    }
    sealed_local_close(s, 3);
    circuit_free(c);
}

static void test_wrong_arguments(void **state)
{
    (void)state;
    struct t2_random_seeded seeded;
    struct t2_random r = t2_random_seeded_init(&seeded, 3);
    struct circuit *c = random_circuit(&r, 2, 3, 10);
    struct sealed_session *s = NULL;
    uint8_t bits[3] = {0};
    struct sealed_config good = {.n_parties = 2,
                                 .statistical_bits = 40,
                                 .circuit = c,
                                 .input_bits = bits,
                                 .random = t2_random_system()};
    struct sealed_config bad = good;
    bad.statistical_bits = 41;
    assert_int_equal(sealed_session_new(&s, &bad), T2_E_ARGUMENT);
    bad = good;
    bad.self = 2;
    assert_int_equal(sealed_session_new(&s, &bad), T2_E_ARGUMENT);
    bad = good;
    bad.n_parties = 3;
    assert_int_equal(sealed_session_new(&s, &bad), T2_E_ARGUMENT);
    assert_int_equal(sealed_session_new(&s, &good), 0);
    uint8_t result[64];
    assert_int_equal(sealed_session_result(s, result), T2_E_STATE);
    assert_int_equal(sealed_session_receive(s, 0, t2_bytes_str("x")), T2_E_ARGUMENT);
    sealed_session_abort(s);
    assert_int_equal(sealed_session_step(s), T2_E_STATE);
    assert_int_equal(sealed_session_receive(s, 1, t2_bytes_str("x")), T2_E_STATE);
    sealed_session_free(s);
    circuit_free(c);
}

/* Parties that do not mean the same thing stop at the first flight. */
static void test_different_context(void **state)
{
    (void)state;
    struct t2_random_seeded seeded;
    struct t2_random r = t2_random_seeded_init(&seeded, 4);
    struct circuit *c = random_circuit(&r, 2, 3, 10);
    uint8_t bits[3] = {0};
    struct sealed_session *s[2];
    for (unsigned i = 0; i < 2; i++) {
        struct sealed_config config = {.n_parties = 2,
                                       .self = i,
                                       .statistical_bits = 40,
                                       .context = {(uint8_t)i},
                                       .circuit = c,
                                       .input_bits = bits,
                                       .random = t2_random_system()};
        assert_int_equal(sealed_session_new(&s[i], &config), 0);
    }
    assert_int_equal(sealed_local_run(s, 2), T2_E_ABORT);
    assert_int_equal(sealed_session_state(s[0]), SEALED_ABORTED);
    sealed_local_close(s, 2);
    circuit_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_parties_and), cmocka_unit_test(test_random_circuits),
        cmocka_unit_test(test_small_memory),    cmocka_unit_test(test_no_ands),
        cmocka_unit_test(test_wrong_arguments), cmocka_unit_test(test_different_context),
        cmocka_unit_test(test_nothing_left),
    };
    if (t2_init() != 0)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
