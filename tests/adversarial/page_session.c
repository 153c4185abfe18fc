/* T11: the page answers only its own browser session. Every wrong Host, Origin, cookie, page key, link,
 * method and combination of them, asked of the part that decides. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "page/page_internal.h"

#define PORT 4711
#define HOST "127.0.0.1:4711"
#define ORIGIN "http://" HOST

/* The server's own file list is made from web/built; here two stand for it. */
static const unsigned char nothing[1];
const struct page_file page_files[] = {{"/", "text/html", nothing, 1},
                                       {"/page.js", "text/javascript", nothing, 1},
                                       {"/page.css", "text/css", nothing, 1},
                                       {"/closed", "text/html", nothing, 1}};
const size_t page_n_files = 4;

struct door {
    struct session s;
    struct t2_random_seeded seed;
    struct t2_random random;
    char cookie[128];
    struct asked right; /* of POST /do, as our page asks */
};

static struct asked get(const char *path, const char *cookie)
{
    return (struct asked){.method = "GET", .path = path, .host = HOST, .cookie = cookie};
}

static enum page_what ask(struct door *d, struct asked a, int64_t now_ms)
{
    return session_ask(&d->s, &a, &d->random, now_ms);
}

static enum page_what follow(struct door *d, const char *link, int64_t now_ms)
{
    char path[128];
    (void)snprintf(path, sizeof path, "/enter/%s", link);
    return ask(d, get(path, NULL), now_ms);
}

/* A session that has begun. */
static void enter(struct door *d)
{
    d->random = t2_random_seeded_init(&d->seed, 7);
    session_init(&d->s, PORT);
    assert_int_equal(session_link(&d->s, &d->random, 1000), 0);
    assert_int_equal(follow(d, d->s.link, 2000), PAGE_ENTER);
    (void)snprintf(d->cookie, sizeof d->cookie, "tracktwo-4711=%s", d->s.cookie);
    d->right = (struct asked){"POST", "/do", HOST, ORIGIN, "same-origin", d->cookie, d->s.key};
}

static void the_page_is_answered(void **state)
{
    struct door d;
    (void)state;
    enter(&d);
    assert_int_equal(ask(&d, d.right, 3000), PAGE_DO);
    struct asked a = d.right;
    a.method = "GET";
    a.path = "/events";
    assert_int_equal(ask(&d, a, 3000), PAGE_EVENTS);
    a.origin = NULL; /* browsers send none with a GET of the same origin */
    assert_int_equal(ask(&d, a, 3000), PAGE_EVENTS);
    assert_int_equal(ask(&d, get("/", d.cookie), 3000), PAGE_FILE);
    assert_int_equal(ask(&d, get("/page.js", d.cookie), 3000), PAGE_FILE);
    assert_int_equal(ask(&d, get("/nothing", d.cookie), 3000), PAGE_UNKNOWN);
    assert_int_equal(ask(&d, get("/page.css", NULL), 3000), PAGE_FILE); /* the closed page's style */
}

/* One header wrong at a time, and each missing where it must be there. */
static void each_wrong_header_is_refused(void **state)
{
    static const char *const hosts[] = {NULL,
                                        "",
                                        "localhost:4711",
                                        "127.0.0.1",
                                        "127.0.0.1:4712",
                                        "127.0.0.1:47110",
                                        "127.0.0.2:4711",
                                        "evil.example:4711",
                                        "evil.example",
                                        "[::1]:4711",
                                        " " HOST,
                                        HOST ".evil.example",
                                        "0.0.0.0:4711",
                                        "2130706433:4711"};
    static const char *const origins[] = {NULL,
                                          "",
                                          "null",
                                          "http://localhost:4711",
                                          "https://" HOST,
                                          "http://127.0.0.1",
                                          "http://127.0.0.1:80",
                                          "http://evil.example",
                                          ORIGIN "/",
                                          ORIGIN ".evil.example",
                                          "http://127.0.0.1:47110"};
    static const char *const sites[] = {"cross-site", "same-site", "none", "", "Same-Origin"};
    static const char *const methods[] = {"GET", "PUT", "HEAD", "OPTIONS", "DELETE", "post", ""};
    struct door d;
    (void)state;
    enter(&d);
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
        struct asked a = d.right, page = get("/", d.cookie);
        a.host = page.host = hosts[i];
        assert_int_equal(ask(&d, a, 3000), PAGE_REFUSED);
        assert_int_equal(ask(&d, page, 3000), PAGE_REFUSED);
    }
    for (size_t i = 0; i < sizeof origins / sizeof origins[0]; i++) {
        struct asked a = d.right;
        a.origin = origins[i];
        assert_int_equal(ask(&d, a, 3000), PAGE_REFUSED);
        a.method = "GET";
        a.path = "/events";
        assert_int_equal(ask(&d, a, 3000), origins[i] == NULL ? PAGE_EVENTS : PAGE_REFUSED);
    }
    for (size_t i = 0; i < sizeof sites / sizeof sites[0]; i++) {
        struct asked a = d.right;
        a.fetch_site = sites[i];
        assert_int_equal(ask(&d, a, 3000), PAGE_REFUSED);
    }
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        struct asked a = d.right;
        a.method = methods[i];
        assert_int_equal(ask(&d, a, 3000), PAGE_METHOD);
    }
}

