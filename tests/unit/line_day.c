/* The daily report: real days of the OSCE mission rebuilt from reports made up to have their counts
 * (smm_daily_counts_sample.csv, beside the checkout; skipped and said where it is missing); the cut-off to
 * the second; corrections, weapons, restrictions; every number opens its reports; HTML, text, JSON,
 * languages. */
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

#define WEST_NAME "Donetsk <&>"
#define BLANK (-1)

/* Two squares of 40 km that touch: x < 0 and x > 0. */
static struct geo_point west_ring[] = {
    {-4000000, 0}, {-1, 0}, {-1, 4000000}, {-4000000, 4000000}, {-4000000, 0}};
static struct geo_point east_ring[] = {{0, 0}, {4000000, 0}, {4000000, 4000000}, {0, 4000000}, {0, 0}};
static uint32_t five = 5, one = 1;
static const struct geo_area west = {west_ring, 5, &five, 1, &one, 1},
                             east = {east_ring, 5, &five, 1, &one, 1};
static const struct line_region regions[] = {{WEST_NAME, &west}, {"Luhansk", &east}};

static struct line_day_params params(int32_t day, int32_t since, int32_t offset_s)
{
    return (struct line_day_params){.day = day,
                                    .since = since,
                                    .offset_s = offset_s,
                                    .cut_s = LINE_CUT_S,
                                    .corrected_s = INT64_MIN,
                                    .regions = regions,
                                    .n_regions = 2,
                                    .title = "Mission"};
}

static int32_t day_of(const char *text)
{
    static const int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    int y = 0, m = 0, d = 0;
    assert_int_equal(sscanf(text, "%d-%d-%d", &y, &m, &d), 3);
    return (y - 1970) * 365 + (y - 1969) / 4 + before[m - 1] + (m > 2 && y % 4 == 0) + d - 1;
}

/* ---- the real days ---- */

struct smm_day {
    int32_t day, offset_s;
    long n[2], explosions[2], cumulative;
};

static size_t read_days(char *csv, struct smm_day *out, size_t max)
{
    size_t n = 0;
    char *line = NULL, *rest = csv;
    (void)strsep(&rest, "\n");
    while ((line = strsep(&rest, "\n")) != NULL && *line != '\0' && n < max) {
        char *field[9] = {NULL};
        for (int k = 0; k < 9; k++)
            field[k] = strsep(&line, ",");
        assert_non_null(field[8]);
        struct smm_day *d = &out[n++];
        d->day = day_of(field[2]);
        int month = atoi(field[2] + 5);
        d->offset_s = month > 3 && month < 11 ? 10800 : 7200;
        for (int k = 0; k < 2; k++) {
            d->n[k] = *field[3 + 2 * k] != '\0' ? atol(field[3 + 2 * k]) : BLANK;
            d->explosions[k] = *field[4 + 2 * k] != '\0' ? atol(field[4 + 2 * k]) : BLANK;
        }
        d->cumulative = *field[7] != '\0' ? atol(field[7]) : BLANK;
    }
    return n;
}

/* Reports of one region and day: `n` violations, of them some explosions, in groups of a few, two minutes and
 * more apart; every third is seen by a second source too. The first is on the first second of the period, the
 * last on its last. */
