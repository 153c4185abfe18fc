/* What the events of the cease-fire say, as sentences without their subject. */
#include "field.h"
#include "telling.h"

#include <string.h>

void tell_sides_agreed(struct telling *t, const struct table_event *ev)
{
    const struct table_texts *x = &ev->u.sides_agreed.map;
    SAY(t, "proposes who speaks for which side of the line, and the map that counts: %s",
        table_text_in(x->texts, x->n, t->tag));
}

void tell_field_document(struct telling *t, const struct table_event *ev)
{
    SAY(t, "proposes for the cease-fire: %s",
        table_say(t->lang, table_field_what_name((enum table_field_what)ev->u.field_document.what)));
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
    SAY(t, "proposes to admit the report key of observer %s", ev->u.observer_admitted.observer);
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
    default:
        SAY(t, "wishes to close incident %zu", i);
        break;
    }
    table_phrase_add(&t->out, "%s%s", x->text[0] != '\0' ? table_say(t->lang, ": ") : "", x->text);
}

void tell_step_taken(struct telling *t, const struct table_event *ev)
{
    SAY(t, "took the step: %s", table_say(t->lang, line_stage_text((enum line_stage)ev->u.step_taken.stage)));
}

void tell_step_back(struct telling *t, const struct table_event *ev)
{
    SAY(t, "proposes to go back before the step: %s",
        table_say(t->lang, line_stage_text((enum line_stage)ev->u.step_back.stage)));
}
