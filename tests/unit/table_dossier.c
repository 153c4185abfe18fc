/* The dossier: what it holds, and above all what it does not. Two tables that differ in everything that tells
 * who, and in nothing else, have the same dossier, byte for byte. */
#include <math.h>
#include <stdio.h>

#include <tracktwo/crypto.h>

#include "table_form_events.h"

#define DAY ((uint64_t)20785 * 1440) /* a midnight */

/* Who sits where, what the seats are called, and at which minute of the day it all happens. */
struct cast {
    struct table_seat seats[4];
    uint8_t a, b, c; /* the seats that act */
    uint8_t tags;    /* ids of forms begin here */
    uint64_t minute;
    const char *place, *reason, *said, *paper;
};

static const struct cast first = {
    .seats = {{"QXAA", "Partymarka", "Zyxmarka", "Rolemarka", TABLE_OFFICIAL, TABLE_PARTICIPANT,
               .mandate = {.kind = TABLE_UNDER_INSTRUCTION}},
              {"QXBB", "Partymarkb", "Zyxmarkb", "Rolemarkb", TABLE_OFFICIAL, TABLE_PARTICIPANT,
               .mandate = {.kind = TABLE_UNDER_INSTRUCTION}},
              {"QXCC", "Partymarkc", "Zyxmarkc", "Rolemarkc", TABLE_PRIVATE, TABLE_PARTICIPANT,
               .mandate = {.kind = TABLE_OWN_INITIATIVE}},
              {"QXFF", "Partymarkf", "Zyxmarkf", "Rolemarkf", TABLE_PRIVATE, TABLE_FACILITATOR,
               .mandate = {.kind = TABLE_OWN_INITIATIVE}}},
    .a = 0,
    .b = 1,
    .c = 2,
    .tags = 1,
    .minute = 61,
    .place = "Placemark",
    .reason = "Reasonmark",
    .said = "Saidmark",
    .paper = "Papermark",
};
static const struct cast second = {
    .seats = {{"QZ1", "Otherparty one", "Othername one", "", TABLE_FORMER, TABLE_PARTICIPANT,
               .mandate = {.kind = TABLE_WITH_KNOWLEDGE}},
              {"QZ2", "Otherparty two", "Othername two", "Otherrole", TABLE_PRIVATE, TABLE_FACILITATOR,
               .mandate = {.kind = TABLE_AT_REQUEST, .expires_slot = DAY + 9000}},
              {"QZ3", "Otherparty two", "Othername three", "", TABLE_OFFICIAL, TABLE_PARTICIPANT,
               .mandate = {.kind = TABLE_UNDER_INSTRUCTION}},
              {"QZ4", "Otherparty one", "Othername four", "", TABLE_OFFICIAL, TABLE_PARTICIPANT,
               .mandate = {.kind = TABLE_UNDER_INSTRUCTION}}},
    .a = 3,
    .b = 2,
    .c = 0,
    .tags = 100,
    .minute = 700,
    .place = "Elsewhere",
    .reason = "For another reason.",
    .said = "Something else.",
    .paper = "Another one.",
};

/* The id of a form or sounding at this table, of one byte. */
static uint8_t tag_of(const struct cast *x, unsigned k)
{
    return (uint8_t)(x->tags + k);
}

/* ---- the table ---- */

static const struct table_text hostile_title[] = {
    {"en", "Status <script>alert(1)</script> & \"rest\""},
    {"ar", "\xd9\x88\xd8\xb6\xd8\xb9 \xd8\xa7\xd9\x84\xd8\xa3\xd8\xb1\xd8\xb6"}};
static const struct table_text width_title[] = {{"en", "Width of the zone"}};
static const struct table_text option_text[2][3] = {
    {{"en", "It stays.</dd><h1>"}, {"en", "It moves."}, {"en", "Later, 'perhaps'."}},
    {{"en", "Five kilometres"}, {"en", "Ten kilometres"}, {"en", ""}}};

