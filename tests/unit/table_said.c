/* Which of the program's sentences a test has made it say: with T2_SAID in the environment each is appended
 * to that file, once, a line each. Linked into the tests of the table room with --wrap=table_say;
 * tests/house/sentences.sh compares with the sentences that stand in the source. */
#include <stdio.h>
#include <stdlib.h>

#include <tracktwo/table.h>

enum { SAID_MAX = 2048 };

static const char *said[SAID_MAX];

static void write_all(void)
{
    FILE *f = fopen(getenv("T2_SAID"), "a");
    for (size_t i = 0; f != NULL && i < SAID_MAX; i++) {
        if (said[i] != NULL)
            fprintf(f, "%s\n", said[i]);
    }
    if (f != NULL)
        (void)fclose(f);
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
    for (size_t i = (uintptr_t)english % SAID_MAX, n = 0; listening && n < SAID_MAX;
         i = (i + 1) % SAID_MAX, n++) {
        if (said[i] == NULL)
            said[i] = english;
        if (said[i] == english)
            break;
    }
    return __real_table_say(lang, english);
}
