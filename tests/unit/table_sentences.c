/* What the table says, sentence by sentence, where no other test hears it: the name of every field that can
 * be wrong, limits that are far away, the log, the rules, the answers, the words for standings and states.
 * tests/house/sentences.sh counts over all tests of the room that none was forgotten. */
#include <stdio.h>

#include <tracktwo/chatham.h>

#include "table_form_events.h"

/* ---- a field that is wrong is named ---- */

static struct table_event all[FORM_ALL_MAX];
static size_t n_all;

static struct table_event of_kind(enum table_event_kind kind)
{
    size_t i = 0;
    while (i < n_all && all[i].kind != kind)
        i++;
    assert_true(i < n_all);
    return all[i];
}

#define SPOILT(KIND, CHANGE, BEGINS)                                                                         \
    do {                                                                                                     \
        struct table_event ev = of_kind(KIND);                                                               \
        CHANGE;                                                                                              \
        fixture_refused(s, &ev, TABLE_R_FORMAT, BEGINS);                                                     \
    } while (0)

#define NOT_KNOWN " is not one of the values that a table knows. Nothing was kept. "
#define NOT_USED " cannot be used as it is. It must be "
#define LINE "one line of text, not empty, without control or direction-changing characters, at most "

static const struct table_text bad_text[] = {{"en", "two\nlines"}};
static const struct table_text bad_language[] = {{"in English", "A text."}};

static void fields_of_proposals_and_seats(struct table_state *s)
{
    SPOILT(TABLE_EV_CONSENTED, ev.u.consented.answer = 3, "The answer to a proposal" NOT_KNOWN);
    SPOILT(TABLE_EV_PEN_GIVEN, ev.u.pen_given.seat = 50, "The seat" NOT_KNOWN);
    SPOILT(TABLE_EV_EARLY_HARVEST, ev.u.early_harvest.issue = 64, "The issue" NOT_KNOWN);
    SPOILT(TABLE_EV_EARLY_HARVEST, ev.u.early_harvest.early = 2, "The mark of an early harvest" NOT_KNOWN);
    SPOILT(TABLE_EV_LINE_AGREED, ev.u.line_agreed.line.texts = bad_text, "The line if asked" NOT_USED LINE);
    SPOILT(TABLE_EV_LINE_AGREED, ev.u.line_agreed.line.texts = bad_language,
           "The language of a text" NOT_USED "a language tag such as en or zh-Hant, at most 16 bytes");
    SPOILT(TABLE_EV_LINE_AGREED, ev.u.line_agreed.line.n = 0,
           "The number of languages of one text is 0; a table takes");
    SPOILT(TABLE_EV_PAUSED, ev.u.paused.why = 4, "The kind of the pause" NOT_KNOWN);
    SPOILT(TABLE_EV_PAUSED, ev.u.paused.reason = "a\tb",
           "The reason of the pause" NOT_USED "one line of text without control");
    SPOILT(TABLE_EV_RETENTION, ev.u.retention.days = 36501,
           "The number of days that the record is kept" NOT_KNOWN);
    SPOILT(TABLE_EV_PARTY_CHANGED, ev.u.party_changed.party = "", "The party of a seat" NOT_USED LINE);
    SPOILT(TABLE_EV_SEAT_ADDED, ev.u.seat_added.seat.id = "with space", "The id of a seat" NOT_USED);
    SPOILT(TABLE_EV_SEAT_ADDED, ev.u.seat_added.seat.name = "", "The name of a seat" NOT_USED);
    SPOILT(TABLE_EV_SEAT_ADDED, ev.u.seat_added.seat.role = "\n", "The role of a seat" NOT_USED);
    SPOILT(TABLE_EV_SEAT_ADDED, ev.u.seat_added.seat.function = (enum table_function)3,
           "What a seat does at the table" NOT_KNOWN);
    static const char *const languages[] = {"en", "de facto"};
    SPOILT(TABLE_EV_SEAT_ADDED, ev.u.seat_added.seat.languages = languages;
           ev.u.seat_added.seat.n_languages = 2, "The language of a seat" NOT_USED);
    SPOILT(TABLE_EV_SEAT_ADDED, ev.u.seat_added.seat.n_languages = 17,
           "The number of languages of a seat is 17; a table takes 0 to 16.");
}

