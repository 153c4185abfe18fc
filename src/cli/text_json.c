/* An article of the negotiating text as JSON: how far it is, who said what of it, its words with their
 * brackets as structure. A run is a list: words are strings, a bracket is an object whose alternatives are
 * runs. */
#include "cli/text_json.h"

#include <string.h>

static json_t *seat_ids(const struct table_state *s, uint64_t seats)
{
    json_t *list = json_array();
    for (size_t i = 0; i < table_n_seats(s); i++) {
        if ((seats >> i & 1) != 0)
            (void)json_array_append_new(list, json_string(table_seat(s, i)->id));
    }
    return list;
}

static json_t *slot_json(uint64_t slot)
{
    return slot != 0 ? json_integer((json_int_t)slot) : json_null();
}

static bool is_package(const struct table_state *s, const struct table_article *a)
{
    return a->sounding < table_n_soundings(s);
}

/* In all languages that it has; that of a package is the program's own. */
static json_t *titles(const struct table_state *s, size_t at)
{
    const struct table_article *a = table_article(s, at);
    json_t *o = json_object();
    if (is_package(s, a)) {
        for (size_t i = 0; i < TABLE_N_LANGS; i++) {
            const char *tag = table_lang_tag((enum table_lang)i);
            (void)json_object_set_new(o, tag, cli_json_text(table_article_title(s, at, tag)));
        }
        return o;
    }
    const struct table_texts *t = &table_event_at(s, a->event)->u.article_opened.title;
    for (size_t i = 0; i < t->n; i++)
        (void)json_object_set_new(o, t->texts[i].lang, cli_json_text(t->texts[i].text));
    return o;
}

static json_t *issues(const struct table_state *s, const struct table_article *a)
{
    json_t *list = json_array();
    if (is_package(s, a)) {
        const struct table_sounding *x = table_sounding(s, a->sounding);
        for (size_t i = 0; i < x->n_issues; i++)
            (void)json_array_append_new(list, json_string(table_issue(s, x->issues[i])->id));
        return list;
    }
    for (size_t i = 0; i < table_n_issues(s); i++) {
        if ((table_event_at(s, a->event)->u.article_opened.issues >> i & 1) != 0)
            (void)json_array_append_new(list, json_string(table_issue(s, i)->id));
    }
    return list;
}

json_t *text_json_article(const struct table_state *s, size_t at, uint64_t now)
{
    static const char *const silences[] = {[TABLE_SILENCE_NONE] = "none",
                                           [TABLE_SILENCE_RUNS] = "runs",
                                           [TABLE_SILENCE_BROKEN] = "broken",
                                           [TABLE_SILENCE_ADOPTED] = "adopted"};
    const struct table_article *a = table_article(s, at);
    return json_pack(
        "{s:o, s:o, s:s, s:i, s:i, s:o, s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:b, s:o}", "name",
        cli_json_text(table_article_name(s, at)), "title", titles(s, at), "status",
        table_article_status_name(table_article_status(s, at)), "drafts", (int)a->n_drafts, "open_brackets",
        (int)table_article_open_brackets(s, at), "issues", issues(s, a), "concerns",
        seat_ids(s, table_article_concerns(s, at)), "could_recommend", seat_ids(s, a->could), "agreed",
        seat_ids(s, a->agreed), "confirmed", seat_ids(s, a->confirmed), "silence",
        silences[table_article_silence(s, at, now)], "silence_until", slot_json(a->until), "objected",
        seat_ids(s, a->objected), "paused", a->interrupted != 0, "sounding",
        is_package(s, a) ? json_integer((json_int_t)table_sounding(s, a->sounding)->number) : json_null());
}

/* ---- words ---- */

/* Of one language: its brackets with the slots in which they first stood. */
struct ages {
    struct draft_place at[DRAFT_MAX_BRACKETS];
    uint64_t since[DRAFT_MAX_BRACKETS];
    size_t n;
};

