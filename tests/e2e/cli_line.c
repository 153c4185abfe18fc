/* tracktwo line: files that are mended, refused with their place, or laid side by side; maps of files; zones
 * that are off and find no consent; an incident of two observers from the protest to its end; that silence is
 * no peace. The whole way to the talks:
 * tests/line_story. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

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

static json_t *in(const json_t *o, const char *list, size_t i)
{
    return json_array_get(json_object_get(o, list), i);
}

#define HEAD "{\"frame\": \"flat\", \"sides\": [\"West\", \"East\"], \"territory\": \"The plain.\", "
#define ENDS "\"start\": \"square\", \"finish\": \"square\", "

static void write_files(const struct fixture *x)
{
    fixture_write(x, "line.json", HEAD ENDS "\"line\": [[30000, 0], [30000, 20000], [30000, 40000]]}");
    fixture_write(x, "twice.json", HEAD ENDS "\"line\": [[30000, 0], [30000, 0], [30000, 40000]]}");
    fixture_write(x, "crossing.json",
                  HEAD ENDS "\"line\": [[0, 0], [20000, 20000], [20000, 0], [0, 20000], [0, 40000]]}");
    fixture_write(x, "open.json", HEAD "\"line\": [[30000, 0], [30000, 40000]]}");
    fixture_write(x, "places.json", HEAD ENDS "\"line\": [[30000, 0], [\"x\", 40000]]}");
    fixture_write(
        x, "five.rule",
        "tracktwo line rule 1\ntitle en Five\nframe flat\nmeasure per_side\nreference a contact\n"
        "reference b contact\nday 2026-06-01\ndemilitarized 0\nclass all\n  weapons gun\n  distance 5000\n"
        "  by 0\n");
    fixture_write(
        x, "ten.rule",
        "tracktwo line rule 1\ntitle en Ten\nframe flat\nmeasure per_side\nreference a contact\n"
        "reference b contact\nday 2026-06-01\ndemilitarized 0\nclass all\n  weapons gun\n  distance 10000\n"
        "  by 0\n");
    fixture_write(x, "quota.rule",
                  "tracktwo line rule 1\ntitle en Q\nframe flat\nmeasure per_side\nreference a contact\n"
                  "reference b contact\nclass all\n  weapons gun\n  distance 0\nquota all b 0 9000 36\n");
    fixture_write(x, "bad.rule", "tracktwo line rule 1\ntitle en Bad\nframe round\n");
    fixture_write(
        x, "towns.json",
        "{\"features\": [{\"geometry\": {\"coordinates\": [27000, 10000]}, \"properties\": {\"name\": "
        "\"Olm\", \"people\": 700}}, {\"geometry\": {\"coordinates\": [22000, 10000]}, \"properties\": "
        "{\"name\": \"Ash\", \"people\": 50}}]}");
    fixture_write(
        x, "criteria.json",
        "{\"first_day\": \"2026-06-02\", \"quiet_days\": 2, \"window_days\": 2}"); /* the line's map */
    fixture_write(x, "never.json", "{\"frame\": \"flat\", \"first_day\": \"2026-06-02\", \"quiet_days\": 0}");
    fixture_write(x, "mistyped.json",
                  "{\"first_day\": \"2026-06-02\", \"quiet_days\": 2, \"needs\": \"veryfied\"}");
    fixture_write(x, "mistyped_key.json",
                  "{\"first_day\": \"2026-06-02\", \"quiet_days\": 2, \"watched_procent\": 90}");
    fixture_write(x, "runs.json",
                  "{\"first_day\": \"2026-06-02\", \"quiet_days\": 2, \"counting\": \"run 30 3600 0\"}");
    fixture_write(x, "some.json",
                  "{\"first_day\": \"2026-06-02\", \"quiet_days\": 2, \"counting\": \"run 0 3600 0\"}");
    fixture_write(x, "text.json", "{\"first_day\": \"2026-06-02\", \"quiet_days\": \"2\"}");
    fixture_write(x, "round.json",
                  "{\"frame\": \"round\", \"first_day\": \"2026-06-02\", \"quiet_days\": 2}");
    fixture_write(x, "globe.json",
                  "{\"frame\": \"wgs84\", \"first_day\": \"2026-06-02\", \"quiet_days\": 2}");
    fixture_write(x, "elsewhere.rule",
                  "tracktwo line rule 1\ntitle en E\nframe flat\nmeasure per_side\nreference a memorandum\n"
                  "reference b contact\nday 2026-06-01\ndemilitarized 0\nclass all\n  weapons gun\n"
                  "  distance 5000\n  by 0\n");
    fixture_write(
        x, "response.json",
        "{\"answer_hours\": 24, \"consequences\": [{\"kinds\": [\"explosion\"], \"hours\": 48, \"text\": "
        "\"The gun goes back.\"}]}");
    fixture_write(x, "odd.json",
                  "{\"consequences\": [{\"kinds\": [\"thunder\"], \"hours\": 48, \"text\": \"T\"}]}");
}