static void fields_of_meetings_and_papers(struct table_state *s)
{
    SPOILT(TABLE_EV_MEETING_CALLED, ev.u.meeting_called.start = UINT64_MAX,
           "The time of the meeting" NOT_KNOWN);
    SPOILT(TABLE_EV_MEETING_CALLED, ev.u.meeting_called.place = "", "The place of the meeting" NOT_USED LINE);
    SPOILT(TABLE_EV_MEETING_CALLED, ev.u.meeting_called.rapporteur = 50,
           "The seat of the rapporteur" NOT_KNOWN);
    SPOILT(TABLE_EV_MEETING_CALLED, ev.u.meeting_called.seats = 1,
           "The list of seats of the meeting" NOT_KNOWN);
    SPOILT(TABLE_EV_MEETING_CALLED, ev.u.meeting_called.readout_due = UINT64_MAX,
           "The time by which read-outs are due" NOT_KNOWN);
    SPOILT(TABLE_EV_MEETING_ATTENDANCE, ev.u.meeting_attendance.attendance = 0, "The attendance" NOT_KNOWN);
    SPOILT(TABLE_EV_MEETING_FLOOR, ev.u.meeting_floor.asks = 2, "The wish for the floor" NOT_KNOWN);
    SPOILT(TABLE_EV_MEETING_POINT, ev.u.meeting_point.point.texts = bad_text,
           "The point of the record" NOT_USED LINE);
    SPOILT(TABLE_EV_MEETING_STRUCK, ev.u.meeting_struck.point = 0, "The number of the point" NOT_KNOWN);
    SPOILT(TABLE_EV_MEETING_READ_BACK, ev.u.meeting_read_back.confirms = 2, "The read-back" NOT_KNOWN);
    SPOILT(TABLE_EV_MEETING_READ_BACK, ev.u.meeting_read_back.remark = "\n",
           "The remark on the record" NOT_USED);
    SPOILT(TABLE_EV_PAPER, ev.u.paper.authentic = 2, "The mark of equally authentic languages" NOT_KNOWN);
    SPOILT(TABLE_EV_PAPER, ev.u.paper.title.texts = bad_text;
           ev.u.paper.title.n = 1, "The title of the paper" NOT_USED LINE);
    static const struct table_text empty[] = {{"en", "\n\n"}};
    SPOILT(TABLE_EV_PAPER, ev.u.paper.body.texts = empty;
           ev.u.paper.body.n = 1,
           "The text of the paper" NOT_USED "lines of text without control or direction-changing characters");
}

static void fields_of_the_text(struct table_state *s)
{
    static const struct draft_span same[2] = {{.words = "a"}, {.words = "b"}};
    static const struct draft_language twice[2] = {{.lang = "en"}, {.lang = "en"}};
    static const struct draft_language tag[] = {{.lang = "in English"}};
    static const struct draft_language words[] = {{.lang = "en", .run = {2, same}}};
    SPOILT(TABLE_EV_ARTICLE_OPENED, ev.u.article_opened.name = "", "The name of the article" NOT_USED LINE);
    SPOILT(TABLE_EV_ARTICLE_OPENED, ev.u.article_opened.title.texts = bad_text,
           "The title of the article" NOT_USED LINE);
    SPOILT(TABLE_EV_ARTICLE_OPENED, ev.u.article_opened.concerns = 0,
           "The list of seats that the article concerns" NOT_KNOWN);
    SPOILT(TABLE_EV_DRAFT, ev.u.draft.replaces = TABLE_MAX_DRAFTS + 1,
           "The number of the draft before" NOT_KNOWN);
    SPOILT(TABLE_EV_DRAFT, ev.u.draft.reopens = 2, "The mark of a draft that goes back" NOT_KNOWN);
    SPOILT(TABLE_EV_DRAFT, ev.u.draft.draft.n = 0, "The number of languages of a draft" NOT_KNOWN);
    SPOILT(TABLE_EV_DRAFT, ev.u.draft.draft = ((struct draft){1, tag, NULL}),
           "The language of a draft" NOT_USED);
    SPOILT(TABLE_EV_DRAFT, ev.u.draft.draft = ((struct draft){2, twice, NULL}),
           "A language that a draft has twice" NOT_KNOWN);
    SPOILT(TABLE_EV_DRAFT, ev.u.draft.draft = ((struct draft){1, words, NULL}),
           "The text of a draft" NOT_KNOWN); /* two pieces of words follow each other */
    SPOILT(TABLE_EV_SILENCE_SET, ev.u.silence_set.until = UINT64_MAX, "The hour of the silence" NOT_KNOWN);
    SPOILT(TABLE_EV_OBJECTED, ev.u.objected.remark = "", "The objection" NOT_USED LINE);
    SPOILT(TABLE_EV_ARTICLE_SAID, ev.u.article_said.says = 5, "What is said of the article" NOT_KNOWN);
}

