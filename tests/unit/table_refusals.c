/* Every refusal of the table: its code, its sentence, and a state that did not move. */
#include "table_fixture.h"

#include <stdio.h>

#define A 0
#define B 1
#define C 2
#define N 3
#define SEATS(a, b) (((uint64_t)1 << (a)) | ((uint64_t)1 << (b)))

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

/* Issue 5, sanctions, concerns B and C. */
static const uint8_t sanctions[] = {5};

static struct table_event open_sanctions(const struct table_state *s, uint8_t tag)
{
    return fixture_sound_opened(s, B, FIXTURE_SLOT, tag, sanctions, 1, SEATS(B, C));
}

/* ---- the log ---- */

static void before_the_opening(void **p)
{
    (void)p;
    struct table_state *s = NULL;
    assert_int_equal(table_state_new(&s), 0);
    struct table_event ev = fixture_said(0, 1, TABLE_THINKING_ALOUD, "Is anybody there?");
    fixture_refused(s, &ev, TABLE_R_NOT_OPENED, "This table has not been opened yet");
    table_state_free(s);
}

static void opened_twice(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = *table_event_at(s, 0);
    fixture_refused(s, &ev, TABLE_R_ALREADY_OPENED,
                    "This table is open already, under the title \"Round table");
}

static void seats_that_are_not_there(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = fixture_said(4, FIXTURE_SLOT, TABLE_THINKING_ALOUD, "Hello");
    fixture_refused(s, &ev, TABLE_R_UNKNOWN_SEAT, "Something came from a seat that this table does not have");
    ev = fixture_issue("new", 3, (uint64_t)1 << 4);
    fixture_refused(s, &ev, TABLE_R_UNKNOWN_SEAT, "The issue \"new\" concerns a seat");
    ev = open_sanctions(s, 1);
    ev.u.sound_opened.seats |= (uint64_t)1 << 9;
    fixture_refused(s, &ev, TABLE_R_UNKNOWN_SEAT, "The sounding names a seat that this table does not have");

    struct table_state *fresh = NULL;
    assert_int_equal(table_state_new(&fresh), 0);
    ev = *table_event_at(s, 0);
    ev.author = 4;
    fixture_refused(fresh, &ev, TABLE_R_UNKNOWN_SEAT, "A table was opened by somebody who has no seat at it");
    table_state_free(fresh);
}

static void time_does_not_go_back(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = fixture_said(A, FIXTURE_SLOT - 1, TABLE_THINKING_ALOUD, "Earlier");
    fixture_refused(s, &ev, TABLE_R_TIME, "Something came with a time before the last event");
    ev.slot = FIXTURE_SLOT;
    fixture_apply(s, &ev);
}

/* ---- format ---- */

static void refuse_said(struct table_state *s, const char *text)
{
    struct table_event ev = fixture_said(A, FIXTURE_SLOT, TABLE_THINKING_ALOUD, text);
    fixture_refused(s, &ev, TABLE_R_FORMAT, "What was said cannot be used as it is.");
}

static void texts_that_may_not_be_shown(void **p)
{
    struct table_state *s = *p;
    char too_long[TABLE_TEXT_MAX + 2];
    memset(too_long, 'x', sizeof(too_long) - 1);
    too_long[sizeof(too_long) - 1] = '\0';
    struct table_event silent = fixture_said(A, FIXTURE_SLOT, TABLE_THINKING_ALOUD, "");
    assert_int_equal(table_check(s, &silent, NULL),
                     T2_E_REFUSED); /* said by nobody; gone it can be: table_lifetime.c */
    refuse_said(s, "   ");
    refuse_said(s, "two\nlines");
    refuse_said(s, "escape \x1b[2J");
    refuse_said(s, "C1 \xc2\x9b");
    refuse_said(s, "override \xe2\x80\xae");
    refuse_said(s, "isolate \xe2\x81\xa6");
    refuse_said(s, "line separator \xe2\x80\xa8");
    refuse_said(s, "byte order mark \xef\xbb\xbf");
    refuse_said(s, "tag \xf3\xa0\x81\x81");
    refuse_said(s, "overlong \xc0\xaf");
    refuse_said(s, "overlong \xe0\x80\xaf");
    refuse_said(s, "surrogate \xed\xa0\x80");
    refuse_said(s, "beyond \xf4\x90\x80\x80");
    refuse_said(s, "cut \xe2\x80");
    refuse_said(s, "lone \x80");
    refuse_said(s, too_long);
    too_long[TABLE_TEXT_MAX] = '\0';
    struct table_event ev = fixture_said(A, FIXTURE_SLOT, TABLE_THINKING_ALOUD, too_long);
    fixture_apply(s, &ev);
    ev.u.said.text =
        "\xd9\x88\xd8\xb6\xd8\xb9 \xd0\xbb\xd1\x96\xd0\xbd\xd1\x96\xd1\x8f \xe4\xba\xba \xf0\x9f\x95\x8a";
    fixture_apply(s, &ev);
}

