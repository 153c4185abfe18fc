/* An author that does not say the same to all, and a reporter that says what is not so: both are noticed by
 * name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <channel/channel_internal.h>

#include "../channel_desks.h"

static void send_only_to(struct desks *d, struct channel *ch, uint8_t seat)
{
    struct channel_cell cell;
    for (size_t i = 0; channel_outbox_at(ch, i, &cell) == 0; i++) {
        if (cell.seat == seat || cell.seat == channel_self(ch)) {
            (void)relay_put(d, &cell);
        }
    }
}

static void copy_file(const char *from, const char *to)
{
    size_t len;
    uint8_t *b = file_bytes(from, &len);
    FILE *f = fopen(to, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(b, 1, len, f), len);
    assert_int_equal(fclose(f), 0);
    free(b);
}

/* The first event goes to A under the mailboxes of stamps that A knows, and another to B under others: each
 * fits what the seat was told, and only what A and B say of it can show it. */
static void other_stamps(struct channel *ch)
{
    memset(ch->stamp_secret, 0x79, sizeof ch->stamp_secret);
    assert_int_equal(channel_stamps_derive(ch), 0);
}

/* Seat D runs two copies of itself, one for A and one for B. Neither A nor B can see it alone; with the first
 * event of A that B reads, both names are on the table. */
static void two_words_for_one_event_are_noticed(void **state)
{
    (void)state;
    struct desks d;
    struct channel_store *store = NULL;
    struct channel *twin = NULL;
    struct channel_fork fork;
    char path[300];
    uint8_t true_secret[CHANNEL_KEY_LEN];
    desks_init(&d, 4, 81);
    for (uint8_t i = 1; i < 4; i++) {
        desks_join(&d, i);
    }
    desks_pair(&d, 1, 2);
    desks_pair(&d, 2, 3);
    memcpy(true_secret, d.desk[3].ch->stamp_secret, sizeof true_secret);
    other_stamps(d.desk[3].ch);
    desks_pair(&d, 1, 3);
    memcpy(d.desk[3].ch->stamp_secret, true_secret, sizeof true_secret);
    assert_int_equal(channel_stamps_derive(d.desk[3].ch), 0);
    desks_settle(&d);
    struct channel *a = d.desk[0].ch;
    struct channel *b = d.desk[1].ch;
    (void)snprintf(path, sizeof path, "%s/twin", d.folder);
    copy_file(d.desk[3].path, path);
    assert_int_equal(channel_store_open(&store, path, t2_bytes_str(DESKS_PASSPHRASE), t2_random_system()), 0);
    assert_int_equal(channel_load(&twin, store, t2_random_system()), 0);
    other_stamps(twin);

    assert_int_equal(channel_post(d.desk[3].ch, 0, t2_bytes_str("I could recommend it")), 0);
    assert_int_equal(channel_commit(d.desk[3].ch), 0);
    assert_int_equal(channel_post(twin, 0, t2_bytes_str("I could never recommend it")), 0);
    assert_int_equal(channel_commit(twin), 0);
    send_only_to(&d, d.desk[3].ch, 0);
    send_only_to(&d, twin, 1);
    (void)desks_read(&d, 0);
    (void)desks_read(&d, 1);
    assert_int_equal(channel_log_len(a), 1);
    assert_int_equal(channel_log_len(b), 1);
    assert_int_equal(channel_fork_len(a) + channel_fork_len(b), 0);

    desks_say(&d, 0, 1, "so D could recommend it");
    (void)desks_send(&d, 0);
    (void)desks_read(&d, 1);
    assert_int_equal(channel_fork_len(b), 1);
    assert_int_equal(channel_fork_at(b, 0, &fork), 0);
    assert_int_equal(fork.author, 3);
    assert_int_equal(fork.seq, 1);
    assert_int_equal(fork.reporter, 0);
    assert_int_equal(channel_fork_at(b, 1, &fork), T2_E_MISSING);
    assert_int_equal(channel_log_len(b), 1); /* what stands on the other version does not count */
    desks_restart(&d, 1);
    assert_int_equal(channel_fork_len(d.desk[1].ch), 1);

    /* B answers, and A sees the same from the other side. */
    desks_say(&d, 1, 2, "D said never");
    (void)desks_send(&d, 1);
    (void)desks_read(&d, 0);
    assert_int_equal(channel_fork_len(a), 1);
    assert_int_equal(channel_fork_at(a, 0, &fork), 0);
    assert_int_equal(fork.author, 3);
    assert_int_equal(fork.reporter, 1);

    channel_free(twin);
    channel_store_free(store);
    (void)remove(path);
    (void)snprintf(path, sizeof path, "%s/twin.lock", d.folder);
    (void)remove(path);
    desks_free(&d);
}

