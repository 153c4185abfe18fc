/* n sessions in one process, of which one cheats.
 *
 * The honest parties are behind their door (tracktwo/sealed.h): bytes in, bytes out, one flight a round. The
 * cheat is a session too, but the harness drives its flights itself, from the same table, so that a deviation
 * can reach into every step: before and after a flight is prepared, before each peer's part is made, the
 * whole frame before it leaves, before and after a peer's frame is taken. No hook stands in the engine. The
 * cheat is told what it needs: each frame carries the echo that its receiver awaits, and its own checks do
 * not stop it.
 *
 * All randomness is seeded, so that a run can be brought to a flight once and branch there: each deviation
 * runs in a forked child, which ends with its outcome. The thousand runs of a test share one base OT.
 *
 * The promise under test: an honest party gives the right result or none. "Right" is the circuit in the clear
 * on the honest entries and whatever entry the cheat put in. */
#ifndef T2_TESTS_SEALED_HARNESS_H
#define T2_TESTS_SEALED_HARNESS_H

#include <tracktwo/circuit.h>
#include <tracktwo/random.h>
#include <tracktwo/sealed.h>

#include "sealed/flights.h"

enum cheat_point {
    CHEAT_BEFORE_PREPARE, /* q and frame are not set up to AFTER_PREPARE */
    CHEAT_AFTER_PREPARE,  /* broadcast is there */
    CHEAT_BEFORE_EMIT,    /* peer q is next */
    CHEAT_FRAME,          /* the frame to peer q is whole */
    CHEAT_BEFORE_ABSORB,  /* peer q's frame is next */
    CHEAT_AFTER_ABSORB,
    CHEAT_BEFORE_FINISH,
};

/* A frame on its way from the cheat to a peer. bytes holds len of at most cap; changing len cuts or
 * lengthens. */
struct cheat_frame {
    unsigned party; /* whom it is for */
    uint8_t *bytes;
    size_t len, cap;
    uint8_t *broadcast;
    size_t broadcast_len;
    uint8_t *private_part;
    size_t private_len;
    unsigned copies;          /* how often it is sent: 0 drops it */
    struct t2_bytes previous; /* the honest frame of the round before */
};

enum outcome { OUTCOME_RIGHT, OUTCOME_STOPPED, OUTCOME_MIXED, OUTCOME_WRONG };

struct verdict {
    enum outcome
        outcome;     /* of the honest parties: all right, none has a result, some of each, one is wrong */
    unsigned flight; /* the furthest any of them came */
};

struct table;
struct deviation {
    const char *name;
    enum sealed_flight_id flight; /* where it branches off; its hook may act in later flights too */
    unsigned victims;             /* bit per party */
    size_t where;                 /* a byte, a row, an OT: the hook knows */
    unsigned bit;
    int may_pass; /* 1: harmless with some chance (the test says why), else it must be found */
    void (*hook)(struct table *t, const struct deviation *d, enum cheat_point at, unsigned q,
                 struct cheat_frame *f);
};

struct table {
    unsigned n, cheat;
    const struct circuit *circuit;
    struct sealed_session *s[SEALED_MAX_PARTIES];
    struct t2_random_seeded seed[SEALED_MAX_PARTIES];
    struct t2_random random[SEALED_MAX_PARTIES];
    uint8_t *input[SEALED_MAX_PARTIES];
    uint8_t *cheat_input;              /* what the cheat's masked entry stands for at the honest parties */
    struct sealed_kept *cheat_kept;    /* the cheat's own copy of what it kept; NULL when nothing is read */
    uint8_t *kept_clear;               /* the kept bits that are read; the opener may set what is true */
    uint8_t *keep_clear;               /* after table_finish: what is true of the bits that were kept */
    const struct deviation *deviation; /* NULL: honest */
    enum sealed_flight_id started;     /* the flight in which the deviation began */
    unsigned round_started, round;
    unsigned long long batches;             /* of triples, so far */
    int closed;                             /* the cheat has gone */
    struct t2_buf in[SEALED_MAX_PARTIES];   /* frames of this round for the cheat */
    struct t2_buf last[SEALED_MAX_PARTIES]; /* the cheat's frames of the round before, as an honest party's */
    struct t2_buf fresh, scratch;
    /* The parties' next session, when the honest ones have the right result of this; its verdict counts. */
    struct verdict (*next)(struct table *t);
};

/* Once, first: no huge pages, which each child would copy whole. */
void harness_begin(void);

/* Inputs come from the seed too. memory_target as in sealed_config. */
void table_open(struct table *t, unsigned n, unsigned cheat, const struct circuit *c, uint64_t seed,
                size_t memory_target);
/* The same for a circuit that reads what these parties kept, with that use. The cheat gets a copy of its own.
 */
void table_open_kept(struct table *t, unsigned n, unsigned cheat, const struct circuit *c, uint64_t seed,
                     size_t memory_target, struct sealed_kept *const kept[], unsigned use);
void table_close(struct table *t);
/* Before the first round: another entry of a party, n_inputs bytes. */
void table_set_entry(struct table *t, unsigned party, const uint8_t *bits);
/* After table_finish with the right result: what each party has kept, the cheat too, for the caller to free.
 */
void table_take_kept(struct table *t, struct sealed_kept *out[]);
/* Before the first round: every honest entry becomes its complement, all randomness stays. */
void table_complement_entries(struct table *t);
/* The cheat's session, and the next flight of all parties. */
struct sealed_session *table_cheat(const struct table *t);
enum sealed_flight_id table_flight(const struct table *t);
/* 1 while somebody honest still runs and the last round moved something. */
int table_round(struct table *t);
struct verdict table_finish(struct table *t); /* runs on to the end */

/* Runs the deviation from here in a child; t itself is not changed. Fails the test when the child does not
 * end well. */
struct verdict table_branch(struct table *t, const struct deviation *d);

/* Tallies by flight of the deviation, and the judgement: never a wrong result; found unless it may pass. */
struct tally {
    unsigned runs, found, harmless;
};
extern struct tally tallies[N_FLIGHTS];
void table_try(struct table *t, const struct deviation *d); /* branch, count, assert */
/* And where it is found no honest party goes beyond this flight. */
void table_try_by(struct table *t, const struct deviation *d, enum sealed_flight_id latest);
void tallies_print(const char *title); /* prints and resets */
const char *flight_name(enum sealed_flight_id f);

/* A random circuit of n_layers layers of n_ands ANDs, with inputs of `inputs` bits, outputs that depend on
 * all. */
struct circuit *random_circuit(unsigned n, size_t inputs, size_t n_layers, size_t n_ands, size_t outputs,
                               uint64_t seed);

#endif
