/* Seats that make as much as they can of one thing, at tables of many seats, where a share is small, and at
 * small ones; others go on meanwhile. After each event nothing of table_forbidden.c is there. In the end each
 * of the eleven shares has been used up by somebody and refused, and another seat could still make the same;
 * and the log, folded anew, gives the same state. */
#include "../unit/table_field_events.h"
#include "table_anything.h"
#include "table_forbidden.h"
#include <stdio.h>

enum { TABLES = 44, START = 20000 * 1440 };

enum hoard {
    PROPOSALS,
    MEETINGS,
    POINTS,
    ARTICLES,
    PAPERS,
    ATTACHMENTS,
    SOUNDINGS,
    DAYS,
    DOCUMENTS,
    POSITIONS,
    BYTES,
    N_HOARDS
};
static const struct {
    const char *refused; /* in the sentence */
    size_t least_seats;  /* with fewer it takes too long */
} hoards[N_HOARDS] = {
    [PROPOSALS] = {": proposals", 8},
    [MEETINGS] = {": meetings", 8},
    [POINTS] = {": points of records", 40},
    [ARTICLES] = {": articles", 4},
    [PAPERS] = {": papers", 16},
    [ATTACHMENTS] = {": attachments", 4},
    [SOUNDINGS] = {": soundings", 24},
    [DAYS] = {": sets of sounding days", 2},
    [DOCUMENTS] = {": documents of the cease-fire", 2},
    [POSITIONS] = {": declared positions", 16},
    [BYTES] = {": bytes of documents of the cease-fire", 2},
};

static struct anything any;
static struct table_state *s;
static uint64_t now, made; /* of all ids */
static unsigned n_refused[N_HOARDS], n_others[N_HOARDS], n_noise;

static unsigned below(unsigned n)
{
    return (unsigned)(fixture_random(&any.seed) % n);
}

/* ---- every event passes here ---- */

static int apply(struct table_event *ev, struct table_refusal *why)
{
    struct forbidden_before before;
    ev->slot = now;
    fixture_complete(s, ev);
    forbidden_look(s, &before);
    *why = (struct table_refusal){.lang = TABLE_LANG_EN};
    int err = table_apply(s, ev, why);
    const char *what = err == 0 ? forbidden_reached(&before, s) : NULL;
    if (what != NULL)
        fail_msg("%s of seat %u, event %zu: %s", table_event_kind_name(ev->kind), ev->author,
                 table_n_events(s), what);
    return err;
}

static void must(struct table_event *ev)
{
    struct table_refusal why;
    if (apply(ev, &why) != 0)
        fail_msg("%s of seat %u: %s", table_event_kind_name(ev->kind), ev->author, why.text);
}

/* ---- what a seat makes one more of ---- */

static struct table_event of_kind(enum table_event_kind kind, uint8_t author)
{
    struct table_event ev = form_event(kind, author, now, 0);
    made++;
    memcpy(ev.u.form_id, &made, sizeof made);
    return ev;
}

static uint64_t all(void)
{
    return ((uint64_t)1 << table_n_seats(s)) - 1;
}

/* The last of this author that can have one more attachment; NULL. */
static const struct table_paper *own_paper(uint8_t author)
{
    size_t n = table_n_papers(s), of_it = 0;
    while (n > 0 && (table_event_at(s, table_paper(s, n - 1)->event)->author != author ||
                     table_paper(s, n - 1)->after != SIZE_MAX))
        n--;
    for (size_t i = 0; n > 0 && i < table_n_attachments(s); i++)
        of_it += memcmp(table_event_at(s, table_attachment(s, i)->event)->u.attachment.paper,
                        table_paper(s, n - 1)->id, TABLE_FORM_ID_LEN) == 0;
    return n > 0 && of_it < TABLE_MAX_PAPER_ATTACHMENTS ? table_paper(s, n - 1) : NULL;
}

