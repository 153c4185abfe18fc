/* Step 1: endemic OT in ristretto255 [MR19, the two-message OT from Diffie-Hellman, random-oracle model], 127
 * or 128 per direction and pair. Who will hold Delta as COT sender is the receiver here: its choices are the
 * complements of the bits of Delta, so that it learns every leaf of a tree but the one at Delta's position
 * (pprf.c).
 *
 *   receiver, choice c:  r_{1-c} <- G uniform;  a <- Zq;  r_c = a G - H(c, r_{1-c});       sends r_0, r_1
 *   sender:              t_b = r_b + H(b, r_{1-b});  y <- Zq;  key_b = KDF(b, r_0, r_1, y G, y t_b);  sends y
 * G receiver:            key_c = KDF(c, r_0, r_1, y G, a (y G))
 *
 * Index, session and direction are in every hash. Non-canonical and identity points are refused. The choice
 * is never branched on: both messages are computed and swapped under a mask.
 *
 * The lowest bit of Delta is public (sealed_delta_low_bit), so its tree level needs no OT: the sender gives
 * the one sum in clear, and a party cannot use another low bit than the one the protocol fixes.
 *
 * The post-quantum form of these OTs joins here: key_b = KDF(.., KEM key); nothing outside this file and
 * pprf.c knows. */
#include "sealed/base_ot.h"

#include <string.h>

#include "sealed/pprf.h"
#include "sealed/transcript.h"

#define N_OT (SEALED_BLOCKS * SEALED_K)
/* The OT of the public bit: block 0, last level (the levels run from the most significant bit). */
#define PUBLIC_OT (SEALED_K - 1)
#define POINT T2_RISTRETTO_LEN
#define CHOICE_LEN ((size_t)N_OT * 2 * POINT)

struct sealed_ot_receiver {
    uint8_t scalar[N_OT][32];
    uint8_t message[N_OT][2 * POINT];
};

/* The low bits of the Deltas add up to one [MM, figure 14]: n mod 2 for party 0, one for all others. */
unsigned sealed_delta_low_bit(unsigned n_parties, unsigned party)
{
    return party == 0 ? n_parties & 1u : 1u;
}

/* Bit of Delta that OT idx is about: block idx / 4, levels from the most significant bit down. */
static unsigned delta_bit(struct sealed_block delta, size_t idx)
{
    size_t bit = idx / SEALED_K * SEALED_K + (SEALED_K - 1 - idx % SEALED_K);
    return (unsigned)((bit < 64 ? delta.lo >> bit : delta.hi >> (bit - 64)) & 1);
}

static void ot_head(uint8_t head[5], unsigned receiver, unsigned sender, size_t idx, uint8_t choice)
{
    head[0] = (uint8_t)receiver;
    head[1] = (uint8_t)sender;
    head[2] = (uint8_t)(idx >> 8);
    head[3] = (uint8_t)idx;
    head[4] = choice;
}

/* H(b, r_{1-b}): a uniform point. */
static int ot_mask(const struct sealed_session *s, const uint8_t head[5], const uint8_t other[POINT],
                   uint8_t out[POINT])
{
    uint8_t wide[64];
    struct t2_bytes parts[] = {t2_bytes_of(head, 5), t2_bytes_of(other, POINT)};
    int err = sealed_hash(s, "t2 sealed OT point 0", parts, 2, wide);
    if (err == 0)
        err = sealed_hash(s, "t2 sealed OT point 1", parts, 2, wide + 32);
    if (err == 0)
        err = t2_ristretto_from_uniform(out, wide);
    t2_wipe(wide, sizeof wide);
    return err;
}

static int ot_key(const struct sealed_session *s, const uint8_t head[5], const uint8_t message[2 * POINT],
                  const uint8_t reply[POINT], const uint8_t shared[POINT], uint8_t out[16])
{
    uint8_t digest[SEALED_DIGEST] = {0};
    struct t2_bytes parts[] = {t2_bytes_of(head, 5), t2_bytes_of(message, 2 * POINT),
                               t2_bytes_of(reply, POINT), t2_bytes_of(shared, POINT)};
    int err = sealed_hash(s, "t2 sealed OT key", parts, 4, digest);
    memcpy(out, digest, 16);
    t2_wipe(digest, sizeof digest);
    return err;
}

