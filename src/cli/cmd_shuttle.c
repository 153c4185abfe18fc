/* tracktwo shuttle paper|text|words: a facilitator of two tables carries words from the profile's desk to the
 * desk in another folder of the same person, without their origin (tracktwo/shuttle.h). The first desk only
 * reads: nothing is posted at its table, and neither desk keeps that there was another. */
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tracktwo/shuttle.h>
#include <tracktwo/words.h>

struct carry {
    const char *to, *title, *lang;
    bool as_it_stands;
    struct desk *origin, *other;
    struct shuttle_words words;
    json_t *found;
    size_t n_found;
};

static int must_facilitate(struct cli *c, const struct desk *d, const char *folder)
{
    return shuttle_may(desk_table(d), channel_self(desk_channel(d)))
               ? 0
               : cli_error(
                     c, CLI_REFUSED,
                     "You are not the facilitator of the table in %s. Nothing was carried over: only the "
                     "facilitator of both tables carries words from one to the other.",
                     folder);
}

/* Both desks open; the first one up to date. */
static int begin(struct cli *c, struct carry *x)
{
    x->to = cli_option(c, "--to");
    x->title = cli_option(c, "--title");
    x->lang = cli_option(c, "--language");
    x->as_it_stands = cli_flag(c, "--as-it-stands");
    x->found = json_array();
    if (!cli_words(c))
        return CLI_USAGE;
    if (x->to == NULL)
        return cli_error(c, CLI_USAGE, "Say to which of your desks, --to FOLDER.");
    int code = cli_two_desks(c, x->to, &x->origin, &x->other);
    if (code == 0)
        code = must_facilitate(c, x->origin, c->profile);
    if (code == 0 &&
        memcmp(table_id(desk_table(x->origin)), table_id(desk_table(x->other)), TABLE_DIGEST_LEN) == 0)
        code = cli_error(c, CLI_REFUSED, "The two desks sit at the same table. Nothing was carried over.");
    return code == 0 ? cli_sync_desk(c, x->origin) : code;
}

static int words_problem(struct cli *c, int err)
{
    switch (err) {
    case 0:
        return 0;
    case T2_E_MISSING:
        return cli_error(c, CLI_REFUSED, "There are no words to carry there, or not in that language.");
    case T2_E_ARGUMENT:
        return cli_error(c, CLI_REFUSED,
                         "There is no such bracket, or no such alternative in it; or the article has several "
                         "languages: then say of which, with --language. Nothing was carried over.");
    case T2_E_TOO_LARGE:
        return cli_error(
            c, CLI_REFUSED,
            "This is too long for a paper: 16,384 bytes. Nothing was carried over. Carry it in two.");
    case T2_E_MALFORMED:
        return cli_error(c, CLI_WRONG, "The text is not in UTF-8. Nothing was done.");
    default:
        return cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory. Nothing was done.");
    }
}

/* What the checker marks in all that would leave, by the names and the record of one of the tables. */
static int check(struct cli *c, struct carry *x, const struct table_state *s, int of_table)
{
    const struct chatham_names extra = {.of_table = of_table};
    int code = x->title != NULL ? cli_chatham(c, s, &extra, x->title, x->found, &x->n_found) : 0;
    for (size_t i = 0; i < x->words.n && code == 0; i++)
        code = cli_chatham(c, s, &extra, x->words.texts[i].text, x->found, &x->n_found);
    return code;
}

static int stop_if_marked(struct cli *c, const struct carry *x)
{
    return x->n_found == 0 || x->as_it_stands
               ? 0
               : cli_error_with(c, CLI_REFUSED, json_pack("{s:O}", "findings", x->found),
                                "Places that the checker marks: %zu. Nothing was carried over. Say it in "
                                "other words with "
                                "tracktwo shuttle words, or say --as-it-stands when you have looked at each.",
                                x->n_found);
}

