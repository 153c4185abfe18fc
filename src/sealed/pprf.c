/* The punctured trees of the small-field VOLE [Roy22, section 5; MM, figure 9], 32 of depth k = 4 for each
 * COT.
 *
 * Sender (the COT receiver): a tree of 16 leaves; for level j the sums K_0, K_1 of all left and all right
 * nodes, each under the key of one side of OT j. The receiver (who holds Delta; alpha is its 4 bits for this
 * tree) takes the sum of the side off its path and so every node but those on the path. The check: a further
 * layer (s~_x, y_x) = G'(leaf x), t = XOR of all s~_x, s = H(all s~_x); the receiver recovers the missing s~
 * from t and compares s. A sender who gives a wrong sum is found unless it guessed the bit of Delta at that
 * level.
 *
 * Alpha is secret: each level is computed for all nodes and taken under masks. At the end the leaves are
 * renumbered x -> x ^ alpha by conditional swaps, so that the missing leaf has number 0 everywhere and no
 * index depends on a secret. */
#include "sealed/pprf.h"

#include <string.h>

#include "sealed/transcript.h"

struct node {
    uint8_t b[16];
};
struct check {
    uint8_t b[32];
};

static uint8_t ct_mask(unsigned bit)
{
    return (uint8_t)(0u - bit);
}

static unsigned ct_equal(unsigned a, unsigned b)
{
    unsigned d = a ^ b;
    return 1u ^ ((d | (0u - d)) >> 31);
}

static void xor_masked(uint8_t *out, const uint8_t *in, size_t n, uint8_t mask)
{
    for (size_t i = 0; i < n; i++)
        out[i] = (uint8_t)(out[i] ^ (in[i] & mask));
}

/* G: one node to its two children. */
static int expand(const struct sealed_session *s, const struct node *parent, struct node child[2])
{
    uint8_t digest[SEALED_DIGEST] = {0};
    struct t2_bytes part = t2_bytes_of(parent->b, 16);
    int err = sealed_hash(s, "t2 sealed tree", &part, 1, digest);
    memcpy(child, digest, 32);
    t2_wipe(digest, sizeof digest);
    return err;
}

/* G': a leaf to its check string (collision resistant: 256 bits) and the key of its stream. */
static int leaf_expand(const struct sealed_session *s, const struct node *leaf, struct check *check,
                       struct node *key)
{
    uint8_t digest[SEALED_DIGEST] = {0};
    struct t2_bytes part = t2_bytes_of(leaf->b, 16);
    int err = sealed_hash(s, "t2 sealed leaf check", &part, 1, check->b);
    if (err == 0)
        err = sealed_hash(s, "t2 sealed leaf key", &part, 1, digest);
    memcpy(key->b, digest, 16);
    t2_wipe(digest, sizeof digest);
    return err;
}

static int check_digest(const struct sealed_session *s, const struct check check[SEALED_LEAVES],
                        uint8_t out[32])
{
    struct t2_bytes part = t2_bytes_of(check, SEALED_LEAVES * sizeof check[0]);
    return sealed_hash(s, "t2 sealed tree check", &part, 1, out);
}

int sealed_pprf_send(struct sealed_session *s, struct sealed_peer *p, const struct sealed_pprf_keys *key,
                     unsigned public_side, size_t public_ot, uint8_t *out)
{
    struct node tree[2][SEALED_LEAVES], leaf_key = {{0}};
    struct check check[SEALED_LEAVES];
    int err = 0;
    for (size_t b = 0; err == 0 && b < SEALED_BLOCKS; b++) {
        struct node *now = tree[0], *next = tree[1];
        err = t2_random_fill(s->config.random, now, 2 * sizeof *now);
        for (size_t level = 0; err == 0 && level < SEALED_K; level++) {
            size_t ot = b * SEALED_K + level, n = (size_t)2 << level;
            struct node sum[2] = {{{0}}, {{0}}};
            for (size_t i = 0; level > 0 && err == 0 && i < n / 2; i++)
                err = expand(s, &now[i], &next[2 * i]);
            if (level > 0) {
                struct node *t = now;
                now = next;
                next = t;
            }
            for (size_t i = 0; i < n; i++)
                xor_masked(sum[i & 1].b, now[i].b, 16, 0xff);
            uint8_t *cipher = out + ot * 32;
            if (ot == public_ot) {
                memcpy(cipher, sum[public_side].b, 16);
                memset(cipher + 16, 0, 16);
            } else {
                for (size_t i = 0; i < 32; i++)
                    cipher[i] = (uint8_t)(sum[i / 16].b[i % 16] ^ key[ot].key[i / 16][i % 16]);
            }
            t2_wipe(sum, sizeof sum);
        }
        uint8_t *t = out + PPRF_SUMS_LEN + b * 64;
        memset(t, 0, 32);
        for (size_t x = 0; err == 0 && x < SEALED_LEAVES; x++) {
            if ((err = leaf_expand(s, &now[x], &check[x], &leaf_key)) == 0) {
                xor_masked(t, check[x].b, 32, 0xff);
                s->kernel->aes_schedule(&p->receive->leaf[b][x], leaf_key.b);
            }
        }
        if (err == 0)
            err = check_digest(s, check, t + 32);
    }
    t2_wipe(tree, sizeof tree);
    t2_wipe(check, sizeof check);
    t2_wipe(&leaf_key, sizeof leaf_key);
    return err;
}

/* One tree: recovers all nodes of a level but the one on alpha's path, from the level above and the sum off
 * the path. */
