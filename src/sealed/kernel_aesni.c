/* The path for x86-64 with AES-NI, PCLMULQDQ and AVX2: the only file compiled with these.
 *
 * Eight blocks are in flight, which covers the latency of AESENC. Keys that change with every block (the
 * tweaks of mmo) are expanded four at a time, one register for each column of the four keys, so that one
 * AESENCLAST serves as SubWord for four keys; AESKEYGENASSIST, slow on every processor, is never used. All
 * instructions used take the same time whatever the data. Secrets stay in registers but for what the compiler
 * spills. */
#include <immintrin.h>
#include <string.h>

#include <tracktwo/secret.h>

#include "kernel_internal.h"

#define ROUNDS 10
#define INLINE static inline __attribute__((always_inline))
#define WIDTH 8 /* blocks in flight */

static const uint8_t rcon[ROUNDS] = {0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0x1b, 0x36};

INLINE __m128i load(const struct sealed_block *p)
{
    return _mm_load_si128((const __m128i *)p);
}

static inline void store(struct sealed_block *p, __m128i x)
{
    _mm_store_si128((__m128i *)p, x);
}

INLINE __m128i counter(uint64_t ctr)
{
    return _mm_cvtsi64_si128((long long)ctr);
}

static void aes_schedule(struct sealed_aes *out, const uint8_t key[16])
{
    /* RotWord of the last column, in every column */
    const __m128i rotate = _mm_set1_epi32(0x0c0f0e0d);
    __m128i k = _mm_loadu_si128((const __m128i_u *)key);
    store(&out->rk[0], k);
    for (unsigned round = 1; round <= ROUNDS; round++) {
        /* All columns are equal, so that ShiftRows does nothing and AESENCLAST is SubWord + Rcon. */
        __m128i t = _mm_aesenclast_si128(_mm_shuffle_epi8(k, rotate), _mm_set1_epi32(rcon[round - 1]));
        k = _mm_xor_si128(k, _mm_slli_si128(k, 4));
        k = _mm_xor_si128(k, _mm_slli_si128(k, 8));
        k = _mm_xor_si128(k, t);
        store(&out->rk[round], k);
    }
}

/* s[i] = AES(ctr + i), i < n; n a constant where this is inlined. */
INLINE void encrypt_counters(__m128i *s, unsigned n, const struct sealed_aes *key, uint64_t ctr)
{
    __m128i k = load(&key->rk[0]);
    for (unsigned i = 0; i < n; i++)
        s[i] = _mm_xor_si128(counter(ctr + i), k);
    for (unsigned round = 1; round < ROUNDS; round++) {
        k = load(&key->rk[round]);
        for (unsigned i = 0; i < n; i++)
            s[i] = _mm_aesenc_si128(s[i], k);
    }
    k = load(&key->rk[ROUNDS]);
    for (unsigned i = 0; i < n; i++)
        s[i] = _mm_aesenclast_si128(s[i], k);
}

static void aes_ctr(const struct sealed_aes *key, uint64_t ctr, struct sealed_block *out, size_t n_blocks)
{
    __m128i s[WIDTH];
    size_t i = 0;
    for (; i + WIDTH <= n_blocks; i += WIDTH) {
        encrypt_counters(s, WIDTH, key, ctr + i);
        for (unsigned k = 0; k < WIDTH; k++)
            store(&out[i + k], s[k]);
    }
    for (; i < n_blocks; i++) {
        encrypt_counters(s, 1, key, ctr + i);
        store(&out[i], s[0]);
    }
}

static void aes_ctr_xor(const struct sealed_aes *key, uint64_t ctr, struct sealed_block *out, size_t n_blocks)
{
    __m128i s[WIDTH];
    size_t i = 0;
    for (; i + WIDTH <= n_blocks; i += WIDTH) {
        encrypt_counters(s, WIDTH, key, ctr + i);
        for (unsigned k = 0; k < WIDTH; k++)
            store(&out[i + k], _mm_xor_si128(load(&out[i + k]), s[k]));
    }
    for (; i < n_blocks; i++) {
        encrypt_counters(s, 1, key, ctr + i);
        store(&out[i], _mm_xor_si128(load(&out[i]), s[0]));
    }
}

