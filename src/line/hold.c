/* The clock of quiet days, and whether the cease-fire holds.
 *
 * Each day has one state: a violation stands over everything; then what leaves a day uncounted (access
 * refused to observers, a verified report whose meaning is open); then too little watch; what remains is
 * quiet. Only a quiet day adds to the count and only a violation takes it back to nought. A report of an
 * event that nobody of the observers verified, and one that both sides have excluded, change nothing. Watch
 * is no violation, so that an exclusion, which says that something is none, takes none of it away. */
#include "days_internal.h"

#include <tracktwo/line_hold.h>

#include <stdlib.h>

#define NONE UINT32_MAX

struct clock_make {
    const struct line_record *r;
    const struct line_criteria *c;
    struct line_terms t;
    struct line_settled s;
    struct line_clock_day *days;
    uint32_t *watched_s; /* of the sector that was watched least */
    size_t n;
    /* While marks are counted and not set: of each day those that leave it uncounted, and its violations. */
    uint32_t *tally;
    uint32_t by;  /* added to them; all ones: taken away */
    int was_last; /* one that was taken away was the last of its day */
};

struct interval {
    int64_t from, to;
};

static int by_from(const void *a, const void *b)
{
    const struct interval *x = a, *y = b;
    return (x->from > y->from) - (x->from < y->from);
}

/* ---- watch ---- */

static int covers(const struct clock_make *m, const struct line_fact *f, size_t sector)
{
    struct geo_point at = (f->has & LINE_HAS_PLACE) != 0 ? f->place : f->post;
    uint32_t reach = (f->has & LINE_HAS_DISTANCE) != 0 ? f->distance_m : m->t.sight_m;
    return m->c->n_sectors == 0 || ((f->has & (LINE_HAS_PLACE | LINE_HAS_POST)) != 0 &&
                                    same_distance_m(m->c->frame, at, m->c->sectors[sector].place) <= reach);
}

/* Adds a stretch of watch to the days that it falls in. */
static void add_stretch(const struct clock_make *m, struct interval w, uint32_t *seconds)
{
    int64_t begin = line_day_end(m->c->first_day - 1, m->c->offset_s, m->c->cut_s);
    int64_t from = w.from > begin ? w.from - begin : 0, to = w.to - begin;
    for (int64_t k = from / LINE_DAY_S; from < to && k < (int64_t)m->n; k++) {
        int64_t end = (k + 1) * LINE_DAY_S < to ? (k + 1) * LINE_DAY_S : to;
        seconds[k] += (uint32_t)(end - from);
        from = end;
    }
}

static void sector_watch(struct clock_make *m, size_t sector, struct interval *watch, uint32_t *seconds)
{
    size_t n = 0;
    memset(seconds, 0, m->n * sizeof *seconds);
    for (size_t i = 0; i < m->s.n; i++) {
        const struct line_fact *f = m->s.at[i];
        if (f->kind == LINE_F_WATCH && f->from == LINE_FROM_OBSERVERS && f->lasts_s > 0 &&
            line_settled_stands(&m->s, i) && covers(m, f, sector)) {
            watch[n++] = (struct interval){f->time_s, f->time_s + f->lasts_s};
        }
    }
    qsort(watch, n, sizeof *watch, by_from);
    for (size_t i = 0; i < n;) { /* two who watch at once are one watch */
        struct interval w = watch[i++];
        for (; i < n && watch[i].from <= w.to; i++) {
            w.to = watch[i].to > w.to ? watch[i].to : w.to;
        }
        add_stretch(m, w, seconds);
    }
    for (size_t k = 0; k < m->n; k++) {
        m->watched_s[k] = seconds[k] < m->watched_s[k] ? seconds[k] : m->watched_s[k];
    }
}

static int watch(struct clock_make *m)
{
    struct interval *at = calloc(m->s.n + 1, sizeof *at);
    uint32_t *seconds = calloc(m->n, sizeof *seconds);
    int err = at == NULL || seconds == NULL ? T2_E_MEMORY : 0;
    if (err == 0) {
        memset(m->watched_s, 0xff, m->n * sizeof *m->watched_s);
        for (size_t k = 0; k == 0 || k < m->c->n_sectors; k++) {
            sector_watch(m, k, at, seconds);
        }
    }
    free(at);
    free(seconds);
    return err;
}

/* ---- what happened ---- */

