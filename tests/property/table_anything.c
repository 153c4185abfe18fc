/* See table_anything.h. Ids are 16 equal bytes, so that two desks draw the same one now and then. */
#include "table_anything.h"

#include <stdio.h>
#include <string.h>

#include "../unit/table_form_events.h"
#include "table_anything_field.h"

enum { TAGS = 250 };

static unsigned below(struct anything *a, unsigned n)
{
    return (unsigned)(fixture_random(&a->seed) % n);
}

static unsigned one_in(struct anything *a, unsigned n)
{
    return below(a, n) == 0;
}

static uint8_t new_tag(struct anything *a)
{
    return (uint8_t)(1 + below(a, TAGS));
}

static uint64_t bit(size_t i)
{
    return (uint64_t)1 << i;
}

static uint64_t some_seats(struct anything *a, const struct table_state *s)
{
    unsigned n = (unsigned)table_n_seats(s) + one_in(a, 12);
    return 1 + fixture_random(&a->seed) % (bit(n) - 1);
}

static uint8_t some_seat(struct anything *a, const struct table_state *s)
{
    return (uint8_t)below(a, (unsigned)table_n_seats(s) + one_in(a, 16));
}

static uint8_t some_issue(struct anything *a, const struct table_state *s)
{
    return (uint8_t)below(a, (unsigned)table_n_issues(s) + one_in(a, 16));
}

static uint64_t all_seats(const struct table_state *s)
{
    return bit(table_n_seats(s)) - 1;
}

static uint64_t participants(const struct table_state *s)
{
    uint64_t seats = 0;
    for (size_t i = 0; i < table_n_seats(s); i++)
        seats |= table_seat(s, i)->function != TABLE_FACILITATOR ? bit(i) : 0;
    return seats;
}

/* ---- the opening ---- */

struct table_event anything_opening(struct anything *a, size_t n_seats, uint64_t slot)
{
    static char ids[TABLE_MAX_SEATS][4], names[TABLE_MAX_SEATS][8], parties[TABLE_MAX_SEATS][4];
    static struct table_seat seats[TABLE_MAX_SEATS];
    a->most_articles = 1 + below(a, 3);
    for (size_t i = 0; i < n_seats; i++) {
        (void)snprintf(ids[i], sizeof ids[i], "S%u", (unsigned)i % 50);
        (void)snprintf(names[i], sizeof names[i], "Seat %u", (unsigned)i % 50);
        (void)snprintf(parties[i], sizeof parties[i], "P%u", (unsigned)i / 2 % 4);
        int official = below(a, 3) > 0;
        seats[i] = (struct table_seat){
            .id = ids[i],
            .party = parties[i],
            .name = names[i],
            .role = "",
            .standing = official ? TABLE_OFFICIAL : 2 + below(a, 3),
            .mandate = {.kind = official ? TABLE_UNDER_INSTRUCTION : 1 + below(a, 3),
                        .expires_slot = one_in(a, 6) ? slot + 1 + below(a, 40) : 0},
        };
    }
    if (n_seats > 2 && one_in(a, 3))
        seats[n_seats - 1].function = TABLE_FACILITATOR;
    struct table_event ev = {.kind = TABLE_EV_TABLE_OPENED, .slot = slot};
    ev.u.table_opened = (struct table_ev_table_opened){
        .title = "A table", .settings = table_settings_default(), .n_seats = n_seats, .seats = seats};
    ev.u.table_opened.nonce[0] = (uint8_t)below(a, 256);
    ev.u.table_opened.settings.spacing_slots = below(a, 4);
    ev.u.table_opened.settings.runs_per_issue = (uint8_t)(1 + below(a, 3));
    ev.u.table_opened.settings.brackets_max = (uint8_t)below(a, 4);
    return ev;
}

size_t anything_n_issues(struct anything *a)
{
    return 1 + below(a, 3);
}

