/* The verdict on a place: does what was seen there lie in a zone that it should have left? In, out, or
 * undetermined with the probability that the error of the position gives. A verdict is about a place and a
 * rule. It never says who is guilty; that word does not occur.
 *
 * The same on every desk bit for bit: the index computes with integers alone; the probability with the four
 * basic operations and the square root of IEEE 754 doubles in the order of the source (no fused operations,
 * no library function), and is rounded to a millionth. Recorded verdicts hold only integers. */
#ifndef T2_TRACKTWO_LINE_VERDICT_H
#define T2_TRACKTWO_LINE_VERDICT_H

#include <tracktwo/line_zone.h>

/* ---- the index: which zones hold a point ---- */

/* Bit i: zone i holds the point, its outline included. */
#define LINE_INDEX_MAX 30
struct line_index;
/* Copies what it needs. T2_E_ARGUMENT: an area that is none; T2_E_MEMORY. Read by any number of threads at
 * once. */
T2_MUST_USE int line_index_new(const struct line_zones *z, struct line_index **out);
/* Of any areas, at most LINE_INDEX_MAX, straight in x and y, no edge longer than 2^29 units on an axis. */
T2_MUST_USE int line_index_new_areas(enum geo_frame frame, const struct geo_area *const *areas, size_t n,
                                     struct line_index **out);
void line_index_free(struct line_index *x);
uint32_t line_index_at(const struct line_index *x, struct geo_point p); /* tens of nanoseconds */
size_t line_index_n_edges(const struct line_index *x);

/* Probability in millionths that the true place lies in zone i, when the position's error is a round Gaussian
 * of standard deviation sigma_cm on each axis about p. 0 and 1000000 are exact when no outline is within six
 * sigma. sigma_cm 0: the index's answer. */
uint32_t line_index_probability(const struct line_index *x, size_t i, struct geo_point p, uint32_t sigma_cm);

/* ---- verdicts ---- */

enum line_verdict_state { LINE_VERDICT_OUT, LINE_VERDICT_IN, LINE_VERDICT_UNDETERMINED };

/* Steps of the trail. Each has a sentence (line_reason_text). */
enum line_reason {
    LINE_WHY_IN_ZONE = 1,   /* the place lies in the zone of its class and side */
    LINE_WHY_OUT_OF_ZONE,   /* it does not */
    LINE_WHY_NEAR_EDGE,     /* the error of the position reaches over the outline */
    LINE_WHY_DEMILITARIZED, /* it lies in the demilitarized zone */
    LINE_WHY_CLASS,         /* which class took the weapon */
    LINE_WHY_NO_CLASS,      /* no class of the rule takes it */
    LINE_WHY_CLASS_UNKNOWN, /* calibre or range is not known and would decide */
    LINE_WHY_SIDE_KNOWN,    /* whose it is was reported */
    LINE_WHY_SIDE_BY_PLACE, /* whose it is was not reported: taken from the side of the line */
    LINE_WHY_SIDE_UNKNOWN, /* the error of the position reaches over the line: whose ground it is is not known
                            */
    LINE_WHY_ACROSS,       /* a side's weapon on the other side's ground: in, whatever the distance */
    LINE_WHY_NOT_YET,      /* the day by which it goes has not come */
    LINE_WHY_SITE,         /* within a declared storage site */
    LINE_WHY_SITE_PERHAPS, /* the error of the position leaves open whether it is within one */
    LINE_WHY_EXEMPT,       /* declared exempt by the report (both sides agreed) */
    LINE_N_REASONS,
};
#define LINE_MAX_TRAIL 8

/* What was seen. */
struct line_sighting {
    struct geo_point place;
    uint32_t sigma_cm; /* standard deviation of the position on each axis; 0: exact */
    uint8_t side;      /* enum line_side; LINE_N_SIDES: not known */
    uint8_t weapon;    /* enum line_weapon */
    uint8_t exempt;    /* 1: both sides agreed that it may be there */
    int32_t day;       /* D+n; INT32_MIN: not known, then every day has come */
    uint32_t calibre;  /* tenths of a millimetre; 0: not known */
    uint32_t range_m;  /* 0: not known */
};
/* Integers only: this is what is recorded and hashed. */
struct line_verdict {
    uint8_t state;   /* enum line_verdict_state */
    uint8_t side;    /* whose, LINE_N_SIDES: not known */
    uint8_t class;   /* LINE_MAX_CLASSES: none */
    uint8_t exempt;  /* 1: in a zone, and may be: site, day, agreed. state then says where it is, not what
                        follows */
    uint32_t zones;  /* bit i: zone i holds the reported place */
    uint32_t in_ppm; /* probability that it lies where it should not, millionths */
    uint8_t zone;    /* zone that decided; LINE_MAX_ZONES: none */
    uint8_t site;    /* storage site + 1, saturating at 255; 0: none */
    uint8_t n_trail;
    uint8_t trail[LINE_MAX_TRAIL]; /* enum line_reason */
};
#define LINE_VERDICT_LEN 22

/* Undetermined between these probabilities (millionths): below the first out, above the second in. Defaults
 * for zeros: 50000 and 950000. */
struct line_thresholds {
    uint32_t out_ppm, in_ppm;
};

struct line_judge; /* a line, a rule, its zones and their index */
/* Borrows line, rule and zones: they must outlive it. T2_E_ARGUMENT: zones of another line or rule. */
T2_MUST_USE int line_judge_new(const struct line *l, const struct line_rule *r, const struct line_zones *z,
                               struct line_thresholds t, struct line_judge **out);
void line_judge_free(struct line_judge *j);
const struct line_index *line_judge_index(const struct line_judge *j);
/* Never fails: what cannot be known is undetermined. A place that is none of the frame is out with no zone.
 * Threads may share a judge. */
void line_judge(const struct line_judge *j, const struct line_sighting *seen, struct line_verdict *out);
/* n at once; returns how many differ from `before` (may be NULL: 0). changed (may be NULL) gets their
 * indices, at most max. out may equal before. */
size_t line_judge_all(const struct line_judge *j, const struct line_sighting *seen, size_t n,
                      const struct line_verdict *before, struct line_verdict *out, size_t *changed,
                      size_t max);
/* 1 when a reader would say that the verdict changed: another state, side, class (by its id), exemption, or
 * other reasons. Each with the rule by which it was judged; numbers of zones and probabilities that come to
 * the same do not count. */
int line_verdict_differs(const struct line_verdict *a, const struct line_rule *of_a,
                         const struct line_verdict *b, const struct line_rule *of_b);
/* The canonical bytes of a verdict, for records and digests. */
void line_verdict_write(const struct line_verdict *v, uint8_t out[static LINE_VERDICT_LEN]);
T2_MUST_USE int line_verdict_read(const uint8_t in[static LINE_VERDICT_LEN], struct line_verdict *out);

const char *line_reason_name(enum line_reason r);         /* "in_zone", ...; for --json */
const char *line_reason_text(enum line_reason r);         /* the English sentence, for a catalogue */
const char *line_verdict_name(enum line_verdict_state s); /* "in", "out", "undetermined" */

#endif
