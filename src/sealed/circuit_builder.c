/* The circuit builder: inputs, XOR, NOT, AND, outputs.
 *
 * Gates have one normal form, so that equal gates are found in a hash table and made once: constants are
 * folded, operands are ordered, an XOR has no inverted operand (x ^ ~y = ~(x ^ y)). A gate takes 12 bytes and
 * 5 to 11 in the table. The table is deterministic (no random seed), so every machine builds the same
 * circuit; a probe is bounded, and beyond the bound an equal gate is simply made again, so a description made
 * to collide costs no more than any other. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "sealed/circuit_internal.h"

#define MIN_NODES 256
#define MAX_PROBES 32

int circuit_builder_new(struct circuit_builder **out, unsigned n_parties)
{
    *out = NULL;
    if (n_parties < 1 || n_parties > CIRCUIT_MAX_PARTIES)
        return T2_E_ARGUMENT;
    struct circuit_builder *b = calloc(1, sizeof *b);
    if (b == NULL)
        return T2_E_MEMORY;
    b->n_parties = n_parties;
    b->cap_nodes = MIN_NODES;
    b->node = calloc(b->cap_nodes, sizeof *b->node);
    b->table_size = 2 * (size_t)MIN_NODES;
    b->table = calloc(b->table_size, sizeof *b->table);
    if (b->node == NULL || b->table == NULL) {
        circuit_builder_free(b);
        return T2_E_MEMORY;
    }
    b->n_nodes = 1; /* the constant zero */
    *out = b;
    return 0;
}

void circuit_builder_free(struct circuit_builder *b)
{
    if (b == NULL)
        return;
    free(b->node);
    free(b->table);
    free(b->output);
    free(b);
}

void circuit_builder_fail(struct circuit_builder *b, int err)
{
    if (b->err == 0)
        b->err = err;
}

void circuit_delay(struct circuit_builder *b, uint32_t layer)
{
    b->delay = layer;
}

size_t circuit_builder_n_ands(const struct circuit_builder *b)
{
    return b->n_ands;
}

size_t circuit_builder_depth(const struct circuit_builder *b)
{
    return b->depth;
}

/* Appends a node. 0 (the constant) after a failure. */
static uint32_t node_new(struct circuit_builder *b, enum circuit_kind kind, uint32_t x, uint32_t y,
                         uint32_t depth)
{
    if (b->n_nodes == b->cap_nodes) {
        struct circuit_node *more = reallocarray(b->node, 2 * b->cap_nodes, sizeof *more);
        if (more == NULL) {
            circuit_builder_fail(b, T2_E_MEMORY);
            return 0;
        }
        b->node = more;
        b->cap_nodes *= 2;
    }
    b->node[b->n_nodes] = (struct circuit_node){.a = x, .b = y, .tag = depth << 2 | (uint32_t)kind};
    return (uint32_t)b->n_nodes++;
}

circuit_wire circuit_input(struct circuit_builder *b, unsigned party)
{
    if (b->err != 0)
        return 0;
    if (party >= b->n_parties) {
        circuit_builder_fail(b, T2_E_ARGUMENT);
        return 0;
    }
    if (b->n_all_inputs == CIRCUIT_MAX_INPUTS) {
        circuit_builder_fail(b, T2_E_FULL);
        return 0;
    }
    uint32_t node = node_new(b, CIRCUIT_NODE_INPUT, party, (uint32_t)b->n_inputs[party], 0);
    if (node != 0) {
        b->n_inputs[party]++;
        b->n_all_inputs++;
    }
    return node << 1;
}

circuit_wire circuit_constant(struct circuit_builder *b, int bit)
{
    return b->err == 0 && bit != 0 ? 1 : 0;
}

circuit_wire circuit_not(struct circuit_builder *b, circuit_wire x)
{
    return b->err == 0 ? x ^ 1u : 0;
}

