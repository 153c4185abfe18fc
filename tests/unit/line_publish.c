/* The measure of a publication: what is agreed, as bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <tracktwo/line_publish.h>

static struct line_publish_policy measure(void)
{
    return (struct line_publish_policy){.frame = GEO_WGS84,
                                        .origin = {380000000, -482000000},
                                        .grid_m = 10000,
                                        .slot_s = 60,
                                        .delay_slots = 72 * 60,
                                        .period_slots = 24 * 60,
                                        .marks = LINE_PUBLISH_MARKS,
                                        .least = 3};
}

static void there_and_back(void **state)
{
    (void)state;
    struct line_publish_policy m = measure(), back;
    struct t2_buf out = {.max = LINE_PUBLISH_MEASURE_LEN};
    memset(&back, 0xa5, sizeof back);
    m.now_slot = 7; /* no part of it */
    assert_int_equal(line_publish_measure_write(&m, &out), 0);
    assert_int_equal(out.len, LINE_PUBLISH_MEASURE_LEN);
    assert_int_equal(line_publish_measure_read(t2_buf_view(&out), &back), 0);
    assert_int_equal(back.now_slot, 0);
    assert_true(back.frame == m.frame && back.origin.x == m.origin.x && back.origin.y == m.origin.y);
    assert_true(back.grid_m == m.grid_m && back.slot_s == m.slot_s && back.delay_slots == m.delay_slots);
    assert_true(back.period_slots == m.period_slots && back.marks == m.marks && back.least == m.least);
    t2_buf_free(&out);
}

/* What is cut, longer, of another version or out of its bounds is refused; what is read is written again. */
static void one_value_one_encoding(void **state)
{
    (void)state;
    struct line_publish_policy m = measure(), back;
    struct t2_buf out = {.max = LINE_PUBLISH_MEASURE_LEN + 1}, again = {.max = LINE_PUBLISH_MEASURE_LEN};
    assert_int_equal(line_publish_measure_write(&m, &out), 0);
    for (size_t n = 0; n < out.len; n++)
        assert_int_equal(line_publish_measure_read(t2_bytes_of(out.ptr, n), &back), T2_E_TRUNCATED);
    for (size_t bit = 0; bit < 8 * out.len; bit++) {
        out.ptr[bit / 8] ^= (uint8_t)(1 << bit % 8);
        t2_buf_clear(&again);
        int err = line_publish_measure_read(t2_buf_view(&out), &back);
        if (err == 0) {
            assert_int_equal(line_publish_measure_write(&back, &again), 0);
            assert_true(t2_bytes_eq(t2_buf_view(&out), t2_buf_view(&again)));
        } else {
            assert_int_equal(err, bit < 8 ? T2_E_VERSION : T2_E_MALFORMED);
        }
        out.ptr[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    assert_int_equal(t2_buf_append(&out, "", 1), 0);
    assert_int_equal(line_publish_measure_read(t2_buf_view(&out), &back), T2_E_TRAILING);
    t2_buf_free(&out);
    t2_buf_free(&again);
}

static void bounds(void **state)
{
    (void)state;
    static const struct {
        size_t at; /* of a number of four bytes */
        uint32_t good[2], wrong[2];
    } of[] = {
        {10, {5000, 100000}, {4999, 100001}},        /* metres of the grid */
        {14, {60, 60}, {0, UINT32_MAX}},             /* seconds of a slot */
        {18, {1440, 525600}, {1439, 525601}},        /* delay: a day to a year */
        {22, {1440, 525600}, {1439, 525601}},        /* period */
        {26, {1, 0xbff}, {0, 0xc00}},                /* marks; the eleventh is watching */
        {30, {3, 1000}, {2, 1001}},                  /* the least number */
        {6, {0, 850000000}, {850000001, 900000000}}, /* the corner, from north to south */
    };
    struct line_publish_policy m = measure(), back;
    struct t2_buf out = {.max = LINE_PUBLISH_MEASURE_LEN};
    assert_int_equal(line_publish_measure_write(&m, &out), 0);
    for (size_t i = 0; i < sizeof of / sizeof of[0]; i++) {
        uint8_t was[4];
        memcpy(was, out.ptr + of[i].at, 4);
        for (size_t k = 0; k < 4; k++) {
            uint32_t x = k < 2 ? of[i].good[k] : of[i].wrong[k - 2];
            for (size_t b = 0; b < 4; b++)
                out.ptr[of[i].at + b] = (uint8_t)(x >> (24 - 8 * b));
            if (line_publish_measure_read(t2_buf_view(&out), &back) != (k < 2 ? 0 : T2_E_MALFORMED))
                fail_msg("at %zu: %u", of[i].at, x);
        }
        memcpy(out.ptr + of[i].at, was, 4);
    }
    t2_buf_clear(&out);
    m.grid_m = 1000;
    assert_int_equal(line_publish_measure_write(&m, &out), T2_E_ARGUMENT);
    assert_int_equal(out.len, 0);
    t2_buf_free(&out);
}

static void within(void **state)
{
    (void)state;
    struct line_publish_policy agreed = measure(), m = measure();
    assert_true(line_publish_measure_within(&m, &agreed));
    m.grid_m = 30000;
    m.period_slots *= 7;
    m.delay_slots += 1;
    m.least = 10;
    m.marks = 1;
    assert_true(line_publish_measure_within(&m, &agreed));
    assert_false(line_publish_measure_within(&agreed, &m));
    m.grid_m = 15000; /* such squares cut the agreed ones */
    assert_false(line_publish_measure_within(&m, &agreed));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_and_back),
        cmocka_unit_test(one_value_one_encoding),
        cmocka_unit_test(bounds),
        cmocka_unit_test(within),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
