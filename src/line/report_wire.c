/* Canonical bytes of a report, its signature, and the check of many. */
#include "report_internal.h"

#include <tracktwo/crypto.h>
#include <tracktwo/secret.h>
#include <tracktwo/wire.h>

#define MARK "tracktwo report 1\n"

/* ---- writing ---- */

static void put_place(struct wire_writer *w, const struct line_report_place *p)
{
    wire_put_u32(w, (uint32_t)p->at.x);
    wire_put_u32(w, (uint32_t)p->at.y);
    wire_put_u32(w, p->error_cm);
}

static void put_text(struct wire_writer *w, const char *lang, const char *text)
{
    wire_put_vec(w, t2_bytes_str(lang));
    wire_put_vec(w, t2_bytes_str(text));
}

static void put_where(struct wire_writer *w, const struct line_report *r)
{
    wire_put_u8(w, (uint8_t)r->frame);
    wire_put_u8(w, r->has);
    if (r->has & LINE_REPORT_PLACE) {
        put_place(w, &r->place);
    }
    if (r->has & LINE_REPORT_OWN) {
        put_place(w, &r->own);
    }
    if (r->has & LINE_REPORT_BEARING) {
        wire_put_u16(w, r->bearing);
        wire_put_u16(w, r->bearing_error);
    }
    if (r->has & LINE_REPORT_DISTANCE) {
        wire_put_u32(w, r->distance_m);
        wire_put_u32(w, r->distance_error_m);
    }
}

static void put_weapons(struct wire_writer *w, const struct line_report *r)
{
    size_t serial = 0;
    wire_put_u8(w, r->n_weapons);
    for (size_t i = 0; i < r->n_weapons; i++) {
        const struct line_report_weapon *x = &r->weapons[i];
        wire_put_u8(w, x->family);
        wire_put_vec(w, t2_bytes_str(x->model));
        wire_put_u32(w, x->calibre);
        wire_put_u32(w, x->range_m);
        wire_put_u32(w, x->number);
        wire_put_u8(w, x->n_serials);
        for (size_t k = 0; k < x->n_serials; k++) {
            wire_put_vec(w, t2_bytes_str(r->serials[serial++]));
        }
    }
}

int report_put_body(const struct line_report *r, struct t2_buf *out)
{
    struct wire_writer w = wire_writer_init(out);
    wire_put_raw(&w, t2_bytes_str(MARK));
    wire_put_raw(&w, t2_bytes_of(r->mission, sizeof r->mission));
    wire_put_raw(&w, t2_bytes_of(r->key, sizeof r->key));
    wire_put_u32(&w, r->number);
    wire_put_raw(&w, t2_bytes_of(r->previous, sizeof r->previous));
    wire_put_u64(&w, r->made_s);
    wire_put_u8(&w, (uint8_t)r->kind);
    wire_put_u64(&w, r->begin_s);
    wire_put_u32(&w, r->lasted_s);
    wire_put_u32(&w, r->time_error_s);
    put_where(&w, r);
    wire_put_u16(&w, r->means);
    wire_put_u8(&w, r->side);
    wire_put_u8(&w, r->verified);
    wire_put_u8(&w, r->count_how);
    wire_put_u32(&w, r->count);
    wire_put_vec(&w, t2_bytes_str(r->source));
    wire_put_vec(&w, t2_bytes_str(r->site));
    put_weapons(&w, r);
    put_text(&w, r->remark.lang, r->remark.text);
    wire_put_u8(&w, r->n_attachments);
    for (size_t i = 0; i < r->n_attachments; i++) {
        wire_put_raw(&w, t2_bytes_of(r->attachments[i].sha256, sizeof r->attachments[i].sha256));
        wire_put_u64(&w, r->attachments[i].size);
        wire_put_vec(&w, t2_bytes_str(r->attachments[i].type));
    }
    if (r->has & LINE_REPORT_CORRECTS) {
        wire_put_u32(&w, r->corrects_number);
        wire_put_raw(&w, t2_bytes_of(r->corrects, sizeof r->corrects));
        put_text(&w, r->reason.lang, r->reason.text);
    }
    return wire_writer_finish(&w);
}

