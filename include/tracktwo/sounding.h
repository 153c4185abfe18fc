/* The circuits of the soundings. Each party of a circuit is a required seat, its input the bitmap of its
 * entry. */
#ifndef T2_TRACKTWO_SOUNDING_H
#define T2_TRACKTWO_SOUNDING_H

#include <tracktwo/circuit.h>

#define SOUNDING_MAX_CANDIDATES ((size_t)1 << 20)

/* `room`: is there a candidate that every seat accepts?
 *   n_seats        2 to 8; party p's input is n_candidates bits, 1 = "I could live with this one"
 *   min_accepted, max_accepted   breadth: an entry with fewer or more ones is invalid. No limit is tested
 * that cannot be broken (0 and n_candidates or more). One output bit: some candidate is accepted by all, and
 * every entry is valid. An invalid entry makes "no room", and nobody learns that it was invalid. The caller
 * frees with circuit_free. T2_E_ARGUMENT, T2_E_MEMORY. */
T2_MUST_USE int sealed_circuit_room(unsigned n_seats, size_t n_candidates, size_t min_accepted,
                                    size_t max_accepted, struct circuit **out);

#endif
