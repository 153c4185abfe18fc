/* The inner loops of src/sealed, with runtime dispatch: VAES/AVX-512, AES-NI/PCLMUL, portable constant-time
 * C. All paths give the same bytes; a test compares them, and T2_PORTABLE=1 forces the portable one.
 *
 * A block is 128 bits as two little-endian 64-bit words: byte 0 of the AES state is the lowest byte of lo,
 * and bit i of the block is bit i of lo (i < 64) or bit i-64 of hi. As an element of GF(2^128) bit i is the
 * coefficient of X^i, modulus X^128 + X^7 + X^2 + X + 1 (no bit reflection). */
#ifndef T2_SEALED_KERNEL_H
#define T2_SEALED_KERNEL_H

#include <stddef.h>
#include <stdint.h>

struct sealed_block {
    uint64_t lo, hi;
} __attribute__((aligned(16)));

/* AES-128 round keys, FIPS 197 order. */
struct sealed_aes {
    struct sealed_block rk[11];
};

/* SoftSpoken, one block of k = 4: 16 leaves. */
#define SEALED_LEAVES 16
#define SEALED_K 4

struct sealed_kernel {
    const char *name; /* "vaes512", "aesni", "portable" */

    void (*aes_schedule)(struct sealed_aes *out, const uint8_t key[16]);

    /* out[i] = AES_key(ctr + i), the counter as the block {ctr + i, 0}; n_blocks any. */
    void (*aes_ctr)(const struct sealed_aes *key, uint64_t ctr, struct sealed_block *out, size_t n_blocks);

    /* out[i] ^= AES_key(ctr + i). */
    void (*aes_ctr_xor)(const struct sealed_aes *key, uint64_t ctr, struct sealed_block *out,
                        size_t n_blocks);

    /* Small-field VOLE (Roy 2022, figure of the small-field VOLE; k = 4). r_x = aes_ctr(leaf[x], ctr,
     * n_blocks). u    = XOR over x of r_x v[j] = XOR over x with bit j of x set of r_x,  j = 0..3 (bit 0 =
     * least significant) When skip_zero is set leaf 0 is absent (it is the punctured one): its r is taken as
     * zero and leaf[0] is not read. u and each v[j] have n_blocks blocks; u may be NULL when it is not
     * wanted. n_blocks is a multiple of 4. */
    void (*leaf_fold)(const struct sealed_aes leaf[SEALED_LEAVES], int skip_zero, uint64_t ctr,
                      size_t n_blocks, struct sealed_block *u, struct sealed_block *v0,
                      struct sealed_block *v1, struct sealed_block *v2, struct sealed_block *v3);

    /* 128 columns of n_rows bits (n_rows a multiple of 128; column c at cols + c * col_stride blocks; bit r
     * of a column = bit r % 128 of its block r / 128) to rows: bit c of rows[r] = bit r of column c. No
     * overlap. */
    void (*transpose)(const struct sealed_block *cols, size_t col_stride, size_t n_rows,
                      struct sealed_block *rows);

    /* Inner product in GF(2^128): *acc ^= sum over i of x[i] * y[i]. */
    void (*inner_product)(const struct sealed_block *x, const struct sealed_block *y, size_t n,
                          struct sealed_block *acc);

    /* Sum of the x[i] whose bit i of the packed little-endian bit string bits is set: *acc ^= sum bits[i] *
     * x[i]. Constant time in bits. */
    void (*select_sum)(const struct sealed_block *x, const uint8_t *bits, size_t n, struct sealed_block *acc);

    /* H(x, t) = AES_t(sigma(x)) ^ sigma(x), the tweak as the key (Guo et al. 2020, eprint 2019/1168, "MMO^E";
     * sigma: sealed_sigma). t_i = tweak ^ {first + i, 0}.
     *   mmo:      out[i] = H(x[i], t_i)
     *   mmo_pair: h[i] = H(x[i], t_i), and g[i] = h[i] ^ H(x[i] ^ delta, t_i)
     * out, h, g must not overlap x. */
    void (*mmo)(struct sealed_block tweak, uint64_t first, const struct sealed_block *x, size_t n,
                struct sealed_block *out);
    void (*mmo_pair)(struct sealed_block tweak, uint64_t first, const struct sealed_block *x,
                     struct sealed_block delta, size_t n, struct sealed_block *h, struct sealed_block *g);
};

/* The linear orthomorphism of H: sigma and x -> sigma(x) ^ x are both permutations. Without it H(x ^ Delta,
 * t) ^ b Delta is AES_t(x ^ Delta) ^ x when b is one, and whoever knows x decrypts it: H must be circular
 * correlation robust. */
static inline struct sealed_block sealed_sigma(struct sealed_block x)
{
    return (struct sealed_block){x.hi, x.lo ^ x.hi};
}

/* The fastest path of this machine, or the portable one when the environment says T2_PORTABLE=1. Valid for
 * ever. */
const struct sealed_kernel *sealed_kernel_get(void);
/* A path by name, NULL when this machine cannot run it: for the tests. */
const struct sealed_kernel *sealed_kernel_named(const char *name);

#endif
