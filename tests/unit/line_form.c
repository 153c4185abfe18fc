/* Observations from a form's table, as ODK Central and KoboToolbox write it: columns in any order, groups,
 * quoting, and every error with its line and column. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <tracktwo/line_publish.h>

static size_t taken(const char *csv, enum line_form_position position, struct line_observation **out)
{
    struct line_refusal why = {.text = ""};
    size_t n = 0;
    *out = NULL;
    if (line_form_read(t2_bytes_str(csv), position, &why, out, &n) != 0)
        fail_msg("%s", why.text);
    return n;
}

static void plain_table(void **p)
{
    (void)p;
    struct line_observation *o = NULL;
    assert_int_equal(taken("start,end,kind,count,side,verified,latitude,longitude,precision,remark\n"
                           "2026-11-30T11:16:00+02:00,2026-11-30T09:17:00Z,explosion,3,A,yes,47.0911300,37."
                           "7599100,12.5,\"two, "
                           "then\none \"\"more\"\"\"\n",
                           LINE_FORM_IS_PLACE, &o),
                     1);
    assert_int_equal(o->begin_s, 1796030160);
    assert_int_equal(o->end_s, 1796030220);
    assert_true(o->mark == LINE_MARK_EXPLOSION && o->count == 3 && o->side == LINE_A && o->verified);
    assert_true(o->has_place && o->place.x == 377599100 && o->place.y == 470911300 && o->error_cm == 1250 &&
                !o->has_own);
    assert_string_equal(o->remark, "two, then one \"more\"");
    free(o);
}

/* KoboToolbox: semicolons, a byte order mark, groups with slashes, a position in one column and in four. */
static void of_kobo(void **p)
{
    (void)p;
    struct line_observation *o = NULL;
    static const char csv[] =
        "\xef\xbb\xbf\"start\";\"end\";\"report/kind\";\"report/count\";\"where/gps\";\"where/"
        "_gps_latitude\";"
        "\"where/_gps_longitude\";\"where/_gps_altitude\";\"where/_gps_precision\";\"event/bearing\";\"event/"
        "distance\";"
        "\"event/remark\";\"_id\";\"_uuid\"\r\n"
        "\"2026-11-30T09:16:00.123+00:00\";\"2026-11-30T09:16:30.000+00:00\";\"Small-arms fire\";\"12\";"
        "\"48.0 38.0 120 4.9\";\"48.0\";\"38.0\";\"120\";\"4.9\";\"90\";\"2000\";\"\";\"17\";\"u-1\"\r\n\r\n";
    assert_int_equal(taken(csv, LINE_FORM_IS_OBSERVER, &o), 1);
    assert_true(o->mark == LINE_MARK_SMALL_ARMS && o->count == 12 && o->side == LINE_N_SIDES);
    assert_true(o->has_own && o->own.x == 380000000 && o->own.y == 480000000 && o->own_error_cm == 490);
    assert_true(o->has_place && geo_distance_m(GEO_WGS84, o->own, o->place) > 1999.9 &&
                o->place.x > o->own.x);
    assert_int_equal(o->error_cm, 20006);
    free(o);
    assert_int_equal(taken(csv, LINE_FORM_IS_PLACE, &o), 1);
    assert_true(o->has_place && o->place.x == 380000000 && !o->has_own);
    free(o);
}

/* ODK Central: groups joined by hyphens, capitals, both positions. */
static void of_odk(void **p)
{
    (void)p;
    struct line_observation *o = NULL;
    assert_int_equal(taken("SubmissionDate,start,end,event-kind,event-place-Latitude,event-place-Longitude,"
                           "event-place-Altitude,"
                           "event-place-Accuracy,observer-location-Latitude,observer-location-Longitude,"
                           "observer-location-Accuracy,KEY\n"
                           "x,2026-11-30T09:16:00Z,,access_refused,48.5,38.5,1,20,48.25,38.25,3,uuid:1\n"
                           "x,2026-11-30T09:17:00Z,,something else,,,,,48.25,38.25,3,uuid:2\n",
                           LINE_FORM_IS_OBSERVER, &o),
                     2);
    assert_true(o[0].mark == LINE_MARK_ACCESS && o[0].has_place && o[0].place.x == 385000000 &&
                o[0].error_cm == 2000);
    assert_true(o[0].has_own && o[0].own.y == 482500000 && o[0].own_error_cm == 300 &&
                o[0].end_s == o[0].begin_s);
    assert_true(o[1].mark == LINE_MARK_OTHER && !o[1].has_place && o[1].has_own);
    assert_string_equal(o[1].kind, "something else");
    free(o);
    assert_int_equal(
        taken(
            "kind,_geolocation,start\nmine,\"[48.5, 38.5]\",2026-11-30T09:17:00Z\nmine,,2026-11-30T09:17:00Z",
            LINE_FORM_IS_OBSERVER, &o),
        2);
    assert_true(o[0].has_own && o[0].own.x == 385000000 && !o[0].has_place && !o[1].has_own);
    free(o);
    assert_int_equal(taken("kind,start\n", LINE_FORM_IS_OBSERVER, &o), 0);
    assert_null(o);
}

