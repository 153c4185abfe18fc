/* Files of a table and of a profile: what is read, what is refused and where, and the state as JSON. */
#include "table_fixture.h"

#include <stdio.h>

/* The smallest table file. */
#define HEAD "{\"format\": \"tracktwo-table/1\", \"title\": \"T\", "
#define SEATS                                                                                                \
    "\"seats\": [{\"id\": \"A\", \"party\": \"P\", \"name\": \"Seat A\", \"standing\": \"private\"},"        \
    " {\"id\": \"B\", \"party\": \"Q\", \"name\": \"Seat B\", \"standing\": \"official\"}]"
#define ISSUE                                                                                                \
    "{\"id\": \"x\", \"title\": {\"en\": \"X\", \"fr\": \"Y\"}, \"concerns\": [\"A\", \"B\"], "              \
    "\"options\": [{\"id\": \"o1\", \"text\": \"One\", \"width_km\": 5}, {\"id\": \"o2\", \"text\": "        \
    "{\"fr\": \"D\"}}]}"

static void expect_error(const char *json, const char *where)
{
    struct table_file *f = NULL;
    struct table_file_error why = {.lang = TABLE_LANG_EN};
    int err = table_file_read(t2_bytes_str(json), &f, &why);
    if (err != T2_E_MALFORMED) {
        fail_msg("%d for %s", err, json);
    }
    assert_null(f);
    if (strncmp(why.text, where, strlen(where)) != 0) {
        fail_msg("\"%s\", expected \"%s...\"", why.text, where);
    }
}

static void the_smallest_file(void **p)
{
    (void)p;
    struct table_file *f = NULL;
    struct table_file_error why = {.lang = TABLE_LANG_EN};
    struct table_event ev;
    const uint8_t nonce[16] = {9};
    struct table_state *s = NULL;
    assert_int_equal(table_file_read(t2_bytes_str(HEAD SEATS ", \"issues\": [" ISSUE "]}"), &f, &why), 0);
    assert_int_equal(table_file_n_issues(f), 1);
    assert_int_equal(table_file_opening(f, 2, 5, nonce, &ev), T2_E_ARGUMENT);
    assert_int_equal(table_file_opening(f, 1, 5, nonce, &ev), 0);
    assert_int_equal(table_state_new(&s), 0);
    fixture_apply(s, &ev);
    table_event_clear(&ev);
    assert_int_equal(table_file_issue(f, 1, 1, 5, &ev), T2_E_ARGUMENT);
    assert_int_equal(table_file_issue(f, 0, 1, 5, &ev), 0);
    table_file_free(f);
    fixture_apply(s, &ev);
    table_event_clear(&ev);
    const struct table_issue *x = table_issue(s, 0);
    assert_string_equal(table_text_in(x->titles, x->n_titles, "fr"), "Y");
    assert_string_equal(table_text_in(x->titles, x->n_titles, "ar"), "X");
    assert_string_equal(table_text_in(x->options[1].texts, 1, "en"), "D");
    assert_int_equal(x->concerns, 3);
    assert_int_equal(table_seat(s, 1)->mandate.kind, TABLE_OWN_INITIATIVE);
    assert_string_equal(table_seat(s, 1)->role, "");
    assert_int_equal(table_settings(s).spacing_slots, 4320);
    table_state_free(s);
}

