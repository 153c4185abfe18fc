/* tracktwo demo: nothing in it is simulated. It starts the relay and the desks as processes, each desk with
 * its own folder and reaching the others through the relay only, by the same subcommands that people use, and
 * reads what they print.
 *
 * The table is opened and every pair exchanges its files; then: (1) the variant in which seat B asks for a
 * little more: no room; (2) the example's preferences: room; (3) the second key: one package; (4) seats B, C
 * and N without A: refused by name; (5) seat C's program cheats: noticed, no answer to anybody. The program
 * that cheats is never installed; where it is not beside this one, the last part is left out, and the demo
 * says so. Exit 0 only when every value is as expected. */
#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/demo.h"
#include "cli/process.h"

#define OUT_MAX 65536
#define PATH_MAX_ 512
#define PROGRESS_MS 50
#define PATIENCE "60"

struct demo {
    struct cli *cli;
    struct demo_screen screen;
    char dir[PATH_MAX_ / 2];
    char program[DESK_PATH_MAX], cheat[DESK_PATH_MAX], relay_program[DESK_PATH_MAX];
    char passphrase[PATH_MAX_], errors[PATH_MAX_];
    char relay_address[512];
    struct process relay;
    json_t *table; /* the example's file */
    struct demo_seat seat[DEMO_SEATS];
    long long n_candidates;
    json_t *run[DEMO_SEATS]; /* what each desk printed last */
    int code[DEMO_SEATS];
    bool good;
};