int line_report_sign(const struct line_report *r, const uint8_t seed[static LINE_REPORT_SEED_LEN],
                     struct line_refusal *why, struct t2_buf *out, uint8_t *out_id)
{
    uint8_t key[LINE_REPORT_KEY_LEN], signature[LINE_REPORT_SIGNATURE_LEN], id[LINE_REPORT_ID_LEN];
    struct t2_buf body;
    t2_buf_init(&body, LINE_REPORT_MAX - LINE_REPORT_SIGNATURE_LEN);
    int err = line_report_check(r, why);
    if (err == 0) {
        err = t2_ed25519_public(key, seed);
    }
    if (err == 0 && memcmp(key, r->key, sizeof key) != 0) {
        err = T2_E_ARGUMENT;
    }
    if (err == 0) {
        err = report_put_body(r, &body);
    }
    struct t2_bytes view = t2_buf_view(&body);
    size_t before = out->len;
    if (err != 0 || (err = t2_sha256(id, &view, 1)) != 0 ||
        (err = t2_ed25519_sign(signature, seed, view)) != 0 ||
        (err = t2_buf_append(out, view.ptr, view.len)) != 0 ||
        (err = t2_buf_append(out, signature, sizeof signature)) != 0) {
        out->len = before;
        goto out;
    }
    if (out_id != NULL) {
        memcpy(out_id, id, sizeof id);
    }
out:
    t2_buf_free(&body);
    return err;
}

/* ---- reading ---- */

static void get_place(struct wire_reader *r, struct line_report_place *out)
{
    out->at.x = (int32_t)wire_get_u32(r);
    out->at.y = (int32_t)wire_get_u32(r);
    out->error_cm = wire_get_u32(r);
}

/* A text of at most max bytes with a zero behind; what is in it the rules look at, but a zero would hide the
 * rest. */
static void get_words(struct wire_reader *r, size_t max, char *out)
{
    struct t2_bytes in = wire_get_vec(r, max);
    if (r->err == 0 && in.len > 0) {
        if (memchr(in.ptr, 0, in.len) != NULL) {
            wire_fail(r, T2_E_MALFORMED);
            return;
        }
        memcpy(out, in.ptr, in.len);
    }
}

static uint8_t get_count(struct wire_reader *r, uint8_t max)
{
    uint8_t n = wire_get_u8(r);
    if (n > max) {
        wire_fail(r, T2_E_TOO_LARGE);
        return 0;
    }
    return n;
}

static void get_where(struct wire_reader *r, struct line_report *out)
{
    out->frame = (enum geo_frame)wire_get_u8(r);
    out->has = wire_get_u8(r);
    if (out->has & ~REPORT_HAS_ALL) {
        wire_fail(r, T2_E_MALFORMED);
    }
    if (out->has & LINE_REPORT_PLACE) {
        get_place(r, &out->place);
    }
    if (out->has & LINE_REPORT_OWN) {
        get_place(r, &out->own);
    }
    if (out->has & LINE_REPORT_BEARING) {
        out->bearing = wire_get_u16(r);
        out->bearing_error = wire_get_u16(r);
    }
    if (out->has & LINE_REPORT_DISTANCE) {
        out->distance_m = wire_get_u32(r);
        out->distance_error_m = wire_get_u32(r);
    }
}

static void get_weapons(struct wire_reader *r, struct line_report *out)
{
    uint8_t serial = 0;
    out->n_weapons = get_count(r, LINE_REPORT_MAX_WEAPONS);
    for (size_t i = 0; r->err == 0 && i < out->n_weapons; i++) {
        struct line_report_weapon *x = &out->weapons[i];
        x->family = wire_get_u8(r);
        get_words(r, LINE_REPORT_MODEL_MAX, x->model);
        x->calibre = wire_get_u32(r);
        x->range_m = wire_get_u32(r);
        x->number = wire_get_u32(r);
        x->n_serials = get_count(r, (uint8_t)(LINE_REPORT_MAX_SERIALS - serial));
        for (size_t k = 0; k < x->n_serials; k++) {
            get_words(r, LINE_REPORT_SERIAL_MAX, out->serials[serial++]);
        }
    }
}

