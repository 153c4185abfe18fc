/* Drafts: their canonical form, their encoding, their brackets. */
#include "draft_internal.h"

#include <stdlib.h>
#include <string.h>

const char *draft_reason_name(enum draft_reason x)
{
    static const char *const names[] = {
        [DRAFT_CONTENTIOUS] = TABLE_SAYS("contentious"),
        [DRAFT_TRADING] = TABLE_SAYS("trading"),
        [DRAFT_UNCERTAIN] = TABLE_SAYS("uncertain"),
        [DRAFT_WAITING] = TABLE_SAYS("waiting for instructions"),
    };
    return x >= DRAFT_CONTENTIOUS && x <= DRAFT_WAITING ? names[x] : "";
}

void draft_clear(struct draft *d)
{
    struct table_arena arena = {.head = d->storage};
    table_arena_free(&arena);
    memset(d, 0, sizeof(*d));
}

const struct draft_run *draft_in(const struct draft *d, const char *lang)
{
    for (size_t i = 0; i < d->n; i++) {
        if (strcmp(d->languages[i].lang, lang) == 0) {
            return &d->languages[i].run;
        }
    }
    return NULL;
}

/* ---- building ---- */

void draft_build_begin(struct draft_builder *b, struct table_arena *arena)
{
    *b = (struct draft_builder){.arena = arena};
    t2_buf_init(&b->words, DRAFT_MAX_WORDS);
}

static int add_span(struct draft_builder *b, struct draft_span span)
{
    if (b->n == DRAFT_MAX_SPANS) {
        return T2_E_FULL;
    }
    if (b->n == b->cap) {
        size_t cap = b->cap == 0 ? 4 : b->cap * 2;
        struct draft_span *spans = table_arena_alloc(b->arena, cap, sizeof(*spans));
        if (spans == NULL) {
            return T2_E_MEMORY;
        }
        if (b->n > 0) {
            memcpy(spans, b->spans, b->n * sizeof(*spans));
        }
        b->spans = spans;
        b->cap = cap;
    }
    b->spans[b->n++] = span;
    return 0;
}

static int end_words(struct draft_builder *b)
{
    if (b->words.len == 0) {
        return 0;
    }
    const char *words = table_arena_text(b->arena, b->words.ptr, b->words.len);
    t2_buf_free(&b->words);
    t2_buf_init(&b->words, DRAFT_MAX_WORDS);
    return words == NULL ? T2_E_MEMORY : add_span(b, (struct draft_span){.words = words});
}

int draft_build_words(struct draft_builder *b, const char *p, size_t n)
{
    return t2_buf_append(&b->words, p, n);
}

int draft_build_bracket(struct draft_builder *b, const struct draft_bracket *x)
{
    int err = end_words(b);
    return err != 0 ? err : add_span(b, (struct draft_span){.bracket = x});
}

int draft_build_end(struct draft_builder *b, int err, struct draft_run *out)
{
    if (err == 0) {
        err = end_words(b);
    }
    t2_buf_free(&b->words);
    *out = err == 0 ? (struct draft_run){b->n, b->spans} : (struct draft_run){0};
    return err;
}

struct draft_bracket *draft_bracket_new(struct table_arena *a, uint16_t id, enum draft_reason reason,
                                        const struct draft_run *alternatives, size_t n)
{
    struct draft_bracket *x = table_arena_alloc(a, 1, sizeof(*x));
    struct draft_run *runs = table_arena_alloc(a, n, sizeof(*runs));
    if (x == NULL || runs == NULL) {
        return NULL;
    }
    memcpy(runs, alternatives, n * sizeof(*runs));
    *x = (struct draft_bracket){.id = id, .reason = reason, .n = n, .alternatives = runs};
    return x;
}

/* ---- equality ---- */

static int bracket_equal(const struct draft_bracket *a, const struct draft_bracket *b)
{
    if (a->id != b->id || a->reason != b->reason || a->n != b->n) {
        return 0;
    }
    for (size_t i = 0; i < a->n; i++) {
        if (!draft_run_equal(&a->alternatives[i], &b->alternatives[i])) {
            return 0;
        }
    }
    return 1;
}

int draft_run_equal(const struct draft_run *a, const struct draft_run *b)
{
    if (a->n != b->n) {
        return 0;
    }
    for (size_t i = 0; i < a->n; i++) {
        const struct draft_span *x = &a->spans[i], *y = &b->spans[i];
        if ((x->words == NULL) != (y->words == NULL) ||
            (x->words != NULL ? strcmp(x->words, y->words) != 0 : !bracket_equal(x->bracket, y->bracket))) {
            return 0;
        }
    }
    return 1;
}

