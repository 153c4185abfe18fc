/* Drawing one common candidate, in few layers: number t = floor(R K / 2^64) of the K that are common.
 *
 * The candidates stand in blocks of a power of two. Counts come out of the popcount from the lowest bit on,
 * one layer a bit, and so do sums of counts; the product R K takes them in as they come. Then the block is
 * the last whose number of ones before it is not above t: all comparisons at once. Its bits are picked, and
 * the same is done once more inside the block, now from the lowest bit on again, so that counting, the
 * difference and the comparison run behind each other. Comparisons give a thermometer; its edge, a sum of two
 * neighbours, is free. */
#include "sealed/sounding_internal.h"

#include <stdlib.h>
#include <string.h>

#include <tracktwo/err.h>

#define COUNT_BITS 24

struct number {
    circuit_wire bit[COUNT_BITS];
};

/* out[j] = x[0] + ... + x[j - 1] for j from 0 to n, all of n_bits bits: sums within groups, sums of groups.
 */
static void prefix_sums(struct circuit_builder *b, const struct number *x, size_t n, size_t n_bits,
                        struct number *out)
{
    const circuit_wire *term[64];
    size_t bits[64], group = 1;
    while (group * group < n && group < 63)
        group++;
    for (size_t i = 0; i < 64; i++)
        bits[i] = n_bits;
    memset(out, 0, sizeof *out);
    for (size_t from = 0; from < n; from += group) {
        size_t to = from + group < n ? from + group : n;
        struct number inside;
        for (size_t j = from + 1; j <= to; j++) {
            for (size_t i = from; i < j; i++)
                term[i - from] = x[i].bit;
            circuit_sum(b, term, bits, j - from, inside.bit, n_bits);
            if (from == 0) {
                out[j] = inside;
            } else {
                circuit_sum(b, (const circuit_wire *const[]){out[from].bit, inside.bit}, bits, 2, out[j].bit,
                            n_bits);
            }
        }
    }
}

/* floor(R K / 2^64): the rows of the product are added as the bits of K come. */
static void draw(struct circuit_builder *b, const circuit_wire random[RANDOM_BITS], const struct number *k,
                 size_t n_bits, circuit_wire *t)
{
    circuit_wire sum[RANDOM_BITS + COUNT_BITS] = {0}, carry[RANDOM_BITS + COUNT_BITS + 1] = {0};
    size_t len = RANDOM_BITS + n_bits;
    for (size_t j = 0; j < n_bits; j++) {
        circuit_wire next[RANDOM_BITS + COUNT_BITS + 1] = {0};
        for (size_t i = 0; i < len; i++) {
            circuit_wire row = i >= j && i < j + RANDOM_BITS ? circuit_and(b, random[i - j], k->bit[j]) : 0;
            circuit_wire x = circuit_xor(b, sum[i], carry[i]), y = circuit_xor(b, sum[i], row);
            next[i + 1] = circuit_xor(b, circuit_and(b, x, y), sum[i]);
            sum[i] = circuit_xor(b, x, row);
        }
        memcpy(carry, next, sizeof carry);
    }
    circuit_wire total[RANDOM_BITS + COUNT_BITS];
    circuit_add_fast(b, sum, carry, len, total);
    memcpy(t, total + RANDOM_BITS, n_bits * sizeof *t);
}

/* From whether t >= before[j], j from 0 (always) to n - 1: at[j] = 1 for the last such j. */
static void edges(struct circuit_builder *b, const circuit_wire *reached, size_t n, circuit_wire *at)
{
    for (size_t j = 0; j < n; j++)
        at[j] = circuit_xor(b, reached[j], j + 1 < n ? reached[j + 1] : circuit_constant(b, 0));
}

/* The number of the one j that is at. */
static void number_of(struct circuit_builder *b, const circuit_wire *at, size_t n, circuit_wire *out,
                      size_t n_bits)
{
    for (size_t i = 0; i < n_bits; i++) {
        out[i] = circuit_constant(b, 0);
        for (size_t j = 0; j < n; j++) {
            if ((j >> i & 1) != 0)
                out[i] = circuit_xor(b, out[i], at[j]);
        }
    }
}

struct select {
    struct circuit_builder *b;
    size_t n, width_bits, width, n_blocks, count_bits;
    struct number *count, *before; /* of blocks; before has one more: all */
    circuit_wire *reached, *at;    /* the larger of n_blocks and width */
    struct number *one, *inside;   /* of the places of the block that is picked */
};

