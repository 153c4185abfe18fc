/* Invitations, introductions and what a pair is called: every state and every refusal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../channel_desks.h"

static enum channel_pair_status status_of(const struct channel *ch, uint8_t seat)
{
    struct channel_pair_info info;
    assert_int_equal(channel_pair_info(ch, seat, &info), 0);
    return info.status;
}

static void invite(struct channel *ch, uint8_t seat, bool fresh, struct t2_buf *out)
{
    t2_buf_init(out, CHANNEL_INVITATION_MAX);
    assert_int_equal(channel_pair_invite(ch, seat, fresh, out), 0);
}

static void assert_refused(struct channel *ch, const struct t2_buf *file, int err,
                           enum channel_invitation_fault why)
{
    uint8_t from;
    enum channel_invitation_fault fault = CHANNEL_INVITATION_FINE;
    assert_int_equal(channel_pair_accept(ch, t2_buf_view(file), &from, &fault), err);
    assert_int_equal(fault, why);
    assert_true(strlen(channel_invitation_fault_text(fault)) > 10);
}

/* Two seats that have joined make their own pair: none, invited, verified. */
static void a_pair_is_made_in_person(void **state)
{
    (void)state;
    struct desks d;
    struct t2_buf b_to_c;
    struct t2_buf c_to_b;
    enum channel_invitation_fault fault;
    uint8_t from;
    char words[2][CHANNEL_WORDS_LEN];
    desks_init(&d, 3, 11);
    desks_join(&d, 1);
    desks_join(&d, 2);
    struct channel *b = d.desk[1].ch;
    struct channel *c = d.desk[2].ch;
    assert_int_equal(status_of(b, 0), CHANNEL_PAIR_VERIFIED);
    assert_int_equal(status_of(b, 2), CHANNEL_PAIR_NONE);
    assert_int_equal(channel_pair_words(b, 2, words[0]), T2_E_STATE);

    invite(b, 2, false, &b_to_c);
    assert_int_equal(status_of(b, 2), CHANNEL_PAIR_INVITED);
    assert_int_equal(channel_pair_accept(c, t2_buf_view(&b_to_c), &from, &fault), 0);
    assert_int_equal(from, 1);
    assert_int_equal(status_of(c, 1), CHANNEL_PAIR_INVITED);
    invite(c, 1, false, &c_to_b);
    assert_int_equal(status_of(c, 1), CHANNEL_PAIR_VERIFIED);
    assert_int_equal(channel_pair_accept(b, t2_buf_view(&c_to_b), &from, &fault), 0);
    assert_int_equal(status_of(b, 2), CHANNEL_PAIR_VERIFIED);
    assert_int_equal(channel_pair_words(b, 2, words[0]), 0);
    assert_int_equal(channel_pair_words(c, 1, words[1]), 0);
    assert_string_equal(words[0], words[1]);
    assert_int_equal(strlen(words[0]), CHANNEL_WORDS_LEN - 1);
    for (unsigned i = 0; i < CHANNEL_WORDS_LEN - 1; i++) {
        assert_true(i % 6 == 5 ? words[0][i] == ' ' : words[0][i] >= '0' && words[0][i] <= '9');
    }
    t2_buf_free(&b_to_c);
    t2_buf_free(&c_to_b);
    desks_free(&d);
}

static void an_invitation_says_what_a_joiner_needs(void **state)
{
    (void)state;
    struct desks d;
    struct t2_buf file;
    struct channel_invitation_info info;
    enum channel_invitation_fault fault;
    desks_init(&d, 5, 12);
    invite(d.desk[0].ch, 3, false, &file);
    assert_int_equal(channel_invitation_read(t2_buf_view(&file), &info, &fault), 0);
    assert_int_equal(fault, CHANNEL_INVITATION_FINE);
    assert_int_equal(info.n_seats, 5);
    assert_int_equal(info.convenor, 0);
    assert_int_equal(info.from, 0);
    assert_int_equal(info.to, 3);
    assert_string_equal(info.relay, DESKS_RELAY);
    assert_memory_equal(info.table_id, channel_table_id(d.desk[0].ch), CHANNEL_TABLE_ID_LEN);
    desks_store(&d, 3);
    assert_int_equal(
        channel_join(&d.desk[3].ch, d.desk[3].store, &d.desk[3].random, t2_buf_view(&file), &fault), 0);
    const struct channel *ch = d.desk[3].ch;
    assert_int_equal(channel_self(ch), 3);
    assert_int_equal(channel_n_seats(ch), 5);
    assert_int_equal(channel_convenor(ch), 0);
    assert_string_equal(channel_relay(ch), DESKS_RELAY);
    assert_memory_equal(channel_table_id(ch), channel_table_id(d.desk[0].ch), CHANNEL_TABLE_ID_LEN);
    t2_buf_free(&file);
    desks_free(&d);
}

