/* Quotas judged. Only what observers verified, what stands uncorrected and what not both sides excluded
 * counts, and of that weapons and units alone.
 *
 * What is surely of the class and side and surely in the band goes into `least` (quota_least.c); what may be
 * goes into `possible`, each serial once and everything else as often as it was reported, so that `possible`
 * is never below `least`. What stands at an agreed storage site is only possible: the rule does not say
 * whether the quota counts it. */
#include "quota_internal.h"

#include <stdlib.h>

#define GROUND_M_S 30 /* metres a second: 108 km/h, no weapon or unit moves faster on the ground */
#define AIR_M_S 1000

static const struct {
    const char *name, *text;
} states[LINE_N_QUOTA_STATES] = {
    [LINE_QUOTA_UNDETERMINED] = {"undetermined", T2_SAYS("cannot be determined")},
    [LINE_QUOTA_WITHIN] = {"within", T2_SAYS("within the quota")},
    [LINE_QUOTA_EXCEEDED] = {"exceeded", T2_SAYS("quota exceeded")},
};

static const struct {
    const char *name, *text;
} whys[LINE_N_QUOTA_WHYS] = {
    [LINE_QUOTA_NO_LINE] = {"no_line", T2_SAYS("The line that the side measures from is not at hand.")},
    [LINE_QUOTA_NOT_YET] = {"not_yet", T2_SAYS("The day from which the quota counts has not come.")},
    [LINE_QUOTA_MORE] = {"more", T2_SAYS("More stood there at one time than may stay.")},
    [LINE_QUOTA_OPEN] = {"open", T2_SAYS("More may have stood there: place, side, class or number leave it "
                                         "open, or the same was seen twice.")},
    [LINE_QUOTA_RESTRICTED] = {"restricted", T2_SAYS("Observers were kept from looking.")},
    [LINE_QUOTA_UNWATCHED] = {"unwatched", T2_SAYS("Not all of the band was watched as long as agreed. That "
                                                   "nothing was reported says nothing.")},
    [LINE_QUOTA_WATCHED] = {"watched", T2_SAYS("All of the band was watched, and no more can have been "
                                               "there.")},
};

const char *line_quota_state_name(enum line_quota_state s)
{
    return (unsigned)s < LINE_N_QUOTA_STATES ? states[s].name : NULL;
}

const char *line_quota_state_text(enum line_quota_state s)
{
    return (unsigned)s < LINE_N_QUOTA_STATES ? states[s].text : NULL;
}

const char *line_quota_why_name(enum line_quota_why w)
{
    return (unsigned)w < LINE_N_QUOTA_WHYS ? whys[w].name : NULL;
}

const char *line_quota_why_text(enum line_quota_why w)
{
    return (unsigned)w < LINE_N_QUOTA_WHYS ? whys[w].text : NULL;
}

/* ---- one sighting ---- */

/* Whether the class takes it before any other does. */
static enum line_quota_part by_class(const struct line_rule *r, size_t class, const struct line_fact *f)
{
    enum line_quota_part part = LINE_QUOTA_PART;
    for (size_t k = 0; k < class; k++) {
        int takes = line_class_takes(&r->classes[k], (enum line_weapon)f->weapon, f->calibre, f->range_m);
        if (takes == 1) {
            return LINE_QUOTA_NO_PART;
        }
        part = takes != 0 ? LINE_QUOTA_PERHAPS_PART : part;
    }
    int takes = line_class_takes(&r->classes[class], (enum line_weapon)f->weapon, f->calibre, f->range_m);
    return takes == 0 ? LINE_QUOTA_NO_PART : takes == 1 ? part : LINE_QUOTA_PERHAPS_PART;
}

static int in_storage(const struct line_rule *r, const struct line_quota *q, const struct line_fact *f)
{
    uint8_t unused = 0;
    return f->at_site || line_rule_at_site(r, q->side, q->class, f->place, f->sigma_cm, &unused) != 0;
}

