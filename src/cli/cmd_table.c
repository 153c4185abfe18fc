/* tracktwo table open|list|show, issue add, say, log. */
#include "cli/held.h"
#include "cli/line.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tracktwo/secret.h>

int cmd_table_open(struct cli *c)
{
    const char *seat = cli_option(c, "--seat"), *relay = cli_option(c, "--relay");
    struct t2_buf text;
    struct table_file *file = NULL;
    struct table_file_error file_why = {.lang = cli_lang()};
    struct desk_problem why = {.lang = cli_lang()};
    struct desk *d = NULL;
    bool sent = false;
    if (seat == NULL || relay == NULL)
        return cli_error(c, CLI_USAGE, "A table needs a file, --seat ID and --relay ADDRESS.");
    if (!cli_words(c))
        return CLI_USAGE;
    int code = cli_read_file(c, c->argv[0], TABLE_FILE_MAX, &text);
    if (code != 0)
        return code;
    int err = table_file_read(t2_buf_view(&text), &file, &file_why);
    t2_buf_free(&text);
    if (err != 0)
        return cli_error(c, CLI_WRONG, "%s is not a table's file: %s.", c->argv[0],
                         err == T2_E_MALFORMED ? file_why.text : cli_say(t2_err_text(err)));
    code = (err = desk_found_check(file, seat, relay, &why)) != 0 ? cli_problem(c, err, &why)
                                                                  : cli_any_desk(c, &d);
    if (code == 0 && (err = desk_found(d, file, seat, relay, &why)) != 0)
        code = cli_problem(c, err, &why);
    if (code == 0)
        code = cli_send(c, d, &sent);
    if (code == 0) {
        cli_json(c, json_pack("{s:b, s:s, s:s, s:b}", "ok", 1, "title", table_title(desk_table(d)), "seat",
                              seat, "sent", sent));
        if (!c->json)
            cli_tell(
                "The table \"%s\" is open. You hold seat %s. Now make files for the others: tracktwo seat "
                "invite",
                cli_shown(table_title(desk_table(d))), cli_shown(seat));
    }
    cli_close_desk(d);
    table_file_free(file);
    return code;
}

/* One table of the list. A desk that does not open is listed as closed. */
static json_t *list_one(struct cli *c, const struct cli_passphrase *p, const char *folder)
{
    struct desk_problem why = {.lang = cli_lang()};
    struct desk *d = NULL;
    char track[512];
    int err = desk_open(&d, folder, t2_bytes_of(p->text, p->len), &why);
    if (err != 0) {
        if (!c->json)
            cli_tell("%s\n  closed: %s", cli_shown(folder), cli_shown(why.text));
        return json_pack("{s:o, s:b, s:o, s:s}", "folder", cli_json_text(folder), "open", 0, "error",
                         cli_json_text(why.text), "code", t2_err_name(err));
    }
    if (desk_has_table(d) && desk_sync(d, &why) != 0)
        cli_note(why.text);
    const struct table_state *s = desk_table(d);
    table_track_text(s, cli_lang(), track, sizeof track);
    json_t *o = json_pack("{s:o, s:b, s:o, s:o, s:I, s:I, s:I}", "folder", cli_json_text(folder), "open", 1,
                          "title", cli_json_text(table_title(s)), "track", cli_json_text(track), "seats",
                          (json_int_t)table_n_seats(s), "issues", (json_int_t)table_n_issues(s), "soundings",
                          (json_int_t)table_n_soundings(s));
    if (!c->json && table_is_open(s))
        cli_tell("%s\n  %s  (%s; seats: %zu, issues: %zu, soundings: %zu)", cli_shown(folder),
                 cli_shown(table_title(s)), cli_shown(track), table_n_seats(s), table_n_issues(s),
                 table_n_soundings(s));
    else if (!c->json)
        printf("%s\n  %s\n", cli_shown(folder),
               desk_has_table(d) ? cli_say("the table's opening has not arrived yet")
                                 : cli_say("no table yet"));
    cli_close_desk(d);
    return o;
}

