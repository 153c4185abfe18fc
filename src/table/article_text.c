/* The words of articles: names, titles, drafts, the text of a package that a sounding found, ages. */
#include "draft_internal.h"

#include <stdlib.h>
#include <string.h>

size_t table_n_articles(const struct table_state *s)
{
    return s->n_articles;
}

const struct table_article *table_article(const struct table_state *s, size_t i)
{
    return i < s->n_articles ? &s->articles[i] : NULL;
}

static int from_sounding(const struct table_state *s, const struct table_article *a)
{
    return a->sounding < s->n_soundings;
}

const char *table_article_name(const struct table_state *s, size_t i)
{
    const struct table_article *a = &s->articles[i];
    return from_sounding(s, a) ? a->package : s->log[a->event].u.article_opened.name;
}

int table_article_find(const struct table_state *s, const char *word, size_t *out_index)
{
    for (size_t i = 0; i < s->n_articles; i++) {
        if (table_name_same(table_article_name(s, i), word)) {
            *out_index = i;
            return 0;
        }
    }
    return T2_E_MISSING;
}

const char *table_article_title(const struct table_state *s, size_t i, const char *lang)
{
    const struct table_article *a = &s->articles[i];
    const struct table_texts *t = &s->log[a->event].u.article_opened.title;
    enum table_lang known = TABLE_LANG_EN;
    if (!from_sounding(s, a)) {
        return table_text_in(t->texts, t->n, lang);
    }
    int err = table_lang_find(lang, &known);
    return table_say(err == 0 ? known : TABLE_LANG_EN, "A package that a sounding found");
}

/* ---- drafts ---- */

size_t table_article_draft_event(const struct table_state *s, size_t i, unsigned number)
{
    for (size_t k = 0; k < s->n_drafts && number > 0; k++) {
        if (s->drafts[k].article == i && --number == 0) {
            return s->drafts[k].event;
        }
    }
    return 0;
}

/* Through its encoding: a copy that owns all it points to. */
static int copy(const struct draft *d, struct draft *out)
{
    struct table_arena arena = {0};
    struct t2_buf b;
    t2_buf_init(&b, TABLE_EVENT_MAX);
    struct wire_writer w = wire_writer_init(&b);
    draft_put(&w, d);
    int err = wire_writer_finish(&w);
    struct wire_reader r = wire_reader_init(t2_buf_view(&b));
    if (err == 0) {
        draft_get(&r, &arena, out);
        err = wire_reader_finish(&r);
    }
    t2_buf_free(&b);
    if (err != 0) {
        table_arena_free(&arena);
        *out = (struct draft){0};
        return err;
    }
    out->storage = arena.head;
    return 0;
}

/* ---- the text of a package ---- */

/* "Territory: to be settled later; Line: ..." in one language, of what the sounding opened. */
static int build_package(const struct table_state *s, const struct table_sounding *x, const char *lang,
                         struct draft_builder *b)
{
    struct table_space sp;
    uint8_t choice[TABLE_MAX_ISSUES] = {0};
    int err = table_space_init(&sp, s, x->issues, x->n_issues);
    if (err != 0 || x->value >= sp.n_candidates) {
        return err != 0 ? err : T2_E_MISSING;
    }
    table_space_choice(&sp, x->value, choice);
    for (size_t i = 0; i < x->n_issues && err == 0; i++) {
        const struct table_issue *issue = &s->issues[x->issues[i]];
        const struct table_option *option = &issue->options[choice[i]];
        const char *parts[] = {i > 0 ? "; " : "", table_text_in(issue->titles, issue->n_titles, lang), ": ",
                               table_text_in(option->texts, option->n_texts, lang)};
        for (size_t k = 0; k < sizeof(parts) / sizeof(parts[0]) && err == 0; k++) {
            err = draft_build_words(b, parts[k], strlen(parts[k]));
        }
    }
    return err;
}

/* "How far back? 30 km" */
static int build_number(const struct table_state *s, size_t sounding, const char *lang,
                        struct draft_builder *b)
{
    const struct table_sounding *x = &s->soundings[sounding];
    char found[TABLE_NAME_MAX + 32];
    size_t of = 0;
    int err = table_sounding_find(s, x->params.of, &of);
    if (err == 0) {
        err = table_sounding_candidate(s, sounding, x->value, found, sizeof(found));
    }
    if (err != 0) {
        return err;
    }
    const struct table_sound_params *asked = &s->soundings[of].params;
    const char *parts[] = {table_text_in(asked->texts, asked->n_texts, lang), " ", found};
    for (size_t k = 0; k < sizeof(parts) / sizeof(parts[0]) && err == 0; k++) {
        err = draft_build_words(b, parts[k], strlen(parts[k]));
    }
    return err;
}

