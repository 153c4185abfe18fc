/* Secrets, over libsodium. */
#include <tracktwo/secret.h>

#include <sodium.h>
#include <sys/prctl.h>
#include <sys/resource.h>

int t2_init(void)
{
    return sodium_init() < 0 ? T2_E_RANDOM : 0;
}

void t2_wipe(void *p, size_t n)
{
    if (n != 0)
        sodium_memzero(p, n);
}

int t2_ct_eq(const void *a, const void *b, size_t n)
{
    return n == 0 || sodium_memcmp(a, b, n) == 0;
}

void *t2_secret_alloc(size_t n)
{
    return sodium_malloc(n);
}

void t2_secret_free(void *p)
{
    sodium_free(p);
}

void t2_secret_32_wipe(struct t2_secret_32 *s)
{
    t2_wipe(s->b, sizeof s->b);
}

int t2_process_harden(void)
{
    const struct rlimit none = {0, 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0 || prctl(PR_SET_DUMPABLE, 0) != 0)
        return T2_E_IO;
    return 0;
}
