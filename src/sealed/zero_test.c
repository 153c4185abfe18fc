/* Step 4, the check of the leaky ANDs: the thetas of all parties must add up to zero.
 *
 * [MM, figure 15] opens them. But a wrong d makes the sum  chi (sum of all Deltas),  and one honest party's
 * Delta, once known, tells its bits of every triple of the session, so its entry when a batch is made in the
 * midst of an evaluation. So what is opened is the sum times a secret factor, rho = sum of all rho^i, the 128
 * bits of authenticated rows that serve nothing else:
 *
 *   v^{i,j}_t = H(K_i[rho^j_t], T) ^ H(K_i[rho^j_t] ^ Delta_i, T) ^ X^t theta^i       128 blocks per ordered
 * pair z^i = rho^i theta^i ^ share of zero ^ sum over j, t (H(K_i[rho^j_t], T_ij) ^ rho^i_t v^{j,i}_t ^
 * H(M_j[rho^i_t], T_ji))
 *
 * The sum over i is rho theta; z committed, then opened; it must be 0. A theta other than zero passes with
 * probability 2^-128, and what is opened then is uniform. A peer that sends errors in v adds a linear
 * function of the unknown rho^i. Of all theta at most one in 2^d makes it lose d of 128 dimensions, so d bits
 * of theta are learned with probability about 2^-d, as by guessing bits of Delta elsewhere. */
#include "sealed/flights.h"

#include <string.h>

#include "sealed/transcript.h"

/* THETA: to each peer v. */

struct sealed_lengths theta_lengths(const struct sealed_session *s)
{
    (void)s;
    return (struct sealed_lengths){0, SEALED_RHO_ROWS * sizeof(struct sealed_block)};
}

static struct sealed_block times_x(struct sealed_block a)
{
    uint64_t carry = a.hi >> 63;
    return (struct sealed_block){a.lo << 1 ^ (0x87 & ((uint64_t)0 - carry)), a.hi << 1 | a.lo >> 63};
}

static struct sealed_block *own_z(struct sealed_session *s)
{
    return &s->own_value[0];
}

int theta_prepare(struct sealed_session *s, uint8_t *broadcast)
{
    (void)broadcast;
    struct sealed_block rho;
    memcpy(&rho, s->batch.x + s->batch.rho_row / 8, sizeof rho);
    *own_z(s) = (struct sealed_block){0, 0};
    s->kernel->inner_product(&rho, &s->theta, 1, own_z(s));
    t2_wipe(&rho, sizeof rho);
    return sealed_zero_share_xor(s, "theta", own_z(s), 1);
}

int theta_emit(struct sealed_session *s, unsigned q, uint8_t *out)
{
    struct sealed_block h[SEALED_RHO_ROWS], v[SEALED_RHO_ROWS], power = s->theta;
    s->kernel->mmo_pair(sealed_pair_tweak(s, s->self, s->peer[q].party), s->tweaks_done,
                        s->peer[q].k + s->batch.rho_row, s->delta, SEALED_RHO_ROWS, h, v);
    for (size_t t = 0; t < SEALED_RHO_ROWS; t++, power = times_x(power)) {
        *own_z(s) = block_xor(*own_z(s), h[t]);
        v[t] = block_xor(v[t], power);
    }
    memcpy(out, v, sizeof v);
    t2_wipe(h, sizeof h);
    t2_wipe(&power, sizeof power);
    return 0;
}

int theta_absorb(struct sealed_session *s, unsigned q, const uint8_t *broadcast, const uint8_t *in)
{
    (void)broadcast;
    struct sealed_block h[SEALED_RHO_ROWS], v[SEALED_RHO_ROWS];
    memcpy(v, in, sizeof v);
    s->kernel->mmo(sealed_pair_tweak(s, s->peer[q].party, s->self), s->tweaks_done,
                   s->peer[q].m + s->batch.rho_row, SEALED_RHO_ROWS, h);
    for (size_t t = 0; t < SEALED_RHO_ROWS; t++)
        *own_z(s) = block_xor(*own_z(s), h[t]);
    s->kernel->select_sum(v, s->batch.x + s->batch.rho_row / 8, SEALED_RHO_ROWS, own_z(s));
    t2_wipe(h, sizeof h);
    return 0;
}

int theta_finish(struct sealed_session *s, enum sealed_flight_id *next)
{
    s->tweaks_done += SEALED_RHO_ROWS;
    t2_wipe(&s->theta, sizeof s->theta);
    *next = FLIGHT_THETA_COMMIT;
    return 0;
}

/* THETA_COMMIT, THETA_OPEN: nonce | z. */

int theta_commit_prepare(struct sealed_session *s, uint8_t *broadcast)
{
    int err = t2_random_fill(s->config.random, s->value_nonce, 32);
    return err != 0 ? err
                    : sealed_commit(s, s->self, "theta", s->value_nonce,
                                    t2_bytes_of(own_z(s), sizeof(struct sealed_block)), broadcast);
}

int theta_commit_finish(struct sealed_session *s, enum sealed_flight_id *next)
{
    (void)s;
    *next = FLIGHT_THETA_OPEN;
    return 0;
}

struct sealed_lengths theta_open_lengths(const struct sealed_session *s)
{
    (void)s;
    return (struct sealed_lengths){32 + sizeof(struct sealed_block), 0};
}

int theta_open_prepare(struct sealed_session *s, uint8_t *broadcast)
{
    memcpy(broadcast, s->value_nonce, 32);
    memcpy(broadcast + 32, own_z(s), sizeof(struct sealed_block));
    return 0;
}

int theta_open_absorb(struct sealed_session *s, unsigned q, const uint8_t *broadcast, const uint8_t *in)
{
    (void)in;
    return sealed_commit_check(s, s->peer[q].party, "theta", broadcast,
                               t2_bytes_of(broadcast + 32, sizeof(struct sealed_block)),
                               s->peer[q].commit[COMMIT_VALUE]);
}

int theta_open_finish(struct sealed_session *s, enum sealed_flight_id *next)
{
    struct sealed_block sum = {0, 0}, z;
    for (unsigned p = 0; p < s->n; p++) {
        memcpy(&z, s->broadcast[p] + 32, sizeof z);
        sum = block_xor(sum, z);
    }
    if ((sum.lo | sum.hi) != 0)
        return T2_E_ABORT;
    leaky_add_public_d(s);
    *next = FLIGHT_ROTATE_COIN;
    return 0;
}
