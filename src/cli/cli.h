/* The command line: what its subcommands share. This is the only room that prints and exits. */
#ifndef T2_CLI_CLI_H
#define T2_CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include <tracktwo/chatham.h>
#include <tracktwo/desk.h>

/* Exit codes, as in the manual page. */
enum cli_exit {
    CLI_OK = 0,
    CLI_REFUSED = 1,     /* a rule of the table, or a seat's state, forbids it */
    CLI_USAGE = 2,       /* the command line is wrong */
    CLI_ENVIRONMENT = 3, /* the relay is away, a file cannot be used, memory is short */
    CLI_STOPPED = 4,     /* a sounding stopped, or waits: a seat was not heard, or the person stopped it */
    CLI_WRONG = 5,       /* a wrong passphrase, or a file that is not what it should be */
};

struct cli_command;

struct cli {
    char profile[DESK_PATH_MAX];
    const char *passphrase_file; /* NULL: asked on the terminal */
    bool json;
    bool quick;       /* --quick-lock: less work for the passphrase; for tests and the demo */
    bool away_told;   /* that the relay is away: once is enough */
    bool device_told; /* the same of a change of the own device */
    const struct cli_command *self;
    int argc; /* of the subcommand, its own words left out */
    char **argv;
};

/* What the page may do with a subcommand. */
enum cli_page {
    CLI_ACTS = 0, /* it may change something */
    CLI_READS,    /* also while a sounding runs */
    CLI_ASKS,     /* reads when no word follows it, or list, show or mission; else it acts */
    CLI_TERMINAL, /* it is for the command line alone */
};

struct cli_command {
    const char *noun, *verb; /* verb NULL: the noun alone */
    int (*run)(struct cli *c);
    int min, max; /* words that it takes, options apart */
    const char *arguments;
    const char *what;
    const char *more; /* for --help; may be "" */
    enum cli_page page;
};
extern const struct cli_command cli_commands[];
extern const size_t cli_n_commands;

/* ---- language.c: one language of a run, as a locale is ---- */

enum table_lang cli_lang(void);
/* That of --lang, or else of LC_ALL, LC_MESSAGES or LANG where it is one of the five; else English. False: a
 * tag of none of the five. What is printed with --json is for programs, and English always. */
bool cli_lang_set(const char *tag, bool json);
const char *cli_tag(void); /* of that language: "en" */
const char *cli_say(const char *english) __attribute__((format_arg(1)));
/* A line for the person: the sentence in that language, and a line end. */
void cli_tell(const char *english, ...) __attribute__((format(printf, 1, 2)));

/* ---- args.c ---- */

/* Options of one subcommand: takes --name VALUE (or --name alone) out of argv. cli_option returns NULL when
 * it is not there. After a word "--" nothing is an option. */
const char *cli_option(struct cli *c, const char *name);
bool cli_flag(struct cli *c, const char *name);
/* What is left must be as many words as the subcommand takes, and no option; else tells the usage and returns
 * false: the exit code is CLI_USAGE. A word "--" is taken out. */
bool cli_words(struct cli *c);
/* Decimal digits only, from min to max. False, and out untouched, for anything else. */
bool cli_number(const char *text, unsigned long min, unsigned long max, unsigned long *out);
/* The next of the words between commas, of 1 to len - 1 bytes. 1; 0 at the end; -1 when it does not fit or is
 * empty. *list moves on. */
int cli_next_word(const char **list, char *out, size_t len);

/* ---- list.c ---- */

/* Things of the table in their order. */
struct cli_listing {
    const char *key;  /* of their array in the JSON */
    const char *none; /* said to the person where there are none */
    size_t (*count)(const struct table_state *s);
    /* One of them: prints it unless --json; its object (new reference). */
    json_t *(*one)(struct cli *c, const struct desk *d, size_t i);
    void (*rest)(struct cli *c, const struct desk *d, json_t *o); /* what comes after them; may be NULL */
};
/* The whole subcommand, words and all; the exit code. */
int cli_list(struct cli *c, const struct cli_listing *what);

/* ---- said.c: words that name things of the table; they print and return the exit code on failure ---- */

int cli_seat(struct cli *c, const struct table_state *s, const char *id, uint8_t *out);     /* NULL: none */
int cli_seats(struct cli *c, const struct table_state *s, const char *list, uint64_t *out); /* "A,B" */
json_t *cli_seat_ids(const struct table_state *s, uint64_t seats);                          /* ["A", "B"] */
int cli_issue(struct cli *c, const struct table_state *s, const char *id, uint8_t *out);
/* "line,zone", the value of the option: onto the mask. */
int cli_issues(struct cli *c, const struct table_state *s, const char *option, const char *list,
               uint64_t *io_issues);
