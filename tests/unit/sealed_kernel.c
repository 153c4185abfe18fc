/* Every path of src/sealed/kernel.h against published answers and against a plain reference written here: AES
 * by the bytes of FIPS 197, GF(2^128) bit by bit, transposition bit by bit, the sums and hashes by their
 * definitions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sealed/kernel.h"

#define MAX_BLOCKS 700

static const size_t sizes[] = {0,  1,  2,  3,  4,   5,   7,   8,   9,   15,  16,  17,  31, 32,
                               33, 63, 64, 65, 100, 127, 128, 129, 255, 256, 257, 513, 640};
#define N_SIZES (sizeof sizes / sizeof *sizes)

/* The paths this machine can run; the portable one always is. */
static const char *const path_names[] = {"portable", "aesni", "vaes512"};
#define FOR_EACH_PATH(k)                                                                                     \
    for (size_t path_ = 0; path_ < sizeof path_names / sizeof *path_names; path_++)                          \
        for (const struct sealed_kernel *k = sealed_kernel_named(path_names[path_]); k != NULL; k = NULL)

/* ---- the plain reference ---- */

static uint8_t gf256_mul(uint8_t a, uint8_t b)
{
    unsigned r = 0, x = a;
    for (unsigned i = 0; i < 8; i++, x = (x << 1) ^ (x & 0x80 ? 0x11bu : 0))
        r ^= b >> i & 1 ? x : 0;
    return (uint8_t)r;
}

static uint8_t ref_sbox(uint8_t a)
{
    uint8_t inv = 1;
    for (unsigned i = 0; i < 254; i++) /* a^254 is the inverse, and 0 for 0 */
        inv = gf256_mul(inv, a);
    unsigned r = 0x63, x = inv;
    for (unsigned i = 0; i < 5; i++, x = (x << 1 | x >> 7) & 0xff)
        r ^= x;
    return (uint8_t)r;
}

static uint8_t sbox[256];

static void ref_schedule(uint8_t rk[176], const uint8_t key[16])
{
    uint8_t rcon = 1;
    memcpy(rk, key, 16);
    for (unsigned i = 16; i < 176; i += 4) {
        uint8_t t[4] = {rk[i - 4], rk[i - 3], rk[i - 2], rk[i - 1]};
        if (i % 16 == 0) {
            const uint8_t rotated[4] = {(uint8_t)(sbox[t[1]] ^ rcon), sbox[t[2]], sbox[t[3]], sbox[t[0]]};
            memcpy(t, rotated, 4);
            rcon = gf256_mul(rcon, 2);
        }
        for (unsigned j = 0; j < 4; j++)
            rk[i + j] = rk[i - 16 + j] ^ t[j];
    }
}

static void ref_encrypt(uint8_t s[16], const uint8_t rk[176])
{
    for (unsigned round = 0; round <= 10; round++) {
        uint8_t t[16];
        if (round > 0) {
            for (unsigned i = 0; i < 16; i++)
                t[i] = sbox[s[(i + 4 * (i % 4)) % 16]];
            memcpy(s, t, 16);
            for (unsigned c = 0; c < 16 && round < 10; c += 4)
                for (unsigned r = 0; r < 4; r++)
                    s[c + r] = gf256_mul(t[c + r], 2) ^ gf256_mul(t[c + (r + 1) % 4], 3) ^
                               t[c + (r + 2) % 4] ^ t[c + (r + 3) % 4];
        }
        for (unsigned i = 0; i < 16; i++)
            s[i] ^= rk[16 * round + i];
    }
}

static void block_bytes(uint8_t out[16], struct sealed_block b)
{
    for (unsigned i = 0; i < 8; i++) {
        out[i] = (uint8_t)(b.lo >> 8 * i);
        out[i + 8] = (uint8_t)(b.hi >> 8 * i);
    }
}

static struct sealed_block bytes_block(const uint8_t in[16])
{
    struct sealed_block b = {0, 0};
    for (unsigned i = 0; i < 8; i++) {
        b.lo |= (uint64_t)in[i] << 8 * i;
        b.hi |= (uint64_t)in[i + 8] << 8 * i;
    }
    return b;
}

