/* Reader and writer of cells: docs/protocol/relay.md section 2.
 *
 *    0  u8 version   1  u8 kind   2  u16 code   4  u32 number
 *    8  pipe body (T2_CELL_DATA only, to the end), or
 *    8  u64 seq   16  u32 count   20  u32 zero   24  mid[16]   40  key[32]   72  104 zero bytes   176  mail
 * body
 *
 * A table gives for every kind who may send it, the range of its numbers and which byte fields it has; a
 * field outside its table is zero. The 104 zero bytes are kept for the tokens that will pay for an append. */
#include <tracktwo/cell.h>

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include <tracktwo/wire.h>

#define HEADER_LEN 8
#define RESERVED_LEN 104
#define MAIL_OFFSET (T2_CELL_LEN - T2_CELL_MAIL_LEN)
#define SEQ_MAX ((uint64_t)INT64_MAX)

enum { DESK = 1 << T2_CELL_FROM_DESK, RELAY = 1 << T2_CELL_FROM_RELAY };
enum { SEQ = 1, MID = 2, KEY = 4, MAIL = 8, PIPE = 16 };

struct layout {
    uint8_t kind;
    uint8_t sides;
    uint8_t fields;
    uint16_t code_min, code_max;
    uint32_t count_min, count_max;
};

static const struct layout layouts[] = {
    {T2_CELL_APPEND, DESK, MID | KEY | MAIL, 0, 0, 0, 0},
    {T2_CELL_READ, DESK, SEQ | KEY, 0, 0, 1, T2_CELL_WINDOW_MAX},
    {T2_CELL_SUBSCRIBE, DESK, SEQ | KEY, 0, 0, 1, T2_CELL_WINDOW_MAX},
    {T2_CELL_CANCEL, DESK, 0, 0, 0, 0, 0},
    {T2_CELL_OPEN, DESK, KEY, 0, 0, 1, T2_CELL_WINDOW_MAX},
    {T2_CELL_PING, DESK, 0, 0, 0, 0, 0},
    {T2_CELL_STORED, RELAY, SEQ, T2_CELL_OK, T2_CELL_REPEAT, 1, UINT32_MAX},
    {T2_CELL_REFUSED, RELAY, 0, T2_CELL_MAILBOX_FULL, T2_CELL_PIPE_TAKEN, T2_CELL_APPEND, T2_CELL_OPEN},
    {T2_CELL_MAIL, RELAY, SEQ | MID | MAIL, 0, 0, 1, UINT32_MAX},
    {T2_CELL_END, RELAY, SEQ, 0, 0, 0, 1},
    {T2_CELL_JOINED, RELAY, 0, 0, 0, 1, T2_CELL_WINDOW_MAX},
    {T2_CELL_PONG, RELAY, 0, 0, 0, 0, 0},
    {T2_CELL_DATA, DESK | RELAY, PIPE, 0, 0, 0, 0},
    {T2_CELL_CREDIT, DESK, 0, 0, T2_CELL_ON_READER, 1, T2_CELL_WINDOW_MAX},
    {T2_CELL_CREDIT, RELAY, 0, 0, 0, 1, T2_CELL_WINDOW_MAX},
    {T2_CELL_CLOSE, DESK, 0, 0, 0, 0, 0},
    {T2_CELL_CLOSE, RELAY, 0, T2_CELL_PEER_CLOSED, T2_CELL_PIPE_EXPIRED, 0, 0},
};

static const struct layout *layout_find(uint8_t kind, unsigned sides)
{
    for (size_t i = 0; i < sizeof layouts / sizeof layouts[0]; i++) {
        if (layouts[i].kind == kind && (layouts[i].sides & sides) != 0)
            return &layouts[i];
    }
    return NULL;
}

static void expect_zero(struct wire_reader *r, size_t n)
{
    static const uint8_t zero[T2_CELL_LEN];
    struct t2_bytes b = wire_get_raw(r, n);

    assert(n <= sizeof zero);
    if (b.len != 0 && memcmp(b.ptr, zero, b.len) != 0)
        wire_fail(r, T2_E_MALFORMED);
}

/* The field, or NULL after checking that what stands in its place is zero. */
static const uint8_t *field_get(struct wire_reader *r, size_t n, bool has)
{
    if (has)
        return wire_get_raw(r, n).ptr;
    expect_zero(r, n);
    return NULL;
}

