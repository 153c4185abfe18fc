/* Zones from a line and a rule. GEOS's overlay with a precision of one unit makes the last step, so that what
 * comes out is a valid polygon of whole units; rounding coordinates by oneself breaks polygons. */
#include "line_internal.h"

#include <stdlib.h>

#define BEYOND_M 20000.0 /* how far the grounds reach beyond the widest zone */

/* From where one side measures. */
struct origin {
    const struct line_path *path;
    const struct line_ending *ends;
    GEOSGeometry *half[LINE_N_SIDES]; /* its two sides */
    int contact;                      /* 1: it is the line of contact */
};

struct making {
    struct line_gis g;
    const struct line *line;
    const struct line_rule *rule;
    struct line_refusal *why;
    struct origin contact;
    struct origin of[LINE_N_SIDES]; /* the reference of each side */
    struct line_frame_box box;
    /* The outlines made last for each side's reference: the two sides often share one. */
    GEOSGeometry *around;
    const struct line_path *around_path;
    double around_m;
    struct line_zones *z;
};

static int reference_of(struct making *m, enum line_side side, const struct line_reference *references,
                        size_t n)
{
    const char *id = m->rule->reference[side];
    const struct line *l = m->line;
    int edge = strcmp(id, "edge") == 0;
    struct origin *o = &m->of[side];
    if (edge || strcmp(id, "contact") == 0) {
        *o = (struct origin){.path = line_path_of(l, side, edge), .ends = l->ends};
        o->contact = o->path == &l->path;
        memcpy(m->z->lack[side], l->lack, sizeof l->lack);
        return line_digest(l, m->z->reference[side]);
    }
    for (size_t i = 0; i < n; i++) {
        if (strcmp(references[i].id, id) == 0) {
            const struct line *r = references[i].line;
            if (r->frame != l->frame) {
                break;
            }
            *o = (struct origin){.path = &r->path, .ends = r->ends};
            memcpy(m->z->lack[side], r->lack, sizeof r->lack);
            return line_digest(r, m->z->reference[side]);
        }
    }
    return line_refuse(
        m->why, LINE_R_REFERENCE,
        T2_SAYS("The rule measures from the line \"%s\", which was not given (or is of another frame)."), id);
}

static double widest_m(const struct line_rule *r)
{
    double most = 0;
    for (int k = 0; k < LINE_N_SIDES; k++) {
        most = fmax(most, r->demilitarized_m[k]);
        for (size_t i = 0; i < r->n_classes; i++) {
            most = fmax(most, line_rule_distance_m(r, i, (enum line_side)k));
        }
    }
    return most;
}

