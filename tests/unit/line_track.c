/* The pull-back followed: the example table's declared places, committed and opened one by one; what was
 * seen, stored, missing, late; serials that nobody declared or two did. */
#include "../line_data.h"
#include "../line_facts.h"

#include <tracktwo/line_track.h>

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MAX_UNITS 16
#define D_DAY 20000
static const uint8_t context[LINE_DIGEST_LEN] = {1, 2, 3};

static struct geo_point point(json_t *at)
{
    return (struct geo_point){(int32_t)(1e5 * json_number_value(json_array_get(at, 0)) + 0.5),
                              (int32_t)(1e5 * json_number_value(json_array_get(at, 1)) + 0.5)};
}

static json_t *example(void)
{
    char path[4096];
    const char *folder = getenv("T2_EXAMPLES");
    (void)snprintf(path, sizeof path, "%s/example_table.json", folder != NULL ? folder : "examples");
    json_t *all = json_load_file(path, 0, NULL);
    assert_non_null(all);
    return all;
}

static struct line_position position_of(json_t *unit)
{
    const char *kind = json_string_value(json_object_get(unit, "kind"));
    struct line_position p = {.count = 1,
                              .by_day = 5,
                              .from = point(json_object_get(unit, "baseline")),
                              .to = point(json_object_get(unit, "destination"))};
    p.side = *json_string_value(json_object_get(unit, "side")) == 'A' ? LINE_A : LINE_B;
    p.weapon = (uint8_t)(strcmp(kind, "infantry") == 0 ? LINE_W_INFANTRY
                         : strcmp(kind, "heavy") == 0  ? LINE_W_GUN
                                                       : LINE_W_SUPPORT);
    (void)snprintf(p.id, sizeof p.id, "%s", json_string_value(json_object_get(unit, "id")));
    return p;
}

static int listed(json_t *names, const char *id)
{
    size_t i = 0;
    json_t *name = NULL;
    json_array_foreach(names, i, name) if (strcmp(json_string_value(name), id) == 0) return 1;
    return 0;
}

/* ---- the shortest correct use: the example's two declared places that lie in the zone ---- */

static void the_examples_two_units_are_flagged(void **state)
{
    (void)state;
    json_t *all = example(), *ceasefire = json_object_get(all, "ceasefire"), *unit = NULL;
    json_t *want = json_object_get(json_object_get(ceasefire, "expected"),
                                   "units_not_clear_of_15km_zone_at_declared_destination");
    assert_int_equal(json_array_size(want), 2);
    struct line *l = line_data_example();
    struct line_rule *rule = line_data_rule("rules/example-z3.rule");
    assert_non_null(rule);
    struct line_zones *zones = NULL;
    struct line_judge *judge = NULL;
    struct line_refusal why = {.text = ""};
    assert_int_equal(line_zones_new(l, rule, NULL, 0, &why, &zones), 0);
    assert_int_equal(line_judge_new(l, rule, zones, (struct line_thresholds){0, 0}, &judge), 0);

    struct t2_random_seeded seeded;
    struct t2_random rng = t2_random_seeded_init(&seeded, 7);
    struct line_declared declared[MAX_UNITS];
    struct line_opening openings[MAX_UNITS];
    struct line_track at[MAX_UNITS];
    size_t i = 0, n = 0;
    json_array_foreach(json_object_get(ceasefire, "units"), i, unit)
    {
        struct line_position p = position_of(unit);
        declared[n] = (struct line_declared){.side = p.side, .by_day = p.by_day};
        assert_int_equal(
            line_position_commit(&rng, context, GEO_FLAT, &p, &openings[n], declared[n].commitment), 0);
        n++;
    }
    assert_int_equal(n, 8);
    struct line_facts set = {.n = 0};
    struct line_record r = line_facts_record(&set);
    assert_int_equal(line_track(&r, judge, declared, n, D_DAY, D_DAY, at, NULL, NULL), 0);
    for (i = 0; i < n; i++) { /* sealed: nothing can be said */
        assert_int_equal(at[i].state, LINE_TRACK_SEALED);
        assert_false(at[i].flagged);
    }
    for (size_t k = 0; k < n; k++) { /* opened one by one */
        assert_int_equal(line_declared_open(&declared[k], context, &openings[k]), 0);
        assert_int_equal(line_track(&r, judge, declared, n, D_DAY, D_DAY, at, NULL, NULL), 0);
        for (i = 0; i < n; i++) {
            assert_int_equal(at[i].state, i <= k ? LINE_TRACK_DECLARED : LINE_TRACK_SEALED);
            assert_int_equal(at[i].flagged, i <= k && listed(want, openings[i].position.id));
        }
    }
    struct line_track_sums sums;
    line_track_sum(declared, at, n, LINE_A, &sums);
    assert_int_equal(sums.declared, 4);
    assert_int_equal(sums.flagged, 0);
    line_track_sum(declared, at, n, LINE_B, &sums);
    assert_int_equal(sums.flagged, 2);
    line_judge_free(judge);
    line_zones_free(zones);
    line_rule_free(rule);
    line_free(l);
    json_decref(all);
}

