/* tracktwo seat standing|seen|keep|add|party, pen give, issue concern|early, table settings: what a seat says
 * of itself, and what needs the consent of others. tracktwo proposal list|consent|decline. */
#include "cli/line.h"

#include <stdio.h>
#include <string.h>

#include <tracktwo/secret.h>

static const char proposed[] = TABLE_SAYS(
    "It is proposed. It is in force when all whom it needs have consented: tracktwo proposal list");

/* The number of the word, from 1, in English or in the person's language; 0 when it is none of them. name:
 * the words' names, to the first "unknown". */
static unsigned word_number(const char *word, const char *(*name)(unsigned), unsigned from)
{
    for (unsigned i = from; strcmp(name(i), "unknown") != 0; i++) {
        if (strcmp(name(i), word) == 0 || strcmp(cli_say(name(i)), word) == 0)
            return i;
    }
    return 0;
}

static const char *standing_name(unsigned i)
{
    return table_standing_name((enum table_standing)i);
}

static const char *mandate_name(unsigned i)
{
    return table_mandate_name((enum table_mandate_kind)i);
}

/* All of them, to choose from, as they can be typed. */
static const char *words_of(const char *(*name)(unsigned), unsigned from, char *out, size_t len)
{
    size_t at = 0;
    out[0] = '\0';
    for (unsigned i = from; strcmp(name(i), "unknown") != 0 && at < len; i++) {
        int n = snprintf(out + at, len - at, "%s\"%s\"", i == from ? "" : cli_say(", "), cli_say(name(i)));
        at += n > 0 ? (size_t)n : 0;
    }
    return out;
}

/* Standing and mandate by their words; mandate and until may be NULL. */
static int parse_standing(struct cli *c, const char *standing, const char *mandate, const char *until,
                          enum table_standing *out_standing, struct table_mandate *out)
{
    char words[512];
    unsigned s = standing == NULL ? 0 : word_number(standing, standing_name, TABLE_OFFICIAL);
    unsigned m =
        mandate == NULL ? TABLE_OWN_INITIATIVE : word_number(mandate, mandate_name, TABLE_OWN_INITIATIVE);
    if (s == 0)
        return cli_error(c, CLI_USAGE, "The standing is one of: %s.",
                         words_of(standing_name, TABLE_OFFICIAL, words, sizeof words));
    if (m == 0)
        return cli_error(c, CLI_USAGE, "--mandate is one of: %s.",
                         words_of(mandate_name, TABLE_OWN_INITIATIVE, words, sizeof words));
    *out_standing = (enum table_standing)s;
    out->kind = (enum table_mandate_kind)m;
    return until == NULL ? 0 : cli_day(c, "--until", until, CLI_DAY_ENDS, &out->expires_slot);
}

int cmd_seat_standing(struct cli *c)
{
    const char *mandate = cli_option(c, "--mandate"), *until = cli_option(c, "--until");
    struct table_event ev = {.kind = TABLE_EV_SEAT_STANDING};
    struct desk *d = NULL;
    if (!cli_words(c))
        return CLI_USAGE;
    int code = parse_standing(c, c->argv[0], mandate, until, &ev.u.seat_standing.standing,
                              &ev.u.seat_standing.mandate);
    if (code == 0 && (code = cli_synced_desk(c, false, &d)) == 0)
        code = cli_post(c, d, &ev, "All seats see your standing and mandate, and the track that follows.");
    cli_close_desk(d);
    return code;
}

/* A mandate is confirmed as it stood before the person's eyes: the page's call is refused when the table has
 * changed since, and the command line's when another mandate came with it. */
static void read_mandate(const struct cli *c, const struct table_state *s, struct table_event *ev)
{
    uint8_t seat = 0;
    if (table_seat_find(s, c->argv[0], &seat) == 0) {
        ev->u.mandate_seen.seat = seat;
        if (table_event_name(s, ev) != 0)
            memset(ev->u.mandate_seen.named, 0, sizeof ev->u.mandate_seen.named); /* fits no mandate */
    }
}

static int mandate_stands(struct cli *c, const struct table_state *s, const struct table_event *read)
{
    struct table_event now = *read;
    if (table_event_name(s, &now) == 0 &&
        memcmp(now.u.mandate_seen.named, read->u.mandate_seen.named, sizeof now.u.mandate_seen.named) == 0)
        return 0;
    return cli_error(c, CLI_REFUSED,
                     "What this speaks of has another number now, or is another mandate: something came "
                     "before it. Nothing was changed. Look at the table as it is now, and do it again.");
}