/* band NULL: not at hand. */
static enum line_quota_part part_of(const struct line_rule *r, const struct line_quota *q,
                                    const struct quota_band *band, const struct line_fact *f)
{
    enum line_quota_part class = by_class(r, q->class, f), at = LINE_QUOTA_PERHAPS_PART;
    if (f->kind != LINE_F_WEAPON || f->count == 0 || class == LINE_QUOTA_NO_PART ||
        (f->side < LINE_N_SIDES && f->side != (unsigned)q->side)) {
        return LINE_QUOTA_NO_PART;
    }
    if (band != NULL && (f->has & LINE_HAS_PLACE) != 0) {
        at = quota_band_at(band, f->place, 3 * (f->sigma_cm / 100.0));
    }
    return at == LINE_QUOTA_NO_PART ? LINE_QUOTA_NO_PART
           : at == LINE_QUOTA_PART && class == LINE_QUOTA_PART && !in_storage(r, q, f)
               ? LINE_QUOTA_PART
               : LINE_QUOTA_PERHAPS_PART;
}

enum line_quota_part line_quota_part_of(const struct line_quota_ground *g, size_t q,
                                        const struct line_fact *f)
{
    struct quota_band band;
    if (g->rule == NULL || q >= g->rule->n_quotas) {
        return LINE_QUOTA_NO_PART;
    }
    int err = quota_band_of(g, &g->rule->quotas[q], &band);
    return part_of(g->rule, &g->rule->quotas[q], err == 0 ? &band : NULL, f);
}

/* ---- a period ---- */

struct read_serial {
    const char *text;
    uint32_t item; /* UINT32_MAX: of none */
};

struct judging {
    const struct line_record *r;
    const struct line_rule *rule;
    const struct line_quota *q;
    const struct line_quota_period *p;
    struct line_terms t;
    struct line_settled s;
    struct quota_band band;
    int64_t due_s; /* from when it counts */
    struct quota_item *items;
    size_t n_items;
    struct read_serial *serials;
    size_t n_serials;
    uint32_t *possible;
    const struct line_fact **watch;
    uint32_t *restricted;
    struct line_quota_found *out;
};

static int in_period(const struct judging *j, const struct line_fact *f)
{
    return f->time_s < j->p->end_s && f->time_s + f->lasts_s >= j->p->begin_s;
}

/* What fact i of the settled record is to the quota in this period. */
static enum line_quota_part part_at(const struct judging *j, uint32_t i)
{
    const struct line_fact *f = j->s.at[i];
    return f->time_s < j->p->end_s && f->time_s + f->lasts_s >= j->p->begin_s &&
                   f->time_s + f->lasts_s >= j->due_s && !line_settled_excluded(&j->s, i)
               ? part_of(j->rule, j->q, &j->band, f)
               : LINE_QUOTA_NO_PART;
}

/* What the sightings of one report, facts first to end of the settled record, come to. */
static void take_report(struct judging *j, uint32_t first, uint32_t end)
{
    const struct line_fact *seen = NULL;
    struct quota_item *item = &j->items[j->n_items];
    *item = (struct quota_item){.first = first};
    for (uint32_t i = first; i < end; i++) {
        const struct line_fact *f = j->s.at[i];
        enum line_quota_part part = part_at(j, i);
        int serial = f->serial[0] != '\0', surely = part == LINE_QUOTA_PART;
        uint32_t number = serial || (f->loose & LINE_LOOSE_LESS) != 0 ? 1 : f->count;
        if (part == LINE_QUOTA_NO_PART) {
            continue;
        }
        j->possible[j->out->n_possible++] = (uint32_t)(f - j->r->facts);
        j->out->no_most |= !serial && (f->loose & LINE_LOOSE_MORE) != 0;
        j->out->possible += serial ? 0 : f->count;
        if (serial) {
            j->serials[j->n_serials++] =
                (struct read_serial){f->serial, surely ? (uint32_t)j->n_items : UINT32_MAX};
        }
        if (surely) {
            item->number += number;
            item->alone += serial ? 0 : number;
            seen = f;
        }
    }
    if (seen == NULL) {
        return;
    }
    item->x = seen->place.x; /* units; places() makes them metres */
    item->y = seen->place.y;
    item->r = 3 * (seen->sigma_cm / 100.0) + j->t.near_m / 2.0; /* several stand about a place */
    item->from_s = seen->time_s - seen->time_error_s;
    item->to_s = seen->time_s + seen->lasts_s + seen->time_error_s;
    item->begin_s = seen->time_s + seen->time_error_s;
    item->end_s = seen->time_s + seen->lasts_s - seen->time_error_s;
    j->n_items++;
}

