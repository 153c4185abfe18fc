/* Observations from the CSV of a form (ODK Central, KoboToolbox): RFC 4180 with commas or semicolons, columns
 * in any order and in groups. Nothing is guessed: a cell that cannot be read is an error with its line and
 * column. Whether it costs the row or the file the caller says; a table that is none costs the file. */
#include "map_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define CELL_MAX 4096

enum column {
    C_IGNORED,
    C_START,
    C_END,
    C_KIND,
    C_COUNT,
    C_SIDE,
    C_VERIFIED,
    C_REMARK,
    C_BEARING,
    C_DISTANCE,
    C_MEANS,
    C_WEAPON,
    C_CALIBRE,
    C_SERIAL,
    C_PLACE, /* "lat lon altitude precision", or "lat, lon" */
    C_LAT,
    C_LON,
    C_PRECISION,
    C_OWN,
    C_OWN_LAT,
    C_OWN_LON,
    C_OWN_PRECISION,
    N_COLUMNS
};

struct form {
    const uint8_t *at, *end;
    char separator;
    uint32_t line;      /* where at stands */
    uint32_t cell_line; /* where the cell began */
    size_t column;      /* from 1, of the cell */
    char cell[CELL_MAX];
    int is_last; /* of its row */
    int by_row;  /* an error costs the row alone */
    enum line_form_position position;
    struct line_refusal *why;
    size_t n_columns;
    uint8_t means[LINE_FORM_MAX_COLUMNS];
    char names[N_COLUMNS][48]; /* as the head has them */
    size_t where[N_COLUMNS];   /* column, from 1; 0 none */
    char value[N_COLUMNS][CELL_MAX];
};

static int wrong(struct form *f, enum column c, const char *english, ...)
    __attribute__((format(printf, 3, 4)));
static int wrong(struct form *f, enum column c, const char *english, ...)
{
    char what[300], clean[300];
    va_list args;
    va_start(args, english);
    if (f->why != NULL && f->why->say != NULL) {
        english = f->why->say(f->why->lang, english);
    }
    (void)vsnprintf(what, sizeof what, english, args);
    va_end(args);
    put_clean(clean, sizeof clean, what); /* a cell of the file may be in it */
    const size_t column = c == C_IGNORED ? f->column : f->where[c];
    const unsigned line = f->cell_line;
    int err = 0;
    if (column == 0 && f->by_row) { /* it is about the row */
        err = line_refuse(f->why, LINE_R_FORMAT, T2_SAYS("Line %u: %s The row was not taken."), line, clean);
    } else if (column == 0) {
        err = line_refuse(f->why, LINE_R_FORMAT, T2_SAYS("Line %u: %s Nothing of the file was taken."), line,
                          clean);
    } else if (c == C_IGNORED && f->by_row) {
        err = line_refuse(f->why, LINE_R_FORMAT, T2_SAYS("Line %u, column %zu: %s The row was not taken."),
                          line, column, clean);
    } else if (c == C_IGNORED) {
        err = line_refuse(f->why, LINE_R_FORMAT,
                          T2_SAYS("Line %u, column %zu: %s Nothing of the file was taken."), line, column,
                          clean);
    } else if (f->by_row) {
        err =
            line_refuse(f->why, LINE_R_FORMAT, T2_SAYS("Line %u, column %zu (%s): %s The row was not taken."),
                        line, column, f->names[c], clean);
    } else {
        err = line_refuse(f->why, LINE_R_FORMAT,
                          T2_SAYS("Line %u, column %zu (%s): %s Nothing of the file was taken."), line,
                          column, f->names[c], clean);
    }
    if (f->why != NULL) {
        f->why->line_number = f->cell_line;
    }
    return err;
}

/* ---- cells ---- */

static int cell_add(struct form *f, size_t *n, uint8_t c)
{
    if (*n + 1 >= sizeof f->cell || c == '\0') {
        return wrong(f, C_IGNORED, T2_SAYS("a cell is too long, or holds a zero byte."));
    }
    f->cell[(*n)++] = (char)c;
    return 0;
}

static void line_end(struct form *f)
{
    f->at += f->at < f->end && *f->at == '\r';
    f->at += f->at < f->end && *f->at == '\n';
    f->line++;
}

