/* Sides, cease-fire, declared positions and observers. A position is committed by a seat of its side and
 * opened by one, and what is opened is what was committed. */
#include "field.h"

#include <string.h>

/* ---- sides ---- */

unsigned table_field_side(const struct table_state *s, size_t seat)
{
    const struct table_ev_sides_agreed *x = table_field_sides(s);
    return x == NULL || seat >= s->n_seats            ? LINE_N_SIDES
           : (x->side[LINE_A] & table_bit(seat)) != 0 ? LINE_A
           : (x->side[LINE_B] & table_bit(seat)) != 0 ? LINE_B
                                                      : LINE_N_SIDES;
}

const struct table_ev_sides_agreed *table_field_sides(const struct table_state *s)
{
    return s->field == NULL || s->field->sides == 0 ? NULL : &s->log[s->field->sides].u.sides_agreed;
}

uint64_t table_field_ceasefire(const struct table_state *s)
{
    return s->field == NULL || s->field->ceasefire == 0 ? 0
                                                        : s->log[s->field->ceasefire].u.ceasefire_agreed.from;
}

uint64_t table_both_sides(const struct table_state *s)
{
    const struct table_ev_sides_agreed *x = table_field_sides(s);
    return x == NULL ? table_all(s->n_seats) : x->side[LINE_A] | x->side[LINE_B];
}

int table_check_side(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    if (table_field_side(s, ev->author) != LINE_N_SIDES) {
        return 0;
    }
    return table_refuse(why, TABLE_R_SIDE, table_bit(ev->author),
                        "%s speaks for neither side of the line. Nothing was changed. A seat of a side does "
                        "this; which those are: tracktwo line agree.",
                        s->seats[ev->author].name);
}

int table_fits_sides(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    const struct table_ev_sides_agreed *x = &ev->u.sides_agreed;
    uint64_t a = x->side[LINE_A], b = x->side[LINE_B], c = x->commission;
    if (((a | b | c) & ~table_all(s->n_seats)) != 0 || (a & b) != 0 || ((a | b) & c) != 0) {
        return table_refuse(
            why, TABLE_R_SIDE, (a & b) | ((a | b) & c),
            "A seat is named for two of side A, side B and the joint commission, or is no seat "
            "of this table. Nothing was proposed. Name each seat once.");
    }
    return table_check_stage(s, LINE_STAGE_BATTLEFIELD, why);
}

void table_force_sides(struct table_state *s, const struct table_event *ev)
{
    s->field->sides = (size_t)(ev - s->log);
}

int table_fits_ceasefire(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    (void)ev;
    return table_check_stage(s, LINE_STAGE_CEASEFIRE, why);
}

void table_force_ceasefire(struct table_state *s, const struct table_event *ev)
{
    s->field->ceasefire = (size_t)(ev - s->log);
}

/* ---- positions ---- */

static size_t find(const struct table_state *s, const uint8_t id[static TABLE_FORM_ID_LEN])
{
    size_t i = 0, n = table_n_positions(s);
    while (i < n && memcmp(s->field->positions[i].id, id, TABLE_FORM_ID_LEN) != 0) {
        i++;
    }
    return i;
}

int table_check_position(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    const struct table_ev_position_declared *x = &ev->u.position_declared;
    size_t rule = 0;
    int err = table_check_side(s, ev, why);
    if (err == 0 && table_field_in_force(s, TABLE_FIELD_RULE, &rule) != 0) {
        err = table_refuse(why, TABLE_R_POSITION, 0,
                           "Positions are declared under the rule of the pull-back, and none has been agreed "
                           "yet. Nothing was declared. Agree on the rule first.");
    }
    if (err == 0 && find(s, x->id) < table_n_positions(s)) {
        err = table_refuse(why, TABLE_R_DUPLICATE, 0,
                           "This position has been declared already. It stays as it is. Declare another one "
                           "anew.");
    }
    if (err == 0 && table_n_positions(s) == TABLE_FIELD_MAX_POSITIONS) {
        err = table_refuse(why, TABLE_R_LIMIT, 0,
                           "The table holds %d declared positions, as many as it can. Nothing was declared. "
                           "Open a new table to go on.",
                           TABLE_FIELD_MAX_POSITIONS);
    }
    return err;
}

void table_move_position(struct table_state *s, const struct table_event *ev)
{
    const struct table_ev_position_declared *x = &ev->u.position_declared;
    const struct table_field_document *rule = &s->field->documents[s->field->in_force[TABLE_FIELD_RULE] - 1];
    struct table_position *p = &s->field->positions[s->field->n_positions++];
    *p = (struct table_position){
        .event = (uint32_t)(s->n_log - 1),
        .counts = 1,
        .declared = {.side = (uint8_t)table_field_side(s, ev->author), .by_day = (int32_t)x->by_day}};
    memcpy(p->id, x->id, sizeof(p->id));
    memcpy(p->declared.commitment, x->commitment, sizeof(p->declared.commitment));
    memcpy(p->context, s->log[rule->event].u.field_document.digest, sizeof(p->context));
}

