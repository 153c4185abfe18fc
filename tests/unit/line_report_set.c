/* What a desk holds: reports of admitted observers and those apart, gaps, forks, corrections, limits; and the
 * file in which they are carried. */
#include "../line_reports.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <tracktwo/secret.h>

static struct line_report_set *set_of(const struct line_report_limits *limits)
{
    struct line_report_set *s = NULL;
    assert_int_equal(line_report_set_new(observer_mission, limits, &s), 0);
    return s;
}

static void admit(struct line_report_set *s, const struct observer *o, const char *id)
{
    struct line_report_admission a = observer_admission(o, id);
    assert_int_equal(line_report_set_admit(s, &a), 0);
}

static enum line_report_outcome import(struct line_report_set *s, const struct t2_buf *report)
{
    enum line_report_outcome out = LINE_REPORT_APART;
    assert_int_equal(line_report_set_import(s, t2_buf_view(report), &out), 0);
    return out;
}

static struct line_report_entry entry(const struct line_report_set *s, size_t chain, size_t i)
{
    struct line_report_entry e;
    assert_int_equal(line_report_set_entry(s, chain, i, &e), 0);
    return e;
}

static struct line_report_chain chain(const struct line_report_set *s, size_t k)
{
    struct line_report_chain c;
    assert_int_equal(line_report_set_chain(s, k, &c), 0);
    return c;
}

/* The shortest correct use: an observer is admitted, the report is taken in, and once more. */
static void taken_in_once(void **state)
{
    (void)state;
    struct line_report_set *s = set_of(NULL);
    struct observer o = observer_of(1);
    struct t2_buf report = observer_next(&o);
    admit(s, &o, "observer-1");
    assert_int_equal(import(s, &report), LINE_REPORT_NEW);
    assert_int_equal(import(s, &report), LINE_REPORT_KNOWN);
    assert_int_equal(line_report_set_n_chains(s), 1);
    assert_int_equal(chain(s, 0).n, 1);
    struct line_report_entry e = entry(s, 0, 0);
    assert_int_equal(e.flags, 0);
    assert_int_equal(line_report_entry_counts(&e), 1);
    assert_int_equal(e.report.len, report.len);
    t2_buf_free(&report);
    line_report_set_free(s);
}

/* Kept apart until the key is admitted; then it counts. */
static void apart_until_admitted(void **state)
{
    (void)state;
    struct line_report_set *s = set_of(NULL), *other = set_of(NULL);
    struct observer o = observer_of(1);
    struct t2_buf report = observer_next(&o);
    uint8_t none[LINE_DIGEST_LEN], apart[LINE_DIGEST_LEN], admitted[LINE_DIGEST_LEN];
    assert_int_equal(line_report_set_digest(s, none), 0);
    assert_int_equal(import(s, &report), LINE_REPORT_APART);
    struct line_report_entry e = entry(s, 0, 0);
    assert_int_equal(e.flags, LINE_REPORT_IS_APART);
    assert_int_equal(line_report_entry_counts(&e), 0);
    assert_int_equal(line_report_set_digest(s, apart), 0);
    assert_memory_equal(apart, none, sizeof none);

    admit(s, &o, "observer-1");
    e = entry(s, 0, 0);
    assert_int_equal(line_report_entry_counts(&e), 1);
    assert_int_equal(import(s, &report), LINE_REPORT_KNOWN);
    admit(other, &o, "observer-1");
    assert_int_equal(import(other, &report), LINE_REPORT_NEW);
    assert_int_equal(line_report_set_digest(s, admitted), 0);
    assert_int_equal(line_report_set_digest(other, apart), 0);
    assert_memory_equal(apart, admitted, sizeof apart);
    assert_memory_not_equal(admitted, none, sizeof none);
    t2_buf_free(&report);
    line_report_set_free(s);
    line_report_set_free(other);
}

