/* tracktwo text open|draft|settle|list|show|compare|silence|object|recommend|agree|confirm|withdraw|export.
 */
#include "cli/text_json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void read_article(const struct cli *c, const struct table_state *s, struct table_event *ev)
{
    size_t at = 0;
    if (table_article_find(s, c->argv[0], &at) == 0)
        cli_says_of(s, table_article(s, at)->id, ev);
}

/* The one that was read under this number, whatever number it has now. */
static int article_of(const struct table_state *s, const struct table_event *ev, size_t *out_at)
{
    size_t i = 0;
    while (i < table_n_articles(s) && memcmp(table_article(s, i)->id, ev->u.form_id, TABLE_FORM_ID_LEN) != 0)
        i++;
    *out_at = i;
    return i < table_n_articles(s);
}

/* The desk, and the article that the first word names: its id goes into the event. */
static int begin(struct cli *c, struct table_event *ev, struct desk **d, size_t *out_at)
{
    if (!cli_words(c))
        return CLI_USAGE;
    int code = cli_read_desk(c, false, read_article, ev, d);
    if (code == 0)
        read_article(c, desk_table(*d), ev);
    if (code == 0 && !article_of(desk_table(*d), ev, out_at))
        code = cli_error(c, CLI_REFUSED, "There is no article %s. Which there are: tracktwo text list",
                         c->argv[0]);
    return code;
}

/* ---- showing ---- */

static void print_mask(const struct table_state *s, const char *what, uint64_t seats)
{
    char names[512];
    table_seat_names(s, seats, cli_lang(), names, sizeof names);
    if (seats != 0)
        printf("  %s%s%s\n", cli_say(what), cli_say(": "), cli_shown(names));
}

static void print_silence(const struct table_state *s, size_t at, uint64_t now)
{
    char hour[TABLE_SLOT_TEXT_LEN];
    table_slot_text(table_article(s, at)->until, hour);
    switch (table_article_silence(s, at, now)) {
    case TABLE_SILENCE_RUNS:
        cli_tell("  silence until %s", hour);
        break;
    case TABLE_SILENCE_BROKEN:
        cli_tell("  the silence was broken; it would have ended %s", hour);
        break;
    case TABLE_SILENCE_ADOPTED:
        cli_tell("  stands adopted by silence since %s", hour);
        break;
    case TABLE_SILENCE_NONE:
        return;
    }
    print_mask(s, TABLE_SAYS("objected"), table_article(s, at)->objected);
}

static void print_head(const struct table_state *s, size_t at, uint64_t now)
{
    const struct table_article *a = table_article(s, at);
    printf("%s. %s\n", cli_shown(table_article_name(s, at)),
           cli_shown(table_article_title(s, at, cli_tag())));
    cli_tell("  %s; drafts: %u", cli_say(table_article_status_name(table_article_status(s, at))),
             a->n_drafts);
    print_mask(s, TABLE_SAYS("concerns"), table_article_concerns(s, at));
    print_mask(s, TABLE_SAYS("could be recommended by"), a->could);
    print_mask(s, TABLE_SAYS("agreed ad referendum by"), a->agreed);
    print_mask(s, TABLE_SAYS("confirmed by the principals of"), a->confirmed);
    print_silence(s, at, now);
}

static int written(const struct draft_run *run, enum draft_style style, char **out)
{
    struct t2_buf b;
    t2_buf_init(&b, 4 * DRAFT_MAX_NOTATION);
    int err = draft_write(run, style, &b);
    if (err == 0)
        err = t2_buf_append(&b, "", 1);
    *out = err == 0 ? strdup((const char *)b.ptr) : NULL;
    t2_buf_free(&b);
    return err == 0 && *out == NULL ? T2_E_MEMORY : err;
}

/* A text may be longer than what cli_shown keeps. */
static void print_long(const char *text)
{
    size_t len = strlen(text) + 64;
    char *safe = malloc(len);
    if (safe != NULL) {
        cli_text(safe, len, text, true);
        puts(safe);
    }
    free(safe);
}

