/* The pages of the demo's four desks: each a program of its own that shows its page until the person ends the
 * demo. */
#include "cli/cli.h"
#include "cli/demo.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/process.h"

static volatile sig_atomic_t end_asked;

static void note_end(int kind)
{
    (void)kind;
    end_asked = 1;
}

/* The link that the program prints; false when it did not start. */
static bool link_of(const struct process *p, char *out, size_t len)
{
    char line[512];
    size_t at = 0;
    while (at + 1 < sizeof line && read(p->out, line + at, 1) == 1 && line[at] != '\n')
        at++;
    line[at] = '\0';
    json_t *o = json_loads(line, 0, NULL);
    const char *link = json_string_value(json_object_get(o, "link"));
    bool there = link != NULL && strlen(link) < len;
    if (there)
        (void)snprintf(out, len, "%s", link);
    json_decref(o);
    return there;
}

int demo_pages(const struct cli *c, const struct demo_page *page, size_t n)
{
    struct process desk[DEMO_SEATS];
    struct sigaction note = {.sa_handler = note_end};
    char link[128];
    size_t started = 0;
    int code = 0;
    (void)sigaction(SIGINT, &note, NULL);
    (void)sigaction(SIGTERM, &note, NULL);
    cli_tell("The pages of the four desks. Open each link in the browser of this machine; each works once:");
    putchar('\n');
    for (size_t i = 0; code == 0 && i < n && i < DEMO_SEATS; i++) {
        const char *argv[] = {
            page[i].program, "--profile", page[i].folder, "--passphrase-file", page[i].passphrase,
            "--quick-lock",  "--json",    "desk",         "--no-browser",      NULL};
        if (process_start(&desk[i], argv, page[i].errors) != 0) {
            code = cli_error(c, CLI_ENVIRONMENT, "A desk's page did not start; its messages are in %s.",
                             page[i].errors);
            break;
        }
        started++;
        if (!link_of(&desk[i], link, sizeof link))
            code = cli_error(c, CLI_ENVIRONMENT, "A desk's page did not start; its messages are in %s.",
                             page[i].errors);
        else
            printf("  %s  %s\n", cli_column(page[i].name, 8), link);
    }
    if (code == 0) {
        putchar('\n');
        cli_tell("If you lock one, its passphrase is: %s", DEMO_PASSPHRASE);
        cli_tell("They stay open until you end this program with Ctrl-C.");
        (void)fflush(stdout);
    }
    while (code == 0 && !end_asked)
        (void)pause();
    for (size_t i = 0; i < started; i++)
        process_stop(&desk[i]);
    return code;
}
