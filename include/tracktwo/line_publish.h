/* Observations as plain data, and what of them may be published.
 *
 * Published is less than known, by construction: a publication is made by line_publish alone, holds no place
 * that is not the middle of a square of the agreed grid and no time finer than the agreed period, and is
 * computed without ever looking at where observers stood. Two inputs that differ in observers' positions, or
 * in anything finer than grid and period, give the same bytes.
 *
 * The measure (grid, period, delay, marks, least number) is agreed as canonical bytes; below its bounds
 * nothing is published, whoever asks, and what is coarser is made of what the agreed measure tells.
 *
 * An observation of what happens where its observer stands (access refused, jamming) is counted and never
 * placed; hours of watching are not published at all. Times are seconds since 1970. Pure. */
#ifndef T2_TRACKTWO_LINE_PUBLISH_H
#define T2_TRACKTWO_LINE_PUBLISH_H

#include <tracktwo/line_report.h>

/* What an observation is on a map: a shape of its own, so that paper without colours has it too. */
enum line_mark {
    LINE_MARK_EXPLOSION,
    LINE_MARK_HEAVY, /* artillery, rockets, mortars fired */
    LINE_MARK_SMALL_ARMS,
    LINE_MARK_FLIGHT,  /* a drone, a projectile in flight, a flash or flare */
    LINE_MARK_WEAPONS, /* seen */
    LINE_MARK_UNIT,    /* inside a zone, or entered it */
    LINE_MARK_LEFT,    /* a unit has left */
    LINE_MARK_MINE,    /* or ordnance left behind */
    LINE_MARK_ACCESS,  /* refused, delayed, conditional */
    LINE_MARK_JAMMING,
    LINE_MARK_WATCH, /* the place was watched */
    LINE_MARK_OTHER,
    LINE_N_MARKS,
};
const char *line_mark_name(enum line_mark m); /* "explosion", "small_arms", ...; NULL beyond */
const char *line_mark_text(enum line_mark m); /* English words for a catalogue; "" beyond */
/* Of a kind as reports and forms name it: "impact", "access_refused", "Small-arms fire". Case, spaces and
 * hyphens do not count. What is not known is LINE_MARK_OTHER. */
enum line_mark line_mark_of(const char *kind);

struct line_observation {
    uint64_t begin_s, end_s; /* end_s at least begin_s */
    enum line_mark mark;
    char kind[LINE_ID_MAX + 1]; /* as it was named */
    uint8_t has_place, has_own;
    struct geo_point place; /* where it happened; valid when has_place */
    uint32_t error_cm;      /* standard deviation on each axis */
    struct geo_point own;   /* where the observer stood: no map and no export of this room has it */
    uint32_t own_error_cm;
    uint32_t count; /* shots, explosions, weapons; 0 not counted */
    uint8_t side;   /* enum line_side; LINE_N_SIDES: not known */
    uint8_t verified;
    uint32_t report;                /* its number in a record, for who shows both; 0: in none */
    char remark[LINE_TEXT_MAX + 1]; /* UTF-8, one line; no map and no publication has it */
};

/* A signed report as an observation. Which reports count (line_report_entry_counts) is for the caller: a
 * withdrawal is no observation. T2_E_ARGUMENT: it is one, or of no known kind. */
T2_MUST_USE int line_observation_of(const struct line_report *r, struct line_observation *out);

/* ---- observations from a form's CSV (docs/protocol/line_map.md) ---- */

#define LINE_FORM_MAX_BYTES ((size_t)16 << 20)
#define LINE_FORM_MAX_ROWS 100000
#define LINE_FORM_MAX_COLUMNS 512

/* Whose position an unnamed position of the form is: a form's _geolocation is that of the telephone, which is
 * the observer's, unless the form asks for the place of what was seen. */
enum line_form_position { LINE_FORM_IS_OBSERVER, LINE_FORM_IS_PLACE };

/* Reads a table as ODK Central and KoboToolbox export it. *out: n observations, for free(). T2_E_REFUSED: why
 * has the line of the file and a sentence with the column; nothing is taken of a file with an error.
 * T2_E_MEMORY. */
T2_MUST_USE int line_form_read(struct t2_bytes csv, enum line_form_position position,
                               struct line_refusal *why, struct line_observation **out, size_t *out_n);

/* A row of the table: the observation, and what a signed report has beside it. */
struct line_form_row {
    struct line_observation seen;
    uint32_t line;      /* of the file, on which the row begins */
    uint8_t place_said; /* 0: seen.place follows from bearing and distance, or there is none */
    uint8_t has_count, has_bearing, has_distance;
    double bearing_deg, distance_m;
    uint16_t means;   /* enum line_report_means; 0: not said */
    uint8_t weapon;   /* enum line_weapon; LINE_N_WEAPONS: not said */
    uint32_t calibre; /* tenths of a millimetre; 0: not known */
    char serial[LINE_REPORT_SERIAL_MAX + 1];
};
/* The same table row by row. A row that cannot be read goes to refused, with its line in the file, and the
 * reading goes on; with refused NULL it ends the reading, and so does a table that is none: T2_E_REFUSED. An
 * error of take ends it too and is returned. why must not be NULL where refused is not. T2_E_MEMORY. */
