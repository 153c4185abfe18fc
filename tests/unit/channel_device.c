/* Another device of a seat: it gets back what the seat had said, goes on without a fork, and says nothing
 * before. */
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

static void changed(struct desks *d, uint8_t i, uint8_t seat, const uint8_t *key)
{
    channel_device_hold(d->desk[i].ch, seat, true, 0);
    assert_int_equal(channel_device_changed(d->desk[i].ch, seat, 1, key), 0);
    assert_int_equal(channel_commit(d->desk[i].ch), 0);
}

/* Three desks that have talked; desk 1 becomes another, in force on both others. */
static void begin(struct desks *d, uint64_t seed, struct desk *old, uint8_t key[static CHANNEL_DIGEST_LEN])
{
    desks_all_verified(d, 3, seed);
    for (unsigned k = 0; k < 5; k++) {
        desks_say(d, (uint8_t)(k % 3), 0, "some words");
        desks_settle(d);
    }
    desks_new_device(d, 1, old, key);
    changed(d, 0, 1, key);
    changed(d, 2, 1, key);
}

static void a_new_device_goes_on(void **state)
{
    (void)state;
    struct desks d;
    struct desk old;
    uint8_t key[CHANNEL_DIGEST_LEN], own[CHANNEL_DIGEST_LEN];
    uint64_t unheard = 0, differ = 0;
    begin(&d, 301, &old, key);
    desks_join_by(&d, 1, 0);
    struct channel *b = d.desk[1].ch;
    assert_int_equal(channel_device_digest(b, own), 0);
    assert_memory_equal(own, key, sizeof own);
    /* Before anybody has said what it had said, nothing. */
    assert_int_equal(channel_post(b, 0, t2_bytes_str("too early")), T2_E_STATE);
    channel_device_awaited(b, &unheard, &differ);
    assert_int_equal(unheard, 5);
    desks_pair(&d, 1, 2);
    assert_int_equal(channel_post(b, 0, t2_bytes_str("too early")), T2_E_STATE);
    desks_settle(&d);
    channel_device_awaited(b, &unheard, &differ);
    assert_int_equal(unheard | differ, 0);
    assert_equal_logs(&d, 5);
    desks_say(&d, 1, 0, "from the new device");
    desks_settle(&d);
    desks_say(&d, 2, 0, "I hear you");
    desks_settle(&d);
    assert_equal_logs(&d, 7);
    struct channel_event ev;
    assert_int_equal(channel_log_at(d.desk[0].ch, 5, &ev), 0);
    assert_int_equal(ev.author, 1);
    assert_int_equal(ev.seq, 3); /* the old one had said two things */
    for (uint8_t i = 0; i < 3; i++) {
        desks_restart(&d, i);
    }
    assert_equal_logs(&d, 7);
    desks_close(&old);
    desks_free(&d);
}

/* One verified seat is not yet heard: its name is given, and nothing is posted. */
static void every_verified_seat_is_heard_first(void **state)
{
    (void)state;
    struct desks d;
    struct desk old;
    uint8_t key[CHANNEL_DIGEST_LEN];
    uint64_t unheard = 0, differ = 0;
    begin(&d, 302, &old, key);
    desks_join_by(&d, 1, 0);
    desks_pair(&d, 1, 2);
    (void)desks_send(&d, 0);
    (void)desks_read(&d, 1);
    channel_device_awaited(d.desk[1].ch, &unheard, &differ);
    assert_int_equal(unheard, 4);
    assert_int_equal(channel_post(d.desk[1].ch, 0, t2_bytes_str("too early")), T2_E_STATE);
    desks_restart(&d, 1);
    assert_int_equal(channel_post(d.desk[1].ch, 0, t2_bytes_str("too early")), T2_E_STATE);
    (void)desks_send(&d, 2);
    (void)desks_read(&d, 1);
    desks_say(&d, 1, 0, "now");
    desks_settle(&d);
    assert_equal_logs(&d, 6);
    desks_close(&old);
    desks_free(&d);
}