/* A file that was lost before it arrived can be made again, byte for byte, until the other seat was heard. */
static void the_same_file_until_the_seat_is_heard(void **state)
{
    (void)state;
    struct desks d;
    struct t2_buf first;
    struct t2_buf again;
    desks_init(&d, 3, 13);
    desks_join(&d, 1);
    desks_join(&d, 2);
    desks_pair(&d, 1, 2);
    invite(d.desk[1].ch, 2, false, &first);
    desks_restart(&d, 1);
    invite(d.desk[1].ch, 2, false, &again);
    assert_true(t2_bytes_eq(t2_buf_view(&first), t2_buf_view(&again)));
    assert_int_equal(channel_pair_invite(d.desk[1].ch, 2, true, &again), T2_E_EXISTS);
    desks_say(&d, 2, 0, "good morning");
    desks_settle(&d);
    assert_int_equal(channel_pair_invite(d.desk[1].ch, 2, false, &again), T2_E_STATE);
    t2_buf_free(&first);
    t2_buf_free(&again);
    desks_free(&d);
}

static void every_wrong_file_has_its_own_refusal(void **state)
{
    (void)state;
    struct desks d;
    struct desks other;
    struct t2_buf b_to_c;
    struct t2_buf c_to_b;
    struct t2_buf newer;
    struct t2_buf stranger;
    struct t2_buf note;
    enum channel_invitation_fault fault;
    uint8_t from;
    desks_init(&d, 4, 14);
    desks_join(&d, 1);
    desks_join(&d, 2);
    desks_init(&other, 4, 15);
    struct channel *b = d.desk[1].ch;
    struct channel *c = d.desk[2].ch;
    invite(b, 2, false, &b_to_c);

    /* another table; our own; for another seat; some other file */
    invite(other.desk[0].ch, 2, false, &stranger);
    assert_refused(c, &stranger, T2_E_REFUSED, CHANNEL_INVITATION_OTHER_TABLE);
    assert_refused(b, &b_to_c, T2_E_REFUSED, CHANNEL_INVITATION_OWN);
    assert_refused(d.desk[0].ch, &b_to_c, T2_E_REFUSED, CHANNEL_INVITATION_NOT_FOR_US);
    t2_buf_init(&note, CHANNEL_INVITATION_MAX);
    assert_int_equal(t2_buf_append_str(&note, "Dear colleague, the hotel has changed."), 0);
    assert_refused(c, &note, T2_E_MALFORMED, CHANNEL_INVITATION_NOT_ONE);

    /* a table is joined by its convenor's file */
    desks_store(&d, 3);
    struct channel *nobody = NULL;
    assert_int_equal(channel_join(&nobody, d.desk[3].store, &d.desk[3].random, t2_buf_view(&b_to_c), &fault),
                     T2_E_REFUSED);
    assert_int_equal(fault, CHANNEL_INVITATION_NOT_CONVENOR);
    assert_null(nobody);

    /* of another version; damaged */
    b_to_c.ptr[8]++;
    assert_refused(c, &b_to_c, T2_E_VERSION, CHANNEL_INVITATION_VERSION);
    b_to_c.ptr[8]--;
    b_to_c.ptr[60] ^= 1;
    assert_refused(c, &b_to_c, T2_E_MALFORMED, CHANNEL_INVITATION_DAMAGED);
    b_to_c.ptr[60] ^= 1;

    /* the same again */
    assert_int_equal(channel_pair_accept(c, t2_buf_view(&b_to_c), &from, &fault), 0);
    assert_refused(c, &b_to_c, T2_E_REPLAY, CHANNEL_INVITATION_USED);

    /* C answers the first file of B, which B has replaced meanwhile */
    invite(c, 1, false, &c_to_b);
    t2_buf_free(&b_to_c);
    invite(b, 2, true, &b_to_c);
    assert_refused(b, &c_to_b, T2_E_REFUSED, CHANNEL_INVITATION_OUTDATED);

    /* C holds a pair that B does not have; it forgets and takes the new file; the used one stays used */
    assert_refused(c, &b_to_c, T2_E_EXISTS, CHANNEL_INVITATION_PAIR_EXISTS);
    assert_int_equal(channel_pair_forget(c, 1), 0);
    assert_int_equal(status_of(c, 1), CHANNEL_PAIR_NONE);
    assert_int_equal(channel_pair_accept(c, t2_buf_view(&b_to_c), &from, &fault), 0);
    invite(c, 1, false, &newer);
    assert_int_equal(channel_pair_accept(b, t2_buf_view(&newer), &from, &fault), 0);
    assert_refused(b, &newer, T2_E_REPLAY, CHANNEL_INVITATION_USED);
    assert_int_equal(status_of(b, 2), CHANNEL_PAIR_VERIFIED);

    t2_buf_free(&b_to_c);
    t2_buf_free(&c_to_b);
    t2_buf_free(&newer);
    t2_buf_free(&stranger);
    t2_buf_free(&note);
    desks_free(&d);
    desks_free(&other);
}

