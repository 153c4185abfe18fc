/* tracktwo sound open|yes|ready|range|near|exchange|better|key: the openings of soundings, one for each
 * question. */
#include "cli/cli.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STATEMENT_TEXTS 1

/* What the words and options of one opening say. */
struct asked {
    struct table_ev_sound_opened what;
    struct table_text text[STATEMENT_TEXTS];
    const char *seats, *day, *of;
};

static void take_options(struct cli *c, struct asked *a)
{
    a->seats = cli_option(c, "--seats");
    a->day = cli_option(c, "--day");
    a->of = cli_option(c, "--of");
}

/* The last sounding that --of or none names, and from which this kind can go on. */
static int parse_of(struct cli *c, const struct table_state *s, struct asked *a)
{
    unsigned long number = 0;
    size_t n = table_n_soundings(s), at = SIZE_MAX;
    if (a->what.kind != TABLE_SOUND_FIND && a->what.kind != TABLE_SOUND_BETTER)
        return a->of == NULL
                   ? 0
                   : cli_error(c, CLI_USAGE, "--of is for tracktwo sound key and tracktwo sound better.");
    if (a->of != NULL) {
        if (!cli_number(a->of, 1, n, &number))
            return cli_error(c, CLI_REFUSED, "There is no sounding %s on this table.", a->of);
        at = number - 1;
    }
    for (size_t i = n; a->of == NULL && at == SIZE_MAX && i-- > 0;) {
        const struct table_sounding *x = table_sounding(s, i);
        int found = x->kind == TABLE_SOUND_FIND || x->kind == TABLE_SOUND_EXCHANGE;
        int asks = !found && x->kind != TABLE_SOUND_YES && x->kind != TABLE_SOUND_READY;
        if (x->status == TABLE_SOUND_ANSWERED && x->answer &&
            (a->what.kind == TABLE_SOUND_FIND ? asks : found))
            at = i;
    }
    if (at == SIZE_MAX)
        return cli_error(
            c, CLI_REFUSED,
            "No sounding has been answered in a way to go on from. How they ended: tracktwo sound history");
    memcpy(a->what.params.of, table_sounding(s, at)->id, TABLE_SOUNDING_ID_LEN);
    return 0;
}

static int parse_issues(struct cli *c, const struct table_state *s, int first, struct asked *a)
{
    size_t *n = &a->what.n_issues;
    if (c->argc == first + 1 && strcmp(c->argv[first], "all") == 0) {
        for (; *n < table_n_issues(s); (*n)++)
            a->what.issues[*n] = (uint8_t)*n;
        return 0;
    }
    for (int i = first; i < c->argc && *n < TABLE_MAX_ISSUES; i++) {
        if (table_issue_find(s, c->argv[i], &a->what.issues[(*n)++]) != 0)
            return cli_error(c, CLI_REFUSED,
                             "There is no issue %s on this table. Which there are: tracktwo table show",
                             c->argv[i]);
    }
    return 0;
}

/* A whole number, with a sign. */
static bool number(const char *text, int64_t *out)
{
    char *end = NULL;
    errno = 0;
    long long v = text == NULL || text[0] == '\0' ? 0 : strtoll(text, &end, 10);
    if (end == NULL || *end != '\0' || errno != 0 || v < -TABLE_GRID_LIMIT || v > TABLE_GRID_LIMIT)
        return false;
    *out = v;
    return true;
}

