/* Canonical bytes of a line (docs/protocol/line.md, "The line"): reader and writer. */
#include "line_internal.h"

#include <stdlib.h>

#include <tracktwo/crypto.h>
#include <tracktwo/wire.h>

#define MAGIC "tracktwo line 2\n"

void line_lack_put(struct wire_writer *w, const struct line_lack *lack)
{
    wire_put_u32(w, lack->mm);
    wire_put_u32(w, lack->turn_urad);
}

void line_lack_get(struct wire_reader *r, struct line_lack *out)
{
    out->mm = wire_get_u32(r);
    out->turn_urad = wire_get_u32(r);
    if (out->turn_urad > LINE_LACK_MAX_TURN || (out->mm == 0 && out->turn_urad != 0)) {
        wire_fail(r, T2_E_MALFORMED);
    }
}

static void put_points(struct wire_writer *w, struct geo_points p)
{
    wire_put_u32(w, (uint32_t)p.n);
    for (size_t i = 0; i < p.n; i++) {
        wire_put_u32(w, (uint32_t)p.at[i].x);
        wire_put_u32(w, (uint32_t)p.at[i].y);
    }
}

int line_write(const struct line *l, struct t2_buf *out)
{
    struct wire_writer w = wire_writer_init(out);
    wire_put_raw(&w, t2_bytes_str(MAGIC));
    wire_put_u8(&w, (uint8_t)l->frame);
    for (int k = 0; k < LINE_N_SIDES; k++) {
        wire_put_vec(&w, t2_bytes_str(l->side_name[k]));
    }
    wire_put_vec(&w, t2_bytes_str(l->territory));
    for (int k = 0; k < 2; k++) {
        wire_put_u8(&w, (uint8_t)l->ends[k].kind);
        put_points(&w, (struct geo_points){l->ends[k].points, l->ends[k].n_points});
        line_lack_put(&w, &l->lack[k]);
    }
    put_points(&w, line_points(l));
    for (int k = 0; k < LINE_N_SIDES; k++) {
        put_points(&w, (struct geo_points){l->edge[k], l->n_edge[k]});
    }
    return wire_writer_finish(&w);
}

int line_digest(const struct line *l, uint8_t out[static LINE_DIGEST_LEN])
{
    struct t2_buf bytes;
    t2_buf_init(&bytes, (size_t)64 << 20);
    int err = line_write(l, &bytes);
    if (err == 0) {
        struct t2_bytes view = t2_buf_view(&bytes);
        err = t2_sha256(out, &view, 1);
    }
    t2_buf_free(&bytes);
    return err;
}

static int get_points(struct wire_reader *r, size_t max, struct geo_point **out, size_t *out_n)
{
    size_t n = wire_get_u32(r);
    if (r->err == 0 && (n > max || n > r->left / 8)) {
        wire_fail(r, n > max ? T2_E_TOO_LARGE : T2_E_TRUNCATED);
    }
    if (r->err != 0 || n == 0) {
        return 0;
    }
    struct geo_point *at = malloc(n * sizeof(at[0]));
    if (at == NULL) {
        return T2_E_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        at[i].x = (int32_t)wire_get_u32(r);
        at[i].y = (int32_t)wire_get_u32(r);
    }
    *out = at;
    *out_n = n;
    return 0;
}

static int get_text(struct wire_reader *r, char **out)
{
    struct t2_bytes text = wire_get_vec(r, LINE_TEXT_MAX);
    if (r->err != 0) {
        return 0;
    }
    if (!line_text_valid((const char *)text.ptr, text.len)) {
        wire_fail(r, T2_E_MALFORMED);
        return 0;
    }
    return (*out = strndup((const char *)text.ptr, text.len)) == NULL ? T2_E_MEMORY : 0;
}

static int ends_check(const struct line *l)
{
    for (int k = 0; k < 2; k++) {
        int points = l->ends[k].kind == LINE_END_POINTS;
        if (l->ends[k].kind < LINE_END_ROUND || l->ends[k].kind > LINE_END_POINTS ||
            points != (l->ends[k].n_points > 0) ||
            (l->lack[k].mm != 0 && (points || l->edge[LINE_A] != NULL))) { /* it was declared, not derived */
            return T2_E_MALFORMED;
        }
    }
    return (l->edge[LINE_A] == NULL) != (l->edge[LINE_B] == NULL) || l->n_points < 2 ||
                   (l->frame != GEO_WGS84 && l->frame != GEO_FLAT) ||
                   strcmp(l->side_name[LINE_A], l->side_name[LINE_B]) == 0
               ? T2_E_MALFORMED
               : 0;
}

static int line_read_into(struct line *l, struct t2_bytes in, struct line_refusal *why)
{
    struct wire_reader r = wire_reader_init(in);
    int err = 0;
    if (!t2_bytes_eq(wire_get_raw(&r, sizeof MAGIC - 1), t2_bytes_str(MAGIC))) {
        wire_fail(&r, T2_E_VERSION);
    }
    l->frame = (enum geo_frame)wire_get_u8(&r);
    for (int k = 0; err == 0 && k < LINE_N_SIDES; k++) {
        err = get_text(&r, &l->side_name[k]);
    }
    err = err != 0 ? err : get_text(&r, &l->territory);
    for (int k = 0; err == 0 && k < 2; k++) {
        struct geo_point *points = NULL;
        l->ends[k].kind = (enum line_end)wire_get_u8(&r);
        err = get_points(&r, LINE_MAX_END_POINTS, &points, &l->ends[k].n_points);
        l->ends[k].points = points;
        line_lack_get(&r, &l->lack[k]);
    }
    err = err != 0 ? err : get_points(&r, LINE_MAX_POINTS, &l->points, &l->n_points);
    for (int k = 0; err == 0 && k < LINE_N_SIDES; k++) {
        err = get_points(&r, LINE_MAX_POINTS, &l->edge[k], &l->n_edge[k]);
    }
    if (err != 0) {
        return err;
    }
    if (wire_reader_finish(&r) != 0 || ends_check(l) != 0) {
        return line_refuse(why, LINE_R_FORMAT,
                           T2_SAYS("These bytes are no line, are damaged, or were made by another version."));
    }
    return line_finish(l, why);
}

int line_read(struct t2_bytes in, struct line_refusal *why, struct line **out)
{
    struct line *l = calloc(1, sizeof(*l));
    int err = l == NULL ? T2_E_MEMORY : line_read_into(l, in, why);
    if (err != 0) {
        line_free(l);
        return err;
    }
    *out = l;
    return 0;
}
