/* The forms of the table against a model of their rules, written from docs/protocol/table.md alone: random
 * events, legal and not, by 2 to 8 seats. Model and table must agree on each event whether it is taken; what
 * is refused leaves the state as it was; what no table may ever come to is looked for after each. */
#include <stdio.h>

#include "../unit/table_form_events.h"
#include "table_forbidden.h"

enum { SEQUENCES = 3000, EVENTS = 150, SEATS = 8, ARTICLES = 4, PROPOSALS = 16, ISSUES = 3, HOUR = 60 };

/* ---- the model ---- */

struct article {
    uint64_t concerns, could, agreed, confirmed, objected;
    unsigned drafts, brackets;
    int empty, interrupted;
    uint64_t until;
};

struct proposal {
    uint8_t pen;
    uint64_t consents;
    int open;
};

struct model {
    unsigned n;
    int official[SEATS], instructed[SEATS];
    uint64_t expires[SEATS]; /* 0: never */
    uint64_t paused, reconfirm, seen[SEATS];
    int kind[SEATS]; /* of its pause */
    uint8_t pen;
    struct article article[ARTICLES];
    unsigned n_articles;
    struct proposal proposal[PROPOSALS];
    unsigned n_proposals;
    unsigned most_articles;
    uint64_t issue[ISSUES]; /* whom they concern */
    int calm;               /* a sequence in which articles come to their end */
};

static uint64_t bit(unsigned i)
{
    return (uint64_t)1 << i;
}

static uint64_t all(const struct model *m)
{
    return bit(m->n) - 1;
}

static int valid(const struct model *m, unsigned seat, uint64_t slot)
{
    return m->expires[seat] == 0 || slot < m->expires[seat];
}

static int agreed_by_all(const struct article *a)
{
    return a->drafts > 0 && !a->empty && a->brackets == 0 && (a->concerns & ~a->agreed) == 0;
}

static int final(const struct article *a)
{
    return agreed_by_all(a) && (a->concerns & ~a->confirmed) == 0;
}

static int adopted(const struct article *a, uint64_t slot)
{
    return a->until != 0 && a->objected == 0 && !a->interrupted && slot >= a->until;
}

static int runs(const struct article *a, uint64_t slot)
{
    return a->until != 0 && a->objected == 0 && !a->interrupted && slot < a->until;
}

static unsigned article_of(const struct table_event *ev)
{
    return ev->u.form_id[0] - 100u;
}

static int draft_taken(struct model *m, const struct table_event *ev, unsigned brackets, int empty)
{
    unsigned k = article_of(ev);
    if (m->paused != 0 || k >= m->n_articles || ev->author != m->pen || !valid(m, ev->author, ev->slot))
        return 0;
    struct article *a = &m->article[k];
    int sets_aside = a->could != 0 || adopted(a, ev->slot);
    if (ev->u.draft.replaces != a->drafts || a->agreed != 0 || (sets_aside && !ev->u.draft.reopens))
        return 0;
    *a = (struct article){
        .concerns = a->concerns, .drafts = a->drafts + 1, .brackets = brackets, .empty = empty};
    return 1;
}

static int article_taken(struct model *m, const struct table_event *ev)
{
    uint64_t concerns = ev->u.article_opened.concerns, needed = ev->u.article_opened.issues == 0 ? all(m) : 0;
    for (unsigned i = 0; i < ISSUES; i++)
        needed |= (ev->u.article_opened.issues & bit(i)) != 0 ? m->issue[i] : 0;
    if (m->paused != 0 || (concerns & ~all(m)) != 0 || (needed & ~concerns) != 0)
        return 0;
    m->article[m->n_articles++] = (struct article){.concerns = concerns};
    return 1;
}

