/* Pipes under attack: changed, replayed, reordered, reflected, swapped between pairs and attempts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../channel_desks.h"

static const uint8_t sounding[CHANNEL_SOUNDING_ID_LEN] = {1, 2, 3};

struct ends {
    struct channel_pipe *p[2];
    uint8_t hello[2][T2_CELL_PIPE_LEN];
};

static void ends_hello(struct ends *e, const struct desks *d, uint8_t x, uint8_t y, uint32_t attempt)
{
    assert_int_equal(channel_pipe_new(&e->p[0], d->desk[x].ch, y, sounding, attempt), 0);
    assert_int_equal(channel_pipe_new(&e->p[1], d->desk[y].ch, x, sounding, attempt), 0);
    assert_int_equal(channel_pipe_hello(e->p[0], e->hello[0]), 0);
    assert_int_equal(channel_pipe_hello(e->p[1], e->hello[1]), 0);
}

static void ends_open(struct ends *e, const struct desks *d, uint8_t x, uint8_t y, uint32_t attempt)
{
    ends_hello(e, d, x, y, attempt);
    assert_int_equal(channel_pipe_greet(e->p[0], e->hello[1]), 0);
    assert_int_equal(channel_pipe_greet(e->p[1], e->hello[0]), 0);
}

static void ends_free(struct ends *e)
{
    channel_pipe_free(e->p[0]);
    channel_pipe_free(e->p[1]);
}

static void record(struct channel_pipe *p, uint8_t cell[T2_CELL_PIPE_LEN], uint8_t value)
{
    memset(cell, value, T2_CELL_PIPE_LEN);
    assert_int_equal(channel_pipe_seal(p, cell, 100), 0);
}

/* The record is refused, wiped, and nothing opens any more: a pipe that was touched is over. */
static void assert_refused(struct channel_pipe *p, uint8_t cell[T2_CELL_PIPE_LEN])
{
    const uint8_t zeros[T2_CELL_PIPE_LEN] = {0};
    struct t2_bytes data;
    assert_int_equal(channel_pipe_open(p, cell, &data), T2_E_AUTH);
    assert_int_equal(data.len, 0);
    assert_memory_equal(cell, zeros, sizeof zeros);
    assert_int_equal(channel_pipe_state(p), CHANNEL_PIPE_DEAD);
    assert_int_equal(channel_pipe_open(p, cell, &data), T2_E_STATE);
    assert_int_equal(channel_pipe_seal(p, cell, 1), T2_E_STATE);
}

static void every_byte_of_a_hello_counts(void **state)
{
    (void)state;
    struct desks d;
    desks_all_verified(&d, 2, 61);
    for (size_t i = 0; i < T2_CELL_PIPE_LEN; i += i < 100 ? 1 : 37) {
        static struct ends e;
        ends_hello(&e, &d, 0, 1, 0);
        e.hello[1][i] ^= 0x10;
        assert_int_equal(channel_pipe_greet(e.p[0], e.hello[1]), T2_E_AUTH);
        assert_int_equal(channel_pipe_state(e.p[0]), CHANNEL_PIPE_DEAD);
        assert_int_equal(channel_pipe_greet(e.p[0], e.hello[1]), T2_E_STATE);
        ends_free(&e);
    }
    desks_free(&d);
}

/* A hello belongs to one pair, one direction, one attempt: our own, another pair's, the last attempt's are
 * refused. */
static void a_hello_of_elsewhere_is_refused(void **state)
{
    (void)state;
    struct desks d;
    static struct ends e[4];
    desks_all_verified(&d, 3, 62);
    ends_hello(&e[0], &d, 0, 1, 0);
    ends_hello(&e[1], &d, 0, 1, 1);
    ends_hello(&e[2], &d, 0, 2, 0);
    ends_hello(&e[3], &d, 1, 2, 0);
    assert_int_equal(channel_pipe_greet(e[0].p[0], e[0].hello[0]), T2_E_AUTH); /* reflected */
    assert_int_equal(channel_pipe_greet(e[1].p[0], e[0].hello[1]), T2_E_AUTH); /* of the last attempt */
    assert_int_equal(channel_pipe_greet(e[2].p[0], e[0].hello[1]), T2_E_AUTH); /* of another seat */
    assert_int_equal(channel_pipe_greet(e[3].p[1], e[2].hello[0]),
                     T2_E_AUTH); /* for the same seat from another */
    for (unsigned i = 0; i < 4; i++) {
        ends_free(&e[i]);
    }
    desks_free(&d);
}

