/* The channel: one table's secret line, as one seat holds it. docs/protocol/channel.md.
 *
 * No sockets: bytes in, bytes out; the only file is the sealed store. Every pair of seats makes a secret of
 * its own, in person, from two files; each event is sealed to every other seat under that pair's forward
 * ratchet, cut into mailbox cells, and put into one order that is the same on every desk. Nothing is signed.
 *
 * The time of an event is the slot in which the relay stored its author's stamp of it, never what an author
 * says.
 *
 * How a desk uses it, so that no key is used twice and nothing is lost in a crash:
 *   out  channel_post ... channel_commit, then send what channel_outbox_at shows, channel_outbox_done for
 * each cell that the relay has acknowledged, channel_commit at leisure. Cells show only after the commit that
 *        saved the ratchet behind them; after a crash the same bytes are sent again under the same message
 * id. in   read every mailbox of channel_inbox_at from its from_seq, channel_receive each cell,
 * channel_commit, then fold. Reading positions are part of what is saved: after a crash the cells are read
 * again. A commit that fails changes nothing on disk, shows no cell, and can be tried again.
 *
 * Seats are numbered as in the table's opening event. One channel belongs to one thread. */
#ifndef T2_TRACKTWO_CHANNEL_H
#define T2_TRACKTWO_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <tracktwo/bytes.h>
#include <tracktwo/cell.h>
#include <tracktwo/random.h>

#define CHANNEL_VERSION 3
#define CHANNEL_MAX_SEATS 50
#define CHANNEL_TABLE_ID_LEN 16 /* random, made by channel_create; not the table's digest */
#define CHANNEL_RELAY_MAX 340   /* printable ASCII: HOST:PORT#PIN */
#define CHANNEL_EVENT_MAX 65536 /* bytes of one event, with the words beside it */
#define CHANNEL_WORDS_MAX 8192  /* bytes of words beside an event */
#define CHANNEL_WORDS_UNIT 256  /* what can be seen of their length when they are gone */
#define CHANNEL_DIGEST_LEN 32
#define CHANNEL_NO_SEAT 0xffu

/* Limits a peer is charged for. */
#define CHANNEL_MAX_RECORDS 16384            /* events of one author */
#define CHANNEL_MAX_AUTHOR_BYTES (16u << 20) /* of one author */
#define CHANNEL_AHEAD_MAX 8192 /* an event may be so far ahead of its author's chain, as at a newcomer's */
#define CHANNEL_SKIP_MAX 128   /* cells of one peer that may be missing, and keys kept for them */
#define CHANNEL_PARTS_MAX 64   /* cells of unfinished events kept of one peer */
#define CHANNEL_OUTBOX_MAX 128 /* cells to one peer that wait for the relay */
#define CHANNEL_EPOCH_CELLS 64 /* cells in one mailbox; then the name changes */
#define CHANNEL_GIVEN_SLOTS                                                                                  \
    28800 /* 20 days: so old is a slot that an author may give where no stamp is left */

/* ---- the sealed store: one file under a passphrase ---- */

#define CHANNEL_STORE_KEY_MAX 64 /* bytes of a key */
#define CHANNEL_STORE_VALUE_MAX (128u << 20)
#define CHANNEL_STORE_FILE_MAX (256u << 20)

/* Argon2id, parallelism 1. */
struct channel_store_cost {
    uint32_t mem_kib; /* 8,192 to 1,048,576 */
    uint32_t passes;  /* 1 to 16 */
};
#define CHANNEL_STORE_COST_DEFAULT ((struct channel_store_cost){.mem_kib = 65536, .passes = 3})
#define CHANNEL_STORE_COST_MIN ((struct channel_store_cost){.mem_kib = 8192, .passes = 1}) /* for tests */

struct channel_store;

/* Makes a new, empty store at path (file mode 0600, a lock file path.lock beside it), on disk on return.
 * random is borrowed for the store's life. passphrase may be empty, but then protects nothing.
 * T2_E_EXISTS, T2_E_LOCKED, T2_E_IO, T2_E_MEMORY, T2_E_RANDOM, T2_E_ARGUMENT (cost, path too long). */
