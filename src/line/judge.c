/* The verdict on what was seen at a place.
 *
 * Where it should not be, for a weapon of a class and of a known side: the zone of that class and side, the
 * demilitarized zone of that side, and the ground of the other side. Where the side is not known: the zones
 * of both sides. For a weapon of no class: the demilitarized zones. Of a zone and the demilitarized zone on
 * the same side the more probable one counts (the one lies within the other); what lies on different sides is
 * added. */
#include "line_internal.h"

#include <stdlib.h>

#define NO_ZONE 0xff

struct line_judge {
    const struct line *line;
    const struct line_rule *rule;
    const struct line_zones *zones;
    struct line_thresholds at;
    uint8_t zone_of[LINE_MAX_CLASSES + 1][LINE_N_SIDES]; /* NO_ZONE: none */
};

int line_judge_new(const struct line *l, const struct line_rule *r, const struct line_zones *z,
                   struct line_thresholds t, struct line_judge **out)
{
    uint8_t of_line[LINE_DIGEST_LEN], of_rule[LINE_DIGEST_LEN];
    int err = line_digest(l, of_line);
    err = err != 0 ? err : line_rule_digest(r, of_rule);
    if (err != 0) {
        return err;
    }
    t.out_ppm = t.out_ppm != 0 ? t.out_ppm : 50000;
    t.in_ppm = t.in_ppm != 0 ? t.in_ppm : 950000;
    if (memcmp(of_line, z->line, sizeof of_line) != 0 || memcmp(of_rule, z->rule, sizeof of_rule) != 0 ||
        memcmp(l->lack, z->lack[LINE_N_SIDES], sizeof l->lack) != 0 || t.out_ppm > t.in_ppm ||
        t.in_ppm > 1000000) {
        return T2_E_ARGUMENT;
    }
    struct line_judge *j = calloc(1, sizeof(*j));
    if (j == NULL) {
        return T2_E_MEMORY;
    }
    *j = (struct line_judge){.line = l, .rule = r, .zones = z, .at = t};
    memset(j->zone_of, NO_ZONE, sizeof j->zone_of);
    for (size_t i = 0; i < z->n; i++) {
        j->zone_of[z->at[i].class][z->at[i].side] = (uint8_t)i;
    }
    *out = j;
    return 0;
}

void line_judge_free(struct line_judge *j)
{
    free(j);
}

const struct line_index *line_judge_index(const struct line_judge *j)
{
    return j->zones->index;
}

enum geo_frame line_judge_frame(const struct line_judge *j)
{
    return j->rule->frame;
}

/* How likely it lies where it should not, and what speaks for it most. */
struct case_of {
    uint32_t ppm;
    uint32_t most; /* of one part */
    uint8_t zone;  /* NO_ZONE: the other side's ground */
    int due;       /* 1: some part of it is in force on that day */
};

static void part_take(struct case_of *c, uint32_t ppm, uint8_t zone, int due)
{
    if (ppm > c->most) {
        c->most = ppm;
        c->zone = zone;
    }
    c->due |= ppm > 0 && due;
}

static int is_due(int32_t seen, int32_t by)
{
    return seen == INT32_MIN || seen >= by;
}

/* The zones of a class and the demilitarized zone on one side. */
static uint32_t side_part(const struct line_judge *j, struct line_window *w, const struct line_sighting *seen,
                          size_t class, int side, struct case_of *c)
{
    uint8_t zone = class < LINE_MAX_CLASSES ? j->zone_of[class][side] : NO_ZONE;
    uint8_t empty = j->zone_of[LINE_MAX_CLASSES][side];
    uint32_t in_zone = zone != NO_ZONE ? line_window_probability(w, zone) : 0;
    uint32_t in_empty = empty != NO_ZONE ? line_window_probability(w, empty) : 0;
    if (empty != NO_ZONE) {
        part_take(c, in_empty, empty, is_due(seen->day, j->rule->demilitarized_day[side]));
    }
    if (zone != NO_ZONE) {
        part_take(c, in_zone, zone, is_due(seen->day, j->rule->classes[class].day[side]));
    }
    return in_zone > in_empty ? in_zone : in_empty;
}

