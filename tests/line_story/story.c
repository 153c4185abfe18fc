/* demo-line: the example table's cease-fire, from the map to the talks, played by the programs themselves: a
 * relay, five desks and an observer who has no network for days. It uses the stage of the week
 * (../week/week.h); only the clock is set. Every day's state and count is held against the example's file.
 * Then, outside the table, the pull-back from the Korean demarcation line, where the data are at hand. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <tracktwo/clock.h>

#include "week/week.h"

#define LAST_DAY 40
#define DAY(n) ((enum week_day)(n))
#define KOREA_KM2 896.3
#define PICTURE_MAX ((size_t)4 << 20)

struct story {
    struct week w;
    const json_t *fire; /* the example's `ceasefire` */
    const char *examples;
    unsigned proposals;
};

/* ---- names ---- */

static const char *path(struct story *t, const char *name)
{
    return week_path(&t->w, name);
}

/* "2027-03-02", good until sixteen more were asked for. */
static const char *date_of(int day)
{
    static char texts[16][16];
    static unsigned k;
    char *out = texts[k++ % 16];
    memcpy(out, week_hour(DAY(day), "00:00"), 10);
    out[10] = '\0';
    return out;
}

/* "44.000,36.000": kilometres east and north. */
static const char *place_of(const json_t *at)
{
    static char texts[16][32];
    static unsigned k;
    char *out = texts[k++ % 16];
    (void)snprintf(out, sizeof texts[0], "%.3f,%.3f", json_number_value(json_array_get(at, 0)),
                   json_number_value(json_array_get(at, 1)));
    return out;
}

static void write_json(struct story *t, const char *name, json_t *o)
{
    if (json_dump_file(o, path(t, name), JSON_INDENT(1)) != 0)
        week_check(&t->w, false, "the file %s cannot be written", name);
    json_decref(o);
}

/* The text of a file that was written; NULL when there is none. For free. */
static char *text_of(struct story *t, const char *name)
{
    FILE *f = fopen(path(t, name), "r");
    char *text = calloc(PICTURE_MAX + 1, 1);
    size_t n = f != NULL && text != NULL ? fread(text, 1, PICTURE_MAX, f) : 0;
    if (f != NULL)
        (void)fclose(f);
    if (n == 0) {
        free(text);
        return NULL;
    }
    return text;
}

/* A copy into the folder T2_PICTURES, where that is set. */
static void keep(struct story *t, const char *name)
{
    const char *folder = getenv("T2_PICTURES");
    char to[WEEK_PATH];
    if (folder == NULL)
        return;
    (void)snprintf(to, sizeof to, "%s/%s", folder, name);
    char *text = text_of(t, name);
    FILE *f = text != NULL ? fopen(to, "w") : NULL;
    bool good = f != NULL && fputs(text, f) >= 0;
    good = f != NULL && fclose(f) == 0 && good;
    week_check(&t->w, good, "kept: %s", name);
    free(text);
}

/* ---- what is agreed ---- */

/* Seat A has proposed; these others consent. */
static void consented(struct story *t, unsigned others)
{
    char number[16];
    (void)snprintf(number, sizeof number, "%u", ++t->proposals);
    week_each(&t->w, others, WORDS("proposal", "consent", number));
}
#define THE_OTHERS (ALL_SEATS & ~ONLY(SEAT_A))

static void battlefield(struct story *t)
{
    struct week *w = &t->w;
    week_scene(w, DAY(0), "09:00", "The battlefield: who speaks for which side, on which map");
    week_open_table(w);
    week_refused(w, SEAT_B, WORDS("line", "step", "line"), "step", "First comes: the map of the battlefield");
    week_do(w, SEAT_A,
            WORDS("line", "agree", "sides", "--a", "A", "--b", "B", "--commission", "N", "--map",
                  "The invented map of 60 km by 40, on which the whole plain counts"));
    consented(t, THE_OTHERS);
    week_do(w, SEAT_A, WORDS("line", "step", "battlefield"));
}

