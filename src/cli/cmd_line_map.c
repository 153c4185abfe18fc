/* tracktwo line map: what is agreed and what was seen, as a page for print, as tables, GeoJSON or GeoPackage;
 * or, without a desk, what follows from files. */
#include "cli/line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tracktwo/geopackage.h>

static const char *say(int lang, const char *english) __attribute__((format_arg(2)));
static const char *say(int lang, const char *english)
{
    return table_say((enum table_lang)lang, english);
}

struct line_observation *cli_observations(const struct table_state *s, const struct table_field_record *r,
                                          size_t *out_n)
{
    const size_t n_reports = table_n_reports(s);
    struct line_observation *list = calloc(n_reports + 1, sizeof *list);
    struct cli_ties ties = {NULL, NULL};
    size_t n = 0;
    *out_n = 0;
    if (list == NULL || cli_ties_new(s, r, &ties) != 0) {
        free(list);
        return NULL;
    }
    for (size_t i = 0; i < n_reports; i++) {
        static struct line_report x;
        const struct table_ev_observer_admitted *by =
            table_observer_admission(s, table_report(s, i)->observer);
        const bool stands = !table_report(s, i)->excluded && ties.corrected_by[i] == n_reports &&
                            line_report_read(table_report_bytes(s, i), NULL, &x) == 0 &&
                            x.kind != LINE_REPORT_WITHDRAWN && x.frame == line_frame(r->line) &&
                            x.made_s >= by->from_s && x.made_s <= by->to_s;
        if (stands && line_observation_of(&x, &list[n]) == 0)
            list[n++].report = (uint32_t)i + 1;
    }
    cli_ties_free(&ties);
    *out_n = n;
    return list;
}

static bool ends(const char *path, const char *with)
{
    size_t n = strlen(path), k = strlen(with);
    return n >= k && strcmp(path + n - k, with) == 0;
}

int cli_map_write(struct cli *c, const struct line_map *m, const char *path, size_t *out_len)
{
    struct line_refusal why = report_refusal();
    struct t2_buf out;
    t2_buf_init(&out, LINE_MAP_MAX_BYTES);
    int err = ends(path, ".gpkg")       ? geopackage_make(m, &out)
              : ends(path, ".svg")      ? line_map_svg(m, &out)
              : ends(path, ".geojson")  ? line_map_geojson(m, &why, &out)
              : ends(path, ".t2map")    ? line_map_data(m, &out)
              : ends(path, "zones.csv") ? line_map_csv_zones(m, &out)
              : ends(path, ".csv")      ? line_map_csv_reports(m, &out)
                                        : T2_E_MISSING;
    if (err == 0) {
        *out_len = out.len;
        err = cli_write_new(path, &out);
    }
    t2_buf_free(&out);
    if (err == T2_E_MISSING)
        return cli_error(c, CLI_USAGE, "The name of a map ends in .svg, .geojson, .gpkg, .t2map or .csv.");
    if (err == T2_E_REFUSED)
        return cli_error(c, CLI_REFUSED, "%s", why.text);
    if (err == T2_E_IO)
        return cli_error(c, CLI_ENVIRONMENT,
                         "The file %s cannot be written, or is there already. Nothing was written.", path);
    return err == 0 ? 0 : cli_error(c, CLI_ENVIRONMENT, "The map cannot be drawn here: memory is short.");
}

/* ---- what the options name ---- */

struct map_files {
    struct line *line;
    struct line_rule *rule;
    struct line_zones *zones;
    struct line_import *import;
    struct line_beside *beside;
    size_t n_beside;
};

static void files_close(struct map_files *f)
{
    line_zones_free(f->zones);
    line_rule_free(f->rule);
    line_free(f->line);
    line_import_free(f->import);
    free(f->beside);
}

/* All lines of a GeoJSON file, with their names. */
static int read_beside(struct cli *c, const char *path, struct map_files *f)
{
    struct line_refusal why = report_refusal();
    struct t2_buf file;
    int code = cli_read_file(c, path, LINE_MAP_MAX_BYTES, &file);
    int err = code == 0 ? line_import_geojson(t2_buf_view(&file), &why, &f->import) : 0;
    t2_buf_free(&file);
    if (code != 0 || err != 0)
        return code != 0 ? code : cli_line_refused(c, path, err, &why);
    f->beside = calloc(line_import_n(f->import) + 1, sizeof *f->beside);
    if (f->beside == NULL)
        return cli_error(c, CLI_ENVIRONMENT, "The map cannot be drawn here: memory is short.");
    for (size_t i = 0; i < line_import_n(f->import); i++) {
        const struct line_shape *s = line_import_shape(f->import, i);
        if (s->kind == LINE_SHAPE_LINE)
            f->beside[f->n_beside++] = (struct line_beside){s->points, s->name[0] != '\0' ? s->name : path};
    }
    return 0;
}

/* --near PLACE and --km NUMBER. */
static int read_near(struct cli *c, enum geo_frame frame, const char *place, const char *km,
                     struct line_map *m)
{
    char *end = NULL;
    const double far = km != NULL ? strtod(km, &end) : 10;
    if (place == NULL && km == NULL)
        return 0;
    if (!cli_place(frame, place, &m->near) || (end != NULL && *end != '\0') ||
        !(far >= 0.1 && far <= LINE_MAP_MAX_NEAR_M / 1000.0))
        return cli_error(c, CLI_USAGE,
                         "A part of the map is named by its middle and by how many kilometres are shown on "
                         "each side of it, 0.1 to 1000: --near PLACE --km NUMBER");
    m->near_m = (uint32_t)(far * 1000);
    return 0;
}

