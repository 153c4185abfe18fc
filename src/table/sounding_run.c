/* A sounding's life, as the log tells it:
 *
 *   OPEN     -- sound_sealed by the last required seat -->      SEALED
 *   SEALED   -- sound_result, the last of equal answers -->     ANSWERED
 *   OPEN, SEALED  -- sound_result that differs from another --> STOPPED (the seats disagree)
 *   OPEN, SEALED  -- sound_stopped by a required seat -->       STOPPED
 *
 * Every seat posts its answer itself, and it enters the record only when all required seats posted the same.
 * A seat's own sealing must stand before its answer. A run counts against the budget of its issues as soon as
 * one seat posted an answer or says that a share of it had left its desk; that may be learned after the run
 * has stopped. */
#include "table_internal.h"

#include <assert.h>
#include <string.h>

int table_sounding_find(const struct table_state *s, const uint8_t id[static TABLE_SOUNDING_ID_LEN],
                        size_t *out_index)
{
    for (size_t i = 0; i < s->n_soundings; i++) {
        if (memcmp(s->soundings[i].id, id, TABLE_SOUNDING_ID_LEN) == 0) {
            *out_index = i;
            return 0;
        }
    }
    return T2_E_MISSING;
}

size_t table_n_soundings(const struct table_state *s)
{
    return s->n_soundings;
}

const struct table_sounding *table_sounding(const struct table_state *s, size_t i)
{
    return i < s->n_soundings ? &s->soundings[i] : NULL;
}

/* ---- digests ---- */

static int digest_differs(const uint8_t *a, const uint8_t *b)
{
    return memcmp(a, b, TABLE_DIGEST_LEN) != 0;
}

/* Compares the digests that a desk posted with those that hold. The refusal says which differ first. */
static int check_digests(const struct table_digests *posted, const struct table_digests *holds,
                         const char *who, struct table_refusal *why)
{
    if (digest_differs(posted->candidates, holds->candidates)) {
        return table_refuse(
            why, TABLE_R_CANDIDATE_DIGEST, 0,
            "The desk of %s has another list of candidates for this sounding than this desk. This was "
            "not kept, and no entry was opened. Compare the issues and options on both desks before "
            "anything is sealed.",
            who);
    }
    if (digest_differs(posted->rules, holds->rules)) {
        return table_refuse(
            why, TABLE_R_RULES_DIGEST, 0,
            "The desk of %s has other rules or seats for this sounding than this desk. This was not "
            "kept, and no entry was opened. Compare the settings and seats of the table on both desks.",
            who);
    }
    if (digest_differs(posted->circuit, holds->circuit)) {
        return table_refuse(
            why, TABLE_R_CIRCUIT_DIGEST, 0,
            "The desk of %s would compute with another circuit than the one of this sounding. This was "
            "not kept, and no entry was opened. Use the same version of the program on every desk.",
            who);
    }
    if (digest_differs(posted->context, holds->context)) {
        return table_refuse(
            why, TABLE_R_CONTEXT_DIGEST, 0,
            "The desk of %s means another sounding or another table with this. It was not kept, and no "
            "entry was opened. Open the sounding anew from one desk.",
            who);
    }
    return 0;
}

int table_sounding_circuit_check(const struct table_state *s, size_t sounding,
                                 const uint8_t circuit[static TABLE_DIGEST_LEN], struct table_refusal *why)
{
    if (why != NULL) {
        *why = (struct table_refusal){.code = TABLE_R_NONE, .lang = why->lang};
    }
    if (sounding >= s->n_soundings) {
        return T2_E_ARGUMENT;
    }
    if (digest_differs(s->soundings[sounding].digests.circuit, circuit)) {
        return table_refuse(
            why, TABLE_R_CIRCUIT_DIGEST, 0,
            "Sounding %u was opened with another circuit than the one this program builds for it. "
            "Nothing was sealed here. Use the same version of the program on every desk, and open it "
            "again.",
            s->soundings[sounding].number);
    }
    return 0;
}

/* ---- opened ---- */

