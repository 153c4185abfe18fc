/* Arithmetic that gives the same bits on every machine with IEEE 754 doubles: addition, subtraction,
 * multiplication, division and square root are rounded correctly by the standard; no library function, no
 * fused operation (the room is compiled with -ffp-contract=off), no order but the source's. */
#include "days_internal.h"

#define LN2_HIGH 0x1.62e42feep-1      /* the upper 32 bits of ln 2: a product with a small integer is exact */
#define LN2_LOW 0x1.a39ef35793c76p-33 /* the rest */

double same_exp_minus(double z)
{
    if (!(z < 700)) {
        return 0;
    }
    int k = (int)(z * 1.4426950408889634 + 0.5);
    double r = (k * LN2_HIGH - z) + k * LN2_LOW; /* e^-z = 2^-k e^r, |r| < 0.35 */
    double sum = 1;
    for (int n = 14; n > 0; n--) { /* Horner's scheme; 0.35^15 / 15! is below 2^-60 */
        sum = 1 + sum * r / n;
    }
    uint64_t bits = (uint64_t)(1023 - k) << 52; /* 2^-k, k < 1011 */
    double power = 0;
    memcpy(&power, &bits, sizeof power);
    return sum * power;
}

/* Abramowitz and Stegun 7.1.26, with erf(z / sqrt 2); error below 1.5e-7. */
double same_normal(double z)
{
    double x = (z < 0 ? -z : z) * 0.70710678118654752;
    double t = 1 / (1 + 0.3275911 * x);
    double tail =
        t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
    double half = tail * same_exp_minus(x * x) / 2;
    return z < 0 ? half : 1 - half;
}

/* Sine and cosine by Taylor's series in Horner's scheme; |a| at most 3.2, to 1e-14. */
static void sine_cosine(double a, double *out_sin, double *out_cos)
{
#define TERM(n)                                                                                              \
    {                                                                                                        \
        1.0 / ((n) * ((n) + 1)), 1.0 / ((n) * ((n)-1))                                                       \
    }
    static const double term[][2] = {TERM(26), TERM(24), TERM(22), TERM(20), TERM(18), TERM(16), TERM(14),
                                     TERM(12), TERM(10), TERM(8),  TERM(6),  TERM(4),  TERM(2)};
#undef TERM
    double s = 1, c = 1, a2 = a * a;
    for (size_t k = 0; k < sizeof term / sizeof term[0]; k++) {
        s = 1 - s * a2 * term[k][0];
        c = 1 - c * a2 * term[k][1];
    }
    *out_sin = a * s;
    *out_cos = c;
}

#define RADIAN (1e-7 * 0.017453292519943295) /* in a unit */

void same_direction(uint32_t cdeg, double *out_east, double *out_north)
{
    double turn = (cdeg % 36000) * 1e-2; /* the series wants at most half a turn */
    sine_cosine((turn > 180 ? turn - 360 : turn) * 0.017453292519943295, out_east, out_north);
}

void same_scale_m(enum geo_frame frame, int32_t y, double *out_x_m, double *out_y_m)
{
    if (frame == GEO_FLAT) {
        *out_x_m = *out_y_m = 0.01;
        return;
    }
    double s = 0, c = 0, e2 = GEO_WGS84_F * (2 - GEO_WGS84_F);
    sine_cosine(y * RADIAN, &s, &c);
    double w = 1 - e2 * s * s, n = GEO_WGS84_A / sqrt(w);
    *out_x_m = n * (c > 1e-9 ? c : 1e-9) * RADIAN;
    *out_y_m = n * (1 - e2) / w * RADIAN;
}

static void in_room(struct geo_point p, double out[3])
{
    double s = 0, c = 0, sl = 0, cl = 0, e2 = GEO_WGS84_F * (2 - GEO_WGS84_F);
    sine_cosine(p.y * RADIAN, &s, &c);
    sine_cosine(p.x * RADIAN, &sl, &cl);
    double n = GEO_WGS84_A / sqrt(1 - e2 * s * s);
    out[0] = n * c * cl;
    out[1] = n * c * sl;
    out[2] = n * (1 - e2) * s;
}

/* The chord through the earth, made the arc above it: s = c + c^3 / (24 R^2). */
double same_distance_m(enum geo_frame frame, struct geo_point a, struct geo_point b)
{
    if (frame == GEO_FLAT) {
        double dx = (double)b.x - a.x, dy = (double)b.y - a.y;
        return sqrt(dx * dx + dy * dy) / 100;
    }
    double p[3], q[3], sum = 0;
    in_room(a, p);
    in_room(b, q);
    for (int k = 0; k < 3; k++) {
        sum += (p[k] - q[k]) * (p[k] - q[k]);
    }
    double chord = sqrt(sum);
    return chord + chord * chord * chord / (24 * 6371000.0 * 6371000.0);
}