/* Without a desk and a network. */
/* Figures with a name, in the reader's own way of writing them; what is not known is not a nought. */
static void what_a_person_reads(const struct fixture *x)
{
#define ZONES "line", "zones", "--line", file(x, "line.json"), "--rule", file(x, "five.rule")
    const struct {
        const char *lang;
        const char *const *words;
        const char *has, *lacks;
    } cases[] = {
        {"en", WORDS(ZONES, "--settlements", file(x, "towns.json"), "--what-if", file(x, "ten.rule")),
         "all, side A\n  gives up now: 200.00 km2; then: 400.00 km2; difference: +200.00 km2\n  people now: "
         "700; then: 750; difference: +50\n",
         "Who lives"},
        {"en", WORDS(ZONES, "--what-if", file(x, "ten.rule")), "no settlements were given", "people now"},
        {"fr", WORDS(ZONES), "  cède 200,00\u00a0km2 (à 0,00 près)", "200.00"},
        {"uk", WORDS(ZONES, "--what-if", file(x, "ten.rule")), "400,00\u00a0км2", "400.00"},
        {"fr", WORDS("line", "check", file(x, "line.json")), "Kilomètres : 40,000", "40.000"},
        {"fr", WORDS("line", "balance", "10000", "--line", file(x, "line.json")), "cède 200,00\u00a0km2",
         "200.00"},
        {"ar", WORDS("line", "check", file(x, "line.json")), "40.000", "40,000"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *said = fixture_prints(x, "X", cases[i].lang, cases[i].words);
        if (strstr(said, cases[i].has) == NULL || strstr(said, cases[i].lacks) != NULL)
            fail_msg("wanted \"%s\", not \"%s\":\n%s", cases[i].has, cases[i].lacks, said);
    }
    json_t *o = fixture_shown(x, "X", WORDS(ZONES, "--what-if", file(x, "ten.rule")));
    assert_true(json_is_null(json_object_get(in(o, "what_if", 0), "people")));
    assert_true(json_is_null(json_object_get(json_object_get(in(o, "what_if", 0), "before"), "people")));
    json_decref(o);
    o = fixture_shown(x, "X", WORDS(ZONES));
    assert_true(json_is_null(json_object_get(in(o, "zones", 0), "settlements")));
    json_decref(o);
    fixture_write(x, "nobody.json", "{\"type\": \"FeatureCollection\", \"features\": []}");
    fixture_want(x, "X", WORDS(ZONES, "--settlements", file(x, "nobody.json")), WRONG,
                 "holds no settlements");
#undef ZONES
}

static void files(void **p)
{
    struct fixture x = {.dated = 0};
    (void)p;
    fixture_start(&x);
    write_files(&x);
    json_t *o =
        fixture_shown(&x, "X", WORDS("line", "check", file(&x, "line.json"), "--out", file(&x, "line.bin")));
    assert_true(json_real_value(json_object_get(o, "length_m")) > 39999.9);
    json_t *again =
        fixture_shown(&x, "X", WORDS("line", "check", file(&x, "line.bin"))); /* its canonical bytes */
    assert_string_equal(fixture_text(o, "digest"), fixture_text(again, "digest"));
    json_decref(o);
    json_decref(again);
    o = fixture_shown(&x, "X", WORDS("line", "check", file(&x, "twice.json")));
    assert_int_equal(json_array_size(json_object_get(o, "repairs")), 1);
    assert_string_equal(fixture_text(in(o, "repairs", 0), "place"), "30.000, 0.000");
    json_decref(o);
    fixture_want(&x, "X", WORDS("line", "check", file(&x, "crossing.json")), WRONG, "cross");
    fixture_write(&x, "jump.json",
                  HEAD "\"start\": \"square\", \"finish\": \"square\", \"line\": [[0, 0], [0, 150000]]}");
    fixture_want(&x, "X", WORDS("line", "check", file(&x, "jump.json")), WRONG,
                 "more than 100.0 km is not believed. Give the points between.");
    fixture_want(&x, "X", WORDS("line", "check", file(&x, "open.json")), WRONG, "Nobody has decided");
    fixture_want(&x, "X", WORDS("line", "check", file(&x, "places.json")), WRONG, "\"line\" is missing");
    fixture_want(&x, "X", WORDS("line", "check", file(&x, "five.rule")), WRONG, "no JSON");
    fixture_want(&x, "X", WORDS("line", "check"), USAGE, "This is used so: tracktwo line check");
    fixture_says(&x, "X", WORDS("line", "rule", file(&x, "five.rule")));
    fixture_want(&x, "X", WORDS("line", "rule", file(&x, "bad.rule")), WRONG, "line 3");
    o = fixture_shown(&x, "X", WORDS("line", "rule", file(&x, "quota.rule")));
    assert_string_equal(fixture_text(in(o, "quotas", 0), "class"), "all");
    assert_string_equal(fixture_text(in(o, "quotas", 0), "side"), "B");
    assert_int_equal(json_integer_value(json_object_get(in(o, "quotas", 0), "to_m")), 9000);
    assert_int_equal(json_integer_value(json_object_get(in(o, "quotas", 0), "most")), 36);
    json_decref(o);
    /* All that a rule says: a demilitarized zone alone, limits of a class, a site, a step. */
    fixture_write(&x, "all.rule",
                  "tracktwo line rule 1\ntitle en Guns away\ntitle fr Sans canons\nframe flat\n"
                  "measure zone_width\nreference a edge\nreference b old\nday 2026-06-01\n"
                  "demilitarized 2000\ndemilitarized_by -1\nclass guns\n  weapons mortar gun\n"
                  "  calibre 100.1 -\n  range - 40000\n  distance 50000\n  by 12\n"
                  "site depot a guns 1000 2000 300\nstep 12 The guns are gone.\n");
    const char *const lines[] = {
        "Guns away",
        "Day D: 2026-06-01",
        "the width of the whole zone",
        "Side A measures from its own forward edge.",
        "Side B measures from a line of its own: old",
        "Demilitarized, no forces at all: side A 2000 m by D-1, side B 2000 m by D-1",
        "  guns: side A goes back 25000 m by D+12, side B 25000 m by D+12",
        "     weapons: mortar gun",
        "     calibre in millimetres: 100.1 .. -",
        "     range in metres: - .. 40000",
        "  storage site depot, side A, guns: within 300 m of 1.000, 2.000",
        "  by D+12: The guns are gone."};
    const char *said = fixture_prints(&x, "X", "en", WORDS("line", "rule", file(&x, "all.rule")));
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        if (strstr(said, lines[i]) == NULL)
            fail_msg("no \"%s\" in:\n%s", lines[i], said);
    }
    assert_non_null(
        strstr(fixture_prints(&x, "X", "fr", WORDS("line", "rule", file(&x, "all.rule"))), "Sans canons"));
    o = fixture_shown(&x, "X", WORDS("line", "rule", file(&x, "all.rule")));
    assert_int_equal(
        json_integer_value(json_array_get(json_object_get(json_object_get(o, "demilitarized"), "metres"), 0)),
        2000);
    json_decref(o);
    fixture_want(&x, "X", WORDS("line", "rule", file(&x, "five.rule"), "--day", "soon"), USAGE, "--day");
    o = fixture_shown(&x, "X",
                      WORDS("line", "zones", "--line", file(&x, "line.json"), "--rule", file(&x, "five.rule"),
                            "--settlements", file(&x, "towns.json")));
    assert_int_equal(json_integer_value(json_object_get(in(o, "zones", 0), "people")), 700);
    double area = json_real_value(json_object_get(in(o, "zones", 0), "area_m2"));
    assert_true(area > 199.9e6 && area < 200.1e6); /* 5 km by 40 */
    json_decref(o);
    o = fixture_shown(&x, "X",
                      WORDS("line", "zones", "--line", file(&x, "line.json"), "--rule", file(&x, "five.rule"),
                            "--settlements", file(&x, "towns.json"), "--what-if", file(&x, "ten.rule")));
    assert_true(json_real_value(json_object_get(in(o, "what_if", 0), "area_m2")) > 199.9e6);
    assert_true(json_real_value(json_object_get(in(o, "what_if", 0), "people")) == 50);
    json_decref(o);
    what_a_person_reads(&x);
    fixture_end(&x);
}

static int holds(const struct fixture *x, const char *name, const char *what)
{
    static char svg[200000];
    FILE *f = fopen(file(x, name), "r");
    assert_non_null(f);
    svg[fread(svg, 1, sizeof svg - 1, f)] = '\0';
    (void)fclose(f);
    return strstr(svg, what) != NULL;
}

