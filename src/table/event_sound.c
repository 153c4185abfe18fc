/* The events of a sounding's life: opened, sealed, result, stopped; and an issue's soundings reopened. */
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

/* Only what the kind asks for. */
void table_put_params(struct wire_writer *w, enum table_sounding_kind kind,
                      const struct table_sound_params *p)
{
    if (kind == TABLE_SOUND_YES || kind == TABLE_SOUND_READY || kind == TABLE_SOUND_RANGE) {
        table_put_texts(w, p->texts, p->n_texts);
    }
    if (kind == TABLE_SOUND_RANGE) {
        table_put_text(w, p->unit != NULL ? p->unit : "");
        wire_put_u64(w, (uint64_t)p->min);
        wire_put_u64(w, (uint64_t)p->max);
        wire_put_u64(w, (uint64_t)p->step);
    }
    if (kind == TABLE_SOUND_NEAR) {
        wire_put_u8(w, (uint8_t)p->n_steps);
        for (size_t i = 0; i < p->n_steps && i < TABLE_MAX_STEPS; i++) {
            wire_put_u32(w, p->steps[i]);
        }
    }
    if (kind == TABLE_SOUND_READY) {
        wire_put_u8(w, p->threshold);
    }
    if (kind == TABLE_SOUND_FIND || kind == TABLE_SOUND_BETTER) {
        put_id(w, p->of);
    }
    if (kind == TABLE_SOUND_BETTER) {
        wire_put_u32(w, p->base);
    }
}

static void get_params(struct wire_reader *r, struct table_arena *a, enum table_sounding_kind kind,
                       struct table_sound_params *p)
{
    if (kind == TABLE_SOUND_YES || kind == TABLE_SOUND_READY || kind == TABLE_SOUND_RANGE) {
        p->texts = table_get_texts(r, a, TABLE_TEXT_MAX, &p->n_texts);
    }
    if (kind == TABLE_SOUND_RANGE) {
        p->unit = table_get_text(r, a, TABLE_NAME_MAX);
        p->min = (int64_t)wire_get_u64(r);
        p->max = (int64_t)wire_get_u64(r);
        p->step = (int64_t)wire_get_u64(r);
    }
    if (kind == TABLE_SOUND_NEAR) {
        p->n_steps = table_get_count(r, TABLE_MAX_STEPS);
        for (size_t i = 0; i < p->n_steps; i++) {
            p->steps[i] = wire_get_u32(r);
        }
    }
    if (kind == TABLE_SOUND_READY) {
        p->threshold = wire_get_u8(r);
    }
    if (kind == TABLE_SOUND_FIND || kind == TABLE_SOUND_BETTER) {
        wire_get_copy(r, p->of, TABLE_SOUNDING_ID_LEN);
    }
    if (kind == TABLE_SOUND_BETTER) {
        p->base = wire_get_u32(r);
    }
}

static void put_opened(struct wire_writer *w, const struct table_ev_sound_opened *x)
{
    put_id(w, x->id);
    wire_put_u8(w, (uint8_t)x->kind);
    wire_put_vec(w, t2_bytes_of(x->issues, x->n_issues));
    wire_put_u64(w, x->seats);
    wire_put_u64(w, x->day);
    table_put_params(w, x->kind, &x->params);
    wire_put_u32(w, x->min_accepted);
    wire_put_u32(w, x->max_accepted);
    put_digests(w, &x->digests);
}

static void get_opened(struct wire_reader *r, struct table_arena *a, struct table_ev_sound_opened *x)
{
    wire_get_copy(r, x->id, TABLE_SOUNDING_ID_LEN);
    x->kind = wire_get_u8(r);
    struct wire_reader list = wire_get_sub(r, TABLE_MAX_ISSUES);
    x->n_issues = list.left;
    wire_get_copy(&list, x->issues, x->n_issues);
    x->seats = wire_get_u64(r);
    x->day = wire_get_u64(r);
    get_params(r, a, x->kind, &x->params);
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
        wire_put_u32(w, ev->u.sound_result.value);
        wire_put_raw(w, t2_bytes_of(ev->u.sound_result.digest, TABLE_DIGEST_LEN));
    } else {
        put_id(w, ev->u.sound_stopped.id);
        wire_put_u8(w, ev->u.sound_stopped.output_begun);
        wire_put_u8(w, ev->u.sound_stopped.check_failed);
        wire_put_u64(w, ev->u.sound_stopped.not_heard);
    }
}

void table_get_sound(struct wire_reader *r, struct table_arena *a, struct table_event *ev)
{
    if (ev->kind == TABLE_EV_SOUND_OPENED) {
        get_opened(r, a, &ev->u.sound_opened);
    } else if (ev->kind == TABLE_EV_SOUND_SEALED) {
        wire_get_copy(r, ev->u.sound_sealed.id, TABLE_SOUNDING_ID_LEN);
        get_digests(r, &ev->u.sound_sealed.digests);
    } else if (ev->kind == TABLE_EV_SOUND_RESULT) {
        wire_get_copy(r, ev->u.sound_result.id, TABLE_SOUNDING_ID_LEN);
        ev->u.sound_result.answer = wire_get_u8(r);
        ev->u.sound_result.value = wire_get_u32(r);
        wire_get_copy(r, ev->u.sound_result.digest, TABLE_DIGEST_LEN);
    } else {
        wire_get_copy(r, ev->u.sound_stopped.id, TABLE_SOUNDING_ID_LEN);
        ev->u.sound_stopped.output_begun = wire_get_u8(r);
        ev->u.sound_stopped.check_failed = wire_get_u8(r);
        ev->u.sound_stopped.not_heard = wire_get_u64(r);
    }
}