static void the_line(struct story *t)
{
    struct week *w = &t->w;
    json_t *points = json_array();
    for (size_t i = 0; i < json_array_size(json_object_get(t->fire, "line_of_contact")); i++) {
        const json_t *at = json_array_get(json_object_get(t->fire, "line_of_contact"), i);
        (void)json_array_append_new(points,
                                    json_pack("[f, f]", 1000 * json_number_value(json_array_get(at, 0)),
                                              1000 * json_number_value(json_array_get(at, 1))));
    }
    write_json(t, "line.json",
               json_pack("{s:s, s:[s, s], s:s, s:s, s:s, s:o}", "frame", "flat", "sides", "Arvenia", "Borea",
                         "territory", "The plain, as both held it on the day of the cease-fire.", "start",
                         "square", "finish", "square", "line", points));
    week_scene(w, DAY(0), "10:00", "The line");
    week_do(w, SEAT_A, WORDS("line", "check", path(t, "line.json")));
    week_refused(w, SEAT_B, WORDS("line", "step", "line"), "step", "agreement to the line");
    week_do(w, SEAT_A, WORDS("line", "agree", "line", path(t, "line.json")));
    consented(t, THE_OTHERS);
    week_do(w, SEAT_B, WORDS("line", "step", "line"));
}

static void ceasefire(struct story *t)
{
    struct week *w = &t->w;
    week_scene(w, DAY(0), "11:00", "The cease-fire");
    week_do(w, SEAT_A, WORDS("line", "agree", "ceasefire", week_hour(DAY(0), "12:00")));
    consented(t, THE_OTHERS);
    week_refused(w, SEAT_A, WORDS("line", "step", "ceasefire"), "step", "The hour of the cease-fire has not");
    week_scene(w, DAY(0), "12:00", "The guns are silent");
    week_do(w, SEAT_A, WORDS("line", "step", "ceasefire"));
}

/* ---- the pull-back ---- */

static const char *opening_name(const json_t *unit)
{
    static char texts[16][64];
    static unsigned k;
    char *out = texts[k++ % 16];
    (void)snprintf(out, sizeof texts[0], "%s.opening", week_text_at(unit, "id"));
    return out;
}

static const char *family_of(const json_t *unit)
{
    const char *kind = week_text_at(unit, "kind");
    return strcmp(kind, "heavy") == 0 ? "gun" : strcmp(kind, "support") == 0 ? "support" : "infantry";
}

static void declarations(struct story *t)
{
    struct week *w = &t->w;
    const json_t *unit;
    size_t i;
    char rule[WEEK_PATH];
    (void)snprintf(rule, sizeof rule, "%s/rules/example-z3.rule", t->examples);
    week_scene(w, DAY(0), "13:00", "The pull-back: the rule, and positions declared under seal");
    week_do(w, SEAT_A, WORDS("line", "agree", "rule", rule, "--day", date_of(0)));
    consented(t, THE_OTHERS);
    json_array_foreach(json_object_get(t->fire, "units"), i, unit)
    {
        bool of_a = strcmp(week_text_at(unit, "side"), "A") == 0;
        const char *words[] = {"line",
                               "declare",
                               week_text_at(unit, "id"),
                               "--weapon",
                               family_of(unit),
                               "--from",
                               place_of(json_object_get(unit, "baseline")),
                               "--to",
                               place_of(json_object_get(unit, "destination")),
                               "--by",
                               "5",
                               "--out",
                               path(t, opening_name(unit)),
                               NULL};
        if (i == 0 || strcmp(week_text_at(unit, "id"), "B-art-1") == 0)
            week_do(w, of_a ? SEAT_A : SEAT_B, words);
        else
            week_quietly(w, of_a ? SEAT_A : SEAT_B, words);
    }
    week_refused(w, SEAT_C,
                 WORDS("line", "declare", "C-1", "--weapon", "gun", "--from", "1,1", "--to", "1,1", "--by",
                       "5", "--out", path(t, "c.opening")),
                 "side", "speaks for neither side");
    week_expect(w, FOUR_SEATS, WORDS("line", "withdrawal"), "positions/0/state", json_string("sealed"),
                "the positions are under seal");
    week_do(w, SEAT_B, WORDS("line", "step", "pullback"));
}

static void zones(struct story *t)
{
    struct week *w = &t->w;
    week_scene(w, DAY(0), "14:00", "The zone, computed by every desk for itself");
    week_do(w, SEAT_A, WORDS("line", "zones"));
    week_do(w, SEAT_A, WORDS("line", "agree", "zones"));
    consented(t, THE_OTHERS);
    week_do(w, SEAT_A, WORDS("line", "step", "zone"));
}

/* ---- the observers ---- */

static void keep_line(struct story *t, const char *name, json_t *o, const char *key)
{
    char line[256];
    (void)snprintf(line, sizeof line, "%s\n", week_text_at(o, key));
    week_check(&t->w, strlen(line) > 10, "%s was handed over", name);
    week_write(&t->w, name, line);
    json_decref(o);
}

