/* The command line: what its subcommands share. This is the only room that prints and exits. */
#ifndef T2_CLI_CLI_H
#define T2_CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include <tracktwo/desk.h>

/* Exit codes, as in the manual page. */
enum cli_exit {
    CLI_OK = 0,
    CLI_REFUSED = 1,     /* a rule of the table, or a seat's state, forbids it */
    CLI_USAGE = 2,       /* the command line is wrong */
    CLI_ENVIRONMENT = 3, /* the relay is away, a file cannot be used, memory is short */
    CLI_STOPPED = 4,     /* a sounding stopped, or a seat was not heard */
    CLI_WRONG = 5,       /* a wrong passphrase, or a file that is not what it should be */
};

struct cli {
    char profile[DESK_PATH_MAX];
    const char *passphrase_file; /* NULL: asked on the terminal */
    bool json;
    bool quick; /* --quick-lock: less work for the passphrase; for tests and the demo */
    int argc;   /* of the subcommand, its own words left out */
    char **argv;
};

struct cli_command {
    const char *noun, *verb; /* verb NULL: the noun alone */
    int (*run)(struct cli *c);
    const char *arguments;
    const char *what;
};
extern const struct cli_command cli_commands[];
extern const size_t cli_n_commands;

/* Options of one subcommand: takes --name VALUE (or --name when value is NULL) out of argv. cli_option
 * returns NULL when it is not there. */
const char *cli_option(struct cli *c, const char *name);
bool cli_flag(struct cli *c, const char *name);
/* What is left must be exactly so many words; else prints the usage and returns false. */
bool cli_words(const struct cli *c, const struct cli_command *self, int min, int max);

/* Desk of the profile. On failure prints and returns the exit code; 0 otherwise. */
int cli_desk(struct cli *c, struct desk **out);
int cli_new_desk(struct cli *c, struct desk **out);
/* Same, synced when the relay can be reached; a relay that is away is told, and not an error unless needed.
 */
int cli_synced_desk(struct cli *c, bool needed, struct desk **out);

/* Prints why (or as JSON) and gives the exit code of an error. */
int cli_problem(const struct cli *c, int err, const struct desk_problem *why);
int cli_error(const struct cli *c, enum cli_exit code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Prints the object as JSON with --json and frees it; otherwise only frees. */
void cli_json(const struct cli *c, json_t *object);
/* Reads a whole file (at most max bytes); prints and returns the exit code on failure. */
int cli_read_file(const struct cli *c, const char *path, size_t max, struct t2_buf *out);

int cmd_table_open(struct cli *c);
int cmd_table_list(struct cli *c);
int cmd_table_show(struct cli *c);
int cmd_seat_invite(struct cli *c);
int cmd_seat_join(struct cli *c);
int cmd_seat_list(struct cli *c);
int cmd_issue_add(struct cli *c);
int cmd_say(struct cli *c);
int cmd_log(struct cli *c);
int cmd_sound_open(struct cli *c);
int cmd_sound_enter(struct cli *c);
int cmd_sound_seal(struct cli *c);
int cmd_sound_status(struct cli *c);
int cmd_sound_stop(struct cli *c);
int cmd_relay(struct cli *c);
int cmd_demo(struct cli *c);
int cmd_help(struct cli *c);

#endif
