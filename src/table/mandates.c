/* Standings and mandates, how long each seat keeps the record, and the pause.
 *
 * Any seat can pause the table; it goes on when every seat that paused it has lifted its own pause. After a
 * pause because the world has changed, soundings wait until every seat has reconfirmed its mandate. */
#include "schema.h"

#include <string.h>

#define MINUTES_OF_DAY (24u * 60)

/* ---- standing and mandate ---- */

int table_check_standing(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    const struct table_mandate *m = &ev->u.seat_standing.mandate;
    if (m->expires_slot != 0 && m->expires_slot <= ev->slot) {
        return table_refuse(
            why, TABLE_R_MANDATE_EXPIRED, table_bit(ev->author),
            "The new mandate of %s would have expired already. The old one stays. Give a later day.",
            s->seats[ev->author].name);
    }
    return 0;
}

void table_move_standing(struct table_state *s, const struct table_event *ev)
{
    s->seats[ev->author].standing = ev->u.seat_standing.standing;
    s->seats[ev->author].mandate = ev->u.seat_standing.mandate;
    s->seat[ev->author].seen = 0;
}

static int unknown_seat(struct table_refusal *why)
{
    return table_refuse(
        why, TABLE_R_UNKNOWN_SEAT, 0,
        "There is no such seat at this table. Nothing was changed. Name a seat of the table.");
}

int table_check_seen(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    uint8_t seat = ev->u.mandate_seen.seat;
    if (seat >= s->n_seats) {
        return unknown_seat(why);
    }
    if (seat == ev->author) {
        return table_refuse(why, TABLE_R_STANDING, 0,
                            "%s cannot confirm its own mandate as seen. Nothing was changed. The other seats "
                            "confirm what they have seen of it.",
                            s->seats[seat].name);
    }
    if ((s->seat[seat].seen & table_bit(ev->author)) != 0) {
        return table_refuse(why, TABLE_R_ALREADY_SAID, 0,
                            "%s has already confirmed the mandate of %s as seen. That stays on the record. "
                            "It is to be said again only when the mandate changes.",
                            s->seats[ev->author].name, s->seats[seat].name);
    }
    return 0;
}

void table_move_seen(struct table_state *s, const struct table_event *ev)
{
    s->seat[ev->u.mandate_seen.seat].seen |= table_bit(ev->author);
}

int table_check_reconfirmed(const struct table_state *s, const struct table_event *ev,
                            struct table_refusal *why)
{
    const char *name = s->seats[ev->author].name;
    if ((s->reconfirm & table_bit(ev->author)) == 0) {
        return table_refuse(why, TABLE_R_ALREADY_SAID, 0,
                            "Nobody waits for %s to reconfirm its mandate. It stays as it is. It is to be "
                            "reconfirmed when a seat says that the world has changed.",
                            name);
    }
    if (!table_mandate_valid(s, ev->author, ev->slot)) {
        return table_refuse(why, TABLE_R_MANDATE_EXPIRED, table_bit(ev->author),
                            "The mandate of %s has expired, so it cannot be reconfirmed. Soundings go on "
                            "waiting. Give a new mandate first, then reconfirm it.",
                            name);
    }
    return 0;
}

void table_move_reconfirmed(struct table_state *s, const struct table_event *ev)
{
    s->reconfirm &= ~table_bit(ev->author);
}

/* ---- the record ---- */

int table_check_retention(const struct table_state *s, const struct table_event *ev,
                          struct table_refusal *why)
{
    const struct table_seat_state *x = &s->seat[ev->author];
    if (x->keeps_said && x->keeps_days == ev->u.retention.days) {
        return table_refuse(why, TABLE_R_ALREADY_SAID, 0,
                            "%s has said so already. That stays on the record. Say it again when it changes.",
                            s->seats[ev->author].name);
    }
    return 0;
}

void table_move_retention(struct table_state *s, const struct table_event *ev)
{
    s->seat[ev->author].keeps_said = 1;
    s->seat[ev->author].keeps_days = ev->u.retention.days;
}

int table_words_over(const struct table_state *s, uint64_t said, uint64_t slot)
{
    uint64_t life = (uint64_t)s->settings.message_days * MINUTES_OF_DAY;
    return life > 0 && slot >= said + life;
}

int table_said_over(const struct table_state *s, size_t event, uint64_t slot)
{
    return event < s->n_log && s->log[event].kind == TABLE_EV_SAID &&
           table_words_over(s, s->log[event].slot, slot);
}

