/* The sealed engine at work: parties are processes of their own, joined by socket pairs, on one machine.
 * Usage: bench-sealed [--json] PARTIES ANDS [REPETITIONS [WIDTH]]; medians over the repetitions are printed.
 *
 * The circuit: layers of WIDTH ANDs (default 50,000), each on two wires drawn from the layer before. CPU
 * seconds are user and system time of all parties together. Figures of others for the same counts stand in
 * docs/BENCHMARKS.md. */
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

#include <tracktwo/random.h>
#include <tracktwo/sealed.h>
#include <tracktwo/secret.h>

#define MAX_REPETITIONS 101
#define CHUNK 262144

struct outcome {
    double cpu_s, wall_s, peak_mib;
    double phase_s[SEALED_N_PHASES];
    struct sealed_progress progress;
    uint8_t result[64];
    int err;
};

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static struct circuit *layered_circuit(unsigned n, size_t n_ands, size_t width)
{
    struct t2_random_seeded seeded;
    struct t2_random random = t2_random_seeded_init(&seeded, 1);
    struct circuit_builder *b = NULL;
    struct circuit *c = NULL;
    circuit_wire *wire[2] = {malloc(width * sizeof(circuit_wire)), malloc(width * sizeof(circuit_wire))};
    uint32_t *draw = malloc(2 * width * sizeof *draw);
    if (wire[0] == NULL || wire[1] == NULL || draw == NULL || circuit_builder_new(&b, n) != 0)
        exit(1);
    for (size_t i = 0; i < width; i++)
        wire[0][i] = circuit_input(b, (unsigned)(i % n));
    unsigned now = 0;
    for (size_t made = 0; made < n_ands; now ^= 1u) {
        if (t2_random_fill(&random, draw, 2 * width * sizeof *draw) != 0)
            exit(1);
        for (size_t i = 0; i < width; i++) {
            circuit_wire x = wire[now][draw[2 * i] % width], y = wire[now][draw[2 * i + 1] % width];
            /* x ^ (y & z) keeps the wires near half ones and half zeros, and no two gates equal. */
            wire[now ^ 1u][i] =
                made < n_ands ? circuit_xor(b, wire[now][i], circuit_and(b, x, y)) : wire[now][i];
            made = circuit_builder_n_ands(b);
        }
    }
    for (size_t i = 0; i < 64; i++) {
        circuit_wire sum = circuit_constant(b, 0);
        for (size_t j = i; j < width; j += 64)
            sum = circuit_xor(b, sum, wire[now][j]);
        circuit_output(b, sum);
    }
    if (circuit_build(b, &c) != 0)
        exit(1);
    circuit_builder_free(b);
    free(wire[0]);
    free(wire[1]);
    free(draw);
    return c;
}

