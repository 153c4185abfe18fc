/* Meetings: the call, who comes, the speaking order, read-outs. The record: meeting_record.c. */
#include "table_internal.h"

#include <string.h>

static const struct table_ev_meeting_called *call(const struct table_state *s, const struct table_meeting *m)
{
    return &s->log[m->event].u.meeting_called;
}

int table_meeting_find(const struct table_state *s, const uint8_t id[static TABLE_FORM_ID_LEN],
                       size_t *out_index)
{
    for (size_t i = 0; i < s->n_meetings; i++) {
        if (memcmp(s->meetings[i].id, id, TABLE_FORM_ID_LEN) == 0) {
            *out_index = i;
            return 0;
        }
    }
    return T2_E_MISSING;
}

size_t table_meeting_of(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    size_t i = s->n_meetings;
    if (table_meeting_find(s, ev->u.form_id, &i) != 0) {
        table_refusal_set(
            why, TABLE_R_UNKNOWN_MEETING, 0,
            "There is no such meeting. Nothing was changed. The meetings of the table: tracktwo "
            "meeting list.");
        return s->n_meetings;
    }
    if ((call(s, &s->meetings[i])->seats & table_bit(ev->author)) == 0) {
        table_refusal_set(why, TABLE_R_NOT_INVITED, 0,
                          "%s is not invited to this meeting. Nothing was changed. Who calls a meeting names "
                          "its seats; call another.",
                          s->seats[ev->author].name);
        return s->n_meetings;
    }
    return i;
}

/* ---- the call ---- */

static int check_agenda(const struct table_state *s, const struct table_ev_meeting_called *x,
                        struct table_refusal *why)
{
    char names[512];
    for (size_t i = 0; i < TABLE_MAX_ISSUES; i++) {
        if ((x->agenda & table_bit(i)) == 0) {
            continue;
        }
        if (i >= s->n_issues) {
            return table_refuse(why, TABLE_R_UNKNOWN_ISSUE, 0,
                                "The agenda names an issue that this table does not have. No meeting was "
                                "called. Name issues of the table.");
        }
        uint64_t missing = s->issues[i].concerns & ~x->seats;
        if (missing != 0) {
            table_seat_names(s, missing, table_refusal_lang(why), names, sizeof(names));
            return table_refuse(why, TABLE_R_MISSING_SEAT, missing,
                                "The issue \"%s\" concerns %s, not invited to this meeting. No meeting was "
                                "called. Invite all whom an issue of the agenda concerns.",
                                s->issues[i].id, names);
        }
    }
    return 0;
}

int table_check_meeting_called(const struct table_state *s, const struct table_event *ev,
                               struct table_refusal *why)
{
    const struct table_ev_meeting_called *x = &ev->u.meeting_called;
    size_t i = 0;
    if (table_meeting_find(s, x->id, &i) == 0) {
        return table_refuse(why, TABLE_R_DUPLICATE, 0,
                            "This meeting has been called already. It stays as it is. Call another.");
    }
    if (s->n_meetings == TABLE_MAX_MEETINGS) {
        return table_refuse(
            why, TABLE_R_LIMIT, 0,
            "The table has had %d meetings, as many as it can hold. No meeting was called. Open "
            "a new table to go on.",
            TABLE_MAX_MEETINGS);
    }
    if ((x->seats & ~table_all(s->n_seats)) != 0 || (x->seats & table_bit(ev->author)) == 0 ||
        (x->seats & table_bit(x->rapporteur)) == 0) {
        return table_refuse(
            why, TABLE_R_UNKNOWN_SEAT, 0,
            "A meeting is of seats of this table, and whoever calls it and its rapporteur are "
            "among them. No meeting was called. Correct the list of seats.");
    }
    if (x->start <= ev->slot) {
        return table_refuse(
            why, TABLE_R_DAY, 0,
            "The hour of a meeting must lie ahead. No meeting was called. Name a later hour.");
    }
    if (x->readout_due != 0 && x->readout_due <= x->start) {
        return table_refuse(
            why, TABLE_R_DAY, 0,
            "Read-outs are due after the meeting. No meeting was called. Name a later day for "
            "them.");
    }
    return check_agenda(s, x, why);
}

void table_move_meeting_called(struct table_state *s, const struct table_event *ev)
{
    struct table_meeting *m = &s->meetings[s->n_meetings];
    *m = (struct table_meeting){.number = (unsigned)++s->n_meetings, .event = s->n_log - 1};
    memcpy(m->id, ev->u.meeting_called.id, sizeof(m->id));
    memcpy(m->content, s->next_content, sizeof(m->content));
}

/* ---- who comes ---- */

static int check_begun(const struct table_state *s, const struct table_meeting *m, uint64_t slot,
                       struct table_refusal *why)
{
    if (slot < call(s, m)->start) {
        return table_refuse(why, TABLE_R_DAY, 0,
                            "Meeting %u has not begun. Nothing was changed. Wait for its hour.", m->number);
    }
    return 0;
}

static int check_open(const struct table_meeting *m, struct table_refusal *why)
{
    if (m->record != TABLE_RECORD_OPEN) {
        return table_refuse(why, TABLE_R_RECORD, 0,
                            "The record of meeting %u is in its read-back or closed. Nothing was changed. A "
                            "seat that was there opens it again by not confirming it.",
                            m->number);
    }
    return 0;
}