static void values_that_are_not_known(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = fixture_said(A, FIXTURE_SLOT, 0, "Hello");
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The state of the phrase");
    ev = (struct table_event){.kind = TABLE_EV_SEAT_STANDING, .slot = FIXTURE_SLOT};
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The standing");
    ev.u.seat_standing.standing = TABLE_PRIVATE;
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The mandate");
    ev.u.seat_standing.mandate = (struct table_mandate){TABLE_OWN_INITIATIVE, UINT64_MAX};
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The day on which the mandate expires");
    ev = (struct table_event){.kind = 99, .slot = FIXTURE_SLOT};
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The kind of this event");
    ev = fixture_said(A, UINT64_MAX, TABLE_THINKING_ALOUD, "Hello");
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The time of this");
    ev = fixture_said(200, FIXTURE_SLOT, TABLE_THINKING_ALOUD, "Hello");
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The seat that wrote this");
    ev = fixture_issue("new", 2, 0);
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The list of seats that the issue concerns");
    ev = fixture_issue("with-hyphen", 2, 1);
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The id of an issue cannot be used as it is.");
    ev = fixture_issue("new", 0, 1);
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The number of options of an issue is 0; a table takes 1 to 64");
    ev = fixture_issue("new", TABLE_MAX_OPTIONS + 1, 1);
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The number of options of an issue is 65");
}

static void sounding_values_that_are_not_known(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = open_sanctions(s, 1);
    ev.u.sound_opened.kind = (enum table_sounding_kind)99;
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The kind of the sounding");
    ev = open_sanctions(s, 1);
    ev.u.sound_opened.n_issues = 0;
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The number of issues in the sounding is 0");
    ev = open_sanctions(s, 1);
    ev.u.sound_opened.n_issues = 2;
    ev.u.sound_opened.issues[1] = ev.u.sound_opened.issues[0];
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The list of issues of the sounding");
    ev = open_sanctions(s, 1);
    ev.u.sound_opened.seats = UINT64_MAX;
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The list of seats of the sounding");
    ev = open_sanctions(s, 1);
    ev.u.sound_opened.min_accepted = 9;
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The breadth of the sounding");
    ev = open_sanctions(s, 1);
    fixture_apply(s, &ev);
    ev = fixture_result(s, B, FIXTURE_SLOT, 1, 1);
    ev.u.sound_result.answer = 2;
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The answer");
    ev = fixture_stopped(B, FIXTURE_SLOT, 1, 2, 0);
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The mark of a begun answer");
    ev = fixture_stopped(B, FIXTURE_SLOT, 1, 0, SEATS(B, C));
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The list of seats that were not heard");
}

static void settings_that_do_not_fit(void **p)
{
    (void)p;
    static const struct table_seat seats[] = {
        {.id = "A", .party = "P", .name = "Seat A", .role = "", .standing = TABLE_PRIVATE, .mandate = {1, 0}},
        {.id = "B", .party = "Q", .name = "Seat B", .role = "", .standing = TABLE_PRIVATE, .mandate = {1, 0}},
    };
    struct table_state *s = NULL;
    assert_int_equal(table_state_new(&s), 0);
    struct table_event ev = {.kind = TABLE_EV_TABLE_OPENED};
    struct table_ev_table_opened *o = &ev.u.table_opened;
    *o = (struct table_ev_table_opened){
        .title = "T", .settings = table_settings_default(), .n_seats = 2, .seats = seats};
    o->settings.runs_per_issue = 0;
    fixture_refused(s, &ev, TABLE_R_SETTINGS, "The settings of the table do not fit: the runs of one issue");
    o->settings = table_settings_default();
    o->settings.breadth_max_percent = 101;
    fixture_refused(s, &ev, TABLE_R_SETTINGS, "The settings of the table do not fit: the largest breadth");
    o->settings = table_settings_default();
    o->settings.breadth_min_percent = 41;
    fixture_refused(s, &ev, TABLE_R_SETTINGS, "The settings of the table do not fit: the smallest breadth");
    o->settings = table_settings_default();
    o->settings.statistical_bits = 41;
    fixture_refused(s, &ev, TABLE_R_SETTINGS, "The settings of the table do not fit: the statistical bits");
    o->settings = table_settings_default();
    o->n_seats = 1;
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The number of seats is 1; a table takes 2 to 50");
    o->n_seats = 2;
    o->n_rules = TABLE_MAX_RULES + 1;
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The number of rules is 33");
    o->n_rules = 0;
    o->title = "";
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The title of the table");
    o->title = "T";
    struct table_seat twice[2] = {seats[0], seats[1]};
    o->seats = twice;
    twice[1].id = "A";
    fixture_refused(s, &ev, TABLE_R_DUPLICATE, "The seat \"A\" is there twice");
    twice[1] = seats[1];
    twice[1].name = "Seat A";
    fixture_refused(s, &ev, TABLE_R_DUPLICATE, "The seat's name \"Seat A\" is there twice");
    twice[1] = seats[1];
    twice[1].mandate.kind = TABLE_UNDER_INSTRUCTION;
    fixture_refused(s, &ev, TABLE_R_STANDING, "A seat that is private cannot be under instruction");
    twice[1].standing = TABLE_OFFICIAL;
    fixture_apply(s, &ev);
    table_state_free(s);
}

