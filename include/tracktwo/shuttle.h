/* The shuttle: words that a facilitator of two tables carries from one to the other, without their origin.
 *
 * What is carried is the words alone, in the languages they stand in, ordered by their tags and cleaned of
 * what cannot be seen (words.h). The title, the author, the day, the number, the version and the name of the
 * paper or article stay behind, and so do the reasons and numbers of brackets. What becomes of them is a new
 * paper of the facilitator's, under a new random id. Pure: the desks of the two tables are the caller's. */
#ifndef T2_TRACKTWO_SHUTTLE_H
#define T2_TRACKTWO_SHUTTLE_H

#include <tracktwo/table.h>

struct shuttle_words {
    size_t n; /* languages, at least 1 */
    struct table_text texts[TABLE_MAX_LANGUAGES];
    size_t hidden; /* characters that could not be seen and were taken out: they can mark a copy */
    struct table_text title[TABLE_MAX_LANGUAGES]; /* of the paper: shuttle_event */
    void *storage;
};
void shuttle_words_clear(struct shuttle_words *w); /* wipes and frees; a zeroed one is fine */

/* 1 when the seat may carry words away from this table, or bring some: a facilitator's. */
int shuttle_may(const struct table_state *s, size_t seat);

/* Each zeroes *out on failure: T2_E_MISSING (nothing there, not in that language, no words), T2_E_ARGUMENT
 * (no such bracket or alternative), T2_E_TOO_LARGE (more than a paper holds), T2_E_MALFORMED (not UTF-8),
 * T2_E_MEMORY. lang NULL: all languages. */
/* Of a paper whose first language prevails, that language alone when lang is NULL. */
T2_MUST_USE int shuttle_paper(const struct table_state *s, size_t paper, const char *lang,
                              struct shuttle_words *out);
/* The clean text of an article: of each bracket the alternative chosen, of others the first. Choices are of
 * one language: lang, or the only one that the article has, else T2_E_ARGUMENT. */
T2_MUST_USE int shuttle_article(const struct table_state *s, size_t article, const char *lang,
                                const struct draft_choice *choices, size_t n, struct shuttle_words *out);
/* Words that a person gives; lang is theirs. */
T2_MUST_USE int shuttle_text(const char *text, const char *lang, struct shuttle_words *out);

/* The event for the other table, without author and slot, which its desk puts in. Borrows w and title, which
 * may be NULL: then a title that says no more than whose paper it is. id: random. */
void shuttle_event(struct shuttle_words *w, const char *title, const uint8_t id[static TABLE_FORM_ID_LEN],
                   struct table_event *out);

#endif
