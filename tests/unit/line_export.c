/* GeoJSON, tables and GeoPackage geometries, read back by other readers: jansson, GEOS, the room's own
 * import. */
#include "../line_data.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>
#include <math.h>

#include <tracktwo/line_map.h>

#define GEOS_USE_ONLY_R_API
#include <geos_c.h>

static const struct geo_point track[] = {{-5000001, 480000000}, {0, 481000000}, {1234567, 482000000}};
static const struct line_name names[] = {
    {"", "=cmd|' /C calc'!A0"}, {"uk", "\xd0\x9c\xd0\xbb\xd0\xb8\xd0\xbd, \"\xd0\xb4\xd0\xb2\xd0\xb0\""}};
static const struct line_settlement places[] = {{{100000, 480500000}, 1200, names, 2}};
static const struct line_observation seen[] = {{.begin_s = 1790000000,
                                                .end_s = 1790000060,
                                                .mark = LINE_MARK_EXPLOSION,
                                                .kind = "a,\"b\"</script>",
                                                .has_place = 1,
                                                .place = {-7, 480500000},
                                                .error_cm = 1250,
                                                .count = 3,
                                                .side = LINE_A,
                                                .verified = 1,
                                                .has_own = 1,
                                                .own = {999999999, 111111111},
                                                .remark = "secret"},
                                               {.begin_s = 0,
                                                .end_s = 0,
                                                .mark = LINE_MARK_ACCESS,
                                                .kind = "-1+1",
                                                .side = LINE_N_SIDES,
                                                .has_own = 1,
                                                .own = {999999999, 111111111}}};

static struct line *line;
static struct line_zones *zones;
static struct line_map map;

static int set_up(void **p)
{
    (void)p;
    static const char text[] =
        "tracktwo line rule 1\ntitle en T\nframe wgs84\nmeasure per_side\nreference a contact\n"
        "reference b contact\ndemilitarized 2000\nclass heavy\nweapons gun\ndistance 7500 9000\n";
    struct line_refusal why = {.text = ""};
    struct line_params params = line_data_params(GEO_WGS84, LINE_END_ROUND);
    struct line_rule *r = NULL;
    params.side_name[0] = "A \"quoted\"; @home";
    line = line_data_line(&params, track, 3);
    int err = line_rule_read(t2_bytes_str(text), &why, &r);
    err = err != 0 ? err : line_zones_new(line, r, NULL, 0, &why, &zones);
    line_rule_free(r);
    map = (struct line_map){.line = line,
                            .zones = zones,
                            .settlements = places,
                            .n_settlements = 1,
                            .seen = seen,
                            .n_seen = 2,
                            .lang = "uk",
                            .day = INT32_MIN};
    return err;
}

static int tear_down(void **p)
{
    (void)p;
    line_zones_free(zones);
    line_free(line);
    return 0;
}

static char *text_of(int (*f)(const struct line_map *, struct t2_buf *), const struct line_map *m)
{
    struct t2_buf b;
    t2_buf_init(&b, LINE_MAP_MAX_BYTES);
    assert_int_equal(f(m, &b), 0);
    assert_int_equal(t2_buf_append(&b, "", 1), 0);
    char *out = strdup((const char *)b.ptr);
    t2_buf_free(&b);
    assert_non_null(out);
    return out;
}

static int geojson(const struct line_map *m, struct t2_buf *out)
{
    return line_map_geojson(m, NULL, out);
}

static double area_of(const json_t *ring)
{
    double sum = 0;
    for (size_t i = 0; i + 1 < json_array_size(ring); i++) {
        const json_t *a = json_array_get(ring, i), *b = json_array_get(ring, i + 1);
        sum += json_number_value(json_array_get(a, 0)) * json_number_value(json_array_get(b, 1)) -
               json_number_value(json_array_get(b, 0)) * json_number_value(json_array_get(a, 1));
    }
    return sum / 2;
}

