/* Quotas against a world that is known: tanks that drive about and observers who report what they see, with
 * errors and without serials or with some. What is said to have stood there at least is never more than did;
 * where it is said to be within, it was; an excess that was said is never taken back by one more report; and
 * the order in which reports come, and how often, changes nothing. */
#include "../line_data.h"
#include "../line_facts.h"

#include <tracktwo/line_day.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SEED 19740531u
#define DAY 18000
#define N_TANKS 12
#define METRES 100 /* units in one */
#define SPEED 25   /* metres a second, below the 30 that are taken for the fastest */

static const char rule_text[] =
    "tracktwo line rule 1\ntitle en Q\nframe flat\nmeasure per_side\nreference a contact\n"
    "reference b contact\nday 2019-01-01\ndemilitarized 0\nclass tanks\n  weapons armour\n  distance 0\n"
    "quota tanks a 0 10000 2\nquota tanks a 10000 20000 3\nquota tanks b 0 10000 2\n";

static struct line *line;
static struct line_rule *rule;

static int set_up(void **p)
{
    (void)p;
    static const struct geo_point at[] = {{0, 0}, {0, 40000 * METRES}};
    const struct line_params params = line_data_params(GEO_FLAT, LINE_END_SQUARE);
    struct line_refusal why = {.text = ""};
    line = line_data_line(&params, at, 2);
    return line_rule_read(t2_bytes_of(rule_text, sizeof rule_text - 1), &why, &rule);
}

static int tear_down(void **p)
{
    (void)p;
    line_rule_free(rule);
    line_free(line);
    return 0;
}

/* ---- the world ---- */

/* Each tank stays, or goes straight from one place to another between two times. */
struct tank {
    double from[2], to[2];
    int64_t leaves_s, arrives_s;
};

static double draw(uint64_t *seed, double below)
{
    return below * (line_facts_draw(seed) % 1000000) / 1e6;
}

static void world_make(struct tank *at, size_t n, uint64_t *seed, double spread_m)
{
    for (size_t i = 0; i < n; i++) {
        struct tank *t = &at[i];
        double far = 0;
        for (int k = 0; k < 2; k++) {
            double start = k == 0 ? -1000 - draw(seed, spread_m) : 1000 + draw(seed, 38000);
            t->from[k] = start;
            t->to[k] = line_facts_draw(seed) % 2 ? start
                       : k == 0                  ? -1000 - draw(seed, spread_m)
                                                 : 1000 + draw(seed, 38000);
            far += t->to[k] > t->from[k] ? t->to[k] - t->from[k] : t->from[k] - t->to[k];
        }
        t->leaves_s = (int64_t)draw(seed, 80000);
        t->arrives_s = t->leaves_s + (int64_t)(far / SPEED) + 1;
        if (i > 0 && line_facts_draw(seed) % 3 == 0) /* in a column with the one before */
            *t = at[i - 1];
        for (int k = 0; i > 0 && k < 2 && t->leaves_s == at[i - 1].leaves_s; k++) {
            t->from[k] += 40;
            t->to[k] += 40;
        }
    }
}

static void where(const struct tank *t, int64_t s, double out[2])
{
    double share = s <= t->leaves_s    ? 0
                   : s >= t->arrives_s ? 1
                                       : (double)(s - t->leaves_s) / (double)(t->arrives_s - t->leaves_s);
    out[0] = t->from[0] + share * (t->to[0] - t->from[0]);
    out[1] = t->from[1] + share * (t->to[1] - t->from[1]);
}

static unsigned in_band(const struct tank *at, size_t n, const struct line_quota *q, int64_t s)
{
    unsigned in = 0;
    for (size_t i = 0; i < n && q->side == LINE_A; i++) { /* they all stand in the west */
        double p[2];
        where(&at[i], s, p);
        in += p[0] < -(double)q->from_m && p[0] >= -(double)q->to_m && p[1] >= 0 && p[1] <= 40000;
    }
    return in;
}

