/* The cell codec: every kind there and back; every truncation, every bit, every wrong length and value
 * refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdbool.h>
#include <string.h>

#include <tracktwo/cell.h>

static const uint8_t key[T2_CELL_KEY_LEN] = {1, 2, 3, [31] = 9};
static const uint8_t mid[T2_CELL_MID_LEN] = {7, [15] = 8};
static uint8_t mail[T2_CELL_MAIL_LEN];
static uint8_t data[T2_CELL_PIPE_LEN];

static const struct {
    struct t2_cell cell;
    bool from_desk;
    bool from_relay;
} samples[] = {
    {{.kind = T2_CELL_APPEND, .number = 1, .mid = mid, .key = key, .body = mail}, true, false},
    {{.kind = T2_CELL_READ, .number = 2, .key = key, .seq = 1, .count = T2_CELL_WINDOW_MAX}, true, false},
    {{.kind = T2_CELL_SUBSCRIBE, .number = 0xffffffff, .key = key, .seq = INT64_MAX, .count = 1},
     true,
     false},
    {{.kind = T2_CELL_CANCEL, .number = 3}, true, false},
    {{.kind = T2_CELL_OPEN, .number = 4, .key = key, .count = 64}, true, false},
    {{.kind = T2_CELL_PING, .number = 5}, true, false},
    {{.kind = T2_CELL_STORED, .number = 6, .seq = 77, .count = 29978640}, false, true},
    {{.kind = T2_CELL_STORED, .number = 6, .seq = 77, .code = T2_CELL_REPEAT, .count = UINT32_MAX},
     false,
     true},
    {{.kind = T2_CELL_REFUSED, .number = 7, .code = T2_CELL_MAILBOX_FULL, .count = T2_CELL_APPEND},
     false,
     true},
    {{.kind = T2_CELL_REFUSED, .number = 7, .code = T2_CELL_PIPE_TAKEN, .count = T2_CELL_OPEN}, false, true},
    {{.kind = T2_CELL_MAIL, .number = 8, .seq = 5, .count = 1, .mid = mid, .body = mail}, false, true},
    {{.kind = T2_CELL_END, .number = 9, .seq = 6, .count = 1}, false, true},
    {{.kind = T2_CELL_JOINED, .number = 10, .count = 64}, false, true},
    {{.kind = T2_CELL_PONG, .number = 11}, false, true},
    {{.kind = T2_CELL_DATA, .number = 12, .body = data}, true, true},
    {{.kind = T2_CELL_CREDIT, .number = 13, .count = 16}, true, true},
    {{.kind = T2_CELL_CREDIT, .number = 13, .count = 16, .code = T2_CELL_ON_READER}, true, false},
    {{.kind = T2_CELL_CLOSE, .number = 14}, true, false},
    {{.kind = T2_CELL_CLOSE, .number = 14, .code = T2_CELL_PEER_GONE}, false, true},
};
#define N_SAMPLES (sizeof samples / sizeof samples[0])

static int decode(struct t2_cell *out, const uint8_t *wire, size_t len, enum t2_cell_side from)
{
    return t2_cell_decode(out, t2_bytes_of(wire, len), from);
}

static void same_bytes(const uint8_t *got, const uint8_t *want, size_t n)
{
    assert_int_equal(got == NULL, want == NULL);
    if (want != NULL)
        assert_memory_equal(got, want, n);
}

static void every_kind_there_and_back(void **state)
{
    uint8_t wire[T2_CELL_LEN];
    uint8_t again[T2_CELL_LEN];
    struct t2_cell got;

    (void)state;
    memset(mail, 0xa5, sizeof mail);
    memset(data, 0x5a, sizeof data);
    for (size_t i = 0; i < N_SAMPLES; i++) {
        const struct t2_cell *want = &samples[i].cell;
        enum t2_cell_side from = samples[i].from_desk ? T2_CELL_FROM_DESK : T2_CELL_FROM_RELAY;

        memset(wire, 0xee, sizeof wire);
        t2_cell_encode(wire, want);
        assert_int_equal(decode(&got, wire, sizeof wire, from), 0);
        assert_int_equal(got.kind, want->kind);
        assert_int_equal(got.number, want->number);
        assert_int_equal(got.code, want->code);
        assert_int_equal(got.seq, want->seq);
        assert_int_equal(got.count, want->count);
        same_bytes(got.key, want->key, T2_CELL_KEY_LEN);
        same_bytes(got.mid, want->mid, T2_CELL_MID_LEN);
        same_bytes(got.body, want->body, t2_cell_body_len(want->kind));
        if (want->body != NULL)
            assert_ptr_equal(got.body, wire + t2_cell_body_offset(want->kind));
        t2_cell_encode(again, &got);
        assert_memory_equal(again, wire, sizeof wire);
    }
}

static void body_may_stand_in_its_place(void **state)
{
    uint8_t wire[T2_CELL_LEN];
    struct t2_cell cell = {
        .kind = T2_CELL_DATA, .number = 3, .body = wire + t2_cell_body_offset(T2_CELL_DATA)};
    struct t2_cell got;

    (void)state;
    memset(wire, 0x77, sizeof wire);
    t2_cell_encode(wire, &cell);
    assert_int_equal(decode(&got, wire, sizeof wire, T2_CELL_FROM_RELAY), 0);
    assert_int_equal(got.body[0], 0x77);
    assert_int_equal(got.body[T2_CELL_PIPE_LEN - 1], 0x77);
}

static void wrong_side_is_refused(void **state)
{
    uint8_t wire[T2_CELL_LEN];
    struct t2_cell got;

    (void)state;
    for (size_t i = 0; i < N_SAMPLES; i++) {
        t2_cell_encode(wire, &samples[i].cell);
        assert_int_equal(decode(&got, wire, sizeof wire, T2_CELL_FROM_DESK),
                         samples[i].from_desk ? 0 : T2_E_MALFORMED);
        assert_int_equal(decode(&got, wire, sizeof wire, T2_CELL_FROM_RELAY),
                         samples[i].from_relay ? 0 : T2_E_MALFORMED);
    }
}

static void every_length_but_the_right_one_is_refused(void **state)
{
    uint8_t wire[T2_CELL_LEN + 1] = {0};
    struct t2_cell got;

    (void)state;
    for (size_t i = 0; i < N_SAMPLES; i++) {
        enum t2_cell_side from = samples[i].from_desk ? T2_CELL_FROM_DESK : T2_CELL_FROM_RELAY;

        t2_cell_encode(wire, &samples[i].cell);
        for (size_t len = 0; len < T2_CELL_LEN; len++)
            assert_int_equal(decode(&got, wire, len, from), T2_E_TRUNCATED);
        assert_int_equal(decode(&got, wire, T2_CELL_LEN + 1, from), T2_E_TRAILING);
        assert_null(got.body);
    }
}

/* A flipped bit is refused, or it stood in a field; then writing what was read gives the flipped cell, not
 * the old. */
