/* The desks: each command is a process of its own, which opens its seat's folder, speaks with the relay and
 * ends. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "week.h"

#define OUT_MAX (2u << 20)
#define WORDS_MAX 64
#define PATIENCE "120"

static const char *const seat_ids[N_DESKS] = {"F", "A", "B", "C", "N", "F-elsewhere", "X", "C-new"};

const char *week_seat_id(enum week_seat seat)
{
    return seat_ids[seat];
}

/* "A, B and N"; "all five" */
static void seat_list(unsigned seats, char *out, size_t len)
{
    size_t at = 0;
    (void)snprintf(out, len, "%s", seats == ALL_SEATS ? "all five" : "");
    for (int i = 0; seats != ALL_SEATS && i < N_SEATS; i++) {
        unsigned later = seats & ~(ONLY(i + 1) - 1);
        if ((seats & ONLY(i)) == 0)
            continue;
        int n = snprintf(out + at, len - at, "%s%s", at == 0 ? "" : later != 0 ? ", " : " and ", seat_ids[i]);
        at += n > 0 && (size_t)n < len - at ? (size_t)n : 0;
    }
}

/* The folder of a seat's desk is called like the seat; those of the two laptops of seat C change places. */
static const char *folder_of(const struct week *w, enum week_seat seat)
{
    enum week_seat other = seat == SEAT_C ? SPARE_C : seat == SPARE_C ? SEAT_C : seat;
    return seat_ids[w->replaced ? other : seat];
}

static void errors_path(const struct week *w, enum week_seat seat, char out[WEEK_PATH])
{
    (void)snprintf(out, WEEK_PATH, "%s/%s.err", w->dir, seat_ids[seat]);
}

/* ---- one process ---- */

int week_start(struct week *w, enum week_seat seat, bool json, const char *const words[], struct process *p)
{
    char profile[WEEK_PATH], passphrase[WEEK_PATH], errors[WEEK_PATH];
    const char *argv[WORDS_MAX] = {w->program,          "--profile", profile,
                                   "--passphrase-file", passphrase,  "--quick-lock"};
    size_t n = 6;
    (void)snprintf(profile, sizeof profile, "%s/%s", w->dir, folder_of(w, seat));
    (void)snprintf(passphrase, sizeof passphrase, "%s/passphrase", w->dir);
    errors_path(w, seat, errors);
    (void)unlink(errors);
    if (json)
        argv[n++] = "--json";
    for (size_t i = 0; words[i] != NULL && n + 1 < WORDS_MAX; i++)
        argv[n++] = words[i];
    w->n_commands++;
    return week_clock_use(w, seat) != 0 ? -1 : process_start(p, argv, errors);
}

static size_t append_file(const char *path, char *out, size_t at)
{
    FILE *f = fopen(path, "r");
    if (f != NULL) {
        at += fread(out + at, 1, OUT_MAX - 1 - at, f);
        (void)fclose(f);
    }
    out[at] = '\0';
    return at;
}

char *week_finish(struct week *w, enum week_seat seat, bool notes, struct process *p, int *code)
{
    char errors[WEEK_PATH], *out = malloc(OUT_MAX);
    if (out == NULL)
        abort();
    *code = process_finish(p, out, OUT_MAX);
    errors_path(w, seat, errors);
    if (notes)
        (void)append_file(errors, out, strlen(out));
    return out;
}

static char *run(struct week *w, enum week_seat seat, bool json, const char *const words[], int *code)
{
    struct process p;
    *code = -1;
    return week_start(w, seat, json, words, &p) == 0 ? week_finish(w, seat, !json, &p, code) : strdup("");
}

json_t *week_ask(struct week *w, enum week_seat seat, const char *const words[], int *code)
{
    char *text = run(w, seat, true, words, code);
    json_t *o = text != NULL ? json_loads(text, 0, NULL) : NULL;
    free(text);
    return o;
}

/* ---- commands of the story ---- */

static void must(struct week *w, enum week_seat seat, const char *const words[], int code, const char *said)
{
    if (code != 0)
        week_check(w, false, "seat %s, %s %s: expected to be done, but exit %d: %.*s", seat_ids[seat],
                   words[0], words[1] != NULL ? words[1] : "", code, (int)strcspn(said, "\n"), said);
}

void week_do(struct week *w, enum week_seat seat, const char *const words[])
{
    int code = -1;
    page_command(w, seat_ids[seat], words);
    char *text = run(w, seat, false, words, &code);
    if (code == 0)
        page_output(w, NULL, text, NULL);
    must(w, seat, words, code, text);
    free(text);
}

char *week_see(struct week *w, enum week_seat seat, const char *const words[], const char *const lines[])
{
    int code = -1;
    page_command(w, seat_ids[seat], words);
    char *text = run(w, seat, false, words, &code);
    page_output(w, NULL, text, lines);
    return text;
}

void week_quietly(struct week *w, enum week_seat seat, const char *const words[])
{
    int code = -1;
    char *text = run(w, seat, false, words, &code);
    must(w, seat, words, code, text);
    free(text);
}

