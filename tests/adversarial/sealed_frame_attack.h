/* A party of a sealed session that sends wrong bytes: at every flight, every field of its frame to every peer
 * is flipped (first, middle and last bit; to one peer, and to all), and the frame is dropped, sent twice,
 * cut, lengthened, blanked, exchanged, replayed, reflected; and the party leaves.
 *
 * Every honest party must end with the right result or with none; and everything must be found but
 *   - the sum of a tree level on the side that the receiver does not take, a correction where the four bits
 *     of Delta are zero, u or v where the receiver's bit is zero: the guesses that the protocol allows for;
 *   - places that carry nothing: the tail of a packed string of opened bits;
 *   - a masked entry that the cheat changes for all alike: another entry, of a wire that no AND has read;
 *   - whatever follows the last frame. */
#ifndef T2_TESTS_SEALED_FRAME_ATTACK_H
#define T2_TESTS_SEALED_FRAME_ATTACK_H

#include "sealed_harness.h"

struct attack {
    unsigned n, cheat;
    int base_ot; /* which takes long: in one run only */
    int apart;
    enum sealed_flight_id first; /* attacked from here on, `visits` times each */
    unsigned visits;
    unsigned flips; /* of each field */
    size_t memory_target;
    struct sealed_kept *const *kept; /* by party; NULL unless the circuit reads kept bits */
};

/* All of it, branching off one honest run, which must end well itself. */
void attack_run(const struct attack *a, const struct circuit *c, uint64_t seed);
/* On a circuit of 63 ANDs in 3 layers. */
void attack_small(const struct attack *a);

#endif