/* The places of the public bit, which carry nothing, must be zero: one value, one encoding. */
static int is_zero(const uint8_t *p, size_t n)
{
    uint8_t any = 0;
    for (size_t i = 0; i < n; i++)
        any |= p[i];
    return any == 0;
}

/* Swaps a and b when bit is 1. */
static void ct_swap(uint8_t *a, uint8_t *b, size_t n, unsigned bit)
{
    uint8_t mask = (uint8_t)(0u - bit);
    for (size_t i = 0; i < n; i++) {
        uint8_t t = (uint8_t)((a[i] ^ b[i]) & mask);
        a[i] = (uint8_t)(a[i] ^ t);
        b[i] = (uint8_t)(b[i] ^ t);
    }
}

void sealed_ot_peer_wipe(struct sealed_peer *p)
{
    t2_area_free(p->ot, p->ot == NULL ? 0 : sizeof *p->ot);
    p->ot = NULL;
}

/* OT_CHOICE: as receiver, r_0 | r_1 of every OT; the public bit's place holds zeros. */

struct sealed_lengths ot_choice_lengths(const struct sealed_session *s)
{
    (void)s;
    return (struct sealed_lengths){0, CHOICE_LEN};
}

/* Delta is drawn once for the session. */
int ot_choice_prepare(struct sealed_session *s, uint8_t *broadcast)
{
    (void)broadcast;
    int err = t2_random_fill(s->config.random, &s->delta, sizeof s->delta);
    s->delta.lo = (s->delta.lo & ~(uint64_t)1) | sealed_delta_low_bit(s->n, s->self);
    return err;
}

int ot_choice_emit(struct sealed_session *s, unsigned q, uint8_t *out)
{
    struct sealed_peer *p = &s->peer[q];
    uint8_t wide[64], head[5], base[POINT], mask[POINT];
    int err = 0;
    if ((p->ot = t2_area_alloc(sizeof *p->ot)) == NULL)
        return T2_E_MEMORY;
    memset(out, 0, CHOICE_LEN);
    for (size_t i = 0; err == 0 && i < N_OT; i++) {
        if (i == PUBLIC_OT)
            continue;
        unsigned c = delta_bit(s->delta, i) ^ 1u;
        uint8_t *message = p->ot->message[i]; /* [chosen | other], then into order */
        if ((err = t2_random_fill(s->config.random, wide, sizeof wide)) == 0 &&
            (err = t2_ristretto_from_uniform(message + POINT, wide)) == 0 &&
            (err = t2_ristretto_scalar_random(s->config.random, p->ot->scalar[i])) == 0) {
            ot_head(head, s->self, p->party, i, (uint8_t)c);
            if ((err = t2_ristretto_base_mul(base, p->ot->scalar[i])) == 0 &&
                (err = ot_mask(s, head, message + POINT, mask)) == 0)
                err = t2_ristretto_sub(message, base, mask);
            ct_swap(message, message + POINT, POINT, c);
            memcpy(out + i * 2 * POINT, message, 2 * (size_t)POINT);
        }
    }
    t2_wipe(wide, sizeof wide);
    t2_wipe(head, sizeof head);
    t2_wipe(base, sizeof base);
    t2_wipe(mask, sizeof mask);
    return err;
}

