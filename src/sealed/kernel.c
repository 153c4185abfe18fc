/* Which path of the kernel this machine can run. A path counts as usable when the processor has every
 * extension its file is compiled with and the operating system keeps the registers. */
#include <stdlib.h>
#include <string.h>

#include "kernel_internal.h"

#ifdef T2_KERNEL_X86
#include <cpuid.h>
#include <immintrin.h>

struct features {
    int aesni, vaes;
};

/* XGETBV with ECX = 0, allowed once CPUID says OSXSAVE. */
static uint64_t enabled_registers(void)
{
    uint32_t lo, hi;
    __asm__ volatile("xgetbv" : "=a"(lo), "=d"(hi) : "c"(0));
    return (uint64_t)hi << 32 | lo;
}

static int has(uint32_t reg, uint32_t wanted)
{
    return (reg & wanted) == wanted;
}

static struct features detect(void)
{
    struct features f = {0, 0};
    uint32_t a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !has(c, bit_AES | bit_PCLMUL | bit_SSE4_1 | bit_OSXSAVE | bit_AVX))
        return f;
    uint64_t registers = enabled_registers();
    if ((registers & 0x06) != 0x06 || !__get_cpuid_count(7, 0, &a, &b, &c, &d) || !has(b, bit_AVX2))
        return f;
    f.aesni = 1;
    f.vaes = (registers & 0xE6) == 0xE6 && has(b, bit_AVX512F | bit_AVX512VL | bit_AVX512BW | bit_AVX512DQ) &&
             has(c, bit_VAES | bit_VPCLMULQDQ | bit_GFNI | bit_AVX512VBMI);
    return f;
}
#endif

const struct sealed_kernel *sealed_kernel_named(const char *name)
{
#ifdef T2_KERNEL_X86
    struct features f = detect();
    if (f.vaes && strcmp(name, sealed_kernel_vaes.name) == 0)
        return &sealed_kernel_vaes;
    if (f.aesni && strcmp(name, sealed_kernel_aesni.name) == 0)
        return &sealed_kernel_aesni;
#endif
    return strcmp(name, sealed_kernel_portable.name) == 0 ? &sealed_kernel_portable : NULL;
}

const struct sealed_kernel *sealed_kernel_get(void)
{
    const char *forced = getenv("T2_PORTABLE");
    if (forced != NULL && strcmp(forced, "1") == 0)
        return &sealed_kernel_portable;
    static const char *const fastest_first[] = {"vaes512", "aesni"};
    for (size_t i = 0; i < sizeof fastest_first / sizeof *fastest_first; i++) {
        const struct sealed_kernel *k = sealed_kernel_named(fastest_first[i]);
        if (k != NULL)
            return k;
    }
    return &sealed_kernel_portable;
}
