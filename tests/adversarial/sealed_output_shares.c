/* What two parties learn from the third's output shares. An entry's owner holds the entry bit itself as its
 * share, so the share of an output that is a sum of entries must be made fresh before it leaves: otherwise
 * the sum of three entries would show each. Three parties, all honest; party 2 looks at what party 0 sends it
 * in OUTPUT. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <tracktwo/sealed.h>

#include "sealed/flights.h"

#define N 3
#define WIDTH 128 /* bits: a share that is an entry by chance has probability 2^-128 */

static void entries(uint8_t in[N][WIDTH])
{
    for (unsigned p = 0; p < N; p++) {
        for (unsigned i = 0; i < WIDTH; i++)
            in[p][i] = (uint8_t)((i * (p + 3) + i / 7) & 1);
    }
}

/* Runs it; the share of each output bit that party 0 sent to party 2, and the result. */
static void run(const struct circuit *c, uint8_t in[N][WIDTH], uint8_t *share, uint8_t *result)
{
    struct sealed_session *s[N];
    struct t2_buf seen;
    t2_buf_init(&seen, (size_t)1 << 28);
    for (unsigned i = 0; i < N; i++) {
        struct sealed_config config = {.n_parties = N,
                                       .self = i,
                                       .statistical_bits = 40,
                                       .circuit = c,
                                       .input_bits = in[i],
                                       .random = t2_random_system()};
        assert_int_equal(sealed_session_new(&s[i], &config), 0);
    }
    for (size_t moved = 1; moved != 0;) {
        moved = 0;
        for (unsigned i = 0; i < N; i++)
            assert_int_equal(sealed_session_step(s[i]), 0);
        for (unsigned i = 0; i < N; i++) {
            for (unsigned j = 0; j < N; j++) {
                struct t2_bytes b = sealed_session_pending(s[i], j);
                if (b.len != 0 && i == 0 && j == 2)
                    assert_int_equal(t2_buf_append(&seen, b.ptr, b.len), 0);
                if (b.len != 0 && sealed_session_state(s[j]) == SEALED_RUNNING)
                    assert_int_equal(sealed_session_receive(s[j], i, b), 0);
                moved += b.len;
                sealed_session_sent(s[i], j, b.len);
            }
        }
    }
    size_t at = 0;
    const uint8_t *output = NULL;
    while (at < seen.len) {
        const uint8_t *f = seen.ptr + at;
        if (f[0] == sealed_flights[FLIGHT_OUTPUT].type)
            output = f + SEALED_FRAME_HEADER;
        at += SEALED_FRAME_HEADER + ((size_t)f[1] << 24 | (size_t)f[2] << 16 | (size_t)f[3] << 8 | f[4]);
    }
    assert_non_null(output);
    for (size_t i = 0; i < c->n_outputs; i++)
        share[i] = (uint8_t)bit_get(output, i);
    assert_int_equal(sealed_session_result(s[2], result), 0);
    for (unsigned i = 0; i < N; i++)
        sealed_session_free(s[i]);
    t2_buf_free(&seen);
}

static struct circuit *circuit_of(void (*outputs)(struct circuit_builder *b, circuit_wire x[N], unsigned i))
{
    struct circuit_builder *b = NULL;
    struct circuit *c = NULL;
    assert_int_equal(circuit_builder_new(&b, N), 0);
    for (unsigned i = 0; i < WIDTH; i++) {
        circuit_wire x[N];
        for (unsigned p = 0; p < N; p++)
            x[p] = circuit_input(b, p);
        outputs(b, x, i);
    }
    assert_int_equal(circuit_build(b, &c), 0);
    circuit_builder_free(b);
    return c;
}

static void sum_of_all(struct circuit_builder *b, circuit_wire x[N], unsigned i)
{
    circuit_wire sum = circuit_xor(b, circuit_xor(b, x[0], x[1]), x[2]);
    circuit_output(b, i % 2 == 0 ? sum : circuit_not(b, sum));
}

static void test_sum_of_entries(void **state)
{
    (void)state;
    uint8_t in[N][WIDTH], share[WIDTH], result[WIDTH], complement[WIDTH];
    struct circuit *c = circuit_of(sum_of_all);
    entries(in);
    run(c, in, share, result);
    for (unsigned i = 0; i < WIDTH; i++) {
        assert_int_equal(result[i], in[0][i] ^ in[1][i] ^ in[2][i] ^ (i & 1));
        complement[i] = (uint8_t)(in[0][i] ^ (i & 1));
    }
    assert_memory_not_equal(share, in[0], WIDTH);
    assert_memory_not_equal(share, complement, WIDTH);
    circuit_free(c);
}

/* A product, and the same product with entries added: the sum of the two shares must not be the entry. */
static void product_and_sum(struct circuit_builder *b, circuit_wire x[N], unsigned i)
{
    (void)i;
    circuit_wire z = circuit_and(b, circuit_xor(b, x[0], x[2]), x[1]);
    circuit_output(b, z);
    circuit_output(b, circuit_xor(b, circuit_xor(b, z, x[0]), x[1]));
}

static void test_difference_of_outputs(void **state)
{
    (void)state;
    uint8_t in[N][WIDTH], share[2 * WIDTH], result[2 * WIDTH], difference[WIDTH];
    struct circuit *c = circuit_of(product_and_sum);
    entries(in);
    run(c, in, share, result);
    for (unsigned i = 0; i < WIDTH; i++) {
        unsigned z = (in[0][i] ^ in[2][i]) & in[1][i];
        assert_int_equal(result[2 * i], z);
        assert_int_equal(result[2 * i + 1], z ^ in[0][i] ^ in[1][i]);
        difference[i] = share[2 * i] ^ share[2 * i + 1];
    }
    assert_memory_not_equal(difference, in[0], WIDTH);
    circuit_free(c);
}

static void constants_too(struct circuit_builder *b, circuit_wire x[N], unsigned i)
{
    circuit_output(b, circuit_constant(b, (int)(i & 1)));
    circuit_output(b, i % 3 == 0 ? x[0] : circuit_not(b, circuit_and(b, x[0], x[1])));
    circuit_output(b, circuit_and(b, x[0], x[1]));
}

static void test_result_stays_right(void **state)
{
    (void)state;
    uint8_t in[N][WIDTH], share[3 * WIDTH], result[3 * WIDTH];
    struct circuit *c = circuit_of(constants_too);
    entries(in);
    run(c, in, share, result);
    for (unsigned i = 0; i < WIDTH; i++) {
        unsigned z = in[0][i] & in[1][i];
        assert_int_equal(result[3 * i], i & 1);
        assert_int_equal(result[3 * i + 1], i % 3 == 0 ? in[0][i] : !z);
        assert_int_equal(result[3 * i + 2], z);
    }
    circuit_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sum_of_entries),
        cmocka_unit_test(test_difference_of_outputs),
        cmocka_unit_test(test_result_stays_right),
    };
    return cmocka_run_group_tests_name("sealed: output shares", tests, NULL, NULL);
}
