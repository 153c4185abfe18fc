/* Does the cease-fire hold: the example table's forty days, read from its file; coverage of nought;
 * corrections that turn a day; exclusion by both sides only; which single report turns the answer. */
#include "../line_facts.h"

#include <tracktwo/line_hold.h>

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define FIRST_DAY 20000

static struct line_criteria criteria(void)
{
    return (struct line_criteria){.frame = GEO_FLAT,
                                  .first_day = FIRST_DAY,
                                  .cut_s = LINE_DAY_S,
                                  .quiet_days = 30,
                                  .window = 7,
                                  .dark = 1,
                                  .coverage = 900};
}

static int64_t noon(int day) /* the example counts from day 1 */
{
    return line_facts_noon(FIRST_DAY + day - 1);
}

static void watch_day(struct line_facts *set, int day)
{
    struct line_fact *f = line_facts_add(set, LINE_F_WATCH, noon(day) - LINE_DAY_S / 2);
    f->lasts_s = LINE_DAY_S;
}

/* ---- the shortest correct use: the example table's cease-fire ---- */

static struct line_fact *example_report(struct line_facts *set, json_t *report)
{
    static const struct {
        const char *said;
        enum line_fact_kind kind;
    } kinds[] = {{"small-arms fire", LINE_F_BURST},       {"explosion", LINE_F_EXPLOSION},
                 {"artillery fire", LINE_F_EXPLOSION},    {"access refused to observers", LINE_F_REFUSED},
                 {"drone flight", LINE_F_DRONE},          {"unit inside the zone", LINE_F_WEAPON},
                 {"unit has left the zone", LINE_F_LEFT}, {"mine explosion, old mine", LINE_F_EXPLOSION}};
    const char *said = json_string_value(json_object_get(report, "kind"));
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        if (strcmp(kinds[k].said, said) == 0) {
            struct line_fact *f = line_facts_add(
                set, kinds[k].kind, noon((int)json_integer_value(json_object_get(report, "day"))));
            f->verified = json_is_true(json_object_get(report, "verified"));
            f->from = f->verified ? LINE_FROM_OBSERVERS : LINE_FROM_A;
            f->verdict = f->kind == LINE_F_WEAPON ? LINE_VERDICT_IN : LINE_VERDICT_OUT;
            f->place = (struct geo_point){
                (int32_t)(1e5 * json_number_value(json_array_get(json_object_get(report, "place"), 0))),
                (int32_t)(1e5 * json_number_value(json_array_get(json_object_get(report, "place"), 1)))};
            if (json_is_true(json_object_get(report, "excluded"))) {
                line_facts_exclude(set, f, LINE_A);
                line_facts_exclude(set, f, LINE_B);
            }
            return f;
        }
    }
    fail_msg("the example has a kind of report that this test does not know: %s", said);
    return NULL;
}

static void the_example_reaches_thirty_on_day_forty(void **state)
{
    (void)state;
    char path[4096];
    const char *examples = getenv("T2_EXAMPLES");
    (void)snprintf(path, sizeof path, "%s/example_table.json", examples != NULL ? examples : "examples");
    json_error_t wrong;
    json_t *table = json_load_file(path, 0, &wrong);
    assert_non_null(table);
    json_t *ceasefire = json_object_get(table, "ceasefire"), *item = NULL;
    assert_non_null(ceasefire);
    struct line_facts set = {.n = 0};
    size_t i = 0;
    json_array_foreach(json_object_get(ceasefire, "reports"), i, item)
    {
        (void)example_report(&set, item);
    }
    json_t *clock = json_object_get(ceasefire, "clock"), *expected = json_object_get(clock, "expected"),
           *days = json_object_get(expected, "days");
    for (int day = 1; day <= 40; day++)
        watch_day(&set, day);
    struct line_criteria c = criteria();
    c.quiet_days = (uint32_t)json_integer_value(json_object_get(clock, "need_quiet_days"));
    struct line_record r = line_facts_record(&set);
    struct line_clock got;
    assert_int_equal(line_clock_run(&r, &c, FIRST_DAY + 39, NULL, &got), 0);
    assert_int_equal(got.n, json_array_size(days));
    assert_int_equal(got.n, 40);
    json_array_foreach(days, i, item)
    {
        const char *said = json_string_value(json_object_get(item, "state"));
        enum line_day_state want = strcmp(said, "quiet") == 0       ? LINE_DAY_QUIET
                                   : strcmp(said, "violation") == 0 ? LINE_DAY_VIOLATION
                                                                    : LINE_DAY_NOT_COUNTED;
        assert_int_equal(got.days[i].state, want);
        assert_int_equal(got.days[i].quiet_in_a_row,
                         json_integer_value(json_object_get(item, "quiet_in_a_row")));
    }
    assert_true(got.opens_talks);
    assert_int_equal(got.met_day,
                     FIRST_DAY - 1 + json_integer_value(json_object_get(expected, "condition_met_on_day")));
    line_clock_wipe(&got);
    assert_int_equal(line_clock_run(&r, &c, FIRST_DAY + 38, NULL, &got), 0);
    assert_false(got.opens_talks); /* on day 39 not yet */
    line_clock_wipe(&got);
    json_decref(table);
    line_facts_free(&set);
}

