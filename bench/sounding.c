/* Soundings without desks, relay or network: the seats are processes of their own, joined by socket pairs.
 * Usage: bench-sounding [--json] SEATS CANDIDATES [REPETITIONS [MIB]]; medians over the repetitions are
 * printed. MIB: the memory target of a batch of triples; when all of them fit, none is made between the
 * layers.
 *
 * One after the other, each from what the one before kept: `room`, `room` again with entries that must not be
 * narrower, the second key, the second key again. Entries accept three in ten candidates. Nothing is made in
 * advance. CPU seconds are user and system time of all seats together, the building of the circuits included;
 * memory is the greatest of a seat's process so far. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <tracktwo/random.h>
#include <tracktwo/secret.h>
#include <tracktwo/sounding.h>

#include "parties.h"

#define N_STEPS 4
#define MAX_REPETITIONS 21
static const char *const step_name[N_STEPS] = {"room", "room again", "second key", "the same again"};

struct table {
    unsigned n;
    size_t p, memory;
};

struct measured {
    double cpu_s[MAX_REPETITIONS], wall_s[MAX_REPETITIONS];
    struct outcome o; /* of the first party, the last time */
    double peak_mib;
};

static struct sounding_shape shape_of(const struct table *t, unsigned step)
{
    struct sounding_shape shape = {.kind = step < 2 ? SOUNDING_ROOM : SOUNDING_FIND,
                                   .n_seats = t->n,
                                   .n_candidates = t->p,
                                   .max_accepted = t->p,
                                   .parities = 40};
    if (step < 2) {
        shape.min_accepted = (t->p + 99) / 100;
        shape.max_accepted = t->p * 2 / 5;
        shape.n_earlier = step;
    }
    return shape;
}

static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void party(void *ctx, unsigned self, int fd[], struct outcome out[])
{
    const struct table *t = ctx;
    struct sealed_kept *kept = NULL;
    uint8_t *accepted = calloc(t->p, 1);
    if (accepted == NULL)
        exit(1);
    for (size_t c = 0; c < t->p; c++)
        accepted[c] = (c * 2654435761u + self * 40503u) >> 7 & 1u && (c + self) % 5 < 3;
    accepted[t->p / 2] = 1;
    struct sounding_entry entry = {.accepted = accepted, .yes = 1};
    for (unsigned step = 0; step < N_STEPS; step++) {
        double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID), wall = seconds(CLOCK_MONOTONIC);
        struct sounding_shape shape = shape_of(t, step);
        struct sealed_session *s = NULL;
        struct sealed_kept *next = NULL;
        struct circuit *c = NULL;
        uint8_t *bits = malloc(sounding_n_inputs(&shape));
        if (bits == NULL || t2_random_fill(t2_random_system(), entry.random, SOUNDING_RANDOM_LEN) != 0 ||
            sounding_circuit(&shape, &c) != 0)
            exit(1);
        sounding_input(&shape, &entry, bits);
        struct sealed_config config = {.n_parties = t->n,
                                       .self = self,
                                       .statistical_bits = 40,
                                       .circuit = c,
                                       .input_bits = bits,
                                       .kept = c->n_kept != 0 ? kept : NULL,
                                       .kept_use = step == 3,
                                       .memory_target = t->memory << 20,
                                       .random = t2_random_system()};
        if (parties_session(&config, fd, &out[step], &s) != 0 || sealed_session_take_kept(s, &next) != 0)
            return;
        if (next != NULL) {
            sealed_kept_free(kept);
            kept = next;
        }
        sealed_session_free(s);
        circuit_free(c);
        free(bits);
        out[step].cpu_s = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
        out[step].wall_s = seconds(CLOCK_MONOTONIC) - wall;
    }
    sealed_kept_free(kept);
    free(accepted);
}

static void show(const struct table *t, unsigned step, struct measured *m, size_t repetitions, int json)
{
    struct sounding_shape shape = shape_of(t, step);
    const struct sealed_progress *p = &m->o.progress;
    struct sounding_answer answer;
    struct circuit *c = NULL;
    double sent = 0, online = 0;
    if (sounding_circuit(&shape, &c) != 0)
        exit(1);
    for (unsigned i = 0; i < t->n; i++)
        sent += (double)p->bytes_sent[i];
    for (unsigned i = SEALED_PHASE_INPUT; i < SEALED_N_PHASES; i++)
        online += (double)p->phase_bytes_sent[i];
    sounding_answer(&shape, 0, m->o.result, &answer);
    printf(json ? "{\"step\": \"%s\", \"seats\": %u, \"candidates\": %zu, \"ands\": %zu, \"depth\": %zu, "
                  "\"flights\": %u, \"flights_online\": %u, \"wall_s\": %.3f, \"cpu_s\": %.3f, "
                  "\"mb_sent\": %.2f, \"mb_sent_online\": %.3f, \"peak_mib\": %.1f, \"yes\": %u}\n"
                : "%s, %u seats, %zu candidates: %zu ANDs, depth %zu, %u flights (%u online): %.3f s wall, "
                  "%.3f CPU-s in all; %.2f MB sent by a seat, %.3f of them online; %.1f MiB; answer %u\n",
           step_name[step], t->n, t->p, c->n_ands, c->depth, p->rounds, p->rounds_online,
           parties_median(m->wall_s, repetitions), parties_median(m->cpu_s, repetitions), 1e-6 * sent,
           1e-6 * online, m->peak_mib, answer.yes);
    circuit_free(c);
}

int main(int argc, char **argv)
{
    int json = argc > 1 && strcmp(argv[1], "--json") == 0, at = 1 + json;
    struct table t = {.n = argc > at ? (unsigned)strtoul(argv[at], NULL, 10) : 0,
                      .p = argc > at + 1 ? strtoul(argv[at + 1], NULL, 10) : 0,
                      .memory = argc > at + 3 ? strtoul(argv[at + 3], NULL, 10) : 0};
    size_t repetitions = argc > at + 2 ? strtoul(argv[at + 2], NULL, 10) : 3;
    static struct measured m[N_STEPS];
    static struct outcome o[SEALED_MAX_PARTIES * N_STEPS];
    if (t.n < 2 || t.n > SEALED_MAX_PARTIES || t.p < 10 || t.p > SOUNDING_MAX_CANDIDATES ||
        repetitions == 0 || repetitions > MAX_REPETITIONS || t.memory > 65536) {
        (void)fputs("usage: bench-sounding [--json] SEATS CANDIDATES [REPETITIONS [MIB]]\n", stderr);
        return 2;
    }
    if (t2_init() != 0)
        return 1;
    for (size_t r = 0; r < repetitions; r++) {
        parties_run(t.n, party, &t, o, N_STEPS);
        for (unsigned i = 0; i < t.n * N_STEPS; i++) {
            struct measured *step = &m[i % N_STEPS];
            step->cpu_s[r] += o[i].cpu_s;
            step->wall_s[r] = o[i].wall_s > step->wall_s[r] ? o[i].wall_s : step->wall_s[r];
            step->peak_mib = o[i].peak_mib > step->peak_mib ? o[i].peak_mib : step->peak_mib;
            if (i < N_STEPS)
                step->o = o[i];
        }
    }
    for (unsigned step = 0; step < N_STEPS; step++)
        show(&t, step, &m[step], repetitions, json);
    return 0;
}
