/* Blocks of many gates in as few layers as can be: trees, number of ones, comparison with a constant. All of
 * them look at the depth at which a wire becomes known and join first what is known first. */
#include <stdlib.h>
#include <string.h>

#include "sealed/circuit_internal.h"

typedef circuit_wire (*join_fn)(struct circuit_builder *, circuit_wire, circuit_wire);

/* The second smallest depth of n >= 2 wires: at least two wires are known there. */
static uint32_t second_depth(const struct circuit_builder *b, const circuit_wire *x, size_t n)
{
    uint32_t first = UINT32_MAX, second = UINT32_MAX;
    for (size_t i = 0; i < n; i++) {
        uint32_t d = circuit_wire_depth(b, x[i]);
        if (d < first) {
            second = first;
            first = d;
        } else if (d < second) {
            second = d;
        }
    }
    return second;
}

static circuit_wire tree(struct circuit_builder *b, const circuit_wire *x, size_t n, join_fn join)
{
    if (n == 0 || n > CIRCUIT_MAX_GATES) {
        circuit_builder_fail(b, T2_E_ARGUMENT);
        return 0;
    }
    circuit_wire *v = malloc(n * sizeof *v);
    if (v == NULL) {
        circuit_builder_fail(b, T2_E_MEMORY);
        return 0;
    }
    memcpy(v, x, n * sizeof *v);
    while (n > 1 && b->err == 0) {
        uint32_t depth = second_depth(b, v, n);
        size_t kept = 0, waiting = SIZE_MAX; /* waiting: place of a wire that has no partner yet */
        for (size_t i = 0; i < n; i++) {
            if (circuit_wire_depth(b, v[i]) > depth) {
                v[kept++] = v[i];
            } else if (waiting == SIZE_MAX) {
                waiting = kept;
                v[kept++] = v[i];
            } else {
                v[waiting] = join(b, v[waiting], v[i]);
                waiting = SIZE_MAX;
            }
        }
        n = kept;
    }
    circuit_wire all = b->err == 0 ? v[0] : 0;
    free(v);
    return all;
}

circuit_wire circuit_or_tree(struct circuit_builder *b, const circuit_wire *x, size_t n)
{
    return tree(b, x, n, circuit_or);
}

circuit_wire circuit_and_tree(struct circuit_builder *b, const circuit_wire *x, size_t n)
{
    return tree(b, x, n, circuit_and);
}

size_t circuit_popcount_bits(size_t n)
{
    size_t bits = 0;
    for (; n != 0; n >>= 1)
        bits++;
    return bits;
}

/* One weight of the popcount: n wires of weight w become one wire of weight w, returned, and n / 2 wires of
 * weight 2w, left in v. A full adder takes the running sum s and two wires x, y:
 *
 *     t = s ^ x,  u = s ^ y,  next s = s ^ x ^ y = t ^ y,  carry = (t & u) ^ s
 *
 * Sums are free, so all carries of a weight are one AND deeper than its wires, in one chain of any length. s
 * would have to be kept for each carry. It is won back instead, from the last to the first, as s = next s ^ t
 * ^ u; so the chain needs no more slots than its inputs had. */
static circuit_wire carry_save(struct circuit_builder *b, circuit_wire *v, size_t n, circuit_wire *product)
{
    circuit_wire s = v[0];
    size_t i, n_adders = (n - 1) / 2;
    for (i = 0; i < n_adders; i++) {
        circuit_wire x = v[2 * i + 1], y = v[2 * i + 2];
        circuit_wire t = circuit_xor(b, s, x);
        circuit_wire next = circuit_xor(b, t, y);
        circuit_wire u = circuit_xor(b, s, y);
        product[i] = circuit_and(b, t, u);
        v[2 * i + 1] = t;
        v[2 * i + 2] = u;
        s = next;
    }
    circuit_wire sum = s, last_carry = 0;
    if (n % 2 == 0) { /* a half adder for the wire left over */
        last_carry = circuit_and(b, s, v[n - 1]);
        sum = circuit_xor(b, s, v[n - 1]);
    }
    for (i = n_adders; i-- > 0;) {
        s = circuit_xor(b, circuit_xor(b, s, v[2 * i + 1]), v[2 * i + 2]);
        product[i] = circuit_xor(b, product[i], s);
    }
    memcpy(v, product, n_adders * sizeof *v);
    if (n % 2 == 0)
        v[n_adders] = last_carry;
    return sum;
}

