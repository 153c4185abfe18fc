/* Changed devices against those who cheat: an old device that goes on, a device that nobody agreed to, seats
 * that forward what the new device's seat never said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <channel/channel_internal.h>

#include "../channel_desks.h"

static void changed(struct desks *d, uint8_t i, uint8_t seat, const uint8_t *key)
{
    assert_int_equal(channel_device_changed(d->desk[i].ch, seat, 1, key), 0);
    assert_int_equal(channel_commit(d->desk[i].ch), 0);
}

static void begin(struct desks *d, uint64_t seed, struct desk *old, uint8_t key[static CHANNEL_DIGEST_LEN])
{
    desks_all_verified(d, 3, seed);
    for (unsigned k = 0; k < 9; k++) {
        desks_say(d, (uint8_t)(k % 3), 0, "some words");
        desks_settle(d);
    }
    desks_new_device(d, 1, old, key);
    changed(d, 0, 1, key);
    changed(d, 2, 1, key);
}

static uint64_t malformed(const struct desks *d, uint8_t at, uint8_t from)
{
    struct channel_pair_info info;
    assert_int_equal(channel_pair_info(d->desk[at].ch, from, &info), 0);
    return info.malformed;
}

/* The old device says more to both others: nothing of it counts, nothing of theirs reaches it, and it is
 * shown that it did. */
static void an_old_device_that_goes_on(void **state)
{
    (void)state;
    struct desks d;
    struct desk old, new;
    struct channel_pair_info info;
    uint8_t key[CHANNEL_DIGEST_LEN];
    begin(&d, 311, &old, key);
    new = d.desk[1];
    d.desk[1] = old;
    desks_say(&d, 1, 0, "I am still here");
    desks_say(&d, 1, 0, "and again");
    desks_say(&d, 0, 0, "not for the old one");
    desks_settle(&d);
    assert_int_equal(channel_log_len(d.desk[0].ch), 10);
    assert_int_equal(channel_log_len(d.desk[2].ch), 10);
    assert_int_equal(channel_log_len(d.desk[1].ch), 11); /* its own, and not theirs */
    for (uint8_t i = 0; i < 3; i = (uint8_t)(i + 2)) {
        assert_int_equal(channel_pair_info(d.desk[i].ch, 1, &info), 0);
        assert_int_equal(info.refused, 2);
        assert_int_equal(info.opened, 4); /* where its stamps lie, and three events */
        desks_restart(&d, i);
        assert_int_equal(channel_pair_info(d.desk[i].ch, 1, &info), 0);
        assert_int_equal(info.refused, 2);
    }
    old = d.desk[1];
    d.desk[1] = new;
    desks_join_by(&d, 1, 0);
    desks_pair(&d, 1, 2);
    desks_settle(&d);
    desks_say(&d, 1, 0, "the new device");
    desks_settle(&d);
    for (uint8_t i = 0; i < 3; i++) {
        assert_int_equal(channel_log_len(d.desk[i].ch), 11);
        assert_int_equal(channel_fork_len(d.desk[i].ch), 0);
    }
    desks_close(&old);
    desks_free(&d);
}

/* What a desk does beside its fold: it tells the channel who has ended the line with seat 1. */
static void held(struct desks *d, uint8_t i, uint64_t ended)
{
    channel_log_mark(d->desk[i].ch);
    channel_device_hold(d->desk[i].ch, 1, true, ended);
}

/* What the old device said to one seat alone after that seat had ended its line counts at none, unless
 * another had named it before it ended its own. */
