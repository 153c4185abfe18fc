/* Non-papers between real desks through a real relay: the text of the example comes out at all desks at once
 * and without an author, the wire is the same whoever wrote, texts that collide wait for the next round,
 * jammers are noticed, two seats are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli_fixture.h"

#define N_ROUND 3
#define NOON 1796126400000 /* 2026-12-01 12:00 */
#define MODIFIED "tests/e2e/tracktwo-places"
/* The first three seats are in the rounds. */

static int set_up(void **state)
{
    (void)unsetenv("T2_CHEAT");
    return fixture_example_start(state, NULL, NOON);
}

static json_t *run(const struct fixture_example *e, const char *who, const char *const words[])
{
    return fixture_shown(&e->x, who, words);
}

static json_t *prepare(const struct fixture_example *e, const char *who, const char *text)
{
    char path[FIXTURE_PATH];
    fixture_write(&e->x, "paper.txt", text);
    fixture_path(&e->x, "paper.txt", path);
    return run(e, who, WORDS("nonpaper", "prepare", path));
}

/* The seats of a round take part, the first with this program. What each printed, in out, which must be good.
 */
static void take_part(const struct fixture_example *e, const char *const first[], const char *const words[],
                      json_t *out[N_ROUND])
{
    struct process p[N_ROUND];
    for (size_t i = 0; i < N_ROUND; i++)
        fixture_seat_start(&e->x, first[i], fixture_example_seat[i], words, &p[i]);
    for (size_t i = 0; i < N_ROUND; i++) {
        int code = 0;
        out[i] = fixture_seat_finish(&p[i], &code);
        if (code != 0)
            fail_msg("%s: %s", fixture_example_seat[i], json_string_value(json_object_get(out[i], "error")));
    }
}

static const char *const honest[N_ROUND] = {"tracktwo", "tracktwo", "tracktwo"};

/* A round that N opens, who is not in it. The sentence that tells how it ended. */
static void round_of(const struct fixture_example *e, const char *const program[], char text[512])
{
    json_t *out[N_ROUND];
    json_decref(run(e, "N", WORDS("nonpaper", "round", "--seats", "A,B,C")));
    take_part(e, program, WORDS("sound", "seal", "--patience", "120"), out);
    (void)snprintf(text, 512, "%s", json_string_value(fixture_get(out[0], "text")));
    for (size_t i = 0; i < N_ROUND; i++) {
        assert_string_equal(json_string_value(fixture_get(out[i], "text")), text);
        json_decref(out[i]);
    }
}

/* The non-papers as this desk shows them, in out; how many. */
static size_t papers(const struct fixture_example *e, const char *who, json_t **out)
{
    json_t *o = run(e, who, WORDS("nonpaper", "list"));
    *out = json_incref(fixture_get(o, "non_papers"));
    json_decref(o);
    return json_array_size(*out);
}

static json_t *prepared(const struct fixture_example *e, const char *who)
{
    json_t *o = run(e, who, WORDS("nonpaper", "list")), *p = json_incref(fixture_get(o, "prepared"));
    json_decref(o);
    return p;
}

static void want_text(const json_t *list, size_t i, const char *text)
{
    assert_string_equal(json_string_value(fixture_get(json_array_get(list, i), "text")), text);
}

static void two_seats(void **state)
{
    struct fixture_example *e = *state;
    fixture_want(&e->x, "A", WORDS("nonpaper", "round", "--seats", "A,B"), 1,
                 "Of two seats, each would know that what it did not write is the other's");
    fixture_want(&e->x, "A", WORDS("nonpaper", "drop"), 1, "No non-paper is prepared");
    fixture_want(&e->x, "A", WORDS("nonpaper", "show", "1"), 1, "There is no non-paper 1");
}

/* Who comes to the relay just before a text comes out could be told from the others: so nobody comes. Without
 * a relay it goes as with one, and nothing is said of its being away. */
static void prepared_in_silence(void **state)
{
    struct fixture_example *e = *state;
    char listen[512], path[FIXTURE_PATH], text[4096] = "";
    (void)snprintf(listen, sizeof listen, "%.*s", (int)strcspn(e->x.address, "#"), e->x.address);
    fixture_relay_kill(&e->x);
    fixture_forget_steps(&e->x, "B");
    json_decref(prepare(e, "B", "One view."));
    json_decref(run(e, "B", WORDS("nonpaper", "drop")));
    fixture_path(&e->x, "B.err", path);
    FILE *f = fopen(path, "r");
    if (f != NULL) {
        text[fread(text, 1, sizeof text - 1, f)] = '\0';
        (void)fclose(f);
    }
    assert_null(strstr(text, "elay"));
    fixture_relay_start(&e->x, listen);
}