static int not_hidden(const struct dirent *e)
{
    return e->d_name[0] != '.';
}

/* The desk of the profile's folder and those of the folders in it, with one passphrase. */
int cmd_table_list(struct cli *c)
{
    struct dirent **entry = NULL;
    struct cli_passphrase p = {0};
    char folder[DESK_PATH_MAX + 260];
    if (!cli_words(c))
        return CLI_USAGE;
    int n = scandir(c->profile, &entry, not_hidden, alphasort);
    bool some = desk_is_there(c->profile);
    for (int i = 0; i < n && !some; i++) {
        (void)snprintf(folder, sizeof folder, "%s/%s", c->profile, entry[i]->d_name);
        some = desk_is_there(folder);
    }
    int code =
        some ? cli_passphrase_read(c, false, &p)
             : cli_error(c, CLI_REFUSED,
                         "There is no desk in %s. Open a table or join one first, or name another folder "
                         "with --profile.",
                         c->profile);
    if (code == 0) {
        json_t *list = json_array();
        if (desk_is_there(c->profile))
            (void)json_array_append_new(list, list_one(c, &p, c->profile));
        for (int i = 0; i < n; i++) {
            (void)snprintf(folder, sizeof folder, "%s/%s", c->profile, entry[i]->d_name);
            if (desk_is_there(folder))
                (void)json_array_append_new(list, list_one(c, &p, folder));
        }
        cli_json(c, json_pack("{s:b, s:o}", "ok", 1, "tables", list));
    }
    if (some)
        cli_passphrase_wipe(&p);
    for (int i = 0; i < n; i++)
        free(entry[i]);
    free(entry);
    return code;
}

static void show_issues(const struct table_state *s)
{
    for (size_t i = 0; i < table_n_issues(s); i++) {
        const struct table_issue *x = table_issue(s, i);
        struct table_budget b = table_issue_budget(s, i);
        char names[256];
        table_seat_names(s, x->concerns, cli_lang(), names, sizeof names);
        printf("  %s %s\n", cli_column(x->id, 12),
               cli_shown(table_text_in(x->titles, x->n_titles, cli_tag())));
        cli_tell("               concerns %s; options: %zu; soundings left: %u", cli_shown(names),
                 x->n_options, b.runs_left);
    }
}

/* What does not count yet, what differs, what was refused. */
static void show_trouble(const struct desk *d)
{
    const struct table_state *s = desk_table(d);
    const struct channel *ch = desk_channel(d);
    struct channel_gap g;
    char names[512];
    for (size_t i = 0; i < channel_gap_len(ch); i++) {
        if (channel_gap_at(ch, i, &g) != 0 || g.first_missing == 0)
            continue;
        table_seat_names(s, (uint64_t)1 << g.author, cli_lang(), names, sizeof names);
        cli_tell("\nNot yet here: lines %u to %u of %s. They were asked for again.", g.first_missing,
                 g.last_known, cli_shown(names));
    }
    if (desk_clock_apart(d) > 0)
        cli_tell("\nThe relay's clock is ahead of this machine's, in minutes: %lld. What it dates so waits "
                 "here. Set "
                 "this machine's clock, or tell whoever runs the relay.",
                 (long long)desk_clock_apart(d));
    if (desk_clock_apart(d) < 0)
        cli_tell("\nThe relay's clock is behind this machine's, in minutes: %lld. Deadlines are by the "
                 "relay's. Set "
                 "this machine's clock, or tell whoever runs the relay.",
                 (long long)-desk_clock_apart(d));
    if (desk_n_forks(d) != 0) {
        table_seat_names(s, desk_fork_seats(d), cli_lang(), names, sizeof names);
        cli_tell("\nThe record is not the same for all: see %s. No sounding is held until the persons have "
                 "spoken.",
                 cli_shown(names));
    }
    for (size_t i = 0; i < desk_n_refused(d); i++) {
        const struct desk_refused *r = desk_refused_at(d, i);
        table_seat_names(s, (uint64_t)1 << r->author, cli_lang(), names, sizeof names);
        cli_tell("\nRefused, from %s: %s", names[0] != '\0' ? cli_shown(names) : cli_say("another seat"),
                 cli_shown(r->text));
    }
}

