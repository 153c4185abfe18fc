/* What outlives a session (kept bits), what one party alone sees, and `any` by parities, each against
 * evaluation in the clear, and kept bits that are not what was kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <tracktwo/sealed.h>

#include "sealed/kept.h"
#include "sealed_local.h"

#define BITS 24

static void open_kept(struct sealed_session *s[], const struct circuit *c, uint8_t *const inputs[],
                      struct sealed_kept *const kept[], const unsigned use[])
{
    for (unsigned i = 0; i < c->n_parties; i++) {
        struct sealed_config config = {.n_parties = c->n_parties,
                                       .self = i,
                                       .statistical_bits = 40,
                                       .circuit = c,
                                       .input_bits = inputs[i],
                                       .kept = kept != NULL ? kept[i] : NULL,
                                       .kept_use = use != NULL ? use[i] : 0,
                                       .random = t2_random_system()};
        assert_int_equal(sealed_session_new(&s[i], &config), 0);
    }
}

static void close_all(struct sealed_session *s[], struct sealed_kept *kept[], unsigned n)
{
    sealed_local_close(s, n);
    for (unsigned i = 0; kept != NULL && i < n; i++)
        sealed_kept_free(kept[i]);
}

static struct circuit_builder *builder(unsigned n)
{
    struct circuit_builder *b = NULL;
    assert_int_equal(circuit_builder_new(&b, n), 0);
    return b;
}

static struct circuit *finished(struct circuit_builder *b)
{
    struct circuit *c = NULL;
    assert_int_equal(circuit_build(b, &c), 0);
    circuit_builder_free(b);
    return c;
}

/* Keeps the entries of party 0 as they are, and the products of neighbours; opens one bit. */
static struct circuit *first_circuit(unsigned n)
{
    struct circuit_builder *b = builder(n);
    circuit_wire x[CIRCUIT_MAX_PARTIES][BITS], last = circuit_constant(b, 0);
    for (unsigned p = 0; p < n; p++) {
        for (unsigned i = 0; i < BITS; i++)
            x[p][i] = circuit_input(b, p);
    }
    for (unsigned i = 0; i < BITS; i++) {
        circuit_keep(b, x[0][i]);
        last = circuit_and(b, x[0][i], circuit_xor(b, x[1][i], x[n - 1][(i + 1) % BITS]));
        circuit_keep(b, circuit_not(b, last));
    }
    circuit_output(b, last);
    return finished(b);
}

/* Opens sums and products of kept bits and a new entry, and keeps the products. */
static struct circuit *second_circuit(unsigned n)
{
    struct circuit_builder *b = builder(n);
    circuit_wire k[2 * BITS];
    for (unsigned i = 0; i < 2 * BITS; i++)
        k[i] = circuit_kept(b);
    for (unsigned i = 0; i < BITS; i++) {
        circuit_wire y = circuit_input(b, n - 1), z = circuit_and(b, k[2 * i + 1], y);
        circuit_output(b, circuit_xor(b, k[2 * i], y));
        circuit_output(b, z);
        circuit_keep(b, z);
    }
    return finished(b);
}

struct two_runs {
    struct circuit *first, *second;
    uint8_t in[2][CIRCUIT_MAX_PARTIES][BITS];
    uint8_t *input[2][CIRCUIT_MAX_PARTIES];
    uint8_t clear_kept[2 * BITS], clear_out[2 * BITS], clear_keep[BITS];
    struct sealed_kept *kept[CIRCUIT_MAX_PARTIES];
    unsigned use[CIRCUIT_MAX_PARTIES];
};

