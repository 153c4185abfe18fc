/* The stripper of PNG files: whatever comes in, what goes out is a file that it takes again, finds nothing
 * more in, and leaves as it is. */
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "desk/strip_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int condition)
{
    if (!condition) {
        abort();
    }
}

/* Gives each chunk the sum of what it holds: a fuzzer does not find them. */
static void mend_sums(uint8_t *p, size_t size)
{
    for (size_t at = 8; at < size && size - at >= 12;) {
        size_t len = (size_t)p[at] << 24 | (size_t)p[at + 1] << 16 | (size_t)p[at + 2] << 8 | p[at + 3];
        if (len > size - at - 12) {
            return;
        }
        uint32_t sum = (uint32_t)crc32(crc32(0, NULL, 0), p + at + 4, (uInt)(len + 4));
        for (int i = 0; i < 4; i++) {
            p[at + 8 + len + (size_t)i] = (uint8_t)(sum >> (24 - 8 * i));
        }
        at += 12 + len;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size + 1);
    require(copy != NULL);
    memcpy(copy, data, size);
    mend_sums(copy, size);
    struct t2_buf once, twice;
    uint32_t removed = 0;
    enum strip_fault fault = STRIP_FINE;
    t2_buf_init(&once, TABLE_ATTACHMENT_MAX);
    t2_buf_init(&twice, TABLE_ATTACHMENT_MAX);
    int err = strip_png(t2_bytes_of(copy, size), &once, &removed, &fault);
    require(err == 0 || (err == T2_E_MALFORMED && fault != STRIP_FINE) || err == T2_E_FULL ||
            err == T2_E_MEMORY);
    require(err == 0 || (once.len == 0 && removed == 0));
    if (err == 0) {
        removed = 0;
        require(strip_png(t2_buf_view(&once), &twice, &removed, &fault) == 0);
        require(removed == 0 && t2_bytes_eq(t2_buf_view(&once), t2_buf_view(&twice)));
    }
    t2_buf_free(&once);
    t2_buf_free(&twice);
    free(copy);
    return 0;
}
