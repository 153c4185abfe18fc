/* A map as GeoJSON (RFC 7946) and as tables (RFC 4180). */
#include "map_internal.h"

#include <stdlib.h>

/* ---- GeoJSON ---- */

struct exporting {
    struct put p;
    size_t n; /* features written */
};

static void positions(struct put *p, struct geo_points at)
{
    put_str(p, "[");
    for (size_t i = 0; i < at.n; i++) {
        put_str(p, i > 0 ? ",[" : "[");
        put_scaled(p, at.at[i].x, 7);
        put_str(p, ",");
        put_scaled(p, at.at[i].y, 7);
        put_str(p, "]");
    }
    put_str(p, "]");
}

static void geometry(struct put *p, const struct line_feature *f)
{
    if (f->area != NULL) {
        put_str(p, "{\"type\":\"MultiPolygon\",\"coordinates\":[");
        for (size_t part = 0, ring = 0; part < f->area->n_parts; part++) {
            put_str(p, part > 0 ? ",[" : "[");
            for (size_t first = ring; ring < f->area->part_end[part]; ring++) {
                put_str(p, ring > first ? "," : "");
                positions(p, geo_area_ring(f->area, ring));
            }
            put_str(p, "]");
        }
        put_str(p, "]}");
    } else if (f->n_lines == 0) {
        put_str(p, "null");
    } else if (f->kind == LINE_FEATURE_SETTLEMENT || f->kind == LINE_FEATURE_SEEN) {
        put_str(p, "{\"type\":\"Point\",\"coordinates\":[");
        put_scaled(p, f->lines[0].at[0].x, 7);
        put_str(p, ",");
        put_scaled(p, f->lines[0].at[0].y, 7);
        put_str(p, "]}");
    } else {
        put_str(p, "{\"type\":\"MultiLineString\",\"coordinates\":[");
        for (size_t i = 0; i < f->n_lines; i++) {
            put_str(p, i > 0 ? "," : "");
            positions(p, f->lines[i]);
        }
        put_str(p, "]}");
    }
}

static int one_feature(void *ctx, const struct line_feature *f)
{
    struct exporting *e = ctx;
    struct put *p = &e->p;
    put_str(p, e->n++ > 0 ? ",\n" : "");
    put_f(p, "{\"type\":\"Feature\",\"properties\":{\"kind\":\"%s\"", line_feature_name(f->kind));
    if (f->side < LINE_N_SIDES) {
        put_f(p, ",\"side\":\"%c\"", 'A' + f->side);
    }
    if (f->class != LINE_NO_CLASS) {
        put_str(p, ",\"class\":");
        put_json(p, f->class == LINE_MAX_CLASSES ? "demilitarized" : f->class_id);
        put_f(p, ",\"distance_m\":%u", (unsigned)f->distance_m);
    }
    if (f->name[0] != '\0') {
        put_str(p, ",\"name\":");
        put_json(p, f->name);
    }
    if (f->kind == LINE_FEATURE_SETTLEMENT && f->n > 0) {
        put_f(p, ",\"people\":%u", (unsigned)f->n);
    }
    if (f->mark < LINE_N_MARKS) {
        put_f(p, ",\"mark\":\"%s\",\"n\":%u,\"from\":\"", line_mark_name((enum line_mark)f->mark),
              (unsigned)f->n);
        put_time(p, f->from_s);
        put_str(p, "\",\"to\":\"");
        put_time(p, f->to_s);
        put_str(p, "\"");
        if (f->kind == LINE_FEATURE_SEEN) {
            put_f(p, ",\"verified\":%s,\"error_m\":", f->verified ? "true" : "false");
            put_scaled(p, f->error_cm, 2);
        }
    }
    put_str(p, "},\"geometry\":");
    geometry(p, f);
    put_str(p, "}");
    return p->err;
}

int line_map_geojson(const struct line_map *m, struct line_refusal *why, struct t2_buf *out)
{
    int err = line_map_check(m);
    if (err != 0) {
        return err;
    }
    if (line_frame(m->line) != GEO_WGS84) {
        return line_refuse(
            why, LINE_R_FORMAT,
            T2_SAYS("This map is an invented flat one: it has no longitude and latitude, which GeoJSON "
                    "needs. Give the file a name that ends in .gpkg."));
    }
    struct exporting e = {put_init(out), 0};
    put_str(&e.p, "{\"type\":\"FeatureCollection\",\"territory\":");
    put_json(&e.p, line_territory(m->line));
    put_str(&e.p, ",\"sides\":[");
    put_json(&e.p, line_side_name(m->line, LINE_A));
    put_str(&e.p, ",");
    put_json(&e.p, line_side_name(m->line, LINE_B));
    put_str(&e.p, "],\"features\":[\n");
    err = line_map_each(m, one_feature, &e);
    put_str(&e.p, "\n]}\n");
    e.p.err = e.p.err != 0 ? e.p.err : err;
    return put_finish(&e.p);
}