static bool count_allowed(const struct layout *l, uint32_t count)
{
    /* Only these four requests can be refused; CANCEL lies between them. */
    if (l->kind == T2_CELL_REFUSED && count == T2_CELL_CANCEL)
        return false;
    return count >= l->count_min && count <= l->count_max;
}

int t2_cell_decode(struct t2_cell *out, struct t2_bytes in, enum t2_cell_side from)
{
    struct wire_reader r = wire_reader_init(in);
    struct t2_cell c = {0};
    const struct layout *l;
    uint8_t version = wire_get_u8(&r);
    uint8_t kind = wire_get_u8(&r);
    int err;

    memset(out, 0, sizeof *out);
    c.code = wire_get_u16(&r);
    c.number = wire_get_u32(&r);
    if (r.err != 0)
        return r.err;
    if (version != T2_CELL_VERSION)
        return T2_E_VERSION;
    l = layout_find(kind, 1u << from);
    if (l == NULL)
        return T2_E_MALFORMED;
    c.kind = (enum t2_cell_kind)kind;
    if (c.code < l->code_min || c.code > l->code_max)
        wire_fail(&r, T2_E_MALFORMED);
    if ((l->fields & PIPE) != 0) {
        c.body = wire_get_raw(&r, T2_CELL_PIPE_LEN).ptr;
    } else {
        c.seq = wire_get_u64(&r);
        c.count = wire_get_u32(&r);
        if (r.err == 0 && ((l->fields & SEQ) != 0 ? c.seq == 0 || c.seq > SEQ_MAX : c.seq != 0))
            wire_fail(&r, T2_E_MALFORMED);
        if (r.err == 0 && !count_allowed(l, c.count))
            wire_fail(&r, T2_E_MALFORMED);
        expect_zero(&r, 4);
        c.mid = field_get(&r, T2_CELL_MID_LEN, (l->fields & MID) != 0);
        c.key = field_get(&r, T2_CELL_KEY_LEN, (l->fields & KEY) != 0);
        expect_zero(&r, RESERVED_LEN);
        c.body = field_get(&r, T2_CELL_MAIL_LEN, (l->fields & MAIL) != 0);
    }
    err = wire_reader_finish(&r);
    if (err == 0)
        *out = c;
    return err;
}

static void field_put(uint8_t *out, size_t n, const uint8_t *value, bool has)
{
    if (has && value != out)
        memcpy(out, value, n);
    else if (!has)
        memset(out, 0, n);
}

void t2_cell_encode(uint8_t out[static T2_CELL_LEN], const struct t2_cell *c)
{
    struct t2_buf b = {.ptr = out, .len = 0, .cap = T2_CELL_LEN, .max = T2_CELL_LEN};
    struct wire_writer w = wire_writer_init(&b);
    const struct layout *l = layout_find((uint8_t)c->kind, DESK | RELAY);

    assert(l != NULL);
    wire_put_u8(&w, T2_CELL_VERSION);
    wire_put_u8(&w, (uint8_t)c->kind);
    wire_put_u16(&w, c->code);
    wire_put_u32(&w, c->number);
    if ((l->fields & PIPE) != 0) {
        field_put(out + b.len, T2_CELL_PIPE_LEN, c->body, true);
    } else {
        wire_put_u64(&w, (l->fields & SEQ) != 0 ? c->seq : 0);
        wire_put_u32(&w, c->count);
        wire_put_u32(&w, 0);
        field_put(out + b.len, T2_CELL_MID_LEN, c->mid, (l->fields & MID) != 0);
        field_put(out + b.len + T2_CELL_MID_LEN, T2_CELL_KEY_LEN, c->key, (l->fields & KEY) != 0);
        memset(out + MAIL_OFFSET - RESERVED_LEN, 0, RESERVED_LEN);
        field_put(out + MAIL_OFFSET, T2_CELL_MAIL_LEN, c->body, (l->fields & MAIL) != 0);
    }
    /* The buffer is the caller's and large enough, so nothing above could fail or allocate. */
    assert(wire_writer_finish(&w) == 0 && b.ptr == out);
}

size_t t2_cell_body_offset(enum t2_cell_kind kind)
{
    return kind == T2_CELL_DATA ? HEADER_LEN : MAIL_OFFSET;
}

size_t t2_cell_body_len(enum t2_cell_kind kind)
{
    if (kind == T2_CELL_DATA)
        return T2_CELL_PIPE_LEN;
    return kind == T2_CELL_APPEND || kind == T2_CELL_MAIL ? T2_CELL_MAIL_LEN : 0;
}