static void add_issue(struct table_state *s, uint64_t slot, uint8_t author, int k, uint64_t concerns)
{
    static const char *const ids[2][3] = {{"t1", "t2", "t3"}, {"w1", "w2", ""}};
    struct table_option options[3];
    struct table_event ev = {.kind = TABLE_EV_ISSUE_ADDED, .author = author, .slot = slot};
    for (size_t i = 0; i < 3; i++)
        options[i] = (struct table_option){ids[k][i], 1, &option_text[k][i]};
    ev.u.issue_added = (struct table_issue){.id = k == 0 ? "status" : "width",
                                            .n_titles = k == 0 ? 2 : 1,
                                            .titles = k == 0 ? hostile_title : width_title,
                                            .n_options = k == 0 ? 3 : 2,
                                            .options = options,
                                            .concerns = concerns};
    fixture_apply(s, &ev);
}

/* Opened, sealed, and answered by all three; the sounding's place. */
static size_t sounded(struct table_state *s, const struct cast *x, uint64_t slot, uint8_t tag,
                      struct table_ev_sound_opened plan, uint8_t answer, uint32_t value)
{
    const uint8_t who[3] = {x->a, x->b, x->c};
    uint8_t id[TABLE_SOUNDING_ID_LEN], circuit[TABLE_DIGEST_LEN];
    struct table_refusal why = {.text = ""};
    struct table_shape shape;
    size_t at = 0;
    fixture_id(TABLE_EV_SOUND_OPENED, x->b, tag_of(x, tag), id);
    memset(circuit, 3, sizeof circuit);
    plan.seats = (uint64_t)1 << x->a | (uint64_t)1 << x->b | (uint64_t)1 << x->c;
    if (table_sounding_plan(s, slot, &plan, &shape, &why) != 0)
        fail_msg("refused: %s", why.text);
    assert_int_equal(table_sounding_finish(s, &plan, id, circuit), 0);
    struct table_event ev = {
        .kind = TABLE_EV_SOUND_OPENED, .author = x->b, .slot = slot, .u.sound_opened = plan};
    fixture_apply(s, &ev);
    assert_int_equal(table_sounding_find(s, id, &at), 0);
    for (int step = 0; step < 2; step++) {
        for (size_t i = 0; i < 3; i++) {
            ev = fixture_sealed(s, who[i], slot, tag_of(x, tag));
            if (step == 1) {
                ev = fixture_result(s, who[i], slot, tag_of(x, tag), answer);
                ev.u.sound_result.value = value;
                assert_int_equal(table_answer_digest(table_sounding(s, at)->digests.context, answer, value,
                                                     ev.u.sound_result.digest),
                                 0);
            }
            fixture_apply(s, &ev);
        }
    }
    return at;
}

static void soundings(struct table_state *s, const struct cast *x, uint64_t slot)
{
    static const struct table_text statement[] = {{"en", "Guns & <i>roses</i> stay silent."}};
    static const struct table_text how_far[] = {{"en", "How far back?"}};
    const struct table_ev_sound_opened both = {.kind = TABLE_SOUND_ROOM, .n_issues = 2, .issues = {0, 1}};
    struct table_ev_sound_opened plan = both;
    size_t room = sounded(s, x, slot, 1, both, 1, 0);
    plan.kind = TABLE_SOUND_FIND;
    memcpy(plan.params.of, table_sounding(s, room)->id, TABLE_SOUNDING_ID_LEN);
    (void)sounded(s, x, slot, 2, plan, 1, 3); /* t2, w2 */
    plan = (struct table_ev_sound_opened){.kind = TABLE_SOUND_YES, .n_issues = 1, .issues = {1}};
    plan.params = (struct table_sound_params){.n_texts = 1, .texts = statement};
    (void)sounded(s, x, slot, 3, plan, 0, 0);
    plan.kind = TABLE_SOUND_RANGE;
    plan.params = (struct table_sound_params){
        .n_texts = 1, .texts = how_far, .unit = "km <b>", .min = 10, .max = 40, .step = 5};
    (void)sounded(s, x, slot, 4, plan, 1, 0);
    /* One that is stopped, because a seat was not heard. */
    struct table_event ev =
        fixture_sound_opened(s, x->a, slot, tag_of(x, 5), (const uint8_t[]){1}, 1,
                             (uint64_t)1 << x->a | (uint64_t)1 << x->b | (uint64_t)1 << x->c);
    fixture_apply(s, &ev);
    ev = fixture_stopped(x->a, slot, tag_of(x, 5), 0, (uint64_t)1 << x->c);
    fixture_apply(s, &ev);
}

