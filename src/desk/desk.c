/* A desk's folder, its table's fold, and what it posts. The folder holds one sealed file; the table's state
 * is folded anew at each start from the log in it. */
#include "desk/desk_internal.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <tracktwo/secret.h>

#define STORE_NAME "desk.sealed"
#define SLOT_SECONDS_BEFORE_OPENING 60

int desk_fail(struct desk_problem *why, int err, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(why->text, sizeof why->text, fmt, args);
    va_end(args);
    return err;
}

int desk_refuse(struct desk_problem *why, const struct table_refusal *r)
{
    why->refusal = r->code;
    why->seats = r->seats;
    return desk_fail(why, T2_E_REFUSED, "%s", r->text);
}

static int store_problem(struct desk_problem *why, int err, const char *dir)
{
    switch (err) {
    case T2_E_AUTH:
        return desk_fail(why, err,
                         "The passphrase is not the right one. Nothing was changed; please try again.");
    case T2_E_MISSING:
        return desk_fail(why, err, "There is no desk in %s. Open a table or join one first.", dir);
    case T2_E_EXISTS:
        return desk_fail(why, err,
                         "There is a desk in %s already. It was left as it is; choose another folder.", dir);
    case T2_E_LOCKED:
        return desk_fail(why, err, "This desk is open in another window. Close it there first.");
    case T2_E_MALFORMED:
    case T2_E_TRUNCATED:
    case T2_E_TRAILING:
    case T2_E_VERSION:
    case T2_E_TOO_LARGE:
        return desk_fail(
            why, err,
            "The desk's file in %s is damaged or was made by another version. It was left as it is.", dir);
    default:
        return desk_fail(why, err, "The desk's file in %s cannot be used: %s.", dir, t2_err_text(err));
    }
}

static int desk_new(struct desk **out, const char *dir)
{
    struct desk *d = calloc(1, sizeof *d);
    if (d == NULL)
        return T2_E_MEMORY;
    d->random = t2_random_system();
    d->clock = t2_clock_system();
    d->next_number = 1;
    int n = snprintf(d->dir, sizeof d->dir, "%s", dir);
    int err = n < 0 || (size_t)n >= sizeof d->dir - sizeof STORE_NAME - 2 ? T2_E_ARGUMENT
                                                                          : table_state_new(&d->table);
    if (err != 0) {
        desk_free(d);
        return err;
    }
    *out = d;
    return 0;
}

static void store_path(const struct desk *d, char out[DESK_PATH_MAX + 32])
{
    (void)snprintf(out, DESK_PATH_MAX + 32, "%s/%s", d->dir, STORE_NAME);
}

int desk_create(struct desk **out, const char *dir, struct t2_bytes passphrase,
                struct channel_store_cost cost, struct desk_problem *why)
{
    struct desk *d = NULL;
    char path[DESK_PATH_MAX + 32];
    int err = desk_new(&d, dir);
    if (err == 0 && mkdir(dir, 0700) != 0 && errno != EEXIST)
        err = T2_E_IO;
    if (err == 0) {
        store_path(d, path);
        err = channel_store_create(&d->store, path, passphrase, cost, d->random);
    }
    if (err != 0) {
        desk_free(d);
        return store_problem(why, err, dir);
    }
    *out = d;
    return 0;
}

int desk_open(struct desk **out, const char *dir, struct t2_bytes passphrase, struct desk_problem *why)
{
    struct desk *d = NULL;
    char path[DESK_PATH_MAX + 32];
    int err = desk_new(&d, dir);
    if (err == 0) {
        store_path(d, path);
        err = channel_store_open(&d->store, path, passphrase, d->random);
    }
    if (err == 0 && (err = channel_load(&d->channel, d->store, d->random)) == T2_E_MISSING)
        err = 0;
    if (err != 0) {
        desk_free(d);
        return store_problem(why, err, dir);
    }
    if (d->channel != NULL && (err = desk_commit(d, why)) != 0) {
        desk_free(d);
        return err;
    }
    *out = d;
    return 0;
}

