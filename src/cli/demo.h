/* The demo: a relay and four desks as processes of their own on this machine (demo.c), and what it shows
 * (demo_screen.c). */
#ifndef T2_CLI_DEMO_H
#define T2_CLI_DEMO_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#define DEMO_SEATS 4
#define DEMO_PASSPHRASE "six words that nobody else knows"

struct demo_seat {
    const char *id, *name, *party, *standing; /* borrowed from the table's file */
    long long accepted;
    const char *saw; /* "room", "no room", "stopped", a package */
    char place[128]; /* of the package in its own order; "" when none was opened */
    double seconds, peak_mib;
    long long bytes_sent;
};

struct demo_relay_view {
    long long stored, piped, cell_bytes;
};

struct demo_screen {
    bool terminal; /* draw, with colour */
    bool quiet;    /* --json: nothing but the object at the end */
};

void demo_screen_init(struct demo_screen *s, bool json);
void demo_title(const struct demo_screen *s, const char *title, const char *text);
void demo_note(const struct demo_screen *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* How far a run is: the last line of the file in which its desk tells; NULL: it is over. On a terminal only.
 */
void demo_progress(const struct demo_screen *s, const char *file);
/* One expectation: what was seen, and whether it is as it must be. */
void demo_verdict(const struct demo_screen *s, bool good, const char *text);
/* The four windows side by side, two in a row. */
void demo_windows(const struct demo_screen *s, const struct demo_seat seat[DEMO_SEATS],
                  long long n_candidates);
void demo_relay(const struct demo_screen *s, const struct demo_relay_view *v, double seconds);
void demo_phases(const struct demo_screen *s, const json_t *run);

/* demo_pages.c: one desk's page. Borrows. */
struct demo_page {
    const char *name, *program, *folder, *passphrase, *errors;
};
/* Shows the pages until the person ends the program; the exit code. */
struct cli;
int demo_pages(const struct cli *c, const struct demo_page *page, size_t n);

#endif
