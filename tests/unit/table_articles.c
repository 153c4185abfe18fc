/* The negotiating text: the pen, drafts and their brackets, silence, what seats can say of an article, and
 * what is refused on the way. */
#include "table_form_events.h"

enum { ARTICLE = 1, OTHER = 2, HOUR = 60 };

/* Three seats, the first two officials under instruction; one issue that concerns these two. Seat 0 holds the
 * pen. */
static int set_up(void **p)
{
    struct table_state *s = fixture_small(3);
    struct table_event ev;
    fixture_add_issue(s, "x", 3, 3);
    for (uint8_t seat = 0; seat < 2; seat++) {
        ev = form_standing(seat, FIXTURE_SLOT, TABLE_OFFICIAL, TABLE_UNDER_INSTRUCTION, 0);
        fixture_apply(s, &ev);
    }
    ev = form_article(2, FIXTURE_SLOT, ARTICLE, "3", 1, 3);
    fixture_apply(s, &ev);
    *p = s;
    return 0;
}

static int tear_down(void **p)
{
    table_state_free(*p);
    return 0;
}

static void draft(struct table_state *s, uint8_t tag, uint32_t replaces, const char *text)
{
    struct table_event ev = form_draft(s, 0, FIXTURE_SLOT, tag, replaces, text);
    fixture_apply(s, &ev);
}

static void says(struct table_state *s, uint8_t seat, uint8_t tag, enum table_article_says what)
{
    struct table_event ev = form_says(seat, FIXTURE_SLOT, tag, what);
    fixture_apply(s, &ev);
}

static void silence(struct table_state *s, uint64_t slot, uint64_t until)
{
    struct table_event ev = form_event(TABLE_EV_SILENCE_SET, 0, slot, ARTICLE);
    ev.u.silence_set.until = until;
    fixture_apply(s, &ev);
}

static struct table_event objection(uint8_t seat, uint64_t slot)
{
    struct table_event ev = form_event(TABLE_EV_OBJECTED, seat, slot, ARTICLE);
    ev.u.objected.remark = "Not the second sentence.";
    return ev;
}

static void is(struct table_state *s, size_t article, enum table_article_status status)
{
    assert_string_equal(table_article_status_name(table_article_status(s, article)),
                        table_article_status_name(status));
}

/* The whole way of an article. */
static void from_proposed_to_confirmed(void **p)
{
    struct table_state *s = *p;
    is(s, 0, TABLE_ARTICLE_PROPOSED);
    draft(s, ARTICLE, 0, "Observers [shall] [should] move freely.");
    is(s, 0, TABLE_ARTICLE_BRACKETED);
    draft(s, ARTICLE, 1, "Observers shall move freely.");
    is(s, 0, TABLE_ARTICLE_PROPOSED);
    says(s, 0, ARTICLE, TABLE_ARTICLE_COULD_RECOMMEND);
    is(s, 0, TABLE_ARTICLE_RECOMMENDABLE);
    says(s, 0, ARTICLE, TABLE_ARTICLE_AGREED);
    is(s, 0, TABLE_ARTICLE_RECOMMENDABLE);
    says(s, 1, ARTICLE, TABLE_ARTICLE_AGREED);
    is(s, 0, TABLE_ARTICLE_AD_REFERENDUM);
    says(s, 0, ARTICLE, TABLE_ARTICLE_CONFIRMED);
    is(s, 0, TABLE_ARTICLE_AD_REFERENDUM);
    says(s, 1, ARTICLE, TABLE_ARTICLE_CONFIRMED);
    is(s, 0, TABLE_ARTICLE_FINAL);
    struct table_event ev = form_says(1, FIXTURE_SLOT, ARTICLE, TABLE_ARTICLE_WITHDRAWN);
    fixture_refused(s, &ev, TABLE_R_ENDED, "This article is confirmed by the principals");
}