static void print_brackets(const struct table_state *s, size_t at, const struct draft_language *x)
{
    struct draft_place places[DRAFT_MAX_BRACKETS];
    size_t n = draft_brackets(&x->run, places, DRAFT_MAX_BRACKETS);
    for (size_t i = 0; i < n; i++) {
        const struct draft_bracket *b = places[i].bracket;
        uint64_t since = table_article_bracket_since(s, at, x->lang, b->id);
        char day[TABLE_SLOT_TEXT_LEN];
        table_slot_text(since, day);
        printf(cli_say("    bracket %u: %s"), (unsigned)b->id, cli_say(draft_reason_name(b->reason)));
        if (since != 0) {
            (void)fputs(cli_say(", "), stdout);
            printf(cli_say("since %s"), day);
        }
        if (places[i].depth > 1)
            printf("%s%s", cli_say(", "), cli_say("inside another"));
        putchar('\n');
        for (size_t k = 0; k < b->n; k++) {
            char label[DRAFT_LABEL_LEN], *text = NULL;
            draft_label(b->id, k, label);
            if (written(&b->alternatives[k], DRAFT_PLAIN, &text) == 0)
                printf("      %s%s%s\n", label, cli_say(": "),
                       text[0] != '\0' ? cli_shown(text) : cli_say("(nothing)"));
            free(text);
        }
    }
}

static void print_language(const struct table_state *s, size_t at, const struct draft_language *x,
                           enum draft_style style)
{
    char *text = NULL;
    printf("\n%s%s", cli_shown(x->lang), cli_say(": "));
    if (written(&x->run, style, &text) == 0)
        print_long(text);
    free(text);
    if (style == DRAFT_PLAIN)
        print_brackets(s, at, x);
}

static json_t *draft_json(const struct draft *d, enum draft_style style)
{
    json_t *o = json_object();
    for (size_t i = 0; i < d->n; i++) {
        char *text = NULL;
        if (written(&d->languages[i].run, style, &text) == 0)
            (void)json_object_set_new(o, d->languages[i].lang, cli_json_text(text));
        free(text);
    }
    return o;
}

static void warn_unchanged(const struct table_state *s, size_t at)
{
    const char *tags[DRAFT_MAX_LANGUAGES] = {NULL};
    size_t n = table_article_unchanged(s, at, tags, DRAFT_MAX_LANGUAGES);
    for (size_t i = 0; i < n; i++)
        cli_tell("  Note: the text in %s did not change with the last draft, and another language did. The "
                 "languages are equally authentic.",
                 cli_shown(tags[i]));
}

static enum draft_style style_of(struct cli *c)
{
    return cli_flag(c, "--clean") ? DRAFT_CLEAN : cli_flag(c, "--notation") ? DRAFT_NOTATION : DRAFT_PLAIN;
}

/* number: of the draft; 0: the present one. */
static json_t *show_json(const struct table_state *s, size_t at, const struct draft *draft, unsigned number,
                         enum draft_style style, uint64_t now)
{
    const unsigned n = table_article(s, at)->n_drafts;
    json_t *o = json_pack("{s:b, s:o, s:o, s:i, s:o, s:o}", "ok", 1, "text", draft_json(draft, style),
                          "languages", text_json_languages(s, at, draft, number == 0 || number == n), "draft",
                          (int)(number != 0 ? number : n), "history", text_json_drafts(s, at), "objections",
                          text_json_objections(s, at));
    json_t *article = text_json_article(s, at, now);
    (void)json_object_update(o, article);
    json_decref(article);
    return o;
}

int cmd_text_show(struct cli *c)
{
    const char *number = cli_option(c, "--draft");
    enum draft_style style = style_of(c);
    unsigned long k = 0;
    struct table_event ev = {0};
    struct desk *d = NULL;
    struct draft draft = {0};
    size_t at = 0;
    int code = begin(c, &ev, &d, &at);
    if (code == 0 && number != NULL && !cli_number(number, 1, table_article(desk_table(d), at)->n_drafts, &k))
        code = cli_error(c, CLI_REFUSED, "There is no draft %s of this article.", number);
    if (code == 0) {
        const struct table_state *s = desk_table(d);
        int err = table_article_draft(s, at, (unsigned)k, &draft);
        if (err == T2_E_MEMORY)
            code = cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory. Nothing was changed.");
        else if (!c->json) {
            print_head(s, at, desk_slot(d));
            for (size_t i = 0; i < draft.n; i++)
                print_language(s, at, &draft.languages[i], style);
            warn_unchanged(s, at);
        }
        cli_json(c, c->json ? show_json(desk_table(d), at, &draft, (unsigned)k, style, desk_slot(d)) : NULL);
    }
    draft_clear(&draft);
    cli_close_desk(d);
    return code;
}

