/* The cease-fire in a few lines, as tracktwo table show has them. What it comes to is computed from the
 * record each time. */
#include "cli/line.h"

#include <stdio.h>

/* Does it hold, by the criteria and up to the last day that has ended; and the quiet days in a row. 0: that
 * cannot be said yet. */
static bool holds(const struct desk *d, const struct table_field_record *r, enum line_hold *out,
                  uint32_t *out_quiet)
{
    struct line_clock clock = {.n = 0};
    int32_t day = r->has_criteria ? table_field_day(&r->criteria, desk_slot(d)) : 0;
    *out = LINE_HOLD_UNDETERMINED;
    *out_quiet = 0;
    if (!r->has_criteria)
        return false;
    if (day >= r->criteria.first_day && day - r->criteria.first_day < LINE_MAX_CLOCK_DAYS &&
        line_clock_run(&r->record, &r->criteria, day, NULL, &clock) == 0 && clock.n > 0) {
        *out = line_hold_of(&clock, &r->criteria);
        *out_quiet = clock.days[clock.n - 1].quiet_in_a_row;
    }
    line_clock_wipe(&clock);
    return true;
}

static size_t open_incidents(const struct table_state *s, uint64_t slot)
{
    size_t n = 0;
    for (size_t i = 0; i < table_n_incidents(s); i++) {
        struct line_incident now = table_incident(s, i)->incident;
        line_incident_pass(&now, slot < UINT32_MAX ? (uint32_t)slot : UINT32_MAX);
        n += now.state != LINE_INC_CLOSED;
    }
    return n;
}

/* Reports of one number and key, as when a private key was used on two machines: an observer is asked. */
static json_t *forks_json(const struct cli *c, const struct table_state *s)
{
    json_t *list = json_array();
    struct cli_ties ties;
    if (cli_ties_new(s, NULL, &ties) != 0)
        return list;
    for (size_t i = 0; i < table_n_reports(s); i++) {
        const struct table_report *x = table_report(s, i);
        size_t other = ties.fork[i];
        const char *observer = table_observer_admission(s, x->observer)->observer;
        if (other >= i) /* each pair once, at the later of the two */
            continue;
        (void)json_array_append_new(list, json_pack("{s:s, s:I, s:[I, I]}", "observer", observer, "number",
                                                    (json_int_t)x->number, "reports", (json_int_t)other + 1,
                                                    (json_int_t)i + 1));
        if (!c->json)
            cli_tell(
                "  a fork: observer %s signed two reports with the number %u: reports %zu and %zu of the "
                "record",
                cli_shown(observer), x->number, other + 1, i + 1);
    }
    cli_ties_free(&ties);
    return list;
}

/* Whether the measure in force is coarser than the first, of which all publications are made. */
static bool another_first(const struct table_field_record *r)
{
    return r->has_publication && !line_publish_measure_within(&r->first_publication, &r->publication);
}

void cli_show_ceasefire(struct cli *c, const struct desk *d, json_t *o)
{
    const struct table_state *s = desk_table(d);
    uint64_t from = table_field_ceasefire(s), slot = desk_slot(d);
    struct table_field_record r;
    enum line_hold hold = LINE_HOLD_UNDETERMINED;
    char since[TABLE_SLOT_TEXT_LEN], rule[LINE_COUNTING_LEN] = "", counted[512];
    const struct line_say words = cli_line_say();
    uint32_t quiet = 0;
    if (from == 0)
        return;
    int err = table_field_open(s, &r);
    bool agreed = err == 0 && holds(d, &r, &hold, &quiet);
    bool in_force = slot >= from;
    unsigned long long day = in_force ? (slot - from) / (24 * 60) + 1 : 0;
    size_t n = open_incidents(s, slot);
    table_slot_text(from, since);
    if (!c->json) {
        cli_tell("\nThe cease-fire");
        if (in_force)
            cli_tell("  in force since %s; day %llu", since, day);
        else
            cli_tell("  both sides cease fire from %s on", since);
        if (agreed) {
            cli_tell("  quiet days in a row: %u of %u", quiet, r.criteria.quiet_days);
            printf("  %s\n", cli_say(line_hold_text(hold)));
            line_counting_text(&r.criteria.counting, &words, counted, sizeof counted);
            printf("  %s\n", counted);
        } else {
            cli_tell("  what holding means has not been agreed yet");
        }
        cli_tell("  incidents that are not closed: %zu", n);
        if (r.has_publication) {
            cli_tell("  what may be published:");
            json_decref(cli_measure_show(c, &r.publication));
            if (another_first(&r)) {
                cli_tell("  and nothing beside what the measure tells that was agreed first:");
                json_decref(cli_measure_show(c, &r.first_publication));
            }
        } else {
            cli_tell("  what may be published has not been agreed: nothing is");
        }
        json_decref(forks_json(c, s));
        if (table_talks_open(s))
            printf("  %s\n", cli_say("The talks are open."));
    } else if (o != NULL) {
        line_counting_write(&r.criteria.counting, rule);
        (void)json_object_set_new(
            o, "ceasefire",
            json_pack("{s:s, s:b, s:I, s:I, s:I, s:o, s:o, s:I, s:b, s:o, s:o, s:o}", "since", since,
                      "in_force", (int)in_force, "day", (json_int_t)day, "quiet", (json_int_t)quiet, "needed",
                      (json_int_t)(agreed ? r.criteria.quiet_days : 0), "hold",
                      agreed ? json_string(line_hold_name(hold)) : json_null(), "counting",
                      agreed ? json_string(rule) : json_null(), "open_incidents", (json_int_t)n, "talks_open",
                      table_talks_open(s), "forks", forks_json(c, s), "publication",
                      r.has_publication ? cli_measure_show(c, &r.publication) : json_null(),
                      "publication_first",
                      another_first(&r) ? cli_measure_show(c, &r.first_publication) : json_null()));
    }
    table_field_close(&r);
}