static int silence_taken(struct model *m, const struct table_event *ev)
{
    unsigned k = article_of(ev);
    if (m->paused != 0 || k >= m->n_articles || ev->author != m->pen || !valid(m, ev->author, ev->slot))
        return 0;
    struct article *a = &m->article[k];
    if (a->drafts == 0 || a->empty || runs(a, ev->slot) || adopted(a, ev->slot) ||
        ev->u.silence_set.until < ev->slot + HOUR)
        return 0;
    a->until = ev->u.silence_set.until;
    a->objected = 0;
    a->interrupted = 0;
    return 1;
}

static int objection_taken(struct model *m, const struct table_event *ev)
{
    unsigned k = article_of(ev);
    if (k >= m->n_articles)
        return 0;
    struct article *a = &m->article[k];
    uint64_t me = bit(ev->author);
    if ((a->concerns & me) == 0 || a->until == 0 || a->interrupted || ev->slot >= a->until ||
        (a->objected & me) != 0)
        return 0;
    a->objected |= me;
    return 1;
}

static int said_taken(struct model *m, const struct table_event *ev)
{
    unsigned k = article_of(ev), seat = ev->author;
    if (k >= m->n_articles)
        return 0;
    struct article *a = &m->article[k];
    uint64_t me = bit(seat);
    uint8_t says = ev->u.article_said.says;
    if (says == TABLE_ARTICLE_WITHDRAWN) {
        if (final(a) || (a->could & me) == 0)
            return 0;
        a->could &= ~me;
        a->agreed &= ~me;
        a->confirmed &= ~me;
        return 1;
    }
    if ((a->concerns & me) == 0)
        return 0;
    if (m->paused != 0 || m->reconfirm != 0 || !valid(m, seat, ev->slot) || a->drafts == 0 || a->empty ||
        a->brackets > 0)
        return 0;
    if (says != TABLE_ARTICLE_COULD_RECOMMEND && !(m->official[seat] && m->instructed[seat]))
        return 0;
    if (says == TABLE_ARTICLE_CONFIRMED) {
        if (!agreed_by_all(a))
            return 0;
        for (unsigned i = 0; i < m->n_articles; i++) {
            const struct article *other = &m->article[i];
            if (other->drafts > 0 && !other->empty && !agreed_by_all(other))
                return 0;
        }
    }
    uint64_t *mine = says == TABLE_ARTICLE_COULD_RECOMMEND ? &a->could
                     : says == TABLE_ARTICLE_AGREED        ? &a->agreed
                                                           : &a->confirmed;
    if ((*mine & me) != 0)
        return 0;
    a->could |= me;
    a->agreed |= says != TABLE_ARTICLE_COULD_RECOMMEND ? me : 0;
    a->confirmed |= says == TABLE_ARTICLE_CONFIRMED ? me : 0;
    return 1;
}

static int pause_taken(struct model *m, const struct table_event *ev)
{
    uint8_t why = ev->u.paused.why;
    if (m->kind[ev->author] == why)
        return 0;
    m->kind[ev->author] = why;
    m->paused |= bit(ev->author);
    if (why == TABLE_PAUSE_WORLD)
        m->reconfirm = all(m);
    for (unsigned i = 0; i < m->n_articles; i++)
        m->article[i].interrupted |= m->article[i].until > ev->slot;
    return 1;
}

static int standing_taken(struct model *m, const struct table_event *ev)
{
    const struct table_ev_seat_standing *x = &ev->u.seat_standing;
    int official = x->standing == TABLE_OFFICIAL;
    if (x->mandate.kind == TABLE_UNDER_INSTRUCTION && !official)
        return 0;
    if (x->mandate.expires_slot != 0 && x->mandate.expires_slot <= ev->slot)
        return 0;
    m->official[ev->author] = official;
    m->instructed[ev->author] = x->mandate.kind == TABLE_UNDER_INSTRUCTION;
    m->expires[ev->author] = x->mandate.expires_slot;
    m->seen[ev->author] = 0;
    return 1;
}

