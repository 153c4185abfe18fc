/* The k-th allocation fails, for every k, while events are made, a day is reported, the clock runs, and a
 * pull-back is followed: T2_E_MEMORY, and nothing is left. */
#include "../line_facts.h"

#include <tracktwo/line_day.h>
#include <tracktwo/line_hold.h>
#include <tracktwo/line_track.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "own_malloc.h"

#define DAY 18000

static struct line *line;
static struct line_rule *rule;

static struct line_facts set;
static struct line_record record;

static int set_up(void **p)
{
    (void)p;
    for (unsigned i = 0; i < 60; i++) {
        enum line_fact_kind kind = i % 5 == 0 ? LINE_F_WATCH : i % 5 == 1 ? LINE_F_WEAPON : LINE_F_EXPLOSION;
        struct line_fact *f = line_facts_add(&set, kind, line_facts_noon(DAY) + 40 * i);
        f->verified = 1;
        f->lasts_s = kind == LINE_F_WATCH ? 3600 : 0;
        (void)snprintf(f->serial, sizeof f->serial, "w-%u", i % 3);
        if (i % 11 == 10)
            line_facts_correct(&set, i, i - 1);
    }
    record = line_facts_record(&set);
    static const char text[] = "tracktwo line rule 1\ntitle en Q\nframe flat\nmeasure per_side\n"
                               "reference a contact\nreference b contact\ndemilitarized 0\nclass all\n"
                               "  weapons infantry\n  distance 0\nquota all a 0 9000 3\n";
    static const struct geo_point at[] = {{100000, -900000}, {100000, 900000}};
    const struct line_from_line in = {{at, 2}};
    const struct line_params params = {.frame = GEO_FLAT,
                                       .side_name = {"A", "B"},
                                       .territory = "T",
                                       .start = {.kind = LINE_END_SQUARE},
                                       .finish = {.kind = LINE_END_SQUARE}};
    struct line_refusal why = {.text = ""};
    int err = line_new_from_line(&params, &in, NULL, NULL, &why, &line);
    return err != 0 ? err : line_rule_read(t2_bytes_of(text, sizeof text - 1), &why, &rule);
}

static int tear_down(void **p)
{
    (void)p;
    line_rule_free(rule);
    line_free(line);
    line_facts_free(&set);
    return 0;
}

static int step_day(void *ctx)
{
    (void)ctx;
    struct line_day_params params = {.day = DAY,
                                     .since = DAY - 2,
                                     .cut_s = LINE_DAY_S,
                                     .corrected_s = INT64_MIN,
                                     .counting = {LINE_COUNT_RUN, 30, 3600, 0},
                                     .quotas = {.line = line, .rule = rule}};
    struct line_day *d = NULL;
    struct t2_buf out = {.max = 1 << 20};
    int err = line_day_new(&record, &params, NULL, &d);
    err = err != 0 ? err : line_day_html(d, NULL, &out);
    err = err != 0 ? err : line_day_text(d, NULL, &out);
    err = err != 0 ? err : line_day_json(d, &out);
    t2_buf_free(&out);
    line_day_free(d);
    return err;
}

static int step_hold(void *ctx)
{
    (void)ctx;
    struct line_criteria c = {.frame = GEO_FLAT,
                              .first_day = DAY - 2,
                              .cut_s = LINE_DAY_S,
                              .quiet_days = 2,
                              .window = 2,
                              .needs = LINE_NEEDS_CORROBORATED};
    struct line_clock clock;
    uint8_t digest[LINE_DIGEST_LEN];
    int err = line_clock_run(&record, &c, DAY, NULL, &clock);
    if (err == 0)
        line_clock_wipe(&clock);
    return err != 0 ? err : line_criteria_digest(&c, digest);
}

static int step_flips(void *ctx)
{
    (void)ctx;
    struct line_criteria c = {
        .frame = GEO_FLAT, .first_day = DAY, .cut_s = LINE_DAY_S, .quiet_days = 2, .window = 1};
    enum line_hold hold;
    size_t n = 0;
    struct line_record few = record;
    few.n_facts = 8;
    return line_hold_flips(&few, &c, DAY, &hold, NULL, 0, &n);
}

static int step_track(void *ctx)
{
    (void)ctx;
    struct t2_random_seeded seeded;
    struct t2_random rng = t2_random_seeded_init(&seeded, 1);
    struct line_position p = {.id = "w-1", .side = LINE_A, .count = 1};
    struct line_opening o;
    struct line_declared d = {.side = LINE_A};
    struct line_track at;
    static const uint8_t context[LINE_DIGEST_LEN];
    int err = line_position_commit(&rng, context, GEO_FLAT, &p, &o, d.commitment);
    err = err != 0 ? err : line_declared_open(&d, context, &o);
    line_opening_wipe(&o);
    return err != 0 ? err : line_track(&record, NULL, &d, 1, DAY, DAY, &at, NULL, NULL);
}

static void a_day(void **p)
{
    (void)p;
    own_malloc_each(step_day, NULL);
}

static void the_clock(void **p)
{
    (void)p;
    own_malloc_each(step_hold, NULL);
}

static void what_flips_it(void **p)
{
    (void)p;
    own_malloc_each(step_flips, NULL);
}

static void a_pull_back(void **p)
{
    (void)p;
    own_malloc_each(step_track, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_day), cmocka_unit_test(the_clock),
                                       cmocka_unit_test(what_flips_it), cmocka_unit_test(a_pull_back)};
    return cmocka_run_group_tests_name("line_days_memory", tests, set_up, tear_down);
}
