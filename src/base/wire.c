/* The reader and the writer of wire.h. Reads check n > left in subtraction form, which cannot wrap. Vector
 * prefixes are those of RFC 9420 section 2.1.2: the two top bits of the first byte give 1, 2 or 4 bytes; 3 is
 * not used. */
#include <tracktwo/wire.h>

#include <string.h>

#define VEC_1_MAX 0x3fu
#define VEC_2_MAX 0x3fffu
#define VEC_4_MAX 0x3fffffffu

struct wire_reader wire_reader_init(struct t2_bytes in)
{
    return (struct wire_reader){in.ptr, in.len, 0};
}

void wire_fail(struct wire_reader *r, int err)
{
    if (err == 0)
        return;
    if (r->err == 0)
        r->err = err;
    r->left = 0;
}

struct t2_bytes wire_get_raw(struct wire_reader *r, size_t n)
{
    if (r->err != 0)
        return (struct t2_bytes){NULL, 0};
    if (n > r->left) {
        wire_fail(r, T2_E_TRUNCATED);
        return (struct t2_bytes){NULL, 0};
    }
    struct t2_bytes out = {r->ptr, n};
    if (n != 0)
        r->ptr += n;
    r->left -= n;
    return out;
}

static uint64_t get_uint(struct wire_reader *r, size_t n)
{
    struct t2_bytes b = wire_get_raw(r, n);
    uint64_t v = 0;
    for (size_t i = 0; i < b.len; i++)
        v = v << 8 | b.ptr[i];
    return v;
}

uint8_t wire_get_u8(struct wire_reader *r)
{
    return (uint8_t)get_uint(r, 1);
}

uint16_t wire_get_u16(struct wire_reader *r)
{
    return (uint16_t)get_uint(r, 2);
}

uint32_t wire_get_u32(struct wire_reader *r)
{
    return (uint32_t)get_uint(r, 4);
}

uint64_t wire_get_u64(struct wire_reader *r)
{
    return get_uint(r, 8);
}

void wire_get_copy(struct wire_reader *r, uint8_t *out, size_t n)
{
    struct t2_bytes b = wire_get_raw(r, n);
    memset(out, 0, n);
    if (b.len != 0)
        memcpy(out, b.ptr, b.len);
}

/* RFC 9420 section 2.1.2: "Vectors that start with the prefix 11 are invalid"; "Decoders MUST check that the
 * value is encoded with the minimum number of bits". */
static size_t get_vec_len(struct wire_reader *r)
{
    uint8_t first = wire_get_u8(r);
    switch (first >> 6) {
    case 0:
        return first & VEC_1_MAX;
    case 1: {
        size_t n = (size_t)(first & 0x3f) << 8 | wire_get_u8(r);
        if (r->err == 0 && n <= VEC_1_MAX)
            wire_fail(r, T2_E_MALFORMED);
        return n;
    }
    case 2: {
        size_t n = (size_t)(first & 0x3f) << 24 | (size_t)get_uint(r, 3);
        if (r->err == 0 && n <= VEC_2_MAX)
            wire_fail(r, T2_E_MALFORMED);
        return n;
    }
    default:
        wire_fail(r, T2_E_MALFORMED);
        return 0;
    }
}

struct t2_bytes wire_get_vec(struct wire_reader *r, size_t max)
{
    size_t n = get_vec_len(r);
    if (r->err == 0 && n > max)
        wire_fail(r, T2_E_TOO_LARGE);
    return wire_get_raw(r, n);
}

struct wire_reader wire_get_sub(struct wire_reader *r, size_t max)
{
    struct wire_reader sub = wire_reader_init(wire_get_vec(r, max));
    sub.err = r->err;
    return sub;
}

int wire_reader_finish(struct wire_reader *r)
{
    if (r->err == 0 && r->left != 0)
        wire_fail(r, T2_E_TRAILING);
    return r->err;
}

struct wire_writer wire_writer_init(struct t2_buf *out)
{
    return (struct wire_writer){out, 0};
}

void wire_put_raw(struct wire_writer *w, struct t2_bytes b)
{
    if (w->err == 0)
        w->err = t2_buf_append(w->out, b.ptr, b.len);
}

static void put_uint(struct wire_writer *w, uint64_t v, size_t n)
{
    uint8_t b[8];
    for (size_t i = 0; i < n; i++)
        b[i] = (uint8_t)(v >> (8 * (n - 1 - i)));
    wire_put_raw(w, (struct t2_bytes){b, n});
}

void wire_put_u8(struct wire_writer *w, uint8_t v)
{
    put_uint(w, v, 1);
}

void wire_put_u16(struct wire_writer *w, uint16_t v)
{
    put_uint(w, v, 2);
}

void wire_put_u32(struct wire_writer *w, uint32_t v)
{
    put_uint(w, v, 4);
}

void wire_put_u64(struct wire_writer *w, uint64_t v)
{
    put_uint(w, v, 8);
}

/* The minimal prefix of n, and its length; 0 when n is too long for any. */
static size_t vec_prefix(uint8_t out[4], size_t n)
{
    if (n <= VEC_1_MAX) {
        out[0] = (uint8_t)n;
        return 1;
    }
    if (n <= VEC_2_MAX) {
        out[0] = (uint8_t)(0x40 | n >> 8);
        out[1] = (uint8_t)n;
        return 2;
    }
    if (n > VEC_4_MAX)
        return 0;
    out[0] = (uint8_t)(0x80 | n >> 24);
    out[1] = (uint8_t)(n >> 16);
    out[2] = (uint8_t)(n >> 8);
    out[3] = (uint8_t)n;
    return 4;
}

void wire_put_vec(struct wire_writer *w, struct t2_bytes b)
{
    size_t mark = wire_begin_vec(w);
    wire_put_raw(w, b);
    wire_end_vec(w, mark);
}

size_t wire_begin_vec(struct wire_writer *w)
{
    return w->out->len;
}

void wire_end_vec(struct wire_writer *w, size_t mark)
{
    uint8_t prefix[4];
    if (w->err != 0)
        return;
    size_t body = w->out->len - mark, n = vec_prefix(prefix, body);
    if (n == 0) {
        w->err = T2_E_TOO_LARGE;
        return;
    }
    if ((w->err = t2_buf_reserve(w->out, n)) != 0)
        return;
    memmove(w->out->ptr + mark + n, w->out->ptr + mark, body);
    memcpy(w->out->ptr + mark, prefix, n);
    w->out->len += n;
}

int wire_writer_finish(struct wire_writer *w)
{
    return w->err;
}
