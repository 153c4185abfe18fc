/* The wire reader and writer: what is written is read; whatever was cut, flipped, padded or left over is
 * refused, and the first failure sticks. Inputs are copies of their exact size, so that the sanitizer and
 * valgrind see a read one byte too far. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include <tracktwo/wire.h>

#define NAME_MAX_LEN 70
#define LIST_MAX_LEN 20000
#define N_LIST 3

/* One message with every kind of field; what a room's own reader looks like. */
struct message {
    uint8_t kind;
    uint16_t port;
    uint32_t slot;
    uint64_t id;
    uint8_t digest[5];
    struct t2_bytes name;
    struct t2_bytes list[N_LIST];
};

static void message_write(struct t2_buf *out, const struct message *m)
{
    struct wire_writer w = wire_writer_init(out);
    wire_put_u8(&w, m->kind);
    wire_put_u16(&w, m->port);
    wire_put_u32(&w, m->slot);
    wire_put_u64(&w, m->id);
    wire_put_raw(&w, t2_bytes_of(m->digest, sizeof m->digest));
    wire_put_vec(&w, m->name);
    size_t mark = wire_begin_vec(&w);
    for (size_t i = 0; i < N_LIST; i++)
        wire_put_vec(&w, m->list[i]);
    wire_end_vec(&w, mark);
    assert_int_equal(wire_writer_finish(&w), 0);
}

static int message_read(struct message *m, struct t2_bytes in)
{
    struct wire_reader r = wire_reader_init(in);
    m->kind = wire_get_u8(&r);
    m->port = wire_get_u16(&r);
    m->slot = wire_get_u32(&r);
    m->id = wire_get_u64(&r);
    wire_get_copy(&r, m->digest, sizeof m->digest);
    m->name = wire_get_vec(&r, NAME_MAX_LEN);
    struct wire_reader list = wire_get_sub(&r, LIST_MAX_LEN);
    for (size_t i = 0; i < N_LIST; i++)
        m->list[i] = wire_get_vec(&list, LIST_MAX_LEN);
    wire_fail(&r, wire_reader_finish(&list));
    return wire_reader_finish(&r);
}

static const uint8_t filler[17000] = {1, 2, 3, [16999] = 4};

static struct message sample(size_t name_len, size_t item_len)
{
    return (struct message){
        .kind = 0x12,
        .port = 0x3456,
        .slot = 0x789abcde,
        .id = 0x0123456789abcdef,
        .digest = {9, 8, 7, 6, 5},
        .name = {filler, name_len},
        .list = {{filler, item_len}, {filler, 0}, {filler + 1, 2}},
    };
}

/* The samples' vectors have prefixes of one, two and four bytes. */
static const size_t sample_lens[][2] = {{0, 0}, {63, 1}, {64, 63}, {70, 64}, {5, 16383}, {5, 16384}};
#define N_SAMPLES (sizeof sample_lens / sizeof sample_lens[0])

static uint8_t *copy_of(const uint8_t *p, size_t n)
{
    uint8_t *copy = malloc(n != 0 ? n : 1);
    assert_non_null(copy);
    if (n != 0)
        memcpy(copy, p, n);
    return copy;
}

static void there_and_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_SAMPLES; i++) {
        struct message m = sample(sample_lens[i][0], sample_lens[i][1]), got;
        struct t2_buf b;
        t2_buf_init(&b, 1u << 16);
        message_write(&b, &m);
        assert_int_equal(message_read(&got, t2_buf_view(&b)), 0);
        assert_int_equal(got.kind, m.kind);
        assert_int_equal(got.port, m.port);
        assert_int_equal(got.slot, m.slot);
        assert_true(got.id == m.id);
        assert_memory_equal(got.digest, m.digest, sizeof m.digest);
        assert_true(t2_bytes_eq(got.name, m.name));
        for (size_t k = 0; k < N_LIST; k++)
            assert_true(t2_bytes_eq(got.list[k], m.list[k]));
        t2_buf_free(&b);
    }
}

