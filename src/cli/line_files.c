/* Files that people write for a cease-fire: lines, rules, criteria, responses, settlements. */
#include "cli/line.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FILE_MAX ((size_t)64 << 20)

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
    if (!isfinite(first) || !isfinite(second) || *end != '\0')
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

static int read_json(struct cli *c, const char *path, json_t **out)
{
    struct t2_buf file;
    json_error_t where;
    int code = cli_read_file(c, path, FILE_MAX, &file);
    *out = code == 0 ? json_loadb((const char *)file.ptr, file.len, JSON_REJECT_DUPLICATES, &where) : NULL;
    if (code == 0 && *out == NULL)
        code = cli_error(c, CLI_WRONG, "%s is no JSON: line %d, %s. Nothing was done.", path, where.line,
                         where.text);
    t2_buf_free(&file);
    return code;
}

static int bad(struct cli *c, const char *path, const char *what)
{
    return cli_error(c, CLI_WRONG,
                     "%s: \"%s\" is missing or has no value that it can have. Nothing was done.", path, what);
}

/* ---- lines ---- */

struct cli_line_options cli_line_options(struct cli *c)
{
    struct cli_line_options o;
    o.side[LINE_A] = cli_option(c, "--side-a");
    o.side[LINE_B] = cli_option(c, "--side-b");
    o.territory = cli_option(c, "--territory");
    o.end[0] = cli_option(c, "--start");
    o.end[1] = cli_option(c, "--finish");
    return o;
}

/* x and y as they stand: degrees east and north, or metres. For free; NULL when it is no list of places. */
static struct geo_point *places(enum geo_frame frame, const json_t *list, size_t *out_n)
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

/* "round", "square", or a list of places. */
static void ending(enum geo_frame frame, const char *word, const json_t *o, struct line_ending *out,
                   struct geo_point **owned)
{
    const char *said = word != NULL ? word : json_string_value(o);
    if (said != NULL)
        out->kind = strcmp(said, "round") == 0    ? LINE_END_ROUND
                    : strcmp(said, "square") == 0 ? LINE_END_SQUARE
                                                  : LINE_END_UNDECIDED;
    else if (json_is_array(o) && (*owned = places(frame, o, &out->n_points)) != NULL) {
        out->kind = LINE_END_POINTS;
        out->points = *owned;
    }
}

static const char *repair_text(enum line_repair_kind k)
{
    static const char *const texts[] = {
        [LINE_FIXED_DUPLICATE] = TABLE_SAYS("a point that was there twice was left out"),
        [LINE_FIXED_SPIKE] = TABLE_SAYS("a spike was left out"),
        [LINE_FIXED_LOOP] = TABLE_SAYS("a loop was cut off"),
        [LINE_FIXED_CLOSED] = TABLE_SAYS("a ring was closed"),
        [LINE_FIXED_RING] = TABLE_SAYS("an outline that crossed itself was mended"),
        [LINE_FIXED_JOINED] = TABLE_SAYS("two pieces were joined"),
    };
    return texts[k];
}

static void tell_repairs(struct cli *c, enum geo_frame frame, const struct line_repair *r, size_t n,
                         json_t *list)
{
    char at[48];
    for (size_t i = 0; i < n && i < LINE_MAX_REPAIRS; i++) {
        (void)cli_place_text(frame, r[i].place, at);
        (void)json_array_append_new(list, json_pack("{s:s, s:s, s:f}", "what", repair_text(r[i].kind),
                                                    "place", at, "metres", r[i].size_m));
        if (!c->json)
            cli_tell("Repaired at %s: %s (metres: %.1f)", at, cli_say(repair_text(r[i].kind)), r[i].size_m);
    }
    if (n > LINE_MAX_REPAIRS && !c->json)
        cli_tell("Repairs in all: %zu", n);
}

/* What a line is made of, until it is made. */
struct parts {
    struct geo_point *line, *edge[LINE_N_SIDES], *end[2];
    size_t n_line, n_edge[LINE_N_SIDES];
    struct line_import *import;
    struct line_params params;
};

static void parts_free(struct parts *p)
{
    free(p->line);
    for (int i = 0; i < 2; i++) {
        free(p->edge[i]);
        free(p->end[i]);
    }
    line_import_free(p->import);
}

