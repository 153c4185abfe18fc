/* What the files on quotas share. */
#ifndef T2_LINE_QUOTA_INTERNAL_H
#define T2_LINE_QUOTA_INTERNAL_H

#include "days_internal.h"

#include <tracktwo/line_quota.h>

/* A band behind a reference line. */
struct quota_band {
    const struct line_path *path;
    enum line_side side;
    uint32_t from_m, to_m;
};
/* T2_E_MISSING: the side's reference line is not at hand. */
T2_MUST_USE int quota_band_of(const struct line_quota_ground *g, const struct line_quota *q,
                              struct quota_band *out);
/* A place known to error_m: LINE_QUOTA_PART is surely in the band, LINE_QUOTA_NO_PART surely not. What lies
 * beyond an end of the line, or within error_m of that, is never surely in. */
enum line_quota_part quota_band_at(const struct quota_band *b, struct geo_point p, double error_m);
/* *out 1 when each place of the band was watched for at least need_s of the period. watch: facts of the kind
 * WATCH. T2_E_MEMORY. */
T2_MUST_USE int quota_band_watched(const struct quota_band *b, const struct line_fact *const *watch, size_t n,
                                   int64_t begin_s, int64_t end_s, int64_t need_s, int *out);

/* What one report saw, surely in the band. */
struct quota_item {
    uint32_t first;         /* part of the report, in the settled record */
    uint32_t old;           /* its place before they were ordered */
    double x, y, r;         /* metres; r: three standard deviations and half of near_m */
    int64_t from_s, to_s;   /* as early and as late as it may have been */
    int64_t begin_s, end_s; /* surely not later, surely not earlier */
    uint32_t number;        /* all that it saw */
    uint32_t alone;         /* without serials that an earlier item has */
};
/* How many at least stood in the band at one time; chosen (holds n) gets the items behind it. speed: metres a
 * second that none of them goes beyond. serials: what was read of the items, in their order, each text with a
 * number of its own, n_serials at most. T2_E_MEMORY. */
struct quota_serial {
    uint32_t item, serial;
};
T2_MUST_USE int quota_least(const struct quota_item *at, size_t n, const struct quota_serial *serials,
                            size_t n_serials, uint32_t lasting_s, uint32_t speed, uint64_t *out,
                            uint32_t *chosen, size_t *n_chosen);

#endif
