/* AES-128 on bit planes (see aes_sliced.h). The S-box is the circuit of Boyar and Peralta, "A small depth-16
 * circuit for the AES S-box" (eprint 2011/332): a linear layer, inversion in GF(2^8) over a tower of fields,
 * a linear layer. */
#include "aes_sliced.h"

static void sub_bytes(struct aes_sliced *s)
{
    aes_plane *q = s->p;
    const aes_plane x0 = q[7], x1 = q[6], x2 = q[5], x3 = q[4], x4 = q[3], x5 = q[2], x6 = q[1], x7 = q[0];
    /* top linear layer */
    const aes_plane y14 = x3 ^ x5, y13 = x0 ^ x6, y9 = x0 ^ x3, y8 = x0 ^ x5, t0 = x1 ^ x2;
    const aes_plane y1 = t0 ^ x7, y4 = y1 ^ x3, y12 = y13 ^ y14, y2 = y1 ^ x0, y5 = y1 ^ x6, y3 = y5 ^ y8;
    const aes_plane t1 = x4 ^ y12, y15 = t1 ^ x5, y20 = t1 ^ x1, y6 = y15 ^ x7, y10 = y15 ^ t0;
    const aes_plane y11 = y20 ^ y9, y7 = x7 ^ y11, y17 = y10 ^ y11, y19 = y10 ^ y8, y16 = t0 ^ y11;
    const aes_plane y21 = y13 ^ y16, y18 = x0 ^ y16;
    /* inversion */
    const aes_plane t2 = y12 & y15, t4 = (y3 & y6) ^ t2, t6 = (y4 & x7) ^ t2, t7 = y13 & y16;
    const aes_plane t9 = (y5 & y1) ^ t7, t11 = (y2 & y7) ^ t7, t12 = y9 & y11, t14 = (y14 & y17) ^ t12;
    const aes_plane t16 = (y8 & y10) ^ t12, t21 = t4 ^ t14 ^ y20, t22 = t6 ^ t16 ^ y19;
    const aes_plane t23 = t9 ^ t14 ^ y21, t24 = t11 ^ t16 ^ y18;
    const aes_plane t25 = t21 ^ t22, t26 = t21 & t23, t27 = t24 ^ t26, t29 = (t25 & t27) ^ t22;
    const aes_plane t30 = t23 ^ t24, t31 = t22 ^ t26, t33 = (t31 & t30) ^ t24, t34 = t23 ^ t33,
                    t35 = t27 ^ t33;
    const aes_plane t36 = t24 & t35, t37 = t36 ^ t34, t38 = t27 ^ t36, t40 = t25 ^ (t29 & t38);
    const aes_plane t41 = t40 ^ t37, t42 = t29 ^ t33, t43 = t29 ^ t40, t44 = t33 ^ t37, t45 = t42 ^ t41;
    const aes_plane z0 = t44 & y15, z1 = t37 & y6, z2 = t33 & x7, z3 = t43 & y16, z4 = t40 & y1,
                    z5 = t29 & y7;
    const aes_plane z6 = t42 & y11, z7 = t45 & y17, z8 = t41 & y10, z9 = t44 & y12, z10 = t37 & y3;
    const aes_plane z11 = t33 & y4, z12 = t43 & y13, z13 = t40 & y5, z14 = t29 & y2, z15 = t42 & y9;
    const aes_plane z16 = t45 & y14, z17 = t41 & y8;
    /* bottom linear layer */
    const aes_plane t46 = z15 ^ z16, t47 = z10 ^ z11, t48 = z5 ^ z13, t49 = z9 ^ z10, t50 = z2 ^ z12;
    const aes_plane t51 = z2 ^ z5, t52 = z7 ^ z8, t53 = z0 ^ z3, t54 = z6 ^ z7, t55 = z16 ^ z17,
                    t56 = z12 ^ t48;
    const aes_plane t57 = t50 ^ t53, t58 = z4 ^ t46, t59 = z3 ^ t54, t60 = t46 ^ t57, t61 = z14 ^ t57;
    const aes_plane t62 = t52 ^ t58, t63 = t49 ^ t58, t64 = z4 ^ t59, t65 = t61 ^ t62, t66 = z1 ^ t63;
    const aes_plane t67 = t64 ^ t65, s3 = t53 ^ t66;
    q[7] = t59 ^ t63;
    q[6] = t64 ^ ~s3;
    q[5] = t55 ^ ~t67;
    q[4] = s3;
    q[3] = t51 ^ t66;
    q[2] = t47 ^ t65;
    q[1] = t56 ^ ~t62;
    q[0] = t48 ^ ~t60;
}

/* Row r turns left by r columns: its group of 16 bits rotates right by 4 r. */
static void shift_rows(struct aes_sliced *s)
{
    for (unsigned b = 0; b < 8; b++) {
        aes_plane x = s->p[b];
        s->p[b] = (x & 0x000000000000FFFFu) |
                  ((x & 0x00000000FFF00000u) >> 4 | (x & 0x00000000000F0000u) << 12) |
                  ((x & 0x0000FF0000000000u) >> 8 | (x & 0x000000FF00000000u) << 8) |
                  ((x & 0xF000000000000000u) >> 12 | (x & 0x0FFF000000000000u) << 4);
    }
}

