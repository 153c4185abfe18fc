/* Rounds of non-papers at the table: who can be in one, what comes out of it and when, what is refused; and
 * what in the form of a text tells where it comes from. */
#include "table/table_internal.h"
#include "table_fixture.h"

#include <stdio.h>

#include <tracktwo/chatham.h>

#define SEATS 4
#define THREE 7u /* seats 0, 1, 2; seat 3 is not in the rounds */

static int set_up(void **p)
{
    *p = fixture_small(SEATS);
    fixture_add_issue(*p, "i", 8, 3);
    return 0;
}

static int tear_down(void **p)
{
    table_state_free(*p);
    return 0;
}

static int plan_round(const struct table_state *s, uint64_t seats, uint64_t slot, uint64_t day,
                      struct table_ev_sound_opened *out, struct table_refusal *why)
{
    struct table_shape shape;
    *out = (struct table_ev_sound_opened){.kind = TABLE_SOUND_NON_PAPER, .seats = seats, .day = day};
    int err = table_sounding_plan(s, slot, out, &shape, why);
    if (err == 0) {
        assert_int_equal(shape.kind, TABLE_SOUND_NON_PAPER);
        assert_int_equal(shape.n_seats, table_mask_count(seats));
        assert_int_equal(shape.n_earlier, 0);
    }
    return err;
}

static void refuse_round(const struct table_state *s, uint64_t seats, uint64_t day,
                         enum table_refusal_code code, const char *text)
{
    struct table_refusal why = {.text = ""};
    struct table_ev_sound_opened plan;
    assert_int_equal(plan_round(s, seats, FIXTURE_SLOT, day, &plan, &why), T2_E_REFUSED);
    assert_int_equal(why.code, code);
    if (strncmp(why.text, text, strlen(text)) != 0)
        fail_msg("%s", why.text);
}

static struct table_event opened(const struct table_state *s, uint8_t author, uint64_t slot, uint8_t tag,
                                 uint64_t seats)
{
    uint8_t id[TABLE_SOUNDING_ID_LEN], circuit[TABLE_DIGEST_LEN] = {tag};
    struct table_event ev = {.kind = TABLE_EV_SOUND_OPENED, .author = author, .slot = slot};
    struct table_refusal why = {.text = ""};
    fixture_id(TABLE_EV_SOUND_OPENED, author, tag, id);
    if (plan_round(s, seats, slot, 0, &ev.u.sound_opened, &why) != 0)
        fail_msg("%s", why.text);
    assert_int_equal(table_sounding_finish(s, &ev.u.sound_opened, id, circuit), 0);
    return ev;
}

static struct table_event result(const struct table_state *s, uint8_t author, uint64_t slot, uint8_t tag,
                                 const char *const *texts, size_t n, uint8_t broken, uint8_t dropped)
{
    struct table_event ev = {.kind = TABLE_EV_ROUND_RESULT, .author = author, .slot = slot};
    struct table_ev_round_result *x = &ev.u.round_result;
    size_t at = 0;
    memset(x->id, tag, sizeof x->id);
    x->n_broken = broken;
    x->n_dropped = dropped;
    x->texts = texts;
    x->n_texts = n;
    fixture_complete(s, &ev);
    assert_int_equal(table_sounding_find(s, x->id, &at), 0);
    assert_int_equal(table_round_digest(table_sounding(s, at)->digests.context, x, x->digest), 0);
    return ev;
}

/* Opened by seat 3, sealed by all three. */
static size_t sealed(struct table_state *s, uint64_t slot, uint8_t tag)
{
    struct table_event ev = opened(s, 3, slot, tag, THREE);
    size_t at = 0;
    fixture_apply(s, &ev);
    for (uint8_t seat = 0; seat < 3; seat++) {
        ev = fixture_sealed(s, seat, slot, tag);
        fixture_apply(s, &ev);
    }
    assert_int_equal(table_sounding_find(s, ev.u.sound_sealed.id, &at), 0);
    return at;
}

