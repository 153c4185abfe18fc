/* What a seat consents to, agrees to, confirms or has seen is what stood before it, whatever somebody shows
 * later that the order of the log puts before. Each attack is the same log twice: as the seat had it, with
 * its word at the end, and with the line that was held back; and nobody makes an id his own that another
 * made. */
#include <stdio.h>

#include "../unit/table_form_events.h"

enum { PEN, B, C, SEATS };
#define MINE 7
#define MOST 40

struct log {
    struct table_state *s;
    struct table_event ev[MOST];
    size_t n;
};

static int set_up(void **p)
{
    struct log *l = calloc(1, sizeof *l);
    assert_non_null(l);
    l->s = fixture_small(SEATS);
    *p = l;
    return 0;
}

static int tear_down(void **p)
{
    struct log *l = *p;
    table_state_free(l->s);
    free(l);
    return 0;
}

/* As an honest desk posts it, by what it has. */
static void post(struct log *l, struct table_event ev)
{
    fixture_complete(l->s, &ev);
    fixture_apply(l->s, &ev);
    assert_true(l->n < MOST);
    l->ev[l->n++] = ev;
}

/* The same log on a new desk, with `held` before the event `at`. What a rule refuses then is not there. */
static struct table_state *with_before(const struct log *l, size_t at, const struct table_event *held)
{
    struct table_state *s = fixture_small(SEATS);
    for (size_t i = 0; i < l->n; i++) {
        if (i == at)
            assert_int_equal(table_apply(s, held, NULL), 0);
        (void)!table_apply(s, &l->ev[i], NULL);
    }
    return s;
}

static void issue(struct log *l, const char *id)
{
    struct table_event ev = fixture_issue(id, 3, 7);
    ev.slot = FIXTURE_SLOT;
    post(l, ev);
}

static void instructed(struct log *l, uint8_t seat)
{
    post(l, form_standing(seat, FIXTURE_SLOT, TABLE_OFFICIAL, TABLE_UNDER_INSTRUCTION, 0));
}

/* B agrees to the first draft; the pen's second one turns out to stand before. */
static void agreed_to_another_draft(void **p)
{
    struct log *l = *p;
    issue(l, "x");
    instructed(l, B);
    post(l, form_article(PEN, FIXTURE_SLOT, MINE, "3", 1, 7));
    post(l, form_draft(l->s, PEN, FIXTURE_SLOT, MINE, 0, "Prisoners are exchanged, all for all."));
    struct table_event held = form_draft(l->s, PEN, FIXTURE_SLOT, MINE, 1, "Prisoners stay where they are.");
    fixture_complete(l->s, &held);
    size_t at = l->n;
    post(l, form_says(B, FIXTURE_SLOT, MINE, TABLE_ARTICLE_AGREED));
    assert_int_equal(table_article(l->s, 0)->agreed, 1u << B);
    struct table_state *s = with_before(l, at, &held);
    assert_int_equal(table_article(s, 0)->n_drafts, 2);
    assert_int_equal(table_article(s, 0)->agreed, 0);
    assert_int_equal(table_article(s, 0)->could, 0);
    struct table_refusal why = {.text = ""};
    assert_int_equal(table_apply(s, &l->ev[at], &why), T2_E_REFUSED);
    assert_int_equal(why.code, TABLE_R_CHANGED);
    /* But a seat takes its word back whatever it was said of. */
    struct table_event ev = form_says(B, FIXTURE_SLOT, MINE, TABLE_ARTICLE_AGREED);
    fixture_apply(s, &ev);
    ev = l->ev[at];
    ev.u.article_said.says = TABLE_ARTICLE_WITHDRAWN;
    assert_int_equal(table_apply(s, &ev, NULL), 0);
    table_state_free(s);
}