static void show_days(const struct table_state *s)
{
    char text[512], names[512];
    for (size_t i = 0; i < table_n_days(s); i++) {
        const struct table_days *d = table_days_at(s, i);
        uint64_t missing = table_days_missing(s, d);
        table_days_text(s, &d->what, cli_lang(), text, sizeof text);
        table_seat_names(s, missing, cli_lang(), names, sizeof names);
        if (i == 0)
            cli_tell("\nSounding days");
        if (missing == 0)
            printf("  %s\n", cli_shown(text));
        else
            cli_tell("  %s; not agreed yet: %s", cli_shown(text), cli_shown(names));
    }
}

static void show_pause(const struct table_state *s)
{
    char names[512];
    if (table_paused_by(s) != 0) {
        table_seat_names(s, table_paused_by(s), cli_lang(), names, sizeof names);
        cli_tell("Paused by %s.", cli_shown(names));
    }
    if (table_reconfirm_missing(s) != 0) {
        table_seat_names(s, table_reconfirm_missing(s), cli_lang(), names, sizeof names);
        cli_tell("The world has changed; still to reconfirm: %s.", cli_shown(names));
    }
}

static void show_seat_state(const struct table_state *s, size_t i)
{
    const struct table_seat_state *x = table_seat_state(s, i);
    char names[512], until[TABLE_SLOT_TEXT_LEN];
    if (table_seat(s, i)->mandate.expires_slot != 0) {
        table_until_text(table_seat(s, i)->mandate.expires_slot, until);
        cli_tell("       mandate until %s", until);
    }
    if (x->seen != 0) {
        table_seat_names(s, x->seen, cli_lang(), names, sizeof names);
        cli_tell("       mandate seen by %s", cli_shown(names));
    }
    if (x->keeps_said && x->keeps_days == 0)
        cli_tell("       has to keep its records");
    else if (x->keeps_said)
        cli_tell("       days for which it keeps its record: %u", x->keeps_days);
}

/* Empty before the table's opening is here. */
static const char *seat_id(const struct table_state *s, uint8_t i)
{
    return i < table_n_seats(s) ? table_seat(s, i)->id : "";
}

/* What is not the table's state: the convenor, what waits for consents, the track in the person's language.
 */
static void show_json_more(const struct desk *d, json_t *o)
{
    const struct table_state *s = desk_table(d);
    char text[512];
    size_t waits = 0;
    for (size_t i = 0; i < table_n_proposals(s); i++)
        waits += table_proposal(s, i)->status == TABLE_PROPOSAL_OPEN;
    table_track_text(s, cli_lang(), text, sizeof text);
    (void)json_object_set_new(o, "n_waiting", json_integer((json_int_t)waits));
    if (!table_is_open(s))
        return;
    (void)json_object_set_new(json_object_get(o, "track"), "text", cli_json_text(text));
    (void)json_object_set_new(o, "convenor", json_string(seat_id(s, channel_convenor(desk_channel(d)))));
}

