/* Rule files: the five that are shipped against the figures of what they follow, reading and writing back and
 * forth, and an error of each kind with its line. */
#include "../line_data.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HEAD                                                                                                 \
    "tracktwo line rule 1\ntitle en T\nframe wgs84\nmeasure per_side\nreference a contact\nreference b "     \
    "contact\n"
#define CLASS "class c\n weapons gun\n distance 5000\n"

static const char *const shipped[] = {"rules/minsk-2.rule", "rules/memorandum-2014.rule",
                                      "rules/undof-1974.rule", "rules/four-distances.rule",
                                      "rules/example-z3.rule"};

static struct line_rule *must_read(const char *text)
{
    struct line_rule *r = NULL;
    struct line_refusal why = {.text = ""};
    if (line_rule_read(t2_bytes_str(text), &why, &r) != 0)
        fail_msg("line %u: %s", why.line_number, why.text);
    return r;
}

static void refused(const char *text, uint32_t number, const char *says)
{
    struct line_rule *r = NULL;
    struct line_refusal why = {.text = ""};
    assert_int_equal(line_rule_read(t2_bytes_str(text), &why, &r), T2_E_REFUSED);
    assert_null(r);
    if (why.code != LINE_R_RULE || why.line_number != number || strstr(why.text, says) == NULL)
        fail_msg("line %u: %s (not line %u: %s)", why.line_number, why.text, number, says);
}

static void there_and_back(void **p)
{
    (void)p;
    for (size_t i = 0; i < sizeof shipped / sizeof shipped[0]; i++) {
        struct line_rule *r = line_data_rule(shipped[i]), *again = NULL;
        struct t2_buf first, second;
        struct line_refusal why = {.text = ""};
        uint8_t d1[LINE_DIGEST_LEN], d2[LINE_DIGEST_LEN];
        assert_non_null(r);
        t2_buf_init(&first, LINE_RULE_MAX_BYTES);
        t2_buf_init(&second, LINE_RULE_MAX_BYTES);
        assert_int_equal(line_rule_write(r, &first), 0);
        if (line_rule_read(t2_buf_view(&first), &why, &again) != 0)
            fail_msg("%s, line %u: %s", shipped[i], why.line_number, why.text);
        assert_int_equal(line_rule_write(again, &second), 0);
        assert_true(t2_bytes_eq(t2_buf_view(&first), t2_buf_view(&second)));
        assert_int_equal(line_rule_digest(r, d1), 0);
        assert_int_equal(line_rule_digest(again, d2), 0);
        assert_memory_equal(d1, d2, sizeof d1);
        again->classes[0].distance_m[0] += 2;
        again->classes[0].distance_m[1] += 2;
        assert_int_equal(line_rule_digest(again, d2), 0);
        assert_memory_not_equal(d1, d2, sizeof d1);
        /* Every cut of the file is refused or is a shorter rule; nothing crashes. */
        for (size_t n = 0; n < first.len; n++) {
            struct line_rule *cut = NULL;
            (void)!line_rule_read(t2_bytes_of(first.ptr, n), &why, &cut);
            line_rule_free(cut);
        }
        t2_buf_free(&first);
        t2_buf_free(&second);
        line_rule_free(r);
        line_rule_free(again);
    }
}

static void expect_class(const struct line_rule *r, enum line_weapon w, uint32_t calibre, uint32_t range,
                         const char *id, uint32_t metres)
{
    size_t k = 0;
    assert_int_equal(line_rule_class(r, w, calibre, range, &k), 0);
    if (id == NULL) {
        assert_int_equal(k, LINE_MAX_CLASSES);
        return;
    }
    assert_true(k < r->n_classes);
    assert_string_equal(r->classes[k].id, id);
    assert_int_equal(line_rule_distance_m(r, k, LINE_A), metres);
    assert_int_equal(line_rule_distance_m(r, k, LINE_B), metres);
}

static void expect_open(const struct line_rule *r, enum line_weapon w, uint32_t calibre, const char *id)
{
    size_t k = 0;
    assert_int_equal(line_rule_class(r, w, calibre, 0, &k), T2_E_MISSING);
    assert_string_equal(r->classes[k].id, id);
}

/* All of its classes go by this day on both sides, and there are so many. */
static void expect_days(const struct line_rule *r, size_t n_classes, int32_t day)
{
    assert_int_equal(r->n_classes, n_classes);
    for (size_t i = 0; i < n_classes; i++) {
        assert_int_equal(r->classes[i].day[LINE_A], day);
        assert_int_equal(r->classes[i].day[LINE_B], day);
    }
}

