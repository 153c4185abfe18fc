/* The kinds of soundings: what each asks for, what it costs, from which earlier ones it goes on, how many
 * candidates it has; and the sentence that its answer is. */
#include "table_internal.h"

#include <string.h>

unsigned table_kind_cost(enum table_sounding_kind kind)
{
    return kind == TABLE_SOUND_FIND || kind == TABLE_SOUND_NON_PAPER ? 0 : kind == TABLE_SOUND_NEAR ? 2 : 1;
}

static int has_statement(enum table_sounding_kind kind)
{
    return kind == TABLE_SOUND_YES || kind == TABLE_SOUND_READY || kind == TABLE_SOUND_RANGE;
}

/* ---- what the format alone can say ---- */

static int grid_ok(const struct table_sound_params *p)
{
    if (p->min < -TABLE_GRID_LIMIT || p->max > TABLE_GRID_LIMIT || p->max <= p->min || p->step < 1) {
        return 0;
    }
    return (p->max - p->min) % p->step == 0 && (p->max - p->min) / p->step < TABLE_MAX_GRID;
}

static int steps_ok(const struct table_sound_params *p)
{
    if (p->n_steps < 2 || p->n_steps > TABLE_MAX_STEPS) {
        return 0;
    }
    for (size_t i = 0; i < p->n_steps; i++) {
        if (p->steps[i] > TABLE_MAX_STEP || (i > 0 && p->steps[i] <= p->steps[i - 1])) {
            return 0;
        }
    }
    return 1;
}

int table_params_format(enum table_sounding_kind kind, const struct table_sound_params *p,
                        struct table_refusal *why)
{
    if (has_statement(kind) && p->n_texts < 1) {
        return table_refuse(
            why, TABLE_R_FORMAT, 0,
            "This kind of sounding asks a question, and there is none. Nothing was opened. Give its text.");
    }
    if (kind == TABLE_SOUND_RANGE && !grid_ok(p)) {
        return table_refuse(
            why, TABLE_R_GRID, 0,
            "A range goes from a smaller to a greater number in whole steps, over 2 to %u numbers. Nothing "
            "was opened. Take other ends or a greater step.",
            TABLE_MAX_GRID);
    }
    if (kind == TABLE_SOUND_NEAR && !steps_ok(p)) {
        return table_refuse(
            why, TABLE_R_STEPS, 0,
            "The steps of a sounding \"near\" are 2 to %d numbers that rise. Nothing was opened.",
            TABLE_MAX_STEPS);
    }
    return 0;
}

/* ---- the sounding to go on from ---- */

static int not_from(struct table_refusal *why, const char *text)
{
    return table_refuse(why, TABLE_R_EARLIER, 0, "%s Nothing was opened, and no run was used up.",
                        table_refusal_say(why, text));
}

static int is_asking(enum table_sounding_kind kind)
{
    return kind == TABLE_SOUND_ROOM || kind == TABLE_SOUND_RANGE || kind == TABLE_SOUND_NEAR ||
           kind == TABLE_SOUND_BETTER;
}

/* The sounding whose candidates they are: of FIND the one that it opens. */
static const struct table_sounding *asked_by(const struct table_state *s, const struct table_sounding *x)
{
    size_t i = 0;
    int found = x->kind == TABLE_SOUND_FIND && table_sounding_find(s, x->params.of, &i) == 0;
    return found ? &s->soundings[i] : x;
}

