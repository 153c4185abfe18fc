/* What a form holds, as one digest: so that whoever consents, agrees or confirms says of what. An event that
 * another desk has stored before it, and that the author had not seen, takes nobody's word for itself.
 *
 *   content = H("content", content before 32 | kind 1 | author 1 | body)
 *
 * over the events that make the form: a proposal; an article and its drafts; a meeting, its points and what
 * was struck; an issue. The content of a package found is the digest of its sounding's answer.
 *
 * Likewise an event that names issues by number, which the order of the log gives them, says of what content.
 */
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

int table_content_next(const struct table_state *s, const struct table_event *ev, struct t2_bytes encoding,
                       uint8_t out[static TABLE_DIGEST_LEN])
{
    const uint8_t *before = content_of(s, ev);
    const uint8_t head[] = {(uint8_t)ev->kind, ev->author};
    const struct t2_bytes parts[] = {
        t2_bytes_of(before != NULL ? before : none, TABLE_DIGEST_LEN),
        t2_bytes_of(head, sizeof(head)),
        t2_bytes_of(encoding.ptr + HEAD_LEN, encoding.len - HEAD_LEN),
    };
    return table_hash(out, "tracktwo table content 1", parts, sizeof(parts) / sizeof(parts[0]));
}

/* ---- what has a number ---- */

/* None for a number that no issue has, which the format refuses. */
static uint64_t issue_bit(size_t issue)
{
    return issue < TABLE_MAX_ISSUES ? table_bit(issue) : 0;
}

static uint64_t issues_named(const struct table_event *ev)
{
    const struct table_ev_days_agreed *days = &ev->u.days_agreed;
    uint64_t issues = 0;
    switch ((int)ev->kind) {
    case TABLE_EV_CONCERNS_CHANGED:
        return issue_bit(ev->u.concerns_changed.issue);
    case TABLE_EV_EARLY_HARVEST:
        return issue_bit(ev->u.early_harvest.issue);
    case TABLE_EV_SOUNDS_REOPENED:
        return issue_bit(ev->u.sounds_reopened.issue);
    case TABLE_EV_ARTICLE_OPENED:
        return ev->u.article_opened.issues;
    case TABLE_EV_MEETING_CALLED:
        return ev->u.meeting_called.agenda;
    case TABLE_EV_DAYS_AGREED:
        for (size_t i = 0; i < days->n_issues && i < TABLE_MAX_ISSUES; i++) {
            issues |= issue_bit(days->issues[i]);
        }
        return issues;
    default:
        return 0;
    }
}

static int hash_issues(const struct table_state *s, uint64_t issues, uint8_t out[static TABLE_DIGEST_LEN])
{
    uint8_t all[TABLE_MAX_ISSUES * TABLE_DIGEST_LEN];
    size_t n = 0;
    for (size_t i = 0; i < s->n_issues; i++) {
        if ((issues & table_bit(i)) != 0) {
            memcpy(all + TABLE_DIGEST_LEN * n++, s->issue_content[i], TABLE_DIGEST_LEN);
        }
    }
    const struct t2_bytes part = t2_bytes_of(all, TABLE_DIGEST_LEN * n);
    return table_hash(out, "tracktwo table named 1", &part, 1);
}

static int hash_mandate(const struct table_state *s, size_t seat, uint8_t out[static TABLE_DIGEST_LEN])
{
    struct t2_buf b;
    t2_buf_init(&b, 16);
    struct wire_writer w = wire_writer_init(&b);
    if (seat < s->n_seats) {
        wire_put_u8(&w, (uint8_t)s->seats[seat].standing);
        wire_put_u8(&w, (uint8_t)s->seats[seat].mandate.kind);
        wire_put_u64(&w, s->seats[seat].mandate.expires_slot);
    }
    int err = wire_writer_finish(&w);
    const struct t2_bytes part = t2_buf_view(&b);
    if (err == 0) {
        err = table_hash(out, "tracktwo table named 1", &part, 1);
    }
    t2_buf_free(&b);
    return err;
}

static int hash_named(const struct table_state *s, const struct table_event *ev,
                      uint8_t out[static TABLE_DIGEST_LEN])
{
    return ev->kind == TABLE_EV_MANDATE_SEEN ? hash_mandate(s, ev->u.mandate_seen.seat, out)
                                             : hash_issues(s, issues_named(ev), out);
}

int table_event_name(const struct table_state *s, struct table_event *ev)
{
    const struct table_kind *kind = table_kind(ev->kind);
    return kind == NULL || kind->named == 0 ? 0 : hash_named(s, ev, (uint8_t *)ev + kind->named);
}

int table_check_named(const struct table_state *s, const struct table_event *ev, size_t named,
                      struct table_refusal *why)
{
    uint8_t digest[TABLE_DIGEST_LEN];
    int err = hash_named(s, ev, digest);
    if (err != 0 || memcmp((const uint8_t *)ev + named, digest, sizeof(digest)) == 0) {
        return err;
    }
    return table_refuse(why, TABLE_R_CHANGED, 0,
                        "What this speaks of has another number now, or is another mandate: something came "
                        "before it. Nothing was changed. Look at the table as it is now, and do it again.");
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
