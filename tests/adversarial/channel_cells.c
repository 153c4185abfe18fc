/* Cells in wrong hands: changed, repeated, out of order, for others; what they show; what a stolen device can
 * open. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <channel/channel_internal.h>

#include "../channel_desks.h"

static void state_of(const struct channel *ch, struct t2_buf *out)
{
    t2_buf_init(out, CHANNEL_STORE_VALUE_MAX);
    assert_int_equal(channel_state_encode(ch, out), 0);
}

/* Desks that have told each other where their stamps lie. */
static void start(struct desks *d, uint8_t n, uint64_t seed)
{
    desks_all_verified(d, n, seed);
    desks_settle(d);
}

/* The mailbox that the next cell of seat for us stands in. */
static struct channel_mailbox box_of(const struct channel *ch, uint8_t seat)
{
    struct channel_mailbox box = {.seat = CHANNEL_NO_SEAT};
    for (size_t i = 0; channel_inbox_at(ch, i, &box) == 0 && (box.seat != seat || box.stamps); i++) {
    }
    assert_int_equal(box.seat, seat);
    assert_false(box.stamps);
    return box;
}

static enum channel_got receive(struct channel *ch, uint8_t seat, uint64_t seq, const uint8_t *body)
{
    enum channel_got got;
    struct channel_mailbox box = box_of(ch, seat);
    assert_int_equal(channel_receive(ch, box.name, seq, DESKS_SLOT, body, &got), 0);
    return got;
}

/* The i-th cell that waits, of those that are no stamps. */
static void outbox_body(const struct channel *ch, size_t i, uint8_t out[T2_CELL_MAIL_LEN])
{
    struct channel_cell cell;
    size_t n_stamps = 0;
    while (channel_outbox_at(ch, n_stamps, &cell) == 0 && cell.seat == channel_self(ch)) {
        n_stamps++;
    }
    assert_int_equal(channel_outbox_at(ch, n_stamps + i, &cell), 0);
    memcpy(out, cell.body, T2_CELL_MAIL_LEN);
}

/* Every byte changed: skipped and counted, and neither ratchet nor log nor parts move. */
static void every_changed_byte_is_noticed(void **state)
{
    (void)state;
    struct desks d;
    struct t2_buf before;
    struct t2_buf after;
    struct channel_pair_info info;
    uint8_t body[T2_CELL_MAIL_LEN];
    start(&d, 2, 51);
    desks_say(&d, 0, 0, "not a word of this");
    outbox_body(d.desk[0].ch, 0, body);
    struct channel *b = d.desk[1].ch;
    state_of(b, &before);
    for (size_t i = 0; i < sizeof body; i++) {
        body[i] ^= (uint8_t)(1u << i % 8);
        assert_int_equal(receive(b, 0, 0, body), CHANNEL_GOT_FOREIGN);
        body[i] ^= (uint8_t)(1u << i % 8);
    }
    assert_int_equal(channel_pair_info(b, 0, &info), 0);
    assert_int_equal(info.foreign, T2_CELL_MAIL_LEN);
    b->pairs[0].foreign = 0;
    state_of(b, &after);
    assert_true(t2_bytes_eq(t2_buf_view(&before), t2_buf_view(&after)));
    assert_int_equal(receive(b, 0, 1, body), CHANNEL_GOT_EVENT);
    t2_buf_free(&before);
    t2_buf_free(&after);
    desks_free(&d);
}

static void a_repeated_cell_is_skipped(void **state)
{
    (void)state;
    struct desks d;
    uint8_t body[2][T2_CELL_MAIL_LEN];
    start(&d, 2, 52);
    desks_say(&d, 0, 0, "once");
    desks_say(&d, 0, 0, "twice");
    outbox_body(d.desk[0].ch, 0, body[0]);
    outbox_body(d.desk[0].ch, 1, body[1]);
    struct channel *b = d.desk[1].ch;
    assert_int_equal(receive(b, 0, 1, body[0]), CHANNEL_GOT_EVENT);
    assert_int_equal(receive(b, 0, 2, body[0]), CHANNEL_GOT_REPEATED);
    assert_int_equal(receive(b, 0, 3, body[1]), CHANNEL_GOT_EVENT);
    assert_int_equal(receive(b, 0, 4, body[0]), CHANNEL_GOT_REPEATED);
    assert_int_equal(receive(b, 0, 5, body[1]), CHANNEL_GOT_REPEATED);
    assert_int_equal(desks_stamp(&d, 0, 1), 2);
    assert_int_equal(channel_commit(b), 0);
    desks_restart(&d, 1);
    assert_int_equal(receive(d.desk[1].ch, 0, 6, body[1]), CHANNEL_GOT_REPEATED);
    assert_int_equal(channel_log_len(d.desk[1].ch), 2);
    desks_free(&d);
}