static void errors_name_the_place(void **p)
{
    (void)p;
    expect_error("", "line 1, column 0: this is not JSON");
    expect_error("{\"format\": }", "line 1, column 12: this is not JSON");
    expect_error("{\"title\": 1, \"title\": 2}", "line 1, column 20: this is not JSON: duplicate object key");
    expect_error("[]", "the file: expected an object");
    expect_error("{}", "format: it is missing");
    expect_error("{\"format\": \"other\"}", "format: expected one of \"tracktwo-table/1\"");
    expect_error("{\"format\": \"tracktwo-table/1\"}", "title: it is missing");
    expect_error("{\"format\": \"tracktwo-table/1\", \"title\": 5}",
                 "title: expected a text in quotation marks");
    expect_error("{\"format\": \"tracktwo-table/1\", \"title\": \"a\\u001b\"}",
                 "title: expected one line of text");
    expect_error(HEAD "\"seats\": 1}", "seats: expected an array");
    expect_error(HEAD "\"seats\": []}", "seats: expected 2 to 50 elements, found 0");
    expect_error(HEAD "\"seats\": [1, 2]}", "seats[0]: expected an object");
    expect_error(HEAD "\"seats\": [{\"id\": \"A B\"}, {}]}", "seats[0].id: expected an id");
    expect_error(HEAD "\"seats\": [{\"id\": \"A\"}, {}]}", "seats[0].party: it is missing");
    expect_error(HEAD "\"seats\": [{\"idd\": \"A\"}, {}]}", "seats[0].idd: this is not known here");
    expect_error(HEAD "\"rules\": [\"a\", 2], " SEATS "}", "rules[1]: expected a text");
    expect_error(HEAD SEATS "}", "issues: it is missing");
    expect_error(HEAD SEATS ", \"issues\": [{}]}", "issues[0].id: it is missing");
    expect_error(HEAD SEATS ", \"issues\": [{\"id\": \"x\", \"title\": {}}]}",
                 "issues[0].title: expected 1 to 16 languages");
    expect_error(HEAD SEATS ", \"issues\": [{\"id\": \"x\", \"title\": {\"e n\": \"T\"}}]}",
                 "issues[0].title.e n: expected a language tag");
    expect_error(HEAD SEATS ", \"issues\": [{\"id\": \"x\", \"title\": {\"en\": 1}}]}",
                 "issues[0].title.en: expected a text");
    expect_error(HEAD SEATS ", \"issues\": [{\"id\": \"x\", \"title\": \"T\", \"concerns\": [\"Z\"]}]}",
                 "issues[0].concerns[0]: there is no seat \"Z\"");
    expect_error(HEAD SEATS
                 ", \"issues\": [{\"id\": \"x\", \"title\": \"T\", \"concerns\": [\"A\", \"A\"]}]}",
                 "issues[0].concerns[1]: the seat \"A\" is there twice");
    expect_error(HEAD SEATS
                 ", \"issues\": [{\"id\": \"x\", \"title\": \"T\", \"concerns\": [\"A\"], \"options\": 3}]}",
                 "issues[0].options: expected an array");
    expect_error(HEAD SEATS ", \"issues\": [" ISSUE
                            ", {\"id\": \"y\", \"title\": \"T\", \"concerns\": [\"A\"], "
                            "\"options\": [{\"id\": \"o\", \"text\": \"O\", \"why\": \"x\"}]}]}",
                 "issues[1].options[0].why: this is not known here");
    expect_error(HEAD SEATS
                 ", \"issues\": [{\"id\": \"y\", \"title\": \"T\", \"concerns\": [\"A\"], "
                 "\"options\": [{\"id\": \"o\", \"text\": \"O\"}, {\"id\": \"o\", \"text\": \"P\"}]}]}",
                 "issues[0]: The option \"o\" is there twice");
    expect_error(HEAD SEATS ", \"issues\": [" ISSUE ", " ISSUE "]}",
                 "issues[1].id: there is another issue \"x\" before it");
}