static double now_s(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void path_in(const struct demo *x, const char *name, char out[PATH_MAX_])
{
    (void)snprintf(out, PATH_MAX_, "%s/%s", x->dir, name);
}

static int write_text(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    if (f == NULL)
        return T2_E_IO;
    int bad = fputs(text, f) < 0;
    return fclose(f) != 0 || bad ? T2_E_IO : 0;
}

/* Starts a subcommand of one seat's desk; words end with NULL; what it says on the way goes to errors. */
static int seat_start(struct demo *x, const char *program, int seat, const char *const words[],
                      const char *errors, struct process *p)
{
    const char *argv[64] = {program,       "--profile",    NULL,    "--passphrase-file",
                            x->passphrase, "--quick-lock", "--json"};
    char profile[PATH_MAX_];
    size_t n = 7;
    path_in(x, x->seat[seat].id, profile);
    argv[2] = profile;
    for (size_t i = 0; words[i] != NULL && n + 1 < 64; i++)
        argv[n++] = words[i];
    return process_start(p, argv, errors);
}

/* Waits for it; the object that it printed (new reference, NULL when none). */
static json_t *seat_finish(struct process *p, int *code)
{
    static char out[OUT_MAX];
    *code = process_finish(p, out, sizeof out);
    return json_loads(out, 0, NULL);
}

static json_t *seat_run(struct demo *x, int seat, const char *const words[], int *code)
{
    struct process p;
    *code = -1;
    return seat_start(x, x->program, seat, words, x->errors, &p) == 0 ? seat_finish(&p, code) : NULL;
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Must succeed; else says which and marks the demo as failed. */
static json_t *must(struct demo *x, int seat, const char *const words[])
{
    int code;
    json_t *o = seat_run(x, seat, words, &code);
    if (code != 0) {
        const char *why = json_string_value(json_object_get(o, "error"));
        (void)fprintf(stderr, "%s, %s %s: %s\n", x->seat[seat].name, words[0],
                      words[1] != NULL ? words[1] : "", why != NULL ? cli_shown(why) : cli_say("no answer"));
        x->good = false;
    }
    return o;
}

static void expect(struct demo *x, bool good, const char *text)
{
    demo_verdict(&x->screen, good, text);
    x->good = x->good && good;
}

static int relay_start(struct demo *x)
{
    char state[PATH_MAX_];
    size_t at = 0;
    path_in(x, "relay", state);
    const char *argv[] = {x->relay_program, "--state", state, "--listen", "127.0.0.1:0", NULL};
    if (process_start(&x->relay, argv, x->errors) != 0)
        return T2_E_IO;
    while (at + 1 < sizeof x->relay_address && read(x->relay.out, x->relay_address + at, 1) == 1) {
        if (x->relay_address[at] == '\n')
            break;
        at++;
    }
    x->relay_address[at] = '\0';
    return at != 0 ? 0 : T2_E_IO;
}

/* The status file is written twice a second; the counters of the moment before are good enough for people. */
static struct demo_relay_view relay_view(const struct demo *x)
{
    char path[PATH_MAX_];
    struct demo_relay_view v = {0, 0, 0};
    path_in(x, "relay/status", path);
    (void)usleep(1200000);
    json_t *o = json_load_file(path, 0, NULL);
    v.stored = json_integer_value(json_object_get(o, "cells_stored"));
    v.piped = json_integer_value(json_object_get(o, "cells_piped"));
    v.cell_bytes = json_integer_value(json_object_get(o, "cell_bytes"));
    json_decref(o);
    return v;
}

/* An id becomes the name of a folder; the table's own rules for ids come later, in the desks. */
static bool is_plain_word(const char *id)
{
    size_t n = strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
    return n > 0 && n <= TABLE_ID_MAX && id[n] == '\0';
}

/* The example's file with settings that let three soundings follow each other; and a copy in which seat B
 * wants more. */
static int write_tables(struct demo *x, const char *file)
{
    char path[PATH_MAX_];
    x->table = json_load_file(file, 0, NULL);
    json_t *seats = json_object_get(x->table, "seats");
    if (x->table == NULL || json_array_size(seats) != DEMO_SEATS)
        return T2_E_MALFORMED;
    for (int i = 0; i < DEMO_SEATS; i++) {
        const json_t *s = json_array_get(seats, (size_t)i);
        x->seat[i].id = json_string_value(json_object_get(s, "id"));
        x->seat[i].name = json_string_value(json_object_get(s, "name"));
        x->seat[i].party = json_string_value(json_object_get(s, "party"));
        x->seat[i].standing = json_string_value(json_object_get(s, "standing"));
        if (x->seat[i].id == NULL || x->seat[i].name == NULL || x->seat[i].party == NULL ||
            x->seat[i].standing == NULL || !is_plain_word(x->seat[i].id))
            return T2_E_MALFORMED;
    }
    (void)json_object_set_new(x->table, "settings", json_pack("{s:i}", "spacing_slots", 0));
    path_in(x, "table.json", path);
    if (json_dump_file(x->table, path, JSON_INDENT(1)) != 0)
        return T2_E_IO;
    json_t *variant = json_deep_copy(x->table), *change = NULL;
    const json_t *v;
    size_t i;
    json_array_foreach(json_object_get(x->table, "variants"), i, v)
    {
        const char *id = json_string_value(json_object_get(v, "id"));
        if (id != NULL && strcmp(id, "no-room") == 0)
            change = json_object_get(v, "change");
    }
    const char *seat;
    json_t *fields;
    json_object_foreach(change, seat, fields)(void)
        json_object_update(json_object_get(json_object_get(variant, "profiles"), seat), fields);
    path_in(x, "variant.json", path);
    int bad = change == NULL || json_dump_file(variant, path, JSON_INDENT(1)) != 0;
    json_decref(variant);
    return bad ? T2_E_MALFORMED : 0;
}

/* The file that seat `from` made for seat `to`. */
static const char *invitation(json_t *const made[DEMO_SEATS], int from, int to)
{
    const json_t *files = json_object_get(made[from], "files");
    return json_string_value(json_array_get(files, (size_t)(to < from ? to : to - 1)));
}

/* The convenor is seat 0. Everybody hands everybody else a file. */
static void open_table(struct demo *x)
{
    char file[PATH_MAX_], folder[DEMO_SEATS][PATH_MAX_];
    json_t *made[DEMO_SEATS] = {NULL};
    path_in(x, "table.json", file);
    json_decref(
        must(x, 0, WORDS("table", "open", file, "--seat", x->seat[0].id, "--relay", x->relay_address)));
    for (int i = 0; x->good && i < DEMO_SEATS; i++) {
        char name[64];
        (void)snprintf(name, sizeof name, "files-%s", x->seat[i].id);
        path_in(x, name, folder[i]);
        if (i != 0)
            json_decref(must(x, i, WORDS("seat", "join", invitation(made, 0, i))));
        made[i] = must(x, i, WORDS("seat", "invite", "--out", folder[i]));
    }
    for (int i = 0; x->good && i < DEMO_SEATS; i++) {
        const char *words[DEMO_SEATS + 3] = {"seat", "join"};
        size_t n = 2;
        for (int j = 0; j < DEMO_SEATS; j++) {
            if (j != i && !(j == 0 && i != 0))
                words[n++] = invitation(made, j, i);
        }
        json_decref(must(x, i, words));
    }
    for (int i = 0; i < DEMO_SEATS; i++)
        json_decref(made[i]);
}

static void enter_all(struct demo *x, const char *name)
{
    char file[PATH_MAX_];
    path_in(x, name, file);
    for (int i = 0; x->good && i < DEMO_SEATS; i++) {
        json_t *o = must(x, i, WORDS("sound", "enter", file));
        x->seat[i].accepted = json_integer_value(json_object_get(o, "accepted"));
        x->n_candidates = json_integer_value(json_object_get(o, "candidates"));
        json_decref(o);
    }
}

/* All four at the same time; cheat is the seat with the modified program, -1 = none. Returns the seconds it
 * took. */
static double seal_all(struct demo *x, int cheat)
{
    struct process p[DEMO_SEATS];
    char progress[PATH_MAX_];
    const char *const *words = WORDS("sound", "seal", "--patience", PATIENCE);
    double from = now_s();
    path_in(x, "progress", progress);
    (void)unlink(progress);
    for (int i = 0; i < DEMO_SEATS; i++) {
        x->code[i] = -1;
        if (seat_start(x, i == cheat ? x->cheat : x->program, i, words, i == 0 ? progress : x->errors,
                       &p[i]) != 0)
            p[i].pid = 0;
    }
    while (p[0].pid > 0 && !process_wait(&p[0], PROGRESS_MS))
        demo_progress(&x->screen, progress);
    demo_progress(&x->screen, NULL);
    for (int i = 0; i < DEMO_SEATS; i++) {
        json_decref(x->run[i]);
        x->run[i] = p[i].pid > 0 ? seat_finish(&p[i], &x->code[i]) : NULL;
        const json_t *r = x->run[i];
        x->seat[i].saw = x->code[i] != 0                            ? cli_say("stopped, no answer")
                         : json_is_true(json_object_get(r, "room")) ? cli_say("room")
                                                                    : cli_say("no room");
        x->seat[i].bytes_sent = json_integer_value(json_object_get(r, "bytes_sent"));
        x->seat[i].seconds = json_real_value(json_object_get(r, "seconds_run"));
        x->seat[i].peak_mib = json_real_value(json_object_get(r, "peak_mib"));
    }
    return now_s() - from;
}

static bool all_saw(const struct demo *x, bool room)
{
    for (int i = 0; i < DEMO_SEATS; i++) {
        if (x->code[i] != 0 || json_is_true(json_object_get(x->run[i], "room")) != room)
            return false;
    }
    return true;
}

static void part_room(struct demo *x, json_t *result)
{
    demo_title(
        &x->screen, TABLE_SAYS("2  Seat B comes three points nearer. Is there room now?"),
        TABLE_SAYS(
            "An entry may only widen: the computation holds each against the one before, which was kept "
            "sealed."));
    json_decref(must(x, 1, WORDS("sound", "open", "all")));
    enter_all(x, "table.json");
    double seconds = x->good ? seal_all(x, -1) : 0;
    bool room = x->good && all_saw(x, true);
    double run_seconds = 0, peak = 0;
    long long bytes = 0;
    for (int i = 0; i < DEMO_SEATS; i++) {
        run_seconds = x->seat[i].seconds > run_seconds ? x->seat[i].seconds : run_seconds;
        peak = x->seat[i].peak_mib > peak ? x->seat[i].peak_mib : peak;
        bytes = x->seat[i].bytes_sent > bytes ? x->seat[i].bytes_sent : bytes;
    }
    struct demo_relay_view relay = relay_view(x);
    demo_windows(&x->screen, x->seat, x->n_candidates);
    demo_relay(&x->screen, &relay, seconds);
    demo_phases(&x->screen, x->run[0]);
    expect(x, room, TABLE_SAYS("every seat sees \"room\""));
    (void)json_object_set_new(result, "room", json_boolean(room));
    (void)json_object_set_new(result, "seats_agree", json_boolean(room));
    (void)json_object_set_new(result, "seconds_room", json_real(seconds));
    (void)json_object_set_new(result, "seconds_computation", json_real(run_seconds));
    (void)json_object_set_new(result, "bytes_per_seat", json_integer(bytes));
    (void)json_object_set_new(result, "peak_mib_per_desk", json_real(peak));
    for (size_t i = 0; i < 4; i++) {
        static const char *const key[] = {"rounds", "rounds_online", "ands", "phases"};
        json_t *v = json_object_get(x->run[0], key[i]);
        (void)json_object_set(result, key[i], v != NULL ? v : json_null());
    }
    (void)json_object_set_new(result, "relay_cells", json_integer(relay.stored + relay.piped));
}

static void part_no_room(struct demo *x, json_t *result)
{
    demo_title(
        &x->screen, TABLE_SAYS("1  Is there room? Seat B overstates its need by three points"),
        TABLE_SAYS(
            "Each seat enters, on its own machine, what it could live with. All learn: room, or no room."));
    json_decref(must(x, 0, WORDS("sound", "open", "all")));
    enter_all(x, "variant.json");
    if (x->good)
        (void)seal_all(x, -1);
    bool no_room = x->good && all_saw(x, false);
    demo_windows(&x->screen, x->seat, x->n_candidates);
    expect(x, no_room, TABLE_SAYS("every seat sees \"no room\", and nobody learns who made it so"));
    (void)json_object_set_new(result, "no_room_variant", json_boolean(no_room));
}

/* The package by which all runs that were good agree; NULL when they do not. */
static const char *package_opened(const struct demo *x)
{
    const char *first = NULL;
    for (int i = 0; i < DEMO_SEATS; i++) {
        const char *name = json_string_value(json_object_get(x->run[i], "candidate"));
        if (x->code[i] != 0 || name == NULL || name[0] == '\0' || (first != NULL && strcmp(name, first) != 0))
            return NULL;
        first = first == NULL ? name : first;
    }
    return first;
}

/* Whether the file expects it, and how many it expects. */
static bool is_expected(const struct demo *x, const char *package, size_t *out_n)
{
    const json_t *list = json_object_get(json_object_get(x->table, "expected"), "packages"), *one;
    bool found = false;
    size_t i;
    *out_n = json_array_size(list);
    json_array_foreach(list, i, one)
    {
        const char *name = json_string_value(json_object_get(one, "name"));
        found = found || (name != NULL && strcmp(name, package) == 0);
    }
    return found;
}

/* Every seat turns its second key, then seals. Returns the seconds of the sealing. */
static double turn_keys(struct demo *x)
{
    for (int i = 0; x->good && i < DEMO_SEATS; i++)
        json_decref(must(x, i, WORDS("sound", "key")));
    return x->good ? seal_all(x, -1) : 0;
}

/* Where it stands in each seat's own order: asked of that seat's desk alone. */
static void find_places(struct demo *x)
{
    char file[PATH_MAX_];
    path_in(x, "table.json", file);
    for (int i = 0; x->good && i < DEMO_SEATS; i++) {
        json_t *o = must(x, i, WORDS("sound", "place", file));
        (void)snprintf(x->seat[i].place, sizeof x->seat[i].place,
                       cli_say("in its own order: number %lld of %lld"),
                       (long long)json_integer_value(json_object_get(o, "place")),
                       (long long)json_integer_value(json_object_get(o, "of")));
        json_decref(o);
    }
}

static void part_key(struct demo *x, json_t *result)
{
    char package[TABLE_PACKAGE_NAME_MAX] = "";
    size_t n_expected = 0;
    demo_title(
        &x->screen, TABLE_SAYS("3  The second key: which package is it?"),
        TABLE_SAYS("Every seat turns its key. One package that all could live with is drawn, by nobody; no "
                   "seat had proposed it."));
    double seconds = turn_keys(x);
    const char *opened = x->good ? package_opened(x) : NULL;
    bool good = opened != NULL && is_expected(x, opened, &n_expected);
    (void)snprintf(package, sizeof package, "%s", opened != NULL ? opened : "");
    for (int i = 0; i < DEMO_SEATS; i++)
        x->seat[i].saw = good ? package : cli_say("nothing was opened");
    x->good = x->good && good;
    find_places(x);
    demo_windows(&x->screen, x->seat, x->n_candidates);
    if (seconds > 0)
        demo_note(&x->screen, cli_say("from the four commands to the package: %.2f s"), seconds);
    expect(x, good, TABLE_SAYS("one package that every seat could live with, the same at every seat"));
    double again = turn_keys(x);
    opened = x->good ? package_opened(x) : NULL;
    bool same = opened != NULL && strcmp(opened, package) == 0;
    expect(x, same, TABLE_SAYS("asked again, the same package is opened: it cannot be drawn anew"));
    for (int i = 0; i < DEMO_SEATS; i++)
        x->seat[i].place[0] = '\0';
    (void)json_object_set_new(result, "package", json_string(package));
    (void)json_object_set_new(result, "common_expected", json_integer((json_int_t)n_expected));
    (void)json_object_set_new(result, "seconds_find", json_real(seconds));
    (void)json_object_set_new(result, "seconds_find_again", json_real(again));
    (void)json_object_set_new(result, "find_repeat_same", json_boolean(same));
}

static void desk_says(const struct demo *x, int seat, const char *why)
{
    demo_note(&x->screen, cli_say("the desk of %s says: %s"), x->seat[seat].name,
              why != NULL ? cli_shown(why) : cli_say("(nothing)"));
}

static void part_coalition(struct demo *x, json_t *result)
{
    int code = -1;
    demo_title(&x->screen, TABLE_SAYS("4  Seats B, C and N try without seat A"), "");
    json_t *o = seat_run(x, 1, WORDS("sound", "open", "all", "--seats", "B,C,N"), &code);
    const char *why = json_string_value(json_object_get(o, "error"));
    const char *refusal = json_string_value(json_object_get(o, "refusal"));
    bool refused = code == CLI_REFUSED && refusal != NULL && strcmp(refusal, "missing_seat") == 0 &&
                   why != NULL && strstr(why, "Seat A") != NULL &&
                   json_integer_value(json_object_get(o, "seats")) == 1;
    desk_says(x, 1, why);
    expect(x, refused, TABLE_SAYS("refused, and the missing seat is named"));
    (void)json_object_set_new(result, "coalition_refused", json_boolean(refused));
    (void)json_object_set_new(result, "missing", refused ? json_pack("[s]", "A") : json_array());
    json_decref(o);
}

static void part_cheat(struct demo *x, json_t *result)
{
    if (access(x->cheat, X_OK) != 0) {
        demo_title(
            &x->screen, TABLE_SAYS("5  Seat C's program cheats: left out"),
            TABLE_SAYS(
                "A program that cheats is not installed beside the others. In the folder of the source, "
                "./demo shows this part too."));
        (void)json_object_set_new(result, "cheat_noticed", json_null());
        return;
    }
    demo_title(
        &x->screen, TABLE_SAYS("5  Seat C's program cheats"),
        TABLE_SAYS(
            "In the midst of the computation it changes the smallest thing that it can in what it sends."));
    json_decref(must(x, 0, WORDS("sound", "open", "all")));
    enter_all(x, "table.json");
    if (x->good)
        (void)seal_all(x, 2);
    bool noticed = x->good;
    for (int i = 0; i < DEMO_SEATS; i++)
        noticed = noticed && x->code[i] == CLI_STOPPED;
    demo_windows(&x->screen, x->seat, x->n_candidates);
    const char *why = json_string_value(json_object_get(x->run[0], "error"));
    desk_says(x, 0, why);
    expect(x, noticed, TABLE_SAYS("noticed: no desk has an answer"));
    (void)json_object_set_new(result, "cheat_noticed", json_boolean(noticed));
}

static int remove_entry(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st;
    (void)kind;
    (void)ftw;
    return remove(path);
}

/* The example's table: beside the build, then where it was installed. */
static const char *find_table(const char *given, char out[DESK_PATH_MAX])
{
    static const char *const places[] = {"../examples/example_table.json",
                                         "../share/tracktwo/example_table.json"};
    if (given != NULL)
        return given;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (process_beside(places[i], out, DESK_PATH_MAX) == 0 && access(out, R_OK) == 0)
            return out;
    }
    return T2_EXAMPLE_TABLE;
}

static int prepare(struct demo *x, const char *table, const char *keep)
{
    char found[DESK_PATH_MAX];
    int n = snprintf(x->dir, sizeof x->dir, "%s", keep != NULL ? keep : "/tmp/tracktwo-demo-XXXXXX");
    if (n < 0 || (size_t)n >= sizeof x->dir)
        return cli_error(x->cli, CLI_USAGE, "The name of the folder is too long.");
    if (keep != NULL ? mkdir(x->dir, 0700) != 0 : mkdtemp(x->dir) == NULL)
        return cli_error(x->cli, CLI_ENVIRONMENT, "The folder %s cannot be made.", x->dir);
    path_in(x, "passphrase", x->passphrase);
    path_in(x, "messages", x->errors);
    if (process_beside("tracktwo", x->program, sizeof x->program) != 0 ||
        process_beside("tracktwo-cheat", x->cheat, sizeof x->cheat) != 0 ||
        process_beside("tracktwo-relay", x->relay_program, sizeof x->relay_program) != 0 ||
        write_text(x->passphrase, DEMO_PASSPHRASE "\n") != 0)
        return cli_error(x->cli, CLI_ENVIRONMENT, "The demo cannot be set up in %s.", x->dir);
    table = find_table(table, found);
    if (write_tables(x, table) != 0)
        return cli_error(x->cli, CLI_WRONG, "%s is not the example table with its four seats.", table);
    if (relay_start(x) != 0)
        return cli_error(x->cli, CLI_ENVIRONMENT, "The relay did not start; its messages are in %s.",
                         x->errors);
    return 0;
}

static int show_pages(const struct demo *x)
{
    static char folder[DEMO_SEATS][PATH_MAX_];
    struct demo_page page[DEMO_SEATS];
    for (size_t i = 0; i < DEMO_SEATS; i++) {
        path_in(x, x->seat[i].id, folder[i]);
        page[i] = (struct demo_page){x->seat[i].name, x->program, folder[i], x->passphrase, x->errors};
    }
    return demo_pages(x->cli, page, DEMO_SEATS);
}

int cmd_demo(struct cli *c)
{
    static struct demo x;
    const char *table = cli_option(c, "--table"), *keep = cli_option(c, "--keep");
    bool pages = cli_flag(c, "--pages");
    if (!cli_words(c))
        return CLI_USAGE;
    json_t *result = json_object();
    x.cli = c;
    x.good = true;
    demo_screen_init(&x.screen, c->json);
    int code = prepare(&x, table, keep);
    if (code == 0) {
        demo_title(
            &x.screen, TABLE_SAYS("Track Two: four desks, one relay, one question"),
            TABLE_SAYS("Four programs with their own folders, joined only by a relay, all on this machine."));
        open_table(&x);
        if (x.good)
            demo_note(&x.screen, "%s",
                      cli_say("the table is open; every pair of seats has exchanged its files"));
        part_no_room(&x, result);
        if (x.good)
            part_room(&x, result);
        if (x.good)
            part_key(&x, result);
        if (x.good)
            part_coalition(&x, result);
        if (x.good)
            part_cheat(&x, result);
        demo_title(&x.screen,
                   x.good ? TABLE_SAYS("Everything was as it should be.")
                          : TABLE_SAYS("Something was not as it should be."),
                   "");
        (void)json_object_set_new(result, "ok", json_boolean(x.good));
        cli_json(c, json_incref(result));
        code = x.good ? CLI_OK : CLI_STOPPED;
        if (x.good && pages && !c->json)
            code = show_pages(&x);
        else if (x.good && !c->json)
            cli_tell("To open the pages of the four desks in a browser: ./demo --pages");
    }
    process_stop(&x.relay);
    for (int i = 0; i < DEMO_SEATS; i++)
        json_decref(x.run[i]);
    json_decref(x.table);
    json_decref(result);
    if (keep == NULL && x.good && x.dir[0] != '\0') {
        (void)nftw(x.dir, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    } else if (code != 0 && x.dir[0] != '\0') {
        (void)fprintf(stderr, cli_say("What the programs wrote is kept in %s."), cli_shown(x.dir));
        (void)fputc('\n', stderr);
    }
    return code;
}
