/* The machine fails at every place where it can: a write, a sync, a rename, the process killed between any
 * two of them, and randomness that dries up. Each time the old state or the new one is there, whole; no key
 * is used twice. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <channel/channel_internal.h>

#include "../channel_desks.h"

struct trap {
    unsigned at;
    unsigned n;
    int kill;
};

static int trap_step(void *ctx, const char *step)
{
    struct trap *t = ctx;
    (void)step;
    if (t->n++ != t->at) {
        return 0;
    }
    if (t->kill) {
        (void)kill(getpid(), SIGKILL);
    }
    return 1;
}

static void trap_set(struct channel_store *s, struct trap *t, unsigned at, int kills)
{
    *t = (struct trap){.at = at, .kill = kills};
    channel_store_set_hook(s, (struct channel_store_hook){trap_step, t});
}

static void assert_value(struct channel_store *s, const char *key, const char *want, const char * or)
{
    struct t2_bytes v;
    assert_int_equal(channel_store_get(s, key, &v), 0);
    assert_true(t2_bytes_eq(v, t2_bytes_str(want)) || t2_bytes_eq(v, t2_bytes_str(or)));
}

/* A large value, so that the file is written in several pieces. */
static void big_value(struct channel_store *s, uint8_t fill)
{
    static uint8_t big[300000];
    memset(big, fill, sizeof big);
    assert_int_equal(channel_store_put(s, "big", t2_bytes_of(big, sizeof big)), 0);
}

/* How many steps a commit has. */
static unsigned commit_steps(struct channel_store *s)
{
    struct trap t;
    trap_set(s, &t, UINT32_MAX, 0);
    assert_int_equal(channel_store_commit(s), 0);
    return t.n;
}

static void every_failing_step_leaves_the_old_file(void **state)
{
    (void)state;
    struct desks d;
    struct trap t;
    desks_init(&d, 2, 91);
    struct channel_store *s = d.desk[0].store;
    big_value(s, 1);
    assert_int_equal(channel_store_put(s, "k", t2_bytes_str("old")), 0);
    unsigned n = commit_steps(s);
    assert_true(n >= 8); /* open, five writes and more, sync, rename, sync of the folder */
    for (unsigned k = 0; k < n; k++) {
        assert_int_equal(channel_store_put(s, "k", t2_bytes_str("new")), 0);
        trap_set(s, &t, k, 0);
        assert_int_equal(channel_store_commit(s), T2_E_IO);
        desks_restart(&d, 0);
        s = d.desk[0].store;
        /* Only when the rename had been done and the folder could not be synced the new one may be there. */
        assert_value(s, "k", "old", k == n - 1 ? "new" : "old");
        assert_int_equal(channel_store_put(s, "k", t2_bytes_str("old")), 0);
        assert_int_equal(channel_store_commit(s), 0);
    }
    desks_free(&d);
}

static void killed_at_every_step_the_file_is_whole(void **state)
{
    (void)state;
    struct desks d;
    desks_init(&d, 2, 92);
    struct channel_store *s = d.desk[0].store;
    big_value(s, 1);
    assert_int_equal(channel_store_put(s, "k", t2_bytes_str("old")), 0);
    unsigned n = commit_steps(s);
    for (unsigned k = 0; k < n; k++) {
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            struct trap t;
            big_value(s, (uint8_t)(k + 2));
            int put = channel_store_put(s, "k", t2_bytes_str("new"));
            trap_set(s, &t, k, 1);
            _exit(put == 0 && channel_store_commit(s) == 0 ? 0 : 1);
        }
        int status = 0;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        desks_restart(&d, 0);
        s = d.desk[0].store;
        assert_value(s, "k", "old", k == n - 1 ? "new" : "old");
        struct t2_bytes big;
        assert_int_equal(channel_store_get(s, "big", &big), 0);
        for (size_t i = 0; i < big.len; i++) {
            assert_int_equal(big.ptr[i], big.ptr[0]);
        }
        big_value(s, 1);
        assert_int_equal(channel_store_put(s, "k", t2_bytes_str("old")), 0);
        assert_int_equal(channel_store_commit(s), 0);
    }
    desks_free(&d);
}

/* A desk dies at every step of the commit that follows a post. After the restart it posts again (other words,
 * since the first may be lost): no message id and no locator ever carries two bodies, and the reader gets a
 * whole log. */