static void limits_of_the_table(void **p)
{
    struct table_state *s = *p;
    char id[16];
    for (unsigned i = 8; i < TABLE_MAX_ISSUES; i++) {
        (void)snprintf(id, sizeof(id), "issue%u", i);
        fixture_add_issue(s, id, 2, 1);
    }
    struct table_event ev = fixture_issue("onemore", 2, 1);
    fixture_refused(s, &ev, TABLE_R_LIMIT, "The table has 64 issues");

    /* An event that is too long as a whole, though each of its texts is not. */
    struct table_state *small = fixture_small(2);
    static char text[TABLE_TEXT_MAX + 1];
    memset(text, 'x', TABLE_TEXT_MAX);
    struct table_text texts[] = {{"en", text}};
    struct table_option options[20];
    char ids[20][8];
    for (unsigned i = 0; i < 20; i++) {
        (void)snprintf(ids[i], sizeof(ids[i]), "o%u", i);
        options[i] = (struct table_option){ids[i], 1, texts};
    }
    ev = fixture_issue("long", 2, 1);
    ev.u.issue_added.n_options = 20;
    ev.u.issue_added.options = options;
    fixture_refused(small, &ev, TABLE_R_LIMIT,
                    "This is too long for one event of a table (65536 bytes at most)");
    ev.u.issue_added.n_options = 15;
    fixture_apply(small, &ev);
    table_state_free(small);
}

static void the_log_is_bounded(void **p)
{
    (void)p;
    struct table_state *s = fixture_small(2);
    struct table_event ev = fixture_said(0, FIXTURE_SLOT, TABLE_THINKING_ALOUD, "x");
    while (table_n_events(s) < TABLE_MAX_EVENTS) {
        fixture_apply(s, &ev);
    }
    fixture_refused(s, &ev, TABLE_R_LIMIT, "This table holds 262144 events");
    table_state_free(s);

    s = fixture_small(2);
    static char text[TABLE_TEXT_MAX + 1];
    memset(text, 'x', TABLE_TEXT_MAX);
    ev.u.said.text = text;
    ev.u.said.units = TABLE_TEXT_MAX / 256 + 1;
    struct table_refusal why = {.code = TABLE_R_NONE};
    while (table_apply(s, &ev, &why) == 0) {
        assert_true(table_n_events(s) < TABLE_MAX_EVENTS);
    }
    fixture_refused(s, &ev, TABLE_R_LIMIT, "The record of this table is full (64 MiB)");
    table_state_free(s);
}

static void nothing_twice(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = fixture_issue("line", 3, 1);
    fixture_refused(s, &ev, TABLE_R_DUPLICATE, "There is an issue \"line\" already");
    struct table_option twice[2];
    ev = fixture_issue("new", 2, 1);
    memcpy(twice, ev.u.issue_added.options, sizeof(twice));
    twice[1] = twice[0];
    ev.u.issue_added.options = twice;
    fixture_refused(s, &ev, TABLE_R_DUPLICATE, "The option \"o0\" is there twice");
    const struct table_text titles[] = {{"en", "One"}, {"en", "Two"}};
    ev = fixture_issue("new", 2, 1);
    ev.u.issue_added.n_titles = 2;
    ev.u.issue_added.titles = titles;
    fixture_refused(s, &ev, TABLE_R_DUPLICATE, "The language \"en\" is there twice");
    ev = open_sanctions(s, 1);
    fixture_apply(s, &ev);
    fixture_refused(s, &ev, TABLE_R_DUPLICATE, "A sounding with this number has been opened already");

    struct table_ev_sound_opened out;
    struct table_refusal why = {.code = TABLE_R_NONE};
    uint32_t n = 0;
    const uint8_t issues[] = {1, 1};
    assert_int_equal(fixture_plan_room(s, issues, 2, 15, FIXTURE_SLOT, &out, &n, &why), T2_E_REFUSED);
    assert_int_equal(why.code, TABLE_R_DUPLICATE);
}

/* ---- standing and mandate ---- */

