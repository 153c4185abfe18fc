/* Search in the record: all words, anywhere, whatever their case. */
#include "table_internal.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

/* Case folded, in compatibility form, without marks on letters; NULL when that cannot be had. free(3). */
static char *folded(const char *text)
{
    utf8proc_uint8_t *out = NULL;
    utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)text, 0, &out,
                                      UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPAT |
                                          UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    return n >= 0 ? (char *)out : NULL;
}

int table_text_holds(const char *text, const char *words)
{
    char *in = folded(text), *want = folded(words);
    int holds = in != NULL && want != NULL;
    for (char *rest = want, *word; holds && (word = strtok_r(rest, " ", &rest)) != NULL;) {
        holds = strstr(in, word) != NULL;
    }
    free(in);
    free(want);
    return holds;
}