/* ---- tables ---- */

int line_map_csv_zones(const struct line_map *m, struct t2_buf *out)
{
    int err = line_map_check(m);
    struct put p = put_init(out);
    if (err != 0) {
        return err;
    }
    put_str(
        &p,
        "zone,side,side_name,class,distance_m,area_km2,area_error_km2,limit_km,limit_error_km,settlements,"
        "people,people_unknown,territory\n");
    for (size_t i = 0; err == 0 && m->zones != NULL && i < line_zones_n(m->zones); i++) {
        const struct line_zone *zone = line_zones_at(m->zones, i);
        struct line_figures f;
        err = line_zones_figures(m->zones, i, m->settlements, m->n_settlements, &f, NULL);
        if (err != 0) {
            break;
        }
        put_f(&p, "%zu,%c,", i + 1, 'A' + (int)zone->side);
        put_csv(&p, line_side_name(m->line, zone->side));
        put_str(&p, ",");
        put_csv(&p, zone->class == LINE_MAX_CLASSES ? "demilitarized" : line_map_class_id(m, zone->class));
        put_f(&p, ",%u,", (unsigned)zone->distance_m);
        put_scaled(&p, llround(f.area_m2 / 100), 4);
        put_str(&p, ",");
        put_scaled(&p, (int64_t)ceil(f.area_error_m2 / 100), 4);
        put_str(&p, ",");
        put_scaled(&p, llround(f.limit_m), 3);
        put_str(&p, ",");
        put_scaled(&p, (int64_t)ceil(f.limit_error_m), 3);
        put_f(&p, ",%zu,%llu,%zu,", f.n_settlements, (unsigned long long)f.people, f.n_unknown);
        put_csv(&p, line_territory(m->line));
        put_str(&p, "\n");
    }
    p.err = p.err != 0 ? p.err : err;
    return put_finish(&p);
}

struct rows {
    struct put p;
    const struct line_map *m;
};

/* Degrees, or metres of a flat map. */
static void place(struct rows *r, struct geo_point at)
{
    const int decimals = line_frame(r->m->line) == GEO_FLAT ? 2 : 7;
    put_scaled(&r->p, at.x, decimals);
    put_str(&r->p, ",");
    put_scaled(&r->p, at.y, decimals);
}

int line_map_csv_reports(const struct line_map *m, struct t2_buf *out)
{
    struct rows r = {put_init(out), m};
    struct put *p = &r.p;
    const int flat = m->line != NULL && line_frame(m->line) == GEO_FLAT;
    int err = line_map_check(m);
    if (err != 0) {
        return err;
    }
    put_f(p,
          m->published != NULL ? "from,to,mark,n,%s,grid_m\n"
                               : "begin,end,mark,kind,count,side,verified,%s,error_m\n",
          flat ? "x_m,y_m" : "longitude,latitude");
    for (size_t i = 0; i < m->n_seen; i++) {
        const struct line_observation *o = &m->seen[i];
        put_time(p, o->begin_s);
        put_str(p, ",");
        put_time(p, o->end_s);
        put_f(p, ",%s,", line_mark_name(o->mark));
        put_csv(p, o->kind);
        put_f(p, o->count > 0 ? ",%u" : ",", (unsigned)o->count);
        put_str(p, o->side == LINE_A ? ",A" : o->side == LINE_B ? ",B" : ",");
        put_str(p, o->verified ? ",yes," : ",no,");
        if (o->has_place) {
            place(&r, o->place);
            put_str(p, ",");
            put_scaled(p, o->error_cm, 2);
        } else {
            put_str(p, ",,");
        }
        put_str(p, "\n");
    }
    for (size_t i = 0; m->published != NULL && i < line_publication_n(m->published); i++) {
        const struct line_published *x = line_publication_at(m->published, i);
        put_time(p, x->from_s);
        put_str(p, ",");
        put_time(p, x->to_s);
        put_f(p, ",%s,%u,", line_mark_name(x->mark), (unsigned)x->n);
        if (x->has_place) {
            place(&r, x->place);
            put_f(p, ",%u\n", (unsigned)line_publication_policy(m->published)->grid_m);
        } else {
            put_str(p, ",,\n");
        }
    }
    return put_finish(p);
}