/* A map of files, without a desk: with lines for comparison, and of a part. */
/* However long a subcommand's arguments are, help has them to the last. */
static void help_is_whole(void **p)
{
    struct fixture x = {.dated = 0};
    (void)p;
    fixture_start(&x);
    static const char *const ends[][2] = {{"agree", "response FILE | publication FILE]\n"},
                                          {"rejudge", "[--old-reference-b FILE]\n"},
                                          {"report", "[--from N]\n"},
                                          {"check", "[--out FILE]\n"},
                                          {"map", "[--km NUMBER]\n"}};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        const char *said = fixture_prints(&x, "X", "en", WORDS("line", ends[i][0], "--help"));
        if (strstr(said, ends[i][1]) == NULL)
            fail_msg("line %s --help: no \"%s\" in:\n%s", ends[i][0], ends[i][1], said);
    }
    const char *all = fixture_prints(&x, "X", "en", WORDS("help", "line"));
    assert_non_null(strstr(all, "[--old-reference-b FILE] judge the whole record again"));
    fixture_want(&x, "X", WORDS("line", "rejudge", "--nonsense"), USAGE, "[--old-reference-b FILE]");
    fixture_end(&x);
}

static void maps_of_files(void **p)
{
    struct fixture x = {.dated = 0};
    (void)p;
    fixture_start(&x);
    write_files(&x);
    fixture_write(&x, "north.json",
                  "{\"type\": \"Feature\", \"properties\": {}, \"geometry\": {\"type\": \"LineString\", "
                  "\"coordinates\": [[30.0, 48.0], [30.5, 48.0]]}}");
    fixture_write(&x, "beside.json",
                  "{\"type\": \"Feature\", \"properties\": {\"name\": \"of 1953\"}, \"geometry\": {\"type\": "
                  "\"LineString\", \"coordinates\": [[30.0, 48.02], [30.5, 48.02]]}}");
    fixture_write(&x, "two.rule",
                  "tracktwo line rule 1\ntitle fr Deux\ntitle en Two kilometres\nframe wgs84\n"
                  "measure per_side\nreference a contact\nreference b contact\ndemilitarized 2000\n");
    fixture_says(&x, "X",
                 WORDS("line", "map", file(&x, "plain.svg"), "--line", file(&x, "line.json"), "--rule",
                       file(&x, "five.rule"), "--settlements", file(&x, "towns.json")));
    assert_true(holds(&x, "plain.svg", "Withdrawal line of") && holds(&x, "plain.svg", ">Olm<"));
    assert_false(holds(&x, "plain.svg", "For comparison"));
#define NORTH                                                                                                \
    "--line", file(&x, "north.json"), "--rule", file(&x, "two.rule"), "--side-a", "N", "--side-b", "S",      \
        "--territory", "All of it.", "--start", "square", "--finish", "square", "--beside",                  \
        file(&x, "beside.json")
    json_t *o = fixture_shown(&x, "X", WORDS("line", "map", file(&x, "north.svg"), NORTH));
    assert_int_equal(json_integer_value(json_object_get(o, "observations")), 0);
    json_decref(o);
    assert_true(holds(&x, "north.svg", "Two kilometres") && holds(&x, "north.svg", "of 1953"));
    assert_true(holds(&x, "north.svg",
                      "1\xc2\xa0:\xc2\xa0"
                      "200\xc2\xa0"
                      "000"));
    fixture_says(&x, "X",
                 WORDS("line", "map", file(&x, "near.svg"), NORTH, "--near", "48.0,30.2", "--km", "2.5"));
    assert_true(holds(&x, "near.svg",
                      "1\xc2\xa0:\xc2\xa0"
                      "35\xc2\xa0"
                      "000"));
    assert_null(
        strstr(fixture_prints(&x, "X", "en",
                              WORDS("line", "map", file(&x, "middle.svg"), NORTH, "--near", "48.0,30.2")),
               "Neither"));
    assert_non_null(strstr(
        fixture_prints(&x, "X", "fr", WORDS("line", "map", file(&x, "far.svg"), NORTH, "--near", "10,30.2")),
        "km jusqu'à la ligne : 42"));
    fixture_want(&x, "X",
                 WORDS("line", "map", file(&x, "n.geojson"), "--line", file(&x, "line.json"), "--rule",
                       file(&x, "five.rule")),
                 REFUSED, ".gpkg");
    fixture_want(&x, "X", WORDS("line", "map", file(&x, "n.svg"), NORTH, "--near", "48.0"), USAGE,
                 "--near PLACE");
    fixture_want(&x, "X", WORDS("line", "map", file(&x, "n.svg"), NORTH, "--near", "48,30", "--km", "0"),
                 USAGE, "--near PLACE");
    fixture_want(&x, "X", WORDS("line", "map", file(&x, "n.svg"), NORTH, "--km", "5"), USAGE, "--near PLACE");
    fixture_want(&x, "X",
                 WORDS("line", "map", file(&x, "n.svg"), "--line", file(&x, "line.json"), "--beside",
                       file(&x, "beside.json")),
                 WRONG, "holds degrees");
    fixture_want(&x, "X",
                 WORDS("line", "map", file(&x, "n.svg"), "--line", file(&x, "line.json"), "--beside",
                       file(&x, "five.rule")),
                 WRONG, "five.rule");
    assert_null(fopen(file(&x, "n.svg"), "r"));
    fixture_end(&x);
}

/* The number of the proposal that is open. */
static void open_proposal(const struct fixture *x, char number[static 16])
{
    json_t *o = fixture_shown(x, "X", WORDS("proposal", "list"));
    (void)snprintf(number, 16, "%lld",
                   (long long)json_integer_value(json_object_get(in(o, "proposals", 0), "number")));
    json_decref(o);
}

/* Seat X proposes; Y and Z consent. */
static void agreed(const struct fixture *x, const char *const words[])
{
    char number[16];
    fixture_says(x, "X", words);
    open_proposal(x, number);
    fixture_says(x, "Y", WORDS("proposal", "consent", number));
    fixture_says(x, "Z", WORDS("proposal", "consent", number));
}

/* Zones of a desk that moves a point: three metres off no desk consents to, and says how far; half a metre is
 * what two machines may differ by, and is consented to. */
