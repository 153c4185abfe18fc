/* Nothing about a seat is decided without it: over every issue of the example table and every seat that it
 * concerns, what leaves that seat out is refused by its name; the list of concerned seats changes by those it
 * had and those it gets; and nothing is agreed until everything is agreed, but for an early harvest of those
 * whom it concerns. */
#include "table_form_events.h"

enum { A, B, C, N, SEATS = 4, SANCTIONS = 5 };

static uint64_t bit(size_t i)
{
    return (uint64_t)1 << i;
}

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

/* Refused as this seat missing, named in the mask and in the sentence; nobody else is. */
static void misses(struct table_state *s, const struct table_event *ev, uint8_t seat)
{
    struct table_refusal why = {.lang = TABLE_LANG_EN};
    struct table_event posted = *ev;
    fixture_complete(s, &posted);
    ev = &posted;
    assert_int_equal(table_check(s, ev, &why), T2_E_REFUSED);
    assert_string_equal(table_refusal_name(why.code), "missing_seat");
    assert_int_equal(why.seats, bit(seat));
    for (uint8_t i = 0; i < SEATS; i++)
        assert_int_equal(strstr(why.text, table_seat(s, i)->name) != NULL, i == seat);
    fixture_refused(s, ev, TABLE_R_MISSING_SEAT, "");
}

/* Every issue without each of its seats, and with all of them. */
static void every_issue_without_each_of_its_seats(void **p)
{
    struct table_state *s = *p;
    unsigned n = 0;
    for (uint8_t issue = 0; issue < 8; issue++) {
        uint64_t concerns = table_issue(s, issue)->concerns;
        for (uint8_t seat = 0; seat < SEATS; seat++) {
            if ((concerns & bit(seat)) == 0)
                continue;
            uint64_t without = 15 & ~bit(seat);
            uint8_t caller = seat == A ? B : A;
            struct table_event ev = {.kind = TABLE_EV_SOUND_OPENED, .author = caller, .slot = FIXTURE_SLOT};
            ev.u.sound_opened = (struct table_ev_sound_opened){.id = {1},
                                                               .kind = TABLE_SOUND_ROOM,
                                                               .n_issues = 1,
                                                               .issues = {issue},
                                                               .seats = without,
                                                               .max_accepted = 4};
            misses(s, &ev, seat);
            ev = form_article(caller, FIXTURE_SLOT, 1, "1", bit(issue), without);
            misses(s, &ev, seat);
            ev = form_meeting(caller, FIXTURE_SLOT, 1, FIXTURE_SLOT + 9, without, bit(issue));
            misses(s, &ev, seat);
            n++;
        }
        struct table_ev_sound_opened out;
        uint32_t n_candidates = 0;
        assert_int_equal(fixture_plan_room(s, &issue, 1, concerns, FIXTURE_SLOT, &out, &n_candidates, NULL),
                         0);
    }
    assert_int_equal(n, 22);
}

static void instructed(struct table_state *s, uint8_t seat)
{
    struct table_event ev = form_standing(seat, FIXTURE_SLOT, TABLE_OFFICIAL, TABLE_UNDER_INSTRUCTION, 0);
    fixture_apply(s, &ev);
}

static void says(struct table_state *s, uint8_t seat, uint8_t article, enum table_article_says what)
{
    struct table_event ev = form_says(seat, FIXTURE_SLOT, article, what);
    fixture_apply(s, &ev);
}

/* A principal confirms only when every seat has agreed: each is missed by its name until it has. */
static void every_agreement_without_each_of_its_seats(void **p)
{
    struct table_state *s = *p;
    for (uint8_t seat = 0; seat < SEATS; seat++)
        instructed(s, seat);
    struct table_event ev = form_article(A, FIXTURE_SLOT, 1, "3", bit(3), 15);
    fixture_apply(s, &ev);
    ev = form_draft(s, A, FIXTURE_SLOT, 1, 0, "The observers move freely.");
    fixture_apply(s, &ev);
    for (uint8_t seat = 0; seat < SEATS; seat++)
        says(s, seat, 1, TABLE_ARTICLE_AGREED);
    for (uint8_t seat = 0; seat < SEATS; seat++) {
        says(s, seat, 1, TABLE_ARTICLE_WITHDRAWN);
        assert_int_equal(table_article_status(s, 0), TABLE_ARTICLE_RECOMMENDABLE);
        ev = form_says(seat == A ? B : A, FIXTURE_SLOT, 1, TABLE_ARTICLE_CONFIRMED);
        misses(s, &ev, seat);
        says(s, seat, 1, TABLE_ARTICLE_AGREED);
        assert_int_equal(table_article_status(s, 0), TABLE_ARTICLE_AD_REFERENDUM);
    }
    for (uint8_t seat = 0; seat < SEATS; seat++) {
        assert_int_not_equal(table_article_status(s, 0), TABLE_ARTICLE_FINAL);
        says(s, seat, 1, TABLE_ARTICLE_CONFIRMED);
    }
    assert_int_equal(table_article_status(s, 0), TABLE_ARTICLE_FINAL);
}