static json_t *list_article(struct cli *c, const struct desk *d, size_t i)
{
    const struct table_state *s = desk_table(d);
    if (!c->json)
        print_head(s, i, desk_slot(d));
    return text_json_article(s, i, desk_slot(d));
}

static json_t *list_words(struct cli *c, const struct desk *d, size_t i)
{
    const struct table_state *s = desk_table(d);
    json_t *o = list_article(c, d, i);
    struct draft draft = {0};
    if (table_article_draft(s, i, 0, &draft) == 0)
        (void)json_object_set_new(o, "languages", text_json_languages(s, i, &draft, true));
    for (size_t k = 0; k < draft.n && !c->json; k++)
        print_language(s, i, &draft.languages[k], DRAFT_PLAIN);
    draft_clear(&draft);
    return o;
}

int cmd_text_list(struct cli *c)
{
    struct cli_listing articles = {"articles", TABLE_SAYS("The text has no article yet."), table_n_articles,
                                   cli_flag(c, "--words") ? list_words : list_article, NULL};
    return cli_list(c, &articles);
}

int cmd_text_compare(struct cli *c)
{
    const char *lang = cli_option(c, "--language");
    unsigned long k[2] = {0, 0};
    struct table_event ev = {0};
    struct desk *d = NULL;
    struct draft draft[2] = {{0}};
    char *text[2] = {NULL, NULL};
    struct draft_piece *pieces = NULL;
    size_t at = 0, n = 0;
    lang = lang != NULL ? lang : "en";
    int code = begin(c, &ev, &d, &at);
    for (int i = 0; i < 2 && code == 0; i++) {
        const struct draft_run *run = NULL;
        if (cli_number(c->argv[i + 1], 1, table_article(desk_table(d), at)->n_drafts, &k[i]) &&
            table_article_draft(desk_table(d), at, (unsigned)k[i], &draft[i]) == 0)
            run = draft_in(&draft[i], lang);
        if (run == NULL || written(run, DRAFT_PLAIN, &text[i]) != 0)
            code = cli_error(c, CLI_REFUSED, "There is no draft %s of this article in %s.", c->argv[i + 1],
                             lang);
    }
    if (code == 0 && draft_diff(text[0], text[1], &pieces, &n) != 0)
        code = cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory. Nothing was changed.");
    if (code == 0) {
        static const char *const marks[][2] = {{"", ""}, {"[-", "-]"}, {"{+", "+}"}};
        static const char *const words[] = {"same", "removed", "added"};
        json_t *list = json_array();
        char *piece = malloc(DRAFT_MAX_NOTATION + 1), *safe = malloc(DRAFT_MAX_NOTATION + 64);
        for (size_t i = 0; i < n && piece != NULL && safe != NULL && text[0] != NULL && text[1] != NULL;
             i++) {
            memcpy(piece, text[pieces[i].change == DRAFT_ADDED] + pieces[i].start, pieces[i].len);
            piece[pieces[i].len] = '\0';
            (void)json_array_append_new(list, json_pack("{s:s, s:o}", "change", words[pieces[i].change],
                                                        "text", cli_json_text(piece)));
            cli_text(safe, DRAFT_MAX_NOTATION + 64, piece, false);
            if (!c->json)
                printf("%s%s%s", marks[pieces[i].change][0], safe, marks[pieces[i].change][1]);
        }
        if (!c->json)
            puts("");
        free(piece);
        free(safe);
        cli_json(c, json_pack("{s:b, s:o}", "ok", 1, "pieces", list));
    }
    free(pieces);
    for (int i = 0; i < 2; i++) {
        free(text[i]);
        draft_clear(&draft[i]);
    }
    cli_close_desk(d);
    return code;
}

