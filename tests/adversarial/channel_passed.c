/* A seat that sends a line to one other seat and not to a third: who has it passes it on, and nobody can pass
 * on what its author did not say. */
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
    }
}

static uint64_t malformed(const struct desks *d, uint8_t at, uint8_t from)
{
    struct channel_pair_info info;
    assert_int_equal(channel_pair_info(d->desk[at].ch, from, &info), 0);
    return info.malformed;
}

/* Desk 2 says this to desk 0 alone; all read. */
static void say_to_one(struct desks *d, const char *text)
{
    desks_say(d, 2, 0, text);
    (void)desks_send_but(d, 2, 1);
    (void)desks_read(d, 0);
    (void)desks_read(d, 1);
}

/* Then to all; which tells what the line before was. */
static void one_to_all(struct desks *d)
{
    desks_say(d, 2, 0, "to all again");
    (void)desks_send(d, 2);
    (void)desks_read(d, 0);
    (void)desks_read(d, 1);
}

/* Desk 1 asks; seat 2 swallows what is for it and sends nothing again. */
static void ask_and_hear(struct desks *d)
{
    assert_int_equal(channel_ask_again(d->desk[1].ch, 2), 0);
    assert_int_equal(channel_commit(d->desk[1].ch), 0);
    (void)desks_send_but(d, 1, 2);
    (void)desks_read(d, 0);
    (void)desks_send(d, 0);
    (void)desks_read(d, 1);
}

static void start(struct desks *d, uint64_t seed)
{
    desks_all_verified(d, 3, seed);
    desks_say(d, 0, 0, "hello");
    desks_settle(d);
}

/* The line and all that builds on it counts where it was kept from, once its author's next one tells which it
 * is. */
static void what_one_has_another_gets(void **state)
{
    (void)state;
    struct desks d;
    start(&d, 701);
    say_to_one(&d, "for your ears only");
    desks_say(&d, 0, 0, "I have heard you");
    desks_settle(&d);
    assert_int_equal(channel_log_len(d.desk[0].ch), 3);
    assert_int_equal(channel_log_len(d.desk[1].ch), 1); /* seat 0's answer waits with it */
    ask_and_hear(&d);
    assert_int_equal(channel_log_len(d.desk[1].ch), 1); /* a stamp tells nothing: it lies with the relay */
    one_to_all(&d);
    ask_and_hear(&d);
    desks_settle(&d);
    assert_equal_logs(&d, 4);
    assert_int_equal(channel_gap_len(d.desk[1].ch), 0);
    assert_int_equal(channel_ask_again(d.desk[1].ch, 2), T2_E_MISSING);
    struct channel_event ev;
    assert_int_equal(channel_log_at(d.desk[1].ch, 1, &ev), 0);
    assert_int_equal(ev.author, 2);
    assert_int_equal(ev.authenticated, CHANNEL_PAIR_VERIFIED);
    for (uint8_t i = 0; i < 3; i++)
        desks_restart(&d, i);
    assert_equal_logs(&d, 4);
    desks_say(&d, 1, 0, "so have I");
    desks_settle(&d);
    assert_equal_logs(&d, 5);
    desks_free(&d);
}

/* When the author sends it after all, it is known to be from its hands. Words come with what is passed on. */
static void the_author_sends_it_after_all(void **state)
{
    (void)state;
    struct desks d;
    struct channel_event ev;
    start(&d, 702);
    assert_int_equal(channel_post_words(d.desk[2].ch, 0, t2_bytes_str("said"), t2_bytes_str("some words")),
                     0);
    say_to_one(&d, "for your ears only");
    one_to_all(&d);
    ask_and_hear(&d);
    assert_equal_logs(&d, 4);
    assert_int_equal(channel_log_at(d.desk[1].ch, 1, &ev), 0);
    assert_true(t2_bytes_eq(ev.words, t2_bytes_str("some words")));
    d.desk[2].ch->pairs[1].resend_first = 1;
    d.desk[2].ch->pairs[1].resend_last = 2;
    assert_int_equal(channel_commit(d.desk[2].ch), 0);
    (void)desks_send(&d, 2);
    (void)desks_read(&d, 1);
    for (size_t i = 1; i < 3; i++) {
        assert_int_equal(channel_log_at(d.desk[1].ch, i, &ev), 0);
        assert_int_equal(ev.authenticated, CHANNEL_PAIR_VERIFIED);
    }
    desks_free(&d);
}

