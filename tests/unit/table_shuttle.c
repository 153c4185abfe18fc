/* What a facilitator carries from one table to another: the words, and nothing that stood around them. */
#include <stdio.h>

#include <tracktwo/chatham.h>
#include <tracktwo/shuttle.h>

#include "table_form_events.h"

#define SLOT 0x0000000102030405u
static const uint8_t fresh[TABLE_FORM_ID_LEN] = {0xfe, 1, 0xfe, 2, 0xfe, 3};

static const struct table_seat seats[] = {{"QXAA", "Arvenia", "Petro Zyxmark", "Rolemark", TABLE_OFFICIAL,
                                           TABLE_PARTICIPANT, .mandate = {.kind = TABLE_UNDER_INSTRUCTION}},
                                          {"QXBB", "Partymarkb", "Zyxmarkb", "Rolemarkb", TABLE_PRIVATE,
                                           TABLE_PARTICIPANT, .mandate = {.kind = TABLE_OWN_INITIATIVE}},
                                          {"QXFF", "Partymarkf", "Zyxmarkf", "Rolemarkf", TABLE_PRIVATE,
                                           TABLE_FACILITATOR, .mandate = {.kind = TABLE_OWN_INITIATIVE}}};
enum { A, B, FACILITATOR };

static const struct table_text issue_title[] = {
    {"en", "Shape of the Zonemark"},
    {"uk", "\xd0\x9b\xd1\x96\xd0\xbd\xd1\x96\xd1\x8f "
           "\xd0\xbf\xd1\x80\xd0\xb8\xd0\xbf\xd0\xb8\xd0\xbd\xd0\xb5\xd0\xbd\xd0\xbd\xd1\x8f"}};

/* A table with a paper, an article with brackets, something said. Everything that could give it away has a
 * mark of its own. */
static struct table_state *origin(void)
{
    static const struct table_text option_text[] = {{"en", "Optionmark"}};
    static const struct table_option options[] = {{"optmark", 1, option_text}, {"optother", 1, option_text}};
    static const struct table_text title[] = {{"en", "Papertitlemark"}};
    static const struct table_text body[] = {
        {"uk", "\xd0\x97\xd0\xbe\xd0\xbd\xd0\xb0."},
        {"en", "A zone of five\xe2\x80\x8b km.\n\nThey count."}, /* with what cannot be seen */
        {"ar", "\xd9\x85\xd9\x86\xd8\xb7\xd9\x82\xd8\xa9."}};
    struct table_state *s = NULL;
    assert_int_equal(table_state_new(&s), 0);
    struct table_event ev = {.kind = TABLE_EV_TABLE_OPENED, .author = A, .slot = SLOT};
    ev.u.table_opened = (struct table_ev_table_opened){.nonce = {7, 7, 7, 8, 8, 8},
                                                       .title = "Tabletitlemark by the lake",
                                                       .settings = table_settings_default(),
                                                       .n_seats = 3,
                                                       .seats = seats};
    fixture_apply(s, &ev);
    ev = (struct table_event){.kind = TABLE_EV_ISSUE_ADDED, .author = A, .slot = SLOT + 1};
    ev.u.issue_added = (struct table_issue){"issuemark", 2, issue_title, 2, options, 3};
    fixture_apply(s, &ev);
    ev = fixture_said(B, SLOT + 2, TABLE_THINKING_ALOUD,
                      "Nobody can accept a wider strip of land than that, said twice.");
    fixture_apply(s, &ev);
    ev = form_event(TABLE_EV_PAPER, A, SLOT + 3, 0xa1);
    ev.u.paper.authentic = 1;
    ev.u.paper.title = (struct table_texts){1, title};
    ev.u.paper.body = (struct table_texts){3, body};
    fixture_apply(s, &ev);
    ev = form_event(TABLE_EV_PAPER, B, SLOT + 4, 0xa2);
    ev.u.paper.title = (struct table_texts){1, title};
    ev.u.paper.body = (struct table_texts){3, body};
    fixture_apply(s, &ev);
    ev = form_article(A, SLOT + 5, 0xa3, "Articlemark 9", 1, 3);
    fixture_apply(s, &ev);
    struct draft_notation in[] = {{"uk", "\xd0\x97\xd0\xbe\xd0\xbd\xd0\xb0."},
                                  {"en", "It is [five] [ten]{trading} km wide [, never mined]."}};
    struct draft d = {0};
    assert_int_equal(draft_read(in, 2, NULL, 0, &d, NULL), 0);
    ev = form_event(TABLE_EV_DRAFT, FACILITATOR, SLOT + 6, 0xa3);
    ev.u.draft.draft = d;
    fixture_apply(s, &ev);
    draft_clear(&d);
    return s;
}