static void admissions_are_checked(void **state)
{
    (void)state;
    struct line_report_limits limits = {.observers = 1};
    struct line_report_set *s = set_of(&limits);
    struct observer o = observer_of(1), second = observer_of(2);
    struct line_report_admission a = observer_admission(&o, "");
    assert_int_equal(line_report_set_admit(s, &a), T2_E_ARGUMENT);
    a = observer_admission(&o, "observer 1");
    assert_int_equal(line_report_set_admit(s, &a), T2_E_ARGUMENT);
    a = observer_admission(&o, "observer-1");
    a.from_s = 5;
    a.to_s = 4;
    assert_int_equal(line_report_set_admit(s, &a), T2_E_ARGUMENT);
    assert_int_equal(line_report_set_n_chains(s), 0);
    admit(s, &o, "observer-1");
    admit(s, &o, "observer-one"); /* anew, no second one */
    assert_string_equal(chain(s, 0).admission.observer, "observer-one");
    a = observer_admission(&second, "observer-2");
    assert_int_equal(line_report_set_admit(s, &a), T2_E_FULL);
    line_report_set_free(s);
}

/* Made while the key was not admitted: kept, and counts for nothing. */
static void outside_its_time(void **state)
{
    (void)state;
    struct line_report_set *s = set_of(NULL);
    struct observer o = observer_of(1);
    struct t2_buf first = observer_next(&o), second = observer_next(&o);
    struct line_report_admission a = observer_admission(&o, "observer-1");
    a.from_s = OBSERVER_DAY + 60 + 301; /* a second after the first was made */
    assert_int_equal(line_report_set_admit(s, &a), 0);
    assert_int_equal(import(s, &first), LINE_REPORT_NEW);
    assert_int_equal(import(s, &second), LINE_REPORT_NEW);
    struct line_report_entry e = entry(s, 0, 0);
    assert_int_equal(e.flags, LINE_REPORT_IS_OUTSIDE);
    assert_int_equal(line_report_entry_counts(&e), 0);
    assert_int_equal(entry(s, 0, 1).flags, 0);
    a.to_s = OBSERVER_DAY + 120 + 299; /* and a second before the other */
    assert_int_equal(line_report_set_admit(s, &a), 0);
    assert_int_equal(entry(s, 0, 1).flags, LINE_REPORT_IS_OUTSIDE);
    a.to_s++;
    assert_int_equal(line_report_set_admit(s, &a), 0);
    assert_int_equal(entry(s, 0, 1).flags, 0);
    t2_buf_free(&first);
    t2_buf_free(&second);
    line_report_set_free(s);
}

static void gaps_are_shown(void **state)
{
    (void)state;
    struct line_report_set *s = set_of(NULL);
    struct observer o = observer_of(1);
    struct t2_buf reports[7];
    uint32_t first = 0, last = 0;
    admit(s, &o, "observer-1");
    assert_int_equal(line_report_set_gap(s, 0, 1, &first, &last), T2_E_MISSING);
    for (size_t i = 0; i < 7; i++) {
        reports[i] = observer_next(&o);
    }
    assert_int_equal(import(s, &reports[6]), LINE_REPORT_NEW); /* number 7 */
    assert_int_equal(line_report_set_gap(s, 0, 1, &first, &last), 0);
    assert_int_equal(first, 1);
    assert_int_equal(last, 6);
    assert_int_equal(import(s, &reports[2]), LINE_REPORT_NEW); /* number 3 */
    assert_int_equal(chain(s, 0).n_missing, 5);
    assert_int_equal(chain(s, 0).last, 7);
    assert_int_equal(line_report_set_gap(s, 0, 1, &first, &last), 0);
    assert_int_equal(last, 2);
    assert_int_equal(line_report_set_gap(s, 0, last + 1, &first, &last), 0);
    assert_int_equal(first, 4);
    assert_int_equal(last, 6);
    assert_int_equal(line_report_set_gap(s, 0, last + 1, &first, &last), T2_E_MISSING);
    assert_int_equal(line_report_set_gap(s, 1, 1, &first, &last), T2_E_ARGUMENT);
    for (size_t i = 0; i < 7; i++) {
        (void)import(s, &reports[i]);
        assert_int_equal(entry(s, 0, 0).flags, 0);
        t2_buf_free(&reports[i]);
    }
    assert_int_equal(chain(s, 0).n_missing, 0);
    line_report_set_free(s);
}

