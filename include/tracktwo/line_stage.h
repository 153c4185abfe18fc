/* What follows from what: incidents (a possible violation, the protest, the answer due, the joint
 * commission's finding, the consequence that was agreed beforehand), and the order of the steps from the
 * battlefield to the talks. State machines as tables; what is not in a table is refused with what is missing.
 * To "enforce" is nothing else here. docs/protocol/line_days.md. */
#ifndef T2_TRACKTWO_LINE_STAGE_H
#define T2_TRACKTWO_LINE_STAGE_H

#include <tracktwo/line_event.h>
#include <tracktwo/line_hold.h>

/* ---- incidents ---- */

enum line_incident_state {
    LINE_INC_OPEN,      /* a corroborated possible violation */
    LINE_INC_PROTESTED, /* a side has protested; the other's answer is due */
    LINE_INC_OVERDUE,   /* the slot has passed without an answer */
    LINE_INC_ANSWERED,
    LINE_INC_REFERRED,    /* the joint commission has it */
    LINE_INC_CONSEQUENCE, /* it found a violation: what was agreed beforehand is due */
    LINE_INC_DEFAULTED,   /* and was not carried out by its slot */
    LINE_INC_CLOSED,
    LINE_N_INC_STATES,
};
enum line_incident_event {
    LINE_INC_PROTEST,
    LINE_INC_ANSWER,
    LINE_INC_REFER,
    LINE_INC_FIND_VIOLATION,
    LINE_INC_FIND_NONE,
    LINE_INC_FIND_OPEN, /* the commission could not establish it */
    LINE_INC_CARRIED_OUT,
    LINE_INC_CLOSE, /* both sides agree that it is settled */
    LINE_INC_LAPSE, /* of time alone */
    LINE_N_INC_EVENTS,
};
/* Who may do something. */
enum line_actor {
    LINE_BY_SIDE_A,
    LINE_BY_SIDE_B,
    LINE_BY_BOTH,
    LINE_BY_COMMISSION,
    LINE_BY_TIME,
    LINE_N_ACTORS
};
const char *line_incident_state_name(enum line_incident_state s);
const char *line_incident_state_text(enum line_incident_state s);
const char *line_incident_event_name(enum line_incident_event e);

/* Agreed beforehand: what follows a finding of a violation. The first whose kinds take in the event's. */
struct line_consequence {
    uint32_t kinds; /* bit k: enum line_fact_kind k */
    uint32_t slots; /* in which it is carried out */
    char text[LINE_TEXT_MAX + 1];
};
struct line_response {     /* part of the agreed rules */
    uint32_t answer_slots; /* after a protest */
    const struct line_consequence *consequences;
    size_t n_consequences; /* at most 255 */
};
#define LINE_INC_NO_CONSEQUENCE 255

#define LINE_INC_MAX_LOG 16
struct line_incident_step {
    uint8_t event, by;
    uint32_t slot;
    uint8_t document[LINE_DIGEST_LEN]; /* of the protest, the answer, the finding; zeros: none */
};
struct line_incident {
    uint8_t id[LINE_FACT_ID_LEN]; /* of the report that speaks for the event */
    uint8_t kind;                 /* of the event */
    uint8_t state;
    uint8_t protested_by; /* enum line_actor; LINE_N_ACTORS: nobody yet */
    uint8_t found;        /* LINE_INC_FIND_VIOLATION, _NONE, _OPEN; LINE_N_INC_EVENTS: not yet */
    uint8_t consequence;  /* index, fixed when it opens; LINE_INC_NO_CONSEQUENCE */
    uint32_t opened, due; /* slots; due of what is awaited, 0: nothing is */
    struct line_incident_step log[LINE_INC_MAX_LOG];
    size_t n_log;
};
/* Opens one for an event of the record; report: the first of it. T2_E_REFUSED: it is not corroborated, is
 * excluded by both, or breaks nothing that was agreed. */
