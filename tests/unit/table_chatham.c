/* The checker for the Chatham House Rule on a corpus of read-outs in five languages: how much it finds of
 * what tells who spoke, and how often it is right; and what it must bear. */
#include <stdio.h>

#include "table_chatham_corpus.h"
#include "table_fixture.h"

static int set_up(void **p)
{
    struct table_state *s = fixture_table(NULL);
    struct table_event ev = fixture_said(0, FIXTURE_SLOT, TABLE_THINKING_ALOUD, RECORD);
    fixture_apply(s, &ev);
    ev = fixture_said(1, FIXTURE_SLOT, TABLE_THINKING_ALOUD, RECORD_UK);
    fixture_apply(s, &ev);
    *p = s;
    return 0;
}

static int tear_down(void **p)
{
    table_state_free(*p);
    return 0;
}

static const char *const persons[] = {"Petro Ivanenko"};
static const struct chatham_names extra = {.n = 1, .names = persons};

static size_t check(const struct table_state *s, const char *text,
                    struct chatham_finding out[CHATHAM_MAX_FINDINGS])
{
    size_t n = 0, len = strlen(text);
    assert_int_equal(chatham_check(s, &extra, text, out, &n), 0);
    for (size_t i = 0; i < n; i++) {
        assert_true(out[i].len > 0 && out[i].start < len && out[i].len <= len - out[i].start);
        assert_true(((uint8_t)text[out[i].start] & 0xc0) != 0x80);
        assert_true(((uint8_t)text[out[i].start + out[i].len] & 0xc0) != 0x80);
        assert_true(i == 0 || out[i - 1].start <= out[i].start);
        assert_true(chatham_suggestion(out[i].kind, TABLE_LANG_EN)[0] != '\0');
    }
    return n;
}

static int has(const struct chatham_finding *out, size_t n, int kind)
{
    for (size_t i = 0; i < n; i++) {
        if ((int)out[i].kind == kind)
            return 1;
    }
    return 0;
}

/* Of hostile samples: found as what they are. Of harmless ones: left alone. */
static void over_the_corpus(void **p)
{
    static struct chatham_finding out[CHATHAM_MAX_FINDINGS];
    static const char *const langs[] = {"en", "uk", "ru", "fr", "ar"};
    for (unsigned half = 1; half <= 2; half++) {
        double all_hit = 0, all_hostile = 0, all_false = 0;
        for (size_t l = 0; l < 5; l++) {
            unsigned hostile = 0, hit = 0, harmless = 0, wrong = 0;
            for (size_t i = 0; i < N_CORPUS; i++) {
                const struct sample *x = &corpus[i];
                if (x->half != half || strcmp(x->lang, langs[l]) != 0)
                    continue;
                size_t n = check(*p, x->text, out);
                hostile += x->kind != NONE;
                harmless += x->kind == NONE;
                if (x->kind != NONE && has(out, n, x->kind))
                    hit++;
                else if (x->kind != NONE)
                    printf("  not found (%s): %s\n", chatham_kind_name((enum chatham_kind)x->kind), x->text);
                if (x->kind == NONE && n > 0) {
                    wrong++;
                    printf("  wrong (%s: %.*s): %s\n", chatham_kind_name(out[0].kind), (int)out[0].len,
                           x->text + out[0].start, x->text);
                }
            }
            printf("half %u, %s: %u of %u hostile found, %u of %u harmless marked\n", half, langs[l], hit,
                   hostile, wrong, harmless);
            all_hit += hit;
            all_hostile += hostile;
            all_false += wrong;
        }
        double recall = all_hit / all_hostile, precision = all_hit / (all_hit + all_false);
        printf("half %u: recall %.3f, precision %.3f\n", half, recall, precision);
        assert_true(recall >= 0.97);
        assert_true(precision >= 0.95);
    }
}

static void the_example_read_out(void **p)
{
    static struct chatham_finding out[CHATHAM_MAX_FINDINGS];
    json_error_t why;
    char path[4096], text[256];
    (void)snprintf(path, sizeof path, "%s/example_table.json", getenv("T2_EXAMPLES"));
    json_t *o = json_load_file(path, 0, &why), *word;
    assert_non_null(o);
    json_t *readout = json_object_get(o, "readout");
    assert_int_equal(check(*p, json_string_value(json_object_get(readout, "text")), out), 0);
    size_t i;
    json_array_foreach(json_object_get(readout, "must_not_contain"), i, word)
    {
        (void)snprintf(text, sizeof text, "It was said by a %s that it could be.", json_string_value(word));
        if (check(*p, text, out) == 0)
            fail_msg("%s", text);
    }
    json_decref(o);
}

/* What is found is said with its place, so that a page can mark it. */
static void places(void **p)
{
    static struct chatham_finding out[CHATHAM_MAX_FINDINGS];
    const char *text = "It was Seat A, or \xd0\x90\xd1\x80\xd0\xb2\xd0\xb5\xd0\xbd\xd1\x96\xd1\x97 voice.";
    assert_int_equal(check(*p, text, out), 2);
    assert_int_equal(out[0].kind, CHATHAM_SEAT);
    assert_int_equal(out[0].start, 7);
    assert_int_equal(out[0].len, 6);
    assert_int_equal(out[1].kind, CHATHAM_PARTY);
    assert_int_equal(out[1].start, 18);
    assert_int_equal(out[1].len, 14);
}

static void what_it_bears(void **p)
{
    static struct chatham_finding out[CHATHAM_MAX_FINDINGS];
    size_t n = 0;
    char *big = malloc(CHATHAM_MAX_TEXT + 2);
    assert_non_null(big);
    assert_int_equal(chatham_check(*p, NULL, "a\xff", out, &n), T2_E_MALFORMED);
    memset(big, 'a', CHATHAM_MAX_TEXT + 1);
    big[CHATHAM_MAX_TEXT + 1] = '\0';
    assert_int_equal(chatham_check(*p, NULL, big, out, &n), T2_E_TOO_LARGE);
    /* The same word again and again, quotes and all: no more findings than there is room for. */
    static const char *const units[] = {"a ", "\"a b c\" ",   "he. ",           "Seat A x. ",
                                        "a.", "\xe2\x80\x98", "official x y z "};
    for (size_t k = 0; k < sizeof units / sizeof units[0]; k++) {
        size_t unit = strlen(units[k]), len = 0;
        for (; len + unit <= CHATHAM_MAX_TEXT; len += unit)
            memcpy(big + len, units[k], unit);
        big[len] = '\0';
        assert_int_equal(chatham_check(*p, &extra, big, out, &n), 0);
        assert_true(n <= CHATHAM_MAX_FINDINGS);
    }
    free(big);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(over_the_corpus),
        cmocka_unit_test(the_example_read_out),
        cmocka_unit_test(places),
        cmocka_unit_test(what_it_bears),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
