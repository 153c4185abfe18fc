/* Words beside an event: they go from a desk and leave every digest as it was, they come back to nobody, and
 * what an author makes of them moves no other desk's log. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../channel_desks.h"
#include "channel/channel_internal.h"

#define WORDS "the bridge could be open by June"

/* The event i in the log of desk n. */
static struct channel_event event(const struct desks *d, uint8_t n, size_t i)
{
    struct channel_event ev;
    assert_int_equal(channel_log_at(d->desk[n].ch, i, &ev), 0);
    return ev;
}

static void has_words(const struct desks *d, uint8_t n, size_t i, const char *words)
{
    struct channel_event ev = event(d, n, i);
    assert_int_equal(ev.words.len, strlen(words));
    assert_true(words[0] == '\0' || memcmp(ev.words.ptr, words, ev.words.len) == 0);
}

static void say(struct desks *d, uint8_t n, const char *words)
{
    struct channel *ch = d->desk[n].ch;
    assert_int_equal(channel_post_words(ch, 0, t2_bytes_str("said"), t2_bytes_str(words)), 0);
    assert_int_equal(channel_commit(ch), 0);
}

/* What the store of desk n keeps of the channel, opened anew, holds the words. */
static int kept(struct desks *d, uint8_t n)
{
    struct t2_bytes state;
    desks_restart(d, n);
    assert_int_equal(channel_store_get(d->desk[n].store, CHANNEL_STATE_KEY, &state), 0);
    return holds(state.ptr, state.len, WORDS, strlen(WORDS));
}

static void same_log(const struct desks *d, uint8_t x, uint8_t y)
{
    uint8_t a[CHANNEL_DIGEST_LEN], b[CHANNEL_DIGEST_LEN];
    assert_int_equal(channel_log_len(d->desk[x].ch), channel_log_len(d->desk[y].ch));
    assert_int_equal(channel_log_digest(d->desk[x].ch, a), 0);
    assert_int_equal(channel_log_digest(d->desk[y].ch, b), 0);
    assert_memory_equal(a, b, sizeof a);
}

static uint64_t malformed(const struct desks *d, uint8_t n, uint8_t of)
{
    return d->desk[n].ch->pairs[of].malformed;
}

static void words_go(void **state)
{
    (void)state;
    struct desks d;
    desks_init(&d, 4, 1);
    desks_join(&d, 1);
    desks_join(&d, 2);
    desks_pair(&d, 1, 2);
    say(&d, 0, WORDS);
    say(&d, 1, "well");
    desks_settle(&d);
    for (uint8_t n = 0; n < 3; n++) {
        has_words(&d, n, 0, WORDS);
        assert_int_equal(event(&d, n, 0).words_units, 1);
        assert_true(kept(&d, n));
        channel_log_mark(d.desk[n].ch);
    }
    /* 0 and 1 forget; 2 keeps its own copy. */
    for (uint8_t n = 0; n < 3; n++) {
        struct channel *ch = d.desk[n].ch;
        assert_true(channel_log_forget(ch, 0, n == 2));
        assert_false(channel_log_forget(ch, 0, n == 2));
        assert_false(channel_log_forget(ch, 9, false));
        assert_int_equal(channel_log_first_changed(ch), n == 2 ? channel_log_len(ch) : 0);
        assert_int_equal(channel_commit(ch), 0);
        assert_int_equal(kept(&d, n), n == 2);
        has_words(&d, n, 0, n == 2 ? WORDS : "");
        has_words(&d, n, 1, "well");
        same_log(&d, 0, n);
    }
    assert_true(channel_log_forget(d.desk[2].ch, 0, false)); /* and then does not any more */
    assert_int_equal(channel_commit(d.desk[2].ch), 0);
    assert_false(kept(&d, 2));
    /* Who comes later gets the record without them, and the same log. */
    desks_join(&d, 3);
    desks_pair(&d, 3, 1);
    desks_pair(&d, 3, 2);
    desks_settle(&d);
    has_words(&d, 3, 0, "");
    has_words(&d, 3, 1, "well");
    same_log(&d, 0, 3);
    assert_memory_equal(event(&d, 3, 0).words_digest, event(&d, 0, 0).words_digest, CHANNEL_DIGEST_LEN);
    assert_int_equal(event(&d, 3, 0).words_units, 1);
    desks_say(&d, 3, 0, "so it goes on");
    desks_settle(&d);
    same_log(&d, 1, 3);
    for (uint8_t n = 0; n < 4; n++) {
        assert_int_equal(channel_fork_len(d.desk[n].ch), 0);
        assert_int_equal(malformed(&d, n, n == 0 ? 1 : 0), 0);
    }
    desks_free(&d);
}

