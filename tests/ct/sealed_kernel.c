/* The kernel takes the same time whatever the keys, blocks and bits. They are marked secret, every function
 * runs, and valgrind reports any branch or address that depends on them. That the marks reach the results is
 * checked too, so that the test cannot pass by looking at nothing. Under valgrind there is no AVX-512: the
 * paths seen are portable and aesni. Without valgrind the functions still run, and nothing is claimed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <tracktwo/secret.h>

#include "sealed/kernel.h"

#define N 256

static struct sealed_block x[N], y[N], out[5][N];
static uint8_t bits[N / 8];
static uint8_t key[16];

static void fill(void *p, size_t n, unsigned seed)
{
    for (size_t i = 0; i < n; i++)
        ((uint8_t *)p)[i] = (uint8_t)((i + seed) * 151 + (i >> 8) * 29);
}

static int setup(void **state)
{
    (void)state;
    fill(x, sizeof x, 1);
    fill(y, sizeof y, 2);
    fill(bits, sizeof bits, 3);
    fill(key, sizeof key, 4);
    memset(out, 0, sizeof out);
    T2_CT_SECRET(x, sizeof x);
    T2_CT_SECRET(y, sizeof y);
    T2_CT_SECRET(bits, sizeof bits);
    T2_CT_SECRET(key, sizeof key);
    return 0;
}

/* The result must be secret under valgrind; then it is made public. */
static void assert_marked_then_publish(void *p, size_t n)
{
#ifdef T2_CT_VALGRIND
    if (RUNNING_ON_VALGRIND) {
        uint8_t marks[sizeof out[0]];
        assert_true(n <= sizeof marks);
        assert_int_equal(VALGRIND_GET_VBITS(p, marks, n), 1);
        size_t secret = 0;
        for (size_t i = 0; i < n; i++)
            secret += marks[i] == 0xff;
        assert_int_equal(secret, n);
    }
#endif
    T2_CT_PUBLIC(p, n);
}

static void run_all(const struct sealed_kernel *k)
{
    struct sealed_aes aes, leaf[SEALED_LEAVES];
    k->aes_schedule(&aes, key);
    for (unsigned i = 0; i < SEALED_LEAVES; i++)
        k->aes_schedule(&leaf[i], (const uint8_t *)&x[i]);
    k->aes_ctr(&aes, 7, out[0], 77);
    assert_marked_then_publish(out[0], 77 * sizeof out[0][0]);
    k->aes_ctr_xor(&aes, 7, out[0], 77);
    assert_marked_then_publish(out[0], 77 * sizeof out[0][0]);
    for (unsigned i = 0; i < 77; i++)
        assert_true(out[0][i].lo == 0 && out[0][i].hi == 0);
    for (int skip_zero = 0; skip_zero < 2; skip_zero++) {
        k->leaf_fold(leaf, skip_zero, 1, 20, out[0], out[1], out[2], out[3], out[4]);
        for (unsigned j = 0; j < 5; j++)
            assert_marked_then_publish(out[j], 20 * sizeof out[j][0]);
    }
    k->transpose(x, 2, 256, out[0]);
    assert_marked_then_publish(out[0], 256 * sizeof out[0][0]);
    struct sealed_block acc = {0, 0};
    k->inner_product(x, y, N - 1, &acc);
    assert_marked_then_publish(&acc, sizeof acc);
    k->select_sum(x, bits, N - 3, &acc);
    assert_marked_then_publish(&acc, sizeof acc);
    const struct sealed_block tweak = {3, 5};
    k->mmo(tweak, 9, x, 45, out[0]);
    assert_marked_then_publish(out[0], 45 * sizeof out[0][0]);
    k->mmo_pair(tweak, 9, x, y[0], 45, out[1], out[2]);
    assert_marked_then_publish(out[1], 45 * sizeof out[1][0]);
    assert_marked_then_publish(out[2], 45 * sizeof out[2][0]);
    assert_memory_equal(out[0], out[1], 45 * sizeof out[0][0]);
}

static void portable_path(void **state)
{
    (void)state;
    run_all(sealed_kernel_named("portable"));
}

static void fastest_path(void **state)
{
    (void)state;
    run_all(sealed_kernel_get());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(portable_path, setup),
        cmocka_unit_test_setup(fastest_path, setup),
    };
    return cmocka_run_group_tests_name("sealed_kernel", tests, NULL, NULL);
}
