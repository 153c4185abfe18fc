/* The seeds of the fuzz target table_event: logs with an event of each kind and a sounding of each kind, made
 * here and compared with the files, so that a change of the format cannot leave the fuzzer with logs that do
 * not decode. With T2_WRITE_SEEDS=1 the files are written anew. */
#include "table_form_events.h"

#include <stdio.h>

#define SEATS 3
#define ALL 7u
#define BETWEEN_SLOTS 5000u /* longer than the waiting time between two runs */

struct log {
    struct table_state *s;
    uint64_t slot;
    uint8_t tag;
};

static void log_open(struct log *l)
{
    *l = (struct log){.s = fixture_small(SEATS), .slot = FIXTURE_SLOT};
    fixture_add_issue(l->s, "i", 8, ALL);
    fixture_add_issue(l->s, "j", 9, 3);
}

/* A sounding on issue 0, or 1 (an exchange: and 2), by those whom it concerns, sealed by all of them. */
static size_t sealed(struct log *l, struct table_ev_sound_opened plan, uint8_t issue)
{
    uint8_t id[TABLE_SOUNDING_ID_LEN], circuit[TABLE_DIGEST_LEN];
    struct table_refusal why = {.text = ""};
    struct table_shape shape;
    size_t at = 0;
    fixture_id(TABLE_EV_SOUND_OPENED, 0, ++l->tag, id);
    memset(circuit, l->tag, sizeof circuit);
    l->slot += BETWEEN_SLOTS;
    plan.n_issues = plan.kind == TABLE_SOUND_NON_PAPER ? 0 : plan.kind == TABLE_SOUND_EXCHANGE ? 2 : 1;
    plan.issues[0] = issue;
    plan.issues[1] = (uint8_t)(issue + 1);
    plan.seats = issue == 0 ? ALL : 3;
    if (table_sounding_plan(l->s, l->slot, &plan, &shape, &why) != 0)
        fail_msg("kind %d refused: %s", (int)plan.kind, why.text);
    assert_int_equal(table_sounding_finish(l->s, &plan, id, circuit), 0);
    struct table_event ev = {.kind = TABLE_EV_SOUND_OPENED, .slot = l->slot, .u.sound_opened = plan};
    fixture_apply(l->s, &ev);
    assert_int_equal(table_sounding_find(l->s, id, &at), 0);
    for (uint8_t seat = 0; seat < SEATS; seat++) {
        ev = (struct table_event){.kind = TABLE_EV_SOUND_SEALED, .author = seat, .slot = l->slot};
        memcpy(ev.u.sound_sealed.id, id, sizeof id);
        ev.u.sound_sealed.digests = table_sounding(l->s, at)->digests;
        if ((plan.seats >> seat & 1) != 0)
            fixture_apply(l->s, &ev);
    }
    return at;
}

static size_t answered(struct log *l, struct table_ev_sound_opened plan, uint8_t issue, uint8_t answer,
                       uint32_t value)
{
    size_t at = sealed(l, plan, issue);
    const struct table_sounding x = *table_sounding(l->s, at);
    for (uint8_t seat = 0; seat < SEATS; seat++) {
        struct table_event ev = {.kind = TABLE_EV_SOUND_RESULT, .author = seat, .slot = l->slot};
        memcpy(ev.u.sound_result.id, x.id, sizeof x.id);
        ev.u.sound_result.answer = answer;
        ev.u.sound_result.value = value;
        assert_int_equal(table_answer_digest(x.digests.context, answer, value, ev.u.sound_result.digest), 0);
        if ((x.seats >> seat & 1) != 0)
            fixture_apply(l->s, &ev);
    }
    assert_int_equal(table_sounding(l->s, at)->status, TABLE_SOUND_ANSWERED);
    return at;
}

static struct table_ev_sound_opened kind(enum table_sounding_kind k)
{
    static const struct table_text question = {"en", "Could you?"};
    struct table_ev_sound_opened plan = {.kind = k};
    if (k == TABLE_SOUND_YES || k == TABLE_SOUND_RANGE || k == TABLE_SOUND_READY) {
        plan.params.n_texts = 1;
        plan.params.texts = &question;
    }
    if (k == TABLE_SOUND_RANGE) {
        plan.params.unit = "km";
        plan.params.max = 40;
        plan.params.step = 2;
    }
    return plan;
}