int cmd_text_export(struct cli *c)
{
    const char *form = cli_option(c, "--form"), *lang = cli_option(c, "--language");
    enum draft_style style = cli_flag(c, "--clean") ? DRAFT_CLEAN : DRAFT_PLAIN;
    static const char *const names[] = {"plain", "markdown", "html"};
    enum table_export which = TABLE_EXPORT_PLAIN;
    struct desk *d = NULL;
    struct t2_buf out;
    if (!cli_words(c))
        return CLI_USAGE;
    while (form != NULL && which <= TABLE_EXPORT_HTML && strcmp(form, names[which]) != 0)
        which++;
    if (which > TABLE_EXPORT_HTML)
        return cli_error(c, CLI_USAGE, "--form is plain, markdown or html.");
    int code = cli_synced_desk(c, false, &d);
    if (code != 0)
        return code;
    t2_buf_init(&out, 64u << 20);
    enum table_lang speaks = cli_lang();
    if (lang != NULL && table_lang_find(lang, &speaks) != 0)
        speaks = cli_lang(); /* a text in none of the program's languages */
    int err = table_export_text(desk_table(d), which, lang, speaks, style, desk_slot(d), &out);
    if (err == 0)
        err = t2_buf_append(&out, "", 1);
    if (err != 0)
        code = cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory. Nothing was written.");
    else if (c->json)
        cli_json(c, json_pack("{s:b, s:o}", "ok", 1, "text", cli_json_text((const char *)out.ptr)));
    else
        (void)fwrite(out.ptr, 1, out.len - 1, stdout); /* texts of the table have no control characters */
    t2_buf_free(&out);
    cli_close_desk(d);
    return code;
}

/* ---- drafting ---- */

/* A text in each language: of a title, or the notation that a draft is made of. Texts are copies, to be
 * freed. */
struct sheet {
    size_t n;
    char *lang[DRAFT_MAX_LANGUAGES], *text[DRAFT_MAX_LANGUAGES];
};

static void sheet_free(struct sheet *x)
{
    for (size_t i = 0; i < x->n; i++) {
        free(x->lang[i]);
        free(x->text[i]);
    }
    *x = (struct sheet){0};
}

static int sheet_set(struct cli *c, struct sheet *x, const char *lang, const char *text)
{
    size_t i = 0;
    while (i < x->n && (x->lang[i] == NULL || strcmp(x->lang[i], lang) != 0))
        i++;
    if (i == DRAFT_MAX_LANGUAGES)
        return cli_error(c, CLI_REFUSED, "An article has 16 languages at most. Nothing was sent.");
    if (i == x->n) {
        x->lang[i] = strdup(lang);
        x->text[i] = NULL;
        x->n++;
    }
    free(x->text[i]);
    x->text[i] = strdup(text);
    return x->lang[i] != NULL && x->text[i] != NULL
               ? 0
               : cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory. Nothing was sent.");
}

/* A file is a JSON object of languages: {"en": "...", "uk": "..."}. */
static int sheet_file(struct cli *c, struct sheet *x, const char *path)
{
    struct t2_buf b;
    json_error_t where;
    const char *lang;
    json_t *text;
    int code = cli_read_file(c, path, TABLE_FILE_MAX, &b);
    json_t *o = code == 0 ? json_loadb((const char *)b.ptr, b.len, JSON_REJECT_DUPLICATES, &where) : NULL;
    if (code == 0 && !json_is_object(o))
        code = cli_error(c, CLI_WRONG,
                         "%s is not a text in languages: a JSON object, as in {\"en\": \"...\"}. Nothing was "
                         "sent.",
                         path);
    json_object_foreach(o, lang, text)
    {
        if (code == 0 && !json_is_string(text))
            code =
                cli_error(c, CLI_WRONG, "%s: the text in %s is not a string. Nothing was sent.", path, lang);
        if (code == 0)
            code = sheet_set(c, x, lang, json_string_value(text));
    }
    json_decref(o);
    t2_buf_free(&b);
    return code;
}