/* The convenor passes public keys: the two can talk, and are shown as introduced until they meet. */
static void an_introduction_is_shown_as_one(void **state)
{
    (void)state;
    struct desks d;
    struct channel_pair_info info;
    struct channel_event ev;
    struct channel_pipe *pipe = NULL;
    const uint8_t sounding[CHANNEL_SOUNDING_ID_LEN] = {1};
    char words[2][CHANNEL_WORDS_LEN];
    desks_init(&d, 4, 16);
    desks_join(&d, 1);
    desks_join(&d, 2);
    struct channel *b = d.desk[1].ch;
    struct channel *c = d.desk[2].ch;
    assert_int_equal(channel_introduce(b, 0, 2), T2_E_STATE);            /* only the convenor */
    assert_int_equal(channel_introduce(d.desk[0].ch, 1, 3), T2_E_STATE); /* and only whom it has verified */
    assert_int_equal(channel_introduce(d.desk[0].ch, 1, 1), T2_E_ARGUMENT);
    assert_int_equal(channel_introduce(d.desk[0].ch, 0, 1), T2_E_ARGUMENT);
    assert_int_equal(channel_introduce(d.desk[0].ch, 1, 2), 0);
    assert_int_equal(channel_commit(d.desk[0].ch), 0);
    desks_settle(&d);
    assert_int_equal(channel_pair_info(b, 2, &info), 0);
    assert_int_equal(info.status, CHANNEL_PAIR_INTRODUCED);
    assert_int_equal(info.introduced_by, 0);
    assert_int_equal(channel_pair_words(b, 2, words[0]), 0);
    assert_int_equal(channel_pair_words(c, 1, words[1]), 0);
    assert_string_equal(words[0], words[1]);

    desks_say(&d, 1, 0, "we have not met");
    desks_settle(&d);
    assert_int_equal(channel_log_at(c, 0, &ev), 0);
    assert_int_equal(ev.authenticated, CHANNEL_PAIR_INTRODUCED);
    assert_int_equal(channel_log_at(d.desk[0].ch, 0, &ev), 0);
    assert_int_equal(ev.authenticated, CHANNEL_PAIR_VERIFIED);
    assert_int_equal(channel_pipe_new(&pipe, b, 2, sounding, 0), T2_E_REFUSED);
    assert_null(pipe);

    /* They meet: verified, with another secret, and what was said before is authenticated anew. */
    desks_restart(&d, 1);
    desks_pair(&d, 1, 2);
    b = d.desk[1].ch;
    assert_int_equal(status_of(b, 2), CHANNEL_PAIR_VERIFIED);
    char met[CHANNEL_WORDS_LEN];
    assert_int_equal(channel_pair_words(b, 2, met), 0);
    assert_string_not_equal(met, words[0]);
    desks_settle(&d);
    assert_int_equal(channel_log_at(c, 0, &ev), 0);
    assert_int_equal(ev.authenticated, CHANNEL_PAIR_VERIFIED);
    assert_int_equal(channel_log_len(c), 1);

    /* A later introduction does not take that away. */
    assert_int_equal(channel_introduce(d.desk[0].ch, 1, 2), 0);
    assert_int_equal(channel_commit(d.desk[0].ch), 0);
    desks_settle(&d);
    assert_int_equal(status_of(b, 2), CHANNEL_PAIR_VERIFIED);
    assert_int_equal(status_of(c, 1), CHANNEL_PAIR_VERIFIED);
    desks_free(&d);
}

