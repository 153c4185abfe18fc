/* Events of a cease-fire at a table of three seats, made of few words; the map is the example table's flat
 * one. */
#ifndef T2_TESTS_TABLE_FIELD_EVENTS_H
#define T2_TESTS_TABLE_FIELD_EVENTS_H

#include "../line_data.h"
#include "../line_reports.h"
#include "table_form_events.h"

#include <tracktwo/table_field.h>

enum { A_SEAT, B_SEAT, JOINT_SEAT };
#define DAY0 20000 /* 2024-10-04: day D */
#define SLOT(day, minute) ((uint64_t)(DAY0 + (day)) * 1440u + (minute))
#define SECOND(day, s) ((uint64_t)(DAY0 + (day)) * 86400u + (s))

extern uint64_t field_now; /* the slot of the next event */
extern uint8_t field_tag;  /* of the last id */

/* With the next id, at field_now; a part belongs to the last. */
struct table_event field_event(enum table_event_kind kind, uint8_t author);
/* Seats B and JOINT to the proposal with the id of 16 bytes of tag. */
void field_others_consent(struct table_state *s, uint8_t tag);
/* Applies the proposal, and all consent. */
void field_agree(struct table_state *s, const struct table_event *ev);
/* Seat 0 is side A, seat 1 side B, seat 2 the joint commission. */
void field_agree_sides(struct table_state *s);
/* For line_free, line_rule_free. */
struct line *field_line(void);
struct line_rule *field_rule(void);
struct line_criteria field_criteria(void);
struct line_publish_policy field_measure(void);
/* The canonical bytes of the example of this kind. */
struct t2_buf field_document(enum table_field_what what);
/* Of a document of these bytes, and its part. */
struct table_event field_announcement(enum table_field_what what, struct t2_bytes bytes);
struct table_event field_part(struct t2_bytes bytes, uint8_t index);
/* Announces and sends all parts; or all consent, too. */
void field_propose(struct table_state *s, enum table_field_what what, struct t2_bytes bytes);
void field_agree_document(struct table_state *s, enum table_field_what what);
/* Of a key, from 30 days before D to 400 after. */
struct table_event field_admission(const struct observer *o, const char *id, enum line_from of);
/* An observation of that second of day D + day, seen, at one place of the zone; a watch of that whole day. */
struct line_report field_report(const struct table_state *s, const struct observer *o,
                                enum line_report_kind kind, int day, uint32_t second);
struct line_report field_watch(const struct table_state *s, const struct observer *o, int day);
/* Signs and moves the chain on; out holds its bytes, to be freed when the event was applied. */
struct table_event field_entry(struct observer *o, const struct line_report *r, struct t2_buf *out);
void field_enter(struct table_state *s, struct observer *o, const struct line_report *r);
void field_admit(struct table_state *s, const struct observer *o, const char *id, enum line_from of);
/* The step is taken; or refused, for this is missing. */
struct table_event field_step(enum line_stage stage);
void field_take(struct table_state *s, enum line_stage stage);
void field_not_yet(struct table_state *s, enum line_stage stage, const char *missing);
/* A position of which nothing is known. */
void field_declare(struct table_state *s, uint8_t seat);
/* From the battlefield to the watch, whose criteria are three quiet days. */
void field_up_to_hold(struct table_state *s, struct observer *one, struct observer *two);
struct table_event field_incident(uint8_t author, const uint8_t *report, uint8_t step, const char *text);

#endif
