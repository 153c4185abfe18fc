/* The figures of a daily report. A period runs from cut-off to cut-off of local time: what happens on the
 * second of the cut-off belongs to the next day. Violations are events of fire that observers verified and
 * that both sides have not excluded; the figure of all regions is the sum of the regions', the cumulative one
 * the sum of the days', so that every table adds up. */
#include "days_internal.h"

#include <tracktwo/line_day.h>

#include <stdlib.h>

struct make {
    struct line_day *d;
    const struct line_day_params *p;
    struct line_events *e;
    struct line_terms t;
    uint8_t *region; /* of each event; n_regions: elsewhere */
    uint32_t *which;
    size_t n_which;
    int err;
};

static void facts_add(struct make *m, struct line_number *number, const uint32_t *facts, size_t n)
{
    struct line_day *d = m->d;
    if (m->err == 0 && d->n_ids + n > d->max_ids) {
        size_t max = 2 * (d->n_ids + n) + 64;
        uint32_t *more = realloc(d->ids, max * sizeof *more);
        if (more == NULL) {
            m->err = T2_E_MEMORY;
            return;
        }
        d->ids = more;
        d->max_ids = max;
    }
    if (m->err == 0 && n > 0) {
        memcpy(d->ids + d->n_ids, facts, n * sizeof *d->ids);
        d->n_ids += n;
        number->n_ids += n;
    }
}

static void ids_add(struct make *m, struct line_number *number, const struct line_event *e)
{
    facts_add(m, number, m->e->member + e->first, e->n_current);
}

/* The first event not before a time. */
static size_t event_from(const struct line_events *e, int64_t time_s)
{
    size_t low = 0, high = e->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (e->at[mid].time_s < time_s) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low;
}

static uint8_t region_of(const struct line_day_params *p, const struct line_event *e)
{
    size_t k = e->has_place ? 0 : p->n_regions;
    while (k < p->n_regions && !geo_area_has(p->regions[k].area, e->place)) {
        k++;
    }
    return (uint8_t)k;
}

enum choice { VIOLATIONS, EXPLOSIONS, UNVERIFIED, EXCLUDED };

static int chosen(const struct make *m, const struct line_event *e, enum choice c)
{
    uint32_t kind = 1u << e->kind;
    int breaking = (kind & m->t.breaking) != 0;
    switch (c) {
    case VIOLATIONS:
        return breaking && e->verified && (kind & LINE_FIRE) != 0;
    case EXPLOSIONS:
        return breaking && e->verified && e->kind == LINE_F_EXPLOSION;
    case UNVERIFIED:
        return e->state == LINE_EV_REPORTED && e->kind < LINE_F_REFUSED && e->count > 0;
    case EXCLUDED:
        return e->excluded;
    }
    return 0;
}

static uint64_t count(struct make *m, int64_t begin_s)
{
    uint64_t n = 0;
    m->err = m->err != 0
                 ? m->err
                 : line_count(m->e, m->which, m->n_which, m->d->record->frame, &m->p->counting, begin_s, &n);
    return n;
}

/* The number of one region and day; ids too when wanted. */
static void number(struct make *m, int32_t day, size_t region, enum choice c, struct line_number *out)
{
    int64_t begin = line_day_end(day - 1, m->p->offset_s, m->p->cut_s), end = begin + LINE_DAY_S;
    m->n_which = 0;
    out->first = m->d->n_ids;
    for (size_t i = event_from(m->e, begin); i < m->e->n && m->e->at[i].time_s < end; i++) {
        const struct line_event *e = &m->e->at[i];
        if (chosen(m, e, c) && (region == SIZE_MAX || m->region[i] == region)) {
            m->which[m->n_which++] = (uint32_t)i;
            ids_add(m, out, e);
        }
    }
    out->n = c == UNVERIFIED || c == EXCLUDED ? m->n_which : count(m, begin);
}

