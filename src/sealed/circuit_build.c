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

#define NEVER                                                                                                \
    UINT32_MAX /* of a step: the value outlives the last; of a slot: none yet; of a layer: no gate */

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
    size_t n_parities, n_parity_slots; /* of those that are needed */
    struct circuit_parity *parity;     /* filled as they come in the schedule */
    uint32_t *parity_slot;
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
    return kind == CIRCUIT_NODE_XOR || kind == CIRCUIT_NODE_AND || kind == CIRCUIT_NODE_PARITY;
}

/* The parity whose first output the node is, else NULL: all its outputs come with the first. */
static const struct circuit_tested *parity_at(const struct plan *p, size_t node)
{
    const struct circuit_node *n = &p->b->node[node];
    return circuit_node_kind(n) == CIRCUIT_NODE_PARITY && n->b == 0 ? &p->b->tested[n->a] : NULL;
}

static void want_not(struct plan *p, circuit_wire w, uint32_t layer)
{
    if ((w & 1u) != 0 && layer < p->not_layer[w >> 1])
        p->not_layer[w >> 1] = layer;
}

static void mark_last(struct plan *p, const struct circuit_wires *w)
{
    for (size_t i = 0; i < w->n; i++) {
        p->live[w->wire[i] >> 1] = 1;
        want_not(p, w->wire[i], (uint32_t)p->n_layers - 1);
    }
}

static void mark_parity(struct plan *p, const struct circuit_tested *t)
{
    for (uint32_t j = 0; j < t->n_out; j++)
        p->live[t->first + j] = 1;
    for (size_t i = 0; i < t->n; i++) {
        p->live[t->wire[i] >> 1] = 1;
        want_not(p, t->wire[i], circuit_node_depth(&p->b->node[t->first]));
    }
    p->n_parities++;
    p->n_parity_slots += t->n + t->n_out;
}