T2_MUST_USE int channel_store_create(struct channel_store **out, const char *path, struct t2_bytes passphrase,
                                     struct channel_store_cost cost, const struct t2_random *random);
/* T2_E_MISSING (no file), T2_E_LOCKED (another process has it), T2_E_AUTH (wrong passphrase), T2_E_MALFORMED,
 * T2_E_TRUNCATED, T2_E_TRAILING (the file is damaged or is none of ours), T2_E_VERSION, T2_E_TOO_LARGE,
 * T2_E_IO, T2_E_MEMORY. */
T2_MUST_USE int channel_store_open(struct channel_store **out, const char *path, struct t2_bytes passphrase,
                                   const struct t2_random *random);
/* Wipes and unlocks; what was not committed is forgotten. NULL is fine. */
void channel_store_free(struct channel_store *s);

/* Values under names, in memory until committed. Names: 1 to CHANNEL_STORE_KEY_MAX bytes; those that begin
 * with "channel" belong to this room. A put replaces. T2_E_ARGUMENT, T2_E_TOO_LARGE, T2_E_MEMORY. */
T2_MUST_USE int channel_store_put(struct channel_store *s, const char *key, struct t2_bytes value);
/* Borrowed until the next put, delete or free. T2_E_MISSING. */
T2_MUST_USE int channel_store_get(const struct channel_store *s, const char *key, struct t2_bytes *out);
void channel_store_delete(struct channel_store *s, const char *key);
/* Writes everything durably: after a crash at any moment the file holds all of this commit or all of the one
 * before. On failure the old file stands and the values in memory stay. T2_E_IO, T2_E_RANDOM, T2_E_MEMORY,
 * T2_E_TOO_LARGE. */
T2_MUST_USE int channel_store_commit(struct channel_store *s);
/* Overwrites the file with noughts, header first, and removes it, what a commit left half done, and its lock.
 * Nothing can be committed after it. What the disk keeps of older versions of the file, each renamed over by
 * the next, is not reached: it stays sealed under the passphrase. T2_E_IO: some of it may be left. */
T2_MUST_USE int channel_store_wipe(struct channel_store *s);

/* ---- one table ---- */

struct channel;

/* Opens a new table as its convenor: a fresh random table id. relay: zero-terminated, goes into every
 * invitation. n_seats 2 to CHANNEL_MAX_SEATS. store and random are borrowed for the channel's life; a store
 * holds one channel. Nothing is on disk before channel_commit. T2_E_ARGUMENT, T2_E_EXISTS, T2_E_MEMORY,
 * T2_E_RANDOM. */
T2_MUST_USE int channel_create(struct channel **out, struct channel_store *store,
                               const struct t2_random *random, uint8_t n_seats, uint8_t self,
                               const char *relay);
/* The channel that the store holds. T2_E_MISSING (none), T2_E_MALFORMED, T2_E_VERSION, T2_E_MEMORY. */
T2_MUST_USE int channel_load(struct channel **out, struct channel_store *store,
                             const struct t2_random *random);
/* The store has this state again, in the place of one whose commit failed; what else the store commits next
 * does not bring that one to the disk. T2_E_MEMORY. */
T2_MUST_USE int channel_put_back(struct channel *ch);
void channel_free(struct channel *ch); /* wipes; not the store; NULL is fine */

const uint8_t *channel_table_id(const struct channel *ch); /* CHANNEL_TABLE_ID_LEN */
uint8_t channel_self(const struct channel *ch);
uint8_t channel_n_seats(const struct channel *ch);
/* Seats that came later: the channel has n_seats from now on, after those that it had; fewer change nothing.
 * What names them in the log has waited and may count now; saved by the next commit. T2_E_ARGUMENT (above
 * CHANNEL_MAX_SEATS), T2_E_MEMORY: nothing has changed. */
T2_MUST_USE int channel_grow(struct channel *ch, uint8_t n_seats);
uint8_t channel_convenor(const struct channel *ch);
const char *channel_relay(const struct channel *ch);

/* Seals what waits for every peer that can be reached, and saves all: the channel and whatever else was put
 * into the store. Then, and only then, the new cells show in the outbox. Errors as channel_store_commit. */
T2_MUST_USE int channel_commit(struct channel *ch);

