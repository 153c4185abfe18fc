/* The articles of a dossier, and what is still open in them. Of what seats say of an article only what all
 * say whom it concerns. */
#include "dossier.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS_A_DAY (86400 / TABLE_SLOT_SECONDS)

/* ---- the articles ---- */

static int is_shown(const struct dossier *d, size_t i)
{
    return table_article_status(d->s, i) != TABLE_ARTICLE_LEFT_OUT;
}

static int from_sounding(const struct dossier *d, size_t i)
{
    return d->s->articles[i].sounding < d->s->n_soundings;
}

static void article_name(struct dossier *d, size_t i)
{
    if (from_sounding(d, i)) {
        DOSSIER_TELL(d, TABLE_SAYS("Sounding %u"), d->s->soundings[d->s->articles[i].sounding].number);
    } else {
        dossier_words(d, "bdi", NULL, table_article_name(d->s, i));
    }
}

/* Some who could recommend an article among two whom it concerns would tell who does not: all, or nothing. */
static void status(struct dossier *d, size_t i)
{
    const struct table_article *a = &d->s->articles[i];
    dossier_put(d, "<p class=\"status\">");
    switch (table_article_status(d->s, i)) {
    case TABLE_ARTICLE_BRACKETED:
        DOSSIER_TELL(d,
                     TABLE_SAYS("Open brackets: %u. In the clean text the first alternative of each stands."),
                     table_article_open_brackets(d->s, i));
        break;
    case TABLE_ARTICLE_RECOMMENDABLE:
        dossier_tell(d, (table_article_concerns(d->s, i) & ~a->could) == 0
                            ? TABLE_SAYS("Could be recommended by all whom it concerns.")
                            : TABLE_SAYS("Proposed."));
        break;
    case TABLE_ARTICLE_AD_REFERENDUM:
        dossier_tell(
            d,
            TABLE_SAYS("Agreed ad referendum by all whom it concerns: it binds nobody before the principals "
                       "confirm it."));
        break;
    case TABLE_ARTICLE_FINAL:
        dossier_tell(d, TABLE_SAYS("Confirmed by the principals of all whom it concerns."));
        break;
    case TABLE_ARTICLE_PROPOSED:
    case TABLE_ARTICLE_LEFT_OUT:
        dossier_tell(d, TABLE_SAYS("Proposed."));
        break;
    }
    if (table_article_silence(d->s, i, d->now) == TABLE_SILENCE_ADOPTED) {
        dossier_put(d, " ");
        dossier_tell(d, TABLE_SAYS("It stands adopted by silence since"));
        dossier_put(d, " ");
        html_day(&d->h, a->until);
        dossier_put(d, ".");
    }
    dossier_put(d, "</p>\n");
}

/* Of an article in one language only: is this one shown? Where it does not have that language, all are. */
static int language_shown(const struct dossier *d, const struct draft *draft, const char *lang)
{
    const char *mine = table_lang_tag(d->lang);
    return !d->one_language || draft_in(draft, mine) == NULL || strcmp(lang, mine) == 0;
}

static void draft_languages(struct dossier *d, const struct draft *draft, enum draft_style form)
{
    dossier_put(d, "<div class=\"languages\">\n");
    for (size_t k = 0; k < draft->n; k++) {
        if (language_shown(d, draft, draft->languages[k].lang)) {
            dossier_put(d, "<p");
            html_lang(&d->h, draft->languages[k].lang);
            dossier_put(d, ">");
            html_draft(&d->h, &draft->languages[k], form);
            dossier_put(d, "</p>\n");
        }
    }
    dossier_put(d, "</div>\n");
}

/* What stands under the heading: of a package that nobody has made a draft of, its options. */
static void article_words(struct dossier *d, size_t i)
{
    struct draft draft = {0};
    if (from_sounding(d, i) && d->s->articles[i].draft == 0 &&
        dossier_names_package(d, &d->s->soundings[d->s->articles[i].sounding])) {
        dossier_package(d, &d->s->soundings[d->s->articles[i].sounding]);
        return;
    }
    int err = d->h.err != 0 ? d->h.err : table_article_draft(d->s, i, 0, &draft);
    if (err == 0) {
        draft_languages(d, &draft, DRAFT_CLEAN);
    } else if (err == T2_E_MISSING) {
        dossier_put(d, "<p>");
        dossier_tell(d, TABLE_SAYS("It has no words yet."));
        dossier_put(d, "</p>\n");
    } else {
        d->h.err = err;
    }
    if (table_article_status(d->s, i) == TABLE_ARTICLE_BRACKETED) {
        dossier_put(d, "<h4>");
        dossier_tell(d, TABLE_SAYS("With its brackets"));
        dossier_put(d, "</h4>\n");
        draft_languages(d, &draft, DRAFT_PLAIN);
    }
    draft_clear(&draft);
}

static void article(struct dossier *d, size_t i)
{
    dossier_put(d, "<article id=\"article-");
    html_number(&d->h, i + 1);
    dossier_put(d, "\">\n<h3>");
    article_name(d, i);
    dossier_put(d, ". ");
    if (from_sounding(d, i)) {
        dossier_tell(d, TABLE_SAYS("A package that a sounding found"));
    } else {
        const struct table_texts *t = &d->s->log[d->s->articles[i].event].u.article_opened.title;
        const struct table_text *title = dossier_pick(d, t->texts, t->n);
        dossier_words(d, "span", title->lang, title->text);
    }
    dossier_put(d, "</h3>\n");
    status(d, i);
    article_words(d, i);
    dossier_put(d, "</article>\n");
}