static int pen_taken(struct model *m, const struct table_event *ev)
{
    if (ev->kind == TABLE_EV_PEN_GIVEN) {
        if (ev->u.pen_given.seat >= m->n)
            return 0;
        m->proposal[m->n_proposals++] = (struct proposal){ev->u.pen_given.seat, bit(ev->author), 1};
        return 1;
    }
    unsigned k = ev->u.form_id[0] - 200u;
    uint64_t me = bit(ev->author);
    if (k >= m->n_proposals || !m->proposal[k].open ||
        (ev->u.consented.answer && (m->proposal[k].consents & me) != 0))
        return 0;
    if (!ev->u.consented.answer) {
        m->proposal[k].open = 0;
        return 1;
    }
    m->proposal[k].consents |= me;
    if (m->proposal[k].consents == all(m)) {
        m->proposal[k].open = 0;
        m->pen = m->proposal[k].pen;
    }
    return 1;
}

/* 1 when the rules take it; the model has moved then. */
static int taken(struct model *m, const struct table_event *ev, unsigned brackets, int empty)
{
    uint64_t me = bit(ev->author);
    switch ((int)ev->kind) {
    case TABLE_EV_SAID:
        return ev->u.said.phrase == TABLE_THINKING_ALOUD ||
               (valid(m, ev->author, ev->slot) && (ev->u.said.phrase == TABLE_COULD_RECOMMEND ||
                                                   (m->official[ev->author] && m->instructed[ev->author])));
    case TABLE_EV_SEAT_STANDING:
        return standing_taken(m, ev);
    case TABLE_EV_PAUSED:
        return pause_taken(m, ev);
    case TABLE_EV_RESUMED:
        if ((m->paused & me) == 0)
            return 0;
        m->paused &= ~me;
        m->kind[ev->author] = 0;
        return 1;
    case TABLE_EV_RECONFIRMED:
        if ((m->reconfirm & me) == 0 || !valid(m, ev->author, ev->slot))
            return 0;
        m->reconfirm &= ~me;
        return 1;
    case TABLE_EV_MANDATE_SEEN:
        if (ev->u.mandate_seen.seat >= m->n || ev->u.mandate_seen.seat == ev->author ||
            (m->seen[ev->u.mandate_seen.seat] & me) != 0)
            return 0;
        m->seen[ev->u.mandate_seen.seat] |= me;
        return 1;
    case TABLE_EV_PEN_GIVEN:
    case TABLE_EV_CONSENTED:
        return pen_taken(m, ev);
    case TABLE_EV_ARTICLE_OPENED:
        return article_taken(m, ev);
    case TABLE_EV_DRAFT:
        return draft_taken(m, ev, brackets, empty);
    case TABLE_EV_SILENCE_SET:
        return silence_taken(m, ev);
    case TABLE_EV_OBJECTED:
        return objection_taken(m, ev);
    case TABLE_EV_ARTICLE_SAID:
        return said_taken(m, ev);
    default:
        return 0;
    }
}

/* ---- random events ---- */

static uint64_t seed;

static unsigned below(unsigned n) /* splitmix64 */
{
    uint64_t z = seed += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (unsigned)((z ^ (z >> 31)) % n);
}

/* The next step of a seat that an article without brackets concerns. 0: there is no such article. */
static int next_step(const struct model *m, uint64_t slot, struct table_event *out)
{
    unsigned k = m->n_articles > 0 ? below(m->n_articles) : 0;
    const struct article *a = &m->article[k];
    uint8_t seat = (uint8_t)below(m->n);
    if (a->drafts == 0 || a->empty || a->brackets > 0)
        return 0;
    while ((a->concerns & bit(seat)) == 0)
        seat = (uint8_t)below(m->n);
    if (!m->official[seat] || !m->instructed[seat] || !valid(m, seat, slot))
        *out = form_standing(seat, slot, TABLE_OFFICIAL, TABLE_UNDER_INSTRUCTION, 0);
    else
        *out = form_says(seat, slot, (uint8_t)(100 + k),
                         (a->agreed & bit(seat)) != 0 ? TABLE_ARTICLE_CONFIRMED : TABLE_ARTICLE_AGREED);
    return 1;
}

