/* Random events of every kind that a seat can post: what would be its next step, and what no rule allows. */
#ifndef T2_TESTS_TABLE_ANYTHING_H
#define T2_TESTS_TABLE_ANYTHING_H

#include <tracktwo/table.h>

enum anything_taste {
    ANYTHING_ALL,
    ANYTHING_TEXT,
    ANYTHING_SOUNDINGS,
    ANYTHING_FORMS,
    ANYTHING_FIELD, /* the cease-fire */
    ANYTHING_SHARES /* more than what a seat may make */
};

struct anything {
    uint64_t seed;             /* of fixture_random */
    unsigned wild;             /* per cent of events that are not the next step towards an end */
    enum anything_taste taste; /* what most events are about, so that some tables go far in one thing */
    unsigned most_articles;
    unsigned large;   /* documents are announced that are as large as they may be */
    unsigned dawdles; /* before the line: a measure of what is published, another line, and so on */
};

/* The opening of a table of n seats: some official and instructed, some with mandates that end, one of them
 * perhaps a facilitator; and its issues, k below anything_n_issues. Texts are static until the next call. */
struct table_event anything_opening(struct anything *a, size_t n_seats, uint64_t slot);
size_t anything_n_issues(struct anything *a);
struct table_event anything_issue(struct anything *a, const struct table_state *s, size_t k, uint64_t slot);
/* An event of this author, as of this state. Texts and drafts are static until the next call or two. */
struct table_event anything_event(struct anything *a, const struct table_state *s, uint8_t author,
                                  uint64_t slot);

#endif
