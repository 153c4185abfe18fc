/* The text for people outside the program: plain, Markdown, HTML that prints. Nobody is named in it: how many
 * seats could recommend an article, not which. Brackets are written as characters only here, and in HTML each
 * stands in an isolate of its own (Unicode UAX 9), so that it also reads from right to left. */
#include "draft_internal.h"

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
    struct t2_buf *out;
    int err;
};

static void put(struct page *p, const char *text)
{
    if (p->err == 0) {
        p->err = t2_buf_append_str(p->out, text);
    }
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

static void put_number(struct page *p, unsigned long long x)
{
    char text[32];
    struct table_phrase_buf b = table_phrase_init(text, sizeof(text));
    table_phrase_add(&b, "%llu", x);
    put(p, text);
}

static const char *escaped(const struct page *p, char c)
{
    if (p->form == TABLE_EXPORT_HTML) {
        return c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '"' ? "&quot;" : NULL;
    }
    return p->form == TABLE_EXPORT_MARKDOWN && strchr("\\`*_{}[]<>#+-.!|", c) != NULL ? "\\" : NULL;
}

/* Words of people, so that nothing in them is read as markup. */
static void put_text(struct page *p, const char *text)
{
    for (; *text != '\0'; text++) {
        const char one[2] = {text[0], '\0'}, *instead = escaped(p, text[0]);
        put(p, instead != NULL ? instead : one);
        if (instead != NULL && p->form == TABLE_EXPORT_MARKDOWN) {
            put(p, one);
        }
    }
}

static int right_to_left(const char *lang)
{
    static const char *const all[] = {"ar", "fa", "he", "ur", "ps", "ku-Arab", "yi"};
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        size_t n = strlen(all[i]);
        if (strncmp(lang, all[i], n) == 0 && (lang[n] == '\0' || lang[n] == '-')) {
            return 1;
        }
    }
    return 0;
}

/* ---- runs ---- */

static void put_run(struct page *p, const struct draft_run *run);

static void put_bracket(struct page *p, const struct draft_bracket *x)
{
    const int html = p->form == TABLE_EXPORT_HTML;
    put(p, html ? "<bdi class=\"bracket\" title=\"" : "\\[");
    if (html) {
        put_number(p, x->id);
        put(p, ", ");
        put(p, table_say(p->speaks, draft_reason_name(x->reason)));
        put(p, "\">[");
    }
    for (size_t k = 0; k < x->n; k++) {
        if (x->n == 2 && x->alternatives[0].n == 0 && k == 0) {
            continue; /* may be left out: shown by itself */
        }
        if (k > 0 && !(x->n == 2 && x->alternatives[0].n == 0)) {
            put(p, html ? " <b>|</b> " : " \\| ");
        }
        put(p, html ? "<bdi>" : "");
        put_run(p, &x->alternatives[k]);
        put(p, html ? "</bdi>" : "");
    }
    put(p, html ? "]</bdi>" : "\\]");
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
    struct draft clean = {0};
    const struct draft_run *run = &x->run;
    if (p->err == 0 && p->form == TABLE_EXPORT_PLAIN) {
        p->err = draft_write(&x->run, p->style, p->out);
        return;
    }
    if (p->err == 0 && p->style == DRAFT_CLEAN) {
        struct draft one = {.n = 1, .languages = x};
        p->err = draft_settle(&one, x->lang, NULL, 0, DRAFT_FIRST, &clean);
        run = clean.n > 0 ? &clean.languages[0].run : run;
    }
    put_run(p, run);
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
            put(p, m > 0 ? ", " : "");
            put(p, label);
        }
        put(p, html ? "<td>" : ": ");
        put(p, table_say(p->speaks, draft_reason_name(b->reason)));
        if (html) {
            put(p, "<td>");
            put(p, since);
        } else {
            put(p, ", ");
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
        p->err = err;
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
        put(p, html ? "<div lang=\"" : "\n");
        if (html) {
            put(p, x->lang);
            put(p, right_to_left(x->lang) ? "\" dir=\"rtl\"><p>" : "\" dir=\"ltr\"><p>");
        } else if (p->lang == NULL) {
            put(p, p->form == TABLE_EXPORT_MARKDOWN ? "*" : "");
            put(p, x->lang);
            put(p, p->form == TABLE_EXPORT_MARKDOWN ? "* " : ": ");
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

static const char head[] =
    "<head><meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
    "'unsafe-inline'\">\n"
    "<style>\nbody{font:12pt/1.5 Georgia,'Noto Serif',serif;max-width:60em;margin:2em auto;padding:0 1em;"
    "color:#111;background:#fff}\nh2{margin:1.6em 0 .2em;page-break-after:avoid}\n.status{color:#444;"
    "font-style:italic;margin:0 0 .6em}\n.languages{display:grid;grid-template-columns:"
    "repeat(auto-fit,minmax(20em,1fr));gap:0 2em}\n.bracket{background:#fdf3d1;border-radius:3px}\n"
    "table{border-collapse:collapse;font-size:10pt;margin:.4em 0}\ntd,th{border:1px solid #999;"
    "padding:.1em .6em;text-align:start}\n@media print{body{margin:0}.bracket{background:none}}\n</style>\n"
    "<title>";

int table_export_text(const struct table_state *s, enum table_export form, const char *lang,
                      enum table_lang speaks, enum draft_style style, uint64_t now_slot, struct t2_buf *out)
{
    struct page p = {s, form, lang, speaks, style, now_slot, out, 0};
    const int html = form == TABLE_EXPORT_HTML;
    char hour[TABLE_SLOT_TEXT_LEN];
    table_slot_text(now_slot, hour);
    if (html) {
        put(&p, "<!DOCTYPE html>\n<html lang=\"");
        put(&p, table_lang_tag(speaks));
        put(&p, right_to_left(table_lang_tag(speaks)) ? "\" dir=\"rtl\">" : "\">");
    }
    put(&p, html ? head : form == TABLE_EXPORT_MARKDOWN ? "# " : "");
    put_text(&p, table_title(s));
    if (html) {
        put(&p, "</title></head><body>\n<h1>");
        put_text(&p, table_title(s));
        put(&p, "</h1>");
    }
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
    put(&p, html ? "</body></html>\n" : "");
    return p.err;
}
