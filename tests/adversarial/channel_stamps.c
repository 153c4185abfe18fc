/* Stamps in wrong hands: an author that would be earlier than it was, that stamps one thing and sends
 * another, that tells each seat other mailboxes; a relay that keeps stamps back, repeats them, or puts in
 * what it likes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <channel/channel_internal.h>

#include "../channel_desks.h"

#define PLAIN_LEN (T2_CELL_MAIL_LEN - T2_XAEAD_NONCE_LEN - T2_AEAD_TAG_LEN)

static void start(struct desks *d, uint8_t n, uint64_t seed)
{
    desks_all_verified(d, n, seed);
    desks_settle(d);
}

/* The mailbox of stamps of an author that a desk reads now. */
static struct channel_mailbox stamps_of(const struct channel *ch, uint8_t author)
{
    struct channel_mailbox box;
    assert_true(channel_stamps_mailbox(&ch->log, author, &box));
    return box;
}

static enum channel_got receive(struct channel *ch, uint8_t author, uint32_t slot, const uint8_t *body)
{
    enum channel_got got;
    struct channel_mailbox box = stamps_of(ch, author);
    assert_int_equal(channel_receive(ch, box.name, box.from_seq, slot, body, &got), 0);
    return got;
}

/* Any plaintext as a stamp of this author would be sealed. */
static void stamp_make(const struct channel *ch, uint8_t author, const uint8_t plain[PLAIN_LEN],
                       uint8_t body[T2_CELL_MAIL_LEN])
{
    static const char label[] = "Track Two channel 1 stamp";
    uint8_t ad[sizeof label + CHANNEL_TABLE_ID_LEN + 1];
    const uint8_t *key = ch->log.authors[author].stamps.announced + CHANNEL_STAMPS_LEN - CHANNEL_KEY_LEN;
    memcpy(ad, label, sizeof label);
    memcpy(ad + sizeof label, ch->table_id, CHANNEL_TABLE_ID_LEN);
    ad[sizeof ad - 1] = author;
    assert_int_equal(t2_random_fill(t2_random_system(), body, T2_XAEAD_NONCE_LEN), 0);
    assert_int_equal(t2_xaead_seal(body + T2_XAEAD_NONCE_LEN, key, body, t2_bytes_of(ad, sizeof ad),
                                   t2_bytes_of(plain, PLAIN_LEN)),
                     0);
}

/* A stamp of n events from first on, of these digests or of zeros. */
static void stamp_of(const struct channel *ch, uint8_t author, uint32_t first, unsigned n,
                     const uint8_t *digest, uint8_t body[T2_CELL_MAIL_LEN])
{
    uint8_t plain[PLAIN_LEN] = {(uint8_t)(first >> 24), (uint8_t)(first >> 16), (uint8_t)(first >> 8),
                                (uint8_t)first, (uint8_t)n};
    if (digest != NULL) {
        memcpy(plain + 5, digest, CHANNEL_DIGEST_LEN);
    }
    stamp_make(ch, author, plain, body);
}

static uint64_t slot_at(const struct channel *ch, size_t i)
{
    struct channel_event ev;
    assert_int_equal(channel_log_at(ch, i, &ev), 0);
    return ev.slot;
}

static void assert_fork(const struct channel *ch, uint8_t author, uint8_t reporter)
{
    struct channel_fork fork;
    assert_int_equal(channel_fork_len(ch), 1);
    assert_int_equal(channel_fork_at(ch, 0, &fork), 0);
    assert_int_equal(fork.author, author);
    assert_int_equal(fork.reporter, reporter);
}

static void assert_gap(const struct channel *ch, uint8_t author, uint32_t first_missing)
{
    struct channel_gap gap;
    assert_int_equal(channel_gap_len(ch), 1);
    assert_int_equal(channel_gap_at(ch, 0, &gap), 0);
    assert_int_equal(gap.author, author);
    assert_int_equal(gap.first_missing, first_missing);
}

