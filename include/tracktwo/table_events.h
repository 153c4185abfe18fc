/* Events of the table: what they carry, and their one encoding.
 *
 * An event built by a caller borrows all its texts; one decoded or read from a file owns them (storage) and
 * is freed by table_event_clear. Sets of seats are bit masks: bit i is seat i, in the order in which the
 * seats came to the table. The format: docs/protocol/table.md; the rules: table.h. */
#ifndef T2_TRACKTWO_TABLE_EVENTS_H
#define T2_TRACKTWO_TABLE_EVENTS_H

#include <stddef.h>
#include <stdint.h>

#include <tracktwo/bytes.h>
#include <tracktwo/draft.h>

#define TABLE_VERSION 1
#define TABLE_MAX_SEATS 50
#define TABLE_MIN_REQUIRED 2
#define TABLE_MAX_REQUIRED 8
#define TABLE_MAX_ISSUES 64
#define TABLE_MAX_OPTIONS 64
#define TABLE_MAX_LANGUAGES 16
#define TABLE_MAX_RULES 32
#define TABLE_MAX_SOUNDINGS 4096
#define TABLE_MAX_PROPOSALS 1024
#define TABLE_MAX_MEETINGS 1024
#define TABLE_MAX_ARTICLES 512          /* opened by seats; a package found brings one more */
#define TABLE_MAX_DRAFTS 16384          /* of all articles together */
#define TABLE_MAX_PAPERS 4096           /* versions counted */
#define TABLE_ATTACHMENT_MAX (1u << 20) /* bytes of one attachment */
#define TABLE_PART_MAX 49152u           /* bytes of one part: with its head below TABLE_EVENT_MAX */
#define TABLE_MAX_PARTS 22u /* of one attachment: TABLE_ATTACHMENT_MAX / TABLE_PART_MAX, rounded up */
#define TABLE_MAX_PAPER_ATTACHMENTS 8          /* of one paper */
#define TABLE_MAX_ATTACHMENTS 512              /* of a table */
#define TABLE_MAX_ATTACHMENT_BYTES (32u << 20) /* of a table: half of what its log can hold */
#define TABLE_MAX_SEAT_ATTACHMENT_BYTES                                                                      \
    (8u << 20) /* of one author, or an equal share of the table's if less: half of what its channel can */
#define TABLE_MAX_NON_PAPERS 16384
#define TABLE_MAX_OPEN_ROUNDS 8       /* rounds of non-papers that have not ended */
#define TABLE_MAX_PLACES 8            /* texts that can come out of one round */
#define TABLE_MIN_ROUND 3             /* seats of a round: of two, each would know that it was the other */
#define TABLE_MAX_RECORD_POINTS 16384 /* of all meetings together */
#define TABLE_MIN_RECORD_SEATS 2      /* that were there, before a record is read back */
#define TABLE_RECORD_WAIT                                                                                    \
    10080u                    /* slots after a meeting's hour in which a record waits for who meant to come */
#define TABLE_MIN_SILENCE 60u /* slots from the one in which a silence was stored to its hour */
#define TABLE_MIN_SHARE 4u    /* of what a table holds, one seat may make so many at least */
#define TABLE_MAX_EVENTS 262144u        /* accepted events in one log */
#define TABLE_MAX_LOG_BYTES (64u << 20) /* encoded, all accepted events together */
#define TABLE_MAX_CANDIDATES (1u << 20) /* for 2 or 3 seats; 2^18 for 4 or 5, 2^16 for 6 to 8 */
#define TABLE_EVENT_MAX 65536u          /* bytes of one encoded event */
#define TABLE_MAX_GRID 4096u            /* grid points of a range */
#define TABLE_MAX_STEPS 8               /* of near */
#define TABLE_MAX_STEP 1000000u         /* points */
#define TABLE_MAX_PAIRS 3               /* of an entry in an exchange */
#define TABLE_MAX_EARLIER 7             /* earlier runs on a set that a sounding can read */
#define TABLE_GRID_LIMIT 1000000000000  /* least and greatest number of a grid: -10^12 to 10^12 */
/* Lengths of texts, in bytes of UTF-8 without the terminating zero. */
#define TABLE_ID_MAX 32      /* A-Z a-z 0-9 _ . : no hyphen, which joins the ids of a package's name */
#define TABLE_LANG_MAX 16    /* A-Z a-z 0-9 - */
#define TABLE_NAME_MAX 128   /* names of seats and parties */
#define TABLE_ARTICLE_MAX 32 /* the name of an article: "3", "Article 3 bis" */
#define TABLE_TITLE_MAX 256
#define TABLE_TEXT_MAX 4096      /* role, rule, option, what is said */
#define TABLE_PAPER_MAX 16384    /* a language of a paper, which has paragraphs */
#define TABLE_NON_PAPER_MAX 4062 /* bytes of a non-paper, which has paragraphs too */
#define TABLE_DIGEST_LEN 32
#define TABLE_SOUNDING_ID_LEN 16
#define TABLE_FORM_ID_LEN 16 /* of whatever an event makes: see table_event_mark */
#define TABLE_NO_SEAT 0xffu
#define TABLE_PACKAGE_NAME_MAX (TABLE_MAX_ISSUES * (TABLE_ID_MAX + 1) + 1)