static void who_opens_an_article(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = form_article(2, FIXTURE_SLOT, ARTICLE, "4", 1, 3);
    fixture_refused(s, &ev, TABLE_R_DUPLICATE, "There is an article of that name already");
    ev = form_article(0, FIXTURE_SLOT, OTHER, "3", 1, 3);
    fixture_refused(s, &ev, TABLE_R_DUPLICATE, "There is an article of that name already");
    ev = form_article(0, FIXTURE_SLOT, OTHER, "package 1", 1, 3);
    fixture_refused(s, &ev, TABLE_R_DUPLICATE, "There is an article of that name already");
    ev = form_article(0, FIXTURE_SLOT, OTHER, "4", 1, 5);
    fixture_refused(s, &ev, TABLE_R_MISSING_SEAT, "The issue \"x\" concerns Seat S1");
    ev = form_article(0, FIXTURE_SLOT, OTHER, "4", 2, 3);
    fixture_refused(s, &ev, TABLE_R_UNKNOWN_ISSUE, "The article is about an issue that this table does not");
    ev = form_article(0, FIXTURE_SLOT, OTHER, "4", 1, 11);
    fixture_refused(s, &ev, TABLE_R_UNKNOWN_SEAT, "The article concerns a seat that this table does not");
    ev = form_article(0, FIXTURE_SLOT, OTHER, "4", 0, 0);
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The list of seats that the article concerns");
    ev = form_draft(s, 0, FIXTURE_SLOT, OTHER, 0, "Words.");
    fixture_refused(s, &ev, TABLE_R_UNKNOWN_ARTICLE, "There is no such article");
}

/* Else a seat could be left out by naming no issue. A facilitator is none of them; a seat that comes is. */
static void about_no_issue_it_concerns_all(void **p)
{
    struct table_state *s = *p;
    struct table_refusal why = {.text = ""};
    struct table_event ev = form_article(1, FIXTURE_SLOT, OTHER, "4", 0, 3);
    fixture_refused(s, &ev, TABLE_R_MISSING_SEAT,
                    "An article about no issue concerns all seats but the facilitator's, and these are left "
                    "out: Seat S2.");
    fixture_complete(s, &ev);
    assert_int_equal(table_check(s, &ev, &why), T2_E_REFUSED);
    assert_int_equal(why.seats, 4);
    ev = form_article(1, FIXTURE_SLOT, OTHER, "4", 0, 7);
    fixture_apply(s, &ev);
    for (uint8_t k = 0; k < 2; k++) {
        ev = form_event(TABLE_EV_SEAT_ADDED, 0, FIXTURE_SLOT, (uint8_t)(20 + k));
        ev.u.seat_added.seat = (struct table_seat){.id = k == 0 ? "F" : "S9",
                                                   .party = "P9",
                                                   .name = k == 0 ? "Facilitation" : "Seat S9",
                                                   .role = "",
                                                   .standing = TABLE_PRIVATE,
                                                   .function = k == 0 ? TABLE_FACILITATOR : TABLE_PARTICIPANT,
                                                   .mandate = {.kind = TABLE_OWN_INITIATIVE}};
        fixture_apply(s, &ev);
        for (uint8_t seat = 1; seat < 3 + k; seat++) {
            ev = form_consent(seat, FIXTURE_SLOT, (uint8_t)(20 + k), 1);
            fixture_apply(s, &ev);
        }
    }
    assert_int_equal(table_article_concerns(s, 1), 7 | 16);
    ev = form_article(1, FIXTURE_SLOT, 3, "5", 0, 7);
    fixture_refused(s, &ev, TABLE_R_MISSING_SEAT, "An article about no issue concerns all seats");
    ev = form_article(1, FIXTURE_SLOT, 3, "5", 0, 7 | 16);
    fixture_apply(s, &ev);
}

/* What a seat said that the article does not concern any more is no word on it: it stops nobody. */
static void words_of_seats_that_left(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = form_standing(2, FIXTURE_SLOT, TABLE_OFFICIAL, TABLE_UNDER_INSTRUCTION, 0);
    fixture_apply(s, &ev);
    draft(s, ARTICLE, 0, "Words.");
    for (uint8_t k = 0; k < 2; k++) {
        ev = form_concerns(0, FIXTURE_SLOT, (uint8_t)(9 + k), 0, k == 0 ? 7 : 3);
        fixture_apply(s, &ev);
        for (uint8_t seat = 1; seat < 3; seat++) {
            ev = form_consent(seat, FIXTURE_SLOT, (uint8_t)(9 + k), 1);
            fixture_apply(s, &ev);
        }
        if (k == 0) {
            says(s, 0, ARTICLE, TABLE_ARTICLE_COULD_RECOMMEND);
            says(s, 2, ARTICLE, TABLE_ARTICLE_AGREED);
            ev = form_draft(s, 0, FIXTURE_SLOT, ARTICLE, 1, "Other words.");
            ev.u.draft.reopens = 1;
            fixture_refused(s, &ev, TABLE_R_AGREED, "This article is agreed ad referendum by Seat S2");
        }
    }
    assert_int_equal(table_article(s, 0)->agreed, 0);
    assert_int_equal(table_article(s, 0)->could, 1); /* whom it concerns still has said what it said */
    ev = form_says(2, FIXTURE_SLOT, ARTICLE, TABLE_ARTICLE_WITHDRAWN);
    fixture_refused(s, &ev, TABLE_R_ALREADY_SAID, "Seat S2 has said nothing of this article");
    ev = form_draft(s, 0, FIXTURE_SLOT, ARTICLE, 1, "Other words.");
    ev.u.draft.reopens = 1;
    fixture_apply(s, &ev);
}