static int found_range(const struct table_state *s, const struct table_sounding *x)
{
    size_t of = 0;
    return table_sounding_find(s, x->params.of, &of) == 0 && s->soundings[of].kind == TABLE_SOUND_RANGE;
}

/* The languages of what was sounded: those of the first issue's title, or of the question. */
static struct table_texts package_languages(const struct table_state *s, const struct table_sounding *x)
{
    size_t of = 0;
    if (found_range(s, x) && table_sounding_find(s, x->params.of, &of) == 0) {
        return (struct table_texts){s->soundings[of].params.n_texts, s->soundings[of].params.texts};
    }
    const struct table_issue *issue = &s->issues[x->issues[0]];
    return (struct table_texts){issue->n_titles, issue->titles};
}

static int package_draft(const struct table_state *s, size_t sounding, struct draft *out)
{
    const struct table_sounding *x = &s->soundings[sounding];
    struct table_texts in = package_languages(s, x);
    struct table_arena arena = {0};
    struct draft_language *languages = table_arena_alloc(&arena, in.n, sizeof(*languages));
    int err = languages == NULL ? T2_E_MEMORY : 0;
    for (size_t i = 0; i < in.n && err == 0; i++) {
        struct draft_builder b;
        draft_build_begin(&b, &arena);
        err = found_range(s, x) ? build_number(s, sounding, in.texts[i].lang, &b)
                                : build_package(s, x, in.texts[i].lang, &b);
        err = draft_build_end(&b, err, &languages[i].run);
        languages[i].lang = table_arena_text(&arena, in.texts[i].lang, strlen(in.texts[i].lang));
        if (err == 0 && languages[i].lang == NULL) {
            err = T2_E_MEMORY;
        }
    }
    if (err != 0) {
        table_arena_free(&arena);
        return err;
    }
    *out = (struct draft){.n = in.n, .languages = languages, .storage = arena.head};
    return 0;
}

int table_article_draft(const struct table_state *s, size_t i, unsigned number, struct draft *out)
{
    const struct table_article *a = &s->articles[i];
    *out = (struct draft){0};
    if (number == 0 && a->draft == 0) {
        return from_sounding(s, a) ? package_draft(s, a->sounding, out) : T2_E_MISSING;
    }
    size_t event = number == 0 ? a->draft : table_article_draft_event(s, i, number);
    return event == 0 ? T2_E_MISSING : copy(&s->log[event].u.draft.draft, out);
}

/* ---- what has changed, and since when ---- */

void table_article_ages(const struct table_state *s, size_t i, const char *lang, const struct draft_place *at,
                        size_t n, uint64_t *out_since)
{
    memset(out_since, 0, n * sizeof(*out_since));
    for (size_t k = 0; k < s->n_drafts && n > 0; k++) {
        struct draft_place then[DRAFT_MAX_BRACKETS];
        const struct table_event *ev = &s->log[s->drafts[k].event];
        const struct draft_run *run = s->drafts[k].article == i ? draft_in(&ev->u.draft.draft, lang) : NULL;
        size_t n_then = run != NULL ? draft_brackets(run, then, DRAFT_MAX_BRACKETS) : 0;
        for (size_t x = 0; x < n; x++) {
            for (size_t y = 0; y < n_then && out_since[x] == 0; y++) {
                out_since[x] = then[y].bracket->id == at[x].bracket->id ? ev->slot : 0;
            }
        }
    }
}

uint64_t table_article_bracket_since(const struct table_state *s, size_t i, const char *lang, uint16_t id)
{
    const struct draft_bracket bracket = {.id = id};
    const struct draft_place at = {.bracket = &bracket};
    uint64_t since = 0;
    table_article_ages(s, i, lang, &at, 1, &since);
    return since;
}

size_t table_article_unchanged(const struct table_state *s, size_t i, const char **out, size_t max)
{
    const struct table_article *a = &s->articles[i];
    size_t before = a->n_drafts > 1 ? table_article_draft_event(s, i, a->n_drafts - 1) : 0;
    size_t n = 0;
    int any_changed = 0;
    if (before == 0) {
        return 0;
    }
    const struct draft *d = &s->log[a->draft].u.draft.draft, *old = &s->log[before].u.draft.draft;
    for (size_t k = 0; k < d->n; k++) {
        const struct draft_run *was = draft_in(old, d->languages[k].lang);
        if (was == NULL || !draft_run_equal(was, &d->languages[k].run)) {
            any_changed = 1;
        } else if (n < max) {
            out[n++] = d->languages[k].lang;
        }
    }
    return any_changed ? n : 0;
}
