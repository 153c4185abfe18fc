/* Inside of src/channel: the state of one seat at one table, and the doors between its files.
 *
 *   channel.c      making, loading, committing            state.c        the state's encoding in the store
 *   invitation.c   the invitation file                    pair.c         files -> root -> secrets of a pair
 *   ratchet.c      keys of one direction, cell by cell    send.c         messages -> cells
 *   receive.c      cells -> messages                      control.c      introductions and requests
 *   record.c       the form of an event in the log        order.c        the log and its order
 *   stamp.c        what gives events their slots          log.c          the log as the desk sees it
 *   pipe.c         sessions for soundings                 store.c, store_file.c   the sealed file
 *   passed.c       events of a third seat                 slots.c        slots compared between seats
 *   grow.c         seats that come later                  device.c       another device of a seat
 *   device_file.c  its key and its file                   device_new.c   what it gets back of its seat
 *
 * All of struct channel that is secret lives in guarded memory; everything on the heap is wiped before free.
 */
#ifndef T2_CHANNEL_CHANNEL_INTERNAL_H
#define T2_CHANNEL_CHANNEL_INTERNAL_H

#include <tracktwo/channel.h>
#include <tracktwo/crypto.h>
#include <tracktwo/secret.h>
#include <tracktwo/wire.h>

#define CHANNEL_KEY_LEN 32
#define CHANNEL_STATE_KEY "channel" /* the name under which the store keeps the channel */

/* A cell's body: locator | nonce | sealed plaintext | tag. It looks random to whoever has no key. */
#define CHANNEL_LOCATOR_LEN 16
#define CHANNEL_CELL_PLAIN_LEN                                                                               \
    (T2_CELL_MAIL_LEN - CHANNEL_LOCATOR_LEN - T2_XAEAD_NONCE_LEN - T2_AEAD_TAG_LEN) /* 3,864 */
/* A cell's plaintext: index 1 | count 1 | length 2 | data | zeros. */
#define CHANNEL_PART_HEAD_LEN 4
#define CHANNEL_PART_MAX (CHANNEL_CELL_PLAIN_LEN - CHANNEL_PART_HEAD_LEN) /* 3,860 */
/* A message: kind 1 | body. The largest is an event of CHANNEL_EVENT_MAX with a head of every other seat. An
 * event's body: slot 4 | record. */
#define CHANNEL_RECORD_HEAD_MAX (128 + CHANNEL_MAX_SEATS * CHANNEL_HEAD_LEN)
#define CHANNEL_RECORD_MAX (CHANNEL_EVENT_MAX + CHANNEL_RECORD_HEAD_MAX)
#define CHANNEL_MESSAGE_MAX (1 + 4 + CHANNEL_RECORD_MAX)
#define CHANNEL_MESSAGE_PARTS ((CHANNEL_MESSAGE_MAX + CHANNEL_PART_MAX - 1) / CHANNEL_PART_MAX) /* 18 */
#define CHANNEL_CONTROL_MAX 8192 /* bytes of control messages that wait for one seat */
#define CHANNEL_ASK_MAX 32       /* events sent again for one request */
#define CHANNEL_N_MAILBOXES 4    /* epochs read: two before the current one, it, and the one after */
#define CHANNEL_USED_FILES 8     /* invitations of a seat remembered as used */
#define CHANNEL_MAX_FORKS 64

enum channel_message_kind {
    CHANNEL_MESSAGE_EVENT = 1,
    CHANNEL_MESSAGE_INTRODUCE = 2,
    CHANNEL_MESSAGE_ASK = 3,
    CHANNEL_MESSAGE_STAMPS = 4,
    CHANNEL_MESSAGE_FORWARDED = 5,
    CHANNEL_MESSAGE_YOURS = 6,
    CHANNEL_MESSAGE_AGAIN = 7,
    CHANNEL_MESSAGE_ASK_OF = 8,
    CHANNEL_MESSAGE_SLOTS = 9,
};

/* ---- keys ---- */

/* HKDF-Expand with info = "Track Two channel 1 " label zero context. */
T2_MUST_USE int channel_kdf(uint8_t *out, size_t out_len, const uint8_t key[static CHANNEL_KEY_LEN],
                            const char *label, struct t2_bytes context);