/* Its title: the word, in its language, and those of the file. */
static int read_titles(struct cli *c, const char *lang, const char *file, struct sheet *x)
{
    int code = c->argc > 1 ? sheet_set(c, x, lang != NULL ? lang : "en", c->argv[1]) : 0;
    if (code == 0 && file != NULL)
        code = sheet_file(c, x, file);
    if (code == 0 && x->n == 0)
        code = cli_error(c, CLI_USAGE, "Give the title, or --file FILE with the title in several languages.");
    return code;
}

int cmd_text_open(struct cli *c)
{
    const char *issues = cli_option(c, "--issues"), *seats = cli_option(c, "--seats"),
               *lang = cli_option(c, "--language"), *file = cli_option(c, "--file");
    struct table_event ev = {.kind = TABLE_EV_ARTICLE_OPENED};
    struct table_ev_article_opened *x = &ev.u.article_opened;
    struct table_text title[DRAFT_MAX_LANGUAGES];
    struct sheet sheet = {0};
    struct desk *d = NULL;
    if (!cli_words(c))
        return CLI_USAGE;
    if (issues == NULL && seats == NULL)
        return cli_error(c, CLI_USAGE,
                         "Say what the article is about, with --issues, or whom it concerns, with "
                         "--seats.");
    int code = cli_form_id(c, x->id);
    if (code == 0)
        code = read_titles(c, lang, file, &sheet);
    if (code == 0)
        code = cli_numbered_desk(c, false, &d);
    if (code == 0) {
        const struct table_state *s = desk_table(d);
        for (size_t i = 0; i < sheet.n; i++)
            title[i] = (struct table_text){sheet.lang[i], sheet.text[i]};
        x->name = c->argv[0];
        x->title = (struct table_texts){sheet.n, title};
        code = cli_issues(c, s, "--issues", issues, &x->issues);
        for (size_t i = 0; i < table_n_issues(s); i++)
            x->concerns |= (x->issues >> i & 1) != 0 ? table_issue(s, i)->concerns : 0;
        if (code == 0 && seats != NULL)
            code = cli_seats(c, s, seats, &x->concerns);
    }
    if (code == 0)
        code = cli_post(c, d, &ev, "The article is open. The seat that holds the pen makes the drafts.");
    sheet_free(&sheet);
    cli_close_desk(d);
    return code;
}

static int send_draft(struct cli *c, struct desk *d, struct table_event *ev, size_t at, struct draft *draft,
                      bool reopen)
{
    ev->kind = TABLE_EV_DRAFT;
    ev->u.draft.replaces = table_article(desk_table(d), at)->n_drafts;
    ev->u.draft.reopens = reopen;
    ev->u.draft.draft = *draft;
    ev->u.draft.draft.storage = NULL;
    return cli_post(c, d, ev, "The draft goes to all seats at once.");
}

