/* Files that people write for a cease-fire: rules, responses, settlements, regions. Criteria:
 * line_criteria.c; lines: line_read.c. */
#include "cli/line.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- words ---- */

bool cli_date(const char *text, int32_t *out)
{
    struct tm tm = {.tm_isdst = 0};
    const char *end = text == NULL ? NULL : strptime(text, "%Y-%m-%d", &tm);
    if (end == NULL || *end != '\0')
        return false;
    *out = (int32_t)(timegm(&tm) / 86400);
    return true;
}

const char *cli_date_text(int32_t day, char out[static 16])
{
    time_t t = (time_t)day * 86400;
    struct tm tm;
    if (gmtime_r(&t, &tm) == NULL || strftime(out, 16, "%Y-%m-%d", &tm) == 0)
        (void)snprintf(out, 16, "%d", day);
    return out;
}

bool cli_place(enum geo_frame frame, const char *text, struct geo_point *out)
{
    char *end = NULL;
    double first = text == NULL ? NAN : strtod(text, &end);
    double second = end == NULL || *end != ',' ? NAN : strtod(end + 1, &end);
    if (end == NULL || !isfinite(first) || !isfinite(second) || *end != '\0')
        return false;
    return (frame == GEO_FLAT ? geo_point_of(frame, first * 1000, second * 1000, out)
                              : geo_point_of(frame, second, first, out)) == 0;
}

const char *cli_place_text(enum geo_frame frame, struct geo_point p, char out[static 48])
{
    if (frame == GEO_FLAT)
        (void)snprintf(out, 48, "%.3f, %.3f", p.x / 100000.0, p.y / 100000.0);
    else
        (void)snprintf(out, 48, "%.6f, %.6f", p.y / (double)GEO_UNITS_PER_DEG,
                       p.x / (double)GEO_UNITS_PER_DEG);
    return out;
}

const char *cli_decimal(double v, int digits, bool sign, char out[static 32])
{
    const enum table_lang lang = cli_lang();
    const bool comma = lang == TABLE_LANG_UK || lang == TABLE_LANG_RU || lang == TABLE_LANG_FR;
    (void)snprintf(out, 32, sign ? "%+.*f" : "%.*f", digits, v);
    char *point = strchr(out, '.');
    if (comma && point != NULL)
        *point = ',';
    return out;
}

json_t *cli_hex(const uint8_t *p, size_t n)
{
    char text[2 * 64 + 1] = "";
    for (size_t i = 0; i < n && i < 64; i++)
        (void)snprintf(text + 2 * i, 3, "%02x", p[i]);
    return json_string(text);
}

int cli_line_refused(struct cli *c, const char *path, int err, const struct line_refusal *why)
{
    if (err != T2_E_REFUSED)
        return cli_error(
            c, err == T2_E_MEMORY ? CLI_ENVIRONMENT : CLI_WRONG,
            "%s cannot be used: it is damaged, or of another version of the program. Nothing was "
            "done.",
            path);
    if (why->line_number > 0)
        return cli_error(c, CLI_WRONG, "%s, line %u: %s", path, why->line_number, why->text);
    return cli_error(c, CLI_WRONG, "%s: %s", path, why->text);
}

int cli_json_file(struct cli *c, const char *path, json_t **out)
{
    struct t2_buf file;
    json_error_t where;
    int code = cli_read_file(c, path, CLI_LINE_FILE_MAX, &file);
    *out = code == 0 ? json_loadb((const char *)file.ptr, file.len, JSON_REJECT_DUPLICATES, &where) : NULL;
    if (code == 0 && *out == NULL)
        code = cli_error(c, CLI_WRONG, "%s is no JSON: line %d, %s. Nothing was done.", path, where.line,
                         where.text);
    t2_buf_free(&file);
    return code;
}

int cli_bad_file(struct cli *c, const char *path, const char *what)
{
    return cli_error(c, CLI_WRONG,
                     "%s: \"%s\" is missing or has no value that it can have. Nothing was done.", path, what);
}

int cli_file_number(struct cli *c, const char *path, const json_t *o, const char *key, double times,
                    uint32_t *out)
{
    const json_t *v = json_object_get(o, key);
    double x = json_number_value(v) * times;
    if (v == NULL)
        return 0;
    if (!json_is_number(v) || x < 0 || x >= UINT32_MAX)
        return cli_bad_file(c, path, key);
    *out = (uint32_t)(x + 0.5);
    return 0;
}

struct geo_point *cli_places(enum geo_frame frame, const json_t *list, size_t *out_n)
{
    size_t n = json_array_size(list);
    struct geo_point *at = calloc(n + 1, sizeof *at);
    for (size_t i = 0; at != NULL && i < n; i++) {
        const json_t *p = json_array_get(list, i);
        if (json_array_size(p) != 2 || !json_is_number(json_array_get(p, 0)) ||
            !json_is_number(json_array_get(p, 1)) ||
            geo_point_of(frame, json_number_value(json_array_get(p, 0)),
                         json_number_value(json_array_get(p, 1)), &at[i]) != 0) {
            free(at);
            at = NULL;
        }
    }
    *out_n = n;
    return at;
}