static void no_key_is_used_twice_after_a_crash(void **state)
{
    enum { N_SENT = 32 };
    (void)state;
    for (unsigned k = 0; k < 6; k++) {
        struct desks d;
        struct channel_cell cell;
        int fd[2];
        desks_all_verified(&d, 2, 93 + k);
        desks_say(&d, 0, 0, "before");
        assert_int_equal(pipe(fd), 0);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) { /* whatever shows in the outbox is sent at once */
            struct trap t;
            trap_set(d.desk[0].store, &t, k, 1);
            for (unsigned i = 0; i < 2; i++) {
                int err = channel_post(d.desk[0].ch, 0, t2_bytes_str("in the crash"));
                err = err == 0 ? channel_commit(d.desk[0].ch) : err;
                for (size_t c = 0; err == 0 && channel_outbox_at(d.desk[0].ch, c, &cell) == 0; c++) {
                    err = write(fd[1], cell.mid, sizeof cell.mid) == (ssize_t)sizeof cell.mid &&
                                  write(fd[1], cell.body, T2_CELL_MAIL_LEN) == T2_CELL_MAIL_LEN
                              ? 0
                              : T2_E_IO;
                }
            }
            _exit(0);
        }
        (void)close(fd[1]);
        struct {
            uint8_t mid[T2_CELL_MID_LEN];
            uint8_t body[T2_CELL_MAIL_LEN];
        } *sent = calloc(N_SENT, sizeof *sent);
        assert_non_null(sent);
        size_t n_sent = 0;
        size_t have = 0;
        ssize_t got;
        while (n_sent < N_SENT &&
               (got = read(fd[0], (uint8_t *)&sent[n_sent] + have, sizeof sent[0] - have)) > 0) {
            have += (size_t)got;
            n_sent += have == sizeof sent[0] ? 1 : 0;
            have = have == sizeof sent[0] ? 0 : have;
        }
        (void)close(fd[0]);
        int status = 0;
        assert_int_equal(waitpid(child, &status, 0), child);
        desks_restart(&d, 0);
        desks_say(&d, 0, 0, "after the crash");
        for (size_t c = 0; channel_outbox_at(d.desk[0].ch, c, &cell) == 0; c++) {
            for (size_t i = 0; i < n_sent; i++) {
                bool same_id = memcmp(sent[i].mid, cell.mid, sizeof cell.mid) == 0;
                bool same_locator = memcmp(sent[i].body, cell.body, CHANNEL_LOCATOR_LEN) == 0;
                bool same_body = memcmp(sent[i].body, cell.body, T2_CELL_MAIL_LEN) == 0;
                assert_true((same_id && same_locator && same_body) ||
                            (!same_id && !same_locator && !same_body));
            }
        }
        desks_settle(&d);
        assert_int_equal(channel_log_len(d.desk[1].ch), channel_log_len(d.desk[0].ch));
        assert_true(channel_log_len(d.desk[1].ch) >= 2);
        free(sent);
        desks_free(&d);
    }
}

/* The relay has stored k cells of an event and answered for m of them, and then the desk dies without a
 * commit. It sends the same cells again, much later; the relay answers with the slot of the first time, and
 * in the end all have the event in one slot: that in which the stamp was first stored. */
static void a_stamp_has_one_slot_over_a_crash(void **state)
{
    (void)state;
    enum { N = 3 }; /* a stamp, and the event for two seats */
    for (unsigned k = 0; k <= N; k++) {
        for (unsigned m = 0; m <= k; m++) {
            struct desks d;
            struct channel_cell cell;
            struct channel_event ev;
            uint8_t digest[3][CHANNEL_DIGEST_LEN];
            const uint32_t first = DESKS_SLOT + 5, later = DESKS_SLOT + 500;
            desks_all_verified(&d, 3, 200 + N * k + m);
            desks_settle(&d);
            desks_say(&d, 0, DESKS_SLOT, "once");
            assert_int_equal(channel_outbox_len(d.desk[0].ch), N);
            d.slot = first;
            for (unsigned i = 0; i < k; i++) {
                assert_int_equal(channel_outbox_at(d.desk[0].ch, i, &cell), 0);
                (void)relay_put(&d, &cell);
            }
            for (unsigned i = 0; i < m; i++) {
                assert_int_equal(channel_outbox_at(d.desk[0].ch, 0, &cell), 0);
                assert_int_equal(channel_outbox_done(d.desk[0].ch, cell.mid, first), 0);
            }
            desks_restart(&d, 0);
            assert_int_equal(channel_outbox_len(d.desk[0].ch), N);
            d.slot = later;
            desks_settle(&d);
            desks_restart(&d, 0);
            for (uint8_t i = 0; i < 3; i++) {
                assert_int_equal(channel_log_len(d.desk[i].ch), 1);
                assert_int_equal(channel_log_at(d.desk[i].ch, 0, &ev), 0);
                assert_int_equal(ev.slot, k > 0 ? first : later);
                assert_true(ev.stamped);
                assert_int_equal(channel_log_digest(d.desk[i].ch, digest[i]), 0);
                assert_memory_equal(digest[i], digest[0], CHANNEL_DIGEST_LEN);
            }
            desks_free(&d);
        }
    }
}

