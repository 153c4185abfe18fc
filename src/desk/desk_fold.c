/* The fold of a desk: the channel's log, event by event, into the table's state; and what a desk posts. Every
 * desk folds the same order by the same rules, so what one refuses all refuse. A late event may stand before
 * others, and one of ours moves when the relay has told its slot: then the fold begins anew. */
#include "desk/desk_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REFUSED_KEPT 32 /* of one seat: what it sends cannot fill our memory */

size_t desk_n_refused(const struct desk *d)
{
    return d->n_refused;
}

const struct desk_refused *desk_refused_at(const struct desk *d, size_t i)
{
    return i < d->n_refused ? &d->refused[i] : NULL;
}

const struct desk_refused *desk_last_refused(const struct desk *d, uint64_t *out_slot)
{
    uint8_t self = channel_self(d->channel);
    struct channel_event last = {0}, ev;
    for (size_t i = 0; channel_log_at(d->channel, i, &ev) == 0; i++) {
        if (ev.author == self)
            last = ev; /* an author's events stand in their order */
    }
    *out_slot = last.slot;
    for (size_t i = 0; last.stamped && i < d->n_refused; i++) {
        if (d->refused[i].author == self && d->refused[i].seq == last.seq)
            return &d->refused[i];
    }
    return NULL;
}

void desk_names(const struct desk *d, uint64_t seats, char *out, size_t out_len)
{
    table_seat_names(d->table, seats, d->lang, out, out_len);
    if (out[0] == '\0') /* the table's opening has not arrived */
        (void)snprintf(out, out_len, "%s", table_say(d->lang, "another seat"));
}

uint64_t desk_n_folds(const struct desk *d)
{
    return d->folds;
}

size_t desk_n_forks(const struct desk *d)
{
    return d->channel == NULL ? 0 : channel_fork_len(d->channel);
}

uint64_t desk_fork_seats(const struct desk *d)
{
    struct channel_fork f;
    uint64_t seats = 0;
    for (size_t i = 0; i < desk_n_forks(d); i++) {
        if (channel_fork_at(d->channel, i, &f) == 0)
            seats |= (uint64_t)1 << f.author | (uint64_t)1 << f.reporter;
    }
    return seats;
}

static int note_refused(struct desk *d, const struct channel_event *ce, enum table_event_kind kind,
                        const char *text)
{
    uint8_t author = ce->author;
    unsigned before = author < CHANNEL_MAX_SEATS ? d->refused_of[author]++ : REFUSED_KEPT;
    if (before > REFUSED_KEPT)
        return 0;
    if (before == REFUSED_KEPT)
        text = table_say(d->lang, "More was refused from this seat; it is not listed.");
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
    r->seq = ce->seq;
    r->kind = kind;
    (void)snprintf(r->text, sizeof r->text, "%s", text);
    return 0;
}

/* The words beside what was said, and what stands for them. False: an event must not have words, or lacks
 * them; so on every desk, with or without the words themselves. */
static int words_fold(const struct channel_event *ce, struct table_event *ev, int *out_err)
{
    if ((ev->kind == TABLE_EV_SAID) != (ce->words_units > 0))
        return 0;
    if (ev->kind == TABLE_EV_SAID) {
        ev->u.said.units = ce->words_units;
        memcpy(ev->u.said.digest, ce->words_digest, sizeof ev->u.said.digest);
        *out_err = table_said_words(ev, ce->words);
    }
    return 1;
}

/* One event of the channel's order. What does not decode or breaks a rule is noted and skipped, on every desk
 * alike. */
static int fold_one(struct desk *d, const struct channel_event *ce)
{
    struct table_event ev;
    struct table_refusal why = {.lang = d->lang};
    int err = table_event_decode(ce->event, &ev);
    if (t2_err_band(err) == T2_BAND_PEER || (err == 0 && !words_fold(ce, &ev, &err))) {
        table_event_clear(&ev);
        return note_refused(d, ce, (enum table_event_kind)0,
                            table_say(d->lang, "It is not an event that this program knows."));
    }
    if (err != 0) {
        table_event_clear(&ev);
        return err;
    }
    if (ev.kind == TABLE_EV_TABLE_OPENED && ce->author != channel_convenor(d->channel)) {
        table_event_clear(&ev);
        return note_refused(d, ce, TABLE_EV_TABLE_OPENED,
                            table_say(d->lang,
                                      "Only its convenor opens a table. This opening was not kept, and "
                                      "the table is as it was. Ask that seat what it meant."));
    }
    ev.author = ce->author;
    ev.slot = ce->slot; /* the relay's, whatever the event says */
    err = table_apply(d->table, &ev, &why);
    if (err == T2_E_REFUSED)
        err = note_refused(d, ce, ev.kind, why.text);
    table_event_clear(&ev);
    return err;
}

