/* The path for x86-64 with AVX-512, VAES and VPCLMULQDQ: the only file compiled with these.
 *
 * Four blocks stand in each register and four to sixteen registers are in flight. The tweaks of mmo are
 * expanded 16 at a time by columns, as in kernel_aesni.c. Blocks left over (n mod 4) are loaded and stored
 * under a mask, and lanes that are masked out compute on zeros. All instructions used take the same time
 * whatever the data. */
#include <immintrin.h>
#include <string.h>

#include <tracktwo/secret.h>

#include "kernel_internal.h"

#define ROUNDS 10
#define LANES 4 /* blocks in a register */
#define INLINE static inline __attribute__((always_inline))

static const uint8_t rcon[ROUNDS] = {0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0x1b, 0x36};

INLINE __m512i load(const struct sealed_block *p)
{
    return _mm512_loadu_si512(p);
}

INLINE void store(struct sealed_block *p, __m512i x)
{
    _mm512_storeu_si512(p, x);
}

/* The mask of the 64-bit halves of n blocks, at most a register full. */
INLINE __mmask8 first_blocks(size_t n)
{
    return (__mmask8)(n >= LANES ? 0xffu : (1u << 2 * n) - 1);
}

INLINE __m512i load_some(const struct sealed_block *p, __mmask8 which)
{
    return _mm512_maskz_loadu_epi64(which, p);
}

INLINE void store_some(struct sealed_block *p, __mmask8 which, __m512i x)
{
    _mm512_mask_storeu_epi64(p, which, x);
}

/* The same block in all lanes. */
INLINE __m512i broadcast(const struct sealed_block *p)
{
    return _mm512_broadcast_i32x4(_mm_load_si128((const __m128i *)p));
}

INLINE __m512i xor3(__m512i a, __m512i b, __m512i c)
{
    return _mm512_ternarylogic_epi64(a, b, c, 0x96);
}

/* {ctr, 0}, {ctr + 1, 0}, {ctr + 2, 0}, {ctr + 3, 0} */
INLINE __m512i counters(uint64_t ctr)
{
    return _mm512_add_epi64(_mm512_maskz_set1_epi64(0x55, (long long)ctr),
                            _mm512_setr_epi64(0, 0, 1, 0, 2, 0, 3, 0));
}

static void aes_schedule(struct sealed_aes *out, const uint8_t key[16])
{
    /* RotWord of the last column, in every column */
    const __m128i rotate = _mm_set1_epi32(0x0c0f0e0d);
    __m128i k = _mm_loadu_si128((const __m128i_u *)key);
    _mm_store_si128((__m128i *)&out->rk[0], k);
    for (unsigned round = 1; round <= ROUNDS; round++) {
        /* All columns are equal, so that ShiftRows does nothing and AESENCLAST is SubWord + Rcon. */
        __m128i t = _mm_aesenclast_si128(_mm_shuffle_epi8(k, rotate), _mm_set1_epi32(rcon[round - 1]));
        k = _mm_xor_si128(k, _mm_slli_si128(k, 4));
        k = _mm_ternarylogic_epi64(k, _mm_slli_si128(k, 8), t, 0x96);
        _mm_store_si128((__m128i *)&out->rk[round], k);
    }
}

/* s[i] = AES(ctr + 4 i) and the next three, i < n; n a constant where this is inlined. */
INLINE void encrypt_counters(__m512i *s, unsigned n, const struct sealed_aes *key, uint64_t ctr)
{
    __m512i k = broadcast(&key->rk[0]);
    for (unsigned i = 0; i < n; i++)
        s[i] = _mm512_xor_si512(counters(ctr + LANES * i), k);
    for (unsigned round = 1; round < ROUNDS; round++) {
        k = broadcast(&key->rk[round]);
        for (unsigned i = 0; i < n; i++)
            s[i] = _mm512_aesenc_epi128(s[i], k);
    }
    k = broadcast(&key->rk[ROUNDS]);
    for (unsigned i = 0; i < n; i++)
        s[i] = _mm512_aesenclast_epi128(s[i], k);
}

#define CTR_REGS 8