/* ---- silence is not peace ---- */

static enum line_hold hold_on(struct line_facts *set, const struct line_criteria *c, int day)
{
    struct line_record r = line_facts_record(set);
    struct line_clock got;
    assert_int_equal(line_clock_run(&r, c, FIRST_DAY + day - 1, NULL, &got), 0);
    enum line_hold h = line_hold_of(&got, c);
    line_clock_wipe(&got);
    return h;
}

static void without_watch_nothing_is_determined(void **state)
{
    (void)state;
    struct line_facts set = {.n = 0};
    struct line_criteria c = criteria();
    for (uint32_t coverage = 0; coverage <= 1000; coverage += 500)
        for (uint32_t window = 1; window <= 40; window += 13)
            for (uint32_t dark = 0; dark < window; dark += 4) {
                c.coverage = coverage;
                c.window = window;
                c.dark = dark;
                assert_int_equal(hold_on(&set, &c, 40), LINE_HOLD_UNDETERMINED);
            }
    /* Only what observers watched counts: a side may watch all day. */
    for (int day = 1; day <= 40; day++) {
        watch_day(&set, day);
        set.at[set.n - 1].from = LINE_FROM_A;
    }
    c = criteria();
    c.coverage = 0;
    assert_int_equal(hold_on(&set, &c, 40), LINE_HOLD_UNDETERMINED);
    struct line_record r = line_facts_record(&set);
    struct line_clock got;
    assert_int_equal(line_clock_run(&r, &c, FIRST_DAY + 39, NULL, &got), 0);
    assert_false(got.opens_talks);
    line_clock_wipe(&got);
    for (size_t i = 0; i < set.n; i++)
        set.at[i].from = LINE_FROM_OBSERVERS;
    assert_int_equal(hold_on(&set, &c, 40), LINE_HOLDS);
    line_facts_free(&set);
}

static void the_sector_watched_least_decides(void **state)
{
    (void)state;
    struct line_facts set = {.n = 0};
    struct line_criteria c = criteria();
    c.window = 1;
    c.dark = 0;
    c.n_sectors = 2;
    c.sectors[1].place = (struct geo_point){2000000, 0}; /* 20 km away; sight reaches 10 */
    watch_day(&set, 1);
    assert_int_equal(hold_on(&set, &c, 1), LINE_HOLD_UNDETERMINED);
    struct line_fact *f = line_facts_add(&set, LINE_F_WATCH, noon(1) - LINE_DAY_S / 2);
    f->place = c.sectors[1].place;
    f->lasts_s = LINE_DAY_S * 9 / 10 - 1;
    assert_int_equal(hold_on(&set, &c, 1), LINE_HOLD_UNDETERMINED);
    set.at[set.n - 1].lasts_s++;
    assert_int_equal(hold_on(&set, &c, 1), LINE_HOLDS);
    /* The same hour watched twice is one hour. */
    set.at[set.n - 1].lasts_s = LINE_DAY_S / 2;
    struct line_fact *again = line_facts_add(&set, LINE_F_WATCH, noon(1) - LINE_DAY_S / 2);
    again->place = c.sectors[1].place;
    again->lasts_s = LINE_DAY_S / 2;
    assert_int_equal(hold_on(&set, &c, 1), LINE_HOLD_UNDETERMINED);
    line_facts_free(&set);
}

