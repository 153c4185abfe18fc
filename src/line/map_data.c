/* The map as data for a canvas (docs/protocol/line_map.md): projected decimetres, delta-coded. Made from a
 * map, read back, and written again byte for byte. */
#include "map_internal.h"

#include <stdlib.h>

#include <tracktwo/wire.h>

#define MAGIC "tracktwo map 2\n"
#define MAX_DM 100000000 /* 10,000 km from the centre */
#define MAX_SHAPES ((size_t)1 << 20)
#define MAX_POINTS ((size_t)1 << 22)

/* ---- numbers: seven bits a byte, the least first; signed ones as 2x or -2x - 1 ---- */

static void put_number(struct wire_writer *w, uint64_t x)
{
    for (; x >= 0x80; x >>= 7) {
        wire_put_u8(w, (uint8_t)(x | 0x80));
    }
    wire_put_u8(w, (uint8_t)x);
}

static uint64_t get_number(struct wire_reader *r, uint64_t most)
{
    uint64_t x = 0;
    for (unsigned shift = 0; r->err == 0; shift += 7) {
        const uint8_t byte = wire_get_u8(r);
        if (shift > 56 || (byte == 0 && shift > 0)) { /* too long, or not the shortest */
            wire_fail(r, T2_E_MALFORMED);
            return 0;
        }
        x |= (uint64_t)(byte & 0x7f) << shift;
        if ((byte & 0x80) == 0) {
            break;
        }
    }
    if (r->err != 0 || x > most) {
        wire_fail(r, T2_E_MALFORMED);
        return 0;
    }
    return x;
}

static void put_delta(struct wire_writer *w, int32_t from, int32_t to)
{
    const int64_t d = (int64_t)to - from;
    put_number(w, d >= 0 ? (uint64_t)d * 2 : (uint64_t)-d * 2 - 1);
}

static int32_t get_delta(struct wire_reader *r, int32_t from)
{
    const uint64_t x = get_number(r, 4 * (uint64_t)MAX_DM);
    const int64_t to = from + ((x & 1) != 0 ? -(int64_t)(x / 2) - 1 : (int64_t)(x / 2));
    if (to > MAX_DM || to < -MAX_DM) {
        wire_fail(r, T2_E_MALFORMED);
        return 0;
    }
    return (int32_t)to;
}

/* ---- writing ---- */

static void put_head(struct wire_writer *w, enum geo_frame frame, struct geo_point centre,
                     const char *const text[3], uint32_t grid_m)
{
    wire_put_raw(w, t2_bytes_str(MAGIC));
    wire_put_u8(w, (uint8_t)frame);
    wire_put_u32(w, (uint32_t)centre.x);
    wire_put_u32(w, (uint32_t)centre.y);
    for (int i = 0; i < 3; i++) {
        wire_put_vec(w, t2_bytes_str(text[i]));
    }
    put_number(w, grid_m);
}

static void put_shape(struct wire_writer *w, const struct line_map_shape *s)
{
    int32_t x = 0, y = 0;
    wire_put_u8(w, (uint8_t)(s->kind + 1)); /* 0 ends the shapes */
    wire_put_u8(w, s->side);
    wire_put_u8(w, s->class);
    wire_put_u8(w, s->mark);
    wire_put_u8(w, s->verified);
    wire_put_vec(w, t2_bytes_str(s->class_id));
    wire_put_vec(w, t2_bytes_str(s->name));
    put_number(w, s->distance_m);
    put_number(w, s->n);
    put_number(w, s->error_cm);
    put_number(w, s->from_s);
    put_number(w, s->to_s - s->from_s);
    put_number(w, s->report);
    put_number(w, s->n_runs);
    for (size_t run = 0, i = 0; run < s->n_runs; run++) {
        wire_put_u8(w, s->run_what[run]);
        put_number(w, s->run_end[run] - i);
        for (; i < s->run_end[run]; i++) {
            put_delta(w, x, s->at[i][0]);
            put_delta(w, y, s->at[i][1]);
            x = s->at[i][0];
            y = s->at[i][1];
        }
    }
}

int line_map_data_write(const struct line_map_drawn *d, struct t2_buf *out)
{
    const size_t before = out->len;
    struct wire_writer w = wire_writer_init(out);
    const char *const text[3] = {d->side_name[LINE_A], d->side_name[LINE_B], d->territory};
    put_head(&w, d->frame, d->centre, text, d->grid_m);
    for (size_t i = 0; i < d->n_shapes; i++) {
        put_shape(&w, &d->shapes[i]);
    }
    wire_put_u8(&w, 0);
    int err = wire_writer_finish(&w);
    out->len = err != 0 ? before : out->len;
    return err;
}

/* ---- from a map ---- */

struct drawing {
    struct wire_writer w;
    struct geo_map map;
};

static void shape_wipe(struct line_map_shape *s)
{
    free(s->at);
    free(s->run_end);
    free(s->run_what);
}

