/* Who sits at a desk's table: opening one, joining one, the files of pairs, introductions. */
#include "desk/desk_internal.h"

#include <string.h>

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

int desk_found_check(const struct table_file *file, const char *seat_id, const char *relay,
                     struct desk_problem *why)
{
    static const uint8_t any[16];
    struct table_event opening = {0};
    struct relay_address address;
    uint8_t self = 0;
    if (relay_address_parse(&address, relay) != 0)
        return desk_fail(
            why, T2_E_MALFORMED,
            "The relay's address is not complete. It has the form HOST:PORT#KEY, in one piece, as "
            "the relay printed it. Nothing was changed.");
    int err = table_file_opening(file, 0, 0, any, &opening);
    if (err == 0 && opening_seat(&opening, seat_id, &self) != 0)
        err = desk_fail(why, T2_E_MISSING, "The table's file has no seat %s. Nothing was changed.", seat_id);
    else if (err != 0)
        (void)desk_fail(why, err, "The table's file cannot be used: %s.",
                        table_say(why->lang, t2_err_text(err)));
    table_event_clear(&opening);
    return err;
}

static int apply_composed(struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    struct table_event composed;
    int err = desk_compose(ev, &composed);
    if (err == 0)
        err = table_apply(s, &composed, why);
    table_event_clear(&composed);
    return err;
}

/* The opening and the issues, judged one after the other by the rules, on a table of their own: nothing is
 * posted unless all of it can be. */
static int found_rehearse(struct table_state *rehearsal, const struct table_file *file,
                          struct table_event *opening, uint8_t self, uint64_t slot, struct desk_problem *why)
{
    struct table_refusal refusal = {.lang = why->lang};
    struct table_event ev = {0};
    opening->author = self;
    int err = apply_composed(rehearsal, opening, &refusal);
    for (size_t i = 0; err == 0 && i < table_file_n_issues(file); i++) {
        if ((err = table_file_issue(file, i, self, slot, &ev)) == 0)
            err = apply_composed(rehearsal, &ev, &refusal);
        table_event_clear(&ev);
    }
    if (err == T2_E_REFUSED)
        return desk_refuse(why, &refusal);
    return err == 0 ? 0
                    : desk_fail(why, err, "The table could not be opened: %s. Nothing was changed.",
                                table_say(why->lang, t2_err_text(err)));
}

static int found_post(struct desk *d, const struct table_state *rehearsal)
{
    struct t2_buf bytes;
    int err = 0;
    t2_buf_init(&bytes, TABLE_EVENT_MAX);
    for (size_t i = 0; err == 0 && i < table_n_events(rehearsal); i++) {
        struct table_event ev = *table_event_at(rehearsal, i);
        uint64_t slot = ev.slot;
        t2_buf_clear(&bytes);
        ev.slot = 0; /* the record says nothing of our clock */
        if ((err = table_event_encode(&ev, &bytes)) == 0)
            err = channel_post(d->channel, slot, t2_buf_view(&bytes));
    }
    t2_buf_free(&bytes);
    return err;
}

int desk_found(struct desk *d, const struct table_file *file, const char *seat_id, const char *relay,
               struct desk_problem *why)
{
    struct table_event opening = {0};
    struct table_state *rehearsal = NULL;
    uint8_t nonce[16], self = 0;
    uint64_t slot = desk_slot(d);
    if (d->channel != NULL)
        return desk_fail(why, T2_E_EXISTS,
                         "This desk has a table already. Nothing was changed; choose another folder with "
                         "--profile.");
    int err = desk_found_check(file, seat_id, relay, why);
    if (err != 0)
        return err;
    if ((err = t2_random_fill(d->random, nonce, sizeof nonce)) == 0 &&
        (err = table_file_opening(file, 0, slot, nonce, &opening)) == 0 &&
        (err = opening_seat(&opening, seat_id, &self)) == 0)
        err = table_state_new(&rehearsal);
    if (err != 0)
        (void)desk_fail(why, err, "The table could not be opened: %s. Nothing was changed.",
                        table_say(why->lang, t2_err_text(err)));
    else
        err = found_rehearse(rehearsal, file, &opening, self, slot, why);
    if (err != 0)
        goto out;
    err = channel_create(&d->channel, d->store, d->random, (uint8_t)table_n_seats(rehearsal), self, relay);
    if (err == 0)
        err = found_post(d, rehearsal);
    if (err != 0)
        (void)desk_fail(why, err, "The table could not be opened: %s. Nothing was changed.",
                        table_say(why->lang, t2_err_text(err)));
    else
        err = desk_commit(d, why);
    if (err != 0) {
        channel_free(d->channel);
        d->channel = NULL;
    }
out:
    table_event_clear(&opening);
    table_state_free(rehearsal);
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
                         table_say(why->lang, fault != CHANNEL_INVITATION_FINE
                                                  ? channel_invitation_fault_text(fault)
                                                  : t2_err_text(err)));
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
    if (err == T2_E_ARGUMENT)
        return desk_fail(why, err, "That is your own seat: the files are for the others.");
    if (err != 0)
        return desk_fail(why, err, "The file could not be made: %s.", table_say(why->lang, t2_err_text(err)));
    return desk_commit(d, why);
}

