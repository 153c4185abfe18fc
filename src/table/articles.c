/* The single negotiating text: articles, the pen's drafts, the silence procedure. What seats say of an
 * article: article_said.c; its texts: article_text.c.
 *
 *   no silence -- silence_set by the pen          --> runs
 *   runs       -- an objection, or a pause        --> broken
 *   runs       -- the hour                        --> the draft stands adopted
 *   any        -- another draft                   --> no silence */
#include "draft_internal.h"

#include <stdlib.h>
#include <string.h>

static int find_id(const struct table_state *s, const uint8_t id[static TABLE_FORM_ID_LEN], size_t *out)
{
    for (size_t i = 0; i < s->n_articles; i++) {
        if (memcmp(s->articles[i].id, id, TABLE_FORM_ID_LEN) == 0) {
            *out = i;
            return 1;
        }
    }
    return 0;
}

size_t table_article_of(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    size_t i = s->n_articles;
    if (!find_id(s, ev->u.form_id, &i)) {
        table_refusal_set(why, TABLE_R_UNKNOWN_ARTICLE, 0,
                          "There is no such article. Nothing was changed. The articles of the text: tracktwo "
                          "text list.");
    }
    return i;
}

/* ---- opening ---- */

/* Names of articles that come from soundings begin so. */
#define PACKAGE "package "

static int check_room(const struct table_state *s, const struct table_ev_article_opened *x,
                      struct table_refusal *why)
{
    size_t i = 0;
    int taken = find_id(s, x->id, &i) || table_name_begins(x->name, PACKAGE) ||
                table_article_find(s, x->name, &i) == 0;
    if (s->n_opened == TABLE_MAX_ARTICLES) {
        return table_refuse(why, TABLE_R_LIMIT, 0,
                            "The text has %d articles, as many as it can hold. No article was opened. Put "
                            "the words into another article.",
                            TABLE_MAX_ARTICLES);
    }
    if (!taken) {
        return 0;
    }
    return table_refuse(why, TABLE_R_DUPLICATE, 0,
                        "There is an article of that name already, or the name is kept for packages that "
                        "soundings find. No article was opened. Give it another name.");
}

/* Who would leave a seat out of an article could say that it is about no issue. */
static int check_all_seats(const struct table_state *s, const struct table_ev_article_opened *x,
                           struct table_refusal *why)
{
    char names[512];
    uint64_t missing = table_not_facilitators(s) & ~x->concerns;
    if (x->issues != 0 || missing == 0) {
        return 0;
    }
    table_seat_names(s, missing, table_refusal_lang(why), names, sizeof(names));
    return table_refuse(why, TABLE_R_MISSING_SEAT, missing,
                        "An article about no issue concerns all seats but the facilitator's, and these are "
                        "left out: %s. No article was opened. Open it for all seats, or name the issues that "
                        "it is about.",
                        names);
}

int table_check_article_opened(const struct table_state *s, const struct table_event *ev,
                               struct table_refusal *why)
{
    const struct table_ev_article_opened *x = &ev->u.article_opened;
    char names[512];
    int err = check_room(s, x, why);
    if (err != 0) {
        return err;
    }
    if ((x->concerns & ~table_all(s->n_seats)) != 0) {
        return table_refuse(why, TABLE_R_UNKNOWN_SEAT, 0,
                            "The article concerns a seat that this table does not have. No article was "
                            "opened. Name seats of the table.");
    }
    for (size_t i = 0; i < TABLE_MAX_ISSUES; i++) {
        if ((x->issues & table_bit(i)) == 0) {
            continue;
        }
        if (i >= s->n_issues) {
            return table_refuse(why, TABLE_R_UNKNOWN_ISSUE, 0,
                                "The article is about an issue that this table does not have. No article was "
                                "opened. Name issues of the table.");
        }
        uint64_t missing = s->issues[i].concerns & ~x->concerns;
        if (missing != 0) {
            table_seat_names(s, missing, table_refusal_lang(why), names, sizeof(names));
            return table_refuse(why, TABLE_R_MISSING_SEAT, missing,
                                "The issue \"%s\" concerns %s, and the article would be decided without. No "
                                "article was opened. Open it for all whom its issues concern.",
                                s->issues[i].id, names);
        }
    }
    err = check_all_seats(s, x, why);
    return err != 0 ? err : table_check_no_facilitator(s, x->concerns, "No article was opened.", why);
}

