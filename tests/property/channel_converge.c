/* Whatever the relay does to the cells of 2 to 8 desks (loses, repeats, reorders, delays them), whatever its
 * clock and theirs say, and whenever a desk is closed and opened again: in the end all logs are the same,
 * slots and all, complete and in order. A stamp that the relay has lost for good is made good when it is old
 * enough for its author's word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../channel_desks.h"

static struct t2_random dice;

static uint32_t draw(uint32_t below)
{
    uint32_t v = 0;
    assert_int_equal(t2_random_fill(&dice, &v, sizeof v), 0);
    return v % below;
}

/* Some of the outbox goes to the relay; of that, loss percent is acknowledged and lost, of stamps lost_stamps
 * percent. A cell that is not acknowledged is sent again later. */
static void send_some(struct desks *d, uint8_t i, uint32_t loss, uint32_t lost_stamps)
{
    struct channel_cell cell;
    for (size_t n = channel_outbox_len(d->desk[i].ch); n > 0; n--) {
        size_t at = draw((uint32_t)n);
        if (draw(3) == 0 || channel_outbox_at(d->desk[i].ch, at, &cell) != 0) {
            continue;
        }
        uint32_t slot = d->slot;
        bool is_lost = draw(100) < (cell.seat == i ? lost_stamps : loss);
        if (!is_lost) {
            slot = relay_put(d, &cell);
        }
        /* A stamp that is lost and sent again would have two slots: a relay that loses it says so at once. */
        if ((is_lost && cell.seat == i) || draw(5) != 0) {
            assert_int_equal(channel_outbox_done(d->desk[i].ch, cell.mid, slot), 0);
        }
    }
}

/* A few cells of any mailbox on the list, in any order, some of them again and again. */
static void read_some(struct desks *d, uint8_t i)
{
    struct channel_mailbox box;
    enum channel_got got;
    for (unsigned tries = 0; tries < 6 * d->n; tries++) {
        size_t n = channel_inbox_len(d->desk[i].ch);
        if (n == 0) {
            return;
        }
        assert_int_equal(channel_inbox_at(d->desk[i].ch, draw((uint32_t)n), &box), 0);
        const struct relay_cell *c = relay_next(d, box.name, 1 + draw(CHANNEL_EPOCH_CELLS));
        if (c == NULL) {
            c = relay_next(d, box.name, box.from_seq);
        }
        if (c != NULL) {
            uint64_t seq = draw(2) == 0 ? c->seq : 0; /* with 0 the reading position stays */
            assert_int_equal(channel_receive(d->desk[i].ch, box.name, seq, c->slot, c->body, &got), 0);
            assert_true(got != CHANNEL_GOT_FOREIGN && got != CHANNEL_GOT_MALFORMED);
        }
    }
}

static void say_something(struct desks *d, uint8_t i, uint64_t clock)
{
    static uint8_t text[12000];
    size_t len = draw(8) == 0 ? draw(sizeof text) : draw(200);
    memset(text, 'a' + i, sizeof text);
    assert_int_equal(channel_post(d->desk[i].ch, clock, t2_bytes_of(text, len)), 0);
}

#define ARRIVAL "a seat has come"

/* What a desk does with a table: it grows by each arrival that counts in its log. */
static void grow(struct desks *d, uint8_t i, uint8_t n_before)
{
    struct channel_event ev;
    uint8_t n = n_before;
    for (size_t k = 0; channel_log_at(d->desk[i].ch, k, &ev) == 0; k++) {
        n = (uint8_t)(n + (t2_bytes_eq(ev.event, t2_bytes_str(ARRIVAL)) ? 1 : 0));
    }
    assert_int_equal(channel_grow(d->desk[i].ch, n), 0);
}

/* A seat comes: the convenor says so and hands it the file that makes the table. */
static void arrive(struct desks *d, uint8_t n_before)
{
    desks_say(d, 0, channel_slot_floor(d->desk[0].ch), ARRIVAL);
    grow(d, 0, n_before);
    desks_join(d, desks_add(d));
}