/* Whatever the author's clock says: the relay got the stamp after the hour, and every desk has it so. */
static void nobody_is_earlier_than_the_relay_has_it(void **state)
{
    (void)state;
    const uint32_t hour = 1010;
    struct desks d;
    start(&d, 3, 121);
    desks_say(&d, 0, 1000, "silence until 1010");
    desks_settle(&d);
    d.slot = hour + 1;
    desks_say(&d, 1, 1005, "I object, at five past");
    assert_int_equal(slot_at(d.desk[1].ch, 1),
                     1005); /* so it stands for the author alone, until it is sent */
    desks_settle(&d);
    for (uint8_t i = 0; i < 3; i++) {
        assert_int_equal(slot_at(d.desk[i].ch, 1), hour + 1);
    }
    desks_free(&d);
}

/* A stamp without its event: it is known that there is one, nothing of the author counts without it, and no
 * other event can take its place. When it comes it stands where it was stamped. */
static void a_stamp_without_its_event_is_a_gap(void **state)
{
    (void)state;
    struct desks d;
    start(&d, 2, 122);
    struct channel *b = d.desk[1].ch;
    desks_say(&d, 0, 0, "kept back");
    assert_int_equal(desks_stamp(&d, 0, 1), 1);
    assert_int_equal(channel_log_len(b), 0);
    assert_gap(b, 0, 1);
    d.slot += 100;
    desks_settle(&d);
    assert_int_equal(slot_at(b, 0), DESKS_SLOT);
    assert_int_equal(channel_gap_len(b), 0);
    desks_free(&d);
}

/* The author stamps one event before the hour and sends another: it counts nowhere, and the author is named.
 */
static void a_stamp_of_another_event_stamps_nothing(void **state)
{
    (void)state;
    const uint8_t other[CHANNEL_DIGEST_LEN] = {0xab};
    uint8_t body[T2_CELL_MAIL_LEN];
    struct desks d;
    for (unsigned order = 0; order < 2; order++) { /* the stamp first, or the event */
        start(&d, 3, 123 + order);
        stamp_of(d.desk[0].ch, 0, 1, 1, other, body);
        desks_say(&d, 0, 0, "another");
        for (uint8_t i = 1; i < 3; i++) {
            if (order == 0) {
                assert_int_equal(receive(d.desk[i].ch, 0, DESKS_SLOT, body), CHANNEL_GOT_STAMP);
            }
        }
        desks_settle(&d);
        for (uint8_t i = 1; i < 3; i++) {
            if (order == 1) { /* the true stamp came first: the second is noted and changes nothing */
                assert_int_equal(receive(d.desk[i].ch, 0, DESKS_SLOT, body), CHANNEL_GOT_REPEATED);
            }
            assert_int_equal(channel_log_len(d.desk[i].ch), order);
            assert_fork(d.desk[i].ch, 0, 0);
            desks_restart(&d, i);
            assert_int_equal(channel_log_len(d.desk[i].ch), order);
        }
        desks_free(&d);
    }
}

/* A relay that repeats a stamp, or brings it to one seat late: of each event the first stamp stays. */
static void a_repeated_stamp_changes_nothing(void **state)
{
    (void)state;
    struct desks d;
    uint8_t body[T2_CELL_MAIL_LEN];
    struct channel_cell cell;
    start(&d, 2, 125);
    desks_say(&d, 0, 0, "once");
    assert_int_equal(channel_outbox_at(d.desk[0].ch, 0, &cell), 0);
    memcpy(body, cell.body, sizeof body);
    desks_settle(&d);
    assert_int_equal(receive(d.desk[1].ch, 0, DESKS_SLOT + 50, body), CHANNEL_GOT_REPEATED);
    assert_int_equal(receive(d.desk[1].ch, 0, DESKS_SLOT - 50, body), CHANNEL_GOT_REPEATED);
    assert_int_equal(slot_at(d.desk[1].ch, 0), DESKS_SLOT);
    assert_int_equal(channel_fork_len(d.desk[1].ch), 0);
    desks_free(&d);
}

