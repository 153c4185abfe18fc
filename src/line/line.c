/* The line of contact and its forward edges: what it holds, its checks, form (a). */
#include "line_internal.h"

#include <stdlib.h>

int line_text_valid(const char *s, size_t n)
{
    return n > 0 && n <= LINE_TEXT_MAX && line_utf8_valid(s, n);
}

int line_utf8_valid(const char *s, size_t n)
{
    for (size_t i = 0; i < n;) {
        uint8_t c = (uint8_t)s[i++];
        unsigned more = c < 0x80                ? 0
                        : c >= 0xc2 && c < 0xe0 ? 1
                        : c >= 0xe0 && c < 0xf0 ? 2
                        : c >= 0xf0 && c < 0xf5 ? 3
                                                : 9;
        uint32_t u = more == 0 ? c : c & (0x3fu >> more);
        if (more > n - i) {
            return 0;
        }
        for (unsigned k = 0; k < more; k++, i++) {
            if (((uint8_t)s[i] & 0xc0) != 0x80) {
                return 0;
            }
            u = u << 6 | ((uint8_t)s[i] & 0x3fu);
        }
        if (u < 0x20 || (u >= 0x7f && u < 0xa0) || (more == 2 && u < 0x800) || (more == 3 && u < 0x10000) ||
            u > 0x10ffff || (u >= 0xd800 && u < 0xe000) || (u >= 0x202a && u <= 0x202e) ||
            (u >= 0x2066 && u <= 0x2069)) {
            return 0;
        }
    }
    return 1;
}

static int text_copy(const char *from, char **out)
{
    return (*out = strdup(from)) == NULL ? T2_E_MEMORY : 0;
}

static int ending_copy(const struct line_ending *from, struct line_ending *out)
{
    if (from->kind == LINE_END_POINTS) {
        struct geo_point *points = malloc(from->n_points * sizeof(points[0]));
        if (points == NULL) {
            return T2_E_MEMORY;
        }
        memcpy(points, from->points, from->n_points * sizeof(points[0]));
        out->points = points;
        out->n_points = from->n_points;
    }
    out->kind = from->kind;
    return 0;
}

static int ending_check(const struct line_params *p, int end, struct line_refusal *why)
{
    const struct line_ending *e = end == 0 ? &p->start : &p->finish;
    if (e->kind < LINE_END_ROUND || e->kind > LINE_END_POINTS) {
        return end == 0
                   ? line_refuse(
                         why, LINE_R_ENDS,
                         T2_SAYS("Nobody has decided how the line goes on before its first point. Is it the "
                                 "sea, an estuary, a third country? Choose round, square or points."))
                   : line_refuse(
                         why, LINE_R_ENDS,
                         T2_SAYS("Nobody has decided how the line goes on after its last point. Is it the "
                                 "sea, an estuary, a third country? Choose round, square or points."));
    }
    if (e->kind == LINE_END_POINTS && (e->n_points == 0 || e->n_points > LINE_MAX_END_POINTS)) {
        return line_refuse(why, LINE_R_ENDS,
                           T2_SAYS("An end that goes on through points needs 1 to %d of them."),
                           LINE_MAX_END_POINTS);
    }
    return 0;
}

static int params_check(const struct line_params *p, struct line_refusal *why)
{
    const char *a = p->side_name[LINE_A], *b = p->side_name[LINE_B];
    if ((p->frame != GEO_WGS84 && p->frame != GEO_FLAT)) {
        return T2_E_ARGUMENT;
    }
    if (a == NULL || b == NULL || !line_text_valid(a, strlen(a)) || !line_text_valid(b, strlen(b)) ||
        strcmp(a, b) == 0) {
        return line_refuse(why, LINE_R_SIDES,
                           T2_SAYS("Each side of the line needs a name of its own, of at most %d bytes."),
                           LINE_TEXT_MAX);
    }
    if (p->territory == NULL || !line_text_valid(p->territory, strlen(p->territory))) {
        return line_refuse(
            why, LINE_R_TERRITORY,
            T2_SAYS("Which territory counts is not said. The program does not decide it; say it in a "
                    "sentence of at most %d bytes: it will stand on every map."),
            LINE_TEXT_MAX);
    }
    int err = ending_check(p, 0, why);
    return err != 0 ? err : ending_check(p, 1, why);
}

int line_start(const struct line_params *params, struct line_refusal *why, struct line **out)
{
    int err = params_check(params, why);
    if (err != 0) {
        return err;
    }
    struct line *l = calloc(1, sizeof(*l));
    if (l == NULL) {
        return T2_E_MEMORY;
    }
    l->frame = params->frame;
    for (int k = 0; err == 0 && k < LINE_N_SIDES; k++) {
        err = text_copy(params->side_name[k], &l->side_name[k]);
    }
    err = err != 0 ? err : text_copy(params->territory, &l->territory);
    err = err != 0 ? err : ending_copy(&params->start, &l->ends[0]);
    err = err != 0 ? err : ending_copy(&params->finish, &l->ends[1]);
    if (err != 0) {
        line_free(l);
        return err;
    }
    *out = l;
    return 0;
}

