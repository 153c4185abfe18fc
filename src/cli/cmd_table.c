/* tracktwo table open|list|show, issue add, say, log. */
#include "cli/cli.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const struct cli_command self_open = {"table", "open", NULL, "FILE --seat ID --relay ADDRESS", ""};

int cmd_table_open(struct cli *c)
{
    const char *seat = cli_option(c, "--seat"), *relay = cli_option(c, "--relay");
    struct t2_buf text;
    struct table_file *file = NULL;
    struct table_file_error file_why;
    struct desk_problem why = {{0}, TABLE_R_NONE, 0};
    struct desk *d = NULL;
    if (!cli_words(c, &self_open, 1, 1) || seat == NULL || relay == NULL)
        return cli_error(c, CLI_USAGE, "A table needs a file, --seat and --relay.");
    int code = cli_read_file(c, c->argv[0], TABLE_FILE_MAX, &text);
    if (code != 0)
        return code;
    int err = table_file_read(t2_buf_view(&text), &file, &file_why);
    t2_buf_free(&text);
    if (err != 0)
        return cli_error(c, CLI_WRONG, "%s is not a table's file: %s.", c->argv[0],
                         err == T2_E_MALFORMED ? file_why.text : t2_err_text(err));
    code = cli_new_desk(c, &d);
    if (code == 0 && ((err = desk_found(d, file, seat, relay, &why)) != 0 || (err = desk_sync(d, &why)) != 0))
        code = cli_problem(c, err, &why);
    if (code == 0) {
        cli_json(c, json_pack("{s:b, s:s, s:s}", "ok", 1, "title", table_title(desk_table(d)), "seat", seat));
        if (!c->json)
            printf("The table \"%s\" is open. You hold seat %s. Now make files for the others: tracktwo seat "
                   "invite\n",
                   table_title(desk_table(d)), seat);
    }
    desk_free(d);
    table_file_free(file);
    return code;
}

int cmd_table_list(struct cli *c)
{
    struct desk *d = NULL;
    char track[512];
    int code = cli_synced_desk(c, false, &d);
    if (code != 0)
        return code;
    const struct table_state *s = desk_table(d);
    table_track_text(s, track, sizeof track);
    cli_json(c, json_pack("{s:b, s:s, s:s, s:I}", "ok", 1, "title", table_title(s), "track", track,
                          "soundings", (json_int_t)table_n_soundings(s)));
    if (!c->json)
        printf("%s  (%s; %zu seats, %zu issues, %zu soundings)\n",
               table_is_open(s) ? table_title(s) : "(not yet here)", track, table_n_seats(s),
               table_n_issues(s), table_n_soundings(s));
    desk_free(d);
    return CLI_OK;
}

static void show_issues(const struct table_state *s)
{
    for (size_t i = 0; i < table_n_issues(s); i++) {
        const struct table_issue *x = table_issue(s, i);
        struct table_budget b = table_issue_budget(s, i);
        char names[256];
        table_seat_names(s, x->concerns, names, sizeof names);
        printf("  %-12s %s\n               concerns %s; %zu options; soundings left: %u\n", x->id,
               table_text_in(x->titles, x->n_titles, "en"), names, x->n_options, b.runs_left);
    }
}

int cmd_table_show(struct cli *c)
{
    struct desk *d = NULL;
    char track[512];
    int code = cli_synced_desk(c, false, &d);
    if (code != 0)
        return code;
    const struct table_state *s = desk_table(d);
    if (c->json) {
        struct t2_buf out;
        t2_buf_init(&out, 8u << 20);
        int err = table_export_json(s, desk_slot(d), &out);
        if (err == 0) {
            (void)fwrite(out.ptr, 1, out.len, stdout);
            putchar('\n');
        }
        t2_buf_free(&out);
        desk_free(d);
        return err == 0 ? CLI_OK : CLI_ENVIRONMENT;
    }
    table_track_text(s, track, sizeof track);
    printf("%s\n%s\n\nSeats\n", table_title(s), track);
    for (size_t i = 0; i < table_n_seats(s); i++) {
        const struct table_seat *x = table_seat(s, i);
        printf("  %-4s %-10s %-24s %s, %s%s\n", x->id, x->name, x->party, table_standing_name(x->standing),
               table_mandate_name(x->mandate.kind), i == channel_self(desk_channel(d)) ? "  <- you" : "");
    }
    printf("\nRules\n");
    for (size_t i = 0; i < table_n_rules(s); i++)
        printf("  %s\n", table_rule(s, i));
    printf("\nIssues\n");
    show_issues(s);
    for (size_t i = 0; i < desk_n_refused(d); i++) {
        const struct desk_refused *r = desk_refused_at(d, i);
        printf("\nRefused, from %s: %s\n",
               r->author < table_n_seats(s) ? table_seat(s, r->author)->name : "a seat", r->text);
    }
    desk_free(d);
    return CLI_OK;
}

static const struct cli_command self_issue = {"issue", "add", NULL, "FILE", ""};

