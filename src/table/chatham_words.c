/* Words of a text, and the Latin skeleton of each. Ukrainian, Russian and Arabic letters become the Latin
 * ones by which such names are usually written, so that a name is found in another script too. */
#include "chatham_internal.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#define WORD_LETTERS 64 /* code points of one word that are looked at */

/* ---- letters ---- */

struct letter {
    uint32_t c;
    const char *as;
};

static const struct letter cyrillic[] = {
    {0x430, "a"}, {0x431, "b"}, {0x432, "v"},  {0x433, "g"},  {0x434, "d"},    {0x435, "e"}, {0x436, "z"},
    {0x437, "z"}, {0x438, "i"}, {0x439, "i"},  {0x43a, "k"},  {0x43b, "l"},    {0x43c, "m"}, {0x43d, "n"},
    {0x43e, "o"}, {0x43f, "p"}, {0x440, "r"},  {0x441, "s"},  {0x442, "t"},    {0x443, "u"}, {0x444, "f"},
    {0x445, "h"}, {0x446, "c"}, {0x447, "ch"}, {0x448, "sh"}, {0x449, "shch"}, {0x44a, ""},  {0x44b, "i"},
    {0x44c, ""},  {0x44d, "e"}, {0x44e, "u"},  {0x44f, "a"},  {0x451, "e"},    {0x454, "e"}, {0x456, "i"},
    {0x457, "i"}, {0x458, "j"}, {0x455, "s"},  {0x491, "g"},
};
static const struct letter arabic[] = {
    {0x621, ""},   {0x627, "a"}, {0x628, "b"}, {0x629, "a"}, {0x62a, "t"}, {0x62b, "t"}, {0x62c, "j"},
    {0x62d, "h"},  {0x62e, "h"}, {0x62f, "d"}, {0x630, "d"}, {0x631, "r"}, {0x632, "z"}, {0x633, "s"},
    {0x634, "sh"}, {0x635, "s"}, {0x636, "d"}, {0x637, "t"}, {0x638, "z"}, {0x639, "a"}, {0x63a, "g"},
    {0x641, "f"},  {0x642, "k"}, {0x643, "k"}, {0x644, "l"}, {0x645, "m"}, {0x646, "n"}, {0x647, "h"},
    {0x648, "u"},  {0x649, "a"}, {0x64a, "i"}, {0x67e, "b"}, {0x6a4, "f"},
};
static const struct letter greek[] = {
    {0x3b1, "a"}, {0x3b2, "b"}, {0x3b5, "e"}, {0x3b7, "n"}, {0x3b9, "i"}, {0x3ba, "k"}, {0x3bc, "m"},
    {0x3bd, "v"}, {0x3bf, "o"}, {0x3c1, "p"}, {0x3c4, "t"}, {0x3c5, "u"}, {0x3c7, "x"},
};
/* Cyrillic letters by their looks, and Latin ones as the Cyrillic letters that they look like. */
static const struct letter looks_latin[] = {
    {0x430, "a"}, {0x432, "b"}, {0x435, "e"}, {0x43a, "k"}, {0x43c, "m"},
    {0x43d, "h"}, {0x43e, "o"}, {0x440, "p"}, {0x441, "c"}, {0x442, "t"},
    {0x443, "y"}, {0x445, "x"}, {0x456, "i"}, {0x458, "j"}, {0x455, "s"},
};
static const struct letter looks_cyrillic[] = {
    {'a', "a"}, {'b', "v"}, {'c', "s"}, {'e', "e"}, {'h', "n"}, {'i', "i"}, {'k', "k"},
    {'m', "m"}, {'o', "o"}, {'p', "r"}, {'t', "t"}, {'x', "h"}, {'y', "u"},
};
static const struct letter digits[] = {{'0', "o"}, {'1', "i"}, {'3', "e"},
                                       {'4', "a"}, {'5', "s"}, {'7', "t"}};

