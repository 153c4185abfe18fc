/* Proposals and consents: what changes the table itself needs the consent of every seat, and what changes an
 * issue that of the seats it concerns, before and after. Who proposes consents; who declines ends it.
 *
 *   open -- the last consent that it needs --> accepted (in force)
 *   open -- consented with answer 0        --> declined
 *
 * Of new seats and changed devices: devices.c. */
#include "table_internal.h"

#include <string.h>

size_t table_proposal_find(const struct table_state *s, const uint8_t id[static TABLE_FORM_ID_LEN])
{
    size_t i = 0;
    while (i < s->n_proposals && memcmp(s->proposals[i].id, id, TABLE_FORM_ID_LEN) != 0) {
        i++;
    }
    return i;
}

/* A new seat counts from the moment it sits; so what is needed is asked anew each time. */
static uint64_t needs(const struct table_state *s, const struct table_event *ev)
{
    if (ev->kind == TABLE_EV_CONCERNS_CHANGED) {
        return s->issues[ev->u.concerns_changed.issue].concerns | ev->u.concerns_changed.concerns;
    }
    if (ev->kind == TABLE_EV_EARLY_HARVEST) {
        return s->issues[ev->u.early_harvest.issue].concerns;
    }
    return ev->kind == TABLE_EV_REPORT_EXCLUDED ? table_both_sides(s) : table_all(s->n_seats);
}

uint64_t table_proposal_needs(const struct table_state *s, const struct table_proposal *p)
{
    return needs(s, &s->log[p->event]);
}

/* ---- what is proposed must fit the table, when it is proposed and when it comes into force ---- */

uint64_t table_not_facilitators(const struct table_state *s)
{
    uint64_t seats = 0;
    for (size_t i = 0; i < s->n_seats; i++) {
        seats |= s->seats[i].function != TABLE_FACILITATOR ? table_bit(i) : 0;
    }
    return seats;
}

int table_check_no_facilitator(const struct table_state *s, uint64_t seats, const char *what,
                               struct table_refusal *why)
{
    for (size_t i = 0; i < s->n_seats; i++) {
        if ((seats & table_bit(i)) != 0 && s->seats[i].function == TABLE_FACILITATOR) {
            return table_refuse(
                why, TABLE_R_FACILITATOR, table_bit(i),
                "%s is the facilitator's seat: it makes no entry, and no issue concerns it. %s "
                "Leave that seat out.",
                s->seats[i].name, table_refusal_say(why, what));
        }
    }
    return 0;
}

static int check_seat_of(const struct table_state *s, uint8_t seat, struct table_refusal *why)
{
    return seat < s->n_seats
               ? 0
               : table_refuse(why, TABLE_R_UNKNOWN_SEAT, 0,
                              "There is no such seat at this table. Nothing was proposed. Name a seat of the "
                              "table.");
}

static int check_issue_of(const struct table_state *s, uint8_t issue, struct table_refusal *why)
{
    if (issue >= s->n_issues) {
        return table_refuse(
            why, TABLE_R_UNKNOWN_ISSUE, 0,
            "There is no such issue at this table. Nothing was proposed. Name an issue of the "
            "table.");
    }
    return 0;
}

static int fits_seat(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    if (s->n_seats == TABLE_MAX_SEATS) {
        return table_refuse(why, TABLE_R_LIMIT, 0,
                            "The table has %d seats, as many as it can hold. No seat was added. Talk to the "
                            "convenor about another table.",
                            TABLE_MAX_SEATS);
    }
    return table_check_seat_differs(why, s->seats, s->n_seats, &ev->u.seat_added.seat);
}

static void force_seat(struct table_state *s, const struct table_event *ev)
{
    s->seats[s->n_seats] = ev->u.seat_added.seat;
    s->n_seats++;
}

static int fits_party(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    return check_seat_of(s, ev->u.party_changed.seat, why);
}

