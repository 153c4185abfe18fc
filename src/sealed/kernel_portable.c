/* The portable path: plain C, constant time in keys, blocks and bits (tests/ct/sealed_kernel.c), no table but
 * Rcon.
 *
 * AES runs on bit planes, 8 blocks at a time (aes_sliced.h). A product in GF(2^128) is made of integer
 * products with holes: of each operand only every fifth bit is kept, so that the at most 13 ones that meet in
 * one place fill its hole of 5 bits and never carry into the next; the multiplication of 64-bit integers is
 * taken to be constant time. Round keys in planes and expanded leaves are wiped before return. */
#include <tracktwo/secret.h>

#include "aes_sliced.h"
#include "kernel_internal.h"

static struct sealed_block block_xor(struct sealed_block a, struct sealed_block b)
{
    return (struct sealed_block){.lo = a.lo ^ b.lo, .hi = a.hi ^ b.hi};
}

static struct sealed_block block_load(const uint8_t in[16])
{
    struct sealed_block b = {0, 0};
    for (unsigned i = 0; i < 8; i++) {
        b.lo |= (uint64_t)in[i] << 8 * i;
        b.hi |= (uint64_t)in[i + 8] << 8 * i;
    }
    return b;
}

static size_t group_size(size_t left)
{
    return left < AES_SLICED_BLOCKS ? left : AES_SLICED_BLOCKS;
}

static void aes_schedule(struct sealed_aes *out, const uint8_t key[16])
{
    struct aes_sliced k;
    out->rk[0] = block_load(key);
    aes_sliced_pack(&k, &out->rk[0], 1);
    for (unsigned round = 1; round <= AES_ROUNDS; round++) {
        aes_sliced_next_key(&k, round);
        aes_sliced_unpack(&out->rk[round], 1, &k);
    }
    t2_wipe(&k, sizeof k);
}

struct sliced_keys {
    struct aes_sliced rk[AES_ROUNDS + 1];
};

static void keys_pack(struct sliced_keys *out, const struct sealed_aes *key)
{
    for (unsigned round = 0; round <= AES_ROUNDS; round++)
        aes_sliced_pack_same(&out->rk[round], &key->rk[round]);
}

/* out[i] = AES(ctr + i), i < n <= 8. */
static void ctr_group(const struct sliced_keys *key, uint64_t ctr, struct sealed_block *out, size_t n)
{
    struct sealed_block in[AES_SLICED_BLOCKS];
    struct aes_sliced s;
    for (size_t i = 0; i < n; i++)
        in[i] = (struct sealed_block){.lo = ctr + i, .hi = 0};
    aes_sliced_pack(&s, in, n);
    for (unsigned round = 0; round <= AES_ROUNDS; round++)
        aes_sliced_round(&s, &key->rk[round], round);
    aes_sliced_unpack(out, n, &s);
}

static void aes_ctr(const struct sealed_aes *key, uint64_t ctr, struct sealed_block *out, size_t n_blocks)
{
    struct sliced_keys keys;
    keys_pack(&keys, key);
    for (size_t i = 0; i < n_blocks; i += AES_SLICED_BLOCKS)
        ctr_group(&keys, ctr + i, out + i, group_size(n_blocks - i));
    t2_wipe(&keys, sizeof keys);
}

static void aes_ctr_xor(const struct sealed_aes *key, uint64_t ctr, struct sealed_block *out, size_t n_blocks)
{
    struct sliced_keys keys;
    struct sealed_block r[AES_SLICED_BLOCKS];
    keys_pack(&keys, key);
    for (size_t i = 0; i < n_blocks; i += AES_SLICED_BLOCKS) {
        size_t n = group_size(n_blocks - i);
        ctr_group(&keys, ctr + i, r, n);
        for (size_t k = 0; k < n; k++)
            out[i + k] = block_xor(out[i + k], r[k]);
    }
    t2_wipe(&keys, sizeof keys);
    t2_wipe(r, sizeof r);
}

