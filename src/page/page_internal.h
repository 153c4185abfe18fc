/* What the files of the page's server share. */
#ifndef T2_PAGE_PAGE_INTERNAL_H
#define T2_PAGE_PAGE_INTERNAL_H

#include <tracktwo/page.h>

/* ---- session.c: who may ask; pure ---- */

#define SECRET_LEN 32
#define SECRET_TEXT 44 /* base64url without padding, and the zero */

struct session {
    char host[32]; /* what Host must be: 127.0.0.1:PORT */
    char origin[40];
    char name[24]; /* of the cookie, with the port: one browser may have the pages of several desks */
    char link[SECRET_TEXT]; /* "": none */
    int64_t link_until_ms;
    char cookie[SECRET_TEXT], key[SECRET_TEXT]; /* "": no session */
    char proof_key[SECRET_TEXT];                /* what it is proven with to the page that we are we */
    unsigned number;                            /* of the session: a new link used makes a new one */
    int entered;                                /* not yet told */
};

/* The headers that decide; NULL where there is none. */
struct asked {
    const char *method, *path, *host, *origin, *fetch_site, *cookie, *key;
};
/* What the path is. */
enum page_what {
    PAGE_REFUSED, /* 403, and nothing more */
    PAGE_UNKNOWN, /* 404 */
    PAGE_METHOD,  /* 405 */
    PAGE_CLOSED,  /* no session: says to open the desk from the program */
    PAGE_ENTER,   /* the link: a session has begun; cookie and key are to be given */
    PAGE_FILE,
    PAGE_DO,
    PAGE_EVENTS,
    PAGE_KEY,   /* the proof key is to be given */
    PAGE_PROOF, /* we are to prove that this session is ours: session_proof */
};

void session_init(struct session *s, uint16_t port);
T2_MUST_USE int session_link(struct session *s, const struct t2_random *random, int64_t now_ms);
/* Decides; a link that fits is used up, and cookie and key are new. T2_E_RANDOM is PAGE_REFUSED. */
enum page_what session_ask(struct session *s, const struct asked *a, const struct t2_random *random,
                           int64_t now_ms);
/* Who has the proof key knows by this that the program which began the session answers, and no other that
 * took its port later: HMAC-SHA-256 of a label and the nonce that stands in the path, as base64url.
 * T2_E_STATE: there is no session; T2_E_MALFORMED: no 32 bytes in base64url; out is empty then. */
T2_MUST_USE int session_proof(const struct session *s, const char *path, char out[static SECRET_TEXT]);
void session_wipe(struct session *s);

/* ---- files of the page, made at build time (tools/build/page-to-c); gzip ---- */

struct page_file {
    const char *path; /* "/page.js" */
    const char *type;
    const unsigned char *bytes;
    size_t len;
};
extern const struct page_file page_files[];
extern const size_t page_n_files;
/* The document of the link, as it is: the key goes where its only `content=""` stands. */
extern const char page_enter[];
const struct page_file *page_file_find(const char *path); /* NULL */

#endif
