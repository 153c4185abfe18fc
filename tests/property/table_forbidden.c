/* See table_forbidden.h. Every predicate is written from the rules' words, not from the code that keeps
 * them. */
#include "table_forbidden.h"

#include <string.h>
#include <strings.h>

#define UNUSED __attribute__((unused))
/* 1 when it was reached: b stood before ev, which s has taken. */
#define PREDICATE(name)                                                                                      \
    static int name(UNUSED const struct forbidden_before *b, UNUSED const struct table_state *s,             \
                    UNUSED const struct table_event *ev)

static uint64_t bit(size_t i)
{
    return (uint64_t)1 << i;
}

static size_t at_most(size_t n)
{
    return n < FORBIDDEN_MAX ? n : FORBIDDEN_MAX;
}

static uint64_t all_seats(size_t n)
{
    return bit(n) - 1;
}

static int same_id(const uint8_t *x, const uint8_t *y)
{
    return memcmp(x, y, TABLE_FORM_ID_LEN) == 0;
}

void forbidden_look(const struct table_state *s, struct forbidden_before *out)
{
    memset(out, 0, sizeof *out);
    out->n_seats = at_most(table_n_seats(s));
    out->n_issues = at_most(table_n_issues(s));
    out->n_articles = at_most(table_n_articles(s));
    out->paused = table_paused_by(s);
    out->reconfirm = table_reconfirm_missing(s);
    out->early = table_early_issues(s);
    out->slot = table_last_slot(s);
    out->pen = table_pen(s);
    out->settings = table_settings(s);
    for (size_t i = 0; i < out->n_seats; i++) {
        out->standing[i] = table_seat(s, i)->standing;
        out->mandate[i] = table_seat(s, i)->mandate;
        out->party[i] = table_seat(s, i)->party;
        out->n_devices[i] = table_seat_state(s, i)->n_devices;
    }
    for (size_t i = 0; i < out->n_issues; i++) {
        out->concerns[i] = table_issue(s, i)->concerns;
        out->budget[i] = table_issue_budget(s, i);
    }
    for (size_t i = 0; i < out->n_articles; i++) {
        const struct table_article *a = table_article(s, i);
        out->article[i].status = table_article_status(s, i);
        out->article[i].could = a->could;
        out->article[i].agreed = a->agreed;
        out->article[i].confirmed = a->confirmed;
        out->article[i].n_drafts = a->n_drafts;
        out->article[i].until = a->objected == 0 && !a->interrupted ? a->until : 0;
    }
    forbidden_field_look(s, &out->field);
}

/* ---- helpers that read the log ---- */

static int draft_is_empty(const struct table_state *s, const struct table_article *a)
{
    const struct draft *d = &table_event_at(s, a->draft)->u.draft.draft;
    for (size_t k = 0; k < d->n; k++) {
        if (d->languages[k].run.n > 0)
            return 0;
    }
    return 1;
}

static size_t article_of(const struct table_state *s, const struct table_event *ev)
{
    size_t i = 0;
    while (i < table_n_articles(s) && !same_id(table_article(s, i)->id, ev->u.form_id))
        i++;
    return i;
}

static const struct table_meeting *meeting_of(const struct table_state *s, const struct table_event *ev)
{
    size_t i = 0;
    return table_meeting_find(s, ev->u.form_id, &i) == 0 ? table_meeting(s, i) : NULL;
}

static uint64_t article_issues(const struct table_state *s, size_t i)
{
    const struct table_article *a = table_article(s, i);
    uint64_t issues = 0;
    if (a->package[0] == '\0')
        return table_event_at(s, a->event)->u.article_opened.issues;
    const struct table_sounding *x = table_sounding(s, a->sounding);
    for (size_t k = 0; k < x->n_issues; k++)
        issues |= bit(x->issues[k]);
    return issues;
}

static int runs(const struct table_sounding *x)
{
    return x->status == TABLE_SOUND_OPEN || x->status == TABLE_SOUND_SEALED;
}

static int is_facilitator(const struct table_state *s, size_t seat)
{
    return table_seat(s, seat)->function == TABLE_FACILITATOR;
}

static uint64_t facilitators(const struct table_state *s)
{
    uint64_t seats = 0;
    for (size_t i = 0; i < table_n_seats(s); i++)
        seats |= is_facilitator(s, i) ? bit(i) : 0;
    return seats;
}

/* The proposal that came into force with ev: consents of all these seats? */
static int consented_by(const struct table_state *s, const struct table_event *ev, enum table_event_kind kind,
                        uint64_t seats)
{
    for (size_t i = 0; i < table_n_proposals(s); i++) {
        const struct table_proposal *p = table_proposal(s, i);
        if (same_id(p->id, ev->u.form_id))
            return p->kind == kind && p->status == TABLE_PROPOSAL_ACCEPTED && (seats & ~p->consents) == 0;
    }
    return 0;
}

/* ---- seats and mandates ---- */

