/* What each event says, as a sentence without its subject: the name of the seat stands before it. */
#include "telling.h"

#include <string.h>

/* ---- times ---- */

/* The civil date of a day counted from 1970-01-01, in the proleptic Gregorian calendar. */
static void civil(uint64_t days, unsigned *year, unsigned *month, unsigned *day)
{
    uint64_t z = days + 719468; /* from 0000-03-01 */
    uint64_t era = z / 146097, of_era = z % 146097;
    uint64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    uint64_t of_year = of_era - (365 * y + y / 4 - y / 100);
    uint64_t m = (5 * of_year + 2) / 153; /* 0 is March */
    *day = (unsigned)(of_year - (153 * m + 2) / 5 + 1);
    *month = (unsigned)(m < 10 ? m + 3 : m - 9);
    *year = (unsigned)(y + era * 400 + (*month <= 2));
}

void table_slot_text(uint64_t slot, char out[static TABLE_SLOT_TEXT_LEN])
{
    const uint64_t last = 9999ull * 366 * 24 * 60;
    unsigned year, month, day, minute = (unsigned)(slot % (24 * 60));
    struct table_phrase_buf b = table_phrase_init(out, TABLE_SLOT_TEXT_LEN);
    if (slot <= last) {
        civil(slot / (24 * 60), &year, &month, &day);
        table_phrase_add(&b, "%04u-%02u-%02u %02u:%02u UTC", year, month, day, minute / 60, minute % 60);
    }
}

void table_until_text(uint64_t slot, char out[static TABLE_SLOT_TEXT_LEN])
{
    const int whole = slot > 0 && slot % (24 * 60) == 0;
    table_slot_text(whole ? slot - 1 : slot, out);
    if (whole && out[0] != '\0') {
        out[sizeof("2026-11-30") - 1] = '\0';
    }
}

/* ---- what it is about, by titles ---- */

/* So many titles are said; the rest are counted. */
#define TITLES_SAID 3u

static const char *issue_title(const struct table_state *s, uint8_t issue, enum table_lang lang)
{
    const struct table_issue *x = &s->issues[issue];
    return table_text_in(x->titles, x->n_titles, table_lang_tag(lang));
}

static void add_titles(struct table_phrase_buf *b, const struct table_state *s, const uint8_t *issues,
                       size_t n, enum table_lang lang)
{
    if (n > TITLES_SAID && n == s->n_issues) {
        table_phrase_add(b, "%s", table_say(lang, "all issues of the table"));
        return;
    }
    for (size_t i = 0; i < n && i < TITLES_SAID; i++) {
        table_phrase_add(b, "%s%s", i == 0 ? "" : table_say(lang, "; "), issue_title(s, issues[i], lang));
    }
    if (n > TITLES_SAID) {
        table_phrase_add(b, table_say(lang, "; further issues: %zu"), n - TITLES_SAID);
    }
}

void table_days_text(const struct table_state *s, const struct table_ev_days_agreed *x, enum table_lang lang,
                     char *out, size_t out_len)
{
    char issues[768], first[TABLE_SLOT_TEXT_LEN];
    struct table_phrase_buf b = table_phrase_init(issues, sizeof(issues));
    table_slot_text(x->first, first);
    add_titles(&b, s, x->issues, x->n_issues, lang);
    b = table_phrase_init(out, out_len);
    table_phrase_add(&b, table_say(lang, "%s: from %s on, every %.4g days; times: %u"), issues, first,
                     (double)x->every / (24 * 60), x->count);
}

/* ---- one kind each ---- */

static void opened(struct telling *t, const struct table_event *ev)
{
    SAY(t, "opened the table \"%s\"", ev->u.table_opened.title);
}

static void standing(struct telling *t, const struct table_event *ev)
{
    const struct table_ev_seat_standing *x = &ev->u.seat_standing;
    char until[TABLE_SLOT_TEXT_LEN];
    const char *is = table_say(t->lang, table_standing_name(x->standing));
    const char *mandate = table_say(t->lang, table_mandate_name(x->mandate.kind));
    if (x->mandate.expires_slot != 0) {
        table_until_text(x->mandate.expires_slot, until);
        SAY(t, "is now: %s, %s, until %s", is, mandate, until);
    } else {
        SAY(t, "is now: %s, %s", is, mandate);
    }
}

