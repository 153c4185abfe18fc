/* The relay as a whole: what the program and the tests start. */
#ifndef T2_RELAY_RELAY_H
#define T2_RELAY_RELAY_H

#include <tracktwo/clock.h>

#include "relay/limits.h"

#define RELAY_SERVER_ADDRESS_MAX 128
#define RELAY_STATUS_MAX 1024

struct relay_config {
    const char *state_dir; /* made with mode 0700 when it is not there; holds key, certificate, cells,
                              address, status */
    const char *listen;    /* ADDRESS:PORT, numbers; an IPv6 address in brackets; port 0: any */
    struct relay_limits limits;
    const struct t2_clock *clock;
};

struct relay_limits relay_limits_default(void);

struct relay_server;

/* Opens the state, binds and listens; writes the file "address". T2_E_IO, T2_E_LOCKED (another relay uses the
 * state), T2_E_MALFORMED (listen, or files of the state), T2_E_MEMORY, T2_E_RANDOM. config is copied, what it
 * points to is borrowed. */
T2_MUST_USE int relay_server_new(struct relay_server **out, const struct relay_config *config);
/* HOST:PORT#PIN, as desks take it. */
const char *relay_server_address(const struct relay_server *s);
/* Serves until SIGTERM or SIGINT; finishes what the store holds and answers it. */
void relay_server_run(struct relay_server *s);
void relay_server_free(struct relay_server *s); /* NULL is fine */

#endif
