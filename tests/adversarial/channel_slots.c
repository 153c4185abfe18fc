/* Slots that nobody can read at the relay any more: who lies about them to a newcomer is seen, by name, as
 * soon as one other seat is heard. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <channel/channel_internal.h>

#include "../channel_desks.h"

#define LATER (DESKS_SLOT + 2 * CHANNEL_GIVEN_SLOTS)

static bool has_fork(const struct channel *ch, uint8_t author, uint8_t reporter)
{
    struct channel_fork fork;
    for (size_t i = 0; channel_fork_at(ch, i, &fork) == 0; i++) {
        if (fork.author == author && fork.reporter == reporter) {
            return true;
        }
    }
    return false;
}

/* Seats 0 and 1 have talked; the relay has dropped all of it. Seat 2 has nothing yet. */
static void begin(struct desks *d, uint64_t seed)
{
    desks_init(d, 3, seed);
    desks_join(d, 1);
    desks_settle(d);
    for (uint8_t i = 0; i < 4; i++) {
        desks_say(d, i % 2, 0, "before");
        desks_settle(d);
        d->slot++;
    }
    d->n_cells = 0;
    d->slot = LATER;
}

/* Desk 2 comes, and all send and read until nothing moves. */
static void comes(struct desks *d)
{
    desks_join(d, 2);
    channel_log_limit(d->desk[2].ch, LATER);
}

/* All honest: what a newcomer was told agrees, it says so to all, and that is all. */
static void an_honest_table_agrees(void **state)
{
    (void)state;
    struct desks d;
    begin(&d, 711);
    comes(&d);
    desks_pair(&d, 1, 2);
    desks_settle(&d);
    for (uint8_t i = 0; i < 3; i++) {
        assert_int_equal(channel_log_len(d.desk[i].ch), 4);
        assert_int_equal(channel_fork_len(d.desk[i].ch), 0);
        assert_false(d.desk[i].ch->log.compare);
    }
    size_t at_relay = d.n_cells;
    for (uint8_t i = 0; i < 3; i++) {
        desks_restart(&d, i);
        channel_log_limit(d.desk[i].ch, LATER);
        assert_int_equal(channel_commit(d.desk[i].ch), 0);
    }
    desks_settle(&d);
    assert_int_equal(d.n_cells, at_relay);
    desks_free(&d);
}

/* Seat 0 tells the newcomer another slot for its first event; seat 1 is heard before or after that. */
static void an_author_that_lies_to_a_newcomer(void **state)
{
    (void)state;
    for (unsigned late = 0; late < 2; late++) {
        struct desks d;
        begin(&d, 712 + late);
        struct channel_stamp *own = d.desk[0].ch->log.authors[0].stamp;
        own[0].slot -= 7;
        comes(&d);
        (void)desks_send(&d, 0);
        own[0].slot += 7;
        if (late == 0) {
            desks_pair(&d, 1, 2);
        }
        desks_settle(&d);
        if (late != 0) {
            /* Of seat 1 nothing is here; only seat 0 itself has seen that there are two words. */
            assert_int_equal(channel_log_len(d.desk[2].ch), 1);
            desks_pair(&d, 1, 2);
            desks_settle(&d);
        }
        assert_int_equal(channel_log_len(d.desk[2].ch), 4);
        assert_true(has_fork(d.desk[1].ch, 0, 2));
        assert_true(has_fork(d.desk[2].ch, 0, 1));
        assert_false(has_fork(d.desk[2].ch, 1, 1));
        size_t at_relay = d.n_cells;
        desks_restart(&d, 2);
        assert_true(has_fork(d.desk[2].ch, 0, 1));
        desks_settle(&d);
        assert_int_equal(d.n_cells, at_relay); /* answered once */
        desks_free(&d);
    }
}

/* The author stamps an old event once more, after the relay has dropped the first stamp: the newcomer reads
 * the second. It sees that others had seen the event before, and asks. */
static void an_author_that_stamps_twice(void **state)
{
    (void)state;
    struct desks d;
    begin(&d, 714);
    struct channel *a = d.desk[0].ch;
    a->stamp_sealed = 0;
    assert_int_equal(channel_stamps_seal(a), 0);
    assert_int_equal(a->n_stamp_cells, 1);
    assert_int_equal(a->stamp_cells[0].n_stamped, 2);
    comes(&d);
    desks_pair(&d, 1, 2);
    desks_settle(&d);
    assert_int_equal(channel_log_len(d.desk[2].ch), 4);
    assert_int_equal(d.desk[2].ch->log.authors[0].stamp[0].slot, LATER);
    assert_true(has_fork(d.desk[1].ch, 0, 2));
    assert_true(has_fork(d.desk[2].ch, 0, 1));
    desks_free(&d);
}