PREDICATE(instructed_but_not_official)
{
    for (size_t i = 0; i < table_n_seats(s); i++) {
        const struct table_seat *x = table_seat(s, i);
        if (x->mandate.kind == TABLE_UNDER_INSTRUCTION && x->standing != TABLE_OFFICIAL)
            return 1;
    }
    return 0;
}

PREDICATE(another_standing_changed)
{
    for (size_t i = 0; i < b->n_seats; i++) {
        const struct table_seat *x = table_seat(s, i);
        int changed = x->standing != b->standing[i] || x->mandate.kind != b->mandate[i].kind ||
                      x->mandate.expires_slot != b->mandate[i].expires_slot;
        if (changed && (ev->kind != TABLE_EV_SEAT_STANDING || ev->author != i))
            return 1;
    }
    return 0;
}

PREDICATE(instruction_claimed)
{
    int claims = (ev->kind == TABLE_EV_SAID && ev->u.said.phrase == TABLE_SAID_UNDER_INSTRUCTION) ||
                 (ev->kind == TABLE_EV_ARTICLE_SAID && (ev->u.article_said.says == TABLE_ARTICLE_AGREED ||
                                                        ev->u.article_said.says == TABLE_ARTICLE_CONFIRMED));
    return claims && (b->standing[ev->author] != TABLE_OFFICIAL ||
                      b->mandate[ev->author].kind != TABLE_UNDER_INSTRUCTION);
}

PREDICATE(acted_with_an_expired_mandate)
{
    const struct table_mandate *m = &b->mandate[ev->author];
    int needs = ev->kind == TABLE_EV_DRAFT || ev->kind == TABLE_EV_SILENCE_SET ||
                ev->kind == TABLE_EV_SOUND_SEALED || ev->kind == TABLE_EV_RECONFIRMED ||
                (ev->kind == TABLE_EV_SAID && ev->u.said.phrase != TABLE_THINKING_ALOUD) ||
                (ev->kind == TABLE_EV_ARTICLE_SAID && ev->u.article_said.says != TABLE_ARTICLE_WITHDRAWN);
    return needs && m->expires_slot != 0 && ev->slot >= m->expires_slot;
}

PREDICATE(confirmed_its_own_mandate)
{
    for (size_t i = 0; i < table_n_seats(s); i++) {
        if ((table_seat_state(s, i)->seen & bit(i)) != 0)
            return 1;
    }
    return ev->kind == TABLE_EV_SEAT_STANDING && table_seat_state(s, ev->author)->seen != 0;
}

/* ---- pause ---- */

PREDICATE(moved_on_while_paused)
{
    switch ((int)ev->kind) {
    case TABLE_EV_ISSUE_ADDED:
    case TABLE_EV_SOUND_OPENED:
    case TABLE_EV_SOUND_SEALED:
    case TABLE_EV_SOUNDS_REOPENED:
    case TABLE_EV_DAYS_AGREED:
    case TABLE_EV_ARTICLE_OPENED:
    case TABLE_EV_DRAFT:
    case TABLE_EV_SILENCE_SET:
    case TABLE_EV_PAPER:
    case TABLE_EV_ATTACHMENT:
        return b->paused != 0;
    case TABLE_EV_ARTICLE_SAID:
        return b->paused != 0 && ev->u.article_said.says != TABLE_ARTICLE_WITHDRAWN;
    default:
        return 0;
    }
}

PREDICATE(went_on_before_all_reconfirmed)
{
    return b->reconfirm != 0 &&
           (ev->kind == TABLE_EV_SOUND_OPENED || ev->kind == TABLE_EV_SOUND_SEALED ||
            (ev->kind == TABLE_EV_ARTICLE_SAID && ev->u.article_said.says != TABLE_ARTICLE_WITHDRAWN));
}

PREDICATE(pause_lifted_by_another)
{
    uint64_t lifted = b->paused & ~table_paused_by(s);
    return lifted != 0 && (ev->kind != TABLE_EV_RESUMED || lifted != bit(ev->author));
}

PREDICATE(leak_without_a_pause)
{
    return table_leaked(s) && table_paused_by(s) == 0;
}

/* ---- soundings ---- */

PREDICATE(sounding_without_a_concerned_seat)
{
    for (size_t i = 0; i < table_n_soundings(s); i++) {
        const struct table_sounding *x = table_sounding(s, i);
        for (size_t k = 0; runs(x) && k < x->n_issues; k++) {
            if ((table_issue(s, x->issues[k])->concerns & ~x->seats) != 0)
                return 1;
        }
    }
    return 0;
}

PREDICATE(facilitator_takes_part)
{
    uint64_t f = facilitators(s);
    for (size_t i = 0; i < table_n_soundings(s); i++) {
        if (table_sounding(s, i)->kind != TABLE_SOUND_NON_PAPER && (table_sounding(s, i)->seats & f) != 0)
            return 1;
    }
    for (size_t i = 0; i < table_n_issues(s); i++) {
        if ((table_issue(s, i)->concerns & f) != 0)
            return 1;
    }
    for (size_t i = 0; i < table_n_articles(s); i++) {
        if ((table_article_concerns(s, i) & f) != 0)
            return 1;
    }
    return 0;
}