static void zones_that_are_off(void **p)
{
    static const char *const off[] = {"300", "50"};
    struct fixture x = {.dated = 0};
    char number[16];
    (void)p;
    fixture_start_dated(&x, INT64_C(1780747200000));
    write_files(&x);
    fixture_table(&x, NULL);
    agreed(&x, WORDS("line", "agree", "sides", "--a", "X", "--b", "Y", "--commission", "Z", "--map", "M"));
    agreed(&x, WORDS("line", "agree", "line", file(&x, "line.json")));
    agreed(&x, WORDS("line", "agree", "rule", file(&x, "five.rule")));
    for (int k = 0; k < 2; k++) {
        struct process run;
        int code = -1;
        assert_int_equal(setenv("T2_CHEAT", off[k], 1), 0);
        fixture_seat_start(&x, "tests/e2e/tracktwo-zones", "X", WORDS("line", "agree", "zones"), &run);
        json_decref(fixture_seat_finish(&run, &code));
        assert_int_equal(unsetenv("T2_CHEAT"), 0);
        assert_int_equal(code, OK);
        open_proposal(&x, number);
        if (k == 0) {
            fixture_want(&x, "Y", WORDS("proposal", "consent", number), REFUSED, "lies 3.00 m from where");
            fixture_want(&x, "Z", WORDS("proposal", "consent", number), REFUSED, "Nothing was consented to");
            fixture_says(&x, "Y", WORDS("proposal", "decline", number));
        } else {
            fixture_says(&x, "Y", WORDS("proposal", "consent", number));
            fixture_says(&x, "Z", WORDS("proposal", "consent", number));
        }
    }
    fixture_end(&x);
}

static void key_of(const struct fixture *x, const char *private, const char *public)
{
    char line[256];
    json_t *o = fixture_shown(x, "Z", WORDS("line", "report", "key", file(x, private)));
    (void)snprintf(line, sizeof line, "%s\n", fixture_text(o, "public"));
    fixture_write(x, public, line);
    json_decref(o);
}

static void explosion(const struct fixture *x, const char *key, const char *to, const char *at)
{
    fixture_says(x, "Z",
                 WORDS("line", "report", "write", file(x, to), "--key", file(x, key), "--mission",
                       file(x, "mission"), "--flat", "--kind", "impact", "--at", at, "--place", "28,20,50",
                       "--means", "seen", "--verified"));
}

/* A copy that ends within another report. */
static void damage(const struct fixture *x, const char *from, const char *to)
{
    static const char cut[] = "\0\0\0\5R";
    char bytes[8192];
    FILE *f = fopen(file(x, from), "r");
    assert_non_null(f);
    size_t n = fread(bytes, 1, sizeof bytes - sizeof cut, f);
    assert_int_equal(fclose(f), 0);
    memcpy(bytes + n, cut, sizeof cut);
    f = fopen(file(x, to), "w");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n + sizeof cut, f), n + sizeof cut);
    assert_int_equal(fclose(f), 0);
}

