/* Places, distances and areas of the line room. Pure: no file, no clock, no global; the same bits on every
 * desk for what is an integer, and the accuracy said here for what is a double.
 *
 * Datum and axis order, stated once for the whole program: a place is the datum WGS 84 (the ellipsoid a =
 * 6378137 m, 1/f = 298.257223563), x is the longitude and y the latitude, in units of 1e-7 degree (1.1 cm),
 * east and north positive. That is the order of GeoJSON, not that of a spoken coordinate. In a flat frame (an
 * invented map, a room's floor) x and y are centimetres to the right and up, and distance is Pythagoras's. */
#ifndef T2_TRACKTWO_GEO_H
#define T2_TRACKTWO_GEO_H

#include <stddef.h>
#include <stdint.h>

#include <tracktwo/err.h>

struct geo_point {
    int32_t x, y;
};

enum geo_frame {
    GEO_WGS84, /* x -1800000000 .. 1800000000, y -900000000 .. 900000000 */
    GEO_FLAT,  /* centimetres, -1000000000 .. 1000000000: 20,000 km by 20,000 km */
};

#define GEO_UNITS_PER_DEG 10000000
#define GEO_MAX_FLAT 1000000000
/* Lines and polygons stay this far from the poles and on one side of the 180th meridian: what reaches beyond
 * is refused with the reason, because there a straight edge between two coordinates is no straight line on
 * the ground. Distances between points know neither limit. */
#define GEO_MAX_LINE_LAT 850000000
#define GEO_MAX_RING_POINTS ((size_t)1 << 22)

/* 1 when the place is one of the frame's. */
int geo_point_valid(enum geo_frame frame, struct geo_point p);
/* From degrees (x longitude), rounded to the nearest unit; from metres in a flat frame. T2_E_ARGUMENT when
 * not finite or outside the frame. */
T2_MUST_USE int geo_point_of(enum geo_frame frame, double x, double y, struct geo_point *out);

/* ---- geodesics: WGS84 by GeographicLib's algorithms as PROJ has them, to nanometres; FLAT by Pythagoras
 * ---- */

/* Metres between two places. */
double geo_distance_m(enum geo_frame frame, struct geo_point a, struct geo_point b);
/* Direction of the geodesic at a and at b, degrees clockwise from north, -180 to 180. Either out may be NULL.
 */
void geo_azimuth_deg(enum geo_frame frame, struct geo_point a, struct geo_point b, double *out_at_a,
                     double *out_at_b);
/* The place reached from p by going distance_m (may be negative) in direction azimuth_deg; longitudes come
 * back to -180 to 180. T2_E_ARGUMENT when it is not finite or leaves a flat frame. */
T2_MUST_USE int geo_direct(enum geo_frame frame, struct geo_point p, double azimuth_deg, double distance_m,
                           struct geo_point *out);

/* ---- polygons ---- */

/* Borrowed points; of a ring the last equals the first. */
struct geo_points {
    const struct geo_point *at;
    size_t n;
};

/* Rings, each closed; parts: ring 0 of a part is its outline, counter-clockwise, the others are its holes,
 * clockwise. Rings touch at points at most. An empty area has no part. Owns its memory; all zeros is the
 * empty one. */
struct geo_area {
    struct geo_point *points;
    size_t n_points;
    uint32_t *ring_end; /* one past the last point of each ring */
    size_t n_rings;
    uint32_t *part_end; /* one past the last ring of each part */
    size_t n_parts;
};
void geo_area_free(struct geo_area *a);                                        /* leaves the empty one */
T2_MUST_USE int geo_area_copy(const struct geo_area *a, struct geo_area *out); /* T2_E_MEMORY */
struct geo_points geo_area_ring(const struct geo_area *a, size_t ring);        /* ring < n_rings */

/* Length in metres along the geodesics between the points; 0 of fewer than two. */
double geo_length_m(enum geo_frame frame, struct geo_points line);
/* Square metres, holes taken off; edges are geodesics. Of a ring the sign is positive counter-clockwise. An
 * edge may cross the 180th meridian and a ring may go round a pole. */
double geo_ring_area_m2(enum geo_frame frame, struct geo_points ring);
double geo_area_m2(enum geo_frame frame, const struct geo_area *a);

/* Exact: 1 inside or on an edge or vertex, 0 outside. Edges are straight in x and y. O(n); the index of
 * line_verdict.h is for many points. */
int geo_area_has(const struct geo_area *a, struct geo_point p);

/* ---- a flat map about a centre ---- */

/* Lambert's azimuthal equal-area map of the ellipsoid (areas true, distances true to (r / 6371 km)^2 / 8 at
 * distance r from the centre: 1e-5 at 57 km, 1e-3 at 570 km), metres east and north of the centre. FLAT: a
 * shift. */
struct geo_map {
    enum geo_frame frame;
    struct geo_point centre;
    double q_pole, sin_beta, cos_beta, radius, scale, lon_rad; /* derived; for geo_map alone */
};
/* T2_E_ARGUMENT: a centre that is none of the frame or lies within 5 degrees of a pole. */
T2_MUST_USE int geo_map_init(struct geo_map *m, enum geo_frame frame, struct geo_point centre);
/* Units as they are in struct geo_point, not rounded. */
void geo_map_to(const struct geo_map *m, double x, double y, double *out_east_m, double *out_north_m);
/* The inverse, to micrometres within 5,000 km of the centre. */
void geo_map_from(const struct geo_map *m, double east_m, double north_m, double *out_x, double *out_y);

#endif
