/* Lambert's azimuthal equal-area map of the ellipsoid, by way of the authalic latitude beta: q(lat) is
 * proportional to the area between the equator and lat, sin(beta) = q / q(90 degrees). Own lines instead of
 * PROJ's because PROJ looks for its files and keeps a context; the test compares both. Snyder, Map
 * Projections, USGS 1395, pages 187 and 188. */
#include "line_internal.h"

#define E2 (GEO_WGS84_F * (2 - GEO_WGS84_F))
#define RAD (GEO_DEG * M_PI / 180) /* radians in a unit */

static double q_of(double sin_lat)
{
    double e = sqrt(E2), es = e * sin_lat;
    return (1 - E2) * (sin_lat / (1 - es * es) + atanh(es) / e);
}

int geo_map_init(struct geo_map *m, enum geo_frame frame, struct geo_point centre)
{
    if (!geo_point_valid(frame, centre) ||
        (frame == GEO_WGS84 && (centre.y > GEO_MAX_LINE_LAT || centre.y < -GEO_MAX_LINE_LAT))) {
        return T2_E_ARGUMENT;
    }
    *m = (struct geo_map){.frame = frame, .centre = centre};
    if (frame == GEO_FLAT) {
        return 0;
    }
    double sin_lat = sin(centre.y * RAD), cos_lat = cos(centre.y * RAD);
    m->q_pole = q_of(1);
    m->sin_beta = q_of(sin_lat) / m->q_pole;
    m->cos_beta = sqrt(1 - m->sin_beta * m->sin_beta);
    m->radius = GEO_WGS84_A * sqrt(m->q_pole / 2);
    m->scale = GEO_WGS84_A * cos_lat / sqrt(1 - E2 * sin_lat * sin_lat) / (m->radius * m->cos_beta);
    m->lon_rad = centre.x * RAD;
    return 0;
}

void geo_map_to(const struct geo_map *m, double x, double y, double *out_east_m, double *out_north_m)
{
    if (m->frame == GEO_FLAT) {
        *out_east_m = (x - m->centre.x) / 100;
        *out_north_m = (y - m->centre.y) / 100;
        return;
    }
    double sin_beta = q_of(sin(y * RAD)) / m->q_pole, cos_beta = sqrt(fmax(0, 1 - sin_beta * sin_beta));
    double along = x * RAD - m->lon_rad, c = cos(along);
    double b = m->radius * sqrt(2 / (1 + m->sin_beta * sin_beta + m->cos_beta * cos_beta * c));
    *out_east_m = b * m->scale * cos_beta * sin(along);
    *out_north_m = b / m->scale * (m->cos_beta * sin_beta - m->sin_beta * cos_beta * c);
}

void geo_map_from(const struct geo_map *m, double east_m, double north_m, double *out_x, double *out_y)
{
    if (m->frame == GEO_FLAT) {
        *out_x = m->centre.x + 100 * east_m;
        *out_y = m->centre.y + 100 * north_m;
        return;
    }
    double u = east_m / m->scale, v = north_m * m->scale, rho = hypot(u, v);
    if (rho < 1e-9) {
        *out_x = m->centre.x;
        *out_y = m->centre.y;
        return;
    }
    double ce = 2 * asin(fmin(1, rho / (2 * m->radius))), sin_ce = sin(ce), cos_ce = cos(ce);
    double sin_beta = cos_ce * m->sin_beta + v * sin_ce * m->cos_beta / rho;
    double q = m->q_pole * sin_beta;
    /* Newton's steps from the authalic latitude; three reach the last bits. */
    double lat = asin(fmax(-1, fmin(1, sin_beta)));
    for (int i = 0; i < 4; i++) {
        double s = sin(lat), w = 1 - E2 * s * s;
        lat += w * w / (2 * cos(lat)) * (q - q_of(s)) / (1 - E2);
    }
    *out_y = lat / RAD;
    *out_x = (m->lon_rad + atan2(u * sin_ce, rho * m->cos_beta * cos_ce - v * m->sin_beta * sin_ce)) / RAD;
}
