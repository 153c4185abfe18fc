/* The text for people outside the program: plain, Markdown, HTML that prints. Nobody is named in it: how many
 * seats could recommend an article, not which. Brackets are written as characters only here
 * and in html.c. */
#include "html.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct page {
    const struct table_state *s;
    enum table_export form;
    const char *lang; /* NULL: all */
    enum table_lang speaks;
    enum draft_style style;
    uint64_t now;
    struct html h; /* of the other forms too: where all goes, and the first failure */
};

static void put(struct page *p, const char *text)
{
    html_put(&p->h, text);
}

static void put_said(struct page *p, const char *english, ...) __attribute__((format(printf, 2, 3)));

/* A sentence of the program's own. */
static void put_said(struct page *p, const char *english, ...)
{
    char text[512];
    va_list args;
    va_start(args, english);
    (void)vsnprintf(text, sizeof(text), table_say(p->speaks, english), args);
    va_end(args);
    put(p, text);
}

/* Words of people, so that nothing in them is read as markup. */
static void put_text(struct page *p, const char *text)
{
    if (p->form == TABLE_EXPORT_HTML) {
        html_text(&p->h, text);
        return;
    }
    for (; *text != '\0'; text++) {
        const char one[2] = {text[0], '\0'};
        put(p, p->form == TABLE_EXPORT_MARKDOWN && strchr("\\`*_{}[]<>#+-.!|", one[0]) != NULL ? "\\" : "");
        put(p, one);
    }
}

/* ---- runs ---- */

static void put_run(struct page *p, const struct draft_run *run);

static void put_bracket(struct page *p, const struct draft_bracket *x)
{
    const int may_be_left_out = x->n == 2 && x->alternatives[0].n == 0; /* shown by itself */
    put(p, "\\[");
    for (size_t k = may_be_left_out ? 1 : 0; k < x->n; k++) {
        put(p, k > 0 && !may_be_left_out ? " \\| " : "");
        put_run(p, &x->alternatives[k]);
    }
    put(p, "\\]");
}

static void put_run(struct page *p, const struct draft_run *run)
{
    for (size_t i = 0; i < run->n; i++) {
        if (run->spans[i].words != NULL) {
            put_text(p, run->spans[i].words);
        } else {
            put_bracket(p, run->spans[i].bracket);
        }
    }
}

static void put_language(struct page *p, const struct draft_language *x)
{
    struct draft one = {.n = 1, .languages = x}, clean = {0};
    if (p->form == TABLE_EXPORT_HTML) {
        html_draft(&p->h, x, p->style);
        return;
    }
    if (p->h.err == 0 && p->form == TABLE_EXPORT_PLAIN) {
        p->h.err = draft_write(&x->run, p->style, p->h.out);
        return;
    }
    if (p->h.err == 0 && p->style == DRAFT_CLEAN) {
        p->h.err = draft_settle(&one, x->lang, NULL, 0, DRAFT_FIRST, &clean);
    }
    put_run(p, clean.n > 0 ? &clean.languages[0].run : &x->run);
    draft_clear(&clean);
}

/* ---- an article ---- */

static void put_status(struct page *p, size_t i)
{
    const struct table_article *a = &p->s->articles[i];
    enum table_article_status status = table_article_status(p->s, i);
    char hour[TABLE_SLOT_TEXT_LEN];
    if (status == TABLE_ARTICLE_RECOMMENDABLE) {
        put_said(p, TABLE_SAYS("could be recommended by %u of %u"), table_mask_count(a->could),
                 table_mask_count(table_article_concerns(p->s, i)));
    } else {
        put(p, table_say(p->speaks, table_article_status_name(status)));
    }
    if (table_article_silence(p->s, i, p->now) == TABLE_SILENCE_ADOPTED) {
        table_slot_text(a->until, hour);
        put(p, "; ");
        put_said(p, TABLE_SAYS("stands adopted by silence since %s"), hour);
    }
}

