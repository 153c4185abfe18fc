/* Names and standings in a text, in whatever case, script and disguise. */
#include "chatham_internal.h"

#include <stdlib.h>
#include <string.h>

/* ---- endings, as skeletons ---- */

static int one_of(const char *rest, const char *const *list)
{
    for (; *list != NULL; list++) {
        if (strcmp(rest, *list) == 0) {
            return 1;
        }
    }
    return 0;
}

/* Cases of nouns and adjectives in Ukrainian and Russian. */
static const char *const cases[] = {"a",  "i",  "u",   "e",   "o",    "ei",  "eu",  "oi",  "ou",
                                    "iu", "ii", "em",  "om",  "am",   "ah",  "ami", "im",  "ih",
                                    "ev", "ov", "iv",  "imi", "ogo",  "omu", "oe",  "aa",  "uu",
                                    "ie", "iv", "iam", "iah", "iami", "iei", "ovi", "evi", NULL};
static const char *const latin_plural[] = {"s", "es", NULL};
/* People and adjectives of a place, after its whole name and after its name without the last vowel. */
static const char *const latin_people[] = {
    "s",    "n",     "ns", "an",  "ans", "ian",  "ians", "ese",  "ish",   "er",  "ers",  "ien",   "iene",
    "iens", "ienes", "en", "ene", "ens", "enes", "ais",  "aise", "aises", "ois", "oise", "oises", NULL};
static const char *const latin_people_short[] = {"an", "ans", "en", "ene", "ens", "enes",
                                                 "e",  "es",  "er", "ers", NULL};

static size_t short_of(const char *name, size_t n)
{
    return n > 0 && strchr("aeiou", name[n - 1]) != NULL ? n - 1 : n;
}

/* "-sk-", "-ec", "-c-", "-k-", "-an-" with any case after them: the people and the adjective of a place. */
static int cyrillic_people(const char *rest)
{
    static const char *const stems[] = {"sk", "isk", "esk", "ansk", "c",    "ec",
                                        "ic", "ik",  "k",   "an",   "anin", "ank"};
    for (size_t i = 0; i < sizeof(stems) / sizeof(stems[0]); i++) {
        size_t n = strlen(stems[i]);
        if (strncmp(rest, stems[i], n) == 0 && (rest[n] == '\0' || one_of(rest + n, cases))) {
            return 1;
        }
    }
    return 0;
}

static int cyrillic_is(const char *word, const char *name, size_t n, enum chatham_how how)
{
    size_t stem = short_of(name, n);
    if (stem == n) { /* ends with a consonant: cases stand after it */
        return strncmp(word, name, n) == 0 &&
               (one_of(word + n, cases) || (how == CHATHAM_DERIVED && cyrillic_people(word + n)));
    }
    if (strncmp(word, name, stem) == 0 &&
        (one_of(word + stem, cases) || (how == CHATHAM_DERIVED && cyrillic_people(word + stem)))) {
        return 1;
    }
    /* "Arvenia": the adjective may lose both vowels. */
    size_t root = short_of(name, stem);
    return how == CHATHAM_DERIVED && root < stem && root >= 4 && strncmp(word, name, root) == 0 &&
           cyrillic_people(word + root);
}

static int latin_is(const char *word, const char *name, size_t n, enum chatham_how how)
{
    size_t stem = short_of(name, n);
    if (strncmp(word, name, n) == 0 &&
        one_of(word + n, how == CHATHAM_DERIVED ? latin_people : latin_plural)) {
        return 1;
    }
    return how == CHATHAM_DERIVED && stem < n && strncmp(word, name, stem) == 0 &&
           one_of(word + stem, latin_people_short);
}

/* Arabic writes no e and o, no v and p. */
static void arabic_fold(char out[CHATHAM_SKELETON], const char *in)
{
    size_t n = 0;
    for (; *in != '\0' && n + 1 < CHATHAM_SKELETON; in++) {
        out[n++] = *in == 'e' ? 'i' : *in == 'o' ? 'u' : *in == 'v' ? 'f' : *in == 'p' ? 'b' : *in;
    }
    out[n] = '\0';
}

