/* The opening of a sounding: who must be there, whether the issues may be sounded now, how large it is, and
 * what every desk must have the same. Nobody's entry is known here. */
#include "table_internal.h"

#include <string.h>

uint64_t table_concerned(const struct table_state *s, const uint8_t *issues, size_t n_issues)
{
    uint64_t seats = 0;
    for (size_t i = 0; i < n_issues; i++) {
        if (issues[i] < s->n_issues) {
            seats |= s->issues[issues[i]].concerns;
        }
    }
    return seats;
}

/* costly: leave out those that cost nothing. */
static const struct table_sounding *last_on_issue(const struct table_state *s, uint8_t issue, int costly)
{
    for (size_t i = s->n_soundings; i-- > 0;) {
        if (memchr(s->soundings[i].issues, issue, s->soundings[i].n_issues) != NULL &&
            (!costly || table_kind_cost(s->soundings[i].kind) != 0)) {
            return &s->soundings[i];
        }
    }
    return NULL;
}

struct table_budget table_issue_budget(const struct table_state *s, size_t issue)
{
    struct table_budget b = {0};
    struct table_settings settings = table_settings(s);
    if (issue >= s->n_issues) {
        return b;
    }
    for (size_t i = 0; i < s->n_soundings; i++) {
        const struct table_sounding *x = &s->soundings[i];
        if (x->counted && memchr(x->issues, (int)issue, x->n_issues) != NULL) {
            b.runs_used += table_kind_cost(x->kind);
        }
    }
    const struct table_closure *closure = &s->closure[issue];
    b.runs_used -= closure->forgiven < b.runs_used ? closure->forgiven : b.runs_used;
    b.runs_left = b.runs_used < settings.runs_per_issue ? settings.runs_per_issue - b.runs_used : 0;
    b.check_failed = closure->check_failed;
    b.reopened = closure->reopened;
    b.wants_reopened = closure->consents;
    const struct table_sounding *last = last_on_issue(s, (uint8_t)issue, 0);
    b.running = last != NULL && table_sounding_running(last);
    last = last_on_issue(s, (uint8_t)issue, 1);
    if (last != NULL && !table_sounding_running(last)) {
        b.next_slot = last->ended_slot + settings.spacing_slots;
    }
    return b;
}

void table_breadth(const struct table_settings *st, size_t n_issues, uint32_t n_candidates, uint32_t *out_min,
                   uint32_t *out_max)
{
    *out_min = 0;
    *out_max = n_candidates;
    if (n_issues > 1 && n_candidates >= st->breadth_from) {
        *out_min = (uint32_t)(((uint64_t)n_candidates * st->breadth_min_percent + 99) / 100);
        *out_max = (uint32_t)((uint64_t)n_candidates * st->breadth_max_percent / 100);
    }
}

/* ---- the rules, one a function ---- */

static int check_issues(const struct table_state *s, const uint8_t *issues, size_t n_issues,
                        struct table_refusal *why)
{
    uint64_t seen = 0;
    if (n_issues < 1) {
        return table_refuse(
            why, TABLE_R_UNKNOWN_ISSUE, 0,
            "A sounding needs at least one issue. Nothing was opened. Name the issues it is about.");
    }
    for (size_t i = 0; i < n_issues; i++) {
        if (issues[i] >= s->n_issues) {
            return table_refuse(
                why, TABLE_R_UNKNOWN_ISSUE, 0,
                "The sounding is about an issue that this table does not have. Nothing was opened. "
                "Add the issue first.");
        }
        if ((seen & table_bit(issues[i])) != 0) {
            return table_refuse(
                why, TABLE_R_DUPLICATE, 0,
                "The issue \"%s\" is in the sounding twice. Nothing was opened. Name each issue once.",
                s->issues[issues[i]].id);
        }
        seen |= table_bit(issues[i]);
    }
    return 0;
}

/* So many missing seats get a sentence each; the rest are counted. */
#define MISSING_SHOWN 4u

/* "Nothing about a seat's future is decided without it": each seat that one of the issues concerns must be
 * there. */
