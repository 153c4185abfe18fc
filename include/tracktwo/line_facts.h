/* What a signed report says, as the facts that events, days and the clock are computed from
 * (docs/protocol/line_days.md). Pure; the same report, judge and origin give the same facts on every desk. */
#ifndef T2_TRACKTWO_LINE_FACTS_H
#define T2_TRACKTWO_LINE_FACTS_H

#include <tracktwo/line_event.h>
#include <tracktwo/line_report.h>

/* A fact for each serial number, and one for the weapons of each family without. */
#define LINE_REPORT_MAX_FACTS (LINE_REPORT_MAX_WEAPONS + LINE_REPORT_MAX_SERIALS)

/* What the admission of the observer's key adds. */
struct line_fact_origin {
    uint8_t id[LINE_FACT_ID_LEN]; /* of the report */
    uint32_t source;              /* as in struct line_fact */
    uint8_t from;                 /* enum line_from */
};
/* judge may be NULL: then where a weapon stands is undetermined. d_day: the rule's day D, INT32_MIN when it
 * is open; offset_s: local time less UTC. Returns how many facts; none for mines and ordnance that lie there,
 * which are no event. r has passed line_report_check. */
size_t line_report_facts(const struct line_report *r, const struct line_fact_origin *o,
                         const struct line_judge *judge, int32_t d_day, int32_t offset_s,
                         struct line_fact out[static LINE_REPORT_MAX_FACTS]);

#endif
