/* Randomness of the kernel, and for tests a stream that repeats and can fail. */
#include <tracktwo/random.h>

#include <errno.h>
#include <sodium.h>
#include <string.h>
#include <sys/random.h>

static int system_fill(void *ctx, uint8_t *out, size_t n)
{
    (void)ctx;
    while (n != 0) {
        ssize_t got = getrandom(out, n < 1u << 20 ? n : 1u << 20, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return T2_E_RANDOM;
        out += got;
        n -= (size_t)got;
    }
    return 0;
}

const struct t2_random *t2_random_system(void)
{
    static const struct t2_random system_random = {system_fill, NULL};
    return &system_random;
}

int t2_random_fill(const struct t2_random *r, void *out, size_t n)
{
    int err = r->fill(r->ctx, out, n);
    if (err != 0 && n != 0)
        sodium_memzero(out, n);
    return err;
}

static int seeded_fill(void *ctx, uint8_t *out, size_t n)
{
    static const uint8_t nonce[crypto_stream_chacha20_NONCEBYTES];
    struct t2_random_seeded *s = ctx;
    s->draws++;
    if (s->fail_after != 0 && s->draws > s->fail_after)
        return T2_E_RANDOM;
    if (n == 0)
        return 0;
    memset(out, 0, n);
    if (crypto_stream_chacha20_xor_ic(out, out, n, nonce, s->block, s->seed) != 0)
        return T2_E_RANDOM;
    s->block += (n + 63) / 64;
    return 0;
}

struct t2_random t2_random_seeded_init(struct t2_random_seeded *s, uint64_t seed)
{
    *s = (struct t2_random_seeded){.block = 0};
    for (unsigned i = 0; i < 8; i++)
        s->seed[i] = (uint8_t)(seed >> (8 * i));
    return (struct t2_random){seeded_fill, s};
}
