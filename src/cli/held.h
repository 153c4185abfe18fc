/* A desk that stays open while subcommands come from the page (docs/protocol/page.md), one at a time. What
 * they read, print and write goes through the doors of cli.h; with a held desk these lead into the call and
 * not to the machine: no name is a file of the disk but one, the folder of the desk. Of one thread. */
#ifndef T2_CLI_HELD_H
#define T2_CLI_HELD_H

#include "cli/cli.h"

#define HELD_FILE_MAX ((size_t)64 << 20) /* bytes of a file that a call gives back */

/* One call of the page. */
struct held_call {
    const json_t *files;        /* name: text, or {"base64": text}; NULL: none */
    struct t2_bytes passphrase; /* len 0: none was given */
    json_t *result;             /* what the subcommand printed as JSON; NULL: nothing */
    json_t *notes;              /* sentences beside it */
    json_t *written;            /* name: {"base64": text} */
};

/* What has a number on this table, by the order of the log. A late event can come before others, and then the
 * numbers are other things'; what is only added has new ones. */
#define HELD_NUMBERED 5 /* soundings, papers, meetings, reports; issues, whose ids a late one can take */

struct held_order {
    size_t n[HELD_NUMBERED];
    uint8_t digest[HELD_NUMBERED][32]; /* of the ids, in their order */
};

struct held {
    struct desk *desk; /* NULL: locked, or there is none */
    const char *root;  /* the folder that the program was started for; desks of the page lie in it */
    uint64_t version;  /* grows with every change of what the desk shows */
    uint64_t count;    /* held_count when the version was last raised */
    uint64_t ordered;  /* the version at which a number was last given to another thing */
    struct held_order order;
    uint64_t seen;     /* of the person of this request */
    bool away;         /* the relay was not reached when it was last tried */
    unsigned sounding; /* the number of the one that runs; 0: none */
    struct held_call *call;
    /* How a sounding goes on, about ten times a second; nonzero stops it. */
    desk_run_fn progress;
    void *progress_ctx;
};

/* From now on, for this process; NULL ends it. The command line knows of it by cli_held alone. */
void held_set(struct held *h);
struct held *cli_held(void); /* NULL: the command line is one of its own */

/* The folder of a desk that the page names: the root, "", or one in it, by one plain word. T2_E_ARGUMENT: it
 * is named otherwise, and out is empty. */
T2_MUST_USE int held_folder(const struct held *h, const char *name, char out[static DESK_PATH_MAX]);

/* Of what the table knows and which seats were heard; another number is a change. */
uint64_t held_count(const struct desk *d);

/* Whether each number is still that of the same thing as when held_order_note was last called. */
bool held_order_stands(const struct held *h);
/* Takes the present order as that of the present version. */
void held_order_note(struct held *h);

/* A file of the call. T2_E_MISSING: not given; T2_E_FULL: more than max; T2_E_MALFORMED; T2_E_MEMORY. */
T2_MUST_USE int held_read(const struct held_call *call, const char *name, size_t max, struct t2_buf *out);
/* T2_E_IO: the name is no name of the call's; T2_E_EXISTS: with once, and it is there. */
T2_MUST_USE int held_write(struct held_call *call, const char *name, struct t2_bytes bytes, bool once);
/* Takes out of a text, in place, the sentences that tell of a command ("... Which there are: tracktwo table
 * show"): the page has no commands, and where it leads on it says itself; and the @ before names of the
 * call's files. */
void held_sentences(char *text);
/* Wipes the text of every string in it before it is let go; NULL is fine. */
void held_json_wipe(json_t *o);
/* From now on all that jansson gives back is wiped first, also what it read a text in: before its first use.
 */
void held_json_memory(void);

#endif
