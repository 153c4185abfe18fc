/* The k-th allocation fails, for every k: signing, taking in, admitting, exporting say T2_E_MEMORY, leak
 * nothing and leave everything as it was. libcrypto makes up for some of its own; then the step succeeds. */
#include "../line_reports.h"
#include "own_malloc.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <tracktwo/secret.h>

static void for_every_allocation(int (*step)(void *ctx), void *ctx)
{
    for (long k = 1;; k++) {
        own_malloc_n_failed = 0;
        own_malloc_fail_at = k;
        int err = step(ctx);
        own_malloc_fail_at = 0;
        if (own_malloc_n_failed == 0) {
            assert_int_equal(err, 0);
            assert_true(k > 1);
            print_message("%ld allocations\n", k - 1);
            return;
        }
        if (err != T2_E_MEMORY && err != 0)
            fail_msg("allocation %ld failed and the result was %s", k, t2_err_name(err));
    }
}

struct chain {
    struct observer o;
    struct t2_buf reports[40];
};

static long disarm(void)
{
    long armed = own_malloc_fail_at;
    own_malloc_fail_at = 0;
    return armed;
}

static int sign_step(void *ctx)
{
    struct chain *c = ctx;
    struct line_report r = observer_report(&c->o);
    struct t2_buf out;
    t2_buf_init(&out, LINE_REPORT_MAX);
    long before = own_malloc_n_live;
    int err = line_report_sign(&r, c->o.seed, NULL, &out, NULL);
    assert_int_equal(out.len == 0, err != 0);
    t2_buf_free(&out);
    assert_int_equal(own_malloc_n_live, before);
    return err;
}

/* All reports backwards, apart; then admission; then the export. The one that fails is tried again. */
static int set_step(void *ctx)
{
    struct chain *c = ctx;
    const struct line_report_admission a = observer_admission(&c->o, "north");
    struct line_report_set *s = NULL;
    struct line_report_chain chain;
    enum line_report_outcome out;
    struct t2_buf file;
    t2_buf_init(&file, LINE_REPORT_FILE_MAX);
    long before = own_malloc_n_live;
    int failed = 0, err = line_report_set_new(observer_mission, NULL, &s);
    if (err != 0)
        return err;
    for (size_t i = 40; i-- > 0;) {
        err = line_report_set_import(s, t2_buf_view(&c->reports[i]), &out);
        if (err != 0) {
            failed = err;
            long armed = disarm();
            assert_int_equal(line_report_set_n_chains(s), i < 39);
            if (i < 39) {
                assert_int_equal(line_report_set_chain(s, 0, &chain), 0);
                assert_int_equal(chain.n, 39 - i);
            }
            assert_int_equal(line_report_set_import(s, t2_buf_view(&c->reports[i]), &out), 0);
            own_malloc_fail_at = armed;
        }
    }
    if ((err = line_report_set_admit(s, &a)) != 0) {
        failed = err;
    }
    if ((err = line_report_set_export(s, &file)) != 0) {
        failed = err;
        assert_int_equal(file.len, 0);
    }
    uint8_t digest[LINE_DIGEST_LEN];
    if ((err = line_report_set_digest(s, digest)) != 0) {
        failed = err;
    }
    t2_buf_free(&file);
    line_report_set_free(s);
    assert_int_equal(own_malloc_n_live, before);
    return failed;
}

/* The admission of a key that has no report yet. */
static int admit_step(void *ctx)
{
    struct chain *c = ctx;
    const struct line_report_admission a = observer_admission(&c->o, "north");
    struct line_report_set *s = NULL;
    long before = own_malloc_n_live;
    int err = line_report_set_new(observer_mission, NULL, &s);
    if (err == 0) {
        err = line_report_set_admit(s, &a);
        assert_int_equal(line_report_set_n_chains(s), err == 0);
    }
    line_report_set_free(s);
    assert_int_equal(own_malloc_n_live, before);
    return err;
}

static void memory_fails_at_every_allocation(void **state)
{
    (void)state;
    if (!own_malloc_works()) {
        print_message("skipped: a sanitizer or valgrind has its own malloc\n");
        skip();
    }
    struct chain c = {.o = observer_of(1)};
    for (size_t i = 0; i < 40; i++) {
        struct line_report r = observer_report(&c.o);
        if (r.number > 1) {
            r.has |= LINE_REPORT_CORRECTS;
            r.corrects_number = r.number - 1;
            memcpy(r.corrects, r.previous, sizeof r.corrects);
            r.reason = (struct line_title){"en", "Counted again."};
        }
        c.reports[i] = observer_sign(&c.o, &r);
    }
    for_every_allocation(sign_step, &c);
    for_every_allocation(set_step, &c);
    for_every_allocation(admit_step, &c);
    for (size_t i = 0; i < 40; i++) {
        t2_buf_free(&c.reports[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(memory_fails_at_every_allocation)};
    return t2_init() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
