/* A seat that comes later: the channels grow, what names it waits, nothing that is there suffers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <channel/channel_internal.h>

#include "../channel_desks.h"

static void assert_equal_logs(const struct desks *d, size_t n_events)
{
    uint8_t digest[2][CHANNEL_DIGEST_LEN];
    for (uint8_t i = 0; i < d->n; i++) {
        assert_int_equal(channel_log_len(d->desk[i].ch), n_events);
        assert_int_equal(channel_log_digest(d->desk[i].ch, digest[i > 0]), 0);
        assert_memory_equal(digest[i > 0], digest[0], CHANNEL_DIGEST_LEN);
        assert_int_equal(channel_fork_len(d->desk[i].ch), 0);
        assert_int_equal(channel_gap_len(d->desk[i].ch), 0);
    }
}

/* The shortest use: all grow, the newcomer joins with the convenor's file, and pairs with the others. */
static void a_third_seat(void **state)
{
    (void)state;
    struct desks d;
    desks_all_verified(&d, 2, 201);
    desks_say(&d, 0, 0, "opened");
    desks_say(&d, 1, 0, "good morning");
    desks_settle(&d);
    uint8_t c = desks_add(&d);
    for (uint8_t i = 0; i < 2; i++) {
        assert_int_equal(channel_grow(d.desk[i].ch, 3), 0);
        assert_int_equal(channel_n_seats(d.desk[i].ch), 3);
    }
    desks_join(&d, c);
    desks_pair(&d, 1, c);
    desks_settle(&d);
    desks_say(&d, c, 0, "I am new");
    desks_settle(&d);
    desks_say(&d, 1, 0, "welcome");
    desks_settle(&d);
    assert_equal_logs(&d, 4);
    for (uint8_t i = 0; i < 3; i++) {
        desks_restart(&d, i);
    }
    assert_equal_logs(&d, 4);
    assert_int_equal(channel_n_seats(d.desk[1].ch), 3);
    desks_free(&d);
}

static void it_never_shrinks_and_has_a_limit(void **state)
{
    (void)state;
    struct desks d;
    desks_all_verified(&d, 2, 202);
    struct channel *a = d.desk[0].ch;
    assert_int_equal(channel_grow(a, 4), 0);
    assert_int_equal(channel_grow(a, 2), 0);
    assert_int_equal(channel_grow(a, 0), 0);
    assert_int_equal(channel_n_seats(a), 4);
    assert_int_equal(channel_grow(a, CHANNEL_MAX_SEATS + 1), T2_E_ARGUMENT);
    assert_int_equal(channel_n_seats(a), 4);
    assert_int_equal(channel_grow(a, CHANNEL_MAX_SEATS), 0);
    /* At the limit it still talks, saves and loads, and can invite the last seat. */
    desks_say(&d, 0, 0, "fifty seats");
    desks_restart(&d, 0);
    a = d.desk[0].ch;
    assert_int_equal(channel_n_seats(a), CHANNEL_MAX_SEATS);
    struct t2_buf file;
    t2_buf_init(&file, CHANNEL_INVITATION_MAX);
    assert_int_equal(channel_pair_invite(a, CHANNEL_MAX_SEATS - 1, false, &file), 0);
    assert_int_equal(channel_pair_invite(a, CHANNEL_MAX_SEATS, false, &file), T2_E_ARGUMENT);
    t2_buf_free(&file);
    desks_settle(&d);
    assert_int_equal(channel_log_len(d.desk[1].ch), 1);
    desks_free(&d);
}

/* B knows of the newcomer later than A: A's words that name it wait at B, and are not dropped. */
static void who_has_not_heard_of_it_waits(void **state)
{
    (void)state;
    struct desks d;
    struct channel_pair_info info;
    desks_all_verified(&d, 2, 203);
    uint8_t c = desks_add(&d);
    assert_int_equal(channel_grow(d.desk[0].ch, 3), 0);
    desks_join(&d, c);
    desks_say(&d, c, 0, "from the newcomer");
    desks_settle(&d);
    desks_say(&d, 0, 0, "after the newcomer");
    desks_settle(&d);
    assert_int_equal(channel_log_len(d.desk[1].ch), 0);
    assert_int_equal(channel_pair_info(d.desk[1].ch, 0, &info), 0);
    assert_int_equal(info.malformed, 0);
    desks_restart(&d, 1); /* what waits is kept */
    assert_int_equal(channel_log_len(d.desk[1].ch), 0);
    assert_int_equal(channel_grow(d.desk[1].ch, 3), 0);
    desks_pair(&d, 1, c);
    desks_settle(&d);
    assert_equal_logs(&d, 2);
    desks_free(&d);
}

