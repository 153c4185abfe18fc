/* The folder, the clock, the relay, the table's file, and the opening of the table. */
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <tracktwo/clock.h>

#include "week.h"

#define DAY_MS (INT64_C(24) * 3600 * 1000)
#define INTO_MS 10000 /* of the minute: desks let some seconds pass before they act on an hour */
#define MONDAY_MS INT64_C(1803859200000) /* 2027-03-01 00:00 UTC, a Monday */

static const char *const day_names[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                        "Friday", "Saturday", "Sunday"};

/* ---- names and files ---- */

const char *week_path(const struct week *w, const char *name)
{
    static char paths[64][WEEK_PATH];
    static unsigned k;
    char *out = paths[k++ % 64];
    (void)snprintf(out, WEEK_PATH, "%s/%s", w->dir, name);
    return out;
}

void week_write(struct week *w, const char *name, const char *text)
{
    FILE *f = fopen(week_path(w, name), "w");
    bool good = f != NULL && fputs(text, f) >= 0;
    if (f == NULL || fclose(f) != 0 || !good)
        week_check(w, false, "the file %s cannot be written", name);
}

/* ---- the clock ---- */

static int64_t hour_ms(enum week_day day, const char *hour)
{
    char *colon = NULL;
    long h = strtol(hour, &colon, 10), m = strtol(colon + 1, NULL, 10);
    return MONDAY_MS + (int64_t)day * DAY_MS + (h * 60 + m) * 60000;
}

const char *week_hour(enum week_day day, const char *hour)
{
    static char texts[8][32];
    static unsigned k;
    char *out = texts[k++ % 8];
    time_t t = (time_t)(hour_ms(day, hour) / 1000);
    struct tm tm = {0};
    (void)gmtime_r(&t, &tm);
    (void)strftime(out, sizeof texts[0], "%Y-%m-%dT%H:%M", &tm);
    return out;
}

uint64_t week_slot(enum week_day day, const char *hour)
{
    return (uint64_t)(hour_ms(day, hour) / 60000);
}

/* Renamed over the old one, so that a program that runs reads the one or the other. */
static void set_clock(struct week *w, const char *path, int64_t ms)
{
    char text[32];
    (void)snprintf(text, sizeof text, "%lld\n", (long long)ms);
    week_write(w, "clock.new", text);
    if (rename(week_path(w, "clock.new"), path) != 0)
        week_check(w, false, "the clock cannot be set");
}

static const char *own_clock(const struct week *w, enum week_seat seat)
{
    char name[32];
    (void)snprintf(name, sizeof name, "%s.clock", week_seat_id(seat));
    return week_path(w, name);
}

void week_clock_of(struct week *w, enum week_seat seat, enum week_day day, const char *hour)
{
    set_clock(w, own_clock(w, seat), hour_ms(day, hour));
}

void week_clock_right(struct week *w, enum week_seat seat)
{
    (void)unlink(own_clock(w, seat));
}

int week_clock_use(const struct week *w, enum week_seat seat)
{
    const char *own = own_clock(w, seat);
    return setenv("T2_DATED", access(own, F_OK) == 0 ? own : week_path(w, "clock"), 1);
}

void week_scene(struct week *w, enum week_day day, const char *hour, const char *title)
{
    char when[64];
    set_clock(w, week_path(w, "clock"), hour_ms(day, hour) + INTO_MS);
    if (day <= SUNDAY)
        (void)snprintf(when, sizeof when, "%s %s", day_names[day], hour);
    else /* other stories are longer than a week */
        (void)snprintf(when, sizeof when, "Day %d, %s", (int)day, hour);
    page_scene(w, when, title);
}

/* ---- the table's file ---- */

/* The example with a facilitator, who holds the pen and enters nothing; and a copy in which seat B asks for a
 * little more, as the example's variant "no-room" has it. */
static int write_tables(struct week *w)
{
    json_t *table = json_deep_copy(w->example);
    json_t *facilitator =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "id", "F", "party", "House by the lake", "name", "Seat F",
                  "standing", "private", "function", "facilitator", "role", "facilitator; holds the pen");
    const json_t *change = week_at(w->example, "variants/id=no-room/change");
    int bad = json_array_insert_new(json_object_get(table, "seats"), 0, facilitator) != 0 || change == NULL ||
              json_dump_file(table, week_path(w, "table.json"), JSON_INDENT(1)) != 0;
    const char *seat;
    json_t *fields;
    json_object_foreach((json_t *)(uintptr_t)change, seat, fields) bad |=
        json_object_update(json_object_get(json_object_get(table, "profiles"), seat), fields) != 0;
    bad |= json_dump_file(table, week_path(w, "monday.json"), JSON_INDENT(1)) != 0;
    json_decref(table);
    return bad ? -1 : 0;
}

