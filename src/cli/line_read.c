/* Lines of contact from the files that people have: a line, two forward edges, or one side's outline with its
 * declared borders; as a line file (JSON), as GeoJSON, or as canonical bytes. */
#include "cli/line.h"

#include <stdlib.h>
#include <string.h>

struct cli_line_options cli_line_options(struct cli *c)
{
    struct cli_line_options o;
    o.side[LINE_A] = cli_option(c, "--side-a");
    o.side[LINE_B] = cli_option(c, "--side-b");
    o.territory = cli_option(c, "--territory");
    o.end[0] = cli_option(c, "--start");
    o.end[1] = cli_option(c, "--finish");
    o.borders = cli_option(c, "--borders");
    o.land = cli_option(c, "--land");
    return o;
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
    else if (json_is_array(o) && (*owned = cli_places(frame, o, &out->n_points)) != NULL) {
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
        [LINE_FIXED_CARRIED] = TABLE_SAYS("the end was carried on along the outline to the declared border"),
        [LINE_FIXED_SHORT] = TABLE_SAYS("the line ends here, and so far from the declared border"),
    };
    return texts[k];
}

static void tell_repair(const char *at, const struct line_repair *r)
{
    const char *what = cli_say(repair_text(r->kind));
    char metres[32];
    (void)cli_decimal(r->size_m, 1, false, metres);
    if (r->kind == LINE_FIXED_CARRIED || r->kind == LINE_FIXED_SHORT)
        cli_tell("An end, %s: %s (metres: %s)", at, what, metres);
    else
        cli_tell("Repaired at %s: %s (metres: %s)", at, what, metres);
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
            tell_repair(at, &r[i]);
    }
    if (n > LINE_MAX_REPAIRS && !c->json)
        cli_tell("Repairs in all: %zu", n);
}

/* Lines or rings. */
struct rings {
    struct geo_points *at;
    struct geo_point **own; /* for free; NULL: borrowed from an import */
    size_t n;
};
enum of_outline { OF_SIDE, OF_BORDERS, OF_LAND, N_OF_OUTLINE };

/* What a line is made of, until it is made. */
struct parts {
    struct rings outline[N_OF_OUTLINE];
    struct line_import *more[2]; /* borders, land */
    struct line_from_outline how;
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
    for (int k = 0; k < N_OF_OUTLINE; k++) {
        for (size_t i = 0; p->outline[k].own != NULL && i < p->outline[k].n; i++)
            free(p->outline[k].own[i]);
        free(p->outline[k].own);
        free(p->outline[k].at);
    }
    line_import_free(p->import);
    line_import_free(p->more[0]);
    line_import_free(p->more[1]);
}

static int short_of_memory(struct cli *c)
{
    return cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory. Nothing was done.");
}

/* A list of lists of places. */
static int rings_of_json(struct cli *c, const char *path, const json_t *o, const char *key,
                         enum geo_frame frame, struct rings *out)
{
    const json_t *list = json_object_get(o, key);
    size_t n = json_array_size(list);
    out->at = calloc(n + 1, sizeof *out->at);
    out->own = calloc(n + 1, sizeof(void *));
    if (out->at == NULL || out->own == NULL)
        return short_of_memory(c);
    for (out->n = 0; out->n < n; out->n++) {
        struct geo_point **at = &out->own[out->n];
        *at = cli_places(frame, json_array_get(list, out->n), &out->at[out->n].n);
        if (*at == NULL)
            return cli_bad_file(c, path, key);
        out->at[out->n].at = *at;
    }
    return n > 0 ? 0 : cli_bad_file(c, path, key);
}

