/* Speed of the line room on one core, in processor time, beside GEOS in the same run: the verdict of a point
 * against six zones, a new line of 1,100 km to all zones and tables, a million sightings judged again. Usage:
 * bench-line [POINTS [FOLDER]] The line is the Minsk-era one of the data beside the checkout, strung together
 * until it is long enough and made as wavy as a surveyed one; without the data an invented one of the same
 * kind. Into FOLDER it writes the zones and the points that GEOS was asked about, with our answers, as
 * PostgreSQL's COPY reads them (bench/line-postgis). */
#include "../tests/line_data.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define GEOS_USE_ONLY_R_API
#include <geos_c.h>

#define LENGTH_M 1100e3
#define N_SETTLEMENTS 1651

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); /* one thread: what it takes on a core of its own */
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static uint64_t state = 1;
static double uniform(void)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return ((double)(state >> 11) + 0.5) / 9007199254740992.0;
}

static const char rule_text[] =
    "tracktwo line rule 1\ntitle en Three distances\nframe wgs84\nmeasure zone_width\n"
    "reference a contact\nreference b contact\n"
    "class missiles\nweapons missile\ndistance 140000\nclass rockets\nweapons rocket\ndistance 70000\n"
    "class artillery\nweapons gun mortar\ndistance 50000\n";

/* About LENGTH_M with a point every 400 m. */
static struct line *long_line(size_t *out_n)
{
    struct line_import *in = line_data_geojson("line/minsk_loc_naturalearth.geojson");
    static const struct geo_point invented[] = {{377600000, 470900000}, {377300000, 477000000},
                                                {383000000, 483000000}, {388000000, 488000000},
                                                {393000000, 487000000}, {396000000, 491000000}};
    struct geo_points base = {invented, 6};
    if (in != NULL) {
        base = line_import_shape(in, 0)->points;
    }
    /* Along the base, which is gone over from south to north again and again, each time shifted to where it
     * ended. */
    size_t n = 0, max = 8000;
    struct geo_point *at = calloc(max, sizeof(at[0]));
    double shift_x = -60000000, shift_y = -60000000, length = 0;
    for (int round = 0; at != NULL && round < 20 && length < LENGTH_M; round++) {
        for (size_t i = 1; i < base.n && length < LENGTH_M; i++) {
            double far = geo_distance_m(GEO_WGS84, base.at[i - 1], base.at[i]);
            for (size_t k = 0; 400.0 * (double)k < far && n < max && length < LENGTH_M; k++) {
                double t = 400.0 * (double)k / far;
                length += 400;
                at[n++] =
                    (struct geo_point){(int32_t)(base.at[i - 1].x + t * (base.at[i].x - base.at[i - 1].x) +
                                                 shift_x + 8000 * uniform()),
                                       (int32_t)(base.at[i - 1].y + t * (base.at[i].y - base.at[i - 1].y) +
                                                 shift_y + 8000 * uniform())};
            }
        }
        shift_x += base.at[base.n - 1].x - base.at[0].x;
        shift_y += base.at[base.n - 1].y - base.at[0].y;
    }
    struct line_params params = line_data_params(GEO_WGS84, LINE_END_ROUND);
    params.limits.loop_m = 5000;
    struct line *l = line_data_line(&params, at, n);
    *out_n = line_points(l).n;
    free(at);
    line_import_free(in);
    return l;
}

static struct line_settlement *settlements(const struct line *l)
{
    struct line_settlement *out = calloc(N_SETTLEMENTS, sizeof(out[0]));
    struct geo_points p = line_points(l);
    for (size_t i = 0; out != NULL && i < N_SETTLEMENTS; i++) {
        struct geo_point at = p.at[(size_t)(uniform() * (double)p.n)];
        out[i].place = (struct geo_point){at.x + (int32_t)(3e7 * (uniform() - 0.5)),
                                          at.y + (int32_t)(2e7 * (uniform() - 0.5))};
        out[i].people = (uint32_t)(1000 * uniform());
    }
    return out;
}

