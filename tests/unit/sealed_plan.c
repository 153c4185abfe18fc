/* Bucket sizes against the bound (2B + 1) / l^(B-1) <= 2^-rho, at the places where they change. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "sealed/plan.h"

/* The smallest l for a bucket size, from the bound in exact integers. */
static void test_thresholds(void **state)
{
    (void)state;
    static const struct {
        unsigned rho, bucket;
        size_t from;
    } rows[] = {
        {40, 3, 2774272}, {40, 4, 21470}, {64, 4, 5496094}, {64, 5, 119352}, {64, 6, 11912},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(sealed_bucket_size(rows[i].from, rows[i].rho), rows[i].bucket);
        assert_int_equal(sealed_bucket_size(rows[i].from - 1, rows[i].rho), rows[i].bucket + 1);
    }
    assert_int_equal(sealed_bucket_size(SEALED_MIN_BATCH, 40), 5);
    assert_int_equal(sealed_bucket_size(SEALED_MIN_BATCH - 1, 40), 0);
    assert_true(sealed_bucket_size(SEALED_MIN_BATCH, 64) < SEALED_MAX_BUCKET);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_thresholds)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
