/* The line of contact: from which everything else is measured. It comes in as a line, as two forward edges,
 * or as one side's outline with its declared borders, and is repaired or refused with the place and the
 * reason. The program draws and computes; whose land it is it does not say: which territory counts is the
 * declared text `territory`, which stands on every map.
 *
 * A line is directed: going from its first point to its last, side A is on the left and side B on the right.
 * Edges are geodesics (in a flat frame straight); computations add points so that no edge is longer than
 * LINE_MAX_EDGE_M and take them as straight in x and y from there on, which moves a place by at most 2.4 cm
 * times the tangent of the latitude. Where the two sides' forward edges are known each is kept as a line of
 * its own; the line of contact then runs midway. */
#ifndef T2_TRACKTWO_LINE_H
#define T2_TRACKTWO_LINE_H

#include <tracktwo/bytes.h>
#include <tracktwo/geo.h>

#define LINE_ID_MAX 32    /* bytes of an id: a-z A-Z 0-9 - _ . */
#define LINE_TEXT_MAX 400 /* bytes of a name or title, UTF-8 */
#define LINE_DIGEST_LEN 32
#define LINE_MAX_POINTS 200000
#define LINE_MAX_END_POINTS 64
#define LINE_MAX_EDGE_M 1000.0 /* longest edge that is computed with */

/* ---- refusals and repairs ---- */

enum line_code {
    LINE_OK = 0,
    /* the line */
    LINE_R_FORMAT,       /* a text, number or JSON that the format does not allow */
    LINE_R_TOO_FEW,      /* fewer than two points that differ */
    LINE_R_TOO_MANY,     /* more points than LINE_MAX_POINTS */
    LINE_R_OUTSIDE,      /* a place outside the frame */
    LINE_R_POLE,         /* too near a pole (GEO_MAX_LINE_LAT) */
    LINE_R_ANTIMERIDIAN, /* crosses, or its zones reach, the 180th meridian */
    LINE_R_JUMP,         /* two neighbours farther apart than is allowed */
    LINE_R_CROSSES,      /* the line crosses or touches itself */
    LINE_R_UNCLOSED,     /* a ring whose last point is not its first */
    LINE_R_ENDS,         /* nobody has decided how an end goes on */
    LINE_R_SIDES,        /* a side without a name, or both with the same */
    LINE_R_TERRITORY,    /* which territory counts is not said */
    LINE_R_NO_CONTACT,   /* nothing of the outline faces the other side */
    LINE_R_PIECES,       /* the line falls into pieces that cannot be joined */
    LINE_R_EDGES,        /* the two forward edges cross, or lie the wrong way round */
    LINE_R_POLYGON,      /* an outline that is no area, even after repair */
    /* the rule and the zones */
    LINE_R_RULE,      /* a rule file that says something else than its format; line_number says where */
    LINE_R_REFERENCE, /* a rule names a reference line that was not given */
    LINE_R_WIDTH,     /* a zone wider than can be computed, or balanced widths that do not exist */
    LINE_R_ZONES,     /* canonical bytes of zones that are none */
    LINE_R_REPORT,    /* an observer's report that its format does not allow */
    LINE_R_ORDER,     /* a step out of its order, or without what it needs */
    LINE_R_MEMORY,    /* no memory: not a fault of the input */
    LINE_R_GEOMETRY,  /* the geometry library failed; text has its own words */
    LINE_N_CODES,
    /* repairs are noted, not refused */
};
const char *line_code_name(enum line_code code); /* "crosses", "jump", ...; for --json */

/* Why something was refused, or what was noted. say: translates a sentence before its values are put in; NULL
 * leaves it English. The sentences are the English ones, marked T2_SAYS, as catalogues have them. */
