/* tracktwo sound enter|seal|attend|status|history|stop. Openings: cmd_ask.c. */
#include "cli/held.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <tracktwo/secret.h>

#define PATIENCE_S 600
#define PATIENCE_MAX_S 86400

/* The sounding of --sounding N, else the last that has not ended, else the last. T2_E_MISSING. */
static int chosen_sounding(struct cli *c, const char *number, const struct desk *d, size_t *out)
{
    const struct table_state *s = desk_table(d);
    size_t n = table_n_soundings(s);
    if (number != NULL) {
        unsigned long v = 0;
        if (!cli_number(number, 1, n, &v))
            return cli_error(c, CLI_REFUSED,
                             "There is no sounding %s on this table. Which there are: tracktwo sound status",
                             number);
        *out = v - 1;
        return 0;
    }
    if (n == 0)
        return cli_error(c, CLI_REFUSED, "There is no sounding on this table yet.");
    *out = n - 1;
    for (size_t i = n; i-- > 0;) {
        if (table_sounding_running(table_sounding(s, i))) {
            *out = i;
            break;
        }
    }
    return 0;
}

static json_t *entry_json(const struct desk_entry *e, bool ok, const char *error)
{
    json_t *edge = json_array();
    for (size_t i = 0; i < e->n_edge; i++)
        (void)json_array_append_new(
            edge, json_pack("{s:s, s:b}", "package", e->edge[i], "accepted", e->edge_accepted[i]));
    json_t *o = json_pack("{s:b, s:I, s:I, s:I, s:I, s:o}", "ok", ok, "candidates",
                          (json_int_t)e->n_candidates, "accepted", (json_int_t)e->n_accepted, "min",
                          (json_int_t)e->min_accepted, "max", (json_int_t)e->max_accepted, "check", edge);
    if (o != NULL && error != NULL)
        (void)json_object_set_new(o, "error", cli_json_text(error));
    return o;
}

/* The package in words: "t2-l1" is the option t2 of the first issue and l1 of the second. */
static void tell_package(const struct table_state *s, const struct table_sounding *so, const char *name)
{
    char id[TABLE_ID_MAX + 1];
    const char *tag = table_lang_tag(cli_lang());
    for (size_t i = 0; i < so->n_issues && *name != '\0'; i++) {
        const struct table_issue *issue = table_issue(s, so->issues[i]);
        size_t len = strcspn(name, "-"), k = 0;
        (void)snprintf(id, sizeof id, "%.*s", (int)len, name);
        name += len + (name[len] == '-');
        while (k < issue->n_options && strcmp(issue->options[k].id, id) != 0)
            k++;
        if (k < issue->n_options)
            printf("      %s%s%s\n", cli_shown(table_text_in(issue->titles, issue->n_titles, tag)),
                   cli_say(": "),
                   cli_shown(table_text_in(issue->options[k].texts, issue->options[k].n_texts, tag)));
    }
}

/* Kinds whose entry is one word. A round of non-papers takes none, which the desk says. */
static bool takes_a_word(enum table_sounding_kind kind)
{
    return kind == TABLE_SOUND_YES || kind == TABLE_SOUND_READY || kind == TABLE_SOUND_FIND;
}