/* Two reports with one number: both stay and both are marked; what follows neither is marked too. */
static void forks_are_shown(void **state)
{
    (void)state;
    struct line_report_set *s = set_of(NULL);
    struct observer o = observer_of(1);
    struct t2_buf first = observer_next(&o);
    struct observer copy = o; /* the file was set back, or somebody else has the key */
    struct line_report r = observer_report(&copy);
    r.count = 9;
    struct t2_buf second = observer_next(&o), other = observer_sign(&copy, &r), third = observer_next(&copy);
    memset(o.previous, 1, sizeof o.previous);
    struct t2_buf astray = observer_next(&o);
    admit(s, &o, "observer-1");
    assert_int_equal(import(s, &first), LINE_REPORT_NEW);
    assert_int_equal(import(s, &second), LINE_REPORT_NEW);
    assert_int_equal(import(s, &other), LINE_REPORT_NEW);
    assert_int_equal(import(s, &third), LINE_REPORT_NEW);
    assert_int_equal(import(s, &astray), LINE_REPORT_NEW);
    struct line_report_chain c = chain(s, 0);
    assert_int_equal(c.n, 5);
    assert_int_equal(c.n_forked, 2);
    assert_int_equal(c.n_missing, 0);
    assert_int_equal(entry(s, 0, 0).flags, 0);
    size_t n_astray = 0;
    for (size_t i = 1; i < 5; i++) {
        struct line_report_entry e = entry(s, 0, i);
        assert_true(e.flags & LINE_REPORT_IS_FORKED);
        int is_astray = t2_bytes_eq(e.report, t2_buf_view(&astray));
        assert_int_equal((e.flags & LINE_REPORT_NOT_FOLLOWING) != 0, is_astray);
        n_astray += (size_t)is_astray;
    }
    assert_int_equal(n_astray, 1);
    struct t2_buf *all[] = {&first, &second, &other, &third, &astray};
    for (size_t i = 0; i < 5; i++) {
        t2_buf_free(all[i]);
    }
    line_report_set_free(s);
}

static struct t2_buf correction(struct observer *o, uint32_t number, const uint8_t *id,
                                enum line_report_kind kind)
{
    struct line_report r = observer_report(o);
    if (kind == LINE_REPORT_WITHDRAWN) {
        r.begin_s = r.time_error_s = r.count = 0;
        r.means = 0;
        r.has = r.count_how = 0;
        memset(&r.place, 0, sizeof r.place);
    }
    r.kind = kind;
    r.has |= LINE_REPORT_CORRECTS;
    r.corrects_number = number;
    memcpy(r.corrects, id, sizeof r.corrects);
    r.reason = (struct line_title){"en", "It was an echo."};
    return observer_sign(o, &r);
}

static void corrections_stand_beside(void **state)
{
    (void)state;
    struct line_report_set *s = set_of(NULL);
    struct observer o = observer_of(1);
    struct t2_buf reports[5];
    uint8_t id[2][LINE_REPORT_ID_LEN];
    reports[0] = observer_next(&o);
    memcpy(id[0], o.previous, sizeof id[0]);
    reports[1] = observer_next(&o);
    memcpy(id[1], o.previous, sizeof id[1]);
    reports[2] = correction(&o, 1, id[0], LINE_REPORT_INCOMING);
    reports[3] = correction(&o, 1, id[0], LINE_REPORT_OUTGOING); /* the later one stands */
    reports[4] = correction(&o, 2, id[1], LINE_REPORT_WITHDRAWN);
    admit(s, &o, "observer-1");
    for (size_t i = 5; i-- > 0;) { /* a correction may come before what it corrects */
        assert_int_equal(import(s, &reports[i]), LINE_REPORT_NEW);
    }
    static const int counts[5] = {0, 0, 1, 1, 0};
    static const uint8_t flags[5] = {LINE_REPORT_IS_CORRECTED, LINE_REPORT_IS_CORRECTED,
                                     LINE_REPORT_IS_CORRECTION, LINE_REPORT_IS_CORRECTION,
                                     LINE_REPORT_IS_CORRECTION};
    for (size_t i = 0; i < 5; i++) {
        struct line_report_entry e = entry(s, 0, i);
        assert_int_equal(e.flags, flags[i]);
        if (i != 2) {
            assert_int_equal(line_report_entry_counts(&e), counts[i]);
        }
        assert_int_equal(e.corrected_by_number, i == 0 ? 4 : i == 1 ? 5 : 0);
    }
    for (size_t i = 0; i < 5; i++) {
        t2_buf_free(&reports[i]);
    }
    line_report_set_free(s);
}

