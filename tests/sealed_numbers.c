/* The numbers modulo 2^61 - 1 in place of ristretto255, for tests that run thousands of sessions: the same
 * algebra without its hardness, and a hundred times as fast. Linked in with --wrap of the functions defined
 * here. */
#include <string.h>

#include <tracktwo/crypto.h>

#define PRIME (((uint64_t)1 << 61) - 1)

static uint64_t number_get(const uint8_t *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return v % PRIME;
}

static int number_put(uint8_t *out, uint64_t v)
{
    memset(out, 0, 32);
    memcpy(out, &v, sizeof v);
    return v != 0 ? 0 : T2_E_MALFORMED;
}

static uint64_t times(uint64_t x, uint64_t y)
{
    uint64_t sum = 0;
    for (; y != 0; y >>= 1, x = 2 * x % PRIME)
        sum = (sum + (y & 1) * x) % PRIME;
    return sum;
}

int __wrap_t2_ristretto_base_mul(uint8_t out[static 32], const uint8_t scalar[static 32]);
int __wrap_t2_ristretto_mul(uint8_t out[static 32], const uint8_t scalar[static 32],
                            const uint8_t point[static 32]);
int __wrap_t2_ristretto_add(uint8_t out[static 32], const uint8_t p[static 32], const uint8_t q[static 32]);
int __wrap_t2_ristretto_sub(uint8_t out[static 32], const uint8_t p[static 32], const uint8_t q[static 32]);
int __wrap_t2_ristretto_from_uniform(uint8_t out[static 32], const uint8_t in[static 64]);
int __wrap_t2_ristretto_check(const uint8_t point[static 32]);

int __wrap_t2_ristretto_base_mul(uint8_t out[static 32], const uint8_t scalar[static 32])
{
    return number_put(out, number_get(scalar));
}

int __wrap_t2_ristretto_mul(uint8_t out[static 32], const uint8_t scalar[static 32],
                            const uint8_t point[static 32])
{
    return number_put(out, times(number_get(scalar), number_get(point)));
}

int __wrap_t2_ristretto_add(uint8_t out[static 32], const uint8_t p[static 32], const uint8_t q[static 32])
{
    return number_put(out, (number_get(p) + number_get(q)) % PRIME);
}

int __wrap_t2_ristretto_sub(uint8_t out[static 32], const uint8_t p[static 32], const uint8_t q[static 32])
{
    return number_put(out, (number_get(p) + PRIME - number_get(q)) % PRIME);
}

int __wrap_t2_ristretto_from_uniform(uint8_t out[static 32], const uint8_t in[static 64])
{
    return number_put(out, number_get(in));
}

int __wrap_t2_ristretto_check(const uint8_t point[static 32])
{
    uint8_t canonical[32];
    return number_put(canonical, number_get(point)) == 0 && memcmp(canonical, point, 32) == 0
               ? 0
               : T2_E_MALFORMED;
}
