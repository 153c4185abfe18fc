/* The cell: the only thing that travels between a desk and a relay, inside TLS 1.3. docs/protocol/relay.md.
 *
 * A cell is 4,096 bytes on the wire, whatever it says. Requests, answers, refusals and contents have one
 * size, so that their kind does not show to an observer. One layout serves every kind; a field that a kind
 * does not use is zero, and a decoder refuses anything else: one value has one encoding. Shared by src/relay
 * and src/desk/relay_client. */
#ifndef T2_TRACKTWO_CELL_H
#define T2_TRACKTWO_CELL_H

#include <tracktwo/bytes.h>

#define T2_CELL_VERSION 2
#define T2_CELL_LEN 4096      /* on the wire */
#define T2_CELL_MAIL_LEN 3920 /* contents of a mailbox cell: opaque, always all of it */
#define T2_CELL_PIPE_LEN 4088 /* contents of a pipe cell: opaque, always all of it */
#define T2_CELL_KEY_LEN 32    /* mailbox name, pipe name or writer's secret */
#define T2_CELL_MID_LEN 16    /* message id, chosen by the writer, unique in its mailbox */

/* Limits that both sides know. A relay may be stricter; then it says so by T2_CELL_REFUSED. */
#define T2_CELL_WINDOW_MAX 1024 /* cells of credit open at a time on one pipe direction or one reader */
#define T2_CELL_PIPES_MAX 64    /* pipes on one connection */
#define T2_CELL_READERS_MAX 256 /* reads and subscriptions open at a time on one connection */
#define T2_CELL_UNACKNOWLEDGED_MAX 256 /* appends under way on one connection */

/* number names the stream within one connection and is chosen by the desk; appends, readers and pipes count
 * apart. */
enum t2_cell_kind {
    /* desk to relay */
    T2_CELL_APPEND = 1, /* number, mid, key = writer's secret w, body; the mailbox is BLAKE2b-256(w) */
    T2_CELL_READ = 2, /* number, key = name, seq = first wanted, count = at most so many; then T2_CELL_END */
    T2_CELL_SUBSCRIBE = 3, /* number, key = name, seq = first wanted, count = first credit; stays open */
    T2_CELL_CANCEL = 4,    /* number of a reader; answered by T2_CELL_END */
    T2_CELL_OPEN = 5,      /* number, key = pipe name, count = credit given to the other side */
    T2_CELL_PING = 6,      /* number; answered by T2_CELL_PONG */
    /* relay to desk */
    T2_CELL_STORED =
        32, /* number of the append, seq, code 0 or T2_CELL_REPEAT, count = slot: it is on disk */
    T2_CELL_REFUSED = 33, /* number, code says why, count = kind of the request refused */
    T2_CELL_MAIL = 34,    /* number of the reader, seq, count = slot, mid, body */
    T2_CELL_END = 35,     /* number of the reader, seq = next to ask for, count 1 when more was there */
    T2_CELL_JOINED = 36,  /* number of the pipe, count = credit given by the other side */
    T2_CELL_PONG = 37,    /* number */
    /* both ways */
    T2_CELL_DATA = 64, /* number of the pipe, pipe body */
    T2_CELL_CREDIT =
        65, /* number of the pipe, count more cells may come; from a desk also for a subscription (code 1) */
    T2_CELL_CLOSE = 66, /* number of the pipe; towards the desk code tells why */
};

enum t2_cell_code {
    T2_CELL_OK = 0,
    T2_CELL_REPEAT = 1,    /* STORED: this mid was stored before, under this seq */
    T2_CELL_ON_READER = 1, /* CREDIT: number is a subscription's, not a pipe's */
    /* REFUSED */
    T2_CELL_MAILBOX_FULL = 16, /* quota of the mailbox */
    T2_CELL_RELAY_FULL = 17,   /* quota of the whole relay */
    T2_CELL_TOO_MANY = 18,     /* unacknowledged appends, readers or pipes of this connection */
    T2_CELL_TOO_FAST = 19,     /* rate of this connection */
    T2_CELL_NOT_STORED = 20, /* the disk failed: nothing is acknowledged; try again later with the same mid */
    T2_CELL_PIPE_TAKEN = 21, /* two others hold this pipe name */
    /* CLOSE towards a desk */
    T2_CELL_PEER_CLOSED = 32,  /* the other side closed the pipe */
    T2_CELL_PEER_GONE = 33,    /* its connection ended */
    T2_CELL_PIPE_EXPIRED = 34, /* nobody joined in the time allowed */
};

enum t2_cell_side { T2_CELL_FROM_DESK, T2_CELL_FROM_RELAY };

/* A cell taken apart; key, mid and body borrow from the wire bytes, and are NULL where the kind has none. */
struct t2_cell {
    enum t2_cell_kind kind;
    uint16_t code;
    uint32_t number;
    uint64_t seq;
    uint32_t count;      /* STORED and MAIL: the slot in which the relay stored it, minutes since 1970 */
    const uint8_t *mid;  /* T2_CELL_MID_LEN */
    const uint8_t *key;  /* T2_CELL_KEY_LEN */
    const uint8_t *body; /* T2_CELL_MAIL_LEN or T2_CELL_PIPE_LEN, by kind */
};

/* Takes a received cell apart. T2_E_VERSION, T2_E_MALFORMED (kind unknown or not of this side, unused field
 * not zero, value out of its range), T2_E_TRUNCATED, T2_E_TRAILING (in.len is not T2_CELL_LEN). out is zeroed
 * on failure. */
T2_MUST_USE int t2_cell_decode(struct t2_cell *out, struct t2_bytes in, enum t2_cell_side from);

/* Writes a cell. Every field that the kind has must be set and pointers that it has must not be NULL; a field
 * that it has not is taken as zero. out: T2_CELL_LEN bytes; body may already stand in its place in out. */
void t2_cell_encode(uint8_t out[static T2_CELL_LEN], const struct t2_cell *cell);

/* Where the body of this kind stands in a cell: an offset into T2_CELL_LEN bytes; its length by
 * t2_cell_body_len. */
size_t t2_cell_body_offset(enum t2_cell_kind kind);
size_t t2_cell_body_len(enum t2_cell_kind kind); /* 0 for kinds without a body */

#endif