T2_MUST_USE int channel_kdf_number(uint8_t *out, size_t out_len, const uint8_t key[static CHANNEL_KEY_LEN],
                                   const char *label, uint64_t number);

/* One direction of a pair. chain is that of cell number next and moves forward only; the other two are fixed:
 * they tell where a cell lies, not what it says. */
struct channel_direction {
    uint8_t chain[CHANNEL_KEY_LEN];
    uint8_t locator[CHANNEL_KEY_LEN];
    uint8_t mailbox[CHANNEL_KEY_LEN];
    uint64_t next;
};

/* What a sealed cell is bound to. */
struct channel_binding {
    const uint8_t *table_id;
    uint8_t sender;
    uint8_t receiver;
};

/* The writer's secret of the mailbox that holds cells of this epoch, and the mailbox's name. */
T2_MUST_USE int channel_mailbox_secret(const struct channel_direction *d, uint64_t epoch,
                                       uint8_t out[static T2_CELL_KEY_LEN]);
T2_MUST_USE int channel_mailbox_name(const struct channel_direction *d, uint64_t epoch,
                                     uint8_t out[static T2_CELL_KEY_LEN]);
T2_MUST_USE int channel_cell_mid(const struct channel_direction *d, uint64_t number,
                                 uint8_t out[static T2_CELL_MID_LEN]);
T2_MUST_USE int channel_cell_locator(const struct channel_direction *d, uint64_t number,
                                     uint8_t out[static CHANNEL_LOCATOR_LEN]);
/* Message key of cell d->next; moves chain and next on. d is unchanged on failure. */
T2_MUST_USE int channel_ratchet_step(struct channel_direction *d, uint8_t out_key[static CHANNEL_KEY_LEN]);
/* Seals plain as cell d->next and moves on. d is unchanged on failure. */
T2_MUST_USE int channel_ratchet_seal(struct channel_direction *d, const struct channel_binding *b,
                                     const struct t2_random *random,
                                     const uint8_t plain[static CHANNEL_CELL_PLAIN_LEN],
                                     uint8_t out_body[static T2_CELL_MAIL_LEN]);
/* Opens a cell with its key. T2_E_AUTH. */
T2_MUST_USE int channel_cell_open(const uint8_t key[static CHANNEL_KEY_LEN], const struct channel_binding *b,
                                  uint64_t number, const uint8_t body[static T2_CELL_MAIL_LEN],
                                  uint8_t out_plain[static CHANNEL_CELL_PLAIN_LEN]);

/* ---- invitations ---- */

#define CHANNEL_FILE_DIGEST_LEN 16

struct channel_invitation {
    struct channel_invitation_info info;
    uint8_t answers[CHANNEL_FILE_DIGEST_LEN]; /* digest of the file it answers; zeros when it answers none */
    uint8_t secret[32];
    uint8_t public_key[T2_X25519_LEN];
    uint8_t introduction_key[T2_X25519_LEN];
    uint8_t stamps[CHANNEL_DIGEST_LEN];      /* digest of where the maker's stamps lie */
    uint8_t digest[CHANNEL_FILE_DIGEST_LEN]; /* of the whole file; filled by both */
};
T2_MUST_USE int channel_invitation_encode(struct channel_invitation *inv, struct t2_buf *out);
T2_MUST_USE int channel_invitation_decode(struct t2_bytes file, struct channel_invitation *out,
                                          enum channel_invitation_fault *fault);

/* ---- pairs ---- */

struct channel_skipped {
    uint64_t number;
    uint8_t key[CHANNEL_KEY_LEN];
};

/* A cell of an unfinished message. */
struct channel_part {
    uint64_t number;
    uint8_t index;
    uint8_t count;
    uint16_t len;
    uint8_t *data;
};

struct channel_outcell {
    uint64_t number;
    uint32_t n_stamped; /* of a stamp: so many events of ours from number on */
    bool committed;
    uint8_t writer_secret[T2_CELL_KEY_LEN];
    uint8_t mid[T2_CELL_MID_LEN];
    uint8_t *body; /* T2_CELL_MAIL_LEN */
};