int cmd_text_draft(struct cli *c)
{
    const char *lang = cli_option(c, "--language"), *file = cli_option(c, "--file");
    bool reopen = cli_flag(c, "--reopen"), leave_out = cli_flag(c, "--leave-out");
    struct table_event ev = {0};
    struct desk *d = NULL;
    struct sheet sheet = {0};
    struct draft before = {0}, draft = {0};
    struct draft_error why = {0};
    size_t at = 0;
    int code = begin(c, &ev, &d, &at);
    if (code == 0 && (c->argc > 1) + (file != NULL) + leave_out != 1)
        code = cli_error(c, CLI_USAGE, "Give the words, or --file FILE, or --leave-out.");
    if (code == 0 && table_article_draft(desk_table(d), at, 0, &before) == T2_E_MEMORY)
        code = cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory. Nothing was sent.");
    for (size_t i = 0; i < before.n && code == 0; i++) {
        char *text = NULL;
        if (leave_out || written(&before.languages[i].run, DRAFT_NOTATION, &text) == 0)
            code = sheet_set(c, &sheet, before.languages[i].lang, leave_out ? "" : text);
        free(text);
    }
    if (code == 0 && c->argc > 1)
        code = sheet_set(c, &sheet, lang != NULL ? lang : "en", c->argv[1]);
    if (code == 0 && file != NULL)
        code = sheet_file(c, &sheet, file);
    if (code == 0) {
        const struct table_article *a = table_article(desk_table(d), at);
        struct draft_notation in[DRAFT_MAX_LANGUAGES] = {{0}};
        for (size_t i = 0; i < sheet.n; i++)
            in[i] = (struct draft_notation){sheet.lang[i], sheet.text[i]};
        int err = draft_read(in, sheet.n, a->draft != 0 ? &before : NULL, a->last_id, &draft, &why);
        if (err == T2_E_MALFORMED)
            code = cli_error(c, CLI_REFUSED, "%s (%s, after %zu bytes.) Nothing was sent.", cli_say(why.text),
                             sheet.lang[why.language], why.at);
        else if (err == T2_E_MEMORY)
            code = cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory. Nothing was sent.");
        else if (err != 0)
            code = cli_error(c, CLI_REFUSED,
                             "This is too long for one article. Nothing was sent. Make two of it.");
    }
    if (code == 0)
        code = send_draft(c, d, &ev, at, &draft, reopen);
    draft_clear(&draft);
    draft_clear(&before);
    sheet_free(&sheet);
    cli_close_desk(d);
    return code;
}

/* "2:1": of bracket 2 the first alternative stays. */
bool cli_choice(const char *word, struct draft_choice *out)
{
    unsigned long id = 0, alternative = 0;
    char left[8];
    const char *colon = strchr(word, ':');
    if (colon == NULL || (size_t)(colon - word) >= sizeof left)
        return false;
    memcpy(left, word, (size_t)(colon - word));
    left[colon - word] = '\0';
    if (!cli_number(left, 1, UINT16_MAX, &id) ||
        !cli_number(colon + 1, 1, DRAFT_MAX_ALTERNATIVES, &alternative))
        return false;
    *out = (struct draft_choice){(uint16_t)id, (uint8_t)(alternative - 1)};
    return true;
}

/* Settles one language by those of the choices that name a bracket of it; their bits go into *used. */
static int settle_language(const struct draft *in, const struct draft_language *x,
                           const struct draft_choice *choices, size_t n, enum draft_rest rest, bool *used,
                           struct draft *out)
{
    struct draft_place at[DRAFT_MAX_BRACKETS];
    struct draft_choice own[DRAFT_MAX_BRACKETS];
    size_t n_own = 0, n_at = draft_brackets(&x->run, at, DRAFT_MAX_BRACKETS);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < n_at; k++) {
            if (at[k].bracket->id == choices[i].id) {
                own[n_own++] = choices[i];
                used[i] = true;
                break;
            }
        }
    }
    return draft_settle(in, x->lang, own, n_own, rest, out);
}

/* lang NULL: in every language that has the brackets. */
static int settle_all(const struct draft *before, const char *lang, const struct draft_choice *choices,
                      size_t n, enum draft_rest rest, struct draft *out)
{
    bool used[DRAFT_MAX_BRACKETS] = {false};
    const struct draft *now = before;
    struct draft last = {0};
    int err = lang != NULL && draft_in(before, lang) == NULL ? T2_E_MISSING : 0;
    for (size_t i = 0; i < before->n && err == 0; i++) {
        const struct draft_language *x = &before->languages[i];
        if (lang != NULL && strcmp(x->lang, lang) != 0)
            continue;
        err = settle_language(now, x, choices, n, rest, used, out);
        draft_clear(&last);
        if (err == 0)
            last = *out;
        now = &last;
    }
    for (size_t i = 0; i < n && err == 0; i++)
        err = used[i] ? 0 : T2_E_MISSING;
    if (err != 0)
        draft_clear(&last);
    *out = last;
    return err;
}

