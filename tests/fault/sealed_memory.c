/* Memory and randomness fail at the k-th allocation and draw, for every k, in whole sessions: a first
 * sounding that keeps bits, and a second that reads them, keeps its own, and has them written and read. Each
 * k ends in the error of what failed; the party that it befell stops for good without a result, nothing is
 * left behind, and without a fault the same run succeeds.
 *
 * All allocations of the program's own code pass through here (ld --wrap), under a sanitizer too; those
 * within the libraries do not, but the making of a hash does. Points are numbers (sealed_numbers.c). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <openssl/evp.h>

#include <tracktwo/secret.h>

#include "../unit/sealed_local.h"
#include "sealed/session_internal.h"

#define N 2
#define CANDIDATES 48
#define ENTRY_MAX (CANDIDATES + 64)

/* ---- memory ---- */

enum { AREAS, HASHES, N_KINDS }; /* all allocations but those for a hash; those */

static long fail_at[N_KINDS]; /* counts down to the allocation that fails; 0 = none */
static long n_failed;
static long n_live; /* allocations that were not freed */

static int fails(unsigned kind)
{
    if (fail_at[kind] == 0 || --fail_at[kind] > 0)
        return 0;
    n_failed++;
    errno = ENOMEM;
    return 1;
}

static void *counted(void *p)
{
    n_live += p != NULL;
    return p;
}

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__real_reallocarray(void *p, size_t n, size_t size);
int __real_posix_memalign(void **out, size_t align, size_t n);
void *__real_mmap(void *at, size_t n, int protection, int flags, int fd, off_t offset);
void __real_free(void *p);
int __real_munmap(void *p, size_t n);
EVP_MD_CTX *__real_EVP_MD_CTX_new(void);
void __real_EVP_MD_CTX_free(EVP_MD_CTX *ctx);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
void *__wrap_reallocarray(void *p, size_t n, size_t size);
int __wrap_posix_memalign(void **out, size_t align, size_t n);
void *__wrap_mmap(void *at, size_t n, int protection, int flags, int fd, off_t offset);
void __wrap_free(void *p);
int __wrap_munmap(void *p, size_t n);
EVP_MD_CTX *__wrap_EVP_MD_CTX_new(void);
void __wrap_EVP_MD_CTX_free(EVP_MD_CTX *ctx);

void *__wrap_malloc(size_t n)
{
    return fails(AREAS) ? NULL : counted(__real_malloc(n));
}

void *__wrap_calloc(size_t n, size_t size)
{
    return fails(AREAS) ? NULL : counted(__real_calloc(n, size));
}

void *__wrap_realloc(void *p, size_t n)
{
    return fails(AREAS) ? NULL : p == NULL ? counted(__real_realloc(p, n)) : __real_realloc(p, n);
}

void *__wrap_reallocarray(void *p, size_t n, size_t size)
{
    return fails(AREAS) ? NULL
           : p == NULL  ? counted(__real_reallocarray(p, n, size))
                        : __real_reallocarray(p, n, size);
}

int __wrap_posix_memalign(void **out, size_t align, size_t n)
{
    if (fails(AREAS))
        return ENOMEM;
    int err = __real_posix_memalign(out, align, n);
    n_live += err == 0;
    return err;
}

void *__wrap_mmap(void *at, size_t n, int protection, int flags, int fd, off_t offset)
{
    return fails(AREAS) ? MAP_FAILED : counted(__real_mmap(at, n, protection, flags, fd, offset));
}

void __wrap_free(void *p)
{
    n_live -= p != NULL;
    __real_free(p);
}

int __wrap_munmap(void *p, size_t n)
{
    n_live--;
    return __real_munmap(p, n);
}

EVP_MD_CTX *__wrap_EVP_MD_CTX_new(void)
{
    return fails(HASHES) ? NULL : counted(__real_EVP_MD_CTX_new());
}

void __wrap_EVP_MD_CTX_free(EVP_MD_CTX *ctx)
{
    n_live -= ctx != NULL;
    __real_EVP_MD_CTX_free(ctx);
}

/* ---- randomness: the same in every run, one stream for both parties ---- */

struct draws {
    struct t2_random_seeded seed;
    struct t2_random stream;
    long made, fail_at; /* 0: never */
};

static int draw(void *ctx, uint8_t *out, size_t n)
{
    struct draws *d = ctx;
    if (++d->made == d->fail_at) {
        n_failed++;
        memset(out, 0x5a, n / 2); /* as a machine might */
        return T2_E_RANDOM;
    }
    return t2_random_fill(&d->stream, out, n);
}

/* ---- a sounding ---- */