static void make_reports(struct line_facts *set, int32_t day, int32_t offset_s, int region, long n,
                         long explosions, uint64_t *seed)
{
    int64_t begin = (int64_t)(day - 1) * LINE_DAY_S + LINE_CUT_S - offset_s, at = begin;
    while (n > 0) {
        long kind_left = explosions > 0 ? explosions : n;
        long take = 1 + (long)(line_facts_draw(seed) % 7);
        take = take < kind_left ? take : kind_left;
        int last = take == n;
        struct line_fact *f = line_facts_add(set,
                                             explosions > 0              ? LINE_F_EXPLOSION
                                             : line_facts_draw(seed) % 2 ? LINE_F_BURST
                                                                         : LINE_F_SHOT,
                                             last && at > begin ? begin + LINE_DAY_S - 1 : at);
        f->source = 1;
        f->verified = 1;
        f->count = (uint32_t)take;
        f->place =
            (struct geo_point){(region == 0 ? -1 : 1) * (int32_t)(1000 + line_facts_draw(seed) % 3900000),
                               (int32_t)(line_facts_draw(seed) % 4000000)};
        struct line_fact kept = *f;
        if (line_facts_draw(seed) % 3 == 0) {
            f = line_facts_add(set, (enum line_fact_kind)kept.kind, kept.time_s);
            f->source = 2;
            f->verified = 1;
            f->count = (uint32_t)take;
            f->place = kept.place;
        }
        n -= take;
        explosions -= explosions > 0 ? take : 0;
        at += 125 + line_facts_draw(seed) % 40;
    }
    assert_true(at < begin + LINE_DAY_S - 300);
}

/* Each number is what its reports say: the sum over the first source's. */
static void number_is_its_reports(const struct line_day *d, const struct line_number *n)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < n->n_ids; i++) {
        const struct line_fact *f = &d->record->facts[d->ids[n->first + i]];
        sum += f->source == 1 ? f->count : 0;
    }
    assert_int_equal(sum, n->n);
}

static void check_day(struct line_facts *set, const struct smm_day *d, const struct smm_day *before,
                      int32_t since)
{
    struct line_record r = line_facts_record(set);
    struct line_day_params p = params(d->day, since, d->offset_s);
    struct line_day *got = NULL;
    assert_int_equal(line_day_new(&r, &p, NULL, &got), 0);
    assert_int_equal(got->n_rows, 4);
    uint64_t all = 0;
    for (int k = 0; k < 2; k++) {
        const struct line_day_row *row = &got->rows[k];
        assert_int_equal(row->violations.n, d->n[k]);
        if (d->explosions[k] != BLANK)
            assert_int_equal(row->explosions.n, d->explosions[k]);
        if (before != NULL) {
            assert_int_equal(row->violations_before.n, before->n[k]);
            number_is_its_reports(got, &row->violations_before);
        }
        number_is_its_reports(got, &row->violations);
        number_is_its_reports(got, &row->explosions);
        assert_int_equal(row->unverified.n, 0);
        all += row->violations.n;
    }
    assert_int_equal(got->rows[2].violations.n, 0); /* nothing elsewhere */
    assert_int_equal(got->rows[3].violations.n, all);
    number_is_its_reports(got, &got->rows[3].violations);
    if (d->cumulative != BLANK) {
        assert_int_equal(got->cumulative.n, d->cumulative);
        number_is_its_reports(got, &got->cumulative);
    }
    if (before != NULL) {
        struct t2_buf text = {.max = 1 << 22};
        assert_int_equal(line_day_text(got, NULL, &text), 0);
        assert_int_equal(t2_buf_append(&text, "", 1), 0);
        long now = d->n[0], then = before->n[0];
        assert_non_null(strstr((char *)text.ptr, now > then   ? "more than on the day before"
                                                 : now < then ? "fewer than on the day before"
                                                              : "as many as on the day before"));
        t2_buf_free(&text);
    }
    line_day_free(got);
}