/* Sets the days from a time on, as long as it lasted, to a state that stands over what they have. */
static void mark(struct clock_make *m, int64_t time_s, uint32_t lasts_s, enum line_day_state state,
                 uint32_t why)
{
    int64_t first = line_day_at(time_s, m->c->offset_s, m->c->cut_s) - (int64_t)m->c->first_day;
    int64_t last = line_day_at(time_s + lasts_s, m->c->offset_s, m->c->cut_s) - (int64_t)m->c->first_day;
    for (int64_t k = first > 0 ? first : 0; k <= last && k < (int64_t)m->n; k++) {
        struct line_clock_day *d = &m->days[k];
        if (m->tally != NULL) {
            uint32_t *n = &m->tally[2 * k + (state == LINE_DAY_VIOLATION)];
            *n += m->by;
            m->was_last |= *n == 0;
            continue;
        }
        if (d->why == NONE || (state == LINE_DAY_VIOLATION && d->state != LINE_DAY_VIOLATION)) {
            d->state = (uint8_t)state;
            d->why = why;
        }
    }
}

static uint32_t span_of(const struct line_fact *f)
{
    return f->kind == LINE_F_WEAPON || f->kind == LINE_F_REFUSED ? f->lasts_s : 0;
}

static void mark_verified(struct clock_make *m, size_t i)
{
    const struct line_fact *f = m->s.at[i];
    enum line_breaks breaks = line_fact_breaks(f, &m->t);
    if (line_settled_stands(&m->s, i) && line_fact_verified(f) && breaks != LINE_BREAKS_NO &&
        !line_settled_excluded(&m->s, i)) {
        struct geo_point place;
        double radius = 0;
        int64_t time_s = 0;
        (void)line_fact_where(m->r->frame, &m->t, f, &place, &radius, &time_s);
        mark(m, time_s, span_of(f), breaks == LINE_BREAKS_YES ? LINE_DAY_VIOLATION : LINE_DAY_NOT_COUNTED,
             (uint32_t)(f - m->r->facts));
    }
}

static int marks_corroborated(struct clock_make *m, size_t *out_wrong)
{
    struct line_events *e = NULL;
    int err = line_events_new(m->r, &m->t, out_wrong, &e);
    for (size_t i = 0; err == 0 && i < e->n; i++) {
        const struct line_event *x = &e->at[i];
        uint32_t first = e->member[x->first];
        if (x->breaks != LINE_BREAKS_NO) {
            int sure = x->breaks == LINE_BREAKS_YES && x->state == LINE_EV_CORROBORATED;
            mark(m, x->time_s, span_of(&e->facts[first]), sure ? LINE_DAY_VIOLATION : LINE_DAY_NOT_COUNTED,
                 first);
        }
    }
    line_events_free(e);
    return err;
}

static void mark_refused(struct clock_make *m, size_t i)
{
    const struct line_fact *f = m->s.at[i];
    if (f->kind == LINE_F_REFUSED && f->from == LINE_FROM_OBSERVERS && line_settled_stands(&m->s, i) &&
        !line_settled_excluded(&m->s, i)) {
        mark(m, f->time_s, span_of(f), LINE_DAY_NOT_COUNTED, (uint32_t)(f - m->r->facts));
    }
}

static void run(struct clock_make *m, struct line_clock *out)
{
    uint32_t quiet = 0;
    out->met_day = INT32_MIN;
    for (size_t k = 0; k < m->n; k++) {
        struct line_clock_day *d = &m->days[k];
        uint64_t watched = m->watched_s[k];
        d->coverage = (uint32_t)(watched * 1000 / LINE_DAY_S);
        if (d->why == NONE && (watched == 0 || watched * 1000 < (uint64_t)m->c->coverage * LINE_DAY_S)) {
            d->state = LINE_DAY_UNWATCHED;
        }
        quiet = d->state == LINE_DAY_VIOLATION ? 0 : quiet + (d->state == LINE_DAY_QUIET);
        d->quiet_in_a_row = quiet;
        if (quiet >= m->c->quiet_days && !out->opens_talks) {
            out->met_day = d->day;
            out->opens_talks = 1;
        }
    }
    out->days = m->days;
    out->n = m->n;
}

static void wipe(struct clock_make *m)
{
    free(m->watched_s);
    free(m->tally);
    line_settled_wipe(&m->s);
}