int cmd_sound_enter(struct cli *c)
{
    const char *number = cli_option(c, "--sounding");
    struct desk_problem why = {.lang = cli_lang()};
    struct desk_entry e;
    struct desk *d = NULL;
    struct t2_buf text;
    size_t index = 0;
    bool yes = cli_flag(c, "--yes"), no = cli_flag(c, "--no");
    if (!cli_words(c))
        return CLI_USAGE;
    if ((yes || no) == (c->argc == 1) || (yes && no))
        return cli_error(c, CLI_USAGE, "Enter a file, or --yes, or --no.");
    t2_buf_init(&text, TABLE_FILE_MAX);
    int code = yes || no ? t2_buf_append_str(&text, yes ? "{\"yes\": true}" : "{\"yes\": false}")
                         : cli_read_file(c, c->argv[0], TABLE_FILE_MAX, &text);
    if (code != 0)
        return code;
    if ((code = cli_numbered_desk(c, false, &d)) == 0)
        code = chosen_sounding(c, number, d, &index);
    const struct table_sounding *so = code == 0 ? table_sounding(desk_table(d), index) : NULL;
    if (so != NULL && (yes || no) && !takes_a_word(so->kind) && so->kind != TABLE_SOUND_NON_PAPER)
        code =
            cli_error(c, CLI_REFUSED,
                      "Sounding %u is not answered with yes or no. Nothing was entered. Put what you could "
                      "live with into a file, and enter that: tracktwo sound enter FILE",
                      so->number);
    if (code == 0) {
        int err = desk_sound_enter(d, index, t2_buf_view(&text), &e, &why);
        if (err == T2_E_REFUSED && c->json && e.n_candidates != 0) {
            json_t *o = entry_json(&e, false, why.text);
            (void)json_object_set_new(o, "refusal", json_string(table_refusal_name(why.refusal)));
            cli_json(c, o);
            code = CLI_REFUSED;
        } else if (err != 0) {
            code = cli_problem(c, err, &why);
        } else {
            cli_json(c, entry_json(&e, true, NULL));
        }
    }
    if (code == 0 && !c->json) {
        if (takes_a_word(e.kind))
            puts(e.yes ? cli_say("Your entry says yes. It stays on this desk.")
                       : cli_say("Your entry says no. It stays on this desk."));
        else
            cli_tell(e.kind == TABLE_SOUND_RANGE
                         ? TABLE_SAYS("Of the numbers, your entry accepts %u of %u. It stays on this desk.")
                         : TABLE_SAYS("Of the packages, your entry accepts %u of %u. It stays on this desk."),
                     e.n_accepted, e.n_candidates);
        for (size_t i = 0; i < e.n_edge; i++) {
            cli_tell(e.edge_accepted[i] ? TABLE_SAYS("  Could you live with this? %s  (your entry says yes)")
                                        : TABLE_SAYS("  Could you live with this? %s  (your entry says no)"),
                     e.edge[i]);
            tell_package(desk_table(d), table_sounding(desk_table(d), index), e.edge[i]);
        }
        cli_tell("If this is right, seal it: tracktwo sound seal");
    }
    cli_close_desk(d);
    t2_buf_free(&text);
    t2_wipe(&e, sizeof e);
    return code;
}

/* Ctrl-C and the like: the first asks for a stop that the others see, the second ends the program. */
static volatile sig_atomic_t stop_asked;

static void note_stop(int kind)
{
    (void)kind;
    stop_asked = 1;
}

static void stop_on_signals(void)
{
    static const int kinds[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction note = {.sa_handler = note_stop, .sa_flags = (int)SA_RESETHAND};
    (void)sigemptyset(&note.sa_mask);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        (void)sigaction(kinds[i], &note, NULL);
}

/* One line on a terminal, redrawn; without one, a line for each step and each ten per cent. With --json to
 * standard error. */
struct screen {
    bool terminal;
    const char *step;
    unsigned tenths;
};

static int show_progress(void *ctx, const struct desk_run_progress *p)
{
    struct screen *s = ctx;
    double left = p->permille > 50 ? p->seconds * (1000.0 / p->permille - 1) : 0;
    if (s->terminal) {
        (void)fprintf(stderr, "\r\033[K  %s %3u %%", cli_column(cli_say(p->step), 44), p->permille / 10);
        if (left > 0.5)
            (void)fprintf(stderr, cli_say("   about %.0f s left"), left);
        (void)fflush(stderr);
    } else if (s->step == NULL || strcmp(s->step, p->step) != 0 || s->tenths != p->permille / 100) {
        (void)fprintf(stderr, "  %s (%u %%)\n", cli_say(p->step), p->permille / 10);
    }
    s->step = p->step;
    s->tenths = p->permille / 100;
    return stop_asked != 0;
}

static json_t *run_json(const struct desk *d, size_t index, const struct desk_run *r)
{
    const struct table_sounding *so = table_sounding(desk_table(d), index);
    char text[2048], candidate[TABLE_PACKAGE_NAME_MAX] = "";
    struct rusage u;
    (void)getrusage(RUSAGE_SELF, &u);
    json_t *phases = json_object();
    for (unsigned i = 0; i < SEALED_N_PHASES; i++)
        (void)json_object_set_new(phases, sealed_phase_name((enum sealed_phase)i),
                                  json_real(r->phase_seconds[i]));
    table_sounding_answer_text(desk_table(d), index, cli_lang(), text, sizeof text);
    int names = so->kind == TABLE_SOUND_FIND || so->kind == TABLE_SOUND_EXCHANGE;
    if (!names || !so->answer ||
        table_sounding_candidate(desk_table(d), index, so->value, candidate, sizeof candidate) != 0)
        candidate[0] = '\0';
    json_t *o =
        json_pack("{s:b, s:s, s:b, s:b, s:I, s:o, s:o}", "ok", 1, "kind", table_sounding_kind_name(so->kind),
                  "answer", r->answer, "room", r->answer, "value", (json_int_t)so->value, "candidate",
                  cli_json_text(candidate), "text", cli_json_text(text));
    json_t *figures =
        json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:f, s:f, s:f, s:o}", "bytes_sent",
                  (json_int_t)r->bytes_sent, "bytes_received", (json_int_t)r->bytes_received, "cells_sent",
                  (json_int_t)r->cells_sent, "cells_received", (json_int_t)r->cells_received, "rounds",
                  (json_int_t)r->rounds, "rounds_online", (json_int_t)r->rounds_online, "ands",
                  (json_int_t)r->ands, "depth", (json_int_t)r->depth, "seconds_wait", r->wait_seconds,
                  "seconds_run", r->run_seconds, "peak_mib", (double)u.ru_maxrss / 1024, "phases", phases);
    (void)json_object_update(o, figures);
    json_decref(figures);
    return o;
}