static void aes_ctr(const struct sealed_aes *key, uint64_t ctr, struct sealed_block *out, size_t n_blocks)
{
    __m512i s[CTR_REGS];
    size_t i = 0;
    for (; i + CTR_REGS * LANES <= n_blocks; i += CTR_REGS * LANES) {
        encrypt_counters(s, CTR_REGS, key, ctr + i);
        for (unsigned k = 0; k < CTR_REGS; k++)
            store(&out[i + LANES * k], s[k]);
    }
    for (; i < n_blocks; i += LANES) {
        encrypt_counters(s, 1, key, ctr + i);
        store_some(&out[i], first_blocks(n_blocks - i), s[0]);
    }
}

static void aes_ctr_xor(const struct sealed_aes *key, uint64_t ctr, struct sealed_block *out, size_t n_blocks)
{
    __m512i s[CTR_REGS];
    size_t i = 0;
    for (; i + CTR_REGS * LANES <= n_blocks; i += CTR_REGS * LANES) {
        encrypt_counters(s, CTR_REGS, key, ctr + i);
        for (unsigned k = 0; k < CTR_REGS; k++)
            store(&out[i + LANES * k], _mm512_xor_si512(load(&out[i + LANES * k]), s[k]));
    }
    for (; i < n_blocks; i += LANES) {
        __mmask8 which = first_blocks(n_blocks - i);
        encrypt_counters(s, 1, key, ctr + i);
        store_some(&out[i], which, _mm512_xor_si512(load_some(&out[i], which), s[0]));
    }
}

/* regs registers of every leaf, folded without leaving the registers: 5 sums each. */
INLINE void fold(unsigned regs, const struct sealed_aes leaf[SEALED_LEAVES], int skip_zero, uint64_t ctr,
                 struct sealed_block *u, struct sealed_block *const v[SEALED_K])
{
    __m512i all[4], sum[SEALED_K][4], r[4];
    for (unsigned b = 0; b < regs; b++)
        all[b] = sum[0][b] = sum[1][b] = sum[2][b] = sum[3][b] = _mm512_setzero_si512();
    if (!skip_zero)
        encrypt_counters(all, regs, &leaf[0], ctr);
    for (unsigned x = 1; x < SEALED_LEAVES; x++) {
        encrypt_counters(r, regs, &leaf[x], ctr);
        for (unsigned b = 0; b < regs; b++) {
            all[b] = _mm512_xor_si512(all[b], r[b]);
            for (unsigned j = 0; j < SEALED_K; j++)
                if (x >> j & 1)
                    sum[j][b] = _mm512_xor_si512(sum[j][b], r[b]);
        }
    }
    for (unsigned b = 0; b < regs; b++) {
        for (unsigned j = 0; j < SEALED_K; j++)
            store(v[j] + LANES * b, sum[j][b]);
        if (u != NULL)
            store(u + LANES * b, all[b]);
    }
}

static void leaf_fold(const struct sealed_aes leaf[SEALED_LEAVES], int skip_zero, uint64_t ctr,
                      size_t n_blocks, struct sealed_block *u, struct sealed_block *v0,
                      struct sealed_block *v1, struct sealed_block *v2, struct sealed_block *v3)
{
    size_t i = 0;
    for (; i + 4 * LANES <= n_blocks; i += 4 * LANES) {
        struct sealed_block *const v[SEALED_K] = {v0 + i, v1 + i, v2 + i, v3 + i};
        fold(4, leaf, skip_zero, ctr + i, u == NULL ? NULL : u + i, v);
    }
    for (; i < n_blocks; i += LANES) {
        struct sealed_block *const v[SEALED_K] = {v0 + i, v1 + i, v2 + i, v3 + i};
        fold(1, leaf, skip_zero, ctr + i, u == NULL ? NULL : u + i, v);
    }
}

/* Four registers of four blocks each: block l of register g and block g of register l change places. */
INLINE void exchange_blocks(__m512i out[4], const __m512i in[4])
{
    __m512i a = _mm512_shuffle_i32x4(in[0], in[1], 0x44), b = _mm512_shuffle_i32x4(in[0], in[1], 0xee);
    __m512i c = _mm512_shuffle_i32x4(in[2], in[3], 0x44), d = _mm512_shuffle_i32x4(in[2], in[3], 0xee);
    out[0] = _mm512_shuffle_i32x4(a, c, 0x88);
    out[1] = _mm512_shuffle_i32x4(a, c, 0xdd);
    out[2] = _mm512_shuffle_i32x4(b, d, 0x88);
    out[3] = _mm512_shuffle_i32x4(b, d, 0xdd);
}

