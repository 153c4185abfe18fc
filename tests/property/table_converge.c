/* Tables of 2 to 8 desks over a relay that loses, repeats, reorders and delays: random events of every kind,
 * legal and not; pairs that are made late; desks that are closed and opened again; clocks that differ, the
 * relay's that jumps, stamps that it loses; and desks of a modified program that post what their own rules
 * refuse. After every event that any desk folds nothing of table_forbidden.c may have been reached; in the
 * end, when the relay behaves again, all desks have the same log, the same state and the same list of refused
 * events.
 *
 * The key derivation from the passphrase, the waiting for the disk, the guard pages around secrets and the
 * second and later verifying of the same report are left out here: a few thousand tables would spend their
 * time there, and other tests have them. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <tracktwo/crypto.h>

#include "../channel_desks.h"
#include "../sanitized.h"
#include "../unit/table_fixture.h"
#include "table_anything.h"
#include "table_anything_field.h"
#include "table_folding.h"
#include "table_forbidden.h"

enum { SLOT = TABLE_ANYTHING_SLOT };

struct seat_clock {
    const uint64_t *slot;
    uint64_t ahead;
};

struct run {
    uint64_t number, slot;
    struct anything any;
    struct desks d;
    struct folding *f[DESKS_MAX];
    struct t2_clock clock[DESKS_MAX];
    struct seat_clock ahead[DESKS_MAX];
    int modified[DESKS_MAX];
    int joined[DESKS_MAX];
    int paired[DESKS_MAX][DESKS_MAX];
    unsigned loss, lost_stamps; /* per cent */
};

static struct run r;

/* What a seat can have used up its share of in so short a run. */
enum { SHARE_DAYS, SHARE_DOCUMENTS, SHARE_BYTES, N_SHARES };
static const char *const shares[N_SHARES] = {": sets of sounding days", ": documents of the cease-fire",
                                             ": bytes of documents of the cease-fire"};

/* What the whole run has seen, to show that it has been everywhere. */
static unsigned n_taken[TABLE_N_EVENT_KINDS], n_refused[TABLE_N_REFUSALS], n_refolded, n_restarts;
static unsigned n_excess, n_measures_fell, n_shares[N_SHARES], n_stage[LINE_N_STAGES + 1];
static unsigned n_final, n_closed, n_adopted, n_answered, n_found, n_accepted;

/* ---- left out: see above ---- */

int __wrap_t2_argon2id(uint8_t out[static 32], struct t2_bytes password, const uint8_t salt[static 16],
                       uint32_t mem_kib, uint32_t passes);
int __wrap_t2_argon2id(uint8_t out[static 32], struct t2_bytes password, const uint8_t salt[static 16],
                       uint32_t mem_kib, uint32_t passes)
{
    const struct t2_bytes parts[] = {password, t2_bytes_of(salt, 16)};
    (void)mem_kib;
    (void)passes;
    return t2_sha256(out, parts, 2);
}

int __wrap_fsync(int fd);
int __wrap_fsync(int fd)
{
    return fd >= 0 ? 0 : -1;
}

void *__wrap_t2_secret_alloc(size_t n);
void *__wrap_t2_secret_alloc(size_t n)
{
    return malloc(n);
}

void __wrap_t2_secret_free(void *p);
void __wrap_t2_secret_free(void *p)
{
    free(p);
}

/* A report is verified once, not by every desk each time that it folds. */
void __real_line_report_check_all(const uint8_t *mission, const struct t2_bytes *reports, size_t n,
                                  struct line_report_checked *out);
void __wrap_line_report_check_all(const uint8_t *mission, const struct t2_bytes *reports, size_t n,
                                  struct line_report_checked *out);