/* What a day without an hour means. */
enum cli_bare_day {
    CLI_DAY_NEEDS_HOUR, /* nothing: it is refused */
    CLI_DAY_BEGINS,     /* its first slot */
    CLI_DAY_ENDS,       /* the first slot of the next day: "until" takes the whole day in */
};
/* 2026-12-01T10:00, in universal time: the slot that holds it; or 2026-12-01 alone. option, or a word such as
 * TABLE_SAYS("The first word"), is named in the sentence. */
int cli_day(struct cli *c, const char *option, const char *text, enum cli_bare_day bare, uint64_t *out);
/* The event is about the form with this id, and says what it says of it as it is now; unless it is about one
 * already. */
void cli_says_of(const struct table_state *s, const uint8_t id[static TABLE_FORM_ID_LEN],
                 struct table_event *ev);
int cli_form_id(struct cli *c, uint8_t out[static TABLE_FORM_ID_LEN]); /* a new one */
/* Posts, sends, and says the sentence `done` in the person's language, or {"ok", "kind", "sent"}. */
int cli_post(struct cli *c, struct desk *d, struct table_event *ev, const char *done);
/* The same, with the members of more in the JSON; takes more over, which may be NULL. */
int cli_post_with(struct cli *c, struct desk *d, struct table_event *ev, const char *done, json_t *more);
/* cmd_readout.c: runs the checker, prints what it marks and adds it to list; *io_n counts on. extra may be
 * NULL. Prints and returns the exit code on failure. */
int cli_chatham(struct cli *c, const struct table_state *s, const struct chatham_names *extra,
                const char *text, json_t *list, size_t *io_n);
/* sound_asked.c: what was asked in the sounding, of whom, and what was found, for a program that shows it. */
json_t *cli_sound_asked(const struct desk *d, size_t sounding);
/* cmd_text.c: "2:1", of bracket 2 the first alternative. */
bool cli_choice(const char *word, struct draft_choice *out);
/* cmd_paper.c: a page, line by line, each safe for a terminal. */
void cli_print_page(const char *text);
/* cmd_readout.c: what a checker found in the text, and what to do about it. */
void cli_print_finding(const char *text, const struct chatham_finding *x);
json_t *cli_finding_json(const char *text, const struct chatham_finding *x);
/* cmd_pause.c: the line if asked, while there is a leak. */
void cli_show_press(const struct table_state *s);

/* ---- text.c ---- */

/* Text of other people, as it may stand on a terminal or in JSON: valid UTF-8 without control characters,
 * line ends or direction overrides ("?" in their place), cut at a character to fit len bytes with the zero.
 * With isolate, text in a right-to-left script is set apart from what stands beside it. */
void cli_text(char *out, size_t len, const char *in, bool isolate);
/* The same for an argument of printf: valid until the eighth call after this one. */
const char *cli_shown(const char *in);
/* The same, with spaces after it up to so many columns of a terminal: as much as its letters take there. */
const char *cli_column(const char *in, size_t columns);
/* A JSON string of any bytes; never NULL but without memory. */
json_t *cli_json_text(const char *in);

/* ---- passphrase.c ---- */

#define CLI_PASSPHRASE_MAX 1024

struct cli_passphrase {
    size_t len;
    char text[CLI_PASSPHRASE_MAX + 1];
};
/* From the file, or asked on the terminal without echo; twice when a desk is to be made. Prints and returns
 * the exit code on failure. Wipe it in any case. */
int cli_passphrase_read(const struct cli *c, bool create, struct cli_passphrase *out);
/* Always asked, with this prompt. */
int cli_passphrase_ask(const struct cli *c, const char *prompt, struct cli_passphrase *out);
void cli_passphrase_wipe(struct cli_passphrase *p);
/* The first line of an open file, without its end. T2_E_TOO_LARGE, T2_E_MISSING (nothing in it), T2_E_IO. */
int cli_passphrase_line(int fd, struct cli_passphrase *out);

/* ---- files.c: the only way of a subcommand to files that a person names ---- */

/* Reads a whole file (at most max bytes); prints and returns the exit code on failure. out is to be freed by
 * t2_buf_free in any case. */
int cli_read_file(const struct cli *c, const char *path, size_t max, struct t2_buf *out);

/* A new file of ours alone, on disk on return; never through a link. T2_E_IO: it cannot be written, and what
 * was there stays. cli_write_new, for every file that a person names: also when there is one. cli_write_over,
 * for files that the program itself names or keeps: in its place, whole or not at all. */