static void what_comes_after_the_line_is_ended(void **state)
{
    (void)state;
    enum { NOT_NAMED, NAMED, NAMED_AFTER_ITS_END, N_CASES };
    for (unsigned which = 0; which < N_CASES; which++) {
        struct desks d;
        size_t n = which == NAMED ? 2 : 0;
        uint64_t ended = which == NAMED_AFTER_ITS_END ? 4 : 0;
        desks_all_verified(&d, 3, 312u + which);
        held(&d, 0, ended);
        desks_say(&d, 1, 0, "late");
        (void)desks_send(&d, 1);
        (void)desks_read(&d, 0);
        assert_int_equal(channel_log_len(d.desk[0].ch), 0);
        desks_restart(&d, 0); /* and stays so */
        held(&d, 0, ended);
        assert_int_equal(channel_log_len(d.desk[0].ch), 0);
        if (which != NOT_NAMED) {
            (void)desks_read(&d, 2);
            desks_say(&d, 2, 0, "I have heard it");
            (void)desks_send(&d, 2);
            (void)desks_read(&d, 0);
            held(&d, 0, ended);
            assert_int_equal(channel_log_len(d.desk[0].ch), n);
            assert_int_equal(channel_commit(d.desk[0].ch), 0);
            desks_restart(&d, 0);
            assert_int_equal(channel_log_len(d.desk[0].ch), n);
        }
        channel_device_hold(d.desk[0].ch, 1, false, 0); /* declined: it counts after all */
        assert_int_equal(channel_log_len(d.desk[0].ch), which == NOT_NAMED ? 1 : 2);
        desks_free(&d);
    }
}

/* A seat ends its line and then names a late word of the old device, both at once: the desk takes what stands
 * next in its log and no more before it has folded that, so that the other half comes too late on every desk.
 */
static void named_after_the_end_in_one_breath(void **state)
{
    (void)state;
    struct desks d;
    desks_all_verified(&d, 3, 322);
    held(&d, 0, 0);
    desks_say(&d, 2, 0, "my line with it is ended");
    desks_say(&d, 1, 0, "late");
    (void)desks_send(&d, 1);
    (void)desks_read(&d, 2);
    desks_say(&d, 2, 0, "I have heard it");
    (void)desks_send(&d, 2);
    (void)desks_read(&d, 0);
    assert_int_equal(channel_log_len(d.desk[0].ch), 1);
    channel_device_hold(d.desk[0].ch, 1, true, 0); /* what counts has not been folded */
    assert_int_equal(channel_log_len(d.desk[0].ch), 1);
    held(&d, 0, 4);
    assert_int_equal(channel_log_len(d.desk[0].ch), 1);
    /* Our own word in a slot that can still move: who is before whom is not known yet. */
    desks_say(&d, 0, 0, "not stamped yet");
    held(&d, 0, 0);
    assert_int_equal(channel_log_len(d.desk[0].ch), 2);
    (void)desks_send(&d, 0);
    held(&d, 0, 0);
    assert_int_equal(channel_log_len(d.desk[0].ch), 4);
    desks_free(&d);
}

/* A record under another number or another digest than that of the seat's log, shown to one desk alone, names
 * nothing: only what all can read the stamp of does. */
static void named_by_what_never_counts(void **state)
{
    (void)state;
    struct desks d;
    desks_all_verified(&d, 3, 323);
    desks_settle(&d);
    held(&d, 0, 0);
    desks_say(&d, 1, 0, "late");
    (void)desks_send(&d, 1);
    (void)desks_read(&d, 0);
    (void)desks_read(&d, 2);
    desks_say(&d, 2, 0, "stamped");
    (void)desks_stamp(&d, 2, 0);
    /* To desk 0 alone it seals another one in its place, with the same head. */
    struct channel *c = d.desk[2].ch;
    const struct channel_record *first = channel_log_record(&c->log, 2, 1);
    struct t2_buf message;
    t2_buf_init(&message, CHANNEL_MESSAGE_MAX);
    struct wire_writer w = wire_writer_init(&message);
    wire_put_u8(&w, CHANNEL_MESSAGE_EVENT);
    wire_put_u32(&w, 0);
    assert_int_equal(wire_writer_finish(&w), 0);
    assert_int_equal(
        channel_record_write(&message, 2, 1, first->previous.ptr, first->heads, t2_bytes_str("another")), 0);
    channel_outcells_clear(c->pairs[0].outcells, &c->pairs[0].n_outcells);
    assert_int_equal(channel_message_seal(c, 0, t2_buf_view(&message)), 0);
    assert_int_equal(channel_commit(c), 0);
    (void)desks_send(&d, 2);
    (void)desks_read(&d, 0);
    held(&d, 0, 0);
    assert_int_equal(channel_log_len(d.desk[0].ch), 0);
    assert_int_equal(d.desk[0].ch->log.authors[1].held_at, 0);
    assert_int_equal(channel_fork_len(d.desk[0].ch), 1);
    t2_buf_free(&message);
    desks_free(&d);
}

