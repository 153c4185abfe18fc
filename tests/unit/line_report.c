/* One report: written, signed, checked, read; every rule of its format has its sentence. */
#include "../line_reports.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include <tracktwo/secret.h>

/* The shortest correct use: what was seen, signed; somebody else checks and reads it. */
static void written_signed_checked_read(void **state)
{
    (void)state;
    struct observer o = observer_of(1);
    struct line_report r = observer_report(&o), back;
    struct line_report_checked checked;
    struct t2_buf report;
    uint8_t id[LINE_REPORT_ID_LEN];
    t2_buf_init(&report, LINE_REPORT_MAX);
    assert_int_equal(line_report_sign(&r, o.seed, NULL, &report, id), 0);

    struct t2_bytes bytes = t2_buf_view(&report);
    line_report_check_all(observer_mission, &bytes, 1, &checked);
    assert_int_equal(checked.err, 0);
    assert_memory_equal(checked.id, id, sizeof id);
    assert_memory_equal(checked.key, o.key, sizeof o.key);
    assert_int_equal(checked.number, 1);

    assert_int_equal(line_report_read(bytes, NULL, &back), 0);
    assert_int_equal(back.kind, LINE_REPORT_IMPACT);
    assert_int_equal(back.place.at.x, r.place.at.x);
    assert_int_equal(back.place.at.y, r.place.at.y);
    assert_int_equal(back.begin_s, r.begin_s);
    assert_int_equal(back.count, 3);
    t2_buf_free(&report);
}

static void expect_same_again(struct observer *o, const struct line_report *r)
{
    struct observer again = *o;
    struct line_report back;
    struct t2_buf first = observer_sign(o, r);
    assert_int_equal(line_report_read(t2_buf_view(&first), NULL, &back), 0);
    struct t2_buf second = observer_sign(&again, &back);
    assert_int_equal(first.len, second.len);
    assert_memory_equal(first.ptr, second.ptr, first.len);
    t2_buf_free(&first);
    t2_buf_free(&second);
}

/* The largest report fits, and comes back as it was. */
static void everything_comes_back(void **state)
{
    (void)state;
    struct observer o = observer_of(1);
    static struct line_report r, back;
    r = observer_full_report(&o);
    struct t2_buf first = observer_sign(&o, &r);
    t2_buf_free(&first);
    r = observer_full_report(&o);
    assert_true(r.has & LINE_REPORT_CORRECTS);
    struct observer copy = o;
    struct t2_buf bytes = observer_sign(&copy, &r);
    assert_int_equal(line_report_read(t2_buf_view(&bytes), NULL, &back), 0);
    assert_int_equal(back.own.at.x, -1800000000);
    assert_int_equal(back.bearing, 3599);
    assert_int_equal(back.distance_m, LINE_REPORT_MAX_DISTANCE_M);
    assert_int_equal(back.n_weapons, LINE_REPORT_MAX_WEAPONS);
    assert_string_equal(back.weapons[15].model, r.weapons[15].model);
    assert_string_equal(back.serials[63], r.serials[63]);
    assert_string_equal(back.remark.text, r.remark.text);
    assert_string_equal(back.attachments[7].type, r.attachments[7].type);
    assert_true(back.attachments[7].size == (uint64_t)1 << 40);
    assert_int_equal(back.corrects_number, 1);
    assert_string_equal(back.reason.text, r.reason.text);
    assert_true(bytes.len <= LINE_REPORT_MAX);
    t2_buf_free(&bytes);
    expect_same_again(&o, &r);
}

static void kinds_and_means_have_names(void **state)
{
    (void)state;
    for (unsigned k = 1; k < LINE_REPORT_N_KINDS; k++) {
        enum line_report_kind kind;
        assert_int_equal(line_report_kind_find(line_report_kind_name((enum line_report_kind)k), &kind), 0);
        assert_int_equal(kind, k);
        assert_true(strlen(line_report_kind_text(kind)) > 0);
    }
    enum line_report_kind none;
    assert_int_equal(line_report_kind_find("guilt", &none), T2_E_MISSING);
    assert_null(line_report_kind_name(LINE_REPORT_N_KINDS));
    assert_string_equal(line_report_kind_text(LINE_REPORT_N_KINDS), "");
    uint16_t all = 0;
    for (unsigned k = 0; k < LINE_REPORT_N_MEANS; k++) {
        uint16_t bit = 0;
        assert_int_equal(line_report_means_find(line_report_means_name(k), &bit), 0);
        all |= bit;
    }
    assert_int_equal(all, LINE_REPORT_ALL_MEANS);
    assert_null(line_report_means_name(LINE_REPORT_N_MEANS));
    assert_int_equal(line_report_means_find("guessed", &all), T2_E_MISSING);
}

