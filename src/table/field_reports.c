/* Observers' reports in the record: signed bytes, entered by any seat, each once; and which of them both
 * sides have excluded. Whoever carries a report to the table adds nothing to it: it says what its observer
 * signed. */
#include "field.h"

#include <stdlib.h>
#include <string.h>

#include <tracktwo/crypto.h>

#define SAME_NUMBER LINE_REPORT_MAX_FORKS

int table_mission(const struct table_state *s, uint8_t out[static LINE_REPORT_MISSION_LEN])
{
    const struct t2_bytes parts[] = {t2_bytes_str("tracktwo mission 1\n"), t2_bytes_of(s->id, sizeof(s->id))};
    return t2_sha256(out, parts, 2);
}

size_t table_n_reports(const struct table_state *s)
{
    return s->field != NULL ? s->field->n_reports : 0;
}

const struct table_report *table_report(const struct table_state *s, size_t i)
{
    return i < table_n_reports(s) ? &s->field->reports[i] : NULL;
}

struct t2_bytes table_report_bytes(const struct table_state *s, size_t i)
{
    return i < table_n_reports(s) ? s->log[s->field->reports[i].event].u.report_entered.report
                                  : t2_bytes_of(NULL, 0);
}

/* Where it stands in by_id, or would. */
static size_t place_of(const struct table_state *s, const uint8_t *id, int *out_there)
{
    size_t from = 0, to = table_n_reports(s);
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        int order = memcmp(s->field->reports[s->field->by_id[middle]].id, id, LINE_REPORT_ID_LEN);
        if (order == 0) {
            *out_there = 1;
            return middle;
        }
        from = order < 0 ? middle + 1 : from;
        to = order < 0 ? to : middle;
    }
    *out_there = 0;
    return from;
}

int table_report_find(const struct table_state *s, const uint8_t id[static LINE_REPORT_ID_LEN], size_t *out)
{
    int there = 0;
    size_t at = place_of(s, id, &there);
    if (!there) {
        return T2_E_MISSING;
    }
    *out = s->field->by_id[at];
    return 0;
}

/* The admission of a key at a time; the number of admissions when there is none. */
static size_t admission_of(const struct table_state *s, const uint8_t *key, uint64_t made_s)
{
    size_t i = 0, n = table_n_observers(s);
    for (; i < n; i++) {
        const struct table_ev_observer_admitted *x = table_observer_admission(s, i);
        if (memcmp(x->key, key, sizeof(x->key)) == 0) {
            return made_s >= x->from_s && made_s <= x->to_s ? i : n;
        }
    }
    return n;
}

static int check_bytes(const struct table_state *s, const struct table_event *ev,
                       struct line_report_checked *out, struct table_refusal *why)
{
    uint8_t mission[LINE_REPORT_MISSION_LEN];
    int err = table_mission(s, mission);
    if (err != 0) {
        return err;
    }
    line_report_check_all(mission, &ev->u.report_entered.report, 1, out);
    const char *what =
        out->err == T2_E_AUTH     ? TABLE_SAYS("its signature is wrong, so it was changed on its way.")
        : out->err == T2_E_REPLAY ? TABLE_SAYS("it was made for another table.")
                                  : TABLE_SAYS("it is no report of this version of the program.");
    return out->err == 0 || out->err == T2_E_MEMORY
               ? out->err
               : table_refuse(
                     why, TABLE_R_REPORT, 0,
                     "The report was not taken in: %s Nothing was kept. Ask its observer for it again.",
                     table_refusal_say(why, what));
}

/* Of the map of the line; a withdrawal has no place. */
static int check_map(const struct table_state *s, const struct line_report *r, struct table_refusal *why)
{
    enum geo_frame frame = GEO_WGS84;
    return table_field_frame(s, &frame) == 0 && (r->kind == LINE_REPORT_WITHDRAWN || r->frame == frame)
               ? 0
               : table_refuse(why, TABLE_R_REPORT, 0,
                              "The report is of another map than the line, or no line has been agreed yet. "
                              "Nothing was kept. Agree on the line first.");
}

