/* The notation of drafts: what is read is canonical, is written and read back to the same, settles to a text
 * without brackets, and the difference to the rest of the input puts both together again. */
#include <stdlib.h>
#include <string.h>

#include <tracktwo/draft.h>
#include <tracktwo/err.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int condition)
{
    if (!condition) {
        abort();
    }
}

static char *text_of(const struct draft *d, enum draft_style style)
{
    struct t2_buf b;
    t2_buf_init(&b, 1u << 24);
    require(draft_write(&d->languages[0].run, style, &b) == 0 && t2_buf_append(&b, "", 1) == 0);
    char *text = strdup((const char *)b.ptr);
    require(text != NULL);
    t2_buf_free(&b);
    return text;
}

static int read_one(const char *text, const struct draft *before, struct draft *out)
{
    struct draft_notation in = {"en", text};
    struct draft_error why;
    return draft_read(&in, 1, before, before != NULL ? draft_last_id(before) : 0, out, &why);
}

static void expect_round(const struct draft *d)
{
    struct draft again, settled;
    char *text = text_of(d, DRAFT_NOTATION);
    if (strlen(text) <= DRAFT_MAX_NOTATION) { /* numbers and reasons may make it longer than it came */
        require(read_one(text, NULL, &again) == 0);
        require(draft_run_equal(&d->languages[0].run, &again.languages[0].run));
        draft_clear(&again);
    }
    free(text);
    int err = draft_settle(d, "en", NULL, 0, DRAFT_FIRST, &settled);
    require(err == 0 || err == T2_E_FULL);
    if (err == 0) {
        require(draft_brackets(&settled.languages[0].run, NULL, 0) == 0);
    }
    draft_clear(&settled);
}

static void expect_diff(const char *a, const char *b)
{
    struct draft_piece *list = NULL;
    size_t n = 0, at_a = 0, at_b = 0;
    int err = draft_diff(a, b, &list, &n);
    require(err == 0 || err == T2_E_TOO_LARGE);
    for (size_t i = 0; i < n; i++) {
        if (list[i].change == DRAFT_SAME) {
            require(memcmp(a + at_a, b + at_b, list[i].len) == 0);
        }
        require(list[i].start == (list[i].change == DRAFT_ADDED ? at_b : at_a));
        at_a += list[i].change != DRAFT_ADDED ? list[i].len : 0;
        at_b += list[i].change != DRAFT_REMOVED ? list[i].len : 0;
    }
    require(err != 0 || (at_a == strlen(a) && at_b == strlen(b)));
    free(list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct draft d, next;
    char *a = malloc(size + 1);
    require(a != NULL);
    memcpy(a, data, size);
    a[size] = '\0';
    /* After the first zero stands the second text. */
    const char *b = strlen(a) < size ? a + strlen(a) + 1 : "";
    expect_diff(a, b);
    if (read_one(a, NULL, &d) == 0) {
        expect_round(&d);
        if (read_one(b, &d, &next) == 0) {
            expect_round(&next);
        }
        draft_clear(&next);
    }
    draft_clear(&d);
    free(a);
    return 0;
}