T2_MUST_USE int line_form_each(struct t2_bytes csv, enum line_form_position position,
                               struct line_refusal *why,
                               int (*take)(void *ctx, const struct line_form_row *row),
                               void (*refused)(void *ctx, const struct line_refusal *row), void *ctx);
/* What a report says of the row: all but mission, key, number, previous and made_s, which are the observer's.
 * means: of a row that says none. lang: of its remark, at most LINE_REPORT_LANG_MAX bytes. T2_E_REFUSED: of
 * no kind of reports, or bearing and distance lead off the map; line_report_sign checks the rest. */
T2_MUST_USE int line_form_report(const struct line_form_row *row, uint16_t means, const char *lang,
                                 struct line_refusal *why, struct line_report *out);

/* ---- publication ---- */

/* However somebody asks: no square in which a post could be found, no hour, no single report, nothing of the
 * same day. */
#define LINE_PUBLISH_MIN_GRID_M 5000
#define LINE_PUBLISH_MAX_GRID_M 100000
#define LINE_PUBLISH_MIN_S 86400 /* delay, and period */
#define LINE_PUBLISH_MAX_S 31536000
#define LINE_PUBLISH_MIN_LEAST 3
#define LINE_PUBLISH_MAX_LEAST 1000
#define LINE_PUBLISH_MARKS ((1u << LINE_N_MARKS) - 1u - (1u << LINE_MARK_WATCH)) /* all that can be */

struct line_publish_policy {
    enum geo_frame frame;
    struct geo_point origin; /* a corner of the grid: declared, not taken from observations; 5 degrees or more
                                from a pole */
    uint32_t grid_m;         /* side of a square on the equal-area map about origin */
    uint32_t slot_s;         /* length of a slot, at least 1 */
    uint64_t now_slot;       /* slots since 1970; no part of the measure */
    uint32_t delay_slots;    /* a period is published when it has been over for so long */
    uint32_t period_slots;   /* times are told to so many slots */
    uint32_t marks;          /* bit k: enum line_mark k is published */
    uint32_t least;          /* squares with fewer observations in a period are counted without a place */
};

/* The measure is all but now_slot. 1: within the bounds above. */
int line_publish_measure_valid(const struct line_publish_policy *m);
/* 1: m tells nothing that agreed does not: the same grid or one of whole squares of it, whole periods, as
 * late or later, of the same marks or some. Both are valid. */
int line_publish_measure_within(const struct line_publish_policy *m,
                                const struct line_publish_policy *agreed);
#define LINE_PUBLISH_MEASURE_LEN 34
/* Canonical bytes: what is agreed. Appends; T2_E_ARGUMENT: not valid. docs/protocol/line_map.md */
T2_MUST_USE int line_publish_measure_write(const struct line_publish_policy *m, struct t2_buf *out);
/* now_slot is 0. Errors of wire.h, T2_E_VERSION, T2_E_MALFORMED. */
T2_MUST_USE int line_publish_measure_read(struct t2_bytes in, struct line_publish_policy *out);

struct line_published {
    uint64_t from_s, to_s; /* of the period; to_s is its first second no more */
    enum line_mark mark;
    uint8_t has_place;
    struct geo_point place; /* the middle of the square */
    uint32_t n;             /* observations */
};
struct line_publication; /* in the order of time, mark, then square from south to north and west to east */

/* By policy, and made of what agreed tells alone: two records of which agreed tells the same give the same
 * publication, however much coarser policy is. agreed may be policy; its now_slot is not looked at.
 * T2_E_ARGUMENT: one of them is outside its bounds, or a place is none of the frame; T2_E_REFUSED: policy is
 * not within agreed; T2_E_MEMORY. *out for line_publication_free. */
T2_MUST_USE int line_publish(const struct line_observation *seen, size_t n,
                             const struct line_publish_policy *agreed,
                             const struct line_publish_policy *policy, struct line_publication **out);
void line_publication_free(struct line_publication *p);
size_t line_publication_n(const struct line_publication *p);
const struct line_published *line_publication_at(const struct line_publication *p,
                                                 size_t i); /* NULL beyond */
const struct line_publish_policy *line_publication_policy(const struct line_publication *p);
/* The corners of the square about a published place: a closed ring counter-clockwise. */
void line_publication_square(const struct line_publication *p, const struct line_published *x,
                             struct geo_point out[static 5]);

#endif