/* The text of the example file, from B, in a round with an hour; nobody else has prepared anything. */
static void the_example(void **state)
{
    struct fixture_example *e = *state;
    const char *text = json_string_value(fixture_get(fixture_get(e->root, "non_paper"), "text"));
    json_t *out[N_ROUND], *list = NULL, *first = NULL, *o = prepare(e, "B", text);
    assert_int_equal(json_array_size(fixture_get(o, "findings")), 0);
    json_decref(o);
    json_decref(run(e, "N", WORDS("nonpaper", "round", "--seats", "A,B,C", "--day", "2026-12-01T15:00")));
    fixture_want(&e->x, "B", WORDS("sound", "seal", "--patience", "5"), 1, "has not come");
    fixture_want(&e->x, "B", WORDS("sound", "enter", "--yes"), 1, "tracktwo nonpaper prepare");
    fixture_clock(&e->x, NULL, NOON + (3 * 3600 + 60) * 1000);
    take_part(e, honest, WORDS("sound", "attend", "--patience", "120"), out);
    for (size_t i = 0; i < N_ROUND; i++) {
        assert_string_equal(json_string_value(fixture_get(out[i], "text")), "Non-papers that came out: 1.");
        json_decref(out[i]);
    }
    /* The same at all desks, that of N too; no seat stands beside it. */
    assert_int_equal(papers(e, "A", &first), 1);
    want_text(first, 0, text);
    assert_int_equal(json_object_size(json_array_get(first, 0)), 4); /* number, round, ended, text */
    for (size_t i = 1; i < FIXTURE_EXAMPLE_SEATS; i++) {
        assert_int_equal(papers(e, fixture_example_seat[i], &list), 1);
        assert_true(json_equal(list, first));
        json_decref(list);
    }
    json_decref(first);
    o = prepared(e, "B");
    assert_true(json_is_null(o));
    json_decref(o);
    /* No line of the log has the text, since every line has a seat; a search finds it. */
    o = run(e, "N", WORDS("log"));
    char *dump = json_dumps(o, 0);
    assert_null(strstr(dump, "artillery go"));
    free(dump);
    json_decref(o);
    o = run(e, "N", WORDS("search", "artillery recommend"));
    assert_int_equal(json_array_size(fixture_get(o, "events")), 1);
    assert_true(json_is_null(fixture_get(json_array_get(fixture_get(o, "events"), 0), "seat")));
    json_decref(o);
    o = run(e, "C", WORDS("table", "show"));
    want_text(fixture_get(o, "non_papers"), 0, text);
    json_decref(o);
    o = run(e, "C", WORDS("nonpaper", "show", "1"));
    assert_string_equal(json_string_value(fixture_get(fixture_get(o, "non_paper"), "text")), text);
    json_decref(o);
}

/* ---- the wire ---- */

/* Of one seat: what it sent to the relay in rounds in which it wrote, and in others. */
struct tally {
    double n[2], sum[2], squares[2];
};

static void tally_add(struct tally *t, int wrote, double v)
{
    t->n[wrote]++;
    t->sum[wrote] += v;
    t->squares[wrote] += v * v;
}

/* The difference of the two means, squared, in squared standard errors. */
static double apart(const struct tally *t)
{
    double mean[2], error = 1e-9;
    for (int k = 0; k < 2; k++) {
        mean[k] = t->sum[k] / t->n[k];
        error += (t->squares[k] / t->n[k] - mean[k] * mean[k]) / (t->n[k] - 1);
    }
    return (mean[0] - mean[1]) * (mean[0] - mean[1]) / error;
}

/* What each seat sends and receives, and in how many flights, is the same to the byte, whoever writes,
 * whatever the length. How the bytes fall into cells depends on when they can leave, and so differs from
 * round to round by a few in ten thousand; that it does not depend on who wrote is looked at over many rounds
 * (T2_SOAK). */