/* Desk i reads what seat `of` has written, and nothing else. */
static void read_only(struct desks *d, uint8_t i, uint8_t of)
{
    struct channel_mailbox box;
    enum channel_got got;
    size_t k = 0;
    while (channel_inbox_at(d->desk[i].ch, k, &box) == 0) {
        const struct relay_cell *c = box.seat != of ? NULL : relay_next(d, box.name, box.from_seq);
        k = c == NULL ? k + 1 : 0; /* from the first again: the list may have changed */
        if (c != NULL) {
            assert_int_equal(channel_receive(d->desk[i].ch, box.name, c->seq, c->slot, c->body, &got), 0);
        }
    }
    assert_int_equal(channel_commit(d->desk[i].ch), 0);
}

/* What a desk knows to exist is the same before and after it is closed, also when a device's words were cut
 * that another seat had named, or that had named another's. */
static void what_is_known_after_a_cut(void **state)
{
    (void)state;
    for (unsigned heard = 0; heard < 2; heard++) {
        struct desks d;
        struct desk old;
        struct channel_gap gap;
        uint8_t key[CHANNEL_DIGEST_LEN];
        desks_all_verified(&d, 3, 326 + heard);
        desks_say(&d, 1, 0, "in time");
        desks_settle(&d);
        held(&d, 0, 0);
        desks_say(&d, 2, 0, "not yet at desk 0");
        (void)desks_send(&d, 2);
        (void)desks_read(&d, 1);
        desks_say(&d, 1, 0, "late");
        (void)desks_send(&d, 1);
        read_only(&d, 0, 1);
        assert_int_equal(channel_gap_len(d.desk[0].ch), 2); /* of seat 2 by what the late word names */
        if (heard != 0) {
            (void)desks_read(&d, 2);
            desks_say(&d, 2, 0, "I have heard it");
            (void)desks_send(&d, 2);
            (void)desks_read(&d, 0);
        }
        held(&d, 0, 4);
        desks_new_device(&d, 1, &old, key);
        changed(&d, 0, 1, key);
        for (unsigned k = 0; k < 2; k++) {
            assert_int_equal(channel_gap_len(d.desk[0].ch), heard == 0 ? 0 : 2);
            if (heard != 0) { /* seat 2 says that there is a second; its own word of that waits for it */
                assert_int_equal(channel_gap_at(d.desk[0].ch, 0, &gap), 0);
                assert_int_equal(gap.author, 1);
                assert_int_equal(gap.last_known, 2);
                assert_int_equal(channel_gap_at(d.desk[0].ch, 1, &gap), 0);
                assert_int_equal(gap.author, 2);
                assert_int_equal(gap.last_known, 2);
            }
            desks_restart(&d, 0);
        }
        desks_close(&old);
        desks_free(&d);
    }
}

