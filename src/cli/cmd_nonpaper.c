/* tracktwo nonpaper prepare|drop|round|list|show: texts without an author. */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

#include <tracktwo/secret.h>
#include <tracktwo/words.h>

#define FILE_MAX (1u << 20)

/* The file as one string, cleaned like a paper. */
static int read_text(struct cli *c, const char *path, struct t2_buf *out, struct words_report *report)
{
    struct t2_buf file;
    int code = cli_read_file(c, path, FILE_MAX, &file);
    int err = code == 0 ? words_clean(t2_buf_view(&file), 1, out, report) : 0;
    if (code == 0 && err == 0)
        err = t2_buf_append(out, "", 1);
    if (err == T2_E_MALFORMED)
        code = cli_error(c, CLI_WRONG, "%s is not a text in UTF-8. Nothing was prepared.", path);
    else if (err != 0)
        code = cli_error(c, CLI_ENVIRONMENT, "%s cannot be read. Nothing was prepared.", path);
    t2_buf_free(&file);
    return code;
}

/* What could tell the author: what belongs into letters, then names and the like. */
static int check(struct cli *c, const struct table_state *s, const char *text, json_t *list)
{
    static struct chatham_finding found[CHATHAM_MAX_FINDINGS];
    size_t n = 0;
    if (chatham_check_form(text, found, &n) != 0)
        return cli_error(c, CLI_ENVIRONMENT, "The text cannot be checked. Nothing was done.");
    if (n > 0 && !c->json)
        cli_tell("This could tell who wrote it:");
    for (size_t i = 0; i < n; i++) {
        (void)json_array_append_new(list, cli_finding_json(text, &found[i]));
        if (!c->json)
            cli_print_finding(text, &found[i]);
    }
    t2_wipe(found, sizeof found);
    return cli_chatham(c, s, NULL, text, list, &n);
}

/* A warning for the person, or into the list for --json. */
static void warn(const struct cli *c, json_t *list, const char *text)
{
    if (!c->json)
        puts(cli_shown(text));
    (void)json_array_append_new(list, cli_json_text(text));
}

/* An earlier text that has gone into a round was perhaps seen; a text like it in a round of others tells. */
static void warn_replaced(const struct cli *c, const struct desk *d, const struct desk_non_paper *before,
                          json_t *list)
{
    char names[512], text[1024];
    if (before->seats == 0)
        return;
    table_seat_names(desk_table(d), before->seats, cli_lang(), names, sizeof names);
    (void)snprintf(
        text, sizeof text,
        cli_say("Note: the text that it replaces has gone into a round of %s and did not come out. Somebody "
                "may have seen it. If this one is like it, put it into rounds of the same seats only."),
        names);
    warn(c, list, text);
}

/* Without a word to the relay: it could remember who came just before a text did. The table must be known,
 * since whose names are not known is not warned of. */
static int quiet_desk(struct cli *c, struct desk **out)
{
    int code = cli_desk(c, out);
    if (code == 0 && (!desk_has_table(*out) || !table_is_open(desk_table(*out))))
        code =
            cli_error(c, CLI_REFUSED,
                      "The table's opening has not arrived yet. Nothing was changed. Please try again in a "
                      "moment.");
    return code;
}

int cmd_nonpaper_prepare(struct cli *c)
{
    struct desk_problem why = {.lang = cli_lang()};
    struct words_report report = {0};
    struct desk_non_paper before;
    struct desk *d = NULL;
    struct t2_buf text;
    json_t *list = json_array(), *warnings = json_array();
    t2_buf_init(&text, (size_t)FILE_MAX * 3);
    int code = cli_words(c) ? 0 : CLI_USAGE;
    if (code == 0)
        code = read_text(c, c->argv[0], &text, &report);
    if (code == 0)
        code = quiet_desk(c, &d);
    if (code == 0 && text.len > TABLE_NON_PAPER_MAX + 1)
        code =
            cli_error(c, CLI_REFUSED,
                      "A non-paper has at most %d bytes, and this one has %zu. Nothing was prepared. Make it "
                      "shorter, or two of it, for two rounds.",
                      TABLE_NON_PAPER_MAX, text.len - 1);
    if (code == 0)
        code = check(c, desk_table(d), (const char *)text.ptr, list);
    if (code == 0) {
        int replaces = desk_non_paper(d, &before) == 0;
        int err = desk_non_paper_prepare(d, t2_bytes_of(text.ptr, text.len - 1), &why);
        if (err != 0)
            code = cli_problem(c, err, &why);
        else if (replaces)
            warn_replaced(c, d, &before, warnings);
        t2_wipe(&before, sizeof before);
    }
    if (code == 0) {
        if (!c->json && report.hidden > 0)
            cli_tell("Characters that cannot be seen were taken out: %zu", report.hidden);
        if (!c->json)
            cli_tell("The text is kept, sealed, on this desk. It goes into the next round, and nothing on "
                     "the wire tells that you have one.");
        warn(c, warnings, cli_say("Its style can name you: read it once more with the others' eyes."));
        cli_json(c, json_pack("{s:b, s:I, s:I, s:O, s:O}", "ok", 1, "bytes", (json_int_t)text.len - 1,
                              "hidden", (json_int_t)report.hidden, "findings", list, "warnings", warnings));
    }
    json_decref(list);
    json_decref(warnings);
    t2_buf_free(&text);
    cli_close_desk(d);
    return code;
}

