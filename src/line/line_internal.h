/* What the files of the line room share. */
#ifndef T2_LINE_INTERNAL_H
#define T2_LINE_INTERNAL_H

#include <tracktwo/line_verdict.h>

#include <geodesic.h>
#include <geos_c.h>
#include <math.h>
#include <string.h>

#define GEO_WGS84_A 6378137.0
#define GEO_WGS84_F (1 / 298.257223563)
#define GEO_DEG 1e-7       /* degrees in a unit */
#define LINE_BACK_M 5000.0 /* over which an end's direction is taken */

/* ---- geodesics with the ellipsoid prepared once ---- */

struct geo_earth {
    enum geo_frame frame;
    struct geod_geodesic g;
};
struct geo_earth geo_earth_of(enum geo_frame frame);
double geo_earth_distance(const struct geo_earth *e, double ax, double ay, double bx,
                          double by); /* units in */
/* From a in the direction of b, metres_m far; when they coincide, north. Units, not rounded. */
void geo_earth_toward(const struct geo_earth *e, double ax, double ay, double bx, double by, double metres_m,
                      double *out_x, double *out_y);
/* From p in a direction. Longitudes are not brought back to -180 to 180. */
void geo_earth_go(const struct geo_earth *e, double x, double y, double azimuth_deg, double metres_m,
                  double *out_x, double *out_y);
double geo_earth_azimuth(const struct geo_earth *e, double ax, double ay, double bx, double by);

/* ---- areas being made ---- */

/* Appends a ring; new_part 1 begins a part with it. T2_E_MEMORY, a unchanged. */
T2_MUST_USE int geo_area_add(struct geo_area *a, const struct geo_point *ring, size_t n, int new_part);
/* Twice the signed area in units, exact. */
__extension__ typedef __int128 geo_wide;
geo_wide geo_ring_twice(struct geo_points ring);
/* Sign of the turn a -> b -> p: 1 left, 0 straight, -1 right. Exact. */
int geo_turn(struct geo_point a, struct geo_point b, struct geo_point p);
int geo_on_segment(struct geo_point a, struct geo_point b, struct geo_point p);
int geo_same(struct geo_point a, struct geo_point b);

/* ---- refusals ---- */

/* Fills why (may be NULL) and returns T2_E_REFUSED. The sentence is English and goes through why->say. */
int line_refuse(struct line_refusal *why, enum line_code code, const char *english, ...)
    __attribute__((format(printf, 3, 4)));
int line_refuse_at(struct line_refusal *why, enum line_code code, size_t index, struct geo_point place,
                   const char *english, ...) __attribute__((format(printf, 5, 6)));
#define LINE_PLACE_LEN 48
/* "47.09113 N 37.75991 E", or "30.00 km, 10.00 km" of a flat frame; out holds LINE_PLACE_LEN. Returns out. */
const char *line_place_text(enum geo_frame frame, struct geo_point p, char *out);

/* ---- a line as it is computed with ---- */

/* Points no farther apart than LINE_MAX_EDGE_M, and a tree of boxes over its edges in the room. */
struct line_box {
    double low[3], high[3];
};
struct line_path {
    struct geo_earth earth;
    struct geo_point *at;
    size_t n;               /* at least 2 */
    double (*room)[3];      /* metres from the earth's centre */
    struct line_box *boxes; /* a heap: the children of k are 2k + 1 and 2k + 2 */
    size_t n_leaves;        /* a power of two; leaf k holds edges [k * width, (k + 1) * width) */
    size_t width;
};
/* T2_E_MEMORY; T2_E_FULL for a line of more than two million kilometres. */
T2_MUST_USE int line_path_init(struct line_path *p, enum geo_frame frame, struct geo_points points);
void line_path_wipe(struct line_path *p);
struct line_near {
    double metres; /* geodesic */
    double x, y;   /* the nearest place, units, not rounded */
    size_t edge;   /* from point edge to edge + 1 */
    double t;      /* 0 .. 1 along it */
};
void line_path_near(const struct line_path *p, double x, double y, struct line_near *out);
enum line_side line_path_side(const struct line_path *p, struct geo_point q, const struct line_near *near);
/* The first two edges of p (or of p and q when they differ) that meet elsewhere than neighbours do: 1 and
 * their numbers, 0 when there are none. First: the least edge of p, then the least of q. */
int line_path_meets(const struct line_path *p, const struct line_path *q, size_t *out_p, size_t *out_q);

/* ---- lines ---- */

/* What a line that was derived lacks at an end: the stretch to the declared border. Integers, since they are
 * agreed with the line. */
