/* The kinds of soundings at the table: what each needs, what it costs, what it reads and leaves, how it is
 * refused. */
#include <stdio.h>

#include "table_fixture.h"

enum { A, B, C, N };
#define ALL 15u
#define SEATS(a, b) (((uint64_t)1 << (a)) | ((uint64_t)1 << (b)))
#define DAY_SLOTS 5000u /* longer than the waiting time between two runs */

static int set_up(void **p)
{
    *p = fixture_table(NULL);
    return 0;
}

static int tear_down(void **p)
{
    table_state_free(*p);
    return 0;
}

static uint8_t issue(const struct table_state *s, const char *id)
{
    uint8_t i = 0;
    assert_int_equal(table_issue_find(s, id, &i), 0);
    return i;
}

static struct table_ev_sound_opened plan_of(const struct table_state *s, enum table_sounding_kind kind,
                                            const char *one, const char *other, uint64_t seats)
{
    struct table_ev_sound_opened plan = {.kind = kind, .n_issues = other != NULL ? 2 : 1, .seats = seats};
    plan.issues[0] = issue(s, one);
    if (other != NULL)
        plan.issues[1] = issue(s, other);
    return plan;
}

static const struct table_text *question(const char *text)
{
    static struct table_text t;
    t = (struct table_text){.lang = "en", .text = text};
    return &t;
}

static struct table_ev_sound_opened range_plan(const struct table_state *s, int64_t min, int64_t max,
                                               int64_t step)
{
    struct table_ev_sound_opened plan = plan_of(s, TABLE_SOUND_RANGE, "zone", NULL, ALL);
    plan.params = (struct table_sound_params){
        .n_texts = 1, .texts = question("How wide?"), .unit = "km", .min = min, .max = max, .step = step};
    return plan;
}

/* Plans, posts as an event of seat A, id and circuit of the tag. Must succeed; the sounding's place. */
static size_t open_it(struct table_state *s, struct table_ev_sound_opened plan, uint64_t slot, uint8_t tag)
{
    uint8_t id[TABLE_SOUNDING_ID_LEN], circuit[TABLE_DIGEST_LEN];
    struct table_refusal why = {.text = ""};
    struct table_shape shape;
    size_t at = 0;
    fixture_id(TABLE_EV_SOUND_OPENED, B, tag, id);
    memset(circuit, tag, sizeof circuit);
    if (table_sounding_plan(s, slot, &plan, &shape, &why) != 0)
        fail_msg("refused: %s", why.text);
    assert_int_equal(table_sounding_finish(s, &plan, id, circuit), 0);
    struct table_event ev = {
        .kind = TABLE_EV_SOUND_OPENED, .author = B, .slot = slot, .u.sound_opened = plan};
    fixture_apply(s, &ev);
    assert_int_equal(table_sounding_find(s, id, &at), 0);
    return at;
}

static void refuse_plan(const struct table_state *s, struct table_ev_sound_opened plan, uint64_t slot,
                        enum table_refusal_code code, const char *says)
{
    struct table_refusal why = {.text = ""};
    struct table_shape shape;
    assert_int_equal(table_sounding_plan(s, slot, &plan, &shape, &why), T2_E_REFUSED);
    assert_string_equal(table_refusal_name(why.code), table_refusal_name(code));
    if (strstr(why.text, says) == NULL)
        fail_msg("it says: %s", why.text);
    assert_true(why.text[strlen(why.text) - 1] == '.');
    fixture_codes_tried |= code < 64 ? (uint64_t)1 << code : 0;
}

static void seal_all(struct table_state *s, size_t at, uint64_t slot)
{
    const struct table_sounding x = *table_sounding(s, at);
    for (uint8_t seat = 0; seat < 4; seat++) {
        if ((x.seats >> seat & 1) == 0)
            continue;
        struct table_event ev = {.kind = TABLE_EV_SOUND_SEALED, .author = seat, .slot = slot};
        memcpy(ev.u.sound_sealed.id, x.id, sizeof x.id);
        ev.u.sound_sealed.digests = x.digests;
        fixture_apply(s, &ev);
    }
}

static struct table_event result_of(const struct table_state *s, size_t at, uint8_t seat, uint64_t slot,
                                    uint8_t answer, uint32_t value)
{
    const struct table_sounding *x = table_sounding(s, at);
    struct table_event ev = {.kind = TABLE_EV_SOUND_RESULT, .author = seat, .slot = slot};
    memcpy(ev.u.sound_result.id, x->id, sizeof x->id);
    ev.u.sound_result.answer = answer;
    ev.u.sound_result.value = value;
    assert_int_equal(table_answer_digest(x->digests.context, answer, value, ev.u.sound_result.digest), 0);
    return ev;
}