/* ---- what events carry ---- */

enum table_standing {
    TABLE_OFFICIAL = 1,
    TABLE_OFFICIAL_PERSONAL = 2, /* official in a personal capacity */
    TABLE_FORMER = 3,            /* former official */
    TABLE_PRIVATE = 4,
};

enum table_mandate_kind {
    TABLE_OWN_INITIATIVE = 1,
    TABLE_WITH_KNOWLEDGE = 2,
    TABLE_AT_REQUEST = 3,
    TABLE_UNDER_INSTRUCTION = 4, /* official seats only */
};

struct table_mandate {
    enum table_mandate_kind kind;
    uint64_t expires_slot; /* the first slot in which it holds no more; 0 = no expiry */
};

/* One text in one language. */
struct table_text {
    const char *lang; /* "en" */
    const char *text;
};

/* The same text in several languages, none of them twice. */
struct table_texts {
    size_t n; /* at least 1 */
    const struct table_text *texts;
};

/* What a seat does at the table. */
enum table_function {
    TABLE_PARTICIPANT = 0,
    TABLE_FACILITATOR =
        1,              /* holds the pen unless it is given away; makes no entry, and no issue concerns it */
    TABLE_OBSERVER = 2, /* files reports from the field; else like a participant */
};

struct table_seat {
    const char *id;    /* "A" */
    const char *party; /* "Arvenia": the end of the table that the seat belongs to */
    const char *name;  /* "Seat A" */
    const char *role;  /* may be "" */
    enum table_standing standing;
    enum table_function function;
    struct table_mandate mandate;
    size_t n_languages;
    const char *const *languages;
};

struct table_option {
    const char *id; /* "t2" */
    size_t n_texts; /* at least 1 */
    const struct table_text *texts;
};

struct table_issue {
    const char *id;  /* "territory" */
    size_t n_titles; /* at least 1 */
    const struct table_text *titles;
    size_t n_options; /* at least 1 */
    const struct table_option *options;
    uint64_t concerns; /* mask of the seats it concerns, at least one */
};

/* Time at a table is counted in slots from the epoch. */
#define TABLE_SLOT_SECONDS 60
#define TABLE_MAX_DAYS 32               /* proposals of sounding days */
#define TABLE_MAX_EVERY (366 * 24 * 60) /* slots from one sounding day to the next */

/* Fixed at opening, and changed only by all seats. table_settings_default gives the values in brackets. */
struct table_settings {
    uint32_t
        spacing_slots; /* from the end of a run to the next on one of its issues [72 h = 4320]; 0 = none */
    uint8_t runs_per_issue;      /* 1 to 100 [3] */
    uint8_t breadth_max_percent; /* 1 to 100 [40] */
    uint8_t breadth_min_percent; /* 0 to breadth_max_percent [1] */
    uint32_t breadth_from;       /* packages only, from so many candidates [100] */
    uint8_t statistical_bits;    /* 40 or 64 [40] */
    uint16_t message_days;       /* lifetime of what is said, 0 to 3650; 0 = as long as the table [0] */
    uint8_t brackets_max;        /* open brackets in one article; 0 = as many as fit [0] */
};
struct table_settings table_settings_default(void);

enum table_phrase {
    TABLE_THINKING_ALOUD = 1,
    TABLE_COULD_RECOMMEND = 2,
    TABLE_SAID_UNDER_INSTRUCTION = 3, /* an official seat whose mandate is under instruction */
};

