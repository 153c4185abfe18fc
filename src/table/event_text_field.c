/* What the events of the cease-fire say, as sentences without their subject. */
#include "field.h"
#include "telling.h"

#include <string.h>

void tell_sides_agreed(struct telling *t, const struct table_event *ev)
{
    const struct table_ev_sides_agreed *x = &ev->u.sides_agreed;
    const char *map = table_text_in(x->map.texts, x->map.n, t->tag);
    char a[8 * TABLE_NAME_MAX], b[sizeof(a)], commission[sizeof(a)];
    table_seat_names(t->s, x->side[LINE_A], t->lang, a, sizeof(a));
    table_seat_names(t->s, x->side[LINE_B], t->lang, b, sizeof(b));
    if (x->commission != 0) {
        table_seat_names(t->s, x->commission, t->lang, commission, sizeof(commission));
        SAY(t,
            "proposes who speaks at the line: for side A: %s; for side B: %s; joint commission: %s; the map "
            "that counts: %s",
            a, b, commission, map);
    } else {
        SAY(t,
            "proposes who speaks at the line: for side A: %s; for side B: %s; no joint commission; the map "
            "that counts: %s",
            a, b, map);
    }
}

/* ---- documents: the figures by which a reader knows one from another ---- */

static const char *day_text(int32_t day, char out[static TABLE_SLOT_TEXT_LEN])
{
    table_slot_text(day > 0 ? (uint64_t)day * 24 * 60 : 0, out);
    out[sizeof("2027-03-01") - 1] = '\0';
    return out;
}

static void tell_line(struct telling *t, struct t2_bytes in)
{
    struct line *l = NULL;
    if (line_read(in, NULL, &l) == 0) {
        SAY(t, ", %.1f km, points: %zu", line_length_m(l) / 1000, line_points(l).n);
        if (line_lacks_mm(l, 0) + (uint64_t)line_lacks_mm(l, 1) > 0) {
            SAY(t, "; it lacks a stretch at its first and last point, metres at most: %.1f and %.1f",
                line_lacks_mm(l, 0) / 1000.0, line_lacks_mm(l, 1) / 1000.0);
        }
    }
    line_free(l);
}

static void tell_rule(struct telling *t, struct t2_bytes in)
{
    struct line_rule *r = NULL;
    char day[TABLE_SLOT_TEXT_LEN];
    if (line_rule_read(in, NULL, &r) == 0) {
        size_t k = 0;
        while (k < r->n_titles && strcmp(r->title[k].lang, t->tag) != 0) {
            k++;
        }
        const char *title = r->title[k < r->n_titles ? k : 0].text;
        if (r->d_day == INT32_MIN) {
            SAY(t, " \"%s\", day D not fixed, classes: %zu", title, r->n_classes);
        } else {
            SAY(t, " \"%s\", day D %s, classes: %zu", title, day_text(r->d_day, day), r->n_classes);
        }
    }
    line_rule_free(r);
}

static const char *say(void *ctx, const char *english) __attribute__((format_arg(2)));
static const char *say(void *ctx, const char *english)
{
    return table_say(*(const enum table_lang *)ctx, english);
}

static void tell_criteria(struct telling *t, struct t2_bytes in)
{
    struct line_criteria c;
    const struct line_say words = {say, &t->lang, t->tag, 0};
    char day[TABLE_SLOT_TEXT_LEN], counted[512];
    if (line_criteria_read(in, &c) == 0) {
        line_counting_text(&c.counting, &words, counted, sizeof(counted));
        SAY(t, ", from %s on, quiet days in a row: %u", day_text(c.first_day, day), c.quiet_days);
        table_phrase_add(&t->out, ". %s", counted);
    }
}

static void tell_publication(struct telling *t, struct t2_bytes in)
{
    struct line_publish_policy m;
    if (line_publish_measure_read(in, &m) == 0) {
        SAY(t, ", squares of metres: %u, told to hours: %.4g, after hours: %.4g, a place from so many on: %u",
            m.grid_m, m.period_slots * (m.slot_s / 3600.0), m.delay_slots * (m.slot_s / 3600.0), m.least);
    }
}

static void tell_response(struct telling *t, struct t2_bytes in)
{
    struct line_consequence list[TABLE_RESPONSE_MAX];
    struct line_response r;
    if (table_response_read(in, list, &r) == 0) {
        SAY(t, ", hours for an answer: %.4g, consequences: %zu", r.answer_slots / 60.0, r.n_consequences);
    }
}

