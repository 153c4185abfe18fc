/* A cheat in the leaky ANDs and in what is committed to: wrong d, phi, theta, rho, y and z; commitments
 * opened to something else whose digest begins with the same zero byte. */
#include "sealed_deviation.h"

/* ---- committed values ---- */

/* Before they are committed to. */
HOOK(wrong_d)
{
    UNUSED_FRAME;
    if (here(t, at, CHEAT_BEFORE_PREPARE))
        flip_bit(table_cheat(t)->batch.own_d, d->where);
}

HOOK(wrong_value)
{
    UNUSED_FRAME;
    if (here(t, at, CHEAT_BEFORE_PREPARE))
        flip_bit(table_cheat(t)->own_value, d->where);
}

/* y of the comparison of the Deltas, the same to all and to ourselves. */
HOOK(wrong_y)
{
    UNUSED_FRAME;
    struct sealed_session *s = table_cheat(t);
    if (here(t, at, CHEAT_AFTER_PREPARE))
        flip_bit(s->broadcast[s->self], d->where);
}

/* Theta, which is multiplied by the secret rho; to the victim only, or (no victim) from the start. */
HOOK(wrong_theta)
{
    (void)q;
    struct sealed_session *s = table_cheat(t);
    int from_start = d->victims == 0 && here(t, at, CHEAT_BEFORE_PREPARE);
    int to_one = d->victims != 0 && t->round == t->round_started && victim(d, f) &&
                 (at == CHEAT_BEFORE_EMIT || at == CHEAT_FRAME);
    if (from_start || to_one)
        flip_bit(&s->theta, d->where);
}

/* Our part of rho, once the rows are fixed. */
HOOK(wrong_rho)
{
    UNUSED_FRAME;
    struct sealed_batch *b = &table_cheat(t)->batch;
    if (here(t, at, CHEAT_BEFORE_PREPARE))
        flip_bit(b->x, b->rho_row + d->where);
}

/* phi with another b: the product a b changes where a is one, else nothing does. */
HOOK(wrong_phi)
{
    UNUSED_FRAME;
    struct sealed_batch *b = &table_cheat(t)->batch;
    if (here(t, at, CHEAT_BEFORE_PREPARE) || here(t, at, CHEAT_AFTER_PREPARE))
        flip_bit(b->x, b->n_leaky + d->where);
}

/* To the victim another d, with a commitment and an opening that fit. */
HOOK(two_faces)
{
    (void)q;
    struct sealed_session *s = table_cheat(t);
    if (at != CHEAT_FRAME || !victim(d, f) || t->round > t->round_started + 1)
        return;
    size_t len = s->batch.n_leaky / 8;
    uint8_t *other = malloc(len);
    if (other == NULL)
        abort();
    memcpy(other, s->batch.own_d, len);
    flip_bit(other, d->where);
    if (s->flight == FLIGHT_D_OPEN)
        memcpy(f->broadcast + 32, other, len);
    else if (sealed_commit(s, s->self, "d", s->value_nonce, t2_bytes_of(other, len), f->broadcast) != 0)
        abort();
    free(other);
}

/* Draws nonces until the commitment begins with a zero byte. */
static void grind(struct sealed_session *s, const char *what, uint8_t nonce[32], struct t2_bytes value,
                  uint8_t out[SEALED_DIGEST])
{
    do {
        if (t2_random_fill(s->config.random, nonce, 32) != 0 ||
            sealed_commit(s, s->self, what, nonce, value, out) != 0)
            abort();
    } while (out[0] != 0);
}

struct committed {
    const char *what;
    enum sealed_flight_id commit, open;
    unsigned visit; /* of the commit's flight, n = 3 */
    int coin;       /* -1: a value */
};

static const struct committed committed[] = {
    {"coin of the subspace check", FLIGHT_EXTEND, FLIGHT_CHECK_COIN, 1, 0},
    {"same Delta", FLIGHT_DELTA_COMMIT, FLIGHT_DELTA_OPEN, 1, -1},
    {"coin of the leaky ANDs", FLIGHT_EXTEND, FLIGHT_HASH_COIN, 2, 1},
    {"coin of the rotations", FLIGHT_EXTEND, FLIGHT_ROTATE_COIN, 2, 2},
    {"d", FLIGHT_D_COMMIT, FLIGHT_D_OPEN, 1, -1},
    {"theta", FLIGHT_THETA_COMMIT, FLIGHT_THETA_OPEN, 1, -1},
};

/* where: which of the committed. The commitment begins with a zero byte; so does that of what is opened,
 * which is another value (bit 0) or the same under another nonce (bit 1). */