enum table_sounding_kind {
    TABLE_SOUND_ROOM = 1,      /* is any candidate acceptable to all? 1 bit */
    TABLE_SOUND_YES = 2,       /* one statement: do all say yes? */
    TABLE_SOUND_RANGE = 3,     /* is any point of a grid inside everybody's range? */
    TABLE_SOUND_FIND = 4,      /* the second key: opens one common candidate of an earlier yes */
    TABLE_SOUND_NEAR = 5,      /* the first of some steps towards each other at which there is room */
    TABLE_SOUND_READY = 6,     /* have enough said yes? told to those alone who did */
    TABLE_SOUND_EXCHANGE = 7,  /* two seats: a pair "this for that" that both named */
    TABLE_SOUND_BETTER = 8,    /* is there a package worse for nobody and better for somebody? */
    TABLE_SOUND_NON_PAPER = 9, /* a round of non-papers: about no issue; ends with round_result */
};

/* What a sounding asks besides its issues. A field is of the kinds named; the others neither travel nor
 * count.
 */
struct table_sound_params {
    size_t n_texts; /* YES, READY: the statement. RANGE: the question. At least 1, no language twice */
    const struct table_text *texts;
    const char *unit;                  /* RANGE: "km"; may be "" */
    int64_t min, max, step;            /* RANGE: the grid min, min + step, ..., max */
    size_t n_steps;                    /* NEAR: 2 to TABLE_MAX_STEPS */
    uint32_t steps[TABLE_MAX_STEPS];   /* NEAR: own points by which the threshold is lowered; they rise */
    uint8_t threshold;                 /* READY: how many must say yes */
    uint8_t of[TABLE_SOUNDING_ID_LEN]; /* FIND, BETTER: the sounding that it continues */
    uint32_t base;                     /* BETTER: the package to compare with, the answer of `of` */
};

/* What must be the same on every desk before anything is sealed. */
struct table_digests {
    uint8_t candidates[TABLE_DIGEST_LEN]; /* the ordered issues with all their options and texts */
    uint8_t rules[TABLE_DIGEST_LEN];      /* settings, kind, seats, breadth counts */
    uint8_t circuit[TABLE_DIGEST_LEN];    /* given by the caller: struct circuit's digest */
    uint8_t
        context[TABLE_DIGEST_LEN]; /* of table, sounding id and the three above: sealed_config's context */
};

enum table_event_kind {
    TABLE_EV_TABLE_OPENED = 1,
    TABLE_EV_SEAT_STANDING = 2,
    TABLE_EV_ISSUE_ADDED = 3,
    TABLE_EV_SAID = 4,
    TABLE_EV_SOUND_OPENED = 5,
    TABLE_EV_SOUND_SEALED = 6,
    TABLE_EV_SOUND_RESULT = 7,
    TABLE_EV_SOUND_STOPPED = 8,
    TABLE_EV_SOUNDS_REOPENED = 9,
    TABLE_EV_DAYS_AGREED = 10,
    /* Proposals: in force when all whom they need have consented. */
    TABLE_EV_SEAT_ADDED = 11,
    TABLE_EV_DEVICE_CHANGED = 12,
    TABLE_EV_PARTY_CHANGED = 13,
    TABLE_EV_SETTINGS_CHANGED = 14,
    TABLE_EV_CONCERNS_CHANGED = 15,
    TABLE_EV_EARLY_HARVEST = 16,
    TABLE_EV_LINE_AGREED = 17,
    TABLE_EV_PEN_GIVEN = 18,
    TABLE_EV_CONSENTED = 19,
    TABLE_EV_PAUSED = 20,
    TABLE_EV_RESUMED = 21,
    TABLE_EV_RECONFIRMED = 22,
    TABLE_EV_MANDATE_SEEN = 23,
    TABLE_EV_RETENTION = 24,
    TABLE_EV_MEETING_CALLED = 25,
    TABLE_EV_MEETING_ATTENDANCE = 26,
    TABLE_EV_MEETING_FLOOR = 27,
    TABLE_EV_MEETING_POINT = 28,
    TABLE_EV_MEETING_STRUCK = 29,
    TABLE_EV_MEETING_RECORD = 30,
    TABLE_EV_MEETING_READ_BACK = 31,
    TABLE_EV_READOUT_MADE = 32,
    TABLE_EV_ARTICLE_OPENED = 33,
    TABLE_EV_DRAFT = 34,
    TABLE_EV_SILENCE_SET = 35,
    TABLE_EV_OBJECTED = 36,
    TABLE_EV_ARTICLE_SAID = 37,
    TABLE_EV_PAPER = 38,
    TABLE_EV_ATTACHMENT = 39,
    TABLE_EV_ATTACHMENT_PART = 40,
    TABLE_EV_ROUND_RESULT = 41,
    /* From the field: the cease-fire (table_field.h). */
    TABLE_EV_SIDES_AGREED = 44,
    TABLE_EV_FIELD_DOCUMENT = 45,
    TABLE_EV_FIELD_PART = 46,
    TABLE_EV_CEASEFIRE_AGREED = 47,
    TABLE_EV_POSITION_DECLARED = 48,
    TABLE_EV_POSITION_OPENED = 49,
    TABLE_EV_OBSERVER_ADMITTED = 50,
    TABLE_EV_REPORT_ENTERED = 51,
    TABLE_EV_REPORT_EXCLUDED = 52,
    TABLE_EV_INCIDENT_STEP = 53,
    TABLE_EV_STEP_TAKEN = 54,
    TABLE_EV_STEP_BACK = 55,
};
#define TABLE_N_EVENT_KINDS 56 /* one more than the last */