PREDICATE(two_soundings_on_one_issue)
{
    uint64_t busy = 0;
    for (size_t i = 0; i < table_n_soundings(s); i++) {
        const struct table_sounding *x = table_sounding(s, i);
        for (size_t k = 0; runs(x) && k < x->n_issues; k++) {
            if ((busy & bit(x->issues[k])) != 0)
                return 1;
            busy |= bit(x->issues[k]);
        }
    }
    return 0;
}

PREDICATE(sounding_of_other_seats)
{
    for (size_t i = 0; i < table_n_soundings(s); i++) {
        const struct table_sounding *x = table_sounding(s, i);
        unsigned n = table_mask_count(x->seats);
        if (n < TABLE_MIN_REQUIRED || n > TABLE_MAX_REQUIRED ||
            (x->seats & ~all_seats(table_n_seats(s))) != 0)
            return 1;
        if (((x->sealed | x->stopped | x->not_heard) & ~x->seats) != 0 || (x->answered & ~x->sealed) != 0)
            return 1;
    }
    return 0;
}

PREDICATE(answer_without_all)
{
    for (size_t i = 0; i < table_n_soundings(s); i++) {
        const struct table_sounding *x = table_sounding(s, i);
        if ((x->status == TABLE_SOUND_SEALED || x->status == TABLE_SOUND_ANSWERED) && x->sealed != x->seats)
            return 1;
        if (x->status == TABLE_SOUND_ANSWERED &&
            (x->answered != x->seats || (x->said_yes != 0 && x->said_yes != x->seats)))
            return 1;
        if (x->answered != 0 && !x->counted)
            return 1;
        if (x->recommended != 0 && (x->status != TABLE_SOUND_ANSWERED || !x->answer))
            return 1;
    }
    return 0;
}

/* A non-paper comes out of a round of three and more, when all of them posted the same. */
PREDICATE(non_paper_without_a_round)
{
    for (size_t i = 0; i < table_n_soundings(s); i++) {
        const struct table_sounding *x = table_sounding(s, i);
        if (x->kind == TABLE_SOUND_NON_PAPER &&
            (x->n_issues != 0 || table_mask_count(x->seats) < TABLE_MIN_ROUND))
            return 1;
    }
    for (size_t i = 0; i < table_n_non_papers(s); i++) {
        const struct table_sounding *x = table_sounding(s, table_non_paper(s, i)->sounding);
        if (x == NULL || x->kind != TABLE_SOUND_NON_PAPER || x->status != TABLE_SOUND_ANSWERED ||
            x->answered != x->seats)
            return 1;
    }
    return 0;
}

static unsigned cost(enum table_sounding_kind kind)
{
    return kind == TABLE_SOUND_FIND || kind == TABLE_SOUND_NON_PAPER ? 0 : kind == TABLE_SOUND_NEAR ? 2 : 1;
}

PREDICATE(sounded_beyond_the_budget)
{
    const struct table_ev_sound_opened *x = &ev->u.sound_opened;
    size_t i = 0;
    if (ev->kind != TABLE_EV_SOUND_OPENED || table_sounding_find(s, x->id, &i) != 0 ||
        i + 1 != table_n_soundings(s) || table_sounding(s, i)->opened_slot != ev->slot)
        return 0;
    for (size_t k = 0; k < x->n_issues; k++) {
        const struct table_budget *before = &b->budget[x->issues[k]];
        unsigned used = 0; /* until all whom it concerns reopened it */
        for (size_t e = 0; e < i && !before->reopened; e++) {
            const struct table_sounding *old = table_sounding(s, e);
            if (old->counted && memchr(old->issues, x->issues[k], old->n_issues) != NULL)
                used += cost(old->kind);
        }
        if (before->check_failed || before->runs_left < cost(x->kind) ||
            (cost(x->kind) > 0 && used + cost(x->kind) > b->settings.runs_per_issue && !before->reopened))
            return 1;
        for (size_t e = 0; e < i; e++) { /* the waiting time, from the soundings themselves */
            const struct table_sounding *old = table_sounding(s, e);
            int shared = memchr(old->issues, x->issues[k], old->n_issues) != NULL;
            if (shared && cost(x->kind) > 0 && cost(old->kind) > 0 &&
                ev->slot < old->ended_slot + b->settings.spacing_slots)
                return 1;
        }
    }
    return 0;
}

PREDICATE(sealed_before_its_day)
{
    size_t i = 0;
    return ev->kind == TABLE_EV_SOUND_SEALED && table_sounding_find(s, ev->u.sound_sealed.id, &i) == 0 &&
           ev->slot < table_sounding(s, i)->day;
}

/* ---- consents ---- */

PREDICATE(concerns_changed_without_old_and_new)
{
    for (size_t i = 0; i < b->n_issues; i++) {
        uint64_t now = table_issue(s, i)->concerns;
        if (now != b->concerns[i] && !consented_by(s, ev, TABLE_EV_CONCERNS_CHANGED, now | b->concerns[i]))
            return 1;
    }
    return 0;
}