/* The relay swallows a stamp: the event is here and waits, and the gap shows. The author's word for the slot
 * is taken when it is old, when the mailbox has been read to its end since, and not before. */
static void a_stamp_that_is_kept_back(void **state)
{
    (void)state;
    struct desks d;
    struct channel_cell cell;
    start(&d, 2, 126);
    struct channel *a = d.desk[0].ch;
    struct channel *b = d.desk[1].ch;
    const uint64_t old = DESKS_SLOT + CHANNEL_GIVEN_SLOTS;
    desks_say(&d, 0, 0, "swallowed");
    assert_int_equal(channel_outbox_at(a, 0, &cell), 0);
    assert_int_equal(cell.seat, 0);
    assert_int_equal(channel_outbox_done(a, cell.mid, d.slot), 0);
    d.slot++;
    desks_say(&d, 0, 0, "stamped");
    desks_settle(&d);
    channel_log_limit(b, old); /* its author said no slot: it had none yet */
    assert_int_equal(channel_log_len(b), 0);
    assert_gap(b, 0, 1);
    desks_restart(&d, 1);
    b = d.desk[1].ch;
    assert_gap(b, 0, 1);
    assert_int_equal(channel_ask_again(b, 0), 0);
    assert_int_equal(channel_commit(b), 0);
    channel_log_limit(b, old - 1);
    desks_settle(&d);
    assert_int_equal(channel_commit(a), 0); /* seals what was asked for, now with its slot */
    (void)desks_send(&d, 0);
    (void)desks_read(&d, 1);
    assert_int_equal(channel_log_len(b), 0); /* a slot too young */
    channel_log_limit(b, old);
    assert_int_equal(channel_log_len(b), 2);
    assert_int_equal(slot_at(b, 0), DESKS_SLOT);
    assert_int_equal(slot_at(b, 1), DESKS_SLOT + 1);
    assert_int_equal(channel_commit(b), 0);
    desks_restart(&d, 1); /* the mailbox has not been read again: it counts all the same */
    assert_int_equal(channel_log_len(d.desk[1].ch), 2);
    desks_free(&d);
}

/* What an author says of an old slot is not taken while a stamp may still be there: the stamp goes before. */
static void a_stamp_goes_before_its_authors_word(void **state)
{
    (void)state;
    struct desks d;
    struct channel_mailbox box;
    enum channel_got got;
    start(&d, 2, 127);
    struct channel *b = d.desk[1].ch;
    channel_log_limit(b, 3 * CHANNEL_GIVEN_SLOTS);
    d.slot = 2 * CHANNEL_GIVEN_SLOTS;
    desks_say(&d, 0, 0, "late, and said to be early");
    assert_int_equal(desks_send(&d, 0), 2);
    box = stamps_of(b, 0);
    channel_inbox_ended(b, box.name);                        /* an end that is older than the event */
    d.desk[0].ch->log.authors[0].stamp[0].slot = DESKS_SLOT; /* the lie */
    desks_say(&d, 0, 0, "and another");
    d.desk[0].ch->pairs[1].resend_first = 1;
    d.desk[0].ch->pairs[1].resend_last = 1;
    assert_int_equal(channel_commit(d.desk[0].ch), 0);
    (void)desks_send(&d, 0);
    for (size_t i = 0; channel_inbox_at(b, i, &box) == 0; i++) {
        const struct relay_cell *c;
        while (!box.stamps && (c = relay_next(&d, box.name, box.from_seq)) != NULL) {
            assert_int_equal(channel_receive(b, box.name, c->seq, c->slot, c->body, &got), 0);
            assert_int_equal(channel_inbox_at(b, i, &box), 0);
        }
    }
    assert_int_equal(b->log.authors[0].records[0]->claim, DESKS_SLOT); /* the lie is here */
    channel_log_limit(b, 3 * CHANNEL_GIVEN_SLOTS);
    assert_int_equal(channel_log_len(b), 0);
    (void)desks_read(&d, 1);
    assert_int_equal(channel_log_len(b), 2);
    assert_int_equal(slot_at(b, 0), 2 * CHANNEL_GIVEN_SLOTS);
    desks_free(&d);
}

