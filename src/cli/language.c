/* The language in which this run speaks. */
#include "cli/cli.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static enum table_lang spoken = TABLE_LANG_EN;

enum table_lang cli_lang(void)
{
    return spoken;
}

const char *cli_tag(void)
{
    return table_lang_tag(spoken);
}

static const char *tag_of_place(void)
{
    static const char *const places[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        const char *tag = getenv(places[i]);
        if (tag != NULL && tag[0] != '\0')
            return tag;
    }
    return "en";
}

bool cli_lang_set(const char *tag, bool json)
{
    enum table_lang lang = TABLE_LANG_EN;
    bool known = table_lang_find(tag != NULL ? tag : tag_of_place(), &lang) == 0;
    if (known || tag == NULL)
        spoken = json || !known ? TABLE_LANG_EN : lang;
    return known || tag == NULL;
}

const char *cli_say(const char *english)
{
    return table_say(spoken, english);
}

void cli_tell(const char *english, ...)
{
    va_list args;
    va_start(args, english);
    (void)vprintf(cli_say(english), args);
    va_end(args);
    putchar('\n');
}