/* The reader dies between any two cells, without a commit: it reads them again, and nothing counts twice or
 * not. */
static void a_reader_that_dies_between_two_cells(void **state)
{
    (void)state;
    struct desks d;
    struct channel_mailbox box;
    enum channel_got got;
    desks_all_verified(&d, 2, 230);
    desks_settle(&d);
    for (unsigned i = 0; i < 4; i++) {
        d.slot++;
        desks_say(&d, 0, 0, "one of four");
        (void)desks_send(&d, 0);
    }
    for (unsigned k = 0; k < 8; k++) { /* k cells are taken in, from the one mailbox and the other in turn */
        for (unsigned i = 0; i < k; i++) {
            assert_int_equal(channel_inbox_at(d.desk[1].ch, i % 2, &box), 0);
            const struct relay_cell *c = relay_next(&d, box.name, box.from_seq);
            assert_non_null(c);
            assert_int_equal(channel_receive(d.desk[1].ch, box.name, c->seq, c->slot, c->body, &got), 0);
        }
        assert_int_equal(channel_log_len(d.desk[1].ch), k / 2);
        desks_restart(&d, 1);
        assert_int_equal(channel_log_len(d.desk[1].ch), 0);
    }
    assert_int_equal(desks_read(&d, 1), 8);
    desks_restart(&d, 1);
    assert_int_equal(channel_log_len(d.desk[1].ch), 4);
    desks_free(&d);
}

/* Randomness fails at the k-th draw of everything a desk does: the error says so, and with randomness back it
 * goes on as if nothing had been. */
static void failing_randomness_changes_nothing(void **state)
{
    (void)state;
    for (uint64_t k = 1; k <= 8; k++) { /* eight draws in all */
        struct desks d;
        struct t2_buf file;
        const uint8_t sounding[CHANNEL_SOUNDING_ID_LEN] = {1};
        uint8_t cell[T2_CELL_PIPE_LEN];
        struct channel_pipe *pipe = NULL;
        int failed = 0;
        t2_buf_init(&file, CHANNEL_INVITATION_MAX);
        desks_init(&d, 3, 100 + k);
        desks_join(&d, 1);
        desks_join(&d, 2);
        struct channel *b = d.desk[1].ch;
        struct t2_random_seeded *seed = &d.desk[1].seed;
        seed->fail_after = seed->draws + k - 1; /* never 0: joining has drawn */
        assert_int_equal(channel_post(b, 0, t2_bytes_str("one")), 0);
        for (unsigned attempt = 0; attempt < 2; attempt++) {
            int err = channel_pair_invite(b, 2, false, &file);
            assert_true(err == 0 || (err == T2_E_RANDOM && file.len == 0));
            failed += err != 0;
            if (err == 0) {
                t2_buf_clear(&file);
            }
            err = channel_commit(b);
            assert_true(err == 0 || err == T2_E_RANDOM);
            failed += err != 0;
            assert_int_equal(channel_pipe_new(&pipe, b, 0, sounding, attempt), 0);
            err = channel_pipe_hello(pipe, cell);
            assert_true(err == 0 || err == T2_E_RANDOM);
            assert_int_equal(channel_pipe_state(pipe), err == 0 ? CHANNEL_PIPE_HELLO : CHANNEL_PIPE_NEW);
            failed += err != 0;
            channel_pipe_free(pipe);
            if (failed == 0) {
                assert_int_equal(channel_post(b, 0, t2_bytes_str("again")), 0);
            }
        }
        assert_true(failed > 0);
        seed->fail_after = 0;
        assert_int_equal(channel_commit(b), 0);
        desks_settle(&d);
        desks_pair(&d, 1, 2);
        desks_settle(&d);
        assert_int_equal(channel_log_len(d.desk[0].ch), channel_log_len(b));
        assert_int_equal(channel_log_len(d.desk[2].ch), channel_log_len(b));
        t2_buf_free(&file);
        desks_free(&d);
    }
}

