/* The server: one thread of libmicrohttpd that asks session.c about every request before it reads a body,
 * hands requests to the caller's thread and waits for their answers, and keeps the streams. */
#include "page/page_internal.h"

#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <microhttpd.h>

#include <tracktwo/secret.h>

#define CONNECTIONS_MAX 512
#define STREAMS_MAX 16
#define QUEUE_MAX 16
#define IDLE_S 20        /* that a connection may be silent in the middle of a request */
#define COMMENT_MS 15000 /* a stream shows that it is alive */
#define FORM_TYPE "application/json"

static const char *const security[][2] = {
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src "
     "'self'; "
     "font-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cache-Control", "no-store"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), microphone=(), geolocation=()"},
};

enum request_state { READING, QUEUED, ANSWERED };

struct page_request {
    struct page_request *next;
    struct MHD_Connection *connection;
    enum page_what what;
    unsigned session;         /* that it came from: what it asks is not done in the one after */
    enum request_state state; /* under the server's lock from QUEUED on */
    struct t2_buf body, answer;
    unsigned status;
};

struct stream {
    struct page_server *server;
    struct MHD_Connection *connection;
    unsigned session; /* that it belongs to; 0: it is to end */
    uint64_t age;     /* the number of streams before it */
    uint64_t told;    /* number of the state that it has sent or begun to send */
    int asleep;       /* suspended */
    struct t2_buf line;
    size_t at;
};

struct page_server {
    struct MHD_Daemon *daemon;
    const struct t2_random *random;
    const struct t2_clock *clock;
    uint16_t port;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct session session;
    struct page_request *first, **last;
    size_t queued;
    struct stream *stream[STREAMS_MAX];
    uint64_t streams; /* that there ever were */
    struct t2_buf state;
    uint64_t number; /* of the state */
    int64_t comment_ms;
    int ending;
};

static void lock(struct page_server *s)
{
    (void)pthread_mutex_lock(&s->lock);
}

static void unlock(struct page_server *s)
{
    (void)pthread_mutex_unlock(&s->lock);
}

/* ---- answers ---- */

static void buffer_free(void *cls)
{
    struct t2_buf *b = cls;
    t2_buf_free(b);
    free(b);
}

static enum MHD_Result send_response(struct MHD_Connection *connection, unsigned status,
                                     struct MHD_Response *r, const char *type)
{
    enum MHD_Result fine = r != NULL ? MHD_YES : MHD_NO;
    for (size_t i = 0; fine == MHD_YES && i < sizeof security / sizeof security[0]; i++)
        fine = MHD_add_response_header(r, security[i][0], security[i][1]);
    if (fine == MHD_YES)
        fine = MHD_add_response_header(r, MHD_HTTP_HEADER_CONTENT_TYPE, type);
    /* The memory in which the library read a passphrase goes back to the system with its connection. */
    if (fine == MHD_YES && strcmp(type, FORM_TYPE) == 0)
        fine = MHD_add_response_header(r, MHD_HTTP_HEADER_CONNECTION, "close");
    if (fine == MHD_YES)
        fine = MHD_queue_response(connection, status, r);
    if (r != NULL)
        MHD_destroy_response(r);
    return fine;
}

static enum MHD_Result send_static(struct MHD_Connection *connection, unsigned status, const char *text)
{
    struct MHD_Response *r =
        MHD_create_response_from_buffer(strlen(text), (void *)(uintptr_t)text, MHD_RESPMEM_PERSISTENT);
    return send_response(connection, status, r, "text/plain; charset=utf-8");
}

/* Takes the buffer's content over, which is wiped when it was sent. */
static struct MHD_Response *response_of(struct t2_buf *content)
{
    struct t2_buf *own = malloc(sizeof *own);
    if (own == NULL)
        return NULL;
    *own = *content;
    t2_buf_init(content, content->max);
    struct MHD_Response *r =
        MHD_create_response_from_buffer_with_free_callback_cls(own->len, own->ptr, buffer_free, own);
    if (r == NULL)
        buffer_free(own);
    return r;
}

static enum MHD_Result send_file(struct MHD_Connection *connection, unsigned status,
                                 const struct page_file *f)
{
    struct MHD_Response *r =
        MHD_create_response_from_buffer(f->len, (void *)(uintptr_t)f->bytes, MHD_RESPMEM_PERSISTENT);
    if (r == NULL || MHD_add_response_header(r, MHD_HTTP_HEADER_CONTENT_ENCODING, "gzip") != MHD_YES) {
        if (r != NULL)
            MHD_destroy_response(r);
        return MHD_NO;
    }
    return send_response(connection, status, r, f->type);
}