/* The table, and what this desk has not or does not take. */
static int show_json(struct cli *c, const struct desk *d)
{
    const struct table_state *s = desk_table(d);
    struct channel_gap g;
    struct channel_fork f;
    struct t2_buf out;
    char track[1024];
    t2_buf_init(&out, 8u << 20);
    int err = cli_held() == NULL ? table_export_json(s, desk_slot(d), &out)
                                 : table_export_json_unsaid(s, desk_slot(d), &out); /* read at every change */
    json_t *o = err == 0 ? json_loadb((const char *)out.ptr, out.len, 0, NULL) : NULL;
    json_t *missing = json_array(), *refused = json_array(), *forks = json_array();
    t2_buf_free(&out);
    if (cli_held() != NULL) { /* the page shows the sentence as it is */
        table_track_text(s, cli_lang(), track, sizeof track);
        (void)json_object_set_new(json_object_get(o, "track"), "text", json_string(track));
    }
    for (size_t i = 0; i < channel_gap_len(desk_channel(d)); i++) {
        if (channel_gap_at(desk_channel(d), i, &g) == 0 && g.first_missing != 0)
            (void)json_array_append_new(missing,
                                        json_pack("{s:s, s:i, s:i}", "seat", seat_id(s, g.author), "first",
                                                  (int)g.first_missing, "last", (int)g.last_known));
    }
    for (size_t i = 0; i < desk_n_refused(d); i++) {
        const struct desk_refused *r = desk_refused_at(d, i);
        (void)json_array_append_new(
            refused, json_pack("{s:s, s:o}", "seat", seat_id(s, r->author), "text", cli_json_text(r->text)));
    }
    for (size_t i = 0; i < desk_n_forks(d); i++) {
        if (channel_fork_at(desk_channel(d), i, &f) == 0)
            (void)json_array_append_new(forks,
                                        json_pack("{s:s, s:i, s:s}", "seat", seat_id(s, f.author), "line",
                                                  (int)f.seq, "seen_by", seat_id(s, f.reporter)));
    }
    cli_show_ceasefire(c, d, o);
    show_json_more(d, o);
    if (o == NULL || json_object_set_new(o, "missing", missing) != 0 ||
        json_object_set_new(o, "forks", forks) != 0 || json_object_set_new(o, "refused", refused) != 0 ||
        json_object_set_new(o, "self", cli_json_text(seat_id(s, channel_self(desk_channel(d))))) != 0 ||
        json_object_set_new(o, "clock_apart", json_integer((json_int_t)desk_clock_apart(d))) != 0) {
        json_decref(o);
        return cli_error(c, CLI_ENVIRONMENT, "The table is too large to be shown so.");
    }
    cli_json(c, o);
    return CLI_OK;
}

int cmd_table_show(struct cli *c)
{
    struct desk *d = NULL;
    char track[512];
    if (!cli_words(c))
        return CLI_USAGE;
    int code = cli_synced_desk(c, false, &d);
    if (code != 0)
        return code;
    const struct table_state *s = desk_table(d);
    if (c->json) {
        code = show_json(c, d);
        cli_close_desk(d);
        return code;
    }
    if (!table_is_open(s)) {
        cli_tell("The table's opening has not arrived yet. Please try again in a moment.");
        cli_close_desk(d);
        return CLI_OK;
    }
    table_track_text(s, cli_lang(), track, sizeof track);
    printf("%s\n%s\n", cli_shown(table_title(s)), cli_shown(track));
    cli_show_press(s);
    show_pause(s);
    cli_tell("\nSeats");
    for (size_t i = 0; i < table_n_seats(s); i++) {
        const struct table_seat *x = table_seat(s, i);
        printf("  %s %s %s %s%s%s", cli_column(x->id, 4), cli_column(x->name, 10), cli_column(x->party, 24),
               cli_say(table_standing_name(x->standing)), cli_say(", "),
               cli_say(table_mandate_name(x->mandate.kind)));
        if (!table_mandate_valid(s, i, desk_slot(d)))
            printf(" (%s)", cli_say("expired"));
        if (x->function != TABLE_PARTICIPANT)
            printf("; %s", cli_say(table_function_name(x->function)));
        if (i == channel_self(desk_channel(d)))
            printf("  <- %s", cli_say("you"));
        putchar('\n');
        show_seat_state(s, i);
    }
    cli_tell("  The pen is with %s.", cli_shown(table_seat(s, table_pen(s))->name));
    cli_tell("\nRules");
    for (size_t i = 0; i < table_n_rules(s); i++)
        printf("  %s\n", cli_shown(table_rule(s, i)));
    cli_tell("\nIssues");
    show_issues(s);
    show_days(s);
    cli_show_ceasefire(c, d, NULL);
    show_trouble(d);
    cli_close_desk(d);
    return CLI_OK;
}

