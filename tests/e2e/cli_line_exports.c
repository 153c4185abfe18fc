/* tracktwo line: what leaves the record and what comes into it from elsewhere. An outline with its borders;
 * widths that balance; rows of a form signed by the observer's key; the record judged again by another rule;
 * a side that measures from its own line; the day by regions; a GeoPackage; what may be published. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "cli_fixture.h"

enum { OK = 0, REFUSED = 1, USAGE = 2, ENVIRONMENT = 3, WRONG = 5 };

static const char *file(const struct fixture *x, const char *name)
{
    static char paths[16][FIXTURE_PATH];
    static unsigned k;
    char *out = paths[k++ % 16];
    fixture_path(x, name, out);
    return out;
}

static json_t *ask_for(const struct fixture *x, const char *seat, const char *const words[], int wanted)
{
    json_t *o = NULL;
    int code = fixture_run(x, seat, words, &o);
    if (code != wanted)
        fail_msg("%s %s: exit %d, %s", words[0], words[1], code,
                 json_string_value(json_object_get(o, "error")));
    return o;
}

static json_t *in(const json_t *o, const char *list, size_t i)
{
    return json_array_get(json_object_get(o, list), i);
}

static long long number(const json_t *o, const char *key)
{
    return (long long)json_integer_value(json_object_get(o, key));
}

static size_t many(const json_t *o, const char *list)
{
    return json_array_size(json_object_get(o, list));
}

/* A whole file, as a text. */
static const char *contents(const struct fixture *x, const char *name)
{
    static char all[1 << 20];
    FILE *f = fopen(file(x, name), "rb");
    assert_non_null(f);
    size_t n = fread(all, 1, sizeof all - 1, f);
    all[n] = '\0';
    assert_int_equal(fclose(f), 0);
    return all;
}

/* ---- without a desk ---- */

#define FLAT "{\"frame\": \"flat\", \"sides\": [\"West\", \"East\"], \"territory\": \"The plain.\", "
#define EARTH "{\"frame\": \"wgs84\", \"sides\": [\"West\", \"East\"], \"territory\": \"The plain.\", "
#define ENDS "\"start\": \"square\", \"finish\": \"square\", "
#define WEST "[[0, 0], [30000, 0], [30000, 40000], [0, 40000], [0, 0]]"
#define AROUND "[[0, 0], [60000, 0], [60000, 40000], [0, 40000], [0, 0]]"
#define AREA(name, ring)                                                                                     \
    "{\"type\": \"Feature\", \"properties\": {\"name\": \"" name "\"}, \"geometry\": {\"type\": "            \
    "\"Polygon\", \"coordinates\": [" ring "]}}"
#define COLLECTION(list) "{\"type\": \"FeatureCollection\", \"features\": [" list "]}"

static void an_outline_with_its_borders(void **p)
{
    struct fixture x = {.dated = 0};
    (void)p;
    fixture_start(&x);
    fixture_write(&x, "outline.json",
                  FLAT ENDS "\"outline\": {\"rings\": [" WEST "], \"borders\": [" AROUND
                            "], \"land\": [" AROUND "], \"border_m\": 3000}}");
    fixture_write(&x, "alone.json",
                  FLAT ENDS "\"outline\": {\"rings\": [" WEST "], \"borders\": [" AROUND "], \"land\": [" WEST
                            "]}}");
    fixture_write(&x, "lacking.json", FLAT ENDS "\"outline\": {\"rings\": [" WEST "]}}");
    json_t *o =
        fixture_shown(&x, "X", WORDS("line", "check", file(&x, "outline.json"), "--out", file(&x, "l.bin")));
    double length = json_real_value(json_object_get(o, "length_m"));
    assert_true(length > 39999 && length < 40001); /* from border to border, whatever the margin */
    assert_int_equal(many(o, "repairs"), 2);       /* and both ends are named */
    json_decref(o);
    /* The side that holds the outline is on the left: all its ground lies west of the line. */
    fixture_write(&x, "five.rule",
                  "tracktwo line rule 1\ntitle en Five\nframe flat\nmeasure per_side\nreference a contact\n"
                  "reference b contact\nday 2026-06-01\ndemilitarized 0\nclass all\n  weapons gun\n"
                  "  distance 5000\n  by 0\n");
    fixture_write(&x, "town.json",
                  COLLECTION("{\"geometry\": {\"coordinates\": [28000, 20000]}, \"properties\": {\"people\": "
                             "70}}"));
    o = fixture_shown(&x, "X",
                      WORDS("line", "zones", "--line", file(&x, "l.bin"), "--rule", file(&x, "five.rule"),
                            "--settlements", file(&x, "town.json")));
    assert_string_equal(fixture_text(in(o, "zones", 0), "side"), "A");
    assert_int_equal(number(in(o, "zones", 0), "people"), 70);
    assert_int_equal(number(in(o, "zones", 1), "people"), 0);
    json_decref(o);
    fixture_want(&x, "X", WORDS("line", "check", file(&x, "alone.json")), WRONG, "other side");
    fixture_want(&x, "X", WORDS("line", "check", file(&x, "lacking.json")), WRONG, "\"borders\" is missing");
    /* The same of the earth, from three files of GeoJSON. */
    fixture_write(&x, "west.geojson",
                  COLLECTION(AREA("West", "[[37, 48], [38, 48], [38, 48.5], [37, 48.5], [37, 48]]")));
    fixture_write(
        &x, "land.geojson",
        COLLECTION(
            AREA("Land", "[[37, 48], [38, 48], [39, 48], [39, 48.5], [38, 48.5], [37, 48.5], [37, 48]]")));
    o = fixture_shown(&x, "X",
                      WORDS("line", "check", file(&x, "west.geojson"), "--borders", file(&x, "land.geojson"),
                            "--land", file(&x, "land.geojson"), "--side-a", "West", "--side-b", "East",
                            "--territory", "T", "--start", "square", "--finish", "square"));
    length = json_real_value(json_object_get(o, "length_m"));
    assert_true(length > 55590 && length < 55610); /* half a degree of latitude */
    json_decref(o);
    fixture_want(&x, "X",
                 WORDS("line", "check", file(&x, "west.geojson"), "--land", file(&x, "land.geojson")), USAGE,
                 "--borders FILE --land FILE");
    fixture_end(&x);
}