static int next_cell(struct form *f)
{
    size_t n = 0;
    int err = 0;
    f->column++;
    if (f->column == 1) {
        f->cell_line = f->line; /* errors name the line on which the row begins */
    }
    if (f->at < f->end && *f->at == '"') {
        for (f->at++;; f->at++) {
            if (f->at == f->end) {
                return wrong(f, C_IGNORED, T2_SAYS("a quotation mark is never closed."));
            }
            if (*f->at == '"' && (f->at + 1 == f->end || f->at[1] != '"')) {
                f->at++;
                break;
            }
            f->at += *f->at == '"';
            f->line += *f->at == '\n';
            if ((err = cell_add(f, &n, *f->at)) != 0) {
                return err;
            }
        }
        if (f->at < f->end && *f->at != (uint8_t)f->separator && *f->at != '\r' && *f->at != '\n') {
            return wrong(f, C_IGNORED, T2_SAYS("something stands behind the closing quotation mark."));
        }
    } else {
        for (; f->at < f->end && *f->at != (uint8_t)f->separator && *f->at != '\r' && *f->at != '\n';
             f->at++) {
            if (*f->at == '"') {
                return wrong(f, C_IGNORED,
                             T2_SAYS("a quotation mark stands within a cell that does not begin with one."));
            }
            if ((err = cell_add(f, &n, *f->at)) != 0) {
                return err;
            }
        }
    }
    while (n > 0 && (f->cell[n - 1] == ' ' || f->cell[n - 1] == '\t')) {
        n--;
    }
    f->cell[n] = '\0';
    f->is_last = f->at == f->end || *f->at == '\r' || *f->at == '\n';
    if (f->is_last) {
        line_end(f);
    } else {
        f->at++;
    }
    return 0;
}

/* ---- the head ---- */

/* The last part of "group/place", "group-place-Latitude", "_gps_latitude": lower case, words joined by _. */
static void plain_name(const char *in, char *out, size_t cap)
{
    size_t n = 0;
    for (; *in != '\0'; in++) {
        const char c = (char)(*in >= 'A' && *in <= 'Z' ? *in - 'A' + 'a' : *in);
        if (c == '/' || c == ':') {
            n = 0; /* a group */
        } else if (c == '-' || c == '.' || c == ' ' || c == '_') {
            if (n > 0 && n + 1 < cap && out[n - 1] != '_') {
                out[n++] = '_';
            }
        } else if (n + 1 < cap) {
            out[n++] = c;
        }
    }
    n -= n > 0 && out[n - 1] == '_';
    out[n] = '\0';
}

static int ends_with(const char *name, const char *end)
{
    const size_t n = strlen(name), m = strlen(end);
    return n >= m && strcmp(name + n - m, end) == 0 && (n == m || name[n - m - 1] == '_');
}

static int begins_with(const char *name, const char *begin)
{
    const size_t m = strlen(begin);
    return strncmp(name, begin, m) == 0 && (name[m] == '_' || name[m] == '\0');
}

/* Longest first: an end of a name decides. Groups of ODK Central are joined by hyphens, so that only the end
 * of a name can be looked at. */
static const struct {
    const char *end;
    enum column c;
} ends[] = {
    {"latitude", C_LAT},
    {"lat", C_LAT},
    {"longitude", C_LON},
    {"lon", C_LON},
    {"lng", C_LON},
    {"precision", C_PRECISION},
    {"accuracy", C_PRECISION},
    {"geolocation", C_PLACE},
    {"location", C_PLACE},
    {"gps", C_PLACE},
    {"place", C_PLACE},
    {"position", C_PLACE},
    {"start", C_START},
    {"begin", C_START},
    {"end", C_END},
    {"kind", C_KIND},
    {"count", C_COUNT},
    {"number", C_COUNT},
    {"side", C_SIDE},
    {"verified", C_VERIFIED},
    {"remark", C_REMARK},
    {"remarks", C_REMARK},
    {"note", C_REMARK},
    {"bearing", C_BEARING},
    {"distance", C_DISTANCE},
    {"distance_m", C_DISTANCE},
    {"means", C_MEANS},
    {"weapon", C_WEAPON},
    {"calibre", C_CALIBRE},
    {"caliber", C_CALIBRE},
    {"serial", C_SERIAL},
};

static enum column column_of(const struct form *f, const char *name)
{
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        if (!ends_with(name, ends[i].end)) {
            continue;
        }
        const enum column c = ends[i].c;
        if (c < C_PLACE || c > C_PRECISION) {
            return c;
        }
        const int own = begins_with(name, "own") || begins_with(name, "observer") ||
                        strstr(name, "_own_") != NULL || strstr(name, "_observer_") != NULL ||
                        ends_with(name, "own_place") || ends_with(name, "own_position");
        const int place = strstr(name, "place") != NULL || strstr(name, "event") != NULL;
        const int observer = own || (!place && f->position == LINE_FORM_IS_OBSERVER);
        return observer ? (enum column)(c + (C_OWN - C_PLACE)) : c;
    }
    return C_IGNORED;
}