/* The same with one row of stamps for all, as the program has it: the relay shows both words to both, or only
 * the first, and neither needs the other to see it. */
static void two_stamps_for_one_event_are_noticed_at_once(void **state)
{
    (void)state;
    for (unsigned both = 0; both < 2; both++) {
        struct desks d;
        struct channel_store *store = NULL;
        struct channel *twin = NULL;
        struct channel_fork fork;
        char path[300];
        desks_all_verified(&d, 4, 85 + both);
        desks_settle(&d);
        (void)snprintf(path, sizeof path, "%s/twin", d.folder);
        copy_file(d.desk[3].path, path);
        assert_int_equal(channel_store_open(&store, path, t2_bytes_str(DESKS_PASSPHRASE), t2_random_system()),
                         0);
        assert_int_equal(channel_load(&twin, store, t2_random_system()), 0);
        desks_say(&d, 3, 0, "I could recommend it");
        assert_int_equal(channel_post(twin, 0, t2_bytes_str("I could never recommend it")), 0);
        assert_int_equal(channel_commit(twin), 0);
        twin->stamp_cells[0].mid[0] ^= (uint8_t)both; /* else the relay takes it for a repeat */
        send_only_to(&d, d.desk[3].ch, 0);
        send_only_to(&d, twin, 1);
        for (uint8_t i = 0; i < 2; i++) {
            bool notices = both == 1 || i == 1;
            (void)desks_read(&d, i);
            assert_int_equal(channel_log_len(d.desk[i].ch), i == 0 ? 1 : 0);
            assert_int_equal(channel_fork_len(d.desk[i].ch), notices ? 1 : 0);
            if (notices) {
                assert_int_equal(channel_fork_at(d.desk[i].ch, 0, &fork), 0);
                assert_int_equal(fork.author, 3);
                assert_int_equal(fork.reporter, 3);
            }
        }
        channel_free(twin);
        channel_store_free(store);
        (void)remove(path);
        (void)snprintf(path, sizeof path, "%s/twin.lock", d.folder);
        (void)remove(path);
        desks_free(&d);
    }
}

static struct channel_record *record_of(const struct channel *ch, uint8_t author, uint32_t seq,
                                        const char *text, const uint8_t *previous,
                                        const struct channel_head *head)
{
    const uint8_t *commitment = ch->log.authors[author].stamps.commitment;
    struct t2_buf heads;
    struct t2_buf bytes;
    struct channel_record *r = NULL;
    t2_buf_init(&heads, CHANNEL_HEAD_LEN);
    t2_buf_init(&bytes, CHANNEL_RECORD_MAX);
    if (head != NULL) {
        struct wire_writer w = wire_writer_init(&heads);
        wire_put_u8(&w, head->author);
        wire_put_u32(&w, head->seq);
        wire_put_raw(&w, t2_bytes_of(head->digest, CHANNEL_DIGEST_LEN));
        assert_int_equal(wire_writer_finish(&w), 0);
    }
    assert_int_equal(channel_record_write(&bytes, author, seq, previous == NULL ? commitment : previous,
                                          t2_buf_view(&heads), t2_bytes_str(text)),
                     0);
    assert_int_equal(channel_record_read(t2_buf_view(&bytes), ch->table_id, ch->n_seats, &r), 0);
    r->authenticated = CHANNEL_PAIR_VERIFIED;
    t2_buf_free(&heads);
    t2_buf_free(&bytes);
    return r;
}

/* Stamped, when it is the first under its number. */
static enum channel_inserted insert(struct channel *ch, struct channel_record *r)
{
    enum channel_inserted out;
    bool is_new;
    assert_int_equal(channel_log_insert(&ch->log, r, &out), 0);
    if (out == CHANNEL_INSERTED) {
        assert_int_equal(channel_log_stamp(&ch->log, r->author, r->seq, 1, r->digest, DESKS_SLOT, &is_new),
                         0);
    }
    return out;
}