struct table_event anything_issue(struct anything *a, const struct table_state *s, size_t k, uint64_t slot)
{
    static const char *const ids[] = {"line", "zone", "talks", "more", "other"};
    uint64_t concerns = some_seats(a, s) & participants(s);
    if ((concerns & (concerns - 1)) == 0) /* mostly of two and more, so that it can be sounded */
        concerns |= participants(s) & (one_in(a, 4) ? bit(0) : all_seats(s));
    struct table_event ev = fixture_issue(ids[k % 5], 2 + below(a, 3), concerns);
    ev.slot = slot;
    return ev;
}

/* ---- soundings ---- */

static const struct table_sounding *some_sounding(struct anything *a, const struct table_state *s)
{
    size_t n = table_n_soundings(s);
    return n == 0 ? NULL : table_sounding(s, one_in(a, 3) ? below(a, (unsigned)n) : n - 1);
}

static void ask(struct anything *a, const struct table_state *s, struct table_ev_sound_opened *x)
{
    static const struct table_text question[] = {{"en", "Could this be?"}};
    const struct table_sounding *of = some_sounding(a, s);
    x->kind = below(a, 3) ? TABLE_SOUND_ROOM : 1 + below(a, 8);
    if (of != NULL && of->status == TABLE_SOUND_ANSWERED && of->answer && below(a, 4)) {
        x->kind = of->kind == TABLE_SOUND_FIND ? TABLE_SOUND_BETTER : TABLE_SOUND_FIND;
        x->params.base = of->value;
    }
    x->params.n_texts = 1;
    x->params.texts = question;
    x->params.unit = "km";
    x->params.max = 40;
    x->params.step = one_in(a, 12) ? 7 : 10;
    if ((x->kind == TABLE_SOUND_FIND || x->kind == TABLE_SOUND_BETTER) && of != NULL) {
        memcpy(x->params.of, of->id, sizeof of->id);
        x->seats = of->seats;
        x->n_issues = of->n_issues;
        memcpy(x->issues, of->issues, of->n_issues);
        return;
    }
    x->n_issues = 1 + one_in(a, 3);
    x->issues[0] = some_issue(a, s);
    x->issues[1] = (uint8_t)((x->issues[0] + 1u) % (table_n_issues(s) + one_in(a, 8)));
    x->seats = table_concerned(s, x->issues, x->n_issues);
    if (one_in(a, 6))
        x->seats ^= bit(below(a, (unsigned)table_n_seats(s)));
}

/* A round of non-papers: about no issue, of three seats or more. */
static void ask_for_non_papers(struct anything *a, const struct table_state *s,
                               struct table_ev_sound_opened *x)
{
    x->kind = TABLE_SOUND_NON_PAPER;
    x->seats = below(a, 3) ? all_seats(s) : some_seats(a, s);
    x->n_issues = one_in(a, 16); /* one is too many */
}

static struct table_event open_sounding(struct anything *a, const struct table_state *s, uint8_t author,
                                        uint64_t slot)
{
    struct table_event ev = {.kind = TABLE_EV_SOUND_OPENED, .slot = slot};
    struct table_ev_sound_opened *x = &ev.u.sound_opened;
    struct table_shape shape;
    uint8_t id[TABLE_SOUNDING_ID_LEN], circuit[TABLE_DIGEST_LEN] = {0xc1};
    fixture_id(TABLE_EV_SOUND_OPENED, author, new_tag(a), id);
    if (one_in(a, 5))
        ask_for_non_papers(a, s, x);
    else
        ask(a, s, x);
    x->day = one_in(a, 6) ? slot + below(a, 8) : 0;
    size_t day = table_n_days(s) > 0 ? below(a, (unsigned)table_n_days(s)) : 0;
    if (table_n_days(s) > 0 && below(a, 2) && table_days_next(s, day, slot, x, id) != 0)
        memset(id, 0, 8); /* a day that nobody agreed on */
    if (table_sounding_plan(s, slot, x, &shape, NULL) == 0)
        assert_int_equal(table_sounding_finish(s, x, id, circuit), 0);
    memcpy(x->id, id, sizeof x->id);
    if (one_in(a, 20))
        x->digests.rules[below(a, TABLE_DIGEST_LEN)] ^= 1;
    return ev;
}