static struct sealed_block xor_block(struct sealed_block a, struct sealed_block b)
{
    return (struct sealed_block){a.lo ^ b.lo, a.hi ^ b.hi};
}

static struct sealed_block ref_aes(struct sealed_block key, struct sealed_block in)
{
    uint8_t k[16], rk[176], s[16];
    block_bytes(k, key);
    ref_schedule(rk, k);
    block_bytes(s, in);
    ref_encrypt(s, rk);
    return bytes_block(s);
}

static int bit_of(struct sealed_block b, unsigned i)
{
    return (int)((i < 64 ? b.lo >> i : b.hi >> (i - 64)) & 1);
}

static struct sealed_block times_x(struct sealed_block a)
{
    struct sealed_block r = {a.lo << 1, a.hi << 1 | a.lo >> 63};
    r.lo ^= a.hi >> 63 ? 0x87 : 0;
    return r;
}

static struct sealed_block ref_mul(struct sealed_block a, struct sealed_block b)
{
    struct sealed_block r = {0, 0};
    for (unsigned i = 0; i < 128; i++, a = times_x(a))
        if (bit_of(b, i))
            r = xor_block(r, a);
    return r;
}

/* ---- data ---- */

static struct sealed_block *data_x, *data_y, *out_a, *out_b, *out_c, *out_d, *out_e;

/* splitmix64, a fixed sequence */
static uint64_t next_u64(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static struct sealed_block next_block(uint64_t *state)
{
    uint64_t lo = next_u64(state);
    return (struct sealed_block){lo, next_u64(state)};
}

static const struct sealed_block canary = {0x1122334455667788u, 0x99aabbccddeeff00u};

static struct sealed_block *blocks_new(void)
{
    struct sealed_block *b = aligned_alloc(64, (MAX_BLOCKS + 4) * sizeof *b);
    assert_non_null(b);
    return b;
}

static int setup(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 256; i++)
        sbox[i] = ref_sbox((uint8_t)i);
    struct sealed_block **all[] = {&data_x, &data_y, &out_a, &out_b, &out_c, &out_d, &out_e};
    uint64_t seed = 1;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        *all[i] = blocks_new();
        for (size_t k = 0; k < MAX_BLOCKS + 4; k++)
            (*all[i])[k] = next_block(&seed);
    }
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    struct sealed_block *all[] = {data_x, data_y, out_a, out_b, out_c, out_d, out_e};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free(all[i]);
    return 0;
}

static void assert_block(struct sealed_block got, struct sealed_block want)
{
    assert_true(got.lo == want.lo && got.hi == want.hi);
}

/* ---- tests ---- */

