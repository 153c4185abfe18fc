/* Names that look the same are one name: of articles and of seats, whatever their case, width or script; and
 * the one form in which texts are posted. */
#include "table_form_events.h"

#include <stdlib.h>

#include <utf8proc.h>

static int set_up(void **p)
{
    struct table_state *s = fixture_small(3);
    fixture_add_issue(s, "x", 3, 3);
    *p = s;
    return 0;
}

static int tear_down(void **p)
{
    table_state_free(*p);
    return 0;
}

static const char taken[] = "There is an article of that name already";
static const char mixed[] = "The name of the article has letters of two scripts";
static const char form[] = "The name of the article has letters that are not in the form";

static void articles(void **p)
{
    static const struct {
        const char *name, *begins; /* NULL: it is taken */
        enum table_refusal_code code;
    } cases[] = {
        {"Observers", NULL, TABLE_R_NONE},
        {"OBSERVERS", taken, TABLE_R_DUPLICATE},
        {"3", NULL, TABLE_R_NONE},
        {"\xef\xbc\x93", taken, TABLE_R_DUPLICATE},  /* fullwidth 3 */
        {"3\xe2\x80\x8b", taken, TABLE_R_DUPLICATE}, /* and a space that has no width */
        {"\xd9\xa3", NULL, TABLE_R_NONE},            /* the Arabic 3 looks otherwise */
        {"package 3", taken, TABLE_R_DUPLICATE},     /* kept for soundings */
        {"Package 3", taken, TABLE_R_DUPLICATE},
        {"\xef\xbd\x90\xef\xbd\x81"
         "ckage 3",
         taken, TABLE_R_DUPLICATE}, /* its first letters fullwidth */
        {"p\xc2\xad"
         "ackage 3",
         taken, TABLE_R_DUPLICATE}, /* a hyphen that is not shown */
        {"p\xd0\xb0"
         "ckage 3",
         mixed, TABLE_R_MIXED_SCRIPTS}, /* a Cyrillic a */
        {"packages", NULL, TABLE_R_NONE},
        {"\xd0\x9f\xd0\xbe\xd0\xbb\xd0\xbe\xd0\xbd\xd0\xb5\xd0\xbd\xd1\x96", NULL, TABLE_R_NONE},
        {"\xc3\x89"
         "changes",
         NULL, TABLE_R_NONE},
        {"E\xcc\x81"
         "changes",
         form, TABLE_R_FORMAT},                     /* not composed */
        {"\xf0\x96\xb5\xa3", form, TABLE_R_FORMAT}, /* Kirat Rai, younger than Unicode 14 */
        {"\xee\x80\x80", form, TABLE_R_FORMAT},     /* private use: each sees what its font has */
    };
    struct table_state *s = *p;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct table_event ev = form_article(1, FIXTURE_SLOT, (uint8_t)(1 + i), cases[i].name, 1, 3);
        if (cases[i].begins == NULL)
            fixture_apply(s, &ev);
        else
            fixture_refused(s, &ev, cases[i].code, cases[i].begins);
    }
    size_t at = 99;
    assert_int_equal(table_article_find(s, "observers", &at), 0); /* as it is typed */
    assert_int_equal(at, 0);
    assert_int_equal(table_article_find(s,
                                        "E\xcc\x81"
                                        "CHANGES",
                                        &at),
                     0);
    assert_int_equal(table_article_find(s, "", &at), T2_E_MISSING);
}

/* The form in which they are posted is a matter of the desk: the fold takes no other of a name. */
static void seats(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = form_event(TABLE_EV_SEAT_ADDED, 0, FIXTURE_SLOT, 1);
    struct table_seat *seat = &ev.u.seat_added.seat;
    *seat = (struct table_seat){.id = "F",
                                .party = "P9",
                                .name = "SEAT s1",
                                .role = "",
                                .standing = TABLE_PRIVATE,
                                .mandate = {.kind = TABLE_OWN_INITIATIVE}};
    fixture_refused(s, &ev, TABLE_R_DUPLICATE, "The seat's name \"SEAT s1\" is there twice");
    seat->name = "Se\xcc\x81lim";
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The name of a seat has letters that are not in the form");
    seat->name = "S\xc3\xa9lim";
    seat->party = "Se\xcc\x81lim's party";
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The party of a seat has letters that are not in the form");
    seat->party = "S\xc3\xa9lim's party";
    fixture_apply(s, &ev);
    ev = form_event(TABLE_EV_PARTY_CHANGED, 0, FIXTURE_SLOT, 2);
    ev.u.party_changed.seat = 1;
    ev.u.party_changed.party = "Se\xcc\x81lim's party";
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The party of a seat has letters that are not in the form");
}

/* Everything that a desk posts is in the form NFC, what is said included; ids and bytes stay as they are. */
static void what_is_posted(void **p)
{
    struct table_state *s = *p;
    struct table_event out, ev = fixture_said(0, FIXTURE_SLOT, TABLE_THINKING_ALOUD, "E\xcc\x81t\xc3\xa9.");
    assert_int_equal(table_event_compose(&ev, &out), 0);
    assert_string_equal(out.u.said.text, "\xc3\x89t\xc3\xa9.");
    assert_int_equal(out.u.said.phrase, TABLE_THINKING_ALOUD);
    table_event_clear(&out);

    ev = form_meeting(0, FIXTURE_SLOT, 1, FIXTURE_SLOT + 1, 7, 0);
    ev.u.meeting_called.place = "Gene\xcc\x80ve";
    fixture_complete(s, &ev);
    assert_int_equal(table_event_compose(&ev, &out), 0);
    assert_string_equal(out.u.meeting_called.place, "Gen\xc3\xa8ve");
    ev.u.meeting_called.place = "Gen\xc3\xa8ve";
    struct t2_buf a, b;
    t2_buf_init(&a, TABLE_EVENT_MAX);
    t2_buf_init(&b, TABLE_EVENT_MAX);
    assert_int_equal(table_event_encode(&ev, &a), 0);
    assert_int_equal(table_event_encode(&out, &b), 0);
    assert_true(t2_bytes_eq(t2_buf_view(&a), t2_buf_view(&b)));
    t2_buf_free(&a);
    t2_buf_free(&b);
    table_event_clear(&out);

    /* An article that was typed with a mark beside its letter can be opened, since it is not posted so. */
    ev = form_article(1, FIXTURE_SLOT, 3,
                      "E\xcc\x81"
                      "changes",
                      1, 3);
    fixture_complete(s, &ev);
    assert_int_equal(table_event_compose(&ev, &out), 0);
    fixture_apply(s, &out);
    table_event_clear(&out);

    /* What is no text is for the rules to refuse; it is kept as it is. */
    ev = form_article(1, FIXTURE_SLOT, 4, "\xff", 1, 3);
    assert_int_equal(table_event_compose(&ev, &out), 0);
    assert_string_equal(out.u.article_opened.name, "\xff");
    fixture_refused(s, &out, TABLE_R_FORMAT, "The name of the article cannot be used as it is");
    table_event_clear(&out);
}

/* The library knows every character that names may have, so that all desks judge alike. */
static void the_library_is_not_older(void **p)
{
    (void)p;
    assert_true(atoi(utf8proc_unicode_version()) >= 14);
    assert_int_equal(utf8proc_category(0x1fae7), UTF8PROC_CATEGORY_SO); /* came with 14 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(articles, set_up, tear_down),
        cmocka_unit_test_setup_teardown(seats, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_posted, set_up, tear_down),
        cmocka_unit_test(the_library_is_not_older),
    };
    return cmocka_run_group_tests_name("table: names", tests, NULL, NULL);
}
