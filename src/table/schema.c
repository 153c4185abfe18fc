/* The fields of events: writer, reader and check, each a walk along the same list. */
#include "schema.h"

#include "draft_internal.h"

#include <string.h>

/* The field's place in an event. Its offset comes from offsetof in a constant list. */
static const void *at(const struct table_event *ev, const struct table_field *f)
{
    return (const uint8_t *)ev + f->offset;
}

static uint64_t number(const struct table_event *ev, const struct table_field *f)
{
    uint8_t u8;
    uint32_t u32;
    uint64_t u64;
    if (f->type == FIELD_U8) {
        memcpy(&u8, at(ev, f), sizeof(u8));
        return u8;
    }
    if (f->type == FIELD_U32) {
        memcpy(&u32, at(ev, f), sizeof(u32));
        return u32;
    }
    memcpy(&u64, at(ev, f), sizeof(u64));
    return u64;
}

static const char *line(const struct table_event *ev, const struct table_field *f)
{
    const char *text;
    memcpy(&text, at(ev, f), sizeof(text));
    return text;
}

static struct t2_bytes bytes(const struct table_event *ev, const struct table_field *f)
{
    struct t2_bytes b;
    memcpy(&b, at(ev, f), sizeof(b));
    return b;
}

/* The one copy that stays: what was read is gone with the reader's input. */
static void get_bytes(struct wire_reader *r, struct table_arena *a, size_t max, void *to)
{
    struct t2_bytes b = wire_get_vec(r, max);
    if (r->err == 0 && b.len > 0) {
        const char *copy = table_arena_text(a, b.ptr, b.len);
        if (copy == NULL) {
            wire_fail(r, T2_E_MEMORY);
        }
        b.ptr = (const uint8_t *)copy;
    }
    memcpy(to, &b, sizeof(b));
}

void table_fields_put(struct wire_writer *w, const struct table_event *ev, const struct table_field *f,
                      size_t n)
{
    for (const struct table_field *end = f + n; f < end; f++) {
        switch (f->type) {
        case FIELD_U8:
            wire_put_u8(w, (uint8_t)number(ev, f));
            break;
        case FIELD_U32:
            wire_put_u32(w, (uint32_t)number(ev, f));
            break;
        case FIELD_SLOT:
        case FIELD_SEATS:
        case FIELD_MASK:
            wire_put_u64(w, number(ev, f));
            break;
        case FIELD_ID:
            wire_put_raw(w, t2_bytes_of(at(ev, f), TABLE_FORM_ID_LEN));
            break;
        case FIELD_DIGEST:
            wire_put_raw(w, t2_bytes_of(at(ev, f), TABLE_DIGEST_LEN));
            break;
        case FIELD_LINE:
        case FIELD_NAME:
        case FIELD_OR_EMPTY:
            table_put_text(w, line(ev, f));
            break;
        case FIELD_TEXTS:
        case FIELD_PAGES: {
            const struct table_texts *t = at(ev, f);
            table_put_texts(w, t->texts, t->n);
            break;
        }
        case FIELD_SEAT:
            table_put_seat(w, at(ev, f));
            break;
        case FIELD_SETTINGS:
            table_put_settings(w, at(ev, f));
            break;
        case FIELD_DRAFT:
            draft_put(w, at(ev, f));
            break;
        case FIELD_BYTES:
            wire_put_vec(w, bytes(ev, f));
            break;
        }
    }
}

void table_fields_get(struct wire_reader *r, struct table_arena *a, struct table_event *ev,
                      const struct table_field *f, size_t n)
{
    for (const struct table_field *end = f + n; f < end; f++) {
        void *to = (uint8_t *)ev + f->offset;
        uint8_t u8;
        uint32_t u32;
        uint64_t u64;
        const char *text;
        struct table_texts *texts;
        switch (f->type) {
        case FIELD_U8:
            u8 = wire_get_u8(r);
            memcpy(to, &u8, sizeof(u8));
            break;
        case FIELD_U32:
            u32 = wire_get_u32(r);
            memcpy(to, &u32, sizeof(u32));
            break;
        case FIELD_SLOT:
        case FIELD_SEATS:
        case FIELD_MASK:
            u64 = wire_get_u64(r);
            memcpy(to, &u64, sizeof(u64));
            break;
        case FIELD_ID:
            wire_get_copy(r, to, TABLE_FORM_ID_LEN);
            break;
        case FIELD_DIGEST:
            wire_get_copy(r, to, TABLE_DIGEST_LEN);
            break;
        case FIELD_LINE:
        case FIELD_NAME:
        case FIELD_OR_EMPTY:
            text = table_get_text(r, a, f->max);
            memcpy(to, &text, sizeof(text));
            break;
        case FIELD_TEXTS:
        case FIELD_PAGES:
            texts = to;
            texts->texts = table_get_texts(r, a, f->max, &texts->n);
            break;
        case FIELD_SEAT:
            table_get_seat(r, a, to);
            break;
        case FIELD_SETTINGS:
            table_get_settings(r, to);
            break;
        case FIELD_DRAFT:
            draft_get(r, a, to);
            break;
        case FIELD_BYTES:
            get_bytes(r, a, f->max, to);
            break;
        }
    }
}

int table_fields_check(const struct table_event *ev, const struct table_field *f, size_t n,
                       struct table_refusal *why)
{
    int err = 0;
    for (const struct table_field *end = f + n; f < end && err == 0; f++) {
        const struct table_texts *texts;
        int fits = 1;
        switch (f->type) {
        case FIELD_U8:
        case FIELD_U32:
            fits = number(ev, f) >= f->min && number(ev, f) <= f->max;
            break;
        case FIELD_SLOT:
            fits = number(ev, f) <= TABLE_SLOT_MAX;
            break;
        case FIELD_SEATS:
            fits = number(ev, f) <= table_all(TABLE_MAX_SEATS) && table_mask_count(number(ev, f)) >= f->min;
            break;
        case FIELD_MASK:
        case FIELD_ID:
        case FIELD_DIGEST:
            break;
        case FIELD_LINE:
            err = table_check_text(why, TABLE_TEXT_LINE, f->max, line(ev, f), f->what);
            break;
        case FIELD_NAME:
            err = table_check_name(why, line(ev, f), f->what, f->max);
            break;
        case FIELD_OR_EMPTY:
            err = table_check_text(why, TABLE_TEXT_LINE_OR_EMPTY, f->max, line(ev, f), f->what);
            break;
        case FIELD_TEXTS:
        case FIELD_PAGES:
            texts = at(ev, f);
            err = table_check_texts(why, f->type == FIELD_PAGES ? TABLE_TEXT_PAGE : TABLE_TEXT_LINE,
                                    texts->texts, texts->n, f->max, f->what);
            break;
        case FIELD_SEAT:
            err = table_check_seat(why, at(ev, f));
            break;
        case FIELD_SETTINGS:
            err = table_check_settings(why, at(ev, f));
            break;
        case FIELD_DRAFT:
            err = draft_format(at(ev, f), why);
            break;
        case FIELD_BYTES:
            fits = bytes(ev, f).len >= f->min && bytes(ev, f).len <= f->max;
            break;
        }
        if (!fits) {
            err = table_bad_value(why, f->what);
        }
    }
    return err;
}