static void integers_are_big_endian(void **state)
{
    (void)state;
    static const uint8_t expected[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    struct t2_buf b;
    t2_buf_init(&b, 64);
    struct wire_writer w = wire_writer_init(&b);
    wire_put_u8(&w, 0x01);
    wire_put_u16(&w, 0x0203);
    wire_put_u32(&w, 0x04050607);
    wire_put_u64(&w, 0x08090a0b0c0d0e0f);
    assert_int_equal(wire_writer_finish(&w), 0);
    assert_true(t2_bytes_eq(t2_buf_view(&b), t2_bytes_of(expected, sizeof expected)));
    t2_buf_free(&b);
}

static void every_truncation_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_SAMPLES; i++) {
        struct message m = sample(sample_lens[i][0], sample_lens[i][1]), got;
        struct t2_buf b;
        t2_buf_init(&b, 1u << 16);
        message_write(&b, &m);
        for (size_t n = 0; n < b.len; n += n < 200 ? 1 : 97) {
            uint8_t *cut = copy_of(b.ptr, n);
            assert_int_equal(message_read(&got, t2_bytes_of(cut, n)), T2_E_TRUNCATED);
            assert_int_equal(got.list[N_LIST - 1].len, 0);
            free(cut);
        }
        t2_buf_free(&b);
    }
}

/* Whatever is accepted must be the one encoding of what was read: written again it is the same bytes. */
static void every_flipped_bit_is_another_message_or_none(void **state)
{
    (void)state;
    size_t n_accepted = 0, n_refused = 0;
    for (size_t i = 0; i < 4; i++) {
        struct message m = sample(sample_lens[i][0], sample_lens[i][1]), got;
        struct t2_buf b, again;
        t2_buf_init(&b, 1u << 16);
        t2_buf_init(&again, 1u << 16);
        message_write(&b, &m);
        for (size_t bit = 0; bit < 8 * b.len; bit++) {
            uint8_t *in = copy_of(b.ptr, b.len);
            in[bit / 8] ^= (uint8_t)(1u << bit % 8);
            if (message_read(&got, t2_bytes_of(in, b.len)) == 0) {
                t2_buf_clear(&again);
                message_write(&again, &got);
                assert_int_equal(again.len, b.len);
                assert_memory_equal(again.ptr, in, b.len);
                n_accepted++;
            } else {
                n_refused++;
            }
            free(in);
        }
        t2_buf_free(&b);
        t2_buf_free(&again);
    }
    assert_true(n_accepted > 0 && n_refused > 0);
}

static void trailing_bytes_are_refused(void **state)
{
    (void)state;
    struct message m = sample(3, 4), got;
    struct t2_buf b;
    t2_buf_init(&b, 1u << 16);
    message_write(&b, &m);
    assert_int_equal(t2_buf_append(&b, "", 1), 0);
    assert_int_equal(message_read(&got, t2_buf_view(&b)), T2_E_TRAILING);
    struct wire_reader r = wire_reader_init(t2_bytes_str("x"));
    assert_int_equal(wire_reader_finish(&r), T2_E_TRAILING);
    r = wire_reader_init(t2_bytes_of(NULL, 0));
    assert_int_equal(wire_reader_finish(&r), 0);
    t2_buf_free(&b);
}

static int read_one_vec(const uint8_t *p, size_t n, size_t max, size_t *out_len)
{
    uint8_t *in = copy_of(p, n);
    struct wire_reader r = wire_reader_init(t2_bytes_of(in, n));
    *out_len = wire_get_vec(&r, max).len;
    int err = wire_reader_finish(&r);
    free(in);
    return err;
}