PREDICATE(early_without_the_concerned)
{
    for (size_t i = 0; i < b->n_issues; i++) {
        if (((table_early_issues(s) ^ b->early) & bit(i)) != 0 &&
            !consented_by(s, ev, TABLE_EV_EARLY_HARVEST, b->concerns[i]))
            return 1;
    }
    return 0;
}

PREDICATE(two_proposals_of_settings)
{
    unsigned n = 0;
    for (size_t i = 0; i < table_n_proposals(s); i++)
        n += table_proposal(s, i)->kind == TABLE_EV_SETTINGS_CHANGED &&
             table_proposal(s, i)->status == TABLE_PROPOSAL_OPEN;
    return n > 1;
}

static int is_proposal(enum table_event_kind kind)
{
    switch ((int)kind) {
    case TABLE_EV_SEAT_ADDED:
    case TABLE_EV_DEVICE_CHANGED:
    case TABLE_EV_PARTY_CHANGED:
    case TABLE_EV_SETTINGS_CHANGED:
    case TABLE_EV_CONCERNS_CHANGED:
    case TABLE_EV_EARLY_HARVEST:
    case TABLE_EV_LINE_AGREED:
    case TABLE_EV_PEN_GIVEN:
    case TABLE_EV_SIDES_AGREED:
    case TABLE_EV_FIELD_DOCUMENT:
    case TABLE_EV_CEASEFIRE_AGREED:
    case TABLE_EV_OBSERVER_ADMITTED:
    case TABLE_EV_REPORT_EXCLUDED:
    case TABLE_EV_STEP_BACK:
        return 1;
    default:
        return 0;
    }
}

/* The larger of the two: what rule 36 lets one of n seats make. */
static size_t share_of(size_t limit, size_t n_seats, size_t least)
{
    return n_seats > 0 && limit / n_seats > least ? limit / n_seats : least;
}

/* Of what a table holds: counted from the log, one kind of event each, and all proposals. */
PREDICATE(more_than_a_share)
{
    static const struct {
        enum table_event_kind kind;
        size_t limit;
    } shared[] = {{TABLE_EV_MEETING_CALLED, 1024}, {TABLE_EV_MEETING_POINT, 16384},
                  {TABLE_EV_ARTICLE_OPENED, 512},  {TABLE_EV_PAPER, 4096},
                  {TABLE_EV_ATTACHMENT, 512},      {TABLE_EV_SOUND_OPENED, 4096},
                  {TABLE_EV_FIELD_DOCUMENT, 128},  {TABLE_EV_POSITION_DECLARED, 4096}};
    size_t n = 0, proposals = 0;
    for (size_t i = 0; i < table_n_events(s); i++) {
        const struct table_event *x = table_event_at(s, i);
        n += x->kind == ev->kind && x->author == ev->author;
        proposals += is_proposal(x->kind) && x->author == ev->author;
    }
    for (size_t k = 0; k < sizeof shared / sizeof shared[0]; k++) {
        if (ev->kind == shared[k].kind && n > share_of(shared[k].limit, b->n_seats, 4))
            return 1;
    }
    return is_proposal(ev->kind) && proposals > share_of(1024, b->n_seats, 4);
}

static int same_days(const struct table_ev_days_agreed *x, const struct table_ev_days_agreed *y)
{
    return x->first == y->first && x->every == y->every && x->count == y->count &&
           x->n_issues == y->n_issues && memcmp(x->issues, y->issues, x->n_issues) == 0;
}

/* A set of sounding days is of the seat that posted it first. */
PREDICATE(more_days_than_a_share)
{
    size_t n = 0;
    for (size_t i = 0; ev->kind == TABLE_EV_DAYS_AGREED && i < table_n_events(s); i++) {
        const struct table_event *x = table_event_at(s, i);
        size_t first = 0;
        if (x->kind != ev->kind || x->author != ev->author)
            continue;
        while (table_event_at(s, first)->kind != ev->kind ||
               !same_days(&table_event_at(s, first)->u.days_agreed, &x->u.days_agreed))
            first++;
        n += first == i;
    }
    return n > share_of(32, b->n_seats, 4);
}

/* So many bytes of documents were announced. */
PREDICATE(more_bytes_than_a_share)
{
    size_t n = 0;
    for (size_t i = 0; ev->kind == TABLE_EV_FIELD_DOCUMENT && i < table_n_events(s); i++) {
        const struct table_event *x = table_event_at(s, i);
        n += x->kind == ev->kind && x->author == ev->author ? x->u.field_document.size : 0;
    }
    return n > share_of((size_t)24 << 20, b->n_seats, (size_t)3 << 20);
}