/* The least that each kind takes. */
static struct line_report least(const struct observer *o, enum line_report_kind kind)
{
    struct line_report r = observer_report(o);
    r.kind = kind;
    r.count = 0;
    r.count_how = LINE_REPORT_NOT_COUNTED;
    if (kind == LINE_REPORT_WEAPONS) {
        r.n_weapons = 1;
        r.weapons[0] = (struct line_report_weapon){.family = LINE_W_MORTAR, .calibre = 1200, .number = 0};
    }
    if (kind == LINE_REPORT_ACCESS_DELAYED || kind == LINE_REPORT_WATCH) {
        r.lasted_s = 240;
    }
    if (kind == LINE_REPORT_WITHDRAWN) {
        r.begin_s = 0;
        r.time_error_s = 0;
        r.means = 0;
        r.has = LINE_REPORT_CORRECTS;
        memcpy(r.corrects, r.previous, sizeof r.corrects);
        r.corrects_number = r.number - 1;
        r.reason = (struct line_title){"fr", "Le lieu est faux."};
    }
    return r;
}

static void every_kind_is_written(void **state)
{
    (void)state;
    struct observer o = observer_of(1);
    for (unsigned k = 1; k < LINE_REPORT_N_KINDS; k++) {
        struct line_report r = least(&o, (enum line_report_kind)k);
        expect_same_again(&o, &r);
    }
}

/* Access refused is an event like any other: with place, side, site, the time that one waited. */
static void access_refused(void **state)
{
    (void)state;
    struct observer o = observer_of(1);
    struct line_report r = least(&o, LINE_REPORT_ACCESS_REFUSED);
    r.means = 0;
    r.side = LINE_A;
    r.lasted_s = 200;
    strcpy(r.site, "site-4");
    r.remark = (struct line_report_text){"en", "At the gate two men said that they had no orders."};
    expect_same_again(&o, &r);
}

/* ---- the rules ---- */

#define BREAK(name, ...)                                                                                     \
    static void name(struct line_report *r)                                                                  \
    {                                                                                                        \
        __VA_ARGS__                                                                                          \
    }