void table_move_article_opened(struct table_state *s, const struct table_event *ev)
{
    struct table_article *a = &s->articles[s->n_articles];
    *a = (struct table_article){
        .number = (unsigned)++s->n_articles, .event = s->n_log - 1, .sounding = SIZE_MAX};
    memcpy(a->id, ev->u.article_opened.id, sizeof(a->id));
    memcpy(a->content, s->next_content, sizeof(a->content));
    s->n_opened++;
}

void table_move_package_found(struct table_state *s, size_t sounding, const struct table_event *ev)
{
    struct table_article *a = &s->articles[s->n_articles];
    *a = (struct table_article){.number = (unsigned)++s->n_articles,
                                .event = s->n_log - 1,
                                .sounding = sounding,
                                .could = s->soundings[sounding].recommended};
    memcpy(a->id, ev->u.sound_result.id, sizeof(a->id));
    memcpy(a->content, ev->u.sound_result.digest, sizeof(a->content));
    struct table_phrase_buf b = table_phrase_init(a->package, sizeof(a->package));
    table_phrase_add(&b, PACKAGE "%u", s->soundings[sounding].number);
}

/* ---- drafts ---- */

static int check_pen(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    if (ev->author != s->pen) {
        return table_refuse(why, TABLE_R_PEN, table_bit(s->pen),
                            "The pen is held by %s. The text stays as it is. Send the words there, or agree "
                            "at the table on who holds the pen.",
                            s->seats[s->pen].name);
    }
    if (!table_mandate_valid(s, ev->author, ev->slot)) {
        return table_refuse(why, TABLE_R_MANDATE_EXPIRED, table_bit(ev->author),
                            "The mandate of %s has expired, so it cannot use the pen. The text stays as it "
                            "is. Renew the mandate first.",
                            s->seats[ev->author].name);
    }
    return 0;
}

/* The present draft; NULL before the first. */
static const struct draft *present(const struct table_state *s, const struct table_article *a)
{
    return a->draft != 0 ? &s->log[a->draft].u.draft.draft : NULL;
}

/* A bracket is one of the draft before, or has a number that none has had: so its age is known. */
static int check_numbers(const struct table_state *s, const struct table_article *a,
                         const struct draft_language *x, struct table_refusal *why)
{
    struct draft_place at[DRAFT_MAX_BRACKETS], before[DRAFT_MAX_BRACKETS];
    const struct draft_run *old = present(s, a) != NULL ? draft_in(present(s, a), x->lang) : NULL;
    size_t n = draft_brackets(&x->run, at, DRAFT_MAX_BRACKETS);
    size_t n_before = old != NULL ? draft_brackets(old, before, DRAFT_MAX_BRACKETS) : 0;
    for (size_t i = 0; i < n; i++) {
        size_t k = 0;
        while (k < n_before && before[k].bracket->id != at[i].bracket->id) {
            k++;
        }
        if (k == n_before && at[i].bracket->id <= a->last_id) {
            return table_refuse(why, TABLE_R_DRAFT, 0,
                                "Bracket %u of this draft has the number of one that is gone. The text stays "
                                "as it is. Give a new bracket no number.",
                                (unsigned)at[i].bracket->id);
        }
    }
    unsigned most = s->settings.brackets_max;
    if (most != 0 && n > most) {
        return table_refuse(why, TABLE_R_BRACKETS, 0,
                            "This draft has %zu open brackets, and the table allows %u in one article. The "
                            "text stays as it is. Settle some brackets first.",
                            n, most);
    }
    return 0;
}