T2_MUST_USE int line_incident_open(const struct line_event *e, const uint8_t report[static LINE_FACT_ID_LEN],
                                   const struct line_response *agreed, uint32_t slot,
                                   struct line_refusal *why, struct line_incident *out);
/* Opens one for an excess of a quota, of which the report speaks; kind: of its event. T2_E_ARGUMENT. */
T2_MUST_USE int line_incident_open_excess(uint8_t kind, const uint8_t report[static LINE_FACT_ID_LEN],
                                          const struct line_response *agreed, uint32_t slot,
                                          struct line_incident *out);
/* A step. What had lapsed by this slot lapses first. A side answers the other's protest, not its own; a slot
 * never goes back. document may be NULL. T2_E_REFUSED: i is as it was. */
T2_MUST_USE int line_incident_step(struct line_incident *i, const struct line_response *agreed,
                                   enum line_incident_event event, enum line_actor by, uint32_t slot,
                                   const uint8_t *document, struct line_refusal *why);
/* What time alone has brought by a slot. */
void line_incident_pass(struct line_incident *i, uint32_t slot);
/* The state of its event: what line_events has, or further. */
enum line_event_state line_incident_event_state(const struct line_incident *i);

/* ---- the order of the steps ---- */

enum line_stage {
    LINE_STAGE_BATTLEFIELD, /* sides, territory and map declared */
    LINE_STAGE_LINE,        /* the line of contact agreed */
    LINE_STAGE_CEASEFIRE,
    LINE_STAGE_PULLBACK, /* rule and declarations */
    LINE_STAGE_ZONE,
    LINE_STAGE_OBSERVERS,
    LINE_STAGE_HOLD, /* criteria sealed, the clock runs */
    LINE_STAGE_TALKS,
    LINE_N_STAGES,
};
/* What steps need; each side gives each for itself, or computes it for itself. */
enum line_need {
    LINE_NEED_MAP,          /* agrees to sides, territory, map */
    LINE_NEED_LINE,         /* agrees to the line's digest */
    LINE_NEED_CEASEFIRE,    /* declares to cease fire from an agreed time on */
    LINE_NEED_RULE,         /* agrees to the rule's digest */
    LINE_NEED_DECLARATIONS, /* has committed its positions */
    LINE_NEED_ZONES,        /* has computed the zones itself and agrees to their digest */
    LINE_NEED_OBSERVERS,    /* admits the observers' report keys */
    LINE_NEED_CRITERIA,     /* has sealed the criteria's digest */
    LINE_NEED_QUIET,        /* its own clock has reached the days agreed */
    LINE_N_NEEDS_OF_STEPS,
};
const char *line_stage_name(enum line_stage s); /* "battlefield", ... */
const char *line_stage_text(enum line_stage s);
const char *line_need_text(enum line_need n);

struct line_order {
    uint8_t done;               /* steps taken: 0 .. LINE_N_STAGES; the next is the step of that number */
    uint32_t has[LINE_N_SIDES]; /* bit k: enum line_need k */
};
/* A side gives what a step needs; early is allowed. T2_E_ARGUMENT. */
T2_MUST_USE int line_order_give(struct line_order *o, unsigned side, enum line_need what);
/* Gives LINE_NEED_QUIET for a side whose clock opens the talks, and takes it back where it does not. */
void line_order_clock(struct line_order *o, unsigned side, const struct line_clock *c);
/* Takes the next step. T2_E_REFUSED: it is taken, another comes first (which), or something is missing (what,
 * and whose); o is as it was. */
T2_MUST_USE int line_order_take(struct line_order *o, enum line_stage step, struct line_refusal *why);
/* Both agree to go back, as after a cease-fire that did not hold: `to` is the next step again, and what only
 * later steps need is given anew. T2_E_REFUSED: it has not been taken. */
T2_MUST_USE int line_order_back(struct line_order *o, enum line_stage to, struct line_refusal *why);
/* Canonical bytes, for the state that both desks hash. Appends. */
T2_MUST_USE int line_order_write(const struct line_order *o, struct t2_buf *out);

#endif
