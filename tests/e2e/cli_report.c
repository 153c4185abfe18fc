/* An observer's reports as people make them: a key, reports written without a network, a stick pulled out too
 * early, copies brought together in any order. Two desks of one table name the same mission. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli_fixture.h"

static char key[FIXTURE_PATH], mission[FIXTURE_PATH], other_mission[FIXTURE_PATH], file[FIXTURE_PATH];

static json_t *shown(const struct fixture *x, const char *const words[], int code)
{
    json_t *o = NULL;
    assert_int_equal(fixture_run(x, "X", words, &o), code);
    return o;
}

static json_int_t number(const json_t *o, const char *name)
{
    return json_integer_value(json_object_get(o, name));
}

static int has_mark(const json_t *report, const char *mark)
{
    const json_t *marks = json_object_get(report, "marks");
    for (size_t i = 0; i < json_array_size(marks); i++) {
        if (strcmp(json_string_value(json_array_get(marks, i)), mark) == 0)
            return 1;
    }
    return 0;
}

/* The first `n` bytes of a file as another; n 0: all. */
static void copy(const struct fixture *x, const char *from, const char *to, size_t n)
{
    static char bytes[65536];
    char a[FIXTURE_PATH], b[FIXTURE_PATH];
    fixture_path(x, from, a);
    fixture_path(x, to, b);
    FILE *in = fopen(a, "rb"), *out = fopen(b, "wb");
    assert_true(in != NULL && out != NULL);
    size_t len = fread(bytes, 1, sizeof bytes, in);
    assert_true(len > n);
    len = n != 0 ? n : len;
    assert_int_equal(fwrite(bytes, 1, len, out), len);
    assert_int_equal(fclose(in) | fclose(out), 0);
}

static size_t size_of(const char *path)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    assert_int_equal(fseek(f, 0, SEEK_END), 0);
    long n = ftell(f);
    assert_int_equal(fclose(f), 0);
    return (size_t)n;
}

static void keys_and_missions(void **state)
{
    struct fixture *x = *state;
    fixture_path(x, "observer.key", key);
    fixture_path(x, "mission", mission);
    fixture_path(x, "other-mission", other_mission);
    fixture_path(x, "own.reports", file);
    json_t *o = shown(x, WORDS("line", "report", "key", key), 0);
    assert_int_equal(strncmp(fixture_text(o, "public"), "tracktwo-observer-1:", 20), 0);
    json_decref(o);
    fixture_want(x, "X", WORDS("line", "report", "key", key), 3, "is there already");
    o = shown(x, WORDS("line", "report", "mission"), 0);
    json_t *of_y = NULL;
    assert_int_equal(fixture_run(x, "Y", WORDS("line", "report", "mission"), &of_y), 0);
    assert_string_equal(fixture_text(o, "mission"), fixture_text(of_y, "mission"));
    fixture_write(x, "mission", fixture_text(o, "mission"));
    fixture_write(x, "other-mission",
                  "tracktwo-mission-1:d98e50a5f4106200e77829262f1c2ff9795fb90ba"
                  "82d854e63d7a222a61a433bb4ea527f");
    json_decref(o);
    json_decref(of_y);
}