/* The same where what the others said is still at the relay, so that nothing is taken on anybody's word. */
static void an_author_that_stamps_twice_among_stamps(void **state)
{
    (void)state;
    struct desks d;
    struct channel_mailbox box;
    desks_init(&d, 3, 715);
    desks_join(&d, 1);
    desks_settle(&d);
    desks_say(&d, 0, 0, "a question");
    desks_settle(&d);
    desks_say(&d, 1, 0, "an answer");
    desks_settle(&d);
    for (size_t k = 0; channel_inbox_at(d.desk[1].ch, k, &box) == 0; k++) {
        for (size_t i = 0; i < d.n_cells; i++) {
            if (box.stamps && box.seat == 0 && memcmp(d.cells[i].name, box.name, sizeof box.name) == 0) {
                memset(d.cells[i].name, 0, sizeof d.cells[i].name); /* the relay has dropped it */
            }
        }
    }
    d.slot = LATER;
    struct channel *a = d.desk[0].ch;
    a->stamp_sealed = 0;
    assert_int_equal(channel_stamps_seal(a), 0);
    comes(&d);
    desks_pair(&d, 1, 2);
    (void)desks_send(&d, 1);
    (void)desks_read(&d, 2); /* what seat 1 tells a new pair comes before there is anything to compare */
    assert_int_equal(channel_log_len(d.desk[2].ch), 0);
    desks_settle(&d);
    assert_int_equal(channel_log_len(d.desk[2].ch), 2);
    assert_int_equal(d.desk[2].ch->log.authors[1].stamp[0].slot, DESKS_SLOT);
    assert_true(has_fork(d.desk[2].ch, 0, 1));
    desks_free(&d);
}

/* A later device tells the newcomer that it had followed elsewhere in the seat's events: the slots are the
 * same, and it is seen all the same. */
static void a_device_that_lies_about_its_first_event(void **state)
{
    (void)state;
    for (unsigned lies = 0; lies < 2; lies++) {
        struct desks d;
        struct desk old;
        uint8_t key[CHANNEL_DIGEST_LEN];
        desks_all_verified(&d, 3, 716 + lies);
        for (unsigned k = 0; k < 3; k++) {
            desks_say(&d, 1, 0, "before");
            desks_settle(&d);
        }
        desks_new_device(&d, 1, &old, key);
        for (uint8_t i = 0; i < 3; i = (uint8_t)(i + 2)) {
            assert_int_equal(channel_device_changed(d.desk[i].ch, 1, 1, key), 0);
            assert_int_equal(channel_commit(d.desk[i].ch), 0);
        }
        desks_join_by(&d, 1, 0);
        desks_pair(&d, 1, 2);
        desks_settle(&d);
        desks_say(&d, 1, 0, "from the new device");
        desks_settle(&d);
        assert_int_equal(d.desk[0].ch->log.authors[1].stamps.more[0].first, 4);
        d.n_cells = 0;
        d.slot = LATER;
        uint8_t c = desks_add(&d);
        for (uint8_t i = 0; i < 3; i++) {
            assert_int_equal(channel_grow(d.desk[i].ch, 4), 0);
        }
        desks_join(&d, c);
        channel_log_limit(d.desk[c].ch, LATER);
        struct channel_stamps *own = &d.desk[1].ch->log.authors[1].stamps;
        own->more[0].first -= lies;
        desks_pair(&d, 1, c);
        (void)desks_send(&d, 1);
        own->more[0].first += lies;
        desks_pair(&d, 2, c);
        desks_settle(&d);
        assert_int_equal(channel_device_changed(d.desk[c].ch, 1, 1, key), 0);
        desks_settle(&d);
        for (unsigned k = 0; k < 2; k++) { /* in the mailbox of the new device, too, nothing is left */
            (void)desks_read(&d, c);
            desks_settle(&d);
        }
        assert_int_equal(channel_log_len(d.desk[c].ch), 4);
        assert_int_equal(has_fork(d.desk[c].ch, 1, 0), lies != 0);
        assert_int_equal(has_fork(d.desk[2].ch, 1, c), lies != 0);
        desks_close(&old);
        desks_free(&d);
    }
}

