/* tracktwo sound open|enter|seal|status|stop. */
#include "cli/cli.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <tracktwo/secret.h>

#define PATIENCE_S 600
#define PATIENCE_MAX_S 86400
#define INNOCENT_NO "This can mean many things, also that a seat did not enter anything."

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
        enum table_sounding_status status = table_sounding(s, i)->status;
        if (status == TABLE_SOUND_OPEN || status == TABLE_SOUND_SEALED) {
            *out = i;
            break;
        }
    }
    return 0;
}

static int parse_seats(struct cli *c, const struct table_state *s, const char *list, uint64_t *out)
{
    char id[TABLE_ID_MAX + 1];
    int more;
    *out = 0;
    while ((more = cli_next_word(&list, id, sizeof id)) > 0) {
        uint8_t seat = 0;
        if (table_seat_find(s, id, &seat) != 0)
            return cli_error(c, CLI_REFUSED,
                             "There is no seat %s at this table. Who is there: tracktwo table show", id);
        *out |= (uint64_t)1 << seat;
    }
    return more == 0 ? 0
                     : cli_error(c, CLI_USAGE,
                                 "--seats takes the ids of seats with a comma between them, as in A,B,C.");
}

int cmd_sound_open(struct cli *c)
{
    const char *seat_list = cli_option(c, "--seats");
    struct desk_problem why = {{0}, TABLE_R_NONE, 0};
    struct desk *d = NULL;
    uint8_t issues[TABLE_MAX_ISSUES];
    size_t n = 0, index = 0;
    uint64_t seats = 0;
    bool sent = false;
    if (!cli_words(c))
        return CLI_USAGE;
    int code = cli_synced_desk(c, true, &d);
    if (code != 0)
        return code;
    const struct table_state *s = desk_table(d);
    bool all = c->argc == 1 && strcmp(c->argv[0], "all") == 0;
    for (; all && n < table_n_issues(s); n++)
        issues[n] = (uint8_t)n;
    for (int i = 0; !all && code == 0 && i < c->argc; i++) {
        if (table_issue_find(s, c->argv[i], &issues[n++]) != 0)
            code = cli_error(c, CLI_REFUSED,
                             "There is no issue %s on this table. Which there are: tracktwo table "
                             "show",
                             c->argv[i]);
    }
    if (code == 0 && seat_list != NULL)
        code = parse_seats(c, s, seat_list, &seats);
    if (code == 0) {
        int err = desk_sound_open(d, issues, n, seats, &index, &why);
        code = err != 0 ? cli_problem(c, err, &why) : cli_send(c, d, &sent);
    }
    if (code == 0) {
        const struct table_sounding *so = table_sounding(desk_table(d), index);
        char names[512];
        table_seat_names(desk_table(d), so->seats, names, sizeof names);
        cli_json(c, json_pack("{s:b, s:i, s:I, s:o, s:b}", "ok", 1, "sounding", (int)so->number, "candidates",
                              (json_int_t)so->n_candidates, "seats", cli_json_text(names), "sent", sent));
        if (!c->json)
            printf("Sounding %u is open: is there room? %u candidates; required: %s.\n"
                   "Others will learn only: room, or no room.\n",
                   so->number, so->n_candidates, cli_shown(names));
    }
    desk_free(d);
    return code;
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

int cmd_sound_enter(struct cli *c)
{
    const char *number = cli_option(c, "--sounding");
    struct desk_problem why = {{0}, TABLE_R_NONE, 0};
    struct desk_entry e;
    struct desk *d = NULL;
    struct t2_buf text;
    size_t index = 0;
    if (!cli_words(c))
        return CLI_USAGE;
    int code = cli_read_file(c, c->argv[0], TABLE_FILE_MAX, &text);
    if (code != 0)
        return code;
    if ((code = cli_synced_desk(c, false, &d)) == 0)
        code = chosen_sounding(c, number, d, &index);
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
        printf("Your entry accepts %u of %u packages. It stays on this desk.\n", e.n_accepted,
               e.n_candidates);
        for (size_t i = 0; i < e.n_edge; i++)
            printf("  Could you live with this? %s  (your entry says %s)\n", e.edge[i],
                   e.edge_accepted[i] ? "yes" : "no");
        puts("If these are right, seal it: tracktwo sound seal");
    }
    desk_free(d);
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
        (void)fprintf(stderr, "\r\033[K  %-28s %3u %%", p->step, p->permille / 10);
        if (left > 0.5)
            (void)fprintf(stderr, "   about %.0f s left", left);
        (void)fflush(stderr);
    } else if (s->step == NULL || strcmp(s->step, p->step) != 0 || s->tenths != p->permille / 100) {
        (void)fprintf(stderr, "  %s (%u %%)\n", p->step, p->permille / 10);
    }
    s->step = p->step;
    s->tenths = p->permille / 100;
    return stop_asked != 0;
}

