/* What the paths of the kernel share: their tables, and the reduction of a product in GF(2^128). */
#ifndef T2_SEALED_KERNEL_INTERNAL_H
#define T2_SEALED_KERNEL_INTERNAL_H

#include "kernel.h"

extern const struct sealed_kernel sealed_kernel_portable;
#ifdef T2_KERNEL_X86
extern const struct sealed_kernel sealed_kernel_aesni;
extern const struct sealed_kernel sealed_kernel_vaes;
#endif

/* 256 bits, w[0] lowest, modulo X^128 + X^7 + X^2 + X + 1: X^128 = X^7 + X^2 + X + 1, applied to w[3], then
 * to w[2]. */
static inline struct sealed_block sealed_gf128_reduce(const uint64_t w[4])
{
    uint64_t h = w[3];
    uint64_t w2 = w[2] ^ h >> 63 ^ h >> 62 ^ h >> 57;
    uint64_t w1 = w[1] ^ h ^ h << 1 ^ h << 2 ^ h << 7;
    w1 ^= w2 >> 63 ^ w2 >> 62 ^ w2 >> 57;
    return (struct sealed_block){.lo = w[0] ^ w2 ^ w2 << 1 ^ w2 << 2 ^ w2 << 7, .hi = w1};
}

#endif