/* Every byte of each secret counts, and so does its length. */
static void each_wrong_secret_is_refused(void **state)
{
    struct door d;
    char wrong[160], key[64];
    (void)state;
    enter(&d);
    for (size_t i = 0; i < SECRET_TEXT - 1; i++) {
        struct asked a = d.right;
        memcpy(wrong, d.cookie, sizeof d.cookie);
        wrong[14 + i] = wrong[14 + i] == 'A' ? 'B' : 'A';
        a.cookie = wrong;
        assert_int_equal(ask(&d, a, 3000), PAGE_REFUSED);
        assert_int_equal(ask(&d, get("/", wrong), 3000), PAGE_CLOSED);
        a = d.right;
        memcpy(key, d.s.key, SECRET_TEXT);
        key[i] = key[i] == 'A' ? 'B' : 'A';
        a.key = key;
        assert_int_equal(ask(&d, a, 3000), PAGE_REFUSED);
        memcpy(key, d.s.key, i);
        key[i] = '\0';
        assert_int_equal(ask(&d, a, 3000), PAGE_REFUSED);
    }
    const char *const cookies[] = {
        NULL, "", "tracktwo-4711=", "tracktwo-4711", "other=1; tracktwo-4711=", ";;;", "; "};
    for (size_t i = 0; i < sizeof cookies / sizeof cookies[0]; i++) {
        struct asked a = d.right;
        a.cookie = cookies[i];
        assert_int_equal(ask(&d, a, 3000), PAGE_REFUSED);
        assert_int_equal(ask(&d, get("/page.js", cookies[i]), 3000), PAGE_REFUSED);
    }
    struct asked a = d.right;
    a.key = NULL;
    assert_int_equal(ask(&d, a, 3000), PAGE_REFUSED);
    a.key = d.s.cookie; /* what another port of this address is sent is no page key */
    assert_int_equal(ask(&d, a, 3000), PAGE_REFUSED);
    (void)snprintf(wrong, sizeof wrong, "tracktwo-4712=%s", d.s.cookie); /* another desk's name */
    a = d.right;
    a.cookie = wrong;
    assert_int_equal(ask(&d, a, 3000), PAGE_REFUSED);
    (void)snprintf(wrong, sizeof wrong, "xtracktwo-4711=%s", d.s.cookie);
    a = d.right;
    a.cookie = wrong;
    assert_int_equal(ask(&d, a, 3000), PAGE_REFUSED);
}

/* A page of another port can plant a cookie of the same name; ours beside it still counts. */
static void a_planted_cookie_locks_nobody_out(void **state)
{
    struct door d;
    char both[256];
    (void)state;
    enter(&d);
    struct asked a = d.right;
    (void)snprintf(both, sizeof both, "tracktwo-4711=planted; x=y; %s", d.cookie);
    a.cookie = both;
    assert_int_equal(ask(&d, a, 3000), PAGE_DO);
    (void)snprintf(both, sizeof both, "tracktwo-4711=planted;");
    assert_int_equal(ask(&d, a, 3000), PAGE_REFUSED);
}

static void a_link_works_once_and_for_ten_minutes(void **state)
{
    struct door d;
    char link[SECRET_TEXT], old[SECRET_TEXT];
    (void)state;
    enter(&d);
    assert_int_equal(session_link(&d.s, &d.random, 10000), 0);
    memcpy(link, d.s.link, sizeof link);
    link[SECRET_TEXT - 2] ^= 1;
    assert_int_equal(follow(&d, link, 10001), PAGE_CLOSED);
    assert_int_equal(follow(&d, "", 10001), PAGE_CLOSED);
    memcpy(link, d.s.link, sizeof link);
    assert_int_equal(follow(&d, link, 10000 + PAGE_LINK_MS), PAGE_CLOSED);
    assert_int_equal(follow(&d, link, 10001), PAGE_ENTER);
    assert_int_equal(follow(&d, link, 10002), PAGE_CLOSED); /* once */
    /* A wrong guess uses no link up; a newer link ends the older. */
    assert_int_equal(session_link(&d.s, &d.random, 20000), 0);
    memcpy(old, d.s.link, sizeof old);
    assert_int_equal(follow(&d, "guess", 20001), PAGE_CLOSED);
    assert_int_equal(session_link(&d.s, &d.random, 20002), 0);
    assert_int_equal(follow(&d, old, 20003), PAGE_CLOSED);
    assert_int_equal(follow(&d, d.s.link, 20003), PAGE_ENTER);
}

