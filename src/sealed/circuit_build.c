/* Freezing: from the builder's nodes to layers of gates on slots.
 *
 * A node that no output needs is dropped. An XOR stands in the first layer in which its operands are known,
 * an AND in the layer before its depth; an inverted wire becomes a NOT in the layer that first wants it. Time
 * is counted in steps, one for every free gate and one for all ANDs of a layer; a value's slot is free again
 * after the step of its last use, so a gate may write over its operand, but the outputs of a layer's ANDs
 * never over what these ANDs read. */
#include <stdlib.h>
#include <string.h>

#include <tracktwo/crypto.h>

#include "sealed/circuit_internal.h"

#define NEVER UINT32_MAX /* of a step: the value is an output; of a slot: none yet */

/* A value is a wire: 2 * node + inverted. */
struct plan {
    const struct circuit_builder *b;
    size_t n_layers;
    uint8_t *live;       /* of nodes */
    uint32_t *not_layer; /* of nodes: the layer of the NOT, NEVER = none */
    uint32_t *order;     /* gates in the order of the schedule: values; layer after layer, free, then ANDs */
    size_t *n_free;      /* of layers; used as counters while sorting */
    size_t *n_ands;
    uint32_t *last_use; /* of values: step */
    uint32_t *slot;     /* of values */
    uint32_t *unused;   /* stack of slots */
    size_t n_unused;
    uint32_t n_slots;
};

static void plan_free(struct plan *p)
{
    free(p->live);
    free(p->not_layer);
    free(p->order);
    free(p->n_free);
    free(p->n_ands);
    free(p->last_use);
    free(p->slot);
    free(p->unused);
}

static int plan_alloc(struct plan *p)
{
    size_t n = p->b->n_nodes;
    p->live = calloc(n, 1);
    p->not_layer = malloc(n * sizeof *p->not_layer);
    p->order = malloc(2 * n * sizeof *p->order);
    p->n_free = calloc(p->n_layers, sizeof *p->n_free);
    p->n_ands = calloc(p->n_layers, sizeof *p->n_ands);
    p->last_use = calloc(2 * n, sizeof *p->last_use);
    p->slot = malloc(2 * n * sizeof *p->slot);
    p->unused = malloc(2 * n * sizeof *p->unused);
    if (p->live == NULL || p->not_layer == NULL || p->order == NULL || p->n_free == NULL ||
        p->n_ands == NULL || p->last_use == NULL || p->slot == NULL || p->unused == NULL)
        return T2_E_MEMORY;
    memset(p->not_layer, 0xff, n * sizeof *p->not_layer);
    memset(p->slot, 0xff, 2 * n * sizeof *p->slot);
    return 0;
}

static int is_gate(const struct circuit_node *n)
{
    enum circuit_kind kind = circuit_node_kind(n);
    return kind == CIRCUIT_NODE_XOR || kind == CIRCUIT_NODE_AND;
}

static void want_not(struct plan *p, circuit_wire w, uint32_t layer)
{
    if ((w & 1u) != 0 && layer < p->not_layer[w >> 1])
        p->not_layer[w >> 1] = layer;
}

/* Which nodes are needed, and where NOTs are. */
static void mark(struct plan *p)
{
    const struct circuit_builder *b = p->b;
    for (size_t i = 0; i < b->n_outputs; i++) {
        p->live[b->output[i] >> 1] = 1;
        want_not(p, b->output[i], (uint32_t)p->n_layers - 1);
    }
    for (size_t i = b->n_nodes; i-- > 1;) {
        const struct circuit_node *n = &b->node[i];
        if (!p->live[i] || !is_gate(n))
            continue;
        p->live[n->a >> 1] = p->live[n->b >> 1] = 1;
        if (circuit_node_kind(n) == CIRCUIT_NODE_AND) {
            want_not(p, n->a, circuit_node_depth(n) - 1);
            want_not(p, n->b, circuit_node_depth(n) - 1);
        }
    }
}

/* The layer of a value's gate; NEVER when it has none (an input, or not wanted). The constant is made in the
 * last. */
static uint32_t layer_of(const struct plan *p, uint32_t value)
{
    const struct circuit_node *n = &p->b->node[value >> 1];
    if (!p->live[value >> 1])
        return NEVER;
    if ((value & 1u) != 0)
        return p->not_layer[value >> 1];
    if (value == 0)
        return (uint32_t)p->n_layers - 1;
    if (!is_gate(n))
        return NEVER;
    return circuit_node_depth(n) - (circuit_node_kind(n) == CIRCUIT_NODE_AND ? 1 : 0);
}