/* Backwards, with kept keys; each of which opens once. */
static void cells_in_the_wrong_order_are_put_right(void **state)
{
    (void)state;
    enum { N = 40 };
    struct desks d;
    static uint8_t body[N][T2_CELL_MAIL_LEN];
    start(&d, 2, 53);
    for (unsigned i = 0; i < N; i++) {
        desks_say(&d, 0, i, "event");
        outbox_body(d.desk[0].ch, i, body[i]);
    }
    struct channel *b = d.desk[1].ch;
    for (unsigned i = N; i > 0; i--) {
        assert_int_equal(receive(b, 0, i, body[i - 1]), CHANNEL_GOT_EVENT);
        assert_int_equal(receive(b, 0, i, body[i - 1]), CHANNEL_GOT_REPEATED);
    }
    assert_int_equal(desks_stamp(&d, 0, 1), N);
    assert_int_equal(channel_log_len(b), N);
    assert_int_equal(b->pairs[0].n_skipped, 0);
    desks_free(&d);
}

/* A relay that swallows a whole mailbox: the keys kept for it are bounded and dropped in time, its late cells
 * are no longer taken, and the events come again under new numbers. */
static void a_lost_mailbox_is_given_up_and_made_good(void **state)
{
    (void)state;
    enum { LOST = CHANNEL_EPOCH_CELLS - 1, N = 3 * CHANNEL_EPOCH_CELLS }; /* one of the first has come */
    struct desks d;
    struct channel_cell cell;
    enum channel_got got;
    start(&d, 2, 54);
    struct channel *a = d.desk[0].ch;
    struct channel *b = d.desk[1].ch;
    struct channel_mailbox lost = box_of(b, 0);
    for (unsigned i = 0; i < N; i++) {
        assert_int_equal(channel_post(a, 0, t2_bytes_str("x")), 0);
    }
    assert_int_equal(channel_commit(a), 0);
    assert_int_equal(desks_stamp(&d, 0, 1), 2);
    for (unsigned i = 0; i < LOST; i++) {
        assert_int_equal(channel_outbox_at(a, 0, &cell), 0);
        assert_int_equal(cell.seat, 1);
        assert_int_equal(channel_outbox_done(a, cell.mid, d.slot), 0);
    }
    (void)desks_send(&d, 0);
    (void)desks_read(&d, 1);
    assert_int_equal(b->pairs[0].n_skipped, LOST);
    assert_int_equal(channel_inbox_len(b), 1 + 3); /* the lost one is still looked at */
    assert_int_equal(channel_commit(a), 0);
    (void)desks_send(&d, 0);
    (void)desks_read(&d, 1);
    assert_int_equal(b->pairs[0].in.next, 1 + N);
    assert_int_equal(b->pairs[0].n_skipped, 0);
    assert_int_equal(channel_inbox_len(b), 1 + 2);
    assert_int_equal(channel_receive(b, lost.name, 1, d.slot, d.cells[0].body, &got), T2_E_MISSING);
    assert_int_equal(channel_log_len(b), 0);
    for (unsigned round = 0; round < CHANNEL_EPOCH_CELLS / CHANNEL_ASK_MAX; round++) {
        assert_int_equal(channel_gap_len(b), 1);
        assert_int_equal(channel_ask_again(b, 0), 0);
        assert_int_equal(channel_commit(b), 0);
        desks_settle(&d);
        assert_int_equal(channel_commit(a), 0);
        desks_settle(&d);
    }
    assert_int_equal(channel_gap_len(b), 0);
    assert_int_equal(channel_log_len(b), N);
    desks_free(&d);
}

