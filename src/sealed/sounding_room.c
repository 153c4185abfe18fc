/* The circuit of `room`: common[c] = AND over the seats of entry[seat][c]; any = OR over c of common[c];
 * valid[seat] = the number of ones of its entry is within the limits; the answer is any AND all valid. Two
 * branches that run side by side: the OR tree needs log2(n P) layers, the count a few more. */
#include <tracktwo/sounding.h>

#include <stdlib.h>

#include "sealed/circuit_internal.h"

static circuit_wire valid_entry(struct circuit_builder *b, const circuit_wire *entry, size_t n, size_t min,
                                size_t max)
{
    circuit_wire valid = circuit_constant(b, 1);
    if (min == 0 && max >= n)
        return valid;
    circuit_wire count[64];
    circuit_popcount(b, entry, n, count);
    size_t n_bits = circuit_popcount_bits(n);
    if (min > 0)
        valid = circuit_ge_const(b, count, n_bits, min);
    if (max < n)
        valid = circuit_and(b, valid, circuit_le_const(b, count, n_bits, max));
    return valid;
}

static circuit_wire room(struct circuit_builder *b, unsigned n_seats, size_t n, size_t min, size_t max,
                         circuit_wire *entry, circuit_wire *common)
{
    circuit_wire valid[CIRCUIT_MAX_PARTIES], seat[CIRCUIT_MAX_PARTIES];
    for (unsigned s = 0; s < n_seats; s++) {
        for (size_t c = 0; c < n; c++)
            entry[s * n + c] = circuit_input(b, s);
    }
    for (size_t c = 0; c < n; c++) {
        for (unsigned s = 0; s < n_seats; s++)
            seat[s] = entry[s * n + c];
        common[c] = circuit_and_tree(b, seat, n_seats);
    }
    for (unsigned s = 0; s < n_seats; s++)
        valid[s] = valid_entry(b, entry + s * n, n, min, max);
    return circuit_and(b, circuit_or_tree(b, common, n), circuit_and_tree(b, valid, n_seats));
}

int sealed_circuit_room(unsigned n_seats, size_t n_candidates, size_t min_accepted, size_t max_accepted,
                        struct circuit **out)
{
    if (n_seats < 2 || n_seats > CIRCUIT_MAX_PARTIES || n_candidates < 1 ||
        n_candidates > SOUNDING_MAX_CANDIDATES || min_accepted > max_accepted || min_accepted > n_candidates)
        return T2_E_ARGUMENT;
    struct circuit_builder *b = NULL;
    circuit_wire *entry = calloc(n_seats * n_candidates, sizeof *entry);
    circuit_wire *common = calloc(n_candidates, sizeof *common);
    int err = entry == NULL || common == NULL ? T2_E_MEMORY : circuit_builder_new(&b, n_seats);
    if (err == 0) {
        circuit_output(b, room(b, n_seats, n_candidates, min_accepted, max_accepted, entry, common));
        err = circuit_build(b, out);
    }
    circuit_builder_free(b);
    free(entry);
    free(common);
    return err;
}
