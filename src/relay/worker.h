/* The thread that owns the store. The event loop hands it jobs and gets them back done; it never waits for
 * the disk.
 *
 * Appends are committed in groups: a group is closed when it has STORE_GROUP_MAX cells or WORKER_GROUP_MS
 * after its first one came. Reads are answered between groups, so they see only what is on disk. */
#ifndef T2_RELAY_WORKER_H
#define T2_RELAY_WORKER_H

#include <uv.h>

#include "relay/store.h"

#define WORKER_GROUP_MS 2
#define WORKER_READ_CELLS 16 /* cells in one read job */

enum worker_kind { WORKER_APPEND, WORKER_READ };

struct worker_job {
    struct worker_job *next;
    enum worker_kind kind;
    uint64_t connection; /* whose: an id that is never used again, so that a connection may end meanwhile */
    uint32_t number;     /* of the append or reader on that connection */
    uint64_t reader;     /* READ: the reader's own id */
    uint8_t mailbox[T2_CELL_KEY_LEN];
    uint8_t mid[T2_CELL_MID_LEN];
    /* APPEND: in body; result, seq and slot come back. err of a READ. */
    enum store_result result;
    int err;
    uint64_t seq;
    uint32_t slot;
    /* READ: from seq, at most max; n cells come back, and next and more. */
    size_t max;
    size_t n;
    uint64_t next_seq;
    bool more;
    uint8_t *cells; /* APPEND: T2_CELL_MAIL_LEN bytes; READ: WORKER_READ_CELLS whole T2_CELL_MAIL cells */
};

struct relay_worker;

/* done is called in the loop's thread with a list of jobs, in the order in which they took effect; whoever it
 * calls frees each with worker_job_free. T2_E_MEMORY. The worker takes over the store and closes it. */
typedef void (*worker_done_fn)(void *ctx, struct worker_job *list);
T2_MUST_USE int relay_worker_start(struct relay_worker **out, uv_loop_t *loop, struct relay_store *store,
                                   worker_done_fn done, void *ctx);
/* Finishes what was handed in, gives it to done, ends the thread and closes the store. The loop must still
 * run once for the handle to close. NULL is fine. */
void relay_worker_stop(struct relay_worker *w);

struct worker_job *worker_job_new(enum worker_kind kind); /* NULL: no memory */
void worker_job_free(struct worker_job *job);
void relay_worker_submit(struct relay_worker *w, struct worker_job *job);

/* Cells in the store after the last finished group. */
uint64_t relay_worker_n_cells(const struct relay_worker *w);
/* Groups committed and cells in them, for the bench. */
void relay_worker_groups(const struct relay_worker *w, uint64_t *out_groups, uint64_t *out_failed);

#endif