static void tell_left(const struct cli *c, const struct carry *x)
{
    if (c->json)
        return;
    cli_tell("Left behind: author, day, numbers, names, versions and reasons, and the title unless you gave "
             "one.");
    if (x->words.hidden > 0)
        cli_tell("Characters that cannot be seen were taken out: %zu", x->words.hidden);
}

/* The title as it comes from a keyboard, cleaned like the words. */
static int clean_title(struct cli *c, struct carry *x, struct t2_buf *out)
{
    struct words_report report;
    if (x->title == NULL)
        return 0;
    int err = words_clean(t2_bytes_str(x->title), 0, out, &report);
    if (err == 0)
        err = t2_buf_append(out, "", 1);
    x->title = (const char *)out->ptr;
    return words_problem(c, err);
}

/* The first desk is closed before the other one speaks to its relay. */
static int carry(struct cli *c, struct carry *x)
{
    struct table_event ev;
    struct t2_buf title;
    uint8_t id[TABLE_FORM_ID_LEN];
    t2_buf_init(&title, TABLE_PAPER_MAX);
    int code = clean_title(c, x, &title);
    if (code == 0)
        code = check(c, x, desk_table(x->origin), 1);
    cli_close_desk(x->origin);
    x->origin = NULL;
    if (code == 0)
        code = cli_sync_desk(c, x->other);
    if (code == 0)
        code = must_facilitate(c, x->other, x->to);
    if (code == 0)
        code = check(c, x, desk_table(x->other), 0);
    if (code == 0)
        code = stop_if_marked(c, x);
    if (code == 0)
        code = cli_form_id(c, id);
    if (code == 0) {
        shuttle_event(&x->words, x->title, id, &ev);
        code = cli_post(c, x->other, &ev, "The words are at the other table, as a paper of yours.");
    }
    if (code == 0)
        tell_left(c, x);
    t2_buf_free(&title);
    return code;
}

static int end(struct carry *x, int code)
{
    json_decref(x->found);
    shuttle_words_clear(&x->words);
    cli_close_desk(x->origin);
    cli_close_desk(x->other);
    return code;
}

int cmd_shuttle_paper(struct cli *c)
{
    struct carry x = {0};
    unsigned long k = 0;
    int code = begin(c, &x);
    if (code == 0 && !cli_number(c->argv[0], 1, table_n_papers(desk_table(x.origin)), &k))
        code = cli_error(c, CLI_REFUSED, "There is no paper %s. Which there are: tracktwo paper list",
                         c->argv[0]);
    if (code == 0)
        code = words_problem(c, shuttle_paper(desk_table(x.origin), k - 1, x.lang, &x.words));
    return end(&x, code == 0 ? carry(c, &x) : code);
}

int cmd_shuttle_text(struct cli *c)
{
    struct carry x = {0};
    struct draft_choice choices[DRAFT_MAX_BRACKETS];
    size_t at = 0, n = 0;
    int code = begin(c, &x);
    if (code == 0 && table_article_find(desk_table(x.origin), c->argv[0], &at) != 0)
        code = cli_error(c, CLI_REFUSED, "There is no article %s. Which there are: tracktwo text list",
                         c->argv[0]);
    for (int i = 1; i < c->argc && code == 0; i++) {
        if (n == DRAFT_MAX_BRACKETS || !cli_choice(c->argv[i], &choices[n++]))
            code =
                cli_error(c, CLI_USAGE,
                          "Name a bracket and the alternative that is carried, as in 2:1. Which there are: "
                          "tracktwo text show %s",
                          c->argv[0]);
    }
    if (code == 0)
        code = words_problem(c, shuttle_article(desk_table(x.origin), at, x.lang, choices, n, &x.words));
    return end(&x, code == 0 ? carry(c, &x) : code);
}

int cmd_shuttle_words(struct cli *c)
{
    struct carry x = {0};
    int code = begin(c, &x);
    if (code == 0)
        code = words_problem(c, shuttle_text(c->argv[0], x.lang != NULL ? x.lang : cli_tag(), &x.words));
    return end(&x, code == 0 ? carry(c, &x) : code);
}