/* Shortest use: a key, a counter, some blocks. FIPS 197 appendix A.1 (last round key) and appendix C.1. */
static void aes_known_answers(void **state)
{
    (void)state;
    static const uint8_t key_a1[16] = {0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6,
                                       0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f, 0x3c};
    static const uint8_t last_a1[16] = {0xd0, 0x14, 0xf9, 0xa8, 0xc9, 0xee, 0x25, 0x89,
                                        0xe1, 0x3f, 0x0c, 0xc8, 0xb6, 0x63, 0x0c, 0xa6};
    static const uint8_t key_c1[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    static const uint8_t in_c1[16] = {0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77,
                                      0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff};
    static const uint8_t out_c1[16] = {0x69, 0xc4, 0xe0, 0xd8, 0x6a, 0x7b, 0x04, 0x30,
                                       0xd8, 0xcd, 0xb7, 0x80, 0x70, 0xb4, 0xc5, 0x5a};
    uint8_t rk[176], s[16];
    ref_schedule(rk, key_c1);
    memcpy(s, in_c1, 16);
    ref_encrypt(s, rk);
    assert_memory_equal(s, out_c1, 16); /* the reference itself */
    FOR_EACH_PATH(k)
    {
        struct sealed_aes aes;
        k->aes_schedule(&aes, key_a1);
        assert_block(aes.rk[0], bytes_block(key_a1));
        assert_block(aes.rk[10], bytes_block(last_a1));
        /* AES(y) of a full block: the hash of x with tweak key_c1 is AES(y) ^ y, y = sigma(x). */
        struct sealed_block y = bytes_block(in_c1), x = {y.hi ^ y.lo, y.lo}, h;
        k->mmo(bytes_block(key_c1), 0, &x, 1, &h);
        assert_block(h, xor_block(bytes_block(out_c1), y));
    }
}

static void aes_matches_reference(void **state)
{
    (void)state;
    uint64_t seed = 2;
    FOR_EACH_PATH(k)
    {
        for (size_t i = 0; i < N_SIZES; i++) {
            struct sealed_block key = next_block(&seed);
            uint8_t bytes[16], rk[176];
            struct sealed_aes aes;
            block_bytes(bytes, key);
            k->aes_schedule(&aes, bytes);
            ref_schedule(rk, bytes);
            for (unsigned r = 0; r < 11; r++)
                assert_block(aes.rk[r], bytes_block(rk + 16 * r));
            /* the third size makes the counter wrap */
            uint64_t ctr = i == 2 ? UINT64_MAX : next_u64(&seed) >> (i % 2 ? 0 : 40);
            size_t off = i % 3, n = sizes[i];
            memcpy(out_b, data_x, (MAX_BLOCKS + 4) * sizeof *out_b);
            out_a[off + n] = canary;
            k->aes_ctr(&aes, ctr, out_a + off, n);
            k->aes_ctr_xor(&aes, ctr, out_b + off, n);
            assert_block(out_a[off + n], canary);
            for (size_t b = 0; b < n; b++) {
                uint8_t s[16];
                block_bytes(s, (struct sealed_block){ctr + b, 0});
                ref_encrypt(s, rk);
                assert_block(out_a[off + b], bytes_block(s));
                assert_block(out_b[off + b], xor_block(data_x[off + b], bytes_block(s)));
            }
            assert_block(out_b[off + n], data_x[off + n]);
        }
    }
}

static void leaf_fold_matches_definition(void **state)
{
    (void)state;
    static const size_t n_blocks[] = {0, 4, 8, 12, 16, 20, 36, 64, 132, 512};
    FOR_EACH_PATH(k)
    {
        struct sealed_aes leaf[SEALED_LEAVES];
        for (unsigned x = 0; x < SEALED_LEAVES; x++) {
            uint8_t key[16];
            block_bytes(key, data_x[x]);
            k->aes_schedule(&leaf[x], key);
        }
        for (size_t i = 0; i < 2 * sizeof n_blocks / sizeof *n_blocks; i++) {
            int skip_zero = (int)(i % 2), with_u = i % 3 != 0;
            size_t n = n_blocks[i / 2], off = i % 4;
            uint64_t ctr = i * 1000003;
            struct sealed_aes keys[SEALED_LEAVES];
            memcpy(keys, leaf, sizeof keys);
            if (skip_zero)
                memset(&keys[0], 0xEE, sizeof keys[0]);
            struct sealed_block *out[5] = {out_a + off, out_b + off, out_c + off, out_d + off, out_e + off};
            for (unsigned j = 0; j < 5; j++)
                out[j][n] = canary;
            k->leaf_fold(keys, skip_zero, ctr, n, with_u ? out[4] : NULL, out[0], out[1], out[2], out[3]);
            for (size_t b = 0; b < n; b++) {
                struct sealed_block want[5] = {{0, 0}};
                for (unsigned x = (unsigned)skip_zero; x < SEALED_LEAVES; x++) {
                    struct sealed_block r;
                    sealed_kernel_named("portable")->aes_ctr(&leaf[x], ctr + b, &r, 1);
                    for (unsigned j = 0; j < 5; j++)
                        if (j == 4 || (x >> j & 1))
                            want[j] = xor_block(want[j], r);
                }
                for (unsigned j = 0; j < (with_u ? 5u : 4u); j++)
                    assert_block(out[j][b], want[j]);
                if (b >= 20 && b + 20 < n)
                    b += 7;
            }
            for (unsigned j = 0; j < 5; j++)
                assert_block(out[j][n], canary);
        }
    }
}

static void transpose_matches_bits(void **state)
{
    (void)state;
    static const size_t shapes[][2] = {
        {128, 1}, {128, 3}, {256, 2}, {384, 4}, {640, 5}}; /* n_rows, col_stride */
    FOR_EACH_PATH(k)
    {
        for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
            size_t n_rows = shapes[i][0], stride = shapes[i][1], off = i % 2;
            const struct sealed_block *cols = data_x + off;
            struct sealed_block *rows = out_a + off;
            rows[n_rows] = canary;
            k->transpose(cols, stride, n_rows, rows);
            for (size_t r = 0; r < n_rows; r++)
                for (unsigned c = 0; c < 128; c++)
                    assert_int_equal(bit_of(rows[r], c), bit_of(cols[c * stride + r / 128], r % 128));
            assert_block(rows[n_rows], canary);
        }
        k->transpose(data_x, 1, 0, out_b); /* nothing to do */
    }
}