static void want_text(const struct table_state *s, size_t round, const char *text)
{
    char out[1024];
    table_sounding_answer_text(s, round, TABLE_LANG_EN, out, sizeof out);
    assert_string_equal(out, text);
}

static const char *const two[] = {"One could move 30 km.\n\nAnother could watch.", "Or 20 km."};

/* The shortest course: nothing is there until the last seat has said the same, then all of it. */
static void a_round(void **p)
{
    struct table_state *s = *p;
    size_t at = sealed(s, FIXTURE_SLOT, 1);
    for (uint8_t seat = 0; seat < 3; seat++) {
        struct table_event ev = result(s, seat, FIXTURE_SLOT + seat, 1, two, 2, 0, 0);
        assert_int_equal(table_n_non_papers(s), 0);
        fixture_apply(s, &ev);
        fixture_refused(s, &ev, TABLE_R_ALREADY_SAID, "");
    }
    assert_int_equal(table_n_non_papers(s), 2);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(table_non_paper(s, i)->number, i + 1);
        assert_int_equal(table_non_paper(s, i)->sounding, at);
        assert_string_equal(table_non_paper(s, i)->text, two[i]);
    }
    assert_null(table_non_paper(s, 2));
    assert_int_equal(table_sounding(s, at)->status, TABLE_SOUND_ANSWERED);
    want_text(s, at, "Non-papers that came out: 2.");
    /* A dossier is handed to others: it has the answers of soundings, and a round is none. */
    struct t2_buf page, beside;
    t2_buf_init(&page, 1 << 20);
    t2_buf_init(&beside, 1 << 20);
    assert_int_equal(table_export_dossier(s, TABLE_LANG_EN, 0, FIXTURE_SLOT + 9, &page, &beside), 0);
    assert_int_equal(t2_buf_append(&page, "", 1), 0);
    assert_null(strstr((const char *)page.ptr, "20 km"));
    assert_null(strstr((const char *)page.ptr, "Sounding 1"));
    t2_buf_free(&page);
    t2_buf_free(&beside);
    /* No budget, no waiting time, nothing that an issue had to do with it. */
    assert_int_equal(table_issue_budget(s, 0).runs_used, 0);
    assert_int_equal(table_issue_budget(s, 0).next_slot, 0);
    (void)sealed(s, FIXTURE_SLOT + 3, 2);
}

static void what_the_sentences_say(void **p)
{
    struct table_state *s = *p;
    static const struct {
        uint8_t n, broken, dropped;
        const char *text;
    } cases[] = {
        {0, 0, 0, "No non-paper came out."},
        {1, 1, 0,
         "Non-papers that came out: 1. Broken places: 1. Two wrote in one place, or somebody jammed the "
         "round; the "
         "next one will tell."},
        {0, 2, 0,
         "No non-paper came out. Broken places: 2. That is more than chance can break: one of the seats "
         "jammed the "
         "round."},
        {1, 0, 3, "Non-papers that came out: 1. Texts left out because they hold what no desk shows: 3."},
    };
    for (uint8_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        size_t at = sealed(s, FIXTURE_SLOT + k, (uint8_t)(k + 1));
        for (uint8_t seat = 0; seat < 3; seat++) {
            struct table_event ev = result(s, seat, FIXTURE_SLOT + k, (uint8_t)(k + 1), two, cases[k].n,
                                           cases[k].broken, cases[k].dropped);
            fixture_apply(s, &ev);
        }
        want_text(s, at, cases[k].text);
    }
    assert_int_equal(table_n_non_papers(s), 2);
}

