/* Memory of decoded events: chunks that end together. What was said is nobody else's business, so a chunk is
 * wiped before it goes back. */
#include "table_internal.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include <tracktwo/secret.h>

#define CHUNK_MIN 1024u

struct table_chunk {
    struct table_chunk *next;
    size_t used;
    size_t cap;
    alignas(max_align_t) uint8_t mem[];
};

void *table_arena_alloc(struct table_arena *a, size_t n, size_t size)
{
    size_t want;
    if (__builtin_mul_overflow(n, size, &want) || want > TABLE_MAX_LOG_BYTES) {
        return NULL;
    }
    want = (want + alignof(max_align_t)) / alignof(max_align_t) * alignof(max_align_t);
    struct table_chunk *c = a->head;
    if (c == NULL || want > c->cap - c->used) {
        size_t cap = want > CHUNK_MIN ? want : CHUNK_MIN;
        c = calloc(1, sizeof(*c) + cap);
        if (c == NULL) {
            return NULL;
        }
        c->cap = cap;
        c->next = a->head;
        a->head = c;
    }
    void *p = c->mem + c->used;
    c->used += want;
    return p;
}

char *table_arena_text(struct table_arena *a, const void *p, size_t n)
{
    char *t = table_arena_alloc(a, n + 1, 1);
    if (t != NULL && n > 0) {
        memcpy(t, p, n);
    }
    return t;
}

void table_arena_free(struct table_arena *a)
{
    while (a->head != NULL) {
        struct table_chunk *c = a->head;
        a->head = c->next;
        t2_wipe(c, sizeof(*c) + c->cap);
        free(c);
    }
}