/* A cell opens for its receiver, in its direction, at its table, in its mailbox; nowhere else. */
static void a_cell_for_another_is_foreign(void **state)
{
    (void)state;
    struct desks d;
    struct desks other;
    uint8_t for_b[T2_CELL_MAIL_LEN];
    uint8_t for_c[T2_CELL_MAIL_LEN];
    enum channel_got got;
    start(&d, 3, 55);
    start(&other, 2, 56);
    desks_say(&d, 0, 0, "to both");
    outbox_body(d.desk[0].ch, 0, for_b);
    outbox_body(d.desk[0].ch, 1, for_c);
    assert_memory_not_equal(for_b, for_c, sizeof for_b);
    assert_int_equal(receive(d.desk[1].ch, 0, 1, for_c), CHANNEL_GOT_FOREIGN); /* another receiver */
    assert_int_equal(receive(d.desk[1].ch, 2, 1, for_b), CHANNEL_GOT_FOREIGN); /* another sender's mailbox */
    assert_int_equal(receive(d.desk[0].ch, 1, 1, for_b), CHANNEL_GOT_FOREIGN); /* thrown back at its sender */
    assert_int_equal(receive(other.desk[1].ch, 0, 1, for_b), CHANNEL_GOT_FOREIGN); /* another table */
    struct channel_mailbox next;
    assert_int_equal(channel_inbox_at(d.desk[1].ch, 2 + 1, &next), 0);
    assert_int_equal(next.seat, 0);
    assert_int_equal(channel_receive(d.desk[1].ch, next.name, 1, d.slot, for_b, &got), 0);
    assert_int_equal(got, CHANNEL_GOT_FOREIGN); /* the next mailbox of the same sender */
    assert_int_equal(receive(d.desk[1].ch, 0, 2, for_b), CHANNEL_GOT_EVENT);
    desks_free(&d);
    desks_free(&other);
}

/* The binding itself: with the right key, another table, sender, receiver or number does not open. */
static void every_part_of_the_binding_counts(void **state)
{
    (void)state;
    const uint8_t table[2][CHANNEL_TABLE_ID_LEN] = {{1}, {2}};
    uint8_t plain[CHANNEL_CELL_PLAIN_LEN] = {5};
    uint8_t body[T2_CELL_MAIL_LEN];
    uint8_t key[CHANNEL_KEY_LEN];
    struct channel_direction d = {.chain = {3}, .next = 4};
    struct channel_direction copy = d;
    assert_int_equal(t2_init(), 0);
    struct channel_binding b = {.table_id = table[0], .sender = 1, .receiver = 2};
    assert_int_equal(channel_ratchet_seal(&d, &b, t2_random_system(), plain, body), 0);
    assert_int_equal(channel_ratchet_step(&copy, key), 0);
    assert_int_equal(channel_cell_open(key, &b, 4, body, plain), 0);
    assert_int_equal(channel_cell_open(key, &b, 5, body, plain), T2_E_AUTH);
    b.sender = 3;
    assert_int_equal(channel_cell_open(key, &b, 4, body, plain), T2_E_AUTH);
    b = (struct channel_binding){.table_id = table[0], .sender = 1, .receiver = 3};
    assert_int_equal(channel_cell_open(key, &b, 4, body, plain), T2_E_AUTH);
    b = (struct channel_binding){.table_id = table[1], .sender = 1, .receiver = 2};
    assert_int_equal(channel_cell_open(key, &b, 4, body, plain), T2_E_AUTH);
    b = (struct channel_binding){.table_id = table[0], .sender = 2, .receiver = 1};
    assert_int_equal(channel_cell_open(key, &b, 4, body, plain), T2_E_AUTH);
}

/* A member that seals nonsense: each is opened, counted as malformed, and dropped. */
static void what_a_seat_seals_is_judged_too(void **state)
{
    (void)state;
    struct desks d;
    struct channel_pair_info info;
    const struct {
        uint8_t head[8];
    } wrong[] = {
        {{0, 0, 0, 1, 1}},          /* no parts */
        {{1, 1, 0, 1, 1}},          /* index beyond the count */
        {{0, 200, 0, 1, 1}},        /* too many parts */
        {{0, 2, 0, 1, 1}},          /* a part that is not full and not the last */
        {{0, 1, 0, 0, 0}},          /* empty */
        {{0, 1, 0xff, 0xff, 1}},    /* longer than the cell */
        {{0, 1, 0, 1, 1, 0, 0, 1}}, /* padding that is not zero */
        {{0, 1, 0, 1, 0}},          /* kind 0 */
        {{0, 1, 0, 1, 99}},         /* an unknown kind */
        {{0, 1, 0, 1, 1}},          /* an event without a record */
        {{0, 1, 0, 5, 1}},          /* an event with a slot and no record */
        {{0, 1, 0, 2, 1, 1}},       /* an event cut short */
        {{0, 1, 0, 3, 4, 1, 1}},    /* where stamps lie, cut short */
        {{0, 1, 0, 1, 2}},          /* an introduction cut short */
        {{0, 1, 0, 3, 3, 0, 0}},    /* a request cut short */
    };
    enum { N = sizeof wrong / sizeof wrong[0] };
    start(&d, 2, 57);
    struct channel *a = d.desk[0].ch;
    struct channel *b = d.desk[1].ch;
    const struct channel_binding binding = {.table_id = a->table_id, .sender = 0, .receiver = 1};
    for (unsigned i = 0; i < N; i++) {
        uint8_t plain[CHANNEL_CELL_PLAIN_LEN] = {0};
        uint8_t body[T2_CELL_MAIL_LEN];
        memcpy(plain, wrong[i].head, sizeof wrong[i].head);
        assert_int_equal(channel_ratchet_seal(&a->pairs[1].out, &binding, t2_random_system(), plain, body),
                         0);
        assert_int_equal(receive(b, 0, i + 1, body), CHANNEL_GOT_MALFORMED);
    }
    assert_int_equal(channel_pair_info(b, 0, &info), 0);
    assert_int_equal(info.malformed, N);
    assert_int_equal(info.opened, 1 + N);
    assert_int_equal(channel_log_len(b), 0);
    /* The line itself goes on. */
    uint8_t body[T2_CELL_MAIL_LEN];
    desks_say(&d, 0, 0, "sorry");
    outbox_body(a, 0, body);
    assert_int_equal(receive(b, 0, N + 1, body), CHANNEL_GOT_EVENT);
    assert_int_equal(desks_stamp(&d, 0, 1), 1);
    assert_int_equal(channel_log_len(b), 1);
    desks_free(&d);
}