/* One seat says otherwise: nothing enters the record. */
static void seats_that_disagree(void **p)
{
    struct table_state *s = *p;
    uint8_t tag = 0;
    for (unsigned how = 0; how < 4; how++) {
        size_t at = sealed(s, FIXTURE_SLOT, ++tag);
        struct table_event ev = result(s, 0, FIXTURE_SLOT, tag, two, 2, 0, 0);
        fixture_apply(s, &ev);
        static const char *const other[] = {"Or 20 km!"};
        ev = how == 0   ? result(s, 1, FIXTURE_SLOT, tag, two, 1, 0, 0)
             : how == 1 ? result(s, 1, FIXTURE_SLOT, tag, other, 1, 0, 0)
             : how == 2 ? result(s, 1, FIXTURE_SLOT, tag, two, 2, 1, 0)
                        : result(s, 1, FIXTURE_SLOT, tag, two, 2, 0, 1);
        fixture_apply(s, &ev);
        assert_int_equal(table_sounding(s, at)->status, TABLE_SOUND_STOPPED);
        assert_int_equal(table_sounding(s, at)->disagreed, 1);
        ev = result(s, 2, FIXTURE_SLOT, tag, two, 2, 0, 0);
        fixture_apply(s, &ev);
    }
    assert_int_equal(table_n_non_papers(s), 0);
}

static void who_can_be_in_one(void **p)
{
    struct table_state *s = *p, *many = fixture_small(9);
    struct table_refusal why = {.text = ""};
    struct table_ev_sound_opened plan;
    refuse_round(s, 3, 0, TABLE_R_TOO_FEW_SEATS,
                 "A round of non-papers needs at least 3 seats, and this one has 2.");
    refuse_round(s, 0, 0, TABLE_R_TOO_FEW_SEATS, "A round of non-papers needs at least 3 seats");
    refuse_round(s, 0x107, 0, TABLE_R_UNKNOWN_SEAT,
                 "The sounding names a seat that this table does not have");
    refuse_round(s, THREE, FIXTURE_SLOT, TABLE_R_DAY, "The day of a sounding must lie ahead");
    refuse_round(many, 0x1ff, 0, TABLE_R_TOO_MANY_SEATS, "A round of non-papers can join at most 8 seats");
    assert_int_equal(plan_round(many, 0xff, FIXTURE_SLOT, 0, &plan, &why), 0);
    plan = (struct table_ev_sound_opened){
        .kind = TABLE_SOUND_NON_PAPER, .seats = THREE, .n_issues = 1, .issues = {0}};
    struct table_shape shape;
    assert_int_equal(table_sounding_plan(s, FIXTURE_SLOT, &plan, &shape, &why), T2_E_ARGUMENT);
    /* The facilitator has no entry in a sounding, but a text like anybody else. */
    struct table_event ev = {.kind = TABLE_EV_SEAT_ADDED, .slot = FIXTURE_SLOT};
    memset(ev.u.seat_added.id, 7, TABLE_FORM_ID_LEN);
    ev.u.seat_added.seat = (struct table_seat){.id = "F",
                                               .party = "Facilitation",
                                               .name = "Seat F",
                                               .role = "",
                                               .standing = TABLE_PRIVATE,
                                               .function = TABLE_FACILITATOR,
                                               .mandate = {.kind = TABLE_OWN_INITIATIVE}};
    fixture_apply(s, &ev);
    for (uint8_t seat = 1; seat < SEATS; seat++) {
        ev = (struct table_event){.kind = TABLE_EV_CONSENTED, .author = seat, .slot = FIXTURE_SLOT};
        memset(ev.u.consented.id, 7, TABLE_FORM_ID_LEN);
        ev.u.consented.answer = 1;
        fixture_apply(s, &ev);
    }
    assert_int_equal(table_n_seats(s), SEATS + 1);
    assert_int_equal(plan_round(s, 0x13, FIXTURE_SLOT, 0, &plan, &why), 0);
    table_state_free(many);
}

static void not_too_many_at_once(void **p)
{
    struct table_state *s = *p;
    for (uint8_t tag = 1; tag <= TABLE_MAX_OPEN_ROUNDS; tag++) {
        struct table_event ev = opened(s, 3, FIXTURE_SLOT, tag, THREE);
        fixture_apply(s, &ev);
    }
    refuse_round(s, THREE, 0, TABLE_R_LIMIT,
                 "As many rounds of non-papers are open as there can be at once (8)");
    struct table_event ev = fixture_stopped(1, FIXTURE_SLOT, 3, 0, 0);
    fixture_apply(s, &ev);
    ev = opened(s, 3, FIXTURE_SLOT, 20, THREE);
    fixture_apply(s, &ev);
}