/* B confirms a record of one point; another point turns out to stand before. */
static void confirmed_another_record(void **p)
{
    struct log *l = *p;
    const uint64_t start = FIXTURE_SLOT + 10;
    struct table_event ev = form_meeting(PEN, FIXTURE_SLOT, MINE, start, 7, 0);
    post(l, ev);
    for (uint8_t seat = PEN; seat <= B; seat++) {
        ev = form_event(TABLE_EV_MEETING_ATTENDANCE, seat, start, MINE);
        ev.u.meeting_attendance.attendance = TABLE_WAS_THERE;
        post(l, ev);
    }
    post(l, form_point(PEN, start, MINE, "It was said that a zone could be narrow."));
    struct table_event held = form_point(PEN, start, MINE, "It was said that a zone is out of the question.");
    fixture_complete(l->s, &held);
    size_t at = l->n;
    post(l, form_event(TABLE_EV_MEETING_RECORD, PEN, start, MINE));
    ev = form_event(TABLE_EV_MEETING_READ_BACK, B, start, MINE);
    ev.u.meeting_read_back.confirms = 1;
    ev.u.meeting_read_back.remark = "";
    post(l, ev);
    assert_int_equal(table_meeting(l->s, 0)->confirmed, 1u << B);
    struct table_state *s = with_before(l, at, &held);
    assert_int_equal(table_meeting(s, 0)->n_points, 2);
    assert_int_equal(table_meeting(s, 0)->confirmed, 0);
    table_state_free(s);
}

static struct table_event pen_to(uint8_t seat)
{
    struct table_event ev = form_event(TABLE_EV_PEN_GIVEN, PEN, FIXTURE_SLOT, MINE);
    ev.u.pen_given.seat = seat;
    return ev;
}

/* One author, one id, two proposals: the first was not to be, until something held back makes room for it. */
static void consented_to_another_proposal(void **p)
{
    struct log *l = *p;
    struct table_event first = pen_to(C);
    fixture_complete(l->s, &first);
    post(l, pen_to(B));
    size_t at = l->n - 1;
    post(l, form_consent(B, FIXTURE_SLOT, MINE, 1));
    post(l, form_consent(C, FIXTURE_SLOT, MINE, 1));
    assert_int_equal(table_pen(l->s), B);
    struct table_state *s = with_before(l, at, &first);
    assert_int_equal(table_n_proposals(s), 1);
    assert_int_equal(table_proposal(s, 0)->consents, 1u << PEN);
    assert_int_equal(table_pen(s), PEN);
    table_state_free(s);
}

/* All agree that the second issue no longer concerns C. An issue held back makes another one the second. */
static void another_issue_has_the_number(void **p)
{
    struct log *l = *p;
    struct table_event held = fixture_issue("territory", 3, 7);
    held.slot = FIXTURE_SLOT;
    issue(l, "flags");
    size_t at = l->n - 1;
    post(l, form_concerns(PEN, FIXTURE_SLOT, MINE, 0, 3));
    post(l, form_consent(B, FIXTURE_SLOT, MINE, 1));
    post(l, form_consent(C, FIXTURE_SLOT, MINE, 1));
    assert_int_equal(table_issue(l->s, 0)->concerns, 3);
    struct table_event ev = form_article(PEN, FIXTURE_SLOT, MINE, "3", 1, 3);
    post(l, ev);
    ev = form_meeting(B, FIXTURE_SLOT, MINE, FIXTURE_SLOT + 5, 3, 1);
    post(l, ev);
    ev = (struct table_event){.kind = TABLE_EV_DAYS_AGREED, .author = B, .slot = FIXTURE_SLOT};
    ev.u.days_agreed = (struct table_ev_days_agreed){
        .first = FIXTURE_SLOT + 100, .every = 10, .count = 2, .n_issues = 1, .issues = {0}};
    post(l, ev);

    struct table_state *s = with_before(l, at, &held);
    assert_string_equal(table_issue(s, 0)->id, "territory");
    for (size_t i = 0; i < table_n_issues(s); i++)
        assert_int_equal(table_issue(s, i)->concerns, 7);
    assert_int_equal(table_n_proposals(s), 0);
    assert_int_equal(table_n_articles(s), 0);
    assert_int_equal(table_n_meetings(s), 0);
    assert_int_equal(table_n_days(s), 0);
    struct table_refusal why = {.text = ""};
    assert_int_equal(table_apply(s, &l->ev[l->n - 1], &why), T2_E_REFUSED);
    assert_int_equal(why.code, TABLE_R_CHANGED);
    table_state_free(s);
}