static struct table_event random_event(const struct table_state *s, const struct model *m, uint64_t slot,
                                       unsigned *brackets, int *empty)
{
    static const char *const names[ARTICLES] = {"1", "2", "3", "4"};
    static const char *const words[] = {"Words.", "[a] [b]", "[a] or [b [c]]", ""};
    static const unsigned counts[] = {0, 1, 3, 0};
    uint8_t author = (uint8_t)below(m->n);
    uint8_t tag = (uint8_t)(100 + below(m->n_articles + 1));
    const struct article *a =
        article_of(&(struct table_event){.u.form_id = {tag}}) < m->n_articles ? &m->article[tag - 100] : NULL;
    struct table_event ev = {.author = author, .slot = slot};
    unsigned text = below(8) == 0 ? 3 : below(3) == 0 ? 1 + below(2) : 0;
    if (m->calm && below(2) && next_step(m, slot, &ev))
        return ev;
    unsigned what = below(14);
    if (m->calm && (what == 2 || (a != NULL && a->drafts > 0 && a->brackets == 0 && !a->empty &&
                                  (what == 7 || what == 8))))
        what = below(12) == 0 ? what : 13;
    switch (what) {
    case 0:
        ev = fixture_said(author, slot, 1 + below(3), "A line of talk.");
        break;
    case 1:
        ev = form_standing(author, slot, 1 + below(4), 1 + below(4),
                           below(2) ? 0 : slot + below(20) - below(2));
        break;
    case 2:
        ev = form_pause(author, slot, below(3) == 0 ? TABLE_PAUSE_WORLD : TABLE_PAUSE_PLAIN, "");
        break;
    case 3:
        ev.kind = below(3) == 0 ? TABLE_EV_RECONFIRMED : TABLE_EV_RESUMED;
        if (m->paused != 0 && ev.kind == TABLE_EV_RESUMED) /* mostly by one who can */
            while (below(8) != 0 && (m->paused & bit(ev.author)) == 0)
                ev.author = (uint8_t)below(m->n);
        break;
    case 4:
        ev.kind = m->reconfirm != 0 ? TABLE_EV_RECONFIRMED : TABLE_EV_MANDATE_SEEN;
        ev.u.mandate_seen.seat = (uint8_t)below(m->n + 1);
        break;
    case 5:
        if (m->n_proposals < PROPOSALS && below(2)) {
            ev = form_event(TABLE_EV_PEN_GIVEN, author, slot, (uint8_t)(200 + m->n_proposals));
            ev.u.pen_given.seat = (uint8_t)below(m->n);
            break;
        }
        ev = form_consent(author, slot, (uint8_t)(200 + below(m->n_proposals + 1)), below(6) != 0);
        break;
    case 6:
        if (m->n_articles < m->most_articles) {
            uint64_t issues = below(4) == 0 ? 0 : bit(below(ISSUES));
            uint64_t concerns = below(8) == 0 ? 1 + below((unsigned)bit(m->n + (below(9) == 0)) - 1) : 0;
            for (unsigned i = 0; i < ISSUES && concerns == 0; i++)
                concerns |= (issues & bit(i)) != 0 ? m->issue[i] | (bit(below(m->n)) & bit(below(m->n))) : 0;
            ev = form_article(author, slot, (uint8_t)(100 + m->n_articles), names[m->n_articles], issues,
                              concerns != 0 ? concerns : all(m));
            break;
        }
        ev = form_says(author, slot, tag, TABLE_ARTICLE_COULD_RECOMMEND);
        break;
    case 7:
    case 8:
        ev =
            form_draft(s, below(4) != 0 ? m->pen : author, slot, tag, a != NULL ? a->drafts : 0, words[text]);
        ev.u.draft.replaces -= ev.u.draft.replaces > 0 && below(12) == 0;
        ev.u.draft.reopens = (uint8_t)(below(3) == 0);
        *brackets = counts[text];
        *empty = text == 3;
        break;
    case 9:
        ev = form_event(TABLE_EV_SILENCE_SET, below(4) != 0 ? m->pen : author, slot, tag);
        ev.u.silence_set.until = slot + HOUR - 10 + below(30);
        break;
    case 10:
        ev = form_event(TABLE_EV_OBJECTED, author, slot, tag);
        ev.u.objected.remark = "Not so.";
        break;
    default:
        ev = form_says(author, slot, tag, 1 + (below(3) == 0 ? below(4) : below(3)));
        break;
    }
    return ev;
}