/* ---- commitments ---- */

static struct line_position gun(const char *id)
{
    struct line_position p = {.side = LINE_B, .weapon = LINE_W_GUN, .calibre = 1520, .count = 1, .by_day = 5};
    (void)snprintf(p.id, sizeof p.id, "%s", id);
    p.to.x = 123456;
    return p;
}

static void what_is_opened_is_what_was_committed(void **state)
{
    (void)state;
    struct t2_random_seeded seeded;
    struct t2_random rng = t2_random_seeded_init(&seeded, 1);
    struct line_position p = gun("g1");
    struct line_opening o, again;
    struct line_declared d = {.side = LINE_B, .by_day = 5};
    uint8_t other[LINE_COMMITMENT_LEN];
    assert_int_equal(line_position_commit(&rng, context, GEO_FLAT, &p, &o, d.commitment), 0);
    assert_int_equal(line_position_commit(&rng, context, GEO_FLAT, &p, &again, other), 0);
    assert_memory_not_equal(d.commitment, other, LINE_COMMITMENT_LEN); /* the same place hides as another */

    struct line_declared before = d;
    struct line_opening moved = o;
    moved.position.to.x++;
    assert_int_equal(line_declared_open(&d, context, &moved), T2_E_AUTH);
    assert_int_equal(line_declared_open(&d, context, &again), T2_E_AUTH);
    static const uint8_t elsewhere[LINE_DIGEST_LEN] = {9};
    assert_int_equal(line_declared_open(&d, elsewhere, &o), T2_E_AUTH);
    d.side = LINE_A;
    assert_int_equal(line_declared_open(&d, context, &o), T2_E_REFUSED);
    d.side = LINE_B;
    d.by_day = 6;
    assert_int_equal(line_declared_open(&d, context, &o), T2_E_REFUSED);
    d.by_day = 5;
    assert_memory_equal(&d, &before, sizeof d);
    assert_int_equal(line_declared_open(&d, context, &o), 0);
    assert_int_equal(d.position.to.x, 123456);
    assert_int_equal(line_declared_open(&d, context, &o), T2_E_EXISTS);

    rng = t2_random_seeded_init(&seeded, 1);
    seeded.fail_after = 1;
    assert_int_equal(t2_random_fill(&rng, other, 1), 0);
    assert_int_equal(line_position_commit(&rng, context, GEO_FLAT, &p, &again, other), T2_E_RANDOM);
    static const uint8_t zeros[sizeof again] = {0};
    assert_memory_equal(other, zeros, sizeof other);
    assert_memory_equal(&again, zeros, sizeof again);
    p.count = 0;
    assert_int_equal(line_position_commit(&rng, context, GEO_FLAT, &p, &again, other), T2_E_ARGUMENT);
}

