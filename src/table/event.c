/* One canonical encoding of events (docs/protocol/table.md): version, kind, author, slot, then the body of
 * the kind. Texts are vectors without a terminating zero; a count stands before the things it counts. */
#include "schema.h"

#include <string.h>

/* ---- pieces that the bodies share ---- */

void table_put_text(struct wire_writer *w, const char *text)
{
    wire_put_vec(w, t2_bytes_str(text));
}

const char *table_get_text(struct wire_reader *r, struct table_arena *a, size_t max)
{
    struct t2_bytes b = wire_get_vec(r, max);
    if (r->err != 0) {
        return "";
    }
    if (b.len > 0 && memchr(b.ptr, '\0', b.len) != NULL) {
        wire_fail(r, T2_E_MALFORMED);
        return "";
    }
    const char *text = a->composes ? table_composed_text(a, b) : table_arena_text(a, b.ptr, b.len);
    if (text == NULL) {
        wire_fail(r, T2_E_MEMORY);
        return "";
    }
    return text;
}

size_t table_get_count(struct wire_reader *r, size_t max)
{
    size_t n = wire_get_u8(r);
    if (r->err == 0 && n > max) {
        wire_fail(r, T2_E_TOO_LARGE);
    }
    return r->err == 0 ? n : 0;
}

void table_put_texts(struct wire_writer *w, const struct table_text *texts, size_t n)
{
    wire_put_u8(w, (uint8_t)n);
    for (size_t i = 0; i < n; i++) {
        table_put_text(w, texts[i].lang);
        table_put_text(w, texts[i].text);
    }
}

const struct table_text *table_get_texts(struct wire_reader *r, struct table_arena *a, size_t max,
                                         size_t *out_n)
{
    size_t n = table_get_count(r, TABLE_MAX_LANGUAGES);
    struct table_text *texts = table_arena_alloc(a, n, sizeof(*texts));
    *out_n = 0;
    if (texts == NULL) {
        wire_fail(r, T2_E_MEMORY);
        return NULL;
    }
    for (size_t i = 0; i < n && r->err == 0; i++) {
        texts[i].lang = table_get_text(r, a, TABLE_LANG_MAX);
        texts[i].text = table_get_text(r, a, max);
    }
    *out_n = n;
    return texts;
}

void table_put_mandate(struct wire_writer *w, const struct table_mandate *m)
{
    wire_put_u8(w, (uint8_t)m->kind);
    wire_put_u64(w, m->expires_slot);
}

void table_get_mandate(struct wire_reader *r, struct table_mandate *m)
{
    m->kind = wire_get_u8(r);
    m->expires_slot = wire_get_u64(r);
}

/* ---- bodies of few fields ---- */

void table_put_standing(struct wire_writer *w, const struct table_event *ev)
{
    wire_put_u8(w, (uint8_t)ev->u.seat_standing.standing);
    table_put_mandate(w, &ev->u.seat_standing.mandate);
}

void table_get_standing(struct wire_reader *r, struct table_arena *a, struct table_event *ev)
{
    (void)a;
    ev->u.seat_standing.standing = wire_get_u8(r);
    table_get_mandate(r, &ev->u.seat_standing.mandate);
}

void table_put_said(struct wire_writer *w, const struct table_event *ev)
{
    wire_put_u8(w, (uint8_t)ev->u.said.phrase);
    wire_put_u8(w, ev->u.said.units);
    wire_put_raw(w, t2_bytes_of(ev->u.said.digest, TABLE_DIGEST_LEN));
}

void table_get_said(struct wire_reader *r, struct table_arena *a, struct table_event *ev)
{
    ev->u.said.phrase = wire_get_u8(r);
    (void)a;
    ev->u.said.text = "";
    ev->u.said.units = wire_get_u8(r);
    wire_get_copy(r, ev->u.said.digest, TABLE_DIGEST_LEN);
}

int table_said_words(struct table_event *said, struct t2_bytes words)
{
    struct table_arena arena = {.head = said->storage};
    if (!table_text_ok(TABLE_TEXT_LINE, TABLE_TEXT_MAX, (const char *)words.ptr, words.len)) {
        return 0;
    }
    const char *text = table_arena_text(&arena, words.ptr, words.len);
    said->storage = arena.head;
    if (text == NULL) {
        return T2_E_MEMORY;
    }
    said->u.said.text = text;
    return 0;
}

