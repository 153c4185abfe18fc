/* A desk: one seat's place at one table, in a folder of its own. It binds the channel (keys, log), the table
 * (rules), the sealed computation and the relay; what it keeps is in one sealed file.
 *
 * A desk belongs to one thread and, by the lock of its store, to one process at a time. Every call that can
 * be refused by a rule or by another seat fills a struct desk_problem with sentences for a person: what
 * happened, what was kept, what to do next. Exit codes and words are the command line's affair. */
#ifndef T2_TRACKTWO_DESK_H
#define T2_TRACKTWO_DESK_H

#include <tracktwo/bytes.h>
#include <tracktwo/channel.h>
#include <tracktwo/clock.h>
#include <tracktwo/random.h>
#include <tracktwo/sealed.h>
#include <tracktwo/table.h>

#define DESK_PATH_MAX 4096
#define DESK_SLOT_TOLERANCE 10 /* slots that the relay's clock may be ahead of ours */

struct desk;

/* Why something was not done. refusal is set when a rule of the table stands against it. */
struct desk_problem {
    enum table_lang lang; /* given by the caller: the language of text */
    char text[1280];
    enum table_refusal_code refusal;
    uint64_t seats; /* the seats that the refusal names, or that were not heard */
};

/* 1 when the folder holds a desk. */
int desk_is_there(const char *dir);
/* Makes the folder and those above it, for this user alone, and looks whether others can write in it:
 * T2_E_REFUSED. T2_E_IO, T2_E_ARGUMENT, T2_E_MALFORMED (it is no folder). */
T2_MUST_USE int desk_folder(const char *dir, struct desk_problem *why);
/* Makes or opens the folder's sealed file. A new desk has no table yet: desk_found or desk_join. A new folder
 * and those above it are made for this user alone; one in which others can write is refused, and so is an
 * empty passphrase. T2_E_REFUSED, T2_E_EXISTS, T2_E_MISSING, T2_E_AUTH (passphrase), T2_E_LOCKED, T2_E_IO,
 * T2_E_MALFORMED (damaged), T2_E_MEMORY, T2_E_RANDOM. */
T2_MUST_USE int desk_create(struct desk **out, const char *dir, struct t2_bytes passphrase,
                            struct channel_store_cost cost, struct desk_problem *why);
T2_MUST_USE int desk_open(struct desk **out, const char *dir, struct t2_bytes passphrase,
                          struct desk_problem *why);
void desk_free(struct desk *d); /* wipes; NULL is fine */

/* Overwrites and removes the desk's file (channel_store_wipe), and its folder when nothing else lies there.
 * After it the desk is good for desk_free alone. T2_E_IO. */
T2_MUST_USE int desk_wipe(struct desk *d, struct desk_problem *why);

int desk_has_table(const struct desk *d); /* 1 once founded or joined */
const struct table_state *
desk_table(const struct desk *d);                   /* may not be open yet: the opening is on its way */
struct channel *desk_channel(const struct desk *d); /* NULL without a table */
uint64_t desk_slot(const struct desk *d);           /* now: our clock's, or the log's highest */

/* Minutes that the relay's clock is ahead of ours (negative: behind), as far as it has told since this desk
 * was opened; 0 when that is no more than DESK_SLOT_TOLERANCE. What the relay dates ahead of us by more
 * waits. */
int64_t desk_clock_apart(const struct desk *d);

/* Opens a table as its convenor: the opening and the issues of the file are posted, all or nothing. relay:
 * HOST:PORT#PIN. */
T2_MUST_USE int desk_found(struct desk *d, const struct table_file *file, const char *seat_id,
                           const char *relay, struct desk_problem *why);
/* What can be said against it before there is a desk: the relay's address, the seat. */
T2_MUST_USE int desk_found_check(const struct table_file *file, const char *seat_id, const char *relay,
                                 struct desk_problem *why);
/* Takes in invitation files: the convenor's first, which makes the table; others when it is there.
 * *out_seat: whose it was. */
T2_MUST_USE int desk_join(struct desk *d, struct t2_bytes invitation, uint8_t *out_seat,
                          struct desk_problem *why);
/* Our invitation for a seat, saved before it is given out; appended to out. */
T2_MUST_USE int desk_invite(struct desk *d, uint8_t seat, struct t2_buf *out, struct desk_problem *why);

/* A new device that is to take over a seat: makes its key in a desk without a table and appends the file that
 * shows it to the others (channel_device_read). Then desk_join makes the table on it. T2_E_EXISTS. */
T2_MUST_USE int desk_device_new(struct desk *d, struct t2_buf *out_file, struct desk_problem *why);
/* 1 when our seat has another device now: nothing more can be posted here. */
int desk_device_replaced(const struct desk *d);

/* As convenor: gives two other seats each other's public key. They can talk from then on and are shown as
 * introduced, not verified; no sounding is held over such a pair. T2_E_REFUSED. */
T2_MUST_USE int desk_introduce(struct desk *d, uint8_t x, uint8_t y, struct desk_problem *why);

