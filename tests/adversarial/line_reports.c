/* Reports from somebody who means harm: every truncation and flipped bit, another's signature, another
 * table's report, floods; and files made to keep the reader busy. */
#include "../line_reports.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include <tracktwo/crypto.h>
#include <tracktwo/secret.h>

static int check(struct t2_bytes report)
{
    struct line_report_checked checked;
    line_report_check_all(observer_mission, &report, 1, &checked);
    if (checked.err != 0) {
        const struct line_report_checked nothing = {.err = checked.err};
        assert_memory_equal(checked.id, nothing.id, sizeof nothing.id);
        assert_int_equal(checked.number, 0);
    }
    return checked.err;
}

static void every_truncation_and_bit(void **state)
{
    (void)state;
    struct observer o = observer_of(1);
    for (unsigned full = 0; full < 2; full++) {
        struct line_report r = full ? observer_full_report(&o) : observer_report(&o);
        struct t2_buf report = observer_sign(&o, &r);
        uint8_t *exact = malloc(report.len);
        assert_non_null(exact);
        memcpy(exact, report.ptr, report.len);
        for (size_t n = 0; n < report.len; n++) {
            uint8_t *cut = malloc(n + 1); /* of its exact size for the sanitizer */
            assert_non_null(cut);
            memcpy(cut, report.ptr, n);
            assert_int_not_equal(check(t2_bytes_of(cut, n)), 0);
            free(cut);
        }
        assert_int_equal(t2_buf_append(&report, "", 1), 0);
        assert_int_equal(check(t2_buf_view(&report)), T2_E_TRAILING);
        report.len--;
        /* Of the large one each seventh: its letters are all alike. */
        for (size_t bit = 0; bit < 8 * report.len; bit += full ? 7 : 1) {
            exact[bit / 8] ^= (uint8_t)(1u << bit % 8);
            assert_int_not_equal(check(t2_bytes_of(exact, report.len)), 0);
            exact[bit / 8] ^= (uint8_t)(1u << bit % 8);
        }
        assert_int_equal(check(t2_bytes_of(exact, report.len)), 0);
        free(exact);
        t2_buf_free(&report);
    }
}

/* One flipped bit in a file: it is refused as a whole, or exactly one report is lost and the place is told;
 * all others are given. */
