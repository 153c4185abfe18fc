/* The same reports and admissions, in any order and repeated, give the same digest and the same reports; also
 * where a key has more than it has room for and a number more forks than are kept. What stays is what a plain
 * model says: sort all, keep the least ids of each number, cut. */
#include "../line_reports.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <tracktwo/secret.h>

#define SEED 20200727u
#define N_OBSERVERS 4 /* the last is never admitted */
#define N_NUMBERS 24
#define N_MAX (N_OBSERVERS * (N_NUMBERS + 14))
#define ROOM 20 /* reports of a key; observer 1 has more */

struct item {
    struct t2_buf report;
    struct line_report_checked checked;
    unsigned observer;
};

static uint64_t state = SEED;
static uint32_t draw(uint32_t below)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 33) % below;
}

static size_t n_items;
static struct item items[N_MAX];
static struct observer observers[N_OBSERVERS];

static void add(struct t2_buf report, unsigned observer)
{
    struct item *x = &items[n_items++];
    struct t2_bytes bytes = t2_buf_view(&report);
    *x = (struct item){.report = report, .observer = observer};
    line_report_check_all(observer_mission, &bytes, 1, &x->checked);
    assert_int_equal(x->checked.err, 0);
}

/* Chains with corrections; observer 0 fits, 1 has too many, 2 has a number with a dozen forks. */
static void make_items(void)
{
    n_items = 0;
    for (unsigned k = 0; k < N_OBSERVERS; k++) {
        observers[k] = observer_of(k);
        unsigned n = k == 1 ? N_NUMBERS : 10;
        for (unsigned i = 0; i < n; i++) {
            struct line_report r = observer_report(&observers[k]);
            if (r.number > 2 && draw(3) == 0) {
                r.has |= LINE_REPORT_CORRECTS;
                r.corrects_number = r.number - 1;
                memcpy(r.corrects, r.previous, sizeof r.corrects);
                r.reason = (struct line_title){"en", "Counted again."};
            }
            for (unsigned fork = 0; k == 2 && i == 4 && fork < 12; fork++) {
                struct observer copy = observers[k];
                r.count = 100 + fork;
                add(observer_sign(&copy, &r), k);
            }
            r.count = 1 + draw(50);
            add(observer_sign(&observers[k], &r), k);
        }
    }
}

static struct line_report_set *import_shuffled(uint8_t out_digest[static LINE_DIGEST_LEN])
{
    static size_t order[3 * N_MAX + N_OBSERVERS];
    const struct line_report_limits limits = {.reports = ROOM};
    struct line_report_set *s = NULL;
    size_t n = 0;
    for (unsigned times = 0; times < 3; times++) {
        for (size_t i = 0; i < n_items; i++) {
            order[n++] = i;
        }
    }
    for (unsigned k = 0; k + 1 < N_OBSERVERS; k++) {
        order[n++] = N_MAX + k;
    }
    for (size_t i = n; i-- > 1;) {
        size_t j = draw((uint32_t)i + 1), kept = order[i];
        order[i] = order[j];
        order[j] = kept;
    }
    assert_int_equal(line_report_set_new(observer_mission, &limits, &s), 0);
    for (size_t i = 0; i < n; i++) {
        if (order[i] >= N_MAX) {
            static const char *const names[] = {"north", "south", "west"};
            size_t k = order[i] - N_MAX;
            struct line_report_admission a = observer_admission(&observers[k], names[k]);
            assert_int_equal(line_report_set_admit(s, &a), 0);
            continue;
        }
        const struct item *x = &items[order[i]];
        enum line_report_outcome out;
        int err = draw(2) ? line_report_set_import(s, t2_buf_view(&x->report), &out)
                          : line_report_set_take(s, t2_buf_view(&x->report), &x->checked, &out);
        assert_true(err == 0 || err == T2_E_FULL);
    }
    assert_int_equal(line_report_set_digest(s, out_digest), 0);
    return s;
}

static int by_number_and_id(const void *a, const void *b)
{
    const struct item *const *x = a, *const *y = b;
    const struct line_report_checked *p = &(*x)->checked, *q = &(*y)->checked;
    return p->number != q->number ? (p->number < q->number ? -1 : 1) : memcmp(p->id, q->id, sizeof p->id);
}

