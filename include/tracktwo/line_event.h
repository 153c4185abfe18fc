/* From observers' reports to events (docs/protocol/line_days.md): what one report says (a fact), which
 * reports speak of the same event, how sure that is, and how many it counts as. Pure and the same on every
 * desk: any order of the same reports, and any repetition of them, gives the same events. Nothing is deleted:
 * a report that was corrected stays in the event of its correction. No word here says who did it. */
#ifndef T2_TRACKTWO_LINE_EVENT_H
#define T2_TRACKTWO_LINE_EVENT_H

#include <tracktwo/line_report.h>
#include <tracktwo/line_verdict.h>

#define LINE_FACT_ID_LEN 32
#define LINE_OBSERVER_LEN 32
#define LINE_MAX_FACTS ((size_t)1 << 20)
#define LINE_CUT_S 70200 /* 19:30, the mission's cut-off */
#define LINE_DAY_S 86400

/* How sentences get into the reader's language: NULL, or say NULL, leaves them English. */
struct line_say {
    const char *(*say)(void *ctx, const char *english) __attribute__((format_arg(2)));
    void *ctx;
    const char *lang; /* "uk", for HTML; NULL: "en" */
    int right_to_left;
};

/* ---- one report ---- */

enum line_fact_kind {
    LINE_F_EXPLOSION,
    LINE_F_BURST,
    LINE_F_SHOT,
    LINE_F_PROJECTILE, /* in flight */
    LINE_F_FLASH,      /* at a muzzle */
    LINE_F_FLARE,
    LINE_F_DRONE,
    LINE_F_MINE,    /* mines and ordnance found; one that goes off is an explosion */
    LINE_F_WEAPON,  /* a weapon or a unit was seen */
    LINE_F_LEFT,    /* one that had been there has gone */
    LINE_F_ABSENT,  /* not found where it was looked for */
    LINE_F_REFUSED, /* access */
    LINE_F_DELAYED,
    LINE_F_CONDITIONAL,
    LINE_F_JAMMING,
    LINE_F_WATCH,   /* somebody kept watch here from time_s for lasts_s: what silence is worth */
    LINE_F_NOTHING, /* a correction that takes a report back */
    LINE_N_FACTS,
};
enum line_course { LINE_COURSE_UNKNOWN, LINE_OUTGOING, LINE_INCOMING, LINE_IMPACT, LINE_N_COURSES };
enum line_means { LINE_BY_SIGHT, LINE_BY_EAR, LINE_BY_CAMERA, LINE_BY_RADAR, LINE_BY_WORD, LINE_N_MEANS };
enum line_from { LINE_FROM_OBSERVERS, LINE_FROM_A, LINE_FROM_B, LINE_FROM_OTHERS, LINE_N_FROM };

/* A report that speaks of several weapons is several facts: the same id, parts 0, 1, ... */
#define LINE_FACT_MAX_S (30 * LINE_DAY_S)

/* What a fact holds beside time and kind. */
#define LINE_HAS_PLACE 1u    /* of the event: place, sigma_cm */
#define LINE_HAS_POST 2u     /* of the observer */
#define LINE_HAS_BEARING 4u  /* from the post */
#define LINE_HAS_DISTANCE 8u /* from the post; of a WATCH how far it reaches */
#define LINE_HAS_CORRECTS 16u

/* Of a number that was not counted exactly. */
#define LINE_LOOSE_LESS 1u /* it may have been fewer */
#define LINE_LOOSE_MORE 2u /* or more */

