/* The sealed engine at work: parties are processes of their own, joined by socket pairs, on one machine.
 * Usage: bench-sealed [--json] PARTIES ANDS [REPETITIONS [WIDTH]]; medians over the repetitions are printed.
 *
 * The circuit: layers of WIDTH ANDs (default 50,000), each on two wires drawn from the layer before. CPU
 * seconds are user and system time of all parties together. Figures of others for the same counts stand in
 * docs/BENCHMARKS.md. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tracktwo/random.h>
#include <tracktwo/secret.h>

#include "parties.h"

#define MAX_REPETITIONS 101

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
    int with_sums = n_ands < CIRCUIT_MAX_GATES / 2; /* else in every other layer: too many gates */
    unsigned now = 0;
    for (size_t made = 0; made < n_ands; now ^= 1u) {
        if (t2_random_fill(&random, draw, 2 * width * sizeof *draw) != 0)
            exit(1);
        for (size_t i = 0; i < width; i++) {
            circuit_wire x = wire[now][draw[2 * i] % width], y = wire[now][draw[2 * i + 1] % width];
            if (made < n_ands) {
                /* x ^ (y & z) keeps the wires near half ones and half zeros, and no two gates equal. */
                circuit_wire z = circuit_and(b, x, y);
                wire[now ^ 1u][i] = with_sums || now == 0 ? circuit_xor(b, wire[now][i], z) : z;
            } else {
                wire[now ^ 1u][i] = wire[now][i];
            }
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

static void party(void *ctx, unsigned self, int fd[], struct outcome out[])
{
    const struct circuit *c = ctx;
    struct sealed_session *s = NULL;
    uint8_t *bits = malloc(c->n_inputs[self] + 1);
    if (bits == NULL)
        exit(1);
    for (size_t i = 0; i < c->n_inputs[self]; i++)
        bits[i] = (uint8_t)((i * 7 + self) % 3 & 1);
    struct sealed_config config = {.n_parties = c->n_parties,
                                   .self = self,
                                   .statistical_bits = 40,
                                   .circuit = c,
                                   .input_bits = bits,
                                   .random = t2_random_system()};
    (void)parties_session(&config, fd, out, &s);
    sealed_session_free(s);
    free(bits);
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
        parties_run(n, party, c, o, 1);
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
           n, c->n_ands, p->bucket_size, p->rounds, parties_median(cpu, repetitions),
           parties_median(wall, repetitions), sent / per_and, online / per_and, peak);
    for (unsigned i = 0; !json && i < SEALED_N_PHASES; i++)
        printf("  %-8s %.3f s\n", sealed_phase_name((enum sealed_phase)i),
               parties_median(phase[i], repetitions));
    circuit_free(c);
    return 0;
}
