/* A sounding's life in the log: sealed, answered, stopped; what it costs; what is shown. */
#include "table_fixture.h"

static const uint8_t all_seats[] = {0, 1, 2, 3};

/* Opens the package sounding with tag 1 and lets every seat seal. */
static struct table_state *sealed_table(void)
{
    struct table_state *s = fixture_table(NULL);
    struct table_event ev = fixture_sound_opened(s, 0, FIXTURE_SLOT, 1, fixture_all_issues, 8, 15);
    fixture_apply(s, &ev);
    assert_int_equal(table_sounding(s, 0)->status, TABLE_SOUND_OPEN);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(table_sounding(s, 0)->status, TABLE_SOUND_OPEN);
        ev = fixture_sealed(s, all_seats[i], FIXTURE_SLOT, 1);
        fixture_apply(s, &ev);
    }
    assert_int_equal(table_sounding(s, 0)->status, TABLE_SOUND_SEALED);
    assert_int_equal(table_sounding(s, 0)->sealed, 15);
    return s;
}

static void post(struct table_state *s, uint8_t seat, uint64_t slot, uint8_t answer)
{
    struct table_event ev = fixture_result(s, seat, slot, 1, answer);
    fixture_apply(s, &ev);
}

static void the_answer_enters_when_all_posted_it(void **p)
{
    (void)p;
    for (uint8_t answer = 0; answer <= 1; answer++) {
        struct table_state *s = sealed_table();
        const struct table_sounding *x = table_sounding(s, 0);
        for (uint8_t i = 0; i < 4; i++) {
            assert_int_equal(x->status, TABLE_SOUND_SEALED);
            post(s, i, FIXTURE_SLOT + i, answer);
        }
        assert_int_equal(x->status, TABLE_SOUND_ANSWERED);
        assert_int_equal(x->answer, answer);
        assert_int_equal(x->ended_slot, FIXTURE_SLOT + 3);
        assert_true(x->counted && !x->disagreed);
        assert_int_equal(x->not_heard, 0);
        for (size_t i = 0; i < 8; i++) {
            struct table_budget b = table_issue_budget(s, i);
            assert_int_equal(b.runs_used, 1);
            assert_int_equal(b.runs_left, 2);
            assert_false(b.running);
            assert_int_equal(b.next_slot, FIXTURE_SLOT + 3 + 4320);
        }
        table_state_free(s);
    }
}

static void different_answers_stop_it(void **p)
{
    (void)p;
    for (uint8_t liar = 0; liar < 4; liar++) {
        struct table_state *s = sealed_table();
        const struct table_sounding *x = table_sounding(s, 0);
        for (uint8_t i = 0; i < 4; i++) {
            post(s, i, FIXTURE_SLOT, i == liar ? 1 : 0);
        }
        assert_int_equal(x->status, TABLE_SOUND_STOPPED);
        assert_true(x->disagreed && x->counted);
        assert_int_equal(x->answer, 0);
        table_state_free(s);
    }
}

/* A seat's own sealing comes before its answer; the others' may stand later in the log. */
static void answers_wait_for_all_sealings(void **p)
{
    (void)p;
    struct table_state *s = fixture_table(NULL);
    const uint8_t issue = 5;
    struct table_event ev = fixture_sound_opened(s, 1, FIXTURE_SLOT, 1, &issue, 1, 6);
    fixture_apply(s, &ev);
    ev = fixture_sealed(s, 1, FIXTURE_SLOT, 1);
    fixture_apply(s, &ev);
    post(s, 1, FIXTURE_SLOT, 1);
    assert_int_equal(table_sounding(s, 0)->status, TABLE_SOUND_OPEN);
    ev = fixture_sealed(s, 2, FIXTURE_SLOT, 1);
    fixture_apply(s, &ev);
    assert_int_equal(table_sounding(s, 0)->status, TABLE_SOUND_SEALED);
    post(s, 2, FIXTURE_SLOT, 1);
    assert_int_equal(table_sounding(s, 0)->status, TABLE_SOUND_ANSWERED);
    assert_int_equal(table_sounding(s, 0)->answer, 1);
    table_state_free(s);
}

