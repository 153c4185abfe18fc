/* A GeoPackage: an SQLite file with the tables that its standard requires and one for each kind of geometry.
 * The blobs are the line room's. Made in memory: whoever asks for it puts it where it belongs. No clock: the
 * day of the last change is the day of the map. */
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include <tracktwo/geopackage.h>

#define APPLICATION_ID 0x47504b47 /* "GPKG" */
#define BLOB_MAX ((size_t)256 << 20)

enum table { T_LINES, T_ZONES, T_SETTLEMENTS, T_REPORTS, T_PUBLISHED, N_TABLES };
static const struct {
    const char *name, *geometry;
} tables[N_TABLES] = {
    [T_LINES] = {"lines", "MULTILINESTRING"},      [T_ZONES] = {"zones", "MULTIPOLYGON"},
    [T_SETTLEMENTS] = {"settlements", "POINT"},    [T_REPORTS] = {"reports", "POINT"},
    [T_PUBLISHED] = {"published", "MULTIPOLYGON"},
};

static const char schema[] =
    "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, "
    "organization "
    "TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);"
    "INSERT INTO gpkg_spatial_ref_sys VALUES"
    "('Undefined Cartesian SRS',-1,'NONE',-1,'undefined','a flat map, metres'),"
    "('Undefined geographic SRS',0,'NONE',0,'undefined',NULL),"
    "('WGS 84',4326,'EPSG',4326,'GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS "
    "84\",6378137,298.257223563]],"
    "PRIMEM[\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433],AUTHORITY[\"EPSG\",\"4326\"]]','longitude, "
    "latitude');"
    "CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier "
    "TEXT UNIQUE, "
    "description TEXT DEFAULT '', last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, "
    "max_y DOUBLE, "
    "srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));"
    "CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, "
    "geometry_type_name TEXT NOT "
    "NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY "
    "KEY "
    "(table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name), CONSTRAINT fk_gc_tn FOREIGN "
    "KEY "
    "(table_name) REFERENCES gpkg_contents(table_name), CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES "
    "gpkg_spatial_ref_sys(srs_id));"
    "CREATE TABLE about (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, what TEXT NOT NULL, said TEXT NOT "
    "NULL);";

struct package {
    const struct line_map *m;
    sqlite3 *db;
    char changed[40];
    double box[N_TABLES][4]; /* least x, greatest x, least y, greatest y */
    size_t n[N_TABLES];
};

static int of_sqlite(int rc)
{
    return rc == SQLITE_OK || rc == SQLITE_DONE ? 0 : rc == SQLITE_NOMEM ? T2_E_MEMORY : T2_E_IO;
}

static int run(struct package *p, const char *sql)
{
    return of_sqlite(sqlite3_exec(p->db, sql, NULL, NULL, NULL));
}

/* Binds the texts, in order, to the question marks; NULL is NULL. */
static int run_with(struct package *p, const char *sql, const char *const *texts, int n)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(p->db, sql, -1, &s, NULL);
    for (int i = 0; rc == SQLITE_OK && i < n; i++) {
        rc = sqlite3_bind_text(s, i + 1, texts[i], -1, SQLITE_STATIC);
    }
    rc = rc == SQLITE_OK ? sqlite3_step(s) : rc;
    (void)sqlite3_finalize(s);
    return of_sqlite(rc);
}

static enum table table_of(enum line_feature_kind kind)
{
    switch (kind) {
    case LINE_FEATURE_ZONE:
        return T_ZONES;
    case LINE_FEATURE_SETTLEMENT:
        return T_SETTLEMENTS;
    case LINE_FEATURE_SEEN:
        return T_REPORTS;
    case LINE_FEATURE_PUBLISHED:
        return T_PUBLISHED;
    case LINE_FEATURE_CONTACT:
    case LINE_FEATURE_EDGE:
    case LINE_FEATURE_LIMIT:
    case LINE_N_FEATURE_KINDS:
        break;
    }
    return T_LINES;
}

static int create(struct package *p, enum table t)
{
    char sql[512];
    (void)snprintf(
        sql, sizeof sql,
        "CREATE TABLE %s (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom %s, kind TEXT, side TEXT, "
        "class TEXT, name TEXT, distance_m INTEGER, n INTEGER, mark TEXT, verified INTEGER, error_m REAL, "
        "begins TEXT, ends TEXT)",
        tables[t].name, tables[t].geometry);
    return run(p, sql);
}