static int check_of(const struct table_state *s, const struct table_ev_sound_opened *x,
                    struct table_refusal *why)
{
    size_t i = 0;
    if (table_sounding_find(s, x->params.of, &i) != 0) {
        return not_from(why, "This table has no such sounding to go on from.");
    }
    const struct table_sounding *of = &s->soundings[i];
    if (of->status != TABLE_SOUND_ANSWERED || !of->answer) {
        return not_from(why, "That sounding has not been answered with yes.");
    }
    if (of->seats != x->seats || of->n_issues != x->n_issues ||
        memcmp(of->issues, x->issues, x->n_issues) != 0) {
        return not_from(why,
                        "It must be for the same seats and issues as the sounding that it goes on from.");
    }
    if (x->kind == TABLE_SOUND_BETTER) {
        int found = of->kind == TABLE_SOUND_FIND && asked_by(s, of)->kind != TABLE_SOUND_RANGE;
        if (!found || of->value != x->params.base) {
            return not_from(why, "\"Better\" compares with the package that a second key has opened.");
        }
        return 0;
    }
    if (!is_asking(of->kind)) {
        return not_from(why, "The second key is for a sounding that asked whether there is room.");
    }
    if (of->kind == TABLE_SOUND_NEAR && of->value != 0) {
        return not_from(why, "That sounding found room only some steps away; there is nothing to open yet.");
    }
    if (of->kept_lost) {
        return not_from(why,
                        "What that sounding left was discarded, because a check failed or a seat changed its "
                        "device. Ask once more whether there is room.");
    }
    return 0;
}

static int check_threshold(struct table_ev_sound_opened *x, struct table_refusal *why)
{
    unsigned n = table_mask_count(x->seats), least = n < 5 ? n : (2 * n + 2) / 3;
    if (x->params.threshold == 0) {
        x->params.threshold = (uint8_t)least;
    }
    if (x->params.threshold >= least && x->params.threshold <= n) {
        return 0;
    }
    return table_refuse(
        why, TABLE_R_THRESHOLD, 0,
        "Of %u seats, %u to %u can be asked to be ready; fewer would show who is not. Nothing was opened.", n,
        least, n);
}

int table_params_check(const struct table_state *s, struct table_ev_sound_opened *x, uint64_t slot,
                       struct table_refusal *why)
{
    static const uint32_t usual_steps[] = {0, 1, 2, 5, 10};
    if (x->day != 0 && x->day <= slot) {
        return table_refuse(
            why, TABLE_R_DAY, 0,
            "The day of a sounding must lie ahead. Nothing was opened, and no run was used up.");
    }
    if (x->kind == TABLE_SOUND_NEAR && x->params.n_steps == 0) {
        x->params.n_steps = sizeof(usual_steps) / sizeof(usual_steps[0]);
        memcpy(x->params.steps, usual_steps, sizeof(usual_steps));
    }
    int err = table_params_format(x->kind, &x->params, why);
    if (err == 0 && x->kind == TABLE_SOUND_EXCHANGE &&
        (table_mask_count(x->seats) != 2 || x->n_issues != 2)) {
        err = table_refuse(
            why, TABLE_R_EXCHANGE, 0,
            "An exchange is between two seats and about two issues: what one gives, and what the other "
            "gives. Nothing was opened.");
    }
    if (err == 0 && x->kind == TABLE_SOUND_READY) {
        err = check_threshold(x, why);
    }
    if (err == 0 && (x->kind == TABLE_SOUND_FIND || x->kind == TABLE_SOUND_BETTER)) {
        err = check_of(s, x, why);
    }
    uint16_t earlier[TABLE_MAX_EARLIER];
    if (err == 0 && x->kind != TABLE_SOUND_FIND && table_earlier_of(s, x, earlier) == TABLE_MAX_EARLIER) {
        err = table_refuse(
            why, TABLE_R_LIMIT, 0,
            "This set of issues has been sounded as often as entries can be held against each other. "
            "Nothing was opened. Sound other issues together.");
    }
    return err;
}

uint32_t table_plan_candidates(const struct table_state *s, const struct table_ev_sound_opened *x)
{
    uint32_t n = 1;
    size_t i = 0;
    if (x->kind == TABLE_SOUND_YES || x->kind == TABLE_SOUND_READY) {
        return 1;
    }
    if (x->kind == TABLE_SOUND_RANGE) {
        return (uint32_t)((x->params.max - x->params.min) / x->params.step) + 1;
    }
    if (x->kind == TABLE_SOUND_FIND && table_sounding_find(s, x->params.of, &i) == 0) {
        return s->soundings[i].n_candidates;
    }
    for (i = 0; i < x->n_issues; i++) {
        n *= (uint32_t)s->issues[x->issues[i]].n_options;
    }
    return n;
}

