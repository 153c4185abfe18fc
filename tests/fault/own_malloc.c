/* See own_malloc.h. */
#include "own_malloc.h"

#include <tracktwo/err.h>

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

volatile long own_malloc_fail_at;
volatile long own_malloc_n_failed;
volatile long own_malloc_n_live;
volatile int own_malloc_spare_libs;

#if !T2_SANITIZED
/* glibc's own, under the names that it keeps for this. */
extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t n);
extern void *__libc_memalign(size_t align, size_t n);
extern void __libc_free(void *p);

/* Where this executable begins and its code ends (ld). */
extern const char __executable_start[], etext[];

static int fails(const void *caller)
{
    int ours = (const char *)caller >= __executable_start && (const char *)caller < etext;
    if (own_malloc_fail_at == 0 || (own_malloc_spare_libs && !ours))
        return 0;
    own_malloc_fail_at = own_malloc_fail_at - 1;
    if (own_malloc_fail_at > 0)
        return 0;
    own_malloc_n_failed = own_malloc_n_failed + 1;
    errno = ENOMEM;
    return 1;
}

static void *counted(void *p)
{
    own_malloc_n_live = own_malloc_n_live + (p != NULL);
    return p;
}

void *malloc(size_t n)
{
    return fails(__builtin_return_address(0)) ? NULL : counted(__libc_malloc(n));
}

void *calloc(size_t n, size_t size)
{
    return fails(__builtin_return_address(0)) ? NULL : counted(__libc_calloc(n, size));
}

void *realloc(void *p, size_t n)
{
    if (fails(__builtin_return_address(0)))
        return NULL;
    own_malloc_n_live = own_malloc_n_live - (p != NULL);
    return counted(__libc_realloc(p, n));
}

int posix_memalign(void **out, size_t align, size_t n)
{
    void *p = fails(__builtin_return_address(0)) ? NULL : counted(__libc_memalign(align, n));
    if (p == NULL)
        return ENOMEM;
    *out = p;
    return 0;
}

void free(void *p)
{
    own_malloc_n_live = own_malloc_n_live - (p != NULL);
    __libc_free(p);
}
#endif

void own_malloc_each(int (*step)(void *ctx), void *ctx)
{
    if (!own_malloc_works())
        skip();
    assert_int_equal(step(ctx), 0); /* what is made once and kept */
    long live = own_malloc_n_live;
    for (long k = 1;; k++) {
        own_malloc_n_failed = 0;
        own_malloc_spare_libs = 1;
        own_malloc_fail_at = k;
        int err = step(ctx);
        own_malloc_fail_at = 0;
        if (own_malloc_n_live != live)
            fail_msg("allocation %ld failed: %ld pieces are left", k, own_malloc_n_live - live);
        if (own_malloc_n_failed == 0) {
            assert_int_equal(err, 0);
            assert_true(k > 1);
            print_message("%ld allocations\n", k - 1);
            return;
        }
        if (err != T2_E_MEMORY)
            fail_msg("allocation %ld failed and the result was %s", k, t2_err_name(err));
    }
}