static void who_may_say_what(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = fixture_said(A, FIXTURE_SLOT, TABLE_SAID_UNDER_INSTRUCTION, "We agree.");
    fixture_refused(s, &ev, TABLE_R_STANDING,
                    "Seat A is former official (own initiative) and cannot speak under instruction");
    ev.author = B; /* official, but on its own initiative */
    fixture_refused(s, &ev, TABLE_R_STANDING, "Seat B is official (own initiative)");
    ev.u.said.phrase = TABLE_COULD_RECOMMEND;
    fixture_apply(s, &ev);

    struct table_event standing = {.kind = TABLE_EV_SEAT_STANDING, .author = A, .slot = FIXTURE_SLOT};
    standing.u.seat_standing.standing = TABLE_FORMER;
    standing.u.seat_standing.mandate.kind = TABLE_UNDER_INSTRUCTION;
    fixture_refused(s, &standing, TABLE_R_STANDING,
                    "A seat that is former official cannot be under instruction");
    standing.author = B;
    standing.u.seat_standing.standing = TABLE_OFFICIAL;
    fixture_apply(s, &standing);
    ev.u.said.phrase = TABLE_SAID_UNDER_INSTRUCTION;
    fixture_apply(s, &ev);
}

static void expired_mandates(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = {.kind = TABLE_EV_SEAT_STANDING, .author = B, .slot = FIXTURE_SLOT};
    ev.u.seat_standing.standing = TABLE_OFFICIAL;
    ev.u.seat_standing.mandate = (struct table_mandate){TABLE_WITH_KNOWLEDGE, FIXTURE_SLOT};
    fixture_refused(s, &ev, TABLE_R_MANDATE_EXPIRED, "The new mandate of Seat B would have expired already");
    ev.u.seat_standing.mandate.expires_slot = FIXTURE_SLOT + 10;
    fixture_apply(s, &ev);
    struct table_event opened = open_sanctions(s, 1);
    fixture_apply(s, &opened);

    ev = fixture_said(B, FIXTURE_SLOT + 10, TABLE_COULD_RECOMMEND, "That could be recommended.");
    fixture_refused(s, &ev, TABLE_R_MANDATE_EXPIRED, "The mandate of Seat B has expired, so it cannot say");
    ev.slot = FIXTURE_SLOT + 9;
    fixture_apply(s, &ev);
    ev = fixture_sealed(s, B, FIXTURE_SLOT + 10, 1);
    fixture_refused(s, &ev, TABLE_R_MANDATE_EXPIRED,
                    "The mandate of Seat B has expired, so it cannot make an entry");
    opened.slot = FIXTURE_SLOT + 10;
    fixture_id(TABLE_EV_SOUND_OPENED, B, 2, opened.u.sound_opened.id);
    fixture_refused(s, &opened, TABLE_R_MANDATE_EXPIRED, "The mandate of Seat B has expired, so no entry");
    struct table_refusal why = {.code = TABLE_R_NONE};
    assert_int_equal(table_check(s, &opened, &why), T2_E_REFUSED);
    assert_true(why.seats == (uint64_t)1 << B);
    ev = fixture_said(B, FIXTURE_SLOT + 10, TABLE_THINKING_ALOUD, "I am still here.");
    fixture_apply(s, &ev);
}

/* ---- soundings: opening ---- */

static void missing_seats_by_name(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = fixture_sound_opened(s, B, FIXTURE_SLOT, 1, fixture_all_issues, 8, 15);
    struct table_refusal why = {.code = TABLE_R_NONE};
    ev.u.sound_opened.seats = 14; /* B, C and N */
    fixture_refused(
        s, &ev, TABLE_R_MISSING_SEAT,
        "Seat A is concerned by 7 of the 8 issues and is not in the sounding. Nothing was opened");
    assert_int_equal(table_check(s, &ev, &why), T2_E_REFUSED);
    assert_true(why.seats == 1);
    ev.u.sound_opened.seats = SEATS(B, C);
    fixture_refused(s, &ev, TABLE_R_MISSING_SEAT,
                    "Seat A is concerned by 7 of the 8 issues and is not in the sounding. "
                    "Seat N is concerned by 4 of the 8 issues and is not in the sounding. ");
    ev = fixture_sound_opened(s, B, FIXTURE_SLOT, 1, (const uint8_t[]){0}, 1, SEATS(A, B));
    ev.u.sound_opened.seats = SEATS(B, C);
    fixture_refused(s, &ev, TABLE_R_MISSING_SEAT,
                    "Seat A is concerned by the issue \"territory\" and is not in the sounding.");
}