/* What somebody sees at a moment about a place: all tanks within 240 metres of it, some of them read. */
static void report(struct line_facts *set, const struct tank *at, size_t n, int64_t s, uint64_t *seed)
{
    double mid[2], p[2];
    where(&at[line_facts_draw(seed) % n], s, mid);
    mid[0] += draw(seed, 200) - 100;
    mid[1] += draw(seed, 200) - 100;
    size_t first = set->n;
    unsigned more = 0;
    double sigma = 5 + draw(seed, 30), off[2] = {sigma * (draw(seed, 4) - 2), sigma * (draw(seed, 4) - 2)};
    for (size_t i = 0; i <= n; i++) {
        double far = 0;
        int last = i == n;
        if (!last) {
            where(&at[i], s, p);
            far = (p[0] - mid[0]) * (p[0] - mid[0]) + (p[1] - mid[1]) * (p[1] - mid[1]);
        }
        int reads = !last && far < 240 * 240 && line_facts_draw(seed) % 3 == 0;
        more += !last && far < 240 * 240 && !reads;
        if (!reads && (!last || more == 0))
            continue;
        struct line_fact *f = line_facts_add(set, LINE_F_WEAPON, (int64_t)DAY * LINE_DAY_S + s);
        f->verified = 1;
        f->side = LINE_A;
        f->weapon = LINE_W_ARMOUR;
        f->count = reads ? 1 : more;
        f->place =
            (struct geo_point){(int32_t)((mid[0] + off[0]) * METRES), (int32_t)((mid[1] + off[1]) * METRES)};
        f->sigma_cm = (uint32_t)(sigma * 100);
        f->part = (uint8_t)(set->n - 1 - first);
        memcpy(f->id, set->at[first].id, sizeof f->id);
        memcpy(f->observer, set->at[first].observer, sizeof f->observer);
        f->seq = set->at[first].seq;
        f->source = set->at[first].source;
        if (reads)
            (void)snprintf(f->serial, sizeof f->serial, "T-%zu", i);
    }
}

static void all_watched(struct line_facts *set)
{
    struct line_fact *f = line_facts_add(set, LINE_F_WATCH, (int64_t)DAY * LINE_DAY_S);
    f->verified = 1;
    f->has = LINE_HAS_POST | LINE_HAS_DISTANCE;
    f->post = (struct geo_point){0, 20000 * METRES};
    f->distance_m = 90000;
    f->lasts_s = LINE_DAY_S;
}

static void judge(const struct line_facts *set, struct line_quota_found *out)
{
    const struct line_record r = line_facts_record(set);
    const struct line_quota_ground g = {.line = line, .rule = rule};
    const struct line_quota_period p = {.begin_s = (int64_t)DAY * LINE_DAY_S,
                                        .end_s = (int64_t)(DAY + 1) * LINE_DAY_S,
                                        .terms = {.lasting_s = 600}};
    assert_int_equal(line_quotas_judge(&r, &g, &p, out), 0);
}

/* Tanks that move may come and go within what is agreed to be one time, so what stood there together is
 * compared with all that were there at any moment of it. */
static unsigned greatest(const struct tank *at, size_t n, const struct line_quota *q, int64_t around_s)
{
    unsigned most = 0;
    uint8_t was[N_TANKS];
    for (int64_t from = 0; from < LINE_DAY_S; from += 60) {
        unsigned together = 0;
        memset(was, 0, sizeof was);
        for (int64_t s = from; s <= from + around_s; s += 20) {
            for (size_t i = 0; i < n; i++)
                was[i] |= in_band(&at[i], 1, q, s) != 0;
        }
        for (size_t i = 0; i < n; i++)
            together += was[i];
        most = together > most ? together : most;
    }
    return most;
}

static void never_more_than_stood_there(void **p)
{
    (void)p;
    uint64_t seed = SEED;
    unsigned exceeded = 0, within = 0, tight = 0;
    printf("seed %u\n", SEED);
    for (int round = 0; round < 120; round++) {
        struct line_facts set = {.n = 0};
        struct tank at[N_TANKS];
        size_t n = 1 + line_facts_draw(&seed) % N_TANKS;
        world_make(at, n, &seed, round % 3 == 0 ? 3000 : 17000);
        int64_t around = at[0].leaves_s; /* one at least may be on its way */
        unsigned n_reports = line_facts_draw(&seed) % 14;
        for (unsigned i = 0; i < n_reports; i++)
            report(&set, at, n, around + (int64_t)draw(&seed, round % 2 ? 600 : 5000), &seed);
        struct line_quota_found found[LINE_MAX_QUOTAS];
        judge(&set, found);
        for (size_t q = 0; q < rule->n_quotas; q++) {
            unsigned true_most = greatest(at, n, &rule->quotas[q], 660);
            assert_true(found[q].least <= true_most);
            assert_true(found[q].least <= found[q].possible);
            assert_true(found[q].state != LINE_QUOTA_WITHIN); /* nobody watched */
            exceeded += found[q].state == LINE_QUOTA_EXCEEDED;
            tight += found[q].least == true_most && true_most > 1;
            assert_true(found[q].state != LINE_QUOTA_EXCEEDED || true_most > rule->quotas[q].most);
        }
        line_quotas_wipe(found, rule->n_quotas);
        /* Everybody sees everything once, and somebody watches: then it may be said. */
        for (size_t i = 0; i < n; i++) {
            struct line_fact *f =
                line_facts_add(&set, LINE_F_WEAPON, (int64_t)DAY * LINE_DAY_S + at[i].leaves_s);
            double here[2];
            where(&at[i], at[i].leaves_s, here);
            f->verified = 1;
            f->side = LINE_A;
            f->weapon = LINE_W_ARMOUR;
            f->place = (struct geo_point){(int32_t)(here[0] * METRES), (int32_t)(here[1] * METRES)};
            (void)snprintf(f->serial, sizeof f->serial, "T-%zu", i);
        }
        all_watched(&set);
        judge(&set, found);
        for (size_t q = 0; q < rule->n_quotas; q++) {
            within += found[q].state == LINE_QUOTA_WITHIN;
            if (found[q].state == LINE_QUOTA_WITHIN)
                assert_true(in_band(at, n, &rule->quotas[q], -1) <= rule->quotas[q].most);
        }
        line_quotas_wipe(found, rule->n_quotas);
        line_facts_free(&set);
    }
    printf("exceeded %u, within %u, exact %u\n", exceeded, within, tight);
    assert_true(exceeded > 3 && within > 10 && tight > 10); /* the worlds are such that much can be said */
}