int cmd_seat_seen(struct cli *c)
{
    struct table_event ev = {.kind = TABLE_EV_MANDATE_SEEN};
    struct desk *d = NULL;
    if (!cli_words(c))
        return CLI_USAGE;
    int code = cli_read_desk(c, false, read_mandate, &ev, &d);
    if (code == 0)
        code = cli_seat(c, desk_table(d), c->argv[0], &ev.u.mandate_seen.seat);
    if (code == 0)
        code = mandate_stands(c, desk_table(d), &ev);
    if (code == 0)
        code =
            cli_post(c, d, &ev, "You have confirmed that you have seen this mandate, and no more than that.");
    cli_close_desk(d);
    return code;
}

int cmd_seat_keep(struct cli *c)
{
    struct table_event ev = {.kind = TABLE_EV_RETENTION};
    unsigned long days = 0;
    struct desk *d = NULL;
    if (!cli_words(c))
        return CLI_USAGE;
    if (strcmp(c->argv[0], "always") != 0 && !cli_number(c->argv[0], 1, 36500, &days))
        return cli_error(c, CLI_USAGE,
                         "Say for how many days you keep the record (1 to 36,500), or: always.");
    ev.u.retention.days = (uint32_t)days;
    int code = cli_synced_desk(c, false, &d);
    if (code == 0)
        code = cli_post(c, d, &ev,
                        "All seats see how long you keep the record. Nothing is deleted because of it: when "
                        "the time has come, delete "
                        "this folder yourself.");
    cli_close_desk(d);
    return code;
}

int cmd_seat_add(struct cli *c)
{
    const char *standing = cli_option(c, "--standing"), *mandate = cli_option(c, "--mandate"),
               *until = cli_option(c, "--until"), *role = cli_option(c, "--role");
    bool facilitator = cli_flag(c, "--facilitator"), observer = cli_flag(c, "--observer");
    struct table_event ev = {.kind = TABLE_EV_SEAT_ADDED};
    struct table_seat *x = &ev.u.seat_added.seat;
    struct desk *d = NULL;
    if (!cli_words(c))
        return CLI_USAGE;
    *x = (struct table_seat){.id = c->argv[0],
                             .party = c->argv[1],
                             .name = c->argv[2],
                             .role = role != NULL ? role : "",
                             .function = facilitator ? TABLE_FACILITATOR
                                         : observer  ? TABLE_OBSERVER
                                                     : TABLE_PARTICIPANT};
    int code = parse_standing(c, standing, mandate, until, &x->standing, &x->mandate);
    if (code == 0 && (code = cli_form_id(c, ev.u.seat_added.id)) == 0 &&
        (code = cli_synced_desk(c, false, &d)) == 0)
        code = cli_post(c, d, &ev, proposed);
    cli_close_desk(d);
    return code;
}

int cmd_seat_party(struct cli *c)
{
    struct table_event ev = {.kind = TABLE_EV_PARTY_CHANGED};
    struct desk *d = NULL;
    if (!cli_words(c))
        return CLI_USAGE;
    ev.u.party_changed.party = c->argv[1];
    int code = cli_form_id(c, ev.u.party_changed.id);
    if (code == 0 && (code = cli_synced_desk(c, false, &d)) == 0 &&
        (code = cli_seat(c, desk_table(d), c->argv[0], &ev.u.party_changed.seat)) == 0)
        code = cli_post(c, d, &ev, proposed);
    cli_close_desk(d);
    return code;
}

int cmd_pen_give(struct cli *c)
{
    struct table_event ev = {.kind = TABLE_EV_PEN_GIVEN};
    struct desk *d = NULL;
    if (!cli_words(c))
        return CLI_USAGE;
    int code = cli_form_id(c, ev.u.pen_given.id);
    if (code == 0 && (code = cli_synced_desk(c, false, &d)) == 0 &&
        (code = cli_seat(c, desk_table(d), c->argv[0], &ev.u.pen_given.seat)) == 0)
        code = cli_post(c, d, &ev, proposed);
    cli_close_desk(d);
    return code;
}

