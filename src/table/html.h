/* A page for people outside the program: one file that opens in any browser, asks nothing of any network and
 * runs nothing. All markup is constant; words of people go through html_text and are never read as markup.
 * What direction a text has is said by the element around it (dir), never by characters in it. */
#ifndef T2_TABLE_HTML_H
#define T2_TABLE_HTML_H

#include "draft_internal.h"

/* Appends to out. The first failure sticks; later calls do nothing. */
struct html {
    struct t2_buf *out;
    int err;
    enum table_lang lang; /* of the program's own words */
};

void html_put(struct html *h, const char *markup); /* constant markup, as it stands */
void html_text(struct html *h, const char *text);  /* UTF-8 without control characters but line feeds */
/* The program's own words: those of a catalogue, or in an element of their own where it has none yet. */
void html_said(struct html *h, const char *english, const char *text);
void html_number(struct html *h, unsigned long long x);
/* The day of a slot, in universal time: no hour. */
void html_day(struct html *h, uint64_t slot);
/* The attributes of an element whose text is in that language: ' lang="ar" dir="rtl"'. */
void html_lang(struct html *h, const char *lang);

/* From the doctype to <body>: style, and a policy that lets nothing else in. */
void html_head(struct html *h, const char *lang, const char *title);
void html_tail(struct html *h);

/* A run with its brackets as elements. Each, and each alternative in it, is an isolate with the direction of
 * the language (Unicode UAX 9): a bracket whose words are all in alternatives has no direction of its own. */
void html_run(struct html *h, const char *lang, const struct draft_run *run);
/* One language of a draft. T2_E_MEMORY in h->err. */
void html_draft(struct html *h, const struct draft_language *x, enum draft_style style);

/* What stands for a character in HTML; NULL: itself. */
const char *html_escaped(char c);

#endif