/* READY answers only those that said yes; the others see that it has ended. */
static void print_answer(const struct desk *d, size_t index, const struct desk_run *r)
{
    char text[2048];
    const struct table_sounding *so = table_sounding(desk_table(d), index);
    table_sounding_answer_text(desk_table(d), index, cli_lang(), text, sizeof text);
    printf("%s\n", cli_shown(text));
    if (so->kind == TABLE_SOUND_READY && r->answer)
        cli_tell("Enough seats are ready, and you are one of them. Only those that said yes are told this.");
}

static bool is_sealed(const struct desk *d, const struct table_sounding *so)
{
    return (so->sealed >> channel_self(desk_channel(d)) & 1) != 0;
}

/* Ours is sealed; the rest comes when all have done so. */
static void tell_waits(struct cli *c, const struct table_state *s, const struct table_sounding *so)
{
    char names[512];
    table_seat_names(s, so->seats & ~so->sealed, cli_lang(), names, sizeof names);
    cli_json(c, json_pack("{s:b, s:b, s:o}", "ok", 1, "waits", 1, "seats", cli_json_text(names)));
    if (!c->json)
        cli_tell("No entry sealed yet: %s. Yours stays sealed; give the same command again later.",
                 cli_shown(names));
}

static int seal_one(struct cli *c, struct desk *d, size_t index, unsigned long seconds, bool only_seal)
{
    struct desk_problem why = {.lang = cli_lang()};
    struct desk_run run;
    struct held *h = cli_held();
    uint8_t id[TABLE_SOUNDING_ID_LEN];
    memcpy(id, table_sounding(desk_table(d), index)->id, sizeof id);
    struct screen screen = {h == NULL && isatty(STDERR_FILENO) && getenv("NO_COLOR") == NULL, NULL, 0};
    if (h == NULL)
        stop_on_signals();
    else
        h->sounding = table_sounding(desk_table(d), index)->number;
    int err = desk_sound_seal(d, index, only_seal ? 0 : (int)seconds * 1000, (int)seconds * 1000,
                              h != NULL ? h->progress : show_progress, h != NULL ? h->progress_ctx : &screen,
                              &run, &why);
    if (h != NULL)
        h->sounding = 0;
    if (screen.terminal)
        (void)fputs("\r\033[K", stderr);
    if (table_sounding_find(desk_table(d), id, &index) != 0) /* what came meanwhile may have moved it */
        return cli_problem(c, err != 0 ? err : T2_E_STATE, &why);
    const struct table_sounding *so = table_sounding(desk_table(d), index);
    if (err == T2_E_TIMEOUT && only_seal && so->status == TABLE_SOUND_OPEN && is_sealed(d, so)) {
        tell_waits(c, desk_table(d), so);
        return 0;
    }
    if (err != 0)
        return cli_problem(c, err, &why);
    cli_json(c, run_json(d, index, &run));
    if (!c->json)
        print_answer(d, index, &run);
    return 0;
}

static int patience_of(struct cli *c, const char *patience, unsigned long *out)
{
    *out = PATIENCE_S;
    if (patience != NULL && !cli_number(patience, 1, PATIENCE_MAX_S, out))
        return cli_error(c, CLI_USAGE, "--patience takes whole seconds, from 1 to %d.", PATIENCE_MAX_S);
    return 0;
}

int cmd_sound_seal(struct cli *c)
{
    const char *number = cli_option(c, "--sounding"), *patience = cli_option(c, "--patience");
    const bool only_seal = cli_flag(c, "--only-seal");
    struct desk *d = NULL;
    size_t index = 0;
    unsigned long seconds = PATIENCE_S;
    if (!cli_words(c))
        return CLI_USAGE;
    int code = patience_of(c, patience, &seconds);
    if (code != 0)
        return code;
    if ((code = cli_numbered_desk(c, true, &d)) == 0)
        code = chosen_sounding(c, number, d, &index);
    if (code == 0)
        code = seal_one(c, d, index, seconds, only_seal);
    cli_close_desk(d);
    return code;
}