/* The block of t: its number, its places, and which of its ones t means. */
static void pick_block(struct select *s, const circuit_wire *common, const circuit_wire *t,
                       circuit_wire *rest, circuit_wire *number)
{
    struct circuit_builder *b = s->b;
    size_t low = s->width_bits + 1; /* bits of a number of ones in a block */
    struct number base = {{0}};
    for (size_t j = 0; j < s->n_blocks; j++)
        s->reached[j] = j == 0 ? circuit_constant(b, 1) : circuit_ge(b, t, s->before[j].bit, s->count_bits);
    edges(b, s->reached, s->n_blocks, s->at);
    number_of(b, s->at, s->n_blocks, number, sounding_index_bits(s->n) - s->width_bits);
    for (size_t j = 0; j < s->n_blocks; j++) {
        for (size_t i = 0; i < low; i++)
            base.bit[i] = circuit_xor(b, base.bit[i], circuit_and(b, s->at[j], s->before[j].bit[i]));
        for (size_t i = 0; i < s->width && j * s->width + i < s->n; i++)
            s->one[i].bit[0] =
                circuit_xor(b, s->one[i].bit[0], circuit_and(b, s->at[j], common[j * s->width + i]));
    }
    circuit_sub(b, t, base.bit, low, rest);
}

static void pick_place(struct select *s, const circuit_wire *rest, circuit_wire *number)
{
    size_t low = s->width_bits + 1;
    prefix_sums(s->b, s->one, s->width, low, s->inside);
    for (size_t i = 0; i < s->width; i++)
        s->reached[i] = circuit_not(s->b, circuit_gt_ripple(s->b, s->inside[i].bit, rest, low));
    edges(s->b, s->reached, s->width, s->at);
    number_of(s->b, s->at, s->width, number, s->width_bits);
}

static void select_run(struct select *s, const circuit_wire *common, const circuit_wire random[RANDOM_BITS],
                       circuit_wire *index, circuit_wire *any)
{
    struct circuit_builder *b = s->b;
    circuit_wire t[COUNT_BITS + 1] = {0}, rest[COUNT_BITS] = {0};
    for (size_t j = 0; j < s->n_blocks; j++) {
        size_t left = s->n - j * s->width;
        circuit_popcount(b, common + j * s->width, left < s->width ? left : s->width, s->count[j].bit);
    }
    prefix_sums(b, s->count, s->n_blocks, s->count_bits, s->before);
    const struct number *all = &s->before[s->n_blocks];
    *any = circuit_or_tree(b, all->bit, s->count_bits);
    draw(b, random, all, s->count_bits, t);
    pick_block(s, common, t, rest, index + s->width_bits);
    pick_place(s, rest, index);
}

void sounding_select(struct circuit_builder *b, const circuit_wire *common, size_t n,
                     const circuit_wire random[RANDOM_BITS], circuit_wire *index, circuit_wire *any)
{
    size_t n_bits = sounding_index_bits(n);
    struct select s = {.b = b, .n = n, .width_bits = n_bits / 2, .count_bits = circuit_popcount_bits(n)};
    s.width = (size_t)1 << s.width_bits;
    s.n_blocks = (n + s.width - 1) / s.width;
    size_t most = s.n_blocks > s.width ? s.n_blocks : s.width;
    s.count = calloc(s.n_blocks, sizeof *s.count);
    s.before = calloc(s.n_blocks + 1, sizeof *s.before);
    s.one = calloc(s.width, sizeof *s.one);
    s.inside = calloc(s.width + 1, sizeof *s.inside);
    s.reached = calloc(most, sizeof *s.reached);
    s.at = calloc(most, sizeof *s.at);
    *any = 0;
    if (s.count == NULL || s.before == NULL || s.one == NULL || s.inside == NULL || s.reached == NULL ||
        s.at == NULL)
        circuit_builder_fail(b, T2_E_MEMORY);
    else
        select_run(&s, common, random, index, any);
    free(s.count);
    free(s.before);
    free(s.one);
    free(s.inside);
    free(s.reached);
    free(s.at);
}

/* `find`: R, whether all were valid, and common are kept bits; each seat puts in its second key. */
void sounding_build_find(struct circuit_builder *b, const struct sounding_shape *shape)
{
    size_t n = shape->n_candidates;
    struct sounding_lists lists = {{NULL}, 0};
    circuit_wire random[RANDOM_BITS], index[64], open[CIRCUIT_MAX_PARTIES + 2];
    circuit_wire *common = sounding_list(b, &lists, n);
    if (common == NULL)
        return;
    for (size_t i = 0; i < RANDOM_BITS; i++)
        random[i] = circuit_kept(b);
    open[0] = circuit_kept(b);
    for (size_t c = 0; c < n; c++)
        common[c] = circuit_kept(b);
    for (unsigned s = 0; s < shape->n_seats; s++)
        open[1 + s] = circuit_input(b, s);
    sounding_select(b, common, n, random, index, &open[1 + shape->n_seats]);
    circuit_wire opened = circuit_and_tree(b, open, 2 + shape->n_seats);
    circuit_output(b, opened);
    for (size_t i = 0; i < sounding_index_bits(n); i++)
        circuit_output(b, circuit_and(b, opened, index[i]));
    sounding_lists_free(&lists);
}