/* The sum of numbers: its ids are copied. */
static void sum(struct make *m, const struct line_day_row *rows, size_t n, size_t offset,
                struct line_number *out)
{
    size_t n_ids = 0;
    for (size_t k = 0; k < n; k++) {
        const struct line_number *x = (const void *)((const char *)&rows[k] + offset);
        n_ids += x->n_ids;
    }
    uint32_t *more = m->err == 0 ? realloc(m->d->ids, (m->d->n_ids + n_ids + 1) * sizeof *more) : NULL;
    if (more == NULL) {
        m->err = m->err != 0 ? m->err : T2_E_MEMORY;
        return;
    }
    m->d->ids = more;
    m->d->max_ids = m->d->n_ids + n_ids + 1;
    out->first = m->d->n_ids;
    out->n_ids = n_ids;
    for (size_t k = 0; k < n; k++) {
        const struct line_number *x = (const void *)((const char *)&rows[k] + offset);
        out->n += x->n;
        memcpy(m->d->ids + m->d->n_ids, m->d->ids + x->first, x->n_ids * sizeof *m->d->ids);
        m->d->n_ids += x->n_ids;
    }
}

static void rows(struct make *m)
{
    struct line_day *d = m->d;
    int32_t day = m->p->day;
    size_t n = d->n_rows - 1;
    for (size_t k = 0; k < n; k++) {
        number(m, day, k, VIOLATIONS, &d->rows[k].violations);
        number(m, day, k, EXPLOSIONS, &d->rows[k].explosions);
        number(m, day - 1, k, VIOLATIONS, &d->rows[k].violations_before);
        number(m, day - 1, k, EXPLOSIONS, &d->rows[k].explosions_before);
        number(m, day, k, UNVERIFIED, &d->rows[k].unverified);
    }
    struct line_day_row *all = &d->rows[n];
    sum(m, d->rows, n, offsetof(struct line_day_row, violations), &all->violations);
    sum(m, d->rows, n, offsetof(struct line_day_row, explosions), &all->explosions);
    sum(m, d->rows, n, offsetof(struct line_day_row, violations_before), &all->violations_before);
    sum(m, d->rows, n, offsetof(struct line_day_row, explosions_before), &all->explosions_before);
    sum(m, d->rows, n, offsetof(struct line_day_row, unverified), &all->unverified);
    number(m, day, SIZE_MAX, EXCLUDED, &d->excluded);
    d->cumulative.first = d->n_ids;
    for (int32_t k = m->p->since; k <= day; k++) {
        for (size_t region = 0; region < n; region++) {
            struct line_number x = {.n = 0};
            number(m, k, region, VIOLATIONS, &x);
            d->cumulative.n += x.n;
            d->cumulative.n_ids += x.n_ids;
        }
    }
}

static enum line_weapon_row weapon_row(const struct line_event *e, const struct line_fact *f)
{
    return e->breaks == LINE_BREAKS_YES       ? LINE_ROW_ZONE
           : e->breaks == LINE_BREAKS_PERHAPS ? LINE_ROW_UNDETERMINED
           : f->exempt || f->at_site          ? LINE_ROW_EXEMPT
                                              : LINE_ROW_OUT;
}

/* Appends the reports of one more event to a number whose ids are the last that were written. */
static void tally(struct make *m, const struct line_event *e, uint64_t n, struct line_number *out)
{
    out->n += n;
    ids_add(m, out, e);
}

static void weapons(struct make *m, size_t from, size_t to)
{
    for (size_t side = 0; side <= LINE_N_SIDES; side++) {
        for (size_t w = 0; w < LINE_N_WEAPONS; w++) {
            for (int row = 0; row < LINE_N_ROWS; row++) {
                struct line_number *out = &m->d->weapons[side][w][row];
                out->first = m->d->n_ids;
                for (size_t i = from; i < to; i++) {
                    const struct line_event *e = &m->e->at[i];
                    const struct line_fact *f = &m->e->facts[m->e->member[e->first]];
                    if (e->kind == LINE_F_WEAPON && e->verified && f->side == side && f->weapon == w &&
                        weapon_row(e, f) == (enum line_weapon_row)row) {
                        tally(m, e, e->count, out);
                    }
                }
            }
        }
    }
}