/* Whom its issues concern, it concerns, also when that changes later. */
static void it_follows_its_issues(void **p)
{
    struct table_state *s = *p;
    assert_int_equal(table_article_concerns(s, 0), 3);
    for (uint8_t seat = 0; seat < 3; seat++) {
        struct table_event ev =
            seat == 0 ? form_concerns(0, FIXTURE_SLOT, 9, 0, 7) : form_consent(seat, FIXTURE_SLOT, 9, 1);
        fixture_apply(s, &ev);
    }
    assert_int_equal(table_article_concerns(s, 0), 7);
}

/* Whom issue x concerns changes after an article about it has become final: it stays final. */
static void final_stays_final(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = form_article(0, FIXTURE_SLOT, OTHER, "4", 1, 3);
    fixture_apply(s, &ev);
    draft(s, OTHER, 0, "Words.");
    for (unsigned k = 0; k < 4; k++)
        says(s, (uint8_t)(k % 2), OTHER, k < 2 ? TABLE_ARTICLE_AGREED : TABLE_ARTICLE_CONFIRMED);
    is(s, 1, TABLE_ARTICLE_FINAL);
    ev = form_concerns(0, FIXTURE_SLOT, 9, 0, 7);
    fixture_apply(s, &ev);
    for (uint8_t seat = 1; seat < 3; seat++) {
        ev = form_consent(seat, FIXTURE_SLOT, 9, 1);
        fixture_apply(s, &ev);
    }
    is(s, 1, TABLE_ARTICLE_FINAL);
}

static void only_the_pen_drafts(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = form_draft(s, 1, FIXTURE_SLOT, ARTICLE, 0, "Words.");
    fixture_refused(s, &ev, TABLE_R_PEN, "The pen is held by Seat S0");
    ev = form_draft(s, 0, FIXTURE_SLOT, ARTICLE, 1, "Words.");
    fixture_refused(s, &ev, TABLE_R_DRAFT, "This draft was made on draft 1, and draft 0 is there");
    ev = form_standing(0, FIXTURE_SLOT, TABLE_OFFICIAL, TABLE_UNDER_INSTRUCTION, FIXTURE_SLOT + 10);
    fixture_apply(s, &ev);
    ev = form_draft(s, 0, FIXTURE_SLOT + 10, ARTICLE, 0, "Words.");
    fixture_refused(s, &ev, TABLE_R_MANDATE_EXPIRED, "The mandate of Seat S0 has expired, so it cannot use");
    ev = form_pause(2, FIXTURE_SLOT, TABLE_PAUSE_PLAIN, "");
    fixture_apply(s, &ev);
    ev = form_draft(s, 0, FIXTURE_SLOT, ARTICLE, 0, "Words.");
    fixture_refused(s, &ev, TABLE_R_PAUSED, "The table is paused by Seat S2");
}

