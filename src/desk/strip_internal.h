/* The strippers, one for each kind of file, and what they share. */
#ifndef T2_DESK_STRIP_INTERNAL_H
#define T2_DESK_STRIP_INTERNAL_H

#include <tracktwo/strip.h>

#include "desk/desk_internal.h"

/* Why a file is not sent. */
enum strip_fault {
    STRIP_FINE = 0,
    STRIP_UNKNOWN,   /* none of the four kinds */
    STRIP_OFFICE,    /* a file of an office program, or with instructions to a program in it */
    STRIP_DAMAGED,   /* it breaks its format, or has what we do not know */
    STRIP_TOO_LARGE, /* too many pixels, pages or bytes to be looked at */
    STRIP_LOCKED,    /* encrypted */
    STRIP_FORM,      /* a PDF with fields */
    STRIP_LAYERS,    /* a PDF with layers that are shown or not */
    STRIP_PICTURE,   /* a PDF with a picture of a kind that we cannot strip */
};

/* All of them: 0; T2_E_MALFORMED and *fault; T2_E_FULL (out->max); T2_E_MEMORY. On failure out is as it was.
 * What was found is added to *removed. */

/* Coefficients are copied, so that what the picture shows does not change; *turned as in strip_report. turned
 * NULL: it stays as it lies. */
T2_MUST_USE int strip_jpeg(struct t2_bytes in, struct t2_buf *out, uint32_t *removed, int *turned,
                           enum strip_fault *fault);
/* Keeps IHDR PLTE tRNS gAMA sRGB IDAT IEND; the pixels are packed anew. */
T2_MUST_USE int strip_png(struct t2_bytes in, struct t2_buf *out, uint32_t *removed, enum strip_fault *fault);
/* Makes a new document of what is needed to show the pages. */
T2_MUST_USE int strip_pdf(struct t2_bytes in, struct t2_buf *out, uint32_t *removed, enum strip_fault *fault);

/* strip_exif.c: what a TIFF structure in a picture tells, and how the picture is to be held (1 to 8; 1 when
 * it does not say). Never fails: it only looks. */
unsigned strip_exif_look(struct t2_bytes tiff, uint32_t *removed);

/* strip_pdf_content.c: the instructions that draw a page, without comments and, with marks 0, without marked
 * content and what stands beside it; for CMaps and functions with marks 1, which keeps every word. Appends.
 */
T2_MUST_USE int strip_pdf_content(struct t2_bytes in, int marks, struct t2_buf *out, enum strip_fault *fault);

static inline int strip_fail(enum strip_fault *out, enum strip_fault fault)
{
    *out = fault;
    return T2_E_MALFORMED;
}

#endif