/* Transposes 16 x 16 bytes in each 128-bit lane: four times, the first half of the registers is interleaved
 * with the second. */
INLINE void transpose_bytes(__m512i m[16])
{
    __m512i t[16];
    for (unsigned step = 0; step < 4; step++) {
        for (unsigned i = 0; i < 8; i++) {
            t[2 * i] = _mm512_unpacklo_epi8(m[i], m[i + 8]);
            t[2 * i + 1] = _mm512_unpackhi_epi8(m[i], m[i + 8]);
        }
        for (unsigned i = 0; i < 16; i++)
            m[i] = t[i];
    }
}

/* Where the bytes of a row stand in two registers of 8 x 8 bytes: byte p of row r is byte r of group p. */
#define ROW(r)                                                                                               \
    (r), 8 + (r), 16 + (r), 24 + (r), 32 + (r), 40 + (r), 48 + (r), 56 + (r), 64 + (r), 72 + (r), 80 + (r),  \
        88 + (r), 96 + (r), 104 + (r), 112 + (r), 120 + (r)
static const uint8_t first_four_rows[64] = {ROW(0), ROW(1), ROW(2), ROW(3)};

/* One block of 128 rows in two halves of 64 columns: half[h][c], lane g, is column 64 h + 16 g + (c ^ 7). */
static void transpose_block(__m512i half[2][16], struct sealed_block *rows)
{
    /* Byte j of this under a matrix of 8 x 8 bits picks bit j of its bytes, the last byte first. */
    const __m512i diagonal = _mm512_set1_epi64((long long)0x8040201008040201u);
    const __m512i rows_0_3 = _mm512_loadu_si512(first_four_rows);
    const __m512i rows_4_7 = _mm512_add_epi8(rows_0_3, _mm512_set1_epi8(4));
    for (unsigned h = 0; h < 2; h++)
        transpose_bytes(half[h]);
    for (unsigned b = 0; b < 16; b++) {
        /* Register b holds byte b of its columns, that is rows 8 b to 8 b + 7. */
        __m512i lo = _mm512_gf2p8affine_epi64_epi8(diagonal, half[0][b], 0);
        __m512i hi = _mm512_gf2p8affine_epi64_epi8(diagonal, half[1][b], 0);
        store(&rows[8 * b], _mm512_permutex2var_epi8(lo, rows_0_3, hi));
        store(&rows[8 * b + 4], _mm512_permutex2var_epi8(lo, rows_4_7, hi));
    }
}

/* Four blocks of rows at a time, so that each line of the cache is read once: with a stride that is a power
 * of two the columns fight for few places in it. */
static void transpose(const struct sealed_block *cols, size_t col_stride, size_t n_rows,
                      struct sealed_block *rows)
{
    __m512i half[4][2][16];
    size_t n_blocks = n_rows / 128;
    for (size_t i = 0; i < n_blocks; i += LANES) {
        __mmask8 which = first_blocks(n_blocks - i);
        for (unsigned h = 0; h < 2; h++) {
            for (unsigned c = 0; c < 16; c++) {
                const struct sealed_block *in = cols + (64 * h + (c ^ 7)) * col_stride + i;
                __m512i line[4];
                for (unsigned g = 0; g < 4; g++)
                    line[g] = load_some(in + 16 * g * col_stride, which);
                exchange_blocks(line, line);
                for (unsigned b = 0; b < 4; b++)
                    half[b][h][c] = line[b];
            }
        }
        for (unsigned b = 0; b < LANES && i + b < n_blocks; b++)
            transpose_block(half[b], rows + 128 * (i + b));
    }
    t2_wipe(half, sizeof half);
}

