/* Bristol Fashion, read and written (https://nigelsmart.github.io/MPC-Circuits/): a header
 *   gates wires / n sizes of the input values / n sizes of the output values
 * then a line per gate: inputs outputs, the wires, the kind. The wires of the input values come first in
 * their order, those of the output values last. Only spaces and line ends separate; every number is checked
 * against its limit before anything is allocated, and every wire is set exactly once, before it is read. */
#include <stdlib.h>
#include <string.h>

#include "sealed/circuit_internal.h"

#define BRISTOL_MAX_VALUES 64
#define BRISTOL_MAX_MAND 1024
#define BRISTOL_MAX_UNREAD 65536 /* inputs beyond the length of the text */
#define UNSET UINT32_MAX

struct parser {
    struct t2_bytes text;
    size_t at;
    int err;
};

static int is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct t2_bytes next_token(struct parser *p)
{
    while (p->at < p->text.len && is_space(p->text.ptr[p->at]))
        p->at++;
    size_t from = p->at;
    while (p->at < p->text.len && !is_space(p->text.ptr[p->at]))
        p->at++;
    if (from == p->at && p->err == 0)
        p->err = T2_E_TRUNCATED;
    return (struct t2_bytes){p->text.ptr + from, p->at - from};
}

static size_t next_number(struct parser *p, size_t max)
{
    struct t2_bytes t = next_token(p);
    size_t v = 0;
    if (p->err != 0)
        return 0;
    for (size_t i = 0; i < t.len; i++) {
        if (t.ptr[i] < '0' || t.ptr[i] > '9') {
            p->err = T2_E_MALFORMED;
            return 0;
        }
        v = 10 * v + (size_t)(t.ptr[i] - '0');
        if (v > max) {
            p->err = T2_E_TOO_LARGE;
            return 0;
        }
    }
    return v;
}

static int token_is(struct t2_bytes t, const char *word)
{
    return t2_bytes_eq(t, t2_bytes_str(word));
}

/* The number of values, their sizes; returns the sum. */
static size_t read_sizes(struct parser *p, size_t max, size_t size[BRISTOL_MAX_VALUES], size_t *n)
{
    size_t sum = 0;
    *n = next_number(p, BRISTOL_MAX_VALUES);
    for (size_t i = 0; p->err == 0 && i < *n; i++) {
        size[i] = next_number(p, max - sum);
        sum += size[i];
    }
    return sum;
}

struct reader {
    struct parser p;
    struct circuit_builder *b;
    circuit_wire *wire;
    size_t n_wires;
};

static circuit_wire read_wire(struct reader *r)
{
    size_t w = next_number(&r->p, r->n_wires - 1);
    if (r->p.err == 0 && r->wire[w] == UNSET)
        r->p.err = T2_E_MALFORMED;
    return r->p.err == 0 ? r->wire[w] : 0;
}

static void set_wire(struct reader *r, size_t w, circuit_wire value)
{
    if (r->p.err == 0 && r->wire[w] != UNSET)
        r->p.err = T2_E_MALFORMED;
    if (r->p.err == 0)
        r->wire[w] = value;
}

/* MAND: n products of n left with n right wires. */
static void read_mand(struct reader *r, size_t n_out)
{
    circuit_wire operand[2 * BRISTOL_MAX_MAND] = {0};
    for (size_t i = 0; i < 2 * n_out; i++)
        operand[i] = read_wire(r);
    for (size_t i = 0; i < n_out; i++) {
        size_t out = next_number(&r->p, r->n_wires - 1);
        set_wire(r, out, circuit_and(r->b, operand[i], operand[n_out + i]));
    }
    if (!token_is(next_token(&r->p), "MAND") && r->p.err == 0)
        r->p.err = T2_E_MALFORMED;
}