static void after_forgetting_a_pair_begins_anew(void **state)
{
    (void)state;
    struct desks d;
    char before[CHANNEL_WORDS_LEN];
    char after[CHANNEL_WORDS_LEN];
    desks_init(&d, 3, 17);
    desks_join(&d, 1);
    desks_join(&d, 2);
    desks_pair(&d, 1, 2);
    desks_say(&d, 1, 0, "first");
    desks_settle(&d);
    assert_int_equal(channel_pair_words(d.desk[1].ch, 2, before), 0);
    assert_int_equal(channel_pair_forget(d.desk[1].ch, 2), 0);
    assert_int_equal(channel_pair_forget(d.desk[2].ch, 1), 0);
    assert_int_equal(channel_pair_forget(d.desk[2].ch, 2), T2_E_ARGUMENT);
    desks_pair(&d, 1, 2);
    assert_int_equal(channel_pair_words(d.desk[1].ch, 2, after), 0);
    assert_string_not_equal(before, after);
    desks_say(&d, 1, 0, "second");
    desks_settle(&d);
    assert_int_equal(channel_log_len(d.desk[2].ch), 2);
    desks_free(&d);
}

static void arguments_are_checked(void **state)
{
    (void)state;
    struct desks d;
    struct channel *ch = NULL;
    struct channel_pair_info info;
    struct t2_buf file;
    desks_init(&d, 2, 18);
    desks_store(&d, 1);
    struct channel_store *s = d.desk[1].store;
    const struct t2_random *random = t2_random_system();
    assert_int_equal(channel_create(&ch, d.desk[0].store, random, 2, 0, "r"), T2_E_EXISTS);
    assert_int_equal(channel_create(&ch, s, random, 1, 0, "r"), T2_E_ARGUMENT);
    assert_int_equal(channel_create(&ch, s, random, CHANNEL_MAX_SEATS + 1, 0, "r"), T2_E_ARGUMENT);
    assert_int_equal(channel_create(&ch, s, random, 2, 2, "r"), T2_E_ARGUMENT);
    assert_int_equal(channel_create(&ch, s, random, 2, 0, ""), T2_E_ARGUMENT);
    assert_int_equal(channel_create(&ch, s, random, 2, 0, "two words"), T2_E_ARGUMENT);
    assert_int_equal(channel_load(&ch, s, random), T2_E_MISSING);
    assert_null(ch);
    t2_buf_init(&file, CHANNEL_INVITATION_MAX);
    assert_int_equal(channel_pair_invite(d.desk[0].ch, 0, false, &file), T2_E_ARGUMENT);
    assert_int_equal(channel_pair_invite(d.desk[0].ch, 2, false, &file), T2_E_ARGUMENT);
    assert_int_equal(channel_pair_info(d.desk[0].ch, 0, &info), T2_E_ARGUMENT);
    assert_int_equal(channel_pair_info(d.desk[0].ch, 200, &info), T2_E_ARGUMENT);
    t2_buf_free(&file);
    desks_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pair_is_made_in_person),
        cmocka_unit_test(an_invitation_says_what_a_joiner_needs),
        cmocka_unit_test(the_same_file_until_the_seat_is_heard),
        cmocka_unit_test(every_wrong_file_has_its_own_refusal),
        cmocka_unit_test(an_introduction_is_shown_as_one),
        cmocka_unit_test(after_forgetting_a_pair_begins_anew),
        cmocka_unit_test(arguments_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