static void force_party(struct table_state *s, const struct table_event *ev)
{
    s->seats[ev->u.party_changed.seat].party = ev->u.party_changed.party;
}

static int fits_settings(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    (void)ev;
    for (size_t i = 0; i < s->n_soundings; i++) { /* rounds of non-papers too, which are about no issue */
        if (table_sounding_running(&s->soundings[i])) {
            return table_refuse(
                why, TABLE_R_RUNNING, 0,
                "A sounding has not ended. The settings stay as they are. Change them when the "
                "sounding has ended.");
        }
    }
    return 0;
}

/* Each gives all settings: two at once would undo each other unseen. */
static int check_one_settings(const struct table_state *s, struct table_refusal *why)
{
    for (size_t i = 0; i < s->n_proposals; i++) {
        const struct table_proposal *p = &s->proposals[i];
        if (p->status == TABLE_PROPOSAL_OPEN && p->kind == TABLE_EV_SETTINGS_CHANGED) {
            return table_refuse(
                why, TABLE_R_RUNNING, 0,
                "Proposal %u, other settings, is not decided yet, and only one of these is open "
                "at a time. Nothing was proposed. Decide it first: tracktwo proposal list.",
                p->number);
        }
    }
    return 0;
}

static void force_settings(struct table_state *s, const struct table_event *ev)
{
    s->settings = ev->u.settings_changed.settings;
}

static int fits_concerns(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    const struct table_ev_concerns_changed *x = &ev->u.concerns_changed;
    int err = check_issue_of(s, x->issue, why);
    if (err != 0) {
        return err;
    }
    if ((x->concerns & ~table_all(s->n_seats)) != 0) {
        return check_seat_of(s, TABLE_NO_SEAT, why);
    }
    /* Who has no say in it is told that instead: table_check_proposal. */
    if (s->issues[x->issue].concerns == x->concerns && (x->concerns & table_bit(ev->author)) != 0) {
        return table_refuse(
            why, TABLE_R_ALREADY_SAID, 0,
            "The issue concerns these seats already, and no others. Nothing was changed. Look at "
            "the issue: tracktwo table show.");
    }
    if (table_issue_budget(s, x->issue).running) {
        return table_refuse(why, TABLE_R_RUNNING, 0,
                            "A sounding on this issue has not ended. The seats that it concerns stay as they "
                            "are. Change them when the sounding has ended.");
    }
    return table_check_no_facilitator(s, x->concerns, "The seats that it concerns stay as they are.", why);
}

/* What some principals have confirmed for other seats than these does not become final by itself. */
static void force_concerns(struct table_state *s, const struct table_event *ev)
{
    const struct table_ev_concerns_changed *x = &ev->u.concerns_changed;
    if (s->issues[x->issue].concerns != x->concerns) {
        s->issues[x->issue].concerns = x->concerns;
        table_concern_articles(s, x->issue);
    }
}

static int fits_early(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    const struct table_ev_early_harvest *x = &ev->u.early_harvest;
    int err = check_issue_of(s, x->issue, why);
    if (err == 0 && (s->early >> x->issue & 1) == x->early) {
        err =
            table_refuse(why, TABLE_R_ALREADY_SAID, 0,
                         "That is so already. Nothing was proposed. Look at the issue: tracktwo table show.");
    }
    return err;
}

static void force_early(struct table_state *s, const struct table_event *ev)
{
    const struct table_ev_early_harvest *x = &ev->u.early_harvest;
    s->early = (s->early & ~table_bit(x->issue)) | (uint64_t)x->early << x->issue;
}

static int fits_line(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    (void)s;
    (void)ev;
    (void)why;
    return 0;
}

static void force_line(struct table_state *s, const struct table_event *ev)
{
    s->line = (size_t)(ev - s->log);
}

static int fits_pen(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    return check_seat_of(s, ev->u.pen_given.seat, why);
}

static void force_pen(struct table_state *s, const struct table_event *ev)
{
    s->pen = ev->u.pen_given.seat;
}