/* As sender: makes the trees, the keys, and keeps the reply for the next flight. */
int ot_choice_absorb(struct sealed_session *s, unsigned q, const uint8_t *broadcast, const uint8_t *in)
{
    (void)broadcast;
    struct sealed_peer *p = &s->peer[q];
    struct sealed_pprf_keys key[N_OT];
    uint8_t scalar[32], point[POINT], shared[POINT], head[5];
    uint8_t *reply = NULL;
    int err = T2_E_MEMORY;
    if ((p->ot_reply = reply = t2_area_alloc(OT_REPLY_LEN)) == NULL ||
        (p->receive = t2_area_alloc(sizeof *p->receive)) == NULL)
        goto out;
    memset(key, 0, sizeof key);
    err = is_zero(in + PUBLIC_OT * 2 * POINT, 2 * (size_t)POINT) ? 0 : T2_E_ABORT;
    for (size_t i = 0; err == 0 && i < N_OT; i++) {
        const uint8_t *message = in + i * 2 * POINT;
        uint8_t *reply_point = reply + i * POINT;
        if (i == PUBLIC_OT)
            continue;
        if ((err = t2_ristretto_scalar_random(s->config.random, scalar)) == 0)
            err = t2_ristretto_base_mul(reply_point, scalar);
        for (unsigned b = 0; err == 0 && b < 2; b++) {
            ot_head(head, p->party, s->self, i, (uint8_t)b);
            if ((err = ot_mask(s, head, message + (1 - b) * POINT, point)) == 0 &&
                (err = t2_ristretto_check(message + b * POINT)) == 0 &&
                (err = t2_ristretto_add(point, message + b * POINT, point)) == 0 &&
                (err = t2_ristretto_mul(shared, scalar, point)) == 0)
                err = ot_key(s, head, message, reply_point, shared, key[i].key[b]);
        }
    }
    if (err == 0)
        err = sealed_pprf_send(s, p, key, sealed_delta_low_bit(s->n, p->party) ^ 1u, PUBLIC_OT,
                               reply + OT_REPLY_POINTS);
out:
    t2_wipe(key, sizeof key);
    t2_wipe(scalar, sizeof scalar);
    t2_wipe(shared, sizeof shared);
    return err;
}

int ot_choice_finish(struct sealed_session *s, enum sealed_flight_id *next)
{
    (void)s;
    *next = FLIGHT_OT_REPLY;
    return 0;
}

/* OT_REPLY: y G of every OT, then the tree sums under the keys and the trees' checks (pprf.c). */

struct sealed_lengths ot_reply_lengths(const struct sealed_session *s)
{
    (void)s;
    return (struct sealed_lengths){0, OT_REPLY_LEN};
}

int ot_reply_emit(struct sealed_session *s, unsigned q, uint8_t *out)
{
    memcpy(out, s->peer[q].ot_reply, OT_REPLY_LEN);
    t2_area_free(s->peer[q].ot_reply, OT_REPLY_LEN);
    s->peer[q].ot_reply = NULL;
    return 0;
}

int ot_reply_absorb(struct sealed_session *s, unsigned q, const uint8_t *broadcast, const uint8_t *in)
{
    (void)broadcast;
    struct sealed_peer *p = &s->peer[q];
    uint8_t key[N_OT][16], shared[POINT], head[5];
    int err = 0;
    memset(key, 0, sizeof key);
    if (!is_zero(in + PUBLIC_OT * POINT, POINT) || !is_zero(in + OT_REPLY_POINTS + PUBLIC_OT * 32 + 16, 16))
        err = T2_E_ABORT;
    else if ((p->send = t2_area_alloc(sizeof *p->send)) == NULL)
        err = T2_E_MEMORY;
    for (size_t i = 0; err == 0 && i < N_OT; i++) {
        const uint8_t *reply_point = in + i * POINT;
        if (i == PUBLIC_OT)
            continue;
        ot_head(head, s->self, p->party, i, (uint8_t)(delta_bit(s->delta, i) ^ 1u));
        if ((err = t2_ristretto_check(reply_point)) == 0 &&
            (err = t2_ristretto_mul(shared, p->ot->scalar[i], reply_point)) == 0)
            err = ot_key(s, head, p->ot->message[i], reply_point, shared, key[i]);
    }
    if (err == 0)
        err = sealed_pprf_receive(s, p, key, PUBLIC_OT, in + OT_REPLY_POINTS);
    sealed_ot_peer_wipe(p);
    t2_wipe(key, sizeof key);
    t2_wipe(shared, sizeof shared);
    t2_wipe(head, sizeof head);
    return err;
}

/* The same Delta at all peers can be compared only where there are two peers. */
int ot_reply_finish(struct sealed_session *s, enum sealed_flight_id *next)
{
    *next = FLIGHT_EXTEND;
    return sealed_batch_begin(s, s->n_peers > 1 ? BATCH_DELTA : BATCH_TRIPLES);
}