/* A correction made when the key was admitted no longer corrects nothing. */
static void a_late_correction_corrects_nothing(void **state)
{
    (void)state;
    struct line_report_set *s = set_of(NULL);
    struct observer o = observer_of(1);
    struct t2_buf first = observer_next(&o);
    struct t2_buf second = correction(&o, 1, o.previous, LINE_REPORT_WITHDRAWN);
    struct line_report_admission a = observer_admission(&o, "observer-1");
    assert_int_equal(line_report_set_admit(s, &a), 0);
    (void)import(s, &first);
    (void)import(s, &second);
    assert_int_equal(entry(s, 0, 0).flags, LINE_REPORT_IS_CORRECTED);
    a.to_s = entry(s, 0, 0).made_s;
    assert_int_equal(line_report_set_admit(s, &a), 0);
    assert_int_equal(entry(s, 0, 0).flags, 0);
    t2_buf_free(&first);
    t2_buf_free(&second);
    line_report_set_free(s);
}

static void limits_are_charged_to_their_observer(void **state)
{
    (void)state;
    const struct line_report_limits limits = {
        .reports = 3, .observers = 2, .apart_keys = 2, .apart_reports = 4};
    struct line_report_set *s = set_of(&limits);
    struct observer o = observer_of(1), second = observer_of(2);
    struct t2_buf reports[5];
    enum line_report_outcome out;
    admit(s, &o, "observer-1");
    admit(s, &second, "observer-2");
    for (size_t i = 0; i < 5; i++) {
        reports[i] = observer_next(&o);
    }
    for (size_t i = 5; i-- > 2;) { /* 5, 4, 3 */
        assert_int_equal(import(s, &reports[i]), LINE_REPORT_NEW);
    }
    assert_int_equal(import(s, &reports[0]), LINE_REPORT_NEW); /* puts 5 out */
    size_t k = memcmp(chain(s, 0).key, o.key, sizeof o.key) == 0 ? 0 : 1;
    assert_int_equal(chain(s, k).n, 3);
    assert_int_equal(chain(s, k).beyond, 5);
    assert_int_equal(line_report_set_import(s, t2_buf_view(&reports[4]), &out), T2_E_FULL);
    assert_int_equal(import(s, &reports[1]), LINE_REPORT_NEW);
    assert_int_equal(chain(s, k).beyond, 4);
    assert_int_equal(chain(s, k).is_beyond, 1);
    assert_int_equal(line_report_set_import(s, t2_buf_view(&reports[3]), &out), T2_E_FULL);
    for (size_t i = 0; i < 5; i++) {
        t2_buf_free(&reports[i]);
    }
    struct t2_buf of_second = observer_next(&second);
    assert_int_equal(import(s, &of_second), LINE_REPORT_NEW);
    t2_buf_free(&of_second);
    line_report_set_free(s);

    /* Apart: four reports together, and no third key; nothing is pushed out, also by a lower number. */
    s = set_of(&limits);
    struct observer first_apart = observer_of(20), apart = observer_of(21), third = observer_of(22);
    struct t2_buf lowest = observer_next(&first_apart), of_third = observer_next(&third);
    struct t2_buf of_apart = observer_next(&apart);
    assert_int_equal(import(s, &of_apart), LINE_REPORT_APART);
    t2_buf_free(&of_apart);
    for (unsigned i = 0; i < 3; i++) {
        struct t2_buf report = observer_next(&first_apart);
        if (i == 1) { /* there is room for reports, but not for a third key */
            assert_int_equal(line_report_set_import(s, t2_buf_view(&of_third), &out), T2_E_FULL);
        }
        assert_int_equal(import(s, &report), LINE_REPORT_APART);
        t2_buf_free(&report);
    }
    assert_int_equal(line_report_set_n_chains(s), 2);
    assert_int_equal(line_report_set_import(s, t2_buf_view(&lowest), &out), T2_E_FULL);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(chain(s, i).n, memcmp(chain(s, i).key, apart.key, sizeof apart.key) == 0 ? 1 : 3);
        assert_int_equal(chain(s, i).is_beyond, 0);
    }
    t2_buf_free(&lowest);
    t2_buf_free(&of_third);
    line_report_set_free(s);

    s = set_of(&limits);
    for (unsigned i = 0; i < 3; i++) {
        struct observer x = observer_of(10 + i);
        for (unsigned m = 0; m < 3; m++) {
            struct t2_buf report = observer_next(&x);
            int err = line_report_set_import(s, t2_buf_view(&report), &out);
            assert_int_equal(err, 3 * i + m < 4 ? 0 : T2_E_FULL);
            t2_buf_free(&report);
        }
    }
    assert_int_equal(line_report_set_n_chains(s), 2);
    line_report_set_free(s);
}

