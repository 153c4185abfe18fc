/* What the files of the PDF stripper share. Handles (qpdf_oh) belong to one of the two documents: `from`,
 * which is only read, and `to`, which is made. */
#ifndef T2_DESK_STRIP_PDF_INTERNAL_H
#define T2_DESK_STRIP_PDF_INTERNAL_H

#include "desk/strip_internal.h"

#include <qpdf/qpdf-c.h>

#define STRIP_PDF_MAX_DEPTH 60
#define STRIP_PDF_MAX_OBJECTS 20000u
#define STRIP_PDF_MAX_PAGES 500
#define STRIP_PDF_MAX_BYTES (64u << 20) /* of all streams, unpacked */

/* What an object is there for, and so what it may hold: strip_pdf_copy.c has a row for each. */
enum pdf_place {
    PDF_VALUE, /* numbers, names, and arrays of them */
    PDF_WORDS, /* strings too: the name of a collection of characters */
    PDF_PAGE,
    PDF_GROUP,
    PDF_RESOURCES,
    PDF_STATES, /* names and what they stand for, of each kind */
    PDF_COLOURS,
    PDF_PATTERNS,
    PDF_SHADINGS,
    PDF_OBJECTS,
    PDF_FONTS,
    PDF_GLYPHS,
    PDF_STATE,
    PDF_MASK,
    PDF_COLOUR,
    PDF_CALIBRATION,
    PDF_TABLE, /* of colours: a string or a stream */
    PDF_PATTERN,
    PDF_SHADING,
    PDF_FUNCTION,
    PDF_OBJECT, /* a form or an image */
    PDF_FORM,
    PDF_IMAGE,
    PDF_FONT,
    PDF_DESCRIPTOR,
    PDF_FONT_FILE,
    PDF_ENCODING,
    PDF_CMAP,
    PDF_COLLECTION,
    PDF_GLYPH,
    PDF_DATA, /* a stream of numbers */
    PDF_N_PLACES,
};

/* An object that was copied already. */
struct pdf_copied {
    int number, generation;
    enum pdf_place place;
    qpdf_oh made;
};

struct pdf_job {
    qpdf_data from, to;
    struct pdf_copied *copied;
    size_t n_copied, cap_copied, n_objects, n_bytes;
    uint32_t removed;
    enum strip_fault fault;
};

/* A copy in job->to of what the place allows; *out 0 when nothing is left. T2_E_MALFORMED with job->fault,
 * T2_E_MEMORY. */
T2_MUST_USE int pdf_copy(struct pdf_job *job, qpdf_oh what, enum pdf_place place, int depth, qpdf_oh *out);

/* strip_pdf_stream.c: fills `made`, a new stream of job->to, with what the stream says, cleaned as its place
 * wants. */
T2_MUST_USE int pdf_copy_stream(struct pdf_job *job, qpdf_oh what, enum pdf_place place, qpdf_oh made);
/* Fills it with these bytes, which are packed when they are written. */
void pdf_fill(struct pdf_job *job, qpdf_oh made, struct t2_bytes bytes);
/* The words that draw a page. */
T2_MUST_USE int pdf_copy_contents(struct pdf_job *job, qpdf_oh page, qpdf_oh made);

#endif
