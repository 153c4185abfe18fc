/* The parts of a relay client: connection (relay_client.c), mailboxes (relay_client_mail.c), pipes
 * (relay_client_pipe.c). */
#ifndef T2_DESK_RELAY_CLIENT_INTERNAL_H
#define T2_DESK_RELAY_CLIENT_INTERNAL_H

#include <sys/queue.h>

#include <tracktwo/tls.h>

#include "desk/relay_client.h"

#define CLIENT_BUFFER 262144
#define CLIENT_OUT_PIPE_CELLS 512 /* cells queued above which pipes take no more */
#define CLIENT_READER_WINDOW 256  /* credit of a subscription */

struct event_node {
    STAILQ_ENTRY(event_node) link;
    struct relay_event event;
    uint8_t cell[]; /* of MAIL: mid and body */
};
STAILQ_HEAD(event_queue, event_node);

struct client_reader {
    LIST_ENTRY(client_reader) link;
    uint32_t number;
    uint32_t credit; /* cells that the relay may still send */
    uint32_t taken;  /* cells taken by the caller whose credit has not been given back */
    uint64_t next_seq;
    bool live;
    bool cancelled;
};

enum pipe_state {
    PIPE_OPENING, /* OPEN sent */
    PIPE_JOINED,
    PIPE_LEFT,    /* the relay closed it; we have answered; what came before can be taken */
    PIPE_CLOSING, /* we sent CLOSE and wait for the relay's */
};

struct client_pipe {
    LIST_ENTRY(client_pipe) link;
    uint32_t number;
    enum pipe_state state;
    uint32_t window;
    uint32_t outstanding; /* cells that the other side may still send */
    uint32_t taken;       /* cells taken whose credit has not been given back */
    uint32_t credit;      /* cells that we may send */
    bool wants_room;
    bool data_event; /* a PIPE_DATA event waits */
    uint8_t *cells;  /* ring of window cells, from the first one received on */
    uint32_t first;
    uint32_t n_cells;
};

struct relay_client {
    struct addrinfo *addresses; /* all that the name gave; next is tried when one refuses */
    struct addrinfo *next_address;
    int fd;
    int error;
    bool socket_open; /* connect(2) is over */
    bool connected;   /* TLS too */
    struct t2_tls_context *tls_context;
    struct t2_tls *tls;
    struct t2_tls_sink sink; /* ciphertext on its way out */
    size_t sink_sent;
    uint8_t *out; /* cells on their way out: from out_begin, out_len bytes, in out_cap */
    size_t out_begin, out_len, out_cap;
    size_t have; /* bytes of an unfinished cell at the start of plain */
    int64_t began_ms, received_ms, pinged_ms;
    uint64_t n_sent, n_received;
    uint32_t n_unacknowledged, n_readers, n_pipes;
    struct event_queue events;
    struct event_node *current; /* the one that the caller looks at */
    LIST_HEAD(client_readers, client_reader) readers;
    LIST_HEAD(client_pipes, client_pipe) pipes;
    uint8_t received[CLIENT_BUFFER];
    uint8_t sealed[CLIENT_BUFFER];
    uint8_t plain[T2_CELL_LEN + T2_TLS_WRITE_MAX];
};

/* relay_client.c */
/* Ends the connection for this reason, unless it has ended already; returns the reason that holds. */
int client_fail(struct relay_client *c, int err);
int client_send(struct relay_client *c,
                const struct t2_cell *cell);        /* queues; T2_E_MEMORY, or the client's error */
size_t client_queued(const struct relay_client *c); /* cells */
/* A new event at the end of the queue with extra bytes behind it; NULL: no memory, and the client has failed.
 */
struct event_node *client_event(struct relay_client *c, enum relay_event_kind kind, uint32_t number,
                                size_t extra);
/* One round of sending, waiting and receiving, whatever events wait. */
int client_round(struct relay_client *c, int timeout_ms);

/* relay_client_mail.c: cells of readers and appends */
int client_mail_take(struct relay_client *c, const struct t2_cell *cell);
void client_mail_taken(struct relay_client *c, const struct relay_event *event);
void client_mail_free(struct relay_client *c);

/* relay_client_pipe.c: cells of pipes */
int client_pipe_take(struct relay_client *c, const struct t2_cell *cell);
void client_pipe_event_taken(struct relay_client *c, const struct relay_event *event);
void client_pipe_room_events(struct relay_client *c);
void client_pipe_free(struct relay_client *c);

#endif
