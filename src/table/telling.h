/* What the files on the words of events share. */
#ifndef T2_TABLE_TELLING_H
#define T2_TABLE_TELLING_H

#include "table_internal.h"

/* What a telling writes to. */
struct telling {
    struct table_phrase_buf out;
    const struct table_state *s;
    enum table_lang lang;
    const char *tag; /* the language's tag: "en" */
};

/* A sentence without arguments. */
#define SAY0(t, english) table_phrase_add(&(t)->out, "%s", table_say((t)->lang, english))
#define SAY(t, english, ...) table_phrase_add(&(t)->out, table_say((t)->lang, english), __VA_ARGS__)

/* event_text_field.c */
void tell_sides_agreed(struct telling *t, const struct table_event *ev);
void tell_field_document(struct telling *t, const struct table_event *ev);
void tell_field_part(struct telling *t, const struct table_event *ev);
void tell_ceasefire_agreed(struct telling *t, const struct table_event *ev);
void tell_position_declared(struct telling *t, const struct table_event *ev);
void tell_position_opened(struct telling *t, const struct table_event *ev);
void tell_observer_admitted(struct telling *t, const struct table_event *ev);
void tell_report_entered(struct telling *t, const struct table_event *ev);
void tell_report_excluded(struct telling *t, const struct table_event *ev);
void tell_incident_step(struct telling *t, const struct table_event *ev);
void tell_step_taken(struct telling *t, const struct table_event *ev);
void tell_step_back(struct telling *t, const struct table_event *ev);

#endif
