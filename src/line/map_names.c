/* The names on a map: of sides, withdrawal lines, settlements. A name goes where nothing is; the greater the
 * settlement, the sooner it is its turn, and what finds no place stays without a name. */
#include "map_internal.h"

#include <stdio.h>
#include <stdlib.h>

/* What is along a line is taken, so that names stand beside it. */
void map_take_along(struct map_view *v, struct geo_points p, int room)
{
    double x0 = 0, y0 = 0;
    for (size_t i = 0; i < p.n; i++) {
        double x = 0, y = 0;
        map_view_at(v, p.at[i], &x, &y);
        const int steps = i == 0 ? 1 : 1 + (int)(hypot(x - x0, y - y0) / 150);
        for (int k = 1; k <= steps && steps < 2000 && (i > 0 || k == 1); k++) {
            const double t = i == 0 ? 1 : k / (double)steps;
            const int at_x = (int)lround(i == 0 ? x : x0 + (x - x0) * t),
                      at_y = (int)lround(i == 0 ? y : y0 + (y - y0) * t);
            const struct map_box *last = v->n_taken > 0 ? &v->taken[v->n_taken - 1] : NULL;
            if (v->n_taken + 2000 < MAP_MAX_TAKEN && map_view_shows(v, at_x, at_y) &&
                (last == NULL || abs(last->x + room - at_x) > room || abs(last->y + room - at_y) > room)) {
                map_take(v, at_x - room, at_y - room, 2 * room, 2 * room);
            }
        }
        x0 = x;
        y0 = y;
    }
}

static void name_at(struct map_view *v, int x, int y, int size, int bold, const char *text)
{
    map_text(v, x, y + size * 36 / 100, size, MAP_MIDDLE, bold, 1, text, strlen(text));
}

/* The side's name where it has most room: far from the line and from the rim of the page. */
static int is_on_side(const struct map_view *v, enum line_side side, double px, double py, double *out_off)
{
    double x = 0, y = 0;
    enum line_side on = LINE_A;
    geo_map_from(&v->map, v->east0 + px * v->scale / 1e5, v->north0 - py * v->scale / 1e5, &x, &y);
    const struct geo_point p = {(int32_t)lround(x), (int32_t)lround(y)};
    if (!geo_point_valid(v->map.frame, p)) {
        return 0;
    }
    *out_off = line_distance_m(v->m->line, p, NULL, &on) * 1e5 / v->scale;
    return on == side;
}

static int covers_settlement(const struct map_view *v, const struct map_box *b)
{
    for (size_t i = 0; i < v->m->n_settlements; i++) {
        double x = 0, y = 0;
        map_view_at(v, v->m->settlements[i].place, &x, &y);
        if (x > b->x - 100 && x < b->x + b->w + 100 && y > b->y - 100 && y < b->y + b->h + 100) {
            return 1;
        }
    }
    return 0;
}

/* must: even where it covers something. 0: there is no place at all. */
static int name_side_in(struct map_view *v, enum line_side side, const char *name, int size, int must)
{
    const int w = map_text_width(name, strlen(name), size) * 108 / 100, h = size * 12 / 10;
    double best = -1e9;
    int best_x = 0, best_y = 0;
    for (int row = 1; row < 16; row++) {
        for (int column = 1; column < 16; column++) {
            const double px = v->frame.w * (column / 16.0 - 0.5), py = v->frame.h * (row / 16.0 - 0.5);
            const double rim_x = v->frame.w / 2.0 - fabs(px) - w / 2.0,
                         rim_y = v->frame.h / 2.0 - fabs(py) - h;
            double off = 0, ignored = 0;
            if (!is_on_side(v, side, px, py, &off) || !is_on_side(v, side, px - w / 2.0, py, &ignored) ||
                !is_on_side(v, side, px + w / 2.0, py, &ignored)) {
                continue;
            }
            const double room = fmin(off, fmin(rim_x, rim_y * 2)) - fabs(py) / 4;
            const struct map_box box = {v->frame.x + v->frame.w / 2 + (int)lround(px) - w / 2,
                                        v->frame.y + v->frame.h / 2 + (int)lround(py) - h / 2, w, h};
            if (room > best && (must ? rim_x > 0 : map_is_free(v, &box) && !covers_settlement(v, &box))) {
                best = room;
                best_x = box.x + w / 2;
                best_y = box.y + h / 2;
            }
        }
    }
    if (best <= -1e9) {
        return 0;
    }
    map_take(v, best_x - w / 2, best_y - h / 2, w, h);
    name_at(v, best_x, best_y, size, 1, name);
    return 1;
}

static void name_side(struct map_view *v, enum line_side side)
{
    char name[LINE_TEXT_MAX + 1];
    put_clean(name, sizeof name, line_side_name(v->m->line, side));
    for (int size = 520; size >= 300; size -= 40) {
        if (name_side_in(v, side, name, size, 0)) {
            return;
        }
    }
    for (int size = 300; size >= 100 && !name_side_in(v, side, name, size, 1);) {
        size -= 40;
    }
}