/* Whom a list of seats leaves out, facilitators apart, whom no issue concerns: it is their author's alone. */
static void tell_left_out(struct telling *t, uint64_t concerns)
{
    char names[512];
    uint64_t out = table_all(t->s->n_seats) & ~concerns;
    for (size_t i = 0; i < t->s->n_seats; i++) {
        out &= t->s->seats[i].function == TABLE_FACILITATOR ? ~table_bit(i) : UINT64_MAX;
    }
    if (out != 0) {
        table_seat_names(t->s, out, t->lang, names, sizeof(names));
        SAY(t, "; it is not to concern: %s", names);
    }
}

static void issue_added(struct telling *t, const struct table_event *ev)
{
    SAY(t, "added the issue \"%s\"",
        table_text_in(ev->u.issue_added.titles, ev->u.issue_added.n_titles, t->tag));
    tell_left_out(t, ev->u.issue_added.concerns);
}

static void said(struct telling *t, const struct table_event *ev)
{
    const char *words = ev->u.said.text;
    if (words[0] == '\0') {
        words = table_say(
            t->lang, "[these words are not here: their time is over, or this desk was never given them]");
    }
    table_phrase_add(&t->out, "(%s) %s", table_say(t->lang, table_phrase_name(ev->u.said.phrase)), words);
}

static const struct table_sounding *sounding(const struct telling *t, const uint8_t *id)
{
    size_t i = 0;
    return table_sounding_find(t->s, id, &i) == 0 ? &t->s->soundings[i] : NULL;
}

/* ": Width of the zone", or the question that was asked. */
static void add_about(struct telling *t, const struct table_sounding *so)
{
    if (so->params.n_texts > 0) {
        table_phrase_add(&t->out, "%s%s", table_say(t->lang, ": "),
                         table_text_in(so->params.texts, so->params.n_texts, t->tag));
    } else if (so->n_issues > 0) {
        table_phrase_add(&t->out, "%s", table_say(t->lang, ": "));
        add_titles(&t->out, t->s, so->issues, so->n_issues, t->lang);
    }
}

static void sound_opened(struct telling *t, const struct table_event *ev)
{
    const struct table_sounding *so = sounding(t, ev->u.sound_opened.id);
    if (so == NULL) {
        return;
    }
    const char *kind = table_say(t->lang, table_sounding_kind_text(so->kind));
    if (table_sounding_of_day(ev->u.sound_opened.id)) {
        SAY(t, "(the desk by itself) opened sounding %u (%s) for its agreed day", so->number, kind);
    } else {
        SAY(t, "opened sounding %u (%s)", so->number, kind);
    }
    add_about(t, so);
}

static void sound_sealed(struct telling *t, const struct table_event *ev)
{
    const struct table_sounding *so = sounding(t, ev->u.sound_sealed.id);
    if (so != NULL) {
        SAY(t, "sealed an entry on sounding %u", so->number);
        add_about(t, so);
    }
}

static void sound_result(struct telling *t, const struct table_event *ev)
{
    const struct table_sounding *so = sounding(t, ev->u.sound_result.id);
    if (so != NULL) {
        SAY(t, "confirmed the answer of sounding %u", so->number);
        add_about(t, so);
    }
}

static void round_result(struct telling *t, const struct table_event *ev)
{
    const struct table_sounding *so = sounding(t, ev->u.round_result.id);
    if (so != NULL) {
        SAY(t, "confirmed what came out of round %u; non-papers: %zu", so->number,
            ev->u.round_result.n_texts);
    }
}

static void sound_stopped(struct telling *t, const struct table_event *ev)
{
    const struct table_sounding *so = sounding(t, ev->u.sound_stopped.id);
    if (so != NULL) {
        SAY(t, "reports that sounding %u stopped", so->number);
        add_about(t, so);
    }
}

static void sounds_reopened(struct telling *t, const struct table_event *ev)
{
    SAY(t, "consents to reopen the issue \"%s\"", issue_title(t->s, ev->u.sounds_reopened.issue, t->lang));
}

