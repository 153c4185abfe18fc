/* From the field: the cease-fire as the table holds it. Sides, line, rule, zones, criteria, declared
 * positions, observers, their reports, incidents, and the order of the steps. The fold judges with integers
 * and with what every desk computes bit for bit; zones are compared by the desks before they consent.
 * docs/protocol/table.md, docs/protocol/line.md. */
#ifndef T2_TRACKTWO_TABLE_FIELD_H
#define T2_TRACKTWO_TABLE_FIELD_H

#include <tracktwo/line_event.h>
#include <tracktwo/line_hold.h>
#include <tracktwo/line_publish.h>
#include <tracktwo/line_stage.h>
#include <tracktwo/line_track.h>
#include <tracktwo/table.h>

/* ---- sides ---- */

/* enum line_side of a seat; LINE_N_SIDES: of none, or nothing is agreed. */
unsigned table_field_side(const struct table_state *s, size_t seat);
/* What was agreed; NULL: nothing. Borrowed. */
const struct table_ev_sides_agreed *table_field_sides(const struct table_state *s);
uint64_t table_field_ceasefire(const struct table_state *s); /* slot; 0: none agreed */

/* ---- documents ---- */

struct table_field_document {
    uint8_t id[TABLE_FORM_ID_LEN];
    uint8_t what;
    uint8_t n_parts, n_here;
    uint32_t event; /* of the announcement */
    uint32_t parts[TABLE_FIELD_MAX_PARTS];
};
size_t table_field_n_documents(const struct table_state *s);
const struct table_field_document *table_field_document(const struct table_state *s, size_t i);
/* Index of the one in force; T2_E_MISSING. */
T2_MUST_USE int table_field_in_force(const struct table_state *s, enum table_field_what what, size_t *out);
/* Of a proposal's event; T2_E_MISSING. */
T2_MUST_USE int table_field_of_event(const struct table_state *s, size_t event, size_t *out);
/* Appends its bytes. T2_E_TRUNCATED: not all parts are here; T2_E_FULL, T2_E_MEMORY. */
T2_MUST_USE int table_field_bytes(const struct table_state *s, size_t i, struct t2_buf *out);
/* Whether all could consent to these bytes at this table as it is now: what every desk checks before it
 * consents. T2_E_REFUSED: *why. */
T2_MUST_USE int table_field_check(const struct table_state *s, enum table_field_what what, struct t2_bytes in,
                                  struct table_refusal *why);
const char *table_field_what_name(enum table_field_what what); /* "line", ...: English, for a catalogue */
const char *table_field_what_key(enum table_field_what what);  /* for --json */

/* The response's canonical bytes: what follows a protest and a finding. Appends; T2_E_ARGUMENT. */
T2_MUST_USE int table_response_write(const struct line_response *r, struct t2_buf *out);
#define TABLE_RESPONSE_MAX 16 /* consequences */
/* consequences: holds TABLE_RESPONSE_MAX; out borrows it. Errors of wire.h, T2_E_VERSION, T2_E_MALFORMED. */
T2_MUST_USE int table_response_read(struct t2_bytes in,
                                    struct line_consequence consequences[static TABLE_RESPONSE_MAX],
                                    struct line_response *out);

/* ---- positions, observers, reports ---- */

struct table_position {
    uint8_t id[TABLE_FORM_ID_LEN];
    uint8_t context[LINE_DIGEST_LEN]; /* digest of the rule when it was declared */
    uint32_t event;
    uint8_t counts; /* 0: from before a step back */
    struct line_declared declared;
};
size_t table_n_positions(const struct table_state *s);
const struct table_position *table_position(const struct table_state *s, size_t i);

struct table_observer {
    uint32_t event; /* of the admission */
    uint8_t counts;
};
size_t table_n_observers(const struct table_state *s);
const struct table_observer *table_observer(const struct table_state *s, size_t i);
const struct table_ev_observer_admitted *table_observer_admission(const struct table_state *s, size_t i);

struct table_report {
    uint8_t id[LINE_REPORT_ID_LEN];
    uint32_t number, event;
    uint16_t observer; /* index of the admission */
    uint8_t excluded;  /* by both sides */
    uint8_t n_facts;   /* line_report_n_facts */
};
size_t table_n_reports(const struct table_state *s);
const struct table_report *table_report(const struct table_state *s, size_t i);
struct t2_bytes table_report_bytes(const struct table_state *s, size_t i); /* borrowed */
T2_MUST_USE int table_report_find(const struct table_state *s, const uint8_t id[static LINE_REPORT_ID_LEN],
                                  size_t *out); /* T2_E_MISSING */