/* Whoever must keep its words sends them to nobody: a newcomer does not get them back. */
static void kept_words_are_not_sent(void **state)
{
    (void)state;
    struct desks d;
    desks_init(&d, 3, 2);
    desks_join(&d, 1);
    say(&d, 0, WORDS);
    desks_settle(&d);
    assert_true(channel_log_forget(d.desk[0].ch, 0, true));
    desks_join(&d, 2);
    desks_pair(&d, 1, 2);
    desks_settle(&d);
    has_words(&d, 0, 0, WORDS);
    has_words(&d, 2, 0, "");
    same_log(&d, 0, 2);
    desks_free(&d);
}

/* An event message of desk `from` with these bytes in the place of a record, to desk 1. */
static void inject(struct desks *d, uint8_t from, struct t2_bytes record)
{
    struct channel *ch = d->desk[from].ch;
    struct t2_buf message;
    t2_buf_init(&message, CHANNEL_MESSAGE_MAX);
    struct wire_writer w = wire_writer_init(&message);
    wire_put_u8(&w, CHANNEL_MESSAGE_EVENT);
    wire_put_u32(&w, DESKS_SLOT);
    wire_put_raw(&w, record);
    assert_int_equal(wire_writer_finish(&w), 0);
    assert_int_equal(channel_message_seal(ch, 1, t2_buf_view(&message)), 0);
    t2_buf_free(&message);
    assert_int_equal(channel_commit(ch), 0);
    (void)desks_send(d, from);
    (void)desks_read(d, 1);
}

static void record_of(const struct desks *d, uint8_t author, uint32_t seq, bool words, struct t2_buf *out)
{
    t2_buf_clear(out);
    struct wire_writer w = wire_writer_init(out);
    channel_record_put(&w, channel_log_record(&d->desk[author].ch->log, author, seq), words);
    assert_int_equal(wire_writer_finish(&w), 0);
}

/* An author gives its words to one seat and the record alone to another: the logs are one, and the words come
 * later or not at all. What a desk has forgotten it does not take in again. */
static void words_kept_back(void **state)
{
    (void)state;
    struct desks d;
    struct t2_buf b;
    t2_buf_init(&b, CHANNEL_RECORD_MAX);
    desks_all_verified(&d, 3, 3);
    struct channel *a = d.desk[0].ch;
    assert_int_equal(channel_post_words(a, 0, t2_bytes_str("said"), t2_bytes_str(WORDS)), 0);
    struct channel_record *own = a->log.authors[0].records[0];
    own->words_over = true; /* a modified program */
    assert_int_equal(channel_commit(a), 0);
    desks_settle(&d);
    has_words(&d, 0, 0, WORDS);
    has_words(&d, 1, 0, "");
    same_log(&d, 0, 1);
    channel_log_mark(d.desk[1].ch);
    record_of(&d, 0, 1, true, &b);
    inject(&d, 0, t2_buf_view(&b));
    has_words(&d, 1, 0, WORDS);
    assert_int_equal(channel_log_first_changed(d.desk[1].ch), 0);
    same_log(&d, 0, 1);
    /* The record alone does not take away what is there. */
    record_of(&d, 0, 1, false, &b);
    inject(&d, 0, t2_buf_view(&b));
    has_words(&d, 1, 0, WORDS);
    assert_true(channel_log_forget(d.desk[1].ch, 0, false));
    record_of(&d, 0, 1, true, &b);
    inject(&d, 0, t2_buf_view(&b));
    has_words(&d, 1, 0, "");
    assert_false(kept(&d, 1));
    inject(&d, 0, t2_buf_view(&b));
    has_words(&d, 1, 0, "");
    assert_int_equal(malformed(&d, 1, 0), 0);
    assert_int_equal(channel_fork_len(d.desk[1].ch), 0);
    t2_buf_free(&b);
    desks_free(&d);
}

/* Records without their words that are not what their author has stamped: each is refused by the name of who
 * sent it, and nothing moves. */
