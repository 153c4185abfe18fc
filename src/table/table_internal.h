/* Inside src/table: the state's definition, memory of decoded events, checks of texts, refusals, shared
 * steps. */
#ifndef T2_TABLE_INTERNAL_H
#define T2_TABLE_INTERNAL_H

#include <tracktwo/table.h>
#include <tracktwo/wire.h>

/* Slots are bounded so that adding a waiting time cannot wrap. */
#define TABLE_SLOT_MAX ((uint64_t)1 << 62)

/* What closes and reopens an issue. */
struct table_closure {
    uint64_t consents;
    unsigned forgiven; /* runs before the last reopening */
    uint8_t check_failed;
    uint8_t reopened; /* used-up runs were given again */
};

/* A point of a meeting's record; its text stays in the log. */
struct table_point {
    uint32_t meeting, event;
    uint8_t struck;
};

/* A draft of an article; its text stays in the log. */
struct table_draft {
    uint32_t article, event;
};

/* shares.c: what one seat may make of what a table can hold. */
enum table_share {
    TABLE_SHARE_PROPOSALS,
    TABLE_SHARE_MEETINGS,
    TABLE_SHARE_POINTS,
    TABLE_SHARE_ARTICLES,
    TABLE_SHARE_PAPERS,
    TABLE_SHARE_ATTACHMENTS,
    TABLE_SHARE_SOUNDINGS,
    TABLE_SHARE_DAYS,
    TABLE_SHARE_DOCUMENTS,
    TABLE_SHARE_POSITIONS,
    TABLE_N_SHARES,
};

struct table_state {
    int opened;
    uint8_t id[TABLE_DIGEST_LEN];
    uint8_t log_digest[TABLE_DIGEST_LEN]; /* chain over the encodings of all accepted events */
    struct table_event *log;
    size_t n_log, cap_log;
    size_t log_bytes;
    /* Copies of the structs; their texts stay in the log's events. */
    struct table_seat seats[TABLE_MAX_SEATS];
    size_t n_seats;
    struct table_issue issues[TABLE_MAX_ISSUES];
    size_t n_issues;
    uint8_t issue_content[TABLE_MAX_ISSUES][TABLE_DIGEST_LEN];
    struct table_closure closure[TABLE_MAX_ISSUES];
    struct table_days days[TABLE_MAX_DAYS];
    size_t n_days;
    struct table_sounding *soundings;
    size_t n_soundings, cap_soundings;
    struct table_settings settings;
    struct table_seat_state seat[TABLE_MAX_SEATS];
    uint64_t paused;    /* seats that hold a pause */
    uint64_t reconfirm; /* seats that have to reconfirm their mandates */
    uint64_t early;     /* issues that may be agreed before the rest */
    uint8_t pen;        /* seat */
    size_t line;        /* event of the line if asked in force; 0: none (the first event is the opening) */
    size_t leak;        /* event of the last leak; 0: none */
    struct table_proposal *proposals;
    size_t n_proposals, cap_proposals;
    struct table_meeting *meetings;
    size_t n_meetings, cap_meetings;
    struct table_point *points;
    size_t n_points, cap_points;
    struct table_article *articles;
    size_t n_articles, cap_articles;
    size_t n_opened; /* articles opened by seats */
    struct table_draft *drafts;
    size_t n_drafts, cap_drafts;
    struct table_paper *papers;
    size_t n_papers, cap_papers;
    struct table_attachment *attachments;
    size_t n_attachments, cap_attachments;
    struct table_non_paper *non_papers;
    size_t n_non_papers, cap_non_papers;
    struct table_field_state *field;                /* the cease-fire: NULL until it is first spoken of */
    uint16_t made[TABLE_N_SHARES][TABLE_MAX_SEATS]; /* by each seat */
    /* Made before the state moves, of no meaning otherwise: what the form holds with the event. */
    uint8_t next_content[TABLE_DIGEST_LEN];
};

/* ---- memory.c: many small allocations that end together; wiped when freed ---- */

