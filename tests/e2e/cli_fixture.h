/* Real desks and a real relay, driven by the program's own subcommands. */
#ifndef T2_TESTS_CLI_FIXTURE_H
#define T2_TESTS_CLI_FIXTURE_H

#include <stdint.h>

#include <jansson.h>

#include "cli/process.h"

#define FIXTURE_PATH 512
#define FIXTURE_SEATS 8

struct fixture {
    char dir[FIXTURE_PATH / 2];
    char address[512];
    struct process relay;
    int dated;          /* the programs' wall clocks are the test's: fixture_start_dated */
    int runs_per_issue; /* of the table X, Y, Z; after fixture_start it is 0: as the program has it */
};

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* A fresh folder with a passphrase file, and a relay. Fails the test when that cannot be had. */
void fixture_start(struct fixture *x);
void fixture_end(struct fixture *x);
/* The same with programs whose wall clock stands at ms since 1970 until fixture_clock. */
void fixture_start_dated(struct fixture *x, int64_t ms);
/* Sets the clock of a seat or of "relay"; who NULL: of all that have none of their own. It stands still. A
 * program that runs keeps the file it began with: a clock of its own for the relay is set before its start.
 */
void fixture_clock(const struct fixture *x, const char *who, int64_t ms);
void fixture_path(const struct fixture *x, const char *name, char out[FIXTURE_PATH]);
void fixture_write(const struct fixture *x, const char *name, const char *text);
void fixture_relay_start(struct fixture *x, const char *listen);
void fixture_relay_kill(struct fixture *x);

/* Starts a subcommand at a seat's desk; program "tracktwo" or "tracktwo-cheat". */
void fixture_seat_start(const struct fixture *x, const char *program, const char *seat,
                        const char *const words[], struct process *p);
json_t *fixture_seat_finish(struct process *p, int *code);
/* Runs it to its end; the exit code, and the object it printed (new reference) when out is not NULL. */
int fixture_run(const struct fixture *x, const char *seat, const char *const words[], json_t **out);
/* Runs it, wants this exit code, and this text somewhere in "error" (NULL: none). */
void fixture_want(const struct fixture *x, const char *seat, const char *const words[], int code,
                  const char *error);

/* The same with exit code 0. */
void fixture_says(const struct fixture *x, const char *seat, const char *const words[]);
/* Runs it as a person does, in a language; it must succeed. What it printed, until the next call. */
const char *fixture_prints(const struct fixture *x, const char *seat, const char *lang,
                           const char *const words[]);
/* So many minutes from now, in universal time, as a command takes it; valid until the fourth call after. */
const char *fixture_in_minutes(int minutes);
/* Runs it; it must succeed, else the test fails with what it said. The object (new reference). */
json_t *fixture_shown(const struct fixture *x, const char *seat, const char *const words[]);
/* The text under the key, "" when there is none; the value under it (borrowed), which must be there. */
const char *fixture_text(const json_t *o, const char *key);
json_t *fixture_get(const json_t *o, const char *key);

/* Opens the table of this file at the desk of seat[0], and exchanges all files but those between the pairs
 * that skip names ("YZ"; NULL: none). Seats have names of one letter. */
void fixture_join(const struct fixture *x, const char *table_file, const char *const seat[], size_t n,
                  const char *skip);
/* The same for a table of three seats X, Y, Z with the issues "a" (X, Y) and "b" (X, Y, Z). */
void fixture_table(const struct fixture *x, const char *skip);

/* A relay and the table X, Y, Z for all the tests of a group: *state is the struct fixture. */
int fixture_group_start(void **state);
int fixture_group_end(void **state);

/* The example table with its four seats, open at four desks. */
#define FIXTURE_EXAMPLE_SEATS 4
struct fixture_example {
    struct fixture x;
    json_t *root;            /* the file as it was opened */
    char path[FIXTURE_PATH]; /* of it */
};
extern const char *const fixture_example_seat[FIXTURE_EXAMPLE_SEATS]; /* "A", "B", "C", "N" */
/* settings: in the place of the file's, taken over; NULL: the file's. dated_ms: as in fixture_start_dated; 0:
 * the machine's clock. *state is a struct fixture_example; fixture_example_end frees it. */
int fixture_example_start(void **state, json_t *settings, int64_t dated_ms);
int fixture_example_end(void **state);

/* All these seats seal at once. The answer that all of them got, 1 or 0; -1 when somebody got none. */
int fixture_seal(const struct fixture *x, const char *const seat[], size_t n);
void fixture_seal_start(const struct fixture *x, const char *const seat[], size_t n, const char *patience,
                        struct process p[]);
int fixture_seal_finish(struct process p[], size_t n);
/* Waits until the desk of the seat has shown this step of a run ("meeting the other desks", ...) since the
 * steps were forgotten; 0 when it does not within some seconds. */
int fixture_wait_step(const struct fixture *x, const char *seat, const char *step);
void fixture_forget_steps(const struct fixture *x, const char *seat);

#endif
