/* The notation of drafts, read: a grammar of four lines.
 *
 *   run     = *( words / bracket )
 *   bracket = group *( [SP] group ) [ note ]     ; several groups only when none has a "|"
 *   group   = "[" run *( "|" run ) "]"
 *   note    = "{" [ "#" number ] [ reason ] "}" */
#include "draft_internal.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

struct reading {
    struct table_arena *arena;
    const char *text;
    size_t at;
    unsigned n_brackets;
    struct draft_error *why;
};

static int wrong(struct reading *t, const char *sentence)
{
    if (t->why != NULL) {
        struct table_phrase_buf b = table_phrase_init(t->why->text, sizeof(t->why->text));
        table_phrase_add(&b, "%s", sentence);
        t->why->at = t->at;
    }
    return T2_E_MALFORMED;
}

static int read_run(struct reading *t, unsigned depth, struct draft_run *out);

/* ---- notes ---- */

static int read_reason(const char *word, size_t n, enum draft_reason *out)
{
    for (unsigned x = DRAFT_CONTENTIOUS; x <= DRAFT_WAITING; x++) {
        const char *name = draft_reason_name(x);
        if (strlen(name) == n && memcmp(name, word, n) == 0) {
            *out = x;
            return 1;
        }
    }
    if (n == strlen("waiting") && memcmp(word, "waiting", n) == 0) {
        *out = DRAFT_WAITING;
        return 1;
    }
    return 0;
}

/* At "{". Leaves 0 what it does not say. */
static int read_note(struct reading *t, uint16_t *id, enum draft_reason *reason)
{
    const char *p = t->text + t->at + 1;
    size_t n = strcspn(p, "{}[]|\\");
    size_t end = t->at + 1 + n + 1;
    if (p[n] != '}') {
        return wrong(t, "A note after a bracket ends with a closing brace, as in {trading}.");
    }
    if (n > 0 && p[0] == '#') {
        unsigned long x = 0;
        for (p++, n--; n > 0 && p[0] >= '0' && p[0] <= '9' && x <= UINT16_MAX; p++, n--) {
            x = x * 10 + (unsigned long)(p[0] - '0');
        }
        if (x == 0 || x > UINT16_MAX) {
            return wrong(t, "The number of a bracket is written {#3}.");
        }
        *id = (uint16_t)x;
    }
    while (n > 0 && p[0] == ' ') {
        p++;
        n--;
    }
    while (n > 0 && p[n - 1] == ' ') {
        n--;
    }
    if (n > 0 && !read_reason(p, n, reason)) {
        return wrong(t, "The reason of a bracket is contentious, trading, uncertain or waiting for "
                        "instructions.");
    }
    t->at = end;
    return 0;
}

/* ---- brackets ---- */

/* Spaces beside "[", "|" and "]" belong to the notation. */
static struct draft_run trimmed(struct draft_run run)
{
    struct draft_span *spans = (struct draft_span *)(uintptr_t)run.spans; /* our own */
    while (run.n > 0 && spans[0].words != NULL && spans[0].words[0] == ' ') {
        spans[0].words++;
        if (spans[0].words[0] == '\0') {
            spans++;
            run.n--;
        }
    }
    while (run.n > 0 && spans[run.n - 1].words != NULL) {
        char *words = (char *)(uintptr_t)spans[run.n - 1].words;
        size_t n = strlen(words);
        if (n > 0 && words[n - 1] != ' ') {
            break;
        }
        if (n > 0) {
            words[n - 1] = '\0';
        }
        if (n <= 1) {
            run.n--;
        }
    }
    run.spans = spans;
    return run;
}

/* At "[". Appends its alternatives. */
static int read_group(struct reading *t, unsigned depth, struct draft_run *runs, size_t *n)
{
    do {
        struct draft_run run;
        t->at++;
        if (*n == DRAFT_MAX_ALTERNATIVES) {
            return wrong(t, "A bracket has nine alternatives at most.");
        }
        int err = read_run(t, depth, &run);
        if (err != 0) {
            return err;
        }
        runs[*n] = trimmed(run);
        for (size_t k = 0; k < *n; k++) {
            if (draft_run_equal(&runs[k], &runs[*n])) {
                return wrong(t, "Two alternatives of a bracket are alike.");
            }
        }
        ++*n;
    } while (t->text[t->at] == '|');
    if (t->text[t->at] != ']') {
        return wrong(t, "A bracket is opened and not closed.");
    }
    t->at++;
    return 0;
}

/* Where the next group of the same bracket begins; 0: there is none. */
static size_t next_group(const struct reading *t)
{
    const char *p = t->text + t->at;
    return p[0] == '[' ? t->at : p[0] == ' ' && p[1] == '[' ? t->at + 1 : 0;
}

