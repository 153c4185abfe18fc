/* Bytes: borrowed (t2_bytes) and owned (t2_buf). Nothing else carries bytes between rooms. */
#ifndef T2_TRACKTWO_BYTES_H
#define T2_TRACKTWO_BYTES_H

#include <stddef.h>
#include <stdint.h>

#include <tracktwo/err.h>

/* Borrows; the owner must outlive it. ptr may be NULL when len is 0. */
struct t2_bytes {
    const uint8_t *ptr;
    size_t len;
};

/* Owns. Grows up to max, is wiped when it grows, shrinks or is freed. Zero-initialised plus max is valid. */
struct t2_buf {
    uint8_t *ptr;
    size_t len;
    size_t cap;
    size_t max;
};

void t2_buf_init(struct t2_buf *b, size_t max);
void t2_buf_free(struct t2_buf *b);  /* wipes; b is empty and reusable with the same max */
void t2_buf_clear(struct t2_buf *b); /* wipes the content, keeps the memory */

/* Makes room for n more bytes. T2_E_FULL above max, T2_E_MEMORY; b is unchanged on failure. */
T2_MUST_USE int t2_buf_reserve(struct t2_buf *b, size_t n);
/* Appends a copy. Errors as t2_buf_reserve. */
T2_MUST_USE int t2_buf_append(struct t2_buf *b, const void *p, size_t n);
T2_MUST_USE int t2_buf_append_str(struct t2_buf *b, const char *s);
/* Removes the first n bytes (n <= len, else all of them). */
void t2_buf_drop_front(struct t2_buf *b, size_t n);

struct t2_bytes t2_buf_view(const struct t2_buf *b);
struct t2_bytes t2_bytes_of(const void *p, size_t n);
struct t2_bytes t2_bytes_str(const char *s);           /* without the terminating zero */
int t2_bytes_eq(struct t2_bytes a, struct t2_bytes b); /* NOT constant time: public data only; 1 when equal */

/* Lower-case hex. out must hold 2 * n + 1 chars. */
void t2_hex(char *out, const void *p, size_t n);
/* Exactly n bytes of lower- or upper-case hex. T2_E_MALFORMED, T2_E_TRUNCATED, T2_E_TRAILING. */
T2_MUST_USE int t2_unhex(uint8_t *out, size_t n, const char *hex);

#endif
