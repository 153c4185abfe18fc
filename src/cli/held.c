/* The files of a call, texts and base64 within the request and the answer; and the folders that it names. */
#include "cli/held.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <tracktwo/secret.h>
#include <tracktwo/table_field.h>

static struct held *now;

void held_set(struct held *h)
{
    now = h;
}

struct held *cli_held(void)
{
    return now;
}

int held_folder(const struct held *h, const char *name, char out[static DESK_PATH_MAX])
{
    bool plain = name[0] != '.' && strchr(name, '/') == NULL && strlen(name) < 64;
    int n = snprintf(out, DESK_PATH_MAX, "%s%s%s", h->root, name[0] != '\0' ? "/" : "", name);
    if (plain && n >= 0 && n < DESK_PATH_MAX)
        return 0;
    out[0] = '\0';
    return T2_E_ARGUMENT;
}

/* A sum would hide one that grows while another shrinks: each has its own place. */
static void count_in(uint64_t *n, uint64_t more)
{
    *n = (*n ^ more) * UINT64_C(0x100000001b3);
}

uint64_t held_count(const struct desk *d)
{
    uint64_t n = 0, adopted = 0;
    if (d == NULL || !desk_has_table(d))
        return 0;
    const struct table_state *s = desk_table(d);
    count_in(&n, desk_n_folds(d) + 1);
    count_in(&n, table_n_events(s));
    count_in(&n, desk_n_refused(d));
    count_in(&n, desk_n_forks(d));
    for (size_t i = 0; i < table_n_articles(s); i++) /* an hour comes without an event */
        adopted += table_article_silence(s, i, desk_slot(d)) == TABLE_SILENCE_ADOPTED;
    count_in(&n, adopted);
    for (uint8_t seat = 0; seat < channel_n_seats(desk_channel(d)); seat++) {
        struct channel_pair_info info;
        if (channel_pair_info(desk_channel(d), seat, &info) == 0) {
            count_in(&n, info.status != CHANNEL_PAIR_NONE);
            count_in(&n, info.heard);
            count_in(&n, info.refused);
        }
    }
    return n;
}

/* ---- numbers ---- */

static size_t n_numbered(const struct table_state *s, size_t kind)
{
    return s == NULL   ? 0
           : kind == 0 ? table_n_soundings(s)
           : kind == 1 ? table_n_papers(s)
           : kind == 2 ? table_n_meetings(s)
           : kind == 3 ? table_n_reports(s)
                       : table_n_issues(s);
}

/* Of an issue what it says, as an act that names it hashes it: two seats can give two issues one id, and then
 * the earlier has it. */
static struct t2_bytes issue_named(const struct table_state *s, size_t i,
                                   uint8_t out[static TABLE_DIGEST_LEN])
{
    struct table_event ev = {.kind = TABLE_EV_SOUNDS_REOPENED};
    ev.u.sounds_reopened.issue = (uint8_t)i;
    memset(out, 0, TABLE_DIGEST_LEN);
    if (table_event_name(s, &ev) == 0)
        memcpy(out, ev.u.sounds_reopened.named, TABLE_DIGEST_LEN);
    return t2_bytes_of(out, TABLE_DIGEST_LEN);
}

static struct t2_bytes numbered_id(const struct table_state *s, size_t kind, size_t i,
                                   uint8_t named[static TABLE_DIGEST_LEN])
{
    return kind == 4   ? issue_named(s, i, named)
           : kind == 0 ? t2_bytes_of(table_sounding(s, i)->id, TABLE_SOUNDING_ID_LEN)
           : kind == 1 ? t2_bytes_of(table_paper(s, i)->id, TABLE_FORM_ID_LEN)
           : kind == 2 ? t2_bytes_of(table_meeting(s, i)->id, TABLE_FORM_ID_LEN)
                       : t2_bytes_of(table_report(s, i)->id, LINE_REPORT_ID_LEN);
}

static void numbered_digest(const struct table_state *s, size_t kind, size_t n, uint8_t out[static 32])
{
    uint8_t named[TABLE_DIGEST_LEN];
    crypto_generichash_state state;
    (void)crypto_generichash_init(&state, NULL, 0, 32);
    for (size_t i = 0; i < n; i++) {
        struct t2_bytes id = numbered_id(s, kind, i, named);
        (void)crypto_generichash_update(&state, id.ptr, id.len);
    }
    (void)crypto_generichash_final(&state, out, 32);
}

static const struct table_state *table_of(const struct held *h)
{
    return h->desk != NULL && desk_has_table(h->desk) ? desk_table(h->desk) : NULL;
}