struct table_ev_table_opened {
    uint8_t nonce[16]; /* random: two tables with equal words are two tables */
    const char *title;
    size_t n_rules;
    const char *const *rules;
    struct table_settings settings;
    size_t n_seats; /* 2 to TABLE_MAX_SEATS */
    const struct table_seat *seats;
};

/* The author's own seat. */
struct table_ev_seat_standing {
    enum table_standing standing;
    struct table_mandate mandate;
};

/* The words are not in the encoding: they can go and leave digest and units, by which the log goes on. Both
 * are the channel's, as author and slot are, and the same whether the words are here or not. */
struct table_ev_said {
    enum table_phrase phrase;
    const char *text; /* "": gone, or not given by the author */
    uint8_t units;    /* about how long, in CHANNEL_WORDS_UNIT bytes */
    uint8_t digest[TABLE_DIGEST_LEN];
};

struct table_ev_sound_opened {
    uint8_t id[TABLE_SOUNDING_ID_LEN]; /* chosen at random by the opener's desk */
    enum table_sounding_kind kind;
    size_t n_issues;                  /* in the order of the package name; no issue twice */
    uint8_t issues[TABLE_MAX_ISSUES]; /* index of each in the table's list */
    uint64_t seats;                   /* the required seats, 2 to 8; all whom one of the issues concerns */
    uint64_t day;                     /* slot from which entries are sealed; 0 = at once */
    struct table_sound_params params;
    uint32_t min_accepted; /* as table_sounding_plan gives them */
    uint32_t max_accepted;
    struct table_digests digests;
};

/* Says only that the author's entry is sealed, and the digests its desk saw. */
struct table_ev_sound_sealed {
    uint8_t id[TABLE_SOUNDING_ID_LEN];
    struct table_digests digests;
};

struct table_ev_sound_result {
    uint8_t id[TABLE_SOUNDING_ID_LEN];
    uint8_t answer;                   /* 0 or 1. READY: 0, each seat's own answer stays on its desk */
    uint32_t value;                   /* with 1: FIND, EXCHANGE the candidate, NEAR the step; else 0 */
    uint8_t digest[TABLE_DIGEST_LEN]; /* table_answer_digest */
};

/* What came out of a round of non-papers, as each of its seats read it. */
struct table_ev_round_result {
    uint8_t id[TABLE_SOUNDING_ID_LEN];
    uint8_t n_broken;  /* places where something was that is no text: two wrote there, or somebody jammed */
    uint8_t n_dropped; /* texts left out because they hold what no desk shows */
    uint8_t digest[TABLE_DIGEST_LEN]; /* table_round_digest */
    size_t n_texts;                   /* 0 to TABLE_MAX_PLACES */
    const char *const *texts;         /* pages; in the order of their bytes, none twice */
};

struct table_ev_sound_stopped {
    uint8_t id[TABLE_SOUNDING_ID_LEN];
    uint8_t output_begun; /* 1 when the author's desk had sent a share of the answer: then the run counts */
    uint8_t check_failed; /* 1 when a cryptographic check failed: what the seats kept is discarded */
    uint64_t
        not_heard; /* mask of required seats the author's desk did not hear; may be 0; never the author */
};

/* Sounding days: `room` on these issues, in `count` slots from `first` on, `every` slots apart. */
struct table_ev_days_agreed {
    uint64_t first;
    uint32_t every; /* 1 to TABLE_MAX_EVERY */
    uint8_t count;  /* 1 to 255 */
    size_t n_issues;
    uint8_t issues[TABLE_MAX_ISSUES]; /* in this order */
    uint8_t named[TABLE_DIGEST_LEN];  /* what it names by number: table_event_name */
};

/* By a seat that the issue concerns; in force when all whom it concerns posted it. */
struct table_ev_sounds_reopened {
    uint8_t issue;                   /* index in the table's list */
    uint8_t named[TABLE_DIGEST_LEN]; /* what it names by number: table_event_name */
};