/* A seat that is paired after the relay has dropped the old stamps: what is old counts by its author's word,
 * what is not so old waits for it, and in the end the logs are the same. */
static void a_seat_that_comes_after_the_stamps_are_gone(void **state)
{
    (void)state;
    struct desks d;
    uint8_t digest[2][CHANNEL_DIGEST_LEN];
    desks_init(&d, 3, 128);
    desks_join(&d, 1);
    desks_settle(&d);
    for (unsigned i = 0; i < 4; i++) {
        d.slot = DESKS_SLOT + i * CHANNEL_GIVEN_SLOTS / 2;
        desks_say(&d, i % 2, 0, "before");
        desks_settle(&d);
    }
    d.n_cells = 0; /* all is gone */
    desks_join(&d, 2);
    desks_pair(&d, 1, 2);
    channel_log_limit(d.desk[2].ch, d.slot + 10);
    desks_settle(&d);
    assert_int_equal(channel_log_len(d.desk[2].ch), 2);
    channel_log_limit(d.desk[2].ch, d.slot + CHANNEL_GIVEN_SLOTS);
    assert_int_equal(channel_log_len(d.desk[2].ch), 4);
    d.slot += CHANNEL_GIVEN_SLOTS;
    desks_say(&d, 2, 0, "I am here");
    desks_settle(&d);
    assert_int_equal(channel_log_digest(d.desk[0].ch, digest[0]), 0);
    assert_int_equal(channel_log_digest(d.desk[2].ch, digest[1]), 0);
    assert_memory_equal(digest[0], digest[1], CHANNEL_DIGEST_LEN);
    desks_free(&d);
}

/* Whatever the relay puts into a mailbox of stamps: counted, and nothing else. */
static void junk_among_stamps_is_skipped(void **state)
{
    (void)state;
    struct desks d;
    struct channel_cell cell;
    struct channel_pair_info info;
    uint8_t junk[T2_CELL_MAIL_LEN];
    uint8_t body[T2_CELL_MAIL_LEN];
    start(&d, 3, 129);
    struct channel *b = d.desk[1].ch;
    for (unsigned i = 0; i < 10; i++) {
        assert_int_equal(t2_random_fill(t2_random_system(), junk, sizeof junk), 0);
        assert_int_equal(receive(b, 0, 1, junk), CHANNEL_GOT_FOREIGN);
    }
    desks_say(&d, 0, 0, "true");
    assert_int_equal(channel_outbox_at(d.desk[0].ch, 0, &cell), 0);
    memcpy(body, cell.body, sizeof body);
    for (size_t i = 0; i < sizeof body; i++) {
        body[i] ^= (uint8_t)(1u << i % 8);
        assert_int_equal(receive(b, 0, 1, body), CHANNEL_GOT_FOREIGN);
        body[i] ^= (uint8_t)(1u << i % 8);
    }
    assert_int_equal(receive(b, 2, 1, body), CHANNEL_GOT_FOREIGN); /* in another author's mailbox */
    assert_int_equal(channel_pair_info(b, 0, &info), 0);
    assert_int_equal(info.foreign, 10 + T2_CELL_MAIL_LEN);
    assert_int_equal(channel_gap_len(b), 0);
    assert_int_equal(receive(b, 0, DESKS_SLOT, body), CHANNEL_GOT_STAMP);
    (void)desks_send(&d, 0);
    (void)desks_read(&d, 1);
    assert_int_equal(channel_log_len(b), 1);
    enum channel_got got;
    assert_int_equal(channel_receive(b, stamps_of(b, 0).name, 5, 0, body, &got), T2_E_ARGUMENT);
    desks_free(&d);
}