/* ---- what turns a day ---- */

static void a_correction_turns_a_day_and_back(void **state)
{
    (void)state;
    struct line_facts set = {.n = 0};
    struct line_criteria c = criteria();
    for (int day = 1; day <= 10; day++)
        watch_day(&set, day);
    assert_int_equal(hold_on(&set, &c, 10), LINE_HOLDS);
    size_t shot = set.n;
    line_facts_add(&set, LINE_F_EXPLOSION, noon(6))->verified = 1;
    assert_int_equal(hold_on(&set, &c, 10), LINE_HOLDS_NOT);
    line_facts_add(&set, LINE_F_NOTHING, noon(6));
    line_facts_correct(&set, set.n - 1, shot);
    assert_int_equal(hold_on(&set, &c, 10), LINE_HOLDS);
    /* Nobody else corrects it, and no earlier number does. */
    size_t mine = set.n - 1;
    set.at[mine].observer[0] ^= 1;
    assert_int_equal(hold_on(&set, &c, 10), LINE_HOLDS_NOT);
    set.at[mine].observer[0] ^= 1;
    set.at[mine].seq = 0;
    assert_int_equal(hold_on(&set, &c, 10), LINE_HOLDS_NOT);
    set.at[mine].seq = set.at[shot].seq + 1;
    /* A second correction of the same report, numbered higher, puts the shot back on the day before. */
    line_facts_add(&set, LINE_F_SHOT, noon(5))->verified = 1;
    line_facts_correct(&set, set.n - 1, shot);
    struct line_record r = line_facts_record(&set);
    struct line_clock got;
    assert_int_equal(line_clock_run(&r, &c, FIRST_DAY + 9, NULL, &got), 0);
    assert_int_equal(got.days[4].state, LINE_DAY_VIOLATION);
    assert_int_equal(got.days[5].state, LINE_DAY_QUIET);
    assert_memory_equal(r.facts[got.days[4].why].id, set.at[set.n - 1].id, LINE_FACT_ID_LEN);
    line_clock_wipe(&got);
    line_facts_free(&set);
}

static void only_both_sides_exclude(void **state)
{
    (void)state;
    struct line_facts set = {.n = 0};
    struct line_criteria c = criteria();
    for (int day = 1; day <= 10; day++)
        watch_day(&set, day);
    struct line_fact *mine = line_facts_add(&set, LINE_F_EXPLOSION, noon(6));
    mine->verified = 1;
    line_facts_exclude(&set, mine, LINE_A);
    line_facts_exclude(&set, mine, LINE_A);
    line_facts_exclude(&set, mine, LINE_N_SIDES);
    assert_int_equal(hold_on(&set, &c, 10), LINE_HOLDS_NOT);
    line_facts_exclude(&set, &set.at[0], LINE_B); /* another report */
    assert_int_equal(hold_on(&set, &c, 10), LINE_HOLDS_NOT);
    line_facts_exclude(&set, &set.at[set.n - 1], LINE_B);
    assert_int_equal(hold_on(&set, &c, 10), LINE_HOLDS);
    /* That they call a watch no violation takes nothing away: it is none. A refusal of access is one. */
    c.dark = 0;
    for (int day = 4; day < 10; day++) {
        line_facts_exclude(&set, &set.at[day], LINE_A);
        line_facts_exclude(&set, &set.at[day], LINE_B);
    }
    assert_int_equal(hold_on(&set, &c, 10), LINE_HOLDS);
    struct line_fact *refused = line_facts_add(&set, LINE_F_REFUSED, noon(7));
    assert_int_equal(hold_on(&set, &c, 10), LINE_HOLD_UNDETERMINED);
    line_facts_exclude(&set, refused, LINE_A);
    assert_int_equal(hold_on(&set, &c, 10), LINE_HOLD_UNDETERMINED);
    line_facts_exclude(&set, &set.at[set.n - 1], LINE_B);
    assert_int_equal(hold_on(&set, &c, 10), LINE_HOLDS);
    line_facts_free(&set);
}

