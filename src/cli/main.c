/* tracktwo: the table of subcommands, and the options that all of them have. docs/man/tracktwo.1. */
#include "cli/cli.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <tracktwo/secret.h>

#define PASSPHRASE_MAX 1024

const struct cli_command cli_commands[] = {
    {"table", "open", cmd_table_open, "FILE --seat ID --relay ADDRESS",
     "open a table from a file, as its convenor"},
    {"table", "list", cmd_table_list, "", "the table of this desk, in one line"},
    {"table", "show", cmd_table_show, "", "seats with their standings, the track, issues, soundings"},
    {"seat", "invite", cmd_seat_invite, "[ID...] --out FOLDER", "make files to be handed over in person"},
    {"seat", "join", cmd_seat_join, "FILE...", "take in files that were handed over; the convenor's first"},
    {"seat", "list", cmd_seat_list, "", "who is verified, and the check words to compare"},
    {"issue", "add", cmd_issue_add, "FILE", "add an issue from a file"},
    {"say", NULL, cmd_say, "[--could-recommend | --under-instruction] TEXT",
     "say a line (thinking aloud by default)"},
    {"log", NULL, cmd_log, "", "what was said and done"},
    {"sound", "open", cmd_sound_open, "ISSUE... | all [--seats ID,ID...]", "open a sounding: is there room?"},
    {"sound", "enter", cmd_sound_enter, "FILE [--sounding N]",
     "enter what you could live with; it stays on this desk"},
    {"sound", "seal", cmd_sound_seal, "[--sounding N] [--patience SECONDS]",
     "seal your entry, wait, and learn the answer"},
    {"sound", "status", cmd_sound_status, "", "all soundings of the table"},
    {"sound", "stop", cmd_sound_stop, "[--sounding N]", "take your entry back, or stop"},
    {"relay", NULL, cmd_relay, "--state FOLDER [--listen ADDRESS:PORT]", "start a relay on this machine"},
    {"demo", NULL, cmd_demo, "[--table FILE] [--keep FOLDER]",
     "four desks and a relay sound the example table"},
    {"help", NULL, cmd_help, "", "this text"},
};
const size_t cli_n_commands = sizeof cli_commands / sizeof cli_commands[0];

int cmd_help(struct cli *c)
{
    (void)c;
    puts("Track Two: for talks that officially are not happening.\n");
    for (size_t i = 0; i < cli_n_commands; i++) {
        const struct cli_command *k = &cli_commands[i];
        char words[128];
        (void)snprintf(words, sizeof words, "%s%s%s %s", k->noun, k->verb != NULL ? " " : "",
                       k->verb != NULL ? k->verb : "", k->arguments);
        printf("  tracktwo %-58s %s\n", words, k->what);
    }
    puts("\nBefore the subcommand: --profile FOLDER (this seat's folder), --passphrase-file FILE, --json.\n"
         "Exit: 0 done, 1 refused by a rule, 2 usage, 3 relay or machine, 4 stopped or not heard, 5 wrong "
         "passphrase or "
         "file.");
    return CLI_OK;
}

const char *cli_option(struct cli *c, const char *name)
{
    for (int i = 0; i + 1 < c->argc; i++) {
        if (strcmp(c->argv[i], name) != 0)
            continue;
        const char *value = c->argv[i + 1];
        for (int k = i; k + 2 < c->argc; k++)
            c->argv[k] = c->argv[k + 2];
        c->argc -= 2;
        return value;
    }
    return NULL;
}

bool cli_flag(struct cli *c, const char *name)
{
    for (int i = 0; i < c->argc; i++) {
        if (strcmp(c->argv[i], name) != 0)
            continue;
        for (int k = i; k + 1 < c->argc; k++)
            c->argv[k] = c->argv[k + 1];
        c->argc--;
        return true;
    }
    return false;
}

static const struct cli_command *command_find(const char *noun, const char *verb)
{
    for (size_t i = 0; i < cli_n_commands; i++) {
        const struct cli_command *k = &cli_commands[i];
        if (strcmp(k->noun, noun) == 0 && (k->verb == NULL || (verb != NULL && strcmp(k->verb, verb) == 0)))
            return k;
    }
    return NULL;
}