/* Four products in each of four lanes: low, high, and the two that cross. */
INLINE void add_products(__m512i sum[3], __m512i a, __m512i b)
{
    sum[0] = _mm512_xor_si512(sum[0], _mm512_clmulepi64_epi128(a, b, 0x00));
    sum[1] = _mm512_xor_si512(sum[1], _mm512_clmulepi64_epi128(a, b, 0x11));
    sum[2] = xor3(sum[2], _mm512_clmulepi64_epi128(a, b, 0x01), _mm512_clmulepi64_epi128(a, b, 0x10));
}
static void inner_product(const struct sealed_block *x, const struct sealed_block *y, size_t n,
                          struct sealed_block *acc)
{
    __m512i sum[3] = {_mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512()};
    size_t i = 0;
    for (; i + 4 * LANES <= n; i += 4 * LANES)
        for (unsigned k = 0; k < 4 * LANES; k += LANES)
            add_products(sum, load(&x[i + k]), load(&y[i + k]));
    for (; i < n; i += LANES) {
        __mmask8 which = first_blocks(n - i);
        add_products(sum, load_some(&x[i], which), load_some(&y[i], which));
    }
    struct sealed_block total[3]; /* low, high, cross */
    for (unsigned k = 0; k < 3; k++) {
        __m256i half = _mm256_xor_si256(_mm512_castsi512_si256(sum[k]), _mm512_extracti64x4_epi64(sum[k], 1));
        __m128i one = _mm_xor_si128(_mm256_castsi256_si128(half), _mm256_extracti128_si256(half, 1));
        _mm_store_si128((__m128i *)&total[k], one);
    }
    const uint64_t w[4] = {total[0].lo, total[0].hi ^ total[2].lo, total[1].lo ^ total[2].hi, total[1].hi};
    struct sealed_block r = sealed_gf128_reduce(w);
    *acc = (struct sealed_block){.lo = acc->lo ^ r.lo, .hi = acc->hi ^ r.hi};
}

static void select_sum(const struct sealed_block *x, const uint8_t *bits, size_t n, struct sealed_block *acc)
{
    const __m512i first_four = _mm512_setr_epi64(1, 1, 2, 2, 4, 4, 8, 8);
    __m512i sum[2] = {_mm512_setzero_si512(), _mm512_setzero_si512()};
    size_t i = 0;
    for (; i + 64 <= n; i += 64) {
        uint64_t word;
        memcpy(&word, bits + i / 8, sizeof word);
        __m512i w = _mm512_set1_epi64((long long)word);
        for (unsigned k = 0; k < 64; k += LANES) {
            __mmask8 chosen = _mm512_test_epi64_mask(w, first_four);
            unsigned parity = k / LANES % 2;
            sum[parity] = _mm512_mask_xor_epi64(sum[parity], chosen, sum[parity], load(&x[i + k]));
            w = _mm512_srli_epi64(w, LANES);
        }
    }
    for (; i < n; i += LANES) {
        __m512i w = _mm512_set1_epi64(bits[i / 8] >> i % 8);
        __mmask8 chosen = _mm512_test_epi64_mask(w, first_four) & first_blocks(n - i);
        sum[0] = _mm512_xor_si512(sum[0], load_some(&x[i], chosen));
    }
    __m512i both = _mm512_xor_si512(sum[0], sum[1]);
    __m256i half = _mm256_xor_si256(_mm512_castsi512_si256(both), _mm512_extracti64x4_epi64(both, 1));
    __m128i one = _mm_xor_si128(_mm256_castsi256_si128(half), _mm256_extracti128_si256(half, 1));
    __m128i *const a = (__m128i *)acc;
    _mm_store_si128(a, _mm_xor_si128(_mm_load_si128(a), one));
}

/* 16 keys by columns, or 16 blocks: lane j of 32 bits of column c, in quarter l, is column c of key 4 j + l.
 * This brings columns to keys and keys to columns. */
INLINE void exchange(__m512i out[4], const __m512i in[4])
{
    __m512i a = _mm512_unpacklo_epi32(in[0], in[1]), b = _mm512_unpacklo_epi32(in[2], in[3]);
    __m512i c = _mm512_unpackhi_epi32(in[0], in[1]), d = _mm512_unpackhi_epi32(in[2], in[3]);
    out[0] = _mm512_unpacklo_epi64(a, b);
    out[1] = _mm512_unpackhi_epi64(a, b);
    out[2] = _mm512_unpacklo_epi64(c, d);
    out[3] = _mm512_unpackhi_epi64(c, d);
}

INLINE void next_keys(__m512i c[4], unsigned round)
{
    /* RotWord in every lane, placed so that the ShiftRows of AESENCLAST brings each byte home. */
    const __m512i rotate =
        _mm512_broadcast_i32x4(_mm_setr_epi8(1, 14, 11, 4, 5, 2, 15, 8, 9, 6, 3, 12, 13, 10, 7, 0));
    c[0] = _mm512_xor_si512(c[0], _mm512_set1_epi32(rcon[round - 1]));
    c[0] = _mm512_aesenclast_epi128(_mm512_shuffle_epi8(c[3], rotate), c[0]);
    c[1] = _mm512_xor_si512(c[1], c[0]);
    c[2] = _mm512_xor_si512(c[2], c[1]);
    c[3] = _mm512_xor_si512(c[3], c[2]);
}