static void many_missing_seats(void **p)
{
    (void)p;
    struct table_state *s = fixture_small(50);
    fixture_add_issue(s, "x", 2, ((uint64_t)1 << 50) - 1);
    struct table_ev_sound_opened out;
    struct table_refusal why = {.code = TABLE_R_NONE};
    uint32_t n = 0;
    const uint8_t issue = 0;
    assert_int_equal(fixture_plan_room(s, &issue, 1, 3, FIXTURE_SLOT, &out, &n, &why), T2_E_REFUSED);
    assert_int_equal(why.code, TABLE_R_MISSING_SEAT);
    assert_int_equal(table_mask_count(why.seats), 48);
    assert_non_null(strstr(why.text, "Other seats concerned and not in it: 44."));
    assert_int_equal(fixture_plan_room(s, &issue, 1, ((uint64_t)1 << 50) - 1, FIXTURE_SLOT, &out, &n, &why),
                     T2_E_REFUSED);
    assert_int_equal(why.code, TABLE_R_TOO_MANY_SEATS);
    table_state_free(s);
}

static void too_few_and_too_many(void **p)
{
    (void)p;
    struct table_state *s = fixture_small(9);
    struct table_event ev;
    fixture_add_issue(s, "one", 2, 1);
    fixture_add_issue(s, "all", 2, 0x1ff);
    ev = fixture_sound_opened(s, 0, FIXTURE_SLOT, 1, (const uint8_t[]){0}, 1, 3);
    ev.u.sound_opened.seats = 1;
    fixture_refused(s, &ev, TABLE_R_TOO_FEW_SEATS, "A sounding needs at least 2 seats, and this one has 1.");
    ev.u.sound_opened.seats = 0x1ff;
    fixture_refused(s, &ev, TABLE_R_TOO_MANY_SEATS,
                    "A sounding can join at most 8 seats, and this one has 9.");
    ev.u.sound_opened.issues[0] = 2;
    fixture_refused(s, &ev, TABLE_R_UNKNOWN_ISSUE,
                    "The sounding is about an issue that this table does not have");
    struct table_ev_sound_opened out;
    struct table_refusal why = {.code = TABLE_R_NONE};
    uint32_t n = 0;
    assert_int_equal(fixture_plan_room(s, NULL, 0, 3, FIXTURE_SLOT, &out, &n, &why), T2_E_REFUSED);
    assert_int_equal(why.code, TABLE_R_UNKNOWN_ISSUE);
    table_state_free(s);
}

/* 2^20 for 3 seats, 2^18 for 5, 2^16 for 8: four issues of 32 options, or of 16 and less. */
static void too_many_candidates(void **p)
{
    (void)p;
    static const struct {
        unsigned n_seats;
        unsigned bits;
    } cases[] = {{2, 20}, {3, 20}, {4, 18}, {5, 18}, {6, 16}, {8, 16}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct table_state *s = fixture_small(8);
        uint64_t seats = ((uint64_t)1 << cases[i].n_seats) - 1;
        struct table_ev_sound_opened out;
        struct table_refusal why = {.code = TABLE_R_NONE};
        uint32_t n = 0;
        char id[16];
        for (unsigned k = 0; k < 22; k++) {
            (void)snprintf(id, sizeof(id), "bit%u", k);
            fixture_add_issue(s, id, 2, 1);
        }
        uint8_t issues[22];
        for (uint8_t k = 0; k < 22; k++) {
            issues[k] = k;
        }
        assert_int_equal(fixture_plan_room(s, issues, cases[i].bits, seats, FIXTURE_SLOT, &out, &n, &why), 0);
        assert_int_equal(n, 1u << cases[i].bits);
        assert_int_equal(fixture_plan_room(s, issues, cases[i].bits + 1, seats, FIXTURE_SLOT, &out, &n, &why),
                         T2_E_REFUSED);
        assert_int_equal(why.code, TABLE_R_TOO_MANY_CANDIDATES);
        assert_int_equal(fixture_plan_room(s, issues, 22, seats, FIXTURE_SLOT, &out, &n, &why), T2_E_REFUSED);
        assert_int_equal(why.code, TABLE_R_TOO_MANY_CANDIDATES);
        table_state_free(s);
    }
    struct table_state *s = fixture_small(3);
    fixture_add_issue(s, "a", 64, 1);
    fixture_add_issue(s, "b", 64, 1);
    fixture_add_issue(s, "c", 64, 1);
    fixture_add_issue(s, "d", 64, 1);
    struct table_event ev = fixture_sound_opened(s, 0, FIXTURE_SLOT, 1, (const uint8_t[]){0, 1, 2}, 3, 7);
    ev.u.sound_opened.n_issues = 4;
    ev.u.sound_opened.issues[3] = 3;
    fixture_refused(s, &ev, TABLE_R_TOO_MANY_CANDIDATES,
                    "These issues together have more than 1048576 packages, the most that 3 seats can sound");
    table_state_free(s);
}

