/* Observers' reports: dated, placed, signed statements (docs/protocol/reports.md). Made without a network,
 * carried as a file, taken in by any desk in any order; the same report twice is one.
 *
 * The signature is deliberately not deniable: a report can be shown to anybody. The report key is a key of
 * its own and is never released. The observer's own position is in the signed bytes and is for the table
 * alone: nothing that is published may hold it.
 *
 * Pure: no file, no clock, no thread. Functions on different sets, and line_report_check_all on disjoint
 * slices, may run at once. */
#ifndef T2_TRACKTWO_LINE_REPORT_H
#define T2_TRACKTWO_LINE_REPORT_H

#include <tracktwo/line_rule.h>

#define LINE_REPORT_ID_LEN 32
#define LINE_REPORT_KEY_LEN 32
#define LINE_REPORT_SEED_LEN 32
#define LINE_REPORT_SIGNATURE_LEN 64
#define LINE_REPORT_MISSION_LEN 32
#define LINE_REPORT_MAX 8192 /* bytes of a signed report */
#define LINE_REPORT_MAX_NUMBER 1000000
#define LINE_REPORT_MAX_TIME 253402300799 /* the last second of the year 9999 */
#define LINE_REPORT_MAX_WEAPONS 16
#define LINE_REPORT_MAX_SERIALS 64 /* of all weapons together */
#define LINE_REPORT_SERIAL_MAX 32
#define LINE_REPORT_MODEL_MAX 48
#define LINE_REPORT_REMARK_MAX 2000
#define LINE_REPORT_MAX_ATTACHMENTS 8
#define LINE_REPORT_TYPE_MAX 64
#define LINE_REPORT_LANG_MAX 8
#define LINE_REPORT_MAX_SECONDS 2592000   /* lasted, time_error: 30 days */
#define LINE_REPORT_MAX_ERROR_CM 10000000 /* of a place */
#define LINE_REPORT_MAX_DISTANCE_M 200000

/* ---- one report ---- */

enum line_report_kind {
    LINE_REPORT_EXPLOSION = 1, /* undetermined */
    LINE_REPORT_OUTGOING,
    LINE_REPORT_INCOMING,
    LINE_REPORT_IMPACT,
    LINE_REPORT_BURST,
    LINE_REPORT_SHOT,
    LINE_REPORT_PROJECTILE, /* in flight */
    LINE_REPORT_MUZZLE_FLASH,
    LINE_REPORT_FLARE,
    LINE_REPORT_WEAPONS, /* seen; a number of 0: none were there */
    LINE_REPORT_UNIT_INSIDE,
    LINE_REPORT_UNIT_ENTERED,
    LINE_REPORT_UNIT_LEFT,
    LINE_REPORT_ACCESS_REFUSED, /* the observer was kept from looking: an event like any other */
    LINE_REPORT_ACCESS_DELAYED,
    LINE_REPORT_ACCESS_CONDITIONAL,
    LINE_REPORT_JAMMING_NAVIGATION,
    LINE_REPORT_JAMMING_RADIO,
    LINE_REPORT_MINE,
    LINE_REPORT_ORDNANCE,  /* unexploded, or left behind */
    LINE_REPORT_WATCH,     /* the place was watched for so long */
    LINE_REPORT_WITHDRAWN, /* takes back the report that it corrects */
    LINE_REPORT_N_KINDS,
};
/* "explosion", "outgoing", "access_refused", ...; NULL beyond. */
const char *line_report_kind_name(enum line_report_kind k);
T2_MUST_USE int line_report_kind_find(const char *name, enum line_report_kind *out); /* T2_E_MISSING */
/* An English word or two for people, for a catalogue: "explosion, undetermined"; "" beyond. */
const char *line_report_kind_text(enum line_report_kind k);
int line_report_is_fire(enum line_report_kind k); /* 1: explosion to flare */

/* Means of observation, bits. */
enum line_report_means {
    LINE_REPORT_HEARD = 1,
    LINE_REPORT_SEEN = 2,
    LINE_REPORT_CAMERA = 4,
    LINE_REPORT_DRONE = 8,
    LINE_REPORT_ACOUSTIC = 16,
    LINE_REPORT_RADAR = 32,
    LINE_REPORT_SATELLITE = 64,
    LINE_REPORT_TRACES = 128, /* a crater, a fragment */
    LINE_REPORT_TOLD = 256,   /* by others */
    LINE_REPORT_ALL_MEANS = 511,
};
#define LINE_REPORT_N_MEANS 9
const char *line_report_means_name(unsigned bit); /* bit number 0 to 8: "heard"; NULL beyond */
T2_MUST_USE int line_report_means_find(const char *name, uint16_t *out); /* the bit's value; T2_E_MISSING */

