/* Canonical bytes of zones (docs/protocol/line.md, "Zones"), their hash, and the comparison of two
 * computations. */
#include "line_internal.h"

#include <stdlib.h>

#include <tracktwo/crypto.h>
#include <tracktwo/wire.h>

#define MAGIC "tracktwo zones 2\n"
#define MAX_POINTS ((size_t)1 << 21) /* of one area */
#define N_LACKS (2 * (LINE_N_SIDES + 1))

/* The line first, then what A and B measure from; of each its start and its finish. */
static int lack_line(int i)
{
    return (i / 2 + LINE_N_SIDES) % (LINE_N_SIDES + 1);
}

static void put_area(struct wire_writer *w, const struct geo_area *a)
{
    size_t ring = 0;
    wire_put_u32(w, (uint32_t)a->n_parts);
    for (size_t part = 0; part < a->n_parts; part++) {
        wire_put_u32(w, a->part_end[part] - (uint32_t)ring);
        for (; ring < a->part_end[part]; ring++) {
            struct geo_points p = geo_area_ring(a, ring);
            wire_put_u32(w, (uint32_t)p.n - 1);
            for (size_t i = 0; i + 1 < p.n; i++) {
                wire_put_u32(w, (uint32_t)p.at[i].x);
                wire_put_u32(w, (uint32_t)p.at[i].y);
            }
        }
    }
}

int line_zones_write(const struct line_zones *z, struct t2_buf *out)
{
    struct wire_writer w = wire_writer_init(out);
    wire_put_raw(&w, t2_bytes_str(MAGIC));
    wire_put_u8(&w, (uint8_t)z->frame);
    wire_put_raw(&w, t2_bytes_of(z->line, sizeof z->line));
    wire_put_raw(&w, t2_bytes_of(z->rule, sizeof z->rule));
    for (int k = 0; k < LINE_N_SIDES; k++) {
        wire_put_raw(&w, t2_bytes_of(z->reference[k], sizeof z->reference[k]));
    }
    for (int i = 0; i < N_LACKS; i++) {
        line_lack_put(&w, &z->lack[lack_line(i)][i % 2]);
    }
    wire_put_u8(&w, (uint8_t)z->n_classes);
    for (size_t i = 0; i < z->n_classes; i++) {
        wire_put_vec(&w, t2_bytes_str(z->class_id[i]));
    }
    wire_put_u8(&w, (uint8_t)z->n);
    for (size_t i = 0; i < z->n; i++) {
        wire_put_u8(&w, (uint8_t)z->at[i].side);
        wire_put_u8(&w, z->at[i].class);
        wire_put_u32(&w, z->at[i].distance_m);
        wire_put_u32(&w, z->more[i].outline_error_mm);
        put_area(&w, &z->at[i].area);
        wire_put_u32(&w, (uint32_t)z->more[i].n_runs);
        for (size_t k = 0; k < z->more[i].n_runs; k++) {
            wire_put_u32(&w, z->more[i].runs[k].first);
            wire_put_u32(&w, z->more[i].runs[k].n);
        }
    }
    put_area(&w, &z->ground[LINE_A]);
    put_area(&w, &z->ground[LINE_B]);
    return wire_writer_finish(&w);
}

int line_zones_digest(const struct line_zones *z, uint8_t out[static LINE_DIGEST_LEN])
{
    struct t2_buf bytes;
    t2_buf_init(&bytes, LINE_ZONE_MAX_BYTES);
    int err = line_zones_write(z, &bytes);
    if (err == 0) {
        struct t2_bytes view = t2_buf_view(&bytes);
        err = t2_sha256(out, &view, 1);
    }
    t2_buf_free(&bytes);
    return err;
}

/* ---- reading ---- */

static int get_ring(struct wire_reader *r, enum geo_frame frame, int hole, struct geo_area *out)
{
    size_t n = wire_get_u32(r);
    if (r->err != 0 || n < 3 || n > MAX_POINTS || n > r->left / 8 || n + out->n_points > MAX_POINTS) {
        wire_fail(r, T2_E_MALFORMED);
        return 0;
    }
    struct geo_point *at = calloc(n + 1, sizeof(at[0]));
    if (at == NULL) {
        return T2_E_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        at[i].x = (int32_t)wire_get_u32(r);
        at[i].y = (int32_t)wire_get_u32(r);
        if (!geo_point_valid(frame, at[i])) {
            wire_fail(r, T2_E_MALFORMED);
        }
    }
    at[n] = at[0];
    if ((geo_ring_twice((struct geo_points){at, n + 1}) < 0) != hole) {
        wire_fail(r, T2_E_MALFORMED);
    }
    int err = r->err == 0 ? geo_area_add(out, at, n + 1, !hole) : 0;
    free(at);
    return err;
}

