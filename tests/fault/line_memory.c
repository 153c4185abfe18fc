/* The k-th allocation of the line room fails, for every k: the room says T2_E_MEMORY and leaks nothing.
 * Allocations of GEOS and jansson are spared: the one throws through its own making of a context, the other
 * is known to lose characters. */
#include "../line_data.h"

#include <tracktwo/line_map.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "own_malloc.h"

#define KM 100000

static struct line *line;
static struct line_rule *rule;
static struct line_zones *zones;
static struct t2_buf line_bytes, rule_bytes, zone_bytes;

static const struct geo_point track[] = {{0, 0}, {0, 10 * KM}, {2 * KM, 20 * KM}};
static const struct geo_point back[] = {{-2 * KM, 0}, {-2 * KM, 10 * KM}, {0, 20 * KM}};
static const struct geo_point whole[] = {
    {-20 * KM, 0}, {20 * KM, 0}, {20 * KM, 20 * KM}, {-20 * KM, 20 * KM}, {-20 * KM, 0}};
static const struct geo_point west[] = {
    {-20 * KM, 0}, {0, 0}, {0, 20 * KM}, {-20 * KM, 20 * KM}, {-20 * KM, 0}};

static int set_up(void **p)
{
    (void)p;
    struct line_params params = line_data_params(GEO_FLAT, LINE_END_SQUARE);
    struct line_refusal why = {.text = ""};
    line = line_data_line(&params, track, 3);
    rule = line_data_rule("rules/example-z3.rule");
    t2_buf_init(&line_bytes, 1 << 20);
    t2_buf_init(&rule_bytes, 1 << 20);
    t2_buf_init(&zone_bytes, 1 << 24);
    return rule == NULL || line_zones_new(line, rule, NULL, 0, &why, &zones) != 0 ||
           line_write(line, &line_bytes) != 0 || line_rule_write(rule, &rule_bytes) != 0 ||
           line_zones_write(zones, &zone_bytes) != 0;
}

static int tear_down(void **p)
{
    (void)p;
    line_zones_free(zones);
    line_rule_free(rule);
    line_free(line);
    t2_buf_free(&line_bytes);
    t2_buf_free(&rule_bytes);
    t2_buf_free(&zone_bytes);
    return 0;
}

static int step_from_line(void *ctx)
{
    (void)ctx;
    struct line_params params = line_data_params(GEO_FLAT, LINE_END_SQUARE);
    const struct line_from_line in = {{track, 3}};
    struct line *l = NULL;
    int err = line_new_from_line(&params, &in, NULL, NULL, NULL, &l);
    line_free(l);
    return err;
}

static int step_from_edges(void *ctx)
{
    (void)ctx;
    struct line_params params = line_data_params(GEO_FLAT, LINE_END_SQUARE);
    const struct line_from_edges in = {{{back, 3}, {track, 3}}};
    struct line *l = NULL;
    int err = line_new_from_edges(&params, &in, NULL, NULL, NULL, &l);
    line_free(l);
    return err;
}

static int step_from_outline(void *ctx)
{
    (void)ctx;
    struct line_params params = line_data_params(GEO_FLAT, LINE_END_SQUARE);
    const struct geo_points ring[] = {{west, 5}}, land[] = {{whole, 5}};
    const struct line_from_outline in = {
        .rings = ring, .n_rings = 1, .borders = land, .n_borders = 1, .other = land, .n_other = 1};
    struct line *l = NULL;
    int err = line_new_from_outline(&params, &in, NULL, NULL, NULL, &l);
    line_free(l);
    return err;
}

static int step_read(void *ctx)
{
    (void)ctx;
    struct line *l = NULL;
    struct line_rule *r = NULL;
    struct line_zones *z = NULL;
    int err = line_read(t2_buf_view(&line_bytes), NULL, &l);
    err = err != 0 ? err : line_rule_read(t2_buf_view(&rule_bytes), NULL, &r);
    err = err != 0 ? err : line_zones_read(t2_buf_view(&zone_bytes), NULL, &z);
    line_free(l);
    line_rule_free(r);
    line_zones_free(z);
    return err;
}