static struct line_zones *bench_new_line(const struct line *l, const struct line_rule *r)
{
    struct line_settlement *places = settlements(l);
    struct line_zones *best = NULL;
    double least = 1e9;
    for (int run = 0; run < 3; run++) {
        struct line_refusal why = {.text = ""};
        struct line_zones *z = NULL;
        double start = now_s();
        if (line_zones_new(l, r, NULL, 0, &why, &z) != 0) {
            printf("refused: %s\n", why.text);
            exit(1);
        }
        for (size_t i = 0; i < line_zones_n(z); i++) {
            struct line_figures f;
            (void)!line_zones_figures(z, i, places, N_SETTLEMENTS, &f, NULL);
            if (run == 0) {
                printf("  zone %zu: %9.1f km2 +- %.1f, limit %7.1f km, outline off by %.2f m, %zu points, "
                       "%zu settlements\n",
                       i, f.area_m2 / 1e6, f.area_error_m2 / 1e6, f.limit_m / 1e3, f.outline_error_m,
                       line_zones_at(z, i)->area.n_points, f.n_settlements);
            }
        }
        double took = now_s() - start;
        least = took < least ? took : least;
        line_zones_free(best);
        best = z;
    }
    printf("new line of %.0f km to all zones and tables: %.3f s\n", line_length_m(l) / 1000, least);
    free(places);
    return best;
}

static GEOSGeometry *to_geos(GEOSContextHandle_t h, const struct geo_area *a)
{
    /* Bench zones have one part each; holes are few. */
    GEOSGeometry *rings[64] = {NULL};
    unsigned n = 0;
    for (size_t k = 0; k < a->n_rings && k < 64; k++) {
        struct geo_points p = geo_area_ring(a, k);
        GEOSCoordSequence *s = GEOSCoordSeq_create_r(h, (unsigned)p.n, 2);
        for (unsigned i = 0; i < p.n; i++) {
            (void)GEOSCoordSeq_setXY_r(h, s, i, p.at[i].x, p.at[i].y);
        }
        rings[n++] = GEOSGeom_createLinearRing_r(h, s);
    }
    return GEOSGeom_createPolygon_r(h, rings[0], rings + 1, n - 1);
}

static FILE *file_in(const char *folder, const char *name)
{
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    if (f == NULL) {
        printf("%s cannot be written\n", path);
        exit(1);
    }
    return f;
}

static void closed(FILE *f)
{
    if (fclose(f) != 0) {
        printf("the disk is full\n");
        exit(1);
    }
}

/* Whole units as they stand: the database is asked about the same numbers as GEOS. */
static void write_tables(const char *folder, const struct line_zones *z, const struct line_index *x,
                         const struct geo_point *at, size_t n)
{
    FILE *f = file_in(folder, "zones");
    for (size_t i = 0; i < line_zones_n(z); i++) {
        const struct geo_area *a = &line_zones_at(z, i)->area;
        (void)fprintf(f, "%zu\tPOLYGON(", i);
        for (size_t k = 0; k < a->n_rings; k++) {
            struct geo_points p = geo_area_ring(a, k);
            for (size_t m = 0; m < p.n; m++) {
                (void)fprintf(f, "%s%d %d", m > 0 ? "," : k > 0 ? ",(" : "(", p.at[m].x, p.at[m].y);
            }
            (void)fputs(")", f);
        }
        (void)fputs(")\n", f);
    }
    closed(f);
    f = file_in(folder, "points");
    for (size_t i = 0; i < n; i++) {
        (void)fprintf(f, "%zu\tPOINT(%d %d)\t%u\n", i, at[i].x, at[i].y, line_index_at(x, at[i]));
    }
    closed(f);
}