static void observers(struct story *t)
{
    struct week *w = &t->w;
    int code = -1;
    week_scene(w, DAY(0), "15:00", "The observers");
    keep_line(t, "patrol.line",
              week_ask(w, SEAT_N, WORDS("line", "report", "key", path(t, "patrol.key")), &code), "public");
    keep_line(t, "mission.line", week_ask(w, SEAT_A, WORDS("line", "report", "mission"), &code), "mission");
    week_refused(w, SEAT_A, WORDS("line", "step", "observers"), "step",
                 "the admission of the observers' keys");
    week_do(w, SEAT_A, WORDS("line", "observer", "admit", "patrol-1", path(t, "patrol.line")));
    consented(t, THE_OTHERS);
    week_do(w, SEAT_A, WORDS("line", "step", "observers"));
}

static void criteria(struct story *t)
{
    struct week *w = &t->w;
    write_json(t, "criteria.json",
               json_pack("{s:s, s:s, s:i, s:O, s:i, s:i, s:i, s:s, s:s}", "frame", "flat", "first_day",
                         date_of(1), "day_ends_hour", 24, "quiet_days",
                         week_at(t->fire, "clock/need_quiet_days"), "window_days", 30, "uncounted_days", 5,
                         "watched_percent", 50, "needs", "verified", "counting", "each"));
    week_scene(w, DAY(0), "16:00", "What holding means");
    week_do(w, SEAT_A, WORDS("line", "agree", "criteria", path(t, "criteria.json")));
    consented(t, THE_OTHERS);
    week_do(w, SEAT_B, WORDS("line", "step", "hold"));
    write_json(t, "measure.json",
               json_pack("{s:[i, i], s:i, s:i}", "corner", 0, 0, "grid_m", 10000, "delay_hours", 72));
    week_do(w, SEAT_A, WORDS("line", "agree", "publication", path(t, "measure.json")));
    consented(t, THE_OTHERS);
    week_refused(w, SEAT_B, WORDS("line", "step", "talks"), "step", "the quiet days that were agreed");
}

/* ---- forty days ---- */

static const char *kind_of(const char *kind)
{
    return strncmp(kind, "small-arms", 10) == 0    ? "shot"
           : strncmp(kind, "artillery", 9) == 0    ? "outgoing"
           : strncmp(kind, "access", 6) == 0       ? "access_refused"
           : strncmp(kind, "drone", 5) == 0        ? "weapons"
           : strncmp(kind, "unit inside", 11) == 0 ? "unit_inside"
           : strncmp(kind, "unit has", 8) == 0     ? "unit_left"
                                                   : "explosion";
}

/* Without a network: only the observer's key and the file on the stick. */
static void observer_writes(struct story *t, const char *const more[], bool shown)
{
    const char *words[40] = {"line",      "report",
                             "write",     path(t, "patrol.reports"),
                             "--key",     path(t, "patrol.key"),
                             "--mission", path(t, "mission.line"),
                             "--flat"};
    size_t n = 9;
    for (size_t i = 0; more[i] != NULL && n < 39; i++)
        words[n++] = more[i];
    if (shown)
        week_do(&t->w, SEAT_N, words);
    else
        week_quietly(&t->w, SEAT_N, words);
}

static void report_of(struct story *t, const json_t *r, int day)
{
    const char *kind = week_text_at(r, "kind"), *unit = week_text_at(r, "unit");
    bool verified = json_is_true(json_object_get(r, "verified")), fire = strncmp(kind, "access", 6) != 0;
    char weapon[64];
    const char *words[24] = {"--kind",   kind_of(kind),
                             "--at",     week_hour(DAY(day), "11:00"),
                             "--place",  place_of(json_object_get(r, "place")),
                             "--means",  verified ? "seen" : "told",
                             "--remark", kind};
    size_t n = 10;
    if (verified)
        words[n++] = "--verified";
    if (unit[0] != '\0' || strncmp(kind, "drone", 5) == 0) {
        (void)snprintf(weapon, sizeof weapon, "%s:0:1%s%s", unit[0] != '\0' ? "infantry" : "drone",
                       unit[0] != '\0' ? ":" : "", unit);
        words[n++] = "--weapon";
        words[n++] = weapon;
    }
    if (unit[0] != '\0' && fire) {
        words[n++] = "--side";
        words[n++] = "B";
    }
    words[n] = NULL;
    observer_writes(t, words, day <= 9);
}

