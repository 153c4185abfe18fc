/* What the files on facts, events and days share. */
#ifndef T2_LINE_DAYS_INTERNAL_H
#define T2_LINE_DAYS_INTERNAL_H

#include "line_internal.h"

#include <tracktwo/line_event.h>

struct line_terms line_terms_of(const struct line_terms *t); /* NULL: all defaults */
#define LINE_FIRE                                                                                            \
    (1u << LINE_F_EXPLOSION | 1u << LINE_F_BURST | 1u << LINE_F_SHOT | 1u << LINE_F_PROJECTILE |             \
     1u << LINE_F_FLASH | 1u << LINE_F_FLARE)
/* Whether this report alone speaks of a violation; verified or not is another question. */
enum line_breaks line_fact_breaks(const struct line_fact *f, const struct line_terms *t);

/* ---- the record in its own order: by id and part, each once, corrections followed ---- */

struct line_settled {
    const struct line_fact **at; /* by id, then part */
    size_t n;
    uint32_t *first;  /* part of the same report */
    uint32_t *root;   /* first part of the report that at[i] corrects in the end, or of its own */
    uint32_t *latest; /* of a root: first part of the report that stands; of others nothing */
    uint8_t *out_by;  /* bit k: side k excludes it */
};
T2_MUST_USE int line_settle(const struct line_record *r, size_t *out_wrong, struct line_settled *s);
void line_settled_wipe(struct line_settled *s);
int line_settled_stands(const struct line_settled *s, size_t i);
int line_settled_excluded(const struct line_settled *s, size_t i); /* by both sides */

/* ---- do two reports speak of the same? ---- */

/* Where a report puts its event, in metres about the first of the two. */
struct line_spot {
    double x, y, r; /* a disk when exact */
    int known;
};
/* 1 when kind, place, time, bearing agree; the order of the two must be the caller's own (by id).
 * out_ms, out_m: how far apart they are, for choosing the best. */
int line_fact_same(enum geo_frame frame, const struct line_terms *t, const struct line_fact *a,
                   const struct line_fact *b, uint32_t *out_ms, uint32_t *out_m);
/* The same of two facts of the settled record, from different sources. */
int line_facts_agree(enum geo_frame frame, const struct line_terms *t, const struct line_settled *s,
                     uint32_t i, uint32_t k, uint32_t *ms, uint32_t *m);
/* Two that agree, a before b by id; how far apart. */
struct line_pair {
    uint32_t ms, m, a, b;
};
/* Those that are looked at (docs/protocol/line_days.md), the most alike first. t: without zeros. For free.
 * T2_E_MEMORY. */
T2_MUST_USE int line_pairs_new(enum geo_frame frame, const struct line_terms *t, const struct line_settled *s,
                               struct line_pair **out, size_t *out_n);
/* 1 for what is seen standing (weapons, restrictions): its times may lie lasting_s apart. */
int line_fact_lasts(const struct line_fact *f);
/* When it happened and where, as far as this report alone says. out_place may be untouched: returns 0. */
int line_fact_where(enum geo_frame frame, const struct line_terms *t, const struct line_fact *f,
                    struct geo_point *out_place, double *out_radius_m, int64_t *out_time_s);
/* Where the bearings of two reports cross, and when it was by the first; 0 when they are none or do not. */
int line_facts_cross(enum geo_frame frame, const struct line_terms *t, const struct line_fact *a,
                     const struct line_fact *b, struct geo_point *out_place, int64_t *out_time_s);
/* East and north of a direction, of length 1; the same bits everywhere. */
void same_direction(uint32_t cdeg, double *out_east, double *out_north);

/* Seconds since 1970 of the end of a day's period. */
int64_t line_day_end(int32_t day, int32_t offset_s, int32_t cut_s);
/* The day in whose period a time lies. */
int32_t line_day_at(int64_t time_s, int32_t offset_s, int32_t cut_s);
int line_day_times_valid(int32_t offset_s, int32_t cut_s);
#define LINE_DATE_LEN 16
const char *line_date_text(int32_t day, char out[static LINE_DATE_LEN]); /* "2020-07-27"; returns out */

#endif