/* "outline": one side's land, the declared borders, and all the land that counts. */
static int outline_of_json(struct cli *c, const char *path, const json_t *o, struct parts *p)
{
    static const char *const keys[N_OF_OUTLINE] = {"rings", "borders", "land"};
    static const char *const metres[] = {"step_m", "border_m", "outward_m", "least_m"};
    double *const to[] = {&p->how.step_m, &p->how.border_m, &p->how.outward_m, &p->how.least_m};
    int code = 0;
    for (int k = 0; code == 0 && k < N_OF_OUTLINE; k++)
        code = rings_of_json(c, path, o, keys[k], p->params.frame, &p->outline[k]);
    for (int k = 0; code == 0 && k < 4; k++) {
        const json_t *v = json_object_get(o, metres[k]);
        *to[k] = json_number_value(v);
        if (v != NULL && (!json_is_number(v) || !(*to[k] > 0) || *to[k] > 1e6))
            code = cli_bad_file(c, path, metres[k]);
    }
    return code;
}

/* The lines (where wanted) and rings of a GeoJSON file. */
static int rings_of_import(struct cli *c, const struct line_import *from, bool lines, struct rings *out)
{
    out->at = calloc(line_import_n(from) + 1, sizeof *out->at);
    for (size_t k = 0; out->at != NULL && k < line_import_n(from); k++) {
        const struct line_shape *s = line_import_shape(from, k);
        if (s->kind == LINE_SHAPE_RING || s->kind == LINE_SHAPE_HOLE || (lines && s->kind == LINE_SHAPE_LINE))
            out->at[out->n++] = s->points;
    }
    return out->at != NULL ? 0 : short_of_memory(c);
}

/* The same from three GeoJSON files: FILE, --borders and --land. */
static int outline_of_geojson(struct cli *c, const char *path, const struct cli_line_options *opt,
                              struct parts *p)
{
    const char *const name[N_OF_OUTLINE] = {path, opt->borders, opt->land};
    int code = opt->borders != NULL && opt->land != NULL
                   ? 0
                   : cli_error(c, CLI_USAGE,
                               "An outline needs the declared borders and the land that counts: --borders "
                               "FILE --land FILE.");
    for (int k = 0; code == 0 && k < N_OF_OUTLINE; k++) {
        struct line_refusal why = report_refusal();
        struct t2_buf file = {0};
        int err = 0;
        if (k > 0) {
            code = cli_read_file(c, name[k], CLI_LINE_FILE_MAX, &file);
            err = code == 0 ? line_import_geojson(t2_buf_view(&file), &why, &p->more[k - 1]) : 0;
            t2_buf_free(&file);
        }
        if (err != 0)
            code = cli_line_refused(c, name[k], err, &why);
        if (code == 0)
            code = rings_of_import(c, k == 0 ? p->import : p->more[k - 1], k == OF_BORDERS, &p->outline[k]);
        if (code == 0 && p->outline[k].n == 0)
            code = cli_bad_file(c, name[k], "coordinates");
    }
    return code;
}

static int parts_of_json(struct cli *c, const char *path, const json_t *o, const struct cli_line_options *opt,
                         struct parts *p)
{
    const char *frame = json_string_value(json_object_get(o, "frame"));
    const json_t *sides = json_object_get(o, "sides"), *edges = json_object_get(o, "edges"),
                 *outline = json_object_get(o, "outline");
    p->params.frame = frame != NULL && strcmp(frame, "flat") == 0 ? GEO_FLAT : GEO_WGS84;
    if (frame == NULL || (strcmp(frame, "flat") != 0 && strcmp(frame, "wgs84") != 0))
        return cli_bad_file(c, path, "frame");
    for (size_t i = 0; i < LINE_N_SIDES; i++) {
        if (p->params.side_name[i] == NULL)
            p->params.side_name[i] = json_string_value(json_array_get(sides, i));
    }
    if (p->params.territory == NULL)
        p->params.territory = json_string_value(json_object_get(o, "territory"));
    ending(p->params.frame, opt->end[0], json_object_get(o, "start"), &p->params.start, &p->end[0]);
    ending(p->params.frame, opt->end[1], json_object_get(o, "finish"), &p->params.finish, &p->end[1]);
    if (outline != NULL)
        return outline_of_json(c, path, outline, p);
    if (edges != NULL) {
        p->edge[0] = cli_places(p->params.frame, json_object_get(edges, "a"), &p->n_edge[0]);
        p->edge[1] = cli_places(p->params.frame, json_object_get(edges, "b"), &p->n_edge[1]);
        return p->edge[0] != NULL && p->edge[1] != NULL ? 0 : cli_bad_file(c, path, "edges");
    }
    p->line = cli_places(p->params.frame, json_object_get(o, "line"), &p->n_line);
    return p->line != NULL ? 0 : cli_bad_file(c, path, "line");
}