#define FOLD 4 /* blocks of every leaf in flight; with five sums each they just exceed the registers */

static void leaf_fold(const struct sealed_aes leaf[SEALED_LEAVES], int skip_zero, uint64_t ctr,
                      size_t n_blocks, struct sealed_block *u, struct sealed_block *v0,
                      struct sealed_block *v1, struct sealed_block *v2, struct sealed_block *v3)
{
    struct sealed_block *const v[SEALED_K] = {v0, v1, v2, v3};
    for (size_t i = 0; i < n_blocks; i += FOLD) {
        __m128i all[FOLD], sum[SEALED_K][FOLD], r[FOLD];
        for (unsigned b = 0; b < FOLD; b++)
            all[b] = sum[0][b] = sum[1][b] = sum[2][b] = sum[3][b] = _mm_setzero_si128();
        if (!skip_zero)
            encrypt_counters(all, FOLD, &leaf[0], ctr + i);
        for (unsigned x = 1; x < SEALED_LEAVES; x++) {
            encrypt_counters(r, FOLD, &leaf[x], ctr + i);
            for (unsigned b = 0; b < FOLD; b++) {
                all[b] = _mm_xor_si128(all[b], r[b]);
                for (unsigned j = 0; j < SEALED_K; j++)
                    if (x >> j & 1)
                        sum[j][b] = _mm_xor_si128(sum[j][b], r[b]);
            }
        }
        for (unsigned b = 0; b < FOLD; b++) {
            for (unsigned j = 0; j < SEALED_K; j++)
                store(&v[j][i + b], sum[j][b]);
            if (u != NULL)
                store(&u[i + b], all[b]);
        }
    }
}

/* Transposes 16 x 16 bytes in each 128-bit lane: four times, the first half of the registers is interleaved
 * with the second. */
INLINE void transpose_bytes(__m256i m[16])
{
    __m256i t[16];
    for (unsigned step = 0; step < 4; step++) {
        for (unsigned i = 0; i < 8; i++) {
            t[2 * i] = _mm256_unpacklo_epi8(m[i], m[i + 8]);
            t[2 * i + 1] = _mm256_unpackhi_epi8(m[i], m[i + 8]);
        }
        for (unsigned i = 0; i < 16; i++)
            m[i] = t[i];
    }
}

static void transpose(const struct sealed_block *cols, size_t col_stride, size_t n_rows,
                      struct sealed_block *rows)
{
    for (size_t block = 0; block < n_rows / 128; block++) {
        uint32_t *out = (uint32_t *)(void *)&rows[128 * block];
        for (unsigned quarter = 0; quarter < 4; quarter++) {
            const struct sealed_block *in = cols + 32 * quarter * col_stride + block;
            __m256i m[16];
            for (unsigned c = 0; c < 16; c++)
                m[c] = _mm256_set_m128i(load(in + (16 + c) * col_stride), load(in + c * col_stride));
            transpose_bytes(m);
            /* Register b now holds byte b of 32 columns: the top bits are row 8 b + 7, and so on down. */
            for (unsigned b = 0; b < 16; b++) {
                for (unsigned row = 8; row-- > 0;) {
                    uint32_t bits = (uint32_t)_mm256_movemask_epi8(m[b]);
                    memcpy(&out[4 * (8 * b + row) + quarter], &bits, sizeof bits);
                    m[b] = _mm256_add_epi8(m[b], m[b]);
                }
            }
        }
    }
}