static void widths_that_balance(void **p)
{
    struct fixture x = {.dated = 0};
    (void)p;
    fixture_start(&x);
    fixture_write(&x, "line.json", FLAT ENDS "\"line\": [[30000, 0], [30000, 40000]]}");
    fixture_write(&x, "towns.json",
                  COLLECTION("{\"geometry\": {\"coordinates\": [27000, 10000]}, \"properties\": {\"people\": "
                             "700}},"
                             "{\"geometry\": {\"coordinates\": [33000, 10000]}, \"properties\": {\"people\": "
                             "600}},"
                             "{\"geometry\": {\"coordinates\": [36000, 30000]}, \"properties\": {\"people\": "
                             "100}}"));
    fixture_write(&x, "one.json",
                  COLLECTION("{\"geometry\": {\"coordinates\": [27000, 10000]}, \"properties\": {\"people\": "
                             "700}}"));
    json_t *o = fixture_shown(&x, "X", WORDS("line", "balance", "10000", "--line", file(&x, "line.json")));
    assert_string_equal(fixture_text(o, "by"), "area");
    assert_int_equal(json_integer_value(in(o, "metres", 0)), 5000);
    assert_int_equal(json_integer_value(in(o, "metres", 1)), 5000);
    assert_true(json_real_value(in(o, "given", 0)) > 199.9e6 && json_real_value(in(o, "given", 0)) < 200.1e6);
    json_decref(o);
    /* Six kilometres take in the second town of the east: then as many people live on both sides. */
    o = fixture_shown(&x, "X",
                      WORDS("line", "balance", "10000", "--line", file(&x, "line.json"), "--people",
                            file(&x, "towns.json")));
    assert_int_equal(json_integer_value(in(o, "metres", 0)), 4000);
    assert_int_equal(json_integer_value(in(o, "metres", 1)), 6000);
    assert_true(json_real_value(in(o, "given", 0)) == 700 && json_real_value(in(o, "given", 1)) == 700);
    json_decref(o);
    /* One town alone: where it is left out, as many live in both, nobody. */
    o = fixture_shown(
        &x, "X",
        WORDS("line", "balance", "10000", "--line", file(&x, "line.json"), "--people", file(&x, "one.json")));
    assert_int_equal(json_integer_value(in(o, "metres", 0)), 2999);
    assert_true(json_real_value(in(o, "given", 0)) == 0 && json_real_value(in(o, "given", 1)) == 0);
    assert_true(json_is_true(json_object_get(o, "equal")));
    json_decref(o);
    /* What cannot be made equal is said to be unequal. */
    fixture_write(&x, "near.json",
                  COLLECTION("{\"geometry\": {\"coordinates\": [29999, 10000]}, \"properties\": {\"people\": "
                             "700}},"
                             "{\"geometry\": {\"coordinates\": [30001, 10000]}, \"properties\": {\"people\": "
                             "900}}"));
    assert_non_null(strstr(fixture_prints(&x, "X", "en",
                                          WORDS("line", "balance", "10000", "--line", file(&x, "line.json"),
                                                "--people", file(&x, "near.json"))),
                           "No division gives as many people on both sides; the nearest gives 700 and 900."));
    assert_null(strstr(fixture_prints(&x, "X", "en",
                                      WORDS("line", "balance", "10000", "--line", file(&x, "line.json"),
                                            "--people", file(&x, "towns.json"))),
                       "No division"));
    fixture_want(
        &x, "X",
        WORDS("line", "balance", "2000", "--line", file(&x, "line.json"), "--people", file(&x, "one.json")),
        REFUSED, "nothing to balance");
    fixture_want(&x, "X", WORDS("line", "balance", "wide", "--line", file(&x, "line.json")), USAGE,
                 "a number of metres");
    fixture_end(&x);
}

/* ---- at a table ---- */

#define RULE(title, a)                                                                                       \
    "tracktwo line rule 1\ntitle en " title "\nframe wgs84\nmeasure per_side\nreference a " a                \
    "\nreference b contact\nday 2026-06-01\ndemilitarized 0\nclass guns\n  weapons gun\n  distance 5000\n"   \
    "  by 0\nquota guns a 0 5000 0\n"
#define HEAD "start,kind,place,own_position,side,count,means,weapon,calibre,serial,verified,remark\n"
/* What the first import refuses, line by line; and mended. */
#define ROW_BAD_KIND "2026-06-03T12:00:00Z,thunder,48.2 38.02,,,,heard,,,,,\n"
#define ROW_BAD_TIME "yesterday,impact,48.2 38.02,,,,heard,,,,,\n"
#define ROW_NO_MEANS "2026-06-03T13:00:00Z,impact,48.2 38.02,,,,,,,,,\n"
#define ROW_MENDED "2026-06-03T13:00:00Z,impact,48.2 38.02,,,,heard,,,,,\n"
#define ROWS_GOOD                                                                                            \
    "2026-06-03T10:00:00Z,weapons,48.2 37.9013 0 20,48.2513 37.8507,A,1,seen,gun,122,W-17,yes,by the mill\n" \
    "2026-06-03T11:07:00+02:00,impact,48.2113 38.0207 0 50,48.2513 38.0507,,2,heard seen,,,,no,\n"           \
    "2026-06-03T11:30:00Z,Access refused,,48.2513 38.0507,,,,,,,yes,\n"