/* The longest line of a GeoJSON file; with borders and land, the outlines of a side's area. */
static int parts_of_geojson(struct cli *c, const char *path, struct t2_bytes in,
                            const struct cli_line_options *opt, struct parts *p)
{
    struct line_refusal why = report_refusal();
    int err = line_import_geojson(in, &why, &p->import);
    if (err != 0)
        return cli_line_refused(c, path, err, &why);
    p->params.frame = GEO_WGS84;
    ending(GEO_WGS84, opt->end[0], NULL, &p->params.start, &p->end[0]);
    ending(GEO_WGS84, opt->end[1], NULL, &p->params.finish, &p->end[1]);
    if (opt->borders != NULL || opt->land != NULL)
        return outline_of_geojson(c, path, opt, p);
    struct geo_points best = {NULL, 0};
    for (size_t k = 0; k < line_import_n(p->import); k++) {
        const struct line_shape *s = line_import_shape(p->import, k);
        best = s->kind == LINE_SHAPE_LINE && s->points.n > best.n ? s->points : best;
    }
    p->line = calloc(best.n + 1, sizeof *p->line);
    if (p->line == NULL)
        return short_of_memory(c);
    if (best.n > 0)
        memcpy(p->line, best.at, best.n * sizeof *best.at);
    p->n_line = best.n;
    return 0;
}

static int make_line(struct cli *c, const char *path, struct parts *p, struct line **out, json_t *repairs)
{
    static struct line_repair fixed[LINE_MAX_REPAIRS];
    struct line_refusal why = report_refusal();
    size_t n = 0;
    const struct line_from_line one = {{p->line, p->n_line}};
    const struct line_from_edges two = {{{p->edge[0], p->n_edge[0]}, {p->edge[1], p->n_edge[1]}}};
    p->how.rings = p->outline[OF_SIDE].at;
    p->how.n_rings = p->outline[OF_SIDE].n;
    p->how.borders = p->outline[OF_BORDERS].at;
    p->how.n_borders = p->outline[OF_BORDERS].n;
    p->how.other = p->outline[OF_LAND].at;
    p->how.n_other = p->outline[OF_LAND].n;
    int err = p->outline[OF_SIDE].n > 0 ? line_new_from_outline(&p->params, &p->how, fixed, &n, &why, out)
              : p->edge[0] != NULL      ? line_new_from_edges(&p->params, &two, fixed, &n, &why, out)
                                        : line_new_from_line(&p->params, &one, fixed, &n, &why, out);
    if (err != 0)
        return cli_line_refused(c, path, err, &why);
    tell_repairs(c, p->params.frame, fixed, n, repairs);
    return 0;
}

int cli_line_read(struct cli *c, const char *path, const struct cli_line_options *o, struct line **out,
                  json_t *repairs)
{
    static const char magic[] = "tracktwo line 2\n";
    struct parts p = {.params = {.side_name = {o->side[0], o->side[1]}, .territory = o->territory}};
    struct line_refusal why = report_refusal();
    struct t2_buf file;
    json_t *json = NULL;
    int code = cli_read_file(c, path, CLI_LINE_FILE_MAX, &file);
    if (code == 0 && file.len >= sizeof magic && memcmp(file.ptr, magic, sizeof magic - 1) == 0) {
        int err = line_read(t2_buf_view(&file), &why, out);
        code = err != 0 ? cli_line_refused(c, path, err, &why) : 0;
    } else if (code == 0 && (code = cli_json_file(c, path, &json)) == 0) {
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