/* A seat that posts an event in another's name over its own pair. */
static void nobody_speaks_for_another(void **state)
{
    (void)state;
    struct desks d;
    struct t2_buf record;
    uint8_t plain[CHANNEL_CELL_PLAIN_LEN] = {0, 1};
    uint8_t body[T2_CELL_MAIL_LEN];
    const uint8_t zeros[CHANNEL_DIGEST_LEN] = {0};
    desks_all_verified(&d, 3, 58);
    struct channel *a = d.desk[0].ch;
    const struct channel_binding binding = {.table_id = a->table_id, .sender = 0, .receiver = 1};
    t2_buf_init(&record, CHANNEL_RECORD_MAX);
    assert_int_equal(
        channel_record_write(&record, 2, 1, zeros, t2_bytes_of(NULL, 0), t2_bytes_str("I, seat C, agree")),
        0);
    plain[3] = (uint8_t)(record.len + 5);
    plain[4] = CHANNEL_MESSAGE_EVENT;
    memcpy(plain + 9, record.ptr, record.len);
    assert_int_equal(channel_ratchet_seal(&a->pairs[1].out, &binding, t2_random_system(), plain, body), 0);
    assert_int_equal(receive(d.desk[1].ch, 0, 1, body), CHANNEL_GOT_MALFORMED);
    assert_int_equal(channel_log_len(d.desk[1].ch), 0);
    t2_buf_free(&record);
    desks_free(&d);
}

/* Forward secrecy: a device taken now, with all it holds, opens none of the cells that went before. */
static void a_stolen_state_opens_nothing_older(void **state)
{
    (void)state;
    enum { N = 12 };
    struct desks d;
    static uint8_t body[N][T2_CELL_MAIL_LEN];
    uint8_t keys[N][CHANNEL_KEY_LEN];
    struct t2_buf stolen;
    start(&d, 2, 59);
    struct channel *b = d.desk[1].ch;
    struct channel_direction in = b->pairs[0].in;
    for (unsigned i = 0; i < N; i++) {
        desks_say(&d, 0, i, "said and gone");
        outbox_body(d.desk[0].ch, i, body[i]);
        assert_int_equal(channel_ratchet_step(&in, keys[i]), 0);
    }
    for (unsigned i = 0; i < N; i++) {
        if (i != 5) { /* one is still awaited */
            assert_int_equal(receive(b, 0, i + 1, body[i]), CHANNEL_GOT_EVENT);
        }
    }
    state_of(b, &stolen);
    for (unsigned i = 0; i < N; i++) {
        assert_int_equal(holds(stolen.ptr, stolen.len, keys[i], sizeof keys[i]), i == 5);
    }
    /* Not by going on with the chain it holds, either. */
    struct channel_direction held = b->pairs[0].in;
    const struct channel_binding binding = {.table_id = b->table_id, .sender = 0, .receiver = 1};
    for (unsigned step = 0; step < 300; step++) {
        uint8_t key[CHANNEL_KEY_LEN];
        uint8_t plain[CHANNEL_CELL_PLAIN_LEN];
        assert_int_equal(channel_ratchet_step(&held, key), 0);
        for (unsigned i = 0; i < N; i++) {
            assert_memory_not_equal(key, keys[i], sizeof key);
        }
        assert_int_equal(channel_cell_open(key, &binding, 1 + 3, body[3], plain), T2_E_AUTH);
    }
    /* The sender keeps none of them either. */
    t2_buf_free(&stolen);
    state_of(d.desk[0].ch, &stolen);
    for (unsigned i = 0; i < N; i++) {
        assert_false(holds(stolen.ptr, stolen.len, keys[i], sizeof keys[i]));
    }
    t2_buf_free(&stolen);
    desks_free(&d);
}