static void days_agreed(struct telling *t, const struct table_event *ev)
{
    char days[1024];
    table_days_text(t->s, &ev->u.days_agreed, t->lang, days, sizeof(days));
    SAY(t, "agrees to sounding days: %s", days);
}

static void seat_added(struct telling *t, const struct table_event *ev)
{
    const struct table_seat *x = &ev->u.seat_added.seat;
    SAY(t, "proposes a new seat: %s (%s), %s", x->name, x->party,
        table_say(t->lang, table_standing_name(x->standing)));
    if (x->function != TABLE_PARTICIPANT) { /* who consents has to know */
        table_phrase_add(&t->out, "; %s", table_say(t->lang, table_function_name(x->function)));
    }
}

static void device_changed(struct telling *t, const struct table_event *ev)
{
    const struct table_ev_device_changed *x = &ev->u.device_changed;
    char words[TABLE_DEVICE_WORDS_LEN];
    table_device_words(x->key, words);
    SAY(t, "proposes another device for %s, with the check words %s", t->s->seats[x->seat].name, words);
}

static void party_changed(struct telling *t, const struct table_event *ev)
{
    const struct table_ev_party_changed *x = &ev->u.party_changed;
    SAY(t, "proposes that %s sit for %s", t->s->seats[x->seat].name, x->party);
}

static void settings_changed(struct telling *t, const struct table_event *ev)
{
    SAY0(t, "proposes other settings of the table");
    table_phrase_add(&t->out, ".");
    table_settings_text(&t->out, t->lang, &ev->u.settings_changed.settings);
}

static void concerns_changed(struct telling *t, const struct table_event *ev)
{
    const struct table_ev_concerns_changed *x = &ev->u.concerns_changed;
    char names[512];
    table_seat_names(t->s, x->concerns, t->lang, names, sizeof(names));
    SAY(t, "proposes that the issue \"%s\" concern %s", issue_title(t->s, x->issue, t->lang), names);
}

static void early_harvest(struct telling *t, const struct table_event *ev)
{
    const char *title = issue_title(t->s, ev->u.early_harvest.issue, t->lang);
    if (ev->u.early_harvest.early) {
        SAY(t, "proposes that the issue \"%s\" may be agreed before the rest", title);
    } else {
        SAY(t, "proposes that the issue \"%s\" be agreed only with the rest", title);
    }
}

static void line_agreed(struct telling *t, const struct table_event *ev)
{
    const struct table_texts *x = &ev->u.line_agreed.line;
    SAY(t, "proposes as the line if asked: \"%s\"", table_text_in(x->texts, x->n, t->tag));
}

static void pen_given(struct telling *t, const struct table_event *ev)
{
    SAY(t, "proposes that %s hold the pen", t->s->seats[ev->u.pen_given.seat].name);
}

static void tell_one(struct telling *t, const struct table_event *ev);

/* ": Seat A proposes that Seat B hold the pen". */
static void add_proposal(struct telling *t, const struct table_proposal *p)
{
    const struct table_event *ev = &t->s->log[p->event];
    table_phrase_add(&t->out, "%s%s ", table_say(t->lang, ": "), t->s->seats[ev->author].name);
    if (p->kind == TABLE_EV_SETTINGS_CHANGED) { /* all settings in words are too long for a line */
        SAY0(t, "proposes other settings of the table");
    } else {
        tell_one(t, ev);
    }
}

static void consented(struct telling *t, const struct table_event *ev)
{
    size_t i = table_proposal_find(t->s, ev->u.consented.id);
    unsigned number = i < t->s->n_proposals ? t->s->proposals[i].number : 0;
    if (ev->u.consented.answer == 1) {
        SAY(t, "consents to proposal %u", number);
    } else if (ev->u.consented.answer == TABLE_ANSWER_LINE_ENDED) {
        SAY(t, "(the desk by itself) takes nothing more from the device that proposal %u replaces", number);
    } else {
        SAY(t, "declines proposal %u", number);
    }
    if (i < t->s->n_proposals && ev->u.consented.answer != TABLE_ANSWER_LINE_ENDED) {
        add_proposal(t, &t->s->proposals[i]);
    }
}