static struct table_event paper(uint8_t author)
{
    static const struct table_text text[] = {{"en", "Elements"}};
    struct table_event ev = of_kind(TABLE_EV_PAPER, author);
    ev.u.paper.title = ev.u.paper.body = (struct table_texts){1, text};
    return ev;
}

static struct table_event attachment(uint8_t author)
{
    const struct table_paper *of = own_paper(author);
    if (of == NULL) {
        struct table_event ev = paper(author);
        must(&ev);
        of = own_paper(author);
    }
    struct table_event ev = form_attachment(author, now, 0, 0, t2_bytes_str("A text."));
    made++;
    memcpy(ev.u.form_id, &made, sizeof made);
    memcpy(ev.u.attachment.paper, of->id, TABLE_FORM_ID_LEN);
    return ev;
}

static struct table_event meeting(uint8_t author)
{
    struct table_event ev = form_meeting(author, now, 0, now + 1, all(), 0);
    made++;
    memcpy(ev.u.form_id, &made, sizeof made);
    return ev;
}

/* Of a meeting that this author keeps the record of. */
static struct table_event point(uint8_t author)
{
    size_t i = 0;
    while (i < table_n_meetings(s) &&
           (table_meeting(s, i)->record != TABLE_RECORD_OPEN ||
            table_event_at(s, table_meeting(s, i)->event)->u.meeting_called.rapporteur != author))
        i++;
    if (i == table_n_meetings(s)) {
        struct table_event ev = meeting(author);
        must(&ev);
    }
    now += 2;
    struct table_event ev = form_point(author, now, 0, "It was said that a zone could be narrow.");
    memcpy(ev.u.form_id, table_meeting(s, i)->id, TABLE_FORM_ID_LEN);
    return ev;
}

static struct table_event article(uint8_t author)
{
    static char name[32];
    (void)snprintf(name, sizeof name, "%llu", (unsigned long long)made);
    struct table_event ev = form_article(author, now, 0, name, 0, all());
    made++;
    memcpy(ev.u.form_id, &made, sizeof made);
    return ev;
}

static struct table_event days(uint8_t author)
{
    struct table_event ev = {.kind = TABLE_EV_DAYS_AGREED, .author = author};
    ev.u.days_agreed = (struct table_ev_days_agreed){
        .first = now + 100 + made++, .every = 1 + below(5), .count = 1, .n_issues = 1};
    return ev;
}

/* A round of non-papers of three seats, which needs no budget. */
static struct table_event sounding(uint8_t author)
{
    struct table_event ev = of_kind(TABLE_EV_SOUND_OPENED, author);
    struct table_ev_sound_opened *x = &ev.u.sound_opened;
    struct table_shape shape;
    uint8_t id[TABLE_SOUNDING_ID_LEN], circuit[TABLE_DIGEST_LEN] = {0xc1};
    size_t n = table_n_seats(s);
    fixture_id(TABLE_EV_SOUND_OPENED, author, 1, id);
    memcpy(id, &made, sizeof made);
    id[13] = 0xa5; /* no agreed day */
    *x = (struct table_ev_sound_opened){.kind = TABLE_SOUND_NON_PAPER};
    x->seats = (uint64_t)1 << author | (uint64_t)1 << (author + 1u) % n | (uint64_t)1 << (author + 2u) % n;
    struct table_refusal why = {.lang = TABLE_LANG_EN};
    if (table_sounding_plan(s, now, x, &shape, &why) != 0)
        fail_msg("%s", why.text);
    assert_int_equal(table_sounding_finish(s, x, id, circuit), 0);
    memcpy(x->id, id, sizeof x->id);
    return ev;
}

static struct table_event document(uint8_t author, size_t size)
{
    struct table_event ev = of_kind(TABLE_EV_FIELD_DOCUMENT, author);
    ev.u.field_document.what = TABLE_FIELD_LINE;
    ev.u.field_document.size = (uint32_t)size;
    return ev;
}