static int level_recover(const struct sealed_session *s, const struct node *above, struct node *now,
                         size_t level, unsigned alpha, const uint8_t sum[16])
{
    unsigned path = alpha >> (SEALED_K - level);                   /* missing node of the level above */
    unsigned side = ((alpha >> (SEALED_K - 1 - level)) & 1u) ^ 1u; /* of its two children, the one we get */
    struct node missing;
    int err = 0;
    memcpy(missing.b, sum, 16);
    for (unsigned i = 0; err == 0 && i < (1u << level); i++) {
        struct node child[2] = {{{0}}, {{0}}};
        if (level > 0)
            err = expand(s, &above[i], child);
        uint8_t known = (uint8_t)~ct_mask(ct_equal(i, path));
        if (level == 0)
            known = 0;
        for (unsigned c = 0; c < 2; c++) {
            memset(now[2 * i + c].b, 0, 16);
            xor_masked(now[2 * i + c].b, child[c].b, 16, known);
            xor_masked(missing.b, child[c].b, 16, (uint8_t)(known & ct_mask(ct_equal(c, side))));
        }
        t2_wipe(child, sizeof child);
    }
    for (unsigned i = 0; i < (2u << level); i++)
        xor_masked(now[i].b, missing.b, 16, ct_mask(ct_equal(i, 2 * path + side)));
    t2_wipe(&missing, sizeof missing);
    return err;
}

static int tree_recover(struct sealed_session *s, struct sealed_peer *p, size_t b, uint8_t key[][16],
                        size_t public_ot, const uint8_t *in, unsigned *bad)
{
    struct node tree[2][SEALED_LEAVES], leaf_key[SEALED_LEAVES] = {{{0}}};
    struct check check[SEALED_LEAVES], missing;
    uint8_t sum[16], digest[32];
    unsigned alpha = (unsigned)((b < 16 ? s->delta.lo >> (4 * b) : s->delta.hi >> (4 * (b - 16))) & 15);
    const uint8_t *t = in + PPRF_SUMS_LEN + b * 64;
    int err = 0;
    for (size_t level = 0; err == 0 && level < SEALED_K; level++) {
        size_t ot = b * SEALED_K + level;
        uint8_t side = ct_mask(((alpha >> (SEALED_K - 1 - level)) & 1u) ^ 1u);
        const uint8_t *cipher = in + ot * 32;
        for (size_t i = 0; i < 16; i++) {
            uint8_t chosen = (uint8_t)((cipher[i] & ~side) | (cipher[16 + i] & side));
            sum[i] = ot == public_ot ? cipher[i] : (uint8_t)(chosen ^ key[ot][i]);
        }
        err = level_recover(s, tree[(level + 1) & 1], tree[level & 1], level, alpha, sum);
    }
    memcpy(missing.b, t, 32);
    for (unsigned x = 0; err == 0 && x < SEALED_LEAVES; x++) {
        uint8_t known = (uint8_t)~ct_mask(ct_equal(x, alpha));
        struct check c;
        err = leaf_expand(s, &tree[(SEALED_K - 1) & 1][x], &c, &leaf_key[x]);
        memset(check[x].b, 0, 32);
        xor_masked(check[x].b, c.b, 32, known);
        xor_masked(missing.b, c.b, 32, known);
        for (unsigned i = 0; i < 16; i++)
            leaf_key[x].b[i] = (uint8_t)(leaf_key[x].b[i] & known);
        t2_wipe(&c, sizeof c);
    }
    for (unsigned x = 0; x < SEALED_LEAVES; x++)
        xor_masked(check[x].b, missing.b, 32, ct_mask(ct_equal(x, alpha)));
    if (err == 0 && (err = check_digest(s, check, digest)) == 0)
        *bad |= 1u ^ (unsigned)t2_ct_eq(digest, t + 32, 32);
    for (unsigned bit = 1; bit < SEALED_LEAVES; bit <<= 1) { /* x -> x ^ alpha */
        uint8_t swap = ct_mask(ct_equal(alpha & bit, bit));
        for (unsigned x = 0; x < SEALED_LEAVES; x++) {
            for (unsigned i = 0; (x & bit) == 0 && i < 16; i++) {
                uint8_t *lo = &leaf_key[x].b[i], *hi = &leaf_key[x | bit].b[i];
                uint8_t d = (uint8_t)((*lo ^ *hi) & swap);
                *lo = (uint8_t)(*lo ^ d);
                *hi = (uint8_t)(*hi ^ d);
            }
        }
    }
    for (unsigned x = 1; x < SEALED_LEAVES; x++)
        s->kernel->aes_schedule(&p->send->leaf[b][x], leaf_key[x].b);
    t2_wipe(tree, sizeof tree);
    t2_wipe(leaf_key, sizeof leaf_key);
    t2_wipe(check, sizeof check);
    t2_wipe(&missing, sizeof missing);
    t2_wipe(sum, sizeof sum);
    return err;
}

/* All trees are looked at before the verdict, so that its time tells nothing. */
int sealed_pprf_receive(struct sealed_session *s, struct sealed_peer *p, uint8_t key[][16], size_t public_ot,
                        const uint8_t *in)
{
    unsigned bad = 0;
    int err = 0;
    for (size_t b = 0; err == 0 && b < SEALED_BLOCKS; b++)
        err = tree_recover(s, p, b, key, public_ot, in, &bad);
    return err != 0 ? err : bad != 0 ? T2_E_ABORT : 0;
}