int cmd_issue_reopen(struct cli *c)
{
    struct desk_problem why = {.lang = cli_lang()};
    struct table_event ev = {.kind = TABLE_EV_SOUNDS_REOPENED};
    struct desk *d = NULL;
    bool sent = false;
    if (!cli_words(c))
        return CLI_USAGE;
    int code = cli_numbered_desk(c, true, &d);
    if (code == 0 && table_issue_find(desk_table(d), c->argv[0], &ev.u.sounds_reopened.issue) != 0)
        code =
            cli_error(c, CLI_REFUSED,
                      "There is no issue %s on this table. Which there are: tracktwo table show", c->argv[0]);
    if (code == 0) {
        int err = desk_post(d, &ev, &why);
        code = err != 0 ? cli_problem(c, err, &why) : cli_send(c, d, &sent);
    }
    if (code == 0) {
        struct table_budget b = table_issue_budget(desk_table(d), ev.u.sounds_reopened.issue);
        bool open = !b.check_failed && b.runs_left != 0;
        cli_json(c, json_pack("{s:b, s:b, s:i, s:b}", "ok", 1, "open", open, "runs_left", (int)b.runs_left,
                              "sent", sent));
        if (!c->json)
            cli_tell(open
                         ? TABLE_SAYS("The issue is open again. Soundings left: %u.")
                         : TABLE_SAYS("Your consent is on the record; the others must give theirs. Soundings "
                                      "left: %u."),
                     b.runs_left);
    }
    cli_close_desk(d);
    return code;
}

int cmd_issue_add(struct cli *c)
{
    struct t2_buf text;
    struct table_event ev = {0};
    struct table_file_error file_why = {.lang = cli_lang()};
    struct desk_problem why = {.lang = cli_lang()};
    struct desk *d = NULL;
    bool sent = false;
    if (!cli_words(c))
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
                         file_why.text[0] != '\0' ? file_why.text : cli_say(t2_err_text(err)));
    } else if ((err = desk_post(d, &ev, &why)) != 0) {
        code = cli_problem(c, err, &why);
    } else if ((code = cli_send(c, d, &sent)) == 0) {
        cli_json(c, json_pack("{s:b, s:s, s:b}", "ok", 1, "issue", ev.u.issue_added.id, "sent", sent));
        if (!c->json)
            cli_tell("The issue %s is on the table.", ev.u.issue_added.id);
    }
out:
    table_event_clear(&ev);
    cli_close_desk(d);
    t2_buf_free(&text);
    return code;
}

int cmd_say(struct cli *c)
{
    struct desk_problem why = {.lang = cli_lang()};
    struct table_event ev = {.kind = TABLE_EV_SAID};
    struct desk *d = NULL;
    ev.u.said.phrase = cli_flag(c, "--could-recommend")     ? TABLE_COULD_RECOMMEND
                       : cli_flag(c, "--under-instruction") ? TABLE_SAID_UNDER_INSTRUCTION
                                                            : TABLE_THINKING_ALOUD;
    bool sent = false;
    if (!cli_words(c))
        return CLI_USAGE;
    ev.u.said.text = c->argv[0];
    int code = cli_synced_desk(c, false, &d);
    if (code != 0)
        return code;
    int err = desk_post(d, &ev, &why);
    code = err != 0 ? cli_problem(c, err, &why) : cli_send(c, d, &sent);
    if (code == 0)
        cli_json(c, json_pack("{s:b, s:b}", "ok", 1, "sent", sent));
    cli_close_desk(d);
    return code;
}

