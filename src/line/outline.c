/* Form (c): one side's outline, of which the line of contact is what faces the other side. The outline is
 * followed in steps; a step counts when it is not near a declared border and the ground outside of it is the
 * other side's. What counts and hangs together is a run; short runs are left out, small gaps joined, and one
 * run must remain. At both ends it is carried on along the outline to where that meets the declared border,
 * or comes nearest to it; both are noted.
 *
 * Taking the outline less a buffer around the borders would be a hundred times slower, and wrong where
 * outline and border run beside each other without coinciding. */
#include "line_internal.h"

#include <stdlib.h>

#define MOST_SLANTING 0.5 /* cosine: a stretch of at most twice what the border is off */
#define MOST_CARRIED 10   /* times the margin: so far an end is carried on at most */
#define LEAST_NEARER 0.1  /* of the way: less is beside the border */
#define MOST_BORDER_M 1e6 /* what is lacking at an end is less than four times that, and fits 32 bits */

struct step {
    struct geo_point from, to;
    uint8_t facing; /* 1: the other side is beyond it */
    uint8_t vertex; /* 1: from is a point of the outline */
};

struct facing {
    struct line_gis g;
    const struct line_params *params;
    const struct line_from_outline *in;
    struct line_limits limits;
    struct line_repairs *repairs;
    struct line_refusal *why;
    struct geo_area area, land;
    struct line_index *index; /* A's area, the land that counts */
    struct line_path *borders;
    size_t n_borders;
    double step_m, border_m, outward_m, least_m;
};

/* A ring as a line of GEOS; small gaps are closed. NULL and refused, or NULL for no memory. */
static GEOSGeometry *ring_line(struct facing *f, struct geo_points p, size_t ring, int land, int *err)
{
    double gap = p.n > 0 ? geo_distance_m(f->params->frame, p.at[0], p.at[p.n - 1]) : 0;
    if (p.n < 4 || p.n > GEO_MAX_RING_POINTS) {
        *err = line_refuse(f->why, LINE_R_TOO_FEW,
                           T2_SAYS("Ring %zu has too few points, or too many, to be an outline."), ring + 1);
        return NULL;
    }
    for (size_t i = 0; i < p.n; i++) {
        if (!geo_point_valid(f->params->frame, p.at[i])) {
            *err = line_refuse_at(f->why, LINE_R_OUTSIDE, i, p.at[i],
                                  T2_SAYS("Point %zu of ring %zu is no place on the map."), i + 1, ring + 1);
            return NULL;
        }
    }
    if (gap > f->limits.close_m) {
        *err = land
                   ? line_refuse_at(
                         f->why, LINE_R_UNCLOSED, ring, p.at[p.n - 1],
                         T2_SAYS("Ring %zu of the land that counts is not closed: its ends lie %.0f m apart. "
                                 "Close it."),
                         ring + 1, gap)
                   : line_refuse_at(
                         f->why, LINE_R_UNCLOSED, ring, p.at[p.n - 1],
                         T2_SAYS("Ring %zu of the outline is not closed: its ends lie %.0f m apart. Close "
                                 "it."),
                         ring + 1, gap);
        return NULL;
    }
    if (gap > 0) {
        line_repair_note(f->repairs, LINE_FIXED_CLOSED, p.at[p.n - 1], ring, gap);
    }
    double(*xy)[2] = malloc((p.n + 1) * sizeof(xy[0]));
    for (size_t i = 0; xy != NULL && i <= p.n; i++) {
        xy[i][0] = p.at[i % p.n].x;
        xy[i][1] = p.at[i % p.n].y;
    }
    GEOSGeometry *line = xy != NULL ? line_gis_line(&f->g, (const double(*)[2])xy, p.n + 1) : NULL;
    free(xy);
    *err = line == NULL ? T2_E_MEMORY : 0;
    return line;
}

