/* See sealed_kept_campaign.h. */
#include "sealed_kept_campaign.h"

#include "sealed_deviation.h"

#include "sealed/kept.h"
#include "sealed/refresh.h"

/* ---- what is put in ---- */

/* Where bit k of those that are put in, kept bits and then masks, is in what was kept. */
static size_t place_of(const struct table *t, size_t k)
{
    size_t wanted = t->circuit->n_kept;
    return k < wanted ? k : t->cheat_kept->n_bits + (k - wanted);
}

static uint8_t *kept_input(const struct table *t, size_t k)
{
    return &table_cheat(t)->input_bits[t->circuit->n_inputs[t->cheat] + k];
}

HOOK(other_share)
{
    UNUSED_FRAME;
    if (here(t, at, CHEAT_BEFORE_PREPARE))
        *kept_input(t, d->where) ^= 1;
}

/* Another share is put in, and the sum is as it should be: the old MAC holds, the new one does not. */
HOOK(other_share_true_sum)
{
    UNUSED_FRAME;
    if (here(t, at, CHEAT_BEFORE_PREPARE) ||
        (at == CHEAT_BEFORE_FINISH && table_flight(t) == FLIGHT_INPUT_ECHO))
        *kept_input(t, d->where) ^= 1;
}

/* A kept bit and bit `bit` of the masks: right if the coin gives that kept bit the weight X^bit. */
HOOK(share_and_mask)
{
    UNUSED_FRAME;
    if (here(t, at, CHEAT_BEFORE_PREPARE)) {
        *kept_input(t, d->where) ^= 1;
        *kept_input(t, t->circuit->n_kept + d->bit) ^= 1;
    }
}

HOOK(other_mac)
{
    UNUSED_FRAME;
    const size_t stride = table_cheat(t)->stride;
    for (unsigned p = 0; here(t, at, CHEAT_BEFORE_PREPARE) && p < t->n - 1; p++) {
        if ((d->victims >> table_cheat(t)->peer[p].party & 1) != 0)
            flip_bit(&t->cheat_kept->share[place_of(t, d->where) * stride + 2 * p], d->bit);
    }
}

/* The masks of another use, shares and MACs, as one takes who has used these already. */
HOOK(other_use)
{
    UNUSED_FRAME;
    if (here(t, at, CHEAT_BEFORE_PREPARE)) {
        table_cheat(t)->config.kept_use = (unsigned)d->where;
        sealed_kept_to_inputs(table_cheat(t));
    }
}

static const struct sealed_kept *other_kept;

enum { ALL_OF_IT, ITS_BITS, ITS_MACS };

HOOK(other_session)
{
    UNUSED_FRAME;
    if (!here(t, at, CHEAT_BEFORE_PREPARE))
        return;
    struct sealed_kept *k = t->cheat_kept;
    size_t len = k->n_bits + (size_t)SEALED_KEPT_USES * SEALED_KEPT_MASKS;
    if (d->where != ITS_MACS)
        memcpy(k->bit, other_kept->bit, len);
    if (d->where != ITS_BITS)
        memcpy(k->share, other_kept->share, len * table_cheat(t)->stride * sizeof *k->share);
    sealed_kept_to_inputs(table_cheat(t));
}

/* ---- the coin and the sum ---- */

HOOK(other_coin)
{
    UNUSED_FRAME;
    if (here(t, at, CHEAT_AFTER_PREPARE))
        flip_bit(table_cheat(t)->broadcast[t->cheat], d->where);
}

/* Commitment and opening of an honest party: its share would go out of the sum. */
HOOK(copied_coin)
{
    UNUSED_FRAME;
    struct sealed_session *s = table_cheat(t);
    if (at != CHEAT_AFTER_PREPARE || (s->flight != FLIGHT_INPUT && s->flight != FLIGHT_INPUT_ECHO))
        return;
    size_t from = s->flight == FLIGHT_INPUT ? (s->n_entry_max + 7) / 8 : 0;
    size_t len = s->flight == FLIGHT_INPUT ? SEALED_DIGEST : SEALED_COIN_OPENING;
    struct t2_bytes honest = sealed_session_pending(t->s[d->where], t->cheat);
    if (honest.len < SEALED_FRAME_HEADER + from + len)
        abort();
    memcpy(s->broadcast[t->cheat] + from, honest.ptr + SEALED_FRAME_HEADER + from, len);
}

