/* The system's clocks. */
#include <tracktwo/clock.h>

#include <stddef.h>
#include <time.h>

static int64_t read_ms(clockid_t id)
{
    struct timespec t = {0, 0};
    (void)clock_gettime(id, &t); /* cannot fail for these two clocks */
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int64_t system_now_ms(void *ctx)
{
    (void)ctx;
    return read_ms(CLOCK_REALTIME);
}

const struct t2_clock *t2_clock_system(void)
{
    static const struct t2_clock system_clock = {system_now_ms, NULL};
    return &system_clock;
}

int64_t t2_clock_now_ms(const struct t2_clock *c)
{
    return c->now_ms(c->ctx);
}

int64_t t2_monotonic_ms(void)
{
    return read_ms(CLOCK_MONOTONIC);
}
