/* What the sum of kept bits shows (AND_CHECK, src/sealed/kept.c): y is public, and so are its weights, so
 * that the shares of kept bits would follow from a few such sums if nothing masked them. The simulator says:
 * y less the sum of the shares is 128 bits, uniform, independent of every other use of the same bits.
 *
 * For each of two entries that give the same answer, SETS first sessions keep bits, and each of their uses is
 * taken once. Over all uses every bit of the mask and every XOR of two of them must be balanced; over pairs
 * of uses of one set, every bit of the XOR of their masks. Power: with 128 masks an XOR that is even but for
 * 0.75 is found with a probability above 0.99, and a mask that served twice always. Randomness is seeded;
 * points are numbers (sealed_numbers.c). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <tracktwo/secret.h>

#include "sealed/flights.h"
#include "sealed/kept.h"

#define N 2
#define BITS 8
#define SETS 8
#define MASKS (SETS * SEALED_KEPT_USES)
#define LIMIT 5.5 /* standard deviations; 16,000 sums are looked at, so once in some thousand seeds */

static struct t2_random_seeded stream[N];
static struct t2_random source[N];

/* Keeps party 0's entry and its products with the other's; opens one product. */
static struct circuit *first_circuit(void)
{
    struct circuit_builder *b = NULL;
    struct circuit *c = NULL;
    circuit_wire product = 0;
    assert_int_equal(circuit_builder_new(&b, N), 0);
    for (unsigned i = 0; i < BITS; i++) {
        circuit_wire x = circuit_input(b, 0);
        product = circuit_and(b, x, circuit_input(b, 1));
        circuit_keep(b, x);
        circuit_keep(b, product);
    }
    circuit_output(b, product);
    assert_int_equal(circuit_build(b, &c), 0);
    circuit_builder_free(b);
    return c;
}

/* Opens a product of bits of the entry. */
static struct circuit *second_circuit(void)
{
    struct circuit_builder *b = NULL;
    struct circuit *c = NULL;
    circuit_wire k[2 * BITS];
    assert_int_equal(circuit_builder_new(&b, N), 0);
    for (unsigned i = 0; i < 2 * BITS; i++)
        k[i] = circuit_kept(b);
    circuit_output(b, circuit_and(b, k[0], k[2]));
    assert_int_equal(circuit_build(b, &c), 0);
    circuit_builder_free(b);
    return c;
}

/* y less the sum of party 0's shares, with the weights that party 1 has. */
static struct sealed_block mask_of(const struct sealed_session *other, const struct sealed_kept *kept,
                                   const uint8_t *payload)
{
    struct sealed_block chi[2 * BITS], mask;
    memcpy(&mask, payload, sizeof mask);
    other->kernel->aes_ctr(&other->parity_coin, (uint64_t)other->circuit->n_parities << SEALED_PARITY_SHIFT,
                           chi, 2 * BITS);
    for (unsigned k = 0; k < 2 * BITS; k++)
        mask = block_xor(mask, block_and_bit(chi[k], kept->bit[k]));
    return mask;
}