static int check_inclusion(const struct table_state *s, const uint8_t *issues, size_t n_issues,
                           uint64_t seats, struct table_refusal *why)
{
    char text[sizeof(why->text)];
    uint64_t missing = table_concerned(s, issues, n_issues) & ~seats;
    if (missing == 0) {
        return 0;
    }
    struct table_phrase_buf b = table_phrase_init(text, sizeof(text));
    unsigned shown = 0;
    for (size_t k = 0; k < s->n_seats && shown < MISSING_SHOWN; k++) {
        if ((missing & table_bit(k)) == 0) {
            continue;
        }
        size_t n = 0;
        for (size_t i = 0; i < n_issues; i++) {
            n += (s->issues[issues[i]].concerns >> k) & 1;
        }
        if (n_issues == 1) {
            table_phrase_add(
                &b,
                table_refusal_say(why, "%s is concerned by the issue \"%s\" and is not in the sounding. "),
                s->seats[k].name, s->issues[issues[0]].id);
        } else {
            table_phrase_add(&b,
                             table_refusal_say(why, "%s is concerned by %zu of the %zu issues and is not in "
                                                    "the sounding. "),
                             s->seats[k].name, n, n_issues);
        }
        shown++;
    }
    unsigned more = table_mask_count(missing) - shown;
    if (more > 0) {
        table_phrase_add(&b, table_refusal_say(why, "Other seats concerned and not in it: %u. "), more);
    }
    return table_refuse(
        why, TABLE_R_MISSING_SEAT, missing,
        "%sNothing was opened, and no run was used up. Include every seat that the issues concern, or "
        "leave out the issues that concern it.",
        text);
}

static int check_seats(const struct table_state *s, enum table_sounding_kind kind, uint64_t seats,
                       uint64_t slot, struct table_refusal *why)
{
    int round = kind == TABLE_SOUND_NON_PAPER;
    if ((seats & ~table_all(s->n_seats)) != 0) {
        return table_refuse(
            why, TABLE_R_UNKNOWN_SEAT, 0,
            "The sounding names a seat that this table does not have. Nothing was opened. Name only "
            "seats of the table.");
    }
    unsigned n = table_mask_count(seats);
    if (round && n < TABLE_MIN_ROUND) {
        return table_refuse(
            why, TABLE_R_TOO_FEW_SEATS, 0,
            "A round of non-papers needs at least %d seats, and this one has %u. Nothing was opened. Of "
            "two seats, each would know that what it did not write is the other's. Include more seats.",
            TABLE_MIN_ROUND, n);
    }
    if (n < TABLE_MIN_REQUIRED) {
        return table_refuse(
            why, TABLE_R_TOO_FEW_SEATS, 0,
            "A sounding needs at least %d seats, and this one has %u. Nothing was opened. Include the "
            "seats whose answer matters.",
            TABLE_MIN_REQUIRED, n);
    }
    if (round && n > TABLE_MAX_REQUIRED) {
        return table_refuse(
            why, TABLE_R_TOO_MANY_SEATS, 0,
            "A round of non-papers can join at most %d seats, and this one has %u. Nothing was opened. Name "
            "the seats of the round.",
            TABLE_MAX_REQUIRED, n);
    }
    if (n > TABLE_MAX_REQUIRED) {
        return table_refuse(
            why, TABLE_R_TOO_MANY_SEATS, 0,
            "A sounding can join at most %d seats, and this one has %u. Nothing was opened. Sound "
            "issues that concern fewer seats.",
            TABLE_MAX_REQUIRED, n);
    }
    uint64_t expired = 0;
    for (size_t i = 0; i < s->n_seats; i++) {
        if ((seats & table_bit(i)) != 0 && !table_mandate_valid(s, i, slot)) {
            expired |= table_bit(i);
        }
    }
    if (expired != 0) {
        char names[512];
        table_seat_names(s, expired, table_refusal_lang(why), names, sizeof(names));
        return table_refuse(
            why, TABLE_R_MANDATE_EXPIRED, expired,
            "The mandate of %s has expired, so no entry could be made there. Nothing was opened, and "
            "no run was used up. The mandate must be renewed first.",
            names);
    }
    return round ? 0 : table_check_no_facilitator(s, seats, "Nothing was opened.", why);
}