static void an_incident(void **p)
{
    struct fixture x = {.dated = 0};
    char line[256], number[16];
    (void)p;
    fixture_start_dated(&x, INT64_C(1780747200000)); /* 2026-06-06 12:00 */
    write_files(&x);
    fixture_table(&x, NULL);
    fixture_want(&x, "Y", WORDS("line", "zones"), REFUSED, "No line of contact has been agreed");
    fixture_want(&x, "X", WORDS("line", "agree", "sides", "--a", "X"), USAGE, "Name the seats of both sides");
    fixture_want(&x, "X", WORDS("line", "agree", "peace"), USAGE, "What is agreed: sides");
    fixture_want(&x, "X", WORDS("line", "step", "peace"), USAGE, "The steps are: battlefield");
    agreed(&x, WORDS("line", "agree", "sides", "--a", "X", "--b", "Y", "--commission", "Z", "--map", "M"));
    agreed(&x, WORDS("line", "agree", "line", file(&x, "line.json")));
    fixture_want(&x, "X", WORDS("line", "agree", "zones"), REFUSED, "No rule has been agreed");
    agreed(&x, WORDS("line", "agree", "rule", file(&x, "five.rule")));
    agreed(&x, WORDS("line", "agree", "zones"));
    fixture_want(&x, "X", WORDS("line", "hold"), REFUSED, "What holding means has not been agreed");
    fixture_want(&x, "X", WORDS("line", "agree", "criteria", file(&x, "never.json")), WRONG, "cannot have");
    /* A word that is mistyped is no default; what no other desk would consent to is not proposed. */
    fixture_want(&x, "X", WORDS("line", "agree", "criteria", file(&x, "mistyped.json")), WRONG,
                 "\"needs\" cannot be \"veryfied\"");
    fixture_want(&x, "X", WORDS("line", "agree", "criteria", file(&x, "mistyped_key.json")), WRONG,
                 "\"watched_procent\" is no word");
    fixture_want(&x, "X", WORDS("line", "agree", "criteria", file(&x, "text.json")), WRONG, "\"quiet_days\"");
    fixture_want(&x, "X", WORDS("line", "agree", "criteria", file(&x, "round.json")), WRONG, "wgs84, flat");
    fixture_want(&x, "X", WORDS("line", "agree", "criteria", file(&x, "globe.json")), REFUSED,
                 "of another map than the line");
    fixture_want(&x, "X", WORDS("line", "agree", "rule", file(&x, "elsewhere.rule")), REFUSED,
                 "from a line that the table does not have");
    json_t *none = fixture_shown(&x, "Y", WORDS("proposal", "list"));
    assert_int_equal(json_array_size(json_object_get(none, "proposals")), 0);
    json_decref(none);
    agreed(&x, WORDS("line", "agree", "criteria", file(&x, "criteria.json")));
    fixture_want(&x, "X", WORDS("line", "agree", "response", file(&x, "odd.json")), WRONG, "a kind, a time");
    agreed(&x, WORDS("line", "agree", "response", file(&x, "response.json")));
    /* Nobody has watched: that is no peace. */
    json_t *o = fixture_shown(&x, "Y", WORDS("line", "hold"));
    assert_string_equal(fixture_text(o, "hold"), "undetermined");
    assert_string_equal(fixture_text(in(o, "days", 0), "state"), "unwatched");
    json_decref(o);
    key_of(&x, "one.key", "one.line");
    key_of(&x, "two.key", "two.line");
    o = fixture_shown(&x, "X", WORDS("line", "report", "mission"));
    (void)snprintf(line, sizeof line, "%s\n", fixture_text(o, "mission"));
    fixture_write(&x, "mission", line);
    json_decref(o);
    explosion(&x, "one.key", "one.reports", "2026-06-03T10:00");
    fixture_want(&x, "Z", WORDS("line", "report", "file", file(&x, "one.reports")), REFUSED, NULL);
    fixture_want(&x, "X", WORDS("line", "observer", "admit", "one", file(&x, "mission")), WRONG,
                 "not an observer's key");
    agreed(&x, WORDS("line", "observer", "admit", "one", file(&x, "one.line")));
    agreed(&x, WORDS("line", "observer", "admit", "two", file(&x, "two.line")));
    fixture_says(&x, "Z", WORDS("line", "report", "file", file(&x, "one.reports")));
    o = fixture_shown(&x, "Y",
                      WORDS("line", "report", "file", file(&x, "one.reports"))); /* carried by another too */
    assert_int_equal(json_integer_value(json_object_get(o, "known")), 1);
    json_decref(o);
    fixture_want(&x, "X", WORDS("line", "incident", "open", "1"), REFUSED, "not corroborated");
    o = fixture_shown(&x, "X", WORDS("line", "hold", "--on", "2026-06-03")); /* it hangs on this one report */
    assert_string_equal(fixture_text(o, "hold"), "holds_not");
    assert_int_equal(json_integer_value(in(o, "flips", 0)), 1);
    assert_string_equal(json_string_value(in(o, "without", 0)), "undetermined");
    json_decref(o);
    explosion(&x, "two.key", "two.reports", "2026-06-03T10:00");
    damage(&x, "two.reports", "damaged.reports"); /* what is whole is entered, and the damage is told */
    assert_int_equal(fixture_run(&x, "Z", WORDS("line", "report", "file", file(&x, "damaged.reports")), &o),
                     WRONG);
    assert_int_equal(json_integer_value(json_object_get(o, "entered")), 1);
    assert_int_equal(json_integer_value(json_object_get(o, "damaged")), 1);
    json_decref(o);
    o = fixture_shown(&x, "X", WORDS("line", "incidents"));
    assert_int_equal(json_array_size(json_object_get(o, "events")), 1); /* one event, two voices */
    assert_string_equal(fixture_text(in(o, "events", 0), "state"), "corroborated");
    (void)snprintf(number, sizeof number, "%lld",
                   (long long)json_integer_value(json_object_get(in(o, "events", 0), "report")));
    json_decref(o);
    fixture_says(&x, "X", WORDS("line", "incident", "open", number));
    fixture_says(&x, "X", WORDS("line", "incident", "protest", number, "A shell fell beside the road."));
    fixture_want(&x, "X", WORDS("line", "incident", "answer", number), REFUSED, "somebody else's");
    fixture_says(&x, "Y", WORDS("line", "incident", "answer", number, "It was not ours."));
    fixture_says(&x, "Y", WORDS("line", "incident", "refer", number));
    fixture_want(&x, "Y", WORDS("line", "incident", "find_none", number), REFUSED, "somebody else's");
    fixture_says(&x, "Z", WORDS("line", "incident", "find_violation", number, "A shell of 122 mm."));
    o = fixture_shown(&x, "Y", WORDS("line", "incidents"));
    assert_string_equal(fixture_text(in(o, "events", 0), "incident"), "consequence");
    json_decref(o);
    fixture_says(&x, "X", WORDS("line", "incident", "carried_out", number));
    fixture_says(&x, "Y", WORDS("line", "incident", "carried_out", number));
    o = fixture_shown(&x, "X", WORDS("line", "incidents"));
    assert_string_equal(fixture_text(in(o, "events", 0), "incident"), "closed");
    assert_string_equal(fixture_text(in(o, "events", 0), "state"), "found");
    json_t *one = in(o, "events", 0);
    assert_int_equal(json_array_size(json_object_get(one, "steps")), 7);
    assert_string_equal(fixture_text(in(one, "steps", 1), "step"), "protest");
    assert_string_equal(fixture_text(in(one, "steps", 1), "by"), "X");
    assert_string_equal(fixture_text(in(one, "steps", 1), "text"), "A shell fell beside the road.");
    assert_string_equal(fixture_text(in(one, "steps", 4), "text"), "A shell of 122 mm.");
    assert_string_equal(fixture_text(one, "consequence"), "The gun goes back.");
    assert_string_equal(fixture_text(one, "next"), "nothing more, for it is closed");
    json_decref(o);
    o = fixture_shown(&x, "X", WORDS("line", "day", "2026-06-03"));
    const json_t *day = json_object_get(o, "day");
    /* From half past seven in the evening, as the mission's did. */
    assert_int_equal(json_integer_value(json_object_get(day, "end_s")), 1780515000);
    json_decref(o);
    o = fixture_shown(&x, "X", WORDS("line", "map", file(&x, "map.svg")));
    /* No file that is there is written over, whatever command names it. */
    fixture_want(&x, "X", WORDS("line", "map", file(&x, "map.svg")), ENVIRONMENT, "is there already");
    fixture_says(&x, "X", WORDS("line", "map", file(&x, "reports.csv")));
    fixture_want(&x, "X", WORDS("line", "map", file(&x, "reports.csv")), ENVIRONMENT, "is there already");
    fixture_want(&x, "X", WORDS("line", "check", file(&x, "line.json"), "--out", file(&x, "line.json")),
                 ENVIRONMENT, "is there already");
    fixture_want(&x, "X", WORDS("line", "rule", file(&x, "five.rule"), "--out", file(&x, "five.rule")),
                 ENVIRONMENT, "is there already");
    fixture_want(&x, "X", WORDS("line", "day", "2026-06-03", "--html", file(&x, "line.json")), ENVIRONMENT,
                 "is there already");
    json_decref(fixture_shown(&x, "X", WORDS("line", "check", file(&x, "line.json")))); /* as it was */
    assert_int_equal(json_integer_value(json_object_get(o, "observations")), 2);
    assert_true(json_integer_value(json_object_get(o, "bytes")) > 1000);
    json_decref(o);
    fixture_want(&x, "X", WORDS("line", "map", file(&x, "map.geojson")), REFUSED, "no longitude");
    fixture_want(&x, "X", WORDS("line", "map", file(&x, "map.png")), USAGE, "ends in .svg");
    fixture_want(&x, "X", WORDS("line", "day", "yesterday"), USAGE, "A day is written");
    o = fixture_shown(&x, "Y", WORDS("line", "hold", "--on", "2026-06-03"));
    assert_string_equal(fixture_text(o, "hold"), "holds_not");
    json_decref(o);
    /* Both sides take back what both reports say: the incident stays in the list, with its words. */
    for (int k = 0; k < 2; k++) {
        const char *which = k == 0 ? "1" : "2";
        fixture_says(&x, "X", WORDS("line", "exclude", which));
        fixture_want(&x, "X", WORDS("line", "exclude", which), REFUSED, "you have consented to it");
        if (k == 0) {
            fixture_says(&x, "Y", WORDS("line", "exclude", which)); /* the other's is its consent */
        } else {
            open_proposal(&x, line);
            fixture_says(&x, "Y", WORDS("proposal", "consent", line));
        }
        o = fixture_shown(&x, "Y", WORDS("proposal", "list"));
        assert_int_equal(json_array_size(json_object_get(o, "proposals")), 0);
        json_decref(o);
        o = fixture_shown(&x, "Y", WORDS("line", "incidents")); /* after one of the two as well */
        assert_int_equal(json_array_size(json_object_get(o, "events")), 1);
        assert_string_equal(fixture_text(in(o, "events", 0), "incident"), "closed");
        json_decref(o);
    }
    o = fixture_shown(&x, "X", WORDS("line", "incidents"));
    assert_int_equal(json_array_size(json_object_get(o, "events")), 1);
    assert_true(json_is_true(json_object_get(in(o, "events", 0), "excluded")));
    assert_string_equal(fixture_text(in(o, "events", 0), "incident"), "closed");
    assert_int_equal(json_array_size(json_object_get(in(o, "events", 0), "steps")), 7);
    json_decref(o);
    fixture_end(&x);
}