static void get_rest(struct wire_reader *r, struct line_report *out)
{
    out->means = wire_get_u16(r);
    out->side = wire_get_u8(r);
    out->verified = wire_get_u8(r);
    out->count_how = wire_get_u8(r);
    out->count = wire_get_u32(r);
    get_words(r, LINE_ID_MAX, out->source);
    get_words(r, LINE_ID_MAX, out->site);
    get_weapons(r, out);
    get_words(r, LINE_REPORT_LANG_MAX, out->remark.lang);
    get_words(r, LINE_REPORT_REMARK_MAX, out->remark.text);
    out->n_attachments = get_count(r, LINE_REPORT_MAX_ATTACHMENTS);
    for (size_t i = 0; r->err == 0 && i < out->n_attachments; i++) {
        wire_get_copy(r, out->attachments[i].sha256, sizeof out->attachments[i].sha256);
        out->attachments[i].size = wire_get_u64(r);
        get_words(r, LINE_REPORT_TYPE_MAX, out->attachments[i].type);
    }
    if (out->has & LINE_REPORT_CORRECTS) {
        out->corrects_number = wire_get_u32(r);
        wire_get_copy(r, out->corrects, sizeof out->corrects);
        get_words(r, LINE_REPORT_LANG_MAX, out->reason.lang);
        get_words(r, LINE_TEXT_MAX, out->reason.text);
    }
}

int line_report_read(struct t2_bytes report, struct line_refusal *why, struct line_report *out)
{
    memset(out, 0, sizeof *out);
    if (report.len > LINE_REPORT_MAX) {
        return T2_E_TOO_LARGE;
    }
    struct wire_reader r = wire_reader_init(report);
    struct t2_bytes mark = wire_get_raw(&r, sizeof MARK - 1);
    if (r.err == 0 && !t2_bytes_eq(mark, t2_bytes_str(MARK))) {
        wire_fail(&r, T2_E_VERSION);
    }
    wire_get_copy(&r, out->mission, sizeof out->mission);
    wire_get_copy(&r, out->key, sizeof out->key);
    out->number = wire_get_u32(&r);
    wire_get_copy(&r, out->previous, sizeof out->previous);
    out->made_s = wire_get_u64(&r);
    out->kind = (enum line_report_kind)wire_get_u8(&r);
    out->begin_s = wire_get_u64(&r);
    out->lasted_s = wire_get_u32(&r);
    out->time_error_s = wire_get_u32(&r);
    get_where(&r, out);
    get_rest(&r, out);
    (void)wire_get_raw(&r, LINE_REPORT_SIGNATURE_LEN);
    int err = wire_reader_finish(&r);
    return err != 0 ? err : line_report_check(out, why);
}

/* ---- checking ---- */

static int check_one(const uint8_t mission[static LINE_REPORT_MISSION_LEN], struct t2_bytes report,
                     struct line_report_checked *out)
{
    struct line_report r;
    int err = line_report_read(report, NULL, &r);
    if (err != 0) {
        return err;
    }
    if (memcmp(r.mission, mission, sizeof r.mission) != 0) {
        return T2_E_REPLAY;
    }
    struct t2_bytes body = {report.ptr, report.len - LINE_REPORT_SIGNATURE_LEN};
    struct t2_bytes signature = {report.ptr + body.len, LINE_REPORT_SIGNATURE_LEN};
    if ((err = t2_ed25519_verify(r.key, body, signature)) != 0 || (err = t2_sha256(out->id, &body, 1)) != 0) {
        return err;
    }
    memcpy(out->key, r.key, sizeof out->key);
    memcpy(out->previous, r.previous, sizeof out->previous);
    memcpy(out->corrects, r.corrects, sizeof out->corrects);
    memcpy(out->signature, signature.ptr, sizeof out->signature);
    out->number = r.number;
    out->corrects_number = r.corrects_number;
    out->made_s = r.made_s;
    out->kind = (uint8_t)r.kind;
    return 0;
}

void line_report_check_all(const uint8_t mission[static LINE_REPORT_MISSION_LEN],
                           const struct t2_bytes *reports, size_t n, struct line_report_checked *out)
{
    for (size_t i = 0; i < n; i++) {
        memset(&out[i], 0, sizeof out[i]);
        int err = check_one(mission, reports[i], &out[i]);
        if (err != 0) {
            out[i] = (struct line_report_checked){.err = err};
        }
    }
}