/* The area that the rings enclose: what lies in an odd number of them. */
static int rings_area(struct facing *f, const struct geo_points *rings, size_t n, int land,
                      struct geo_area *out)
{
    GEOSGeometry **lines = calloc(n + 1, sizeof(GEOSGeometry *)), *made = NULL;
    size_t n_lines = 0;
    int err = lines == NULL ? T2_E_MEMORY : 0;
    for (size_t i = 0; err == 0 && i < n; i++) {
        lines[n_lines] = ring_line(f, rings[i], i, land, &err);
        n_lines += err == 0;
    }
    if (err == 0) {
        GEOSGeometry *all =
            GEOSGeom_createCollection_r(f->g.h, GEOS_MULTILINESTRING, lines, (unsigned)n_lines);
        n_lines = 0;
        int simple = all != NULL ? GEOSisSimple_r(f->g.h, all) : 2;
        GEOSGeometry *noded = all != NULL ? GEOSUnaryUnionPrec_r(f->g.h, all, 1) : NULL;
        GEOSGeometry *built = noded != NULL ? GEOSBuildArea_r(f->g.h, noded) : NULL;
        made = built != NULL ? line_gis_polygons(&f->g, line_gis_valid(&f->g, built)) : NULL;
        GEOSGeom_destroy_r(f->g.h, all);
        GEOSGeom_destroy_r(f->g.h, noded);
        if (simple != 1) {
            line_repair_note(f->repairs, LINE_FIXED_RING, rings[0].at[0], 0, 0);
        }
        err = made == NULL ? line_gis_fail(&f->g, f->why) : line_gis_to_area(&f->g, made, out);
        GEOSGeom_destroy_r(f->g.h, made);
    }
    for (size_t i = 0; i < n_lines; i++) {
        GEOSGeom_destroy_r(f->g.h, lines[i]);
    }
    free(lines);
    if (err == 0 && out->n_rings == 0) {
        err = line_refuse(f->why, LINE_R_POLYGON, T2_SAYS("The rings enclose no area."));
    }
    return err;
}

static int borders_prepare(struct facing *f)
{
    int err = 0;
    f->borders = calloc(f->in->n_borders + 1, sizeof(f->borders[0]));
    if (f->borders == NULL) {
        return T2_E_MEMORY;
    }
    for (size_t i = 0; err == 0 && i < f->in->n_borders; i++) {
        struct geo_points p = f->in->borders[i];
        for (size_t k = 0; err == 0 && k < p.n; k++) {
            if (!geo_point_valid(f->params->frame, p.at[k])) {
                err =
                    line_refuse_at(f->why, LINE_R_OUTSIDE, k, p.at[k],
                                   T2_SAYS("Point %zu of border %zu is no place on the map."), k + 1, i + 1);
            }
        }
        if (err == 0 && p.n >= 2) {
            err = line_path_init(&f->borders[f->n_borders], f->params->frame, p);
            f->n_borders += err == 0;
        }
    }
    return err == T2_E_FULL
               ? line_refuse(f->why, LINE_R_TOO_MANY, T2_SAYS("A border is longer than any on earth."))
               : err;
}

static int is_facing(const struct facing *f, struct geo_point a, struct geo_point b)
{
    struct geo_earth e = geo_earth_of(f->params->frame);
    double x = ((double)a.x + b.x) / 2, y = ((double)a.y + b.y) / 2;
    for (size_t i = 0; i < f->n_borders; i++) {
        struct line_near near;
        line_path_near(&f->borders[i], x, y, &near);
        if (near.metres <= f->border_m) {
            return 0;
        }
    }
    /* The area is on the left, so outside is on the right. In a narrow bay the full distance reaches A again.
     */
    double out = geo_earth_azimuth(&e, a.x, a.y, b.x, b.y) + 90;
    for (int k = 0; k < 3; k++) {
        double far = f->outward_m / (1 << k);
        double ox = 0, oy = 0;
        geo_earth_go(&e, x, y, out, far, &ox, &oy);
        if (fabs(ox) < 2e9 && fabs(oy) < 2e9) {
            uint32_t there =
                line_index_at(f->index, (struct geo_point){(int32_t)lround(ox), (int32_t)lround(oy)});
            if ((there & 1) == 0 && (there & 2) != 0) {
                return 1;
            }
        }
    }
    return 0;
}