/* Rounds that are open keep their room: of each as many as can come out of one. The count is set, for two
 * thousand rounds take long. */
static void not_too_many_in_all(void **p)
{
    struct table_state *s = *p;
    struct table_ev_sound_opened plan;
    struct table_refusal why = {.text = ""};
    s->n_non_papers = TABLE_MAX_NON_PAPERS - TABLE_MAX_PLACES;
    assert_int_equal(plan_round(s, THREE, FIXTURE_SLOT, 0, &plan, &why), 0);
    s->n_non_papers++;
    refuse_round(s, THREE, 0, TABLE_R_LIMIT, "The table has had nearly 16384 non-papers");
    s->n_non_papers = 0;
    struct table_event ev = opened(s, 3, FIXTURE_SLOT, 1, THREE);
    fixture_apply(s, &ev);
    s->n_non_papers = TABLE_MAX_NON_PAPERS - 2 * TABLE_MAX_PLACES;
    assert_int_equal(plan_round(s, THREE, FIXTURE_SLOT, 0, &plan, &why), 0);
    s->n_non_papers++;
    refuse_round(s, THREE, 0, TABLE_R_LIMIT, "The table has had nearly 16384 non-papers");
    s->n_non_papers = 0;
}

/* A check that fails in a round closes no issue and costs nobody what is kept. */
/* A round runs by the settings with which it was opened; they wait for its end. */
static void settings_wait_for_its_end(void **p)
{
    struct table_state *s = *p;
    struct table_event settings = {.kind = TABLE_EV_SETTINGS_CHANGED, .author = 0, .slot = FIXTURE_SLOT + 1};
    memset(settings.u.settings_changed.id, 9, TABLE_FORM_ID_LEN);
    settings.u.settings_changed.settings = table_settings(s);
    struct table_event ev = opened(s, 3, FIXTURE_SLOT, 1, THREE);
    fixture_apply(s, &ev);
    fixture_refused(s, &settings, TABLE_R_RUNNING, "A sounding has not ended");
    for (uint8_t seat = 0; seat < 3; seat++) {
        ev = fixture_sealed(s, seat, FIXTURE_SLOT, 1);
        fixture_apply(s, &ev);
    }
    fixture_refused(s, &settings, TABLE_R_RUNNING, "A sounding has not ended");
    ev = fixture_stopped(1, FIXTURE_SLOT, 1, 0, 0);
    fixture_apply(s, &ev);
    fixture_apply(s, &settings);
}

static void a_failed_check(void **p)
{
    struct table_state *s = *p;
    size_t at = sealed(s, FIXTURE_SLOT, 1);
    struct table_event ev = fixture_stopped(1, FIXTURE_SLOT, 1, 1, 0);
    ev.u.sound_stopped.check_failed = 1;
    fixture_apply(s, &ev);
    assert_int_equal(table_sounding(s, at)->check_failed, 1);
    assert_int_equal(table_sounding(s, at)->kept_lost, 0);
    assert_int_equal(table_issue_budget(s, 0).check_failed, 0);
    (void)sealed(s, FIXTURE_SLOT, 2);
}