static void first_run(struct two_runs *r, unsigned n)
{
    struct sealed_session *s[CIRCUIT_MAX_PARTIES];
    uint8_t bit = 0, result = 0, id[2][SEALED_KEPT_ID_LEN];
    memset(r, 0, sizeof *r);
    assert_int_equal(t2_random_fill(t2_random_system(), r->in, sizeof r->in), 0);
    for (unsigned run = 0; run < 2; run++) {
        for (unsigned p = 0; p < n; p++) {
            r->input[run][p] = r->in[run][p];
            for (unsigned i = 0; i < BITS; i++)
                r->in[run][p][i] &= 1;
        }
    }
    r->first = first_circuit(n);
    r->second = second_circuit(n);
    assert_int_equal(
        circuit_eval_kept(r->first, (const uint8_t *const *)r->input[0], NULL, &bit, r->clear_kept), 0);
    assert_int_equal(circuit_eval_kept(r->second, (const uint8_t *const *)r->input[1], r->clear_kept,
                                       r->clear_out, r->clear_keep),
                     0);
    open_kept(s, r->first, r->input[0], NULL, NULL);
    assert_int_equal(sealed_local_run(s, n), 0);
    for (unsigned i = 0; i < n; i++) {
        struct sealed_kept *again = NULL;
        assert_int_equal(sealed_session_result(s[i], &result), 0);
        assert_int_equal(result, bit);
        assert_int_equal(sealed_session_take_kept(s[i], &r->kept[i]), 0);
        assert_int_equal(sealed_session_take_kept(s[i], &again), T2_E_STATE);
        assert_int_equal(sealed_kept_bits(r->kept[i]), 2 * BITS);
        sealed_kept_id(r->kept[i], id[i != 0]);
        assert_memory_equal(id[i != 0], id[0], SEALED_KEPT_ID_LEN);
    }
    sealed_local_close(s, n);
}

static void runs_free(struct two_runs *r, unsigned n)
{
    circuit_free(r->first);
    circuit_free(r->second);
    for (unsigned i = 0; i < n; i++)
        sealed_kept_free(r->kept[i]);
}

/* What a desk does between two soundings: to bytes and back. */
static void restart(struct sealed_kept **k)
{
    struct t2_buf bytes;
    t2_buf_init(&bytes, (size_t)1 << 24);
    assert_int_equal(sealed_kept_write(*k, &bytes), 0);
    sealed_kept_free(*k);
    assert_int_equal(sealed_kept_read(t2_bytes_of(bytes.ptr, bytes.len), k), 0);
    t2_buf_free(&bytes);
}

static void test_kept_bits_serve_a_second_session(void **state)
{
    (void)state;
    static const unsigned parties[] = {2, 3, 5};
    for (unsigned t = 0; t < 3; t++) {
        unsigned n = parties[t];
        struct two_runs r;
        struct sealed_session *s[CIRCUIT_MAX_PARTIES];
        struct sealed_kept *next[CIRCUIT_MAX_PARTIES];
        uint8_t result[2 * BITS], sum[BITS] = {0};
        first_run(&r, n);
        for (unsigned i = 0; i < n; i++)
            restart(&r.kept[i]);
        open_kept(s, r.second, r.input[1], r.kept, r.use);
        assert_int_equal(sealed_local_run(s, n), 0);
        for (unsigned i = 0; i < n; i++) {
            assert_int_equal(sealed_session_result(s[i], result), 0);
            assert_memory_equal(result, r.clear_out, sizeof result);
            assert_int_equal(sealed_session_take_kept(s[i], &next[i]), 0);
            assert_memory_not_equal(&next[i]->delta, &r.kept[i]->delta, sizeof next[i]->delta);
            for (unsigned b = 0; b < BITS; b++)
                sum[b] ^= next[i]->bit[b];
        }
        assert_memory_equal(sum, r.clear_keep, BITS);
        close_all(s, next, n);
        runs_free(&r, n);
    }
}

/* Nobody gets a result when what party 1 brings is not what was kept. */
static void refused(struct two_runs *r, unsigned n, const char *why)
{
    struct sealed_session *s[CIRCUIT_MAX_PARTIES];
    uint8_t result[2 * BITS];
    open_kept(s, r->second, r->input[1], r->kept, r->use);
    if (sealed_local_run(s, n) == 0)
        fail_msg("%s: nobody noticed", why);
    for (unsigned i = 0; i < n; i++)
        assert_int_equal(sealed_session_result(s[i], result), T2_E_STATE);
    sealed_local_close(s, n);
}