int table_event_own(const struct table_event *ev, struct t2_bytes encoding, struct table_event *out)
{
    int err = table_event_decode(encoding, out);
    if (err == 0 && ev->kind == TABLE_EV_SAID &&
        (err = table_said_words(out, t2_bytes_str(ev->u.said.text))) != 0) {
        table_event_clear(out);
    }
    return err;
}

/* ---- the whole event ---- */

int table_event_write(const struct table_event *ev, struct t2_buf *out)
{
    const struct table_kind *kind = table_kind(ev->kind);
    struct wire_writer w = wire_writer_init(out);
    wire_put_u8(&w, TABLE_VERSION);
    wire_put_u8(&w, (uint8_t)ev->kind);
    wire_put_u8(&w, ev->author);
    wire_put_u64(&w, ev->slot);
    if (kind == NULL) {
        return T2_E_MALFORMED;
    }
    if (kind->fields != NULL) {
        table_fields_put(&w, ev, kind->fields, kind->n_fields);
    } else {
        kind->put(&w, ev);
    }
    return wire_writer_finish(&w);
}

int table_event_encode(const struct table_event *ev, struct t2_buf *out)
{
    if (table_event_format(ev, NULL) != 0) {
        return T2_E_MALFORMED;
    }
    /* Measured in a buffer of its own, so that a failure leaves out as it was. */
    struct t2_buf own;
    t2_buf_init(&own, TABLE_EVENT_MAX);
    int err = table_event_write(ev, &own);
    if (err == T2_E_FULL) {
        err = T2_E_TOO_LARGE;
    }
    if (err == 0) {
        err = t2_buf_append(out, own.ptr, own.len);
    }
    t2_buf_free(&own);
    return err;
}

/* Without a look at what it says. The event's texts are in the arena, whatever the result. */
static int read_event(struct t2_bytes in, struct table_arena *arena, struct table_event *ev)
{
    if (in.len > TABLE_EVENT_MAX) {
        return T2_E_TOO_LARGE;
    }
    struct wire_reader r = wire_reader_init(in);
    if (wire_get_u8(&r) != TABLE_VERSION) {
        wire_fail(&r, T2_E_VERSION);
    }
    ev->kind = wire_get_u8(&r);
    ev->author = wire_get_u8(&r);
    ev->slot = wire_get_u64(&r);
    const struct table_kind *kind = table_kind(ev->kind);
    if (kind == NULL) {
        wire_fail(&r, T2_E_VERSION);
    } else if (kind->fields != NULL) {
        table_fields_get(&r, arena, ev, kind->fields, kind->n_fields);
    } else {
        kind->get(&r, arena, ev);
    }
    return wire_reader_finish(&r);
}

int table_event_decode(struct t2_bytes in, struct table_event *out)
{
    struct table_event ev = {0};
    struct table_arena arena = {0};
    memset(out, 0, sizeof(*out));
    int err = read_event(in, &arena, &ev);
    if (err == 0 && table_event_format(&ev, NULL) != 0) {
        err = T2_E_MALFORMED;
    }
    if (err != 0) {
        table_arena_free(&arena);
        return err;
    }
    ev.storage = arena.head;
    *out = ev;
    return 0;
}

int table_event_compose(const struct table_event *ev, struct table_event *out)
{
    struct table_event composed = {0};
    struct table_arena arena = {.composes = 1};
    struct t2_buf b;
    t2_buf_init(&b, TABLE_EVENT_MAX);
    memset(out, 0, sizeof(*out));
    int err = table_event_write(ev, &b);
    if (err == 0) {
        err = read_event(t2_buf_view(&b), &arena, &composed);
    }
    t2_buf_free(&b);
    if (err == 0 && ev->kind == TABLE_EV_SAID) {
        composed.u.said.text = table_composed_text(&arena, t2_bytes_str(ev->u.said.text));
        err = composed.u.said.text == NULL ? T2_E_MEMORY : 0;
    }
    if (err != 0) {
        table_arena_free(&arena);
        return err;
    }
    composed.storage = arena.head;
    *out = composed;
    return 0;
}

void table_event_clear(struct table_event *ev)
{
    struct table_arena arena = {.head = ev->storage};
    table_arena_free(&arena);
    memset(ev, 0, sizeof(*ev));
}

int table_event_copy(const struct table_event *ev, struct table_event *out)
{
    struct t2_buf b;
    t2_buf_init(&b, TABLE_EVENT_MAX);
    int err = table_event_encode(ev, &b);
    if (err == 0) {
        err = table_event_own(ev, t2_buf_view(&b), out);
    } else {
        memset(out, 0, sizeof(*out));
    }
    t2_buf_free(&b);
    return err;
}