/* What is asked, and what others will learn. */
static void tell_question(enum table_sounding_kind kind, unsigned number)
{
    switch (kind) {
    case TABLE_SOUND_ROOM:
    case TABLE_SOUND_RANGE:
        cli_tell("Sounding %u is open: is there room?\nOthers will learn only: room, or no room.", number);
        return;
    case TABLE_SOUND_YES:
        cli_tell("Sounding %u is open: do all say yes?\nOthers will learn only: all, or not all.", number);
        return;
    case TABLE_SOUND_READY:
        cli_tell("Sounding %u is open: are enough ready?\nOnly those that say yes learn it.", number);
        return;
    case TABLE_SOUND_NEAR:
        cli_tell("Sounding %u is open: is there room, and if not, how near?\nOthers will learn only: "
                 "at which step, or none. It counts as two runs.",
                 number);
        return;
    case TABLE_SOUND_EXCHANGE:
        cli_tell("Sounding %u is open: is there something that both would give for something?\nThe "
                 "other seat learns one pair that both named, or none.",
                 number);
        return;
    case TABLE_SOUND_BETTER:
        cli_tell("Sounding %u is open: is there a package that is worse for nobody and better for "
                 "somebody?\nOthers will learn only: yes, or no.",
                 number);
        return;
    case TABLE_SOUND_NON_PAPER: /* opened by tracktwo nonpaper round */
        return;
    case TABLE_SOUND_FIND:
        cli_tell("Sounding %u is open: the second key.\nIf every seat turns it, one package is "
                 "opened, the same at every seat; if not, nothing is.",
                 number);
        return;
    }
}

/* Opens what is asked; first: the word at which the issues begin. */
static int ask(struct cli *c, struct desk *d, struct asked *a, int first, size_t *out_index, bool *out_sent)
{
    struct desk_problem why = {.lang = cli_lang()};
    const struct table_state *s = desk_table(d);
    int code = parse_of(c, s, a);
    if (code == 0 && first >= 0)
        code = parse_issues(c, s, first, a);
    if (code == 0 && a->seats != NULL)
        code = cli_seats(c, s, a->seats, &a->what.seats);
    if (code == 0 && a->day != NULL)
        code = cli_day(c, "--day", a->day, CLI_DAY_NEEDS_HOUR, &a->what.day);
    if (code != 0)
        return code;
    int err = desk_sound_open(d, &a->what, out_index, &why);
    return err != 0 ? cli_problem(c, err, &why) : cli_send(c, d, out_sent);
}

/* The whole subcommand. */
static int opening(struct cli *c, struct asked *a, int first)
{
    struct desk *d = NULL;
    size_t index = 0;
    bool sent = false;
    int code = cli_numbered_desk(c, true, &d); /* issues, and what it is of */
    if (code != 0)
        return code;
    if ((code = ask(c, d, a, first, &index, &sent)) == 0) {
        const struct table_sounding *so = table_sounding(desk_table(d), index);
        char names[512];
        table_seat_names(desk_table(d), so->seats, cli_lang(), names, sizeof names);
        cli_json(c, json_pack("{s:b, s:i, s:s, s:I, s:o, s:b}", "ok", 1, "sounding", (int)so->number, "kind",
                              table_sounding_kind_name(so->kind), "candidates", (json_int_t)so->n_candidates,
                              "seats", cli_json_text(names), "sent", sent));
        if (!c->json) {
            tell_question(so->kind, so->number);
            cli_tell("Candidates: %u; required: %s.", so->n_candidates, cli_shown(names));
        }
    }
    cli_close_desk(d);
    return code;
}