struct channel_pair {
    enum channel_pair_status status; /* NONE and INVITED have no secrets */
    uint8_t introduced_by;
    bool heard;

    /* Our file, until the seat was heard; own_sk is wiped as soon as the pair is verified. */
    bool file_made;
    uint8_t own_sk[T2_X25519_LEN];
    uint8_t own_pk[T2_X25519_LEN];
    uint8_t own_secret[32];
    uint8_t own_answers[CHANNEL_FILE_DIGEST_LEN];
    uint8_t own_digest[CHANNEL_FILE_DIGEST_LEN];
    /* Theirs; peer_secret is wiped with own_sk. */
    bool file_taken;
    uint8_t peer_pk[T2_X25519_LEN];
    uint8_t peer_secret[32];
    uint8_t peer_digest[CHANNEL_FILE_DIGEST_LEN];
    uint8_t peer_introduction_key[T2_X25519_LEN]; /* zeros: not known */
    uint8_t peer_stamps[CHANNEL_DIGEST_LEN];      /* likewise: digest of where its device's stamps lie */
    uint32_t n_used;                              /* files of theirs ever taken in; the last few are kept */
    uint8_t used[CHANNEL_USED_FILES][CHANNEL_FILE_DIGEST_LEN];

    /* Of the present root, which itself is not kept. */
    uint8_t pipe_root[CHANNEL_KEY_LEN];
    char words[CHANNEL_WORDS_LEN];
    uint8_t introduction_nonce[32]; /* of the introduction in force */
    struct channel_direction out;
    struct channel_direction in;
    uint32_t n_skipped;
    struct channel_skipped skipped[CHANNEL_SKIP_MAX]; /* ascending numbers */
    uint32_t n_parts;
    struct channel_part parts[CHANNEL_PARTS_MAX];
    /* Mailboxes of the epochs base - 2 .. base + 1, base = in.next / CHANNEL_EPOCH_CELLS. */
    uint64_t from_seq[CHANNEL_N_MAILBOXES];
    uint8_t names[CHANNEL_N_MAILBOXES][T2_CELL_KEY_LEN];

    /* What waits to be sealed, in this order; then what waits for the relay. */
    struct t2_buf controls; /* vectors, each one message */
    uint32_t resend_first;  /* 0: none */
    uint32_t resend_last;
    uint32_t pass_first; /* events of a third seat that it asked for; 0: none; not saved */
    uint32_t pass_last;
    uint8_t pass_author;
    uint32_t sent; /* own events sealed so far */
    uint32_t n_outcells;
    struct channel_outcell outcells[CHANNEL_OUTBOX_MAX];

    uint64_t opened;
    uint64_t repeated;
    uint64_t foreign;
    uint64_t malformed;

    /* device.c. The seat's present device, when it has changed; mailboxes of the one before. */
    uint16_t n_devices; /* changes that this pair knows of */
    uint8_t device[CHANNEL_DIGEST_LEN];
    bool has_ended;
    uint8_t ended_names[2][T2_CELL_KEY_LEN];
    uint64_t ended_seq[2];
    uint64_t refused; /* cells that stood in them */
    /* Of the present root: we told it of its newest record, and send those up to here yet. */
    bool stated;
    uint32_t forward;
    /* Of the present root: it told us of ours; we told it where our stamps lie. */
    bool told;
    uint32_t told_seq;
    uint8_t told_digest[CHANNEL_DIGEST_LEN];
    uint8_t told_stamps[CHANNEL_DIGEST_LEN]; /* digest of where it says our stamps lay */
    bool stamps_told;
};

/* ---- the log ---- */

#define CHANNEL_HEAD_LEN (1 + 4 + CHANNEL_DIGEST_LEN)
#define CHANNEL_BLIND_LEN 16 /* random bytes before the words, so that their digest tells nothing of them */
#define CHANNEL_BESIDE_MAX (CHANNEL_BLIND_LEN + CHANNEL_WORDS_MAX)

