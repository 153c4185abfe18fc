/* What seats say of an article: that they could recommend it, that they agree ad referendum, that their
 * principals confirm it; and that they take it back. The status of an article is computed from that.
 *
 *   proposed or bracketed -- a seat could recommend it       --> could be recommended by these seats
 *   could be recommended  -- the last whom it concerns agrees --> agreed ad referendum
 *   agreed ad referendum  -- the last principal confirms      --> final */
#include "draft_internal.h"

#include "schema.h"

#include <string.h>

uint64_t table_article_concerns(const struct table_state *s, size_t i)
{
    const struct table_article *a = &s->articles[i];
    if (a->final_for != 0) {
        return a->final_for;
    }
    if (a->sounding < s->n_soundings) {
        const struct table_sounding *x = &s->soundings[a->sounding];
        return x->seats | table_concerned(s, x->issues, x->n_issues);
    }
    const struct table_ev_article_opened *x = &s->log[a->event].u.article_opened;
    uint64_t concerns = x->concerns | (x->issues == 0 ? table_not_facilitators(s) : 0);
    for (size_t k = 0; k < s->n_issues; k++) {
        concerns |= (x->issues & table_bit(k)) != 0 ? s->issues[k].concerns : 0;
    }
    return concerns;
}

unsigned table_article_open_brackets(const struct table_state *s, size_t i)
{
    const struct table_article *a = &s->articles[i];
    size_t most = 0;
    if (a->draft != 0) {
        const struct draft *d = &s->log[a->draft].u.draft.draft;
        for (size_t k = 0; k < d->n; k++) {
            size_t n = draft_brackets(&d->languages[k].run, NULL, 0);
            most = n > most ? n : most;
        }
    }
    return (unsigned)most;
}

static int left_out(const struct table_state *s, const struct table_article *a)
{
    if (a->draft == 0) {
        return 0;
    }
    const struct draft *d = &s->log[a->draft].u.draft.draft;
    for (size_t k = 0; k < d->n; k++) {
        if (d->languages[k].run.n > 0) {
            return 0;
        }
    }
    return 1;
}

enum table_article_status table_article_status(const struct table_state *s, size_t i)
{
    const struct table_article *a = &s->articles[i];
    uint64_t concerns = table_article_concerns(s, i);
    if (left_out(s, a)) {
        return TABLE_ARTICLE_LEFT_OUT;
    }
    if (table_article_open_brackets(s, i) > 0) {
        return TABLE_ARTICLE_BRACKETED;
    }
    if ((concerns & ~a->confirmed) == 0) {
        return TABLE_ARTICLE_FINAL;
    }
    if ((concerns & ~a->agreed) == 0) {
        return TABLE_ARTICLE_AD_REFERENDUM;
    }
    return a->could != 0 ? TABLE_ARTICLE_RECOMMENDABLE : TABLE_ARTICLE_PROPOSED;
}

const char *table_article_status_name(enum table_article_status x)
{
    static const char *const names[] = {
        [TABLE_ARTICLE_PROPOSED] = TABLE_SAYS("proposed"),
        [TABLE_ARTICLE_BRACKETED] = TABLE_SAYS("bracketed"),
        [TABLE_ARTICLE_RECOMMENDABLE] = TABLE_SAYS("could be recommended"),
        [TABLE_ARTICLE_AD_REFERENDUM] = TABLE_SAYS("agreed ad referendum"),
        [TABLE_ARTICLE_FINAL] = TABLE_SAYS("confirmed by principals"),
        [TABLE_ARTICLE_LEFT_OUT] = TABLE_SAYS("left out"),
    };
    return x <= TABLE_ARTICLE_LEFT_OUT ? names[x] : "";
}

/* ---- the rules ---- */

static int already(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    return table_refuse(why, TABLE_R_ALREADY_SAID, 0,
                        "%s has said so of this article already. That stays on the record. It can be taken "
                        "back: tracktwo text withdraw.",
                        s->seats[ev->author].name);
}