void __wrap_line_report_check_all(const uint8_t *mission, const struct t2_bytes *reports, size_t n,
                                  struct line_report_checked *out)
{
    static struct {
        uint8_t mission[LINE_REPORT_MISSION_LEN], bytes[LINE_REPORT_MAX];
        size_t len;
        struct line_report_checked is;
    } known[64];
    static size_t next;
    assert_int_equal(n, 1);
    for (size_t i = 0; i < 64; i++) {
        if (known[i].len != 0 && known[i].len == reports->len &&
            memcmp(known[i].mission, mission, sizeof known[i].mission) == 0 &&
            memcmp(known[i].bytes, reports->ptr, reports->len) == 0) {
            *out = known[i].is;
            return;
        }
    }
    __real_line_report_check_all(mission, reports, n, out);
    if (reports->len > LINE_REPORT_MAX)
        return;
    memcpy(known[next].mission, mission, sizeof known[next].mission);
    memcpy(known[next].bytes, reports->ptr, reports->len);
    known[next].len = reports->len;
    known[next].is = *out;
    next = (next + 1) % 64;
}

/* ---- every event that is folded anywhere passes here ---- */

int __real_table_apply(struct table_state *s, const struct table_event *ev, struct table_refusal *why);
int __wrap_table_apply(struct table_state *s, const struct table_event *ev, struct table_refusal *why);
int __wrap_table_apply(struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    struct forbidden_before before;
    forbidden_look(s, &before);
    size_t i = 0;
    int err = __real_table_apply(s, ev, why);
    const char *what = err == 0 ? forbidden_reached(&before, s) : NULL;
    if (what != NULL)
        fail_msg("sequence %llu, %s of seat %u, event %zu: %s", (unsigned long long)r.number,
                 table_event_kind_name(ev->kind), ev->author, table_n_events(s), what);
    if (err == 0) {
        n_taken[ev->kind]++;
        n_excess += table_n_incidents(s) > before.field.n_incidents &&
                    table_incident(s, table_n_incidents(s) - 1)->excess.is;
        n_measures_fell += ev->kind == TABLE_EV_CONSENTED &&
                           before.field.in_force[TABLE_FIELD_PUBLICATION] != 0 &&
                           table_field_in_force(s, TABLE_FIELD_LINE, &i) == 0 &&
                           before.field.in_force[TABLE_FIELD_LINE] != i + 1;
    } else if (why != NULL)
        n_refused[why->code]++;
    for (i = 0; err != 0 && why != NULL && why->code == TABLE_R_LIMIT && i < N_SHARES; i++)
        n_shares[i] += strstr(why->text, shares[i]) != NULL;
    return err;
}

/* ---- seats ---- */

static unsigned below(unsigned n)
{
    return (unsigned)(fixture_random(&r.any.seed) % n);
}

static int64_t seat_now_ms(void *ctx)
{
    const struct seat_clock *c = ctx;
    return (int64_t)(*c->slot + c->ahead) * TABLE_SLOT_SECONDS * 1000;
}

static void seat_begin(uint8_t i)
{
    folding_free(r.f[i]);
    r.ahead[i].slot = &r.slot;
    r.clock[i] = (struct t2_clock){seat_now_ms, &r.ahead[i]};
    r.f[i] = folding_new(r.d.desk[i].store, r.d.desk[i].ch, &r.d.desk[i].random, &r.clock[i]);
    folding_fold(r.f[i]);
}

static void join(uint8_t i)
{
    desks_join(&r.d, i);
    r.joined[i] = r.paired[0][i] = r.paired[i][0] = 1;
    seat_begin(i);
}

static void pair(uint8_t x, uint8_t y)
{
    desks_pair(&r.d, x, y);
    r.paired[x][y] = r.paired[y][x] = 1;
}

/* What of this is still to be done: joining, and pairs. Nonzero: did one. */
static int meet(void)
{
    uint8_t n = r.d.n, first = (uint8_t)below(n);
    for (uint8_t k = 0; k < n; k++) {
        uint8_t x = (uint8_t)((first + k) % n);
        if (!r.joined[x]) {
            join(x);
            return 1;
        }
        for (uint8_t y = 0; y < n; y++) {
            if (x != y && r.joined[y] && !r.paired[x][y]) {
                pair(x, y);
                return 1;
            }
        }
    }
    return 0;
}