static int is_and(const struct plan *p, uint32_t value)
{
    return (value & 1u) == 0 && circuit_node_kind(&p->b->node[value >> 1]) == CIRCUIT_NODE_AND;
}

/* Sorts the gates by layer: in each first XORs in the order of their making, then NOTs, then ANDs. Returns
 * their number. */
static size_t sort_gates(struct plan *p)
{
    size_t n_values = 2 * p->b->n_nodes, total = 0;
    for (uint32_t v = 0; v < n_values; v++) {
        uint32_t layer = layer_of(p, v);
        if (layer != NEVER)
            (*(is_and(p, v) ? &p->n_ands[layer] : &p->n_free[layer]))++;
    }
    for (size_t l = 0; l < p->n_layers; l++) { /* counts to the places behind the last of each kind */
        total += p->n_free[l];
        p->n_free[l] = total;
        total += p->n_ands[l];
        p->n_ands[l] = total;
    }
    for (unsigned kind = 2;
         kind-- > 0;) { /* backwards: NOTs fill the end of the free gates, then the others */
        for (size_t v = n_values; v-- > 0;) {
            uint32_t layer = layer_of(p, (uint32_t)v);
            if ((v & 1u) == kind && layer != NEVER)
                p->order[--*(is_and(p, (uint32_t)v) ? &p->n_ands[layer] : &p->n_free[layer])] = (uint32_t)v;
        }
    }
    size_t end = total;
    for (size_t l = p->n_layers; l-- > 0;) { /* now the places of the first: back to counts */
        size_t ands = p->n_ands[l], first = p->n_free[l];
        p->n_ands[l] = end - ands;
        p->n_free[l] = ands - first;
        end = first;
    }
    return total;
}

/* The values that a value's gate reads. */
static size_t operands(const struct plan *p, uint32_t value, uint32_t out[2])
{
    const struct circuit_node *n = &p->b->node[value >> 1];
    if (value == 0)
        return 0;
    if ((value & 1u) != 0) {
        out[0] = value ^ 1u;
        return 1;
    }
    out[0] = n->a;
    out[1] = n->b;
    return 2;
}

static void find_last_uses(struct plan *p)
{
    uint32_t step = 0, read[2] = {0, 0};
    const uint32_t *gate = p->order;
    for (size_t l = 0; l < p->n_layers; l++) {
        for (size_t i = 0; i < p->n_free[l]; i++, gate++, step++) {
            for (size_t k = operands(p, *gate, read); k-- > 0;)
                p->last_use[read[k]] = step;
        }
        for (size_t i = 0; i < p->n_ands[l]; i++, gate++) {
            for (size_t k = operands(p, *gate, read); k-- > 0;)
                p->last_use[read[k]] = step;
        }
        step++;
    }
    for (size_t i = 0; i < p->b->n_outputs; i++)
        p->last_use[p->b->output[i]] = NEVER;
}

static void slot_take(struct plan *p, uint32_t value)
{
    p->slot[value] = p->n_unused != 0 ? p->unused[--p->n_unused] : p->n_slots++;
}

/* Gives back the slots of what is read for the last time in this step, each once. */
static void slots_release(struct plan *p, uint32_t value, uint32_t step)
{
    uint32_t read[2] = {0, 0};
    size_t n = operands(p, value, read);
    for (size_t k = 0; k < n; k++) {
        if (p->last_use[read[k]] != step || (k == 1 && read[1] == read[0]))
            continue;
        p->unused[p->n_unused++] = p->slot[read[k]];
        p->last_use[read[k]] = NEVER - 1; /* done: not a second time */
    }
}

static struct circuit_gate make_gate(const struct plan *p, uint32_t value, uint32_t a, uint32_t b)
{
    struct circuit_gate g = {.a = a, .b = b, .out = p->slot[value], .op = CIRCUIT_XOR};
    if (value == 0)
        g.op = CIRCUIT_ZERO;
    else if ((value & 1u) != 0)
        g.op = CIRCUIT_NOT;
    return g;
}

