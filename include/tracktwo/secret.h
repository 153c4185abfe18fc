/* Secrets: wiping, constant-time comparison, guarded memory, and marks for the constant-time checks. */
#ifndef T2_TRACKTWO_SECRET_H
#define T2_TRACKTWO_SECRET_H

#include <stddef.h>
#include <stdint.h>

#include <tracktwo/err.h>

/* Must be called once before anything else in base or crypto. Idempotent. T2_E_RANDOM when the machine has
 * none. */
T2_MUST_USE int t2_init(void);

/* Overwrites n bytes; not removed by the compiler. p may be NULL when n is 0. */
void t2_wipe(void *p, size_t n);
/* 1 when equal, else 0; time depends on n only. */
int t2_ct_eq(const void *a, const void *b, size_t n);

/* Guarded, locked memory for long-lived secrets (sodium_malloc). NULL on failure. Free wipes; NULL is fine.
 */
void *t2_secret_alloc(size_t n);
void t2_secret_free(void *p);

/* Zeroed working memory, 64-byte aligned, not locked; NULL when there is none. Free wipes and takes the same
 * n; NULL is fine. */
void *t2_area_alloc(size_t n);
void t2_area_free(void *p, size_t n);

/* A 32-byte secret on the caller's stack or in a struct. */
struct t2_secret_32 {
    uint8_t b[32];
};
void t2_secret_32_wipe(struct t2_secret_32 *s);

/* No core dumps, no ptrace by other processes of the user. Called by every program that holds secrets. */
T2_MUST_USE int t2_process_harden(void);

/* Runs fn(&var) when the owned local goes out of scope. */
#define T2_CLEANUP(fn) __attribute__((cleanup(fn)))

/* Under valgrind (-DT2_CT_VALGRIND) a branch or an index on bytes marked SECRET is an error; elsewhere
 * nothing. */
#ifdef T2_CT_VALGRIND
#include <valgrind/memcheck.h>
#define T2_CT_SECRET(p, n) ((void)VALGRIND_MAKE_MEM_UNDEFINED((p), (n)))
#define T2_CT_PUBLIC(p, n) ((void)VALGRIND_MAKE_MEM_DEFINED((p), (n)))
#else
#define T2_CT_SECRET(p, n) ((void)(p), (void)(n))
#define T2_CT_PUBLIC(p, n) ((void)(p), (void)(n))
#endif

#endif