/* Other sums than the coin says. */
HOOK(other_parities)
{
    UNUSED_FRAME;
    if (here(t, at, CHEAT_BEFORE_PREPARE))
        flip_bit(&table_cheat(t)->parity_coin.rk[d->where], d->bit);
}

HOOK(other_sum)
{
    UNUSED_FRAME;
    if (here(t, at, CHEAT_BEFORE_PREPARE))
        flip_bit(&table_cheat(t)->kept_check.y, d->where);
}

HOOK(sum_for_one)
{
    (void)q;
    if (here(t, at, CHEAT_FRAME) && victim(d, f))
        flip_bit(f->private_part, d->where);
}

HOOK(other_sum_of_macs)
{
    (void)f;
    if (here(t, at, CHEAT_BEFORE_EMIT))
        flip_bit(&table_cheat(t)->kept_check.mac[d->where][q], d->bit);
}

HOOK(other_theta)
{
    UNUSED_FRAME;
    if (here(t, at, CHEAT_BEFORE_PREPARE))
        flip_bit(&table_cheat(t)->theta, d->where);
}

/* ---- layers ---- */

static const struct circuit_gate *gate_of(const struct table *t, size_t i)
{
    const struct sealed_session *s = table_cheat(t);
    return &refresh_layer_at(s, s->layer)->ands[s->layer_done + i];
}

HOOK(share_of_a_wire)
{
    UNUSED_FRAME;
    if (here(t, at, CHEAT_BEFORE_PREPARE))
        table_cheat(t)->wire_bit[d->bit == 0 ? gate_of(t, d->where)->a : gate_of(t, d->where)->b] ^= 1;
}

HOOK(share_of_a_triple)
{
    UNUSED_FRAME;
    struct sealed_pool *pool = &table_cheat(t)->pool;
    if (here(t, at, CHEAT_BEFORE_PREPARE))
        pool->bits[pool->used + d->where] ^= (uint8_t)(1u << d->bit);
}

HOOK(output_share)
{
    UNUSED_FRAME;
    struct sealed_session *s = table_cheat(t);
    if (here(t, at, CHEAT_BEFORE_PREPARE))
        s->wire_bit[s->output_slot[d->where]] ^= 1;
}

/* The share from before it was made fresh, with its own MAC. */
HOOK(stale_output)
{
    UNUSED_FRAME;
    struct sealed_session *s = table_cheat(t);
    if (here(t, at, CHEAT_BEFORE_PREPARE))
        s->output_slot[d->where] = s->circuit->output_slot[d->where];
}

/* ---- what is kept ---- */

HOOK(keeps_another_bit)
{
    UNUSED_FRAME;
    struct sealed_session *s = table_cheat(t);
    if (here(t, at, CHEAT_BEFORE_FINISH))
        s->wire_bit[s->circuit->keep_slot[d->where]] ^= 1;
}

HOOK(keeps_another_mac)
{
    UNUSED_FRAME;
    struct sealed_session *s = table_cheat(t);
    if (here(t, at, CHEAT_BEFORE_FINISH))
        flip_bit(&wire_at(s, s->circuit->keep_slot[d->where])[d->bit], 77);
}

/* Two bits that were kept change places. */
HOOK(keeps_another_order)
{
    UNUSED_FRAME;
    struct sealed_session *s = table_cheat(t);
    if (!here(t, at, CHEAT_BEFORE_FINISH))
        return;
    struct sealed_block *one = wire_at(s, s->circuit->keep_slot[d->where]);
    struct sealed_block *two = wire_at(s, s->circuit->keep_slot[d->where + 1]);
    uint8_t *bit = s->wire_bit, b = bit[s->circuit->keep_slot[d->where]];
    bit[s->circuit->keep_slot[d->where]] = bit[s->circuit->keep_slot[d->where + 1]];
    bit[s->circuit->keep_slot[d->where + 1]] = b;
    for (size_t w = 0; w < s->stride; w++) {
        struct sealed_block m = one[w];
        one[w] = two[w];
        two[w] = m;
    }
}

