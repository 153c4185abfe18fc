/* The four events of a sounding's life: opened, sealed, result, stopped. */
#include "table_internal.h"

static void put_digests(struct wire_writer *w, const struct table_digests *d)
{
    wire_put_raw(w, t2_bytes_of(d->candidates, TABLE_DIGEST_LEN));
    wire_put_raw(w, t2_bytes_of(d->rules, TABLE_DIGEST_LEN));
    wire_put_raw(w, t2_bytes_of(d->circuit, TABLE_DIGEST_LEN));
    wire_put_raw(w, t2_bytes_of(d->context, TABLE_DIGEST_LEN));
}

static void get_digests(struct wire_reader *r, struct table_digests *d)
{
    wire_get_copy(r, d->candidates, TABLE_DIGEST_LEN);
    wire_get_copy(r, d->rules, TABLE_DIGEST_LEN);
    wire_get_copy(r, d->circuit, TABLE_DIGEST_LEN);
    wire_get_copy(r, d->context, TABLE_DIGEST_LEN);
}

static void put_id(struct wire_writer *w, const uint8_t id[static TABLE_SOUNDING_ID_LEN])
{
    wire_put_raw(w, t2_bytes_of(id, TABLE_SOUNDING_ID_LEN));
}

static void put_opened(struct wire_writer *w, const struct table_ev_sound_opened *x)
{
    put_id(w, x->id);
    wire_put_u8(w, (uint8_t)x->kind);
    wire_put_vec(w, t2_bytes_of(x->issues, x->n_issues));
    wire_put_u64(w, x->seats);
    wire_put_u32(w, x->min_accepted);
    wire_put_u32(w, x->max_accepted);
    put_digests(w, &x->digests);
}

static void get_opened(struct wire_reader *r, struct table_ev_sound_opened *x)
{
    wire_get_copy(r, x->id, TABLE_SOUNDING_ID_LEN);
    x->kind = wire_get_u8(r);
    struct wire_reader list = wire_get_sub(r, TABLE_MAX_ISSUES);
    x->n_issues = list.left;
    wire_get_copy(&list, x->issues, x->n_issues);
    x->seats = wire_get_u64(r);
    x->min_accepted = wire_get_u32(r);
    x->max_accepted = wire_get_u32(r);
    get_digests(r, &x->digests);
}

void table_put_sound(struct wire_writer *w, const struct table_event *ev)
{
    if (ev->kind == TABLE_EV_SOUND_OPENED) {
        put_opened(w, &ev->u.sound_opened);
    } else if (ev->kind == TABLE_EV_SOUND_SEALED) {
        put_id(w, ev->u.sound_sealed.id);
        put_digests(w, &ev->u.sound_sealed.digests);
    } else if (ev->kind == TABLE_EV_SOUND_RESULT) {
        put_id(w, ev->u.sound_result.id);
        wire_put_u8(w, ev->u.sound_result.answer);
        wire_put_raw(w, t2_bytes_of(ev->u.sound_result.digest, TABLE_DIGEST_LEN));
    } else {
        put_id(w, ev->u.sound_stopped.id);
        wire_put_u8(w, ev->u.sound_stopped.output_begun);
        wire_put_u64(w, ev->u.sound_stopped.not_heard);
    }
}

void table_get_sound(struct wire_reader *r, struct table_event *ev)
{
    if (ev->kind == TABLE_EV_SOUND_OPENED) {
        get_opened(r, &ev->u.sound_opened);
    } else if (ev->kind == TABLE_EV_SOUND_SEALED) {
        wire_get_copy(r, ev->u.sound_sealed.id, TABLE_SOUNDING_ID_LEN);
        get_digests(r, &ev->u.sound_sealed.digests);
    } else if (ev->kind == TABLE_EV_SOUND_RESULT) {
        wire_get_copy(r, ev->u.sound_result.id, TABLE_SOUNDING_ID_LEN);
        ev->u.sound_result.answer = wire_get_u8(r);
        wire_get_copy(r, ev->u.sound_result.digest, TABLE_DIGEST_LEN);
    } else {
        wire_get_copy(r, ev->u.sound_stopped.id, TABLE_SOUNDING_ID_LEN);
        ev->u.sound_stopped.output_begun = wire_get_u8(r);
        ev->u.sound_stopped.not_heard = wire_get_u64(r);
    }
}