PREDICATE(table_changed_without_all_seats)
{
    uint64_t all = all_seats(b->n_seats);
    struct table_settings now = table_settings(s);
    if (ev->kind == TABLE_EV_TABLE_OPENED)
        return 0;
    if (table_n_seats(s) != b->n_seats && !consented_by(s, ev, TABLE_EV_SEAT_ADDED, all))
        return 1;
    if (table_pen(s) != b->pen && !consented_by(s, ev, TABLE_EV_PEN_GIVEN, all))
        return 1;
    if ((now.runs_per_issue != b->settings.runs_per_issue || now.spacing_slots != b->settings.spacing_slots ||
         now.brackets_max != b->settings.brackets_max || now.message_days != b->settings.message_days) &&
        !consented_by(s, ev, TABLE_EV_SETTINGS_CHANGED, all))
        return 1;
    for (size_t i = 0; i < b->n_seats; i++) {
        if (strcmp(table_seat(s, i)->party, b->party[i]) != 0 &&
            !consented_by(s, ev, TABLE_EV_PARTY_CHANGED, all))
            return 1;
        if (table_seat_state(s, i)->n_devices != b->n_devices[i] &&
            !consented_by(s, ev, TABLE_EV_DEVICE_CHANGED, all))
            return 1;
    }
    return 0;
}

/* ---- meetings ---- */

PREDICATE(record_closed_without_all_confirmations)
{
    for (size_t i = 0; i < table_n_meetings(s); i++) {
        const struct table_meeting *m = table_meeting(s, i);
        if ((m->confirmed & ~m->there) != 0 || (m->record != TABLE_RECORD_OPEN && m->there == 0) ||
            (m->record == TABLE_RECORD_CLOSED) != (m->there != 0 && m->confirmed == m->there))
            return 1;
    }
    return 0;
}

/* Nobody reads back alone, and nobody who meant to come is passed over. */
PREDICATE(record_read_back_too_soon)
{
    for (size_t i = 0; i < table_n_meetings(s); i++) {
        const struct table_meeting *m = table_meeting(s, i);
        uint64_t start = table_event_at(s, m->event)->u.meeting_called.start;
        int waited = table_last_slot(s) >= start + 7 * 24 * 60;
        if (m->record != TABLE_RECORD_OPEN && (table_mask_count(m->there) < 2 || (m->coming != 0 && !waited)))
            return 1;
    }
    return 0;
}

PREDICATE(record_by_another_than_its_rapporteur)
{
    if (ev->kind != TABLE_EV_MEETING_POINT && ev->kind != TABLE_EV_MEETING_STRUCK &&
        ev->kind != TABLE_EV_MEETING_RECORD)
        return 0;
    const struct table_meeting *m = meeting_of(s, ev);
    const struct table_ev_meeting_called *call = &table_event_at(s, m->event)->u.meeting_called;
    return call->rapporteur != ev->author || ev->slot < call->start;
}

PREDICATE(point_names_somebody)
{
    for (size_t i = 0; ev->kind == TABLE_EV_MEETING_POINT && i < table_n_seats(s); i++) {
        for (size_t k = 0; k < ev->u.meeting_point.point.n; k++) {
            const char *text = ev->u.meeting_point.point.texts[k].text;
            if (strstr(text, table_seat(s, i)->name) != NULL || strstr(text, table_seat(s, i)->party) != NULL)
                return 1;
        }
    }
    return 0;
}

PREDICATE(meeting_without_a_concerned_seat)
{
    for (size_t i = 0; ev->kind == TABLE_EV_MEETING_CALLED && i < b->n_issues; i++) {
        if ((ev->u.meeting_called.agenda & bit(i)) != 0 &&
            (b->concerns[i] & ~ev->u.meeting_called.seats) != 0)
            return 1;
    }
    return 0;
}

/* ---- the text ---- */

PREDICATE(recommended_with_open_brackets)
{
    for (size_t i = 0; i < table_n_articles(s); i++) {
        const struct table_article *a = table_article(s, i);
        if (a->could != 0 && table_article_open_brackets(s, i) > 0)
            return 1;
        if (a->could != 0 && a->draft != 0 && draft_is_empty(s, a))
            return 1;
    }
    return 0;
}

PREDICATE(agreed_by_one_who_did_not_recommend)
{
    for (size_t i = 0; i < table_n_articles(s); i++) {
        const struct table_article *a = table_article(s, i);
        if ((a->agreed & ~a->could) != 0 || (a->confirmed & ~a->agreed) != 0)
            return 1;
    }
    return 0;
}

PREDICATE(decided_without_a_concerned_seat)
{
    for (size_t i = 0; i < table_n_articles(s); i++) {
        const struct table_article *a = table_article(s, i);
        enum table_article_status status = table_article_status(s, i);
        uint64_t concerns = table_article_concerns(s, i);
        if ((status == TABLE_ARTICLE_AD_REFERENDUM || status == TABLE_ARTICLE_FINAL) &&
            (concerns & ~a->agreed) != 0)
            return 1;
        if (status == TABLE_ARTICLE_FINAL && (concerns & ~a->confirmed) != 0)
            return 1;
    }
    return 0;
}

PREDICATE(said_by_a_seat_not_concerned)
{
    return (ev->kind == TABLE_EV_ARTICLE_SAID || ev->kind == TABLE_EV_OBJECTED) &&
           (table_article_concerns(s, article_of(s, ev)) & bit(ev->author)) == 0;
}

