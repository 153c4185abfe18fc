/* Somebody's own words, and trails of pronouns. */
#include "chatham_internal.h"

#include <stdlib.h>
#include <string.h>

#define SPEECH_WORDS 3 /* in quotation marks; fewer are a term */
#define TRAIL_SENTENCES 2

/* ---- direct speech ---- */

static const struct {
    const char *open, *close;
} marks[] = {
    {"\"", "\""},
    {"\xe2\x80\x9c", "\xe2\x80\x9d"}, /* left and right double */
    {"\xe2\x80\x9e", "\xe2\x80\x9c"}, /* low and left double */
    {"\xe2\x80\x9e", "\xe2\x80\x9d"}, /* low and right double */
    {"\xc2\xab", "\xc2\xbb"},         /* guillemets */
    {"\xc2\xbb", "\xc2\xab"},         /* turned */
    {"\xe2\x80\x98", "\xe2\x80\x99"}, /* single */
    {"\xe2\x80\xb9", "\xe2\x80\xba"}, /* single guillemets */
};

/* The first word that begins at or after this byte. */
static size_t word_at(const struct chatham_words *w, size_t byte)
{
    size_t low = 0, high = w->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (w->all[mid].start < byte) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low;
}

static size_t words_between(const struct chatham_words *w, size_t start, size_t end)
{
    return word_at(w, end) - word_at(w, start);
}

static void quoted_by(struct chatham_search *f, const char *open, const char *close)
{
    for (const char *p = strstr(f->text, open); p != NULL; p = strstr(p, open)) {
        const char *in = p + strlen(open), *end = strstr(in, close);
        if (end == NULL) {
            return;
        }
        size_t start = (size_t)(p - f->text), stop = (size_t)(end - f->text) + strlen(close);
        if (words_between(f->words, start, stop) >= SPEECH_WORDS) {
            chatham_found_at(f, CHATHAM_SPEECH, start, stop - start);
        }
        p = end + strlen(close);
    }
}

/* A line that begins with a dash, as speech is printed in Ukrainian, Russian and French. */
static void dashes(struct chatham_search *f)
{
    for (const char *p = f->text; p != NULL && *p != '\0';) {
        const char *line = p + strspn(p, " ");
        const char *end = strchr(line, '\n');
        size_t stop = end != NULL ? (size_t)(end - f->text) : strlen(f->text);
        int dash = strncmp(line, "\xe2\x80\x94 ", 4) == 0 || strncmp(line, "\xe2\x80\x93 ", 4) == 0;
        if (dash && words_between(f->words, (size_t)(line - f->text), stop) >= SPEECH_WORDS) {
            chatham_found_at(f, CHATHAM_SPEECH, (size_t)(line - f->text), stop - (size_t)(line - f->text));
        }
        p = end != NULL ? end + 1 : NULL;
    }
}

/* The lists are of skeletons: "aded", "ele". */
static int is_one_of(const struct chatham_word *w, const char *const *list)
{
    for (; *list != NULL; list++) {
        if (strcmp(w->skeleton, *list) == 0) {
            return 1;
        }
    }
    return 0;
}

/* "said:" and its like, the colon right after. */
static void verbs(struct chatham_search *f)
{
    static const char *const said[] = {"said",      "replied",  "answered", "asked",   "aded",     "remarked",
                                       "skazav",    "skazala",  "skazal",   "otvetil", "otvetila", "vidpoviv",
                                       "vidpovila", "dodav",    "dodala",   "dobavil", "dobavila", "dit",
                                       "repondu",   "repondit", "ajoute",   "declare", "kal",      "kalt",
                                       "adaf",      "ajab",     "zaavil",   "zaavila", "zaaviv",   NULL};
    for (size_t i = 0; i < f->words->n; i++) {
        const struct chatham_word *w = &f->words->all[i];
        const char *after = f->text + w->start + w->len;
        after += strspn(after, " ");
        after += strncmp(after, "\xc2\xa0", 2) == 0 ? 2 : 0;
        if (*after == ':' && is_one_of(w, said)) {
            chatham_found(f, CHATHAM_SPEECH, i, i);
        }
    }
}

void chatham_find_speech(struct chatham_search *f)
{
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        quoted_by(f, marks[i].open, marks[i].close);
    }
    dashes(f);
    verbs(f);
}

/* ---- trails ---- */

/* Somebody who speaks, unnamed. */
static const char *const speakers[] = {
    "participant",  "speaker",        "delegate",    "colleague", "interlocutor",
    "somebody",     "someone",        "uchasnik",    "uchasnica", "promovec",
    "delegat",      "kolega",         "hcos",        "hto",       "uchastnik",
    "uchastnica",   "vistupaushchii", "kollega",     "kto",       "intervenant",
    "intervenante", "participante",   "delegue",     "musharik",  "musharika",
    "almusharik",   "mutahadit",      "almutahadit", NULL};