/* Every sounding whose day has come, one after the other: with what was entered, or with an empty entry. */
int cmd_sound_attend(struct cli *c)
{
    const char *patience = cli_option(c, "--patience");
    struct desk *d = NULL;
    size_t due = 0, done = 0;
    unsigned long seconds = PATIENCE_S;
    if (!cli_words(c))
        return CLI_USAGE;
    int code = patience_of(c, patience, &seconds);
    if (code == 0)
        code = cli_synced_desk(c, true, &d);
    while (code == 0 && desk_sound_due(d, &due, 1) != 0) {
        code = seal_one(c, d, due, seconds, false);
        done++;
    }
    if (code == 0 && done == 0) {
        cli_json(c, json_pack("{s:b, s:i}", "ok", 1, "due", 0));
        if (!c->json)
            cli_tell("No sounding is due.");
    }
    cli_close_desk(d);
    return code;
}

/* Candidates that cross no red line and break no linkage, and among them those with more points than one. */
static void count_places(const struct table_prefs *p, uint32_t package, uint32_t *out_of, uint32_t *out_place)
{
    int32_t own = 0, score = 0;
    *out_of = 0;
    *out_place = table_prefs_score(p, package, &own) ? 1 : 0;
    for (uint32_t i = 0; i < p->space.n_candidates; i++) {
        if (!table_prefs_score(p, i, &score))
            continue;
        (*out_of)++;
        *out_place += *out_place != 0 && score > own;
    }
}

/* Where the package that was opened stands in this seat's own order. Nothing leaves the desk. */
int cmd_sound_place(struct cli *c)
{
    const char *number = cli_option(c, "--sounding");
    struct table_file_error error = {.lang = cli_lang()};
    struct table_prefs *prefs = NULL;
    struct desk *d = NULL;
    struct t2_buf text;
    size_t index = 0;
    uint32_t of = 0, place = 0;
    if (!cli_words(c))
        return CLI_USAGE;
    int code = cli_read_file(c, c->argv[0], TABLE_FILE_MAX, &text);
    if (code == 0 && (code = cli_desk(c, &d)) == 0)
        code = chosen_sounding(c, number, d, &index);
    if (code == 0) {
        const struct table_state *s = desk_table(d);
        const struct table_sounding *so = table_sounding(s, index);
        if (so->status != TABLE_SOUND_ANSWERED || so->kind != TABLE_SOUND_FIND || !so->answer)
            code = cli_error(c, CLI_REFUSED, "No package was opened by that sounding.");
        else if (table_prefs_read(s, t2_buf_view(&text), table_seat(s, channel_self(desk_channel(d)))->id,
                                  so->issues, so->n_issues, &prefs, &error) != 0)
            code = cli_error(c, CLI_WRONG, "The preferences cannot be read: %s.", error.text);
        else
            count_places(prefs, so->value, &of, &place);
    }
    if (code == 0) {
        cli_json(c, json_pack("{s:b, s:I, s:I}", "ok", 1, "place", (json_int_t)place, "of", (json_int_t)of));
        if (!c->json && place != 0)
            cli_tell("In your own order it is number %u of the %u packages that you do not rule out.", place,
                     of);
        else if (!c->json)
            cli_tell("Your preferences rule it out.");
    }
    table_prefs_free(prefs);
    cli_close_desk(d);
    t2_buf_free(&text);
    return code;
}

static void print_head(const struct table_sounding *so)
{
    cli_tell("Sounding %u, %s, %s", so->number, cli_say(table_sounding_kind_text(so->kind)),
             cli_say(table_sounding_status_name(so->status)));
}

/* What was asked, and how it ended: the record's own words. */
static json_t *show_asked(struct cli *c, const struct desk *d, size_t i)
{
    const struct table_sounding *so = table_sounding(desk_table(d), i);
    const char *asked = table_text_in(so->params.texts, so->params.n_texts, cli_tag());
    char text[2048];
    table_sounding_answer_text(desk_table(d), i, cli_lang(), text, sizeof text);
    if (!c->json) {
        print_head(so);
        if (asked != NULL)
            printf("  %s\n", cli_shown(asked));
        if (text[0] != '\0')
            printf("  %s\n", cli_shown(text));
    }
    return json_pack("{s:i, s:s, s:s, s:o, s:o, s:b, s:b}", "sounding", (int)so->number, "kind",
                     table_sounding_kind_name(so->kind), "status", table_sounding_status_name(so->status),
                     "question", cli_json_text(asked != NULL ? asked : ""), "text", cli_json_text(text),
                     "counted", so->counted, "recommended", so->recommended != 0);
}