struct table_arena {
    struct table_chunk *head;
    int composes; /* texts that are read into it are brought to the form NFC */
};
/* Zeroed memory, aligned for any object; NULL when there is none. n may be 0. */
void *table_arena_alloc(struct table_arena *a, size_t n, size_t size);
/* A copy of n bytes with a terminating zero. */
char *table_arena_text(struct table_arena *a, const void *p, size_t n);
void table_arena_free(struct table_arena *a);

/* ---- text.c ---- */

/* letters.c: names. 1 when the name is in Unicode's form NFC, of characters that every desk knows. */
int table_name_composed(const char *name);
/* 1 when the names look the same: case folded, in compatibility form, without what cannot be seen. */
int table_name_same(const char *a, const char *b);
/* 1 when the name begins so, compared like that. */
int table_name_begins(const char *name, const char *prefix);

/* A copy of a text in the form NFC; one that is not UTF-8 as it is. NULL: no memory. */
const char *table_composed_text(struct table_arena *a, struct t2_bytes text);

/* What a text must be. */
enum table_text_kind {
    TABLE_TEXT_ID,
    TABLE_TEXT_LANG,
    TABLE_TEXT_LINE,
    TABLE_TEXT_LINE_OR_EMPTY,
    TABLE_TEXT_PAGE,  /* lines, not all of them empty, with line feeds between them */
    TABLE_TEXT_WORDS, /* a piece of a line, at least one character; may be spaces alone */
};
/* 1 when text (n bytes) is of that kind and at most max bytes: UTF-8 without control, line-separating,
 * bidirectional override or invisible tag characters; a line is not empty and not only spaces. */
int table_text_ok(enum table_text_kind kind, size_t max, const char *text, size_t n);