static void a_day(struct story *t, int day)
{
    const json_t *r;
    size_t i;
    week_clock_of(&t->w, SEAT_N, DAY(day), "18:00"); /* the observer's laptop, in the field */
    json_array_foreach(json_object_get(t->fire, "reports"), i, r)
    {
        if (json_integer_value(json_object_get(r, "day")) == day)
            report_of(t, r, day);
    }
    week_clock_of(&t->w, SEAT_N, DAY(day + 1), "00:01");
    observer_writes(t,
                    WORDS("--kind", "watch", "--at", week_hour(DAY(day), "00:00"), "--lasted", "86400",
                          "--place", "30.000,20.000", "--means", "seen,camera"),
                    day == 1);
    week_clock_right(&t->w, SEAT_N);
}

static void openings(struct story *t)
{
    struct week *w = &t->w;
    const json_t *unit;
    size_t i;
    int code = -1;
    week_scene(w, DAY(6), "19:00", "Inspectors stand at the declared places, and the positions are opened");
    json_array_foreach(json_object_get(t->fire, "units"), i, unit)
    {
        bool of_a = strcmp(week_text_at(unit, "side"), "A") == 0;
        const char *words[] = {"line", "open", path(t, opening_name(unit)), NULL};
        if (i == 0)
            week_do(w, SEAT_A, words);
        else
            week_quietly(w, of_a ? SEAT_A : SEAT_B, words);
    }
    week_show(w, FOUR_SEATS, WORDS("line", "withdrawal"), WORDS("side", "destination"));
    for (int seat = SEAT_A; seat <= SEAT_B; seat++) {
        json_t *o = week_ask(w, (enum week_seat)seat, WORDS("line", "withdrawal"), &code),
               *flagged = json_array();
        const json_t *p;
        json_array_foreach(week_at(o, "positions"), i, p)
        {
            if (json_is_true(json_object_get(p, "flagged")))
                (void)json_array_append(flagged, json_object_get(p, "id"));
        }
        week_check(
            w,
            json_equal(flagged,
                       week_at(t->fire, "expected/units_not_clear_of_15km_zone_at_declared_destination")),
            "B-art-1 and B-inf-3 are flagged, and no other, on the desk of seat %s",
            week_seat_id((enum week_seat)seat));
        json_decref(flagged);
        json_decref(o);
    }
}

/* The stick comes to seat N's desk, which has the relay again. */
static void the_stick_arrives(struct story *t, int day, const char *title)
{
    week_scene(&t->w, DAY(day), "08:00", title);
    week_do(&t->w, SEAT_N, WORDS("line", "report", "file", path(t, "patrol.reports")));
}

static void old_mine(struct story *t)
{
    struct week *w = &t->w;
    const json_t *o;
    char number[16] = "0";
    int code = -1;
    json_t *all = week_ask(w, SEAT_A, WORDS("line", "verdicts"), &code);
    size_t i;
    json_array_foreach(week_at(all, "facts"), i, o)
    {
        if (strncmp(week_text_at(o, "time"), date_of(28), 10) == 0 &&
            strcmp(week_text_at(o, "kind"), "explosion") == 0)
            (void)snprintf(number, sizeof number, "%lld",
                           (long long)json_integer_value(json_object_get(o, "report")));
    }
    json_decref(all);
    page_tell(
        "Both sides find that the explosion of day 28 was an old mine. One side's word changes nothing.");
    week_do(w, SEAT_A, WORDS("line", "exclude", number));
    week_expect(w, ONLY(SEAT_B), WORDS("line", "hold"), "days/27/state", json_string("violation"),
                "day 28 is a violation while one side alone has excluded it");
    consented(t, ONLY(SEAT_B));
}

static void each_day_as_expected(struct story *t)
{
    static const char *const names[] = {"quiet", "violation", "not_counted"};
    struct week *w = &t->w;
    const json_t *days = week_at(t->fire, "clock/expected/days"), *want;
    size_t i;
    int code = -1;
    unsigned n_right[2] = {0, 0};
    for (int seat = SEAT_A; seat <= SEAT_B; seat++) {
        json_t *o = week_ask(w, (enum week_seat)seat, WORDS("line", "hold"), &code);
        json_array_foreach(days, i, want)
        {
            const json_t *got = json_array_get(week_at(o, "days"), i);
            const char *state = week_text_at(want, "state");
            const char *name = names[strcmp(state, "violation") == 0 ? 1
                                     : strcmp(state, "quiet") == 0   ? 0
                                                                     : 2];
            n_right[seat - SEAT_A] +=
                strcmp(week_text_at(got, "state"), name) == 0 &&
                strcmp(week_text_at(got, "day"),
                       date_of((int)json_integer_value(json_object_get(want, "day")))) == 0 &&
                json_equal(json_object_get(got, "quiet_in_a_row"), json_object_get(want, "quiet_in_a_row"));
        }
        json_decref(o);
    }
    week_check(
        w, json_array_size(days) == LAST_DAY && n_right[0] == LAST_DAY && n_right[1] == LAST_DAY,
        "each of the %d days has the state and the count of the example's file: %u on the desk of seat A, "
        "%u on that of seat B",
        LAST_DAY, n_right[0], n_right[1]);
}