int table_check_sound_opened(const struct table_state *s, const struct table_event *ev,
                             struct table_refusal *why)
{
    const struct table_ev_sound_opened *x = &ev->u.sound_opened;
    struct table_ev_sound_opened plan = *x;
    struct table_shape shape;
    size_t other = 0;
    if (s->n_soundings == TABLE_MAX_SOUNDINGS) {
        return table_refuse(
            why, TABLE_R_LIMIT, 0,
            "The table has had %d soundings, as many as it can hold. Nothing was opened. Open a new "
            "table to go on.",
            TABLE_MAX_SOUNDINGS);
    }
    int of_day = table_sounding_of_day(x->id);
    if (of_day && table_sounding_find(s, x->id, &other) == 0) {
        return 0; /* another desk was first; what stands stays as it is */
    }
    int day = of_day ? table_check_of_day(s, ev, why) : 0;
    if (day != 0) {
        return day;
    }
    if (table_sounding_find(s, x->id, &other) == 0) {
        return table_refuse(
            why, TABLE_R_DUPLICATE, 0,
            "A sounding with this number has been opened already. It stays as it is; nothing new was "
            "opened. Open another one.");
    }
    int err = table_sounding_plan(s, ev->slot, &plan, &shape, why);
    if (err == 0) {
        err = table_sounding_finish(s, &plan, x->id, x->digests.circuit);
    }
    if (err != 0) {
        return err;
    }
    if (x->min_accepted != plan.min_accepted || x->max_accepted != plan.max_accepted) {
        return table_refuse(
            why, TABLE_R_BREADTH, 0,
            "The sounding asks for entries of %u to %u of %u candidates, but by the settings of this "
            "table it must be %u to %u. Nothing was opened. Open it with the table's own settings.",
            x->min_accepted, x->max_accepted, shape.n_candidates, plan.min_accepted, plan.max_accepted);
    }
    return check_digests(&x->digests, &plan.digests, s->seats[ev->author].name, why);
}

void table_move_sound_opened(struct table_state *s, const struct table_event *ev)
{
    const struct table_ev_sound_opened *x = &ev->u.sound_opened;
    struct table_sounding *to = &s->soundings[s->n_soundings];
    size_t other = 0;
    if (table_sounding_find(s, x->id, &other) == 0) {
        return; /* of a day, by another desk too */
    }
    uint16_t earlier[TABLE_MAX_EARLIER];
    size_t n_earlier = table_earlier_of(s, x, earlier);
    s->n_soundings++;
    *to = (struct table_sounding){
        .number = (unsigned)s->n_soundings,
        .kind = x->kind,
        .opener = ev->author,
        .opened_slot = ev->slot,
        .n_issues = x->n_issues,
        .seats = x->seats,
        .n_candidates = table_plan_candidates(s, x),
        .day = x->day,
        .params = x->params,
        .n_earlier = (uint8_t)n_earlier,
        .min_accepted = x->min_accepted,
        .max_accepted = x->max_accepted,
        .digests = x->digests,
        .status = TABLE_SOUND_OPEN,
    };
    memcpy(to->id, x->id, sizeof(to->id));
    memcpy(to->issues, x->issues, x->n_issues);
    memcpy(to->earlier, earlier, n_earlier * sizeof(*earlier));
}

/* ---- what holds for sealed, result and stopped ---- */

static int find_for(const struct table_state *s, const uint8_t *id, uint8_t author,
                    const struct table_sounding **out, struct table_refusal *why)
{
    size_t i = 0;
    if (table_sounding_find(s, id, &i) != 0) {
        return table_refuse(
            why, TABLE_R_UNKNOWN_SOUNDING, 0,
            "%s speaks of a sounding that this table does not have. It was not kept. Open the sounding "
            "first.",
            s->seats[author].name);
    }
    if ((s->soundings[i].seats & table_bit(author)) == 0) {
        return table_refuse(
            why, TABLE_R_NOT_REQUIRED, 0,
            "%s is not one of the seats of sounding %u. It was not kept; the sounding goes on as it "
            "was. Only its own seats take part in it.",
            s->seats[author].name, s->soundings[i].number);
    }
    *out = &s->soundings[i];
    return 0;
}

