/* A desk's connection to a relay: TLS 1.3 with the relay's public key pinned, cells of one size, nothing
 * blocks.
 *
 * One connection carries any number of appends, readers and pipes up to the limits of cell.h; the caller
 * chooses their numbers (each kind counts apart). Life: new -> step until CONNECTED -> append, read,
 * pipe_open ... and step -> free. Everything that arrives is an event, taken one by one with next, but the
 * contents of pipes, which wait in the pipe until they are taken. What may wait is bounded by the credit that
 * the caller gave. After an error every later call returns the same error; free the client and make a new
 * one. Threads: one client belongs to one thread. */
#ifndef T2_DESK_RELAY_CLIENT_H
#define T2_DESK_RELAY_CLIENT_H

#include <stdbool.h>

#include <tracktwo/cell.h>

#define RELAY_PIN_LEN 32
#define RELAY_ADDRESS_TEXT_MAX 340

/* Where a relay is and who it is. Text form: HOST:PORT#PIN, PIN in 64 hex digits; an IPv6 host stands in
 * brackets. */
struct relay_address {
    char host[256];
    char port[6];
    uint8_t pin[RELAY_PIN_LEN]; /* SHA-256 of the relay's SubjectPublicKeyInfo in DER */
};

/* T2_E_MALFORMED, T2_E_TOO_LARGE. out is zeroed on failure. */
T2_MUST_USE int relay_address_parse(struct relay_address *out, const char *text);
void relay_address_format(char out[static RELAY_ADDRESS_TEXT_MAX], const struct relay_address *address);

enum relay_event_kind {
    RELAY_EVENT_NONE = 0,
    RELAY_EVENT_CONNECTED,
    RELAY_EVENT_STORED,  /* number of the append, seq, slot; repeat when this message id was there before */
    RELAY_EVENT_REFUSED, /* of, number, error, code; the append, reader or pipe is gone, the connection stays
                          */
    RELAY_EVENT_MAIL,    /* number of the reader, seq, slot, mid, body */
    RELAY_EVENT_END,     /* number of the reader: it is closed; seq to go on from; more when there was more */
    RELAY_EVENT_PIPE_JOINED, /* number of the pipe: the other side is there, cells may go */
    RELAY_EVENT_PIPE_DATA,   /* number of the pipe: it has cells again (given once when it had none) */
    RELAY_EVENT_PIPE_ROOM,   /* number of the pipe: cells may be sent again (given once after T2_E_FULL) */
    RELAY_EVENT_PIPE_CLOSED, /* number of the pipe, code: T2_CELL_PEER_CLOSED, _PEER_GONE, _PIPE_EXPIRED; what
                                came before can still be taken */
};

struct relay_event {
    enum relay_event_kind kind;
    uint32_t number;
    uint64_t seq;
    uint32_t slot; /* STORED, MAIL: in which the relay stored it the first time; minutes since 1970 */
    bool repeat;
    bool more;
    enum t2_cell_kind of; /* REFUSED: T2_CELL_APPEND, _READ, _SUBSCRIBE or _OPEN */
    enum t2_cell_code code;
    int error; /* REFUSED: T2_E_FULL (a quota), T2_E_IO (the relay's disk), T2_E_EXISTS (pipe taken) */
    const uint8_t *mid;  /* MAIL: T2_CELL_MID_LEN bytes, borrowed until the next call of next or step */
    const uint8_t *body; /* MAIL: T2_CELL_MAIL_LEN bytes, likewise */
};

struct relay_client;

/* Resolves and begins to connect; blocks only for the name when host is not a number.
 * T2_E_MEMORY, T2_E_IO, T2_E_AWAY (no such host, refused). */
T2_MUST_USE int relay_client_new(struct relay_client **out, const struct relay_address *address);
/* Sends nothing more and closes; NULL is fine. */
void relay_client_free(struct relay_client *c);

/* For a caller's own poll(2): the descriptor, and POLLIN with or without POLLOUT. Then relay_client_step(c,
 * 0). */
int relay_client_fd(const struct relay_client *c);
short relay_client_poll_events(const struct relay_client *c);

/* Sends and receives what can be, and waits at most timeout_ms (-1: without end) until something has arrived
 * or all has been sent. Returns at once when events wait. 0 also when the time is over or only part was done.
 * T2_E_AWAY (refused, closed, silent), T2_E_AUTH (another key than the pinned one), T2_E_MALFORMED (not our
 * protocol), T2_E_VERSION, T2_E_MEMORY. */