/* A modified program asks no rules. Sometimes what it sends is no event at all. */
static void post_anyway(uint8_t i, struct table_event *ev)
{
    static const char noise[] = "no event";
    struct channel *ch = r.d.desk[i].ch;
    uint64_t floor = channel_slot_floor(ch), now = r.slot + r.ahead[i].ahead;
    struct t2_buf bytes;
    t2_buf_init(&bytes, TABLE_EVENT_MAX);
    folding_fold(r.f[i]);
    ev->slot = now > floor ? now : floor;
    int err = table_event_encode(ev, &bytes);
    if (err == T2_E_MALFORMED) /* not even the format allows it */
        err = t2_buf_append_str(&bytes, noise);
    else if (err == 0 && below(16) == 0)
        bytes.ptr[below((unsigned)bytes.len)] ^= (uint8_t)(1u << below(8));
    assert_int_equal(err, 0);
    /* Whatever is said goes with words that may be none that can be shown, and whatever else at times too. */
    uint64_t any = ev->slot + bytes.len;
    bool words = (ev->kind == TABLE_EV_SAID) != (any % 16 == 0);
    struct t2_bytes said = t2_bytes_str(any / 16 % 4 == 0 ? "\x1b[2J" : "whatever");
    assert_int_equal(words ? channel_post_words(ch, ev->slot, t2_buf_view(&bytes), said)
                           : channel_post(ch, ev->slot, t2_buf_view(&bytes)),
                     0);
    assert_int_equal(channel_commit(ch), 0);
    folding_fold(r.f[i]);
    t2_buf_free(&bytes);
}

static void say_something(uint8_t i)
{
    const struct table_state *s = folding_table(r.f[i]);
    for (unsigned tries = 0; tries < 4; tries++) {
        uint64_t last = table_last_slot(s), now = r.slot + r.ahead[i].ahead;
        struct table_event ev = anything_event(&r.any, s, i, now > last ? now : last);
        if (r.modified[i]) {
            post_anyway(i, &ev);
            return;
        }
        if (table_n_issues(s) > 0 && folding_post(r.f[i], &ev))
            return;
    }
}

/* ---- the relay: as in channel_converge.c ---- */

/* A stamp that is lost and sent again would have two slots: the relay loses it, once and for all, or stores
 * it. */
static void send_some(uint8_t i)
{
    struct channel_cell cell;
    for (size_t n = channel_outbox_len(r.d.desk[i].ch); n > 0; n--) {
        if (below(5) == 0 || channel_outbox_at(r.d.desk[i].ch, below((unsigned)n), &cell) != 0)
            continue;
        int is_stamp = cell.seat == i,
            is_lost = is_stamp ? cell.mid[0] % 100 < (int)r.lost_stamps : below(100) < r.loss;
        uint32_t slot = is_lost ? r.d.slot : relay_put(&r.d, &cell);
        if ((is_lost && is_stamp) || below(5) != 0)
            assert_int_equal(channel_outbox_done(r.d.desk[i].ch, cell.mid, slot), 0);
    }
}

/* Every mailbox now and then, from where it was read or from anywhere; some cells again and again. */
static void read_some(uint8_t i)
{
    struct channel *ch = r.d.desk[i].ch;
    struct channel_mailbox box;
    enum channel_got got;
    for (size_t k = 0; channel_inbox_at(ch, k, &box) == 0; k++) {
        for (unsigned tries = 1 + below(4); tries > 0; tries--) {
            uint64_t from = below(4) == 0 ? 1 + below(CHANNEL_EPOCH_CELLS / 4) : box.from_seq;
            const struct relay_cell *c = relay_next(&r.d, box.name, from);
            if (c == NULL)
                break;
            uint64_t seq = below(4) != 0 ? c->seq : 0; /* with 0 the reading position stays */
            assert_int_equal(channel_receive(ch, box.name, seq, c->slot, c->body, &got), 0);
            if (channel_inbox_at(ch, k, &box) != 0)
                return;
        }
    }
}

/* Asks for what is missing, now and then; it leaves with the next commit. */
static void ask(uint8_t i)
{
    for (uint8_t author = 0; author < r.d.n; author++) {
        if (author != i && below(3) == 0) {
            int err = channel_ask_again(r.d.desk[i].ch, author);
            assert_true(err == 0 || err == T2_E_MISSING || err == T2_E_STATE);
        }
    }
}