int cmd_issue_add(struct cli *c)
{
    struct t2_buf text;
    struct table_event ev = {0};
    struct table_file_error file_why = {{0}};
    struct desk_problem why = {{0}, TABLE_R_NONE, 0};
    struct desk *d = NULL;
    if (!cli_words(c, &self_issue, 1, 1))
        return CLI_USAGE;
    int code = cli_read_file(c, c->argv[0], TABLE_FILE_MAX, &text);
    if (code != 0)
        return code;
    if ((code = cli_synced_desk(c, false, &d)) != 0)
        goto out;
    int err = table_issue_read(desk_table(d), t2_buf_view(&text), channel_self(desk_channel(d)), desk_slot(d),
                               &ev, &file_why);
    if (err != 0) {
        code = cli_error(c, CLI_WRONG, "%s is not an issue's file: %s.", c->argv[0],
                         file_why.text[0] != '\0' ? file_why.text : t2_err_text(err));
    } else if ((err = desk_post(d, &ev, &why)) != 0 || (err = desk_sync(d, &why)) != 0) {
        code = cli_problem(c, err, &why);
    } else {
        cli_json(c, json_pack("{s:b, s:s}", "ok", 1, "issue", ev.u.issue_added.id));
        if (!c->json)
            printf("The issue %s is on the table.\n", ev.u.issue_added.id);
    }
out:
    table_event_clear(&ev);
    desk_free(d);
    t2_buf_free(&text);
    return code;
}

static const struct cli_command self_say = {"say", NULL, NULL,
                                            "[--could-recommend | --under-instruction] TEXT", ""};

int cmd_say(struct cli *c)
{
    struct desk_problem why = {{0}, TABLE_R_NONE, 0};
    struct table_event ev = {.kind = TABLE_EV_SAID};
    struct desk *d = NULL;
    ev.u.said.phrase = cli_flag(c, "--could-recommend")     ? TABLE_COULD_RECOMMEND
                       : cli_flag(c, "--under-instruction") ? TABLE_SAID_UNDER_INSTRUCTION
                                                            : TABLE_THINKING_ALOUD;
    if (!cli_words(c, &self_say, 1, 1))
        return CLI_USAGE;
    ev.u.said.text = c->argv[0];
    int code = cli_synced_desk(c, false, &d);
    if (code != 0)
        return code;
    int err = desk_post(d, &ev, &why);
    if (err == 0)
        err = desk_sync(d, &why);
    if (err != 0)
        code = cli_problem(c, err, &why);
    else
        cli_json(c, json_pack("{s:b}", "ok", 1));
    desk_free(d);
    return code;
}

static const char *answer_text(const struct table_sounding *so)
{
    if (so->status == TABLE_SOUND_ANSWERED)
        return so->answer ? "room" : "no room";
    return table_sounding_status_name(so->status);
}

/* One line of the log for people. */
static void event_text(const struct table_state *s, const struct table_event *ev, char *out, size_t len)
{
    size_t i = 0;
    switch (ev->kind) {
    case TABLE_EV_TABLE_OPENED:
        (void)snprintf(out, len, "opened the table \"%s\"", ev->u.table_opened.title);
        break;
    case TABLE_EV_SEAT_STANDING:
        (void)snprintf(out, len, "is now: %s, %s", table_standing_name(ev->u.seat_standing.standing),
                       table_mandate_name(ev->u.seat_standing.mandate.kind));
        break;
    case TABLE_EV_ISSUE_ADDED:
        (void)snprintf(out, len, "added the issue \"%s\"",
                       table_text_in(ev->u.issue_added.titles, ev->u.issue_added.n_titles, "en"));
        break;
    case TABLE_EV_SAID:
        (void)snprintf(out, len, "(%s) %s", table_phrase_name(ev->u.said.phrase), ev->u.said.text);
        break;
    case TABLE_EV_SOUND_OPENED:
        if (table_sounding_find(s, ev->u.sound_opened.id, &i) == 0)
            (void)snprintf(out, len, "opened sounding %u", table_sounding(s, i)->number);
        break;
    case TABLE_EV_SOUND_SEALED:
        if (table_sounding_find(s, ev->u.sound_sealed.id, &i) == 0)
            (void)snprintf(out, len, "sealed an entry on sounding %u", table_sounding(s, i)->number);
        break;
    case TABLE_EV_SOUND_RESULT:
        if (table_sounding_find(s, ev->u.sound_result.id, &i) == 0)
            (void)snprintf(out, len, "confirmed the answer of sounding %u", table_sounding(s, i)->number);
        break;
    case TABLE_EV_SOUND_STOPPED:
        if (table_sounding_find(s, ev->u.sound_stopped.id, &i) == 0)
            (void)snprintf(out, len, "reports that sounding %u stopped", table_sounding(s, i)->number);
        break;
    }
}

int cmd_log(struct cli *c)
{
    struct desk *d = NULL;
    int code = cli_synced_desk(c, false, &d);
    if (code != 0)
        return code;
    const struct table_state *s = desk_table(d);
    json_t *list = json_array();
    for (size_t i = 0; i < table_n_events(s); i++) {
        const struct table_event *ev = table_event_at(s, i);
        static char text[TABLE_TEXT_MAX + 256];
        const char *name = table_seat(s, ev->author)->name;
        event_text(s, ev, text, sizeof text);
        if (c->json)
            (void)json_array_append_new(list, json_pack("{s:I, s:s, s:s, s:s}", "slot", (json_int_t)ev->slot,
                                                        "seat", table_seat(s, ev->author)->id, "kind",
                                                        table_event_kind_name(ev->kind), "text", text));
        else
            printf("%-8s %s\n", name, text);
    }
    cli_json(c, json_pack("{s:b, s:o}", "ok", 1, "events", list));
    for (size_t i = 0; !c->json && i < table_n_soundings(s); i++)
        printf("Sounding %u: %s\n", table_sounding(s, i)->number, answer_text(table_sounding(s, i)));
    desk_free(d);
    return CLI_OK;
}