static int step_zones(void *ctx)
{
    (void)ctx;
    struct line_zones *z = NULL;
    struct line_judge *j = NULL;
    struct line_index *x = NULL;
    double off = 0;
    int err = line_zones_new(line, rule, NULL, 0, NULL, &z);
    err = err != 0 ? err : line_index_new(z, &x);
    err = err != 0 ? err : line_judge_new(line, rule, z, (struct line_thresholds){0, 0}, &j);
    err = err != 0 ? err : line_zones_compare(z, zones, NULL, &off);
    line_index_free(x);
    line_judge_free(j);
    line_zones_free(z);
    return err;
}

static int step_balance(void *ctx)
{
    (void)ctx;
    static const struct line_settlement places[] = {{{-2 * KM, 5 * KM}, 10, NULL, 0},
                                                    {{3 * KM, 5 * KM}, 10, NULL, 0}};
    struct line_balanced out;
    int err = line_balance(line, 8000, LINE_BALANCE_PEOPLE, places, 2, NULL, &out);
    return err != 0 ? err : line_balance(line, 8000, LINE_BALANCE_AREA, NULL, 0, NULL, &out);
}

static int step_map(void *ctx)
{
    (void)ctx;
    static const struct line_name name = {"", "Mill"};
    static const struct line_settlement places[] = {{{-2 * KM, 5 * KM}, 10, &name, 1}};
    static const struct line_observation seen[] = {{.has_place = 1, .place = {KM, KM}}};
    const struct line_publish_policy policy = {.frame = GEO_FLAT,
                                               .grid_m = 5000,
                                               .slot_s = 3600,
                                               .now_slot = 100,
                                               .delay_slots = 24,
                                               .period_slots = 24,
                                               .marks = LINE_PUBLISH_MARKS,
                                               .least = 3};
    struct line_publication *pub = NULL;
    struct line_map_drawn *d = NULL;
    struct t2_buf out;
    t2_buf_init(&out, LINE_MAP_MAX_BYTES);
    int err = line_publish(seen, 1, &policy, &policy, &pub);
    const struct line_map m = {.line = line,
                               .zones = zones,
                               .settlements = places,
                               .n_settlements = 1,
                               .published = pub,
                               .title = "T",
                               .lang = "en"};
    err = err != 0 ? err : line_map_svg(&m, &out);
    t2_buf_clear(&out);
    err = err != 0 ? err : line_map_csv_zones(&m, &out);
    err = err != 0 ? err : line_map_csv_reports(&m, &out);
    t2_buf_clear(&out);
    err = err != 0 ? err : line_map_data(&m, &out);
    err = err != 0 ? err : line_map_data_read(t2_buf_view(&out), &d);
    line_map_drawn_free(d);
    line_publication_free(pub);
    t2_buf_free(&out);
    return err;
}

static int step_form(void *ctx)
{
    (void)ctx;
    struct line_observation *o = NULL;
    size_t n = 0;
    int err = line_form_read(t2_bytes_str("start,kind\n2026-11-30T09:16:00Z,mine\n"), LINE_FORM_IS_PLACE,
                             NULL, &o, &n);
    free(o);
    return err;
}

static void from_a_line(void **p)
{
    (void)p;
    own_malloc_each(step_from_line, NULL);
}

static void from_edges(void **p)
{
    (void)p;
    own_malloc_each(step_from_edges, NULL);
}

static void from_an_outline(void **p)
{
    (void)p;
    own_malloc_each(step_from_outline, NULL);
}

static void readers(void **p)
{
    (void)p;
    own_malloc_each(step_read, NULL);
}

static void all_zones(void **p)
{
    (void)p;
    own_malloc_each(step_zones, NULL);
}

static void balances(void **p)
{
    (void)p;
    own_malloc_each(step_balance, NULL);
}

static void maps(void **p)
{
    (void)p;
    own_malloc_each(step_map, NULL);
}

static void forms(void **p)
{
    (void)p;
    own_malloc_each(step_form, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(from_a_line), cmocka_unit_test(from_edges), cmocka_unit_test(from_an_outline),
        cmocka_unit_test(readers),     cmocka_unit_test(all_zones),  cmocka_unit_test(balances),
        cmocka_unit_test(maps),        cmocka_unit_test(forms),
    };
    return cmocka_run_group_tests_name("line_memory", tests, set_up, tear_down);
}
