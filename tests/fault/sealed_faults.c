/* Two sessions of two parties, the second reading what the first kept and what has been to bytes and back.
 * Randomness fails at the k-th draw of a party and memory at the k-th allocation: the right error and no
 * result, nothing left behind, or a result that is right. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <tracktwo/secret.h>

#include "../unit/sealed_local.h"
#include "own_malloc.h"

#define N 2
#define BITS 3

/* ---- randomness that fails at a draw ---- */

struct failing {
    struct t2_random_seeded seeded;
    struct t2_random good;
    unsigned made, fail_at; /* 0: never */
};

static int failing_fill(void *ctx, uint8_t *out, size_t n)
{
    struct failing *f = ctx;
    f->made++;
    return f->made == f->fail_at ? T2_E_RANDOM : t2_random_fill(&f->good, out, n);
}

/* ---- the work ---- */

static struct circuit *circuits[2];

/* Keeps the products of two entries; then opens their products with new ones. */
static void circuits_make(void)
{
    for (unsigned run = 0; run < 2; run++) {
        struct circuit_builder *b = NULL;
        assert_int_equal(circuit_builder_new(&b, N), 0);
        for (unsigned i = 0; i < BITS; i++) {
            circuit_wire x = run == 0 ? circuit_input(b, 0) : circuit_kept(b);
            circuit_wire z = circuit_and(b, x, circuit_input(b, 1));
            if (run == 0)
                circuit_keep(b, z);
            circuit_output(b, run == 0 ? circuit_xor(b, z, x) : z);
        }
        if (run == 1)
            (void)circuit_input(b, 0);
        assert_int_equal(circuit_build(b, &circuits[run]), 0);
        circuit_builder_free(b);
    }
}

static int restart(struct sealed_kept **k)
{
    struct t2_buf bytes;
    struct sealed_kept *again = NULL;
    t2_buf_init(&bytes, (size_t)1 << 20);
    int err = sealed_kept_write(*k, &bytes);
    if (err == 0)
        err = sealed_kept_read(t2_buf_view(&bytes), &again);
    t2_buf_free(&bytes);
    if (err != 0)
        return err;
    sealed_kept_free(*k);
    *k = again;
    return 0;
}

static int session(unsigned run, struct failing f[], struct sealed_kept *kept[], uint8_t result[N][BITS])
{
    struct sealed_session *s[N] = {NULL};
    struct t2_random random[N];
    uint8_t in[N][BITS] = {{1, 1, 0}, {1, 0, 1}};
    int err = 0;
    for (unsigned i = 0; err == 0 && i < N; i++) {
        random[i] = (struct t2_random){failing_fill, &f[i]};
        struct sealed_config config = {.n_parties = N,
                                       .self = i,
                                       .statistical_bits = 40,
                                       .circuit = circuits[run],
                                       .input_bits = in[i],
                                       .kept = run == 1 ? kept[i] : NULL,
                                       .random = &random[i],
                                       .memory_target = 1};
        err = sealed_session_new(&s[i], &config);
        if ((err == 0) != (s[i] != NULL))
            fail_msg("a session that is none, or one that is and should not be");
    }
    if (err == 0)
        err = sealed_local_run(s, N);
    for (unsigned i = 0; i < N && s[i] != NULL; i++) {
        uint8_t out[BITS];
        int done = sealed_session_result(s[i], out) == 0;
        if (err == 0 && !done)
            fail_msg("no error, and no result");
        if (done)
            memcpy(result[i], out, BITS);
        if (err == 0 && run == 0)
            err = sealed_session_take_kept(s[i], &kept[i]);
    }
    sealed_local_close(s, N);
    return err;
}

/* Both sessions. What was right before a failure stays right. */
static int work(unsigned fail_first_at)
{
    static const uint8_t want[2][BITS] = {{0, 1, 0}, {1, 0, 0}};
    struct failing f[N];
    struct sealed_kept *kept[N] = {NULL};
    int err = 0;
    for (unsigned i = 0; i < N; i++) {
        memset(&f[i], 0, sizeof f[i]);
        f[i].good = t2_random_seeded_init(&f[i].seeded, 40 + i);
    }
    f[1].fail_at = fail_first_at;
    for (unsigned run = 0; err == 0 && run < 2; run++) {
        uint8_t result[N][BITS];
        memset(result, 9, sizeof result);
        err = session(run, f, kept, result);
        for (unsigned i = 0; i < N; i++) {
            if (result[i][0] != 9 && memcmp(result[i], want[run], BITS) != 0)
                fail_msg("a wrong result");
        }
        for (unsigned i = 0; err == 0 && run == 0 && i < N; i++)
            err = restart(&kept[i]);
    }
    for (unsigned i = 0; i < N; i++)
        sealed_kept_free(kept[i]);
    return err != 0 ? err : f[1].fail_at != 0 && f[1].made < f[1].fail_at ? 1 : 0;
}

/* Every one with T2_SOAK=1; otherwise the first ones and each so many-th after them. */
static unsigned stride(unsigned k, unsigned first, unsigned then)
{
    return getenv("T2_SOAK") != NULL || k < first ? 1 : then;
}

static void randomness_fails_at_every_draw(void **state)
{
    (void)state;
    unsigned k = 1, n_failed = 0;
    int err;
    for (; (err = work(k)) != 1; k += stride(k, 40, 11), n_failed++)
        assert_int_equal(err, T2_E_RANDOM);
    print_message("%u of %u draws failed\n", n_failed, k - 1);
    assert_true(k > 500);
}

static void memory_fails_at_every_allocation(void **state)
{
    (void)state;
    if (!own_malloc_works()) {
        print_message("a sanitizer or valgrind has replaced malloc\n");
        skip();
    }
    assert_int_equal(work(0), 0); /* what the libraries keep for ever is there now */
    unsigned k = 1, n_noticed = 0;
    for (;; k += stride(k, 200, 97)) {
        own_malloc_n_failed = 0;
        long before = own_malloc_n_live;
        own_malloc_fail_at = k;
        int err = work(0);
        own_malloc_fail_at = 0;
        assert_int_equal(own_malloc_n_live, before);
        assert_true(err == 0 || own_malloc_n_failed != 0);
        assert_true(err == 0 || err == T2_E_MEMORY);
        if (own_malloc_n_failed == 0)
            break;
        n_noticed += err != 0;
    }
    print_message("%u failures noticed, of fewer than %u allocations\n", n_noticed, k);
    assert_true(n_noticed > 50);
    assert_int_equal(work(0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(randomness_fails_at_every_draw),
        cmocka_unit_test(memory_fails_at_every_allocation),
    };
    if (t2_init() != 0)
        return 1;
    circuits_make();
    return cmocka_run_group_tests_name("sealed_faults", tests, NULL, NULL);
}