/* One pass over the sockets: what can be sent and received without waiting. */
static int pump(struct sealed_session *s, const int fd[], unsigned n, uint8_t *buffer)
{
    struct pollfd p[SEALED_MAX_PARTIES];
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
                return T2_E_AWAY;
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

static struct outcome party(const struct circuit *c, unsigned self, const int fd[])
{
    struct outcome o = {0};
    uint8_t *bits = malloc(c->n_inputs[self] + 1), *buffer = malloc(CHUNK);
    struct sealed_session *s = NULL;
    struct sealed_config config = {.n_parties = c->n_parties,
                                   .self = self,
                                   .statistical_bits = 40,
                                   .circuit = c,
                                   .input_bits = bits,
                                   .random = t2_random_system()};
    double from = now_s(), at = from;
    o.err = bits == NULL || buffer == NULL ? T2_E_MEMORY : 0;
    for (size_t i = 0; o.err == 0 && i < c->n_inputs[self]; i++)
        bits[i] = (uint8_t)((i * 7 + self) % 3 & 1);
    if (o.err == 0)
        o.err = sealed_session_new(&s, &config);
    while (o.err == 0 && (sealed_session_state(s) == SEALED_RUNNING || pending_any(s, c->n_parties))) {
        enum sealed_phase phase = sealed_session_progress(s).phase;
        o.err = sealed_session_step(s);
        if (o.err == 0 && (sealed_session_state(s) == SEALED_RUNNING || pending_any(s, c->n_parties)))
            o.err = pump(s, fd, c->n_parties, buffer);
        double to = now_s();
        o.phase_s[phase] += to - at;
        at = to;
    }
    if (o.err == 0)
        o.err = sealed_session_result(s, o.result);
    if (o.err == 0)
        o.progress = sealed_session_progress(s);
    o.wall_s = now_s() - from;
    struct rusage u;
    (void)getrusage(RUSAGE_SELF, &u);
    o.cpu_s = (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
              1e-6 * (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
    o.peak_mib = (double)u.ru_maxrss / 1024;
    sealed_session_free(s);
    free(bits);
    free(buffer);
    return o;
}

/* Forks the parties; the outcome of each comes back through a pipe. */
static void run(const struct circuit *c, struct outcome out[])
{
    unsigned n = c->n_parties;
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
            struct outcome o = party(c, i, fd[i]);
            ssize_t written = write(report[i][1], &o, sizeof o);
            _exit(written == (ssize_t)sizeof o ? 0 : 1);
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
        if (read(report[i][0], &out[i], sizeof out[i]) != (ssize_t)sizeof out[i])
            out[i].err = T2_E_AWAY;
        (void)close(report[i][0]);
    }
    while (wait(NULL) > 0)
        ;
    for (unsigned i = 0; i < n; i++) {
        if (out[i].err != 0 || memcmp(out[i].result, out[0].result, 64) != 0) {
            (void)fprintf(stderr, "bench-sealed: party %u: %s\n", i, t2_err_text(out[i].err));
            exit(1);
        }
    }
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *v, size_t n)
{
    qsort(v, n, sizeof *v, compare);
    return n % 2 == 1 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

int main(int argc, char **argv)
{
    int json = argc > 1 && strcmp(argv[1], "--json") == 0, at = 1 + json;
    unsigned n = argc > at ? (unsigned)strtoul(argv[at], NULL, 10) : 0;
    size_t ands = argc > at + 1 ? strtoul(argv[at + 1], NULL, 10) : 0;
    size_t repetitions = argc > at + 2 ? strtoul(argv[at + 2], NULL, 10) : 3;
    size_t width = argc > at + 3 ? strtoul(argv[at + 3], NULL, 10) : 50000;
    if (n < 2 || n > SEALED_MAX_PARTIES || ands == 0 || repetitions == 0 || repetitions > MAX_REPETITIONS ||
        width < 64) {
        (void)fputs("usage: bench-sealed [--json] PARTIES ANDS [REPETITIONS [WIDTH]]\n", stderr);
        return 2;
    }
    if (t2_init() != 0)
        return 1;
    struct circuit *c = layered_circuit(n, ands, width);
    double cpu[MAX_REPETITIONS], wall[MAX_REPETITIONS], phase[SEALED_N_PHASES][MAX_REPETITIONS], peak = 0;
    struct outcome o[SEALED_MAX_PARTIES] = {0};
    for (size_t r = 0; r < repetitions; r++) {
        cpu[r] = wall[r] = 0;
        run(c, o);
        for (unsigned i = 0; i < n; i++) {
            cpu[r] += o[i].cpu_s;
            wall[r] = o[i].wall_s > wall[r] ? o[i].wall_s : wall[r];
            peak = o[i].peak_mib > peak ? o[i].peak_mib : peak;
        }
        for (unsigned p = 0; p < SEALED_N_PHASES; p++)
            phase[p][r] = o[0].phase_s[p];
    }
    const struct sealed_progress *p = &o[0].progress;
    double sent = 0, online = 0, per_and = (double)c->n_ands;
    for (unsigned i = 0; i < n; i++)
        sent += (double)p->bytes_sent[i];
    for (unsigned i = SEALED_PHASE_INPUT; i < SEALED_N_PHASES; i++)
        online += (double)p->phase_bytes_sent[i];
    printf(json ? "{\"parties\": %u, \"ands\": %zu, \"bucket_size\": %u, \"rounds\": %u, \"cpu_s\": %.3f, "
                  "\"wall_s\": %.3f, "
                  "\"bytes_per_and\": %.1f, \"online_bytes_per_and\": %.2f, \"peak_mib\": %.1f}\n"
                : "%u parties, %zu ANDs, B = %u, %u rounds: %.3f CPU-s in all, %.3f s wall; %.1f bytes sent "
                  "per AND and "
                  "party, %.2f of them online; at most %.1f MiB a party\n",
           n, c->n_ands, p->bucket_size, p->rounds, median(cpu, repetitions), median(wall, repetitions),
           sent / per_and, online / per_and, peak);
    for (unsigned i = 0; !json && i < SEALED_N_PHASES; i++)
        printf("  %-8s %.3f s\n", sealed_phase_name((enum sealed_phase)i), median(phase[i], repetitions));
    circuit_free(c);
    return 0;
}
