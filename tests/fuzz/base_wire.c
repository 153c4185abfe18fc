/* The wire reader. The first half of the input is a list of reads, the second is read by them. At each step
 * what was read lies inside the input and right after what came before; a failure sticks; and what a whole
 * input was read as, written again, is that input: one value, one encoding. */
#include <stdlib.h>
#include <string.h>

#include <tracktwo/wire.h>

#define STEPS_MAX 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int condition)
{
    if (!condition)
        abort();
}

/* Reads one thing and writes it again. step: low three bits the kind, the others a length or limit. */
static void one_read(struct wire_reader *r, struct wire_writer *w, uint8_t step, struct t2_bytes in)
{
    size_t n = (size_t)(step >> 3) * (step >> 3);
    int failed = r->err;
    struct t2_bytes got = {NULL, 0};
    switch (step & 7) {
    case 0:
        wire_put_u8(w, wire_get_u8(r));
        break;
    case 1:
        wire_put_u16(w, wire_get_u16(r));
        break;
    case 2:
        wire_put_u32(w, wire_get_u32(r));
        break;
    case 3:
        wire_put_u64(w, wire_get_u64(r));
        break;
    case 4:
        got = wire_get_raw(r, n);
        wire_put_raw(w, got);
        break;
    case 5: {
        uint8_t copy[31 * 31];
        wire_get_copy(r, copy, n);
        for (size_t i = 0; i < n && r->err != 0; i++)
            require(copy[i] == 0);
        wire_put_raw(w, t2_bytes_of(copy, n));
        break;
    }
    case 6:
        got = wire_get_vec(r, 16 * n);
        require(got.len <= 16 * n);
        wire_put_vec(w, got);
        break;
    default: {
        struct wire_reader sub = wire_get_sub(r, SIZE_MAX);
        require(sub.err == r->err);
        size_t mark = wire_begin_vec(w);
        while (sub.err == 0 && sub.left != 0)
            wire_put_vec(w, wire_get_vec(&sub, SIZE_MAX));
        wire_end_vec(w, mark);
        wire_fail(r, wire_reader_finish(&sub));
        break;
    }
    }
    require(got.len == 0 ||
            (got.ptr >= in.ptr && got.len <= in.len && (size_t)(got.ptr - in.ptr) <= in.len - got.len));
    require(failed == 0 || r->err == failed);
    require(r->err == 0 || (r->left == 0 && got.len == 0));
    require(r->left <= in.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t n_steps = size / 2;
    struct t2_bytes in = {data + n_steps, size - n_steps};
    struct wire_reader r = wire_reader_init(in);
    struct t2_buf again;
    t2_buf_init(&again, 1u << 22);
    struct wire_writer w = wire_writer_init(&again);
    for (size_t i = 0; i < n_steps && i < STEPS_MAX; i++)
        one_read(&r, &w, data[i], in);
    if (wire_reader_finish(&r) == 0) {
        require(wire_writer_finish(&w) == 0);
        require(t2_bytes_eq(t2_buf_view(&again), in));
    }
    t2_buf_free(&again);
    return 0;
}
