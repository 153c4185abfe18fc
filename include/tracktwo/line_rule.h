/* The rule of a pull-back: a text file that both sides agree to, with a hash of its own
 * (docs/protocol/line.md). What weapons it speaks of, how far each side takes them back and from which line,
 * by which day; where they may be kept; how many of them may stay in which band; how wide the demilitarized
 * zone is. */
#ifndef T2_TRACKTWO_LINE_RULE_H
#define T2_TRACKTWO_LINE_RULE_H

#include <tracktwo/line.h>

#define LINE_RULE_VERSION 1
#define LINE_RULE_MAX_BYTES 65536
#define LINE_MAX_CLASSES 10
#define LINE_MAX_SITES 256
#define LINE_MAX_QUOTAS 64
#define LINE_MAX_STEPS 16
#define LINE_MAX_TITLES 8
#define LINE_MAX_WIDTH_M 400000 /* on one side */

/* What the distances of a rule are. */
enum line_measure {
    LINE_PER_SIDE,   /* metres that each side goes back */
    LINE_ZONE_WIDTH, /* width of the whole zone: each side goes back half of it */
    LINE_MAX_RANGE,  /* each side goes back the greatest range of the weapons of the class */
};

/* Families of weapons; a class names some of them. */
enum line_weapon {
    LINE_W_INFANTRY, /* people with small arms */
    LINE_W_ARMOUR,   /* tanks */
    LINE_W_VEHICLE,  /* armoured fighting vehicles other than tanks */
    LINE_W_MORTAR,
    LINE_W_GUN,     /* artillery pieces */
    LINE_W_ROCKET,  /* multiple rocket launchers */
    LINE_W_MISSILE, /* tactical missiles */
    LINE_W_AIR_DEFENCE,
    LINE_W_AIRCRAFT, /* crewed */
    LINE_W_DRONE,
    LINE_W_SUPPORT, /* supply, repair, medical units that are armed */
    LINE_W_OTHER,
    LINE_N_WEAPONS,
};
const char *line_weapon_name(enum line_weapon w); /* "infantry", "air_defence"; NULL beyond */
T2_MUST_USE int line_weapon_find(const char *name, enum line_weapon *out); /* T2_E_MISSING */

/* A weapon belongs to the first class of the rule that takes it: its family is among `weapons`, its calibre
 * and its range lie between the limits. A limit of 0 is none. A weapon whose calibre or range is not known
 * (0) is not taken by a class that has a limit on it: line_rule_class says so, and the verdict is
 * undetermined. */
struct line_class {
    char id[LINE_ID_MAX + 1];
    uint32_t weapons;                  /* bit k: enum line_weapon k */
    uint32_t calibre_min, calibre_max; /* tenths of a millimetre, inclusive */
    uint32_t range_min_m, range_max_m; /* inclusive */
    uint32_t distance_m[LINE_N_SIDES]; /* per_side: as measured; zone_width: both the whole width; max_range:
                                          both the range */
    int32_t day[LINE_N_SIDES];         /* D+n by which it has gone */
};
/* May be kept at a declared place although the zone holds it. */
struct line_site {
    char id[LINE_ID_MAX + 1];
    enum line_side side;
    uint8_t class; /* index of the class; LINE_MAX_CLASSES: any */
    struct geo_point place;
    uint32_t radius_m;
};
/* At most `most` of a class (people where it is infantry) from from_m to to_m behind the side's reference
 * line. */
struct line_quota {
    uint8_t class;
    enum line_side side;
    uint32_t from_m, to_m;
    uint32_t most;
};
/* A step of the timetable: what is done by D+n. */
struct line_step {
    int32_t day;
    char text[LINE_TEXT_MAX + 1];
};
struct line_title {
    char lang[9];
    char text[LINE_TEXT_MAX + 1];
};

struct line_rule {
    struct line_title title[LINE_MAX_TITLES];
    size_t n_titles; /* at least one */
    enum geo_frame frame;
    enum line_measure measure;
    char reference[LINE_N_SIDES]
                  [LINE_ID_MAX + 1];         /* "contact", "edge" (the side's own), or a declared line's id */
    int32_t d_day;                           /* day D, days since 1970-01-01; INT32_MIN: not fixed yet */
    int32_t demilitarized_day[LINE_N_SIDES]; /* D+n by which it is empty of forces */
    uint32_t demilitarized_m[LINE_N_SIDES];  /* no forces at all within it, from the side's reference line */
    struct line_class classes[LINE_MAX_CLASSES];
    size_t n_classes;
    struct line_site sites[LINE_MAX_SITES];
    size_t n_sites;
    struct line_quota quotas[LINE_MAX_QUOTAS];
    size_t n_quotas;
    struct line_step steps[LINE_MAX_STEPS];
    size_t n_steps;
};

/* Reads a rule file into a new rule, for line_rule_free. Comments and blank lines are allowed and belong to
 * no hash. T2_E_REFUSED: why has the line's number and a sentence; T2_E_MEMORY. */
T2_MUST_USE int line_rule_read(struct t2_bytes text, struct line_refusal *why, struct line_rule **out);
void line_rule_free(struct line_rule *r);
/* A rule made by a program: the same checks. */
T2_MUST_USE int line_rule_check(const struct line_rule *r, struct line_refusal *why);
/* Canonical text: reading and writing it gives the same bytes. Appends. T2_E_FULL, T2_E_MEMORY. */
T2_MUST_USE int line_rule_write(const struct line_rule *r, struct t2_buf *out);
/* SHA-256 of the canonical text. */
T2_MUST_USE int line_rule_digest(const struct line_rule *r, uint8_t out[static LINE_DIGEST_LEN]);

/* 1 when the side measures from a declared line, neither the line of contact nor its own forward edge. */
int line_rule_measures_elsewhere(const struct line_rule *r, enum line_side side);

/* How far a side takes the class back, in metres, whatever the measure. */
uint32_t line_rule_distance_m(const struct line_rule *r, size_t class, enum line_side side);

/* Class of a weapon, the first that takes it. calibre in tenths of a millimetre, range in metres, 0 when not
 * known. *out_class LINE_MAX_CLASSES: none takes it. T2_E_MISSING: what is not known decides, *out_class is
 * then the first class that it might be. */
T2_MUST_USE int line_rule_class(const struct line_rule *r, enum line_weapon w, uint32_t calibre,
                                uint32_t range_m, size_t *out_class);
T2_MUST_USE int line_rule_class_find(const struct line_rule *r, const char *id,
                                     size_t *out); /* T2_E_MISSING */

#endif
