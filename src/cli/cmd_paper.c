/* tracktwo paper circulate|list|show. */
#include "cli/attachment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tracktwo/words.h>

#define PAPER_FILE_MAX (1u << 20)

/* A language of the paper: "en=FILE", cleaned. */
struct page {
    char lang[TABLE_LANG_MAX + 1];
    struct t2_buf text;
    struct words_report report;
};

static int read_page(struct cli *c, const char *word, struct page *x)
{
    const char *equals = strchr(word, '=');
    size_t n = equals != NULL ? (size_t)(equals - word) : 0;
    struct t2_buf file;
    if (n < 1 || n > TABLE_LANG_MAX)
        return cli_error(c, CLI_USAGE,
                         "Name each language and its file, as in en=paper.txt uk=paper-uk.txt.");
    memcpy(x->lang, word, n);
    x->lang[n] = '\0';
    int code = cli_read_file(c, equals + 1, PAPER_FILE_MAX, &file);
    int err = code == 0 ? words_clean(t2_buf_view(&file), 1, &x->text, &x->report) : 0;
    if (err == 0 && code == 0)
        err = t2_buf_append(&x->text, "", 1);
    if (err == T2_E_MALFORMED)
        code = cli_error(c, CLI_WRONG, "%s is not a text in UTF-8. Nothing was circulated.", equals + 1);
    else if (err == T2_E_FULL)
        code = cli_error(c, CLI_REFUSED,
                         "%s is too long for a paper: 16,384 bytes. Nothing was circulated. Make two of it.",
                         equals + 1);
    else if (err != 0)
        code = cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory. Nothing was circulated.");
    t2_buf_free(&file);
    return code;
}

/* The paper of ours that this one replaces. */
static int find_before(struct cli *c, const struct table_state *s, const char *number, struct table_event *ev)
{
    unsigned long k = 0;
    if (number == NULL)
        return 0;
    if (!cli_number(number, 1, table_n_papers(s), &k))
        return cli_error(c, CLI_REFUSED, "There is no paper %s. Which there are: tracktwo paper list",
                         number);
    memcpy(ev->u.paper.of, table_paper(s, k - 1)->id, TABLE_FORM_ID_LEN);
    return 0;
}

static void tell_cleaned(const struct cli *c, const struct page *x)
{
    if (!c->json && x->report.hidden > 0)
        cli_tell("%s: characters that cannot be seen were taken out: %zu", cli_shown(x->lang),
                 x->report.hidden);
}

/* All or nothing; then sends, and says so. */
static int post(struct cli *c, struct desk *d, struct table_event *ev, struct cli_attachments *files)
{
    struct desk_problem why = {.lang = cli_lang()};
    bool sent = false;
    int err = desk_paper_post(d, ev, files->desk, files->n, &why);
    int code = err != 0 ? cli_problem(c, err, &why) : cli_send(c, d, &sent);
    if (code != 0)
        return code;
    if (!c->json)
        cli_tell("The paper goes to all seats at once.");
    cli_json(c, json_pack("{s:b, s:s, s:b, s:o}", "ok", 1, "kind", table_event_kind_name(ev->kind), "sent",
                          sent, "attachments", cli_attachments_sent(c, files)));
    return 0;
}

int cmd_paper_circulate(struct cli *c)
{
    static struct cli_attachments files;
    const char *before = cli_option(c, "--replaces");
    bool first_prevails = cli_flag(c, "--first-prevails");
    static struct page pages[TABLE_MAX_LANGUAGES];
    struct table_text title, body[TABLE_MAX_LANGUAGES];
    struct table_event ev = {.kind = TABLE_EV_PAPER};
    struct desk *d = NULL;
    size_t n = 0;
    int code = cli_attachments_read(c, &files);
    if (code == 0 && !cli_words(c))
        code = CLI_USAGE;
    if (code == 0)
        code = cli_form_id(c, ev.u.paper.id);
    for (int i = 1; i < c->argc && code == 0; i++) {
        t2_buf_init(&pages[n].text, TABLE_PAPER_MAX + 1);
        code = read_page(c, c->argv[i], &pages[n]);
        body[n] = (struct table_text){pages[n].lang, (const char *)pages[n].text.ptr};
        n++;
    }
    if (code == 0)
        code = before != NULL ? cli_numbered_desk(c, false, &d) : cli_synced_desk(c, false, &d);
    if (code == 0)
        code = find_before(c, desk_table(d), before, &ev);
    if (code == 0) {
        title = (struct table_text){pages[0].lang, c->argv[0]};
        ev.u.paper.authentic = !first_prevails;
        ev.u.paper.title = (struct table_texts){1, &title};
        ev.u.paper.body = (struct table_texts){n, body};
        code = post(c, d, &ev, &files);
    }
    for (size_t i = 0; i < n; i++) {
        if (code == 0)
            tell_cleaned(c, &pages[i]);
        t2_buf_free(&pages[i].text);
    }
    cli_attachments_free(&files);
    cli_close_desk(d);
    return code;
}

/* ---- showing ---- */

static const struct table_ev_paper *paper_of(const struct table_state *s, size_t i)
{
    return &table_event_at(s, table_paper(s, i)->event)->u.paper;
}

