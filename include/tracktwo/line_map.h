/* The map: as SVG for paper and for a page, as delta-coded data for a canvas, as GeoJSON, CSV and the rows of
 * a GeoPackage (docs/protocol/line_map.md). Everything is drawn on the equal-area map of geo.h about the
 * middle of what is shown: true metres, whatever the latitude.
 *
 * Which territory counts stands on every map and in every file. A map with a publication has no observation
 * that is more precise; one with observations is for the table. Where observers stood is on none. The same
 * input gives the same bytes. Pure; thread-safe. */
#ifndef T2_TRACKTWO_LINE_MAP_H
#define T2_TRACKTWO_LINE_MAP_H

#include <tracktwo/line_publish.h>
#include <tracktwo/line_zone.h>

#define LINE_MAP_MAX_BYTES ((size_t)64 << 20)
#define LINE_MAP_MAX_NEAR_M 1000000

/* A line laid beside the map's own, for comparison: an older one, another source's. On the SVG alone. */
struct line_beside {
    struct geo_points points; /* of the line's frame */
    const char *name;         /* UTF-8, for the legend; lines of one name stand there once */
};

/* Borrows everything. */
struct line_map {
    const struct line *line;
    const struct line_zones *zones; /* of that line; NULL: none */
    const struct line_settlement *settlements;
    size_t n_settlements;
    const struct line_observation *seen; /* for the table alone */
    size_t n_seen;
    const struct line_beside *beside;
    size_t n_beside;
    struct geo_point near;                    /* the SVG shows so much of it about here; */
    uint32_t near_m;                          /* 0: all of it; at most LINE_MAP_MAX_NEAR_M */
    const struct line_publication *published; /* NULL: none; with it n_seen must be 0 */
    const char *title;                        /* UTF-8; what is no text in it is left out */
    int32_t day;                              /* days since 1970-01-01; INT32_MIN: none */
    const char *lang;                         /* "ar": of the words; which names of settlements are shown */
    int say_lang;
    /* Translates a sentence; NULL leaves it English. */
    const char *(*say)(int lang, const char *english) __attribute__((format_arg(2)));
};

/* T2_E_ARGUMENT: no line, both observations and a publication, zones, publication or a place of another
 * frame. For all functions below; out is as it was on failure. T2_E_MEMORY, T2_E_FULL. */

/* One A4 page (upright or lying, whichever shows more). No script, no style, no reference to anything
 * outside; every text is escaped. */
T2_MUST_USE int line_map_svg(const struct line_map *m, struct t2_buf *out);

/* ---- what is on a map, one by one ---- */

enum line_feature_kind {
    LINE_FEATURE_CONTACT,    /* a line */
    LINE_FEATURE_EDGE,       /* a side's forward edge: a line */
    LINE_FEATURE_ZONE,       /* an area */
    LINE_FEATURE_LIMIT,      /* a withdrawal line: lines */
    LINE_FEATURE_SETTLEMENT, /* a point */
    LINE_FEATURE_SEEN,       /* a point, of an observation that has a place */
    LINE_FEATURE_PUBLISHED,  /* a square, or nothing where it is counted without a place */
    LINE_N_FEATURE_KINDS,
};
const char *line_feature_name(enum line_feature_kind k); /* "contact", ...; NULL beyond */
#define LINE_NO_CLASS 255

struct line_feature {
    enum line_feature_kind kind;
    uint8_t side;         /* enum line_side; LINE_N_SIDES: none */
    uint8_t class;        /* of a zone or limit; LINE_MAX_CLASSES demilitarized; LINE_NO_CLASS none */
    uint8_t mark;         /* enum line_mark; LINE_N_MARKS: none */
    uint8_t verified;     /* of an observation */
    const char *class_id; /* "" where there is none */
    const char *name;     /* of a side, a settlement, or the kind of an observation; "" */
    uint32_t distance_m;  /* of a zone or limit */
    uint32_t n;           /* people, what an observation counted, observations published; 0 not known */
    uint32_t error_cm;    /* of an observation's place; of a square half its side */
    uint32_t report;      /* of an observation: its number in the record, 0 none */
    uint64_t from_s, to_s;
    const struct geo_points *lines; /* lines, or one point; n_lines 0: none */
    size_t n_lines;
    const struct geo_area *area; /* of a zone or square; else NULL */
};
/* Calls fn for each in the order of the kinds; stops at its first error and returns it. What f points to is
 * borrowed for the call. */
T2_MUST_USE int line_map_each(const struct line_map *m, int (*fn)(void *ctx, const struct line_feature *f),
                              void *ctx);

/* ---- data for a canvas ---- */

/* Appends. Coordinates in decimetres east and north of the centre, each the difference to the one before. */
T2_MUST_USE int line_map_data(const struct line_map *m, struct t2_buf *out);

struct line_map_shape {
    enum line_feature_kind kind;
    uint8_t side, class, mark, verified;
    char class_id[LINE_ID_MAX + 1];
    char name[LINE_TEXT_MAX + 1];
    uint32_t distance_m, n, error_cm, report;
    uint64_t from_s, to_s;
    int32_t (*at)[2]; /* decimetres, all points of all runs */
    size_t n_points;
    uint32_t *run_end; /* one past the last point of each run: a line, a ring (not closed), a point */
    uint8_t *run_what; /* enum line_run */
    size_t n_runs;
};
enum line_run { LINE_RUN_LINE, LINE_RUN_OUTLINE, LINE_RUN_HOLE, LINE_RUN_POINT, LINE_N_RUNS };
struct line_map_drawn {
    enum geo_frame frame;
    struct geo_point centre;
    char side_name[LINE_N_SIDES][LINE_TEXT_MAX + 1];
    char territory[LINE_TEXT_MAX + 1];
    uint32_t grid_m; /* of a publication; 0: none */
    struct line_map_shape *shapes;
    size_t n_shapes;
};
/* Reads data back. T2_E_VERSION, T2_E_TRUNCATED, T2_E_TRAILING, T2_E_MALFORMED, T2_E_TOO_LARGE, T2_E_MEMORY.
 * *out for line_map_drawn_free. */
T2_MUST_USE int line_map_data_read(struct t2_bytes in, struct line_map_drawn **out);
void line_map_drawn_free(struct line_map_drawn *d);
/* What was read, written again: the same bytes. */
T2_MUST_USE int line_map_data_write(const struct line_map_drawn *d, struct t2_buf *out);

/* ---- exports ---- */

/* RFC 7946. T2_E_REFUSED: a flat map has no longitude and latitude; why (may be NULL) says so. */
T2_MUST_USE int line_map_geojson(const struct line_map *m, struct line_refusal *why, struct t2_buf *out);
/* UTF-8, RFC 4180 with line feeds; a text that a spreadsheet would take for a formula has an apostrophe in
 * front. Zones with their figures; and observations, or the publication. */
T2_MUST_USE int line_map_csv_zones(const struct line_map *m, struct t2_buf *out);
T2_MUST_USE int line_map_csv_reports(const struct line_map *m, struct t2_buf *out);

/* The geometry of a feature as GeoPackage has it (OGC 12-128r15, 2.1.3: header, then little-endian WKB),
 * appended: of a zone or square a MultiPolygon, of lines a MultiLineString, of a point a Point. Degrees, or
 * metres of a flat frame. *out_box: least x, greatest x, least y, greatest y. T2_E_MISSING: it has none. */
T2_MUST_USE int line_feature_gpkg(enum geo_frame frame, const struct line_feature *f, struct t2_buf *out,
                                  double out_box[static 4]);

#endif