struct channel_record {
    uint8_t *bytes; /* owned; the encoding without the words: what the digest is over */
    size_t len;
    size_t cap;      /* of bytes */
    uint8_t *beside; /* owned: blind and words; NULL when they are not here */
    size_t beside_len;
    uint8_t units;   /* of blind and words; 0: none ever */
    bool words_over; /* they go to nobody any more, and are not taken in again */
    uint8_t author;
    uint32_t seq;
    struct t2_bytes previous; /* these four borrow from bytes */
    struct t2_bytes heads;
    struct t2_bytes event;
    struct t2_bytes beside_digest; /* empty when units is 0 */
    uint8_t digest[CHANNEL_DIGEST_LEN];
    enum channel_pair_status authenticated;
    uint32_t claim; /* of ours: our clock when it was posted; of others: the slot its author gave, 0: none */
    uint64_t lamport; /* 0 until it counts */
    uint64_t slot;    /* once it counts */
};

/* ---- stamps ---- */

#define CHANNEL_STAMP_EVENTS 1024 /* of one author in one stamp mailbox */
#define CHANNEL_STAMP_EPOCHS (CHANNEL_MAX_RECORDS / CHANNEL_STAMP_EVENTS)
#define CHANNEL_STAMP_MAX 120  /* digests in one cell */
#define CHANNEL_STAMP_CELLS 64 /* that wait for the relay */
#define CHANNEL_STAMPS_LEN (CHANNEL_STAMP_EPOCHS * T2_CELL_KEY_LEN + CHANNEL_KEY_LEN)

/* What the relay's clock says of one event: the first valid stamp under its number. */
struct channel_stamp {
    uint32_t slot; /* 0: none */
    uint8_t digest[CHANNEL_DIGEST_LEN];
};

/* A stamp that was there at some time is still there so long after it: the relay keeps cells for 20 days. */
#define CHANNEL_WATCH_SLOTS (CHANNEL_GIVEN_SLOTS / 2)

#define CHANNEL_STAMP_PARTS 8 /* devices of one seat, one after the other */

/* Where a later device of the seat has its stamps. */
struct channel_stamps_part {
    uint32_t first; /* event from which on they hold; at least 2 */
    uint8_t announced[CHANNEL_STAMPS_LEN];
};

/* An author's stamp mailboxes, as it has told us; our own, as we tell all. announced is of its first device,
 * more of those that followed. */
struct channel_stamps {
    bool known;
    uint8_t n_more;
    struct channel_stamps_part more[CHANNEL_STAMP_PARTS - 1];
    uint32_t
        next_first; /* not 0: the seat has another device, whose stamps hold from here on; not told yet */
    uint8_t announced[CHANNEL_STAMPS_LEN];  /* the names, then the key of the cells in them */
    uint8_t commitment[CHANNEL_DIGEST_LEN]; /* stands in the author's first record */
    uint32_t epoch;                         /* and part, whose mailbox the next two are of */
    uint64_t from_seq;
    bool ended; /* the relay has no more there than what is here; not saved */
    /* Read to its end again and again since this slot, and last in that one, by our clock; 0: never. */
    uint64_t watched_from;
    uint64_t watched_last;
};

struct channel_author {
    struct channel_record **records; /* [seq - 1]; NULL where missing */
    struct channel_stamp *stamp;     /* likewise */
    uint32_t cap;                    /* of both */
    uint32_t n_stamps;               /* highest seq with a stamp */
    uint32_t stamped;                /* all up to this one have a stamp */
    struct channel_stamps stamps;
    uint32_t highest; /* highest seq here */
    uint32_t claimed; /* highest seq that a record here names or a stamp is of */
    uint32_t counted;
    size_t n_bytes;
    uint16_t n_devices; /* changes that are in force: what it says of more of them does not hold yet */
    bool held;          /* what is above held_at does not count */
    uint32_t held_at;
};

struct channel_log {
    uint8_t table_id[CHANNEL_TABLE_ID_LEN];
    uint8_t n_seats;
    uint8_t self;
    struct channel_author authors[CHANNEL_MAX_SEATS];
    size_t n_records;
    struct channel_record **order; /* those that count */
    size_t n_order;
    size_t cap_order;
    size_t first_changed;
    uint64_t limit;
    uint8_t gated;          /* an author of whom nothing counts yet, or CHANNEL_NO_SEAT */
    uint64_t highest_stamp; /* of others' events that count */
    bool compare;           /* a slot is here by somebody's word: to be compared; not saved */
    uint32_t n_forks;
    struct channel_fork forks[CHANNEL_MAX_FORKS];
};