int cmd_nonpaper_drop(struct cli *c)
{
    struct desk_problem why = {.lang = cli_lang()};
    struct desk *d = NULL;
    if (!cli_words(c))
        return CLI_USAGE;
    int code = quiet_desk(c, &d);
    if (code == 0) {
        int err = desk_non_paper_drop(d, &why);
        code = err != 0 ? cli_problem(c, err, &why) : 0;
    }
    if (code == 0) {
        cli_json(c, json_pack("{s:b}", "ok", 1));
        if (!c->json)
            cli_tell("The text is gone from this desk.");
    }
    cli_close_desk(d);
    return code;
}

int cmd_nonpaper_round(struct cli *c)
{
    const char *day = cli_option(c, "--day"), *seats = cli_option(c, "--seats");
    struct table_ev_sound_opened what = {.kind = TABLE_SOUND_NON_PAPER};
    struct desk_problem why = {.lang = cli_lang()};
    struct desk_non_paper own;
    struct desk *d = NULL;
    size_t index = 0;
    bool sent = false;
    if (!cli_words(c))
        return CLI_USAGE;
    int code = cli_synced_desk(c, true, &d);
    if (code == 0 && seats != NULL)
        code = cli_seats(c, desk_table(d), seats, &what.seats);
    if (code == 0 && day != NULL)
        code = cli_day(c, "--day", day, CLI_DAY_NEEDS_HOUR, &what.day);
    if (code == 0) {
        int err = desk_sound_open(d, &what, &index, &why);
        code = err != 0 ? cli_problem(c, err, &why) : cli_send(c, d, &sent);
    }
    if (code == 0) {
        const struct table_sounding *so = table_sounding(desk_table(d), index);
        char names[512];
        table_seat_names(desk_table(d), so->seats, cli_lang(), names, sizeof names);
        json_t *warnings = json_array();
        if (!c->json)
            cli_tell("A round of non-papers is open: sounding %u, for %s.", so->number, cli_shown(names));
        if (!c->json && so->day != 0)
            cli_tell("When its hour has come, every desk takes part: tracktwo sound attend");
        else if (!c->json)
            cli_tell("Every desk takes part, with a text or without: tracktwo sound seal");
        if (desk_non_paper(d, &own) == 0)
            warn(c, warnings,
                 cli_say("Note: you have a text prepared. Whoever asks for a round is looked at first; a "
                         "round that the facilitator opens for a fixed hour tells nothing."));
        t2_wipe(&own, sizeof own);
        cli_json(c, json_pack("{s:b, s:i, s:s, s:o, s:b, s:o}", "ok", 1, "sounding", (int)so->number, "kind",
                              table_sounding_kind_name(so->kind), "seats", cli_json_text(names), "sent", sent,
                              "warnings", warnings));
    }
    cli_close_desk(d);
    return code;
}

/* ---- showing ---- */

static json_t *one_json(const struct table_state *s, size_t i)
{
    const struct table_non_paper *x = table_non_paper(s, i);
    const struct table_sounding *so = table_sounding(s, x->sounding);
    char when[TABLE_SLOT_TEXT_LEN];
    table_slot_text(so->ended_slot, when);
    return json_pack("{s:i, s:i, s:s, s:o}", "number", (int)x->number, "round", (int)so->number, "ended",
                     when, "text", json_string(x->text));
}