static void mandates_languages_settings(void **p)
{
    (void)p;
#define SEAT_A(more)                                                                                         \
    HEAD                                                                                                     \
        "\"issues\": [], \"seats\": [{\"id\": \"A\", \"party\": \"P\", \"name\": \"Seat A\", \"standing\": " \
        "\"official\"" more                                                                                  \
        "}, {\"id\": \"B\", \"party\": \"Q\", \"name\": \"Seat B\", \"standing\": \"private\"}]"
    struct table_file *f = NULL;
    struct table_event ev;
    const uint8_t nonce[16] = {0};
    const char *good =
        SEAT_A(", \"role\": \"a role\", \"languages\": [\"en\", \"zh-Hant\"], \"mandate\": "
               "{\"kind\": \"under instruction\", \"expires_slot\": 77}") ", \"settings\": {"
                                                                          "\"spacing_hours\": 1, "
                                                                          "\"runs_per_issue\": 2, "
                                                                          "\"breadth_max_percent\": 50, "
                                                                          "\"breadth_min_percent\": 0, "
                                                                          "\"breadth_from\": 10, "
                                                                          "\"statistical_bits\": 64}}";
    assert_int_equal(table_file_read(t2_bytes_str(good), &f, NULL), 0);
    assert_int_equal(table_file_opening(f, 0, 0, nonce, &ev), 0);
    const struct table_ev_table_opened *o = &ev.u.table_opened;
    assert_int_equal(o->seats[0].mandate.kind, TABLE_UNDER_INSTRUCTION);
    assert_int_equal(o->seats[0].mandate.expires_slot, 77);
    assert_string_equal(o->seats[0].languages[1], "zh-Hant");
    assert_string_equal(o->seats[0].role, "a role");
    assert_int_equal(o->settings.spacing_slots, 60);
    assert_int_equal(o->settings.statistical_bits, 64);
    table_event_clear(&ev);
    table_file_free(f);
    expect_error(SEAT_A(", \"mandate\": {\"kind\": \"whim\"}") "}",
                 "seats[0].mandate.kind: expected one of \"own");
    expect_error(SEAT_A(", \"mandate\": {\"kind\": \"own initiative\", \"expires_slot\": -1}") "}",
                 "seats[0].mandate.expires_slot: expected a number from 0");
    expect_error(SEAT_A(", \"role\": \"two\\nlines\"") "}",
                 "seats[0].role: expected one line of text without control characters, at most 4096 bytes");
    expect_error(SEAT_A(", \"languages\": [\"e_n\"]") "}", "seats[0].languages[0]: expected a language tag");
    expect_error(SEAT_A("") ", \"settings\": {\"runs\": 3}}", "settings.runs: this is not known here");
    expect_error(SEAT_A("") ", \"settings\": {\"runs_per_issue\": 2.5}}",
                 "settings.runs_per_issue: expected a whole number");
    expect_error(SEAT_A("") ", \"settings\": {\"runs_per_issue\": 0}}",
                 "the file: The settings of the table do not fit");
    expect_error(SEAT_A("") ", \"settings\": {\"slot_seconds\": 60}}",
                 "settings.slot_seconds: this is not known here");
    expect_error(SEAT_A("") ", \"settings\": {\"spacing_hours\": 1, \"spacing_slots\": 1}}",
                 "settings: give spacing_slots or spacing_hours, not both");
}

static void too_large_a_file(void **p)
{
    (void)p;
    uint8_t *big = calloc(1, TABLE_FILE_MAX + 1);
    struct table_file *f = NULL;
    struct table_file_error why = {.lang = TABLE_LANG_EN};
    assert_non_null(big);
    assert_int_equal(table_file_read(t2_bytes_of(big, TABLE_FILE_MAX + 1), &f, &why), T2_E_TOO_LARGE);
    assert_string_equal(why.text, "the file is larger than 4194304 bytes");
    free(big);
}

/* Each text fits, all of them together do not. */
static void too_long_an_issue(void **p)
{
    (void)p;
    struct table_state *s = fixture_table(NULL);
    struct table_file_error why = {.lang = TABLE_LANG_EN};
    struct table_event ev;
    char text[TABLE_TEXT_MAX], *json = malloc(1u << 18);
    assert_non_null(json);
    memset(text, 'x', sizeof text);
    size_t n = (size_t)sprintf(
        json, "{\"id\": \"long\", \"title\": \"Long\", \"concerns\": [\"A\"], \"options\": [");
    for (unsigned i = 0; i < 20; i++)
        n += (size_t)sprintf(json + n, "%s{\"id\": \"o%u\", \"text\": \"%.*s\"}", i > 0 ? ", " : "", i,
                             (int)sizeof text, text);
    (void)sprintf(json + n, "]}");
    assert_int_equal(table_issue_read(s, t2_bytes_str(json), 2, FIXTURE_SLOT + 1, &ev, &why), T2_E_MALFORMED);
    assert_non_null(strstr(why.text, "longer than 65536 bytes"));
    free(json);
    table_state_free(s);
}

