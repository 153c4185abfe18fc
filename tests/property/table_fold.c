/* Random sequences of events, right and wrong: a refused event changes nothing, and the state after all of
 * them equals the state folded anew from the log of the accepted ones, through their encodings. Independent
 * counts of what the rules promise are kept beside. */
#include "../unit/table_fixture.h"

#include <stdio.h>

#define SEED 20261123u
#define RUNS 150u
#define STEPS 120u

static uint32_t below(uint64_t *seed, uint32_t n)
{
    return (uint32_t)(fixture_random(seed) % n);
}

static uint8_t some_tag(const struct table_state *s, uint64_t *seed)
{
    size_t n = table_n_soundings(s);
    /* Mostly the last sounding, sometimes an older one, rarely one that is not there. */
    if (n == 0 || below(seed, 20) == 0) {
        return 0xff;
    }
    return table_sounding(s, below(seed, 3) > 0 ? n - 1 : below(seed, (uint32_t)n))->id[0];
}

static void spoil_digest(uint64_t *seed, uint8_t *digest)
{
    if (below(seed, 25) == 0) {
        digest[below(seed, TABLE_DIGEST_LEN)] ^= (uint8_t)(1u << below(seed, 8));
    }
}

static struct table_event random_sound_opened(const struct table_state *s, uint64_t *seed, uint64_t slot,
                                              uint8_t tag)
{
    struct table_event ev = {.kind = TABLE_EV_SOUND_OPENED, .author = (uint8_t)below(seed, 5), .slot = slot};
    uint8_t issues[3], id[TABLE_SOUNDING_ID_LEN], circuit[TABLE_DIGEST_LEN] = {7};
    size_t n = 1 + below(seed, 3);
    uint32_t n_candidates = 0;
    for (size_t i = 0; i < n; i++) {
        issues[i] = (uint8_t)below(seed, 9);
    }
    uint64_t seats = below(seed, 3) > 0 ? 15 : below(seed, 16);
    fixture_id(TABLE_EV_SOUND_OPENED, ev.author, tag, id);
    if (fixture_plan_room(s, issues, n, seats, slot, &ev.u.sound_opened, &n_candidates, NULL) != 0) {
        /* Send it all the same, as a modified desk would. */
        ev.u.sound_opened =
            (struct table_ev_sound_opened){.kind = TABLE_SOUND_ROOM, .n_issues = n, .seats = seats};
        memcpy(ev.u.sound_opened.issues, issues, n);
    }
    assert_int_equal(table_sounding_finish(s, &ev.u.sound_opened, id, circuit), 0);
    spoil_digest(seed, ev.u.sound_opened.digests.candidates);
    spoil_digest(seed, ev.u.sound_opened.digests.context);
    return ev;
}

/* What an honest desk would post next, so that some soundings come to an answer; kind 0 when there is
 * nothing. */
static struct table_event helpful_event(const struct table_state *s, uint64_t *seed, uint64_t slot)
{
    struct table_event none = {.kind = 0};
    size_t n = table_n_soundings(s);
    const struct table_sounding *x = n > 0 ? table_sounding(s, n - 1) : NULL;
    if (x == NULL || (x->status != TABLE_SOUND_OPEN && x->status != TABLE_SOUND_SEALED)) {
        return none;
    }
    uint64_t left = x->seats & ~(x->status == TABLE_SOUND_OPEN ? x->sealed : x->answered);
    uint8_t author = 0;
    if (table_seat_of_party(left, below(seed, table_mask_count(left)), &author) != 0) {
        return none;
    }
    return x->status == TABLE_SOUND_OPEN ? fixture_sealed(s, author, slot, x->id[0])
                                         : fixture_result(s, author, slot, x->id[0], x->number % 2);
}

static struct table_event random_event(const struct table_state *s, uint64_t *seed, uint64_t slot,
                                       uint8_t tag)
{
    static const char *const texts[] = {"One", "Two", "bad \x1b", "\xd8\xb9", ""};
    uint8_t author = (uint8_t)below(seed, 5);
    struct table_event ev = {.author = author, .slot = slot};
    uint8_t target = some_tag(s, seed);
    struct table_event helpful = helpful_event(s, seed, slot);
    if (helpful.kind != 0 && below(seed, 3) > 0) {
        return helpful;
    }
    switch (below(seed, 12)) {
    case 0:
        ev.kind = TABLE_EV_SEAT_STANDING;
        ev.u.seat_standing.standing = below(seed, 6);
        ev.u.seat_standing.mandate.kind = below(seed, 6);
        ev.u.seat_standing.mandate.expires_slot = below(seed, 4) == 0 ? slot + below(seed, 30) : 0;
        return ev;
    case 1:
        return fixture_said(author, slot, below(seed, 5), texts[below(seed, 5)]);
    case 2:
        ev = fixture_issue(below(seed, 2) == 0 ? "line" : "more", 1 + below(seed, 5), below(seed, 40));
        ev.author = author;
        ev.slot = slot;
        return ev;
    case 3:
    case 4:
        return random_sound_opened(s, seed, slot, tag);
    case 5:
        return *table_event_at(s, below(seed, (uint32_t)table_n_events(s)));
    default:
        break;
    }
    if (target == 0xff) {
        return fixture_stopped(author, slot, target, 0, 0);
    }
    if (below(seed, 6) == 0) {
        return fixture_stopped(author, slot, target, (uint8_t)below(seed, 2), below(seed, 16));
    }
    if (below(seed, 2) == 0) {
        ev = fixture_sealed(s, author, slot, target);
        spoil_digest(seed, ev.u.sound_sealed.digests.rules);
        return ev;
    }
    ev = fixture_result(s, author, slot, target, below(seed, 12) == 0);
    spoil_digest(seed, ev.u.sound_result.digest);
    return ev;
}