/* ---- pairs: secrets made in person ---- */

#define CHANNEL_INVITATION_MAX 1024 /* bytes of an invitation file */
#define CHANNEL_WORDS_LEN 36        /* six groups of five digits, five spaces, a terminating zero */

enum channel_pair_status {
    CHANNEL_PAIR_NONE,       /* no secret */
    CHANNEL_PAIR_INVITED,    /* one of the two files is here; the other is awaited */
    CHANNEL_PAIR_INTRODUCED, /* public keys came through the convenor: it could stand in between */
    CHANNEL_PAIR_VERIFIED,   /* both files, each handed over in person */
};
const char *
channel_pair_status_name(enum channel_pair_status x); /* "none", "invited", "introduced", "verified" */

struct channel_pair_info {
    enum channel_pair_status status;
    uint8_t introduced_by; /* CHANNEL_NO_SEAT unless INTRODUCED */
    bool file_made;        /* our file for this seat was made */
    bool file_taken;       /* this seat's file was taken in */
    bool heard;            /* a cell of this seat has been opened under the present secret */
    uint64_t opened;       /* cells opened */
    uint64_t repeated;     /* cells skipped: seen before, or too old */
    uint64_t foreign;      /* cells skipped: not from this seat, damaged, or too far ahead */
    uint64_t malformed;    /* messages that this seat sealed and that break the format or a limit */
    uint16_t n_devices;    /* changes of the seat's device that are in force here */
    uint64_t refused;      /* cells that a replaced device of the seat has still sent */
    uint32_t waiting;      /* own events not yet sealed to this seat */
};
/* T2_E_ARGUMENT: not a seat, or oneself. */
T2_MUST_USE int channel_pair_info(const struct channel *ch, uint8_t seat, struct channel_pair_info *out);

/* Why an invitation was refused. */
enum channel_invitation_fault {
    CHANNEL_INVITATION_FINE = 0,
    CHANNEL_INVITATION_NOT_ONE,      /* T2_E_MALFORMED: some other file */
    CHANNEL_INVITATION_DAMAGED,      /* T2_E_MALFORMED, T2_E_TRUNCATED, T2_E_TRAILING: changed or cut */
    CHANNEL_INVITATION_VERSION,      /* T2_E_VERSION: of a newer or older program */
    CHANNEL_INVITATION_OTHER_TABLE,  /* T2_E_REFUSED */
    CHANNEL_INVITATION_OWN,          /* T2_E_REFUSED: we made it ourselves */
    CHANNEL_INVITATION_NOT_FOR_US,   /* T2_E_REFUSED: for another seat */
    CHANNEL_INVITATION_NOT_CONVENOR, /* T2_E_REFUSED: a table is joined by the convenor's invitation */
    CHANNEL_INVITATION_OUTDATED,     /* T2_E_REFUSED: it answers an invitation of ours that was replaced */
    CHANNEL_INVITATION_USED,         /* T2_E_REPLAY: this very file was taken in before */
    CHANNEL_INVITATION_PAIR_EXISTS,  /* T2_E_EXISTS: the pair is verified; channel_pair_forget first */
    CHANNEL_INVITATION_BAD_KEY,      /* T2_E_REFUSED: its public key is none */
    CHANNEL_INVITATION_OTHER_DEVICE, /* T2_E_REFUSED: the seat has changed its device, and it is not that one
                                      */
    CHANNEL_INVITATION_NO_SUCH_SEAT, /* T2_E_REFUSED: from a seat that is not at the table here, or not yet */
};
const char *channel_invitation_fault_text(enum channel_invitation_fault f); /* one English sentence */

/* What an invitation file says, without taking it in. */
struct channel_invitation_info {
    uint8_t table_id[CHANNEL_TABLE_ID_LEN];
    uint8_t n_seats;
    uint8_t convenor;
    uint8_t from;
    uint8_t to;
    char relay[CHANNEL_RELAY_MAX + 1];
};
/* Errors and faults NOT_ONE, DAMAGED and VERSION as above; out is zeroed on failure. */
T2_MUST_USE int channel_invitation_read(struct t2_bytes file, struct channel_invitation_info *out,
                                        enum channel_invitation_fault *fault);