/* A file of a device that nobody agreed to: by its introduction key it is refused, by name. */
static void a_device_nobody_agreed_to(void **state)
{
    (void)state;
    struct desks d;
    struct desk old, other;
    struct t2_buf file;
    enum channel_invitation_fault fault;
    uint8_t key[CHANNEL_DIGEST_LEN], other_key[CHANNEL_DIGEST_LEN], from;
    t2_buf_init(&file, CHANNEL_INVITATION_MAX);
    begin(&d, 314, &old, key);
    /* The old device itself, with a new file. */
    assert_int_equal(channel_pair_forget(old.ch, 0), 0);
    assert_int_equal(channel_pair_invite(old.ch, 0, false, &file), 0);
    assert_int_equal(channel_pair_accept(d.desk[0].ch, t2_buf_view(&file), &from, &fault), T2_E_REFUSED);
    assert_int_equal(from, 1);
    assert_int_equal(fault, CHANNEL_INVITATION_OTHER_DEVICE);
    assert_non_null(
        strstr(channel_invitation_fault_text(fault), "not from the device that all seats agreed on"));
    /* Another new one. */
    other = d.desk[1];
    desks_close(&other);
    desks_new_device(&d, 1, &other, other_key);
    t2_buf_clear(&file);
    assert_int_equal(channel_pair_invite(d.desk[0].ch, 1, false, &file), 0);
    assert_int_equal(
        channel_join(&d.desk[1].ch, d.desk[1].store, &d.desk[1].random, t2_buf_view(&file), &fault), 0);
    t2_buf_clear(&file);
    assert_int_equal(channel_pair_invite(d.desk[1].ch, 0, false, &file), 0);
    assert_int_equal(channel_pair_accept(d.desk[0].ch, t2_buf_view(&file), &from, &fault), T2_E_REFUSED);
    assert_int_equal(fault, CHANNEL_INVITATION_OTHER_DEVICE);
    /* Nor by an introduction. */
    bool fine = true;
    struct channel_early e = {.here = true, .nonce = {1}};
    memcpy(e.key, d.desk[1].ch->introduction_pk, sizeof e.key);
    assert_int_equal(channel_introduction_take(d.desk[2].ch, 1, &e, &fine), 0);
    assert_false(fine);
    assert_int_equal(d.desk[2].ch->pairs[1].status, CHANNEL_PAIR_NONE);
    t2_buf_free(&file);
    desks_close(&old);
    desks_free(&d);
}

/* The new device joins by the file of seat 0, which will neither say nor forward anything by itself. */
static void join_by_a_liar(struct desks *d)
{
    enum channel_invitation_fault fault;
    struct t2_buf there, back;
    uint8_t from;
    struct desk *b = &d->desk[1];
    t2_buf_init(&there, CHANNEL_INVITATION_MAX);
    t2_buf_init(&back, CHANNEL_INVITATION_MAX);
    assert_int_equal(channel_pair_invite(d->desk[0].ch, 1, false, &there), 0);
    assert_int_equal(channel_join(&b->ch, b->store, &b->random, t2_buf_view(&there), &fault), 0);
    assert_int_equal(channel_pair_invite(b->ch, 0, false, &back), 0);
    assert_int_equal(channel_pair_accept(d->desk[0].ch, t2_buf_view(&back), &from, &fault), 0);
    d->desk[0].ch->pairs[1].stated = true;
    assert_int_equal(channel_commit(d->desk[0].ch), 0);
    assert_int_equal(channel_commit(b->ch), 0);
    t2_buf_free(&there);
    t2_buf_free(&back);
}

/* Seals a message as desk `from` would to the new device 1. */
static void inject(struct desks *d, uint8_t from, enum channel_message_kind kind, struct t2_bytes body)
{
    struct channel *ch = d->desk[from].ch;
    struct t2_buf message;
    t2_buf_init(&message, CHANNEL_MESSAGE_MAX);
    struct wire_writer w = wire_writer_init(&message);
    wire_put_u8(&w, (uint8_t)kind);
    if (kind == CHANNEL_MESSAGE_FORWARDED || kind == CHANNEL_MESSAGE_EVENT) {
        wire_put_u32(&w, DESKS_SLOT);
    }
    wire_put_raw(&w, body);
    if (kind == CHANNEL_MESSAGE_YOURS) { /* where the stamps of seat 1 lay is so */
        channel_stamps_put(&w, &ch->log.authors[1].stamps);
    }
    assert_int_equal(wire_writer_finish(&w), 0);
    assert_int_equal(channel_message_seal(ch, 1, t2_buf_view(&message)), 0);
    t2_buf_free(&message);
    assert_int_equal(channel_commit(ch), 0);
    (void)desks_send(d, from);
    (void)desks_read(d, 1);
}

