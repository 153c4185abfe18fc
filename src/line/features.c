/* What is on a map, one by one: for exports and for the canvas. */
#include "map_internal.h"

#include <stdlib.h>

#define MAX_SECOND ((uint64_t)253402300799) /* the last of the year 9999 */

const char *line_feature_name(enum line_feature_kind k)
{
    static const char *const names[LINE_N_FEATURE_KINDS] = {
        [LINE_FEATURE_CONTACT] = "contact",
        [LINE_FEATURE_EDGE] = "edge",
        [LINE_FEATURE_ZONE] = "zone",
        [LINE_FEATURE_LIMIT] = "limit",
        [LINE_FEATURE_SETTLEMENT] = "settlement",
        [LINE_FEATURE_SEEN] = "observation",
        [LINE_FEATURE_PUBLISHED] = "published",
    };
    return (unsigned)k < LINE_N_FEATURE_KINDS ? names[k] : NULL;
}

int line_map_check(const struct line_map *m)
{
    if (m->line == NULL || (m->published != NULL && m->n_seen > 0)) {
        return T2_E_ARGUMENT;
    }
    const enum geo_frame frame = line_frame(m->line);
    int fits = m->zones == NULL || line_zones_frame(m->zones) == frame;
    fits = fits && (m->published == NULL || line_publication_policy(m->published)->frame == frame);
    for (size_t i = 0; fits && i < m->n_settlements; i++) {
        fits = geo_point_valid(frame, m->settlements[i].place);
    }
    fits = fits && (m->near_m == 0 || (m->near_m <= LINE_MAP_MAX_NEAR_M && geo_point_valid(frame, m->near)));
    for (size_t i = 0; fits && i < m->n_beside; i++) {
        for (size_t k = 0; fits && k < m->beside[i].points.n; k++) {
            fits = geo_point_valid(frame, m->beside[i].points.at[k]);
        }
    }
    for (size_t i = 0; fits && i < m->n_seen; i++) {
        const struct line_observation *o = &m->seen[i];
        fits = (unsigned)o->mark < LINE_N_MARKS && o->begin_s <= o->end_s && o->end_s <= MAX_SECOND &&
               (!o->has_place || geo_point_valid(frame, o->place));
    }
    return fits ? 0 : T2_E_ARGUMENT;
}

const char *line_map_say(const struct line_map *m, const char *english)
{
    return m->say != NULL ? m->say(m->say_lang, english) : english;
}

const char *line_settlement_name(const struct line_settlement *s, const char *lang)
{
    const char *given = NULL;
    for (size_t i = 0; i < s->n_names; i++) {
        if (lang != NULL && strcmp(s->names[i].lang, lang) == 0) {
            return s->names[i].text;
        }
        given = given == NULL || s->names[i].lang[0] == '\0' ? s->names[i].text : given;
    }
    return given != NULL ? given : "";
}

const char *line_map_class_id(const struct line_map *m, uint8_t class)
{
    return m->zones != NULL && class < m->zones->n_classes ? m->zones->class_id[class] : "";
}

/* ---- walking ---- */

struct walk {
    const struct line_map *m;
    int (*fn)(void *ctx, const struct line_feature *f);
    void *ctx;
};

static struct line_feature plain(enum line_feature_kind kind)
{
    return (struct line_feature){.kind = kind,
                                 .side = LINE_N_SIDES,
                                 .class = LINE_NO_CLASS,
                                 .mark = LINE_N_MARKS,
                                 .class_id = "",
                                 .name = ""};
}

static int lines(const struct walk *w)
{
    struct line_feature f = plain(LINE_FEATURE_CONTACT);
    struct geo_points p = line_points(w->m->line);
    f.lines = &p;
    f.n_lines = 1;
    int err = w->fn(w->ctx, &f);
    for (unsigned side = 0; err == 0 && line_has_edges(w->m->line) && side < LINE_N_SIDES; side++) {
        f = plain(LINE_FEATURE_EDGE);
        p = line_edge(w->m->line, (enum line_side)side);
        f.lines = &p;
        f.n_lines = 1;
        f.side = (uint8_t)side;
        f.name = line_side_name(w->m->line, (enum line_side)side);
        err = w->fn(w->ctx, &f);
    }
    return err;
}

static struct line_feature of_zone(const struct walk *w, enum line_feature_kind kind, size_t i)
{
    const struct line_zone *zone = line_zones_at(w->m->zones, i);
    struct line_feature f = plain(kind);
    f.side = (uint8_t)zone->side;
    f.class = zone->class;
    f.class_id = line_map_class_id(w->m, zone->class);
    f.name = line_side_name(w->m->line, zone->side);
    f.distance_m = zone->distance_m;
    return f;
}

