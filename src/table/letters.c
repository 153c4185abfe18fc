/* Letters of names. Two names that look the same to a reader must not be two: so a name has one form, and is
 * compared without case, width and what cannot be seen (Unicode's NFC and NFKC_Casefold).
 *
 * Every desk has to judge alike, whatever its library knows of Unicode: the characters of a name are those of
 * one version (letters.h), whose normal forms and foldings no later version changes. Judging allocates
 * nothing, so that no desk judges otherwise for want of memory. */
#include "table_internal.h"

#include "letters.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include <tracktwo/secret.h>

/* Characters of a folded name: one of three bytes becomes 18 at most. */
#define FOLDED_MAX (TABLE_NAME_MAX * 6 + 1)

static int is_assigned(utf8proc_int32_t c)
{
    size_t low = 0, high = sizeof(assigned) / sizeof(assigned[0]);
    while (low < high) {
        size_t k = low + (high - low) / 2;
        if ((uint32_t)c > assigned[k].last) {
            low = k + 1;
        } else {
            high = k;
        }
    }
    return low < sizeof(assigned) / sizeof(assigned[0]) && (uint32_t)c >= assigned[low].first;
}

static int all_assigned(const char *name, size_t len)
{
    for (size_t at = 0; at < len;) {
        utf8proc_int32_t c = 0;
        utf8proc_ssize_t n =
            utf8proc_iterate((const utf8proc_uint8_t *)name + at, (utf8proc_ssize_t)(len - at), &c);
        if (n <= 0 || !is_assigned(c)) {
            return 0;
        }
        at += (size_t)n;
    }
    return 1;
}

int table_name_composed(const char *name)
{
    utf8proc_int32_t letters[FOLDED_MAX];
    size_t len = strlen(name);
    if (len > TABLE_NAME_MAX || !all_assigned(name, len)) {
        return 0;
    }
    utf8proc_ssize_t n = utf8proc_decompose((const utf8proc_uint8_t *)name, (utf8proc_ssize_t)len, letters,
                                            FOLDED_MAX - 1, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (n < 0 || n >= FOLDED_MAX) {
        return 0;
    }
    n = utf8proc_reencode(letters, n, UTF8PROC_STABLE | UTF8PROC_COMPOSE); /* in place, as bytes */
    return n == (utf8proc_ssize_t)len && memcmp(letters, name, len) == 0;
}

/* The number of characters; 0: it is too long for a name or no text. */
static size_t fold(const char *name, utf8proc_int32_t out[static FOLDED_MAX])
{
    size_t len = strnlen(name, TABLE_NAME_MAX + 1);
    utf8proc_ssize_t n =
        len > TABLE_NAME_MAX
            ? 0
            : utf8proc_decompose((const utf8proc_uint8_t *)name, (utf8proc_ssize_t)len, out, FOLDED_MAX,
                                 UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD |
                                     UTF8PROC_IGNORE);
    return n > 0 && n <= FOLDED_MAX ? (size_t)n : 0;
}

int table_name_same(const char *a, const char *b)
{
    utf8proc_int32_t x[FOLDED_MAX], y[FOLDED_MAX];
    size_t n = fold(a, x), m = fold(b, y);
    return strcmp(a, b) == 0 || (n == m && n > 0 && memcmp(x, y, n * sizeof(x[0])) == 0);
}

int table_name_begins(const char *name, const char *prefix)
{
    utf8proc_int32_t x[FOLDED_MAX], y[FOLDED_MAX];
    size_t n = fold(name, x), m = fold(prefix, y);
    return m > 0 && n >= m && memcmp(x, y, m * sizeof(x[0])) == 0;
}

const char *table_composed_text(struct table_arena *a, struct t2_bytes text)
{
    utf8proc_uint8_t *composed = NULL;
    utf8proc_ssize_t n = text.len == 0 ? UTF8PROC_ERROR_INVALIDUTF8
                                       : utf8proc_map(text.ptr, (utf8proc_ssize_t)text.len, &composed,
                                                      UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    const char *out = n == UTF8PROC_ERROR_NOMEM ? NULL
                      : n < 0                   ? table_arena_text(a, text.ptr, text.len)
                                                : table_arena_text(a, composed, (size_t)n);
    if (n > 0) {
        t2_wipe(composed, (size_t)n);
    }
    free(composed);
    return out;
}