static void without_randomness_nothing_is_made(void **state)
{
    (void)state;
    struct desks d;
    struct t2_random_seeded seed;
    struct t2_random dry = t2_random_seeded_init(&seed, 1);
    struct channel *ch = NULL;
    struct channel_store *s = NULL;
    desks_init(&d, 2, 130);
    desks_store(&d, 1);
    for (uint64_t k = 1; k <= 3; k++) {
        seed.draws = 0;
        seed.fail_after = k;
        int err = channel_create(&ch, d.desk[1].store, &dry, 2, 0, "r");
        assert_true(err == T2_E_RANDOM || err == 0);
        assert_true((err == 0) == (ch != NULL));
        channel_free(ch);
        ch = NULL;
    }
    char path[300];
    (void)snprintf(path, sizeof path, "%s/dry", d.folder);
    for (uint64_t k = 1; k <= 3; k++) {
        seed.draws = 0;
        seed.fail_after = k;
        assert_int_equal(channel_store_create(&s, path, t2_bytes_str("p"), CHANNEL_STORE_COST_MIN, &dry),
                         T2_E_RANDOM);
        assert_null(s);
        assert_int_equal(access(path, F_OK), -1);
    }
    (void)snprintf(path, sizeof path, "%s/dry.lock", d.folder);
    (void)unlink(path);
    desks_free(&d);
}

/* ---- on the way to a new seat and to a new device ---- */

static unsigned crash_at;
static unsigned n_moments;

/* A moment at which a desk may die: what it has not committed is gone. 1 when it did. */
static int moment(struct desks *d, uint8_t i)
{
    if (n_moments++ != crash_at) {
        return 0;
    }
    desks_restart(d, i);
    return 1;
}

/* What a desk does whenever it is opened: it follows what is in force. */
static void follow(struct desks *d, uint8_t i, uint8_t seat, const uint8_t *key)
{
    do {
        assert_int_equal(channel_grow(d->desk[i].ch, d->n), 0);
        channel_device_hold(d->desk[i].ch, seat, true, 0);
        assert_int_equal(channel_device_changed(d->desk[i].ch, seat, 1, key), 0);
    } while (moment(d, i));
    assert_int_equal(channel_commit(d->desk[i].ch), 0);
    (void)moment(d, i);
}

/* One cell is received, and perhaps forgotten again. */
static void receive_one(struct desks *d, uint8_t i)
{
    struct channel_mailbox box;
    enum channel_got got;
    for (size_t k = 0; channel_inbox_at(d->desk[i].ch, k, &box) == 0; k++) {
        const struct relay_cell *c = relay_next(d, box.name, box.from_seq);
        if (c != NULL) {
            assert_int_equal(channel_receive(d->desk[i].ch, box.name, c->seq, c->slot, c->body, &got), 0);
            (void)moment(d, i);
            return;
        }
    }
}

static void settle_with_crashes(struct desks *d)
{
    for (unsigned round = 0; round < 6; round++) {
        for (uint8_t i = 0; i < d->n && d->desk[i].ch != NULL; i++) {
            (void)desks_send(d, i);
            (void)moment(d, i);
            receive_one(d, i);
            receive_one(d, i);
            (void)desks_read(d, i);
            (void)moment(d, i);
        }
    }
    desks_settle(d);
}

/* Each side's file; whoever died has it made again. */
static void pair_with_crashes(struct desks *d, uint8_t x, uint8_t y)
{
    const uint8_t seat[2] = {x, y};
    struct t2_buf file[2];
    for (unsigned k = 0; k < 2; k++) {
        t2_buf_init(&file[k], CHANNEL_INVITATION_MAX);
        do {
            t2_buf_clear(&file[k]);
            assert_int_equal(channel_pair_invite(d->desk[seat[k]].ch, seat[1 - k], false, &file[k]), 0);
        } while (moment(d, seat[k]));
        assert_int_equal(channel_commit(d->desk[seat[k]].ch), 0);
    }
    for (unsigned k = 0; k < 2; k++) {
        enum channel_invitation_fault fault;
        uint8_t from;
        do {
            assert_int_equal(
                channel_pair_accept(d->desk[seat[k]].ch, t2_buf_view(&file[1 - k]), &from, &fault), 0);
        } while (moment(d, seat[k]));
        assert_int_equal(channel_commit(d->desk[seat[k]].ch), 0);
        (void)moment(d, seat[k]);
    }
    t2_buf_free(&file[0]);
    t2_buf_free(&file[1]);
}