/* Each key has its share, and one more share is kept for a key that is still to come. */
static int check_room(const struct table_state *s, const struct line_report *r, size_t observer,
                      struct table_refusal *why)
{
    size_t facts = line_report_n_facts(r), own_facts = facts, all_facts = facts, same = 0, own = 0,
           all = table_n_reports(s), shares = table_n_observers(s) + 1;
    for (size_t i = 0; i < all; i++) {
        const struct table_report *x = &s->field->reports[i];
        all_facts += x->n_facts;
        if (x->observer == observer) {
            same += x->number == r->number;
            own_facts += x->n_facts;
            own++;
        }
    }
    if (same == SAME_NUMBER || all == TABLE_FIELD_MAX_REPORTS || all_facts > TABLE_FIELD_MAX_FACTS) {
        return table_refuse(
            why, TABLE_R_LIMIT, 0,
            "The table holds %d reports, which say %d things, and %d reports of one number of "
            "an observer. Nothing was kept. Keep the report in its file.",
            TABLE_FIELD_MAX_REPORTS, TABLE_FIELD_MAX_FACTS, SAME_NUMBER);
    }
    if (own >= TABLE_FIELD_MAX_REPORTS / shares || own_facts > TABLE_FIELD_MAX_FACTS / shares) {
        return table_refuse(why, TABLE_R_LIMIT, 0,
                            "This report key has used up its share of the record: with %zu keys admitted, "
                            "%zu reports, which say %zu things. Nothing was kept. The room of the others is "
                            "theirs. Keep the report in its file.",
                            shares - 1, TABLE_FIELD_MAX_REPORTS / shares, TABLE_FIELD_MAX_FACTS / shares);
    }
    return 0;
}

int table_check_report(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    struct line_report_checked c;
    struct line_report r;
    size_t at = 0;
    int err = check_bytes(s, ev, &c, why);
    if (err != 0) {
        return err;
    }
    if (table_report_find(s, c.id, &at) == 0) {
        return table_refuse(why, TABLE_R_DUPLICATE, 0,
                            "This report is in the record already, as number %zu. It stays there once. "
                            "Nothing more is needed.",
                            at + 1);
    }
    size_t observer = admission_of(s, c.key, c.made_s);
    if (observer == table_n_observers(s)) {
        return table_refuse(why, TABLE_R_REPORT, 0,
                            "The report was not taken in: its key is not admitted at this table, or was not "
                            "when it was made. Nothing was kept. Admit the observer first: tracktwo line "
                            "observer admit.");
    }
    err = line_report_read(ev->u.report_entered.report, NULL, &r);
    err = err != 0 ? err : check_map(s, &r, why);
    return err != 0 ? err : check_room(s, &r, observer, why);
}

int table_report_of(const struct table_state *s, const struct table_event *ev, struct table_report *out)
{
    struct t2_bytes bytes = ev->u.report_entered.report;
    struct t2_bytes body = t2_bytes_of(bytes.ptr, bytes.len - LINE_REPORT_SIGNATURE_LEN);
    struct line_report r;
    int err = line_report_read(bytes, NULL, &r);
    if (err == 0) {
        *out = (struct table_report){.event = (uint32_t)s->n_log,
                                     .number = r.number,
                                     .observer = (uint16_t)admission_of(s, r.key, r.made_s),
                                     .n_facts = (uint8_t)line_report_n_facts(&r)};
        err = t2_sha256(out->id, &body, 1);
    }
    return err;
}

void table_move_report(struct table_state *s, const struct table_event *ev)
{
    struct table_field_state *f = s->field;
    int there = 0;
    size_t at = place_of(s, f->next_report.id, &there);
    (void)ev;
    f->reports[f->n_reports] = f->next_report;
    memmove(&f->by_id[at + 1], &f->by_id[at], (f->n_reports - at) * sizeof(*f->by_id));
    f->by_id[at] = (uint32_t)f->n_reports++;
}

/* ---- excluded by both sides ---- */

int table_fits_excluded(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    size_t i = 0;
    int err = table_field_sides(s) == NULL || (table_both_sides(s) & table_bit(ev->author)) == 0
                  ? table_check_side(s, ev, why)
                  : 0;
    if (err == 0 && table_report_find(s, ev->u.report_excluded.report, &i) != 0) {
        err = table_refuse(why, TABLE_R_REPORT, 0,
                           "There is no such report in the record. Nothing was changed. Which there are: "
                           "tracktwo line report list.");
    }
    if (err == 0 && s->field->reports[i].excluded) {
        err = table_refuse(why, TABLE_R_ALREADY_SAID, 0,
                           "Both sides have excluded this report already. That stays on the record. Nothing "
                           "more is needed.");
    }
    return err;
}

void table_force_excluded(struct table_state *s, const struct table_event *ev)
{
    size_t i = 0;
    if (table_report_find(s, ev->u.report_excluded.report, &i) == 0) {
        s->field->reports[i].excluded = 1;
    }
}
