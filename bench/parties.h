/* All parties of a joint computation as processes of their own on one machine, joined by socket pairs. */
#ifndef T2_BENCH_PARTIES_H
#define T2_BENCH_PARTIES_H

#include <tracktwo/sealed.h>

/* One session at one party. CPU seconds (user and system) and peak memory are of the process so far. */
struct outcome {
    double cpu_s, wall_s, peak_mib;
    double phase_s[SEALED_N_PHASES];
    struct sealed_progress progress;
    uint8_t result[64];
    int err;
};

/* What a party does in its process: n_steps outcomes in out. fd[j] leads to party j, -1 to itself. */
typedef void party_fn(void *ctx, unsigned self, int fd[], struct outcome out[]);

/* Runs the n processes; out[i * n_steps] is party i's first. Says what went wrong and exits with 1 when a
 * party failed, or when two have other results. */
void parties_run(unsigned n, party_fn *party, void *ctx, struct outcome out[], size_t n_steps);

/* One session to its end, inside a party_fn. The caller frees *out. */
int parties_session(const struct sealed_config *config, int fd[], struct outcome *o,
                    struct sealed_session **out);

double parties_median(double *v, size_t n); /* sorts v */

#endif