/* What is said to be checked must be these bytes. */
static void checked_bytes_are_the_bytes(void **state)
{
    (void)state;
    struct line_report_set *s = set_of(NULL);
    struct observer o = observer_of(1);
    struct t2_buf a = observer_next(&o), b = observer_next(&o);
    struct line_report_checked checked;
    enum line_report_outcome out;
    struct t2_bytes bytes = t2_buf_view(&a);
    line_report_check_all(observer_mission, &bytes, 1, &checked);
    assert_int_equal(line_report_set_take(s, t2_buf_view(&b), &checked, &out), T2_E_ARGUMENT);
    assert_int_equal(line_report_set_take(s, t2_bytes_of(a.ptr, 5), &checked, &out), T2_E_ARGUMENT);
    a.ptr[a.len - 1] ^= 1;
    assert_int_equal(line_report_set_take(s, bytes, &checked, &out), T2_E_ARGUMENT);
    a.ptr[a.len - 1] ^= 1;
    checked.err = T2_E_AUTH;
    assert_int_equal(line_report_set_take(s, bytes, &checked, &out), T2_E_AUTH);
    assert_int_equal(line_report_set_n_chains(s), 0);
    checked.err = 0;
    assert_int_equal(line_report_set_take(s, bytes, &checked, &out), 0);
    t2_buf_free(&a);
    t2_buf_free(&b);
    line_report_set_free(s);
}

/* ---- the file ---- */

#define N_FILE 4

struct file {
    struct t2_buf bytes, reports[N_FILE];
    size_t at[N_FILE + 1]; /* where each record begins, and the end */
};

static struct file file_of(struct observer *o)
{
    struct file f;
    t2_buf_init(&f.bytes, LINE_REPORT_FILE_MAX);
    assert_int_equal(line_report_file_begin(&f.bytes), 0);
    for (size_t i = 0; i < N_FILE; i++) {
        f.reports[i] = observer_next(o);
        f.at[i] = f.bytes.len;
        assert_int_equal(line_report_file_append(t2_buf_view(&f.reports[i]), &f.bytes), 0);
    }
    f.at[N_FILE] = f.bytes.len;
    return f;
}

static void file_free(struct file *f)
{
    for (size_t i = 0; i < N_FILE; i++) {
        t2_buf_free(&f->reports[i]);
    }
    t2_buf_free(&f->bytes);
}

static void a_file_is_read_back(void **state)
{
    (void)state;
    struct observer o = observer_of(1);
    struct file f = file_of(&o);
    struct line_report_file r;
    struct t2_bytes report;
    size_t at = 0;
    assert_int_equal(line_report_file_open(t2_buf_view(&f.bytes), &r), 0);
    for (size_t i = 0; i < N_FILE; i++) {
        assert_int_equal(line_report_file_next(&r, &report, &at), 0);
        assert_int_equal(at, f.at[i]);
        assert_true(t2_bytes_eq(report, t2_buf_view(&f.reports[i])));
    }
    assert_int_equal(line_report_file_next(&r, &report, &at), T2_E_MISSING);
    assert_int_equal(r.n, N_FILE);
    assert_int_equal(r.n_lost, 0);
    assert_int_equal(r.end, f.bytes.len);
    file_free(&f);
}

/* Cut at any byte: all before the cut is there, and the cut is told with its place. */
static void cut_at_any_byte(void **state)
{
    (void)state;
    struct observer o = observer_of(1);
    struct file f = file_of(&o);
    for (size_t len = 0; len <= f.bytes.len; len++) {
        struct line_report_file r;
        struct t2_bytes report;
        size_t at = 0, whole = 0;
        int err = line_report_file_open(t2_bytes_of(f.bytes.ptr, len), &r);
        if (len < f.at[0]) {
            assert_int_equal(err, T2_E_TRUNCATED);
            continue;
        }
        assert_int_equal(err, 0);
        while (whole < N_FILE && f.at[whole + 1] <= len) {
            assert_int_equal(line_report_file_next(&r, &report, &at), 0);
            assert_true(t2_bytes_eq(report, t2_buf_view(&f.reports[whole])));
            whole++;
        }
        if (len > f.at[whole]) {
            assert_int_equal(line_report_file_next(&r, &report, &at), T2_E_TRUNCATED);
            assert_int_equal(at, f.at[whole]);
            assert_int_equal(r.n_lost, 1);
        }
        assert_int_equal(r.end, f.at[whole]);
        assert_int_equal(line_report_file_next(&r, &report, &at), T2_E_MISSING);
    }
    file_free(&f);
}