static void restrictions(struct make *m, size_t from, size_t to)
{
    for (size_t kind = LINE_F_REFUSED; kind <= LINE_F_JAMMING; kind++) {
        for (size_t side = 0; side <= LINE_N_SIDES; side++) {
            struct line_number *out = &m->d->restrictions[kind][side];
            out->first = m->d->n_ids;
            for (size_t i = from; i < to; i++) {
                const struct line_event *e = &m->e->at[i];
                const struct line_fact *f = &m->e->facts[m->e->member[e->first]];
                if (e->kind == kind && f->side == side && f->from == LINE_FROM_OBSERVERS) {
                    tally(m, e, 1, out);
                }
            }
        }
    }
}

static void watches(struct make *m, const struct line_settled *s)
{
    struct line_day *d = m->d;
    uint64_t seconds = 0;
    d->watches.first = d->n_ids;
    for (size_t i = 0; i < s->n; i++) {
        const struct line_fact *f = s->at[i];
        int64_t from = f->time_s > d->begin_s ? f->time_s : d->begin_s;
        int64_t to = f->time_s + f->lasts_s < d->end_s ? f->time_s + f->lasts_s : d->end_s;
        if (f->kind == LINE_F_WATCH && f->from == LINE_FROM_OBSERVERS && line_settled_stands(s, i) &&
            from < to) {
            uint32_t member = (uint32_t)(f - d->record->facts);
            facts_add(m, &d->watches, &member, 1);
            seconds += (uint64_t)(to - from);
        }
    }
    d->watches.n = seconds / 60;
}

static void quota_number(struct make *m, uint64_t n, const uint32_t *facts, size_t n_facts,
                         struct line_number *out)
{
    *out = (struct line_number){.n = n, .first = m->d->n_ids};
    facts_add(m, out, facts, n_facts);
}

static void quotas(struct make *m)
{
    struct line_day *d = m->d;
    const struct line_quota_ground *g = &m->p->quotas;
    const struct line_quota_period period = {d->begin_s, d->end_s, m->p->now_s, m->p->terms, m->p->coverage};
    size_t n = g->rule != NULL ? g->rule->n_quotas : 0;
    struct line_quota_found *found = calloc(n + 1, sizeof *found);
    d->quotas = calloc(n + 1, sizeof *d->quotas);
    if (found == NULL || d->quotas == NULL) {
        m->err = T2_E_MEMORY;
    }
    m->err = m->err != 0 ? m->err : line_quotas_judge(d->record, g, &period, found);
    for (size_t q = 0; m->err == 0 && q < n; q++) {
        const struct line_quota_found *f = &found[q];
        struct line_day_quota *out = &d->quotas[d->n_quotas++];
        const uint32_t *ids = f->ids;
        *out = (struct line_day_quota){.state = f->state, .why = f->why, .no_most = f->no_most};
        quota_number(m, f->least, ids, f->n_least, &out->least);
        ids += f->n_least;
        quota_number(m, f->possible, ids, f->n_possible, &out->possible);
        ids += f->n_possible;
        quota_number(m, f->n_restrictions, ids, f->n_restrictions, &out->restrictions);
        ids += f->n_restrictions;
        quota_number(m, f->n_watches, ids, f->n_watches, &out->watches);
    }
    line_quotas_wipe(found, n);
    free(found);
}