BREAK(number_zero, r->number = 0;)
BREAK(number_beyond, r->number = LINE_REPORT_MAX_NUMBER + 1;)
BREAK(first_with_previous, r->number = 1;)
BREAK(no_previous, memset(r->previous, 0, sizeof r->previous);)
BREAK(made_beyond, r->made_s = (uint64_t)LINE_REPORT_MAX_TIME + 1;)
BREAK(begun_beyond, r->begin_s = UINT64_MAX;)
BREAK(lasted_beyond, r->lasted_s = LINE_REPORT_MAX_SECONDS + 1;)
BREAK(time_error_beyond, r->time_error_s = LINE_REPORT_MAX_SECONDS + 1;)
BREAK(begun_later, r->begin_s = r->made_s + r->time_error_s + 1;)
BREAK(ended_later, r->lasted_s = 306;)
BREAK(no_frame, r->frame = (enum geo_frame)2;)
BREAK(unknown_field, r->has |= 32;)
BREAK(place_outside, r->place.at.x = 1800000001;)
BREAK(place_outside_flat, r->frame = GEO_FLAT; r->place.at.y = GEO_MAX_FLAT + 1;)
BREAK(place_vague, r->place.error_cm = LINE_REPORT_MAX_ERROR_CM + 1;)
BREAK(own_outside, r->has |= LINE_REPORT_OWN; r->own.at.y = -900000001;)
BREAK(bearing_from_nowhere, r->has |= LINE_REPORT_BEARING;)
BREAK(distance_from_nowhere, r->has |= LINE_REPORT_DISTANCE;)
BREAK(bearing_beyond, r->has |= LINE_REPORT_BEARING | LINE_REPORT_OWN; r->bearing = 3600;)
BREAK(bearing_vague, r->has |= LINE_REPORT_BEARING | LINE_REPORT_OWN; r->bearing_error = 1801;)
BREAK(distance_beyond, r->has |= LINE_REPORT_DISTANCE | LINE_REPORT_OWN; r->distance_m = 200001;)
BREAK(distance_vague, r->has |= LINE_REPORT_DISTANCE | LINE_REPORT_OWN; r->distance_error_m = 200001;)
BREAK(bad_source, strcpy(r->source, "camera 3");)
BREAK(long_source, memset(r->source, 'a', sizeof r->source);)
BREAK(bad_site, r->kind = LINE_REPORT_ACCESS_REFUSED; r->count = r->count_how = 0; strcpy(r->site, "s/4");)
BREAK(remark_without_lang, strcpy(r->remark.text, "Calm.");)
BREAK(lang_without_remark, strcpy(r->remark.lang, "en");)
BREAK(bad_lang, strcpy(r->remark.text, "Calm."); strcpy(r->remark.lang, "e");)
BREAK(bad_lang_letter, strcpy(r->remark.text, "Calm."); strcpy(r->remark.lang, "e_n");)
BREAK(remark_of_lines, strcpy(r->remark.text, "a\nb"); strcpy(r->remark.lang, "en");)
BREAK(remark_not_utf8, strcpy(r->remark.text, "a\xff"); strcpy(r->remark.lang, "en");)
BREAK(remark_turned, strcpy(r->remark.text, "a\xe2\x80\xae"); strcpy(r->remark.lang, "en");)
BREAK(remark_too_long, memset(r->remark.text, 'a', sizeof r->remark.text); strcpy(r->remark.lang, "en");)
BREAK(many_attachments, r->n_attachments = LINE_REPORT_MAX_ATTACHMENTS + 1;)
BREAK(attachment_of_no_kind, r->n_attachments = 1;)
BREAK(attachment_of_two_kinds, r->n_attachments = 1; strcpy(r->attachments[0].type, "a/b/c");)
BREAK(attachment_of_half_a_kind, r->n_attachments = 1; strcpy(r->attachments[0].type, "image/");)
BREAK(attachment_in_capitals, r->n_attachments = 1; strcpy(r->attachments[0].type, "Image/png");)
BREAK(attachment_huge, r->n_attachments = 1; strcpy(r->attachments[0].type, "a/b");
      r->attachments[0].size = ((uint64_t)1 << 40) + 1;)
BREAK(no_means_known, r->means |= 512;)
BREAK(no_side, r->side = LINE_N_SIDES + 1;)
BREAK(no_verified, r->verified = 2;)
BREAK(no_count, r->count_how = LINE_REPORT_N_COUNTS;)
BREAK(count_of_none, r->count = 0;)
BREAK(count_uncounted, r->count_how = LINE_REPORT_NOT_COUNTED;)
BREAK(named_by_ear, r->side = LINE_A; r->means = LINE_REPORT_HEARD;)
BREAK(named_by_sensor, r->side = LINE_A; r->means = LINE_REPORT_ACOUSTIC | LINE_REPORT_HEARD;)
BREAK(named_by_hearsay, r->side = LINE_B; r->means = LINE_REPORT_TOLD;)
BREAK(verified_by_hearsay, r->verified = 1; r->means = LINE_REPORT_TOLD;)
BREAK(many_weapons, r->n_weapons = LINE_REPORT_MAX_WEAPONS + 1;)
BREAK(no_family, r->n_weapons = 1; r->weapons[0].family = LINE_N_WEAPONS;)
BREAK(bad_model, r->n_weapons = 1; strcpy(r->weapons[0].model, "\x01");)
BREAK(calibre_beyond, r->n_weapons = 1; r->weapons[0].calibre = 100001;)
BREAK(range_beyond, r->n_weapons = 1; r->weapons[0].range_m = 20000001;)
BREAK(more_serials, r->n_weapons = 1; r->weapons[0].n_serials = 1; strcpy(r->serials[0], "7");)
BREAK(many_serials, r->n_weapons = 1; r->weapons[0].number = 99; r->weapons[0].n_serials = 65;)
BREAK(empty_serial, r->n_weapons = 1; r->weapons[0].number = 1; r->weapons[0].n_serials = 1;)
BREAK(no_kind, r->kind = (enum line_report_kind)0;)
BREAK(kind_beyond, r->kind = LINE_REPORT_N_KINDS;)
BREAK(nowhere, r->has = 0;)
BREAK(not_observed, r->means = 0;)
BREAK(watch_of_no_time, r->kind = LINE_REPORT_WATCH; r->count = r->count_how = 0;)
BREAK(delay_of_no_time, r->kind = LINE_REPORT_ACCESS_DELAYED; r->count = r->count_how = 0;)
BREAK(weapons_of_none, r->kind = LINE_REPORT_WEAPONS; r->count = r->count_how = 0;)
BREAK(withdrawn_what, r->kind = LINE_REPORT_WITHDRAWN; r->count = r->count_how = 0; r->means = 0; r->has = 0;
      r->begin_s = r->time_error_s = 0;)