/* The document of the link: the page key stands in it, the cookie beside it. */
static enum MHD_Result send_enter(struct page_server *s, struct MHD_Connection *connection)
{
    static const char place[] = "content=\"\"";
    const char *at = strstr(page_enter, place);
    char cookie[128] = "";
    struct t2_buf text = {.max = 65536};
    lock(s);
    int err = at == NULL ? T2_E_STATE : 0;
    err = err != 0 ? err : t2_buf_append(&text, page_enter, (size_t)(at - page_enter) + sizeof place - 2);
    err = err != 0 ? err : t2_buf_append_str(&text, s->session.key);
    err = err != 0 ? err : t2_buf_append_str(&text, at + sizeof place - 2);
    (void)snprintf(cookie, sizeof cookie, "%s=%s; HttpOnly; SameSite=Strict; Path=/", s->session.name,
                   s->session.cookie);
    unlock(s);
    struct MHD_Response *r = err == 0 ? response_of(&text) : NULL;
    enum MHD_Result fine =
        r == NULL ? MHD_NO : MHD_add_response_header(r, MHD_HTTP_HEADER_SET_COOKIE, cookie);
    t2_wipe(cookie, sizeof cookie);
    t2_buf_free(&text);
    if (fine == MHD_YES)
        return send_response(connection, MHD_HTTP_OK, r, "text/html; charset=utf-8");
    if (r != NULL)
        MHD_destroy_response(r);
    return MHD_NO;
}

/* A short text that holds something secret, or that nobody can know beforehand. */
static enum MHD_Result send_text(struct MHD_Connection *connection, const char *text)
{
    struct t2_buf own = {.max = PAGE_LINK_MAX};
    struct MHD_Response *r = t2_buf_append_str(&own, text) == 0 ? response_of(&own) : NULL;
    t2_buf_free(&own);
    return r != NULL ? send_response(connection, MHD_HTTP_OK, r, "text/plain; charset=utf-8") : MHD_NO;
}

/* Of the session that asked: a link may have been used since. */
static enum MHD_Result send_key(struct page_server *s, struct MHD_Connection *connection, unsigned session)
{
    char key[SECRET_TEXT];
    lock(s);
    const bool over = session != s->session.number;
    memcpy(key, s->session.proof_key, sizeof key);
    unlock(s);
    enum MHD_Result fine =
        over ? send_static(connection, MHD_HTTP_FORBIDDEN, "Refused.\n") : send_text(connection, key);
    t2_wipe(key, sizeof key);
    return fine;
}

static enum MHD_Result send_proof(struct page_server *s, struct MHD_Connection *connection, const char *path)
{
    char proof[SECRET_TEXT];
    lock(s);
    int err = session_proof(&s->session, path, proof);
    unlock(s);
    return err == 0 ? send_text(connection, proof)
                    : send_static(connection, MHD_HTTP_FORBIDDEN, "Refused.\n");
}

/* ---- streams ---- */

static int event_of(struct page_server *s, struct stream *t)
{
    int err = 0;
    t2_buf_clear(&t->line);
    t->at = 0;
    if (t->told == s->number)
        err = t2_buf_append_str(&t->line, ":\n\n");
    else if ((err = t2_buf_append_str(&t->line, "event: state\ndata: ")) == 0 &&
             (err = t2_buf_append(&t->line, s->state.ptr, s->state.len)) == 0)
        err = t2_buf_append_str(&t->line, "\n\n");
    t->told = s->number;
    return err;
}

static ssize_t stream_read(void *cls, uint64_t pos, char *out, size_t max)
{
    struct stream *t = cls;
    struct page_server *s = t->server;
    ssize_t n = 0;
    (void)pos;
    lock(s);
    if (s->ending || t->session != s->session.number) {
        n = MHD_CONTENT_READER_END_OF_STREAM;
    } else {
        if (t->at == t->line.len && t->told != s->number && event_of(s, t) != 0)
            n = MHD_CONTENT_READER_END_WITH_ERROR;
        size_t left = t->line.len - t->at;
        if (n == 0 && left == 0) {
            t->asleep = 1;
            MHD_suspend_connection(t->connection);
        } else if (n == 0) {
            size_t k = left < max ? left : max;
            memcpy(out, t->line.ptr + t->at, k);
            t->at += k;
            n = (ssize_t)k;
        }
    }
    unlock(s);
    return n;
}