static void the_talks(struct story *t)
{
    struct week *w = &t->w;
    week_scene(w, DAY(LAST_DAY), "20:00", "The evening of day 40: one day short");
    week_refused(w, SEAT_A, WORDS("line", "step", "talks"), "step", "the quiet days that were agreed");
    a_day(t, LAST_DAY);
    the_stick_arrives(t, LAST_DAY + 1, "The morning after day 40");
    each_day_as_expected(t);
    week_show(w, FOUR_SEATS, WORDS("line", "hold"),
              WORDS("cease-fire:", "in a row: 30", "condition", "without report"));
    week_expect(w, FOUR_SEATS, WORDS("line", "hold"), "met_day", json_string(date_of(LAST_DAY)),
                "the condition was met on day 40");
    week_expect(w, FOUR_SEATS, WORDS("line", "hold"), "hold", json_string("holds"), "it holds");
    week_do(w, SEAT_B, WORDS("line", "step", "talks"));
    week_expect(w, FOUR_SEATS, WORDS("line", "hold"), "talks_open", json_true(), "the talks are open");
    week_show(w, FOUR_SEATS, WORDS("line", "day", date_of(9)), NULL);
    week_do(w, SEAT_A, WORDS("line", "day", date_of(9), "--html", path(t, "day-9.html")));
    week_do(w, SEAT_A, WORDS("line", "map", path(t, "map.svg")));
    week_do(w, SEAT_A, WORDS("line", "publish", path(t, "week.csv")));
    keep(t, "map.svg");
    keep(t, "week.csv");
    keep(t, "day-9.html");
    week_same_everywhere(w);
}

static void forty_days(struct story *t)
{
    for (int day = 1; day < LAST_DAY; day++) {
        if (day == 1)
            week_scene(&t->w, DAY(1), "06:00", "The patrol goes out. It has no network for days");
        a_day(t, day);
        if (day == 6)
            openings(t);
        if (day == 9)
            the_stick_arrives(t, 10, "Day 10: the stick arrives");
        if (day == 30) {
            the_stick_arrives(t, 31,
                              "Day 31: the stick arrives again; what is known already is entered once");
            old_mine(t);
        }
    }
}

/* ---- the real thing, outside the table ---- */

#define LIMITS "the real limit lines"
static const char rule_korea[] = "tracktwo line rule 1\n"
                                 "title en Armistice, 27 July 1953: two kilometres\n"
                                 "frame wgs84\nmeasure per_side\nreference a contact\nreference b contact\n"
                                 "day open\ndemilitarized 2000\n";

/* Both real limit lines under one name, for the legend. */
static json_t *limit_lines(const json_t *all)
{
    json_t *list = json_array();
    for (size_t i = 0; i < 2; i++)
        (void)json_array_append_new(
            list,
            json_pack("{s:s, s:{s:s}, s:O}", "type", "Feature", "properties", "name", LIMITS, "geometry",
                      json_object_get(json_array_get(json_object_get(all, "features"), i), "geometry")));
    return json_pack("{s:s, s:o}", "type", "FeatureCollection", "features", list);
}

static unsigned count_of(const char *text, const char *what)
{
    unsigned n = 0;
    for (const char *s = text; s != NULL && (s = strstr(s, what)) != NULL; s++)
        n++;
    return n;
}