static int zones(const struct walk *w)
{
    const size_t n = w->m->zones != NULL ? line_zones_n(w->m->zones) : 0;
    int err = 0;
    for (size_t i = 0; err == 0 && i < n; i++) {
        struct line_feature f = of_zone(w, LINE_FEATURE_ZONE, i);
        f.area = &line_zones_at(w->m->zones, i)->area;
        err = w->fn(w->ctx, &f);
    }
    for (size_t i = 0; err == 0 && i < n; i++) {
        struct line_feature f = of_zone(w, LINE_FEATURE_LIMIT, i);
        f.n_lines = line_zones_n_limits(w->m->zones, i);
        struct geo_points *p = malloc((f.n_lines + 1) * sizeof(p[0]));
        if (p == NULL) {
            return T2_E_MEMORY;
        }
        for (size_t k = 0; k < f.n_lines; k++) {
            p[k] = line_zones_limit(w->m->zones, i, k);
        }
        f.lines = p;
        err = w->fn(w->ctx, &f);
        free(p);
    }
    return err;
}

static int settlements(const struct walk *w)
{
    int err = 0;
    for (size_t i = 0; err == 0 && i < w->m->n_settlements; i++) {
        const struct line_settlement *s = &w->m->settlements[i];
        struct line_feature f = plain(LINE_FEATURE_SETTLEMENT);
        struct geo_points p = {&s->place, 1};
        f.lines = &p;
        f.n_lines = 1;
        f.n = s->people;
        f.name = line_settlement_name(s, w->m->lang);
        err = w->fn(w->ctx, &f);
    }
    return err;
}

static int observations(const struct walk *w)
{
    int err = 0;
    for (size_t i = 0; err == 0 && i < w->m->n_seen; i++) {
        const struct line_observation *o = &w->m->seen[i];
        struct line_feature f = plain(LINE_FEATURE_SEEN);
        struct geo_points p = {&o->place, 1};
        f.lines = &p;
        f.n_lines = o->has_place;
        f.side = o->side < LINE_N_SIDES ? o->side : (uint8_t)LINE_N_SIDES;
        f.mark = (uint8_t)o->mark;
        f.verified = o->verified != 0;
        f.name = o->kind;
        f.n = o->count;
        f.error_cm = o->has_place ? o->error_cm : 0;
        f.report = o->report;
        f.from_s = o->begin_s;
        f.to_s = o->end_s;
        err = w->fn(w->ctx, &f);
    }
    return err;
}

static int published(const struct walk *w)
{
    const struct line_publication *all = w->m->published;
    int err = 0;
    for (size_t i = 0; err == 0 && all != NULL && i < line_publication_n(all); i++) {
        const struct line_published *x = line_publication_at(all, i);
        struct line_feature f = plain(LINE_FEATURE_PUBLISHED);
        struct geo_point ring[5];
        uint32_t ring_end = 5, part_end = 1;
        const struct geo_area area = {ring, 5, &ring_end, 1, &part_end, 1};
        if (x->has_place) {
            line_publication_square(all, x, ring);
            f.area = &area;
            f.error_cm = line_publication_policy(all)->grid_m * 50;
        }
        f.mark = (uint8_t)x->mark;
        f.name = line_mark_name(x->mark);
        f.n = x->n;
        f.from_s = x->from_s;
        f.to_s = x->to_s;
        err = w->fn(w->ctx, &f);
    }
    return err;
}

int line_map_each(const struct line_map *m, int (*fn)(void *ctx, const struct line_feature *f), void *ctx)
{
    const struct walk w = {m, fn, ctx};
    int err = line_map_check(m);
    err = err != 0 ? err : lines(&w);
    err = err != 0 ? err : zones(&w);
    err = err != 0 ? err : settlements(&w);
    err = err != 0 ? err : observations(&w);
    return err != 0 ? err : published(&w);
}

static void widen(struct line_frame_box *box, struct geo_points p)
{
    for (size_t i = 0; i < p.n; i++) {
        box->x0 = p.at[i].x < box->x0 ? p.at[i].x : box->x0;
        box->x1 = p.at[i].x > box->x1 ? p.at[i].x : box->x1;
        box->y0 = p.at[i].y < box->y0 ? p.at[i].y : box->y0;
        box->y1 = p.at[i].y > box->y1 ? p.at[i].y : box->y1;
    }
}

/* To a tenth of a degree or a whole kilometre, so that it can be said in few words. */
static int32_t round_to(int64_t x, int64_t step)
{
    return (int32_t)((x >= 0 ? x + step / 2 : x - step / 2) / step * step);
}

int line_map_centre(const struct line_map *m, struct geo_map *out)
{
    struct line_frame_box box = {INT32_MAX, INT32_MAX, INT32_MIN, INT32_MIN};
    widen(&box, line_points(m->line));
    for (unsigned side = 0; side < LINE_N_SIDES; side++) {
        widen(&box, line_edge(m->line, (enum line_side)side));
    }
    for (size_t i = 0; m->zones != NULL && i < line_zones_n(m->zones); i++) {
        const struct geo_area *a = &line_zones_at(m->zones, i)->area;
        widen(&box, (struct geo_points){a->points, a->n_points});
    }
    const int64_t step = line_frame(m->line) == GEO_FLAT ? 100000 : GEO_UNITS_PER_DEG / 10;
    const struct geo_point centre = {round_to(((int64_t)box.x0 + box.x1) / 2, step),
                                     round_to(((int64_t)box.y0 + box.y1) / 2, step)};
    return geo_map_init(out, line_frame(m->line), centre);
}