/* ---- proposals ---- */

struct table_ev_seat_added { /* all seats */
    uint8_t id[TABLE_FORM_ID_LEN];
    struct table_seat seat;
};

struct table_ev_device_changed { /* all seats */
    uint8_t id[TABLE_FORM_ID_LEN];
    uint8_t seat;
    uint8_t key[TABLE_DIGEST_LEN]; /* digest of the new device's public keys, as the channel names them */
};

struct table_ev_party_changed { /* all seats */
    uint8_t id[TABLE_FORM_ID_LEN];
    uint8_t seat;
    const char *party;
};

struct table_ev_settings_changed { /* all seats */
    uint8_t id[TABLE_FORM_ID_LEN];
    struct table_settings settings;
};

struct table_ev_concerns_changed { /* all whom the issue concerns, and all whom it would concern */
    uint8_t id[TABLE_FORM_ID_LEN];
    uint8_t issue;
    uint64_t concerns;
    uint8_t named[TABLE_DIGEST_LEN]; /* what it names by number: table_event_name */
};

struct table_ev_early_harvest { /* all whom the issue concerns */
    uint8_t id[TABLE_FORM_ID_LEN];
    uint8_t issue;
    uint8_t early;                   /* 1: may be agreed before the rest; 0: no longer */
    uint8_t named[TABLE_DIGEST_LEN]; /* what it names by number: table_event_name */
};

struct table_ev_line_agreed { /* all seats: what each of them says when it is asked */
    uint8_t id[TABLE_FORM_ID_LEN];
    struct table_texts line;
};

struct table_ev_pen_given { /* all seats */
    uint8_t id[TABLE_FORM_ID_LEN];
    uint8_t seat;
};

#define TABLE_ANSWER_LINE_ENDED 2
struct table_ev_consented {
    uint8_t id[TABLE_FORM_ID_LEN];     /* of the proposal */
    uint8_t content[TABLE_DIGEST_LEN]; /* as the author saw it: table_content */
    uint8_t answer; /* 1 consents; 0 declines, which ends the proposal; 2, of another device that
                       all others have consented to: takes nothing more from the present one */
};

/* ---- pause, mandates, retention ---- */

enum table_pause {
    TABLE_PAUSE_PLAIN = 1,
    TABLE_PAUSE_WORLD = 2, /* the world has changed: soundings wait until every seat has reconfirmed */
    TABLE_PAUSE_LEAK = 3,  /* something is in the press: every desk shows the line if asked */
};

struct table_ev_paused {
    uint8_t why; /* enum table_pause */
    const char *reason;
};

struct table_ev_mandate_seen {
    uint8_t seat;                    /* whose; another than the author's */
    uint8_t named[TABLE_DIGEST_LEN]; /* what it names by number: table_event_name */
};

/* How long the author's seat keeps the record; all may know. */
struct table_ev_retention {
    uint32_t days; /* 0 = it must keep it */
};

/* ---- meetings ---- */

struct table_ev_meeting_called {
    uint8_t id[TABLE_FORM_ID_LEN];
    uint64_t start;
    const char *place;
    uint8_t rapporteur;              /* seat */
    uint64_t seats;                  /* invited, the rapporteur among them */
    uint64_t agenda;                 /* mask of issues; each with all whom it concerns invited */
    uint64_t readout_due;            /* slot by which read-outs are due; 0 = none */
    uint8_t named[TABLE_DIGEST_LEN]; /* what it names by number: table_event_name */
};

enum table_attendance { TABLE_COMING = 1, TABLE_NOT_COMING = 2, TABLE_WAS_THERE = 3 };

struct table_ev_meeting_attendance {
    uint8_t id[TABLE_FORM_ID_LEN];
    uint8_t attendance; /* enum table_attendance */
};

struct table_ev_meeting_floor {
    uint8_t id[TABLE_FORM_ID_LEN];
    uint8_t asks; /* 1 asks for the floor; 0 has spoken, or no longer asks */
};

/* Unattributed: what was said, never who. */
struct table_ev_meeting_point {
    uint8_t id[TABLE_FORM_ID_LEN];
    struct table_texts point;
};

struct table_ev_meeting_struck {
    uint8_t id[TABLE_FORM_ID_LEN];
    uint32_t point; /* its number, from 1 */
};

/* The rapporteur puts the record to the read-back. */
struct table_ev_meeting_record {
    uint8_t id[TABLE_FORM_ID_LEN];
};