/* Never backwards without an event that says so. */
static int check_backwards(const struct table_state *s, size_t i, const struct table_event *ev,
                           struct table_refusal *why)
{
    const struct table_article *a = &s->articles[i];
    char names[512];
    if (a->agreed != 0) {
        table_seat_names(s, a->agreed, table_refusal_lang(why), names, sizeof(names));
        return table_refuse(why, TABLE_R_AGREED, a->agreed,
                            "This article is agreed ad referendum by %s. It stays as it is. Who agreed can "
                            "withdraw that; then a new draft can be made.",
                            names);
    }
    if (ev->u.draft.reopens) {
        return 0;
    }
    if (a->could != 0) {
        table_seat_names(s, a->could, table_refusal_lang(why), names, sizeof(names));
        return table_refuse(why, TABLE_R_AGREED, a->could,
                            "This article could be recommended by %s. It stays as it is. A draft that sets "
                            "this aside has to say so: use --reopen.",
                            names);
    }
    if (table_article_silence(s, i, ev->slot) == TABLE_SILENCE_ADOPTED) {
        return table_refuse(why, TABLE_R_AGREED, 0,
                            "This draft stands adopted by silence. It stays as it is. A draft that sets this "
                            "aside has to say so: use --reopen.");
    }
    return 0;
}

int table_check_draft(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    const struct table_ev_draft *x = &ev->u.draft;
    size_t i = table_article_of(s, ev, why);
    if (i == s->n_articles) {
        return T2_E_REFUSED;
    }
    int err = check_pen(s, ev, why);
    if (err == 0 && x->replaces != s->articles[i].n_drafts) {
        err = table_refuse(why, TABLE_R_DRAFT, 0,
                           "This draft was made on draft %u, and draft %u is there. The text stays as it is. "
                           "Read the present draft and make the changes there.",
                           (unsigned)x->replaces, s->articles[i].n_drafts);
    }
    if (err == 0 && s->n_drafts == TABLE_MAX_DRAFTS) {
        err = table_refuse(why, TABLE_R_LIMIT, 0,
                           "The table has had %d drafts, as many as it can hold. The text stays as it is. "
                           "Open a new table to go on.",
                           TABLE_MAX_DRAFTS);
    }
    if (err == 0) {
        err = check_backwards(s, i, ev, why);
    }
    for (size_t k = 0; k < x->draft.n && err == 0; k++) {
        err = check_numbers(s, &s->articles[i], &x->draft.languages[k], why);
    }
    return err;
}

void table_move_draft(struct table_state *s, const struct table_event *ev)
{
    size_t i = table_article_of(s, ev, NULL);
    struct table_article *a = &s->articles[i];
    uint16_t last = draft_last_id(&ev->u.draft.draft);
    a->could = a->agreed = a->confirmed = 0;
    a->until = a->objected = 0;
    a->interrupted = 0;
    memcpy(a->content, s->next_content, sizeof(a->content));
    a->n_drafts++;
    a->draft = s->n_log - 1;
    a->last_id = last > a->last_id ? last : a->last_id;
    s->drafts[s->n_drafts++] = (struct table_draft){(uint32_t)i, (uint32_t)a->draft};
}

/* ---- silence ---- */

enum table_silence table_article_silence(const struct table_state *s, size_t i, uint64_t slot)
{
    const struct table_article *a = &s->articles[i];
    if (a->until == 0) {
        return TABLE_SILENCE_NONE;
    }
    if (a->objected != 0 || a->interrupted) {
        return TABLE_SILENCE_BROKEN;
    }
    return slot < a->until ? TABLE_SILENCE_RUNS : TABLE_SILENCE_ADOPTED;
}

static int no_silence(struct table_refusal *why)
{
    return table_refuse(why, TABLE_R_SILENCE, 0,
                        "No silence runs on this article. Nothing was changed. Say at the table what you "
                        "think of it.");
}