/* Checks by the rules, posts, saves. It leaves with the next sync. */
T2_MUST_USE int desk_post(struct desk *d, struct table_event *ev, struct desk_problem *why);

/* Several, each checked after those before it, and saved together; told says of each whether it was posted
 * (NULL) or which rule refuses it, and then it is left out. On failure none of them is posted, whatever was
 * told. */
T2_MUST_USE int desk_post_many(struct desk *d, struct table_event *ev, size_t n,
                               void (*told)(void *ctx, size_t i, const struct desk_problem *refused),
                               void *ctx, struct desk_problem *why);

/* A file that goes with a paper, stripped already (strip.h). */
struct desk_attachment {
    const char *name; /* for all to see */
    enum table_media media;
    struct t2_bytes bytes;         /* 1 to TABLE_ATTACHMENT_MAX */
    uint32_t removed;              /* enum strip_removed: noted for ourselves, told to nobody */
    uint8_t id[TABLE_FORM_ID_LEN]; /* out */
};
/* Posts a paper (its id is made already) and its attachments, all or nothing; they leave with the next sync.
 * T2_E_REFUSED by a rule, T2_E_FULL (the channel's limits), T2_E_RANDOM, T2_E_MEMORY, T2_E_IO: then the desk
 * is as it was before. */
T2_MUST_USE int desk_paper_post(struct desk *d, struct table_event *paper, struct desk_attachment *a,
                                size_t n, struct desk_problem *why);
/* What was taken out of an attachment of ours. T2_E_MISSING: it is not ours. */
T2_MUST_USE int desk_attachment_removed(const struct desk *d, const uint8_t id[static TABLE_FORM_ID_LEN],
                                        uint32_t *out);

/* Sends what waits, fetches what is there, saves, folds; again until nothing new comes. With a relay that is
 * away: T2_E_AWAY, and what waits stays. */
T2_MUST_USE int desk_sync(struct desk *d, struct desk_problem *why);

/* Begins to connect to the relay, or goes on with it, for at most so long, from 1 on; who has other things to
 * do calls it again and again before a sync. 0: connected. T2_E_TIMEOUT: it is under way still. Others as
 * desk_sync, after 10 seconds at the latest. */
T2_MUST_USE int desk_reach(struct desk *d, int timeout_ms, struct desk_problem *why);
int desk_is_reaching(const struct desk *d); /* an attempt is under way */
int desk_is_connected(const struct desk *d);
/* Gives the connection up, which may be dead without our having been told; the next sync makes a new one. */
void desk_hang_up(struct desk *d);

/* Waits until a mailbox of ours may have something new, at most so long; then it is time for desk_sync:
 * *out_news (may be NULL) is 1. With 0 ms it only looks, but connects first where there is no connection.
 * T2_E_AWAY and the like, with a sentence. */
T2_MUST_USE int desk_wait(struct desk *d, int timeout_ms, int *out_news, struct desk_problem *why);

/* Events of the log that a rule refused, for people; of one seat no more than a few dozen. */
struct desk_refused {
    uint8_t author;
    uint32_t seq; /* of this author */
    enum table_event_kind kind;
    char text[512];
};
size_t desk_n_refused(const struct desk *d);
const struct desk_refused *desk_refused_at(const struct desk *d, size_t i);
/* Our newest event, when it is refused after all: it was fine by our clock, and the relay stored it in
 * *out_slot, later or earlier. NULL: it stands, or the relay has not answered. */
const struct desk_refused *desk_last_refused(const struct desk *d, uint64_t *out_slot);

/* Forks (channel_fork_at) and all seats that they name. While there is one, no sounding opens or is sealed.
 */
size_t desk_n_forks(const struct desk *d);
/* How often an event has come before others that were there, or has got another slot: the table was read
 * anew, and what has a number may have another. */
uint64_t desk_n_folds(const struct desk *d);
uint64_t desk_fork_seats(const struct desk *d);

/* ---- an observer's own ---- */

/* The report key of this desk's person, which stands in the sealed file under a passphrase of its own too
 * (observer.h), and the reports that it signed, as a file of reports (line_report.h). */
struct desk_observer {
    uint8_t key[32]; /* public */
    struct t2_bytes
        private_file;        /* this and reports are borrowed until the next call that changes the desk */
    struct t2_bytes reports; /* empty: none */
};
/* T2_E_MISSING: there is no key here; T2_E_MALFORMED, T2_E_VERSION. */
T2_MUST_USE int desk_observer(const struct desk *d, struct desk_observer *out);
/* Keeps a key, bytes of observer_key_new and its public half, and what it has signed elsewhere before (may be
 * empty). T2_E_EXISTS: there is one, and it stays. On disk on return; on failure the desk is as it was, as
 * with the next. */
T2_MUST_USE int desk_observer_keep(struct desk *d, const uint8_t key[static 32], struct t2_bytes private_file,
                                   struct t2_bytes reports, struct desk_problem *why);
/* All reports, in the place of those that were there: they hold these and more. T2_E_MISSING: there is no
 * key.
 */
T2_MUST_USE int desk_observer_put(struct desk *d, struct t2_bytes reports, struct desk_problem *why);