static void test_what_was_not_kept_is_refused(void **state)
{
    (void)state;
    for (unsigned n = 2; n <= 3; n++) {
        struct two_runs r, other;
        first_run(&r, n);
        first_run(&other, n);
        struct sealed_kept *k = r.kept[1];
        r.kept[1] = other.kept[1];
        refused(&r, n, "kept by another session");
        r.kept[1] = k;
        for (unsigned i = 0; i < 2 * BITS; i += BITS - 1) {
            k->bit[i] ^= 1;
            refused(&r, n, "a bit");
            k->bit[i] ^= 1;
            k->share[i * 2 * (n - 1)].lo ^= 1;
            refused(&r, n, "a MAC");
            k->share[i * 2 * (n - 1)].lo ^= 1;
            k->share[i * 2 * (n - 1) + 1].hi ^= 1;
            refused(&r, n, "a key");
            k->share[i * 2 * (n - 1) + 1].hi ^= 1;
        }
        size_t mask = 2 * BITS + 5;
        k->bit[mask] ^= 1;
        refused(&r, n, "a mask");
        k->bit[mask] ^= 1;
        k->delta.hi ^= 1;
        refused(&r, n, "another Delta");
        k->delta.hi ^= 1;
        r.use[1] = 1;
        refused(&r, n, "another use");
        r.use[1] = 0;
        runs_free(&r, n);
        runs_free(&other, n);
    }
}

static void test_arguments(void **state)
{
    (void)state;
    struct two_runs r;
    struct sealed_session *s = NULL;
    first_run(&r, 2);
    struct sealed_config config = {.n_parties = 2,
                                   .self = 0,
                                   .statistical_bits = 40,
                                   .circuit = r.second,
                                   .input_bits = r.in[1][0],
                                   .random = t2_random_system()};
    assert_int_equal(sealed_session_new(&s, &config),
                     T2_E_ARGUMENT); /* reads kept bits, and none are there */
    config.kept = r.kept[1];
    assert_int_equal(sealed_session_new(&s, &config), T2_E_ARGUMENT); /* another party's */
    config.kept = r.kept[0];
    config.circuit = r.first;
    assert_int_equal(sealed_session_new(&s, &config), T2_E_ARGUMENT); /* it reads none */
    config.circuit = r.second;
    config.kept_use = SEALED_KEPT_USES; /* there are no masks for so many */
    assert_int_equal(sealed_session_new(&s, &config), T2_E_ARGUMENT);
    config.kept_use = SEALED_KEPT_USES - 1;
    assert_int_equal(sealed_session_new(&s, &config), 0);
    sealed_session_free(s);

    struct t2_buf bytes;
    struct sealed_kept *k = NULL;
    t2_buf_init(&bytes, (size_t)1 << 20);
    assert_int_equal(sealed_kept_write(r.kept[0], &bytes), 0);
    for (size_t cut = 0; cut < bytes.len; cut += cut < 200 ? 1 : 97)
        assert_int_not_equal(sealed_kept_read(t2_bytes_of(bytes.ptr, cut), &k), 0);
    static const struct {
        size_t at;
        uint8_t value;
    } wrong[] = {{0, 2}, {1, 1}, {1, 9}, {2, 2}, {51, 1}, {58, 0}, {59, 2}, {59 + 2 * BITS, 2}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        uint8_t was = bytes.ptr[wrong[i].at];
        bytes.ptr[wrong[i].at] = wrong[i].value;
        assert_int_not_equal(sealed_kept_read(t2_bytes_of(bytes.ptr, bytes.len), &k), 0);
        assert_null(k);
        bytes.ptr[wrong[i].at] = was;
    }
    assert_int_equal(sealed_kept_read(t2_bytes_of(bytes.ptr, bytes.len), &k), 0);
    sealed_kept_free(k);
    t2_buf_free(&bytes);
    runs_free(&r, 2);
}