static void draft(struct table_state *s, uint64_t slot, uint8_t tag, uint32_t replaces, const char *en,
                  const char *ar)
{
    struct draft_notation in[] = {{"en", en}, {"ar", ar}};
    struct table_event ev = form_event(TABLE_EV_DRAFT, table_pen(s), slot, tag);
    struct draft_error why = {0};
    struct draft d = {0};
    if (draft_read(in, ar != NULL ? 2 : 1, NULL, 0, &d, &why) != 0)
        fail_msg("%s", why.text);
    ev.u.draft.draft = d;
    ev.u.draft.replaces = replaces;
    fixture_apply(s, &ev);
    draft_clear(&d);
}

static void says(struct table_state *s, uint64_t slot, uint8_t seat, uint8_t tag,
                 enum table_article_says what)
{
    struct table_event ev = form_says(seat, slot, tag, what);
    fixture_apply(s, &ev);
}

static void articles(struct table_state *s, const struct cast *x, uint64_t slot)
{
    const uint64_t ab = (uint64_t)1 << x->a | (uint64_t)1 << x->b;
    struct table_event ev;
    static const char *const names[] = {"3", "4", "5"};
    ev = fixture_issue("access", 2, ab);
    ev.author = x->c;
    ev.slot = slot;
    fixture_apply(s, &ev);
    for (uint8_t i = 0; i < 3; i++) {
        ev = form_article(x->c, slot, tag_of(x, 10u + i), names[i], 4, ab);
        fixture_apply(s, &ev);
    }
    draft(s, slot, tag_of(x, 10), 0, "Observers [shall] [should]{trading} <i>move</i>[, & count].",
          "[\xd9\x8a\xd8\xac\xd8\xa8] [\xd9\x8a\xd9\x86\xd8\xa8\xd8\xba\xd9\x8a] \xd8\xa3\xd9\x86.");
    draft(s, slot, tag_of(x, 11), 0, "One whom it concerns could recommend this.", NULL);
    says(s, slot, x->a, tag_of(x, 11), TABLE_ARTICLE_COULD_RECOMMEND);
    draft(s, slot, tag_of(x, 12), 0, "Both agreed to this.", NULL);
    says(s, slot, x->a, tag_of(x, 12), TABLE_ARTICLE_AGREED);
    says(s, slot, x->b, tag_of(x, 12), TABLE_ARTICLE_AGREED);
}

static void meeting(struct table_state *s, const struct cast *x, uint64_t slot)
{
    const uint8_t tag = tag_of(x, 20);
    struct table_event ev =
        form_meeting(x->b, slot, tag, slot + 1, (uint64_t)1 << x->a | (uint64_t)1 << x->b, 0);
    ev.u.meeting_called.place = x->place;
    fixture_apply(s, &ev);
    for (int i = 0; i < 2; i++) {
        ev = form_event(TABLE_EV_MEETING_ATTENDANCE, i == 0 ? x->a : x->b, slot + 1, tag);
        ev.u.meeting_attendance.attendance = TABLE_WAS_THERE;
        fixture_apply(s, &ev);
    }
    ev = form_point(x->b, slot + 1, tag, "One view was that <u>two</u> counts are better.");
    fixture_apply(s, &ev);
    ev = form_point(x->b, slot + 1, tag, "Struckmark.");
    fixture_apply(s, &ev);
    ev = form_event(TABLE_EV_MEETING_STRUCK, x->b, slot + 1, tag);
    ev.u.meeting_struck.point = 2;
    fixture_apply(s, &ev);
    ev = form_event(TABLE_EV_MEETING_RECORD, x->b, slot + 1, tag);
    fixture_apply(s, &ev);
    for (int i = 0; i < 2 && table_meeting(s, 0)->record != TABLE_RECORD_CLOSED; i++) {
        ev = form_event(TABLE_EV_MEETING_READ_BACK, i == 0 ? x->a : x->b, slot + 1, tag);
        ev.u.meeting_read_back.confirms = 1;
        ev.u.meeting_read_back.remark = "Remarkmark";
        fixture_apply(s, &ev);
    }
    assert_int_equal(table_meeting(s, 0)->record, TABLE_RECORD_CLOSED);
}

