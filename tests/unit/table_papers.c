/* Papers and their versions; names in one script. */
#include "table_form_events.h"

static int set_up(void **p)
{
    *p = fixture_small(3);
    return 0;
}

static int tear_down(void **p)
{
    table_state_free(*p);
    return 0;
}

static struct table_event paper(uint8_t author, uint8_t tag, uint8_t of, const char *en, const char *uk)
{
    static struct table_text title[] = {{"en", "Elements on observers"}}, body[2];
    struct table_event ev = form_event(TABLE_EV_PAPER, author, FIXTURE_SLOT, tag);
    memset(ev.u.paper.of, of, TABLE_FORM_ID_LEN);
    body[0] = (struct table_text){"en", en};
    body[1] = (struct table_text){"uk", uk};
    ev.u.paper.authentic = 1;
    ev.u.paper.title = (struct table_texts){1, title};
    ev.u.paper.body = (struct table_texts){2, body};
    return ev;
}

static void versions(void **p)
{
    struct table_state *s = *p;
    const char *unchanged[4] = {NULL};
    struct table_event ev = paper(0, 1, 0, "One.\n\nTwo.", "\xd0\x9e\xd0\xb4\xd0\xbd\xd0\xb5.");
    fixture_apply(s, &ev);
    fixture_refused(s, &ev, TABLE_R_DUPLICATE, "This paper has been circulated already");
    ev = paper(1, 2, 1, "Three.", "\xd0\x9e\xd0\xb4\xd0\xbd\xd0\xb5.");
    fixture_refused(s, &ev, TABLE_R_UNKNOWN_PAPER, "There is no such paper, or another seat circulated it");
    ev.author = 0;
    fixture_apply(s, &ev);
    assert_int_equal(table_paper(s, 0)->after, 1);
    assert_int_equal(table_paper(s, 1)->version, 2);
    assert_int_equal(table_paper_unchanged(s, 0, unchanged, 4), 0);
    assert_int_equal(table_paper_unchanged(s, 1, unchanged, 4), 1);
    assert_string_equal(unchanged[0], "uk");
    ev = paper(0, 3, 1, "Four.", "x");
    fixture_refused(s, &ev, TABLE_R_UNKNOWN_PAPER, "There is no such paper");
    ev = paper(0, 3, 9, "Four.", "x");
    fixture_refused(s, &ev, TABLE_R_UNKNOWN_PAPER, "There is no such paper");
    /* A translation that is behind is no fault when the first language prevails. */
    ev = paper(0, 3, 2, "Four.", "\xd0\x9e\xd0\xb4\xd0\xbd\xd0\xb5.");
    ev.u.paper.authentic = 0;
    fixture_apply(s, &ev);
    assert_int_equal(table_paper_unchanged(s, 2, unchanged, 4), 0);
    assert_null(table_paper(s, 3));
}

static void what_a_page_is(void **p)
{
    static const char *const bad[] = {"", "\n\n", " \n ", "a\tb", "a\r\nb", "a\xff", "a\xe2\x80\xae"};
    struct table_state *s = *p;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct table_event ev = paper(0, 1, 0, bad[i], "x");
        fixture_refused(s, &ev, TABLE_R_FORMAT, "The text of the paper");
    }
    struct table_event ev = form_pause(1, FIXTURE_SLOT, TABLE_PAUSE_PLAIN, "");
    fixture_apply(s, &ev);
    ev = paper(0, 1, 0, "a", "b");
    fixture_refused(s, &ev, TABLE_R_PAUSED, "The table is paused");
}

/* Two seats that look alike would be taken for each other. */
static void names_of_one_script(void **p)
{
    static const char *const bad[] = {"Seat \xd0\x90", "\xd0\x90rvenia", "B\xce\xbfrea", "\xd5\xa8 and a"};
    static const char *const good[] = {"\xd0\x90\xd1\x80\xd0\xb2\xd0\xb5\xd0\xbd\xd1\x96\xd1\x8f 1",
                                       "\xd8\xa3\xd8\xb1\xd9\x81 A", "Arv\xc3\xa9nie"};
    struct table_state *s = *p;
    struct table_event ev = form_event(TABLE_EV_PARTY_CHANGED, 0, FIXTURE_SLOT, 1);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ev.u.party_changed.party = bad[i];
        fixture_refused(s, &ev, TABLE_R_MIXED_SCRIPTS, "The party of a seat has letters of two scripts");
    }
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        memset(ev.u.form_id, 10 + (int)i, sizeof ev.u.form_id);
        ev.u.party_changed.party = good[i];
        fixture_apply(s, &ev);
    }
    ev = form_event(TABLE_EV_SEAT_ADDED, 0, FIXTURE_SLOT, 99);
    ev.u.seat_added.seat = (struct table_seat){.id = "D",
                                               .party = "P",
                                               .name = "Seat S\xd0\xbe",
                                               .role = "",
                                               .standing = TABLE_PRIVATE,
                                               .mandate = {.kind = TABLE_OWN_INITIATIVE}};
    fixture_refused(s, &ev, TABLE_R_MIXED_SCRIPTS, "The name of a seat has letters of two scripts");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(versions, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_a_page_is, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_of_one_script, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