static void written_without_a_network(void **state)
{
    struct fixture *x = *state;
    fixture_relay_kill(x);
    fixture_want(x, "X",
                 WORDS("line", "report", "write", file, "--key", key, "--mission", mission, "--kind",
                       "incoming", "--at", "2025-02-20T10:03", "--from", "47.09113,37.75991,5", "--bearing",
                       "90,3", "--distance", "3000,200", "--means", "heard", "--count", "3+", "--remark",
                       "Three, close together."),
                 0, NULL);
    fixture_want(x, "X",
                 WORDS("line", "report", "write", file, "--key", key, "--mission", mission, "--kind",
                       "access_refused", "--at", "2025-02-20T11:00", "--place", "47.1,37.8", "--side", "A",
                       "--lasted", "1200"),
                 0, NULL);
    fixture_want(x, "X",
                 WORDS("line", "report", "write", file, "--key", key, "--mission", mission, "--kind",
                       "incoming", "--at", "2025-02-20T11:00", "--place", "47.1,37.8", "--side", "A",
                       "--means", "heard"),
                 1, "say what was seen. Nothing was written.");
    fixture_want(x, "X",
                 WORDS("line", "report", "write", file, "--key", key, "--mission", mission, "--kind",
                       "impact", "--at", "2025-02-20T10:03", "--place", "47.0911,37.8,50", "--means",
                       "traces", "--corrects", "7", "--reason", "Seen."),
                 1, "There is no report 7");
    fixture_want(x, "X",
                 WORDS("line", "report", "write", file, "--key", key, "--mission", mission, "--kind",
                       "weapons", "--at", "2025-02-20T12:00", "--place", "47.1,37.8,10", "--means", "seen",
                       "--weapon", "gun/D-30:122:3:A-1:A-2", "--weapon", "mortar:120:0", "--verified"),
                 0, NULL);
    json_t *o = shown(x, WORDS("line", "report", "list", file, "--mission", mission), 0);
    const json_t *list = json_object_get(o, "reports");
    assert_int_equal(json_array_size(list), 3);
    const json_t *first = json_array_get(list, 0), *place = json_object_get(first, "place");
    assert_string_equal(fixture_text(first, "kind"), "incoming");
    assert_int_equal(number(first, "begin"), 1740045780);
    assert_int_equal(number(place, "y") / 100, 4709112);
    assert_int_equal(number(place, "x") / 10000, 37799);
    assert_true(number(place, "error_cm") >= 20000 && number(place, "error_cm") < 20100);
    assert_int_equal(number(json_array_get(list, 2), "number"), 3);
    json_decref(o);
}