static void brackets_have_an_age_and_a_budget(void **p)
{
    struct table_state *s = *p;
    draft(s, ARTICLE, 0, "The zone is [5] [10] km wide.");
    struct table_event ev =
        form_draft(s, 0, FIXTURE_SLOT + HOUR, ARTICLE, 1, "[Zone:] It is [5] [10] km wide.");
    fixture_apply(s, &ev);
    assert_int_equal(table_article_bracket_since(s, 0, "en", 1), FIXTURE_SLOT);
    assert_int_equal(table_article_bracket_since(s, 0, "en", 2), FIXTURE_SLOT + HOUR);
    assert_int_equal(table_article_bracket_since(s, 0, "uk", 1), 0);
    /* A number whose bracket is gone does not come back: its age would be false. */
    ev = form_draft(s, 0, FIXTURE_SLOT + HOUR, ARTICLE, 2, "Nothing open.");
    fixture_apply(s, &ev);
    ev = form_draft(s, 0, FIXTURE_SLOT + HOUR, ARTICLE, 3, "[a] [b]");
    struct draft_bracket *x =
        (struct draft_bracket *)(uintptr_t)ev.u.draft.draft.languages[0].run.spans[0].bracket;
    assert_int_equal(x->id, 3);
    x->id = 2;
    fixture_refused(s, &ev, TABLE_R_DRAFT, "Bracket 2 of this draft has the number of one that is gone");
    x->id = 3;
    fixture_apply(s, &ev);
    for (uint8_t seat = 0; seat < 3; seat++) {
        ev = seat == 0 ? form_event(TABLE_EV_SETTINGS_CHANGED, 0, FIXTURE_SLOT + HOUR, 9)
                       : form_consent(seat, FIXTURE_SLOT + HOUR, 9, 1);
        if (seat == 0) {
            ev.u.settings_changed.settings = table_settings(s);
            ev.u.settings_changed.settings.brackets_max = 1;
        }
        fixture_apply(s, &ev);
    }
    ev = form_draft(s, 0, FIXTURE_SLOT + HOUR, ARTICLE, 4, "[a] [b]{#3}. [c]");
    fixture_refused(s, &ev, TABLE_R_BRACKETS, "This draft has 2 open brackets, and the table allows 1");
}

static void what_was_said_is_not_set_aside_in_silence(void **p)
{
    struct table_state *s = *p;
    draft(s, ARTICLE, 0, "Words.");
    says(s, 1, ARTICLE, TABLE_ARTICLE_COULD_RECOMMEND);
    struct table_event ev = form_draft(s, 0, FIXTURE_SLOT, ARTICLE, 1, "Other words.");
    fixture_refused(s, &ev, TABLE_R_AGREED, "This article could be recommended by Seat S1");
    says(s, 1, ARTICLE, TABLE_ARTICLE_AGREED);
    ev.u.draft.reopens = 1;
    fixture_refused(s, &ev, TABLE_R_AGREED, "This article is agreed ad referendum by Seat S1");
    says(s, 1, ARTICLE, TABLE_ARTICLE_WITHDRAWN);
    assert_int_equal(table_article(s, 0)->could, 0);
    says(s, 1, ARTICLE, TABLE_ARTICLE_COULD_RECOMMEND);
    fixture_apply(s, &ev);
    assert_int_equal(table_article(s, 0)->could, 0);
    is(s, 0, TABLE_ARTICLE_PROPOSED);
    ev = form_says(1, FIXTURE_SLOT, ARTICLE, TABLE_ARTICLE_WITHDRAWN);
    fixture_refused(s, &ev, TABLE_R_ALREADY_SAID, "Seat S1 has said nothing of this article");
}

