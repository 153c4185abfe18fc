/* A week at the example table, played by the programs themselves: the relay, and of each seat a desk in a
 * folder of its own that is asked only by subcommands, a process each. The clock is a file that all of them
 * read; setting it is the only thing that is not as in life.
 *
 * What a reader sees is what the desks print; what is checked is what they say with --json. Every check
 * compares a value that a desk gave with one that the story or the example's file names, and is counted. */
#ifndef T2_TESTS_WEEK_H
#define T2_TESTS_WEEK_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "cli/process.h"

#define WEEK_PATH 512
#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define ONLY(seat) (1u << (seat))

enum week_seat {
    SEAT_F,
    SEAT_A,
    SEAT_B,
    SEAT_C,
    SEAT_N,
    N_SEATS,
    OTHER_F = N_SEATS, /* at another table: the same house, and a seat X */
    OTHER_X,
    SPARE_C, /* another laptop for seat C */
    N_DESKS
};
#define ALL_SEATS ((1u << N_SEATS) - 1)
#define FOUR_SEATS (ALL_SEATS & ~ONLY(SEAT_F)) /* those whom issues concern */

enum week_day { MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY };

struct week {
    char dir[WEEK_PATH / 2];
    char program[WEEK_PATH], relay_program[WEEK_PATH];
    char address[WEEK_PATH];
    struct process relay;
    json_t *example;   /* the example's file */
    char package[32];  /* the article that the second key opened, "package N" */
    bool replaced;     /* the desk of seat C is on the other laptop */
    unsigned away;     /* seats whose desk is not asked anything */
    unsigned n_checks; /* made */
    unsigned n_wrong;  /* of them */
    unsigned n_commands;
    int64_t started_ms;
    bool colour;
};

/* ---- the stage: stage.c ---- */

/* A fresh folder, the example's table with a facilitator, the relay. 0, or -1 after saying what is missing.
 * programs: the folder of tracktwo-dated and tracktwo-relay-dated; example: the table's file. */
int week_begin(struct week *w, const char *programs, const char *example);
/* Ends the relay and removes the folder; it stays when something was wrong, and its name is printed. */
void week_end(struct week *w);
/* Sets the clock of all programs, and prints the hour and what it is about. hour: "09:00", universal time. */
void week_scene(struct week *w, enum week_day day, const char *hour, const char *title);
/* The clock of one laptop goes wrong, until it is set right. */
void week_clock_of(struct week *w, enum week_seat seat, enum week_day day, const char *hour);
void week_clock_right(struct week *w, enum week_seat seat);
/* For the process that is started next: the clock of this seat. 0, or -1. */
int week_clock_use(const struct week *w, enum week_seat seat);
/* "2027-03-03T18:00", for a command line; good until eight more were asked for, names of files until 64. */
const char *week_hour(enum week_day day, const char *hour);
uint64_t week_slot(enum week_day day, const char *hour);
/* A name in the week's folder, the same. */
const char *week_path(const struct week *w, const char *name);
void week_write(struct week *w, const char *name, const char *text);
/* The relay's process ends; starts again, with its folder and at its address. */
void week_relay_ends(struct week *w);
void week_relay_again(struct week *w);
/* Opens the table and lets every pair exchange its files. */
void week_open_table(struct week *w);
/* Seat C and all others hand each other their files anew. */
void week_meet_again(struct week *w);
/* Opens another table, of seats OTHER_F and OTHER_X. */
void week_open_other(struct week *w);

/* ---- commands: desks.c ---- */

const char *week_seat_id(enum week_seat seat);
/* Starts a subcommand; its errors go to a file of the seat. */
int week_start(struct week *w, enum week_seat seat, bool json, const char *const words[], struct process *p);
/* Waits; what it printed, and with notes what it said on standard error after it. The text is the caller's,
 * to be freed. */
char *week_finish(struct week *w, enum week_seat seat, bool notes, struct process *p, int *code);
/* With --json: the object, a new reference, NULL when it printed none. */
json_t *week_ask(struct week *w, enum week_seat seat, const char *const words[], int *code);
/* Shows the command and what the desk answered, its notes too. It must succeed; a failure counts as a wrong
 * check. */
void week_do(struct week *w, enum week_seat seat, const char *const words[]);
/* Shows the command and these lines of the answer, whatever the exit code. The text is the caller's, to be
 * freed. */
char *week_see(struct week *w, enum week_seat seat, const char *const words[], const char *const lines[]);
/* Like week_do, without showing the command. */
void week_quietly(struct week *w, enum week_seat seat, const char *const words[]);
/* The same by each of these seats, shown once with its answer. */
void week_each(struct week *w, unsigned seats, const char *const words[]);
/* The desk must refuse it, with this code of docs/protocol/table.md (NULL: by the command line's own rules)
 * and these words in its sentence. The sentence is shown. */
void week_refused(struct week *w, enum week_seat seat, const char *const words[], const char *refusal,
                  const char *part);
/* What these desks print, each once: those that print the same stand together. lines: only lines that hold
 * one of these texts (NULL: all). */
void week_show(struct week *w, unsigned seats, const char *const words[], const char *const lines[]);
/* All these seats at once: `sound seal` or `sound attend`, and what each desk answers. */
void week_run(struct week *w, unsigned seats, const char *verb);

/* ---- checks: checks.c ---- */

/* A value inside: keys, numbers (from 0; -1: the last) or key=value with a slash between them, as in
 * issues/id=zone/budget/runs_left. Borrowed; NULL when it is not there. */
const json_t *week_at(const json_t *o, const char *path);
const char *week_text_at(const json_t *o, const char *path); /* "" when it is no text */
/* One check, printed. */
void week_check(struct week *w, bool good, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* Every desk of seats that is not away gives this value at this place. Takes the reference of expected. */
void week_expect(struct week *w, unsigned seats, const char *const words[], const char *path,
                 json_t *expected, const char *what);
/* Every desk that is not away has the same table and the same log. */
void week_same_everywhere(struct week *w);

/* ---- the page: page.c ---- */

void page_title(const struct week *w, const char *text);
void page_scene(const struct week *w, const char *hour, const char *title);
void page_tell(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void page_command(const struct week *w, const char *seats, const char *const words[]);
void page_output(const struct week *w, const char *who, const char *text, const char *const lines[]);
void page_verdict(const struct week *w, bool good, const char *text);

/* ---- the days ---- */

void week_monday(struct week *w);
void week_tuesday(struct week *w);
void week_wednesday(struct week *w);
void week_thursday(struct week *w);
void week_friday(struct week *w);
void week_saturday(struct week *w);
void week_sunday(struct week *w);

#endif
