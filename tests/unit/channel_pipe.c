/* Pipes: a fresh session of a verified pair for one attempt at one sounding. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../channel_desks.h"

static const uint8_t sounding[CHANNEL_SOUNDING_ID_LEN] = {9, 9, 9};

static void two_seats_open_a_pipe(void **state)
{
    (void)state;
    struct desks d;
    struct channel_pipe *a = NULL;
    struct channel_pipe *b = NULL;
    uint8_t from_a[T2_CELL_PIPE_LEN];
    uint8_t from_b[T2_CELL_PIPE_LEN];
    struct t2_bytes data;
    desks_all_verified(&d, 2, 21);
    assert_int_equal(channel_pipe_new(&a, d.desk[0].ch, 1, sounding, 0), 0);
    assert_int_equal(channel_pipe_new(&b, d.desk[1].ch, 0, sounding, 0), 0);
    assert_memory_equal(channel_pipe_name(a), channel_pipe_name(b), T2_CELL_KEY_LEN);

    assert_int_equal(channel_pipe_hello(a, from_a), 0);
    assert_int_equal(channel_pipe_hello(b, from_b), 0);
    assert_int_equal(channel_pipe_greet(a, from_b), 0);
    assert_int_equal(channel_pipe_greet(b, from_a), 0);

    memcpy(from_a + CHANNEL_PIPE_DATA_OFFSET, "half of a triple", 16);
    assert_int_equal(channel_pipe_seal(a, from_a, 16), 0);
    assert_int_equal(channel_pipe_open(b, from_a, &data), 0);
    assert_int_equal(data.len, 16);
    assert_memory_equal(data.ptr, "half of a triple", 16);
    channel_pipe_free(a);
    channel_pipe_free(b);
    desks_free(&d);
}

static void records_of_every_size_go_both_ways(void **state)
{
    (void)state;
    struct desks d;
    struct channel_pipe *p[2] = {NULL, NULL};
    uint8_t cell[2][T2_CELL_PIPE_LEN];
    uint8_t kept[CHANNEL_PIPE_DATA_MAX];
    const size_t sizes[] = {0, 1, 15, 16, 17, 4000, CHANNEL_PIPE_DATA_MAX - 1, CHANNEL_PIPE_DATA_MAX};
    struct t2_bytes data;
    desks_all_verified(&d, 2, 22);
    for (uint8_t i = 0; i < 2; i++) {
        assert_int_equal(channel_pipe_new(&p[i], d.desk[i].ch, (uint8_t)(1 - i), sounding, 3), 0);
        assert_int_equal(channel_pipe_state(p[i]), CHANNEL_PIPE_NEW);
        assert_int_equal(channel_pipe_hello(p[i], cell[i]), 0);
        assert_int_equal(channel_pipe_state(p[i]), CHANNEL_PIPE_HELLO);
    }
    assert_int_equal(channel_pipe_greet(p[0], cell[1]), 0);
    assert_int_equal(channel_pipe_greet(p[1], cell[0]), 0);
    assert_int_equal(channel_pipe_state(p[0]), CHANNEL_PIPE_OPEN);
    for (unsigned round = 0; round < 50; round++) {
        for (uint8_t i = 0; i < 2; i++) {
            size_t len = sizes[(round + i) % (sizeof sizes / sizeof sizes[0])];
            for (size_t k = 0; k < len; k++) {
                kept[k] = (uint8_t)(round + k * 7 + i);
            }
            memset(cell[i], 0xee, sizeof cell[i]); /* what stood there before must not matter */
            memcpy(cell[i] + CHANNEL_PIPE_DATA_OFFSET, kept, len);
            assert_int_equal(channel_pipe_seal(p[i], cell[i], len), 0);
            assert_int_equal(channel_pipe_open(p[1 - i], cell[i], &data), 0);
            assert_int_equal(data.len, len);
            assert_memory_equal(data.ptr, kept, len);
        }
    }
    assert_int_equal(channel_pipe_seal(p[0], cell[0], CHANNEL_PIPE_DATA_MAX + 1), T2_E_ARGUMENT);
    channel_pipe_free(p[0]);
    channel_pipe_free(p[1]);
    desks_free(&d);
}

/* Names and keys belong to one pair, one sounding, one attempt. */
static void every_attempt_has_its_own_name(void **state)
{
    (void)state;
    struct desks d;
    uint8_t names[4][T2_CELL_KEY_LEN];
    const uint8_t other[CHANNEL_SOUNDING_ID_LEN] = {9, 9, 8};
    struct channel_pipe *p = NULL;
    desks_all_verified(&d, 3, 23);
    const struct {
        uint8_t seat;
        const uint8_t *id;
        uint32_t attempt;
    } cases[4] = {{1, sounding, 0}, {1, sounding, 1}, {1, other, 0}, {2, sounding, 0}};
    for (unsigned i = 0; i < 4; i++) {
        assert_int_equal(channel_pipe_new(&p, d.desk[0].ch, cases[i].seat, cases[i].id, cases[i].attempt), 0);
        memcpy(names[i], channel_pipe_name(p), sizeof names[i]);
        channel_pipe_free(p);
        for (unsigned k = 0; k < i; k++) {
            assert_memory_not_equal(names[k], names[i], sizeof names[i]);
        }
    }
    desks_free(&d);
}

static void out_of_its_state_nothing_is_done(void **state)
{
    (void)state;
    struct desks d;
    struct channel_pipe *p = NULL;
    uint8_t cell[T2_CELL_PIPE_LEN] = {0};
    struct t2_bytes data;
    desks_init(&d, 3, 24);
    desks_join(&d, 1);
    assert_int_equal(channel_pipe_new(&p, d.desk[0].ch, 2, sounding, 0), T2_E_REFUSED); /* not verified */
    assert_int_equal(channel_pipe_new(&p, d.desk[0].ch, 0, sounding, 0), T2_E_ARGUMENT);
    assert_int_equal(channel_pipe_new(&p, d.desk[0].ch, 1, sounding, 0), 0);
    assert_int_equal(channel_pipe_greet(p, cell), T2_E_STATE);
    assert_int_equal(channel_pipe_seal(p, cell, 1), T2_E_STATE);
    assert_int_equal(channel_pipe_open(p, cell, &data), T2_E_STATE);
    assert_int_equal(channel_pipe_hello(p, cell), 0);
    assert_int_equal(channel_pipe_hello(p, cell), T2_E_STATE);
    assert_int_equal(channel_pipe_seal(p, cell, 1), T2_E_STATE);
    channel_pipe_free(p);
    channel_pipe_free(NULL);
    desks_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_seats_open_a_pipe),
        cmocka_unit_test(records_of_every_size_go_both_ways),
        cmocka_unit_test(every_attempt_has_its_own_name),
        cmocka_unit_test(out_of_its_state_nothing_is_done),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