static void who_can_say_what(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = form_says(0, FIXTURE_SLOT, ARTICLE, TABLE_ARTICLE_COULD_RECOMMEND);
    fixture_refused(s, &ev, TABLE_R_DRAFT, "This article has no words yet");
    draft(s, ARTICLE, 0, "[a] [b]");
    fixture_refused(s, &ev, TABLE_R_BRACKETS, "This article has open brackets: 1");
    draft(s, ARTICLE, 1, "a");
    ev = form_says(2, FIXTURE_SLOT, ARTICLE, TABLE_ARTICLE_COULD_RECOMMEND);
    fixture_refused(s, &ev, TABLE_R_NOT_CONCERNED, "This article does not concern Seat S2");
    says(s, 0, ARTICLE, TABLE_ARTICLE_COULD_RECOMMEND);
    ev = form_says(0, FIXTURE_SLOT, ARTICLE, TABLE_ARTICLE_COULD_RECOMMEND);
    fixture_refused(s, &ev, TABLE_R_ALREADY_SAID, "Seat S0 has said so of this article already");
    ev = form_says(0, FIXTURE_SLOT, ARTICLE, TABLE_ARTICLE_CONFIRMED);
    fixture_refused(s, &ev, TABLE_R_MISSING_SEAT,
                    "This article concerns Seat S0 and Seat S1, not yet agreed");
    /* A former official can at most recommend. */
    ev = form_standing(1, FIXTURE_SLOT, TABLE_FORMER, TABLE_OWN_INITIATIVE, FIXTURE_SLOT + HOUR);
    fixture_apply(s, &ev);
    ev = form_says(1, FIXTURE_SLOT, ARTICLE, TABLE_ARTICLE_AGREED);
    fixture_refused(s, &ev, TABLE_R_STANDING, "Seat S1 is former official");
    ev = form_says(1, FIXTURE_SLOT, ARTICLE, TABLE_ARTICLE_CONFIRMED);
    fixture_refused(s, &ev, TABLE_R_STANDING, "Seat S1 is former official");
    says(s, 1, ARTICLE, TABLE_ARTICLE_COULD_RECOMMEND);
    says(s, 1, ARTICLE, TABLE_ARTICLE_WITHDRAWN);
    ev = form_says(1, FIXTURE_SLOT + HOUR, ARTICLE, TABLE_ARTICLE_COULD_RECOMMEND);
    fixture_refused(s, &ev, TABLE_R_MANDATE_EXPIRED, "The mandate of Seat S1 has expired, so it cannot rec");
    ev = form_pause(2, FIXTURE_SLOT + HOUR, TABLE_PAUSE_WORLD, "");
    fixture_apply(s, &ev);
    ev = form_says(0, FIXTURE_SLOT + HOUR, ARTICLE, TABLE_ARTICLE_AGREED);
    fixture_refused(s, &ev, TABLE_R_PAUSED, "The table is paused by Seat S2");
    ev = (struct table_event){.kind = TABLE_EV_RESUMED, .author = 2, .slot = FIXTURE_SLOT + HOUR};
    fixture_apply(s, &ev);
    ev = form_says(0, FIXTURE_SLOT + HOUR, ARTICLE, TABLE_ARTICLE_AGREED);
    fixture_refused(s, &ev, TABLE_R_RECONFIRM, "The world has changed");
}

static void nothing_until_everything(void **p)
{
    struct table_state *s = *p;
    fixture_add_issue(s, "y", 3, 3);
    struct table_event ev = form_article(0, FIXTURE_SLOT, OTHER, "4", 2, 3);
    fixture_apply(s, &ev);
    draft(s, ARTICLE, 0, "Words.");
    draft(s, OTHER, 0, "More words.");
    for (uint8_t seat = 0; seat < 2; seat++) {
        says(s, seat, ARTICLE, TABLE_ARTICLE_AGREED);
    }
    ev = form_says(0, FIXTURE_SLOT, ARTICLE, TABLE_ARTICLE_CONFIRMED);
    fixture_refused(s, &ev, TABLE_R_EVERYTHING,
                    "Nothing is agreed until everything is agreed, and article \"4\"");
    /* Early harvest, or the other one left out, or agreed too. */
    for (uint8_t seat = 0; seat < 2; seat++) {
        struct table_event early = seat == 0 ? form_event(TABLE_EV_EARLY_HARVEST, 0, FIXTURE_SLOT, 9)
                                             : form_consent(1, FIXTURE_SLOT, 9, 1);
        if (seat == 0) {
            early.u.early_harvest.early = 1;
        }
        fixture_apply(s, &early);
    }
    fixture_apply(s, &ev);
    for (uint8_t seat = 0; seat < 2; seat++) {
        says(s, seat, OTHER, TABLE_ARTICLE_AGREED);
    }
    says(s, 1, OTHER, TABLE_ARTICLE_CONFIRMED);
}

static void an_empty_draft_leaves_it_out(void **p)
{
    struct table_state *s = *p;
    draft(s, ARTICLE, 0, "Words.");
    draft(s, ARTICLE, 1, "");
    is(s, 0, TABLE_ARTICLE_LEFT_OUT);
    struct table_event ev = form_says(0, FIXTURE_SLOT, ARTICLE, TABLE_ARTICLE_COULD_RECOMMEND);
    fixture_refused(s, &ev, TABLE_R_DRAFT, "This article has no words yet");
    ev = form_event(TABLE_EV_SILENCE_SET, 0, FIXTURE_SLOT, ARTICLE);
    ev.u.silence_set.until = FIXTURE_SLOT + HOUR;
    fixture_refused(s, &ev, TABLE_R_DRAFT, "This article has no draft that could be adopted");
}