static int already(const struct table_state *s, const struct table_sounding *x, uint8_t author,
                   struct table_refusal *why)
{
    return table_refuse(why, TABLE_R_ALREADY_SAID, 0,
                        "%s has already said so of sounding %u. What was kept first stays. There is nothing "
                        "more to do here.",
                        s->seats[author].name, x->number);
}

static int ended(const struct table_sounding *x, struct table_refusal *why)
{
    return table_refuse(
        why, TABLE_R_ENDED, 0,
        "Sounding %u is over: it was %s. This was not kept; the record stays. Open a new sounding if "
        "the issues still have a run left.",
        x->number, table_refusal_say(why, table_sounding_status_name(x->status)));
}

struct table_sounding *table_sounding_mutable(struct table_state *s, const uint8_t *id)
{
    size_t i = 0;
    int err = table_sounding_find(s, id, &i);
    assert(err == 0);
    return &s->soundings[i];
}

int table_sounding_running(const struct table_sounding *x)
{
    return x->status == TABLE_SOUND_OPEN || x->status == TABLE_SOUND_SEALED;
}

static void end(struct table_sounding *x, enum table_sounding_status status, uint64_t slot)
{
    x->status = status;
    x->ended_slot = slot;
}

/* ---- sealed ---- */

int table_check_sound_sealed(const struct table_state *s, const struct table_event *ev,
                             struct table_refusal *why)
{
    const struct table_sounding *x = NULL;
    int err = find_for(s, ev->u.sound_sealed.id, ev->author, &x, why);
    if (err != 0) {
        return err;
    }
    if (!table_sounding_running(x)) {
        return ended(x, why);
    }
    if ((x->sealed & table_bit(ev->author)) != 0) {
        return already(s, x, ev->author, why);
    }
    if (ev->slot < x->day) {
        return table_refuse(why, TABLE_R_DAY, 0,
                            "The day of sounding %u has not come. Nothing was sealed; what was entered stays "
                            "on its desk. Every desk "
                            "seals by itself when the hour is there.",
                            x->number);
    }
    if (!table_mandate_valid(s, ev->author, ev->slot)) {
        return table_refuse(
            why, TABLE_R_MANDATE_EXPIRED, table_bit(ev->author),
            "The mandate of %s has expired, so it cannot make an entry. Nothing was sealed; sounding "
            "%u waits. Renew the mandate and seal again.",
            s->seats[ev->author].name, x->number);
    }
    return check_digests(&ev->u.sound_sealed.digests, &x->digests, s->seats[ev->author].name, why);
}

void table_move_sound_sealed(struct table_state *s, const struct table_event *ev)
{
    struct table_sounding *x = table_sounding_mutable(s, ev->u.sound_sealed.id);
    x->sealed |= table_bit(ev->author);
    if (x->sealed == x->seats) {
        x->status = TABLE_SOUND_SEALED;
    }
}

/* ---- result ---- */

int table_check_answer(const struct table_state *s, const uint8_t *id, uint8_t author, int round,
                       const struct table_sounding **out, struct table_refusal *why)
{
    const struct table_sounding *x = NULL;
    int err = find_for(s, id, author, &x, why);
    if (err != 0) {
        return err;
    }
    if ((x->kind == TABLE_SOUND_NON_PAPER) != round) {
        return table_refuse(why, TABLE_R_ANSWER, 0,
                            "The answer that %s posted to sounding %u is none that this kind of sounding can "
                            "give. It was not kept. If "
                            "it happens again, stop the sounding and compare the programs of all desks.",
                            s->seats[author].name, x->number);
    }
    if ((x->stopped & table_bit(author)) != 0) {
        return already(s, x, author, why);
    }
    if ((x->answered & table_bit(author)) != 0) {
        return already(s, x, author, why);
    }
    if ((x->sealed & table_bit(author)) == 0) {
        return table_refuse(
            why, TABLE_R_NOT_SEALED, 0,
            "%s posted an answer to sounding %u without having sealed an entry. It was not kept. Every "
            "entry is sealed before any answer.",
            s->seats[author].name, x->number);
    }
    *out = x;
    return 0;
}