static void a_side_verifies_nothing(void **state)
{
    (void)state;
    struct line_facts set = {.n = 0};
    struct line_criteria c = criteria();
    for (int day = 1; day <= 10; day++)
        watch_day(&set, day);
    struct line_fact *f = line_facts_add(&set, LINE_F_EXPLOSION, noon(6));
    f->verified = 1;
    f->from = LINE_FROM_B;
    assert_int_equal(hold_on(&set, &c, 10), LINE_HOLDS);
    /* Nor does its word that observers were kept out make a day uncounted. */
    struct line_fact *refused = line_facts_add(&set, LINE_F_REFUSED, noon(7));
    refused->from = LINE_FROM_B;
    c.dark = 0;
    assert_int_equal(hold_on(&set, &c, 10), LINE_HOLDS);
    set.at[set.n - 1].from = LINE_FROM_OBSERVERS;
    assert_int_equal(hold_on(&set, &c, 10), LINE_HOLD_UNDETERMINED);
    line_facts_free(&set);
}

static void what_is_open_leaves_a_day_uncounted(void **state)
{
    (void)state;
    struct line_facts set = {.n = 0};
    struct line_criteria c = criteria();
    c.dark = 0;
    for (int day = 1; day <= 10; day++)
        watch_day(&set, day);
    size_t tank = set.n;
    struct line_fact *f = line_facts_add(&set, LINE_F_WEAPON, noon(6));
    f->verified = 1;
    f->verdict = LINE_VERDICT_UNDETERMINED;
    assert_int_equal(hold_on(&set, &c, 10), LINE_HOLD_UNDETERMINED);
    set.at[tank].verdict = LINE_VERDICT_OUT;
    assert_int_equal(hold_on(&set, &c, 10), LINE_HOLDS);
    set.at[tank].verdict = LINE_VERDICT_IN;
    assert_int_equal(hold_on(&set, &c, 10), LINE_HOLDS_NOT);
    set.at[tank].exempt = 1;
    assert_int_equal(hold_on(&set, &c, 10), LINE_HOLDS);
    set.at[tank].exempt = 0;
    /* Where corroboration was agreed, one source leaves the day open and two decide it. */
    c.needs = LINE_NEEDS_CORROBORATED;
    assert_int_equal(hold_on(&set, &c, 10), LINE_HOLD_UNDETERMINED);
    struct line_fact *second = line_facts_add(&set, LINE_F_WEAPON, noon(6) + 600);
    second->source = 7;
    second->verdict = LINE_VERDICT_IN;
    assert_int_equal(hold_on(&set, &c, 10), LINE_HOLDS_NOT);
    set.at[set.n - 1].from = LINE_FROM_A; /* a side's word does not corroborate */
    assert_int_equal(hold_on(&set, &c, 10), LINE_HOLD_UNDETERMINED);
    line_facts_free(&set);
}

static void the_report_that_flips_it_is_named(void **state)
{
    (void)state;
    struct line_facts set = {.n = 0};
    struct line_criteria c = criteria();
    for (int day = 1; day <= 10; day++)
        watch_day(&set, day);
    size_t shot = set.n;
    line_facts_add(&set, LINE_F_EXPLOSION, noon(8))->verified = 1;
    line_facts_add(&set, LINE_F_EXPLOSION, noon(2))->verified = 1; /* before the window */
    line_facts_add(&set, LINE_F_DRONE, noon(8))->verified = 1;
    struct line_record r = line_facts_record(&set);
    enum line_hold hold;
    uint32_t which[8];
    size_t n = 0;
    assert_int_equal(line_hold_flips(&r, &c, FIRST_DAY + 9, &hold, which, 8, &n), 0);
    assert_int_equal(hold, LINE_HOLDS_NOT);
    assert_int_equal(n, 1);
    assert_int_equal(which[0], shot);
    /* Two explosions: neither alone flips it. Taken back, the two corrections do. */
    line_facts_add(&set, LINE_F_EXPLOSION, noon(9))->verified = 1;
    r = line_facts_record(&set);
    assert_int_equal(line_hold_flips(&r, &c, FIRST_DAY + 9, &hold, which, 8, &n), 0);
    assert_int_equal(n, 0);
    size_t later = set.n - 1;
    line_facts_add(&set, LINE_F_NOTHING, noon(9));
    line_facts_correct(&set, set.n - 1, later);
    line_facts_add(&set, LINE_F_NOTHING, noon(9));
    line_facts_correct(&set, set.n - 1, shot);
    r = line_facts_record(&set);
    assert_int_equal(line_hold_flips(&r, &c, FIRST_DAY + 9, &hold, which, 8, &n), 0);
    assert_int_equal(hold, LINE_HOLDS);
    assert_int_equal(n, 2);
    assert_true(which[0] + which[1] == 2 * set.n - 3);
    line_facts_free(&set);
}