static struct table_event one_more(enum hoard of, uint8_t author)
{
    static const struct table_text no_comment[] = {{"en", "No comment."}};
    struct table_event ev;
    switch ((int)of) {
    case MEETINGS:
        return meeting(author);
    case POINTS:
        return point(author);
    case ARTICLES:
        return article(author);
    case PAPERS:
        return paper(author);
    case ATTACHMENTS:
        return attachment(author);
    case SOUNDINGS:
        return sounding(author);
    case DAYS:
        return days(author);
    case DOCUMENTS:
        return document(author, 1);
    case BYTES:
        return document(author, TABLE_FIELD_DOCUMENT_MAX / (1 + below(3)));
    case POSITIONS:
        ev = of_kind(TABLE_EV_POSITION_DECLARED, author);
        ev.u.position_declared.by_day = 5;
        return ev;
    default:
        ev = of_kind(TABLE_EV_LINE_AGREED, author);
        ev.u.line_agreed.line = (struct table_texts){1, no_comment};
        return ev;
    }
}

/* A round that was opened goes no further: only eight may run. */
static void stop_rounds(void)
{
    for (size_t i = table_n_soundings(s); i-- > 0 && table_sounding(s, i)->status == TABLE_SOUND_OPEN;) {
        struct table_event ev = {.kind = TABLE_EV_SOUND_STOPPED};
        memcpy(ev.u.sound_stopped.id, table_sounding(s, i)->id, TABLE_SOUNDING_ID_LEN);
        while ((table_sounding(s, i)->seats >> ev.author & 1) == 0)
            ev.author++;
        must(&ev);
    }
}

/* ---- a table ---- */

static void agree(struct table_event *ev)
{
    uint8_t id[TABLE_FORM_ID_LEN];
    must(ev);
    memcpy(id, ev->u.form_id, sizeof id);
    for (size_t i = 0; i < table_n_seats(s); i++) {
        struct table_event yes = form_consent((uint8_t)i, now, 0, 1);
        memcpy(yes.u.consented.id, id, sizeof id);
        if (i != ev->author)
            must(&yes);
    }
}

static void agree_document(enum table_field_what what)
{
    struct t2_buf b = field_document(what);
    struct table_event ev = field_announcement(what, t2_buf_view(&b)), part = field_part(t2_buf_view(&b), 0);
    uint8_t id[TABLE_FORM_ID_LEN];
    must(&ev);
    memcpy(id, ev.u.form_id, sizeof id);
    memcpy(part.u.form_id, id, sizeof id);
    must(&part);
    for (size_t i = 1; i < table_n_seats(s); i++) {
        struct table_event yes = form_consent((uint8_t)i, now, 0, 1);
        memcpy(yes.u.consented.id, id, sizeof id);
        must(&yes);
    }
    t2_buf_free(&b);
}

/* Half of the seats are side A's, the others side B's, so that every seat can declare positions. */
static void agree_on_the_field(void)
{
    static const struct table_text map[] = {{"en", "The invented map."}};
    struct table_event ev = of_kind(TABLE_EV_SIDES_AGREED, 0);
    uint64_t half = ((uint64_t)1 << table_n_seats(s) / 2) - 1;
    ev.u.sides_agreed.side[LINE_A] = half;
    ev.u.sides_agreed.side[LINE_B] = all() & ~half;
    ev.u.sides_agreed.map = (struct table_texts){1, map};
    agree(&ev);
    agree_document(TABLE_FIELD_LINE);
    agree_document(TABLE_FIELD_RULE);
}

/* Something else, mostly refused; whoever paused lifts it again. */
static void noise(void)
{
    struct table_refusal why;
    uint8_t author = (uint8_t)below((unsigned)table_n_seats(s));
    struct table_event ev = anything_event(&any, s, author, now);
    if (ev.kind == TABLE_EV_SEAT_STANDING || ev.kind == TABLE_EV_SIDES_AGREED)
        return; /* mandates hold, and sides stay */
    n_noise += apply(&ev, &why) == 0;
    for (uint8_t i = 0; i < table_n_seats(s); i++) {
        struct table_event up = {.kind = TABLE_EV_RESUMED, .author = i};
        if ((table_paused_by(s) >> i & 1) != 0)
            must(&up);
        up.kind = TABLE_EV_RECONFIRMED;
        if ((table_reconfirm_missing(s) >> i & 1) != 0)
            must(&up);
    }
}