/* The steps of a ring. */
static int steps_of(const struct facing *f, struct geo_points ring, struct step **out, size_t *out_n)
{
    struct geo_earth e = geo_earth_of(f->params->frame);
    size_t n = 0, cap = 0;
    struct step *steps = NULL;
    for (size_t i = 1; i < ring.n; i++) {
        struct geo_point a = ring.at[i - 1], b = ring.at[i], last = a;
        double far = geo_earth_distance(&e, a.x, a.y, b.x, b.y);
        size_t parts = far > f->step_m ? (size_t)ceil(far / f->step_m) : 1;
        if (n + parts > cap) {
            cap = 2 * (n + parts);
            struct step *more = cap < ((size_t)1 << 24) ? realloc(steps, cap * sizeof(more[0])) : NULL;
            if (more == NULL) {
                free(steps);
                return T2_E_MEMORY;
            }
            steps = more;
        }
        for (size_t k = 1; k <= parts; k++) {
            double t = (double)k / (double)parts;
            struct geo_point to = {(int32_t)lround(a.x + t * ((double)b.x - a.x)),
                                   (int32_t)lround(a.y + t * ((double)b.y - a.y))};
            steps[n++] = (struct step){last, k == parts ? b : to, 0, k == 1};
            last = to;
        }
    }
    for (size_t i = 0; i < n; i++) {
        steps[i].facing = (uint8_t)is_facing(f, steps[i].from, steps[i].to);
    }
    *out = steps;
    *out_n = n;
    return 0;
}

static double step_m(const struct facing *f, const struct step *s)
{
    return geo_distance_m(f->params->frame, s->from, s->to);
}

/* Joins gaps between runs and leaves out short runs, going round the ring from a step that faces nobody.
 * what: 1 runs, 0 gaps; those shorter than least_m are turned over. */
static void turn_short(const struct facing *f, struct step *s, size_t n, int what, double least_m)
{
    size_t start = 0;
    while (start < n && s[start].facing == what) {
        start++;
    }
    for (size_t i = 0; start < n && i < n;) {
        size_t end = i;
        double length = 0;
        while (end < n && s[(start + end) % n].facing == what) {
            length += step_m(f, &s[(start + end) % n]);
            end++;
        }
        if (end > i && length < least_m) {
            if (what == 0) {
                line_repair_note(f->repairs, LINE_FIXED_JOINED, s[(start + i) % n].from, SIZE_MAX, length);
            }
            for (size_t k = i; k < end; k++) {
                s[(start + k) % n].facing = (uint8_t)!what;
            }
        }
        i = end > i ? end : i + 1;
    }
}

struct run {
    struct geo_point *at;
    size_t n, n_runs;
    struct geo_point other; /* where a second run begins */
    uint8_t is_short[2];    /* its first, its last point stays short of the border */
};

static struct line_near border_near(const struct facing *f, double x, double y)
{
    struct line_near least = {.metres = INFINITY};
    for (size_t i = 0; i < f->n_borders; i++) {
        struct line_near near;
        line_path_near(&f->borders[i], x, y, &near);
        least = near.metres < least.metres ? near : least;
    }
    return least;
}

static double border_distance_m(const struct facing *f, double x, double y)
{
    return border_near(f, x, y).metres;
}

static struct geo_point between(struct geo_point a, struct geo_point b, double t)
{
    return (struct geo_point){(int32_t)lround(a.x + t * ((double)b.x - a.x)),
                              (int32_t)lround(a.y + t * ((double)b.y - a.y))};
}

/* Where a straight piece of the outline is nearest to the border: a third of it is left out at a time. */
static struct geo_point nearest_to_border(const struct facing *f, struct geo_point a, struct geo_point b)
{
    double low = 0, high = 1;
    for (int k = 0; k < 60; k++) {
        double third = (high - low) / 3, t[2] = {low + third, high - third}, far[2];
        for (int i = 0; i < 2; i++) {
            far[i] = border_distance_m(f, a.x + t[i] * ((double)b.x - a.x), a.y + t[i] * ((double)b.y - a.y));
        }
        low = far[0] > far[1] ? t[0] : low;
        high = far[0] > far[1] ? high : t[1];
    }
    return between(a, b, (low + high) / 2);
}

static int run_add(struct run *r, struct geo_point p)
{
    struct geo_point *at = realloc(r->at, (r->n + 1) * sizeof(at[0]));
    if (at == NULL) {
        return T2_E_MEMORY;
    }
    r->at = at;
    at[r->n++] = p;
    return 0;
}

/* Carries the end of the run on along the ring (way 1) or against it (-1), as long as that comes nearer to
 * the border; `from` is the step beyond the end. What ends away from the borders stays. */
