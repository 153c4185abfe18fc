/* tracktwo line report: what its files share. An observer's key and reports are two files, or, where none is
 * named, those of the desk (desk_observer). */
#ifndef T2_CLI_REPORT_H
#define T2_CLI_REPORT_H

#include <tracktwo/line_report.h>
#include <tracktwo/observer.h>

#include "cli/cli.h"

/* A file of reports, read and checked: whose each is, what is missing, what is damaged. */
struct report_file {
    struct t2_buf bytes;
    struct line_report_set *set; /* every key is apart in it; NULL when there is no report */
    uint8_t mission[LINE_REPORT_MISSION_LEN];
    size_t n, n_wrong, n_lost; /* reports taken in; refused; stretches that are no whole record */
    size_t first_lost;         /* byte, valid when n_lost > 0 */
    size_t end;                /* a writer goes on here */
    bool is_cut;               /* nothing whole stands behind `end` */
};
/* mission NULL: that of the first report. Tells nothing but errors of the file; the exit code on failure. To
 * be cleared in any case. */
int report_file_read(struct cli *c, const char *path, const uint8_t *mission, struct report_file *out);
void report_file_clear(struct report_file *f);
/* What was damaged or refused, a line each for the person. */
void report_file_tell(const char *path, const struct report_file *f);

/* Opens the file for the one who writes to it, made when create is set, and holds it against others until the
 * descriptor is closed. -1 when it is not to be had. */
int report_file_lock(const char *path, bool create);

/* The line in a file: a mission or an observer. Prints and returns the exit code on failure. */
int report_mission_read(struct cli *c, const char *path, uint8_t out[static 32]);
/* A T2_SAYS sentence of src/line in the person's language. */
struct line_refusal report_refusal(void);

/* Where one observer's reports are written. */
struct report_home {
    const char *path; /* NULL: the desk */
    struct desk *desk;
    int fd; /* of the file; -1: none */
};

/* cmd_report_own.c. The desk of the profile, with a table that is open; for cli_close_desk in any case. */
int report_desk(struct cli *c, struct desk **out, uint8_t mission[static LINE_REPORT_MISSION_LEN]);
/* And its observer, who has a key. */
int report_own(struct cli *c, struct desk **out, uint8_t mission[static LINE_REPORT_MISSION_LEN],
               struct desk_observer *own);
/* Reports of the desk's own key, with those that only the record holds, read and checked as those of a file
 * are. */
int report_own_read(struct cli *c, const struct desk *d, const struct desk_observer *own,
                    const uint8_t mission[static LINE_REPORT_MISSION_LEN], struct report_file *out);
/* The bytes of out->bytes, which stand in no file: name is for the sentence. */
int report_bytes_read(struct cli *c, const char *name, const uint8_t *mission, struct report_file *out);
/* All that a report says, into its object. */
void report_json(const struct line_report *r, json_t *o);
int cmd_report_own(struct cli *c);
int cmd_report_own_key(struct cli *c, const char *taken, const char *reports);
int cmd_report_check(struct cli *c);

/* cmd_report_write.c. "heard,seen" into r->means. */
bool report_means_of(const char *text, struct line_report *r);
/* What the options say, but not who says it; *corrects: the number of the report that it corrects, 0: none.
 * key, mission: files that are named with them. */
struct report_asked {
    const char *key, *mission;
    unsigned long corrects;
};
int report_options(struct cli *c, struct line_report *r, struct report_asked *out);
/* The observer's private key, to be wiped, and its public half into r->key. own NULL: from the file. */
int report_key_open(struct cli *c, const struct desk_observer *own, const char *path,
                    uint8_t seed[static LINE_REPORT_SEED_LEN], struct line_report *r);
/* Reads the reports of the home, a file's held for writing and made where there is none. h->fd to be closed
 * and out to be cleared in any case. */
int report_writing(struct cli *c, struct report_home *h,
                   const uint8_t mission[static LINE_REPORT_MISSION_LEN], struct report_file *out);
/* Where the chain of r->key stands in the file: r->number and r->previous of the next; corrects not 0: and
 * that report is corrected by it. */
int report_chain_on(struct cli *c, const struct report_file *f, unsigned long corrects,
                    struct line_report *r);
/* Records of line_report_file_append behind the last whole one; what a writing that broke off has left there
 * is cut off first. */
T2_MUST_USE int report_put_behind(const struct report_home *h, const struct report_file *f,
                                  struct t2_bytes records);

int cmd_report_write(struct cli *c);
int cmd_report_form(struct cli *c);
/* cmd_line_field.c: into the record of the table; path NULL: those of the desk. */
int cmd_report_file(struct cli *c, const char *path);

#endif
