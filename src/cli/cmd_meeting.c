/* tracktwo meeting call|list|show|attend|floor|point|strike|record|confirm. */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

/* ---- showing ---- */

static const char *record_word(const struct table_meeting *m)
{
    return m->record == TABLE_RECORD_OPEN        ? "open"
           : m->record == TABLE_RECORD_READ_BACK ? "read-back"
                                                 : "closed";
}

static const char *record_line(const struct table_meeting *m)
{
    return cli_say(m->record == TABLE_RECORD_OPEN        ? TABLE_SAYS("record: open")
                   : m->record == TABLE_RECORD_READ_BACK ? TABLE_SAYS("record: read-back")
                                                         : TABLE_SAYS("record: closed"));
}

static json_t *points(const struct table_state *s, size_t at)
{
    json_t *list = json_array();
    for (unsigned k = 1; k <= table_meeting(s, at)->n_points; k++) {
        struct table_texts x = table_meeting_point(s, at, k);
        if (x.n > 0)
            (void)json_array_append_new(list,
                                        json_pack("{s:i, s:o}", "number", (int)k, "text",
                                                  cli_json_text(table_text_in(x.texts, x.n, cli_tag()))));
    }
    return list;
}

static json_t *names_of(const struct table_state *s, uint64_t seats)
{
    char names[512];
    table_seat_names(s, seats, cli_lang(), names, sizeof names);
    return cli_json_text(names);
}

static json_t *agenda_ids(const struct table_state *s, uint64_t issues)
{
    json_t *list = json_array();
    for (size_t i = 0; i < table_n_issues(s); i++) {
        if ((issues >> i & 1) != 0)
            (void)json_array_append_new(list, json_string(table_issue(s, i)->id));
    }
    return list;
}

/* The same seats by their ids, for the page, and what the names above leave out. */
static json_t *meeting_seats_json(const struct table_state *s, const struct table_meeting *m,
                                  const struct table_ev_meeting_called *x)
{
    return json_pack("{s:I, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I}", "start_slot", (json_int_t)x->start,
                     "called_by", table_seat(s, table_event_at(s, m->event)->author)->id, "invited",
                     cli_seat_ids(s, x->seats), "coming", cli_seat_ids(s, m->coming), "not_coming",
                     cli_seat_ids(s, m->not_coming), "was_there", cli_seat_ids(s, m->there), "read_back_by",
                     cli_seat_ids(s, m->confirmed), "readouts_by", cli_seat_ids(s, m->readouts), "agenda",
                     agenda_ids(s, x->agenda), "readouts_due_slot", (json_int_t)x->readout_due);
}

static json_t *meeting_json(const struct table_state *s, size_t at)
{
    const struct table_meeting *m = table_meeting(s, at);
    const struct table_ev_meeting_called *x = &table_event_at(s, m->event)->u.meeting_called;
    char start[TABLE_SLOT_TEXT_LEN];
    json_t *floor = json_array();
    table_slot_text(x->start, start);
    for (unsigned i = 0; i < m->n_floor; i++)
        (void)json_array_append_new(floor, cli_json_text(table_seat(s, m->floor[i])->id));
    json_t *o =
        json_pack("{s:i, s:s, s:o, s:s, s:o, s:o, s:o, s:s, s:o, s:o}", "number", (int)m->number, "start",
                  start, "place", cli_json_text(x->place), "rapporteur", table_seat(s, x->rapporteur)->id,
                  "seats", names_of(s, x->seats), "there", names_of(s, m->there), "floor", floor, "record",
                  record_word(m), "confirmed", names_of(s, m->confirmed), "points", points(s, at));
    json_t *more = meeting_seats_json(s, m, x);
    (void)json_object_update(o, more);
    json_decref(more);
    return o;
}

static void print_mask(const struct table_state *s, const char *what, uint64_t seats)
{
    char names[512];
    table_seat_names(s, seats, cli_lang(), names, sizeof names);
    if (seats != 0)
        printf("  %s%s%s\n", cli_say(what), cli_say(": "), cli_shown(names));
}