/* ---- pause ---- */

int table_check_paused(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    if (s->seat[ev->author].pause == ev->u.paused.why) {
        return table_refuse(why, TABLE_R_PAUSED, table_bit(ev->author),
                            "%s has paused the table already. It stays paused. %s can let it go on again.",
                            s->seats[ev->author].name, s->seats[ev->author].name);
    }
    return 0;
}

void table_move_paused(struct table_state *s, const struct table_event *ev)
{
    uint8_t why = ev->u.paused.why;
    s->paused |= table_bit(ev->author);
    s->seat[ev->author].pause = why;
    table_break_silences(s, ev->slot);
    if (why == TABLE_PAUSE_WORLD) {
        s->reconfirm = table_all(s->n_seats);
    }
    if (why == TABLE_PAUSE_LEAK) {
        s->leak = s->n_log - 1;
    }
}

int table_check_resumed(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    if ((s->paused & table_bit(ev->author)) == 0) {
        char names[512];
        if (s->paused == 0) {
            return table_refuse(why, TABLE_R_NOT_PAUSED, 0,
                                "The table is not paused. Nothing was changed. It can go on as it is.");
        }
        table_seat_names(s, s->paused, table_refusal_lang(why), names, sizeof(names));
        return table_refuse(why, TABLE_R_NOT_PAUSED, s->paused,
                            "The table was paused by %s, and only who paused it can let it go on. It stays "
                            "paused. Ask there.",
                            names);
    }
    return 0;
}

void table_move_resumed(struct table_state *s, const struct table_event *ev)
{
    s->paused &= ~table_bit(ev->author);
    s->seat[ev->author].pause = 0;
    if (s->paused == 0) {
        s->leak = 0;
    }
}

int table_check_needs(const struct table_state *s, const struct table_event *ev, unsigned needs,
                      struct table_refusal *why)
{
    char names[512];
    (void)ev;
    if ((needs & TABLE_NEEDS_NO_PAUSE) != 0 && s->paused != 0) {
        table_seat_names(s, s->paused, table_refusal_lang(why), names, sizeof(names));
        return table_refuse(
            why, TABLE_R_PAUSED, s->paused,
            "The table is paused by %s. Nothing was kept. It goes on when the pause is lifted "
            "there; until then one can talk.",
            names);
    }
    if ((needs & TABLE_NEEDS_RECONFIRMED) != 0 && s->reconfirm != 0) {
        table_seat_names(s, s->reconfirm, table_refusal_lang(why), names, sizeof(names));
        return table_refuse(why, TABLE_R_RECONFIRM, s->reconfirm,
                            "The world has changed. Still to reconfirm a mandate: %s. Nothing was kept. "
                            "Soundings go on when every seat has reconfirmed.",
                            names);
    }
    return 0;
}

/* ---- views ---- */

const struct table_seat_state *table_seat_state(const struct table_state *s, size_t seat)
{
    return seat < s->n_seats ? &s->seat[seat] : NULL;
}

uint64_t table_paused_by(const struct table_state *s)
{
    return s->paused;
}

uint64_t table_reconfirm_missing(const struct table_state *s)
{
    return s->reconfirm;
}

struct table_texts table_line(const struct table_state *s)
{
    return s->line != 0 ? s->log[s->line].u.line_agreed.line : (struct table_texts){0};
}

int table_leaked(const struct table_state *s)
{
    return s->leak != 0;
}

uint8_t table_pen(const struct table_state *s)
{
    return s->pen;
}

uint64_t table_early_issues(const struct table_state *s)
{
    return s->early;
}

void table_digest_mandates(struct wire_writer *w, const struct table_state *s)
{
    table_put_settings(w, &s->settings);
    wire_put_u64(w, s->paused);
    wire_put_u64(w, s->reconfirm);
    wire_put_u64(w, s->early);
    wire_put_u8(w, s->pen);
    wire_put_u32(w, (uint32_t)s->line);
    wire_put_u32(w, (uint32_t)s->leak);
    for (size_t i = 0; i < s->n_seats; i++) {
        const struct table_seat_state *x = &s->seat[i];
        wire_put_u64(w, x->seen);
        wire_put_u32(w, x->keeps_days);
        wire_put_u8(w, x->keeps_said);
        wire_put_u8(w, x->pause);
        wire_put_u16(w, x->n_devices);
        wire_put_raw(w, t2_bytes_of(x->device, sizeof(x->device)));
    }
}