enum line_report_count {
    LINE_REPORT_NOT_COUNTED,
    LINE_REPORT_EXACTLY,
    LINE_REPORT_AT_LEAST,
    LINE_REPORT_ABOUT,
    LINE_REPORT_N_COUNTS,
};

struct line_report_place {
    struct geo_point at;
    uint32_t error_cm; /* standard deviation on each axis */
};
struct line_report_text {
    char lang[LINE_REPORT_LANG_MAX + 1];   /* "" when there is no text */
    char text[LINE_REPORT_REMARK_MAX + 1]; /* one line */
};
struct line_report_weapon {
    uint8_t family;                        /* enum line_weapon */
    char model[LINE_REPORT_MODEL_MAX + 1]; /* may be "" */
    uint32_t calibre;                      /* tenths of a millimetre; 0 not known */
    uint32_t range_m;                      /* 0 not known */
    uint32_t number;
    uint8_t n_serials; /* at most number */
};
struct line_report_attachment {
    uint8_t sha256[32];
    uint64_t size;
    char type[LINE_REPORT_TYPE_MAX + 1]; /* media type, such as "image/jpeg" */
};
/* Which of the fields below are there. */
enum line_report_has {
    LINE_REPORT_PLACE = 1,
    LINE_REPORT_OWN = 2,
    LINE_REPORT_BEARING = 4,
    LINE_REPORT_DISTANCE = 8,
    LINE_REPORT_CORRECTS = 16,
};

/* Fields that are not said are 0 or ""; side then is LINE_N_SIDES. Holds no memory of its own. */
struct line_report {
    uint8_t mission[LINE_REPORT_MISSION_LEN];
    uint8_t key[LINE_REPORT_KEY_LEN]; /* public */
    uint32_t number;                  /* from 1 */
    uint8_t previous[LINE_REPORT_ID_LEN];
    uint64_t made_s; /* seconds since 1970, as all times here */
    enum line_report_kind kind;
    uint64_t begin_s;
    uint32_t lasted_s, time_error_s;
    enum geo_frame frame;
    uint8_t has;                           /* enum line_report_has */
    struct line_report_place place;        /* where it happened */
    struct line_report_place own;          /* where the observer stood: never published */
    uint16_t bearing, bearing_error;       /* tenths of a degree, clockwise from north */
    uint32_t distance_m, distance_error_m; /* from the observer */
    uint16_t means;                        /* enum line_report_means */
    uint8_t side;                          /* enum line_side; LINE_N_SIDES: not known */
    uint8_t verified;
    uint8_t count_how; /* enum line_report_count */
    uint32_t count;
    char source[LINE_ID_MAX + 1]; /* station or camera, "" */
    char site[LINE_ID_MAX + 1];   /* storage site, "" */
    uint8_t n_weapons, n_attachments;
    struct line_report_weapon weapons[LINE_REPORT_MAX_WEAPONS];
    /* Those of weapon 0 first, then those of weapon 1, ... */
    char serials[LINE_REPORT_MAX_SERIALS][LINE_REPORT_SERIAL_MAX + 1];
    struct line_report_attachment attachments[LINE_REPORT_MAX_ATTACHMENTS];
    struct line_report_text remark;
    uint32_t corrects_number;
    uint8_t corrects[LINE_REPORT_ID_LEN];
    struct line_title reason; /* of a correction: language and one line */
};

/* Where it happened, from own position, bearing and distance, with the error that follows; sets `place`.
 * Done by the observer's desk before signing, so that every other has the same place. T2_E_ARGUMENT: one of
 * them is missing, or the place is none of the frame. */
T2_MUST_USE int line_report_locate(struct line_report *r);
/* All rules of the format but the signature. T2_E_REFUSED: why (may be NULL) says what and how to mend it. */
T2_MUST_USE int line_report_check(const struct line_report *r, struct line_refusal *why);
/* Checks, signs and appends the report (at most LINE_REPORT_MAX bytes). seed: the private report key, whose
 * public half must be r->key, else T2_E_ARGUMENT. out_id may be NULL. T2_E_REFUSED, T2_E_FULL, T2_E_MEMORY;
 * out is as it was on failure. */