/* Our consent to sounding days; they hold when all whom the issues concern have said the same. */
int cmd_sound_days(struct cli *c)
{
    const char *first = cli_option(c, "--first"), *every = cli_option(c, "--every"),
               *times = cli_option(c, "--times");
    struct table_event ev = {.kind = TABLE_EV_DAYS_AGREED};
    struct table_ev_days_agreed *x = &ev.u.days_agreed;
    struct desk_problem why = {.lang = cli_lang()};
    struct asked a = {.what = {.kind = TABLE_SOUND_ROOM}};
    unsigned long days = 7, count = 3;
    struct desk *d = NULL;
    bool sent = false;
    if (!cli_words(c))
        return CLI_USAGE;
    if (first == NULL)
        return cli_error(c, CLI_USAGE, "When is the first one? Say it with --first 2026-12-01T10:00.");
    if ((every != NULL && !cli_number(every, 1, 366, &days)) ||
        (times != NULL && !cli_number(times, 1, 255, &count)))
        return cli_error(c, CLI_USAGE, "--every takes 1 to 366 days, --times 1 to 255.");
    int code = cli_day(c, "--first", first, CLI_DAY_NEEDS_HOUR, &x->first);
    if (code == 0)
        code = cli_numbered_desk(c, true, &d);
    if (code == 0)
        code = parse_issues(c, desk_table(d), 0, &a);
    if (code == 0) {
        x->every = (uint32_t)(days * 86400 / TABLE_SLOT_SECONDS);
        x->count = (uint8_t)count;
        x->n_issues = a.what.n_issues;
        memcpy(x->issues, a.what.issues, a.what.n_issues);
        int err = desk_post(d, &ev, &why);
        code = err != 0 ? cli_problem(c, err, &why) : cli_send(c, d, &sent);
    }
    if (code == 0) {
        const struct table_state *s = desk_table(d);
        uint64_t missing = table_days_missing(s, table_days_at(s, table_days_find(s, x)));
        cli_json(c, json_pack("{s:b, s:b, s:b}", "ok", 1, "hold", missing == 0, "sent", sent));
        if (!c->json)
            puts(missing == 0
                     ? cli_say("All have agreed. On these days the desks sound it by themselves; enter "
                               "what you could live with before, or nothing.")
                     : cli_say("Your consent is on the record; the others whom it concerns must give "
                               "theirs in the same words."));
    }
    cli_close_desk(d);
    return code;
}

int cmd_sound_open(struct cli *c)
{
    struct asked a = {.what = {.kind = TABLE_SOUND_ROOM}};
    take_options(c, &a);
    return cli_words(c) ? opening(c, &a, 0) : CLI_USAGE;
}

static void statement(struct cli *c, struct asked *a)
{
    a->text[0] = (struct table_text){.lang = "en", .text = c->argv[0]};
    a->what.params.n_texts = 1;
    a->what.params.texts = a->text;
}

int cmd_sound_yes(struct cli *c)
{
    struct asked a = {.what = {.kind = TABLE_SOUND_YES}};
    take_options(c, &a);
    if (!cli_words(c))
        return CLI_USAGE;
    statement(c, &a);
    return opening(c, &a, 1);
}

int cmd_sound_ready(struct cli *c)
{
    struct asked a = {.what = {.kind = TABLE_SOUND_READY}};
    const char *threshold = cli_option(c, "--at-least");
    unsigned long k = 0;
    take_options(c, &a);
    if (!cli_words(c))
        return CLI_USAGE;
    if (threshold != NULL && !cli_number(threshold, 2, TABLE_MAX_REQUIRED, &k))
        return cli_error(c, CLI_USAGE, "--at-least takes a number of seats, from 2 to %d.",
                         TABLE_MAX_REQUIRED);
    a.what.params.threshold = (uint8_t)k;
    statement(c, &a);
    return opening(c, &a, 1);
}

int cmd_sound_range(struct cli *c)
{
    struct asked a = {.what = {.kind = TABLE_SOUND_RANGE}};
    struct table_sound_params *p = &a.what.params;
    const char *from = cli_option(c, "--from"), *to = cli_option(c, "--to"), *step = cli_option(c, "--step");
    const char *unit = cli_option(c, "--unit");
    take_options(c, &a);
    if (!cli_words(c))
        return CLI_USAGE;
    if (!number(from, &p->min) || !number(to, &p->max) || !number(step != NULL ? step : "1", &p->step))
        return cli_error(c, CLI_USAGE,
                         "A range takes whole numbers: --from 0 --to 40, and --step 1 unless told.");
    p->unit = unit != NULL ? unit : "";
    statement(c, &a);
    return opening(c, &a, 1);
}