/* Before any share of the answer was sent a stop costs the waiting time and no run. */
static void a_stop_before_the_answer_costs_time_only(void **p)
{
    (void)p;
    struct table_state *s = sealed_table();
    struct table_event ev = fixture_stopped(0, FIXTURE_SLOT + 7, 1, 0, 8);
    fixture_apply(s, &ev);
    const struct table_sounding *x = table_sounding(s, 0);
    assert_int_equal(x->status, TABLE_SOUND_STOPPED);
    assert_int_equal(x->not_heard, 8);
    assert_false(x->counted);
    struct table_budget b = table_issue_budget(s, 0);
    assert_int_equal(b.runs_left, 3);
    assert_int_equal(b.next_slot, FIXTURE_SLOT + 7 + 4320);

    /* Another seat had sent its share by then: now it counts. The end stays where it was. */
    ev = fixture_stopped(2, FIXTURE_SLOT + 9, 1, 1, 0);
    fixture_apply(s, &ev);
    b = table_issue_budget(s, 0);
    assert_int_equal(b.runs_left, 2);
    assert_int_equal(b.next_slot, FIXTURE_SLOT + 7 + 4320);
    table_state_free(s);

    /* So does an answer that comes after the stop; the record stays "stopped". */
    s = sealed_table();
    ev = fixture_stopped(0, FIXTURE_SLOT, 1, 0, 0);
    fixture_apply(s, &ev);
    for (uint8_t i = 1; i < 4; i++) {
        post(s, i, FIXTURE_SLOT, 1);
    }
    x = table_sounding(s, 0);
    assert_int_equal(x->status, TABLE_SOUND_STOPPED);
    assert_int_equal(x->answer, 0);
    assert_int_equal(table_issue_budget(s, 0).runs_left, 2);
    table_state_free(s);
}

/* A seat that posted its answer may stop when the others stay silent. */
static void a_silent_seat_does_not_hold_the_issues(void **p)
{
    (void)p;
    struct table_state *s = sealed_table();
    post(s, 0, FIXTURE_SLOT, 1);
    assert_true(table_issue_budget(s, 3).running);
    struct table_event ev = fixture_stopped(0, FIXTURE_SLOT + 100, 1, 1, 14);
    fixture_apply(s, &ev);
    assert_false(table_issue_budget(s, 3).running);
    assert_int_equal(table_sounding(s, 0)->not_heard, 14);
    table_state_free(s);
}

/* The budget is an issue's, of any set; other issues keep theirs. */
static void budget_per_issue(void **p)
{
    (void)p;
    struct table_settings settings = table_settings_default();
    settings.spacing_slots = 0;
    struct table_state *s = fixture_table(&settings);
    const uint8_t prisoners[] = {6}, both[] = {6, 0};
    uint8_t tag = 1;
    for (unsigned run = 0; run < 3; run++, tag++) {
        struct table_event ev =
            fixture_sound_opened(s, 0, FIXTURE_SLOT, tag, run == 1 ? both : prisoners, run == 1 ? 2 : 1, 3);
        fixture_apply(s, &ev);
        ev = fixture_stopped(0, FIXTURE_SLOT, tag, 1, 0);
        fixture_apply(s, &ev);
    }
    assert_int_equal(table_issue_budget(s, 6).runs_left, 0);
    assert_int_equal(table_issue_budget(s, 0).runs_left, 2);
    assert_int_equal(table_issue_budget(s, 1).runs_left, 3);
    assert_int_equal(table_issue_budget(s, 99).runs_left, 0);
    table_state_free(s);
}

static void parties_are_seats_in_order(void **p)
{
    (void)p;
    unsigned party = 0;
    uint8_t seat = 0;
    assert_int_equal(table_party_of_seat(0x2a, 3, &party), 0);
    assert_int_equal(party, 1);
    assert_int_equal(table_seat_of_party(0x2a, 2, &seat), 0);
    assert_int_equal(seat, 5);
    assert_int_equal(table_party_of_seat(0x2a, 0, &party), T2_E_MISSING);
    assert_int_equal(table_party_of_seat(0x2a, 200, &party), T2_E_MISSING);
    assert_int_equal(table_seat_of_party(0x2a, 3, &seat), T2_E_MISSING);
}

