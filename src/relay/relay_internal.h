/* The relay's objects and how its files meet. Everything here belongs to the loop's thread.
 *
 *   server      listener, connections by id, timers, counters                         server.c, status.c
 *   connection  one socket: TLS, cells in, queue of cells out, its limits              connection.c, output.c
 *   reader      a read or subscription of one connection on one mailbox                mailbox.c
 *   pipe        two ends, each on a connection under that connection's number          pipe.c
 */
#ifndef T2_RELAY_RELAY_INTERNAL_H
#define T2_RELAY_RELAY_INTERNAL_H

#include <stdbool.h>
#include <sys/queue.h>

#include <uv.h>

#include <tracktwo/cell.h>
#include <tracktwo/tls.h>

#include "relay/output.h"
#include "relay/relay.h"
#include "relay/worker.h"

#define RELAY_BUCKETS 4096
#define RELAY_READ_BUFFER 262144
#define RELAY_WRITE_BUFFER 262144

struct relay_connection;

struct relay_reader {
    LIST_ENTRY(relay_reader) of_connection;
    LIST_ENTRY(relay_reader) of_mailbox; /* subscriptions only */
    struct relay_connection *connection;
    uint64_t id;
    uint32_t number;
    uint8_t mailbox[T2_CELL_KEY_LEN];
    uint64_t next_seq;
    uint32_t credit;
    bool live;   /* a subscription */
    bool busy;   /* a read of the store is under way for it */
    bool behind; /* the store may hold cells that it has not got */
};
LIST_HEAD(reader_list, relay_reader);

struct relay_pipe;

struct pipe_end {
    LIST_ENTRY(pipe_end) of_connection;
    struct relay_connection *connection;
    struct relay_pipe *pipe; /* NULL once the other side has left and we have said so */
    uint32_t number;
    uint32_t window;      /* the most credit that it may have open */
    uint32_t outstanding; /* cells that the other side may still send to it */
};
LIST_HEAD(end_list, pipe_end);

struct relay_pipe {
    LIST_ENTRY(relay_pipe) of_name;
    TAILQ_ENTRY(relay_pipe) of_waiting; /* while ends[1] is NULL */
    uint8_t name[T2_CELL_KEY_LEN];
    struct pipe_end *ends[2];
    uint64_t opened_ms;
};
LIST_HEAD(pipe_list, relay_pipe);
TAILQ_HEAD(pipe_queue, relay_pipe);

struct relay_connection {
    uv_tcp_t tcp;
    uv_write_t write;
    struct relay_server *server;
    TAILQ_ENTRY(relay_connection) of_server;
    TAILQ_ENTRY(relay_connection) of_dirty;
    uint64_t id;
    struct t2_tls *tls;
    struct output out;
    uint8_t *unsent;  /* ciphertext that the socket did not take */
    uint8_t *partial; /* a cell begun; T2_CELL_LEN bytes, only while there is one */
    size_t partial_len;
    bool writing, dirty, doomed, closing, paused;
    bool readers_wait; /* a reader was held back because too much waits in out */
    uint64_t opened_ms, last_cell_ms, partial_ms, progress_ms;
    uint32_t n_unacknowledged, n_readers, n_pipes, credit;
    struct reader_list readers;
    struct end_list ends;
    double rate_tokens;
    uint64_t rate_ms;
};
TAILQ_HEAD(connection_queue, relay_connection);

struct relay_counters {
    uint64_t connections, connections_refused, cells_in, cells_out;
    uint64_t appends_stored, appends_repeated, refused, not_stored;
    uint64_t pipes_joined, cells_piped;
    uint64_t malformed, timed_out, dropped_for_memory;
};

struct relay_slot {
    struct relay_connection *connection; /* NULL: free */
    uint32_t generation;
};

struct relay_server {
    uv_loop_t loop;
    uv_tcp_t listener;
    uv_prepare_t flush;
    uv_timer_t second, status;
    uv_signal_t signals[2];
    struct relay_config config;
    struct t2_tls_context *tls;
    struct relay_worker *worker;
    struct connection_queue connections, dirty;
    struct relay_slot *slots; /* a connection's id is generation << 32 | slot */
    uint32_t n_slots, n_connections, n_pipes, first_free;
    uint64_t n_readers, next_reader_id, n_appends_under_way;
    struct reader_list reader_buckets[RELAY_BUCKETS];
    struct pipe_list pipe_buckets[RELAY_BUCKETS];
    struct pipe_queue waiting_pipes;
    struct output_pool pool;
    struct relay_counters counters;
    uint8_t hash_key[16]; /* so that nobody can choose names that meet in one bucket */
    char address[RELAY_SERVER_ADDRESS_MAX];
    char *status_path, *status_new_path;
    char last_status[RELAY_STATUS_MAX];
    bool stopping;
    uint8_t read_buffer[RELAY_READ_BUFFER];
    uint8_t write_buffer[RELAY_WRITE_BUFFER];
    uint8_t plain[T2_CELL_LEN + T2_TLS_WRITE_MAX];
};

/* server.c */
size_t relay_bucket(const struct relay_server *s, const uint8_t key[static T2_CELL_KEY_LEN]);
struct relay_connection *relay_connection_find(struct relay_server *s, uint64_t id); /* NULL: it has ended */
uint64_t relay_now_ms(const struct relay_server *s);
bool relay_connection_remember(struct relay_server *s,
                               struct relay_connection *c); /* gives its id; false: too many */
void relay_connection_forget(struct relay_server *s, struct relay_connection *c);

/* status.c: writes the status file when it would differ from the last one. */
void relay_status_write(struct relay_server *s);

/* connection.c. A violation is a cell that a correct desk never sends: it is counted and the connection ends.
 * Only close ends it at once; the other calls mark it, and the next flush closes it. */
void relay_connection_accept(struct relay_server *s);
void relay_connection_close(struct relay_connection *c);
void relay_connection_violation(struct relay_connection *c);
void relay_connection_flush(struct relay_connection *c);
void relay_connection_check(struct relay_connection *c, uint64_t now_ms); /* time-outs, once a second */
/* Queues one cell; without memory, or above RELAY_OUT_TOTAL, it ends the connection instead. */
void relay_connection_send(struct relay_connection *c, const struct t2_cell *cell);
void relay_connection_refuse(struct relay_connection *c, const struct t2_cell *request,
                             enum t2_cell_code code);

/* mailbox.c */
void relay_mailbox_append(struct relay_connection *c, const struct t2_cell *cell);
void relay_mailbox_open(struct relay_connection *c, const struct t2_cell *cell); /* READ or SUBSCRIBE */
void relay_mailbox_cancel(struct relay_connection *c, const struct t2_cell *cell);
void relay_mailbox_credit(struct relay_connection *c, const struct t2_cell *cell);
void relay_mailbox_resume(struct relay_connection *c); /* there is room again in its queue */
void relay_mailbox_leave(struct relay_connection *c);  /* it ends */
void relay_mailbox_done(void *server, struct worker_job *list);

/* pipe.c */
void relay_pipe_open(struct relay_connection *c, const struct t2_cell *cell);
void relay_pipe_data(struct relay_connection *c, const struct t2_cell *cell);
void relay_pipe_credit(struct relay_connection *c, const struct t2_cell *cell);
void relay_pipe_close(struct relay_connection *c, const struct t2_cell *cell);
void relay_pipe_leave(struct relay_connection *c);
void relay_pipe_expire(struct relay_server *s, uint64_t now_ms);

#endif
