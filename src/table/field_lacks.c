/* What a step waits for, and whose consent: read off the proposals that are open. What all seats must consent
 * to is no side's to give, so no side is named for it. */
#include "field.h"

/* What gives a need: a proposal of this kind, of a document of what; or each side for itself (its stage
 * alone). */
static const struct {
    enum line_stage stage;
    enum table_event_kind kind;
    uint8_t what;
} gives[LINE_N_NEEDS_OF_STEPS] = {
    [LINE_NEED_MAP] = {LINE_STAGE_BATTLEFIELD, TABLE_EV_SIDES_AGREED, 0},
    [LINE_NEED_LINE] = {LINE_STAGE_LINE, TABLE_EV_FIELD_DOCUMENT, TABLE_FIELD_LINE},
    [LINE_NEED_CEASEFIRE] = {LINE_STAGE_CEASEFIRE, TABLE_EV_CEASEFIRE_AGREED, 0},
    [LINE_NEED_RULE] = {LINE_STAGE_PULLBACK, TABLE_EV_FIELD_DOCUMENT, TABLE_FIELD_RULE},
    [LINE_NEED_DECLARATIONS] = {LINE_STAGE_PULLBACK, TABLE_EV_POSITION_DECLARED, 0},
    [LINE_NEED_ZONES] = {LINE_STAGE_ZONE, TABLE_EV_FIELD_DOCUMENT, TABLE_FIELD_ZONES},
    [LINE_NEED_OBSERVERS] = {LINE_STAGE_OBSERVERS, TABLE_EV_OBSERVER_ADMITTED, 0},
    [LINE_NEED_CRITERIA] = {LINE_STAGE_HOLD, TABLE_EV_FIELD_DOCUMENT, TABLE_FIELD_CRITERIA},
    [LINE_NEED_QUIET] = {LINE_STAGE_TALKS, TABLE_EV_REPORT_ENTERED, 0},
};

/* Whether an open proposal would give it. */
static int would_give(const struct table_state *s, const struct table_proposal *p, enum line_need need)
{
    const struct table_event *ev = &s->log[p->event];
    return p->status == TABLE_PROPOSAL_OPEN && p->kind == gives[need].kind &&
           (ev->kind != TABLE_EV_FIELD_DOCUMENT || ev->u.field_document.what == gives[need].what) &&
           (ev->kind != TABLE_EV_OBSERVER_ADMITTED || ev->u.observer_admitted.of == LINE_FROM_OBSERVERS);
}

static struct table_field_lack of_all(const struct table_state *s, enum line_need need)
{
    struct table_field_lack x = {.need = need, .side = LINE_N_SIDES};
    for (size_t i = 0; i < s->n_proposals; i++) {
        const struct table_proposal *p = &s->proposals[i];
        if (would_give(s, p, need)) { /* the last of them */
            x.proposal = p->number;
            x.seats = table_proposal_needs(s, p) & ~p->consents;
        }
    }
    return x;
}

size_t table_field_lacks(const struct table_state *s, const struct line_order *o, enum line_stage stage,
                         struct table_field_lack out[static TABLE_FIELD_MAX_LACKS])
{
    size_t n = 0;
    for (unsigned k = 0; k < LINE_N_NEEDS_OF_STEPS; k++) {
        uint32_t bit = 1u << k;
        if (gives[k].stage != stage) {
            continue;
        }
        if (k != LINE_NEED_DECLARATIONS && (o->has[LINE_A] & o->has[LINE_B] & bit) == 0) {
            out[n++] = of_all(s, (enum line_need)k);
        }
        for (unsigned side = 0; side < LINE_N_SIDES && k == LINE_NEED_DECLARATIONS; side++) {
            if ((o->has[side] & bit) == 0) {
                out[n++] = (struct table_field_lack){.need = (enum line_need)k, .side = side};
            }
        }
    }
    return n;
}

int table_refuse_lack(const struct table_state *s, enum line_stage stage, const struct table_field_lack *x,
                      struct table_refusal *why)
{
    const char *step = table_refusal_say(why, line_stage_text(stage));
    const char *what = table_refusal_say(why, line_need_text(x->need));
    char names[512];
    if (x->need == LINE_NEED_QUIET) {
        return table_refuse(why, TABLE_R_STEP, 0,
                            "This step cannot be taken yet: %s. Missing: the quiet days that were agreed. "
                            "Nothing was changed. How many there were: tracktwo line hold.",
                            step);
    }
    if (x->proposal == 0) {
        return table_refuse(why, TABLE_R_STEP, 0,
                            "This step cannot be taken yet: %s. Missing: %s; nobody has proposed it. Nothing "
                            "was changed. Where the steps stand: tracktwo line step.",
                            step, what);
    }
    table_seat_names(s, x->seats, table_refusal_lang(why), names, sizeof(names));
    return table_refuse(why, TABLE_R_STEP, x->seats,
                        "This step cannot be taken yet: %s. Missing: %s. Proposal %u is open; still to "
                        "consent: %s. Nothing was changed. They consent with: tracktwo proposal consent %u.",
                        step, what, x->proposal, names, x->proposal);
}
