/* See cli_fixture.h. */
#include <ftw.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli_fixture.h"

/* Breadth limits begin at 100 candidates: issue "a" has 10 options, "b" 12, together 120 packages. */
static const char *const seats =
    "[{\"id\": \"X\", \"party\": \"P\", \"name\": \"Seat X\", \"standing\": \"former official\"},"
    " {\"id\": \"Y\", \"party\": \"Q\", \"name\": \"Seat Y\", \"standing\": \"private\"},"
    " {\"id\": \"Z\", \"party\": \"R\", \"name\": \"Seat Z\", \"standing\": \"private\"}]";

static const char *program_path(const char *name)
{
    static char path[FIXTURE_PATH];
    const char *folder = getenv("T2_PROGRAMS");
    assert_non_null(folder);
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

void fixture_path(const struct fixture *x, const char *name, char out[FIXTURE_PATH])
{
    (void)snprintf(out, FIXTURE_PATH, "%s/%s", x->dir, name);
}

void fixture_write(const struct fixture *x, const char *name, const char *text)
{
    char path[FIXTURE_PATH];
    fixture_path(x, name, path);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

/* The program that goes by this name in this fixture; and its clock, for the process that starts it next. */
static const char *program_dated(const struct fixture *x, const char *name, const char *who)
{
    char path[FIXTURE_PATH];
    if (!x->dated)
        return name;
    fixture_path(x, who, path);
    (void)strncat(path, ".clock", sizeof path - strlen(path) - 1);
    if (access(path, F_OK) != 0)
        fixture_path(x, "clock", path);
    assert_int_equal(setenv("T2_DATED", path, 1), 0);
    return strcmp(name, "tracktwo") == 0         ? "tests/e2e/tracktwo-dated"
           : strcmp(name, "tracktwo-relay") == 0 ? "tests/e2e/tracktwo-relay-dated"
                                                 : name;
}

/* Renamed over the old one, so that a program that runs reads the one or the other. */
void fixture_clock(const struct fixture *x, const char *who, int64_t ms)
{
    char name[64], fresh[FIXTURE_PATH], path[FIXTURE_PATH], text[32];
    (void)snprintf(name, sizeof name, "%s%sclock", who != NULL ? who : "", who != NULL ? "." : "");
    (void)snprintf(text, sizeof text, "%lld\n", (long long)ms);
    fixture_write(x, "clock.new", text);
    fixture_path(x, "clock.new", fresh);
    fixture_path(x, name, path);
    assert_int_equal(rename(fresh, path), 0);
}

void fixture_relay_start(struct fixture *x, const char *listen)
{
    char state[FIXTURE_PATH];
    size_t at = 0;
    fixture_path(x, "relay", state);
    const char *argv[] = {program_path(program_dated(x, "tracktwo-relay", "relay")),
                          "--state",
                          state,
                          "--listen",
                          listen,
                          NULL};
    assert_int_equal(process_start(&x->relay, argv, NULL), 0);
    while (at + 1 < sizeof x->address && read(x->relay.out, x->address + at, 1) == 1 &&
           x->address[at] != '\n')
        at++;
    x->address[at] = '\0';
    assert_true(at > 0);
}

void fixture_relay_kill(struct fixture *x)
{
    (void)kill(x->relay.pid, SIGKILL);
    process_stop(&x->relay);
}

static void folder_make(struct fixture *x)
{
    const char *top = getenv("TMPDIR");
    memset(x, 0, sizeof *x);
    (void)snprintf(x->dir, sizeof x->dir, "%s/tracktwo-test-XXXXXX", top != NULL ? top : "/tmp");
    assert_non_null(mkdtemp(x->dir));
    fixture_write(x, "passphrase", "right\n");
    fixture_write(x, "wrong", "left\n");
}

void fixture_start(struct fixture *x)
{
    folder_make(x);
    fixture_relay_start(x, "127.0.0.1:0");
}

void fixture_start_dated(struct fixture *x, int64_t ms)
{
    folder_make(x);
    x->dated = 1;
    fixture_clock(x, NULL, ms);
    fixture_relay_start(x, "127.0.0.1:0");
}

static int remove_entry(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st;
    (void)kind;
    (void)ftw;
    return remove(path);
}

void fixture_end(struct fixture *x)
{
    process_stop(&x->relay);
    (void)nftw(x->dir, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* lang NULL: as JSON. */
static void start(const struct fixture *x, const char *program, const char *seat, const char *lang,
                  const char *const words[], struct process *p)
{
    char profile[FIXTURE_PATH], passphrase[FIXTURE_PATH], errors[FIXTURE_PATH + 8];
    fixture_path(x, seat, profile);
    fixture_path(x, "passphrase", passphrase);
    (void)snprintf(errors, sizeof errors, "%s.err", profile);
    const char *argv[40] = {program_path(program_dated(x, program, seat)),
                            "--profile",
                            profile,
                            "--passphrase-file",
                            passphrase,
                            "--quick-lock",
                            lang != NULL ? "--lang" : "--json",
                            lang};
    size_t n = lang != NULL ? 8 : 7;
    for (size_t i = 0; words[i] != NULL && n + 1 < 40; i++)
        argv[n++] = words[i];
    assert_int_equal(process_start(p, argv, errors), 0);
}

void fixture_seat_start(const struct fixture *x, const char *program, const char *seat,
                        const char *const words[], struct process *p)
{
    start(x, program, seat, NULL, words, p);
}

const char *fixture_prints(const struct fixture *x, const char *seat, const char *lang,
                           const char *const words[])
{
    static char out[1 << 20];
    struct process p;
    start(x, "tracktwo", seat, lang, words, &p);
    int code = process_finish(&p, out, sizeof out);
    if (code != 0)
        fail_msg("%s %s: exit %d, %s", words[0], words[1], code, out);
    return out;
}

json_t *fixture_seat_finish(struct process *p, int *code)
{
    static char out[1 << 20];
    *code = process_finish(p, out, sizeof out);
    return json_loads(out, 0, NULL);
}

int fixture_run(const struct fixture *x, const char *seat, const char *const words[], json_t **out)
{
    struct process p;
    int code = -1;
    fixture_seat_start(x, "tracktwo", seat, words, &p);
    json_t *o = fixture_seat_finish(&p, &code);
    if (out != NULL)
        *out = o;
    else
        json_decref(o);
    return code;
}

void fixture_want(const struct fixture *x, const char *seat, const char *const words[], int code,
                  const char *error)
{
    json_t *o = NULL;
    int got = fixture_run(x, seat, words, &o);
    const char *text = json_string_value(json_object_get(o, "error"));
    if (got != code || (error != NULL && (text == NULL || strstr(text, error) == NULL)))
        fail_msg("%s %s: exit %d, \"%s\"; wanted %d, \"%s\"", words[0], words[1] != NULL ? words[1] : "", got,
                 text != NULL ? text : "", code, error != NULL ? error : "");
    json_decref(o);
}

void fixture_says(const struct fixture *x, const char *seat, const char *const words[])
{
    fixture_want(x, seat, words, 0, NULL);
}

const char *fixture_in_minutes(int minutes)
{
    static char text[4][32];
    static int k;
    time_t t = time(NULL) + 60 * minutes;
    struct tm tm;
    char *out = text[k++ % 4];
    assert_non_null(gmtime_r(&t, &tm));
    assert_true(strftime(out, 32, "%Y-%m-%dT%H:%M", &tm) > 0);
    return out;
}

json_t *fixture_shown(const struct fixture *x, const char *seat, const char *const words[])
{
    json_t *o = NULL;
    int code = fixture_run(x, seat, words, &o);
    if (code != 0)
        fail_msg("%s %s %s: exit %d, \"%s\"", seat, words[0], words[1] != NULL ? words[1] : "", code,
                 fixture_text(o, "error"));
    return o;
}

const char *fixture_text(const json_t *o, const char *key)
{
    const char *text = json_string_value(json_object_get(o, key));
    return text != NULL ? text : "";
}

json_t *fixture_get(const json_t *o, const char *key)
{
    json_t *v = json_object_get(o, key);
    if (v == NULL)
        fail_msg("there is no \"%s\"", key);
    return v;
}

static json_t *issue(const char *id, const char *concerns, int n_options)
{
    json_t *options = json_array(), *who = json_array();
    for (int i = 1; i <= n_options; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "%s%d", id, i);
        (void)json_array_append_new(options, json_pack("{s:s, s:s}", "id", name, "text", name));
    }
    for (; *concerns != '\0'; concerns++)
        (void)json_array_append_new(who, json_stringn(concerns, 1));
    return json_pack("{s:s, s:{s:s}, s:o, s:o}", "id", id, "title", "en", id, "concerns", who, "options",
                     options);
}

static void write_table(const struct fixture *x)
{
    char path[FIXTURE_PATH];
    json_t *settings = json_pack("{s:i}", "spacing_slots", 0);
    if (x->runs_per_issue != 0)
        (void)json_object_set_new(settings, "runs_per_issue", json_integer(x->runs_per_issue));
    json_t *table =
        json_pack("{s:s, s:s, s:[s], s:o, s:o, s:[o, o]}", "format", "tracktwo-table/1", "title", "A test",
                  "rules", "Chatham House Rule", "settings", settings, "seats", json_loads(seats, 0, NULL),
                  "issues", issue("a", "XY", 10), issue("b", "XYZ", 12));
    assert_non_null(table);
    fixture_path(x, "table.json", path);
    assert_int_equal(json_dump_file(table, path, 0), 0);
    json_decref(table);
}

static int skipped(const char *skip, const char *p, const char *q)
{
    return skip != NULL && strchr(skip, *p) != NULL && strchr(skip, *q) != NULL;
}

/* Seat 0 is the convenor, whose file makes the table. */
void fixture_join(const struct fixture *x, const char *table_file, const char *const seat[], size_t n,
                  const char *skip)
{
    char folder[FIXTURE_PATH];
    json_t *made[FIXTURE_SEATS] = {NULL};
    assert_true(n <= FIXTURE_SEATS);
    fixture_want(x, seat[0], WORDS("table", "open", table_file, "--seat", seat[0], "--relay", x->address), 0,
                 NULL);
    for (size_t i = 0; i < n; i++) {
        fixture_path(x, seat[i], folder);
        (void)strncat(folder, "-files", sizeof folder - strlen(folder) - 1);
        if (i > 0) {
            const char *file = json_string_value(json_array_get(json_object_get(made[0], "files"), i - 1));
            fixture_want(x, seat[i], WORDS("seat", "join", file), 0, NULL);
        }
        assert_int_equal(fixture_run(x, seat[i], WORDS("seat", "invite", "--out", folder), &made[i]), 0);
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            if (j == i || (j == 0 && i != 0) || skipped(skip, seat[i], seat[j]))
                continue;
            const char *file =
                json_string_value(json_array_get(json_object_get(made[j], "files"), i < j ? i : i - 1));
            fixture_want(x, seat[i], WORDS("seat", "join", file), 0, NULL);
        }
    }
    for (size_t i = 0; i < n; i++)
        json_decref(made[i]);
}

void fixture_table(const struct fixture *x, const char *skip)
{
    static const char *const seat[3] = {"X", "Y", "Z"};
    char path[FIXTURE_PATH];
    write_table(x);
    fixture_path(x, "table.json", path);
    fixture_join(x, path, seat, 3, skip);
}

int fixture_group_start(void **state)
{
    static struct fixture x;
    fixture_start(&x);
    fixture_table(&x, NULL);
    *state = &x;
    return 0;
}

int fixture_group_end(void **state)
{
    fixture_end(*state);
    return 0;
}

const char *const fixture_example_seat[FIXTURE_EXAMPLE_SEATS] = {"A", "B", "C", "N"};

int fixture_example_start(void **state, json_t *settings, int64_t dated_ms)
{
    char path[FIXTURE_PATH];
    struct fixture_example *e = calloc(1, sizeof *e);
    assert_non_null(e);
    *state = e;
    (void)snprintf(path, sizeof path, "%s/example_table.json", getenv("T2_EXAMPLES"));
    e->root = json_load_file(path, 0, NULL);
    assert_non_null(e->root);
    if (settings != NULL)
        (void)json_object_set_new(e->root, "settings", settings);
    if (dated_ms != 0)
        fixture_start_dated(&e->x, dated_ms);
    else
        fixture_start(&e->x);
    fixture_path(&e->x, "table.json", e->path);
    assert_int_equal(json_dump_file(e->root, e->path, 0), 0);
    fixture_join(&e->x, e->path, fixture_example_seat, FIXTURE_EXAMPLE_SEATS, NULL);
    return 0;
}

int fixture_example_end(void **state)
{
    struct fixture_example *e = *state;
    fixture_end(&e->x);
    json_decref(e->root);
    free(e);
    return 0;
}

void fixture_seal_start(const struct fixture *x, const char *const seat[], size_t n, const char *patience,
                        struct process p[])
{
    for (size_t i = 0; i < n; i++)
        fixture_seat_start(x, "tracktwo", seat[i], WORDS("sound", "seal", "--patience", patience), &p[i]);
}

int fixture_seal_finish(struct process p[], size_t n)
{
    int answer = -2;
    for (size_t i = 0; i < n; i++) {
        int code;
        json_t *o = fixture_seat_finish(&p[i], &code);
        int got = code != 0 ? -1 : json_is_true(json_object_get(o, "room"));
        answer = answer == -2 || answer == got ? got : -1;
        json_decref(o);
    }
    return answer;
}

int fixture_seal(const struct fixture *x, const char *const seat[], size_t n)
{
    struct process p[FIXTURE_SEATS];
    fixture_seal_start(x, seat, n, "120", p);
    return fixture_seal_finish(p, n);
}

/* Without a terminal the desk writes a line to its standard error at each step. */
int fixture_wait_step(const struct fixture *x, const char *seat, const char *step)
{
    static char text[1 << 16];
    char path[FIXTURE_PATH], line[64];
    fixture_path(x, seat, path);
    (void)strncat(path, ".err", sizeof path - strlen(path) - 1);
    (void)snprintf(line, sizeof line, "  %s (", step);
    for (int tries = 0; tries < 6000; tries++) {
        FILE *f = fopen(path, "r");
        text[f != NULL ? fread(text, 1, sizeof text - 1, f) : 0] = '\0';
        if (f != NULL)
            (void)fclose(f);
        if (strstr(text, line) != NULL)
            return 1;
        (void)usleep(2000);
    }
    return 0;
}

void fixture_forget_steps(const struct fixture *x, const char *seat)
{
    char name[64];
    (void)snprintf(name, sizeof name, "%s.err", seat);
    fixture_write(x, name, "");
}