int desk_fold(struct desk *d)
{
    struct table_state *fresh = NULL;
    struct channel_event ce;
    int err = 0;
    channel_log_limit(d->channel, desk_clock_slot(d) + DESK_SLOT_TOLERANCE);
    if (channel_log_first_changed(d->channel) < d->folded) {
        if ((err = table_state_new(&fresh)) != 0)
            return err;
        table_state_free(d->table);
        d->table = fresh;
        d->folded = 0;
        d->folds++;
        d->n_refused = 0;
        memset(d->refused_of, 0, sizeof d->refused_of);
    }
    channel_log_mark(d->channel);
    size_t n = channel_log_len(d->channel);
    while (err == 0 && d->folded < n) {
        if ((err = channel_log_at(d->channel, d->folded, &ce)) == 0)
            err = fold_one(d, &ce);
        d->folded += err == 0; /* one that found no memory is tried again */
    }
    /* A seat that has come stays: what brought it in cannot be undone by what arrives late. */
    if (err == 0)
        err = channel_grow(d->channel, (uint8_t)table_n_seats(d->table));
    return err;
}

/* So much later than the table's rule: a desk whose clock is ahead by less forgets nothing that others show.
 */
#define FORGET_MARGIN ((uint64_t)24 * 60)

/* A seat that must keep its record keeps the words too, on its own desk. */
static int must_keep(const struct desk *d)
{
    const struct table_seat_state *own = table_seat_state(d->table, channel_self(d->channel));
    return own != NULL && own->keeps_said && own->keeps_days == 0;
}

int desk_words_forget(struct desk *d)
{
    struct channel_event ce;
    uint64_t now = desk_slot(d);
    uint64_t late = d->clock_apart < 0 ? (uint64_t)-d->clock_apart : 0;
    bool some = false, keep = must_keep(d);
    now = now > late + FORGET_MARGIN ? now - late - FORGET_MARGIN : 0;
    /* Those that a rule refused too. One of ours that the relay has not stamped has not been said yet. */
    for (size_t i = 0; channel_log_at(d->channel, i, &ce) == 0; i++) {
        if (ce.words_units > 0 && ce.stamped && table_words_over(d->table, ce.slot, now))
            some |= channel_log_forget(d->channel, i, keep);
    }
    if (!some)
        return 0;
    int err = channel_commit(d->channel);
    return err != 0 ? err : desk_fold(d);
}

int desk_committed(struct desk *d, struct desk_problem *why)
{
    int err = desk_fold(d);
    if (err == 0)
        err = desk_words_forget(d);
    if (err == 0 && desk_entries_forget_ended(d))
        err = channel_store_commit(d->store);
    return err == 0 ? 0 : desk_file_problem(why, err, d->dir);
}

int desk_commit(struct desk *d, struct desk_problem *why)
{
    int err = channel_commit(d->channel);
    return err != 0 ? desk_file_problem(why, err, d->dir) : desk_committed(d, why);
}

int desk_compose(const struct table_event *ev, struct table_event *out)
{
    int err = ev->kind == TABLE_EV_ROUND_RESULT ? T2_E_STATE : table_event_compose(ev, out);
    if (err == 0 || err == T2_E_MEMORY)
        return err;
    *out = *ev;
    out->storage = NULL;
    return 0;
}

int desk_post_unsaved(struct desk *d, struct table_event *ev, struct desk_problem *why)
{
    struct t2_buf bytes;
    struct table_event composed = {0};
    struct table_refusal refusal = {.lang = why->lang};
    t2_buf_init(&bytes, TABLE_EVENT_MAX);
    int err = desk_fold(d); /* time may have gone on since the last event: what waited for it counts now */
    if (err == 0)
        err = desk_follow(d); /* before anything leaves to a device that was replaced */
    if (err == 0 && (err = desk_device_may_post(d, why)) != 0)
        return err;
    uint64_t slot = desk_slot(d);
    ev->author = channel_self(d->channel);
    ev->slot = slot;
    table_event_mark(ev);
    if (err == 0)
        err = table_event_name(d->table, ev);
    if (err == 0)
        err = desk_compose(ev, &composed);
    if (err == 0)
        err = table_check(d->table, &composed, &refusal);
    composed.slot = 0; /* the record says nothing of our clock */
    if (err == 0)
        err = table_event_encode(&composed, &bytes);
    if (err == 0)
        err = ev->kind == TABLE_EV_SAID ? channel_post_words(d->channel, slot, t2_buf_view(&bytes),
                                                             t2_bytes_str(composed.u.said.text))
                                        : channel_post(d->channel, slot, t2_buf_view(&bytes));
    t2_buf_free(&bytes);
    table_event_clear(&composed);
    if (err == T2_E_REFUSED)
        return desk_refuse(why, &refusal);
    return err == 0 ? 0
                    : desk_fail(why, err, "It could not be posted: %s. Nothing was changed.",
                                table_say(why->lang, t2_err_text(err)));
}

int desk_post(struct desk *d, struct table_event *ev, struct desk_problem *why)
{
    int err = desk_post_unsaved(d, ev, why);
    return err != 0 ? err : desk_commit(d, why);
}
