/* Step 3, second half: every party uses one Delta at all its peers [MM, figure 13, steps 3-7; lemma 11]. Once
 * a session, over 128 sacrificed rows, with fresh zero shares; only where there are two peers to compare.
 *
 *   x^i   the 128 bits as an element of GF(2^128); M_j[x^i], K_i[x^j]: sums of X^t times the rows
 *   y^i = x^i ^ (share of zero), broadcast;  y = sum of all = sum of all x^i
 *   z^i_j = M_j[x^i] for j != i;  z^i_i = sum over j != i of K_i[x^j] ^ (y ^ x^i) Delta_i;  committed, then
 * opened for every j: sum over i of z^i_j must be 0.
 *
 * With Delta_j + R_i at peer i the sum is  sum over i of x^i R_i: a party that commits first would have to
 * know it, but of the honest x^i it knows only the sum, and with two different R_i the value is uniform to
 * it. */
#include "sealed/flights.h"

#include <string.h>

#include "sealed/transcript.h"

#define VALUE sizeof(struct sealed_block)

static struct sealed_block own_x(const struct sealed_session *s)
{
    struct sealed_block x;
    memcpy(&x, s->batch.x, VALUE);
    return x;
}

/* Sum of X^t times row t. */
static struct sealed_block gadget(const struct sealed_session *s, const struct sealed_block *rows)
{
    struct sealed_block power[SEALED_DELTA_ROWS], sum = {0, 0};
    for (size_t t = 0; t < SEALED_DELTA_ROWS; t++)
        power[t] = t < 64 ? (struct sealed_block){(uint64_t)1 << t, 0}
                          : (struct sealed_block){0, (uint64_t)1 << (t - 64)};
    s->kernel->inner_product(rows, power, SEALED_DELTA_ROWS, &sum);
    return sum;
}

struct sealed_lengths delta_value_lengths(const struct sealed_session *s)
{
    (void)s;
    return (struct sealed_lengths){VALUE, 0};
}

int delta_value_prepare(struct sealed_session *s, uint8_t *broadcast)
{
    struct sealed_block y = own_x(s);
    int err = sealed_zero_share_xor(s, "same Delta", &y, 1);
    memcpy(broadcast, &y, VALUE);
    return err;
}

int delta_value_finish(struct sealed_session *s, enum sealed_flight_id *next)
{
    struct sealed_block others = own_x(s); /* y ^ x^i: the sum of the others' x */
    for (unsigned p = 0; p < s->n; p++) {
        struct sealed_block y;
        memcpy(&y, s->broadcast[p], VALUE);
        others = block_xor(others, y);
    }
    struct sealed_block *own = &s->own_value[s->self];
    *own = (struct sealed_block){0, 0};
    s->kernel->inner_product(&others, &s->delta, 1, own);
    for (unsigned q = 0; q < s->n_peers; q++) {
        s->own_value[s->peer[q].party] = gadget(s, s->peer[q].m);
        *own = block_xor(*own, gadget(s, s->peer[q].k));
    }
    *next = FLIGHT_DELTA_COMMIT;
    return 0;
}

struct sealed_lengths commit_lengths(const struct sealed_session *s)
{
    (void)s;
    return (struct sealed_lengths){SEALED_DIGEST, 0};
}

int value_commit_absorb(struct sealed_session *s, unsigned q, const uint8_t *broadcast, const uint8_t *in)
{
    (void)in;
    memcpy(s->peer[q].commit[COMMIT_VALUE], broadcast, SEALED_DIGEST);
    return 0;
}

static struct t2_bytes own_z(const struct sealed_session *s)
{
    return t2_bytes_of(s->own_value, s->n * VALUE);
}

int delta_commit_prepare(struct sealed_session *s, uint8_t *broadcast)
{
    int err = t2_random_fill(s->config.random, s->value_nonce, 32);
    return err != 0 ? err : sealed_commit(s, s->self, "same Delta", s->value_nonce, own_z(s), broadcast);
}

int delta_commit_finish(struct sealed_session *s, enum sealed_flight_id *next)
{
    (void)s;
    *next = FLIGHT_DELTA_OPEN;
    return 0;
}

struct sealed_lengths delta_open_lengths(const struct sealed_session *s)
{
    return (struct sealed_lengths){32 + s->n * VALUE, 0};
}

int delta_open_prepare(struct sealed_session *s, uint8_t *broadcast)
{
    memcpy(broadcast, s->value_nonce, 32);
    memcpy(broadcast + 32, own_z(s).ptr, own_z(s).len);
    return 0;
}

int delta_open_absorb(struct sealed_session *s, unsigned q, const uint8_t *broadcast, const uint8_t *in)
{
    (void)in;
    return sealed_commit_check(s, s->peer[q].party, "same Delta", broadcast,
                               t2_bytes_of(broadcast + 32, s->n * VALUE), s->peer[q].commit[COMMIT_VALUE]);
}

int delta_open_finish(struct sealed_session *s, enum sealed_flight_id *next)
{
    uint64_t nonzero = 0;
    for (unsigned j = 0; j < s->n; j++) {
        struct sealed_block sum = {0, 0}, z;
        for (unsigned i = 0; i < s->n; i++) {
            memcpy(&z, s->broadcast[i] + 32 + j * VALUE, VALUE);
            sum = block_xor(sum, z);
        }
        nonzero |= sum.lo | sum.hi;
    }
    if (nonzero != 0)
        return T2_E_ABORT;
    *next = FLIGHT_EXTEND;
    return sealed_batch_begin(s, BATCH_TRIPLES);
}