static struct case_of case_for(const struct line_judge *j, struct line_window *w,
                               const struct line_sighting *seen, size_t class)
{
    struct case_of c = {.zone = NO_ZONE};
    uint64_t sum = 0;
    if (seen->side < LINE_N_SIDES && class < LINE_MAX_CLASSES) {
        int other = seen->side == LINE_A ? LINE_B : LINE_A;
        uint32_t across = line_window_probability(w, j->zones->n + (size_t)other);
        sum = side_part(j, w, seen, class, seen->side, &c);
        part_take(&c, across, NO_ZONE, is_due(seen->day, j->rule->classes[class].day[seen->side]));
        sum += across;
    } else {
        sum = side_part(j, w, seen, class, LINE_A, &c);
        sum += side_part(j, w, seen, class, LINE_B, &c);
    }
    c.ppm = sum > 1000000 ? 1000000 : (uint32_t)sum;
    return c;
}

static uint8_t state_of(const struct line_judge *j, uint32_t ppm)
{
    return ppm < j->at.out_ppm  ? LINE_VERDICT_OUT
           : ppm > j->at.in_ppm ? LINE_VERDICT_IN
                                : LINE_VERDICT_UNDETERMINED;
}

static void trail(struct line_verdict *v, enum line_reason why)
{
    if (v->n_trail < LINE_MAX_TRAIL) {
        v->trail[v->n_trail++] = (uint8_t)why;
    }
}

static void side_find(const struct line_judge *j, struct line_window *w, const struct line_sighting *seen,
                      struct line_verdict *v)
{
    v->side = seen->side < LINE_N_SIDES ? seen->side : LINE_N_SIDES;
    if (v->side < LINE_N_SIDES) {
        trail(v, LINE_WHY_SIDE_KNOWN);
        return;
    }
    for (uint8_t k = 0; k < LINE_N_SIDES && v->side == LINE_N_SIDES; k++) {
        if (line_window_probability(w, j->zones->n + k) > j->at.in_ppm) {
            v->side = k;
        }
    }
    trail(v, v->side < LINE_N_SIDES ? LINE_WHY_SIDE_BY_PLACE : LINE_WHY_SIDE_UNKNOWN);
}

/* The case of a weapon whose class depends on what is not known: when all classes that may take it give the
 * same state it is that; else it is not determined. */
static struct case_of case_unknown(const struct line_judge *j, struct line_window *w,
                                   const struct line_sighting *seen, size_t first, uint8_t *out_state)
{
    struct case_of c = case_for(j, w, seen, first);
    int takes = -1;
    *out_state = state_of(j, c.ppm);
    for (size_t k = first + 1; k < j->rule->n_classes && takes != 1; k++) {
        takes = line_class_takes(&j->rule->classes[k], (enum line_weapon)seen->weapon, seen->calibre,
                                 seen->range_m);
        if (takes != 0 && state_of(j, case_for(j, w, seen, k).ppm) != *out_state) {
            *out_state = LINE_VERDICT_UNDETERMINED;
        }
    }
    if (takes != 1 && state_of(j, case_for(j, w, seen, LINE_MAX_CLASSES).ppm) != *out_state) {
        *out_state = LINE_VERDICT_UNDETERMINED;
    }
    return c;
}

int line_rule_at_site(const struct line_rule *r, unsigned side, size_t class, struct geo_point place,
                      uint32_t sigma_cm, uint8_t *out_site)
{
    int found = 0;
    for (size_t i = 0; i < r->n_sites && found != 1; i++) {
        const struct line_site *s = &r->sites[i];
        if ((side < LINE_N_SIDES && s->side != (enum line_side)side) ||
            (s->class != LINE_MAX_CLASSES && s->class != class)) {
            continue;
        }
        double far = same_distance_m(r->frame, s->place, place), error = 3 * (sigma_cm / 100.0);
        if (far - error <= s->radius_m) {
            found = far + error <= s->radius_m ? 1 : -1;
            *out_site = i < 254 ? (uint8_t)(i + 1) : 255;
        }
    }
    return found;
}