static struct t2_bytes bytes_of(const struct channel_record *r)
{
    return t2_bytes_of(r->bytes, r->len);
}

/* A seat forwards altered records, another seat's, its own invention, in any order: none gets in. */
static void forwarded_records_that_are_not_ours(void **state)
{
    (void)state;
    struct desks d;
    struct desk old;
    uint8_t key[CHANNEL_DIGEST_LEN], bytes[512];
    static uint8_t statement[4 + CHANNEL_DIGEST_LEN];
    begin(&d, 315, &old, key);
    struct channel *a = d.desk[0].ch;
    join_by_a_liar(&d);
    struct channel *b = d.desk[1].ch;
    /* Seat 0 says what is so, and forwards nothing of it by itself. */
    const struct channel_record *newest = channel_log_record(&a->log, 1, 3);
    assert_non_null(newest);
    statement[3] = 3;
    memcpy(statement + 4, newest->digest, CHANNEL_DIGEST_LEN);
    inject(&d, 0, CHANNEL_MESSAGE_YOURS, t2_bytes_of(statement, sizeof statement));
    assert_int_equal(malformed(&d, 1, 0), 0);
    uint64_t wrong = 0;
    assert_true(newest->len < sizeof bytes);
    for (size_t i = 0; i < newest->len; i += 7) { /* altered */
        memcpy(bytes, newest->bytes, newest->len);
        bytes[i] ^= 1;
        inject(&d, 0, CHANNEL_MESSAGE_FORWARDED, t2_bytes_of(bytes, newest->len));
        assert_int_equal(malformed(&d, 1, 0), ++wrong);
    }
    for (size_t len = 1; len < newest->len; len += 9) { /* cut */
        inject(&d, 0, CHANNEL_MESSAGE_FORWARDED, t2_bytes_of(newest->bytes, len));
        assert_int_equal(malformed(&d, 1, 0), ++wrong);
    }
    inject(&d, 0, CHANNEL_MESSAGE_FORWARDED,
           bytes_of(channel_log_record(&a->log, 2, 1))); /* another seat's, of whom we have no stamp */
    assert_int_equal(b->log.authors[2].highest, 0);
    inject(&d, 0, CHANNEL_MESSAGE_EVENT, bytes_of(newest)); /* ours, as if it were an event of seat 0 */
    assert_int_equal(malformed(&d, 1, 0), ++wrong);
    inject(&d, 0, CHANNEL_MESSAGE_YOURS, t2_bytes_of(statement, sizeof statement)); /* twice */
    assert_int_equal(malformed(&d, 1, 0), ++wrong);
    assert_int_equal(b->log.authors[1].highest, 0);
    /* In another order than newest first: not judged, not kept, no reproach. */
    inject(&d, 0, CHANNEL_MESSAGE_FORWARDED, bytes_of(channel_log_record(&a->log, 1, 1)));
    assert_int_equal(malformed(&d, 1, 0), wrong);
    assert_int_equal(b->log.authors[1].highest, 0);
    for (uint32_t seq = 3; seq > 0; seq--) {
        inject(&d, 0, CHANNEL_MESSAGE_FORWARDED, bytes_of(channel_log_record(&a->log, 1, seq)));
    }
    assert_int_equal(malformed(&d, 1, 0), wrong);
    assert_int_equal(b->log.authors[1].highest, 3);
    assert_int_equal(b->log.gated, CHANNEL_NO_SEAT);
    /* From now on nothing in our name comes from others. */
    struct t2_buf forged;
    t2_buf_init(&forged, CHANNEL_RECORD_MAX);
    assert_int_equal(
        channel_record_write(&forged, 1, 4, newest->digest, t2_bytes_of(NULL, 0), t2_bytes_str("forged")), 0);
    inject(&d, 0, CHANNEL_MESSAGE_FORWARDED, t2_buf_view(&forged));
    assert_int_equal(malformed(&d, 1, 0), ++wrong);
    assert_int_equal(b->log.authors[1].highest, 3);
    t2_buf_free(&forged);
    desks_close(&old);
    desks_free(&d);
}

