/* T11 on the server with its two threads: what a session has begun is not done, and not answered, once
 * another link was used; and the server ends with streams and requests under way. Here is the caller's
 * thread, and real connections on the loopback address. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cmocka.h>

#include <tracktwo/page.h>

struct door {
    struct page_server *s;
    char cookie[64], key[64]; /* of the session */
};

static int connected(const struct door *d)
{
    static const struct timeval patience = {.tv_sec = 20};
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(page_server_port(d->s))};
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&at, sizeof at), 0);
    return fd;
}

static void put(int fd, const char *text)
{
    assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL), (ssize_t)strlen(text));
}

/* The head of a request of the session; of GET where body_len is 0. */
static int asked(const struct door *d, const char *path, size_t body_len)
{
    char head[1024], body[96] = "";
    int fd = connected(d);
    if (body_len != 0)
        (void)snprintf(body, sizeof body, "Content-Type: application/json\r\nContent-Length: %zu\r\n",
                       body_len);
    (void)snprintf(head, sizeof head,
                   "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nOrigin: http://127.0.0.1:%u\r\nCookie: "
                   "tracktwo-%u=%s\r\nX-Tracktwo: %s\r\n%s\r\n",
                   body_len != 0 ? "POST" : "GET", path, page_server_port(d->s), page_server_port(d->s),
                   page_server_port(d->s), d->cookie, d->key, body);
    put(fd, head);
    return fd;
}

/* What is read until `part` was in it or the connection ended; the status, 0 for none. */
static int heard(int fd, const char *part, char *out, size_t max)
{
    size_t at = 0;
    ssize_t n = 0;
    out[0] = '\0';
    while (at + 1 < max && (n = recv(fd, out + at, max - 1 - at, 0)) > 0) {
        at += (size_t)n;
        out[at] = '\0';
        if (strstr(out, part) != NULL)
            break;
    }
    return strncmp(out, "HTTP/1.1 ", 9) == 0 ? atoi(out + 9) : 0;
}

static void copied(char out[static 64], const char *text, const char *before)
{
    const char *at = strstr(text, before);
    assert_non_null(at);
    at += strlen(before);
    size_t n = strcspn(at, ";\"");
    assert_true(n < 64);
    memcpy(out, at, n);
    out[n] = '\0';
}

/* A new link, used. */
static void enter(struct door *d)
{
    char link[PAGE_LINK_MAX], text[8192], name[32];
    assert_int_equal(page_link(d->s, link), 0);
    int fd = asked(d, strstr(link, "/enter/"), 0);
    assert_int_equal(heard(fd, "</html>", text, sizeof text), 200);
    (void)snprintf(name, sizeof name, "tracktwo-%u=", page_server_port(d->s));
    copied(d->cookie, text, name);
    copied(d->key, text, "name=\"key\" content=\"");
    (void)close(fd);
    (void)page_next(d->s, 10000); /* comes back at once, for the new session */
    assert_int_equal(page_entered(d->s), 1);
}

static void begin(struct door *d)
{
    *d = (struct door){.s = NULL};
    assert_int_equal(page_server_new(&d->s, 0, t2_random_system(), t2_clock_system()), 0);
    enter(d);
}

/* All that was sent before has been taken in: the server's thread answers in between. */
static void settle(const struct door *d)
{
    char text[8192];
    for (int i = 0; i < 3; i++) {
        int fd = asked(d, "/nothing", 0);
        assert_int_equal(heard(fd, "no such page", text, sizeof text), 404);
        (void)close(fd);
    }
}

static void answer(struct door *d, struct page_request *r, const char *text)
{
    struct t2_buf body = {.max = 100};
    assert_int_equal(t2_buf_append_str(&body, text), 0);
    page_answer(d->s, r, &body);
}

static void a_request_is_answered(void **state)
{
    struct door d;
    char text[4096];
    (void)state;
    begin(&d);
    int fd = asked(&d, "/do", 5);
    put(fd, "words");
    struct page_request *r = page_next(d.s, 10000);
    assert_non_null(r);
    assert_memory_equal(page_request_body(r).ptr, "words", 5);
    answer(&d, r, "an answer");
    assert_int_equal(heard(fd, "an answer", text, sizeof text), 200);
    assert_non_null(strstr(text, "an answer"));
    (void)close(fd);
    page_server_free(d.s);
}

/* It was of the session when it began, and is no more when its last byte comes. */
static void what_ends_after_another_link_is_not_done(void **state)
{
    struct door d;
    char text[4096];
    (void)state;
    begin(&d);
    int slow = asked(&d, "/do", 5), one = asked(&d, "/do", 1);
    put(slow, "wor");
    settle(&d);
    enter(&d);
    put(slow, "ds");
    put(one, "w");
    assert_int_not_equal(heard(slow, "Refused", text, sizeof text), 200);
    assert_int_not_equal(heard(one, "Refused", text, sizeof text), 200);
    assert_null(page_next(d.s, 0));
    (void)close(slow);
    (void)close(one);
    page_server_free(d.s);
}

static void what_waits_when_another_link_is_used_is_not_done(void **state)
{
    struct door d;
    char text[4096];
    (void)state;
    begin(&d);
    int before = asked(&d, "/do", 3);
    put(before, "old");
    settle(&d);
    enter(&d);
    int after = asked(&d, "/do", 3);
    put(after, "new");
    struct page_request *r = page_next(d.s, 10000);
    assert_non_null(r);
    assert_memory_equal(page_request_body(r).ptr, "new", 3);
    answer(&d, r, "{}");
    assert_int_equal(heard(before, "Refused", text, sizeof text), 403);
    assert_int_equal(heard(after, "{}", text, sizeof text), 200);
    (void)close(before);
    (void)close(after);
    page_server_free(d.s);
}