static void fold(uint8_t i)
{
    size_t before = table_n_events(folding_table(r.f[i]));
    n_refolded += before > 0 && channel_log_first_changed(r.d.desk[i].ch) < before;
    folding_fold(r.f[i]);
}

static void restart(uint8_t i)
{
    desks_restart(&r.d, i);
    seat_begin(i);
    n_restarts++;
}

/* ---- a sequence ---- */

static void open_table(void)
{
    struct table_event ev = anything_opening(&r.any, r.d.n, r.slot);
    assert_true(folding_post(r.f[0], &ev));
    size_t n = anything_n_issues(&r.any);
    for (size_t k = 0; k < n; k++) {
        ev = anything_issue(&r.any, folding_table(r.f[0]), k, r.slot);
        (void)folding_post(r.f[0], &ev);
    }
}

/* A cease-fire that has come some way over a good line: the steps are many, and each waits for all. */
static void begin_well(void)
{
    unsigned wild = r.any.wild;
    r.any.wild = 0;
    while (meet()) {
    }
    r.d.slot = (uint32_t)r.slot;
    for (unsigned rounds = below(60); rounds > 0; rounds--) {
        for (uint8_t i = 0; i < r.d.n; i++) {
            folding_fold(r.f[i]);
            say_something(i);
        }
        desks_settle(&r.d);
    }
    r.any.wild = wild;
}

static void begin(uint64_t number)
{
    static const enum anything_taste tastes[] = {
        ANYTHING_ALL,   ANYTHING_TEXT,      ANYTHING_SOUNDINGS, ANYTHING_FORMS, ANYTHING_ALL,
        ANYTHING_TEXT,  ANYTHING_SOUNDINGS, ANYTHING_FORMS,     ANYTHING_FORMS, ANYTHING_SOUNDINGS,
        ANYTHING_FIELD, ANYTHING_FIELD,     ANYTHING_SHARES};
    static const uint8_t sizes[] = {2, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 4, 5, 5, 6, 8};
    memset(&r, 0, sizeof r);
    r.number = number;
    r.any.seed = number;
    r.any.wild = 5 + 15 * below(4);
    r.any.taste = tastes[below(sizeof tastes / sizeof tastes[0])];
    r.any.large = below(2);
    r.any.dawdles = below(6) == 0;
    r.slot = SLOT;
    r.loss = 10 * below(4);
    r.lost_stamps = below(8) == 0 ? 10 : 0;
    uint8_t n = sizes[below(sizeof sizes)];
    if (n == 6 || n == 8)
        n = (uint8_t)(6 + below(3));
    if (r.any.taste == ANYTHING_SOUNDINGS && below(2)) { /* few seats over a good line come to answers */
        n = (uint8_t)(2 + below(2));
        r.loss = 0;
    }
    if (r.any.taste == ANYTHING_FIELD && below(4)) { /* the fewer must consent, the farther they come */
        n = (uint8_t)(2 + below(2));
        r.loss /= 2;
        r.any.wild = 5 + 10 * below(3);
    }
    desks_init(&r.d, n, number);
    r.joined[0] = 1;
    for (uint8_t i = 0; i < n; i++) {
        r.modified[i] = below(r.any.taste == ANYTHING_SHARES ? 2 : 6) == 0;
        r.ahead[i].ahead = below(16) == 0 ? 40 : below(3); /* one in sixteen is wrong */
    }
    r.modified[0] = below(8) == 0;
    seat_begin(0);
    open_table();
    while (below(32) != 0 && meet()) {
    }
    if (r.any.taste == ANYTHING_FIELD && below(4))
        begin_well();
}

static int complete(void)
{
    for (uint8_t i = 0; i < r.d.n; i++)
        folding_fold(r.f[i]);
    for (uint8_t i = 0; i < r.d.n; i++) {
        if (channel_gap_len(r.d.desk[i].ch) > 0)
            return 0;
    }
    return 1;
}