/* Seals a message as desk `from` would to desk 1. */
static void inject(struct desks *d, uint8_t from, enum channel_message_kind kind, struct t2_bytes body)
{
    struct channel *ch = d->desk[from].ch;
    struct t2_buf message;
    t2_buf_init(&message, CHANNEL_MESSAGE_MAX);
    struct wire_writer w = wire_writer_init(&message);
    wire_put_u8(&w, (uint8_t)kind);
    if (kind == CHANNEL_MESSAGE_FORWARDED) {
        wire_put_u32(&w, DESKS_SLOT - 50);
    }
    wire_put_raw(&w, body);
    assert_int_equal(wire_writer_finish(&w), 0);
    assert_int_equal(channel_message_seal(ch, 1, t2_buf_view(&message)), 0);
    t2_buf_free(&message);
    assert_int_equal(channel_commit(ch), 0);
    (void)desks_send(d, from);
    (void)desks_read(d, 1);
}

/* A seat passes on altered records, cut ones, inventions, its own: none gets in. Nor does what it says of the
 * slot. */
static void what_the_author_did_not_say(void **state)
{
    (void)state;
    struct desks d;
    uint8_t bytes[512];
    start(&d, 703);
    say_to_one(&d, "for your ears only");
    one_to_all(&d);
    struct channel *a = d.desk[0].ch, *b = d.desk[1].ch;
    const struct channel_record *r = channel_log_record(&a->log, 2, 1);
    uint64_t wrong = 0;
    assert_true(r->len < sizeof bytes);
    for (size_t i = 0; i < r->len; i++) {
        memcpy(bytes, r->bytes, r->len);
        bytes[i] ^= 4;
        inject(&d, 0, CHANNEL_MESSAGE_FORWARDED, t2_bytes_of(bytes, r->len));
        /* Of another number there is no next one: it is not judged. */
        bool other_number = i >= 2 && i < 6;
        wrong += other_number && malformed(&d, 1, 0) == wrong ? 0 : 1;
        assert_int_equal(malformed(&d, 1, 0), wrong);
        assert_null(channel_log_record(&b->log, 2, 1));
    }
    for (size_t len = 0; len < r->len; len += 9) {
        inject(&d, 0, CHANNEL_MESSAGE_FORWARDED, t2_bytes_of(r->bytes, len));
        assert_int_equal(malformed(&d, 1, 0), ++wrong);
    }
    const struct channel_record *own = channel_log_record(&a->log, 0, 1);
    inject(&d, 0, CHANNEL_MESSAGE_FORWARDED, t2_bytes_of(own->bytes, own->len)); /* its own */
    assert_int_equal(malformed(&d, 1, 0), ++wrong);
    assert_null(channel_log_record(&b->log, 2, 1));
    assert_int_equal(channel_fork_len(b), 0);
    /* What is so gets in, by whomever, and once; in the slot that the relay has told. */
    inject(&d, 0, CHANNEL_MESSAGE_FORWARDED, t2_bytes_of(r->bytes, r->len));
    inject(&d, 0, CHANNEL_MESSAGE_FORWARDED, t2_bytes_of(r->bytes, r->len));
    assert_int_equal(malformed(&d, 1, 0), wrong);
    assert_equal_logs(&d, 3);
    /* Another one under the number that is here. */
    struct t2_buf forged;
    t2_buf_init(&forged, CHANNEL_RECORD_MAX);
    assert_int_equal(
        channel_record_write(&forged, 2, 1, r->previous.ptr, t2_bytes_of(NULL, 0), t2_bytes_str("forged")),
        0);
    inject(&d, 0, CHANNEL_MESSAGE_FORWARDED, t2_buf_view(&forged));
    assert_int_equal(malformed(&d, 1, 0), ++wrong);
    assert_equal_logs(&d, 3);
    t2_buf_free(&forged);
    desks_free(&d);
}