static void a_new_session_ends_the_one_before(void **state)
{
    struct door d;
    char key[SECRET_TEXT];
    (void)state;
    enter(&d);
    memcpy(key, d.s.key, sizeof key);
    d.right.key = key;
    unsigned number = d.s.number;
    assert_int_equal(ask(&d, d.right, 3000), PAGE_DO);
    assert_int_equal(session_link(&d.s, &d.random, 4000), 0);
    assert_int_equal(ask(&d, d.right, 4000), PAGE_DO); /* a link that nobody used changes nothing */
    assert_int_equal(follow(&d, d.s.link, 4001), PAGE_ENTER);
    assert_int_not_equal(d.s.number, number);
    assert_int_equal(ask(&d, d.right, 4002), PAGE_REFUSED);
    assert_int_equal(ask(&d, get("/", d.cookie), 4002), PAGE_CLOSED);
}

static void before_any_session_nothing_is_answered(void **state)
{
    struct door d;
    (void)state;
    d.random = t2_random_seeded_init(&d.seed, 9);
    session_init(&d.s, PORT);
    struct asked a = {"POST", "/do", HOST, ORIGIN, "same-origin", "tracktwo-4711=", ""};
    assert_int_equal(ask(&d, a, 1), PAGE_REFUSED);
    assert_int_equal(follow(&d, "", 1), PAGE_CLOSED);
    assert_int_equal(ask(&d, get("/", "tracktwo-4711="), 1), PAGE_CLOSED);
}

/* The cookie goes to every port of this address: another user's server on one of them has it, sets every
 * header as it likes, and may read the page's own files and nothing more. The page key is another secret. */
static void a_stolen_cookie_is_worth_nothing(void **state)
{
    static const char *const what[][2] = {{"POST", "/do"}, {"GET", "/events"}, {"GET", "/key"}};
    struct door d;
    (void)state;
    enter(&d);
    for (size_t i = 0; i < 3; i++) {
        struct asked a = d.right;
        const char *const keys[] = {NULL, "", d.s.cookie, d.s.proof_key, d.s.link};
        a.method = what[i][0];
        a.path = what[i][1];
        assert_int_not_equal(ask(&d, a, 3000), PAGE_REFUSED);
        for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++) {
            a.key = keys[k];
            assert_int_equal(ask(&d, a, 3000), PAGE_REFUSED);
        }
    }
}

/* And a page key without the cookie. */
static void the_proof_key_is_given_to_who_has_both(void **state)
{
    struct door d;
    (void)state;
    enter(&d);
    struct asked a = d.right;
    a.method = "GET";
    a.path = "/key";
    assert_int_equal(ask(&d, a, 3000), PAGE_KEY);
    a.origin = NULL;
    assert_int_equal(ask(&d, a, 3000), PAGE_KEY);
    a.cookie = NULL;
    assert_int_equal(ask(&d, a, 3000), PAGE_REFUSED);
    a.cookie = d.cookie;
    a.fetch_site = "same-site"; /* a page of another port */
    assert_int_equal(ask(&d, a, 3000), PAGE_REFUSED);
    a.fetch_site = NULL;
    a.method = "POST";
    assert_int_equal(ask(&d, a, 3000), PAGE_METHOD);
    assert_memory_not_equal(d.s.proof_key, d.s.key, SECRET_TEXT);
    assert_memory_not_equal(d.s.proof_key, d.s.cookie, SECRET_TEXT);
}

#define NONCE "__79_Pv6-fj39vX08_Lx8O_u7ezr6uno5-bl5OPi4eA" /* 255, 254 .. 224 */

/* What it is by numbers (docs/protocol/page.md); of every key and nonce another, and none without a session.
 */
