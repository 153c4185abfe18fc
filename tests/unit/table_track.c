/* The track: computed from the standings, for every combination of them, and its sentence. */
#include <stdio.h>

#include "table_fixture.h"

/* Three seats, the first two of one party. */
static void every_combination(void **p)
{
    (void)p;
    static const enum table_standing all[] = {TABLE_OFFICIAL, TABLE_OFFICIAL_PERSONAL, TABLE_FORMER,
                                              TABLE_PRIVATE};
    struct table_state *s = fixture_small(4);
    for (unsigned code = 0; code < 256; code++) {
        unsigned n_official = 0, n_personal = 0;
        for (uint8_t seat = 0; seat < 4; seat++) {
            enum table_standing standing = all[code >> (2 * seat) & 3];
            struct table_event ev = {.kind = TABLE_EV_SEAT_STANDING, .author = seat, .slot = FIXTURE_SLOT};
            ev.u.seat_standing.standing = standing;
            ev.u.seat_standing.mandate.kind = TABLE_OWN_INITIATIVE;
            fixture_apply(s, &ev);
            assert_int_equal(table_seat(s, seat)->standing, standing);
            n_official += standing == TABLE_OFFICIAL;
            n_personal += standing == TABLE_OFFICIAL_PERSONAL;
        }
        enum table_track expected = n_official == 4               ? TABLE_TRACK_ONE
                                    : n_official + n_personal > 0 ? TABLE_TRACK_ONE_AND_HALF
                                                                  : TABLE_TRACK_TWO;
        assert_int_equal(table_track(s), expected);
        char text[512];
        table_track_text(s, TABLE_LANG_EN, text, sizeof(text));
        for (unsigned seat = 0; seat < 4; seat++) {
            enum table_standing standing = all[code >> (2 * seat) & 3];
            char end[] = "P0's";
            end[1] = (char)('0' + seat);
            int named = strstr(text, end) != NULL;
            int official = standing == TABLE_OFFICIAL || standing == TABLE_OFFICIAL_PERSONAL;
            assert_int_equal(named, expected == TABLE_TRACK_ONE_AND_HALF && official);
        }
        assert_int_equal(strstr(text, "personal capacity") != NULL,
                         expected == TABLE_TRACK_ONE_AND_HALF && n_official == 0);
    }
    table_state_free(s);
}

/* The sentence, from its words in docs/manual: who is official, on whose ends, whether on these only. */
static void expected_sentence(const struct table_seat *seats, size_t n, char *out, size_t out_len)
{
    char ends[64] = "";
    unsigned n_official = 0, n_personal = 0, n_ends = 0, n_with = 0;
    for (size_t i = 0; i < n; i++) {
        int first = 1, with = 0;
        n_official += seats[i].standing == TABLE_OFFICIAL;
        n_personal += seats[i].standing == TABLE_OFFICIAL_PERSONAL;
        for (size_t k = 0; k < n; k++) {
            int same = strcmp(seats[k].party, seats[i].party) == 0;
            first &= !(same && k < i);
            with |= same && seats[k].standing <= TABLE_OFFICIAL_PERSONAL;
        }
        n_ends += (unsigned)first;
        n_with += (unsigned)(first && with);
    }
    unsigned shown = 0;
    for (size_t i = 0; i < n; i++) {
        int first = 1, with = 0;
        for (size_t k = 0; k < n; k++) {
            int same = strcmp(seats[k].party, seats[i].party) == 0;
            first &= !(same && k < i);
            with |= same && seats[k].standing <= TABLE_OFFICIAL_PERSONAL;
        }
        if (first && with) {
            (void)strcat(ends, shown == 0 ? "" : shown + 1 == n_with ? " and " : ", ");
            (void)strcat(strcat(ends, seats[i].party), "'s");
            shown++;
        }
    }
    if (n_official == n)
        (void)snprintf(out, out_len, "Track One: every seat is official");
    else if (n_official + n_personal == 0)
        (void)snprintf(out, out_len, "Track Two: no seat is official");
    else
        (void)snprintf(out, out_len, "Track 1.5: %s%s on %s %s%s",
                       n_official + n_personal == 1 ? "an official" : "officials",
                       n_official == 0 ? " in a personal capacity" : "", ends, n_with == 1 ? "end" : "ends",
                       n_with < n_ends               ? " only"
                       : n_official + n_personal < n ? ", together with others"
                                                     : "");
}