static void fields_of_issues_and_soundings(struct table_state *s)
{
    const uint8_t issues[] = {0};
    struct table_event ev = fixture_issue("y", 2, 3);
    struct table_issue x = ev.u.issue_added;
    struct table_option options[2];
    ev.u.issue_added.titles = bad_text;
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The title of an issue" NOT_USED LINE);
    memcpy(options, x.options, sizeof options);
    ev.u.issue_added.titles = x.titles;
    ev.u.issue_added.options = options;
    options[1].id = "o-1";
    fixture_refused(s, &ev, TABLE_R_FORMAT,
                    "The id of an option" NOT_USED "letters A to Z, digits, underscore and full stop");
    options[1] = x.options[1];
    options[1].texts = bad_text;
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The text of an option" NOT_USED LINE);
    ev = (struct table_event){.kind = TABLE_EV_SOUND_OPENED, .slot = table_last_slot(s)};
    struct table_ev_sound_opened *o = &ev.u.sound_opened;
    *o = (struct table_ev_sound_opened){.kind = TABLE_SOUND_YES, .n_issues = 1, .seats = 7};
    memcpy(o->issues, issues, sizeof issues);
    o->params.n_texts = 1;
    o->params.texts = bad_text;
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The question" NOT_USED LINE);
    o->params.texts = x.titles;
    o->params.unit = "k\nm";
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The unit" NOT_USED);
    o->params.unit = "km";
    o->day = UINT64_MAX;
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The day or the base of the sounding" NOT_KNOWN);
    ev = (struct table_event){.kind = TABLE_EV_SOUNDS_REOPENED, .slot = table_last_slot(s)};
    ev.u.sounds_reopened.issue = TABLE_MAX_ISSUES;
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The issue" NOT_KNOWN);
}

static void every_field_by_its_name(void **p)
{
    (void)p;
    struct table_state *s = fixture_small(3);
    fixture_add_issue(s, "x", 3, 3);
    n_all = form_all(s, all);
    fields_of_proposals_and_seats(s);
    fields_of_meetings_and_papers(s);
    fields_of_the_text(s);
    fields_of_issues_and_soundings(s);
    table_state_free(s);

    struct table_event ev = {.kind = TABLE_EV_TABLE_OPENED};
    static const char *const rules[] = {"two\nlines"};
    static const struct table_seat seats[] = {
        {.id = "A", .party = "P", .name = "A", .role = "", .standing = TABLE_PRIVATE, .mandate = {1, 0}},
        {.id = "B", .party = "Q", .name = "B", .role = "", .standing = TABLE_PRIVATE, .mandate = {1, 0}}};
    ev.u.table_opened = (struct table_ev_table_opened){.title = "T",
                                                       .settings = table_settings_default(),
                                                       .n_seats = 2,
                                                       .seats = seats,
                                                       .n_rules = 1,
                                                       .rules = rules};
    assert_int_equal(table_state_new(&s), 0);
    fixture_refused(s, &ev, TABLE_R_FORMAT, "A rule of the table" NOT_USED LINE);
    table_state_free(s);
}

/* ---- limits that are far away ---- */

static void numbered_id(struct table_event *ev, unsigned i)
{
    memset(ev->u.form_id, 0, TABLE_FORM_ID_LEN);
    ev->u.form_id[0] = 1;
    ev->u.form_id[1] = (uint8_t)(i >> 8);
    ev->u.form_id[2] = (uint8_t)i;
}

#define EACH_ITS_SHARE "What a table can hold is there for all seats, and each may make its share of it: "

static void articles_and_drafts(void **p)
{
    (void)p;
    struct table_state *s = fixture_small(2);
    char name[16];
    for (unsigned i = 0; i <= TABLE_MAX_ARTICLES; i++) {
        (void)snprintf(name, sizeof name, "%u", i);
        struct table_event ev = form_article((uint8_t)(i % 2), FIXTURE_SLOT, 0, name, 0, 3);
        numbered_id(&ev, i);
        if (i + 1 == TABLE_MAX_ARTICLES) { /* seat 0 has had its half of them */
            struct table_event more = form_article(0, FIXTURE_SLOT, 0, "more", 0, 3);
            numbered_id(&more, i + 1);
            fixture_refused(s, &more, TABLE_R_LIMIT,
                            EACH_ITS_SHARE "articles, 256. Seat S0 has had its share");
        }
        if (i < TABLE_MAX_ARTICLES)
            fixture_apply(s, &ev);
        else
            fixture_refused(s, &ev, TABLE_R_LIMIT, "The text has 512 articles, as many as it can hold.");
    }
    for (unsigned i = 0; i <= TABLE_MAX_DRAFTS; i++) {
        struct table_event ev = form_draft(s, 0, FIXTURE_SLOT, 0, i, "Words.");
        numbered_id(&ev, 0);
        if (i < TABLE_MAX_DRAFTS)
            fixture_apply(s, &ev);
        else
            fixture_refused(s, &ev, TABLE_R_LIMIT, "The table has had 16384 drafts, as many as it can hold.");
    }
    table_state_free(s);
}