/* A cut file to which somebody went on appending, and two files one behind the other: every whole record is
 * found. */
static void what_stands_behind_damage_is_found(void **state)
{
    (void)state;
    struct observer o = observer_of(1);
    struct file f = file_of(&o);
    struct t2_buf joined;
    t2_buf_init(&joined, LINE_REPORT_FILE_MAX);
    for (size_t cut = f.at[1] + 1; cut < f.at[2]; cut++) {
        struct line_report_file r;
        struct t2_bytes report;
        size_t at = 0;
        t2_buf_clear(&joined);
        assert_int_equal(t2_buf_append(&joined, f.bytes.ptr, cut), 0);
        assert_int_equal(t2_buf_append(&joined, f.bytes.ptr + f.at[2], f.bytes.len - f.at[2]), 0);
        assert_int_equal(line_report_file_open(t2_buf_view(&joined), &r), 0);
        assert_int_equal(line_report_file_next(&r, &report, &at), 0);
        assert_int_equal(line_report_file_next(&r, &report, &at), T2_E_MALFORMED);
        assert_int_equal(at, f.at[1]);
        assert_int_equal(report.len, 0);
        assert_int_equal(line_report_file_next(&r, &report, &at), 0);
        assert_int_equal(at, cut);
        assert_true(t2_bytes_eq(report, t2_buf_view(&f.reports[2])));
        assert_int_equal(line_report_file_next(&r, &report, &at), 0);
        assert_int_equal(line_report_file_next(&r, &report, &at), T2_E_MISSING);
        assert_int_equal(r.n, N_FILE - 1);
        assert_int_equal(r.n_lost, 1);
    }
    t2_buf_free(&joined);
    file_free(&f);
}

/* What is cut says that more follows than there is; behind it stands a shorter report. */
static void a_long_report_cut_before_a_short_one(void **state)
{
    (void)state;
    struct observer o = observer_of(1);
    struct line_report full = observer_full_report(&o);
    struct t2_buf large = observer_sign(&o, &full), small = observer_next(&o), file;
    struct line_report_file r;
    struct t2_bytes report;
    size_t at = 0;
    t2_buf_init(&file, LINE_REPORT_FILE_MAX);
    assert_int_equal(line_report_file_begin(&file), 0);
    const size_t begins = file.len;
    assert_int_equal(line_report_file_append(t2_buf_view(&large), &file), 0);
    file.len = begins + 30;
    assert_int_equal(line_report_file_append(t2_buf_view(&small), &file), 0);
    assert_int_equal(line_report_file_open(t2_buf_view(&file), &r), 0);
    assert_int_equal(line_report_file_next(&r, &report, &at), T2_E_MALFORMED);
    assert_int_equal(at, begins);
    assert_int_equal(line_report_file_next(&r, &report, &at), 0);
    assert_true(t2_bytes_eq(report, t2_buf_view(&small)));
    assert_int_equal(line_report_file_next(&r, &report, &at), T2_E_MISSING);
    t2_buf_free(&large);
    t2_buf_free(&small);
    t2_buf_free(&file);
}

static void other_files_are_told_apart(void **state)
{
    (void)state;
    struct line_report_file r;
    struct t2_buf out;
    t2_buf_init(&out, LINE_REPORT_FILE_MAX);
    assert_int_equal(line_report_file_open(t2_bytes_str("tracktwo reports 2\n"), &r), T2_E_VERSION);
    assert_int_equal(line_report_file_open(t2_bytes_of(NULL, LINE_REPORT_FILE_MAX + 1), &r), T2_E_TOO_LARGE);
    assert_int_equal(line_report_file_append(t2_bytes_of(NULL, 0), &out), T2_E_ARGUMENT);
    static const uint8_t large[LINE_REPORT_MAX + 1];
    assert_int_equal(line_report_file_append(t2_bytes_of(large, sizeof large), &out), T2_E_ARGUMENT);
    assert_int_equal(out.len, 0);
    t2_buf_free(&out);
}

