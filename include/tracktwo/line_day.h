/* The daily report, in the observers' mission's order: cease-fire violations by region, compared with the day
 * before and since a date; weapons; quotas; restrictions; corrections; how much was watched. Every number
 * opens the reports behind it. Out come HTML for print, text and JSON; sentences through line_say, figures
 * alike in every language. docs/protocol/line_days.md. */
#ifndef T2_TRACKTWO_LINE_DAY_H
#define T2_TRACKTWO_LINE_DAY_H

#include <tracktwo/line_quota.h>

#define LINE_MAX_REGIONS 16

struct line_region {
    const char *name; /* UTF-8, at most LINE_TEXT_MAX */
    const struct geo_area *area;
};
struct line_day_params {
    int32_t day;      /* the period ends on this day at the cut-off; days since 1970-01-01 */
    int32_t since;    /* first day of the cumulative figures, at most LINE_MAX_SINCE before day */
    int32_t offset_s; /* local time less UTC, 10800 in Kyiv in summer; within a day */
    int32_t cut_s;    /* 1 .. 86400 seconds after local midnight; LINE_CUT_S */
    int64_t
        corrected_s; /* corrections filed from then on are listed; INT64_MIN: from the period's beginning */
    const struct line_region *regions; /* the first that holds a place has it */
    size_t n_regions;
    struct line_counting counting;
    struct line_terms terms;
    struct line_quota_ground quotas; /* rule NULL: none */
    uint32_t coverage; /* thousandths of the day that a place is watched at least, by the criteria; 0: all */
    int64_t now_s; /* the reader's clock, seconds since 1970; 0: the report does not say whether the day is
                      over */
    int64_t ceasefire_s;     /* from when fire is held; 0: not said */
    const uint32_t *numbers; /* of each fact, its report in the reader's record, counted from 0: the text
                                names reports by them, counted from 1; NULL: by their ids */
    const char *title;       /* of the record, as both sides named it */
    const char *side_name[LINE_N_SIDES]; /* UTF-8; NULL: "side A", "side B" in the reader's language */
};
#define LINE_MAX_SINCE 3660

/* A number and the reports behind it: line_day.ids[first .. first + n_ids). */
struct line_number {
    uint64_t n;
    size_t first, n_ids;
};
struct line_day_row { /* of a region; the last but one is elsewhere, the last is all of them */
    struct line_number violations, explosions;
    struct line_number violations_before, explosions_before; /* of the day before, as known now */
    struct line_number unverified;                           /* reported by others, in no other number */
};
enum line_weapon_row { LINE_ROW_ZONE, LINE_ROW_UNDETERMINED, LINE_ROW_EXEMPT, LINE_ROW_OUT, LINE_N_ROWS };
struct line_correction {
    uint32_t old, new; /* facts of the record: as it stood, and as it stands */
    int32_t day;       /* of the period that it changes */
};
struct line_day_quota {
    uint8_t state, why;                                        /* enum line_quota_state, line_quota_why */
    uint8_t no_most;                                           /* 1: `possible` has no end */
    struct line_number least, possible, restrictions, watches; /* n of the last two: how many reports */
};
struct line_day {
    const struct line_record *record;
    const struct line_day_params *params;
    int64_t begin_s, end_s;
    struct line_day_row *rows; /* n_regions + 2 */
    size_t n_rows;
    struct line_number cumulative;
    struct line_number excluded; /* by both sides */
    struct line_number weapons[LINE_N_SIDES + 1][LINE_N_WEAPONS][LINE_N_ROWS];
    struct line_day_quota *quotas; /* of the rule, in its order */
    size_t n_quotas;
    struct line_number restrictions[LINE_F_JAMMING + 1][LINE_N_SIDES + 1]; /* [kind]: REFUSED to JAMMING */
    struct line_number watches; /* n: minutes of watch kept, overlapping ones added up */
    struct line_correction *corrections;
    size_t n_corrections;
    uint32_t *ids; /* facts of the record */
    size_t n_ids, max_ids;
};
/* Borrows record and params. T2_E_ARGUMENT: params out of range; else as line_events_new. */
T2_MUST_USE int line_day_new(const struct line_record *r, const struct line_day_params *p, size_t *out_wrong,
                             struct line_day **out);
void line_day_free(struct line_day *d);

/* Appends. T2_E_FULL, T2_E_MEMORY: out may hold a beginning. HTML is one page without any outside resource;
 * JSON has English keys and whole ids. */
T2_MUST_USE int line_day_html(const struct line_day *d, const struct line_say *say, struct t2_buf *out);
T2_MUST_USE int line_day_text(const struct line_day *d, const struct line_say *say, struct t2_buf *out);
T2_MUST_USE int line_day_json(const struct line_day *d, struct t2_buf *out);

#endif