static int carry_on(const struct facing *f, const struct step *s, size_t n, size_t from, int way,
                    struct run *out)
{
    struct geo_point at = out->at[out->n - 1];
    double far = border_distance_m(f, at.x, at.y), gone = 0;
    int whole = 1, err = 0;
    for (size_t i = 0; err == 0 && whole && i < n && far < 2 * f->border_m; i++) {
        const struct step *x = &s[way > 0 ? (from + i) % n : (from + n - i) % n];
        struct geo_point to = way > 0 ? x->to : x->from, stop = nearest_to_border(f, at, to);
        /* the step of which the start of x, in this direction, is the end of the outline's edge */
        int corner = way > 0 ? x->vertex : s[(from + n - i + 1) % n].vertex;
        double part = geo_distance_m(f->params->frame, at, stop), left = border_distance_m(f, stop.x, stop.y);
        if (x->facing || part < 0.01 || far - left < LEAST_NEARER * part ||
            gone + part > MOST_CARRIED * f->border_m) {
            break;
        }
        whole = geo_same(stop, to);
        out->n -= !corner; /* it lies on the edge that goes on */
        err = run_add(out, stop);
        at = stop;
        far = left;
        gone += part;
    }
    if (gone > 0) {
        line_repair_note(f->repairs, LINE_FIXED_CARRIED, at, SIZE_MAX, gone);
    }
    if (far > 1 && far < 2 * f->border_m) {
        line_repair_note(f->repairs, LINE_FIXED_SHORT, at, SIZE_MAX, far);
        out->is_short[way > 0] = 1;
    }
    return err;
}

/* How far two directions are apart, in radians. */
static double turn_between(double a_deg, double b_deg)
{
    double turn = fabs(remainder(a_deg - b_deg, 360));
    return turn * M_PI / 180;
}

/* What the line lacks at an end that stays short: a straight stretch to the border, to the nearest place of
 * it or as the line goes, whichever of its last kilometres one looks at. */
static void lack_at(const struct facing *f, struct line *l, int end)
{
    const struct line_path *p = &l->path;
    struct geo_point at = p->at[end ? p->n - 1 : 0];
    struct line_near near = border_near(f, at.x, at.y);
    struct geo_point border = {(int32_t)lround(near.x), (int32_t)lround(near.y)};
    double leaves[7], turn = 0;
    if (geo_same(at, border)) {
        return;
    }
    geo_azimuth_deg(f->params->frame, at, border, &leaves[6], NULL);
    for (int k = 0; k < 6; k++) {
        leaves[k] = line_path_leaves(p, end, k * LINE_BACK_M / 5);
    }
    for (int i = 0; i < 7; i++) {
        for (int k = 0; k < i; k++) {
            turn = fmax(turn, turn_between(leaves[i], leaves[k]));
        }
    }
    double mm = 1000 * near.metres / fmax(cos(fmin(turn, M_PI / 2)), MOST_SLANTING);
    l->lack[end] =
        (struct line_lack){(uint32_t)ceil(mm), (uint32_t)fmin(ceil(1e6 * turn), LINE_LACK_MAX_TURN)};
}

static void turn_round(struct geo_point *at, size_t n)
{
    for (size_t i = 0; i < n / 2; i++) {
        struct geo_point kept = at[i];
        at[i] = at[n - 1 - i];
        at[n - 1 - i] = kept;
    }
}

/* The run of a ring, steps first to last, at both ends. */
static int carry_both(const struct facing *f, const struct step *s, size_t n, size_t first, size_t last,
                      struct run *out)
{
    int err = carry_on(f, s, n, (last + 1) % n, 1, out);
    turn_round(out->at, out->n);
    err = err != 0 ? err : carry_on(f, s, n, (first + n - 1) % n, -1, out);
    turn_round(out->at, out->n);
    return err;
}

/* Takes the runs of a ring. */
static int runs_take(const struct facing *f, struct step *s, size_t n, struct run *out)
{
    size_t start = 0, first = SIZE_MAX, last = 0;
    turn_short(f, s, n, 0, 10 * f->limits.close_m);
    turn_short(f, s, n, 1, f->least_m);
    while (start < n && s[start].facing) {
        start++;
    }
    if (start == n && n > 0) {
        return line_refuse_at(
            f->why, LINE_R_ENDS, SIZE_MAX, s[0].from,
            T2_SAYS("The other side lies all around: the line of contact is a ring and has no ends. Give "
                    "it as a line, cut open where you choose."));
    }
    for (size_t i = 0; i < n; i++) {
        const struct step *here = &s[(start + i) % n], *before = &s[(start + i + n - 1) % n];
        if (!here->facing) {
            continue;
        }
        if (!before->facing && ++out->n_runs > 1) {
            out->other = here->from;
        }
        if (out->n_runs == 1) {
            last = (start + i) % n;
            first = first == SIZE_MAX ? last : first;
            struct geo_point *at = realloc(out->at, (out->n + 2) * sizeof(at[0]));
            if (at == NULL) {
                return T2_E_MEMORY;
            }
            out->at = at;
            if (here->vertex || !before->facing) {
                at[out->n++] = here->from;
            }
            if (!s[(start + i + 1) % n].facing) {
                at[out->n++] = here->to;
            }
        }
    }
    return first != SIZE_MAX ? carry_both(f, s, n, first, last, out) : 0;
}