static int head(struct form *f)
{
    size_t commas = 0, semicolons = 0;
    for (const uint8_t *c = f->at; c < f->end && *c != '\n'; c++) {
        commas += *c == ',';
        semicolons += *c == ';';
    }
    f->separator = semicolons > commas ? ';' : ',';
    do {
        char name[64] = "";
        int err = next_cell(f);
        if (err != 0) {
            return err;
        }
        if (f->n_columns == LINE_FORM_MAX_COLUMNS) {
            return wrong(f, C_IGNORED, T2_SAYS("the table has more than %d columns."), LINE_FORM_MAX_COLUMNS);
        }
        plain_name(f->cell, name, sizeof name);
        const enum column c = column_of(f, name);
        if (c != C_IGNORED && f->where[c] != 0) {
            /* Kobo has a position three times over: the first stands, and no two kinds may */
            if (c < C_PLACE) {
                return wrong(f, c, T2_SAYS("column %zu means the same as this one."), f->column);
            }
        } else if (c != C_IGNORED) {
            f->where[c] = f->column;
            f->means[f->n_columns] = (uint8_t)c;
            put_clean(f->names[c], sizeof f->names[c], f->cell);
        }
        f->n_columns++;
    } while (!f->is_last);
    f->column = 0;
    if (f->where[C_START] == 0 || f->where[C_KIND] == 0) {
        return wrong(f, C_IGNORED, T2_SAYS("the head needs a column \"start\" and a column \"kind\"."));
    }
    return 0;
}

/* ---- values ---- */

static int digits(const char **s, int n, int *out)
{
    *out = 0;
    for (int i = 0; i < n; i++, (*s)++) {
        if (**s < '0' || **s > '9') {
            return 0;
        }
        *out = *out * 10 + **s - '0';
    }
    return 1;
}

/* RFC 3339: 2026-11-30T09:16:43.000+02:00. A time without its zone is no time. */
static int time_of(const char *s, uint64_t *out)
{
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, zone_h = 0, zone_m = 0, sign = 0;
    int32_t days = 0;
    if (!digits(&s, 4, &year) || *s++ != '-' || !digits(&s, 2, &month) || *s++ != '-' ||
        !digits(&s, 2, &day) || (*s != 'T' && *s != ' ') || !line_day_of(year, month, day, &days)) {
        return 0;
    }
    s++;
    if (!digits(&s, 2, &hour) || *s++ != ':' || !digits(&s, 2, &minute)) {
        return 0;
    }
    if (*s == ':') {
        s++;
        if (!digits(&s, 2, &second)) {
            return 0;
        }
    }
    if (*s == '.') {
        s++;
        s += strspn(s, "0123456789");
    }
    if (*s == 'Z' && s[1] == '\0') {
        sign = 1;
    } else if (*s == '+' || *s == '-') {
        sign = *s == '+' ? 1 : -1;
        s++;
        if (!digits(&s, 2, &zone_h)) {
            return 0;
        }
        s += *s == ':';
        if (!digits(&s, 2, &zone_m) || *s != '\0') {
            return 0;
        }
    }
    const int64_t at = (int64_t)days * 86400 + hour * 3600 + minute * 60 + second -
                       (int64_t)sign * (zone_h * 3600 + zone_m * 60);
    if (sign == 0 || hour > 23 || minute > 59 || second > 60 || zone_h > 14 || zone_m > 59 || at < 0) {
        return 0;
    }
    *out = (uint64_t)at;
    return 1;
}