void desk_free(struct desk *d)
{
    if (d == NULL)
        return;
    desk_disconnect(d);
    channel_free(d->channel);
    channel_store_free(d->store);
    table_state_free(d->table);
    free(d->refused);
    free(d);
}

int desk_has_table(const struct desk *d)
{
    return d->channel != NULL;
}

const struct table_state *desk_table(const struct desk *d)
{
    return d->table;
}

struct channel *desk_channel(const struct desk *d)
{
    return d->channel;
}

uint64_t desk_slot(const struct desk *d)
{
    uint32_t seconds =
        table_is_open(d->table) ? table_settings(d->table).slot_seconds : SLOT_SECONDS_BEFORE_OPENING;
    return (uint64_t)(t2_clock_now_ms(d->clock) / 1000) / seconds;
}

size_t desk_n_refused(const struct desk *d)
{
    return d->n_refused;
}

const struct desk_refused *desk_refused_at(const struct desk *d, size_t i)
{
    return i < d->n_refused ? &d->refused[i] : NULL;
}

void desk_names(const struct desk *d, uint64_t seats, char *out, size_t out_len)
{
    table_seat_names(d->table, seats, out, out_len);
}

static int note_refused(struct desk *d, uint8_t author, enum table_event_kind kind, const char *text)
{
    if (d->n_refused == d->cap_refused) {
        size_t cap = d->cap_refused == 0 ? 16 : 2 * d->cap_refused;
        struct desk_refused *more = reallocarray(d->refused, cap, sizeof *more);
        if (more == NULL)
            return T2_E_MEMORY;
        d->refused = more;
        d->cap_refused = cap;
    }
    struct desk_refused *r = &d->refused[d->n_refused++];
    r->author = author;
    r->kind = kind;
    (void)snprintf(r->text, sizeof r->text, "%s", text);
    return 0;
}

/* One event of the channel's order. What does not decode or breaks a rule is noted and skipped, on every desk
 * alike. */
static int fold_one(struct desk *d, const struct channel_event *ce)
{
    struct table_event ev;
    struct table_refusal why;
    int err = table_event_decode(ce->event, &ev);
    if (t2_err_band(err) == T2_BAND_PEER)
        return note_refused(d, ce->author, (enum table_event_kind)0,
                            "It is not an event that this program knows.");
    if (err != 0)
        return err;
    ev.author = ce->author;
    ev.slot = ce->fold_slot;
    err = table_apply(d->table, &ev, &why);
    if (err == T2_E_REFUSED)
        err = note_refused(d, ce->author, ev.kind, why.text);
    table_event_clear(&ev);
    return err;
}

static int fold(struct desk *d)
{
    struct table_state *fresh = NULL;
    struct channel_event ce;
    int err = 0;
    channel_log_limit(d->channel, desk_slot(d) + DESK_SLOT_TOLERANCE);
    if (channel_log_first_changed(d->channel) < d->folded) {
        if ((err = table_state_new(&fresh)) != 0)
            return err;
        table_state_free(d->table);
        d->table = fresh;
        d->folded = 0;
        d->n_refused = 0;
    }
    channel_log_mark(d->channel);
    size_t n = channel_log_len(d->channel);
    for (; err == 0 && d->folded < n; d->folded++) {
        if ((err = channel_log_at(d->channel, d->folded, &ce)) == 0)
            err = fold_one(d, &ce);
    }
    return err;
}

int desk_commit(struct desk *d, struct desk_problem *why)
{
    int err = channel_commit(d->channel);
    if (err == 0)
        err = fold(d);
    return err == 0 ? 0 : store_problem(why, err, d->dir);
}

int desk_post(struct desk *d, struct table_event *ev, struct desk_problem *why)
{
    struct t2_buf bytes;
    struct table_refusal refusal;
    uint64_t floor = channel_slot_floor(d->channel), now = desk_slot(d);
    ev->author = channel_self(d->channel);
    ev->slot = now > floor ? now : floor;
    t2_buf_init(&bytes, TABLE_EVENT_MAX);
    int err = table_check(d->table, ev, &refusal);
    if (err == T2_E_REFUSED) {
        t2_buf_free(&bytes);
        return desk_refuse(why, &refusal);
    }
    if (err == 0)
        err = table_event_encode(ev, &bytes);
    if (err == 0)
        err = channel_post(d->channel, ev->slot, t2_buf_view(&bytes));
    t2_buf_free(&bytes);
    if (err != 0)
        return desk_fail(why, err, "It could not be posted: %s. Nothing was changed.", t2_err_text(err));
    return desk_commit(d, why);
}