BREAK(counted_watch, r->kind = LINE_REPORT_WATCH; r->lasted_s = 5;)
BREAK(site_of_impact, strcpy(r->site, "site-4");)
BREAK(reason_alone, strcpy(r->reason.text, "Wrong."); strcpy(r->reason.lang, "en");)

static void correct(struct line_report *r)
{
    r->has |= LINE_REPORT_CORRECTS;
    r->corrects_number = 1;
    memset(r->corrects, 3, sizeof r->corrects);
    r->reason = (struct line_title){"en", "Wrong."};
}
BREAK(corrects_itself, correct(r); r->corrects_number = r->number;)
BREAK(corrects_zero, correct(r); r->corrects_number = 0;)
BREAK(corrects_nothing, correct(r); memset(r->corrects, 0, sizeof r->corrects);)
BREAK(corrects_unsaid, correct(r); r->reason.text[0] = r->reason.lang[0] = '\0';)
BREAK(reason_too_long, correct(r); memset(r->reason.text, 'a', LINE_TEXT_MAX + 1);)

static void (*const breaks[])(struct line_report *) = {number_zero,
                                                       number_beyond,
                                                       first_with_previous,
                                                       no_previous,
                                                       made_beyond,
                                                       begun_beyond,
                                                       lasted_beyond,
                                                       time_error_beyond,
                                                       begun_later,
                                                       ended_later,
                                                       no_frame,
                                                       unknown_field,
                                                       place_outside,
                                                       place_outside_flat,
                                                       place_vague,
                                                       own_outside,
                                                       bearing_from_nowhere,
                                                       distance_from_nowhere,
                                                       bearing_beyond,
                                                       bearing_vague,
                                                       distance_beyond,
                                                       distance_vague,
                                                       bad_source,
                                                       long_source,
                                                       bad_site,
                                                       remark_without_lang,
                                                       lang_without_remark,
                                                       bad_lang,
                                                       bad_lang_letter,
                                                       remark_of_lines,
                                                       remark_not_utf8,
                                                       remark_turned,
                                                       remark_too_long,
                                                       many_attachments,
                                                       attachment_of_no_kind,
                                                       attachment_of_two_kinds,
                                                       attachment_of_half_a_kind,
                                                       attachment_in_capitals,
                                                       attachment_huge,
                                                       no_means_known,
                                                       no_side,
                                                       no_verified,
                                                       no_count,
                                                       count_of_none,
                                                       count_uncounted,
                                                       named_by_ear,
                                                       named_by_sensor,
                                                       named_by_hearsay,
                                                       verified_by_hearsay,
                                                       many_weapons,
                                                       no_family,
                                                       bad_model,
                                                       calibre_beyond,
                                                       range_beyond,
                                                       more_serials,
                                                       many_serials,
                                                       empty_serial,
                                                       no_kind,
                                                       kind_beyond,
                                                       nowhere,
                                                       not_observed,
                                                       watch_of_no_time,
                                                       delay_of_no_time,
                                                       weapons_of_none,
                                                       withdrawn_what,
                                                       counted_watch,
                                                       site_of_impact,
                                                       reason_alone,
                                                       corrects_itself,
                                                       corrects_zero,
                                                       corrects_nothing,
                                                       corrects_unsaid,
                                                       reason_too_long};

static void what_a_rule_forbids_is_refused(void **state)
{
    (void)state;
    struct observer o = observer_of(1);
    struct t2_buf first = observer_next(&o);
    t2_buf_free(&first);
    static struct line_report good, corrected;
    good = corrected = observer_report(&o);
    correct(&corrected);
    assert_int_equal(line_report_check(&good, NULL), 0);
    assert_int_equal(line_report_check(&corrected, NULL), 0);
    for (size_t i = 0; i < sizeof breaks / sizeof breaks[0]; i++) {
        struct line_report r = good;
        struct line_refusal why = {.code = LINE_OK};
        struct t2_buf out;
        uint8_t id[LINE_REPORT_ID_LEN] = {0};
        t2_buf_init(&out, LINE_REPORT_MAX);
        breaks[i](&r);
        if (line_report_sign(&r, o.seed, &why, &out, id) != T2_E_REFUSED)
            fail_msg("break %zu was signed", i);
        assert_int_equal(why.code, LINE_R_REPORT);
        assert_true(strlen(why.text) > 20);
        assert_int_equal(out.len, 0);
        assert_int_equal(id[0], 0);
        t2_buf_free(&out);
    }
}

