/* malloc and its kin, replaced for one test program, to fail at the k-th call. Under a sanitizer or valgrind,
 * which do that themselves, own_malloc_works is 0 and a test skips. */
#ifndef T2_TESTS_OWN_MALLOC_H
#define T2_TESTS_OWN_MALLOC_H

#include <stdlib.h>
#include <string.h>

#include "../sanitized.h"

extern volatile long own_malloc_fail_at;   /* counts down to the allocation that fails; 0 = none */
extern volatile long own_malloc_n_failed;  /* allocations that failed */
extern volatile long own_malloc_n_live;    /* that were not freed */
extern volatile int own_malloc_spare_libs; /* 1: only allocations of this executable fail */

/* Runs step with its k-th allocation failing, for k = 1, 2, ... until none fails: each time it must return
 * T2_E_MEMORY and leave nothing, and at the end 0. Allocations of libraries are spared. Skips where
 * own_malloc_works is 0. */
void own_malloc_each(int (*step)(void *ctx), void *ctx);

static inline int own_malloc_works(void)
{
    const char *preload = getenv("LD_PRELOAD");
    return !T2_SANITIZED && (preload == NULL || strstr(preload, "vgpreload") == NULL);
}

#endif
