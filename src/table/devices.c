/* Who sits at the table: new seats and changed devices, what the fold says of them. docs/design/devices.md.
 *
 * These two have effects outside the fold, which cannot be taken back: a pair of keys is made or wiped. So
 * what the fold once says of them must stand, whatever arrives late. Therefore only one of them is open at a
 * time, and who has consented cannot decline; but the seat whose device is to be changed can, to the end.
 *
 *   device: open -- all others have consented --> agreed: the present device can still decline
 *           agreed -- every other desk has ended its line with the present device --> in force
 *
 * A desk ends its line when the seat itself has consented, or when the waiting time is over. The fold does
 * not judge that time: it would depend on what arrives late. Each of the other desks does, and each is
 * needed. */
#include "table_internal.h"

#include <stdio.h>
#include <string.h>

int table_is_seating(enum table_event_kind kind)
{
    return kind == TABLE_EV_SEAT_ADDED || kind == TABLE_EV_DEVICE_CHANGED;
}

int table_check_one_seating(const struct table_state *s, struct table_refusal *why)
{
    for (size_t i = 0; i < s->n_proposals; i++) {
        const struct table_proposal *p = &s->proposals[i];
        if (p->status == TABLE_PROPOSAL_OPEN && table_is_seating(p->kind)) {
            return table_refuse(why, TABLE_R_RUNNING, 0,
                                "Proposal %u, a new seat or another device, is not decided yet, and only one "
                                "of these is open "
                                "at a time. Nothing was proposed. Decide it first: tracktwo proposal list.",
                                p->number);
        }
    }
    return 0;
}

static const struct table_ev_device_changed *device_of(const struct table_state *s,
                                                       const struct table_proposal *p)
{
    return &s->log[p->event].u.device_changed;
}

/* All but the seat itself. */
static uint64_t others(const struct table_state *s, const struct table_proposal *p)
{
    return table_all(s->n_seats) & ~table_bit(device_of(s, p)->seat);
}

int table_device_agreed(const struct table_state *s, const struct table_proposal *p)
{
    return p->kind == TABLE_EV_DEVICE_CHANGED && (others(s, p) & ~p->consents) == 0;
}

int table_device_ended(const struct table_state *s, const struct table_proposal *p)
{
    return table_device_agreed(s, p) && (others(s, p) & ~p->ended) == 0;
}

/* ---- rules ---- */

int table_fits_device(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    static const uint8_t none[TABLE_DIGEST_LEN];
    const struct table_ev_device_changed *x = &ev->u.device_changed;
    if (x->seat >= s->n_seats) {
        return table_refuse(why, TABLE_R_UNKNOWN_SEAT, 0,
                            "There is no such seat at this table. Nothing was proposed. Name a seat of the "
                            "table.");
    }
    if (s->seat[x->seat].n_devices >= TABLE_MAX_DEVICES) {
        return table_refuse(
            why, TABLE_R_LIMIT, 0,
            "%s has changed its device %u times, as often as it can. Nothing was proposed. Open a "
            "new table to go on with another device.",
            s->seats[x->seat].name, TABLE_MAX_DEVICES);
    }
    for (size_t i = 0; i < s->n_seats; i++) {
        if (memcmp(s->seat[i].device, x->key, TABLE_DIGEST_LEN) == 0 ||
            memcmp(x->key, none, sizeof(none)) == 0) {
            return table_refuse(
                why, TABLE_R_DUPLICATE, 0,
                "This device is a seat's already, or it is none. Nothing was proposed. Make a "
                "new folder for it: tracktwo seat new-device.");
        }
    }
    return 0;
}

int table_check_device_ends(const struct table_state *s, const struct table_event *ev,
                            const struct table_proposal *p, struct table_refusal *why)
{
    if (p->kind != TABLE_EV_DEVICE_CHANGED || !table_device_agreed(s, p)) {
        return table_refuse(why, TABLE_R_NOT_CONCERNED, 0,
                            "Not every other seat has consented to another device yet, so no line is ended. "
                            "Nothing was changed. Wait for their consents.");
    }
    if (device_of(s, p)->seat == ev->author || (p->ended & table_bit(ev->author)) != 0) {
        return table_refuse(
            why, TABLE_R_ALREADY_SAID, 0,
            "%s has no line with the present device of that seat to end. Nothing was changed. "
            "The other seats do it, each once.",
            s->seats[ev->author].name);
    }
    return 0;
}

