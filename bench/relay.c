/* Load on a real relay process over loopback TLS, from this machine:
 *
 *   append   closed loop: n clients, a connection each, one 4,096-byte cell under way each; acknowledged
 * cells a second pipes    four desks (processes), full mesh, every desk sends the same number of bytes to
 * every other
 *
 * usage: relay_bench [SECONDS [RUNS [MIB_PER_PIPE]]]. Prints the median of the runs and the best. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <tracktwo/random.h>

#include "relay_process.h"

#define CLIENTS_MAX 1000
#define RUNS_MAX 25
#define DESKS 4
#define WINDOW 512
#define CONNECT_MS 20000

static double now_s(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void die(const char *what, int err)
{
    fprintf(stderr, "relay_bench: %s: %s\n", what, t2_err_text(err));
    exit(1);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return (x > y) - (x < y);
}

static double own_cpu_s(void)
{
    struct rusage u;

    (void)getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

struct writer {
    struct relay_client *client;
    uint8_t secret[T2_CELL_KEY_LEN];
    uint64_t n;
};

static void append_next(struct writer *w)
{
    static uint8_t body[T2_CELL_MAIL_LEN];
    uint8_t mid[T2_CELL_MID_LEN];
    int err = t2_random_fill(t2_random_system(), mid, sizeof mid);

    memset(body, (int)(w->n & 0xff), sizeof body);
    if (err == 0)
        err = relay_client_append(w->client, (uint32_t)w->n++, w->secret, mid, body);
    if (err == 0)
        err = relay_client_step(w->client, 0);
    if (err != 0)
        die("append", err);
}

/* Takes what one client has got; returns the acknowledgements in it. */
static uint64_t answers(struct writer *w)
{
    struct relay_event e;
    uint64_t n = 0;
    int err = relay_client_step(w->client, 0);

    if (err != 0)
        die("step", err);
    for (relay_client_next(w->client, &e); e.kind != RELAY_EVENT_NONE; relay_client_next(w->client, &e)) {
        if (e.kind != RELAY_EVENT_STORED)
            die("refused", e.error);
        n++;
    }
    return n;
}

static double append_run(struct writer *writers, int epoll_fd, double seconds)
{
    struct epoll_event ready[256];
    double begin = now_s();
    uint64_t n = 0;

    while (now_s() - begin < seconds) {
        int n_ready = epoll_wait(epoll_fd, ready, 256, 100);

        for (int i = 0; i < n_ready; i++) {
            struct writer *w = &writers[ready[i].data.u32];
            uint64_t got = answers(w);

            n += got;
            for (; got > 0; got--)
                append_next(w);
        }
    }
    return (double)n / (now_s() - begin);
}

static void append_bench(unsigned n_clients, double seconds, int runs)
{
    static struct writer writers[CLIENTS_MAX];
    struct relay_process relay;
    char folder[128];
    double rates[RUNS_MAX];
    double cpu, own;
    double total = 0;
    int epoll_fd = epoll_create1(0);

    if (!relay_process_folder(folder) ||
        !relay_process_start(
            &relay, folder, NULL,
            (const char *[]){"--mailbox-cells", "1000000", "--relay-cells", "100000000", NULL}))
        die("relay", T2_E_IO);
    memset(writers, 0, sizeof writers);
    for (unsigned i = 0; i < n_clients; i++) {
        struct epoll_event event = {.events = EPOLLIN, .data.u32 = i};
        int err = relay_client_new(&writers[i].client, &relay.address);

        if (err == 0)
            err = relay_client_connect(writers[i].client, CONNECT_MS);
        if (err == 0)
            err = t2_random_fill(t2_random_system(), writers[i].secret, sizeof writers[i].secret);
        if (err != 0 || epoll_ctl(epoll_fd, EPOLL_CTL_ADD, relay_client_fd(writers[i].client), &event) != 0)
            die("connect", err);
    }
    for (unsigned i = 0; i < n_clients; i++)
        append_next(&writers[i]);
    (void)append_run(writers, epoll_fd, seconds / 4);
    cpu = relay_process_cpu_s(&relay);
    own = own_cpu_s();
    for (int i = 0; i < runs; i++) {
        rates[i] = append_run(writers, epoll_fd, seconds);
        total += rates[i] * seconds;
    }
    cpu = relay_process_cpu_s(&relay) - cpu;
    own = own_cpu_s() - own;
    qsort(rates, (size_t)runs, sizeof rates[0], by_value);
    printf("append clients=%u cells_per_s=%.0f best=%.0f relay_cpu_us_per_cell=%.1f "
           "generator_cpu_us_per_cell=%.1f "
           "relay_rss_mib=%.1f relay_peak_mib=%.1f\n",
           n_clients, rates[runs / 2], rates[runs - 1], cpu / total * 1e6, own / total * 1e6,
           (double)relay_process_rss_kib(&relay, false) / 1024,
           (double)relay_process_rss_kib(&relay, true) / 1024);
    fflush(stdout);
    for (unsigned i = 0; i < n_clients; i++)
        relay_client_free(writers[i].client);
    close(epoll_fd);
    (void)relay_process_end(&relay, SIGTERM);
    relay_process_folder_remove(folder);
}