static void print_head(const struct table_state *s, size_t i)
{
    const struct table_paper *p = table_paper(s, i);
    const struct table_event *ev = table_event_at(s, p->event);
    const struct table_ev_paper *x = &ev->u.paper;
    char when[TABLE_SLOT_TEXT_LEN];
    table_slot_text(ev->slot, when);
    printf("%u. %s\n  %s%s%s", p->number, cli_shown(table_text_in(x->title.texts, x->title.n, cli_tag())),
           cli_shown(table_seat(s, ev->author)->name), cli_say(", "), when);
    if (p->version > 1)
        printf(cli_say("; version %u"), p->version);
    if (p->after != SIZE_MAX)
        printf(cli_say("; replaced by paper %u"), table_paper(s, p->after)->number);
    puts(x->body.n < 2  ? ""
         : x->authentic ? cli_say("; the languages are equally authentic")
                        : cli_say("; the first language prevails"));
}

/* The number of another version, 0 for none. */
static int version_number(const struct table_state *s, size_t i)
{
    return i != SIZE_MAX ? (int)table_paper(s, i)->number : 0;
}

/* What a list says of a paper; its words come with `paper show`. */
static json_t *paper_json(struct cli *c, const struct desk *d, size_t i)
{
    const struct table_state *s = desk_table(d);
    const struct table_paper *p = table_paper(s, i);
    const struct table_event *ev = table_event_at(s, p->event);
    const struct table_ev_paper *x = paper_of(s, i);
    const char *tags[TABLE_MAX_LANGUAGES] = {NULL};
    json_t *languages = json_array(), *unchanged = json_array();
    for (size_t k = 0; k < x->body.n; k++)
        (void)json_array_append_new(languages, json_string(x->body.texts[k].lang));
    size_t n = table_paper_unchanged(s, i, tags, TABLE_MAX_LANGUAGES);
    for (size_t k = 0; k < n; k++)
        (void)json_array_append_new(unchanged, json_string(tags[k]));
    return json_pack(
        "{s:i, s:i, s:i, s:i, s:s, s:I, s:o, s:b, s:o, s:o, s:o}", "number", (int)p->number, "version",
        (int)p->version, "replaces", version_number(s, p->before), "replaced_by", version_number(s, p->after),
        "seat", table_seat(s, ev->author)->id, "slot", (json_int_t)ev->slot, "title",
        cli_json_text(table_text_in(x->title.texts, x->title.n, cli_tag())), "authentic", (int)x->authentic,
        "languages", languages, "unchanged", unchanged, "attachments", cli_attachments_of(c, d, i, false));
}

static json_t *whole_json(struct cli *c, const struct desk *d, size_t i)
{
    const struct table_ev_paper *x = paper_of(desk_table(d), i);
    json_t *o = paper_json(c, d, i), *text = json_object();
    for (size_t k = 0; k < x->body.n; k++)
        (void)json_object_set_new(text, x->body.texts[k].lang, json_string(x->body.texts[k].text));
    (void)json_object_set_new(o, "text", text);
    return o;
}

static json_t *list_paper(struct cli *c, const struct desk *d, size_t i)
{
    if (!c->json)
        print_head(desk_table(d), i);
    return paper_json(c, d, i);
}

int cmd_paper_list(struct cli *c)
{
    static const struct cli_listing papers = {"papers", TABLE_SAYS("No paper has been circulated."),
                                              table_n_papers, list_paper, NULL};
    return cli_list(c, &papers);
}

/* Line by line, each safe for a terminal. */
void cli_print_page(const char *text)
{
    char *copy = strdup(text), *safe = malloc(TABLE_PAPER_MAX + 64);
    for (char *rest = copy, *line; safe != NULL && rest != NULL && (line = strsep(&rest, "\n")) != NULL;) {
        cli_text(safe, TABLE_PAPER_MAX + 64, line, true);
        printf("    %s\n", safe);
    }
    free(copy);
    free(safe);
}

int cmd_paper_show(struct cli *c)
{
    unsigned long k = 0;
    struct desk *d = NULL;
    if (!cli_words(c))
        return CLI_USAGE;
    int code = cli_synced_desk(c, false, &d);
    if (code == 0 && !cli_number(c->argv[0], 1, table_n_papers(desk_table(d)), &k))
        code = cli_error(c, CLI_REFUSED, "There is no paper %s. Which there are: tracktwo paper list",
                         c->argv[0]);
    if (code == 0) {
        const struct table_state *s = desk_table(d);
        const struct table_ev_paper *x = paper_of(s, k - 1);
        const char *tags[TABLE_MAX_LANGUAGES] = {NULL};
        size_t n = table_paper_unchanged(s, k - 1, tags, TABLE_MAX_LANGUAGES);
        cli_json(c, json_pack("{s:b, s:o}", "ok", 1, "paper", whole_json(c, d, k - 1)));
        if (!c->json)
            print_head(s, k - 1);
        for (size_t i = 0; i < x->body.n && !c->json; i++) {
            printf("\n  %s\n", cli_shown(x->body.texts[i].lang));
            cli_print_page(x->body.texts[i].text);
        }
        for (size_t i = 0; i < n && !c->json; i++)
            cli_tell("  Note: the text in %s did not change with this version, and another language did.",
                     cli_shown(tags[i]));
        json_decref(cli_attachments_of(c, d, k - 1, true));
    }
    cli_close_desk(d);
    return code;
}