/* ---- what it reads ---- */

static int is_package(enum table_sounding_kind kind)
{
    return kind == TABLE_SOUND_ROOM || kind == TABLE_SOUND_NEAR;
}

int table_sounding_keeps(enum table_sounding_kind kind)
{
    return is_package(kind) || kind == TABLE_SOUND_RANGE || kind == TABLE_SOUND_EXCHANGE;
}

static int same_question(const struct table_sound_params *p, const struct table_sound_params *q)
{
    if (p->min != q->min || p->max != q->max || p->step != q->step || p->n_texts != q->n_texts ||
        strcmp(p->unit, q->unit != NULL ? q->unit : "") != 0) {
        return 0;
    }
    for (size_t i = 0; i < p->n_texts; i++) {
        if (strcmp(p->texts[i].lang, q->texts[i].lang) != 0 ||
            strcmp(p->texts[i].text, q->texts[i].text) != 0) {
            return 0;
        }
    }
    return 1;
}

static int same_set(const struct table_sounding *a, const struct table_ev_sound_opened *x)
{
    int kinds = (is_package(a->kind) && is_package(x->kind)) ||
                (a->kind == x->kind && (x->kind == TABLE_SOUND_RANGE || x->kind == TABLE_SOUND_EXCHANGE));
    return kinds && a->seats == x->seats && a->n_issues == x->n_issues &&
           memcmp(a->issues, x->issues, x->n_issues) == 0 &&
           (x->kind != TABLE_SOUND_RANGE || same_question(&a->params, &x->params));
}

size_t table_earlier_of(const struct table_state *s, const struct table_ev_sound_opened *x,
                        uint16_t out[static TABLE_MAX_EARLIER])
{
    size_t n = 0, of = 0;
    if (x->kind == TABLE_SOUND_FIND) {
        if (table_sounding_find(s, x->params.of, &of) == 0) {
            out[n++] = (uint16_t)of;
        }
        return n;
    }
    for (size_t i = 0; i < s->n_soundings && n < TABLE_MAX_EARLIER; i++) {
        const struct table_sounding *a = &s->soundings[i];
        if (a->status == TABLE_SOUND_ANSWERED && !a->kept_lost && same_set(a, x)) {
            out[n++] = (uint16_t)i;
        }
    }
    return n;
}

size_t table_sounding_earlier(const struct table_state *s, size_t sounding,
                              size_t out[static TABLE_MAX_EARLIER])
{
    const struct table_sounding *x = table_sounding(s, sounding);
    size_t n = x == NULL ? 0 : x->n_earlier;
    for (size_t i = 0; i < n; i++) {
        out[i] = x->earlier[i];
    }
    return n;
}

size_t table_soundings_due(const struct table_state *s, uint64_t slot, size_t *out, size_t max)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n_soundings; i++) {
        const struct table_sounding *x = &s->soundings[i];
        if (!table_sounding_running(x) || slot < x->day) {
            continue;
        }
        if (n < max) {
            out[n] = i;
        }
        n++;
    }
    return n;
}

/* ---- for people ---- */

int table_sounding_candidate(const struct table_state *s, size_t sounding, uint32_t index, char *out,
                             size_t out_len)
{
    const struct table_sounding *x = table_sounding(s, sounding);
    if (x == NULL || index >= x->n_candidates) {
        return T2_E_ARGUMENT;
    }
    const struct table_sounding *of = asked_by(s, x);
    if (of->kind != TABLE_SOUND_RANGE) {
        return table_candidate_name(s, x->issues, x->n_issues, index, out, out_len);
    }
    char text[TABLE_NAME_MAX + 32];
    struct table_phrase_buf b = table_phrase_init(text, sizeof(text));
    table_phrase_add(&b, "%lld%s%s", (long long)of->params.min + (long long)index * of->params.step,
                     of->params.unit[0] != '\0' ? " " : "", of->params.unit);
    if (b.len >= out_len) {
        return T2_E_FULL;
    }
    memcpy(out, text, b.len + 1);
    return 0;
}