static void ages_of(const struct table_state *s, size_t at, const struct draft_language *x, struct ages *out)
{
    out->n = draft_brackets(&x->run, out->at, DRAFT_MAX_BRACKETS);
    table_article_ages(s, at, x->lang, out->at, out->n, out->since);
}

static uint64_t since(const struct ages *ages, uint16_t id)
{
    size_t i = 0;
    while (i < ages->n && ages->at[i].bracket->id != id)
        i++;
    return i < ages->n ? ages->since[i] : 0;
}

static json_t *run_json(const struct draft_run *run, const struct ages *ages);

/* Brackets stand four deep at most. */
static json_t *bracket_json(const struct draft_bracket *b, const struct ages *ages)
{
    json_t *list = json_array();
    for (size_t i = 0; i < b->n; i++)
        (void)json_array_append_new(list, run_json(&b->alternatives[i], ages));
    return json_pack("{s:i, s:s, s:o, s:o}", "id", (int)b->id, "reason", draft_reason_name(b->reason),
                     "since", slot_json(since(ages, b->id)), "alternatives", list);
}

static json_t *run_json(const struct draft_run *run, const struct ages *ages)
{
    json_t *list = json_array();
    for (size_t i = 0; i < run->n; i++) {
        const struct draft_span *x = &run->spans[i];
        (void)json_array_append_new(list, x->words != NULL ? cli_json_text(x->words)
                                                           : bracket_json(x->bracket, ages));
    }
    return list;
}

json_t *text_json_languages(const struct table_state *s, size_t at, const struct draft *d, bool present)
{
    struct ages ages;
    const char *same[DRAFT_MAX_LANGUAGES] = {NULL};
    const size_t n_same = present ? table_article_unchanged(s, at, same, DRAFT_MAX_LANGUAGES) : 0;
    json_t *list = json_array();
    for (size_t i = 0; i < d->n; i++) {
        bool unchanged = false;
        for (size_t k = 0; k < n_same; k++)
            unchanged = unchanged || strcmp(same[k], d->languages[i].lang) == 0;
        ages_of(s, at, &d->languages[i], &ages);
        (void)json_array_append_new(list,
                                    json_pack("{s:s, s:o, s:b}", "language", d->languages[i].lang, "run",
                                              run_json(&d->languages[i].run, &ages), "unchanged", unchanged));
    }
    return list;
}

/* ---- what was done with it ---- */

json_t *text_json_drafts(const struct table_state *s, size_t at)
{
    json_t *list = json_array();
    for (size_t i = 0, n = table_article(s, at)->n_drafts; i < n; i++) {
        const struct table_event *ev = table_event_at(s, table_article_draft_event(s, at, (unsigned)i + 1));
        (void)json_array_append_new(list,
                                    json_pack("{s:i, s:s, s:o}", "number", (int)i + 1, "seat",
                                              table_seat(s, ev->author)->id, "slot", slot_json(ev->slot)));
    }
    return list;
}

json_t *text_json_objections(const struct table_state *s, size_t at)
{
    const struct table_article *a = table_article(s, at);
    json_t *list = json_array();
    for (size_t i = a->draft; a->objected != 0 && i < table_n_events(s); i++) {
        const struct table_event *ev = table_event_at(s, i);
        if ((ev->kind != TABLE_EV_SILENCE_SET && ev->kind != TABLE_EV_OBJECTED) ||
            memcmp(ev->u.form_id, a->id, TABLE_FORM_ID_LEN) != 0)
            continue;
        if (ev->kind == TABLE_EV_SILENCE_SET)
            (void)json_array_clear(list);
        else
            (void)json_array_append_new(
                list, json_pack("{s:s, s:o, s:o}", "seat", table_seat(s, ev->author)->id, "slot",
                                slot_json(ev->slot), "remark", cli_json_text(ev->u.objected.remark)));
    }
    return list;
}