/* The picture has the zones of both sides and both real lines; near: about ten kilometres of it. */
static void draw_korea(struct story *t, const char *name, bool near)
{
    char to[WEEK_PATH];
    (void)snprintf(to, sizeof to, "%s", path(t, name));
    const char *words[] = {"line",
                           "map",
                           to,
                           "--line",
                           path(t, "korea.geojson"),
                           "--rule",
                           path(t, "korea.rule"),
                           "--side-a",
                           "North",
                           "--side-b",
                           "South",
                           "--territory",
                           "The demarcation line of 1953.",
                           "--start",
                           "square",
                           "--finish",
                           "square",
                           "--beside",
                           path(t, "korea-limits.geojson"),
                           near ? "--near" : NULL,
                           "38.3,127.2",
                           "--km",
                           "10",
                           NULL};
    week_do(&t->w, SEAT_A, words);
    char *svg = text_of(t, name);
    week_check(&t->w,
               count_of(svg, "<path fill=\"url(#t2-hatch-") == 2 &&
                   count_of(svg, "stroke-dasharray=\"45 75\"") == 3 && count_of(svg, LIMITS) == 1,
               "on %s are both zones that were computed and both real limit lines", name);
    free(svg);
    keep(t, name);
}

static void korea(struct story *t)
{
    struct week *w = &t->w;
    const char *data = getenv("T2_DATA"), *shared = getenv("T2_SHARED");
    char name[WEEK_PATH];
    int code = -1;
    (void)snprintf(name, sizeof name, "%s%s/line/korea_dmz_lsib_lines.geojson",
                   data != NULL     ? data
                   : shared != NULL ? shared
                                    : "../shared",
                   data != NULL ? "" : "/data");
    json_t *all = json_load_file(name, 0, NULL);
    page_title(w, "The Korean demarcation line, outside the table");
    if (all == NULL) {
        page_tell("Skipped: the line is not beside the checkout (line/korea_dmz_lsib_lines.geojson).");
        return;
    }
    write_json(t, "korea.geojson",
               json_pack("{s:s, s:[O]}", "type", "FeatureCollection", "features",
                         json_array_get(json_object_get(all, "features"), 2)));
    write_json(t, "korea-limits.geojson", limit_lines(all));
    json_decref(all);
    week_write(w, "korea.rule", rule_korea);
    const char *words[] = {"line",        "zones",
                           "--line",      path(t, "korea.geojson"),
                           "--rule",      path(t, "korea.rule"),
                           "--side-a",    "North",
                           "--side-b",    "South",
                           "--territory", "The demarcation line of 1953.",
                           "--start",     "square",
                           "--finish",    "square",
                           NULL};
    week_do(w, SEAT_A, words);
    json_t *o = week_ask(w, SEAT_A, words, &code);
    double km2 = (json_number_value(week_at(o, "zones/0/area_m2")) +
                  json_number_value(week_at(o, "zones/1/area_m2"))) /
                 1e6;
    week_check(
        w, fabs(km2 / KOREA_KM2 - 1) < 0.01,
        "two kilometres from the demarcation line on each side: %.1f km2; between the real limit lines "
        "%.1f km2",
        km2, KOREA_KM2);
    json_decref(o);
    draw_korea(t, "korea.svg", false);
    draw_korea(t, "korea-near.svg", true);
}

int main(void)
{
    static struct story t;
    const char *programs = getenv("T2_PROGRAMS");
    char file[WEEK_PATH], folder[WEEK_PATH];
    t.examples = getenv("T2_EXAMPLES");
    if (programs == NULL || t.examples == NULL) {
        (void)fprintf(stderr,
                      "demo-line: T2_PROGRAMS and T2_EXAMPLES name the folders of the programs and of the "
                      "example table. make demo-line sets them.\n");
        return 2;
    }
    (void)snprintf(file, sizeof file, "%s/example_table.json", t.examples);
    (void)snprintf(folder, sizeof folder, "%s/tests/e2e", programs);
    if (week_begin(&t.w, folder, file) != 0)
        return 2;
    t.fire = json_object_get(t.w.example, "ceasefire");
    printf(
        "The cease-fire of the example table, from the map to the talks. Everything here is invented but "
        "the line at\n"
        "the end. A relay, five desks and an observer's laptop run as programs; only the clock is set. Day 0 "
        "is %s.\n",
        date_of(0));
    battlefield(&t);
    the_line(&t);
    ceasefire(&t);
    declarations(&t);
    zones(&t);
    observers(&t);
    criteria(&t);
    forty_days(&t);
    the_talks(&t);
    korea(&t);
    printf("\n%u commands, %.0f seconds. %u checks, %s.\n", t.w.n_commands,
           (double)(t2_monotonic_ms() - t.w.started_ms) / 1000, t.w.n_checks,
           t.w.n_wrong == 0 ? "all as expected" : "NOT ALL AS EXPECTED");
    week_end(&t.w);
    return t.w.n_wrong == 0 ? 0 : 1;
}