static struct table_event seal(struct anything *a, const struct table_sounding *x)
{
    struct table_event ev = {.kind = TABLE_EV_SOUND_SEALED};
    memcpy(ev.u.sound_sealed.id, x->id, sizeof x->id);
    ev.u.sound_sealed.digests = x->digests;
    if (one_in(a, 20))
        ev.u.sound_sealed.digests.circuit[0] ^= 1;
    return ev;
}

/* What came out of a round: mostly the same for all. */
static struct table_event round_result(struct anything *a, const struct table_sounding *x)
{
    static const char *const texts[] = {"It might be possible.", "This paper commits nobody.", "zzz"};
    struct table_event ev = {.kind = TABLE_EV_ROUND_RESULT};
    struct table_ev_round_result *r = &ev.u.round_result;
    memcpy(r->id, x->id, sizeof x->id);
    r->n_broken = (uint8_t)one_in(a, 16);
    r->n_texts = x->id[0] % 4 + one_in(a, 24);
    r->texts = texts;
    if (r->n_texts > 3)
        r->n_texts = 0;
    assert_int_equal(table_round_digest(x->digests.context, r, r->digest), 0);
    if (one_in(a, 20))
        r->digest[0] ^= 1;
    return ev;
}

/* Mostly what the others said, or yes. */
static struct table_event answer(struct anything *a, const struct table_sounding *x)
{
    if (x->kind == TABLE_SOUND_NON_PAPER && below(a, 32))
        return round_result(a, x);
    struct table_event ev = {.kind = TABLE_EV_SOUND_RESULT};
    struct table_ev_sound_result *r = &ev.u.sound_result;
    memcpy(r->id, x->id, sizeof x->id);
    r->answer = x->answered != 0 ? x->said_yes != 0 : below(a, 4) > 0 && x->kind != TABLE_SOUND_READY;
    int valued =
        x->kind == TABLE_SOUND_FIND || x->kind == TABLE_SOUND_EXCHANGE || x->kind == TABLE_SOUND_NEAR;
    r->value = x->answered != 0 ? x->value : valued && r->answer ? below(a, 2) : 0;
    if (one_in(a, 20))
        r->answer ^= 1;
    assert_int_equal(table_answer_digest(x->digests.context, r->answer, r->value, r->digest), 0);
    if (one_in(a, 20))
        r->digest[0] ^= 1;
    return ev;
}

static struct table_event of_a_sounding(struct anything *a, const struct table_state *s, uint8_t author,
                                        uint64_t slot)
{
    const struct table_sounding *x = some_sounding(a, s);
    unsigned what = below(a, 6);
    if (x == NULL || what == 0)
        return open_sounding(a, s, author, slot);
    if (what == 1) {
        struct table_event ev = {.kind = TABLE_EV_SOUND_STOPPED};
        memcpy(ev.u.sound_stopped.id, x->id, sizeof x->id);
        ev.u.sound_stopped.output_begun = (uint8_t)one_in(a, 3);
        ev.u.sound_stopped.check_failed = (uint8_t)one_in(a, 3);
        ev.u.sound_stopped.not_heard = below(a, 2) ? 0 : some_seats(a, s);
        return ev;
    }
    return what < 4 ? seal(a, x) : answer(a, x);
}

static struct table_event days(struct anything *a, const struct table_state *s, uint64_t slot)
{
    struct table_event ev = {.kind = TABLE_EV_DAYS_AGREED};
    ev.u.days_agreed = (struct table_ev_days_agreed){.first = slot + below(a, 12),
                                                     .every = 1 + below(a, 5),
                                                     .count = (uint8_t)(1 + below(a, 4)),
                                                     .n_issues = 1};
    ev.u.days_agreed.issues[0] = some_issue(a, s);
    if (table_n_days(s) > 0 && below(a, 4)) /* the same as others */
        ev.u.days_agreed = table_days_at(s, below(a, (unsigned)table_n_days(s)))->what;
    return ev;
}

