/* Incidents.
 *
 *   OPEN -protest-> PROTESTED -answer-> ANSWERED -refer-> REFERRED -violation-> CONSEQUENCE -carried out->
 * CLOSED | time                                | none, open           | time OVERDUE -answer, refer-> CLOSED
 * DEFAULTED -carried out-> CLOSED
 *
 * An answer may also come while the commission has it. Both sides together close it wherever it stands. A
 * violation for which no consequence was agreed closes it: the finding remains, and nothing is invented
 * afterwards. */
#include "days_internal.h"

#include <tracktwo/line_stage.h>

#define NO LINE_N_INC_STATES

static const uint8_t next[LINE_N_INC_STATES][LINE_N_INC_EVENTS] = {
#define NEVER                                                                                                \
    {                                                                                                        \
        NO, NO, NO, NO, NO, NO, NO, NO, NO                                                                   \
    }
    /*                      protest             answer             refer              violation
                            none            open             carried out      close            lapse */
    [LINE_INC_OPEN] = {LINE_INC_PROTESTED, NO, LINE_INC_REFERRED, NO, NO, NO, NO, LINE_INC_CLOSED, NO},
    [LINE_INC_PROTESTED] = {NO, LINE_INC_ANSWERED, LINE_INC_REFERRED, NO, NO, NO, NO, LINE_INC_CLOSED,
                            LINE_INC_OVERDUE},
    [LINE_INC_OVERDUE] = {NO, LINE_INC_ANSWERED, LINE_INC_REFERRED, NO, NO, NO, NO, LINE_INC_CLOSED, NO},
    [LINE_INC_ANSWERED] = {NO, NO, LINE_INC_REFERRED, NO, NO, NO, NO, LINE_INC_CLOSED, NO},
    [LINE_INC_REFERRED] = {NO, LINE_INC_REFERRED, NO, LINE_INC_CONSEQUENCE, LINE_INC_CLOSED, LINE_INC_CLOSED,
                           NO, LINE_INC_CLOSED, NO},
    [LINE_INC_CONSEQUENCE] = {NO, NO, NO, NO, NO, NO, LINE_INC_CLOSED, LINE_INC_CLOSED, LINE_INC_DEFAULTED},
    [LINE_INC_DEFAULTED] = {NO, NO, NO, NO, NO, NO, LINE_INC_CLOSED, LINE_INC_CLOSED, NO},
    [LINE_INC_CLOSED] = NEVER,
};
#undef NEVER

#define SIDES (1u << LINE_BY_SIDE_A | 1u << LINE_BY_SIDE_B)
static const struct {
    const char *name;
    uint32_t by; /* bit k: enum line_actor k */
} events[LINE_N_INC_EVENTS] = {
    [LINE_INC_PROTEST] = {"protest", SIDES},
    [LINE_INC_ANSWER] = {"answer", SIDES},
    [LINE_INC_REFER] = {"refer", SIDES | 1u << LINE_BY_BOTH},
    [LINE_INC_FIND_VIOLATION] = {"find_violation", 1u << LINE_BY_COMMISSION},
    [LINE_INC_FIND_NONE] = {"find_none", 1u << LINE_BY_COMMISSION},
    [LINE_INC_FIND_OPEN] = {"find_open", 1u << LINE_BY_COMMISSION},
    [LINE_INC_CARRIED_OUT] = {"carried_out", 1u << LINE_BY_BOTH | 1u << LINE_BY_COMMISSION},
    [LINE_INC_CLOSE] = {"close", 1u << LINE_BY_BOTH},
    [LINE_INC_LAPSE] = {"lapse", 1u << LINE_BY_TIME},
};

static const struct {
    const char *name, *text;
} states[LINE_N_INC_STATES] = {
    [LINE_INC_OPEN] = {"open", T2_SAYS("open")},
    [LINE_INC_PROTESTED] = {"protested", T2_SAYS("protested, the answer is due")},
    [LINE_INC_OVERDUE] = {"overdue", T2_SAYS("no answer in the time agreed")},
    [LINE_INC_ANSWERED] = {"answered", T2_SAYS("answered")},
    [LINE_INC_REFERRED] = {"referred", T2_SAYS("before the joint commission")},
    [LINE_INC_CONSEQUENCE] = {"consequence", T2_SAYS("a violation was found, the consequence is due")},
    [LINE_INC_DEFAULTED] = {"defaulted", T2_SAYS("the consequence was not carried out in the time agreed")},
    [LINE_INC_CLOSED] = {"closed", T2_SAYS("closed")},
};

const char *line_incident_state_name(enum line_incident_state s)
{
    return (unsigned)s < LINE_N_INC_STATES ? states[s].name : "unknown";
}

const char *line_incident_state_text(enum line_incident_state s)
{
    return (unsigned)s < LINE_N_INC_STATES ? states[s].text : "unknown";
}

const char *line_incident_event_name(enum line_incident_event e)
{
    return (unsigned)e < LINE_N_INC_EVENTS ? events[e].name : "unknown";
}

int line_incident_open_excess(uint8_t kind, const uint8_t report[static LINE_FACT_ID_LEN],
                              const struct line_response *agreed, uint32_t slot, struct line_incident *out)
{
    struct line_incident i = {.kind = kind,
                              .state = LINE_INC_OPEN,
                              .protested_by = LINE_N_ACTORS,
                              .found = LINE_N_INC_EVENTS,
                              .consequence = LINE_INC_NO_CONSEQUENCE,
                              .opened = slot};
    if (agreed->n_consequences > LINE_INC_NO_CONSEQUENCE || kind >= LINE_N_FACTS) {
        return T2_E_ARGUMENT;
    }
    memcpy(i.id, report, LINE_FACT_ID_LEN);
    for (size_t k = agreed->n_consequences; k-- > 0;) {
        i.consequence = (agreed->consequences[k].kinds >> kind & 1) != 0 ? (uint8_t)k : i.consequence;
    }
    *out = i;
    return 0;
}