/* Package of Measures, 12 February 2015, point 2: zones of 50, 70 and 140 km, half of it for each side. */
static void minsk_2(void **p)
{
    (void)p;
    struct line_rule *r = line_data_rule(shipped[0]);
    assert_int_equal(r->measure, LINE_ZONE_WIDTH);
    /* "for the Ukrainian troops: from the de facto line of contact", the others from that of the memorandum
     */
    assert_string_equal(r->reference[LINE_A], "memorandum");
    assert_string_equal(r->reference[LINE_B], "contact");
    assert_int_equal(r->d_day, 16481); /* 15 February 2015, 00:00 Kyiv time */
    expect_days(r, 4, 2 + 14);         /* begun by the second day, done within 14 */
    assert_int_equal(r->steps[1].day, 2);
    assert_int_equal(r->classes[0].distance_m[LINE_A], 140000);
    assert_int_equal(r->classes[1].distance_m[LINE_A], 140000);
    assert_int_equal(r->classes[2].distance_m[LINE_A], 70000);
    assert_int_equal(r->classes[3].distance_m[LINE_A], 50000);
    expect_class(r, LINE_W_GUN, 1220, 0, "artillery", 25000);
    expect_class(r, LINE_W_GUN, 1000, 0, "artillery", 25000); /* "100 mm and more" */
    expect_class(r, LINE_W_GUN, 999, 0, NULL, 0);
    expect_class(r, LINE_W_MORTAR, 1200, 0, "artillery", 25000);
    expect_class(r, LINE_W_MORTAR, 820, 0, NULL, 0);
    expect_class(r, LINE_W_ROCKET, 1220, 0, "rockets", 35000);
    expect_class(r, LINE_W_ROCKET, 2200, 0, "heavy-rockets", 70000); /* Uragan */
    expect_class(r, LINE_W_ROCKET, 3000, 0, "heavy-rockets", 70000); /* Smerch, Tornado-S */
    expect_open(r, LINE_W_ROCKET, 0, "heavy-rockets");
    expect_class(r, LINE_W_MISSILE, 0, 0, "tactical-missiles", 70000);
    expect_class(r, LINE_W_INFANTRY, 0, 0, NULL, 0);
    expect_class(r, LINE_W_ARMOUR, 1250, 0, NULL, 0); /* only in the addendum of September 2015 */
    line_rule_free(r);
}

/* Memorandum, 19 September 2014, point 4: above 100 mm 15 km on each side; what it lists to its range. */
static void memorandum(void **p)
{
    (void)p;
    struct line_rule *r = line_data_rule(shipped[1]);
    assert_int_equal(r->measure, LINE_PER_SIDE);
    assert_string_equal(r->reference[LINE_A], "contact");
    assert_string_equal(r->reference[LINE_B], "contact");
    assert_int_equal(r->d_day, 16332); /* 19 September 2014 */
    expect_days(r, 10, 1);             /* 24 hours */
    expect_class(r, LINE_W_GUN, 1000, 0, "guns-100", 9000);
    expect_class(r, LINE_W_MORTAR, 1200, 0, "mortars-120", 8000);
    expect_class(r, LINE_W_GUN, 1300, 0, "heavy", 15000);
    expect_class(r, LINE_W_MORTAR, 2400, 0, "heavy", 15000);
    expect_class(r, LINE_W_ROCKET, 1400, 0, "heavy", 15000);
    expect_class(r, LINE_W_GUN, 850, 0, NULL, 0);
    expect_class(r, LINE_W_MORTAR, 1000, 0, NULL, 0); /* "more than 100 mm" */
    /* Listed in the original; the figures are those that the file marks as not compared. */
    expect_class(r, LINE_W_GUN, 1220, 0, "guns-122", 16000);
    expect_class(r, LINE_W_GUN, 1520, 0, "guns-152", 33000);
    expect_class(r, LINE_W_ROCKET, 1220, 0, "rockets-122", 21000);
    expect_class(r, LINE_W_ROCKET, 2200, 35800, "rockets-220", 36000);
    expect_class(r, LINE_W_ROCKET, 2200, 70000, "rockets-300", 70000);
    expect_class(r, LINE_W_ROCKET, 3000, 70000, "rockets-300", 70000);
    expect_class(r, LINE_W_ROCKET, 3000, 120000, "rockets-300-far", 120000);
    expect_open(r, LINE_W_ROCKET, 2200, "rockets-220");
    expect_open(r, LINE_W_ROCKET, 3000, "rockets-300-far");
    expect_class(r, LINE_W_MISSILE, 0, 0, "tactical-missiles", 120000);
    line_rule_free(r);
}