/* One head of a record's list; the list has been checked when the record was read. */
struct channel_head {
    uint8_t author;
    uint32_t seq;
    const uint8_t *digest;
};
T2_MUST_USE int channel_record_write(struct t2_buf *out, uint8_t author, uint32_t seq,
                                     const uint8_t previous[static CHANNEL_DIGEST_LEN], struct t2_bytes heads,
                                     struct t2_bytes event);
/* The same with blind and words beside it. */
T2_MUST_USE int
channel_record_write_beside(struct t2_buf *out, const uint8_t table_id[static CHANNEL_TABLE_ID_LEN],
                            uint8_t author, uint32_t seq, const uint8_t previous[static CHANNEL_DIGEST_LEN],
                            struct t2_bytes heads, struct t2_bytes event, struct t2_bytes beside);
/* The record again, with what is beside it or without: as it is read. */
void channel_record_put(struct wire_writer *w, const struct channel_record *r, bool beside);
void channel_record_forget(struct channel_record *r);
/* What it counts for in CHANNEL_MAX_AUTHOR_BYTES: the same whether its words are here or not. */
size_t channel_record_charge(const struct channel_record *r);
/* Takes a copy of in. out->authenticated and out->claim are left to the caller. */
T2_MUST_USE int channel_record_read(struct t2_bytes in, const uint8_t table_id[static CHANNEL_TABLE_ID_LEN],
                                    uint8_t n_seats, struct channel_record **out);
void channel_record_free(struct channel_record *r);
size_t channel_record_n_heads(const struct channel_record *r);
struct channel_head channel_record_head(const struct channel_record *r, size_t i);

void channel_log_init(struct channel_log *log, const uint8_t table_id[static CHANNEL_TABLE_ID_LEN],
                      uint8_t n_seats, uint8_t self);
void channel_log_clear(struct channel_log *log);
/* Record seq is here and the same as r: when it came without its words it takes those of r, unless they have
 * had their time. */
void channel_log_words_take(struct channel_log *log, uint8_t author, uint32_t seq, struct channel_record *r);
/* Event i of the order is not what it was when it was folded. */
void channel_log_touch(struct channel_log *log, size_t i);
enum channel_inserted { CHANNEL_INSERTED, CHANNEL_INSERTED_BEFORE, CHANNEL_INSERTED_REFUSED };
/* Takes r over on success (frees it when it was there before or is refused). T2_E_MEMORY: r stays the
 * caller's. */
T2_MUST_USE int channel_log_insert(struct channel_log *log, struct channel_record *r,
                                   enum channel_inserted *out);
/* While a log is loaded: puts a record (r stays the caller's on failure) and a stamp in without counting;
 * then channel_log_advance. */
T2_MUST_USE int channel_log_restore(struct channel_log *log, struct channel_record *r);
T2_MUST_USE int channel_log_restore_stamp(struct channel_log *log, uint8_t author, uint32_t seq,
                                          const uint8_t digest[static CHANNEL_DIGEST_LEN], uint32_t slot);
/* Counts whatever can be counted. */
void channel_log_advance(struct channel_log *log);
/* n events from first on (within CHANNEL_MAX_RECORDS) were stamped in this slot with these digests, one after
 * the other. Of each number the first stamp stays; *out_new is whether there was one. T2_E_MEMORY: none is
 * taken. */
T2_MUST_USE int channel_log_stamp(struct channel_log *log, uint8_t author, uint32_t first, uint32_t n,
                                  const uint8_t *digests, uint32_t slot, bool *out_new);
/* device.c uses these. Frees the author's records and stamps above seq; none of them counts. */
void channel_log_cut(struct channel_log *log, uint8_t author, uint32_t seq);
void channel_log_hold(struct channel_log *log, uint8_t author, bool hold, uint64_t ended);
void channel_log_devices(struct channel_log *log, uint8_t author, uint16_t n_devices);
void channel_log_ungate(struct channel_log *log);
void channel_log_grow(struct channel_log *log, uint8_t n_seats);
void channel_log_fork_note(struct channel_log *log, uint8_t author, uint32_t seq, uint8_t reporter);
const struct channel_record *channel_log_record(const struct channel_log *log, uint8_t author, uint32_t seq);
/* The heads that author's next record must carry: of every other author who has more that counts than
 * author's own records have named. */