static void the_missions_days_are_rebuilt(void **state)
{
    (void)state;
    size_t len = 0;
    char *csv = line_data_read("line/smm_daily_counts_sample.csv", &len);
    if (csv == NULL)
        skip();
    struct smm_day days[32];
    size_t n = read_days(csv, days, 32), n_compared = 0;
    assert_int_equal(n, 11);
    uint64_t seed = 1;
    struct line_facts set = {.n = 0};
    for (size_t i = 0; i < n; i++) {
        struct smm_day *d = &days[i];
        /* What the mission did not print follows from its sums: a blank of the day after a sum, and what lies
         * between two sums on days that are not in the sample. */
        long between = i > 0 && d->cumulative != BLANK ? d->cumulative - days[i - 1].cumulative : 0;
        if (d->n[0] == BLANK) {
            assert_int_equal(d->day, days[i - 1].day + 1);
            d->n[0] = between - d->n[1];
        }
        between -= d->n[0] + d->n[1];
        if (i > 0 && d->cumulative != BLANK && between > 0) {
            assert_true(d->day > days[i - 1].day + 1);
            make_reports(&set, d->day - 1, d->offset_s, 1, between, 0, &seed);
        }
        for (int k = 0; k < 2; k++)
            make_reports(&set, d->day, d->offset_s, k, d->n[k],
                         d->explosions[k] == BLANK ? d->n[k] / 4 : d->explosions[k], &seed);
    }
    line_facts_shuffle(&set, &seed);
    for (size_t i = 0; i < n; i++) {
        int next = i > 0 && days[i].day == days[i - 1].day + 1;
        n_compared += (size_t)next;
        check_day(&set, &days[i], next ? &days[i - 1] : NULL, days[0].day);
    }
    assert_int_equal(n_compared, 2); /* 28 July and 7 August 2020 */
    line_facts_free(&set);
    free(csv);
}

/* ---- the cut-off ---- */

#define DAY 18000
#define END(day) ((int64_t)(day)*LINE_DAY_S + LINE_CUT_S - 10800)

static struct line_day *make_day(struct line_facts *set, struct line_record *r, struct line_day_params *p)
{
    struct line_day *d = NULL;
    *r = line_facts_record(set);
    *p = params(DAY, DAY - 10, 10800);
    assert_int_equal(line_day_new(r, p, NULL, &d), 0);
    return d;
}

static struct line_fact *shot(struct line_facts *set, int64_t time_s, uint32_t count)
{
    struct line_fact *f = line_facts_add(set, LINE_F_SHOT, time_s);
    f->place = (struct geo_point){5, 5};
    f->verified = 1;
    f->count = count;
    return f;
}

static void the_cut_off_is_to_the_second(void **state)
{
    (void)state;
    struct line_facts set = {.n = 0};
    struct line_record r;
    struct line_day_params p;
    shot(&set, END(DAY - 1) - 1, 1);
    shot(&set, END(DAY - 1), 10);
    shot(&set, END(DAY) - 1, 100);
    shot(&set, END(DAY), 1000);
    for (size_t i = 0; i < set.n; i++)
        set.at[i].source = 9;
    struct line_day *d = make_day(&set, &r, &p);
    assert_int_equal(d->rows[1].violations.n, 110);
    assert_int_equal(d->rows[1].violations_before.n, 1);
    assert_int_equal(d->cumulative.n, 111);
    line_day_free(d);
    p.offset_s -= 1; /* the sun is a second later: the first second is yesterday's */
    assert_int_equal(line_day_new(&r, &p, NULL, &d), 0);
    assert_int_equal(d->rows[1].violations.n, 1100);
    line_day_free(d);
    p.cut_s = 0;
    assert_int_equal(line_day_new(&r, &p, NULL, &d), T2_E_ARGUMENT);
    line_facts_free(&set);
}

/* ---- all parts of a report ---- */