static void openings_with_other_digests(void **p)
{
    struct table_state *s = *p;
    struct table_event good = fixture_sound_opened(s, A, FIXTURE_SLOT, 1, fixture_all_issues, 8, 15);
    struct table_event ev = good;
    ev.u.sound_opened.min_accepted = 0;
    fixture_refused(
        s, &ev, TABLE_R_BREADTH,
        "The sounding asks for entries of 0 to 8294 of 20736 candidates, but by the settings of this "
        "table it must be 208 to 8294.");
    ev = good;
    ev.u.sound_opened.digests.candidates[31] ^= 1;
    fixture_refused(s, &ev, TABLE_R_CANDIDATE_DIGEST, "The desk of Seat A has another list of candidates");
    ev = good;
    ev.u.sound_opened.digests.rules[0] ^= 0x80;
    fixture_refused(s, &ev, TABLE_R_RULES_DIGEST, "The desk of Seat A has other rules or seats");
    /* The circuit is not known here, but it is bound by the context. */
    ev = good;
    ev.u.sound_opened.digests.circuit[0] ^= 1;
    fixture_refused(s, &ev, TABLE_R_CONTEXT_DIGEST, "The desk of Seat A means another sounding");
    ev = good;
    ev.u.sound_opened.digests.context[0] ^= 1;
    fixture_refused(s, &ev, TABLE_R_CONTEXT_DIGEST, "The desk of Seat A means another sounding");
    ev = good;
    ev.u.sound_opened.id[0] ^= 1;
    fixture_refused(s, &ev, TABLE_R_CONTEXT_DIGEST, "The desk of Seat A means another sounding");
    fixture_apply(s, &good);
    struct table_refusal why = {.code = TABLE_R_NONE};
    assert_int_equal(table_sounding_circuit_check(s, 0, good.u.sound_opened.digests.circuit, &why), 0);
    assert_int_equal(table_sounding_circuit_check(s, 0, good.u.sound_opened.digests.rules, &why),
                     T2_E_REFUSED);
    assert_int_equal(why.code, TABLE_R_CIRCUIT_DIGEST);
    assert_int_equal(table_sounding_circuit_check(s, 1, good.u.sound_opened.digests.circuit, &why),
                     T2_E_ARGUMENT);
}

/* ---- soundings: running ---- */

static void sealed_with_other_digests(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = open_sanctions(s, 1);
    fixture_apply(s, &ev);
    struct table_event good = fixture_sealed(s, C, FIXTURE_SLOT, 1);
    ev = good;
    ev.u.sound_sealed.digests.candidates[0] ^= 1;
    fixture_refused(s, &ev, TABLE_R_CANDIDATE_DIGEST, "The desk of Seat C has another list of candidates");
    ev = good;
    ev.u.sound_sealed.digests.rules[0] ^= 1;
    fixture_refused(s, &ev, TABLE_R_RULES_DIGEST, "The desk of Seat C has other rules");
    ev = good;
    ev.u.sound_sealed.digests.circuit[0] ^= 1;
    fixture_refused(s, &ev, TABLE_R_CIRCUIT_DIGEST, "The desk of Seat C would compute with another circuit");
    ev = good;
    ev.u.sound_sealed.digests.context[0] ^= 1;
    fixture_refused(s, &ev, TABLE_R_CONTEXT_DIGEST, "The desk of Seat C means another sounding");
    fixture_apply(s, &good);
    fixture_refused(s, &good, TABLE_R_ALREADY_SAID, "Seat C has already said so of sounding 1.");
}

static void only_the_required_seats(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = open_sanctions(s, 1);
    fixture_apply(s, &ev);
    ev = fixture_sealed(s, A, FIXTURE_SLOT, 1);
    fixture_refused(s, &ev, TABLE_R_NOT_REQUIRED, "Seat A is not one of the seats of sounding 1.");
    ev = fixture_result(s, A, FIXTURE_SLOT, 1, 1);
    fixture_refused(s, &ev, TABLE_R_NOT_REQUIRED, "Seat A is not one of the seats of sounding 1.");
    ev = fixture_stopped(A, FIXTURE_SLOT, 1, 0, 0);
    fixture_refused(s, &ev, TABLE_R_NOT_REQUIRED, "Seat A is not one of the seats of sounding 1.");
    ev = fixture_stopped(B, FIXTURE_SLOT, 1, 0, (uint64_t)1 << N);
    fixture_refused(s, &ev, TABLE_R_NOT_REQUIRED,
                    "Seat B says that a seat was not heard which is not one of");
    ev = fixture_sealed(s, B, FIXTURE_SLOT, 1);
    memset(ev.u.sound_sealed.id, 9, TABLE_SOUNDING_ID_LEN);
    fixture_refused(s, &ev, TABLE_R_UNKNOWN_SOUNDING,
                    "Seat B speaks of a sounding that this table does not have");
}