static void the_wire(void **state)
{
    struct fixture_example *e = *state;
    static const char *const keys[] = {"bytes_sent", "bytes_received", "rounds", "rounds_online"};
    static char longest[4063];
    json_int_t had[4] = {0};
    static struct tally cells[N_ROUND], seconds[N_ROUND];
    unsigned n = getenv("T2_SOAK") != NULL ? 60 : 4;
    memset(longest, 'x', sizeof longest - 1);
    for (unsigned k = 0; k < n; k++) { /* nobody, then each of them, and again */
        json_t *out[N_ROUND];
        char text[64];
        unsigned writer = k % 4;
        (void)snprintf(text, sizeof text, "It could be considered, %u.", k);
        if (writer != 0)
            json_decref(prepare(e, fixture_example_seat[writer - 1], writer == 2 ? longest : text));
        json_decref(run(e, "N", WORDS("nonpaper", "round", "--seats", "A,B,C")));
        take_part(e, honest, WORDS("sound", "seal", "--patience", "120"), out);
        for (size_t i = 0; i < N_ROUND; i++) {
            assert_int_equal(json_is_true(fixture_get(out[i], "answer")), writer != 0);
            for (size_t j = 0; j < 4; j++) { /* and the same for each seat */
                json_int_t v = json_integer_value(fixture_get(out[i], keys[j]));
                assert_true(v > 0);
                had[j] = had[j] == 0 ? v : had[j];
                assert_int_equal(v, had[j]);
            }
            double sent = (double)json_integer_value(fixture_get(out[i], "cells_sent"));
            double least = (double)had[0] / 4096;
            assert_true(sent > least && sent < 1.05 * least + 500);
            tally_add(&cells[i], writer == i + 1, sent);
            tally_add(&seconds[i], writer == i + 1, json_real_value(fixture_get(out[i], "seconds_run")));
            json_decref(out[i]);
        }
    }
    for (size_t i = 0; n > 4 && i < N_ROUND; i++) {
        print_message(
            "seat %s: with a text and without one its cells are %.2f squared errors apart, its seconds "
            "%.2f\n",
            fixture_example_seat[i], apart(&cells[i]), apart(&seconds[i]));
        assert_true(apart(&cells[i]) < 16 && apart(&seconds[i]) < 16);
    }
}

/* Two in one place, twice; each keeps its text. Then one gives up, and the other's comes out. */
static void collision(void **state)
{
    static const char *const forced[N_ROUND] = {MODIFIED, MODIFIED, "tracktwo"};
    struct fixture_example *e = *state;
    char text[512];
    json_t *list = NULL, *o;
    size_t before = papers(e, "C", &list);
    json_decref(list);
    json_decref(prepare(e, "A", "One view."));
    json_decref(prepare(e, "B", "Another view."));
    (void)setenv("T2_CHEAT", "same-place", 1);
    for (int tries = 1; tries <= 2; tries++) {
        round_of(e, forced, text);
        assert_string_equal(text,
                            "No non-paper came out. Broken places: 1. Two wrote in one place, or somebody "
                            "jammed the round; the next one will tell.");
        for (size_t i = 0; i < 2; i++) {
            o = prepared(e, fixture_example_seat[i]);
            assert_int_equal(json_integer_value(fixture_get(o, "tries")), tries);
            double once = json_real_value(fixture_get(o, "once_in")), chance = 1 - 0.875 * 0.875;
            assert_true(once > 0.99 / (tries == 1 ? chance : chance * chance) &&
                        once < 1.01 / (tries == 1 ? chance : chance * chance));
            assert_string_equal(json_string_value(fixture_get(o, "text")),
                                i == 0 ? "One view." : "Another view.");
            json_decref(o);
        }
    }
    /* In a round of other seats it would be known to be of those that both have in common: it stays. */
    json_t *out[N_ROUND];
    struct process p[N_ROUND];
    static const char *const others[N_ROUND] = {"B", "C", "N"};
    json_decref(run(e, "N", WORDS("nonpaper", "round", "--seats", "B,C,N")));
    for (size_t i = 0; i < N_ROUND; i++)
        fixture_seat_start(&e->x, "tracktwo", others[i], WORDS("sound", "seal", "--patience", "120"), &p[i]);
    for (size_t i = 0; i < N_ROUND; i++) {
        int code = 1;
        out[i] = fixture_seat_finish(&p[i], &code);
        assert_int_equal(code, 0);
        assert_string_equal(json_string_value(fixture_get(out[i], "text")), "No non-paper came out.");
        json_decref(out[i]);
    }
    o = prepared(e, "B");
    assert_int_equal(json_integer_value(fixture_get(o, "tries")), 2);
    json_decref(o);
    /* What replaces it could be known by it: that is said, in --json too. */
    o = prepare(e, "B", "Another view, put otherwise.");
    const json_t *warnings = fixture_get(o, "warnings");
    assert_int_equal(json_array_size(warnings), 2);
    assert_non_null(strstr(json_string_value(json_array_get(warnings, 0)),
                           "has gone into a round of Seat A, Seat B and Seat C and did not come out"));
    json_decref(o);
    json_decref(run(e, "B", WORDS("nonpaper", "drop")));
    round_of(e, forced, text);
    assert_string_equal(text, "Non-papers that came out: 1.");
    assert_int_equal(papers(e, "N", &list), before + 1);
    want_text(list, before, "One view.");
    json_decref(list);
}