/* Plain decimals, no exponent: the locale of the process has no say. At most nine decimals count. */
static int number_of(const char *s, const char **end, double *out)
{
    const int minus = *s == '-';
    int64_t x = 0;
    int n = 0, decimals = 0;
    s += *s == '-' || *s == '+';
    for (; *s >= '0' && *s <= '9' && n < 9; s++, n++) {
        x = x * 10 + *s - '0';
    }
    if (*s == '.') {
        for (s++; *s >= '0' && *s <= '9'; s++, n++) {
            if (decimals < 9) {
                x = x * 10 + *s - '0';
                decimals++;
            }
        }
    }
    static const double ten[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
    if (n == 0 || (*s >= '0' && *s <= '9')) {
        return 0;
    }
    *out = (minus ? -1.0 : 1.0) * (double)x / ten[decimals];
    *end = s;
    return 1;
}

static int whole(const char *s, double *out)
{
    const char *end = s;
    return number_of(s, &end, out) && *end == '\0';
}

struct fix {
    int has, has_precision;
    double lat, lon, precision;
};

/* A position from its one column, or from its three. */
static int position(struct form *f, enum column first, struct fix *out)
{
    const char *s = f->value[first], *lat = f->value[first + 1], *lon = f->value[first + 2], *end = s;
    double part[4] = {0};
    int n = 0;
    *out = (struct fix){0};
    if (lat[0] != '\0' || lon[0] != '\0') {
        if (!whole(lat, &part[0])) {
            return wrong(f, first + 1, T2_SAYS("\"%.40s\" is no latitude in degrees."), lat);
        }
        if (!whole(lon, &part[1])) {
            return wrong(f, first + 2, T2_SAYS("\"%.40s\" is no longitude in degrees."), lon);
        }
        n = 2;
        first = (enum column)(first + 1);
    } else {
        s += strspn(s, "[ ");
        for (; *s != '\0' && n < 4; n++) {
            if (!number_of(s, &end, &part[n])) {
                break;
            }
            s = end + strspn(end, ", []");
            if (s == end && *s != '\0') {
                break;
            }
        }
        if (*s != '\0' || n == 1) {
            return wrong(
                f, first,
                T2_SAYS("\"%.40s\" is no position: latitude, longitude, height and precision are expected."),
                f->value[first]);
        }
        if (n == 0) {
            return 0;
        }
    }
    out->has = 1;
    out->lat = part[0];
    out->lon = part[1];
    const char *precision = f->value[first < C_OWN ? C_PRECISION : C_OWN_PRECISION];
    out->precision = part[3];
    out->has_precision = n == 4;
    if (precision[0] != '\0') {
        if (!whole(precision, &out->precision)) {
            return wrong(f, first < C_OWN ? C_PRECISION : C_OWN_PRECISION,
                         T2_SAYS("\"%.40s\" is no number of metres."), precision);
        }
        out->has_precision = 1;
    }
    struct geo_point p;
    if (geo_point_of(GEO_WGS84, out->lon, out->lat, &p) != 0 || out->precision < 0 ||
        out->precision > 100000) {
        return wrong(f, first,
                     T2_SAYS("there is no such place on the earth, or its precision is no length."));
    }
    return 0;
}

static int number_in(struct form *f, enum column c, double most, double *out)
{
    if (f->value[c][0] != '\0' && (!whole(f->value[c], out) || *out < 0 || *out > most)) {
        return wrong(f, c, T2_SAYS("\"%.40s\" is no number from 0 to %.0f."), f->value[c], most);
    }
    return 0;
}

static int side_of(const struct form *f, uint8_t *out)
{
    const char *s = f->value[C_SIDE];
    *out = LINE_N_SIDES;
    if (s[0] == '\0' || strcmp(s, "unknown") == 0 || strcmp(s, "not known") == 0) {
        return 1;
    }
    if (s[1] == '\0' && (s[0] == 'A' || s[0] == 'a' || s[0] == 'B' || s[0] == 'b')) {
        *out = (s[0] | 0x20) == 'a' ? LINE_A : LINE_B;
        return 1;
    }
    return 0;
}

static int verified_of(const struct form *f, uint8_t *out)
{
    static const char *const yes[] = {"yes", "true", "1", "verified"}, *const no[] = {"", "no", "false", "0"};
    for (size_t i = 0; i < 4; i++) {
        if (strcmp(f->value[C_VERIFIED], yes[i]) == 0 || strcmp(f->value[C_VERIFIED], no[i]) == 0) {
            *out = strcmp(f->value[C_VERIFIED], yes[i]) == 0;
            return 1;
        }
    }
    return 0;
}

/* Where it happened, from where the observer stood. */
static int from_bearing(struct form *f, struct line_observation *o, double bearing, double distance)
{
    if (geo_direct(GEO_WGS84, o->own, bearing, distance, &o->place) != 0) {
        return wrong(f, C_DISTANCE, T2_SAYS("bearing and distance lead nowhere on the earth."));
    }
    /* a tenth of an estimated distance; five degrees of a compass are less */
    const double error = hypot(o->own_error_cm, 100 * distance * 0.1);
    o->has_place = 1;
    o->error_cm = (uint32_t)fmin(error, 1e7);
    return 0;
}

/* Words as a choice of several has them: between spaces; commas too. */
static int means_of(struct form *f, uint16_t *out)
{
    const char *s = f->value[C_MEANS] + strspn(f->value[C_MEANS], " ,");
    while (*s != '\0') {
        const size_t n = strcspn(s, " ,");
        uint16_t bit = 0;
        char word[16];
        (void)snprintf(word, sizeof word, "%.*s", (int)(n < sizeof word ? n : sizeof word - 1), s);
        if (n >= sizeof word || line_report_means_find(word, &bit) != 0) {
            return wrong(f, C_MEANS,
                         T2_SAYS("\"%.40s\" is no means of observation: heard, seen, camera, ..."), word);
        }
        *out |= bit;
        s += n + strspn(s + n, " ,");
    }
    return 0;
}

/* What a report has beside the observation. */
static int report_of(struct form *f, struct line_form_row *row)
{
    enum line_weapon w = LINE_W_OTHER;
    double millimetres = 0;
    row->line = f->cell_line;
    row->has_count = f->value[C_COUNT][0] != '\0';
    row->weapon = LINE_N_WEAPONS;
    if (f->value[C_WEAPON][0] != '\0') {
        if (line_weapon_find(f->value[C_WEAPON], &w) != 0) {
            return wrong(f, C_WEAPON, T2_SAYS("\"%.40s\" is no family of weapons: gun, mortar, armour, ..."),
                         f->value[C_WEAPON]);
        }
        row->weapon = (uint8_t)w;
    }
    if (strlen(f->value[C_SERIAL]) > LINE_REPORT_SERIAL_MAX) {
        return wrong(f, C_SERIAL, T2_SAYS("a serial number has at most %d bytes."), LINE_REPORT_SERIAL_MAX);
    }
    put_clean(row->serial, sizeof row->serial, f->value[C_SERIAL]);
    int err = number_in(f, C_CALIBRE, 10000, &millimetres);
    row->calibre = (uint32_t)lround(millimetres * 10);
    return err != 0 ? err : means_of(f, &row->means);
}

static int observation(struct form *f, struct line_form_row *row)
{
    struct line_observation *o = &row->seen;
    double count = 0, bearing = -1, distance = 0;
    struct fix place, own;
    int err = 0;
    *row = (struct line_form_row){.seen = {.side = LINE_N_SIDES}};
    if (!time_of(f->value[C_START], &o->begin_s)) {
        return wrong(f, C_START,
                     T2_SAYS("\"%.40s\" is no time with its zone, such as 2026-11-30T09:16:00+02:00."),
                     f->value[C_START]);
    }
    o->end_s = o->begin_s;
    if (f->value[C_END][0] != '\0' && (!time_of(f->value[C_END], &o->end_s) || o->end_s < o->begin_s)) {
        return wrong(f, C_END, T2_SAYS("\"%.40s\" is no time with its zone, or is before the start."),
                     f->value[C_END]);
    }
    if (f->value[C_KIND][0] == '\0' || strlen(f->value[C_KIND]) > LINE_ID_MAX) {
        return wrong(f, C_KIND, T2_SAYS("a kind of 1 to %d bytes is needed."), LINE_ID_MAX);
    }
    put_clean(o->kind, sizeof o->kind, f->value[C_KIND]);
    put_clean(o->remark, sizeof o->remark, f->value[C_REMARK]);
    o->mark = line_mark_of(o->kind);
    if (!side_of(f, &o->side)) {
        return wrong(f, C_SIDE, T2_SAYS("\"%.40s\" is no side: A, B or nothing."), f->value[C_SIDE]);
    }
    if (!verified_of(f, &o->verified)) {
        return wrong(f, C_VERIFIED, T2_SAYS("\"%.40s\" is neither yes nor no."), f->value[C_VERIFIED]);
    }
    err = number_in(f, C_COUNT, 1000000, &count);
    err = err != 0 ? err : number_in(f, C_BEARING, 360, &bearing);
    err = err != 0 ? err : number_in(f, C_DISTANCE, 200000, &distance);
    err = err != 0 ? err : position(f, C_PLACE, &place);
    err = err != 0 ? err : position(f, C_OWN, &own);
    if (err != 0) {
        return err;
    }
    o->count = (uint32_t)count;
    o->has_place = place.has != 0;
    row->place_said = o->has_place;
    row->has_bearing = bearing >= 0;
    row->has_distance = f->value[C_DISTANCE][0] != '\0';
    row->bearing_deg = bearing;
    row->distance_m = distance;
    o->has_own = own.has != 0;
    o->error_cm = (uint32_t)lround(place.precision * 100);
    o->own_error_cm = (uint32_t)lround(own.precision * 100);
    if (o->has_place) {
        err = geo_point_of(GEO_WGS84, place.lon, place.lat, &o->place);
    }
    if (err == 0 && o->has_own) {
        err = geo_point_of(GEO_WGS84, own.lon, own.lat, &o->own);
    }
    if (err == 0 && !o->has_place && o->has_own && row->has_bearing && row->has_distance) {
        err = from_bearing(f, o, bearing, distance);
    }
    return err != 0 ? err : report_of(f, row);
}

/* by_row: what follows the reading of its cells costs the row alone. */
static int next_row(struct form *f, int by_row, struct line_form_row *out, int *out_blank)
{
    *out_blank = 1;
    f->by_row = 0;
    f->column = 0;
    for (unsigned c = 0; c < N_COLUMNS; c++) {
        f->value[c][0] = '\0';
    }
    do {
        int err = next_cell(f);
        if (err != 0) {
            return err;
        }
        if (f->column > f->n_columns) {
            return wrong(f, C_IGNORED, T2_SAYS("the row has more cells than the head."));
        }
        *out_blank = *out_blank && f->cell[0] == '\0';
        if (f->means[f->column - 1] != C_IGNORED) {
            memcpy(f->value[f->means[f->column - 1]], f->cell, strlen(f->cell) + 1);
        }
    } while (!f->is_last);
    if (*out_blank) {
        return 0;
    }
    f->by_row = by_row;
    if (f->column < f->n_columns) {
        return wrong(f, C_IGNORED, T2_SAYS("the row has fewer cells than the head."));
    }
    return observation(f, out);
}

int line_form_each(struct t2_bytes csv, enum line_form_position position_is, struct line_refusal *why,
                   int (*take)(void *ctx, const struct line_form_row *row),
                   void (*refused)(void *ctx, const struct line_refusal *row), void *ctx)
{
    struct line_form_row *at = NULL;
    size_t n = 0;
    if (csv.len > LINE_FORM_MAX_BYTES) {
        return line_refuse(why, LINE_R_TOO_MANY, T2_SAYS("The table is larger than 16 MB."));
    }
    struct form *f = calloc(1, sizeof(*f));
    at = calloc(1, sizeof(*at));
    if (f == NULL || at == NULL) {
        free(f);
        free(at);
        return T2_E_MEMORY;
    }
    f->at = csv.ptr;
    f->end = csv.ptr + csv.len;
    f->line = 1;
    f->cell_line = 1;
    f->position = position_is;
    f->why = why;
    if (csv.len >= 3 && memcmp(csv.ptr, "\xef\xbb\xbf", 3) == 0) {
        f->at += 3;
    }
    int err = head(f);
    while (err == 0 && f->at < f->end) {
        int blank = 0;
        err = n < LINE_FORM_MAX_ROWS
                  ? next_row(f, refused != NULL, at, &blank)
                  : line_refuse(why, LINE_R_TOO_MANY, T2_SAYS("The table has more than %d rows."),
                                LINE_FORM_MAX_ROWS);
        n += !blank;
        if (err == T2_E_REFUSED && refused != NULL && f->by_row) {
            refused(ctx, why);
            f->by_row = 0;
            err = 0;
        } else if (err == 0 && !blank) {
            err = take(ctx, at);
        }
    }
    free(f);
    free(at);
    return err;
}

struct observations {
    struct line_observation *at;
    size_t n, cap;
};

static int keep(void *ctx, const struct line_form_row *row)
{
    struct observations *all = ctx;
    if (all->n == all->cap) {
        size_t cap = all->cap * 2 + 16;
        struct line_observation *more = realloc(all->at, cap * sizeof(more[0]));
        if (more == NULL) {
            return T2_E_MEMORY;
        }
        all->at = more;
        all->cap = cap;
    }
    all->at[all->n++] = row->seen;
    return 0;
}

int line_form_read(struct t2_bytes csv, enum line_form_position position_is, struct line_refusal *why,
                   struct line_observation **out, size_t *out_n)
{
    struct observations all = {NULL, 0, 0};
    int err = line_form_each(csv, position_is, why, keep, NULL, &all);
    if (err != 0) {
        free(all.at);
        return err;
    }
    *out = all.at;
    *out_n = all.n;
    return 0;
}