/* What an author seals into its stamps is judged, too. */
static void malformed_stamps_are_dropped(void **state)
{
    (void)state;
    struct desks d;
    struct channel_pair_info info;
    uint8_t body[T2_CELL_MAIL_LEN];
    const struct {
        uint32_t first;
        unsigned n;
    } wrong[] = {
        {1, 0},                        /* of nothing */
        {1, CHANNEL_STAMP_MAX + 1},    /* of too much */
        {1, 255},                      /* beyond the cell */
        {0, 1},                        /* of number 0 */
        {CHANNEL_MAX_RECORDS + 1, 1},  /* beyond the last */
        {UINT32_MAX, 2},               /* round the corner */
        {CHANNEL_STAMP_EVENTS + 1, 1}, /* of another mailbox */
        {CHANNEL_STAMP_EVENTS - 1, 3}, /* half of another mailbox */
    };
    enum { N = sizeof wrong / sizeof wrong[0] };
    start(&d, 2, 130);
    struct channel *b = d.desk[1].ch;
    for (unsigned i = 0; i < N; i++) {
        stamp_of(b, 0, wrong[i].first, wrong[i].n, NULL, body);
        assert_int_equal(receive(b, 0, 1, body), CHANNEL_GOT_MALFORMED);
    }
    uint8_t plain[PLAIN_LEN] = {0, 0, 0, 1, 1, [PLAIN_LEN - 1] = 1}; /* padding that is not zero */
    stamp_make(b, 0, plain, body);
    assert_int_equal(receive(b, 0, 1, body), CHANNEL_GOT_MALFORMED);
    assert_int_equal(channel_pair_info(b, 0, &info), 0);
    assert_int_equal(info.malformed, N + 1);
    assert_int_equal(b->log.authors[0].n_stamps, 0);
    /* The largest that is allowed. */
    stamp_of(b, 0, CHANNEL_STAMP_EVENTS - CHANNEL_STAMP_MAX + 1, CHANNEL_STAMP_MAX, NULL, body);
    assert_int_equal(receive(b, 0, 1, body), CHANNEL_GOT_STAMP);
    assert_int_equal(b->log.authors[0].n_stamps, CHANNEL_STAMP_EVENTS);
    /* In the next mailbox: of the one before, and of both. */
    for (uint32_t first = 1; b->log.authors[0].stamped < CHANNEL_STAMP_EVENTS; first += CHANNEL_STAMP_MAX) {
        stamp_of(b, 0, first, CHANNEL_STAMP_MAX, NULL, body);
        (void)receive(b, 0, 1, body);
    }
    stamp_of(b, 0, CHANNEL_STAMP_EVENTS, 1, NULL, body);
    assert_int_equal(receive(b, 0, 1, body), CHANNEL_GOT_MALFORMED);
    stamp_of(b, 0, CHANNEL_STAMP_EVENTS, 2, NULL, body);
    assert_int_equal(receive(b, 0, 1, body), CHANNEL_GOT_MALFORMED);
    stamp_of(b, 0, CHANNEL_STAMP_EVENTS + 1, 2, NULL, body);
    assert_int_equal(receive(b, 0, 1, body), CHANNEL_GOT_STAMP);
    desks_free(&d);
}

/* Those who read stamps cannot write them: the relay wants the secret of which the name is the hash, and no
 * other desk holds it. */
static void readers_cannot_write(void **state)
{
    (void)state;
    struct desks d;
    struct channel_cell cell;
    struct t2_buf held;
    uint8_t name[T2_CELL_KEY_LEN];
    start(&d, 2, 131);
    struct channel *b = d.desk[1].ch;
    desks_say(&d, 0, 0, "stamped");
    assert_int_equal(channel_outbox_at(d.desk[0].ch, 0, &cell), 0);
    assert_int_equal(t2_blake2b_256(name, t2_bytes_of(cell.writer_secret, T2_CELL_KEY_LEN)), 0);
    assert_memory_equal(name, stamps_of(b, 0).name, sizeof name);
    t2_buf_init(&held, CHANNEL_STORE_VALUE_MAX);
    assert_int_equal(channel_state_encode(b, &held), 0);
    assert_true(holds(held.ptr, held.len, name, sizeof name));
    assert_false(holds(held.ptr, held.len, cell.writer_secret, sizeof cell.writer_secret));
    assert_false(holds(held.ptr, held.len, d.desk[0].ch->stamp_secret, CHANNEL_KEY_LEN));
    t2_buf_free(&held);
    desks_free(&d);
}