PREDICATE(article_without_the_seats_of_its_issues)
{
    for (size_t i = 0; ev->kind == TABLE_EV_ARTICLE_OPENED && i < b->n_issues; i++) {
        if ((ev->u.article_opened.issues & bit(i)) != 0 &&
            (b->concerns[i] & ~ev->u.article_opened.concerns) != 0)
            return 1;
    }
    return 0;
}

PREDICATE(article_about_nothing_leaves_a_seat_out)
{
    uint64_t everybody = all_seats(table_n_seats(s)) & ~facilitators(s);
    for (size_t i = 0; i < table_n_articles(s); i++) {
        if (article_issues(s, i) == 0 && table_article_status(s, i) != TABLE_ARTICLE_FINAL &&
            (everybody & ~table_article_concerns(s, i)) != 0)
            return 1;
    }
    return 0;
}

/* A seat that an article does not concern any more has no word left on it, which could stop the others. */
PREDICATE(word_of_a_seat_not_concerned)
{
    for (size_t i = 0; i < table_n_articles(s); i++) {
        const struct table_article *a = table_article(s, i);
        if (table_article_status(s, i) != TABLE_ARTICLE_FINAL &&
            ((a->could | a->agreed | a->confirmed) & ~table_article_concerns(s, i)) != 0)
            return 1;
    }
    return 0;
}

/* In ASCII: tests/unit/table_names.c has the rest. */
PREDICATE(two_articles_of_one_name)
{
    for (size_t i = 0; i < table_n_articles(s); i++) {
        const char *name = table_article_name(s, i);
        if (table_article(s, i)->package[0] == '\0' && strncasecmp(name, "package ", 8) == 0)
            return 1;
        for (size_t k = 0; k < i; k++) {
            if (strcasecmp(table_article_name(s, k), name) == 0)
                return 1;
        }
    }
    return 0;
}

PREDICATE(silence_of_less_than_an_hour)
{
    return ev->kind == TABLE_EV_SILENCE_SET && ev->u.silence_set.until < ev->slot + 60;
}

PREDICATE(drafted_without_the_pen)
{
    return (ev->kind == TABLE_EV_DRAFT || ev->kind == TABLE_EV_SILENCE_SET) && ev->author != b->pen;
}

/* Other seats than before are concerned by one of the issues. */
static int concerns_changed(const struct forbidden_before *b, const struct table_state *s)
{
    for (size_t i = 0; i < b->n_issues; i++) {
        if (b->concerns[i] != table_issue(s, i)->concerns)
            return 1;
    }
    return 0;
}

PREDICATE(set_aside_without_saying_so)
{
    for (size_t i = 0; i < b->n_articles; i++) {
        const struct table_article *a = table_article(s, i);
        uint64_t lost = (b->article[i].could & ~a->could) | (b->article[i].agreed & ~a->agreed);
        if (!concerns_changed(b, s) || b->article[i].status == TABLE_ARTICLE_FINAL)
            lost |= b->article[i].confirmed & ~a->confirmed;
        else
            lost &= table_article_concerns(s, i); /* the words of those who left went with them */
        int withdrawn = ev->kind == TABLE_EV_ARTICLE_SAID &&
                        ev->u.article_said.says == TABLE_ARTICLE_WITHDRAWN && article_of(s, ev) == i;
        int redrafted = ev->kind == TABLE_EV_DRAFT && ev->u.draft.reopens && article_of(s, ev) == i &&
                        b->article[i].agreed == 0;
        if (lost != 0 && !(withdrawn && lost == bit(ev->author)) && !redrafted)
            return 1;
        if (a->n_drafts != b->article[i].n_drafts && b->article[i].agreed != 0)
            return 1;
        int adopted = b->article[i].until != 0 && ev->slot >= b->article[i].until;
        if (a->n_drafts != b->article[i].n_drafts && adopted && !ev->u.draft.reopens)
            return 1;
    }
    return 0;
}

/* An article is final by the word of the last principal, and by nothing else. */
PREDICATE(final_by_itself)
{
    for (size_t i = 0; i < b->n_articles; i++) {
        if (b->article[i].status != TABLE_ARTICLE_FINAL &&
            table_article_status(s, i) == TABLE_ARTICLE_FINAL && ev->kind != TABLE_EV_ARTICLE_SAID)
            return 1;
    }
    return 0;
}

/* What principals have confirmed stays. */
PREDICATE(final_undone)
{
    for (size_t i = 0; i < b->n_articles; i++) {
        if (b->article[i].status == TABLE_ARTICLE_FINAL && table_article_status(s, i) != TABLE_ARTICLE_FINAL)
            return 1;
    }
    return 0;
}

static int settled(const struct table_state *s, size_t i)
{
    enum table_article_status x = table_article_status(s, i);
    return table_article(s, i)->draft == 0 || x == TABLE_ARTICLE_LEFT_OUT ||
           x == TABLE_ARTICLE_AD_REFERENDUM || x == TABLE_ARTICLE_FINAL;
}