/* With the article and what is written onto a word before it, and the endings of people and adjectives. */
static int arabic_is(const char *word, const char *name)
{
    static const char *const before[] = {"",  "al",  "u", "ual", "f",  "fal", "b",  "bal",
                                         "k", "kal", "l", "l",   "ul", "ub",  "li", NULL};
    static const char *const after[] = {"", "i", "ia", "in", "iin", "iun", "iat", "an", "at", "ia", NULL};
    char w[CHATHAM_SKELETON], x[CHATHAM_SKELETON];
    arabic_fold(w, word);
    arabic_fold(x, name);
    size_t n = strlen(x), stem = n > 3 && x[n - 1] == 'a' ? n - 1 : n;
    for (size_t i = 0; before[i] != NULL; i++) {
        size_t k = strlen(before[i]);
        if (strncmp(w, before[i], k) == 0 &&
            ((strncmp(w + k, x, n) == 0 && one_of(w + k + n, after)) ||
             (strncmp(w + k, x, stem) == 0 && one_of(w + k + stem, after)))) {
            return 1;
        }
    }
    return 0;
}

int chatham_word_is(const struct chatham_word *word, const char *name, enum chatham_how how)
{
    size_t n = strlen(name);
    if (strcmp(word->skeleton, name) == 0) {
        return 1;
    }
    if (how == CHATHAM_EXACT || n < 4) {
        return word->script == CHATHAM_ARABIC && n >= 3 && how != CHATHAM_EXACT &&
               arabic_is(word->skeleton, name);
    }
    switch (word->script) {
    case CHATHAM_CYRILLIC:
        return cyrillic_is(word->skeleton, name, n, how);
    case CHATHAM_ARABIC:
        return arabic_is(word->skeleton, name);
    case CHATHAM_LATIN:
    case CHATHAM_OTHER:
        break;
    }
    return latin_is(word->skeleton, name, n, how);
}

/* ---- names ---- */

/* Words that stand in names of seats and tell nothing by themselves. */
static int is_common(const char *skeleton)
{
    static const char *const words[] = {
        "seat",  "place",   "chair", "delegate",    "delegation", "party",       "side",     "misce",
        "mesto", "storona", "siege", "participant", "the",        "facilitator", "observer", NULL};
    return one_of(skeleton, words);
}

/* The joined letters of words from i on that are one letter each, "A r v e n i a", or of two neighbours,
 * "Arv-enia": does that spell the name? *out_last: the last of them. */
static int spelt_out(const struct chatham_words *w, size_t i, const char *name, size_t *out_last)
{
    char joined[CHATHAM_SKELETON] = "";
    size_t n = 0;
    for (size_t k = i; k < w->n && n < strlen(name); k++) {
        const struct chatham_word *x = &w->all[k];
        size_t len = strlen(x->skeleton);
        if (n + len + 1 > sizeof(joined) || (x->n_letters > 1 && k > i + 1)) {
            return 0;
        }
        memcpy(joined + n, x->skeleton, len + 1);
        n += len;
        *out_last = k;
    }
    return *out_last > i && strcmp(joined, name) == 0;
}

/* A name of several words stands there whole, or by one of its own words when `parts`. */
static int find_name(struct chatham_search *f, enum chatham_kind kind, const char *name, enum chatham_how how,
                     int parts)
{
    struct chatham_words own;
    int err = chatham_words_of(name, &own);
    for (size_t i = 0; err == 0 && own.n > 0 && i < f->words->n; i++) {
        size_t k = 0, last = i;
        while (k < own.n && i + k < f->words->n &&
               chatham_word_is(&f->words->all[i + k], own.all[k].skeleton, how)) {
            k++;
        }
        if (k == own.n) {
            chatham_found(f, kind, i, i + k - 1);
            continue;
        }
        for (k = 0; k < own.n; k++) {
            const char *word = own.all[k].skeleton;
            if (strlen(word) < 4 || is_common(word) || (own.n > 1 && !parts)) {
                continue;
            }
            if (own.n > 1 && chatham_word_is(&f->words->all[i], word, how)) {
                chatham_found(f, kind, i, i);
            } else if (spelt_out(f->words, i, word, &last)) {
                chatham_found(f, kind, i, last);
            }
        }
    }
    chatham_words_free(&own);
    return err;
}