static void take_all(struct judging *j)
{
    for (uint32_t i = 0, end = 0; i < j->s.n; i = end) {
        const struct line_fact *f = j->s.at[i];
        end = i + 1;
        while (end < j->s.n && j->s.first[end] == j->s.first[i]) {
            end++;
        }
        if (!line_settled_stands(&j->s, i)) {
            continue;
        }
        if (line_fact_verified(f)) {
            take_report(j, i, end);
        }
        if (f->from != LINE_FROM_OBSERVERS || !in_period(j, f)) {
            continue;
        }
        if (f->kind == LINE_F_WATCH && f->means != LINE_BY_EAR && f->means != LINE_BY_WORD) {
            j->watch[j->out->n_watches++] = f;
        }
        if (f->kind >= LINE_F_REFUSED && f->kind <= LINE_F_JAMMING &&
            (f->side == LINE_N_SIDES || f->side == (unsigned)j->q->side)) {
            j->restricted[j->out->n_restrictions++] = (uint32_t)(f - j->r->facts);
        }
    }
}

/* Metres on a plane on which no two lie farther apart than they are. */
static void places(struct judging *j)
{
    double low = INT32_MAX, high = 0; /* how far from the equator */
    double x_m = 0, y_m = 0, unused = 0;
    for (size_t i = 0; i < j->n_items; i++) {
        double y = j->items[i].y < 0 ? -j->items[i].y : j->items[i].y;
        low = y < low ? y : low;
        high = y > high ? y : high;
    }
    same_scale_m(j->r->frame, (int32_t)high, &x_m, &unused);
    same_scale_m(j->r->frame, j->n_items > 0 ? (int32_t)low : 0, &unused, &y_m);
    double shorter = j->r->frame == GEO_FLAT ? 1 : 0.99; /* a parallel is not the shortest way */
    for (size_t i = 0; i < j->n_items; i++) {
        j->items[i].x *= x_m * shorter;
        j->items[i].y *= y_m * shorter;
    }
}

static int by_number(const void *a, const void *b)
{
    const struct quota_item *x = a, *y = b;
    return x->number != y->number ? (x->number < y->number) - (x->number > y->number)
                                  : (x->first > y->first) - (x->first < y->first);
}

static int by_text(const void *a, const void *b)
{
    const struct read_serial *x = a, *y = b;
    int order = strcmp(x->text, y->text);
    return order != 0 ? order : (x->item > y->item) - (x->item < y->item);
}

static int by_item(const void *a, const void *b)
{
    const struct quota_serial *x = a, *y = b;
    return x->item != y->item ? (x->item > y->item) - (x->item < y->item)
                              : (x->serial > y->serial) - (x->serial < y->serial);
}

/* Items in the order of their number, at most so many; serials with the items' new places, each text counted
 * once among the possible and alone with the first item that has it. */