static void answer_all(struct table_state *s, size_t at, uint64_t slot, uint8_t answer, uint32_t value)
{
    seal_all(s, at, slot);
    for (uint8_t seat = 0; seat < 4; seat++) {
        if ((table_sounding(s, at)->seats >> seat & 1) == 0)
            continue;
        struct table_event ev = result_of(s, at, seat, slot, answer, value);
        fixture_apply(s, &ev);
    }
    assert_int_equal(table_sounding(s, at)->status, TABLE_SOUND_ANSWERED);
    assert_int_equal(table_sounding(s, at)->answer, answer);
    assert_int_equal(table_sounding(s, at)->value, value);
}

static size_t asked(struct table_state *s, struct table_ev_sound_opened plan, uint64_t slot, uint8_t tag,
                    uint8_t answer, uint32_t value)
{
    size_t at = open_it(s, plan, slot, tag);
    answer_all(s, at, slot, answer, value);
    return at;
}

static struct table_ev_sound_opened goes_on(const struct table_state *s, enum table_sounding_kind kind,
                                            size_t of)
{
    const struct table_sounding *x = table_sounding(s, of);
    struct table_ev_sound_opened plan = {.kind = kind, .n_issues = x->n_issues, .seats = x->seats};
    memcpy(plan.issues, x->issues, x->n_issues);
    memcpy(plan.params.of, x->id, sizeof x->id);
    plan.params.base = kind == TABLE_SOUND_BETTER ? x->value : 0;
    return plan;
}

static void says(const struct table_state *s, size_t at, const char *text)
{
    char out[2048] = "";
    table_sounding_answer_text(s, at, TABLE_LANG_EN, out, sizeof out);
    if (strstr(out, text) == NULL)
        fail_msg("it says: %s", out);
}

/* ---- what each kind needs ---- */