/* Whole titles only: their single words are words like others. */
static int find_titles(struct chatham_search *f, const struct table_state *s)
{
    int err = find_name(f, CHATHAM_TABLE, table_title(s), CHATHAM_INFLECTED, 0);
    for (size_t i = 0; i < table_n_issues(s); i++) {
        const struct table_issue *x = table_issue(s, i);
        for (size_t k = 0; k < x->n_titles && err == 0; k++) {
            err = find_name(f, CHATHAM_TABLE, x->titles[k].text, CHATHAM_INFLECTED, 0);
        }
    }
    return err;
}

int chatham_find_names(struct chatham_search *f, const struct table_state *s,
                       const struct chatham_names *extra)
{
    int err = 0;
    for (size_t i = 0; i < table_n_seats(s) && err == 0; i++) {
        const struct table_seat *seat = table_seat(s, i);
        err = find_name(f, CHATHAM_SEAT, seat->name, CHATHAM_INFLECTED, 1);
        if (err == 0) {
            err = find_name(f, CHATHAM_PARTY, seat->party, CHATHAM_DERIVED, 0);
        }
    }
    for (size_t i = 0; extra != NULL && i < extra->n && err == 0; i++) {
        err = find_name(f, CHATHAM_SEAT, extra->names[i], CHATHAM_DERIVED, 1);
    }
    if (err == 0 && extra != NULL && extra->of_table) {
        err = find_titles(f, s);
    }
    return err;
}

/* ---- standings ---- */

int chatham_find_standings(struct chatham_search *f)
{
    static const char *const words[] = {
        "official",    "minister",    "ambassador",  "ambassadors", "deputy",       "deputies",
        "president",   "envoy",       "diplomat",    "adviser",     "advisor",      "senator",
        "functionary", "ex-minister", "посадовець",  "посадовця",   "посадовцеві",  "посадовцем",
        "посадовці",   "посадовців",  "чиновник",    "міністр",     "посол",        "посла",
        "послу",       "послом",      "посли",       "послів",      "послы",        "послов",
        "заступник",   "президент",   "депутат",     "радник",      "дипломат",     "урядовець",
        "урядовця",    "урядовці",    "урядовців",   "урядовцем",   "службовець",   "службовця",
        "службовці",   "службовців",  "министр",     "заместитель", "советник",     "сенатор",
        "помічник",    "помощник",    "ministre",    "ambassadeur", "ambassadrice", "fonctionnaire",
        "député",      "conseiller",  "conseillère", "président",   "présidente",   "diplomate",
        "sénateur",    "وزير",        "وزيرة",       "وزراء",       "سفير",         "سفيرة",
        "سفراء",       "مسؤول",       "مسؤولة",      "مسؤولون",     "مسؤولين",      "نائب",
        "رئيس",        "مستشار",      "مبعوث",       "دبلوماسيون",  "دبلوماسيين",
    };
    int err = 0;
    for (size_t k = 0; k < sizeof(words) / sizeof(words[0]) && err == 0; k++) {
        struct chatham_words own;
        err = chatham_words_of(words[k], &own);
        for (size_t i = 0; err == 0 && own.n == 1 && i < f->words->n; i++) {
            const struct chatham_word *w = &f->words->all[i];
            if (w->script == own.all[0].script &&
                chatham_word_is(w, own.all[0].skeleton, CHATHAM_INFLECTED)) {
                chatham_found(f, CHATHAM_STANDING, i, i);
            }
        }
        chatham_words_free(&own);
    }
    return err;
}