static void one_issue_alone(void **p)
{
    (void)p;
    struct table_state *s = fixture_table(NULL);
    struct table_file_error why = {.lang = TABLE_LANG_EN};
    struct table_event ev;
    assert_int_equal(table_issue_read(s, t2_bytes_str(ISSUE), 2, FIXTURE_SLOT + 1, &ev, &why), 0);
    assert_int_equal(ev.author, 2);
    fixture_apply(s, &ev);
    table_event_clear(&ev);
    assert_int_equal(table_n_issues(s), 9);
    assert_int_equal(table_issue_read(s, t2_bytes_str("{\"id\": 1}"), 2, 1, &ev, &why), T2_E_MALFORMED);
    assert_string_equal(why.text, "id: expected a text in quotation marks");
    assert_null(ev.storage);
    table_state_free(s);
}

/* ---- profiles ---- */

static const uint8_t two[] = {1, 6}; /* line (3 options), prisoners (3 options) */

static struct table_prefs *profile(const struct table_state *s, const char *json, size_t n_issues,
                                   const char *error)
{
    struct table_prefs *prefs = NULL;
    struct table_file_error why = {.lang = TABLE_LANG_EN};
    int err = table_prefs_read(s, t2_bytes_str(json), "A", two, n_issues, &prefs, &why);
    if (error == NULL) {
        if (err != 0) {
            fail_msg("%s", why.text);
        }
    } else {
        assert_int_equal(err, T2_E_MALFORMED);
        assert_null(prefs);
        if (strncmp(why.text, error, strlen(error)) != 0) {
            fail_msg("\"%s\", expected \"%s...\"", why.text, error);
        }
    }
    return prefs;
}

static void profiles(void **p)
{
    (void)p;
    struct table_state *s = fixture_table(NULL);
    struct table_prefs *x = profile(s,
                                    "{\"points\": {\"prisoners\": [1, 2, null], \"line\": [10, 20, 30]}, "
                                    "\"could_live_with_at_least\": 12, "
                                    "\"linkages\": [{\"if\": {\"line\": [\"l3\"]}, \"then\": {\"prisoners\": "
                                    "[\"p2\"]}, \"why\": \"w\"}]}",
                                    2, NULL);
    assert_int_equal(x->points[0][1], 20);
    assert_int_equal(x->points[1][2], TABLE_RED_LINE);
    assert_int_equal(x->at_least, 12);
    struct table_entry e;
    assert_int_equal(table_entry_make(&e, x), 0);
    static const uint8_t expected[] = {0, 1, 0, 1, 1, 0, 0, 1, 0};
    assert_memory_equal(e.bits, expected, sizeof(expected));
    table_entry_clear(&e);
    table_prefs_free(x);

    x = profile(s,
                "{\"words\": {\"line\": [\"welcome\", \"could live with\", \"cannot\"], "
                "\"prisoners\": [\"could live with\", \"welcome\", \"could live with\"]}}",
                2, NULL);
    assert_int_equal(table_entry_make(&e, x), 0);
    assert_int_equal(e.n_accepted, 6);
    table_entry_clear(&e);
    x->at_least = 2; /* welcome on both */
    assert_int_equal(table_entry_make(&e, x), 0);
    assert_int_equal(e.n_accepted, 1);
    assert_int_equal(e.bits[1], 1);
    table_entry_clear(&e);
    table_prefs_free(x);

    x = profile(s, "{\"alone\": {\"line\": [\"l2\"]}}", 1, NULL);
    assert_int_equal(x->points[0][0], TABLE_RED_LINE);
    assert_int_equal(x->points[0][1], 0);
    table_prefs_free(x);
    x = profile(s, "{\"alone\": {\"line\": \"*\"}}", 1, NULL);
    assert_int_equal(table_entry_make(&e, x), 0);
    assert_int_equal(e.n_accepted, 3);
    table_entry_clear(&e);
    table_prefs_free(x);
    x = profile(s, "{\"points\": {\"line\": [1, 2, 3]}, \"could_live_with_at_least\": 2}", 1, NULL);
    table_prefs_free(x);
    table_state_free(s);
}