static int32_t least(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

/* The box that all halves share. */
static int common_box(struct making *m)
{
    double reach = widest_m(m->rule) + BEYOND_M;
    int err = line_box_around(m->contact.path, reach, &m->box, m->why);
    for (int k = 0; err == 0 && k < LINE_N_SIDES; k++) {
        struct line_frame_box b;
        err = line_box_around(m->of[k].path, reach, &b, m->why);
        if (err == 0) {
            m->box = (struct line_frame_box){least(b.x0, m->box.x0), least(b.y0, m->box.y0),
                                             -least(-b.x1, -m->box.x1), -least(-b.y1, -m->box.y1)};
        }
    }
    return err;
}

static int halves_of(struct making *m, struct origin *o, struct geo_area *keep)
{
    struct geo_area half[LINE_N_SIDES] = {{0}, {0}};
    int err = line_halves(&m->g, o->path, o->ends, &m->box, half, m->why);
    for (int k = 0; err == 0 && k < LINE_N_SIDES; k++) {
        if ((o->half[k] = line_gis_area(&m->g, &half[k])) == NULL) {
            err = line_gis_fail(&m->g, m->why);
        }
    }
    for (int k = 0; k < LINE_N_SIDES; k++) {
        if (err == 0 && keep != NULL) {
            keep[k] = half[k];
        } else {
            geo_area_free(&half[k]);
        }
    }
    return err;
}

/* The outline around a path at a distance, kept until another is asked for. Borrowed. */
static int around(struct making *m, const struct line_path *path, double metres, GEOSGeometry **out)
{
    if (m->around == NULL || m->around_path != path || m->around_m != metres) {
        GEOSGeom_destroy_r(m->g.h, m->around);
        m->around = NULL;
        int err = line_around(&m->g, path, metres, &m->around, m->why);
        if (err != 0) {
            return err;
        }
        m->around_path = path;
        m->around_m = metres;
    }
    *out = m->around;
    return 0;
}

/* Ground of the side that lies before its own reference: between the two lines, as far as the zone reaches
 * along them. */
static int between_lines(struct making *m, enum line_side side, double metres, GEOSGeometry **out)
{
    GEOSGeometry *by_reference = NULL, *by_contact = NULL, *both = NULL, *strip = NULL, *made = NULL;
    int err = line_around(&m->g, m->of[side].path, metres, &by_reference, m->why);
    err = err != 0 ? err : line_around(&m->g, m->contact.path, metres, &by_contact, m->why);
    if (err == 0) {
        both = line_gis_polygons(&m->g, GEOSUnionPrec_r(m->g.h, by_reference, by_contact, 1));
        strip = line_gis_polygons(
            &m->g, GEOSDifferencePrec_r(m->g.h, m->contact.half[side], m->of[side].half[side], 1));
        made = both != NULL && strip != NULL
                   ? line_gis_polygons(&m->g, GEOSIntersectionPrec_r(m->g.h, both, strip, 1))
                   : NULL;
        err = made == NULL ? line_gis_fail(&m->g, m->why) : 0;
    }
    GEOSGeom_destroy_r(m->g.h, by_reference);
    GEOSGeom_destroy_r(m->g.h, by_contact);
    GEOSGeom_destroy_r(m->g.h, both);
    GEOSGeom_destroy_r(m->g.h, strip);
    *out = made;
    return err;
}

static int zone_area(struct making *m, enum line_side side, double metres, struct geo_area *out)
{
    GEOSGeometry *all = NULL;
    int err = around(m, m->of[side].path, metres, &all);
    if (err != 0) {
        return err;
    }
    GEOSGeometry *made =
        line_gis_polygons(&m->g, GEOSIntersectionPrec_r(m->g.h, all, m->of[side].half[side], 1));
    if (made != NULL && !m->of[side].contact) {
        GEOSGeometry *more = NULL, *sum = NULL;
        err = between_lines(m, side, metres, &more);
        sum = err == 0 ? line_gis_polygons(&m->g, GEOSUnionPrec_r(m->g.h, made, more, 1)) : NULL;
        GEOSGeom_destroy_r(m->g.h, more);
        GEOSGeom_destroy_r(m->g.h, made);
        made = sum;
    }
    if (err == 0 && made == NULL) {
        err = line_gis_fail(&m->g, m->why);
    }
    if (err == 0 && GEOSNormalize_r(m->g.h, made) != 0) {
        err = line_gis_fail(&m->g, m->why);
    }
    err = err != 0 ? err : line_gis_to_area(&m->g, made, out);
    GEOSGeom_destroy_r(m->g.h, made);
    return err == T2_E_REFUSED ? line_gis_fail(&m->g, m->why) : err;
}

static int add_zone(struct making *m, size_t class, enum line_side side, uint32_t metres)
{
    struct line_zones *z = m->z;
    if (metres == 0) {
        return 0;
    }
    struct line_zone *zone = &z->at[z->n];
    *zone = (struct line_zone){.kind = class == LINE_MAX_CLASSES ? LINE_ZONE_DEMILITARIZED : LINE_ZONE_CLASS,
                               .side = side,
                               .class = (uint8_t) class,
                               .distance_m = metres};
    /* Two classes with the same distance have the same zone. */
    for (size_t i = 0; i < z->n; i++) {
        if (z->at[i].side == side && z->at[i].distance_m == metres) {
            int err = geo_area_copy(&z->at[i].area, &zone->area);
            z->n += err == 0;
            return err != 0 ? err : line_zone_measure(m->of[side].path, zone, &z->more[z->n - 1]);
        }
    }
    int err = zone_area(m, side, metres, &zone->area);
    if (err == 0) {
        z->n++;
        err = line_zone_measure(m->of[side].path, zone, &z->more[z->n - 1]);
    }
    return err;
}

static int all_zones(struct making *m)
{
    const struct line_rule *r = m->rule;
    int err = 0;
    for (int k = 0; err == 0 && k < LINE_N_SIDES; k++) {
        err = add_zone(m, LINE_MAX_CLASSES, (enum line_side)k, r->demilitarized_m[k]);
    }
    for (size_t i = 0; err == 0 && i < r->n_classes; i++) {
        for (int k = 0; err == 0 && k < LINE_N_SIDES; k++) {
            err = add_zone(m, i, (enum line_side)k, line_rule_distance_m(r, i, (enum line_side)k));
        }
    }
    return err;
}

static int make(struct making *m, const struct line_reference *references, size_t n)
{
    struct line_zones *z = m->z;
    z->frame = m->line->frame;
    memcpy(z->lack[LINE_N_SIDES], m->line->lack, sizeof m->line->lack);
    z->n_classes = m->rule->n_classes;
    for (size_t i = 0; i < z->n_classes; i++) {
        memcpy(z->class_id[i], m->rule->classes[i].id, sizeof z->class_id[i]);
    }
    m->contact = (struct origin){.path = &m->line->path, .ends = m->line->ends, .contact = 1};
    int err = line_digest(m->line, z->line);
    err = err != 0 ? err : line_rule_digest(m->rule, z->rule);
    for (int k = 0; err == 0 && k < LINE_N_SIDES; k++) {
        err = reference_of(m, (enum line_side)k, references, n);
    }
    err = err != 0 ? err : common_box(m);
    err = err != 0 ? err : halves_of(m, &m->contact, z->ground);
    for (int k = 0; err == 0 && k < LINE_N_SIDES; k++) {
        err = halves_of(m, &m->of[k], NULL);
    }
    err = err != 0 ? err : all_zones(m);
    return err != 0 ? err : line_zones_index(z);
}

int line_zones_new(const struct line *l, const struct line_rule *r, const struct line_reference *references,
                   size_t n_references, struct line_refusal *why, struct line_zones **out)
{
    struct making m = {.line = l, .rule = r, .why = why};
    int err = line_rule_check(r, why);
    if (err == 0 && r->frame != l->frame) {
        err =
            line_refuse(why, LINE_R_REFERENCE, T2_SAYS("The rule is for another kind of map than the line."));
    }
    err = err != 0 ? err : line_gis_open(&m.g);
    if (err != 0) {
        return err;
    }
    m.z = calloc(1, sizeof(*m.z));
    err = m.z == NULL ? T2_E_MEMORY : make(&m, references, n_references);
    for (int k = 0; k < LINE_N_SIDES; k++) {
        GEOSGeom_destroy_r(m.g.h, m.contact.half[k]);
        GEOSGeom_destroy_r(m.g.h, m.of[LINE_A].half[k]);
        GEOSGeom_destroy_r(m.g.h, m.of[LINE_B].half[k]);
    }
    GEOSGeom_destroy_r(m.g.h, m.around);
    line_gis_close(&m.g);
    if (err != 0) {
        line_zones_free(m.z);
        return err;
    }
    *out = m.z;
    return 0;
}

void line_zones_free(struct line_zones *z)
{
    if (z != NULL) {
        for (size_t i = 0; i < LINE_MAX_ZONES; i++) {
            geo_area_free(&z->at[i].area);
            free(z->more[i].runs);
        }
        for (int k = 0; k < LINE_N_SIDES; k++) {
            geo_area_free(&z->ground[k]);
        }
        line_index_free(z->index);
        free(z);
    }
}

int line_zones_index(struct line_zones *z)
{
    const struct geo_area *areas[LINE_MAX_ZONES + LINE_N_SIDES];
    for (size_t i = 0; i < z->n; i++) {
        areas[i] = &z->at[i].area;
    }
    areas[z->n] = &z->ground[LINE_A];
    areas[z->n + 1] = &z->ground[LINE_B];
    int err = line_index_new_areas(z->frame, areas, z->n + LINE_N_SIDES, &z->index);
    if (err == 0) {
        z->index->visible = (1u << z->n) - 1;
    }
    return err;
}

int line_index_new(const struct line_zones *z, struct line_index **out)
{
    const struct geo_area *areas[LINE_MAX_ZONES];
    for (size_t i = 0; i < z->n; i++) {
        areas[i] = &z->at[i].area;
    }
    return line_index_new_areas(z->frame, areas, z->n, out);
}

size_t line_zones_n(const struct line_zones *z)
{
    return z->n;
}

const struct line_zone *line_zones_at(const struct line_zones *z, size_t i)
{
    return i < z->n ? &z->at[i] : NULL;
}

enum geo_frame line_zones_frame(const struct line_zones *z)
{
    return z->frame;
}

int line_zones_measured_from(const struct line_zones *z, enum line_side side, const struct line *from)
{
    uint8_t digest[LINE_DIGEST_LEN];
    int err = line_digest(from, digest);
    return err != 0 || (memcmp(digest, z->reference[side], sizeof digest) == 0 &&
                        memcmp(z->lack[side], from->lack, sizeof from->lack) == 0)
               ? err
               : T2_E_ARGUMENT;
}

int line_zones_find(const struct line_zones *z, size_t class, enum line_side side, size_t *out)
{
    for (size_t i = 0; i < z->n; i++) {
        if (z->at[i].class == class && z->at[i].side == side) {
            *out = i;
            return 0;
        }
    }
    return T2_E_MISSING;
}

enum line_side line_zones_side(const struct line_zones *z, struct geo_point p)
{
    uint32_t grounds = line_index_raw(z->index, p) >> z->n;
    return grounds & 1 ? LINE_A : grounds & 2 ? LINE_B : LINE_N_SIDES;
}

size_t line_zones_n_limits(const struct line_zones *z, size_t i)
{
    return i < z->n ? z->more[i].n_runs : 0;
}

struct geo_points line_zones_limit(const struct line_zones *z, size_t i, size_t k)
{
    if (k >= line_zones_n_limits(z, i)) {
        return (struct geo_points){NULL, 0};
    }
    return (struct geo_points){z->at[i].area.points + z->more[i].runs[k].first, z->more[i].runs[k].n};
}