void tell_field_document(struct telling *t, const struct table_event *ev)
{
    const struct table_ev_field_document *x = &ev->u.field_document;
    char digest[2 * 4 + 1];
    struct t2_buf bytes;
    size_t i = 0;
    SAY(t, "proposes for the cease-fire: %s",
        table_say(t->lang, table_field_what_name((enum table_field_what)x->what)));
    t2_buf_init(&bytes, TABLE_FIELD_DOCUMENT_MAX);
    if (table_field_of_event(t->s, (size_t)(ev - t->s->log), &i) == 0 &&
        table_field_bytes(t->s, i, &bytes) == 0) {
        switch ((enum table_field_what)x->what) {
        case TABLE_FIELD_RULE:
            tell_rule(t, t2_buf_view(&bytes));
            break;
        case TABLE_FIELD_CRITERIA:
            tell_criteria(t, t2_buf_view(&bytes));
            break;
        case TABLE_FIELD_RESPONSE:
            tell_response(t, t2_buf_view(&bytes));
            break;
        case TABLE_FIELD_PUBLICATION:
            tell_publication(t, t2_buf_view(&bytes));
            break;
        case TABLE_FIELD_LINE:
        case TABLE_FIELD_REFERENCE_A:
        case TABLE_FIELD_REFERENCE_B:
            tell_line(t, t2_buf_view(&bytes));
            break;
        case TABLE_FIELD_ZONES:
        default:
            break;
        }
    }
    t2_buf_free(&bytes);
    t2_hex(digest, x->digest, 4);
    SAY(t, " (digest %s...)", digest);
}

void tell_field_part(struct telling *t, const struct table_event *ev)
{
    SAY(t, "sent part %u of a document of the cease-fire", ev->u.field_part.index + 1u);
}

void tell_ceasefire_agreed(struct telling *t, const struct table_event *ev)
{
    char when[TABLE_SLOT_TEXT_LEN];
    table_slot_text(ev->u.ceasefire_agreed.from, when);
    SAY(t, "proposes that both sides cease fire from %s on", when);
}

void tell_position_declared(struct telling *t, const struct table_event *ev)
{
    SAY(t, "declared a position under seal, to be taken by day D+%u", ev->u.position_declared.by_day);
}

void tell_position_opened(struct telling *t, const struct table_event *ev)
{
    for (size_t i = 0; i < table_n_positions(t->s); i++) {
        const struct table_position *p = table_position(t->s, i);
        if (memcmp(p->id, ev->u.position_opened.id, TABLE_FORM_ID_LEN) == 0 && p->declared.open) {
            SAY(t, "opened the declared position of %s", p->declared.position.id);
        }
    }
}

void tell_observer_admitted(struct telling *t, const struct table_event *ev)
{
    static const char *const of[LINE_N_FROM] = {TABLE_SAYS("of the observers"), TABLE_SAYS("of side A"),
                                                TABLE_SAYS("of side B"), TABLE_SAYS("of others")};
    const struct table_ev_observer_admitted *x = &ev->u.observer_admitted;
    char from[TABLE_SLOT_TEXT_LEN], to[TABLE_SLOT_TEXT_LEN], key[2 * 4 + 1];
    const char *whose = table_say(t->lang, of[x->of < LINE_N_FROM ? x->of : LINE_FROM_OTHERS]);
    t2_hex(key, x->key, 4);
    (void)day_text((int32_t)(x->from_s / LINE_DAY_S), from);
    (void)day_text((int32_t)(x->to_s / LINE_DAY_S), to);
    if (x->from_s == 0 && x->to_s >= LINE_REPORT_MAX_TIME) {
        SAY(t, "proposes to admit the report key of observer %s (%s; key %s...) for all days", x->observer,
            whose, key);
    } else if (x->to_s >= LINE_REPORT_MAX_TIME) {
        SAY(t, "proposes to admit the report key of observer %s (%s; key %s...) from %s on", x->observer,
            whose, key, from);
    } else {
        SAY(t, "proposes to admit the report key of observer %s (%s; key %s...) from %s to %s", x->observer,
            whose, key, from, to);
    }
}

void tell_report_entered(struct telling *t, const struct table_event *ev)
{
    for (size_t i = 0; i < table_n_reports(t->s); i++) {
        const struct table_report *r = table_report(t->s, i);
        if (&t->s->log[r->event] == ev) {
            SAY(t, "entered report %u of observer %s", r->number,
                table_observer_admission(t->s, r->observer)->observer);
        }
    }
}