/* RFC 9420 section 2.1.2: "Decoders MUST check that the value is encoded with the minimum number of bits". */
static void longer_prefixes_than_needed_are_refused(void **state)
{
    (void)state;
    static const struct {
        size_t n;
        uint8_t prefix[4];
        size_t len;
        int err;
    } cases[] = {
        {1, {0x00}, 0, 0},
        {1, {0x3f}, 63, 0},
        {2, {0x40, 0x00}, 0, T2_E_MALFORMED},
        {2, {0x40, 0x3f}, 63, T2_E_MALFORMED},
        {2, {0x40, 0x40}, 64, 0},
        {2, {0x7f, 0xff}, 16383, 0},
        {4, {0x80, 0x00, 0x00, 0x00}, 0, T2_E_MALFORMED},
        {4, {0x80, 0x00, 0x00, 0x3f}, 63, T2_E_MALFORMED},
        {4, {0x80, 0x00, 0x3f, 0xff}, 16383, T2_E_MALFORMED},
        {4, {0x80, 0x00, 0x40, 0x00}, 16384, 0},
        {1, {0xc0}, 0, T2_E_MALFORMED},
        {4, {0xff, 0xff, 0xff, 0xff}, 0, T2_E_MALFORMED},
    };
    uint8_t *in = calloc(1, 4 + 16384);
    assert_non_null(in);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t len = 0;
        memcpy(in, cases[i].prefix, cases[i].n);
        memset(in + cases[i].n, 7, cases[i].len);
        assert_int_equal(read_one_vec(in, cases[i].n + cases[i].len, SIZE_MAX, &len), cases[i].err);
        assert_int_equal(len, cases[i].err == 0 ? cases[i].len : 0);
    }
    free(in);
}

/* Every first two bytes there are, before enough content: accepted if and only if they say a length that
 * takes two bytes, or one. */
static void every_two_bytes_of_prefix(void **state)
{
    (void)state;
    static uint8_t in[2 + 16383];
    for (unsigned v = 0; v < 0x10000; v++) {
        in[0] = (uint8_t)(v >> 8);
        in[1] = (uint8_t)v;
        struct wire_reader r = wire_reader_init(t2_bytes_of(in, sizeof in));
        struct t2_bytes got = wire_get_vec(&r, SIZE_MAX);
        if (v < 0x4000) {
            assert_true(r.err == 0 && got.ptr == in + 1 && got.len == v >> 8);
        } else if (v >= 0x4040 && v < 0x8000) {
            assert_true(r.err == 0 && got.ptr == in + 2 && got.len == (v & 0x3fff));
        } else if (v < 0x8000 || v >= 0xc000) {
            assert_int_equal(r.err, T2_E_MALFORMED);
        } else {
            assert_int_equal(r.err, v == 0x8000 ? T2_E_MALFORMED : T2_E_TRUNCATED);
        }
    }
}

static void a_limit_is_a_limit(void **state)
{
    (void)state;
    static const uint8_t in[] = {3, 'a', 'b', 'c'};
    size_t len = 0;
    assert_int_equal(read_one_vec(in, 4, 3, &len), 0);
    assert_int_equal(read_one_vec(in, 4, 2, &len), T2_E_TOO_LARGE);
    assert_int_equal(len, 0);
    /* The limit speaks before the missing content: what a peer claims cannot make us wait for it. */
    static const uint8_t claim[] = {0xbf, 0xff, 0xff, 0xff};
    assert_int_equal(read_one_vec(claim, 4, 1u << 20, &len), T2_E_TOO_LARGE);
    assert_int_equal(read_one_vec(claim, 4, SIZE_MAX, &len), T2_E_TRUNCATED);
    struct wire_reader r = wire_reader_init(t2_bytes_of(in, 4));
    struct wire_reader sub = wire_get_sub(&r, 2);
    assert_int_equal(sub.err, T2_E_TOO_LARGE);
    assert_int_equal(wire_get_u8(&sub), 0);
}