T2_MUST_USE int channel_log_heads(const struct channel_log *log, uint8_t author, struct t2_buf *out);

/* ---- the whole ---- */

/* An introduction that came before the seat it is about. */
struct channel_early {
    bool here;
    uint8_t key[T2_X25519_LEN];
    uint8_t stamps[CHANNEL_DIGEST_LEN];
    uint8_t nonce[32];
};

struct channel {
    const struct t2_random *random;
    struct channel_store *store;
    uint8_t table_id[CHANNEL_TABLE_ID_LEN];
    uint8_t n_seats;
    uint8_t self;
    uint8_t convenor;
    char relay[CHANNEL_RELAY_MAX + 1];
    uint8_t introduction_sk[T2_X25519_LEN];
    uint8_t introduction_pk[T2_X25519_LEN];
    uint8_t stamp_secret[CHANNEL_KEY_LEN];
    uint32_t stamp_sealed; /* events of ours that are in a stamp cell */
    uint32_t n_stamp_cells;
    struct channel_outcell stamp_cells[CHANNEL_STAMP_CELLS];
    struct channel_log log;
    /* Introductions to seats that are not known here yet. */
    struct channel_early early[CHANNEL_MAX_SEATS];
    struct channel_pair *pairs; /* n_seats, in guarded memory of their own; that of self stays empty */
};

/* The pair with a seat, or NULL when it is none or oneself. */
struct channel_pair *channel_pair_of(struct channel *ch, uint8_t seat);
const struct channel_pair *channel_pair_of_const(const struct channel *ch, uint8_t seat);
/* VERIFIED or INTRODUCED. */
bool channel_pair_has_root(const struct channel_pair *p);
/* Makes the secrets of a pair whose two files are here, or of one that was introduced. Unchanged on failure.
 */
T2_MUST_USE int channel_pair_establish(struct channel *ch, uint8_t seat, enum channel_pair_status kind,
                                       const uint8_t introduction_nonce[static 32]);
/* Wipes everything of the present root: ratchets, parts, cells; keeps files and counters. */
void channel_pair_clear_root(struct channel_pair *p);
T2_MUST_USE int channel_pair_names(struct channel_pair *p);

/* stamp.c: our own mailboxes from stamp_secret. */
T2_MUST_USE int channel_stamps_derive(struct channel *ch);
/* The commitment to what was announced. */
T2_MUST_USE int channel_stamps_commit(const struct channel_log *log, uint8_t author,
                                      struct channel_stamps *st);
/* Where a device with this secret has its stamps; the same as a digest. */
T2_MUST_USE int channel_stamps_announce(const uint8_t stamp_secret[static CHANNEL_KEY_LEN],
                                        uint8_t out[static CHANNEL_STAMPS_LEN]);
T2_MUST_USE int channel_stamps_digest(const uint8_t announced[static CHANNEL_STAMPS_LEN],
                                      uint8_t out[static CHANNEL_DIGEST_LEN]);
/* The present device's. */
const uint8_t *channel_stamps_last(const struct channel_stamps *st);
/* announced, then (first 4 | announced) of each that follows; and back. True: read. */
void channel_stamps_put(struct wire_writer *w, const struct channel_stamps *st);
bool channel_stamps_get(struct wire_reader *r, struct channel_stamps *st);
/* Another device follows after `counted` of its events. */
void channel_stamps_changed(struct channel_stamps *st, uint32_t counted);
/* The epoch of an event with the part in force there: names one mailbox. */
uint32_t channel_stamps_epoch(const struct channel_stamps *st, uint32_t seq);
/* The device that this event is of by what its author has told, from 0. */
unsigned channel_stamps_device(const struct channel_stamps *st, uint32_t seq);
/* The furthest reading position of those whose stamps lie in this mailbox; 0: nobody's. */
uint64_t channel_stamps_furthest(const struct channel_log *log, const uint8_t name[static T2_CELL_KEY_LEN]);
/* An author has told where its stamps lie. */
T2_MUST_USE int channel_stamps_take(struct channel *ch, uint8_t author, struct t2_bytes body, bool *out_fine);
/* Seals stamps of our own new events, as far as there is room. */
T2_MUST_USE int channel_stamps_seal(struct channel *ch);
T2_MUST_USE int channel_stamp_secret(const struct channel *ch, uint32_t first,
                                     uint8_t out[static T2_CELL_KEY_LEN]);