static void leaf_fold(const struct sealed_aes leaf[SEALED_LEAVES], int skip_zero, uint64_t ctr,
                      size_t n_blocks, struct sealed_block *u, struct sealed_block *v0,
                      struct sealed_block *v1, struct sealed_block *v2, struct sealed_block *v3)
{
    struct sealed_block *const v[SEALED_K] = {v0, v1, v2, v3};
    struct sliced_keys keys;
    struct sealed_block r[AES_SLICED_BLOCKS];
    for (size_t i = 0; i < n_blocks; i++) {
        v0[i] = v1[i] = v2[i] = v3[i] = (struct sealed_block){0, 0};
        if (u != NULL)
            u[i] = (struct sealed_block){0, 0};
    }
    for (unsigned x = skip_zero ? 1 : 0; x < SEALED_LEAVES; x++) {
        keys_pack(&keys, &leaf[x]);
        for (size_t i = 0; i < n_blocks; i += AES_SLICED_BLOCKS) {
            size_t n = group_size(n_blocks - i);
            ctr_group(&keys, ctr + i, r, n);
            for (size_t k = 0; k < n; k++) {
                for (unsigned j = 0; j < SEALED_K; j++)
                    if (x >> j & 1)
                        v[j][i + k] = block_xor(v[j][i + k], r[k]);
                if (u != NULL)
                    u[i + k] = block_xor(u[i + k], r[k]);
            }
        }
    }
    t2_wipe(&keys, sizeof keys);
    t2_wipe(r, sizeof r);
}

/* 64 x 64 bits in place: bit c of m[r] and bit r of m[c] change places. */
static void transpose_64(uint64_t m[64])
{
    uint64_t mask = 0x00000000FFFFFFFFu;
    for (unsigned step = 32; step != 0; step >>= 1, mask ^= mask << step) {
        for (unsigned r = 0; r < 64; r = (r + step + 1) & ~step) {
            uint64_t t = (m[r] >> step ^ m[r + step]) & mask;
            m[r + step] ^= t;
            m[r] ^= t << step;
        }
    }
}

static void transpose(const struct sealed_block *cols, size_t col_stride, size_t n_rows,
                      struct sealed_block *rows)
{
    uint64_t lo[64], hi[64];
    for (size_t b = 0; b < n_rows / 128; b++) {
        struct sealed_block *out = rows + 128 * b;
        for (unsigned half = 0; half < 2; half++) {
            for (unsigned c = 0; c < 64; c++) {
                const struct sealed_block *in = &cols[(64 * half + c) * col_stride + b];
                lo[c] = in->lo;
                hi[c] = in->hi;
            }
            transpose_64(lo);
            transpose_64(hi);
            for (unsigned r = 0; r < 64; r++) {
                *(half ? &out[r].hi : &out[r].lo) = lo[r];
                *(half ? &out[r + 64].hi : &out[r + 64].lo) = hi[r];
            }
        }
    }
    t2_wipe(lo, sizeof lo);
    t2_wipe(hi, sizeof hi);
}

__extension__ typedef unsigned __int128 uint128;

#define HOLES 5
/* Bits 0, 5, 10, ... of 128; shifted left by s these are the bits that leave s modulo 5. */
#define EVERY_FIFTH ((uint128)0x1084210842108421u | (uint128)0x2108421084210842u << 64)

/* The product of polynomials over GF(2) of degree below 64. */
static uint128 clmul_64(uint64_t a, uint64_t b)
{
    uint64_t x[HOLES], y[HOLES];
    uint128 product = 0;
    for (unsigned s = 0; s < HOLES; s++) {
        x[s] = a & (uint64_t)(EVERY_FIFTH << s);
        y[s] = b & (uint64_t)(EVERY_FIFTH << s);
    }
    for (unsigned s = 0; s < HOLES; s++) {
        uint128 z = 0;
        for (unsigned i = 0; i < HOLES; i++)
            z ^= (uint128)x[i] * y[(s + HOLES - i) % HOLES];
        product |= z & EVERY_FIFTH << s;
    }
    return product;
}

static void inner_product(const struct sealed_block *x, const struct sealed_block *y, size_t n,
                          struct sealed_block *acc)
{
    uint128 low = 0, high = 0,
            cross = 0; /* Karatsuba's three products, each summed before they are put together */
    for (size_t i = 0; i < n; i++) {
        low ^= clmul_64(x[i].lo, y[i].lo);
        high ^= clmul_64(x[i].hi, y[i].hi);
        cross ^= clmul_64(x[i].lo ^ x[i].hi, y[i].lo ^ y[i].hi);
    }
    cross ^= low ^ high;
    const uint64_t w[4] = {(uint64_t)low, (uint64_t)(low >> 64) ^ (uint64_t)cross,
                           (uint64_t)high ^ (uint64_t)(cross >> 64), (uint64_t)(high >> 64)};
    *acc = block_xor(*acc, sealed_gf128_reduce(w));
}