/* Appends to a fixed buffer with a terminating zero, cut at a character's edge when it is full. */
struct table_phrase_buf {
    char *out;
    size_t cap;
    size_t len;
};
struct table_phrase_buf table_phrase_init(char *out, size_t cap);
void table_phrase_add(struct table_phrase_buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Fills *why (when not NULL). */
void table_refusal_set(struct table_refusal *why, enum table_refusal_code code, uint64_t seats,
                       const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* The language of *why, which may be NULL; and a word in it, for a conversion of table_refuse. */
enum table_lang table_refusal_lang(const struct table_refusal *why);
const char *table_refusal_say(const struct table_refusal *why, const char *english)
    __attribute__((format_arg(2)));
/* The same, and its value is T2_E_REFUSED: return table_refuse(why, code, seats, fmt, ...). */
#define table_refuse(...) ((void)table_refusal_set(__VA_ARGS__), T2_E_REFUSED)

/* "2 days 3 hours", "41 minutes", ... of at least one slot, which is a minute. */
/* What settings say, a sentence each with a space before it. */
void table_settings_text(struct table_phrase_buf *b, enum table_lang lang, const struct table_settings *st);
void table_wait_text(struct table_phrase_buf *b, enum table_lang lang, uint64_t slots);

/* ---- check.c: what an event must be, whatever the state ---- */

/* 0 or T2_E_REFUSED (TABLE_R_FORMAT, TABLE_R_DUPLICATE, TABLE_R_SETTINGS, TABLE_R_STANDING). */
T2_MUST_USE int table_event_format(const struct table_event *ev, struct table_refusal *why);
/* Of the kinds whose bodies are more than a list of fields. */
int table_format_opened(const struct table_event *ev, struct table_refusal *why);
int table_format_standing(const struct table_event *ev, struct table_refusal *why);
int table_format_issue(const struct table_event *ev, struct table_refusal *why);
/* Of what a seat is about to say, which must have words. */
int table_format_words(const struct table_event *ev, struct table_refusal *why);
int table_format_said(const struct table_event *ev, struct table_refusal *why);
int table_format_sound(const struct table_event *ev, struct table_refusal *why);
int table_format_days(const struct table_event *ev, struct table_refusal *why);
/* Of parts; `what` begins the sentence: "The place of the meeting". */
T2_MUST_USE int table_bad_value(struct table_refusal *why, const char *what);
T2_MUST_USE int table_check_text(struct table_refusal *why, enum table_text_kind kind, size_t max,
                                 const char *text, const char *what);
T2_MUST_USE int table_check_texts(struct table_refusal *why, enum table_text_kind kind,
                                  const struct table_text *texts, size_t n, size_t max, const char *what);
/* A name of one script and one form: letters of another can look the same and name somebody else. */
T2_MUST_USE int table_check_name(struct table_refusal *why, const char *name, const char *what, size_t max);
/* 1 when letters of more than one of the Latin, Greek, Cyrillic and Armenian scripts stand in the text. */
int table_text_mixed(const char *text);
T2_MUST_USE int table_check_settings(struct table_refusal *why, const struct table_settings *st);
T2_MUST_USE int table_check_seat(struct table_refusal *why, const struct table_seat *seat);
T2_MUST_USE int table_check_seat_differs(struct table_refusal *why, const struct table_seat *seats, size_t n,
                                         const struct table_seat *seat);

/* ---- event_*.c: writer and reader of one kind's body ---- */

void table_put_text(struct wire_writer *w, const char *text);
const char *table_get_text(struct wire_reader *r, struct table_arena *a, size_t max);
void table_put_texts(struct wire_writer *w, const struct table_text *texts, size_t n);
const struct table_text *table_get_texts(struct wire_reader *r, struct table_arena *a, size_t max,
                                         size_t *out_n);
/* A count up to max; fails the reader above it. */
size_t table_get_count(struct wire_reader *r, size_t max);
void table_put_mandate(struct wire_writer *w, const struct table_mandate *m);
void table_get_mandate(struct wire_reader *r, struct table_mandate *m);
void table_put_settings(struct wire_writer *w, const struct table_settings *st);
void table_get_settings(struct wire_reader *r, struct table_settings *st);
void table_put_seat(struct wire_writer *w, const struct table_seat *seat);
void table_get_seat(struct wire_reader *r, struct table_arena *a, struct table_seat *seat);

void table_put_standing(struct wire_writer *w, const struct table_event *ev);
void table_get_standing(struct wire_reader *r, struct table_arena *a, struct table_event *ev);
void table_put_said(struct wire_writer *w, const struct table_event *ev);
void table_get_said(struct wire_reader *r, struct table_arena *a, struct table_event *ev);
void table_put_issue_added(struct wire_writer *w, const struct table_event *ev);
void table_get_issue_added(struct wire_reader *r, struct table_arena *a, struct table_event *ev);
void table_put_days_agreed(struct wire_writer *w, const struct table_event *ev);
void table_get_days_agreed(struct wire_reader *r, struct table_arena *a, struct table_event *ev);
void table_put_opened(struct wire_writer *w, const struct table_event *ev);
void table_get_opened(struct wire_reader *r, struct table_arena *a, struct table_event *ev);
void table_put_issue(struct wire_writer *w, const struct table_issue *issue);
void table_get_issue(struct wire_reader *r, struct table_arena *a, struct table_issue *issue);
void table_put_sound(struct wire_writer *w, const struct table_event *ev);
void table_get_sound(struct wire_reader *r, struct table_arena *a, struct table_event *ev);
void table_put_params(struct wire_writer *w, enum table_sounding_kind kind,
                      const struct table_sound_params *p);

/* Encodes without the check of the format. */
T2_MUST_USE int table_event_write(const struct table_event *ev, struct t2_buf *out);
/* *out is decoded from the encoding of ev, and has the words that are not in it. */
T2_MUST_USE int table_event_own(const struct table_event *ev, struct t2_bytes encoding,
                                struct table_event *out);
/* *out owns a copy of ev. */
T2_MUST_USE int table_event_copy(const struct table_event *ev, struct table_event *out);

/* ---- digest.c: SHA-256 over a label and parts ---- */

T2_MUST_USE int table_hash(uint8_t out[static TABLE_DIGEST_LEN], const char *label,
                           const struct t2_bytes *parts, size_t n_parts);
T2_MUST_USE int table_candidates_digest(const struct table_state *s, const uint8_t *issues, size_t n_issues,
                                        uint8_t out[static TABLE_DIGEST_LEN]);
T2_MUST_USE int table_rules_digest(const struct table_state *s, const struct table_ev_sound_opened *plan,
                                   uint32_t n_candidates, uint8_t out[static TABLE_DIGEST_LEN]);

/* ---- rules of soundings: sounding_plan.c and sounding_run.c. A check judges, a move cannot fail. ---- */

/* sounding_params.c. Runs that a kind costs. */
unsigned table_kind_cost(enum table_sounding_kind kind);
/* What the format alone can say of the parameters, and what the rules say. T2_E_REFUSED. */
T2_MUST_USE int table_params_format(enum table_sounding_kind kind, const struct table_sound_params *p,
                                    struct table_refusal *why);
T2_MUST_USE int table_params_check(const struct table_state *s, struct table_ev_sound_opened *plan,
                                   uint64_t slot, struct table_refusal *why);
/* Earlier soundings whose kept bits a new one reads, oldest first; their number. */
size_t table_earlier_of(const struct table_state *s, const struct table_ev_sound_opened *x,
                        uint16_t out[static TABLE_MAX_EARLIER]);
/* Candidates of a plan that has passed the checks. */
uint32_t table_plan_candidates(const struct table_state *s, const struct table_ev_sound_opened *x);

/* ---- the forms: check and move as of soundings; digest appends what the state holds of the form ---- */

/* state.c: opening, issues, talk */
int table_check_opened(const struct table_state *s, const struct table_event *ev, struct table_refusal *why);
void table_move_opened(struct table_state *s, const struct table_event *ev);
int table_check_issue(const struct table_state *s, const struct table_event *ev, struct table_refusal *why);
void table_move_issue(struct table_state *s, const struct table_event *ev);
int table_check_said(const struct table_state *s, const struct table_event *ev, struct table_refusal *why);
void table_move_said(struct table_state *s, const struct table_event *ev);

/* mandates.c */
int table_check_standing(const struct table_state *s, const struct table_event *ev,
                         struct table_refusal *why);
void table_move_standing(struct table_state *s, const struct table_event *ev);
int table_check_seen(const struct table_state *s, const struct table_event *ev, struct table_refusal *why);
void table_move_seen(struct table_state *s, const struct table_event *ev);
int table_check_reconfirmed(const struct table_state *s, const struct table_event *ev,
                            struct table_refusal *why);
void table_move_reconfirmed(struct table_state *s, const struct table_event *ev);
int table_check_retention(const struct table_state *s, const struct table_event *ev,
                          struct table_refusal *why);
void table_move_retention(struct table_state *s, const struct table_event *ev);
int table_check_paused(const struct table_state *s, const struct table_event *ev, struct table_refusal *why);
void table_move_paused(struct table_state *s, const struct table_event *ev);
int table_check_resumed(const struct table_state *s, const struct table_event *ev, struct table_refusal *why);
void table_move_resumed(struct table_state *s, const struct table_event *ev);
/* What every event of a kind that needs it must pass: no pause, all mandates reconfirmed. */
T2_MUST_USE int table_check_needs(const struct table_state *s, const struct table_event *ev, unsigned needs,
                                  struct table_refusal *why);
void table_digest_mandates(struct wire_writer *w, const struct table_state *s);

/* content.c */
T2_MUST_USE int table_content_next(const struct table_state *s, const struct table_event *ev,
                                   struct t2_bytes encoding, uint8_t out[static TABLE_DIGEST_LEN]);
/* 0, or the refusal of what is said of another content than the present one. */
T2_MUST_USE int table_check_content(const struct table_state *s, const struct table_event *ev,
                                    struct table_refusal *why);
/* The same of what the event names by number; named: where its digest stands in the event. */
T2_MUST_USE int table_check_named(const struct table_state *s, const struct table_event *ev, size_t named,
                                  struct table_refusal *why);
/* 0, or the refusal of an id that is not marked as table_event_mark does it. */
T2_MUST_USE int table_check_id(const struct table_event *ev, struct table_refusal *why);

/* consents.c */
int table_check_proposal(const struct table_state *s, const struct table_event *ev,
                         struct table_refusal *why);
void table_move_proposal(struct table_state *s, const struct table_event *ev);
/* Its index; n_proposals when there is none. */
size_t table_proposal_find(const struct table_state *s, const uint8_t id[static TABLE_FORM_ID_LEN]);
int table_check_consented(const struct table_state *s, const struct table_event *ev,
                          struct table_refusal *why);
void table_move_consented(struct table_state *s, const struct table_event *ev);
/* Refuses when a facilitator's seat is among these. `what` begins the second sentence. */
T2_MUST_USE int table_check_no_facilitator(const struct table_state *s, uint64_t seats, const char *what,
                                           struct table_refusal *why);
/* All seats but those of facilitators. */
uint64_t table_not_facilitators(const struct table_state *s);
void table_digest_proposals(struct wire_writer *w, const struct table_state *s);

/* shares.c: the seat is to make one more of each of these, a mask of TABLE_SHARE(x). */
T2_MUST_USE int table_check_shares(const struct table_state *s, uint8_t seat, unsigned shares,
                                   struct table_refusal *why);
void table_count_shares(struct table_state *s, uint8_t seat, unsigned shares);
/* One seat's of so many, of n_seats, and at least `least`. */
size_t table_share_of(size_t limit, size_t n_seats, size_t least);
T2_MUST_USE int table_refuse_share(const struct table_state *s, uint8_t seat, const char *what, size_t share,
                                   struct table_refusal *why);
#define TABLE_SHARE(x) (1u << (x))

/* devices.c */
int table_is_seating(enum table_event_kind kind); /* a new seat or another device */
T2_MUST_USE int table_check_one_seating(const struct table_state *s, struct table_refusal *why);
T2_MUST_USE int table_fits_device(const struct table_state *s, const struct table_event *ev,
                                  struct table_refusal *why);
void table_force_device(struct table_state *s, const struct table_event *ev);
T2_MUST_USE int table_check_device_ends(const struct table_state *s, const struct table_event *ev,
                                        const struct table_proposal *p, struct table_refusal *why);
T2_MUST_USE int table_check_seating_declined(const struct table_state *s, const struct table_event *ev,
                                             const struct table_proposal *p, struct table_refusal *why);
/* Every other desk has ended its line with the present device. */
int table_device_ended(const struct table_state *s, const struct table_proposal *p);
/* sounding_params.c: 1 for kinds that leave kept bits which later ones read. */
int table_sounding_keeps(enum table_sounding_kind kind);

/* meetings.c and meeting_record.c */
int table_check_meeting_called(const struct table_state *s, const struct table_event *ev,
                               struct table_refusal *why);
void table_move_meeting_called(struct table_state *s, const struct table_event *ev);
int table_check_attendance(const struct table_state *s, const struct table_event *ev,
                           struct table_refusal *why);
void table_move_attendance(struct table_state *s, const struct table_event *ev);
int table_check_floor(const struct table_state *s, const struct table_event *ev, struct table_refusal *why);
void table_move_floor(struct table_state *s, const struct table_event *ev);
int table_check_point(const struct table_state *s, const struct table_event *ev, struct table_refusal *why);
void table_move_point(struct table_state *s, const struct table_event *ev);
int table_check_struck(const struct table_state *s, const struct table_event *ev, struct table_refusal *why);
void table_move_struck(struct table_state *s, const struct table_event *ev);
int table_check_record(const struct table_state *s, const struct table_event *ev, struct table_refusal *why);
void table_move_record(struct table_state *s, const struct table_event *ev);
int table_check_read_back(const struct table_state *s, const struct table_event *ev,
                          struct table_refusal *why);
void table_move_read_back(struct table_state *s, const struct table_event *ev);
int table_check_readout(const struct table_state *s, const struct table_event *ev, struct table_refusal *why);
void table_move_readout(struct table_state *s, const struct table_event *ev);
/* The meeting that the event names; n_meetings when there is none, with a refusal in why. */
size_t table_meeting_of(const struct table_state *s, const struct table_event *ev, struct table_refusal *why);
void table_digest_meetings(struct wire_writer *w, const struct table_state *s);

/* papers.c */
int table_check_paper(const struct table_state *s, const struct table_event *ev, struct table_refusal *why);
void table_move_paper(struct table_state *s, const struct table_event *ev);
void table_digest_papers(struct wire_writer *w, const struct table_state *s);
/* Its index by the id; n_papers when there is none. */
size_t table_paper_find(const struct table_state *s, const uint8_t id[static TABLE_FORM_ID_LEN]);

/* attachments.c */
int table_check_attachment(const struct table_state *s, const struct table_event *ev,
                           struct table_refusal *why);
void table_move_attachment(struct table_state *s, const struct table_event *ev);
int table_check_part(const struct table_state *s, const struct table_event *ev, struct table_refusal *why);
void table_move_part(struct table_state *s, const struct table_event *ev);
void table_digest_attachments(struct wire_writer *w, const struct table_state *s);

/* non_papers.c */
void table_put_round(struct wire_writer *w, const struct table_event *ev);
void table_get_round(struct wire_reader *r, struct table_arena *a, struct table_event *ev);
int table_format_round(const struct table_event *ev, struct table_refusal *why);
int table_check_round_result(const struct table_state *s, const struct table_event *ev,
                             struct table_refusal *why);
void table_move_round_result(struct table_state *s, const struct table_event *ev);
/* An opening: are there too many already? */
T2_MUST_USE int table_check_round_room(const struct table_state *s, struct table_refusal *why);
/* What came out, in words; x has been answered. */
void table_round_text(struct table_phrase_buf *b, const struct table_state *s, const struct table_sounding *x,
                      enum table_lang lang);
void table_digest_non_papers(struct wire_writer *w, const struct table_state *s);

/* articles.c and article_said.c */
/* Whom the issue concerns has changed: articles about it that are not final are to be confirmed anew, and
 * what those said of them whom they do not concern any more falls away. */
void table_concern_articles(struct table_state *s, uint8_t issue);
int table_check_article_opened(const struct table_state *s, const struct table_event *ev,
                               struct table_refusal *why);
void table_move_article_opened(struct table_state *s, const struct table_event *ev);
int table_check_draft(const struct table_state *s, const struct table_event *ev, struct table_refusal *why);
void table_move_draft(struct table_state *s, const struct table_event *ev);
int table_check_silence(const struct table_state *s, const struct table_event *ev, struct table_refusal *why);
void table_move_silence(struct table_state *s, const struct table_event *ev);
int table_check_objected(const struct table_state *s, const struct table_event *ev,
                         struct table_refusal *why);
void table_move_objected(struct table_state *s, const struct table_event *ev);
int table_check_article_said(const struct table_state *s, const struct table_event *ev,
                             struct table_refusal *why);
void table_move_article_said(struct table_state *s, const struct table_event *ev);
/* The article that the event names; n_articles when there is none, with a refusal in why. */
size_t table_article_of(const struct table_state *s, const struct table_event *ev, struct table_refusal *why);
/* A package that was found enters the text: sounding is its index, ev the result that ended it. */
void table_move_package_found(struct table_state *s, size_t sounding, const struct table_event *ev);
/* A pause breaks every silence that runs. */
void table_break_silences(struct table_state *s, uint64_t slot);
void table_digest_articles(struct wire_writer *w, const struct table_state *s);

/* field_*.c: the cease-fire */
struct table_field_state;
#define FIELD_FITS(name)                                                                                     \
    T2_MUST_USE int table_fits_##name(const struct table_state *s, const struct table_event *ev,             \
                                      struct table_refusal *why);                                            \
    void table_force_##name(struct table_state *s, const struct table_event *ev)
FIELD_FITS(sides);
FIELD_FITS(document);
FIELD_FITS(ceasefire);
FIELD_FITS(observer);
FIELD_FITS(excluded);
FIELD_FITS(step_back);
#undef FIELD_FITS
#define FIELD_KIND(name)                                                                                     \
    T2_MUST_USE int table_check_##name(const struct table_state *s, const struct table_event *ev,            \
                                       struct table_refusal *why);                                           \
    void table_move_##name(struct table_state *s, const struct table_event *ev)
