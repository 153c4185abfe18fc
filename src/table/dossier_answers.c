/* The answers of soundings in a dossier. One that was stopped has no answer, and a word of it could tell who
 * was away. */
#include "dossier.h"

#define SENTENCE_MAX (TABLE_PACKAGE_NAME_MAX + 1024)

/* ---- a package ---- */

int dossier_names_package(const struct dossier *d, const struct table_sounding *x)
{
    size_t of = 0;
    int of_range = x->kind == TABLE_SOUND_FIND && table_sounding_find(d->s, x->params.of, &of) == 0 &&
                   d->s->soundings[of].kind == TABLE_SOUND_RANGE;
    return x->answer && (x->kind == TABLE_SOUND_FIND || x->kind == TABLE_SOUND_EXCHANGE) && !of_range;
}

/* The options of what was found, each under its issue. */
void dossier_package(struct dossier *d, const struct table_sounding *x)
{
    struct table_space sp;
    uint8_t choice[TABLE_MAX_ISSUES] = {0};
    if (!dossier_names_package(d, x) || table_space_init(&sp, d->s, x->issues, x->n_issues) != 0 ||
        x->value >= sp.n_candidates) {
        return;
    }
    table_space_choice(&sp, x->value, choice);
    dossier_put(d, "<dl>\n");
    for (size_t i = 0; i < x->n_issues; i++) {
        const struct table_issue *issue = &d->s->issues[x->issues[i]];
        const struct table_option *option = &issue->options[choice[i]];
        dossier_put(d, "<dt>");
        dossier_words_in(d, "span", issue->titles, issue->n_titles);
        dossier_put(d, "</dt>\n<dd>");
        dossier_words_in(d, "span", option->texts, option->n_texts);
        dossier_put(d, "</dd>\n");
    }
    dossier_put(d, "</dl>\n");
}

/* ---- answers of the soundings ---- */

static const char *question(enum table_sounding_kind kind)
{
    switch (kind) {
    case TABLE_SOUND_ROOM:
        return TABLE_SAYS("Asked: is there anything that all whom these issues concern could live with?");
    case TABLE_SOUND_YES:
        return TABLE_SAYS("Asked: do all say yes to this?");
    case TABLE_SOUND_RANGE:
        return TABLE_SAYS("Asked: is there a number that all whom these issues concern could live with?");
    case TABLE_SOUND_FIND:
        return TABLE_SAYS("Asked, after room was found: shall it be opened?");
    case TABLE_SOUND_NEAR:
        return TABLE_SAYS("Asked: is there room, and if not, how near to it?");
    case TABLE_SOUND_READY:
        return TABLE_SAYS("Asked: are enough ready for this?");
    case TABLE_SOUND_EXCHANGE:
        return TABLE_SAYS("Asked: is there something to be given for something?");
    case TABLE_SOUND_BETTER:
        return TABLE_SAYS("Asked: is there a package that is worse for nobody and better for somebody?");
    case TABLE_SOUND_NON_PAPER: /* not among the answers */
        break;
    }
    return "";
}

static void grid(struct dossier *d, const struct table_sound_params *p)
{
    dossier_put(d, "<p>");
    DOSSIER_TELL(d, TABLE_SAYS("Numbers from %lld to %lld, in steps of %lld."), (long long)p->min,
                 (long long)p->max, (long long)p->step);
    dossier_put(d, " ");
    dossier_words(d, "bdi", NULL, p->unit);
    dossier_put(d, "</p>\n");
    dossier_note(d, p->unit);
}

static void on_issues(struct dossier *d, const struct table_sounding *x)
{
    if (x->n_issues == d->s->n_issues && x->n_issues > 1) {
        dossier_put(d, "<p>");
        dossier_tell(d, TABLE_SAYS("On all issues."));
        dossier_put(d, "</p>\n");
        return;
    }
    dossier_put(d, "<ul>\n");
    for (size_t k = 0; k < x->n_issues; k++) {
        const struct table_issue *issue = &d->s->issues[x->issues[k]];
        dossier_words_in(d, "li", issue->titles, issue->n_titles);
        dossier_put(d, "\n");
    }
    dossier_put(d, "</ul>\n");
}

static void sounding(struct dossier *d, size_t i)
{
    const struct table_sounding *x = &d->s->soundings[i];
    char text[SENTENCE_MAX] = "";
    dossier_put(d, "<h3>");
    DOSSIER_TELL(d, TABLE_SAYS("Sounding %u"), x->number);
    html_text(&d->h, table_say(d->h.lang, ", "));
    html_day(&d->h, x->ended_slot);
    dossier_put(d, "</h3>\n<p>");
    dossier_tell(d, question(x->kind));
    dossier_put(d, "</p>\n");
    if (x->params.n_texts > 0) {
        dossier_put(d, "<blockquote>");
        dossier_words_in(d, "p", x->params.texts, x->params.n_texts);
        dossier_put(d, "</blockquote>\n");
    }
    if (x->kind == TABLE_SOUND_RANGE) {
        grid(d, &x->params);
    }
    on_issues(d, x);
    dossier_put(d, "<p class=\"answer\">");
    table_sounding_answer_text(d->s, i, d->lang, text, sizeof(text));
    html_text(&d->h, text);
    dossier_put(d, "</p>\n");
    dossier_package(d, x);
}

/* A round of non-papers asks nothing. What came out of it stays at the table. */
static int is_answer(const struct table_sounding *x)
{
    return x->status == TABLE_SOUND_ANSWERED && x->kind != TABLE_SOUND_NON_PAPER;
}

size_t dossier_count_answers(const struct dossier *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->s->n_soundings; i++) {
        n += is_answer(&d->s->soundings[i]) ? 1 : 0;
    }
    return n;
}

/* One that was stopped has no answer, and a word of it could tell who was away. */
void dossier_answers(struct dossier *d)
{
    for (size_t i = 0; i < d->s->n_soundings; i++) {
        if (is_answer(&d->s->soundings[i])) {
            sounding(d, i);
        }
    }
}
