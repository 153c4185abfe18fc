/* What the files of a desk share. */
#ifndef T2_DESK_DESK_INTERNAL_H
#define T2_DESK_DESK_INTERNAL_H

#include <tracktwo/desk.h>
#include <tracktwo/sounding.h>

#include "desk/relay_client.h"

#define DESK_CONNECT_MS 10000
#define DESK_ANSWER_MS 15000
/* Mailboxes whose new cells wake a waiting desk: three of each other seat of 50, and room for the reads that
 * a sync has open beside them among the T2_CELL_READERS_MAX of a connection. */
#define DESK_MAX_WATCHES 192

/* A mailbox that the relay tells us about as soon as something new is in it. */
struct desk_watch {
    uint32_t number; /* of the reader at the relay */
    uint8_t name[T2_CELL_KEY_LEN];
};

/* A gap in one author's events, and since when we know of it. */
struct desk_gap {
    uint32_t first_missing; /* 0: none */
    int64_t ask_ms;         /* not to be asked for before */
};

struct desk {
    char dir[DESK_PATH_MAX];
    const struct t2_random *random;
    const struct t2_clock *clock;
    enum table_lang lang; /* of sentences about the log: that of the call that opened the desk */
    struct channel_store *store;
    struct channel *channel; /* NULL until founded or joined */
    struct table_state *table;
    size_t folded;  /* events of the channel's log that were folded */
    uint64_t folds; /* how often the fold began anew */
    struct desk_refused *refused;
    size_t n_refused, cap_refused;
    unsigned refused_of[CHANNEL_MAX_SEATS]; /* how many of each author */
    struct relay_client *relay;             /* NULL when not connected, nor about to be */
    int64_t reach_until_ms;                 /* then an attempt to connect is given up */
    uint32_t next_number;                   /* of appends, readers and pipes */
    struct desk_watch watch[DESK_MAX_WATCHES];
    size_t n_watches;
    int deaf;            /* the relay refused to watch one */
    int64_t clock_apart; /* slots that the relay's clock is ahead of ours, as far as it has told */
    int woken;           /* something new came into a watched mailbox since the last sync began */
    struct desk_gap gap[CHANNEL_MAX_SEATS];
};

/* By this machine's clock alone. */
uint64_t desk_clock_slot(const struct desk *d);
/* The same as desk_slot, but by the relay's clock where ours is ahead of it, as far as it has told: a day's
 * hour is there for all or for nobody, and what is posted before it is refused. */
uint64_t desk_slot_of_all(const struct desk *d);

