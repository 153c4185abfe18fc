/* See parties.h. */
#include "parties.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CHUNK 262144

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* One pass over the sockets: what can be sent and received without waiting. */
static int pump(struct sealed_session *s, int fd[], unsigned n, uint8_t *buffer)
{
    struct pollfd p[SEALED_MAX_PARTIES];
    int any = 0;
    for (unsigned j = 0; j < n; j++)
        any |= fd[j] >= 0;
    if (!any)
        return T2_E_AWAY;
    for (unsigned j = 0; j < n; j++)
        p[j] = (struct pollfd){
            .fd = fd[j], .events = (short)(POLLIN | (sealed_session_pending(s, j).len != 0 ? POLLOUT : 0))};
    if (poll(p, n, -1) < 0)
        return T2_E_IO;
    for (unsigned j = 0; j < n; j++) {
        if ((p[j].revents & POLLOUT) != 0) {
            struct t2_bytes out = sealed_session_pending(s, j);
            ssize_t sent = send(fd[j], out.ptr, out.len, MSG_NOSIGNAL | MSG_DONTWAIT);
            if (sent > 0)
                sealed_session_sent(s, j, (size_t)sent);
            else if (sent < 0 && errno != EAGAIN)
                return T2_E_IO;
        }
        if ((p[j].revents & (POLLIN | POLLHUP)) != 0 && sealed_session_state(s) == SEALED_RUNNING) {
            ssize_t got = recv(fd[j], buffer, CHUNK, MSG_DONTWAIT);
            if (got == 0)
                fd[j] = -1; /* it is done, and we have all it said */
            int err = got > 0 ? sealed_session_receive(s, j, t2_bytes_of(buffer, (size_t)got)) : 0;
            if (err != 0)
                return err;
        }
    }
    return 0;
}

static int pending_any(const struct sealed_session *s, unsigned n)
{
    for (unsigned j = 0; j < n; j++) {
        if (sealed_session_pending(s, j).len != 0)
            return 1;
    }
    return 0;
}

int parties_session(const struct sealed_config *config, int fd[], struct outcome *o,
                    struct sealed_session **out)
{
    uint8_t *buffer = malloc(CHUNK);
    struct sealed_session *s = NULL;
    struct rusage u;
    double from = now_s(), at = from;
    memset(o, 0, sizeof *o);
    o->err = buffer == NULL ? T2_E_MEMORY : sealed_session_new(&s, config);
    while (o->err == 0 && (sealed_session_state(s) == SEALED_RUNNING || pending_any(s, config->n_parties))) {
        enum sealed_phase phase = sealed_session_progress(s).phase;
        o->err = sealed_session_step(s);
        if (o->err == 0 && (sealed_session_state(s) == SEALED_RUNNING || pending_any(s, config->n_parties)))
            o->err = pump(s, fd, config->n_parties, buffer);
        double to = now_s();
        o->phase_s[phase] += to - at;
        at = to;
    }
    if (o->err == 0 && config->circuit->n_outputs <= sizeof o->result)
        o->err = sealed_session_result(s, o->result);
    if (o->err == 0)
        o->progress = sealed_session_progress(s);
    o->wall_s = now_s() - from;
    (void)getrusage(RUSAGE_SELF, &u);
    o->cpu_s = (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
               1e-6 * (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
    o->peak_mib = (double)u.ru_maxrss / 1024;
    free(buffer);
    *out = s;
    return o->err;
}

void parties_run(unsigned n, party_fn *party, void *ctx, struct outcome out[], size_t n_steps)
{
    const size_t len = n_steps * sizeof *out;
    int fd[SEALED_MAX_PARTIES][SEALED_MAX_PARTIES], report[SEALED_MAX_PARTIES][2];
    memset(fd, 0xff, sizeof fd);
    for (unsigned i = 0; i < n; i++) {
        for (unsigned j = i + 1; j < n; j++) {
            int pair[2];
            if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
                exit(1);
            fd[i][j] = pair[0];
            fd[j][i] = pair[1];
        }
        if (pipe(report[i]) != 0)
            exit(1);
    }
    for (unsigned i = 0; i < n; i++) {
        pid_t child = fork();
        if (child < 0)
            exit(1);
        if (child == 0) {
            for (unsigned k = 0; k < n; k++) {
                for (unsigned j = 0; k != i && j < n; j++) {
                    if (fd[k][j] >= 0)
                        (void)close(fd[k][j]);
                }
            }
            party(ctx, i, fd[i], out);
            ssize_t written = write(report[i][1], out, len);
            _exit(written == (ssize_t)len ? 0 : 1);
        }
    }
    for (unsigned i = 0; i < n; i++) {
        for (unsigned j = 0; j < n; j++) {
            if (fd[i][j] >= 0)
                (void)close(fd[i][j]);
        }
        (void)close(report[i][1]);
    }
    for (unsigned i = 0; i < n; i++) {
        if (read(report[i][0], out + i * n_steps, len) != (ssize_t)len)
            out[i * n_steps].err = T2_E_AWAY;
        (void)close(report[i][0]);
    }
    while (wait(NULL) > 0)
        ;
    for (size_t i = 0; i < n * n_steps; i++) {
        if (out[i].err != 0 || memcmp(out[i].result, out[i % n_steps].result, sizeof out[i].result) != 0) {
            (void)fprintf(stderr, "party %zu: %s\n", i / n_steps, t2_err_text(out[i].err));
            exit(1);
        }
    }
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double parties_median(double *v, size_t n)
{
    qsort(v, n, sizeof *v, compare);
    return n % 2 == 1 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}