static struct sealed_block product(const struct sealed_kernel *k, struct sealed_block a,
                                   struct sealed_block b)
{
    struct sealed_block acc = {0, 0};
    k->inner_product(&a, &b, 1, &acc);
    return acc;
}

static void gf128_identities(void **state)
{
    (void)state;
    const struct sealed_block zero = {0, 0}, one = {1, 0}, x = {2, 0}, x127 = {0, 1ull << 63}, x64 = {0, 1};
    uint64_t seed = 3;
    FOR_EACH_PATH(k)
    {
        /* X^127 * X = X^128 = X^7 + X^2 + X + 1; X^64 squared the same */
        assert_block(product(k, x127, x), (struct sealed_block){0x87, 0});
        assert_block(product(k, x64, x64), (struct sealed_block){0x87, 0});
        /* X^127 squared = X^254: bit 126 + 128 = X^126 (X^7 + X^2 + X + 1), of which X^133 = X^5 X^128 and so
         * on */
        assert_block(product(k, x127, x127), (struct sealed_block){0x1067, 0xC000000000000000u});
        /* A product computed with Python's integers. */
        assert_block(product(k, (struct sealed_block){0xfedcba9876543210u, 0x0123456789abcdefu},
                             (struct sealed_block){0x8796a5b4c3d2e1f0u, 0x0f1e2d3c4b5a6978u}),
                     (struct sealed_block){0x7b881bf2b700d768u, 0x7f2984f784967f5au});
        for (unsigned i = 0; i < 200; i++) {
            struct sealed_block a = next_block(&seed), b = next_block(&seed), c = next_block(&seed);
            assert_block(product(k, a, one), a);
            assert_block(product(k, a, zero), zero);
            assert_block(product(k, a, x), times_x(a));
            assert_block(product(k, a, b), ref_mul(a, b));
            assert_block(product(k, a, b), product(k, b, a));
            assert_block(product(k, a, xor_block(b, c)), xor_block(product(k, a, b), product(k, a, c)));
            assert_block(product(k, product(k, a, b), c), product(k, a, product(k, b, c)));
        }
        struct sealed_block ones = {UINT64_MAX, UINT64_MAX};
        assert_block(product(k, ones, ones), ref_mul(ones, ones));
    }
}

static void inner_product_and_select_sum_match(void **state)
{
    (void)state;
    uint8_t bits[MAX_BLOCKS / 8 + 2];
    uint64_t seed = 4;
    FOR_EACH_PATH(k)
    {
        for (size_t i = 0; i < N_SIZES; i++) {
            size_t n = sizes[i], off = i % 4;
            struct sealed_block start = next_block(&seed), acc = start, want = start;
            k->inner_product(data_x + off, data_y + 1, n, &acc);
            for (size_t e = 0; e < n; e++)
                want = xor_block(want, ref_mul(data_x[off + e], data_y[1 + e]));
            assert_block(acc, want);
            for (size_t e = 0; e < sizeof bits; e++)
                bits[e] = i == 5 ? 0xff : (uint8_t)next_u64(&seed);
            acc = want = start;
            k->select_sum(data_x + off, bits + i % 2, n, &acc);
            for (size_t e = 0; e < n; e++)
                if (bits[i % 2 + e / 8] >> e % 8 & 1)
                    want = xor_block(want, data_x[off + e]);
            assert_block(acc, want);
        }
    }
}

