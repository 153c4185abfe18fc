/* tracktwo line check|zones|balance: files, without a desk where files are named. */
#include "cli/line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int cmd_line_check(struct cli *c)
{
    struct cli_line_options o = cli_line_options(c);
    const char *to = cli_option(c, "--out");
    struct line *l = NULL;
    uint8_t digest[LINE_DIGEST_LEN];
    struct t2_buf bytes;
    if (!cli_words(c))
        return CLI_USAGE;
    json_t *repairs = json_array();
    t2_buf_init(&bytes, TABLE_FIELD_DOCUMENT_MAX);
    int code = cli_line_read(c, c->argv[0], &o, &l, repairs);
    if (code == 0 && (line_write(l, &bytes) != 0 || line_digest(l, digest) != 0))
        code = cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory. Nothing was done.");
    if (code == 0 && to != NULL && cli_write_new(to, &bytes) != 0)
        code = cli_error(c, CLI_ENVIRONMENT,
                         "The file %s cannot be written, or is there already. Nothing was written.", to);
    if (code == 0 && !c->json) {
        char km[32];
        cli_tell("A line of contact. Points: %zu. Kilometres: %s", line_points(l).n,
                 cli_decimal(line_length_m(l) / 1000, 3, false, km));
        cli_tell("Side A, on the left: %s. Side B: %s", cli_shown(line_side_name(l, LINE_A)),
                 cli_shown(line_side_name(l, LINE_B)));
        cli_tell("Which territory counts: %s", cli_shown(line_territory(l)));
    }
    if (code == 0)
        cli_json(c,
                 json_pack("{s:b, s:I, s:f, s:[o, o], s:o, s:o, s:O}", "ok", 1, "points",
                           (json_int_t)line_points(l).n, "length_m", line_length_m(l), "sides",
                           cli_json_text(line_side_name(l, LINE_A)), cli_json_text(line_side_name(l, LINE_B)),
                           "territory", cli_json_text(line_territory(l)), "digest",
                           cli_hex(digest, sizeof digest), "repairs", repairs));
    json_decref(repairs);
    t2_buf_free(&bytes);
    line_free(l);
    return code;
}

/* ---- zones ---- */

/* people: whether settlements were given; else nothing is known of them. */
static json_t *figures_json(const struct line_figures *f, bool people)
{
    json_t *o =
        json_pack("{s:f, s:f, s:f, s:f, s:f}", "area_m2", f->area_m2, "area_error_m2", f->area_error_m2,
                  "limit_m", f->limit_m, "limit_error_m", f->limit_error_m, "off_by_m", f->outline_error_m);
    const struct {
        const char *key;
        uint64_t n;
    } counts[] = {
        {"settlements", f->n_settlements}, {"people", f->people}, {"people_not_known", f->n_unknown}};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        (void)json_object_set_new(o, counts[i].key,
                                  people ? json_integer((json_int_t)counts[i].n) : json_null());
    return o;
}

static const char *zone_name(const struct line_rule *r, const struct line_zone *z)
{
    return z->kind == LINE_ZONE_DEMILITARIZED ? cli_say("demilitarized") : r->classes[z->class].id;
}

static void tell_zone(const struct line_figures *f, const struct cli_settlements *s)
{
    char area[32], area_error[32], limit[32], limit_error[32], off[32];
    cli_tell("  gives up %s km2 (within %s); withdrawal line %s km (within %s), off by at most %s m",
             cli_decimal(f->area_m2 / 1e6, 2, false, area),
             cli_decimal(f->area_error_m2 / 1e6, 2, false, area_error),
             cli_decimal(f->limit_m / 1000, 2, false, limit),
             cli_decimal(f->limit_error_m / 1000, 2, false, limit_error),
             cli_decimal(f->outline_error_m, 2, false, off));
    if (s->n > 0)
        cli_tell("  settlements inside: %zu; people: %llu; of so many settlements not known: %zu",
                 f->n_settlements, (unsigned long long)f->people, f->n_unknown);
}