/* Ones everywhere break all places; a text that no desk shows is left out; the author's stays for the next.
 */
static void jammers(void **state)
{
    static const char *const third[N_ROUND] = {"tracktwo", "tracktwo", MODIFIED};
    struct fixture_example *e = *state;
    char text[512];
    json_t *list = NULL, *o;
    size_t before = papers(e, "C", &list);
    json_decref(list);
    json_decref(prepare(e, "A", "A third view."));
    (void)setenv("T2_CHEAT", "jam", 1);
    round_of(e, third, text);
    assert_string_equal(text,
                        "No non-paper came out. Broken places: 8. That is more than chance can break: one of "
                        "the seats jammed the round.");
    o = prepared(e, "A");
    assert_int_equal(json_integer_value(fixture_get(o, "tries")), 1);
    json_decref(o);
    (void)setenv("T2_CHEAT", "ugly", 1);
    for (int i = 0; i < 20; i++) { /* once in eight they meet */
        round_of(e, third, text);
        if (strstr(text, "Broken") == NULL)
            break;
    }
    assert_string_equal(
        text, "Non-papers that came out: 1. Texts left out because they hold what no desk shows: 1.");
    assert_int_equal(papers(e, "B", &list), before + 1);
    want_text(list, before, "A third view.");
    json_decref(list);
}

/* What could tell the author is shown before anything leaves. */
static void warnings(void **state)
{
    struct fixture_example *e = *state;
    static const char *const kinds[] = {"heading", "courtesy", "date", "party", "courtesy"};
    json_t *o = prepare(e, "C",
                        "Elements on observers\n\nDear colleagues,\n\nAs said on 12 March 2026, Borea could "
                        "move.\n\nYours sincerely\n");
    const json_t *found = fixture_get(o, "findings");
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        int seen = 0;
        for (size_t i = 0; i < json_array_size(found); i++)
            seen |= strcmp(json_string_value(fixture_get(json_array_get(found, i), "kind")), kinds[k]) == 0;
        if (!seen)
            fail_msg("no %s", kinds[k]);
    }
    const json_t *said = fixture_get(o, "warnings");
    assert_int_equal(json_array_size(said), 1);
    assert_non_null(strstr(json_string_value(json_array_get(said, 0)), "Its style can name you"));
    json_decref(o);
    /* Who asks for a round with a text in hand is warned too; nobody has sealed, so the round is withdrawn.
     */
    o = run(e, "C", WORDS("nonpaper", "round", "--seats", "A,B,C"));
    assert_non_null(
        strstr(json_string_value(json_array_get(fixture_get(o, "warnings"), 0)), "you have a text prepared"));
    json_decref(o);
    json_decref(run(e, "C", WORDS("sound", "stop")));
    json_decref(run(e, "C", WORDS("nonpaper", "drop")));
    char *big = calloc(1, 5000), path[FIXTURE_PATH];
    assert_non_null(big);
    memset(big, 'x', 4063);
    fixture_write(&e->x, "big.txt", big);
    fixture_path(&e->x, "big.txt", path);
    fixture_want(&e->x, "C", WORDS("nonpaper", "prepare", path), 1, "at most 4062 bytes");
    free(big);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_seats),   cmocka_unit_test(warnings), cmocka_unit_test(prepared_in_silence),
        cmocka_unit_test(the_example), cmocka_unit_test(the_wire), cmocka_unit_test(collision),
        cmocka_unit_test(jammers),
    };
    return cmocka_run_group_tests_name("cli_nonpaper", tests, set_up, fixture_example_end);
}
