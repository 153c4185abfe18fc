/* What the files of a desk share. */
#ifndef T2_DESK_DESK_INTERNAL_H
#define T2_DESK_DESK_INTERNAL_H

#include <tracktwo/desk.h>

#include "desk/relay_client.h"

#define DESK_KEY_CONVENOR_FILE "desk.opening"
#define DESK_CONNECT_MS 10000
#define DESK_ANSWER_MS 15000

struct desk {
    char dir[DESK_PATH_MAX];
    const struct t2_random *random;
    const struct t2_clock *clock;
    struct channel_store *store;
    struct channel *channel; /* NULL until founded or joined */
    struct table_state *table;
    size_t folded; /* events of the channel's log that were folded */
    struct desk_refused *refused;
    size_t n_refused, cap_refused;
    struct relay_client *relay; /* NULL when not connected */
    uint32_t next_number;       /* of appends, readers and pipes */
};

/* Fills why with a sentence; returns err. */
int desk_fail(struct desk_problem *why, int err, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
int desk_refuse(struct desk_problem *why, const struct table_refusal *r);

/* Saves channel and store; then folds what is new. */
T2_MUST_USE int desk_commit(struct desk *d, struct desk_problem *why);
T2_MUST_USE int desk_connect(struct desk *d, struct desk_problem *why);
void desk_disconnect(struct desk *d);
int desk_relay_problem(struct desk *d, int err,
                       struct desk_problem *why); /* a sentence for a relay's error */

/* "seat A" names for a mask, in out. */
void desk_names(const struct desk *d, uint64_t seats, char *out, size_t out_len);

/* desk_run.c: the joint computation over pipes. The session's circuit and bits are given. */
T2_MUST_USE int desk_run_sealed(struct desk *d, const struct table_sounding *so, const struct circuit *c,
                                const uint8_t *bits, int timeout_ms, desk_run_fn progress, void *ctx,
                                struct desk_run *out, uint64_t *out_not_heard, int *out_output_begun);

#endif