int cmd_issue_concern(struct cli *c)
{
    const char *seats = cli_option(c, "--seats");
    struct table_event ev = {.kind = TABLE_EV_CONCERNS_CHANGED};
    struct table_ev_concerns_changed *x = &ev.u.concerns_changed;
    struct desk *d = NULL;
    if (!cli_words(c))
        return CLI_USAGE;
    int code = cli_form_id(c, x->id);
    if (code == 0 && (code = cli_numbered_desk(c, false, &d)) == 0 &&
        (code = cli_issue(c, desk_table(d), c->argv[0], &x->issue)) == 0 &&
        (code = cli_seats(c, desk_table(d), seats != NULL ? seats : "", &x->concerns)) == 0)
        code = cli_post(c, d, &ev, proposed);
    cli_close_desk(d);
    return code;
}

int cmd_issue_early(struct cli *c)
{
    struct table_event ev = {.kind = TABLE_EV_EARLY_HARVEST};
    struct table_ev_early_harvest *x = &ev.u.early_harvest;
    struct desk *d = NULL;
    x->early = !cli_flag(c, "--no-longer");
    if (!cli_words(c))
        return CLI_USAGE;
    int code = cli_form_id(c, x->id);
    if (code == 0 && (code = cli_numbered_desk(c, false, &d)) == 0 &&
        (code = cli_issue(c, desk_table(d), c->argv[0], &x->issue)) == 0)
        code = cli_post(c, d, &ev, proposed);
    cli_close_desk(d);
    return code;
}

/* One setting; false when it is there and is not a number in its range. */
static bool setting(struct cli *c, const char *option, unsigned long max, bool *any, unsigned long *io)
{
    const char *text = cli_option(c, option);
    *any = *any || text != NULL;
    return text == NULL || cli_number(text, 0, max, io);
}

int cmd_table_settings(struct cli *c)
{
    struct table_event ev = {.kind = TABLE_EV_SETTINGS_CHANGED};
    struct table_settings *st = &ev.u.settings_changed.settings;
    struct desk *d = NULL;
    int code = cli_seen_desk(c, false, &d);
    if (code != 0)
        return code;
    *st = table_settings(desk_table(d));
    unsigned long hours = st->spacing_slots / (3600 / TABLE_SLOT_SECONDS), runs = st->runs_per_issue;
    unsigned long days = st->message_days, brackets = st->brackets_max;
    bool any = false, fits = setting(c, "--spacing-hours", 10000, &any, &hours);
    fits = setting(c, "--runs", 100, &any, &runs) && fits;
    fits = setting(c, "--message-days", 3650, &any, &days) && fits;
    fits = setting(c, "--brackets", 255, &any, &brackets) && fits;
    if (!cli_words(c))
        code = CLI_USAGE;
    else if (!any || !fits)
        code =
            cli_error(c, CLI_USAGE,
                      "Give one setting or more, in whole numbers: hours between two soundings up to 10,000, "
                      "runs of one issue up to 100, days of a message up to 3,650, brackets up to 255.");
    if (hours * (3600 / TABLE_SLOT_SECONDS) != st->spacing_slots)
        st->spacing_slots = (uint32_t)hours * (3600 / TABLE_SLOT_SECONDS);
    st->runs_per_issue = (uint8_t)runs;
    st->message_days = (uint16_t)days;
    st->brackets_max = (uint8_t)brackets;
    if (code == 0 && (code = cli_form_id(c, ev.u.settings_changed.id)) == 0)
        code = cli_post(c, d, &ev, proposed);
    cli_close_desk(d);
    return code;
}

/* ---- proposals ---- */

static const char *proposal_status(const struct table_proposal *p)
{
    return p->status == TABLE_PROPOSAL_OPEN       ? "open"
           : p->status == TABLE_PROPOSAL_ACCEPTED ? "in force"
                                                  : "declined";
}

