/* Refusals in the reader's language: the sentence of the catalogue, with its arguments in their places, and
 * never English by a way round. */
#include <stdio.h>

#include "table_form_events.h"

#include "table/table_internal.h"

enum { A, B, C, ARTICLE = 9, MEETING = 8 };

static const enum table_lang others[] = {TABLE_LANG_UK, TABLE_LANG_RU, TABLE_LANG_FR, TABLE_LANG_AR};
#define N_OTHERS (sizeof others / sizeof others[0])

/* Refused so in English, and in this language with this text. */
static void refused_in(const struct table_state *s, const struct table_event *ev, enum table_lang lang,
                       const char *text)
{
    struct table_refusal english = {.lang = TABLE_LANG_EN}, why = {.lang = lang};
    struct table_event posted = *ev;
    fixture_complete(s, &posted);
    ev = &posted;
    assert_int_equal(table_check(s, ev, &english), T2_E_REFUSED);
    assert_int_equal(table_check(s, ev, &why), T2_E_REFUSED);
    assert_int_equal(why.code, english.code);
    assert_int_equal(why.seats, english.seats);
    assert_int_equal(why.lang, lang);
    assert_string_equal(why.text, text);
    assert_string_not_equal(why.text, english.text);
    assert_true(table_text_ok(TABLE_TEXT_LINE, sizeof why.text, why.text, strlen(why.text)));
}

/* In every language: `lang` is that of the turn. */
#define REFUSED_IN_ALL(s, ev, english, ...)                                                                  \
    do {                                                                                                     \
        for (size_t turn = 0; turn < N_OTHERS; turn++) {                                                     \
            const enum table_lang lang = others[turn];                                                       \
            char want[2048];                                                                                 \
            assert_string_not_equal(table_say(lang, english), english); /* there is a translation */         \
            (void)snprintf(want, sizeof want, table_say(lang, english), __VA_ARGS__);                        \
            refused_in((s), (ev), lang, want);                                                               \
        }                                                                                                    \
    } while (0)

static int set_up(void **p)
{
    struct table_state *s = fixture_small(3);
    fixture_add_issue(s, "x", 3, 7);
    struct table_event ev = form_article(A, FIXTURE_SLOT, ARTICLE, "3", 0, 7);
    fixture_apply(s, &ev);
    ev = form_draft(s, A, FIXTURE_SLOT, ARTICLE, 0, "The zone is [5] [10] km wide.");
    fixture_apply(s, &ev);
    ev = form_meeting(A, FIXTURE_SLOT, MEETING, FIXTURE_SLOT + 100, 7, 0);
    fixture_apply(s, &ev);
    *p = s;
    return 0;
}

static int tear_down(void **p)
{
    table_state_free(*p);
    return 0;
}

static const char *all_names(const struct table_state *s, uint64_t seats, enum table_lang lang)
{
    static char names[512];
    table_seat_names(s, seats, lang, names, sizeof names);
    return names;
}

/* The shortest use: a refusal's language is given by who asks. */
static void a_name_in_a_sentence(void **p)
{
    struct table_event ev = form_draft(*p, B, FIXTURE_SLOT, ARTICLE, 1, "Words.");
    REFUSED_IN_ALL(
        *p, &ev,
        "The pen is held by %s. The text stays as it is. Send the words there, or agree at the table on "
        "who holds the pen.",
        "Seat S0");
    struct table_refusal why = {.lang = TABLE_LANG_FR};
    assert_int_equal(table_check(*p, &ev, &why), T2_E_REFUSED);
    assert_non_null(strstr(why.text, "Seat S0"));
}

static void words_in_a_sentence(void **p)
{
    struct table_event ev = fixture_said(C, FIXTURE_SLOT, TABLE_SAID_UNDER_INSTRUCTION, "We agree.");
    REFUSED_IN_ALL(
        *p, &ev,
        "%s is %s (%s) and cannot speak under instruction; only an official seat with such a mandate can. "
        "Nothing was sent. Say it as \"could recommend\" or thinking aloud.",
        "Seat S2", table_say(lang, "private"), table_say(lang, "own initiative"));
    ev = fixture_said(C, FIXTURE_SLOT, TABLE_THINKING_ALOUD, "two\nlines");
    REFUSED_IN_ALL(
        *p, &ev,
        "%s cannot be used as it is. It must be %s, at most %zu bytes long. Nothing was kept. Correct it and "
        "try again.",
        table_say(lang, "What was said"),
        table_say(lang, "one line of text, not empty, without control or direction-changing characters"),
        (size_t)TABLE_TEXT_MAX);
}