static int find_runs(struct facing *f, struct run *out)
{
    int err = 0;
    for (size_t k = 0; err == 0 && k < f->area.n_rings; k++) {
        struct step *steps = NULL;
        size_t n = 0;
        err = steps_of(f, geo_area_ring(&f->area, k), &steps, &n);
        err = err != 0 ? err : runs_take(f, steps, n, out);
        free(steps);
    }
    if (err == 0 && out->n_runs == 0) {
        err = line_refuse(
            f->why, LINE_R_NO_CONTACT,
            T2_SAYS("Nothing of the outline faces the other side's land farther than %.0f m from a declared "
                    "border. Are outline, borders and land the right ones?"),
            f->border_m);
    }
    if (err == 0 && out->n_runs > 1) {
        char place[LINE_PLACE_LEN];
        err = line_refuse_at(
            f->why, LINE_R_PIECES, SIZE_MAX, out->other,
            T2_SAYS("The line of contact falls into %zu pieces, one of which begins at %s. Give the "
                    "pieces as lines of their own."),
            out->n_runs, line_place_text(f->params->frame, out->other, place));
    }
    return err;
}

static int follow(struct facing *f, struct line *l, uint8_t is_short[static 2])
{
    const struct geo_area *both[2] = {&f->area, &f->land};
    struct run run = {.n = 0};
    int err = rings_area(f, f->in->rings, f->in->n_rings, 0, &f->area);
    err = err != 0 ? err : rings_area(f, f->in->other, f->in->n_other, 1, &f->land);
    if (err == 0) {
        err = line_index_new_areas(f->params->frame, both, 2, &f->index);
        err = err == T2_E_ARGUMENT
                  ? line_refuse(f->why, LINE_R_POLYGON, T2_SAYS("An edge of an outline is too long."))
                  : err;
    }
    err = err != 0 ? err : borders_prepare(f);
    err = err != 0 ? err : find_runs(f, &run);
    err = err != 0 ? err
                   : line_repair_points(f->params->frame, (struct geo_points){run.at, run.n}, &f->limits,
                                        f->repairs, f->why, &l->points, &l->n_points);
    memcpy(is_short, run.is_short, sizeof run.is_short);
    free(run.at);
    return err;
}

static double given(double v, double otherwise)
{
    return v > 0 ? v : otherwise;
}

int line_new_from_outline(const struct line_params *params, const struct line_from_outline *in,
                          struct line_repair *repairs, size_t *n_repairs, struct line_refusal *why,
                          struct line **out)
{
    struct line_repairs fixed = {repairs, 0};
    struct facing f = {.params = params,
                       .in = in,
                       .limits = line_limits_of(params),
                       .repairs = &fixed,
                       .why = why,
                       .step_m = given(in->step_m, 250),
                       .border_m = given(in->border_m, 500),
                       .outward_m = given(in->outward_m, 700),
                       .least_m = given(in->least_m, 5000)};
    uint8_t is_short[2] = {0};
    struct line *l = NULL;
    int err = f.border_m <= MOST_BORDER_M ? line_start(params, why, &l) : T2_E_ARGUMENT;
    if (err == 0) {
        err = line_gis_open(&f.g);
        err = err != 0 ? err : follow(&f, l, is_short);
        err = err != 0 ? err : line_finish(l, why);
        for (int end = 0; err == 0 && end < 2; end++) {
            if (is_short[end] && l->ends[end].kind != LINE_END_POINTS) { /* declared: it lacks nothing */
                lack_at(&f, l, end);
            }
        }
    }
    line_gis_close(&f.g);
    for (size_t i = 0; i < f.n_borders; i++) {
        line_path_wipe(&f.borders[i]);
    }
    free(f.borders);
    line_index_free(f.index);
    geo_area_free(&f.area);
    geo_area_free(&f.land);
    if (err != 0) {
        line_free(l);
        return err;
    }
    if (n_repairs != NULL) {
        *n_repairs = fixed.n;
    }
    *out = l;
    return 0;
}
