/* The set of reports that a desk holds: chains by key, admissions, what a key may fill, the digest. */
#include "report_internal.h"

#include <stdlib.h>

#include <tracktwo/crypto.h>
#include <tracktwo/wire.h>

#define MARK "tracktwo report set 1\n"

struct line_report_set {
    uint8_t mission[LINE_REPORT_MISSION_LEN];
    struct line_report_limits limits;
    struct report_chain **chains; /* in the order of their keys */
    size_t n, room;
    size_t n_admitted, n_apart; /* keys; reports */
};

static uint32_t or_default(uint32_t n, uint32_t otherwise)
{
    return n != 0 ? n : otherwise;
}

int line_report_set_new(const uint8_t mission[static LINE_REPORT_MISSION_LEN],
                        const struct line_report_limits *limits, struct line_report_set **out)
{
    struct line_report_limits l = limits != NULL ? *limits : (struct line_report_limits){0};
    struct line_report_set *s = calloc(1, sizeof(*s));
    if (s == NULL) {
        return T2_E_MEMORY;
    }
    memcpy(s->mission, mission, sizeof s->mission);
    s->limits = (struct line_report_limits){or_default(l.reports, 65536), or_default(l.observers, 256),
                                            or_default(l.apart_keys, 64), or_default(l.apart_reports, 1024)};
    *out = s;
    return 0;
}

static void chain_free(struct report_chain *c)
{
    if (c != NULL) {
        report_chain_clear(c);
        free(c);
    }
}

void line_report_set_free(struct line_report_set *s)
{
    if (s == NULL) {
        return;
    }
    for (size_t i = 0; i < s->n; i++) {
        chain_free(s->chains[i]);
    }
    free(s->chains);
    free(s);
}

/* ---- chains by key ---- */

static size_t chain_place(const struct line_report_set *s, const uint8_t *key, struct report_chain **out)
{
    size_t low = 0, high = s->n;
    *out = NULL;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = memcmp(s->chains[mid]->key, key, LINE_REPORT_KEY_LEN);
        if (order == 0) {
            *out = s->chains[mid];
            return mid;
        }
        low = order < 0 ? mid + 1 : low;
        high = order < 0 ? high : mid;
    }
    return low;
}

/* A new chain beside the set, and the room for it in it. */
static int chain_new(struct line_report_set *s, const uint8_t *key, struct report_chain **out)
{
    if (s->n == s->room) {
        size_t more = s->room == 0 ? 16 : 2 * s->room;
        struct report_chain **grown = reallocarray(s->chains, more, sizeof grown[0]);
        if (grown == NULL) {
            return T2_E_MEMORY;
        }
        s->chains = grown;
        s->room = more;
    }
    struct report_chain *c = calloc(1, sizeof(*c));
    if (c == NULL) {
        return T2_E_MEMORY;
    }
    memcpy(c->key, key, sizeof c->key);
    *out = c;
    return 0;
}

static void chain_insert(struct line_report_set *s, struct report_chain *c)
{
    struct report_chain *none = NULL;
    size_t place = chain_place(s, c->key, &none);
    memmove(&s->chains[place + 1], &s->chains[place], (s->n - place) * sizeof(s->chains[0]));
    s->chains[place] = c;
    s->n++;
}

int line_report_set_admit(struct line_report_set *s, const struct line_report_admission *a)
{
    struct report_chain *c = NULL;
    if (strnlen(a->observer, LINE_ID_MAX + 1) > LINE_ID_MAX || !line_id_valid(a->observer) ||
        a->from_s > a->to_s || a->to_s > LINE_REPORT_MAX_TIME) {
        return T2_E_ARGUMENT;
    }
    (void)chain_place(s, a->key, &c);
    if ((c == NULL || !c->admitted) && s->n_admitted >= s->limits.observers) {
        return T2_E_FULL;
    }
    if (c == NULL) {
        int err = chain_new(s, a->key, &c);
        if (err != 0) {
            return err;
        }
        chain_insert(s, c);
    }
    if (!c->admitted) {
        s->n_apart -= c->n;
        s->n_admitted++;
        report_chain_trim(c, s->limits.reports);
    }
    c->admitted = 1;
    c->admission = *a;
    return 0;
}

/* ---- taking in ---- */

/* 1: bytes are those that were checked. */
static int same_bytes(struct t2_bytes report, const struct line_report_checked *checked, int *out_err)
{
    uint8_t id[LINE_REPORT_ID_LEN];
    if (report.len < LINE_REPORT_SIGNATURE_LEN) {
        return 0;
    }
    struct t2_bytes body = {report.ptr, report.len - LINE_REPORT_SIGNATURE_LEN};
    *out_err = t2_sha256(id, &body, 1);
    return *out_err == 0 && memcmp(id, checked->id, sizeof id) == 0 &&
           memcmp(report.ptr + body.len, checked->signature, LINE_REPORT_SIGNATURE_LEN) == 0;
}