static struct table_ev_sound_opened goes_on(const struct log *l, enum table_sounding_kind k, size_t of)
{
    struct table_ev_sound_opened plan = {.kind = k};
    memcpy(plan.params.of, table_sounding(l->s, of)->id, TABLE_SOUNDING_ID_LEN);
    plan.params.base = k == TABLE_SOUND_BETTER ? table_sounding(l->s, of)->value : 0;
    return plan;
}

/* Compares the log with the seed, or writes it. */
static void log_close(struct log *l, const char *name)
{
    char path[1024];
    const char *examples = getenv("T2_EXAMPLES");
    struct t2_buf all, event, file;
    t2_buf_init(&all, 1u << 20);
    t2_buf_init(&file, 1u << 20);
    for (size_t i = 0; i < table_n_events(l->s); i++) {
        t2_buf_init(&event, TABLE_EVENT_MAX);
        assert_int_equal(table_event_encode(table_event_at(l->s, i), &event), 0);
        const uint8_t len[2] = {(uint8_t)(event.len >> 8), (uint8_t)event.len};
        assert_int_equal(t2_buf_append(&all, len, 2), 0);
        assert_int_equal(t2_buf_append(&all, event.ptr, event.len), 0);
        t2_buf_free(&event);
    }
    assert_non_null(examples);
    (void)snprintf(path, sizeof path, "%s/../tests/fuzz/regress/table_event/%s", examples, name);
    const int writes = getenv("T2_WRITE_SEEDS") != NULL;
    FILE *f = fopen(path, writes ? "wb" : "rb");
    if (f == NULL)
        fail_msg("%s is not there; T2_WRITE_SEEDS=1 makes it", path);
    if (writes) {
        assert_int_equal(fwrite(all.ptr, 1, all.len, f), all.len);
    } else {
        assert_int_equal(t2_buf_reserve(&file, all.len + 1), 0);
        file.len = fread(file.ptr, 1, all.len + 1, f);
        if (!t2_bytes_eq(t2_buf_view(&file), t2_buf_view(&all)))
            fail_msg("%s is of another format; T2_WRITE_SEEDS=1 makes it anew", path);
    }
    assert_int_equal(fclose(f), 0);
    t2_buf_free(&all);
    t2_buf_free(&file);
    table_state_free(l->s);
}

static void talk_and_choices(void **state)
{
    (void)state;
    struct log l;
    log_open(&l);
    struct table_event ev = {.kind = TABLE_EV_SEAT_STANDING, .author = 2, .slot = l.slot};
    ev.u.seat_standing.standing = TABLE_OFFICIAL;
    ev.u.seat_standing.mandate = (struct table_mandate){TABLE_UNDER_INSTRUCTION, l.slot + 9 * BETWEEN_SLOTS};
    fixture_apply(l.s, &ev);
    ev = fixture_said(1, l.slot, TABLE_COULD_RECOMMEND, "A line of \xd8\xb9 talk");
    fixture_apply(l.s, &ev);
    size_t room = answered(&l, kind(TABLE_SOUND_ROOM), 0, 1, 0);
    size_t key = answered(&l, goes_on(&l, TABLE_SOUND_FIND, room), 0, 1, 4);
    (void)answered(&l, goes_on(&l, TABLE_SOUND_BETTER, key), 0, 0, 0);
    log_close(&l, "talk_and_choices");
}

static void numbers_and_steps(void **state)
{
    (void)state;
    struct log l;
    log_open(&l);
    size_t range = answered(&l, kind(TABLE_SOUND_RANGE), 1, 1, 0);
    (void)answered(&l, goes_on(&l, TABLE_SOUND_FIND, range), 1, 1, 7);
    (void)answered(&l, kind(TABLE_SOUND_NEAR), 0, 1, 2);
    log_close(&l, "numbers_and_steps");
}

static void votes(void **state)
{
    (void)state;
    struct log l;
    log_open(&l);
    (void)answered(&l, kind(TABLE_SOUND_YES), 0, 1, 0);
    (void)answered(&l, kind(TABLE_SOUND_READY), 0, 0, 0);
    log_close(&l, "votes");
}

static void exchange(void **state)
{
    (void)state;
    struct log l;
    log_open(&l);
    fixture_add_issue(l.s, "k", 7, 3);
    (void)answered(&l, kind(TABLE_SOUND_EXCHANGE), 1, 1, 11);
    log_close(&l, "exchange");
}

