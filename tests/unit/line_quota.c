/* Quotas: what may be said of how many stood in a band. The table of all answers, each with the least that
 * turns it; what is surely not the same twice; class, side, place and storage that leave it open; the watch
 * that alone lets anybody say that it was no more; the quotas of 1974. */
#include "../line_data.h"
#include "../line_facts.h"

#include <tracktwo/line_day.h>

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define DAY 18000
#define KM 100000 /* units */

/* Forty kilometres from south to north, side A in the west; three tanks of A may stay within ten kilometres,
 * five from there to twenty; two guns above 100 mm. */
static const char rule_text[] =
    "tracktwo line rule 1\ntitle en Q\nframe flat\nmeasure per_side\nreference a contact\n"
    "reference b contact\nday 2019-01-01\ndemilitarized 0\n"
    "class guns\n  weapons gun\n  calibre 100.1 -\n  distance 0\n"
    "class tanks\n  weapons armour\n  distance 0\n  by 5\n"
    "site depot a tanks -50.00 -500000.00 100\n"
    "quota tanks a 0 10000 3\nquota tanks a 10000 20000 5\nquota guns a 0 10000 2\n";

static struct line *line;
static struct line_rule *rule;
static struct line_facts set;

static int64_t begin(void)
{
    return (int64_t)DAY * LINE_DAY_S;
}

static int set_up(void **p)
{
    (void)p;
    static const struct geo_point at[] = {{0, 0}, {0, 20 * KM}, {0, 40 * KM}};
    const struct line_params params = line_data_params(GEO_FLAT, LINE_END_SQUARE);
    struct line_refusal why = {.text = ""};
    line = line_data_line(&params, at, 3);
    return line_rule_read(t2_bytes_of(rule_text, sizeof rule_text - 1), &why, &rule);
}

static int tear_down(void **p)
{
    (void)p;
    line_rule_free(rule);
    line_free(line);
    line_facts_free(&set);
    return 0;
}

static void anew(void)
{
    line_facts_free(&set);
    memset(&set, 0, sizeof set);
}

/* n tanks of A, so many metres behind the line and to the north, so many minutes after the day's beginning.
 */
static struct line_fact *tanks(uint32_t n, int32_t behind_m, int32_t north_m, int minutes)
{
    struct line_fact *f = line_facts_add(&set, LINE_F_WEAPON, begin() + (int64_t)60 * minutes);
    f->verified = 1;
    f->side = LINE_A;
    f->weapon = LINE_W_ARMOUR;
    f->count = n;
    f->place = (struct geo_point){-100 * behind_m, 100 * north_m};
    f->sigma_cm = 1000;
    return f;
}

/* Somebody sees so far all around from there, all day. */
static struct line_fact *watch(int32_t behind_m, int32_t north_m, uint32_t reach_m)
{
    struct line_fact *f = line_facts_add(&set, LINE_F_WATCH, begin());
    f->verified = 1;
    f->has = LINE_HAS_POST | LINE_HAS_DISTANCE;
    f->post = (struct geo_point){-100 * behind_m, 100 * north_m};
    f->distance_m = reach_m;
    f->lasts_s = LINE_DAY_S;
    return f;
}

static struct line_quota_found judged(size_t q, uint32_t coverage)
{
    struct line_quota_found found[LINE_MAX_QUOTAS];
    const struct line_record r = line_facts_record(&set);
    const struct line_quota_ground g = {.line = line, .rule = rule};
    const struct line_quota_period p = {
        .begin_s = begin(), .end_s = begin() + LINE_DAY_S, .coverage = coverage};
    assert_int_equal(line_quotas_judge(&r, &g, &p, found), 0);
    struct line_quota_found out = found[q];
    assert_true(out.least <= out.possible);
    for (size_t i = 0; i < out.n_least + out.n_possible + out.n_restrictions + out.n_watches; i++)
        assert_true(out.ids[i] < set.n);
    out.ids = NULL; /* its numbers alone */
    line_quotas_wipe(found, rule->n_quotas);
    return out;
}

