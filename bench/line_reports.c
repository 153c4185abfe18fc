/* Taking in 10,000 signed reports of 40 observers: read, verified on two threads in disjoint slices, put into
 * the set; beside libsodium's verification of the same signatures alone, also on two threads. The best of
 * five runs, by the clock and by the processor's time (of both threads together), which others on the machine
 * do not lengthen. Usage: bench-line-reports [REPORTS] */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <sodium.h>

#include "../tests/line_reports.h"

#define N_OBSERVERS 40
#define N_THREADS 2

enum { CLOCK, PROCESSOR, N_TIMES };
struct times {
    double ms[N_TIMES];
};

static struct times now(void)
{
    static const clockid_t clocks[N_TIMES] = {CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID};
    struct times out;
    for (size_t k = 0; k < N_TIMES; k++) {
        struct timespec t;
        clock_gettime(clocks[k], &t);
        out.ms[k] = 1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec;
    }
    return out;
}

static void keep_best(struct times *best, struct times from, struct times to)
{
    for (size_t k = 0; k < N_TIMES; k++) {
        double took = to.ms[k] - from.ms[k];
        best->ms[k] = took < best->ms[k] ? took : best->ms[k];
    }
}

static void show(const char *what, const struct times *t)
{
    printf("%-32s %8.1f ms by the clock %8.1f ms of processor\n", what, t->ms[CLOCK], t->ms[PROCESSOR]);
}

struct slice {
    const struct t2_bytes *reports;
    struct line_report_checked *checked;
    size_t n;
    int wrong;
};

static void *check_slice(void *ctx)
{
    struct slice *s = ctx;
    line_report_check_all(observer_mission, s->reports, s->n, s->checked);
    return NULL;
}

static void *verify_slice(void *ctx)
{
    struct slice *s = ctx;
    for (size_t i = 0; i < s->n; i++) {
        size_t body = s->reports[i].len - LINE_REPORT_SIGNATURE_LEN;
        /* The key stands behind the mark and the mission. */
        s->wrong |= crypto_sign_verify_detached(s->reports[i].ptr + body, s->reports[i].ptr, body,
                                                s->reports[i].ptr + 18 + LINE_REPORT_MISSION_LEN);
    }
    return NULL;
}

/* 0 when every thread ran and found nothing wrong. */
static int on_threads(void *(*work)(void *), const struct t2_bytes *reports,
                      struct line_report_checked *checked, size_t n)
{
    pthread_t threads[N_THREADS];
    struct slice slices[N_THREADS];
    int err = 0;
    for (size_t k = 0; k < N_THREADS; k++) {
        size_t from = k * n / N_THREADS, to = (k + 1) * n / N_THREADS;
        slices[k] = (struct slice){reports + from, checked + from, to - from, 0};
        if (pthread_create(&threads[k], NULL, work, &slices[k]) != 0)
            exit(1);
    }
    for (size_t k = 0; k < N_THREADS; k++) {
        err |= pthread_join(threads[k], NULL);
        err |= slices[k].wrong;
    }
    return err;
}

static int take_all(const struct observer *observers, const struct t2_bytes *reports,
                    const struct line_report_checked *checked, size_t n)
{
    struct line_report_set *s = NULL;
    uint8_t digest[LINE_DIGEST_LEN];
    int err = line_report_set_new(observer_mission, NULL, &s);
    for (size_t k = 0; err == 0 && k < N_OBSERVERS; k++) {
        struct line_report_admission a = observer_admission(&observers[k], "observer");
        err = line_report_set_admit(s, &a);
    }
    for (size_t i = 0; err == 0 && i < n; i++) {
        enum line_report_outcome out;
        err = line_report_set_take(s, reports[i], &checked[i], &out);
        err = err == 0 && out != LINE_REPORT_NEW ? T2_E_STATE : err;
    }
    err = err != 0 ? err : line_report_set_digest(s, digest);
    line_report_set_free(s);
    return err;
}

int main(int argc, char **argv)
{
    size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 10000, bytes = 0;
    struct observer observers[N_OBSERVERS];
    struct t2_buf *bufs = calloc(n, sizeof *bufs);
    struct t2_bytes *reports = calloc(n, sizeof *reports);
    struct line_report_checked *checked = calloc(n, sizeof *checked);
    struct times check = {{1e9, 1e9}}, take = check, whole = check, bare = check;
    if (sodium_init() < 0 || bufs == NULL || reports == NULL || checked == NULL)
        exit(1); /* the system takes the memory back */
    for (unsigned k = 0; k < N_OBSERVERS; k++)
        observers[k] = observer_of(k);
    for (size_t i = 0; i < n; i++) {
        bufs[i] = observer_next(&observers[i % N_OBSERVERS]);
        reports[i] = t2_buf_view(&bufs[i]);
        bytes += reports[i].len;
    }
    for (unsigned run = 0; run < 5; run++) {
        struct times start = now();
        if (on_threads(check_slice, reports, checked, n) != 0)
            return 1;
        struct times checked_at = now();
        int err = take_all(observers, reports, checked, n);
        struct times taken_at = now();
        if (err != 0) {
            fprintf(stderr, "%s\n", t2_err_name(err));
            return 1;
        }
        if (on_threads(verify_slice, reports, checked, n) != 0)
            return 1;
        struct times verified_at = now();
        keep_best(&check, start, checked_at);
        keep_best(&take, checked_at, taken_at);
        keep_best(&whole, start, taken_at);
        keep_best(&bare, taken_at, verified_at);
    }
    printf("%zu reports of %d observers, %zu bytes each, %d threads\n", n, N_OBSERVERS, n > 0 ? bytes / n : 0,
           N_THREADS);
    show("read and verified", &check);
    show("put into the set, with the digest", &take);
    show("together", &whole);
    show("libsodium's verification alone", &bare);
    for (size_t i = 0; i < n; i++)
        t2_buf_free(&bufs[i]);
    free(bufs);
    free(reports);
    free(checked);
    return 0;
}