static void write_files(const struct fixture *x)
{
    fixture_write(x, "line.json", EARTH ENDS "\"line\": [[38, 48], [38, 48.2], [38, 48.4]]}");
    fixture_write(x, "memorandum.json", EARTH ENDS "\"line\": [[37.95, 48], [37.95, 48.2], [37.95, 48.4]]}");
    fixture_write(x, "flat.json", FLAT ENDS "\"line\": [[30000, 0], [30000, 40000]]}");
    fixture_write(x, "memorandum.rule", RULE("Memorandum", "memorandum"));
    fixture_write(x, "contact.rule", RULE("Contact", "contact"));
    fixture_write(x, "criteria.json",
                  "{\"frame\": \"wgs84\", \"first_day\": \"2026-06-02\", \"quiet_days\": 4, "
                  "\"window_days\": 4}");
    fixture_write(x, "first.csv", HEAD ROWS_GOOD ROW_BAD_KIND ROW_BAD_TIME ROW_NO_MEANS);
    fixture_write(x, "mended.csv", HEAD ROWS_GOOD ROW_MENDED);
    fixture_write(x, "no.csv", "start,place\n2026-06-03T10:00:00Z,48.2 37.9\n");
    fixture_write(
        x, "regions.geojson",
        COLLECTION(AREA("West plain", "[[37, 48], [38, 48], [38, 49], [37, 49], [37, 48]]") "," AREA(
            "East bank", "[[38, 48], [39, 48], [39, 49], [38, 49]]")));
    fixture_write(x, "points.geojson",
                  COLLECTION("{\"properties\": {\"name\": \"P\"}, \"geometry\": {\"type\": \"Point\", "
                             "\"coordinates\": [38, 48]}}"));
}

/* Y and Z to the first proposal that is open. */
static void consented(const struct fixture *x)
{
    json_t *o = fixture_shown(x, "X", WORDS("proposal", "list"));
    char n[16];
    (void)snprintf(n, sizeof n, "%lld", number(in(o, "proposals", 0), "number"));
    json_decref(o);
    fixture_says(x, "Y", WORDS("proposal", "consent", n));
    fixture_says(x, "Z", WORDS("proposal", "consent", n));
}

/* Seat X proposes; Y and Z consent. */
static void agreed(const struct fixture *x, const char *const words[])
{
    fixture_says(x, "X", words);
    consented(x);
}

/* Both desks have agreed to the same documents, and each computed the zones itself before it consented. */
static void agree_on_all(const struct fixture *x)
{
    agreed(x, WORDS("line", "agree", "sides", "--a", "X", "--b", "Y", "--map", "M"));
    agreed(x, WORDS("line", "agree", "line", file(x, "line.json")));
    agreed(x, WORDS("line", "agree", "ceasefire", "2026-06-02T00:00"));
    fixture_want(x, "X", WORDS("line", "agree", "reference_c", file(x, "line.json")), USAGE,
                 "What is agreed: sides");
    fixture_want(x, "X", WORDS("line", "agree", "rule", file(x, "memorandum.rule")), REFUSED,
                 "measures from a line that the table");
    json_t *o = fixture_shown(x, "X", WORDS("proposal", "list"));
    assert_int_equal(json_array_size(json_object_get(o, "proposals")), 0);
    json_decref(o);
    agreed(x, WORDS("line", "agree", "reference_a", file(x, "memorandum.json")));
    agreed(x, WORDS("line", "agree", "rule", file(x, "memorandum.rule")));
    agreed(x, WORDS("line", "agree", "zones"));
    agreed(x, WORDS("line", "agree", "criteria", file(x, "criteria.json")));
    o = fixture_shown(x, "X", WORDS("line", "agree"));
    json_t *other = fixture_shown(x, "Y", WORDS("line", "agree"));
    assert_true(json_equal(json_object_get(o, "documents"), json_object_get(other, "documents")));
    assert_int_equal(strlen(fixture_text(json_object_get(o, "documents"), "reference_a")), 64);
    assert_true(json_is_null(json_object_get(json_object_get(o, "documents"), "reference_b")));
    json_decref(o);
    json_decref(other);
}