HOOK(leading_zero)
{
    UNUSED_FRAME;
    const struct committed *k = &committed[d->where];
    struct sealed_session *s = table_cheat(t);
    uint8_t *broadcast = s->broadcast[s->self], digest[SEALED_DIGEST];
    if (at != CHEAT_AFTER_PREPARE)
        return;
    if (s->flight == k->commit && t->round == t->round_started) {
        struct t2_bytes share = {k->coin < 0 ? NULL : s->coin_share[k->coin], 32};
        if (k->coin >= 0)
            grind(s, k->what, s->coin_nonce[k->coin], share, broadcast + (unsigned)k->coin * SEALED_DIGEST);
        else if (k->commit == FLIGHT_D_COMMIT)
            grind(s, k->what, s->value_nonce, t2_bytes_of(s->batch.own_d, s->batch.n_leaky / 8), broadcast);
        else
            grind(s, k->what, s->value_nonce,
                  t2_bytes_of(s->own_value, k->commit == FLIGHT_THETA_COMMIT ? 16 : 16 * (size_t)s->n),
                  broadcast);
        return;
    }
    if (s->flight != k->open)
        return;
    /* A coin is share | nonce, a value nonce | value. */
    uint8_t *nonce = broadcast + (k->coin >= 0 ? 32 : 0), *value = broadcast + (k->coin >= 0 ? 0 : 32);
    size_t len = k->coin >= 0 ? 32 : sealed_flights[s->flight].lengths(s).broadcast - 32;
    if (d->bit == 0)
        flip_bit(value, 8 * len - 1);
    grind(s, k->what, nonce, t2_bytes_of(value, len), digest);
}

static void commitments(void **state)
{
    (void)state;
    struct circuit *c = random_circuit(3, 5, 2, 17, 5, 4);
    struct table t;
    unsigned seen[N_FLIGHTS] = {0};
    table_open(&t, 3, 2, c, 4, 0);
    while (table_flight(&t) != FLIGHT_BUCKET) {
        enum sealed_flight_id f = table_flight(&t);
        const struct sealed_batch *b = &table_cheat(&t)->batch;
        seen[f]++;
        for (unsigned i = 0; i < sizeof committed / sizeof committed[0]; i++)
            for (unsigned bit = 0; committed[i].commit == f && committed[i].visit == seen[f] && bit < 2;
                 bit++)
                table_try_by(&t, &(struct deviation){"leading zero", f, 0, i, bit, 0, leading_zero},
                             committed[i].open);
        for (unsigned i = 0; i < 4; i++) {
            size_t k = i * (b->n_leaky - 1) / 3;
            if (f == FLIGHT_DELTA_VALUE)
                table_try_by(&t, &(struct deviation){"y", f, 0, 40 * i, 0, 0, wrong_y}, FLIGHT_DELTA_OPEN);
            if (f == FLIGHT_DELTA_COMMIT)
                table_try_by(&t, &(struct deviation){"z", f, 0, 120 * i, 0, 0, wrong_value},
                             FLIGHT_DELTA_OPEN);
            if (f == FLIGHT_LEAKY)
                table_try_by(&t, &(struct deviation){"phi", f, 0, k, 0, 1, wrong_phi}, FLIGHT_THETA_OPEN);
            if (f == FLIGHT_D_COMMIT) {
                table_try_by(&t, &(struct deviation){"d", f, 0, k, 0, 0, wrong_d}, FLIGHT_THETA_OPEN);
                table_try_by(&t, &(struct deviation){"d with two faces", f, 1u << i % 2, k, 0, 0, two_faces},
                             FLIGHT_D_OPEN);
            }
            for (unsigned v = 0; f == FLIGHT_THETA && v < 4; v++)
                table_try_by(&t, &(struct deviation){"theta", f, v, 42 * i, 0, 0, wrong_theta},
                             FLIGHT_THETA_OPEN);
            if (f == FLIGHT_THETA)
                table_try_by(&t, &(struct deviation){"rho", f, 0, 42 * i, 0, 0, wrong_rho},
                             FLIGHT_THETA_OPEN);
            if (f == FLIGHT_THETA_COMMIT)
                table_try_by(&t, &(struct deviation){"z of theta", f, 0, 42 * i, 0, 0, wrong_value},
                             FLIGHT_THETA_OPEN);
        }
        assert_int_equal(table_round(&t), 1);
    }
    leave_table(&t, "committed values");
    circuit_free(c);
}

int main(void)
{
    harness_begin();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commitments),
    };
    return cmocka_run_group_tests_name("sealed_committed", tests, NULL, NULL);
}