static void paused(struct telling *t, const struct table_event *ev)
{
    const char *text =
        ev->u.paused.why == TABLE_PAUSE_LEAK    ? TABLE_SAYS("paused the table: something is in the press")
        : ev->u.paused.why == TABLE_PAUSE_WORLD ? TABLE_SAYS("paused the table: the world has changed")
                                                : TABLE_SAYS("paused the table");
    table_phrase_add(&t->out, "%s%s%s", table_say(t->lang, text), ev->u.paused.reason[0] != '\0' ? ". " : "",
                     ev->u.paused.reason);
}

static void resumed(struct telling *t, const struct table_event *ev)
{
    (void)ev;
    SAY0(t, "lifts its pause");
}

static void reconfirmed(struct telling *t, const struct table_event *ev)
{
    (void)ev;
    SAY0(t, "reconfirms its mandate");
}

static void mandate_seen(struct telling *t, const struct table_event *ev)
{
    SAY(t, "has seen the mandate of %s", t->s->seats[ev->u.mandate_seen.seat].name);
}

static void retention(struct telling *t, const struct table_event *ev)
{
    if (ev->u.retention.days == 0) {
        SAY0(t, "has to keep its records");
    } else {
        SAY(t, "deletes its record after so many days: %u", ev->u.retention.days);
    }
}

static const struct table_meeting *meeting(const struct telling *t, const struct table_event *ev)
{
    size_t i = 0;
    return table_meeting_find(t->s, ev->u.form_id, &i) == 0 ? &t->s->meetings[i] : NULL;
}

static void meeting_called(struct telling *t, const struct table_event *ev)
{
    const struct table_meeting *m = meeting(t, ev);
    char start[TABLE_SLOT_TEXT_LEN];
    table_slot_text(ev->u.meeting_called.start, start);
    if (m != NULL) {
        SAY(t, "called meeting %u: %s, %s", m->number, start, ev->u.meeting_called.place);
    }
}

static void meeting_attendance(struct telling *t, const struct table_event *ev)
{
    const struct table_meeting *m = meeting(t, ev);
    if (m == NULL) {
        return;
    }
    if (ev->u.meeting_attendance.attendance == TABLE_COMING) {
        SAY(t, "comes to meeting %u", m->number);
    } else if (ev->u.meeting_attendance.attendance == TABLE_NOT_COMING) {
        SAY(t, "does not come to meeting %u", m->number);
    } else {
        SAY(t, "was at meeting %u", m->number);
    }
}

static void meeting_floor(struct telling *t, const struct table_event *ev)
{
    const struct table_meeting *m = meeting(t, ev);
    if (m == NULL) {
        return;
    }
    if (ev->u.meeting_floor.asks) {
        SAY(t, "asks for the floor at meeting %u", m->number);
    } else {
        SAY(t, "leaves the speaking order of meeting %u", m->number);
    }
}

static void meeting_point(struct telling *t, const struct table_event *ev)
{
    const struct table_texts *x = &ev->u.meeting_point.point;
    const struct table_meeting *m = meeting(t, ev);
    if (m != NULL) {
        SAY(t, "notes in the record of meeting %u: %s", m->number, table_text_in(x->texts, x->n, t->tag));
    }
}

static void meeting_struck(struct telling *t, const struct table_event *ev)
{
    const struct table_meeting *m = meeting(t, ev);
    if (m != NULL) {
        SAY(t, "strikes point %u from the record of meeting %u", ev->u.meeting_struck.point, m->number);
    }
}

static void meeting_record(struct telling *t, const struct table_event *ev)
{
    const struct table_meeting *m = meeting(t, ev);
    if (m != NULL) {
        SAY(t, "gives the record of meeting %u to the read-back", m->number);
    }
}

static void meeting_read_back(struct telling *t, const struct table_event *ev)
{
    const struct table_meeting *m = meeting(t, ev);
    if (m == NULL) {
        return;
    }
    if (ev->u.meeting_read_back.confirms) {
        SAY(t, "confirms the record of meeting %u", m->number);
    } else {
        SAY(t, "does not confirm the record of meeting %u", m->number);
    }
    table_phrase_add(&t->out, "%s%s",
                     ev->u.meeting_read_back.remark[0] != '\0' ? table_say(t->lang, ": ") : "",
                     ev->u.meeting_read_back.remark);
}