/* ---- brackets ---- */

static size_t list(const struct draft_run *run, unsigned depth, uint16_t inside, struct draft_place *out,
                   size_t max, size_t n)
{
    for (size_t i = 0; i < run->n; i++) {
        const struct draft_bracket *x = run->spans[i].bracket;
        if (x == NULL) {
            continue;
        }
        if (n < max) {
            out[n] = (struct draft_place){x, depth, inside};
        }
        n++;
        for (size_t k = 0; k < x->n; k++) {
            n = list(&x->alternatives[k], depth + 1, x->id, out, max, n);
        }
    }
    return n;
}

size_t draft_brackets(const struct draft_run *run, struct draft_place *out, size_t max)
{
    return list(run, 1, 0, out, max, 0);
}

uint16_t draft_last_id(const struct draft *d)
{
    struct draft_place at[DRAFT_MAX_BRACKETS];
    uint16_t last = 0;
    for (size_t i = 0; i < d->n; i++) {
        size_t n = draft_brackets(&d->languages[i].run, at, DRAFT_MAX_BRACKETS);
        for (size_t k = 0; k < n; k++) {
            last = at[k].bracket->id > last ? at[k].bracket->id : last;
        }
    }
    return last;
}

void draft_label(uint16_t id, size_t k, char out[static DRAFT_LABEL_LEN])
{
    static const char *const words[DRAFT_MAX_ALTERNATIVES] = {
        "", " bis", " ter", " quater", " quinquies", " sexies", " septies", " octies", " nonies"};
    struct table_phrase_buf b = table_phrase_init(out, DRAFT_LABEL_LEN);
    table_phrase_add(&b, "%u%s", (unsigned)id, k < DRAFT_MAX_ALTERNATIVES ? words[k] : "");
}

/* ---- the canonical form ---- */

static int words_ok(const struct draft_run *run, size_t i)
{
    const char *t = run->spans[i].words;
    size_t n = strnlen(t, DRAFT_MAX_WORDS + 1);
    return table_text_ok(TABLE_TEXT_WORDS, DRAFT_MAX_WORDS, t, n) &&
           (i == 0 || run->spans[i - 1].words == NULL);
}

/* An alternative neither begins nor ends with a space: those stand outside the bracket. */
static int edges_ok(const struct draft_run *run)
{
    if (run->n == 0) {
        return 1;
    }
    const char *first = run->spans[0].words, *last = run->spans[run->n - 1].words;
    return (first == NULL || first[0] != ' ') && (last == NULL || last[strlen(last) - 1] != ' ');
}

static int run_ok(const struct draft_run *run, unsigned depth);

static int bracket_ok(const struct draft_bracket *x, unsigned depth)
{
    if (depth > DRAFT_MAX_DEPTH || x->id == 0 || x->reason < DRAFT_CONTENTIOUS || x->reason > DRAFT_WAITING ||
        x->n < 2 || x->n > DRAFT_MAX_ALTERNATIVES) {
        return 0;
    }
    for (size_t i = 0; i < x->n; i++) {
        if (!run_ok(&x->alternatives[i], depth) || !edges_ok(&x->alternatives[i])) {
            return 0;
        }
        for (size_t k = 0; k < i; k++) {
            if (draft_run_equal(&x->alternatives[i], &x->alternatives[k])) {
                return 0;
            }
        }
    }
    return 1;
}

static int run_ok(const struct draft_run *run, unsigned depth)
{
    if (run->n > DRAFT_MAX_SPANS) {
        return 0;
    }
    for (size_t i = 0; i < run->n; i++) {
        if (run->spans[i].words != NULL ? !words_ok(run, i) : !bracket_ok(run->spans[i].bracket, depth + 1)) {
            return 0;
        }
    }
    return 1;
}

int draft_run_ok(const struct draft_run *run)
{
    struct draft_place at[DRAFT_MAX_BRACKETS];
    if (!run_ok(run, 0)) {
        return 0;
    }
    size_t n = draft_brackets(run, at, DRAFT_MAX_BRACKETS);
    for (size_t i = 0; i < n && n <= DRAFT_MAX_BRACKETS; i++) {
        for (size_t k = 0; k < i; k++) {
            if (at[i].bracket->id == at[k].bracket->id) {
                return 0;
            }
        }
    }
    return n <= DRAFT_MAX_BRACKETS;
}

