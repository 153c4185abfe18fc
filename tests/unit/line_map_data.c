/* The map's data for a canvas: read back and written again it is the same bytes; what is cut or changed is
 * refused or is another map that can be written; how large it is. */
#include "../line_data.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include <tracktwo/line_map.h>

#define KM 100000

static struct line_zones *zones_of(const struct line *l, const char *rule_name)
{
    struct line_refusal why = {.text = ""};
    struct line_rule *r = line_data_rule(rule_name);
    struct line_zones *z = NULL;
    assert_non_null(r);
    if (line_zones_new(l, r, NULL, 0, &why, &z) != 0)
        fail_msg("refused: %s", why.text);
    line_rule_free(r);
    return z;
}

static struct t2_buf data_of(const struct line_map *m)
{
    struct t2_buf b;
    t2_buf_init(&b, LINE_MAP_MAX_BYTES);
    assert_int_equal(line_map_data(m, &b), 0);
    return b;
}

static struct line_map_drawn *round_trip(const struct t2_buf *b)
{
    struct line_map_drawn *d = NULL;
    struct t2_buf again;
    t2_buf_init(&again, LINE_MAP_MAX_BYTES);
    assert_int_equal(line_map_data_read(t2_buf_view(b), &d), 0);
    assert_int_equal(line_map_data_write(d, &again), 0);
    assert_true(t2_bytes_eq(t2_buf_view(b), t2_buf_view(&again)));
    t2_buf_free(&again);
    return d;
}

static const struct line_name name = {"", "Mill \"<&"};
static const struct line_settlement places[] = {{{20 * KM, 10 * KM}, 900, &name, 1},
                                                {{40 * KM, 10 * KM}, 0, NULL, 0}};
static const struct line_observation seen[] = {
    {.begin_s = 1790000000,
     .end_s = 1790000060,
     .mark = LINE_MARK_UNIT,
     .kind = "unit_inside",
     .has_place = 1,
     .place = {44 * KM, 36 * KM},
     .error_cm = 500,
     .count = 3,
     .side = LINE_B,
     .verified = 1,
     .report = 300},
    {.begin_s = 1790000000, .end_s = 1790000000, .mark = LINE_MARK_ACCESS, .side = LINE_N_SIDES}};

static void the_example(void **p)
{
    (void)p;
    struct line *l = line_data_example();
    struct line_zones *z = zones_of(l, "rules/example-z3.rule");
    const struct line_map m = {
        .line = l, .zones = z, .settlements = places, .n_settlements = 2, .seen = seen, .n_seen = 2};
    struct t2_buf b = data_of(&m);
    struct line_map_drawn *d = round_trip(&b);
    print_message("the example: %zu bytes\n", b.len);
    assert_string_equal(d->side_name[LINE_B], "Side B");
    assert_string_equal(d->territory, line_territory(l));
    assert_int_equal(d->n_shapes, 1 + 2 + 2 + 2 + 2);
    assert_int_equal(d->shapes[0].kind, LINE_FEATURE_CONTACT);
    assert_int_equal(d->shapes[0].n_points, 4);
    /* decimetres from the centre: a flat map's are its own centimetres */
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(d->shapes[0].at[i][0] * 10 + d->centre.x, line_points(l).at[i].x);
        assert_int_equal(d->shapes[0].at[i][1] * 10 + d->centre.y, line_points(l).at[i].y);
    }
    assert_true(d->shapes[1].kind == LINE_FEATURE_ZONE && d->shapes[1].side == LINE_A &&
                d->shapes[1].distance_m == 15000);
    assert_string_equal(d->shapes[1].class_id, "forces");
    assert_int_equal(d->shapes[1].run_what[0], LINE_RUN_OUTLINE);
    assert_true(d->shapes[3].kind == LINE_FEATURE_LIMIT && d->shapes[3].run_what[0] == LINE_RUN_LINE);
    assert_true(d->shapes[5].n == 900 && d->shapes[5].run_what[0] == LINE_RUN_POINT);
    assert_string_equal(d->shapes[5].name, name.text);
    assert_true(d->shapes[7].mark == LINE_MARK_UNIT && d->shapes[7].verified && d->shapes[7].n == 3 &&
                d->shapes[7].to_s == 1790000060 && d->shapes[7].report == 300);
    assert_int_equal(d->shapes[8].report, 0);
    assert_int_equal(d->shapes[8].n_runs, 0);
    line_map_drawn_free(d);
    /* cut anywhere it is refused; a flipped bit is refused or is a map that is written back as it was read */
    for (size_t n = 0; n < b.len; n++) {
        d = NULL;
        assert_int_not_equal(line_map_data_read(t2_bytes_of(b.ptr, n), &d), 0);
        assert_null(d);
    }
    for (size_t bit = 0; bit < b.len * 8; bit += 3) {
        struct t2_buf again;
        t2_buf_init(&again, LINE_MAP_MAX_BYTES);
        b.ptr[bit / 8] ^= (uint8_t)(1U << (bit % 8));
        if (line_map_data_read(t2_buf_view(&b), &d) == 0) {
            assert_int_equal(line_map_data_write(d, &again), 0);
            assert_true(t2_bytes_eq(t2_buf_view(&b), t2_buf_view(&again)));
            line_map_drawn_free(d);
        }
        b.ptr[bit / 8] ^= (uint8_t)(1U << (bit % 8));
        t2_buf_free(&again);
    }
    assert_int_equal(t2_buf_append(&b, "", 1), 0);
    assert_int_equal(line_map_data_read(t2_buf_view(&b), &d), T2_E_TRAILING);
    b.ptr[13] = '1';
    assert_int_equal(line_map_data_read(t2_buf_view(&b), &d), T2_E_VERSION);
    t2_buf_free(&b);
    line_zones_free(z);
    line_free(l);
}