static void sign_a_form(const struct fixture *x)
{
    char line[256];
    json_t *o = fixture_shown(x, "Z", WORDS("line", "report", "key", file(x, "key")));
    (void)snprintf(line, sizeof line, "%s\n", fixture_text(o, "public"));
    fixture_write(x, "key.line", line);
    json_decref(o);
    o = fixture_shown(x, "X", WORDS("line", "report", "mission"));
    (void)snprintf(line, sizeof line, "%s\n", fixture_text(o, "mission"));
    fixture_write(x, "mission", line);
    json_decref(o);
    agreed(x, WORDS("line", "observer", "admit", "patrol", file(x, "key.line")));
    o = ask_for(x, "Z",
                WORDS("line", "report", "import-odk", file(x, "first.csv"), "--key", file(x, "key"),
                      "--mission", file(x, "mission"), "--into", file(x, "own.reports")),
                REFUSED);
    assert_int_equal(many(o, "taken"), 3);
    assert_int_equal(number(in(o, "taken", 0), "line"), 2);
    assert_int_equal(number(in(o, "taken", 2), "number"), 3);
    assert_int_equal(many(o, "refused"), 3);
    assert_int_equal(number(in(o, "refused", 0), "line"), 5);
    assert_non_null(strstr(fixture_text(in(o, "refused", 0), "why"), "\"thunder\" is no kind of report"));
    assert_non_null(strstr(fixture_text(in(o, "refused", 1), "why"), "\"yesterday\" is no time"));
    assert_non_null(strstr(fixture_text(in(o, "refused", 2), "why"), "Line 7: The report does not say how"));
    json_decref(o);
    /* Mended and imported once more: what is there is not taken twice. */
    o = fixture_shown(x, "Z",
                      WORDS("line", "report", "import-odk", file(x, "mended.csv"), "--key", file(x, "key"),
                            "--mission", file(x, "mission"), "--into", file(x, "own.reports")));
    assert_int_equal(many(o, "known"), 3);
    assert_int_equal(many(o, "taken"), 1);
    assert_int_equal(number(in(o, "taken", 0), "line"), 5);
    assert_int_equal(number(in(o, "taken", 0), "number"), 4);
    json_decref(o);
    fixture_want(x, "Z",
                 WORDS("line", "report", "import-odk", file(x, "no.csv"), "--key", file(x, "key"),
                       "--mission", file(x, "mission"), "--into", file(x, "own.reports")),
                 WRONG, "Line 1: the head needs a column");
    fixture_want(x, "Z", WORDS("line", "report", "import-odk", file(x, "mended.csv"), "--key", "k"), USAGE,
                 "--into FILE");
    o = fixture_shown(x, "Z", WORDS("line", "report", "show", file(x, "own.reports"), "2"));
    assert_string_equal(fixture_text(in(o, "reports", 0), "kind"), "impact");
    assert_int_equal(number(in(o, "reports", 0), "begin"), 1780477620); /* 09:07 in universal time */
    assert_int_equal(number(in(o, "reports", 0), "count"), 2);
    assert_int_equal(many(in(o, "reports", 0), "means"), 2);
    assert_int_equal(number(json_object_get(in(o, "reports", 0), "place"), "x"), 380207000);
    assert_int_equal(number(json_object_get(in(o, "reports", 0), "place"), "error_cm"), 5000);
    json_decref(o);
    o = fixture_shown(x, "Y", WORDS("line", "report", "file", file(x, "own.reports")));
    assert_int_equal(number(o, "entered"), 4);
    json_decref(o);
}

/* The gun stands 7.4 km from the line of contact and 3.7 km from the line of the memorandum. */
static void judge_again(const struct fixture *x)
{
    json_t *o = fixture_shown(x, "X", WORDS("line", "hold"));
    assert_string_equal(fixture_text(o, "hold"), "holds_not");
    assert_int_equal(many(o, "flips"), 1); /* the one report that turns the answer */
    long long flips = json_integer_value(in(o, "flips", 0));
    json_decref(o);
    o = fixture_shown(x, "Y", WORDS("line", "rejudge", "--rule", file(x, "contact.rule")));
    assert_int_equal(number(o, "judged"), 1);
    assert_int_equal(many(o, "changed"), 1);
    const json_t *one = in(o, "changed", 0);
    assert_int_equal(number(one, "report"), flips);
    assert_string_equal(fixture_text(one, "observer"), "patrol");
    assert_string_equal(fixture_text(one, "serial"), "W-17");
    assert_string_equal(fixture_text(json_object_get(one, "before"), "verdict"), "in");
    assert_string_equal(json_string_value(in(json_object_get(one, "before"), "reasons", 2)), "in_zone");
    assert_string_equal(fixture_text(json_object_get(one, "now"), "verdict"), "out");
    assert_string_equal(json_string_value(in(json_object_get(one, "now"), "reasons", 2)), "out_of_zone");
    assert_string_equal(fixture_text(o, "hold_before"), "holds_not");
    assert_string_equal(fixture_text(o, "hold_now"), "undetermined"); /* nobody kept watch */
    json_decref(o);
    /* By what is agreed nothing changes; and a rule that says the same as before is no other. */
    o = fixture_shown(
        x, "Y",
        WORDS("line", "rejudge", "--rule", file(x, "contact.rule"), "--old-rule", file(x, "contact.rule")));
    assert_int_equal(many(o, "changed"), 0);
    json_decref(o);
    /* The line moves five kilometres to the west under the same rule. */
    o = fixture_shown(x, "Y",
                      WORDS("line", "rejudge", "--old-rule", file(x, "contact.rule"), "--rule",
                            file(x, "contact.rule"), "--line", file(x, "memorandum.json")));
    assert_int_equal(many(o, "changed"), 1);
    assert_string_equal(fixture_text(json_object_get(in(o, "changed", 0), "now"), "verdict"), "in");
    json_decref(o);
    /* What is agreed is now; what was before is named. */
    o = fixture_shown(
        x, "Y",
        WORDS("line", "rejudge", "--old-rule", file(x, "contact.rule"), "--old-line", file(x, "line.json")));
    assert_int_equal(many(o, "changed"), 1);
    assert_string_equal(fixture_text(json_object_get(in(o, "changed", 0), "before"), "verdict"), "out");
    assert_string_equal(fixture_text(json_object_get(in(o, "changed", 0), "now"), "verdict"), "in");
    assert_string_equal(fixture_text(o, "hold_now"), "holds_not");
    json_decref(o);
    fixture_want(x, "X", WORDS("line", "rejudge"), USAGE, "by what the record is judged again");
    fixture_want(x, "X", WORDS("line", "rejudge", "--old-day", "2026-06-01"), USAGE, "--old-rule FILE");
    fixture_want(x, "X", WORDS("line", "rejudge", "--line", file(x, "flat.json")), REFUSED, "another map");
    /* The record is as it was. */
    o = fixture_shown(x, "X", WORDS("line", "hold"));
    assert_string_equal(fixture_text(o, "hold"), "holds_not");
    json_decref(o);
}

