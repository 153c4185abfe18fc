/* What the files of the line room share. */
#ifndef T2_LINE_INTERNAL_H
#define T2_LINE_INTERNAL_H

#include <tracktwo/line_verdict.h>

#include <geodesic.h>
#include <math.h>
#include <string.h>

#define GEO_WGS84_A 6378137.0
#define GEO_WGS84_F (1 / 298.257223563)
#define GEO_DEG 1e-7 /* degrees in a unit */

/* ---- geodesics with the ellipsoid prepared once ---- */

struct geo_earth {
    enum geo_frame frame;
    struct geod_geodesic g;
};
struct geo_earth geo_earth_of(enum geo_frame frame);
double geo_earth_distance(const struct geo_earth *e, double ax, double ay, double bx,
                          double by); /* units in */
/* From a in the direction of b, metres_m far; when they coincide, north. Units, not rounded. */
void geo_earth_toward(const struct geo_earth *e, double ax, double ay, double bx, double by, double metres_m,
                      double *out_x, double *out_y);
/* From p in a direction. Longitudes are not brought back to -180 to 180. */
void geo_earth_go(const struct geo_earth *e, double x, double y, double azimuth_deg, double metres_m,
                  double *out_x, double *out_y);
double geo_earth_azimuth(const struct geo_earth *e, double ax, double ay, double bx, double by);

/* ---- areas being made ---- */

/* Appends a ring; new_part 1 begins a part with it. T2_E_MEMORY, a unchanged. */
T2_MUST_USE int geo_area_add(struct geo_area *a, const struct geo_point *ring, size_t n, int new_part);
/* Twice the signed area in units, exact. */
__extension__ typedef __int128 geo_wide;
geo_wide geo_ring_twice(struct geo_points ring);
/* Sign of the turn a -> b -> p: 1 left, 0 straight, -1 right. Exact. */
int geo_turn(struct geo_point a, struct geo_point b, struct geo_point p);
int geo_on_segment(struct geo_point a, struct geo_point b, struct geo_point p);
int geo_same(struct geo_point a, struct geo_point b);

#endif