struct line_lack {
    uint32_t mm;        /* at most, of a stretch that goes straight; 0: nothing */
    uint32_t turn_urad; /* by how much the direction in which the line leaves its end may change */
};
#define LINE_LACK_MAX_TURN 3141593u /* half a turn */
struct wire_writer;
struct wire_reader;
void line_lack_put(struct wire_writer *w, const struct line_lack *lack);
void line_lack_get(struct wire_reader *r, struct line_lack *out); /* fails r where it is none */
struct line {
    enum geo_frame frame;
    char *side_name[LINE_N_SIDES];
    char *territory;
    struct line_ending ends[2]; /* points owned */
    struct geo_point *points;   /* of the line of contact */
    size_t n_points;
    struct geo_point *edge[LINE_N_SIDES]; /* NULL: none */
    size_t n_edge[LINE_N_SIDES];
    struct line_path path;                    /* the line of contact with the declared points of its ends */
    struct line_path edge_path[LINE_N_SIDES]; /* the same of the forward edges */
    struct line_lack lack[2];                 /* at the first point, at the last */
};
/* A line with nothing but what params say, checked; the caller adds points and calls line_finish. */
T2_MUST_USE int line_start(const struct line_params *params, struct line_refusal *why, struct line **out);
/* Builds the paths and makes the last checks. */
T2_MUST_USE int line_finish(struct line *l, struct line_refusal *why);
struct line_limits line_limits_of(const struct line_params *params);
/* The direction in which the path leaves its end (0 the first point, 1 the last), in degrees: from a place
 * back_m back, or along the last edge. */
double line_path_leaves(const struct line_path *p, int end, double back_m);
/* The path from which a side is measured: contact, or its forward edge. */
const struct line_path *line_path_of(const struct line *l, enum line_side side, int edge);

/* UTF-8 of 1 to LINE_TEXT_MAX bytes without control characters. */
int line_text_valid(const char *s, size_t n);
/* The same of any length; an empty one is valid. */
int line_utf8_valid(const char *s, size_t n);

struct line_repairs { /* the caller's array */
    struct line_repair *at;
    size_t n;
};
void line_repair_note(struct line_repairs *r, enum line_repair_kind kind, struct geo_point place,
                      size_t index, double size_m);
/* A repaired copy of the points, for free. */
T2_MUST_USE int line_repair_points(enum geo_frame frame, struct geo_points in,
                                   const struct line_limits *limits, struct line_repairs *repairs,
                                   struct line_refusal *why, struct geo_point **out, size_t *out_n);

/* ---- rules ---- */

int line_id_valid(const char *id); /* 1 to LINE_ID_MAX of a-z A-Z 0-9 - _ . */
/* Days since 1970-01-01 of a date of the years 1900 to 2199; 0 when there is no such day. */
int line_day_of(int year, int month, int day, int32_t *out);
void line_date_of(int32_t days, int *out_year, int *out_month, int *out_day);
const char *line_measure_name(enum line_measure m); /* "per_side", ... */

/* ---- the index ---- */

/* An edge as one cell of the grid has it; upward, or to the right when level. */
struct index_edge {
    int32_t ax, ay, bx, by;
    int32_t from_y,
        below_y;    /* heights at which it stands in the cell or right of its left side: [from_y, below_y) */
    int32_t left_y; /* from this height on it has passed the left side; INT32_MAX: not in this cell */
    uint16_t zone;
    uint16_t down; /* 1: the ring runs from b to a */
};
struct index_cell {
    uint32_t base; /* state at the lower left corner */
    uint32_t first, n;
};
#define INDEX_MIXED 0x80000000u
struct line_index {
    enum geo_frame frame;
    int32_t x0, y0, x1, y1; /* every edge lies within, inclusive */
    unsigned shift;
    uint32_t columns, rows;
    uint32_t visible; /* the bits that line_index_at shows */
    size_t n_zones, n_edges;
    uint32_t *cells; /* the state of a cell without edges, or INDEX_MIXED and the number of a mixed one */
    struct index_cell *mixed;
    size_t n_mixed;
    struct index_edge *edges;
};
/* Which areas hold the place just left of and above p: as line_index_at, but without what only touches. */
uint32_t line_index_parity(const struct line_index *x, struct geo_point p);
int32_t line_index_passes_at(const struct index_edge *e,
                             int32_t x); /* left_y of a cell whose left side is x */
uint32_t line_index_column(const struct line_index *x, int64_t at);
uint32_t line_index_row(const struct line_index *x, int64_t at);
/* All bits. */
uint32_t line_index_raw(const struct line_index *x, struct geo_point p);

/* The surroundings of a position within six standard deviations, for probability.c. */
struct line_window {
    const struct line_index *x;
    struct geo_point p;
    double sx, sy;                    /* standard deviations in a unit */
    int32_t left, right, bottom, top; /* units; edges are cut here */
    uint32_t column0, column1, row0, row1;
    int settled;    /* 1: every area holds all of it or nothing of it, as state says */
    uint32_t state; /* valid when settled */
    unsigned zone;  /* the one that is being summed */
    double sum;
};
void line_window_make(struct line_window *w, const struct line_index *x, struct geo_point p,
                      uint32_t sigma_cm);
uint32_t line_window_probability(struct line_window *w,
                                 size_t i); /* millionths; area i of all, the grounds included */

enum geo_frame line_judge_frame(const struct line_judge *j);