/* A record that finds no room leaves nothing behind: no stamp either, which would count for the next. */
static void a_forwarded_record_without_room(void **state)
{
    (void)state;
    struct desks d;
    struct desk old;
    uint8_t key[CHANNEL_DIGEST_LEN];
    static uint8_t statement[4 + CHANNEL_DIGEST_LEN];
    begin(&d, 325, &old, key);
    join_by_a_liar(&d);
    const struct channel_record *newest = channel_log_record(&d.desk[0].ch->log, 1, 3);
    struct channel_author *own = &d.desk[1].ch->log.authors[1];
    statement[3] = 3;
    memcpy(statement + 4, newest->digest, CHANNEL_DIGEST_LEN);
    inject(&d, 0, CHANNEL_MESSAGE_YOURS, t2_bytes_of(statement, sizeof statement));
    own->n_bytes = CHANNEL_MAX_AUTHOR_BYTES;
    inject(&d, 0, CHANNEL_MESSAGE_FORWARDED, bytes_of(newest));
    assert_int_equal(malformed(&d, 1, 0), 1);
    assert_int_equal(own->highest, 0);
    assert_int_equal(own->n_stamps, 0);
    own->n_bytes = 0;
    inject(&d, 0, CHANNEL_MESSAGE_FORWARDED, bytes_of(newest));
    assert_int_equal(malformed(&d, 1, 0), 1);
    assert_int_equal(own->highest, 3);
    assert_int_equal(own->n_stamps, 3);
    assert_int_equal(own->stamp[2].slot, DESKS_SLOT);
    desks_close(&old);
    desks_free(&d);
}

/* A lying seat invents a history, chain and all. Once an honest one is heard nothing is posted, both are
 * named, and nothing of the invention has left the device. */
static void an_invented_history(void **state)
{
    (void)state;
    struct desks d;
    struct desk old;
    struct t2_buf forged;
    struct channel_record *r = NULL;
    uint8_t key[CHANNEL_DIGEST_LEN], statement[4 + CHANNEL_DIGEST_LEN] = {0, 0, 0, 3};
    uint64_t unheard = 0, differ = 0;
    begin(&d, 316, &old, key);
    struct channel *a = d.desk[0].ch;
    join_by_a_liar(&d);
    struct channel *b = d.desk[1].ch;
    const struct channel_record *second = channel_log_record(&a->log, 1, 2);
    t2_buf_init(&forged, CHANNEL_RECORD_MAX);
    assert_int_equal(channel_record_write(&forged, 1, 3, second->digest, t2_bytes_of(NULL, 0),
                                          t2_bytes_str("I never said so")),
                     0);
    assert_int_equal(channel_record_read(t2_buf_view(&forged), a->table_id, 3, &r), 0);
    memcpy(statement + 4, r->digest, CHANNEL_DIGEST_LEN);
    desks_pair(&d, 1, 2);
    inject(&d, 0, CHANNEL_MESSAGE_YOURS, t2_bytes_of(statement, sizeof statement));
    inject(&d, 0, CHANNEL_MESSAGE_FORWARDED, t2_buf_view(&forged));
    for (uint32_t seq = 2; seq > 0; seq--) {
        inject(&d, 0, CHANNEL_MESSAGE_FORWARDED, bytes_of(channel_log_record(&a->log, 1, seq)));
    }
    assert_int_equal(b->log.authors[1].highest, 3);
    desks_say(&d, 0, 0, "and now?");
    (void)desks_send(&d, 0);
    (void)desks_read(&d, 1);
    assert_int_equal(channel_post(b, 0, t2_bytes_str("x")), T2_E_STATE); /* seat 2 is not heard yet */
    assert_int_equal(channel_outbox_len(b), 0);
    desks_settle(&d);
    assert_int_equal(channel_post(b, 0, t2_bytes_str("x")), T2_E_STATE);
    channel_device_awaited(b, &unheard, &differ);
    assert_int_equal(differ, 5);
    for (uint8_t i = 0; i < 3; i = (uint8_t)(i + 2)) {
        assert_int_equal(channel_fork_len(d.desk[i].ch), 0);
        assert_int_equal(channel_log_len(d.desk[i].ch), 10);
    }
    channel_record_free(r);
    t2_buf_free(&forged);
    desks_close(&old);
    desks_free(&d);
}