/* The group that begins at p has a "|" of its own. */
static int has_bar(const char *p)
{
    int depth = 0;
    for (; *p != '\0'; p++) {
        if (*p == '\\' && p[1] != '\0') {
            p++;
        } else if (*p == '[') {
            depth++;
        } else if (*p == ']' && --depth == 0) {
            return 0;
        } else if (*p == '|' && depth == 1) {
            return 1;
        }
    }
    return 0;
}

static int read_bracket(struct reading *t, unsigned depth, struct draft_builder *b)
{
    struct draft_run runs[DRAFT_MAX_ALTERNATIVES];
    enum draft_reason reason = 0;
    uint16_t id = 0;
    size_t n = 0, next = t->at, begin = t->at;
    int err = 0;
    if (depth > DRAFT_MAX_DEPTH) {
        return wrong(t, "Brackets stand in each other four deep at most.");
    }
    if (++t->n_brackets > DRAFT_MAX_BRACKETS) {
        return wrong(t, "An article has 255 brackets at most.");
    }
    int bar = has_bar(t->text + t->at);
    do {
        t->at = next;
        err = read_group(t, depth, runs, &n);
        next = err == 0 && !bar ? next_group(t) : 0;
    } while (next != 0 && !has_bar(t->text + next));
    if (err == 0 && n == 1) {
        if (runs[0].n == 0) {
            t->at = begin;
            return wrong(t, "An empty bracket says nothing.");
        }
        runs[1] = runs[0];
        runs[0] = (struct draft_run){0};
        n = 2;
    }
    if (err == 0 && t->text[t->at] == '{') {
        err = read_note(t, &id, &reason);
    }
    if (err == 0) {
        struct draft_bracket *x = draft_bracket_new(t->arena, id, reason, runs, n);
        err = x == NULL ? T2_E_MEMORY : draft_build_bracket(b, x);
    }
    return err;
}

/* To the end of the text at depth 0, else to "|" or "]". */
static int read_run(struct reading *t, unsigned depth, struct draft_run *out)
{
    struct draft_builder b;
    int err = 0;
    draft_build_begin(&b, t->arena);
    while (err == 0) {
        size_t n = strcspn(t->text + t->at, depth > 0 ? "[]|\\" : "[]\\");
        err = draft_build_words(&b, t->text + t->at, n);
        t->at += n;
        char c = t->text[t->at];
        if (err != 0 || c == '\0' || (depth > 0 && (c == ']' || c == '|'))) {
            break;
        }
        if (c == '[') {
            err = read_bracket(t, depth + 1, &b);
        } else if (c == '\\' && t->text[t->at + 1] != '\0' && strchr("[]|{}\\", t->text[t->at + 1])) {
            err = draft_build_words(&b, t->text + t->at + 1, 1);
            t->at += 2;
        } else {
            err = wrong(
                t, c == ']' ? TABLE_SAYS("A bracket is closed that was not opened.")
                            : TABLE_SAYS("A backslash stands before [ ] | { } or another backslash only."));
        }
    }
    return draft_build_end(&b, err, out);
}

/* ---- numbers ---- */

struct numbering {
    struct draft_place at[DRAFT_MAX_BRACKETS], before[DRAFT_MAX_BRACKETS];
    size_t n, n_before;
    uint16_t last;
    int any_number; /* there is no draft before, which would say which numbers there are */
};

static struct draft_bracket *own(const struct draft_place *p)
{
    return (struct draft_bracket *)(uintptr_t)p->bracket;
}

static int taken(const struct numbering *x, uint16_t id)
{
    for (size_t i = 0; i < x->n; i++) {
        if (x->at[i].bracket->id == id) {
            return 1;
        }
    }
    return 0;
}

/* The alternatives as a person reads them. */
static int plain(const struct draft_bracket *x, struct t2_buf *out)
{
    struct draft_span span = {.bracket = x};
    struct draft_run run = {1, &span};
    t2_buf_init(out, DRAFT_MAX_NOTATION);
    return draft_write(&run, DRAFT_PLAIN, out);
}

static int same_alternatives(const struct draft_bracket *a, const struct draft_bracket *b, int *same)
{
    struct t2_buf ta, tb;
    int err = plain(a, &ta), err2 = plain(b, &tb);
    *same = err == 0 && err2 == 0 && t2_bytes_eq(t2_buf_view(&ta), t2_buf_view(&tb));
    t2_buf_free(&ta);
    t2_buf_free(&tb);
    return err != 0 ? err : err2;
}

