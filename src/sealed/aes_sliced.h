/* AES-128 without tables: the bits of 8 blocks in 8 planes, each byte of the state a place in every plane.
 *
 * Plane b holds bit b of every byte. A plane has two lanes of 64 bits, lane 0 for blocks 0 to 3 and lane 1
 * for blocks 4 to 7; within a lane the byte of row r and column c of block k is bit 16 r + 4 c + (k mod 4).
 * So ShiftRows rotates groups of 16 bits, MixColumns rotates lanes by 16 bits, and one S-box circuit serves
 * all 128 bytes. The key schedule runs in the same form, so that 8 different keys cost as much as one.
 *
 * Constant time: no branch and no index depends on keys or blocks. FIPS 197 gives the names of the steps. */
#ifndef T2_SEALED_AES_SLICED_H
#define T2_SEALED_AES_SLICED_H

#include "kernel.h"

#define AES_SLICED_BLOCKS 8
#define AES_ROUNDS 10

typedef uint64_t aes_plane __attribute__((vector_size(16)));

struct aes_sliced {
    aes_plane p[8];
};

/* Blocks to planes and back; n of the 8 places are used, the others are zero on the way in. */
void aes_sliced_pack(struct aes_sliced *out, const struct sealed_block *in, size_t n);
void aes_sliced_unpack(struct sealed_block *out, size_t n, const struct aes_sliced *in);
/* The same block in all 8 places. */
void aes_sliced_pack_same(struct aes_sliced *out, const struct sealed_block *in);

/* From the round key of round - 1 to that of round (1 to 10), 8 keys at once. */
void aes_sliced_next_key(struct aes_sliced *key, unsigned round);
/* The round's steps and its key; round 0 only adds the key. */
void aes_sliced_round(struct aes_sliced *state, const struct aes_sliced *key, unsigned round);

#endif
