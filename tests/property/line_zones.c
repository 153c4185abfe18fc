/* Random lines anywhere between 75 degrees south and north, of random waves, widths and ends: the zones that
 * come of them are valid (their reader takes them), do not overlap across the line, say little of being off,
 * and hold what is nearer to the line than their distance and nothing that is farther. */
#include "../line_data.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#define SEED 381u
#define N_LINES 60
#define N_PLACES 300

static uint64_t state = SEED;
static double uniform(void)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return ((double)(state >> 11) + 0.5) / 9007199254740992.0;
}

/* NULL when the random line crosses itself. */
static struct line *random_line(enum line_end end)
{
    static struct geo_point at[300];
    size_t n = 3 + (size_t)(uniform() * 297);
    double x = -100 + 200 * uniform(), y = -75 + 150 * uniform(), turn = 6.28 * uniform();
    double step = 0.002 + 0.05 * uniform(), wave = 0.1 + 1.2 * uniform();
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(geo_point_of(GEO_WGS84, x, y, &at[i]), 0);
        turn += wave * (uniform() - 0.5);
        x += step * cos(turn) / cos(y * M_PI / 180);
        y += step * sin(turn);
    }
    struct line_params params = line_data_params(GEO_WGS84, end);
    const struct line_from_line in = {{at, n}};
    struct line_refusal why = {.text = ""};
    struct line *l = NULL;
    params.limits.loop_m = 20000;
    if (line_new_from_line(&params, &in, NULL, NULL, &why, &l) != 0 && why.code != LINE_R_CROSSES)
        fail_msg("%s", why.text);
    return l;
}

static struct line_rule *random_rule(double width[2])
{
    char text[400];
    struct line_rule *r = NULL;
    struct line_refusal why = {.text = ""};
    for (int k = 0; k < 2; k++)
        width[k] = floor(500 + 80000 * uniform() * uniform());
    (void)snprintf(text, sizeof text,
                   "tracktwo line rule 1\ntitle en T\nframe wgs84\nmeasure per_side\nreference a "
                   "contact\nreference b contact\n"
                   "demilitarized %.0f %.0f\nclass c\nweapons gun\ndistance %.0f %.0f\n",
                   floor(width[0] / 3), floor(width[1] / 4), width[0], width[1]);
    if (line_rule_read(t2_bytes_str(text), &why, &r) != 0)
        fail_msg("%s", why.text);
    return r;
}

static void read_back(const struct line_zones *z)
{
    struct t2_buf bytes, again;
    struct line_refusal why = {.text = ""};
    struct line_zones *other = NULL;
    t2_buf_init(&bytes, LINE_ZONE_MAX_BYTES);
    t2_buf_init(&again, LINE_ZONE_MAX_BYTES);
    assert_int_equal(line_zones_write(z, &bytes), 0);
    if (line_zones_read(t2_buf_view(&bytes), &why, &other) != 0)
        fail_msg("%s", why.text);
    assert_int_equal(line_zones_write(other, &again), 0);
    assert_true(t2_bytes_eq(t2_buf_view(&bytes), t2_buf_view(&again)));
    t2_buf_free(&bytes);
    t2_buf_free(&again);
    line_zones_free(other);
}

/* Returns how many places were in a zone. */
static size_t places(const struct line *l, const struct line_zones *z, const double width[2])
{
    struct line_index *x = NULL;
    size_t zone[2] = {0, 0}, n_in = 0;
    double low = fmin(width[0], width[1]), high = fmax(width[0], width[1]);
    assert_int_equal(line_index_new(z, &x), 0);
    for (int k = 0; k < 2; k++)
        assert_int_equal(line_zones_find(z, 0, (enum line_side)k, &zone[k]), 0);
    for (int i = 0; i < N_PLACES; i++) {
        struct geo_points p = line_points(l);
        struct geo_point q;
        assert_int_equal(geo_direct(GEO_WGS84, p.at[(size_t)(uniform() * (double)p.n)], 360 * uniform(),
                                    1.3 * high * uniform(), &q),
                         0);
        double d = line_distance_m(l, q, NULL, NULL);
        uint32_t bits = line_index_at(x, q);
        int in_a = bits >> zone[0] & 1, in_b = bits >> zone[1] & 1;
        enum line_side side = line_zones_side(z, q);
        assert_false(in_a && in_b && d > 0.02);
        if (line_ending_at(l, 0).kind == LINE_END_ROUND) {
            if ((d < low - 15 && !in_a && !in_b) || (d > high + 15 && (in_a || in_b)))
                fail_msg("%d %d: %.1f m from the line, widths %.0f and %.0f, zones %x", q.x, q.y, d, width[0],
                         width[1], bits);
            assert_true(side != LINE_N_SIDES);
            double mine = width[side == LINE_A ? 0 : 1];
            if (fabs(d - mine) > 15)
                assert_int_equal(side == LINE_A ? in_a : in_b, d < mine);
        }
        assert_false((in_a && d > width[0] + 15) || (in_b && d > width[1] + 15));
        n_in += (size_t)(in_a || in_b);
    }
    line_index_free(x);
    return n_in;
}

static void random_zones(void **p)
{
    (void)p;
    size_t n_made = 0, n_refused = 0, n_in = 0;
    double worst = 0;
    print_message("seed %u\n", SEED);
    for (int i = 0; i < N_LINES; i++) {
        double width[2];
        struct line *l = random_line(uniform() < 0.5 ? LINE_END_ROUND : LINE_END_SQUARE);
        struct line_rule *r = random_rule(width);
        struct line_refusal why = {.text = ""};
        struct line_zones *z = NULL;
        int err = l == NULL ? T2_E_REFUSED : line_zones_new(l, r, NULL, 0, &why, &z);
        if (l != NULL && err != 0 && why.code != LINE_R_ENDS)
            fail_msg("line %d: %s", i, why.text);
        if (err == 0) {
            read_back(z);
            for (size_t k = 0; k < line_zones_n(z); k++) {
                struct line_figures f;
                assert_int_equal(line_zones_figures(z, k, NULL, 0, &f, NULL), 0);
                worst = fmax(worst, f.outline_error_m);
                assert_true(f.area_m2 > 0 && f.limit_m > 0);
            }
            n_in += places(l, z, width);
        }
        n_made += err == 0;
        n_refused += err != 0;
        line_zones_free(z);
        line_rule_free(r);
        line_free(l);
    }
    print_message("%zu lines made zones, %zu cross themselves or would beyond their ends; outlines off by at "
                  "most %.2f m; %zu places in\n",
                  n_made, n_refused, worst, n_in);
    assert_true(n_made > N_LINES / 3 && worst < 10 && n_in > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_zones),
    };
    return cmocka_run_group_tests_name("line_zones", tests, NULL, NULL);
}
