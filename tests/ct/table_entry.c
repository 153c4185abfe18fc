/* Making an entry takes the same steps whatever the points, red lines, linkages and threshold: they are
 * marked secret, and valgrind reports any branch or address that depends on them. The bits of the entry must
 * come out marked, so that the test cannot pass by looking at nothing. Without valgrind the entry is made,
 * and nothing is claimed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <tracktwo/secret.h>
#include <tracktwo/table.h>

static void an_entry(void **state)
{
    (void)state;
    struct table_space space = {.n_issues = 4, .n_options = {4, 3, 5, 2}, .n_candidates = 120};
    struct table_prefs *p = NULL;
    struct table_entry e;
    assert_int_equal(table_prefs_new(&p, &space), 0);
    for (size_t i = 0; i < space.n_issues; i++) {
        for (size_t o = 0; o < space.n_options[i]; o++) {
            p->points[i][o] = (i + o) % 5 == 4 ? TABLE_RED_LINE : (int32_t)(3 * i + o);
        }
    }
    p->at_least = 20;
    p->n_linkages = 3;
    memset(p->linkages, 0xff, 3 * sizeof(p->linkages[0]));
    memset(p->linkages[0].if_options, 0, sizeof(p->linkages[0].if_options));
    p->linkages[0].if_options[1] = 2;
    p->linkages[0].then_options[3] = 1;
    T2_CT_SECRET(p->points, sizeof(p->points));
    T2_CT_SECRET(&p->at_least, sizeof(p->at_least));
    T2_CT_SECRET(p->linkages, sizeof(p->linkages));
    assert_int_equal(table_entry_make(&e, p), 0);
#ifdef T2_CT_VALGRIND
    if (RUNNING_ON_VALGRIND) {
        uint8_t marks[120];
        size_t secret = 0;
        assert_int_equal(VALGRIND_GET_VBITS(e.bits, marks, sizeof(marks)), 1);
        for (size_t i = 0; i < sizeof(marks); i++) {
            secret += marks[i] != 0;
        }
        assert_int_equal(secret, sizeof(marks));
    }
#endif
    T2_CT_PUBLIC(e.bits, e.n_candidates);
    T2_CT_PUBLIC(&e.n_accepted, sizeof(e.n_accepted));
    T2_CT_PUBLIC(p, sizeof(*p));
    uint32_t n = 0;
    for (uint32_t i = 0; i < e.n_candidates; i++) {
        int32_t score = 0;
        assert_int_equal(e.bits[i], table_prefs_score(p, i, &score) && score >= 20);
        n += e.bits[i];
    }
    assert_int_equal(n, e.n_accepted);
    assert_true(n > 0 && n < e.n_candidates);
    table_entry_clear(&e);
    table_prefs_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(an_entry)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
