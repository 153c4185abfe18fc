/* Borrowed and owned bytes. A buffer never leaves old content behind: memory that it gives up is wiped first,
 * so growing copies instead of calling realloc. */
#include <tracktwo/bytes.h>

#include <stdlib.h>
#include <string.h>

#include <tracktwo/secret.h>

void t2_buf_init(struct t2_buf *b, size_t max)
{
    *b = (struct t2_buf){.ptr = NULL, .len = 0, .cap = 0, .max = max};
}

void t2_buf_free(struct t2_buf *b)
{
    t2_wipe(b->ptr, b->cap);
    free(b->ptr);
    b->ptr = NULL;
    b->len = b->cap = 0;
}

void t2_buf_clear(struct t2_buf *b)
{
    t2_wipe(b->ptr, b->len);
    b->len = 0;
}

int t2_buf_reserve(struct t2_buf *b, size_t n)
{
    if (n > b->max - b->len)
        return T2_E_FULL;
    if (n <= b->cap - b->len)
        return 0;
    size_t need = b->len + n;
    size_t cap = b->cap <= b->max / 2 ? 2 * b->cap : b->max;
    cap = cap < need ? need : cap;
    uint8_t *grown = malloc(cap);
    if (grown == NULL)
        return T2_E_MEMORY;
    if (b->len != 0)
        memcpy(grown, b->ptr, b->len);
    t2_wipe(b->ptr, b->cap);
    free(b->ptr);
    b->ptr = grown;
    b->cap = cap;
    return 0;
}

int t2_buf_append(struct t2_buf *b, const void *p, size_t n)
{
    int err = t2_buf_reserve(b, n);
    if (err != 0)
        return err;
    if (n != 0)
        memcpy(b->ptr + b->len, p, n);
    b->len += n;
    return 0;
}

int t2_buf_append_str(struct t2_buf *b, const char *s)
{
    return t2_buf_append(b, s, strlen(s));
}

void t2_buf_drop_front(struct t2_buf *b, size_t n)
{
    if (n > b->len)
        n = b->len;
    if (n == 0)
        return;
    size_t left = b->len - n;
    memmove(b->ptr, b->ptr + n, left);
    t2_wipe(b->ptr + left, n);
    b->len = left;
}

struct t2_bytes t2_buf_view(const struct t2_buf *b)
{
    return (struct t2_bytes){b->ptr, b->len};
}

struct t2_bytes t2_bytes_of(const void *p, size_t n)
{
    return (struct t2_bytes){p, n};
}

struct t2_bytes t2_bytes_str(const char *s)
{
    return t2_bytes_of(s, strlen(s));
}

int t2_bytes_eq(struct t2_bytes a, struct t2_bytes b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

void t2_hex(char *out, const void *p, size_t n)
{
    static const char digit[] = "0123456789abcdef";
    const uint8_t *b = p;
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = digit[b[i] >> 4];
        out[2 * i + 1] = digit[b[i] & 15];
    }
    out[2 * n] = '\0';
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

int t2_unhex(uint8_t *out, size_t n, const char *hex)
{
    for (size_t i = 0; i < 2 * n; i++) {
        if (hex[i] == '\0')
            return T2_E_TRUNCATED;
        if (hex_value(hex[i]) < 0)
            return T2_E_MALFORMED;
    }
    if (hex[2 * n] != '\0')
        return T2_E_TRAILING;
    for (size_t i = 0; i < n; i++)
        out[i] = (uint8_t)((unsigned)hex_value(hex[2 * i]) << 4 | (unsigned)hex_value(hex[2 * i + 1]));
    return 0;
}