static void time_text(uint64_t seconds, char out[static 64])
{
    /* Days to a date of the Gregorian calendar: civil reckoning from the first of March of the year 0. */
    const int64_t z = (int64_t)(seconds / 86400) + 719468, era = z / 146097, of_era = z % 146097;
    const int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const int64_t of_year = of_era - (365 * year + year / 4 - year / 100), m = (5 * of_year + 2) / 153;
    const unsigned s = (unsigned)(seconds % 86400);
    (void)snprintf(out, 64, "%04lld-%02d-%02dT%02u:%02u:%02uZ", (long long)(year + era * 400 + (m >= 10)),
                   (int)(m < 10 ? m + 3 : m - 9), (int)(of_year - (153 * m + 2) / 5 + 1), s / 3600,
                   s / 60 % 60, s % 60);
}

static int bind(sqlite3_stmt *s, const struct line_feature *f, const struct t2_buf *blob)
{
    static const char *const sides[] = {"A", "B", NULL};
    char begins[64], ends[64];
    const int seen = f->mark < LINE_N_MARKS;
    time_text(f->from_s, begins);
    time_text(f->to_s, ends);
    int rc = blob->len > 0 ? sqlite3_bind_blob64(s, 1, blob->ptr, blob->len, SQLITE_TRANSIENT)
                           : sqlite3_bind_null(s, 1);
    const char *const texts[] = {line_feature_name(f->kind), sides[f->side],
                                 f->class == LINE_MAX_CLASSES ? "demilitarized"
                                 : f->class_id[0] != '\0'     ? f->class_id
                                                              : NULL,
                                 f->name[0] != '\0' ? f->name : NULL};
    for (int i = 0; rc == SQLITE_OK && i < 4; i++) {
        rc = sqlite3_bind_text(s, i + 2, texts[i], -1, SQLITE_TRANSIENT);
    }
    if (rc == SQLITE_OK && f->class != LINE_NO_CLASS) {
        rc = sqlite3_bind_int64(s, 6, f->distance_m);
    }
    if (rc == SQLITE_OK && f->n > 0) {
        rc = sqlite3_bind_int64(s, 7, f->n);
    }
    if (rc == SQLITE_OK && seen) {
        rc = sqlite3_bind_text(s, 8, line_mark_name((enum line_mark)f->mark), -1, SQLITE_TRANSIENT);
        rc = rc == SQLITE_OK ? sqlite3_bind_text(s, 11, begins, -1, SQLITE_TRANSIENT) : rc;
        rc = rc == SQLITE_OK ? sqlite3_bind_text(s, 12, ends, -1, SQLITE_TRANSIENT) : rc;
    }
    if (rc == SQLITE_OK && f->kind == LINE_FEATURE_SEEN) {
        rc = sqlite3_bind_int(s, 9, f->verified);
        rc = rc == SQLITE_OK && f->n_lines > 0 ? sqlite3_bind_double(s, 10, f->error_cm / 100.0) : rc;
    }
    return rc;
}

static int add(void *ctx, const struct line_feature *f)
{
    struct package *p = ctx;
    const enum table t = table_of(f->kind);
    struct t2_buf blob;
    double box[4] = {0};
    char sql[128];
    sqlite3_stmt *s = NULL;
    t2_buf_init(&blob, BLOB_MAX);
    int err = p->n[t] == 0 ? create(p, t) : 0;
    err = err != 0 ? err : line_feature_gpkg(line_frame(p->m->line), f, &blob, box);
    if (err == 0) {
        double *all = p->box[t];
        const int first = all[0] > all[1];
        all[0] = first || box[0] < all[0] ? box[0] : all[0];
        all[1] = first || box[1] > all[1] ? box[1] : all[1];
        all[2] = first || box[2] < all[2] ? box[2] : all[2];
        all[3] = first || box[3] > all[3] ? box[3] : all[3];
    }
    if (err == 0 || err == T2_E_MISSING) {
        (void)snprintf(sql, sizeof sql, "INSERT INTO %s VALUES (NULL,?,?,?,?,?,?,?,?,?,?,?,?)",
                       tables[t].name);
        int rc = sqlite3_prepare_v2(p->db, sql, -1, &s, NULL);
        rc = rc == SQLITE_OK ? bind(s, f, &blob) : rc;
        rc = rc == SQLITE_OK ? sqlite3_step(s) : rc;
        (void)sqlite3_finalize(s);
        err = of_sqlite(rc);
        p->n[t]++;
    }
    t2_buf_free(&blob);
    return err;
}