static void errors(void **p)
{
    (void)p;
#define HEAD "start,kind,count,latitude,longitude,precision,side,verified,end\n"
#define GOOD "2026-11-30T09:16:00Z,mine,,,,,,,\n"
    static const struct {
        const char *csv;
        unsigned line;
        const char *says;
    } bad[] = {
        {"", 1, "\"kind\""},
        {"start,count\n", 1, "\"kind\""},
        {"start,kind,a/kind\n", 1, "column 3"},
        {HEAD GOOD "2026-11-30T09:16:00,mine,,,,,,,\n", 3, "column 1 (start)"},
        {HEAD GOOD GOOD "2026-13-30T09:16:00Z,mine,,,,,,,\n", 4, "no time"},
        {HEAD "2026-11-30T25:16:00Z,mine,,,,,,,\n", 2, "no time"},
        {HEAD "2026-11-30T09:16:00Z,,,,,,,,\n", 2, "column 2 (kind)"},
        {HEAD "2026-11-30T09:16:00Z,mine,-1,,,,,,\n", 2, "column 3 (count)"},
        {HEAD "2026-11-30T09:16:00Z,mine,1e3,,,,,,\n", 2, "column 3 (count)"},
        {HEAD "2026-11-30T09:16:00Z,mine,,91,0,,,,\n", 2, "no such place"},
        {HEAD "2026-11-30T09:16:00Z,mine,,,38,,,,\n", 2, "column 4 (latitude)"},
        {HEAD "2026-11-30T09:16:00Z,mine,,\"48,5\",38,,,,\n", 2, "\"48,5\" is no latitude"},
        {HEAD "2026-11-30T09:16:00Z,mine,,48,38,x,,,\n", 2, "column 6 (precision)"},
        {HEAD "2026-11-30T09:16:00Z,mine,,48,38,,C,,\n", 2, "column 7 (side)"},
        {HEAD "2026-11-30T09:16:00Z,mine,,48,38,,,perhaps,\n", 2, "column 8 (verified)"},
        {HEAD "2026-11-30T09:16:00Z,mine,,48,38,,,,2026-11-29T09:16:00Z\n", 2, "column 9 (end)"},
        {HEAD "2026-11-30T09:16:00Z,mine\n", 2, "fewer cells"},
        {HEAD "2026-11-30T09:16:00Z,mine,,,,,,,,\n", 2, "more cells"},
        {HEAD GOOD "\"2026-11-30T09:16:00Z,mine,,,,,,,\n", 3, "never closed"},
        {HEAD "\"2026\"x,mine,,,,,,,\n", 2, "closing quotation mark"},
        {HEAD "20\"26,mine,,,,,,,\n", 2, "does not begin with one"},
        {HEAD "\"2026-11-30T09:16:00Z\",\"a\nb\",x,,,,,,\n", 2, "column 3 (count)"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct line_refusal why = {.text = ""};
        struct line_observation *o = NULL;
        size_t n = 77;
        int err = line_form_read(t2_bytes_str(bad[i].csv), LINE_FORM_IS_PLACE, &why, &o, &n);
        if (err != T2_E_REFUSED || why.line_number != bad[i].line || strstr(why.text, bad[i].says) == NULL)
            fail_msg("%zu: %d, line %u: %s", i, err, (unsigned)why.line_number, why.text);
        assert_true(o == NULL && n == 77);
    }
    /* what stands in a cell goes on no terminal as it is */
    struct line_refusal said = {.text = ""};
    struct line_observation *none = NULL;
    size_t n_none = 0;
    assert_int_equal(line_form_read(t2_bytes_str("start,kind\n\x1b[31m\xe2\x80\xae\xff!,mine\n"),
                                    LINE_FORM_IS_PLACE, &said, &none, &n_none),
                     T2_E_REFUSED);
    assert_non_null(strstr(said.text, "column 1 (start): \"[31m!\" is no time"));
    /* a zero byte, a cell without end */
    static char large[9000];
    struct line_refusal why = {.text = ""};
    struct line_observation *o = NULL;
    size_t n = 0;
    assert_int_equal(line_form_read(t2_bytes_of("start,ki\0nd\n", 12), LINE_FORM_IS_PLACE, &why, &o, &n),
                     T2_E_REFUSED);
    memset(large, 'x', sizeof large);
    assert_int_equal(line_form_read(t2_bytes_of(large, sizeof large), LINE_FORM_IS_PLACE, &why, &o, &n),
                     T2_E_REFUSED);
    assert_non_null(strstr(why.text, "too long"));
}

/* ---- row by row, for reports ---- */

struct rows {
    struct line_report at[4];
    size_t n, n_refused;
    uint32_t line[4], refused_line[4];
    char refused[4][512];
};

static int take_row(void *ctx, const struct line_form_row *row)
{
    struct rows *all = ctx;
    struct line_refusal why = {.text = ""};
    if (all->n == 4 || line_form_report(row, 0, "uk", &why, &all->at[all->n]) != 0)
        return T2_E_FULL;
    all->line[all->n++] = row->line;
    return 0;
}

static void row_refused(void *ctx, const struct line_refusal *why)
{
    struct rows *all = ctx;
    assert_true(all->n_refused < 4);
    all->refused_line[all->n_refused] = why->line_number;
    (void)snprintf(all->refused[all->n_refused++], 512, "%s", why->text);
}

static void rows_as_reports(void **p)
{
    (void)p;
    static struct rows all;
    struct line_refusal why = {.text = ""};
    static const char csv[] =
        "start,end,kind,own_position,place,bearing,distance,side,count,means,weapon,calibre,serial,remark\n"
        "2026-11-30T09:16:00Z,,incoming,48 38 0 5,,90,2000,,3,\"heard, acoustic\",,,,two bangs\n"
        "2026-11-30T09:16:00Z,,mine,,48 38,,,,,smelt,,,,\n"
        "2026-11-30T09:20:00Z,2026-11-30T09:50:00Z,weapons,,48.1 38.1 0 20,,,B,0,seen,gun,122,,\n"
        "soon,,mine,,48 38,,,,,seen,,,,\n"
        "2026-11-30T09:30:00Z,,Unit inside,,48.1 38.1,,,A,,seen,armour,,T-64,\n"
        "2026-11-30T09:30:00Z,,weapons,,48.1 38.1,,,A,,seen,cannon,,,\n"
        "2026-11-30T09:30:00Z,,mine\n";
    assert_int_equal(line_form_each(t2_bytes_str(csv), LINE_FORM_IS_PLACE, &why, take_row, row_refused, &all),
                     0);
    assert_int_equal(all.n, 3);
    assert_int_equal(all.n_refused, 4);
    assert_true(all.line[0] == 2 && all.line[1] == 4 && all.line[2] == 6);
    static const struct {
        uint32_t line;
        const char *says;
    } wanted[] = {{3, "\"smelt\" is no means"},
                  {5, "\"soon\" is no time"},
                  {7, "\"cannon\" is no family"},
                  {8, "fewer cells"}};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(all.refused_line[i], wanted[i].line);
        assert_non_null(strstr(all.refused[i], wanted[i].says));
        assert_non_null(strstr(all.refused[i], "The row was not taken."));
    }
    /* Heard from where the observer stood: the place follows as in a report from the command line. */
    const struct line_report *r = &all.at[0];
    assert_int_equal(r->kind, LINE_REPORT_INCOMING);
    assert_int_equal(r->means, LINE_REPORT_HEARD | LINE_REPORT_ACOUSTIC);
    assert_true(r->count == 3 && r->count_how == LINE_REPORT_EXACTLY && r->n_weapons == 0);
    assert_true(r->bearing == 900 && r->distance_m == 2000 && r->own.error_cm == 500);
    assert_true((r->has & LINE_REPORT_PLACE) != 0 && r->place.at.x > 380260000 && r->place.at.x < 380280000);
    assert_int_equal(r->place.error_cm, 20007);
    assert_string_equal(r->remark.lang, "uk");
    /* Nought of the howitzers that should stand there is an answer; without a number one was seen. */
    assert_true(all.at[1].n_weapons == 1 && all.at[1].weapons[0].number == 0 && all.at[1].lasted_s == 1800);
    assert_true(all.at[1].weapons[0].calibre == 1220 && all.at[1].side == LINE_B && all.at[1].count == 0);
    assert_int_equal(all.at[2].kind, LINE_REPORT_UNIT_INSIDE);
    assert_true(all.at[2].weapons[0].number == 1 && all.at[2].weapons[0].n_serials == 1);
    assert_string_equal(all.at[2].serials[0], "T-64");
    /* No kind of reports, and the kind that takes another back. */
    struct line_form_row row = {.seen = {.kind = "thunder"}, .weapon = LINE_N_WEAPONS};
    static struct line_report none;
    assert_int_equal(line_form_report(&row, 0, "", &why, &none), T2_E_REFUSED);
    (void)snprintf(row.seen.kind, sizeof row.seen.kind, "withdrawn");
    assert_int_equal(line_form_report(&row, 0, "", &why, &none), T2_E_REFUSED);
    /* A table that is none costs the file, also row by row; and what the taker returns ends it. */
    all.n_refused = 0;
    assert_int_equal(line_form_each(t2_bytes_str("start,kind\n\"2026"), LINE_FORM_IS_PLACE, &why, take_row,
                                    row_refused, &all),
                     T2_E_REFUSED);
    assert_int_equal(all.n_refused, 0);
    assert_non_null(strstr(why.text, "Nothing of the file was taken."));
    all.n = 4;
    assert_int_equal(line_form_each(t2_bytes_str(csv), LINE_FORM_IS_PLACE, &why, take_row, row_refused, &all),
                     T2_E_FULL);
}