/* A record that is not read back is nobody's yet. */
static void open_record(struct table_state *s, const struct cast *x, uint64_t slot)
{
    const uint8_t tag = tag_of(x, 21);
    struct table_event ev =
        form_meeting(x->a, slot, tag, slot + 1, (uint64_t)1 << x->a | (uint64_t)1 << x->b, 0);
    fixture_apply(s, &ev);
    ev = form_point(x->a, slot + 1, tag, "Openmark.");
    fixture_apply(s, &ev);
}

static struct table_state *build(const struct cast *x)
{
    static const char *const rules[] = {"Chatham House Rule", "Nobody <marquee>shouts</marquee>"};
    const uint64_t slot = DAY + x->minute;
    struct table_state *s = NULL;
    struct table_text paper[] = {{"en", x->paper}};
    assert_int_equal(table_state_new(&s), 0);
    struct table_event ev = {.kind = TABLE_EV_TABLE_OPENED, .author = x->b, .slot = slot};
    ev.u.table_opened = (struct table_ev_table_opened){.title = "Talks <em>&amp; more</em>",
                                                       .n_rules = 2,
                                                       .rules = rules,
                                                       .settings = table_settings_default(),
                                                       .n_seats = 4,
                                                       .seats = x->seats};
    memset(ev.u.table_opened.nonce, x->tags, sizeof ev.u.table_opened.nonce);
    ev.u.table_opened.settings.spacing_slots = 0;
    ev.u.table_opened.settings.runs_per_issue = 20;
    fixture_apply(s, &ev);
    const uint64_t abc = (uint64_t)1 << x->a | (uint64_t)1 << x->b | (uint64_t)1 << x->c;
    add_issue(s, slot, x->b, 0, abc);
    add_issue(s, slot, x->a, 1, abc);
    ev = fixture_said(x->a, slot, TABLE_THINKING_ALOUD, x->said);
    fixture_apply(s, &ev);
    ev = form_pause(x->c, slot, TABLE_PAUSE_PLAIN, x->reason);
    fixture_apply(s, &ev);
    ev = (struct table_event){.kind = TABLE_EV_RESUMED, .author = x->c, .slot = slot};
    fixture_apply(s, &ev);
    ev = form_event(TABLE_EV_PAPER, x->c, slot, tag_of(x, 30));
    ev.u.paper.authentic = 1;
    ev.u.paper.title = ev.u.paper.body = (struct table_texts){1, paper};
    fixture_apply(s, &ev);
    articles(s, x, slot);
    soundings(s, x, slot);
    meeting(s, x, slot + 1);
    open_record(s, x, slot + 2);
    return s;
}

/* ---- what is exported ---- */

struct made {
    struct t2_buf page, beside;
};

static const char *make(const struct table_state *s, enum table_lang lang, int one, uint64_t now,
                        struct made *m)
{
    t2_buf_init(&m->page, 1 << 20);
    t2_buf_init(&m->beside, 1 << 20);
    assert_int_equal(table_export_dossier(s, lang, one, now, &m->page, &m->beside), 0);
    assert_int_equal(t2_buf_append(&m->page, "", 1), 0);
    assert_int_equal(t2_buf_append(&m->beside, "", 1), 0);
    return (const char *)m->page.ptr;
}

static void end(struct made *m)
{
    t2_buf_free(&m->page);
    t2_buf_free(&m->beside);
}

static void holds(const char *page, const char *text)
{
    if (strstr(page, text) == NULL)
        fail_msg("\"%s\" is not in:\n%s", text, page);
}

static void holds_not(const char *page, const char *text)
{
    if (strstr(page, text) != NULL)
        fail_msg("\"%s\" is in:\n%s", text, page);
}

static int set_up(void **p)
{
    *p = build(&first);
    return 0;
}

static int tear_down(void **p)
{
    table_state_free(*p);
    return 0;
}