static void check_soundings(const struct table_state *s)
{
    for (size_t i = 0; i < table_n_soundings(s); i++) {
        const struct table_sounding *x = table_sounding(s, i);
        uint64_t concerned = table_concerned(s, x->issues, x->n_issues);
        assert_true((concerned & ~x->seats) == 0); /* nobody's issue without that seat */
        assert_true(((x->sealed | x->answered | x->stopped | x->not_heard) & ~x->seats) == 0);
        assert_true((x->answered & ~x->sealed) == 0);
        assert_int_equal(x->status == TABLE_SOUND_ANSWERED,
                         x->answered == x->seats && x->stopped == 0 &&
                             (x->said_yes == 0 || x->said_yes == x->seats));
        if (x->status == TABLE_SOUND_ANSWERED) {
            assert_int_equal(x->answer, x->said_yes != 0);
        }
        if (x->answered != 0) {
            assert_true(x->counted);
        }
    }
    for (size_t k = 0; k < table_n_issues(s); k++) {
        unsigned used = 0, running = 0;
        for (size_t i = 0; i < table_n_soundings(s); i++) {
            const struct table_sounding *x = table_sounding(s, i);
            for (size_t j = 0; j < x->n_issues; j++) {
                used += x->issues[j] == k && x->counted;
                running +=
                    x->issues[j] == k && (x->status == TABLE_SOUND_OPEN || x->status == TABLE_SOUND_SEALED);
            }
        }
        struct table_budget b = table_issue_budget(s, k);
        assert_int_equal(b.runs_used, used);
        assert_int_equal(b.running, running);
        assert_true(running <= 1);
        assert_true(used <= 3 || b.runs_left == 0);
    }
}

static void expect_refold(const struct table_state *s)
{
    uint8_t a[TABLE_DIGEST_LEN], b[TABLE_DIGEST_LEN];
    struct table_state *again = NULL;
    assert_int_equal(table_state_new(&again), 0);
    for (size_t i = 0; i < table_n_events(s); i++) {
        struct table_event ev;
        struct t2_buf buf;
        t2_buf_init(&buf, TABLE_EVENT_MAX);
        assert_int_equal(table_event_encode(table_event_at(s, i), &buf), 0);
        assert_int_equal(table_event_decode(t2_buf_view(&buf), &ev), 0);
        if (ev.kind == TABLE_EV_SAID) {
            const char *words = table_event_at(s, i)->u.said.text;
            assert_int_equal(table_said_words(&ev, t2_bytes_str(words)), 0);
        }
        t2_buf_free(&buf);
        fixture_apply(again, &ev);
        table_event_clear(&ev);
    }
    assert_int_equal(table_state_digest(s, a), 0);
    assert_int_equal(table_state_digest(again, b), 0);
    assert_memory_equal(a, b, sizeof(a));
    assert_memory_equal(table_id(s), table_id(again), TABLE_DIGEST_LEN);
    struct t2_buf ja, jb;
    t2_buf_init(&ja, 1u << 24);
    t2_buf_init(&jb, 1u << 24);
    assert_int_equal(table_export_json(s, table_last_slot(s), &ja), 0);
    assert_int_equal(table_export_json(again, table_last_slot(s), &jb), 0);
    assert_true(t2_bytes_eq(t2_buf_view(&ja), t2_buf_view(&jb)));
    t2_buf_free(&ja);
    t2_buf_free(&jb);
    table_state_free(again);
}

static void random_sequences(void **p)
{
    (void)p;
    uint64_t seed = SEED;
    size_t n_accepted = 0, n_refused = 0, n_answered = 0;
    struct table_settings settings = table_settings_default();
    settings.spacing_slots = 5;
    for (unsigned run = 0; run < RUNS; run++) {
        struct table_state *s = fixture_table(&settings);
        uint64_t slot = FIXTURE_SLOT;
        uint8_t before[TABLE_DIGEST_LEN], after[TABLE_DIGEST_LEN];
        assert_int_equal(table_state_digest(s, before), 0);
        for (unsigned step = 0; step < STEPS; step++) {
            struct table_refusal why = {.code = TABLE_R_NONE};
            slot += below(&seed, 3);
            slot -= below(&seed, 30) == 0;
            struct table_event ev = random_event(s, &seed, slot, (uint8_t)(step + 1));
            size_t n_events = table_n_events(s);
            int err = table_apply(s, &ev, &why);
            assert_int_equal(table_state_digest(s, after), 0);
            if (err == 0) {
                n_accepted++;
                assert_int_equal(table_n_events(s), n_events + 1);
                assert_memory_not_equal(before, after, sizeof(before));
                memcpy(before, after, sizeof(before));
                slot = table_last_slot(s);
            } else {
                n_refused++;
                assert_int_equal(err, T2_E_REFUSED);
                assert_int_not_equal(why.code, TABLE_R_NONE);
                assert_true(strlen(why.text) > 20);
                assert_memory_equal(before, after, sizeof(before));
            }
        }
        check_soundings(s);
        expect_refold(s);
        for (size_t i = 0; i < table_n_soundings(s); i++) {
            n_answered += table_sounding(s, i)->status == TABLE_SOUND_ANSWERED;
        }
        table_state_free(s);
    }
    print_message("seed %u: %zu accepted, %zu refused, %zu soundings answered\n", SEED, n_accepted, n_refused,
                  n_answered);
    assert_true(n_accepted > 1000 && n_refused > 1000 && n_answered > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(random_sequences)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
