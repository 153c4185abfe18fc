/* Two and more seats talk: the whole way of an event, from post to the log of every other desk. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../channel_desks.h"

static void assert_says(const struct channel *ch, size_t i, uint8_t author, const char *text)
{
    struct channel_event ev;
    assert_int_equal(channel_log_at(ch, i, &ev), 0);
    assert_int_equal(ev.author, author);
    assert_int_equal(ev.event.len, strlen(text));
    assert_memory_equal(ev.event.ptr, text, strlen(text));
}

/* The shortest correct use: two files, one event. */
static void two_seats_talk(void **state)
{
    (void)state;
    const struct t2_random *random = t2_random_system();
    struct desks d;
    enum channel_invitation_fault fault;
    enum channel_got got;
    uint8_t from;
    struct t2_buf there;
    struct t2_buf back;
    t2_buf_init(&there, CHANNEL_INVITATION_MAX);
    t2_buf_init(&back, CHANNEL_INVITATION_MAX);
    desks_init(&d, 2, 1);
    desks_store(&d, 1);
    struct channel *a = d.desk[0].ch;

    /* A hands B a file, B hands A one back. */
    assert_int_equal(channel_pair_invite(a, 1, false, &there), 0);
    assert_int_equal(channel_join(&d.desk[1].ch, d.desk[1].store, random, t2_buf_view(&there), &fault), 0);
    struct channel *b = d.desk[1].ch;
    assert_int_equal(channel_pair_invite(b, 0, false, &back), 0);
    assert_int_equal(channel_commit(b), 0);
    assert_int_equal(channel_pair_accept(a, t2_buf_view(&back), &from, &fault), 0);
    assert_int_equal(from, 1);

    /* They compare the check words. */
    char words_a[CHANNEL_WORDS_LEN];
    char words_b[CHANNEL_WORDS_LEN];
    assert_int_equal(channel_pair_words(a, 1, words_a), 0);
    assert_int_equal(channel_pair_words(b, 0, words_b), 0);
    assert_string_equal(words_a, words_b);

    /* A posts and commits. Three cells go to mailboxes: a stamp that all may read, and for B, where A's
     * stamps lie and the event. */
    assert_int_equal(channel_post(a, 7, t2_bytes_str("could this be a beginning?")), 0);
    assert_int_equal(channel_commit(a), 0);
    struct channel_cell cell[3];
    assert_int_equal(channel_outbox_len(a), 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(channel_outbox_at(a, i, &cell[i]), 0);
        assert_int_equal(cell[i].seat, i == 0 ? 0 : 1);
    }

    /* B reads and commits. The event counts when its stamp is here, in the slot in which the relay stored
     * that. */
    struct channel_mailbox box;
    assert_int_equal(channel_inbox_at(b, 0, &box), 0);
    assert_false(box.stamps);
    assert_int_equal(channel_receive(b, box.name, 1, 1201, cell[1].body, &got), 0);
    assert_int_equal(got, CHANNEL_GOT_CONTROL);
    assert_int_equal(channel_receive(b, box.name, 2, 1202, cell[2].body, &got), 0);
    assert_int_equal(got, CHANNEL_GOT_EVENT);
    assert_int_equal(channel_log_len(b), 0);
    assert_int_equal(channel_inbox_at(b, 0, &box), 0);
    assert_true(box.stamps);
    assert_int_equal(channel_receive(b, box.name, 1, 1200, cell[0].body, &got), 0);
    assert_int_equal(got, CHANNEL_GOT_STAMP);
    assert_int_equal(channel_commit(b), 0);

    struct channel_event ev;
    assert_int_equal(channel_log_len(b), 1);
    assert_says(b, 0, 0, "could this be a beginning?");
    assert_int_equal(channel_log_at(b, 0, &ev), 0);
    assert_int_equal(ev.slot, 1200);

    /* For A it stands by A's clock until the relay has told the slot. */
    assert_int_equal(channel_log_at(a, 0, &ev), 0);
    assert_int_equal(ev.slot, 7);
    assert_false(ev.stamped);
    uint8_t mid[T2_CELL_MID_LEN];
    memcpy(mid, cell[0].mid, sizeof mid);
    assert_int_equal(channel_outbox_done(a, mid, 1200), 0);
    assert_int_equal(channel_log_at(a, 0, &ev), 0);
    assert_int_equal(ev.slot, 1200);
    assert_true(ev.stamped);
    t2_buf_free(&there);
    t2_buf_free(&back);
    desks_free(&d);
}