/* A number that is not the shortest, and what no writer writes. */
static void one_form_alone(void **p)
{
    (void)p;
    static const struct geo_point at[] = {{0, 0}, {0, 40 * KM}};
    struct line_params params = line_data_params(GEO_FLAT, LINE_END_ROUND);
    struct line *l = line_data_line(&params, at, 2);
    const struct line_map m = {.line = l};
    struct t2_buf b = data_of(&m), bad;
    struct line_map_drawn *d = NULL;
    /* the last bytes: run (line), 2 points, deltas of which the last is 8 x 10^5 dm, end of shapes */
    assert_int_equal(b.ptr[b.len - 1], 0);
    t2_buf_init(&bad, LINE_MAP_MAX_BYTES);
    assert_int_equal(t2_buf_append(&bad, b.ptr, b.len - 2), 0);
    uint8_t tail[] = {(uint8_t)(b.ptr[b.len - 2] | 0x80), 0, 0};
    assert_int_equal(t2_buf_append(&bad, tail, 3), 0);
    assert_int_equal(line_map_data_read(t2_buf_view(&bad), &d), T2_E_MALFORMED);
    t2_buf_clear(&bad);
    assert_int_equal(t2_buf_append(&bad, b.ptr, b.len), 0);
    bad.ptr[17] = '<'; /* within the head: the magic is 15 bytes, frame, x */
    bad.ptr[15] = 2;   /* no such frame */
    assert_int_equal(line_map_data_read(t2_buf_view(&bad), &d), T2_E_MALFORMED);
    t2_buf_free(&bad);
    t2_buf_free(&b);
    line_free(l);
}

/* Places to a decimetre: taken back to degrees they are where they were. */
static void near_enough(struct line *l, const struct line_map_drawn *d)
{
    struct geo_map map;
    const struct geo_points want = line_points(l);
    assert_int_equal(geo_map_init(&map, d->frame, d->centre), 0);
    assert_int_equal(d->shapes[0].n_points, want.n);
    for (size_t i = 0; i < want.n; i++) {
        double x = 0, y = 0;
        geo_map_from(&map, d->shapes[0].at[i][0] / 10.0, d->shapes[0].at[i][1] / 10.0, &x, &y);
        const struct geo_point got = {(int32_t)lround(x), (int32_t)lround(y)};
        assert_true(geo_distance_m(GEO_WGS84, got, want.at[i]) < 0.1);
    }
}

static void real_lines(void **p)
{
    (void)p;
    struct line *l = line_data_minsk(LINE_END_ROUND);
    if (l == NULL)
        skip();
    struct line_zones *z = zones_of(l, "rules/four-distances.rule");
    struct line_map m = {.line = l, .zones = z};
    struct t2_buf b = data_of(&m);
    struct line_map_drawn *d = round_trip(&b);
    size_t points = 0;
    for (size_t i = 0; i < d->n_shapes; i++)
        points += d->shapes[i].n_points;
    print_message("the line of Minsk, ten zones: %zu bytes, %zu points\n", b.len, points);
    assert_true(b.len < points * 5);
    near_enough(l, d);
    line_map_drawn_free(d);
    t2_buf_free(&b);
    line_zones_free(z);
    line_free(l);
    struct line_import *in = line_data_geojson("line/korea_dmz_lsib_lines.geojson");
    if (in == NULL)
        skip();
    struct line_params params = line_data_params(GEO_WGS84, LINE_END_SQUARE);
    const struct geo_points mdl = line_import_shape(in, 2)->points;
    l = line_data_line(&params, mdl.at, mdl.n);
    m = (struct line_map){.line = l};
    b = data_of(&m);
    d = round_trip(&b);
    print_message("the demarcation line of Korea: %zu bytes, %zu points\n", b.len, d->shapes[0].n_points);
    near_enough(l, d);
    line_map_drawn_free(d);
    t2_buf_free(&b);
    line_free(l);
    line_import_free(in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example),
        cmocka_unit_test(one_form_alone),
        cmocka_unit_test(real_lines),
    };
    return cmocka_run_group_tests_name("line_map_data", tests, NULL, NULL);
}