static int get_area(struct wire_reader *r, enum geo_frame frame, struct geo_area *out)
{
    size_t n_parts = wire_get_u32(r);
    int err = 0;
    for (size_t part = 0; err == 0 && r->err == 0 && part < n_parts; part++) {
        size_t n_rings = wire_get_u32(r);
        if (n_rings == 0) {
            wire_fail(r, T2_E_MALFORMED);
        }
        for (size_t k = 0; err == 0 && r->err == 0 && k < n_rings; k++) {
            err = get_ring(r, frame, k > 0, out);
        }
    }
    return err;
}

static int get_runs(struct wire_reader *r, const struct line_zone *zone, struct zone_more *more)
{
    size_t n = wire_get_u32(r);
    if (r->err != 0 || n > r->left / 8) {
        wire_fail(r, T2_E_MALFORMED);
        return 0;
    }
    more->runs = malloc((n + 1) * sizeof(more->runs[0]));
    if (more->runs == NULL) {
        return T2_E_MEMORY;
    }
    for (size_t k = 0; k < n; k++) {
        struct zone_run run;
        run.first = wire_get_u32(r);
        run.n = wire_get_u32(r);
        if (run.n < 2 || run.first > zone->area.n_points || run.n > zone->area.n_points - run.first) {
            wire_fail(r, T2_E_MALFORMED);
            return 0;
        }
        more->runs[more->n_runs++] = run;
    }
    return 0;
}

/* Who measures from the line itself says the same of it. */
static void get_lacks(struct wire_reader *r, struct line_zones *z)
{
    for (int i = 0; i < N_LACKS; i++) {
        line_lack_get(r, &z->lack[lack_line(i)][i % 2]);
    }
    for (int k = 0; k < LINE_N_SIDES; k++) {
        if (memcmp(z->reference[k], z->line, sizeof z->line) == 0 &&
            memcmp(z->lack[k], z->lack[LINE_N_SIDES], sizeof z->lack[k]) != 0) {
            wire_fail(r, T2_E_MALFORMED);
        }
    }
}

static int get_classes(struct wire_reader *r, struct line_zones *z)
{
    z->n_classes = wire_get_u8(r);
    if (z->n_classes > LINE_MAX_CLASSES) {
        wire_fail(r, T2_E_MALFORMED);
        z->n_classes = 0;
    }
    for (size_t i = 0; r->err == 0 && i < z->n_classes; i++) {
        struct t2_bytes id = wire_get_vec(r, LINE_ID_MAX);
        memcpy(z->class_id[i], id.ptr != NULL ? id.ptr : (const uint8_t *)"", id.len);
        if (!line_id_valid(z->class_id[i]) || strlen(z->class_id[i]) != id.len) {
            wire_fail(r, T2_E_MALFORMED);
        }
    }
    return 0;
}

static int get_zone(struct wire_reader *r, struct line_zones *z)
{
    struct line_zone *zone = &z->at[z->n];
    uint8_t side = wire_get_u8(r);
    size_t twin = 0;
    zone->class = wire_get_u8(r);
    zone->distance_m = wire_get_u32(r);
    z->more[z->n].outline_error_mm = wire_get_u32(r);
    if (side >= LINE_N_SIDES || (zone->class >= z->n_classes && zone->class != LINE_MAX_CLASSES) ||
        zone->distance_m == 0 || zone->distance_m > LINE_MAX_WIDTH_M ||
        line_zones_find(z, zone->class, (enum line_side)side, &twin) == 0) {
        wire_fail(r, T2_E_MALFORMED);
        return 0;
    }
    zone->side = (enum line_side)side;
    zone->kind = zone->class == LINE_MAX_CLASSES ? LINE_ZONE_DEMILITARIZED : LINE_ZONE_CLASS;
    int err = get_area(r, z->frame, &zone->area);
    err = err != 0 ? err : get_runs(r, zone, &z->more[z->n]);
    z->n += err == 0 && r->err == 0;
    return err;
}

/* What only geometry can say: rings do not cross. */
static int areas_check(const struct line_zones *z, struct line_refusal *why)
{
    struct line_gis g;
    int err = line_gis_open(&g);
    for (size_t i = 0; err == 0 && i < z->n + LINE_N_SIDES; i++) {
        const struct geo_area *a = i < z->n ? &z->at[i].area : &z->ground[i - z->n];
        GEOSGeometry *area = line_gis_area(&g, a);
        if (area == NULL) {
            err = line_gis_fail(&g, why);
        } else if (GEOSisValid_r(g.h, area) != 1) {
            err = line_refuse(why, LINE_R_ZONES, T2_SAYS("The outline of a zone crosses itself."));
        }
        GEOSGeom_destroy_r(g.h, area);
    }
    line_gis_close(&g);
    return err;
}