static void numbers_in_a_sentence(void **p)
{
    struct table_event ev = form_draft(*p, A, FIXTURE_SLOT, ARTICLE, 1, "Words.");
    ev.u.draft.replaces = 7;
    REFUSED_IN_ALL(
        *p, &ev,
        "This draft was made on draft %u, and draft %u is there. The text stays as it is. Read the present "
        "draft and make the changes there.",
        7u, 1u);
    ev = form_says(B, FIXTURE_SLOT, ARTICLE, TABLE_ARTICLE_COULD_RECOMMEND);
    REFUSED_IN_ALL(
        *p, &ev,
        "This article has open brackets: %u. It stays as it is. It can be recommended when they are settled.",
        1u);
    ev = form_event(TABLE_EV_MEETING_FLOOR, B, FIXTURE_SLOT, MEETING);
    ev.u.meeting_floor.asks = 1;
    REFUSED_IN_ALL(*p, &ev, "Meeting %u has not begun. Nothing was changed. Wait for its hour.", 1u);
}

/* A list has the comma of its language, and French sets a colon apart: by a space at which no line is broken.
 */
static void between_words(void **p)
{
    static const char *const comma[] = {", ", ", ", ", ", ", ", "\u060c "};
    static const char *const colon[] = {": ", ": ", ": ", "\u202f: ", ": "};
    for (enum table_lang lang = 0; lang < TABLE_N_LANGS; lang++) {
        assert_string_equal(table_say(lang, ", "), comma[lang]);
        assert_string_equal(table_say(lang, ": "), colon[lang]);
        if (strstr(all_names(*p, 7, lang), comma[lang]) == NULL)
            fail_msg("%s", all_names(*p, 7, lang));
    }
    const struct table_state *s = *p;
    struct table_event ev = {0};
    struct table_file_error why = {.lang = TABLE_LANG_FR};
    assert_int_equal(table_issue_read(s, t2_bytes_of((const uint8_t *)"{}", 2), A, FIXTURE_SLOT, &ev, &why),
                     T2_E_MALFORMED);
    assert_memory_equal(why.text, "id\u202f: ", strlen("id\u202f: "));
    const struct table_ev_days_agreed days = {
        .n_issues = 2, .issues = {0, 0}, .first = FIXTURE_SLOT, .every = 1440, .count = 2};
    char text[256];
    table_days_text(s, &days, TABLE_LANG_AR, text, sizeof text);
    assert_non_null(strstr(text, "A title\u061b A title"));
}

static void several_names_in_a_sentence(void **p)
{
    struct table_state *s = *p;
    for (uint8_t seat = A; seat <= C; seat++) {
        struct table_event pause = form_pause(seat, FIXTURE_SLOT, TABLE_PAUSE_PLAIN, "");
        fixture_apply(s, &pause);
    }
    struct table_event ev = fixture_issue("y", 2, 3);
    REFUSED_IN_ALL(
        s, &ev,
        "The table is paused by %s. Nothing was kept. It goes on when the pause is lifted there; until then "
        "one can talk.",
        all_names(s, 7, lang));
}

/* Soundings are planned before they are opened; the plan keeps the language. */
static void missing_seats(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = {.kind = TABLE_EV_SOUND_OPENED, .slot = FIXTURE_SLOT};
    ev.u.sound_opened = (struct table_ev_sound_opened){
        .id = {1}, .kind = TABLE_SOUND_ROOM, .n_issues = 1, .seats = 6, .max_accepted = 3};
    static const char concerned[] = "%s is concerned by the issue \"%s\" and is not in the sounding. ";
    static const char rest[] =
        "%sNothing was opened, and no run was used up. Include every seat that the issues "
        "concern, or leave out the issues that concern it.";
    for (size_t turn = 0; turn < N_OTHERS; turn++) {
        char first[512], want[2048];
        (void)snprintf(first, sizeof first, table_say(others[turn], concerned), "Seat S0", "x");
        (void)snprintf(want, sizeof want, table_say(others[turn], rest), first);
        refused_in(s, &ev, others[turn], want);
        struct table_refusal why = {.lang = others[turn]};
        struct table_shape shape;
        assert_int_equal(table_sounding_plan(s, FIXTURE_SLOT, &ev.u.sound_opened, &shape, &why),
                         T2_E_REFUSED);
        assert_string_equal(why.text, want);
    }
}