static void four_seats_have_one_log(void **state)
{
    (void)state;
    struct desks d;
    uint8_t digest[4][CHANNEL_DIGEST_LEN];
    desks_all_verified(&d, 4, 2);
    for (unsigned round = 0; round < 6; round++) {
        for (uint8_t i = 0; i < 4; i++) {
            d.slot = DESKS_SLOT + (round * 7 + i * 3u) % 5; /* the relay's clock jumps, too */
            desks_say(&d, i, round, "something");
            if (i % 2 == 0) {
                (void)desks_send(&d, i);
            }
        }
        (void)desks_read(&d, (uint8_t)(round % 4));
    }
    desks_settle(&d);
    for (uint8_t i = 0; i < 4; i++) {
        assert_int_equal(channel_log_len(d.desk[i].ch), 24);
        assert_int_equal(channel_gap_len(d.desk[i].ch), 0);
        assert_int_equal(channel_fork_len(d.desk[i].ch), 0);
        assert_int_equal(channel_log_digest(d.desk[i].ch, digest[i]), 0);
        assert_memory_equal(digest[i], digest[0], CHANNEL_DIGEST_LEN);
    }
    /* In the order slot, lamport, author, seq; an author's events in theirs; slots of the fold never go back.
     */
    struct channel_event before = {0};
    for (size_t i = 0; i < 24; i++) {
        struct channel_event ev;
        assert_int_equal(channel_log_at(d.desk[0].ch, i, &ev), 0);
        assert_true(ev.slot > before.slot || ev.lamport > before.lamport ||
                    (ev.lamport == before.lamport && ev.author > before.author));
        assert_true(ev.slot >= before.slot && ev.stamped);
        assert_int_equal(ev.authenticated, CHANNEL_PAIR_VERIFIED);
        before = ev;
    }
    desks_free(&d);
}

static void the_largest_event_is_cut_and_put_together(void **state)
{
    (void)state;
    struct desks d;
    uint8_t *large = malloc(CHANNEL_EVENT_MAX + 1);
    assert_non_null(large);
    for (size_t i = 0; i <= CHANNEL_EVENT_MAX; i++) {
        large[i] = (uint8_t)(i * 31 + i / 253);
    }
    desks_all_verified(&d, 2, 3);
    struct channel *a = d.desk[0].ch;
    assert_int_equal(channel_post(a, 0, t2_bytes_of(large, CHANNEL_EVENT_MAX + 1)), T2_E_TOO_LARGE);
    assert_int_equal(channel_post(a, 0, t2_bytes_of(large, CHANNEL_EVENT_MAX)), 0);
    assert_int_equal(channel_post(a, 0, t2_bytes_of(NULL, 0)), 0);
    assert_int_equal(channel_commit(a), 0);
    assert_int_equal(channel_outbox_len(a),
                     1 + 1 + 18); /* a stamp for both, where stamps lie, the two events */
    desks_settle(&d);
    struct channel_event ev;
    assert_int_equal(channel_log_at(d.desk[1].ch, 0, &ev), 0);
    assert_int_equal(ev.event.len, CHANNEL_EVENT_MAX);
    assert_memory_equal(ev.event.ptr, large, CHANNEL_EVENT_MAX);
    assert_int_equal(channel_log_at(d.desk[1].ch, 1, &ev), 0);
    assert_int_equal(ev.event.len, 0);
    free(large);
    desks_free(&d);
}

