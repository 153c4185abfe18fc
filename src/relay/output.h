/* A queue of cells that wait to be sent, in blocks of sixteen, from a pool that all connections share. */
#ifndef T2_RELAY_OUTPUT_H
#define T2_RELAY_OUTPUT_H

#include <stddef.h>
#include <stdint.h>

#include <tracktwo/cell.h>

#define OUTPUT_BLOCK_CELLS 16
#define OUTPUT_SPARE_MAX 256 /* free blocks that the pool keeps: 16 MiB */

struct output_block;

struct output_pool {
    struct output_block *spare;
    size_t n_spare;
    uint64_t n_cells; /* waiting in all queues of the pool */
};

/* Zero-initialised is empty. */
struct output {
    struct output_block *first;
    struct output_block *last;
    size_t n_cells;
};

/* Room for one more cell at the end, T2_CELL_LEN bytes to be filled; NULL: no memory. */
uint8_t *output_add(struct output *o, struct output_pool *pool);
/* The oldest cells that stand together, at most max: *out_n of them; NULL when empty. */
const uint8_t *output_front(const struct output *o, size_t max, size_t *out_n);
/* Drops n cells that front gave. */
void output_drop(struct output *o, struct output_pool *pool, size_t n);
void output_clear(struct output *o, struct output_pool *pool);
void output_pool_free(struct output_pool *pool);

#endif