/* The seat in a table file that is not yet anybody's state: its place in the opening. */
static int opening_seat(const struct table_event *opening, const char *seat_id, uint8_t *out)
{
    const struct table_ev_table_opened *o = &opening->u.table_opened;
    for (size_t i = 0; i < o->n_seats; i++) {
        if (strcmp(o->seats[i].id, seat_id) == 0) {
            *out = (uint8_t)i;
            return 0;
        }
    }
    return T2_E_MISSING;
}

int desk_found(struct desk *d, const struct table_file *file, const char *seat_id, const char *relay,
               struct desk_problem *why)
{
    struct table_event ev = {0};
    struct relay_address address;
    uint8_t nonce[16], self = 0;
    if (d->channel != NULL)
        return desk_fail(why, T2_E_EXISTS,
                         "This desk has a table already. Nothing was changed; choose another folder.");
    if (relay_address_parse(&address, relay) != 0)
        return desk_fail(why, T2_E_MALFORMED,
                         "The relay's address is not complete. It has the form host:port#key, in one piece.");
    int err = t2_random_fill(d->random, nonce, sizeof nonce);
    if (err == 0)
        err = table_file_opening(file, 0, desk_slot(d), nonce, &ev);
    if (err == 0 && opening_seat(&ev, seat_id, &self) != 0) {
        table_event_clear(&ev);
        return desk_fail(why, T2_E_MISSING, "The table's file has no seat %s. Nothing was changed.", seat_id);
    }
    if (err == 0)
        err =
            channel_create(&d->channel, d->store, d->random, (uint8_t)ev.u.table_opened.n_seats, self, relay);
    if (err != 0)
        (void)desk_fail(why, err, "The table could not be opened: %s.", t2_err_text(err));
    else
        err = desk_post(d, &ev, why);
    table_event_clear(&ev);
    for (size_t i = 0; err == 0 && i < table_file_n_issues(file); i++) {
        if ((err = table_file_issue(file, i, self, desk_slot(d), &ev)) != 0)
            return desk_fail(why, err, "The table's issues could not be read: %s.", t2_err_text(err));
        err = desk_post(d, &ev, why);
        table_event_clear(&ev);
    }
    return err;
}

int desk_join(struct desk *d, struct t2_bytes invitation, uint8_t *out_seat, struct desk_problem *why)
{
    enum channel_invitation_fault fault = CHANNEL_INVITATION_FINE;
    int err;
    *out_seat = CHANNEL_NO_SEAT;
    if (d->channel == NULL) {
        err = channel_join(&d->channel, d->store, d->random, invitation, &fault);
        if (err == 0)
            *out_seat = channel_convenor(d->channel);
    } else {
        err = channel_pair_accept(d->channel, invitation, out_seat, &fault);
    }
    if (err != 0)
        return desk_fail(why, err, "The file was not taken in: %s Nothing was changed.",
                         fault != CHANNEL_INVITATION_FINE ? channel_invitation_fault_text(fault)
                                                          : t2_err_text(err));
    return desk_commit(d, why);
}

int desk_invite(struct desk *d, uint8_t seat, struct t2_buf *out, struct desk_problem *why)
{
    if (d->channel == NULL)
        return desk_fail(why, T2_E_STATE,
                         "This desk has no table yet. Open one, or join one with the convenor's file.");
    int err = channel_pair_invite(d->channel, seat, false, out);
    if (err == T2_E_STATE || err == T2_E_EXISTS)
        return desk_fail(why, err,
                         "The files of this pair were exchanged already; there is nothing to make.");
    if (err != 0)
        return desk_fail(why, err, "The file could not be made: %s.", t2_err_text(err));
    return desk_commit(d, why);
}
