/* A GeoPackage file: what its standard requires is in it, it is read back with SQLite, and with GDAL where
 * that is installed. */
#include "../line_data.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include <tracktwo/geopackage.h>

static char folder[64], path[96];

static int set_up(void **p)
{
    (void)p;
    (void)snprintf(folder, sizeof folder, "/tmp/t2-geopackage-XXXXXX");
    if (mkdtemp(folder) == NULL)
        return 1;
    (void)snprintf(path, sizeof path, "%s/map.gpkg", folder);
    return 0;
}

static int tear_down(void **p)
{
    (void)p;
    (void)unlink(path);
    return rmdir(folder);
}

static int64_t number(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *s = NULL;
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(s), SQLITE_ROW);
    int64_t x = sqlite3_column_int64(s, 0);
    assert_int_equal(sqlite3_finalize(s), SQLITE_OK);
    return x;
}

static const struct line_observation seen[] = {
    {.begin_s = 1790000000,
     .end_s = 1790000060,
     .mark = LINE_MARK_EXPLOSION,
     .kind = "it's', NULL); --",
     .has_place = 1,
     .place = {380500000, 480500000},
     .error_cm = 1250,
     .side = LINE_A,
     .verified = 1,
     .has_own = 1,
     .own = {123456789, 1}},
    {.begin_s = 0, .end_s = 0, .mark = LINE_MARK_ACCESS, .kind = "access", .side = LINE_N_SIDES}};
static const struct line_name name = {"", "Mill"};
static const struct line_settlement place = {{380100000, 480500000}, 1200, &name, 1};

static void write_it(enum geo_frame frame)
{
    static const struct geo_point track[] = {{380000000, 480000000}, {381000000, 481000000}};
    char text[400];
    struct line_refusal why = {.text = ""};
    struct line_rule *r = NULL;
    struct line_zones *z = NULL;
    struct line_params params = line_data_params(frame, LINE_END_ROUND);
    struct line *l = line_data_line(&params, track, 2);
    (void)snprintf(text, sizeof text,
                   "tracktwo line rule 1\ntitle en T\nframe %s\nmeasure per_side\nreference a "
                   "contact\nreference b contact\n"
                   "class heavy\nweapons gun\ndistance 7500\n",
                   frame == GEO_FLAT ? "flat" : "wgs84");
    assert_int_equal(line_rule_read(t2_bytes_str(text), &why, &r), 0);
    assert_int_equal(line_zones_new(l, r, NULL, 0, &why, &z), 0);
    struct line_map m = {.line = l,
                         .zones = z,
                         .seen = seen,
                         .n_seen = 2,
                         .settlements = &place,
                         .n_settlements = 1,
                         .title = "T",
                         .day = 20800};
    struct t2_buf out;
    t2_buf_init(&out, 1 << 20);
    assert_int_equal(t2_buf_append_str(&out, "x"), 0);
    assert_int_equal(geopackage_make(&m, &out), 0);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(out.ptr + 1, 1, out.len - 1, f), out.len - 1); /* it is appended */
    assert_int_equal(fclose(f), 0);
    /* A failure leaves what was there. */
    m.line = NULL;
    out.len = 1;
    assert_int_equal(geopackage_make(&m, &out), T2_E_ARGUMENT);
    m.line = l;
    out.max = 4096;
    assert_int_equal(geopackage_make(&m, &out), T2_E_FULL);
    assert_true(out.len == 1 && out.ptr[0] == 'x');
    t2_buf_free(&out);
    line_zones_free(z);
    line_rule_free(r);
    line_free(l);
}

static void read_back(void **p)
{
    (void)p;
    sqlite3 *db = NULL;
    write_it(GEO_WGS84);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(number(db, "PRAGMA application_id"), 0x47504b47);
    assert_int_equal(number(db, "PRAGMA user_version"), 10300);
    assert_int_equal(number(db, "SELECT count(*) FROM gpkg_spatial_ref_sys WHERE srs_id IN (-1,0,4326)"), 3);
    assert_int_equal(number(db, "SELECT count(*) FROM gpkg_contents"), 5);
    assert_int_equal(
        number(db,
               "SELECT count(*) FROM gpkg_contents c JOIN gpkg_geometry_columns g USING (table_name) WHERE "
               "c.srs_id=4326 AND g.srs_id=4326 AND c.min_x < c.max_x + 1e-9 AND "
               "c.last_change='2026-12-13T00:00:00.000Z'"),
        4);
    assert_int_equal(number(db, "SELECT count(*) FROM zones WHERE class='heavy' AND distance_m=7500"), 2);
    assert_int_equal(number(db, "SELECT count(*) FROM lines"), 3);
    assert_int_equal(number(db,
                            "SELECT count(*) FROM reports WHERE name='it''s'', NULL); --' AND verified=1 AND "
                            "error_m=12.5 AND begins='2026-09-21T14:13:20Z' AND length(geom)=61"),
                     1);
    assert_int_equal(number(db, "SELECT count(*) FROM reports WHERE geom IS NULL"), 1);
    assert_int_equal(
        number(db, "SELECT count(*) FROM about WHERE what LIKE 'which territory%' AND said LIKE 'As drawn%'"),
        1);
    assert_int_equal(number(db, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check='ok'"), 1);
    assert_int_equal(number(db, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void with_gdal(void **p)
{
    (void)p;
    char command[256];
    static char text[16384];
    write_it(GEO_WGS84);
    (void)snprintf(command, sizeof command, "ogrinfo -ro -al -geom=SUMMARY %s 2>&1", path);
    if (system("ogrinfo --version > /dev/null 2>&1") != 0) { /* NOLINT(cert-env33-c) */
        print_message("ogrinfo (gdal-bin) is not installed: skipped\n");
        skip();
    }
    FILE *f = popen(command, "r"); /* NOLINT(cert-env33-c) */
    assert_non_null(f);
    size_t n = fread(text, 1, sizeof text - 1, f);
    text[n] = '\0';
    assert_int_equal(pclose(f), 0);
    assert_null(strstr(text, "ERROR"));
    assert_null(strstr(text, "Warning"));
    assert_non_null(strstr(text, "Layer name: zones"));
    assert_non_null(strstr(text, "Geometry: Multi Polygon"));
    assert_non_null(strstr(text, "Layer name: reports"));
    assert_non_null(strstr(text, "WGS 84"));
}

static void flat(void **p)
{
    (void)p;
    sqlite3 *db = NULL;
    write_it(GEO_FLAT);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(number(db, "SELECT count(*) FROM gpkg_geometry_columns WHERE srs_id=-1"), 4);
    assert_int_equal(number(db, "SELECT min_x = 3805000 FROM gpkg_contents WHERE table_name='reports'"), 1);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(read_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(with_gdal, set_up, tear_down),
        cmocka_unit_test_setup_teardown(flat, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("desk_geopackage", tests, NULL, NULL);
}