struct line_fact {
    uint8_t id[LINE_FACT_ID_LEN];       /* digest of the report */
    uint8_t corrects[LINE_FACT_ID_LEN]; /* an earlier report of the same observer */
    uint8_t observer[LINE_OBSERVER_LEN];
    uint32_t source; /* reports of one source are one voice: a patrol and its camera, all that a side says */
    uint64_t seq;    /* in the observer's chain */
    int64_t filed_s; /* seconds since 1970 UTC, as are all times */
    int64_t time_s;  /* when it was seen or heard */
    uint32_t time_error_s, lasts_s; /* at most LINE_FACT_MAX_S */
    uint8_t kind, course, means, from;
    uint8_t part; /* of the report */
    uint8_t has;
    uint8_t verified; /* by observers themselves; of anybody else it counts for nothing */
    uint8_t side;     /* LINE_N_SIDES: not known. Of a restriction: whose it was */
    uint8_t weapon;   /* enum line_weapon */
    uint8_t verdict;  /* enum line_verdict_state, of WEAPON */
    uint8_t exempt;   /* of the verdict */
    uint8_t at_site;  /* 1: within a declared storage site */
    uint8_t loose;    /* LINE_LOOSE_*: how far `count` is a count */
    uint32_t calibre; /* tenths of a millimetre; 0: not known */
    uint32_t range_m; /* 0: not known */
    uint32_t count;   /* how many; at most 1,000,000 */
    struct geo_point place, post;
    uint32_t sigma_cm;
    uint32_t bearing_cdeg;       /* 0 .. 35999, clockwise from north */
    uint32_t bearing_error_cdeg; /* to each side, at most 4500 */
    uint32_t distance_m, distance_error_m;
    char serial[LINE_REPORT_SERIAL_MAX + 1]; /* of a weapon or unit; "": not known */
};
/* 1 when every field is in its range. */
int line_fact_valid(enum geo_frame frame, const struct line_fact *f);
const char *line_fact_kind_name(enum line_fact_kind k); /* "explosion", ...; for --json. NULL beyond */
const char *line_fact_kind_text(enum line_fact_kind k); /* English, for a catalogue */
/* Verified, and by observers. */
int line_fact_verified(const struct line_fact *f);

/* What a judge is asked about a fact. 0: nothing, because it is of no weapon or has no place; its verdict is
 * undetermined. d_day: of the rule; INT32_MIN: every day has come. */
int line_fact_sighting(const struct line_fact *f, int32_t d_day, struct line_sighting *out);

/* The facts of an observer's report (of one serial each where serials were read), at most
 * LINE_REPORT_MAX_FACTS in out. id       digest of the report, as line_report_set_entry has it; the record's
 * ids are these source   whose voice it is, as the table admitted it: keys of one observer, a post and its
 * camera, share one judge    NULL: verdicts are undetermined. d_day: of the rule; INT32_MIN: every day has
 * come What sound alone or hearsay says is as verified as the observer says, but hearsay never is.
 * T2_E_ARGUMENT: of another frame than the judge's. */
#define LINE_REPORT_MAX_FACTS (LINE_REPORT_MAX_WEAPONS + LINE_REPORT_MAX_SERIALS)
T2_MUST_USE int line_report_facts(const struct line_report *r, const uint8_t id[static LINE_REPORT_ID_LEN],
                                  enum line_from from, uint32_t source, const struct line_judge *judge,
                                  int32_t d_day, struct line_fact *out, size_t *out_n);
size_t line_report_n_facts(const struct line_report *r); /* how many they are */

/* Both sides, each for itself, say that a report is no violation (an old mine). One alone changes nothing. */
struct line_exclusion {
    uint8_t id[LINE_FACT_ID_LEN];
    uint8_t side;
};

/* What everything below is computed from. Borrowed. */
struct line_record {
    enum geo_frame frame;
    const struct line_fact *facts;
    size_t n_facts;
    const struct line_exclusion *exclusions;
    size_t n_exclusions;
    int64_t known_s;        /* only what was filed before; INT64_MAX: all */
    const uint8_t *without; /* an id: as if that report had never been filed; NULL */
};

/* ---- terms that both sides agreed to ---- */

/* Zeros mean the default. */
struct line_terms {
    uint32_t breaking;  /* bit k: enum line_fact_kind k is a possible violation. Default: explosion, burst,
                           shot, projectile, flash, weapon */
    uint32_t near_m;    /* 500: so far apart may two places of one event be beyond their errors */
    uint32_t apart_s;   /* 60: and two times */
    uint32_t lasting_s; /* 21600: and sightings of the same weapon, or restrictions */
    uint32_t hearing_m; /* 15000: how far away what is heard can be */
    uint32_t sight_m;   /* 10000 */
};

/* ---- events ---- */