static void inner_product(const struct sealed_block *x, const struct sealed_block *y, size_t n,
                          struct sealed_block *acc)
{
    /* Karatsuba's three products, each summed before they are put together. */
    __m128i low = _mm_setzero_si128(), high = low, cross = low;
    for (size_t i = 0; i < n; i++) {
        __m128i a = load(&x[i]), b = load(&y[i]);
        __m128i a_sum = _mm_xor_si128(a, _mm_shuffle_epi32(a, 0x4e));
        __m128i b_sum = _mm_xor_si128(b, _mm_shuffle_epi32(b, 0x4e));
        low = _mm_xor_si128(low, _mm_clmulepi64_si128(a, b, 0x00));
        high = _mm_xor_si128(high, _mm_clmulepi64_si128(a, b, 0x11));
        cross = _mm_xor_si128(cross, _mm_clmulepi64_si128(a_sum, b_sum, 0x00));
    }
    cross = _mm_xor_si128(cross, _mm_xor_si128(low, high));
    struct sealed_block w[2];
    store(&w[0], _mm_xor_si128(low, _mm_slli_si128(cross, 8)));
    store(&w[1], _mm_xor_si128(high, _mm_srli_si128(cross, 8)));
    struct sealed_block r = sealed_gf128_reduce((const uint64_t[4]){w[0].lo, w[0].hi, w[1].lo, w[1].hi});
    *acc = (struct sealed_block){.lo = acc->lo ^ r.lo, .hi = acc->hi ^ r.hi};
}

static void select_sum(const struct sealed_block *x, const uint8_t *bits, size_t n, struct sealed_block *acc)
{
    const __m256i first_two = _mm256_setr_epi64x(1, 1, 2, 2);
    __m256i sum = _mm256_setzero_si256();
    size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        __m256i byte = _mm256_set1_epi64x(bits[i / 8]);
        for (unsigned k = 0; k < 8; k += 2) {
            __m256i here = _mm256_slli_epi64(first_two, (int)k);
            __m256i mask = _mm256_cmpeq_epi64(_mm256_and_si256(byte, here), here);
            __m256i two = _mm256_loadu_si256((const __m256i_u *)(const void *)&x[i + k]);
            sum = _mm256_xor_si256(sum, _mm256_and_si256(two, mask));
        }
    }
    __m128i total = _mm_xor_si128(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
    for (; i < n; i++) {
        __m128i mask = _mm_set1_epi64x(-(long long)(bits[i / 8] >> i % 8 & 1));
        total = _mm_xor_si128(total, _mm_and_si128(load(&x[i]), mask));
    }
    store(acc, _mm_xor_si128(load(acc), total));
}

/* Four keys by columns: lane j of column c is column c of key j. */
struct four_keys {
    __m128i column[4];
};

/* Columns to keys and keys to columns. */
INLINE void exchange(__m128i out[4], const __m128i in[4])
{
    __m128i a = _mm_unpacklo_epi32(in[0], in[1]), b = _mm_unpacklo_epi32(in[2], in[3]);
    __m128i c = _mm_unpackhi_epi32(in[0], in[1]), d = _mm_unpackhi_epi32(in[2], in[3]);
    out[0] = _mm_unpacklo_epi64(a, b);
    out[1] = _mm_unpackhi_epi64(a, b);
    out[2] = _mm_unpacklo_epi64(c, d);
    out[3] = _mm_unpackhi_epi64(c, d);
}

INLINE void next_keys(struct four_keys *k, unsigned round)
{
    /* RotWord in every lane, placed so that the ShiftRows of AESENCLAST brings each byte home. */
    const __m128i rotate = _mm_setr_epi8(1, 14, 11, 4, 5, 2, 15, 8, 9, 6, 3, 12, 13, 10, 7, 0);
    __m128i *c = k->column;
    c[0] = _mm_xor_si128(c[0], _mm_set1_epi32(rcon[round - 1]));
    c[0] = _mm_aesenclast_si128(_mm_shuffle_epi8(c[3], rotate), c[0]);
    c[1] = _mm_xor_si128(c[1], c[0]);
    c[2] = _mm_xor_si128(c[2], c[1]);
    c[3] = _mm_xor_si128(c[3], c[2]);
}