static void fill(struct line_facts *set)
{
    struct line_fact *f = NULL;
    shot(set, END(DAY - 1) - 4000, 5); /* 0 yesterday, corrected today by 1 */
    shot(set, END(DAY - 1) - 4000, 3)->filed_s = END(DAY) - 100;
    line_facts_correct(set, 1, 0);
    shot(set, END(DAY) - 9000, 4);                         /* 2 today, corrected today: no matter */
    shot(set, END(DAY) - 9000, 2)->filed_s = END(DAY) - 1; /* 3 */
    line_facts_correct(set, 3, 2);
    f = shot(set, END(DAY) - 20000, 50); /* 4: both sides say that it was none */
    line_facts_exclude(set, f, LINE_A);
    line_facts_exclude(set, f, LINE_B);
    f = shot(set, END(DAY) - 30000, 70); /* 5: a side's word */
    f->from = LINE_FROM_A;
    static const enum line_verdict_state verdicts[] = {LINE_VERDICT_IN, LINE_VERDICT_UNDETERMINED,
                                                       LINE_VERDICT_IN, LINE_VERDICT_OUT};
    for (int k = 0; k < 4; k++) { /* 6 to 9: howitzers */
        f = line_facts_add(set, LINE_F_WEAPON, END(DAY) - 40000);
        f->place.x = 1000000 * k;
        f->verified = 1;
        f->weapon = LINE_W_GUN;
        f->side = LINE_B;
        f->verdict = (uint8_t)verdicts[k];
        f->exempt = k == 2;
        f->count = 1 + (uint32_t)k;
    }
    line_facts_add(set, LINE_F_REFUSED, END(DAY) - 50000)->side = LINE_A; /* 10 */
    line_facts_add(set, LINE_F_JAMMING, END(DAY) - 50000);                /* 11 */
    f = line_facts_add(set, LINE_F_WATCH, END(DAY) - 3600); /* 12: half an hour of it is today's */
    f->lasts_s = 7200;
}

/* A day of facts, and the report made of it. */
struct made {
    struct line_facts set;
    struct line_record r;
    struct line_day_params p;
    struct line_day *d;
};

static void make(struct made *m)
{
    *m = (struct made){.d = NULL};
    fill(&m->set);
    m->d = make_day(&m->set, &m->r, &m->p);
}

static void unmake(struct made *m)
{
    line_day_free(m->d);
    line_facts_free(&m->set);
}

/* With a zero behind it; to be freed. */
static struct t2_buf page_of(const struct line_day *d, const struct line_say *say, int html)
{
    struct t2_buf page = {.max = 1 << 20};
    assert_int_equal(html ? line_day_html(d, say, &page) : line_day_text(d, say, &page), 0);
    assert_int_equal(t2_buf_append(&page, "", 1), 0);
    return page;
}

static void parts_and_corrections(void **state)
{
    (void)state;
    struct made m;
    make(&m);
    const struct line_day_row *row = &m.d->rows[1];
    assert_int_equal(row->violations.n, 2);
    assert_int_equal(row->violations_before.n, 3);
    assert_int_equal(row->unverified.n, 1);
    assert_int_equal(m.d->excluded.n, 1);
    assert_int_equal(m.d->ids[m.d->excluded.first], 4);
    const struct line_number *guns = m.d->weapons[LINE_B][LINE_W_GUN];
    for (int k = 0; k < LINE_N_ROWS; k++) {
        assert_int_equal(guns[k].n, 1 + k);
        assert_int_equal(guns[k].n_ids, 1);
        assert_int_equal(m.d->ids[guns[k].first], 6 + k);
    }
    assert_int_equal(m.d->restrictions[LINE_F_REFUSED][LINE_A].n, 1);
    assert_int_equal(m.d->restrictions[LINE_F_REFUSED][LINE_B].n, 0);
    assert_int_equal(m.d->restrictions[LINE_F_JAMMING][LINE_N_SIDES].n, 1);
    assert_int_equal(m.d->ids[m.d->restrictions[LINE_F_JAMMING][LINE_N_SIDES].first], 11);
    assert_int_equal(m.d->watches.n, 60);
    assert_int_equal(m.d->n_corrections, 1);
    assert_int_equal(m.d->corrections[0].old, 0);
    assert_int_equal(m.d->corrections[0].new, 1);
    assert_int_equal(m.d->corrections[0].day, DAY - 1);
    line_day_free(m.d);
    m.p.corrected_s = END(DAY) - 99; /* the report before was printed after that correction */
    assert_int_equal(line_day_new(&m.r, &m.p, NULL, &m.d), 0);
    assert_int_equal(m.d->n_corrections, 0);
    line_day_free(m.d);
    m.p.day = DAY - 1; /* the day before, as it was known then */
    m.r.known_s = END(DAY - 1);
    assert_int_equal(line_day_new(&m.r, &m.p, NULL, &m.d), 0);
    assert_int_equal(m.d->rows[1].violations.n, 5);
    unmake(&m);
}