#define LOOK(list, c) look(list, sizeof(list) / sizeof((list)[0]), c)

static const char *look(const struct letter *list, size_t n, uint32_t c)
{
    for (size_t i = 0; i < n; i++) {
        if (list[i].c == c) {
            return list[i].as;
        }
    }
    return NULL;
}

static enum chatham_script script_of(uint32_t c)
{
    if (c >= 'a' && c <= 'z') {
        return CHATHAM_LATIN;
    }
    return c >= 0x400 && c <= 0x52f   ? CHATHAM_CYRILLIC
           : c >= 0x600 && c <= 0x6ff ? CHATHAM_ARABIC
                                      : CHATHAM_OTHER;
}

/* ---- one word ---- */

/* Code points of a word, folded: without case, accents, compatibility forms and invisible characters. */
struct letters {
    uint32_t c[WORD_LETTERS];
    size_t n;
    unsigned of[4]; /* of each script */
};

static void add_letter(struct letters *x, int32_t c)
{
    utf8proc_int32_t folded[8];
    int boundary = 0;
    utf8proc_ssize_t n = utf8proc_decompose_char(c, folded, 8,
                                                 UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                                                     UTF8PROC_STRIPMARK | UTF8PROC_IGNORE,
                                                 &boundary);
    for (utf8proc_ssize_t i = 0; i < n && i < 8 && x->n < WORD_LETTERS; i++) {
        x->c[x->n++] = (uint32_t)folded[i];
        x->of[script_of((uint32_t)folded[i])]++;
    }
}

static const char *as_latin(const struct letters *x, uint32_t c, enum chatham_script script, char own[2])
{
    int mixed = x->of[CHATHAM_LATIN] > 0 && x->of[CHATHAM_CYRILLIC] > 0;
    const char *as = NULL;
    if (c >= '0' && c <= '9') {
        as = x->n > 2 && script != CHATHAM_OTHER ? LOOK(digits, c) : NULL;
    } else if (mixed && script == CHATHAM_LATIN && script_of(c) == CHATHAM_CYRILLIC) {
        as = LOOK(looks_latin, c);
    } else if (mixed && script == CHATHAM_CYRILLIC && c < 0x80) {
        as = LOOK(looks_cyrillic, c);
    }
    if (as == NULL) {
        as = LOOK(cyrillic, c);
    }
    if (as == NULL) {
        as = LOOK(arabic, c);
    }
    if (as == NULL) {
        as = LOOK(greek, c);
    }
    if (as == NULL && c < 0x80) {
        own[0] = (char)c;
        own[1] = '\0';
        as = own;
    }
    return as != NULL ? as : "?";
}

/* Spellings that differ from country to country become one: y i, w v, kh h, ts c, zh z, double letters. */
static void put_skeleton(char *out, size_t *n, const char *as)
{
    for (; *as != '\0' && *n + 1 < CHATHAM_SKELETON; as++) {
        char c = *as == 'y' ? 'i' : *as == 'w' ? 'v' : *as == 'q' ? 'k' : *as;
        char last = *n > 0 ? out[*n - 1] : '\0';
        if (c == 'h' && (last == 'k' || last == 'z')) {
            out[*n - 1] = last == 'k' ? 'h' : 'z';
        } else if (c == 's' && last == 't') {
            out[*n - 1] = 'c';
        } else if (c != last || strchr("aeiou", c) != NULL) {
            out[(*n)++] = c;
        }
    }
}

static void finish_word(struct chatham_word *w, const struct letters *x)
{
    size_t n = 0;
    w->script = CHATHAM_OTHER;
    for (enum chatham_script k = CHATHAM_LATIN; k <= CHATHAM_ARABIC; k++) {
        if (x->of[k] > (w->script == CHATHAM_OTHER ? 0 : x->of[w->script])) {
            w->script = k;
        }
    }
    for (size_t i = 0; i < x->n; i++) {
        char own[2];
        put_skeleton(w->skeleton, &n, as_latin(x, x->c[i], w->script, own));
    }
    w->skeleton[n] = '\0';
    w->n_letters = (unsigned)x->n;
}

