/* The page's server (docs/protocol/page.md): HTTP/1.1 on 127.0.0.1 for one browser session, the page's own
 * files, a queue of requests, and a stream of states. It knows no table.
 *
 * Two threads: the server's own, which reads, checks and writes; and the caller's, which takes requests one
 * at a time and answers them. What a request or an answer holds is wiped when it is done. */
#ifndef T2_TRACKTWO_PAGE_H
#define T2_TRACKTWO_PAGE_H

#include <tracktwo/bytes.h>
#include <tracktwo/clock.h>
#include <tracktwo/random.h>

#define PAGE_REQUEST_MAX ((size_t)24 << 20) /* bytes of a request */
#define PAGE_ANSWER_MAX ((size_t)96 << 20)
#define PAGE_LINK_MAX 96    /* bytes of a link, with the zero */
#define PAGE_LINK_MS 600000 /* that a link can be used */

struct page_server;
struct page_request;

/* port 0: one that the machine picks. random and clock are borrowed. T2_E_IO (the port is taken, no sockets),
 * T2_E_RANDOM, T2_E_MEMORY. */
T2_MUST_USE int page_server_new(struct page_server **out, uint16_t port, const struct t2_random *random,
                                const struct t2_clock *clock);
void page_server_free(struct page_server *s); /* ends streams and requests; wipes; NULL is fine */
uint16_t page_server_port(const struct page_server *s);

/* A new link that works once. Whoever uses it ends the session before. Wipe it. T2_E_RANDOM. */
T2_MUST_USE int page_link(struct page_server *s, char out[static PAGE_LINK_MAX]);
/* 1 once since the last time: a link was used, and there is a new session. */
int page_entered(struct page_server *s);

/* The next request, at most so many milliseconds from now; NULL: none yet, or a link was used. What a session
 * that is over has asked is refused and not given. */
struct page_request *page_next(struct page_server *s, int timeout_ms);
struct t2_bytes page_request_body(const struct page_request *r); /* borrowed until it is answered */
/* Answers with these bytes as JSON, and lets go of both; body is empty afterwards. */
void page_answer(struct page_server *s, struct page_request *r, struct t2_buf *body);
/* A new state for all streams, and for those that begin: JSON in one line. T2_E_MEMORY. */
T2_MUST_USE int page_tell(struct page_server *s, struct t2_bytes state);

#endif