static uint32_t quota_of(const struct line_rule *r, const char *id, enum line_side side, uint32_t from_m)
{
    size_t class = LINE_MAX_CLASSES;
    assert_int_equal(line_rule_class_find(r, id, &class), 0);
    for (size_t i = 0; i < r->n_quotas; i++) {
        const struct line_quota *q = &r->quotas[i];
        if (q->class == class && q->side == side && q->from_m == from_m && q->to_m == from_m + 10000)
            return q->most;
    }
    return UINT32_MAX; /* no limit */
}

/* The limits signed with the Agreement on Disengagement of 31 May 1974, paragraphs 1 and 2. */
static void undof(void **p)
{
    (void)p;
    struct line_rule *r = line_data_rule(shipped[2]);
    assert_string_equal(r->reference[LINE_A], "edge");
    assert_string_equal(r->reference[LINE_B], "edge");
    expect_days(r, 6, 20);
    assert_int_equal(r->n_quotas, 10);
    for (int s = LINE_A; s <= LINE_B; s++) {
        enum line_side side = (enum line_side)s;
        assert_int_equal(quota_of(r, "soldiers", side, 0), 6000);
        assert_int_equal(quota_of(r, "tanks", side, 0), 75);
        assert_int_equal(quota_of(r, "guns", side, 0), 36);
        assert_int_equal(quota_of(r, "guns", side, 10000), 162);
        assert_int_equal(quota_of(r, "heavy-guns", side, 10000), 162);
        assert_int_equal(quota_of(r, "tanks", side, 10000), UINT32_MAX);
        assert_int_equal(quota_of(r, "soldiers", side, 10000), UINT32_MAX);
    }
    expect_class(r, LINE_W_AIR_DEFENCE, 0, 0, "air-defence", 25000);
    expect_class(r, LINE_W_GUN, 1300, 20001, "long-range", 20000);
    expect_class(r, LINE_W_GUN, 1300, 20000, "heavy-guns", 10000);
    expect_class(r, LINE_W_GUN, 1220, 15000, "guns", 0); /* "short-range 122-mm artillery" */
    expect_class(r, LINE_W_ARMOUR, 0, 0, "tanks", 0);
    expect_class(r, LINE_W_MISSILE, 0, 0, NULL, 0); /* only those against aircraft are named */
    line_rule_free(r);
}

/* 7.5, 50, 75 and 150 km on each side; the days are the file's own. */
static void four_distances(void **p)
{
    (void)p;
    struct line_rule *r = line_data_rule(shipped[3]);
    assert_int_equal(r->measure, LINE_PER_SIDE);
    assert_int_equal(r->n_classes, 4);
    assert_int_equal(r->demilitarized_m[LINE_A], 7500);
    assert_int_equal(r->demilitarized_m[LINE_B], 7500);
    assert_int_equal(r->demilitarized_day[LINE_B], 7);
    expect_class(r, LINE_W_MISSILE, 0, 0, "tactical-missiles", 150000);
    expect_class(r, LINE_W_ROCKET, 3000, 0, "heavy-rockets", 150000);
    expect_class(r, LINE_W_ROCKET, 2200, 0, "heavy-rockets", 150000);
    expect_class(r, LINE_W_ROCKET, 1220, 0, "rockets", 75000);
    expect_open(r, LINE_W_ROCKET, 0, "heavy-rockets");
    expect_class(r, LINE_W_GUN, 1000, 0, "artillery", 50000);
    expect_class(r, LINE_W_MORTAR, 1200, 0, "artillery", 50000);
    expect_class(r, LINE_W_MORTAR, 820, 0, NULL, 0);
    line_rule_free(r);
}

static void the_example(void **p)
{
    (void)p;
    struct line_rule *r = line_data_rule(shipped[4]);
    assert_int_equal(r->frame, GEO_FLAT);
    expect_days(r, 1, 5);
    expect_class(r, LINE_W_SUPPORT, 0, 0, "forces", 15000);
    assert_int_equal(r->d_day, INT32_MIN);
    line_rule_free(r);
}