int line_incident_open(const struct line_event *e, const uint8_t report[static LINE_FACT_ID_LEN],
                       const struct line_response *agreed, uint32_t slot, struct line_refusal *why,
                       struct line_incident *out)
{
    if (e->excluded || e->breaks == LINE_BREAKS_NO) {
        return line_refuse(why, LINE_R_ORDER,
                           T2_SAYS("No incident was opened: nothing in this event breaks what was agreed, or "
                                   "both sides have excluded it. The event stays on record."));
    }
    if (e->state != LINE_EV_CORROBORATED) {
        return line_refuse(why, LINE_R_ORDER,
                           T2_SAYS("No incident was opened: the event is not corroborated. It needs a second "
                                   "source that is independent of the first and is no side's."));
    }
    return line_incident_open_excess(e->kind, report, agreed, slot, out);
}

static void note(struct line_incident *i, enum line_incident_event event, enum line_actor by, uint32_t slot,
                 const uint8_t *document)
{
    struct line_incident_step *s = &i->log[i->n_log++];
    *s = (struct line_incident_step){.event = (uint8_t)event, .by = (uint8_t)by, .slot = slot};
    if (document != NULL) {
        memcpy(s->document, document, LINE_DIGEST_LEN);
    }
}

void line_incident_pass(struct line_incident *i, uint32_t slot)
{
    uint8_t to = next[i->state][LINE_INC_LAPSE];
    if (to != NO && slot > i->due && i->n_log < LINE_INC_MAX_LOG) {
        note(i, LINE_INC_LAPSE, LINE_BY_TIME, i->due, NULL);
        i->state = to;
        i->due = 0;
    }
}

static uint32_t later(uint32_t slot, uint32_t by)
{
    return slot > UINT32_MAX - by ? UINT32_MAX : slot + by;
}

/* Who may: the table's actors, and an answer is the other side's. */
static int may(const struct line_incident *i, enum line_incident_event event, enum line_actor by)
{
    return (events[event].by >> by & 1) != 0 && (event != LINE_INC_ANSWER || i->protested_by != (uint8_t)by);
}

static void follow(struct line_incident *i, const struct line_response *agreed,
                   enum line_incident_event event, enum line_actor by, uint32_t slot)
{
    i->state = next[i->state][event];
    i->due = 0;
    if (event == LINE_INC_PROTEST) {
        i->protested_by = (uint8_t)by;
        i->due = later(slot, agreed->answer_slots);
    }
    if (event >= LINE_INC_FIND_VIOLATION && event <= LINE_INC_FIND_OPEN) {
        i->found = (uint8_t)event;
    }
    if (event == LINE_INC_FIND_VIOLATION) {
        if (i->consequence >= agreed->n_consequences) {
            i->state = LINE_INC_CLOSED;
        } else {
            i->due = later(slot, agreed->consequences[i->consequence].slots);
        }
    }
}

int line_incident_step(struct line_incident *i, const struct line_response *agreed,
                       enum line_incident_event event, enum line_actor by, uint32_t slot,
                       const uint8_t *document, struct line_refusal *why)
{
    if ((unsigned)event >= LINE_N_INC_EVENTS || (unsigned)by >= LINE_N_ACTORS) {
        return T2_E_ARGUMENT;
    }
    struct line_incident to = *i; /* staged */
    uint32_t last = i->n_log > 0 ? i->log[i->n_log - 1].slot : i->opened;
    if (slot < last || event == LINE_INC_LAPSE) {
        return line_refuse(why, LINE_R_ORDER,
                           T2_SAYS("The incident is as it was: this lies before its last step (slot %u)."),
                           last);
    }
    line_incident_pass(&to, slot);
    if (next[to.state][event] == NO) {
        return line_refuse(why, LINE_R_ORDER,
                           T2_SAYS("The incident is as it was: it is \"%s\", and \"%s\" does not follow."),
                           why != NULL && why->say != NULL ? why->say(why->lang, states[to.state].text)
                                                           : states[to.state].text,
                           events[event].name);
    }
    if (!may(&to, event, by)) {
        return line_refuse(why, LINE_R_ORDER,
                           T2_SAYS("The incident is as it was: this step is somebody else's to take."));
    }
    if (to.n_log == LINE_INC_MAX_LOG) {
        return line_refuse(why, LINE_R_ORDER, T2_SAYS("The incident is as it was: it has too many steps."));
    }
    note(&to, event, by, slot, document);
    follow(&to, agreed, event, by, slot);
    *i = to; /* Success: take it over in one step. */
    return 0;
}

enum line_event_state line_incident_event_state(const struct line_incident *i)
{
    if (i->found != LINE_N_INC_EVENTS) {
        return LINE_EV_FOUND;
    }
    int referred = 0, answered = 0;
    for (size_t k = 0; k < i->n_log; k++) {
        referred |= i->log[k].event == LINE_INC_REFER;
        answered |= i->log[k].event == LINE_INC_ANSWER;
    }
    return answered ? LINE_EV_ANSWERED : referred ? LINE_EV_REFERRED : LINE_EV_CORROBORATED;
}