static void stream_free(void *cls)
{
    struct stream *t = cls;
    struct page_server *s = t->server;
    lock(s);
    for (size_t i = 0; i < STREAMS_MAX; i++) {
        if (s->stream[i] == t)
            s->stream[i] = NULL;
    }
    unlock(s);
    t2_buf_free(&t->line);
    free(t);
}

/* Under the lock. */
static void streams_wake(struct page_server *s)
{
    for (size_t i = 0; i < STREAMS_MAX; i++) {
        if (s->stream[i] != NULL && s->stream[i]->asleep) {
            s->stream[i]->asleep = 0;
            MHD_resume_connection(s->stream[i]->connection);
        }
    }
}

/* Under the lock: ends the oldest. A window that was closed is noticed only when it is written to, so it
 * holds its place for some while; a window that is there begins anew. */
static void stream_end_oldest(struct page_server *s)
{
    struct stream *oldest = s->stream[0];
    for (size_t i = 1; i < STREAMS_MAX; i++) {
        if (s->stream[i]->age < oldest->age)
            oldest = s->stream[i];
    }
    oldest->session = 0;
    streams_wake(s);
}

static enum MHD_Result send_stream(struct page_server *s, struct MHD_Connection *connection)
{
    struct stream *t = calloc(1, sizeof *t);
    size_t i = 0;
    if (t == NULL)
        return MHD_NO;
    *t = (struct stream){.server = s, .connection = connection, .line = {.max = PAGE_ANSWER_MAX}};
    lock(s);
    t->session = s->session.number;
    t->told = UINT64_MAX;
    t->age = s->streams++;
    while (i < STREAMS_MAX && s->stream[i] != NULL)
        i++;
    if (i < STREAMS_MAX)
        s->stream[i] = t;
    else
        stream_end_oldest(s);
    unlock(s);
    if (i == STREAMS_MAX) {
        free(t);
        return send_static(connection, MHD_HTTP_SERVICE_UNAVAILABLE, "Too many windows are open.\n");
    }
    struct MHD_Response *r =
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 65536, stream_read, t, stream_free);
    if (r == NULL) {
        stream_free(t);
        return MHD_NO;
    }
    return send_response(connection, MHD_HTTP_OK, r, "text/event-stream");
}

/* ---- requests ---- */