void circuit_popcount(struct circuit_builder *b, const circuit_wire *x, size_t n, circuit_wire *out)
{
    size_t n_bits = circuit_popcount_bits(n);
    memset(out, 0, n_bits * sizeof *out);
    if (n == 0 || n > CIRCUIT_MAX_GATES) {
        circuit_builder_fail(b, T2_E_ARGUMENT);
        return;
    }
    circuit_wire *v = calloc(n, sizeof *v), *product = calloc(n, sizeof *product);
    if (v == NULL || product == NULL) {
        circuit_builder_fail(b, T2_E_MEMORY);
    } else {
        memcpy(v, x, n * sizeof *v);
        for (size_t k = 0; k < n_bits && b->err == 0; k++, n /= 2)
            out[k] = carry_save(b, v, n, product);
    }
    free(v);
    free(product);
}

void circuit_sum(struct circuit_builder *b, const circuit_wire *const *x, const size_t *n_bits, size_t n,
                 circuit_wire *out, size_t out_bits)
{
    memset(out, 0, out_bits * sizeof *out);
    if (n == 0 || n > CIRCUIT_MAX_GATES / 4) {
        circuit_builder_fail(b, T2_E_ARGUMENT);
        return;
    }
    circuit_wire *v = calloc(2 * n, sizeof *v), *product = calloc(2 * n, sizeof *product);
    if (v == NULL || product == NULL) {
        free(v);
        free(product);
        circuit_builder_fail(b, T2_E_MEMORY);
        return;
    }
    size_t have = 0; /* carries into this weight */
    for (size_t k = 0; k < out_bits && b->err == 0; k++) {
        for (size_t i = 0; i < n; i++) {
            if (k < n_bits[i] && x[i][k] != 0)
                v[have++] = x[i][k];
        }
        if (have == 0)
            continue;
        out[k] = carry_save(b, v, have, product);
        have /= 2;
    }
    free(v);
    free(product);
}

void circuit_sub(struct circuit_builder *b, const circuit_wire *x, const circuit_wire *y, size_t n,
                 circuit_wire *out)
{
    circuit_wire borrow = circuit_constant(b, 0);
    for (size_t i = 0; i < n; i++) {
        circuit_wire not_x = circuit_not(b, x[i]), with_y = circuit_xor(b, not_x, y[i]);
        out[i] = circuit_not(b, circuit_xor(b, with_y, borrow));
        /* the majority of ~x, y and the borrow */
        borrow = circuit_xor(b, circuit_and(b, with_y, circuit_xor(b, not_x, borrow)), not_x);
    }
}

circuit_wire circuit_gt_ripple(struct circuit_builder *b, const circuit_wire *x, const circuit_wire *y,
                               size_t n)
{
    circuit_wire gt = circuit_constant(b, 0);
    for (size_t i = 0; i < n; i++) { /* where the bits differ, x's decides; else what was below */
        circuit_wire above = circuit_xor(b, x[i], gt), differ = circuit_xor(b, x[i], y[i]);
        gt = circuit_xor(b, gt, circuit_and(b, above, differ));
    }
    return gt;
}

/* Carries by prefixes (Sklansky): g = a carry is made, p = a carry goes through. */
void circuit_add_fast(struct circuit_builder *b, const circuit_wire *x, const circuit_wire *y, size_t n,
                      circuit_wire *out)
{
    circuit_wire *g = calloc(2 * n + 1, sizeof *g), *p = g + n;
    if (g == NULL) {
        circuit_builder_fail(b, T2_E_MEMORY);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        g[i] = circuit_and(b, x[i], y[i]);
        p[i] = out[i] = circuit_xor(b, x[i], y[i]);
    }
    for (size_t half = 1; half < n; half *= 2) {
        for (size_t i = 0; i < n; i++) {
            if ((i & half) == 0)
                continue;
            size_t below = (i & ~(half - 1)) - 1; /* the last of the run of half below i's */
            g[i] = circuit_xor(b, g[i], circuit_and(b, p[i], g[below]));
            p[i] = circuit_and(b, p[i], p[below]);
        }
    }
    for (size_t i = n; i-- > 1;)
        out[i] = circuit_xor(b, out[i], g[i - 1]);
    free(g);
}