static void every_bit_of_a_file(void **state)
{
    (void)state;
    struct observer o = observer_of(1);
    struct t2_buf file;
    enum { N = 3 };
    size_t begins[N + 1];
    t2_buf_init(&file, LINE_REPORT_FILE_MAX);
    assert_int_equal(line_report_file_begin(&file), 0);
    for (size_t i = 0; i < N; i++) {
        struct t2_buf report = observer_next(&o);
        begins[i] = file.len;
        assert_int_equal(line_report_file_append(t2_buf_view(&report), &file), 0);
        t2_buf_free(&report);
    }
    begins[N] = file.len;
    for (size_t bit = 0; bit < 8 * file.len; bit++) {
        struct line_report_file r;
        struct t2_bytes report;
        size_t at = 0, good = 0, hit = 0;
        int err = 0;
        file.ptr[bit / 8] ^= (uint8_t)(1u << bit % 8);
        err = line_report_file_open(t2_buf_view(&file), &r);
        if (bit / 8 < begins[0]) {
            assert_int_equal(err, T2_E_VERSION);
        } else {
            while (begins[hit + 1] <= bit / 8) {
                hit++;
            }
            for (size_t told = SIZE_MAX; (err = line_report_file_next(&r, &report, &at)) != T2_E_MISSING;) {
                if (err == 0) {
                    good += check(report) == 0;
                    continue;
                }
                assert_true(err == T2_E_MALFORMED || (err == T2_E_TRUNCATED && hit == N - 1));
                assert_int_equal(told, SIZE_MAX);
                told = at;
                assert_int_equal(told, begins[hit]);
            }
            assert_int_equal(good, N - 1);
            assert_int_equal(r.n_lost, 1);
        }
        file.ptr[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    t2_buf_free(&file);
}

static void signed_by_another(void **state)
{
    (void)state;
    struct observer o = observer_of(1), other = observer_of(2);
    struct line_report r = observer_report(&o);
    struct t2_buf report = observer_sign(&o, &r);
    struct t2_bytes body = {report.ptr, report.len - LINE_REPORT_SIGNATURE_LEN};
    /* Another's signature over the same words. */
    assert_int_equal(t2_ed25519_sign(report.ptr + body.len, other.seed, body), 0);
    assert_int_equal(check(t2_buf_view(&report)), T2_E_AUTH);
    /* Another's key written over it, with the signature that is there. */
    struct t2_buf again;
    t2_buf_init(&again, LINE_REPORT_MAX);
    assert_int_equal(line_report_sign(&r, o.seed, NULL, &again, NULL), 0);
    const size_t key_at = 18 + LINE_REPORT_MISSION_LEN;
    assert_memory_equal(again.ptr + key_at, o.key, sizeof o.key);
    memcpy(again.ptr + key_at, other.key, sizeof other.key);
    assert_int_equal(check(t2_buf_view(&again)), T2_E_AUTH);
    /* A key of small order, under which everything might seem signed. */
    memset(again.ptr + key_at, 0, sizeof other.key);
    assert_int_equal(check(t2_buf_view(&again)), T2_E_AUTH);
    t2_buf_free(&report);
    t2_buf_free(&again);
}

/* A signature over what no rule allows is refused as well: the signer's desk may be another program. */
static void signed_against_the_rules(void **state)
{
    (void)state;
    struct observer o = observer_of(1);
    struct line_report r = observer_report(&o);
    struct t2_buf report = observer_sign(&o, &r);
    struct t2_bytes body = {report.ptr, report.len - LINE_REPORT_SIGNATURE_LEN};
    const size_t side_at = body.len - 1 - 2 - 1 - 2 - 5 - 2; /* before verified, count, ids, weapons, texts */
    assert_int_equal(report.ptr[side_at], LINE_N_SIDES);
    report.ptr[side_at - 1] = LINE_REPORT_HEARD;
    report.ptr[side_at - 2] = 0;
    report.ptr[side_at] = LINE_A;
    assert_int_equal(t2_ed25519_sign(report.ptr + body.len, o.seed, body), 0);
    assert_int_equal(check(t2_buf_view(&report)), T2_E_REFUSED);
    report.ptr[side_at] = LINE_N_SIDES;
    assert_int_equal(t2_ed25519_sign(report.ptr + body.len, o.seed, body), 0);
    assert_int_equal(check(t2_buf_view(&report)), 0);
    t2_buf_free(&report);
}

static void replayed_at_another_table(void **state)
{
    (void)state;
    struct observer o = observer_of(1);
    struct t2_buf report = observer_next(&o);
    uint8_t mission[LINE_REPORT_MISSION_LEN];
    struct line_report_set *s = NULL;
    enum line_report_outcome out;
    memcpy(mission, observer_mission, sizeof mission);
    mission[31] ^= 1;
    assert_int_equal(line_report_set_new(mission, NULL, &s), 0);
    struct line_report_admission a = observer_admission(&o, "observer-1");
    assert_int_equal(line_report_set_admit(s, &a), 0);
    assert_int_equal(line_report_set_import(s, t2_buf_view(&report), &out), T2_E_REPLAY);
    /* And with the mission written over. */
    memcpy(report.ptr + 18, mission, sizeof mission);
    assert_int_equal(line_report_set_import(s, t2_buf_view(&report), &out), T2_E_AUTH);
    struct line_report_chain c;
    assert_int_equal(line_report_set_chain(s, 0, &c), 0);
    assert_int_equal(c.n, 0);
    t2_buf_free(&report);
    line_report_set_free(s);
}

/* A report that is known, with a bit of its signature flipped, is not "known". */
static void known_with_a_wrong_signature(void **state)
{
    (void)state;
    struct observer o = observer_of(1);
    struct t2_buf report = observer_next(&o);
    struct line_report_set *s = NULL;
    enum line_report_outcome out;
    assert_int_equal(line_report_set_new(observer_mission, NULL, &s), 0);
    assert_int_equal(line_report_set_import(s, t2_buf_view(&report), &out), 0);
    report.ptr[report.len - 5] ^= 4;
    assert_int_equal(line_report_set_import(s, t2_buf_view(&report), &out), T2_E_AUTH);
    report.ptr[report.len - 5] ^= 4;
    assert_int_equal(line_report_set_import(s, t2_buf_view(&report), &out), 0);
    assert_int_equal(out, LINE_REPORT_KNOWN);
    t2_buf_free(&report);
    line_report_set_free(s);
}

/* A thief of one key pushes nothing of another observer's out, and of its own nothing with a lower number. */
static void a_flood_of_forks(void **state)
{
    (void)state;
    const struct line_report_limits limits = {.reports = 30};
    struct line_report_set *s = NULL;
    struct observer o = observer_of(1), other = observer_of(2);
    enum line_report_outcome out;
    assert_int_equal(line_report_set_new(observer_mission, &limits, &s), 0);
    struct line_report_admission a = observer_admission(&o, "north"), b = observer_admission(&other, "south");
    assert_int_equal(line_report_set_admit(s, &a), 0);
    assert_int_equal(line_report_set_admit(s, &b), 0);
    for (unsigned i = 0; i < 5; i++) {
        struct t2_buf mine = observer_next(&o), theirs = observer_next(&other);
        assert_int_equal(line_report_set_import(s, t2_buf_view(&mine), &out), 0);
        assert_int_equal(line_report_set_import(s, t2_buf_view(&theirs), &out), 0);
        t2_buf_free(&mine);
        t2_buf_free(&theirs);
    }
    for (uint32_t i = 0; i < 300; i++) {
        struct observer thief = o;
        struct line_report r = observer_report(&thief);
        r.number = 6 + i / 50;
        r.count = 1 + i;
        struct t2_buf forged = observer_sign(&thief, &r);
        int err = line_report_set_import(s, t2_buf_view(&forged), &out);
        assert_true(err == 0 || err == T2_E_FULL);
        t2_buf_free(&forged);
    }
    for (size_t k = 0; k < 2; k++) {
        struct line_report_chain c;
        assert_int_equal(line_report_set_chain(s, k, &c), 0);
        int is_o = memcmp(c.key, o.key, sizeof o.key) == 0;
        assert_int_equal(c.n, is_o ? 30 : 5);
        for (size_t i = 0; i < 5; i++) {
            struct line_report_entry e;
            assert_int_equal(line_report_set_entry(s, k, i, &e), 0);
            assert_int_equal(e.number, i + 1);
            assert_int_equal(e.flags, 0);
        }
        for (size_t i = 5; is_o && i < 30; i++) {
            struct line_report_entry e;
            assert_int_equal(line_report_set_entry(s, k, i, &e), 0);
            assert_int_equal(e.number, 6 + (i - 5) / LINE_REPORT_MAX_FORKS);
            assert_true(e.flags & LINE_REPORT_IS_FORKED || i == 29);
        }
    }
    line_report_set_free(s);
}

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* 64 MiB of beginnings of records, each of which says that 8,192 bytes follow: read in bounded time. */
static void a_file_of_beginnings(void **state)
{
    (void)state;
    struct t2_buf file;
    t2_buf_init(&file, LINE_REPORT_FILE_MAX);
    static const uint8_t zeros[LINE_REPORT_MAX];
    struct t2_buf record;
    t2_buf_init(&record, LINE_REPORT_FILE_MAX);
    assert_int_equal(line_report_file_append(t2_bytes_of(zeros, sizeof zeros), &record), 0);
    assert_int_equal(line_report_file_begin(&file), 0);
    while (file.len + 12 <= LINE_REPORT_FILE_MAX) {
        assert_int_equal(t2_buf_append(&file, record.ptr, 12), 0);
    }
    struct line_report_file r;
    struct t2_bytes report;
    size_t at = 0, calls = 0;
    double begun = now_s();
    assert_int_equal(line_report_file_open(t2_buf_view(&file), &r), 0);
    while (line_report_file_next(&r, &report, &at) != T2_E_MISSING) {
        calls++;
    }
    assert_int_equal(r.n, 0);
    assert_true(calls < 10);
    assert_true(now_s() - begun < 5);
    t2_buf_free(&file);
    t2_buf_free(&record);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_truncation_and_bit),  cmocka_unit_test(every_bit_of_a_file),
        cmocka_unit_test(signed_by_another),         cmocka_unit_test(signed_against_the_rules),
        cmocka_unit_test(replayed_at_another_table), cmocka_unit_test(known_with_a_wrong_signature),
        cmocka_unit_test(a_flood_of_forks),          cmocka_unit_test(a_file_of_beginnings),
    };
    return t2_init() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