static void what_is_refused(void **p)
{
    struct table_state *s = *p;
    static const char *const turned[] = {"b", "a"}, *const twice[] = {"a", "a"}, *const bad[] = {"a\x1b[2J"};
    struct table_event ev = opened(s, 3, FIXTURE_SLOT, 1, THREE);
    fixture_apply(s, &ev);
    ev = result(s, 0, FIXTURE_SLOT, 1, two, 2, 0, 0);
    fixture_refused(s, &ev, TABLE_R_NOT_SEALED, "");
    ev = fixture_sealed(s, 0, FIXTURE_SLOT, 1);
    fixture_apply(s, &ev);
    ev = fixture_result(s, 0, FIXTURE_SLOT, 1, 1); /* the answer of another kind */
    fixture_refused(s, &ev, TABLE_R_ANSWER, "");
    ev = result(s, 3, FIXTURE_SLOT, 1, two, 2, 0, 0);
    fixture_refused(s, &ev, TABLE_R_NOT_REQUIRED, "");
    ev = result(s, 0, FIXTURE_SLOT, 1, two, 2, 0, 0);
    ev.u.round_result.digest[5] ^= 1;
    fixture_refused(s, &ev, TABLE_R_ANSWER_DIGEST, "");
    ev = result(s, 0, FIXTURE_SLOT, 1, turned, 2, 0, 0);
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The order of the non-papers");
    ev = result(s, 0, FIXTURE_SLOT, 1, twice, 2, 0, 0);
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The order of the non-papers");
    ev = result(s, 0, FIXTURE_SLOT, 1, bad, 1, 0, 0);
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The text of a non-paper");
    ev = result(s, 0, FIXTURE_SLOT, 1, two, 2, 7, 0);
    fixture_refused(s, &ev, TABLE_R_FORMAT, "What came out of the round");
    ev = result(s, 0, FIXTURE_SLOT, 1, two, 2, 3, 4);
    fixture_refused(s, &ev, TABLE_R_FORMAT, "What came out of the round");
    memset(ev.u.round_result.id, 9, TABLE_SOUNDING_ID_LEN);
    ev.u.round_result.n_dropped = 0;
    fixture_refused(s, &ev, TABLE_R_UNKNOWN_SOUNDING, "");
    /* A room is no round. */
    const uint8_t issue[] = {0};
    ev = fixture_sound_opened(s, 0, FIXTURE_SLOT, 2, issue, 1, 3);
    fixture_apply(s, &ev);
    ev = fixture_sealed(s, 0, FIXTURE_SLOT, 2);
    fixture_apply(s, &ev);
    ev = result(s, 0, FIXTURE_SLOT, 2, two, 2, 0, 0);
    fixture_refused(s, &ev, TABLE_R_ANSWER, "");
    ev = opened(s, 3, FIXTURE_SLOT, 3, THREE);
    ev.u.sound_opened.n_issues = 1;
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The list of issues of a round of non-papers");
}

static void the_longest(void **p)
{
    struct table_state *s = *p;
    static char page[TABLE_MAX_PLACES][TABLE_NON_PAPER_MAX + 2];
    const char *texts[TABLE_MAX_PLACES];
    size_t at = sealed(s, FIXTURE_SLOT, 1);
    for (int i = 0; i < TABLE_MAX_PLACES; i++) {
        memset(page[i], 'a' + i, TABLE_NON_PAPER_MAX);
        texts[i] = page[i];
    }
    for (uint8_t seat = 0; seat < 3; seat++) {
        struct table_event ev = result(s, seat, FIXTURE_SLOT, 1, texts, TABLE_MAX_PLACES, 0, 0);
        fixture_apply(s, &ev);
    }
    assert_int_equal(table_n_non_papers(s), TABLE_MAX_PLACES);
    assert_int_equal(table_sounding(s, at)->answer, 1);
    assert_true(table_non_paper_ok(page[0], TABLE_NON_PAPER_MAX));
    page[0][TABLE_NON_PAPER_MAX] = 'a';
    assert_false(table_non_paper_ok(page[0], TABLE_NON_PAPER_MAX + 1));
    assert_false(table_non_paper_ok("", 0));
    assert_false(table_non_paper_ok("a\0b", 3));
    assert_false(table_non_paper_ok("\n \n", 3));
    assert_true(table_non_paper_ok("a\n\nb", 4));
    (void)sealed(s, FIXTURE_SLOT, 2);
    struct table_event ev = result(s, 0, FIXTURE_SLOT, 2, texts, 1, 0, 0);
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The text of a non-paper");
}

/* ---- the form of the text ---- */