/* ---- proposals ---- */

static struct table_event proposal(struct anything *a, const struct table_state *s)
{
    static const struct table_text line[] = {{"en", "No comment."}};
    enum table_event_kind kind = TABLE_EV_DEVICE_CHANGED + below(a, 7);
    struct table_event ev = form_event(one_in(a, 24) ? TABLE_EV_SEAT_ADDED : kind, 0, 0, new_tag(a));
    switch ((int)ev.kind) {
    case TABLE_EV_SEAT_ADDED:
        ev.u.seat_added.seat = (struct table_seat){.id = below(a, 4) ? "N" : "S0",
                                                   .party = "Parliament",
                                                   .name = "New seat",
                                                   .role = "",
                                                   .standing = TABLE_PRIVATE,
                                                   .mandate = {.kind = TABLE_OWN_INITIATIVE}};
        break;
    case TABLE_EV_DEVICE_CHANGED:
        ev.u.device_changed.seat = some_seat(a, s);
        ev.u.device_changed.key[0] = new_tag(a);
        break;
    case TABLE_EV_PARTY_CHANGED:
        ev.u.party_changed.seat = some_seat(a, s);
        ev.u.party_changed.party = below(a, 2) ? "P8" : "P9";
        break;
    case TABLE_EV_SETTINGS_CHANGED:
        ev.u.settings_changed.settings = table_settings(s);
        ev.u.settings_changed.settings.runs_per_issue = (uint8_t)below(a, 5);
        ev.u.settings_changed.settings.brackets_max = (uint8_t)below(a, 4);
        break;
    case TABLE_EV_CONCERNS_CHANGED:
        ev.u.concerns_changed.issue = some_issue(a, s);
        ev.u.concerns_changed.concerns = some_seats(a, s);
        break;
    case TABLE_EV_EARLY_HARVEST:
        ev.u.early_harvest.issue = some_issue(a, s);
        ev.u.early_harvest.early = below(a, 4) > 0;
        break;
    case TABLE_EV_LINE_AGREED:
        ev.u.line_agreed.line = (struct table_texts){1, line};
        break;
    default:
        ev.u.pen_given.seat = some_seat(a, s);
        break;
    }
    return ev;
}

static struct table_event consent(struct anything *a, const struct table_state *s)
{
    size_t n = table_n_proposals(s);
    struct table_event ev = form_consent(0, 0, new_tag(a), below(a, 8) > 0);
    if (n > 0) {
        const struct table_proposal *p = table_proposal(s, below(a, (unsigned)n));
        memcpy(ev.u.consented.id, p->id, TABLE_FORM_ID_LEN);
    }
    return ev;
}

/* ---- meetings, papers, the text ---- */

static struct table_event call_meeting(struct anything *a, const struct table_state *s, uint8_t author,
                                       uint64_t slot)
{
    uint64_t seats = below(a, 3) ? all_seats(s) : some_seats(a, s) | bit(author);
    struct table_event ev = form_meeting(author, slot, new_tag(a), slot + below(a, 10), seats,
                                         fixture_random(&a->seed) % bit(table_n_issues(s)));
    if (one_in(a, 5))
        ev.u.meeting_called.rapporteur = some_seat(a, s);
    ev.u.meeting_called.readout_due = one_in(a, 3) ? ev.u.meeting_called.start + below(a, 4) : 0;
    return ev;
}