/* ---- begin and end ---- */

/* listen: "127.0.0.1:0" for any free port. */
static int relay_begin(struct week *w, const char *listen)
{
    size_t at = 0;
    const char *argv[] = {w->relay_program, "--state", week_path(w, "relay"), "--listen", listen, NULL};
    if (setenv("T2_DATED", week_path(w, "clock"), 1) != 0 ||
        process_start(&w->relay, argv, week_path(w, "relay.err")) != 0)
        return -1;
    while (at + 1 < sizeof w->address && read(w->relay.out, w->address + at, 1) == 1 &&
           w->address[at] != '\n')
        at++;
    w->address[at] = '\0';
    return at > 0 ? 0 : -1;
}

void week_relay_ends(struct week *w)
{
    process_stop(&w->relay);
}

void week_relay_again(struct week *w)
{
    char listen[WEEK_PATH], before[WEEK_PATH];
    memcpy(before, w->address, sizeof before);
    memcpy(listen, w->address, sizeof listen);
    listen[strcspn(listen, "#")] = '\0';
    if (relay_begin(w, listen) != 0 || strcmp(before, w->address) != 0)
        week_check(w, false, "the relay did not start again under the same address and key");
}

static int fail(const char *what, const char *name)
{
    (void)fprintf(stderr, "demo-week: %s: %s\n", what, name);
    return -1;
}

int week_begin(struct week *w, const char *programs, const char *example)
{
    const char *top = getenv("TMPDIR");
    w->started_ms = t2_monotonic_ms();
    w->colour = isatty(STDOUT_FILENO) && getenv("NO_COLOR") == NULL;
    (void)snprintf(w->program, sizeof w->program, "%s/tracktwo-dated", programs);
    (void)snprintf(w->relay_program, sizeof w->relay_program, "%s/tracktwo-relay-dated", programs);
    (void)snprintf(w->dir, sizeof w->dir, "%s/tracktwo-week-XXXXXX", top != NULL ? top : "/tmp");
    w->example = json_load_file(example, 0, NULL);
    if (w->example == NULL)
        return fail("this is not the example table", example);
    if (access(w->program, X_OK) != 0 || access(w->relay_program, X_OK) != 0)
        return fail("tracktwo-dated and tracktwo-relay-dated are not in", programs);
    if (mkdtemp(w->dir) == NULL)
        return fail("no folder can be made", w->dir);
    if (setenv("T2_DATED", week_path(w, "clock"), 1) != 0 || setenv("LC_ALL", "en", 1) != 0)
        return fail("no clock can be set", w->dir);
    set_clock(w, week_path(w, "clock"), hour_ms(MONDAY, "08:00"));
    week_write(w, "passphrase", "six words that nobody else knows\n");
    if (w->n_wrong > 0 || chmod(week_path(w, "passphrase"), 0600) != 0 || write_tables(w) != 0)
        return fail("no files can be written in", w->dir);
    return relay_begin(w, "127.0.0.1:0") == 0 ? 0
                                              : fail("the relay did not start; its messages are in", w->dir);
}

static int remove_entry(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st;
    (void)kind;
    (void)ftw;
    return remove(path);
}