static void blanks_do_not_count(void **p)
{
    (void)p;
    struct line_rule *a = must_read(HEAD CLASS);
    struct line_rule *b =
        must_read("# first\r\n\r\ntracktwo\tline rule 1\r\n"
                  "frame wgs84\nmeasure per_side\n"
                  "reference b contact\nreference a contact  \ntitle en T\n\n  class c\ndistance 5000 5000\n"
                  "weapons gun\nby 0\ndemilitarized 0 0\nday open");
    uint8_t d1[LINE_DIGEST_LEN], d2[LINE_DIGEST_LEN];
    assert_int_equal(line_rule_digest(a, d1), 0);
    assert_int_equal(line_rule_digest(b, d2), 0);
    assert_memory_equal(d1, d2, sizeof d1);
    line_rule_free(a);
    line_rule_free(b);
}

static void a_weapons_range(void **p)
{
    (void)p;
    struct line_rule *r =
        must_read("tracktwo line rule 1\ntitle en T\nframe wgs84\nmeasure max_range\nreference a edge\n"
                  "reference b edge\nclass near\nweapons gun\nrange - 20000\ndistance 20000\n"
                  "class far\nweapons gun\nrange 20001 -\ndistance 40000 35000\n");
    expect_class(r, LINE_W_GUN, 0, 15000, "near", 20000);
    assert_int_equal(line_rule_distance_m(r, 1, LINE_A), 40000);
    assert_int_equal(line_rule_distance_m(r, 1, LINE_B), 35000);
    size_t k = 9;
    assert_int_equal(line_rule_class(r, LINE_W_GUN, 1220, 0, &k), T2_E_MISSING);
    assert_int_equal(line_rule_class(r, LINE_W_GUN, 0, 20001, &k), 0);
    assert_int_equal(k, 1);
    line_rule_free(r);
}

static void sites_and_places(void **p)
{
    (void)p;
    struct line_rule *r =
        must_read(HEAD CLASS "site depot a c -37.5 -0.0000001 2000\nsite d2 b any 37 48.1234567 5\n");
    assert_int_equal(r->sites[0].place.x, -375000000);
    assert_int_equal(r->sites[0].place.y, -1);
    assert_int_equal(r->sites[1].class, LINE_MAX_CLASSES);
    assert_int_equal(r->sites[1].place.y, 481234567);
    struct t2_buf out;
    t2_buf_init(&out, LINE_RULE_MAX_BYTES);
    assert_int_equal(line_rule_write(r, &out), 0);
    assert_non_null(memmem(out.ptr, out.len, "site depot a c -37.5000000 -0.0000001 2000\n", 43));
    t2_buf_free(&out);
    line_rule_free(r);
}

