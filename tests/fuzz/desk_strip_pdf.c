/* The stripper of PDF files: whatever comes in, what goes out is a file that it takes again, finds nothing
 * more in, and leaves as it is. */
#include <stdlib.h>

#include "desk/strip_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int condition)
{
    if (!condition) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct t2_buf once, twice;
    uint32_t removed = 0;
    enum strip_fault fault = STRIP_FINE;
    t2_buf_init(&once, TABLE_ATTACHMENT_MAX);
    t2_buf_init(&twice, TABLE_ATTACHMENT_MAX);
    int err = strip_pdf(t2_bytes_of(data, size), &once, &removed, &fault);
    require(err == 0 || (err == T2_E_MALFORMED && fault != STRIP_FINE) || err == T2_E_FULL ||
            err == T2_E_MEMORY);
    require(err == 0 || (once.len == 0 && removed == 0));
    if (err == 0) {
        removed = 0;
        require(strip_pdf(t2_buf_view(&once), &twice, &removed, &fault) == 0);
        require(removed == 0 && t2_bytes_eq(t2_buf_view(&once), t2_buf_view(&twice)));
    }
    t2_buf_free(&once);
    t2_buf_free(&twice);
    return 0;
}