static void what_it_holds(void **p)
{
    struct made m;
    const char *page = make(*p, TABLE_LANG_EN, 0, DAY + 3 * 1440, &m);
    holds(page, "<html lang=\"en\" dir=\"ltr\">");
    holds(page, "Observers shall &lt;i&gt;move&lt;/i&gt;.</p>"); /* the clean text */
    holds(page,
          "<bdi class=\"bracket\" dir=\"ltr\" title=\"1, trading\">[<bdi dir=\"ltr\">shall</bdi> <b>|</b> "
          "<bdi dir=\"ltr\">should</bdi>]</bdi>");
    holds(page, "<h2>Open brackets</h2>");
    holds(page,
          "<td>trading</td><td><time dir=\"ltr\">2026-11-28</time></td><td>3</td><td><ul><li><bdi>1</bdi>: "
          "<span lang=\"en\" dir=\"ltr\">shall</span></li><li><bdi>1 bis</bdi>: ");
    holds(page, "<bdi>2</bdi>: (nothing)</li>");
    holds(page, "Agreed ad referendum by all whom it concerns");
    holds(page, "Opened: t2-w2.");
    holds(page, "<dt><span lang=\"en\" dir=\"ltr\">Width of the zone</span></dt>\n<dd><span lang=\"en\" "
                "dir=\"ltr\">Ten kilometres</span></dd>");
    holds(page, "Guns &amp; &lt;i&gt;roses&lt;/i&gt; stay silent.");
    holds(page, "Not all said yes.");
    holds(page, "alert(1)&lt;/script&gt; &amp; &quot;rest&quot;");
    holds(page, "Later, &#39;perhaps&#39;.");
    holds(page, "Numbers from 10 to 40, in steps of 5.");
    holds(page, "One view was that &lt;u&gt;two&lt;/u&gt; counts are better.");
    holds(page, "Nobody &lt;marquee&gt;shouts");
    holds(page, "A paper goes to all seats at once, or to none.");
    /* Contentious before trading when both are of one day. */
    const char *table = strstr(page, "<tbody>");
    assert_non_null(table);
    assert_true(strstr(table, "contentious") < strstr(table, "trading"));
    /* The words for the checker: of people, outside the articles. */
    const char *beside = (const char *)m.beside.ptr;
    holds(beside, "Talks <em>&amp; more</em>\n");
    holds(beside, "Guns & <i>roses</i> stay silent.\n");
    holds(beside, "Nobody <marquee>shouts</marquee>\n");
    holds_not(beside, "Observers");
    holds_not(beside, "A paper goes to all");
    end(&m);
}

/* Nothing of a seat, and nothing that only one of them did. */
static void it_names_nobody(void **p)
{
    static const char *const kept_back[] = {"Placemark", "Reasonmark", "Saidmark",
                                            "Papermark", "Struckmark", "Remarkmark",
                                            "Openmark",  "not heard",  "UTC"};
    const struct table_state *s = *p;
    for (int lang = 0; lang < TABLE_N_LANGS; lang++) {
        for (int one = 0; one < 2; one++) {
            struct made m;
            const char *page = make(s, (enum table_lang)lang, one, DAY + 1440, &m);
            for (size_t i = 0; i < table_n_seats(s); i++) {
                const struct table_seat *x = table_seat(s, i);
                const char *const all[] = {x->id, x->party, x->name, x->role};
                for (size_t k = 0; k < 4; k++) {
                    holds_not(page, all[k]);
                    holds_not((const char *)m.beside.ptr, all[k]);
                }
            }
            for (size_t i = 0; i < sizeof kept_back / sizeof kept_back[0]; i++)
                holds_not(page, kept_back[i]);
            /* No hour: no digit, colon, digit outside the style. */
            for (const char *c = strstr(page, "</style>"); *c != '\0'; c++)
                assert_false(c[0] >= '0' && c[0] <= '9' && c[1] == ':' && c[2] >= '0' && c[2] <= '9');
            end(&m);
        }
    }
}

/* The same table with other seats in another order, other standings, authors, ids and minutes. */
static void it_is_the_same_whoever_they_are(void **p)
{
    struct table_state *other = build(&second);
    for (int lang = 0; lang < TABLE_N_LANGS; lang++) {
        struct made m, n;
        const char *page = make(*p, (enum table_lang)lang, 0, DAY + 1440 + 5, &m);
        assert_string_equal(page, make(other, (enum table_lang)lang, 0, DAY + 1440 + 900, &n));
        assert_string_equal((const char *)m.beside.ptr, (const char *)n.beside.ptr);
        end(&m);
        end(&n);
    }
    table_state_free(other);
}