static void papers(void **p)
{
    static const struct table_text text[] = {{"en", "Elements"}};
    (void)p;
    struct table_state *s = fixture_small(2);
    struct table_event ev = form_event(TABLE_EV_PAPER, 0, FIXTURE_SLOT, 1);
    ev.u.paper.title = ev.u.paper.body = (struct table_texts){1, text};
    for (unsigned i = 0; i < TABLE_MAX_PAPERS; i++) {
        ev.author = 0;
        numbered_id(&ev, i);
        if (i + 1 == TABLE_MAX_PAPERS)
            fixture_refused(s, &ev, TABLE_R_LIMIT, EACH_ITS_SHARE "papers, 2048. Seat S0 has had its share");
        ev.author = (uint8_t)(i % 2);
        fixture_apply(s, &ev);
    }
    numbered_id(&ev, TABLE_MAX_PAPERS);
    fixture_refused(s, &ev, TABLE_R_LIMIT, "The table has had 4096 papers, as many as it can hold.");
    table_state_free(s);
}

/* Eight from each round of three. */
static void non_papers(void **p)
{
    static const char *const texts[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
    uint8_t id[TABLE_SOUNDING_ID_LEN], circuit[TABLE_DIGEST_LEN] = {1};
    (void)p;
    struct table_state *s = fixture_small(3);
    struct table_shape shape;
    for (unsigned round = 0; round <= TABLE_MAX_NON_PAPERS / TABLE_MAX_PLACES; round++) {
        struct table_event ev = {.kind = TABLE_EV_SOUND_OPENED, .slot = FIXTURE_SLOT};
        struct table_refusal why = {.text = ""};
        ev.author = (uint8_t)(round % 3);
        fixture_id(TABLE_EV_SOUND_OPENED, ev.author, 1, id);
        id[1] = (uint8_t)(round >> 8);
        id[2] = (uint8_t)round;
        ev.u.sound_opened.kind = TABLE_SOUND_NON_PAPER;
        ev.u.sound_opened.seats = 7;
        if (round == TABLE_MAX_NON_PAPERS / TABLE_MAX_PLACES) {
            assert_int_equal(table_sounding_plan(s, FIXTURE_SLOT, &ev.u.sound_opened, &shape, &why),
                             T2_E_REFUSED);
            assert_int_equal(why.code, TABLE_R_LIMIT);
            assert_non_null(strstr(why.text, "The table has had nearly 16384 non-papers"));
            break;
        }
        assert_int_equal(table_sounding_plan(s, FIXTURE_SLOT, &ev.u.sound_opened, &shape, &why), 0);
        assert_int_equal(table_sounding_finish(s, &ev.u.sound_opened, id, circuit), 0);
        fixture_apply(s, &ev);
        const struct table_digests digests = ev.u.sound_opened.digests;
        for (uint8_t seat = 0; seat < 3; seat++) {
            ev = (struct table_event){.kind = TABLE_EV_SOUND_SEALED, .author = seat, .slot = FIXTURE_SLOT};
            memcpy(ev.u.sound_sealed.id, id, sizeof id);
            ev.u.sound_sealed.digests = digests;
            fixture_apply(s, &ev);
        }
        for (uint8_t seat = 0; seat < 3; seat++) {
            ev = (struct table_event){.kind = TABLE_EV_ROUND_RESULT, .author = seat, .slot = FIXTURE_SLOT};
            ev.u.round_result.n_texts = TABLE_MAX_PLACES;
            ev.u.round_result.texts = texts;
            memcpy(ev.u.round_result.id, id, sizeof id);
            assert_int_equal(
                table_round_digest(digests.context, &ev.u.round_result, ev.u.round_result.digest), 0);
            fixture_apply(s, &ev);
        }
    }
    assert_int_equal(table_n_non_papers(s), TABLE_MAX_NON_PAPERS);
    table_state_free(s);
}

static void seats_and_facilitators(void **p)
{
    (void)p;
    struct table_state *s = fixture_small(TABLE_MAX_SEATS);
    struct table_event ev = form_event(TABLE_EV_SEAT_ADDED, 0, FIXTURE_SLOT, 1);
    ev.u.seat_added.seat = (struct table_seat){.id = "F",
                                               .party = "Facilitation",
                                               .name = "Seat F",
                                               .role = "",
                                               .standing = TABLE_PRIVATE,
                                               .function = TABLE_FACILITATOR,
                                               .mandate = {.kind = TABLE_OWN_INITIATIVE}};
    fixture_refused(s, &ev, TABLE_R_LIMIT,
                    "The table has 50 seats, as many as it can hold. No seat was added.");
    table_state_free(s);

    s = fixture_small(2);
    fixture_apply(s, &ev);
    ev = form_consent(1, FIXTURE_SLOT, 1, 1);
    fixture_apply(s, &ev);
    ev = form_article(0, FIXTURE_SLOT, 2, "1", 0, 7);
    fixture_refused(
        s, &ev, TABLE_R_FACILITATOR,
        "Seat F is the facilitator's seat: it makes no entry, and no issue concerns it. No article was "
        "opened. Leave that seat out.");
    table_state_free(s);
}

/* ---- soundings: waiting, used-up runs, answers ---- */

enum { A, B, BOTH = 3 };

/* Of a table of two seats with the issues "x" and "y" of two options each. */
static struct table_state *table_of_two(struct table_settings settings)
{
    struct table_state *s = fixture_small(2), *again = NULL;
    struct table_event ev = *table_event_at(s, 0);
    assert_int_equal(table_state_new(&again), 0);
    ev.u.table_opened.settings = settings;
    fixture_apply(again, &ev);
    table_state_free(s);
    fixture_add_issue(again, "x", 2, BOTH);
    fixture_add_issue(again, "y", 2, BOTH);
    return again;
}

static void answered(struct table_state *s, struct table_ev_sound_opened plan, uint64_t slot, uint8_t tag,
                     uint8_t answer, uint32_t value)
{
    uint8_t id[TABLE_SOUNDING_ID_LEN], circuit[TABLE_DIGEST_LEN] = {1};
    struct table_event ev = {.kind = TABLE_EV_SOUND_OPENED, .slot = slot};
    struct table_refusal why = {.text = ""};
    struct table_shape shape;
    fixture_id(TABLE_EV_SOUND_OPENED, 0, tag, id);
    if (table_sounding_plan(s, slot, &plan, &shape, &why) != 0)
        fail_msg("refused: %s", why.text);
    assert_int_equal(table_sounding_finish(s, &plan, id, circuit), 0);
    ev.u.sound_opened = plan;
    fixture_apply(s, &ev);
    for (uint8_t seat = A; seat <= B; seat++) {
        ev = fixture_sealed(s, seat, slot, tag);
        fixture_apply(s, &ev);
    }
    for (uint8_t seat = A; seat <= B; seat++) {
        ev = fixture_result(s, seat, slot, tag, answer);
        ev.u.sound_result.value = value;
        assert_int_equal(table_answer_digest(plan.digests.context, answer, value, ev.u.sound_result.digest),
                         0);
        fixture_apply(s, &ev);
    }
}

static void refused_plan(const struct table_state *s, struct table_ev_sound_opened plan, uint64_t slot,
                         enum table_refusal_code code, const char *says)
{
    struct table_refusal why = {.text = ""};
    struct table_shape shape;
    assert_int_equal(table_sounding_plan(s, slot, &plan, &shape, &why), T2_E_REFUSED);
    assert_int_equal(why.code, code);
    if (strstr(why.text, says) == NULL)
        fail_msg("it says: %s", why.text);
}

/* The waiting time in minutes, hours and days, one of each and several. */
static void how_long_to_wait(void **p)
{
    static const struct {
        uint32_t spacing, waited;
        const char *spacing_text, *wait_text;
    } cases[] = {
        {1, 0, "at least one minute,", "opened in one minute."},
        {61, 0, "at least one hour one minute,", "opened in one hour one minute."},
        {150, 28, "at least 2 hours 30 minutes,", "opened in 2 hours 2 minutes."},
        {48 * 60, 1, "at least 2 days,", "opened in 47 hours 59 minutes."},
        {3 * 1440 + 60, 0, "at least 3 days one hour,", "opened in 3 days one hour."},
        {3 * 1440 + 61, 0, "at least 3 days 2 hours,", "opened in 3 days 2 hours."},
    };
    (void)p;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct table_settings settings = table_settings_default();
        settings.spacing_slots = cases[i].spacing;
        struct table_state *s = table_of_two(settings);
        const struct table_ev_sound_opened plan = {.kind = TABLE_SOUND_ROOM, .n_issues = 1, .seats = BOTH};
        answered(s, plan, FIXTURE_SLOT, 1, 1, 0);
        refused_plan(s, plan, FIXTURE_SLOT + cases[i].waited, TABLE_R_SPACING, cases[i].spacing_text);
        refused_plan(s, plan, FIXTURE_SLOT + cases[i].waited, TABLE_R_SPACING, cases[i].wait_text);
        table_state_free(s);
    }
}

