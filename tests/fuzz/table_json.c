/* The readers of JSON: the input is tried as a table file, then as an issue and as a profile for the table
 * that the file describes, or for a small one. Whatever is refused must say where; whatever is read must be
 * an event that encodes. */
#include <stdlib.h>
#include <string.h>

#include <tracktwo/table.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char small_table[] =
    "{\"format\": \"tracktwo-table/1\", \"title\": \"T\", \"seats\": ["
    "{\"id\": \"A\", \"party\": \"P\", \"name\": \"Seat A\", \"standing\": \"private\"},"
    "{\"id\": \"B\", \"party\": \"Q\", \"name\": \"Seat B\", \"standing\": \"official\"}], \"issues\": ["
    "{\"id\": \"line\", \"title\": \"X\", \"concerns\": [\"A\", \"B\"], \"options\": ["
    "{\"id\": \"l1\", \"text\": \"One\"}, {\"id\": \"l2\", \"text\": \"Two\"}]},"
    "{\"id\": \"zone\", \"title\": \"Y\", \"concerns\": [\"A\", \"B\"], \"options\": ["
    "{\"id\": \"z1\", \"text\": \"One\"}, {\"id\": \"z2\", \"text\": \"Two\"}, {\"id\": \"z3\", \"text\": "
    "\"Three\"}]}]}";

static void require(int condition)
{
    if (!condition) {
        abort();
    }
}

static void expect_reason(int err, const struct table_file_error *why)
{
    require(err == 0 || ((err == T2_E_MALFORMED || err == T2_E_TOO_LARGE) && why->text[0] != '\0'));
}

static struct table_state *table_of(const struct table_file *f)
{
    static const uint8_t nonce[16] = {0};
    struct table_state *s = NULL;
    struct table_event ev;
    require(table_state_new(&s) == 0 && table_file_opening(f, 0, 1, nonce, &ev) == 0);
    require(table_apply(s, &ev, NULL) == 0);
    table_event_clear(&ev);
    for (size_t i = 0; i < table_file_n_issues(f); i++) {
        require(table_file_issue(f, i, 0, 1, &ev) == 0 && table_apply(s, &ev, NULL) == 0);
        table_event_clear(&ev);
    }
    return s;
}

static void try_prefs(const struct table_state *s, struct t2_bytes in, size_t n_issues)
{
    static const uint8_t issues[] = {0, 1};
    struct table_prefs *prefs = NULL;
    struct table_file_error why = {.lang = TABLE_LANG_EN};
    struct table_entry entry;
    int err = table_prefs_read(s, in, "A", issues, n_issues, &prefs, &why);
    if (err == T2_E_ARGUMENT) {
        return;
    }
    expect_reason(err, &why);
    if (err == 0 && prefs->space.n_candidates <= 4096) {
        require(table_entry_make(&entry, prefs) == 0 && entry.n_accepted <= entry.n_candidates);
        table_entry_clear(&entry);
    }
    table_prefs_free(prefs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct t2_bytes in = t2_bytes_of(data, size);
    struct table_file_error why = {.lang = TABLE_LANG_EN};
    struct table_file *f = NULL;
    struct table_event ev;
    int err = table_file_read(in, &f, &why);
    expect_reason(err, &why);
    if (err != 0) {
        require(table_file_read(t2_bytes_str(small_table), &f, &why) == 0);
    }
    struct table_state *s = table_of(f);
    err = table_issue_read(s, in, 0, 1, &ev, &why);
    expect_reason(err, &why);
    if (err == 0) {
        err = table_check(s, &ev, NULL);
        require(err == 0 || err == T2_E_REFUSED);
    }
    table_event_clear(&ev);
    try_prefs(s, in, 1);
    try_prefs(s, in, 2);
    table_state_free(s);
    table_file_free(f);
    return 0;
}
