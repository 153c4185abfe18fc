/* The example table's article and read-out as they stand in the file: every value of its sections `text` and
 * `readout` against the program. Its tests of inclusion: table_example.c. */
#include <stdio.h>

#include "table_form_events.h"

#include <tracktwo/chatham.h>
#include <tracktwo/readout.h>
#include <tracktwo/secret.h>

enum { ARTICLE = 7, OBSERVERS = 3, LANGUAGES = 4 };

struct example {
    json_t *root, *text, *readout;
    struct table_state *s;
};

static json_t *get(json_t *o, const char *key)
{
    json_t *v = json_object_get(o, key);
    if (v == NULL)
        fail_msg("the example has no \"%s\"", key);
    return v;
}

static const char *string(json_t *o, const char *key)
{
    assert_true(json_is_string(get(o, key)));
    return json_string_value(get(o, key));
}

/* No key of a section is overlooked. */
static void has_only(json_t *o, const char *const *keys)
{
    const char *key;
    json_t *value;
    json_object_foreach(o, key, value)
    {
        size_t i = 0;
        while (keys[i] != NULL && strcmp(keys[i], key) != 0)
            i++;
        if (keys[i] == NULL)
            fail_msg("the example has \"%s\", which no test looks at", key);
    }
}

/* The article as the file has it: opened for its seats, drafted in all its languages. */
static int set_up(void **p)
{
    static const char *const keys[] = {"id", "title", "languages", "brackets", "concerns", NULL};
    struct example *x = calloc(1, sizeof *x);
    assert_non_null(x);
    x->root = fixture_example_json();
    x->text = get(x->root, "text");
    x->readout = get(x->root, "readout");
    x->s = fixture_table(NULL);
    has_only(x->text, keys);
    struct table_text title = {"en", string(x->text, "title")};
    struct table_event ev =
        form_article(0, FIXTURE_SLOT, ARTICLE, string(x->text, "id"), (uint64_t)1 << OBSERVERS,
                     fixture_seats(x->s, get(x->text, "concerns")));
    ev.u.article_opened.title = (struct table_texts){1, &title};
    fixture_apply(x->s, &ev);
    struct draft_notation in[DRAFT_MAX_LANGUAGES];
    const char *lang;
    json_t *words;
    size_t n = 0;
    json_object_foreach(get(x->text, "languages"), lang, words)
    {
        in[n++] = (struct draft_notation){lang, json_string_value(words)};
    }
    assert_int_equal(n, LANGUAGES);
    struct draft_error why = {0};
    struct draft draft = {0};
    if (draft_read(in, n, NULL, 0, &draft, &why) != 0)
        fail_msg("%s", why.text);
    ev = form_event(TABLE_EV_DRAFT, 0, FIXTURE_SLOT, ARTICLE);
    ev.u.draft.draft = draft;
    fixture_apply(x->s, &ev);
    draft_clear(&draft);
    *p = x;
    return 0;
}

static int tear_down(void **p)
{
    struct example *x = *p;
    table_state_free(x->s);
    json_decref(x->root);
    free(x);
    return 0;
}

static void writes(const struct draft_run *run, enum draft_style style, const char *expected)
{
    struct t2_buf b;
    t2_buf_init(&b, DRAFT_MAX_NOTATION);
    assert_int_equal(draft_write(run, style, &b), 0);
    assert_int_equal(t2_buf_append(&b, "", 1), 0);
    assert_string_equal((const char *)b.ptr, expected);
    t2_buf_free(&b);
}

static void its_name_title_and_words(void **p)
{
    struct example *x = *p;
    struct draft d;
    const char *lang;
    json_t *words;
    size_t at = 9;
    assert_int_equal(table_article_find(x->s, string(x->text, "id"), &at), 0);
    assert_int_equal(at, 0);
    assert_string_equal(table_article_title(x->s, at, "en"), string(x->text, "title"));
    assert_int_equal(table_article_draft(x->s, at, 0, &d), 0);
    assert_int_equal(d.n, LANGUAGES);
    json_object_foreach(get(x->text, "languages"), lang, words)
    {
        assert_non_null(draft_in(&d, lang));
        writes(draft_in(&d, lang), DRAFT_PLAIN, json_string_value(words));
        assert_true(draft_brackets(draft_in(&d, lang), NULL, 0) > 0);
    }
    draft_clear(&d);
    assert_int_equal(table_article_status(x->s, at), TABLE_ARTICLE_BRACKETED);
}