static void print_one(const struct table_state *s, size_t i)
{
    const struct table_non_paper *x = table_non_paper(s, i);
    const struct table_sounding *so = table_sounding(s, x->sounding);
    char when[TABLE_SLOT_TEXT_LEN], names[512];
    table_slot_text(so->ended_slot, when);
    table_seat_names(s, so->seats, cli_lang(), names, sizeof names);
    cli_tell("%u. from the round of %s (sounding %u), among %s", x->number, when, so->number,
             cli_shown(names));
    cli_print_page(x->text);
}

/* How a round ended is said in the person's language, also in JSON: it is a sentence of the record. */
static json_t *round_json(const struct desk *d, size_t i)
{
    const struct table_state *s = desk_table(d);
    const struct table_sounding *so = table_sounding(s, i);
    char text[2048];
    table_sounding_answer_text(s, i, cli_lang(), text, sizeof text);
    return json_pack("{s:i, s:s, s:s, s:I, s:I, s:o, s:o, s:b, s:o}", "round", (int)so->number, "status",
                     table_sounding_status_name(so->status), "opened_by", table_seat(s, so->opener)->id,
                     "day_slot", (json_int_t)so->day, "ended_slot", (json_int_t)so->ended_slot, "seats",
                     cli_seat_ids(s, so->seats), "sealed_by", cli_seat_ids(s, so->sealed), "sealed",
                     (int)(so->sealed >> channel_self(desk_channel(d)) & 1), "text", cli_json_text(text));
}

static json_t *rounds_json(const struct desk *d)
{
    json_t *list = json_array();
    for (size_t i = 0; i < table_n_soundings(desk_table(d)); i++) {
        if (table_sounding(desk_table(d), i)->kind == TABLE_SOUND_NON_PAPER)
            (void)json_array_append_new(list, round_json(d, i));
    }
    return list;
}

static void show_prepared(struct cli *c, const struct desk *d, json_t *o)
{
    struct desk_non_paper own;
    char names[512];
    (void)json_object_set_new(o, "rounds", rounds_json(d));
    if (desk_non_paper(d, &own) != 0) {
        (void)json_object_set_new(o, "prepared", json_null());
        return;
    }
    table_seat_names(desk_table(d), own.seats, cli_lang(), names, sizeof names);
    if (!c->json) {
        cli_tell("Prepared on this desk, for the next round:");
        cli_print_page(own.text);
    }
    if (!c->json && own.seats != 0)
        cli_tell("  It has gone into a round of %s, and goes into no round without all of these.",
                 cli_shown(names));
    if (!c->json && own.tries > 0)
        cli_tell("  Rounds in a row in which its place was broken: %u. Another wrote in the same place, or "
                 "somebody "
                 "jammed; the next round will tell.",
                 own.tries);
    if (!c->json && own.tries > 1)
        cli_tell("  Were every other seat writing each time, chance would do this once in %.0f times. The "
                 "more often "
                 "it happens, the surer it is that somebody jams.",
                 own.once_in);
    (void)json_object_set_new(o, "prepared",
                              json_pack("{s:o, s:o, s:i, s:f, s:i}", "text", json_string(own.text), "seats",
                                        cli_json_text(names), "tries", (int)own.tries, "once_in", own.once_in,
                                        "in_round", (int)own.in_round));
    t2_wipe(&own, sizeof own);
}

static json_t *show_one(struct cli *c, const struct desk *d, size_t i)
{
    if (!c->json)
        print_one(desk_table(d), i);
    return one_json(desk_table(d), i);
}

int cmd_nonpaper_list(struct cli *c)
{
    static const struct cli_listing papers = {"non_papers",
                                              TABLE_SAYS("No non-paper has come out of a round."),
                                              table_n_non_papers, show_one, show_prepared};
    return cli_list(c, &papers);
}

int cmd_nonpaper_show(struct cli *c)
{
    unsigned long k = 0;
    struct desk *d = NULL;
    if (!cli_words(c))
        return CLI_USAGE;
    int code = cli_synced_desk(c, false, &d);
    if (code == 0 && !cli_number(c->argv[0], 1, table_n_non_papers(desk_table(d)), &k))
        code = cli_error(c, CLI_REFUSED, "There is no non-paper %s. Which there are: tracktwo nonpaper list",
                         c->argv[0]);
    if (code == 0)
        cli_json(c, json_pack("{s:b, s:o}", "ok", 1, "non_paper", show_one(c, d, k - 1)));
    cli_close_desk(d);
    return code;
}
