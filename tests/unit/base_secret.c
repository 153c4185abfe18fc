/* Randomness repeats with its seed, fails when told and is zero on failure. Secrets are wiped and compared,
 * areas are zero, a hardened process leaves no core. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <tracktwo/bytes.h>
#include <tracktwo/random.h>
#include <tracktwo/secret.h>

static void seeded_randomness_repeats(void **state)
{
    (void)state;
    struct t2_random_seeded a, b, c;
    struct t2_random ra = t2_random_seeded_init(&a, 7), rb = t2_random_seeded_init(&b, 7);
    struct t2_random rc = t2_random_seeded_init(&c, 8);
    for (size_t n = 0; n < 200; n++) {
        uint8_t x[200] = {0}, y[200] = {0}, z[200] = {0};
        assert_int_equal(t2_random_fill(&ra, x, n), 0);
        assert_int_equal(t2_random_fill(&rb, y, n), 0);
        assert_int_equal(t2_random_fill(&rc, z, n), 0);
        assert_memory_equal(x, y, sizeof x);
        assert_true(n < 16 || memcmp(x, z, n) != 0);
    }
    assert_int_equal(a.draws, 200);
}

/* ChaCha20 under the zero key and nonce, block 0: the first bytes of RFC 7539 appendix A.1, test vector 1. */
static void seed_zero_is_the_published_key_stream(void **state)
{
    (void)state;
    struct t2_random_seeded s;
    struct t2_random r = t2_random_seeded_init(&s, 0);
    uint8_t got[32], expected[32];
    assert_int_equal(
        t2_unhex(expected, 32, "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7"), 0);
    assert_int_equal(t2_random_fill(&r, got, 32), 0);
    assert_memory_equal(got, expected, 32);
}

/* Each draw begins where the stream's next whole block of 64 bytes does. */
static void draws_do_not_overlap(void **state)
{
    (void)state;
    struct t2_random_seeded whole, parts;
    struct t2_random rw = t2_random_seeded_init(&whole, 3), rp = t2_random_seeded_init(&parts, 3);
    static const size_t lens[] = {1, 63, 64, 65, 127, 128, 129, 32};
    uint8_t stream[1024], draw[129];
    size_t at = 0;
    assert_int_equal(t2_random_fill(&rw, stream, sizeof stream), 0);
    for (size_t i = 0; i < sizeof lens / sizeof lens[0]; i++) {
        assert_int_equal(t2_random_fill(&rp, draw, lens[i]), 0);
        assert_memory_equal(draw, stream + at, lens[i]);
        at += (lens[i] + 63) / 64 * 64;
    }
    assert_true(at <= sizeof stream);
}

static void seeded_randomness_fails_when_told(void **state)
{
    (void)state;
    struct t2_random_seeded s;
    struct t2_random r = t2_random_seeded_init(&s, 1);
    uint8_t out[16];
    s.fail_after = 3;
    for (int i = 0; i < 3; i++)
        assert_int_equal(t2_random_fill(&r, out, 16), 0);
    for (int i = 0; i < 3; i++) {
        memset(out, 0xaa, 16);
        assert_int_equal(t2_random_fill(&r, out, 16), T2_E_RANDOM);
        assert_memory_equal(out, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16);
    }
    assert_int_equal(t2_random_fill(&r, out, 0), T2_E_RANDOM);
}

static void the_systems_randomness(void **state)
{
    (void)state;
    static uint8_t large[(1u << 20) + 77];
    uint8_t a[32], b[32];
    assert_int_equal(t2_random_fill(t2_random_system(), a, 32), 0);
    assert_int_equal(t2_random_fill(t2_random_system(), b, 32), 0);
    assert_true(memcmp(a, b, 32) != 0);
    assert_int_equal(t2_random_fill(t2_random_system(), NULL, 0), 0);
    assert_int_equal(t2_random_fill(t2_random_system(), large, sizeof large), 0);
    size_t zeros = 0; /* of the last 64 bytes: more than half of them zero has chance 2^-194 */
    for (size_t i = sizeof large - 64; i < sizeof large; i++)
        zeros += large[i] == 0;
    assert_true(zeros < 32);
}

static void secrets_are_wiped_and_compared(void **state)
{
    (void)state;
    struct t2_secret_32 s;
    uint8_t zero[32] = {0}, a[32] = {5}, b[32] = {5};
    memset(s.b, 9, 32);
    t2_secret_32_wipe(&s);
    assert_memory_equal(s.b, zero, 32);
    t2_wipe(NULL, 0);
    assert_int_equal(t2_ct_eq(a, b, 32), 1);
    assert_int_equal(t2_ct_eq(NULL, NULL, 0), 1);
    for (size_t bit = 0; bit < 256; bit++) {
        b[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_int_equal(t2_ct_eq(a, b, 32), 0);
        b[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    uint8_t *guarded = t2_secret_alloc(100);
    assert_non_null(guarded);
    memset(guarded, 1, 100);
    t2_secret_free(guarded);
    t2_secret_free(NULL);
    assert_int_equal(t2_init(), 0);
}

static void areas_are_zero_and_aligned(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 63, 64, 65, 4096, 1048575, 1048576, 3000001};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        for (int again = 0; again < 2; again++) {
            uint8_t *area = t2_area_alloc(sizes[i]);
            assert_non_null(area);
            assert_int_equal((uintptr_t)area % 64, 0);
            for (size_t k = 0; k < sizes[i]; k++)
                assert_int_equal(area[k], 0);
            if (sizes[i] != 0)
                memset(area, 0xee, sizes[i]);
            t2_area_free(area, sizes[i]);
        }
    }
    assert_null(t2_area_alloc(SIZE_MAX));
    assert_null(t2_area_alloc(SIZE_MAX / 2));
    t2_area_free(NULL, 5);
}

static void a_hardened_process_leaves_no_core(void **state)
{
    (void)state;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct rlimit core = {1, 1};
        int ok = t2_process_harden() == 0 && getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_cur == 0 &&
                 core.rlim_max == 0 && prctl(PR_GET_DUMPABLE) == 0;
        _exit(ok ? 0 : 1);
    }
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seeded_randomness_repeats),  cmocka_unit_test(seed_zero_is_the_published_key_stream),
        cmocka_unit_test(draws_do_not_overlap),       cmocka_unit_test(seeded_randomness_fails_when_told),
        cmocka_unit_test(the_systems_randomness),     cmocka_unit_test(secrets_are_wiped_and_compared),
        cmocka_unit_test(areas_are_zero_and_aligned), cmocka_unit_test(a_hardened_process_leaves_no_core),
    };
    return t2_init() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