/* ---- soundings ---- */

/* Opens one. Of *what are read: kind, issues, seats (0 = all whom the issues concern, of a round of
 * non-papers all seats), day, params. FIND and BETTER take issues and seats, and BETTER its base, from the
 * sounding that params.of names. *out_index: its place. */
T2_MUST_USE int desk_sound_open(struct desk *d, const struct table_ev_sound_opened *what, size_t *out_index,
                                struct desk_problem *why);

/* What an entry made of preferences accepts. */
struct desk_entry {
    enum table_sounding_kind kind;
    uint32_t n_candidates, n_accepted, min_accepted, max_accepted;
    uint8_t yes; /* YES, READY, FIND */
    size_t n_edge;
    char edge[3][TABLE_PACKAGE_NAME_MAX]; /* "could you live with this?" */
    int edge_accepted[3];
};
/* Reads preferences or an entry's own file (table_entry_read), makes the entry and keeps it in the sealed
 * file until it is used. Nothing leaves the desk. */
T2_MUST_USE int desk_sound_enter(struct desk *d, size_t sounding, struct t2_bytes preferences,
                                 struct desk_entry *out, struct desk_problem *why);
/* 1 when an entry of ours is kept for this sounding. */
int desk_sound_has_entry(const struct desk *d, size_t sounding);
/* 1 when enough seats were ready in this READY sounding and we are one of them. */
int desk_sound_ready(const struct desk *d, size_t sounding);

/* How a run goes on; given about ten times a second. Return nonzero to stop. */
struct desk_run_progress {
    const char *step; /* to be said in the person's language: "waiting for the other seats", ... */
    unsigned permille;
    int sealed; /* our masked entry has left */
    double seconds;
};
typedef int (*desk_run_fn)(void *ctx, const struct desk_run_progress *progress);

/* What the desks do in this phase, in plain words. */
const char *desk_run_step_text(enum sealed_phase phase);

struct desk_run {
    uint8_t answer;                      /* of READY: our own, which nobody else learns and no record keeps */
    uint32_t value;                      /* FIND, EXCHANGE: the candidate. NEAR: the step */
    uint64_t bytes_sent, bytes_received; /* of the computation, without the cells around it */
    uint64_t cells_sent, cells_received;
    uint32_t rounds, rounds_online;
    size_t ands, depth;
    unsigned bucket_size;
    double phase_seconds[SEALED_N_PHASES];
    double wait_seconds, run_seconds;
};
/* Soundings that we have not answered and whose day has come: a desk seals them whether or not its person has
 * entered anything, with an empty entry then; nothing on the wire tells the two apart. Also those without a
 * day that all have sealed: they go on. Returns how many, writes at most max. */
size_t desk_sound_due(const struct desk *d, size_t *out, size_t max);

/* ---- non-papers ---- */

/* The text that this desk puts into the next round. */
struct desk_non_paper {
    char text[TABLE_NON_PAPER_MAX + 1];
    uint64_t seats; /* of the first round that it went into; 0: none yet. It goes into no round without all of
                     * them: the seats that two rounds have in common would be fewer */
    unsigned tries; /* rounds in a row that ended without it, because its place was broken */
    double once_in; /* by chance that happens once in so many times at most, were all others writing too */
    unsigned in_round; /* number of the round that it is in now; 0: none */
};
/* T2_E_MISSING when there is none. */
T2_MUST_USE int desk_non_paper(const struct desk *d, struct desk_non_paper *out);
/* Keeps the text, sealed, until it has come out of a round; in the place of one that was there. Nothing
 * leaves the desk. T2_E_REFUSED: not what a non-paper may be (table_non_paper_ok). */
T2_MUST_USE int desk_non_paper_prepare(struct desk *d, struct t2_bytes text, struct desk_problem *why);
/* Forgets it. T2_E_MISSING. */
T2_MUST_USE int desk_non_paper_drop(struct desk *d, struct desk_problem *why);

/* Seals our entry, waits until all required seats have sealed theirs, computes, posts the answer's digest and
 * waits for the others'. The answer counts when the table's record has it. T2_E_REFUSED, T2_E_ABORT (stopped;
 * posted as such), T2_E_TIMEOUT (seats not heard; posted), T2_E_AWAY, T2_E_MISSING (no entry).
 * wait_ms for those that have not sealed, T2_E_TIMEOUT then with ours sealed; 0 looks once. timeout_ms
 * without a word from a seat while it runs. */
T2_MUST_USE int desk_sound_seal(struct desk *d, size_t sounding, int wait_ms, int timeout_ms,
                                desk_run_fn progress, void *ctx, struct desk_run *out,
                                struct desk_problem *why);
/* Before sealing: forgets our entry, without a trace for others; a sounding that we opened, in which we have
 * entered nothing and nobody has sealed, is withdrawn: posts "stopped". After: posts "stopped". What is
 * posted leaves with the next sync. */
T2_MUST_USE int desk_sound_stop(struct desk *d, size_t sounding, struct desk_problem *why);

#endif
