/* Cells as a desk and as a relay might send them: what decodes must encode to the same bytes. */
#include <stdlib.h>
#include <string.h>

#include <tracktwo/cell.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void one_side(struct t2_bytes in, enum t2_cell_side from)
{
    uint8_t again[T2_CELL_LEN];
    struct t2_cell cell;

    if (t2_cell_decode(&cell, in, from) != 0) {
        if (cell.key != NULL || cell.mid != NULL || cell.body != NULL)
            abort();
        return;
    }
    t2_cell_encode(again, &cell);
    if (in.len != sizeof again || memcmp(in.ptr, again, sizeof again) != 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* As it came, and filled up with zeros to a whole cell, so that short inputs reach every kind. */
    uint8_t whole[T2_CELL_LEN] = {0};

    if (size != 0)
        memcpy(whole, data, size < sizeof whole ? size : sizeof whole);
    one_side(t2_bytes_of(data, size), T2_CELL_FROM_DESK);
    one_side(t2_bytes_of(data, size), T2_CELL_FROM_RELAY);
    one_side(t2_bytes_of(whole, sizeof whole), T2_CELL_FROM_DESK);
    one_side(t2_bytes_of(whole, sizeof whole), T2_CELL_FROM_RELAY);
    return 0;
}
