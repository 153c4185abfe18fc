/* What all the others together see of one honest party, against a simulator that knows the answer and not the
 * entry. The simulator says: every masked bit of the entry and every opened bit is uniform and independent of
 * the rest, and the share of an output is what is left of the answer when the others' shares are taken away.
 *
 * One session computes the same small `room` (two candidates, exact) some thousand times side by side, so
 * each copy is a sample of the view: the honest party's masked entry, then x ^ a and y ^ b of its ANDs, as
 * opened. For each of two entries that give the same answer every XOR of view bits (all nonzero masks) must
 * be balanced: no more than LIMIT standard deviations from even. Power: with 6,000 copies a combination that
 * is even but for 0.1 is found with a probability above 0.98. The share of the output is compared exactly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <tracktwo/sealed.h>
#include <tracktwo/secret.h>

#include "sealed/flights.h"

#define COPIES 6000
#define P 2
#define N_MAX 3
#define VIEW_MAX 12
#define LIMIT 5.5 /* of 2^VIEW_MAX combinations the largest is below it but once in some hundred tests */

static struct circuit *rooms(unsigned n)
{
    struct circuit_builder *b = NULL;
    struct circuit *c = NULL;
    assert_int_equal(circuit_builder_new(&b, n), 0);
    for (unsigned k = 0; k < COPIES; k++) {
        circuit_wire x[N_MAX][P], common[P];
        for (unsigned p = 0; p < n; p++) {
            for (unsigned i = 0; i < P; i++)
                x[p][i] = circuit_input(b, p);
        }
        for (unsigned i = 0; i < P; i++) {
            common[i] = circuit_and(b, x[0][i], x[1][i]);
            for (unsigned p = 2; p < n; p++)
                common[i] = circuit_and(b, common[i], x[p][i]);
        }
        circuit_output(b, circuit_or_tree(b, common, P));
    }
    assert_int_equal(circuit_build(b, &c), 0);
    circuit_builder_free(b);
    return c;
}

struct view {
    unsigned n_bits;
    uint8_t bit[COPIES][VIEW_MAX];
    uint8_t share[COPIES]; /* of the output, as sent by party 0 */
};

/* Which copy an AND belongs to: the smallest of the copies whose entries reach it; all are of one copy. */
static void copies_of_slots(const struct circuit *c, uint32_t *copy)
{
    for (unsigned p = 0; p < c->n_parties; p++) {
        for (size_t i = 0; i < c->n_inputs[p]; i++)
            copy[c->input_slot[p][i]] = (uint32_t)(i / P);
    }
}

static void view_add(struct view *v, unsigned used[COPIES], uint32_t copy, unsigned bit)
{
    assert_true(copy < COPIES && used[copy] < VIEW_MAX);
    v->bit[copy][used[copy]++] = (uint8_t)bit;
}

