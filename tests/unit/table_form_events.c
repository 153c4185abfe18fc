#include "table_form_events.h"

#include <tracktwo/crypto.h>

struct table_event form_event(enum table_event_kind kind, uint8_t author, uint64_t slot, uint8_t tag)
{
    struct table_event ev = {.kind = kind, .author = author, .slot = slot};
    memset(ev.u.form_id, tag, sizeof ev.u.form_id);
    return ev;
}

struct table_event form_standing(uint8_t author, uint64_t slot, enum table_standing standing,
                                 enum table_mandate_kind mandate, uint64_t expires)
{
    struct table_event ev = {.kind = TABLE_EV_SEAT_STANDING, .author = author, .slot = slot};
    ev.u.seat_standing.standing = standing;
    ev.u.seat_standing.mandate = (struct table_mandate){mandate, expires};
    return ev;
}

struct table_event form_consent(uint8_t author, uint64_t slot, uint8_t tag, uint8_t answer)
{
    struct table_event ev = form_event(TABLE_EV_CONSENTED, author, slot, tag);
    ev.u.consented.answer = answer;
    return ev;
}

struct table_event form_concerns(uint8_t author, uint64_t slot, uint8_t tag, uint8_t issue, uint64_t concerns)
{
    struct table_event ev = form_event(TABLE_EV_CONCERNS_CHANGED, author, slot, tag);
    ev.u.concerns_changed.issue = issue;
    ev.u.concerns_changed.concerns = concerns;
    return ev;
}

struct table_event form_pause(uint8_t author, uint64_t slot, enum table_pause why, const char *reason)
{
    struct table_event ev = {.kind = TABLE_EV_PAUSED, .author = author, .slot = slot};
    ev.u.paused = (struct table_ev_paused){.why = (uint8_t)why, .reason = reason};
    return ev;
}

struct table_event form_meeting(uint8_t author, uint64_t slot, uint8_t tag, uint64_t start, uint64_t seats,
                                uint64_t agenda)
{
    struct table_event ev = form_event(TABLE_EV_MEETING_CALLED, author, slot, tag);
    ev.u.meeting_called.start = start;
    ev.u.meeting_called.place = "A house by the lake";
    ev.u.meeting_called.rapporteur = author;
    ev.u.meeting_called.seats = seats;
    ev.u.meeting_called.agenda = agenda;
    return ev;
}

struct table_event form_point(uint8_t author, uint64_t slot, uint8_t tag, const char *text)
{
    static struct table_text texts[1];
    struct table_event ev = form_event(TABLE_EV_MEETING_POINT, author, slot, tag);
    texts[0] = (struct table_text){"en", text};
    ev.u.meeting_point.point = (struct table_texts){1, texts};
    return ev;
}

struct table_event form_article(uint8_t author, uint64_t slot, uint8_t tag, const char *name, uint64_t issues,
                                uint64_t concerns)
{
    static const struct table_text title[] = {{"en", "Observers"}};
    struct table_event ev = form_event(TABLE_EV_ARTICLE_OPENED, author, slot, tag);
    ev.u.article_opened.name = name;
    ev.u.article_opened.title = (struct table_texts){1, title};
    ev.u.article_opened.issues = issues;
    ev.u.article_opened.concerns = concerns;
    return ev;
}

struct table_event form_draft(const struct table_state *s, uint8_t author, uint64_t slot, uint8_t tag,
                              uint32_t replaces, const char *notation)
{
    static struct draft kept[4]; /* of the last four calls */
    static unsigned next;
    struct table_event ev = form_event(TABLE_EV_DRAFT, author, slot, tag);
    struct draft_notation in = {"en", notation};
    struct draft_error why = {0};
    struct draft before = {0};
    uint16_t last = 0;
    fixture_complete(s, &ev);
    for (size_t i = 0; i < table_n_articles(s); i++) {
        if (memcmp(table_article(s, i)->id, ev.u.form_id, TABLE_FORM_ID_LEN) == 0) {
            last = table_article(s, i)->last_id;
            if (table_article_draft(s, i, 0, &before) != 0)
                before = (struct draft){0};
        }
    }
    struct draft *d = &kept[next++ % 4];
    draft_clear(d);
    if (draft_read(&in, 1, before.n > 0 ? &before : NULL, last, d, &why) != 0)
        fail_msg("%s: %s", notation, why.text);
    draft_clear(&before);
    ev.u.draft.replaces = replaces;
    ev.u.draft.draft = *d;
    return ev;
}

struct table_event form_says(uint8_t author, uint64_t slot, uint8_t tag, enum table_article_says says)
{
    struct table_event ev = form_event(TABLE_EV_ARTICLE_SAID, author, slot, tag);
    ev.u.article_said.says = (uint8_t)says;
    return ev;
}