static int set_up(void **p)
{
    *p = origin();
    return 0;
}

static int tear_down(void **p)
{
    table_state_free(*p);
    return 0;
}

static int in_bytes(const struct t2_buf *b, const void *what, size_t n)
{
    return memmem(b->ptr, b->len, what, n) != NULL;
}

static void absent(const struct t2_buf *b, const char *text)
{
    if (text[0] != '\0' && in_bytes(b, text, strlen(text)))
        fail_msg("\"%s\" was carried over", text);
}

/* Not a byte of the origin but the words: no id, name, title, slot. */
static void carries_nothing_else(const struct table_state *s, const struct t2_buf *b)
{
    char day[TABLE_SLOT_TEXT_LEN];
    uint8_t digest[TABLE_DIGEST_LEN];
    assert_int_equal(table_state_digest(s, digest), 0);
    assert_false(in_bytes(b, digest, sizeof digest));
    assert_false(in_bytes(b, table_id(s), 8));
    absent(b, table_title(s));
    absent(b, "Tabletitlemark");
    for (size_t i = 0; i < table_n_seats(s); i++) {
        const struct table_seat *x = table_seat(s, i);
        absent(b, x->id);
        absent(b, x->name);
        absent(b, x->party);
        absent(b, x->role);
    }
    for (size_t i = 0; i < table_n_issues(s); i++) {
        const struct table_issue *x = table_issue(s, i);
        absent(b, x->id);
        for (size_t k = 0; k < x->n_titles; k++)
            absent(b, x->titles[k].text);
        for (size_t k = 0; k < x->n_options; k++)
            absent(b, x->options[k].id);
    }
    for (size_t i = 0; i < table_n_events(s); i++) {
        const struct table_event *ev = table_event_at(s, i);
        struct t2_buf e;
        uint8_t slot[8];
        for (int k = 0; k < 8; k++)
            slot[k] = (uint8_t)(ev->slot >> (56 - 8 * k));
        assert_false(in_bytes(b, slot, 8));
        assert_false(in_bytes(b, slot + 4, 4));
        table_slot_text(ev->slot, day);
        absent(b, day);
        if (ev->kind == TABLE_EV_PAPER || ev->kind == TABLE_EV_DRAFT || ev->kind == TABLE_EV_ARTICLE_OPENED)
            assert_false(in_bytes(b, ev->u.form_id, TABLE_FORM_ID_LEN / 2));
        t2_buf_init(&e, TABLE_EVENT_MAX);
        assert_int_equal(table_event_encode(ev, &e), 0);
        assert_false(in_bytes(b, e.ptr, e.len));
        t2_buf_free(&e);
    }
    for (size_t i = 0; i < table_n_articles(s); i++) {
        absent(b, table_article_name(s, i));
        absent(b, table_article_title(s, i, "en"));
    }
    static const char *const marks[] = {"Papertitlemark", "contentious", "trading", "waiting", "[", "]",
                                        "\xe2\x80\x8b"};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        absent(b, marks[i]);
}

/* The words as the event for another table, encoded. */
static void encode(const struct table_state *s, struct shuttle_words *w, const char *title, struct t2_buf *b)
{
    struct table_event ev;
    shuttle_event(w, title, fresh, &ev);
    t2_buf_init(b, TABLE_EVENT_MAX);
    assert_int_equal(table_event_encode(&ev, b), 0);
    carries_nothing_else(s, b);
    /* The other table takes it, from its own facilitator. */
    struct table_state *other = fixture_small(2);
    ev.author = 1;
    ev.slot = FIXTURE_SLOT;
    fixture_apply(other, &ev);
    table_state_free(other);
}