/* Heard only after we went on, a different word shows as a fork between the two. */
static void a_different_word_later(void **state)
{
    (void)state;
    struct desks d;
    struct desk old;
    struct channel_fork fork;
    uint8_t key[CHANNEL_DIGEST_LEN], statement[4 + CHANNEL_DIGEST_LEN] = {0, 0, 0, 3, 9};
    begin(&d, 317, &old, key);
    desks_join_by(&d, 1, 0);
    desks_settle(&d);
    desks_pair(&d, 1, 2);
    d.desk[2].ch->pairs[1].stated = true;
    d.desk[2].ch->pairs[1].forward = 0;
    struct channel_cell cell;
    while (channel_outbox_at(d.desk[2].ch, 0, &cell) == 0) {
        assert_int_equal(channel_outbox_done(d.desk[2].ch, cell.mid, d.slot), 0);
    }
    assert_int_equal(channel_fork_len(d.desk[1].ch), 0);
    inject(&d, 2, CHANNEL_MESSAGE_YOURS, t2_bytes_of(statement, sizeof statement));
    if (d.desk[1].ch->log.gated == CHANNEL_NO_SEAT) {
        assert_int_equal(channel_fork_len(d.desk[1].ch), 1);
        assert_int_equal(channel_fork_at(d.desk[1].ch, 0, &fork), 0);
        assert_int_equal(fork.author, 1);
        assert_int_equal(fork.reporter, 2);
    } else {
        assert_int_equal(channel_post(d.desk[1].ch, 0, t2_bytes_str("x")), T2_E_STATE);
    }
    desks_close(&old);
    desks_free(&d);
}

/* Among devices that were never changed the new messages do nothing. */
static void where_no_device_has_changed(void **state)
{
    (void)state;
    struct desks d;
    uint8_t statement[4 + CHANNEL_DIGEST_LEN] = {0, 0, 0, 1, 9};
    desks_all_verified(&d, 2, 318);
    desks_say(&d, 0, 0, "hello");
    desks_settle(&d);
    struct channel *b = d.desk[1].ch;
    inject(&d, 0, CHANNEL_MESSAGE_FORWARDED, bytes_of(channel_log_record(&d.desk[0].ch->log, 0, 1)));
    assert_int_equal(malformed(&d, 1, 0), 1);
    inject(&d, 0, CHANNEL_MESSAGE_AGAIN, t2_bytes_of(statement, 4));
    assert_int_equal(malformed(&d, 1, 0), 2);
    assert_int_equal(channel_ask_again(b, 1), T2_E_MISSING);
    desks_say(&d, 1, 0, "still talking");
    desks_settle(&d);
    assert_int_equal(channel_log_len(d.desk[0].ch), 2);
    /* A statement about us that is not so shows as what it is. */
    inject(&d, 0, CHANNEL_MESSAGE_YOURS, t2_bytes_of(statement, sizeof statement));
    assert_int_equal(channel_fork_len(b), 1);
    desks_free(&d);
}