T2_MUST_USE int relay_client_step(struct relay_client *c, int timeout_ms);
/* Steps until connected. Errors as step, and T2_E_TIMEOUT. The CONNECTED event is taken. */
T2_MUST_USE int relay_client_connect(struct relay_client *c, int timeout_ms);
bool relay_client_is_connected(const struct relay_client *c);
/* The next event; kind RELAY_EVENT_NONE when there is none. */
void relay_client_next(struct relay_client *c, struct relay_event *out);
/* 0, or the error that ended the connection. */
int relay_client_error(const struct relay_client *c);

/* Asks to store body (T2_CELL_MAIL_LEN bytes, copied) in the mailbox of the writer's secret. Answered by
 * STORED or REFUSED with the same number. T2_E_FULL: T2_CELL_UNACKNOWLEDGED_MAX are under way: step first. */
T2_MUST_USE int relay_client_append(struct relay_client *c, uint32_t number,
                                    const uint8_t writer_secret[static T2_CELL_KEY_LEN],
                                    const uint8_t mid[static T2_CELL_MID_LEN],
                                    const uint8_t body[static T2_CELL_MAIL_LEN]);
/* Same, and steps until it is answered; other events stay in the queue. out_seq and out_repeat may be NULL.
 * Errors as step, those of REFUSED, T2_E_TIMEOUT (unknown whether stored: send again with the same mid).
 * number must not be in use. */
T2_MUST_USE int relay_client_append_wait(struct relay_client *c, uint32_t number,
                                         const uint8_t writer_secret[static T2_CELL_KEY_LEN],
                                         const uint8_t mid[static T2_CELL_MID_LEN],
                                         const uint8_t body[static T2_CELL_MAIL_LEN], int timeout_ms,
                                         uint64_t *out_seq, bool *out_repeat);

/* The mailbox name that belongs to a writer's secret: BLAKE2b-256. T2_E_IO never in practice. */
T2_MUST_USE int relay_client_mailbox_name(uint8_t out_name[static T2_CELL_KEY_LEN],
                                          const uint8_t writer_secret[static T2_CELL_KEY_LEN]);

/* Reads at most count cells (1 to T2_CELL_WINDOW_MAX) from sequence number from_seq (first is 1): MAIL
 * events, then END. A mailbox that does not exist is empty. T2_E_FULL (readers), T2_E_EXISTS (number in use),
 * T2_E_ARGUMENT. */
T2_MUST_USE int relay_client_read(struct relay_client *c, uint32_t number,
                                  const uint8_t name[static T2_CELL_KEY_LEN], uint64_t from_seq,
                                  uint32_t count);
/* Like read, and then every new cell as it is stored, until cancel. Errors as read. */
T2_MUST_USE int relay_client_subscribe(struct relay_client *c, uint32_t number,
                                       const uint8_t name[static T2_CELL_KEY_LEN], uint64_t from_seq);
/* Ends a reader; END follows. T2_E_MISSING. */
T2_MUST_USE int relay_client_cancel(struct relay_client *c, uint32_t number);

/* Opens a pipe: joined with whoever presents the same name, through this relay. window: cells that may wait
 * here unread, 1 to T2_CELL_WINDOW_MAX. T2_E_FULL (pipes), T2_E_EXISTS (number in use), T2_E_ARGUMENT,
 * T2_E_MEMORY. */
T2_MUST_USE int relay_client_pipe_open(struct relay_client *c, uint32_t number,
                                       const uint8_t name[static T2_CELL_KEY_LEN], uint32_t window);
/* Queues one pipe cell (copied). T2_E_FULL: no credit or too much queued; PIPE_ROOM follows when there is
 * some again. T2_E_STATE: not joined or closed. T2_E_MISSING: no such pipe. */
T2_MUST_USE int relay_client_pipe_send(struct relay_client *c, uint32_t number,
                                       const uint8_t cell[static T2_CELL_PIPE_LEN]);
/* Cells that pipe_send would take now; 0 also for an unknown pipe. */
size_t relay_client_pipe_room(const struct relay_client *c, uint32_t number);
/* The oldest waiting cell of a pipe, T2_CELL_PIPE_LEN bytes borrowed until taken or step; len 0 when none. */
struct t2_bytes relay_client_pipe_peek(const struct relay_client *c, uint32_t number);
/* Drops the cell that peek shows and gives its credit back to the other side. */
void relay_client_pipe_taken(struct relay_client *c, uint32_t number);
/* Closes our end, after what was queued has gone; what waits unread is dropped. No event follows. The number
 * is free again when the relay has confirmed it, so better take a new one. */
void relay_client_pipe_close(struct relay_client *c, uint32_t number);

/* Cells sent and received so far, of every kind. */
void relay_client_counts(const struct relay_client *c, uint64_t *out_sent, uint64_t *out_received);

#endif
