/* What is secret on its way in: the passphrase, and whole files such as preferences. Read straight from the
 * descriptor: a FILE's buffer would keep a copy that nobody wipes. */
#include "cli/cli.h"

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

int cli_passphrase_read(const struct cli *c, bool create, struct cli_passphrase *out)
{
    memset(out, 0, sizeof *out);
    return c->passphrase_file != NULL ? from_file(c, out)
           : create ? from_terminal(c, cli_say("Choose a passphrase for this desk (six words are good): "),
                                    true, out)
                    : from_terminal(c, cli_say("Passphrase of this desk: "), false, out);
}

int cli_passphrase_ask(const struct cli *c, const char *prompt, struct cli_passphrase *out)
{
    memset(out, 0, sizeof *out);
    return from_terminal(c, prompt, false, out);
}

/* ---- whole files ---- */

int cli_read_file(const struct cli *c, const char *path, size_t max, struct t2_buf *out)
{
    uint8_t part[4096];
    ssize_t n = 0;
    t2_buf_init(out, max);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return cli_error(c, CLI_WRONG, "There is no file %s. Nothing was changed.", path);
    if (fd < 0)
        return cli_error(c, CLI_WRONG, "The file %s cannot be read. Nothing was changed.", path);
    int err = 0;
    while (err == 0 && ((n = read(fd, part, sizeof part)) > 0 || (n < 0 && errno == EINTR)))
        err = n > 0 ? t2_buf_append(out, part, (size_t)n) : 0;
    if (err == 0 && n < 0)
        err = T2_E_IO;
    (void)close(fd);
    t2_wipe(part, sizeof part);
    if (err == 0)
        return 0;
    t2_buf_free(out);
    if (err == T2_E_FULL)
        return cli_error(c, CLI_WRONG,
                         "The file %s is too large to be what it should be. Nothing was changed.", path);
    return cli_error(c, CLI_WRONG, "The file %s cannot be read. Nothing was changed.", path);
}

/* On disk, and closed. */
static int write_all(int fd, const struct t2_buf *bytes)
{
    size_t at = 0;
    while (at < bytes->len) {
        ssize_t n = write(fd, bytes->ptr + at, bytes->len - at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        at += (size_t)n;
    }
    int bad = at != bytes->len || fsync(fd) != 0;
    bad |= close(fd) != 0;
    return bad ? T2_E_IO : 0;
}

int cli_write_new(const char *path, const struct t2_buf *bytes)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    int err = fd >= 0 ? write_all(fd, bytes) : T2_E_IO;
    if (fd >= 0 && err != 0)
        (void)unlink(path);
    return err;
}

int cli_write_over(const char *path, const struct t2_buf *bytes)
{
    char beside[4096];
    if (snprintf(beside, sizeof beside, "%s.XXXXXX", path) >= (int)sizeof beside)
        return T2_E_IO;
    int fd = mkostemp(beside, O_CLOEXEC); /* 0600, and nobody's before */
    int err = fd >= 0 ? write_all(fd, bytes) : T2_E_IO;
    if (err == 0 && rename(beside, path) != 0)
        err = T2_E_IO;
    if (fd >= 0 && err != 0)
        (void)unlink(beside);
    return err;
}