/* The bracket table: number, reason, since when, alternatives. */
static void put_brackets(struct page *p, size_t i, const struct draft_language *x)
{
    struct draft_place at[DRAFT_MAX_BRACKETS];
    const int html = p->form == TABLE_EXPORT_HTML;
    size_t n = draft_brackets(&x->run, at, DRAFT_MAX_BRACKETS);
    if (n == 0 || p->style == DRAFT_CLEAN) {
        return;
    }
    if (html) {
        static const char *const heads[] = {TABLE_SAYS("Bracket"), TABLE_SAYS("Reason"), TABLE_SAYS("Since")};
        put(p, "<table><tr>");
        for (size_t k = 0; k < sizeof(heads) / sizeof(heads[0]); k++) {
            put(p, "<th>");
            put(p, table_say(p->speaks, heads[k]));
        }
    }
    put(p, "\n");
    for (size_t k = 0; k < n; k++) {
        const struct draft_bracket *b = at[k].bracket;
        char since[TABLE_SLOT_TEXT_LEN] = "";
        uint64_t slot = table_article_bracket_since(p->s, i, x->lang, b->id);
        table_slot_text(slot, since);
        put(p, html ? "<tr><td>" : p->form == TABLE_EXPORT_MARKDOWN ? "- " : "  ");
        for (size_t m = 0; m < b->n; m++) {
            char label[DRAFT_LABEL_LEN];
            draft_label(b->id, m, label);
            put(p, m > 0 ? table_say(p->speaks, ", ") : "");
            put(p, label);
        }
        put(p, html ? "<td>" : table_say(p->speaks, ": "));
        put(p, table_say(p->speaks, draft_reason_name(b->reason)));
        if (html) {
            put(p, "<td>");
            put(p, since);
        } else {
            put(p, table_say(p->speaks, ", "));
            put_said(p, TABLE_SAYS("since %s"), since);
        }
        put(p, "\n");
    }
    put(p, html ? "</table>\n" : "");
}

static void put_article(struct page *p, size_t i)
{
    struct draft d = {0};
    const int html = p->form == TABLE_EXPORT_HTML;
    int err = table_article_draft(p->s, i, 0, &d);
    if (err == T2_E_MEMORY) {
        p->h.err = err;
    }
    put(p, html ? "<h2>" : p->form == TABLE_EXPORT_MARKDOWN ? "\n## " : "\n");
    put_text(p, table_article_name(p->s, i));
    put(p, ". ");
    put_text(p, table_article_title(p->s, i, p->lang != NULL ? p->lang : table_lang_tag(p->speaks)));
    put(p, html ? "</h2>\n<p class=\"status\">" : "\n\n(");
    put_status(p, i);
    put(p, html ? "</p>\n<div class=\"languages\">\n" : ")\n");
    for (size_t k = 0; k < d.n; k++) {
        const struct draft_language *x = &d.languages[k];
        if (p->lang != NULL && strcmp(x->lang, p->lang) != 0) {
            continue;
        }
        put(p, html ? "<div" : "\n");
        if (html) {
            html_lang(&p->h, x->lang);
            put(p, "><p>");
        } else if (p->lang == NULL) {
            put(p, p->form == TABLE_EXPORT_MARKDOWN ? "*" : "");
            put(p, x->lang);
            put(p, p->form == TABLE_EXPORT_MARKDOWN ? "* " : table_say(p->speaks, ": "));
        }
        put_language(p, x);
        put(p, html ? "</p>\n" : "\n");
        put_brackets(p, i, x);
        put(p, html ? "</div>\n" : "");
    }
    put(p, html ? "</div>\n" : "");
    draft_clear(&d);
}

/* ---- the whole ---- */

int table_export_text(const struct table_state *s, enum table_export form, const char *lang,
                      enum table_lang speaks, enum draft_style style, uint64_t now_slot, struct t2_buf *out)
{
    struct page p = {s, form, lang, speaks, style, now_slot, {out, 0, speaks}};
    const int html = form == TABLE_EXPORT_HTML;
    char hour[TABLE_SLOT_TEXT_LEN];
    table_slot_text(now_slot, hour);
    if (html) {
        html_head(&p.h, table_lang_tag(speaks), table_title(s));
    }
    put(&p, html ? "<h1>" : form == TABLE_EXPORT_MARKDOWN ? "# " : "");
    put_text(&p, table_title(s));
    put(&p, html ? "</h1>" : "");
    put(&p, html ? "\n<p class=\"status\">" : "\n\n");
    put_said(&p,
             style == DRAFT_CLEAN ? TABLE_SAYS("The clean text, as of %s.")
                                  : TABLE_SAYS("The negotiating text, as of %s."),
             hour);
    if (lang == NULL) {
        put(&p, " ");
        put(&p, table_say(speaks, "The languages are equally authentic."));
    }
    put(&p, html ? "</p>\n" : "\n");
    for (size_t i = 0; i < s->n_articles; i++) {
        if (table_article_status(s, i) != TABLE_ARTICLE_LEFT_OUT) {
            put_article(&p, i);
        }
    }
    if (html) {
        html_tail(&p.h);
    }
    return p.h.err;
}