/* The clock, and what it was made of: for wipe in any case. */
static int make(const struct line_record *r, const struct line_criteria *c, int32_t last_day,
                size_t *out_wrong, struct clock_make *m, struct line_clock *out)
{
    if (!line_criteria_valid(c) || c->frame != r->frame || last_day < c->first_day ||
        last_day - c->first_day >= LINE_MAX_CLOCK_DAYS) {
        *m = (struct clock_make){.r = r};
        return T2_E_ARGUMENT;
    }
    *m = (struct clock_make){
        .r = r, .c = c, .t = line_terms_of(&c->terms), .n = (size_t)(last_day - c->first_day) + 1};
    struct line_clock made = {.n = 0};
    int err = line_settle(r, out_wrong, &m->s);
    m->days = calloc(m->n, sizeof *m->days);
    m->watched_s = calloc(m->n, sizeof *m->watched_s);
    err = err != 0 ? err : m->days == NULL || m->watched_s == NULL ? T2_E_MEMORY : watch(m);
    for (size_t k = 0; err == 0 && k < m->n; k++) {
        m->days[k] = (struct line_clock_day){.day = c->first_day + (int32_t)k, .why = NONE};
    }
    if (err == 0 && c->needs == LINE_NEEDS_CORROBORATED) {
        err = marks_corroborated(m, out_wrong);
    }
    for (size_t i = 0; err == 0 && c->needs != LINE_NEEDS_CORROBORATED && i < m->s.n; i++) {
        mark_verified(m, i);
    }
    for (size_t i = 0; err == 0 && i < m->s.n; i++) {
        mark_refused(m, i);
    }
    if (err == 0) {
        run(m, &made);
        *out = made;
    } else {
        free(m->days);
        m->days = NULL;
    }
    return err;
}

int line_clock_run(const struct line_record *r, const struct line_criteria *c, int32_t last_day,
                   size_t *out_wrong, struct line_clock *out)
{
    struct clock_make m;
    int err = make(r, c, last_day, out_wrong, &m, out);
    wipe(&m);
    return err;
}

void line_clock_wipe(struct line_clock *c)
{
    free(c->days);
    *c = (struct line_clock){.met_day = INT32_MIN};
}

/* ---- holds? ---- */

enum line_hold line_hold_of(const struct line_clock *c, const struct line_criteria *by)
{
    size_t first = c->n > by->window ? c->n - by->window : 0, n_quiet = 0;
    for (size_t k = first; k < c->n; k++) {
        if (c->days[k].state == LINE_DAY_VIOLATION) {
            return LINE_HOLDS_NOT;
        }
        n_quiet += c->days[k].state == LINE_DAY_QUIET;
    }
    /* dark is less than window: without a quiet day it is never "holds". */
    return c->n < by->window || by->window - n_quiet > by->dark ? LINE_HOLD_UNDETERMINED : LINE_HOLDS;
}

static int hold_at(const struct line_record *r, const struct line_criteria *c, int32_t day,
                   enum line_hold *out)
{
    struct line_clock clock = {.n = 0};
    int err = line_clock_run(r, c, day, NULL, &clock);
    if (err == 0) {
        *out = line_hold_of(&clock, c);
        line_clock_wipe(&clock);
    }
    return err;
}

/* A report that corrects or is corrected may matter anywhere; any other only when its time, with all its
 * errors, touches the window. */
static int may_matter(const struct line_settled *s, size_t i, int64_t from, int64_t to)
{
    const struct line_fact *f = s->at[i];
    int alone = line_settled_stands(s, i) && s->root[i] == i;
    int64_t margin = (int64_t)LINE_DAY_S + f->time_error_s;
    return s->first[i] == i &&
           (!alone || (f->time_s + f->lasts_s + margin >= from && f->time_s - margin < to));
}

/* ---- what changes no day ---- */

struct end {
    int64_t at;
    uint32_t i;
    int8_t opens;
};

static int by_time(const void *a, const void *b)
{
    const struct end *x = a, *y = b;
    return (x->at > y->at) - (x->at < y->at);
}

/* Of each watch the seconds, in the sector where they are most, in which nobody else watched. */
static void sole_of_sector(const struct clock_make *m, size_t sector, struct end *ends, uint32_t *seconds,
                           uint32_t *sole)
{
    size_t n = 0;
    int64_t n_open = 0, which = 0; /* the sum of those that are open: of one, that one */
    memset(seconds, 0, m->s.n * sizeof *seconds);
    for (uint32_t i = 0; i < m->s.n; i++) {
        const struct line_fact *f = m->s.at[i];
        if (f->kind == LINE_F_WATCH && f->from == LINE_FROM_OBSERVERS && f->lasts_s > 0 &&
            line_settled_stands(&m->s, i) && covers(m, f, sector)) {
            ends[n++] = (struct end){f->time_s, i, 1};
            ends[n++] = (struct end){f->time_s + f->lasts_s, i, -1};
        }
    }
    qsort(ends, n, sizeof *ends, by_time);
    for (size_t k = 0; k < n; k++) {
        if (n_open == 1) {
            seconds[which] += (uint32_t)(ends[k].at - ends[k - 1].at);
        }
        n_open += ends[k].opens;
        which += ends[k].opens * (int64_t)ends[k].i;
    }
    for (size_t i = 0; i < m->s.n; i++) {
        sole[i] = seconds[i] > sole[i] ? seconds[i] : sole[i];
    }
}