int cmd_text_settle(struct cli *c)
{
    const char *lang = cli_option(c, "--language");
    bool rest = cli_flag(c, "--rest"), reopen = cli_flag(c, "--reopen");
    struct draft_choice choices[DRAFT_MAX_BRACKETS];
    struct table_event ev = {0};
    struct desk *d = NULL;
    struct draft before = {0}, draft = {0};
    size_t at = 0, n = 0;
    int code = begin(c, &ev, &d, &at);
    for (int i = 1; i < c->argc && code == 0; i++) {
        if (n == DRAFT_MAX_BRACKETS || !cli_choice(c->argv[i], &choices[n++]))
            code = cli_error(
                c, CLI_USAGE,
                "Name a bracket and the alternative that stays, as in 2:1. Which there are: tracktwo "
                "text show %s",
                c->argv[0]);
    }
    if (code == 0 && n == 0 && !rest)
        code = cli_error(c, CLI_USAGE,
                         "Name a bracket and the alternative that stays, as in 2:1, or give --rest.");
    int err = code == 0 ? table_article_draft(desk_table(d), at, 0, &before) : 0;
    if (code == 0 && err == 0)
        err = settle_all(&before, lang, choices, n, rest ? DRAFT_FIRST : DRAFT_KEEP, &draft);
    if (err == T2_E_MEMORY)
        code = cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory. Nothing was sent.");
    else if (err != 0)
        code =
            cli_error(c, CLI_REFUSED,
                      "There is no such bracket, or no such alternative in it. Nothing was sent. Which there "
                      "are: tracktwo text show %s",
                      c->argv[0]);
    if (code == 0)
        code = send_draft(c, d, &ev, at, &draft, reopen);
    draft_clear(&draft);
    draft_clear(&before);
    cli_close_desk(d);
    return code;
}

/* ---- silence, and what a seat says ---- */

int cmd_text_silence(struct cli *c)
{
    struct table_event ev = {.kind = TABLE_EV_SILENCE_SET};
    struct desk *d = NULL;
    size_t at = 0;
    int code = begin(c, &ev, &d, &at);
    if (code == 0)
        code = cli_day(c, TABLE_SAYS("The hour of a silence"), c->argv[1], CLI_DAY_NEEDS_HOUR,
                       &ev.u.silence_set.until);
    if (code == 0)
        code =
            cli_post(c, d, &ev, "The silence runs. Unless a seat objects before the hour, the draft stands.");
    cli_close_desk(d);
    return code;
}

int cmd_text_object(struct cli *c)
{
    struct table_event ev = {.kind = TABLE_EV_OBJECTED};
    struct desk *d = NULL;
    size_t at = 0;
    int code = begin(c, &ev, &d, &at);
    if (code == 0) {
        ev.u.objected.remark = c->argv[1];
        code = cli_post(c, d, &ev, "The silence is broken.");
    }
    cli_close_desk(d);
    return code;
}

static int say(struct cli *c, enum table_article_says what, const char *done)
{
    struct table_event ev = {.kind = TABLE_EV_ARTICLE_SAID};
    struct desk *d = NULL;
    size_t at = 0;
    int code = begin(c, &ev, &d, &at);
    if (code == 0) {
        ev.u.article_said.says = (uint8_t)what;
        code = cli_post(c, d, &ev, done);
    }
    if (code == 0 && !c->json && what != TABLE_ARTICLE_WITHDRAWN)
        cli_tell("This was said of draft %u of article %s.", table_article(desk_table(d), at)->n_drafts,
                 cli_shown(table_article_name(desk_table(d), at)));
    cli_close_desk(d);
    return code;
}

int cmd_text_recommend(struct cli *c)
{
    return say(c, TABLE_ARTICLE_COULD_RECOMMEND,
               TABLE_SAYS("All see that you could recommend this article."));
}

int cmd_text_agree(struct cli *c)
{
    return say(c, TABLE_ARTICLE_AGREED, TABLE_SAYS("You have agreed to this article, ad referendum."));
}

int cmd_text_confirm(struct cli *c)
{
    return say(c, TABLE_ARTICLE_CONFIRMED, TABLE_SAYS("All see that your principal confirms this article."));
}

int cmd_text_withdraw(struct cli *c)
{
    return say(c, TABLE_ARTICLE_WITHDRAWN,
               TABLE_SAYS("What you said of this article is taken back; all see it."));
}