enum line_event_state {
    LINE_EV_REPORTED,     /* nobody of the observers has verified it */
    LINE_EV_POSSIBLE,     /* one source has */
    LINE_EV_CORROBORATED, /* and another, independent of it and no side's, speaks of the same */
    LINE_EV_REFERRED,     /* to the joint commission; the last three come of an incident */
    LINE_EV_ANSWERED,
    LINE_EV_FOUND,
    LINE_N_EVENT_STATES,
};
const char *line_event_state_name(enum line_event_state s);
const char *line_event_state_text(enum line_event_state s);

enum line_breaks { LINE_BREAKS_NO, LINE_BREAKS_PERHAPS, LINE_BREAKS_YES };

struct line_event {
    uint32_t first;     /* in line_events.member */
    uint32_t n;         /* reports, those that were corrected after the others */
    uint32_t n_current; /* the others: the first of them is the one that kind and place are taken from */
    uint32_t n_sources; /* that are no side's */
    int64_t time_s;     /* the time of sound taken off */
    struct geo_point place;
    uint8_t has_place; /* 1; 2: only where its observer stood; 0: nothing is known */
    uint8_t kind, course;
    uint8_t state;    /* enum line_event_state, up to CORROBORATED */
    uint8_t verified; /* some report of it is, and is not excluded */
    uint8_t excluded; /* both sides say of every verified report in it that it is none, and there is one */
    uint8_t breaks;   /* enum line_breaks, by a verified report that is not excluded */
    uint32_t count;   /* the greatest that one source gives: verified ones alone where there are any */
};
struct line_events {
    const struct line_fact *facts; /* the record's */
    struct line_event *at;         /* by time, then by id of the first report */
    size_t n;
    uint32_t *member; /* indices of facts */
    size_t n_members;
};
/* Groups the facts of the record; WATCH makes no event. T2_E_MALFORMED: a fact is not valid (index in
 * *out_wrong, may be NULL); T2_E_FULL above LINE_MAX_FACTS; T2_E_MEMORY. The caller frees. */
T2_MUST_USE int line_events_new(const struct line_record *r, const struct line_terms *t, size_t *out_wrong,
                                struct line_events **out);
void line_events_free(struct line_events *e);

/* ---- counting ---- */

/* Agreed by name, as a text: "each"; "event"; "hour"; "day"; "run LEAST GAP_S REACH_M", as "run 30 3600 0".
 */
enum line_count_kind {
    LINE_COUNT_EACH,  /* every explosion, burst, shot */
    LINE_COUNT_EVENT, /* what was seen as one is one, whatever its number */
    LINE_COUNT_RUN,  /* discharges that follow one another within gap_s and reach_m (0: anywhere) are one when
                        they are `least` or more, else each is one */
    LINE_COUNT_HOUR, /* an hour of the clock with any is one */
    LINE_COUNT_DAY,  /* a day with any is one */
    LINE_N_COUNTS,
};
#define LINE_COUNT_MAX_LEAST 1000000
#define LINE_COUNT_MAX_GAP_S 86400
#define LINE_COUNT_MAX_REACH_M 100000
struct line_counting {
    uint8_t kind;                   /* enum line_count_kind */
    uint32_t least, gap_s, reach_m; /* of LINE_COUNT_RUN, least 1 or more; else 0 */
};
int line_counting_valid(const struct line_counting *c);
#define LINE_COUNTING_LEN 64
/* The name and back. T2_E_MALFORMED. */
void line_counting_write(const struct line_counting *c, char out[static LINE_COUNTING_LEN]);
T2_MUST_USE int line_counting_read(const char *text, struct line_counting *out);
/* The rule in a whole sentence of the reader's, at most out_len - 1 bytes of it. say NULL: English. */
void line_counting_text(const struct line_counting *c, const struct line_say *say, char *out, size_t out_len);
/* How many the n events (indices into e->at, rising) are. begin_s: where days and hours begin. T2_E_ARGUMENT:
 * no rule; T2_E_MEMORY.
 */
T2_MUST_USE int line_count(const struct line_events *e, const uint32_t *which, size_t n, enum geo_frame frame,
                           const struct line_counting *c, int64_t begin_s, uint64_t *out);

#endif