/* Random records of a fortnight: the reports that flip the answer are those without which, each by itself,
 * the answer is another, and no others. */
static void random_record(struct line_facts *set, uint64_t *seed)
{
    static const enum line_fact_kind kinds[] = {LINE_F_EXPLOSION, LINE_F_BURST, LINE_F_WATCH,  LINE_F_WATCH,
                                                LINE_F_NOTHING,   LINE_F_DRONE, LINE_F_REFUSED};
    for (int day = 1; day <= 14; day++)
        if (line_facts_draw(seed) % 8 > 0)
            watch_day(set, day);
    for (uint32_t k = line_facts_draw(seed) % 5; k > 0; k--) {
        struct line_fact *f = line_facts_add(set, kinds[line_facts_draw(seed) % 7],
                                             noon(1) + (int64_t)(line_facts_draw(seed) % (13 * LINE_DAY_S)));
        f->verified = line_facts_draw(seed) % 3 > 0;
        f->lasts_s = f->kind == LINE_F_WATCH ? LINE_DAY_S : 0;
        f->time_error_s = line_facts_draw(seed) % 2 * 7200;
        if (line_facts_draw(seed) % 2 == 0) {
            const size_t what = set->n - 1;
            line_facts_add(set, kinds[line_facts_draw(seed) % 7],
                           noon(1) + (int64_t)(line_facts_draw(seed) % (13 * LINE_DAY_S)))
                ->verified = 1; /* often of another day */
            line_facts_correct(set, set->n - 1, what);
        }
    }
}

/* The same of watches of some hours that overlap, in two sectors; what lasts over the end of a day; reports
 * of several parts; exclusions. */
static void random_pieces(struct line_facts *set, struct line_criteria *c, uint64_t *seed)
{
    static const struct geo_point places[] = {{0, 0}, {6000000, 0}};
    static const enum line_fact_kind kinds[] = {LINE_F_EXPLOSION, LINE_F_WEAPON, LINE_F_REFUSED,
                                                LINE_F_WATCH};
    c->coverage = line_facts_draw(seed) % 3 * 400;
    c->n_sectors = line_facts_draw(seed) % 3;
    for (size_t k = 0; k < c->n_sectors; k++)
        c->sectors[k].place = places[k];
    const uint32_t n = 20 + line_facts_draw(seed) % 60;
    for (uint32_t k = 0; k < n; k++) {
        const int is_watch = line_facts_draw(seed) % 8 > 0;
        struct line_fact *f = line_facts_add(set, is_watch ? LINE_F_WATCH : kinds[line_facts_draw(seed) % 4],
                                             noon(1) + (int64_t)(line_facts_draw(seed) % (13 * LINE_DAY_S)));
        f->place = places[line_facts_draw(seed) % 2];
        f->lasts_s = 1800 + line_facts_draw(seed) % (uint32_t)(is_watch ? 16 * 3600 : 2 * LINE_DAY_S);
        f->verified = line_facts_draw(seed) % 3 > 0;
        f->verdict = LINE_VERDICT_IN;
        if (line_facts_draw(seed) % 10 == 0)
            line_facts_exclude(set, f, line_facts_draw(seed) % 2);
        if (line_facts_draw(seed) % 4 == 0) { /* one more part of the report before */
            const struct line_fact of = set->at[set->n - 1];
            struct line_fact *more = line_facts_add(set, of.kind, of.time_s + 3 * 3600);
            const struct line_fact added = *more;
            *more = of;
            more->part = 1;
            more->time_s = added.time_s;
            more->place = places[line_facts_draw(seed) % 2];
        }
    }
}