static void join_with_crashes(struct desks *d, uint8_t i)
{
    struct t2_buf file;
    enum channel_invitation_fault fault;
    struct desk *k = &d->desk[i];
    t2_buf_init(&file, CHANNEL_INVITATION_MAX);
    assert_int_equal(channel_pair_invite(d->desk[0].ch, i, false, &file), 0);
    assert_int_equal(channel_commit(d->desk[0].ch), 0);
    assert_int_equal(channel_join(&k->ch, k->store, &k->random, t2_buf_view(&file), &fault), 0);
    if (n_moments++ == crash_at) { /* nothing of it was saved but the device's key */
        channel_free(k->ch);
        channel_store_free(k->store);
        assert_int_equal(channel_store_open(&k->store, k->path, t2_bytes_str(DESKS_PASSPHRASE), &k->random),
                         0);
        assert_int_equal(channel_join(&k->ch, k->store, &k->random, t2_buf_view(&file), &fault), 0);
    }
    assert_int_equal(channel_commit(k->ch), 0);
    (void)moment(d, i);
    t2_buf_free(&file);
    t2_buf_init(&file, CHANNEL_INVITATION_MAX);
    assert_int_equal(channel_pair_invite(k->ch, 0, false, &file), 0);
    assert_int_equal(channel_commit(k->ch), 0);
    uint8_t from;
    do {
        assert_int_equal(channel_pair_accept(d->desk[0].ch, t2_buf_view(&file), &from, &fault), 0);
    } while (moment(d, 0));
    assert_int_equal(channel_commit(d->desk[0].ch), 0);
    t2_buf_free(&file);
}

static void assert_all_equal(const struct desks *d, size_t n_events)
{
    uint8_t digest[2][CHANNEL_DIGEST_LEN];
    for (uint8_t i = 0; i < d->n; i++) {
        assert_int_equal(channel_log_len(d->desk[i].ch), n_events);
        assert_int_equal(channel_fork_len(d->desk[i].ch), 0);
        assert_int_equal(channel_log_digest(d->desk[i].ch, digest[i > 0]), 0);
        assert_memory_equal(digest[i > 0], digest[0], CHANNEL_DIGEST_LEN);
    }
}

/* Seat 1 of three changes its device, and a fourth seat comes. */
static unsigned change_and_grow(unsigned at)
{
    struct desks d;
    struct desk old;
    uint8_t key[CHANNEL_DIGEST_LEN];
    crash_at = UINT32_MAX;
    desks_all_verified(&d, 3, 140);
    for (uint8_t i = 0; i < 3; i++) {
        desks_say(&d, i, 0, "before");
        desks_settle(&d);
    }
    crash_at = at;
    n_moments = 0;
    desks_new_device(&d, 1, &old, key);
    (void)desks_add(&d);
    desks_store(&d, 3);
    follow(&d, 0, 1, key);
    follow(&d, 2, 1, key);
    join_with_crashes(&d, 1);
    pair_with_crashes(&d, 1, 2);
    settle_with_crashes(&d);
    desks_say(&d, 1, 0, "the new device");
    join_with_crashes(&d, 3);
    pair_with_crashes(&d, 3, 1);
    pair_with_crashes(&d, 3, 2);
    settle_with_crashes(&d);
    follow(&d, 3, 1, key);
    desks_say(&d, 3, 0, "the new seat");
    settle_with_crashes(&d);
    assert_all_equal(&d, 5);
    desks_close(&old);
    desks_free(&d);
    return n_moments;
}

static void crashes_on_the_way_to_a_device_and_a_seat(void **state)
{
    (void)state;
    unsigned n = change_and_grow(UINT32_MAX);
    assert_true(n > 60);
    for (unsigned k = 0; k < n; k += getenv("T2_SOAK") != NULL ? 1 : 4) { /* hundreds of writes each time */
        (void)change_and_grow(k);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_failing_step_leaves_the_old_file),
        cmocka_unit_test(killed_at_every_step_the_file_is_whole),
        cmocka_unit_test(no_key_is_used_twice_after_a_crash),
        cmocka_unit_test(a_stamp_has_one_slot_over_a_crash),
        cmocka_unit_test(a_reader_that_dies_between_two_cells),
        cmocka_unit_test(failing_randomness_changes_nothing),
        cmocka_unit_test(without_randomness_nothing_is_made),
        cmocka_unit_test(crashes_on_the_way_to_a_device_and_a_seat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