/* The same author, two events of one number to the same seat; a chain that does not fit. */
static void an_author_that_contradicts_itself(void **state)
{
    (void)state;
    struct desks d;
    struct channel_fork fork;
    const uint8_t wrong[CHANNEL_DIGEST_LEN] = {1};
    desks_all_verified(&d, 3, 82);
    desks_settle(&d);
    struct channel *a = d.desk[0].ch;
    assert_int_equal(insert(a, record_of(a, 1, 1, "yes", NULL, NULL)), CHANNEL_INSERTED);
    assert_int_equal(insert(a, record_of(a, 1, 1, "yes", NULL, NULL)), CHANNEL_INSERTED_BEFORE);
    assert_int_equal(insert(a, record_of(a, 1, 1, "no", NULL, NULL)), CHANNEL_INSERTED_REFUSED);
    assert_int_equal(channel_fork_at(a, 0, &fork), 0);
    assert_int_equal(fork.author, 1);
    assert_int_equal(fork.reporter, 1);
    assert_int_equal(insert(a, record_of(a, 2, 1, "first", NULL, NULL)), CHANNEL_INSERTED);
    assert_int_equal(insert(a, record_of(a, 2, 2, "second", wrong, NULL)), CHANNEL_INSERTED);
    assert_int_equal(channel_log_len(a), 2);
    assert_int_equal(channel_fork_at(a, 1, &fork), 0);
    assert_int_equal(fork.author, 2);
    assert_int_equal(fork.seq, 1);
    assert_int_equal(fork.reporter, 2);
    desks_free(&d);
}

/* A reporter that claims events nobody made stops nobody but itself. */
static void invented_heads_hold_up_only_their_inventor(void **state)
{
    (void)state;
    struct desks d;
    struct channel_gap gap;
    const uint8_t invented[CHANNEL_DIGEST_LEN] = {0xaa};
    const struct channel_head head = {.author = 2, .seq = 9, .digest = invented};
    desks_all_verified(&d, 3, 83);
    desks_settle(&d);
    struct channel *a = d.desk[0].ch;
    assert_int_equal(insert(a, record_of(a, 1, 1, "C told me", NULL, &head)), CHANNEL_INSERTED);
    assert_int_equal(channel_log_len(a), 0);
    assert_int_equal(channel_gap_len(a), 2);
    assert_int_equal(channel_gap_at(a, 1, &gap), 0);
    assert_int_equal(gap.author, 2);
    assert_int_equal(gap.last_known, 9);
    desks_say(&d, 2, 0, "I told nobody anything");
    desks_say(&d, 0, 0, "go on");
    desks_settle(&d);
    assert_int_equal(channel_log_len(a), 2);
    assert_int_equal(channel_ask_again(a, 2), 0); /* C is asked, and has nothing to send */
    assert_int_equal(channel_commit(a), 0);
    desks_settle(&d);
    assert_int_equal(channel_log_len(a), 2);
    desks_free(&d);
}

/* Limits: too far ahead of the chain, and more bytes than an author may fill. */
static void an_author_cannot_fill_the_memory(void **state)
{
    (void)state;
    struct desks d;
    desks_init(&d, 2, 84);
    struct channel *a = d.desk[0].ch;
    assert_int_equal(insert(a, record_of(a, 1, CHANNEL_AHEAD_MAX, "far", NULL, NULL)), CHANNEL_INSERTED);
    assert_int_equal(insert(a, record_of(a, 1, CHANNEL_AHEAD_MAX + 1, "farther", NULL, NULL)),
                     CHANNEL_INSERTED_REFUSED);
    a->log.authors[1].n_bytes = CHANNEL_MAX_AUTHOR_BYTES - 10;
    assert_int_equal(insert(a, record_of(a, 1, 1, "full", NULL, NULL)), CHANNEL_INSERTED_REFUSED);
    struct channel_record *r = NULL;
    const struct {
        uint8_t author;
        uint32_t seq;
    } wrong[] = {{2, 1}, {1, 0}, {1, CHANNEL_MAX_RECORDS + 1}};
    for (unsigned i = 0; i < 3; i++) {
        struct t2_buf bytes;
        const uint8_t zeros[CHANNEL_DIGEST_LEN] = {0};
        t2_buf_init(&bytes, CHANNEL_RECORD_MAX);
        assert_int_equal(channel_record_write(&bytes, wrong[i].author, wrong[i].seq, zeros,
                                              t2_bytes_of(NULL, 0), t2_bytes_str("x")),
                         0);
        assert_int_equal(channel_record_read(t2_buf_view(&bytes), a->table_id, 2, &r), T2_E_MALFORMED);
        t2_buf_free(&bytes);
    }
    assert_null(r);
    desks_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_words_for_one_event_are_noticed),
        cmocka_unit_test(two_stamps_for_one_event_are_noticed_at_once),
        cmocka_unit_test(an_author_that_contradicts_itself),
        cmocka_unit_test(invented_heads_hold_up_only_their_inventor),
        cmocka_unit_test(an_author_cannot_fill_the_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
