/* tracktwo line rule: what a rule of a pull-back asks of each side, all of it, in words. */
#include "cli/line.h"

#include <stdio.h>
#include <string.h>

static const char *title_of(const struct line_rule *r)
{
    for (size_t i = 0; i < r->n_titles; i++) {
        if (strcmp(r->title[i].lang, cli_tag()) == 0)
            return r->title[i].text;
    }
    return r->title[0].text;
}

const char *cli_rule_title(const struct line_rule *r)
{
    return r != NULL ? title_of(r) : NULL;
}

static const char *side_key(enum line_side side)
{
    return side == LINE_A ? "A" : "B";
}

static const char *const measures[] = {
    [LINE_PER_SIDE] = TABLE_SAYS("Measure: the metres that each side goes back."),
    [LINE_ZONE_WIDTH] = TABLE_SAYS("Measure: the width of the whole zone; each side goes back half of it."),
    [LINE_MAX_RANGE] = TABLE_SAYS("Measure: each side goes back the range of its weapons."),
};

static void tell_head(const struct line_rule *r)
{
    char date[16];
    cli_tell("%s", cli_shown(title_of(r)));
    if (r->d_day == INT32_MIN)
        cli_tell("Day D: not fixed yet");
    else
        cli_tell("Day D: %s", cli_date_text(r->d_day, date));
    cli_tell("%s", cli_say(measures[r->measure]));
    for (int k = 0; k < LINE_N_SIDES; k++) {
        const char *from = r->reference[k];
        if (strcmp(from, "contact") == 0)
            cli_tell("Side %s measures from the line of contact.", side_key((enum line_side)k));
        else if (strcmp(from, "edge") == 0)
            cli_tell("Side %s measures from its own forward edge.", side_key((enum line_side)k));
        else
            cli_tell("Side %s measures from a line of its own: %s", side_key((enum line_side)k), from);
    }
    if (r->demilitarized_m[LINE_A] != 0 || r->demilitarized_m[LINE_B] != 0)
        cli_tell("Demilitarized, no forces at all: side A %u m by D%+d, side B %u m by D%+d",
                 r->demilitarized_m[LINE_A], r->demilitarized_day[LINE_A], r->demilitarized_m[LINE_B],
                 r->demilitarized_day[LINE_B]);
    else
        cli_tell("Demilitarized zone: none");
}

/* "100.1 to -" as text: a limit of 0 is none. */
static const char *limits_text(uint32_t least, uint32_t most, uint32_t unit, char out[static 64])
{
    const uint32_t v[2] = {least, most};
    char text[2][22] = {"-", "-"};
    for (int i = 0; i < 2; i++) {
        if (v[i] != 0 && unit > 1)
            (void)snprintf(text[i], sizeof text[i], "%u.%u", v[i] / unit, v[i] % unit);
        else if (v[i] != 0)
            (void)snprintf(text[i], sizeof text[i], "%u", v[i]);
    }
    (void)snprintf(out, 64, "%s .. %s", text[0], text[1]);
    return out;
}

static json_t *class_json(struct cli *c, const struct line_rule *r, size_t i)
{
    const struct line_class *k = &r->classes[i];
    const uint32_t metres[2] = {line_rule_distance_m(r, i, LINE_A), line_rule_distance_m(r, i, LINE_B)};
    char weapons[256] = "", limits[64];
    json_t *families = json_array();
    for (unsigned w = 0; w < LINE_N_WEAPONS; w++) {
        const char *name = line_weapon_name((enum line_weapon)w);
        if ((k->weapons >> w & 1) == 0)
            continue;
        (void)json_array_append_new(families, json_string(name));
        size_t n = strlen(weapons);
        (void)snprintf(weapons + n, sizeof weapons - n, " %s", name);
    }
    if (!c->json) {
        cli_tell("  %s: side A goes back %u m by D%+d, side B %u m by D%+d", k->id, metres[LINE_A],
                 k->day[LINE_A], metres[LINE_B], k->day[LINE_B]);
        cli_tell("     weapons:%s", weapons);
        if (k->calibre_min != 0 || k->calibre_max != 0)
            cli_tell("     calibre in millimetres: %s",
                     limits_text(k->calibre_min, k->calibre_max, 10, limits));
        if (k->range_min_m != 0 || k->range_max_m != 0)
            cli_tell("     range in metres: %s", limits_text(k->range_min_m, k->range_max_m, 1, limits));
    }
    return json_pack("{s:s, s:[I, I], s:[i, i], s:o, s:[f, f], s:[I, I]}", "id", k->id, "metres",
                     (json_int_t)metres[LINE_A], (json_int_t)metres[LINE_B], "by", k->day[LINE_A],
                     k->day[LINE_B], "weapons", families, "calibre_mm", k->calibre_min / 10.0,
                     k->calibre_max / 10.0, "range_m", (json_int_t)k->range_min_m,
                     (json_int_t)k->range_max_m);
}

