/* The circuits of the soundings (docs/protocol/soundings.md). Each party of a circuit is a required seat. A
 * desk knows a sounding by its shape; the bits of an entry, of what is kept and of an answer are laid out
 * here and nowhere else. */
#ifndef T2_TRACKTWO_SOUNDING_H
#define T2_TRACKTWO_SOUNDING_H

#include <tracktwo/circuit.h>

#define SOUNDING_MAX_CANDIDATES ((size_t)1 << 20)
#define SOUNDING_MAX_GRID 4096
#define SOUNDING_MAX_STEPS 8
#define SOUNDING_MAX_EARLIER 7
#define SOUNDING_RANDOM_LEN 8

enum sounding_kind {
    SOUNDING_YES,   /* one text: do all say yes? */
    SOUNDING_ROOM,  /* is there a candidate that all accept? */
    SOUNDING_RANGE, /* the same on a grid of numbers; the entry is an interval */
    SOUNDING_FIND,  /* the second key: one of the common candidates of an earlier sounding, always the same */
    SOUNDING_NEAR,  /* the first of some steps towards each other at which there is room */
    SOUNDING_READY, /* has the threshold been reached? told to those who said yes */
    SOUNDING_EXCHANGE, /* two seats, at most max_accepted pairs each: one that both named */
    SOUNDING_BETTER,   /* is there a candidate that is worse for nobody and better for somebody? */
};

struct sounding_shape {
    enum sounding_kind kind;
    unsigned n_seats;    /* 2 to 8; 2 for EXCHANGE */
    size_t n_candidates; /* P: ROOM, FIND, NEAR, EXCHANGE, BETTER; grid points of RANGE; 1 else */
    /* An entry that accepts fewer or more is invalid; of RANGE the least number of grid points is
     * min_accepted, and max_accepted is P. 0 and P test nothing. NEAR: the first step is tested for fewer,
     * the last for more. */
    size_t min_accepted, max_accepted;
    unsigned n_steps;   /* NEAR: 2 to 8 */
    unsigned threshold; /* READY: 2 to n_seats */
    unsigned
        n_earlier;     /* ROOM, RANGE, NEAR, EXCHANGE: entries kept by earlier runs on the same set, 0 to 7 */
    unsigned parities; /* 40 or 64, as statistical_bits; 0 makes every test exact */
};

/* The caller frees with circuit_free. T2_E_ARGUMENT for a shape that is none, T2_E_MEMORY. */
T2_MUST_USE int sounding_circuit(const struct sounding_shape *shape, struct circuit **out);

/* One seat's entry. What the kind does not use is not read. An entry of zeros is an empty one, and answers
 * no. */
struct sounding_entry {
    const uint8_t
        *accepted; /* P bytes, 0 or 1. NEAR: n_steps times P, from the narrowest on. BETTER: not worse */
    const uint8_t *better;               /* BETTER: P bytes */
    uint32_t low, high;                  /* RANGE: first and last grid point */
    uint8_t yes;                         /* YES, READY, and FIND: the second key */
    uint8_t random[SOUNDING_RANDOM_LEN]; /* fresh and uniform: what draws the package */
};
/* Bits that one seat puts in. */
size_t sounding_n_inputs(const struct sounding_shape *shape);
/* Lays them out, one a byte; the time depends on the shape only. accepted or better NULL: zeros. */
void sounding_input(const struct sounding_shape *shape, const struct sounding_entry *entry, uint8_t *out);

/* What a session leaves for later ones: R 64 | all valid 1 | common P | then of each run on the set: valid of
 * each seat | accepted of each seat, P each. BETTER leaves the first three. 0 when nothing is kept. FIND
 * reads the first three of a sounding's and leaves nothing: the sounding's stay as they are. */
size_t sounding_n_kept(const struct sounding_shape *shape);

struct sounding_answer {
    uint8_t yes;    /* FIND: opened */
    uint32_t value; /* FIND, EXCHANGE: the candidate. NEAR: the first step with room. Else 0 */
};
/* From the result of party's session, one bit a byte. READY: that party's own answer. */
void sounding_answer(const struct sounding_shape *shape, unsigned party, const uint8_t *result,
                     struct sounding_answer *out);

#endif
