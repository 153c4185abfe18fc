/* tracktwo line map: what is agreed and what was seen, as a page for print, or as tables and GeoJSON. */
#include "cli/line.h"

#include <stdlib.h>
#include <string.h>

#include <tracktwo/line_map.h>

static const char *say(int lang, const char *english) __attribute__((format_arg(2)));
static const char *say(int lang, const char *english)
{
    return table_say((enum table_lang)lang, english);
}

/* Reports of the record that are no withdrawal, were not corrected and are not excluded. For free. */
static struct line_observation *observations(const struct table_state *s, const struct table_field_record *r,
                                             size_t *out_n)
{
    struct line_observation *list = calloc(table_n_reports(s) + 1, sizeof *list);
    size_t n = 0;
    for (size_t i = 0; list != NULL && i < table_n_reports(s); i++) {
        struct line_report x;
        bool stands = !table_report(s, i)->excluded &&
                      line_report_read(table_report_bytes(s, i), NULL, &x) == 0 &&
                      x.kind != LINE_REPORT_WITHDRAWN && x.frame == line_frame(r->line);
        for (size_t k = 0; stands && k < r->record.n_facts; k++)
            stands = (r->facts[k].has & LINE_HAS_CORRECTS) == 0 ||
                     memcmp(r->facts[k].corrects, table_report(s, i)->id, LINE_FACT_ID_LEN) != 0;
        if (stands && line_observation_of(&x, &list[n]) == 0)
            n++;
    }
    *out_n = n;
    return list;
}

static bool ends(const char *path, const char *with)
{
    size_t n = strlen(path), k = strlen(with);
    return n > k && strcmp(path + n - k, with) == 0;
}

static int draw(struct cli *c, const struct line_map *m, const char *path, struct t2_buf *out)
{
    struct line_refusal why = report_refusal();
    int err = ends(path, ".svg")       ? line_map_svg(m, out)
              : ends(path, ".geojson") ? line_map_geojson(m, &why, out)
              : ends(path, ".csv")     ? line_map_csv_reports(m, out)
                                       : T2_E_MISSING;
    if (err == T2_E_MISSING)
        return cli_error(c, CLI_USAGE, "The name of a map ends in .svg, .geojson or .csv.");
    if (err == T2_E_REFUSED)
        return cli_error(c, CLI_REFUSED, "%s", why.text);
    return err == 0 ? 0 : cli_error(c, CLI_ENVIRONMENT, "The map cannot be drawn here: memory is short.");
}

int cmd_line_map(struct cli *c)
{
    const char *people = cli_option(c, "--settlements");
    struct table_field_record r = {.line = NULL};
    struct cli_settlements s = {.n = 0};
    struct line_observation *seen = NULL;
    struct desk *d = NULL;
    struct t2_buf out;
    size_t n = 0;
    if (!cli_words(c))
        return CLI_USAGE;
    t2_buf_init(&out, LINE_MAP_MAX_BYTES);
    int code = cli_synced_desk(c, false, &d);
    if (code == 0)
        code = cli_field_open(c, desk_table(d), &r);
    if (code == 0)
        code = cli_settlements_read(c, people, line_frame(r.line), &s);
    if (code == 0 && (seen = observations(desk_table(d), &r, &n)) == NULL)
        code = cli_error(c, CLI_ENVIRONMENT, "The map cannot be drawn here: memory is short.");
    if (code == 0) {
        const struct line_map m = {.line = r.line,
                                   .zones = r.zones,
                                   .settlements = s.at,
                                   .n_settlements = s.n,
                                   .seen = seen,
                                   .n_seen = n,
                                   .title = table_title(desk_table(d)),
                                   .day = (int32_t)(desk_slot(d) / (24 * 60)),
                                   .lang = cli_tag(),
                                   .say_lang = (int)cli_lang(),
                                   .say = say};
        code = draw(c, &m, c->argv[0], &out);
    }
    if (code == 0 && cli_write_private(c->argv[0], &out) != 0)
        code = cli_error(c, CLI_ENVIRONMENT, "The file %s cannot be written. Nothing was done.", c->argv[0]);
    if (code == 0) {
        if (!c->json)
            cli_tell("Written: %s. It is for the table: what may be published is less.",
                     cli_shown(c->argv[0]));
        cli_json(c, json_pack("{s:b, s:s, s:I, s:I}", "ok", 1, "file", c->argv[0], "bytes",
                              (json_int_t)out.len, "observations", (json_int_t)n));
    }
    free(seen);
    cli_settlements_free(&s);
    table_field_close(&r);
    t2_buf_free(&out);
    desk_free(d);
    return code;
}