T2_MUST_USE int line_report_sign(const struct line_report *r, const uint8_t seed[static LINE_REPORT_SEED_LEN],
                                 struct line_refusal *why, struct t2_buf *out, uint8_t *out_id);
/* Takes it apart without looking at the signature: for reports that were checked before. T2_E_VERSION (no
 * report, or of another version), T2_E_TRUNCATED, T2_E_TRAILING, T2_E_TOO_LARGE, T2_E_MALFORMED, T2_E_REFUSED
 * (a rule; why says which). out is undefined on failure. */
T2_MUST_USE int line_report_read(struct t2_bytes report, struct line_refusal *why, struct line_report *out);

/* What a set needs to know of a report, after every check. */
struct line_report_checked {
    int err; /* 0; as line_report_read; T2_E_REPLAY: of another mission; T2_E_AUTH: the signature is wrong;
                T2_E_MEMORY. Nothing else is set then. */
    uint8_t id[LINE_REPORT_ID_LEN];
    uint8_t key[LINE_REPORT_KEY_LEN];
    uint8_t previous[LINE_REPORT_ID_LEN];
    uint8_t corrects[LINE_REPORT_ID_LEN];
    uint8_t signature[LINE_REPORT_SIGNATURE_LEN];
    uint32_t number;
    uint32_t corrects_number; /* 0: corrects nothing */
    uint64_t made_s;
    uint8_t kind;
};
/* Reads and verifies n reports. No state at all: threads may take disjoint slices. */
void line_report_check_all(const uint8_t mission[static LINE_REPORT_MISSION_LEN],
                           const struct t2_bytes *reports, size_t n, struct line_report_checked *out);

/* ---- a file of reports ---- */

#define LINE_REPORT_FILE_MAX ((size_t)64 << 20)

/* Appends the head of a new file, or a record. T2_E_FULL, T2_E_MEMORY; T2_E_ARGUMENT: a report of 0 or more
 * than LINE_REPORT_MAX bytes. */
T2_MUST_USE int line_report_file_begin(struct t2_buf *out);
T2_MUST_USE int line_report_file_append(struct t2_bytes report, struct t2_buf *out);

/* A cursor over a file in memory; borrows it. */
struct line_report_file {
    struct t2_bytes bytes;
    size_t at;
    size_t end;     /* one past the last whole record: here a writer goes on, after cutting off the rest */
    size_t n;       /* records given */
    size_t n_lost;  /* stretches that are no whole record, a cut end included */
    size_t n_tried; /* places behind damage that looked like a record; beyond a bound the rest is given up */
};
/* T2_E_VERSION: no file of reports, or of another version; T2_E_TRUNCATED: cut within its head;
 * T2_E_TOO_LARGE.
 */
T2_MUST_USE int line_report_file_open(struct t2_bytes file, struct line_report_file *out);
/* The next record's report, borrowed, and the byte where the record begins. T2_E_MISSING: that was the last.
 * T2_E_TRUNCATED: the file is cut; from *out_at on there is no whole record. T2_E_MALFORMED: from *out_at on
 * bytes are damaged; call again to go on behind them. *out_report is empty on failure. */
T2_MUST_USE int line_report_file_next(struct line_report_file *f, struct t2_bytes *out_report,
                                      size_t *out_at);

/* ---- the set ---- */

/* What a set may hold; zeros mean the defaults. */
struct line_report_limits {
    uint32_t reports;       /* of one admitted key; 65536 */
    uint32_t observers;     /* admitted keys; 256 */
    uint32_t apart_keys;    /* keys that are not admitted; 64 */
    uint32_t apart_reports; /* theirs together; 1024 */
};
#define LINE_REPORT_MAX_FORKS 8 /* reports kept of one number */

/* The table admits an observer's key for a time, both ends included. One observer may have several keys, one
 * after the other. */
struct line_report_admission {
    char observer[LINE_ID_MAX + 1];
    uint8_t key[LINE_REPORT_KEY_LEN];
    uint64_t from_s, to_s; /* to_s LINE_REPORT_MAX_TIME: until further notice */
};

enum line_report_outcome {
    LINE_REPORT_NEW,
    LINE_REPORT_KNOWN, /* it was there */
    LINE_REPORT_APART, /* new, of a key that is not admitted: kept apart */
};