/* C has seen B's mandate from a minister; what turns out to stand before is B's own initiative. */
static void another_mandate_was_seen(void **p)
{
    struct log *l = *p;
    instructed(l, B);
    struct table_event held = form_standing(B, FIXTURE_SLOT, TABLE_PRIVATE, TABLE_OWN_INITIATIVE, 0);
    struct table_event ev = {.kind = TABLE_EV_MANDATE_SEEN, .author = C, .slot = FIXTURE_SLOT};
    ev.u.mandate_seen.seat = B;
    size_t at = l->n;
    post(l, ev);
    assert_int_equal(table_seat_state(l->s, B)->seen, 1u << C);
    struct table_state *s = with_before(l, at, &held);
    assert_int_equal(table_seat_state(s, B)->seen, 0);
    table_state_free(s);
}

/* An id says by which kind of event and by whom it was made: taken over by nobody, for nothing. */
static void an_id_of_another(void **p)
{
    struct log *l = *p;
    static struct table_event all[FORM_ALL_MAX];
    struct table_state *full = fixture_small(3);
    unsigned n = 0;
    fixture_add_issue(full, "x", 3, 3);
    size_t n_all = form_all(full, all);
    for (size_t i = 0; i < n_all; i++) {
        struct table_event marked = all[i];
        table_event_mark(&marked);
        if (memcmp(marked.u.form_id, all[i].u.form_id, TABLE_FORM_ID_LEN) == 0)
            continue;
        for (int twist = 0; twist < 2; twist++) {
            struct table_event ev = marked;
            struct table_refusal why = {.text = ""};
            ev.author = (uint8_t)((ev.author + (twist == 0)) % SEATS);
            ev.u.form_id[TABLE_FORM_ID_LEN - 2] ^= (uint8_t)(twist == 1);
            assert_int_equal(table_apply(l->s, &ev, &why), T2_E_REFUSED);
            assert_int_equal(why.code, TABLE_R_FORMAT);
            assert_non_null(strstr(why.text, "could be taken for something else"));
        }
        n++;
    }
    assert_true(n >= 10); /* proposals, a meeting, an article, a paper, an attachment */
    table_state_free(full);
}

/* The id of a sounding that could find a package is not an article's, even to its opener. */
static void a_package_taken_over(void **p)
{
    struct log *l = *p;
    const uint8_t issues[] = {0};
    issue(l, "x");
    post(l, fixture_sound_opened(l->s, B, FIXTURE_SLOT, MINE, issues, 1, 7));
    struct table_event ev = form_article(B, FIXTURE_SLOT, MINE, "Preamble", 1, 7);
    assert_int_equal(table_event_name(l->s, &ev), 0);
    memcpy(ev.u.article_opened.id, table_sounding(l->s, 0)->id, TABLE_FORM_ID_LEN);
    struct table_refusal why = {.text = ""};
    assert_int_equal(table_apply(l->s, &ev, &why), T2_E_REFUSED);
    assert_int_equal(why.code, TABLE_R_FORMAT);
    assert_int_equal(table_n_articles(l->s), 0);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(agreed_to_another_draft),      T(confirmed_another_record), T(consented_to_another_proposal),
        T(another_issue_has_the_number), T(another_mandate_was_seen), T(an_id_of_another),
        T(a_package_taken_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