static size_t table_slot(const struct circuit_builder *b, enum circuit_kind kind, uint32_t x, uint32_t y)
{
    uint64_t h = ((uint64_t)x << 32 | y) + (uint64_t)kind * UINT64_C(0x9e3779b97f4a7c15);
    h = (h ^ h >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    h = (h ^ h >> 27) * UINT64_C(0x94d049bb133111eb);
    return (size_t)(h ^ h >> 31) & (b->table_size - 1);
}

static void table_put(struct circuit_builder *b, uint32_t node)
{
    const struct circuit_node *n = &b->node[node];
    size_t at = table_slot(b, circuit_node_kind(n), n->a, n->b);
    for (int probe = 0; probe < MAX_PROBES; probe++) {
        if (b->table[at] == 0) {
            b->table[at] = node;
            return;
        }
        at = (at + 1) & (b->table_size - 1);
    }
}

/* Twice the size once three quarters are taken. */
static int table_grow(struct circuit_builder *b)
{
    if (b->n_nodes - b->n_all_inputs < b->table_size / 4 * 3)
        return 0;
    uint32_t *table = calloc(2 * b->table_size, sizeof *table);
    if (table == NULL)
        return T2_E_MEMORY;
    free(b->table);
    b->table = table;
    b->table_size *= 2;
    for (size_t i = 1; i < b->n_nodes; i++)
        if (circuit_node_kind(&b->node[i]) != CIRCUIT_NODE_INPUT)
            table_put(b, (uint32_t)i);
    return 0;
}

/* The node of a gate in normal form, found or made. 0 after a failure. */
static uint32_t gate(struct circuit_builder *b, enum circuit_kind kind, uint32_t x, uint32_t y)
{
    if (x > y) {
        uint32_t t = x;
        x = y;
        y = t;
    }
    size_t at = table_slot(b, kind, x, y);
    for (int probe = 0; probe < MAX_PROBES && b->table[at] != 0; probe++) {
        const struct circuit_node *n = &b->node[b->table[at]];
        if (n->a == x && n->b == y && circuit_node_kind(n) == kind)
            return b->table[at];
        at = (at + 1) & (b->table_size - 1);
    }
    if (b->n_nodes - b->n_all_inputs > CIRCUIT_MAX_GATES) {
        circuit_builder_fail(b, T2_E_FULL);
        return 0;
    }
    int err = table_grow(b);
    if (err != 0) {
        circuit_builder_fail(b, err);
        return 0;
    }
    uint32_t depth = circuit_wire_depth(b, x), other = circuit_wire_depth(b, y);
    depth = other > depth ? other : depth;
    if (kind == CIRCUIT_NODE_AND)
        depth = (depth > b->delay ? depth : b->delay) + 1;
    uint32_t node = node_new(b, kind, x, y, depth);
    if (node == 0)
        return 0;
    table_put(b, node);
    if (kind == CIRCUIT_NODE_AND)
        b->n_ands++;
    b->depth = depth > b->depth ? depth : b->depth;
    return node;
}

circuit_wire circuit_xor(struct circuit_builder *b, circuit_wire x, circuit_wire y)
{
    if (b->err != 0)
        return 0;
    assert(x >> 1 < b->n_nodes && y >> 1 < b->n_nodes);
    uint32_t inverted = (x ^ y) & 1u;
    x &= ~1u;
    y &= ~1u;
    if (x == y)
        return inverted;
    if (x == 0 || y == 0)
        return (x | y) ^ inverted;
    uint32_t node = gate(b, CIRCUIT_NODE_XOR, x, y);
    return node == 0 ? 0 : node << 1 ^ inverted;
}

circuit_wire circuit_and(struct circuit_builder *b, circuit_wire x, circuit_wire y)
{
    if (b->err != 0)
        return 0;
    assert(x >> 1 < b->n_nodes && y >> 1 < b->n_nodes);
    if (x >> 1 == y >> 1)
        return x == y ? x : 0;
    if (x <= 1)
        return x == 0 ? 0 : y;
    if (y <= 1)
        return y == 0 ? 0 : x;
    return gate(b, CIRCUIT_NODE_AND, x, y) << 1;
}

circuit_wire circuit_or(struct circuit_builder *b, circuit_wire x, circuit_wire y)
{
    return circuit_not(b, circuit_and(b, circuit_not(b, x), circuit_not(b, y)));
}

circuit_wire circuit_mux(struct circuit_builder *b, circuit_wire sel, circuit_wire if1, circuit_wire if0)
{
    return circuit_xor(b, if0, circuit_and(b, sel, circuit_xor(b, if1, if0)));
}

void circuit_output(struct circuit_builder *b, circuit_wire x)
{
    if (b->err != 0)
        return;
    assert(x >> 1 < b->n_nodes);
    if (b->n_outputs == CIRCUIT_MAX_OUTPUTS) {
        circuit_builder_fail(b, T2_E_FULL);
        return;
    }
    if (b->n_outputs == b->cap_outputs) {
        size_t cap = b->cap_outputs == 0 ? 64 : 2 * b->cap_outputs;
        circuit_wire *more = reallocarray(b->output, cap, sizeof *more);
        if (more == NULL) {
            circuit_builder_fail(b, T2_E_MEMORY);
            return;
        }
        b->output = more;
        b->cap_outputs = cap;
    }
    b->output[b->n_outputs++] = x;
}