static void burst(const struct fixture *x, const char *at, const char *count)
{
    fixture_says(x, "Z",
                 WORDS("line", "report", "write", file(x, "one.reports"), "--key", file(x, "one.key"),
                       "--mission", file(x, "mission"), "--flat", "--kind", "burst", "--at", at, "--place",
                       "28,20,50", "--means", "heard", "--count", count, "--verified"));
}

/* Both desks count by the rule that was agreed, and say it. */
static void counted(const struct fixture *x, long long n, const char *rule, const char *said)
{
    static const char *const desks[] = {"X", "Y"};
    for (size_t k = 0; k < 2; k++) {
        json_t *o = fixture_shown(x, desks[k], WORDS("line", "day", "2026-06-03"));
        const json_t *day = json_object_get(o, "day");
        assert_string_equal(fixture_text(day, "counting"), rule);
        assert_int_equal(
            json_integer_value(json_object_get(json_object_get(in(day, "regions", 1), "violations"), "n")),
            n);
        assert_int_equal(json_integer_value(json_object_get(json_object_get(day, "cumulative"), "n")), n);
        json_decref(o);
        const char *page = fixture_prints(x, desks[k], "en", WORDS("line", "day", "2026-06-03"));
        if (strstr(page, said) == NULL)
            fail_msg("no \"%s\" in:\n%s", said, page);
    }
}

/* Forty-five discharges: 20 and 15 more half an hour later hang together, 10 come over an hour after. */
static void counting_is_agreed(void **p)
{
    static const char runs[] =
        "What follows within 3600 seconds is counted once if it is 30 or more together.";
    struct fixture x = {.dated = 0};
    char line[256];
    (void)p;
    fixture_start_dated(&x, INT64_C(1780747200000)); /* 2026-06-06 12:00 */
    write_files(&x);
    fixture_table(&x, NULL);
    agreed(&x, WORDS("line", "agree", "sides", "--a", "X", "--b", "Y", "--commission", "Z", "--map", "M"));
    agreed(&x, WORDS("line", "agree", "line", file(&x, "line.json")));
    agreed(&x, WORDS("line", "agree", "ceasefire", "2026-06-02T00:00"));
    json_t *o = fixture_shown(&x, "X", WORDS("line", "report", "mission"));
    (void)snprintf(line, sizeof line, "%s\n", fixture_text(o, "mission"));
    fixture_write(&x, "mission", line);
    json_decref(o);
    key_of(&x, "one.key", "one.line");
    agreed(&x, WORDS("line", "observer", "admit", "one", file(&x, "one.line")));
    burst(&x, "2026-06-03T10:00", "20");
    burst(&x, "2026-06-03T10:30", "15");
    burst(&x, "2026-06-03T11:31", "10");
    fixture_says(&x, "Z", WORDS("line", "report", "file", file(&x, "one.reports")));
    counted(&x, 45, "each", "Each explosion, burst and shot is counted");
    fixture_want(
        &x, "X", WORDS("line", "agree", "criteria", file(&x, "some.json")), WRONG,
        "\"counting\" cannot be \"run 0 3600 0\". Nothing was done. It can be: each, event, hour, day");
    /* What was understood is told before it is proposed. */
    assert_non_null(strstr(
        fixture_prints(&x, "X", "en", WORDS("line", "agree", "criteria", file(&x, "runs.json"))), runs));
    counted(&x, 45, "each", "Each explosion, burst and shot is counted"); /* proposed, not agreed */
    open_proposal(&x, line);
    const char *const shown[][2] = {
        {"en", runs}, {"fr", "3600"}, {"uk", "3600"}, {"ru", "3600"}, {"ar", "3600"}};
    for (size_t k = 0; k < sizeof shown / sizeof shown[0]; k++) {
        const char *said = fixture_prints(&x, "Y", shown[k][0], WORDS("proposal", "list"));
        if (strstr(said, shown[k][1]) == NULL || (k > 0 && strstr(said, "What follows") != NULL))
            fail_msg("no \"%s\" in:\n%s", shown[k][1], said);
    }
    fixture_says(&x, "Y", WORDS("proposal", "consent", line));
    fixture_says(&x, "Z", WORDS("proposal", "consent", line));
    counted(&x, 11, "run 30 3600 0", runs); /* thirty-five are one, and ten */
    o = fixture_shown(&x, "Y", WORDS("table", "show"));
    assert_string_equal(fixture_text(json_object_get(o, "ceasefire"), "counting"), "run 30 3600 0");
    json_decref(o);
    assert_non_null(strstr(fixture_prints(&x, "Z", "en", WORDS("table", "show")), runs));
    fixture_end(&x);
}

/* A key that came to a desk without what it had signed goes on behind what the record holds of it: two
 * reports of one number would speak against their observer. */
static void a_key_that_came_alone(void **p)
{
    struct fixture x = {.dated = 0};
    char line[256];
    (void)p;
    fixture_start_dated(&x, INT64_C(1780747200000)); /* 2026-06-06 12:00 */
    write_files(&x);
    fixture_table(&x, NULL);
    agreed(&x, WORDS("line", "agree", "sides", "--a", "X", "--b", "Y", "--commission", "Z", "--map", "M"));
    agreed(&x, WORDS("line", "agree", "line", file(&x, "line.json")));
    json_t *o = fixture_shown(&x, "X", WORDS("line", "report", "mission"));
    (void)snprintf(line, sizeof line, "%s\n", fixture_text(o, "mission"));
    fixture_write(&x, "mission", line);
    json_decref(o);
    key_of(&x, "one.key", "one.line");
    agreed(&x, WORDS("line", "observer", "admit", "one", file(&x, "one.line")));
    burst(&x, "2026-06-03T10:00", "20");
    burst(&x, "2026-06-03T10:30", "15");
    fixture_says(&x, "Z", WORDS("line", "report", "file", file(&x, "one.reports")));
    fixture_says(&x, "Z", WORDS("line", "report", "key", "--take", file(&x, "one.key")));
    o = fixture_shown(&x, "Z", WORDS("line", "report", "own"));
    assert_int_equal(json_integer_value(json_object_get(o, "last")), 2);
    assert_int_equal(json_integer_value(json_object_get(o, "waiting")), 0);
    json_decref(o);
    const char *const next[] = {
        "line",    "report",   "write",   "--flat", "--kind",     "impact", "--at", "2026-06-03T11:00",
        "--place", "28,20,50", "--means", "seen",   "--verified", NULL};
    o = fixture_shown(&x, "Z", next);
    assert_int_equal(json_integer_value(json_object_get(o, "number")), 3);
    json_decref(o);
    o = fixture_shown(&x, "Z", WORDS("line", "report", "list"));
    const json_t *list = json_object_get(o, "reports");
    assert_int_equal(json_array_size(list), 3);
    for (size_t i = 0; i < json_array_size(list); i++)
        assert_int_equal(json_array_size(json_object_get(json_array_get(list, i), "marks")), 0);
    json_decref(o);
    o = fixture_shown(&x, "Z", WORDS("line", "report", "file"));
    assert_int_equal(json_integer_value(json_object_get(o, "entered")), 1);
    json_decref(o);
    fixture_end(&x);
}