static int show_zones(struct cli *c, const struct line *l, const struct line_rule *r,
                      const struct line_zones *z, const struct cli_settlements *s)
{
    json_t *list = json_array();
    int err = 0;
    for (size_t i = 0; i < line_zones_n(z) && err == 0; i++) {
        const struct line_zone *x = line_zones_at(z, i);
        struct line_figures f;
        err = line_zones_figures(z, i, s->at, s->n, &f, NULL);
        if (err != 0)
            break;
        json_t *o = figures_json(&f, s->n > 0);
        (void)json_object_set_new(o, "zone", json_string(zone_name(r, x)));
        (void)json_object_set_new(o, "side", json_string(x->side == LINE_A ? "A" : "B"));
        (void)json_object_set_new(o, "metres", json_integer(x->distance_m));
        (void)json_array_append_new(list, o);
        if (c->json)
            continue;
        cli_tell("%s, side %s (%s): %u m", zone_name(r, x), x->side == LINE_A ? "A" : "B",
                 cli_shown(line_side_name(l, x->side)), x->distance_m);
        tell_zone(&f, s);
    }
    if (err != 0) {
        json_decref(list);
        return cli_error(c, CLI_ENVIRONMENT, "The zones cannot be measured here: memory is short.");
    }
    if (!c->json)
        cli_tell("Which territory counts: %s", cli_shown(line_territory(l)));
    cli_json(c, json_pack("{s:b, s:o}", "ok", 1, "zones", list));
    return 0;
}

static void tell_what_if(const struct line_what_if *x, const char *name, const char *side, bool people)
{
    char area[3][32];
    cli_tell("%s, side %s", name, side);
    cli_tell("  gives up now: %s km2; then: %s km2; difference: %s km2",
             cli_decimal(x->before.area_m2 / 1e6, 2, false, area[0]),
             cli_decimal(x->after.area_m2 / 1e6, 2, false, area[1]),
             cli_decimal(x->area_m2 / 1e6, 2, true, area[2]));
    if (people)
        cli_tell("  people now: %llu; then: %llu; difference: %+.0f", (unsigned long long)x->before.people,
                 (unsigned long long)x->after.people, x->people);
}

static int show_what_if(struct cli *c, const struct line_zones *before, const struct line_zones *after,
                        const struct cli_settlements *s)
{
    static struct line_what_if rows[LINE_MAX_ZONES * 2];
    const bool people = s->n > 0;
    json_t *list = json_array();
    size_t n = 0;
    if (line_what_if(before, after, s->at, s->n, rows, &n) != 0) {
        json_decref(list);
        return cli_error(c, CLI_ENVIRONMENT, "The zones cannot be compared here: memory is short.");
    }
    for (size_t i = 0; i < n; i++) {
        const char *name = rows[i].kind == LINE_ZONE_DEMILITARIZED ? cli_say("demilitarized") : rows[i].class;
        const char *side = rows[i].side == LINE_A ? "A" : "B";
        (void)json_array_append_new(list, json_pack("{s:s, s:s, s:o, s:o, s:f, s:o}", "zone", name, "side",
                                                    side, "before", figures_json(&rows[i].before, people),
                                                    "after", figures_json(&rows[i].after, people), "area_m2",
                                                    rows[i].area_m2, "people",
                                                    people ? json_real(rows[i].people) : json_null()));
        if (!c->json)
            tell_what_if(&rows[i], name, side, people);
    }
    if (!c->json && !people)
        cli_tell("Who lives there is not told: no settlements were given (--settlements FILE).");
    cli_json(c, json_pack("{s:b, s:o}", "ok", 1, "what_if", list));
    return 0;
}

