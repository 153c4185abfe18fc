/* The text that waits on a desk for a round: it survives a crash, a round that stops and a place that breaks,
 * and leaves the desk when it stands in the record, not before. The rounds are summed in the clear; the joint
 * computation between desks is in tests/e2e/cli_nonpaper.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <tracktwo/nonpaper.h>
#include <tracktwo/secret.h>

#include "desk_fixture.h"

#define N_BITS (8 * NON_PAPER_PLACES * NON_PAPER_PLACE)

static struct desks x;
static struct desk_problem why;
static const char text[] = "It might be possible to recommend it.\n\nOr not.";

static int start(void **state)
{
    (void)state;
    desks_start(&x, 1);
    return 0;
}

static int end(void **state)
{
    (void)state;
    desks_end(&x);
    return 0;
}

static int prepare(int i, const char *words)
{
    return desk_non_paper_prepare(x.d[i], t2_bytes_str(words), &why);
}

/* Valid until the next call. */
static const struct desk_non_paper *waiting(int i)
{
    static struct desk_non_paper w;
    assert_int_equal(desk_non_paper(x.d[i], &w), 0);
    return &w;
}

static const struct table_sounding *round_at(int i, size_t at)
{
    return table_sounding(desk_table(x.d[i]), at);
}

/* Opened by X, sealed by all. */
static size_t sealed_round(void)
{
    const struct table_ev_sound_opened what = {.kind = TABLE_SOUND_NON_PAPER};
    size_t at = 0;
    if (desk_sound_open(x.d[0], &what, &at, &why) != 0)
        fail_msg("%s", why.text);
    desks_settle(&x);
    for (int i = 0; i < DESKS; i++) {
        struct table_event ev = {.kind = TABLE_EV_SOUND_SEALED};
        memcpy(ev.u.sound_sealed.id, round_at(i, at)->id, TABLE_SOUNDING_ID_LEN);
        ev.u.sound_sealed.digests = round_at(i, at)->digests;
        assert_int_equal(desk_post(x.d[i], &ev, &why), 0);
    }
    desks_settle(&x);
    assert_int_equal(round_at(2, at)->seats, 7); /* all seats of the table */
    assert_int_equal(round_at(2, at)->status, TABLE_SOUND_SEALED);
    return at;
}

/* What all put in, summed; each has noted that it begins. flip: a bit that somebody adds. */
static uint8_t *sum_of(size_t at, int flip_first_text)
{
    uint8_t *sum = calloc(1, N_BITS);
    assert_non_null(sum);
    for (int i = 0; i < DESKS; i++) {
        const struct table_sounding so = *round_at(i, at);
        struct t2_buf bits;
        t2_buf_init(&bits, N_BITS);
        assert_int_equal(desk_non_paper_bits(x.d[i], &so, &bits), 0);
        assert_int_equal(bits.len, N_BITS);
        assert_int_equal(desk_non_paper_goes(x.d[i], &so), 0);
        assert_int_equal(desk_run_note(x.d[i], so.id, DESK_RUN_BEGUN), 0);
        for (size_t k = 0; k < N_BITS; k++)
            sum[k] ^= bits.ptr[k];
        t2_buf_free(&bits);
    }
    for (size_t k = 0; flip_first_text && k < N_BITS; k++) {
        if (sum[k] != 0) {
            sum[k] ^= 1;
            break;
        }
    }
    return sum;
}

static void post(int i, size_t at, const uint8_t *sum)
{
    const struct table_sounding so = *round_at(i, at);
    struct desk_run run;
    assert_int_equal(desk_non_paper_post(x.d[i], &so, sum, &run, &why), 0);
}

static void a_text_comes_out(void **state)
{
    (void)state;
    assert_int_equal(prepare(1, text), 0);
    desks_again(&x, 1);
    assert_string_equal(waiting(1)->text, text);
    assert_int_equal(waiting(1)->seats, 0);
    size_t at = sealed_round();
    uint8_t *sum = sum_of(at, 0);
    assert_int_equal(waiting(1)->in_round, round_at(1, at)->number);
    assert_int_equal(waiting(1)->seats, 7);
    for (int i = 0; i < DESKS; i++) {
        struct desk_non_paper w;
        post(i, at, sum);
        desks_settle(&x);
        assert_int_equal(table_n_non_papers(desk_table(x.d[1])), i == DESKS - 1);
        assert_int_equal(desk_non_paper(x.d[1], &w), i == DESKS - 1 ? T2_E_MISSING : 0);
    }
    for (int i = 0; i < DESKS; i++)
        assert_string_equal(table_non_paper(desk_table(x.d[i]), 0)->text, text);
    desks_again(&x, 1); /* and it stays away */
    struct desk_non_paper w;
    assert_int_equal(desk_non_paper(x.d[1], &w), T2_E_MISSING);
    free(sum);
}