static json_t *run_json(const struct desk_run *r, bool room)
{
    struct rusage u;
    (void)getrusage(RUSAGE_SELF, &u);
    json_t *phases = json_object();
    for (unsigned i = 0; i < SEALED_N_PHASES; i++)
        (void)json_object_set_new(phases, sealed_phase_name((enum sealed_phase)i),
                                  json_real(r->phase_seconds[i]));
    return json_pack("{s:b, s:b, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:f, s:f, s:f, s:o}", "ok", 1,
                     "room", room, "bytes_sent", (json_int_t)r->bytes_sent, "bytes_received",
                     (json_int_t)r->bytes_received, "cells_sent", (json_int_t)r->cells_sent, "cells_received",
                     (json_int_t)r->cells_received, "rounds", (json_int_t)r->rounds, "rounds_online",
                     (json_int_t)r->rounds_online, "ands", (json_int_t)r->ands, "depth", (json_int_t)r->depth,
                     "seconds_wait", r->wait_seconds, "seconds_run", r->run_seconds, "peak_mib",
                     (double)u.ru_maxrss / 1024, "phases", phases);
}

int cmd_sound_seal(struct cli *c)
{
    const char *number = cli_option(c, "--sounding"), *patience = cli_option(c, "--patience");
    struct desk_problem why = {{0}, TABLE_R_NONE, 0};
    struct desk_run run;
    struct desk *d = NULL;
    struct screen screen = {isatty(STDERR_FILENO) && getenv("NO_COLOR") == NULL, NULL, 0};
    size_t index = 0;
    unsigned long seconds = PATIENCE_S;
    if (!cli_words(c))
        return CLI_USAGE;
    if (patience != NULL && !cli_number(patience, 1, PATIENCE_MAX_S, &seconds))
        return cli_error(c, CLI_USAGE, "--patience takes whole seconds, from 1 to %d.", PATIENCE_MAX_S);
    int code = cli_synced_desk(c, true, &d);
    if (code == 0)
        code = chosen_sounding(c, number, d, &index);
    if (code == 0) {
        stop_on_signals();
        int err = desk_sound_seal(d, index, (int)seconds * 1000, show_progress, &screen, &run, &why);
        if (screen.terminal)
            (void)fputs("\r\033[K", stderr);
        if (err != 0)
            code = cli_problem(c, err, &why);
    }
    if (code == 0) {
        const struct table_sounding *so = table_sounding(desk_table(d), index);
        cli_json(c, run_json(&run, so->answer != 0));
        if (!c->json && so->answer != 0)
            printf("Room. There is at least one package that every required seat could live with.\n"
                   "Nobody learned which, nor anything else.\n");
        else if (!c->json)
            printf("No room was found. " INNOCENT_NO "\n");
    }
    desk_free(d);
    return code;
}

int cmd_sound_status(struct cli *c)
{
    struct desk *d = NULL;
    if (!cli_words(c))
        return CLI_USAGE;
    int code = cli_synced_desk(c, false, &d);
    if (code != 0)
        return code;
    const struct table_state *s = desk_table(d);
    json_t *list = json_array();
    for (size_t i = 0; i < table_n_soundings(s); i++) {
        const struct table_sounding *so = table_sounding(s, i);
        const char *answer = so->status == TABLE_SOUND_ANSWERED ? (so->answer ? "room" : "no room") : "";
        bool mine = (so->sealed >> channel_self(desk_channel(d)) & 1) != 0;
        char names[512], quiet[512];
        table_seat_names(s, so->seats, names, sizeof names);
        table_seat_names(s, so->not_heard, quiet, sizeof quiet);
        (void)json_array_append_new(
            list,
            json_pack("{s:i, s:s, s:s, s:o, s:o, s:b, s:b, s:b, s:I}", "sounding", (int)so->number, "status",
                      table_sounding_status_name(so->status), "answer", answer, "seats", cli_json_text(names),
                      "not_heard", cli_json_text(quiet), "entered", desk_sound_has_entry(d, i), "sealed",
                      mine, "counted", so->counted, "candidates", (json_int_t)so->n_candidates));
        if (!c->json)
            printf("Sounding %u: %s%s%s; %u candidates; %s%s%s%s\n", so->number,
                   table_sounding_status_name(so->status), answer[0] != '\0' ? ", " : "", answer,
                   so->n_candidates, cli_shown(names), so->not_heard != 0 ? "; not heard: " : "",
                   cli_shown(quiet),
                   mine                         ? "; yours is sealed"
                   : desk_sound_has_entry(d, i) ? "; yours is entered, not sealed"
                                                : "");
    }
    cli_json(c, json_pack("{s:b, s:o}", "ok", 1, "soundings", list));
    desk_free(d);
    return CLI_OK;
}

int cmd_sound_stop(struct cli *c)
{
    const char *number = cli_option(c, "--sounding");
    struct desk_problem why = {{0}, TABLE_R_NONE, 0};
    struct desk *d = NULL;
    size_t index = 0;
    if (!cli_words(c))
        return CLI_USAGE;
    int code = cli_synced_desk(c, false, &d);
    if (code == 0)
        code = chosen_sounding(c, number, d, &index);
    if (code == 0) {
        int err = desk_sound_stop(d, index, &why);
        if (err != 0)
            code = cli_problem(c, err, &why);
        else
            cli_json(c, json_pack("{s:b}", "ok", 1));
    }
    if (code == 0 && !c->json)
        puts("Stopped. Your entry is gone from this desk.");
    desk_free(d);
    return code;
}
