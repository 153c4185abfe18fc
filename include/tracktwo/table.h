/* The table: an ordered log of events whose fold is the state, the same on every desk. Pure: no I/O, no
 * clock, no global.
 *
 * table_apply moves the state by one event or refuses it with a code and a sentence that a person
 * understands; a refused event changes nothing. Time is the channel's slot, given with the event; slots never
 * go back along the log. The channel must check that an event's author is the seat whose key sealed it, and
 * that its slot is the one the channel gave it.
 * Events: table_events.h. Their format and the digests: docs/protocol/table.md. */
#ifndef T2_TRACKTWO_TABLE_H
#define T2_TRACKTWO_TABLE_H

#include <tracktwo/table_events.h>

/* ---- refusals ---- */

enum table_refusal_code {
    TABLE_R_NONE = 0,
    TABLE_R_FORMAT,     /* a text, id, count or value that the format does not allow */
    TABLE_R_NOT_OPENED, /* the first event must open the table */
    TABLE_R_ALREADY_OPENED,
    TABLE_R_UNKNOWN_SEAT,
    TABLE_R_TIME,      /* earlier than the event before it */
    TABLE_R_LIMIT,     /* the table has as many of these as it can hold */
    TABLE_R_DUPLICATE, /* that id is used already */
    TABLE_R_UNKNOWN_ISSUE,
    TABLE_R_SETTINGS,
    TABLE_R_STANDING, /* the seat's standing or mandate does not allow it */
    TABLE_R_MANDATE_EXPIRED,
    TABLE_R_MISSING_SEAT, /* a seat that an issue concerns is not in the sounding: seats says which */
    TABLE_R_TOO_FEW_SEATS,
    TABLE_R_TOO_MANY_SEATS,
    TABLE_R_TOO_MANY_CANDIDATES,
    TABLE_R_BUDGET,  /* an issue has had all its runs */
    TABLE_R_SPACING, /* too soon after the last run */
    TABLE_R_RUNNING, /* another sounding on one of the issues has not ended */
    TABLE_R_UNKNOWN_SOUNDING,
    TABLE_R_NOT_REQUIRED, /* the author is not one of the sounding's seats */
    TABLE_R_CANDIDATE_DIGEST,
    TABLE_R_RULES_DIGEST,
    TABLE_R_CIRCUIT_DIGEST,
    TABLE_R_CONTEXT_DIGEST,
    TABLE_R_BREADTH,       /* breadth counts of an opening, or of a person's own entry (table_entry_check) */
    TABLE_R_ALREADY_SAID,  /* the seat sealed, answered or stopped before */
    TABLE_R_NOT_SEALED,    /* an answer from a seat that did not seal an entry */
    TABLE_R_ENDED,         /* the sounding is over */
    TABLE_R_ANSWER_DIGEST, /* the digest is not that of the answer beside it */
    TABLE_R_ANSWER,        /* an answer that this kind of sounding cannot give */
    TABLE_R_DAY,           /* the day of an opening is over, or an entry comes before its day */
    TABLE_R_GRID,          /* not a grid of 2 to TABLE_MAX_GRID numbers */
    TABLE_R_STEPS,         /* steps that do not rise */
    TABLE_R_THRESHOLD,     /* too low or too high a number for ready */
    TABLE_R_EXCHANGE,      /* an exchange of other than two seats and two issues */
    TABLE_R_EARLIER,       /* the sounding to continue is not there, or does not allow it */
    TABLE_R_CLOSED,        /* a check failed; all concerned seats must reopen the issue */
    TABLE_R_NOT_CLOSED,    /* nothing to reopen */
    TABLE_R_NOT_CONCERNED, /* the author is not one of the issue's seats */
    TABLE_R_PAUSED,        /* the table is paused: seats says by whom */
    TABLE_R_NOT_PAUSED,    /* the author holds no pause */
    TABLE_R_RECONFIRM,     /* seats have not reconfirmed their mandates since the world changed */
    TABLE_R_FACILITATOR,   /* a facilitator's seat in a sounding, or among those whom an issue concerns */
    TABLE_R_UNKNOWN_PROPOSAL, /* no such proposal, or one that is decided */
    TABLE_R_UNKNOWN_MEETING,
    TABLE_R_NOT_INVITED, /* the author is not one of the meeting's seats */
    TABLE_R_RAPPORTEUR,  /* what only the meeting's rapporteur does */
    TABLE_R_RECORD,      /* the record is at another stage: open, in read-back, closed */
    TABLE_R_ATTRIBUTED,  /* a point that names a seat or a party */
    TABLE_R_UNKNOWN_ARTICLE,
    TABLE_R_PEN,                /* what only the seat does that holds the pen: seats says which */
    TABLE_R_DRAFT,              /* a draft that replaces another than the present one, or none is there */
    TABLE_R_BRACKETS,           /* brackets are open, or more of them than the table allows */
    TABLE_R_AGREED,             /* seats have agreed or recommended: seats says which */
    TABLE_R_SILENCE,            /* a silence runs already, or none does */
    TABLE_R_UNKNOWN_PAPER,      /* no such paper, or not the author's, or not its last version */
    TABLE_R_UNKNOWN_ATTACHMENT, /* no such attachment, or another seat's */
    TABLE_R_PART,               /* a part that is not the next one, or has another length than it must have */
    TABLE_R_ATTACHMENT_DIGEST,  /* the parts together are not what was announced */
    TABLE_R_MIXED_SCRIPTS,      /* a name with letters of scripts that look alike */
    TABLE_R_CHANGED,            /* said of what has changed since its author read it */
    TABLE_R_EVERYTHING,         /* nothing is agreed until everything is agreed */
    TABLE_R_SIDE,               /* the seat speaks for no side, or seats are on two */
    TABLE_R_FIELD_DOCUMENT,     /* a line, rule, zones or criteria that are not whole, or not what they say */
    TABLE_R_POSITION,           /* no such declared position, or not what was committed */
    TABLE_R_REPORT,             /* a report that is not signed by an admitted key, or none of this table */
    TABLE_R_INCIDENT,           /* a step that an incident cannot take, or not by this seat */
    TABLE_R_STEP,               /* a step out of its order, or without what it needs */
    TABLE_N_REFUSALS,           /* one more than the last */
};