void line_free(struct line *l)
{
    if (l != NULL) {
        for (int k = 0; k < LINE_N_SIDES; k++) {
            free(l->side_name[k]);
            free(l->edge[k]);
            line_path_wipe(&l->edge_path[k]);
            free((void *)(uintptr_t)l->ends[k].points);
        }
        free(l->territory);
        free(l->points);
        line_path_wipe(&l->path);
        free(l);
    }
}

/* The path of some points with the declared points of the ends. */
static int path_with_ends(struct line *l, const struct geo_point *at, size_t n, struct line_path *out,
                          struct line_refusal *why)
{
    size_t n_all = 0;
    struct geo_point *all = malloc((l->ends[0].n_points + n + l->ends[1].n_points) * sizeof(all[0]));
    if (all == NULL) {
        return T2_E_MEMORY;
    }
    for (size_t i = l->ends[0].n_points; i-- > 0;) {
        all[n_all++] = l->ends[0].points[i];
    }
    memcpy(all + n_all, at, n * sizeof(at[0]));
    n_all += n;
    for (size_t i = 0; i < l->ends[1].n_points; i++) {
        all[n_all++] = l->ends[1].points[i];
    }
    /* What is repaired in the line itself is refused here: the ends' points were declared one by one. */
    static const struct line_limits nothing = {HUGE_VAL, 0, 0, 0};
    struct line_repairs repairs = {NULL, 0};
    struct geo_point *same = NULL;
    size_t n_same = 0;
    int err = line_repair_points(l->frame, (struct geo_points){all, n_all}, &nothing, &repairs, why, &same,
                                 &n_same);
    if (err == 0 && n_same != n_all) {
        err = line_refuse(why, LINE_R_FORMAT,
                          T2_SAYS("A point of the line is given twice, one after the other."));
    }
    err = err != 0 ? err : line_path_init(out, l->frame, (struct geo_points){all, n_all});
    free(same);
    free(all);
    return err == T2_E_FULL
               ? line_refuse(why, LINE_R_TOO_MANY, T2_SAYS("The line is longer than any on earth."))
               : err;
}

int line_finish(struct line *l, struct line_refusal *why)
{
    int err = path_with_ends(l, l->points, l->n_points, &l->path, why);
    for (int k = 0; err == 0 && k < LINE_N_SIDES; k++) {
        if (l->edge[k] != NULL) {
            err = path_with_ends(l, l->edge[k], l->n_edge[k], &l->edge_path[k], why);
        }
    }
    return err;
}

int line_new_from_line(const struct line_params *params, const struct line_from_line *in,
                       struct line_repair *repairs, size_t *n_repairs, struct line_refusal *why,
                       struct line **out)
{
    struct line_limits limits = line_limits_of(params);
    struct line_repairs fixed = {repairs, 0};
    struct line *l = NULL;
    int err = line_start(params, why, &l);
    if (err == 0) {
        err = line_repair_points(params->frame, in->points, &limits, &fixed, why, &l->points, &l->n_points);
    }
    err = err != 0 ? err : line_finish(l, why);
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

enum geo_frame line_frame(const struct line *l)
{
    return l->frame;
}

struct geo_points line_points(const struct line *l)
{
    return (struct geo_points){l->points, l->n_points};
}

struct geo_points line_edge(const struct line *l, enum line_side side)
{
    return l->edge[side] != NULL ? (struct geo_points){l->edge[side], l->n_edge[side]} : line_points(l);
}

int line_has_edges(const struct line *l)
{
    return l->edge[LINE_A] != NULL;
}

const char *line_side_name(const struct line *l, enum line_side side)
{
    return l->side_name[side];
}

const char *line_territory(const struct line *l)
{
    return l->territory;
}

struct line_ending line_ending_at(const struct line *l, int end)
{
    return l->ends[end != 0];
}

uint32_t line_lacks_mm(const struct line *l, int end)
{
    return l->lack[end != 0].mm;
}

double line_length_m(const struct line *l)
{
    return geo_length_m(l->frame, line_points(l));
}

const struct line_path *line_path_of(const struct line *l, enum line_side side, int edge)
{
    return edge && l->edge[side] != NULL ? &l->edge_path[side] : &l->path;
}

double line_distance_m(const struct line *l, struct geo_point p, struct geo_point *out_nearest,
                       enum line_side *out_side)
{
    struct line_near near;
    line_path_near(&l->path, p.x, p.y, &near);
    if (out_nearest != NULL) {
        *out_nearest = (struct geo_point){(int32_t)lround(near.x), (int32_t)lround(near.y)};
    }
    if (out_side != NULL) {
        *out_side = line_path_side(&l->path, p, &near);
    }
    return near.metres;
}