static void profiles_that_are_wrong(void **p)
{
    (void)p;
#define LINE "\"line\": [1, 2, 3]"
#define BOTH "\"points\": {" LINE ", \"prisoners\": [1, 2, 3]}, \"could_live_with_at_least\": 1"
    struct table_state *s = fixture_table(NULL);
    (void)profile(s, "{}", 2, "points: it is missing");
    (void)profile(s, "{\"point\": {}}", 2, "point: this is not known here");
    (void)profile(s, "{\"points\": {" LINE "}}", 2, "points.prisoners: it is missing");
    (void)profile(s, "{\"points\": {" LINE ", \"prisoners\": [1, 2]}}", 2,
                  "points.prisoners: expected 3 to 3 elements");
    (void)profile(s, "{\"points\": {" LINE ", \"zone\": [1]}}", 2,
                  "points.zone: this issue is not in the sounding");
    (void)profile(s, "{\"points\": {\"line\": [1, 2.5, 3]}}", 1,
                  "points.line[1]: expected a whole number, or null");
    (void)profile(s, "{\"points\": {\"line\": [1, 2, 1000001]}}", 1,
                  "points.line[2]: expected a number from -1000000 to 1000000");
    (void)profile(s, "{\"points\": {" LINE "}}", 1, "could_live_with_at_least: it is missing");
    (void)profile(s, "{\"words\": {\"line\": [\"welcome\", \"perhaps\", \"cannot\"]}}", 1,
                  "words.line[1]: expected one of \"cannot\", \"could live with\", \"welcome\"");
    (void)profile(s, "{\"words\": {}, \"points\": {}}", 1, "words: give points or words, not both");
    (void)profile(s, "{" BOTH ", \"linkages\": [{\"if\": {\"line\": [\"l9\"]}, \"then\": {}}]}", 2,
                  "linkages[0].if.line[0]: expected an option of the issue \"line\"");
    (void)profile(s, "{" BOTH ", \"linkages\": [{\"if\": {\"line\": []}, \"then\": {}}]}", 2,
                  "linkages[0].if.line: expected at least one option");
    (void)profile(s, "{" BOTH ", \"linkages\": [{\"if\": {}}]}", 2, "linkages[0].then: it is missing");
    (void)profile(s, "{" BOTH ", \"linkages\": [{\"if\": {}, \"then\": {}, \"because\": 1}]}", 2,
                  "linkages[0].because: this is not known here");
    (void)profile(s, "{\"alone\": {\"line\": [1]}}", 1,
                  "alone.line[0]: expected an option of the issue \"line\"");
    (void)profile(s, "{\"profiles\": {\"B\": {}}}", 2, "profiles.A: it is missing");
    struct table_prefs *x = NULL;
    assert_int_equal(table_prefs_read(s, t2_bytes_str("{}"), "A", NULL, 0, &x, NULL), T2_E_ARGUMENT);
    const uint8_t unknown = 60;
    assert_int_equal(table_prefs_read(s, t2_bytes_str("{}"), "A", &unknown, 1, &x, NULL), T2_E_ARGUMENT);
    table_state_free(s);
}

/* ---- the state as JSON ---- */

