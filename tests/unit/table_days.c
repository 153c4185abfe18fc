/* Sounding days: agreed to by all whom the issues concern, opened by any desk, as what was agreed and as
 * nothing else. */
#include "table_fixture.h"

#define FIRST (FIXTURE_SLOT + 500)
#define EVERY 10000u /* longer than the waiting time between two runs */
enum { X, Y, Z };    /* issues: X concerns S0 and S1, Y all three, Z S1 and S2 */

static int set_up(void **p)
{
    struct table_state *s = fixture_small(3);
    fixture_add_issue(s, "x", 3, 3);
    fixture_add_issue(s, "y", 4, 7);
    fixture_add_issue(s, "z", 3, 6);
    *p = s;
    return 0;
}

static int tear_down(void **p)
{
    table_state_free(*p);
    return 0;
}

static struct table_event agrees(uint8_t author, uint64_t first, uint32_t every, uint8_t count,
                                 size_t n_issues)
{
    struct table_event ev = {.kind = TABLE_EV_DAYS_AGREED, .author = author, .slot = FIXTURE_SLOT};
    ev.u.days_agreed = (struct table_ev_days_agreed){
        .first = first, .every = every, .count = count, .n_issues = n_issues, .issues = {X, Y}};
    return ev;
}

/* All three agree to X and Y. */
static void agree_all(struct table_state *s)
{
    for (uint8_t k = 0; k < 3; k++) {
        struct table_event ev = agrees(k, FIRST, EVERY, 4, 2);
        fixture_apply(s, &ev);
    }
}

/* What seat `author` opens in that slot; must be plannable. */
static struct table_event opening(const struct table_state *s, uint8_t author, uint64_t slot,
                                  struct table_ev_sound_opened plan, const uint8_t *id)
{
    struct table_event ev = {.kind = TABLE_EV_SOUND_OPENED, .author = author, .slot = slot};
    struct table_refusal why = {.text = ""};
    struct table_shape shape;
    uint8_t circuit[TABLE_DIGEST_LEN];
    memset(circuit, 5, sizeof circuit);
    if (table_sounding_plan(s, slot, &plan, &shape, &why) != 0)
        fail_msg("refused: %s", why.text);
    assert_int_equal(table_sounding_finish(s, &plan, id, circuit), 0);
    ev.u.sound_opened = plan;
    return ev;
}

static void all_must_agree(void **p)
{
    struct table_state *s = *p;
    struct table_ev_sound_opened plan;
    uint8_t id[TABLE_SOUNDING_ID_LEN];
    assert_int_equal(table_n_days(s), 0);
    for (uint8_t k = 0; k < 3; k++) {
        assert_int_equal(table_days_next(s, 0, FIXTURE_SLOT, &plan, id), T2_E_MISSING);
        struct table_event ev = agrees(k, FIRST, EVERY, 4, 2);
        fixture_apply(s, &ev);
        assert_int_equal(table_n_days(s), 1);
        assert_int_equal(table_days_missing(s, table_days_at(s, 0)), 7 & ~((2u << k) - 1));
        fixture_refused(s, &ev, TABLE_R_ALREADY_SAID, "Seat S");
    }
    assert_int_equal(table_days_next(s, 0, FIXTURE_SLOT, &plan, id), 0);
    assert_int_equal(table_sounding_of_day(id), 1);
    assert_int_equal(plan.kind, TABLE_SOUND_ROOM);
    assert_int_equal(plan.seats, 7);
    /* Other words are another proposal. */
    struct table_event other = agrees(0, FIRST, EVERY + 1, 4, 2);
    fixture_apply(s, &other);
    assert_int_equal(table_n_days(s), 2);
    assert_int_equal(table_days_missing(s, table_days_at(s, 1)), 6);
    assert_int_equal(table_days_next(s, 1, FIXTURE_SLOT, &plan, id), T2_E_MISSING);
}

static void no_more_than_a_table_holds(void **p)
{
    (void)p;
    struct table_state *s = fixture_small(2);
    fixture_add_issue(s, "x", 3, 3);
    for (uint32_t k = 0; k <= TABLE_MAX_DAYS; k++) {
        struct table_event ev = agrees(k % 2, FIRST, EVERY + k, 4, 1);
        ev.u.days_agreed.issues[0] = 0;
        if (k < TABLE_MAX_DAYS)
            fixture_apply(s, &ev);
        else
            fixture_refused(s, &ev, TABLE_R_LIMIT, "This table has had 32 proposals");
    }
    table_state_free(s);
}