#define WEAPONS(key, to, place, ...)                                                                         \
    fixture_says(&x, "Z",                                                                                    \
                 WORDS("line", "report", "write", file(&x, to), "--key", file(&x, key), "--mission",         \
                       file(&x, "mission"), "--flat", "--kind", "weapons", "--at", "2026-06-03T10:00",       \
                       "--place", place, "--means", "seen", "--weapon", "gun:122:1", "--side", "A",          \
                       "--verified", __VA_ARGS__))

/* Every report of the record with its place, zone and reasons; whose word it is; what was corrected, what no
 * longer counts, and two reports of one number and key, which are a fork. */
static void what_the_record_says(void **p)
{
    struct fixture x = {.dated = 0};
    char line[256];
    (void)p;
    fixture_start_dated(&x, INT64_C(1780747200000)); /* 2026-06-06 12:00 */
    write_files(&x);
    fixture_table(&x, NULL);
    agreed(&x, WORDS("line", "agree", "sides", "--a", "X", "--b", "Y", "--commission", "Z", "--map", "M"));
    agreed(&x, WORDS("line", "agree", "line", file(&x, "line.json")));
    agreed(&x, WORDS("line", "agree", "ceasefire", "2026-06-02T00:00"));
    agreed(&x, WORDS("line", "agree", "rule", file(&x, "five.rule")));
    fixture_says(&x, "X", WORDS("line", "agree", "zones"));
    fixture_says(&x, "Y", WORDS("line", "agree", "zones")); /* the same bytes: a consent */
    fixture_want(&x, "Y", WORDS("line", "agree", "zones"), REFUSED, "you have consented to it");
    fixture_says(&x, "Z", WORDS("line", "agree", "zones"));
    json_t *open = fixture_shown(&x, "X", WORDS("proposal", "list"));
    assert_int_equal(json_array_size(json_object_get(open, "proposals")), 0);
    json_decref(open);
    json_t *o = fixture_shown(&x, "X", WORDS("line", "report", "mission"));
    (void)snprintf(line, sizeof line, "%s\n", fixture_text(o, "mission"));
    fixture_write(&x, "mission", line);
    json_decref(o);
    key_of(&x, "one.key", "one.line");
    key_of(&x, "two.key", "two.line");
    agreed(&x, WORDS("line", "observer", "admit", "one", file(&x, "one.line")));
    agreed(&x, WORDS("line", "observer", "admit", "scouts", file(&x, "two.line"), "--of", "b"));
    WEAPONS("one.key", "one.reports", "28,20,50", "--remark", "Beside the mill.");
    WEAPONS("one.key", "one.reports", "20,20,50", "--corrects", "1", "--reason", "Misread.");
    WEAPONS("one.key", "copy.reports", "28.5,20,50", "--remark", "From an older copy.");
    WEAPONS("two.key", "two.reports", "28,21,50", "--remark", "R");
    static const char *const files[] = {"one.reports", "copy.reports", "two.reports"};
    for (size_t k = 0; k < 3; k++)
        fixture_says(&x, "Z", WORDS("line", "report", "file", file(&x, files[k])));
    o = fixture_shown(&x, "Y", WORDS("line", "verdicts"));
    assert_int_equal(json_array_size(json_object_get(o, "facts")), 4);
    assert_string_equal(fixture_text(in(o, "facts", 0), "verdict"), "in");
    assert_string_equal(fixture_text(in(o, "facts", 0), "place"), "28.000, 20.000");
    assert_string_equal(fixture_text(in(o, "facts", 0), "class"), "all");
    assert_string_equal(fixture_text(in(o, "facts", 0), "weapon"), "gun");
    assert_string_equal(fixture_text(in(o, "facts", 0), "remark"), "Beside the mill.");
    assert_int_equal(json_integer_value(json_object_get(in(o, "facts", 0), "corrected_by")), 2);
    assert_int_equal(json_integer_value(json_object_get(in(o, "facts", 0), "fork")), 3);
    json_t *reasons = json_object_get(in(o, "facts", 0), "reasons");
    assert_string_equal(json_string_value(json_array_get(reasons, json_array_size(reasons) - 1)), "in_zone");
    assert_string_equal(fixture_text(in(o, "facts", 1), "verdict"), "out");
    assert_true(json_is_null(json_object_get(in(o, "facts", 1), "fork")));
    assert_int_equal(json_integer_value(json_object_get(in(o, "facts", 2), "fork")), 1);
    assert_string_equal(fixture_text(in(o, "facts", 3), "from"), "b");
    assert_true(json_is_false(json_object_get(in(o, "facts", 3), "verified")));
    json_decref(o);
    o = fixture_shown(&x, "Y", WORDS("table", "show"));
    const json_t *forks = json_object_get(json_object_get(o, "ceasefire"), "forks");
    assert_int_equal(json_array_size(forks), 1);
    assert_string_equal(fixture_text(json_array_get(forks, 0), "observer"), "one");
    json_decref(o);
    /* What is in force can be read, and who is admitted. */
    o = fixture_shown(&x, "Y", WORDS("line", "document", "rule", "--out", file(&x, "agreed.rule")));
    assert_string_equal(fixture_text(o, "what"), "rule");
    assert_string_equal(fixture_text(json_object_get(o, "content"), "title"), "Five");
    json_decref(o);
    o = fixture_shown(&x, "Y", WORDS("line", "document", "line", "--out", file(&x, "agreed.line")));
    assert_string_equal(fixture_text(json_object_get(o, "content"), "territory"), "The plain.");
    json_decref(o);
    json_decref(fixture_shown(
        &x, "Y",
        WORDS("line", "zones", "--line", file(&x, "agreed.line"), "--rule", file(&x, "agreed.rule"))));
    fixture_want(&x, "Y", WORDS("line", "document", "criteria"), REFUSED, "in force under this word");
    fixture_says(&x, "X", WORDS("line", "agree", "criteria", file(&x, "criteria.json")));
    open_proposal(&x, line);
    o = fixture_shown(&x, "Y", WORDS("line", "document", line)); /* before one consents */
    assert_int_equal(json_integer_value(json_object_get(json_object_get(o, "content"), "quiet_days")), 2);
    json_decref(o);
    fixture_says(&x, "Y", WORDS("proposal", "decline", line));
    o = fixture_shown(&x, "Y", WORDS("line", "agree"));
    assert_string_equal(fixture_text(in(o, "observers", 1), "id"), "scouts");
    assert_string_equal(fixture_text(in(o, "observers", 1), "of"), "b");
    json_decref(o);
    /* An admission that ended before they were made. */
    agreed(&x, WORDS("line", "observer", "admit", "one", file(&x, "one.line"), "--to", "2026-06-05"));
    o = fixture_shown(&x, "Y", WORDS("line", "verdicts"));
    assert_int_equal(json_array_size(json_object_get(o, "facts")), 1);
    assert_int_equal(json_array_size(json_object_get(o, "not_counted")), 3);
    assert_string_equal(fixture_text(in(o, "not_counted", 0), "why"),
                        "not counted: made after the admission of its key ended");
    json_decref(o);
    fixture_end(&x);
}