struct run {
    struct sounding_shape shape;
    struct circuit *circuit;
    uint8_t entry[N][ENTRY_MAX];
    struct sealed_kept *kept[N]; /* that it reads */
    struct draws draws;
    long random_fails_at;
};

/* Back from bytes, as after a restart; what it was goes. */
static int written_and_read(struct sealed_kept **k)
{
    struct t2_buf bytes;
    struct sealed_kept *again = NULL;
    t2_buf_init(&bytes, (size_t)1 << 24);
    int err = sealed_kept_write(*k, &bytes);
    if (err == 0 && (err = sealed_kept_read(t2_buf_view(&bytes), &again)) != 0)
        assert_null(again);
    t2_buf_free(&bytes);
    if (err == 0) {
        sealed_kept_free(*k);
        *k = again;
    }
    return err;
}

static int take(struct sealed_session *s, struct sealed_kept **out)
{
    int err = sealed_session_take_kept(s, out);
    return err != 0 || *out == NULL ? err : written_and_read(out);
}

/* One stopped for good, or it has not stopped. */
static void expect_no_result(struct sealed_session *s)
{
    uint8_t result[64];
    struct sealed_kept *kept = NULL;
    if (sealed_session_state(s) != SEALED_ABORTED)
        return;
    assert_int_equal(sealed_session_result(s, result), T2_E_STATE);
    assert_int_equal(sealed_session_take_kept(s, &kept), T2_E_STATE);
    assert_null(kept);
    assert_int_equal(sealed_session_step(s), T2_E_STATE);
    assert_null(s->wire);
    assert_null(s->input_bits);
    assert_null(s->kept);
    assert_int_equal(s->delta.lo | s->delta.hi, 0);
}

/* The whole sounding. What is kept goes to out, when out is given and all went well. */
static int sounding(struct run *r, struct sealed_kept *out[N])
{
    struct sealed_session *s[N] = {NULL, NULL};
    struct sealed_kept *kept[N] = {NULL, NULL};
    struct t2_random random = {draw, &r->draws};
    uint8_t result[64];
    int err = 0;
    r->draws = (struct draws){.fail_at = r->random_fails_at};
    r->draws.stream = t2_random_seeded_init(&r->draws.seed, 7);
    for (unsigned p = 0; err == 0 && p < N; p++) {
        struct sealed_config config = {.n_parties = N,
                                       .self = p,
                                       .statistical_bits = 40,
                                       .circuit = r->circuit,
                                       .input_bits = r->entry[p],
                                       .kept = r->kept[p],
                                       .random = &random};
        err = sealed_session_new(&s[p], &config);
        assert_true((err == 0) == (s[p] != NULL));
    }
    if (err == 0 && (err = sealed_local_run(s, N)) != 0) {
        unsigned stopped = 0;
        for (unsigned p = 0; p < N; p++) {
            stopped += sealed_session_state(s[p]) == SEALED_ABORTED;
            expect_no_result(s[p]);
        }
        assert_int_equal(stopped, 1);
    }
    for (unsigned p = 0; err == 0 && p < N; p++) {
        assert_int_equal(sealed_session_result(s[p], result), 0);
        assert_int_equal(result[0], 1);
        err = take(s[p], &kept[p]);
    }
    for (unsigned p = 0; p < N; p++) {
        sealed_session_free(s[p]);
        if (err == 0 && out != NULL)
            out[p] = kept[p];
        else
            sealed_kept_free(kept[p]);
    }
    return err;
}

static void run_open(struct run *r, enum sounding_kind kind, unsigned n_earlier, struct sealed_kept *kept[N])
{
    uint8_t accepted[CANDIDATES];
    *r = (struct run){.shape = {.kind = kind,
                                .n_seats = N,
                                .n_candidates = CANDIDATES,
                                .min_accepted = 2,
                                .max_accepted = CANDIDATES,
                                .n_earlier = n_earlier,
                                .parities = 40}};
    assert_int_equal(sounding_circuit(&r->shape, &r->circuit), 0);
    for (unsigned p = 0; p < N; p++) {
        struct sounding_entry entry = {.accepted = accepted, .yes = 1, .random = {(uint8_t)p}};
        for (size_t c = 0; c < CANDIDATES; c++)
            accepted[c] = c % (p + 2) == 0;
        sounding_input(&r->shape, &entry, r->entry[p]);
        r->kept[p] = kept == NULL ? NULL : kept[p];
    }
}

/* A session draws and hashes most for its base OT, always in the same place. So in these two of the first
 * ones each, and then each so many-th; every one with T2_SOAK=1. */
static long stride(long k, long then)
{
    return k < 60 || getenv("T2_SOAK") != NULL ? 1 : then;
}