/* a_r becomes 2 a_r + 3 a_(r+1) + a_(r+2) + a_(r+3) = 2 s_r + a_(r+1) + s_(r+2) with s_r = a_r + a_(r+1). */
static void mix_columns(struct aes_sliced *s)
{
    aes_plane next[8], sum[8];
    for (unsigned b = 0; b < 8; b++) {
        aes_plane x = s->p[b];
        next[b] = x >> 16 | x << 48;
        sum[b] = x ^ next[b];
    }
    for (unsigned b = 0; b < 8; b++)
        s->p[b] = next[b] ^ (sum[b] >> 32 | sum[b] << 32);
    for (unsigned b = 1; b < 8; b++)
        s->p[b] ^= sum[b - 1];
    /* X^8 = X^4 + X^3 + X + 1 */
    s->p[0] ^= sum[7];
    s->p[1] ^= sum[7];
    s->p[3] ^= sum[7];
    s->p[4] ^= sum[7];
}

void aes_sliced_round(struct aes_sliced *state, const struct aes_sliced *key, unsigned round)
{
    if (round > 0) {
        sub_bytes(state);
        shift_rows(state);
        if (round < AES_ROUNDS)
            mix_columns(state);
    }
    for (unsigned b = 0; b < 8; b++)
        state->p[b] ^= key->p[b];
}

void aes_sliced_next_key(struct aes_sliced *key, unsigned round)
{
    static const uint8_t rcon[AES_ROUNDS] = {0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0x1b, 0x36};
    struct aes_sliced sub = *key;
    sub_bytes(&sub);
    for (unsigned b = 0; b < 8; b++) {
        /* SubWord(RotWord(column 3)) + Rcon, in every column */
        aes_plane t = (sub.p[b] & 0xF000F000F000F000u) >> 12;
        t = t >> 16 | t << 48;
        uint64_t constant = rcon[round - 1] >> b & 1 ? 0xF : 0;
        t ^= (aes_plane){constant, constant};
        t |= t << 4;
        t |= t << 8;
        /* column c becomes the sum of columns 0 to c */
        aes_plane k = key->p[b];
        k ^= (k & 0x0FFF0FFF0FFF0FFFu) << 4;
        k ^= (k & 0x00FF00FF00FF00FFu) << 8;
        key->p[b] = k ^ t;
    }
}

/* The four bytes of a column into the low halves of four groups of 16 bits. */
static uint64_t spread(uint32_t column)
{
    uint64_t x = column;
    x = (x | x << 16) & 0x0000FFFF0000FFFFu;
    return (x | x << 8) & 0x00FF00FF00FF00FFu;
}

static uint32_t gather(uint64_t x)
{
    x &= 0x00FF00FF00FF00FFu;
    x = (x | x >> 8) & 0x0000FFFF0000FFFFu;
    return (uint32_t)(x | x >> 16);
}

static void swap_bits(aes_plane *a, aes_plane *b, unsigned shift, uint64_t mask)
{
    aes_plane t = (*a >> shift ^ *b) & mask;
    *b ^= t;
    *a ^= t << shift;
}

/* Transposes each 8 x 8 square of bits: bit j of a byte in word i becomes bit i of that byte in word j. */
static void transpose_squares(struct aes_sliced *s)
{
    aes_plane *q = s->p;
    for (unsigned i = 0; i < 8; i += 2)
        swap_bits(&q[i], &q[i + 1], 1, 0x5555555555555555u);
    for (unsigned i = 0; i < 8; i += 4) {
        swap_bits(&q[i], &q[i + 2], 2, 0x3333333333333333u);
        swap_bits(&q[i + 1], &q[i + 3], 2, 0x3333333333333333u);
    }
    for (unsigned i = 0; i < 4; i++)
        swap_bits(&q[i], &q[i + 4], 4, 0x0F0F0F0F0F0F0F0Fu);
}

/* Before the squares are transposed word k holds columns 0 and 2 of block k, word k + 4 columns 1 and 3. */
void aes_sliced_pack(struct aes_sliced *out, const struct sealed_block *in, size_t n)
{
    for (unsigned k = 0; k < 4; k++) {
        out->p[k] = out->p[k + 4] = (aes_plane){0, 0};
        for (unsigned lane = 0; lane < 2 && k + 4 * lane < n; lane++) {
            const struct sealed_block *x = &in[k + 4 * lane];
            out->p[k][lane] = spread((uint32_t)x->lo) | spread((uint32_t)x->hi) << 8;
            out->p[k + 4][lane] = spread((uint32_t)(x->lo >> 32)) | spread((uint32_t)(x->hi >> 32)) << 8;
        }
    }
    transpose_squares(out);
}

void aes_sliced_unpack(struct sealed_block *out, size_t n, const struct aes_sliced *in)
{
    struct aes_sliced s = *in;
    transpose_squares(&s);
    for (unsigned k = 0; k < 4; k++) {
        for (unsigned lane = 0; lane < 2 && k + 4 * lane < n; lane++) {
            uint64_t even = s.p[k][lane], odd = s.p[k + 4][lane];
            out[k + 4 * lane].lo = gather(even) | (uint64_t)gather(odd) << 32;
            out[k + 4 * lane].hi = gather(even >> 8) | (uint64_t)gather(odd >> 8) << 32;
        }
    }
}

void aes_sliced_pack_same(struct aes_sliced *out, const struct sealed_block *in)
{
    struct sealed_block same[AES_SLICED_BLOCKS];
    for (unsigned k = 0; k < AES_SLICED_BLOCKS; k++)
        same[k] = *in;
    aes_sliced_pack(out, same, AES_SLICED_BLOCKS);
}