static struct table_event at_a_meeting(struct anything *a, const struct table_state *s, uint8_t author,
                                       uint64_t slot)
{
    static const struct table_text points[][1] = {{{"en", "It was said that a zone could be narrow."}},
                                                  {{"en", "Seat 0 would not have it."}}};
    size_t n = table_n_meetings(s);
    if (n == 0 || one_in(a, 6))
        return call_meeting(a, s, author, slot);
    enum table_event_kind kind = TABLE_EV_MEETING_ATTENDANCE + (one_in(a, 4) ? 0 : below(a, 7));
    struct table_event ev = form_event(kind, author, slot, 0);
    memcpy(ev.u.form_id, table_meeting(s, below(a, (unsigned)n))->id, TABLE_FORM_ID_LEN);
    switch ((int)kind) {
    case TABLE_EV_MEETING_ATTENDANCE:
        ev.u.meeting_attendance.attendance =
            (uint8_t)(one_in(a, 3) ? (one_in(a, 3) ? TABLE_NOT_COMING : TABLE_COMING) : TABLE_WAS_THERE);
        break;
    case TABLE_EV_MEETING_FLOOR:
        ev.u.meeting_floor.asks = (uint8_t)below(a, 2);
        break;
    case TABLE_EV_MEETING_POINT:
        ev.u.meeting_point.point = (struct table_texts){1, points[one_in(a, 4)]};
        break;
    case TABLE_EV_MEETING_STRUCK:
        ev.u.meeting_struck.point = 1 + below(a, 3);
        break;
    case TABLE_EV_MEETING_READ_BACK:
        ev.u.meeting_read_back.confirms = below(a, 5) > 0;
        ev.u.meeting_read_back.remark = "";
        break;
    default: /* the record, a read-out */
        break;
    }
    return ev;
}

static struct table_event circulate(struct anything *a, const struct table_state *s)
{
    static const struct table_text title[] = {{"en", "Elements"}};
    static const struct table_text body[] = {{"en", "First.\n\nSecond."}};
    struct table_event ev = form_event(TABLE_EV_PAPER, 0, 0, new_tag(a));
    ev.u.paper.title = (struct table_texts){1, title};
    ev.u.paper.body = (struct table_texts){1, body};
    if (table_n_papers(s) > 0 && below(a, 2))
        memcpy(ev.u.paper.of, table_paper(s, below(a, (unsigned)table_n_papers(s)))->id, TABLE_FORM_ID_LEN);
    return ev;
}

static const uint8_t *file_of(unsigned tag, size_t *out_len)
{
    static uint8_t bytes[64];
    memset(bytes, (int)(tag & 0xff), sizeof bytes);
    *out_len = 1 + tag % sizeof bytes;
    return bytes;
}

/* An announcement, or the one part of an attachment that was announced; its bytes follow from its id. */
static struct table_event attach(struct anything *a, const struct table_state *s)
{
    size_t n = table_n_attachments(s), len = 0;
    uint8_t tag = new_tag(a);
    if (n > 0 && below(a, 2)) {
        const struct table_attachment *x = table_attachment(s, below(a, (unsigned)n));
        const uint8_t *bytes = file_of(x->id[0], &len);
        struct table_event ev = form_part(0, 0, x->id[0], 0, t2_bytes_of(bytes, len));
        ev.u.attachment_part.index = (uint8_t)one_in(a, 12);
        ev.u.attachment_part.bytes.len -= len > 1 && one_in(a, 8);
        return ev;
    }
    const uint8_t *bytes = file_of(tag, &len);
    uint8_t paper = new_tag(a);
    if (table_n_papers(s) > 0)
        paper = table_paper(s, below(a, (unsigned)table_n_papers(s)))->id[0];
    return form_attachment(0, 0, tag, paper, t2_bytes_of(bytes, len));
}