/* ---- comparing ---- */

static void same_views(const struct table_state *s, const struct model *m, uint64_t slot)
{
    assert_int_equal(table_paused_by(s), m->paused);
    assert_int_equal(table_reconfirm_missing(s), m->reconfirm);
    assert_int_equal(table_pen(s), m->pen);
    assert_int_equal(table_n_articles(s), m->n_articles);
    for (unsigned i = 0; i < m->n; i++) {
        assert_int_equal(table_mandate_valid(s, i, slot), valid(m, i, slot));
        assert_int_equal(table_seat_state(s, i)->seen, m->seen[i]);
    }
    for (unsigned i = 0; i < m->n_articles; i++) {
        const struct table_article *x = table_article(s, i);
        const struct article *a = &m->article[i];
        assert_int_equal(x->could, a->could);
        assert_int_equal(x->agreed, a->agreed);
        assert_int_equal(x->confirmed, a->confirmed);
        assert_int_equal(x->n_drafts, a->drafts);
        assert_int_equal(table_article_open_brackets(s, i), a->brackets);
        assert_int_equal(table_article_silence(s, i, slot) == TABLE_SILENCE_RUNS, runs(a, slot));
        assert_int_equal(table_article_silence(s, i, slot) == TABLE_SILENCE_ADOPTED, adopted(a, slot));
        assert_int_equal(table_article_status(s, i) == TABLE_ARTICLE_AD_REFERENDUM ||
                             table_article_status(s, i) == TABLE_ARTICLE_FINAL,
                         agreed_by_all(a));
        assert_int_equal(table_article_status(s, i) == TABLE_ARTICLE_FINAL, final(a));
    }
}

/* It counts whatever it was said of. */
static int takes_back(const struct table_event *ev)
{
    return ev->kind == TABLE_EV_ARTICLE_SAID ? ev->u.article_said.says == TABLE_ARTICLE_WITHDRAWN
                                             : ev->u.consented.answer == 0;
}

static unsigned n_taken[TABLE_N_EVENT_KINDS], n_refused[TABLE_N_REFUSALS], n_final, n_adopted;