/* Numbers a person wrote: none twice, and each of a bracket that was there. */
static int check_numbers(struct reading *t, const struct numbering *x)
{
    for (size_t i = 0; i < x->n; i++) {
        uint16_t id = x->at[i].bracket->id;
        size_t k = 0;
        while (k < x->n_before && x->before[k].bracket->id != id) {
            k++;
        }
        if (id != 0 && k == x->n_before && !x->any_number) {
            return wrong(t, "A bracket has the number of one that is not in the draft before.");
        }
        for (k = 0; k < i && id != 0; k++) {
            if (x->at[k].bracket->id == id) {
                return wrong(t, "Two brackets have the same number.");
            }
        }
    }
    return 0;
}

static int number_one(struct numbering *x, struct draft_bracket *b)
{
    for (size_t k = 0; k < x->n_before && b->id == 0; k++) {
        const struct draft_bracket *old = x->before[k].bracket;
        int same = 0;
        if (!taken(x, old->id)) {
            int err = same_alternatives(b, old, &same);
            if (err != 0) {
                return err;
            }
        }
        b->id = same ? old->id : 0;
    }
    if (b->id == 0) {
        if (x->last == UINT16_MAX) {
            return T2_E_TOO_LARGE;
        }
        b->id = ++x->last;
    }
    for (size_t k = 0; k < x->n_before && b->reason == 0; k++) {
        b->reason = x->before[k].bracket->id == b->id ? x->before[k].bracket->reason : 0;
    }
    b->reason = b->reason == 0 ? DRAFT_CONTENTIOUS : b->reason;
    return 0;
}

static int number_all(struct reading *t, const struct draft_run *run, const struct draft *before,
                      const char *lang, uint16_t *last)
{
    const struct draft_run *old = before != NULL ? draft_in(before, lang) : NULL;
    struct numbering *x = calloc(1, sizeof(*x));
    if (x == NULL) {
        return T2_E_MEMORY;
    }
    x->n = draft_brackets(run, x->at, DRAFT_MAX_BRACKETS);
    x->n_before = old != NULL ? draft_brackets(old, x->before, DRAFT_MAX_BRACKETS) : 0;
    x->any_number = before == NULL;
    x->last = *last;
    int err = check_numbers(t, x);
    for (size_t i = 0; i < x->n && x->any_number; i++) {
        x->last = x->at[i].bracket->id > x->last ? x->at[i].bracket->id : x->last;
    }
    for (size_t i = 0; i < x->n && err == 0; i++) {
        err = number_one(x, own(&x->at[i]));
    }
    *last = x->last;
    free(x);
    return err;
}

/* ---- the whole ---- */

/* One language, its letters composed (Unicode normalization form C). */
static int read_language(struct reading *t, const struct draft_notation *in, const struct draft *before,
                         uint16_t *last, struct draft_language *out)
{
    uint8_t *composed = NULL;
    if (strnlen(in->text, DRAFT_MAX_NOTATION + 1) > DRAFT_MAX_NOTATION) {
        return T2_E_TOO_LARGE;
    }
    utf8proc_ssize_t n = utf8proc_map((const uint8_t *)in->text, 0, &composed,
                                      UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (n < 0) {
        return n == UTF8PROC_ERROR_NOMEM ? T2_E_MEMORY : wrong(t, "This is not text in UTF-8.");
    }
    t->text = (const char *)composed;
    t->at = 0;
    t->n_brackets = 0;
    int err = read_run(t, 0, &out->run);
    if (err == 0) {
        err = number_all(t, &out->run, before, in->lang, last);
    }
    if (err == 0 && !draft_run_ok(&out->run)) {
        t->at = 0;
        err = wrong(t, "The text has characters that cannot be shown, such as a line break: an article is "
                       "one paragraph.");
    }
    out->lang = table_arena_text(t->arena, in->lang, strlen(in->lang));
    free(composed);
    return err == 0 && out->lang == NULL ? T2_E_MEMORY : err;
}

int draft_read(const struct draft_notation *in, size_t n, const struct draft *before, uint16_t last_id,
               struct draft *out, struct draft_error *why)
{
    struct table_arena arena = {0};
    struct reading t = {.arena = &arena, .why = why};
    int err = n < 1 || n > DRAFT_MAX_LANGUAGES ? T2_E_TOO_LARGE : 0;
    memset(out, 0, sizeof(*out));
    struct draft_language *languages = table_arena_alloc(&arena, n, sizeof(*languages));
    if (err == 0 && languages == NULL) {
        err = T2_E_MEMORY;
    }
    for (size_t i = 0; i < n && err == 0; i++) {
        if (why != NULL) {
            *why = (struct draft_error){.language = i};
        }
        err = read_language(&t, &in[i], before, &last_id, &languages[i]);
    }
    if (err == T2_E_FULL) {
        err = T2_E_TOO_LARGE;
    }
    if (err != 0) {
        table_arena_free(&arena);
        return err;
    }
    *out = (struct draft){.n = n, .languages = languages, .storage = arena.head};
    return 0;
}
