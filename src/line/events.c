/* Which reports speak of the same event.
 *
 * Two reports may when they agree (fact_same.c) and come from different sources: what one source reports
 * twice are two events, unless the one corrects the other. Pairs are joined in the order of how well they
 * agree, the ids deciding what is equal; two groups become one only when each report of the one agrees with
 * each of the other. Every comparison is of contents, none of the order in which the reports came. */
#include "days_internal.h"

#include <stdlib.h>

struct grouping {
    const struct line_record *r;
    struct line_terms t;
    struct line_settled s;
    struct line_pair *pairs;
    size_t n_pairs;
    uint32_t *head, *next, *tail; /* groups as lists; of a report that is no head, head tells the head */
};
#define NONE UINT32_MAX

static int order_of(int64_t a, int64_t b)
{
    return a < b ? -1 : a > b;
}

static int grouping_start(struct grouping *g)
{
    size_t n = g->s.n + 1;
    g->head = calloc(n, sizeof *g->head);
    g->next = calloc(n, sizeof *g->next);
    g->tail = calloc(n, sizeof *g->tail);
    if (g->head == NULL || g->next == NULL || g->tail == NULL) {
        return T2_E_MEMORY;
    }
    for (uint32_t i = 0; i < g->s.n; i++) {
        g->head[i] = g->tail[i] = i;
        g->next[i] = NONE;
    }
    return line_pairs_new(g->r->frame, &g->t, &g->s, &g->pairs, &g->n_pairs);
}

static int agree(const struct grouping *g, uint32_t i, uint32_t k)
{
    uint32_t ms = 0, m = 0;
    return line_facts_agree(g->r->frame, &g->t, &g->s, i, k, &ms, &m);
}

static int of_a_side(const struct grouping *g, uint32_t i)
{
    return g->s.at[i]->from == LINE_FROM_A || g->s.at[i]->from == LINE_FROM_B;
}

static void join(struct grouping *g, uint32_t a, uint32_t b)
{
    int all = a != b;
    for (uint32_t i = a; all && i != NONE; i = g->next[i]) {
        for (uint32_t j = b; all && j != NONE; j = g->next[j]) {
            all = agree(g, i, j);
        }
    }
    if (all) {
        g->next[g->tail[a]] = b;
        g->tail[a] = g->tail[b];
        for (uint32_t j = b; j != NONE; j = g->next[j]) {
            g->head[j] = a;
        }
    }
}

/* First those of which neither is a side's: what a side says never comes between two observers. */
static void grouping_join(struct grouping *g)
{
    for (int sides = 0; sides < 2; sides++) {
        for (size_t k = 0; k < g->n_pairs; k++) {
            const struct line_pair *p = &g->pairs[k];
            if ((of_a_side(g, p->a) || of_a_side(g, p->b)) == sides) {
                join(g, g->head[p->a], g->head[p->b]);
            }
        }
    }
}

/* ---- what comes of a group ---- */

/* The report whose kind, time and place an event takes: verified before not, the smaller error, the lower id.
 */
static int speaks_before(const struct grouping *g, uint32_t i, uint32_t k)
{
    const struct line_fact *a = g->s.at[i], *b = g->s.at[k];
    struct geo_point p;
    int64_t when = 0;
    double ra = 1e9, rb = 1e9;
    int va = line_fact_verified(a) && !line_settled_excluded(&g->s, i),
        vb = line_fact_verified(b) && !line_settled_excluded(&g->s, k);
    (void)line_fact_where(g->r->frame, &g->t, a, &p, &ra, &when);
    (void)line_fact_where(g->r->frame, &g->t, b, &p, &rb, &when);
    return va != vb ? va : ra < rb ? 1 : ra > rb ? 0 : i < k;
}

static void event_place(const struct grouping *g, struct line_event *e, const uint32_t *member)
{
    const struct line_fact *f = g->s.at[member[0]];
    double r = 0;
    e->has_place = (uint8_t)line_fact_where(g->r->frame, &g->t, f, &e->place, &r, &e->time_s);
    for (uint32_t k = 1; k < e->n_current && !e->has_place; k++) {
        e->has_place =
            (uint8_t)line_facts_cross(g->r->frame, &g->t, f, g->s.at[member[k]], &e->place, &e->time_s);
    }
    if (!e->has_place && (f->has & LINE_HAS_POST) != 0) {
        e->place = f->post;
        e->has_place = 2;
    }
}

static void event_weigh(const struct grouping *g, struct line_event *e, const uint32_t *member)
{
    uint32_t n_verified = 0, n_out = 0, most = 0, most_verified = 0;
    for (uint32_t k = 0; k < e->n_current; k++) {
        const struct line_fact *f = g->s.at[member[k]];
        int excluded = line_settled_excluded(&g->s, member[k]), verified = line_fact_verified(f);
        e->n_sources += f->from != LINE_FROM_A && f->from != LINE_FROM_B;
        most = f->count > most ? f->count : most;
        n_verified += (uint32_t)verified;
        n_out += (uint32_t)(verified && excluded);
        if (verified && !excluded) {
            enum line_breaks breaks = line_fact_breaks(f, &g->t);
            most_verified = f->count > most_verified ? f->count : most_verified;
            e->breaks = breaks > e->breaks ? (uint8_t)breaks : e->breaks;
        }
        if (e->course == LINE_COURSE_UNKNOWN) {
            e->course = f->course;
        }
    }
    e->verified = n_verified > n_out;
    e->excluded = n_verified > 0 && n_out == n_verified;
    e->count = e->verified ? most_verified : most;
    e->state = n_verified == 0     ? LINE_EV_REPORTED
               : e->n_sources >= 2 ? LINE_EV_CORROBORATED
                                   : LINE_EV_POSSIBLE;
}