static void an_answer_goes_to_no_session_that_is_over(void **state)
{
    struct door d;
    char text[4096];
    (void)state;
    begin(&d);
    int fd = asked(&d, "/do", 3);
    put(fd, "log");
    struct page_request *r = page_next(d.s, 10000);
    assert_non_null(r);
    enter(&d);
    answer(&d, r, "what was said");
    assert_int_equal(heard(fd, "Refused", text, sizeof text), 403);
    assert_null(strstr(text, "what was said"));
    (void)close(fd);
    page_server_free(d.s);
}

/* The 43 signs that an answer consists of; "" where it is another. Closes. */
static int text_of(int fd, char out[static 64])
{
    char text[4096];
    int status = heard(fd, "\r\n\r\n", text, sizeof text);
    size_t n = 0;
    const char *at = strstr(text, "\r\n\r\n");
    assert_non_null(at);
    for (at += 4; n < 43 && at[n] != '\0'; n++)
        out[n] = at[n];
    while (status == 200 && n < 43 && recv(fd, out + n, 1, 0) == 1)
        n++;
    out[status == 200 ? n : 0] = '\0';
    (void)close(fd);
    return status;
}

static int proof_of(const struct door *d, const char *nonce, char out[static 64])
{
    char head[256];
    int fd = connected(d);
    (void)snprintf(head, sizeof head, "GET /proof/%s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n", nonce,
                   page_server_port(d->s));
    put(fd, head); /* neither cookie nor page key */
    return text_of(fd, out);
}

/* While the caller's thread does something long, too: nobody takes a request here. And the key of the one
 * session proves nothing of the other. */
static void the_server_proves_who_it_is(void **state)
{
    static const char nonce[] = "__79_Pv6-fj39vX08_Lx8O_u7ezr6uno5-bl5OPi4eA";
    struct door d;
    char key[64], next[64], proof[64], again[64];
    (void)state;
    begin(&d);
    int waits = asked(&d, "/do", 2);
    put(waits, "{}");
    assert_int_equal(text_of(asked(&d, "/key", 0), key), 200);
    assert_int_equal(strlen(key), 43);
    assert_int_equal(proof_of(&d, nonce, proof), 200);
    assert_int_equal(strlen(proof), 43);
    assert_int_equal(proof_of(&d, nonce, again), 200);
    assert_string_equal(proof, again);
    assert_int_equal(proof_of(&d, "short", again), 403);
    enter(&d);
    assert_int_equal(proof_of(&d, nonce, again), 200);
    assert_string_not_equal(proof, again);
    assert_int_equal(text_of(asked(&d, "/key", 0), next), 200);
    assert_string_not_equal(key, next);
    (void)close(waits);
    page_server_free(d.s);
}

/* Streams asleep and awake, requests that wait, that are half there, and whose connection is gone. */
static void the_server_ends_in_the_midst_of_everything(void **state)
{
    (void)state;
    for (int round = 0; round < 5; round++) {
        struct door d;
        char text[4096];
        int fd[8];
        begin(&d);
        assert_int_equal(page_tell(d.s, t2_bytes_str("{\"version\": 1}")), 0);
        for (int i = 0; i < 4; i++)
            fd[i] = asked(&d, "/events", 0);
        for (int i = 4; i < 7; i++)
            fd[i] = asked(&d, "/do", 3);
        put(fd[4], "one");
        put(fd[5], "tw");
        put(fd[6], "six");
        settle(&d);
        (void)close(fd[6]);
        (void)close(fd[3]);
        fd[7] = asked(&d, "/events", 0);
        assert_int_equal(heard(fd[0], "version", text, sizeof text), 200);
        assert_int_equal(page_tell(d.s, t2_bytes_str("{\"version\": 2}")), 0);
        page_server_free(d.s);
        int status = heard(fd[4], "ending", text, sizeof text);
        assert_true(status == 503 || status == 0);
        for (int i = 0; i < 8; i++) {
            if (i != 3 && i != 6)
                (void)close(fd[i]);
        }
    }
}

/* Windows that were closed hold their places until they are written to: the oldest makes room. */
static void a_new_window_finds_room(void **state)
{
    struct door d;
    char text[4096];
    int fd[16], status = 0;
    (void)state;
    begin(&d);
    assert_int_equal(page_tell(d.s, t2_bytes_str("{\"version\": 1}")), 0);
    for (int i = 0; i < 16; i++) {
        fd[i] = asked(&d, "/events", 0);
        assert_int_equal(heard(fd[i], "version", text, sizeof text), 200);
    }
    settle(&d);
    for (int i = 0; i < 16; i++)
        (void)close(fd[i]);
    for (int i = 0; status != 200 && i < 20; i++) {
        int next = asked(&d, "/events", 0);
        status = heard(next, "\n", text, sizeof text);
        (void)close(next);
        (void)page_next(d.s, 50);
    }
    assert_int_equal(status, 200);
    page_server_free(d.s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_is_answered),
        cmocka_unit_test(what_ends_after_another_link_is_not_done),
        cmocka_unit_test(what_waits_when_another_link_is_used_is_not_done),
        cmocka_unit_test(an_answer_goes_to_no_session_that_is_over),
        cmocka_unit_test(a_new_window_finds_room),
        cmocka_unit_test(the_server_proves_who_it_is),
        cmocka_unit_test(the_server_ends_in_the_midst_of_everything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