/* Two desks that know of each other exchange files when they have not. */
static void meet(struct desks *d, uint8_t x, uint8_t y)
{
    struct channel_pair_info info;
    if (x != y && channel_pair_info(d->desk[x].ch, y, &info) == 0 && info.status == CHANNEL_PAIR_NONE &&
        channel_pair_info(d->desk[y].ch, x, &info) == 0) {
        desks_pair(d, x, y);
    }
}

static bool complete(const struct desks *d)
{
    for (uint8_t i = 0; i < d->n; i++) {
        if (channel_gap_len(d->desk[i].ch) > 0) {
            return false;
        }
    }
    return true;
}

/* The relay behaves again; what is missing is asked for until nothing is. Time goes on, far enough for stamps
 * that are lost. */
static void make_good(struct desks *d)
{
    d->slot += 10;
    for (uint8_t i = 0; i < d->n; i++) {
        desks_say(d, i, channel_slot_floor(d->desk[i].ch), "the last word");
    }
    desks_settle(d);
    for (uint8_t i = 0; i < d->n; i++) {
        channel_log_limit(d->desk[i].ch, d->slot + CHANNEL_GIVEN_SLOTS);
    }
    for (unsigned round = 0; round < 60 && !complete(d); round++) {
        for (uint8_t i = 0; i < d->n; i++) {
            for (uint8_t author = 0; author < d->n; author++) {
                int err = author == i ? 0 : channel_ask_again(d->desk[i].ch, author);
                assert_true(err == 0 || err == T2_E_MISSING);
            }
            assert_int_equal(channel_commit(d->desk[i].ch), 0);
        }
        desks_settle(d);
        for (uint8_t i = 0; i < d->n; i++) {
            assert_int_equal(channel_commit(d->desk[i].ch), 0); /* seals what was asked for */
        }
        desks_settle(d);
    }
}

static void assert_same(const struct desks *d, uint32_t n_said)
{
    uint8_t digest[2][CHANNEL_DIGEST_LEN];
    uint32_t next[DESKS_MAX] = {0};
    struct channel_event ev;
    struct channel_event before = {0};
    assert_int_equal(channel_log_len(d->desk[0].ch), n_said);
    for (uint8_t i = 0; i < d->n; i++) {
        assert_int_equal(channel_log_digest(d->desk[i].ch, digest[i > 0]), 0);
        assert_memory_equal(digest[i > 0], digest[0], CHANNEL_DIGEST_LEN);
        assert_int_equal(channel_fork_len(d->desk[i].ch), 0);
        assert_int_equal(channel_log_len(d->desk[i].ch), n_said);
    }
    for (size_t i = 0; i < n_said; i++) {
        assert_int_equal(channel_log_at(d->desk[0].ch, i, &ev), 0);
        assert_int_equal(ev.seq, ++next[ev.author]);
        assert_true(ev.slot > before.slot || (ev.slot == before.slot &&
                                              (ev.lamport > before.lamport ||
                                               (ev.lamport == before.lamport && ev.author > before.author))));
        assert_true(ev.stamped);
        before = ev;
    }
}

static void run(uint8_t n, uint64_t seed, uint32_t loss, uint32_t lost_stamps, unsigned steps)
{
    static struct t2_random_seeded s;
    struct desks d;
    uint32_t n_said = n;
    printf("  %u desks, seed %llu, %u %% lost, %u %% of stamps\n", (unsigned)n, (unsigned long long)seed,
           (unsigned)loss, (unsigned)lost_stamps);
    dice = t2_random_seeded_init(&s, seed);
    desks_all_verified(&d, n, seed);
    for (unsigned step = 0; step < steps; step++) {
        uint8_t i = (uint8_t)draw(n);
        d.slot = DESKS_SLOT + step / 2 + draw(4); /* it jumps back, too */
        switch (draw(5)) {
        case 0:
        case 1:
            say_something(&d, i, draw(3 * DESKS_SLOT));
            assert_int_equal(channel_commit(d.desk[i].ch), 0);
            n_said++;
            break;
        case 2:
            send_some(&d, i, loss, lost_stamps);
            break;
        case 3:
            read_some(&d, i);
            assert_int_equal(channel_commit(d.desk[i].ch), 0);
            break;
        default:
            if (draw(6) == 0) { /* closed without a commit, in the middle of reading */
                read_some(&d, i);
                desks_restart(&d, i);
            }
        }
    }
    make_good(&d);
    assert_same(&d, n_said);
    desks_free(&d);
}

