/* Does the cease-fire hold? Criteria that both sides agreed, sealed by their digest, evaluated to "holds",
 * "does not hold" or "cannot be determined". Silence of observers is never peace: a day that nobody watched
 * is no quiet day, and without any watch the answer is "cannot be determined", whatever the criteria say.
 * docs/protocol/line_days.md. */
#ifndef T2_TRACKTWO_LINE_HOLD_H
#define T2_TRACKTWO_LINE_HOLD_H

#include <tracktwo/line_event.h>

#define LINE_MAX_SECTORS 64
#define LINE_MAX_CLOCK_DAYS 3660
#define LINE_CRITERIA_MAX 4096 /* canonical bytes */

struct line_sector {
    struct geo_point place; /* a watch from where this is within its reach counts for the sector */
};
enum line_needs {
    LINE_NEEDS_VERIFIED,     /* one verified report is a violation */
    LINE_NEEDS_CORROBORATED, /* only a corroborated event is; one alone leaves the day uncounted */
    LINE_N_NEEDS,
};
struct line_criteria {
    struct line_terms terms;
    enum geo_frame frame;
    int32_t first_day;   /* of the cease-fire, days since 1970-01-01 */
    int32_t offset_s;    /* local time less UTC; fixed for the whole agreement */
    int32_t cut_s;       /* as in a daily report; 86400: midnight */
    uint32_t quiet_days; /* in a row, for the talks to open; 1 .. LINE_MAX_CLOCK_DAYS */
    uint32_t window;     /* days that "holds" looks back; 1 .. LINE_MAX_CLOCK_DAYS */
    uint32_t dark;       /* days of them that may be uncounted or unwatched, less than window */
    uint32_t coverage;   /* thousandths of a day that each sector must be watched: 0 .. 1000; a sector that
                            nobody watched at all is never covered */
    uint8_t needs;       /* enum line_needs */
    struct line_counting counting; /* of violations in a daily report; no day is quiet by it */
    struct line_sector sectors[LINE_MAX_SECTORS];
    size_t n_sectors; /* 0: one, wherever the watch was kept */
};
int line_criteria_valid(const struct line_criteria *c);
/* Canonical bytes and their SHA-256: what both sides agree to and seal. Appends. */
T2_MUST_USE int line_criteria_write(const struct line_criteria *c, struct t2_buf *out);
/* Errors of wire.h, T2_E_VERSION, T2_E_MALFORMED. */
T2_MUST_USE int line_criteria_read(struct t2_bytes in, struct line_criteria *out);
T2_MUST_USE int line_criteria_digest(const struct line_criteria *c, uint8_t out[static LINE_DIGEST_LEN]);

/* ---- the clock ---- */

enum line_day_state {
    LINE_DAY_QUIET,
    LINE_DAY_VIOLATION,   /* sets the count to nought */
    LINE_DAY_NOT_COUNTED, /* access refused, or something verified whose meaning is open: no day more, no
                             reset */
    LINE_DAY_UNWATCHED,   /* too little watch: the same */
    LINE_N_DAY_STATES,
};
const char *line_day_state_name(enum line_day_state s); /* "quiet", "violation", "not_counted", ... */
const char *line_day_state_text(enum line_day_state s);

struct line_clock_day {
    int32_t day;
    uint8_t state;
    uint32_t quiet_in_a_row;
    uint32_t coverage; /* thousandths, of the sector that was watched least */
    uint32_t why;      /* a fact that decided a violation or an uncounted day; UINT32_MAX: none */
};
struct line_clock {
    struct line_clock_day *days; /* from the first day on */
    size_t n;
    int32_t met_day;     /* the first on which quiet_days were reached; INT32_MIN: none */
    uint8_t opens_talks; /* 1: met_day has come. It does not close again; whether it holds is another question
                          */
};
/* The days up to and with last_day. T2_E_ARGUMENT: criteria out of range, of another frame than the record,
 * or last_day before the first or too far; else as line_events_new. The caller frees. */
T2_MUST_USE int line_clock_run(const struct line_record *r, const struct line_criteria *c, int32_t last_day,
                               size_t *out_wrong, struct line_clock *out);
void line_clock_wipe(struct line_clock *c);

/* ---- holds? ---- */

enum line_hold { LINE_HOLD_UNDETERMINED, LINE_HOLDS, LINE_HOLDS_NOT, LINE_N_HOLDS };
const char *line_hold_name(enum line_hold h); /* "cannot be determined", ... as JSON has it: "undetermined" */
const char *line_hold_text(enum line_hold h);

/* By the last `window` days of a clock: a violation among them: it does not hold. Else, when more than `dark`
 * of them were uncounted or unwatched, none was quiet, or the cease-fire is younger than the window: it
 * cannot be determined. Else it holds. */
enum line_hold line_hold_of(const struct line_clock *c, const struct line_criteria *by);

/* Which single report flips it: facts (first parts) without whose report the answer would be another. out
 * holds max; *out_n may be greater than max. O(all) for each report in the window that corrects or
 * is corrected, or on which the state of a day may depend; where two sources are needed, for each. */
T2_MUST_USE int line_hold_flips(const struct line_record *r, const struct line_criteria *c, int32_t day,
                                enum line_hold *out_hold, uint32_t *out, size_t max, size_t *out_n);

#endif