static void assign_slots(struct plan *p, struct circuit_gate *out)
{
    uint32_t step = 0, read[2] = {0, 0};
    const uint32_t *gate = p->order;
    for (size_t l = 0; l < p->n_layers; l++) {
        for (size_t i = 0; i < p->n_free[l]; i++, gate++, step++) {
            size_t n = operands(p, *gate, read);
            uint32_t a = n > 0 ? p->slot[read[0]] : 0, b = n > 1 ? p->slot[read[1]] : 0;
            slots_release(p, *gate, step);
            slot_take(p, *gate);
            if (n == 0)
                a = p->slot[*gate];
            *out++ = make_gate(p, *gate, a, b);
        }
        for (size_t i = 0; i < p->n_ands[l]; i++) {
            (void)operands(p, gate[i], read);
            slot_take(p, gate[i]);
            *out++ = make_gate(p, gate[i], p->slot[read[0]], p->slot[read[1]]);
        }
        for (size_t i = 0; i < p->n_ands[l]; i++)
            slots_release(p, gate[i], step);
        gate += p->n_ands[l];
        step++;
    }
}

/* Every input has a slot of its own before the first layer; those that nothing reads are given back at once.
 */
static void place_inputs(struct plan *p, struct circuit *c, uint32_t *place)
{
    for (unsigned party = 0; party < c->n_parties; party++) {
        c->n_inputs[party] = p->b->n_inputs[party];
        c->input_slot[party] = place;
        place += c->n_inputs[party];
    }
    for (size_t i = 1; i < p->b->n_nodes; i++) {
        const struct circuit_node *n = &p->b->node[i];
        if (circuit_node_kind(n) != CIRCUIT_NODE_INPUT)
            continue;
        size_t at = (size_t)(c->input_slot[n->a] - c->input_slot[0]) + n->b;
        p->slot[2 * i] = p->n_slots;
        ((uint32_t *)c->storage)[at] = p->n_slots++;
    }
    for (size_t i = 1; i < p->b->n_nodes; i++) {
        if (circuit_node_kind(&p->b->node[i]) == CIRCUIT_NODE_INPUT && !p->live[i])
            p->unused[p->n_unused++] = p->slot[2 * i];
    }
}

static int freeze(struct plan *p, struct circuit **out)
{
    const struct circuit_builder *b = p->b;
    mark(p);
    size_t n_gates = sort_gates(p);
    find_last_uses(p);
    struct circuit *c = calloc(1, sizeof *c);
    struct circuit_layer *layers = calloc(p->n_layers, sizeof *layers);
    struct circuit_gate *gates = malloc((n_gates + 1) * sizeof *gates);
    uint32_t *slots = malloc((b->n_all_inputs + b->n_outputs + 1) * sizeof *slots);
    int err = T2_E_MEMORY;
    if (c == NULL || layers == NULL || gates == NULL || slots == NULL) {
        free(layers);
        free(gates);
        free(slots);
        goto out;
    }
    c->n_parties = b->n_parties;
    c->storage = slots;
    c->layers = layers;
    c->n_layers = p->n_layers;
    c->depth = p->n_layers - 1;
    place_inputs(p, c, slots);
    layers[0].free = gates; /* known to circuit_free, whatever follows */
    assign_slots(p, gates);
    for (size_t l = 0; l < p->n_layers; l++) {
        layers[l] = (struct circuit_layer){gates, p->n_free[l], gates + p->n_free[l], p->n_ands[l]};
        gates += p->n_free[l] + p->n_ands[l];
        c->n_ands += p->n_ands[l];
    }
    c->n_outputs = b->n_outputs;
    c->output_slot = slots + b->n_all_inputs;
    for (size_t i = 0; i < b->n_outputs; i++)
        slots[b->n_all_inputs + i] = p->slot[b->output[i]];
    c->n_slots = p->n_slots;
    err = circuit_digest(c);
out:
    if (err == 0) {
        *out = c;
        return 0;
    }
    circuit_free(c);
    return err;
}

/* The deepest AND that an output needs. */
static size_t live_depth(const struct circuit_builder *b)
{
    uint32_t depth = 0;
    for (size_t i = 0; i < b->n_outputs; i++) {
        uint32_t d = circuit_wire_depth(b, b->output[i]);
        depth = d > depth ? d : depth;
    }
    return depth;
}

int circuit_build(const struct circuit_builder *b, struct circuit **out)
{
    if (b->err != 0)
        return b->err;
    struct plan p = {.b = b, .n_layers = live_depth(b) + 1};
    int err = plan_alloc(&p);
    if (err == 0)
        err = freeze(&p, out);
    plan_free(&p);
    return err;
}