static int open_position(const struct table_position *p, struct t2_bytes bytes, enum geo_frame frame,
                         struct line_declared *out)
{
    struct line_opening o;
    int err = line_opening_read(bytes, frame, &o);
    *out = p->declared;
    err = err != 0 ? err : line_declared_open(out, p->context, &o);
    line_opening_wipe(&o);
    return err;
}

int table_check_opening(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    const struct table_ev_position_opened *x = &ev->u.position_opened;
    struct line_declared opened;
    size_t i = find(s, x->id);
    int err = table_check_side(s, ev, why);
    if (err != 0) {
        return err;
    }
    if (i == table_n_positions(s) ||
        s->field->positions[i].declared.side != table_field_side(s, ev->author)) {
        return table_refuse(
            why, TABLE_R_POSITION, 0,
            "There is no such declared position of this side. Nothing was opened. Which there "
            "are: tracktwo line withdrawal.");
    }
    if (s->field->positions[i].declared.open) {
        return table_refuse(
            why, TABLE_R_ALREADY_SAID, 0,
            "This position has been opened already. That stays on the record. Nothing more is needed.");
    }
    enum geo_frame frame = GEO_WGS84;
    err = table_field_frame(s, &frame);
    err = err != 0 ? err : open_position(&s->field->positions[i], x->opening, frame, &opened);
    return err == 0 || err == T2_E_MEMORY
               ? err
               : table_refuse(why, TABLE_R_POSITION, 0,
                              "This is not the position that was declared: its place, its day, its side or "
                              "its number differ from what was committed. Nothing was opened. Open it with "
                              "the file that was made when it was declared.");
}

void table_move_opening(struct table_state *s, const struct table_event *ev)
{
    const struct table_ev_position_opened *x = &ev->u.position_opened;
    struct table_position *p = &s->field->positions[find(s, x->id)];
    struct line_opening o;
    /* The check has seen that it is what was committed, in the frame of the line. */
    if (line_opening_read(x->opening, GEO_WGS84, &o) == 0 ||
        line_opening_read(x->opening, GEO_FLAT, &o) == 0) {
        p->declared.position = o.position;
        p->declared.open = 1;
    }
    line_opening_wipe(&o);
}

size_t table_n_positions(const struct table_state *s)
{
    return s->field != NULL ? s->field->n_positions : 0;
}

const struct table_position *table_position(const struct table_state *s, size_t i)
{
    return i < table_n_positions(s) ? &s->field->positions[i] : NULL;
}

/* ---- observers ---- */

static int id_ok(const char *id)
{
    for (const char *p = id; *p != '\0'; p++) {
        if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.", *p) == NULL) {
            return 0;
        }
    }
    return id[0] != '\0';
}

/* The admission of a key; the number of them when there is none. */
static size_t find_key(const struct table_state *s, const uint8_t *key)
{
    size_t i = 0;
    while (i < table_n_observers(s) &&
           memcmp(table_observer_admission(s, i)->key, key, TABLE_DIGEST_LEN) != 0) {
        i++;
    }
    return i;
}

int table_fits_observer(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    const struct table_ev_observer_admitted *x = &ev->u.observer_admitted;
    if (!id_ok(x->observer) || x->from_s > x->to_s || x->to_s > LINE_REPORT_MAX_TIME) {
        return table_refuse(
            why, TABLE_R_FORMAT, 0,
            "An observer is admitted by an id (letters, digits, \"-\", \"_\" and \".\") from a "
            "day to a later one. Nothing was proposed. Correct it and try again.");
    }
    size_t i = find_key(s, x->key);
    if (i < table_n_observers(s)) {
        const struct table_ev_observer_admitted *before = table_observer_admission(s, i);
        return strcmp(before->observer, x->observer) == 0 && before->of == x->of
                   ? 0 /* for another time, as when a key was lost */
                   : table_refuse(
                         why, TABLE_R_DUPLICATE, 0,
                         "This report key has been admitted already, for \"%s\". That stays as it is. "
                         "Whoever is to report anew makes a new key.",
                         before->observer);
    }
    if (table_n_observers(s) == TABLE_FIELD_MAX_OBSERVERS) {
        return table_refuse(why, TABLE_R_LIMIT, 0,
                            "The table has admitted %d report keys, as many as it can. Nothing was changed. "
                            "Open a new table to go on.",
                            TABLE_FIELD_MAX_OBSERVERS);
    }
    return 0;
}

void table_force_observer(struct table_state *s, const struct table_event *ev)
{
    size_t i = find_key(s, ev->u.observer_admitted.key);
    s->field->observers[i] = (struct table_observer){.event = (uint32_t)(ev - s->log), .counts = 1};
    s->field->n_observers += i == s->field->n_observers;
}

size_t table_n_observers(const struct table_state *s)
{
    return s->field != NULL ? s->field->n_observers : 0;
}

const struct table_observer *table_observer(const struct table_state *s, size_t i)
{
    return i < table_n_observers(s) ? &s->field->observers[i] : NULL;
}

const struct table_ev_observer_admitted *table_observer_admission(const struct table_state *s, size_t i)
{
    return i < table_n_observers(s) ? &s->log[s->field->observers[i].event].u.observer_admitted : NULL;
}
