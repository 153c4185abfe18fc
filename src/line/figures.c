/* What zones mean on the ground: areas, lengths, settlements, people; and two sets of zones side by side. */
#include "line_internal.h"

static void lack_at(const struct line_lack *lack, double width, struct line_figures *f)
{
    double metres = lack->mm / 1000.0, turn = lack->turn_urad / 1e6;
    f->area_error_m2 += width * metres + width * width * turn / 2;
    f->limit_error_m += metres + width * turn;
}

/* What the stretches that a line lacks could change: along each as wide as the zone, which also turns about
 * the end as the line may. Where the side measures from another line, the strip between the two lies within
 * the distance of either, and either may lack something. */
static void lacks(const struct line_zones *z, size_t i, struct line_figures *f)
{
    enum line_side side = z->at[i].side;
    double d = z->at[i].distance_m;
    int other = memcmp(z->reference[side], z->line, sizeof z->line) != 0;
    for (int end = 0; end < 2; end++) {
        lack_at(&z->lack[LINE_N_SIDES][end], other ? 2 * d : d, f);
        if (other) {
            lack_at(&z->lack[side][end], 2 * d, f);
        }
    }
}

int line_zones_figures(const struct line_zones *z, size_t i, const struct line_settlement *at, size_t n,
                       struct line_figures *out, size_t *inside)
{
    if (i >= z->n) {
        return T2_E_ARGUMENT;
    }
    const struct geo_area *area = &z->at[i].area;
    struct line_figures f = {.area_m2 = geo_area_m2(z->frame, area)};
    /* A unit more than was found: rounding to whole units moves an outline by 0.8 cm at most. */
    f.outline_error_m = z->more[i].outline_error_mm / 1000.0 + 0.011;
    for (size_t k = 0; k < z->more[i].n_runs; k++) {
        f.limit_m += geo_length_m(z->frame, line_zones_limit(z, i, k));
    }
    f.area_error_m2 = f.limit_m * f.outline_error_m;
    /* A limit at distance d that is off by e, along a line that turns by a angle t, is off by t e; and a
     * chord instead of an arc of radius d lacks 4 parts in 10^5 with 64 segments to a quarter. */
    f.limit_error_m = f.limit_m * (f.outline_error_m / z->at[i].distance_m + 3.9e-5);
    lacks(z, i, &f);
    for (size_t k = 0; k < n; k++) {
        if (line_index_at(z->index, at[k].place) >> i & 1) {
            if (inside != NULL) {
                inside[f.n_settlements] = k;
            }
            f.n_settlements++;
            f.people += at[k].people;
            f.n_unknown += at[k].people == 0;
        }
    }
    *out = f;
    return 0;
}

static const char *class_id(const struct line_zones *z, size_t i)
{
    return z->at[i].class < z->n_classes ? z->class_id[z->at[i].class] : "";
}

/* The zone of z that stands for zone i of other; z->n when there is none. */
static size_t same_zone(const struct line_zones *z, const struct line_zones *other, size_t i)
{
    size_t k = 0;
    while (k < z->n && !(z->at[k].kind == other->at[i].kind && z->at[k].side == other->at[i].side &&
                         strcmp(class_id(z, k), class_id(other, i)) == 0)) {
        k++;
    }
    return k;
}

static int compare_one(const struct line_zones *before, size_t i, const struct line_zones *after, size_t k,
                       const struct line_settlement *at, size_t n, struct line_what_if *out)
{
    const struct line_zones *z = i < before->n ? before : after;
    size_t one = i < before->n ? i : k;
    *out = (struct line_what_if){.kind = z->at[one].kind, .side = z->at[one].side};
    memcpy(out->class, class_id(z, one), strlen(class_id(z, one)) + 1);
    int err = i < before->n ? line_zones_figures(before, i, at, n, &out->before, NULL) : 0;
    err = err != 0 || k >= after->n ? err : line_zones_figures(after, k, at, n, &out->after, NULL);
    out->area_m2 = out->after.area_m2 - out->before.area_m2;
    out->people = (double)out->after.people - (double)out->before.people;
    return err;
}

int line_what_if(const struct line_zones *before, const struct line_zones *after,
                 const struct line_settlement *at, size_t n, struct line_what_if *out, size_t *out_n)
{
    size_t n_out = 0;
    int err = 0;
    for (size_t i = 0; err == 0 && i < before->n; i++) {
        err = compare_one(before, i, after, same_zone(after, before, i), at, n, &out[n_out++]);
    }
    for (size_t k = 0; err == 0 && k < after->n; k++) {
        if (same_zone(before, after, k) == before->n) {
            err = compare_one(before, before->n, after, k, at, n, &out[n_out++]);
        }
    }
    if (err == 0) {
        *out_n = n_out;
    }
    return err;
}
