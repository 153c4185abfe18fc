/* Drafts: the notation and back, brackets and their numbers, settling, clean text, differences. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <tracktwo/draft.h>
#include <tracktwo/err.h>
#include <tracktwo/table.h>

static void reads(const char *text, const struct draft *before, uint16_t last, struct draft *out)
{
    struct draft_notation in = {"en", text};
    struct draft_error why = {0};
    int err = draft_read(&in, 1, before, last, out, &why);
    if (err != 0)
        fail_msg("%s: %s (at %zu)", text, why.text, why.at);
}

static void writes(const struct draft *d, enum draft_style style, const char *expected)
{
    struct t2_buf b;
    t2_buf_init(&b, DRAFT_MAX_NOTATION);
    assert_int_equal(draft_write(&d->languages[0].run, style, &b), 0);
    assert_int_equal(t2_buf_append(&b, "", 1), 0);
    assert_string_equal((const char *)b.ptr, expected);
    t2_buf_free(&b);
}

#define ARTICLE                                                                                              \
    "3. The observers [shall] [should] move freely on both sides of the line [, subject to prior notice of " \
    "[six] [twenty-four] hours]. They report every day to both sides [and to the public]."

/* The article of the example table: four brackets, the third inside the second. */
static void the_example_article(void **p)
{
    (void)p;
    struct draft d;
    struct draft_place at[8];
    char label[DRAFT_LABEL_LEN];
    reads(ARTICLE, NULL, 0, &d);
    assert_int_equal(draft_brackets(&d.languages[0].run, at, 8), 4);
    assert_int_equal(at[0].bracket->n, 2);
    assert_string_equal(at[0].bracket->alternatives[1].spans[0].words, "should");
    assert_int_equal(at[1].bracket->alternatives[0].n, 0);
    assert_int_equal(at[2].inside, at[1].bracket->id);
    assert_int_equal(at[2].depth, 2);
    assert_int_equal(at[3].depth, 1);
    assert_int_equal(at[3].bracket->reason, DRAFT_CONTENTIOUS);
    draft_label(at[0].bracket->id, 1, label);
    assert_string_equal(label, "1 bis");
    writes(&d, DRAFT_PLAIN, ARTICLE);
    writes(&d, DRAFT_CLEAN,
           "3. The observers shall move freely on both sides of the line. They report every day to both "
           "sides.");
    draft_clear(&d);
}

static void what_is_written_is_read_back(void **p)
{
    static const char *const texts[] = {
        "Words.",
        "",
        "[a] [b]",
        "[a | b | ]",
        "[a]{trading} [b]{uncertain}",
        "[a]{#7 waiting} [b] [c]{#3}",
        "\\[sic\\] a\\|b \\{c\\} \\\\",
        "[[[[a] [b]] [c]] [d]]",
        "[ | a] [ | b]",
        "[x\\|y | z]{trading}{not a note}",
        "[a | [b] [c] d]",
        "\xd0\xa1\xd0\xbf\xd0\xbe\xd1\x81\xd1\x82 [\xd0\xb0] [\xd0\xb1].",
    };
    (void)p;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct draft d, again;
        struct t2_buf b;
        reads(texts[i], NULL, 0, &d);
        for (enum draft_style style = DRAFT_NOTATION; style <= DRAFT_PLAIN; style++) {
            t2_buf_init(&b, DRAFT_MAX_NOTATION);
            assert_int_equal(draft_write(&d.languages[0].run, style, &b), 0);
            assert_int_equal(t2_buf_append(&b, "", 1), 0);
            reads((const char *)b.ptr, style == DRAFT_NOTATION ? NULL : &d, 0, &again);
            if (!draft_run_equal(&d.languages[0].run, &again.languages[0].run))
                fail_msg("%s came back as %s", texts[i], (const char *)b.ptr);
            t2_buf_free(&b);
            draft_clear(&again);
        }
        draft_clear(&d);
    }
}