/* Of each chain of corrections: as it stood when the day before was printed, and as it stands. */
static void corrections(struct make *m, const struct line_settled *s)
{
    struct line_day *d = m->d;
    int64_t since = m->p->corrected_s == INT64_MIN ? d->begin_s : m->p->corrected_s;
    uint32_t *old = calloc(s->n + 1, sizeof *old);
    d->corrections = calloc(s->n + 1, sizeof *d->corrections);
    if (old == NULL || d->corrections == NULL) {
        free(old);
        m->err = T2_E_MEMORY;
        return;
    }
    memset(old, 0xff, s->n * sizeof *old);
    for (uint32_t i = 0; i < s->n; i++) {
        uint32_t *k = &old[s->root[i]];
        if (s->first[i] == i && s->at[i]->filed_s < since &&
            (*k == UINT32_MAX || s->at[*k]->seq < s->at[i]->seq)) {
            *k = i;
        }
    }
    for (uint32_t i = 0; i < s->n; i++) {
        uint32_t k = old[s->root[i]];
        if (s->first[i] != i || !line_settled_stands(s, i) || k == UINT32_MAX || k == i) {
            continue;
        }
        int64_t earlier = s->at[k]->time_s < s->at[i]->time_s ? s->at[k]->time_s : s->at[i]->time_s;
        if (earlier < d->begin_s) {
            d->corrections[d->n_corrections++] =
                (struct line_correction){.old = (uint32_t)(s->at[k] - d->record->facts),
                                         .new = (uint32_t)(s->at[i] - d->record->facts),
                                         .day = line_day_at(earlier, m->p->offset_s, m->p->cut_s)};
        }
    }
    free(old);
}

static int params_valid(const struct line_day_params *p)
{
    return line_day_times_valid(p->offset_s, p->cut_s) && p->n_regions <= LINE_MAX_REGIONS &&
           line_counting_valid(&p->counting) && p->day > -1000000 && p->day < 1000000 && p->since <= p->day &&
           p->since >= p->day - LINE_MAX_SINCE;
}

int line_day_new(const struct line_record *r, const struct line_day_params *p, size_t *out_wrong,
                 struct line_day **out)
{
    if (!params_valid(p)) {
        return T2_E_ARGUMENT;
    }
    struct line_settled s = {.n = 0};
    struct make m = {.p = p, .t = line_terms_of(&p->terms), .d = calloc(1, sizeof *m.d)};
    m.err = m.d == NULL ? T2_E_MEMORY : line_events_new(r, &p->terms, out_wrong, &m.e);
    m.err = m.err != 0 ? m.err : line_settle(r, out_wrong, &s);
    if (m.err == 0) {
        *m.d = (struct line_day){.record = r,
                                 .params = p,
                                 .begin_s = line_day_end(p->day - 1, p->offset_s, p->cut_s),
                                 .end_s = line_day_end(p->day, p->offset_s, p->cut_s),
                                 .n_rows = p->n_regions + 2,
                                 .rows = calloc(p->n_regions + 2, sizeof(struct line_day_row))};
        m.which = calloc(m.e->n + 1, sizeof *m.which);
        m.region = calloc(m.e->n + 1, 1);
        m.err = m.which == NULL || m.region == NULL || m.d->rows == NULL ? T2_E_MEMORY : 0;
    }
    for (size_t i = 0; m.err == 0 && i < m.e->n; i++) {
        m.region[i] = region_of(p, &m.e->at[i]);
    }
    if (m.err == 0) {
        size_t from = event_from(m.e, m.d->begin_s), to = event_from(m.e, m.d->end_s);
        rows(&m);
        weapons(&m, from, to);
        quotas(&m);
        restrictions(&m, from, to);
        watches(&m, &s);
        corrections(&m, &s);
    }
    free(m.which);
    free(m.region);
    line_events_free(m.e);
    line_settled_wipe(&s);
    if (m.err != 0) {
        line_day_free(m.d);
        return m.err;
    }
    *out = m.d;
    return 0;
}

void line_day_free(struct line_day *d)
{
    if (d != NULL) {
        free(d->rows);
        free(d->quotas);
        free(d->corrections);
        free(d->ids);
        free(d);
    }
}