/* 1: the class takes the weapon; 0: not; -1: what is not known decides. */
int line_class_takes(const struct line_class *c, enum line_weapon w, uint32_t calibre, uint32_t range_m);

/* Within a declared storage site of the side (LINE_N_SIDES: of any) and class: 1 surely, 0 surely not, -1
 * perhaps (three standard deviations). *out_site as in a verdict, untouched for 0. */
int line_rule_at_site(const struct line_rule *r, unsigned side, size_t class, struct geo_point place,
                      uint32_t sigma_cm, uint8_t *out_site);

/* ---- arithmetic that is the same on every machine: + - * / and sqrt alone ---- */

double same_exp_minus(double z); /* e^-z for z >= 0 */
double same_normal(double z);    /* Gauss's distribution function, to 2e-7 */
void same_scale_m(enum geo_frame frame, int32_t y, double *out_x_m,
                  double *out_y_m); /* metres in a unit at y */
double same_distance_m(enum geo_frame frame, struct geo_point a,
                       struct geo_point b); /* to 1 cm up to 200 km */

/* ---- GEOS: one context for one call of the room, so that no two threads share any ---- */

struct line_gis {
    GEOSContextHandle_t h;
    char message[160]; /* what GEOS said last */
};
T2_MUST_USE int line_gis_open(struct line_gis *g); /* T2_E_MEMORY */
void line_gis_close(struct line_gis *g);
/* LINE_R_GEOMETRY with what GEOS said; T2_E_MEMORY where it said nothing, or that memory ended. */
int line_gis_fail(const struct line_gis *g, struct line_refusal *why);
/* NULL on failure. Coordinates as given. */
GEOSGeometry *line_gis_line(const struct line_gis *g, const double (*xy)[2], size_t n);
GEOSGeometry *line_gis_ring(const struct line_gis *g, const double (*xy)[2], size_t n); /* a LinearRing */
GEOSGeometry *line_gis_area(const struct line_gis *g,
                            const struct geo_area *a); /* a MultiPolygon, in units */
/* The polygons in a geometry whose coordinates are whole units; outlines are directed. T2_E_MEMORY,
 * T2_E_REFUSED (GEOS). */
T2_MUST_USE int line_gis_to_area(const struct line_gis *g, const GEOSGeometry *from, struct geo_area *out);
/* Consumes. Of a geometry only its polygons: an overlay rounded to whole units may leave lines and points
 * beside them, which the next overlay refuses. NULL for NULL. */
GEOSGeometry *line_gis_polygons(const struct line_gis *g, GEOSGeometry *from);
/* Consumes. Whatever is invalid is made valid, and lines and points that come of it are dropped. NULL on
 * failure. */
GEOSGeometry *line_gis_valid(const struct line_gis *g, GEOSGeometry *from);

/* ---- zones being made ---- */

struct line_frame_box {
    int32_t x0, y0, x1, y1;
};
/* The box around the path, wider by reach_m on each side. */
T2_MUST_USE int line_box_around(const struct line_path *p, double reach_m, struct line_frame_box *box,
                                struct line_refusal *why);
/* What lies left and right of the path within the box; at an end that is not LINE_END_ROUND only up to the
 * perpendicular. */
T2_MUST_USE int line_halves(const struct line_gis *g, const struct line_path *p,
                            const struct line_ending ends[2], const struct line_frame_box *box,
                            struct geo_area out[LINE_N_SIDES], struct line_refusal *why);
/* The places no farther than metres from the path: a polygon whose points are units, not rounded, for the
 * caller to destroy. */
T2_MUST_USE int line_around(const struct line_gis *g, const struct line_path *p, double metres,
                            GEOSGeometry **out, struct line_refusal *why);

struct zone_run { /* a part of the withdrawal line: points of the area */
    uint32_t first, n;
};
struct zone_more {
    uint32_t outline_error_mm;
    struct zone_run *runs;
    size_t n_runs;
};
struct line_zones {
    enum geo_frame frame;
    uint8_t line[LINE_DIGEST_LEN], rule[LINE_DIGEST_LEN];
    uint8_t reference[LINE_N_SIDES][LINE_DIGEST_LEN];
    char class_id[LINE_MAX_CLASSES][LINE_ID_MAX + 1];
    size_t n_classes;
    struct line_zone at[LINE_MAX_ZONES];
    struct zone_more more[LINE_MAX_ZONES];
    size_t n;
    struct line_lack lack[LINE_N_SIDES + 1][2]; /* of the lines measured from, last of the line itself */
    struct geo_area
        ground[LINE_N_SIDES]; /* the ground of each side, as far as any zone reaches and farther */
    struct line_index *index; /* the zones and then the two grounds */
};
T2_MUST_USE int line_zones_index(struct line_zones *z);
/* Finds the withdrawal line of a zone, directs its ring to begin with it, and measures its error. */
T2_MUST_USE int line_zone_measure(const struct line_path *reference, struct line_zone *zone,
                                  struct zone_more *more);

#endif