/* Everybody has met, the relay behaves, and the clocks have caught up. */
static void heal(void)
{
    while (meet()) {
    }
    r.slot += 200;
    r.d.slot = (uint32_t)r.slot;
    for (uint8_t i = 0; i < r.d.n; i++) {
        struct table_event ev = fixture_said(i, 0, TABLE_THINKING_ALOUD, "The last word.");
        post_anyway(i, &ev);
    }
    desks_settle(&r.d);
    r.slot += 200 + CHANNEL_GIVEN_SLOTS; /* what has lost its stamp is old enough for its author's word */
    for (unsigned round = 0; round < 60 && !complete(); round++) {
        for (uint8_t i = 0; i < r.d.n; i++) {
            for (uint8_t author = 0; author < r.d.n; author++) {
                int err = author == i ? 0 : channel_ask_again(r.d.desk[i].ch, author);
                assert_true(err == 0 || err == T2_E_MISSING);
            }
            assert_int_equal(channel_commit(r.d.desk[i].ch), 0);
        }
        desks_settle(&r.d);
        for (uint8_t i = 0; i < r.d.n; i++)
            assert_int_equal(channel_commit(r.d.desk[i].ch), 0); /* seals what was asked for */
        desks_settle(&r.d);
    }
}

static void note_what_came_of_it(const struct table_state *s)
{
    for (size_t i = 0; i < table_n_articles(s); i++) {
        n_final += table_article_status(s, i) == TABLE_ARTICLE_FINAL;
        n_adopted += table_article_silence(s, i, table_last_slot(s)) == TABLE_SILENCE_ADOPTED;
    }
    struct line_order o;
    table_field_order(s, &o);
    n_stage[o.done]++;
    for (size_t i = 0; i < table_n_meetings(s); i++)
        n_closed += table_meeting(s, i)->record == TABLE_RECORD_CLOSED;
    for (size_t i = 0; i < table_n_proposals(s); i++)
        n_accepted += table_proposal(s, i)->status == TABLE_PROPOSAL_ACCEPTED;
    for (size_t i = 0; i < table_n_soundings(s); i++) {
        n_answered += table_sounding(s, i)->status == TABLE_SOUND_ANSWERED;
        n_found += table_sounding(s, i)->kind == TABLE_SOUND_FIND &&
                   table_sounding(s, i)->status == TABLE_SOUND_ANSWERED && table_sounding(s, i)->answer;
    }
}

/* Same logs, same states, same refusals; and a desk that folds it all anew comes to the same. */
static void all_the_same(void)
{
    uint8_t log[2][CHANNEL_DIGEST_LEN], state[2][TABLE_DIGEST_LEN];
    for (uint8_t i = 0; i < r.d.n; i++) {
        int other = i > 0;
        assert_int_equal(channel_gap_len(r.d.desk[i].ch), 0);
        assert_int_equal(channel_fork_len(r.d.desk[i].ch), 0);
        assert_int_equal(channel_log_digest(r.d.desk[i].ch, log[other]), 0);
        assert_int_equal(table_state_digest(folding_table(r.f[i]), state[other]), 0);
        if (memcmp(log[0], log[other], sizeof log[0]) != 0 ||
            memcmp(state[0], state[other], sizeof state[0]) != 0 || !folding_same_refused(r.f[0], r.f[i]))
            fail_msg("sequence %llu: desk %u of %u differs from desk 0: %s", (unsigned long long)r.number, i,
                     r.d.n,
                     memcmp(log[0], log[other], sizeof log[0]) != 0         ? "log"
                     : memcmp(state[0], state[other], sizeof state[0]) != 0 ? "state"
                                                                            : "refused events");
    }
    uint8_t last = (uint8_t)(r.d.n - 1);
    size_t refused = folding_n_refused(r.f[last]);
    seat_begin(last);
    assert_int_equal(table_state_digest(folding_table(r.f[last]), state[1]), 0);
    assert_memory_equal(state[0], state[1], sizeof state[0]);
    assert_int_equal(folding_n_refused(r.f[last]), refused);
    note_what_came_of_it(folding_table(r.f[0]));
}