static void no_runs_are_left(void **p)
{
    (void)p;
    struct table_settings settings = table_settings_default();
    const struct table_ev_sound_opened plan = {.kind = TABLE_SOUND_ROOM, .n_issues = 1, .seats = BOTH};
    settings.spacing_slots = 0;
    settings.runs_per_issue = 1;
    struct table_state *s = table_of_two(settings);
    answered(s, plan, FIXTURE_SLOT, 1, 0, 0);
    refused_plan(s, plan, FIXTURE_SLOT, TABLE_R_BUDGET, "or let every seat that it concerns reopen it.");
    for (uint8_t seat = A; seat <= B; seat++) {
        struct table_event ev = {.kind = TABLE_EV_SOUNDS_REOPENED, .author = seat, .slot = FIXTURE_SLOT};
        fixture_apply(s, &ev);
    }
    answered(s, plan, FIXTURE_SLOT, 2, 0, 0);
    refused_plan(s, plan, FIXTURE_SLOT, TABLE_R_BUDGET, "Leave this issue out.");
    table_state_free(s);

    /* As often as entries can be held against each other. */
    settings.runs_per_issue = 100;
    s = table_of_two(settings);
    for (uint8_t i = 0; i < TABLE_MAX_EARLIER; i++)
        answered(s, plan, FIXTURE_SLOT, (uint8_t)(i + 1), 0, 0);
    refused_plan(s, plan, FIXTURE_SLOT, TABLE_R_LIMIT,
                 "This set of issues has been sounded as often as entries can be held against each other.");
    table_state_free(s);
}