#define COMPARED_MAX_BITS 64

/* A run of neighbouring bits compared with the same bits of the constant: gt when above it, eq when equal. */
struct compared {
    circuit_wire gt, eq;
};

static uint32_t compared_depth(const struct circuit_builder *b, const struct compared *c)
{
    uint32_t gt = circuit_wire_depth(b, c->gt), eq = circuit_wire_depth(b, c->eq);
    return gt > eq ? gt : eq;
}

/* Whether the whole is greater. Runs are joined with their neighbours, the pair that is known first before
 * the others; the lowest run is never asked whether it is equal. */
static circuit_wire join_runs(struct circuit_builder *b, struct compared *run, size_t n_bits)
{
    run[0].eq = 0;
    for (size_t n = n_bits; n > 1 && b->err == 0; n--) {
        size_t best = 0;
        uint32_t best_depth = UINT32_MAX;
        for (size_t i = 0; i + 1 < n; i++) {
            uint32_t lo = compared_depth(b, &run[i]), hi = compared_depth(b, &run[i + 1]);
            uint32_t depth = hi > lo ? hi : lo;
            if (depth < best_depth) {
                best = i;
                best_depth = depth;
            }
        }
        struct compared lo = run[best], hi = run[best + 1];
        run[best].gt = circuit_xor(b, hi.gt, circuit_and(b, hi.eq, lo.gt)); /* not both, so XOR is OR */
        run[best].eq = circuit_and(b, hi.eq, lo.eq);
        memmove(&run[best + 1], &run[best + 2], (n - best - 2) * sizeof *run);
    }
    return b->err == 0 ? run[0].gt : 0;
}

/* x > c */
static circuit_wire gt_const(struct circuit_builder *b, const circuit_wire *x, size_t n_bits, uint64_t c)
{
    struct compared run[COMPARED_MAX_BITS];
    if (n_bits == 0 || n_bits > COMPARED_MAX_BITS) {
        circuit_builder_fail(b, T2_E_ARGUMENT);
        return 0;
    }
    if (n_bits < 64 && c >> n_bits != 0)
        return 0;
    for (size_t i = 0; i < n_bits; i++) {
        int bit = (c >> i & 1) != 0;
        run[i].gt = bit ? circuit_constant(b, 0) : x[i];
        run[i].eq = bit ? x[i] : circuit_not(b, x[i]);
    }
    return join_runs(b, run, n_bits);
}

circuit_wire circuit_ge(struct circuit_builder *b, const circuit_wire *x, const circuit_wire *y,
                        size_t n_bits)
{
    struct compared run[COMPARED_MAX_BITS];
    if (n_bits == 0 || n_bits > COMPARED_MAX_BITS) {
        circuit_builder_fail(b, T2_E_ARGUMENT);
        return 0;
    }
    for (size_t i = 0; i < n_bits; i++) {
        run[i].gt = circuit_and(b, y[i], circuit_not(b, x[i]));
        run[i].eq = circuit_not(b, circuit_xor(b, x[i], y[i]));
    }
    return circuit_not(b, join_runs(b, run, n_bits));
}

circuit_wire circuit_ge_const(struct circuit_builder *b, const circuit_wire *x, size_t n_bits, uint64_t c)
{
    return c == 0 ? circuit_constant(b, 1) : gt_const(b, x, n_bits, c - 1);
}

circuit_wire circuit_le_const(struct circuit_builder *b, const circuit_wire *x, size_t n_bits, uint64_t c)
{
    return circuit_not(b, gt_const(b, x, n_bits, c));
}
