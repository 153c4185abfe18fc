/* A feature's geometry as a GeoPackage has it: OGC 12-128r15, clause 2.1.3 (header) and OGC 06-103r4 (WKB),
 * both little-endian. The file is the desk's. */
#include "map_internal.h"

#define WKB_POINT 1
#define WKB_LINE 2
#define WKB_POLYGON 3
#define WKB_MULTILINE 5
#define WKB_MULTIPOLYGON 6

struct blob {
    struct t2_buf *out;
    double unit;
    int err;
};

static void put_low_first(struct blob *b, uint64_t x, int n)
{
    uint8_t bytes[8];
    for (int i = 0; i < n; i++) {
        bytes[i] = (uint8_t)(x >> (8 * i));
    }
    b->err = b->err != 0 ? b->err : t2_buf_append(b->out, bytes, (size_t)n);
}

static void put_real(struct blob *b, double x)
{
    uint64_t bits = 0;
    memcpy(&bits, &x, sizeof bits);
    put_low_first(b, bits, 8);
}

static void put_type(struct blob *b, unsigned type, size_t n)
{
    put_low_first(b, 1, 1);
    put_low_first(b, type, 4);
    if (type != WKB_POINT) {
        put_low_first(b, n, 4);
    }
}

/* Division rounds once: the double nearest to what the integer says. */
static void put_points(struct blob *b, struct geo_points p)
{
    for (size_t i = 0; i < p.n; i++) {
        put_real(b, p.at[i].x / b->unit);
        put_real(b, p.at[i].y / b->unit);
    }
}

static void box_add(double box[4], struct geo_points p, double unit)
{
    for (size_t i = 0; i < p.n; i++) {
        box[0] = fmin(box[0], p.at[i].x / unit);
        box[1] = fmax(box[1], p.at[i].x / unit);
        box[2] = fmin(box[2], p.at[i].y / unit);
        box[3] = fmax(box[3], p.at[i].y / unit);
    }
}

int line_feature_gpkg(enum geo_frame frame, const struct line_feature *f, struct t2_buf *out,
                      double out_box[static 4])
{
    struct blob b = {out, frame == GEO_FLAT ? 100 : GEO_UNITS_PER_DEG, 0};
    const size_t before = out->len;
    double box[4] = {HUGE_VAL, -HUGE_VAL, HUGE_VAL, -HUGE_VAL};
    if (f->area != NULL) {
        box_add(box, (struct geo_points){f->area->points, f->area->n_points}, b.unit);
    }
    for (size_t i = 0; f->area == NULL && i < f->n_lines; i++) {
        box_add(box, f->lines[i], b.unit);
    }
    if (!(box[0] <= box[1])) {
        return T2_E_MISSING;
    }
    put_low_first(&b, 'G' | 'P' << 8, 2);
    put_low_first(&b, 0, 1);                                     /* version 1 */
    put_low_first(&b, 1 | 1 << 1, 1);                            /* little-endian, an envelope of x and y */
    put_low_first(&b, frame == GEO_FLAT ? UINT32_MAX : 4326, 4); /* -1: undefined Cartesian */
    for (int i = 0; i < 4; i++) {
        put_real(&b, box[i]);
    }
    if (f->area != NULL) {
        put_type(&b, WKB_MULTIPOLYGON, f->area->n_parts);
        for (size_t part = 0, ring = 0; part < f->area->n_parts; part++) {
            put_type(&b, WKB_POLYGON, f->area->part_end[part] - ring);
            for (; ring < f->area->part_end[part]; ring++) {
                const struct geo_points p = geo_area_ring(f->area, ring);
                put_low_first(&b, p.n, 4);
                put_points(&b, p);
            }
        }
    } else if (f->kind == LINE_FEATURE_SETTLEMENT || f->kind == LINE_FEATURE_SEEN) {
        put_type(&b, WKB_POINT, 1);
        put_points(&b, f->lines[0]);
    } else {
        put_type(&b, WKB_MULTILINE, f->n_lines);
        for (size_t i = 0; i < f->n_lines; i++) {
            put_type(&b, WKB_LINE, f->lines[i].n);
            put_points(&b, f->lines[i]);
        }
    }
    if (b.err != 0) {
        out->len = before;
        return b.err;
    }
    memcpy(out_box, box, sizeof box);
    return 0;
}
