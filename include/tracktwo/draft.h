/* Drafts of the negotiating text: in each language a run of spans, and a span is fixed words or a bracket
 * with alternatives. Brackets are structure, never characters; the notation in which a person writes them is
 * read and written here and nowhere else:
 *
 *   The observers [shall] [should] move freely [, with [six | twenty-four] hours' notice]{trading}.
 *
 * Groups with one space between them are alternatives of one bracket, and so is what | separates; an empty
 * alternative means nothing at all; a group alone may be left out. After a bracket may stand its reason, its
 * number or both: {trading}, {#3}, {#3 trading}. A backslash takes its meaning from [ ] | { } and \.
 * Encoding: docs/protocol/table.md. */
#ifndef T2_TRACKTWO_DRAFT_H
#define T2_TRACKTWO_DRAFT_H

#include <stddef.h>
#include <stdint.h>

#include <tracktwo/bytes.h>

#define DRAFT_MAX_LANGUAGES 16
#define DRAFT_MAX_BRACKETS 255    /* of one language, nested ones counted */
#define DRAFT_MAX_ALTERNATIVES 9  /* of one bracket */
#define DRAFT_MAX_DEPTH 4         /* a bracket in a bracket in a bracket in a bracket */
#define DRAFT_MAX_SPANS 1024      /* of one run */
#define DRAFT_MAX_WORDS 32768u    /* bytes of the words of one span */
#define DRAFT_MAX_NOTATION 65536u /* bytes of a language's notation */

/* Why the words are still between brackets. */
enum draft_reason {
    DRAFT_CONTENTIOUS = 1, /* what a bracket is when nothing else is said */
    DRAFT_TRADING = 2,     /* kept for an exchange */
    DRAFT_UNCERTAIN = 3,
    DRAFT_WAITING = 4, /* waiting for instructions */
};
const char *draft_reason_name(enum draft_reason x); /* "contentious", ..., "waiting for instructions" */

struct draft_bracket;

struct draft_span {
    const char *words;                   /* UTF-8 without control characters; NULL: a bracket */
    const struct draft_bracket *bracket; /* NULL: words */
};

/* No span: nothing at all. */
struct draft_run {
    size_t n;
    const struct draft_span *spans;
};

struct draft_bracket {
    uint16_t id; /* from 1; stays with the bracket from draft to draft of one article and language */
    enum draft_reason reason;
    size_t n; /* 2 to DRAFT_MAX_ALTERNATIVES, no two of them alike: 1, 1 bis, 1 ter */
    const struct draft_run *alternatives;
};

struct draft_language {
    const char *lang; /* "en" */
    struct draft_run run;
};

/* The same text in languages that are equally authentic. */
struct draft {
    size_t n; /* at least 1 */
    const struct draft_language *languages;
    void *storage; /* owns all of it when not NULL */
};
void draft_clear(struct draft *d); /* frees, zeroes; a zeroed one is fine */

/* What a person wrote, in each language. */
struct draft_notation {
    const char *lang, *text;
};
struct draft_error {
    size_t language, at; /* which of them, and the byte */
    char text[256];      /* a sentence */
};
/* before: the draft that this one replaces, or NULL; a bracket without a number takes that of the bracket
 * with the same alternatives there, and its reason. Others get numbers above last_id. T2_E_MALFORMED with
 * why, T2_E_TOO_LARGE (more than the limits above), T2_E_MEMORY; *out is zeroed then. */
T2_MUST_USE int draft_read(const struct draft_notation *in, size_t n, const struct draft *before,
                           uint16_t last_id, struct draft *out, struct draft_error *why);

enum draft_style {
    DRAFT_NOTATION, /* draft_read reads it back to the same draft */
    DRAFT_PLAIN,    /* the same without numbers and reasons: what a person reads */
    DRAFT_CLEAN,    /* the chair's clean text: of each bracket the first alternative, spaces mended */
};
/* Appends. T2_E_FULL, T2_E_MEMORY. */
T2_MUST_USE int draft_write(const struct draft_run *run, enum draft_style style, struct t2_buf *out);

/* The language's run; NULL when the draft has none. */
const struct draft_run *draft_in(const struct draft *d, const char *lang);
int draft_run_equal(const struct draft_run *a, const struct draft_run *b); /* ids and reasons too */
/* Brackets of a run, in the order of the text, each before those inside it; depth from 1. Writes at most max;
 * returns how many there are. */
struct draft_place {
    const struct draft_bracket *bracket;
    unsigned depth;
    uint16_t inside; /* id of the bracket around it; 0: none */
};
size_t draft_brackets(const struct draft_run *run, struct draft_place *out, size_t max);
uint16_t draft_last_id(const struct draft *d); /* the greatest number of a bracket; 0: none */
/* "1", "1 bis", "1 ter", ... "1 nonies": how alternative k (from 0) of bracket `id` is called. */
#define DRAFT_LABEL_LEN 24
void draft_label(uint16_t id, size_t k, char out[static DRAFT_LABEL_LEN]);

/* Settles brackets of one language: choice[i] names one and the alternative (from 0) that stays. rest: what
 * is done with the others. A bracket that is not there: T2_E_MISSING; an alternative: T2_E_ARGUMENT. Spaces
 * around what was settled are mended. T2_E_MEMORY. */
struct draft_choice {
    uint16_t id;
    uint8_t alternative;
};
enum draft_rest { DRAFT_KEEP, DRAFT_FIRST };
T2_MUST_USE int draft_settle(const struct draft *in, const char *lang, const struct draft_choice *choices,
                             size_t n, enum draft_rest rest, struct draft *out);

/* Word-by-word difference of two texts (E. W. Myers, An O(ND) difference algorithm, Algorithmica 1, 1986,
 * linear-space form, section 4b). A word is letters and digits, or spaces, or one other character. */
enum draft_change { DRAFT_SAME, DRAFT_REMOVED, DRAFT_ADDED };
struct draft_piece {
    enum draft_change change;
    size_t start, len; /* bytes of a when SAME or REMOVED, of b when ADDED */
};
/* *out: for the caller to free; pieces in order, neighbours never alike, REMOVED before ADDED. T2_E_TOO_LARGE
 * above DRAFT_MAX_NOTATION bytes, T2_E_MEMORY. */
T2_MUST_USE int draft_diff(const char *a, const char *b, struct draft_piece **out, size_t *out_n);

#endif
