/* Areas as rings of integers, and the exact predicates on them. */
#include "line_internal.h"

#include <stdlib.h>

void geo_area_free(struct geo_area *a)
{
    if (a != NULL) {
        free(a->points);
        free(a->ring_end);
        free(a->part_end);
        *a = (struct geo_area){0};
    }
}

static void *copy_of(const void *p, size_t n)
{
    void *out = malloc(n > 0 ? n : 1);
    if (out != NULL && n > 0) {
        memcpy(out, p, n);
    }
    return out;
}

int geo_area_copy(const struct geo_area *a, struct geo_area *out)
{
    struct geo_area new = {
        .points = copy_of(a->points, a->n_points * sizeof(a->points[0])),
        .n_points = a->n_points,
        .ring_end = copy_of(a->ring_end, a->n_rings * sizeof(a->ring_end[0])),
        .n_rings = a->n_rings,
        .part_end = copy_of(a->part_end, a->n_parts * sizeof(a->part_end[0])),
        .n_parts = a->n_parts,
    };
    if (new.points == NULL || new.ring_end == NULL || new.part_end == NULL) {
        geo_area_free(&new);
        return T2_E_MEMORY;
    }
    *out = new;
    return 0;
}

struct geo_points geo_area_ring(const struct geo_area *a, size_t ring)
{
    size_t first = ring > 0 ? a->ring_end[ring - 1] : 0;
    return (struct geo_points){a->points + first, a->ring_end[ring] - first};
}

int geo_area_add(struct geo_area *a, const struct geo_point *ring, size_t n, int new_part)
{
    if (n > UINT32_MAX - a->n_points) {
        return T2_E_MEMORY;
    }
    struct geo_point *points = realloc(a->points, (a->n_points + n) * sizeof(points[0]));
    if (points == NULL) {
        return T2_E_MEMORY;
    }
    a->points = points;
    uint32_t *rings = realloc(a->ring_end, (a->n_rings + 1) * sizeof(rings[0]));
    if (rings == NULL) {
        return T2_E_MEMORY;
    }
    a->ring_end = rings;
    if (new_part || a->n_parts == 0) {
        uint32_t *parts = realloc(a->part_end, (a->n_parts + 1) * sizeof(parts[0]));
        if (parts == NULL) {
            return T2_E_MEMORY;
        }
        a->part_end = parts;
        a->n_parts++;
    }
    memcpy(points + a->n_points, ring, n * sizeof(points[0]));
    a->n_points += n;
    rings[a->n_rings++] = (uint32_t)a->n_points;
    a->part_end[a->n_parts - 1] = (uint32_t)a->n_rings;
    return 0;
}

int geo_same(struct geo_point a, struct geo_point b)
{
    return a.x == b.x && a.y == b.y;
}

geo_wide geo_ring_twice(struct geo_points ring)
{
    geo_wide sum = 0;
    for (size_t i = 1; i < ring.n; i++) {
        sum += (geo_wide)ring.at[i - 1].x * ring.at[i].y - (geo_wide)ring.at[i].x * ring.at[i - 1].y;
    }
    return sum;
}

int geo_turn(struct geo_point a, struct geo_point b, struct geo_point p)
{
    geo_wide cross =
        ((geo_wide)b.x - a.x) * ((geo_wide)p.y - a.y) - ((geo_wide)b.y - a.y) * ((geo_wide)p.x - a.x);
    return (cross > 0) - (cross < 0);
}

static int between(int32_t a, int32_t b, int32_t v)
{
    return a < b ? a <= v && v <= b : b <= v && v <= a;
}

int geo_on_segment(struct geo_point a, struct geo_point b, struct geo_point p)
{
    return between(a.x, b.x, p.x) && between(a.y, b.y, p.y) && geo_turn(a, b, p) == 0;
}

int geo_area_has(const struct geo_area *a, struct geo_point p)
{
    int inside = 0;
    for (size_t k = 0; k < a->n_rings; k++) {
        struct geo_points ring = geo_area_ring(a, k);
        for (size_t i = 1; i < ring.n; i++) {
            struct geo_point from = ring.at[i - 1], to = ring.at[i];
            if (geo_on_segment(from, to, p)) {
                return 1;
            }
            if ((from.y > p.y) != (to.y > p.y) && (geo_turn(from, to, p) > 0) == (to.y > from.y)) {
                inside = !inside;
            }
        }
    }
    return inside;
}