/* How many reports this chain may hold with what the others hold. */
static size_t room_of(const struct line_report_set *s, const struct report_chain *c)
{
    return c->admitted ? s->limits.reports : c->n + (s->limits.apart_reports - s->n_apart);
}

static int put(struct line_report_set *s, struct report_chain *c, struct t2_bytes report,
               const struct line_report_checked *checked)
{
    struct report_kept *k = NULL;
    size_t before = c->n;
    /* A key that is not admitted pushes nothing out: what is apart is not in the digest. */
    if (!c->admitted && c->n >= room_of(s, c)) {
        return T2_E_FULL;
    }
    int err = report_kept_new(report, checked, &k);
    if (err == 0) {
        err = report_chain_put(c, k, room_of(s, c));
    }
    if (err != 0) {
        free(k);
        return err;
    }
    if (!c->admitted) {
        s->n_apart += c->n - before;
    }
    return 0;
}

int line_report_set_take(struct line_report_set *s, struct t2_bytes report,
                         const struct line_report_checked *checked, enum line_report_outcome *out)
{
    struct report_chain *c = NULL, *made = NULL;
    int err = checked->err, there = 0;
    if (err != 0) {
        return err;
    }
    if (!same_bytes(report, checked, &err)) {
        return err != 0 ? err : T2_E_ARGUMENT;
    }
    (void)chain_place(s, checked->key, &c);
    if (c != NULL) {
        (void)report_chain_place(c, checked->number, checked->id, &there);
        if (there) {
            *out = LINE_REPORT_KNOWN;
            return 0;
        }
    } else {
        if (s->n - s->n_admitted >= s->limits.apart_keys) {
            return T2_E_FULL;
        }
        if ((err = chain_new(s, checked->key, &made)) != 0) {
            return err;
        }
        c = made;
    }
    if ((err = put(s, c, report, checked)) != 0) {
        chain_free(made);
        return err;
    }
    if (made != NULL) {
        chain_insert(s, made);
    }
    *out = c->admitted ? LINE_REPORT_NEW : LINE_REPORT_APART;
    return 0;
}

/* 1: the very bytes are kept. */
static int is_kept(const struct line_report_set *s, struct t2_bytes report, const struct line_report *r,
                   int *out_err)
{
    uint8_t id[LINE_REPORT_ID_LEN];
    struct report_chain *c = NULL;
    int there = 0;
    struct t2_bytes body = {report.ptr, report.len - LINE_REPORT_SIGNATURE_LEN};
    (void)chain_place(s, r->key, &c);
    if (c == NULL || (*out_err = t2_sha256(id, &body, 1)) != 0) {
        return 0;
    }
    size_t i = report_chain_place(c, r->number, id, &there);
    return there && t2_bytes_eq(report, t2_bytes_of(c->at[i]->bytes, c->at[i]->len));
}

int line_report_set_import(struct line_report_set *s, struct t2_bytes report, enum line_report_outcome *out)
{
    struct line_report_checked checked;
    struct line_report r;
    int err = line_report_read(report, NULL, &r);
    if (err != 0) {
        return err;
    }
    if (is_kept(s, report, &r, &err)) {
        *out = LINE_REPORT_KNOWN;
        return 0;
    }
    if (err != 0) {
        return err;
    }
    line_report_check_all(s->mission, &report, 1, &checked);
    return line_report_set_take(s, report, &checked, out);
}

/* ---- looking ---- */

size_t line_report_set_n_chains(const struct line_report_set *s)
{
    return s->n;
}

int line_report_set_chain(const struct line_report_set *s, size_t chain, struct line_report_chain *out)
{
    if (chain >= s->n) {
        return T2_E_ARGUMENT;
    }
    const struct report_chain *c = s->chains[chain];
    uint32_t numbers = 0, forked = 0;
    for (size_t i = 0; i < c->n; i++) {
        int begins = i == 0 || c->at[i - 1]->number != c->at[i]->number;
        numbers += (uint32_t)begins;
        /* The second of a number. */
        forked += !begins && (i == 1 || c->at[i - 2]->number != c->at[i]->number);
    }
    *out = (struct line_report_chain){.admitted = c->admitted,
                                      .admission = c->admission,
                                      .n = c->n,
                                      .last = c->n > 0 ? c->at[c->n - 1]->number : 0,
                                      .n_forked = forked,
                                      .is_beyond = c->is_beyond,
                                      .beyond = c->beyond};
    out->n_missing = out->last - numbers;
    memcpy(out->key, c->key, sizeof out->key);
    return 0;
}

int line_report_set_gap(const struct line_report_set *s, size_t chain, uint32_t from, uint32_t *out_first,
                        uint32_t *out_last)
{
    if (chain >= s->n) {
        return T2_E_ARGUMENT;
    }
    const struct report_chain *c = s->chains[chain];
    uint32_t next = from < 1 ? 1 : from;
    for (size_t i = report_chain_from(c, next); i < c->n; i++) {
        if (c->at[i]->number > next) {
            *out_first = next;
            *out_last = c->at[i]->number - 1;
            return 0;
        }
        next = c->at[i]->number + 1;
    }
    return T2_E_MISSING;
}

