/* Randomness comes in through a small struct, so that tests can make it repeat or fail. */
#ifndef T2_TRACKTWO_RANDOM_H
#define T2_TRACKTWO_RANDOM_H

#include <stddef.h>
#include <stdint.h>

#include <tracktwo/err.h>

struct t2_random {
    /* Fills n bytes. 0 or T2_E_RANDOM; out is zeroed on failure. */
    int (*fill)(void *ctx, uint8_t *out, size_t n);
    void *ctx;
};

T2_MUST_USE int t2_random_fill(const struct t2_random *r, void *out, size_t n);
/* The kernel's randomness. Valid for ever. */
const struct t2_random *t2_random_system(void);

/* For tests only: ChaCha20 stream of a 32-byte seed; after fail_after draws (when not 0) every draw fails. */
struct t2_random_seeded {
    uint8_t seed[32];
    uint64_t block;
    uint64_t draws;
    uint64_t fail_after;
};
struct t2_random t2_random_seeded_init(struct t2_random_seeded *s, uint64_t seed);

#endif