#define LOG_LAST_MAX 1000000

/* What the log is asked for. */
struct filter {
    const char *seat, *kind, *since, *until, *words, *last_text, *before_text;
    uint8_t author;
    uint64_t from, to;          /* slots; to is the first that is out */
    unsigned long last, before; /* so many at most, the newest; of the lines before this number */
};

/* The options that a log and a search have in common are taken out of the words. */
static struct filter filter_of(struct cli *c)
{
    return (struct filter){.seat = cli_option(c, "--seat"),
                           .kind = cli_option(c, "--kind"),
                           .since = cli_option(c, "--since"),
                           .until = cli_option(c, "--until"),
                           .last_text = cli_option(c, "--last"),
                           .before_text = cli_option(c, "--before"),
                           .to = UINT64_MAX,
                           .last = LOG_LAST_MAX,
                           .before = LOG_LAST_MAX + 1};
}

/* Event i as the log shows it, when it passes; its words only for those that may. */
static bool passes(const struct filter *f, const struct table_state *s, size_t i, uint64_t now, char *text,
                   size_t len)
{
    const struct table_event *ev = table_event_at(s, i);
    if ((f->seat != NULL && ev->author != f->author) || ev->slot < f->from || ev->slot >= f->to ||
        (f->kind != NULL && strcmp(f->kind, table_event_kind_name(ev->kind)) != 0) ||
        /* Parts of attachments are shown only to who asks for them. */
        (f->kind == NULL && ev->kind == TABLE_EV_ATTACHMENT_PART) || table_said_over(s, i, now))
        return false;
    table_event_text(s, i, cli_lang(), text, len);
    return f->words == NULL || table_text_holds(text, f->words);
}

static json_t *log_line(const struct cli *c, const struct table_state *s, size_t i, const char *text)
{
    const struct table_event *ev = table_event_at(s, i);
    const struct table_seat *seat = table_seat(s, ev->author);
    char at[TABLE_SLOT_TEXT_LEN];
    table_slot_text(ev->slot, at);
    if (!c->json)
        printf("%s  %s %s\n", at, cli_column(seat->name, 8), cli_shown(text));
    json_t *o =
        json_pack("{s:I, s:I, s:s, s:s, s:o}", "number", (json_int_t)i + 1, "slot", (json_int_t)ev->slot,
                  "seat", seat->id, "kind", table_event_kind_name(ev->kind), "text", cli_json_text(text));
    if (ev->kind == TABLE_EV_SAID) {
        (void)json_object_set_new(o, "phrase", json_string(table_phrase_name(ev->u.said.phrase)));
        (void)json_object_set_new(o, "words", cli_json_text(ev->u.said.text)); /* empty: not here */
    }
    return o;
}

/* The newest lines that pass, at most f->last of them, oldest first; in *out_more whether there are older
 * ones. */
static int log_lines(struct cli *c, const struct filter *f, const struct desk *d, json_t *list,
                     bool *out_more)
{
    static char text[TABLE_TEXT_MAX + 3072];
    const struct table_state *s = desk_table(d);
    const uint64_t now = desk_slot(d);
    const size_t end = f->before <= table_n_events(s) ? f->before - 1 : table_n_events(s);
    const size_t max = f->last < end ? f->last : end;
    size_t n = 0, *which = calloc(max + 1, sizeof *which);
    if (which == NULL)
        return cli_error(c, CLI_ENVIRONMENT, "%s", cli_say(t2_err_text(T2_E_MEMORY)));
    for (size_t i = end; i > 0 && n <= max; i--) { /* one more says that there are older ones */
        if (passes(f, s, i - 1, now, text, sizeof text))
            which[n++] = i - 1;
    }
    *out_more = n > max;
    for (size_t k = *out_more ? max : n; k > 0; k--) {
        table_event_text(s, which[k - 1], cli_lang(), text, sizeof text);
        (void)json_array_append_new(list, log_line(c, s, which[k - 1], text));
    }
    t2_wipe(text, sizeof text); /* the page's desk may be locked after this, and the program goes on */
    free(which);
    return 0;
}

