/* Inside the checker: words of a text as they are compared, and the searches. */
#ifndef T2_CHATHAM_INTERNAL_H
#define T2_CHATHAM_INTERNAL_H

#include <tracktwo/chatham.h>

#include "table_internal.h"

#define CHATHAM_SKELETON 40 /* with the zero; longer words are cut */

enum chatham_script { CHATHAM_OTHER, CHATHAM_LATIN, CHATHAM_CYRILLIC, CHATHAM_ARABIC };

/* A word. skeleton: Latin letters that stand for it in whatever script and disguise it is written: case,
 * accents, look-alike letters, digits for letters, full-width and invisible characters make no difference. */
struct chatham_word {
    size_t start, len;
    enum chatham_script script;
    unsigned n_letters;
    unsigned sentence; /* from 0 */
    char skeleton[CHATHAM_SKELETON];
};
struct chatham_words {
    size_t n, cap;
    struct chatham_word *all;
};
/* T2_E_MALFORMED (not UTF-8), T2_E_MEMORY. out is freed by chatham_words_free in any case. */
T2_MUST_USE int chatham_words_of(const char *text, struct chatham_words *out);
void chatham_words_free(struct chatham_words *w);

/* How far a word of a text may be from a name. */
enum chatham_how {
    CHATHAM_EXACT,
    CHATHAM_INFLECTED, /* cases and plural */
    CHATHAM_DERIVED,   /* and the people, the adjective, the language of a place */
};
int chatham_word_is(const struct chatham_word *word, const char *name, enum chatham_how how);

/* What is found so far. */
struct chatham_search {
    const char *text;
    const struct chatham_words *words;
    struct chatham_finding *out;
    size_t n;
};
void chatham_found(struct chatham_search *f, enum chatham_kind kind, size_t first_word, size_t last_word);
void chatham_found_at(struct chatham_search *f, enum chatham_kind kind, size_t start, size_t len);

T2_MUST_USE int chatham_find_names(struct chatham_search *f, const struct table_state *s,
                                   const struct chatham_names *extra);
T2_MUST_USE int chatham_find_standings(struct chatham_search *f);
void chatham_find_speech(struct chatham_search *f);
T2_MUST_USE int chatham_find_trails(struct chatham_search *f);
T2_MUST_USE int chatham_find_quoted(struct chatham_search *f, const struct table_state *s, int points_pass);

/* Order of two struct chatham_finding. */
int chatham_by_place(const void *a, const void *b);

#endif
