/* Blocks come from the pool's spares first, so that a busy relay touches no new pages. */
#include "relay/output.h"

#include <assert.h>
#include <stdlib.h>

struct output_block {
    struct output_block *next;
    size_t begin; /* cells sent */
    size_t end;   /* cells filled */
    uint8_t cells[OUTPUT_BLOCK_CELLS * T2_CELL_LEN];
};

static struct output_block *block_get(struct output_pool *pool)
{
    struct output_block *b = pool->spare;

    if (b != NULL) {
        pool->spare = b->next;
        pool->n_spare--;
    } else {
        b = malloc(sizeof *b);
    }
    if (b != NULL) {
        b->next = NULL;
        b->begin = 0;
        b->end = 0;
    }
    return b;
}

static void block_put(struct output_pool *pool, struct output_block *b)
{
    if (pool->n_spare >= OUTPUT_SPARE_MAX) {
        free(b);
        return;
    }
    b->next = pool->spare;
    pool->spare = b;
    pool->n_spare++;
}

uint8_t *output_add(struct output *o, struct output_pool *pool)
{
    struct output_block *b = o->last;

    if (b == NULL || b->end == OUTPUT_BLOCK_CELLS) {
        b = block_get(pool);
        if (b == NULL)
            return NULL;
        if (o->last == NULL)
            o->first = b;
        else
            o->last->next = b;
        o->last = b;
    }
    o->n_cells++;
    pool->n_cells++;
    return b->cells + T2_CELL_LEN * b->end++;
}

const uint8_t *output_front(const struct output *o, size_t max, size_t *out_n)
{
    const struct output_block *b = o->first;

    *out_n = 0;
    if (b == NULL)
        return NULL;
    *out_n = b->end - b->begin < max ? b->end - b->begin : max;
    return b->cells + T2_CELL_LEN * b->begin;
}

void output_drop(struct output *o, struct output_pool *pool, size_t n)
{
    struct output_block *b = o->first;

    assert(b != NULL && n <= b->end - b->begin);
    b->begin += n;
    o->n_cells -= n;
    pool->n_cells -= n;
    if (b->begin == b->end) {
        o->first = b->next;
        if (o->first == NULL)
            o->last = NULL;
        block_put(pool, b);
    }
}

void output_clear(struct output *o, struct output_pool *pool)
{
    while (o->first != NULL)
        output_drop(o, pool, o->first->end - o->first->begin);
}

void output_pool_free(struct output_pool *pool)
{
    while (pool->spare != NULL) {
        struct output_block *b = pool->spare;

        pool->spare = b->next;
        free(b);
    }
    pool->n_spare = 0;
}