static const char *header(struct MHD_Connection *connection, const char *name)
{
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

static enum MHD_Result send_what(struct page_server *s, struct MHD_Connection *connection, const char *path,
                                 enum page_what what, unsigned session)
{
    switch (what) {
    case PAGE_REFUSED:
        return send_static(connection, MHD_HTTP_FORBIDDEN, "Refused.\n");
    case PAGE_UNKNOWN:
        return send_static(connection, MHD_HTTP_NOT_FOUND, "There is no such page.\n");
    case PAGE_METHOD:
        return send_static(connection, MHD_HTTP_METHOD_NOT_ALLOWED, "Not this way.\n");
    case PAGE_CLOSED:
        return send_file(connection, MHD_HTTP_FORBIDDEN, page_file_find("/closed"));
    case PAGE_ENTER:
        return send_enter(s, connection);
    case PAGE_FILE:
        return send_file(connection, MHD_HTTP_OK, page_file_find(path));
    case PAGE_EVENTS:
        return send_stream(s, connection);
    case PAGE_KEY:
        return send_key(s, connection, session);
    case PAGE_PROOF:
        return send_proof(s, connection, path);
    case PAGE_DO:
    default:
        return MHD_NO;
    }
}

/* Before the body: whether it is one that we read. */
static unsigned refuse_body(struct MHD_Connection *connection)
{
    const char *type = header(connection, MHD_HTTP_HEADER_CONTENT_TYPE);
    const char *len = header(connection, MHD_HTTP_HEADER_CONTENT_LENGTH);
    if (type == NULL || strncmp(type, FORM_TYPE, sizeof FORM_TYPE - 1) != 0 ||
        strchr("; ", type[sizeof FORM_TYPE - 1]) == NULL)
        return MHD_HTTP_UNSUPPORTED_MEDIA_TYPE;
    if (len == NULL)
        return MHD_HTTP_LENGTH_REQUIRED;
    return strtoull(len, NULL, 10) > PAGE_REQUEST_MAX ? MHD_HTTP_CONTENT_TOO_LARGE : 0;
}

static enum MHD_Result begin(struct page_server *s, struct MHD_Connection *connection, const char *path,
                             const char *method, void **out)
{
    const struct asked a = {.method = method,
                            .path = path,
                            .host = header(connection, MHD_HTTP_HEADER_HOST),
                            .origin = header(connection, MHD_HTTP_HEADER_ORIGIN),
                            .fetch_site = header(connection, "Sec-Fetch-Site"),
                            .cookie = header(connection, MHD_HTTP_HEADER_COOKIE),
                            .key = header(connection, "X-Tracktwo")};
    lock(s);
    enum page_what what = session_ask(&s->session, &a, s->random, t2_clock_now_ms(s->clock));
    const unsigned session = s->session.number;
    if (what == PAGE_ENTER) {
        streams_wake(s); /* those of the session before end */
        (void)pthread_cond_signal(&s->wake);
    }
    unlock(s);
    if (what != PAGE_DO)
        return send_what(s, connection, path, what, session);
    unsigned no = refuse_body(connection);
    if (no != 0)
        return send_static(connection, no, "Not this way.\n");
    struct page_request *r = calloc(1, sizeof *r);
    if (r == NULL)
        return MHD_NO;
    *r = (struct page_request){
        .connection = connection, .what = what, .session = session, .body = {.max = PAGE_REQUEST_MAX}};
    *out = r;
    return MHD_YES;
}

/* Under the lock: a link was used since the request began. */
static bool is_over(const struct page_server *s, const struct page_request *r)
{
    return r->session != s->session.number;
}

static enum MHD_Result send_over(struct MHD_Connection *connection)
{
    return send_static(connection, MHD_HTTP_FORBIDDEN, "Refused.\n");
}

/* The whole body is here. */
static enum MHD_Result queue(struct page_server *s, struct page_request *r)
{
    lock(s);
    bool over = is_over(s, r), full = s->ending || s->queued == QUEUE_MAX;
    if (!over && !full) {
        r->state = QUEUED;
        r->next = NULL;
        *s->last = r;
        s->last = &r->next;
        s->queued++;
        MHD_suspend_connection(r->connection);
        (void)pthread_cond_signal(&s->wake);
    }
    unlock(s);
    return over   ? send_over(r->connection)
           : full ? send_static(r->connection, MHD_HTTP_SERVICE_UNAVAILABLE, "Too much at once.\n")
                  : MHD_YES;
}

static enum MHD_Result handle(void *cls, struct MHD_Connection *connection, const char *path,
                              const char *method, const char *version, const char *upload, size_t *upload_len,
                              void **context)
{
    struct page_server *s = cls;
    struct page_request *r = *context;
    (void)version;
    if (r == NULL)
        return begin(s, connection, path, method, context);
    lock(s);
    const bool over = is_over(s, r);
    const enum request_state state = r->state;
    unlock(s);
    if (*upload_len != 0) {
        int err = over ? T2_E_STATE : t2_buf_append(&r->body, upload, *upload_len);
        *upload_len = 0;
        return err == 0 ? MHD_YES : MHD_NO;
    }
    if (state == READING)
        return queue(s, r);
    if (state == QUEUED) /* not resumed by us: it goes on waiting */
        return MHD_YES;
    if (over) /* its answer is wiped with it */
        return send_over(connection);
    return r->status != MHD_HTTP_OK
               ? send_static(connection, r->status, "The program is ending.\n")
               : send_response(connection, r->status, response_of(&r->answer), FORM_TYPE);
}

static void completed(void *cls, struct MHD_Connection *connection, void **context,
                      enum MHD_RequestTerminationCode how)
{
    struct page_request *r = *context;
    (void)cls, (void)connection, (void)how;
    if (r != NULL) {
        t2_buf_free(&r->body);
        t2_buf_free(&r->answer);
        free(r);
        *context = NULL;
    }
}

/* ---- the caller's side ---- */

static int begin_daemon(struct page_server *s, uint16_t port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port)};
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    s->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_ALLOW_SUSPEND_RESUME, port, NULL, NULL, handle, s,
        MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&at, MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)65536,
        MHD_OPTION_NOTIFY_COMPLETED, completed, s, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    const union MHD_DaemonInfo *info =
        s->daemon != NULL ? MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_BIND_PORT) : NULL;
    if (info == NULL)
        return T2_E_IO;
    lock(s);
    s->port = info->port;
    session_init(&s->session, s->port);
    unlock(s);
    return 0;
}

