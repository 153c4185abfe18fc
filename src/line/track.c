/* What has become of declared positions: the verified report that is latest decides. */
#include "days_internal.h"

#include <tracktwo/line_track.h>

#include <stdlib.h>

#define MAX_DECLARED 100000

static const struct {
    const char *name, *text;
} states[LINE_N_TRACKS] = {
    [LINE_TRACK_SEALED] = {"sealed", T2_SAYS("declared and still sealed")},
    [LINE_TRACK_DECLARED] = {"declared", T2_SAYS("declared, not seen by observers")},
    [LINE_TRACK_IN_ZONE] = {"in_zone", T2_SAYS("seen in the zone")},
    [LINE_TRACK_UNDETERMINED] = {"undetermined",
                                 T2_SAYS("seen where it cannot be told whether it is in the zone")},
    [LINE_TRACK_OUT] = {"out", T2_SAYS("seen outside the zone")},
    [LINE_TRACK_STORED] = {"stored", T2_SAYS("seen in storage")},
    [LINE_TRACK_MISSING] = {"missing", T2_SAYS("looked for and not found")},
};

const char *line_track_name(enum line_track_state s)
{
    return (unsigned)s < LINE_N_TRACKS ? states[s].name : "unknown";
}

const char *line_track_text(enum line_track_state s)
{
    return (unsigned)s < LINE_N_TRACKS ? states[s].text : "unknown";
}

/* Names of declared positions, sorted: ids and serials. */
struct name {
    const char *text;
    uint32_t of;
};

static int by_text(const void *a, const void *b)
{
    const struct name *x = a, *y = b;
    int order = strcmp(x->text, y->text);
    return order != 0 ? order : (x->of > y->of) - (x->of < y->of);
}

static size_t names_make(const struct line_declared *declared, size_t n, struct name *out)
{
    size_t n_names = 0;
    for (uint32_t i = 0; i < n; i++) {
        const struct line_position *p = &declared[i].position;
        if (declared[i].open) {
            out[n_names++] = (struct name){p->id, i};
            if (p->serial[0] != '\0' && strcmp(p->serial, p->id) != 0) {
                out[n_names++] = (struct name){p->serial, i};
            }
        }
    }
    qsort(out, n_names, sizeof *out, by_text);
    return n_names;
}

static size_t name_find(const struct name *at, size_t n, const char *text)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (strcmp(at[mid].text, text) < 0) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low;
}

static enum line_track_state state_of(const struct line_fact *f)
{
    if (f->kind == LINE_F_ABSENT) {
        return LINE_TRACK_MISSING;
    }
    if (f->kind == LINE_F_LEFT) {
        return LINE_TRACK_OUT;
    }
    return f->at_site                                    ? LINE_TRACK_STORED
           : f->verdict == LINE_VERDICT_OUT || f->exempt ? LINE_TRACK_OUT
           : f->verdict == LINE_VERDICT_IN               ? LINE_TRACK_IN_ZONE
                                                         : LINE_TRACK_UNDETERMINED;
}

/* Facts come in the order of ids: of two at the same second the one with the higher id decides. */
static void take(const struct line_record *r, const struct line_fact *f, struct line_track *t)
{
    t->n_seen++;
    if (t->last == UINT32_MAX || f->time_s >= r->facts[t->last].time_s) {
        t->last = (uint32_t)(f - r->facts);
        t->state = (uint8_t)state_of(f);
    }
}

static int speaks_of_weapons(const struct line_fact *f)
{
    return f->kind == LINE_F_WEAPON || f->kind == LINE_F_LEFT || f->kind == LINE_F_ABSENT;
}

static void follow(const struct line_record *r, const struct line_settled *s, const struct name *names,
                   size_t n_names, int64_t end_s, struct line_track *out, uint32_t *undeclared,
                   size_t *n_undeclared)
{
    for (size_t i = 0; i < s->n; i++) {
        const struct line_fact *f = s->at[i];
        if (!line_settled_stands(s, i) || !line_fact_verified(f) || !speaks_of_weapons(f) ||
            f->serial[0] == '\0' || f->time_s >= end_s) {
            continue;
        }
        size_t k = name_find(names, n_names, f->serial);
        if ((k == n_names || strcmp(names[k].text, f->serial) != 0) && undeclared != NULL) {
            undeclared[(*n_undeclared)++] = (uint32_t)(f - r->facts);
        }
        for (; k < n_names && strcmp(names[k].text, f->serial) == 0; k++) {
            take(r, f, &out[names[k].of]);
        }
    }
}

static void judge_destination(const struct line_judge *judge, const struct line_declared *d,
                              struct line_track *t)
{
    const struct line_position *p = &d->position;
    const struct line_sighting there = {.place = p->to,
                                        .side = p->side,
                                        .weapon = p->weapon,
                                        .day = INT32_MIN,
                                        .calibre = p->calibre,
                                        .range_m = p->range_m};
    line_judge(judge, &there, &t->destination);
    t->flagged = t->destination.state != LINE_VERDICT_OUT && !t->destination.exempt;
}

static void weigh(const struct line_record *r, const struct line_declared *d, int32_t d_day, int32_t today,
                  struct line_track *t)
{
    int64_t due = (int64_t)d_day + d->by_day;
    int past = today > due;
    t->late = past && t->state != LINE_TRACK_OUT && t->state != LINE_TRACK_STORED;
    t->not_verified = past && (t->last == UINT32_MAX || r->facts[t->last].time_s < due * LINE_DAY_S);
}

int line_track(const struct line_record *r, const struct line_judge *judge,
               const struct line_declared *declared, size_t n, int32_t d_day, int32_t today,
               struct line_track *out, uint32_t *undeclared, size_t *n_undeclared)
{
    if (n > MAX_DECLARED) {
        return T2_E_ARGUMENT;
    }
    struct line_settled s = {.n = 0};
    struct name *names = calloc(2 * n + 1, sizeof *names);
    size_t unused = 0, *n_out = n_undeclared != NULL ? n_undeclared : &unused;
    int err = names == NULL ? T2_E_MEMORY : line_settle(r, NULL, &s);
    if (err == 0) {
        size_t n_names = names_make(declared, n, names);
        *n_out = 0;
        for (size_t i = 0; i < n; i++) {
            out[i] = (struct line_track){.state = declared[i].open ? LINE_TRACK_DECLARED : LINE_TRACK_SEALED,
                                         .last = UINT32_MAX};
            if (declared[i].open && judge != NULL) {
                judge_destination(judge, &declared[i], &out[i]);
            }
        }
        follow(r, &s, names, n_names, ((int64_t)today + 1) * LINE_DAY_S, out, undeclared, n_out);
        for (size_t i = 0; i < n; i++) {
            weigh(r, &declared[i], d_day, today, &out[i]);
        }
        for (size_t k = 1; k < n_names; k++) {
            if (strcmp(names[k - 1].text, names[k].text) == 0) {
                out[names[k - 1].of].twice = out[names[k].of].twice = 1;
            }
        }
    }
    free(names);
    line_settled_wipe(&s);
    return err;
}

void line_track_sum(const struct line_declared *declared, const struct line_track *at, size_t n,
                    unsigned side, struct line_track_sums *out)
{
    *out = (struct line_track_sums){.declared = 0};
    for (size_t i = 0; i < n; i++) {
        if (declared[i].side == side) {
            out->declared++;
            out->state[at[i].state]++;
            out->late += at[i].late;
            out->not_verified += at[i].not_verified;
            out->flagged += at[i].flagged;
        }
    }
}