/* ---- pages ---- */

struct dictionary {
    const char *words[8][2];
};
static const char *say(void *ctx, const char *english)
{
    const struct dictionary *d = ctx;
    for (size_t k = 0; k < 8 && d->words[k][0] != NULL; k++)
        if (strcmp(d->words[k][0], english) == 0)
            return d->words[k][1];
    return english;
}
static struct dictionary french = {{{"Violations of the cease-fire", "Violations du cessez-le-feu"},
                                    {"%s: daily report of %s", "%s : rapport du jour, %s"},
                                    {"Corrections", "Rectifications"},
                                    {"fewer than on the day before", "moins que la veille"}}};
static struct dictionary ukrainian = {{{"Violations of the cease-fire", "Порушення припинення вогню"},
                                       {"%s: daily report of %s", "%s: щоденний звіт за %s"},
                                       {"Corrections", "Виправлення"},
                                       {"fewer than on the day before", "менше, ніж напередодні"}}};

/* The digits of a text in their order. */
static void digits(const char *text, struct t2_buf *out)
{
    for (; *text != '\0'; text++)
        if (*text >= '0' && *text <= '9')
            assert_int_equal(t2_buf_append(out, text, 1), 0);
}

static void three_languages_have_the_same_figures(void **state)
{
    (void)state;
    struct made m;
    make(&m);
    m.p.side_name[LINE_B] = "Beyond & Co";
    const struct line_say in[] = {{NULL, NULL, "en", 0}, {say, &french, "fr", 0}, {say, &ukrainian, "uk", 0}};
    const struct dictionary *dict[] = {NULL, &french, &ukrainian};
    for (int html = 0; html < 2; html++) {
        struct t2_buf first = {.max = 1 << 20};
        for (int k = 0; k < 3; k++) {
            struct t2_buf page = page_of(m.d, &in[k], html), figures = {.max = 1 << 20};
            const char *text = (const char *)page.ptr;
            for (int w = 0; w < 4; w++) /* word 1 is a format */
                if (w != 1)
                    assert_non_null(
                        strstr(text, dict[k] != NULL ? dict[k]->words[w][1] : french.words[w][0]));
            digits(text, &figures);
            if (k == 0)
                assert_int_equal(t2_buf_append(&first, figures.ptr, figures.len), 0);
            assert_true(t2_bytes_eq(t2_buf_view(&first), t2_buf_view(&figures)));
            if (html) {
                assert_non_null(strstr(text, "Donetsk &lt;&amp;&gt;"));
                assert_null(strstr(text, WEST_NAME));
                assert_non_null(strstr(text, "artillery pieces, Beyond &amp; Co"));
                assert_non_null(strstr(text, "access refused, side A"));
                assert_null(strstr(text, "http")); /* no outside resource */
            }
            t2_buf_free(&page);
            t2_buf_free(&figures);
        }
        t2_buf_free(&first);
    }
    unmake(&m);
}

static void every_number_of_the_page_has_its_note(void **state)
{
    (void)state;
    struct made m;
    make(&m);
    struct t2_buf page = page_of(m.d, NULL, 1);
    size_t n = 0;
    for (const char *at = (const char *)page.ptr; (at = strstr(at, "href=\"#n")) != NULL; at += 8) {
        char id[32];
        (void)snprintf(id, sizeof id, "id=\"n%d\">[", atoi(at + 8));
        const char *note = strstr((const char *)page.ptr, id);
        assert_non_null(note);
        unsigned long long shown = 0;
        assert_int_equal(sscanf(note, "id=\"n%*d\">[%*d] %16llx", &shown), 1);
        n++;
    }
    assert_in_range(n, 12, 40);
    t2_buf_free(&page);
    unmake(&m);
}