int page_server_new(struct page_server **out, uint16_t port, const struct t2_random *random,
                    const struct t2_clock *clock)
{
    struct page_server *s = calloc(1, sizeof *s);
    pthread_condattr_t monotonic;
    if (s == NULL)
        return T2_E_MEMORY;
    *s = (struct page_server){.random = random, .clock = clock, .state = {.max = PAGE_ANSWER_MAX}};
    s->last = &s->first;
    (void)pthread_mutex_init(&s->lock, NULL);
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&s->wake, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    int err = begin_daemon(s, port);
    if (err != 0) {
        page_server_free(s);
        return err;
    }
    *out = s;
    return 0;
}

void page_server_free(struct page_server *s)
{
    struct t2_buf none = {.max = 0};
    if (s == NULL)
        return;
    lock(s);
    s->ending = 1;
    streams_wake(s);
    unlock(s);
    for (struct page_request *r = NULL; (r = page_next(s, 0)) != NULL;)
        page_answer(s, r, &none);
    if (s->daemon != NULL)
        MHD_stop_daemon(s->daemon);
    (void)pthread_cond_destroy(&s->wake);
    (void)pthread_mutex_destroy(&s->lock);
    session_wipe(&s->session);
    t2_buf_free(&s->state);
    free(s);
}

uint16_t page_server_port(const struct page_server *s)
{
    return s->port;
}

int page_link(struct page_server *s, char out[static PAGE_LINK_MAX])
{
    lock(s);
    int err = session_link(&s->session, s->random, t2_clock_now_ms(s->clock));
    if (err == 0)
        (void)snprintf(out, PAGE_LINK_MAX, "%s/enter/%s", s->session.origin, s->session.link);
    unlock(s);
    return err;
}

int page_entered(struct page_server *s)
{
    lock(s);
    int entered = s->session.entered;
    s->session.entered = 0;
    unlock(s);
    return entered;
}

static void comment(struct page_server *s)
{
    int64_t now = t2_monotonic_ms();
    if (now - s->comment_ms < COMMENT_MS)
        return;
    s->comment_ms = now;
    for (size_t i = 0; i < STREAMS_MAX; i++) {
        struct stream *t = s->stream[i];
        if (t != NULL && t->asleep && event_of(s, t) != 0)
            t->at = t->line.len;
    }
    streams_wake(s);
}

/* Under the lock: the first of the queue; NULL: none. */
static struct page_request *take(struct page_server *s)
{
    struct page_request *r = s->first;
    if (r != NULL) {
        s->first = r->next;
        s->queued--;
        if (s->first == NULL)
            s->last = &s->first;
    }
    return r;
}

/* Under the lock; from here on it is the other thread's. */
static void let_go(struct page_request *r, unsigned status)
{
    r->status = status;
    r->state = ANSWERED;
    t2_buf_clear(&r->body);
    MHD_resume_connection(r->connection);
}

struct page_request *page_next(struct page_server *s, int timeout_ms)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += timeout_ms / 1000;
    until.tv_nsec += (long)(timeout_ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    lock(s);
    comment(s);
    while (s->first == NULL && !s->session.entered &&
           pthread_cond_timedwait(&s->wake, &s->lock, &until) != ETIMEDOUT)
        ;
    struct page_request *r = take(s);
    for (; r != NULL && is_over(s, r); r = take(s))
        let_go(r, MHD_HTTP_FORBIDDEN);
    unlock(s);
    return r;
}

struct t2_bytes page_request_body(const struct page_request *r)
{
    return t2_buf_view(&r->body);
}

void page_answer(struct page_server *s, struct page_request *r, struct t2_buf *body)
{
    lock(s);
    r->answer = *body;
    let_go(r, s->ending ? MHD_HTTP_SERVICE_UNAVAILABLE : MHD_HTTP_OK);
    unlock(s);
    t2_buf_init(body, body->max);
}

int page_tell(struct page_server *s, struct t2_bytes state)
{
    struct t2_buf next = {.max = PAGE_ANSWER_MAX};
    int err = t2_buf_append(&next, state.ptr, state.len);
    if (err != 0)
        return err;
    lock(s);
    t2_buf_free(&s->state);
    s->state = next;
    s->number++;
    streams_wake(s);
    unlock(s);
    return 0;
}