static void says(const struct table_state *s, const char *text)
{
    char out[2048] = "";
    table_sounding_answer_text(s, table_n_soundings(s) - 1, TABLE_LANG_EN, out, sizeof out);
    assert_string_equal(out, text);
}

/* The dossier tells what was asked. */
static void dossier_asks(const struct table_state *s)
{
    static const char *const questions[] = {
        "Asked: is there anything that all whom these issues concern could live with?",
        "Asked: do all say yes to this?",
        "Asked: is there a number that all whom these issues concern could live with?",
        "Asked, after room was found: shall it be opened?",
        "Asked: is there room, and if not, how near to it?",
        "Asked: are enough ready for this?",
        "Asked: is there something to be given for something?",
        "Asked: is there a package that is worse for nobody and better for somebody?",
    };
    struct t2_buf out, beside;
    t2_buf_init(&out, 1u << 20);
    t2_buf_init(&beside, 1u << 20);
    assert_int_equal(table_export_dossier(s, TABLE_LANG_EN, 0, FIXTURE_SLOT, &out, &beside), 0);
    for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
        if (memmem(out.ptr, out.len, questions[i], strlen(questions[i])) == NULL)
            fail_msg("the dossier does not say: %s", questions[i]);
    }
    t2_buf_free(&out);
    t2_buf_free(&beside);
}

#define INNOCENT " This can mean many things, also that a seat did not enter anything."
#define AD_REFERENDUM " The required seats could recommend it, ad referendum."