static void answers_that_do_not_count(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = open_sanctions(s, 1);
    fixture_apply(s, &ev);
    ev = fixture_result(s, B, FIXTURE_SLOT, 1, 1);
    fixture_refused(s, &ev, TABLE_R_NOT_SEALED,
                    "Seat B posted an answer to sounding 1 without having sealed");
    struct table_event seal = fixture_sealed(s, B, FIXTURE_SLOT, 1);
    fixture_apply(s, &seal);
    seal = fixture_sealed(s, C, FIXTURE_SLOT, 1);
    fixture_apply(s, &seal);
    ev.u.sound_result.answer = 0; /* beside the digest of 1 */
    fixture_refused(s, &ev, TABLE_R_ANSWER_DIGEST,
                    "The answer that Seat B posted to sounding 1 does not fit");
    ev.u.sound_result.answer = 1;
    fixture_apply(s, &ev);
    fixture_refused(s, &ev, TABLE_R_ALREADY_SAID, "Seat B has already said so of sounding 1.");
    ev = fixture_result(s, C, FIXTURE_SLOT, 1, 1);
    fixture_apply(s, &ev);
    ev = fixture_stopped(C, FIXTURE_SLOT, 1, 0, 0);
    fixture_refused(s, &ev, TABLE_R_ENDED, "Sounding 1 is over: it was answered.");
}

static void after_a_stop(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = open_sanctions(s, 1);
    fixture_apply(s, &ev);
    ev = fixture_sealed(s, B, FIXTURE_SLOT, 1);
    fixture_apply(s, &ev);
    ev = fixture_stopped(B, FIXTURE_SLOT, 1, 0, (uint64_t)1 << C);
    fixture_apply(s, &ev);
    fixture_refused(s, &ev, TABLE_R_ALREADY_SAID, "Seat B has already said so of sounding 1.");
    ev = fixture_result(s, B, FIXTURE_SLOT, 1, 1);
    fixture_refused(s, &ev, TABLE_R_ALREADY_SAID, "Seat B has already said so of sounding 1.");
    ev = fixture_sealed(s, C, FIXTURE_SLOT, 1);
    fixture_refused(s, &ev, TABLE_R_ENDED, "Sounding 1 is over: it was stopped.");
}

static void running_spacing_budget(void **p)
{
    struct table_state *s = *p;
    uint64_t slot = FIXTURE_SLOT;
    struct table_event ev = open_sanctions(s, 1);
    fixture_apply(s, &ev);
    struct table_event next = ev;
    memset(next.u.sound_opened.id, 0xee, TABLE_SOUNDING_ID_LEN);
    fixture_refused(s, &next, TABLE_R_RUNNING, "Sounding 1 on the issue \"sanctions\" has not ended.");
    for (uint8_t run = 1; run <= 3; run++) {
        if (run > 1) {
            ev = fixture_sound_opened(s, B, slot, run, sanctions, 1, SEATS(B, C));
            fixture_apply(s, &ev);
        }
        ev = fixture_stopped(B, slot, run, 1, 0); /* a share of the answer had left: it counts */
        fixture_apply(s, &ev);
        next.slot = slot + 4319;
        if (run < 3) {
            fixture_refused(
                s, &next, TABLE_R_SPACING,
                "Between two soundings on one issue there are at least 3 days, and the last one on "
                "\"sanctions\" ended too short a while ago. Nothing was opened, and no run was used up. "
                "It can be opened in one minute.");
        }
        slot += 4320;
    }
    next.slot = slot;
    fixture_refused(s, &next, TABLE_R_BUDGET,
                    "The issue \"sanctions\" has had its runs (3) and is closed to soundings");
    /* Of any set: all seats, all issues. */
    ev = *table_event_at(s, 0);
    struct table_ev_sound_opened out;
    struct table_refusal why = {.code = TABLE_R_NONE};
    uint32_t n = 0;
    assert_int_equal(fixture_plan_room(s, fixture_all_issues, 8, 15, slot, &out, &n, &why), T2_E_REFUSED);
    assert_int_equal(why.code, TABLE_R_BUDGET);
    assert_int_equal(fixture_plan_room(s, fixture_all_issues, 5, 15, slot, &out, &n, &why), 0);
}