void week_each(struct week *w, unsigned seats, const char *const words[])
{
    char list[64], *first = NULL;
    seat_list(seats, list, sizeof list);
    page_command(w, list, words);
    for (int i = 0; i < N_SEATS; i++) {
        int code = -1;
        if ((seats & ONLY(i)) == 0)
            continue;
        char *text = run(w, (enum week_seat)i, false, words, &code);
        must(w, (enum week_seat)i, words, code, text);
        if (code == 0 && (first == NULL || strcmp(first, text) != 0))
            page_output(w, NULL, text, NULL);
        free(first);
        first = text;
    }
    free(first);
}

/* Lines in the log of this desk, after it has fetched; -1 when it does not answer. */
static json_int_t events_of(struct week *w, enum week_seat seat)
{
    int code = -1;
    json_t *o = week_ask(w, seat, WORDS("table", "show"), &code);
    json_int_t n = code == 0 ? json_integer_value(json_object_get(o, "n_events")) : -1;
    json_decref(o);
    return n;
}

void week_refused(struct week *w, enum week_seat seat, const char *const words[], const char *refusal,
                  const char *part)
{
    int code[2] = {-1, -1};
    json_int_t before = events_of(w, seat);
    page_command(w, seat_ids[seat], words);
    char *text = run(w, seat, false, words, &code[0]);
    page_output(w, NULL, text, NULL);
    json_t *o = week_ask(w, seat, words, &code[1]);
    const char *why = week_text_at(o, "refusal"), *said = week_text_at(o, "error");
    bool good = code[0] == 1 && code[1] == 1 && strcmp(why, refusal != NULL ? refusal : "") == 0 &&
                strstr(said, part) != NULL && strstr(text, part) != NULL;
    if (!good)
        week_check(w, false,
                   "expected the refusal \"%s\" with the words \"%s\" and exit 1, but exit %d, \"%s\": %s",
                   refusal != NULL ? refusal : "", part, code[1], why, said);
    else if (before < 1 || events_of(w, seat) != before)
        week_check(w, false, "refused, but the record has another line than before");
    else
        week_check(w, true, "refused, and the record is as it was");
    free(text);
    json_decref(o);
}

/* ---- what the desks show ---- */

/* Only the reader's own mark tells the desks' pages apart. */
static void without_you(char *text)
{
    static const char mark[] = "  <- you";
    for (char *at; (at = strstr(text, mark)) != NULL;)
        memmove(at, at + sizeof mark - 1, strlen(at + sizeof mark - 1) + 1);
}

/* Prints what the seats printed, each text once. Frees the texts. */
static void show_together(struct week *w, unsigned seats, char *text[N_SEATS], const char *const lines[])
{
    unsigned left = seats;
    for (int i = 0; i < N_SEATS; i++) {
        unsigned same = 0;
        char list[64], who[96];
        if ((left & ONLY(i)) == 0)
            continue;
        for (int j = i; j < N_SEATS; j++)
            same |= (left & ONLY(j)) != 0 && strcmp(text[i], text[j]) == 0 ? ONLY(j) : 0;
        seat_list(same, list, sizeof list);
        (void)snprintf(who, sizeof who, "%s %s:", list, (same & (same - 1)) == 0 ? "sees" : "see");
        page_output(w, who, text[i], lines);
        left &= ~same;
    }
    for (int i = 0; i < N_SEATS; i++) {
        if ((seats & ONLY(i)) != 0)
            free(text[i]);
    }
}

/* All at once. notes: with what they say on standard error, which of a run are its steps. */
static void run_together(struct week *w, unsigned seats, bool notes, const char *const words[],
                         const char *const lines[])
{
    struct process p[N_SEATS];
    char *text[N_SEATS] = {NULL};
    int started[N_SEATS] = {0}, code = -1;
    for (int i = 0; i < N_SEATS; i++) {
        if ((seats & ONLY(i)) != 0)
            started[i] = week_start(w, (enum week_seat)i, false, words, &p[i]) == 0;
    }
    for (int i = 0; i < N_SEATS; i++) {
        if ((seats & ONLY(i)) == 0)
            continue;
        text[i] = started[i] ? week_finish(w, (enum week_seat)i, notes, &p[i], &code) : strdup("");
        without_you(text[i]);
        must(w, (enum week_seat)i, words, started[i] ? code : -1, text[i]);
    }
    show_together(w, seats, text, lines);
}

void week_show(struct week *w, unsigned seats, const char *const words[], const char *const lines[])
{
    char list[64];
    seats &= ~w->away;
    seat_list(seats, list, sizeof list);
    page_command(w, list, words);
    run_together(w, seats, true, words, lines);
}

void week_run(struct week *w, unsigned seats, const char *verb)
{
    char list[64];
    seat_list(seats, list, sizeof list);
    page_command(w, list, WORDS("sound", verb));
    run_together(w, seats, false, WORDS("sound", verb, "--patience", PATIENCE), NULL);
}