/* Joins a table: a new channel for the seat that the convenor's invitation is for. Go on with
 * channel_pair_invite(convenor) for the file that goes back, then channel_commit. The opening event comes
 * through the mailbox. Errors as channel_create and of invitations; fault says which. */
T2_MUST_USE int channel_join(struct channel **out, struct channel_store *store,
                             const struct t2_random *random, struct t2_bytes invitation,
                             enum channel_invitation_fault *fault);

/* Our invitation file for a seat, to be handed over in person (appended to out, at most
 * CHANNEL_INVITATION_MAX). Until the seat was heard the same file comes again; with fresh a new one, which
 * voids the old. Commit before handing it over. T2_E_EXISTS (fresh, and the pair is verified), T2_E_STATE
 * (the pair is verified and the file's secrets are wiped), T2_E_ARGUMENT, T2_E_RANDOM, T2_E_MEMORY,
 * T2_E_FULL. */
T2_MUST_USE int channel_pair_invite(struct channel *ch, uint8_t seat, bool fresh, struct t2_buf *out);
/* Takes in a seat's file. With both files here the pair is verified, and everything of ours is sent to it
 * from the beginning. On failure nothing has changed. T2_E_MEMORY or as the fault says; out_seat is whose
 * file it was. */
T2_MUST_USE int channel_pair_accept(struct channel *ch, struct t2_bytes invitation, uint8_t *out_seat,
                                    enum channel_invitation_fault *fault);
/* The check words of a pair: equal at both seats, and at them alone, when nobody stands in between. To be
 * read aloud. T2_E_STATE: neither verified nor introduced. */
T2_MUST_USE int channel_pair_words(const struct channel *ch, uint8_t seat,
                                   char out[static CHANNEL_WORDS_LEN]);
/* Forgets the pair's secret and both files: a new exchange begins. */
T2_MUST_USE int channel_pair_forget(struct channel *ch, uint8_t seat);

/* The convenor gives two seats each other's public key, through their mailboxes. They can talk from then on,
 * and each is shown as introduced by the convenor until their own files are exchanged; a verified pair stays
 * as it is. T2_E_STATE: we are not the convenor, or have not verified both. T2_E_ARGUMENT. */
T2_MUST_USE int channel_introduce(struct channel *ch, uint8_t seat_x, uint8_t seat_y);

/* ---- another device of a seat: docs/design/devices.md ---- */

#define CHANNEL_DEVICE_FILE_MAX 128

/* A key for a device that is to take over a seat, kept in a store that holds no channel; commit before giving
 * the file out. The same again when it was made before. Then channel_join makes the channel of this device,
 * with any seat's invitation when the seat is the convenor's. T2_E_EXISTS (there is a channel), T2_E_RANDOM,
 * T2_E_MEMORY. */
T2_MUST_USE int channel_device_new(struct channel_store *store, const struct t2_random *random,
                                   struct t2_buf *out_file);
bool channel_device_waits(const struct channel_store *store); /* 1: made, and no table joined with it yet */
/* The digest that the table agrees on, of such a file; of our own device. T2_E_MALFORMED, T2_E_TRUNCATED,
 * T2_E_TRAILING, T2_E_VERSION; T2_E_MEMORY. */
T2_MUST_USE int channel_device_read(struct t2_bytes file, uint8_t out_digest[static CHANNEL_DIGEST_LEN]);
T2_MUST_USE int channel_device_digest(const struct channel *ch, uint8_t out[static CHANNEL_DIGEST_LEN]);
/* While true, what this seat's device sends counts only as far as the next record of a seat that has not
 * ended its own line names it. ended: a bit for each seat whose word that it has is in the log as folded up
 * to the last channel_log_mark. Called again after each fold while it is so. */
void channel_device_hold(struct channel *ch, uint8_t seat, bool hold, uint64_t ended);
/* The n-th change of a seat's device is in force: the pair with another one ends, what only it has sent is
 * dropped, and only the device with this digest makes a new pair, over which it gets the seat's records.
 * Known changes change nothing. Saved by the next commit. T2_E_ARGUMENT, T2_E_MEMORY. */
T2_MUST_USE int channel_device_changed(struct channel *ch, uint8_t seat, uint16_t n_devices,
                                       const uint8_t key[static CHANNEL_DIGEST_LEN]);