static int check_size(const struct table_state *s, const uint8_t *issues, size_t n_issues, uint64_t seats,
                      struct table_space *space, struct table_refusal *why)
{
    unsigned n = table_mask_count(seats);
    uint32_t max = TABLE_MAX_CANDIDATES >> (n <= 3 ? 0 : n <= 5 ? 2 : 4);
    int err = table_space_init(space, s, issues, n_issues);
    if (err == T2_E_TOO_LARGE || (err == 0 && space->n_candidates > max)) {
        return table_refuse(
            why, TABLE_R_TOO_MANY_CANDIDATES, 0,
            "These issues together have more than %u packages, the most that %u seats can sound at "
            "once. Nothing was opened. Leave out an issue, or sound some of them apart.",
            max, n);
    }
    return err;
}

static int check_budget(const struct table_state *s, enum table_sounding_kind kind, const uint8_t *issues,
                        size_t n_issues, uint64_t slot, struct table_refusal *why)
{
    struct table_settings settings = table_settings(s);
    for (size_t i = 0; i < n_issues; i++) {
        struct table_budget b = table_issue_budget(s, issues[i]);
        const char *id = s->issues[issues[i]].id;
        const struct table_sounding *last = last_on_issue(s, issues[i], 0);
        if (last != NULL && table_sounding_running(last)) {
            return table_refuse(
                why, TABLE_R_RUNNING, 0,
                "Sounding %u on the issue \"%s\" has not ended. It goes on; nothing new was opened. "
                "Wait for its answer, or stop it first.",
                last->number, id);
        }
        if (b.check_failed == TABLE_CLOSED_BY_DEVICE) {
            return table_refuse(why, TABLE_R_CLOSED, 0,
                                "A seat has changed its device, and what its old one kept of the soundings "
                                "on the issue \"%s\" is "
                                "gone: a new entry could no longer be held against the earlier one. Nothing "
                                "was opened. Every seat "
                                "that the issue concerns must reopen it first (tracktwo issue reopen); then "
                                "it begins anew, with the "
                                "runs that are left.",
                                id);
        }
        if (b.check_failed) {
            return table_refuse(why, TABLE_R_CLOSED, 0,
                                "In the last sounding on the issue \"%s\" what one of the programs sent did "
                                "not fit, so the issue is "
                                "closed. Nothing was opened. Every seat that it concerns must reopen it "
                                "first (tracktwo issue reopen).",
                                id);
        }
        if (table_kind_cost(kind) == 0) {
            continue;
        }
        if (b.runs_left > 0 && b.runs_left < table_kind_cost(kind)) {
            return table_refuse(why, TABLE_R_BUDGET, 0,
                                "This kind of sounding counts as %u runs, and the issue \"%s\" has %u left. "
                                "Nothing was opened. Ask in "
                                "a way that costs one run.",
                                table_kind_cost(kind), id, b.runs_left);
        }
        if (b.runs_left == 0 && b.reopened) {
            return table_refuse(
                why, TABLE_R_BUDGET, 0,
                "The issue \"%s\" has had its runs (%u) and is closed to soundings, so that nobody can "
                "be sounded out question by question. Nothing was opened; the answers so far stay. "
                "Leave this issue out.",
                id, settings.runs_per_issue);
        }
        if (b.runs_left == 0) {
            return table_refuse(
                why, TABLE_R_BUDGET, 0,
                "The issue \"%s\" has had its runs (%u) and is closed to soundings, so that nobody can "
                "be sounded out question by question. Nothing was opened; the answers so far stay. "
                "Leave this issue out, or let every seat that it concerns reopen it.",
                id, settings.runs_per_issue);
        }
        if (slot < b.next_slot) {
            char spacing[64], wait[64];
            struct table_phrase_buf sb = table_phrase_init(spacing, sizeof(spacing));
            struct table_phrase_buf wb = table_phrase_init(wait, sizeof(wait));
            table_wait_text(&sb, table_refusal_lang(why), settings.spacing_slots);
            table_wait_text(&wb, table_refusal_lang(why), b.next_slot - slot);
            return table_refuse(
                why, TABLE_R_SPACING, 0,
                "Between two soundings on one issue there are at least %s, and the last one on \"%s\" "
                "ended too short a while ago. Nothing was opened, and no run was used up. It can be "
                "opened in %s.",
                spacing, id, wait);
        }
    }
    return 0;
}