/* Of every kind, the answers it can give. */
static void every_answer(void **p)
{
    static const struct table_text question[] = {{"en", "Would you come?"}};
    (void)p;
    struct table_settings settings = table_settings_default();
    settings.spacing_slots = 0;
    settings.runs_per_issue = 100;
    struct table_state *s = table_of_two(settings);
    struct table_ev_sound_opened plan = {.kind = TABLE_SOUND_ROOM, .n_issues = 1, .seats = BOTH};
    plan.params.n_texts = 1;
    plan.params.texts = question;
    plan.params.unit = "km";
    plan.params.max = 4;
    plan.params.step = 1;
    answered(s, plan, FIXTURE_SLOT, 1, 0, 0);
    says(s, "No room was found." INNOCENT);
    answered(s, plan, FIXTURE_SLOT, 2, 1, 0);
    says(s, "Room. There is at least one package that every required seat could live with.");
    plan.kind = TABLE_SOUND_FIND;
    fixture_id(TABLE_EV_SOUND_OPENED, 0, 2, plan.params.of);
    answered(s, plan, FIXTURE_SLOT, 3, 0, 0);
    says(s, "Nothing was opened. It is not shown who did not turn the second key.");
    answered(s, plan, FIXTURE_SLOT, 4, 1, 1);
    says(s, "Opened: o1." AD_REFERENDUM);
    plan.kind = TABLE_SOUND_BETTER;
    fixture_id(TABLE_EV_SOUND_OPENED, 0, 4, plan.params.of);
    plan.params.base = 1;
    answered(s, plan, FIXTURE_SLOT, 5, 0, 0);
    says(s, "No better package was found." INNOCENT);
    answered(s, plan, FIXTURE_SLOT, 6, 1, 0);
    says(s, "There is a package that is worse for nobody and better for somebody.");
    plan.kind = TABLE_SOUND_RANGE;
    answered(s, plan, FIXTURE_SLOT, 7, 0, 0);
    says(s, "No room was found." INNOCENT);
    answered(s, plan, FIXTURE_SLOT, 8, 1, 0);
    says(s, "Room. There is at least one number that every required seat could live with.");
    plan.kind = TABLE_SOUND_YES;
    answered(s, plan, FIXTURE_SLOT, 9, 0, 0);
    says(s, "Not all said yes." INNOCENT);
    answered(s, plan, FIXTURE_SLOT, 10, 1, 0);
    says(s, "All said yes. The required seats could recommend it, ad referendum.");
    plan.kind = TABLE_SOUND_NEAR;
    answered(s, plan, FIXTURE_SLOT, 11, 0, 0);
    says(s, "No room was found at any of the steps." INNOCENT);
    answered(s, plan, FIXTURE_SLOT, 12, 1, 2);
    says(s, "There would be room if every seat came 2 of its own points nearer, and at no smaller step.");
    plan.kind = TABLE_SOUND_READY;
    answered(s, plan, FIXTURE_SLOT, 13, 0, 0);
    says(s,
         "The sounding has ended. Whether enough seats are ready was told to those that are, and to nobody "
         "else.");
    plan.kind = TABLE_SOUND_EXCHANGE;
    plan.n_issues = 2;
    plan.issues[1] = 1;
    answered(s, plan, FIXTURE_SLOT, 14, 0, 0);
    says(s, "No exchange was found." INNOCENT);
    answered(s, plan, FIXTURE_SLOT, 15, 1, 2);
    says(s, "Both named it: o1-o0." AD_REFERENDUM);
    assert_string_equal(table_article_title(s, 0, "en"), "A package that a sounding found");
    dossier_asks(s);
    /* The second key is for questions about room alone. */
    plan.kind = TABLE_SOUND_FIND;
    plan.n_issues = 1;
    fixture_id(TABLE_EV_SOUND_OPENED, 0, 10, plan.params.of);
    refused_plan(s, plan, FIXTURE_SLOT, TABLE_R_EARLIER,
                 "The second key is for a sounding that asked whether there is room.");
    table_state_free(s);
}

/* ---- the rules, the words ---- */

static void shows_rule(const struct table_state *s, const char *line)
{
    char out[512];
    for (size_t i = 0; table_rules_line(s, i, TABLE_LANG_EN, out, sizeof out); i++) {
        if (strcmp(out, line) == 0)
            return;
    }
    fail_msg("no rule says: %s", line);
}

static void every_rule(void **p)
{
    (void)p;
    struct table_settings settings = table_settings_default();
    struct table_state *s = table_of_two(settings);
    char out[512];
    size_t n = 0;
    shows_rule(s, "Hours between two soundings on one issue: 72.");
    shows_rule(s, "Soundings on one issue: 3; after them it is closed until all whom it concerns reopen it.");
    shows_rule(s, "From 100 packages on, an entry accepts at least 1 and at most 40 per cent of them.");
    shows_rule(s, "What is said stays as long as the table.");
    shows_rule(s, "An article may have any number of open brackets.");
    shows_rule(s, "Nothing is agreed until everything is agreed, but for issues marked for early harvest.");
    while (table_rules_line(s, n, TABLE_LANG_EN, out, sizeof out))
        n++;
    assert_int_equal(n, 27);
    table_state_free(s);
    settings.message_days = 30;
    settings.brackets_max = 4;
    s = table_of_two(settings);
    shows_rule(s, "What is said is shown for so many days: 30.");
    shows_rule(s, "Open brackets in one article: at most 4.");
    table_state_free(s);
}

static void is_word(const char *word, const char *english)
{
    assert_string_equal(word, english);
    assert_string_equal(table_say(TABLE_LANG_EN, word), english);
}

