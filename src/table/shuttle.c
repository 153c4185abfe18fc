/* See tracktwo/shuttle.h. Nothing is copied from the origin's event but the words and their languages: what
 * is not named here cannot travel. */
#include "draft_internal.h"

#include <string.h>

#include <tracktwo/shuttle.h>
#include <tracktwo/words.h>

static void arena_end(struct table_arena *a, int err, struct shuttle_words *out)
{
    out->storage = a->head;
    if (err != 0) {
        shuttle_words_clear(out);
    }
}

void shuttle_words_clear(struct shuttle_words *w)
{
    struct table_arena arena = {.head = w->storage};
    table_arena_free(&arena);
    *w = (struct shuttle_words){0};
}

int shuttle_may(const struct table_state *s, size_t seat)
{
    return seat < table_n_seats(s) && table_seat(s, seat)->function == TABLE_FACILITATOR;
}

/* Cleaned, and in its place by the tag of its language. */
static int add(struct shuttle_words *w, struct table_arena *a, const char *lang, struct t2_bytes text)
{
    struct words_report report = {0};
    struct t2_buf b;
    size_t at = w->n;
    t2_buf_init(&b, TABLE_PAPER_MAX);
    int err = w->n == TABLE_MAX_LANGUAGES ? T2_E_TOO_LARGE : words_clean(text, 1, &b, &report);
    err = err == T2_E_FULL ? T2_E_TOO_LARGE : err;
    if (err == 0 && b.len > 0) {
        struct table_text x = {table_arena_text(a, lang, strlen(lang)), table_arena_text(a, b.ptr, b.len)};
        err = x.lang == NULL || x.text == NULL ? T2_E_MEMORY : 0;
        for (; err == 0 && at > 0 && strcmp(w->texts[at - 1].lang, lang) > 0; at--) {
            w->texts[at] = w->texts[at - 1];
        }
        if (err == 0) {
            w->texts[at] = x;
            w->n++;
            w->hidden += report.hidden;
        }
    }
    t2_buf_free(&b);
    return err;
}

int shuttle_text(const char *text, const char *lang, struct shuttle_words *out)
{
    struct table_arena a = {0};
    *out = (struct shuttle_words){0};
    int err = add(out, &a, lang, t2_bytes_str(text));
    err = err == 0 && out->n == 0 ? T2_E_MISSING : err;
    arena_end(&a, err, out);
    return err;
}

int shuttle_paper(const struct table_state *s, size_t paper, const char *lang, struct shuttle_words *out)
{
    struct table_arena a = {0};
    *out = (struct shuttle_words){0};
    if (paper >= s->n_papers) {
        return T2_E_MISSING;
    }
    const struct table_ev_paper *x = &s->log[s->papers[paper].event].u.paper;
    const char *only = lang != NULL ? lang : x->authentic ? NULL : x->body.texts[0].lang;
    int err = 0;
    for (size_t i = 0; i < x->body.n && err == 0; i++) {
        const struct table_text *t = &x->body.texts[i];
        if (only == NULL || strcmp(only, t->lang) == 0) {
            err = add(out, &a, t->lang, t2_bytes_str(t->text));
        }
    }
    err = err == 0 && out->n == 0 ? T2_E_MISSING : err;
    arena_end(&a, err, out);
    return err;
}

static int add_language(struct shuttle_words *w, struct table_arena *a, const struct draft *draft,
                        const char *lang, const struct draft_choice *choices, size_t n)
{
    struct draft settled = {0};
    struct t2_buf b;
    t2_buf_init(&b, 4 * DRAFT_MAX_NOTATION);
    int err = draft_settle(draft, lang, choices, n, DRAFT_FIRST, &settled);
    err = err == T2_E_MISSING ? T2_E_ARGUMENT : err;
    if (err == 0) {
        err = draft_write(draft_in(&settled, lang), DRAFT_CLEAN, &b);
    }
    if (err == 0) {
        err = add(w, a, lang, t2_buf_view(&b));
    }
    t2_buf_free(&b);
    draft_clear(&settled);
    return err;
}

int shuttle_article(const struct table_state *s, size_t article, const char *lang,
                    const struct draft_choice *choices, size_t n, struct shuttle_words *out)
{
    struct table_arena a = {0};
    struct draft draft = {0};
    *out = (struct shuttle_words){0};
    int err = article < s->n_articles ? table_article_draft(s, article, 0, &draft) : T2_E_MISSING;
    if (err == 0 && n > 0 && lang == NULL && draft.n > 1) {
        err = T2_E_ARGUMENT;
    }
    for (size_t i = 0; i < draft.n && err == 0; i++) {
        const char *mine = draft.languages[i].lang;
        if (lang == NULL || strcmp(lang, mine) == 0) {
            err = add_language(out, &a, &draft, mine, choices, n);
        }
    }
    err = err == 0 && out->n == 0 ? T2_E_MISSING : err;
    draft_clear(&draft);
    arena_end(&a, err, out);
    return err;
}

/* ---- the paper that becomes of them ---- */

static size_t plain_title(struct shuttle_words *w)
{
    static const char whose[] = TABLE_SAYS("A paper of the facilitator");
    size_t n = 0;
    for (size_t i = 0; i < w->n; i++) {
        enum table_lang lang = TABLE_LANG_EN;
        if (table_lang_find(w->texts[i].lang, &lang) == 0) {
            w->title[n++] = (struct table_text){w->texts[i].lang, table_say(lang, whose)};
        }
    }
    if (n == 0) {
        w->title[n++] = (struct table_text){table_lang_tag(TABLE_LANG_EN), whose};
    }
    return n;
}

void shuttle_event(struct shuttle_words *w, const char *title, const uint8_t id[static TABLE_FORM_ID_LEN],
                   struct table_event *out)
{
    size_t n = 1;
    if (title != NULL) {
        w->title[0] = (struct table_text){w->texts[0].lang, title};
    } else {
        n = plain_title(w);
    }
    *out = (struct table_event){.kind = TABLE_EV_PAPER};
    memcpy(out->u.paper.id, id, TABLE_FORM_ID_LEN);
    out->u.paper.authentic = 1;
    out->u.paper.title = (struct table_texts){n, w->title};
    out->u.paper.body = (struct table_texts){w->n, w->texts};
}
