/* What the files of the dossier share: dossier.c, dossier_text.c, dossier_answers.c. */
#ifndef T2_TABLE_DOSSIER_H
#define T2_TABLE_DOSSIER_H

#include "html.h"

struct dossier {
    const struct table_state *s;
    enum table_lang lang;
    int one_language; /* 1: of the articles, that language alone where they have it */
    uint64_t now;
    struct html h;
    struct t2_buf *beside; /* the words of people outside the articles */
};

void dossier_put(struct dossier *d, const char *markup);
/* A sentence of the program, translated; the same with numbers in it. */
void dossier_tell(struct dossier *d, const char *english);
#define DOSSIER_TELL(d, english, ...)                                                                        \
    do {                                                                                                     \
        char text_[512];                                                                                     \
        struct table_phrase_buf b_ = table_phrase_init(text_, sizeof(text_));                                \
        table_phrase_add(&b_, table_say((d)->lang, english), __VA_ARGS__);                                   \
        html_said(&(d)->h, english, text_);                                                                  \
    } while (0)

/* Words of people in an element of their own, whose direction is theirs. lang NULL: not known. */
void dossier_words(struct dossier *d, const char *element, const char *lang, const char *text);
/* The same in the dossier's language, else English, else the first; they stand beside the articles. */
void dossier_words_in(struct dossier *d, const char *element, const struct table_text *texts, size_t n);
const struct table_text *dossier_pick(const struct dossier *d, const struct table_text *texts, size_t n);
void dossier_note(struct dossier *d, const char *text); /* for the checker */

/* ---- dossier_text.c ---- */

struct open_bracket {
    size_t article, at; /* at: its place among all, so that the order is the same on every desk */
    const char *lang;
    const struct draft_bracket *x; /* in the log */
    uint64_t since;
};
struct open_brackets {
    size_t n, cap;
    struct open_bracket *all; /* for the caller to free */
};

size_t dossier_count_articles(const struct dossier *d);
void dossier_articles(struct dossier *d);
/* All that are open, the oldest first. T2_E_MEMORY. */
T2_MUST_USE int dossier_find_brackets(const struct dossier *d, struct open_brackets *out);
void dossier_brackets(struct dossier *d, const struct open_brackets *open);

/* ---- dossier_answers.c ---- */

size_t dossier_count_answers(const struct dossier *d);
void dossier_answers(struct dossier *d);
/* 1 when the sounding's answer is a package or an exchange; its options, each under its issue. */
int dossier_names_package(const struct dossier *d, const struct table_sounding *x);
void dossier_package(struct dossier *d, const struct table_sounding *x);

#endif
