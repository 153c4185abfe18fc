/* Everything that a peer can grow at a relay, and where it ends. docs/protocol/relay.md section 5 lists them.
 */
#ifndef T2_RELAY_LIMITS_H
#define T2_RELAY_LIMITS_H

#include <stdint.h>

#include <tracktwo/cell.h>

/* Set by the operator; these are the defaults. */
struct relay_limits {
    uint64_t mailbox_cells; /* in one mailbox */
    uint64_t relay_cells;   /* in all mailboxes */
    uint32_t ttl_hours;     /* a cell is kept at least so long */
    uint32_t connections;
    uint32_t append_rate;  /* appends a second on one connection, on average; twice that at once */
    uint32_t pipe_wait_ms; /* for the second party of a pipe */
    uint32_t handshake_ms; /* until TLS is up */
    uint32_t partial_ms;   /* a cell begun and not finished */
    uint32_t stall_ms;     /* cells wait for a connection that takes none */
    uint32_t idle_ms;      /* no whole cell came */
};
#define RELAY_MAILBOX_CELLS 4096
#define RELAY_CELLS 2000000
#define RELAY_TTL_HOURS 720
#define RELAY_CONNECTIONS 12000
#define RELAY_APPEND_RATE 2000
#define RELAY_PIPE_WAIT_MS 600000
#define RELAY_HANDSHAKE_MS 10000
#define RELAY_PARTIAL_MS 20000
#define RELAY_STALL_MS 60000
#define RELAY_IDLE_MS 1200000

/* Fixed. Cells of credit that one connection may have open on all its pipes: what others can make us hold for
 * it. */
#define RELAY_CONNECTION_CREDIT 8192
/* Cells waiting for one connection above which nothing more is read from it, nor from the store for it. */
#define RELAY_OUT_PAUSE 1024
#define RELAY_OUT_RESUME 256
/* Cells waiting for all connections; above, a connection that has more than RELAY_OUT_PAUSE is closed. */
#define RELAY_OUT_TOTAL 131072
/* Appends in the hands of the store, all connections together. */
#define RELAY_APPENDS_UNDER_WAY 16384

#endif