/* Each bracket of the file: its number, its alternatives in their order, the one that it stands in; none is
 * settled, and whose it is nobody can say. */
static void its_brackets(void **p)
{
    static const char *const keys[] = {"n", "alternatives", "held_by", "settled", "inside", NULL};
    struct example *x = *p;
    struct draft d;
    struct draft_place place[8];
    json_t *list = get(x->text, "brackets"), *one, *alternative;
    size_t i, k;
    assert_int_equal(table_article_draft(x->s, 0, 0, &d), 0);
    const struct draft_run *english = draft_in(&d, "en");
    assert_int_equal(draft_brackets(english, place, 8), json_array_size(list));
    assert_int_equal(table_article_open_brackets(x->s, 0), json_array_size(list));
    json_array_foreach(list, i, one)
    {
        const struct draft_bracket *b = place[i].bracket;
        has_only(one, keys);
        assert_int_equal(b->id, json_integer_value(get(one, "n")));
        assert_true(json_is_null(get(one, "settled")));
        assert_int_equal(place[i].inside, json_integer_value(json_object_get(one, "inside"))); /* 0: none */
        assert_int_equal(b->n, json_array_size(get(one, "alternatives")));
        json_array_foreach(get(one, "alternatives"), k, alternative)
        {
            const char *words = json_string_value(alternative);
            writes(&b->alternatives[k], DRAFT_PLAIN, strcmp(words, "(nothing)") == 0 ? "" : words);
        }
        json_t *held = json_object_get(one, "held_by");
        assert_true(held == NULL || strcmp(json_string_value(held), "unattributed") == 0);
    }
    draft_clear(&d);
    /* Of the text as it goes out: no seat, no party, nobody whose bracket it would be. */
    struct t2_buf out;
    t2_buf_init(&out, 65536);
    assert_int_equal(
        table_export_text(x->s, TABLE_EXPORT_MARKDOWN, NULL, TABLE_LANG_EN, DRAFT_PLAIN, FIXTURE_SLOT, &out),
        0);
    for (size_t seat = 0; seat < table_n_seats(x->s); seat++) {
        const char *name = table_seat(x->s, seat)->name, *party = table_seat(x->s, seat)->party;
        assert_null(memmem(out.ptr, out.len, name, strlen(name)));
        assert_null(memmem(out.ptr, out.len, party, strlen(party)));
    }
    t2_buf_free(&out);
}

/* Whom it concerns: these seats and no fewer, and each of them decides when the brackets are settled. */
static void its_seats(void **p)
{
    struct example *x = *p;
    uint64_t concerns = fixture_seats(x->s, get(x->text, "concerns"));
    struct draft d, settled, all = {0};
    assert_int_equal(table_article_concerns(x->s, 0), concerns);
    assert_int_equal(table_issue(x->s, OBSERVERS)->concerns, concerns);
    for (uint8_t seat = 0; seat < table_n_seats(x->s); seat++) {
        struct table_event ev = form_article(0, FIXTURE_SLOT, 8, "8", (uint64_t)1 << OBSERVERS,
                                             concerns & ~((uint64_t)1 << seat));
        fixture_refused(x->s, &ev, TABLE_R_MISSING_SEAT, "The issue \"observers\" concerns Seat ");
        ev = form_says(seat, FIXTURE_SLOT, ARTICLE, TABLE_ARTICLE_COULD_RECOMMEND);
        fixture_refused(x->s, &ev, TABLE_R_BRACKETS, "This article has open brackets: 4.");
    }
    /* Everything settled to its first alternative, in each language. */
    assert_int_equal(table_article_draft(x->s, 0, 0, &d), 0);
    for (size_t i = 0; i < d.n; i++) {
        assert_int_equal(
            draft_settle(i == 0 ? &d : &all, d.languages[i].lang, NULL, 0, DRAFT_FIRST, &settled), 0);
        draft_clear(&all);
        all = settled;
    }
    struct table_event ev = form_event(TABLE_EV_DRAFT, 0, FIXTURE_SLOT, ARTICLE);
    ev.u.draft.replaces = 1;
    ev.u.draft.draft = all;
    fixture_apply(x->s, &ev);
    draft_clear(&d);
    draft_clear(&all);
    assert_int_equal(table_article_draft(x->s, 0, 0, &d), 0);
    writes(
        draft_in(&d, "en"), DRAFT_PLAIN,
        "3. The observers shall move freely on both sides of the line. They report every day to both sides.");
    draft_clear(&d);
    for (uint8_t seat = 0; seat < table_n_seats(x->s); seat++) {
        assert_int_equal(table_article_open_brackets(x->s, 0), 0);
        ev = form_says(seat, FIXTURE_SLOT, ARTICLE, TABLE_ARTICLE_COULD_RECOMMEND);
        fixture_apply(x->s, &ev);
    }
    assert_int_equal(table_article(x->s, 0)->could, concerns);
}

