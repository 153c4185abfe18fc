/* The seed of the fuzz target channel_store that is a channel's state: it must be one of the present version,
 * with something in every part of it, or else the fuzzer and its replay stop at the first byte. With
 * T2_WRITE_SEEDS=1 the file is written anew. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <channel/channel_internal.h>

#include "../channel_desks.h"

#define AS_STATE 2 /* first byte of an input of tests/fuzz/channel_store.c: the rest is a state */

static FILE *seed_open(const char *mode)
{
    char path[1024];
    const char *examples = getenv("T2_EXAMPLES");
    assert_non_null(examples);
    (void)snprintf(path, sizeof path, "%s/../tests/fuzz/regress/channel_store/state", examples);
    FILE *f = fopen(path, mode);
    if (f == NULL) {
        fail_msg("%s is not there; T2_WRITE_SEEDS=1 makes it", path);
    }
    return f;
}

/* A message of two cells from seat 1, of which the relay loses the first; then one more. */
static void lose_a_cell(struct desks *d)
{
    uint8_t text[CHANNEL_PART_MAX + 100];
    struct channel_cell cell;
    bool lost = false;
    memset(text, 'a', sizeof text);
    assert_int_equal(channel_post(d->desk[1].ch, 0, t2_bytes_of(text, sizeof text)), 0);
    assert_int_equal(channel_commit(d->desk[1].ch), 0);
    while (channel_outbox_at(d->desk[1].ch, 0, &cell) == 0) {
        bool is_first = cell.seat == 0 && !lost;
        uint32_t slot = is_first ? d->slot : relay_put(d, &cell);
        lost = lost || is_first;
        assert_int_equal(channel_outbox_done(d->desk[1].ch, cell.mid, slot), 0);
    }
}

/* Desk 0 of three, in the midst of everything. */
static void seed_make(struct t2_buf *out)
{
    struct desks d;
    struct desk old;
    uint8_t key[CHANNEL_DIGEST_LEN];
    desks_all_verified(&d, 3, 401);
    struct channel *ch = d.desk[0].ch;
    assert_int_equal(channel_post_words(ch, 0, t2_bytes_str("said"), t2_bytes_str("words that stay")), 0);
    desks_say(&d, 0, 0, "one");
    desks_settle(&d);
    assert_int_equal(channel_post_words(d.desk[1].ch, 0, t2_bytes_str("said"), t2_bytes_str("that go")), 0);
    desks_say(&d, 2, 0, "two");
    desks_settle(&d);
    assert_true(channel_log_forget(ch, 2, false));
    desks_new_device(&d, 2, &old, key);
    assert_int_equal(channel_device_changed(ch, 2, 1, key), 0);
    assert_int_equal(channel_device_changed(d.desk[1].ch, 2, 1, key), 0);
    desks_join_by(&d, 2, 0);
    desks_pair(&d, 1, 2);
    desks_settle(&d);
    desks_say(&d, 2, 0, "from the new device");
    desks_settle(&d);
    lose_a_cell(&d);
    (void)desks_read(&d, 0);
    channel_device_hold(ch, 1, true, 0);
    channel_log_limit(ch, DESKS_SLOT + 10);
    channel_log_fork_note(&ch->log, 1, 3, 2);
    ch->early[7] = (struct channel_early){.here = true, .key = {7}, .stamps = {8}, .nonce = {9}};
    desks_say(&d, 0, 0, "not sent yet");
    assert_int_equal(channel_introduce(ch, 1, 2), 0); /* waits to be sealed */
    assert_int_equal(channel_state_encode(ch, out), 0);
    desks_close(&old);
    desks_free(&d);
}

static void the_state_is_of_this_version_and_full(void **state)
{
    (void)state;
    struct t2_buf file, again;
    struct channel *ch = NULL;
    assert_int_equal(t2_init(), 0);
    t2_buf_init(&file, 1u << 20);
    t2_buf_init(&again, 1u << 20);
    if (getenv("T2_WRITE_SEEDS") != NULL) {
        const uint8_t kind = AS_STATE;
        assert_int_equal(t2_buf_append(&file, &kind, 1), 0);
        seed_make(&file);
        FILE *f = seed_open("wb");
        assert_int_equal(fwrite(file.ptr, 1, file.len, f), file.len);
        assert_int_equal(fclose(f), 0);
        t2_buf_clear(&file);
    }
    FILE *f = seed_open("rb");
    assert_int_equal(t2_buf_reserve(&file, 1u << 19), 0);
    file.len = fread(file.ptr, 1, 1u << 19, f);
    assert_int_equal(fclose(f), 0);
    assert_true(file.len > 1);
    assert_int_equal(file.ptr[0] % 3, AS_STATE);
    if (channel_state_decode(&ch, t2_bytes_of(file.ptr + 1, file.len - 1)) != 0) {
        fail_msg("the seed is of another version; T2_WRITE_SEEDS=1 makes it anew");
    }
    assert_int_equal(channel_state_encode(ch, &again), 0);
    assert_true(t2_bytes_eq(t2_buf_view(&again), t2_bytes_of(file.ptr + 1, file.len - 1)));
    /* Something of everything that is read. */
    const struct channel_pair *p = &ch->pairs[1];
    assert_int_equal(p->status, CHANNEL_PAIR_VERIFIED);
    assert_true(p->n_used > 0 && p->controls.len > 0);
    assert_true(p->n_skipped > 0 && p->n_parts > 0 && p->n_outcells > 0);
    assert_true(ch->pairs[2].n_devices == 1 && ch->pairs[2].has_ended && ch->pairs[2].stated);
    assert_true(ch->n_stamp_cells > 0 && ch->early[7].here);
    assert_true(ch->log.n_forks == 1 && ch->log.limit == DESKS_SLOT + 10);
    assert_true(ch->log.authors[1].held && ch->log.authors[1].n_stamps > ch->log.authors[1].counted);
    assert_int_equal(ch->log.authors[2].stamps.n_more, 1);
    assert_non_null(channel_log_record(&ch->log, 0, 1)->beside);
    assert_true(channel_log_record(&ch->log, 1, 1)->words_over);
    channel_free(ch);
    t2_buf_free(&file);
    t2_buf_free(&again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_state_is_of_this_version_and_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