struct table_event form_attachment(uint8_t author, uint64_t slot, uint8_t tag, uint8_t paper,
                                   struct t2_bytes bytes)
{
    struct table_event ev = form_event(TABLE_EV_ATTACHMENT, author, slot, tag);
    memset(ev.u.attachment.paper, paper, TABLE_FORM_ID_LEN);
    ev.u.attachment.name = "attachment 1";
    ev.u.attachment.media = TABLE_MEDIA_TEXT;
    ev.u.attachment.size = (uint32_t)bytes.len;
    assert_int_equal(t2_sha256(ev.u.attachment.digest, &bytes, 1), 0);
    return ev;
}

struct table_event form_part(uint8_t author, uint64_t slot, uint8_t tag, uint8_t index, struct t2_bytes all)
{
    struct table_event ev = form_event(TABLE_EV_ATTACHMENT_PART, author, slot, tag);
    size_t from = (size_t)index * TABLE_PART_MAX;
    size_t left = from < all.len ? all.len - from : 0;
    ev.u.attachment_part.index = index;
    ev.u.attachment_part.bytes =
        t2_bytes_of(all.ptr + (left > 0 ? from : 0), left < TABLE_PART_MAX ? left : TABLE_PART_MAX);
    return ev;
}

static void all_consent(struct table_state *s, struct table_event *out, size_t *n, uint8_t tag)
{
    for (uint8_t seat = 1; seat < 3; seat++) {
        out[*n] = form_consent(seat, FIXTURE_SLOT, tag, 1);
        fixture_apply(s, &out[(*n)++]);
    }
}