int cli_zones(struct cli *c, const char *name, const struct line *l, const struct line_rule *r,
              struct line *const references[LINE_N_SIDES], struct line_zones **out)
{
    struct line_refusal why = report_refusal();
    struct line_reference from[LINE_N_SIDES];
    size_t n = 0;
    for (int k = 0; k < LINE_N_SIDES; k++) {
        if (references[k] != NULL && line_rule_measures_elsewhere(r, (enum line_side)k))
            from[n++] = (struct line_reference){r->reference[k], references[k]};
    }
    int err = line_zones_new(l, r, from, n, &why, out);
    return err == 0 ? 0 : cli_line_refused(c, name, err, &why);
}

int cli_references_read(struct cli *c, const char *const path[LINE_N_SIDES], const struct cli_line_options *o,
                        struct line *const agreed[LINE_N_SIDES], struct cli_references *out)
{
    int code = 0;
    json_t *repairs = json_array();
    *out = (struct cli_references){.read = {NULL}};
    for (int k = 0; code == 0 && k < LINE_N_SIDES; k++) {
        if (path[k] != NULL)
            code = cli_line_read(c, path[k], o, &out->read[k], repairs);
        out->at[k] = path[k] != NULL ? out->read[k] : agreed[k];
    }
    json_decref(repairs);
    return code;
}

void cli_references_free(struct cli_references *r)
{
    for (int k = 0; k < LINE_N_SIDES; k++)
        line_free(r->read[k]);
    *r = (struct cli_references){.read = {NULL}};
}

int cmd_line_zones(struct cli *c)
{
    struct cli_line_options o = cli_line_options(c);
    const char *line_path = cli_option(c, "--line"), *rule_path = cli_option(c, "--rule"),
               *other_line = cli_option(c, "--what-if-line"), *other_rule = cli_option(c, "--what-if"),
               *people = cli_option(c, "--settlements");
    const char *const reference[LINE_N_SIDES] = {cli_option(c, "--reference-a"),
                                                 cli_option(c, "--reference-b")};
    struct table_field_record record = {.line = NULL};
    struct cli_references from = {.read = {NULL}};
    struct line *l = NULL, *l2 = NULL;
    struct line_rule *r = NULL, *r2 = NULL;
    struct line_zones *z = NULL, *z2 = NULL;
    struct cli_settlements s = {.n = 0};
    struct desk *d = NULL;
    if (!cli_words(c))
        return CLI_USAGE;
    json_t *repairs = json_array();
    int code = line_path != NULL ? cli_line_read(c, line_path, &o, &l, repairs) : 0;
    if (code == 0 && rule_path != NULL)
        code = cli_rule_read(c, rule_path, NULL, &r);
    if (code == 0 && (l == NULL || r == NULL)) {
        code = cli_synced_desk(c, false, &d);
        if (code == 0)
            code = cli_field_open(c, desk_table(d), &record);
        if (code == 0 && r == NULL && record.rule == NULL)
            code = cli_error(c, CLI_REFUSED, "No rule has been agreed. Name one: --rule FILE");
    }
    const struct line *line = l != NULL ? l : record.line;
    const struct line_rule *rule = r != NULL ? r : record.rule;
    if (code == 0)
        code = cli_settlements_read(c, people, line_frame(line), &s);
    if (code == 0)
        code = cli_references_read(c, reference, &o, record.references, &from);
    if (code == 0)
        code = cli_zones(c, rule_path != NULL ? rule_path : "the rule", line, rule, from.at, &z);
    if (code == 0 && other_line != NULL)
        code = cli_line_read(c, other_line, &o, &l2, repairs);
    if (code == 0 && other_rule != NULL)
        code = cli_rule_read(c, other_rule, NULL, &r2);
    if (code == 0 && (l2 != NULL || r2 != NULL)) {
        code = cli_zones(c, other_rule != NULL ? other_rule : other_line, l2 != NULL ? l2 : line,
                         r2 != NULL ? r2 : rule, from.at, &z2);
        if (code == 0)
            code = show_what_if(c, z, z2, &s);
    } else if (code == 0) {
        code = show_zones(c, line, rule, z, &s);
    }
    line_zones_free(z);
    line_zones_free(z2);
    line_rule_free(r);
    line_rule_free(r2);
    line_free(l);
    line_free(l2);
    cli_settlements_free(&s);
    cli_references_free(&from);
    table_field_close(&record);
    json_decref(repairs);
    cli_close_desk(d);
    return code;
}

