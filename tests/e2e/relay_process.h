/* A real relay process for tests and benchmarks: started, asked for its address, killed, waited for. */
#ifndef T2_TESTS_RELAY_PROCESS_H
#define T2_TESTS_RELAY_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "desk/relay_client.h"

struct relay_process {
    pid_t pid;
    struct relay_address address;
    char state[128];
};

/* A fresh folder under $TMPDIR or /tmp, in out (at least 128 bytes). */
bool relay_process_folder(char *out);
void relay_process_folder_remove(const char *folder);

/* Starts tracktwo-relay on any port of 127.0.0.1 (or on port when it is not NULL) with more arguments
 * (NULL-terminated, or NULL) and waits until it listens. False when the program is not found or does not
 * start. */
bool relay_process_start(struct relay_process *r, const char *state, const char *port,
                         const char *const *more);
/* Sends the signal and waits; the exit status of waitpid(2). */
int relay_process_end(struct relay_process *r, int sig);
/* One number of the status file; -1 when it is not there. Waits until the file has been written after this
 * call. */
long relay_process_status(const struct relay_process *r, const char *key);
/* Resident memory in KiB, now and at its highest; CPU seconds of the process so far. */
long relay_process_rss_kib(const struct relay_process *r, bool peak);
double relay_process_cpu_s(const struct relay_process *r);

#endif