static void kinds(void **p)
{
    (void)p;
    for (int m = 0; m < LINE_N_MARKS; m++) {
        assert_int_equal(line_mark_of(line_mark_name((enum line_mark)m)), m);
        assert_true(line_mark_text((enum line_mark)m)[0] != '\0');
    }
    assert_null(line_mark_name(LINE_N_MARKS));
    assert_int_equal(line_mark_of("IMPACT"), LINE_MARK_EXPLOSION);
    assert_int_equal(line_mark_of("access refused to observers"), LINE_MARK_ACCESS);
    assert_int_equal(line_mark_of("jamming-radio"), LINE_MARK_JAMMING);
    assert_int_equal(line_mark_of("a very long kind that is longer than any id may be"), LINE_MARK_OTHER);
}

/* A signed report is an observation; no kind of theirs is left without a mark of its own. */
static void of_reports(void **p)
{
    (void)p;
    static struct line_report r = {.begin_s = 100,
                                   .lasted_s = 20,
                                   .has = LINE_REPORT_PLACE | LINE_REPORT_OWN,
                                   .place = {{1, 2}, 300},
                                   .own = {{4, 5}, 600},
                                   .count = 7,
                                   .side = LINE_B,
                                   .verified = 1};
    struct line_observation o;
    for (int k = 1; k < LINE_REPORT_N_KINDS; k++) {
        r.kind = (enum line_report_kind)k;
        if (k == LINE_REPORT_WITHDRAWN) {
            assert_int_equal(line_observation_of(&r, &o), T2_E_ARGUMENT);
            continue;
        }
        assert_int_equal(line_observation_of(&r, &o), 0);
        assert_string_equal(o.kind, line_report_kind_name(r.kind));
        if (o.mark == LINE_MARK_OTHER)
            fail_msg("%s has no mark", o.kind);
    }
    assert_true(o.begin_s == 100 && o.end_s == 120 && o.count == 7 && o.side == LINE_B && o.verified);
    assert_true(o.has_place && o.place.y == 2 && o.error_cm == 300 && o.has_own && o.own.x == 4 &&
                o.own_error_cm == 600);
    r.has = 0;
    r.kind = (enum line_report_kind)LINE_REPORT_N_KINDS;
    assert_int_equal(line_observation_of(&r, &o), T2_E_ARGUMENT);
    r.kind = LINE_REPORT_WATCH;
    assert_int_equal(line_observation_of(&r, &o), 0);
    assert_true(!o.has_place && !o.has_own && o.own.x == 0 && o.mark == LINE_MARK_WATCH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_table), cmocka_unit_test(of_kobo),    cmocka_unit_test(of_odk),
        cmocka_unit_test(errors),      cmocka_unit_test(of_reports), cmocka_unit_test(rows_as_reports),
        cmocka_unit_test(kinds),
    };
    return cmocka_run_group_tests_name("line_form", tests, NULL, NULL);
}