static int zones_read_into(struct line_zones *z, struct t2_bytes in, struct line_refusal *why)
{
    struct wire_reader r = wire_reader_init(in);
    if (!t2_bytes_eq(wire_get_raw(&r, sizeof MAGIC - 1), t2_bytes_str(MAGIC))) {
        wire_fail(&r, T2_E_VERSION);
    }
    uint8_t frame = wire_get_u8(&r);
    z->frame = frame == GEO_FLAT ? GEO_FLAT : GEO_WGS84;
    if (frame > GEO_FLAT) {
        wire_fail(&r, T2_E_MALFORMED);
    }
    wire_get_copy(&r, z->line, sizeof z->line);
    wire_get_copy(&r, z->rule, sizeof z->rule);
    for (int k = 0; k < LINE_N_SIDES; k++) {
        wire_get_copy(&r, z->reference[k], sizeof z->reference[k]);
    }
    get_lacks(&r, z);
    int err = get_classes(&r, z);
    size_t n = wire_get_u8(&r);
    if (n > LINE_MAX_ZONES) {
        wire_fail(&r, T2_E_MALFORMED);
    }
    for (size_t i = 0; err == 0 && r.err == 0 && i < n; i++) {
        err = get_zone(&r, z);
    }
    for (int k = 0; err == 0 && r.err == 0 && k < LINE_N_SIDES; k++) {
        err = get_area(&r, z->frame, &z->ground[k]);
    }
    if (err != 0) {
        return err;
    }
    if (wire_reader_finish(&r) != 0) {
        return line_refuse(
            why, LINE_R_ZONES,
            T2_SAYS("These bytes are no zones, are damaged, or were made by another version."));
    }
    err = areas_check(z, why);
    err = err != 0 ? err : line_zones_index(z);
    return err == T2_E_ARGUMENT ? line_refuse(why, LINE_R_ZONES, T2_SAYS("An edge of a zone is too long."))
                                : err;
}

int line_zones_read(struct t2_bytes in, struct line_refusal *why, struct line_zones **out)
{
    struct line_zones *z = in.len <= LINE_ZONE_MAX_BYTES ? calloc(1, sizeof(*z)) : NULL;
    int err = in.len > LINE_ZONE_MAX_BYTES
                  ? line_refuse(why, LINE_R_ZONES, T2_SAYS("The zones are larger than 64 MB."))
              : z == NULL ? T2_E_MEMORY
                          : zones_read_into(z, in, why);
    if (err != 0) {
        line_zones_free(z);
        return err;
    }
    *out = z;
    return 0;
}

/* ---- comparing ---- */

/* The greatest distance from a point of a's outline to b's outline. */
static int farthest(enum geo_frame frame, const struct geo_area *a, const struct geo_area *b, double *out_m)
{
    double *least = malloc((a->n_points + 1) * sizeof(least[0])), most = 0;
    int err = least == NULL ? T2_E_MEMORY : 0;
    for (size_t i = 0; err == 0 && i < a->n_points; i++) {
        least[i] = HUGE_VAL;
    }
    for (size_t k = 0; err == 0 && k < b->n_rings; k++) {
        struct line_path ring;
        err = line_path_init(&ring, frame, geo_area_ring(b, k));
        for (size_t i = 0; err == 0 && i < a->n_points; i++) {
            struct line_near near;
            line_path_near(&ring, a->points[i].x, a->points[i].y, &near);
            least[i] = fmin(least[i], near.metres);
        }
        line_path_wipe(&ring);
    }
    for (size_t i = 0; err == 0 && i < a->n_points; i++) {
        most = fmax(most, least[i]);
    }
    free(least);
    *out_m = fmax(*out_m, most);
    return err;
}

int line_zones_compare(const struct line_zones *a, const struct line_zones *b, struct line_refusal *why,
                       double *out_m)
{
    double most = 0;
    int same = a->frame == b->frame && a->n == b->n && memcmp(a->line, b->line, sizeof a->line) == 0 &&
               memcmp(a->rule, b->rule, sizeof a->rule) == 0 &&
               memcmp(a->reference, b->reference, sizeof a->reference) == 0 &&
               memcmp(a->lack, b->lack, sizeof a->lack) == 0;
    for (size_t i = 0; same && i < a->n; i++) {
        same = a->at[i].class == b->at[i].class && a->at[i].side == b->at[i].side &&
               a->at[i].distance_m == b->at[i].distance_m;
    }
    if (!same) {
        return line_refuse(why, LINE_R_ZONES,
                           T2_SAYS("These are not zones of the same line and the same rule."));
    }
    int err = 0;
    for (size_t i = 0; err == 0 && i < a->n + LINE_N_SIDES; i++) {
        const struct geo_area *p = i < a->n ? &a->at[i].area : &a->ground[i - a->n];
        const struct geo_area *q = i < a->n ? &b->at[i].area : &b->ground[i - a->n];
        err = farthest(a->frame, p, q, &most);
        err = err != 0 ? err : farthest(a->frame, q, p, &most);
    }
    if (err == 0) {
        *out_m = most;
    }
    return err;
}