/* Three seats of one, two and three parties, in every combination of standings and functions. */
static void standings_and_functions(void **p)
{
    static const char *const parties[][3] = {{"P", "P", "P"}, {"P", "P", "Q"}, {"P", "Q", "R"}};
    static const char *const names[] = {"A", "B", "C"};
    unsigned n = 0;
    (void)p;
    for (unsigned code = 0; code < 3 * 12 * 12 * 12; code++) {
        struct table_seat seats[3];
        struct table_state *s = NULL;
        struct table_event ev = {.kind = TABLE_EV_TABLE_OPENED, .slot = FIXTURE_SLOT};
        char want[256] = "", text[512];
        unsigned rest = code / 3, pen = 0;
        for (unsigned i = 0; i < 3; i++, rest /= 12) {
            seats[i] = (struct table_seat){.id = names[i],
                                           .party = parties[code % 3][i],
                                           .name = names[i],
                                           .role = "",
                                           .standing = 1 + rest % 4,
                                           .function = rest / 4 % 3,
                                           .mandate = {.kind = TABLE_OWN_INITIATIVE}};
        }
        for (unsigned i = 3; i-- > 0;)
            pen = seats[i].function == TABLE_FACILITATOR ? i : pen;
        ev.u.table_opened = (struct table_ev_table_opened){
            .title = "T", .settings = table_settings_default(), .n_seats = 3, .seats = seats};
        assert_int_equal(table_state_new(&s), 0);
        fixture_apply(s, &ev);
        expected_sentence(seats, 3, want, sizeof want);
        table_track_text(s, TABLE_LANG_EN, text, sizeof text);
        assert_string_equal(text, want);
        assert_int_equal(table_pen(s), pen); /* the facilitator's, else the convenor's */
        table_state_free(s);
        n++;
    }
    assert_int_equal(n, 5184);
}

static void set_standings(struct table_state *s, const char *standings)
{
    for (uint8_t i = 0; standings[i] != '\0'; i++) {
        struct table_event ev = {.kind = TABLE_EV_SEAT_STANDING, .author = i, .slot = FIXTURE_SLOT};
        ev.u.seat_standing.mandate.kind = TABLE_OWN_INITIATIVE;
        ev.u.seat_standing.standing = standings[i] == 'o'   ? TABLE_OFFICIAL
                                      : standings[i] == 'c' ? TABLE_OFFICIAL_PERSONAL
                                      : standings[i] == 'f' ? TABLE_FORMER
                                                            : TABLE_PRIVATE;
        fixture_apply(s, &ev);
    }
}

static void expect(struct table_state *s, const char *standings, const char *text)
{
    char found[512];
    set_standings(s, standings);
    table_track_text(s, TABLE_LANG_EN, found, sizeof(found));
    assert_string_equal(found, text);
}

static void sentences(void **p)
{
    (void)p;
    struct table_state *s = fixture_table(NULL);
    expect(s, "fofp", "Track 1.5: an official on Borea's end only");
    expect(s, "fcfp", "Track 1.5: an official in a personal capacity on Borea's end only");
    expect(s, "offo", "Track 1.5: officials on Arvenia's and Observer organisation's ends only");
    expect(s, "ffop", "Track 1.5: an official on Supporting states' end only");
    expect(s, "cccc",
           "Track 1.5: officials in a personal capacity on Arvenia's, Borea's, Supporting states' and "
           "Observer organisation's ends");
    expect(s, "occo",
           "Track 1.5: officials on Arvenia's, Borea's, Supporting states' and Observer organisation's ends");
    expect(s, "oooo", "Track One: every seat is official");
    expect(s, "fffp", "Track Two: no seat is official");
    table_state_free(s);
}

/* Two seats of one party, one of them official; and many parties, of which a few are named. */
static void ends_are_parties(void **p)
{
    (void)p;
    static const struct table_seat seats[] = {
        {.id = "A",
         .party = "X",
         .name = "Seat A",
         .role = "",
         .standing = TABLE_OFFICIAL,
         .mandate = {1, 0}},
        {.id = "B", .party = "X", .name = "Seat B", .role = "", .standing = TABLE_PRIVATE, .mandate = {1, 0}},
        {.id = "C",
         .party = "Y",
         .name = "Seat C",
         .role = "",
         .standing = TABLE_OFFICIAL,
         .mandate = {1, 0}},
    };
    struct table_state *s = NULL;
    struct table_event ev = {.kind = TABLE_EV_TABLE_OPENED, .slot = FIXTURE_SLOT};
    ev.u.table_opened = (struct table_ev_table_opened){
        .title = "T", .settings = table_settings_default(), .n_seats = 3, .seats = seats};
    assert_int_equal(table_state_new(&s), 0);
    char text[512];
    table_track_text(s, TABLE_LANG_EN, text, sizeof(text));
    assert_string_equal(text, "");
    assert_int_equal(table_track(s), TABLE_TRACK_NONE);
    fixture_apply(s, &ev);
    expect(s, "opo", "Track 1.5: officials on X's and Y's ends, together with others");
    expect(s, "oop", "Track 1.5: officials on X's end only");
    table_state_free(s);

    s = fixture_small(10);
    expect(s, "ooooooooop", "Track 1.5: officials on P0's, P1's, P2's, P3's, P4's and 4 other ends only");
    char cut[30];
    table_track_text(s, TABLE_LANG_EN, cut, sizeof(cut));
    assert_string_equal(cut, "Track 1.5: officials on P0's,");
    char names[128];
    table_seat_names(s, 1, TABLE_LANG_EN, names, sizeof(names));
    assert_string_equal(names, "Seat S0");
    table_seat_names(s, 3, TABLE_LANG_EN, names, sizeof(names));
    assert_string_equal(names, "Seat S0 and Seat S1");
    table_seat_names(s, 0x3ff, TABLE_LANG_EN, names, sizeof(names));
    assert_string_equal(names, "Seat S0, Seat S1, Seat S2, Seat S3, Seat S4 and 5 others");
    table_state_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_combination),
        cmocka_unit_test(standings_and_functions),
        cmocka_unit_test(sentences),
        cmocka_unit_test(ends_are_parties),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