/* The languages of the program's own sentences. */
enum table_lang { TABLE_LANG_EN, TABLE_LANG_UK, TABLE_LANG_RU, TABLE_LANG_FR, TABLE_LANG_AR, TABLE_N_LANGS };
/* The sentence or word in that language; English where there is no translation. The string is static. Its
 * conversions are the English ones, by position. */
const char *table_say(enum table_lang lang, const char *english) __attribute__((format_arg(2)));

const char *table_lang_tag(enum table_lang lang); /* "en", "uk", "ru", "fr", "ar" */
/* The language of a tag such as "uk" or "fr-CA", whatever its case. T2_E_MISSING: none of the five. */
T2_MUST_USE int table_lang_find(const char *tag, enum table_lang *out);
/* Marks a sentence or word that is translated where it is shown, for the catalogues (po/). */
#define TABLE_SAYS(english) english

struct table_refusal {
    enum table_refusal_code code;
    uint64_t seats;       /* TABLE_R_MISSING_SEAT, TABLE_R_MANDATE_EXPIRED: the seats named; else 0 */
    char text[1024];      /* UTF-8: what happened, what was kept, what to do */
    enum table_lang lang; /* given by the caller: the language of text */
};
const char *table_refusal_name(enum table_refusal_code code); /* "missing_seat", ...; for --json */

/* ---- the state ---- */

struct table_state;

T2_MUST_USE int table_state_new(struct table_state **out);
void table_state_free(struct table_state *s); /* NULL is fine */

/* Checks the event by all rules and, when it passes, keeps a copy and moves the state.
 * 0; T2_E_REFUSED with *why filled; T2_E_MEMORY. On any failure s is as before. why may be NULL. */
T2_MUST_USE int table_apply(struct table_state *s, const struct table_event *ev, struct table_refusal *why);
/* The same judgement without moving: what a desk asks before it sends an event. */
T2_MUST_USE int table_check(const struct table_state *s, const struct table_event *ev,
                            struct table_refusal *why);

/* SHA-256 over the whole state, log included: equal states on two desks have equal digests. */
T2_MUST_USE int table_state_digest(const struct table_state *s, uint8_t out[static TABLE_DIGEST_LEN]);

/* All pointers below are borrowed and valid until the next table_apply or table_state_free. */
int table_is_open(const struct table_state *s); /* 1 after table_opened */
const uint8_t *
table_id(const struct table_state *s); /* 32 bytes: digest of the opening event; zeros before */
const char *table_title(const struct table_state *s); /* "" before opening */
size_t table_n_rules(const struct table_state *s);
const char *table_rule(const struct table_state *s, size_t i);
struct table_settings table_settings(const struct table_state *s);
uint64_t table_last_slot(const struct table_state *s);

/* The log of accepted events, oldest first. */
size_t table_n_events(const struct table_state *s);
const struct table_event *table_event_at(const struct table_state *s, size_t i);

/* What event i says, for people, without its subject: "opened sounding 2 (room)". Cut to fit. */
void table_event_text(const struct table_state *s, size_t event, enum table_lang lang, char *out,
                      size_t out_len);
/* Rule i of the table in words, those it was opened with first. 1; 0 when there is none. Cut to fit. */
int table_rules_line(const struct table_state *s, size_t i, enum table_lang lang, char *out, size_t out_len);
/* 1 when the text holds every one of the words, in any order, whatever their case and composition (Unicode
 * case folding and compatibility forms). No word: 1. Not valid UTF-8, or no memory: 0. */
int table_text_holds(const char *text, const char *words);
#define TABLE_SLOT_TEXT_LEN 32
void table_slot_text(uint64_t slot, char out[static TABLE_SLOT_TEXT_LEN]); /* "2026-12-01 10:00 UTC" */
/* Until when something holds: a slot that begins a day ends the one before, "2026-11-30"; any other with its
 * hour. */
void table_until_text(uint64_t slot, char out[static TABLE_SLOT_TEXT_LEN]);

size_t table_n_seats(const struct table_state *s);
const struct table_seat *table_seat(const struct table_state *s,
                                    size_t i); /* present standing and mandate; NULL beyond */
T2_MUST_USE int table_seat_find(const struct table_state *s, const char *id,
                                uint8_t *out_seat); /* T2_E_MISSING */
int table_mandate_valid(const struct table_state *s, size_t seat,
                        uint64_t slot); /* 1 when it has not expired */
unsigned table_mask_count(uint64_t seats);
/* "Seat A", "Seat A and Seat B", "Seat A, Seat B and 3 others": cut to fit out_len. */
void table_seat_names(const struct table_state *s, uint64_t seats, enum table_lang lang, char *out,
                      size_t out_len);

const char *table_function_name(enum table_function x); /* "participant", "facilitator", "observer" */
const char *table_standing_name(enum table_standing x); /* "official in a personal capacity", ... */
const char *table_mandate_name(enum table_mandate_kind x);
const char *table_phrase_name(enum table_phrase x);