static void read_gate(struct reader *r)
{
    size_t n_in = next_number(&r->p, 2 * BRISTOL_MAX_MAND), n_out = next_number(&r->p, BRISTOL_MAX_MAND);
    if (r->p.err != 0)
        return;
    if (n_out != 1 && n_in == 2 * n_out) {
        read_mand(r, n_out);
        return;
    }
    if (n_out != 1 || n_in < 1 || n_in > 2) {
        r->p.err = T2_E_MALFORMED;
        return;
    }
    size_t raw[2] = {next_number(&r->p, r->n_wires - 1), n_in == 2 ? next_number(&r->p, r->n_wires - 1) : 0};
    size_t out = next_number(&r->p, r->n_wires - 1);
    struct t2_bytes kind = next_token(&r->p);
    if (r->p.err != 0)
        return;
    if (n_in == 1 && token_is(kind, "EQ")) {
        if (raw[0] > 1)
            r->p.err = T2_E_MALFORMED;
        set_wire(r, out, circuit_constant(r->b, raw[0] == 1));
        return;
    }
    circuit_wire x = r->wire[raw[0]], y = n_in == 2 ? r->wire[raw[1]] : 0;
    if (x == UNSET || y == UNSET) {
        r->p.err = T2_E_MALFORMED;
        return;
    }
    if (n_in == 1 && token_is(kind, "INV"))
        set_wire(r, out, circuit_not(r->b, x));
    else if (n_in == 1 && token_is(kind, "EQW"))
        set_wire(r, out, x);
    else if (n_in == 2 && token_is(kind, "XOR"))
        set_wire(r, out, circuit_xor(r->b, x, y));
    else if (n_in == 2 && (token_is(kind, "AND") || token_is(kind, "MAND")))
        set_wire(r, out, circuit_and(r->b, x, y));
    else
        r->p.err = T2_E_VERSION;
}

static int read_all(struct reader *r, unsigned n_parties, struct circuit **out)
{
    size_t size[BRISTOL_MAX_VALUES] = {0}, n_values = 0, at = 0;
    size_t n_gates = next_number(&r->p, CIRCUIT_MAX_GATES);
    r->n_wires = next_number(&r->p, CIRCUIT_MAX_GATES);
    size_t n_inputs = read_sizes(&r->p, CIRCUIT_MAX_INPUTS, size, &n_values);
    size_t out_size[BRISTOL_MAX_VALUES], n_out_values = 0;
    size_t n_outputs = read_sizes(&r->p, CIRCUIT_MAX_OUTPUTS, out_size, &n_out_values);
    if (r->p.err != 0)
        return r->p.err;
    /* A gate takes at least ten characters, and inputs that no gate reads are few: a short text cannot ask
     * for much memory. */
    if (n_outputs == 0 || n_inputs > r->n_wires || n_inputs > BRISTOL_MAX_UNREAD + r->p.text.len ||
        n_outputs > r->n_wires || n_gates > r->p.text.len / 9 || r->n_wires - n_inputs > r->p.text.len)
        return T2_E_MALFORMED;
    if ((r->wire = malloc(r->n_wires * sizeof *r->wire)) == NULL)
        return T2_E_MEMORY;
    memset(r->wire, 0xff, r->n_wires * sizeof *r->wire);
    for (size_t v = 0; v < n_values; v++) {
        for (size_t i = 0; i < size[v]; i++)
            r->wire[at++] = circuit_input(r->b, (unsigned)(v % n_parties));
    }
    for (size_t g = 0; g < n_gates && r->p.err == 0; g++)
        read_gate(r);
    for (size_t i = 0; i < n_outputs && r->p.err == 0; i++) {
        circuit_wire w = r->wire[r->n_wires - n_outputs + i];
        if (w == UNSET)
            r->p.err = T2_E_MALFORMED;
        else
            circuit_output(r->b, w);
    }
    while (r->p.err == 0 && r->p.at < r->p.text.len) {
        if (!is_space(r->p.text.ptr[r->p.at++]))
            r->p.err = T2_E_TRAILING;
    }
    return r->p.err != 0 ? r->p.err : circuit_build(r->b, out);
}

int circuit_read_bristol(struct t2_bytes text, unsigned n_parties, struct circuit **out)
{
    struct reader r = {.p = {.text = text}};
    int err = circuit_builder_new(&r.b, n_parties);
    if (err == 0)
        err = read_all(&r, n_parties, out);
    free(r.wire);
    circuit_builder_free(r.b);
    return err;
}