/* False on a new device that has not got all of its seat's records back, or not what they build on: then
 * channel_post gives T2_E_STATE. */
bool channel_device_complete(const struct channel *ch);
/* Why it is not: verified seats that have not said yet what our newest
 * record is (all, when nobody has), and seats that do not say the same. */
void channel_device_awaited(const struct channel *ch, uint64_t *out_unheard, uint64_t *out_differ);

/* ---- cells out ---- */

/* Appends an event of ours to the log, where it counts at once, and to what waits for every other seat.
 * slot: our clock, by which it stands until the relay has told the true one (channel_outbox_done); it leaves
 * this machine in no form. T2_E_TOO_LARGE (above CHANNEL_EVENT_MAX), T2_E_FULL (CHANNEL_MAX_RECORDS,
 * CHANNEL_MAX_AUTHOR_BYTES), T2_E_STATE (a new device that has not got all of its seat's records back),
 * T2_E_MEMORY. */
T2_MUST_USE int channel_post(struct channel *ch, uint64_t slot, struct t2_bytes event);
/* The same with words beside the event, which channel_log_forget can erase: only their digest, blinded by
 * random bytes that go with them, is in the record's. words: 1 to CHANNEL_WORDS_MAX bytes, else
 * T2_E_ARGUMENT, T2_E_TOO_LARGE; T2_E_RANDOM. */
T2_MUST_USE int channel_post_words(struct channel *ch, uint64_t slot, struct t2_bytes event,
                                   struct t2_bytes words);
/* The highest slot in the log: an event of ours has at least this one. */
uint64_t channel_slot_floor(const struct channel *ch);

struct channel_cell {
    uint8_t seat; /* the receiver; oneself: a stamp, for all. For us only, the relay never learns it */
    uint8_t writer_secret[T2_CELL_KEY_LEN];
    uint8_t mid[T2_CELL_MID_LEN];
    const uint8_t *body; /* T2_CELL_MAIL_LEN, borrowed until the next channel call that is not const */
};
/* Committed cells that the relay has not acknowledged: stamps, then oldest first for each seat. To be sent in
 * this order. */
size_t channel_outbox_len(const struct channel *ch);
T2_MUST_USE int channel_outbox_at(const struct channel *ch, size_t i,
                                  struct channel_cell *out); /* T2_E_MISSING */
/* The relay has it on disk since this slot (that of the first time, when it answers "repeat"): for a stamp,
 * the slot of the events in it, which may move in the log. T2_E_MISSING: no such cell, which is harmless.
 * T2_E_ARGUMENT (slot 0), T2_E_MEMORY. */
T2_MUST_USE int channel_outbox_done(struct channel *ch, const uint8_t mid[static T2_CELL_MID_LEN],
                                    uint32_t slot);

/* ---- cells in ---- */

#define CHANNEL_INBOX_MAX (7 * CHANNEL_MAX_SEATS)

struct channel_mailbox {
    uint8_t seat; /* the writer */
    bool stamps;  /* its stamps, which all read; else what is for us alone */
    uint8_t name[T2_CELL_KEY_LEN];
    uint64_t from_seq; /* the first wanted, from 1 */
};
/* The mailboxes to read now, at most five for each seat, those of stamps first, and two of
 * its device before. The list changes by
 * channel_receive, by new pairs and by channel_pair_forget; compare after each commit. */
size_t channel_inbox_len(const struct channel *ch);
T2_MUST_USE int channel_inbox_at(const struct channel *ch, size_t i,
                                 struct channel_mailbox *out); /* T2_E_MISSING */