static void every_flipped_bit_is_refused_or_read(void **state)
{
    uint8_t wire[T2_CELL_LEN];
    uint8_t again[T2_CELL_LEN];
    struct t2_cell got;

    (void)state;
    for (size_t i = 0; i < N_SAMPLES; i++) {
        const struct t2_cell *cell = &samples[i].cell;
        enum t2_cell_side from = samples[i].from_desk ? T2_CELL_FROM_DESK : T2_CELL_FROM_RELAY;
        size_t body_bits = 8 * t2_cell_body_len(cell->kind);

        t2_cell_encode(wire, cell);
        for (size_t bit = 0; bit < 8 * (size_t)T2_CELL_LEN; bit++) {
            int err;

            wire[bit / 8] ^= (uint8_t)(1u << (bit % 8));
            err = decode(&got, wire, sizeof wire, from);
            if (err == 0) {
                t2_cell_encode(again, &got);
                assert_memory_equal(again, wire, sizeof wire);
            } else {
                assert_true(err == T2_E_MALFORMED || err == T2_E_VERSION);
            }
            if (body_bits == 0 && bit >= 8 * (size_t)72)
                assert_int_equal(err, T2_E_MALFORMED);
            wire[bit / 8] ^= (uint8_t)(1u << (bit % 8));
        }
    }
}