static int register_table(struct package *p, enum table t)
{
    const char *srs = line_frame(p->m->line) == GEO_FLAT ? "-1" : "4326";
    const char *const contents[] = {tables[t].name, tables[t].name, line_territory(p->m->line), p->changed,
                                    srs};
    const char *const column[] = {tables[t].name, tables[t].geometry, srs};
    const double *box = p->box[t];
    char sql[512];
    if (box[0] <= box[1]) {
        (void)snprintf(
            sql, sizeof sql,
            "UPDATE gpkg_contents SET min_x=%.9f,min_y=%.9f,max_x=%.9f,max_y=%.9f WHERE table_name='%s'",
            box[0], box[2], box[1], box[3], tables[t].name);
    } else {
        sql[0] = '\0';
    }
    int err = run_with(
        p,
        "INSERT INTO gpkg_contents (table_name,data_type,identifier,description,last_change,srs_id) VALUES "
        "(?,'features',?,?,?,CAST(? AS INTEGER))",
        contents, 5);
    err = err != 0 ? err : run(p, sql);
    return err != 0
               ? err
               : run_with(p, "INSERT INTO gpkg_geometry_columns VALUES (?,'geom',?,CAST(? AS INTEGER),0,0)",
                          column, 3);
}

static int about(struct package *p)
{
    const struct line_map *m = p->m;
    const char *const said[][2] = {{"title", m->title != NULL ? m->title : ""},
                                   {"side A", line_side_name(m->line, LINE_A)},
                                   {"side B", line_side_name(m->line, LINE_B)},
                                   {"which territory counts, as declared", line_territory(m->line)}};
    const char *const contents[] = {p->changed};
    int err =
        run_with(p,
                 "INSERT INTO gpkg_contents (table_name,data_type,identifier,last_change,srs_id) VALUES "
                 "('about','attributes','about',?,NULL)",
                 contents, 1);
    for (size_t i = 0; err == 0 && i < sizeof said / sizeof said[0]; i++) {
        err = run_with(p, "INSERT INTO about VALUES (NULL,?,?)", said[i], 2);
    }
    return err;
}

static int fill(struct package *p)
{
    char pragma[96];
    (void)snprintf(pragma, sizeof pragma, "PRAGMA application_id=%d;PRAGMA user_version=10300;BEGIN",
                   APPLICATION_ID);
    int err = run(p, pragma);
    err = err != 0 ? err : run(p, schema);
    err = err != 0 ? err : line_map_each(p->m, add, p);
    for (unsigned t = 0; err == 0 && t < N_TABLES; t++) {
        err = p->n[t] > 0 ? register_table(p, (enum table)t) : 0;
    }
    err = err != 0 ? err : about(p);
    return err != 0 ? err : run(p, "COMMIT");
}

/* The database as the bytes of its file. */
static int bytes_of(struct package *p, struct t2_buf *out)
{
    sqlite3_int64 n = 0;
    unsigned char *bytes = sqlite3_serialize(p->db, "main", &n, 0);
    int err = bytes != NULL ? t2_buf_append(out, bytes, (size_t)n) : T2_E_MEMORY;
    sqlite3_free(bytes);
    return err;
}

int geopackage_make(const struct line_map *m, struct t2_buf *out)
{
    struct package p = {.m = m};
    char day[64];
    time_text(m->day > 0 ? (uint64_t)m->day * 86400 : 0, day);
    (void)snprintf(p.changed, sizeof p.changed, "%.19s.000Z", day);
    for (unsigned t = 0; t < N_TABLES; t++) {
        p.box[t][0] = 1; /* empty: least above greatest */
    }
    int err = of_sqlite(sqlite3_open_v2(":memory:", &p.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL));
    err = err != 0 ? err : fill(&p);
    err = err != 0 ? err : bytes_of(&p, out);
    const int rc = sqlite3_close(p.db);
    return err != 0 ? err : of_sqlite(rc);
}