static struct table_event open_article(struct anything *a, const struct table_state *s)
{
    static const char *const names[] = {"1", "2", "3", "4", "package 1", "Package 1", "A", "a"};
    uint64_t issues = fixture_random(&a->seed) % bit(table_n_issues(s) + one_in(a, 12));
    uint64_t concerns = one_in(a, 4) ? some_seats(a, s) : 0;
    for (size_t i = 0; i < table_n_issues(s) && below(a, 8); i++)
        concerns |= (issues & bit(i)) != 0 ? table_issue(s, i)->concerns : 0;
    return form_article(0, 0, new_tag(a), names[below(a, 3) ? table_n_articles(s) % 4 : below(a, 8)], issues,
                        concerns != 0 ? concerns : participants(s));
}

static struct table_event draft(struct anything *a, const struct table_state *s,
                                const struct table_article *x)
{
    static const char *const words[] = {"Words.", "[a] [b]", "[a] or [b [c]]", "", "Other words."};
    unsigned text = below(a, 3) ? (one_in(a, 2) ? 4 : 0) : below(a, 5);
    struct table_event ev = form_draft(s, 0, 0, x->id[0], x->n_drafts, words[text]);
    memcpy(ev.u.draft.id, x->id, TABLE_FORM_ID_LEN);
    ev.u.draft.replaces -= x->n_drafts > 0 && one_in(a, 12);
    ev.u.draft.reopens = (uint8_t)one_in(a, 3);
    return ev;
}

static struct table_event on_the_text(struct anything *a, const struct table_state *s, uint64_t slot)
{
    size_t n = table_n_articles(s);
    if (n == 0 || (n < a->most_articles && one_in(a, 5)) || one_in(a, 32))
        return open_article(a, s);
    const struct table_article *x = table_article(s, below(a, (unsigned)n));
    unsigned what = below(a, 8);
    if (what < 2)
        return draft(a, s, x);
    struct table_event ev = form_says(0, slot, new_tag(a), 1 + (one_in(a, 3) ? below(a, 4) : below(a, 3)));
    if (what == 2) {
        ev = form_event(TABLE_EV_SILENCE_SET, 0, slot, 0);
        ev.u.silence_set.until = slot + TABLE_MIN_SILENCE - 2 + below(a, 10);
    } else if (what == 3) {
        ev = form_event(TABLE_EV_OBJECTED, 0, slot, 0);
        ev.u.objected.remark = "Not so.";
    }
    if (below(a, 16))
        memcpy(ev.u.form_id, x->id, TABLE_FORM_ID_LEN);
    return ev;
}

/* ---- of the author's own seat ---- */

static struct table_event of_its_seat(struct anything *a, const struct table_state *s, uint8_t author,
                                      uint64_t slot)
{
    struct table_event ev = {.author = author, .slot = slot};
    switch (below(a, 7)) {
    case 0:
        return form_standing(author, slot, one_in(a, 3) ? 1 + below(a, 4) : TABLE_OFFICIAL,
                             one_in(a, 3) ? 1 + below(a, 4) : TABLE_UNDER_INSTRUCTION,
                             one_in(a, 3) ? slot + below(a, 20) : 0);
    case 1:
        return form_pause(author, slot, 1 + below(a, 3), "");
    case 2:
        ev.kind = TABLE_EV_RESUMED;
        return ev;
    case 3:
        ev.kind = TABLE_EV_RECONFIRMED;
        return ev;
    case 4:
        ev.kind = TABLE_EV_MANDATE_SEEN;
        ev.u.mandate_seen.seat = some_seat(a, s);
        return ev;
    case 5:
        ev.kind = TABLE_EV_RETENTION;
        ev.u.retention.days = 30 * below(a, 3);
        return ev;
    default:
        return fixture_said(author, slot, 1 + below(a, 3), "A line of talk.");
    }
}

/* ---- the next step of a seat that wants to come to an end ---- */

#define STEPS 16

struct steps {
    struct table_event ev[STEPS];
    size_t n;
};

static void step(struct steps *to, struct table_event ev)
{
    if (to->n < STEPS)
        to->ev[to->n++] = ev;
}