/* No gun of A may stay within five kilometres of its line, and one was seen there. By the line of contact it
 * stands farther away. */
/* An incident for the excess: by hand, where the event itself, seen by one observer alone, gives none. Every
 * desk says of which quota it is and what it finds of it. */
static void an_excess(const struct fixture *x, long long gun)
{
    static const char none[] = "No quota is exceeded by what this report saw";
    char number_of[24], impact[24];
    (void)snprintf(number_of, sizeof number_of, "%lld", gun);
    (void)snprintf(impact, sizeof impact, "%d", gun == 1 ? 2 : 1);
    fixture_want(x, "Y", WORDS("line", "incident", "open", number_of), REFUSED, "not corroborated");
    fixture_want(x, "Y", WORDS("line", "incident", "excess", impact), REFUSED, none);
    fixture_says(x, "Y", WORDS("line", "incident", "excess", number_of, "One gun."));
    fixture_want(x, "X", WORDS("line", "incident", "excess", number_of), REFUSED, "open already");
    json_t *o = fixture_shown(x, "X", WORDS("line", "incidents"));
    size_t n = 0;
    for (size_t i = 0; i < many(o, "events"); i++) {
        const json_t *e = in(o, "events", i), *q = json_object_get(e, "excess");
        if (!json_is_object(q))
            continue;
        n++;
        assert_int_equal(number(e, "report"), gun);
        assert_string_equal(fixture_text(e, "incident"), "open");
        assert_string_equal(fixture_text(q, "class"), "guns");
        assert_string_equal(fixture_text(q, "side"), "A");
        assert_int_equal(number(q, "to_m"), 5000);
        assert_int_equal(number(q, "most"), 0);
        assert_string_equal(fixture_text(q, "day"), "2026-06-03");
        assert_string_equal(fixture_text(q, "state"), "exceeded");
        assert_string_equal(fixture_text(in(e, "steps", 0), "step"), "open");
    }
    assert_int_equal(n, 1);
    json_decref(o);
    const char *said = fixture_prints(x, "Z", "en", WORDS("line", "incidents"));
    assert_non_null(strstr(said,
                           "   for an excess of the quota: guns, side A, 0 to 5000 m behind the line; may "
                           "stay: 0\n   what this desk finds of 2026-06-03: quota exceeded\n"));
    fixture_says(x, "X", WORDS("line", "incident", "close", number_of));
    fixture_says(x, "Y", WORDS("line", "incident", "close", number_of));
}

/* Somebody saw the whole band all of a day, and nothing in it. */
static void nothing_there(const struct fixture *x)
{
    fixture_says(x, "Z",
                 WORDS("line", "report", "write", file(x, "own.reports"), "--key", file(x, "key"),
                       "--mission", file(x, "mission"), "--kind", "watch", "--at", "2026-06-04T00:00",
                       "--lasted", "172800", "--from", "48.2,37.92", "--distance", "150000", "--means",
                       "seen"));
    fixture_says(x, "Y", WORDS("line", "report", "file", file(x, "own.reports")));
    json_t *o = fixture_shown(x, "X", WORDS("line", "day", "2026-06-05"));
    const json_t *one = in(json_object_get(o, "day"), "quotas", 0);
    assert_string_equal(fixture_text(one, "state"), "within");
    assert_string_equal(fixture_text(one, "why"), "watched");
    assert_int_equal(many(json_object_get(one, "watches"), "reports"), 1);
    json_decref(o);
    assert_non_null(
        strstr(fixture_prints(x, "X", "en", WORDS("line", "day", "2026-06-05")), "within the quota"));
}

