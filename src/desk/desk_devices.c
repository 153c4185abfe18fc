/* Another device of a seat, on the desks: docs/design/devices.md. The table says what is in force; here the
 * channel follows it, and what a desk says by itself on the way is posted. */
#include "desk/desk_internal.h"

#include <string.h>

int desk_device_new(struct desk *d, struct t2_buf *out_file, struct desk_problem *why)
{
    if (d->channel != NULL)
        return desk_fail(
            why, T2_E_EXISTS,
            "This folder holds a seat's desk already. Nothing was changed. Name a new folder for the "
            "new device with --profile.");
    int err = channel_device_new(d->store, d->random, out_file);
    if (err == 0)
        err = channel_store_commit(d->store);
    return err == 0 ? 0 : desk_file_problem(why, err, d->dir);
}

int desk_device_replaced(const struct desk *d)
{
    uint8_t own[CHANNEL_DIGEST_LEN];
    const struct table_seat_state *x =
        d->channel == NULL ? NULL : table_seat_state(d->table, channel_self(d->channel));
    return x != NULL && x->n_devices > 0 && channel_device_digest(d->channel, own) == 0 &&
           memcmp(own, x->device, sizeof own) != 0;
}

int desk_device_may_post(const struct desk *d, struct desk_problem *why)
{
    if (!channel_device_complete(d->channel))
        return desk_device_awaits(d, why);
    if (!desk_device_replaced(d))
        return 0;
    return desk_fail(why, T2_E_REFUSED,
                     "Your seat has another device now, and the other seats take nothing more from this one. "
                     "Nothing was posted; what is here can still be read. Go on at the new device.");
}

int desk_device_awaits(const struct desk *d, struct desk_problem *why)
{
    char names[512];
    uint64_t unheard = 0, differ = 0;
    channel_device_awaited(d->channel, &unheard, &differ);
    why->seats = differ != 0 ? differ : unheard;
    if (differ != 0) {
        desk_names(d, differ, names, sizeof names);
        return desk_fail(
            why, T2_E_STATE,
            "%s do not say the same of what your seat had said before. Nothing was posted. Speak "
            "with them: one of their desks is wrong.",
            names);
    }
    if (unheard != 0) {
        desk_names(d, unheard, names, sizeof names);
        return desk_fail(
            why, T2_E_STATE,
            "This new device posts nothing before it knows what your seat had said before. Nothing "
            "was posted. Still to hear from: %s. Exchange files with them; then: tracktwo table show",
            names);
    }
    return desk_fail(
        why, T2_E_STATE,
        "This new device has not yet got back all that your seat and the others had said. Nothing was "
        "posted. Exchange files with every seat; then: tracktwo table show");
}

/* ---- what is in force ---- */

/* The seats that have ended their line with the device in question; all, while the fold is behind. */
static uint64_t ended(const struct desk *d, const struct table_proposal *p)
{
    return d->folded == channel_log_len(d->channel) ? p->ended : UINT64_MAX;
}

static int follow_once(struct desk *d)
{
    uint8_t open = CHANNEL_NO_SEAT, self = channel_self(d->channel);
    const struct table_proposal *p = table_device_open(d->table, &open);
    int err = 0;
    for (uint8_t seat = 0; err == 0 && seat < table_n_seats(d->table); seat++) {
        const struct table_seat_state *x = table_seat_state(d->table, seat);
        if (seat == self)
            continue;
        /* First what is in force, which drops what was held; only what is left when it was declined counts.
         */
        if (x->n_devices > 0)
            err = channel_device_changed(d->channel, seat, x->n_devices, x->device);
        if (err == 0 && seat != open)
            channel_device_hold(d->channel, seat, false, 0);
        else if (err == 0 && (p->ended >> self & 1) != 0)
            channel_device_hold(d->channel, seat, true, ended(d, p));
    }
    return err;
}

/* What a device said counts only when the table's change to it is in force here; then there is more to fold.
 */
int desk_follow(struct desk *d)
{
    size_t n;
    int err;
    do {
        err = desk_fold(d);
        n = channel_log_len(d->channel);
        if (err == 0)
            err = follow_once(d);
    } while (err == 0 && channel_log_len(d->channel) != n);
    return err;
}

/* Once every other seat has consented, and the seat itself has or its time to decline is over: from here on
 * nothing more of its present device counts on this desk, and all learn it. */
int desk_devices_end(struct desk *d)
{
    struct desk_problem ignored = {.lang = TABLE_LANG_EN};
    struct table_event ev = {.kind = TABLE_EV_CONSENTED};
    uint8_t seat = CHANNEL_NO_SEAT, self = channel_self(d->channel);
    const struct table_proposal *p = table_device_open(d->table, &seat);
    if (p == NULL || !table_device_ends_now(d->table, p, self, desk_clock_slot(d)))
        return 0;
    memcpy(ev.u.consented.id, p->id, TABLE_FORM_ID_LEN);
    memcpy(ev.u.consented.content, p->content, TABLE_DIGEST_LEN);
    ev.u.consented.answer = TABLE_ANSWER_LINE_ENDED;
    channel_device_hold(d->channel, seat, true, ended(d, p));
    return desk_post(d, &ev, &ignored) == 0;
}