static void other_stamps(struct channel *ch, uint8_t secret)
{
    memset(ch->stamp_secret, secret, sizeof ch->stamp_secret);
    assert_int_equal(channel_stamps_derive(ch), 0);
}

/* An author that tells B other mailboxes than A: its first event commits to the one or the other. */
static void other_mailboxes_for_another_seat_are_noticed(void **state)
{
    (void)state;
    struct desks d;
    uint8_t true_secret[CHANNEL_KEY_LEN];
    desks_init(&d, 3, 132);
    desks_join(&d, 1);
    desks_join(&d, 2);
    struct channel *c = d.desk[2].ch;
    memcpy(true_secret, c->stamp_secret, sizeof true_secret);
    other_stamps(c, 0x77);
    desks_pair(&d, 1, 2);
    memcpy(c->stamp_secret, true_secret, sizeof true_secret);
    assert_int_equal(channel_stamps_derive(c), 0);
    desks_say(&d, 2, 0, "to both the same");
    desks_settle(&d);
    assert_int_equal(channel_log_len(d.desk[0].ch), 1);
    assert_int_equal(channel_fork_len(d.desk[0].ch), 0);
    assert_int_equal(channel_log_len(d.desk[1].ch), 0);
    assert_fork(d.desk[1].ch, 2, 2);
    desks_free(&d);
}

/* The same seat tells other mailboxes later. */
static void other_mailboxes_later_are_noticed(void **state)
{
    (void)state;
    struct desks d;
    struct channel_pair_info info;
    start(&d, 2, 133);
    other_stamps(d.desk[0].ch, 0x78);
    uint8_t message[1 + CHANNEL_STAMPS_LEN] = {CHANNEL_MESSAGE_STAMPS};
    memcpy(message + 1, d.desk[0].ch->log.authors[0].stamps.announced, CHANNEL_STAMPS_LEN);
    struct wire_writer w = wire_writer_init(&d.desk[0].ch->pairs[1].controls);
    wire_put_vec(&w, t2_bytes_of(message, sizeof message));
    assert_int_equal(wire_writer_finish(&w), 0);
    const struct channel_mailbox before = stamps_of(d.desk[1].ch, 0);
    assert_int_equal(channel_commit(d.desk[0].ch), 0);
    desks_settle(&d);
    assert_fork(d.desk[1].ch, 0, 0);
    assert_memory_equal(stamps_of(d.desk[1].ch, 0).name, before.name, sizeof before.name);
    assert_int_equal(channel_pair_info(d.desk[1].ch, 0, &info), 0);
    assert_int_equal(info.malformed, 1);
    desks_free(&d);
}

/* A relay that tells two seats two slots: their orders may differ, and the digests of their logs do. */
static void a_relay_with_two_tongues_shows_in_the_digests(void **state)
{
    (void)state;
    struct desks d;
    struct channel_cell cell;
    uint8_t digest[2][CHANNEL_DIGEST_LEN];
    start(&d, 3, 134);
    desks_say(&d, 0, 0, "when?");
    assert_int_equal(channel_outbox_at(d.desk[0].ch, 0, &cell), 0);
    assert_int_equal(receive(d.desk[1].ch, 0, DESKS_SLOT, cell.body), CHANNEL_GOT_STAMP);
    assert_int_equal(receive(d.desk[2].ch, 0, DESKS_SLOT + 9, cell.body), CHANNEL_GOT_STAMP);
    desks_settle(&d);
    for (uint8_t i = 0; i < 2; i++) {
        assert_int_equal(channel_log_len(d.desk[1 + i].ch), 1);
        assert_int_equal(channel_log_digest(d.desk[1 + i].ch, digest[i]), 0);
    }
    assert_memory_not_equal(digest[0], digest[1], CHANNEL_DIGEST_LEN);
    desks_free(&d);
}

