/* Quotas judged: at most so many of a class in a band behind a side's reference line. What observers verified
 * gives two numbers: how many at least stood there at one time, and how many may have stood there in the
 * period. More than the first allows is an excess; that no more stood there can be said only where the whole
 * band was watched. Silence is never compliance. docs/protocol/line_days.md.
 *
 * Distances to the reference line are geodesic and are hashed nowhere; the rest is integers and + - * / sqrt.
 */
#ifndef T2_TRACKTWO_LINE_QUOTA_H
#define T2_TRACKTWO_LINE_QUOTA_H

#include <tracktwo/line_event.h>

#define LINE_QUOTA_MAX_REPORTS 512 /* that are counted with, of a quota and period: those of the most */

enum line_quota_state {
    LINE_QUOTA_UNDETERMINED,
    LINE_QUOTA_WITHIN,
    LINE_QUOTA_EXCEEDED,
    LINE_N_QUOTA_STATES
};
/* Why; the first that applies. */
enum line_quota_why {
    LINE_QUOTA_NO_LINE,    /* the line that the side measures from is not at hand */
    LINE_QUOTA_NOT_YET,    /* the day by which the class has gone has not come */
    LINE_QUOTA_MORE,       /* EXCEEDED: more were seen at one time than may stay */
    LINE_QUOTA_OPEN,       /* more may have stood there: place, class, side, number, or seen twice */
    LINE_QUOTA_RESTRICTED, /* observers were kept from looking */
    LINE_QUOTA_UNWATCHED,  /* some of the band was not watched as long as agreed, or the time is not over */
    LINE_QUOTA_WATCHED,    /* WITHIN: all of it was, and no more can have been there */
    LINE_N_QUOTA_WHYS,
};
const char *line_quota_state_name(enum line_quota_state s); /* "within", ...; for --json. NULL beyond */
const char *line_quota_state_text(enum line_quota_state s); /* English, for a catalogue */
const char *line_quota_why_name(enum line_quota_why w);
const char *line_quota_why_text(enum line_quota_why w);

/* What a quota is measured with. Borrowed. rule NULL: there are no quotas. */
struct line_quota_ground {
    const struct line *line;
    const struct line_rule *rule;
    const struct line_reference *references; /* as the rule names them */
    size_t n_references;
};
struct line_quota_period {
    int64_t begin_s, end_s;  /* the second not in it */
    int64_t now_s;           /* the reader's clock; 0: not known, the period is taken to be over */
    struct line_terms terms; /* lasting_s and near_m; zeros: the defaults */
    uint32_t coverage; /* thousandths of the period that each place is watched at least; 0: all of them */
};
struct line_quota_found {
    uint8_t state, why;
    uint8_t no_most;   /* 1: some number was not counted, so `possible` has no end */
    uint64_t least;    /* so many stood there at one time */
    uint64_t possible; /* so many may have stood there */
    /* Facts of the record: those behind `least`, then those behind `possible`, then the restrictions, then
     * the watches. */
    uint32_t *ids;
    size_t n_least, n_possible, n_restrictions, n_watches;
};
/* Judges every quota of the rule; out holds as many. T2_E_ARGUMENT: another frame, or no period; else as
 * line_events_new. The ids are for line_quotas_wipe, also after a failure. */
T2_MUST_USE int line_quotas_judge(const struct line_record *r, const struct line_quota_ground *g,
                                  const struct line_quota_period *p, struct line_quota_found *out);
void line_quotas_wipe(struct line_quota_found *found, size_t n);

/* Whether what one report saw counts to quota q: by its place, class and side alone. */
enum line_quota_part { LINE_QUOTA_NO_PART, LINE_QUOTA_PART, LINE_QUOTA_PERHAPS_PART };
enum line_quota_part line_quota_part_of(const struct line_quota_ground *g, size_t q,
                                        const struct line_fact *f);

#endif
