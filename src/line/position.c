/* Declared positions: committed each for itself and opened one by one. The commitment is SHA-256 over a
 * label, the context, 32 random bytes and the position; the random bytes keep anybody from trying out places.
 */
#include "days_internal.h"

#include <tracktwo/crypto.h>
#include <tracktwo/line_track.h>
#include <tracktwo/secret.h>
#include <tracktwo/wire.h>

#define VERSION 1
#define MAX_COUNT 1000000
#define MAX_BY_DAY 36500

static int position_valid(enum geo_frame frame, const struct line_position *p)
{
    return memchr(p->id, '\0', sizeof p->id) != NULL && memchr(p->serial, '\0', sizeof p->serial) != NULL &&
           line_id_valid(p->id) && (p->serial[0] == '\0' || line_utf8_valid(p->serial, strlen(p->serial))) &&
           p->side < LINE_N_SIDES && p->weapon < LINE_N_WEAPONS && p->calibre <= 100000 &&
           p->range_m <= 10000000 && p->count >= 1 && p->count <= MAX_COUNT &&
           geo_point_valid(frame, p->from) && geo_point_valid(frame, p->to) && p->by_day >= -MAX_BY_DAY &&
           p->by_day <= MAX_BY_DAY;
}

void line_opening_wipe(struct line_opening *o)
{
    t2_wipe(o, sizeof *o);
}

static void put_position(struct wire_writer *w, const struct line_position *p)
{
    wire_put_vec(w, t2_bytes_str(p->id));
    wire_put_vec(w, t2_bytes_str(p->serial));
    wire_put_u8(w, p->side);
    wire_put_u8(w, p->weapon);
    wire_put_u32(w, p->calibre);
    wire_put_u32(w, p->range_m);
    wire_put_u32(w, p->count);
    wire_put_u32(w, (uint32_t)p->from.x);
    wire_put_u32(w, (uint32_t)p->from.y);
    wire_put_u32(w, (uint32_t)p->to.x);
    wire_put_u32(w, (uint32_t)p->to.y);
    wire_put_u32(w, (uint32_t)p->by_day);
}

int line_opening_write(const struct line_opening *o, struct t2_buf *out)
{
    struct wire_writer w = wire_writer_init(out);
    wire_put_u8(&w, VERSION);
    wire_put_raw(&w, t2_bytes_of(o->salt, LINE_SALT_LEN));
    put_position(&w, &o->position);
    return wire_writer_finish(&w);
}

/* Ids and serials have the same greatest length. */
static void get_id(struct wire_reader *r, char out[static LINE_ID_MAX + 1])
{
    _Static_assert(LINE_ID_MAX == LINE_REPORT_SERIAL_MAX, "one reader for both");
    struct t2_bytes b = wire_get_vec(r, LINE_ID_MAX);
    memset(out, 0, LINE_ID_MAX + 1);
    if (b.len > 0) {
        memcpy(out, b.ptr, b.len);
    }
    wire_fail(r, strlen(out) != b.len ? T2_E_MALFORMED : 0);
}

int line_opening_read(struct t2_bytes in, enum geo_frame frame, struct line_opening *out)
{
    struct wire_reader r = wire_reader_init(in);
    struct line_opening o;
    struct line_position *p = &o.position;
    memset(&o, 0, sizeof o);
    uint8_t version = wire_get_u8(&r);
    wire_get_copy(&r, o.salt, LINE_SALT_LEN);
    get_id(&r, p->id);
    get_id(&r, p->serial);
    p->side = wire_get_u8(&r);
    p->weapon = wire_get_u8(&r);
    p->calibre = wire_get_u32(&r);
    p->range_m = wire_get_u32(&r);
    p->count = wire_get_u32(&r);
    p->from.x = (int32_t)wire_get_u32(&r);
    p->from.y = (int32_t)wire_get_u32(&r);
    p->to.x = (int32_t)wire_get_u32(&r);
    p->to.y = (int32_t)wire_get_u32(&r);
    p->by_day = (int32_t)wire_get_u32(&r);
    int err = wire_reader_finish(&r);
    err = err != 0 ? err : version != VERSION ? T2_E_VERSION : !position_valid(frame, p) ? T2_E_MALFORMED : 0;
    if (err == 0) {
        *out = o;
    }
    line_opening_wipe(&o);
    return err;
}

static int commitment_of(const uint8_t *context, const struct line_opening *o, uint8_t *out)
{
    struct t2_buf b = {.max = LINE_OPENING_MAX}; /* wiped when freed */
    int err = line_opening_write(o, &b);
    const struct t2_bytes parts[] = {t2_bytes_str("tracktwo line position 1"),
                                     t2_bytes_of(context, LINE_DIGEST_LEN), t2_buf_view(&b)};
    err = err != 0 ? err : t2_sha256(out, parts, 3);
    t2_buf_free(&b);
    return err;
}

int line_position_commit(const struct t2_random *rng, const uint8_t context[static LINE_DIGEST_LEN],
                         enum geo_frame frame, const struct line_position *p, struct line_opening *out,
                         uint8_t out_commitment[static LINE_COMMITMENT_LEN])
{
    if (!position_valid(frame, p)) {
        return T2_E_ARGUMENT;
    }
    struct line_opening o = {.position = *p};
    int err = t2_random_fill(rng, o.salt, LINE_SALT_LEN);
    memset(out, 0, sizeof *out);
    memset(out_commitment, 0, LINE_COMMITMENT_LEN);
    err = err != 0 ? err : commitment_of(context, &o, out_commitment);
    if (err == 0) {
        *out = o;
    }
    line_opening_wipe(&o);
    return err;
}

int line_declared_open(struct line_declared *d, const uint8_t context[static LINE_DIGEST_LEN],
                       const struct line_opening *o)
{
    uint8_t got[LINE_COMMITMENT_LEN];
    int err = commitment_of(context, o, got);
    if (err != 0) {
        return err;
    }
    if (memcmp(got, d->commitment, LINE_COMMITMENT_LEN) != 0) { /* both are public */
        return T2_E_AUTH;
    }
    if (d->open) {
        return T2_E_EXISTS;
    }
    if (o->position.side != d->side || o->position.by_day != d->by_day) {
        return T2_E_REFUSED;
    }
    d->position = o->position;
    d->open = 1;
    return 0;
}