/* T1: nothing of the table is to be seen in what the relay gets: no text, no id, no name, no key. */
static void cells_show_nothing(void **state)
{
    (void)state;
    static const char *const words[] = {"The Lakeside Table", "Seat A", "Arvenia", "territory",
                                        "could recommend"};
    struct desks d;
    unsigned counts[256] = {0};
    start(&d, 4, 60);
    for (uint8_t i = 0; i < 4; i++) {
        for (unsigned k = 0; k < sizeof words / sizeof words[0]; k++) {
            assert_int_equal(channel_post(d.desk[i].ch, k, t2_bytes_str(words[k])), 0);
        }
        assert_int_equal(channel_commit(d.desk[i].ch), 0);
        (void)desks_send(&d, i);
    }
    /* Each has told three where its stamps lie, and sent one stamp and five events to each of three. */
    assert_int_equal(d.n_cells, 4 * (3 + 1 + 3 * 5));
    for (size_t c = 0; c < d.n_cells; c++) {
        const struct relay_cell *cell = &d.cells[c];
        for (unsigned k = 0; k < sizeof words / sizeof words[0]; k++) {
            assert_false(holds(cell, sizeof *cell, words[k], strlen(words[k])));
        }
        for (uint8_t i = 0; i < 4; i++) {
            const struct channel *ch = d.desk[i].ch;
            assert_false(holds(cell, sizeof *cell, ch->table_id, sizeof ch->table_id));
            assert_false(holds(cell, sizeof *cell, ch->introduction_pk, sizeof ch->introduction_pk));
            assert_false(holds(cell, sizeof *cell, ch->stamp_secret, sizeof ch->stamp_secret));
            assert_false(
                holds(cell->body, sizeof cell->body, ch->log.authors[i].stamps.announced, T2_CELL_KEY_LEN));
            for (uint8_t s = 0; s < 4; s++) {
                assert_false(s != i && holds(cell, sizeof *cell, ch->pairs[s].own_pk, T2_X25519_LEN));
                assert_false(s != i && holds(cell, sizeof *cell, ch->pairs[s].out.mailbox, CHANNEL_KEY_LEN));
            }
        }
        /* Nothing repeats from cell to cell: not a locator, not a message id, not a nonce. */
        for (size_t e = 0; e < c; e++) {
            assert_memory_not_equal(cell->mid, d.cells[e].mid, sizeof cell->mid);
            assert_memory_not_equal(cell->body, d.cells[e].body, 16);
            assert_memory_not_equal(cell->body + 16, d.cells[e].body + 16, 24);
        }
        for (size_t i = 0; i < sizeof cell->body; i++) {
            counts[cell->body[i]]++;
        }
    }
    /* Chi-squared over the bytes of all cells: 255 degrees of freedom, far beyond 400 is not random. */
    double expected = (double)(d.n_cells * T2_CELL_MAIL_LEN) / 256.0;
    double chi = 0;
    for (unsigned v = 0; v < 256; v++) {
        double off = (double)counts[v] - expected;
        chi += off * off / expected;
    }
    assert_true(chi < 400.0);
    /* Every pair and direction has a mailbox of its own. */
    for (size_t c = 0; c < d.n_cells; c++) {
        assert_true(d.cells[c].seq <= 1 + 5);
    }
    desks_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_changed_byte_is_noticed),
        cmocka_unit_test(a_repeated_cell_is_skipped),
        cmocka_unit_test(cells_in_the_wrong_order_are_put_right),
        cmocka_unit_test(a_lost_mailbox_is_given_up_and_made_good),
        cmocka_unit_test(a_cell_for_another_is_foreign),
        cmocka_unit_test(every_part_of_the_binding_counts),
        cmocka_unit_test(what_a_seat_seals_is_judged_too),
        cmocka_unit_test(nobody_speaks_for_another),
        cmocka_unit_test(a_stolen_state_opens_nothing_older),
        cmocka_unit_test(cells_show_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