static void consents(struct table_state *s, uint8_t seat, uint8_t proposal)
{
    struct table_event ev = form_consent(seat, FIXTURE_SLOT, proposal, 1);
    fixture_apply(s, &ev);
}

/* Whom it concerned and whom it will concern decide; what was agreed without the new seat is not agreed any
 * more. */
static void the_list_changes_by_old_and_new_seats(void **p)
{
    struct table_state *s = *p;
    instructed(s, B);
    instructed(s, C);
    struct table_event ev = form_article(B, FIXTURE_SLOT, 1, "6", bit(SANCTIONS), bit(B) | bit(C));
    fixture_apply(s, &ev);
    ev = form_draft(s, A, FIXTURE_SLOT, 1, 0, "Relief comes in steps.");
    fixture_apply(s, &ev);
    says(s, B, 1, TABLE_ARTICLE_AGREED);
    says(s, C, 1, TABLE_ARTICLE_AGREED);
    assert_int_equal(table_article_status(s, 0), TABLE_ARTICLE_AD_REFERENDUM);

    ev = form_concerns(B, FIXTURE_SLOT, 2, SANCTIONS, bit(A) | bit(B)); /* C goes, A comes */
    fixture_apply(s, &ev);
    assert_int_equal(table_proposal_needs(s, table_proposal(s, 0)), bit(A) | bit(B) | bit(C));
    ev = form_consent(N, FIXTURE_SLOT, 2, 1);
    fixture_refused(s, &ev, TABLE_R_NOT_CONCERNED, "The consent of Seat N is not needed for this.");
    consents(s, A, 2);
    assert_int_equal(table_issue(s, SANCTIONS)->concerns, bit(B) | bit(C));
    consents(s, C, 2);
    assert_int_equal(table_issue(s, SANCTIONS)->concerns, bit(A) | bit(B));

    /* The article was opened for C, so it goes on to concern it; A has yet to agree. */
    assert_int_equal(table_article_concerns(s, 0), bit(A) | bit(B) | bit(C));
    assert_int_equal(table_article_status(s, 0), TABLE_ARTICLE_RECOMMENDABLE);
    ev = form_says(B, FIXTURE_SLOT, 1, TABLE_ARTICLE_CONFIRMED);
    misses(s, &ev, A);
    /* One of the old ones declines: nothing changes. */
    ev = form_concerns(A, FIXTURE_SLOT, 3, SANCTIONS, bit(A) | bit(N));
    fixture_apply(s, &ev);
    ev = form_consent(B, FIXTURE_SLOT, 3, 0);
    fixture_apply(s, &ev);
    ev = form_consent(N, FIXTURE_SLOT, 3, 1);
    fixture_refused(s, &ev, TABLE_R_UNKNOWN_PROPOSAL, "There is no such proposal, or it has been decided.");
    assert_int_equal(table_issue(s, SANCTIONS)->concerns, bit(A) | bit(B));
}

/* Principals have confirmed while everything was agreed; then another article is open again, and the one seat
 * that has not confirmed is no longer concerned: the article does not become final by that. */