/* At the minute, whether or not anything came from anybody; one slot earlier it is not. */
static void silence_adopts_at_the_minute(void **p)
{
    struct table_state *s = *p;
    draft(s, ARTICLE, 0, "Words [in brackets].");
    assert_int_equal(table_article_silence(s, 0, FIXTURE_SLOT), TABLE_SILENCE_NONE);
    silence(s, FIXTURE_SLOT, FIXTURE_SLOT + HOUR);
    assert_int_equal(table_article_silence(s, 0, FIXTURE_SLOT + HOUR - 1), TABLE_SILENCE_RUNS);
    assert_int_equal(table_article_silence(s, 0, FIXTURE_SLOT + HOUR), TABLE_SILENCE_ADOPTED);
    struct table_event ev = objection(1, FIXTURE_SLOT + HOUR);
    fixture_refused(s, &ev, TABLE_R_SILENCE, "The silence ended at");
    /* What stands adopted is set aside only by a draft that says so. */
    ev = form_draft(s, 0, FIXTURE_SLOT + HOUR, ARTICLE, 1, "Others.");
    fixture_refused(s, &ev, TABLE_R_AGREED, "This draft stands adopted by silence");
    ev.u.draft.reopens = 1;
    fixture_apply(s, &ev);
    assert_int_equal(table_article_silence(s, 0, FIXTURE_SLOT + HOUR), TABLE_SILENCE_NONE);
}

static void an_objection_breaks_it(void **p)
{
    struct table_state *s = *p;
    draft(s, ARTICLE, 0, "Words.");
    struct table_event ev = objection(1, FIXTURE_SLOT);
    fixture_refused(s, &ev, TABLE_R_SILENCE, "No silence runs on this article");
    silence(s, FIXTURE_SLOT, FIXTURE_SLOT + HOUR);
    ev = objection(2, FIXTURE_SLOT);
    fixture_refused(s, &ev, TABLE_R_NOT_CONCERNED, "This article does not concern Seat S2");
    ev = form_event(TABLE_EV_SILENCE_SET, 0, FIXTURE_SLOT, ARTICLE);
    ev.u.silence_set.until = FIXTURE_SLOT + 2 * HOUR;
    fixture_refused(s, &ev, TABLE_R_SILENCE, "A silence runs on this draft already");
    ev = objection(1, FIXTURE_SLOT + HOUR - 1);
    fixture_apply(s, &ev);
    fixture_refused(s, &ev, TABLE_R_ALREADY_SAID, "Seat S1 has objected already");
    assert_int_equal(table_article_silence(s, 0, FIXTURE_SLOT + HOUR), TABLE_SILENCE_BROKEN);
    /* Another hour on the same draft. */
    ev = form_event(TABLE_EV_SILENCE_SET, 0, FIXTURE_SLOT + HOUR, ARTICLE);
    ev.u.silence_set.until = FIXTURE_SLOT + HOUR;
    fixture_refused(s, &ev, TABLE_R_DAY, "A silence lasts an hour at least");
    ev.u.silence_set.until = FIXTURE_SLOT + 2 * HOUR - 1;
    fixture_refused(s, &ev, TABLE_R_DAY, "A silence lasts an hour at least");
    silence(s, FIXTURE_SLOT + HOUR, FIXTURE_SLOT + 2 * HOUR);
    assert_int_equal(table_article_silence(s, 0, FIXTURE_SLOT + 2 * HOUR), TABLE_SILENCE_ADOPTED);
}

static void a_pause_breaks_it(void **p)
{
    struct table_state *s = *p;
    draft(s, ARTICLE, 0, "Words.");
    silence(s, FIXTURE_SLOT, FIXTURE_SLOT + HOUR);
    struct table_event ev = form_pause(2, FIXTURE_SLOT + HOUR - 1, TABLE_PAUSE_PLAIN, "");
    fixture_apply(s, &ev);
    assert_int_equal(table_article_silence(s, 0, FIXTURE_SLOT + HOUR), TABLE_SILENCE_BROKEN);
    /* One that had ended is not undone. */
    ev = (struct table_event){.kind = TABLE_EV_RESUMED, .author = 2, .slot = FIXTURE_SLOT + HOUR};
    fixture_apply(s, &ev);
    silence(s, FIXTURE_SLOT + HOUR, FIXTURE_SLOT + 2 * HOUR);
    ev = form_pause(2, FIXTURE_SLOT + 2 * HOUR, TABLE_PAUSE_PLAIN, "");
    fixture_apply(s, &ev);
    assert_int_equal(table_article_silence(s, 0, FIXTURE_SLOT + 2 * HOUR), TABLE_SILENCE_ADOPTED);
}

