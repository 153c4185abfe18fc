/* The passphrase on its way in. Read straight from the descriptor: a FILE's buffer would keep a copy that
 * nobody wipes. */
#include "cli/held.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <tracktwo/secret.h>

void cli_passphrase_wipe(struct cli_passphrase *p)
{
    t2_wipe(p, sizeof *p);
}

/* ---- a line ---- */

/* Reads until the line ends. caught: a signal that a handler of ours noted; NULL for none. */
static int line_read(int fd, struct cli_passphrase *out, const volatile sig_atomic_t *caught)
{
    char c = 0;
    bool too_long = false;
    out->len = 0;
    for (;;) {
        ssize_t n = read(fd, &c, 1);
        if (caught != NULL && *caught != 0)
            return T2_E_ABORT;
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return T2_E_IO;
        if (n == 0 || c == '\n')
            break;
        if (out->len == CLI_PASSPHRASE_MAX)
            too_long = true;
        else
            out->text[out->len++] = c;
    }
    c = 0;
    if (out->len != 0 && out->text[out->len - 1] == '\r') /* a line of another system */
        out->len--;
    out->text[out->len] = '\0';
    return too_long ? T2_E_TOO_LARGE : out->len == 0 ? T2_E_MISSING : 0;
}

int cli_passphrase_line(int fd, struct cli_passphrase *out)
{
    return line_read(fd, out, NULL);
}

/* ---- the terminal ---- */

static volatile sig_atomic_t caught_signal;
static const int caught_kinds[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
#define N_CAUGHT (sizeof caught_kinds / sizeof caught_kinds[0])

static void note_signal(int kind)
{
    caught_signal = kind;
}

/* One line without echo. Whatever ends it, also a signal, the terminal is as it was before. */
static int ask_once(int tty, const char *prompt, struct cli_passphrase *out)
{
    struct termios before, quiet;
    struct sigaction old[N_CAUGHT], note = {.sa_handler = note_signal};
    if (tcgetattr(tty, &before) != 0)
        return T2_E_IO;
    caught_signal = 0;
    (void)sigemptyset(&note.sa_mask);
    for (size_t i = 0; i < N_CAUGHT; i++)
        (void)sigaction(caught_kinds[i], &note, &old[i]);
    quiet = before;
    quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
    int err = tcsetattr(tty, TCSAFLUSH, &quiet) != 0 ? T2_E_IO : 0;
    if (err == 0 && write(tty, prompt, strlen(prompt)) < 0)
        err = T2_E_IO;
    if (err == 0)
        err = line_read(tty, out, &caught_signal);
    (void)tcsetattr(tty, TCSAFLUSH, &before);
    if (write(tty, "\n", 1) < 0 && err == 0)
        err = T2_E_IO;
    for (size_t i = 0; i < N_CAUGHT; i++)
        (void)sigaction(caught_kinds[i], &old[i], NULL);
    return err;
}

/* Asks, and again after the person had put the program to sleep. A signal that ends the program ends it here.
 */
static int ask(int tty, const char *prompt, struct cli_passphrase *out)
{
    for (;;) {
        int err = ask_once(tty, prompt, out);
        if (err != T2_E_ABORT)
            return err;
        cli_passphrase_wipe(out);
        (void)raise(caught_signal);
        if (caught_signal != SIGTSTP)
            return T2_E_ABORT;
    }
}

static int line_problem(const struct cli *c, int err)
{
    switch (err) {
    case 0:
        return 0;
    case T2_E_MISSING:
        return cli_error(c, CLI_USAGE, "The passphrase is empty. Nothing was done; please try again.");
    case T2_E_TOO_LARGE:
        return cli_error(
            c, CLI_USAGE,
            "The passphrase is longer than %d bytes. Nothing was done; please take a shorter one.",
            CLI_PASSPHRASE_MAX);
    default:
        return cli_error(c, CLI_ENVIRONMENT, "The passphrase could not be read. Nothing was done.");
    }
}

/* again: twice, and both must be the same. */
static int from_terminal(const struct cli *c, const char *prompt, bool create, struct cli_passphrase *out)
{
    struct cli_passphrase again = {0};
    int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (tty < 0)
        return cli_error(c, CLI_USAGE,
                         "There is no terminal to ask for the passphrase. Name a file that holds it with "
                         "--passphrase-file, before the subcommand.");
    int code = line_problem(c, ask(tty, prompt, out));
    if (code == 0 && create) {
        code = line_problem(c, ask(tty, cli_say("The same again: "), &again));
        if (code == 0 && (again.len != out->len || !t2_ct_eq(again.text, out->text, out->len)))
            code = cli_error(c, CLI_USAGE, "The two were not the same. No desk was made; please try again.");
    }
    cli_passphrase_wipe(&again);
    (void)close(tty);
    return code;
}

static int from_file(const struct cli *c, struct cli_passphrase *out)
{
    struct stat st;
    int fd = open(c->passphrase_file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    int err = fd < 0 ? T2_E_IO : cli_passphrase_line(fd, out);
    if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        cli_note(
            cli_say("Others on this machine may read the passphrase file. Make it yours alone: chmod 600"));
    if (fd >= 0)
        (void)close(fd);
    if (err == 0)
        return 0;
    return cli_error(
        c, CLI_WRONG,
        err == T2_E_MISSING
            ? TABLE_SAYS("The passphrase file %s is empty in its first line. Nothing was done.")
        : err == T2_E_TOO_LARGE
            ? TABLE_SAYS("The passphrase file %s has a first line that is too long. Nothing was done.")
            : TABLE_SAYS("The passphrase file %s cannot be read. Nothing was done."),
        c->passphrase_file);
}

/* That of the page's call; the page has asked twice where it had to. */
static int from_call(const struct cli *c, const struct held_call *call, struct cli_passphrase *out)
{
    struct t2_bytes given = call->passphrase;
    if (given.len > CLI_PASSPHRASE_MAX)
        return line_problem(c, T2_E_TOO_LARGE);
    if (given.len == 0)
        return line_problem(c, T2_E_MISSING);
    memcpy(out->text, given.ptr, given.len);
    out->text[given.len] = '\0';
    out->len = given.len;
    return 0;
}

int cli_passphrase_read(const struct cli *c, bool create, struct cli_passphrase *out)
{
    memset(out, 0, sizeof *out);
    return cli_held() != NULL           ? from_call(c, cli_held()->call, out)
           : c->passphrase_file != NULL ? from_file(c, out)
           : create ? from_terminal(c, cli_say("Choose a passphrase for this desk (six words are good): "),
                                    true, out)
                    : from_terminal(c, cli_say("Passphrase of this desk: "), false, out);
}

int cli_passphrase_ask(const struct cli *c, const char *prompt, struct cli_passphrase *out)
{
    memset(out, 0, sizeof *out);
    return cli_held() != NULL ? from_call(c, cli_held()->call, out) : from_terminal(c, prompt, false, out);
}