/* Who alone could recommend an article among two cannot be told from the other: only all or nothing. */
static void one_of_two_is_not_told(void **p)
{
    struct table_state *s = *p;
    struct made m, n;
    const char *before = make(s, TABLE_LANG_EN, 0, DAY + 1440, &m);
    holds(before, "<article id=\"article-2\">");
    says(s, DAY + 700, first.a, tag_of(&first, 11), TABLE_ARTICLE_WITHDRAWN);
    const char *after = make(s, TABLE_LANG_EN, 0, DAY + 1440, &n);
    assert_string_equal(before, after);
    end(&n);
    says(s, DAY + 700, first.a, tag_of(&first, 11), TABLE_ARTICLE_COULD_RECOMMEND);
    says(s, DAY + 700, first.b, tag_of(&first, 11), TABLE_ARTICLE_COULD_RECOMMEND);
    holds(make(s, TABLE_LANG_EN, 0, DAY + 1440, &n), "Could be recommended by all whom it concerns.");
    end(&n);
    end(&m);
}

/* ---- well formed, and of known parts only ---- */

static int one_of(const char *word, size_t n, const char *list)
{
    char padded[64];
    (void)snprintf(padded, sizeof padded, " %.*s ", (int)n, word);
    return n > 0 && n < 40 && strstr(list, padded) != NULL;
}

static const char *attributes(const char *c)
{
    while (*c == ' ') {
        const char *name = ++c;
        c += strcspn(c, "=\"<> ");
        size_t n = (size_t)(c - name);
        if (!one_of(name, n, " lang dir class title id href charset http-equiv content name scope "))
            fail_msg("attribute %.*s", (int)n, name);
        assert_true(c[0] == '=' && c[1] == '"');
        const char *value = c += 2;
        c += strcspn(c, "\"<>");
        assert_int_equal(*c, '"');
        if (strncmp(name, "href", n) == 0)
            assert_int_equal(value[0], '#'); /* to the page itself */
        c++;
    }
    return c;
}

static void well_formed(const char *page)
{
    static const char elements[] =
        " html head title style body header nav main section article h1 h2 h3 h4 p div "
        "span bdi b a ul ol li dl dt dd table caption thead tbody tr th td time "
        "blockquote ";
    const char *open[64];
    size_t len[64], depth = 0;
    assert_int_equal(strncmp(page, "<!DOCTYPE html>\n", 16), 0);
    for (const char *c = page + 15; *c != '\0'; c++) {
        if (*c == '&') {
            size_t n = strcspn(c, ";");
            assert_true(one_of(c, n, " &amp &lt &gt &quot &#39 "));
        }
        assert_int_not_equal(*c, '>');
        if (*c != '<')
            continue;
        int closes = *++c == '/';
        c += closes;
        const char *name = c;
        c += strspn(c, "abcdefghijklmnopqrstuvwxyz0123456789");
        size_t n = (size_t)(c - name);
        int is_void = one_of(name, n, " meta br ");
        if (!is_void && !one_of(name, n, elements))
            fail_msg("element %.*s", (int)n, name);
        if (closes) {
            assert_true(depth > 0 && len[depth - 1] == n && strncmp(open[depth - 1], name, n) == 0);
            depth--;
        } else if (!is_void) {
            assert_true(depth < 64);
            open[depth] = name;
            len[depth++] = n;
        }
        c = closes ? c : attributes(c);
        assert_int_equal(*c, '>');
        if (!closes && strncmp(name, "style>", 6) == 0)
            c = strstr(c, "</style>") - 1;
    }
    assert_int_equal(depth, 0);
}

static void it_is_well_formed(void **p)
{
    static const char *const never[] = {"http:",   "https:", "<script", "javascript:", "url(",
                                        "@import", "src=",   "<em>",    "<marquee"};
    for (int lang = 0; lang < TABLE_N_LANGS; lang++) {
        struct made m;
        const char *page = make(*p, (enum table_lang)lang, 0, DAY + 1440, &m);
        well_formed(page);
        for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
            holds_not(page, never[i]);
        end(&m);
    }
}

/* The policy lets this style in and nothing else. */
static void the_policy_names_the_style(void **p)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    struct made m;
    const char *page = make(*p, TABLE_LANG_EN, 0, DAY, &m);
    const char *from = strstr(page, "<style>") + 7, *to = strstr(page, "</style>");
    const char *told =
        strstr(page, "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-");
    uint8_t digest[33] = {0};
    struct t2_bytes part = t2_bytes_of(from, (size_t)(to - from));
    assert_non_null(told);
    told = strstr(told, "sha256-") + 7;
    assert_int_equal(t2_sha256(digest, &part, 1), 0);
    for (size_t bit = 0; bit < 256; bit += 6, told++) {
        unsigned two = (unsigned)digest[bit / 8] << 8 | digest[bit / 8 + 1];
        assert_int_equal(*told, digits[two >> (10 - bit % 8) & 63]);
    }
    assert_int_equal(strncmp(told, "='\"", 3), 0);
    end(&m);
}