/* What is exported and taken in elsewhere gives the same set. */
static void exported_and_taken_in_elsewhere(void **state)
{
    (void)state;
    struct line_report_set *s = set_of(NULL), *other = set_of(NULL);
    struct observer o[3];
    struct t2_buf out, small;
    for (unsigned k = 0; k < 3; k++) {
        o[k] = observer_of(k);
        if (k < 2) {
            admit(s, &o[k], k == 0 ? "north" : "south");
            admit(other, &o[k], k == 0 ? "north" : "south");
        }
        for (unsigned i = 0; i < 3; i++) {
            struct t2_buf report = observer_next(&o[k]);
            (void)import(s, &report);
            t2_buf_free(&report);
        }
    }
    t2_buf_init(&out, LINE_REPORT_FILE_MAX);
    t2_buf_init(&small, 500);
    assert_int_equal(t2_buf_append(&small, "x", 1), 0);
    assert_int_equal(line_report_set_export(s, &small), T2_E_FULL);
    assert_int_equal(small.len, 1);
    assert_int_equal(line_report_set_export(s, &out), 0);
    struct line_report_file r;
    struct t2_bytes report;
    size_t at = 0;
    assert_int_equal(line_report_file_open(t2_buf_view(&out), &r), 0);
    while (line_report_file_next(&r, &report, &at) == 0) {
        enum line_report_outcome outcome;
        assert_int_equal(line_report_set_import(other, report, &outcome), 0);
    }
    assert_int_equal(r.n, 9);
    uint8_t a[LINE_DIGEST_LEN], b[LINE_DIGEST_LEN];
    assert_int_equal(line_report_set_digest(s, a), 0);
    assert_int_equal(line_report_set_digest(other, b), 0);
    assert_memory_equal(a, b, sizeof a);
    t2_buf_free(&out);
    t2_buf_free(&small);
    line_report_set_free(s);
    line_report_set_free(other);
}

/* The fuzzer starts from files of this version: every kind of report stands in one of them. */
static void seeds_of_the_fuzzer_are_reports(void **state)
{
    (void)state;
    static const char *const names[] = {"kinds", "forks"};
    const char *examples = getenv("T2_EXAMPLES");
    uint32_t kinds = 0;
    size_t n_forks = 0;
    if (examples == NULL) {
        print_message("skipped: T2_EXAMPLES is not set\n");
        skip();
    }
    for (size_t i = 0; i < 2; i++) {
        static uint8_t bytes[65536];
        char path[4096];
        (void)snprintf(path, sizeof path, "%s/../tests/fuzz/regress/line_report/%s", examples, names[i]);
        FILE *f = fopen(path, "rb");
        assert_non_null(f);
        size_t n = fread(bytes, 1, sizeof bytes, f), at = 0;
        (void)fclose(f);
        struct line_report_file r;
        struct t2_bytes report;
        assert_int_equal(line_report_file_open(t2_bytes_of(bytes, n), &r), 0);
        while (line_report_file_next(&r, &report, &at) == 0) {
            struct line_report_checked checked;
            line_report_check_all(observer_mission, &report, 1, &checked);
            assert_int_equal(checked.err, 0);
            kinds |= 1u << checked.kind;
            n_forks += i == 1 && checked.number == 2;
        }
        assert_int_equal(r.n_lost, 0);
    }
    assert_int_equal(kinds, (1u << LINE_REPORT_N_KINDS) - 2);
    assert_true(n_forks > LINE_REPORT_MAX_FORKS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(taken_in_once),
        cmocka_unit_test(apart_until_admitted),
        cmocka_unit_test(admissions_are_checked),
        cmocka_unit_test(outside_its_time),
        cmocka_unit_test(gaps_are_shown),
        cmocka_unit_test(forks_are_shown),
        cmocka_unit_test(corrections_stand_beside),
        cmocka_unit_test(a_late_correction_corrects_nothing),
        cmocka_unit_test(limits_are_charged_to_their_observer),
        cmocka_unit_test(checked_bytes_are_the_bytes),
        cmocka_unit_test(a_file_is_read_back),
        cmocka_unit_test(cut_at_any_byte),
        cmocka_unit_test(what_stands_behind_damage_is_found),
        cmocka_unit_test(a_long_report_cut_before_a_short_one),
        cmocka_unit_test(other_files_are_told_apart),
        cmocka_unit_test(exported_and_taken_in_elsewhere),
        cmocka_unit_test(seeds_of_the_fuzzer_are_reports),
    };
    return t2_init() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
