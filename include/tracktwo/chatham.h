/* The checker for the Chatham House Rule: what in a text could tell who said something, or on whose behalf.
 *
 * Who takes part in a meeting under that Rule may use what was said, but may reveal neither the identity nor
 * the affiliation of the speakers, nor of any other participant. (Chatham House, "Chatham House Rule",
 * https://www.chathamhouse.org/about-us/chatham-house-rule.)
 *
 * The checker reads letters, not meaning: it marks what looks like a name, a standing, somebody's own words
 * or a trail of pronouns, in English, Ukrainian, Russian, French and Arabic. The person decides. */
#ifndef T2_TRACKTWO_CHATHAM_H
#define T2_TRACKTWO_CHATHAM_H

#include <tracktwo/table.h>

#define CHATHAM_MAX_TEXT 65536u
#define CHATHAM_MAX_FINDINGS 256
#define CHATHAM_MAX_NAMES 64           /* beside those of the table */
#define CHATHAM_QUOTATION 8            /* words in a row from the record */
#define CHATHAM_MAX_RECORD (16u << 20) /* bytes of the record that are compared, the latest first */

enum chatham_kind {
    CHATHAM_SEAT,     /* the name of a seat, or of a person given */
    CHATHAM_PARTY,    /* a party, its people, its adjective */
    CHATHAM_STANDING, /* "official", "minister", ... */
    CHATHAM_SPEECH,   /* direct speech */
    CHATHAM_QUOTED,   /* CHATHAM_QUOTATION words or more that stand so in the record */
    CHATHAM_TRAIL,    /* one unnamed speaker followed from sentence to sentence */
    CHATHAM_TABLE,    /* the title of the table or of one of its issues, for words that leave the table */
    /* of non-papers, which have none of these */
    CHATHAM_HEADING,
    CHATHAM_DATE,
    CHATHAM_COURTESY, /* how a letter begins and closes */
    CHATHAM_N_KINDS,
};

struct chatham_finding {
    enum chatham_kind kind;
    size_t start, len; /* bytes of the text, on the edges of characters */
};

/* The names to look for beside those of the table; borrowed. */
struct chatham_names {
    size_t n;
    const char *const *names;
    int of_table;    /* 1: CHATHAM_TABLE too */
    int points_pass; /* 1: words of the records of meetings are no quotation; a dossier quotes them as they
                        are */
};

/* Findings in the order of their beginnings, overlapping ones of different kinds too; at most
 * CHATHAM_MAX_FINDINGS. extra may be NULL. T2_E_TOO_LARGE, T2_E_MALFORMED (not UTF-8), T2_E_MEMORY. */
T2_MUST_USE int chatham_check(const struct table_state *s, const struct chatham_names *extra,
                              const char *text, struct chatham_finding out[static CHATHAM_MAX_FINDINGS],
                              size_t *out_n);
/* The form of a non-paper: a heading, dates, courtesies, in the five languages. The same out and errors. */
T2_MUST_USE int chatham_check_form(const char *text, struct chatham_finding out[static CHATHAM_MAX_FINDINGS],
                                   size_t *out_n);
const char *chatham_kind_name(enum chatham_kind kind);                        /* "seat", "party", ... */
const char *chatham_suggestion(enum chatham_kind kind, enum table_lang lang); /* a sentence; static */

#endif