HOOK(keeps_another_mask)
{
    UNUSED_FRAME;
    if (here(t, at, CHEAT_BEFORE_FINISH))
        table_cheat(t)->kept->bit[table_cheat(t)->kept->n_bits + d->where] ^= 1;
}

/* ---- the campaign ---- */

static void cheat_at_inputs(struct table *t)
{
    const size_t n_kept = t->circuit->n_kept;
    const size_t bits[] = {0, n_kept / 3, n_kept - 1, n_kept, n_kept + 77, n_kept + SEALED_KEPT_MASKS - 1};
    const unsigned one = t->cheat == 0 ? 2 : 1;
    const enum sealed_flight_id by = FLIGHT_AND_CHECK;
    come_to(t, FLIGHT_INPUT, 1);
    for (unsigned i = 0; i < sizeof bits / sizeof bits[0]; i++) {
        const size_t k = bits[i];
        table_try_by(t, &(struct deviation){"share", FLIGHT_INPUT, 0, k, 0, 0, other_share}, by);
        table_try_by(
            t, &(struct deviation){"share, true sum", FLIGHT_INPUT, 0, k, 0, 0, other_share_true_sum}, by);
        table_try_by(t, &(struct deviation){"MAC", FLIGHT_INPUT, everybody_else(t), k, 9, 0, other_mac}, by);
        table_try_by(t, &(struct deviation){"MAC to one", FLIGHT_INPUT, one, k, 100, 0, other_mac},
                     FLIGHT_OUTPUT);
        if (k < n_kept)
            table_try_by(t, &(struct deviation){"share, mask", FLIGHT_INPUT, 0, k, 2, 0, share_and_mask}, by);
    }
    for (unsigned use = 1; use < SEALED_KEPT_USES; use += 7)
        table_try_by(t, &(struct deviation){"other use", FLIGHT_INPUT, 0, use, 0, 0, other_use}, by);
    for (unsigned what = ALL_OF_IT; what <= ITS_MACS; what++)
        table_try_by(t, &(struct deviation){"other session", FLIGHT_INPUT, 0, what, 0, 0, other_session}, by);
    for (unsigned p = 0; p < t->n; p++) {
        if (p != t->cheat)
            table_try_by(t, &(struct deviation){"copied coin", FLIGHT_INPUT, 0, p, 0, 0, copied_coin},
                         FLIGHT_INPUT_ECHO);
    }
    come_to(t, FLIGHT_INPUT_ECHO, 1);
    for (size_t i = 0; i < 8 * (size_t)SEALED_COIN_OPENING; i += 130)
        table_try_by(t, &(struct deviation){"coin", FLIGHT_INPUT_ECHO, 0, i, 0, 0, other_coin},
                     FLIGHT_INPUT_ECHO);
}

static void cheat_at_layer(struct table *t)
{
    const size_t last = table_cheat(t)->chunk - 1;
    const int outputs = table_cheat(t)->layer == t->circuit->n_layers; /* the layer of fresh output shares */
    if (t->circuit->n_parities != 0 && table_cheat(t)->layer == 0)
        table_try_by(t, &(struct deviation){"parities", FLIGHT_AND, 0, 5, 3, 0, other_parities},
                     FLIGHT_AND_CHECK);
    for (unsigned i = 0; i < (outputs ? 3 : 2) && i <= last; i++) {
        const size_t gate = i * last / 2;
        for (unsigned side = 0; side < 2; side++)
            table_try_by(t, &(struct deviation){"wire", FLIGHT_AND, 0, gate, side, 0, share_of_a_wire},
                         FLIGHT_AND_CHECK);
        for (unsigned abc = 0; outputs && abc < 3; abc++)
            table_try_by(t, &(struct deviation){"triple", FLIGHT_AND, 0, gate, abc, 0, share_of_a_triple},
                         FLIGHT_OUTPUT);
        /* A product that is only kept: the session after this one finds it. */
        if (t->next != NULL && table_cheat(t)->layer == 0)
            table_try(t, &(struct deviation){"product", FLIGHT_AND, 0, gate, 2, 0, share_of_a_triple});
    }
}

