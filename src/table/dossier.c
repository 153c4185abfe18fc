/* The dossier: what a table has come to, as one page to hand over. It names nobody and lets nobody be told
 * apart: no seat, party, standing, mandate, device or author, no count of who would agree, no hour, no
 * meeting's place or day, no track (it is made of standings). Of what seats say of an article only what all
 * say whom it concerns. What the parties themselves wrote, they wrote. Papers have authors and stay out. */
#include "dossier.h"

#include <stdlib.h>
#include <string.h>

/* ---- words ---- */

void dossier_put(struct dossier *d, const char *markup)
{
    html_put(&d->h, markup);
}

void dossier_tell(struct dossier *d, const char *english)
{
    html_said(&d->h, english, table_say(d->lang, english));
}

void dossier_note(struct dossier *d, const char *text)
{
    if (d->h.err == 0) {
        d->h.err = t2_buf_append_str(d->beside, text);
    }
    if (d->h.err == 0) {
        d->h.err = t2_buf_append_str(d->beside, "\n");
    }
}

void dossier_words(struct dossier *d, const char *element, const char *lang, const char *text)
{
    dossier_put(d, "<");
    dossier_put(d, element);
    if (lang != NULL) {
        html_lang(&d->h, lang);
    } else {
        dossier_put(d, " dir=\"auto\"");
    }
    dossier_put(d, ">");
    html_text(&d->h, text);
    dossier_put(d, "</");
    dossier_put(d, element);
    dossier_put(d, ">");
}

const struct table_text *dossier_pick(const struct dossier *d, const struct table_text *texts, size_t n)
{
    const struct table_text *found = &texts[0];
    for (size_t i = 0; i < n; i++) {
        if (strcmp(texts[i].lang, table_lang_tag(d->lang)) == 0) {
            return &texts[i];
        }
        found = strcmp(texts[i].lang, "en") == 0 ? &texts[i] : found;
    }
    return found;
}

void dossier_words_in(struct dossier *d, const char *element, const struct table_text *texts, size_t n)
{
    if (n > 0) {
        const struct table_text *t = dossier_pick(d, texts, n);
        dossier_words(d, element, t->lang, t->text);
        dossier_note(d, t->text);
    }
}

static void section(struct dossier *d, const char *id, const char *title)
{
    dossier_put(d, "<section id=\"");
    dossier_put(d, id);
    dossier_put(d, "\">\n<h2>");
    dossier_tell(d, title);
    dossier_put(d, "</h2>\n");
}

/* ---- issues, points, rules ---- */

static void issues(struct dossier *d)
{
    for (size_t i = 0; i < d->s->n_issues; i++) {
        const struct table_issue *x = &d->s->issues[i];
        dossier_words_in(d, "h3", x->titles, x->n_titles);
        dossier_put(d, "\n<dl>\n");
        for (size_t k = 0; k < x->n_options; k++) {
            dossier_put(d, "<dt><bdi>");
            html_text(&d->h, x->options[k].id);
            dossier_put(d, "</bdi></dt>\n<dd>");
            dossier_words_in(d, "span", x->options[k].texts, x->options[k].n_texts);
            dossier_put(d, "</dd>\n");
        }
        dossier_put(d, "</dl>\n");
    }
}

static size_t count_points(const struct dossier *d, size_t meeting)
{
    const struct table_meeting *m = &d->s->meetings[meeting];
    size_t n = 0;
    for (unsigned k = 1; k <= m->n_points && m->record == TABLE_RECORD_CLOSED; k++) {
        n += table_meeting_point(d->s, meeting, k).n > 0;
    }
    return n;
}

static size_t count_records(const struct dossier *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->s->n_meetings; i++) {
        n += count_points(d, i) > 0;
    }
    return n;
}

/* When and where a meeting was can tell who was there: neither is said. */
static void records(struct dossier *d)
{
    unsigned number = 0;
    for (size_t i = 0; i < d->s->n_meetings; i++) {
        if (count_points(d, i) == 0) {
            continue;
        }
        dossier_put(d, "<h3>");
        DOSSIER_TELL(d, TABLE_SAYS("Record %u"), ++number);
        dossier_put(d, "</h3>\n<ol>\n");
        for (unsigned k = 1; k <= d->s->meetings[i].n_points; k++) {
            struct table_texts point = table_meeting_point(d->s, i, k);
            dossier_words_in(d, "li", point.texts, point.n);
            dossier_put(d, point.n > 0 ? "\n" : "");
        }
        dossier_put(d, "</ol>\n");
    }
}

