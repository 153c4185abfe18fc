/* A round of non-papers without desks, relay or network: the seats are processes of their own, joined by
 * socket pairs; the first has a text. Usage: bench-nonpaper [--json] SEATS [REPETITIONS [MIB]]; medians over
 * the repetitions are printed. MIB: the memory target of a batch of triples, 0 the desk's. CPU seconds are
 * user and system time of all seats together, the building of the circuits included; memory is the greatest
 * of a seat's process. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <tracktwo/nonpaper.h>
#include <tracktwo/secret.h>

#include "parties.h"

#define MAX_REPETITIONS 21

struct round {
    struct nonpaper_form form;
    size_t memory;
};

static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* The result of an outcome is what was read: so parties_run compares it. */
static void party(void *ctx, unsigned self, int fd[], struct outcome out[])
{
    static const uint8_t context[NON_PAPER_CONTEXT_LEN], text[NON_PAPER_TEXT_MAX] = "Elements.";
    const struct round *r = ctx;
    size_t n = nonpaper_n_bits(&r->form);
    double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID), wall = seconds(CLOCK_MONOTONIC);
    struct sealed_session *s = NULL;
    struct nonpaper_opened opened;
    struct circuit *c = NULL;
    uint8_t *bits = malloc(n), *places = malloc(n / 8);
    if (bits == NULL || places == NULL || nonpaper_circuit(&r->form, &c) != 0 ||
        nonpaper_input(&r->form, context, text, self == 0 ? 9 : 0, t2_random_system(), bits) != 0)
        exit(1);
    struct sealed_config config = {.n_parties = r->form.n_seats,
                                   .self = self,
                                   .statistical_bits = 40,
                                   .circuit = c,
                                   .input_bits = bits,
                                   .memory_target = r->memory << 20,
                                   .random = t2_random_system()};
    if (parties_session(&config, fd, out, &s) != 0 || sealed_session_result(s, bits) != 0 ||
        nonpaper_read(&r->form, context, bits, places, &opened) != 0)
        exit(1);
    if (opened.n_texts != 1 || opened.n_broken != 0)
        out->err = T2_E_STATE;
    sealed_session_free(s);
    circuit_free(c);
    free(bits);
    free(places);
    out->cpu_s = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    out->wall_s = seconds(CLOCK_MONOTONIC) - wall;
}

int main(int argc, char **argv)
{
    int json = argc > 1 && strcmp(argv[1], "--json") == 0, at = 1 + json;
    struct round r = {nonpaper_form_of(argc > at ? (unsigned)strtoul(argv[at], NULL, 10) : 0),
                      .memory = argc > at + 2 ? strtoul(argv[at + 2], NULL, 10) : 0};
    size_t repetitions = argc > at + 1 ? strtoul(argv[at + 1], NULL, 10) : 3;
    static struct outcome o[SEALED_MAX_PARTIES];
    double cpu[MAX_REPETITIONS] = {0}, wall[MAX_REPETITIONS] = {0}, peak = 0, sent = 0;
    if (r.form.n_seats < NON_PAPER_MIN_SEATS || r.form.n_seats > SEALED_MAX_PARTIES || repetitions == 0 ||
        repetitions > MAX_REPETITIONS || r.memory > 65536) {
        (void)fputs("usage: bench-nonpaper [--json] SEATS [REPETITIONS [MIB]]\n", stderr);
        return 2;
    }
    if (t2_init() != 0)
        return 1;
    for (size_t k = 0; k < repetitions; k++) {
        parties_run(r.form.n_seats, party, &r, o, 1);
        for (unsigned i = 0; i < r.form.n_seats; i++) {
            cpu[k] += o[i].cpu_s;
            wall[k] = o[i].wall_s > wall[k] ? o[i].wall_s : wall[k];
            peak = o[i].peak_mib > peak ? o[i].peak_mib : peak;
        }
    }
    for (unsigned i = 0; i < r.form.n_seats; i++)
        sent += (double)o[0].progress.bytes_sent[i];
    printf(json ? "{\"seats\": %u, \"wall_s\": %.3f, \"cpu_s\": %.3f, \"mb_sent\": %.2f, \"flights\": %u, "
                  "\"peak_mib\": %.1f}\n"
                : "%u seats: %.3f s wall, %.3f CPU-s in all; %.2f MB sent by a seat; %u flights; %.1f MiB\n",
           r.form.n_seats, parties_median(wall, repetitions), parties_median(cpu, repetitions), 1e-6 * sent,
           o[0].progress.rounds, peak);
    return 0;
}