static void exemptions(const struct line_judge *j, const struct line_sighting *seen, int due,
                       struct line_verdict *v)
{
    if (seen->exempt) {
        v->exempt = 1;
        trail(v, LINE_WHY_EXEMPT);
    }
    if (!due) {
        v->exempt = 1;
        trail(v, LINE_WHY_NOT_YET);
    }
    int site = v->class < LINE_MAX_CLASSES
                   ? line_rule_at_site(j->rule, v->side, v->class, seen->place, seen->sigma_cm, &v->site)
                   : 0;
    if (site == 1) {
        v->exempt = 1;
        trail(v, LINE_WHY_SITE);
    } else if (site == -1) {
        v->state = LINE_VERDICT_UNDETERMINED;
        trail(v, LINE_WHY_SITE_PERHAPS);
    }
}

void line_judge(const struct line_judge *j, const struct line_sighting *seen, struct line_verdict *out)
{
    struct line_verdict v = {.side = LINE_N_SIDES, .class = LINE_MAX_CLASSES, .zone = LINE_MAX_ZONES};
    struct line_window w;
    size_t class = LINE_MAX_CLASSES;
    line_window_make(&w, j->zones->index, seen->place, seen->sigma_cm);
    v.zones = line_index_at(j->zones->index, seen->place);
    side_find(j, &w, seen, &v);
    int known =
        line_rule_class(j->rule, (enum line_weapon)seen->weapon, seen->calibre, seen->range_m, &class) == 0;
    v.class = (uint8_t) class;
    trail(&v, !known                      ? LINE_WHY_CLASS_UNKNOWN
              : class == LINE_MAX_CLASSES ? LINE_WHY_NO_CLASS
                                          : LINE_WHY_CLASS);
    struct case_of c = known ? case_for(j, &w, seen, class) : case_unknown(j, &w, seen, class, &v.state);
    v.state = known ? state_of(j, c.ppm) : v.state;
    v.in_ppm = c.ppm;
    if (v.state == LINE_VERDICT_OUT) {
        trail(&v, LINE_WHY_OUT_OF_ZONE);
    } else {
        v.zone = c.zone != NO_ZONE ? c.zone : LINE_MAX_ZONES;
        trail(&v, state_of(j, c.ppm) == LINE_VERDICT_UNDETERMINED        ? LINE_WHY_NEAR_EDGE
                  : c.ppm < j->at.out_ppm                                ? LINE_WHY_OUT_OF_ZONE
                  : c.zone == NO_ZONE                                    ? LINE_WHY_ACROSS
                  : j->zones->at[c.zone].kind == LINE_ZONE_DEMILITARIZED ? LINE_WHY_DEMILITARIZED
                                                                         : LINE_WHY_IN_ZONE);
        exemptions(j, seen, c.due || c.ppm == 0, &v);
    }
    *out = v;
}

static int same_verdict(const struct line_verdict *a, const struct line_verdict *b)
{
    return a->state == b->state && a->side == b->side && a->class == b->class && a->exempt == b->exempt &&
           a->zones == b->zones && a->in_ppm == b->in_ppm && a->zone == b->zone && a->site == b->site &&
           a->n_trail == b->n_trail && memcmp(a->trail, b->trail, sizeof a->trail) == 0;
}

size_t line_judge_all(const struct line_judge *j, const struct line_sighting *seen, size_t n,
                      const struct line_verdict *before, struct line_verdict *out, size_t *changed,
                      size_t max)
{
    size_t n_changed = 0;
    for (size_t i = 0; i < n; i++) {
        struct line_verdict v;
        line_judge(j, &seen[i], &v);
        if (before != NULL && !same_verdict(&v, &before[i])) {
            if (changed != NULL && n_changed < max) {
                changed[n_changed] = i;
            }
            n_changed++;
        }
        out[i] = v;
    }
    return n_changed;
}

static const char *class_id(const struct line_verdict *v, const struct line_rule *r)
{
    return v->class < r->n_classes ? r->classes[v->class].id : "";
}

int line_verdict_differs(const struct line_verdict *a, const struct line_rule *of_a,
                         const struct line_verdict *b, const struct line_rule *of_b)
{
    return a->state != b->state || a->side != b->side || a->exempt != b->exempt ||
           strcmp(class_id(a, of_a), class_id(b, of_b)) != 0 || a->n_trail != b->n_trail ||
           memcmp(a->trail, b->trail, sizeof a->trail) != 0;
}
