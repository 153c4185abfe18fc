/* `room` and those like it: is any candidate accepted by all? `range` makes its bitmap from two end points,
 * `near` asks for several nested bitmaps, `exchange` opens one of the common candidates at once.
 * docs/protocol/soundings.md has the counts.
 *
 *   common[c] = AND over the seats of accepted[seat][c]
 *   valid[seat] = breadth AND the entry is well formed AND, for every earlier run e on the set,
 *                 NOT (valid_e[seat] AND any(accepted_e[seat] AND NOT accepted[seat]))
 *   answer = any(common) AND all valid
 *
 * The ratchet: what counts as kept by a seat is its last valid entry, and each valid one contains those
 * before it. So a run keeps its entries and whether they were valid, side by side with the earlier ones, and
 * a later run tests against all of them: `kept := valid ? new : kept` without a gate for it. An invalid entry
 * neither widens nor resets. */
#include "sealed/sounding_internal.h"

#include <tracktwo/err.h>

struct room {
    struct circuit_builder *b;
    const struct sounding_shape *shape;
    unsigned n_seats;
    size_t n; /* candidates */
    unsigned n_steps;
    struct sounding_lists lists;
    circuit_wire *accepted; /* per step, per seat, n */
    circuit_wire *common;   /* of one step */
    circuit_wire *scratch;  /* n */
    circuit_wire *earlier;  /* per run, per seat: valid, then n */
    circuit_wire random[RANDOM_BITS];
    circuit_wire valid[CIRCUIT_MAX_PARTIES];
};

static circuit_wire *accepted(const struct room *r, unsigned step, unsigned seat)
{
    return r->accepted + ((size_t)step * r->n_seats + seat) * r->n;
}

/* What the earlier runs left: R, common and its validity (not used here), entries. */
static void read_kept(struct room *r)
{
    for (size_t i = 0; i < RANDOM_BITS; i++)
        r->random[i] = circuit_kept(r->b);
    for (size_t i = 0; i < 1 + r->n; i++)
        (void)circuit_kept(r->b);
    for (size_t i = 0; i < r->shape->n_earlier * r->n_seats * (1 + r->n); i++)
        r->earlier[i] = circuit_kept(r->b);
}

/* out[c] = 1 when c >= x, for a number of n_bits bits and c below n: doubling from the highest bit. above[p]
 * of the highest bits p: p > x's; equal[p]: p == x's. */
static void thermometer(struct room *r, const circuit_wire *x, size_t n_bits, circuit_wire *out,
                        circuit_wire *equal)
{
    size_t have = 1;
    out[0] = circuit_constant(r->b, 0);
    equal[0] = circuit_constant(r->b, 1);
    for (size_t k = n_bits; k-- > 0;) {
        size_t below = ((r->n - 1) >> k) + 1; /* prefixes that a candidate has */
        for (size_t p = below; p-- > 0;) {
            circuit_wire with_one = circuit_and(r->b, equal[p / 2], x[k]);
            circuit_wire with_zero = circuit_xor(r->b, equal[p / 2], with_one);
            circuit_wire above = out[p / 2];
            out[p] = p % 2 == 1 ? circuit_xor(r->b, above, with_zero) : above;
            equal[p] = p % 2 == 1 ? with_one : with_zero;
        }
        have = below;
    }
    for (size_t c = 0; c < have; c++)
        out[c] = circuit_xor(r->b, out[c], equal[c]);
}

/* A seat's interval, from the bits of its ends; valid when both are on the grid, in order, and far enough
 * apart. */
static circuit_wire interval(struct room *r, unsigned seat, circuit_wire *equal, circuit_wire *from)
{
    size_t n_bits = sounding_index_bits(r->n);
    circuit_wire low[32], high[32], wide[33], none = circuit_constant(r->b, 0);
    circuit_wire *out = accepted(r, 0, seat);
    for (size_t i = 0; i < n_bits; i++)
        low[i] = circuit_input(r->b, seat);
    for (size_t i = 0; i < n_bits; i++)
        high[i] = circuit_input(r->b, seat);
    thermometer(r, low, n_bits, from, equal);
    thermometer(r, high, n_bits, out, equal);
    /* c <= high unless c > high: out says c >= high, so its neighbour below says c > high. */
    for (size_t c = r->n; c-- > 1;)
        out[c] = circuit_and(r->b, from[c], circuit_not(r->b, out[c - 1]));
    out[0] = from[0];
    if (n_bits == 0)
        return circuit_constant(r->b, 1);
    /* high >= low + min - 1, in one bit more */
    size_t least = r->shape->min_accepted == 0 ? 0 : r->shape->min_accepted - 1;
    circuit_wire addend[32];
    for (size_t i = 0; i < n_bits; i++)
        addend[i] = circuit_constant(r->b, (int)(least >> i & 1));
    circuit_sum(r->b, (const circuit_wire *const[]){low, addend}, (const size_t[]){n_bits, n_bits}, 2, wide,
                n_bits + 1);
    high[n_bits] = none;
    circuit_wire valid = circuit_ge(r->b, high, wide, n_bits + 1);
    return circuit_and(r->b, valid, circuit_le_const(r->b, high, n_bits, r->n - 1));
}

static void read_entries(struct room *r)
{
    if (r->shape->kind == SOUNDING_RANGE) {
        circuit_wire *equal = sounding_list(r->b, &r->lists, r->n),
                     *from = sounding_list(r->b, &r->lists, r->n);
        for (unsigned s = 0; s < r->n_seats; s++)
            r->valid[s] = equal == NULL || from == NULL ? 0 : interval(r, s, equal, from);
    } else {
        for (unsigned s = 0; s < r->n_seats; s++) {
            for (unsigned j = 0; j < r->n_steps; j++) {
                for (size_t c = 0; c < r->n; c++)
                    accepted(r, j, s)[c] = circuit_input(r->b, s);
            }
            r->valid[s] = circuit_constant(r->b, 1);
        }
    }
    if (r->shape->n_earlier == 0)
        sounding_random_input(r->b, r->n_seats, r->random);
}