T2_MUST_USE int channel_stamp_mid(const struct channel *ch, uint32_t first,
                                  uint8_t out[static T2_CELL_MID_LEN]);
/* The stamp mailbox of an author to be read now. False: none, or there is nothing more to stamp. */
bool channel_stamps_mailbox(const struct channel_log *log, uint8_t author, struct channel_mailbox *out);
/* A cell that stood in it. */
T2_MUST_USE int channel_stamp_receive(struct channel *ch, uint8_t author, uint64_t seq, uint32_t slot,
                                      const uint8_t body[static T2_CELL_MAIL_LEN], enum channel_got *out_got);

/* control.c: appends a message that waits; takes one in. T2_E_FULL, T2_E_MEMORY. */
T2_MUST_USE int channel_control_receive(struct channel *ch, uint8_t from, enum channel_message_kind kind,
                                        struct t2_bytes body, bool *out_fine);
/* send.c: seals what waits for a seat, as far as its outbox has room. What was sealed before a failure stays.
 */
T2_MUST_USE int channel_send_waiting(struct channel *ch, uint8_t seat);
void channel_outcells_clear(struct channel_outcell *cells, uint32_t *n);
/* T2_E_FULL: the outbox has no room for this message now. */
T2_MUST_USE int channel_message_seal(struct channel *ch, uint8_t seat, struct t2_bytes message);
/* Seals event seq of an author, which is here, for a seat: of ours as an event, of another as forwarded.
 * T2_E_STATE: it is not here. */
T2_MUST_USE int channel_event_seal(struct channel *ch, uint8_t seat, uint8_t author, uint32_t seq);
/* passed.c. Asks somebody else for what is missing of an author. T2_E_STATE: nobody to ask, or what comes
 * could not be told from a wrong one. */
T2_MUST_USE int channel_passed_ask(struct channel *ch, uint8_t author, uint32_t first);
void channel_passed_asked(struct channel *ch, uint8_t from, struct t2_bytes body, bool *out_fine);
T2_MUST_USE int channel_passed_send(struct channel *ch, uint8_t seat);
/* Takes r over on success: a record of a third seat that `from` has passed on. T2_E_MEMORY: r is freed. */
T2_MUST_USE int channel_passed_take(struct channel *ch, struct channel_record *r, enum channel_got *out_got);
/* slots.c. Lets what is to be compared wait for all, and for new pairs; takes in what a seat has told. */
T2_MUST_USE int channel_slots_tell(struct channel *ch);
T2_MUST_USE int channel_slots_receive(struct channel *ch, uint8_t from, struct t2_bytes body, bool *out_fine);
/* control.c: lets a message wait for this seat. T2_E_FULL, T2_E_MEMORY. What an introduction of the convenor
 * does to a pair; out_fine false: its key is none, or not that of the seat's device. */
T2_MUST_USE int channel_control_queue(struct channel_pair *p, struct t2_bytes message);
T2_MUST_USE int channel_introduction_take(struct channel *ch, uint8_t seat, const struct channel_early *e,
                                          bool *out_fine);
/* device_file.c: a device is its introduction key and where its stamps lie. */
T2_MUST_USE int channel_device_digest_of(const uint8_t key[static T2_X25519_LEN],
                                         const uint8_t stamps[static CHANNEL_DIGEST_LEN],
                                         uint8_t out[static CHANNEL_DIGEST_LEN]);
