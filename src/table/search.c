/* Search in the record: all words, anywhere, whatever their case. */
#include "table_internal.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

/* Plain ASCII needs no tables: most of a record is searched in a tenth of the time. NULL: it is not, or no
 * memory. */
static char *folded_ascii(const char *text)
{
    size_t n = 0;
    while (text[n] > 0) {
        n++;
    }
    char *out = text[n] == '\0' ? malloc(n + 1) : NULL;
    for (size_t i = 0; out != NULL && i <= n; i++) {
        out[i] = text[i];
        if (text[i] >= 'A' && text[i] <= 'Z') {
            out[i] = (char)(text[i] - 'A' + 'a');
        }
    }
    return out;
}

/* Case folded, in compatibility form, without marks on letters; NULL when that cannot be had. free(3). */
static char *folded(const char *text)
{
    char *ascii = folded_ascii(text);
    if (ascii != NULL) {
        return ascii;
    }
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
