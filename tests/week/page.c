/* What the reader sees: hours, a few sentences, commands, what the desks print, and a mark for each check. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "week.h"

#define WIDTH 104

static size_t columns(const char *text, size_t len)
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++)
        n += ((unsigned char)text[i] & 0xc0) != 0x80;
    return n;
}

/* Words, as many to a line as fit, from column `indent` on; later lines from column `more`. Spaces at the
 * beginning stay. */
static void put_wrapped(const char *text, size_t len, size_t indent, size_t more)
{
    const char *end = text + len, *word = text;
    size_t at = indent;
    printf("%*s", (int)indent, "");
    while (word < end) {
        size_t gap = strspn(word, " ");
        gap = word + gap > end ? (size_t)(end - word) : gap;
        size_t n = strcspn(word + gap, " ");
        n = word + gap + n > end ? (size_t)(end - word) - gap : n;
        size_t wide = columns(word + gap, n);
        if (at + gap + wide > WIDTH && word > text) {
            printf("\n%*s", (int)more, "");
            at = more;
        } else {
            printf("%*s", (int)gap, "");
            at += gap;
        }
        printf("%.*s", (int)n, word + gap);
        at += wide;
        word += gap + n;
    }
    putchar('\n');
}

static const char *on(const struct week *w, const char *code)
{
    return w->colour ? code : "";
}

void page_title(const struct week *w, const char *text)
{
    printf("\n%s%s%s\n", on(w, "\033[1;4m"), text, on(w, "\033[0m"));
}

void page_scene(const struct week *w, const char *hour, const char *title)
{
    printf("\n%s%s - %s%s\n", on(w, "\033[1m"), hour, title, on(w, "\033[0m"));
    (void)fflush(stdout);
}

void page_tell(const char *fmt, ...)
{
    char text[2048];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    put_wrapped(text, strlen(text), 2, 2);
}

/* Names of the week's folder are shown without it. Returns the next place in out. */
static size_t put_short(const struct week *w, const char *text, char *out, size_t at, size_t len)
{
    size_t n_dir = strlen(w->dir);
    while (*text != '\0' && at + 1 < len) {
        if (n_dir > 0 && strncmp(text, w->dir, n_dir) == 0 && text[n_dir] == '/')
            text += n_dir + 1;
        else
            out[at++] = *text++;
    }
    out[at] = '\0';
    return at;
}

static size_t put_text(const char *text, char *out, size_t at, size_t len)
{
    int n = snprintf(out + at, len - at, "%s", text);
    return n < 0 ? at : at + (size_t)n < len ? at + (size_t)n : len - 1;
}

void page_command(const struct week *w, const char *seats, const char *const words[])
{
    char line[8192];
    size_t at = put_text(seats, line, 0, sizeof line);
    at = put_text("> tracktwo", line, at, sizeof line);
    for (size_t i = 0; words[i] != NULL; i++) {
        bool plain = words[i][0] != '\0' && words[i][strcspn(words[i], " []'\"{}()|;&")] == '\0';
        const char *quote = plain ? "" : strchr(words[i], '\'') != NULL ? "\"" : "'";
        at = put_text(" ", line, at, sizeof line);
        at = put_text(quote, line, at, sizeof line);
        at = put_short(w, words[i], line, at, sizeof line);
        at = put_text(quote, line, at, sizeof line);
    }
    printf("%s", on(w, "\033[36m"));
    put_wrapped(line, at, 2, 6);
    printf("%s", on(w, "\033[0m"));
}

/* 1: the line holds one of the texts; 2: one that ends with a newline, which asks for the line after it too.
 */
static int wanted(const char *line, size_t len, const char *const lines[])
{
    for (size_t i = 0; lines != NULL && lines[i] != NULL; i++) {
        size_t n = strcspn(lines[i], "\n");
        if (memmem(line, len, lines[i], n) != NULL)
            return lines[i][n] == '\n' ? 2 : 1;
    }
    return lines == NULL;
}

void page_output(const struct week *w, const char *who, const char *text, const char *const lines[])
{
    static char safe[1 << 18];
    size_t total = put_short(w, text, safe, 0, sizeof safe);
    if (who != NULL)
        printf("    %s%s%s\n", on(w, "\033[2m"), who, on(w, "\033[0m"));
    int rest = 0;
    for (const char *line = safe, *end = safe + total; line < end;) {
        size_t len = strcspn(line, "\n");
        int n = wanted(line, len, lines);
        rest = n > rest ? n : rest;
        if (rest-- > 0 && len == 0) {
            putchar('\n');
        } else if (rest >= 0) {
            size_t in = strspn(line, " ");
            put_wrapped(line, len, 6, 8 + (in < len ? in : 0));
        }
        line += len + (line[len] == '\n');
    }
}

void page_verdict(const struct week *w, bool good, const char *text)
{
    char line[4096];
    int n = snprintf(line, sizeof line, "%s %s", good ? "\342\234\223" : "\342\234\227 WRONG:", text);
    printf("%s", on(w, good ? "\033[32m" : "\033[1;31m"));
    put_wrapped(line, n < 0 ? 0 : strlen(line), 4, 6);
    printf("%s", on(w, "\033[0m"));
    (void)fflush(stdout);
}
