/* An observer's key and reports in the desk's sealed file: they are there again after a crash, they only
 * grow, and what did not come onto the disk is not there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <tracktwo/line_report.h>
#include <tracktwo/observer.h>
#include <tracktwo/secret.h>

#include "channel/channel_internal.h"
#include "desk_fixture.h"

#define PASS t2_bytes_str("another six quiet words")

static struct desks x;
static struct desk_problem why;
static struct t2_buf private;
static uint8_t key[32];

static int start(void **state)
{
    char line[OBSERVER_LINE_MAX];
    (void)state;
    desks_start(&x, 1);
    t2_buf_init(&private, OBSERVER_KEY_FILE_LEN);
    return observer_key_new(t2_random_system(), PASS, CHANNEL_STORE_COST_MIN, &private, line) != 0 ||
           observer_key_read(t2_bytes_str(line), key) != 0;
}

static int end(void **state)
{
    (void)state;
    t2_buf_free(&private);
    desks_end(&x);
    return 0;
}

static int fails(void *ctx, const char *step)
{
    (void)ctx;
    (void)step;
    return T2_E_IO;
}

static void disk(int is_full)
{
    channel_store_set_hook(x.d[0]->store, (struct channel_store_hook){is_full ? fails : NULL, NULL});
}

static void holds(const char *reports)
{
    struct desk_observer own;
    uint8_t seed[32];
    assert_int_equal(desk_observer(x.d[0], &own), 0);
    assert_memory_equal(own.key, key, sizeof key);
    assert_int_equal(own.reports.len, strlen(reports));
    assert_true(own.reports.len == 0 || memcmp(own.reports.ptr, reports, own.reports.len) == 0);
    assert_int_equal(observer_key_open(own.private_file, PASS, seed), 0);
    assert_int_equal(observer_key_open(own.private_file, desks_passphrase(), seed), T2_E_AUTH);
}

static void kept(void **state)
{
    struct desk_observer own;
    (void)state;
    assert_int_equal(desk_observer(x.d[0], &own), T2_E_MISSING);
    assert_int_equal(desk_observer_put(x.d[0], t2_bytes_str("r"), &why), T2_E_MISSING);
    assert_int_equal(desk_observer_keep(x.d[0], key, t2_buf_view(&private), t2_bytes_of(NULL, 0), &why), 0);
    holds("");
    assert_int_equal(desk_observer_put(x.d[0], t2_bytes_str("one"), &why), 0);
    assert_int_equal(desk_observer_put(x.d[0], t2_bytes_str("one two"), &why), 0);
    desks_again(&x, 0);
    holds("one two");
    /* One key: the reports that it signed are one chain. */
    const uint8_t other[32] = {1};
    assert_int_equal(desk_observer_keep(x.d[0], other, t2_buf_view(&private), t2_bytes_of(NULL, 0), &why),
                     T2_E_EXISTS);
    assert_non_null(strstr(why.text, "has a report key already"));
    holds("one two");
    assert_int_equal(desk_observer(x.d[1], &own), T2_E_MISSING);
}

static void came_with_reports(void **state)
{
    (void)state;
    assert_int_equal(desk_observer_keep(x.d[0], key, t2_buf_view(&private), t2_bytes_str("before"), &why), 0);
    desks_again(&x, 0);
    holds("before");
}

static void disk_is_full(void **state)
{
    struct desk_observer own;
    (void)state;
    disk(1);
    assert_int_equal(desk_observer_keep(x.d[0], key, t2_buf_view(&private), t2_bytes_str("before"), &why),
                     T2_E_IO);
    assert_true(why.text[0] != '\0');
    disk(0);
    assert_int_equal(desk_observer(x.d[0], &own), T2_E_MISSING);
    desks_say(&x, 0, "What is saved now saves nothing of it.");
    desks_again(&x, 0);
    assert_int_equal(desk_observer(x.d[0], &own), T2_E_MISSING);

    assert_int_equal(desk_observer_keep(x.d[0], key, t2_buf_view(&private), t2_bytes_of(NULL, 0), &why), 0);
    disk(1);
    assert_int_equal(desk_observer_put(x.d[0], t2_bytes_str("one"), &why), T2_E_IO);
    disk(0);
    holds("");
    assert_int_equal(desk_observer_put(x.d[0], t2_bytes_str("one"), &why), 0);
    disk(1);
    assert_int_equal(desk_observer_put(x.d[0], t2_bytes_str("one two"), &why), T2_E_IO);
    disk(0);
    holds("one");
    desks_say(&x, 0, "And now, too.");
    desks_again(&x, 0);
    holds("one");
    const struct t2_bytes large = {(const uint8_t *)"", LINE_REPORT_FILE_MAX + 1};
    assert_int_equal(desk_observer_put(x.d[0], large, &why), T2_E_TOO_LARGE);
    holds("one");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(kept, start, end),
        cmocka_unit_test_setup_teardown(came_with_reports, start, end),
        cmocka_unit_test_setup_teardown(disk_is_full, start, end),
    };
    return cmocka_run_group_tests_name("desk_observer_own", tests, NULL, NULL);
}