/* Empty, but for the language that the caller gave. */
void desk_problem_clear(struct desk_problem *why);
/* Fills why with a sentence; returns err. */
int desk_fail(struct desk_problem *why, int err, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
int desk_refuse(struct desk_problem *why, const struct table_refusal *r);

int desk_file_problem(struct desk_problem *why, int err, const char *dir); /* same, of the sealed file */

/* desk_devices.c. The channel follows what is in force of seats' devices; saved by the next commit. */
T2_MUST_USE int desk_follow(struct desk *d);
/* Says that this desk takes nothing more from a device that is to be replaced, when it is time; nonzero when
 * something was posted. */
int desk_devices_end(struct desk *d);
T2_MUST_USE int desk_device_may_post(const struct desk *d, struct desk_problem *why);
T2_MUST_USE int desk_device_awaits(const struct desk *d, struct desk_problem *why); /* T2_E_STATE, and why */

/* desk_fold.c. Folds what is new in the channel's log; entries of soundings that are over leave the store. */
T2_MUST_USE int desk_fold(struct desk *d);
/* Erases what was said and has outlived the table's lifetime of messages by a day, here and on the disk, and
 * folds again. Errors of channel_commit and desk_fold: what was not saved is erased when the desk is opened
 * again. */
T2_MUST_USE int desk_words_forget(struct desk *d);
/* A copy with its texts in the form NFC, as all is that a desk posts, to be cleared; of what cannot be
 * written, or is a round's, one that borrows its texts. T2_E_MEMORY. */
T2_MUST_USE int desk_compose(const struct table_event *ev, struct table_event *out);
/* Checks by the rules and puts into the log, which a commit saves. */
T2_MUST_USE int desk_post_unsaved(struct desk *d, struct table_event *ev, struct desk_problem *why);
/* Saves channel and store; then folds. */
T2_MUST_USE int desk_commit(struct desk *d, struct desk_problem *why);
/* What comes after the channel was saved: folds. */
T2_MUST_USE int desk_committed(struct desk *d, struct desk_problem *why);
T2_MUST_USE int desk_connect(struct desk *d, struct desk_problem *why);
void desk_disconnect(struct desk *d);
/* Notes the gaps that are there now, to be asked for from ask_ms on (t2_monotonic_ms); and asks for those
 * whose time has come, once a minute. Nonzero when something was asked: it leaves with a commit. */
void desk_gaps_note(struct desk *d, int64_t ask_ms);
int desk_gaps_ask(struct desk *d);
int desk_relay_problem(struct desk *d, int err,
                       struct desk_problem *why); /* a sentence for a relay's error */

/* Forgets the entries of soundings that are over; nonzero when there were some, to be committed. */
int desk_entries_forget_ended(struct desk *d); /* and what stopped or discarded ones left */

/* "Seat A and Seat B" for a mask, in out; "another seat" before the table's opening is here. */
void desk_names(const struct desk *d, uint64_t seats, char *out, size_t out_len);

/* desk_sounding.c. The sounding by its index; T2_E_MISSING with a sentence. The name of its entry's value in
 * the store. */
T2_MUST_USE int desk_sounding_at(const struct desk *d, size_t i, const struct table_sounding **out,
                                 struct desk_problem *why);
/* Opens the next sounding of each agreed day that is not open yet; nonzero when there was one, which leaves
 * with the next sync. */
int desk_days_open(struct desk *d);
/* Appends the bits that we put in; e NULL: an empty entry. */
T2_MUST_USE int desk_entry_bits(struct desk *d, size_t sounding, const struct table_entry *e,
                                struct t2_buf *out);
void desk_entry_key(const struct table_sounding *so, char out[static CHANNEL_STORE_KEY_MAX]);

/* desk_seal.c. What this desk has begun, as the sealed file knows it. */
enum desk_run_state {
    DESK_RUN_NONE = 0,
    DESK_RUN_BEGUN = 1,
    DESK_RUN_OUTPUT = 2, /* a share of the answer may have left: the run counts */
};
enum desk_run_state desk_run_state(const struct desk *d, const uint8_t id[static TABLE_SOUNDING_ID_LEN]);
/* On disk on return. */
T2_MUST_USE int desk_run_note(struct desk *d, const uint8_t id[static TABLE_SOUNDING_ID_LEN],
                              enum desk_run_state state);
/* T2_E_REFUSED with a sentence when the log is forked, or a pair of ours among these seats is not verified.
 */
T2_MUST_USE int desk_log_is_one(const struct desk *d, struct desk_problem *why);
T2_MUST_USE int desk_pairs_verified(const struct desk *d, uint64_t seats, struct desk_problem *why);
/* Posts "stopped" where it says something new; it leaves with the next sync. */
T2_MUST_USE int desk_post_stopped(struct desk *d, size_t sounding, uint64_t not_heard, int output_begun,
                                  int check_failed, struct desk_problem *why);

/* Posts "stopped" for every run that this desk began and did not bring to its end. */
T2_MUST_USE int desk_runs_settle(struct desk *d, struct desk_problem *why);

/* desk_run.c: the joint computation over pipes. The session's circuit and bits are given. */
struct desk_computation {
    const struct circuit *circuit;
    const uint8_t *bits;            /* our inputs */
    const struct sealed_kept *kept; /* what the circuit reads; NULL when nothing */
    unsigned kept_use;
    uint8_t *result;          /* room for circuit->n_outputs bytes; out: the bits */
    struct sealed_kept *keep; /* out: what it leaves, for the caller to free */
};
T2_MUST_USE int desk_run_sealed(struct desk *d, const struct table_sounding *so,
                                struct desk_computation *what, int timeout_ms, desk_run_fn progress,
                                void *ctx, struct desk_run *out, uint64_t *out_not_heard,
                                int *out_output_begun);

/* desk_shape.c: the sounding as src/sealed knows it; T2_E_ARGUMENT, also for a round of non-papers. */
T2_MUST_USE int desk_shape(const struct table_shape *from, struct sounding_shape *out);
/* Its circuit, of a round too; the caller frees. T2_E_ARGUMENT, T2_E_MEMORY. */
T2_MUST_USE int desk_circuit(const struct table_shape *from, struct circuit **out);

/* desk_nonpaper.c. Appends the bits that we put into a round: of the text that is prepared, unless it has
 * gone into a round of other seats, else zeros. */
T2_MUST_USE int desk_non_paper_bits(struct desk *d, const struct table_sounding *so, struct t2_buf *out);
/* The round begins: notes that the text is in it. The caller commits. */
T2_MUST_USE int desk_non_paper_goes(struct desk *d, const struct table_sounding *so);
/* Reads what was opened and posts it. */
T2_MUST_USE int desk_non_paper_post(struct desk *d, const struct table_sounding *so, const uint8_t *bits,
                                    struct desk_run *out, struct desk_problem *why);
/* A text that has come out leaves the store, one that has not stays for the next round; nonzero when
 * something has changed, to be committed. */
int desk_non_paper_settle(struct desk *d);

/* desk_kept.c: what a sounding left. Saved: on the disk but for its key, which a commit of the store brings
 * there. T2_E_MISSING, T2_E_IO, T2_E_AUTH and what reading refuses, T2_E_MEMORY. */
T2_MUST_USE int desk_kept_save(struct desk *d, const uint8_t id[static TABLE_SOUNDING_ID_LEN],
                               const struct sealed_kept *kept);
T2_MUST_USE int desk_kept_load(const struct desk *d, const uint8_t id[static TABLE_SOUNDING_ID_LEN],
                               struct sealed_kept **out);
/* Nonzero when there was something; the store is to be committed. */
int desk_kept_forget(struct desk *d, const uint8_t id[static TABLE_SOUNDING_ID_LEN]);

#endif