/* Nothing is agreed until everything is agreed, but for early harvests. */
PREDICATE(confirmed_before_everything_is_agreed)
{
    if (ev->kind != TABLE_EV_ARTICLE_SAID || ev->u.article_said.says != TABLE_ARTICLE_CONFIRMED)
        return 0;
    size_t i = article_of(s, ev);
    uint64_t issues = article_issues(s, i);
    if (issues != 0 && (issues & ~b->early) == 0)
        return 0;
    for (size_t k = 0; k < table_n_articles(s); k++) {
        if (!settled(s, k))
            return 1;
    }
    return 0;
}

/* A silence that ended undisturbed: nobody objected in a slot before its hour and nobody paused the table. */
PREDICATE(adopted_against_an_objection_or_a_pause)
{
    for (size_t i = 0; i < table_n_articles(s); i++) {
        const struct table_article *a = table_article(s, i);
        enum table_silence silence = table_article_silence(s, i, ev->slot);
        if (silence == TABLE_SILENCE_RUNS && table_paused_by(s) != 0)
            return 1;
        if (silence != TABLE_SILENCE_RUNS && silence != TABLE_SILENCE_ADOPTED)
            continue;
        for (size_t k = table_n_events(s); k-- > 0;) {
            const struct table_event *x = table_event_at(s, k);
            int this = (x->kind == TABLE_EV_SILENCE_SET || x->kind == TABLE_EV_OBJECTED ||
                        x->kind == TABLE_EV_DRAFT) &&
                       same_id(x->u.form_id, a->id);
            if (this && x->kind == TABLE_EV_SILENCE_SET && x->u.silence_set.until == a->until)
                break;
            if (this || (x->kind == TABLE_EV_PAUSED && x->slot < a->until))
                return 1;
        }
    }
    return 0;
}

PREDICATE(too_many_brackets)
{
    return ev->kind == TABLE_EV_DRAFT && b->settings.brackets_max != 0 &&
           table_article_open_brackets(s, article_of(s, ev)) > b->settings.brackets_max;
}

/* ---- papers and time ---- */

PREDICATE(paper_replaced_by_another)
{
    for (size_t i = 0; i < table_n_papers(s); i++) {
        const struct table_paper *p = table_paper(s, i);
        if (p->before != SIZE_MAX && table_event_at(s, p->event)->author !=
                                         table_event_at(s, table_paper(s, p->before)->event)->author)
            return 1;
    }
    return 0;
}

/* Announced and sent by the author of its paper, no part before another or without the announcement. */
PREDICATE(attachment_by_another)
{
    for (size_t i = 0; i < table_n_attachments(s); i++) {
        const struct table_attachment *a = table_attachment(s, i);
        uint8_t author = table_event_at(s, table_paper(s, a->paper)->event)->author;
        if (table_event_at(s, a->event)->author != author || a->n_here > a->n_parts)
            return 1;
        for (unsigned k = 0; k < a->n_here; k++) {
            const struct table_event *part = table_event_at(s, a->parts[k]);
            if (part->author != author || part->u.attachment_part.index != k)
                return 1;
        }
    }
    return 0;
}

/* ---- ids and contents ---- */

static int made_by_another(const struct table_state *s, const uint8_t *id, size_t event)
{
    const struct table_event *ev = table_event_at(s, event);
    return id[TABLE_FORM_ID_LEN - 2] != ev->kind || id[TABLE_FORM_ID_LEN - 1] != ev->author;
}

PREDICATE(id_of_another)
{
    int any = 0;
    for (size_t i = 0; i < table_n_proposals(s); i++)
        any |= made_by_another(s, table_proposal(s, i)->id, table_proposal(s, i)->event);
    for (size_t i = 0; i < table_n_meetings(s); i++)
        any |= made_by_another(s, table_meeting(s, i)->id, table_meeting(s, i)->event);
    for (size_t i = 0; i < table_n_papers(s); i++)
        any |= made_by_another(s, table_paper(s, i)->id, table_paper(s, i)->event);
    for (size_t i = 0; i < table_n_articles(s); i++) {
        if (table_article(s, i)->package[0] == '\0')
            any |= made_by_another(s, table_article(s, i)->id, table_article(s, i)->event);
    }
    for (size_t i = 0; i < table_field_n_documents(s); i++)
        any |= made_by_another(s, table_field_document(s, i)->id, table_field_document(s, i)->event);
    for (size_t i = 0; i < table_n_positions(s); i++)
        any |= made_by_another(s, table_position(s, i)->id, table_position(s, i)->event);
    return any;
}

/* What binds a seat is said of what stands there. */
PREDICATE(said_of_another_content)
{
    const uint8_t *content = NULL;
    if (ev->kind == TABLE_EV_ARTICLE_SAID && ev->u.article_said.says != TABLE_ARTICLE_WITHDRAWN)
        content = table_article(s, article_of(s, ev))->content;
    if (ev->kind == TABLE_EV_MEETING_READ_BACK && ev->u.meeting_read_back.confirms)
        content = meeting_of(s, ev)->content;
    for (size_t i = 0;
         ev->kind == TABLE_EV_CONSENTED && ev->u.consented.answer == 1 && i < table_n_proposals(s); i++) {
        if (same_id(table_proposal(s, i)->id, ev->u.form_id))
            content = table_proposal(s, i)->content;
    }
    return content != NULL && memcmp(content, ev->u.form_said.content, TABLE_DIGEST_LEN) != 0;
}