static void at_every_draw(struct run *r)
{
    long n_tried = 0;
    assert_int_equal(sounding(r, NULL), 0);
    const long n_draws = r->draws.made;
    for (long k = 1; k <= n_draws; k += stride(k, 5), n_tried++) {
        long before = n_live;
        r->random_fails_at = k;
        assert_int_equal(sounding(r, NULL), T2_E_RANDOM);
        assert_int_equal(n_live, before);
    }
    r->random_fails_at = 0;
    assert_int_equal(sounding(r, NULL), 0);
    assert_true(n_tried > 60);
    print_message("%ld of %ld draws\n", n_tried, n_draws);
}

static void at_every_allocation(struct run *r, unsigned kind, long then)
{
    long k = 1, n_tried = 0;
    assert_int_equal(sounding(r, NULL), 0); /* what the libraries keep for ever is there now */
    for (;; k += stride(k, then), n_tried++) {
        long before = n_live;
        n_failed = 0;
        fail_at[kind] = k;
        int err = sounding(r, NULL);
        fail_at[kind] = 0;
        if (err != (n_failed != 0 ? T2_E_MEMORY : 0))
            fail_msg("allocation %ld, %ld failed: %s", k, n_failed, t2_err_name(err));
        assert_int_equal(n_live, before);
        if (n_failed == 0)
            break;
    }
    assert_true(n_tried > 60);
    print_message("%ld of about %ld %s\n", n_tried, k - 1, kind == AREAS ? "allocations" : "hashes");
}

static void everywhere(struct run *r)
{
    at_every_draw(r);
    at_every_allocation(r, AREAS, 1);
    at_every_allocation(r, HASHES, 31);
}

static void first_session(void **state)
{
    (void)state;
    struct run r;
    run_open(&r, SOUNDING_ROOM, 0, NULL);
    everywhere(&r);
    circuit_free(r.circuit);
}

static void sessions_that_read_kept_bits(void **state)
{
    (void)state;
    static const struct {
        enum sounding_kind kind;
        unsigned n_earlier;
    } later[] = {{SOUNDING_ROOM, 1}, {SOUNDING_FIND, 0}};
    struct sealed_kept *kept[N];
    struct run first, r;
    run_open(&first, SOUNDING_ROOM, 0, NULL);
    assert_int_equal(sounding(&first, kept), 0);
    for (size_t i = 0; i < sizeof later / sizeof later[0]; i++) {
        run_open(&r, later[i].kind, later[i].n_earlier, kept);
        everywhere(&r);
        circuit_free(r.circuit);
    }
    for (unsigned p = 0; p < N; p++)
        sealed_kept_free(kept[p]);
    circuit_free(first.circuit);
}

static void every_circuit(void **state)
{
    (void)state;
    static const enum sounding_kind kinds[] = {SOUNDING_YES,    SOUNDING_ROOM,    SOUNDING_RANGE,
                                               SOUNDING_FIND,   SOUNDING_NEAR,    SOUNDING_READY,
                                               SOUNDING_BETTER, SOUNDING_EXCHANGE};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct sounding_shape shape = {.kind = kinds[i],
                                       .n_seats = 2,
                                       .n_candidates =
                                           kinds[i] == SOUNDING_YES || kinds[i] == SOUNDING_READY ? 1 : 48,
                                       .min_accepted = 2,
                                       .max_accepted = 40,
                                       .n_steps = kinds[i] == SOUNDING_NEAR ? 2 : 0,
                                       .threshold = kinds[i] == SOUNDING_READY ? 2 : 0,
                                       .n_earlier = kinds[i] == SOUNDING_ROOM,
                                       .parities = 40};
        if (kinds[i] == SOUNDING_RANGE)
            shape.max_accepted = 48;
        long k = 0;
        do {
            struct circuit *c = NULL;
            long before = n_live;
            n_failed = 0;
            fail_at[AREAS] = ++k;
            int err = sounding_circuit(&shape, &c);
            fail_at[AREAS] = 0;
            if (err != (n_failed != 0 ? T2_E_MEMORY : 0))
                fail_msg("kind %zu, allocation %ld, %ld failed: %s", i, k, n_failed, t2_err_name(err));
            circuit_free(c);
            assert_int_equal(n_live, before);
        } while (n_failed != 0);
        print_message("kind %zu: %ld allocations\n", i, k - 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_circuit),
        cmocka_unit_test(first_session),
        cmocka_unit_test(sessions_that_read_kept_bits),
    };
    return t2_init() != 0 ? 1 : cmocka_run_group_tests_name("sealed_memory", tests, NULL, NULL);
}