/* Names of sides cover no withdrawal line; names of settlements may, or there would be few. */
static void name_sides(struct map_view *v)
{
    const size_t before = v->n_taken;
    for (size_t i = 0; v->m->zones != NULL && i < line_zones_n(v->m->zones); i++) {
        for (size_t k = 0; k < line_zones_n_limits(v->m->zones, i); k++) {
            map_take_along(v, line_zones_limit(v->m->zones, i, k), 50);
        }
    }
    const size_t limits = v->n_taken - before;
    name_side(v, LINE_A);
    name_side(v, LINE_B);
    v->n_taken -= limits;
    memmove(v->taken + before, v->taken + before + limits, (v->n_taken - before) * sizeof(v->taken[0]));
}

/* The part-th hundredth of those points of it that are on the page; 0: there are none. */
static int shown_part(const struct map_view *v, struct geo_points p, int part, double *out_x, double *out_y)
{
    size_t n = 0, k = 0;
    for (size_t i = 0; i < p.n; i++) {
        map_view_at(v, p.at[i], out_x, out_y);
        n += map_view_shows(v, *out_x, *out_y) != 0;
    }
    for (size_t i = 0; n > 0 && i < p.n; i++) {
        map_view_at(v, p.at[i], out_x, out_y);
        if (map_view_shows(v, *out_x, *out_y) && k++ == (n - 1) * (size_t)part / 100) {
            return 1;
        }
    }
    return 0;
}

static void name_limits(struct map_view *v)
{
    static const int parts[] = {50, 25, 75, 12, 88, 37, 63, 5, 95};
    for (size_t i = 0; v->m->zones != NULL && i < line_zones_n(v->m->zones); i++) {
        const struct line_zone *zone = line_zones_at(v->m->zones, i);
        struct geo_points best = {NULL, 0};
        for (size_t k = 0; k < line_zones_n_limits(v->m->zones, i); k++) {
            const struct geo_points p = line_zones_limit(v->m->zones, i, k);
            best = p.n > best.n ? p : best;
        }
        char km[32], text[LINE_ID_MAX + 64];
        map_km(v, km, zone->distance_m);
        (void)snprintf(text, sizeof text, "%s %s km", line_map_class_id(v->m, zone->class), km);
        const int size = 250, w = map_text_width(text, strlen(text), size) + 60;
        int done = 0;
        for (size_t k = 0; best.n > 0 && !done && k < sizeof parts / sizeof parts[0]; k++) {
            double x = 0, y = 0;
            int at_x = 0, at_y = 0;
            if (shown_part(v, best, parts[k], &x, &y) &&
                map_place(v, (int)lround(x), (int)lround(y), w, size + 40, 90, &at_x, &at_y)) {
                name_at(v, at_x, at_y, size, 0, text[0] == ' ' ? text + 1 : text);
                done = 1;
            }
        }
    }
}

struct named {
    size_t i;
    uint32_t people;
};

static int larger_first(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    return x->people != y->people ? (x->people < y->people) - (x->people > y->people)
                                  : (x->i > y->i) - (x->i < y->i);
}

/* Takes the places of all settlements as large as the i-th; returns one past the last of them. */
static size_t take_size(struct map_view *v, const struct named *all, size_t i)
{
    const unsigned size = map_size_of(all[i].people);
    const int r = 30 + 20 * (int)size;
    for (; i < v->m->n_settlements && map_size_of(all[i].people) == size; i++) {
        double x = 0, y = 0;
        map_view_at(v, v->m->settlements[all[i].i].place, &x, &y);
        if (map_view_shows(v, x, y)) {
            map_take(v, (int)lround(x) - r, (int)lround(y) - r, 2 * r, 2 * r);
        }
    }
    return i;
}

static int name_settlements(struct map_view *v)
{
    struct named *all = calloc(v->m->n_settlements + 1, sizeof(all[0]));
    if (all == NULL) {
        return T2_E_MEMORY;
    }
    for (size_t i = 0; i < v->m->n_settlements; i++) {
        all[i] = (struct named){i, v->m->settlements[i].people};
    }
    qsort(all, v->m->n_settlements, sizeof(all[0]), larger_first);
    size_t n_taken = 0; /* a name covers no sign of its own size or a greater one */
    for (size_t i = 0; i < v->m->n_settlements; i++) {
        const struct line_settlement *s = &v->m->settlements[all[i].i];
        n_taken = i == n_taken ? take_size(v, all, i) : n_taken;
        static const int sizes[MAP_N_SIZES] = {230, 230, 250, 280, 320};
        const unsigned class = map_size_of(s->people);
        char name[200];
        double x = 0, y = 0;
        int at_x = 0, at_y = 0;
        put_clean(name, sizeof name, line_settlement_name(s, v->m->lang));
        map_view_at(v, s->place, &x, &y);
        const int w = map_text_width(name, strlen(name), sizes[class]) + 40;
        if (name[0] != '\0' && map_view_shows(v, x, y) &&
            map_place(v, (int)lround(x), (int)lround(y), w, sizes[class], 60 + (int)class * 25, &at_x,
                      &at_y)) {
            name_at(v, at_x, at_y, sizes[class], 0, name);
        }
    }
    free(all);
    return 0;
}

int map_names(struct map_view *v)
{
    name_sides(v);
    name_limits(v);
    return name_settlements(v);
}