static void print_meeting(const struct table_state *s, size_t at)
{
    const struct table_meeting *m = table_meeting(s, at);
    const struct table_ev_meeting_called *x = &table_event_at(s, m->event)->u.meeting_called;
    char start[TABLE_SLOT_TEXT_LEN];
    table_slot_text(x->start, start);
    cli_tell("Meeting %u: %s, %s", m->number, start, cli_shown(x->place));
    cli_tell("  rapporteur: %s", cli_shown(table_seat(s, x->rapporteur)->name));
    print_mask(s, TABLE_SAYS("invited"), x->seats);
    print_mask(s, TABLE_SAYS("coming"), m->coming);
    print_mask(s, TABLE_SAYS("not coming"), m->not_coming);
    print_mask(s, TABLE_SAYS("was there"), m->there);
    for (size_t i = 0; i < table_n_issues(s); i++) {
        const struct table_issue *issue = table_issue(s, i);
        if ((x->agenda >> i & 1) != 0)
            cli_tell("  on the agenda: %s",
                     cli_shown(table_text_in(issue->titles, issue->n_titles, cli_tag())));
    }
    for (unsigned i = 0; i < m->n_floor; i++)
        cli_tell("  asks for the floor: %s", cli_shown(table_seat(s, m->floor[i])->name));
    for (unsigned k = 1; k <= m->n_points; k++) {
        struct table_texts p = table_meeting_point(s, at, k);
        if (p.n > 0)
            printf("  %u. %s\n", k, cli_shown(table_text_in(p.texts, p.n, cli_tag())));
    }
    printf("  %s\n", record_line(m));
    if (m->record == TABLE_RECORD_READ_BACK)
        print_mask(s, TABLE_SAYS("still to confirm"), m->there & ~m->confirmed);
    if (x->readout_due != 0) {
        table_until_text(x->readout_due, start);
        cli_tell("  read-outs are due by: %s", start);
        print_mask(s, TABLE_SAYS("made one"), m->readouts);
    }
}

static json_t *show_meeting(struct cli *c, const struct desk *d, size_t i)
{
    if (!c->json)
        print_meeting(desk_table(d), i);
    return meeting_json(desk_table(d), i);
}

int cmd_meeting_list(struct cli *c)
{
    static const struct cli_listing meetings = {"meetings", TABLE_SAYS("No meeting has been called."),
                                                table_n_meetings, show_meeting, NULL};
    return cli_list(c, &meetings);
}

/* ---- saying ---- */

static void read_meeting(const struct cli *c, const struct table_state *s, struct table_event *ev)
{
    unsigned long number = 0;
    if (cli_number(c->argv[0], 1, table_n_meetings(s), &number))
        cli_says_of(s, table_meeting(s, number - 1)->id, ev);
}

/* Where the record itself was read, nothing of it may have changed; who comes or speaks names the meeting
 * only, and several may do so at once. */
enum begins { RECORD_READ, MEETING_NAMED };

/* The desk, and the meeting that the first word names, by the number that it had when the person read of it:
 * its id goes into the event. */
static int begin(struct cli *c, enum begins how, struct table_event *ev, struct desk **d, size_t *out_at)
{
    if (!cli_words(c))
        return CLI_USAGE;
    int code = how == RECORD_READ ? cli_read_desk(c, false, read_meeting, ev, d)
                                  : cli_named_desk(c, false, read_meeting, ev, d);
    if (code == 0)
        read_meeting(c, desk_table(*d), ev);
    if (code == 0 && table_meeting_find(desk_table(*d), ev->u.form_id, out_at) != 0)
        code = cli_error(c, CLI_REFUSED, "There is no meeting %s. Which there are: tracktwo meeting list",
                         c->argv[0]);
    return code;
}

/* begin, post, end. */
static int about(struct cli *c, enum begins how, struct table_event *ev, const char *done)
{
    struct desk *d = NULL;
    size_t at = 0;
    int code = begin(c, how, ev, &d, &at);
    if (code == 0)
        code = cli_post(c, d, ev, done);
    cli_close_desk(d);
    return code;
}

int cmd_meeting_show(struct cli *c)
{
    struct table_event ev = {0};
    struct desk *d = NULL;
    size_t at = 0;
    int code = begin(c, MEETING_NAMED, &ev, &d, &at);
    if (code == 0)
        cli_json(c, json_pack("{s:b, s:o}", "ok", 1, "meeting", show_meeting(c, d, at)));
    cli_close_desk(d);
    return code;
}

