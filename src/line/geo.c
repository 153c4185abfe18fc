/* Places and geodesics. PROJ's geodesic.h computes without context, file or global; a flat frame is a plane.
 */
#include "line_internal.h"

struct geo_earth geo_earth_of(enum geo_frame frame)
{
    struct geo_earth e = {.frame = frame};
    geod_init(&e.g, GEO_WGS84_A, GEO_WGS84_F);
    return e;
}

int geo_point_valid(enum geo_frame frame, struct geo_point p)
{
    if (frame == GEO_FLAT) {
        return p.x >= -GEO_MAX_FLAT && p.x <= GEO_MAX_FLAT && p.y >= -GEO_MAX_FLAT && p.y <= GEO_MAX_FLAT;
    }
    return p.x >= -180 * GEO_UNITS_PER_DEG && p.x <= 180 * GEO_UNITS_PER_DEG &&
           p.y >= -90 * GEO_UNITS_PER_DEG && p.y <= 90 * GEO_UNITS_PER_DEG;
}

int geo_point_of(enum geo_frame frame, double x, double y, struct geo_point *out)
{
    double units = frame == GEO_FLAT ? 100 : GEO_UNITS_PER_DEG;
    if (!(fabs(x) * units < 2e9) || !(fabs(y) * units < 2e9)) {
        return T2_E_ARGUMENT;
    }
    struct geo_point p = {(int32_t)lround(x * units), (int32_t)lround(y * units)};
    if (!geo_point_valid(frame, p)) {
        return T2_E_ARGUMENT;
    }
    *out = p;
    return 0;
}

double geo_earth_distance(const struct geo_earth *e, double ax, double ay, double bx, double by)
{
    if (e->frame == GEO_FLAT) {
        return hypot(bx - ax, by - ay) / 100;
    }
    double s = 0;
    geod_inverse(&e->g, ay * GEO_DEG, ax * GEO_DEG, by * GEO_DEG, bx * GEO_DEG, &s, NULL, NULL);
    return s;
}

double geo_earth_azimuth(const struct geo_earth *e, double ax, double ay, double bx, double by)
{
    if (e->frame == GEO_FLAT) {
        return atan2(bx - ax, by - ay) * (180 / M_PI);
    }
    double at_a = 0;
    geod_inverse(&e->g, ay * GEO_DEG, ax * GEO_DEG, by * GEO_DEG, bx * GEO_DEG, NULL, &at_a, NULL);
    return at_a;
}

void geo_earth_go(const struct geo_earth *e, double x, double y, double azimuth_deg, double metres_m,
                  double *out_x, double *out_y)
{
    if (e->frame == GEO_FLAT) {
        double turn = azimuth_deg * (M_PI / 180);
        *out_x = x + 100 * metres_m * sin(turn);
        *out_y = y + 100 * metres_m * cos(turn);
        return;
    }
    double lat = 0, lon = 0;
    geod_gendirect(&e->g, y * GEO_DEG, x * GEO_DEG, azimuth_deg, GEOD_LONG_UNROLL, metres_m, &lat, &lon, NULL,
                   NULL, NULL, NULL, NULL, NULL);
    *out_x = lon / GEO_DEG;
    *out_y = lat / GEO_DEG;
}

void geo_earth_toward(const struct geo_earth *e, double ax, double ay, double bx, double by, double metres_m,
                      double *out_x, double *out_y)
{
    geo_earth_go(e, ax, ay, geo_earth_azimuth(e, ax, ay, bx, by), metres_m, out_x, out_y);
}

double geo_distance_m(enum geo_frame frame, struct geo_point a, struct geo_point b)
{
    struct geo_earth e = geo_earth_of(frame);
    return geo_earth_distance(&e, a.x, a.y, b.x, b.y);
}

void geo_azimuth_deg(enum geo_frame frame, struct geo_point a, struct geo_point b, double *out_at_a,
                     double *out_at_b)
{
    struct geo_earth e = geo_earth_of(frame);
    double at_a = 0, at_b = 0;
    if (frame == GEO_FLAT) {
        at_a = at_b = geo_earth_azimuth(&e, a.x, a.y, b.x, b.y);
    } else {
        geod_inverse(&e.g, a.y * GEO_DEG, a.x * GEO_DEG, b.y * GEO_DEG, b.x * GEO_DEG, NULL, &at_a, &at_b);
    }
    if (out_at_a != NULL) {
        *out_at_a = at_a;
    }
    if (out_at_b != NULL) {
        *out_at_b = at_b;
    }
}

int geo_direct(enum geo_frame frame, struct geo_point p, double azimuth_deg, double distance_m,
               struct geo_point *out)
{
    if (!isfinite(azimuth_deg) || !isfinite(distance_m)) {
        return T2_E_ARGUMENT;
    }
    if (frame == GEO_FLAT) {
        struct geo_earth e = geo_earth_of(frame);
        double x = 0, y = 0;
        geo_earth_go(&e, p.x, p.y, azimuth_deg, distance_m, &x, &y);
        return geo_point_of(frame, x / 100, y / 100, out);
    }
    struct geod_geodesic g;
    double lat = 0, lon = 0;
    geod_init(&g, GEO_WGS84_A, GEO_WGS84_F);
    geod_direct(&g, p.y * GEO_DEG, p.x * GEO_DEG, azimuth_deg, distance_m, &lat, &lon, NULL);
    return geo_point_of(frame, lon, lat, out);
}

double geo_length_m(enum geo_frame frame, struct geo_points line)
{
    struct geo_earth e = geo_earth_of(frame);
    double sum = 0;
    for (size_t i = 1; i < line.n; i++) {
        sum += geo_earth_distance(&e, line.at[i - 1].x, line.at[i - 1].y, line.at[i].x, line.at[i].y);
    }
    return sum;
}

double geo_ring_area_m2(enum geo_frame frame, struct geo_points ring)
{
    if (frame == GEO_FLAT) {
        return (double)geo_ring_twice(ring) / 2 / 1e4;
    }
    struct geod_geodesic g;
    struct geod_polygon p;
    double area = 0;
    geod_init(&g, GEO_WGS84_A, GEO_WGS84_F);
    geod_polygon_init(&p, 0);
    for (size_t i = 0; i + 1 < ring.n; i++) {
        geod_polygon_addpoint(&g, &p, ring.at[i].y * GEO_DEG, ring.at[i].x * GEO_DEG);
    }
    geod_polygon_compute(&g, &p, 0, 1, &area, NULL);
    return area;
}

double geo_area_m2(enum geo_frame frame, const struct geo_area *a)
{
    double sum = 0;
    for (size_t k = 0; k < a->n_rings; k++) {
        sum += geo_ring_area_m2(frame, geo_area_ring(a, k));
    }
    return sum;
}