/* When one of the equally authentic languages changes and another does not, that is said. */
static void a_language_that_did_not_change(void **p)
{
    struct table_state *s = *p;
    const char *unchanged[4] = {NULL};
    struct draft_notation first[] = {{"en", "Five km."},
                                     {"uk", "\xd0\x9f'\xd1\x8f\xd1\x82\xd1\x8c \xd0\xba\xd0\xbc."}};
    struct draft_notation second[] = {{"en", "Six km."}, first[1]};
    struct draft d = {0};
    assert_int_equal(draft_read(first, 2, NULL, 0, &d, NULL), 0);
    struct table_event ev = form_event(TABLE_EV_DRAFT, 0, FIXTURE_SLOT, ARTICLE);
    ev.u.draft.draft = d;
    fixture_apply(s, &ev);
    draft_clear(&d);
    assert_int_equal(table_article_unchanged(s, 0, unchanged, 4), 0);
    assert_int_equal(draft_read(second, 2, NULL, 0, &d, NULL), 0);
    ev.u.draft.draft = d;
    ev.u.draft.replaces = 1;
    fixture_apply(s, &ev);
    assert_int_equal(table_article_unchanged(s, 0, unchanged, 4), 1);
    assert_string_equal(unchanged[0], "uk");
    ev.u.draft.replaces = 2;
    fixture_apply(s, &ev);
    assert_int_equal(table_article_unchanged(s, 0, unchanged, 4), 0);
    draft_clear(&d);
}

static void exports(struct table_state *s, enum table_export form, enum draft_style style, const char *holds,
                    const char * not )
{
    struct t2_buf b;
    t2_buf_init(&b, 1 << 20);
    assert_int_equal(table_export_text(s, form, NULL, TABLE_LANG_EN, style, FIXTURE_SLOT, &b), 0);
    assert_int_equal(t2_buf_append(&b, "", 1), 0);
    if (strstr((const char *)b.ptr, holds) == NULL || strstr((const char *)b.ptr, not ) != NULL)
        fail_msg("%s", (const char *)b.ptr);
    t2_buf_free(&b);
}

/* What a person wrote is never markup, and nobody is named. */
static void exports_open_anywhere(void **p)
{
    struct table_state *s = *p;
    draft(s, ARTICLE, 0, "A <b>zone</b> of [5] [10] km *wide*[, mined].");
    exports(s, TABLE_EXPORT_PLAIN, DRAFT_PLAIN, "A <b>zone</b> of [5] [10] km *wide*[, mined].", "Seat");
    exports(s, TABLE_EXPORT_PLAIN, DRAFT_CLEAN, "A <b>zone</b> of 5 km *wide*.", "since");
    exports(s, TABLE_EXPORT_MARKDOWN, DRAFT_PLAIN, "of \\[5 \\| 10\\] km \\*wide\\*\\[, mined\\]\\.", "Seat");
    exports(s, TABLE_EXPORT_HTML, DRAFT_PLAIN,
            "A &lt;b&gt;zone&lt;/b&gt; of <bdi class=\"bracket\" dir=\"ltr\" title=\"1, contentious\">[<bdi "
            "dir=\"ltr\">5</bdi> <b>|</b> <bdi dir=\"ltr\">10</bdi>]</bdi> km",
            "Seat");
    exports(s, TABLE_EXPORT_HTML, DRAFT_CLEAN, "of 5 km *wide*.", "<bdi");
    draft(s, ARTICLE, 1, "Clean.");
    says(s, 0, ARTICLE, TABLE_ARTICLE_COULD_RECOMMEND);
    exports(s, TABLE_EXPORT_PLAIN, DRAFT_PLAIN, "(could be recommended by 1 of 2)", "Seat");
}

#define with(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
int main(void)
{
    const struct CMUnitTest tests[] = {
        with(from_proposed_to_confirmed),
        with(who_opens_an_article),
        with(about_no_issue_it_concerns_all),
        with(words_of_seats_that_left),
        with(it_follows_its_issues),
        with(final_stays_final),
        with(only_the_pen_drafts),
        with(brackets_have_an_age_and_a_budget),
        with(what_was_said_is_not_set_aside_in_silence),
        with(who_can_say_what),
        with(nothing_until_everything),
        with(an_empty_draft_leaves_it_out),
        with(silence_adopts_at_the_minute),
        with(an_objection_breaks_it),
        with(a_pause_breaks_it),
        with(a_language_that_did_not_change),
        with(exports_open_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