/* accepted * 100 > max * P or accepted * 100 < min * P is invalid, in whole numbers, for every P. */
static void breadth_is_exact(void **p)
{
    (void)p;
    struct table_settings settings = table_settings_default();
    for (uint32_t n = 1; n <= 3000; n++) {
        uint32_t min = 0, max = 0;
        table_breadth(&settings, 2, n, &min, &max);
        if (n < 100) {
            assert_int_equal(min, 0);
            assert_int_equal(max, n);
            continue;
        }
        assert_true(min * 100 >= n && (min - 1) * 100 < n);
        assert_true(max * 100 <= 40 * n && (max + 1) * 100 > 40 * n);
        table_breadth(&settings, 1, n, &min, &max);
        assert_int_equal(min, 0);
        assert_int_equal(max, n);
    }
}

/* What each digest depends on. */
static void digests_tell_soundings_apart(void **p)
{
    (void)p;
    struct table_settings settings = table_settings_default();
    settings.breadth_from = 200;
    struct table_state *s = fixture_table(NULL), *other = fixture_table(&settings);
    const uint8_t ab[] = {0, 1}, ba[] = {1, 0};
    struct table_ev_sound_opened x = fixture_sound_opened(s, 0, FIXTURE_SLOT, 1, ab, 2, 15).u.sound_opened;
    struct table_ev_sound_opened same = fixture_sound_opened(s, 0, FIXTURE_SLOT, 1, ab, 2, 15).u.sound_opened;
    assert_memory_equal(&x.digests, &same.digests, sizeof(x.digests));
    struct table_ev_sound_opened turned =
        fixture_sound_opened(s, 0, FIXTURE_SLOT, 1, ba, 2, 15).u.sound_opened;
    assert_memory_not_equal(x.digests.candidates, turned.digests.candidates, TABLE_DIGEST_LEN);
    struct table_ev_sound_opened seats =
        fixture_sound_opened(s, 0, FIXTURE_SLOT, 1, ab, 2, 11).u.sound_opened;
    assert_memory_equal(x.digests.candidates, seats.digests.candidates, TABLE_DIGEST_LEN);
    assert_memory_not_equal(x.digests.rules, seats.digests.rules, TABLE_DIGEST_LEN);
    struct table_ev_sound_opened tag = fixture_sound_opened(s, 0, FIXTURE_SLOT, 2, ab, 2, 15).u.sound_opened;
    assert_memory_equal(x.digests.rules, tag.digests.rules, TABLE_DIGEST_LEN);
    assert_memory_not_equal(x.digests.context, tag.digests.context, TABLE_DIGEST_LEN);
    struct table_ev_sound_opened rules =
        fixture_sound_opened(other, 0, FIXTURE_SLOT, 1, ab, 2, 15).u.sound_opened;
    assert_memory_equal(x.digests.candidates, rules.digests.candidates, TABLE_DIGEST_LEN);
    assert_memory_not_equal(x.digests.rules, rules.digests.rules, TABLE_DIGEST_LEN);
    assert_memory_not_equal(table_id(s), table_id(other), TABLE_DIGEST_LEN);
    uint8_t yes[TABLE_DIGEST_LEN], no[TABLE_DIGEST_LEN], elsewhere[TABLE_DIGEST_LEN];
    assert_int_equal(table_answer_digest(x.digests.context, 1, 0, yes), 0);
    assert_int_equal(table_answer_digest(x.digests.context, 0, 0, no), 0);
    assert_int_equal(table_answer_digest(tag.digests.context, 1, 0, elsewhere), 0);
    assert_memory_not_equal(yes, no, TABLE_DIGEST_LEN);
    assert_memory_not_equal(yes, elsewhere, TABLE_DIGEST_LEN);
    table_state_free(s);
    table_state_free(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_answer_enters_when_all_posted_it),
        cmocka_unit_test(different_answers_stop_it),
        cmocka_unit_test(answers_wait_for_all_sealings),
        cmocka_unit_test(a_stop_before_the_answer_costs_time_only),
        cmocka_unit_test(a_silent_seat_does_not_hold_the_issues),
        cmocka_unit_test(budget_per_issue),
        cmocka_unit_test(parties_are_seats_in_order),
        cmocka_unit_test(breadth_is_exact),
        cmocka_unit_test(digests_tell_soundings_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