static json_t *quota_json(struct cli *c, const struct line_rule *r, const struct line_quota *q)
{
    const char *id = r->classes[q->class].id, *side = side_key(q->side);
    if (!c->json)
        cli_tell("  %s, side %s, from %u to %u m behind its line: at most %u", id, side, q->from_m, q->to_m,
                 q->most);
    return json_pack("{s:s, s:s, s:I, s:I, s:I}", "class", id, "side", side, "from_m", (json_int_t)q->from_m,
                     "to_m", (json_int_t)q->to_m, "most", (json_int_t)q->most);
}

static json_t *site_json(struct cli *c, const struct line_rule *r, const struct line_site *s)
{
    const char *class = s->class < r->n_classes ? r->classes[s->class].id : cli_say("every class");
    char place[48];
    (void)cli_place_text(r->frame, s->place, place);
    if (!c->json)
        cli_tell("  storage site %s, side %s, %s: within %u m of %s", s->id, side_key(s->side), class,
                 s->radius_m, place);
    return json_pack("{s:s, s:s, s:o, s:s, s:I}", "id", s->id, "side", side_key(s->side), "class",
                     s->class < r->n_classes ? json_string(class) : json_null(), "place", place, "within_m",
                     (json_int_t)s->radius_m);
}

static json_t *step_json(struct cli *c, const struct line_step *s)
{
    if (!c->json)
        cli_tell("  by D%+d: %s", s->day, cli_shown(s->text));
    return json_pack("{s:i, s:o}", "by", s->day, "text", cli_json_text(s->text));
}

json_t *cli_rule_show(struct cli *c, const struct line_rule *r)
{
    json_t *classes = json_array(), *quotas = json_array(), *sites = json_array(), *steps = json_array();
    char date[16];
    if (!c->json)
        tell_head(r);
    for (size_t i = 0; i < r->n_classes; i++)
        (void)json_array_append_new(classes, class_json(c, r, i));
    for (size_t i = 0; i < r->n_quotas; i++)
        (void)json_array_append_new(quotas, quota_json(c, r, &r->quotas[i]));
    for (size_t i = 0; i < r->n_sites; i++)
        (void)json_array_append_new(sites, site_json(c, r, &r->sites[i]));
    for (size_t i = 0; i < r->n_steps; i++)
        (void)json_array_append_new(steps, step_json(c, &r->steps[i]));
    return json_pack("{s:o, s:o, s:s, s:[s, s], s:{s:[I, I], s:[i, i]}, s:o, s:o, s:o, s:o}", "title",
                     cli_json_text(cli_rule_title(r)), "day",
                     r->d_day != INT32_MIN ? json_string(cli_date_text(r->d_day, date)) : json_null(),
                     "measure",
                     r->measure == LINE_PER_SIDE     ? "per_side"
                     : r->measure == LINE_ZONE_WIDTH ? "zone_width"
                                                     : "max_range",
                     "reference", r->reference[LINE_A], r->reference[LINE_B], "demilitarized", "metres",
                     (json_int_t)r->demilitarized_m[LINE_A], (json_int_t)r->demilitarized_m[LINE_B], "by",
                     r->demilitarized_day[LINE_A], r->demilitarized_day[LINE_B], "classes", classes, "quotas",
                     quotas, "sites", sites, "steps", steps);
}

int cmd_line_rule(struct cli *c)
{
    const char *day = cli_option(c, "--day"), *to = cli_option(c, "--out");
    struct line_rule *r = NULL;
    uint8_t digest[LINE_DIGEST_LEN];
    struct t2_buf text;
    if (!cli_words(c))
        return CLI_USAGE;
    t2_buf_init(&text, LINE_RULE_MAX_BYTES);
    int code = cli_rule_read(c, c->argv[0], day, &r);
    if (code == 0 && (line_rule_write(r, &text) != 0 || line_rule_digest(r, digest) != 0))
        code = cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory. Nothing was done.");
    if (code == 0 && to != NULL && cli_write_new(to, &text) != 0)
        code = cli_error(c, CLI_ENVIRONMENT,
                         "The file %s cannot be written, or is there already. Nothing was written.", to);
    if (code == 0) {
        json_t *o = cli_rule_show(c, r);
        (void)json_object_set_new(o, "ok", json_true());
        (void)json_object_set_new(o, "digest", cli_hex(digest, LINE_DIGEST_LEN));
        cli_json(c, o);
    }
    t2_buf_free(&text);
    line_rule_free(r);
    return code;
}