int table_check_silence(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    size_t i = table_article_of(s, ev, why);
    if (i == s->n_articles) {
        return T2_E_REFUSED;
    }
    int err = check_pen(s, ev, why);
    if (err != 0) {
        return err;
    }
    enum table_silence now = table_article_silence(s, i, ev->slot);
    if (s->articles[i].draft == 0 || table_article_status(s, i) == TABLE_ARTICLE_LEFT_OUT) {
        return table_refuse(why, TABLE_R_DRAFT, 0,
                            "This article has no draft that could be adopted. No silence was set. Make a "
                            "draft first.");
    }
    if (now == TABLE_SILENCE_RUNS || now == TABLE_SILENCE_ADOPTED) {
        return table_refuse(
            why, TABLE_R_SILENCE, 0,
            "A silence runs on this draft already, or it stands adopted. That stays. Wait for "
            "the hour, or make another draft.");
    }
    if (ev->u.silence_set.until < ev->slot + TABLE_MIN_SILENCE) {
        return table_refuse(why, TABLE_R_DAY, 0,
                            "A silence lasts an hour at least, from the minute in which the relay stores it. "
                            "No silence was set. Name a later hour.");
    }
    return 0;
}

void table_move_silence(struct table_state *s, const struct table_event *ev)
{
    struct table_article *a = &s->articles[table_article_of(s, ev, NULL)];
    a->until = ev->u.silence_set.until;
    a->objected = 0;
    a->interrupted = 0;
}

int table_check_objected(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    char hour[TABLE_SLOT_TEXT_LEN];
    size_t i = table_article_of(s, ev, why);
    if (i == s->n_articles) {
        return T2_E_REFUSED;
    }
    const struct table_article *a = &s->articles[i];
    if ((table_article_concerns(s, i) & table_bit(ev->author)) == 0) {
        return table_refuse(why, TABLE_R_NOT_CONCERNED, 0,
                            "This article does not concern %s. The silence goes on. Those whom it concerns "
                            "can object.",
                            s->seats[ev->author].name);
    }
    if (a->until == 0 || a->interrupted) {
        return no_silence(why);
    }
    if (ev->slot >= a->until) {
        table_slot_text(a->until, hour);
        return table_refuse(why, TABLE_R_SILENCE, 0,
                            "The silence ended at %s. What it gave stands. Say at the table what you think "
                            "of it; the pen can make another draft.",
                            hour);
    }
    if ((a->objected & table_bit(ev->author)) != 0) {
        return table_refuse(why, TABLE_R_ALREADY_SAID, 0,
                            "%s has objected already. The silence is broken. Nothing more is needed.",
                            s->seats[ev->author].name);
    }
    return 0;
}

void table_move_objected(struct table_state *s, const struct table_event *ev)
{
    s->articles[table_article_of(s, ev, NULL)].objected |= table_bit(ev->author);
}

void table_break_silences(struct table_state *s, uint64_t slot)
{
    for (size_t i = 0; i < s->n_articles; i++) {
        s->articles[i].interrupted |= s->articles[i].until > slot;
    }
}

/* ---- digest ---- */

void table_digest_articles(struct wire_writer *w, const struct table_state *s)
{
    wire_put_u32(w, (uint32_t)s->n_articles);
    for (size_t i = 0; i < s->n_articles; i++) {
        const struct table_article *a = &s->articles[i];
        wire_put_raw(w, t2_bytes_of(a->id, sizeof(a->id)));
        wire_put_u32(w, (uint32_t)a->event);
        wire_put_u64(w, a->could);
        wire_put_u64(w, a->agreed);
        wire_put_u64(w, a->confirmed);
        wire_put_u64(w, a->final_for);
        wire_put_u32(w, a->n_drafts);
        wire_put_u32(w, (uint32_t)a->draft);
        wire_put_u16(w, a->last_id);
        wire_put_u64(w, a->until);
        wire_put_u64(w, a->objected);
        wire_put_u8(w, a->interrupted);
    }
    wire_put_u32(w, (uint32_t)s->n_drafts);
    for (size_t i = 0; i < s->n_drafts; i++) {
        wire_put_u32(w, s->drafts[i].article);
        wire_put_u32(w, s->drafts[i].event);
    }
}