static void as_geojson(void **p)
{
    (void)p;
    char *text = text_of(geojson, &map);
    json_error_t at;
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &at),
           *features = json_object_get(root, "features");
    if (root == NULL)
        fail_msg("%s at %d:%d", at.text, at.line, at.column);
    assert_string_equal(json_string_value(json_object_get(root, "type")), "FeatureCollection");
    assert_string_equal(json_string_value(json_object_get(root, "territory")), line_territory(line));
    assert_int_equal(json_array_size(features), 1 + 4 + 4 + 1 + 2);
    size_t polygons = 0;
    for (size_t i = 0; i < json_array_size(features); i++) {
        const json_t *g = json_object_get(json_array_get(features, i), "geometry");
        const json_t *c = json_object_get(g, "coordinates");
        if (!json_is_object(g) || strcmp(json_string_value(json_object_get(g, "type")), "MultiPolygon") != 0)
            continue;
        polygons++;
        for (size_t part = 0; part < json_array_size(c); part++) {
            const json_t *rings = json_array_get(c, part);
            for (size_t k = 0; k < json_array_size(rings);
                 k++) { /* 3.1.6: outlines counter-clockwise, holes clockwise; closed */
                const json_t *ring = json_array_get(rings, k);
                assert_true((area_of(ring) > 0) == (k == 0));
                assert_true(
                    json_equal(json_array_get(ring, 0), json_array_get(ring, json_array_size(ring) - 1)));
            }
        }
    }
    assert_int_equal(polygons, 4);
    const json_t *o = json_array_get(features, 10), *without = json_array_get(features, 11);
    assert_string_equal(json_string_value(json_object_get(json_object_get(o, "properties"), "name")),
                        seen[0].kind);
    assert_true(json_is_null(json_object_get(without, "geometry")));
    assert_null(strstr(text, "</script>"));
    assert_null(strstr(text, "99.99"));
    assert_null(strstr(text, "secret"));
    /* degrees with all their digits: taken in again the line is the same */
    struct line_import *in = NULL;
    struct line_refusal why = {.text = ""};
    if (line_import_geojson(t2_bytes_str(text), &why, &in) != 0)
        fail_msg("%s", why.text);
    const struct geo_points got = line_import_shape(in, 0)->points;
    assert_int_equal(got.n, 3);
    assert_memory_equal(got.at, track, sizeof track);
    line_import_free(in);
    json_decref(root);
    free(text);
    /* a flat map is refused with its reason */
    struct line *flat = line_data_example();
    const struct line_map m = {.line = flat};
    struct t2_buf b;
    t2_buf_init(&b, LINE_MAP_MAX_BYTES);
    assert_int_equal(line_map_geojson(&m, &why, &b), T2_E_REFUSED);
    assert_non_null(strstr(why.text, ".gpkg"));
    assert_int_equal(b.len, 0);
    line_free(flat);
}

static void as_tables(void **p)
{
    (void)p;
    char *zone_text = text_of(line_map_csv_zones, &map), *report_text = text_of(line_map_csv_reports, &map);
    const char *row = strchr(zone_text, '\n') + 1;
    assert_int_equal(strncmp(row, "1,A,\"A \"\"quoted\"\"; @home\",demilitarized,2000,", 45), 0);
    struct line_figures f;
    double km2 = 0, error = 0, km = 0;
    assert_int_equal(line_zones_figures(zones, 0, places, 1, &f, NULL), 0);
    assert_int_equal(sscanf(strstr(row, "2000,") + 5, "%lf,%lf,%lf", &km2, &error, &km), 3);
    assert_true(fabs(km2 - f.area_m2 / 1e6) < 1e-4 && error >= f.area_error_m2 / 1e6 &&
                fabs(km - f.limit_m / 1e3) < 1e-3);
    assert_string_equal(report_text, "begin,end,mark,kind,count,side,verified,longitude,latitude,error_m\n"
                                     "2026-09-21T14:13:20Z,2026-09-21T14:14:20Z,explosion,\"a,\"\"b\"\"</"
                                     "script>\",3,A,yes,-0.0000007,48.05,12.5\n"
                                     "1970-01-01T00:00:00Z,1970-01-01T00:00:00Z,access,\"'-1+1\",,,no,,,\n");
    free(zone_text);
    free(report_text);
}

/* ---- GeoPackage geometries ---- */

struct checking {
    GEOSContextHandle_t h;
    size_t n, without;
};

static int check_blob(void *ctx, const struct line_feature *f)
{
    struct checking *c = ctx;
    struct t2_buf b;
    double box[4] = {0};
    t2_buf_init(&b, LINE_MAP_MAX_BYTES);
    int err = line_feature_gpkg(GEO_WGS84, f, &b, box);
    if (err == T2_E_MISSING) {
        assert_true(f->kind == LINE_FEATURE_SEEN && f->n_lines == 0);
        c->without++;
        return 0;
    }
    assert_int_equal(err, 0);
    assert_memory_equal(b.ptr, "GP\0\x03\xe6\x10\0\0", 8);
    GEOSWKBReader *reader = GEOSWKBReader_create_r(c->h);
    GEOSGeometry *g = GEOSWKBReader_read_r(c->h, reader, b.ptr + 40, b.len - 40);
    assert_non_null(g);
    assert_int_equal(GEOSisValid_r(c->h, g), 1);
    double least = 0;
    assert_true(GEOSGeom_getXMin_r(c->h, g, &least) == 1 && least == box[0]);
    assert_true(GEOSGeom_getYMax_r(c->h, g, &least) == 1 && least == box[3]);
    if (f->area != NULL) {
        double area = 0;
        assert_int_equal(GEOSGeomTypeId_r(c->h, g), GEOS_MULTIPOLYGON);
        assert_true(GEOSArea_r(c->h, g, &area) == 1 && area > 0);
    }
    c->n++;
    GEOSGeom_destroy_r(c->h, g);
    GEOSWKBReader_destroy_r(c->h, reader);
    t2_buf_free(&b);
    return 0;
}

static void as_geopackage(void **p)
{
    (void)p;
    struct checking c = {GEOS_init_r(), 0, 0};
    assert_int_equal(line_map_each(&map, check_blob, &c), 0);
    assert_true(c.n == 1 + 4 + 4 + 1 + 1 && c.without == 1);
    GEOS_finish_r(c.h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_geojson),
        cmocka_unit_test(as_tables),
        cmocka_unit_test(as_geopackage),
    };
    return cmocka_run_group_tests_name("line_export", tests, set_up, tear_down);
}