/* xL | xR -> (xR ^ xL) | xL, the left half the high one. */
static struct sealed_block ref_sigma(struct sealed_block x)
{
    return (struct sealed_block){.hi = x.lo ^ x.hi, .lo = x.hi};
}

static void sigma_is_an_orthomorphism(void **state)
{
    (void)state;
    uint64_t seed = 6;
    for (unsigned i = 0; i < 1000; i++) {
        struct sealed_block x = next_block(&seed), y = next_block(&seed);
        struct sealed_block s = sealed_sigma(x), m = xor_block(s, x);
        assert_block(s, ref_sigma(x));
        assert_block(sealed_sigma(xor_block(x, y)), xor_block(s, sealed_sigma(y)));
        assert_block((struct sealed_block){.lo = s.hi ^ s.lo, .hi = s.lo}, x); /* back from sigma(x) */
        assert_block((struct sealed_block){.lo = m.hi, .hi = m.hi ^ m.lo}, x); /* back from sigma(x) ^ x */
    }
}

static void mmo_matches_definition(void **state)
{
    (void)state;
    uint64_t seed = 5;
    FOR_EACH_PATH(k)
    {
        for (size_t i = 0; i < N_SIZES; i++) {
            size_t n = sizes[i], off = i % 3;
            struct sealed_block tweak = next_block(&seed), delta = next_block(&seed);
            uint64_t first = i == 4 ? UINT64_MAX - 2 : next_u64(&seed) >> (i % 2 ? 0 : 50);
            const struct sealed_block *x = data_x + off;
            out_a[off + n] = out_b[n] = out_c[1 + n] = canary;
            k->mmo(tweak, first, x, n, out_a + off);
            k->mmo_pair(tweak, first, x, delta, n, out_b, out_c + 1);
            for (size_t e = 0; e < n; e++) {
                struct sealed_block t = xor_block(tweak, (struct sealed_block){first + e, 0});
                struct sealed_block x0 = ref_sigma(x[e]), x1 = ref_sigma(xor_block(x[e], delta));
                struct sealed_block h = xor_block(ref_aes(t, x0), x0);
                assert_block(out_a[off + e], h);
                assert_block(out_b[e], h);
                assert_block(out_c[1 + e], xor_block(h, xor_block(ref_aes(t, x1), x1)));
            }
            assert_block(out_a[off + n], canary);
            assert_block(out_b[n], canary);
            assert_block(out_c[1 + n], canary);
        }
    }
}

static void dispatch_honours_environment(void **state)
{
    (void)state;
    assert_int_equal(setenv("T2_PORTABLE", "1", 1), 0);
    assert_string_equal(sealed_kernel_get()->name, "portable");
    assert_int_equal(setenv("T2_PORTABLE", "0", 1), 0);
    const struct sealed_kernel *k = sealed_kernel_get();
    assert_ptr_equal(k, sealed_kernel_named(k->name));
    assert_int_equal(unsetenv("T2_PORTABLE"), 0);
    assert_ptr_equal(sealed_kernel_get(), k);
    const struct sealed_kernel *best = NULL;
    FOR_EACH_PATH(p)
    {
        assert_string_equal(p->name, path_names[path_]);
        best = p;
    }
    assert_ptr_equal(k, best);
    assert_null(sealed_kernel_named("no such path"));
    assert_null(sealed_kernel_named(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(aes_known_answers),
        cmocka_unit_test(aes_matches_reference),
        cmocka_unit_test(leaf_fold_matches_definition),
        cmocka_unit_test(transpose_matches_bits),
        cmocka_unit_test(gf128_identities),
        cmocka_unit_test(inner_product_and_select_sum_match),
        cmocka_unit_test(sigma_is_an_orthomorphism),
        cmocka_unit_test(mmo_matches_definition),
        cmocka_unit_test(dispatch_honours_environment),
    };
    return cmocka_run_group_tests_name("sealed_kernel", tests, setup, teardown);
}