/* One desk: a pipe to every other, cells both ways until all have gone and all have come. */
static void desk_run(unsigned self, const struct relay_address *address, uint64_t cells_per_pipe)
{
    struct relay_client *c = NULL;
    uint64_t to_send[DESKS];
    uint64_t to_come[DESKS];
    uint64_t left = 0;
    static uint8_t cell[T2_CELL_PIPE_LEN];
    int err = relay_client_new(&c, address);

    if (err == 0)
        err = relay_client_connect(c, CONNECT_MS);
    for (unsigned peer = 0; err == 0 && peer < DESKS; peer++) {
        uint8_t name[T2_CELL_KEY_LEN] = {(uint8_t)(self < peer ? self : peer),
                                         (uint8_t)(self < peer ? peer : self)};

        to_send[peer] = peer == self ? 0 : cells_per_pipe;
        to_come[peer] = to_send[peer];
        left += 2 * to_send[peer];
        if (peer != self)
            err = relay_client_pipe_open(c, peer, name, WINDOW);
    }
    while (err == 0 && left > 0) {
        struct relay_event e;
        bool moved = false;

        for (unsigned peer = 0; peer < DESKS; peer++) {
            while (err == 0 && to_send[peer] > 0 && relay_client_pipe_room(c, peer) > 0) {
                err = relay_client_pipe_send(c, peer, cell);
                to_send[peer]--;
                left--;
                moved = true;
            }
            while (relay_client_pipe_peek(c, peer).len != 0) {
                relay_client_pipe_taken(c, peer);
                to_come[peer]--;
                left--;
                moved = true;
            }
        }
        err = err != 0 ? err : relay_client_step(c, moved ? 0 : 1000);
        do {
            relay_client_next(c, &e);
        } while (e.kind != RELAY_EVENT_NONE);
    }
    while (err == 0 && (relay_client_poll_events(c) & POLLOUT) != 0)
        err = relay_client_step(c, 1000);
    if (err != 0 && left > 0)
        die("desk", err);
    /* Closing while cells to us stand unread would reset the connection and with it what we sent: all has
     * come. */
    relay_client_free(c);
}

static double pipes_run(const struct relay_address *address, uint64_t cells_per_pipe)
{
    double begin = now_s();
    pid_t pids[DESKS];

    for (unsigned i = 0; i < DESKS; i++) {
        pids[i] = fork();
        if (pids[i] == 0) {
            desk_run(i, address, cells_per_pipe);
            _exit(0);
        }
    }
    for (unsigned i = 0; i < DESKS; i++) {
        int status = 0;

        if (waitpid(pids[i], &status, 0) < 0 || status != 0)
            die("a desk failed", T2_E_IO);
    }
    return now_s() - begin;
}

static void pipes_bench(unsigned mib_per_pipe, int runs)
{
    uint64_t cells = ((uint64_t)mib_per_pipe << 20) / T2_CELL_PIPE_LEN;
    double megabytes = (double)(cells * DESKS * (DESKS - 1) * T2_CELL_PIPE_LEN) / 1e6;
    struct relay_process relay;
    char folder[128];
    double times[RUNS_MAX];
    double cpu;

    if (!relay_process_folder(folder) || !relay_process_start(&relay, folder, NULL, NULL))
        die("relay", T2_E_IO);
    cpu = relay_process_cpu_s(&relay);
    for (int i = 0; i < runs; i++)
        times[i] = pipes_run(&relay.address, cells);
    cpu = (relay_process_cpu_s(&relay) - cpu) / runs;
    qsort(times, (size_t)runs, sizeof times[0], by_value);
    printf("pipes desks=%d mb=%.0f seconds=%.3f mb_per_s=%.0f best_mb_per_s=%.0f relay_cpu_s=%.3f "
           "relay_peak_mib=%.1f\n",
           DESKS, megabytes, times[runs / 2], megabytes / times[runs / 2], megabytes / times[0], cpu,
           (double)relay_process_rss_kib(&relay, true) / 1024);
    (void)relay_process_end(&relay, SIGTERM);
    relay_process_folder_remove(folder);
}

int main(int argc, char **argv)
{
    double seconds = argc > 1 ? strtod(argv[1], NULL) : 3;
    int runs = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 5;
    int mib = argc > 3 ? (int)strtol(argv[3], NULL, 10) : 20;

    if (seconds <= 0 || runs < 1 || runs > RUNS_MAX || mib < 1 || mib > 1000) {
        fputs("usage: relay_bench [SECONDS [RUNS [MIB_PER_PIPE]]]\n", stderr);
        return 2;
    }
    append_bench(100, seconds, runs);
    append_bench(CLIENTS_MAX, seconds, runs);
    pipes_bench((unsigned)mib, runs);
    return 0;
}
