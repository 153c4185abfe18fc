/* The record of a meeting: the rapporteur's unattributed points, and nothing else. It closes when all seats
 * that were there have read it back and confirmed it. A seat can say that it was there until then.
 *
 *   open      -- meeting_record by the rapporteur; two were there, and nobody who meant to come has yet
 *                to say whether it did, or has had TABLE_RECORD_WAIT for it   --> read-back
 *   read-back -- confirmed by the last that was there   --> closed
 *   read-back -- one does not confirm                   --> open */
#include "table_internal.h"

#include <string.h>

static const struct table_ev_meeting_called *call(const struct table_state *s, const struct table_meeting *m)
{
    return &s->log[m->event].u.meeting_called;
}

/* The k-th point (from 0) of a meeting in the array of all; n_points when there is none. */
static size_t find_point(const struct table_state *s, size_t meeting, unsigned k)
{
    size_t i = 0;
    for (; i < s->n_points; i++) {
        if (s->points[i].meeting == meeting && k-- == 0) {
            break;
        }
    }
    return i;
}

/* By the rapporteur, after the beginning, while the record is open. */
static int check_rapporteur(const struct table_state *s, const struct table_event *ev,
                            struct table_refusal *why)
{
    size_t i = table_meeting_of(s, ev, why);
    if (i == s->n_meetings) {
        return T2_E_REFUSED;
    }
    const struct table_meeting *m = &s->meetings[i];
    if (call(s, m)->rapporteur != ev->author) {
        return table_refuse(
            why, TABLE_R_RAPPORTEUR, table_bit(call(s, m)->rapporteur),
            "The record of meeting %u is kept by its rapporteur, %s. Nothing was changed. Give "
            "the point there.",
            m->number, s->seats[call(s, m)->rapporteur].name);
    }
    if (ev->slot < call(s, m)->start) {
        return table_refuse(why, TABLE_R_DAY, 0,
                            "Meeting %u has not begun. Its record stays empty. Wait for its hour.",
                            m->number);
    }
    if (m->record != TABLE_RECORD_OPEN) {
        return table_refuse(
            why, TABLE_R_RECORD, 0,
            "The record of meeting %u is in its read-back or closed. It stays as it is. A seat "
            "that was there opens it again by not confirming it.",
            m->number);
    }
    return 0;
}

/* A point says what was said, never who: it names no seat and no party. */
static const char *named_in(const struct table_state *s, const char *text)
{
    for (size_t i = 0; i < s->n_seats; i++) {
        if (strstr(text, s->seats[i].name) != NULL) {
            return s->seats[i].name;
        }
        if (strstr(text, s->seats[i].party) != NULL) {
            return s->seats[i].party;
        }
    }
    return NULL;
}

int table_check_point(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    const struct table_texts *point = &ev->u.meeting_point.point;
    int err = check_rapporteur(s, ev, why);
    if (err != 0) {
        return err;
    }
    for (size_t i = 0; i < point->n; i++) {
        const char *name = named_in(s, point->texts[i].text);
        if (name != NULL) {
            return table_refuse(
                why, TABLE_R_ATTRIBUTED, 0,
                "The point names %s. The record says what was said, not by whom, so it was not "
                "kept. Write \"It was said that ...\".",
                name);
        }
    }
    if (s->n_points == TABLE_MAX_RECORD_POINTS) {
        return table_refuse(
            why, TABLE_R_LIMIT, 0,
            "The records of this table hold %d points, as many as they can. The point was not "
            "kept. Open a new table to go on.",
            TABLE_MAX_RECORD_POINTS);
    }
    return 0;
}

void table_move_point(struct table_state *s, const struct table_event *ev)
{
    size_t i = table_meeting_of(s, ev, NULL);
    s->points[s->n_points++] =
        (struct table_point){.meeting = (uint32_t)i, .event = (uint32_t)(s->n_log - 1)};
    s->meetings[i].n_points++;
    memcpy(s->meetings[i].content, s->next_content, TABLE_DIGEST_LEN);
}