int table_check_seating_declined(const struct table_state *s, const struct table_event *ev,
                                 const struct table_proposal *p, struct table_refusal *why)
{
    if (!table_is_seating(p->kind) || (p->consents & table_bit(ev->author)) == 0 ||
        (p->kind == TABLE_EV_DEVICE_CHANGED && device_of(s, p)->seat == ev->author)) {
        return 0;
    }
    return table_refuse(
        why, TABLE_R_ALREADY_SAID, 0,
        "%s has consented to this, and a consent to a new seat or another device cannot be taken "
        "back. Nothing was changed. A seat that has not consented can decline.",
        s->seats[ev->author].name);
}

/* What the seat's old device kept of soundings is gone with it, and its entry in one that runs: that one
 * ends, the others read nothing of them any more, and their issues wait to be reopened by all they concern.
 */
static void discard_kept(struct table_state *s, uint8_t seat)
{
    for (size_t i = 0; i < s->n_soundings; i++) {
        struct table_sounding *x = &s->soundings[i];
        if ((x->seats & table_bit(seat)) == 0 || x->kept_lost) {
            continue;
        }
        if (table_sounding_running(x)) {
            x->not_heard |= table_bit(seat);
            x->status = TABLE_SOUND_STOPPED;
            x->ended_slot = table_last_slot(s);
            continue;
        }
        if (x->status != TABLE_SOUND_ANSWERED || !table_sounding_keeps(x->kind)) {
            continue;
        }
        x->kept_lost = 1;
        for (size_t k = 0; k < x->n_issues; k++) {
            struct table_closure *closure = &s->closure[x->issues[k]];
            if (closure->check_failed == 0) {
                closure->check_failed = TABLE_CLOSED_BY_DEVICE;
                closure->consents = 0;
            }
        }
    }
}

void table_force_device(struct table_state *s, const struct table_event *ev)
{
    const struct table_ev_device_changed *x = &ev->u.device_changed;
    struct table_seat_state *seat = &s->seat[x->seat];
    memcpy(seat->device, x->key, sizeof(seat->device));
    seat->n_devices++;
    discard_kept(s, x->seat);
}

/* ---- views ---- */

uint64_t table_device_until(const struct table_state *s, const struct table_proposal *p)
{
    if (p->status != TABLE_PROPOSAL_OPEN || !table_device_agreed(s, p) ||
        (p->consents & table_bit(device_of(s, p)->seat)) != 0) {
        return 0;
    }
    return p->agreed_slot + TABLE_DEVICE_WAIT_SLOTS;
}

const struct table_proposal *table_device_open(const struct table_state *s, uint8_t *out_seat)
{
    for (size_t i = 0; i < s->n_proposals; i++) {
        const struct table_proposal *p = &s->proposals[i];
        if (p->status == TABLE_PROPOSAL_OPEN && p->kind == TABLE_EV_DEVICE_CHANGED) {
            *out_seat = device_of(s, p)->seat;
            return p;
        }
    }
    return NULL;
}

int table_device_ends_now(const struct table_state *s, const struct table_proposal *p, uint8_t author,
                          uint64_t slot)
{
    return p->status == TABLE_PROPOSAL_OPEN && table_device_agreed(s, p) && device_of(s, p)->seat != author &&
           (p->ended & table_bit(author)) == 0 && slot >= table_device_until(s, p);
}

const struct table_proposal *table_seat_awaited(const struct table_state *s, const char *id)
{
    for (size_t i = 0; i < s->n_proposals; i++) {
        const struct table_proposal *p = &s->proposals[i];
        if (p->status == TABLE_PROPOSAL_OPEN && p->kind == TABLE_EV_SEAT_ADDED &&
            strcmp(s->log[p->event].u.seat_added.seat.id, id) == 0) {
            return p;
        }
    }
    return NULL;
}

/* Six groups of five digits, of five bytes each. */
void table_device_words(const uint8_t key[static TABLE_DIGEST_LEN], char out[static TABLE_DEVICE_WORDS_LEN])
{
    for (unsigned g = 0; g < 6; g++) {
        uint64_t v = 0;
        for (unsigned i = 0; i < 5; i++) {
            v = v << 8 | key[5 * g + i];
        }
        char group[8];
        (void)snprintf(group, sizeof(group), "%05u ", (unsigned)(v % 100000));
        memcpy(out + 6 * g, group, 6);
    }
    out[TABLE_DEVICE_WORDS_LEN - 1] = '\0';
}