/* Without the author's next record nothing gets in, and nobody is asked in vain. */
static void by_the_next_record(void **state)
{
    (void)state;
    struct desks d;
    start(&d, 704);
    struct channel *a = d.desk[0].ch, *b = d.desk[1].ch;
    desks_say(&d, 2, 0, "first");
    (void)desks_send_but(&d, 2, 1);
    (void)desks_read(&d, 0);
    struct channel_mailbox box;
    for (size_t k = 0; channel_inbox_at(b, k, &box) == 0; k++) {
        for (size_t i = 0; i < d.n_cells; i++) {
            if (box.stamps && box.seat == 2 && memcmp(d.cells[i].name, box.name, sizeof box.name) == 0) {
                memset(d.cells[i].name, 0, sizeof d.cells[i].name); /* desk 1 never sees the stamp */
            }
        }
    }
    const struct channel_record *first = channel_log_record(&a->log, 2, 1);
    inject(&d, 0, CHANNEL_MESSAGE_FORWARDED, t2_bytes_of(first->bytes, first->len));
    assert_int_equal(malformed(&d, 1, 0), 0);
    assert_int_equal(b->log.authors[2].highest, 0);
    assert_int_equal(channel_passed_ask(b, 2, 1), T2_E_STATE);
    desks_say(&d, 2, 0, "second");
    (void)desks_send(&d, 2);
    (void)desks_read(&d, 0);
    (void)desks_read(&d, 1);
    assert_int_equal(b->log.authors[2].highest, 2);
    assert_null(channel_log_record(&b->log, 2, 1));
    ask_and_hear(&d);
    assert_non_null(channel_log_record(&b->log, 2, 1));
    assert_int_equal(malformed(&d, 1, 0), 0);
    assert_int_equal(channel_log_len(b), 1); /* its time is still missing, and seat 0 does not give it */
    desks_free(&d);
}

static void ask_of(struct desks *d, uint8_t author, uint32_t first, uint32_t last)
{
    const uint8_t body[] = {
        author,         (uint8_t)(first >> 24), (uint8_t)(first >> 16), (uint8_t)(first >> 8),
        (uint8_t)first, (uint8_t)(last >> 24),  (uint8_t)(last >> 16),  (uint8_t)(last >> 8),
        (uint8_t)last};
    inject(d, 0, CHANNEL_MESSAGE_ASK_OF, t2_bytes_of(body, sizeof body));
}

/* A request brings at most 32 events and nothing by itself; what is out of bounds is named; while one is
 * under way another changes nothing. */
static void requests_are_bounded(void **state)
{
    (void)state;
    struct desks d;
    start(&d, 705);
    for (unsigned i = 0; i < 40; i++) {
        desks_say(&d, 2, 0, "on and on");
    }
    desks_settle(&d);
    assert_equal_logs(&d, 41);
    const uint32_t wrong[][3] = {{2, 0, 1}, {2, 2, 1}, {2, 1, 33}, {2, UINT32_MAX - 1, 3},
                                 {1, 1, 1}, {0, 1, 1}, {50, 1, 1}, {255, 1, 1}};
    uint64_t n = 0;
    for (unsigned i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        ask_of(&d, (uint8_t)wrong[i][0], wrong[i][1], wrong[i][2]);
        assert_int_equal(malformed(&d, 1, 0), ++n);
    }
    assert_int_equal(desks_send(&d, 1), 0);
    ask_of(&d, 2, 41, 60); /* there is none */
    ask_of(&d, 7, 1, 20);  /* nor such a seat yet */
    assert_int_equal(malformed(&d, 1, 0), n);
    assert_int_equal(desks_send(&d, 1), 0);
    ask_of(&d, 2, 9, 40);
    assert_int_equal(desks_send(&d, 1), 32);
    size_t at_relay = d.n_cells;
    assert_int_equal(desks_read(&d, 0), 32); /* known already: nothing comes of it */
    desks_settle(&d);
    assert_int_equal(d.n_cells, at_relay);
    d.desk[1].ch->pairs[0].pass_first = 3;
    d.desk[1].ch->pairs[0].pass_last = 3;
    d.desk[1].ch->pairs[0].pass_author = 2;
    bool fine = false;
    const uint8_t body[] = {2, 0, 0, 0, 1, 0, 0, 0, 32};
    channel_passed_asked(d.desk[1].ch, 0, t2_bytes_of(body, sizeof body), &fine);
    assert_true(fine);
    assert_int_equal(channel_commit(d.desk[1].ch), 0);
    assert_int_equal(desks_send(&d, 1), 1);
    assert_int_equal(malformed(&d, 0, 1), 0);
    desks_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_one_has_another_gets),   cmocka_unit_test(the_author_sends_it_after_all),
        cmocka_unit_test(what_the_author_did_not_say), cmocka_unit_test(by_the_next_record),
        cmocka_unit_test(requests_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