static void broken_then_again(void **state)
{
    (void)state;
    assert_int_equal(prepare(2, text), 0);
    for (unsigned k = 1; k <= 2; k++) {
        size_t at = sealed_round();
        uint8_t *sum = sum_of(at, 1);
        for (int i = 0; i < DESKS; i++)
            post(i, at, sum);
        desks_settle(&x);
        assert_int_equal(round_at(0, at)->status, TABLE_SOUND_ANSWERED);
        assert_int_equal(round_at(0, at)->value, 1);
        assert_int_equal(waiting(2)->tries, k);
        assert_int_equal(waiting(2)->in_round, 0);
        assert_string_equal(waiting(2)->text, text);
        free(sum);
    }
    assert_true(waiting(2)->once_in > 18 && waiting(2)->once_in < 19); /* (1 - (7/8)^2)^-2 */
    desks_again(&x, 2);
    assert_int_equal(waiting(2)->tries, 2);
    assert_int_equal(waiting(2)->seats, 7);
}

static void stopped_then_again(void **state)
{
    (void)state;
    assert_int_equal(prepare(0, text), 0);
    size_t at = sealed_round();
    free(sum_of(at, 0));
    assert_int_equal(desk_post_stopped(x.d[1], at, 0, 1, 0, &why), 0);
    desks_settle(&x);
    assert_int_equal(waiting(0)->tries, 0); /* it was not broken */
    assert_int_equal(waiting(0)->in_round, 0);
    assert_int_equal(waiting(0)->seats, 7); /* but somebody may have seen it */
    /* A desk that falls over in the midst says so when it is back, and keeps its text. */
    at = sealed_round();
    free(sum_of(at, 0));
    desks_again(&x, 0);
    assert_int_equal(waiting(0)->in_round, round_at(0, at)->number);
    assert_int_equal(desk_runs_settle(x.d[0], &why), 0);
    desks_settle(&x);
    assert_int_equal(round_at(1, at)->status, TABLE_SOUND_STOPPED);
    assert_int_equal(waiting(0)->in_round, 0);
    assert_string_equal(waiting(0)->text, text);
}

/* Seats that say different things: nothing enters the record, and the text is not lost. */
static void a_seat_that_lies(void **state)
{
    (void)state;
    assert_int_equal(prepare(1, text), 0);
    size_t at = sealed_round();
    uint8_t *sum = sum_of(at, 0), *other = calloc(1, N_BITS);
    assert_non_null(other);
    post(1, at, sum);
    post(0, at, other);
    desks_settle(&x);
    assert_int_equal(round_at(1, at)->status, TABLE_SOUND_STOPPED);
    assert_int_equal(table_n_non_papers(desk_table(x.d[1])), 0);
    assert_string_equal(waiting(1)->text, text);
    free(sum);
    free(other);
}

static void what_cannot_be_prepared(void **state)
{
    (void)state;
    static const char *const bad[] = {"", " \n ", "a\tb", "a\xff", "a\xe2\x80\xae", "\x1b[2J"};
    static char big[NON_PAPER_TEXT_MAX + 2];
    struct desk_entry e;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(prepare(0, bad[i]), T2_E_REFUSED);
        assert_non_null(strstr(why.text, "Nothing was prepared"));
    }
    memset(big, 'x', NON_PAPER_TEXT_MAX + 1);
    assert_int_equal(prepare(0, big), T2_E_REFUSED);
    big[NON_PAPER_TEXT_MAX] = '\0';
    assert_int_equal(prepare(0, big), 0);
    assert_string_equal(waiting(0)->text, big);
    assert_int_equal(prepare(0, "Another."), 0); /* in its place */
    assert_string_equal(waiting(0)->text, "Another.");
    size_t at = sealed_round();
    assert_int_equal(desk_sound_enter(x.d[0], at, t2_bytes_str("{\"yes\": true}"), &e, &why), T2_E_REFUSED);
    assert_int_equal(desk_non_paper_drop(x.d[0], &why), 0);
    assert_int_equal(desk_non_paper_drop(x.d[0], &why), T2_E_MISSING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_text_comes_out, start, end),
        cmocka_unit_test_setup_teardown(broken_then_again, start, end),
        cmocka_unit_test_setup_teardown(stopped_then_again, start, end),
        cmocka_unit_test_setup_teardown(a_seat_that_lies, start, end),
        cmocka_unit_test_setup_teardown(what_cannot_be_prepared, start, end),
    };
    if (t2_init() != 0)
        return 1;
    return cmocka_run_group_tests_name("desk_nonpaper", tests, NULL, NULL);
}
