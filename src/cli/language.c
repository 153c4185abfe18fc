/* The language in which this run speaks. */
#include "cli/cli.h"

#include <stdlib.h>

static enum table_lang spoken = TABLE_LANG_EN;

enum table_lang cli_lang(void)
{
    return spoken;
}

bool cli_lang_set(const char *tag)
{
    static const char *const places[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    if (tag != NULL)
        return table_lang_find(tag, &spoken) == 0;
    for (size_t i = 0; i < sizeof places / sizeof places[0] && tag == NULL; i++) {
        tag = getenv(places[i]);
        tag = tag != NULL && tag[0] != '\0' ? tag : NULL;
    }
    if (tag == NULL || table_lang_find(tag, &spoken) != 0)
        spoken = TABLE_LANG_EN;
    return true;
}

const char *cli_say(const char *english)
{
    return table_say(spoken, english);
}