/* Runs it. Party 0 is honest; the opened bits of a flight are the XOR of what all parties send in it. */
static void watch(const struct circuit *c, const uint8_t entry[N_MAX][P], uint64_t seed, struct view *v)
{
    struct sealed_session *s[N_MAX];
    struct t2_random_seeded stream[N_MAX];
    struct t2_random random[N_MAX];
    uint8_t *in = malloc((size_t)COPIES * P), *result = malloc(c->n_outputs), *share = malloc(c->n_outputs);
    uint32_t *copy = calloc(c->n_slots, sizeof *copy);
    static unsigned used[COPIES];
    unsigned n = c->n_parties;
    size_t layer = 0;
    assert_true(in != NULL && result != NULL && share != NULL && copy != NULL);
    memset(used, 0, sizeof used);
    copies_of_slots(c, copy);
    for (unsigned p = 0; p < n; p++) {
        for (size_t i = 0; i < (size_t)COPIES * P; i++)
            in[i] = entry[p][i % P];
        random[p] = t2_random_seeded_init(&stream[p], seed + p);
        struct sealed_config config = {.n_parties = n,
                                       .self = p,
                                       .statistical_bits = 40,
                                       .circuit = c,
                                       .input_bits = in,
                                       .random = &random[p]};
        assert_int_equal(sealed_session_new(&s[p], &config), 0);
    }
    memset(share, 0, c->n_outputs);
    for (size_t moved = 1; moved != 0;) {
        uint8_t *opened = NULL;
        size_t opened_len = 0, chunk = 0;
        enum sealed_flight_id flight = FLIGHT_END;
        moved = 0;
        for (unsigned i = 0; i < n; i++)
            assert_int_equal(sealed_session_step(s[i]), 0);
        if (sealed_session_state(s[0]) == SEALED_RUNNING) {
            flight = s[0]->flight;
            chunk = s[0]->chunk;
            if (flight == FLIGHT_AND) {
                assert_int_equal(s[0]->layer_done, 0); /* one flight a layer: nothing in between */
                layer = s[0]->layer;
                assert_true(layer < c->n_layers);
                const struct circuit_layer *l = &c->layers[layer];
                for (size_t i = 0; i < l->n_free; i++)
                    copy[l->free[i].out] = copy[l->free[i].a];
                opened_len = 2 * ((chunk + 7) / 8);
                opened = calloc(opened_len, 1);
                assert_non_null(opened);
            }
        }
        for (unsigned i = 0; i < n; i++) {
            for (unsigned j = 0; j < n; j++) {
                struct t2_bytes b = sealed_session_pending(s[i], j);
                const uint8_t *payload = b.ptr + SEALED_FRAME_HEADER;
                if (b.len == 0)
                    continue;
                if (i == 0 && j == 1 && flight == FLIGHT_INPUT) {
                    for (size_t k = 0; k < (size_t)COPIES * P; k++)
                        view_add(v, used, (uint32_t)(k / P), bit_get(payload, k));
                }
                if (flight == FLIGHT_AND && j == (i == 0 ? 1 : 0)) {
                    for (size_t k = 0; k < opened_len; k++)
                        opened[k] ^= payload[k];
                }
                if (flight == FLIGHT_OUTPUT && j == (i == 0 ? 1 : 0)) {
                    for (size_t k = 0; k < c->n_outputs; k++) {
                        if (i == 0)
                            v->share[k] = (uint8_t)bit_get(payload, k);
                        else
                            share[k] ^= (uint8_t)bit_get(payload, k);
                    }
                }
                if (sealed_session_state(s[j]) == SEALED_RUNNING)
                    assert_int_equal(sealed_session_receive(s[j], i, b), 0);
                moved += b.len;
                sealed_session_sent(s[i], j, b.len);
            }
        }
        if (opened != NULL) {
            const struct circuit_layer *l = &c->layers[layer];
            assert_int_equal(chunk, l->n_ands);
            for (size_t i = 0; i < chunk; i++) {
                uint32_t of = copy[l->ands[i].a];
                view_add(v, used, of, bit_get(opened, i));
                view_add(v, used, of, bit_get(opened, 8 * ((chunk + 7) / 8) + i));
                copy[l->ands[i].out] = of;
            }
        }
        free(opened);
    }
    for (unsigned p = 0; p < n; p++)
        assert_int_equal(sealed_session_result(s[p], result), 0);
    for (size_t k = 0; k < c->n_outputs; k++) { /* the simulator's share, and the honest one */
        assert_int_equal(result[k], result[0]);
        assert_int_equal(v->share[k], result[k] ^ share[k]);
    }
    v->n_bits = used[0];
    for (size_t k = 0; k < COPIES; k++)
        assert_int_equal(used[k], v->n_bits);
    for (unsigned p = 0; p < n; p++)
        sealed_session_free(s[p]);
    free(in);
    free(result);
    free(share);
    free(copy);
}

/* The sum over all copies of (-1)^(mask . view), for every mask, by Walsh and Hadamard. In standard
 * deviations. */
static double most_uneven(const struct view *v)
{
    size_t size = (size_t)1 << v->n_bits;
    int32_t *w = calloc(size, sizeof *w), most = 0;
    assert_non_null(w);
    for (size_t k = 0; k < COPIES; k++) {
        size_t cell = 0;
        for (unsigned i = 0; i < v->n_bits; i++)
            cell |= (size_t)v->bit[k][i] << i;
        w[cell]++;
    }
    for (size_t half = 1; half < size; half *= 2) {
        for (size_t i = 0; i < size; i++) {
            if ((i & half) != 0)
                continue;
            int32_t a = w[i], b = w[i + half];
            w[i] = a + b;
            w[i + half] = a - b;
        }
    }
    for (size_t i = 1; i < size; i++)
        most = abs(w[i]) > most ? abs(w[i]) : most;
    free(w);
    double largest = (double)most;
    return largest * largest / COPIES;
}

static void same_for_both_entries(unsigned n)
{
    /* The others accept the first candidate only; the honest one accepts both, or that one. */
    static const uint8_t entry[2][N_MAX][P] = {{{1, 1}, {1, 0}, {1, 0}}, {{1, 0}, {1, 0}, {1, 0}}};
    struct circuit *c = rooms(n);
    struct view *v = malloc(sizeof *v);
    assert_non_null(v);
    for (unsigned e = 0; e < 2; e++) {
        memset(v, 0, sizeof *v);
        watch(c, entry[e], 700 + 10 * e, v);
        double squared = most_uneven(v);
        print_message(
            "n=%u, entry %u: %u bits of view, the most uneven combination at %.2f squared deviations\n", n, e,
            v->n_bits, squared);
        assert_true(squared < LIMIT * LIMIT);
    }
    free(v);
    circuit_free(c);
}

static void two_parties(void **state)
{
    (void)state;
    same_for_both_entries(2);
}

static void three_parties(void **state)
{
    (void)state;
    same_for_both_entries(3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(two_parties), cmocka_unit_test(three_parties)};
    if (t2_init() != 0)
        return 1;
    return cmocka_run_group_tests_name("sealed_views", tests, NULL, NULL);
}
