/* issue_added: a question of the talks, its options with their texts side by side, and the seats it concerns.
 */
#include "table_internal.h"

void table_put_issue(struct wire_writer *w, const struct table_issue *issue)
{
    table_put_text(w, issue->id);
    table_put_texts(w, issue->titles, issue->n_titles);
    wire_put_u8(w, (uint8_t)issue->n_options);
    for (size_t i = 0; i < issue->n_options; i++) {
        table_put_text(w, issue->options[i].id);
        table_put_texts(w, issue->options[i].texts, issue->options[i].n_texts);
    }
    wire_put_u64(w, issue->concerns);
}

void table_get_issue(struct wire_reader *r, struct table_arena *a, struct table_issue *issue)
{
    issue->id = table_get_text(r, a, TABLE_ID_MAX);
    issue->titles = table_get_texts(r, a, TABLE_TITLE_MAX, &issue->n_titles);
    issue->n_options = table_get_count(r, TABLE_MAX_OPTIONS);
    struct table_option *options = table_arena_alloc(a, issue->n_options, sizeof(*options));
    if (options == NULL) {
        wire_fail(r, T2_E_MEMORY);
        return;
    }
    for (size_t i = 0; i < issue->n_options && r->err == 0; i++) {
        options[i].id = table_get_text(r, a, TABLE_ID_MAX);
        options[i].texts = table_get_texts(r, a, TABLE_TEXT_MAX, &options[i].n_texts);
    }
    issue->options = options;
    issue->concerns = wire_get_u64(r);
}

void table_put_issue_added(struct wire_writer *w, const struct table_event *ev)
{
    table_put_issue(w, &ev->u.issue_added);
}

void table_get_issue_added(struct wire_reader *r, struct table_arena *a, struct table_event *ev)
{
    table_get_issue(r, a, &ev->u.issue_added);
}