/* Several mailboxes long; their names change every CHANNEL_EPOCH_CELLS cells, and nothing gets lost. */
static void names_change_and_talk_goes_on(void **state)
{
    (void)state;
    struct desks d;
    uint8_t first[T2_CELL_KEY_LEN];
    struct channel_mailbox box;
    desks_all_verified(&d, 2, 4);
    assert_int_equal(channel_inbox_at(d.desk[1].ch, 0, &box), 0); /* no stamps are known yet */
    memcpy(first, box.name, sizeof first);
    for (unsigned i = 0; i < 300; i++) {
        assert_int_equal(channel_post(d.desk[0].ch, i, t2_bytes_str("again")), 0);
        if (i % 50 == 49) {
            assert_int_equal(channel_commit(d.desk[0].ch), 0);
            (void)desks_send(&d, 0);
            (void)desks_read(&d, 1);
        }
    }
    assert_int_equal(channel_log_len(d.desk[1].ch), 300);
    size_t n = channel_inbox_len(d.desk[1].ch);
    assert_int_equal(n, 3); /* the stamps, the current one and the next */
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(channel_inbox_at(d.desk[1].ch, i, &box), 0);
        assert_memory_not_equal(box.name, first, sizeof first);
    }
    for (size_t i = 0; i < d.n_cells; i++) {
        assert_true(d.cells[i].seq <= CHANNEL_EPOCH_CELLS);
    }
    desks_free(&d);
}

/* More events than one mailbox of stamps holds: the readers go on to the next, and nothing gets lost. */
static void stamps_go_on_in_their_next_mailbox(void **state)
{
    (void)state;
    const unsigned N = 1024 + 130;
    struct desks d;
    struct channel_mailbox box;
    struct channel_event ev;
    uint8_t first[T2_CELL_KEY_LEN];
    desks_all_verified(&d, 2, 9);
    desks_settle(&d);
    assert_int_equal(channel_inbox_at(d.desk[1].ch, 0, &box), 0);
    memcpy(first, box.name, sizeof first);
    for (unsigned i = 0; i < N; i++) {
        assert_int_equal(channel_post(d.desk[0].ch, 0, t2_bytes_str("again")), 0);
        if (i % 100 == 99 || i == N - 1) {
            d.slot++;
            assert_int_equal(channel_commit(d.desk[0].ch), 0);
            (void)desks_send(&d, 0);
        }
    }
    desks_restart(&d, 0);
    desks_settle(&d);
    assert_int_equal(channel_log_len(d.desk[1].ch), N);
    assert_int_equal(channel_log_at(d.desk[1].ch, 1023, &ev), 0);
    assert_int_equal(ev.slot, DESKS_SLOT + 11);
    assert_int_equal(channel_log_at(d.desk[1].ch, N - 1, &ev), 0);
    assert_int_equal(ev.slot, DESKS_SLOT + 12);
    assert_int_equal(channel_inbox_at(d.desk[1].ch, 0, &box), 0);
    assert_true(box.stamps);
    assert_memory_not_equal(box.name, first, sizeof first);
    desks_restart(&d, 1);
    assert_int_equal(channel_log_len(d.desk[1].ch), N);
    desks_free(&d);
}

/* The outbox is bounded: what finds no room waits for the relay, and nothing is lost. */
static void a_full_outbox_waits(void **state)
{
    (void)state;
    struct desks d;
    struct channel_pair_info info;
    desks_all_verified(&d, 2, 5);
    for (unsigned i = 0; i < CHANNEL_OUTBOX_MAX + 20; i++) {
        assert_int_equal(channel_post(d.desk[0].ch, 0, t2_bytes_str("waiting")), 0);
    }
    assert_int_equal(channel_commit(d.desk[0].ch), 0);
    /* 148 events: two stamps, and in the full outbox of the pair one cell that tells where stamps lie. */
    assert_int_equal(channel_outbox_len(d.desk[0].ch), 2 + CHANNEL_OUTBOX_MAX);
    assert_int_equal(channel_pair_info(d.desk[0].ch, 1, &info), 0);
    assert_int_equal(info.waiting, 21);
    (void)desks_send(&d, 0);
    assert_int_equal(channel_commit(d.desk[0].ch), 0);
    assert_int_equal(channel_outbox_len(d.desk[0].ch), 21);
    desks_settle(&d);
    assert_int_equal(channel_log_len(d.desk[1].ch), CHANNEL_OUTBOX_MAX + 20);
    desks_free(&d);
}