int cli_write_new(const char *path, const struct t2_buf *bytes);
int cli_write_over(const char *path, const struct t2_buf *bytes);
/* A folder of ours alone, unless it is there. T2_E_IO. */
int cli_folder(const char *path);

#define CLI_PUBLIC_MAX 128 /* of a public key's line, with the zero */
/* In cmd_readout.c. Makes a key under a new passphrase, writes its private file and prints its public line;
 * the exit code. make: readout_key_new or observer_key_new. */
int cli_new_key(const struct cli *c, const char *path,
                int (*make)(const struct t2_random *, struct t2_bytes, struct channel_store_cost,
                            struct t2_buf *, char[static CLI_PUBLIC_MAX]));

/* ---- main.c ---- */

/* Runs the subcommand that the words begin with, for the page; the exit code. */
int cli_call(struct cli *c, int argc, char **argv, bool only_reads);

/* It changes nothing. verb, and the word behind it, may be NULL. */
bool cli_reads(const char *noun, const char *verb, const char *word);

/* ---- desks.c ---- */

/* Desk of the profile. On failure prints and returns the exit code; 0 otherwise. cli_any_desk makes one where
 * there is none. */
int cli_desk(struct cli *c, struct desk **out);
int cli_any_desk(struct cli *c, struct desk **out);
/* desk_free, but for a desk that is held (held.h); NULL is fine. */
void cli_close_desk(struct desk *d);
/* Same as cli_desk, synced when the relay can be reached; a relay that is away is told, and not an error
 * unless needed. */
int cli_synced_desk(struct cli *c, bool needed, struct desk **out);
/* The same; `read` is called before, with the table that the person has had to read, and ev. */
int cli_read_desk(struct cli *c, bool needed,
                  void (*read)(const struct cli *c, const struct table_state *s, struct table_event *ev),
                  struct table_event *ev, struct desk **out);
/* The same for what is done to a thing that is named by its number, or to issues, by their ids. A call of the
 * page is refused when the number was given to another thing since the version that the person has read. */
int cli_numbered_desk(struct cli *c, bool needed, struct desk **out);
/* The same; `read` as for cli_read_desk. */
int cli_named_desk(struct cli *c, bool needed,
                   void (*read)(const struct cli *c, const struct table_state *s, struct table_event *ev),
                   struct table_event *ev, struct desk **out);
/* The same for what follows from all that the table has now: refused when anything has changed since. */
int cli_seen_desk(struct cli *c, bool needed, struct desk **out);
/* The profile's desk and the one in another folder, both with their tables, neither of them synced. The
 * passphrase of the first is tried on the other before that one's is asked. */
int cli_two_desks(struct cli *c, const char *folder, struct desk **out, struct desk **out_other);
/* desk_sync; the page's call does not wait for a relay that is away. */
int cli_sync(struct desk *d, struct desk_problem *why);
/* Syncs; a relay that is away is told, and no error. */
int cli_sync_desk(struct cli *c, struct desk *d);
/* Sends what was posted. A relay that is away is told and no error: it is kept and leaves later. *out_sent is
 * for the JSON. */
int cli_send(struct cli *c, struct desk *d, bool *out_sent);

