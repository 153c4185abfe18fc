/* See table_folding.h. */
#include "table_folding.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "desk/desk_internal.h"

struct folding {
    struct desk d;
};

struct folding *folding_new(struct channel_store *store, struct channel *ch, const struct t2_random *random,
                            const struct t2_clock *clock)
{
    struct folding *f = calloc(1, sizeof *f);
    assert_non_null(f);
    f->d.store = store;
    f->d.channel = ch;
    f->d.random = random;
    f->d.clock = clock;
    f->d.next_number = 1;
    assert_int_equal(table_state_new(&f->d.table), 0);
    return f;
}

void folding_free(struct folding *f)
{
    if (f != NULL) {
        table_state_free(f->d.table);
        free(f->d.refused);
        free(f);
    }
}

void folding_fold(struct folding *f)
{
    assert_int_equal(desk_fold(&f->d), 0);
}

const struct table_state *folding_table(const struct folding *f)
{
    return desk_table(&f->d);
}

int folding_post(struct folding *f, struct table_event *ev)
{
    struct desk_problem why = {.text = ""};
    int err = desk_post(&f->d, ev, &why);
    if (err != 0 && err != T2_E_REFUSED)
        fail_msg("posting failed: %s", why.text);
    return err == 0;
}

size_t folding_n_refused(const struct folding *f)
{
    return desk_n_refused(&f->d);
}

int folding_same_refused(const struct folding *x, const struct folding *y)
{
    if (desk_n_refused(&x->d) != desk_n_refused(&y->d))
        return 0;
    for (size_t i = 0; i < desk_n_refused(&x->d); i++) {
        const struct desk_refused *a = desk_refused_at(&x->d, i), *b = desk_refused_at(&y->d, i);
        if (a->author != b->author || a->kind != b->kind || strcmp(a->text, b->text) != 0)
            return 0;
    }
    return 1;
}

const char *folding_refused(const struct folding *f, size_t i, uint8_t *out_author)
{
    const struct desk_refused *r = desk_refused_at(&f->d, i);
    assert_non_null(r);
    *out_author = r->author;
    return r->text;
}