static void every_bit_of_an_opening_counts(void **state)
{
    (void)state;
    struct t2_random_seeded seeded;
    struct t2_random rng = t2_random_seeded_init(&seeded, 1);
    struct line_position p = gun("g1");
    (void)snprintf(p.serial, sizeof p.serial, "s-77");
    struct line_opening o, back;
    struct line_declared d = {.side = LINE_B, .by_day = 5};
    assert_int_equal(line_position_commit(&rng, context, GEO_FLAT, &p, &o, d.commitment), 0);
    struct t2_buf bytes = {.max = LINE_OPENING_MAX};
    assert_int_equal(line_opening_write(&o, &bytes), 0);
    assert_int_equal(line_opening_read(t2_buf_view(&bytes), GEO_FLAT, &back), 0);
    assert_memory_equal(&back.salt, &o.salt, LINE_SALT_LEN);
    for (size_t n = 0; n < bytes.len; n++)
        assert_int_not_equal(line_opening_read(t2_bytes_of(bytes.ptr, n), GEO_FLAT, &back), 0);
    for (size_t bit = 0; bit < 8 * bytes.len; bit++) {
        bytes.ptr[bit / 8] ^= (uint8_t)(1 << bit % 8);
        if (line_opening_read(t2_buf_view(&bytes), GEO_FLAT, &back) == 0)
            assert_int_equal(line_declared_open(&d, context, &back), T2_E_AUTH);
        bytes.ptr[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    assert_int_equal(line_opening_read(t2_buf_view(&bytes), GEO_FLAT, &back), 0);
    assert_int_equal(line_declared_open(&d, context, &back), 0);
    t2_buf_free(&bytes);
    line_opening_wipe(&back);
    static const uint8_t zeros[sizeof back] = {0};
    assert_memory_equal(&back, zeros, sizeof back);
}

/* ---- what was seen ---- */

static struct line_declared open_gun(const char *id, const char *serial)
{
    struct line_declared d = {.side = LINE_B, .by_day = 5, .open = 1, .position = gun(id)};
    (void)snprintf(d.position.serial, sizeof d.position.serial, "%s", serial);
    return d;
}

static void sees(struct line_facts *set, const char *serial, enum line_fact_kind kind, int day,
                 enum line_verdict_state verdict)
{
    struct line_fact *f = line_facts_add(set, kind, line_facts_noon(D_DAY + day));
    (void)snprintf(f->serial, sizeof f->serial, "%s", serial);
    f->verified = 1;
    f->verdict = (uint8_t)verdict;
}

static void the_latest_sighting_decides(void **state)
{
    (void)state;
    const struct line_declared declared[] = {
        open_gun("g1", ""), open_gun("g2", "s-2"), open_gun("g3", "s-2"), {.side = LINE_B, .by_day = 5}};
    struct line_facts set = {.n = 0};
    struct line_track at[4];
    uint32_t undeclared[16];
    size_t n_undeclared = 0;
    uint64_t seed = 3;
    sees(&set, "g1", LINE_F_WEAPON, 1, LINE_VERDICT_IN);
    sees(&set, "g1", LINE_F_WEAPON, 4, LINE_VERDICT_OUT);
    sees(&set, "g1", LINE_F_WEAPON, 7, LINE_VERDICT_IN);
    sees(&set, "g1", LINE_F_LEFT, 8, LINE_VERDICT_OUT);
    sees(&set, "g1", LINE_F_WEAPON, 9, LINE_VERDICT_IN);
    set.at[set.n - 1].at_site = 1;
    sees(&set, "g1", LINE_F_ABSENT, 10, LINE_VERDICT_OUT);
    sees(&set, "g1", LINE_F_WEAPON, 11, LINE_VERDICT_IN);
    set.at[set.n - 1].verified = 0; /* changes nothing */
    sees(&set, "s-2", LINE_F_WEAPON, 3, LINE_VERDICT_UNDETERMINED);
    sees(&set, "x-9", LINE_F_WEAPON, 3, LINE_VERDICT_IN);
    static const struct {
        int day;
        enum line_track_state state;
        int late, not_verified;
    } want[] = {
        {0, LINE_TRACK_DECLARED, 0, 0}, {1, LINE_TRACK_IN_ZONE, 0, 0}, {4, LINE_TRACK_OUT, 0, 0},
        {5, LINE_TRACK_OUT, 0, 0},      {6, LINE_TRACK_OUT, 0, 1},     {7, LINE_TRACK_IN_ZONE, 1, 0},
        {8, LINE_TRACK_OUT, 0, 0},      {9, LINE_TRACK_STORED, 0, 0},  {10, LINE_TRACK_MISSING, 1, 0},
        {11, LINE_TRACK_MISSING, 1, 0},
    };
    for (int order = 0; order < 4; order++) {
        struct line_record r = line_facts_record(&set);
        for (size_t k = 0; k < sizeof want / sizeof want[0]; k++) {
            assert_int_equal(
                line_track(&r, NULL, declared, 4, D_DAY, D_DAY + want[k].day, at, undeclared, &n_undeclared),
                0);
            assert_int_equal(at[0].state, want[k].state);
            assert_int_equal(at[0].late, want[k].late);
            assert_int_equal(at[0].not_verified, want[k].not_verified);
        }
        assert_int_equal(at[1].state, LINE_TRACK_UNDETERMINED);
        assert_true(at[1].twice && at[2].twice && !at[0].twice); /* two have one serial */
        assert_int_equal(at[3].state, LINE_TRACK_SEALED);
        assert_true(at[3].late && at[3].not_verified); /* what stays sealed past its day is late too */
        assert_int_equal(n_undeclared, 1);
        assert_string_equal(set.at[undeclared[0]].serial, "x-9");
        line_facts_shuffle(&set, &seed);
    }
    line_facts_free(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_two_units_are_flagged),
        cmocka_unit_test(what_is_opened_is_what_was_committed),
        cmocka_unit_test(every_bit_of_an_opening_counts),
        cmocka_unit_test(the_latest_sighting_decides),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
