/* Text as it comes from a clipboard, made fit for the table: what cannot be seen goes, and the same letters
 * are always the same bytes (Unicode normalization form C, UAX 15). */
#ifndef T2_TRACKTWO_WORDS_H
#define T2_TRACKTWO_WORDS_H

#include <tracktwo/bytes.h>

/* What was changed: so many characters. */
struct words_report {
    size_t hidden; /* taken out: control, invisible, direction-changing characters */
    size_t spaces; /* tabs, unbreakable and other spaces that became spaces */
    int composed;  /* 1: some letters are written otherwise in form C */
};
/* Appends the cleaned text. lines 0: line ends become spaces, and spaces beside each other one; 1: they are
 * line feeds, at most two in a row, none at the ends. What comes out comes out unchanged a second time.
 * T2_E_MALFORMED (not UTF-8), T2_E_FULL, T2_E_MEMORY. */
T2_MUST_USE int words_clean(struct t2_bytes in, int lines, struct t2_buf *out, struct words_report *report);

#endif