void circuit_free(struct circuit *c)
{
    if (c == NULL)
        return;
    if (c->layers != NULL)
        free((void *)(uintptr_t)c->layers[0].free); /* one area holds the gates of all layers */
    free((void *)(uintptr_t)c->layers);
    free(c->storage);
    free(c);
}

int circuit_eval_clear(const struct circuit *c, const uint8_t *const inputs[], uint8_t *out_bits)
{
    uint8_t *value = calloc(c->n_slots + 1, 1);
    if (value == NULL)
        return T2_E_MEMORY;
    for (unsigned p = 0; p < c->n_parties; p++) {
        for (size_t i = 0; i < c->n_inputs[p]; i++)
            value[c->input_slot[p][i]] = inputs[p][i] & 1;
    }
    for (size_t l = 0; l < c->n_layers; l++) {
        const struct circuit_layer *layer = &c->layers[l];
        for (size_t i = 0; i < layer->n_free; i++) {
            const struct circuit_gate *g = &layer->free[i];
            switch ((enum circuit_op)g->op) {
            case CIRCUIT_XOR:
                value[g->out] = value[g->a] ^ value[g->b];
                break;
            case CIRCUIT_NOT:
                value[g->out] = value[g->a] ^ 1;
                break;
            case CIRCUIT_COPY:
                value[g->out] = value[g->a];
                break;
            case CIRCUIT_ZERO:
                value[g->out] = 0;
                break;
            }
        }
        for (size_t i = 0; i < layer->n_ands; i++)
            value[layer->ands[i].out] = value[layer->ands[i].a] & value[layer->ands[i].b];
    }
    for (size_t i = 0; i < c->n_outputs; i++)
        out_bits[i] = value[c->output_slot[i]];
    free(value);
    return 0;
}

/* Canonical encoding, all numbers 4 bytes big-endian:
 *   "t2 circuit 1" | n_parties | inputs of each party | n_slots | n_outputs | n_layers | slots of the inputs
 * | slots of the outputs | for each layer: n_free, n_ands, then op, a, b, out of each free gate and a, b, out
 * of each AND. */
struct encoder {
    struct t2_sha256 *hash;
    uint8_t buffer[4096];
    size_t n;
    int err;
};

static void encode_flush(struct encoder *e)
{
    if (e->err == 0 && e->n != 0)
        e->err = t2_sha256_update(e->hash, e->buffer, e->n);
    e->n = 0;
}

static void encode(struct encoder *e, size_t value)
{
    for (unsigned i = 0; i < 4; i++)
        e->buffer[e->n++] = (uint8_t)(value >> (24 - 8 * i));
    if (e->n == sizeof e->buffer)
        encode_flush(e);
}

int circuit_digest(struct circuit *c)
{
    static const char domain[12] = "t2 circuit 1";
    struct encoder *e = calloc(1, sizeof *e);
    if (e == NULL)
        return T2_E_MEMORY;
    if ((e->err = t2_sha256_new(&e->hash)) == 0)
        e->err = t2_sha256_update(e->hash, domain, sizeof domain);
    encode(e, c->n_parties);
    for (unsigned p = 0; p < c->n_parties; p++)
        encode(e, c->n_inputs[p]);
    encode(e, c->n_slots);
    encode(e, c->n_outputs);
    encode(e, c->n_layers);
    for (unsigned p = 0; p < c->n_parties; p++) {
        for (size_t i = 0; i < c->n_inputs[p]; i++)
            encode(e, c->input_slot[p][i]);
    }
    for (size_t i = 0; i < c->n_outputs; i++)
        encode(e, c->output_slot[i]);
    for (size_t l = 0; l < c->n_layers; l++) {
        const struct circuit_layer *layer = &c->layers[l];
        encode(e, layer->n_free);
        encode(e, layer->n_ands);
        for (size_t i = 0; i < layer->n_free; i++) {
            encode(e, layer->free[i].op);
            encode(e, layer->free[i].a);
            encode(e, layer->free[i].b);
            encode(e, layer->free[i].out);
        }
        for (size_t i = 0; i < layer->n_ands; i++) {
            encode(e, layer->ands[i].a);
            encode(e, layer->ands[i].b);
            encode(e, layer->ands[i].out);
        }
    }
    encode_flush(e);
    int err = e->err;
    if (err == 0)
        err = t2_sha256_final(e->hash, c->digest);
    t2_sha256_free(e->hash);
    free(e);
    return err;
}
