/* What a seat puts into a round is laid out by the same steps whether or not it has a text, whatever its
 * length, its letters and its place: they are marked secret, and valgrind reports any branch or address that
 * depends on them. The bits must come out marked. Without valgrind they are laid out, and nothing is claimed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <tracktwo/nonpaper.h>
#include <tracktwo/secret.h>

static const struct nonpaper_form form = {.n_seats = 3, .n_places = 4, .place_len = 64};

static int secret_bytes(void *ctx, uint8_t *out, size_t n)
{
    (void)ctx;
    memset(out, 0x36, n);
    T2_CT_SECRET(out, n);
    return 0;
}

static void an_input(void **state)
{
    (void)state;
    static const uint8_t context[NON_PAPER_CONTEXT_LEN];
    const struct t2_random random = {.fill = secret_bytes};
    for (uint32_t len = 0; len <= 30; len += 10) {
        uint8_t text[30], bits[2048], places[256], any = 0;
        struct nonpaper_opened o;
        uint32_t secret_len = len;
        memset(text, 'x', sizeof text);
        T2_CT_SECRET(text, sizeof text);
        T2_CT_SECRET(&secret_len, sizeof secret_len);
        assert_int_equal(nonpaper_n_bits(&form), sizeof bits);
        assert_int_equal(nonpaper_input(&form, context, text, secret_len, &random, bits), 0);
#ifdef T2_CT_VALGRIND
        if (RUNNING_ON_VALGRIND) {
            uint8_t marks[2048];
            size_t secret = 0;
            assert_int_equal(VALGRIND_GET_VBITS(bits, marks, sizeof marks), 1);
            for (size_t i = 0; i < sizeof marks; i++)
                secret += marks[i] != 0;
            assert_true(secret > sizeof marks / 2);
        }
#endif
        T2_CT_PUBLIC(bits, sizeof bits);
        for (size_t i = 0; i < sizeof bits; i++)
            any |= bits[i];
        assert_int_equal(any, len != 0);
        assert_int_equal(nonpaper_read(&form, context, bits, places, &o), 0);
        assert_int_equal(o.n_texts, len != 0);
        assert_true(len == 0 || o.text[0].len == len);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(an_input)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
