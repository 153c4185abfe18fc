/* A cheat in the bucketing and the evaluation: shares and triples changed before they are opened, an entry
 * changed after it was sent, two entries. */
#include "sealed_deviation.h"

/* ---- shares, triples, entries ---- */

static const struct circuit_gate *gate_of(const struct table *t, size_t i)
{
    const struct sealed_session *s = table_cheat(t);
    return &s->circuit->layers[s->layer].ands[s->layer_done + i];
}

/* Our share of a wire that gate `where` reads. */
HOOK(wrong_share)
{
    UNUSED_FRAME;
    if (here(t, at, CHEAT_BEFORE_PREPARE))
        table_cheat(t)->wire_bit[d->bit == 0 ? gate_of(t, d->where)->a : gate_of(t, d->where)->b] ^= 1;
}

/* Our share of a, b or c of triple `where`. */
HOOK(wrong_triple)
{
    UNUSED_FRAME;
    struct sealed_pool *pool = &table_cheat(t)->pool;
    if (here(t, at, CHEAT_BEFORE_PREPARE))
        pool->bits[pool->used + d->where] ^= (uint8_t)(1u << d->bit);
}

/* The opened bit is changed for everybody, also for ourselves. */
HOOK(wrong_opening)
{
    UNUSED_FRAME;
    if (here(t, at, CHEAT_AFTER_PREPARE))
        flip_bit(table_cheat(t)->own_opened, d->where);
}

HOOK(wrong_output)
{
    UNUSED_FRAME;
    struct sealed_session *s = table_cheat(t);
    if (here(t, at, CHEAT_BEFORE_PREPARE))
        s->wire_bit[s->output_slot[d->where]] ^= 1;
}

/* Our bits of e in the bucketing, for everybody. */
HOOK(wrong_bucket)
{
    UNUSED_FRAME;
    if (here(t, at, CHEAT_AFTER_PREPARE))
        flip_bit(table_cheat(t)->own_opened, d->where);
}

/* Another entry than what was masked, once the masked one is out. */
HOOK(changed_entry)
{
    UNUSED_FRAME;
    struct sealed_session *s = table_cheat(t);
    if (here(t, at, CHEAT_BEFORE_PREPARE))
        s->wire_bit[s->circuit->input_slot[s->self][d->where]] ^= 1;
}

/* Another entry from the start: that is no cheat, and the result must follow it. */
HOOK(other_entry)
{
    UNUSED_FRAME;
    if (here(t, at, CHEAT_BEFORE_PREPARE)) {
        table_cheat(t)->input_bits[d->where] ^= 1;
        t->input[t->cheat][d->where] ^= 1;
    }
}

/* Another masked entry to the victims than to the others. */
HOOK(two_entries)
{
    (void)q;
    if (here(t, at, CHEAT_FRAME) && victim(d, f))
        flip_bit(f->broadcast, d->where);
}

static void online(unsigned n)
{
    struct circuit *c = random_circuit(n, 9, 4, 21, 11, 5);
    struct table t;
    table_open(&t, n, n - 1, c, 5, 0);
    come_to(&t, FLIGHT_BUCKET, 1);
    const size_t opened = (table_cheat(&t)->batch.bucket - 1) * table_cheat(&t)->batch.n_triples;
    for (size_t i = 0; i < 5; i++)
        table_try_by(&t, &(struct deviation){"e", FLIGHT_BUCKET, 0, i * (opened - 1) / 4, 0, 0, wrong_bucket},
                     FLIGHT_BUCKET);
    come_to(&t, FLIGHT_INPUT, 1);
    for (size_t i = 0; i < 9; i++) {
        struct deviation other = {"another entry", FLIGHT_INPUT, 0, i, 0, 1, other_entry};
        assert_int_equal(table_branch(&t, &other).outcome, OUTCOME_RIGHT);
        table_try(&t, &other);
        if (n > 2) {
            struct deviation two = {"two entries", FLIGHT_INPUT, 1, i, 0, 0, two_entries};
            table_try(&t, &two);
            /* No AND is opened before the echo. */
            assert_int_equal(table_branch(&t, &two).flight, FLIGHT_INPUT_ECHO);
        }
    }
    come_to(&t, FLIGHT_INPUT_ECHO, 1);
    for (size_t i = 0; i < 9; i++)
        table_try_by(&t, &(struct deviation){"entry changed", FLIGHT_INPUT_ECHO, 0, i, 0, 0, changed_entry},
                     FLIGHT_OUTPUT);
    assert_int_equal(table_round(&t), 1);
    for (unsigned layer = 0; layer < 4; layer++) {
        const size_t chunk = table_cheat(&t)->chunk, last = chunk - 1, half = (chunk + 7) / 8 * 8;
        const size_t gates[] = {0, chunk / 2, last};
        assert_int_equal(table_flight(&t), FLIGHT_AND);
        for (unsigned i = 0; i < 3; i++) {
            for (unsigned side = 0; side < 2; side++) {
                table_try_by(
                    &t, &(struct deviation){"share of a wire", FLIGHT_AND, 0, gates[i], side, 0, wrong_share},
                    FLIGHT_AND_CHECK);
                table_try_by(&t,
                             &(struct deviation){"opening", FLIGHT_AND, 0, side * half + gates[i], 0, 0,
                                                 wrong_opening},
                             FLIGHT_AND_CHECK);
            }
            for (unsigned abc = 0; abc < 3; abc++)
                table_try_by(
                    &t,
                    &(struct deviation){"share of a triple", FLIGHT_AND, 0, gates[i], abc, 0, wrong_triple},
                    FLIGHT_OUTPUT);
        }
        assert_int_equal(table_round(&t), 1);
    }
    come_to(&t, FLIGHT_OUTPUT, 1);
    for (size_t i = 0; i < 11; i++)
        table_try_by(&t, &(struct deviation){"output share", FLIGHT_OUTPUT, 0, i, 0, 0, wrong_output},
                     FLIGHT_OUTPUT);
    leave_table(&t, n == 2 ? "evaluation, n=2" : "evaluation, n=3");
    circuit_free(c);
}

static void online_two(void **state)
{
    (void)state;
    online(2);
}

static void online_three(void **state)
{
    (void)state;
    online(3);
}

int main(void)
{
    harness_begin();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(online_two),
        cmocka_unit_test(online_three),
    };
    return cmocka_run_group_tests_name("sealed_evaluation", tests, NULL, NULL);
}