/* Of a text without brackets, by a seat with a mandate that lasts. */
static int check_could(const struct table_state *s, size_t i, const struct table_event *ev,
                       struct table_refusal *why)
{
    const struct table_article *a = &s->articles[i];
    const char *name = s->seats[ev->author].name;
    int err = table_check_needs(s, ev, TABLE_NEEDS_NO_PAUSE | TABLE_NEEDS_RECONFIRMED, why);
    if (err != 0) {
        return err;
    }
    if (!table_mandate_valid(s, ev->author, ev->slot)) {
        return table_refuse(why, TABLE_R_MANDATE_EXPIRED, table_bit(ev->author),
                            "The mandate of %s has expired, so it cannot recommend or agree. The article "
                            "stays as it is. Renew the mandate first.",
                            name);
    }
    if ((a->draft == 0 && a->sounding >= s->n_soundings) || left_out(s, a)) {
        return table_refuse(why, TABLE_R_DRAFT, 0,
                            "This article has no words yet. It stays as it is. The pen makes a draft first.");
    }
    unsigned open = table_article_open_brackets(s, i);
    if (open > 0) {
        return table_refuse(why, TABLE_R_BRACKETS, 0,
                            "This article has open brackets: %u. It stays as it is. It can be recommended "
                            "when they are settled.",
                            open);
    }
    return 0;
}

static int check_agreed(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    const struct table_seat *seat = &s->seats[ev->author];
    if (seat->standing != TABLE_OFFICIAL || seat->mandate.kind != TABLE_UNDER_INSTRUCTION) {
        return table_refuse(
            why, TABLE_R_STANDING, 0,
            "%s is %s (%s) and cannot agree; only an official seat under instruction can, ad "
            "referendum. The article stays as it is. At most it can say that it could recommend it.",
            seat->name, table_refusal_say(why, table_standing_name(seat->standing)),
            table_refusal_say(why, table_mandate_name(seat->mandate.kind)));
    }
    return 0;
}

/* The issues that it is about. */
static uint64_t issues_of(const struct table_state *s, const struct table_article *a)
{
    uint64_t issues = 0;
    if (a->sounding < s->n_soundings) {
        for (size_t k = 0; k < s->soundings[a->sounding].n_issues; k++) {
            issues |= table_bit(s->soundings[a->sounding].issues[k]);
        }
    } else {
        issues = s->log[a->event].u.article_opened.issues;
    }
    return issues;
}

/* An article about issues that may be harvested early, and no others. */
static int is_early(const struct table_state *s, const struct table_article *a)
{
    uint64_t issues = issues_of(s, a);
    return issues != 0 && (issues & ~s->early) == 0;
}

void table_concern_articles(struct table_state *s, uint8_t issue)
{
    for (size_t i = 0; i < s->n_articles; i++) {
        struct table_article *a = &s->articles[i];
        if (a->final_for == 0 && (issues_of(s, a) & table_bit(issue)) != 0) {
            uint64_t concerns = table_article_concerns(s, i);
            a->could &= concerns;
            a->agreed &= concerns;
            a->confirmed = 0;
        }
    }
}

/* Nothing is agreed until everything is agreed: a principal's word makes an article final. A package that
 * nobody took up with a draft does not count. */
static int check_everything(const struct table_state *s, size_t i, struct table_refusal *why)
{
    if (is_early(s, &s->articles[i])) {
        return 0;
    }
    for (size_t k = 0; k < s->n_articles; k++) {
        enum table_article_status status = table_article_status(s, k);
        if (s->articles[k].draft != 0 && status != TABLE_ARTICLE_LEFT_OUT &&
            status != TABLE_ARTICLE_AD_REFERENDUM && status != TABLE_ARTICLE_FINAL) {
            return table_refuse(
                why, TABLE_R_EVERYTHING, 0,
                "Nothing is agreed until everything is agreed, and article \"%s\" is not. The "
                "article stays agreed ad referendum. Finish the others first, or mark its "
                "issues for early harvest.",
                table_article_name(s, k));
        }
    }
    return 0;
}