int table_check_attendance(const struct table_state *s, const struct table_event *ev,
                           struct table_refusal *why)
{
    size_t i = table_meeting_of(s, ev, why);
    if (i == s->n_meetings) {
        return T2_E_REFUSED;
    }
    const struct table_meeting *m = &s->meetings[i];
    if (ev->u.meeting_attendance.attendance != TABLE_WAS_THERE) {
        return check_open(m, why);
    }
    /* Who was there has a say in the record until it is closed. */
    int err = m->record == TABLE_RECORD_READ_BACK ? 0 : check_open(m, why);
    return err != 0 ? err : check_begun(s, m, ev->slot, why);
}

void table_move_attendance(struct table_state *s, const struct table_event *ev)
{
    struct table_meeting *m = &s->meetings[table_meeting_of(s, ev, NULL)];
    uint64_t seat = table_bit(ev->author);
    uint8_t how = ev->u.meeting_attendance.attendance;
    m->coming &= ~seat;
    m->not_coming &= ~seat;
    m->there &= ~seat;
    *(how == TABLE_COMING ? &m->coming : how == TABLE_NOT_COMING ? &m->not_coming : &m->there) |= seat;
}

/* ---- the speaking order ---- */

static size_t place_in_order(const struct table_meeting *m, uint8_t seat)
{
    size_t k = 0;
    while (k < m->n_floor && m->floor[k] != seat) {
        k++;
    }
    return k;
}

int table_check_floor(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    size_t i = table_meeting_of(s, ev, why);
    if (i == s->n_meetings) {
        return T2_E_REFUSED;
    }
    const struct table_meeting *m = &s->meetings[i];
    int err = check_open(m, why);
    if (err == 0) {
        err = check_begun(s, m, ev->slot, why);
    }
    int waits = place_in_order(m, ev->author) < m->n_floor;
    if (err == 0 && waits == ev->u.meeting_floor.asks) {
        err =
            waits
                ? table_refuse(why, TABLE_R_ALREADY_SAID, 0,
                               "%s is in the speaking order already. It keeps its place. Wait for the turn.",
                               s->seats[ev->author].name)
                : table_refuse(why, TABLE_R_ALREADY_SAID, 0,
                               "%s is not in the speaking order. Nothing was changed. Ask for the floor "
                               "first.",
                               s->seats[ev->author].name);
    }
    return err;
}

void table_move_floor(struct table_state *s, const struct table_event *ev)
{
    struct table_meeting *m = &s->meetings[table_meeting_of(s, ev, NULL)];
    if (ev->u.meeting_floor.asks) {
        m->floor[m->n_floor++] = ev->author;
        return;
    }
    size_t k = place_in_order(m, ev->author);
    m->n_floor--;
    memmove(&m->floor[k], &m->floor[k + 1], m->n_floor - k);
    m->floor[m->n_floor] = 0;
}

/* ---- read-outs ---- */

static int of_the_record_at_large(const struct table_event *ev)
{
    static const uint8_t zeros[TABLE_FORM_ID_LEN];
    return memcmp(ev->u.form_id, zeros, sizeof(zeros)) == 0;
}

int table_check_readout(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    size_t i = 0;
    if (of_the_record_at_large(ev)) {
        return 0;
    }
    if ((i = table_meeting_of(s, ev, why)) == s->n_meetings) {
        return T2_E_REFUSED;
    }
    return check_begun(s, &s->meetings[i], ev->slot, why);
}

void table_move_readout(struct table_state *s, const struct table_event *ev)
{
    if (!of_the_record_at_large(ev)) {
        s->meetings[table_meeting_of(s, ev, NULL)].readouts |= table_bit(ev->author);
    }
}

/* ---- views ---- */

size_t table_n_meetings(const struct table_state *s)
{
    return s->n_meetings;
}

const struct table_meeting *table_meeting(const struct table_state *s, size_t i)
{
    return i < s->n_meetings ? &s->meetings[i] : NULL;
}

void table_digest_meetings(struct wire_writer *w, const struct table_state *s)
{
    wire_put_u32(w, (uint32_t)s->n_meetings);
    for (size_t i = 0; i < s->n_meetings; i++) {
        const struct table_meeting *m = &s->meetings[i];
        wire_put_raw(w, t2_bytes_of(m->id, sizeof(m->id)));
        wire_put_u32(w, (uint32_t)m->event);
        wire_put_u64(w, m->coming);
        wire_put_u64(w, m->not_coming);
        wire_put_u64(w, m->there);
        wire_put_vec(w, t2_bytes_of(m->floor, m->n_floor));
        wire_put_u8(w, (uint8_t)m->record);
        wire_put_u32(w, m->n_points);
        wire_put_u64(w, m->confirmed);
        wire_put_u64(w, m->readouts);
        wire_put_u64(w, m->ended_slot);
    }
    wire_put_u32(w, (uint32_t)s->n_points);
    for (size_t i = 0; i < s->n_points; i++) {
        wire_put_u32(w, s->points[i].meeting);
        wire_put_u32(w, s->points[i].event);
        wire_put_u8(w, s->points[i].struck);
    }
}
