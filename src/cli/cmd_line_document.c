/* tracktwo line document: what was proposed or agreed, to be read before one consents and after. */
#include "cli/line.h"

#include <stdlib.h>
#include <string.h>

/* Of a line that was derived from an outline which does not reach the border there. */
static void tell_lack(const struct line *l, int end)
{
    char metres[32];
    if (line_lacks_mm(l, end) == 0)
        return;
    (void)cli_decimal(line_lacks_mm(l, end) / 1000.0, 1, false, metres);
    cli_tell(end == 0 ? TABLE_SAYS("At its first point the line stays short of the declared border; the "
                                   "stretch that is missing is this long at most, in metres: %s")
                      : TABLE_SAYS("At its last point the line stays short of the declared border; the "
                                   "stretch that is missing is this long at most, in metres: %s"),
             metres);
}

static json_t *line_content(struct cli *c, const struct line *l)
{
    char km[32];
    if (!c->json) {
        cli_tell("A line of contact. Points: %zu. Kilometres: %s", line_points(l).n,
                 cli_decimal(line_length_m(l) / 1000, 3, false, km));
        cli_tell("Side A, on the left: %s. Side B: %s", cli_shown(line_side_name(l, LINE_A)),
                 cli_shown(line_side_name(l, LINE_B)));
        cli_tell("Which territory counts: %s", cli_shown(line_territory(l)));
        tell_lack(l, 0);
        tell_lack(l, 1);
    }
    return json_pack("{s:s, s:I, s:f, s:[o, o], s:o, s:[f, f]}", "frame",
                     line_frame(l) == GEO_FLAT ? "flat" : "wgs84", "points", (json_int_t)line_points(l).n,
                     "length_m", line_length_m(l), "sides", cli_json_text(line_side_name(l, LINE_A)),
                     cli_json_text(line_side_name(l, LINE_B)), "territory", cli_json_text(line_territory(l)),
                     "lacks_m", line_lacks_mm(l, 0) / 1000.0, line_lacks_mm(l, 1) / 1000.0);
}

static json_t *response_content(struct cli *c, const struct line_response *r)
{
    json_t *list = json_array();
    if (!c->json)
        cli_tell("Hours in which a protest is answered: %u", r->answer_slots / 60);
    for (size_t i = 0; i < r->n_consequences; i++) {
        const struct line_consequence *x = &r->consequences[i];
        json_t *kinds = json_array();
        for (unsigned k = 0; k < LINE_N_FACTS; k++) {
            if ((x->kinds >> k & 1) != 0)
                (void)json_array_append_new(kinds, json_string(line_fact_kind_name((enum line_fact_kind)k)));
        }
        if (!c->json)
            cli_tell("  within %u hours: %s", x->slots / 60, cli_shown(x->text));
        (void)json_array_append_new(list,
                                    json_pack("{s:o, s:I, s:o}", "kinds", kinds, "hours",
                                              (json_int_t)x->slots / 60, "text", cli_json_text(x->text)));
    }
    return json_pack("{s:I, s:o}", "answer_hours", (json_int_t)r->answer_slots / 60, "consequences", list);
}

/* What the bytes say; null of zones, which tracktwo line zones computes. They were read before they were
 * consented to, or are refused here in the words of who reads them. */
static int content(struct cli *c, enum table_field_what what, struct t2_bytes bytes, json_t **out)
{
    static struct line_consequence list[TABLE_RESPONSE_MAX];
    struct line_refusal why = report_refusal();
    struct line_publish_policy measure;
    struct line_criteria criteria;
    struct line_response response;
    struct line_rule *rule = NULL;
    struct line *l = NULL;
    int err = 0;
    *out = NULL;
    if (what == TABLE_FIELD_LINE || what == TABLE_FIELD_REFERENCE_A || what == TABLE_FIELD_REFERENCE_B) {
        if ((err = line_read(bytes, &why, &l)) == 0)
            *out = line_content(c, l);
    } else if (what == TABLE_FIELD_RULE) {
        if ((err = line_rule_read(bytes, &why, &rule)) == 0)
            *out = cli_rule_show(c, rule);
    } else if (what == TABLE_FIELD_CRITERIA) {
        if ((err = line_criteria_read(bytes, &criteria)) == 0)
            *out = cli_criteria_show(c, &criteria);
    } else if (what == TABLE_FIELD_RESPONSE) {
        if ((err = table_response_read(bytes, list, &response)) == 0)
            *out = response_content(c, &response);
    } else if (what == TABLE_FIELD_PUBLICATION) {
        if ((err = line_publish_measure_read(bytes, &measure)) == 0)
            *out = cli_measure_show(c, &measure);
    }
    line_rule_free(rule);
    line_free(l);
    if (*out == NULL)
        *out = json_null();
    return err == 0 ? 0 : cli_line_refused(c, table_field_what_key(what), err, &why);
}

/* The index of the document of a proposal's number, or of what is in force under a key. */
static int named(struct cli *c, const struct table_state *s, const char *word, size_t *out)
{
    unsigned long number = 0;
    for (enum table_field_what w = TABLE_FIELD_LINE; w < TABLE_FIELD_N_WHAT; w++) {
        if (strcmp(word, table_field_what_key(w)) == 0 && table_field_in_force(s, w, out) == 0)
            return 0;
    }
    if (cli_number(word, 1, table_n_proposals(s), &number)) {
        const struct table_proposal *p = table_proposal(s, number - 1);
        if (p->kind == TABLE_EV_FIELD_DOCUMENT && table_field_of_event(s, p->event, out) == 0)
            return 0;
    }
    return cli_error(c, CLI_REFUSED,
                     "No part of the cease-fire is in force under this word, and no proposal of one has this "
                     "number: %s.",
                     word);
}

int cmd_line_document(struct cli *c)
{
    const char *to = cli_option(c, "--out");
    json_t *says = NULL;
    struct desk *d = NULL;
    struct t2_buf bytes;
    size_t i = 0;
    if (!cli_words(c))
        return CLI_USAGE;
    t2_buf_init(&bytes, TABLE_FIELD_DOCUMENT_MAX);
    int code = cli_synced_desk(c, false, &d);
    if (code == 0)
        code = named(c, desk_table(d), c->argv[0], &i);
    int err = code == 0 ? table_field_bytes(desk_table(d), i, &bytes) : 0;
    if (err == T2_E_TRUNCATED)
        code = cli_error(c, CLI_REFUSED, "Not all of it has come to this desk yet. Try again in a moment.");
    else if (err != 0)
        code = cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory. Nothing was done.");
    const enum table_field_what what =
        code == 0 ? (enum table_field_what)table_field_document(desk_table(d), i)->what : TABLE_FIELD_LINE;
    if (code == 0)
        code = content(c, what, t2_buf_view(&bytes), &says);
    if (code == 0 && to != NULL && cli_write_new(to, &bytes) != 0)
        code = cli_error(c, CLI_ENVIRONMENT,
                         "The file %s cannot be written, or is there already. Nothing was written.", to);
    if (code == 0)
        cli_json(c,
                 json_pack("{s:b, s:s, s:O}", "ok", 1, "what", table_field_what_key(what), "content", says));
    json_decref(says);
    t2_buf_free(&bytes);
    cli_close_desk(d);
    return code;
}