/* ---- widths that balance the burden ---- */

static void show_balance(struct cli *c, const struct line *l, enum line_balance what,
                         const struct line_balanced *b)
{
    const bool equal = what == LINE_BALANCE_AREA || b->given[LINE_A] == b->given[LINE_B];
    if (!c->json && !equal)
        cli_tell("No division gives as many people on both sides; the nearest gives %.0f and %.0f.",
                 b->given[LINE_A], b->given[LINE_B]);
    for (int k = 0; !c->json && k < LINE_N_SIDES; k++) {
        const char *side = k == LINE_A ? "A" : "B", *name = cli_shown(line_side_name(l, (enum line_side)k));
        char area[32];
        if (what == LINE_BALANCE_AREA)
            cli_tell("side %s (%s) goes back %u m and gives up %s km2", side, name, b->distance_m[k],
                     cli_decimal(b->given[k] / 1e6, 2, false, area));
        else
            cli_tell("side %s (%s) goes back %u m; people who live there: %.0f", side, name, b->distance_m[k],
                     b->given[k]);
    }
    if (!c->json)
        cli_tell("Which territory counts: %s", cli_shown(line_territory(l)));
    cli_json(c, json_pack("{s:b, s:b, s:s, s:[I, I], s:[f, f]}", "ok", 1, "equal", equal, "by",
                          what == LINE_BALANCE_AREA ? "area" : "people", "metres",
                          (json_int_t)b->distance_m[LINE_A], (json_int_t)b->distance_m[LINE_B], "given",
                          b->given[LINE_A], b->given[LINE_B]));
}

int cmd_line_balance(struct cli *c)
{
    struct cli_line_options o = cli_line_options(c);
    const char *path = cli_option(c, "--line"), *people = cli_option(c, "--people");
    enum line_balance what = people != NULL ? LINE_BALANCE_PEOPLE : LINE_BALANCE_AREA;
    struct line_refusal why = report_refusal();
    struct table_field_record record = {.line = NULL};
    struct line_balanced b = {.given = {0}};
    struct cli_settlements s = {.n = 0};
    struct line *l = NULL;
    struct desk *d = NULL;
    unsigned long metres = 0;
    if (!cli_words(c))
        return CLI_USAGE;
    if (!cli_number(c->argv[0], 4, LINE_MAX_WIDTH_M, &metres))
        return cli_error(c, CLI_USAGE, "The width of the whole zone is a number of metres, from 4 to %d.",
                         LINE_MAX_WIDTH_M);
    json_t *repairs = json_array();
    int code = path != NULL ? cli_line_read(c, path, &o, &l, repairs) : cli_synced_desk(c, false, &d);
    if (code == 0 && path == NULL)
        code = cli_field_open(c, desk_table(d), &record);
    const struct line *line = l != NULL ? l : record.line;
    if (code == 0)
        code = cli_settlements_read(c, people, line_frame(line), &s);
    if (code == 0) {
        int err = line_balance(line, (uint32_t)metres, what, s.at, s.n, &why, &b);
        code = err == T2_E_REFUSED ? cli_error(c, CLI_REFUSED, "%s", why.text)
               : err != 0
                   ? cli_error(c, CLI_ENVIRONMENT, "The zones cannot be computed here: memory is short.")
                   : 0;
    }
    if (code == 0)
        show_balance(c, line, what, &b);
    json_decref(repairs);
    cli_settlements_free(&s);
    table_field_close(&record);
    line_free(l);
    cli_close_desk(d);
    return code;
}