static void readout_made(struct telling *t, const struct table_event *ev)
{
    const struct table_meeting *m = meeting(t, ev);
    if (m != NULL) {
        SAY(t, "made a read-out of meeting %u", m->number);
    } else {
        SAY0(t, "made a read-out");
    }
}

#define ARTICLE_LEN 512

/* "3. Observers"; a package that a sounding found goes by its sounding. */
static const char *article_name(const struct telling *t, const struct table_event *ev,
                                char out[static ARTICLE_LEN])
{
    size_t i = table_article_of(t->s, ev, NULL);
    struct table_phrase_buf b = table_phrase_init(out, ARTICLE_LEN);
    if (i < t->s->n_articles) {
        const struct table_sounding *found = table_sounding(t->s, t->s->articles[i].sounding);
        const char *title = table_article_title(t->s, i, t->tag);
        if (found != NULL) {
            table_phrase_add(&b, table_say(t->lang, "%s (sounding %u)"), title, found->number);
        } else {
            table_phrase_add(&b, "%s. %s", table_article_name(t->s, i), title);
        }
    }
    return out;
}

static void article_opened(struct telling *t, const struct table_event *ev)
{
    const struct table_ev_article_opened *x = &ev->u.article_opened;
    SAY(t, "opened article \"%s\": %s", x->name, table_text_in(x->title.texts, x->title.n, t->tag));
}

static void draft(struct telling *t, const struct table_event *ev)
{
    const unsigned number = (unsigned)ev->u.draft.replaces + 1;
    char name[ARTICLE_LEN];
    if (ev->u.draft.reopens) {
        SAY(t, "sent draft %u of article \"%s\" to all seats; what was said of the draft before is set aside",
            number, article_name(t, ev, name));
    } else {
        SAY(t, "sent draft %u of article \"%s\" to all seats", number, article_name(t, ev, name));
    }
}

static void silence_set(struct telling *t, const struct table_event *ev)
{
    char until[TABLE_SLOT_TEXT_LEN], name[ARTICLE_LEN];
    table_slot_text(ev->u.silence_set.until, until);
    SAY(t, "set a silence on article \"%s\" until %s", article_name(t, ev, name), until);
}

static void objected(struct telling *t, const struct table_event *ev)
{
    char name[ARTICLE_LEN];
    SAY(t, "breaks the silence on article \"%s\": %s", article_name(t, ev, name), ev->u.objected.remark);
}

static void article_said(struct telling *t, const struct table_event *ev)
{
    char name[ARTICLE_LEN];
    (void)article_name(t, ev, name);
    switch (ev->u.article_said.says) {
    case TABLE_ARTICLE_COULD_RECOMMEND:
        SAY(t, "could recommend article \"%s\"", name);
        break;
    case TABLE_ARTICLE_AGREED:
        SAY(t, "agrees to article \"%s\", ad referendum", name);
        break;
    case TABLE_ARTICLE_CONFIRMED:
        SAY(t, "says that its principal confirms article \"%s\"", name);
        break;
    default:
        SAY(t, "takes back what it said of article \"%s\"", name);
        break;
    }
}

static void paper(struct telling *t, const struct table_event *ev)
{
    const struct table_texts *x = &ev->u.paper.title;
    SAY(t, "circulated a paper: %s", table_text_in(x->texts, x->n, t->tag));
}

static void attachment(struct telling *t, const struct table_event *ev)
{
    size_t paper = table_paper_find(t->s, ev->u.attachment.paper);
    if (paper < t->s->n_papers) {
        SAY(t, "attached to paper %u: %s", t->s->papers[paper].number, ev->u.attachment.name);
    }
}

static void attachment_part(struct telling *t, const struct table_event *ev)
{
    SAY(t, "sent part %u of an attachment", ev->u.attachment_part.index + 1u);
}

