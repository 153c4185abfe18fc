/* Incidents in plain words: what each step is, and what comes next and by whom. */
#include "field.h"

static const char *const steps[LINE_N_INC_EVENTS] = {
    [LINE_INC_PROTEST] = TABLE_SAYS("a protest"),
    [LINE_INC_ANSWER] = TABLE_SAYS("an answer"),
    [LINE_INC_REFER] = TABLE_SAYS("to bring it before the joint commission"),
    [LINE_INC_FIND_VIOLATION] = TABLE_SAYS("the finding that it was a violation"),
    [LINE_INC_FIND_NONE] = TABLE_SAYS("the finding that it was no violation"),
    [LINE_INC_FIND_OPEN] = TABLE_SAYS("the finding that it cannot be established"),
    [LINE_INC_CARRIED_OUT] = TABLE_SAYS("that the consequence was carried out"),
    [LINE_INC_CLOSE] = TABLE_SAYS("that it is closed"),
    [LINE_INC_LAPSE] = TABLE_SAYS("that the time agreed has passed"),
};

int table_incident_opens(unsigned step)
{
    return step == TABLE_INCIDENT_OPENED ||
           (step >= TABLE_INCIDENT_EXCESS && step < TABLE_INCIDENT_EXCESS + LINE_MAX_QUOTAS);
}

const char *table_incident_step_text(unsigned step)
{
    return step < LINE_N_INC_EVENTS ? steps[step] : TABLE_SAYS("that it is opened");
}

void table_incident_next(const struct line_incident *i, enum table_lang lang, char *out, size_t out_len)
{
    struct table_phrase_buf b = table_phrase_init(out, out_len);
    switch ((enum line_incident_state)i->state) {
    case LINE_INC_OPEN:
        table_phrase_add(&b, "%s",
                         table_say(lang, "a side protests, or brings it before the joint commission"));
        break;
    case LINE_INC_PROTESTED:
    case LINE_INC_OVERDUE:
        table_phrase_add(&b,
                         table_say(lang, "side %s answers, or a side brings it before the joint commission"),
                         i->protested_by == LINE_BY_SIDE_A ? "B" : "A");
        break;
    case LINE_INC_ANSWERED:
        table_phrase_add(
            &b, "%s",
            table_say(lang, "a side brings it before the joint commission, or both sides close it"));
        break;
    case LINE_INC_REFERRED:
        table_phrase_add(&b, "%s", table_say(lang, "the joint commission finds"));
        break;
    case LINE_INC_CONSEQUENCE:
    case LINE_INC_DEFAULTED:
        table_phrase_add(
            &b, "%s",
            table_say(lang, "both sides, or the joint commission, say that the consequence was carried out"));
        break;
    case LINE_INC_CLOSED:
    case LINE_N_INC_STATES:
    default:
        table_phrase_add(&b, "%s", table_say(lang, "nothing more, for it is closed"));
        break;
    }
}
