/* The page's side of the command line (docs/protocol/page.md): what cmd_desk.c, page_calls.c and page_door.c
 * share. */
#ifndef T2_CLI_PAGE_H
#define T2_CLI_PAGE_H

#include <tracktwo/page.h>

#include "cli/held.h"

/* Where a second start of the program asks for a link (page_door.c). */
struct page_door {
    int fd;     /* listens; -1: there is none */
    int folder; /* locked for as long as we are the program that shows it */
};

/* A folder with a desk, or for one, and the server that shows it. */
struct page_desk {
    struct held held;
    struct page_server *server;
    struct page_door door;
    char root[DESK_PATH_MAX];   /* the folder that the program was started for */
    char folder[DESK_PATH_MAX]; /* of the table that is shown: root, or one in it */
    bool quick;
    struct desk_run_progress at; /* of the sounding that runs */
    bool stop;                   /* it is to be stopped */
};

/* ---- page_calls.c ---- */

/* Answers one request. only_reads: a sounding runs. */
void page_request_answer(struct page_desk *p, struct page_request *r, bool only_reads);
/* The state, to all streams; the version is raised when the table has changed. */
void page_state_tell(struct page_desk *p);
void page_changed(struct page_desk *p); /* raises the version in any case */
/* Forgets the desk that is open. */
void page_lock(struct page_desk *p);

/* ---- page_door.c ---- */

/* Another program of this user's that shows the same folder gives a new link. T2_E_MISSING: there is none;
 * T2_E_TIMEOUT: there is, and it is busy. */
T2_MUST_USE int page_door_ask(const char *root, char out[static PAGE_LINK_MAX]);
/* From now on we are it; to be closed by page_door_close in any case. T2_E_LOCKED: another is; T2_E_IO. */
T2_MUST_USE int page_door_open(const char *root, struct page_door *out);
/* Gives a new link to whoever asks, if somebody does. */
void page_door_answer(const struct page_door *door, struct page_server *s);
void page_door_close(const char *root, struct page_door *door);
/* Opens the link in the person's browser, by a file of ours alone: the link itself would stand in the list of
 * the machine's programs for all to read. T2_E_IO: there is no browser that we know how to open. */
T2_MUST_USE int page_browser(const char *root, const char *link);
void page_browser_done(const char *root); /* the file is needed no more */

#endif