struct table_ev_meeting_read_back {
    uint8_t id[TABLE_FORM_ID_LEN];
    uint8_t content[TABLE_DIGEST_LEN]; /* the record as the author read it: table_content */
    uint8_t confirms;                  /* 0: the record opens again */
    const char *remark;
};

/* That the author's seat made a read-out for its principal; not its text. */
struct table_ev_readout_made {
    uint8_t id[TABLE_FORM_ID_LEN]; /* of a meeting; zeros: of the record at large */
};

/* ---- the negotiating text ---- */

struct table_ev_article_opened {
    uint8_t id[TABLE_FORM_ID_LEN];
    const char *name; /* TABLE_ARTICLE_MAX; no two articles have names that look the same */
    struct table_texts title;
    uint64_t issues;                 /* mask of the issues it is about; may be 0 */
    uint64_t concerns;               /* seats; all whom one of these issues concerns are among them */
    uint8_t named[TABLE_DIGEST_LEN]; /* what it names by number: table_event_name */
};

/* By the seat that holds the pen; goes to all seats at once. */
struct table_ev_draft {
    uint8_t id[TABLE_FORM_ID_LEN]; /* of the article */
    uint32_t replaces;             /* number of the draft that it replaces; 0: it is the first */
    uint8_t reopens;               /* 1: what seats could recommend of the draft before is void */
    struct draft draft;            /* all languages empty: the article is left out */
};

struct table_ev_silence_set {
    uint8_t id[TABLE_FORM_ID_LEN]; /* of the article */
    uint64_t until;                /* unless a seat objects in a slot before, the draft stands adopted then */
};

struct table_ev_objected {
    uint8_t id[TABLE_FORM_ID_LEN]; /* of the article */
    const char *remark;            /* the objection or amendment */
};

enum table_article_says {
    TABLE_ARTICLE_COULD_RECOMMEND = 1,
    TABLE_ARTICLE_AGREED = 2,    /* ad referendum; an official seat under instruction */
    TABLE_ARTICLE_CONFIRMED = 3, /* by the seat's principal */
    TABLE_ARTICLE_WITHDRAWN = 4, /* takes back what the seat said of it */
};

struct table_ev_article_said {
    uint8_t id[TABLE_FORM_ID_LEN];     /* of the article */
    uint8_t content[TABLE_DIGEST_LEN]; /* as the author read it: table_content */
    uint8_t says;                      /* enum table_article_says */
};

/* ---- papers ---- */

/* Circulated to all seats at once, or not at all. */
struct table_ev_paper {
    uint8_t id[TABLE_FORM_ID_LEN];
    uint8_t of[TABLE_FORM_ID_LEN]; /* the paper of which it is the next version; zeros: of none */
    uint8_t authentic;             /* 1: its languages are equally authentic; 0: the first prevails */
    struct table_texts title;
    struct table_texts body; /* up to TABLE_PAPER_MAX each; lines end with U+000A */
};

/* ---- attachments ---- */

enum table_media { TABLE_MEDIA_PNG = 1, TABLE_MEDIA_JPEG = 2, TABLE_MEDIA_PDF = 3, TABLE_MEDIA_TEXT = 4 };

/* Announces a file that belongs to a paper of the author's; its bytes follow in parts. */
struct table_ev_attachment {
    uint8_t id[TABLE_FORM_ID_LEN];
    uint8_t paper[TABLE_FORM_ID_LEN];
    const char *name;                 /* up to TABLE_NAME_MAX: chosen by the author, never a path */
    uint8_t media;                    /* enum table_media: as the author says; nobody else has looked */
    uint32_t size;                    /* bytes: 1 to TABLE_ATTACHMENT_MAX; so many parts as this needs */
    uint8_t digest[TABLE_DIGEST_LEN]; /* SHA-256 of the bytes */
};

/* The next TABLE_PART_MAX bytes of an attachment; the last part has what is left. */
struct table_ev_attachment_part {
    uint8_t id[TABLE_FORM_ID_LEN];
    uint8_t index; /* from 0 */
    struct t2_bytes bytes;
};

/* ---- from the field: the cease-fire ---- */