static void open_table(size_t n)
{
    struct table_event ev = anything_opening(&any, n, now);
    for (size_t i = 0; i < n; i++) {
        struct table_seat *seat = (struct table_seat *)(uintptr_t)&ev.u.table_opened.seats[i];
        seat->mandate.expires_slot = 0;
        seat->function = TABLE_PARTICIPANT;
    }
    assert_int_equal(table_state_new(&s), 0);
    must(&ev);
    ev = fixture_issue("line", 2, all());
    must(&ev);
    agree_on_the_field();
}

/* To the end of its share; then another seat makes one. */
static void hoard(enum hoard of, uint8_t author)
{
    struct table_refusal why;
    int err = 0;
    for (unsigned k = 0; err == 0; k++) {
        assert_true(k < 2000);
        if (below(12) == 0)
            noise();
        now += below(20) == 0;
        struct table_event ev = one_more(of, author);
        err = apply(&ev, &why);
        stop_rounds();
    }
    if (err != T2_E_REFUSED || why.code != TABLE_R_LIMIT || strstr(why.text, hoards[of].refused) == NULL)
        fail_msg("seat %u, %s: %s", author, hoards[of].refused, why.text);
    n_refused[of]++;
    struct table_event ev = one_more(of, (uint8_t)((author + 1u + below(2)) % table_n_seats(s)));
    n_others[of] += ev.author != author && apply(&ev, &why) == 0;
    stop_rounds();
}

static void folds_to_the_same(void)
{
    struct table_state *again = NULL;
    uint8_t one[TABLE_DIGEST_LEN], other[TABLE_DIGEST_LEN];
    assert_int_equal(table_state_new(&again), 0);
    for (size_t i = 0; i < table_n_events(s); i++)
        assert_int_equal(table_apply(again, table_event_at(s, i), NULL), 0);
    assert_int_equal(table_state_digest(s, one), 0);
    assert_int_equal(table_state_digest(again, other), 0);
    assert_memory_equal(one, other, sizeof one);
    table_state_free(again);
}

static void no_seat_makes_more_than_its_share(void **p)
{
    static const uint8_t sizes[] = {50, 49, 41, 33, 24, 16, 8, 5, 3, 2};
    (void)p;
    for (unsigned k = 0; k < TABLES; k++) {
        enum hoard of = (enum hoard)(k % N_HOARDS);
        any = (struct anything){.seed = k + 1, .wild = 100, .taste = ANYTHING_ALL};
        size_t n = sizes[below(sizeof sizes)];
        n = n < hoards[of].least_seats ? hoards[of].least_seats : n;
        n = of == SOUNDINGS && n < 3 ? 3 : n;
        now = START;
        made = (uint64_t)(k + 1) << 32;
        open_table(n);
        hoard(of, (uint8_t)below((unsigned)n));
        if (of != POINTS && of != POSITIONS) /* and one that is soon at its end */
            hoard(below(2) ? DAYS : DOCUMENTS, (uint8_t)below((unsigned)n));
        folds_to_the_same();
        table_state_free(s);
    }
    print_message("seeds 1 to %d, %zu predicates, other events %u; refused as more than a share, and made by "
                  "another:",
                  TABLES, forbidden_count(), n_noise);
    for (unsigned i = 0; i < N_HOARDS; i++)
        print_message("%s %u, %u", hoards[i].refused, n_refused[i], n_others[i]);
    print_message("\n");
    for (unsigned i = 0; i < N_HOARDS; i++)
        assert_true(n_refused[i] >= TABLES / N_HOARDS && n_others[i] > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(no_seat_makes_more_than_its_share)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