static void values_out_of_range_are_refused(void **state)
{
    static const struct {
        struct t2_cell cell;
        enum t2_cell_side from;
    } wrong[] = {
        {{.kind = T2_CELL_READ, .key = key, .seq = 0, .count = 1}, T2_CELL_FROM_DESK},
        {{.kind = T2_CELL_READ, .key = key, .seq = (uint64_t)INT64_MAX + 1, .count = 1}, T2_CELL_FROM_DESK},
        {{.kind = T2_CELL_READ, .key = key, .seq = 1, .count = 0}, T2_CELL_FROM_DESK},
        {{.kind = T2_CELL_READ, .key = key, .seq = 1, .count = T2_CELL_WINDOW_MAX + 1}, T2_CELL_FROM_DESK},
        {{.kind = T2_CELL_OPEN, .key = key, .count = 0}, T2_CELL_FROM_DESK},
        {{.kind = T2_CELL_OPEN, .key = key, .count = T2_CELL_WINDOW_MAX + 1}, T2_CELL_FROM_DESK},
        {{.kind = T2_CELL_CREDIT, .count = 0}, T2_CELL_FROM_DESK},
        {{.kind = T2_CELL_CREDIT, .count = 1, .code = 2}, T2_CELL_FROM_DESK},
        {{.kind = T2_CELL_CREDIT, .count = 1, .code = T2_CELL_ON_READER}, T2_CELL_FROM_RELAY},
        {{.kind = T2_CELL_CLOSE, .code = T2_CELL_PEER_GONE}, T2_CELL_FROM_DESK},
        {{.kind = T2_CELL_CLOSE, .code = 0}, T2_CELL_FROM_RELAY},
        {{.kind = T2_CELL_REFUSED, .code = 0, .count = T2_CELL_APPEND}, T2_CELL_FROM_RELAY},
        {{.kind = T2_CELL_REFUSED, .code = T2_CELL_PIPE_TAKEN + 1, .count = T2_CELL_OPEN},
         T2_CELL_FROM_RELAY},
        {{.kind = T2_CELL_REFUSED, .code = T2_CELL_TOO_FAST, .count = T2_CELL_CANCEL}, T2_CELL_FROM_RELAY},
        {{.kind = T2_CELL_REFUSED, .code = T2_CELL_TOO_FAST, .count = T2_CELL_PING}, T2_CELL_FROM_RELAY},
        {{.kind = T2_CELL_STORED, .seq = 0, .count = 1}, T2_CELL_FROM_RELAY},
        {{.kind = T2_CELL_STORED, .seq = 1}, T2_CELL_FROM_RELAY},
        {{.kind = T2_CELL_MAIL, .seq = 1, .mid = mid, .body = mail}, T2_CELL_FROM_RELAY},
        {{.kind = T2_CELL_STORED, .seq = 1, .count = 1, .code = 2}, T2_CELL_FROM_RELAY},
        {{.kind = T2_CELL_END, .seq = 1, .count = 2}, T2_CELL_FROM_RELAY},
    };
    uint8_t wire[T2_CELL_LEN];
    struct t2_cell got;

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        t2_cell_encode(wire, &wrong[i].cell);
        assert_int_equal(decode(&got, wire, sizeof wire, wrong[i].from), T2_E_MALFORMED);
    }
}

static void other_versions_and_kinds_are_refused(void **state)
{
    uint8_t wire[T2_CELL_LEN];
    struct t2_cell got;

    (void)state;
    t2_cell_encode(wire, &(struct t2_cell){.kind = T2_CELL_PING});
    for (unsigned v = 0; v < 256; v++) {
        wire[0] = (uint8_t)v;
        assert_int_equal(decode(&got, wire, sizeof wire, T2_CELL_FROM_DESK),
                         v == T2_CELL_VERSION ? 0 : T2_E_VERSION);
    }
    /* All zero but for the kind: right only for kinds whose numbers may all be zero. */
    memset(wire, 0, sizeof wire);
    wire[0] = T2_CELL_VERSION;
    for (unsigned k = 0; k < 256; k++) {
        wire[1] = (uint8_t)k;
        assert_int_equal(decode(&got, wire, sizeof wire, T2_CELL_FROM_DESK),
                         k == T2_CELL_PING || k == T2_CELL_CANCEL || k == T2_CELL_CLOSE ||
                                 k == T2_CELL_APPEND || k == T2_CELL_DATA
                             ? 0
                             : T2_E_MALFORMED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_there_and_back),
        cmocka_unit_test(body_may_stand_in_its_place),
        cmocka_unit_test(wrong_side_is_refused),
        cmocka_unit_test(every_length_but_the_right_one_is_refused),
        cmocka_unit_test(every_flipped_bit_is_refused_or_read),
        cmocka_unit_test(values_out_of_range_are_refused),
        cmocka_unit_test(other_versions_and_kinds_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
