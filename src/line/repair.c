/* What can be repaired in a line, and what is refused with its place: points given twice, spikes, small
 * loops; jumps, crossings. Nothing is repaired silently: every repair is noted with place and size. */
#include "line_internal.h"

#include <stdlib.h>

#define SPIKE_COS 0.9994 /* the cosine of two degrees: out and straight back */
#define MAX_LOOPS 1000

struct line_limits line_limits_of(const struct line_params *params)
{
    struct line_limits x = params->limits;
    x.jump_m = x.jump_m > 0 ? x.jump_m : 100e3;
    x.spike_m = x.spike_m > 0 ? x.spike_m : 50;
    x.loop_m = x.loop_m > 0 ? x.loop_m : 200;
    x.close_m = x.close_m > 0 ? x.close_m : 100;
    return x;
}

void line_repair_note(struct line_repairs *r, enum line_repair_kind kind, struct geo_point place,
                      size_t index, double size_m)
{
    if (r->at != NULL && r->n < LINE_MAX_REPAIRS) {
        r->at[r->n] = (struct line_repair){kind, place, index, size_m};
    }
    r->n++;
}

static int places_check(enum geo_frame frame, struct geo_points in, struct line_refusal *why)
{
    char place[LINE_PLACE_LEN];
    if (in.n > LINE_MAX_POINTS) {
        return line_refuse(why, LINE_R_TOO_MANY, T2_SAYS("The line has more than %d points; thin it out."),
                           LINE_MAX_POINTS);
    }
    for (size_t i = 0; i < in.n; i++) {
        struct geo_point p = in.at[i];
        if (!geo_point_valid(frame, p)) {
            return line_refuse_at(
                why, LINE_R_OUTSIDE, i, p,
                T2_SAYS("Point %zu of the line is no place on the map. Are longitude and latitude "
                        "in this order, in degrees?"),
                i + 1);
        }
        if (frame == GEO_WGS84 && (p.y > GEO_MAX_LINE_LAT || p.y < -GEO_MAX_LINE_LAT)) {
            return line_refuse_at(
                why, LINE_R_POLE, i, p,
                T2_SAYS("Point %zu of the line (%s) is too near a pole: lines are drawn between 85 "
                        "degrees south and 85 degrees north."),
                i + 1, line_place_text(frame, p, place));
        }
        if (frame == GEO_WGS84 && i > 0 &&
            llabs((long long)p.x - in.at[i - 1].x) > 180LL * GEO_UNITS_PER_DEG) {
            return line_refuse_at(
                why, LINE_R_ANTIMERIDIAN, i, p,
                T2_SAYS("The line crosses the 180th meridian at point %zu (%s). Such a line cannot "
                        "be computed with; give its two halves as two lines."),
                i + 1, line_place_text(frame, p, place));
        }
    }
    return 0;
}

/* The kept points with the numbers that they had in the input. */
struct kept {
    struct geo_point *at;
    size_t *index;
    size_t n;
};

/* 1 when b is the tip of a spike: the way from b back to a and the way on to c have the same direction. */
static int is_spike(const struct geo_earth *e, struct geo_point a, struct geo_point b, struct geo_point c,
                    double longest_m, double *out_m)
{
    *out_m = 0;
    if (((double)a.x - b.x) * ((double)c.x - b.x) + ((double)a.y - b.y) * ((double)c.y - b.y) <= 0) {
        return 0; /* no fold, whatever the scale of the axes */
    }
    double to_a = geo_earth_distance(e, b.x, b.y, a.x, a.y), to_c = geo_earth_distance(e, b.x, b.y, c.x, c.y);
    *out_m = fmin(to_a, to_c);
    if (*out_m > longest_m) {
        return 0;
    }
    double turn = geo_earth_azimuth(e, b.x, b.y, a.x, a.y) - geo_earth_azimuth(e, b.x, b.y, c.x, c.y);
    return cos(turn * M_PI / 180) > SPIKE_COS;
}

static void drop_repeats(const struct geo_earth *e, struct geo_points in, const struct line_limits *limits,
                         struct line_repairs *repairs, struct kept *k)
{
    for (size_t i = 0; i < in.n; i++) {
        struct geo_point p = in.at[i];
        double size = 0;
        while (k->n >= 2 && !geo_same(k->at[k->n - 1], p) &&
               is_spike(e, k->at[k->n - 2], k->at[k->n - 1], p, limits->spike_m, &size)) {
            k->n--;
            line_repair_note(repairs, LINE_FIXED_SPIKE, k->at[k->n], k->index[k->n], size);
        }
        if (k->n > 0 && geo_same(k->at[k->n - 1], p)) {
            line_repair_note(repairs, LINE_FIXED_DUPLICATE, p, i, 0);
            continue;
        }
        k->at[k->n] = p;
        k->index[k->n++] = i;
    }
}

static int jumps_check(const struct geo_earth *e, const struct kept *k, double jump_m,
                       struct line_refusal *why)
{
    for (size_t i = 1; i < k->n; i++) {
        struct geo_point a = k->at[i - 1], b = k->at[i];
        double far = geo_earth_distance(e, a.x, a.y, b.x, b.y);
        if (far > jump_m) {
            char from[LINE_PLACE_LEN], to[LINE_PLACE_LEN];
            return line_refuse_at(
                why, LINE_R_JUMP, k->index[i - 1], a,
                T2_SAYS("The line jumps %.1f km from point %zu (%s) to the next (%s); more than %.1f "
                        "km is not believed. Give the points between."),
                far / 1000, k->index[i - 1] + 1, line_place_text(e->frame, a, from),
                line_place_text(e->frame, b, to), jump_m / 1000);
        }
    }
    return 0;
}