/* An introduction can come before the news that it is about. */
static void an_early_introduction_is_kept(void **state)
{
    (void)state;
    struct desks d;
    struct channel_pair_info info;
    desks_all_verified(&d, 2, 204);
    uint8_t c = desks_add(&d);
    assert_int_equal(channel_grow(d.desk[0].ch, 3), 0);
    desks_join(&d, c);
    assert_int_equal(channel_introduce(d.desk[0].ch, 1, c), 0);
    assert_int_equal(channel_commit(d.desk[0].ch), 0);
    desks_settle(&d);
    assert_int_equal(channel_pair_info(d.desk[1].ch, c, &info), T2_E_ARGUMENT);
    assert_int_equal(channel_pair_info(d.desk[c].ch, 1, &info), 0);
    assert_int_equal(info.status, CHANNEL_PAIR_INTRODUCED);
    desks_restart(&d, 1);
    assert_int_equal(channel_grow(d.desk[1].ch, 3), 0);
    assert_int_equal(channel_pair_info(d.desk[1].ch, c, &info), 0);
    assert_int_equal(info.status, CHANNEL_PAIR_INTRODUCED);
    assert_int_equal(channel_commit(d.desk[1].ch), 0);
    desks_say(&d, c, 0, "over the introduction");
    desks_settle(&d);
    assert_equal_logs(&d, 1);
    desks_free(&d);
}

/* Two files of desks that know different numbers of seats fit; one from a seat that is not known does not. */
static void files_across_numbers(void **state)
{
    (void)state;
    struct desks d;
    struct t2_buf file;
    enum channel_invitation_fault fault;
    uint8_t from;
    t2_buf_init(&file, CHANNEL_INVITATION_MAX);
    desks_init(&d, 3, 205);
    desks_join(&d, 1);
    desks_join(&d, 2);
    assert_int_equal(channel_grow(d.desk[1].ch, 5), 0);
    desks_pair(&d, 1, 2); /* five seats at one, three at the other */
    uint8_t c = desks_add(&d);
    assert_int_equal(channel_grow(d.desk[0].ch, 4), 0);
    desks_join(&d, c);
    assert_int_equal(channel_pair_invite(d.desk[c].ch, 2, false, &file), 0);
    assert_int_equal(channel_pair_accept(d.desk[2].ch, t2_buf_view(&file), &from, &fault), T2_E_REFUSED);
    assert_int_equal(fault, CHANNEL_INVITATION_NO_SUCH_SEAT);
    assert_non_null(strstr(channel_invitation_fault_text(fault), "not at the table yet at your desk"));
    assert_int_equal(channel_grow(d.desk[2].ch, 4), 0);
    assert_int_equal(channel_pair_accept(d.desk[2].ch, t2_buf_view(&file), &from, &fault), 0);
    assert_int_equal(from, c);
    t2_buf_free(&file);
    desks_free(&d);
}

/* Paired with the convenor alone, a newcomer cannot judge what the others' words stand under: all of it
 * waits, however long the talks have been, and nobody is reproached for it. */
static void a_long_record_waits_for_the_second_pair(void **state)
{
    (void)state;
    enum { LONG = 700 };
    struct desks d;
    struct channel_pair_info info;
    desks_all_verified(&d, 2, 206);
    desks_say(&d, 1, 0, "the first word");
    desks_settle(&d);
    for (unsigned k = 0; k < LONG; k++) {
        assert_int_equal(channel_post(d.desk[0].ch, 0, t2_bytes_str("a long talk")), 0);
    }
    uint8_t c = desks_add(&d);
    for (uint8_t i = 0; i < 2; i++) {
        assert_int_equal(channel_grow(d.desk[i].ch, 3), 0);
    }
    desks_join(&d, c);
    for (unsigned round = 0; round < LONG / CHANNEL_OUTBOX_MAX + 1; round++) {
        assert_int_equal(channel_commit(d.desk[0].ch), 0);
        desks_settle(&d);
    }
    assert_int_equal(channel_log_len(d.desk[c].ch), 0);
    assert_int_equal(channel_pair_info(d.desk[c].ch, 0, &info), 0);
    assert_int_equal(info.malformed, 0);
    desks_pair(&d, 1, c);
    desks_settle(&d);
    assert_equal_logs(&d, LONG + 1);
    desks_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_third_seat),
        cmocka_unit_test(it_never_shrinks_and_has_a_limit),
        cmocka_unit_test(who_has_not_heard_of_it_waits),
        cmocka_unit_test(an_early_introduction_is_kept),
        cmocka_unit_test(files_across_numbers),
        cmocka_unit_test(a_long_record_waits_for_the_second_pair),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