/* The track, computed from the standings: never typed, never stored. */
enum table_track { TABLE_TRACK_NONE, TABLE_TRACK_ONE, TABLE_TRACK_ONE_AND_HALF, TABLE_TRACK_TWO };
enum table_track table_track(const struct table_state *s);
const char *table_track_name(enum table_track t); /* "One", "1.5", "Two", "" */
/* "Track 1.5: an official on Borea's end only". out_len 512 is always enough for the names that fit, else
 * cut. */
void table_track_text(const struct table_state *s, enum table_lang lang, char *out, size_t out_len);

size_t table_n_issues(const struct table_state *s);
const struct table_issue *table_issue(const struct table_state *s, size_t i); /* NULL beyond */
T2_MUST_USE int table_issue_find(const struct table_state *s, const char *id,
                                 uint8_t *out_issue); /* T2_E_MISSING */
/* The text in that language, else English, else the first. NULL when n is 0. */
const char *table_text_in(const struct table_text *texts, size_t n, const char *lang);

#define TABLE_CLOSED_BY_DEVICE 2
/* An issue's budget of runs. */
struct table_budget {
    unsigned runs_used; /* runs that counted; near counts two, find none */
    unsigned runs_left; /* 0 = closed, until all whom it concerns reopen it, which they can once */
    int running;        /* 1 while a sounding on it has not ended */
    int check_failed;   /* not 0 = closed, until all whom it concerns reopen it; then runs_left stays. 1: a
                           check failed; TABLE_CLOSED_BY_DEVICE: what a seat's old device kept is gone */
    int reopened;       /* 1 after used-up runs were given again */
    uint64_t wants_reopened; /* seats that posted sounds_reopened since it closed */
    uint64_t next_slot;      /* the first slot in which a new one may run; 0 = at once */
};
struct table_budget table_issue_budget(const struct table_state *s, size_t issue);

/* ---- pause, mandates, consents ---- */

/* What the table knows of a seat beside struct table_seat. */
struct table_seat_state {
    uint64_t seen;       /* seats that confirmed its present mandate as seen: no more than that */
    uint32_t keeps_days; /* how long it keeps the record; 0 = it must keep it */
    uint8_t keeps_said;  /* 1 once it said so */
    uint8_t pause;       /* enum table_pause while it holds one, else 0 */
    uint16_t n_devices;  /* changes of its device */
    uint8_t device[TABLE_DIGEST_LEN]; /* the last of them; zeros before */
};
const struct table_seat_state *table_seat_state(const struct table_state *s, size_t seat); /* NULL beyond */
uint64_t table_paused_by(const struct table_state *s);         /* 0: the table is not paused */
uint64_t table_reconfirm_missing(const struct table_state *s); /* seats that soundings wait for */
/* The line if asked in force: 0 texts when there is none. */
struct table_texts table_line(const struct table_state *s);
/* 1 from a leak until every pause is lifted: every desk shows the line. */
int table_leaked(const struct table_state *s);
uint8_t table_pen(const struct table_state *s);
uint64_t table_early_issues(const struct table_state *s); /* mask of issues */
/* 1 when what was said in event i has outlived the table's lifetime of messages. */
int table_said_over(const struct table_state *s, size_t event, uint64_t slot);
/* The same of whatever was said in that slot, also of what a rule refused. */
int table_words_over(const struct table_state *s, uint64_t said, uint64_t slot);

enum table_proposal_status { TABLE_PROPOSAL_OPEN, TABLE_PROPOSAL_ACCEPTED, TABLE_PROPOSAL_DECLINED };
struct table_proposal {
    unsigned number; /* 1, 2, ... for people */
    uint8_t id[TABLE_FORM_ID_LEN];
    uint8_t content[TABLE_DIGEST_LEN];
    enum table_event_kind kind;
    size_t event; /* its place in the log: table_event_at */
    uint64_t consents;
    enum table_proposal_status status;
    uint64_t ended_slot;
    uint64_t ended;       /* another device: seats that have ended their line with the present one */
    uint64_t agreed_slot; /* another device: when the last of the others consented */
};
size_t table_n_proposals(const struct table_state *s);
const struct table_proposal *table_proposal(const struct table_state *s, size_t i); /* NULL beyond */
/* What the form holds now whose id the event names, for the content of a consent, of what is said of an
 * article, of a read-back: what its author has before him. Zeros when there is no such form. */
void table_content(const struct table_state *s, const struct table_event *ev,
                   uint8_t out[static TABLE_DIGEST_LEN]);
/* Completes an event that names issues, or a seat's mandate, by number: with the digest of what has that
 * number here, so that it is refused where the order of the log gives the number to another. T2_E_MEMORY. */
T2_MUST_USE int table_event_name(const struct table_state *s, struct table_event *ev);
/* All whose consent it needs, those that have given it included. */
uint64_t table_proposal_needs(const struct table_state *s, const struct table_proposal *p);

/* ---- new seats and changed devices (docs/design/devices.md) ---- */

/* So long the present device can decline when the seat itself has not consented: seven days. */
#define TABLE_DEVICE_WAIT_SLOTS ((uint64_t)7 * 24 * 60)
#define TABLE_MAX_DEVICES 7u      /* changes of one seat's device: the channel knows eight */
#define TABLE_DEVICE_WORDS_LEN 36 /* as CHANNEL_WORDS_LEN */

/* The proposal of another device that is open, and whose it is; NULL. At most one is. */
const struct table_proposal *table_device_open(const struct table_state *s, uint8_t *out_seat);
/* 1 when all others have consented to this device. */
int table_device_agreed(const struct table_state *s, const struct table_proposal *p);
/* The slot until which the seat's present device can decline; 0 when no such time runs: not all others have
 * consented, the seat itself has, or it is decided. */
