/* Which of the program's sentences a test has made it say: with T2_SAID in the environment each is appended
 * to that file, once, a line each. Linked into the tests of the table room with --wrap=table_say;
 * tests/house/sentences.sh compares with the sentences that stand in the source. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tracktwo/table.h>

enum { SAID_MAX = 4096 };

static char *said[SAID_MAX];

static void write_all(void)
{
    FILE *f = fopen(getenv("T2_SAID"), "a");
    for (size_t i = 0; i < SAID_MAX; i++) {
        if (f != NULL && said[i] != NULL)
            fprintf(f, "%s\n", said[i]);
        free(said[i]);
    }
    if (f != NULL)
        (void)fclose(f);
}

static void note(const char *english)
{
    size_t i = 5381;
    for (const char *p = english; *p != '\0'; p++)
        i = i * 33 + (unsigned char)*p;
    for (i %= SAID_MAX; said[i] != NULL && strcmp(said[i], english) != 0; i = (i + 1) % SAID_MAX) {
    }
    if (said[i] == NULL)
        said[i] = strdup(english);
}

const char *__real_table_say(enum table_lang lang, const char *english) __attribute__((format_arg(2)));
const char *__wrap_table_say(enum table_lang lang, const char *english) __attribute__((format_arg(2)));
const char *__wrap_table_say(enum table_lang lang, const char *english)
{
    static int listening = -1;
    if (listening < 0) {
        listening = getenv("T2_SAID") != NULL;
        if (listening)
            (void)atexit(write_all);
    }
    if (listening)
        note(english);
    return __real_table_say(lang, english);
}