struct line_report_set;
T2_MUST_USE int line_report_set_new(const uint8_t mission[static LINE_REPORT_MISSION_LEN],
                                    const struct line_report_limits *limits /* NULL: defaults */,
                                    struct line_report_set **out);
void line_report_set_free(struct line_report_set *s);
/* Admits a key, or says anew for whom and when. What was kept apart of it counts now. T2_E_ARGUMENT: no id,
 * or from after to; T2_E_FULL, T2_E_MEMORY: s as it was. */
T2_MUST_USE int line_report_set_admit(struct line_report_set *s, const struct line_report_admission *a);
/* Takes a checked report in and copies it. The errors of checked->err; T2_E_ARGUMENT: `checked` is of other
 * bytes; T2_E_FULL: beyond the limits of its key, or there is no room apart; T2_E_MEMORY. s is as it was on
 * failure, but that the first report beyond a key's limit is remembered. */
T2_MUST_USE int line_report_set_take(struct line_report_set *s, struct t2_bytes report,
                                     const struct line_report_checked *checked,
                                     enum line_report_outcome *out);
/* Checks and takes in. A report that is there byte for byte is not verified again. */
T2_MUST_USE int line_report_set_import(struct line_report_set *s, struct t2_bytes report,
                                       enum line_report_outcome *out);

/* A key's chain as it is known. */
struct line_report_chain {
    uint8_t key[LINE_REPORT_KEY_LEN];
    uint8_t admitted;                       /* 0: kept apart, and the next is zero */
    struct line_report_admission admission; /* valid when admitted */
    size_t n;                               /* reports kept, forks included */
    uint32_t last;                          /* the highest number */
    uint32_t n_missing;                     /* numbers below last that are not there */
    uint32_t n_forked;                      /* numbers with more than one report */
    uint8_t is_beyond;                      /* 1: reports from `beyond` on were refused for want of room */
    uint32_t beyond;
};
size_t line_report_set_n_chains(const struct line_report_set *s);
/* In the order of the keys; T2_E_ARGUMENT beyond. O(reports of the chain). */
T2_MUST_USE int line_report_set_chain(const struct line_report_set *s, size_t chain,
                                      struct line_report_chain *out);
/* Missing numbers of a chain from `from` on: the first stretch. T2_E_MISSING: there is none. */
T2_MUST_USE int line_report_set_gap(const struct line_report_set *s, size_t chain, uint32_t from,
                                    uint32_t *out_first, uint32_t *out_last);

enum line_report_flag {
    LINE_REPORT_IS_APART = 1,       /* its key is not admitted */
    LINE_REPORT_IS_OUTSIDE = 2,     /* made outside the time of the admission: counts for nothing */
    LINE_REPORT_IS_FORKED = 4,      /* not the only one of its number */
    LINE_REPORT_NOT_FOLLOWING = 8,  /* names as previous none of the reports that are kept before it */
    LINE_REPORT_IS_CORRECTED = 16,  /* a later report stands in its place */
    LINE_REPORT_IS_CORRECTION = 32, /* and what it corrects is here */
};
struct line_report_entry {
    uint8_t id[LINE_REPORT_ID_LEN];
    uint32_t number;
    uint64_t made_s;
    uint8_t kind;                             /* enum line_report_kind */
    uint8_t flags;                            /* enum line_report_flag */
    struct t2_bytes report;                   /* borrowed until the set changes; line_report_read */
    uint8_t corrected_by[LINE_REPORT_ID_LEN]; /* valid when IS_CORRECTED */
    uint32_t corrected_by_number;
};
/* In the order of number, then id; T2_E_ARGUMENT beyond. O(log n). A report counts when it is neither apart,
 * outside, corrected nor itself a withdrawal. */
T2_MUST_USE int line_report_set_entry(const struct line_report_set *s, size_t chain, size_t i,
                                      struct line_report_entry *out);
int line_report_entry_counts(const struct line_report_entry *e);

/* Appends a file of all reports, those apart too. T2_E_FULL, T2_E_MEMORY: out is as it was. */
T2_MUST_USE int line_report_set_export(const struct line_report_set *s, struct t2_buf *out);
/* The same for the same admissions and reports, in whatever order and how often they came. */
T2_MUST_USE int line_report_set_digest(const struct line_report_set *s, uint8_t out[static LINE_DIGEST_LEN]);

#endif