static void what_cannot_be_agreed(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = agrees(0, FIRST, EVERY, 4, 2);
    ev.u.days_agreed.issues[1] = 9;
    fixture_refused(s, &ev, TABLE_R_UNKNOWN_ISSUE, "This table does not have one of these issues");
    ev = agrees(2, FIRST, EVERY, 4, 1);
    fixture_refused(s, &ev, TABLE_R_NOT_CONCERNED, "Seat S2 is not a seat that one of these");
    ev = agrees(0, FIXTURE_SLOT, EVERY, 4, 2);
    fixture_refused(s, &ev, TABLE_R_DAY, "The first sounding day must lie ahead");
    ev = agrees(0, FIRST, 0, 4, 2);
    fixture_refused(s, &ev, TABLE_R_FORMAT, "");
    ev = agrees(0, FIRST, TABLE_MAX_EVERY + 1, 4, 2);
    fixture_refused(s, &ev, TABLE_R_FORMAT, "");
    ev = agrees(0, FIRST, EVERY, 0, 2);
    fixture_refused(s, &ev, TABLE_R_FORMAT, "");
    ev = agrees(0, FIRST, EVERY, 4, 0);
    fixture_refused(s, &ev, TABLE_R_FORMAT, "");
    ev = agrees(0, FIRST, EVERY, 4, 2);
    ev.u.days_agreed.issues[1] = X;
    fixture_refused(s, &ev, TABLE_R_FORMAT, "");
    /* A third of them is a seat's share; another seat goes on, and both can agree to what is there. */
    for (uint32_t k = 0; k < TABLE_MAX_DAYS / 3; k++) {
        ev = agrees(0, FIRST, EVERY + k, 4, 2);
        fixture_apply(s, &ev);
    }
    ev = agrees(0, FIRST, EVERY - 1, 4, 2);
    fixture_refused(s, &ev, TABLE_R_LIMIT, "What a table can hold is there for all seats");
    ev.author = 1;
    fixture_apply(s, &ev);
    ev.author = 0;
    fixture_apply(s, &ev);
    ev = agrees(1, FIRST, EVERY, 4,
                2); /* an old one can still be agreed to, also when its first day is over */
    ev.slot = FIRST + 1;
    fixture_apply(s, &ev);
}

static void the_days_follow(void **p)
{
    struct table_state *s = *p;
    struct table_ev_sound_opened plan;
    uint8_t id[TABLE_SOUNDING_ID_LEN], before[TABLE_SOUNDING_ID_LEN] = {0};
    agree_all(s);
    for (uint64_t k = 0; k < 4; k++) {
        uint64_t day = FIRST + k * EVERY, from = k == 0 ? FIXTURE_SLOT : day - EVERY;
        assert_int_equal(table_days_next(s, 0, from, &plan, id), 0);
        assert_int_equal(plan.day, day);
        assert_int_equal(table_days_next(s, 0, day - 1, &plan, before), 0);
        assert_memory_equal(before, id, sizeof id);
        int next = table_days_next(s, 0, day, &plan, before);
        assert_int_equal(next, k < 3 ? 0 : T2_E_MISSING);
        assert_int_equal(k < 3 && memcmp(before, id, sizeof id) == 0, 0);
    }
}

/* Two desks open the same one: it is one sounding, and nobody has asked for it. */
static void any_desk_opens_it(void **p)
{
    struct table_state *s = *p;
    struct table_ev_sound_opened plan;
    uint8_t id[TABLE_SOUNDING_ID_LEN];
    agree_all(s);
    assert_int_equal(table_days_next(s, 0, FIXTURE_SLOT, &plan, id), 0);
    struct table_event one = opening(s, 2, FIXTURE_SLOT, plan, id), two = one;
    two.author = 0;
    fixture_apply(s, &one);
    assert_int_equal(table_n_soundings(s), 1);
    size_t events = table_n_events(s);
    fixture_apply(s, &two);
    assert_int_equal(table_n_soundings(s), 1);
    assert_int_equal(table_n_events(s), events + 1);
    two.author = 1; /* one that arrives when the day is over */
    two.slot = FIRST + 1;
    fixture_apply(s, &two);
    assert_int_equal(table_n_soundings(s), 1);
    assert_int_equal(table_sounding(s, 0)->day, FIRST);
    assert_int_equal(table_sounding_of_day(table_sounding(s, 0)->id), 1);
    /* One that a person opens is not of a day, and waits until this one has ended. */
    struct table_refusal why = {.code = TABLE_R_NONE};
    struct table_ev_sound_opened own = {.kind = TABLE_SOUND_ROOM, .n_issues = 1, .issues = {X}, .seats = 3};
    struct table_shape shape;
    assert_int_equal(table_sounding_plan(s, FIRST + 1, &own, &shape, &why), T2_E_REFUSED);
    assert_int_equal(why.code, TABLE_R_RUNNING);
}