static int parts_of_json(struct cli *c, const char *path, const json_t *o, const struct cli_line_options *opt,
                         struct parts *p)
{
    const char *frame = json_string_value(json_object_get(o, "frame"));
    const json_t *sides = json_object_get(o, "sides"), *edges = json_object_get(o, "edges");
    p->params.frame = frame != NULL && strcmp(frame, "flat") == 0 ? GEO_FLAT : GEO_WGS84;
    if (frame == NULL || (strcmp(frame, "flat") != 0 && strcmp(frame, "wgs84") != 0))
        return bad(c, path, "frame");
    for (size_t i = 0; i < LINE_N_SIDES; i++) {
        if (p->params.side_name[i] == NULL)
            p->params.side_name[i] = json_string_value(json_array_get(sides, i));
    }
    if (p->params.territory == NULL)
        p->params.territory = json_string_value(json_object_get(o, "territory"));
    ending(p->params.frame, opt->end[0], json_object_get(o, "start"), &p->params.start, &p->end[0]);
    ending(p->params.frame, opt->end[1], json_object_get(o, "finish"), &p->params.finish, &p->end[1]);
    if (edges != NULL) {
        p->edge[0] = places(p->params.frame, json_object_get(edges, "a"), &p->n_edge[0]);
        p->edge[1] = places(p->params.frame, json_object_get(edges, "b"), &p->n_edge[1]);
        return p->edge[0] != NULL && p->edge[1] != NULL ? 0 : bad(c, path, "edges");
    }
    p->line = places(p->params.frame, json_object_get(o, "line"), &p->n_line);
    return p->line != NULL ? 0 : bad(c, path, "line");
}

/* The longest line of a GeoJSON file. */
static int parts_of_geojson(struct cli *c, const char *path, struct t2_bytes in,
                            const struct cli_line_options *opt, struct parts *p)
{
    struct line_refusal why = report_refusal();
    int err = line_import_geojson(in, &why, &p->import);
    if (err != 0)
        return cli_line_refused(c, path, err, &why);
    struct geo_points best = {NULL, 0};
    for (size_t k = 0; k < line_import_n(p->import); k++) {
        const struct line_shape *s = line_import_shape(p->import, k);
        best = s->kind == LINE_SHAPE_LINE && s->points.n > best.n ? s->points : best;
    }
    p->line = calloc(best.n + 1, sizeof *p->line);
    if (p->line == NULL)
        return cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory. Nothing was done.");
    if (best.n > 0)
        memcpy(p->line, best.at, best.n * sizeof *best.at);
    p->n_line = best.n;
    p->params.frame = GEO_WGS84;
    ending(GEO_WGS84, opt->end[0], NULL, &p->params.start, &p->end[0]);
    ending(GEO_WGS84, opt->end[1], NULL, &p->params.finish, &p->end[1]);
    return 0;
}

static int make_line(struct cli *c, const char *path, struct parts *p, struct line **out, json_t *repairs)
{
    static struct line_repair fixed[LINE_MAX_REPAIRS];
    struct line_refusal why = report_refusal();
    size_t n = 0;
    const struct line_from_line one = {{p->line, p->n_line}};
    const struct line_from_edges two = {{{p->edge[0], p->n_edge[0]}, {p->edge[1], p->n_edge[1]}}};
    int err = p->edge[0] != NULL ? line_new_from_edges(&p->params, &two, fixed, &n, &why, out)
                                 : line_new_from_line(&p->params, &one, fixed, &n, &why, out);
    if (err != 0)
        return cli_line_refused(c, path, err, &why);
    tell_repairs(c, p->params.frame, fixed, n, repairs);
    return 0;
}