static void json_opens_whole_reports(void **state)
{
    (void)state;
    struct made m;
    make(&m);
    struct t2_buf out = {.max = 1 << 20};
    assert_int_equal(line_day_json(m.d, &out), 0);
    json_t *all = json_loadb((const char *)out.ptr, out.len, 0, NULL);
    assert_non_null(all);
    json_t *row = json_array_get(json_object_get(all, "regions"), 1);
    json_t *now = json_object_get(row, "violations");
    assert_int_equal(json_integer_value(json_object_get(now, "n")), 2);
    char hex[2 * LINE_FACT_ID_LEN + 1];
    t2_hex(hex, m.set.at[3].id, LINE_FACT_ID_LEN);
    assert_int_equal(json_array_size(json_object_get(now, "reports")), 1);
    assert_string_equal(json_string_value(json_array_get(json_object_get(now, "reports"), 0)), hex);
    assert_string_equal(json_string_value(json_object_get(all, "day")), "2019-04-14");
    assert_int_equal(json_array_size(json_object_get(all, "corrections")), 1);
    json_decref(all);
    t2_buf_free(&out);
    unmake(&m);
}

static void nobody_watched_is_said(void **state)
{
    (void)state;
    struct line_facts set = {.n = 0};
    struct line_record r;
    struct line_day_params p;
    struct line_day *d = make_day(&set, &r, &p);
    struct t2_buf page = page_of(d, NULL, 0);
    assert_non_null(
        strstr((const char *)page.ptr, "Nobody kept watch. That nothing was reported says nothing."));
    t2_buf_free(&page);
    line_day_free(d);
}

/* Wants a text in a page, or wants it not to be there. */
static void page_has(const struct line_day *d, const struct line_say *in, int html, const char *text, int has)
{
    struct t2_buf page = page_of(d, in, html);
    if ((strstr((const char *)page.ptr, text) != NULL) != (has != 0))
        fail_msg("%s\"%s\" in:\n%s", has ? "no " : "", text, (const char *)page.ptr);
    t2_buf_free(&page);
}