/* Cells show only after the commit, the same cells again after a restart, and not after their
 * acknowledgement. */
static void leaves_only_after_the_commit(size_t at)
{
    struct desks d;
    struct channel_cell cell;
    uint8_t body[T2_CELL_MAIL_LEN];
    uint8_t mid[T2_CELL_MID_LEN];
    uint8_t secret[T2_CELL_KEY_LEN];
    desks_all_verified(&d, 2, 6);
    desks_settle(&d);
    assert_int_equal(channel_post(d.desk[0].ch, 0, t2_bytes_str("not yet")), 0);
    assert_int_equal(channel_outbox_len(d.desk[0].ch), 0);
    assert_int_equal(channel_commit(d.desk[0].ch), 0);
    assert_int_equal(channel_outbox_len(d.desk[0].ch), 2);
    assert_int_equal(channel_outbox_at(d.desk[0].ch, at, &cell), 0);
    memcpy(body, cell.body, sizeof body);
    memcpy(mid, cell.mid, sizeof mid);
    memcpy(secret, cell.writer_secret, sizeof secret);

    desks_restart(&d, 0);
    assert_int_equal(channel_outbox_len(d.desk[0].ch), 2);
    assert_int_equal(channel_outbox_at(d.desk[0].ch, at, &cell), 0);
    assert_memory_equal(cell.body, body, sizeof body);
    assert_memory_equal(cell.mid, mid, sizeof mid);
    assert_memory_equal(cell.writer_secret, secret, sizeof secret);

    assert_int_equal(channel_outbox_done(d.desk[0].ch, mid, 0), T2_E_ARGUMENT);
    assert_int_equal(channel_outbox_done(d.desk[0].ch, mid, 77), 0);
    assert_int_equal(channel_outbox_done(d.desk[0].ch, mid, 77), T2_E_MISSING);
    assert_int_equal(channel_commit(d.desk[0].ch), 0);
    desks_restart(&d, 0);
    assert_int_equal(channel_outbox_len(d.desk[0].ch), 1);
    desks_free(&d);
}

/* No event is sealed before a stamp of it: when the stamps that may wait for the relay are as many as may, it
 * waits, and those that waited share one stamp. */
static void an_event_waits_for_its_stamp(void **state)
{
    (void)state;
    const unsigned n = 64 + 10;
    struct desks d;
    struct channel_pair_info info;
    desks_all_verified(&d, 2, 10);
    desks_settle(&d);
    for (unsigned i = 0; i < n; i++) {
        desks_say(&d, 0, 0, "no relay");
    }
    assert_int_equal(channel_outbox_len(d.desk[0].ch), 64 + 64);
    assert_int_equal(channel_pair_info(d.desk[0].ch, 1, &info), 0);
    assert_int_equal(info.waiting, 10);
    desks_restart(&d, 0);
    (void)desks_send(&d, 0);
    assert_int_equal(channel_commit(d.desk[0].ch), 0);
    assert_int_equal(channel_outbox_len(d.desk[0].ch), 1 + 10);
    desks_settle(&d);
    assert_int_equal(channel_log_len(d.desk[1].ch), n);
    desks_free(&d);
}

/* Of a stamp, and of an event. */
static void cells_leave_only_after_the_commit(void **state)
{
    (void)state;
    leaves_only_after_the_commit(0);
    leaves_only_after_the_commit(1);
}