/* The size of packages, and how many of the candidates an entry may accept. */
static int plan_size(const struct table_state *s, struct table_ev_sound_opened *plan,
                     struct table_refusal *why)
{
    struct table_settings settings = table_settings(s);
    struct table_space space;
    if (plan->kind != TABLE_SOUND_YES && plan->kind != TABLE_SOUND_READY && plan->kind != TABLE_SOUND_RANGE &&
        plan->kind != TABLE_SOUND_NON_PAPER) {
        int err = check_size(s, plan->issues, plan->n_issues, plan->seats, &space, why);
        if (err != 0) {
            return err;
        }
    }
    uint32_t n = table_plan_candidates(s, plan);
    plan->min_accepted = plan->kind == TABLE_SOUND_RANGE ? (n + 9) / 10 : 0;
    plan->max_accepted = n;
    if (plan->kind == TABLE_SOUND_ROOM || plan->kind == TABLE_SOUND_NEAR) {
        table_breadth(&settings, plan->n_issues, n, &plan->min_accepted, &plan->max_accepted);
    }
    if (plan->kind == TABLE_SOUND_EXCHANGE) {
        plan->max_accepted = n < TABLE_MAX_PAIRS ? n : TABLE_MAX_PAIRS;
    }
    return 0;
}

static struct table_shape shape_of(const struct table_state *s, const struct table_ev_sound_opened *x,
                                   unsigned n_earlier)
{
    return (struct table_shape){
        .kind = x->kind,
        .n_seats = table_mask_count(x->seats),
        .n_candidates = table_plan_candidates(s, x),
        .min_accepted = x->min_accepted,
        .max_accepted = x->max_accepted,
        .n_steps = x->kind == TABLE_SOUND_NEAR ? (unsigned)x->params.n_steps : 0,
        .threshold = x->kind == TABLE_SOUND_READY ? x->params.threshold : 0,
        .n_earlier = n_earlier,
        .parities = table_settings(s).statistical_bits,
    };
}

int table_sounding_shape(const struct table_state *s, size_t sounding, struct table_shape *out)
{
    const struct table_sounding *x = table_sounding(s, sounding);
    if (x == NULL) {
        return T2_E_ARGUMENT;
    }
    struct table_ev_sound_opened plan = {.kind = x->kind,
                                         .n_issues = x->n_issues,
                                         .seats = x->seats,
                                         .params = x->params,
                                         .min_accepted = x->min_accepted,
                                         .max_accepted = x->max_accepted};
    memcpy(plan.issues, x->issues, x->n_issues);
    *out = shape_of(s, &plan, x->n_earlier);
    return 0;
}

int table_sounding_plan(const struct table_state *s, uint64_t slot, struct table_ev_sound_opened *plan,
                        struct table_shape *out_shape, struct table_refusal *why)
{
    struct table_ev_sound_opened p = *plan;
    uint16_t earlier[TABLE_MAX_EARLIER];
    int err = 0;
    if (why != NULL) {
        *why = (struct table_refusal){.code = TABLE_R_NONE, .lang = why->lang};
    }
    if (p.kind < TABLE_SOUND_ROOM || p.kind > TABLE_SOUND_NON_PAPER || p.n_issues > TABLE_MAX_ISSUES) {
        return T2_E_ARGUMENT;
    }
    int round = p.kind == TABLE_SOUND_NON_PAPER;
    if (round && p.n_issues != 0) {
        return T2_E_ARGUMENT;
    }
    if ((err = round ? table_check_round_room(s, why) : check_issues(s, p.issues, p.n_issues, why)) != 0 ||
        (err = check_inclusion(s, p.issues, p.n_issues, p.seats, why)) != 0 ||
        (err = check_seats(s, p.kind, p.seats, slot, why)) != 0 ||
        (err = table_params_check(s, &p, slot, why)) != 0 || (err = plan_size(s, &p, why)) != 0 ||
        (err = check_budget(s, p.kind, p.issues, p.n_issues, slot, why)) != 0) {
        return err;
    }
    struct table_shape shape = shape_of(s, &p, (unsigned)table_earlier_of(s, &p, earlier));
    if ((err = table_candidates_digest(s, p.issues, p.n_issues, p.digests.candidates)) != 0 ||
        (err = table_rules_digest(s, &p, shape.n_candidates, p.digests.rules)) != 0) {
        return err;
    }
    *plan = p;
    *out_shape = shape;
    return 0;
}