static int check_confirmed(const struct table_state *s, size_t i, struct table_refusal *why)
{
    char names[512];
    uint64_t missing = table_article_concerns(s, i) & ~s->articles[i].agreed;
    if (missing != 0) {
        table_seat_names(s, missing, table_refusal_lang(why), names, sizeof(names));
        return table_refuse(why, TABLE_R_MISSING_SEAT, missing,
                            "This article concerns %s, not yet agreed there. It stays as it is. Principals "
                            "confirm what all whom it concerns have agreed ad referendum.",
                            names);
    }
    return check_everything(s, i, why);
}

static int check_withdrawn(const struct table_state *s, size_t i, const struct table_event *ev,
                           struct table_refusal *why)
{
    if (table_article_status(s, i) == TABLE_ARTICLE_FINAL) {
        return table_refuse(
            why, TABLE_R_ENDED, 0,
            "This article is confirmed by the principals of all whom it concerns. It stays so. "
            "What is to be changed is a matter for them.");
    }
    if ((s->articles[i].could & table_bit(ev->author)) == 0) {
        return table_refuse(why, TABLE_R_ALREADY_SAID, 0,
                            "%s has said nothing of this article that it could take back. The article stays "
                            "as it is. Say at the table what you think of it.",
                            s->seats[ev->author].name);
    }
    return 0;
}

int table_check_article_said(const struct table_state *s, const struct table_event *ev,
                             struct table_refusal *why)
{
    size_t i = table_article_of(s, ev, why);
    uint64_t seat = table_bit(ev->author);
    if (i == s->n_articles) {
        return T2_E_REFUSED;
    }
    const struct table_article *a = &s->articles[i];
    if (ev->u.article_said.says == TABLE_ARTICLE_WITHDRAWN) {
        return check_withdrawn(s, i, ev,
                               why); /* its own word is a seat's to take back, whomever it concerns */
    }
    if ((table_article_concerns(s, i) & seat) == 0) {
        return table_refuse(why, TABLE_R_NOT_CONCERNED, 0,
                            "This article does not concern %s. It stays as it is. Those whom it concerns "
                            "decide on it.",
                            s->seats[ev->author].name);
    }
    int err = 0;
    switch (ev->u.article_said.says) {
    case TABLE_ARTICLE_COULD_RECOMMEND:
        err = check_could(s, i, ev, why);
        err = err == 0 && (a->could & seat) != 0 ? already(s, ev, why) : err;
        break;
    case TABLE_ARTICLE_AGREED:
        if ((err = check_could(s, i, ev, why)) == 0) {
            err = check_agreed(s, ev, why);
        }
        err = err == 0 && (a->agreed & seat) != 0 ? already(s, ev, why) : err;
        break;
    default: /* TABLE_ARTICLE_CONFIRMED: the format has seen that it is one of these */
        if ((err = check_could(s, i, ev, why)) == 0 && (err = check_agreed(s, ev, why)) == 0) {
            err = check_confirmed(s, i, why);
        }
        err = err == 0 && (a->confirmed & seat) != 0 ? already(s, ev, why) : err;
    }
    return err != 0 ? err : table_check_content(s, ev, why);
}

void table_move_article_said(struct table_state *s, const struct table_event *ev)
{
    size_t i = table_article_of(s, ev, NULL);
    struct table_article *a = &s->articles[i];
    uint64_t seat = table_bit(ev->author);
    uint8_t says = ev->u.article_said.says;
    if (says == TABLE_ARTICLE_WITHDRAWN) {
        a->could &= ~seat;
        a->agreed &= ~seat;
        a->confirmed &= ~seat;
        return;
    }
    a->could |= seat;
    a->agreed |= says >= TABLE_ARTICLE_AGREED ? seat : 0;
    a->confirmed |= says == TABLE_ARTICLE_CONFIRMED ? seat : 0;
    if (table_article_status(s, i) == TABLE_ARTICLE_FINAL) { /* and stays so, whoever is concerned later */
        a->final_for = table_article_concerns(s, i);
    }
}
