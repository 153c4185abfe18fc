/* Settling of brackets: one alternative takes the place of the bracket. */
#include "draft_internal.h"

#include <string.h>

struct settling {
    struct table_arena *arena;
    const struct draft_choice *choices;
    size_t n;
    enum draft_rest rest;
};

/* What becomes of a bracket: the place of the alternative that stays; x->n: the bracket stays. */
static size_t decision(const struct settling *t, const struct draft_bracket *x)
{
    for (size_t i = 0; i < t->n; i++) {
        if (t->choices[i].id == x->id) {
            return t->choices[i].alternative;
        }
    }
    return t->rest == DRAFT_FIRST ? 0 : x->n;
}

static char last_of(const struct draft_builder *b)
{
    if (b->words.len > 0) {
        return (char)b->words.ptr[b->words.len - 1];
    }
    return b->n == 0 ? ' ' : 'x'; /* nothing before: no space either */
}

/* Where something was settled, two spaces become one, and none stays before a mark that ends words. */
static int mended_words(struct draft_builder *b, const char *words, int mend)
{
    if (mend && words[0] == ' ' && last_of(b) == ' ') {
        words++;
    } else if (mend && words[0] != '\0' && strchr(",.;:", words[0]) != NULL && b->words.len > 0 &&
               last_of(b) == ' ') {
        b->words.len--;
    }
    return draft_build_words(b, words, strlen(words));
}

/* Appends the run to b. *mend: something was settled just before. */
static int settle_run(const struct settling *t, struct draft_builder *b, const struct draft_run *run,
                      int *mend);

/* What a bracket with these alternatives is: those that have become alike are one, and one alone is text. */
static int add_alternatives(const struct settling *t, struct draft_builder *b, const struct draft_bracket *x,
                            struct draft_run *runs)
{
    size_t n = 0;
    for (size_t i = 0; i < x->n; i++) {
        size_t k = 0;
        while (k < n && !draft_run_equal(&runs[i], &runs[k])) {
            k++;
        }
        if (k == n) {
            runs[n++] = runs[i];
        }
    }
    int err = 0;
    if (n > 1) {
        struct draft_bracket *y = draft_bracket_new(t->arena, x->id, x->reason, runs, n);
        return y == NULL ? T2_E_MEMORY : draft_build_bracket(b, y);
    }
    for (size_t i = 0; i < runs[0].n && err == 0; i++) {
        const struct draft_span *span = &runs[0].spans[i];
        err = span->words != NULL ? mended_words(b, span->words, 1) : draft_build_bracket(b, span->bracket);
    }
    return err;
}

static int settle_bracket(const struct settling *t, struct draft_builder *b, const struct draft_bracket *x,
                          int *mend)
{
    struct draft_run runs[DRAFT_MAX_ALTERNATIVES];
    size_t stays = decision(t, x);
    if (stays < x->n) {
        *mend = 1;
        return settle_run(t, b, &x->alternatives[stays], mend);
    }
    for (size_t k = 0; k < x->n; k++) {
        struct draft_builder inner;
        int inner_mend = 0;
        draft_build_begin(&inner, t->arena);
        int err = settle_run(t, &inner, &x->alternatives[k], &inner_mend);
        if (err == 0 && inner_mend && inner.words.len > 0 && last_of(&inner) == ' ') {
            inner.words.len--;
        }
        if ((err = draft_build_end(&inner, err, &runs[k])) != 0) {
            return err;
        }
    }
    *mend = 0;
    return add_alternatives(t, b, x, runs);
}

static int settle_run(const struct settling *t, struct draft_builder *b, const struct draft_run *run,
                      int *mend)
{
    int err = 0;
    for (size_t i = 0; i < run->n && err == 0; i++) {
        if (run->spans[i].words != NULL) {
            err = mended_words(b, run->spans[i].words, *mend);
            *mend = *mend && run->spans[i].words[0] == ' ' && run->spans[i].words[1] == '\0';
        } else {
            err = settle_bracket(t, b, run->spans[i].bracket, mend);
        }
    }
    return err;
}

static int check_choices(const struct settling *t, const struct draft_run *run)
{
    struct draft_place at[DRAFT_MAX_BRACKETS];
    size_t n = draft_brackets(run, at, DRAFT_MAX_BRACKETS);
    for (size_t i = 0; i < t->n; i++) {
        size_t k = 0;
        while (k < n && at[k].bracket->id != t->choices[i].id) {
            k++;
        }
        if (k == n) {
            return T2_E_MISSING;
        }
        if (t->choices[i].alternative >= at[k].bracket->n) {
            return T2_E_ARGUMENT;
        }
    }
    return 0;
}

int draft_settle(const struct draft *in, const char *lang, const struct draft_choice *choices, size_t n,
                 enum draft_rest rest, struct draft *out)
{
    static const struct draft_run no_text;
    struct table_arena arena = {0};
    struct settling wanted = {&arena, choices, n, rest}, none = {&arena, NULL, 0, DRAFT_KEEP};
    const struct draft_run *there = draft_in(in, lang);
    memset(out, 0, sizeof(*out));
    int err = check_choices(&wanted, there != NULL ? there : &no_text);
    struct draft_language *languages = table_arena_alloc(&arena, in->n, sizeof(*languages));
    if (err == 0 && languages == NULL) {
        err = T2_E_MEMORY;
    }
    for (size_t i = 0; i < in->n && err == 0; i++) {
        const struct settling *t = strcmp(in->languages[i].lang, lang) == 0 ? &wanted : &none;
        struct draft_builder b;
        int mend = 0;
        languages[i].lang = table_arena_text(&arena, in->languages[i].lang, strlen(in->languages[i].lang));
        draft_build_begin(&b, &arena);
        err = languages[i].lang == NULL ? T2_E_MEMORY : settle_run(t, &b, &in->languages[i].run, &mend);
        if (err == 0 && mend && b.words.len > 0 && last_of(&b) == ' ') {
            b.words.len--;
        }
        err = draft_build_end(&b, err, &languages[i].run);
    }
    if (err != 0) {
        table_arena_free(&arena);
        return err;
    }
    *out = (struct draft){.n = in->n, .languages = languages, .storage = arena.head};
    return 0;
}