static void stubs_that_lie(void **state)
{
    (void)state;
    struct desks d;
    struct t2_buf b;
    t2_buf_init(&b, CHANNEL_RECORD_MAX);
    desks_all_verified(&d, 3, 4);
    say(&d, 0, WORDS);
    say(&d, 0, "second");
    say(&d, 2, "third");
    desks_settle(&d);
    uint64_t wrong = 0;
    /* Of another author. */
    record_of(&d, 2, 1, false, &b);
    inject(&d, 0, t2_buf_view(&b));
    assert_int_equal(malformed(&d, 1, 0), ++wrong);
    /* Other words, or none of them, under the right digest. */
    record_of(&d, 0, 1, true, &b);
    size_t len = b.len;
    for (size_t i = len - strlen(WORDS) - CHANNEL_BLIND_LEN - 1; i < len; i++) {
        b.ptr[i] ^= 1;
        inject(&d, 0, t2_buf_view(&b));
        assert_int_equal(malformed(&d, 1, 0), ++wrong);
        b.ptr[i] ^= 1;
    }
    for (size_t cut = 1; cut < strlen(WORDS) + 40; cut++) {
        inject(&d, 0, t2_bytes_of(b.ptr, len - cut));
        assert_int_equal(malformed(&d, 1, 0), ++wrong);
    }
    assert_int_equal(channel_fork_len(d.desk[1].ch), 0);
    has_words(&d, 1, 0, WORDS);
    same_log(&d, 0, 1);
    /* Another digest, another length: another record under its number, so a fork of its author. */
    record_of(&d, 0, 1, false, &b);
    for (size_t i = b.len - 2 - CHANNEL_DIGEST_LEN; i < b.len - 1; i += 11) {
        b.ptr[i] ^= 2;
        inject(&d, 0, t2_buf_view(&b));
        assert_int_equal(malformed(&d, 1, 0), ++wrong);
        assert_int_equal(channel_fork_len(d.desk[1].ch), 1);
        b.ptr[i] ^= 2;
    }
    has_words(&d, 1, 0, WORDS);
    same_log(&d, 0, 1);
    t2_buf_free(&b);
    desks_free(&d);
}

/* The digest that stays tells nothing of short words: those of two equal answers differ. And the limits. */
static void digests_are_blind(void **state)
{
    (void)state;
    static uint8_t many[CHANNEL_EVENT_MAX];
    struct desks d;
    desks_all_verified(&d, 2, 5);
    struct channel *a = d.desk[0].ch;
    say(&d, 0, "yes");
    say(&d, 0, "yes");
    assert_memory_not_equal(event(&d, 0, 0).words_digest, event(&d, 0, 1).words_digest, CHANNEL_DIGEST_LEN);
    struct t2_bytes e = t2_bytes_str("said");
    assert_int_equal(channel_post_words(a, 0, e, t2_bytes_of(NULL, 0)), T2_E_ARGUMENT);
    assert_int_equal(channel_post_words(a, 0, e, t2_bytes_of(many, CHANNEL_WORDS_MAX + 1)), T2_E_TOO_LARGE);
    assert_int_equal(channel_post_words(a, 0, t2_bytes_of(many, sizeof many), t2_bytes_of(many, 1)),
                     T2_E_TOO_LARGE);
    size_t most = sizeof many - CHANNEL_WORDS_MAX - CHANNEL_BLIND_LEN;
    struct t2_bytes all = t2_bytes_of(many, CHANNEL_WORDS_MAX);
    assert_int_equal(channel_post_words(a, 0, t2_bytes_of(many, most), all), 0);
    assert_int_equal(channel_commit(a), 0);
    desks_settle(&d);
    assert_int_equal(event(&d, 1, 2).words.len, CHANNEL_WORDS_MAX);
    same_log(&d, 0, 1);
    /* It counts for as much without its words. */
    size_t before = d.desk[1].ch->log.authors[0].n_bytes;
    assert_true(channel_log_forget(d.desk[1].ch, 2, false));
    assert_int_equal(channel_commit(d.desk[1].ch), 0);
    desks_restart(&d, 1);
    assert_int_equal(d.desk[1].ch->log.authors[0].n_bytes, before);
    desks_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_go),          cmocka_unit_test(kept_words_are_not_sent),
        cmocka_unit_test(words_kept_back),   cmocka_unit_test(stubs_that_lie),
        cmocka_unit_test(digests_are_blind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