/* A seat that had said nothing, and the convenor's own device, which joins by another's file. */
static void who_had_said_nothing_and_the_convenor(void **state)
{
    (void)state;
    for (uint8_t who = 0; who < 2; who++) {
        struct desks d;
        struct desk old;
        uint8_t key[CHANNEL_DIGEST_LEN];
        desks_all_verified(&d, 3, 303u + who);
        if (who == 0) {
            desks_say(&d, 0, 0, "opened");
            desks_settle(&d);
        }
        desks_new_device(&d, who, &old, key);
        changed(&d, (uint8_t)(1 - who), who, key);
        changed(&d, 2, who, key);
        desks_join_by(&d, who, who == 0 ? 2 : 0);
        desks_pair(&d, who, who == 0 ? 1 : 2);
        desks_settle(&d);
        desks_say(&d, who, 0, "here I am");
        desks_settle(&d);
        assert_equal_logs(&d, who == 0 ? 2 : 1);
        desks_close(&old);
        desks_free(&d);
    }
}

/* Only a device joins the convenor's seat by another's file. */
static void without_a_device_the_convenor_invites(void **state)
{
    (void)state;
    struct desks d;
    struct t2_buf file;
    struct channel *ch = NULL;
    enum channel_invitation_fault fault;
    t2_buf_init(&file, CHANNEL_INVITATION_MAX);
    desks_all_verified(&d, 2, 305);
    uint8_t i = desks_add(&d);
    desks_store(&d, i);
    assert_int_equal(channel_pair_forget(d.desk[1].ch, 0), 0);
    assert_int_equal(channel_pair_invite(d.desk[1].ch, 0, false, &file), 0);
    assert_int_equal(channel_join(&ch, d.desk[i].store, &d.desk[i].random, t2_buf_view(&file), &fault),
                     T2_E_REFUSED);
    assert_int_equal(fault, CHANNEL_INVITATION_NOT_CONVENOR);
    t2_buf_free(&file);
    desks_free(&d);
}

/* The device's file: the same again, one for a store, none where a table is. */
static void the_file(void **state)
{
    (void)state;
    struct desks d;
    struct t2_buf one, two;
    uint8_t key[2][CHANNEL_DIGEST_LEN];
    t2_buf_init(&one, CHANNEL_DEVICE_FILE_MAX);
    t2_buf_init(&two, CHANNEL_DEVICE_FILE_MAX);
    desks_init(&d, 2, 306);
    desks_store(&d, 1);
    struct desk *k = &d.desk[1];
    assert_false(channel_device_waits(k->store));
    assert_int_equal(channel_device_new(k->store, &k->random, &one), 0);
    assert_int_equal(channel_device_new(k->store, &k->random, &two), 0);
    assert_true(t2_bytes_eq(t2_buf_view(&one), t2_buf_view(&two)));
    assert_true(channel_device_waits(k->store));
    assert_int_equal(channel_device_read(t2_buf_view(&one), key[0]), 0);
    for (size_t i = 0; i < one.len; i++) { /* every bit changed, every length */
        uint8_t bytes[CHANNEL_DEVICE_FILE_MAX];
        memcpy(bytes, one.ptr, one.len);
        bytes[i] ^= 0x10;
        assert_int_not_equal(channel_device_read(t2_bytes_of(bytes, one.len), key[1]), 0);
        assert_int_not_equal(channel_device_read(t2_bytes_of(one.ptr, i), key[1]), 0);
    }
    t2_buf_clear(&two);
    assert_int_equal(channel_device_new(d.desk[0].store, &d.desk[0].random, &two), T2_E_EXISTS);
    t2_buf_free(&one);
    t2_buf_free(&two);
    desks_free(&d);
}

