/* What the demo shows: boxes and a little colour on a terminal of 100 columns, plain lines elsewhere. */
#include "cli/cli.h"
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
    printf(s->terminal ? "\n\033[1m%s\033[0m\n" : "\n%s\n", cli_say(title));
    if (text[0] != '\0')
        printf("%s\n", cli_say(text));
    (void)fflush(stdout);
}

/* Columns that the first len bytes of UTF-8 text take; nothing here has wide letters. */
static int columns(const char *text, size_t len)
{
    int n = 0;
    for (size_t i = 0; i < len; i++)
        n += ((unsigned char)text[i] & 0xc0) != 0x80;
    return n;
}

/* Words, as many to a line as fit; the lines that follow the first stand further in. */
static void put_wrapped(const char *text)
{
    int at = 2;
    (void)fputs("  ", stdout);
    for (const char *word = text + strspn(text, " "); *word != '\0'; word += strspn(word, " ")) {
        size_t len = strcspn(word, " ");
        if (at + columns(word, len) > WIDTH) {
            (void)fputs("\n    ", stdout);
            at = 4;
        }
        printf("%.*s%s", (int)len, word, word[len] == '\0' ? "" : " ");
        at += columns(word, len) + 1;
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
    /* "  step (12 %)", in English as all that is written with --json. */
    char *step = last + strspn(last, " "), *percent = strstr(step, " (");
    if (percent != NULL)
        *percent++ = '\0';
    printf("\r\033[K  %s %s", cli_say(step), percent != NULL ? percent : "");
    (void)fflush(stdout);
}

void demo_verdict(const struct demo_screen *s, bool good, const char *text)
{
    if (s->quiet)
        return;
    const char *verdict = good ? cli_say("as it should be:") : cli_say("WRONG:");
    if (s->terminal)
        printf("  %s%s\033[0m %s\n", good ? "\033[32m" : "\033[1;31m", verdict, cli_say(text));
    else
        printf("  %s %s\n", verdict, cli_say(text));
    (void)fflush(stdout);
}

static void put_padded(const char *text)
{
    int n = columns(text, strlen(text));
    printf(" %s%*s", text, n < BOX - 1 ? BOX - 1 - n : 0, "");
}

static void window_line(const struct demo_seat *x, int line, long long n_candidates, char *out, size_t len)
{
    switch (line) {
    case 0:
        (void)snprintf(out, len, "%s%s%s (%s)", x->name, cli_say(", "), x->party, cli_say(x->standing));
        break;
    case 1:
        if (x->place[0] != '\0')
            (void)snprintf(out, len, "%s", x->place);
        else
            (void)snprintf(out, len, cli_say("entered here: could live with %lld of %lld"), x->accepted,
                           n_candidates);
        break;
    case 2:
        (void)snprintf(out, len, cli_say("saw: %s"), x->saw);
        break;
    default:
        if (x->bytes_sent != 0)
            (void)snprintf(out, len, cli_say("sent %.1f MB in %.1f s, memory %.0f MiB"),
                           (double)x->bytes_sent / 1e6, x->seconds, x->peak_mib);
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
              cli_say("the relay saw sealed envelopes, all of %lld bytes; stored: %lld, passed on: %lld; no "
                      "name, no word, no number"),
              v->cell_bytes, v->stored, v->piped);
    if (seconds > 0)
        demo_note(s, cli_say("from the four commands to four answers: %.2f s"), seconds);
}

void demo_phases(const struct demo_screen *s, const json_t *run)
{
    const json_t *seconds = json_object_get(run, "phases");
    char text[1024] = "";
    size_t at = 0;
    for (unsigned i = 0; i < SEALED_N_PHASES && at < sizeof text; i++) {
        const json_t *one = json_object_get(seconds, sealed_phase_name((enum sealed_phase)i));
        int n = snprintf(text + at, sizeof text - at, "%s%s %.2f", i == 0 ? "" : cli_say(", "),
                         cli_say(desk_run_step_text((enum sealed_phase)i)), json_real_value(one));
        at += n > 0 ? (size_t)n : 0;
    }
    demo_note(s, cli_say("what the desks did, in seconds: %s"), text);
    demo_note(
        s,
        cli_say("small steps of the sealed computation: %lld; messages that had to follow each other: %lld"),
        (long long)json_integer_value(json_object_get(run, "ands")),
        (long long)json_integer_value(json_object_get(run, "rounds")));
}
