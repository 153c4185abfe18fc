/* Zeroed working memory for secrets that is too large to lock. Large areas come from the kernel as they are,
 * zero and in huge pages where it gives them: the first touch of a small page costs more than the work on it,
 * and what is never touched is never paid for. */
#include <tracktwo/secret.h>

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define ALIGN ((size_t)64)
#define LARGE ((size_t)1 << 20)

void *t2_area_alloc(size_t n)
{
    if (n > SIZE_MAX / 2)
        return NULL;
    if (n >= LARGE) {
        void *area = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (area == MAP_FAILED)
            return NULL;
        (void)madvise(area, n, MADV_HUGEPAGE); /* only advice */
        return area;
    }
    void *area = NULL;
    if (posix_memalign(&area, ALIGN, n + 1) != 0)
        return NULL;
    memset(area, 0, n);
    return area;
}

void t2_area_free(void *p, size_t n)
{
    if (p == NULL)
        return;
    t2_wipe(p, n);
    if (n >= LARGE)
        (void)munmap(p, n);
    else
        free(p);
}