#define EXPECT(q, STATE, WHY, LEAST, POSSIBLE)                                                               \
    do {                                                                                                     \
        struct line_quota_found f_ = judged(q, 0);                                                           \
        assert_string_equal(line_quota_why_name((enum line_quota_why)f_.why),                                \
                            line_quota_why_name(LINE_QUOTA_##WHY));                                          \
        assert_string_equal(line_quota_state_name((enum line_quota_state)f_.state),                          \
                            line_quota_state_name(LINE_QUOTA_##STATE));                                      \
        assert_int_equal(f_.least, LEAST);                                                                   \
        assert_int_equal(f_.possible, POSSIBLE);                                                             \
    } while (0)

static void simplest(void **p)
{
    (void)p;
    anew();
    tanks(4, 5000, 20000, 600); /* one observer saw four at one place */
    EXPECT(0, EXCEEDED, MORE, 4, 4);
    EXPECT(1, UNDETERMINED, UNWATCHED, 0, 0); /* nobody saw any there, and nobody looked */
    EXPECT(2, UNDETERMINED, UNWATCHED, 0, 0);
}

/* Every answer, and what is needed for it. */
static void the_table(void **p)
{
    (void)p;
    anew();
    EXPECT(0, UNDETERMINED, UNWATCHED, 0, 0); /* silence */
    tanks(3, 5000, 20000, 600);
    EXPECT(0, UNDETERMINED, UNWATCHED, 3, 3);
    struct line_fact *f = watch(5000, 20000, 60000);
    EXPECT(0, WITHIN, WATCHED, 3, 3);
    size_t by = set.n - 1;
    line_facts_exclude(&set, &set.at[by], LINE_A); /* a watch is no violation anyway */
    line_facts_exclude(&set, &set.at[by], LINE_B);
    EXPECT(0, WITHIN, WATCHED, 3, 3);
    set.at[by].lasts_s = LINE_DAY_S - 1;
    EXPECT(0, UNDETERMINED, UNWATCHED, 3, 3);
    struct line_quota_found less = judged(0, 950); /* as much of the day as was agreed */
    assert_int_equal(less.state, LINE_QUOTA_WITHIN);
    assert_int_equal(less.n_watches, 1);
    set.at[by].lasts_s = LINE_DAY_S;
    struct line_quota_found early[LINE_MAX_QUOTAS]; /* the day is not over */
    const struct line_record r = line_facts_record(&set);
    const struct line_quota_ground g = {.line = line, .rule = rule};
    struct line_quota_period today = {begin(), begin() + LINE_DAY_S, .now_s = begin() + LINE_DAY_S - 1};
    assert_int_equal(line_quotas_judge(&r, &g, &today, early), 0);
    assert_int_equal(early[0].why, LINE_QUOTA_UNWATCHED);
    line_quotas_wipe(early, rule->n_quotas);
    f = line_facts_add(&set, LINE_F_REFUSED, begin() + 60);
    f->side = LINE_A;
    EXPECT(0, UNDETERMINED, RESTRICTED, 3, 3);
    line_facts_exclude(&set, f, LINE_A); /* and nobody looked, whatever they call it */
    line_facts_exclude(&set, &set.at[set.n - 1], LINE_B);
    EXPECT(0, UNDETERMINED, RESTRICTED, 3, 3);
    f = &set.at[set.n - 1];
    f->side = LINE_B; /* the other side's posts are not in this band */
    EXPECT(0, WITHIN, WATCHED, 3, 3);
    tanks(1, 5000, 20000, 610); /* perhaps one of the three */
    EXPECT(0, UNDETERMINED, OPEN, 3, 4);
    tanks(4, 5000, 20000, 610);
    EXPECT(0, EXCEEDED, MORE, 4, 8);
    rule->d_day += 10000;
    EXPECT(0, UNDETERMINED, NOT_YET, 4, 8);
    rule->d_day -= 10000;
    memcpy(rule->reference[LINE_A], "elsewhere", 10);
    EXPECT(0, UNDETERMINED, NO_LINE, 0, 0);
    memcpy(rule->reference[LINE_A], "contact", 8);
}

/* A quota counts from the day on by which its class has gone, to the second. */
static void from_its_day_on(void **p)
{
    (void)p;
    anew();
    tanks(4, 5000, 20000, 0);
    int32_t kept = rule->d_day;
    rule->d_day = DAY - 5;
    EXPECT(0, EXCEEDED, MORE, 4, 4);
    rule->d_day = DAY - 4;
    EXPECT(0, UNDETERMINED, NOT_YET, 4, 4);
    rule->d_day = INT32_MIN; /* every day has come */
    EXPECT(0, EXCEEDED, MORE, 4, 4);
    rule->d_day = kept;
}

/* ---- what is surely not the same twice ---- */

static void not_the_same_twice(void **p)
{
    (void)p;
    anew();
    tanks(2, 5000, 10000, 600);
    tanks(2, 5000, 30000, 600); /* twenty kilometres away in the same minute */
    EXPECT(0, EXCEEDED, MORE, 4, 4);
    set.at[1].time_s += 660; /* 19.8 km at 30 m a second, 62 m of error, 500 m about a place */
    EXPECT(0, UNDETERMINED, OPEN, 2, 4);
    set.at[1].time_s -= 20;
    EXPECT(0, EXCEEDED, MORE, 4, 4);
    set.at[1].sigma_cm = 9000;
    EXPECT(0, UNDETERMINED, OPEN, 2, 4);
    set.at[1].sigma_cm = 1000;
    set.at[1].time_error_s = 30;
    EXPECT(0, UNDETERMINED, OPEN, 2, 4);
    /* Two observers at one place saw the same two, as far as anybody knows. */
    anew();
    tanks(2, 5000, 10000, 600);
    tanks(2, 5000, 10000, 600);
    EXPECT(0, UNDETERMINED, OPEN, 2, 4);
}

static void serials(void **p)
{
    (void)p;
    anew();
    for (unsigned i = 0; i < 4; i++) {
        struct line_fact *f = tanks(1, 5000, 20000, 600 + (int)i);
        (void)snprintf(f->serial, sizeof f->serial, "T-%u", i);
    }
    EXPECT(0, EXCEEDED, MORE, 4, 4);
    memcpy(set.at[3].serial, "T-2", 4); /* read twice */
    EXPECT(0, UNDETERMINED, UNWATCHED, 3, 3);
    /* At one time: the last was read seven hours later, and six are agreed. */
    memcpy(set.at[3].serial, "T-3", 4);
    set.at[3].time_s += 7 * 3600;
    EXPECT(0, UNDETERMINED, OPEN, 3, 4);
    set.at[0].time_s += 90 * 60; /* now three share a moment with it, and the first is left out */
    set.at[1].time_s += 90 * 60;
    set.at[2].time_s += 90 * 60;
    EXPECT(0, EXCEEDED, MORE, 4, 4);
    /* One serial in two places that are far apart counts once, whatever it means. */
    anew();
    for (unsigned i = 0; i < 2; i++) {
        struct line_fact *f = tanks(1, 5000, i == 0 ? 5000 : 35000, 600);
        memcpy(f->serial, "T-0", 4);
    }
    EXPECT(0, UNDETERMINED, UNWATCHED, 1, 1);
    tanks(3, 5000, 20000, 600);
    EXPECT(0, EXCEEDED, MORE, 4, 4);
}

/* Parts of one report are different weapons: two serials and two more. */
static void one_report(void **p)
{
    (void)p;
    anew();
    for (unsigned i = 0; i < 3; i++) {
        struct line_fact *f = tanks(i < 2 ? 1 : 2, 5000, 20000, 600);
        memcpy(f->id, set.at[0].id, sizeof f->id);
        memcpy(f->observer, set.at[0].observer, sizeof f->observer);
        f->seq = 1;
        f->source = 1;
        f->part = (uint8_t)i;
        if (i < 2)
            (void)snprintf(f->serial, sizeof f->serial, "T-%u", i);
    }
    EXPECT(0, EXCEEDED, MORE, 4, 4);
    struct line_quota_found found = judged(0, 0);
    assert_int_equal(found.n_least, 3);
    memcpy(set.at[1].serial, "T-0", 4);
    EXPECT(0, UNDETERMINED, UNWATCHED, 3, 3);
}

/* ---- what is surely in the band ---- */

static void places(void **p)
{
    (void)p;
    const struct {
        int32_t behind_m, north_m;
        uint32_t sigma_cm;
        unsigned least[2], possible[2]; /* of the near band, of the far one */
    } cases[] = {
        {5000, 20000, 1000, {4, 0}, {4, 0}},  {9950, 20000, 1000, {4, 0}, {4, 0}},
        {9975, 20000, 1000, {0, 0}, {4, 4}}, /* thirty metres of error reach over the edge */
        {10000, 20000, 0, {0, 0}, {4, 4}},   /* on it: in neither for certain, in no case in both */
        {10050, 20000, 1000, {0, 4}, {0, 4}}, {20100, 20000, 1000, {0, 0}, {0, 0}},
        {-5000, 20000, 1000, {0, 0}, {0, 0}}, /* across: the verdict speaks of that */
        {10, 20000, 1000, {0, 0}, {4, 0}},    /* perhaps across */
        {5000, 41000, 1000, {0, 0}, {4, 0}},  /* beyond the end */
        {5000, 39980, 1000, {0, 0}, {4, 0}},  /* perhaps beyond it */
        {50, 20000, 200000, {0, 0}, {4, 0}},  /* six kilometres of error */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        anew();
        tanks(4, cases[i].behind_m, cases[i].north_m, 600)->sigma_cm = cases[i].sigma_cm;
        for (size_t q = 0; q < 2; q++) {
            struct line_quota_found f = judged(q, 0);
            if (f.least != cases[i].least[q] || f.possible != cases[i].possible[q])
                fail_msg("case %zu, band %zu: %u and %u", i, q, (unsigned)f.least, (unsigned)f.possible);
        }
    }
}

static void class_side_and_storage(void **p)
{
    (void)p;
    anew();
    struct line_fact *f = tanks(4, 5000, 20000, 600);
    f->side = LINE_B;
    EXPECT(0, UNDETERMINED, UNWATCHED, 0, 0);
    f->side = LINE_N_SIDES; /* on A's ground, and nobody said whose: A's, as verdicts have it */
    EXPECT(0, EXCEEDED, MORE, 4, 4);
    f->at_site = 1;
    EXPECT(0, UNDETERMINED, OPEN, 0, 4);
    f->at_site = 0;
    f->has = LINE_HAS_POST;
    EXPECT(0, UNDETERMINED, OPEN, 0, 4);
    f->has = LINE_HAS_PLACE;
    f->weapon = LINE_W_GUN; /* of a calibre that nobody read */
    EXPECT(2, UNDETERMINED, OPEN, 0, 4);
    f->calibre = 1001;
    EXPECT(2, EXCEEDED, MORE, 4, 4);
    f->calibre = 1000;
    EXPECT(2, UNDETERMINED, UNWATCHED, 0, 0);
    f->weapon = LINE_W_ARMOUR;
    EXPECT(0, EXCEEDED, MORE, 4, 4);
    f->verified = 0;
    EXPECT(0, UNDETERMINED, UNWATCHED, 0, 0);
    f->verified = 1;
    f->from = LINE_FROM_B; /* what a side says of itself or the other is verified by nobody */
    EXPECT(0, UNDETERMINED, UNWATCHED, 0, 0);
    f->from = LINE_FROM_OBSERVERS;
    rule->sites[0].place = f->place;
    EXPECT(0, UNDETERMINED, OPEN, 0, 4);
    rule->sites[0].place = (struct geo_point){-5000, -50000000};
    line_facts_exclude(&set, &set.at[0], LINE_A);
    EXPECT(0, EXCEEDED, MORE, 4, 4);
    line_facts_exclude(&set, &set.at[0], LINE_B);
    EXPECT(0, UNDETERMINED, UNWATCHED, 0, 0);
}

/* A number that was not counted: "about four" is one at least, and has no end. */
static void loose_numbers(void **p)
{
    (void)p;
    anew();
    struct line_fact *f = tanks(4, 5000, 20000, 600);
    f->loose = LINE_LOOSE_MORE;
    EXPECT(0, EXCEEDED, MORE, 4, 4);
    f->loose = LINE_LOOSE_LESS | LINE_LOOSE_MORE;
    EXPECT(0, UNDETERMINED, OPEN, 1, 4);
    f->count = 2;
    watch(5000, 20000, 60000);
    EXPECT(0, UNDETERMINED, OPEN, 1, 2);
    set.at[0].loose = LINE_LOOSE_LESS;
    EXPECT(0, WITHIN, WATCHED, 1, 2);
    /* A correction stands in the place of what it corrects. */
    tanks(2, 5000, 20000, 600)->count = 5;
    line_facts_correct(&set, 2, 0);
    EXPECT(0, EXCEEDED, MORE, 5, 5);
}

/* ---- watch ---- */

static void watched(void **p)
{
    (void)p;
    anew();
    /* The band and its corners: from 0 to 40 km, and ten behind; beyond the ends it may be in. */
    watch(0, 20000, 40000);
    EXPECT(0, WITHIN, WATCHED, 0, 0);
    set.at[0].distance_m = 22000;
    EXPECT(0, UNDETERMINED, UNWATCHED, 0, 0);
    watch(5000, 8000, 25000); /* one for the south, one for the north */
    watch(5000, 32000, 25000);
    EXPECT(0, WITHIN, WATCHED, 0, 0);
    set.at[2].lasts_s = LINE_DAY_S / 2;
    EXPECT(0, UNDETERMINED, UNWATCHED, 0, 0);
    struct line_fact *f = watch(5000, 32000, 25000); /* relieved at noon */
    f->time_s += LINE_DAY_S / 2;
    EXPECT(0, WITHIN, WATCHED, 0, 0);
    f->time_s += 1;
    EXPECT(0, UNDETERMINED, UNWATCHED, 0, 0);
    f->time_s -= 1;
    f->distance_error_m = 5000; /* fifteen kilometres less for certain */
    EXPECT(0, UNDETERMINED, UNWATCHED, 0, 0);
    f->distance_error_m = 0;
    f->means = LINE_BY_EAR; /* a tank that stands makes no sound */
    EXPECT(0, UNDETERMINED, UNWATCHED, 0, 0);
    f->means = LINE_BY_CAMERA;
    EXPECT(0, WITHIN, WATCHED, 0, 0);
    f->has |= LINE_HAS_BEARING; /* it looks to the south alone */
    f->bearing_cdeg = 18000;
    f->bearing_error_cdeg = 4500;
    EXPECT(0, UNDETERMINED, UNWATCHED, 0, 0);
    f->has = LINE_HAS_PLACE; /* how far it saw was not said */
    EXPECT(0, UNDETERMINED, UNWATCHED, 0, 0);
    /* From fifty kilometres behind a camera that looks north-east to south-east has it all in view. */
    anew();
    f = watch(70000, 20000, 200000);
    f->has |= LINE_HAS_BEARING;
    f->bearing_cdeg = 9000;
    f->bearing_error_cdeg = 4500;
    EXPECT(0, WITHIN, WATCHED, 0, 0);
    f->bearing_cdeg = 27000;
    EXPECT(0, UNDETERMINED, UNWATCHED, 0, 0);
    f->bearing_cdeg = 9000;
    f->bearing_error_cdeg = 1000;
    EXPECT(0, UNDETERMINED, UNWATCHED, 0, 0);
}

/* ---- the quotas of 1974, and the day's report ---- */

static void golan(void **p)
{
    (void)p;
    struct line_rule *r = line_data_rule("rules/undof-1974.rule");
    static const struct geo_point a[] = {{357800000, 327500000},
                                         {357900000, 330000000},
                                         {358500000, 333000000}},
                                  b[] = {
                                      {358200000, 327500000}, {358300000, 330000000}, {358900000, 333000000}};
    /* Going north, the side on the left is in the west. */
    const struct line_from_edges in = {{{a, 3}, {b, 3}}};
    const struct line_params params = line_data_params(GEO_WGS84, LINE_END_SQUARE);
    struct line_refusal why = {.text = ""};
    struct line *l = NULL;
    struct line_day *d = NULL;
    struct t2_buf out = {.max = 1 << 20};
    assert_int_equal(line_new_from_edges(&params, &in, NULL, NULL, &why, &l), 0);
    anew();
    int32_t day = r->d_day + 30;
    for (int k = 0; k < 2; k++) {
        struct line_fact *f = line_facts_add(&set, LINE_F_WEAPON, line_facts_noon(day));
        f->verified = 1;
        f->side = LINE_A;
        f->weapon = LINE_W_ARMOUR;
        f->count = k == 0 ? 40 : 36; /* 75 may stay: two places 22 km apart */
        f->place =
            k == 0 ? (struct geo_point){357400000, 329000000} : (struct geo_point){357600000, 331000000};
        f->sigma_cm = 5000;
    }
    struct line_record record = line_facts_record(&set);
    record.frame = GEO_WGS84;
    const struct line_day_params q = {.day = day,
                                      .since = day,
                                      .cut_s = LINE_CUT_S,
                                      .corrected_s = INT64_MIN,
                                      .quotas = {.line = l, .rule = r}};
    assert_int_equal(line_day_new(&record, &q, NULL, &d), 0);
    assert_int_equal(d->n_quotas, 10);
    assert_string_equal(r->classes[r->quotas[2].class].id, "tanks");
    assert_int_equal(d->quotas[2].state, LINE_QUOTA_EXCEEDED);
    assert_int_equal(d->quotas[2].least.n, 76);
    assert_int_equal(d->quotas[2].least.n_ids, 2);
    assert_int_equal(d->quotas[3].state, LINE_QUOTA_UNDETERMINED); /* of B nobody saw any */
    assert_int_equal(line_day_json(d, &out), 0);
    json_t *all = json_loadb((const char *)out.ptr, out.len, 0, NULL);
    const json_t *one = json_array_get(json_object_get(all, "quotas"), 2);
    assert_string_equal(json_string_value(json_object_get(one, "state")), "exceeded");
    assert_string_equal(json_string_value(json_object_get(one, "why")), "more");
    assert_int_equal(json_integer_value(json_object_get(one, "most")), 75);
    assert_int_equal(json_array_size(json_object_get(json_object_get(one, "least"), "reports")), 2);
    json_decref(all);
    t2_buf_free(&out);
    t2_buf_init(&out, 1 << 20);
    assert_int_equal(line_day_text(d, NULL, &out), 0);
    assert_int_equal(t2_buf_append(&out, "", 1), 0);
    assert_non_null(
        strstr((const char *)out.ptr,
               "  tanks, side A; Metres behind the line: 0 - 10000; May stay: 75; At least, at one "
               "time: 76 ["));
    assert_non_null(strstr((const char *)out.ptr, "quota exceeded: More stood there at one time"));
    t2_buf_free(&out);
    t2_buf_init(&out, 1 << 20);
    assert_int_equal(line_day_html(d, NULL, &out), 0);
    assert_int_equal(t2_buf_append(&out, "", 1), 0);
    assert_non_null(strstr((const char *)out.ptr, "<tr><th>tanks, side A</th><td>0 - 10000</td><td>75</td>"));
    t2_buf_free(&out);
    line_day_free(d);
    /* The same two places two kilometres nearer to each other than a tank could go in between. */
    set.at[1].time_s += 2 * 3600;
    struct line_quota_found found[LINE_MAX_QUOTAS];
    const struct line_quota_ground g = {.line = l, .rule = r};
    const struct line_quota_period period = {.begin_s = line_facts_noon(day) - 3600,
                                             .end_s = line_facts_noon(day) + 4 * 3600};
    assert_int_equal(line_quotas_judge(&record, &g, &period, found), 0);
    assert_int_equal(found[2].state, LINE_QUOTA_UNDETERMINED);
    assert_int_equal(found[2].least, 40);
    assert_int_equal(found[2].possible, 76);
    line_quotas_wipe(found, r->n_quotas);
    assert_int_equal(line_quota_part_of(&g, 2, &set.at[0]), LINE_QUOTA_PART);
    assert_int_equal(line_quota_part_of(&g, 3, &set.at[0]), LINE_QUOTA_NO_PART);
    line_free(l);
    line_rule_free(r);
}

static void refused(void **p)
{
    (void)p;
    anew();
    tanks(1, 5000, 20000, 0);
    struct line_quota_found found[LINE_MAX_QUOTAS];
    struct line_record r = line_facts_record(&set);
    struct line_quota_ground g = {.line = line, .rule = rule};
    struct line_quota_period period = {.begin_s = 5, .end_s = 5};
    assert_int_equal(line_quotas_judge(&r, &g, &period, found), T2_E_ARGUMENT);
    period.end_s = 6;
    r.frame = GEO_WGS84;
    assert_int_equal(line_quotas_judge(&r, &g, &period, found), T2_E_ARGUMENT);
    r.frame = GEO_FLAT;
    set.at[0].loose = 4;
    assert_int_equal(line_quotas_judge(&r, &g, &period, found), T2_E_MALFORMED);
    g.rule = NULL; /* no rule, no quotas */
    assert_int_equal(line_quotas_judge(&r, &g, &period, found), 0);
    assert_null(line_quota_state_name(LINE_N_QUOTA_STATES));
    assert_null(line_quota_why_text(LINE_N_QUOTA_WHYS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(simplest),        cmocka_unit_test(the_table),
        cmocka_unit_test(from_its_day_on), cmocka_unit_test(not_the_same_twice),
        cmocka_unit_test(serials),         cmocka_unit_test(one_report),
        cmocka_unit_test(places),          cmocka_unit_test(class_side_and_storage),
        cmocka_unit_test(loose_numbers),   cmocka_unit_test(watched),
        cmocka_unit_test(golan),           cmocka_unit_test(refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
