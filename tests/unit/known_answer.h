/* Known answers are written as hex strings; a test turns them into bytes with these two. */
#ifndef T2_TESTS_KNOWN_ANSWER_H
#define T2_TESTS_KNOWN_ANSWER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include <tracktwo/bytes.h>

struct known {
    uint8_t b[192];
    size_t len;
};

static inline struct known known_of(const char *hex)
{
    struct known k = {.len = strlen(hex) / 2};
    assert_true(k.len <= sizeof k.b);
    assert_int_equal(t2_unhex(k.b, k.len, hex), 0);
    return k;
}

static inline struct t2_bytes known_view(const struct known *k)
{
    return t2_bytes_of(k->b, k->len);
}

#endif