uint64_t table_device_until(const struct table_state *s, const struct table_proposal *p);
/* 1 when it is for the desk of this seat to end its line with the present device. */
int table_device_ends_now(const struct table_state *s, const struct table_proposal *p, uint8_t author,
                          uint64_t slot);
/* The open proposal of a new seat with this id, or NULL. */
const struct table_proposal *table_seat_awaited(const struct table_state *s, const char *id);
/* The check words of a device: six groups of five digits, to be read aloud. */
void table_device_words(const uint8_t key[static TABLE_DIGEST_LEN], char out[static TABLE_DEVICE_WORDS_LEN]);

/* ---- meetings ---- */

enum table_record { TABLE_RECORD_OPEN, TABLE_RECORD_READ_BACK, TABLE_RECORD_CLOSED };
struct table_meeting {
    unsigned number; /* 1, 2, ... for people */
    uint8_t id[TABLE_FORM_ID_LEN];
    uint8_t content[TABLE_DIGEST_LEN]; /* of call and record */
    size_t event; /* of its call, which has place, date, agenda, rapporteur: table_event_at */
    uint64_t coming, not_coming, there;
    uint8_t n_floor;
    uint8_t floor[TABLE_MAX_SEATS]; /* seats that ask for the floor, in their order */
    enum table_record record;
    unsigned n_points;   /* numbered from 1; struck ones keep their number */
    uint64_t confirmed;  /* read-back */
    uint64_t readouts;   /* seats that made one for their principals */
    uint64_t ended_slot; /* valid when closed */
};
size_t table_n_meetings(const struct table_state *s);
const struct table_meeting *table_meeting(const struct table_state *s, size_t i); /* NULL beyond */
T2_MUST_USE int table_meeting_find(const struct table_state *s, const uint8_t id[static TABLE_FORM_ID_LEN],
                                   size_t *out_index); /* T2_E_MISSING */
/* Point k (from 1) of a meeting: nobody's. NULL texts when struck or beyond. */
struct table_texts table_meeting_point(const struct table_state *s, size_t meeting, unsigned k);

/* ---- papers ---- */

struct table_paper {
    unsigned number; /* 1, 2, ... in the order of the log; a new version has a new number */
    uint8_t id[TABLE_FORM_ID_LEN];
    size_t event;
    unsigned version;     /* from 1 */
    size_t before, after; /* its last and its next version; SIZE_MAX: none */
};
size_t table_n_papers(const struct table_state *s);
const struct table_paper *table_paper(const struct table_state *s, size_t i); /* NULL beyond */
/* Languages of an equally authentic paper that did not change with this version while others did. Writes at
 * most max tags, borrowed; returns how many. */
size_t table_paper_unchanged(const struct table_state *s, size_t i, const char **out, size_t max);

/* ---- attachments ---- */

struct table_attachment {
    unsigned number; /* 1, 2, ... of its paper */
    uint8_t id[TABLE_FORM_ID_LEN];
    size_t paper; /* index */
    size_t event; /* of its announcement, which has name, media, size and digest: table_event_at */
    uint8_t n_parts;
    uint8_t n_here; /* parts that have come, in their order; n_parts: it is complete and its digest fits */
    uint32_t parts[TABLE_MAX_PARTS]; /* their events */
};
size_t table_n_attachments(const struct table_state *s);
const struct table_attachment *table_attachment(const struct table_state *s, size_t i); /* NULL beyond */
/* Number k (from 1) of a paper: its index. T2_E_MISSING. */
T2_MUST_USE int table_attachment_find(const struct table_state *s, size_t paper, unsigned k,
                                      size_t *out_index);
int table_attachment_complete(const struct table_attachment *a);
/* The bytes of a part that has come (k from 0, below n_here): borrowed. Nobody has looked at what they are.
 */
struct t2_bytes table_attachment_part(const struct table_state *s, const struct table_attachment *a,
                                      unsigned k);
/* Bytes that a seat may still announce at this table. */
size_t table_attachment_room(const struct table_state *s, size_t seat);
const char *table_media_name(enum table_media x); /* "PNG picture", "JPEG picture", "PDF", "text" */
/* ---- non-papers ---- */

/* A text without an author. Its only date is the round's, its only origin the seats of the round. */
struct table_non_paper {
    unsigned number; /* 1, 2, ... in the order of the log, and in a round in the order of their bytes */
    size_t sounding; /* the round */
    const char *text;
};
size_t table_n_non_papers(const struct table_state *s);
const struct table_non_paper *table_non_paper(const struct table_state *s, size_t i); /* NULL beyond */
/* 1 when these bytes may be a non-paper: a page of valid UTF-8 that may be shown, 1 to TABLE_NON_PAPER_MAX.
 */
int table_non_paper_ok(const char *text, size_t n);
/* More broken places than this are no chance, whoever wrote: each takes two seats. */
unsigned table_round_chance(unsigned n_seats);
/* The digest that a seat posts with what came out of a round: bound to the round's context. */
T2_MUST_USE int table_round_digest(const uint8_t context[static TABLE_DIGEST_LEN],
                                   const struct table_ev_round_result *x,
                                   uint8_t out[static TABLE_DIGEST_LEN]);

/* ---- the negotiating text ---- */

