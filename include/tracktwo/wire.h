/* The only reader and the only writer of received bytes.
 *
 * Integers are big-endian (network order). Vectors carry the variable-length prefix of RFC 9420 section 2.1.2
 * (1, 2 or 4 bytes, minimal encoding enforced). The reader fails closed: the first failure sticks, later
 * reads give zero or empty, and wire_reader_finish also refuses trailing bytes. Act on nothing before finish.
 */
#ifndef T2_TRACKTWO_WIRE_H
#define T2_TRACKTWO_WIRE_H

#include <tracktwo/bytes.h>

struct wire_reader {
    const uint8_t *ptr;
    size_t left;
    int err; /* 0 or the first failure */
};

struct wire_reader wire_reader_init(struct t2_bytes in);
uint8_t wire_get_u8(struct wire_reader *r);
uint16_t wire_get_u16(struct wire_reader *r);
uint32_t wire_get_u32(struct wire_reader *r);
uint64_t wire_get_u64(struct wire_reader *r);
/* n bytes, borrowed from the input. */
struct t2_bytes wire_get_raw(struct wire_reader *r, size_t n);
/* Copies exactly n bytes to out; out is zeroed on failure. */
void wire_get_copy(struct wire_reader *r, uint8_t *out, size_t n);
/* Vector<V> of at most max bytes, borrowed. T2_E_TOO_LARGE above max, T2_E_MALFORMED when not minimal. */
struct t2_bytes wire_get_vec(struct wire_reader *r, size_t max);
/* Child reader over a vector, by value; it inherits a sticky failure. */
struct wire_reader wire_get_sub(struct wire_reader *r, size_t max);
/* Sets the sticky error when it is not yet set. For checks of value that belong to the format. err 0 does
 * nothing. */
void wire_fail(struct wire_reader *r, int err);
/* 0, the first failure, or T2_E_TRAILING. */
T2_MUST_USE int wire_reader_finish(struct wire_reader *r);

/* Appends to a t2_buf; the first failure sticks. */
struct wire_writer {
    struct t2_buf *out;
    int err;
};

struct wire_writer wire_writer_init(struct t2_buf *out);
void wire_put_u8(struct wire_writer *w, uint8_t v);
void wire_put_u16(struct wire_writer *w, uint16_t v);
void wire_put_u32(struct wire_writer *w, uint32_t v);
void wire_put_u64(struct wire_writer *w, uint64_t v);
void wire_put_raw(struct wire_writer *w, struct t2_bytes b);
void wire_put_vec(struct wire_writer *w, struct t2_bytes b);
/* begin/end enclose a vector whose length is not yet known; end writes the minimal prefix. */
size_t wire_begin_vec(struct wire_writer *w);
void wire_end_vec(struct wire_writer *w, size_t mark);
T2_MUST_USE int wire_writer_finish(struct wire_writer *w);

#endif