/* Cells that the relay mixes up are asked for again. */
static void mixed_up_they_are_asked_for_again(void **state)
{
    (void)state;
    struct desks d;
    struct desk old;
    struct channel_mailbox box;
    enum channel_got got;
    uint8_t key[CHANNEL_DIGEST_LEN];
    begin(&d, 307, &old, key);
    desks_join_by(&d, 1, 0);
    assert_int_equal(channel_commit(d.desk[0].ch), 0);
    (void)desks_send(&d, 0);
    struct channel *b = d.desk[1].ch;
    for (uint64_t seq = 8; seq > 0; seq--) { /* the last first */
        for (size_t k = 0; channel_inbox_at(b, k, &box) == 0; k++) {
            const struct relay_cell *c = box.seat == 0 ? relay_next(&d, box.name, seq) : NULL;
            if (c != NULL && c->seq == seq) {
                assert_int_equal(channel_receive(b, box.name, 0, c->slot, c->body, &got), 0);
                assert_int_not_equal(got, CHANNEL_GOT_MALFORMED);
            }
        }
    }
    assert_int_equal(channel_post(b, 0, t2_bytes_str("too early")), T2_E_STATE);
    assert_int_equal(channel_ask_again(b, 1), 0);
    desks_pair(&d, 1, 2);
    desks_settle(&d);
    for (uint8_t i = 0; i < 3; i++) {
        assert_int_equal(channel_commit(d.desk[i].ch), 0);
    }
    desks_settle(&d);
    assert_int_equal(channel_ask_again(b, 1), T2_E_MISSING);
    assert_equal_logs(&d, 5);
    desks_say(&d, 1, 0, "all is back");
    desks_settle(&d);
    assert_equal_logs(&d, 6);
    desks_close(&old);
    desks_free(&d);
}

/* Twice another device, the second before the first had said anything or after; then a newcomer, who reads
 * all stamps where they lie. */
static void again_and_a_newcomer(void **state)
{
    (void)state;
    for (unsigned spoke = 0; spoke < 2; spoke++) {
        struct desks d;
        struct desk old[2];
        uint8_t key[CHANNEL_DIGEST_LEN], second[CHANNEL_DIGEST_LEN];
        begin(&d, 310 + spoke, &old[0], key);
        desks_join_by(&d, 1, 0);
        desks_pair(&d, 1, 2);
        desks_settle(&d);
        if (spoke != 0) {
            desks_say(&d, 1, 0, "from the second device");
            desks_settle(&d);
        }
        memcpy(second, key, sizeof second);
        desks_new_device(&d, 1, &old[1], key);
        for (uint8_t i = 0; i < 3; i = (uint8_t)(i + 2)) {
            assert_int_equal(channel_device_changed(d.desk[i].ch, 1, 2, key), 0);
            assert_int_equal(channel_commit(d.desk[i].ch), 0);
        }
        desks_join_by(&d, 1, 0);
        desks_pair(&d, 1, 2);
        desks_settle(&d);
        d.slot++;
        desks_say(&d, 1, 0, "from the third device");
        desks_settle(&d);
        assert_equal_logs(&d, 6 + spoke);
        uint8_t c = desks_add(&d);
        for (uint8_t i = 0; i < 3; i++) {
            desks_restart(&d, i);
            assert_int_equal(channel_grow(d.desk[i].ch, 4), 0);
        }
        desks_join(&d, c);
        desks_pair(&d, 1, c);
        desks_pair(&d, 2, c);
        desks_settle(&d);
        /* What the later devices said counts here when the table has told of them, one after the other. */
        assert_int_equal(channel_log_len(d.desk[c].ch), 5);
        struct channel_pair_info info;
        for (uint16_t k = spoke != 0 ? 1 : 2; k <= 2; k++) {
            assert_int_equal(channel_device_changed(d.desk[c].ch, 1, k, k == 1 ? second : key), 0);
            assert_int_equal(channel_pair_info(d.desk[c].ch, 1, &info), 0);
            assert_int_equal(info.status, CHANNEL_PAIR_VERIFIED);
            assert_int_equal(channel_log_len(d.desk[c].ch), k == 1 ? 6 : 6 + spoke);
        }
        assert_int_equal(channel_commit(d.desk[c].ch), 0);
        desks_say(&d, c, 0, "I am new");
        desks_settle(&d);
        desks_say(&d, 1, 0, "welcome");
        desks_settle(&d);
        assert_equal_logs(&d, 8 + spoke);
        for (uint8_t i = 0; i < 4; i++) {
            desks_restart(&d, i);
        }
        assert_equal_logs(&d, 8 + spoke);
        desks_close(&old[0]);
        desks_close(&old[1]);
        desks_free(&d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_device_goes_on),
        cmocka_unit_test(every_verified_seat_is_heard_first),
        cmocka_unit_test(who_had_said_nothing_and_the_convenor),
        cmocka_unit_test(without_a_device_the_convenor_invites),
        cmocka_unit_test(the_file),
        cmocka_unit_test(mixed_up_they_are_asked_for_again),
        cmocka_unit_test(again_and_a_newcomer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