#define TABLE_FIELD_MAX_PARTS 64u /* of one document: 3 MiB */
#define TABLE_FIELD_DOCUMENT_MAX (TABLE_FIELD_MAX_PARTS * TABLE_PART_MAX)
#define TABLE_FIELD_MAX_DOCUMENTS 128              /* of a table */
#define TABLE_FIELD_MAX_DOCUMENT_BYTES (24u << 20) /* of a table */
#define TABLE_FIELD_MAX_POSITIONS 4096
#define TABLE_FIELD_MAX_OBSERVERS 256
#define TABLE_FIELD_MAX_REPORTS 13000
#define TABLE_FIELD_MAX_FACTS 100000 /* that they say together: what is computed of them fits in 100 MB */
#define TABLE_FIELD_MAX_EXCLUDED 1024
#define TABLE_FIELD_MAX_INCIDENTS 256
#define TABLE_FIELD_REPORT_MAX 8192 /* bytes of a signed report, as line_report.h has it */
#define TABLE_FIELD_OPENING_MAX 256 /* as line_track.h has it */
#define TABLE_FIELD_OBSERVER_MAX 32
#define TABLE_FIELD_MAX_BY_DAY 36500u

/* All seats: who speaks for which side, who are the joint commission, and the map. */
struct table_ev_sides_agreed {
    uint8_t id[TABLE_FORM_ID_LEN];
    uint64_t side[2];       /* masks of seats of A and of B; not empty, no seat in both */
    uint64_t commission;    /* those who give findings; may be none, no seat of a side */
    struct table_texts map; /* which territory counts, and which map, in words */
};

enum table_field_what {
    TABLE_FIELD_LINE = 1,
    TABLE_FIELD_RULE = 2,
    TABLE_FIELD_ZONES = 3,
    TABLE_FIELD_CRITERIA = 4,    /* of whether it holds */
    TABLE_FIELD_RESPONSE = 5,    /* what follows a protest and a finding */
    TABLE_FIELD_REFERENCE_A = 6, /* a line: what a rule measures side A from where it names neither the line
                                    of contact nor a forward edge */
    TABLE_FIELD_REFERENCE_B = 7,
    TABLE_FIELD_PUBLICATION = 8, /* the measure of what may be published */
};
#define TABLE_FIELD_N_WHAT 9 /* one more than the last */

/* All seats, when its parts are all there: canonical bytes of the line room. */
struct table_ev_field_document {
    uint8_t id[TABLE_FORM_ID_LEN];
    uint8_t what;
    uint32_t size;
    uint8_t digest[TABLE_DIGEST_LEN]; /* SHA-256 of the bytes */
};
struct table_ev_field_part {
    uint8_t id[TABLE_FORM_ID_LEN];
    uint8_t index; /* from 0 */
    struct t2_bytes bytes;
};

/* All seats: both sides cease fire from that slot on. */
struct table_ev_ceasefire_agreed {
    uint8_t id[TABLE_FORM_ID_LEN];
    uint64_t from;
};

/* A seat of a side: one position of its forces, committed. */
struct table_ev_position_declared {
    uint8_t id[TABLE_FORM_ID_LEN];
    uint32_t by_day; /* D+n by which it is there */
    uint8_t commitment[TABLE_DIGEST_LEN];
};
struct table_ev_position_opened {
    uint8_t id[TABLE_FORM_ID_LEN]; /* of the declaration */
    struct t2_bytes opening;
};

/* All seats. */
struct table_ev_observer_admitted {
    uint8_t id[TABLE_FORM_ID_LEN];
    const char *observer;          /* id, as reports are told by */
    uint8_t of;                    /* enum line_from */
    uint8_t key[TABLE_DIGEST_LEN]; /* public report key */
    uint64_t from_s, to_s;         /* seconds since 1970, both included */
};
struct table_ev_report_entered {
    struct t2_bytes report; /* as the observer signed it */
};
/* All seats of both sides: this report is of no violation. */
struct table_ev_report_excluded {
    uint8_t id[TABLE_FORM_ID_LEN];
    uint8_t report[TABLE_DIGEST_LEN];
};
#define TABLE_INCIDENT_OPENED 255
#define TABLE_INCIDENT_EXCESS                                                                                \
    128 /* and k: opened for an excess of quota k of the rule in force, k below 64 */
struct table_ev_incident_step {
    uint8_t report[TABLE_DIGEST_LEN]; /* the report that speaks for the event */
    uint8_t step;                     /* enum line_incident_event, or how it is opened: the two above */
    const char *text;                 /* the protest, the answer, the finding; may be "" */
};
struct table_ev_step_taken {
    uint8_t stage; /* enum line_stage */
};
struct table_ev_step_back { /* all seats */
    uint8_t id[TABLE_FORM_ID_LEN];
    uint8_t stage; /* the next step again */
};