static void one_sequence(uint64_t number)
{
    begin(number);
    unsigned steps = 60 + 12u * r.d.n;
    for (unsigned k = 0; k < steps; k++) {
        uint8_t i = (uint8_t)below(r.d.n);
        r.slot += below(5) == 0;
        r.d.slot = (uint32_t)r.slot + below(3); /* the relay's clock, which jumps back, too */
        if (!r.joined[i]) {
            if (below(4) == 0)
                join(i);
            continue;
        }
        if (below(12) == 0)
            (void)meet();
        read_some(i);
        ask(i);
        if (below(24) == 0) /* closed without a commit, in the middle of reading */
            restart(i);
        fold(i);
        unsigned more = r.any.taste == ANYTHING_SHARES && i % 4 == 1 ? below(6) : 0;
        if (below(4) != 0) {
            do {
                say_something(i);
            } while (more-- > 0);
        } else {
            assert_int_equal(channel_commit(r.d.desk[i].ch), 0);
        }
        send_some(i);
    }
    heal();
    all_the_same();
    for (uint8_t i = 0; i < r.d.n; i++)
        folding_free(r.f[i]);
    desks_free(&r.d);
}

static unsigned n_sequences(void)
{
    const char *soak = getenv("T2_SOAK"), *wanted = getenv("T2_SEQUENCES");
    if (wanted != NULL)
        return (unsigned)strtoul(wanted, NULL, 10);
    if (T2_SANITIZED)
        return soak != NULL ? 5000 : 150;
    return soak != NULL ? 100000 : 2000;
}

static void all_desks_come_to_the_same_table(void **p)
{
    const char *from = getenv("T2_SEED");
    uint64_t seed = from != NULL ? strtoull(from, NULL, 10) : 1;
    unsigned n = n_sequences();
    (void)p;
    print_message("seeds %llu to %llu\n", (unsigned long long)seed, (unsigned long long)(seed + n - 1));
    for (unsigned k = 0; k < n; k++)
        one_sequence(seed + k);
    print_message("%u sequences, %zu predicates; logs reordered %u times, desks restarted %u times\n", n,
                  forbidden_count(), n_refolded, n_restarts);
    print_message("articles confirmed %u, adopted by silence %u; records closed %u; soundings answered %u, "
                  "packages found %u; proposals in force %u\n",
                  n_final, n_adopted, n_closed, n_answered, n_found, n_accepted);
    print_message("tables by steps of the cease-fire:");
    for (int stage = 0; stage <= LINE_N_STAGES; stage++)
        print_message(" %u", n_stage[stage]);
    print_message("; measures that fell with the line %u, incidents for an excess %u; refused as more than "
                  "a share:",
                  n_measures_fell, n_excess);
    for (int i = 0; i < N_SHARES; i++)
        print_message(" %u", n_shares[i]);
    print_message("\n");
    for (int kind = 1; kind < TABLE_N_EVENT_KINDS; kind++)
        print_message("%s %u  ", table_event_kind_name((enum table_event_kind)kind), n_taken[kind]);
    print_message("\n");
    for (int code = 1; code < TABLE_N_REFUSALS; code++)
        print_message("%s %u  ", table_refusal_name((enum table_refusal_code)code), n_refused[code]);
    print_message("\n");
    if (n >= 2000) { /* the run has been everywhere */
        for (int kind = 1; kind < TABLE_N_EVENT_KINDS; kind++)
            assert_true(n_taken[kind] > 0 || (kind > TABLE_EV_ROUND_RESULT && kind < TABLE_EV_SIDES_AGREED));
        for (int stage = 0; stage <= LINE_N_STAGES; stage++)
            assert_true(n_stage[stage] > 0);
        for (int i = 0; i < N_SHARES; i++)
            assert_true(n_shares[i] > 0);
        assert_true(n_measures_fell > 0 && n_excess > 0);
        assert_true(n_final > 20 && n_adopted > 10 && n_closed > 30 && n_answered > 50 && n_found > 0);
        assert_true(n_accepted > 100 && n_refolded > 1000 && n_restarts > 1000);
    }
}

int main(void)
{
    if (getenv("TMPDIR") == NULL && access("/dev/shm", W_OK) == 0)
        (void)setenv("TMPDIR", "/dev/shm", 0);
    const struct CMUnitTest tests[] = {cmocka_unit_test(all_desks_come_to_the_same_table)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