size_t dossier_count_articles(const struct dossier *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->s->n_articles; i++) {
        n += is_shown(d, i) != 0;
    }
    return n;
}

void dossier_articles(struct dossier *d)
{
    for (size_t i = 0; i < d->s->n_articles; i++) {
        if (is_shown(d, i)) {
            article(d, i);
        }
    }
}

/* ---- open brackets, the oldest first ---- */

static int by_age_and_reason(const void *a, const void *b)
{
    const struct open_bracket *x = a, *y = b;
    uint64_t x_day = x->since / SLOTS_A_DAY, y_day = y->since / SLOTS_A_DAY;
    if (x_day != y_day) {
        return x_day < y_day ? -1 : 1;
    }
    if (x->x->reason != y->x->reason) {
        return x->x->reason < y->x->reason ? -1 : 1;
    }
    return (x->at > y->at) - (x->at < y->at);
}

static int add_brackets(const struct dossier *d, size_t i, const struct draft_language *l,
                        struct open_brackets *to)
{
    struct draft_place at[DRAFT_MAX_BRACKETS];
    size_t n = draft_brackets(&l->run, at, DRAFT_MAX_BRACKETS);
    if (to->cap - to->n < n) {
        size_t cap = 2 * to->cap + n;
        struct open_bracket *more = reallocarray(to->all, cap, sizeof(*more));
        if (more == NULL) {
            return T2_E_MEMORY;
        }
        to->all = more;
        to->cap = cap;
    }
    for (size_t k = 0; k < n; k++, to->n++) {
        to->all[to->n] =
            (struct open_bracket){i, to->n, l->lang, at[k].bracket,
                                  table_article_bracket_since(d->s, i, l->lang, at[k].bracket->id)};
    }
    return 0;
}

int dossier_find_brackets(const struct dossier *d, struct open_brackets *out)
{
    *out = (struct open_brackets){0};
    for (size_t i = 0; i < d->s->n_articles; i++) {
        size_t event = d->s->articles[i].draft; /* what has no draft has no bracket */
        const struct draft *draft = &d->s->log[event].u.draft.draft;
        for (size_t k = 0; event != 0 && is_shown(d, i) && k < draft->n; k++) {
            int err = language_shown(d, draft, draft->languages[k].lang)
                          ? add_brackets(d, i, &draft->languages[k], out)
                          : 0;
            if (err != 0) {
                return err;
            }
        }
    }
    if (out->n > 1) {
        qsort(out->all, out->n, sizeof(out->all[0]), by_age_and_reason);
    }
    return 0;
}

static void bracket_row(struct dossier *d, const struct open_bracket *b)
{
    dossier_put(d, "<tr><td><a href=\"#article-");
    html_number(&d->h, b->article + 1);
    dossier_put(d, "\">");
    article_name(d, b->article);
    dossier_put(d, "</a> <span dir=\"ltr\">(");
    html_text(&d->h, b->lang);
    dossier_put(d, ")</span></td><td>");
    dossier_tell(d, draft_reason_name(b->x->reason));
    dossier_put(d, "</td><td>");
    html_day(&d->h, b->since);
    dossier_put(d, "</td><td>");
    /* Midnights, not times of 24 hours, which would tell the hour. */
    html_number(&d->h, d->now > b->since ? d->now / SLOTS_A_DAY - b->since / SLOTS_A_DAY : 0);
    dossier_put(d, "</td><td><ul>");
    for (size_t k = 0; k < b->x->n; k++) {
        char label[DRAFT_LABEL_LEN];
        draft_label(b->x->id, k, label);
        dossier_put(d, "<li><bdi>");
        html_text(&d->h, label);
        dossier_put(d, "</bdi>: ");
        if (b->x->alternatives[k].n == 0) {
            dossier_tell(d, TABLE_SAYS("(nothing)"));
        } else {
            dossier_put(d, "<span");
            html_lang(&d->h, b->lang);
            dossier_put(d, ">");
            html_run(&d->h, b->lang, &b->x->alternatives[k]);
            dossier_put(d, "</span>");
        }
        dossier_put(d, "</li>");
    }
    dossier_put(d, "</ul></td></tr>\n");
}

void dossier_brackets(struct dossier *d, const struct open_brackets *open)
{
    static const char *const columns[] = {TABLE_SAYS("Article"), TABLE_SAYS("Reason"),
                                          TABLE_SAYS("Open since"), TABLE_SAYS("Days open"),
                                          TABLE_SAYS("Alternatives")};
    dossier_put(d, "<div class=\"wide\">\n<table>\n<caption>");
    dossier_tell(d, TABLE_SAYS("The oldest first; of one day by their reasons."));
    dossier_put(d, "</caption>\n<thead><tr>");
    for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
        dossier_put(d, "<th scope=\"col\">");
        dossier_tell(d, columns[i]);
        dossier_put(d, "</th>");
    }
    dossier_put(d, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < open->n; i++) {
        bracket_row(d, &open->all[i]);
    }
    dossier_put(d, "</tbody>\n</table>\n</div>\n");
}