static void soundings_are_bounded(void **p)
{
    (void)p;
    struct table_settings settings = table_settings_default();
    settings.spacing_slots = 0;
    struct table_state *s = fixture_table(&settings);
    struct table_event ev = open_sanctions(s, 0), stop = fixture_stopped(B, FIXTURE_SLOT, 0, 0, 0);
    const uint32_t share = TABLE_MAX_SOUNDINGS / 4;
    for (uint32_t i = 0; i <= TABLE_MAX_SOUNDINGS; i++) {
        /* The seats one after the other; the first tries once more than its share. */
        for (uint8_t seat = i == share ? 0 : (uint8_t)(i / share % 4); seat <= i / share % 4; seat++) {
            uint8_t id[TABLE_SOUNDING_ID_LEN];
            ev.author = seat;
            fixture_id(TABLE_EV_SOUND_OPENED, seat, 1, id);
            id[1] = (uint8_t)(i >> 8);
            id[2] = (uint8_t)i;
            memcpy(stop.u.sound_stopped.id, id, sizeof(id));
            assert_int_equal(
                table_sounding_finish(s, &ev.u.sound_opened, id, ev.u.sound_opened.digests.circuit), 0);
            if (seat < i / share % 4) {
                fixture_refused(
                    s, &ev, TABLE_R_LIMIT,
                    "What a table can hold is there for all seats, and each may make its share of "
                    "it: soundings, 1024. Seat A has had its share");
            } else if (i < TABLE_MAX_SOUNDINGS) {
                fixture_apply(s, &ev);
                fixture_apply(s, &stop);
            }
        }
    }
    fixture_refused(s, &ev, TABLE_R_LIMIT, "The table has had 4096 soundings");
    assert_int_equal(table_issue_budget(s, 5).runs_left, 3); /* none of them got as far as an answer */
    table_state_free(s);
}

/* ---- a person's own entry ---- */

static void breadth_of_an_entry(void **p)
{
    (void)p;
    static uint8_t bits[1000];
    struct table_refusal why = {.code = TABLE_R_NONE};
    struct table_entry entry = {.n_candidates = 1000, .n_accepted = 10, .bits = bits};
    struct table_settings settings = table_settings_default();
    uint32_t min = 0, max = 0;
    table_breadth(&settings, 3, 1000, &min, &max);
    assert_int_equal(min, 10);
    assert_int_equal(max, 400);
    assert_int_equal(table_entry_check(&entry, min, max, &why), 0);
    entry.n_accepted = 400;
    assert_int_equal(table_entry_check(&entry, min, max, &why), 0);
    entry.n_accepted = 9;
    assert_int_equal(table_entry_check(&entry, min, max, &why), T2_E_REFUSED);
    assert_int_equal(why.code, TABLE_R_BREADTH);
    assert_non_null(strstr(why.text, "accepts 9 of 1000 candidates, fewer than the 10"));
    entry.n_accepted = entry.n_widest = 401;
    assert_int_equal(table_entry_check(&entry, min, max, &why), T2_E_REFUSED);
    assert_int_equal(why.code, TABLE_R_BREADTH);
    assert_non_null(strstr(why.text, "accepts 401 of 1000 candidates, more than the 400"));
}

/* The last test: no refusal went untried. */
static void every_code_was_tried(void **p)
{
    (void)p;
    for (enum table_refusal_code c = TABLE_R_FORMAT; c <= TABLE_R_ANSWER_DIGEST; c++) {
        if ((fixture_codes_tried >> c & 1) == 0) {
            fail_msg("nothing was refused as %s", table_refusal_name(c));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(before_the_opening),
        cmocka_unit_test_setup_teardown(opened_twice, set_up, tear_down),
        cmocka_unit_test_setup_teardown(seats_that_are_not_there, set_up, tear_down),
        cmocka_unit_test_setup_teardown(time_does_not_go_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(texts_that_may_not_be_shown, set_up, tear_down),
        cmocka_unit_test_setup_teardown(values_that_are_not_known, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sounding_values_that_are_not_known, set_up, tear_down),
        cmocka_unit_test(settings_that_do_not_fit),
        cmocka_unit_test_setup_teardown(limits_of_the_table, set_up, tear_down),
        cmocka_unit_test(the_log_is_bounded),
        cmocka_unit_test_setup_teardown(nothing_twice, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_may_say_what, set_up, tear_down),
        cmocka_unit_test_setup_teardown(expired_mandates, set_up, tear_down),
        cmocka_unit_test_setup_teardown(missing_seats_by_name, set_up, tear_down),
        cmocka_unit_test(many_missing_seats),
        cmocka_unit_test(too_few_and_too_many),
        cmocka_unit_test(too_many_candidates),
        cmocka_unit_test_setup_teardown(openings_with_other_digests, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sealed_with_other_digests, set_up, tear_down),
        cmocka_unit_test_setup_teardown(only_the_required_seats, set_up, tear_down),
        cmocka_unit_test_setup_teardown(answers_that_do_not_count, set_up, tear_down),
        cmocka_unit_test_setup_teardown(after_a_stop, set_up, tear_down),
        cmocka_unit_test_setup_teardown(running_spacing_budget, set_up, tear_down),
        cmocka_unit_test(soundings_are_bounded),
        cmocka_unit_test(breadth_of_an_entry),
        cmocka_unit_test(every_code_was_tried),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