static void a_paper(void **p)
{
    struct shuttle_words w;
    struct t2_buf b;
    assert_int_equal(shuttle_paper(*p, 0, NULL, &w), 0);
    assert_int_equal(w.n, 3);
    assert_string_equal(w.texts[0].lang, "ar"); /* by their tags, not as the author had them */
    assert_string_equal(w.texts[1].lang, "en");
    assert_string_equal(w.texts[1].text, "A zone of five km.\n\nThey count.");
    assert_string_equal(w.texts[2].lang, "uk");
    assert_int_equal(w.hidden, 1);
    encode(*p, &w, NULL, &b);
    assert_true(in_bytes(&b, "A paper of the facilitator", 26));
    t2_buf_free(&b);
    encode(*p, &w, "Elements", &b);
    assert_true(in_bytes(&b, "Elements", 8));
    assert_false(in_bytes(&b, "A paper of the facilitator", 26));
    t2_buf_free(&b);
    shuttle_words_clear(&w);
    assert_int_equal(shuttle_paper(*p, 0, "en", &w), 0);
    assert_int_equal(w.n, 1);
    shuttle_words_clear(&w);
    assert_int_equal(shuttle_paper(*p, 0, "fr", &w), T2_E_MISSING);
    assert_int_equal(shuttle_paper(*p, 9, NULL, &w), T2_E_MISSING);
}

/* A language that prevails prevails no more once it is one of several: it goes alone. */
static void what_prevails_goes_alone(void **p)
{
    struct shuttle_words w;
    struct t2_buf b;
    assert_int_equal(shuttle_paper(*p, 1, NULL, &w), 0);
    assert_int_equal(w.n, 1);
    assert_string_equal(w.texts[0].lang, "uk");
    encode(*p, &w, NULL, &b);
    t2_buf_free(&b);
    shuttle_words_clear(&w);
}

/* The same words of another author, in another order, at another time, under another title: the same bytes.
 */
static void whose_it_was_makes_no_difference(void **p)
{
    static const struct table_text title[] = {{"fr", "Un autre titre"}};
    struct table_state *s = fixture_small(2);
    const struct table_event *from = table_event_at(*p, table_paper(*p, 0)->event);
    const struct table_text *t = from->u.paper.body.texts;
    const struct table_text body[] = {t[1], t[2], t[0]};
    struct shuttle_words w, x;
    struct t2_buf a, b;
    struct table_event ev = form_event(TABLE_EV_PAPER, 1, FIXTURE_SLOT + 77, 0x33);
    ev.u.paper.authentic = 1;
    ev.u.paper.title = (struct table_texts){1, title};
    ev.u.paper.body = (struct table_texts){3, body};
    fixture_apply(s, &ev);
    assert_int_equal(shuttle_paper(*p, 0, NULL, &w), 0);
    assert_int_equal(shuttle_paper(s, 0, NULL, &x), 0);
    encode(*p, &w, NULL, &a);
    encode(*p, &x, NULL, &b);
    assert_int_equal(a.len, b.len);
    assert_memory_equal(a.ptr, b.ptr, a.len);
    t2_buf_free(&a);
    t2_buf_free(&b);
    shuttle_words_clear(&w);
    shuttle_words_clear(&x);
    table_state_free(s);
}

static void an_article(void **p)
{
    const struct draft_choice ten = {1, 1}, mined = {2, 1}, both[] = {ten, mined}, wrong = {9, 0};
    struct shuttle_words w;
    struct t2_buf b;
    assert_int_equal(shuttle_article(*p, 0, NULL, NULL, 0, &w), 0);
    assert_int_equal(w.n, 2);
    assert_string_equal(w.texts[0].text, "It is five km wide.");
    encode(*p, &w, NULL, &b);
    t2_buf_free(&b);
    shuttle_words_clear(&w);
    assert_int_equal(shuttle_article(*p, 0, "en", both, 2, &w), 0);
    assert_int_equal(w.n, 1);
    assert_string_equal(w.texts[0].text, "It is ten km wide, never mined.");
    encode(*p, &w, NULL, &b);
    t2_buf_free(&b);
    shuttle_words_clear(&w);
    assert_int_equal(shuttle_article(*p, 0, NULL, both, 2, &w), T2_E_ARGUMENT); /* of which language? */
    assert_int_equal(shuttle_article(*p, 0, "en", &wrong, 1, &w), T2_E_ARGUMENT);
    assert_int_equal(shuttle_article(*p, 0, "fr", NULL, 0, &w), T2_E_MISSING);
    assert_int_equal(shuttle_article(*p, 5, NULL, NULL, 0, &w), T2_E_MISSING);
    assert_null(w.storage);
}