/* Non-papers are nobody's line of the log: a search finds them behind it. */
static void search_non_papers(const struct cli *c, const struct filter *f, const struct table_state *s,
                              json_t *list)
{
    if (f->words == NULL || f->seat != NULL || f->kind != NULL || f->before_text != NULL)
        return; /* with the first of several pages, which has the newest */
    for (size_t i = 0; i < table_n_non_papers(s); i++) {
        const struct table_non_paper *x = table_non_paper(s, i);
        uint64_t slot = table_sounding(s, x->sounding)->ended_slot;
        char at[TABLE_SLOT_TEXT_LEN];
        if (slot < f->from || slot >= f->to || !table_text_holds(x->text, f->words))
            continue;
        table_slot_text(slot, at);
        (void)json_array_append_new(list, json_pack("{s:I, s:n, s:s, s:o}", "slot", (json_int_t)slot, "seat",
                                                    "kind", "non_paper", "text", json_string(x->text)));
        if (!c->json) {
            cli_tell("%s  non-paper %u", at, x->number);
            cli_print_page(x->text);
        }
    }
}

static int show_log(struct cli *c, struct filter *f)
{
    struct desk *d = NULL;
    bool more = false;
    if (!cli_words(c))
        return CLI_USAGE;
    f->words = c->argc > 0 ? c->argv[0] : NULL; /* of a search; behind a word -- too */
    if ((f->last_text != NULL && !cli_number(f->last_text, 1, LOG_LAST_MAX - 1, &f->last)) ||
        (f->before_text != NULL && !cli_number(f->before_text, 1, LOG_LAST_MAX, &f->before)))
        return cli_error(c, CLI_USAGE, "--last takes how many lines, and --before the number of a line.");
    int code = f->since == NULL ? 0 : cli_day(c, "--since", f->since, CLI_DAY_BEGINS, &f->from);
    if (code == 0 && f->until != NULL)
        code = cli_day(c, "--until", f->until, CLI_DAY_ENDS, &f->to);
    if (code == 0)
        code = cli_synced_desk(c, false, &d);
    if (code == 0 && f->seat != NULL)
        code = cli_seat(c, desk_table(d), f->seat, &f->author);
    json_t *list = json_array();
    if (code == 0)
        code = log_lines(c, f, d, list, &more);
    if (code == 0) {
        search_non_papers(c, f, desk_table(d), list);
        if (!c->json && json_array_size(list) == 0)
            cli_tell("Nothing in the record is like that.");
        cli_json(c, json_pack("{s:b, s:O, s:b}", "ok", 1, "events", list, "more", more));
    }
    json_decref(list);
    cli_close_desk(d);
    return code;
}

int cmd_log(struct cli *c)
{
    struct filter f = filter_of(c);
    return show_log(c, &f);
}

int cmd_search(struct cli *c)
{
    struct filter f = filter_of(c);
    return show_log(c, &f);
}

int cmd_rules(struct cli *c)
{
    char line[TABLE_TEXT_MAX + 1];
    struct desk *d = NULL;
    if (!cli_words(c))
        return CLI_USAGE;
    int code = cli_synced_desk(c, false, &d);
    if (code != 0)
        return code;
    json_t *list = json_array();
    for (size_t i = 0; table_rules_line(desk_table(d), i, cli_lang(), line, sizeof line); i++) {
        (void)json_array_append_new(list, cli_json_text(line));
        if (!c->json)
            printf("%2zu. %s\n", i + 1, cli_shown(line));
    }
    cli_json(c, json_pack("{s:b, s:o}", "ok", 1, "rules", list));
    cli_close_desk(d);
    return CLI_OK;
}