/* An author says that its stamps lie where another's do, whose names it was told. What lies there is still
 * the other's, on every desk. */
static void the_mailboxes_of_another_seat_silence_nobody(void **state)
{
    (void)state;
    struct desks d;
    struct channel_pair_info info;
    desks_init(&d, 3, 135);
    desks_join(&d, 1);
    desks_settle(&d);
    struct channel_stamps *own = &d.desk[0].ch->log.authors[0].stamps;
    memcpy(own->announced, d.desk[1].ch->log.authors[1].stamps.announced, sizeof own->announced);
    desks_join(&d, 2);
    desks_pair(&d, 1, 2);
    desks_settle(&d);
    const struct channel_mailbox told = stamps_of(d.desk[2].ch, 0);
    assert_memory_equal(told.name, stamps_of(d.desk[2].ch, 1).name, sizeof told.name);
    for (unsigned i = 0; i < 3; i++) {
        desks_say(&d, 1, 0, "I am not silenced");
        desks_settle(&d);
        assert_int_equal(channel_log_len(d.desk[2].ch), i + 1);
        desks_restart(&d, 2);
    }
    assert_int_equal(channel_pair_info(d.desk[2].ch, 0, &info), 0);
    assert_int_equal(info.foreign, 3); /* what the copier's key does not open stands with its name */
    assert_int_equal(channel_pair_info(d.desk[2].ch, 1, &info), 0);
    assert_int_equal(info.foreign, 0);
    desks_free(&d);
}

/* The same, where the copier's mailbox has been read further than the other's: that counts for the copier
 * alone, so that nothing of the other is passed over. */
static void a_copied_mailbox_is_read_from_its_beginning(void **state)
{
    (void)state;
    struct desks d;
    enum channel_got got;
    struct channel_cell cell;
    desks_all_verified(&d, 3, 136);
    desks_settle(&d);
    struct channel *c = d.desk[2].ch;
    memcpy(c->log.authors[0].stamps.announced, c->log.authors[1].stamps.announced, CHANNEL_STAMPS_LEN);
    c->log.authors[0].stamps.from_seq = 9;
    desks_say(&d, 1, 0, "the first");
    assert_int_equal(channel_outbox_at(d.desk[1].ch, 0, &cell), 0);
    assert_int_equal(
        channel_receive(c, stamps_of(c, 0).name, 9, DESKS_SLOT, (const uint8_t[T2_CELL_MAIL_LEN]){0}, &got),
        0);
    assert_int_equal(got, CHANNEL_GOT_FOREIGN);
    assert_int_equal(stamps_of(c, 0).from_seq, 10);
    assert_int_equal(stamps_of(c, 1).from_seq, 1);
    c->log.authors[1].stamps.ended = false;
    channel_inbox_ended(c, stamps_of(c, 0).name); /* an end behind 9 is none behind 1 */
    assert_false(c->log.authors[1].stamps.ended);
    desks_settle(&d);
    assert_int_equal(channel_log_len(c), 1);
    desks_free(&d);
}

/* An author that tells B alone of another device with stamps of its own, of which the table knows nothing:
 * so it would have another time at B than at A, and no fork. */