static void select_sum(const struct sealed_block *x, const uint8_t *bits, size_t n, struct sealed_block *acc)
{
    struct sealed_block sum = *acc;
    for (size_t i = 0; i < n; i++) {
        uint64_t mask = 0 - (uint64_t)(bits[i / 8] >> i % 8 & 1);
        sum.lo ^= x[i].lo & mask;
        sum.hi ^= x[i].hi & mask;
    }
    *acc = sum;
}

/* The 8 tweaks from first on, in planes. */
static void tweaks_pack(struct aes_sliced *out, struct sealed_block tweak, uint64_t first, size_t n)
{
    struct sealed_block t[AES_SLICED_BLOCKS];
    for (size_t k = 0; k < n; k++)
        t[k] = (struct sealed_block){.lo = tweak.lo ^ (first + k), .hi = tweak.hi};
    aes_sliced_pack(out, t, n);
}

static void mmo(struct sealed_block tweak, uint64_t first, const struct sealed_block *x, size_t n,
                struct sealed_block *out)
{
    struct aes_sliced key, s;
    struct sealed_block y[AES_SLICED_BLOCKS];
    for (size_t i = 0; i < n; i += AES_SLICED_BLOCKS) {
        size_t group = group_size(n - i);
        for (size_t k = 0; k < group; k++)
            y[k] = sealed_sigma(x[i + k]);
        tweaks_pack(&key, tweak, first + i, group);
        aes_sliced_pack(&s, y, group);
        aes_sliced_round(&s, &key, 0);
        for (unsigned round = 1; round <= AES_ROUNDS; round++) {
            aes_sliced_next_key(&key, round);
            aes_sliced_round(&s, &key, round);
        }
        aes_sliced_unpack(out + i, group, &s);
        for (size_t k = 0; k < group; k++)
            out[i + k] = block_xor(out[i + k], y[k]);
    }
    t2_wipe(&s, sizeof s);
    t2_wipe(y, sizeof y);
}

static void mmo_pair(struct sealed_block tweak, uint64_t first, const struct sealed_block *x,
                     struct sealed_block delta, size_t n, struct sealed_block *h, struct sealed_block *g)
{
    struct aes_sliced key, s0, s1;
    struct sealed_block y[AES_SLICED_BLOCKS], shifted[AES_SLICED_BLOCKS];
    delta = sealed_sigma(delta);
    for (size_t i = 0; i < n; i += AES_SLICED_BLOCKS) {
        size_t group = group_size(n - i);
        for (size_t k = 0; k < group; k++) {
            y[k] = sealed_sigma(x[i + k]);
            shifted[k] = block_xor(y[k], delta);
        }
        tweaks_pack(&key, tweak, first + i, group);
        aes_sliced_pack(&s0, y, group);
        aes_sliced_pack(&s1, shifted, group);
        aes_sliced_round(&s0, &key, 0);
        aes_sliced_round(&s1, &key, 0);
        for (unsigned round = 1; round <= AES_ROUNDS; round++) {
            aes_sliced_next_key(&key, round);
            aes_sliced_round(&s0, &key, round);
            aes_sliced_round(&s1, &key, round);
        }
        aes_sliced_unpack(h + i, group, &s0);
        aes_sliced_unpack(g + i, group, &s1);
        for (size_t k = 0; k < group; k++) {
            h[i + k] = block_xor(h[i + k], y[k]);
            g[i + k] = block_xor(block_xor(g[i + k], shifted[k]), h[i + k]);
        }
    }
    t2_wipe(&s0, sizeof s0);
    t2_wipe(&s1, sizeof s1);
    t2_wipe(y, sizeof y);
    t2_wipe(shifted, sizeof shifted);
}

const struct sealed_kernel sealed_kernel_portable = {
    .name = "portable",
    .aes_schedule = aes_schedule,
    .aes_ctr = aes_ctr,
    .aes_ctr_xor = aes_ctr_xor,
    .leaf_fold = leaf_fold,
    .transpose = transpose,
    .inner_product = inner_product,
    .select_sum = select_sum,
    .mmo = mmo,
    .mmo_pair = mmo_pair,
};