/* A session of both; the answer must be `answer`. With kept bits, their mask goes to *mask. */
static void run(const struct circuit *c, const uint8_t *entry, struct sealed_kept *kept[], unsigned use,
                struct sealed_kept *out[], struct sealed_block *mask, uint8_t answer)
{
    static const uint8_t others[BITS] = {0, 1, 0, 1, 0, 1, 0, 0};
    struct sealed_session *s[N];
    unsigned seen = 0;
    for (unsigned p = 0; p < N; p++) {
        struct sealed_config config = {.n_parties = N,
                                       .self = p,
                                       .statistical_bits = 40,
                                       .circuit = c,
                                       .input_bits = p == 0 ? entry : others,
                                       .kept = kept != NULL ? kept[p] : NULL,
                                       .kept_use = use,
                                       .random = &source[p]};
        assert_int_equal(sealed_session_new(&s[p], &config), 0);
    }
    for (size_t moved = 1; moved != 0;) {
        moved = 0;
        for (unsigned p = 0; p < N; p++)
            assert_int_equal(sealed_session_step(s[p]), 0);
        for (unsigned p = 0; p < N; p++) {
            struct t2_bytes b = sealed_session_pending(s[p], 1 - p);
            if (p == 0 && kept != NULL && b.len != 0 && b.ptr[0] == sealed_flights[FLIGHT_AND_CHECK].type) {
                *mask = mask_of(s[1], kept[0], b.ptr + SEALED_FRAME_HEADER);
                seen++;
            }
            if (sealed_session_state(s[1 - p]) == SEALED_RUNNING)
                assert_int_equal(sealed_session_receive(s[1 - p], p, b), 0);
            moved += b.len;
            sealed_session_sent(s[p], 1 - p, b.len);
        }
    }
    assert_int_equal(seen, kept != NULL);
    for (unsigned p = 0; p < N; p++) {
        uint8_t result = 9;
        assert_int_equal(sealed_session_result(s[p], &result), 0);
        assert_int_equal(result, answer);
        if (out != NULL)
            assert_int_equal(sealed_session_take_kept(s[p], &out[p]), 0);
        sealed_session_free(s[p]);
    }
}

static double deviations(int sum, int n)
{
    return (double)sum * sum / n; /* squared */
}

static double most_uneven(const struct sealed_block *mask)
{
    static int8_t sign[MASKS][128];
    double most = 0;
    for (unsigned m = 0; m < MASKS; m++) {
        for (unsigned i = 0; i < 128; i++)
            sign[m][i] = bit_get((const uint8_t *)&mask[m], i) ? -1 : 1;
    }
    for (unsigned i = 0; i < 128; i++) {
        int alone = 0, apart = 0, n_apart = 0;
        for (unsigned m = 0; m < MASKS; m++)
            alone += sign[m][i];
        most = deviations(alone, MASKS) > most ? deviations(alone, MASKS) : most;
        for (unsigned j = 0; j < i; j++) {
            int both = 0;
            for (unsigned m = 0; m < MASKS; m++)
                both += sign[m][i] * sign[m][j];
            most = deviations(both, MASKS) > most ? deviations(both, MASKS) : most;
        }
        for (unsigned m = 0; m < MASKS; m += 2, n_apart++) /* two uses of one set */
            apart += sign[m][i] * sign[m + 1][i];
        most = deviations(apart, n_apart) > most ? deviations(apart, n_apart) : most;
    }
    return most;
}

static void masks_are_uniform(void **state)
{
    (void)state;
    static const uint8_t entry[2][BITS] = {{1, 0, 1, 1, 1, 0, 0, 1}, {0, 1, 0, 0, 0, 1, 1, 0}};
    struct circuit *first = first_circuit(), *second = second_circuit();
    static struct sealed_block mask[MASKS];
    for (unsigned e = 0; e < 2; e++) {
        for (unsigned p = 0; p < N; p++)
            source[p] = t2_random_seeded_init(&stream[p], 90 + 10 * e + p);
        for (unsigned set = 0; set < SETS; set++) {
            struct sealed_kept *kept[N];
            run(first, entry[e], NULL, 0, kept, NULL, 0);
            for (unsigned use = 0; use < SEALED_KEPT_USES; use++)
                run(second, NULL, kept, use, NULL, &mask[set * SEALED_KEPT_USES + use], 0);
            for (unsigned p = 0; p < N; p++)
                sealed_kept_free(kept[p]);
        }
        double squared = most_uneven(mask);
        print_message("entry %u: %d masks, the most uneven sum at %.2f squared deviations\n", e, MASKS,
                      squared);
        assert_true(squared < LIMIT * LIMIT);
    }
    circuit_free(first);
    circuit_free(second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(masks_are_uniform)};
    if (t2_init() != 0)
        return 1;
    return cmocka_run_group_tests_name("sealed_kept_views", tests, NULL, NULL);
}