static void cheat_at_the_sum(struct table *t)
{
    const enum sealed_flight_id by = FLIGHT_AND_CHECK;
    come_to(t, by, 1);
    for (size_t bit = 0; bit < 128; bit += 63) {
        table_try_by(t, &(struct deviation){"sum", by, 0, bit, 0, 0, other_sum}, by);
        table_try_by(t, &(struct deviation){"sum for one", by, t->cheat == 0 ? 2 : 1, bit, 0, 0, sum_for_one},
                     FLIGHT_OUTPUT);
    }
    for (unsigned which = 0; which < 2; which++)
        table_try_by(t, &(struct deviation){"sum of MACs", by, 0, which, 64, 0, other_sum_of_macs}, by);
}

static void cheat_at_outputs(struct table *t)
{
    const struct sealed_session *s = table_cheat(t);
    const size_t n = t->circuit->n_outputs;
    come_to(t, FLIGHT_OUTPUT, 1);
    for (size_t i = 0; i < n; i += 1 + n / 5) {
        table_try_by(t, &(struct deviation){"output", FLIGHT_OUTPUT, 0, i, 0, 0, output_share},
                     FLIGHT_OUTPUT);
        if (s->output_slot[i] != t->circuit->output_slot[i])
            table_try_by(t, &(struct deviation){"stale output", FLIGHT_OUTPUT, 0, i, 0, 0, stale_output},
                         FLIGHT_OUTPUT);
    }
}

static void cheat_at_keeping(struct table *t)
{
    const size_t n = t->circuit->n_keep;
    come_to(t, FLIGHT_RESULT, 1);
    if (t->next == NULL)
        return;
    assert_int_equal(table_branch(t, &(struct deviation){"a mask of no use", FLIGHT_RESULT, 0, 500, 0, 1,
                                                         keeps_another_mask})
                         .outcome,
                     OUTCOME_RIGHT);
    for (size_t i = 0; i < n; i += 1 + n / 2) {
        table_try(t, &(struct deviation){"keeps a bit", FLIGHT_RESULT, 0, i, 0, 0, keeps_another_bit});
        table_try(t, &(struct deviation){"keeps a MAC", FLIGHT_RESULT, 0, i, 0, 0, keeps_another_mac});
        if (i + 1 < n)
            table_try(t, &(struct deviation){"keeps another order", FLIGHT_RESULT, 0, i, 0, 0,
                                             keeps_another_order});
    }
    table_try(t, &(struct deviation){"keeps a mask", FLIGHT_RESULT, 0, 0, 0, 0, keeps_another_mask});
    /* A wrong key is a check of the cheat's own. */
    struct deviation key = {"keeps a key", FLIGHT_RESULT, 0, 0, 1, 1, keeps_another_mac};
    assert_int_equal(table_branch(t, &key).outcome, OUTCOME_RIGHT);
}

void campaign_run(struct table *t, const struct sealed_kept *other, const char *title)
{
    other_kept = other;
    come_to(t, FLIGHT_THETA, 1);
    if (t->circuit->n_kept != 0) {
        table_try_by(t, &(struct deviation){"theta", FLIGHT_THETA, 0, 5, 0, 0, other_theta},
                     FLIGHT_THETA_OPEN);
        cheat_at_inputs(t);
    }
    while (table_flight(t) != FLIGHT_AND_CHECK) {
        if (table_flight(t) == FLIGHT_AND && (t->next != NULL || table_cheat(t)->layer % 4 == 0))
            cheat_at_layer(t);
        assert_int_equal(table_round(t), 1);
    }
    if (t->circuit->n_kept != 0)
        cheat_at_the_sum(t);
    cheat_at_outputs(t);
    cheat_at_keeping(t);
    leave_table(t, title);
}