static void (*const tell[TABLE_N_EVENT_KINDS])(struct telling *t, const struct table_event *ev) = {
    [TABLE_EV_TABLE_OPENED] = opened,
    [TABLE_EV_SEAT_STANDING] = standing,
    [TABLE_EV_ISSUE_ADDED] = issue_added,
    [TABLE_EV_SAID] = said,
    [TABLE_EV_SOUND_OPENED] = sound_opened,
    [TABLE_EV_SOUND_SEALED] = sound_sealed,
    [TABLE_EV_SOUND_RESULT] = sound_result,
    [TABLE_EV_SOUND_STOPPED] = sound_stopped,
    [TABLE_EV_SOUNDS_REOPENED] = sounds_reopened,
    [TABLE_EV_DAYS_AGREED] = days_agreed,
    [TABLE_EV_SEAT_ADDED] = seat_added,
    [TABLE_EV_DEVICE_CHANGED] = device_changed,
    [TABLE_EV_PARTY_CHANGED] = party_changed,
    [TABLE_EV_SETTINGS_CHANGED] = settings_changed,
    [TABLE_EV_CONCERNS_CHANGED] = concerns_changed,
    [TABLE_EV_EARLY_HARVEST] = early_harvest,
    [TABLE_EV_LINE_AGREED] = line_agreed,
    [TABLE_EV_PEN_GIVEN] = pen_given,
    [TABLE_EV_CONSENTED] = consented,
    [TABLE_EV_PAUSED] = paused,
    [TABLE_EV_RESUMED] = resumed,
    [TABLE_EV_RECONFIRMED] = reconfirmed,
    [TABLE_EV_MANDATE_SEEN] = mandate_seen,
    [TABLE_EV_RETENTION] = retention,
    [TABLE_EV_MEETING_CALLED] = meeting_called,
    [TABLE_EV_MEETING_ATTENDANCE] = meeting_attendance,
    [TABLE_EV_MEETING_FLOOR] = meeting_floor,
    [TABLE_EV_MEETING_POINT] = meeting_point,
    [TABLE_EV_MEETING_STRUCK] = meeting_struck,
    [TABLE_EV_MEETING_RECORD] = meeting_record,
    [TABLE_EV_MEETING_READ_BACK] = meeting_read_back,
    [TABLE_EV_READOUT_MADE] = readout_made,
    [TABLE_EV_ARTICLE_OPENED] = article_opened,
    [TABLE_EV_DRAFT] = draft,
    [TABLE_EV_SILENCE_SET] = silence_set,
    [TABLE_EV_OBJECTED] = objected,
    [TABLE_EV_ARTICLE_SAID] = article_said,
    [TABLE_EV_PAPER] = paper,
    [TABLE_EV_SIDES_AGREED] = tell_sides_agreed,
    [TABLE_EV_FIELD_DOCUMENT] = tell_field_document,
    [TABLE_EV_FIELD_PART] = tell_field_part,
    [TABLE_EV_CEASEFIRE_AGREED] = tell_ceasefire_agreed,
    [TABLE_EV_POSITION_DECLARED] = tell_position_declared,
    [TABLE_EV_POSITION_OPENED] = tell_position_opened,
    [TABLE_EV_OBSERVER_ADMITTED] = tell_observer_admitted,
    [TABLE_EV_REPORT_ENTERED] = tell_report_entered,
    [TABLE_EV_REPORT_EXCLUDED] = tell_report_excluded,
    [TABLE_EV_INCIDENT_STEP] = tell_incident_step,
    [TABLE_EV_STEP_TAKEN] = tell_step_taken,
    [TABLE_EV_STEP_BACK] = tell_step_back,
    [TABLE_EV_ATTACHMENT] = attachment,
    [TABLE_EV_ATTACHMENT_PART] = attachment_part,
    [TABLE_EV_ROUND_RESULT] = round_result,
};

static void tell_one(struct telling *t, const struct table_event *ev)
{
    if (ev->kind < TABLE_N_EVENT_KINDS && tell[ev->kind] != NULL) {
        tell[ev->kind](t, ev);
    }
}

void table_event_text(const struct table_state *s, size_t event, enum table_lang lang, char *out,
                      size_t out_len)
{
    struct telling t = {
        .out = table_phrase_init(out, out_len), .s = s, .lang = lang, .tag = table_lang_tag(lang)};
    const struct table_event *ev = table_event_at(s, event);
    if (ev != NULL) {
        tell_one(&t, ev);
    }
}