static json_t *show_proposal(const struct cli *c, const struct table_state *s, const struct table_proposal *p)
{
    static char text[TABLE_TEXT_MAX + 3072];
    const struct table_event *ev = table_event_at(s, p->event);
    char names[512];
    bool open = p->status == TABLE_PROPOSAL_OPEN;
    table_event_text(s, p->event, cli_lang(), text, sizeof text);
    table_seat_names(s, open ? table_proposal_needs(s, p) & ~p->consents : 0, cli_lang(), names,
                     sizeof names);
    if (!c->json)
        printf("%3u  %s%s%s\n", p->number, cli_shown(table_seat(s, ev->author)->name), cli_say(": "),
               cli_shown(text));
    if (!c->json && open)
        cli_tell("     open; still to consent: %s", cli_shown(names));
    else if (!c->json)
        printf("     %s\n", p->status == TABLE_PROPOSAL_ACCEPTED ? cli_say("in force") : cli_say("declined"));
    json_t *o = json_pack("{s:i, s:s, s:s, s:I, s:o, s:s, s:o, s:o, s:o}", "number", (int)p->number, "kind",
                          table_event_kind_name(p->kind), "by", table_seat(s, ev->author)->id, "slot",
                          (json_int_t)ev->slot, "text", cli_json_text(text), "status", proposal_status(p),
                          "missing", cli_json_text(names), "waits_for",
                          cli_seat_ids(s, open ? table_proposal_needs(s, p) & ~p->consents : 0), "consented",
                          cli_seat_ids(s, p->consents));
    t2_wipe(text, sizeof text);
    cli_device_stage(c, s, p, o);
    return o;
}

int cmd_proposal_list(struct cli *c)
{
    struct desk *d = NULL;
    bool all = cli_flag(c, "--all");
    if (!cli_words(c))
        return CLI_USAGE;
    int code = cli_synced_desk(c, false, &d);
    if (code != 0)
        return code;
    const struct table_state *s = desk_table(d);
    json_t *list = json_array();
    for (size_t i = 0; i < table_n_proposals(s); i++) {
        const struct table_proposal *p = table_proposal(s, i);
        if (all || p->status == TABLE_PROPOSAL_OPEN)
            (void)json_array_append_new(list, show_proposal(c, s, p));
    }
    if (!c->json && json_array_size(list) == 0)
        cli_tell("Nothing waits for a consent.");
    cli_json(c, json_pack("{s:b, s:o}", "ok", 1, "proposals", list));
    cli_close_desk(d);
    return CLI_OK;
}

static void read_proposal(const struct cli *c, const struct table_state *s, struct table_event *ev)
{
    unsigned long number = 0;
    if (cli_number(c->argv[0], 1, table_n_proposals(s), &number))
        cli_says_of(s, table_proposal(s, number - 1)->id, ev);
}

/* The one that was read under this number, whatever number it has now. NULL: none. */
static const struct table_proposal *proposal_of(const struct table_state *s, const struct table_event *ev)
{
    for (size_t i = 0; i < table_n_proposals(s); i++) {
        if (memcmp(table_proposal(s, i)->id, ev->u.consented.id, TABLE_FORM_ID_LEN) == 0)
            return table_proposal(s, i);
    }
    return NULL;
}

static int answer(struct cli *c, uint8_t says)
{
    char text[TABLE_TEXT_MAX + 3072], name[256] = "";
    struct table_event ev = {.kind = TABLE_EV_CONSENTED};
    const struct table_proposal *p = NULL;
    struct desk *d = NULL;
    if (!cli_words(c))
        return CLI_USAGE;
    int code = cli_read_desk(c, false, read_proposal, &ev, &d);
    if (code == 0)
        read_proposal(c, desk_table(d), &ev);
    if (code == 0 && (p = proposal_of(desk_table(d), &ev)) == NULL)
        code = cli_error(c, CLI_REFUSED, "There is no proposal %s. What is open: tracktwo proposal list",
                         c->argv[0]);
    if (code == 0 && says)
        code = cli_line_consents(c, desk_table(d), p);
    if (code == 0 && p != NULL) {
        table_event_text(desk_table(d), p->event, cli_lang(), text, sizeof text);
        (void)snprintf(name, sizeof name, "%s",
                       table_seat(desk_table(d), table_event_at(desk_table(d), p->event)->author)->name);
        ev.u.consented.answer = says;
        code = cli_post(c, d, &ev,
                        says ? TABLE_SAYS("You have consented.")
                             : TABLE_SAYS("You have declined; the proposal is over."));
    }
    if (code == 0 && p != NULL && !c->json)
        cli_tell("This was about proposal %u. %s: %s.", p->number, cli_shown(name), cli_shown(text));
    cli_close_desk(d);
    return code;
}

int cmd_proposal_consent(struct cli *c)
{
    return answer(c, 1);
}

int cmd_proposal_decline(struct cli *c)
{
    return answer(c, 0);
}