/* 1: a report before it is kept, and none of that number is the one that it names. */
static int not_following(const struct report_chain *c, const struct report_kept *k)
{
    int there = 0;
    size_t before = report_chain_from(c, k->number - 1);
    if (k->number == 1 || before >= c->n || c->at[before]->number != k->number - 1) {
        return 0;
    }
    (void)report_chain_place(c, k->number - 1, k->previous, &there);
    return !there;
}

int line_report_set_entry(const struct line_report_set *s, size_t chain, size_t i,
                          struct line_report_entry *out)
{
    if (chain >= s->n || i >= s->chains[chain]->n) {
        return T2_E_ARGUMENT;
    }
    const struct report_chain *c = s->chains[chain];
    const struct report_kept *k = c->at[i], *by = report_chain_correction(c, i);
    int there = 0, forked = (i > 0 && c->at[i - 1]->number == k->number) ||
                            (i + 1 < c->n && c->at[i + 1]->number == k->number);
    if (k->corrects_number != 0) {
        (void)report_chain_place(c, k->corrects_number, k->corrects, &there);
    }
    *out = (struct line_report_entry){
        .number = k->number, .made_s = k->made_s, .kind = k->kind, .report = t2_bytes_of(k->bytes, k->len)};
    memcpy(out->id, k->id, sizeof out->id);
    out->flags =
        (uint8_t)((c->admitted ? 0 : LINE_REPORT_IS_APART) |
                  (report_chain_in_time(c, k) ? 0 : LINE_REPORT_IS_OUTSIDE) |
                  (forked ? LINE_REPORT_IS_FORKED : 0) |
                  (not_following(c, k) ? LINE_REPORT_NOT_FOLLOWING : 0) |
                  (by != NULL ? LINE_REPORT_IS_CORRECTED : 0) | (there ? LINE_REPORT_IS_CORRECTION : 0));
    if (by != NULL) {
        out->corrected_by_number = by->number;
        memcpy(out->corrected_by, by->id, sizeof out->corrected_by);
    }
    return 0;
}

int line_report_entry_counts(const struct line_report_entry *e)
{
    return (e->flags & (LINE_REPORT_IS_APART | LINE_REPORT_IS_OUTSIDE | LINE_REPORT_IS_CORRECTED)) == 0 &&
           e->kind != LINE_REPORT_WITHDRAWN;
}

/* ---- going out ---- */

int line_report_set_export(const struct line_report_set *s, struct t2_buf *out)
{
    size_t before = out->len;
    int err = line_report_file_begin(out);
    for (size_t k = 0; k < s->n; k++) {
        const struct report_chain *c = s->chains[k];
        for (size_t i = 0; err == 0 && i < c->n; i++) {
            err = line_report_file_append(t2_bytes_of(c->at[i]->bytes, c->at[i]->len), out);
        }
    }
    out->len = err == 0 ? out->len : before;
    return err;
}

static void put_chain(struct wire_writer *w, const struct report_chain *c)
{
    wire_put_raw(w, t2_bytes_of(c->key, sizeof c->key));
    wire_put_vec(w, t2_bytes_str(c->admission.observer));
    wire_put_u64(w, c->admission.from_s);
    wire_put_u64(w, c->admission.to_s);
    wire_put_u8(w, c->is_beyond);
    if (c->is_beyond) {
        wire_put_u32(w, c->beyond);
        wire_put_raw(w, t2_bytes_of(c->beyond_id, sizeof c->beyond_id));
    }
    wire_put_u32(w, (uint32_t)c->n);
    for (size_t i = 0; i < c->n; i++) {
        wire_put_u32(w, c->at[i]->number);
        wire_put_raw(w, t2_bytes_of(c->at[i]->id, sizeof c->at[i]->id));
    }
}

int line_report_set_digest(const struct line_report_set *s, uint8_t out[static LINE_DIGEST_LEN])
{
    struct t2_sha256 *h = NULL;
    struct t2_buf part;
    t2_buf_init(&part, (size_t)64 << 20);
    struct wire_writer w = wire_writer_init(&part);
    wire_put_raw(&w, t2_bytes_str(MARK));
    wire_put_raw(&w, t2_bytes_of(s->mission, sizeof s->mission));
    wire_put_u32(&w, (uint32_t)s->n_admitted);
    int err = t2_sha256_new(&h);
    for (size_t i = 0; err == 0 && i < s->n; i++) {
        if (s->chains[i]->admitted) {
            put_chain(&w, s->chains[i]);
            err = wire_writer_finish(&w);
            err = err != 0 ? err : t2_sha256_update(h, part.ptr, part.len);
            part.len = 0;
        }
    }
    err = err != 0 ? err : wire_writer_finish(&w);
    err = err != 0 ? err : t2_sha256_update(h, part.ptr, part.len);
    err = err != 0 ? err : t2_sha256_final(h, out);
    t2_buf_free(&part);
    t2_sha256_free(h);
    return err;
}
