/* Who may ask: the link, the cookie, the page key, and the headers that a browser sets by itself (threat
 * model T11; docs/protocol/page.md). A cookie goes to every port of an address, so it is never enough; a page
 * key is never sent by a browser that another site drives; Host and Origin end DNS rebinding. And who
 * answers: what has the port later, when this program has ended, cannot give the proof. */
#include "page/page_internal.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include <tracktwo/secret.h>

static int secret_new(const struct t2_random *random, char out[static SECRET_TEXT])
{
    uint8_t raw[SECRET_LEN];
    int err = t2_random_fill(random, raw, sizeof raw);
    if (err == 0)
        (void)sodium_bin2base64(out, SECRET_TEXT, raw, sizeof raw, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    t2_wipe(raw, sizeof raw);
    return err;
}

/* In a time that depends on nothing secret: a secret of ours has one length. */
static int secret_is(const char *ours, const char *given, size_t given_len)
{
    return ours[0] != '\0' && given_len == SECRET_TEXT - 1 && t2_ct_eq(ours, given, SECRET_TEXT - 1);
}

void session_init(struct session *s, uint16_t port)
{
    *s = (struct session){.number = 0};
    (void)snprintf(s->host, sizeof s->host, "127.0.0.1:%u", port);
    (void)snprintf(s->origin, sizeof s->origin, "http://%s", s->host);
    (void)snprintf(s->name, sizeof s->name, "tracktwo-%u", port);
}

void session_wipe(struct session *s)
{
    t2_wipe(s, sizeof *s);
}

int session_link(struct session *s, const struct t2_random *random, int64_t now_ms)
{
    char link[SECRET_TEXT];
    int err = secret_new(random, link);
    if (err == 0) {
        memcpy(s->link, link, sizeof s->link);
        s->link_until_ms = now_ms + PAGE_LINK_MS;
    }
    t2_wipe(link, sizeof link);
    return err;
}

/* Of all cookies of that name one that is ours: a page of another port can set others beside it, and then
 * ours still counts. */
static int has_cookie(const struct session *s, const char *cookies)
{
    const size_t name = strlen(s->name);
    for (const char *at = cookies; at != NULL; at = strchr(at, ';')) {
        at += strspn(at, "; ");
        if (strncmp(at, s->name, name) == 0 && at[name] == '=' &&
            secret_is(s->cookie, at + name + 1, strcspn(at + name + 1, ";")))
            return 1;
        if (*at == '\0')
            break;
    }
    return 0;
}

static int begin(struct session *s, const struct t2_random *random)
{
    char cookie[SECRET_TEXT], key[SECRET_TEXT], proof_key[SECRET_TEXT];
    int err = secret_new(random, cookie);
    err = err != 0 ? err : secret_new(random, key);
    err = err != 0 ? err : secret_new(random, proof_key);
    if (err == 0) {
        memcpy(s->cookie, cookie, sizeof s->cookie);
        memcpy(s->key, key, sizeof s->key);
        memcpy(s->proof_key, proof_key, sizeof s->proof_key);
        t2_wipe(s->link, sizeof s->link);
        s->number++;
        s->entered = 1;
    }
    t2_wipe(cookie, sizeof cookie);
    t2_wipe(key, sizeof key);
    t2_wipe(proof_key, sizeof proof_key);
    return err;
}

/* ---- the proof ---- */

static const char proof_path[] = "/proof/";

static int secret_read(const char *text, uint8_t out[static SECRET_LEN])
{
    size_t n = 0;
    int bad = sodium_base642bin(out, SECRET_LEN, text, strlen(text), NULL, &n, NULL,
                                sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return bad == 0 && n == SECRET_LEN ? 0 : T2_E_MALFORMED;
}

int session_proof(const struct session *s, const char *path, char out[static SECRET_TEXT])
{
    static const char label[] = "tracktwo page proof"; /* with its zero */
    uint8_t key[SECRET_LEN], nonce[SECRET_LEN], mac[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_state state;
    out[0] = '\0';
    int err = s->proof_key[0] == '\0' ? T2_E_STATE : secret_read(path + sizeof proof_path - 1, nonce);
    err = err != 0 ? err : secret_read(s->proof_key, key);
    if (err == 0) {
        (void)crypto_auth_hmacsha256_init(&state, key, sizeof key);
        (void)crypto_auth_hmacsha256_update(&state, (const uint8_t *)label, sizeof label);
        (void)crypto_auth_hmacsha256_update(&state, nonce, sizeof nonce);
        (void)crypto_auth_hmacsha256_final(&state, mac);
        (void)sodium_bin2base64(out, SECRET_TEXT, mac, sizeof mac, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
        t2_wipe(&state, sizeof state);
    }
    t2_wipe(key, sizeof key);
    return err;
}

/* ---- what is asked ---- */

static enum page_what of_path(const char *path)
{
    return strcmp(path, "/do") == 0       ? PAGE_DO
           : strcmp(path, "/events") == 0 ? PAGE_EVENTS
           : strcmp(path, "/key") == 0    ? PAGE_KEY
           : page_file_find(path) != NULL ? PAGE_FILE
                                          : PAGE_UNKNOWN;
}

/* A browser says from where a request comes. The link may be followed from anywhere, the rest from our own
 * page alone; a document also when a person types its address. */
static int from_here(const struct asked *a, int link, int document)
{
    return link || a->fetch_site == NULL || strcmp(a->fetch_site, "same-origin") == 0 ||
           (document && strcmp(a->fetch_site, "none") == 0);
}

enum page_what session_ask(struct session *s, const struct asked *a, const struct t2_random *random,
                           int64_t now_ms)
{
    static const char enter[] = "/enter/";
    const int link = strncmp(a->path, enter, sizeof enter - 1) == 0;
    const int document = strcmp(a->path, "/") == 0;
    if (a->host == NULL || strcmp(a->host, s->host) != 0 ||
        (a->origin != NULL && strcmp(a->origin, s->origin) != 0) || !from_here(a, link, document))
        return PAGE_REFUSED;
    const int get = strcmp(a->method, "GET") == 0;
    if (link) {
        const char *token = a->path + sizeof enter - 1;
        if (!get)
            return PAGE_METHOD;
        if (now_ms >= s->link_until_ms || !secret_is(s->link, token, strlen(token)))
            return PAGE_CLOSED;
        return begin(s, random) == 0 ? PAGE_ENTER : PAGE_REFUSED;
    }
    if (get && strcmp(a->path, "/page.css") == 0) /* of the closed page, too */
        return PAGE_FILE;
    if (strncmp(a->path, proof_path, sizeof proof_path - 1) == 0) /* cookie and key are not sent before it */
        return get ? PAGE_PROOF : PAGE_METHOD;
    const enum page_what what = of_path(a->path);
    if (!has_cookie(s, a->cookie))
        return document ? PAGE_CLOSED : PAGE_REFUSED;
    if ((what == PAGE_DO || what == PAGE_EVENTS || what == PAGE_KEY) &&
        (a->key == NULL || !secret_is(s->key, a->key, strlen(a->key))))
        return PAGE_REFUSED;
    if (what == PAGE_DO && a->origin == NULL) /* a browser always says it of a POST */
        return PAGE_REFUSED;
    if (what == PAGE_UNKNOWN)
        return what;
    return (what == PAGE_DO ? strcmp(a->method, "POST") == 0 : get) ? what : PAGE_METHOD;
}
