/* What the circuits of the soundings share. */
#ifndef T2_SEALED_SOUNDING_INTERNAL_H
#define T2_SEALED_SOUNDING_INTERNAL_H

#include <tracktwo/sounding.h>

#include "sealed/circuit_internal.h"

#define RANDOM_BITS (8 * SOUNDING_RANDOM_LEN)

/* One place for the lists of wires of a circuit; freed together. */
struct sounding_lists {
    circuit_wire *at[8];
    size_t n;
};
/* n wires, or NULL after a failure, which the builder remembers. */
circuit_wire *sounding_list(struct circuit_builder *b, struct sounding_lists *l, size_t n);
void sounding_lists_free(struct sounding_lists *l);

/* The bits of the number of a candidate, 0 when there is one only. */
size_t sounding_index_bits(size_t n_candidates);

/* R: the sum of what the seats put in, each RANDOM_BITS bits; or what is kept. */
void sounding_random_input(struct circuit_builder *b, unsigned n_seats, circuit_wire random[RANDOM_BITS]);

/* The number of one of the wires that are 1, drawn by R: number floor(R K / 2^64) of the K in their order;
 * and in *any whether K > 0. index holds sounding_index_bits(n), anything when K is 0. */
void sounding_select(struct circuit_builder *b, const circuit_wire *common, size_t n,
                     const circuit_wire random[RANDOM_BITS], circuit_wire *index, circuit_wire *any);

/* The circuits, each with all its inputs and outputs. */
void sounding_build_room(struct circuit_builder *b,
                         const struct sounding_shape *shape); /* and those like it */
void sounding_build_find(struct circuit_builder *b, const struct sounding_shape *shape);
void sounding_build_better(struct circuit_builder *b, const struct sounding_shape *shape);
void sounding_build_votes(struct circuit_builder *b, const struct sounding_shape *shape); /* YES, READY */

#endif