/* ---- rules, responses ---- */

int cli_rule_read(struct cli *c, const char *path, const char *day, struct line_rule **out)
{
    struct line_refusal why = report_refusal();
    struct t2_buf file;
    int32_t d = 0;
    if (day != NULL && !cli_date(day, &d))
        return cli_error(c, CLI_USAGE, "--day takes a date, as in 2026-12-01.");
    int code = cli_read_file(c, path, LINE_RULE_MAX_BYTES, &file);
    int err = code == 0 ? line_rule_read(t2_buf_view(&file), &why, out) : 0;
    t2_buf_free(&file);
    if (err != 0)
        return cli_line_refused(c, path, err, &why);
    if (code == 0 && day != NULL)
        (*out)->d_day = d;
    return code;
}

/* A number of a file times something; otherwise where there is none; UINT32_MAX: out of range. */
static uint32_t number(const json_t *o, const char *key, double times, uint32_t otherwise)
{
    const json_t *v = json_object_get(o, key);
    double x = json_is_number(v) ? json_number_value(v) * times : otherwise;
    return x >= 0 && x < UINT32_MAX ? (uint32_t)(x + 0.5) : UINT32_MAX;
}

int cli_known_keys(struct cli *c, const char *path, const json_t *o, const char *const *keys)
{
    char list[256] = "";
    size_t at = 0;
    for (size_t k = 0; keys[k] != NULL; k++)
        at += (size_t)snprintf(list + at, sizeof list - at, "%s%s", k == 0 ? "" : ", ", keys[k]);
    for (void *i = json_object_iter((json_t *)(uintptr_t)o); i != NULL;
         i = json_object_iter_next((json_t *)(uintptr_t)o, i)) {
        const char *key = json_object_iter_key(i);
        size_t k = 0;
        while (keys[k] != NULL && strcmp(keys[k], key) != 0)
            k++;
        if (keys[k] == NULL)
            return cli_error(c, CLI_WRONG,
                             "%s: \"%s\" is no word that this file can have. Nothing was done. The words "
                             "are: %s.",
                             path, key, list);
    }
    return 0;
}

static uint32_t kinds_of(const json_t *list)
{
    uint32_t kinds = 0;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *word = json_string_value(json_array_get(list, i));
        unsigned k = 0;
        while (k < LINE_N_FACTS &&
               (word == NULL || strcmp(word, line_fact_kind_name((enum line_fact_kind)k)) != 0))
            k++;
        if (k == LINE_N_FACTS)
            return 0;
        kinds |= 1u << k;
    }
    return kinds;
}

int cli_response_read(struct cli *c, const char *path, struct t2_buf *out)
{
    static struct line_consequence list[TABLE_RESPONSE_MAX], again[TABLE_RESPONSE_MAX];
    struct line_response r = {.consequences = list};
    json_t *o = NULL;
    int code = cli_json_file(c, path, &o);
    const json_t *all = json_object_get(o, "consequences");
    static const char *const keys[] = {"answer_hours", "consequences", NULL}, *const of_one[] = {
                                                                                  "kinds", "hours", "text",
                                                                                  NULL};
    r.answer_slots = number(o, "answer_hours", 60, 24 * 60);
    r.n_consequences = json_array_size(all);
    if (code == 0)
        code = cli_known_keys(c, path, o, keys);
    if (code == 0 && r.n_consequences > TABLE_RESPONSE_MAX)
        code = cli_bad_file(c, path, "consequences");
    for (size_t i = 0; code == 0 && i < r.n_consequences; i++) {
        const json_t *x = json_array_get(all, i);
        const char *text = json_string_value(json_object_get(x, "text"));
        if ((code = cli_known_keys(c, path, x, of_one)) != 0)
            break;
        list[i] = (struct line_consequence){.kinds = kinds_of(json_object_get(x, "kinds")),
                                            .slots = number(x, "hours", 60, 0)};
        if (text == NULL || strlen(text) > LINE_TEXT_MAX)
            code = cli_bad_file(c, path, "text");
        else
            memcpy(list[i].text, text, strlen(text));
    }
    if (code == 0 &&
        (table_response_write(&r, out) != 0 || table_response_read(t2_buf_view(out), again, &r) != 0))
        code = cli_error(c, CLI_WRONG, "%s holds a kind, a time or a text that cannot be. Nothing was done.",
                         path);
    json_decref(o);
    return code;
}

/* ---- settlements ---- */

void cli_settlements_free(struct cli_settlements *s)
{
    free(s->at);
    free(s->names);
    json_decref(s->root);
    *s = (struct cli_settlements){.n = 0};
}

