/* Zones: what a line and a rule make of the ground. One zone for each class and side (the ground of that side
 * that its weapons leave), one demilitarized zone for each side; the outer edge of a zone is the side's
 * withdrawal line.
 *
 * Zone of side S at distance d, measured from its reference line R: the places on S's side of R no farther
 * than d from it by geodesic distance, and those on S's side of the line of contact that lie on the other
 * side of R (between two lines that differ nobody's weapons stand). The outline is computed on an equal-area
 * map with 64 segments to a quarter circle, each point of it then set to the geodesic distance, and rounded
 * to integers once, by a rounding that keeps the polygon valid. From there on the zone IS that polygon:
 * verdicts are exact on its integers, and its bytes are hashed.
 *
 * The same on two machines: integers from doubles may differ by a unit where two mathematics libraries differ
 * in the last bit. Therefore the zones are computed by one desk, their canonical bytes are what is agreed and
 * recorded, and every desk checks them by computing its own and comparing (line_zones_compare): equal to
 * LINE_ZONE_AGREE_M. All desks judge on the recorded bytes. */
#ifndef T2_TRACKTWO_LINE_ZONE_H
#define T2_TRACKTWO_LINE_ZONE_H

#include <tracktwo/line_rule.h>

#define LINE_MAX_ZONES (2 * (LINE_MAX_CLASSES + 1))
#define LINE_ZONE_QUADRANT 64
#define LINE_ZONE_AGREE_M 1.0
#define LINE_ZONE_MAX_BYTES ((size_t)64 << 20)
#define LINE_MAX_REFERENCES 8

enum line_zone_kind { LINE_ZONE_CLASS, LINE_ZONE_DEMILITARIZED };

struct line_zone {
    enum line_zone_kind kind;
    enum line_side side;
    uint8_t class; /* index in the rule; LINE_MAX_CLASSES: demilitarized */
    uint32_t distance_m;
    struct geo_area area;
};

/* A reference line that a rule names beside "contact" and "edge". */
struct line_reference {
    const char *id;
    const struct line *line; /* A on the left, its own ends decided */
};

struct line_zones;
/* Computes all zones of the rule: first the demilitarized ones with a width, then the classes in the rule's
 * order, A before B. references as the rule names them. T2_E_REFUSED with the reason, T2_E_MEMORY. The caller
 * frees. */
T2_MUST_USE int line_zones_new(const struct line *l, const struct line_rule *r,
                               const struct line_reference *references, size_t n_references,
                               struct line_refusal *why, struct line_zones **out);
void line_zones_free(struct line_zones *z);
size_t line_zones_n(const struct line_zones *z);
const struct line_zone *line_zones_at(const struct line_zones *z, size_t i); /* NULL beyond */
enum geo_frame line_zones_frame(const struct line_zones *z);
/* 0: the zones of this side were measured from this line, and say of its ends what it says. T2_E_ARGUMENT:
 * from another. */
T2_MUST_USE int line_zones_measured_from(const struct line_zones *z, enum line_side side,
                                         const struct line *from);
/* Index of the zone of a class (LINE_MAX_CLASSES: the demilitarized one) and side; T2_E_MISSING. */
T2_MUST_USE int line_zones_find(const struct line_zones *z, size_t class, enum line_side side, size_t *out);
/* On whose ground a place lies, exactly, by the recorded grounds (near the ends of the line they decide, not
 * line_distance_m): on the line itself LINE_A; LINE_N_SIDES beyond the grounds (also
 * behind the perpendicular of a square end). */
enum line_side line_zones_side(const struct line_zones *z, struct geo_point p);
/* The withdrawal line of zone i: those parts of its outline that are neither the line nor its ends. Points
 * borrowed from the zones; NULL beyond. */
size_t line_zones_n_limits(const struct line_zones *z, size_t i);
struct geo_points line_zones_limit(const struct line_zones *z, size_t i, size_t k);

/* Canonical bytes with the digests of line and rule in front, and their SHA-256. The reader checks all that
 * geometry promises (rings closed, directed, not crossing). */
T2_MUST_USE int line_zones_write(const struct line_zones *z, struct t2_buf *out);
T2_MUST_USE int line_zones_read(struct t2_bytes in, struct line_refusal *why, struct line_zones **out);
T2_MUST_USE int line_zones_digest(const struct line_zones *z, uint8_t out[static LINE_DIGEST_LEN]);
/* The greatest distance in metres between the outlines of the same zone in both (Hausdorff, in metres);
 * T2_E_REFUSED when they are not zones of the same line, rule and kinds. */
T2_MUST_USE int line_zones_compare(const struct line_zones *a, const struct line_zones *b,
                                   struct line_refusal *why, double *out_m);

/* ---- what it means on the ground ---- */

struct line_name {
    const char *lang; /* "uk"; "" for the name as given */
    const char *text;
};
struct line_settlement {
    struct geo_point place;
    uint32_t people; /* 0: not known */
    const struct line_name *names;
    size_t n_names;
};

struct line_figures {
    double area_m2;         /* geodesic area of the polygon */
    double area_error_m2;   /* bound: length of the outline times outline_error_m, and what the stretch could
                               change that a line derived from an outline lacks at an end (line_lacks_mm) */
    double limit_m;         /* length of the withdrawal line */
    double limit_error_m;   /* bound on it */
    double outline_error_m; /* greatest distance found between the withdrawal line and the distance asked for,
                               at its points and midway between them */
    size_t n_settlements;
    uint64_t people;
    size_t n_unknown; /* settlements of which the number of people is not known */
};
/* Figures of zone i. inside: indices of the settlements in it (may be NULL; holds n). */
T2_MUST_USE int line_zones_figures(const struct line_zones *z, size_t i, const struct line_settlement *at,
                                   size_t n, struct line_figures *out, size_t *inside);

/* What-if: the figures of two sets of zones and their difference, by class id and side. A zone that only one
 * has counts as empty in the other. */
struct line_what_if {
    enum line_zone_kind kind;
    enum line_side side;
    char class[LINE_ID_MAX + 1]; /* "" for the demilitarized zone */
    struct line_figures before, after;
    double area_m2, people; /* after less before */
};
/* out holds LINE_MAX_ZONES * 2. */
T2_MUST_USE int line_what_if(const struct line_zones *before, const struct line_zones *after,
                             const struct line_settlement *at, size_t n, struct line_what_if *out,
                             size_t *out_n);

/* Distances that balance the burden: of a zone of total width total_m, how much on each side so that both
 * give up the same area, or that as many people on each side live in it. Whole metres; people come in steps,
 * so the widths are those with the smallest difference, which may be with nobody on one side or on both.
 * T2_E_REFUSED where nobody lives within total_m of the line: why says it. */
enum line_balance { LINE_BALANCE_AREA, LINE_BALANCE_PEOPLE };
struct line_balanced {
    uint32_t distance_m[LINE_N_SIDES]; /* their sum is total_m */
    double given[LINE_N_SIDES];        /* square metres or people */
};
T2_MUST_USE int line_balance(const struct line *l, uint32_t total_m, enum line_balance what,
                             const struct line_settlement *at, size_t n, struct line_refusal *why,
                             struct line_balanced *out);

#endif
