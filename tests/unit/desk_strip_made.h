/* Files with something to hide, made in the test: real pictures with what cameras and programs put beside
 * them. */
#ifndef T2_TESTS_DESK_STRIP_MADE_H
#define T2_TESTS_DESK_STRIP_MADE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "desk/strip_internal.h"

#define MADE_MAX (1u << 20)

/* Words that are planted, each beginning so; none may be anywhere in what is stripped. */
#define PLANTED "PLANTED"

/* A JPEG of libjpeg: a coloured pattern. progressive, components 1 (grey), 3 or 4 (CMYK). */
struct t2_buf made_jpeg(unsigned width, unsigned height, int components, int progressive);
/* The same bytes with an Exif block (orientation, position, camera, date, thumbnail), XMP, a comment, a
 * profile and bytes behind the end. */
struct t2_buf made_jpeg_dirty(struct t2_bytes clean, unsigned orientation);
/* A TIFF structure of that kind. little: its byte order. */
struct t2_buf made_exif(unsigned orientation, int little);
/* Its pixels, `components` bytes each, rows one after another. */
struct t2_buf made_jpeg_pixels(struct t2_bytes jpeg, unsigned *width, unsigned *height, int *components);

/* A PNG; colour 0, 2, 3, 4, 6; with PLTE and tRNS where they go. dirty: with tEXt, zTXt, iTXt, eXIf, tIME,
 * pHYs, iCCP, an animation, bytes behind the end, and a second stream of pixels behind the first. */
struct t2_buf made_png(unsigned width, unsigned height, unsigned depth, unsigned colour, int interlaced,
                       int dirty);
void made_png_chunk(struct t2_buf *out, const char *name, struct t2_bytes body);
/* The unpacked rows. */
struct t2_buf made_png_rows(struct t2_bytes png);

/* A PDF of two pages written as text; each object that can carry something does. extra: appended to the
 * catalogue; jpeg: its picture. */
struct t2_buf made_pdf(const char *extra, struct t2_bytes jpeg, int dirty);

void made_append(struct t2_buf *b, const void *p, size_t n);
void made_say(struct t2_buf *b, const char *text);
int made_holds(struct t2_bytes in, const char *word);
/* Where the first word is found in second, or in what its Flate streams say when they are unpacked. */
int made_holds_unpacked(struct t2_bytes pdf, const char *word);

#endif