static void errors(void **p)
{
    (void)p;
    refused("", 0, "\"tracktwo\" is missing");
    refused("hello\n", 1, "begins with the line");
    refused("tracktwo line rule 2\n", 1, "another version");
    refused(HEAD, 6, "asks nothing");
    refused("tracktwo line rule 1\nframe wgs84\n", 2, "\"measure\" is missing");
    refused(HEAD "frame flat\n", 7, "second line \"frame\"");
    refused(HEAD "weapons gun\n", 7, "belongs to a class");
    refused(HEAD "class c\nweapons gun\nclass d\n", 9, "lacks its line \"distance\"");
    refused(HEAD "class c\ndistance 4\n", 8, "lacks its line \"weapons\"");
    refused(HEAD "class c\nweapons gun cannon\n", 8, "\"cannon\" is no kind of weapon");
    refused(HEAD "class c\nweapons gun\ndistance 5000 6000 7000\n", 9, "\"7000\" is a word too many");
    refused(HEAD "class c\nweapons gun\ndistance 05\n", 9, "no whole number");
    refused(HEAD "class c\nweapons gun\ndistance -5\n", 9, "no whole number");
    refused(HEAD "class c\nweapons gun\ndistance 99999999999\n", 9, "no whole number");
    refused(HEAD "class c\nweapons gun\ndistance 900000\n", 9, "too large");
    refused(HEAD "class c\nweapons gun\ndistance 500000\n", 9, "more than 400 km");
    refused(HEAD "class c\nweapons gun\ncalibre 120.55 -\n", 9, "at most 1 decimals");
    refused(HEAD "class c\nweapons gun\ncalibre 0 -\n", 9, "write a dash");
    refused(HEAD "class c\nweapons gun\ncalibre 100\n", 9, "no number");
    refused(HEAD "class c\nweapons gun\ncalibre 100 50\ndistance 5\n", 10, "below the least");
    refused(HEAD "class c\nweapons gun\ndistance 0\n", 9, "neither a distance nor a quota");
    refused(HEAD CLASS CLASS, 12, "two classes");
    refused(HEAD "class a/b\n", 7, "is no name");
    refused(HEAD "class any\nweapons gun\ndistance 5\n", 9, "is no name of a class");
    refused(HEAD CLASS "site s c c 1 2 3\n", 10, "no side");
    refused(HEAD CLASS "site s a x 1 2 3\n", 10, "no class \"x\"");
    refused(HEAD CLASS "site s a c 200 2 3\n", 10, "too large");
    refused(HEAD CLASS "site s a c 1 91 3\n", 10, "is wrong");
    refused(HEAD CLASS "quota c a 10 5 3\n", 10, "band is empty");
    refused(HEAD CLASS "quota c a 0 5000 3\nquota c a 4999 6000 3\n", 11, "same ground");
    refused(HEAD CLASS "step 5 x\nstep 4 y\n", 11, "order of their days");
    refused(HEAD CLASS "step 5\n", 10, "text of 1 to");
    refused(HEAD CLASS "day 2015-02-29\n", 10, "is no day");
    refused(HEAD CLASS "day 2015-2-029\n", 10, "is no day");
    refused(HEAD CLASS "title en T\n", 10, "two titles");
    refused(HEAD CLASS "title ENG T\n", 10, "is no language");
    refused(HEAD CLASS "title fr \xff\n", 10, "text of 1 to");
    refused(HEAD CLASS "border 5\n", 10, "begins no line");
    refused("tracktwo line rule 1\ntitle en T\nframe wgs84\nmeasure zone_width\nreference a "
            "contact\nreference b contact\n"
            "class c\n weapons gun\n distance 5000 6000\n",
            9, "one number for both sides");
    refused("tracktwo line rule 1\ntitle en T\nframe wgs84\nmeasure width\n", 4, "no measure");
    struct line_rule *r = NULL;
    struct line_refusal why = {.text = ""};
    assert_int_equal(line_rule_read(t2_bytes_of("tracktwo line rule 1\n\0\n", 23), &why, &r), T2_E_REFUSED);
    assert_int_equal(why.line_number, 2);
    char wide[700];
    memset(wide, 'x', sizeof wide);
    assert_int_equal(line_rule_read(t2_bytes_of(wide, sizeof wide), &why, &r), T2_E_REFUSED);
}

static void bytes_turned(void **p)
{
    (void)p;
    struct line_rule *r = line_data_rule(shipped[0]);
    struct t2_buf text;
    struct line_refusal why = {.text = ""};
    uint8_t before[LINE_DIGEST_LEN], after[LINE_DIGEST_LEN];
    size_t taken = 0;
    t2_buf_init(&text, LINE_RULE_MAX_BYTES);
    assert_int_equal(line_rule_write(r, &text), 0);
    assert_int_equal(line_rule_digest(r, before), 0);
    for (size_t i = 0; i < text.len; i++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            struct line_rule *other = NULL;
            text.ptr[i] ^= (uint8_t)(1u << bit);
            if (line_rule_read(t2_buf_view(&text), &why, &other) == 0) {
                assert_int_equal(line_rule_digest(other, after), 0);
                /* A blank between two words may be a tab: then it is the same rule. */
                if (memcmp(before, after, sizeof before) == 0 && text.ptr[i] != '\t' && text.ptr[i] != ' ' &&
                    text.ptr[i] != '\r')
                    fail_msg("byte %zu bit %u changes nothing", i, bit);
                taken++;
            }
            line_rule_free(other);
            text.ptr[i] ^= (uint8_t)(1u << bit);
        }
    }
    print_message("%zu bytes; %zu turned bits give another rule\n", text.len, taken);
    t2_buf_free(&text);
    line_rule_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_and_back),      cmocka_unit_test(minsk_2),
        cmocka_unit_test(memorandum),          cmocka_unit_test(undof),
        cmocka_unit_test(four_distances),      cmocka_unit_test(the_example),
        cmocka_unit_test(blanks_do_not_count), cmocka_unit_test(a_weapons_range),
        cmocka_unit_test(sites_and_places),    cmocka_unit_test(errors),
        cmocka_unit_test(bytes_turned),
    };
    return cmocka_run_group_tests_name("line_rule", tests, NULL, NULL);
}
