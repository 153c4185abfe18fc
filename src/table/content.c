/* What a form holds, as one digest: so that whoever consents, agrees or confirms says of what. An event that
 * another desk has stored before it, and that the author had not seen, takes nobody's word for itself.
 *
 *   content = H("content", content before 32 | kind 1 | author 1 | body | digest of the issues it names)
 *
 * over the events that make the form: a proposal; an article and its drafts; a meeting, its points and what
 * was struck. The content of a package found is the digest of its sounding's answer. */
#include "schema.h"

#include <string.h>

/* Of an event's encoding: version, kind, author, slot. */
#define HEAD_LEN (3 + 8)

static const uint8_t none[TABLE_DIGEST_LEN];

/* Where the form stands that the event's id names; NULL: nowhere. */
static const uint8_t *content_of(const struct table_state *s, const struct table_event *ev)
{
    size_t i = 0;
    switch ((int)ev->kind) {
    case TABLE_EV_CONSENTED:
        i = table_proposal_find(s, ev->u.form_id);
        return i < s->n_proposals ? s->proposals[i].content : NULL;
    case TABLE_EV_DRAFT:
    case TABLE_EV_ARTICLE_SAID:
        i = table_article_of(s, ev, NULL);
        return i < s->n_articles ? s->articles[i].content : NULL;
    case TABLE_EV_MEETING_POINT:
    case TABLE_EV_MEETING_STRUCK:
    case TABLE_EV_MEETING_READ_BACK:
        return table_meeting_find(s, ev->u.form_id, &i) == 0 ? s->meetings[i].content : NULL;
    default:
        return NULL;
    }
}

void table_content(const struct table_state *s, const struct table_event *ev,
                   uint8_t out[static TABLE_DIGEST_LEN])
{
    const uint8_t *content = content_of(s, ev);
    memcpy(out, content != NULL ? content : none, TABLE_DIGEST_LEN);
}

int table_check_content(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    const uint8_t *content = content_of(s, ev);
    if (content != NULL && memcmp(content, ev->u.form_said.content, TABLE_DIGEST_LEN) == 0) {
        return 0;
    }
    return table_refuse(why, TABLE_R_CHANGED, 0,
                        "This is no longer what was read when that was said of it: it has changed "
                        "meanwhile. Nothing was changed. Read it as it is now, and say it again.");
}

/* The issues that the event names by their numbers, which the order of the log gives them. */
static uint64_t issues_named(const struct table_event *ev)
{
    switch ((int)ev->kind) {
    case TABLE_EV_CONCERNS_CHANGED:
        return table_bit(ev->u.concerns_changed.issue);
    case TABLE_EV_EARLY_HARVEST:
        return table_bit(ev->u.early_harvest.issue);
    case TABLE_EV_ARTICLE_OPENED:
        return ev->u.article_opened.issues;
    case TABLE_EV_MEETING_CALLED:
        return ev->u.meeting_called.agenda;
    default:
        return 0;
    }
}

int table_content_next(const struct table_state *s, const struct table_event *ev, struct t2_bytes encoding,
                       uint8_t out[static TABLE_DIGEST_LEN])
{
    uint8_t issues[TABLE_MAX_ISSUES], named[TABLE_DIGEST_LEN];
    size_t n_issues = 0;
    for (size_t i = 0; i < s->n_issues; i++) {
        if ((issues_named(ev) & table_bit(i)) != 0) {
            issues[n_issues++] = (uint8_t)i;
        }
    }
    int err = table_candidates_digest(s, issues, n_issues, named);
    if (err != 0) {
        return err;
    }
    const uint8_t *before = content_of(s, ev);
    const uint8_t head[] = {(uint8_t)ev->kind, ev->author};
    const struct t2_bytes parts[] = {
        t2_bytes_of(before != NULL ? before : none, TABLE_DIGEST_LEN),
        t2_bytes_of(head, sizeof(head)),
        t2_bytes_of(encoding.ptr + HEAD_LEN, encoding.len - HEAD_LEN),
        t2_bytes_of(named, sizeof(named)),
    };
    return table_hash(out, "tracktwo table content 1", parts, sizeof(parts) / sizeof(parts[0]));
}

/* ---- ids ---- */

/* The event's id follows from a day that was agreed on. */
static int is_of_day(const struct table_event *ev)
{
    return ev->kind == TABLE_EV_SOUND_OPENED && table_sounding_of_day(ev->u.form_id);
}

#define MARK (TABLE_FORM_ID_LEN - 2)

void table_event_mark(struct table_event *ev)
{
    const struct table_kind *kind = table_kind(ev->kind);
    if (kind != NULL && kind->makes && !is_of_day(ev)) {
        ev->u.form_id[MARK] = (uint8_t)ev->kind;
        ev->u.form_id[MARK + 1] = ev->author;
    }
}

int table_check_id(const struct table_event *ev, struct table_refusal *why)
{
    const uint8_t *mark = ev->u.form_id + MARK;
    if (is_of_day(ev) || (mark[0] == (uint8_t)ev->kind && mark[1] == ev->author)) {
        return 0;
    }
    return table_refuse(why, TABLE_R_FORMAT, 0,
                        "The mark by which this is known is not its author's, so that it could be taken for "
                        "something else. Nothing was kept. Use a program of the same version on every desk.");
}
