/* What the demo shows: boxes and a little colour on a terminal of 100 columns, plain lines elsewhere. */
#include "cli/demo.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BOX 47   /* columns inside a window */
#define WIDTH 98 /* of a line of text */

void demo_screen_init(struct demo_screen *s, bool json)
{
    const char *term = getenv("TERM");
    s->quiet = json;
    s->terminal = !json && isatty(STDOUT_FILENO) && getenv("NO_COLOR") == NULL && term != NULL &&
                  strcmp(term, "dumb") != 0;
}

void demo_title(const struct demo_screen *s, const char *title, const char *text)
{
    if (s->quiet)
        return;
    printf(s->terminal ? "\n\033[1m%s\033[0m\n" : "\n%s\n", title);
    if (text[0] != '\0')
        printf("%s\n", text);
    (void)fflush(stdout);
}

/* Words, as many to a line as fit; the lines that follow the first stand further in. */
static void put_wrapped(const char *text)
{
    int at = 2;
    (void)fputs("  ", stdout);
    for (const char *word = text + strspn(text, " "); *word != '\0'; word += strspn(word, " ")) {
        int len = (int)strcspn(word, " ");
        if (at + len > WIDTH) {
            (void)fputs("\n    ", stdout);
            at = 4;
        }
        printf("%.*s%s", len, word, word[len] == '\0' ? "" : " ");
        at += len + 1;
        word += len;
    }
    putchar('\n');
}

void demo_note(const struct demo_screen *s, const char *fmt, ...)
{
    char text[2048];
    va_list args;
    if (s->quiet)
        return;
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    put_wrapped(text);
    (void)fflush(stdout);
}

void demo_progress(const struct demo_screen *s, const char *file)
{
    char line[128] = "", last[128] = "";
    if (!s->terminal)
        return;
    FILE *f = file != NULL ? fopen(file, "re") : NULL;
    while (f != NULL && fgets(line, sizeof line, f) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        memcpy(last, line, sizeof last);
    }
    if (f != NULL)
        (void)fclose(f);
    printf("\r\033[K%s", last);
    (void)fflush(stdout);
}

void demo_verdict(const struct demo_screen *s, bool good, const char *text)
{
    if (s->quiet)
        return;
    if (s->terminal)
        printf("  %s%s\033[0m %s\n", good ? "\033[32m" : "\033[1;31m",
               good ? "as it should be:" : "WRONG:", text);
    else
        printf("  %s %s\n", good ? "as it should be:" : "WRONG:", text);
    (void)fflush(stdout);
}

/* Columns that UTF-8 text takes; the names of the example have no wide letters. */
static int columns(const char *text)
{
    int n = 0;
    for (; *text != '\0'; text++)
        n += ((unsigned char)*text & 0xc0) != 0x80;
    return n;
}

static void put_padded(const char *text)
{
    int n = columns(text);
    printf(" %s%*s", text, n < BOX - 1 ? BOX - 1 - n : 0, "");
}

static void window_line(const struct demo_seat *x, int line, long long n_candidates, char *out, size_t len)
{
    switch (line) {
    case 0:
        (void)snprintf(out, len, "%s, %s (%s)", x->name, x->party, x->standing);
        break;
    case 1:
        if (x->place[0] != '\0')
            (void)snprintf(out, len, "%s", x->place);
        else
            (void)snprintf(out, len, "entered here: could live with %lld of %lld", x->accepted, n_candidates);
        break;
    case 2:
        (void)snprintf(out, len, "saw: %s", x->saw);
        break;
    default:
        if (x->bytes_sent != 0)
            (void)snprintf(out, len, "sent %.1f MB, %.1f s, at most %.0f MiB", (double)x->bytes_sent / 1e6,
                           x->seconds, x->peak_mib);
        else
            (void)snprintf(out, len, "%s", "");
    }
}

static void put_rule(const char *left, const char *right)
{
    (void)fputs(left, stdout);
    for (int i = 0; i < BOX; i++)
        (void)fputs("─", stdout);
    (void)fputs(right, stdout);
}

void demo_windows(const struct demo_screen *s, const struct demo_seat seat[DEMO_SEATS],
                  long long n_candidates)
{
    char text[256];
    if (s->quiet)
        return;
    for (int row = 0; row < DEMO_SEATS; row += 2) {
        for (int i = row; s->terminal && i < row + 2; i++)
            put_rule(i == row ? "┌" : " ┌", "┐");
        if (s->terminal)
            putchar('\n');
        for (int line = 0; line < 4; line++) {
            for (int i = row; i < row + 2; i++) {
                window_line(&seat[i], line, n_candidates, text, sizeof text);
                if (s->terminal) {
                    printf(i == row ? "│%s" : " │%s", line == 0 ? "\033[1m" : line == 2 ? "\033[36m" : "");
                    put_padded(text);
                    (void)fputs("\033[0m│", stdout);
                } else if (text[0] != '\0') {
                    printf("  [%s] %s\n", seat[i].id, text);
                }
            }
            if (s->terminal)
                putchar('\n');
        }
        for (int i = row; s->terminal && i < row + 2; i++)
            put_rule(i == row ? "└" : " └", "┘");
        if (s->terminal)
            putchar('\n');
    }
    (void)fflush(stdout);
}

void demo_relay(const struct demo_screen *s, const struct demo_relay_view *v, double seconds)
{
    demo_note(s,
              "the relay saw: %lld cells stored and %lld passed on, of %lld bytes each; no name, no word, no "
              "number",
              v->stored, v->piped, v->cell_bytes);
    if (seconds > 0)
        demo_note(s, "from the four commands to four answers: %.2f s", seconds);
}

void demo_phases(const struct demo_screen *s, const json_t *run)
{
    char text[512];
    size_t at = 0;
    const char *name;
    json_t *seconds;
    json_object_foreach(json_object_get(run, "phases"), name, seconds)
    {
        int n = snprintf(text + at, sizeof text - at, " %s %.2f s;", name, json_real_value(seconds));
        at = n > 0 && (size_t)n < sizeof text - at ? at + (size_t)n : at;
    }
    text[at] = '\0';
    demo_note(s, "time of each phase:%s in all %lld ANDs in %lld flights", text,
              (long long)json_integer_value(json_object_get(run, "ands")),
              (long long)json_integer_value(json_object_get(run, "rounds")));
}
