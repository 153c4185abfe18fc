/* The small ones: `yes` and `ready` on one statement, and `better`, which compares every candidate with one
 * that all know. */
#include "sealed/sounding_internal.h"

#include <tracktwo/err.h>

/* YES: all say yes. READY: each seat sees, alone, whether at least `threshold` say yes and it does too. */
void sounding_build_votes(struct circuit_builder *b, const struct sounding_shape *shape)
{
    circuit_wire yes[CIRCUIT_MAX_PARTIES] = {0}, count[8];
    unsigned n = shape->n_seats;
    for (unsigned s = 0; s < n; s++)
        yes[s] = circuit_input(b, s);
    if (shape->kind == SOUNDING_YES) {
        circuit_output(b, circuit_and_tree(b, yes, n));
        return;
    }
    circuit_popcount(b, yes, n, count);
    circuit_wire reached = circuit_ge_const(b, count, circuit_popcount_bits(n), shape->threshold);
    for (unsigned s = 0; s < n; s++)
        circuit_output_to(b, s, circuit_and(b, reached, yes[s]));
}

/* BETTER: common[c] = worse for no seat AND better for one at least. Keeps R, one, common: `find` may follow.
 */
void sounding_build_better(struct circuit_builder *b, const struct sounding_shape *shape)
{
    size_t n = shape->n_candidates;
    unsigned n_seats = shape->n_seats;
    struct sounding_lists lists = {{NULL}, 0};
    circuit_wire random[RANDOM_BITS], none_worse[CIRCUIT_MAX_PARTIES], one_better[CIRCUIT_MAX_PARTIES];
    circuit_wire *bits = sounding_list(b, &lists, 2 * n * n_seats), *common = sounding_list(b, &lists, n);
    if (bits != NULL && common != NULL) {
        for (unsigned s = 0; s < n_seats; s++) {
            for (size_t i = 0; i < 2 * n; i++)
                bits[s * 2 * n + i] = circuit_input(b, s);
        }
        sounding_random_input(b, n_seats, random);
        for (size_t c = 0; c < n; c++) {
            for (unsigned s = 0; s < n_seats; s++) {
                none_worse[s] = bits[s * 2 * n + c];
                one_better[s] = bits[s * 2 * n + n + c];
            }
            circuit_wire not_worse = circuit_and_tree(b, none_worse, n_seats);
            common[c] = circuit_and(b, not_worse, circuit_or_tree(b, one_better, n_seats));
        }
        circuit_output(b, circuit_any(b, common, n));
        for (size_t i = 0; i < RANDOM_BITS; i++)
            circuit_keep(b, random[i]);
        circuit_keep(b, circuit_constant(b, 1));
        for (size_t c = 0; c < n; c++)
            circuit_keep(b, common[c]);
    }
    sounding_lists_free(&lists);
}