static void add_run(struct drawing *d, struct line_map_shape *s, struct geo_points p, enum line_run what)
{
    for (size_t i = 0; i < p.n; i++) {
        double east = 0, north = 0;
        geo_map_to(&d->map, p.at[i].x, p.at[i].y, &east, &north);
        if (!(fabs(east) * 10 < MAX_DM && fabs(north) * 10 < MAX_DM)) {
            return; /* on the other side of the world: not on this map */
        }
        s->at[s->n_points + i][0] = (int32_t)lround(east * 10);
        s->at[s->n_points + i][1] = (int32_t)lround(north * 10);
    }
    s->n_points += p.n;
    s->run_end[s->n_runs] = (uint32_t)s->n_points;
    s->run_what[s->n_runs++] = (uint8_t)what;
}

static int draw(void *ctx, const struct line_feature *f)
{
    struct drawing *d = ctx;
    size_t n_points = f->area != NULL ? f->area->n_points : 0,
           n_runs = f->area != NULL ? f->area->n_rings : 0;
    for (size_t i = 0; f->area == NULL && i < f->n_lines; i++) {
        n_points += f->lines[i].n;
        n_runs++;
    }
    struct line_map_shape s = {.kind = f->kind,
                               .side = f->side,
                               .class = f->class,
                               .mark = f->mark,
                               .verified = f->verified,
                               .distance_m = f->distance_m,
                               .n = f->n,
                               .error_cm = f->error_cm,
                               .report = f->report,
                               .from_s = f->from_s,
                               .to_s = f->to_s >= f->from_s ? f->to_s : f->from_s};
    put_clean(s.class_id, sizeof s.class_id, f->class_id);
    put_clean(s.name, sizeof s.name, f->name);
    s.at = malloc((n_points + 1) * sizeof(s.at[0]));
    s.run_end = malloc((n_runs + 1) * sizeof(s.run_end[0]));
    s.run_what = malloc(n_runs + 1);
    int err = s.at == NULL || s.run_end == NULL || s.run_what == NULL ? T2_E_MEMORY : 0;
    for (size_t ring = 0, part = 0; err == 0 && f->area != NULL && ring < n_runs; ring++) {
        struct geo_points p = geo_area_ring(f->area, ring);
        const int first = ring == 0 || ring == f->area->part_end[part];
        part += ring > 0 && first;
        p.n--; /* a ring closes itself */
        add_run(d, &s, p, first ? LINE_RUN_OUTLINE : LINE_RUN_HOLE);
    }
    for (size_t i = 0; err == 0 && f->area == NULL && i < f->n_lines; i++) {
        const int point = f->kind == LINE_FEATURE_SETTLEMENT || f->kind == LINE_FEATURE_SEEN;
        add_run(d, &s, f->lines[i], point ? LINE_RUN_POINT : LINE_RUN_LINE);
    }
    if (err == 0) {
        put_shape(&d->w, &s);
        err = d->w.err;
    }
    shape_wipe(&s);
    return err;
}

int line_map_data(const struct line_map *m, struct t2_buf *out)
{
    const size_t before = out->len;
    struct drawing d = {.w = wire_writer_init(out)};
    char clean[3][LINE_TEXT_MAX + 1];
    int err = line_map_check(m);
    if (err != 0 || (err = line_map_centre(m, &d.map)) != 0) {
        return err;
    }
    put_clean(clean[0], sizeof clean[0], line_side_name(m->line, LINE_A));
    put_clean(clean[1], sizeof clean[1], line_side_name(m->line, LINE_B));
    put_clean(clean[2], sizeof clean[2], line_territory(m->line));
    const char *const text[3] = {clean[0], clean[1], clean[2]};
    put_head(&d.w, line_frame(m->line), d.map.centre, text,
             m->published != NULL ? line_publication_policy(m->published)->grid_m : 0);
    err = line_map_each(m, draw, &d);
    wire_put_u8(&d.w, 0);
    err = err != 0 ? err : wire_writer_finish(&d.w);
    out->len = err != 0 ? before : out->len;
    return err;
}

/* ---- reading ---- */

static void get_text(struct wire_reader *r, char *out, size_t most)
{
    const struct t2_bytes text = wire_get_vec(r, most);
    char clean[LINE_TEXT_MAX + 1];
    if (r->err != 0) {
        out[0] = '\0';
        return;
    }
    memcpy(out, text.ptr != NULL ? text.ptr : (const uint8_t *)"", text.len);
    out[text.len] = '\0';
    put_clean(clean, sizeof clean, out);
    if (strlen(clean) != text.len || memcmp(clean, out, text.len) != 0) { /* the writer cleans */
        wire_fail(r, T2_E_MALFORMED);
    }
}

