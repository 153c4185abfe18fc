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
    CIRCUIT_NODE_AND = 3
};

struct circuit_node {
    uint32_t a;   /* wire (of XORs never inverted); of an input its party */
    uint32_t b;   /* wire, above a; of an input its number among the party's inputs */
    uint32_t tag; /* depth << 2 | enum circuit_kind */
};

struct circuit_builder {
    unsigned n_parties;
    int err; /* 0 or the first failure */
    struct circuit_node *node;
    size_t n_nodes, cap_nodes;
    uint32_t *table;   /* open addressing; node numbers, 0 = empty */
    size_t table_size; /* a power of two */
    circuit_wire *output;
    size_t n_outputs, cap_outputs;
    size_t n_inputs[CIRCUIT_MAX_PARTIES], n_all_inputs;
    size_t n_ands;
    uint32_t depth;
    uint32_t delay;
};

static inline enum circuit_kind circuit_node_kind(const struct circuit_node *n)
{
    return (enum circuit_kind)(n->tag & 3u);
}

static inline uint32_t circuit_node_depth(const struct circuit_node *n)
{
    return n->tag >> 2;
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
