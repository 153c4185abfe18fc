/* Cleaning of pasted text: what goes, what stays, and that once is enough. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <tracktwo/err.h>
#include <tracktwo/words.h>

static struct words_report cleans(const char *in, int lines, const char *expected)
{
    struct words_report report, again;
    struct t2_buf out, twice;
    t2_buf_init(&out, 4096);
    t2_buf_init(&twice, 4096);
    assert_int_equal(words_clean(t2_bytes_str(in), lines, &out, &report), 0);
    if (!t2_bytes_eq(t2_buf_view(&out), t2_bytes_str(expected)))
        fail_msg("%s became %.*s", in, (int)out.len, (const char *)out.ptr);
    assert_int_equal(words_clean(t2_buf_view(&out), lines, &twice, &again), 0);
    assert_true(t2_bytes_eq(t2_buf_view(&out), t2_buf_view(&twice)));
    assert_int_equal(again.hidden + again.spaces + (size_t)again.composed, 0);
    t2_buf_free(&out);
    t2_buf_free(&twice);
    return report;
}

static void what_goes(void **p)
{
    (void)p;
    struct words_report r = cleans("Zo\xe2\x80\x8bne \xe2\x80\xae"
                                   "enoz\xe2\x80\xac \xef\xbb\xbf"
                                   "end\x01",
                                   0, "Zone enoz end");
    assert_int_equal(r.hidden, 5);
    r = cleans("10\xc2\xa0km\there", 0, "10 km here");
    assert_int_equal(r.spaces, 2);
    r = cleans("e\xcc\x81t\xc3\xa9", 0, "\xc3\xa9t\xc3\xa9");
    assert_int_equal(r.composed, 1);
    /* A letter and its mark with something hidden between them. */
    r = cleans("e\xe2\x80\x8b\xcc\x81", 0, "\xc3\xa9");
    assert_int_equal(r.hidden, 1);
    (void)cleans("", 0, "");
    (void)cleans(" \t\n ", 1, "");
}

static void what_stays(void **p)
{
    (void)p;
    static const char *const same[] = {
        "\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xae\xd9\x88\xd8\xa7\xd9\x87\xd9\x85", /* Persian with a non-joiner
                                                                                 */
        "\xd0\x9f\xd0\xb5\xd1\x80\xd0\xb5\xd0\xbc\xd0\xb8\xd1\x80'\xd1\x8f",
        "\xe2\x80\x9cquoted\xe2\x80\x9d \xe2\x80\x94 so"};
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        (void)cleans(same[i], 1, same[i]);
}

static void lines(void **p)
{
    (void)p;
    (void)cleans("\r\n One.  \r\n\r\n\r\n\r\nTwo  words.\r\nThree.\r\n", 1, "One.\n\nTwo  words.\nThree.");
    (void)cleans("One\r\ntwo\n\n three", 0, "One two three");
    (void)cleans("a\xe2\x80\xa8"
                 "b",
                 1, "a\nb");
}

static void what_is_no_text(void **p)
{
    (void)p;
    struct words_report r;
    struct t2_buf out;
    t2_buf_init(&out, 4);
    assert_int_equal(words_clean(t2_bytes_str("a\xff"), 0, &out, &r), T2_E_MALFORMED);
    assert_int_equal(words_clean(t2_bytes_str("\xed\xa0\x80"), 0, &out, &r), T2_E_MALFORMED);
    assert_int_equal(words_clean(t2_bytes_str("too long"), 0, &out, &r), T2_E_FULL);
    assert_int_equal(out.len, 0);
    t2_buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_goes),
        cmocka_unit_test(what_stays),
        cmocka_unit_test(lines),
        cmocka_unit_test(what_is_no_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