static void a_day_says_how_far_it_is_over(void **state)
{
    (void)state;
    struct made m;
    make(&m);
    static const char begun[] = "has not begun", over[] = "is not over", before[] = "before the cease-fire.",
                      within[] = "began within this day";
    const struct {
        int64_t now_s, ceasefire_s;
        int begun, over, before, within;
    } cases[] = {
        {0, 0, 0, 0, 0, 0},
        {END(DAY - 1) - 1, 0, 1, 0, 0, 0},
        {END(DAY - 1), 0, 0, 1, 0, 0},
        {END(DAY) - 1, END(DAY - 1), 0, 1, 0, 0},
        {END(DAY), END(DAY - 1) + 1, 0, 0, 0, 1},
        {END(DAY), END(DAY), 0, 0, 1, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        m.p.now_s = cases[i].now_s;
        m.p.ceasefire_s = cases[i].ceasefire_s;
        for (int html = 0; html < 2; html++) {
            page_has(m.d, NULL, html, begun, cases[i].begun);
            page_has(m.d, NULL, html, over, cases[i].over);
            page_has(m.d, NULL, html, before, cases[i].before);
            page_has(m.d, NULL, html, within, cases[i].within);
        }
    }
    unmake(&m);
}

static void without_regions_there_is_one_row(void **state)
{
    (void)state;
    struct made m;
    make(&m);
    page_has(m.d, NULL, 0, "  Elsewhere;", 1);
    page_has(m.d, NULL, 0, "  All regions;", 1);
    page_has(m.d, NULL, 0, "The whole line", 0);
    line_day_free(m.d);
    m.p.n_regions = 0;
    assert_int_equal(line_day_new(&m.r, &m.p, NULL, &m.d), 0);
    page_has(m.d, NULL, 0, "  The whole line; Violations: 2 [1];", 1);
    page_has(m.d, NULL, 0, "Elsewhere", 0);
    page_has(m.d, NULL, 0, "All regions", 0);
    unmake(&m);
}

/* A person finds a report by its number in the record; the page for print has the ids. */
static void the_text_names_reports_by_their_numbers(void **state)
{
    (void)state;
    struct made m;
    uint32_t numbers[13];
    make(&m);
    for (uint32_t k = 0; k < 13; k++)
        numbers[k] = 100 + k;
    m.p.numbers = numbers;
    page_has(m.d, NULL, 0, "report 102 stands in the place of 101.", 1);
    page_has(m.d, NULL, 0, "] 104\n", 1); /* the violations of today */
    char hex[17];
    t2_hex(hex, m.set.at[3].id, 8);
    page_has(m.d, NULL, 0, hex, 0);
    page_has(m.d, NULL, 1, hex, 1);
    numbers[2] = numbers[3]; /* two parts of one report stand once */
    page_has(m.d, NULL, 0, "104 104", 0);
    unmake(&m);
}

static void how_one_counts_is_said_in_words(void **state)
{
    (void)state;
    struct made m;
    make(&m);
    const struct {
        struct line_counting c;
        const char *text;
    } cases[] = {
        {{.kind = LINE_COUNT_EACH}, "ten in a row are ten."},
        {{.kind = LINE_COUNT_EVENT}, "Each event is counted once"},
        {{.kind = LINE_COUNT_HOUR}, "An hour with"},
        {{.kind = LINE_COUNT_DAY}, "A day with"},
        {{LINE_COUNT_RUN, 10, 1800, 0}, "within 1800 seconds is counted once if it is 10 or more"},
        {{LINE_COUNT_RUN, 10, 1800, 500}, "within 1800 seconds and 500 metres is counted once if it is 10"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        m.p.counting = cases[i].c;
        page_has(m.d, NULL, 0, cases[i].text, 1);
        page_has(m.d, NULL, 0, "agreed rule", 0);
    }
    unmake(&m);
}

/* In a page from right to left a date would be read from its end, and the hour's offset fall apart. */
static void from_right_to_left_values_stay_whole(void **state)
{
    (void)state;
    struct made m;
    make(&m);
    const struct line_say arabic = {NULL, NULL, "ar", 1};
    page_has(m.d, &arabic, 1, "<bdi>Mission</bdi>: daily report of <bdi dir=\"ltr\">2019-04-14</bdi>", 1);
    page_has(m.d, &arabic, 1, "(<bdi dir=\"ltr\">UTC +03:00</bdi>)", 1);
    page_has(m.d, &arabic, 1, "<bdi>Donetsk &lt;&amp;&gt;</bdi>", 1);
    page_has(m.d, &arabic, 1, "<p class=\"note\" dir=\"ltr\"", 1);
    page_has(m.d, &arabic, 0,
             "\xe2\x81\xa6"
             "2019-04-14\xe2\x81\xa9",
             1);
    page_has(m.d, NULL, 1, "<bdi", 0);
    page_has(m.d, NULL, 0, "\xe2\x81\xa6", 0);
    for (int html = 0; html < 2; html++) {
        page_has(m.d, &arabic, html, "\x01", 0);
        page_has(m.d, NULL, html, "\x03", 0);
    }
    unmake(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_missions_days_are_rebuilt),
        cmocka_unit_test(the_cut_off_is_to_the_second),
        cmocka_unit_test(parts_and_corrections),
        cmocka_unit_test(three_languages_have_the_same_figures),
        cmocka_unit_test(every_number_of_the_page_has_its_note),
        cmocka_unit_test(json_opens_whole_reports),
        cmocka_unit_test(nobody_watched_is_said),
        cmocka_unit_test(a_day_says_how_far_it_is_over),
        cmocka_unit_test(without_regions_there_is_one_row),
        cmocka_unit_test(the_text_names_reports_by_their_numbers),
        cmocka_unit_test(how_one_counts_is_said_in_words),
        cmocka_unit_test(from_right_to_left_values_stay_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