static void steps_of_soundings(struct anything *a, const struct table_state *s, uint8_t author, uint64_t slot,
                               struct steps *to)
{
    for (size_t i = 0; i < table_n_soundings(s); i++) {
        const struct table_sounding *x = table_sounding(s, i);
        if ((x->seats & bit(author)) != 0 && x->status == TABLE_SOUND_OPEN && (x->sealed & bit(author)) == 0)
            step(to, seal(a, x));
        if ((x->seats & bit(author)) != 0 && x->status == TABLE_SOUND_SEALED &&
            (x->answered & bit(author)) == 0)
            step(to, answer(a, x));
    }
    size_t n = table_n_soundings(s);
    if (n == 0 || table_sounding(s, n - 1)->status > TABLE_SOUND_SEALED)
        step(to, open_sounding(a, s, author, slot));
    for (size_t i = 0; i < table_n_issues(s); i++) {
        struct table_budget b = table_issue_budget(s, i);
        if (b.check_failed || (b.runs_left == 0 && !b.reopened)) {
            struct table_event ev = {.kind = TABLE_EV_SOUNDS_REOPENED};
            ev.u.sounds_reopened.issue = (uint8_t)i;
            step(to, ev);
        }
    }
}

static void steps_of_forms(struct anything *a, const struct table_state *s, uint8_t author, uint64_t slot,
                           struct steps *to)
{
    for (size_t i = 0; i < table_n_proposals(s); i++) {
        const struct table_proposal *p = table_proposal(s, i);
        if (p->status == TABLE_PROPOSAL_OPEN && (p->consents & bit(author)) == 0) {
            struct table_event ev = form_consent(author, slot, 0, 1);
            memcpy(ev.u.consented.id, p->id, TABLE_FORM_ID_LEN);
            step(to, ev);
        }
    }
    for (size_t i = 0; i < table_n_meetings(s); i++) {
        const struct table_meeting *m = table_meeting(s, i);
        const struct table_ev_meeting_called *call = &table_event_at(s, m->event)->u.meeting_called;
        struct table_event ev = form_event(TABLE_EV_MEETING_READ_BACK, author, slot, 0);
        ev.u.meeting_read_back.confirms = 1;
        ev.u.meeting_read_back.remark = "";
        if (m->record == TABLE_RECORD_OPEN && (m->there & bit(author)) == 0) {
            ev = form_event(TABLE_EV_MEETING_ATTENDANCE, author, slot, 0);
            ev.u.meeting_attendance.attendance = TABLE_WAS_THERE;
        } else if (m->record == TABLE_RECORD_OPEN && call->rapporteur == author) {
            ev = form_event(TABLE_EV_MEETING_RECORD, author, slot, 0);
            if (m->n_points < 2)
                ev = form_point(author, slot, 0, "It was said that a zone could be narrow.");
            else if (one_in(a, 2))
                ev = form_event(TABLE_EV_MEETING_STRUCK, author, slot, 0);
            if (ev.kind == TABLE_EV_MEETING_STRUCK)
                ev.u.meeting_struck.point = 1 + below(a, m->n_points);
        }
        memcpy(ev.u.form_id, m->id, TABLE_FORM_ID_LEN);
        if (slot >= call->start && m->record != TABLE_RECORD_CLOSED)
            step(to, ev);
    }
    struct table_event ev = {.kind = TABLE_EV_RESUMED};
    if ((table_paused_by(s) & bit(author)) != 0)
        step(to, ev);
    ev.kind = TABLE_EV_RECONFIRMED;
    if ((table_reconfirm_missing(s) & bit(author)) != 0)
        step(to, ev);
}