int cli_line_read(struct cli *c, const char *path, const struct cli_line_options *o, struct line **out,
                  json_t *repairs)
{
    static const char magic[] = "tracktwo line 1\n";
    struct parts p = {.params = {.side_name = {o->side[0], o->side[1]}, .territory = o->territory}};
    struct line_refusal why = report_refusal();
    struct t2_buf file;
    json_t *json = NULL;
    int code = cli_read_file(c, path, FILE_MAX, &file);
    if (code == 0 && file.len >= sizeof magic && memcmp(file.ptr, magic, sizeof magic - 1) == 0) {
        int err = line_read(t2_buf_view(&file), &why, out);
        code = err != 0 ? cli_line_refused(c, path, err, &why) : 0;
    } else if (code == 0 && (code = read_json(c, path, &json)) == 0) {
        code = json_object_get(json, "type") != NULL ? parts_of_geojson(c, path, t2_buf_view(&file), o, &p)
                                                     : parts_of_json(c, path, json, o, &p);
        if (code == 0)
            code = make_line(c, path, &p, out, repairs);
    }
    parts_free(&p);
    json_decref(json);
    t2_buf_free(&file);
    return code;
}

/* ---- rules, criteria, responses ---- */

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

static uint32_t number(const json_t *o, const char *key, double times, uint32_t otherwise)
{
    const json_t *v = json_object_get(o, key);
    double x = json_is_number(v) ? json_number_value(v) * times : otherwise;
    return x >= 0 && x < UINT32_MAX ? (uint32_t)(x + 0.5) : UINT32_MAX;
}

int cli_criteria_read(struct cli *c, const char *path, struct line_criteria *out)
{
    json_t *o = NULL;
    int code = read_json(c, path, &o);
    *out = (struct line_criteria){.cut_s = LINE_DAY_S};
    if (code == 0) {
        const char *frame = json_string_value(json_object_get(o, "frame"));
        const char *needs = json_string_value(json_object_get(o, "needs"));
        size_t n = 0;
        out->frame = frame != NULL && strcmp(frame, "flat") == 0 ? GEO_FLAT : GEO_WGS84;
        out->quiet_days = number(o, "quiet_days", 1, 0);
        out->window = number(o, "window_days", 1, out->quiet_days);
        out->dark = number(o, "uncounted_days", 1, 0);
        out->coverage = number(o, "watched_percent", 10, 500);
        out->cut_s = (int32_t)number(o, "day_ends_hour", 3600, LINE_DAY_S);
        out->offset_s = (int32_t)(60 * json_integer_value(json_object_get(o, "local_minutes")));
        out->needs = needs != NULL && strcmp(needs, "corroborated") == 0 ? LINE_NEEDS_CORROBORATED
                                                                         : LINE_NEEDS_VERIFIED;
        struct geo_point *at = places(out->frame, json_object_get(o, "sectors"), &n);
        if (!cli_date(json_string_value(json_object_get(o, "first_day")), &out->first_day))
            code = bad(c, path, "first_day");
        else if (at == NULL || n > LINE_MAX_SECTORS)
            code = bad(c, path, "sectors");
        for (size_t i = 0; code == 0 && i < n; i++)
            out->sectors[i].place = at[i];
        out->n_sectors = code == 0 ? n : 0;
        free(at);
    }
    if (code == 0 && !line_criteria_valid(out))
        code =
            cli_error(c, CLI_WRONG, "%s holds a number that criteria cannot have. Nothing was done.", path);
    json_decref(o);
    return code;
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
    int code = read_json(c, path, &o);
    const json_t *all = json_object_get(o, "consequences");
    r.answer_slots = number(o, "answer_hours", 60, 24 * 60);
    r.n_consequences = json_array_size(all);
    if (code == 0 && r.n_consequences > TABLE_RESPONSE_MAX)
        code = bad(c, path, "consequences");
    for (size_t i = 0; code == 0 && i < r.n_consequences; i++) {
        const json_t *x = json_array_get(all, i);
        const char *text = json_string_value(json_object_get(x, "text"));
        list[i] = (struct line_consequence){.kinds = kinds_of(json_object_get(x, "kinds")),
                                            .slots = number(x, "hours", 60, 0)};
        if (text == NULL || strlen(text) > LINE_TEXT_MAX)
            code = bad(c, path, "text");
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
    int code = read_json(c, path, &out->root);
    const json_t *list = json_object_get(out->root, "features");
    size_t n = json_array_size(list);
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
            return bad(c, path, "coordinates");
        out->names[i] = (struct line_name){"", name != NULL ? name : ""};
        out->at[i].names = &out->names[i];
        out->at[i].n_names = 1;
        out->at[i].people = number(of, "people", 1, 0);
        out->n++;
    }
    return code;
}