PREDICATE(time_went_back)
{
    return ev->slot < b->slot;
}

PREDICATE(opened_twice_or_too_late)
{
    return (ev->kind == TABLE_EV_TABLE_OPENED) != (table_n_events(s) == 1);
}

static const struct {
    const char *what;
    int (*reached)(const struct forbidden_before *b, const struct table_state *s,
                   const struct table_event *ev);
} forbidden[] = {
    {"the table was opened twice, or something came before its opening", opened_twice_or_too_late},
    {"time went back", time_went_back},
    {"an id says that another made what it names", id_of_another},
    {"what was said of another content counts", said_of_another_content},
    {"a seat that is not official is under instruction", instructed_but_not_official},
    {"somebody else changed a seat's standing", another_standing_changed},
    {"a seat agreed or spoke under instruction without being official and instructed", instruction_claimed},
    {"a seat with an expired mandate drafted, sealed, recommended or agreed", acted_with_an_expired_mandate},
    {"a seat confirmed its own mandate, or a new mandate counts as seen", confirmed_its_own_mandate},
    {"a paused table moved on", moved_on_while_paused},
    {"a table went on before all had reconfirmed", went_on_before_all_reconfirmed},
    {"somebody else lifted a seat's pause", pause_lifted_by_another},
    {"a leak is shown without a pause", leak_without_a_pause},
    {"a sounding runs without a seat that it concerns", sounding_without_a_concerned_seat},
    {"a facilitator is in a sounding, or an issue or article concerns one", facilitator_takes_part},
    {"two soundings run on one issue", two_soundings_on_one_issue},
    {"a sounding has other seats than its own", sounding_of_other_seats},
    {"an answer counts without every seat's entry and answer", answer_without_all},
    {"an issue was sounded beyond its runs, too soon, or while closed", sounded_beyond_the_budget},
    {"an entry was sealed before its day", sealed_before_its_day},
    {"an issue's seats changed without old and new seats", concerns_changed_without_old_and_new},
    {"an early harvest without those whom it concerns", early_without_the_concerned},
    {"the table changed without every seat", table_changed_without_all_seats},
    {"two proposals of other settings are open", two_proposals_of_settings},
    {"a seat made more than its share of what a table holds", more_than_a_share},
    {"a seat made more than its share of sets of sounding days", more_days_than_a_share},
    {"a seat announced more than its share of bytes of documents", more_bytes_than_a_share},
    {"a record closed without all confirmations", record_closed_without_all_confirmations},
    {"a record is read back by one alone, or without one who meant to come", record_read_back_too_soon},
    {"a record was kept by another than its rapporteur, or before its hour",
     record_by_another_than_its_rapporteur},
    {"a point of a record names somebody", point_names_somebody},
    {"a meeting about an issue without a seat that it concerns", meeting_without_a_concerned_seat},
    {"an article with open brackets, or without words, is recommended", recommended_with_open_brackets},
    {"an article is agreed or confirmed by a seat that did not go the step before",
     agreed_by_one_who_did_not_recommend},
    {"an article is agreed or final without a seat that it concerns", decided_without_a_concerned_seat},
    {"a seat that an article does not concern spoke on it", said_by_a_seat_not_concerned},
    {"an article was opened without the seats of its issues", article_without_the_seats_of_its_issues},
    {"an article about no issue leaves a seat out", article_about_nothing_leaves_a_seat_out},
    {"the word of a seat counts that an article does not concern any more", word_of_a_seat_not_concerned},
    {"two articles have one name, or one has a package's", two_articles_of_one_name},
    {"a silence of less than an hour", silence_of_less_than_an_hour},
    {"the text was changed without the pen", drafted_without_the_pen},
    {"what seats said of an article was set aside without saying so", set_aside_without_saying_so},
    {"what principals confirmed was undone", final_undone},
    {"an article became final without a principal's word", final_by_itself},
    {"a principal's word counted before everything was agreed", confirmed_before_everything_is_agreed},
    {"a silence runs or ended well against an objection or a pause", adopted_against_an_objection_or_a_pause},
    {"a draft has more brackets than the table allows", too_many_brackets},
    {"a paper was replaced by another seat", paper_replaced_by_another},
    {"an attachment is not of its paper's author", attachment_by_another},
    {"a non-paper came from no round of three that all agree on", non_paper_without_a_round},
};

enum { N_FORBIDDEN = sizeof forbidden / sizeof forbidden[0] };

size_t forbidden_count(void)
{
    return N_FORBIDDEN + forbidden_field_count();
}

const char *forbidden_reached(const struct forbidden_before *before, const struct table_state *s)
{
    const struct table_event *ev = table_event_at(s, table_n_events(s) - 1);
    for (size_t i = 0; i < N_FORBIDDEN; i++) {
        if (forbidden[i].reached(before, s, ev))
            return forbidden[i].what;
    }
    return forbidden_field_reached(before, s);
}