static void quotas_judged(const struct fixture *x)
{
    char undof[512];
    (void)snprintf(undof, sizeof undof, "%s/rules/undof-1974.rule", getenv("T2_EXAMPLES"));
    json_t *o = fixture_shown(x, "X", WORDS("line", "day", "2026-06-03"));
    const json_t *one = in(json_object_get(o, "day"), "quotas", 0);
    assert_string_equal(fixture_text(one, "class"), "guns");
    assert_string_equal(fixture_text(one, "state"), "exceeded");
    assert_string_equal(fixture_text(one, "why"), "more");
    assert_int_equal(number(json_object_get(one, "least"), "n"), 1);
    assert_int_equal(many(json_object_get(one, "least"), "reports"), 1);
    json_decref(o);
    o = fixture_shown(x, "X", WORDS("line", "day", "2026-06-04"));
    one = in(json_object_get(o, "day"), "quotas", 0); /* silence says nothing */
    assert_string_equal(fixture_text(one, "state"), "undetermined");
    assert_string_equal(fixture_text(one, "why"), "unwatched");
    json_decref(o);
    assert_non_null(strstr(fixture_prints(x, "X", "en", WORDS("line", "day", "2026-06-03")),
                           "At least, at one time: 1 ["));
    o = fixture_shown(x, "X", WORDS("line", "verdicts"));
    size_t counted = 0;
    long long gun = 0;
    for (size_t i = 0; i < many(o, "facts"); i++) {
        const json_t *f = in(o, "facts", i);
        if (strcmp(fixture_text(f, "serial"), "W-17") == 0) {
            assert_int_equal(many(f, "quotas"), 1);
            assert_true(json_is_true(json_object_get(in(f, "quotas", 0), "surely")));
            assert_string_equal(fixture_text(in(f, "quotas", 0), "day"), "2026-06-03");
            assert_string_equal(fixture_text(in(f, "quotas", 0), "state"), "exceeded");
            gun = number(f, "report");
            counted++;
        }
    }
    assert_int_equal(counted, 1);
    json_decref(o);
    assert_non_null(
        strstr(fixture_prints(x, "X", "en", WORDS("line", "verdicts")),
               "      counts to the quota: guns, side A, 0 to 5000 m behind the line\n      what the "
               "quota came to on 2026-06-03: quota exceeded\n"));
    an_excess(x, gun);
    o = fixture_shown(x, "Y", WORDS("line", "rejudge", "--rule", file(x, "contact.rule")));
    assert_int_equal(many(o, "quotas"), 1);
    one = in(o, "quotas", 0);
    assert_string_equal(fixture_text(one, "day"), "2026-06-03");
    assert_string_equal(fixture_text(json_object_get(one, "before"), "state"), "exceeded");
    assert_int_equal(number(json_object_get(one, "before"), "least"), 1);
    assert_string_equal(fixture_text(json_object_get(one, "now"), "state"), "undetermined");
    assert_string_equal(fixture_text(json_object_get(one, "now"), "why"), "restricted");
    json_decref(o);
    /* The quotas of 1974: ten that were not there, one that is not any more. How far the gun shoots nobody
     * said, so it may be one of two classes. */
    o = fixture_shown(x, "Y", WORDS("line", "rejudge", "--rule", undof));
    assert_int_equal(many(o, "quotas"), 11);
    for (size_t i = 0; i < 11; i++) {
        one = in(o, "quotas", i);
        const json_t *now = json_object_get(one, "now");
        assert_true(json_is_null(i == 0 ? now : json_object_get(one, "before")));
        if (i > 0 && strcmp(fixture_text(one, "class"), "guns") == 0 && number(one, "from_m") == 0 &&
            strcmp(fixture_text(one, "side"), "A") == 0) {
            assert_int_equal(number(now, "most"), 36);
            assert_int_equal(number(now, "least"), 0);
            assert_int_equal(number(now, "possible"), 1);
        }
    }
    json_decref(o);
    assert_non_null(
        strstr(fixture_prints(x, "Y", "en", WORDS("line", "rejudge", "--rule", undof)),
               "2026-06-03, quota: tanks, side B, 0 to 10000 m behind the line\n   before: no such "
               "quota\n   now: cannot be determined. May stay: 75; at least, at one time: 0\n"));
}

static void a_day_by_regions(const struct fixture *x)
{
    json_t *o =
        fixture_shown(x, "X", WORDS("line", "day", "2026-06-03", "--regions", file(x, "regions.geojson")));
    const json_t *day = json_object_get(o, "day");
    assert_int_equal(many(day, "regions"), 4); /* two, elsewhere, all */
    assert_string_equal(fixture_text(in(day, "regions", 0), "region"), "West plain");
    assert_string_equal(fixture_text(in(day, "regions", 1), "region"), "East bank");
    assert_int_equal(number(json_object_get(in(day, "regions", 0), "unverified"), "n"), 0);
    assert_int_equal(number(json_object_get(in(day, "regions", 1), "unverified"), "n"), 2);
    json_decref(o);
    /* What a person reads: where the day stands (it is noon of the sixth), one row without regions, reports
     * by the numbers of line verdicts. */
    char gun[32] = "";
    o = fixture_shown(x, "X", WORDS("line", "verdicts"));
    for (size_t i = 0; i < many(o, "facts"); i++) {
        if (strcmp(fixture_text(in(o, "facts", i), "serial"), "W-17") == 0)
            (void)snprintf(gun, sizeof gun, "\n[2] %lld\n", number(in(o, "facts", i), "report"));
    }
    json_decref(o);
    assert_true(gun[0] != '\0');
    const char *const said[][2] = {{"2026-06-01", "lies before the cease-fire"},
                                   {"2026-06-02", "The cease-fire began within this day"},
                                   {"2026-06-03", "  The whole line; Violations: 0;"},
                                   {"2026-06-03", gun},
                                   {"2026-06-06", "This day is not over"},
                                   {"2026-06-07", "This day has not begun"}};
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        const char *page = fixture_prints(x, "X", "en", WORDS("line", "day", said[i][0]));
        if (strstr(page, said[i][1]) == NULL)
            fail_msg("%s: no \"%s\" in:\n%s", said[i][0], said[i][1], page);
    }
    fixture_want(x, "X", WORDS("line", "day", "2026-06-03", "--regions", file(x, "points.geojson")), WRONG,
                 "\"coordinates\" is missing");
}

static void the_table_says_it(const struct fixture *x)
{
    json_t *o = fixture_shown(x, "Z", WORDS("table", "show"));
    const json_t *c = json_object_get(o, "ceasefire");
    assert_true(json_is_true(json_object_get(c, "in_force")));
    assert_int_equal(number(c, "day"), 5); /* from the second to the sixth of June */
    assert_string_equal(fixture_text(c, "hold"), "holds_not");
    assert_int_equal(number(c, "quiet"), 0);
    assert_int_equal(number(c, "needed"), 4);
    assert_int_equal(number(c, "open_incidents"), 0);
    json_decref(o);
}