int cmd_meeting_call(struct cli *c)
{
    const char *seats = cli_option(c, "--seats"), *agenda = cli_option(c, "--agenda"),
               *rapporteur = cli_option(c, "--rapporteur"), *due = cli_option(c, "--readouts-by");
    struct table_event ev = {.kind = TABLE_EV_MEETING_CALLED};
    struct table_ev_meeting_called *x = &ev.u.meeting_called;
    struct desk *d = NULL;
    if (!cli_words(c))
        return CLI_USAGE;
    int code = cli_day(c, TABLE_SAYS("The first word"), c->argv[0], CLI_DAY_NEEDS_HOUR, &x->start);
    if (code == 0 && due != NULL)
        code = cli_day(c, "--readouts-by", due, CLI_DAY_ENDS, &x->readout_due);
    if (code == 0 && (code = cli_form_id(c, x->id)) == 0)
        code = cli_numbered_desk(c, false, &d);
    if (code == 0) {
        const struct table_state *s = desk_table(d);
        x->place = c->argv[1];
        x->rapporteur = channel_self(desk_channel(d));
        x->seats = ((uint64_t)1 << table_n_seats(s)) - 1;
        code = seats == NULL ? 0 : cli_seats(c, s, seats, &x->seats);
        if (code == 0 && rapporteur != NULL)
            code = cli_seat(c, s, rapporteur, &x->rapporteur);
        if (code == 0)
            code = cli_issues(c, s, "--agenda", agenda, &x->agenda);
    }
    if (code == 0)
        code = cli_post(c, d, &ev, "The meeting is called; all its seats see it.");
    cli_close_desk(d);
    return code;
}

int cmd_meeting_attend(struct cli *c)
{
    struct table_event ev = {.kind = TABLE_EV_MEETING_ATTENDANCE};
    bool there = cli_flag(c, "--was-there"), away = cli_flag(c, "--not-coming");
    ev.u.meeting_attendance.attendance = there ? TABLE_WAS_THERE : away ? TABLE_NOT_COMING : TABLE_COMING;
    return about(c, MEETING_NAMED, &ev, TABLE_SAYS("The others see it."));
}

int cmd_meeting_floor(struct cli *c)
{
    struct table_event ev = {.kind = TABLE_EV_MEETING_FLOOR};
    ev.u.meeting_floor.asks = !cli_flag(c, "--done");
    return about(c, MEETING_NAMED, &ev,
                 ev.u.meeting_floor.asks ? TABLE_SAYS("You are in the speaking order.")
                                         : TABLE_SAYS("You have left the speaking order."));
}

int cmd_meeting_point(struct cli *c)
{
    const char *lang = cli_option(c, "--language");
    struct table_event ev = {.kind = TABLE_EV_MEETING_POINT};
    struct table_text text;
    struct desk *d = NULL;
    size_t at = 0;
    int code = begin(c, MEETING_NAMED, &ev, &d, &at);
    if (code == 0) {
        text = (struct table_text){lang != NULL ? lang : "en", c->argv[1]};
        ev.u.meeting_point.point = (struct table_texts){1, &text};
        code = cli_post(c, d, &ev, "It is in the record, as nobody's.");
    }
    cli_close_desk(d);
    return code;
}

int cmd_meeting_strike(struct cli *c)
{
    struct table_event ev = {.kind = TABLE_EV_MEETING_STRUCK};
    unsigned long point = 0;
    struct desk *d = NULL;
    size_t at = 0;
    int code = begin(c, RECORD_READ, &ev, &d, &at);
    if (code == 0 && !cli_number(c->argv[1], 1, TABLE_MAX_RECORD_POINTS, &point))
        code = cli_error(c, CLI_USAGE, "Name the point by its number: tracktwo meeting show %s", c->argv[0]);
    if (code == 0) {
        ev.u.meeting_struck.point = (uint32_t)point;
        code = cli_post(c, d, &ev, "The point is struck.");
    }
    cli_close_desk(d);
    return code;
}

int cmd_meeting_record(struct cli *c)
{
    struct table_event ev = {.kind = TABLE_EV_MEETING_RECORD};
    return about(c, RECORD_READ, &ev,
                 TABLE_SAYS("Those who were there read it back now: tracktwo meeting confirm"));
}

int cmd_meeting_confirm(struct cli *c)
{
    struct table_event ev = {.kind = TABLE_EV_MEETING_READ_BACK};
    struct desk *d = NULL;
    size_t at = 0;
    bool no = cli_flag(c, "--not");
    int code = begin(c, RECORD_READ, &ev, &d, &at);
    if (code == 0) {
        ev.u.meeting_read_back.confirms = !no;
        ev.u.meeting_read_back.remark = c->argc > 1 ? c->argv[1] : "";
        code = cli_post(c, d, &ev,
                        no ? TABLE_SAYS("The record is open again.")
                           : TABLE_SAYS("You have confirmed the record."));
    }
    cli_close_desk(d);
    return code;
}
