/* The relay's store: mailboxes of cells, durable. One thread uses it; nothing here knows of connections.
 *
 * relay_store_append is one transaction for a whole group: when it returns 0, every cell that it calls stored
 * or a repeat is on disk; when it returns an error, none of the group is. Time to live is counted in hours
 * that passed for the relay (monotonic while it runs, at most a day for the time it was off), so that a clock
 * that jumps deletes nothing early. */
#ifndef T2_RELAY_STORE_H
#define T2_RELAY_STORE_H

#include <stdbool.h>

#include <tracktwo/cell.h>
#include <tracktwo/clock.h>

#define STORE_GROUP_MAX 500   /* cells in one transaction */
#define STORE_EXPIRE_STEP 256 /* cells dropped in one transaction */

struct store_limits {
    uint64_t mailbox_cells; /* in one mailbox */
    uint64_t relay_cells;   /* in all */
    uint32_t ttl_hours;     /* a cell lives at least so long */
};

enum store_result { STORE_NOT_STORED, STORE_STORED, STORE_REPEAT, STORE_MAILBOX_FULL, STORE_RELAY_FULL };

struct store_append {
    const uint8_t *mailbox; /* T2_CELL_KEY_LEN */
    const uint8_t *mid;     /* T2_CELL_MID_LEN */
    const uint8_t *body;    /* T2_CELL_MAIL_LEN */
    enum store_result result;
    uint64_t seq;  /* of STORED and REPEAT, as is */
    uint32_t slot; /* in which it was stored the first time: minutes since 1970 by the clock */
};

struct relay_store;

/* Opens or makes the database file. T2_E_IO, T2_E_MEMORY, T2_E_LOCKED (another process has it). clock
 * borrowed. */
T2_MUST_USE int relay_store_open(struct relay_store **out, const char *path,
                                 const struct store_limits *limits, const struct t2_clock *clock);
void relay_store_close(struct relay_store *s); /* NULL is fine */

/* Appends n <= STORE_GROUP_MAX cells in their order. 0, or T2_E_IO, T2_E_FULL (disk), T2_E_MEMORY: nothing of
 * this group is stored and every result is STORE_NOT_STORED; the next call tries afresh. */
T2_MUST_USE int relay_store_append(struct relay_store *s, struct store_append *cells, size_t n);

/* Called for each cell read, in order of seq; the pointers live until it returns. */
typedef void (*store_cell_fn)(void *ctx, uint64_t seq, uint32_t slot, const uint8_t *mid,
                              const uint8_t *body);

/* Reads at most max cells of a mailbox from a sequence number on. *out_next is the sequence number to go on
 * from, *out_more whether there is one. A mailbox that does not exist is empty. T2_E_IO, T2_E_MEMORY. */
T2_MUST_USE int relay_store_read(struct relay_store *s, const uint8_t mailbox[static T2_CELL_KEY_LEN],
                                 uint64_t from_seq, size_t max, store_cell_fn fn, void *ctx,
                                 uint64_t *out_next, bool *out_more);

/* Lets time pass and drops at most STORE_EXPIRE_STEP expired cells; *out_more: call again. T2_E_IO,
 * T2_E_FULL. */
T2_MUST_USE int relay_store_pass(struct relay_store *s, uint64_t elapsed_s, bool *out_more);

uint64_t relay_store_n_cells(const struct relay_store *s);

#endif