/* The read-out passes the checker as it stands, holds no word that it must not, goes to a principal's key and
 * comes out there as it went in; with any of those words the checker finds it. */
static void the_read_out(void **p)
{
    static const char *const keys[] = {"to", "text", "must_not_contain", NULL};
    static struct chatham_finding found[CHATHAM_MAX_FINDINGS];
    struct example *x = *p;
    const char *text = string(x->readout, "text");
    char with[4096];
    json_t *word;
    size_t i, n = 0;
    has_only(x->readout, keys);
    assert_string_equal(string(x->readout, "to"), "a principal");
    assert_int_equal(chatham_check(x->s, NULL, text, found, &n), 0);
    assert_int_equal(n, 0);
    assert_int_equal(json_array_size(get(x->readout, "must_not_contain")), 8);
    json_array_foreach(get(x->readout, "must_not_contain"), i, word)
    {
        const char *bad = json_string_value(word);
        assert_null(strcasestr(text, bad));
        (void)snprintf(with, sizeof with, "%s One view was that of the %s.", text, bad);
        assert_int_equal(chatham_check(x->s, NULL, with, found, &n), 0);
        assert_true(n > 0);
        assert_true(found[0].start >= strlen(text)); /* the rest is still fine */
        size_t at = strlen(with) - 1 - strlen(bad);
        assert_true(found[0].start <= at && at < found[0].start + found[0].len);
    }
}

static void to_a_principal(void **p)
{
    struct example *x = *p;
    struct t2_bytes text = t2_bytes_str(string(x->readout, "text")),
                    pass = t2_bytes_str("six words of a principal");
    char line[READOUT_PUBLIC_MAX];
    struct t2_buf private, file, out;
    int wrong_passphrase = 0;
    assert_int_equal(t2_init(), 0);
    t2_buf_init(&private, READOUT_PRIVATE_LEN);
    t2_buf_init(&file, READOUT_FILE_MAX);
    t2_buf_init(&out, READOUT_MAX);
    assert_int_equal(readout_key_new(t2_random_system(), pass, CHANNEL_STORE_COST_MIN, &private, line), 0);
    assert_int_equal(readout_seal(t2_random_system(), t2_bytes_str(line), text, &file), 0);
    assert_null(memmem(file.ptr, file.len, text.ptr, 16));
    assert_int_equal(readout_open(t2_buf_view(&private), pass, t2_buf_view(&file), &out, &wrong_passphrase),
                     0);
    assert_true(t2_bytes_eq(t2_buf_view(&out), text));
    t2_buf_free(&private);
    t2_buf_free(&file);
    t2_buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(its_name_title_and_words, set_up, tear_down),
        cmocka_unit_test_setup_teardown(its_brackets, set_up, tear_down),
        cmocka_unit_test_setup_teardown(its_seats, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_read_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(to_a_principal, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
