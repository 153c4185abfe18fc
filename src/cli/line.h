/* tracktwo line: what its files share. All print and return the exit code on failure. */
#ifndef T2_CLI_LINE_H
#define T2_CLI_LINE_H

#include <tracktwo/line_day.h>
#include <tracktwo/line_map.h>
#include <tracktwo/table_field.h>

#include "cli/cli.h"
#include "cli/report.h"

#define SLOTS_PER_HOUR 60
_Static_assert(SLOTS_PER_HOUR *TABLE_SLOT_SECONDS == 3600, "a slot is a minute");

#define CLI_LINE_FILE_MAX ((size_t)64 << 20)

/* line_read.c. A line from canonical bytes, a line file (JSON) or GeoJSON with the options --side-a,
 * --side-b, --territory, --start, --finish, and of an outline --borders and --land; repairs are told. Take
 * the options first. */
struct cli_line_options {
    const char *side[LINE_N_SIDES], *territory, *end[2], *borders, *land;
};
struct cli_line_options cli_line_options(struct cli *c);
int cli_line_read(struct cli *c, const char *path, const struct cli_line_options *o, struct line **out,
                  json_t *repairs);
/* line_files.c. JSON without a key twice; a value that is missing or none: prints and returns the code. */
int cli_json_file(struct cli *c, const char *path, json_t **out);
int cli_bad_file(struct cli *c, const char *path, const char *what);
/* A number from 0 on, times something, *out as it was where the file has none. */
int cli_file_number(struct cli *c, const char *path, const json_t *o, const char *key, double times,
                    uint32_t *out);
/* x and y as they stand: degrees east and north, or metres. For free; NULL when it is no list of places. */
struct geo_point *cli_places(enum geo_frame frame, const json_t *list, size_t *out_n);
int cli_rule_read(struct cli *c, const char *path, const char *day, struct line_rule **out);
/* Refuses a key that is not one of keys (NULL ends them), by its name. */
int cli_known_keys(struct cli *c, const char *path, const json_t *o, const char *const *keys);
/* line_criteria.c. agreed: the map of the line, where the file names none. */
int cli_criteria_read(struct cli *c, const char *path, enum geo_frame agreed, struct line_criteria *out);
/* Prints them as they were understood, unless --json; their object (new reference). */
json_t *cli_criteria_show(const struct cli *c, const struct line_criteria *x);
/* line_measure.c. What may be published, from a file; corner: of the grid, where it names none. */
int cli_measure_read(struct cli *c, const char *path, enum geo_frame frame, struct geo_point corner,
                     struct line_publish_policy *out);
/* Prints it unless --json; its object (new reference). */
json_t *cli_measure_show(const struct cli *c, const struct line_publish_policy *m);
/* Of marks that may be published. */
bool cli_mark_named(const char *word, unsigned *out);
/* cmd_line_days.c. The reader's language. */
struct line_say cli_line_say(void);
/* Appends canonical bytes. */
int cli_response_read(struct cli *c, const char *path, struct t2_buf *out);
/* A refusal of the line room, with the line of a file and the place. */
int cli_line_refused(struct cli *c, const char *path, int err, const struct line_refusal *why);
/* "2026-06-01" as days since 1970. */
bool cli_date(const char *text, int32_t *out);
const char *cli_date_text(int32_t day, char out[static 16]);
/* "49.1,36.2": degrees north and east, or kilometres east and north on a flat map; as in reports. */
bool cli_place(enum geo_frame frame, const char *text, struct geo_point *out);
const char *cli_place_text(enum geo_frame frame, struct geo_point p, char out[static 48]);

/* A number with the decimal sign of the reader's language; sign: with its + too. Returns out. */
const char *cli_decimal(double v, int digits, bool sign, char out[static 32]);

struct cli_settlements {
    struct line_settlement *at;
    struct line_name *names;
    json_t *root;
    size_t n;
};
int cli_settlements_read(struct cli *c, const char *path, enum geo_frame frame, struct cli_settlements *out);
void cli_settlements_free(struct cli_settlements *s);

/* GeoJSON of areas with the property name, in the order in which they are looked at; metres on a flat map. */
struct cli_regions {
    struct line_region at[LINE_MAX_REGIONS];
    struct geo_area areas[LINE_MAX_REGIONS];
    json_t *root;
    size_t n;
};
int cli_regions_read(struct cli *c, const char *path, enum geo_frame frame, struct cli_regions *out);
void cli_regions_free(struct cli_regions *r);