/* What a kind of proposal must fit, and its step when it comes into force; ev is then in the log. */
static const struct {
    int (*fits)(const struct table_state *s, const struct table_event *ev, struct table_refusal *why);
    void (*force)(struct table_state *s, const struct table_event *ev);
} changes[TABLE_N_EVENT_KINDS] = {
    [TABLE_EV_SEAT_ADDED] = {fits_seat, force_seat},
    [TABLE_EV_DEVICE_CHANGED] = {table_fits_device, table_force_device},
    [TABLE_EV_PARTY_CHANGED] = {fits_party, force_party},
    [TABLE_EV_SETTINGS_CHANGED] = {fits_settings, force_settings},
    [TABLE_EV_CONCERNS_CHANGED] = {fits_concerns, force_concerns},
    [TABLE_EV_EARLY_HARVEST] = {fits_early, force_early},
    [TABLE_EV_LINE_AGREED] = {fits_line, force_line},
    [TABLE_EV_PEN_GIVEN] = {fits_pen, force_pen},
    [TABLE_EV_SIDES_AGREED] = {table_fits_sides, table_force_sides},
    [TABLE_EV_FIELD_DOCUMENT] = {table_fits_document, table_force_document},
    [TABLE_EV_CEASEFIRE_AGREED] = {table_fits_ceasefire, table_force_ceasefire},
    [TABLE_EV_OBSERVER_ADMITTED] = {table_fits_observer, table_force_observer},
    [TABLE_EV_REPORT_EXCLUDED] = {table_fits_excluded, table_force_excluded},
    [TABLE_EV_STEP_BACK] = {table_fits_step_back, table_force_step_back},
};

/* ---- proposing ---- */

int table_check_proposal(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    if (table_proposal_find(s, ev->u.form_id) < s->n_proposals) {
        return table_refuse(why, TABLE_R_DUPLICATE, 0,
                            "This has been proposed already. The proposal stays as it is. Consent to it, or "
                            "decline it.");
    }
    if (s->n_proposals == TABLE_MAX_PROPOSALS) {
        return table_refuse(
            why, TABLE_R_LIMIT, 0,
            "The table has had %d proposals, as many as it can hold. Nothing was proposed. Open "
            "a new table to go on.",
            TABLE_MAX_PROPOSALS);
    }
    int err = table_is_seating(ev->kind)              ? table_check_one_seating(s, why)
              : ev->kind == TABLE_EV_SETTINGS_CHANGED ? check_one_settings(s, why)
                                                      : 0;
    if (err == 0) {
        err = changes[ev->kind].fits(s, ev, why);
    }
    if (err == 0 && (needs(s, ev) & table_bit(ev->author)) == 0) {
        err = table_refuse(why, TABLE_R_NOT_CONCERNED, 0,
                           "%s is not one of the seats that this issue concerns. Nothing was proposed. Those "
                           "that it concerns propose it.",
                           s->seats[ev->author].name);
    }
    return err;
}

static int complete(const struct table_state *s, const struct table_proposal *p, uint64_t also)
{
    return p->kind == TABLE_EV_DEVICE_CHANGED ? table_device_ended(s, p)
                                              : (table_proposal_needs(s, p) & ~(p->consents | also)) == 0;
}

static void force_when_complete(struct table_state *s, struct table_proposal *p, uint64_t slot)
{
    if (complete(s, p, 0)) {
        p->status = TABLE_PROPOSAL_ACCEPTED;
        p->ended_slot = slot;
        changes[p->kind].force(s, &s->log[p->event]);
    }
}

static void move_consent(struct table_state *s, struct table_proposal *p, const struct table_event *ev)
{
    int agreed = table_device_agreed(s, p);
    p->consents |= table_bit(ev->author);
    if (!agreed && table_device_agreed(s, p)) {
        p->agreed_slot = ev->slot;
    }
    force_when_complete(s, p, ev->slot);
}