#define SETS 2 /* of 16 keys in flight, which covers the latency of the key schedule */
#define KEY_REGS (4 * SETS)

/* Registers i and i + KEY_REGS of s under the tweaks of register i; n_states is once or twice KEY_REGS. */
INLINE void encrypt_tweaked(__m512i *s, unsigned n_states, struct sealed_block tweak, uint64_t first)
{
    __m512i columns[KEY_REGS], rk[KEY_REGS];
    const __m512i base = broadcast(&tweak);
    for (unsigned i = 0; i < KEY_REGS; i++)
        rk[i] = _mm512_xor_si512(base, counters(first + LANES * i));
    for (unsigned i = 0; i < n_states; i++)
        s[i] = _mm512_xor_si512(s[i], rk[i % KEY_REGS]);
    for (unsigned set = 0; set < KEY_REGS; set += 4)
        exchange(columns + set, rk + set);
    for (unsigned round = 1; round <= ROUNDS; round++) {
        for (unsigned set = 0; set < KEY_REGS; set += 4) {
            next_keys(columns + set, round);
            exchange(rk + set, columns + set);
            for (unsigned half = 0; half < n_states; half += KEY_REGS) {
                for (unsigned i = 0; i < 4; i++) {
                    __m512i *state = &s[half + set + i], key = rk[set + i];
                    *state = round < ROUNDS ? _mm512_aesenc_epi128(*state, key)
                                            : _mm512_aesenclast_epi128(*state, key);
                }
            }
        }
    }
}

/* The masks of up to 32 blocks, register by register. */
INLINE void block_masks(__mmask8 which[KEY_REGS], size_t n)
{
    for (unsigned i = 0; i < KEY_REGS; i++)
        which[i] = n > LANES * i ? first_blocks(n - LANES * i) : 0;
}

/* sealed_sigma, in each block: {hi, lo ^ hi}. */
INLINE __m512i sigma(__m512i x)
{
    return _mm512_xor_si512(_mm512_shuffle_epi32(x, (_MM_PERM_ENUM)0x4e), _mm512_maskz_mov_epi64(0xaa, x));
}

static void mmo(struct sealed_block tweak, uint64_t first, const struct sealed_block *x, size_t n,
                struct sealed_block *out)
{
    for (size_t i = 0; i < n; i += KEY_REGS * LANES) {
        __m512i s[KEY_REGS], in[KEY_REGS];
        __mmask8 which[KEY_REGS];
        block_masks(which, n - i);
        for (unsigned k = 0; k < KEY_REGS; k++)
            s[k] = in[k] = sigma(load_some(x + i + LANES * k, which[k]));
        encrypt_tweaked(s, KEY_REGS, tweak, first + i);
        for (unsigned k = 0; k < KEY_REGS; k++)
            store_some(out + i + LANES * k, which[k], _mm512_xor_si512(s[k], in[k]));
    }
}

static void mmo_pair(struct sealed_block tweak, uint64_t first, const struct sealed_block *x,
                     struct sealed_block delta, size_t n, struct sealed_block *h, struct sealed_block *g)
{
    const __m512i d = sigma(broadcast(&delta));
    for (size_t i = 0; i < n; i += KEY_REGS * LANES) {
        __m512i s[2 * KEY_REGS], in[KEY_REGS];
        __mmask8 which[KEY_REGS];
        block_masks(which, n - i);
        for (unsigned k = 0; k < KEY_REGS; k++) {
            s[k] = in[k] = sigma(load_some(x + i + LANES * k, which[k]));
            s[k + KEY_REGS] = _mm512_xor_si512(s[k], d);
        }
        encrypt_tweaked(s, 2 * KEY_REGS, tweak, first + i);
        for (unsigned k = 0; k < KEY_REGS; k++) {
            store_some(h + i + LANES * k, which[k], _mm512_xor_si512(s[k], in[k]));
            /* with y = sigma(x), d = sigma(delta): AES(y) + y + AES(y + d) + y + d */
            store_some(g + i + LANES * k, which[k], xor3(s[k], s[k + KEY_REGS], d));
        }
    }
}

const struct sealed_kernel sealed_kernel_vaes = {
    .name = "vaes512",
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