static void another_device_for_one_seat_alone_gives_no_other_time(void **state)
{
    (void)state;
    struct desks d;
    uint8_t true_secret[CHANNEL_KEY_LEN], other_secret[CHANNEL_KEY_LEN];
    memset(other_secret, 0x79, sizeof other_secret);
    desks_init(&d, 3, 137);
    desks_join(&d, 1);
    desks_join(&d, 2);
    struct channel *c = d.desk[2].ch;
    struct channel_stamps *own = &c->log.authors[2].stamps;
    memcpy(true_secret, c->stamp_secret, sizeof true_secret);
    /* To seat 1: from its second event on they lie elsewhere. */
    own->n_more = 1;
    own->more[0].first = 2;
    memcpy(c->stamp_secret, other_secret, sizeof other_secret);
    assert_int_equal(channel_stamps_announce(other_secret, own->more[0].announced), 0);
    desks_pair(&d, 1, 2);
    own->n_more = 0;
    memcpy(c->stamp_secret, true_secret, sizeof true_secret);
    desks_say(&d, 2, 0, "first");
    desks_say(&d, 2, 0, "I object");
    desks_settle(&d);
    assert_int_equal(channel_log_len(d.desk[0].ch), 2);
    assert_int_equal(slot_at(d.desk[0].ch, 1), DESKS_SLOT);
    /* And now the second event for seat 1. */
    d.slot += 50;
    own->n_more = 1;
    memcpy(c->stamp_secret, other_secret, sizeof other_secret);
    c->stamp_sealed = 1;
    assert_int_equal(channel_commit(c), 0);
    desks_settle(&d);
    for (unsigned i = 0; i < 2; i++) {
        assert_int_equal(channel_log_len(d.desk[1].ch), 1);
        assert_gap(d.desk[1].ch, 2, 0); /* it is here and waits */
        desks_restart(&d, 1);
    }
    desks_free(&d);
}

/* A seat alone, no relay helps it: on a desk that has read its mailbox of stamps all along, it
 * sends an event that was never stamped, and says a slot of more than 20 days ago. */
static void nobody_is_20_days_earlier_by_his_word(void **state)
{
    (void)state;
    struct desks d;
    struct channel_cell cell;
    start(&d, 2, 138);
    struct channel *a = d.desk[0].ch;
    struct channel *b = d.desk[1].ch;
    for (unsigned day = 0; day <= 21; day++) { /* it is there, every day */
        d.slot = DESKS_SLOT + day * 1440;
        channel_log_limit(b, d.slot);
        (void)desks_read(&d, 1);
    }
    desks_say(&d, 0, 0, "I object");
    while (channel_outbox_at(a, 0, &cell) == 0) { /* none of it goes to the relay */
        assert_int_equal(channel_outbox_done(a, cell.mid, DESKS_SLOT), 0);
    }
    a->pairs[1].resend_first = 1;
    a->pairs[1].resend_last = 1;
    assert_int_equal(channel_commit(a), 0);
    desks_settle(&d);
    for (unsigned i = 0; i < 3; i++) {
        b = d.desk[1].ch;
        channel_log_limit(b, d.slot);
        (void)desks_read(&d, 1);
        assert_int_equal(channel_log_len(b), 0);
        assert_gap(b, 0, 1);
        desks_restart(&d, 1);
        d.slot += 1440;
    }
    /* Away for so long that the stamp could have come and gone, it knows no better. */
    d.slot += CHANNEL_WATCH_SLOTS;
    b = d.desk[1].ch;
    channel_log_limit(b, d.slot);
    (void)desks_read(&d, 1);
    assert_int_equal(channel_log_len(b), 1);
    desks_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_is_earlier_than_the_relay_has_it),
        cmocka_unit_test(a_stamp_without_its_event_is_a_gap),
        cmocka_unit_test(a_stamp_of_another_event_stamps_nothing),
        cmocka_unit_test(a_repeated_stamp_changes_nothing),
        cmocka_unit_test(a_stamp_that_is_kept_back),
        cmocka_unit_test(a_stamp_goes_before_its_authors_word),
        cmocka_unit_test(a_seat_that_comes_after_the_stamps_are_gone),
        cmocka_unit_test(junk_among_stamps_is_skipped),
        cmocka_unit_test(malformed_stamps_are_dropped),
        cmocka_unit_test(readers_cannot_write),
        cmocka_unit_test(other_mailboxes_for_another_seat_are_noticed),
        cmocka_unit_test(other_mailboxes_later_are_noticed),
        cmocka_unit_test(a_relay_with_two_tongues_shows_in_the_digests),
        cmocka_unit_test(the_mailboxes_of_another_seat_silence_nobody),
        cmocka_unit_test(a_copied_mailbox_is_read_from_its_beginning),
        cmocka_unit_test(nobody_is_20_days_earlier_by_his_word),
        cmocka_unit_test(another_device_for_one_seat_alone_gives_no_other_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