static enum line_hold answer_without(const struct line_record *r, const struct line_criteria *c, int32_t day,
                                     const uint8_t *id)
{
    struct line_record less = *r;
    struct line_clock clock;
    less.without = id;
    assert_int_equal(line_clock_run(&less, c, day, NULL, &clock), 0);
    const enum line_hold hold = line_hold_of(&clock, c);
    line_clock_wipe(&clock);
    return hold;
}

static void all_that_flip_it_are_found(void **state)
{
    (void)state;
    uint64_t seed = 12;
    size_t n_flips = 0, answers[LINE_N_HOLDS] = {0};
    print_message("seed 12\n");
    for (int round = 0; round < 300; round++) {
        struct line_facts set = {.n = 0};
        struct line_criteria c = criteria();
        c.dark = 1 + line_facts_draw(&seed) % 3;
        if (round % 2 == 0)
            random_record(&set, &seed);
        else
            random_pieces(&set, &c, &seed);
        const struct line_record r = line_facts_record(&set);
        const int32_t day = FIRST_DAY + 9 + (int32_t)(line_facts_draw(&seed) % 4);
        enum line_hold hold = LINE_N_HOLDS;
        uint32_t which[256];
        size_t n = 0, want = 0;
        assert_int_equal(line_hold_flips(&r, &c, day, &hold, which, 256, &n), 0);
        assert_int_equal(hold, answer_without(&r, &c, day, NULL));
        assert_true(n <= 256);
        answers[hold]++;
        for (size_t i = 0; i < set.n; i++) {
            if (set.at[i].part > 0)
                continue; /* of a report its first part is named */
            const int flips = answer_without(&r, &c, day, set.at[i].id) != hold;
            int named = 0;
            for (size_t k = 0; k < n; k++)
                named |= which[k] == i;
            if (flips != named)
                fail_msg("round %d, report %zu: %s", round, i, flips ? "flips it, is not named" : "named");
            want += flips != 0;
        }
        assert_int_equal(n, want);
        n_flips += n;
        line_facts_free(&set);
    }
    print_message("%zu reports flip an answer; answers %zu %zu %zu\n", n_flips, answers[0], answers[1],
                  answers[2]);
    assert_true(n_flips > 100 && answers[0] > 20 && answers[1] > 20 && answers[2] > 20);
}