static double luminance(const char *css, const char *name)
{
    static const double weight[3] = {0.2126, 0.7152, 0.0722};
    char key[16];
    double sum = 0;
    (void)snprintf(key, sizeof key, "--%s:#", name);
    const char *at = strstr(css, key);
    assert_non_null(at);
    unsigned long colour = strtoul(at + strlen(key), NULL, 16);
    for (int i = 0; i < 3; i++) {
        double x = (double)(colour >> (16 - 8 * i) & 255) / 255;
        sum += weight[i] * (x <= 0.04045 ? x / 12.92 : pow((x + 0.055) / 1.055, 2.4));
    }
    return sum;
}

/* WCAG 2.1, 1.4.6: 7 to 1, in the light, the dark and the printed palette. */
static void it_can_be_read(void **p)
{
    struct made m;
    const char *css = strstr(make(*p, TABLE_LANG_EN, 0, DAY, &m), "<style>");
    int n = 0;
    for (; (css = strstr(css, ":root{")) != NULL; css++, n++) {
        static const char *const inks[] = {"ink", "soft", "link"}, *const papers[] = {"paper", "mark"};
        for (size_t i = 0; i < 3; i++) {
            for (size_t k = 0; k < 2; k++) {
                double a = luminance(css, inks[i]), b = luminance(css, papers[k]);
                double contrast = ((a > b ? a : b) + 0.05) / ((a > b ? b : a) + 0.05);
                print_message("%s on %s: %.1f\n", inks[i], papers[k], contrast);
                assert_true(contrast >= 7);
            }
        }
    }
    assert_int_equal(n, 3);
    end(&m);
}

/* From right to left by the elements around the words; brackets too, whose own words are all in alternatives.
 */
static void arabic(void **p)
{
    struct made m;
    const char *page = make(*p, TABLE_LANG_AR, 1, DAY + 1440, &m);
    holds(page, "<html lang=\"ar\" dir=\"rtl\">");
    holds(page, "<p lang=\"ar\" dir=\"rtl\"><bdi class=\"bracket\" dir=\"rtl\" title=\"3\u060c ");
    holds(page, "<h3 lang=\"ar\" dir=\"rtl\">");
    holds_not(page, "Observers shall"); /* of this article the Arabic text alone */
    holds(page, "<p lang=\"en\" dir=\"ltr\">Both agreed to this.</p>"); /* it has no other */
    end(&m);
}

/* Parts with nothing in them are left out; what does not fit leaves nothing behind. */
static void an_empty_table(void **p)
{
    struct table_state *s = fixture_small(2);
    struct made m;
    (void)p;
    const char *page = make(s, TABLE_LANG_FR, 0, FIXTURE_SLOT, &m);
    well_formed(page);
    holds_not(page, "id=\"text\"");
    holds_not(page, "id=\"answers\"");
    holds(page, "id=\"rules\"");
    size_t all = m.page.len;
    end(&m);
    for (size_t max = 0; max < all; max += 257) {
        t2_buf_init(&m.page, max);
        t2_buf_init(&m.beside, 1 << 20);
        assert_int_equal(table_export_dossier(s, TABLE_LANG_FR, 0, FIXTURE_SLOT, &m.page, &m.beside),
                         max < all - 1 ? T2_E_FULL : 0);
        assert_true(max == all - 1 || (m.page.len == 0 && m.beside.len == 0));
        end(&m);
    }
    table_state_free(s);
}

#define with(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
int main(void)
{
    const struct CMUnitTest tests[] = {
        with(what_it_holds),
        with(it_names_nobody),
        with(it_is_the_same_whoever_they_are),
        with(one_of_two_is_not_told),
        with(it_is_well_formed),
        with(the_policy_names_the_style),
        with(it_can_be_read),
        with(arabic),
        cmocka_unit_test(an_empty_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
