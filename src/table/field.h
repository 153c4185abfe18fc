/* What the files on the cease-fire share. */
#ifndef T2_TABLE_FIELD_H
#define T2_TABLE_FIELD_H

#include "table_internal.h"

#include <tracktwo/table_field.h>

/* The cease-fire's part of the state. */
struct table_field_state {
    size_t sides, ceasefire; /* events in force; 0: none */
    uint8_t done;            /* steps taken */
    struct table_field_document *documents;
    size_t n_documents, cap_documents;
    size_t in_force[TABLE_FIELD_N_WHAT]; /* index + 1 */
    size_t first_measure[GEO_FLAT + 1];  /* of a map: index + 1 of the first that came into force; stays */
    struct table_position *positions;
    size_t n_positions, cap_positions;
    struct table_observer *observers;
    size_t n_observers, cap_observers;
    struct table_report *reports;
    size_t n_reports, cap_reports;
    uint32_t *by_id; /* indices of reports in the order of their ids */
    size_t cap_by_id;
    struct table_incident *incidents;
    size_t n_incidents, cap_incidents;
    /* Made before the state moves, of no meaning otherwise. */
    struct table_report next_report;
    struct table_incident next_incident;
    struct table_field_memo *memo; /* computed of the record; says nothing that the rest does not */
};

/* What the record keeps of an event's report, which a check has seen. */
T2_MUST_USE int table_report_of(const struct table_state *s, const struct table_event *ev,
                                struct table_report *out);

/* A refusal of the line room inside one of the table: its sentence in the reader's language. */
struct line_refusal table_line_why(const struct table_refusal *why);

/* ---- what was computed of the record, kept for as long as it is the same ---- */

/* The event of the record for which the report speaks. T2_E_MISSING: there is none, or no line is in force;
 * else errors of line_events_new. */
T2_MUST_USE int table_field_event(const struct table_state *s, const uint8_t report[static LINE_FACT_ID_LEN],
                                  struct line_event *out);
/* *out 1: by the slot the quiet days that were agreed have been reached. Errors of line_clock_run. */
T2_MUST_USE int table_field_quiet(const struct table_state *s, uint64_t slot, int *out);
void table_field_forget(struct table_field_state *f);

/* ---- what was agreed, without the reports ---- */

/* As table_field_open, for table_field_close; no facts. */
T2_MUST_USE int table_field_agreed(const struct table_state *s, struct table_field_record *out);
/* T2_E_MISSING: none are in force. */
T2_MUST_USE int table_field_criteria(const struct table_state *s, struct line_criteria *out);
T2_MUST_USE int table_field_rule(const struct table_state *s,
                                 struct line_rule **out); /* for line_rule_free */
/* Of what was agreed, or an answer within 24 hours and no consequence. list is borrowed by out. */
T2_MUST_USE int table_field_response(const struct table_state *s,
                                     struct line_consequence list[static TABLE_RESPONSE_MAX],
                                     struct line_response *out);

/* field_measure.c. Of a document: index + 1. T2_E_MISSING: 0. */
T2_MUST_USE int table_measure_read(const struct table_state *s, size_t document,
                                   struct line_publish_policy *out);
/* It tells nothing beside what the first of its map tells. */
T2_MUST_USE int table_check_measure(const struct table_state *s, const struct line_publish_policy *m,
                                    struct table_refusal *why);
void table_move_measure(struct table_state *s); /* one has come into force */

/* The map of the line in force; T2_E_MISSING. */
T2_MUST_USE int table_field_frame(const struct table_state *s, enum geo_frame *out);
/* What a step that was taken rests on stays until the table goes back. */
T2_MUST_USE int table_check_stage(const struct table_state *s, enum line_stage stage,
                                  struct table_refusal *why);
/* The refusal of a step that lacks this, which all must consent to. */
T2_MUST_USE int table_refuse_lack(const struct table_state *s, enum line_stage stage,
                                  const struct table_field_lack *x, struct table_refusal *why);
/* 0, or the refusal of a seat that speaks for no side. */
T2_MUST_USE int table_check_side(const struct table_state *s, const struct table_event *ev,
                                 struct table_refusal *why);

#endif
