/* The pull-back followed: what each side declared, what was seen of it, stored, missing, not verified, late.
 *
 * A side need not show at once where its forces go. It commits to each position on its own (a hash over the
 * position and 32 random bytes) and opens one after the other, when inspectors stand there; what it opens
 * then cannot be another place. docs/protocol/line_days.md. */
#ifndef T2_TRACKTWO_LINE_TRACK_H
#define T2_TRACKTWO_LINE_TRACK_H

#include <tracktwo/line_event.h>
#include <tracktwo/random.h>

#define LINE_SALT_LEN 32
#define LINE_COMMITMENT_LEN 32
#define LINE_OPENING_MAX 256 /* canonical bytes */

struct line_position {
    char id[LINE_ID_MAX + 1];                /* of the unit or weapon, as reports name it */
    char serial[LINE_REPORT_SERIAL_MAX + 1]; /* "": none */
    uint8_t side;                            /* enum line_side */
    uint8_t weapon;                          /* enum line_weapon */
    uint32_t calibre;                        /* tenths of a millimetre; 0: none or not said */
    uint32_t range_m;
    uint32_t count;
    struct geo_point from, to;
    int32_t by_day; /* D+n by which it is there */
};
/* A position with its random bytes: a secret until it is opened. */
struct line_opening {
    struct line_position position;
    uint8_t salt[LINE_SALT_LEN];
};
void line_opening_wipe(struct line_opening *o);

/* context: what the declaration belongs to (digest of the rule), so that none can be carried elsewhere.
 * T2_E_ARGUMENT: a field out of range; T2_E_RANDOM, T2_E_MEMORY: both outputs are zeroed. */
T2_MUST_USE int line_position_commit(const struct t2_random *rng,
                                     const uint8_t context[static LINE_DIGEST_LEN], enum geo_frame frame,
                                     const struct line_position *p, struct line_opening *out,
                                     uint8_t out_commitment[static LINE_COMMITMENT_LEN]);
/* Canonical bytes of an opening, for the file that is handed over at the inspection. The reader's errors are
 * those of wire.h, T2_E_VERSION, and T2_E_MALFORMED for a field out of range. */
T2_MUST_USE int line_opening_write(const struct line_opening *o, struct t2_buf *out);
T2_MUST_USE int line_opening_read(struct t2_bytes in, enum geo_frame frame, struct line_opening *out);

/* One declared position; commitment, side and day are public from the beginning. */
struct line_declared {
    uint8_t commitment[LINE_COMMITMENT_LEN];
    uint8_t side;
    uint8_t open;
    int32_t by_day;                /* D+n, public from the beginning: what stays sealed can be late */
    struct line_position position; /* valid when open */
};
/* Opens it. T2_E_AUTH: these are not the bytes that were committed; T2_E_REFUSED: of another side or day than
 * declared; T2_E_EXISTS: it is open. d is as it was on failure. */
T2_MUST_USE int line_declared_open(struct line_declared *d, const uint8_t context[static LINE_DIGEST_LEN],
                                   const struct line_opening *o);

/* ---- what has become of it ---- */

enum line_track_state {
    LINE_TRACK_SEALED,       /* committed and not opened */
    LINE_TRACK_DECLARED,     /* opened; no observer has seen it */
    LINE_TRACK_IN_ZONE,      /* seen last where it should not be */
    LINE_TRACK_UNDETERMINED, /* seen last where that cannot be told */
    LINE_TRACK_OUT,          /* seen last outside */
    LINE_TRACK_STORED,       /* seen last in a storage site */
    LINE_TRACK_MISSING,      /* looked for last and not found */
    LINE_N_TRACKS,
};
const char *line_track_name(enum line_track_state s);
const char *line_track_text(enum line_track_state s);

struct line_track {
    uint8_t state;
    uint8_t late; /* the day has passed and nobody has verified that it is out or stored */
    uint8_t
        not_verified; /* the day has passed and no observer has seen or missed it since it came in force */
    uint8_t twice;    /* another declared position has its id or serial */
    uint8_t flagged;  /* its declared destination lies in a zone, or that cannot be told */
    struct line_verdict destination; /* valid when open and a judge was given */
    uint32_t last;                   /* fact that decided; UINT32_MAX: none */
    uint32_t n_seen;                 /* verified facts about it */
};
/* Follows n declared positions through the verified reports up to and with day today (days since 1970, as
 * d_day). judge may be NULL: then nothing is flagged. undeclared (may be NULL, holds the record's facts) gets
 * the verified sightings whose serial nobody declared. Errors of line_events_new; T2_E_ARGUMENT: n above
 * 100,000. */
T2_MUST_USE int line_track(const struct line_record *r, const struct line_judge *judge,
                           const struct line_declared *declared, size_t n, int32_t d_day, int32_t today,
                           struct line_track *out, uint32_t *undeclared, size_t *n_undeclared);
struct line_track_sums {
    size_t declared; /* all, sealed ones too */
    size_t state[LINE_N_TRACKS];
    size_t late, not_verified, flagged;
};
void line_track_sum(const struct line_declared *declared, const struct line_track *at, size_t n,
                    unsigned side, struct line_track_sums *out);

#endif
