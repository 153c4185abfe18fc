/* Speed of every path of the kernel on one core: nanoseconds per unit and, where bytes are moved, GB/s.
 * Usage: bench-kernel [milliseconds per measurement, default 200]. The best of five runs is printed. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "sealed/kernel.h"

#define N 8192           /* blocks: 128 KiB an operand, within L2 */
#define FOLD_BLOCKS 1024 /* blocks a leaf and call */

struct work {
    const struct sealed_kernel *k;
    struct sealed_aes leaf[SEALED_LEAVES];
    struct sealed_block x[N], y[N], h[N], g[N], acc;
    uint8_t bits[N / 8];
};

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void run_ctr(struct work *w)
{
    w->k->aes_ctr(&w->leaf[0], w->acc.lo++, w->h, N);
}

static void run_ctr_xor(struct work *w)
{
    w->k->aes_ctr_xor(&w->leaf[0], w->acc.lo++, w->h, N);
}

static void run_schedule(struct work *w)
{
    for (size_t i = 0; i < N; i++)
        w->k->aes_schedule(&w->leaf[i % SEALED_LEAVES], w->bits + i % 64);
}

static void run_fold(struct work *w)
{
    w->k->leaf_fold(w->leaf, 0, w->acc.lo++, FOLD_BLOCKS, w->x, w->y, w->h, w->g, w->g + FOLD_BLOCKS);
}

static void run_fold_punctured(struct work *w)
{
    w->k->leaf_fold(w->leaf, 1, w->acc.lo++, FOLD_BLOCKS, NULL, w->y, w->h, w->g, w->g + FOLD_BLOCKS);
}

static void run_transpose(struct work *w)
{
    w->k->transpose(w->x, N / 128, N, w->h);
}

static void run_inner(struct work *w)
{
    w->k->inner_product(w->x, w->y, N, &w->acc);
}

static void run_select(struct work *w)
{
    w->k->select_sum(w->x, w->bits, N, &w->acc);
}

static void run_mmo(struct work *w)
{
    w->k->mmo(w->acc, 0, w->x, N, w->h);
}

static void run_mmo_pair(struct work *w)
{
    w->k->mmo_pair(w->acc, 0, w->x, w->y[0], N, w->h, w->g);
}

static const struct {
    const char *name, *unit;
    void (*run)(struct work *);
    double units, bytes; /* a call */
} rows[] = {
    {"aes_ctr", "block", run_ctr, N, 16.0 * N},
    {"aes_ctr_xor", "block", run_ctr_xor, N, 16.0 * N},
    {"aes_schedule", "key", run_schedule, N, 0},
    {"leaf_fold", "AES block", run_fold, 16.0 * FOLD_BLOCKS, 256.0 * FOLD_BLOCKS},
    {"leaf_fold punctured", "AES block", run_fold_punctured, 15.0 * FOLD_BLOCKS, 240.0 * FOLD_BLOCKS},
    {"transpose", "row", run_transpose, N, 16.0 * N},
    {"inner_product", "element", run_inner, N, 32.0 * N},
    {"select_sum", "element", run_select, N, 16.0 * N},
    {"mmo", "hash", run_mmo, N, 0},
    {"mmo_pair", "hash", run_mmo_pair, 2.0 * N, 0},
};

/* Seconds a call, best of five. */
static double measure(struct work *w, void (*run)(struct work *), double seconds)
{
    double best = 1e9;
    for (int trial = 0; trial < 5; trial++) {
        double start = now_s(), used;
        unsigned calls = 0;
        do {
            run(w);
            calls++;
            used = now_s() - start;
        } while (used < seconds / 5);
        if (used / calls < best)
            best = used / calls;
    }
    return best;
}

int main(int argc, char **argv)
{
    static const char *const paths[] = {"vaes512", "aesni", "portable"};
    double seconds = (argc > 1 ? strtod(argv[1], NULL) : 200) / 1000;
    struct work *w = aligned_alloc(64, (sizeof *w + 63) / 64 * 64);
    if (w == NULL)
        return 1;
    for (size_t i = 0; i < sizeof *w; i++)
        ((uint8_t *)w)[i] = (uint8_t)(i * 167 + i / 251);
    for (size_t p = 0; p < sizeof paths / sizeof *paths; p++) {
        w->k = sealed_kernel_named(paths[p]);
        if (w->k == NULL) {
            printf("%-9s not on this machine\n", paths[p]);
            continue;
        }
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
            double t = measure(w, rows[i].run, seconds);
            printf("%-9s %-20s %8.3f ns per %-10s %6.3f G/s", paths[p], rows[i].name, 1e9 * t / rows[i].units,
                   rows[i].unit, 1e-9 * rows[i].units / t);
            if (rows[i].bytes > 0)
                printf("  %6.2f GB/s", 1e-9 * rows[i].bytes / t);
            putchar('\n');
        }
    }
    free(w);
    return 0;
}
