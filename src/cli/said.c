/* Words of a command line that name things of the table; and the posting of one event with a sentence. */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

int cli_seat(struct cli *c, const struct table_state *s, const char *id, uint8_t *out)
{
    if (id != NULL && table_seat_find(s, id, out) == 0)
        return 0;
    if (id == NULL)
        return cli_error(c, CLI_REFUSED, "No seat is named. Who is there: tracktwo table show");
    return cli_error(c, CLI_REFUSED, "There is no seat %s at this table. Who is there: tracktwo table show",
                     id);
}

int cli_seats(struct cli *c, const struct table_state *s, const char *list, uint64_t *out)
{
    char id[TABLE_ID_MAX + 1];
    int more;
    *out = 0;
    while ((more = cli_next_word(&list, id, sizeof id)) > 0) {
        uint8_t seat = 0;
        int code = cli_seat(c, s, id, &seat);
        if (code != 0)
            return code;
        *out |= (uint64_t)1 << seat;
    }
    return more == 0 ? 0
                     : cli_error(c, CLI_USAGE,
                                 "--seats takes the ids of seats with a comma between them, as in A,B,C.");
}

json_t *cli_seat_ids(const struct table_state *s, uint64_t seats)
{
    json_t *list = json_array();
    for (size_t i = 0; i < table_n_seats(s); i++) {
        if ((seats >> i & 1) != 0)
            (void)json_array_append_new(list, json_string(table_seat(s, i)->id));
    }
    return list;
}

int cli_issue(struct cli *c, const struct table_state *s, const char *id, uint8_t *out)
{
    if (table_issue_find(s, id, out) == 0)
        return 0;
    return cli_error(c, CLI_REFUSED,
                     "There is no issue %s on this table. Which there are: tracktwo table show", id);
}

#define DAY_SECONDS (24 * 60 * 60)

int cli_day(struct cli *c, const char *option, const char *text, enum cli_bare_day bare, uint64_t *out)
{
    struct tm tm = {.tm_isdst = 0};
    const char *end = text == NULL ? NULL : strptime(text, "%Y-%m-%d", &tm);
    const bool alone = end != NULL && *end == '\0' && bare != CLI_DAY_NEEDS_HOUR;
    const int day = tm.tm_mday;
    if (end != NULL && !alone)
        end = strptime(end, "T%H:%M", &tm);
    if (end != NULL && *end == ':')
        end = strptime(end, ":%S", &tm);
    time_t t = end != NULL && *end == '\0' ? timegm(&tm) : -1;
    if (t <= 0 || tm.tm_mday != day) /* 31 February would be a day of March */
        return cli_error(
            c, CLI_USAGE,
            bare == CLI_DAY_NEEDS_HOUR
                ? TABLE_SAYS("%s takes a day and an hour in universal time, as in 2026-12-01T10:00.")
                : TABLE_SAYS("%s takes a day, or a day and an hour, in universal time, as in 2026-12-01 or "
                             "2026-12-01T10:00."),
            cli_say(option));
    if (alone && bare == CLI_DAY_ENDS)
        t += DAY_SECONDS;
    *out = (uint64_t)t / TABLE_SLOT_SECONDS;
    return 0;
}

int cli_form_id(struct cli *c, uint8_t out[static TABLE_FORM_ID_LEN])
{
    return t2_random_fill(t2_random_system(), out, TABLE_FORM_ID_LEN) == 0
               ? 0
               : cli_error(c, CLI_ENVIRONMENT, "The machine gives no random numbers. Nothing was done.");
}

void cli_says_of(const struct table_state *s, const uint8_t id[static TABLE_FORM_ID_LEN],
                 struct table_event *ev)
{
    static const uint8_t none[TABLE_FORM_ID_LEN];
    if (memcmp(ev->u.form_said.id, none, TABLE_FORM_ID_LEN) != 0)
        return;
    memcpy(ev->u.form_said.id, id, TABLE_FORM_ID_LEN);
    if (ev->kind == TABLE_EV_CONSENTED || ev->kind == TABLE_EV_ARTICLE_SAID ||
        ev->kind == TABLE_EV_MEETING_READ_BACK)
        table_content(s, ev, ev->u.form_said.content);
}

int cli_issues(struct cli *c, const struct table_state *s, const char *option, const char *list,
               uint64_t *io_issues)
{
    char id[TABLE_ID_MAX + 1];
    int more;
    while ((more = cli_next_word(&list, id, sizeof id)) > 0) {
        uint8_t issue = 0;
        int code = cli_issue(c, s, id, &issue);
        if (code != 0)
            return code;
        *io_issues |= (uint64_t)1 << issue;
    }
    return more == 0
               ? 0
               : cli_error(c, CLI_USAGE,
                           "%s takes the ids of issues with a comma between them, as in line,zone.", option);
}

/* What was fine by this machine's clock may break a rule by the relay's. */
static int refused_after_all(struct cli *c, const struct desk *d)
{
    char at[TABLE_SLOT_TEXT_LEN];
    uint64_t slot = 0;
    const struct desk_refused *r = desk_last_refused(d, &slot);
    if (r == NULL)
        return 0;
    table_slot_text(slot, at);
    return cli_error(
        c, CLI_REFUSED,
        "The relay received it at %s, which is its time, whatever the clock of this machine says; so "
        "all desks refuse it. %s",
        at, r->text);
}

int cli_post(struct cli *c, struct desk *d, struct table_event *ev, const char *done)
{
    return cli_post_with(c, d, ev, done, NULL);
}

int cli_post_with(struct cli *c, struct desk *d, struct table_event *ev, const char *done, json_t *more)
{
    struct desk_problem why = {.lang = cli_lang()};
    bool sent = false;
    int err = desk_post(d, ev, &why);
    int code = err != 0 ? cli_problem(c, err, &why) : cli_send(c, d, &sent);
    if (code == 0 && sent)
        code = refused_after_all(c, d);
    if (code == 0) {
        json_t *o =
            json_pack("{s:b, s:s, s:b}", "ok", 1, "kind", table_event_kind_name(ev->kind), "sent", sent);
        if (more != NULL)
            (void)json_object_update(o, more);
        cli_json(c, o);
        if (!c->json)
            puts(cli_say(done));
    }
    json_decref(more);
    return code;
}