struct table_event {
    enum table_event_kind kind;
    uint8_t author; /* seat index */
    uint64_t slot;
    union {
        struct table_ev_table_opened table_opened;
        struct table_ev_seat_standing seat_standing;
        struct table_issue issue_added;
        struct table_ev_said said;
        struct table_ev_sound_opened sound_opened;
        struct table_ev_sound_sealed sound_sealed;
        struct table_ev_sound_result sound_result;
        struct table_ev_sound_stopped sound_stopped;
        struct table_ev_round_result round_result;
        struct table_ev_sounds_reopened sounds_reopened;
        struct table_ev_days_agreed days_agreed;
        struct table_ev_seat_added seat_added;
        struct table_ev_device_changed device_changed;
        struct table_ev_party_changed party_changed;
        struct table_ev_settings_changed settings_changed;
        struct table_ev_concerns_changed concerns_changed;
        struct table_ev_early_harvest early_harvest;
        struct table_ev_line_agreed line_agreed;
        struct table_ev_pen_given pen_given;
        struct table_ev_consented consented;
        struct table_ev_paused paused;
        struct table_ev_mandate_seen mandate_seen;
        struct table_ev_retention retention;
        struct table_ev_meeting_called meeting_called;
        struct table_ev_meeting_attendance meeting_attendance;
        struct table_ev_meeting_floor meeting_floor;
        struct table_ev_meeting_point meeting_point;
        struct table_ev_meeting_struck meeting_struck;
        struct table_ev_meeting_record meeting_record;
        struct table_ev_meeting_read_back meeting_read_back;
        struct table_ev_readout_made readout_made;
        struct table_ev_article_opened article_opened;
        struct table_ev_draft draft;
        struct table_ev_silence_set silence_set;
        struct table_ev_objected objected;
        struct table_ev_article_said article_said;
        struct table_ev_paper paper;
        struct table_ev_attachment attachment;
        struct table_ev_attachment_part attachment_part;
        struct table_ev_sides_agreed sides_agreed;
        struct table_ev_field_document field_document;
        struct table_ev_field_part field_part;
        struct table_ev_ceasefire_agreed ceasefire_agreed;
        struct table_ev_position_declared position_declared;
        struct table_ev_position_opened position_opened;
        struct table_ev_observer_admitted observer_admitted;
        struct table_ev_report_entered report_entered;
        struct table_ev_report_excluded report_excluded;
        struct table_ev_incident_step incident_step;
        struct table_ev_step_taken step_taken;
        struct table_ev_step_back step_back;
        uint8_t form_id[TABLE_FORM_ID_LEN]; /* of all whose body begins with an id of a form */
        struct {
            uint8_t id[TABLE_FORM_ID_LEN];
            uint8_t content[TABLE_DIGEST_LEN];
        } form_said; /* of those that say something of what a form holds */
    } u;
    void *storage; /* owns the texts when not NULL; set by table_event_decode and the readers of files only */
};

/* Appends the one canonical encoding. out->max must leave room for TABLE_EVENT_MAX bytes. T2_E_TOO_LARGE
 * above that, T2_E_MALFORMED when the event breaks the format (a wrong text, id, count or value), T2_E_FULL,
 * T2_E_MEMORY. */
T2_MUST_USE int table_event_encode(const struct table_event *ev, struct t2_buf *out);
/* Reads exactly one event; out is zeroed on failure. Peer-band errors for what is wrong with the bytes;
 * T2_E_MEMORY. What decodes encodes to the same bytes again, and all its texts are safe to show. */
T2_MUST_USE int table_event_decode(struct t2_bytes in, struct table_event *out);
/* A copy that owns its texts, all of them in Unicode's form NFC, the words of what is said included; judged
 * by no rule yet. What a person's program posts goes through here; what a round gave (TABLE_EV_ROUND_RESULT)
 * does not, since all seats have the same bytes of it. out is zeroed on failure. T2_E_MEMORY; others when it
 * cannot be an event. */
T2_MUST_USE int table_event_compose(const struct table_event *ev, struct table_event *out);
/* Gives a decoded "said" its words, when they are a line that can be said; else they stay away. T2_E_MEMORY.
 */
T2_MUST_USE int table_said_words(struct table_event *said, struct t2_bytes words);
void table_event_clear(struct table_event *ev); /* frees storage, zeroes; a zeroed event is fine */
/* Completes the id of an event that makes something (a proposal, a meeting, an article, a paper, an
 * attachment, a sounding, a declared position), whose author is set: 14 bytes of chance, then the kind and
 * the author. So nobody can take an id for himself that another has chosen. Events of other kinds, and the
 * sounding of a day agreed on, stay as they are. */
void table_event_mark(struct table_event *ev);
const char *table_event_kind_name(enum table_event_kind kind); /* "table_opened", ...; "unknown" */

#endif