static void one_sequence(uint64_t number)
{
    static const char *const issues[ISSUES] = {"a", "b", "c"};
    uint8_t before[TABLE_DIGEST_LEN], after[TABLE_DIGEST_LEN];
    struct table_state *again = NULL;
    uint64_t slot = FIXTURE_SLOT;
    seed = number;
    struct model m = {.n = 2 + (below(2) ? below(2) : below(SEATS - 1))};
    m.most_articles = 1 + below(ARTICLES);
    m.calm = (int)below(2);
    struct table_state *s = fixture_small(m.n);
    for (unsigned k = 0; k < ISSUES; k++) {
        m.issue[k] = 1 + below((unsigned)bit(m.n) - 1);
        fixture_add_issue(s, issues[k], 2, m.issue[k]);
    }
    for (unsigned k = 0; k < EVENTS; k++) {
        unsigned brackets = 0;
        int empty = 0;
        struct table_refusal why = {.code = TABLE_R_NONE};
        slot += below(40) == 0 ? HOUR / 2 : below(3);
        struct table_event ev = random_event(s, &m, slot, &brackets, &empty);
        struct model next = m;
        fixture_complete(s, &ev);
        int elsewhere = (ev.kind == TABLE_EV_ARTICLE_SAID || ev.kind == TABLE_EV_CONSENTED) && below(30) == 0;
        ev.u.form_said.content[0] ^= (uint8_t)elsewhere;
        struct forbidden_before stood;
        forbidden_look(s, &stood);
        assert_int_equal(table_state_digest(s, before), 0);
        int want = taken(&next, &ev, brackets, empty), err = table_apply(s, &ev, &why);
        if (elsewhere && !takes_back(&ev)) /* of what does not stand there */
            want = 0;
        if ((err == 0) != want)
            fail_msg("sequence %llu, event %u (%s of seat %u): the model says %s, the table %s",
                     (unsigned long long)number, k, table_event_kind_name(ev.kind), ev.author,
                     want ? "taken" : "refused", err == 0 ? "takes it" : why.text);
        assert_int_equal(table_state_digest(s, after), 0);
        assert_int_equal(memcmp(before, after, sizeof before) != 0, err == 0);
        if (err == 0) {
            m = next;
            n_taken[ev.kind]++;
            const char *what = forbidden_reached(&stood, s);
            if (what != NULL)
                fail_msg("sequence %llu, event %u: %s", (unsigned long long)number, k, what);
        } else {
            n_refused[why.code]++;
        }
        same_views(s, &m, slot);
    }
    for (unsigned i = 0; i < m.n_articles; i++) {
        n_final += (unsigned) final(&m.article[i]);
        n_adopted += (unsigned)adopted(&m.article[i], slot);
    }
    /* The log alone gives the same state. */
    assert_int_equal(table_state_new(&again), 0);
    for (size_t i = 0; i < table_n_events(s); i++)
        assert_int_equal(table_apply(again, table_event_at(s, i), NULL), 0);
    assert_int_equal(table_state_digest(s, before), 0);
    assert_int_equal(table_state_digest(again, after), 0);
    assert_memory_equal(before, after, sizeof before);
    table_state_free(again);
    table_state_free(s);
}

static void the_table_keeps_to_the_model(void **p)
{
    static const enum table_refusal_code all_tried[] = {TABLE_R_STANDING,
                                                        TABLE_R_MANDATE_EXPIRED,
                                                        TABLE_R_MISSING_SEAT,
                                                        TABLE_R_ALREADY_SAID,
                                                        TABLE_R_ENDED,
                                                        TABLE_R_DAY,
                                                        TABLE_R_NOT_CONCERNED,
                                                        TABLE_R_PAUSED,
                                                        TABLE_R_NOT_PAUSED,
                                                        TABLE_R_RECONFIRM,
                                                        TABLE_R_UNKNOWN_PROPOSAL,
                                                        TABLE_R_UNKNOWN_ARTICLE,
                                                        TABLE_R_PEN,
                                                        TABLE_R_DRAFT,
                                                        TABLE_R_BRACKETS,
                                                        TABLE_R_AGREED,
                                                        TABLE_R_SILENCE,
                                                        TABLE_R_EVERYTHING};
    (void)p;
    for (uint64_t i = 1; i <= SEQUENCES; i++)
        one_sequence(i);
    /* The run has been everywhere. */
    for (size_t i = 0; i < sizeof all_tried / sizeof all_tried[0]; i++) {
        if (n_refused[all_tried[i]] == 0)
            fail_msg("never refused: %s", table_refusal_name(all_tried[i]));
    }
    for (int kind = TABLE_EV_ARTICLE_OPENED; kind <= TABLE_EV_ARTICLE_SAID; kind++)
        assert_true(n_taken[kind] > 100);
    assert_true(n_final > 100);
    assert_true(n_adopted > 0);
    print_message("%d sequences of %d events; articles confirmed %u, adopted by silence %u\n", SEQUENCES,
                  EVENTS, n_final, n_adopted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_table_keeps_to_the_model)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