int table_check_sound_result(const struct table_state *s, const struct table_event *ev,
                             struct table_refusal *why)
{
    const struct table_ev_sound_result *r = &ev->u.sound_result;
    const struct table_sounding *x = NULL;
    uint8_t digest[TABLE_DIGEST_LEN];
    int err = table_check_answer(s, r->id, ev->author, 0, &x, why);
    if (err != 0) {
        return err;
    }
    if ((err = table_answer_digest(x->digests.context, r->answer, r->value, digest)) != 0) {
        return err;
    }
    int valued = x->kind == TABLE_SOUND_FIND || x->kind == TABLE_SOUND_EXCHANGE;
    uint32_t most = valued                        ? x->n_candidates - 1
                    : x->kind == TABLE_SOUND_NEAR ? (uint32_t)x->params.n_steps - 1
                                                  : 0;
    if (r->value > most || (x->kind == TABLE_SOUND_READY && r->answer != 0)) {
        return table_refuse(why, TABLE_R_ANSWER, 0,
                            "The answer that %s posted to sounding %u is none that this kind of sounding can "
                            "give. It was not kept. If "
                            "it happens again, stop the sounding and compare the programs of all desks.",
                            s->seats[ev->author].name, x->number);
    }
    if (digest_differs(digest, r->digest)) {
        return table_refuse(
            why, TABLE_R_ANSWER_DIGEST, 0,
            "The answer that %s posted to sounding %u does not fit the digest beside it. It was not "
            "kept. If it happens again, stop the sounding and compare the programs of all desks.",
            s->seats[ev->author].name, x->number);
    }
    return 0;
}

int table_move_answer(struct table_sounding *x, uint8_t author, uint64_t slot, int differs)
{
    x->answered |= table_bit(author);
    x->counted = 1;
    if (!table_sounding_running(x)) {
        return 0;
    }
    if (differs) {
        x->disagreed = 1;
        end(x, TABLE_SOUND_STOPPED, slot);
    } else if (x->answered == x->seats) {
        end(x, TABLE_SOUND_ANSWERED, slot);
    }
    return x->status == TABLE_SOUND_ANSWERED;
}

void table_move_sound_result(struct table_state *s, const struct table_event *ev)
{
    struct table_sounding *x = table_sounding_mutable(s, ev->u.sound_result.id);
    uint64_t author = table_bit(ev->author);
    if (x->answered == 0) {
        x->value = ev->u.sound_result.value;
    }
    x->said_yes |= ev->u.sound_result.answer == 1 ? author : 0;
    int differs =
        x->value != ev->u.sound_result.value || (x->said_yes != 0 && x->said_yes != (x->answered | author));
    if (!table_move_answer(x, ev->author, ev->slot, differs)) {
        return;
    }
    x->answer = x->said_yes != 0;
    int opens = x->kind == TABLE_SOUND_FIND || x->kind == TABLE_SOUND_YES || x->kind == TABLE_SOUND_EXCHANGE;
    x->recommended = x->answer && opens ? x->seats : 0;
    if (x->kind == TABLE_SOUND_FIND && x->answer) {
        table_move_package_found(s, (size_t)(x - s->soundings), ev);
    }
}

/* ---- stopped ---- */

int table_check_sound_stopped(const struct table_state *s, const struct table_event *ev,
                              struct table_refusal *why)
{
    const struct table_sounding *x = NULL;
    int err = find_for(s, ev->u.sound_stopped.id, ev->author, &x, why);
    if (err != 0) {
        return err;
    }
    if (x->status == TABLE_SOUND_ANSWERED) {
        return ended(x, why);
    }
    if ((x->stopped & table_bit(ev->author)) != 0) {
        return already(s, x, ev->author, why);
    }
    if ((ev->u.sound_stopped.not_heard & ~x->seats) != 0) {
        return table_refuse(
            why, TABLE_R_NOT_REQUIRED, 0,
            "%s says that a seat was not heard which is not one of the seats of sounding %u. It was "
            "not kept. Name only seats of the sounding.",
            s->seats[ev->author].name, x->number);
    }
    return 0;
}