FIELD_KIND(document);
FIELD_KIND(field_part);
FIELD_KIND(position);
FIELD_KIND(opening);
FIELD_KIND(report);
FIELD_KIND(incident);
FIELD_KIND(step);
#undef FIELD_KIND
/* The last consent, or any before it: is what was announced all there? */
T2_MUST_USE int table_check_document_consent(const struct table_state *s, const struct table_event *ev,
                                             struct table_refusal *why);
uint64_t table_both_sides(const struct table_state *s); /* seats of both */
/* Memory for one more of everything and what an event makes, so that no move can fail. */
T2_MUST_USE int table_reserve_field(struct table_state *s, const struct table_event *ev);
T2_MUST_USE int table_reserve_one(void *array, size_t n, size_t *cap, size_t size);
void table_free_field(struct table_state *s);
void table_digest_field(struct wire_writer *w, const struct table_state *s);

/* days.c */
void table_put_days(struct wire_writer *w, const struct table_ev_days_agreed *x);
void table_get_days(struct wire_reader *r, struct table_ev_days_agreed *x);
int table_check_days(const struct table_state *s, const struct table_event *ev, struct table_refusal *why);
void table_move_days(struct table_state *s, const struct table_event *ev);
/* An opening whose id is a day's: is it the one of that day? */
T2_MUST_USE int table_check_of_day(const struct table_state *s, const struct table_event *ev,
                                   struct table_refusal *why);