static json_t *export_of(const struct table_state *s, uint64_t now)
{
    struct t2_buf b;
    t2_buf_init(&b, 1u << 20);
    assert_int_equal(table_export_json(s, now, &b), 0);
    json_t *o = json_loadb((const char *)b.ptr, b.len, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(o);
    t2_buf_free(&b);
    return o;
}

static const char *text_at(json_t *o, const char *key)
{
    return json_string_value(json_object_get(o, key));
}

/* Of what was said the newest hundred stand in it, however long the record is. */
static void the_newest_of_what_was_said(void **p)
{
    (void)p;
    struct table_state *s = fixture_table(NULL);
    char words[32];
    for (unsigned i = 0; i < 120; i++) {
        (void)snprintf(words, sizeof(words), "line %u", i);
        struct table_event ev = fixture_said(1, FIXTURE_SLOT, TABLE_THINKING_ALOUD, words);
        fixture_apply(s, &ev);
    }
    json_t *o = export_of(s, FIXTURE_SLOT), *said = json_object_get(o, "said");
    assert_int_equal(json_array_size(said), 100);
    assert_string_equal(text_at(json_array_get(said, 0), "text"), "line 20");
    assert_string_equal(text_at(json_array_get(said, 99), "text"), "line 119");
    json_decref(o);
    table_state_free(s);
}

/* What keeps an issue from being sounded, and who would have it opened again. */
static void a_closed_issue_in_json(void **p)
{
    (void)p;
    const uint8_t prisoners[] = {6};
    struct table_settings settings = table_settings_default();
    settings.spacing_slots = 0;
    struct table_state *s = fixture_table(&settings);
    for (uint8_t tag = 1; tag <= 3; tag++) {
        struct table_event ev = fixture_sound_opened(s, 0, FIXTURE_SLOT, tag, prisoners, 1, 3);
        fixture_apply(s, &ev);
        ev = fixture_stopped(0, FIXTURE_SLOT, tag, 1, 0);
        fixture_apply(s, &ev);
    }
    struct table_event ev = {.kind = TABLE_EV_SOUNDS_REOPENED, .author = 1, .slot = FIXTURE_SLOT};
    ev.u.sounds_reopened.issue = 6;
    fixture_apply(s, &ev);
    json_t *o = export_of(s, FIXTURE_SLOT);
    json_t *issues = json_object_get(o, "issues");
    json_t *b = json_object_get(json_array_get(issues, 6), "budget");
    assert_true(json_is_true(json_object_get(b, "closed")));
    assert_true(json_is_true(json_object_get(b, "may_reopen")));
    assert_false(json_is_true(json_object_get(b, "open_now")));
    assert_string_equal(json_string_value(json_array_get(json_object_get(b, "reopen_by"), 0)), "B");
    assert_int_equal(json_array_size(json_object_get(b, "reopen_by")), 1);
    b = json_object_get(json_array_get(issues, 0), "budget");
    assert_false(json_is_true(json_object_get(b, "closed")));
    assert_false(json_is_true(json_object_get(b, "may_reopen")));
    assert_int_equal(json_array_size(json_object_get(b, "reopen_by")), 0);
    json_decref(o);
    ev.author = 0; /* all whom it concerns: it is open again, and cannot be reopened twice */
    fixture_apply(s, &ev);
    o = export_of(s, FIXTURE_SLOT);
    b = json_object_get(json_array_get(json_object_get(o, "issues"), 6), "budget");
    assert_false(json_is_true(json_object_get(b, "closed")));
    assert_int_equal(json_array_size(json_object_get(b, "reopen_by")), 0);
    json_decref(o);
    table_state_free(s);
}

static void the_state_as_json(void **p)
{
    (void)p;
    struct table_state *s = fixture_table(NULL);
    struct table_event ev = fixture_said(1, FIXTURE_SLOT, TABLE_COULD_RECOMMEND, "Said \"so\"");
    fixture_apply(s, &ev);
    ev = fixture_sound_opened(s, 0, FIXTURE_SLOT, 0xab, fixture_all_issues, 8, 15);
    fixture_apply(s, &ev);
    ev = fixture_sealed(s, 2, FIXTURE_SLOT, 0xab);
    fixture_apply(s, &ev);
    json_t *o = export_of(s, FIXTURE_SLOT);
    assert_string_equal(text_at(o, "format"), "tracktwo-state/1");
    assert_string_equal(text_at(json_object_get(o, "track"), "value"), "1.5");
    assert_int_equal(json_array_size(json_object_get(o, "seats")), 4);
    assert_int_equal(json_array_size(json_object_get(o, "issues")), 8);
    json_t *territory = json_array_get(json_object_get(o, "issues"), 0);
    assert_int_equal(json_integer_value(json_object_get(json_object_get(territory, "budget"), "runs_left")),
                     3);
    assert_true(json_is_true(json_object_get(json_object_get(territory, "budget"), "running")));
    assert_string_equal(text_at(json_object_get(territory, "title"), "fr"),
                        "Statut des territoires tenus par l'une des parties");
    json_t *x = json_array_get(json_object_get(o, "soundings"), 0);
    assert_string_equal(text_at(x, "status"), "open");
    assert_string_equal(text_at(x, "id"), "abababababababababababababab0500");
    assert_true(json_is_null(json_object_get(x, "answer")));
    assert_string_equal(json_string_value(json_array_get(json_object_get(x, "sealed"), 0)), "C");
    assert_int_equal(json_integer_value(json_object_get(x, "n_candidates")), 20736);
    json_t *said = json_array_get(json_object_get(o, "said"), 0);
    assert_string_equal(text_at(said, "text"), "Said \"so\"");
    assert_string_equal(text_at(said, "phrase"), "could recommend");
    json_decref(o);

    ev = fixture_stopped(2, FIXTURE_SLOT + 3, 0xab, 0, 1);
    fixture_apply(s, &ev);
    o = export_of(s, FIXTURE_SLOT + 3 + 4320);
    x = json_array_get(json_object_get(o, "soundings"), 0);
    assert_string_equal(text_at(x, "status"), "stopped");
    assert_string_equal(json_string_value(json_array_get(json_object_get(x, "not_heard"), 0)), "A");
    territory = json_array_get(json_object_get(o, "issues"), 0);
    assert_true(json_is_true(json_object_get(json_object_get(territory, "budget"), "open_now")));
    json_decref(o);

    struct t2_buf small;
    t2_buf_init(&small, 100);
    assert_int_equal(table_export_json(s, 0, &small), T2_E_FULL);
    t2_buf_free(&small);
    /* Without what was said, and with all the rest. */
    struct t2_buf unsaid;
    t2_buf_init(&unsaid, 1u << 20);
    o = export_of(s, FIXTURE_SLOT);
    assert_int_equal(table_export_json_unsaid(s, FIXTURE_SLOT, &unsaid), 0);
    json_t *rest = json_loadb((const char *)unsaid.ptr, unsaid.len, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(rest);
    assert_int_equal(json_object_del(o, "said"), 0);
    assert_true(json_equal(o, rest));
    json_decref(rest);
    json_decref(o);
    t2_buf_free(&unsaid);
    table_state_free(s);
    assert_int_equal(table_state_new(&s), 0);
    o = export_of(s, 0);
    assert_true(json_is_false(json_object_get(o, "open")));
    json_decref(o);
    table_state_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_smallest_file),
        cmocka_unit_test(errors_name_the_place),
        cmocka_unit_test(mandates_languages_settings),
        cmocka_unit_test(too_large_a_file),
        cmocka_unit_test(too_long_an_issue),
        cmocka_unit_test(one_issue_alone),
        cmocka_unit_test(profiles),
        cmocka_unit_test(profiles_that_are_wrong),
        cmocka_unit_test(the_newest_of_what_was_said),
        cmocka_unit_test(a_closed_issue_in_json),
        cmocka_unit_test(the_state_as_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