/* One more report, of any kind but a correction: what was exceeded is never within, and both numbers stand.
 */
static void one_more_report(void **p)
{
    (void)p;
    uint64_t seed = SEED + 1;
    unsigned turned[LINE_N_QUOTA_STATES][LINE_N_QUOTA_STATES] = {{0}};
    for (int round = 0; round < 40; round++) {
        struct line_facts set = {.n = 0};
        struct tank at[N_TANKS];
        struct line_quota_found before[LINE_MAX_QUOTAS], now[LINE_MAX_QUOTAS];
        world_make(at, N_TANKS, &seed, round % 2 ? 2000 : 17000);
        if (round % 4 != 0)
            all_watched(&set);
        judge(&set, before);
        for (int i = 0; i < 20; i++) {
            if (i % 7 == 6) {
                line_facts_add(&set, i % 2 ? LINE_F_REFUSED : LINE_F_LEFT,
                               (int64_t)DAY * LINE_DAY_S + 100 * i)
                    ->verified = 1;
            } else {
                report(&set, at, N_TANKS, (int64_t)draw(&seed, i % 3 ? 900 : 80000), &seed);
            }
            judge(&set, now);
            for (size_t q = 0; q < rule->n_quotas; q++) {
                turned[before[q].state][now[q].state]++;
                assert_true(now[q].possible >= before[q].possible);
                assert_true(now[q].state != LINE_QUOTA_WITHIN || now[q].possible <= rule->quotas[q].most);
            }
            line_quotas_wipe(before, rule->n_quotas);
            memcpy(before, now, sizeof before);
        }
        line_quotas_wipe(before, rule->n_quotas);
        line_facts_free(&set);
    }
    assert_int_equal(turned[LINE_QUOTA_EXCEEDED][LINE_QUOTA_WITHIN], 0);
    assert_true(turned[LINE_QUOTA_WITHIN][LINE_QUOTA_UNDETERMINED] > 0);
    assert_true(turned[LINE_QUOTA_UNDETERMINED][LINE_QUOTA_EXCEEDED] > 0);
}

static void describe(const struct line_facts *set, struct t2_buf *out)
{
    const struct line_record r = line_facts_record(set);
    const struct line_day_params p = {.day = DAY + 1,
                                      .since = DAY + 1,
                                      .cut_s = LINE_DAY_S,
                                      .corrected_s = INT64_MIN,
                                      .quotas = {.line = line, .rule = rule}};
    struct line_day *d = NULL;
    assert_int_equal(line_day_new(&r, &p, NULL, &d), 0);
    assert_int_equal(d->n_quotas, 3);
    assert_int_equal(line_day_json(d, out), 0);
    line_day_free(d);
}

static void any_order_gives_the_same(void **p)
{
    (void)p;
    uint64_t seed = SEED + 2;
    for (int round = 0; round < 6; round++) {
        struct line_facts set = {.n = 0};
        struct tank at[N_TANKS];
        struct t2_buf first = {.max = 1 << 24}, again = {.max = 1 << 24};
        world_make(at, N_TANKS, &seed, 17000);
        all_watched(&set);
        for (int i = 0; i < 30; i++)
            report(&set, at, N_TANKS, (int64_t)draw(&seed, 3000), &seed);
        describe(&set, &first);
        for (int order = 0; order < 5; order++) {
            size_t n = set.n;
            for (size_t i = 0; order == 2 && i < n; i++) { /* each a second time */
                struct line_fact copy = set.at[i];
                *line_facts_add(&set, LINE_F_SHOT, 0) = copy;
            }
            line_facts_shuffle(&set, &seed);
            t2_buf_clear(&again);
            describe(&set, &again);
            assert_int_equal(first.len, again.len);
            assert_memory_equal(first.ptr, again.ptr, first.len);
        }
        t2_buf_free(&first);
        t2_buf_free(&again);
        line_facts_free(&set);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(never_more_than_stood_there),
                                       cmocka_unit_test(one_more_report),
                                       cmocka_unit_test(any_order_gives_the_same)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