/* Output i is for party i alone, the last for all. */
static void test_outputs_for_one(void **state)
{
    (void)state;
    static const unsigned parties[] = {2, 3, 5};
    for (unsigned t = 0; t < 3; t++) {
        unsigned n = parties[t];
        struct circuit_builder *b = builder(n);
        circuit_wire x[CIRCUIT_MAX_PARTIES];
        for (unsigned p = 0; p < n; p++)
            x[p] = circuit_input(b, p);
        circuit_wire all = circuit_and_tree(b, x, n);
        for (unsigned p = 0; p < n; p++)
            circuit_output_to(b, p, circuit_xor(b, circuit_not(b, all), x[(p + 1) % n]));
        circuit_output(b, all);
        struct circuit *c = finished(b);
        for (unsigned v = 0; v < 1u << n; v += n == 5 ? 5 : 1) {
            struct sealed_session *s[CIRCUIT_MAX_PARTIES];
            uint8_t in[CIRCUIT_MAX_PARTIES], *inputs[CIRCUIT_MAX_PARTIES], result[CIRCUIT_MAX_PARTIES + 1];
            for (unsigned p = 0; p < n; p++) {
                in[p] = v >> p & 1;
                inputs[p] = &in[p];
            }
            unsigned both = v == (1u << n) - 1;
            open_kept(s, c, inputs, NULL, NULL);
            assert_int_equal(sealed_local_run(s, n), 0);
            for (unsigned p = 0; p < n; p++) {
                assert_int_equal(sealed_session_result(s[p], result), 0);
                for (unsigned i = 0; i < n; i++)
                    assert_int_equal(result[i], i == p ? (both ^ 1u ^ in[(p + 1) % n]) : 0);
                assert_int_equal(result[n], both);
            }
            sealed_local_close(s, n);
        }
        circuit_free(c);
    }
}

/* 300 wires of two parties; with probability 2^-40 a run of the many with a one in it would say 0. */
static void test_any_by_parities(void **state)
{
    (void)state;
    enum { WIRES = 300 };
    struct circuit_builder *b = builder(2);
    circuit_wire x[WIRES];
    for (unsigned i = 0; i < WIRES; i++)
        x[i] = circuit_xor(b, circuit_input(b, 0), circuit_input(b, 1));
    circuit_output(b, circuit_any(b, x, WIRES));
    circuit_output(b, circuit_any(b, x + 10, WIRES - 10));
    struct circuit *c = finished(b);
    assert_true(c->n_parities == 2);
    assert_true(c->n_ands < 2 * 40);
    for (unsigned run = 0; run < 16; run++) {
        struct sealed_session *s[2];
        uint8_t in[2][WIRES], result[2];
        assert_int_equal(t2_random_fill(t2_random_system(), in[0], WIRES), 0);
        for (unsigned i = 0; i < WIRES; i++)
            in[1][i] = in[0][i] &= 1;
        unsigned differ = run % 4, first = run * 7 % WIRES;
        for (unsigned i = 0; i < differ; i++)
            in[1][(first + 31 * i) % WIRES] ^= 1;
        uint8_t want[2] = {memcmp(in[0], in[1], WIRES) != 0, memcmp(in[0] + 10, in[1] + 10, WIRES - 10) != 0};
        open_kept(s, c, (uint8_t *[]){in[0], in[1]}, NULL, NULL);
        assert_int_equal(sealed_local_run(s, 2), 0);
        assert_int_equal(sealed_session_result(s[0], result), 0);
        assert_memory_equal(result, want, 2);
        sealed_local_close(s, 2);
    }
    circuit_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kept_bits_serve_a_second_session),
        cmocka_unit_test(test_what_was_not_kept_is_refused),
        cmocka_unit_test(test_arguments),
        cmocka_unit_test(test_outputs_for_one),
        cmocka_unit_test(test_any_by_parities),
    };
    return cmocka_run_group_tests_name("sealed: kept bits", tests, NULL, NULL);
}