static unsigned kinds_in(const char *text)
{
    static struct chatham_finding out[CHATHAM_MAX_FINDINGS];
    unsigned kinds = 0;
    size_t n = 0;
    assert_int_equal(chatham_check_form(text, out, &n), 0);
    for (size_t i = 0; i < n; i++) {
        assert_true(out[i].start + out[i].len <= strlen(text) && out[i].len > 0);
        assert_true(chatham_suggestion(out[i].kind, TABLE_LANG_EN)[0] != '\0');
        kinds |= 1u << out[i].kind;
    }
    return kinds;
}

static void what_belongs_into_letters(void **p)
{
    (void)p;
    const unsigned heading = 1u << CHATHAM_HEADING, date = 1u << CHATHAM_DATE,
                   courtesy = 1u << CHATHAM_COURTESY;
    static const char *const courtesies[] = {
        "Dear colleagues,\nit is so.",
        "It is so.\nYours sincerely",
        "Excellency,\nit is so.",
        "The Ministry presents its compliments and says so.",
        "Шановні колеги,\nце так.",
        "Це так.\nЗ повагою",
        "Уважаемые коллеги,\nэто так.",
        "Это так.\nС уважением",
        "Monsieur le Président,\nc'est ainsi.",
        "C'est ainsi. Veuillez agréer cela.",
        "Cordialement",
        "السيد الرئيس،\nهكذا.",
        "هكذا.\nمع التقدير",
        "وتفضلوا بقبول هذا",
    };
    static const char *const dates[] = {
        "As of 12.03.2026 it is so.",
        "On 3/12/26 it was.",
        "By 2026-12-31 it ends.",
        "On 12 March it was so.",
        "In December 2026 it was.",
        "Дня 24 серпня це було.",
        "Это было 9 мая.",
        "Le 14 juillet, ainsi.",
        "في 12 مارس كان.",
        "في ١٢ مارس كان.",
        "On ١٢.٠٣.٢٠٢٦ so.",
    };
    static const char *const heads[] = {"Elements on observers\n\nThey move.", "Non-paper\nThey move.",
                                        "Нон-пейпер\nВони їдуть.", "Confidential. They move.",
                                        "Objet : les observateurs.\nIls vont."};
    static const char *const clean[] = {
        "It might be possible to recommend that observers move freely.",
        "If one side felt able to propose that artillery go 30 km back, it might be possible to recommend "
        "that "
        "observers move freely on the other. This paper commits nobody.",
        "Two things could be considered:\n1. a zone of 3.5 km;\n2. a corridor.",
        "One may march on. It may be dear to both.",
        "Можна розглянути 30 км.\n\nЦе нікого не зобовʼязує.",
        "On pourrait envisager 30 km. Cela n'engage personne.",
        "يمكن النظر في 30 كم.",
        "Sections 1.2.3 and 10-20 hold.",
    };
    for (size_t i = 0; i < sizeof courtesies / sizeof courtesies[0]; i++) {
        if ((kinds_in(courtesies[i]) & courtesy) == 0)
            fail_msg("no courtesy: %s", courtesies[i]);
    }
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) {
        if ((kinds_in(dates[i]) & date) == 0)
            fail_msg("no date: %s", dates[i]);
    }
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        if ((kinds_in(heads[i]) & heading) == 0)
            fail_msg("no heading: %s", heads[i]);
    }
    for (size_t i = 0; i < sizeof clean / sizeof clean[0]; i++) {
        if (kinds_in(clean[i]) != 0)
            fail_msg("%x in: %s", kinds_in(clean[i]), clean[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_round, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_the_sentences_say, set_up, tear_down),
        cmocka_unit_test_setup_teardown(seats_that_disagree, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_can_be_in_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(not_too_many_at_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(settings_wait_for_its_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(not_too_many_in_all, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_failed_check, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_longest, set_up, tear_down),
        cmocka_unit_test(what_belongs_into_letters),
    };
    return cmocka_run_group_tests_name("table_non_papers", tests, NULL, NULL);
}