/* The seat that is heard first gives a new device other slots for what it had said itself. */
static void who_forwards_other_slots(void **state)
{
    (void)state;
    for (unsigned lies = 0; lies < 2; lies++) {
        struct desks d;
        struct desk old;
        uint8_t key[CHANNEL_DIGEST_LEN];
        desks_all_verified(&d, 3, 718 + lies);
        desks_say(&d, 1, 0, "before");
        desks_settle(&d);
        desks_new_device(&d, 1, &old, key);
        for (uint8_t i = 0; i < 3; i = (uint8_t)(i + 2)) {
            assert_int_equal(channel_device_changed(d.desk[i].ch, 1, 1, key), 0);
            assert_int_equal(channel_commit(d.desk[i].ch), 0);
        }
        struct channel_stamp *at_0 = d.desk[0].ch->log.authors[1].stamp;
        at_0[0].slot -= lies;
        desks_join_by(&d, 1, 0);
        desks_pair(&d, 1, 2);
        (void)desks_send(&d, 0);
        at_0[0].slot += lies;
        (void)desks_read(&d, 1);
        desks_settle(&d);
        assert_true(channel_device_complete(d.desk[1].ch));
        assert_int_equal(has_fork(d.desk[1].ch, 1, 2), lies != 0);
        assert_int_equal(has_fork(d.desk[2].ch, 1, 1), lies != 0);
        desks_close(&old);
        desks_free(&d);
    }
}

/* Seals a message of slots as desk 0 would to desk 1; what it brings. */
static enum channel_got told(struct desks *d, const uint8_t *body, size_t len)
{
    struct t2_buf message;
    struct channel_mailbox box;
    enum channel_got got = CHANNEL_GOT_FOREIGN;
    const uint8_t kind = CHANNEL_MESSAGE_SLOTS;
    t2_buf_init(&message, CHANNEL_MESSAGE_MAX);
    assert_int_equal(t2_buf_append(&message, &kind, 1), 0);
    assert_int_equal(t2_buf_append(&message, body, len), 0);
    assert_int_equal(channel_message_seal(d->desk[0].ch, 1, t2_buf_view(&message)), 0);
    t2_buf_free(&message);
    assert_int_equal(channel_commit(d->desk[0].ch), 0);
    (void)desks_send(d, 0);
    for (size_t k = 0; channel_inbox_at(d->desk[1].ch, k, &box) == 0; k++) {
        const struct relay_cell *c = box.seat != 0 ? NULL : relay_next(d, box.name, box.from_seq);
        if (c != NULL) {
            assert_int_equal(channel_receive(d->desk[1].ch, box.name, c->seq, c->slot, c->body, &got), 0);
        }
    }
    assert_int_equal(channel_commit(d->desk[1].ch), 0);
    return got;
}

#define ENTRY 37

/* What is not in form is dropped whole; what is beyond what we know changes nothing; ten lies bring one
 * answer. */
static void what_a_seat_may_say(void **state)
{
    (void)state;
    struct desks d;
    uint8_t body[2 * ENTRY] = {0};
    desks_all_verified(&d, 2, 721);
    desks_say(&d, 0, 0, "one");
    desks_say(&d, 1, 0, "one");
    desks_settle(&d);
    struct channel *b = d.desk[1].ch;
    body[4] = 1;         /* author 0, up to 1, zeros */
    body[ENTRY] = 1;     /* author 1, */
    body[ENTRY + 4] = 1; /* up to 1, zeros */
    for (size_t len = 0; len < sizeof body; len++) {
        if (len != ENTRY) {
            assert_int_equal(told(&d, body, len), CHANNEL_GOT_MALFORMED);
        }
    }
    const struct {
        size_t at;
        uint8_t value;
    } wrong[] = {{ENTRY, 0}, {ENTRY, 50}, {ENTRY + 4, 0}, {ENTRY + 2, 1}, {0, 1}};
    for (unsigned i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        uint8_t kept = body[wrong[i].at];
        body[wrong[i].at] = wrong[i].value;
        assert_int_equal(told(&d, body, sizeof body), CHANNEL_GOT_MALFORMED);
        body[wrong[i].at] = kept;
    }
    assert_int_equal(channel_fork_len(b), 0);
    body[4] = 2;
    body[ENTRY] = 30;
    assert_int_equal(told(&d, body, sizeof body), CHANNEL_GOT_CONTROL);
    assert_int_equal(channel_fork_len(b), 0);
    assert_int_equal(channel_outbox_len(b), 0);
    body[4] = 1;
    for (unsigned i = 0; i < 10; i++) {
        assert_int_equal(told(&d, body, sizeof body), CHANNEL_GOT_CONTROL);
    }
    assert_int_equal(channel_fork_len(b), 1);
    assert_true(has_fork(b, 0, 0));
    assert_int_equal(channel_outbox_len(b), 1);
    desks_settle(&d);
    assert_int_equal(channel_fork_len(d.desk[0].ch), 0); /* it knows better */
    desks_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_honest_table_agrees),
        cmocka_unit_test(an_author_that_lies_to_a_newcomer),
        cmocka_unit_test(an_author_that_stamps_twice),
        cmocka_unit_test(an_author_that_stamps_twice_among_stamps),
        cmocka_unit_test(a_device_that_lies_about_its_first_event),
        cmocka_unit_test(who_forwards_other_slots),
        cmocka_unit_test(what_a_seat_may_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