/* n_states blocks of s under each of 8 keys: block i and block i + 8 under key i. */
INLINE void encrypt_tweaked(__m128i *s, unsigned n_states, struct sealed_block tweak, uint64_t first)
{
    struct four_keys keys[WIDTH / 4];
    __m128i rk[WIDTH];
    const __m128i base = load(&tweak);
    for (unsigned i = 0; i < WIDTH; i++)
        rk[i] = _mm_xor_si128(base, counter(first + i));
    for (unsigned i = 0; i < n_states; i++)
        s[i] = _mm_xor_si128(s[i], rk[i % WIDTH]);
    for (unsigned g = 0; g < WIDTH / 4; g++)
        exchange(keys[g].column, &rk[4 * g]);
    for (unsigned round = 1; round <= ROUNDS; round++) {
        for (unsigned g = 0; g < WIDTH / 4; g++) {
            next_keys(&keys[g], round);
            exchange(&rk[4 * g], keys[g].column);
        }
        for (unsigned i = 0; i < n_states; i++)
            s[i] = round < ROUNDS ? _mm_aesenc_si128(s[i], rk[i % WIDTH])
                                  : _mm_aesenclast_si128(s[i], rk[i % WIDTH]);
    }
}

/* sealed_sigma: {hi, lo ^ hi}. */
INLINE __m128i sigma(__m128i x)
{
    const __m128i high = _mm_set_epi64x(-1, 0);
    return _mm_xor_si128(_mm_shuffle_epi32(x, 0x4e), _mm_and_si128(x, high));
}

INLINE void mmo_group(struct sealed_block tweak, uint64_t first, const struct sealed_block *x,
                      struct sealed_block *out)
{
    __m128i s[WIDTH];
    for (unsigned i = 0; i < WIDTH; i++)
        s[i] = sigma(load(&x[i]));
    encrypt_tweaked(s, WIDTH, tweak, first);
    for (unsigned i = 0; i < WIDTH; i++)
        store(&out[i], _mm_xor_si128(s[i], sigma(load(&x[i]))));
}

INLINE void pair_group(struct sealed_block tweak, uint64_t first, const struct sealed_block *x, __m128i delta,
                       struct sealed_block *h, struct sealed_block *g)
{
    __m128i s[2 * WIDTH];
    for (unsigned i = 0; i < WIDTH; i++) {
        s[i] = sigma(load(&x[i]));
        s[i + WIDTH] = _mm_xor_si128(s[i], delta);
    }
    encrypt_tweaked(s, 2 * WIDTH, tweak, first);
    for (unsigned i = 0; i < WIDTH; i++) {
        store(&h[i], _mm_xor_si128(s[i], sigma(load(&x[i]))));
        /* with y = sigma(x), d = sigma(delta): AES(y) + y + AES(y + d) + y + d */
        store(&g[i], _mm_xor_si128(_mm_xor_si128(s[i], s[i + WIDTH]), delta));
    }
}

static void mmo(struct sealed_block tweak, uint64_t first, const struct sealed_block *x, size_t n,
                struct sealed_block *out)
{
    size_t i = 0;
    for (; i + WIDTH <= n; i += WIDTH)
        mmo_group(tweak, first + i, x + i, out + i);
    if (i < n) {
        struct sealed_block in[WIDTH] = {{0, 0}}, tail[WIDTH];
        memcpy(in, x + i, (n - i) * sizeof *in);
        mmo_group(tweak, first + i, in, tail);
        memcpy(out + i, tail, (n - i) * sizeof *tail);
        t2_wipe(in, sizeof in);
        t2_wipe(tail, sizeof tail);
    }
}

static void mmo_pair(struct sealed_block tweak, uint64_t first, const struct sealed_block *x,
                     struct sealed_block delta, size_t n, struct sealed_block *h, struct sealed_block *g)
{
    const __m128i d = sigma(load(&delta));
    size_t i = 0;
    for (; i + WIDTH <= n; i += WIDTH)
        pair_group(tweak, first + i, x + i, d, h + i, g + i);
    if (i < n) {
        struct sealed_block in[WIDTH] = {{0, 0}}, tail_h[WIDTH], tail_g[WIDTH];
        memcpy(in, x + i, (n - i) * sizeof *in);
        pair_group(tweak, first + i, in, d, tail_h, tail_g);
        memcpy(h + i, tail_h, (n - i) * sizeof *tail_h);
        memcpy(g + i, tail_g, (n - i) * sizeof *tail_g);
        t2_wipe(in, sizeof in);
        t2_wipe(tail_h, sizeof tail_h);
        t2_wipe(tail_g, sizeof tail_g);
    }
}

const struct sealed_kernel sealed_kernel_aesni = {
    .name = "aesni",
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
