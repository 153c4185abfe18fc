/* Buffers and hex: the maximum holds, failure changes nothing, nothing of the old content stays behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include <tracktwo/bytes.h>

static void a_buffer_grows_to_its_maximum(void **state)
{
    (void)state;
    struct t2_buf b;
    t2_buf_init(&b, 1000);
    for (unsigned i = 0; i < 1000; i++) {
        uint8_t byte = (uint8_t)i;
        assert_int_equal(t2_buf_append(&b, &byte, 1), 0);
        assert_true(b.len == i + 1 && b.cap >= b.len && b.cap <= b.max);
    }
    for (unsigned i = 0; i < 1000; i++)
        assert_int_equal(b.ptr[i], (uint8_t)i);
    struct t2_buf before = b;
    assert_int_equal(t2_buf_append(&b, "x", 1), T2_E_FULL);
    assert_int_equal(t2_buf_append_str(&b, "x"), T2_E_FULL);
    assert_int_equal(t2_buf_reserve(&b, SIZE_MAX), T2_E_FULL);
    assert_memory_equal(&before, &b, sizeof b);
    assert_int_equal(t2_buf_append(&b, NULL, 0), 0);
    t2_buf_free(&b);
    assert_true(b.ptr == NULL && b.len == 0 && b.cap == 0 && b.max == 1000);
    assert_int_equal(t2_buf_append_str(&b, "again"), 0);
    assert_true(t2_bytes_eq(t2_buf_view(&b), t2_bytes_str("again")));
    t2_buf_free(&b);
    t2_buf_free(&b);
}

static void a_buffer_of_maximum_zero_takes_nothing(void **state)
{
    (void)state;
    struct t2_buf b = {.max = 0};
    assert_int_equal(t2_buf_append(&b, "x", 1), T2_E_FULL);
    assert_int_equal(t2_buf_append(&b, "", 0), 0);
    t2_buf_drop_front(&b, 3);
    t2_buf_clear(&b);
    assert_int_equal(t2_buf_view(&b).len, 0);
    t2_buf_free(&b);
}

static void reserved_room_is_used_without_moving(void **state)
{
    (void)state;
    struct t2_buf b;
    t2_buf_init(&b, 4096);
    assert_int_equal(t2_buf_reserve(&b, 4000), 0);
    const uint8_t *at = b.ptr;
    for (unsigned i = 0; i < 4000; i++)
        assert_int_equal(t2_buf_append(&b, "y", 1), 0);
    assert_ptr_equal(b.ptr, at);
    t2_buf_free(&b);
}

static void what_is_cleared_or_dropped_is_wiped(void **state)
{
    (void)state;
    struct t2_buf b;
    t2_buf_init(&b, 64);
    assert_int_equal(t2_buf_append_str(&b, "secret words"), 0);
    t2_buf_drop_front(&b, 0);
    t2_buf_drop_front(&b, 7);
    assert_true(t2_bytes_eq(t2_buf_view(&b), t2_bytes_str("words")));
    assert_memory_equal(b.ptr + 5, "\0\0\0\0\0\0\0", 7);
    t2_buf_clear(&b);
    assert_int_equal(b.len, 0);
    assert_memory_equal(b.ptr, "\0\0\0\0\0", 5);
    assert_int_equal(t2_buf_append_str(&b, "more"), 0);
    t2_buf_drop_front(&b, 100);
    assert_int_equal(b.len, 0);
    assert_memory_equal(b.ptr, "\0\0\0\0", 4);
    t2_buf_free(&b);
}

static void bytes_compare_by_content(void **state)
{
    (void)state;
    assert_true(t2_bytes_eq(t2_bytes_of(NULL, 0), t2_bytes_str("")));
    assert_true(t2_bytes_eq(t2_bytes_str("abc"), t2_bytes_of("abcd", 3)));
    assert_false(t2_bytes_eq(t2_bytes_str("abc"), t2_bytes_str("abd")));
    assert_false(t2_bytes_eq(t2_bytes_str("abc"), t2_bytes_str("abcd")));
}

static void hex_there_and_back(void **state)
{
    (void)state;
    uint8_t all[256], got[256];
    char hex[513];
    for (unsigned i = 0; i < 256; i++)
        all[i] = (uint8_t)i;
    t2_hex(hex, all, 256);
    assert_int_equal(strlen(hex), 512);
    assert_int_equal(memcmp(hex, "000102030405060708090a0b0c0d0e0f10", 34), 0);
    assert_int_equal(t2_unhex(got, 256, hex), 0);
    assert_memory_equal(got, all, 256);
    assert_int_equal(t2_unhex(got, 3, "aBCdEf"), 0);
    assert_memory_equal(got, "\xab\xcd\xef", 3);
    t2_hex(hex, NULL, 0);
    assert_string_equal(hex, "");
    assert_int_equal(t2_unhex(got, 0, ""), 0);
}

static void hex_that_is_none(void **state)
{
    (void)state;
    uint8_t got[3] = {1, 2, 3};
    assert_int_equal(t2_unhex(got, 3, ""), T2_E_TRUNCATED);
    assert_int_equal(t2_unhex(got, 3, "abcde"), T2_E_TRUNCATED);
    assert_int_equal(t2_unhex(got, 3, "abcdef0"), T2_E_TRAILING);
    assert_int_equal(t2_unhex(got, 3, "abcdef "), T2_E_TRAILING);
    assert_int_equal(t2_unhex(got, 0, "a"), T2_E_TRAILING);
    /* Each character that is no digit, in each place. */
    for (int c = 1; c < 256; c++) {
        for (size_t at = 0; at < 6; at++) {
            char hex[] = "abcdef";
            hex[at] = (char)c;
            int digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
            uint8_t out[3];
            assert_int_equal(t2_unhex(out, 3, hex), digit ? 0 : T2_E_MALFORMED);
        }
    }
    assert_memory_equal(got, "\1\2\3", 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_buffer_grows_to_its_maximum),
        cmocka_unit_test(a_buffer_of_maximum_zero_takes_nothing),
        cmocka_unit_test(reserved_room_is_used_without_moving),
        cmocka_unit_test(what_is_cleared_or_dropped_is_wiped),
        cmocka_unit_test(bytes_compare_by_content),
        cmocka_unit_test(hex_there_and_back),
        cmocka_unit_test(hex_that_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