static void criteria_have_one_encoding(void **state)
{
    (void)state;
    struct line_criteria c = criteria(), back;
    c.n_sectors = 2;
    c.sectors[1].place = (struct geo_point){-5, 7};
    c.counting = (struct line_counting){LINE_COUNT_RUN, 30, 3600, 500};
    struct t2_buf out = {.max = LINE_CRITERIA_MAX}, again = {.max = LINE_CRITERIA_MAX};
    assert_int_equal(line_criteria_write(&c, &out), 0);
    assert_int_equal(line_criteria_read(t2_buf_view(&out), &back), 0);
    assert_int_equal(line_criteria_write(&back, &again), 0);
    assert_true(t2_bytes_eq(t2_buf_view(&out), t2_buf_view(&again)));
    uint8_t one[LINE_DIGEST_LEN], two[LINE_DIGEST_LEN];
    assert_int_equal(line_criteria_digest(&c, one), 0);
    back.dark ^= 1;
    assert_int_equal(line_criteria_digest(&back, two), 0);
    assert_memory_not_equal(one, two, LINE_DIGEST_LEN);
    for (size_t n = 0; n < out.len; n++)
        assert_int_not_equal(line_criteria_read(t2_bytes_of(out.ptr, n), &back), 0);
    for (size_t bit = 0; bit < 8 * out.len; bit++) {
        out.ptr[bit / 8] ^= (uint8_t)(1 << bit % 8);
        t2_buf_clear(&again);
        if (line_criteria_read(t2_buf_view(&out), &back) == 0) {
            assert_int_equal(line_criteria_write(&back, &again), 0);
            assert_true(t2_bytes_eq(t2_buf_view(&out), t2_buf_view(&again)));
        }
        out.ptr[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    out.ptr[0] = 1; /* as the first version began */
    assert_int_equal(line_criteria_read(t2_buf_view(&out), &back), T2_E_VERSION);
    c.dark = c.window;
    assert_false(line_criteria_valid(&c));
    t2_buf_free(&out);
    t2_buf_free(&again);
}

/* How violations are counted is agreed with the rest: every rule has its bytes, and no bytes are of none. */
static void criteria_have_a_counting_rule(void **state)
{
    (void)state;
    static const struct line_counting good[] = {{LINE_COUNT_EACH, 0, 0, 0},
                                                {LINE_COUNT_EVENT, 0, 0, 0},
                                                {LINE_COUNT_RUN, 30, 3600, 0},
                                                {LINE_COUNT_HOUR, 0, 0, 0},
                                                {LINE_COUNT_DAY, 0, 0, 0},
                                                {LINE_COUNT_RUN, 1, 0, 0},
                                                {LINE_COUNT_RUN, 1000000, 86400, 100000}};
    static const struct line_counting wrong[] = {
        {LINE_COUNT_RUN, 0, 3600, 0},   {LINE_COUNT_RUN, 1000001, 3600, 0},
        {LINE_COUNT_RUN, 30, 86401, 0}, {LINE_COUNT_RUN, 30, 0, 100001},
        {LINE_COUNT_EACH, 1, 0, 0},     {LINE_COUNT_EVENT, 0, 1, 0},
        {LINE_COUNT_HOUR, 0, 0, 1},     {LINE_COUNT_DAY, 30, 3600, 0},
        {LINE_N_COUNTS, 0, 0, 0},       {UINT8_MAX, 0, 0, 0}};
    enum { N_GOOD = sizeof good / sizeof good[0], KIND_AT = 3, RUN_AT = 4 + 13 * 4 };
    uint8_t digest[N_GOOD][LINE_DIGEST_LEN];
    struct t2_buf out = {.max = LINE_CRITERIA_MAX};
    for (size_t k = 0; k < N_GOOD; k++) {
        struct line_criteria c = criteria(), back;
        c.counting = good[k];
        t2_buf_clear(&out);
        assert_int_equal(line_criteria_write(&c, &out), 0);
        assert_int_equal(line_criteria_read(t2_buf_view(&out), &back), 0);
        assert_int_equal(back.counting.kind, good[k].kind);
        assert_int_equal(back.counting.least, good[k].least);
        assert_int_equal(back.counting.gap_s, good[k].gap_s);
        assert_int_equal(back.counting.reach_m, good[k].reach_m);
        assert_int_equal(line_criteria_digest(&c, digest[k]), 0);
        for (size_t i = 0; i < k; i++)
            assert_memory_not_equal(digest[i], digest[k], LINE_DIGEST_LEN);
    }
    for (size_t k = 0; k < sizeof wrong / sizeof wrong[0]; k++) {
        struct line_criteria c = criteria(), back;
        const uint32_t run[] = {wrong[k].least, wrong[k].gap_s, wrong[k].reach_m};
        t2_buf_clear(&out);
        assert_int_equal(line_criteria_write(&c, &out), 0);
        out.ptr[KIND_AT] = wrong[k].kind;
        for (size_t i = 0; i < 3; i++) {
            for (size_t b = 0; b < 4; b++)
                out.ptr[RUN_AT + 4 * i + b] = (uint8_t)(run[i] >> (24 - 8 * b));
        }
        assert_int_equal(line_criteria_read(t2_buf_view(&out), &back), T2_E_MALFORMED);
        c.counting = wrong[k];
        assert_false(line_criteria_valid(&c));
        assert_int_equal(line_criteria_write(&c, &out), T2_E_ARGUMENT);
    }
    t2_buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_reaches_thirty_on_day_forty),
        cmocka_unit_test(without_watch_nothing_is_determined),
        cmocka_unit_test(the_sector_watched_least_decides),
        cmocka_unit_test(a_correction_turns_a_day_and_back),
        cmocka_unit_test(only_both_sides_exclude),
        cmocka_unit_test(a_side_verifies_nothing),
        cmocka_unit_test(what_is_open_leaves_a_day_uncounted),
        cmocka_unit_test(the_report_that_flips_it_is_named),
        cmocka_unit_test(all_that_flip_it_are_found),
        cmocka_unit_test(criteria_have_one_encoding),
        cmocka_unit_test(criteria_have_a_counting_rule),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
