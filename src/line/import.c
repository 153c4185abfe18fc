/* The coordinates of a GeoJSON text (RFC 7946): lines, rings and points in their order. Longitude first. */
#include "line_internal.h"

#include <jansson.h>
#include <stdlib.h>

#define MAX_TEXT ((size_t)64 << 20)
#define MAX_SHAPES 100000
#define MAX_DEPTH 16

struct line_import {
    struct line_shape *at;
    size_t n, cap;
};

struct reading {
    struct line_import *out;
    struct line_refusal *why;
    size_t feature;
    const char *name;
};

void line_import_free(struct line_import *i)
{
    if (i != NULL) {
        for (size_t k = 0; k < i->n; k++) {
            free((void *)(uintptr_t)i->at[k].points.at);
            free((void *)(uintptr_t)i->at[k].name);
        }
        free(i->at);
        free(i);
    }
}

size_t line_import_n(const struct line_import *i)
{
    return i->n;
}

const struct line_shape *line_import_shape(const struct line_import *i, size_t k)
{
    return k < i->n ? &i->at[k] : NULL;
}

static int position(struct reading *r, const json_t *j, size_t index, struct geo_point *out)
{
    const json_t *x = json_array_get(j, 0), *y = json_array_get(j, 1);
    if (!json_is_number(x) || !json_is_number(y) ||
        geo_point_of(GEO_WGS84, json_number_value(x), json_number_value(y), out) != 0) {
        return line_refuse(
            r->why, LINE_R_OUTSIDE,
            T2_SAYS("Feature %zu of the file: position %zu is no longitude and latitude in degrees."),
            r->feature + 1, index + 1);
    }
    return 0;
}

static int add(struct reading *r, const json_t *positions, enum line_shape_kind kind)
{
    struct line_import *out = r->out;
    size_t n = kind == LINE_SHAPE_POINT ? 1 : json_array_size(positions);
    if (!json_is_array(positions) || n == 0 || n > LINE_MAX_POINTS || out->n >= MAX_SHAPES) {
        return line_refuse(r->why, LINE_R_FORMAT,
                           T2_SAYS("Feature %zu of the file has no coordinates, or too many to be read."),
                           r->feature + 1);
    }
    if (out->n == out->cap) {
        size_t cap = out->cap * 2 + 16;
        struct line_shape *at = realloc(out->at, cap * sizeof(at[0]));
        if (at == NULL) {
            return T2_E_MEMORY;
        }
        out->at = at;
        out->cap = cap;
    }
    struct geo_point *points = malloc(n * sizeof(points[0]));
    char *name = strdup(r->name);
    int err = points == NULL || name == NULL ? T2_E_MEMORY : 0;
    for (size_t i = 0; err == 0 && i < n; i++) {
        err = position(r, kind == LINE_SHAPE_POINT ? positions : json_array_get(positions, i), i, &points[i]);
    }
    if (err != 0) {
        free(points);
        free(name);
        return err;
    }
    out->at[out->n++] = (struct line_shape){kind, r->feature, {points, n}, name};
    return 0;
}

static int polygon(struct reading *r, const json_t *rings)
{
    int err = json_array_size(rings) == 0 ? add(r, NULL, LINE_SHAPE_RING) : 0;
    for (size_t i = 0; err == 0 && i < json_array_size(rings); i++) {
        err = add(r, json_array_get(rings, i), i == 0 ? LINE_SHAPE_RING : LINE_SHAPE_HOLE);
    }
    return err;
}

static int geometry(struct reading *r, const json_t *g, int depth)
{
    const char *type = json_string_value(json_object_get(g, "type"));
    const json_t *at = json_object_get(g, "coordinates"), *many = json_object_get(g, "geometries");
    int err = 0;
    if (type == NULL || depth > MAX_DEPTH) {
        return line_refuse(r->why, LINE_R_FORMAT, T2_SAYS("Feature %zu of the file has no geometry."),
                           r->feature + 1);
    }
    if (strcmp(type, "Point") == 0) {
        return add(r, at, LINE_SHAPE_POINT);
    }
    if (strcmp(type, "LineString") == 0) {
        return add(r, at, LINE_SHAPE_LINE);
    }
    if (strcmp(type, "Polygon") == 0) {
        return polygon(r, at);
    }
    if (strcmp(type, "GeometryCollection") == 0) {
        for (size_t i = 0; err == 0 && i < json_array_size(many); i++) {
            err = geometry(r, json_array_get(many, i), depth + 1);
        }
        return err;
    }
    int points = strcmp(type, "MultiPoint") == 0, lines = strcmp(type, "MultiLineString") == 0;
    if (!points && !lines && strcmp(type, "MultiPolygon") != 0) {
        return line_refuse(r->why, LINE_R_FORMAT,
                           T2_SAYS("Feature %zu of the file has a geometry of unknown type."),
                           r->feature + 1);
    }
    for (size_t i = 0; err == 0 && i < json_array_size(at); i++) {
        const json_t *one = json_array_get(at, i);
        err = points ? add(r, one, LINE_SHAPE_POINT) : lines ? add(r, one, LINE_SHAPE_LINE) : polygon(r, one);
    }
    return err;
}

static int feature(struct reading *r, const json_t *f)
{
    const char *name = json_string_value(json_object_get(json_object_get(f, "properties"), "name"));
    const json_t *g = json_object_get(f, "geometry");
    r->name = name != NULL ? name : "";
    return json_is_null(g) ? 0 : geometry(r, g, 0);
}

static int all(struct reading *r, const json_t *root)
{
    const char *type = json_string_value(json_object_get(root, "type"));
    const json_t *features = json_object_get(root, "features");
    int err = 0;
    if (type != NULL && strcmp(type, "Feature") == 0) {
        return feature(r, root);
    }
    if (type == NULL || strcmp(type, "FeatureCollection") != 0) {
        return geometry(r, root, 0);
    }
    for (size_t i = 0; err == 0 && i < json_array_size(features); i++) {
        r->feature = i;
        err = feature(r, json_array_get(features, i));
    }
    return err;
}

int line_import_geojson(struct t2_bytes in, struct line_refusal *why, struct line_import **out)
{
    json_error_t at;
    if (in.len > MAX_TEXT) {
        return line_refuse(why, LINE_R_TOO_MANY, T2_SAYS("The file is larger than 64 MB."));
    }
    json_t *root = json_loadb((const char *)in.ptr, in.len, JSON_REJECT_DUPLICATES, &at);
    if (root == NULL) {
        (void)line_refuse(why, LINE_R_FORMAT, T2_SAYS("The file is no JSON: line %d, column %d."), at.line,
                          at.column);
        if (why != NULL) {
            why->line_number = at.line > 0 ? (uint32_t)at.line : 0;
        }
        return T2_E_REFUSED;
    }
    struct reading r = {.why = why, .name = "", .out = calloc(1, sizeof(*r.out))};
    int err = r.out == NULL ? T2_E_MEMORY : all(&r, root);
    if (err == 0 && r.out->n == 0) {
        err = line_refuse(why, LINE_R_TOO_FEW, T2_SAYS("The file has no line, ring or point."));
    }
    json_decref(root);
    if (err != 0) {
        line_import_free(r.out);
        return err;
    }
    *out = r.out;
    return 0;
}