/* 1 when either has got another device since this slot. */
static int device_changed_since(const struct table_state *s, uint8_t x, uint8_t y, uint64_t slot)
{
    for (size_t i = 0; i < table_n_proposals(s); i++) {
        const struct table_proposal *p = table_proposal(s, i);
        if (p->kind != TABLE_EV_DEVICE_CHANGED || p->status != TABLE_PROPOSAL_ACCEPTED ||
            p->ended_slot < slot)
            continue;
        uint8_t seat = table_event_at(s, p->event)->u.device_changed.seat;
        if (seat == x || seat == y)
            return 1;
    }
    return 0;
}

/* What two others have handed each other is not told to us. But a desk seals no entry before it has the file
 * of every seat that the sounding needs, so that two who have sealed the same one have each other's. Its
 * number; 0: the record does not say. */
static unsigned known_verified(const struct table_state *s, uint8_t x, uint8_t y)
{
    const uint64_t both = (uint64_t)1 << x | (uint64_t)1 << y;
    for (size_t i = table_n_soundings(s); i-- > 0;) {
        const struct table_sounding *so = table_sounding(s, i);
        if ((so->sealed & both) == both && !device_changed_since(s, x, y, so->opened_slot))
            return so->number;
    }
    return 0;
}

int desk_introduce(struct desk *d, uint8_t x, uint8_t y, struct desk_problem *why)
{
    char names[512];
    uint64_t unverified = 0;
    if (d->channel == NULL || !table_is_open(d->table))
        return desk_fail(why, T2_E_STATE,
                         "The table's opening has not arrived yet. Please try again in a moment.");
    uint8_t convenor = channel_convenor(d->channel);
    if (channel_self(d->channel) != convenor) {
        desk_names(d, (uint64_t)1 << convenor, names, sizeof names);
        why->seats = (uint64_t)1 << convenor;
        return desk_fail(why, T2_E_REFUSED,
                         "Only the convenor, %s, can introduce two seats to each other. Nothing was sent.",
                         names);
    }
    if (x == y || x == convenor || y == convenor)
        return desk_fail(
            why, T2_E_REFUSED,
            "An introduction is between two other seats. Nothing was sent; you yourself exchange "
            "files with each of them in person.");
    for (int i = 0; i < 2; i++) {
        struct channel_pair_info info;
        uint8_t seat = i == 0 ? x : y;
        if (channel_pair_info(d->channel, seat, &info) != 0 || info.status != CHANNEL_PAIR_VERIFIED)
            unverified |= (uint64_t)1 << seat;
    }
    if (unverified != 0) {
        desk_names(d, unverified, names, sizeof names);
        why->seats = unverified;
        return desk_fail(
            why, T2_E_REFUSED,
            "You have not exchanged files in person with %s yet. Do that first; nothing was sent.", names);
    }
    unsigned sealed = known_verified(d->table, x, y);
    if (sealed != 0) {
        desk_names(d, (uint64_t)1 << x | (uint64_t)1 << y, names, sizeof names);
        return desk_fail(why, T2_E_REFUSED,
                         "Nothing is needed: %s have handed each other their files already, since both have "
                         "sealed an entry on sounding %u. Nothing was sent.",
                         names, sealed);
    }
    int err = channel_introduce(d->channel, x, y);
    if (err != 0)
        return desk_fail(why, err, "The introduction could not be made: %s. Nothing was sent.",
                         table_say(why->lang, t2_err_text(err)));
    return desk_commit(d, why);
}
