/* The status file: counters only, so that an operator, or the demonstration, can see what a relay sees. */
#include "relay/relay_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "relay/identity.h"

void relay_status_write(struct relay_server *s)
{
    const struct relay_counters *n = &s->counters;
    uint64_t n_cells = relay_worker_n_cells(s->worker);
    char text[RELAY_STATUS_MAX];
    int len = snprintf(
        text, sizeof text,
        "{\"cells_stored\": %" PRIu64 ", \"bytes_stored\": %" PRIu64 ", \"cell_bytes\": %d,\n"
        " \"appends_stored\": %" PRIu64 ", \"appends_repeated\": %" PRIu64
        ", \"appends_not_stored\": %" PRIu64 ",\n"
        " \"pipes_open\": %" PRIu32 ", \"pipes_joined\": %" PRIu64 ", \"cells_piped\": %" PRIu64
        ", \"bytes_piped\": %" PRIu64 ",\n"
        " \"connections_open\": %" PRIu32 ", \"connections\": %" PRIu64 ", \"connections_refused\": %" PRIu64
        ",\n"
        " \"cells_in\": %" PRIu64 ", \"cells_out\": %" PRIu64 ", \"cells_waiting\": %" PRIu64 ",\n"
        " \"readers_open\": %" PRIu64 ", \"refused\": %" PRIu64 ", \"malformed\": %" PRIu64
        ", \"timed_out\": %" PRIu64 ", \"dropped_for_memory\": %" PRIu64 "}\n",
        n_cells, n_cells * T2_CELL_LEN, T2_CELL_LEN, n->appends_stored, n->appends_repeated, n->not_stored,
        s->n_pipes, n->pipes_joined, n->cells_piped, n->cells_piped * T2_CELL_LEN, s->n_connections,
        n->connections, n->connections_refused, n->cells_in, n->cells_out, s->pool.n_cells, s->n_readers,
        n->refused, n->malformed, n->timed_out, n->dropped_for_memory);

    if (len <= 0 || (size_t)len >= sizeof text || strcmp(text, s->last_status) == 0)
        return;
    /* A full disk must not stop the relay; the next change tries again. */
    if (relay_state_write(s->status_path, s->status_new_path, text, (size_t)len, false) == 0)
        memcpy(s->last_status, text, (size_t)len + 1);
}