static int order(struct judging *j, struct quota_serial **out, size_t *out_n)
{
    uint32_t *now = calloc(j->n_items + 1, sizeof *now);
    struct quota_serial *serials = calloc(j->n_serials + 1, sizeof *serials);
    if (now == NULL || serials == NULL) {
        free(now);
        free(serials);
        return T2_E_MEMORY;
    }
    for (uint32_t i = 0; i < j->n_items; i++) {
        j->items[i].old = i;
    }
    qsort(j->items, j->n_items, sizeof *j->items, by_number);
    for (uint32_t i = 0; i < j->n_items; i++) {
        now[j->items[i].old] = i;
    }
    j->n_items = j->n_items < LINE_QUOTA_MAX_REPORTS ? j->n_items : LINE_QUOTA_MAX_REPORTS;
    for (size_t k = 0; k < j->n_serials; k++) {
        uint32_t item = j->serials[k].item;
        j->serials[k].item = item != UINT32_MAX && now[item] < j->n_items ? now[item] : UINT32_MAX;
    }
    qsort(j->serials, j->n_serials, sizeof *j->serials, by_text);
    for (size_t i = 0; i < j->n_items; i++) {
        j->items[i].number = j->items[i].alone; /* what had no serial; the serials follow, each once */
    }
    size_t n = 0;
    uint32_t number = 0;
    for (size_t k = 0; k < j->n_serials; k++) {
        const struct read_serial *s = &j->serials[k], *last = k > 0 ? s - 1 : NULL;
        int new = last == NULL || strcmp(last->text, s->text) != 0;
        j->out->possible += (unsigned)new;
        if (s->item != UINT32_MAX && (new || last->item != s->item)) {
            number += (unsigned)new;
            j->items[s->item].alone += (unsigned)new;
            j->items[s->item].number++;
            serials[n++] = (struct quota_serial){s->item, number};
        }
    }
    qsort(serials, n, sizeof *serials, by_item);
    free(now);
    *out = serials;
    *out_n = n;
    return 0;
}

static uint32_t speed_of(const struct line_class *c)
{
    return (c->weapons & (1u << LINE_W_AIRCRAFT | 1u << LINE_W_DRONE)) != 0 ? AIR_M_S : GROUND_M_S;
}