static void bench_verdict(const struct line_zones *z, const struct geo_point *at, size_t n,
                          const char *folder)
{
    GEOSContextHandle_t h = GEOS_init_r();
    struct line_index *x = NULL;
    const GEOSPreparedGeometry *prepared[LINE_MAX_ZONES];
    GEOSGeometry *geometry[LINE_MAX_ZONES];
    size_t n_zones = line_zones_n(z), differ = 0, n_geos = n / 10;
    double least = 1e9, build = now_s();
    uint64_t sum = 0;
    if (line_index_new(z, &x) != 0) {
        exit(1);
    }
    build = now_s() - build;
    for (int run = 0; run < 5; run++) {
        double start = now_s();
        for (size_t i = 0; i < n; i++) {
            sum += line_index_at(x, at[i]);
        }
        double took = (now_s() - start) / (double)n;
        least = took < least ? took : least;
    }
    for (size_t i = 0; i < n_zones; i++) {
        geometry[i] = to_geos(h, &line_zones_at(z, i)->area);
        prepared[i] = GEOSPrepare_r(h, geometry[i]);
    }
    double start = now_s();
    for (size_t i = 0; i < n_geos; i++) {
        GEOSGeometry *p = GEOSGeom_createPointFromXY_r(h, at[i].x, at[i].y);
        uint32_t theirs = 0;
        for (size_t k = 0; k < n_zones; k++) {
            theirs |= (uint32_t)(GEOSPreparedIntersects_r(h, prepared[k], p) == 1) << k;
        }
        GEOSGeom_destroy_r(h, p);
        differ += theirs != line_index_at(x, at[i]);
    }
    double geos = (now_s() - start) / (double)n_geos;
    printf("point against %zu zones, %zu segments: %.1f ns; GEOS prepared %.0f ns; %zu of %zu differ (index "
           "built in %.1f ms)\n",
           n_zones, line_index_n_edges(x), least * 1e9, geos * 1e9, differ, n_geos, build * 1e3);
    if (sum == 0 || differ > 0) {
        exit(1);
    }
    if (folder != NULL) {
        write_tables(folder, z, x, at, n_geos);
    }
    for (size_t i = 0; i < n_zones; i++) {
        GEOSPreparedGeom_destroy_r(h, prepared[i]);
        GEOSGeom_destroy_r(h, geometry[i]);
    }
    GEOS_finish_r(h);
    line_index_free(x);
}

static void bench_judge(const struct line *l, const struct line_rule *r, const struct line_zones *z,
                        const struct geo_point *at, size_t n)
{
    struct line_judge *j = NULL;
    struct line_sighting *seen = calloc(n, sizeof(seen[0]));
    struct line_verdict *v = calloc(n, sizeof(v[0]));
    static const uint8_t weapons[] = {LINE_W_GUN, LINE_W_ROCKET, LINE_W_MISSILE, LINE_W_MORTAR,
                                      LINE_W_INFANTRY};
    if (seen == NULL || v == NULL || line_judge_new(l, r, z, (struct line_thresholds){0, 0}, &j) != 0) {
        exit(1);
    }
    for (size_t i = 0; i < n; i++) {
        seen[i] = (struct line_sighting){.place = at[i],
                                         .sigma_cm = 1000 * (uint32_t)(1 + 20 * uniform()),
                                         .side = (uint8_t)(3 * uniform()),
                                         .weapon = weapons[i % 5],
                                         .calibre = 1220,
                                         .day = 30};
    }
    double start = now_s();
    (void)line_judge_all(j, seen, n, NULL, v, NULL, 0);
    double first = now_s() - start;
    start = now_s();
    size_t changed = line_judge_all(j, seen, n, v, v, NULL, 0);
    double again = now_s() - start;
    size_t open = 0;
    for (size_t i = 0; i < n; i++) {
        open += v[i].state == LINE_VERDICT_UNDETERMINED;
    }
    printf("%zu sightings with errors of 10 to 200 m judged in %.3f s, again in %.3f s; %zu undetermined, "
           "%zu changed\n",
           n, first, again, open, changed);
    line_judge_free(j);
    free(seen);
    free(v);
}

int main(int argc, char **argv)
{
    size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000000, n_points = 0;
    struct line_rule *r = NULL;
    struct line_refusal why = {.text = ""};
    if (n < 10 || line_rule_read(t2_bytes_str(rule_text), &why, &r) != 0) {
        printf("%s\n", why.text);
        return 1;
    }
    struct line *l = long_line(&n_points);
    printf("line of %zu points\n", n_points);
    struct line_zones *z = bench_new_line(l, r);
    struct geo_point *at = calloc(n, sizeof(at[0]));
    struct geo_points p = line_points(l);
    for (size_t i = 0; at != NULL && i < n; i++) { /* around the line, up to some 110 km off */
        struct geo_point near = p.at[(size_t)(uniform() * (double)p.n)];
        at[i] = (struct geo_point){near.x + (int32_t)(3e7 * (uniform() - 0.5)),
                                   near.y + (int32_t)(2e7 * (uniform() - 0.5))};
    }
    if (at != NULL) {
        bench_verdict(z, at, n, argc > 2 ? argv[2] : NULL);
        bench_judge(l, r, z, at, n);
    }
    free(at);
    line_zones_free(z);
    line_free(l);
    line_rule_free(r);
    return 0;
}