/* ---- what leaves ---- */

static long long count(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *s = NULL;
    long long n = -1;
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
        n = sqlite3_column_int64(s, 0);
    (void)sqlite3_finalize(s);
    (void)sqlite3_close(db);
    return n;
}

static void for_the_table(const struct fixture *x)
{
    const char *path = file(x, "map.gpkg");
    json_t *o = fixture_shown(x, "X", WORDS("line", "map", path));
    assert_int_equal(number(o, "observations"), 4);
    assert_true(number(o, "bytes") > 10000);
    json_decref(o);
    fixture_want(x, "X", WORDS("line", "map", path), ENVIRONMENT, "is there already");
    assert_int_equal(count(path, "SELECT count(*) FROM reports"), 4);
    assert_int_equal(count(path, "SELECT count(*) FROM reports WHERE geom IS NULL"), 1); /* access refused */
    assert_int_equal(count(path, "SELECT count(*) FROM zones"), 2);
    assert_int_equal(
        count(path, "SELECT count(*) FROM gpkg_geometry_columns WHERE table_name='zones' AND srs_id=4326"),
        1);
    assert_true(strncmp(contents(x, "map.gpkg"), "SQLite format 3", 15) == 0);
    fixture_says(x, "X", WORDS("line", "map", file(x, "the-zones.csv")));
    assert_non_null(strstr(contents(x, "the-zones.csv"), "guns"));
    assert_int_equal(chdir(x->dir), 0); /* a name and nothing before it */
    fixture_says(x, "X", WORDS("line", "map", "zones.csv"));
    assert_non_null(strstr(contents(x, "zones.csv"), "guns"));
    fixture_want(x, "X", WORDS("line", "map", file(x, "map.shp")), USAGE, ".gpkg");
}

/* Nothing is published before every seat has consented; what each desk then has is the same. */
static void agree_on_what_is_published(const struct fixture *x)
{
    static const char none[] =
        "What may be published has not been agreed at this table. Nothing was written.";
    fixture_write(x, "fine.json", "{\"grid_m\": 4000}");
    fixture_write(x, "odd.json", "{\"marks\": [\"watch\"]}");
    fixture_write(x, "key.json", "{\"grid\": 10000}");
    fixture_write(
        x, "measure.json",
        "{\"delay_hours\": 24, \"corner\": [38, 48], \"marks\": [\"explosion\", \"weapons\", \"access\", "
        "\"jamming\"]}");
    fixture_want(x, "Y", WORDS("line", "publish", file(x, "p.csv")), REFUSED, none);
    fixture_want(x, "X", WORDS("line", "agree", "publication", file(x, "fine.json")), WRONG,
                 "squares are of 5000 to 100000 metres");
    fixture_want(x, "X", WORDS("line", "agree", "publication", file(x, "odd.json")), WRONG,
                 "\"marks\" cannot be \"watch\"");
    fixture_want(x, "X", WORDS("line", "agree", "publication", file(x, "key.json")), WRONG,
                 "\"grid\" is no word");
    json_t *o = fixture_shown(x, "X", WORDS("line", "agree", "publication", file(x, "measure.json")));
    assert_string_equal(fixture_text(json_object_get(o, "publication"), "corner"), "48.000000, 38.000000");
    json_decref(o);
    fixture_want(x, "X", WORDS("line", "publish", file(x, "p.csv")), REFUSED, none); /* proposed alone */
    consented(x);
    static const char *const seats[] = {"X", "Y", "Z"};
    for (size_t i = 0; i < 3; i++) {
        o = fixture_shown(x, seats[i], WORDS("table", "show"));
        const json_t *m = json_object_get(json_object_get(o, "ceasefire"), "publication");
        assert_int_equal(number(m, "grid_m"), 10000);
        assert_int_equal(number(m, "least"), 3);
        assert_true(json_real_value(json_object_get(m, "delay_hours")) == 24);
        assert_int_equal(many(m, "marks"), 4);
        json_decref(o);
    }
    assert_non_null(
        strstr(fixture_prints(x, "Z", "en", WORDS("table", "show")),
               "  what may be published:\n  squares of so many metres: 10000; a corner of theirs: "
               "48.000000, 38.000000\n"));
}

/* After a first measure only what is as coarse, of which the same is made: the impacts of one square of the
 * first are all that has a place in one of twice its side. */
static void another_measure(const struct fixture *x)
{
    fixture_write(x, "across.json", "{\"grid_m\": 15000, \"delay_hours\": 24, \"marks\": [\"explosion\"]}");
    fixture_write(x, "wide.json",
                  "{\"grid_m\": 20000, \"delay_hours\": 24, \"marks\": [\"explosion\", \"weapons\"]}");
    fixture_want(x, "X", WORDS("line", "agree", "publication", file(x, "across.json")), REFUSED,
                 "another measure was agreed before");
    agreed(x, WORDS("line", "agree", "publication", file(x, "wide.json")));
    json_t *o = fixture_shown(x, "Z", WORDS("table", "show"));
    const json_t *c = json_object_get(o, "ceasefire");
    assert_int_equal(number(json_object_get(c, "publication"), "grid_m"), 20000);
    assert_int_equal(number(json_object_get(c, "publication_first"), "grid_m"), 10000);
    json_decref(o);
    assert_non_null(
        strstr(fixture_prints(x, "Z", "en", WORDS("table", "show")),
               "  and nothing beside what the measure tells that was agreed first:\n  squares of so "
               "many metres: 10000;"));
    o = fixture_shown(x, "Y", WORDS("line", "publish", file(x, "wide.csv")));
    assert_int_equal(number(o, "published"), 5); /* without the refused access */
    assert_int_equal(number(o, "placed"), 4);
    json_decref(o);
    fixture_want(x, "Y", WORDS("line", "publish", file(x, "p.csv"), "--grid", "10000"), REFUSED,
                 "That would tell more than the table has agreed.");
}