/* A channel that is being made takes the keys of the store's device, when there is one. */
T2_MUST_USE int channel_device_begin(struct channel *ch, bool *out_is);
void channel_device_joined(struct channel *ch);
/* device_new.c */
T2_MUST_USE int channel_device_ask(struct channel *ch); /* channel_ask_again for our own */
void channel_device_settle(struct channel *ch);
/* The newest of our own records that another seat has told us of; 0: none. */
uint32_t channel_device_told(const struct channel *ch);
T2_MUST_USE int channel_device_receive(struct channel *ch, uint8_t from, enum channel_message_kind kind,
                                       struct t2_bytes body, enum channel_got *out_got);
/* device.c. It is the device agreed on, or none was. */
bool channel_device_fits(const struct channel_pair *p, const uint8_t key[static T2_X25519_LEN],
                         const uint8_t stamps[static CHANNEL_DIGEST_LEN]);
/* Seals for a seat's new device what it has of the seat. As channel_message_seal. */
T2_MUST_USE int channel_device_send(struct channel *ch, uint8_t seat);
/* Continues a walk of the inbox that has come to n; takes a cell of such a mailbox. */
size_t channel_device_inbox(const struct channel *ch, size_t n, size_t wanted, struct channel_mailbox *out);
bool channel_device_refuse(struct channel *ch, const uint8_t name[static T2_CELL_KEY_LEN], uint64_t seq);
void channel_device_put(struct wire_writer *w, const struct channel_pair *p);
void channel_device_get(struct wire_reader *r, struct channel_pair *p);
/* grow.c: n pairs without anything, in guarded memory; NULL when there is none. */
struct channel_pair *channel_pairs_new(uint8_t n_seats);
/* receive.c */
void channel_parts_clear(struct channel_pair *p);
/* state.c */
T2_MUST_USE int channel_state_encode(const struct channel *ch, struct t2_buf *out);
T2_MUST_USE int channel_state_decode(struct channel **out, struct t2_bytes in);
/* A copy on the heap, to be freed by free; NULL when there is no memory. n is at least 1. */
uint8_t *channel_copy(const uint8_t *bytes, size_t n);
/* channel.c: an empty channel in guarded memory. */
T2_MUST_USE int channel_alloc(struct channel **out, uint8_t n_seats);

/* ---- the store ---- */

/* Called before every step that touches the disk, by its name; tests make it fail or kill the process there.
 */
struct channel_store_hook {
    int (*before)(void *ctx, const char *step); /* 0 to go on */
    void *ctx;
};
void channel_store_set_hook(struct channel_store *s, struct channel_store_hook hook);

#define CHANNEL_STORE_HEADER_LEN 122
struct channel_store_header {
    struct channel_store_cost cost;
    uint8_t salt[16];
    uint8_t wrap_nonce[T2_XAEAD_NONCE_LEN];
    uint8_t wrapped[CHANNEL_KEY_LEN + T2_AEAD_TAG_LEN];
    uint8_t bytes[CHANNEL_STORE_HEADER_LEN]; /* the encoding, which everything else is bound to */
};
/* store_file.c: the bytes of the file, without any file. */
T2_MUST_USE int channel_store_header_new(struct channel_store_header *out, struct t2_bytes passphrase,
                                         struct channel_store_cost cost, const struct t2_random *random,
                                         uint8_t out_key[static CHANNEL_KEY_LEN]);
/* Everything of the header but the passphrase. */
T2_MUST_USE int channel_store_header_read(struct channel_store_header *out, struct t2_bytes file);
T2_MUST_USE int channel_store_header_unwrap(const struct channel_store_header *h, struct t2_bytes passphrase,
                                            uint8_t out_key[static CHANNEL_KEY_LEN]);
/* The content: (name vector, value vector) one after another; take is called for each and may refuse it. */
T2_MUST_USE int channel_store_values_read(struct t2_bytes content,
                                          int (*take)(void *ctx, const char *key, struct t2_bytes value),
                                          void *ctx);
T2_MUST_USE int channel_store_body_seal(const struct channel_store_header *h,
                                        const uint8_t key[static CHANNEL_KEY_LEN],
                                        const struct t2_random *random, struct t2_bytes content,
                                        struct t2_buf *out_file);
T2_MUST_USE int channel_store_body_open(const struct channel_store_header *h,
                                        const uint8_t key[static CHANNEL_KEY_LEN], struct t2_bytes file,
                                        struct t2_buf *out_content);

#endif