/* What these seats keep is discarded, and the issues are closed. */
static void close_by_check(struct table_state *s, const struct table_sounding *failed)
{
    for (size_t i = 0; i < s->n_soundings; i++) {
        if (s->soundings[i].seats == failed->seats) {
            s->soundings[i].kept_lost = 1;
        }
    }
    for (size_t i = 0; i < failed->n_issues; i++) {
        s->closure[failed->issues[i]].check_failed = 1;
        s->closure[failed->issues[i]].consents = 0;
    }
}

void table_move_sound_stopped(struct table_state *s, const struct table_event *ev)
{
    struct table_sounding *x = table_sounding_mutable(s, ev->u.sound_stopped.id);
    x->stopped |= table_bit(ev->author);
    x->not_heard |= ev->u.sound_stopped.not_heard;
    if (ev->u.sound_stopped.output_begun) {
        x->counted = 1;
    }
    if (table_sounding_running(x)) {
        end(x, TABLE_SOUND_STOPPED, ev->slot);
    }
    if (ev->u.sound_stopped.check_failed && !x->check_failed) {
        x->check_failed = 1;
        /* A round reads and keeps nothing, and its Delta dies with it. */
        if (x->kind != TABLE_SOUND_NON_PAPER) {
            close_by_check(s, x);
        }
    }
}

/* ---- an issue's soundings reopened ---- */

int table_check_reopened(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    uint8_t i = ev->u.sounds_reopened.issue;
    if (i >= s->n_issues) {
        return table_refuse(
            why, TABLE_R_UNKNOWN_ISSUE, 0,
            "This table does not have that issue. Nothing was reopened. Name one of its issues.");
    }
    const char *id = s->issues[i].id, *who = s->seats[ev->author].name;
    if ((s->issues[i].concerns & table_bit(ev->author)) == 0) {
        return table_refuse(
            why, TABLE_R_NOT_CONCERNED, 0,
            "%s is not a seat that the issue \"%s\" concerns. Nothing was changed. Those that it "
            "concerns reopen it.",
            who, id);
    }
    struct table_budget b = table_issue_budget(s, i);
    if (!b.check_failed && (b.runs_left != 0 || b.reopened)) {
        return b.runs_left != 0
                   ? table_refuse(
                         why, TABLE_R_NOT_CLOSED, 0,
                         "The issue \"%s\" is not closed: runs left: %u. Nothing was changed. It can "
                         "be sounded as it is.",
                         id, b.runs_left)
                   : table_refuse(why, TABLE_R_NOT_CLOSED, 0,
                                  "The issue \"%s\" was reopened before and has no runs left. It stays "
                                  "closed. Leave it out.",
                                  id);
    }
    if ((b.wants_reopened & table_bit(ev->author)) != 0) {
        return table_refuse(why, TABLE_R_ALREADY_SAID, 0,
                            "%s has already consented to reopen the issue \"%s\". That stays on the record. "
                            "It waits for the others.",
                            who, id);
    }
    return 0;
}

/* A failed check keeps the runs that are left; a budget that is used up is given once more. */
void table_move_reopened(struct table_state *s, const struct table_event *ev)
{
    uint8_t i = ev->u.sounds_reopened.issue;
    struct table_closure *closure = &s->closure[i];
    closure->consents |= table_bit(ev->author);
    if ((closure->consents & s->issues[i].concerns) != s->issues[i].concerns) {
        return;
    }
    if (!closure->check_failed) {
        closure->forgiven += table_issue_budget(s, i).runs_used;
        closure->reopened = 1;
    }
    closure->check_failed = 0;
    closure->consents = 0;
}
