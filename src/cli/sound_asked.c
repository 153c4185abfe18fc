/* A sounding for a program that shows it: what was asked, of whom and when, and what was found. No sentence
 * but the record's own, and of this seat's secrets only what it was told alone. */
#include "cli/cli.h"

#include <string.h>

static json_t *seat_ids(const struct table_state *s, uint64_t seats)
{
    json_t *list = json_array();
    for (size_t i = 0; i < table_n_seats(s); i++) {
        if ((seats >> i & 1) != 0)
            (void)json_array_append_new(list, json_string(table_seat(s, i)->id));
    }
    return list;
}

/* The number of the sounding that it goes on from; 0: none. */
static json_int_t goes_on_from(const struct table_state *s, const struct table_sounding *so)
{
    size_t of = 0;
    bool goes_on = so->kind == TABLE_SOUND_FIND || so->kind == TABLE_SOUND_BETTER;
    return goes_on && table_sounding_find(s, so->params.of, &of) == 0
               ? (json_int_t)table_sounding(s, of)->number
               : 0;
}

/* "t2-l1" or "35 km"; "" unless one candidate was opened. */
static json_t *found(const struct table_state *s, size_t i)
{
    const struct table_sounding *so = table_sounding(s, i);
    char name[TABLE_PACKAGE_NAME_MAX];
    bool names = so->kind == TABLE_SOUND_FIND || so->kind == TABLE_SOUND_EXCHANGE;
    if (so->status != TABLE_SOUND_ANSWERED || !names || !so->answer ||
        table_sounding_candidate(s, i, so->value, name, sizeof name) != 0)
        name[0] = '\0';
    return cli_json_text(name);
}

static json_t *question(const struct table_sounding *so)
{
    const struct table_sound_params *p = &so->params;
    const char *asked = table_text_in(p->texts, p->n_texts, table_lang_tag(cli_lang()));
    json_t *steps = json_array();
    for (size_t k = 0; k < p->n_steps; k++)
        (void)json_array_append_new(steps, json_integer((json_int_t)p->steps[k]));
    return json_pack(
        "{s:o, s:o, s:I, s:I, s:I, s:o, s:i}", "question", cli_json_text(asked != NULL ? asked : ""), "unit",
        cli_json_text(p->unit != NULL ? p->unit : ""), "first", (json_int_t)p->min, "last",
        (json_int_t)p->max, "step", (json_int_t)p->step, "steps", steps, "threshold", (int)p->threshold);
}

/* Whether a second key could open something of it. */
static bool may_open(const struct table_sounding *so)
{
    bool asks = so->kind == TABLE_SOUND_ROOM || so->kind == TABLE_SOUND_RANGE ||
                so->kind == TABLE_SOUND_BETTER || (so->kind == TABLE_SOUND_NEAR && so->value == 0);
    return asks && so->status == TABLE_SOUND_ANSWERED && so->answer;
}

json_t *cli_sound_asked(const struct desk *d, size_t sounding)
{
    const struct table_state *s = desk_table(d);
    const struct table_sounding *so = table_sounding(s, sounding);
    char text[2048] = "";
    json_t *issues = json_array(), *o = question(so);
    for (size_t i = 0; i < so->n_issues; i++)
        (void)json_array_append_new(issues, json_string(table_issue(s, so->issues[i])->id));
    table_sounding_answer_text(s, sounding, cli_lang(), text, sizeof text);
    (void)json_object_update_new(
        o, json_pack("{s:s, s:o, s:o, s:o, s:o, s:I, s:b, s:I, s:I, s:I, s:I, s:o, s:o, s:b, s:b, s:b, s:b}",
                     "kind", table_sounding_kind_name(so->kind), "issues", issues, "required",
                     seat_ids(s, so->seats), "sealed_by", seat_ids(s, so->sealed), "text",
                     cli_json_text(text), "day", (json_int_t)so->day, "agreed_day",
                     table_sounding_of_day(so->id), "opened_slot", (json_int_t)so->opened_slot, "ended_slot",
                     (json_int_t)so->ended_slot, "min", (json_int_t)so->min_accepted, "max",
                     (json_int_t)so->max_accepted, "found", found(s, sounding), "recommended",
                     seat_ids(s, so->recommended), "disagreed", so->disagreed, "check_failed",
                     so->check_failed, "ready", desk_sound_ready(d, sounding), "may_open", may_open(so)));
    (void)json_object_set_new(o, "of", json_integer(goes_on_from(s, so)));
    (void)json_object_set_new(o, "own", json_boolean(so->opener == channel_self(desk_channel(d))));
    return o;
}