enum table_article_status {
    TABLE_ARTICLE_PROPOSED,      /* no draft yet, or nobody has said anything of it */
    TABLE_ARTICLE_BRACKETED,     /* brackets are open */
    TABLE_ARTICLE_RECOMMENDABLE, /* could be recommended by some seats */
    TABLE_ARTICLE_AD_REFERENDUM, /* agreed ad referendum by all whom it concerns */
    TABLE_ARTICLE_FINAL,         /* confirmed by the principals of all whom it concerns */
    TABLE_ARTICLE_LEFT_OUT,      /* its draft is empty */
};
const char *table_article_status_name(enum table_article_status x); /* "proposed", ..., "left out" */

enum table_silence { TABLE_SILENCE_NONE, TABLE_SILENCE_RUNS, TABLE_SILENCE_BROKEN, TABLE_SILENCE_ADOPTED };

struct table_article {
    unsigned number; /* 1, 2, ... in the order of the log */
    uint8_t id[TABLE_FORM_ID_LEN];
    uint8_t content[TABLE_DIGEST_LEN]; /* of all its drafts */
    size_t event;                      /* article_opened, or the sound_result that found its package */
    size_t sounding;     /* that sounding; table_n_soundings and more: it came from no sounding */
    char package[24];    /* then its name: "package 2" of sounding 2; else "" */
    uint64_t could;      /* seats that could recommend the present draft */
    uint64_t agreed;     /* of these: agreed ad referendum */
    uint64_t confirmed;  /* of these: confirmed by their principals */
    uint64_t final_for;  /* since it is final: the seats that it concerned then, and concerns; else 0 */
    unsigned n_drafts;   /* drafts it has had */
    size_t draft;        /* event of the present one; 0: none */
    uint16_t last_id;    /* the greatest number that a bracket of it has had */
    uint64_t until;      /* of the last silence; 0: there was none on this draft */
    uint64_t objected;   /* seats that broke it */
    uint8_t interrupted; /* 1: a pause broke it */
};
size_t table_n_articles(const struct table_state *s);
const struct table_article *table_article(const struct table_state *s, size_t i); /* NULL beyond */
/* By its number or name. T2_E_MISSING. */
T2_MUST_USE int table_article_find(const struct table_state *s, const char *word, size_t *out_index);
const char *table_article_name(const struct table_state *s, size_t i); /* "3"; "package 2" of sounding 2 */
const char *table_article_title(const struct table_state *s, size_t i, const char *lang);
/* Seats that it concerns: those it was opened for, and all whom its issues concern now. */
uint64_t table_article_concerns(const struct table_state *s, size_t i);
enum table_article_status table_article_status(const struct table_state *s, size_t i);
/* As of this slot: an hour that has come has come on every desk, also on one that was away. */
enum table_silence table_article_silence(const struct table_state *s, size_t i, uint64_t slot);
unsigned table_article_open_brackets(const struct table_state *s, size_t i); /* most of one language */
/* Its present text; that of draft `number` (from 1); for the caller to clear. Of a package found, before any
 * draft, the options of the package. T2_E_MISSING when there is none, T2_E_MEMORY. */
T2_MUST_USE int table_article_draft(const struct table_state *s, size_t i, unsigned number,
                                    struct draft *out);
/* The event of draft `number` (from 1); 0 when there is none. */
size_t table_article_draft_event(const struct table_state *s, size_t i, unsigned number);
/* Slot in which bracket id of that language first stood in a draft of the article; 0 when it never did. */
uint64_t table_article_bracket_since(const struct table_state *s, size_t i, const char *lang, uint16_t id);
/* The same for the n brackets at[] of that language, in one pass. */
void table_article_ages(const struct table_state *s, size_t i, const char *lang, const struct draft_place *at,
                        size_t n, uint64_t *out_since);
/* Languages of the present draft that did not change with it while others did. Writes at most max tags,
 * borrowed; returns how many. */
size_t table_article_unchanged(const struct table_state *s, size_t i, const char **out, size_t max);

/* The whole text: for people, and to open anywhere. lang NULL: all languages side by side. The words around
 * it are in the language speaks. Appends. T2_E_MEMORY, T2_E_FULL. */
enum table_export { TABLE_EXPORT_PLAIN, TABLE_EXPORT_MARKDOWN, TABLE_EXPORT_HTML };
T2_MUST_USE int table_export_text(const struct table_state *s, enum table_export form, const char *lang,
                                  enum table_lang speaks, enum draft_style style, uint64_t now_slot,
                                  struct t2_buf *out);
/* The dossier: the text, open brackets, answers, issues, points of closed records and rules as one HTML file
 * that names nobody. The table must be open. one_language 1: of the articles, this language alone where they
 * have it; else all side by side. out_beside: the words of people that stand outside the articles, a line
 * each, for chatham_check. Appends to both; on failure both are as they were. T2_E_MEMORY, T2_E_FULL. */
T2_MUST_USE int table_export_dossier(const struct table_state *s, enum table_lang lang, int one_language,
                                     uint64_t now_slot, struct t2_buf *out, struct t2_buf *out_beside);

/* ---- soundings ---- */

enum table_sounding_status {
    TABLE_SOUND_OPEN,     /* waits for entries */
    TABLE_SOUND_SEALED,   /* every required seat has sealed; the answer is being computed or compared */
    TABLE_SOUND_ANSWERED, /* all required seats posted the same answer */
    TABLE_SOUND_STOPPED,  /* a seat stopped it, or the seats posted different answers */
};
const char *
table_sounding_status_name(enum table_sounding_status x); /* "open", "sealed", "answered", "stopped" */
const char *table_sounding_kind_name(enum table_sounding_kind x); /* "room", "yes", "range", ...; "unknown" */
/* The same for people, to be said in their language: FIND is the "second key". */
const char *table_sounding_kind_text(enum table_sounding_kind x);