static void words_for_what_there_is(void **p)
{
    (void)p;
    is_word(table_function_name(TABLE_PARTICIPANT), "participant");
    is_word(table_function_name(TABLE_FACILITATOR), "facilitator");
    is_word(table_function_name(TABLE_OBSERVER), "observer");
    is_word(table_standing_name(TABLE_OFFICIAL_PERSONAL), "official in a personal capacity");
    is_word(table_mandate_name(TABLE_OWN_INITIATIVE), "own initiative");
    is_word(table_mandate_name(TABLE_WITH_KNOWLEDGE), "with knowledge");
    is_word(table_mandate_name(TABLE_AT_REQUEST), "at the request of");
    is_word(table_mandate_name(TABLE_UNDER_INSTRUCTION), "under instruction");
    is_word(table_phrase_name(TABLE_THINKING_ALOUD), "thinking aloud");
    is_word(table_article_status_name(TABLE_ARTICLE_PROPOSED), "proposed");
    is_word(table_article_status_name(TABLE_ARTICLE_BRACKETED), "bracketed");
    is_word(table_article_status_name(TABLE_ARTICLE_RECOMMENDABLE), "could be recommended");
    is_word(table_article_status_name(TABLE_ARTICLE_AD_REFERENDUM), "agreed ad referendum");
    is_word(table_article_status_name(TABLE_ARTICLE_FINAL), "confirmed by principals");
    is_word(table_article_status_name(TABLE_ARTICLE_LEFT_OUT), "left out");
    is_word(table_sounding_status_name(TABLE_SOUND_OPEN), "open");
    is_word(table_sounding_status_name(TABLE_SOUND_SEALED), "sealed");
    is_word(draft_reason_name(DRAFT_TRADING), "trading");
    is_word(draft_reason_name(DRAFT_UNCERTAIN), "uncertain");
    is_word(draft_reason_name(DRAFT_WAITING), "waiting for instructions");
    assert_string_equal(chatham_suggestion(CHATHAM_TABLE, TABLE_LANG_EN),
                        "So the table, or one of its issues, is called. Say it in other words.");
    is_word(table_media_name(TABLE_MEDIA_PNG), "PNG picture");
    is_word(table_media_name(TABLE_MEDIA_JPEG), "JPEG picture");
    is_word(table_media_name(TABLE_MEDIA_PDF), "PDF");
    is_word(table_media_name(TABLE_MEDIA_TEXT), "text");
    static const char *const kinds[] = {"room",  "yes",      "range",  "find",     "near",
                                        "ready", "exchange", "better", "non-paper"};
    for (unsigned i = 0; i < 9; i++)
        is_word(table_sounding_kind_name((enum table_sounding_kind)(i + 1)), kinds[i]);
    is_word(table_sounding_kind_text(TABLE_SOUND_FIND), "second key");
    is_word(table_sounding_kind_text(TABLE_SOUND_ROOM), "room");
}

/* As a modified desk sends it: nothing is completed. */
static void refused_as_it_is(const struct table_state *s, const struct table_event *ev,
                             enum table_refusal_code code, const char *begins)
{
    struct table_refusal why = {.text = ""};
    assert_int_equal(table_check(s, ev, &why), T2_E_REFUSED);
    assert_int_equal(why.code, code);
    if (strncmp(why.text, begins, strlen(begins)) != 0)
        fail_msg("it says: %s", why.text);
}

static void ids_contents_and_numbers(void **p)
{
    (void)p;
    struct table_state *s = fixture_small(2);
    fixture_add_issue(s, "x", 2, 3);
    struct table_event ev = form_event(TABLE_EV_PEN_GIVEN, 0, FIXTURE_SLOT, 1);
    ev.u.pen_given.seat = 1;
    refused_as_it_is(s, &ev, TABLE_R_FORMAT, "The mark by which this is known is not its author's");
    fixture_apply(s, &ev);
    ev = form_consent(1, FIXTURE_SLOT, 1, 1);
    ev.u.consented.content[0] = 1;
    fixture_refused(s, &ev, TABLE_R_CHANGED, "This is no longer what was read when that was said of it");
    ev = (struct table_event){.kind = TABLE_EV_MANDATE_SEEN, .author = 1, .slot = FIXTURE_SLOT};
    refused_as_it_is(s, &ev, TABLE_R_CHANGED, "What this speaks of has another number now");
    ev = form_article(0, FIXTURE_SLOT, 2, "3", 1, 3);
    table_event_mark(&ev);
    refused_as_it_is(s, &ev, TABLE_R_CHANGED, "What this speaks of has another number now");
    table_state_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_by_its_name),
        cmocka_unit_test(articles_and_drafts),
        cmocka_unit_test(papers),
        cmocka_unit_test(non_papers),
        cmocka_unit_test(seats_and_facilitators),
        cmocka_unit_test(how_long_to_wait),
        cmocka_unit_test(no_runs_are_left),
        cmocka_unit_test(every_answer),
        cmocka_unit_test(every_rule),
        cmocka_unit_test(words_for_what_there_is),
        cmocka_unit_test(ids_contents_and_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