/* Which nodes are needed, and where NOTs are. */
static void mark(struct plan *p)
{
    const struct circuit_builder *b = p->b;
    mark_last(p, &b->output);
    mark_last(p, &b->keep);
    for (size_t i = b->n_nodes; i-- > 1;) {
        const struct circuit_node *n = &b->node[i];
        if (!p->live[i] || !is_gate(n))
            continue;
        if (circuit_node_kind(n) == CIRCUIT_NODE_PARITY) {
            p->live[i - n->b] = 1; /* the first, which is still to come */
            if (n->b == 0)
                mark_parity(p, &b->tested[n->a]);
            continue;
        }
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
    if (!is_gate(n) || (circuit_node_kind(n) == CIRCUIT_NODE_PARITY && n->b != 0))
        return NEVER;
    return circuit_node_depth(n) - (circuit_node_kind(n) == CIRCUIT_NODE_AND ? 1 : 0);
}

static int is_and(const struct plan *p, uint32_t value)
{
    return (value & 1u) == 0 && circuit_node_kind(&p->b->node[value >> 1]) == CIRCUIT_NODE_AND;
}

/* Sorts the gates by layer: in each first the free gates, then the ANDs. Values go up in the order of their
 * making, a NOT right behind what it inverts, so that operands come first. Returns the number of gates. */
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
    for (size_t v = n_values; v-- > 0;) {
        uint32_t layer = layer_of(p, (uint32_t)v);
        if (layer != NEVER)
            p->order[--*(is_and(p, (uint32_t)v) ? &p->n_ands[layer] : &p->n_free[layer])] = (uint32_t)v;
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

/* The values that a value's gate reads: in pair, or a list of the builder. */
static size_t operands(const struct plan *p, uint32_t value, uint32_t pair[2], const uint32_t **out)
{
    const struct circuit_node *n = &p->b->node[value >> 1];
    *out = pair;
    if (value == 0)
        return 0;
    if ((value & 1u) != 0) {
        pair[0] = value ^ 1u;
        return 1;
    }
    const struct circuit_tested *t = parity_at(p, value >> 1);
    if (t != NULL) {
        *out = t->wire;
        return t->n;
    }
    pair[0] = n->a;
    pair[1] = n->b;
    return 2;
}

static void use_at(struct plan *p, uint32_t value, uint32_t step)
{
    uint32_t pair[2] = {0, 0};
    const uint32_t *read = NULL;
    for (size_t k = operands(p, value, pair, &read); k-- > 0;)
        p->last_use[read[k]] = step;
}

static void find_last_uses(struct plan *p)
{
    uint32_t step = 0;
    const uint32_t *gate = p->order;
    for (size_t l = 0; l < p->n_layers; l++) {
        for (size_t i = 0; i < p->n_free[l]; i++, gate++, step++)
            use_at(p, *gate, step);
        for (size_t i = 0; i < p->n_ands[l]; i++, gate++)
            use_at(p, *gate, step);
        step++;
    }
    for (size_t i = 0; i < p->b->output.n; i++)
        p->last_use[p->b->output.wire[i]] = NEVER;
    for (size_t i = 0; i < p->b->keep.n; i++)
        p->last_use[p->b->keep.wire[i]] = NEVER;
}

static void slot_take(struct plan *p, uint32_t value)
{
    p->slot[value] = p->n_unused != 0 ? p->unused[--p->n_unused] : p->n_slots++;
}

/* Gives back the slots of what is read for the last time in this step, each once. */
static void slots_release(struct plan *p, uint32_t value, uint32_t step)
{
    uint32_t pair[2] = {0, 0};
    const uint32_t *read = NULL;
    size_t n = operands(p, value, pair, &read);
    for (size_t k = 0; k < n; k++) {
        if (p->last_use[read[k]] != step)
            continue;
        p->unused[p->n_unused++] = p->slot[read[k]];
        p->last_use[read[k]] = NEVER - 1; /* done: not a second time */
    }
}

/* Its outputs take their slots before what it reads gives back its own. */
static void place_parity(struct plan *p, const struct circuit_tested *t, uint32_t value, uint32_t step)
{
    uint32_t *in = p->parity_slot, *out = in + t->n;
    for (size_t i = 0; i < t->n; i++)
        in[i] = p->slot[t->wire[i]];
    for (uint32_t j = 0; j < t->n_out; j++) {
        slot_take(p, 2 * (t->first + j));
        out[j] = p->slot[2 * (t->first + j)];
    }
    slots_release(p, value, step);
    *p->parity++ = (struct circuit_parity){in, t->n, out, t->n_out};
    p->parity_slot = out + t->n_out;
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

static struct circuit_gate place_free(struct plan *p, uint32_t value, uint32_t step, uint32_t *n_parities)
{
    uint32_t pair[2] = {0, 0};
    const uint32_t *read = NULL;
    const struct circuit_tested *t = (value & 1u) == 0 ? parity_at(p, value >> 1) : NULL;
    if (t != NULL) {
        place_parity(p, t, value, step);
        return (struct circuit_gate){.a = (*n_parities)++, .op = CIRCUIT_PARITY};
    }
    size_t n = operands(p, value, pair, &read);
    uint32_t a = n > 0 ? p->slot[read[0]] : 0, b = n > 1 ? p->slot[read[1]] : 0;
    slots_release(p, value, step);
    slot_take(p, value);
    return make_gate(p, value, n == 0 ? p->slot[value] : a, b);
}

static void assign_slots(struct plan *p, struct circuit_gate *out)
{
    uint32_t step = 0, n_parities = 0;
    const uint32_t *gate = p->order;
    for (size_t l = 0; l < p->n_layers; l++) {
        for (size_t i = 0; i < p->n_free[l]; i++, gate++, step++)
            *out++ = place_free(p, *gate, step, &n_parities);
        for (size_t i = 0; i < p->n_ands[l]; i++) {
            const struct circuit_node *n = &p->b->node[gate[i] >> 1];
            slot_take(p, gate[i]);
            *out++ = make_gate(p, gate[i], p->slot[n->a], p->slot[n->b]);
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
    uint32_t *of[CIRCUIT_MAX_PARTIES + 1];
    for (unsigned party = 0; party < c->n_parties; party++) {
        c->n_inputs[party] = p->b->n_inputs[party];
        c->input_slot[party] = of[party] = place;
        place += c->n_inputs[party];
    }
    c->n_kept = p->b->n_inputs[CIRCUIT_KEPT_PARTY];
    c->kept_slot = of[CIRCUIT_KEPT_PARTY] = place;
    for (size_t i = 1; i < p->b->n_nodes; i++) {
        const struct circuit_node *n = &p->b->node[i];
        if (circuit_node_kind(n) == CIRCUIT_NODE_INPUT)
            of[n->a][n->b] = p->slot[2 * i] = p->n_slots++;
    }
    for (size_t i = 1; i < p->b->n_nodes; i++) {
        if (circuit_node_kind(&p->b->node[i]) == CIRCUIT_NODE_INPUT && !p->live[i])
            p->unused[p->n_unused++] = p->slot[2 * i];
    }
}

static void place_last(const struct plan *p, const struct circuit_wires *w, uint32_t *place)
{
    for (size_t i = 0; i < w->n; i++)
        place[i] = p->slot[w->wire[i]];
}

/* The lists of a circuit have one area each: gates; slots; parities; who sees an output. */
static int circuit_alloc(const struct plan *p, size_t n_gates, struct circuit **out,
                         struct circuit_layer **layers)
{
    const struct circuit_builder *b = p->b;
    size_t n_slots = b->n_all_inputs + b->output.n + b->keep.n + p->n_parity_slots;
    struct circuit *c = *out = calloc(1, sizeof *c);
    if (c == NULL)
        return T2_E_MEMORY;
    struct circuit_gate *gates = malloc((n_gates + 1) * sizeof *gates);
    c->storage = calloc(n_slots + 1, sizeof(uint32_t));
    c->parity = calloc(p->n_parities + 1, sizeof *c->parity);
    c->output_party = malloc(b->output.n + 1);
    c->layers = *layers = calloc(p->n_layers, sizeof **layers);
    if (*layers == NULL) {
        free(gates);
        return T2_E_MEMORY;
    }
    (*layers)[0].free = gates; /* known to circuit_free, whatever follows */
    return gates == NULL || c->storage == NULL || c->parity == NULL || c->output_party == NULL ? T2_E_MEMORY
                                                                                               : 0;
}

static int freeze(struct plan *p, struct circuit **out)
{
    const struct circuit_builder *b = p->b;
    struct circuit *c = NULL;
    struct circuit_layer *layers = NULL;
    mark(p);
    size_t n_gates = sort_gates(p);
    find_last_uses(p);
    int err = circuit_alloc(p, n_gates, &c, &layers);
    if (err != 0)
        goto out;
    struct circuit_gate *gates = (struct circuit_gate *)(uintptr_t)layers[0].free;
    uint32_t *output = (uint32_t *)c->storage + b->n_all_inputs, *keep = output + b->output.n;
    c->n_parties = b->n_parties;
    c->n_layers = p->n_layers;
    c->depth = p->n_layers - 1;
    c->n_parities = p->n_parities;
    p->parity = (struct circuit_parity *)(uintptr_t)c->parity;
    p->parity_slot = keep + b->keep.n;
    place_inputs(p, c, c->storage);
    assign_slots(p, gates);
    for (size_t l = 0; l < p->n_layers; l++) {
        layers[l] = (struct circuit_layer){gates, p->n_free[l], gates + p->n_free[l], p->n_ands[l]};
        gates += p->n_free[l] + p->n_ands[l];
        c->n_ands += p->n_ands[l];
    }
    c->n_outputs = b->output.n;
    c->output_slot = output;
    place_last(p, &b->output, output);
    if (c->n_outputs != 0)
        memcpy((uint8_t *)(uintptr_t)c->output_party, b->output_party, c->n_outputs);
    c->n_keep = b->keep.n;
    c->keep_slot = keep;
    place_last(p, &b->keep, keep);
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

static uint32_t depth_of(const struct circuit_builder *b, const struct circuit_wires *w, uint32_t depth)
{
    for (size_t i = 0; i < w->n; i++) {
        uint32_t d = circuit_wire_depth(b, w->wire[i]);
        depth = d > depth ? d : depth;
    }
    return depth;
}

/* The deepest AND that an output or a kept bit needs. */
static size_t live_depth(const struct circuit_builder *b)
{
    return depth_of(b, &b->keep, depth_of(b, &b->output, 0));
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
    free((void *)(uintptr_t)c->parity);
    free((void *)(uintptr_t)c->output_party);
    free(c->storage);
    free(c);
}

/* Exact: the first output says whether any is 1, the others are 0. */
static void eval_parity(const struct circuit_parity *p, uint8_t *value)
{
    uint8_t any = 0;
    for (size_t i = 0; i < p->n_in; i++)
        any |= value[p->in[i]];
    for (size_t j = 0; j < p->n_out; j++)
        value[p->out[j]] = 0;
    value[p->out[0]] = any;
}

int circuit_eval_clear(const struct circuit *c, const uint8_t *const inputs[], uint8_t *out_bits)
{
    return c->n_kept != 0 || c->n_keep != 0 ? T2_E_ARGUMENT
                                            : circuit_eval_kept(c, inputs, NULL, out_bits, NULL);
}

int circuit_eval_kept(const struct circuit *c, const uint8_t *const inputs[], const uint8_t *kept,
                      uint8_t *out_bits, uint8_t *keep)
{
    uint8_t *value = calloc(c->n_slots + 1, 1);
    if (value == NULL)
        return T2_E_MEMORY;
    for (size_t i = 0; i < c->n_kept; i++)
        value[c->kept_slot[i]] = kept[i] & 1;
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
            case CIRCUIT_PARITY:
                eval_parity(&c->parity[g->a], value);
                break;
            }
        }
        for (size_t i = 0; i < layer->n_ands; i++)
            value[layer->ands[i].out] = value[layer->ands[i].a] & value[layer->ands[i].b];
    }
    for (size_t i = 0; i < c->n_outputs; i++)
        out_bits[i] = value[c->output_slot[i]];
    for (size_t i = 0; i < c->n_keep; i++)
        keep[i] = value[c->keep_slot[i]];
    free(value);
    return 0;
}

/* Canonical encoding, all numbers 4 bytes big-endian:
 *   "t2 circuit 2" | n_parties | inputs of each party | n_kept | n_slots | n_outputs | n_keep | n_parities |
 * n_layers | slots of the inputs, of the kept bits, of the outputs | who sees each output | slots of what is
 * kept | for each parity: n_in, n_out, slots in, slots out | for each layer: n_free, n_ands, then op, a, b,
 * out of each free gate and a, b, out of each AND. */
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

static void encode_slots(struct encoder *e, const uint32_t *slot, size_t n)
{
    for (size_t i = 0; i < n; i++)
        encode(e, slot[i]);
}

static void encode_header(struct encoder *e, const struct circuit *c)
{
    encode(e, c->n_parties);
    for (unsigned p = 0; p < c->n_parties; p++)
        encode(e, c->n_inputs[p]);
    encode(e, c->n_kept);
    encode(e, c->n_slots);
    encode(e, c->n_outputs);
    encode(e, c->n_keep);
    encode(e, c->n_parities);
    encode(e, c->n_layers);
    for (unsigned p = 0; p < c->n_parties; p++)
        encode_slots(e, c->input_slot[p], c->n_inputs[p]);
    encode_slots(e, c->kept_slot, c->n_kept);
    encode_slots(e, c->output_slot, c->n_outputs);
    for (size_t i = 0; i < c->n_outputs; i++)
        encode(e, c->output_party[i]);
    encode_slots(e, c->keep_slot, c->n_keep);
}

static void encode_layer(struct encoder *e, const struct circuit_layer *layer)
{
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

int circuit_digest(struct circuit *c)
{
    static const char domain[12] = "t2 circuit 2";
    struct encoder *e = calloc(1, sizeof *e);
    if (e == NULL)
        return T2_E_MEMORY;
    if ((e->err = t2_sha256_new(&e->hash)) == 0)
        e->err = t2_sha256_update(e->hash, domain, sizeof domain);
    encode_header(e, c);
    for (size_t i = 0; i < c->n_parities; i++) {
        encode(e, c->parity[i].n_in);
        encode(e, c->parity[i].n_out);
        encode_slots(e, c->parity[i].in, c->parity[i].n_in);
        encode_slots(e, c->parity[i].out, c->parity[i].n_out);
    }
    for (size_t l = 0; l < c->n_layers; l++)
        encode_layer(e, &c->layers[l]);
    encode_flush(e);
    int err = e->err;
    if (err == 0)
        err = t2_sha256_final(e->hash, c->digest);
    t2_sha256_free(e->hash);
    free(e);
    return err;
}