/* Line and rule of the files; where only one is named the other is the record's. */
static int read_files(struct cli *c, const char *line, const char *rule, const struct cli_line_options *o,
                      const char *beside, struct map_files *f)
{
    json_t *repairs = json_array();
    int code = line != NULL ? cli_line_read(c, line, o, &f->line, repairs) : 0;
    if (code == 0 && rule != NULL)
        code = cli_rule_read(c, rule, NULL, &f->rule);
    if (code == 0 && beside != NULL)
        code = read_beside(c, beside, f);
    json_decref(repairs);
    return code;
}

/* ---- the map ---- */

/* Whether the part that --near names may show something of the line or its zones: it is a square. */
static bool near_line(const struct line_map *m)
{
    double reach = 1.5 * m->near_m;
    uint32_t widest = 0;
    for (size_t i = 0; m->zones != NULL && i < line_zones_n(m->zones); i++) {
        const struct line_zone *z = line_zones_at(m->zones, i);
        widest = z->distance_m > widest ? z->distance_m : widest;
    }
    return m->near_m == 0 || line_distance_m(m->line, m->near, NULL, NULL) <= reach + widest;
}

static int write_map(struct cli *c, const struct line_map *m, bool of_table)
{
    size_t len = 0;
    int code = cli_map_write(c, m, c->argv[0], &len);
    if (code == 0) {
        char km[32];
        if (!c->json && !near_line(m))
            cli_tell(
                "Neither the line nor a zone lies in this part of the map. Kilometres from its middle to the "
                "line: %s",
                cli_decimal(line_distance_m(m->line, m->near, NULL, NULL) / 1000, 1, false, km));
        if (!c->json && of_table)
            cli_tell("Written: %s. It is for the table: what may be published is less (tracktwo line "
                     "publish).",
                     cli_shown(c->argv[0]));
        else if (!c->json)
            cli_tell("Written: %s", cli_shown(c->argv[0]));
        cli_json(c,
                 json_pack("{s:b, s:s, s:I, s:I, s:b}", "ok", 1, "file", c->argv[0], "bytes", (json_int_t)len,
                           "observations", (json_int_t)m->n_seen, "near_line", near_line(m)));
    }
    return code;
}

int cmd_line_map(struct cli *c)
{
    const struct cli_line_options o = cli_line_options(c);
    const char *people = cli_option(c, "--settlements"), *line_path = cli_option(c, "--line"),
               *rule_path = cli_option(c, "--rule"), *beside = cli_option(c, "--beside"),
               *near = cli_option(c, "--near"), *km = cli_option(c, "--km");
    const char *const reference[LINE_N_SIDES] = {cli_option(c, "--reference-a"),
                                                 cli_option(c, "--reference-b")};
    struct cli_references from = {.read = {NULL}};
    struct line_map m = {.day = INT32_MIN, .lang = cli_tag(), .say_lang = (int)cli_lang(), .say = say};
    struct table_field_record r = {.line = NULL};
    struct cli_settlements s = {.n = 0};
    struct map_files f = {.line = NULL};
    struct line_observation *seen = NULL;
    struct desk *d = NULL;
    if (!cli_words(c))
        return CLI_USAGE;
    int code = read_files(c, line_path, rule_path, &o, beside, &f);
    const bool of_table = line_path == NULL;
    if (code == 0 && of_table && (code = cli_synced_desk(c, false, &d)) == 0 &&
        (code = cli_field_open(c, desk_table(d), &r)) == 0) {
        if ((seen = cli_observations(desk_table(d), &r, &m.n_seen)) == NULL)
            code = cli_error(c, CLI_ENVIRONMENT, "The map cannot be drawn here: memory is short.");
        m.seen = seen;
        m.day = (int32_t)(desk_slot(d) / (24 * 60));
        m.zones = r.zones;
    }
    m.line = of_table ? r.line : f.line;
    if (code == 0)
        code = cli_settlements_read(c, people, line_frame(m.line), &s);
    if (code == 0 && beside != NULL && line_frame(m.line) != GEO_WGS84)
        code = cli_error(c, CLI_WRONG, "%s holds degrees, and the map is an invented one. Nothing was done.",
                         cli_shown(beside));
    if (code == 0)
        code = read_near(c, line_frame(m.line), near, km, &m);
    if (code == 0)
        code = cli_references_read(c, reference, &o, r.references, &from);
    if (code == 0 && f.rule != NULL &&
        (code = cli_zones(c, rule_path, m.line, f.rule, from.at, &f.zones)) == 0)
        m.zones = f.zones;
    if (code == 0) {
        m.title = f.rule != NULL ? cli_rule_title(f.rule) : of_table ? table_title(desk_table(d)) : NULL;
        m.settlements = s.at;
        m.n_settlements = s.n;
        m.beside = f.beside;
        m.n_beside = f.n_beside;
        code = write_map(c, &m, of_table);
    }
    free(seen);
    files_close(&f);
    cli_references_free(&from);
    cli_settlements_free(&s);
    table_field_close(&r);
    cli_close_desk(d);
    return code;
}