enum channel_got {
    CHANNEL_GOT_STAMP,   /* of one or more events */
    CHANNEL_GOT_EVENT,   /* an event was completed and is in the log (whether it counts yet: channel_log_*) */
    CHANNEL_GOT_PART,    /* opened; more cells of the same event are to come */
    CHANNEL_GOT_CONTROL, /* an introduction, a request to send again, or where the seat's stamps lie */
    CHANNEL_GOT_REPEATED,  /* skipped: seen before */
    CHANNEL_GOT_FOREIGN,   /* skipped: cannot be opened; not of this seat, damaged, or too far ahead */
    CHANNEL_GOT_MALFORMED, /* opened, and what the seat sealed is wrong: dropped */
    CHANNEL_GOT_ENDED,     /* from a device that the seat has no longer: not opened, counted */
};
/* Takes in one cell, T2_CELL_MAIL_LEN bytes, that stood in this mailbox under seq, stored in slot. Whatever
 * it holds, the reading position moves on; what cannot be opened changes nothing else and is counted.
 * T2_E_MISSING: the mailbox is not on the list (any more). T2_E_ARGUMENT: slot 0. T2_E_MEMORY: nothing has
 * changed. */
T2_MUST_USE int channel_receive(struct channel *ch, const uint8_t name[static T2_CELL_KEY_LEN], uint64_t seq,
                                uint32_t slot, const uint8_t body[static T2_CELL_MAIL_LEN],
                                enum channel_got *out_got);
/* The relay has said that this mailbox holds no more than what was received. What has no stamp there can then
 * count by the slot that its author gives for it, once that is CHANNEL_GIVEN_SLOTS below the limit. */
void channel_inbox_ended(struct channel *ch, const uint8_t name[static T2_CELL_KEY_LEN]);

/* Asks the author of a gap to send again (32 events at a time), and one other seat, drawn among those that
 * say they have them, to pass them on; a new device, the others for its seat's own; goes out with the next
 * commit. T2_E_MISSING: there is no gap. T2_E_STATE: nobody can be asked. */
T2_MUST_USE int channel_ask_again(struct channel *ch, uint8_t author);

/* ---- the log: one order on every desk ---- */

struct channel_event {
    uint8_t author;
    uint32_t seq;     /* 1, 2, ... of this author */
    uint64_t lamport; /* one more than the highest that its author had seen */
    uint64_t slot;    /* in which the relay stored its stamp; at least that of what its author had seen */
    bool stamped;     /* false only of our own: slot is our clock's until the relay has told */
    enum channel_pair_status
        authenticated;     /* VERIFIED (also our own) or INTRODUCED: how the author is known */
    struct t2_bytes event; /* borrowed until the next channel call that is not const */
    uint8_t digest[CHANNEL_DIGEST_LEN];
    /* The words beside it, borrowed likewise. The next two are the same on every desk, with or without them.
     */
    struct t2_bytes words; /* empty: none, forgotten, or not given by the author */
    uint8_t words_units;   /* their length and their blind's in CHANNEL_WORDS_UNIT; 0: none */
    uint8_t words_digest[CHANNEL_DIGEST_LEN]; /* zeros when there are none */
};
/* Events that count, in the canonical order (slot, lamport, author, seq). An event counts when its stamp, all
 * of its author's before it and everything its author had seen are here, agree, and count. */
size_t channel_log_len(const struct channel *ch);
T2_MUST_USE int channel_log_at(const struct channel *ch, size_t i,
                               struct channel_event *out); /* T2_E_MISSING */
/* The words beside event i have had their time: they are wiped here, and with the next commit from the store;
 * never sent again and never taken in again. keep: they stay on this desk alone. The order, its digest and
 * all digests stay as they are. True when something has changed, which channel_log_first_changed tells too.
 */
bool channel_log_forget(struct channel *ch, size_t i, bool keep);
/* The lowest index that is new or has another event, words or slot than at the last channel_log_mark;
 * channel_log_len when there is none. When it is lower than the number of events folded, fold again from the
 * start; else go on folding. */
size_t channel_log_first_changed(const struct channel *ch);
void channel_log_mark(struct channel *ch);
/* SHA-256 over table id and the slots and digests in order: equal logs on two desks have equal digests.
 * T2_E_MEMORY. */
T2_MUST_USE int channel_log_digest(const struct channel *ch, uint8_t out[static CHANNEL_DIGEST_LEN]);
/* Others' events with a stamp above this are kept but do not count yet, so that a relay with a wrong clock
 * cannot move the table's time ahead. A desk sets its present slot and some tolerance, again and again; what
 * counts already goes on counting. At first UINT64_MAX; saved by the next commit. */
void channel_log_limit(struct channel *ch, uint64_t highest_slot);