static void options_are_told(void **state)
{
    struct fixture *x = *state;
    static const char *const wrong[][3] = {
        {"--place", "47", "--place"},          {"--place", "91,37", "--place"},
        {"--place", "47,37,5,5", "--place"},   {"--place", "47,x", "--place"},
        {"--bearing", "361", "--bearing"},     {"--distance", "-5", "--distance"},
        {"--means", "guessed", "--means"},     {"--count", "0", "--count"},
        {"--count", "3++", "--count"},         {"--side", "C", "--side"},
        {"--weapon", "sword:1:1", "--weapon"}, {"--weapon", "gun:122", "--weapon"},
        {"--lasted", "x", "--lasted"},         {"--at", "yesterday", "--at"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        fixture_want(x, "X",
                     WORDS("line", "report", "write", file, "--key", key, "--mission", mission, "--kind",
                           "impact", wrong[i][0], wrong[i][1], "--at", "2025-02-20T10:03"),
                     2, wrong[i][2]);
    fixture_want(x, "X", WORDS("line", "report", "write", file, "--kind", "bang"), 2, "\"bang\"");
    fixture_want(x, "X",
                 WORDS("line", "report", "write", file, "--key", mission, "--mission", mission, "--kind",
                       "impact", "--at", "2025-02-20T10:03", "--place", "47,37", "--means", "seen"),
                 5, "is not an observer's key");
    fixture_want(x, "X",
                 WORDS("line", "report", "write", file, "--key", key, "--mission", key, "--kind", "impact",
                       "--at", "2025-02-20T10:03", "--place", "47,37", "--means", "seen"),
                 5, "does not name a table");
    json_t *of_other = shown(x, WORDS("line", "report", "list", file, "--mission", other_mission), 5);
    assert_int_equal(number(of_other, "refused"), 3);
    json_decref(of_other);
    fixture_want(x, "X",
                 WORDS("line", "report", "write", file, "--key", key, "--mission", other_mission, "--kind",
                       "impact", "--at", "2025-02-20T10:03", "--place", "47,37", "--means", "seen"),
                 1, "holds reports for another table");
    fixture_want(x, "X", WORDS("line", "report", "show", file, "9"), 1, "There is no report 9");
    fixture_want(x, "X", WORDS("line", "report", "burn", file), 2, "line report");
    json_t *o = shown(x, WORDS("line", "report", "list", file), 0); /* and nothing was written */
    assert_int_equal(json_array_size(json_object_get(o, "reports")), 3);
    json_decref(o);
}

/* The stick was pulled out: what is whole is read. A copy that goes on is a fork, and all see it. */
static void cut_forked_and_brought_together(void **state)
{
    struct fixture *x = *state;
    char cut[FIXTURE_PATH], all[FIXTURE_PATH], part[FIXTURE_PATH];
    fixture_path(x, "cut.reports", cut);
    fixture_path(x, "all.reports", all);
    fixture_path(x, "part.reports", part);
    copy(x, "own.reports", "cut.reports", size_of(file) - 9);
    json_t *o = shown(x, WORDS("line", "report", "list", cut), 5);
    assert_int_equal(json_array_size(json_object_get(o, "reports")), 2);
    assert_int_equal(number(o, "damaged"), 1);
    json_decref(o);
    const char *const onward[] = {"line",  "report",           "write",    cut,      "--key",
                                  key,     "--mission",        mission,    "--kind", "watch",
                                  "--at",  "2025-02-20T10:00", "--lasted", "3600",   "--place",
                                  "47,37", "--means",          "camera",   NULL};
    o = shown(x, onward, 0);
    assert_int_equal(number(o, "number"), 3);
    json_decref(o);
    o = shown(x, WORDS("line", "report", "list", cut), 0);
    assert_int_equal(json_array_size(json_object_get(o, "reports")), 3);
    json_decref(o);

    o = shown(x, WORDS("line", "report", "export", file, "--out", part, "--from", "2"), 0);
    assert_int_equal(number(o, "reports"), 2);
    json_decref(o);
    o = shown(x, WORDS("line", "report", "import", part, cut, "--into", all), 0);
    assert_int_equal(number(o, "new"), 4);
    assert_int_equal(number(o, "known"), 1);
    json_decref(o);
    o = shown(x, WORDS("line", "report", "import", file, part, "--into", all), 0);
    assert_int_equal(number(o, "new"), 0);
    json_decref(o);
    o = shown(x, WORDS("line", "report", "list", all), 0);
    const json_t *list = json_object_get(o, "reports");
    assert_int_equal(json_array_size(list), 4);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(has_mark(json_array_get(list, i), "forked"), i >= 2);
    json_decref(o);
}

static void corrected_and_withdrawn(void **state)
{
    struct fixture *x = *state;
    fixture_want(x, "X",
                 WORDS("line", "report", "write", file, "--key", key, "--mission", mission, "--kind",
                       "impact", "--at", "2025-02-20T10:03", "--place", "47.0911,37.8,50", "--means",
                       "traces", "--corrects", "1", "--reason", "Seen on the spot."),
                 0, NULL);
    fixture_want(x, "X",
                 WORDS("line", "report", "write", file, "--key", key, "--mission", mission, "--kind",
                       "withdrawn", "--corrects", "2", "--reason", "Wrong day."),
                 0, NULL);
    json_t *o = shown(x, WORDS("line", "report", "list", file), 0);
    const json_t *list = json_object_get(o, "reports");
    assert_int_equal(json_array_size(list), 5);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(has_mark(json_array_get(list, i), "corrected"), i < 2);
        assert_int_equal(has_mark(json_array_get(list, i), "correction"), i > 2);
    }
    json_decref(o);
}

/* Programs that write to one file wait for each other: five numbers, no fork. While somebody else holds the
 * file none writes. */
static void at_once(void **state)
{
    struct fixture *x = *state;
    char busy[FIXTURE_PATH];
    struct process p[5];
    fixture_path(x, "busy.reports", busy);
    int held = open(busy, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    assert_true(held >= 0 && flock(held, LOCK_EX) == 0);
    for (size_t i = 0; i < 5; i++)
        fixture_seat_start(x, "tracktwo", "X",
                           WORDS("line", "report", "write", busy, "--key", key, "--mission", mission,
                                 "--kind", "shot", "--at", "2025-02-20T10:03", "--place", "47,37", "--means",
                                 "heard"),
                           &p[i]);
    (void)sleep(2);
    assert_int_equal(size_of(busy), 0);
    assert_int_equal(close(held), 0);
    for (size_t i = 0; i < 5; i++) {
        int code = -1;
        json_decref(fixture_seat_finish(&p[i], &code));
        assert_int_equal(code, 0);
    }
    json_t *o = shown(x, WORDS("line", "report", "list", busy), 0);
    const json_t *list = json_object_get(o, "reports");
    assert_int_equal(json_array_size(list), 5);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(number(json_array_get(list, i), "number"), i + 1);
        assert_int_equal(json_array_size(json_object_get(json_array_get(list, i), "marks")), 0);
    }
    json_decref(o);
}

#define INCOMING                                                                                             \
    "--kind", "incoming", "--at", "2025-02-20T10:03", "--from", "47.09113,37.75991,5", "--bearing", "90,3",  \
        "--distance", "3000,200", "--means", "heard", "--count", "3+"

static json_int_t own_number(const struct fixture *x, const char *seat, const char *name)
{
    json_t *o = NULL;
    assert_int_equal(fixture_run(x, seat, WORDS("line", "report", "own"), &o), 0);
    json_int_t n = number(o, name);
    json_decref(o);
    return n;
}

/* Key and reports in the sealed file of the desk: no file is named, and none lies there. */
static void of_the_desk(void **state)
{
    struct fixture *x = *state;
    char out[FIXTURE_PATH];
    fixture_path(x, "carried.reports", out);
    json_t *o = shown(x, WORDS("line", "report", "own"), 0);
    assert_true(json_is_null(json_object_get(o, "public")));
    json_decref(o);
    fixture_want(x, "X", WORDS("line", "report", "write", INCOMING), 1, "There is no report key");
    fixture_want(x, "X", WORDS("line", "report", "list"), 1, "There is no report key");
    fixture_want(x, "X", WORDS("line", "report", "file"), 1, "There is no report key");
    /* What would be signed can be read before there is a key. */
    o = shown(x,
              WORDS("line", "report", "check", INCOMING, "--attached",
                    "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff:12:a photo.jpg"),
              0);
    const json_t *report = json_object_get(o, "report");
    const json_t *file_of = json_array_get(json_object_get(report, "attachments"), 0);
    assert_int_equal(number(report, "number"), 1);
    assert_string_equal(fixture_text(report, "count_how"), "at_least");
    assert_int_equal(number(json_object_get(report, "place"), "y") / 100, 4709112);
    assert_int_equal(number(json_object_get(report, "distance"), "metres"), 3000);
    assert_true(number(file_of, "size") == 12 && strcmp(fixture_text(file_of, "type"), "image/jpeg") == 0);
    json_decref(o);
    o = shown(x, WORDS("line", "report", "key"), 0);
    char *line = strdup(fixture_text(o, "public"));
    json_decref(o);
    assert_int_equal(strncmp(line, "tracktwo-observer-1:", 20), 0);
    fixture_want(x, "X", WORDS("line", "report", "key"), 1, "has a report key already");
    fixture_want(x, "X", WORDS("line", "report", "file"), 1, "No report was written on this desk");
    fixture_want(x, "X", WORDS("line", "report", "write", INCOMING, "--side", "A"), 1, "what was seen");
    fixture_want(x, "X", WORDS("line", "report", "write", INCOMING, "--key", key), 2, "or none of them");
    fixture_want(x, "X", WORDS("line", "report", "write", INCOMING, "--attached", "00:1:a"), 2, "--attached");
    fixture_want(x, "X", WORDS("line", "report", "check", INCOMING, "--corrects", "1", "--reason", "x"), 1,
                 "There is no report 1");
    assert_int_equal(own_number(x, "X", "n"), 0);
    o = shown(x, WORDS("line", "report", "write", INCOMING), 0);
    assert_int_equal(number(o, "number"), 1);
    json_decref(o);
    const char *const again[] = {"line", "report",   "check",    INCOMING, "--corrects",
                                 "1",    "--reason", "An echo.", NULL};
    o = shown(x, again, 0);
    assert_int_equal(number(json_object_get(o, "report"), "number"), 2);
    assert_int_equal(number(json_object_get(o, "report"), "corrects"), 1);
    json_decref(o);
    assert_int_equal(own_number(x, "X", "n"), 1); /* nothing was signed by looking */
    fixture_want(x, "X",
                 WORDS("line", "report", "write", "--kind", "access_refused", "--at", "2025-02-20T11:00",
                       "--place", "47.1,37.8", "--side", "A", "--lasted", "1200"),
                 0, NULL);
    fixture_want(
        x, "X",
        WORDS("line", "report", "write", "--kind", "withdrawn", "--corrects", "2", "--reason", "Wrong day."),
        0, NULL);
    fixture_want(
        x, "X",
        WORDS("line", "report", "write", "--kind", "withdrawn", "--corrects", "9", "--reason", "Wrong day."),
        1, "There is no report 9");
    o = shown(x, WORDS("line", "report", "show", "2"), 0);
    report = json_array_get(json_object_get(o, "reports"), 0);
    assert_true(has_mark(report, "corrected") && strcmp(fixture_text(report, "side"), "A") == 0);
    assert_int_equal(number(report, "lasted_s"), 1200);
    json_decref(o);
    fixture_want(x, "X", WORDS("line", "report", "show", "4"), 1, "There is no report 4 of yours");
    o = shown(x, WORDS("line", "report", "own", "--most", "2"), 0);
    assert_string_equal(fixture_text(o, "public"), line);
    assert_true(number(o, "n") == 3 && number(o, "last") == 3 && number(o, "waiting") == 3);
    assert_true(json_is_false(json_object_get(o, "admitted")));
    assert_int_equal(json_array_size(json_object_get(o, "reports")), 2);
    assert_int_equal(number(json_array_get(json_object_get(o, "reports"), 0), "number"), 3);
    json_decref(o);
    o = shown(x, WORDS("line", "report", "export", "--out", out), 0);
    assert_int_equal(number(o, "reports"), 3);
    json_decref(o);
    o = shown(x, WORDS("line", "report", "list", out, "--mission", mission),
              0); /* what was signed is checked */
    assert_int_equal(json_array_size(json_object_get(o, "reports")), 3);
    assert_string_equal(fixture_text(json_array_get(json_object_get(o, "reports"), 0), "observer"), line);
    json_decref(o);
    fixture_write(x, "form.csv",
                  "start,kind,latitude,longitude,means\n"
                  "2025-02-20T12:00:00Z,shot,47.1,37.8,seen\n"
                  "2025-02-20T12:01:00Z,thunder,47.1,37.8,seen\n");
    fixture_path(x, "form.csv", out);
    o = shown(x, WORDS("line", "report", "import-odk", out), 1);
    assert_int_equal(json_array_size(json_object_get(o, "taken")), 1);
    assert_int_equal(json_array_size(json_object_get(o, "refused")), 1);
    json_decref(o);
    assert_int_equal(own_number(x, "X", "last"), 4);
    free(line);
}

/* A key that was made elsewhere goes on here with the next number. */
static void taken_along(void **state)
{
    struct fixture *x = *state;
    char carried[FIXTURE_PATH];
    fixture_path(x, "carried.reports", carried);
    fixture_want(x, "Y", WORDS("line", "report", "key", "--take", mission), 5, "is not an observer's key");
    fixture_want(x, "Y", WORDS("line", "report", "key", "--take", key, "--reports", carried), 1,
                 "holds no report of this key");
    fixture_want(x, "Y", WORDS("line", "report", "key", "--take", key, "--reports", file), 0, NULL);
    assert_int_equal(own_number(x, "Y", "n"), 5);
    json_t *o = NULL;
    assert_int_equal(fixture_run(x, "Y", WORDS("line", "report", "write", INCOMING), &o), 0);
    assert_int_equal(number(o, "number"), 6);
    json_decref(o);
    fixture_path(x, "on.reports", carried);
    fixture_want(x, "Y", WORDS("line", "report", "export", "--out", carried), 0, NULL);
    o = shown(x, WORDS("line", "report", "list", carried), 0);
    const json_t *list = json_object_get(o, "reports");
    assert_int_equal(json_array_size(list), 6);
    assert_false(has_mark(json_array_get(list, 5), "not_following") ||
                 has_mark(json_array_get(list, 5), "forked"));
    json_decref(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_and_missions),
        cmocka_unit_test(written_without_a_network),
        cmocka_unit_test(options_are_told),
        cmocka_unit_test(cut_forked_and_brought_together),
        cmocka_unit_test(corrected_and_withdrawn),
        cmocka_unit_test(at_once),
        cmocka_unit_test(of_the_desk),
        cmocka_unit_test(taken_along),
    };
    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_end);
}