struct line_refusal {
    enum line_code code;
    uint32_t line_number;   /* of a rule file, from 1; else 0 */
    size_t index;           /* the point or the ring that it is about; SIZE_MAX: none */
    struct geo_point place; /* valid when has_place */
    uint8_t has_place;
    char text[512]; /* UTF-8: what happened, where, what to do */
    const char *(*say)(int lang, const char *english) __attribute__((format_arg(2)));
    int lang;
};

enum line_repair_kind {
    LINE_FIXED_DUPLICATE, /* a point that repeats the one before it was left out */
    LINE_FIXED_SPIKE,     /* a point that the line goes out to and straight back from was left out */
    LINE_FIXED_LOOP,      /* a loop shorter than loop_m was cut off where it crosses */
    LINE_FIXED_CLOSED,    /* a ring was closed: its ends lay closer together than close_m */
    LINE_FIXED_RING,      /* an invalid outline was made valid */
    LINE_FIXED_JOINED,    /* two pieces were joined over a gap */
    LINE_FIXED_CARRIED,   /* an end of a derived line was carried on, through the margin, to the border */
    LINE_FIXED_SHORT,     /* an end of a derived line lies so far from the declared border */
};
struct line_repair {
    enum line_repair_kind kind;
    struct geo_point place;
    size_t index;  /* point of the input */
    double size_m; /* length of what was cut, closed or joined */
};
#define LINE_MAX_REPAIRS 64 /* more are counted and not kept */

/* ---- input ---- */

enum line_side { LINE_A, LINE_B, LINE_N_SIDES };

/* How the line goes on where it ends. Ends in the open sea, at an estuary, at a third country need a person's
 * decision; the program has none of its own and refuses LINE_END_UNDECIDED. */
enum line_end {
    LINE_END_UNDECIDED,
    LINE_END_ROUND,  /* the sides are told apart by going straight on; zones reach round the end */
    LINE_END_SQUARE, /* zones end at the perpendicular through the end (a third country, the sea) */
    LINE_END_POINTS, /* the line goes on through declared points and is square at the last */
};
struct line_ending {
    enum line_end kind;
    const struct geo_point *points; /* POINTS: outward from the line's end */
    size_t n_points;
};

/* What may be repaired, and what counts as a jump. Zeros of a field mean its default. */
struct line_limits {
    double jump_m;  /* default 100 km: greatest distance of neighbours */
    double spike_m; /* default 50 km: greatest length of a spike that is cut */
    double loop_m;  /* default 200 m: greatest length of a loop that is cut */
    double close_m; /* default 100 m: greatest gap of a ring that is closed, and of pieces that are joined
                       times 10 */
};

struct line_params {
    enum geo_frame frame;
    const char *side_name[LINE_N_SIDES]; /* as shown; UTF-8, at most LINE_TEXT_MAX */
    const char *territory;               /* which territory counts, in words: printed on every map */
    struct line_ending start, finish;    /* at the first and at the last point */
    struct line_limits limits;
};

/* Form (a): A is on the left. */
struct line_from_line {
    struct geo_points points;
};
/* Form (b): the forward edges of A and of B, both in the direction that has A on the left. Between them is
 * nobody's ground. They may touch, not cross. */
struct line_from_edges {
    struct geo_points edge[LINE_N_SIDES];
};
/* Form (c): the outline of what A holds, and the borders towards third countries and the sea, which are no
 * line of contact. The other side's land tells on which stretches somebody faces A. */
struct line_from_outline {
    const struct geo_points *rings; /* of A's area: outlines and holes, any direction, each closed */
    size_t n_rings;
    const struct geo_points *borders; /* lines or rings: the declared borders, A's and B's together */
    size_t n_borders;
    const struct geo_points *other; /* rings of the whole land that counts (A's and B's): outline first */
    size_t n_other;
    double step_m; /* 0: 250 m */
    double
        border_m; /* 0: 500 m, at most 1,000 km: nearer to a declared border does not tell who faces whom */
    double outward_m; /* 0: 700 m: so far outside A's outline must be the other side's land */
    double least_m;   /* 0: 5 km: shorter runs are left out */
};