static void what_is_asked(void **p)
{
    struct table_state *s = *p;
    struct table_ev_sound_opened plan = plan_of(s, TABLE_SOUND_YES, "zone", NULL, ALL);
    refuse_plan(s, plan, FIXTURE_SLOT, TABLE_R_FORMAT, "asks a question");
    static const struct {
        int64_t min, max, step;
    } wrong[] = {{0, 40, 0}, {40, 0, 1}, {5, 5, 1}, {0, 40, 3}, {0, 4096, 1}, {-TABLE_GRID_LIMIT - 1, 0, 1}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        refuse_plan(s, range_plan(s, wrong[i].min, wrong[i].max, wrong[i].step), FIXTURE_SLOT, TABLE_R_GRID,
                    "whole steps");
    plan = plan_of(s, TABLE_SOUND_NEAR, "zone", NULL, ALL);
    plan.params.n_steps = 2;
    plan.params.steps[0] = plan.params.steps[1] = 3;
    refuse_plan(s, plan, FIXTURE_SLOT, TABLE_R_STEPS, "rise");
    plan = plan_of(s, TABLE_SOUND_READY, "zone", NULL, ALL);
    plan.params.n_texts = 1;
    plan.params.texts = question("Would you come?");
    plan.params.threshold = 3;
    refuse_plan(s, plan, FIXTURE_SLOT, TABLE_R_THRESHOLD, "Of 4 seats, 4 to 4");
    refuse_plan(s, plan_of(s, TABLE_SOUND_EXCHANGE, "prisoners", NULL, 3), FIXTURE_SLOT, TABLE_R_EXCHANGE,
                "two seats");
    refuse_plan(s, plan_of(s, TABLE_SOUND_EXCHANGE, "prisoners", "line", ALL), FIXTURE_SLOT, TABLE_R_EXCHANGE,
                "two seats");
    plan = plan_of(s, TABLE_SOUND_ROOM, "zone", NULL, ALL);
    plan.day = FIXTURE_SLOT;
    refuse_plan(s, plan, FIXTURE_SLOT, TABLE_R_DAY, "lie ahead");
    refuse_plan(s, plan_of(s, TABLE_SOUND_NEAR, "territory", NULL, 6), FIXTURE_SLOT, TABLE_R_MISSING_SEAT,
                "Seat A");
}

static void two_thirds_from_five_on(void **p)
{
    (void)p;
    struct table_state *s = fixture_small(8);
    fixture_add_issue(s, "i", 2, 0xff);
    for (unsigned k = 1; k <= 8; k++) {
        struct table_ev_sound_opened plan = plan_of(s, TABLE_SOUND_READY, "i", NULL, 0xff);
        struct table_shape shape;
        struct table_refusal why = {.code = TABLE_R_NONE};
        plan.params.n_texts = 1;
        plan.params.texts = question("Ready?");
        plan.params.threshold = (uint8_t)k;
        assert_int_equal(table_sounding_plan(s, FIXTURE_SLOT, &plan, &shape, &why),
                         k >= 6 ? 0 : T2_E_REFUSED);
        plan.params.threshold = 0;
        assert_int_equal(table_sounding_plan(s, FIXTURE_SLOT, &plan, &shape, &why), 0);
        assert_int_equal(shape.threshold, 6);
    }
    table_state_free(s);
}

static void shapes(void **p)
{
    struct table_state *s = *p;
    struct table_ev_sound_opened plan = range_plan(s, 0, 3000, 10);
    struct table_shape shape;
    assert_int_equal(table_sounding_plan(s, FIXTURE_SLOT, &plan, &shape, NULL), 0);
    assert_int_equal(shape.n_candidates, 301);
    assert_int_equal(shape.min_accepted, 31);
    assert_int_equal(shape.max_accepted, 301);
    plan = plan_of(s, TABLE_SOUND_NEAR, "zone", NULL, ALL);
    assert_int_equal(table_sounding_plan(s, FIXTURE_SLOT, &plan, &shape, NULL), 0);
    assert_int_equal(shape.n_steps, 5);
    assert_int_equal(plan.params.steps[4], 10);
    plan = plan_of(s, TABLE_SOUND_EXCHANGE, "sanctions", "prisoners", SEATS(A, B) | SEATS(B, C));
    plan.seats = SEATS(B, C);
    plan.issues[1] = plan.issues[0];
    plan.n_issues = 1;
    refuse_plan(s, plan, FIXTURE_SLOT, TABLE_R_EXCHANGE, "two issues");
}

/* ---- budget ---- */

static void near_costs_two_runs_and_the_key_none(void **p)
{
    struct table_state *s = *p;
    uint64_t slot = FIXTURE_SLOT;
    size_t near = asked(s, plan_of(s, TABLE_SOUND_NEAR, "zone", NULL, ALL), slot, 1, 1, 0);
    assert_int_equal(table_issue_budget(s, issue(s, "zone")).runs_left, 1);
    size_t key = asked(s, goes_on(s, TABLE_SOUND_FIND, near), slot, 2, 1, 1); /* at once: no waiting time */
    assert_int_equal(table_issue_budget(s, issue(s, "zone")).runs_left, 1);
    (void)asked(s, goes_on(s, TABLE_SOUND_FIND, near), slot, 3, 1, 1);
    says(s, key, "Opened: z2. The required seats could recommend it, ad referendum.");
    assert_int_equal(table_sounding(s, key)->recommended, ALL);
    refuse_plan(s, plan_of(s, TABLE_SOUND_NEAR, "zone", NULL, ALL), slot + DAY_SLOTS, TABLE_R_BUDGET,
                "counts as 2 runs");
    refuse_plan(s, plan_of(s, TABLE_SOUND_ROOM, "zone", NULL, ALL), slot + 1, TABLE_R_SPACING,
                "Between two soundings");
    (void)asked(s, goes_on(s, TABLE_SOUND_BETTER, key), slot + DAY_SLOTS, 4, 0, 0);
    refuse_plan(s, plan_of(s, TABLE_SOUND_ROOM, "zone", NULL, ALL), slot + 2 * DAY_SLOTS, TABLE_R_BUDGET,
                "reopen");
    (void)asked(s, goes_on(s, TABLE_SOUND_FIND, near), slot + 2 * DAY_SLOTS, 5, 0,
                0); /* the key still turns */
}

static struct table_event reopening(const struct table_state *s, const char *id, uint8_t seat, uint64_t slot)
{
    struct table_event ev = {.kind = TABLE_EV_SOUNDS_REOPENED, .author = seat, .slot = slot};
    ev.u.sounds_reopened.issue = issue(s, id);
    return ev;
}

static void reopened_by_all_whom_it_concerns(void **p)
{
    struct table_state *s = *p;
    uint64_t slot = FIXTURE_SLOT;
    struct table_event ev = reopening(s, "sanctions", B, slot);
    fixture_refused(s, &ev, TABLE_R_NOT_CLOSED, "The issue \"sanctions\" is not closed: runs left: 3.");
    for (uint8_t i = 0; i < 3; i++, slot += DAY_SLOTS)
        (void)asked(s, plan_of(s, TABLE_SOUND_ROOM, "sanctions", NULL, SEATS(B, C)), slot, (uint8_t)(i + 1),
                    0, 0);
    ev = reopening(s, "sanctions", A, slot);
    fixture_refused(s, &ev, TABLE_R_NOT_CONCERNED,
                    "Seat A is not a seat that the issue \"sanctions\" concerns.");
    ev.u.sounds_reopened.issue = 60;
    fixture_refused(s, &ev, TABLE_R_UNKNOWN_ISSUE, "This table does not have that issue.");
    ev = reopening(s, "sanctions", B, slot);
    fixture_apply(s, &ev);
    fixture_refused(s, &ev, TABLE_R_ALREADY_SAID, "Seat B has already consented");
    refuse_plan(s, plan_of(s, TABLE_SOUND_ROOM, "sanctions", NULL, SEATS(B, C)), slot, TABLE_R_BUDGET,
                "closed");
    ev = reopening(s, "sanctions", C, slot);
    fixture_apply(s, &ev);
    assert_int_equal(table_issue_budget(s, issue(s, "sanctions")).runs_left, 3);
    for (uint8_t i = 0; i < 3; i++, slot += DAY_SLOTS)
        (void)asked(s, plan_of(s, TABLE_SOUND_ROOM, "sanctions", NULL, SEATS(B, C)), slot, (uint8_t)(i + 9),
                    0, 0);
    ev = reopening(s, "sanctions", B, slot);
    fixture_refused(s, &ev, TABLE_R_NOT_CLOSED, "The issue \"sanctions\" was reopened before");
}

/* ---- what is kept ---- */

static void runs_on_one_set_follow_each_other(void **p)
{
    struct table_state *s = *p;
    size_t earlier[TABLE_MAX_EARLIER];
    struct table_shape shape;
    uint64_t slot = FIXTURE_SLOT;
    size_t first = asked(s, plan_of(s, TABLE_SOUND_ROOM, "zone", "prisoners", ALL), slot, 1, 0, 0);
    assert_int_equal(table_sounding_earlier(s, first, earlier), 0);
    slot += DAY_SLOTS;
    size_t other = asked(s, plan_of(s, TABLE_SOUND_ROOM, "prisoners", "zone", ALL), slot, 2, 0, 0);
    assert_int_equal(table_sounding_earlier(s, other, earlier), 0); /* another order: another set */
    slot += DAY_SLOTS;
    size_t second = open_it(s, plan_of(s, TABLE_SOUND_ROOM, "zone", "prisoners", ALL), slot, 3);
    assert_int_equal(table_sounding_earlier(s, second, earlier), 1);
    assert_int_equal(earlier[0], first);
    assert_int_equal(table_sounding_shape(s, second, &shape), 0);
    assert_int_equal(shape.n_earlier, 1);
    answer_all(s, second, slot, 1, 0);
    size_t key = open_it(s, goes_on(s, TABLE_SOUND_FIND, second), slot, 4);
    assert_int_equal(table_sounding_earlier(s, key, earlier), 1);
    assert_int_equal(earlier[0], second);
    assert_int_equal(table_sounding_shape(s, key, &shape), 0);
    assert_int_equal(shape.n_candidates, table_sounding(s, second)->n_candidates);
}

static void other_numbers_are_another_set(void **p)
{
    struct table_state *s = *p;
    size_t earlier[TABLE_MAX_EARLIER];
    size_t first = asked(s, range_plan(s, 0, 40, 1), FIXTURE_SLOT, 1, 1, 0);
    size_t key = asked(s, goes_on(s, TABLE_SOUND_FIND, first), FIXTURE_SLOT, 2, 1, 11);
    says(s, key, "Opened: 11 km.");
    refuse_plan(s, goes_on(s, TABLE_SOUND_BETTER, key), FIXTURE_SLOT + DAY_SLOTS, TABLE_R_EARLIER,
                "second key");
    size_t same = asked(s, range_plan(s, 0, 40, 1), FIXTURE_SLOT + DAY_SLOTS, 3, 1, 0);
    assert_int_equal(table_sounding_earlier(s, same, earlier), 1);
    size_t wider = open_it(s, range_plan(s, 0, 60, 1), FIXTURE_SLOT + 2 * DAY_SLOTS, 4);
    assert_int_equal(table_sounding_earlier(s, wider, earlier), 0);
}

static void article_is(const struct table_state *s, size_t i, const char *name, const char *text)
{
    struct draft d = {0};
    assert_string_equal(table_article_name(s, i), name);
    assert_int_equal(table_article_draft(s, i, 0, &d), 0);
    const struct draft_run *run = draft_in(&d, "en");
    assert_non_null(run);
    assert_int_equal(run->n, 1);
    assert_string_equal(run->spans[0].words, text);
    draft_clear(&d);
    assert_int_equal(table_article_status(s, i), TABLE_ARTICLE_RECOMMENDABLE);
}

/* What a find opens enters the text, with the seats of the sounding, and nobody has to send it. */
static void a_package_enters_the_text(void **p)
{
    struct table_state *s = *p;
    char expected[2048];
    size_t yes = asked(s, plan_of(s, TABLE_SOUND_ROOM, "zone", "prisoners", ALL), FIXTURE_SLOT, 1, 1, 0);
    assert_int_equal(table_n_articles(s), 0);
    (void)asked(s, goes_on(s, TABLE_SOUND_FIND, yes), FIXTURE_SLOT, 2, 1, 1);
    assert_int_equal(table_n_articles(s), 1);
    uint8_t zone = 0, prisoners = 0;
    assert_int_equal(table_issue_find(s, "zone", &zone), 0);
    assert_int_equal(table_issue_find(s, "prisoners", &prisoners), 0);
    const struct table_issue *z = table_issue(s, zone), *q = table_issue(s, prisoners);
    (void)snprintf(expected, sizeof expected, "%s: %s; %s: %s", table_text_in(z->titles, z->n_titles, "en"),
                   table_text_in(z->options[0].texts, z->options[0].n_texts, "en"),
                   table_text_in(q->titles, q->n_titles, "en"),
                   table_text_in(q->options[1].texts, q->options[1].n_texts, "en"));
    article_is(s, 0, "package 2", expected);
    assert_int_equal(table_article(s, 0)->could, ALL);
    assert_int_equal(table_article_concerns(s, 0), ALL);
    /* A number of a range, with its question. */
    size_t range = asked(s, range_plan(s, 0, 40, 1), FIXTURE_SLOT + DAY_SLOTS, 3, 1, 0);
    (void)asked(s, goes_on(s, TABLE_SOUND_FIND, range), FIXTURE_SLOT + DAY_SLOTS, 4, 1, 11);
    (void)snprintf(expected, sizeof expected, "%s 11 km",
                   table_text_in(table_sounding(s, range)->params.texts,
                                 table_sounding(s, range)->params.n_texts, "en"));
    article_is(s, 1, "package 4", expected);
    /* What was found can be worked on: the draft says that it sets aside what could be recommended. */
    struct table_event ev = {.kind = TABLE_EV_DRAFT, .author = table_pen(s), .slot = table_last_slot(s)};
    struct draft_notation in = {"en", "Other words."};
    assert_int_equal(draft_read(&in, 1, NULL, 0, &ev.u.draft.draft, NULL), 0);
    struct draft d = ev.u.draft.draft;
    memcpy(ev.u.draft.id, table_article(s, 0)->id, TABLE_FORM_ID_LEN);
    fixture_refused(s, &ev, TABLE_R_AGREED, "This article could be recommended by");
    ev.u.draft.reopens = 1;
    fixture_apply(s, &ev);
    draft_clear(&d);
    assert_int_equal(table_article_status(s, 0), TABLE_ARTICLE_PROPOSED);
    table_event_text(s, table_n_events(s) - 1, TABLE_LANG_EN, expected, sizeof expected);
    assert_non_null(
        strstr(expected, "of article \"A package that a sounding found (sounding 2)\" to all seats"));
}

static void the_key_needs_a_yes(void **p)
{
    struct table_state *s = *p;
    uint64_t slot = FIXTURE_SLOT;
    size_t no = asked(s, plan_of(s, TABLE_SOUND_ROOM, "zone", NULL, ALL), slot, 1, 0, 0);
    refuse_plan(s, goes_on(s, TABLE_SOUND_FIND, no), slot, TABLE_R_EARLIER, "answered with yes");
    size_t far = asked(s, plan_of(s, TABLE_SOUND_NEAR, "line", NULL, ALL), slot, 2, 1, 3);
    says(s, far, "There would be room if every seat came 5 of its own points nearer");
    refuse_plan(s, goes_on(s, TABLE_SOUND_FIND, far), slot, TABLE_R_EARLIER, "some steps away");
    size_t yes = asked(s, plan_of(s, TABLE_SOUND_ROOM, "talks", NULL, ALL), slot, 3, 1, 0);
    struct table_ev_sound_opened plan = goes_on(s, TABLE_SOUND_FIND, yes);
    plan.issues[0] = issue(s, "zone");
    refuse_plan(s, plan, slot, TABLE_R_EARLIER, "same seats and issues");
    plan = goes_on(s, TABLE_SOUND_FIND, yes);
    plan.params.of[0] ^= 1;
    refuse_plan(s, plan, slot, TABLE_R_EARLIER, "no such sounding");
    refuse_plan(s, goes_on(s, TABLE_SOUND_BETTER, yes), slot + DAY_SLOTS, TABLE_R_EARLIER,
                "second key has opened");
}

static void a_failed_check_discards_and_closes(void **p)
{
    struct table_state *s = *p;
    uint64_t slot = FIXTURE_SLOT;
    size_t yes = asked(s, plan_of(s, TABLE_SOUND_ROOM, "zone", NULL, ALL), slot, 1, 1, 0);
    size_t cheated = open_it(s, plan_of(s, TABLE_SOUND_ROOM, "talks", NULL, ALL), slot, 2);
    struct table_event ev = {.kind = TABLE_EV_SOUND_STOPPED, .author = C, .slot = slot};
    memcpy(ev.u.sound_stopped.id, table_sounding(s, cheated)->id, TABLE_SOUNDING_ID_LEN);
    ev.u.sound_stopped.check_failed = 1;
    fixture_apply(s, &ev);
    assert_int_equal(table_sounding(s, yes)->kept_lost, 1);
    refuse_plan(s, goes_on(s, TABLE_SOUND_FIND, yes), slot, TABLE_R_EARLIER, "discarded");
    refuse_plan(s, plan_of(s, TABLE_SOUND_ROOM, "talks", NULL, ALL), slot + DAY_SLOTS, TABLE_R_CLOSED,
                "did not fit");
    for (uint8_t seat = A; seat <= N; seat++) {
        if ((table_issue(s, issue(s, "talks"))->concerns >> seat & 1) == 0)
            continue;
        ev = reopening(s, "talks", seat, slot);
        fixture_apply(s, &ev);
    }
    assert_int_equal(table_issue_budget(s, issue(s, "talks")).runs_left, 3); /* none was used */
    (void)open_it(s, plan_of(s, TABLE_SOUND_ROOM, "talks", NULL, ALL), slot + DAY_SLOTS, 3);
}

/* ---- days, answers ---- */

static void nothing_is_sealed_before_the_day(void **p)
{
    struct table_state *s = *p;
    struct table_ev_sound_opened plan = plan_of(s, TABLE_SOUND_ROOM, "zone", NULL, ALL);
    size_t due[4];
    plan.day = FIXTURE_SLOT + 100;
    size_t at = open_it(s, plan, FIXTURE_SLOT, 1);
    struct table_event ev = {.kind = TABLE_EV_SOUND_SEALED, .author = A, .slot = FIXTURE_SLOT + 99};
    memcpy(ev.u.sound_sealed.id, table_sounding(s, at)->id, TABLE_SOUNDING_ID_LEN);
    ev.u.sound_sealed.digests = table_sounding(s, at)->digests;
    fixture_refused(s, &ev, TABLE_R_DAY, "The day of sounding 1 has not come.");
    assert_int_equal(table_soundings_due(s, FIXTURE_SLOT + 99, due, 4), 0);
    assert_int_equal(table_soundings_due(s, FIXTURE_SLOT + 100, due, 4), 1);
    assert_int_equal(due[0], at);
    answer_all(s, at, FIXTURE_SLOT + 100, 1, 0);
    assert_int_equal(table_soundings_due(s, FIXTURE_SLOT + 100, due, 4), 0);
}

static void answers_that_a_kind_cannot_give(void **p)
{
    struct table_state *s = *p;
    size_t room = open_it(s, plan_of(s, TABLE_SOUND_ROOM, "zone", NULL, ALL), FIXTURE_SLOT, 1);
    seal_all(s, room, FIXTURE_SLOT);
    struct table_event ev = result_of(s, room, A, FIXTURE_SLOT, 1, 1);
    fixture_refused(s, &ev, TABLE_R_ANSWER, "The answer that Seat A posted to sounding 1 is none");
    struct table_ev_sound_opened plan = plan_of(s, TABLE_SOUND_READY, "talks", NULL, ALL);
    plan.params.n_texts = 1;
    plan.params.texts = question("Would you come?");
    size_t ready = open_it(s, plan, FIXTURE_SLOT, 2);
    seal_all(s, ready, FIXTURE_SLOT);
    ev = result_of(s, ready, A, FIXTURE_SLOT, 1, 0);
    fixture_refused(s, &ev, TABLE_R_ANSWER, "The answer that Seat A posted to sounding 2 is none");
    for (uint8_t seat = 0; seat < 4; seat++) {
        ev = result_of(s, ready, seat, FIXTURE_SLOT, 0, 0);
        fixture_apply(s, &ev);
    }
    says(s, ready, "told to those that are, and to nobody else");
}

static void other_packages_disagree(void **p)
{
    struct table_state *s = *p;
    size_t yes = asked(s, plan_of(s, TABLE_SOUND_ROOM, "zone", NULL, ALL), FIXTURE_SLOT, 1, 1, 0);
    size_t key = open_it(s, goes_on(s, TABLE_SOUND_FIND, yes), FIXTURE_SLOT, 2);
    seal_all(s, key, FIXTURE_SLOT);
    struct table_event ev = result_of(s, key, A, FIXTURE_SLOT, 1, 1);
    fixture_apply(s, &ev);
    ev = result_of(s, key, B, FIXTURE_SLOT, 1, 2);
    fixture_apply(s, &ev);
    assert_int_equal(table_sounding(s, key)->status, TABLE_SOUND_STOPPED);
    assert_int_equal(table_sounding(s, key)->disagreed, 1);
}

static void sentences(void **p)
{
    struct table_state *s = *p;
    struct table_ev_sound_opened plan = plan_of(s, TABLE_SOUND_YES, "zone", NULL, ALL);
    plan.params.n_texts = 1;
    plan.params.texts = question("Observers move freely.");
    size_t yes = asked(s, plan, FIXTURE_SLOT, 1, 1, 0);
    says(s, yes, "All said yes. The required seats could recommend it, ad referendum.");
    assert_int_equal(table_sounding(s, yes)->recommended, ALL);
    size_t no = asked(s, plan_of(s, TABLE_SOUND_ROOM, "talks", NULL, ALL), FIXTURE_SLOT, 2, 0, 0);
    says(s, no, "No room was found. This can mean many things, also that a seat did not enter anything.");
}

/* ---- entries ---- */

static int entry(const struct table_state *s, size_t at, const char *text, struct table_entry *out)
{
    struct table_file_error why = {.lang = TABLE_LANG_EN};
    return table_entry_read(s, at, t2_bytes_str(text), "A", out, &why);
}

static void small_entries(void **p)
{
    struct table_state *s = *p;
    struct table_entry e;
    size_t range = open_it(s, range_plan(s, 10, 40, 5), FIXTURE_SLOT, 1);
    assert_int_equal(entry(s, range, "{\"range\": [15, 30]}", &e), 0);
    assert_int_equal(e.low, 1);
    assert_int_equal(e.high, 4);
    assert_int_equal(e.n_accepted, 4);
    static const char *const wrong[] = {"{\"range\": [16, 30]}",
                                        "{\"range\": [30, 15]}",
                                        "{\"range\": [5, 30]}",
                                        "{\"range\": [15]}",
                                        "{\"yes\": true}",
                                        "[]",
                                        "{\"range\": [15, 30], \"more\": 1}"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(entry(s, range, wrong[i], &e), T2_E_MALFORMED);
    struct table_ev_sound_opened plan = plan_of(s, TABLE_SOUND_YES, "talks", NULL, ALL);
    plan.params.n_texts = 1;
    plan.params.texts = question("Would you come?");
    size_t yes = open_it(s, plan, FIXTURE_SLOT, 2);
    assert_int_equal(entry(s, yes, "{\"yes\": true}", &e), 0);
    assert_int_equal(e.yes, 1);
    assert_int_equal(entry(s, yes, "{\"yes\": false}", &e), 0);
    assert_int_equal(e.yes, 0);
    assert_int_equal(entry(s, yes, "{\"yes\": 1}", &e), T2_E_MALFORMED);
}

static void pairs_are_the_same_candidate_for_both(void **p)
{
    (void)p;
    struct table_state *s = fixture_small(2);
    struct table_entry a, b;
    fixture_add_issue(s, "here", 3, 3);
    struct table_event there = fixture_issue("there", 4, 3);
    fixture_apply(s, &there);
    struct table_ev_sound_opened plan = plan_of(s, TABLE_SOUND_EXCHANGE, "here", "there", 3);
    struct table_shape shape;
    assert_int_equal(table_sounding_plan(s, FIXTURE_SLOT, &plan, &shape, NULL), 0);
    assert_int_equal(shape.max_accepted, 3);
    size_t at = open_it(s, plan, FIXTURE_SLOT, 1);
    assert_int_equal(table_entry_read(s, at,
                                      t2_bytes_str("{\"pairs\": [{\"give\": \"o2\", \"get\": \"o3\"}]}"),
                                      "S0", &a, NULL),
                     0);
    assert_int_equal(a.n_accepted, 1);
    assert_int_equal(a.bits[2 * 4 + 3], 1);
    assert_int_equal(table_entry_read(s, at,
                                      t2_bytes_str("{\"pairs\": [{\"give\": \"o3\", \"get\": \"o2\"}]}"),
                                      "S1", &b, NULL),
                     0);
    assert_memory_equal(a.bits, b.bits, 12);
    table_entry_clear(&a);
    table_entry_clear(&b);
    static const char *const wrong[] = {"{\"pairs\": [{\"give\": \"o3\", \"get\": \"o3\"}]}",
                                        "{\"pairs\": [{\"give\": \"o1\"}]}", "{\"pairs\": [{}, {}, {}, {}]}",
                                        "{\"pairs\": 1}"};
    struct table_file_error why = {.lang = TABLE_LANG_EN};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(table_entry_read(s, at, t2_bytes_str(wrong[i]), "S0", &a, NULL), T2_E_MALFORMED);
    assert_int_equal(table_entry_read(s, at, t2_bytes_str(wrong[0]), "S0", &a, &why), T2_E_MALFORMED);
    assert_string_equal(why.text,
                        "pairs[0]: expected an option of one issue to give, and one of the other to get");
    table_state_free(s);
}

/* Against the definition, over all packages of the example and each seat's profile. */
static void bitmaps_of_near_and_better(void **p)
{
    struct table_state *s = *p;
    size_t len = 0;
    char *file = fixture_example(&len);
    static const uint32_t steps[] = {0, 2, 7};
    for (size_t seat = 0; seat < 4; seat++) {
        struct table_prefs *prefs = NULL;
        struct table_entry near, better;
        assert_int_equal(table_prefs_read(s, t2_bytes_of(file, len), table_seat(s, seat)->id,
                                          fixture_all_issues, 8, &prefs, NULL),
                         0);
        for (unsigned turn = 0; turn < 2; turn++) {
            uint32_t base = turn == 0 ? 11111 : 0; /* 0: ruled out by some */
            int32_t base_score = 0, score = 0;
            int base_ok = table_prefs_score(prefs, base, &base_score);
            assert_int_equal(table_entry_make_near(&near, prefs, steps, 3), 0);
            assert_int_equal(table_entry_make_better(&better, prefs, base), 0);
            for (uint32_t i = 0; i < near.n_candidates; i++) {
                int ok = table_prefs_score(prefs, i, &score);
                for (size_t k = 0; k < 3; k++)
                    assert_int_equal(near.bits[k * near.n_candidates + i],
                                     ok && score >= prefs->at_least - (int32_t)steps[k]);
                assert_int_equal(better.bits[i], ok && (!base_ok || score >= base_score));
                assert_int_equal(better.bits[better.n_candidates + i],
                                 ok && (!base_ok || score > base_score));
            }
            table_entry_clear(&near);
            table_entry_clear(&better);
        }
        table_prefs_free(prefs);
    }
    free(file);
}

static void events_come_back_as_they_went(void **p)
{
    struct table_state *s = *p;
    struct table_ev_sound_opened plan[4] = {
        range_plan(s, -5, 40, 5), plan_of(s, TABLE_SOUND_NEAR, "zone", NULL, ALL),
        plan_of(s, TABLE_SOUND_READY, "zone", NULL, ALL), plan_of(s, TABLE_SOUND_BETTER, "zone", NULL, ALL)};
    plan[1].params.n_steps = 2;
    plan[1].params.steps[1] = 4;
    plan[2].params =
        (struct table_sound_params){.n_texts = 1, .texts = question("How wide?"), .threshold = 4};
    plan[3].params.base = 7;
    plan[3].day = 99;
    for (size_t i = 0; i < 4; i++) {
        struct table_event ev = {.kind = TABLE_EV_SOUND_OPENED,
                                 .author = A,
                                 .slot = 7,
                                 .u.sound_opened = plan[i]},
                           back;
        struct t2_buf one, two;
        t2_buf_init(&one, TABLE_EVENT_MAX);
        t2_buf_init(&two, TABLE_EVENT_MAX);
        ev.u.sound_opened.max_accepted = 4;
        assert_int_equal(table_event_encode(&ev, &one), 0);
        assert_int_equal(table_event_decode(t2_buf_view(&one), &back), 0);
        assert_int_equal(back.u.sound_opened.kind, plan[i].kind);
        assert_int_equal(back.u.sound_opened.params.min, plan[i].params.min);
        assert_int_equal(back.u.sound_opened.params.base, plan[i].params.base);
        assert_int_equal(back.u.sound_opened.day, plan[i].day);
        assert_int_equal(table_event_encode(&back, &two), 0);
        assert_int_equal(one.len, two.len);
        assert_memory_equal(one.ptr, two.ptr, one.len);
        for (size_t cut = 0; cut < one.len; cut++) {
            struct table_event none;
            assert_int_not_equal(table_event_decode(t2_bytes_of(one.ptr, cut), &none), 0);
        }
        table_event_clear(&back);
        t2_buf_free(&one);
        t2_buf_free(&two);
    }
}

/* The last test: no refusal of the kinds went untried. */
static void every_code_was_tried(void **p)
{
    (void)p;
    for (enum table_refusal_code c = TABLE_R_ANSWER; c <= TABLE_R_NOT_CONCERNED; c++) {
        if ((fixture_codes_tried >> c & 1) == 0)
            fail_msg("nothing was refused as %s", table_refusal_name(c));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_asked, set_up, tear_down),
        cmocka_unit_test(two_thirds_from_five_on),
        cmocka_unit_test_setup_teardown(shapes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(near_costs_two_runs_and_the_key_none, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reopened_by_all_whom_it_concerns, set_up, tear_down),
        cmocka_unit_test_setup_teardown(runs_on_one_set_follow_each_other, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_package_enters_the_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(other_numbers_are_another_set, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_key_needs_a_yes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_failed_check_discards_and_closes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing_is_sealed_before_the_day, set_up, tear_down),
        cmocka_unit_test_setup_teardown(answers_that_a_kind_cannot_give, set_up, tear_down),
        cmocka_unit_test_setup_teardown(other_packages_disagree, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sentences, set_up, tear_down),
        cmocka_unit_test_setup_teardown(small_entries, set_up, tear_down),
        cmocka_unit_test(pairs_are_the_same_candidate_for_both),
        cmocka_unit_test_setup_teardown(bitmaps_of_near_and_better, set_up, tear_down),
        cmocka_unit_test_setup_teardown(events_come_back_as_they_went, set_up, tear_down),
        cmocka_unit_test(every_code_was_tried),
    };
    return cmocka_run_group_tests_name("table: kinds of soundings", tests, NULL, NULL);
}