/* ceasefire.c. Whether the cease-fire holds and since when, into o, or for the person; nothing where none was
 * agreed. */
void cli_show_ceasefire(struct cli *c, const struct desk *d, json_t *o);

/* Lines that the sides measure from: those of files, where files are named, else those that are agreed. */
struct cli_references {
    struct line *read[LINE_N_SIDES], *at[LINE_N_SIDES]; /* at borrows; NULL: none */
};
/* cmd_line.c */
int cli_references_read(struct cli *c, const char *const path[LINE_N_SIDES], const struct cli_line_options *o,
                        struct line *const agreed[LINE_N_SIDES], struct cli_references *out);
void cli_references_free(struct cli_references *r);
/* name: of the rule, for the sentence. */
int cli_zones(struct cli *c, const char *name, const struct line *l, const struct line_rule *r,
              struct line *const references[LINE_N_SIDES], struct line_zones **out);

/* cmd_line_rule.c. In the reader's language where the rule has it, else its first; NULL for no rule. */
const char *cli_rule_title(const struct line_rule *r);
/* Prints all that it asks for, unless --json; its object (new reference). */
json_t *cli_rule_show(struct cli *c, const struct line_rule *r);

/* cmd_line_map.c. Reports of the record that are no withdrawal, were not corrected and are not excluded, and
 * whose key is admitted. For free; NULL without memory. */
struct line_observation *cli_observations(const struct table_state *s, const struct table_field_record *r,
                                          size_t *out_n);
/* Into a file, in the form that the end of its name says, in the place of one that was there. */
int cli_map_write(struct cli *c, const struct line_map *m, const char *path, size_t *out_len);

/* cmd_line_field.c. D+n by which a declared position has to be there: the day that was declared, or that of
 * the rule, NULL: none, where it is earlier. Of one that is sealed, the latest of any class. */
int32_t cli_rule_day(const struct line_rule *r, const struct line_declared *d);

/* cmd_line_verdicts.c. A weapon family in a word: English, for a catalogue. */
const char *cli_weapon_text(unsigned weapon);

/* line_ties.c. Of each report of the record the one that corrects it, and another with its number and key, a
 * fork; the number of reports: none. r NULL: no corrections are looked for. For cli_ties_free; T2_E_MEMORY.
 */
struct cli_ties {
    uint32_t *corrected_by, *fork;
};
T2_MUST_USE int cli_ties_new(const struct table_state *s, const struct table_field_record *r,
                             struct cli_ties *out);
void cli_ties_free(struct cli_ties *t);

/* cmd_line_agree.c. Before a consent to zones: computes them here too and refuses what is farther than a
 * metre. */
int cli_line_consents(struct cli *c, const struct table_state *s, const struct table_proposal *p);
/* What another seat has proposed just so: this seat's consent to it; refused where it has consented. */
int cli_line_second(struct cli *c, struct desk *d, const struct table_proposal *p);
/* The record, or why there is none. */
int cli_field_open(struct cli *c, const struct table_state *s, struct table_field_record *out);
/* An id in hexadecimal, or as many letters as are enough; or a number of the record, from 1. */
int cli_report_named(struct cli *c, const struct table_state *s, const char *word, size_t *out);
json_t *cli_hex(const uint8_t *p, size_t n);

/* cmd_line_days.c. The second in which the period of a day begins, by the criteria in force; and the day in
 * whose period a second lies. */
int64_t cli_day_begin(const struct table_field_record *r, int32_t day);
int32_t cli_day_of(const struct table_field_record *r, int64_t time_s);
/* What the quotas of the rule in force come to on that day, now being this slot. For line_quotas_wipe. */
int cli_quotas_of_day(const struct table_field_record *r, uint64_t slot, int32_t day,
                      struct line_quota_found out[static LINE_MAX_QUOTAS]);
/* cmd_line_incidents.c. The step that opens an incident for an excess to which this report of the record
 * counts: *ev has the report that speaks for the sighting. */
int cli_excess_step(struct cli *c, const struct desk *d, size_t report, struct table_event *ev);
/* What quotas of the rule in force are measured with; of no rule, none. Borrows r and references. */
struct line_quota_ground cli_quota_ground(const struct table_field_record *r,
                                          struct line_reference references[static LINE_N_SIDES]);

#endif