/* Who withdraws says nothing else. */
static void a_withdrawal_says_nothing_else(void **state)
{
    (void)state;
    struct observer o = observer_of(1);
    struct t2_buf first = observer_next(&o);
    t2_buf_free(&first);
    static struct line_report good;
    struct line_report r;
    good = least(&o, LINE_REPORT_WITHDRAWN);
    assert_int_equal(line_report_check(&good, NULL), 0);
    for (unsigned k = 0; k < 9; k++) {
        r = good;
        r.begin_s = k == 0;
        r.verified = k == 1;
        r.has |= k == 2 ? LINE_REPORT_PLACE : 0;
        r.n_attachments = k == 3;
        strcpy(r.attachments[0].type, "a/b");
        if (k == 4) {
            r.remark = (struct line_report_text){"en", "An echo."};
        }
        r.frame = k == 5 ? GEO_FLAT : GEO_WGS84;
        r.means = k == 6;
        r.source[0] = k == 7 ? 'a' : '\0';
        r.side = k == 8 ? LINE_A : LINE_N_SIDES;
        assert_int_equal(line_report_check(&r, NULL), T2_E_REFUSED);
    }
}

static void another_key_does_not_sign(void **state)
{
    (void)state;
    struct observer o = observer_of(1), other = observer_of(2);
    struct line_report r = observer_report(&o);
    struct t2_buf out;
    t2_buf_init(&out, LINE_REPORT_MAX);
    assert_int_equal(line_report_sign(&r, other.seed, NULL, &out, NULL), T2_E_ARGUMENT);
    assert_int_equal(out.len, 0);
    struct t2_buf small;
    t2_buf_init(&small, 200);
    assert_int_equal(line_report_sign(&r, o.seed, NULL, &small, NULL), T2_E_FULL);
    assert_int_equal(small.len, 0);
    t2_buf_free(&small);
    t2_buf_free(&out);
}

/* Bearing and distance give the place before signing. */
static void located_from_where_one_stood(void **state)
{
    (void)state;
    struct observer o = observer_of(1);
    struct line_report r = observer_report(&o);
    r.has = LINE_REPORT_OWN;
    r.own = r.place;
    r.own.error_cm = 300;
    assert_int_equal(line_report_locate(&r), T2_E_ARGUMENT);
    r.has |= LINE_REPORT_BEARING | LINE_REPORT_DISTANCE;
    r.bearing = 900;
    r.bearing_error = 57; /* a tenth of the distance */
    r.distance_m = 3000;
    r.distance_error_m = 200;
    assert_int_equal(line_report_locate(&r), 0);
    assert_true(r.has & LINE_REPORT_PLACE);
    assert_true(r.place.at.x > r.own.at.x);
    double metres = geo_distance_m(GEO_WGS84, r.own.at, r.place.at);
    assert_true(metres > 2999.98 && metres < 3000.02);
    assert_in_range(r.place.error_cm, 29800, 29860);
    r.distance_m = LINE_REPORT_MAX_DISTANCE_M;
    r.bearing_error = 1800;
    assert_int_equal(line_report_locate(&r), 0);
    assert_int_equal(r.place.error_cm, LINE_REPORT_MAX_ERROR_CM);
    r.frame = GEO_FLAT;
    r.own.at = (struct geo_point){GEO_MAX_FLAT, 0};
    r.has &= (uint8_t)~LINE_REPORT_PLACE;
    assert_int_equal(line_report_locate(&r), T2_E_ARGUMENT);
    assert_int_equal(r.has & LINE_REPORT_PLACE, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(written_signed_checked_read),
        cmocka_unit_test(everything_comes_back),
        cmocka_unit_test(kinds_and_means_have_names),
        cmocka_unit_test(every_kind_is_written),
        cmocka_unit_test(access_refused),
        cmocka_unit_test(what_a_rule_forbids_is_refused),
        cmocka_unit_test(a_withdrawal_says_nothing_else),
        cmocka_unit_test(another_key_does_not_sign),
        cmocka_unit_test(located_from_where_one_stood),
    };
    return t2_init() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