static int get_runs(struct wire_reader *r, struct line_map_shape *s)
{
    int32_t x = 0, y = 0;
    const size_t n_runs = get_number(r, MAX_POINTS);
    if (r->err != 0 || n_runs > r->left / 4) { /* a run of one point is four bytes */
        wire_fail(r, T2_E_MALFORMED);
        return 0;
    }
    s->run_end = malloc((n_runs + 1) * sizeof(s->run_end[0]));
    s->run_what = malloc(n_runs + 1);
    if (s->run_end == NULL || s->run_what == NULL) {
        return T2_E_MEMORY;
    }
    while (r->err == 0 && s->n_runs < n_runs) {
        const uint8_t what = wire_get_u8(r);
        const size_t n = get_number(r, MAX_POINTS);
        if (r->err != 0 || what >= LINE_N_RUNS || n == 0 || n > r->left / 2 ||
            (what == LINE_RUN_POINT && n != 1) || (what == LINE_RUN_HOLE && s->n_runs == 0)) {
            wire_fail(r, T2_E_MALFORMED);
            return 0;
        }
        int32_t(*more)[2] = realloc(s->at, (s->n_points + n) * sizeof(more[0]));
        if (more == NULL) {
            return T2_E_MEMORY;
        }
        s->at = more;
        for (size_t i = 0; i < n; i++, s->n_points++) {
            x = get_delta(r, x);
            y = get_delta(r, y);
            s->at[s->n_points][0] = x;
            s->at[s->n_points][1] = y;
        }
        s->run_what[s->n_runs] = what;
        s->run_end[s->n_runs++] = (uint32_t)s->n_points;
    }
    return 0;
}

static int get_shape(struct wire_reader *r, uint8_t kind, struct line_map_shape *s)
{
    s->kind = (enum line_feature_kind)(kind - 1);
    s->side = wire_get_u8(r);
    s->class = wire_get_u8(r);
    s->mark = wire_get_u8(r);
    s->verified = wire_get_u8(r);
    get_text(r, s->class_id, LINE_ID_MAX);
    get_text(r, s->name, LINE_TEXT_MAX);
    s->distance_m = (uint32_t)get_number(r, UINT32_MAX);
    s->n = (uint32_t)get_number(r, UINT32_MAX);
    s->error_cm = (uint32_t)get_number(r, UINT32_MAX);
    s->from_s = get_number(r, INT64_MAX / 2);
    s->to_s = s->from_s + get_number(r, INT64_MAX / 2);
    s->report = (uint32_t)get_number(r, UINT32_MAX);
    if (kind > LINE_N_FEATURE_KINDS || s->side > LINE_N_SIDES ||
        (s->class > LINE_MAX_CLASSES && s->class != LINE_NO_CLASS) || s->mark > LINE_N_MARKS ||
        s->verified > 1) {
        wire_fail(r, T2_E_MALFORMED);
        return 0;
    }
    return get_runs(r, s);
}

static int get_shapes(struct wire_reader *r, struct line_map_drawn *d)
{
    size_t cap = 0;
    for (;;) {
        const uint8_t kind = wire_get_u8(r);
        if (r->err != 0 || kind == 0) {
            return 0;
        }
        if (d->n_shapes == cap) {
            cap = cap * 2 + 8;
            struct line_map_shape *more =
                d->n_shapes < MAX_SHAPES ? realloc(d->shapes, cap * sizeof(more[0])) : NULL;
            if (more == NULL) {
                return d->n_shapes < MAX_SHAPES ? T2_E_MEMORY : T2_E_TOO_LARGE;
            }
            d->shapes = more;
        }
        struct line_map_shape *s = &d->shapes[d->n_shapes++];
        memset(s, 0, sizeof *s);
        int err = get_shape(r, kind, s);
        if (err != 0) {
            return err;
        }
    }
}

int line_map_data_read(struct t2_bytes in, struct line_map_drawn **out)
{
    const struct t2_bytes magic = t2_bytes_str(MAGIC);
    struct wire_reader r = wire_reader_init(in);
    if (in.len > LINE_MAP_MAX_BYTES) {
        return T2_E_TOO_LARGE;
    }
    if (!t2_bytes_eq(wire_get_raw(&r, magic.len), magic)) {
        return r.err != 0 ? r.err : T2_E_VERSION;
    }
    struct line_map_drawn *d = calloc(1, sizeof(*d));
    if (d == NULL) {
        return T2_E_MEMORY;
    }
    const uint8_t frame = wire_get_u8(&r);
    d->frame = frame == GEO_FLAT ? GEO_FLAT : GEO_WGS84;
    d->centre.x = (int32_t)wire_get_u32(&r);
    d->centre.y = (int32_t)wire_get_u32(&r);
    if (frame > GEO_FLAT || !geo_point_valid(d->frame, d->centre)) {
        wire_fail(&r, T2_E_MALFORMED);
    }
    get_text(&r, d->side_name[LINE_A], LINE_TEXT_MAX);
    get_text(&r, d->side_name[LINE_B], LINE_TEXT_MAX);
    get_text(&r, d->territory, LINE_TEXT_MAX);
    d->grid_m = (uint32_t)get_number(&r, LINE_PUBLISH_MAX_GRID_M);
    int err = get_shapes(&r, d);
    err = err != 0 ? err : wire_reader_finish(&r);
    if (err != 0) {
        line_map_drawn_free(d);
        return err;
    }
    *out = d;
    return 0;
}

void line_map_drawn_free(struct line_map_drawn *d)
{
    if (d != NULL) {
        for (size_t i = 0; i < d->n_shapes; i++) {
            shape_wipe(&d->shapes[i]);
        }
        free(d->shapes);
        free(d);
    }
}