/* All that makes a circuit: the fields of struct sounding_shape, of the kind with the same name. */
struct table_shape {
    enum table_sounding_kind kind;
    unsigned n_seats;
    uint32_t n_candidates; /* YES, READY: 1. RANGE: grid points. FIND: those of the sounding it continues */
    uint32_t min_accepted, max_accepted;
    unsigned n_steps;   /* NEAR; else 0 */
    unsigned threshold; /* READY; else 0 */
    unsigned n_earlier; /* as table_sounding_earlier */
    unsigned parities;  /* statistical_bits of the table */
};

struct table_sounding {
    unsigned number; /* 1, 2, ... in the order of the log, for people */
    uint8_t id[TABLE_SOUNDING_ID_LEN];
    enum table_sounding_kind kind;
    uint8_t opener;
    uint64_t opened_slot;
    size_t n_issues;
    uint8_t issues[TABLE_MAX_ISSUES];
    uint64_t seats; /* required; party p of the joint computation is the p-th lowest set bit */
    uint64_t day;   /* 0: none */
    struct table_sound_params params; /* texts are borrowed from the log */
    uint32_t n_candidates;
    uint32_t min_accepted;
    uint32_t max_accepted;
    struct table_digests digests;
    enum table_sounding_status status;
    uint64_t sealed;    /* seats that sealed */
    uint64_t answered;  /* seats that posted an answer */
    uint64_t said_yes;  /* of these, the ones whose answer was 1 */
    uint64_t stopped;   /* seats that posted sound_stopped */
    uint64_t not_heard; /* seats shown as not heard, once stopped */
    uint8_t answer;     /* valid when ANSWERED: 1 room, 0 no room */
    uint32_t value;     /* valid when ANSWERED: see table_ev_sound_result. NON_PAPER: places that were
                         * broken, and 256 times the texts left out; its answer is whether any came out */
    uint8_t digest[TABLE_DIGEST_LEN]; /* NON_PAPER: of the first result that was posted */
    uint8_t disagreed;                /* 1 when stopped because the answers differ */
    uint8_t counted;      /* 1 when the run counts against the budget (a share of the answer was sent) */
    uint8_t check_failed; /* 1 when a seat stopped it because a check failed */
    uint8_t kept_lost; /* 1 when a check failed later among the same seats, or one of them changed its device:
                          what it kept is discarded */
    uint8_t n_earlier; /* at most TABLE_MAX_EARLIER */
    uint16_t earlier[TABLE_MAX_EARLIER]; /* indices of soundings, oldest first */
    uint64_t recommended; /* after a YES or FIND answered 1: the seats by whom the text could be recommended,
                             ad referendum; else 0 */
    uint64_t ended_slot;  /* valid when ANSWERED or STOPPED */
};

/* Sounding days: what seats have agreed to. They hold when all whom the issues concern agreed to the same.
 */
struct table_days {
    struct table_ev_days_agreed what;
    uint64_t agreed; /* seats */
};
size_t table_n_days(const struct table_state *s);
const struct table_days *table_days_at(const struct table_state *s, size_t i); /* NULL beyond */
/* Its place, table_n_days when nobody has agreed to it. */
size_t table_days_find(const struct table_state *s, const struct table_ev_days_agreed *x);
uint64_t table_days_missing(const struct table_state *s,
                            const struct table_days *d); /* seats that have yet to agree; 0: they hold */
/* The next sounding of days that hold, after this slot: what a desk gives to table_sounding_plan, and its id
 * for table_sounding_finish. T2_E_MISSING when they do not hold or are over; T2_E_MEMORY. */
T2_MUST_USE int table_days_next(const struct table_state *s, size_t i, uint64_t slot,
                                struct table_ev_sound_opened *plan,
                                uint8_t out_id[static TABLE_SOUNDING_ID_LEN]);
/* "territory, line: from 2026-12-01 10:00 UTC on, every 7 days; times: 3" */
void table_days_text(const struct table_state *s, const struct table_ev_days_agreed *x, enum table_lang lang,
                     char *out, size_t out_len);
/* 1 for the id of a sounding of a day that was agreed on: nobody asked for it. Opened twice it is one. */
int table_sounding_of_day(const uint8_t id[static TABLE_SOUNDING_ID_LEN]);

size_t table_n_soundings(const struct table_state *s);
const struct table_sounding *table_sounding(const struct table_state *s, size_t i); /* NULL beyond */
T2_MUST_USE int table_sounding_find(const struct table_state *s,
                                    const uint8_t id[static TABLE_SOUNDING_ID_LEN],
                                    size_t *out_index); /* T2_E_MISSING */
/* 1 while it is OPEN or SEALED. */
int table_sounding_running(const struct table_sounding *x);
/* Seat -> number of the party, and back. T2_E_MISSING when it is none of the sounding's. */
T2_MUST_USE int table_party_of_seat(uint64_t seats, uint8_t seat, unsigned *out_party);
T2_MUST_USE int table_seat_of_party(uint64_t seats, unsigned party, uint8_t *out_seat);

/* Mask of all seats that one of the issues concerns. */
uint64_t table_concerned(const struct table_state *s, const uint8_t *issues, size_t n_issues);

/* What a desk must know before it can build the circuit and post sound_opened. The caller fills kind, issues,
 * seats, day and params of *plan; 0 steps and the threshold 0 become the usual ones (0, 1, 2, 5, 10; all
 * seats below five, two thirds from five). Applies every rule of an opening, and fills all the rest but the
 * id, the circuit's and the context's digest. On failure both are as they were. 0, T2_E_REFUSED with why,
 * T2_E_ARGUMENT for more than TABLE_MAX_ISSUES, T2_E_MEMORY. */