static void steps_of_the_text(struct anything *a, const struct table_state *s, uint8_t author, uint64_t slot,
                              struct steps *to)
{
    const struct table_seat *seat = table_seat(s, author);
    int may = seat->standing == TABLE_OFFICIAL && seat->mandate.kind == TABLE_UNDER_INSTRUCTION &&
              table_mandate_valid(s, author, slot);
    size_t n = table_n_articles(s), drafted = n > 0 ? below(a, (unsigned)n) : 0; /* form_draft keeps a few */
    for (size_t i = 0; i < n; i++) {
        const struct table_article *x = table_article(s, i);
        if (i == drafted && author == table_pen(s) &&
            (x->draft == 0 || table_article_open_brackets(s, i) > 0))
            step(to, draft(a, s, x));
        if ((table_article_concerns(s, i) & bit(author)) == 0 || x->draft == 0 ||
            (x->confirmed & bit(author)) != 0)
            continue;
        struct table_event ev = form_says(
            author, slot, 0, (x->agreed & bit(author)) != 0 ? TABLE_ARTICLE_CONFIRMED : TABLE_ARTICLE_AGREED);
        memcpy(ev.u.form_id, x->id, TABLE_FORM_ID_LEN);
        if (!may)
            ev = form_standing(author, slot, TABLE_OFFICIAL, TABLE_UNDER_INSTRUCTION, 0);
        step(to, ev);
    }
}

static struct table_event any_kind(struct anything *a, const struct table_state *s, uint8_t author,
                                   uint64_t slot)
{
    if (below(a, 4) && a->taste == ANYTHING_TEXT)
        return on_the_text(a, s, slot);
    if (below(a, 4) && a->taste == ANYTHING_SOUNDINGS)
        return of_a_sounding(a, s, author, slot);
    if (below(a, 4) && a->taste == ANYTHING_FIELD)
        return anything_of_the_field(a, s, author, slot);
    if (below(a, 8) && a->taste == ANYTHING_SHARES)
        return anything_of_a_share(a, s, slot);
    switch (below(a, 16)) {
    case 0:
    case 1:
    case 2:
        return of_a_sounding(a, s, author, slot);
    case 3:
    case 4:
        return proposal(a, s);
    case 5:
        return consent(a, s);
    case 6:
    case 7:
    case 8:
        return at_a_meeting(a, s, author, slot);
    case 9:
        return table_n_papers(s) > 0 && below(a, 2) ? attach(a, s) : circulate(a, s);
    case 10:
        return one_in(a, 2) ? days(a, s, slot) : anything_issue(a, s, 3 + below(a, 2), slot);
    case 11:
    case 12:
        return of_its_seat(a, s, author, slot);
    case 13:
        return anything_of_the_field(a, s, author, slot);
    default:
        return on_the_text(a, s, slot);
    }
}

struct table_event anything_event(struct anything *a, const struct table_state *s, uint8_t author,
                                  uint64_t slot)
{
    struct table_event ev;
    static struct steps to; /* too large for a frame */
    to.n = 0;
    if (table_n_issues(s) > 0 && author < table_n_seats(s) && below(a, 100) >= a->wild) {
        if (a->taste == ANYTHING_ALL || a->taste == ANYTHING_SOUNDINGS)
            steps_of_soundings(a, s, author, slot, &to);
        if (a->taste == ANYTHING_ALL || a->taste == ANYTHING_FORMS ||
            (a->taste < ANYTHING_FIELD && one_in(a, 4)))
            steps_of_forms(a, s, author, slot, &to);
        if (a->taste == ANYTHING_ALL || a->taste == ANYTHING_TEXT)
            steps_of_the_text(a, s, author, slot, &to);
        if (a->taste == ANYTHING_FIELD) {
            steps_of_forms(a, s, author, slot, &to);
            to.n += anything_field_steps(a, s, author, slot, to.ev + to.n, STEPS - to.n);
        }
    }
    if (to.n > 0) {
        ev = to.ev[below(a, (unsigned)to.n)];
    } else {
        ev = table_n_issues(s) > 0 ? any_kind(a, s, author, slot)
                                   : fixture_said(author, slot, 1 + below(a, 3), "A line of talk.");
    }
    ev.author = author;
    ev.slot = slot;
    if (!one_in(a, 40))
        fixture_complete(s, &ev);
    return ev;
}