void tell_report_excluded(struct telling *t, const struct table_event *ev)
{
    size_t i = 0;
    if (table_report_find(t->s, ev->u.report_excluded.report, &i) == 0) {
        SAY(t, "proposes that report %zu of the record is of no violation", i + 1);
    }
}

/* The incident says which quota, when the event was taken. */
static void tell_excess(struct telling *t, size_t number, unsigned step)
{
    const struct table_incident *i = table_incident(t->s, number - 1);
    if (i == NULL || !i->excess.is || i->excess.k != step - TABLE_INCIDENT_EXCESS) {
        SAY(t, "opened incident %zu", number);
        return;
    }
    SAY(t,
        "opened incident %zu for an excess of the quota: %s, side %s, %u to %u m behind the line, may stay: "
        "%u",
        number, i->excess.class, i->excess.quota.side == LINE_A ? "A" : "B", i->excess.quota.from_m,
        i->excess.quota.to_m, i->excess.quota.most);
}

void tell_incident_step(struct telling *t, const struct table_event *ev)
{
    const struct table_ev_incident_step *x = &ev->u.incident_step;
    size_t i = 0;
    while (i < table_n_incidents(t->s) &&
           memcmp(table_incident(t->s, i)->incident.id, x->report, LINE_FACT_ID_LEN) != 0) {
        i++;
    }
    i++;
    switch (x->step) {
    case TABLE_INCIDENT_OPENED:
        SAY(t, "opened incident %zu", i);
        break;
    case LINE_INC_PROTEST:
        SAY(t, "protests in incident %zu", i);
        break;
    case LINE_INC_ANSWER:
        SAY(t, "answers in incident %zu", i);
        break;
    case LINE_INC_REFER:
        SAY(t, "brings incident %zu before the joint commission", i);
        break;
    case LINE_INC_FIND_VIOLATION:
        SAY(t, "finds a violation in incident %zu", i);
        break;
    case LINE_INC_FIND_NONE:
        SAY(t, "finds no violation in incident %zu", i);
        break;
    case LINE_INC_FIND_OPEN:
        SAY(t, "could not establish what incident %zu was", i);
        break;
    case LINE_INC_CARRIED_OUT:
        SAY(t, "says that the consequence of incident %zu was carried out", i);
        break;
    case LINE_INC_CLOSE:
        SAY(t, "wishes to close incident %zu", i);
        break;
    default:
        tell_excess(t, i, x->step);
        break;
    }
    table_phrase_add(&t->out, "%s%s", x->text[0] != '\0' ? table_say(t->lang, ": ") : "", x->text);
}

void tell_step_taken(struct telling *t, const struct table_event *ev)
{
    SAY(t, "took the step: %s", table_say(t->lang, line_stage_text((enum line_stage)ev->u.step_taken.stage)));
}

/* What is given anew after going back before a step, in the order of the steps. */
void tell_step_back(struct telling *t, const struct table_event *ev)
{
    static const struct {
        enum line_stage stage;
        const char *what;
    } falls[] = {
        {LINE_STAGE_BATTLEFIELD, TABLE_SAYS("sides and map")},
        {LINE_STAGE_LINE, TABLE_SAYS("line of contact")},
        {LINE_STAGE_LINE, TABLE_SAYS("measure of what may be published")},
        {LINE_STAGE_CEASEFIRE, TABLE_SAYS("hour of the cease-fire")},
        {LINE_STAGE_PULLBACK, TABLE_SAYS("rule of the pull-back")},
        {LINE_STAGE_PULLBACK, TABLE_SAYS("declared positions")},
        {LINE_STAGE_ZONE, TABLE_SAYS("zones")},
        {LINE_STAGE_OBSERVERS, TABLE_SAYS("admission of the observers")},
        {LINE_STAGE_HOLD, TABLE_SAYS("criteria of what holding means")},
        {LINE_STAGE_TALKS, TABLE_SAYS("the opening of the talks")},
    };
    enum line_stage to = (enum line_stage)ev->u.step_back.stage;
    int first = 1;
    SAY(t, "proposes to go back before the step: %s; this step and all later ones fall, and with them: ",
        table_say(t->lang, line_stage_text(to)));
    for (size_t k = 0; k < sizeof(falls) / sizeof(falls[0]); k++) {
        if (falls[k].stage >= to) {
            table_phrase_add(&t->out, "%s%s", first ? "" : table_say(t->lang, ", "),
                             table_say(t->lang, falls[k].what));
            first = 0;
        }
    }
}