static void words_of_ones_own(void **p)
{
    static char much[TABLE_PAPER_MAX + 2];
    struct shuttle_words w;
    struct t2_buf b;
    assert_int_equal(shuttle_text("Could the zone be wider?\xe2\x80\x8b", "en", &w), 0);
    assert_string_equal(w.texts[0].text, "Could the zone be wider?");
    encode(*p, &w, NULL, &b);
    t2_buf_free(&b);
    shuttle_words_clear(&w);
    memset(much, 'a', sizeof much - 1);
    assert_int_equal(shuttle_text(much, "en", &w), T2_E_TOO_LARGE);
    much[TABLE_PAPER_MAX] = '\0';
    assert_int_equal(shuttle_text(much, "en", &w), 0);
    shuttle_words_clear(&w);
    assert_int_equal(shuttle_text("\xff", "en", &w), T2_E_MALFORMED);
    assert_int_equal(shuttle_text(" \n ", "en", &w), T2_E_MISSING);
}

static void only_a_facilitator(void **p)
{
    assert_false(shuttle_may(*p, A));
    assert_false(shuttle_may(*p, B));
    assert_true(shuttle_may(*p, FACILITATOR));
    assert_false(shuttle_may(*p, 3));
}

/* What the checker marks in words that leave the table, beside what it marks anyway. */
static void marks(const struct table_state *s, const char *text, enum chatham_kind kind)
{
    static struct chatham_finding out[CHATHAM_MAX_FINDINGS];
    const struct chatham_names leaving = {.of_table = 1};
    size_t n = 0;
    assert_int_equal(chatham_check(s, &leaving, text, out, &n), 0);
    for (size_t i = 0; i < n; i++) {
        if (out[i].kind == kind)
            return;
    }
    fail_msg("not marked as %s: %s", chatham_kind_name(kind), text);
}

static void what_is_marked(void **p)
{
    static struct chatham_finding out[CHATHAM_MAX_FINDINGS];
    const struct chatham_names leaving = {.of_table = 1};
    size_t n = 0;
    marks(*p, "At the Tabletitlemark by the lake it went well.", CHATHAM_TABLE);
    marks(*p, "It was about the shape of the zonemark.", CHATHAM_TABLE);
    /* "of the line of the stop", inflected */
    marks(*p,
          "\xd0\x9f\xd1\x80\xd0\xbe \xd0\xbb\xd1\x96\xd0\xbd\xd1\x96\xd1\x8e "
          "\xd0\xbf\xd1\x80\xd0\xb8\xd0\xbf\xd0\xb8\xd0\xbd\xd0\xb5\xd0\xbd\xd0\xbd\xd1\x8f.",
          CHATHAM_TABLE);
    marks(*p, "The Arvenians would agree.", CHATHAM_PARTY);
    /* "Arvenian", in Russian */
    marks(*p, "\xd0\x90\xd1\x80\xd0\xb2\xd0\xb5\xd0\xbd\xd1\x81\xd0\xba\xd0\xbe\xd0\xb3\xd0\xbe.",
          CHATHAM_PARTY);
    marks(*p, "Ask Zyxmark first.", CHATHAM_SEAT);
    marks(*p, "They say nobody can accept a wider strip of land there.", CHATHAM_QUOTED);
    assert_int_equal(chatham_check(*p, &leaving, "It was said that a zone could be wider.", out, &n), 0);
    assert_int_equal(n, 0);
    /* Words that stay at the table may name its issues. */
    assert_int_equal(chatham_check(*p, NULL, "The shape of the zonemark.", out, &n), 0);
    assert_int_equal(n, 0);
}

#define with(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
int main(void)
{
    const struct CMUnitTest tests[] = {
        with(a_paper),        with(what_prevails_goes_alone), with(whose_it_was_makes_no_difference),
        with(an_article),     with(words_of_ones_own),        with(only_a_facilitator),
        with(what_is_marked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