static void what_is_wrong_is_said(void **p)
{
    static const struct {
        const char *text, *why;
    } cases[] = {
        {"a [b", "A bracket is opened and not closed."},
        {"a ] b", "A bracket is closed that was not opened."},
        {"[]", "An empty bracket says nothing."},
        {"[a] [a]", "Two alternatives of a bracket are alike."},
        {"[a|a]", "Two alternatives of a bracket are alike."},
        {"[[[[[a]]]]]", "Brackets stand in each other four deep at most."},
        {"[a]{because}", "The reason of a bracket is contentious, trading, uncertain or waiting for "
                         "instructions."},
        {"[a]{trading", "A note after a bracket ends with a closing brace, as in {trading}."},
        {"[a]{#0}", "The number of a bracket is written {#3}."},
        {"[a]{#70000}", "The number of a bracket is written {#3}."},
        {"[a]{#1} and [b]{#1}", "Two brackets have the same number."},
        {"a \\b", "A backslash stands before [ ] | { } or another backslash only."},
        {"a\nb", "The text has characters that cannot be shown, such as a line break: an article is one "
                 "paragraph."},
        {"a\xff", "This is not text in UTF-8."},
        {"[a|b|c|d|e|f|g|h|i|j]", "A bracket has nine alternatives at most."},
    };
    (void)p;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct draft_notation in = {"en", cases[i].text};
        struct draft_error why = {0};
        struct draft d;
        assert_int_equal(draft_read(&in, 1, NULL, 0, &d, &why), T2_E_MALFORMED);
        assert_string_equal(table_say(TABLE_LANG_EN, why.text), cases[i].why);
        assert_null(d.languages);
    }
}

/* A bracket keeps its number and its reason from draft to draft, so that its age is known. */
static void a_bracket_keeps_its_number(void **p)
{
    (void)p;
    struct draft first, second, third;
    struct draft_place at[8];
    struct draft_error why = {0};
    reads("The zone is [5] [10]{trading} km wide [and mined].", NULL, 0, &first);
    reads("New words [or not]. The zone is [5] [10] km wide [and mined].", &first, draft_last_id(&first),
          &second);
    assert_int_equal(draft_brackets(&second.languages[0].run, at, 8), 3);
    assert_int_equal(at[0].bracket->id, 3);
    assert_int_equal(at[1].bracket->id, 1);
    assert_int_equal(at[1].bracket->reason, DRAFT_TRADING);
    assert_int_equal(at[2].bracket->id, 2);
    /* With other words it is the same one when its number says so. */
    reads("The zone is [5] [8] [12]{#1} km wide.", &second, draft_last_id(&second), &third);
    assert_int_equal(draft_brackets(&third.languages[0].run, at, 8), 1);
    assert_int_equal(at[0].bracket->id, 1);
    assert_int_equal(at[0].bracket->reason, DRAFT_TRADING);
    draft_clear(&third);
    struct draft_notation in = {"en", "[a]{#9}"};
    assert_int_equal(draft_read(&in, 1, &second, 3, &third, &why), T2_E_MALFORMED);
    assert_string_equal(table_say(TABLE_LANG_EN, why.text),
                        "A bracket has the number of one that is not in the draft before.");
    draft_clear(&second);
    draft_clear(&first);
}

