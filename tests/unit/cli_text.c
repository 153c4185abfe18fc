/* Text on its way to a terminal: whatever comes, nothing goes out that a terminal obeys, and all of it is
 * UTF-8 that JSON can carry. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cli/cli.h"

#define ISOLATE "\u2068"
#define POP_ISOLATE "\u2069"

static void shown_is(const char *in, const char *out)
{
    assert_string_equal(cli_shown(in), out);
}

static void plain_text_stays(void **state)
{
    (void)state;
    shown_is("Could we begin with the observers?", "Could we begin with the observers?");
    shown_is("Припинення вогню; café; 停火; 🕊",
             "Припинення вогню; café; 停火; 🕊");
    shown_is("", "");
}

static void nothing_is_obeyed(void **state)
{
    (void)state;
    shown_is("a\x1b[31mred\x1b[0m", "a?[31mred?[0m");
    shown_is("\x1b]0;title\x07", "?]0;title?");
    shown_is("one\ntwo\rthree\tfour\b\x7f", "one?two?three?four??");
    shown_is("\xc2\x9b"
             "31m",
             "?31m"); /* CSI as one character of C1 */
    shown_is("\x9b"
             "31m",
             "?31m"); /* and as a bare byte */
    shown_is("a\u202e"
             "b\u202a\u2066\u2069"
             "c",
             "a?b???c"); /* overrides, embeddings, isolates */
    shown_is("a\u2028b\u2029c\ufeff", "a?b?c?");
    shown_is("\U000e0041\U000e007f", "??"); /* tags */
}

static void broken_utf8(void **state)
{
    (void)state;
    shown_is("\xff\xfe", "??");
    shown_is("\xc0\x80", "??"); /* not the shortest form */
    shown_is("\xe0\x80\xaf", "???");
    shown_is("\xed\xa0\x80", "???");      /* a surrogate */
    shown_is("\xf4\x90\x80\x80", "????"); /* above U+10FFFF */
    shown_is("ab\xe2\x82", "ab??");       /* cut */
}

static void right_to_left_is_set_apart(void **state)
{
    (void)state;
    shown_is("שלום", ISOLATE "שלום" POP_ISOLATE);
    shown_is("a السلام b", ISOLATE "a السلام b" POP_ISOLATE);
    char out[64];
    cli_text(out, sizeof out, "שלום", false);
    assert_string_equal(out, "שלום");
}

static void cut_at_a_character(void **state)
{
    (void)state;
    char out[32];
    for (size_t len = 1; len <= 16; len++) {
        memset(out, 'x', sizeof out);
        cli_text(out, len, "éééééé", false);
        assert_int_equal(strlen(out), (len - 1) / 2 * 2 > 12 ? 12 : (len - 1) / 2 * 2);
        assert_int_equal(out[len], 'x');
    }
    for (size_t len = 1; len <= 16; len++) {
        memset(out, 'x', sizeof out);
        cli_text(out, len, "שששששש", true);
        assert_true(strlen(out) < len);
        assert_int_equal(out[len], 'x');
    }
}

static void every_byte_makes_json(void **state)
{
    (void)state;
    for (int a = 1; a < 256; a++) {
        for (int b = 1; b < 256; b++) {
            const char in[4] = {(char)a, (char)b, 'z', '\0'};
            json_t *s = cli_json_text(in);
            assert_non_null(s);
            const char *out = json_string_value(s);
            assert_int_equal(out[strlen(out) - 1], 'z');
            for (const char *p = out; *p != '\0'; p++)
                assert_true((unsigned char)*p >= 0x20 && *p != 0x7f);
            json_decref(s);
        }
    }
}

static void eight_at_a_time(void **state)
{
    (void)state;
    const char *first = cli_shown("0");
    for (int i = 1; i < 8; i++)
        (void)cli_shown("x");
    assert_string_equal(first, "0");
    char text[TABLE_TEXT_MAX + 1]; /* the longest text of the table is shown whole */
    memset(text, 'a', TABLE_TEXT_MAX);
    text[TABLE_TEXT_MAX] = '\0';
    assert_int_equal(strlen(cli_shown(text)), TABLE_TEXT_MAX);
}

/* As wide on a terminal, whatever the letters: bytes do not count, nor marks above a letter. */
static void columns_stand_under_each_other(void **state)
{
    (void)state;
    assert_string_equal(cli_column("Seat", 6), "Seat  ");
    assert_string_equal(cli_column("Іра", 6), "Іра   ");
    assert_string_equal(cli_column("Й\u0306а", 6), "Й\u0306а    ");
    assert_string_equal(cli_column("停火", 6), "停火  ");
    assert_string_equal(cli_column("مَقعد", 6), ISOLATE "مَقعد" POP_ISOLATE "  ");
    assert_string_equal(cli_column("колишній", 6), "колишній"); /* never cut */
    assert_string_equal(cli_column("", 3), "   ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_text_stays),   cmocka_unit_test(nothing_is_obeyed),
        cmocka_unit_test(broken_utf8),        cmocka_unit_test(right_to_left_is_set_apart),
        cmocka_unit_test(cut_at_a_character), cmocka_unit_test(every_byte_makes_json),
        cmocka_unit_test(eight_at_a_time),    cmocka_unit_test(columns_stand_under_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
