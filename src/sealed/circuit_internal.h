/* The builder's inside, shared by the files circuit_*.c and by the circuits of the soundings.
 *
 * A gate or input is a node; nodes are numbered in the order of their making, so operands come first. A wire
 * is 2 * node + inverted: NOT is a bit of the wire and no node at all, so it folds by itself (NOT NOT x = x),
 * and inverters are made real only by circuit_build, where an AND or an output wants one. Node 0 is the
 * constant zero. */
#ifndef T2_SEALED_CIRCUIT_INTERNAL_H
#define T2_SEALED_CIRCUIT_INTERNAL_H

#include <tracktwo/circuit.h>

enum circuit_kind {
    CIRCUIT_NODE_CONSTANT = 0,
    CIRCUIT_NODE_INPUT = 1,
    CIRCUIT_NODE_XOR = 2,
    CIRCUIT_NODE_AND = 3,
    CIRCUIT_NODE_PARITY = 4, /* one of the outputs of a parity, which follow one another */
};
#define CIRCUIT_KEPT_PARTY CIRCUIT_MAX_PARTIES /* the party of a kept bit's input node */

struct circuit_node {
    uint32_t a; /* wire (of XORs never inverted); of an input its party; of a parity's output the parity */
    uint32_t b; /* wire, above a; of an input its number among the party's inputs; of an output its number */
    uint32_t tag; /* depth << 3 | enum circuit_kind */
};

/* What circuit_any tests by random parities. */
struct circuit_tested {
    circuit_wire *wire; /* no constants */
    size_t n;
    uint32_t first; /* node of the first output */
    uint32_t n_out;
};

struct circuit_wires {
    circuit_wire *wire;
    size_t n, cap;
};

struct circuit_builder {
    unsigned n_parties;
    int err; /* 0 or the first failure */
    struct circuit_node *node;
    size_t n_nodes, cap_nodes;
    uint32_t *table;   /* open addressing; node numbers, 0 = empty */
    size_t table_size; /* a power of two */
    struct circuit_wires output, keep;
    uint8_t *output_party; /* cap_output_party */
    size_t cap_output_party;
    struct circuit_tested *tested;
    size_t n_tested;
    unsigned n_parities;                                    /* outputs of each parity; 0: OR trees */
    size_t n_inputs[CIRCUIT_MAX_PARTIES + 1], n_all_inputs; /* the last: kept bits */
    size_t n_ands;
    uint32_t depth;
    uint32_t delay;
};

static inline enum circuit_kind circuit_node_kind(const struct circuit_node *n)
{
    return (enum circuit_kind)(n->tag & 7u);
}

static inline uint32_t circuit_node_depth(const struct circuit_node *n)
{
    return n->tag >> 3;
}

static inline uint32_t circuit_wire_depth(const struct circuit_builder *b, circuit_wire w)
{
    return circuit_node_depth(&b->node[w >> 1]);
}

/* ANDs made from now on go into layer n or a later one (layers count from 0; 0 = as soon as possible). For
 * circuits that would otherwise keep too many values alive at once. */
void circuit_delay(struct circuit_builder *b, uint32_t layer);

/* Remembers the first failure. */
void circuit_builder_fail(struct circuit_builder *b, int err);

/* Sets c->digest from the rest of c. T2_E_MEMORY, or what hashing returns. */
T2_MUST_USE int circuit_digest(struct circuit *c);

#endif