T2_MUST_USE int table_sounding_plan(const struct table_state *s, uint64_t slot,
                                    struct table_ev_sound_opened *plan, struct table_shape *out_shape,
                                    struct table_refusal *why);
/* Puts id and circuit digest into a plan and computes its context digest. */
T2_MUST_USE int table_sounding_finish(const struct table_state *s, struct table_ev_sound_opened *plan,
                                      const uint8_t id[static TABLE_SOUNDING_ID_LEN],
                                      const uint8_t circuit[static TABLE_DIGEST_LEN]);
/* The digest that a seat posts with its answer: bound to the context. */
T2_MUST_USE int table_answer_digest(const uint8_t context[static TABLE_DIGEST_LEN], uint8_t answer,
                                    uint32_t value, uint8_t out[static TABLE_DIGEST_LEN]);
/* T2_E_ARGUMENT when there is no such sounding. */
T2_MUST_USE int table_sounding_shape(const struct table_state *s, size_t sounding, struct table_shape *out);
/* The earlier soundings whose kept bits this one reads, oldest first, as indices. FIND: the one it continues.
 * ROOM, NEAR, RANGE, EXCHANGE: those that were answered on the same set, that is the same seats, the same
 * issues in the same order, and for RANGE the same question, unit and grid; ROOM and NEAR belong together.
 * What was kept before a check failed among the same seats is not read again. Returns how many. */
size_t table_sounding_earlier(const struct table_state *s, size_t sounding,
                              size_t out[static TABLE_MAX_EARLIER]);
/* The soundings that have not ended and whose day has come (day 0: at once), oldest first. Writes at most max
 * indices; returns how many there are. */
size_t table_soundings_due(const struct table_state *s, uint64_t slot, size_t *out, size_t max);
/* One sentence for people, "" unless ANSWERED. Cut to fit out_len; 1024 is always enough unless a statement
 * is quoted. */
void table_sounding_answer_text(const struct table_state *s, size_t sounding, enum table_lang lang, char *out,
                                size_t out_len);
/* table_candidate_name of a sounding's candidate; of RANGE, and FIND on it, the number with its unit, "35
 * km". T2_E_ARGUMENT, T2_E_FULL (out_len). */
T2_MUST_USE int table_sounding_candidate(const struct table_state *s, size_t sounding, uint32_t index,
                                         char *out, size_t out_len);
/* Compares the circuit that this desk built itself with the sounding's. 0 or T2_E_REFUSED with why. */
T2_MUST_USE int table_sounding_circuit_check(const struct table_state *s, size_t sounding,
                                             const uint8_t circuit[static TABLE_DIGEST_LEN],
                                             struct table_refusal *why);

/* Counts of accepted candidates that the circuit allows: an entry is invalid when accepted * 100 > max% * P
 * or accepted * 100 < min% * P. Without a limit (one issue, or fewer than breadth_from candidates) 0 and P.
 */
void table_breadth(const struct table_settings *st, size_t n_issues, uint32_t n_candidates, uint32_t *out_min,
                   uint32_t *out_max);

/* ---- candidates: packages as a mixed radix over the issues, the first issue the most significant digit ----
 */

struct table_space {
    size_t n_issues;
    uint8_t n_options[TABLE_MAX_ISSUES];
    uint32_t n_candidates;
};
/* T2_E_ARGUMENT (no issue, an unknown one, one twice), T2_E_TOO_LARGE above TABLE_MAX_CANDIDATES. */
T2_MUST_USE int table_space_init(struct table_space *out, const struct table_state *s, const uint8_t *issues,
                                 size_t n_issues);
uint32_t table_space_index(const struct table_space *sp,
                           const uint8_t *choice); /* choice[i] < n_options[i] */
void table_space_choice(const struct table_space *sp, uint32_t index,
                        uint8_t *out_choice); /* n_issues bytes */
/* "t2-l1-z2-o3-g3-s2-p2-k2"; the option's id when there is one issue. T2_E_ARGUMENT, T2_E_FULL (out_len). */
T2_MUST_USE int table_candidate_name(const struct table_state *s, const uint8_t *issues, size_t n_issues,
                                     uint32_t index, char *out, size_t out_len);

/* Where a file is wrong: "issues[3].options: expected an array". */
struct table_file_error {
    char text[512];
    enum table_lang lang; /* given by the caller: the language of text */
};

/* ---- preferences and entries: local, secret, wiped ---- */

#define TABLE_RED_LINE INT32_MIN /* points of an option that is refused whatever the rest */
#define TABLE_MAX_POINTS 1000000
#define TABLE_MAX_LINKAGES 64

/* "If the package has, on every issue of `if`, one of these options, then on every issue of `then` only
 * these." if_options[i] and then_options[i] are masks of options of the i-th issue; 0 in if = not mentioned,
 * UINT64_MAX in then = free. */
struct table_linkage {
    uint64_t if_options[TABLE_MAX_ISSUES];
    uint64_t then_options[TABLE_MAX_ISSUES];
};

/* For one ordered list of issues. Points are of the seat's own scale. The three words are points too:
 * welcome 1, could live with 0, cannot TABLE_RED_LINE, with the threshold 0. */
struct table_prefs {
    struct table_space space;
    int32_t points[TABLE_MAX_ISSUES][TABLE_MAX_OPTIONS];
    int32_t at_least; /* "could live with at least" */
    size_t n_linkages;
    struct table_linkage linkages[TABLE_MAX_LINKAGES];
};