static void rules(struct dossier *d)
{
    char line[TABLE_TEXT_MAX + 1];
    dossier_put(d, "<ul>\n");
    for (size_t i = 0; table_rules_line(d->s, i, d->lang, line, sizeof(line)); i++) {
        if (i < table_n_rules(d->s)) {
            dossier_words(d, "li", NULL, line);
            dossier_note(d, line);
        } else {
            dossier_put(d, "<li>");
            html_text(&d->h, line);
            dossier_put(d, "</li>");
        }
        dossier_put(d, "\n");
    }
    dossier_put(d, "</ul>\n");
}

/* ---- the whole ---- */

static void cover(struct dossier *d)
{
    dossier_put(d, "<header class=\"cover\">\n<p class=\"kind\">");
    dossier_tell(d, TABLE_SAYS("Dossier"));
    dossier_put(d, "</p>\n");
    dossier_words(d, "h1", NULL, table_title(d->s));
    dossier_note(d, table_title(d->s));
    dossier_put(d, "\n<p>");
    dossier_tell(d, TABLE_SAYS("As of"));
    dossier_put(d, " ");
    html_day(&d->h, d->now);
    dossier_put(d, "</p>\n<p>");
    dossier_tell(
        d, TABLE_SAYS(
               "This page names nobody who took part, and says of no party what it wants. It gives days and "
               "no hours."));
    dossier_put(d, "</p>\n<p>");
    dossier_tell(
        d, TABLE_SAYS(
               "Nothing in it binds anybody before the principals have confirmed it. It is not signed: it "
               "shows neither who made it nor that it is genuine."));
    dossier_put(d, "</p>\n</header>\n");
}

struct part {
    const char *id, *title;
    size_t n; /* 0: there is nothing to say, and the part is left out */
    void (*write)(struct dossier *d);
};

static void contents(struct dossier *d, const struct part *parts, size_t n)
{
    dossier_put(d, "<nav>\n<h2>");
    dossier_tell(d, TABLE_SAYS("Contents"));
    dossier_put(d, "</h2>\n<ul>\n");
    for (size_t i = 0; i < n; i++) {
        if (parts[i].n > 0) {
            dossier_put(d, "<li><a href=\"#");
            dossier_put(d, parts[i].id);
            dossier_put(d, "\">");
            dossier_tell(d, parts[i].title);
            dossier_put(d, "</a></li>\n");
        }
    }
    dossier_put(d, "</ul>\n</nav>\n");
}

int table_export_dossier(const struct table_state *s, enum table_lang lang, int one_language,
                         uint64_t now_slot, struct t2_buf *out, struct t2_buf *out_beside)
{
    struct dossier d = {s, lang, one_language, now_slot, {out, 0, lang}, out_beside};
    struct open_brackets open;
    const size_t before = out->len, beside_before = out_beside->len;
    d.h.err = dossier_find_brackets(&d, &open);
    const struct part parts[] = {
        {"text", TABLE_SAYS("The text"), dossier_count_articles(&d), dossier_articles},
        {"brackets", TABLE_SAYS("Open brackets"), open.n, NULL},
        {"answers", TABLE_SAYS("Answers of the soundings"), dossier_count_answers(&d), dossier_answers},
        {"issues", TABLE_SAYS("Issues and their options"), s->n_issues, issues},
        {"records", TABLE_SAYS("From the records of the meetings"), count_records(&d), records},
        {"rules", TABLE_SAYS("Rules of the table"), 1, rules},
    };
    const size_t n = sizeof(parts) / sizeof(parts[0]);
    html_head(&d.h, table_lang_tag(lang), table_title(s));
    cover(&d);
    contents(&d, parts, n);
    dossier_put(&d, "<main>\n");
    for (size_t i = 0; i < n; i++) {
        if (parts[i].n == 0) {
            continue;
        }
        section(&d, parts[i].id, parts[i].title);
        if (parts[i].write != NULL) {
            parts[i].write(&d);
        } else {
            dossier_brackets(&d, &open);
        }
        dossier_put(&d, "</section>\n");
    }
    dossier_put(&d, "</main>\n");
    html_tail(&d.h);
    free(open.all);
    if (d.h.err != 0) {
        out->len = before;
        out_beside->len = beside_before;
    }
    return d.h.err;
}