/* Keeps of a sorted chain what should stay; returns how many, and the first beyond or NULL. */
static size_t model(const struct item **at, size_t n, const struct item **out_beyond)
{
    size_t kept = 0, of_number = 0;
    *out_beyond = NULL;
    for (size_t i = 0; i < n; i++) {
        of_number = kept > 0 && at[kept - 1]->checked.number == at[i]->checked.number ? of_number + 1 : 1;
        if (of_number > LINE_REPORT_MAX_FORKS) {
            continue;
        }
        if (kept == ROOM) {
            *out_beyond = at[i];
            return kept;
        }
        at[kept++] = at[i];
    }
    return kept;
}

static void expect_model(const struct line_report_set *s)
{
    for (size_t k = 0; k < line_report_set_n_chains(s); k++) {
        const struct item *at[N_MAX], *beyond = NULL;
        struct line_report_chain c;
        size_t n = 0;
        assert_int_equal(line_report_set_chain(s, k, &c), 0);
        for (size_t i = 0; i < n_items; i++) {
            if (memcmp(items[i].checked.key, c.key, sizeof c.key) == 0) {
                at[n++] = &items[i];
            }
        }
        qsort(at, n, sizeof at[0], by_number_and_id);
        n = model(at, n, &beyond);
        assert_int_equal(c.n, n);
        assert_int_equal(c.is_beyond, beyond != NULL);
        assert_int_equal(c.beyond, beyond != NULL ? beyond->checked.number : 0);
        for (size_t i = 0; i < n; i++) {
            struct line_report_entry e;
            const struct item *by = NULL;
            assert_int_equal(line_report_set_entry(s, k, i, &e), 0);
            assert_memory_equal(e.id, at[i]->checked.id, sizeof e.id);
            assert_true(t2_bytes_eq(e.report, t2_buf_view(&at[i]->report)));
            for (size_t j = 0; j < n; j++) { /* the latest that corrects it; of two the least id */
                if (memcmp(at[j]->checked.corrects, e.id, sizeof e.id) == 0 &&
                    (by == NULL || at[j]->checked.number > by->checked.number)) {
                    by = at[j];
                }
            }
            assert_int_equal((e.flags & LINE_REPORT_IS_CORRECTED) != 0, by != NULL);
            if (by != NULL) {
                assert_memory_equal(e.corrected_by, by->checked.id, sizeof e.corrected_by);
            }
        }
    }
}

static void any_order_gives_the_same(void **p)
{
    (void)p;
    print_message("seed %u\n", SEED);
    for (unsigned round = 0; round < 10; round++) {
        uint8_t digest[2][LINE_DIGEST_LEN];
        make_items();
        for (unsigned times = 0; times < 8; times++) {
            struct line_report_set *s = import_shuffled(digest[times > 0]);
            assert_memory_equal(digest[0], digest[times > 0], sizeof digest[0]);
            assert_int_equal(line_report_set_n_chains(s), N_OBSERVERS);
            expect_model(s);
            line_report_set_free(s);
        }
        for (size_t i = 0; i < n_items; i++) {
            t2_buf_free(&items[i].report);
        }
    }
}

/* One report less, or another admission, is another digest. */
static void the_digest_tells_sets_apart(void **p)
{
    (void)p;
    struct observer o = observer_of(1);
    struct t2_buf a = observer_next(&o), b = observer_next(&o);
    uint8_t digests[5][LINE_DIGEST_LEN];
    for (unsigned k = 0; k < 5; k++) {
        uint8_t mission[LINE_REPORT_MISSION_LEN];
        struct line_report_set *s = NULL;
        struct line_report_admission admission = observer_admission(&o, k == 2 ? "south" : "north");
        enum line_report_outcome out;
        memcpy(mission, observer_mission, sizeof mission);
        mission[0] ^= k == 4;
        admission.to_s -= k == 3;
        assert_int_equal(line_report_set_new(mission, NULL, &s), 0);
        assert_int_equal(line_report_set_admit(s, &admission), 0);
        assert_int_equal(line_report_set_import(s, t2_buf_view(&a), &out), k == 4 ? T2_E_REPLAY : 0);
        if (k != 1) {
            assert_int_equal(line_report_set_import(s, t2_buf_view(&b), &out), k == 4 ? T2_E_REPLAY : 0);
        }
        assert_int_equal(line_report_set_digest(s, digests[k]), 0);
        for (unsigned i = 0; i < k; i++) {
            assert_memory_not_equal(digests[i], digests[k], sizeof digests[k]);
        }
        line_report_set_free(s);
    }
    t2_buf_free(&a);
    t2_buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_order_gives_the_same),
        cmocka_unit_test(the_digest_tells_sets_apart),
    };
    return t2_init() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