static void usage(const struct cli_command *k)
{
    (void)fprintf(stderr, "usage: tracktwo %s%s%s %s\n", k->noun, k->verb != NULL ? " " : "",
                  k->verb != NULL ? k->verb : "", k->arguments);
}

bool cli_words(const struct cli *c, const struct cli_command *self, int min, int max)
{
    bool fine = c->argc >= min && c->argc <= max;
    for (int i = 0; i < c->argc; i++)
        fine = fine && strncmp(c->argv[i], "--", 2) != 0;
    if (!fine)
        usage(self);
    return fine;
}

int cli_error(const struct cli *c, enum cli_exit code, const char *fmt, ...)
{
    char text[1400];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    if (c->json)
        cli_json(c, json_pack("{s:b, s:s}", "ok", 0, "error", text));
    else
        (void)fprintf(stderr, "%s\n", text);
    return (int)code;
}

static enum cli_exit exit_of(int err)
{
    switch (err) {
    case T2_E_REFUSED:
    case T2_E_EXISTS:
    case T2_E_MISSING:
    case T2_E_STATE:
        return CLI_REFUSED;
    case T2_E_ABORT:
    case T2_E_TIMEOUT:
        return CLI_STOPPED;
    case T2_E_ARGUMENT:
        return CLI_USAGE;
    default:
        return t2_err_band(err) == T2_BAND_PEER ? CLI_WRONG : CLI_ENVIRONMENT;
    }
}

int cli_problem(const struct cli *c, int err, const struct desk_problem *why)
{
    const char *text = why->text[0] != '\0' ? why->text : t2_err_text(err);
    if (!c->json)
        return cli_error(c, exit_of(err), "%s", text);
    json_t *o = json_pack("{s:b, s:s, s:s}", "ok", 0, "error", text, "code", t2_err_name(err));
    if (o != NULL && why->refusal != TABLE_R_NONE)
        (void)json_object_set_new(o, "refusal", json_string(table_refusal_name(why->refusal)));
    if (o != NULL && why->seats != 0)
        (void)json_object_set_new(o, "seats", json_integer((json_int_t)why->seats));
    cli_json(c, o);
    return (int)exit_of(err);
}

void cli_json(const struct cli *c, json_t *object)
{
    if (c->json && object != NULL) {
        (void)json_dumpf(object, stdout, JSON_COMPACT | JSON_REAL_PRECISION(6));
        putchar('\n');
    }
    json_decref(object);
}

int cli_read_file(const struct cli *c, const char *path, size_t max, struct t2_buf *out)
{
    FILE *f = fopen(path, "rb");
    char part[4096];
    size_t n;
    int err = 0;
    if (f == NULL)
        return cli_error(c, CLI_WRONG, "The file %s cannot be read.", path);
    t2_buf_init(out, max);
    while (err == 0 && (n = fread(part, 1, sizeof part, f)) > 0)
        err = t2_buf_append(out, part, n);
    bool bad = ferror(f) != 0 || err != 0;
    (void)fclose(f);
    t2_wipe(part, sizeof part);
    if (!bad)
        return 0;
    t2_buf_free(out);
    return cli_error(c, CLI_WRONG, "The file %s cannot be read, or is too large.", path);
}

/* One line without echo. */
static int ask_passphrase(const struct cli *c, const char *prompt, char *out, size_t out_len)
{
    struct termios before, quiet;
    if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &before) != 0)
        return cli_error(
            c, CLI_USAGE,
            "There is no terminal to ask for the passphrase. Name a file with --passphrase-file.");
    quiet = before;
    quiet.c_lflag &= ~(tcflag_t)ECHO;
    (void)fputs(prompt, stderr);
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    char *got = fgets(out, (int)out_len, stdin);
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    (void)fputs("\n", stderr);
    return got != NULL ? 0 : cli_error(c, CLI_USAGE, "No passphrase was given.");
}