/* What a changed desk might open under the name of a day. */
static void nothing_else_passes_for_it(void **p)
{
    struct table_state *s = *p;
    struct table_ev_sound_opened plan, other;
    uint8_t id[TABLE_SOUNDING_ID_LEN], later[TABLE_SOUNDING_ID_LEN], made_up[TABLE_SOUNDING_ID_LEN] = {0};
    const char *says = "Seat S1 opened this sounding as one of a sounding day";
    struct table_event half = agrees(1, FIRST, EVERY, 4, 2);
    fixture_apply(s, &half);
    half.author = 0;
    fixture_apply(s, &half);
    made_up[15] = 1;
    other = (struct table_ev_sound_opened){
        .kind = TABLE_SOUND_ROOM, .n_issues = 2, .issues = {X, Y}, .seats = 7, .day = FIRST};
    struct table_event ev = opening(s, 1, FIXTURE_SLOT, other, made_up);
    fixture_refused(s, &ev, TABLE_R_DAY, says); /* a day's mark, and no such id */
    half.author = 2;
    fixture_apply(s, &half);
    fixture_refused(s, &ev, TABLE_R_DAY, says);
    assert_int_equal(table_days_next(s, 0, FIXTURE_SLOT, &plan, id), 0);
    assert_int_equal(table_days_next(s, 0, FIRST, &other, later), 0);
    ev = opening(s, 1, FIXTURE_SLOT, other, later);
    fixture_refused(s, &ev, TABLE_R_DAY, says); /* the day after the next */
    other.day = FIRST + 1;
    ev = opening(s, 1, FIXTURE_SLOT, other, id);
    fixture_refused(s, &ev, TABLE_R_DAY, says); /* another day */
    other = plan;
    other.issues[0] = Y;
    other.issues[1] = X;
    ev = opening(s, 1, FIXTURE_SLOT, other, id);
    fixture_refused(s, &ev, TABLE_R_DAY, says); /* another order */
    other = plan;
    other.issues[1] = Z;
    ev = opening(s, 1, FIXTURE_SLOT, other, id);
    fixture_refused(s, &ev, TABLE_R_DAY, says); /* other issues */
    other = plan;
    other.kind = TABLE_SOUND_NEAR;
    ev = opening(s, 1, FIXTURE_SLOT, other, id);
    fixture_refused(s, &ev, TABLE_R_DAY, says); /* another question */
    ev = opening(s, 1, FIXTURE_SLOT, plan, id);
    ev.u.sound_opened.digests.circuit[3] ^= 1;
    fixture_refused(s, &ev, TABLE_R_CONTEXT_DIGEST, "The desk of Seat S1");
    ev = opening(s, 1, FIXTURE_SLOT, plan, id);
    fixture_apply(s, &ev);
}

static void they_come_back_as_they_went(void **p)
{
    (void)p;
    struct table_event ev = agrees(1, FIRST, EVERY, 255, 2), back;
    struct t2_buf one, two;
    t2_buf_init(&one, TABLE_EVENT_MAX);
    t2_buf_init(&two, TABLE_EVENT_MAX);
    assert_int_equal(table_event_encode(&ev, &one), 0);
    assert_int_equal(table_event_decode(t2_buf_view(&one), &back), 0);
    assert_int_equal(back.u.days_agreed.first, FIRST);
    assert_int_equal(back.u.days_agreed.every, EVERY);
    assert_int_equal(back.u.days_agreed.count, 255);
    assert_int_equal(back.u.days_agreed.n_issues, 2);
    assert_int_equal(table_event_encode(&back, &two), 0);
    assert_int_equal(one.len, two.len);
    assert_memory_equal(one.ptr, two.ptr, one.len);
    table_event_clear(&back);
    for (size_t cut = 0; cut < one.len; cut++)
        assert_int_not_equal(table_event_decode(t2_bytes_of(one.ptr, cut), &back), 0);
    t2_buf_free(&one);
    t2_buf_free(&two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(all_must_agree, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_cannot_be_agreed, set_up, tear_down),
        cmocka_unit_test(no_more_than_a_table_holds),
        cmocka_unit_test_setup_teardown(the_days_follow, set_up, tear_down),
        cmocka_unit_test_setup_teardown(any_desk_opens_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing_else_passes_for_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(they_come_back_as_they_went, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("table: sounding days", tests, NULL, NULL);
}