int table_check_reopened(const struct table_state *s, const struct table_event *ev,
                         struct table_refusal *why);
void table_move_reopened(struct table_state *s, const struct table_event *ev);
int table_check_sound_opened(const struct table_state *s, const struct table_event *ev,
                             struct table_refusal *why);
void table_move_sound_opened(struct table_state *s, const struct table_event *ev);
int table_check_sound_sealed(const struct table_state *s, const struct table_event *ev,
                             struct table_refusal *why);
void table_move_sound_sealed(struct table_state *s, const struct table_event *ev);
int table_check_sound_result(const struct table_state *s, const struct table_event *ev,
                             struct table_refusal *why);
void table_move_sound_result(struct table_state *s, const struct table_event *ev);
/* What holds for every answer: the sounding is of this kind or not (round), its author one of its seats that
 * has sealed, and has not said anything of its end. */
T2_MUST_USE int table_check_answer(const struct table_state *s, const uint8_t *id, uint8_t author, int round,
                                   const struct table_sounding **out, struct table_refusal *why);
/* For the moves: a check has found it. */
struct table_sounding *table_sounding_mutable(struct table_state *s, const uint8_t *id);
/* After an answer of this seat; differs: from one before. 1 when the sounding is answered by it. */
int table_move_answer(struct table_sounding *x, uint8_t author, uint64_t slot, int differs);
int table_check_sound_stopped(const struct table_state *s, const struct table_event *ev,
                              struct table_refusal *why);
void table_move_sound_stopped(struct table_state *s, const struct table_event *ev);

static inline uint64_t table_bit(size_t i)
{
    return (uint64_t)1 << i;
}

/* The mask of all n seats, n <= TABLE_MAX_SEATS. */
static inline uint64_t table_all(size_t n)
{
    return table_bit(n) - 1;
}

#endif