/* In English; NULL where the answer names something. */
static const char *plain_words(const struct table_sounding *x)
{
    switch (x->kind) {
    case TABLE_SOUND_ROOM:
        return x->answer
                   ? TABLE_SAYS(
                         "Room. There is at least one package that every required seat could live with.")
                   : TABLE_SAYS("No room was found.");
    case TABLE_SOUND_RANGE:
        return x->answer ? TABLE_SAYS(
                               "Room. There is at least one number that every required seat could live with.")
                         : TABLE_SAYS("No room was found.");
    case TABLE_SOUND_YES:
        return x->answer ? TABLE_SAYS("All said yes. The required seats could recommend it, ad referendum.")
                         : TABLE_SAYS("Not all said yes.");
    case TABLE_SOUND_NEAR:
        return x->answer ? NULL : TABLE_SAYS("No room was found at any of the steps.");
    case TABLE_SOUND_BETTER:
        return x->answer ? TABLE_SAYS("There is a package that is worse for nobody and better for somebody.")
                         : TABLE_SAYS("No better package was found.");
    case TABLE_SOUND_FIND:
        return x->answer ? NULL
                         : TABLE_SAYS("Nothing was opened. It is not shown who did not turn the second key.");
    case TABLE_SOUND_EXCHANGE:
        return x->answer ? NULL : TABLE_SAYS("No exchange was found.");
    case TABLE_SOUND_READY:
    case TABLE_SOUND_NON_PAPER:
        break;
    }
    return TABLE_SAYS(
        "The sounding has ended. Whether enough seats are ready was told to those that are, and to nobody "
        "else.");
}

/* After a "no" that says nothing about anybody. */
static int is_innocent(const struct table_sounding *x)
{
    return !x->answer && x->kind != TABLE_SOUND_FIND && x->kind != TABLE_SOUND_READY;
}

void table_sounding_answer_text(const struct table_state *s, size_t sounding, enum table_lang lang, char *out,
                                size_t out_len)
{
    struct table_phrase_buf b = table_phrase_init(out, out_len);
    const struct table_sounding *x = table_sounding(s, sounding);
    char name[TABLE_PACKAGE_NAME_MAX];
    static const char opened[] = TABLE_SAYS("Opened"), both[] = TABLE_SAYS("Both named it");
    if (x == NULL || x->status != TABLE_SOUND_ANSWERED) {
        return;
    }
    if (x->kind == TABLE_SOUND_NON_PAPER) {
        table_round_text(&b, s, x, lang);
        return;
    }
    const char *words = plain_words(x);
    if (words != NULL) {
        table_phrase_add(&b, "%s", table_say(lang, words));
        if (is_innocent(x)) {
            table_phrase_add(
                &b, " %s",
                table_say(lang, "This can mean many things, also that a seat did not enter anything."));
        }
    } else if (x->kind == TABLE_SOUND_NEAR && x->params.steps[x->value] == 0) {
        table_phrase_add(
            &b, "%s",
            table_say(lang, "Room. There is at least one package that every required seat could live with."));
    } else if (x->kind == TABLE_SOUND_NEAR) {
        table_phrase_add(
            &b,
            table_say(lang, "There would be room if every seat came %u of its own points nearer, and at no "
                            "smaller step."),
            x->params.steps[x->value]);
    } else if (table_sounding_candidate(s, sounding, x->value, name, sizeof(name)) == 0) {
        table_phrase_add(&b, "%s%s%s. %s", table_say(lang, x->kind == TABLE_SOUND_FIND ? opened : both),
                         table_say(lang, ": "), name,
                         table_say(lang, "The required seats could recommend it, ad referendum."));
    }
}