/* Prints why (or as JSON) and gives the exit code of an error. fmt is said in the person's language. */
int cli_problem(const struct cli *c, int err, const struct desk_problem *why);
int cli_error(const struct cli *c, enum cli_exit code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* The same, with the members of more in the JSON; takes more over, which may be NULL. */
int cli_error_with(const struct cli *c, enum cli_exit code, json_t *more, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* A line for the person beside the result, as it is: standard error. */
void cli_note(const char *text);
enum cli_exit cli_exit_of(int err);

/* Prints the object as JSON with --json and frees it; otherwise only frees. */
void cli_json(const struct cli *c, json_t *object);

/* cmd_device.c: what a person must know at once of the own seat's device; where a proposal of one stands, for
 * people, or into o. */
void cli_device_notes(struct cli *c, const struct desk *d);
void cli_device_stage(const struct cli *c, const struct table_state *s, const struct table_proposal *p,
                      json_t *o);

int cmd_table_open(struct cli *c);
int cmd_table_list(struct cli *c);
int cmd_table_show(struct cli *c);
int cmd_table_settings(struct cli *c);
int cmd_seat_invite(struct cli *c);
int cmd_seat_join(struct cli *c);
int cmd_seat_list(struct cli *c);
int cmd_seat_introduce(struct cli *c);
int cmd_seat_standing(struct cli *c);
int cmd_seat_seen(struct cli *c);
int cmd_seat_keep(struct cli *c);
int cmd_seat_add(struct cli *c);
int cmd_seat_party(struct cli *c);
int cmd_seat_new_device(struct cli *c);
int cmd_seat_device(struct cli *c);
int cmd_pen_give(struct cli *c);
int cmd_issue_concern(struct cli *c);
int cmd_issue_early(struct cli *c);
int cmd_proposal_list(struct cli *c);
int cmd_proposal_consent(struct cli *c);
int cmd_proposal_decline(struct cli *c);
int cmd_pause(struct cli *c);
int cmd_resume(struct cli *c);
int cmd_reconfirm(struct cli *c);
int cmd_press_agree(struct cli *c);
int cmd_press_show(struct cli *c);
int cmd_press_leak(struct cli *c);
int cmd_meeting_call(struct cli *c);
int cmd_line_report(struct cli *c);
int cmd_readout_key(struct cli *c);
int cmd_readout_check(struct cli *c);
int cmd_readout_make(struct cli *c);
int cmd_readout_open(struct cli *c);
int cmd_dossier(struct cli *c);
int cmd_shuttle_paper(struct cli *c);
int cmd_shuttle_text(struct cli *c);
int cmd_shuttle_words(struct cli *c);
int cmd_line_check(struct cli *c);
int cmd_line_rule(struct cli *c);
int cmd_line_zones(struct cli *c);
int cmd_line_agree(struct cli *c);
int cmd_line_document(struct cli *c);
int cmd_line_step(struct cli *c);
int cmd_line_back(struct cli *c);
int cmd_line_declare(struct cli *c);
int cmd_line_open(struct cli *c);
int cmd_line_observer(struct cli *c);
int cmd_line_exclude(struct cli *c);
int cmd_line_incident(struct cli *c);
int cmd_line_verdicts(struct cli *c);
int cmd_line_day(struct cli *c);
int cmd_line_withdrawal(struct cli *c);
int cmd_line_incidents(struct cli *c);
int cmd_line_hold(struct cli *c);
int cmd_line_map(struct cli *c);
int cmd_line_publish(struct cli *c);
int cmd_line_balance(struct cli *c);
int cmd_line_rejudge(struct cli *c);
int cmd_paper_circulate(struct cli *c);
int cmd_paper_list(struct cli *c);
int cmd_paper_show(struct cli *c);
int cmd_paper_attachment(struct cli *c);
int cmd_paper_look(struct cli *c);
int cmd_nonpaper_prepare(struct cli *c);
int cmd_nonpaper_drop(struct cli *c);
int cmd_nonpaper_round(struct cli *c);
int cmd_nonpaper_list(struct cli *c);
int cmd_nonpaper_show(struct cli *c);
int cmd_text_list(struct cli *c);
int cmd_text_show(struct cli *c);
int cmd_text_compare(struct cli *c);
int cmd_text_export(struct cli *c);
int cmd_text_open(struct cli *c);
int cmd_text_draft(struct cli *c);
int cmd_text_settle(struct cli *c);
int cmd_text_silence(struct cli *c);
int cmd_text_object(struct cli *c);
int cmd_text_recommend(struct cli *c);
int cmd_text_agree(struct cli *c);
int cmd_text_confirm(struct cli *c);
int cmd_text_withdraw(struct cli *c);
int cmd_meeting_list(struct cli *c);
int cmd_meeting_show(struct cli *c);
int cmd_meeting_attend(struct cli *c);
int cmd_meeting_floor(struct cli *c);
int cmd_meeting_point(struct cli *c);
int cmd_meeting_strike(struct cli *c);
int cmd_meeting_record(struct cli *c);
int cmd_meeting_confirm(struct cli *c);
int cmd_issue_add(struct cli *c);
int cmd_say(struct cli *c);
int cmd_log(struct cli *c);
int cmd_search(struct cli *c);
int cmd_rules(struct cli *c);
int cmd_issue_reopen(struct cli *c);
int cmd_sound_days(struct cli *c);
int cmd_sound_yes(struct cli *c);
int cmd_sound_ready(struct cli *c);
int cmd_sound_range(struct cli *c);
int cmd_sound_near(struct cli *c);
int cmd_sound_exchange(struct cli *c);
int cmd_sound_better(struct cli *c);
int cmd_sound_key(struct cli *c);
int cmd_sound_attend(struct cli *c);
int cmd_sound_history(struct cli *c);
int cmd_sound_place(struct cli *c);
int cmd_sound_open(struct cli *c);
int cmd_sound_enter(struct cli *c);
int cmd_sound_seal(struct cli *c);
int cmd_sound_status(struct cli *c);
int cmd_sound_stop(struct cli *c);
int cmd_relay(struct cli *c);
int cmd_demo(struct cli *c);
int cmd_desk(struct cli *c);
int cmd_wipe(struct cli *c);
int cmd_help(struct cli *c);

#endif