bool held_order_stands(const struct held *h)
{
    const struct table_state *s = table_of(h);
    uint8_t present[32];
    bool stands = true;
    for (size_t kind = 0; kind < HELD_NUMBERED && stands; kind++) {
        stands = h->order.n[kind] <= n_numbered(s, kind);
        if (stands && h->order.n[kind] != 0) {
            numbered_digest(s, kind, h->order.n[kind], present);
            stands = memcmp(present, h->order.digest[kind], sizeof present) == 0;
        }
    }
    return stands;
}

void held_order_note(struct held *h)
{
    const struct table_state *s = table_of(h);
    if (!held_order_stands(h))
        h->ordered = h->version;
    for (size_t kind = 0; kind < HELD_NUMBERED; kind++) {
        h->order.n[kind] = n_numbered(s, kind);
        numbered_digest(s, kind, h->order.n[kind], h->order.digest[kind]);
    }
}

/* ---- base64 (RFC 4648) ---- */

static int base64_read(const char *text, size_t len, size_t max, struct t2_buf *out)
{
    size_t n = 0, most = len / 4 * 3; /* it comes padded, in whole groups of four */
    if (most > max + 3)
        return T2_E_FULL;
    int err = t2_buf_reserve(out, most);
    if (err != 0)
        return err;
    if (sodium_base642bin(out->ptr, most, text, len, NULL, &n, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
        return T2_E_MALFORMED;
    out->len = n;
    return n > max ? T2_E_FULL : 0;
}

static json_t *base64_write(struct t2_bytes bytes)
{
    size_t len = sodium_base64_encoded_len(bytes.len, sodium_base64_VARIANT_ORIGINAL);
    struct t2_buf text = {.max = len};
    json_t *o = NULL;
    if (t2_buf_reserve(&text, len) == 0) {
        (void)sodium_bin2base64((char *)text.ptr, len, bytes.ptr, bytes.len, sodium_base64_VARIANT_ORIGINAL);
        text.len = len; /* with the zero: all of it is wiped */
        o = json_pack("{s:s}", "base64", (const char *)text.ptr);
    }
    t2_buf_free(&text);
    return o;
}

/* ---- files ---- */

int held_read(const struct held_call *call, const char *name, size_t max, struct t2_buf *out)
{
    const json_t *o = call != NULL ? json_object_get(call->files, name) : NULL;
    const json_t *base64 = json_object_get(o, "base64");
    int err = T2_E_MISSING;
    t2_buf_init(out, max + 3); /* base64 is decoded in whole groups */
    if (name[0] == '@' && json_is_string(o))
        err = json_string_length(o) > max ? T2_E_FULL
                                          : t2_buf_append(out, json_string_value(o), json_string_length(o));
    else if (name[0] == '@' && json_is_string(base64))
        err = base64_read(json_string_value(base64), json_string_length(base64), max, out);
    out->max = max;
    if (err != 0)
        t2_buf_free(out);
    return err;
}

int held_write(struct held_call *call, const char *name, struct t2_bytes bytes, bool once)
{
    if (call == NULL || name[0] != '@' || bytes.len > HELD_FILE_MAX)
        return T2_E_IO;
    if (once && json_object_get(call->written, name) != NULL)
        return T2_E_EXISTS;
    json_t *o = base64_write(bytes);
    return o == NULL || json_object_set_new(call->written, name, o) != 0 ? T2_E_MEMORY : 0;
}

/* ---- sentences ---- */

void held_sentences(char *text)
{
    char *begin = text, *out = text;
    while (*begin != '\0') {
        char *end = begin;
        while (*end != '\0' &&
               !((*end == '.' || *end == '!' || *end == '?') && (end[1] == ' ' || end[1] == '\0')))
            end++;
        end += *end != '\0';
        end += *end == ' ';
        const char *command = strstr(begin, "tracktwo ");
        if (command == NULL || command >= end) {
            memmove(out, begin, (size_t)(end - begin));
            out += end - begin;
        }
        begin = end;
    }
    while (out > text && out[-1] == ' ')
        out--;
    *out = '\0';
    for (char *at = text; (at = strchr(at, '@')) != NULL;) /* a name of the call's */
        if (at == text || at[-1] == ' ')
            memmove(at, at + 1, strlen(at));
        else
            at++;
}

void held_json_wipe(json_t *o)
{
    const char *key = NULL;
    json_t *value = NULL;
    size_t i = 0;
    if (json_is_string(o)) /* a string of jansson is its own memory; it is let go after this */
        t2_wipe((char *)(uintptr_t)json_string_value(o), json_string_length(o));
    json_object_foreach(o, key, value) held_json_wipe(value);
    json_array_foreach(o, i, value) held_json_wipe(value);
}

static void wiped_free(void *p)
{
    if (p != NULL)
        t2_wipe(p, malloc_usable_size(p));
    free(p);
}

void held_json_memory(void)
{
    json_set_alloc_funcs(malloc, wiped_free);
}