#define DECLARE(id, weapon, to, by, out)                                                                     \
    WORDS("line", "declare", id, "--weapon", weapon, "--from", "29,20", "--to", to, "--by", by, "--out", out)

/* What a person who declares is told: what is wrong with the words; that the place lies in the zone, and that
 * the rule's day is earlier; and again when it is opened. */
static void positions(void **p)
{
    struct fixture x = {.dated = 0};
    char number[16];
    (void)p;
    fixture_start_dated(&x, INT64_C(1780747200000)); /* 2026-06-06 12:00; the rule: D+0 is 2026-06-01 */
    write_files(&x);
    fixture_table(&x, NULL);
    json_t *o = fixture_shown(&x, "X", WORDS("line", "step"));
    assert_true(json_is_true(json_object_get(in(o, "steps", 0), "next")));
    assert_int_equal(json_array_size(json_object_get(in(o, "steps", 0), "missing")), 1);
    json_decref(o);
    fixture_says(&x, "X",
                 WORDS("line", "agree", "sides", "--a", "X", "--b", "Y", "--commission", "Z", "--map", "M"));
    open_proposal(&x, number);
    fixture_says(&x, "Z", WORDS("proposal", "consent", number));
    fixture_want(&x, "X", WORDS("line", "step", "battlefield"), REFUSED, "still to consent: ");
    o = fixture_shown(&x, "X", WORDS("line", "step"));
    const json_t *lack = in(in(o, "steps", 0), "missing", 0);
    assert_int_equal(json_integer_value(json_object_get(lack, "proposal")), atoi(number));
    assert_true(json_is_null(json_object_get(lack, "side")));
    assert_true(fixture_text(lack, "seats")[0] != '\0');
    json_decref(o);
    fixture_says(&x, "Y", WORDS("proposal", "consent", number));
    fixture_says(&x, "Y", WORDS("line", "step", "battlefield"));
    o = fixture_shown(&x, "X", WORDS("line", "step"));
    assert_true(json_is_true(json_object_get(in(o, "steps", 1), "next")));
    json_decref(o);
    o = fixture_shown(&x, "X", WORDS("line", "agree"));
    assert_string_equal(fixture_text(o, "map"), "M");
    assert_string_equal(json_string_value(json_array_get(json_object_get(o, "side_b"), 0)), "Y");
    json_decref(o);
    agreed(&x, WORDS("line", "agree", "line", file(&x, "line.json")));
    agreed(&x, WORDS("line", "agree", "rule", file(&x, "five.rule")));
    agreed(&x, WORDS("line", "agree", "zones"));
    fixture_want(&x, "Y", DECLARE("B heavy 2", "gun", "32,20", "0", file(&x, "o")), USAGE, "no blank");
    fixture_want(&x, "Y", DECLARE("B-2", "spoon", "32,20", "0", file(&x, "o")), USAGE,
                 "of no family: spoon. Nothing was declared. The families are: infantry, armour");
    fixture_want(&x, "Y", DECLARE("B-2", "gun", "there", "0", file(&x, "o")), USAGE,
                 "--to is missing or not");
    fixture_want(&x, "Y", DECLARE("B-2", "gun", "32,20", "soon", file(&x, "o")), USAGE,
                 "--by is missing or not");
    o = fixture_shown(&x, "Y", DECLARE("B-1", "gun", "37,20", "0", file(&x, "one.opening")));
    assert_true(json_is_false(json_object_get(o, "in_zone")));
    assert_int_equal(json_integer_value(json_object_get(o, "rule_day")), 0);
    json_decref(o);
    o = fixture_shown(&x, "Y", DECLARE("B-2", "gun", "32,20", "50", file(&x, "two.opening")));
    assert_true(json_is_true(json_object_get(o, "in_zone")));
    assert_int_equal(json_integer_value(json_object_get(o, "rule_day")), 0);
    json_decref(o);
    o = fixture_shown(&x, "Y", WORDS("line", "withdrawal"));
    assert_true(json_is_true(json_object_get(in(o, "positions", 1), "own")));
    assert_int_equal(json_integer_value(json_object_get(in(o, "positions", 1), "by")), 50);
    assert_true(json_is_true(json_object_get(in(o, "positions", 1), "late"))); /* by the rule */
    json_decref(o);
    o = fixture_shown(&x, "X", WORDS("line", "withdrawal"));
    assert_true(json_is_false(json_object_get(in(o, "positions", 1), "own")));
    assert_string_equal(fixture_text(in(o, "positions", 1), "seat"), "Y");
    json_decref(o);
    o = fixture_shown(&x, "Y", WORDS("line", "open", file(&x, "two.opening")));
    assert_true(json_is_true(json_object_get(o, "in_zone")));
    assert_string_equal(fixture_text(o, "id"), "B-2");
    json_decref(o);
    o = fixture_shown(&x, "Y", WORDS("line", "open", file(&x, "one.opening")));
    assert_true(json_is_false(json_object_get(o, "in_zone")));
    json_decref(o);
    fixture_end(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(files),
                                       cmocka_unit_test(help_is_whole),
                                       cmocka_unit_test(maps_of_files),
                                       cmocka_unit_test(zones_that_are_off),
                                       cmocka_unit_test(an_incident),
                                       cmocka_unit_test(counting_is_agreed),
                                       cmocka_unit_test(a_key_that_came_alone),
                                       cmocka_unit_test(what_the_record_says),
                                       cmocka_unit_test(positions)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