static void settling(void **p)
{
    (void)p;
    struct draft d, s;
    reads(ARTICLE, NULL, 0, &d);
    struct draft_place at[4];
    assert_int_equal(draft_brackets(&d.languages[0].run, at, 4), 4);
    uint16_t shall = at[0].bracket->id, notice = at[1].bracket->id, hours = at[2].bracket->id;
    const struct draft_choice should[] = {{shall, 1}};
    assert_int_equal(draft_settle(&d, "en", should, 1, DRAFT_KEEP, &s), 0);
    assert_int_equal(draft_brackets(&s.languages[0].run, NULL, 0), 3);
    draft_clear(&s);
    const struct draft_choice with_notice[] = {{notice, 1}, {hours, 1}};
    assert_int_equal(draft_settle(&d, "en", with_notice, 2, DRAFT_FIRST, &s), 0);
    writes(&s, DRAFT_PLAIN,
           "3. The observers shall move freely on both sides of the line, subject to prior notice of "
           "twenty-four hours. They report every day to both sides.");
    draft_clear(&s);
    const struct draft_choice unknown[] = {{99, 0}}, beyond[] = {{shall, 2}};
    assert_int_equal(draft_settle(&d, "en", unknown, 1, DRAFT_KEEP, &s), T2_E_MISSING);
    assert_int_equal(draft_settle(&d, "en", beyond, 1, DRAFT_KEEP, &s), T2_E_ARGUMENT);
    assert_int_equal(draft_settle(&d, "uk", should, 1, DRAFT_KEEP, &s), T2_E_MISSING);
    draft_clear(&d);
}

/* Alternatives that have become alike are one, and a bracket of one is none. */
static void what_becomes_alike_is_one(void **p)
{
    (void)p;
    struct draft d, s;
    reads("A [b [c]{#2}] [b]{#1} d", NULL, 0, &d);
    const struct draft_choice leave_out[] = {{2, 0}};
    assert_int_equal(draft_settle(&d, "en", leave_out, 1, DRAFT_KEEP, &s), 0);
    writes(&s, DRAFT_PLAIN, "A b d");
    assert_int_equal(s.languages[0].run.n, 1);
    draft_clear(&s);
    draft_clear(&d);
}

static void shows(const char *a, const char *b, const char *expected)
{
    static const char *const marks[] = {"", "-", "+"};
    struct draft_piece *list = NULL;
    char line[512] = "";
    size_t n = 0, len = 0;
    assert_int_equal(draft_diff(a, b, &list, &n), 0);
    for (size_t i = 0; i < n; i++) {
        const char *from = list[i].change == DRAFT_ADDED ? b : a;
        const char *m = marks[list[i].change];
        len += (size_t)snprintf(line + len, sizeof line - len, "%s%s%.*s%s%s", *m ? "<" : "", m,
                                (int)list[i].len, from + list[i].start, m, *m ? ">" : "");
    }
    free(list);
    assert_string_equal(line, expected);
}

static void differences_word_by_word(void **p)
{
    (void)p;
    shows("", "", "");
    shows("same words", "same words", "same words");
    shows("", "new", "<+new+>");
    shows("old", "", "<-old->");
    shows("the observers shall move", "the observers should move", "the observers <-shall-><+should+> move");
    shows("a b c", "a c", "a <-b ->c");
    shows("\xd0\xbb\xd1\x96\xd0\xbd\xd1\x96\xd1\x97 [\xd0\xb0]",
          "\xd0\xbb\xd1\x96\xd0\xbd\xd1\x96\xd1\x8f [\xd0\xb0]",
          "<-\xd0\xbb\xd1\x96\xd0\xbd\xd1\x96\xd1\x97-><+\xd0\xbb\xd1\x96\xd0\xbd\xd1\x96\xd1\x8f+> "
          "[\xd0\xb0]");
    shows("5 km, then 10 km", "5 km, then 12 km", "5 km, then <-10-><+12+> km");
}

