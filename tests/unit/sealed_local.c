/* See sealed_local.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sealed_local.h"

/* Moves bytes among the sessions until nobody has anything left to say. Returns the first error of anybody.
 */
int sealed_local_run(struct sealed_session *s[], unsigned n)
{
    for (;;) {
        size_t moved = 0;
        for (unsigned i = 0; i < n; i++) {
            int err = sealed_session_step(s[i]);
            if (err != 0)
                return err;
        }
        for (unsigned i = 0; i < n; i++) {
            for (unsigned j = 0; j < n; j++) {
                struct t2_bytes b = sealed_session_pending(s[i], j);
                if (b.len == 0)
                    continue;
                if (sealed_session_state(s[j]) == SEALED_RUNNING) {
                    int err = sealed_session_receive(s[j], i, b);
                    if (err != 0)
                        return err;
                }
                moved += b.len;
                sealed_session_sent(s[i], j, b.len);
            }
        }
        if (moved == 0)
            return 0;
    }
}

void sealed_local_open(struct sealed_session *s[], const struct circuit *c, uint8_t *const inputs[],
                       unsigned rho, size_t memory)
{
    for (unsigned i = 0; i < c->n_parties; i++) {
        struct sealed_config config = {.n_parties = c->n_parties,
                                       .self = i,
                                       .statistical_bits = rho,
                                       .circuit = c,
                                       .input_bits = inputs[i],
                                       .random = t2_random_system(),
                                       .memory_target = memory};
        assert_int_equal(sealed_session_new(&s[i], &config), 0);
    }
}

void sealed_local_close(struct sealed_session *s[], unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        sealed_session_free(s[i]);
}

void sealed_local_evaluate(const struct circuit *c, uint8_t *const inputs[], unsigned rho, uint8_t *out)
{
    struct sealed_session *s[SEALED_MAX_PARTIES];
    uint8_t *other = malloc(c->n_outputs);
    assert_non_null(other);
    sealed_local_open(s, c, inputs, rho, 0);
    assert_int_equal(sealed_local_run(s, c->n_parties), 0);
    assert_int_equal(sealed_session_result(s[0], out), 0);
    for (unsigned p = 1; p < c->n_parties; p++) {
        assert_int_equal(sealed_session_result(s[p], other), 0);
        assert_memory_equal(other, out, c->n_outputs);
    }
    sealed_local_close(s, c->n_parties);
    free(other);
}

void sealed_local_sounding(const struct sounding_shape *shape, const struct sounding_entry *entry,
                           struct sealed_kept **kept, unsigned use, struct sounding_answer *answer)
{
    struct sealed_session *s[CIRCUIT_MAX_PARTIES];
    uint8_t *in = malloc(sounding_n_inputs(shape)), result[64];
    struct circuit *c = NULL;
    assert_non_null(in);
    assert_int_equal(sounding_circuit(shape, &c), 0);
    for (unsigned i = 0; i < shape->n_seats; i++) {
        sounding_input(shape, &entry[i], in);
        struct sealed_config config = {.n_parties = shape->n_seats,
                                       .self = i,
                                       .statistical_bits = 40,
                                       .circuit = c,
                                       .input_bits = in,
                                       .kept = c->n_kept != 0 ? kept[i] : NULL,
                                       .kept_use = use,
                                       .random = t2_random_system()};
        assert_int_equal(sealed_session_new(&s[i], &config), 0);
    }
    assert_int_equal(sealed_local_run(s, shape->n_seats), 0);
    for (unsigned i = 0; i < shape->n_seats; i++) {
        struct sealed_kept *next = NULL;
        assert_int_equal(sealed_session_result(s[i], result), 0);
        sounding_answer(shape, i, result, &answer[i]);
        assert_int_equal(sealed_session_take_kept(s[i], &next), 0);
        if (next != NULL) {
            sealed_kept_free(kept[i]);
            kept[i] = next;
        }
    }
    sealed_local_close(s, shape->n_seats);
    circuit_free(c);
    free(in);
}