static void confirmed_for_others(void **p)
{
    struct table_state *s = *p;
    for (uint8_t seat = 0; seat < SEATS; seat++)
        instructed(s, seat);
    struct table_event ev = form_article(B, FIXTURE_SLOT, 1, "6", bit(SANCTIONS), bit(B) | bit(C));
    fixture_apply(s, &ev);
    ev = form_draft(s, A, FIXTURE_SLOT, 1, 0, "Relief comes in steps.");
    fixture_apply(s, &ev);
    ev = form_article(A, FIXTURE_SLOT, 2, "7", bit(6), bit(A) | bit(B));
    fixture_apply(s, &ev);
    ev = form_draft(s, A, FIXTURE_SLOT, 2, 0, "All for all.");
    fixture_apply(s, &ev);
    ev = form_concerns(B, FIXTURE_SLOT, 3, SANCTIONS, bit(A) | bit(B) | bit(C)); /* A comes */
    fixture_apply(s, &ev);
    consents(s, A, 3);
    consents(s, C, 3);
    for (uint8_t seat = A; seat <= C; seat++)
        says(s, seat, 1, TABLE_ARTICLE_AGREED);
    says(s, A, 2, TABLE_ARTICLE_AGREED);
    says(s, B, 2, TABLE_ARTICLE_AGREED);
    says(s, B, 1, TABLE_ARTICLE_CONFIRMED);
    says(s, C, 1, TABLE_ARTICLE_CONFIRMED);
    says(s, A, 2, TABLE_ARTICLE_WITHDRAWN);
    ev = form_concerns(B, FIXTURE_SLOT, 4, SANCTIONS, bit(B) | bit(C)); /* A goes */
    fixture_apply(s, &ev);
    consents(s, A, 4);
    consents(s, C, 4);
    assert_int_equal(table_article_concerns(s, 0), bit(B) | bit(C));
    assert_int_equal(table_article_status(s, 0), TABLE_ARTICLE_AD_REFERENDUM);
    ev = form_says(B, FIXTURE_SLOT, 1, TABLE_ARTICLE_CONFIRMED);
    fixture_refused(s, &ev, TABLE_R_EVERYTHING,
                    "Nothing is agreed until everything is agreed, and article \"7\" is not.");
    says(s, A, 2, TABLE_ARTICLE_AGREED);
    says(s, B, 1, TABLE_ARTICLE_CONFIRMED);
    says(s, C, 1, TABLE_ARTICLE_CONFIRMED);
    assert_int_equal(table_article_status(s, 0), TABLE_ARTICLE_FINAL);
}

/* Two articles, one of them agreed: it is final only when the other is agreed too, or by an early harvest. */
static void early_harvest(void **p)
{
    struct table_state *s = *p;
    for (uint8_t seat = 0; seat < SEATS; seat++)
        instructed(s, seat);
    struct table_event ev = form_article(B, FIXTURE_SLOT, 1, "6", bit(SANCTIONS), bit(B) | bit(C));
    fixture_apply(s, &ev);
    ev = form_draft(s, A, FIXTURE_SLOT, 1, 0, "Relief comes in steps.");
    fixture_apply(s, &ev);
    ev = form_article(A, FIXTURE_SLOT, 2, "7", bit(6), bit(A) | bit(B));
    fixture_apply(s, &ev);
    ev = form_draft(s, A, FIXTURE_SLOT, 2, 0, "All for all [within sixty days].");
    fixture_apply(s, &ev);
    says(s, B, 1, TABLE_ARTICLE_AGREED);
    says(s, C, 1, TABLE_ARTICLE_AGREED);
    struct table_event confirmed = form_says(B, FIXTURE_SLOT, 1, TABLE_ARTICLE_CONFIRMED);
    fixture_refused(s, &confirmed, TABLE_R_EVERYTHING,
                    "Nothing is agreed until everything is agreed, and article \"7\" is not.");

    struct table_event early = form_event(TABLE_EV_EARLY_HARVEST, A, FIXTURE_SLOT, 3);
    early.u.early_harvest.issue = SANCTIONS;
    early.u.early_harvest.early = 1;
    fixture_refused(s, &early, TABLE_R_NOT_CONCERNED,
                    "Seat A is not one of the seats that this issue concerns.");
    early.author = B;
    fixture_apply(s, &early);
    fixture_refused(s, &confirmed, TABLE_R_EVERYTHING,
                    "Nothing is agreed until everything is agreed"); /* C waits */
    consents(s, C, 3);
    assert_int_equal(table_early_issues(s), bit(SANCTIONS));
    fixture_apply(s, &confirmed);
    says(s, C, 1, TABLE_ARTICLE_CONFIRMED);
    assert_int_equal(table_article_status(s, 0), TABLE_ARTICLE_FINAL);
    assert_int_equal(table_article_status(s, 1), TABLE_ARTICLE_BRACKETED);

    /* The other way: everything is agreed. */
    ev = form_draft(s, A, FIXTURE_SLOT, 2, 1, "All for all within sixty days.");
    fixture_apply(s, &ev);
    says(s, A, 2, TABLE_ARTICLE_AGREED);
    says(s, B, 2, TABLE_ARTICLE_AGREED);
    says(s, A, 2, TABLE_ARTICLE_CONFIRMED);
    says(s, B, 2, TABLE_ARTICLE_CONFIRMED);
    assert_int_equal(table_article_status(s, 1), TABLE_ARTICLE_FINAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_issue_without_each_of_its_seats, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_agreement_without_each_of_its_seats, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_list_changes_by_old_and_new_seats, set_up, tear_down),
        cmocka_unit_test_setup_teardown(confirmed_for_others, set_up, tear_down),
        cmocka_unit_test_setup_teardown(early_harvest, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