void table_move_proposal(struct table_state *s, const struct table_event *ev)
{
    struct table_proposal *p = &s->proposals[s->n_proposals];
    *p = (struct table_proposal){
        .number = (unsigned)++s->n_proposals, .kind = ev->kind, .event = s->n_log - 1};
    memcpy(p->id, ev->u.form_id, sizeof(p->id));
    memcpy(p->content, s->next_content, sizeof(p->content));
    move_consent(s, p, ev);
}

/* ---- consenting ---- */

int table_check_consented(const struct table_state *s, const struct table_event *ev,
                          struct table_refusal *why)
{
    size_t i = table_proposal_find(s, ev->u.consented.id);
    const struct table_proposal *p = &s->proposals[i];
    const char *name = s->seats[ev->author].name;
    if (i == s->n_proposals || p->status != TABLE_PROPOSAL_OPEN) {
        return table_refuse(why, TABLE_R_UNKNOWN_PROPOSAL, 0,
                            "There is no such proposal, or it has been decided. Nothing was changed. What is "
                            "open: tracktwo proposal list.");
    }
    if ((table_proposal_needs(s, p) & table_bit(ev->author)) == 0) {
        return table_refuse(why, TABLE_R_NOT_CONCERNED, 0,
                            "The consent of %s is not needed for this. Nothing was changed. Those whom the "
                            "issue concerns decide.",
                            name);
    }
    if (ev->u.consented.answer == TABLE_ANSWER_LINE_ENDED) {
        return table_check_device_ends(s, ev, p, why);
    }
    if (ev->u.consented.answer == 0) {
        return table_check_seating_declined(s, ev, p, why);
    }
    if (ev->u.consented.answer == 1 && (p->consents & table_bit(ev->author)) != 0) {
        return table_refuse(why, TABLE_R_ALREADY_SAID, 0,
                            "%s has consented to this already. That stays on the record. It is in force when "
                            "the others have consented too.",
                            name);
    }
    int err = table_check_content(s, ev, why);
    if (err == 0 && p->kind == TABLE_EV_FIELD_DOCUMENT) {
        err = table_check_document_consent(s, &s->log[p->event], why);
    }
    if (err == 0 && complete(s, p, table_bit(ev->author))) {
        err = changes[p->kind].fits(s, &s->log[p->event], why);
    }
    return err;
}

void table_move_consented(struct table_state *s, const struct table_event *ev)
{
    struct table_proposal *p = &s->proposals[table_proposal_find(s, ev->u.consented.id)];
    if (ev->u.consented.answer == 1) {
        move_consent(s, p, ev);
        return;
    }
    if (ev->u.consented.answer == TABLE_ANSWER_LINE_ENDED) {
        p->ended |= table_bit(ev->author);
        force_when_complete(s, p, ev->slot);
        return;
    }
    p->status = TABLE_PROPOSAL_DECLINED;
    p->ended_slot = ev->slot;
}

/* ---- views ---- */

size_t table_n_proposals(const struct table_state *s)
{
    return s->n_proposals;
}

const struct table_proposal *table_proposal(const struct table_state *s, size_t i)
{
    return i < s->n_proposals ? &s->proposals[i] : NULL;
}

void table_digest_proposals(struct wire_writer *w, const struct table_state *s)
{
    wire_put_u32(w, (uint32_t)s->n_proposals);
    for (size_t i = 0; i < s->n_proposals; i++) {
        const struct table_proposal *p = &s->proposals[i];
        wire_put_raw(w, t2_bytes_of(p->id, sizeof(p->id)));
        wire_put_u8(w, (uint8_t)p->kind);
        wire_put_u32(w, (uint32_t)p->event);
        wire_put_u64(w, p->consents);
        wire_put_u64(w, p->ended);
        wire_put_u8(w, (uint8_t)p->status);
        wire_put_u64(w, p->ended_slot);
    }
}