static const char *answer_word(const struct table_sounding *so)
{
    bool room = so->kind == TABLE_SOUND_ROOM || so->kind == TABLE_SOUND_RANGE;
    if (so->status != TABLE_SOUND_ANSWERED || so->kind == TABLE_SOUND_READY ||
        so->kind == TABLE_SOUND_NON_PAPER)
        return "";
    return so->answer ? (room ? TABLE_SAYS("room") : TABLE_SAYS("yes"))
                      : (room ? TABLE_SAYS("no room") : TABLE_SAYS("no"));
}

static void print_status(const struct desk *d, size_t i, const char *names)
{
    const struct table_sounding *so = table_sounding(desk_table(d), i);
    char text[512];
    print_head(so);
    if (answer_word(so)[0] != '\0')
        cli_tell("  answer: %s", cli_say(answer_word(so)));
    if (so->day != 0) {
        table_slot_text(so->day, text);
        cli_tell("  its day: %s", text);
    }
    if (so->kind == TABLE_SOUND_NON_PAPER)
        cli_tell("  required: %s", cli_shown(names));
    else
        cli_tell("  candidates: %u; required: %s", so->n_candidates, cli_shown(names));
    if (so->not_heard != 0) {
        table_seat_names(desk_table(d), so->not_heard, cli_lang(), text, sizeof text);
        cli_tell("  not heard: %s", cli_shown(text));
    }
    if (is_sealed(d, so))
        cli_tell("  yours is sealed");
    else if (desk_sound_has_entry(d, i))
        cli_tell("  yours is entered, not sealed");
}

static json_t *show_status(struct cli *c, const struct desk *d, size_t i)
{
    const struct table_sounding *so = table_sounding(desk_table(d), i);
    char names[512], quiet[512];
    table_seat_names(desk_table(d), so->seats, cli_lang(), names, sizeof names);
    table_seat_names(desk_table(d), so->not_heard, cli_lang(), quiet, sizeof quiet);
    if (!c->json)
        print_status(d, i, names);
    json_t *o = cli_sound_asked(d, i);
    (void)json_object_update_missing_new(
        o, json_pack("{s:i, s:s, s:s, s:o, s:o, s:b, s:b, s:b, s:I}", "sounding", (int)so->number, "status",
                     table_sounding_status_name(so->status), "answer", answer_word(so), "seats",
                     cli_json_text(names), "not_heard", cli_json_text(quiet), "entered",
                     desk_sound_has_entry(d, i), "sealed", is_sealed(d, so), "counted", so->counted,
                     "candidates", (json_int_t)so->n_candidates));
    return o;
}

static const char no_sounding[] = TABLE_SAYS("There is no sounding on this table yet.");

int cmd_sound_history(struct cli *c)
{
    static const struct cli_listing asked = {"soundings", no_sounding, table_n_soundings, show_asked, NULL};
    return cli_list(c, &asked);
}

int cmd_sound_status(struct cli *c)
{
    static const struct cli_listing all = {"soundings", no_sounding, table_n_soundings, show_status, NULL};
    return cli_list(c, &all);
}

int cmd_sound_stop(struct cli *c)
{
    const char *number = cli_option(c, "--sounding");
    struct desk_problem why = {.lang = cli_lang()};
    struct desk *d = NULL;
    size_t index = 0;
    if (!cli_words(c))
        return CLI_USAGE;
    int code = cli_numbered_desk(c, false, &d);
    if (code == 0)
        code = chosen_sounding(c, number, d, &index);
    const char *done = "";
    if (code == 0) {
        const struct table_sounding *so = table_sounding(desk_table(d), index);
        done = is_sealed(d, so) ? TABLE_SAYS("Stopped. Your entry is gone from this desk.")
               : desk_sound_has_entry(d, index)
                   ? TABLE_SAYS("Taken back: your entry is gone from this desk, and the others see nothing "
                                "of it. The sounding itself stays open.")
                   : TABLE_SAYS("Withdrawn. The others see it, and no run was used up.");
        int err = desk_sound_stop(d, index, &why);
        err = err != 0 ? err : cli_sync(d, &why);
        if (err != 0)
            code = cli_problem(c, err, &why);
        else
            cli_json(c, json_pack("{s:b}", "ok", 1));
    }
    if (code == 0 && !c->json)
        puts(cli_say(done));
    cli_close_desk(d);
    return code;
}