int table_check_struck(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    int err = check_rapporteur(s, ev, why);
    if (err != 0) {
        return err;
    }
    size_t k = find_point(s, table_meeting_of(s, ev, why), ev->u.meeting_struck.point - 1);
    if (k == s->n_points || s->points[k].struck) {
        return table_refuse(why, TABLE_R_RECORD, 0,
                            "The record has no point %u. It stays as it is. Look at its points: tracktwo "
                            "meeting show.",
                            ev->u.meeting_struck.point);
    }
    return 0;
}

void table_move_struck(struct table_state *s, const struct table_event *ev)
{
    size_t i = table_meeting_of(s, ev, NULL);
    s->points[find_point(s, i, ev->u.meeting_struck.point - 1)].struck = 1;
    memcpy(s->meetings[i].content, s->next_content, TABLE_DIGEST_LEN);
}

int table_check_record(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    char names[512];
    int err = check_rapporteur(s, ev, why);
    if (err != 0) {
        return err;
    }
    const struct table_meeting *m = &s->meetings[table_meeting_of(s, ev, why)];
    uint64_t start = call(s, m)->start;
    if (m->coming != 0 && ev->slot - start < TABLE_RECORD_WAIT) {
        char when[TABLE_SLOT_TEXT_LEN];
        table_slot_text(start + TABLE_RECORD_WAIT, when);
        table_seat_names(s, m->coming, table_refusal_lang(why), names, sizeof(names));
        return table_refuse(why, TABLE_R_RECORD, m->coming,
                            "These seats meant to come and have not said whether they were there: %s. The "
                            "record stays open. They say so first: tracktwo meeting attend. From %s on it "
                            "waits for them no longer.",
                            names, when);
    }
    if (table_mask_count(m->there) < TABLE_MIN_RECORD_SEATS) {
        return table_refuse(why, TABLE_R_RECORD, 0,
                            "Fewer than two seats have said that they were at the meeting. The record stays "
                            "open. Those who were there say so first: tracktwo meeting attend.");
    }
    return 0;
}

void table_move_record(struct table_state *s, const struct table_event *ev)
{
    struct table_meeting *m = &s->meetings[table_meeting_of(s, ev, NULL)];
    m->record = TABLE_RECORD_READ_BACK;
    m->confirmed = 0;
}

int table_check_read_back(const struct table_state *s, const struct table_event *ev,
                          struct table_refusal *why)
{
    size_t i = table_meeting_of(s, ev, why);
    if (i == s->n_meetings) {
        return T2_E_REFUSED;
    }
    const struct table_meeting *m = &s->meetings[i];
    if (m->record != TABLE_RECORD_READ_BACK) {
        return table_refuse(why, TABLE_R_RECORD, 0,
                            "The record of meeting %u is not in its read-back. It stays as it is. The "
                            "rapporteur gives it to the read-back.",
                            m->number);
    }
    if ((m->there & table_bit(ev->author)) == 0) {
        return table_refuse(
            why, TABLE_R_NOT_INVITED, 0,
            "%s was not at meeting %u. Its record stays as it is. Those who were there read it "
            "back.",
            s->seats[ev->author].name, m->number);
    }
    if (ev->u.meeting_read_back.confirms && (m->confirmed & table_bit(ev->author)) != 0) {
        return table_refuse(
            why, TABLE_R_ALREADY_SAID, 0,
            "%s has confirmed this record already. That stays. It closes when the others have "
            "confirmed it too.",
            s->seats[ev->author].name);
    }
    return ev->u.meeting_read_back.confirms ? table_check_content(s, ev, why) : 0;
}

void table_move_read_back(struct table_state *s, const struct table_event *ev)
{
    struct table_meeting *m = &s->meetings[table_meeting_of(s, ev, NULL)];
    if (!ev->u.meeting_read_back.confirms) {
        m->record = TABLE_RECORD_OPEN;
        m->confirmed = 0;
        return;
    }
    m->confirmed |= table_bit(ev->author);
    if (m->confirmed == m->there) {
        m->record = TABLE_RECORD_CLOSED;
        m->ended_slot = ev->slot;
    }
}

struct table_texts table_meeting_point(const struct table_state *s, size_t meeting, unsigned k)
{
    size_t i = k == 0 ? s->n_points : find_point(s, meeting, k - 1);
    if (i == s->n_points || s->points[i].struck) {
        return (struct table_texts){0};
    }
    return s->log[s->points[i].event].u.meeting_point.point;
}