/* ---- the text ---- */

struct cutter {
    const char *text;
    size_t at, len;
    unsigned sentence;
    int sentence_ends;
};

static int32_t peek(const struct cutter *t, size_t at, size_t *out_len)
{
    utf8proc_int32_t c = -1;
    utf8proc_ssize_t n =
        at < t->len ? utf8proc_iterate((const uint8_t *)t->text + at, (utf8proc_ssize_t)(t->len - at), &c)
                    : 0;
    *out_len = n > 0 ? (size_t)n : 0;
    return n > 0 ? c : -1;
}

static int is_letter(int32_t c)
{
    int k = c < 0 ? 0 : (int)utf8proc_category(c);
    return k >= (int)UTF8PROC_CATEGORY_LU && k <= (int)UTF8PROC_CATEGORY_NO;
}

static int is_invisible(int32_t c)
{
    return c == 0xad || (c >= 0x200b && c <= 0x200f) || c == 0x2060 || c == 0xfeff;
}

static int is_apostrophe(int32_t c)
{
    return c == '\'' || c == 0x2019 || c == 0x2bc;
}

/* From a letter on. An apostrophe belongs to the word, but an elided article ("l'", "d'", "qu'") is a word by
 * itself, and a possessive "s" is not looked at. */
static void cut_word(struct cutter *t, struct chatham_word *w)
{
    struct letters x = {.n = 0};
    int possessive = 0;
    *w = (struct chatham_word){.start = t->at, .sentence = t->sentence};
    for (;;) {
        size_t n = 0, after = 0;
        int32_t c = peek(t, t->at, &n);
        if (is_apostrophe(c) && is_letter(peek(t, t->at + n, &after))) {
            if (x.n <= 2 && x.of[CHATHAM_LATIN] == x.n) {
                break;
            }
            int32_t next = peek(t, t->at + n, &after);
            size_t last = 0;
            possessive |= (next == 's' || next == 'S') && !is_letter(peek(t, t->at + n + after, &last));
        } else if (is_letter(c)) {
            if (!possessive) {
                add_letter(&x, c);
            }
        } else if (!is_invisible(c)) {
            break;
        }
        t->at += n;
    }
    w->len = t->at - w->start;
    finish_word(w, &x);
}

static int add_word(struct chatham_words *out, const struct chatham_word *w)
{
    if (out->n == out->cap) {
        size_t cap = out->cap == 0 ? 64 : out->cap * 2;
        struct chatham_word *all = reallocarray(out->all, cap, sizeof(*all));
        if (all == NULL) {
            return T2_E_MEMORY;
        }
        out->all = all;
        out->cap = cap;
    }
    out->all[out->n++] = *w;
    return 0;
}

int chatham_words_of(const char *text, struct chatham_words *out)
{
    struct cutter t = {.text = text, .len = strlen(text)};
    *out = (struct chatham_words){0};
    while (t.at < t.len) {
        size_t n = 0;
        int32_t c = peek(&t, t.at, &n);
        if (n == 0) {
            return T2_E_MALFORMED;
        }
        if (is_letter(c)) {
            struct chatham_word w;
            t.sentence += t.sentence_ends != 0;
            t.sentence_ends = 0;
            cut_word(&t, &w);
            int err = add_word(out, &w);
            if (err != 0) {
                return err;
            }
            continue;
        }
        t.sentence_ends |= c == '.' || c == '!' || c == '?' || c == '\n' || c == 0x61f || c == 0x2026;
        t.at += n;
    }
    return 0;
}

void chatham_words_free(struct chatham_words *w)
{
    free(w->all);
    *w = (struct chatham_words){0};
}