static int read_passphrase(const struct cli *c, char *out, size_t out_len)
{
    if (c->passphrase_file == NULL)
        return ask_passphrase(c, "Passphrase of this desk: ", out, out_len);
    FILE *f = fopen(c->passphrase_file, "r");
    char *got = f != NULL ? fgets(out, (int)out_len, f) : NULL;
    if (f != NULL)
        (void)fclose(f);
    return got != NULL
               ? 0
               : cli_error(c, CLI_WRONG, "The passphrase file %s cannot be read.", c->passphrase_file);
}

static int open_desk(struct cli *c, bool create, struct desk **out)
{
    char passphrase[PASSPHRASE_MAX];
    struct desk_problem why = {{0}, TABLE_R_NONE, 0};
    int code = read_passphrase(c, passphrase, sizeof passphrase);
    if (code == 0) {
        struct t2_bytes p = t2_bytes_of(passphrase, strcspn(passphrase, "\n"));
        struct channel_store_cost cost = c->quick ? CHANNEL_STORE_COST_MIN : CHANNEL_STORE_COST_DEFAULT;
        int err = create ? desk_create(out, c->profile, p, cost, &why) : desk_open(out, c->profile, p, &why);
        if (err != 0)
            code = cli_problem(c, err, &why);
    }
    t2_wipe(passphrase, sizeof passphrase);
    return code;
}

int cli_desk(struct cli *c, struct desk **out)
{
    return open_desk(c, false, out);
}

int cli_new_desk(struct cli *c, struct desk **out)
{
    return open_desk(c, true, out);
}

int cli_synced_desk(struct cli *c, bool needed, struct desk **out)
{
    struct desk_problem why = {{0}, TABLE_R_NONE, 0};
    int code = cli_desk(c, out);
    if (code != 0)
        return code;
    if (!desk_has_table(*out)) {
        desk_free(*out);
        *out = NULL;
        return cli_error(c, CLI_REFUSED,
                         "This desk has no table yet. Open one, or join one with the convenor's file.");
    }
    int err = desk_sync(*out, &why);
    if (err == 0)
        return 0;
    if (!needed && err == T2_E_AWAY) {
        (void)fprintf(stderr, "%s\n", why.text);
        return 0;
    }
    code = cli_problem(c, err, &why);
    desk_free(*out);
    *out = NULL;
    return code;
}

int main(int argc, char **argv)
{
    static struct cli c;
    const char *home = getenv("HOME");
    int at = 1;
    (void)snprintf(c.profile, sizeof c.profile, "%s/.local/share/tracktwo", home != NULL ? home : ".");
    c.passphrase_file = getenv("T2_PASSPHRASE_FILE");
    for (; at < argc && strncmp(argv[at], "--", 2) == 0; at++) {
        if (strcmp(argv[at], "--json") == 0)
            c.json = true;
        else if (strcmp(argv[at], "--quick-lock") == 0)
            c.quick = true;
        else if (strcmp(argv[at], "--profile") == 0 && at + 1 < argc)
            (void)snprintf(c.profile, sizeof c.profile, "%s", argv[++at]);
        else if (strcmp(argv[at], "--passphrase-file") == 0 && at + 1 < argc)
            c.passphrase_file = argv[++at];
        else if (strcmp(argv[at], "--help") == 0)
            return cmd_help(&c);
        else
            return cli_error(&c, CLI_USAGE, "Unknown option %s. `tracktwo help` lists them.", argv[at]);
    }
    if (at == argc) {
        (void)cmd_help(&c);
        return CLI_USAGE;
    }
    const struct cli_command *k = command_find(argv[at], at + 1 < argc ? argv[at + 1] : NULL);
    if (k == NULL)
        return cli_error(&c, CLI_USAGE, "Unknown subcommand %s. `tracktwo help` lists them.", argv[at]);
    at += k->verb != NULL ? 2 : 1;
    c.argc = argc - at;
    c.argv = argv + at;
    if (cli_flag(&c, "--json"))
        c.json = true;
    if (t2_init() != 0 || t2_process_harden() != 0)
        return cli_error(&c, CLI_ENVIRONMENT, "The machine gives no randomness, or no protection of memory.");
    return k->run(&c);
}