size_t form_all(struct table_state *s, struct table_event out[static FORM_ALL_MAX])
{
    static const struct table_text line[] = {{"en", "No comment."}, {"fr", "Sans commentaire."}};
    static const struct table_text page[] = {{"en", "First.\n\nSecond."}, {"fr", "Premier.\nSecond."}};
    const uint64_t start = FIXTURE_SLOT + 10;
    size_t n = 0;
    out[n] = form_event(TABLE_EV_DEVICE_CHANGED, 0, FIXTURE_SLOT, 2);
    out[n].u.device_changed.seat = 2;
    memset(out[n].u.device_changed.key, 7, TABLE_DIGEST_LEN);
    fixture_apply(s, &out[n++]);
    all_consent(s, out, &n, 2);
    for (uint8_t seat = 0; seat < 2; seat++) {
        out[n] = form_consent(seat, FIXTURE_SLOT, 2, TABLE_ANSWER_LINE_ENDED);
        fixture_apply(s, &out[n++]);
    }
    out[n] = form_event(TABLE_EV_PARTY_CHANGED, 0, FIXTURE_SLOT, 3);
    out[n].u.party_changed.seat = 2;
    out[n].u.party_changed.party = "P9";
    fixture_apply(s, &out[n++]);
    all_consent(s, out, &n, 3);
    out[n] = form_event(TABLE_EV_SETTINGS_CHANGED, 0, FIXTURE_SLOT, 4);
    out[n].u.settings_changed.settings = table_settings(s);
    out[n].u.settings_changed.settings.message_days = 30;
    fixture_apply(s, &out[n++]);
    all_consent(s, out, &n, 4);
    out[n] = form_concerns(0, FIXTURE_SLOT, 5, 0, 7);
    fixture_apply(s, &out[n++]);
    all_consent(s, out, &n, 5);
    out[n] = form_event(TABLE_EV_EARLY_HARVEST, 0, FIXTURE_SLOT, 6);
    out[n].u.early_harvest.early = 1;
    fixture_apply(s, &out[n++]);
    all_consent(s, out, &n, 6);
    out[n] = form_event(TABLE_EV_LINE_AGREED, 0, FIXTURE_SLOT, 7);
    out[n].u.line_agreed.line = (struct table_texts){2, line};
    fixture_apply(s, &out[n++]);
    all_consent(s, out, &n, 7);
    out[n] = form_event(TABLE_EV_PEN_GIVEN, 0, FIXTURE_SLOT, 8);
    out[n].u.pen_given.seat = 1;
    fixture_apply(s, &out[n++]);
    all_consent(s, out, &n, 8);
    out[n] = form_pause(1, FIXTURE_SLOT, TABLE_PAUSE_WORLD, "A government has fallen.");
    fixture_apply(s, &out[n++]);
    out[n] = (struct table_event){.kind = TABLE_EV_RESUMED, .author = 1, .slot = FIXTURE_SLOT};
    fixture_apply(s, &out[n++]);
    out[n] = (struct table_event){.kind = TABLE_EV_RECONFIRMED, .author = 0, .slot = FIXTURE_SLOT};
    fixture_apply(s, &out[n++]);
    out[n] = (struct table_event){.kind = TABLE_EV_MANDATE_SEEN, .author = 0, .slot = FIXTURE_SLOT};
    out[n].u.mandate_seen.seat = 1;
    fixture_apply(s, &out[n++]);
    out[n] = (struct table_event){.kind = TABLE_EV_RETENTION, .author = 0, .slot = FIXTURE_SLOT};
    out[n].u.retention.days = 90;
    fixture_apply(s, &out[n++]);
    out[n] = form_meeting(0, FIXTURE_SLOT, 9, start, 7, 1);
    fixture_apply(s, &out[n++]);
    out[n] = form_event(TABLE_EV_MEETING_FLOOR, 1, start, 9);
    out[n].u.meeting_floor.asks = 1;
    fixture_apply(s, &out[n++]);
    out[n] = form_point(0, start, 9, "It was said that a narrow zone could be considered.");
    fixture_apply(s, &out[n++]);
    out[n] = form_event(TABLE_EV_MEETING_STRUCK, 0, start, 9);
    out[n].u.meeting_struck.point = 1;
    fixture_apply(s, &out[n++]);
    for (uint8_t seat = 0; seat < 2; seat++) {
        out[n] = form_event(TABLE_EV_MEETING_ATTENDANCE, seat, start, 9);
        out[n].u.meeting_attendance.attendance = TABLE_WAS_THERE;
        fixture_apply(s, &out[n++]);
    }
    out[n] = form_event(TABLE_EV_MEETING_RECORD, 0, start, 9);
    fixture_apply(s, &out[n++]);
    out[n] = form_event(TABLE_EV_MEETING_READ_BACK, 1, start, 9);
    out[n].u.meeting_read_back.confirms = 1;
    out[n].u.meeting_read_back.remark = "So it was.";
    fixture_apply(s, &out[n++]);
    out[n] = form_event(TABLE_EV_READOUT_MADE, 2, start, 9);
    fixture_apply(s, &out[n++]);
    out[n] = form_event(TABLE_EV_PAPER, 2, start, 11);
    out[n].u.paper.authentic = 1;
    out[n].u.paper.title = (struct table_texts){2, line};
    out[n].u.paper.body = (struct table_texts){2, page};
    fixture_apply(s, &out[n++]);
    out[n] = form_attachment(2, start, 12, 11, t2_bytes_str("A sketch."));
    fixture_apply(s, &out[n++]);
    out[n] = form_part(2, start, 12, 0, t2_bytes_str("A sketch."));
    fixture_apply(s, &out[n++]);
    out[n] = form_article(0, start, 10, "3", 1, 7);
    fixture_apply(s, &out[n++]);
    out[n] = form_draft(s, 1, start, 10, 0, "The zone is [5] [10]{trading} km wide[, and mined].");
    fixture_apply(s, &out[n++]);
    out[n] = form_event(TABLE_EV_SILENCE_SET, 1, start, 10);
    out[n].u.silence_set.until = start + 60;
    fixture_apply(s, &out[n++]);
    out[n] = form_event(TABLE_EV_OBJECTED, 2, start, 10);
    out[n].u.objected.remark = "Without mines.";
    fixture_apply(s, &out[n++]);
    out[n] = form_draft(s, 1, start, 10, 1, "The zone is 10 km wide.");
    fixture_apply(s, &out[n++]);
    for (uint8_t seat = 1; seat < 3; seat++) {
        out[n] = form_event(TABLE_EV_RECONFIRMED, seat, start, 0);
        fixture_apply(s, &out[n++]);
    }
    out[n] = form_says(0, start, 10, TABLE_ARTICLE_COULD_RECOMMEND);
    fixture_apply(s, &out[n++]);
    out[n] = form_event(TABLE_EV_SEAT_ADDED, 0, start, 1);
    out[n].u.seat_added.seat = (struct table_seat){.id = "F",
                                                   .party = "Facilitation",
                                                   .name = "Seat F",
                                                   .role = "",
                                                   .standing = TABLE_PRIVATE,
                                                   .function = TABLE_FACILITATOR,
                                                   .mandate = {.kind = TABLE_OWN_INITIATIVE}};
    fixture_apply(s, &out[n++]);
    for (uint8_t seat = 1; seat < 3; seat++) {
        out[n] = form_consent(seat, start, 1, 1);
        fixture_apply(s, &out[n++]);
    }
    return n;
}