/* All could live with, threshold 0, no linkage. On the heap, because it is large. T2_E_MEMORY. */
T2_MUST_USE int table_prefs_new(struct table_prefs **out, const struct table_space *space);
void table_prefs_free(struct table_prefs *p); /* wipes; NULL is fine */
/* 1 and the sum when the package crosses no red line and breaks no linkage, else 0 and *out_score = 0. */
int table_prefs_score(const struct table_prefs *p, uint32_t index, int32_t *out_score);

/* One seat's entry, as struct sounding_entry wants it. What the kind does not use is 0. */
struct table_entry {
    enum table_sounding_kind kind;
    uint32_t n_candidates;
    size_t n_bitmaps;    /* ROOM, EXCHANGE: 1. NEAR: one a step. BETTER: not worse, better. Else 0 */
    uint8_t *bits;       /* n_bitmaps times n_candidates bytes, 0 or 1, in the order of the candidates */
    uint32_t n_accepted; /* of the first bitmap; RANGE: grid points */
    uint32_t n_widest;   /* of the last bitmap; else n_accepted */
    uint32_t low, high;  /* RANGE: first and last grid point */
    uint8_t yes;         /* YES, READY, FIND */
};
/* For ROOM. Time does not depend on the preferences, only on the space and the number of linkages. So for the
 * next two. T2_E_MEMORY. */
T2_MUST_USE int table_entry_make(struct table_entry *out, const struct table_prefs *p);
/* NEAR: a bitmap for each step, the threshold lowered by it. T2_E_MEMORY. */
T2_MUST_USE int table_entry_make_near(struct table_entry *out, const struct table_prefs *p,
                                      const uint32_t *steps, size_t n_steps);
/* BETTER: of the packages that cross no red line and break no linkage, those with at least as many points as
 * the base, and those with more. A base that does cross or break one is below all of them. T2_E_MEMORY. */
T2_MUST_USE int table_entry_make_better(struct table_entry *out, const struct table_prefs *p, uint32_t base);
/* The entry on this sounding that a file describes: a profile or table file (ROOM, NEAR, BETTER, RANGE by its
 * "ranges"), or an entry's own file: {"yes": true}, {"range": [10, 40]}, {"pairs": [{"give": "t2", "get":
 * "s3"}]}. T2_E_MALFORMED with why, T2_E_ARGUMENT, T2_E_MEMORY. */
T2_MUST_USE int table_entry_read(const struct table_state *s, size_t sounding, struct t2_bytes in,
                                 const char *seat_id, struct table_entry *out, struct table_file_error *why);
void table_entry_clear(struct table_entry *e); /* wipes and frees; a zeroed one is fine */
/* Breadth, before sealing. 0, or T2_E_REFUSED with TABLE_R_BREADTH and the counts in the sentence. */
T2_MUST_USE int table_entry_check(const struct table_entry *e, uint32_t min_accepted, uint32_t max_accepted,
                                  struct table_refusal *why);
/* Up to three packages near the edge, to ask "could you live with this?": the accepted one with the lowest
 * score, the refused one with the highest score among those that cross no red line and break no linkage, and
 * the accepted one with the lowest score that differs in most issues from the first. Returns how many (0 to
 * 3). */
size_t table_entry_edge(const struct table_prefs *p, uint32_t out_index[static 3]);

/* ---- JSON ---- */

#define TABLE_FILE_MAX (4u << 20) /* bytes of a file that is read */

/* A table file (examples/example_table.json): format "tracktwo-example-table/1" or "tracktwo-table/1". */
struct table_file;
/* T2_E_MALFORMED with why, T2_E_TOO_LARGE, T2_E_MEMORY. in need not outlive the call. */
T2_MUST_USE int table_file_read(struct t2_bytes in, struct table_file **out, struct table_file_error *why);
void table_file_free(struct table_file *f); /* NULL is fine */
/* The events the file describes; each owns its texts. nonce: 16 random bytes. T2_E_ARGUMENT, T2_E_MEMORY. */
T2_MUST_USE int table_file_opening(const struct table_file *f, uint8_t author, uint64_t slot,
                                   const uint8_t nonce[static 16], struct table_event *out);
size_t table_file_n_issues(const struct table_file *f);
T2_MUST_USE int table_file_issue(const struct table_file *f, size_t i, uint8_t author, uint64_t slot,
                                 struct table_event *out);

/* One issue alone, {"id", "title", "concerns", "options"}; seats by their ids. T2_E_MALFORMED with why,
 * T2_E_MEMORY. */
T2_MUST_USE int table_issue_read(const struct table_state *s, struct t2_bytes in, uint8_t author,
                                 uint64_t slot, struct table_event *out, struct table_file_error *why);

/* A seat's preferences for these issues. in is either a profile object or a whole table file, of which then
 * only the profile of seat_id is used. For several issues: points or words of exactly these issues,
 * could_live_with_at_least, linkages. For one issue: its list under "alone", else as for several.
 * T2_E_MALFORMED with why, T2_E_MEMORY. */
T2_MUST_USE int table_prefs_read(const struct table_state *s, struct t2_bytes in, const char *seat_id,
                                 const uint8_t *issues, size_t n_issues, struct table_prefs **out,
                                 struct table_file_error *why);

/* The state for --json: track, seats, issues with budget, soundings, said. Appends. T2_E_MEMORY, T2_E_FULL.
 */
T2_MUST_USE int table_export_json(const struct table_state *s, uint64_t now_slot, struct t2_buf *out);
/* The same without what was said, which grows with the talks. */
T2_MUST_USE int table_export_json_unsaid(const struct table_state *s, uint64_t now_slot, struct t2_buf *out);

#endif