/* What is known to exist and does not count: from 1 more than the author's last that counts up to the highest
 * that has been seen, was stamped, or that others say they have seen. */
struct channel_gap {
    uint8_t author;
    uint32_t first_missing; /* it or its stamp. 0: nothing of this author is missing; its next event waits for
                               others' or its time */
    uint32_t last_known;
};
size_t channel_gap_len(const struct channel *ch);
T2_MUST_USE int channel_gap_at(const struct channel *ch, size_t i,
                               struct channel_gap *out); /* T2_E_MISSING */

/* An author whose event seq is not the same for all, or has not the same slot, it or one before it: either
 * the author told two things, or the reporter says what is not so. What builds on the other version does not
 * count here; the program cannot tell who is at fault, and the persons must speak. */
struct channel_fork {
    uint8_t author;
    uint32_t seq;
    uint8_t reporter; /* the seat that saw another event; the author itself when it sent or stamped both */
};
size_t channel_fork_len(const struct channel *ch);
T2_MUST_USE int channel_fork_at(const struct channel *ch, size_t i,
                                struct channel_fork *out); /* T2_E_MISSING */

/* ---- pipes: a fresh secret session of a pair for one attempt at one sounding ---- */

#define CHANNEL_SOUNDING_ID_LEN 16
#define CHANNEL_PIPE_DATA_OFFSET 2                        /* where plaintext stands in a pipe cell */
#define CHANNEL_PIPE_DATA_MAX (T2_CELL_PIPE_LEN - 2 - 16) /* 4,070 bytes of plaintext in a record */

struct channel_pipe;

enum channel_pipe_state {
    CHANNEL_PIPE_NEW,   /* our hello has not been given out */
    CHANNEL_PIPE_HELLO, /* the peer's hello is awaited */
    CHANNEL_PIPE_OPEN,  /* records go both ways */
    CHANNEL_PIPE_DEAD,  /* something was wrong: wiped */
};

/* Only with a verified seat (T2_E_REFUSED). attempt counts the runs of one sounding from 0; both sides must
 * use the same, and no attempt is begun twice by the same desk. Keeps nothing of ch. T2_E_ARGUMENT,
 * T2_E_RANDOM, T2_E_MEMORY. */
T2_MUST_USE int channel_pipe_new(struct channel_pipe **out, const struct channel *ch, uint8_t seat,
                                 const uint8_t sounding_id[static CHANNEL_SOUNDING_ID_LEN], uint32_t attempt);
void channel_pipe_free(struct channel_pipe *p); /* wipes; NULL is fine */
/* The name under which the relay joins the two ends. 32 bytes. */
const uint8_t *channel_pipe_name(const struct channel_pipe *p);
enum channel_pipe_state channel_pipe_state(const struct channel_pipe *p);

/* The first cell of each side, once. T2_E_STATE, T2_E_RANDOM. */
T2_MUST_USE int channel_pipe_hello(struct channel_pipe *p, uint8_t out_cell[static T2_CELL_PIPE_LEN]);
/* The first cell of the peer; after our own. T2_E_AUTH (not of this pair, sounding, attempt or direction):
 * the pipe is dead. T2_E_STATE. */
T2_MUST_USE int channel_pipe_greet(struct channel_pipe *p, const uint8_t cell[static T2_CELL_PIPE_LEN]);

/* Seals one record in place, without allocation: data_len bytes of plaintext stand at
 * CHANNEL_PIPE_DATA_OFFSET of cell; on return the whole cell is ready to be sent. T2_E_ARGUMENT (above
 * CHANNEL_PIPE_DATA_MAX), T2_E_STATE. */
T2_MUST_USE int channel_pipe_seal(struct channel_pipe *p, uint8_t cell[static T2_CELL_PIPE_LEN],
                                  size_t data_len);
/* Opens the next record in place: *out_data borrows from cell. Records must come as they were sent, each
 * once. T2_E_AUTH, T2_E_MALFORMED: the pipe is dead, and cell is wiped. T2_E_STATE. */
T2_MUST_USE int channel_pipe_open(struct channel_pipe *p, uint8_t cell[static T2_CELL_PIPE_LEN],
                                  struct t2_bytes *out_data);

#endif