/* Whether every day that the watch falls in is marked or watched too little anyway, or is watched enough
 * without it. */
static int watch_is_spare(const struct clock_make *m, size_t i, uint32_t sole)
{
    const struct line_fact *f = m->s.at[i];
    int64_t begin = line_day_end(m->c->first_day - 1, m->c->offset_s, m->c->cut_s);
    int64_t from = f->time_s > begin ? f->time_s - begin : 0, to = f->time_s + f->lasts_s - begin;
    for (int64_t k = from / LINE_DAY_S; sole > 0 && k * LINE_DAY_S < to && k < (int64_t)m->n; k++) {
        uint64_t left = m->watched_s[k] > sole ? m->watched_s[k] - sole : 0;
        if (m->days[k].state == LINE_DAY_QUIET &&
            (left == 0 || left * 1000 < (uint64_t)m->c->coverage * LINE_DAY_S)) {
            return 0;
        }
    }
    return 1;
}

/* Whether every day has the same state without report i, which corrects nothing and stands alone. What is
 * said to be so is so; not the other way round. Where two sources are needed it is not looked for. */
static int is_spare(struct clock_make *m, size_t i, const uint32_t *sole)
{
    size_t n_watches = 0;
    int spare = m->tally != NULL;
    m->was_last = 0;
    for (size_t k = i; spare && k < m->s.n && m->s.first[k] == i; k++) {
        if (m->s.at[k]->kind == LINE_F_WATCH) { /* two of one report may be sole together */
            spare = ++n_watches == 1 && watch_is_spare(m, k, sole[k]);
        }
    }
    for (uint32_t by = UINT32_MAX; m->tally != NULL && by != 3; by += 2) { /* taken away, and put back */
        m->by = by;
        for (size_t k = i; k < m->s.n && m->s.first[k] == i; k++) {
            mark_verified(m, k);
            mark_refused(m, k);
        }
    }
    return spare && !m->was_last;
}

static int count_marks(struct clock_make *m, uint32_t *sole)
{
    struct end *ends = calloc(2 * m->s.n + 1, sizeof *ends);
    uint32_t *seconds = calloc(m->s.n + 1, sizeof *seconds);
    int err = ends == NULL || seconds == NULL ? T2_E_MEMORY : 0;
    for (size_t k = 0; err == 0 && (k == 0 || k < m->c->n_sectors); k++) {
        sole_of_sector(m, k, ends, seconds, sole);
    }
    free(ends);
    free(seconds);
    m->tally = err == 0 ? calloc(2 * m->n, sizeof *m->tally) : NULL;
    m->by = 1;
    for (size_t i = 0; m->tally != NULL && i < m->s.n; i++) {
        mark_verified(m, i);
        mark_refused(m, i);
    }
    return m->tally != NULL ? 0 : T2_E_MEMORY;
}

int line_hold_flips(const struct line_record *r, const struct line_criteria *c, int32_t day,
                    enum line_hold *out_hold, uint32_t *out, size_t max, size_t *out_n)
{
    struct clock_make m;
    struct line_clock clock = {.n = 0};
    enum line_hold hold = LINE_HOLD_UNDETERMINED, other = LINE_HOLD_UNDETERMINED;
    size_t n = 0;
    int err = make(r, c, day, NULL, &m, &clock);
    uint32_t *sole = err == 0 ? calloc(m.s.n + 1, sizeof *sole) : NULL;
    err = err != 0 ? err : sole == NULL ? T2_E_MEMORY : 0;
    if (err == 0) {
        hold = line_hold_of(&clock, c);
    }
    if (err == 0 && c->needs != LINE_NEEDS_CORROBORATED) {
        err = count_marks(&m, sole);
    }
    int64_t to = line_day_end(day, c->offset_s, c->cut_s), from = to - (int64_t)c->window * LINE_DAY_S;
    for (size_t i = 0; err == 0 && i < m.s.n; i++) {
        int alone = line_settled_stands(&m.s, i) && m.s.root[i] == i;
        if (!may_matter(&m.s, i, from, to) || (alone && is_spare(&m, i, sole))) {
            continue;
        }
        struct line_record less = *r;
        less.without = m.s.at[i]->id;
        err = hold_at(&less, c, day, &other);
        if (err == 0 && other != hold) {
            if (n < max) {
                out[n] = (uint32_t)(m.s.at[i] - r->facts);
            }
            n++;
        }
    }
    free(sole);
    line_clock_wipe(&clock);
    wipe(&m);
    if (err == 0) {
        *out_hold = hold;
        *out_n = n;
    }
    return err;
}