int draft_format(const struct draft *d, struct table_refusal *why)
{
    if (d->n < 1 || d->n > DRAFT_MAX_LANGUAGES) {
        return table_bad_value(why, "The number of languages of a draft");
    }
    for (size_t i = 0; i < d->n; i++) {
        const struct draft_language *x = &d->languages[i];
        int err = table_check_text(why, TABLE_TEXT_LANG, TABLE_LANG_MAX, x->lang, "The language of a draft");
        if (err != 0) {
            return err;
        }
        for (size_t k = 0; k < i; k++) {
            if (strcmp(d->languages[k].lang, x->lang) == 0) {
                return table_bad_value(why, "A language that a draft has twice");
            }
        }
        if (!draft_run_ok(&x->run)) {
            return table_bad_value(why, "The text of a draft");
        }
    }
    return 0;
}

/* ---- encoding ---- */

static void put_run(struct wire_writer *w, const struct draft_run *run)
{
    wire_put_u16(w, (uint16_t)run->n);
    for (size_t i = 0; i < run->n; i++) {
        const struct draft_bracket *x = run->spans[i].bracket;
        wire_put_u8(w, x != NULL);
        if (x == NULL) {
            table_put_text(w, run->spans[i].words);
            continue;
        }
        wire_put_u16(w, x->id);
        wire_put_u8(w, (uint8_t)x->reason);
        wire_put_u8(w, (uint8_t)x->n);
        for (size_t k = 0; k < x->n; k++) {
            put_run(w, &x->alternatives[k]);
        }
    }
}

void draft_put(struct wire_writer *w, const struct draft *d)
{
    wire_put_u8(w, (uint8_t)d->n);
    for (size_t i = 0; i < d->n; i++) {
        table_put_text(w, d->languages[i].lang);
        put_run(w, &d->languages[i].run);
    }
}

static struct draft_run get_run(struct wire_reader *r, struct table_arena *a, unsigned depth);

static const struct draft_bracket *get_bracket(struct wire_reader *r, struct table_arena *a, unsigned depth)
{
    struct draft_run runs[DRAFT_MAX_ALTERNATIVES];
    uint16_t id = wire_get_u16(r);
    uint8_t reason = wire_get_u8(r);
    size_t n = table_get_count(r, DRAFT_MAX_ALTERNATIVES);
    for (size_t k = 0; k < n; k++) {
        runs[k] = get_run(r, a, depth);
    }
    struct draft_bracket *x = r->err == 0 ? draft_bracket_new(a, id, reason, runs, n) : NULL;
    if (x == NULL) {
        wire_fail(r, T2_E_MEMORY); /* keeps an earlier failure */
    }
    return x;
}

static struct draft_run get_run(struct wire_reader *r, struct table_arena *a, unsigned depth)
{
    struct draft_run none = {0};
    size_t n = wire_get_u16(r);
    /* A span takes at least two bytes. */
    if (r->err != 0 || n > DRAFT_MAX_SPANS || n > r->left / 2) {
        wire_fail(r, T2_E_TOO_LARGE);
        return none;
    }
    struct draft_span *spans = table_arena_alloc(a, n, sizeof(*spans));
    if (spans == NULL) {
        wire_fail(r, T2_E_MEMORY);
        return none;
    }
    for (size_t i = 0; i < n && r->err == 0; i++) {
        uint8_t type = wire_get_u8(r);
        if (type > 1 || (type == 1 && depth == DRAFT_MAX_DEPTH)) {
            wire_fail(r, T2_E_MALFORMED);
        } else if (type == 1) {
            spans[i].bracket = get_bracket(r, a, depth + 1);
        } else {
            spans[i].words = table_get_text(r, a, DRAFT_MAX_WORDS);
        }
    }
    return r->err == 0 ? (struct draft_run){n, spans} : none;
}

void draft_get(struct wire_reader *r, struct table_arena *a, struct draft *out)
{
    size_t n = table_get_count(r, DRAFT_MAX_LANGUAGES);
    struct draft_language *languages = table_arena_alloc(a, n, sizeof(*languages));
    *out = (struct draft){0};
    if (languages == NULL) {
        wire_fail(r, T2_E_MEMORY);
        return;
    }
    for (size_t i = 0; i < n && r->err == 0; i++) {
        languages[i].lang = table_get_text(r, a, TABLE_LANG_MAX);
        languages[i].run = get_run(r, a, 0);
    }
    *out = (struct draft){.n = r->err == 0 ? n : 0, .languages = languages};
}