/* Where two edges cross, rounded; for edges that only touch, an end that touches. */
static struct geo_point crossing(struct geo_point a, struct geo_point b, struct geo_point c,
                                 struct geo_point d)
{
    double rx = (double)b.x - a.x, ry = (double)b.y - a.y, sx = (double)d.x - c.x, sy = (double)d.y - c.y;
    double cross = rx * sy - ry * sx;
    if (cross == 0) {
        return geo_on_segment(a, b, c) ? c : d;
    }
    double t = (((double)c.x - a.x) * sy - ((double)c.y - a.y) * sx) / cross;
    return (struct geo_point){(int32_t)lround(a.x + t * rx), (int32_t)lround(a.y + t * ry)};
}

/* The number of the given point after which the edge of the path comes. */
static size_t point_before(const struct line_path *path, const struct kept *k, size_t edge)
{
    size_t found = 0;
    for (size_t i = 0, at = 0; i < k->n; i++) {
        while (at < path->n && !geo_same(path->at[at], k->at[i])) {
            at++;
        }
        if (at > edge) {
            break;
        }
        found = i;
    }
    return found;
}

static int cut_one_loop(const struct geo_earth *e, struct kept *k, const struct line_limits *limits,
                        struct line_repairs *repairs, struct line_refusal *why, int *out_more)
{
    struct line_path path;
    size_t i = 0, j = 0;
    int err = line_path_init(&path, e->frame, (struct geo_points){k->at, k->n});
    *out_more = 0;
    if (err != 0) {
        return err;
    }
    if (!line_path_meets(&path, &path, &i, &j)) {
        line_path_wipe(&path);
        return 0;
    }
    struct geo_point at = path.at[j];
    double loop = 0;
    if (j == i + 1) { /* the line goes back over itself: as far as the shorter of the two edges */
        loop = 2 * fmin(geo_earth_distance(e, path.at[i].x, path.at[i].y, at.x, at.y),
                        geo_earth_distance(e, path.at[j + 1].x, path.at[j + 1].y, at.x, at.y));
    } else {
        at = crossing(path.at[i], path.at[i + 1], path.at[j], path.at[j + 1]);
        loop = geo_earth_distance(e, at.x, at.y, path.at[i + 1].x, path.at[i + 1].y) +
               geo_length_m(e->frame, (struct geo_points){path.at + i + 1, j - i}) +
               geo_earth_distance(e, path.at[j].x, path.at[j].y, at.x, at.y);
    }
    size_t from = point_before(&path, k, i), to = point_before(&path, k, j);
    line_path_wipe(&path);
    if (loop > limits->loop_m) {
        char place[LINE_PLACE_LEN];
        return line_refuse_at(
            why, LINE_R_CROSSES, k->index[from], at,
            T2_SAYS("The line crosses or touches itself at %s, after point %zu and again after point "
                    "%zu. Which side is whose cannot be told there; correct the line."),
            line_place_text(e->frame, at, place), k->index[from] + 1, k->index[to] + 1);
    }
    line_repair_note(repairs, LINE_FIXED_LOOP, at, k->index[from], loop);
    if (to == from) { /* two parts of one long edge cannot cross: the loop has no point of its own */
        return line_refuse_at(why, LINE_R_CROSSES, k->index[from], at,
                              T2_SAYS("The line turns back on itself."));
    }
    /* Points from + 1 .. to are the loop; the crossing stands for them. Of a fold nothing stands. */
    size_t keep = j == i + 1 ? from : from + 1;
    if (keep > from) {
        k->at[keep] = at;
        k->index[keep] = k->index[from];
    }
    memmove(k->at + keep + 1, k->at + to + 1, (k->n - to - 1) * sizeof(k->at[0]));
    memmove(k->index + keep + 1, k->index + to + 1, (k->n - to - 1) * sizeof(k->index[0]));
    k->n -= to - keep;
    size_t n = 1;
    for (size_t m = 1; m < k->n; m++) { /* the crossing may be one of its neighbours */
        if (!geo_same(k->at[m], k->at[n - 1])) {
            k->at[n] = k->at[m];
            k->index[n++] = k->index[m];
        }
    }
    k->n = n;
    *out_more = 1;
    return 0;
}

int line_repair_points(enum geo_frame frame, struct geo_points in, const struct line_limits *limits,
                       struct line_repairs *repairs, struct line_refusal *why, struct geo_point **out,
                       size_t *out_n)
{
    struct geo_earth e = geo_earth_of(frame);
    struct kept k = {malloc((in.n + 1) * sizeof(k.at[0])), malloc((in.n + 1) * sizeof(k.index[0])), 0};
    int err = k.at == NULL || k.index == NULL ? T2_E_MEMORY : places_check(frame, in, why);
    if (err == 0) {
        drop_repeats(&e, in, limits, repairs, &k);
        err = k.n < 2
                  ? line_refuse(why, LINE_R_TOO_FEW,
                                T2_SAYS("A line needs two points that differ; after repair there are %zu."),
                                k.n)
                  : jumps_check(&e, &k, limits->jump_m, why);
    }
    int more = 1;
    for (int tries = 0; err == 0 && more && tries < MAX_LOOPS; tries++) {
        err = k.n < 2
                  ? line_refuse(why, LINE_R_TOO_FEW,
                                T2_SAYS("A line needs two points that differ; after repair there are %zu."),
                                k.n)
                  : cut_one_loop(&e, &k, limits, repairs, why, &more);
    }
    if (err == 0 && more) {
        err = line_refuse(why, LINE_R_CROSSES, T2_SAYS("The line crosses itself too often to be repaired."));
    }
    free(k.index);
    if (err != 0) {
        free(k.at);
        return err;
    }
    *out = k.at;
    *out_n = k.n;
    return 0;
}