void week_end(struct week *w)
{
    process_stop(&w->relay);
    json_decref(w->example);
    w->example = NULL;
    if (w->n_wrong > 0)
        printf("\nThe desks and the relay's folder are kept in %s\n", w->dir);
    else
        (void)nftw(w->dir, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* ---- the opening ---- */

static const char *file_of(const json_t *made, int k)
{
    const char *file = json_string_value(json_array_get(json_object_get(made, "files"), (size_t)k));
    return file != NULL ? file : "missing";
}

/* The file that seat `from` made for seat `to`; its number skips the maker. */
static const char *invitation(json_t *const made[N_SEATS], int from, int to)
{
    return file_of(made[from], to < from ? to : to - 1);
}

void week_open_table(struct week *w)
{
    json_t *made[N_SEATS] = {NULL};
    int code = -1;
    page_command(w, "F",
                 WORDS("table", "open", "table.json", "--seat", "F", "--relay", "127.0.0.1:PORT#PIN"));
    week_quietly(w, SEAT_F,
                 WORDS("table", "open", week_path(w, "table.json"), "--seat", "F", "--relay", w->address));
    page_command(w, "each", WORDS("seat", "invite", "--out", "files"));
    page_command(w, "each", WORDS("seat", "join", "from-F.t2seat", "..."));
    for (int i = 0; i < N_SEATS; i++) {
        char name[32];
        (void)snprintf(name, sizeof name, "files-%s", week_seat_id((enum week_seat)i));
        if (i > 0)
            week_quietly(w, (enum week_seat)i, WORDS("seat", "join", invitation(made, 0, i)));
        made[i] = week_ask(w, (enum week_seat)i, WORDS("seat", "invite", "--out", week_path(w, name)), &code);
    }
    for (int i = 0; i < N_SEATS; i++) {
        const char *words[N_SEATS + 3] = {"seat", "join"};
        size_t n = 2;
        for (int j = 0; j < N_SEATS; j++) {
            if (j != i && (j != 0 || i == 0))
                words[n++] = invitation(made, j, i);
        }
        week_quietly(w, (enum week_seat)i, words);
    }
    for (int i = 0; i < N_SEATS; i++)
        json_decref(made[i]);
}

void week_meet_again(struct week *w)
{
    const char *words[N_SEATS + 2] = {"seat", "join"};
    size_t n = 2;
    int code = -1;
    page_command(w, "each", WORDS("seat", "invite", "C"));
    page_command(w, "C", WORDS("seat", "join", "from-F-for-C.t2seat"));
    page_command(w, "C", WORDS("seat", "invite"));
    page_command(w, "each", WORDS("seat", "join", "..."));
    json_t *made[N_SEATS] = {NULL}, *own = NULL;
    for (int i = 0; i < N_SEATS; i++) { /* the convenor's first */
        char name[32];
        (void)snprintf(name, sizeof name, "again-%s", week_seat_id((enum week_seat)i));
        if (i == SEAT_C)
            continue;
        made[i] =
            week_ask(w, (enum week_seat)i, WORDS("seat", "invite", "C", "--out", week_path(w, name)), &code);
        if (i == SEAT_F)
            week_quietly(w, SEAT_C, WORDS("seat", "join", file_of(made[i], 0)));
        else
            words[n++] = file_of(made[i], 0);
    }
    own = week_ask(w, SEAT_C, WORDS("seat", "invite", "--out", week_path(w, "again-C")), &code);
    for (int i = 0, k = 0; i < N_SEATS; i++) {
        if (i != SEAT_C)
            week_quietly(w, (enum week_seat)i, WORDS("seat", "join", file_of(own, k++)));
    }
    week_quietly(w, SEAT_C, words);
    for (int i = 0; i < N_SEATS; i++)
        json_decref(made[i]);
    json_decref(own);
}

void week_open_other(struct week *w)
{
    int code = -1;
    const char *file = week_path(w, "other.json");
    json_t *table = json_pack("{s:s, s:s, s:[s], s:[{s:s, s:s, s:s, s:s, s:s}, {s:s, s:s, s:s, s:s}], s:[]}",
                              "format", "tracktwo-table/1", "title", "Another table", "rules",
                              "Chatham House Rule", "seats", "id", "F", "party", "House by the lake", "name",
                              "Seat F", "standing", "private", "function", "facilitator", "id", "X", "party",
                              "A neighbour", "name", "Seat X", "standing", "former official", "issues");
    if (table == NULL || json_dump_file(table, file, 0) != 0)
        week_check(w, false, "the file of the other table cannot be written");
    json_decref(table);
    week_quietly(w, OTHER_F, WORDS("table", "open", file, "--seat", "F", "--relay", w->address));
    json_t *made = week_ask(w, OTHER_F, WORDS("seat", "invite", "--out", week_path(w, "files-other")), &code);
    week_quietly(w, OTHER_X, WORDS("seat", "join", file_of(made, 0)));
    json_decref(made);
    made = week_ask(w, OTHER_X, WORDS("seat", "invite", "--out", week_path(w, "files-X")), &code);
    week_quietly(w, OTHER_F, WORDS("seat", "join", file_of(made, 0)));
    json_decref(made);
}
