/* tracktwo-dated and tracktwo-relay-dated: the programs as they are, but for the wall clock, which a test
 * sets. T2_DATED names a file with the milliseconds since 1970 in decimal digits; it is read at every call,
 * so that a test moves the time of a program that runs, by renaming a new file over it. Durations
 * (t2_monotonic_ms) are true ones. Without T2_DATED, or with a file that holds no number, the program ends: a
 * test that forgot to set the clock shall not pass by chance. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <tracktwo/clock.h>

const struct t2_clock *__wrap_t2_clock_system(void);

static int64_t dated_now_ms(void *ctx)
{
    const char *path = getenv("T2_DATED");
    char text[32], *end = text;
    size_t n = 0;
    FILE *f = path == NULL ? NULL : fopen(path, "r");
    (void)ctx;
    if (f != NULL) {
        n = fread(text, 1, sizeof text - 1, f);
        (void)fclose(f);
    }
    text[n] = '\0';
    errno = 0;
    long long ms = strtoll(text, &end, 10);
    if (errno != 0 || end == text || (*end != '\0' && *end != '\n')) {
        fprintf(stderr, "T2_DATED names no file with the time in it\n");
        abort();
    }
    return ms;
}

const struct t2_clock *__wrap_t2_clock_system(void)
{
    static const struct t2_clock dated_clock = {dated_now_ms, NULL};
    return &dated_clock;
}