static void the_first_failure_sticks(void **state)
{
    (void)state;
    static const uint8_t in[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    struct wire_reader r = wire_reader_init(t2_bytes_of(in, sizeof in));
    uint8_t copy[3] = {1, 1, 1};
    assert_int_equal(wire_get_u64(&r) >> 32, 0x01020304);
    wire_fail(&r, 0); /* does nothing */
    assert_int_equal(r.left, 1);
    assert_int_equal(wire_get_u16(&r), 0);
    assert_int_equal(wire_get_u8(&r), 0); /* although one byte had been left */
    assert_int_equal(wire_get_u32(&r), 0);
    assert_true(wire_get_u64(&r) == 0);
    assert_true(wire_get_raw(&r, 1).ptr == NULL);
    assert_int_equal(wire_get_vec(&r, 9).len, 0);
    wire_get_copy(&r, copy, sizeof copy);
    assert_memory_equal(copy, "\0\0\0", 3);
    wire_fail(&r, T2_E_MALFORMED);
    struct wire_reader sub = wire_get_sub(&r, 9);
    assert_int_equal(sub.err, T2_E_TRUNCATED);
    assert_int_equal(wire_reader_finish(&sub), T2_E_TRUNCATED);
    assert_int_equal(wire_reader_finish(&r), T2_E_TRUNCATED);
    assert_int_equal(wire_reader_finish(&r), T2_E_TRUNCATED);
    r = wire_reader_init(t2_bytes_of(in, sizeof in));
    wire_fail(&r, T2_E_VERSION);
    assert_int_equal(wire_get_u8(&r), 0);
    assert_int_equal(wire_reader_finish(&r), T2_E_VERSION);
}

static void a_length_that_would_wrap(void **state)
{
    (void)state;
    static const uint8_t in[4] = {0};
    struct wire_reader r = wire_reader_init(t2_bytes_of(in, sizeof in));
    (void)wire_get_u8(&r);
    assert_true(wire_get_raw(&r, SIZE_MAX).ptr == NULL);
    assert_int_equal(wire_reader_finish(&r), T2_E_TRUNCATED);
}

static void a_full_buffer_sticks_in_the_writer(void **state)
{
    (void)state;
    struct t2_buf b;
    t2_buf_init(&b, 4);
    struct wire_writer w = wire_writer_init(&b);
    wire_put_u16(&w, 1);
    wire_put_u32(&w, 2);
    assert_int_equal(w.err, T2_E_FULL);
    wire_put_u8(&w, 3); /* would fit */
    wire_put_vec(&w, t2_bytes_of(NULL, 0));
    assert_int_equal(b.len, 2);
    assert_int_equal(wire_writer_finish(&w), T2_E_FULL);
    t2_buf_clear(&b);
    w = wire_writer_init(&b);
    wire_put_vec(&w, t2_bytes_str("abcd")); /* the content fits, its prefix does not */
    assert_int_equal(wire_writer_finish(&w), T2_E_FULL);
    t2_buf_free(&b);
}

static void prefixes_written_are_minimal(void **state)
{
    (void)state;
    static const size_t lens[] = {0, 63, 64, 16383, 16384};
    static const size_t prefix[] = {1, 1, 2, 2, 4};
    for (size_t i = 0; i < 5; i++) {
        struct t2_buf b;
        size_t len = 0;
        t2_buf_init(&b, 1u << 16);
        struct wire_writer w = wire_writer_init(&b);
        wire_put_vec(&w, t2_bytes_of(filler, lens[i]));
        assert_int_equal(wire_writer_finish(&w), 0);
        assert_int_equal(b.len, lens[i] + prefix[i]);
        assert_int_equal(read_one_vec(b.ptr, b.len, SIZE_MAX, &len), 0);
        assert_int_equal(len, lens[i]);
        t2_buf_free(&b);
    }
    /* A vector of 2^30 bytes has no prefix. Its length alone is looked at, so none of it need exist. */
    struct t2_buf huge = {.ptr = NULL, .len = (size_t)1 << 30, .cap = (size_t)1 << 30, .max = SIZE_MAX};
    struct wire_writer w = wire_writer_init(&huge);
    wire_end_vec(&w, 0);
    assert_int_equal(wire_writer_finish(&w), T2_E_TOO_LARGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_and_back),
        cmocka_unit_test(integers_are_big_endian),
        cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(every_flipped_bit_is_another_message_or_none),
        cmocka_unit_test(trailing_bytes_are_refused),
        cmocka_unit_test(longer_prefixes_than_needed_are_refused),
        cmocka_unit_test(every_two_bytes_of_prefix),
        cmocka_unit_test(a_limit_is_a_limit),
        cmocka_unit_test(the_first_failure_sticks),
        cmocka_unit_test(a_length_that_would_wrap),
        cmocka_unit_test(a_full_buffer_sticks_in_the_writer),
        cmocka_unit_test(prefixes_written_are_minimal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