/* The new device tells one seat other stamp mailboxes than those that all have agreed on with it: nothing of
 * it counts there. */
static void stamps_that_nobody_agreed_to(void **state)
{
    (void)state;
    struct desks d;
    struct desk old;
    uint8_t key[CHANNEL_DIGEST_LEN];
    begin(&d, 319, &old, key);
    desks_join_by(&d, 1, 0);
    desks_pair(&d, 1, 2);
    (void)desks_send(&d, 0);
    (void)desks_send(&d, 2);
    while (desks_read(&d, 1) != 0) {
    }
    struct channel_stamps *own = &d.desk[1].ch->log.authors[1].stamps;
    assert_int_equal(own->n_more, 1);
    assert_int_equal(own->more[0].first, 4);
    struct channel_cell cell;
    while (channel_outbox_at(d.desk[1].ch, 0, &cell) == 0) { /* what it told is lost */
        assert_int_equal(channel_outbox_done(d.desk[1].ch, cell.mid, d.slot), 0);
    }
    own->more[0].announced[5] ^= 1;
    d.desk[1].ch->pairs[0].stamps_told = false;
    uint64_t wrong = malformed(&d, 0, 1);
    desks_say(&d, 1, 0, "by a clock of my own");
    desks_settle(&d);
    assert_int_equal(malformed(&d, 0, 1), wrong + 1);
    assert_int_equal(channel_log_len(d.desk[0].ch), 9);
    assert_int_equal(d.desk[0].ch->log.authors[1].stamps.n_more, 0);
    desks_close(&old);
    desks_free(&d);
}

/* A seat says that the stamps lay elsewhere: it and the other are named, and nothing is posted. */
static void stamps_that_were_never_there(void **state)
{
    (void)state;
    struct desks d;
    struct desk old;
    uint8_t key[CHANNEL_DIGEST_LEN], statement[4 + CHANNEL_DIGEST_LEN] = {0, 0, 0, 3};
    uint64_t unheard = 0, differ = 0;
    begin(&d, 320, &old, key);
    struct channel *a = d.desk[0].ch;
    join_by_a_liar(&d);
    desks_pair(&d, 1, 2);
    (void)desks_send(&d, 2);
    (void)desks_read(&d, 1);
    const struct channel_record *newest = channel_log_record(&a->log, 1, 3);
    memcpy(statement + 4, newest->digest, CHANNEL_DIGEST_LEN);
    struct channel_stamps *of_b = &a->log.authors[1].stamps;
    of_b->announced[7] ^= 1;
    inject(&d, 0, CHANNEL_MESSAGE_YOURS, t2_bytes_of(statement, sizeof statement));
    of_b->announced[7] ^= 1;
    desks_settle(&d);
    assert_int_equal(channel_post(d.desk[1].ch, 0, t2_bytes_str("x")), T2_E_STATE);
    channel_device_awaited(d.desk[1].ch, &unheard, &differ);
    assert_int_equal(differ, 5);
    desks_close(&old);
    desks_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_old_device_that_goes_on),
        cmocka_unit_test(what_comes_after_the_line_is_ended),
        cmocka_unit_test(a_device_nobody_agreed_to),
        cmocka_unit_test(forwarded_records_that_are_not_ours),
        cmocka_unit_test(an_invented_history),
        cmocka_unit_test(a_different_word_later),
        cmocka_unit_test(where_no_device_has_changed),
        cmocka_unit_test(stamps_that_nobody_agreed_to),
        cmocka_unit_test(stamps_that_were_never_there),
        cmocka_unit_test(named_after_the_end_in_one_breath),
        cmocka_unit_test(named_by_what_never_counts),
        cmocka_unit_test(what_is_known_after_a_cut),
        cmocka_unit_test(a_forwarded_record_without_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
