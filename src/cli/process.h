/* Programs that stand beside this one, as child processes. */
#ifndef T2_CLI_PROCESS_H
#define T2_CLI_PROCESS_H

#include <stddef.h>
#include <sys/types.h>

/* The path of a program in the folder of the running one. T2_E_IO, T2_E_FULL. */
int process_beside(const char *name, char *out, size_t out_len);

struct process {
    pid_t pid;
    int out; /* its standard output; -1 when closed */
};

/* Starts argv (ends with NULL); standard error goes to the file errors, or is inherited when NULL. T2_E_IO.
 */
int process_start(struct process *p, const char *const argv[], const char *errors);
/* 1 when it has written something or ended within the time. */
int process_wait(const struct process *p, int timeout_ms);
/* Reads all of its output (cut at out_len - 1, zero-terminated) and waits. Returns the exit code, 128 +
 * signal, or -1. */
int process_finish(struct process *p, char *out, size_t out_len);
/* Ends it. */
void process_stop(struct process *p);

#endif