struct line; /* the line, its forward edges if any, sides, territory, ends */

/* Each makes a line or refuses it. repairs and n_repairs may be NULL; repairs holds LINE_MAX_REPAIRS. *out is
 * for line_free and is untouched on failure. T2_E_REFUSED (why says it), T2_E_MEMORY, T2_E_ARGUMENT. */
T2_MUST_USE int line_new_from_line(const struct line_params *params, const struct line_from_line *in,
                                   struct line_repair *repairs, size_t *n_repairs, struct line_refusal *why,
                                   struct line **out);
T2_MUST_USE int line_new_from_edges(const struct line_params *params, const struct line_from_edges *in,
                                    struct line_repair *repairs, size_t *n_repairs, struct line_refusal *why,
                                    struct line **out);
T2_MUST_USE int line_new_from_outline(const struct line_params *params, const struct line_from_outline *in,
                                      struct line_repair *repairs, size_t *n_repairs,
                                      struct line_refusal *why, struct line **out);
void line_free(struct line *l);

enum geo_frame line_frame(const struct line *l);
struct geo_points line_points(const struct line *l); /* of the line of contact, as declared */
/* The forward edge of a side; without forward edges the line of contact. */
struct geo_points line_edge(const struct line *l, enum line_side side);
int line_has_edges(const struct line *l);
const char *line_side_name(const struct line *l, enum line_side side);
const char *line_territory(const struct line *l);
/* 0 the first point's, 1 the last point's. Borrowed. */
struct line_ending line_ending_at(const struct line *l, int end);
/* What a line derived from an outline lacks at that end: a stretch to the declared border, in mm, at most; 0:
 * nothing. The figures of its zones are bounded accordingly. */
uint32_t line_lacks_mm(const struct line *l, int end);
double line_length_m(const struct line *l);
/* Geodesic distance to the line of contact, its edges as they are computed with: to millimetres. out_nearest
 * may be NULL. out_side: the side on which the place lies, beyond an end as if its last edge went straight
 * on; on the line itself it is LINE_A. May be NULL. Thread-safe. */
double line_distance_m(const struct line *l, struct geo_point p, struct geo_point *out_nearest,
                       enum line_side *out_side);

/* Canonical bytes of a line (docs/protocol/line.md) and their SHA-256: integers and texts only. The reader
 * checks all that line_new_from_line checks and repairs nothing: what it takes it writes back byte for byte.
 */
T2_MUST_USE int line_write(const struct line *l, struct t2_buf *out); /* appends; T2_E_MEMORY, T2_E_FULL */
T2_MUST_USE int line_read(struct t2_bytes in, struct line_refusal *why, struct line **out);
T2_MUST_USE int line_digest(const struct line *l, uint8_t out[static LINE_DIGEST_LEN]);

/* ---- GeoJSON ---- */

/* The coordinates of a GeoJSON text: every line, ring and point of every feature in its order, rings as they
 * come. WGS84 alone. Owns its memory. */
enum line_shape_kind { LINE_SHAPE_POINT, LINE_SHAPE_LINE, LINE_SHAPE_RING, LINE_SHAPE_HOLE };
struct line_shape {
    enum line_shape_kind kind;
    size_t feature; /* from 0 */
    struct geo_points points;
    const char *name; /* the feature's property `name` where it is a text; else "" */
};
struct line_import;
/* At most 64 MiB and LINE_MAX_POINTS points a line, T2_E_REFUSED with the reason, T2_E_MEMORY. */
T2_MUST_USE int line_import_geojson(struct t2_bytes in, struct line_refusal *why, struct line_import **out);
void line_import_free(struct line_import *i);
size_t line_import_n(const struct line_import *i);
const struct line_shape *line_import_shape(const struct line_import *i, size_t k); /* NULL beyond */

#endif