/* A round of non-papers: about no issue. */
static void round_of_non_papers(void **state)
{
    (void)state;
    static const char *const texts[] = {"It might be possible.\n\nOr not.",
                                        "\xd9\x8a\xd9\x85\xd9\x83\xd9\x86."};
    struct log l;
    log_open(&l);
    size_t at = sealed(&l, kind(TABLE_SOUND_NON_PAPER), 0);
    for (uint8_t seat = 0; seat < SEATS; seat++) {
        struct table_event ev = {.kind = TABLE_EV_ROUND_RESULT, .author = seat, .slot = l.slot};
        struct table_ev_round_result *x = &ev.u.round_result;
        memcpy(x->id, table_sounding(l.s, at)->id, sizeof x->id);
        x->n_broken = 1;
        x->texts = texts;
        x->n_texts = 2;
        assert_int_equal(table_round_digest(table_sounding(l.s, at)->digests.context, x, x->digest), 0);
        fixture_apply(l.s, &ev);
    }
    assert_int_equal(table_n_non_papers(l.s), 2);
    log_close(&l, "round_of_non_papers");
}

/* Agreed by all, and opened by a desk on the first of them. */
static void days(void **state)
{
    (void)state;
    struct log l;
    log_open(&l);
    struct table_ev_sound_opened plan;
    uint8_t id[TABLE_SOUNDING_ID_LEN], circuit[TABLE_DIGEST_LEN] = {3};
    struct table_shape shape;
    const uint64_t first = l.slot + 500;
    for (uint8_t seat = 0; seat < SEATS; seat++) {
        struct table_event ev = {.kind = TABLE_EV_DAYS_AGREED, .author = seat, .slot = l.slot};
        ev.u.days_agreed = (struct table_ev_days_agreed){
            .first = first, .every = 2 * BETWEEN_SLOTS, .count = 3, .n_issues = 2, .issues = {0, 1}};
        fixture_apply(l.s, &ev);
    }
    assert_int_equal(table_days_next(l.s, 0, l.slot, &plan, id), 0);
    assert_int_equal(table_sounding_plan(l.s, l.slot, &plan, &shape, NULL), 0);
    assert_int_equal(table_sounding_finish(l.s, &plan, id, circuit), 0);
    struct table_event ev = {
        .kind = TABLE_EV_SOUND_OPENED, .author = 1, .slot = l.slot, .u.sound_opened = plan};
    fixture_apply(l.s, &ev);
    log_close(&l, "days");
}

/* Every form of the table. */
static void forms(void **state)
{
    (void)state;
    static struct table_event all[FORM_ALL_MAX];
    struct log l = {.s = fixture_small(SEATS), .slot = FIXTURE_SLOT};
    fixture_add_issue(l.s, "i", 8, 3);
    (void)form_all(l.s, all);
    log_close(&l, "forms");
}

/* A check failed: the issue closes, and all whom it concerns reopen it. */
static void stopped_and_reopened(void **state)
{
    (void)state;
    struct log l;
    log_open(&l);
    size_t at = sealed(&l, kind(TABLE_SOUND_ROOM), 1);
    struct table_event ev = {.kind = TABLE_EV_SOUND_STOPPED, .author = 1, .slot = l.slot};
    memcpy(ev.u.sound_stopped.id, table_sounding(l.s, at)->id, TABLE_SOUNDING_ID_LEN);
    ev.u.sound_stopped.output_begun = 1;
    ev.u.sound_stopped.check_failed = 1;
    fixture_apply(l.s, &ev);
    for (uint8_t seat = 0; seat < 2; seat++) {
        ev = (struct table_event){.kind = TABLE_EV_SOUNDS_REOPENED, .author = seat, .slot = l.slot};
        ev.u.sounds_reopened.issue = 1;
        fixture_apply(l.s, &ev);
    }
    (void)answered(&l, kind(TABLE_SOUND_ROOM), 1, 0, 0);
    log_close(&l, "stopped_and_reopened");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(talk_and_choices),
        cmocka_unit_test(numbers_and_steps),
        cmocka_unit_test(votes),
        cmocka_unit_test(exchange),
        cmocka_unit_test(stopped_and_reopened),
        cmocka_unit_test(round_of_non_papers),
        cmocka_unit_test(days),
        cmocka_unit_test(forms),
    };
    return cmocka_run_group_tests_name("table_seeds", tests, NULL, NULL);
}