/* Decimal numbers into the text, without the library's formatting. */
static int put_number(struct t2_buf *out, size_t v, char end)
{
    char digits[24];
    size_t at = sizeof digits;
    digits[--at] = end;
    do {
        digits[--at] = (char)('0' + v % 10);
        v /= 10;
    } while (v != 0);
    return t2_buf_append(out, digits + at, sizeof digits - at);
}

static int put_gate(struct t2_buf *out, size_t n_in, size_t a, size_t b, size_t to, const char *kind)
{
    int err = put_number(out, n_in, ' ');
    err = err != 0 ? err : put_number(out, 1, ' ');
    err = err != 0 ? err : put_number(out, a, ' ');
    if (n_in == 2)
        err = err != 0 ? err : put_number(out, b, ' ');
    err = err != 0 ? err : put_number(out, to, ' ');
    return err != 0 ? err : t2_buf_append_str(out, kind);
}

static int put_free(struct t2_buf *out, const struct circuit_gate *g, const size_t *wire, size_t to)
{
    switch ((enum circuit_op)g->op) {
    case CIRCUIT_XOR:
        return put_gate(out, 2, wire[g->a], wire[g->b], to, "XOR\n");
    case CIRCUIT_NOT:
        return put_gate(out, 1, wire[g->a], 0, to, "INV\n");
    case CIRCUIT_COPY:
        return put_gate(out, 1, wire[g->a], 0, to, "EQW\n");
    case CIRCUIT_ZERO:
        return put_gate(out, 1, 0, 0, to, "EQ\n");
    case CIRCUIT_PARITY:
        break;
    }
    return T2_E_ARGUMENT;
}

/* wire: the file's wire that a slot holds at the moment. */
static int write_gates(const struct circuit *c, struct t2_buf *out, size_t *wire)
{
    size_t next = 0;
    int err = 0;
    for (unsigned p = 0; p < c->n_parties; p++) {
        for (size_t i = 0; i < c->n_inputs[p]; i++)
            wire[c->input_slot[p][i]] = next++;
    }
    for (size_t l = 0; l < c->n_layers; l++) {
        const struct circuit_layer *layer = &c->layers[l];
        for (size_t i = 0; err == 0 && i < layer->n_free; i++) {
            err = put_free(out, &layer->free[i], wire, next);
            wire[layer->free[i].out] = next++;
        }
        for (size_t i = 0; err == 0 && i < layer->n_ands; i++) {
            const struct circuit_gate *g = &layer->ands[i];
            err = put_gate(out, 2, wire[g->a], wire[g->b], next, "AND\n");
            wire[g->out] = next++;
        }
    }
    for (size_t i = 0; err == 0 && i < c->n_outputs; i++)
        err = put_gate(out, 1, wire[c->output_slot[i]], 0, next++, "EQW\n");
    return err;
}

int circuit_write_bristol(const struct circuit *c, struct t2_buf *out)
{
    size_t n_gates = c->n_outputs, n_wires = 0;
    if (c->n_kept != 0 || c->n_keep != 0 || c->n_parities != 0)
        return T2_E_ARGUMENT;
    for (size_t i = 0; i < c->n_outputs; i++) {
        if (c->output_party[i] != CIRCUIT_TO_ALL)
            return T2_E_ARGUMENT;
    }
    for (size_t l = 0; l < c->n_layers; l++)
        n_gates += c->layers[l].n_free + c->layers[l].n_ands;
    for (unsigned p = 0; p < c->n_parties; p++)
        n_wires += c->n_inputs[p];
    size_t *wire = calloc(c->n_slots + 1, sizeof *wire);
    if (wire == NULL)
        return T2_E_MEMORY;
    int err = put_number(out, n_gates, ' ');
    err = err != 0 ? err : put_number(out, n_wires + n_gates, '\n');
    err = err != 0 ? err : put_number(out, c->n_parties, ' ');
    for (unsigned p = 0; p < c->n_parties; p++)
        err = err != 0 ? err : put_number(out, c->n_inputs[p], p + 1 < c->n_parties ? ' ' : '\n');
    err = err != 0 ? err : t2_buf_append_str(out, "1 ");
    err = err != 0 ? err : put_number(out, c->n_outputs, '\n');
    err = err != 0 ? err : t2_buf_append_str(out, "\n");
    err = err != 0 ? err : write_gates(c, out, wire);
    free(wire);
    return err;
}