/* An old hello of the same attempt, replayed: greeted, since it is genuine, but whoever replays it has no
 * key. */
static void a_replayed_hello_opens_nothing(void **state)
{
    (void)state;
    struct desks d;
    static struct ends first;
    static struct ends second;
    uint8_t cell[T2_CELL_PIPE_LEN];
    desks_all_verified(&d, 2, 63);
    ends_open(&first, &d, 0, 1, 0);
    ends_hello(&second, &d, 0, 1, 0);
    assert_int_equal(channel_pipe_greet(second.p[0], first.hello[1]), 0);
    record(first.p[1], cell, 1);
    assert_refused(second.p[0], cell);
    ends_free(&first);
    ends_free(&second);
    desks_free(&d);
}

static void every_byte_of_a_record_counts(void **state)
{
    (void)state;
    struct desks d;
    uint8_t cell[T2_CELL_PIPE_LEN];
    desks_all_verified(&d, 2, 64);
    for (size_t i = 0; i < T2_CELL_PIPE_LEN; i += i < 20 || i > T2_CELL_PIPE_LEN - 20 ? 1 : 41) {
        static struct ends e;
        ends_open(&e, &d, 0, 1, 0);
        record(e.p[0], cell, 9);
        cell[i] ^= 1;
        assert_refused(e.p[1], cell);
        ends_free(&e);
    }
    desks_free(&d);
}

static void replayed_reordered_and_reflected_records_are_refused(void **state)
{
    (void)state;
    struct desks d;
    static struct ends e;
    static struct ends other;
    struct t2_bytes data;
    static uint8_t cell[3][T2_CELL_PIPE_LEN];
    uint8_t copy[T2_CELL_PIPE_LEN];
    desks_all_verified(&d, 3, 65);

    ends_open(&e, &d, 0, 1, 0);
    record(e.p[0], cell[0], 1);
    memcpy(copy, cell[0], sizeof copy);
    assert_int_equal(channel_pipe_open(e.p[1], cell[0], &data), 0);
    assert_refused(e.p[1], copy); /* again */
    ends_free(&e);

    ends_open(&e, &d, 0, 1, 0);
    record(e.p[0], cell[0], 1);
    record(e.p[0], cell[1], 2);
    assert_refused(e.p[1], cell[1]); /* the second first, or the first left out */
    ends_free(&e);

    ends_open(&e, &d, 0, 1, 0);
    record(e.p[0], cell[0], 1);
    assert_refused(e.p[0], cell[0]); /* thrown back at its sender */
    ends_free(&e);

    ends_open(&e, &d, 0, 1, 0);
    ends_open(&other, &d, 0, 2, 0);
    record(other.p[0], cell[0], 1);
    assert_refused(e.p[1], cell[0]); /* of another pair */
    ends_free(&other);
    ends_free(&e);

    ends_open(&e, &d, 0, 1, 0);
    ends_open(&other, &d, 0, 1, 0);
    record(other.p[0], cell[0], 1);
    assert_refused(e.p[1], cell[0]); /* of another session of the same attempt */
    ends_free(&other);
    ends_free(&e);
    desks_free(&d);
}

/* Equal plaintexts give unequal cells, in both directions and over sessions. */
static void equal_records_look_different(void **state)
{
    (void)state;
    struct desks d;
    static struct ends e;
    static uint8_t cell[4][T2_CELL_PIPE_LEN];
    desks_all_verified(&d, 2, 66);
    ends_open(&e, &d, 0, 1, 0);
    record(e.p[0], cell[0], 7);
    record(e.p[0], cell[1], 7);
    record(e.p[1], cell[2], 7);
    ends_free(&e);
    ends_open(&e, &d, 0, 1, 0);
    record(e.p[0], cell[3], 7);
    for (unsigned i = 0; i < 4; i++) {
        for (unsigned k = 0; k < i; k++) {
            assert_memory_not_equal(cell[i], cell[k], 16);
        }
    }
    ends_free(&e);
    desks_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_byte_of_a_hello_counts),
        cmocka_unit_test(a_hello_of_elsewhere_is_refused),
        cmocka_unit_test(a_replayed_hello_opens_nothing),
        cmocka_unit_test(every_byte_of_a_record_counts),
        cmocka_unit_test(replayed_reordered_and_reflected_records_are_refused),
        cmocka_unit_test(equal_records_look_different),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