/* What reports of this table are bound to. */
T2_MUST_USE int table_mission(const struct table_state *s, uint8_t out[static LINE_REPORT_MISSION_LEN]);

/* ---- incidents and steps ---- */

/* What an incident was opened for when it was no corroborated event: the quota, as the rule had it. Whether
 * there is an excess each desk judges for itself: distances are real numbers, which the fold does not judge.
 */
struct table_excess {
    uint8_t is; /* 1: it was */
    uint8_t k;  /* of the rule */
    uint8_t rule[LINE_DIGEST_LEN];
    struct line_quota quota;
    char class[LINE_ID_MAX + 1];
};
struct table_incident {
    struct line_incident incident;
    struct table_excess excess;
    uint32_t event;                  /* that opened it */
    uint8_t wish[LINE_N_INC_EVENTS]; /* bit k: side k has said so, where both must */
};
size_t table_n_incidents(const struct table_state *s);
const struct table_incident *table_incident(const struct table_state *s, size_t i);
/* Whether a step opens an incident. */
int table_incident_opens(unsigned step);
/* What a step of one is, as a noun; any number beyond: that it was opened. English, for a catalogue. */
const char *table_incident_step_text(unsigned step);
/* What comes next and by whom, without an end; cut to fit out_len. */
void table_incident_next(const struct line_incident *i, enum table_lang lang, char *out, size_t out_len);

/* Steps taken, and what each side has given; QUIET is not computed here. */
void table_field_order(const struct table_state *s, struct line_order *out);
/* What the step of a stage waits for by this order: what a side gives for itself, or what all consent to. */
struct table_field_lack {
    enum line_need need;
    unsigned side;     /* LINE_N_SIDES: all must consent */
    unsigned proposal; /* number of the last open one that would give it; 0: none is open */
    uint64_t seats;    /* still to consent to that; bit i: seat i */
};
#define TABLE_FIELD_MAX_LACKS 4
size_t table_field_lacks(const struct table_state *s, const struct line_order *o, enum line_stage stage,
                         struct table_field_lack out[static TABLE_FIELD_MAX_LACKS]); /* how many */
int table_talks_open(const struct table_state *s); /* 1: the step to the talks was taken */

/* ---- the record, for computing with ---- */

struct table_field_record {
    struct line *line;
    struct line_rule *rule;                /* NULL: not in force */
    struct line *references[LINE_N_SIDES]; /* that the sides measure from beside it; NULL: none agreed */
    struct line_zones *zones;              /* NULL: not in force */
    struct line_judge *judge;              /* NULL without zones */
    struct line_criteria criteria;
    uint8_t has_criteria;
    struct line_publish_policy publication; /* what may be published; now_slot 0 */
    uint8_t has_publication;
    struct line_publish_policy first_publication; /* the first that was in force; grid_m 0: none was */
    struct line_consequence consequences[TABLE_RESPONSE_MAX];
    struct line_response response; /* an answer within 24 hours, no consequence, where none is in force */
    struct line_fact *facts;
    uint32_t *report; /* of a fact: index of its report */
    struct line_exclusion *exclusions;
    struct line_record record; /* of these */
};
/* T2_E_MISSING: no line is in force. For table_field_close in any case. */
T2_MUST_USE int table_field_open(const struct table_state *s, struct table_field_record *out);
void table_field_close(struct table_field_record *r);
/* Its reference lines under the names that its rule has for them, for line_zones_new; how many. Borrows. */
size_t table_field_references(const struct table_field_record *r,
                              struct line_reference out[static LINE_N_SIDES]);
/* All that may leave this table: by the measure in force or a coarser one, and made of what the first one
 * tells, so that whatever was published before tells nothing more beside it. T2_E_REFUSED: policy is finer,
 * or none is in force; else errors of line_publish. */
T2_MUST_USE int table_field_publish(const struct table_field_record *r, const struct line_observation *seen,
                                    size_t n, const struct line_publish_policy *policy,
                                    struct line_publication **out);
/* The last day whose period has ended by the slot, days since 1970. */
int32_t table_field_day(const struct line_criteria *c, uint64_t slot);

#endif