static void how_long_to_wait(void **p)
{
    struct table_state *s = *p;
    const uint8_t issues[] = {0};
    struct table_event ev = fixture_sound_opened(s, A, FIXTURE_SLOT, 1, issues, 1, 7);
    struct table_event again = ev;
    fixture_apply(s, &ev);
    ev = fixture_stopped(A, FIXTURE_SLOT, 1, 0, 0);
    fixture_apply(s, &ev);
    again.slot = FIXTURE_SLOT + 61;
    fixture_id(TABLE_EV_SOUND_OPENED, A, 2, again.u.sound_opened.id);
    for (size_t turn = 0; turn < N_OTHERS; turn++) {
        const enum table_lang lang = others[turn];
        char days[64], wait[128], hours[64], want[2048];
        (void)snprintf(days, sizeof days, table_say(lang, "%llu days"), 3ull);
        (void)snprintf(wait, sizeof wait, table_say(lang, "%llu days"), 2ull);
        (void)snprintf(hours, sizeof hours, table_say(lang, "%llu hours"), 23ull);
        (void)strcat(strcat(wait, " "), hours);
        (void)snprintf(
            want, sizeof want,
            table_say(lang, "Between two soundings on one issue there are at least %s, and the last one on "
                            "\"%s\" ended too short a while ago. Nothing was opened, and no run was used "
                            "up. It can be opened in %s."),
            days, "x", wait);
        refused_in(s, &again, lang, want);
    }
}

/* What a desk asks about its own entry, and about the circuit that it built. */
static void an_own_entry(void **p)
{
    struct table_state *s = *p;
    const uint8_t issues[] = {0}, circuit[TABLE_DIGEST_LEN] = {0};
    const struct table_entry entry = {.n_candidates = 1000, .n_accepted = 9, .n_widest = 9};
    struct table_event ev = fixture_sound_opened(s, A, FIXTURE_SLOT, 1, issues, 1, 7);
    fixture_apply(s, &ev);
    for (size_t turn = 0; turn < N_OTHERS; turn++) {
        struct table_refusal english = {.lang = TABLE_LANG_EN}, why = {.lang = others[turn]};
        assert_int_equal(table_entry_check(&entry, 10, 400, &english), T2_E_REFUSED);
        assert_int_equal(table_entry_check(&entry, 10, 400, &why), T2_E_REFUSED);
        assert_string_not_equal(why.text, english.text);
        assert_non_null(strstr(why.text, "1000"));
        assert_int_equal(table_sounding_circuit_check(s, 0, circuit, &english), T2_E_REFUSED);
        assert_int_equal(table_sounding_circuit_check(s, 0, circuit, &why), T2_E_REFUSED);
        assert_int_equal(why.code, TABLE_R_CIRCUIT_DIGEST);
        assert_string_not_equal(why.text, english.text);
    }
}

/* A translation may number its conversions, and name them in another order. */
static void arguments_in_another_order(void **p)
{
    static const char english[] = "There is no draft %s of this article in %s.";
    (void)p;
    assert_non_null(strstr(table_say(TABLE_LANG_UK, english), "%2$s"));
    struct table_refusal why = {.lang = TABLE_LANG_UK};
    table_refusal_set(&why, TABLE_R_DRAFT, 0, english, "12", "fr");
    assert_string_equal(why.text, "Мовою fr немає проєкту 12 цієї статті.");
    assert_int_equal(why.code, TABLE_R_DRAFT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_name_in_a_sentence, set_up, tear_down),
        cmocka_unit_test_setup_teardown(words_in_a_sentence, set_up, tear_down),
        cmocka_unit_test_setup_teardown(numbers_in_a_sentence, set_up, tear_down),
        cmocka_unit_test_setup_teardown(between_words, set_up, tear_down),
        cmocka_unit_test_setup_teardown(several_names_in_a_sentence, set_up, tear_down),
        cmocka_unit_test_setup_teardown(missing_seats, set_up, tear_down),
        cmocka_unit_test_setup_teardown(how_long_to_wait, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_own_entry, set_up, tear_down),
        cmocka_unit_test(arguments_in_another_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