/* Against a table of all pairs: what is put together is both texts, and no script is shorter. */
static void differences_are_shortest(void **p)
{
    (void)p;
    uint32_t seed = 2463534242u;
    for (int round = 0; round < 2000; round++) {
        char a[64], b[64], back_a[64] = "", back_b[64] = "";
        size_t na = 0, nb = 0, n = 0, changes = 0;
        int lcs[24][24] = {{0}};
        char *texts[2] = {a, b};
        size_t *lens[2] = {&na, &nb};
        for (int t = 0; t < 2; t++) {
            seed = seed * 1664525u + 1013904223u;
            size_t len = seed >> 24 & 15;
            for (size_t i = 0; i < len; i++) {
                seed = seed * 1664525u + 1013904223u;
                texts[t][i] = ".,;:"[seed >> 28 & 3]; /* each a word by itself */
            }
            texts[t][len] = '\0';
            *lens[t] = len;
        }
        for (size_t i = 1; i <= na; i++)
            for (size_t k = 1; k <= nb; k++)
                lcs[i][k] = a[i - 1] == b[k - 1]            ? lcs[i - 1][k - 1] + 1
                            : lcs[i - 1][k] > lcs[i][k - 1] ? lcs[i - 1][k]
                                                            : lcs[i][k - 1];
        struct draft_piece *list = NULL;
        assert_int_equal(draft_diff(a, b, &list, &n), 0);
        for (size_t i = 0; i < n; i++) {
            const char *from = list[i].change == DRAFT_ADDED ? b : a;
            if (list[i].change != DRAFT_ADDED)
                strncat(back_a, from + list[i].start, list[i].len);
            if (list[i].change != DRAFT_REMOVED)
                strncat(back_b, from + list[i].start, list[i].len);
            changes += list[i].change == DRAFT_SAME ? 0 : list[i].len;
        }
        free(list);
        assert_string_equal(back_a, a);
        assert_string_equal(back_b, b);
        assert_int_equal(changes, na + nb - 2 * (size_t)lcs[na][nb]);
    }
}

static void limits(void **p)
{
    (void)p;
    struct draft_piece *list = NULL;
    struct draft d;
    size_t n = 0;
    char *big = malloc(DRAFT_MAX_NOTATION + 2);
    assert_non_null(big);
    memset(big, 'a', DRAFT_MAX_NOTATION + 1);
    big[DRAFT_MAX_NOTATION + 1] = '\0';
    struct draft_notation in = {"en", big};
    struct draft_error why = {0};
    size_t at = 0;
    for (unsigned i = 0; i <= DRAFT_MAX_BRACKETS; i++)
        at += (size_t)snprintf(big + at, DRAFT_MAX_NOTATION - at, "[a|b] c ");
    assert_int_equal(draft_read(&in, 1, NULL, 0, &d, &why), T2_E_MALFORMED);
    assert_string_equal(table_say(TABLE_LANG_EN, why.text), "An article has 255 brackets at most.");
    memset(big, 'a', DRAFT_MAX_NOTATION + 1);
    big[DRAFT_MAX_NOTATION + 1] = '\0';
    assert_int_equal(draft_diff(big, "", &list, &n), T2_E_TOO_LARGE);
    assert_int_equal(draft_read(&in, 1, NULL, 0, &d, NULL), T2_E_TOO_LARGE);
    big[DRAFT_MAX_NOTATION] = '\0';
    assert_int_equal(draft_read(&in, 1, NULL, 0, &d, NULL), T2_E_TOO_LARGE);
    for (size_t i = 0; i + 1 < DRAFT_MAX_NOTATION; i += 2)
        memcpy(big + i, i % 4 ? "a." : "b.", 2); /* the worst for a difference: nothing in common */
    char *other = strdup(big);
    assert_non_null(other);
    for (size_t i = 0; other[i] != '\0'; i++)
        other[i] = other[i] == '.' ? ';' : other[i] == 'a' ? 'c' : 'd';
    big[4096] = other[4096] = '\0';
    assert_int_equal(draft_diff(big, other, &list, &n), 0);
    assert_int_equal(n, 2);
    free(list);
    free(other);
    free(big);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_article),
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(what_is_wrong_is_said),
        cmocka_unit_test(a_bracket_keeps_its_number),
        cmocka_unit_test(settling),
        cmocka_unit_test(what_becomes_alike_is_one),
        cmocka_unit_test(differences_word_by_word),
        cmocka_unit_test(differences_are_shortest),
        cmocka_unit_test(limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