int cmd_sound_near(struct cli *c)
{
    struct asked a = {.what = {.kind = TABLE_SOUND_NEAR}};
    struct table_sound_params *p = &a.what.params;
    const char *steps = cli_option(c, "--steps");
    char word[16];
    int more = 0;
    take_options(c, &a);
    if (!cli_words(c))
        return CLI_USAGE;
    while (steps != NULL && (more = cli_next_word(&steps, word, sizeof word)) > 0) {
        unsigned long v = 0;
        if (p->n_steps == TABLE_MAX_STEPS || !cli_number(word, 0, TABLE_MAX_STEP, &v))
            return cli_error(c, CLI_USAGE, "--steps takes 2 to 8 numbers that rise, as in 0,1,2,5,10.");
        p->steps[p->n_steps++] = (uint32_t)v;
    }
    if (more < 0)
        return cli_error(c, CLI_USAGE, "--steps takes 2 to 8 numbers that rise, as in 0,1,2,5,10.");
    return opening(c, &a, 0);
}

int cmd_sound_exchange(struct cli *c)
{
    struct asked a = {.what = {.kind = TABLE_SOUND_EXCHANGE}};
    take_options(c, &a);
    return cli_words(c) ? opening(c, &a, 0) : CLI_USAGE;
}

int cmd_sound_better(struct cli *c)
{
    struct asked a = {.what = {.kind = TABLE_SOUND_BETTER}};
    take_options(c, &a);
    return cli_words(c) ? opening(c, &a, -1) : CLI_USAGE;
}

/* The open second key of this sounding, if there is one. */
static size_t open_key(const struct table_state *s, const uint8_t of[TABLE_SOUNDING_ID_LEN])
{
    for (size_t i = table_n_soundings(s); i-- > 0;) {
        const struct table_sounding *x = table_sounding(s, i);
        if (x->kind == TABLE_SOUND_FIND && table_sounding_running(x) &&
            memcmp(x->params.of, of, TABLE_SOUNDING_ID_LEN) == 0)
            return i;
    }
    return SIZE_MAX;
}

/* The second key, turned or held back: opened by whoever comes first, then entered. */
int cmd_sound_key(struct cli *c)
{
    struct asked a = {.what = {.kind = TABLE_SOUND_FIND}};
    bool hold = cli_flag(c, "--hold"), sent = true;
    struct desk_problem why = {.lang = cli_lang()};
    struct desk_entry e;
    struct desk *d = NULL;
    take_options(c, &a);
    if (!cli_words(c))
        return CLI_USAGE;
    int code = cli_numbered_desk(c, true, &d);
    if (code != 0)
        return code;
    code = parse_of(c, desk_table(d), &a);
    size_t index = code == 0 ? open_key(desk_table(d), a.what.params.of) : SIZE_MAX;
    if (code == 0 && index == SIZE_MAX)
        code = ask(c, d, &a, -1, &index, &sent);
    if (code == 0) {
        int err =
            desk_sound_enter(d, index, t2_bytes_str(hold ? "{\"yes\": false}" : "{\"yes\": true}"), &e, &why);
        code = err != 0 ? cli_problem(c, err, &why) : 0;
    }
    if (code == 0) {
        unsigned of = table_sounding(desk_table(d), index)->number;
        cli_json(c, json_pack("{s:b, s:i, s:b, s:b}", "ok", 1, "sounding", (int)of, "turned", !hold, "sent",
                              sent));
        if (!c->json)
            cli_tell(hold ? TABLE_SAYS("Your second key is held back. Nobody sees whether you turned it. It "
                                       "is sounding %u; to "
                                       "seal it and learn what is opened: tracktwo sound seal")
                          : TABLE_SAYS("Your second key is turned. Nobody sees whether you turned it. It is "
                                       "sounding %u; to "
                                       "seal it and learn what is opened: tracktwo sound seal"),
                     of);
    }
    cli_close_desk(d);
    return code;
}