static int by_index(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* The facts behind the numbers, together. */
static int trail(struct judging *j, uint32_t *chosen, size_t n_chosen)
{
    struct line_quota_found *out = j->out;
    size_t n = 2 * out->n_possible + out->n_restrictions + out->n_watches;
    out->ids = calloc(n + 1, sizeof *out->ids);
    if (out->ids == NULL) {
        return T2_E_MEMORY;
    }
    for (size_t k = 0; k < n_chosen; k++) {
        chosen[k] = j->items[chosen[k]].first;
    }
    qsort(chosen, n_chosen, sizeof *chosen, by_index); /* by the reports' ids */
    for (size_t k = 0; k < n_chosen; k++) {
        uint32_t first = chosen[k];
        for (uint32_t i = first; i < j->s.n && j->s.first[i] == first; i++) {
            if (part_at(j, i) == LINE_QUOTA_PART) {
                out->ids[out->n_least++] = (uint32_t)(j->s.at[i] - j->r->facts);
            }
        }
    }
    uint32_t *to = out->ids + out->n_least;
    memcpy(to, j->possible, out->n_possible * sizeof *to);
    to += out->n_possible;
    memcpy(to, j->restricted, out->n_restrictions * sizeof *to);
    to += out->n_restrictions;
    for (size_t k = 0; k < out->n_watches; k++) {
        to[k] = (uint32_t)(j->watch[k] - j->r->facts);
    }
    return 0;
}

static int count(struct judging *j)
{
    struct quota_serial *serials = NULL;
    size_t n_serials = 0, n_chosen = 0;
    uint32_t *chosen = calloc(j->s.n + 1, sizeof *chosen);
    int err = chosen == NULL ? T2_E_MEMORY : order(j, &serials, &n_serials);
    if (err == 0) {
        places(j);
        err = quota_least(j->items, j->n_items, serials, n_serials, j->t.lasting_s,
                          speed_of(&j->rule->classes[j->q->class]), &j->out->least, chosen, &n_chosen);
    }
    err = err != 0 ? err : trail(j, chosen, n_chosen);
    free(serials);
    free(chosen);
    return err;
}

static int answer(struct judging *j, int not_yet)
{
    struct line_quota_found *out = j->out;
    const struct line_quota_period *p = j->p;
    uint64_t share = p->coverage != 0 && p->coverage < 1000 ? p->coverage : 1000;
    int64_t need_s = (int64_t)(((uint64_t)(p->end_s - p->begin_s) * share + 999) / 1000);
    int over = p->now_s == 0 || p->now_s >= p->end_s, watched = 0, err = 0;
    out->why = not_yet                                      ? LINE_QUOTA_NOT_YET
               : out->least > j->q->most                    ? LINE_QUOTA_MORE
               : out->no_most || out->possible > j->q->most ? LINE_QUOTA_OPEN
               : out->n_restrictions > 0                    ? LINE_QUOTA_RESTRICTED
                                                            : LINE_QUOTA_UNWATCHED;
    if (out->why == LINE_QUOTA_UNWATCHED && over) {
        err = quota_band_watched(&j->band, j->watch, out->n_watches, p->begin_s, p->end_s, need_s, &watched);
        out->why = watched ? LINE_QUOTA_WATCHED : LINE_QUOTA_UNWATCHED;
    }
    out->state = out->why == LINE_QUOTA_MORE      ? LINE_QUOTA_EXCEEDED
                 : out->why == LINE_QUOTA_WATCHED ? LINE_QUOTA_WITHIN
                                                  : LINE_QUOTA_UNDETERMINED;
    return err;
}

/* Of one quota; what j holds but the record and the scratch is set here. */
static int judge_one(struct judging *j, const struct line_quota_ground *g, const struct line_quota *q,
                     struct line_quota_found *out)
{
    j->q = q;
    j->out = out;
    j->n_items = j->n_serials = 0;
    if (quota_band_of(g, q, &j->band) != 0) {
        out->why = LINE_QUOTA_NO_LINE;
        return 0;
    }
    j->due_s = g->rule->d_day != INT32_MIN
                   ? ((int64_t)g->rule->d_day + g->rule->classes[q->class].day[q->side]) * LINE_DAY_S
                   : INT64_MIN;
    int not_yet = j->due_s >= j->p->end_s;
    j->due_s = not_yet ? INT64_MIN : j->due_s; /* the numbers are given all the same */
    take_all(j);
    int err = count(j);
    return err != 0 ? err : answer(j, not_yet);
}

int line_quotas_judge(const struct line_record *r, const struct line_quota_ground *g,
                      const struct line_quota_period *p, struct line_quota_found *out)
{
    size_t n_quotas = g->rule != NULL ? g->rule->n_quotas : 0;
    for (size_t q = 0; q < n_quotas; q++) {
        out[q] = (struct line_quota_found){.state = LINE_QUOTA_UNDETERMINED};
    }
    if (n_quotas == 0) {
        return 0;
    }
    if (p->begin_s >= p->end_s || g->rule->frame != r->frame || line_frame(g->line) != r->frame) {
        return T2_E_ARGUMENT;
    }
    struct judging j = {.r = r, .rule = g->rule, .p = p, .t = line_terms_of(&p->terms)};
    int err = line_settle(r, NULL, &j.s);
    if (err == 0) {
        size_t n = j.s.n + 1;
        j.items = calloc(n, sizeof *j.items);
        j.serials = calloc(n, sizeof *j.serials);
        j.possible = calloc(n, sizeof *j.possible);
        j.watch = calloc(n, sizeof(struct line_fact *));
        j.restricted = calloc(n, sizeof *j.restricted);
        err = j.items == NULL || j.serials == NULL || j.possible == NULL || j.watch == NULL ||
                      j.restricted == NULL
                  ? T2_E_MEMORY
                  : 0;
    }
    for (size_t q = 0; err == 0 && q < n_quotas; q++) {
        err = judge_one(&j, g, &g->rule->quotas[q], &out[q]);
    }
    free(j.items);
    free(j.serials);
    free(j.possible);
    free(j.watch);
    free(j.restricted);
    line_settled_wipe(&j.s);
    return err;
}

void line_quotas_wipe(struct line_quota_found *found, size_t n)
{
    for (size_t q = 0; found != NULL && q < n; q++) {
        free(found[q].ids);
        found[q] = (struct line_quota_found){.state = LINE_QUOTA_UNDETERMINED};
    }
}
