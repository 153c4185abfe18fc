/* Time comes in through a small struct; pure rooms never ask for it themselves. */
#ifndef T2_TRACKTWO_CLOCK_H
#define T2_TRACKTWO_CLOCK_H

#include <stdint.h>

struct t2_clock {
    int64_t (*now_ms)(void *ctx); /* since 1970-01-01 UTC */
    void *ctx;
};

int64_t t2_clock_now_ms(const struct t2_clock *c);
const struct t2_clock *t2_clock_system(void);
/* Monotonic, for durations; never in a protocol. */
int64_t t2_monotonic_ms(void);

#endif