static circuit_wire within(struct room *r, const circuit_wire *entry, size_t min, size_t max)
{
    circuit_wire valid = circuit_constant(r->b, 1), count[64];
    if (min == 0 && max >= r->n)
        return valid;
    circuit_popcount(r->b, entry, r->n, count);
    size_t n_bits = circuit_popcount_bits(r->n);
    if (min > 0)
        valid = circuit_ge_const(r->b, count, n_bits, min);
    if (max < r->n)
        valid = circuit_and(r->b, valid, circuit_le_const(r->b, count, n_bits, max));
    return valid;
}

/* Nothing of a is missing from b. */
static circuit_wire contained(struct room *r, const circuit_wire *a, const circuit_wire *b)
{
    for (size_t c = 0; c < r->n; c++)
        r->scratch[c] = circuit_and(r->b, a[c], circuit_not(r->b, b[c]));
    return circuit_not(r->b, circuit_any(r->b, r->scratch, r->n));
}

static void check_seat(struct room *r, unsigned seat)
{
    const struct sounding_shape *shape = r->shape;
    circuit_wire *first = accepted(r, 0, seat), *last = accepted(r, r->n_steps - 1, seat);
    circuit_wire valid = r->valid[seat];
    if (shape->kind == SOUNDING_NEAR) {
        valid = circuit_and(r->b, valid, within(r, first, shape->min_accepted, r->n));
        valid = circuit_and(r->b, valid, within(r, last, 0, shape->max_accepted));
    } else if (shape->kind != SOUNDING_RANGE) {
        valid = circuit_and(r->b, valid, within(r, first, shape->min_accepted, shape->max_accepted));
    }
    for (unsigned j = 0; j + 1 < r->n_steps; j++)
        valid = circuit_and(r->b, valid, contained(r, accepted(r, j, seat), accepted(r, j + 1, seat)));
    for (unsigned e = 0; e < shape->n_earlier; e++) {
        const circuit_wire *kept = r->earlier + ((size_t)e * r->n_seats + seat) * (1 + r->n);
        circuit_wire narrower = circuit_not(r->b, contained(r, kept + 1, first));
        valid = circuit_and(r->b, valid, circuit_not(r->b, circuit_and(r->b, kept[0], narrower)));
    }
    r->valid[seat] = valid;
}

static circuit_wire any_common(struct room *r, unsigned step)
{
    circuit_wire all[CIRCUIT_MAX_PARTIES];
    for (size_t c = 0; c < r->n; c++) {
        for (unsigned s = 0; s < r->n_seats; s++)
            all[s] = accepted(r, step, s)[c];
        r->common[c] = circuit_and_tree(r->b, all, r->n_seats);
    }
    return circuit_any(r->b, r->common, r->n);
}

static void keep(struct room *r, circuit_wire all_valid)
{
    for (size_t i = 0; i < RANDOM_BITS; i++)
        circuit_keep(r->b, r->random[i]);
    circuit_keep(r->b, all_valid);
    for (size_t c = 0; c < r->n; c++)
        circuit_keep(r->b, r->common[c]);
    for (size_t i = 0; i < r->shape->n_earlier * r->n_seats * (1 + r->n); i++)
        circuit_keep(r->b, r->earlier[i]);
    for (unsigned s = 0; s < r->n_seats; s++) {
        circuit_keep(r->b, r->valid[s]);
        for (size_t c = 0; c < r->n; c++)
            circuit_keep(r->b, accepted(r, 0, s)[c]);
    }
}

static void open_one(struct room *r, circuit_wire all_valid)
{
    circuit_wire index[64], any = 0;
    sounding_select(r->b, r->common, r->n, r->random, index, &any);
    circuit_wire opened = circuit_and(r->b, any, all_valid);
    circuit_output(r->b, opened);
    for (size_t i = 0; i < sounding_index_bits(r->n); i++)
        circuit_output(r->b, circuit_and(r->b, opened, index[i]));
}

static void room(struct room *r)
{
    circuit_wire any[SOUNDING_MAX_STEPS] = {0};
    if (r->shape->n_earlier != 0)
        read_kept(r);
    read_entries(r);
    for (unsigned s = 0; s < r->n_seats; s++)
        check_seat(r, s);
    circuit_wire all_valid = circuit_and_tree(r->b, r->valid, r->n_seats);
    for (unsigned j = r->n_steps; j-- > 0;) /* the first step's common stays in r->common */
        any[j] = any_common(r, j);
    if (r->shape->kind == SOUNDING_EXCHANGE) {
        open_one(r, all_valid);
    } else {
        for (unsigned j = 0; j < r->n_steps; j++)
            circuit_output(r->b, circuit_and(r->b, any[j], all_valid));
    }
    keep(r, all_valid);
}

void sounding_build_room(struct circuit_builder *b, const struct sounding_shape *shape)
{
    struct room r = {.b = b, .shape = shape, .n_seats = shape->n_seats, .n = shape->n_candidates};
    r.n_steps = shape->kind == SOUNDING_NEAR ? shape->n_steps : 1;
    r.accepted = sounding_list(b, &r.lists, r.n_steps * r.n_seats * r.n);
    r.common = sounding_list(b, &r.lists, r.n);
    r.scratch = sounding_list(b, &r.lists, r.n);
    r.earlier = sounding_list(b, &r.lists, shape->n_earlier * r.n_seats * (1 + r.n));
    if (r.lists.n == 4)
        room(&r);
    sounding_lists_free(&r.lists);
}