/* GeoJSON of points with the properties name and people. */
int cli_settlements_read(struct cli *c, const char *path, enum geo_frame frame, struct cli_settlements *out)
{
    *out = (struct cli_settlements){.n = 0};
    if (path == NULL)
        return 0;
    int code = cli_json_file(c, path, &out->root);
    const json_t *list = json_object_get(out->root, "features");
    size_t n = json_array_size(list);
    if (code == 0 && n == 0)
        return cli_error(
            c, CLI_WRONG,
            "%s holds no settlements: GeoJSON points with name and people are wanted. Nothing was "
            "done.",
            path);
    out->at = calloc(n + 1, sizeof *out->at);
    out->names = calloc(n + 1, sizeof *out->names);
    if (out->at == NULL || out->names == NULL)
        return cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory. Nothing was done.");
    for (size_t i = 0; code == 0 && i < n; i++) {
        const json_t *f = json_array_get(list, i), *of = json_object_get(f, "properties");
        const json_t *xy = json_object_get(json_object_get(f, "geometry"), "coordinates");
        const char *name = json_string_value(json_object_get(of, "name"));
        if (json_array_size(xy) != 2 ||
            geo_point_of(frame, json_number_value(json_array_get(xy, 0)),
                         json_number_value(json_array_get(xy, 1)), &out->at[i].place) != 0)
            return cli_bad_file(c, path, "coordinates");
        out->names[i] = (struct line_name){"", name != NULL ? name : ""};
        out->at[i].names = &out->names[i];
        out->at[i].n_names = 1;
        out->at[i].people = number(of, "people", 1, 0);
        out->n++;
    }
    return code;
}

/* ---- regions ---- */

void cli_regions_free(struct cli_regions *r)
{
    for (size_t i = 0; i < r->n; i++)
        geo_area_free(&r->areas[i]);
    json_decref(r->root);
    r->root = NULL;
    r->n = 0;
}

/* Adds a ring to the one part of an area: a place in an odd number of rings is in it. */
static int add_ring(enum geo_frame frame, const json_t *list, struct geo_area *a)
{
    size_t n = 0;
    struct geo_point *ring = cli_places(frame, list, &n);
    if (ring == NULL || n < 3 || n > GEO_MAX_RING_POINTS) {
        free(ring);
        return T2_E_MALFORMED;
    }
    bool closed = ring[0].x == ring[n - 1].x && ring[0].y == ring[n - 1].y;
    struct geo_point *points = reallocarray(a->points, a->n_points + n + 1, sizeof *points);
    a->points = points != NULL ? points : a->points;
    uint32_t *ends = reallocarray(a->ring_end, a->n_rings + 1, sizeof *ends);
    a->ring_end = ends != NULL ? ends : a->ring_end;
    if (points != NULL && ends != NULL) {
        memcpy(a->points + a->n_points, ring, n * sizeof *ring);
        a->n_points += n;
        if (!closed)
            a->points[a->n_points++] = ring[0];
        a->ring_end[a->n_rings++] = (uint32_t)a->n_points;
        *a->part_end = (uint32_t)a->n_rings;
    }
    free(ring);
    return points != NULL && ends != NULL ? 0 : T2_E_MEMORY;
}

static int region_area(enum geo_frame frame, const json_t *geometry, struct geo_area *out)
{
    const char *type = json_string_value(json_object_get(geometry, "type"));
    const json_t *at = json_object_get(geometry, "coordinates");
    bool many = type != NULL && strcmp(type, "MultiPolygon") == 0;
    size_t n = many ? json_array_size(at) : 1;
    int err = many || (type != NULL && strcmp(type, "Polygon") == 0) ? 0 : T2_E_MALFORMED;
    out->part_end = calloc(1, sizeof *out->part_end);
    out->n_parts = 1;
    err = out->part_end == NULL ? T2_E_MEMORY : err;
    for (size_t i = 0; err == 0 && i < n; i++) {
        const json_t *rings = many ? json_array_get(at, i) : at;
        err = json_array_size(rings) == 0 ? T2_E_MALFORMED : 0;
        for (size_t k = 0; err == 0 && k < json_array_size(rings); k++)
            err = add_ring(frame, json_array_get(rings, k), out);
    }
    return err;
}

int cli_regions_read(struct cli *c, const char *path, enum geo_frame frame, struct cli_regions *out)
{
    *out = (struct cli_regions){.n = 0};
    if (path == NULL)
        return 0;
    int code = cli_json_file(c, path, &out->root);
    const json_t *list = json_object_get(out->root, "features");
    if (code == 0 && (json_array_size(list) == 0 || json_array_size(list) > LINE_MAX_REGIONS))
        code = cli_bad_file(c, path, "features");
    for (size_t i = 0; code == 0 && i < json_array_size(list); i++) {
        const json_t *f = json_array_get(list, i);
        const char *name = json_string_value(json_object_get(json_object_get(f, "properties"), "name"));
        out->n++;
        int err = region_area(frame, json_object_get(f, "geometry"), &out->areas[i]);
        if (err == T2_E_MEMORY)
            code = cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory. Nothing was done.");
        else if (err != 0)
            code = cli_bad_file(c, path, "coordinates");
        else if (name == NULL || strlen(name) > LINE_TEXT_MAX)
            code = cli_bad_file(c, path, "name");
        out->at[i] = (struct line_region){name, &out->areas[i]};
    }
    return code;
}
