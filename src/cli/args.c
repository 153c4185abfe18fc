/* The words of a command line. Everything is taken whole or refused: no number with a tail, no list that is
 * cut, no option that is overlooked. */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

#define LITERAL "--" /* what follows is no option */

/* The place of an option before LITERAL; -1 when it is not there. */
static int option_find(const struct cli *c, const char *name)
{
    for (int i = 0; i < c->argc && strcmp(c->argv[i], LITERAL) != 0; i++) {
        if (strcmp(c->argv[i], name) == 0)
            return i;
    }
    return -1;
}

static void take_out(struct cli *c, int at, int n)
{
    for (int k = at; k + n < c->argc; k++)
        c->argv[k] = c->argv[k + n];
    c->argc -= n;
}

const char *cli_option(struct cli *c, const char *name)
{
    int i = option_find(c, name);
    if (i < 0 || i + 1 >= c->argc || strcmp(c->argv[i + 1], LITERAL) == 0)
        return NULL;
    const char *value = c->argv[i + 1];
    take_out(c, i, 2);
    return value;
}

bool cli_flag(struct cli *c, const char *name)
{
    int i = option_find(c, name);
    if (i >= 0)
        take_out(c, i, 1);
    return i >= 0;
}

bool cli_words(struct cli *c)
{
    const struct cli_command *k = c->self;
    bool fine = true;
    int i = 0;
    for (; i < c->argc && strcmp(c->argv[i], LITERAL) != 0; i++)
        fine = fine && strncmp(c->argv[i], "--", 2) != 0;
    if (i < c->argc)
        take_out(c, i, 1);
    fine = fine && c->argc >= k->min && c->argc <= k->max;
    if (!fine) {
        char words[64];
        (void)snprintf(words, sizeof words, "%s%s%s", k->noun, k->verb != NULL ? " " : "",
                       k->verb != NULL ? k->verb : "");
        (void)cli_error(c, CLI_USAGE, "This is used so: tracktwo %s %s", words, k->arguments);
    }
    return fine;
}

bool cli_number(const char *text, unsigned long min, unsigned long max, unsigned long *out)
{
    unsigned long v = 0;
    if (*text == '\0')
        return false;
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9')
            return false;
        unsigned long digit = (unsigned long)(*text - '0');
        if (digit > max || v > (max - digit) / 10)
            return false;
        v = 10 * v + digit;
    }
    if (v < min)
        return false;
    *out = v;
    return true;
}

int cli_next_word(const char **list, char *out, size_t len)
{
    if (*list == NULL)
        return 0;
    size_t n = strcspn(*list, ",");
    if (n == 0 || n >= len)
        return -1;
    memcpy(out, *list, n);
    out[n] = '\0';
    *list = (*list)[n] == ',' ? *list + n + 1 : NULL;
    return 1;
}