static void for_the_public(const struct fixture *x)
{
    /* Two more in the square of the impacts. */
    fixture_write(x, "more.csv",
                  HEAD "2026-06-03T14:00:00Z,impact,48.21 38.02,,,,heard,,,,,\n"
                       "2026-06-03T15:00:00Z,impact,48.21 38.02,,,,heard,,,,,\n");
    fixture_says(x, "Z",
                 WORDS("line", "report", "import-odk", file(x, "more.csv"), "--key", file(x, "key"),
                       "--mission", file(x, "mission"), "--into", file(x, "own.reports")));
    fixture_says(x, "Y", WORDS("line", "report", "file", file(x, "own.reports")));
    agree_on_what_is_published(x);
    json_t *o = fixture_shown(x, "Y", WORDS("line", "publish", file(x, "public.geojson")));
    assert_int_equal(number(o, "observations"), 6);
    assert_int_equal(number(o, "published"), 6);
    assert_int_equal(number(o, "placed"), 4); /* the impacts; the gun is alone in its square */
    json_decref(o);
    fixture_says(x, "Y", WORDS("line", "publish", file(x, "public.svg")));
    assert_non_null(strstr(contents(x, "public.svg"), "A sign stands"));
    json_t *map = json_loads(contents(x, "public.geojson"), 0, NULL);
    size_t n = 0;
    for (size_t i = 0; i < many(map, "features"); i++) {
        const json_t *of = json_object_get(in(map, "features", i), "properties");
        n += strcmp(fixture_text(of, "kind"), "published") == 0;
        assert_string_not_equal(fixture_text(of, "kind"), "seen");
    }
    assert_int_equal(n, 3); /* the impacts of one square; the gun and the refused access without a place */
    json_decref(map);
    /* Neither the place, nor the minute, nor where the observer stood, nor what he remarked. */
    static const char *const secret[] = {"37.9013", "38.0207", "48.2113", "10:00", "09:07",
                                         "48.2513", "38.0507", "37.8507", "mill",  "W-17"};
    for (size_t i = 0; i < sizeof secret / sizeof secret[0]; i++) {
        if (strstr(contents(x, "public.geojson"), secret[i]) != NULL)
            fail_msg("published: %s", secret[i]);
    }
    assert_non_null(strstr(contents(x, "public.geojson"), "2026-06-03T00:00:00Z"));
    /* Squares with few are counted without a place; what is not over for long enough is not told at all. */
    o = fixture_shown(x, "Y",
                      WORDS("line", "publish", file(x, "public.gpkg"), "--period", "48", "--grid", "20000",
                            "--least", "5"));
    assert_int_equal(number(o, "placed"), 0);
    json_decref(o);
    assert_int_equal(count(file(x, "public.gpkg"), "SELECT sum(n) FROM published"), 6);
    assert_int_equal(count(file(x, "public.gpkg"), "SELECT count(*) FROM reports"), -1); /* no such table */
    o = fixture_shown(x, "Y", WORDS("line", "publish", file(x, "public.csv"), "--delay", "72"));
    assert_int_equal(number(o, "published"), 0);
    json_decref(o);
    o = fixture_shown(x, "Y", WORDS("line", "publish", file(x, "marks.csv"), "--marks", "access,jamming"));
    assert_int_equal(number(o, "published"), 1);
    assert_int_equal(number(o, "placed"), 0);
    json_decref(o);
    static const char *const finer[][2] = {
        {"--grid", "4999"}, {"--delay", "23"}, {"--period", "23"}, {"--least", "2"}};
    for (size_t i = 0; i < sizeof finer / sizeof finer[0]; i++)
        fixture_want(x, "Y", WORDS("line", "publish", file(x, "p.csv"), finer[i][0], finer[i][1]), USAGE,
                     "metres from 5000 to 100000, --delay and --period hours from 24");
    fixture_want(x, "Y", WORDS("line", "publish", file(x, "p.csv"), "--marks", "watch"), USAGE, "--marks");
    /* Within these bounds, and finer than agreed or across its squares: nothing comes out. */
    static const char *const more[][2] = {
        {"--grid", "5000"}, {"--grid", "15000"}, {"--period", "36"}, {"--marks", "explosion,mine"}};
    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++)
        fixture_want(x, "Y", WORDS("line", "publish", file(x, "p.csv"), more[i][0], more[i][1]), REFUSED,
                     "That would tell more than the table has agreed. Nothing was written.");
    assert_int_not_equal(access(file(x, "p.csv"), F_OK), 0);
    another_measure(x);
}

static void at_a_table(void **p)
{
    struct fixture x = {.dated = 0};
    (void)p;
    fixture_start_dated(&x, INT64_C(1780747200000)); /* 2026-06-06 12:00 */
    write_files(&x);
    fixture_table(&x, NULL);
    agree_on_all(&x);
    sign_a_form(&x);
    judge_again(&x);
    quotas_judged(&x);
    a_day_by_regions(&x);
    the_table_says_it(&x);
    for_the_table(&x);
    for_the_public(&x);
    nothing_there(&x);
    fixture_end(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(an_outline_with_its_borders),
                                       cmocka_unit_test(widths_that_balance), cmocka_unit_test(at_a_table)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
