/* The notation of drafts, written. */
#include "draft_internal.h"

#include <string.h>

struct pen {
    struct t2_buf *out;
    enum draft_style style;
    int err;
};

static void put(struct pen *p, const char *text, size_t n)
{
    if (p->err == 0) {
        p->err = t2_buf_append(p->out, text, n);
    }
}

static void put_str(struct pen *p, const char *text)
{
    put(p, text, strlen(text));
}

/* What would be read as structure gets a backslash. */
static void put_words(struct pen *p, const char *words)
{
    while (*words != '\0') {
        size_t n = p->style == DRAFT_CLEAN ? strlen(words) : strcspn(words, "[]|{}\\");
        put(p, words, n);
        words += n;
        if (*words != '\0') {
            put(p, "\\", 1);
            put(p, words++, 1);
        }
    }
}

static void put_run(struct pen *p, const struct draft_run *run);

static void put_note(struct pen *p, const struct draft_bracket *x)
{
    char note[64];
    struct table_phrase_buf b = table_phrase_init(note, sizeof(note));
    table_phrase_add(&b, "{#%u %s}", (unsigned)x->id, draft_reason_name(x->reason));
    put_str(p, note);
}

static int any_empty(const struct draft_bracket *x)
{
    for (size_t i = 0; i < x->n; i++) {
        if (x->alternatives[i].n == 0) {
            return 1;
        }
    }
    return 0;
}

/* next_to: another bracket follows, so that groups standing side by side would be read as one. */
static void put_bracket(struct pen *p, const struct draft_bracket *x, int next_to)
{
    int may_be_left_out = x->n == 2 && x->alternatives[0].n == 0;
    if (p->style == DRAFT_CLEAN) {
        put_run(p, &x->alternatives[0]);
        return;
    }
    if (may_be_left_out && !next_to) {
        put_str(p, "[");
        put_run(p, &x->alternatives[1]);
        put_str(p, "]");
    } else {
        const char *between = any_empty(x) || next_to ? " | " : "] [";
        put_str(p, "[");
        for (size_t i = 0; i < x->n; i++) {
            put_str(p, i > 0 ? between : "");
            put_run(p, &x->alternatives[i]);
        }
        put_str(p, "]");
    }
    if (p->style == DRAFT_NOTATION) {
        put_note(p, x);
    }
}

static int bracket_follows(const struct draft_run *run, size_t i)
{
    if (i + 1 < run->n && run->spans[i + 1].words == NULL) {
        return 1;
    }
    return i + 2 < run->n && strcmp(run->spans[i + 1].words, " ") == 0;
}

static void put_run(struct pen *p, const struct draft_run *run)
{
    for (size_t i = 0; i < run->n; i++) {
        if (run->spans[i].words != NULL) {
            put_words(p, run->spans[i].words);
        } else {
            put_bracket(p, run->spans[i].bracket, p->style == DRAFT_PLAIN && bracket_follows(run, i));
        }
    }
}

int draft_write(const struct draft_run *run, enum draft_style style, struct t2_buf *out)
{
    struct pen p = {out, style, 0};
    if (style != DRAFT_CLEAN) {
        put_run(&p, run);
        return p.err;
    }
    /* Settled, so that the spaces around what was left out are mended. */
    struct draft_language language = {"x", *run};
    struct draft one = {.n = 1, .languages = &language}, settled;
    int err = draft_settle(&one, "x", NULL, 0, DRAFT_FIRST, &settled);
    if (err == 0) {
        put_run(&p, &settled.languages[0].run);
        err = p.err;
    }
    draft_clear(&settled);
    return err;
}