static int is_speaker(const struct chatham_word *w)
{
    for (size_t i = 0; speakers[i] != NULL; i++) {
        if (chatham_word_is(w, speakers[i], CHATHAM_EXACT)) {
            return 1;
        }
    }
    return 0;
}

/* Only of people, and so always a trail. */
static int is_of_people(const struct chatham_word *w)
{
    static const char *const words[] = {"he", "she", "him", "his", "her", "hers", "himself", "herself", NULL};
    return w->script == CHATHAM_LATIN && is_one_of(w, words);
}

/* Also of things: a trail when somebody who speaks stands shortly before. */
static int is_pronoun(const struct chatham_word *w)
{
    static const char *const slavic[] = {"vin", "vona", "iogo", "ii",  "iomu", "ei",  "nogo", "nei",  "on",
                                         "ona", "ego",  "ee",   "emu", "nego", "nee", "nemu", "nomu", NULL};
    static const char *const french[] = {"il", "ele", "lui", "son", "sa", "ses", NULL};
    static const char *const arab[] = {"hu", "hi", "uhu", "uhi", NULL};
    switch (w->script) {
    case CHATHAM_CYRILLIC:
        return is_one_of(w, slavic);
    case CHATHAM_LATIN:
        return is_one_of(w, french);
    case CHATHAM_ARABIC:
        return is_one_of(w, arab);
    case CHATHAM_OTHER:
        break;
    }
    return 0;
}

/* French "il" of nobody: il faut, il est, il a ete dit, il serait, il y a. */
static int of_nobody(const struct chatham_words *w, size_t i)
{
    static const char *const verbs_of_nobody[] = {"faut",     "faudrait", "est",   "serait", "semble",
                                                  "convient", "importe",  "reste", "etait",  NULL};
    static const char *const there_is[] = {"a", "avait", "aura", "aurait", NULL}; /* il y a */
    if (strcmp(w->all[i].skeleton, "il") != 0 || i + 2 >= w->n) {
        return 0;
    }
    const struct chatham_word *next = &w->all[i + 1], *after = &w->all[i + 2];
    return is_one_of(next, verbs_of_nobody) ||
           (strcmp(next->skeleton, "i") == 0 && is_one_of(after, there_is)) ||
           (strcmp(next->skeleton, "a") == 0 && strcmp(after->skeleton, "ete") == 0);
}

/* "the same participant", "the latter", "another seat", and such. */
static int find_phrases(struct chatham_search *f)
{
    static const char *const phrases[] = {"the former",           "the latter",
                                          "the same participant", "the same speaker",
                                          "the same seat",        "the same side",
                                          "that participant",     "that speaker",
                                          "another participant",  "another speaker",
                                          "another seat",         "the other side said",
                                          "той самий учасник",    "той же учасник",
                                          "та сама учасниця",     "інший учасник",
                                          "інша учасниця",        "останній сказав",
                                          "тот же участник",      "тот же самый участник",
                                          "та же участница",      "другой участник",
                                          "другая участница",     "le même participant",
                                          "le même intervenant",  "un autre participant",
                                          "un autre intervenant", "ce dernier",
                                          "cette dernière",       "نفس المشارك",
                                          "المشارك نفسه",         "مشارك آخر",
                                          "المتحدث نفسه",         "الأخير قال"};
    int err = 0;
    for (size_t k = 0; k < sizeof(phrases) / sizeof(phrases[0]) && err == 0; k++) {
        struct chatham_words own;
        err = chatham_words_of(phrases[k], &own);
        for (size_t i = 0; err == 0 && i + own.n <= f->words->n; i++) {
            size_t n = 0;
            while (n < own.n && f->words->all[i + n].script == own.all[n].script &&
                   strcmp(f->words->all[i + n].skeleton, own.all[n].skeleton) == 0) {
                n++;
            }
            if (n == own.n) {
                chatham_found(f, CHATHAM_TRAIL, i, i + n - 1);
            }
        }
        chatham_words_free(&own);
    }
    return err;
}

int chatham_find_trails(struct chatham_search *f)
{
    const struct chatham_words *w = f->words;
    int anybody = 0;
    unsigned since = 0; /* the sentence in which somebody spoke */
    for (size_t i = 0; i < w->n; i++) {
        if (is_speaker(&w->all[i])) {
            anybody = 1;
            since = w->all[i].sentence;
        } else if (is_of_people(&w->all[i]) || (anybody && w->all[i].sentence - since <= TRAIL_SENTENCES &&
                                                is_pronoun(&w->all[i]) && !of_nobody(w, i))) {
            chatham_found(f, CHATHAM_TRAIL, i, i);
        }
    }
    return find_phrases(f);
}