/* Seats that come in the middle of the traffic: who has not heard of them yet gets records that name them. */
static void run_growing(uint8_t n_before, uint8_t n_new, uint64_t seed, uint32_t loss, unsigned steps)
{
    static struct t2_random_seeded s;
    struct desks d;
    uint32_t n_said = (uint32_t)n_before + 2u * n_new; /* the last words, and the arrivals */
    printf("  %u desks and %u later, seed %llu\n", (unsigned)n_before, (unsigned)n_new,
           (unsigned long long)seed);
    dice = t2_random_seeded_init(&s, seed);
    desks_all_verified(&d, n_before, seed);
    for (unsigned step = 0; step < steps; step++) {
        uint8_t i = (uint8_t)draw(d.n);
        d.slot = DESKS_SLOT + step / 2 + draw(4);
        if (step % (steps / (n_new + 1u)) == steps / (n_new + 1u) - 1 && d.n < n_before + n_new) {
            arrive(&d, n_before);
        }
        switch (draw(6)) {
        case 0:
        case 1:
            say_something(&d, i, step);
            assert_int_equal(channel_commit(d.desk[i].ch), 0);
            n_said++;
            break;
        case 2:
            send_some(&d, i, loss, 0);
            break;
        case 3:
            meet(&d, i, (uint8_t)draw(d.n));
            break;
        case 4:
            read_some(&d, i);
            grow(&d, i, n_before);
            assert_int_equal(channel_commit(d.desk[i].ch), 0);
            break;
        default:
            if (draw(6) == 0) {
                read_some(&d, i);
                desks_restart(&d, i);
                grow(&d, i, n_before);
            }
        }
    }
    assert_int_equal(d.n, n_before + n_new);
    d.slot += 10;
    desks_settle(&d);
    for (uint8_t i = 0; i < d.n; i++) {
        channel_log_limit(d.desk[i].ch, d.slot + CHANNEL_GIVEN_SLOTS);
    }
    for (unsigned round = 0; round < 6u * n_new; round++) { /* the news reaches everybody, and all meet */
        desks_settle(&d);
        for (uint8_t i = 0; i < d.n; i++) {
            for (uint8_t a = 0; a < d.n; a++) { /* what was lost of it is asked for */
                int err = a == i ? 0 : channel_ask_again(d.desk[i].ch, a);
                assert_true(err == 0 || err == T2_E_MISSING || err == T2_E_STATE || err == T2_E_ARGUMENT);
            }
            grow(&d, i, n_before);
            assert_int_equal(channel_commit(d.desk[i].ch), 0);
        }
        for (uint8_t i = 0; i < d.n; i++) {
            for (uint8_t k = 0; k < i; k++) {
                meet(&d, k, i);
            }
        }
    }
    for (uint8_t i = 0; i < d.n; i++) {
        assert_int_equal(channel_n_seats(d.desk[i].ch), d.n);
    }
    make_good(&d);
    assert_same(&d, n_said);
    desks_free(&d);
}

static void seats_that_come_later(void **state)
{
    (void)state;
    run_growing(2, 1, 11, 0, 150);
    run_growing(3, 2, 12, 10, 240);
    run_growing(3, 5, 13, 10, 360);
}

static void two_desks(void **state)
{
    (void)state;
    run(2, 1, 0, 0, 120);
    run(2, 2, 20, 0, 120);
}

static void three_desks(void **state)
{
    (void)state;
    run(3, 3, 10, 0, 120);
    run(3, 4, 30, 0, 120);
    run(3, 7, 0, 10, 120);
    run(3, 8, 10, 10, 120);
}

static void five_desks(void **state)
{
    (void)state;
    run(5, 5, 10, 0, 120);
}

static void eight_desks(void **state)
{
    (void)state;
    run(8, 6, 10, 0, 120);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_desks),   cmocka_unit_test(three_desks),           cmocka_unit_test(five_desks),
        cmocka_unit_test(eight_desks), cmocka_unit_test(seats_that_come_later),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