/* Appends the group of head: those that stand, then those that they correct (before[] lists them by chain).
 */
static void event_make(const struct grouping *g, uint32_t head, const uint32_t *before, const uint32_t *older,
                       struct line_events *out)
{
    uint32_t *member = &out->member[out->n_members];
    struct line_event e = {.first = (uint32_t)out->n_members};
    for (uint32_t i = head; i != NONE; i = g->next[i]) {
        uint32_t at = e.n_current++;
        for (; at > 0 && speaks_before(g, i, member[at - 1]); at--) {
            member[at] = member[at - 1];
        }
        member[at] = i;
    }
    e.n = e.n_current;
    for (uint32_t k = 0; k < e.n_current; k++) {
        uint32_t i = g->s.first[member[k]] == member[k] ? before[g->s.root[member[k]]] : NONE;
        for (; i != NONE; i = older[i]) {
            member[e.n++] = i;
        }
    }
    e.kind = g->s.at[member[0]]->kind;
    event_place(g, &e, member);
    event_weigh(g, &e, member);
    out->n_members += e.n;
    out->at[out->n++] = e;
}

/* By time, then by the id of the first report: the members are still numbers in the order of ids. */
static int by_time(const void *a, const void *b, void *members)
{
    const struct line_event *x = a, *y = b;
    const uint32_t *member = members;
    int order = order_of(x->time_s, y->time_s);
    return order != 0 ? order : order_of(member[x->first], member[y->first]);
}

static int events_make(struct grouping *g, struct line_events *out)
{
    uint32_t *before = calloc(g->s.n + 1, sizeof *before), *older = calloc(g->s.n + 1, sizeof *older);
    uint8_t *shown = calloc(g->s.n + 1, 1);
    out->at = calloc(g->s.n + 1, sizeof *out->at);
    out->member = calloc(g->s.n + 1, sizeof *out->member);
    int err = before == NULL || older == NULL || shown == NULL || out->at == NULL || out->member == NULL
                  ? T2_E_MEMORY
                  : 0;
    if (err == 0) {
        memset(before, 0xff, (g->s.n + 1) * sizeof *before);
        for (uint32_t i = (uint32_t)g->s.n; i-- > 0;) {
            shown[g->s.root[i]] |= g->s.at[i]->kind != LINE_F_WATCH;
            if (!line_settled_stands(&g->s, i)) {
                older[i] = before[g->s.root[i]];
                before[g->s.root[i]] = i;
            }
        }
        for (uint32_t i = 0; i < g->s.n; i++) {
            if (g->head[i] == i && line_settled_stands(&g->s, i) && shown[g->s.root[i]]) {
                event_make(g, i, before, older, out);
            }
        }
        qsort_r(out->at, out->n, sizeof *out->at, by_time, out->member);
    }
    free(before);
    free(older);
    free(shown);
    return err;
}

int line_events_new(const struct line_record *r, const struct line_terms *t, size_t *out_wrong,
                    struct line_events **out)
{
    struct grouping g = {.r = r, .t = line_terms_of(t)};
    struct line_events *e = calloc(1, sizeof *e);
    int err = e == NULL ? T2_E_MEMORY : line_settle(r, out_wrong, &g.s);
    if (err == 0) {
        err = grouping_start(&g);
        if (err == 0) {
            grouping_join(&g);
            err = events_make(&g, e);
        }
        e->facts = r->facts;
        for (size_t i = 0; err == 0 && i < e->n_members; i++) { /* from the own order to the record's */
            e->member[i] = (uint32_t)(g.s.at[e->member[i]] - r->facts);
        }
    }
    line_settled_wipe(&g.s);
    free(g.pairs);
    free(g.head);
    free(g.next);
    free(g.tail);
    if (err != 0) {
        line_events_free(e);
        return err;
    }
    *out = e;
    return 0;
}

void line_events_free(struct line_events *e)
{
    if (e != NULL) {
        free(e->at);
        free(e->member);
        free(e);
    }
}

static const struct {
    const char *name, *text;
} states[LINE_N_EVENT_STATES] = {
    [LINE_EV_REPORTED] = {"reported", T2_SAYS("reported, not verified")},
    [LINE_EV_POSSIBLE] = {"possible", T2_SAYS("possible: one source of the observers")},
    [LINE_EV_CORROBORATED] = {"corroborated", T2_SAYS("corroborated by independent sources")},
    [LINE_EV_REFERRED] = {"referred", T2_SAYS("referred to the joint commission")},
    [LINE_EV_ANSWERED] = {"answered", T2_SAYS("answered by the party")},
    [LINE_EV_FOUND] = {"found", T2_SAYS("found upon by the joint commission")},
};

const char *line_event_state_name(enum line_event_state s)
{
    return (unsigned)s < LINE_N_EVENT_STATES ? states[s].name : "unknown";
}

const char *line_event_state_text(enum line_event_state s)
{
    return (unsigned)s < LINE_N_EVENT_STATES ? states[s].text : "unknown";
}