static void the_proof(void **state)
{
    static const char *const bad[] = {"",
                                      "A",
                                      NONCE "A",
                                      NONCE "=",
                                      " " NONCE,
                                      "__79/Pv6+fj39vX08/Lx8O/u7ezr6uno5+bl5OPi4eA",
                                      "__79_Pv6-fj39vX08_Lx8O_u7ezr6uno5-bl5OPi4eB",
                                      NONCE NONCE NONCE NONCE};
    struct door d;
    char proof[SECRET_TEXT], other[SECRET_TEXT], path[256];
    (void)state;
    enter(&d);
    memcpy(other, d.s.proof_key, sizeof other);
    memcpy(d.s.proof_key, "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", SECRET_TEXT); /* 0, 1 .. 31 */
    assert_int_equal(session_proof(&d.s, "/proof/" NONCE, proof), 0);
    assert_string_equal(proof, "TIPR69HQd26AMHG31WQjS9uCd_1aho-p-ZPDiHWHtZE");
    memcpy(d.s.proof_key, other, sizeof other);
    assert_int_equal(session_proof(&d.s, "/proof/" NONCE, other), 0);
    assert_string_not_equal(proof, other);
    assert_int_equal(session_proof(&d.s, "/proof/AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", proof), 0);
    assert_string_not_equal(proof, other);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        (void)snprintf(path, sizeof path, "/proof/%s", bad[i]);
        assert_int_equal(session_proof(&d.s, path, proof), T2_E_MALFORMED);
        assert_string_equal(proof, "");
    }
    assert_int_equal(session_link(&d.s, &d.random, 4000), 0);
    assert_int_equal(follow(&d, d.s.link, 4001), PAGE_ENTER);
    assert_int_equal(session_proof(&d.s, "/proof/" NONCE, proof), 0);
    assert_string_not_equal(proof, other); /* the window of the session before is proven nothing */
    session_init(&d.s, PORT);
    assert_int_equal(session_proof(&d.s, "/proof/" NONCE, proof), T2_E_STATE);
}

/* Asked without cookie and page key, so that what took our port gets neither; only by our own page. */
static void the_proof_is_asked_for_with_nothing_secret(void **state)
{
    struct door d;
    (void)state;
    enter(&d);
    struct asked a = get("/proof/" NONCE, NULL);
    assert_int_equal(ask(&d, a, 3000), PAGE_PROOF);
    a.fetch_site = "same-origin";
    a.origin = ORIGIN;
    assert_int_equal(ask(&d, a, 3000), PAGE_PROOF);
    a.fetch_site = "same-site";
    assert_int_equal(ask(&d, a, 3000), PAGE_REFUSED);
    a.fetch_site = "none";
    assert_int_equal(ask(&d, a, 3000), PAGE_REFUSED);
    a.fetch_site = NULL;
    a.origin = "http://127.0.0.1:4712";
    assert_int_equal(ask(&d, a, 3000), PAGE_REFUSED);
    a.origin = NULL;
    a.host = "evil.example:4711";
    assert_int_equal(ask(&d, a, 3000), PAGE_REFUSED);
    a.host = HOST;
    a.method = "POST";
    assert_int_equal(ask(&d, a, 3000), PAGE_METHOD);
}

/* Without randomness there is no session, and the one that is there goes on. */
static void a_failing_source_of_randomness_changes_nothing(void **state)
{
    struct door d;
    (void)state;
    enter(&d);
    assert_int_equal(session_link(&d.s, &d.random, 4000), 0);
    char link[SECRET_TEXT];
    memcpy(link, d.s.link, sizeof link);
    for (uint64_t n = 0; n < 3; n++) {
        d.seed.fail_after = d.seed.draws + n;
        d.seed.fail_after += d.seed.fail_after == 0;
        assert_int_equal(follow(&d, link, 4001), PAGE_REFUSED);
        assert_int_equal(ask(&d, d.right, 4001), PAGE_DO);
    }
    d.seed.fail_after = 0;
    assert_int_equal(follow(&d, link, 4002), PAGE_ENTER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_is_answered),
        cmocka_unit_test(each_wrong_header_is_refused),
        cmocka_unit_test(each_wrong_secret_is_refused),
        cmocka_unit_test(a_planted_cookie_locks_nobody_out),
        cmocka_unit_test(a_stolen_cookie_is_worth_nothing),
        cmocka_unit_test(the_proof_key_is_given_to_who_has_both),
        cmocka_unit_test(the_proof),
        cmocka_unit_test(the_proof_is_asked_for_with_nothing_secret),
        cmocka_unit_test(a_link_works_once_and_for_ten_minutes),
        cmocka_unit_test(a_new_session_ends_the_one_before),
        cmocka_unit_test(before_any_session_nothing_is_answered),
        cmocka_unit_test(a_failing_source_of_randomness_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