/* What was read and not committed is read again, and opens again. */
static void reading_positions_are_saved_with_the_ratchet(void **state)
{
    (void)state;
    struct desks d;
    struct channel_mailbox box;
    enum channel_got got;
    desks_all_verified(&d, 2, 7);
    desks_settle(&d);
    desks_say(&d, 0, 0, "one");
    desks_say(&d, 0, 0, "two");
    (void)desks_send(&d, 0);
    for (size_t k = 0; k < 2; k++) { /* a stamp and an event */
        assert_int_equal(channel_inbox_at(d.desk[1].ch, k, &box), 0);
        assert_int_equal(box.stamps, k == 0);
        const struct relay_cell *c = relay_next(&d, box.name, box.from_seq);
        assert_non_null(c);
        assert_int_equal(channel_receive(d.desk[1].ch, box.name, c->seq, c->slot, c->body, &got), 0);
    }
    assert_int_equal(channel_log_len(d.desk[1].ch), 1);
    desks_restart(&d, 1);
    assert_int_equal(channel_inbox_at(d.desk[1].ch, 0, &box), 0);
    assert_int_equal(box.from_seq, 1);
    assert_int_equal(channel_inbox_at(d.desk[1].ch, 1, &box), 0);
    assert_int_equal(box.from_seq, 2);
    assert_int_equal(desks_read(&d, 1), 4);
    assert_int_equal(channel_log_len(d.desk[1].ch), 2);
    desks_restart(&d, 1);
    assert_int_equal(channel_inbox_at(d.desk[1].ch, 0, &box), 0);
    assert_int_equal(box.from_seq, 3);
    assert_int_equal(channel_inbox_at(d.desk[1].ch, 1, &box), 0);
    assert_int_equal(box.from_seq, 4);
    assert_int_equal(channel_log_len(d.desk[1].ch), 2);
    assert_says(d.desk[1].ch, 1, 0, "two");
    desks_free(&d);
}

/* A seat that is paired late gets everything from the beginning. */
static void a_late_pair_catches_up(void **state)
{
    (void)state;
    struct desks d;
    desks_init(&d, 3, 8);
    desks_join(&d, 1);
    desks_join(&d, 2);
    desks_say(&d, 0, 0, "opening");
    desks_settle(&d);
    desks_say(&d, 1, 1, "I am B");
    desks_settle(&d);
    assert_int_equal(channel_log_len(d.desk[0].ch), 2);
    assert_int_equal(channel_log_len(d.desk[2].ch), 1);
    desks_say(&d, 0, 2, "B has spoken");
    desks_settle(&d);
    /* C cannot count what builds on B's event, and knows whose is missing. */
    struct channel_gap gap;
    assert_int_equal(channel_log_len(d.desk[2].ch), 1);
    assert_int_equal(channel_gap_len(d.desk[2].ch), 2);
    assert_int_equal(channel_gap_at(d.desk[2].ch, 0, &gap), 0);
    assert_int_equal(gap.author, 0);
    assert_int_equal(gap.first_missing, 0);
    assert_int_equal(channel_gap_at(d.desk[2].ch, 1, &gap), 0);
    assert_int_equal(gap.author, 1);
    assert_int_equal(gap.first_missing, 1);
    assert_int_equal(channel_ask_again(d.desk[2].ch, 1), T2_E_STATE);
    desks_pair(&d, 1, 2);
    desks_settle(&d);
    assert_int_equal(channel_log_len(d.desk[2].ch), 3);
    assert_int_equal(channel_gap_len(d.desk[2].ch), 0);
    desks_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_seats_talk),
        cmocka_unit_test(four_seats_have_one_log),
        cmocka_unit_test(the_largest_event_is_cut_and_put_together),
        cmocka_unit_test(names_change_and_talk_goes_on),
        cmocka_unit_test(stamps_go_on_in_their_next_mailbox),
        cmocka_unit_test(a_full_outbox_waits),
        cmocka_unit_test(an_event_waits_for_its_stamp),
        cmocka_unit_test(cells_leave_only_after_the_commit),
        cmocka_unit_test(reading_positions_are_saved_with_the_ratchet),
        cmocka_unit_test(a_late_pair_catches_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
