/* The kinds of events: of each its fields, its rules and its step. A kind that is not here is none. */
#include "schema.h"

#define AT(member) offsetof(struct table_event, u.member)
#define FIELDS(list) .fields = (list), .n_fields = sizeof(list) / sizeof((list)[0])
#define SHARE(x) .shares = 1u << TABLE_SHARE_##x /* TABLE_SHARE, for cppcheck */
#define PROPOSAL                                                                                             \
    .makes = 1, .content = 1, .shares = 1u << TABLE_SHARE_PROPOSALS, .check = table_check_proposal,          \
    .move = table_move_proposal

static const struct table_field sounds_reopened[] = {
    {FIELD_U8, AT(sounds_reopened.issue), 0, TABLE_MAX_ISSUES - 1, TABLE_SAYS("The issue")},
    {FIELD_DIGEST, AT(sounds_reopened.named), 0, 0, ""},
};
static const struct table_field seat_added[] = {
    {FIELD_ID, AT(seat_added.id), 0, 0, ""},
    {FIELD_SEAT, AT(seat_added.seat), 0, 0, ""},
};
static const struct table_field device_changed[] = {
    {FIELD_ID, AT(device_changed.id), 0, 0, ""},
    {FIELD_U8, AT(device_changed.seat), 0, TABLE_MAX_SEATS - 1, TABLE_SAYS("The seat")},
    {FIELD_DIGEST, AT(device_changed.key), 0, 0, ""},
};
static const struct table_field party_changed[] = {
    {FIELD_ID, AT(party_changed.id), 0, 0, ""},
    {FIELD_U8, AT(party_changed.seat), 0, TABLE_MAX_SEATS - 1, TABLE_SAYS("The seat")},
    {FIELD_NAME, AT(party_changed.party), 0, TABLE_NAME_MAX, TABLE_SAYS("The party of a seat")},
};
static const struct table_field settings_changed[] = {
    {FIELD_ID, AT(settings_changed.id), 0, 0, ""},
    {FIELD_SETTINGS, AT(settings_changed.settings), 0, 0, ""},
};
static const struct table_field concerns_changed[] = {
    {FIELD_ID, AT(concerns_changed.id), 0, 0, ""},
    {FIELD_U8, AT(concerns_changed.issue), 0, TABLE_MAX_ISSUES - 1, TABLE_SAYS("The issue")},
    {FIELD_SEATS, AT(concerns_changed.concerns), 1, 0,
     TABLE_SAYS("The list of seats that the issue concerns")},
    {FIELD_DIGEST, AT(concerns_changed.named), 0, 0, ""},
};
static const struct table_field early_harvest[] = {
    {FIELD_ID, AT(early_harvest.id), 0, 0, ""},
    {FIELD_U8, AT(early_harvest.issue), 0, TABLE_MAX_ISSUES - 1, TABLE_SAYS("The issue")},
    {FIELD_U8, AT(early_harvest.early), 0, 1, TABLE_SAYS("The mark of an early harvest")},
    {FIELD_DIGEST, AT(early_harvest.named), 0, 0, ""},
};
static const struct table_field line_agreed[] = {
    {FIELD_ID, AT(line_agreed.id), 0, 0, ""},
    {FIELD_TEXTS, AT(line_agreed.line), 0, TABLE_TEXT_MAX, TABLE_SAYS("The line if asked")},
};
static const struct table_field pen_given[] = {
    {FIELD_ID, AT(pen_given.id), 0, 0, ""},
    {FIELD_U8, AT(pen_given.seat), 0, TABLE_MAX_SEATS - 1, TABLE_SAYS("The seat")},
};
static const struct table_field consented[] = {
    {FIELD_ID, AT(consented.id), 0, 0, ""},
    {FIELD_DIGEST, AT(consented.content), 0, 0, ""},
    {FIELD_U8, AT(consented.answer), 0, TABLE_ANSWER_LINE_ENDED, TABLE_SAYS("The answer to a proposal")},
};
static const struct table_field paused[] = {
    {FIELD_U8, AT(paused.why), TABLE_PAUSE_PLAIN, TABLE_PAUSE_LEAK, TABLE_SAYS("The kind of the pause")},
    {FIELD_OR_EMPTY, AT(paused.reason), 0, TABLE_TEXT_MAX, TABLE_SAYS("The reason of the pause")},
};
static const struct table_field nothing[1]; /* of a body without fields: n_fields is 0 */
static const struct table_field mandate_seen[] = {
    {FIELD_U8, AT(mandate_seen.seat), 0, TABLE_MAX_SEATS - 1, TABLE_SAYS("The seat")},
    {FIELD_DIGEST, AT(mandate_seen.named), 0, 0, ""},
};
static const struct table_field retention[] = {
    {FIELD_U32, AT(retention.days), 0, 36500, TABLE_SAYS("The number of days that the record is kept")},
};
static const struct table_field meeting_called[] = {
    {FIELD_ID, AT(meeting_called.id), 0, 0, ""},
    {FIELD_SLOT, AT(meeting_called.start), 0, 0, TABLE_SAYS("The time of the meeting")},
    {FIELD_LINE, AT(meeting_called.place), 0, TABLE_TITLE_MAX, TABLE_SAYS("The place of the meeting")},
    {FIELD_U8, AT(meeting_called.rapporteur), 0, TABLE_MAX_SEATS - 1,
     TABLE_SAYS("The seat of the rapporteur")},
    {FIELD_SEATS, AT(meeting_called.seats), 2, 0, TABLE_SAYS("The list of seats of the meeting")},
    {FIELD_MASK, AT(meeting_called.agenda), 0, 0, ""},
    {FIELD_SLOT, AT(meeting_called.readout_due), 0, 0, TABLE_SAYS("The time by which read-outs are due")},
    {FIELD_DIGEST, AT(meeting_called.named), 0, 0, ""},
};
static const struct table_field meeting_attendance[] = {
    {FIELD_ID, AT(meeting_attendance.id), 0, 0, ""},
    {FIELD_U8, AT(meeting_attendance.attendance), TABLE_COMING, TABLE_WAS_THERE,
     TABLE_SAYS("The attendance")},
};
static const struct table_field meeting_floor[] = {
    {FIELD_ID, AT(meeting_floor.id), 0, 0, ""},
    {FIELD_U8, AT(meeting_floor.asks), 0, 1, TABLE_SAYS("The wish for the floor")},
};
static const struct table_field meeting_point[] = {
    {FIELD_ID, AT(meeting_point.id), 0, 0, ""},
    {FIELD_TEXTS, AT(meeting_point.point), 0, TABLE_TEXT_MAX, TABLE_SAYS("The point of the record")},
};
static const struct table_field meeting_struck[] = {
    {FIELD_ID, AT(meeting_struck.id), 0, 0, ""},
    {FIELD_U32, AT(meeting_struck.point), 1, TABLE_MAX_RECORD_POINTS, TABLE_SAYS("The number of the point")},
};
static const struct table_field meeting_record[] = {{FIELD_ID, AT(meeting_record.id), 0, 0, ""}};
static const struct table_field meeting_read_back[] = {
    {FIELD_ID, AT(meeting_read_back.id), 0, 0, ""},
    {FIELD_DIGEST, AT(meeting_read_back.content), 0, 0, ""},
    {FIELD_U8, AT(meeting_read_back.confirms), 0, 1, TABLE_SAYS("The read-back")},
    {FIELD_OR_EMPTY, AT(meeting_read_back.remark), 0, TABLE_TEXT_MAX, TABLE_SAYS("The remark on the record")},
};
static const struct table_field readout_made[] = {{FIELD_ID, AT(readout_made.id), 0, 0, ""}};

static const struct table_field article_opened[] = {
    {FIELD_ID, AT(article_opened.id), 0, 0, ""},
    {FIELD_NAME, AT(article_opened.name), 0, TABLE_ARTICLE_MAX, TABLE_SAYS("The name of the article")},
    {FIELD_TEXTS, AT(article_opened.title), 0, TABLE_TITLE_MAX, TABLE_SAYS("The title of the article")},
    {FIELD_MASK, AT(article_opened.issues), 0, 0, ""},
    {FIELD_SEATS, AT(article_opened.concerns), 1, 0,
     TABLE_SAYS("The list of seats that the article concerns")},
    {FIELD_DIGEST, AT(article_opened.named), 0, 0, ""},
};
static const struct table_field draft[] = {
    {FIELD_ID, AT(draft.id), 0, 0, ""},
    {FIELD_U32, AT(draft.replaces), 0, TABLE_MAX_DRAFTS, TABLE_SAYS("The number of the draft before")},
    {FIELD_U8, AT(draft.reopens), 0, 1, TABLE_SAYS("The mark of a draft that goes back")},
    {FIELD_DRAFT, AT(draft.draft), 0, 0, ""},
};
static const struct table_field silence_set[] = {
    {FIELD_ID, AT(silence_set.id), 0, 0, ""},
    {FIELD_SLOT, AT(silence_set.until), 0, 0, TABLE_SAYS("The hour of the silence")},
};
static const struct table_field objected[] = {
    {FIELD_ID, AT(objected.id), 0, 0, ""},
    {FIELD_LINE, AT(objected.remark), 0, TABLE_TEXT_MAX, TABLE_SAYS("The objection")},
};
static const struct table_field paper[] = {
    {FIELD_ID, AT(paper.id), 0, 0, ""},
    {FIELD_ID, AT(paper.of), 0, 0, ""},
    {FIELD_U8, AT(paper.authentic), 0, 1, TABLE_SAYS("The mark of equally authentic languages")},
    {FIELD_TEXTS, AT(paper.title), 0, TABLE_TITLE_MAX, TABLE_SAYS("The title of the paper")},
    {FIELD_PAGES, AT(paper.body), 0, TABLE_PAPER_MAX, TABLE_SAYS("The text of the paper")},
};
static const struct table_field attachment[] = {
    {FIELD_ID, AT(attachment.id), 0, 0, ""},
    {FIELD_ID, AT(attachment.paper), 0, 0, ""},
    {FIELD_LINE, AT(attachment.name), 0, TABLE_NAME_MAX, TABLE_SAYS("The name of the attachment")},
    {FIELD_U8, AT(attachment.media), TABLE_MEDIA_PNG, TABLE_MEDIA_TEXT,
     TABLE_SAYS("The kind of the attachment")},
    {FIELD_U32, AT(attachment.size), 1, TABLE_ATTACHMENT_MAX, TABLE_SAYS("The size of the attachment")},
    {FIELD_DIGEST, AT(attachment.digest), 0, 0, ""},
};
static const struct table_field attachment_part[] = {
    {FIELD_ID, AT(attachment_part.id), 0, 0, ""},
    {FIELD_U8, AT(attachment_part.index), 0, TABLE_MAX_PARTS - 1, TABLE_SAYS("The number of the part")},
    {FIELD_BYTES, AT(attachment_part.bytes), 1, TABLE_PART_MAX, TABLE_SAYS("The length of the part")},
};
static const struct table_field article_said[] = {
    {FIELD_ID, AT(article_said.id), 0, 0, ""},
    {FIELD_DIGEST, AT(article_said.content), 0, 0, ""},
    {FIELD_U8, AT(article_said.says), TABLE_ARTICLE_COULD_RECOMMEND, TABLE_ARTICLE_WITHDRAWN,
     TABLE_SAYS("What is said of the article")},
};

static const struct table_field sides_agreed[] = {
    {FIELD_ID, AT(sides_agreed.id), 0, 0, ""},
    {FIELD_SEATS, AT(sides_agreed.side[0]), 1, 0, TABLE_SAYS("The list of seats of side A")},
    {FIELD_SEATS, AT(sides_agreed.side[1]), 1, 0, TABLE_SAYS("The list of seats of side B")},
    {FIELD_MASK, AT(sides_agreed.commission), 0, 0, ""},
    {FIELD_TEXTS, AT(sides_agreed.map), 0, TABLE_TEXT_MAX, TABLE_SAYS("The map that counts")},
};
static const struct table_field field_document[] = {
    {FIELD_ID, AT(field_document.id), 0, 0, ""},
    {FIELD_U8, AT(field_document.what), TABLE_FIELD_LINE, TABLE_FIELD_PUBLICATION,
     TABLE_SAYS("The kind of the document")},
    {FIELD_U32, AT(field_document.size), 1, TABLE_FIELD_DOCUMENT_MAX, TABLE_SAYS("The size of the document")},
    {FIELD_DIGEST, AT(field_document.digest), 0, 0, ""},
};
static const struct table_field field_part[] = {
    {FIELD_ID, AT(field_part.id), 0, 0, ""},
    {FIELD_U8, AT(field_part.index), 0, TABLE_FIELD_MAX_PARTS - 1, TABLE_SAYS("The number of the part")},
    {FIELD_BYTES, AT(field_part.bytes), 1, TABLE_PART_MAX, TABLE_SAYS("The length of the part")},
};
static const struct table_field ceasefire_agreed[] = {
    {FIELD_ID, AT(ceasefire_agreed.id), 0, 0, ""},
    {FIELD_SLOT, AT(ceasefire_agreed.from), 0, 0, TABLE_SAYS("The time of the cease-fire")},
};
static const struct table_field position_declared[] = {
    {FIELD_ID, AT(position_declared.id), 0, 0, ""},
    {FIELD_U32, AT(position_declared.by_day), 0, TABLE_FIELD_MAX_BY_DAY, TABLE_SAYS("The day of a position")},
    {FIELD_DIGEST, AT(position_declared.commitment), 0, 0, ""},
};
static const struct table_field position_opened[] = {
    {FIELD_ID, AT(position_opened.id), 0, 0, ""},
    {FIELD_BYTES, AT(position_opened.opening), 1, TABLE_FIELD_OPENING_MAX,
     TABLE_SAYS("The length of an opening")},
};
static const struct table_field observer_admitted[] = {
    {FIELD_ID, AT(observer_admitted.id), 0, 0, ""},
    {FIELD_LINE, AT(observer_admitted.observer), 0, TABLE_FIELD_OBSERVER_MAX,
     TABLE_SAYS("The name of the observer")},
    {FIELD_U8, AT(observer_admitted.of), 0, 3, TABLE_SAYS("Whose observer it is")},
    {FIELD_DIGEST, AT(observer_admitted.key), 0, 0, ""},
    {FIELD_SLOT, AT(observer_admitted.from_s), 0, 0, TABLE_SAYS("The time of the admission")},
    {FIELD_SLOT, AT(observer_admitted.to_s), 0, 0, TABLE_SAYS("The time of the admission")},
};
static const struct table_field report_entered[] = {
    {FIELD_BYTES, AT(report_entered.report), 1, TABLE_FIELD_REPORT_MAX, TABLE_SAYS("The length of a report")},
};
static const struct table_field report_excluded[] = {
    {FIELD_ID, AT(report_excluded.id), 0, 0, ""},
    {FIELD_DIGEST, AT(report_excluded.report), 0, 0, ""},
};
static const struct table_field incident_step[] = {
    {FIELD_DIGEST, AT(incident_step.report), 0, 0, ""},
    {FIELD_U8, AT(incident_step.step), 0, TABLE_INCIDENT_OPENED, ""},
    {FIELD_OR_EMPTY, AT(incident_step.text), 0, TABLE_TEXT_MAX, TABLE_SAYS("The text of an incident")},
};
static const struct table_field step_taken[] = {
    {FIELD_U8, AT(step_taken.stage), 0, 7, TABLE_SAYS("The step")},
};
static const struct table_field step_back[] = {
    {FIELD_ID, AT(step_back.id), 0, 0, ""},
    {FIELD_U8, AT(step_back.stage), 0, 7, TABLE_SAYS("The step")},
};

#define SOUND .put = table_put_sound, .get = table_get_sound, .format = table_format_sound

static const struct table_kind kinds[TABLE_N_EVENT_KINDS] = {
    [TABLE_EV_TABLE_OPENED] = {.name = "table_opened",
                               .put = table_put_opened,
                               .get = table_get_opened,
                               .format = table_format_opened,
                               .check = table_check_opened,
                               .move = table_move_opened},
    [TABLE_EV_SEAT_STANDING] = {.name = "seat_standing",
                                .put = table_put_standing,
                                .get = table_get_standing,
                                .format = table_format_standing,
                                .check = table_check_standing,
                                .move = table_move_standing},
    [TABLE_EV_ISSUE_ADDED] = {.name = "issue_added",
                              .put = table_put_issue_added,
                              .get = table_get_issue_added,
                              .format = table_format_issue,
                              .content = 1,
                              .needs = TABLE_NEEDS_NO_PAUSE,
                              .check = table_check_issue,
                              .move = table_move_issue},
    [TABLE_EV_SAID] = {.name = "said",
                       .put = table_put_said,
                       .get = table_get_said,
                       .format = table_format_said,
                       .check = table_check_said,
                       .move = table_move_said},
    [TABLE_EV_SOUND_OPENED] = {.name = "sound_opened",
                               SOUND,
                               .makes = 1,
                               .needs = TABLE_NEEDS_NO_PAUSE | TABLE_NEEDS_RECONFIRMED,
                               SHARE(SOUNDINGS),
                               .check = table_check_sound_opened,
                               .move = table_move_sound_opened},
    [TABLE_EV_SOUND_SEALED] = {.name = "sound_sealed",
                               SOUND,
                               .needs = TABLE_NEEDS_NO_PAUSE | TABLE_NEEDS_RECONFIRMED,
                               .check = table_check_sound_sealed,
                               .move = table_move_sound_sealed},
    [TABLE_EV_SOUND_RESULT] = {.name = "sound_result",
                               SOUND,
                               .check = table_check_sound_result,
                               .move = table_move_sound_result},
    [TABLE_EV_SOUND_STOPPED] = {.name = "sound_stopped",
                                SOUND,
                                .check = table_check_sound_stopped,
                                .move = table_move_sound_stopped},
    [TABLE_EV_SOUNDS_REOPENED] = {.name = "sounds_reopened",
                                  FIELDS(sounds_reopened),
                                  .named = AT(sounds_reopened.named),
                                  .needs = TABLE_NEEDS_NO_PAUSE,
                                  .check = table_check_reopened,
                                  .move = table_move_reopened},
    [TABLE_EV_DAYS_AGREED] = {.name = "days_agreed",
                              .named = AT(days_agreed.named),
                              .put = table_put_days_agreed,
                              .get = table_get_days_agreed,
                              .format = table_format_days,
                              .needs = TABLE_NEEDS_NO_PAUSE,
                              .check = table_check_days,
                              .move = table_move_days},
    [TABLE_EV_SEAT_ADDED] = {.name = "seat_added", FIELDS(seat_added), PROPOSAL},
    [TABLE_EV_DEVICE_CHANGED] = {.name = "device_changed", FIELDS(device_changed), PROPOSAL},
    [TABLE_EV_PARTY_CHANGED] = {.name = "party_changed", FIELDS(party_changed), PROPOSAL},
    [TABLE_EV_SETTINGS_CHANGED] = {.name = "settings_changed", FIELDS(settings_changed), PROPOSAL},
    [TABLE_EV_CONCERNS_CHANGED] = {.name = "concerns_changed",
                                   FIELDS(concerns_changed),
                                   .named = AT(concerns_changed.named),
                                   PROPOSAL},
    [TABLE_EV_EARLY_HARVEST] = {.name = "early_harvest",
                                FIELDS(early_harvest),
                                .named = AT(early_harvest.named),
                                PROPOSAL},
    [TABLE_EV_LINE_AGREED] = {.name = "line_agreed", FIELDS(line_agreed), PROPOSAL},
    [TABLE_EV_PEN_GIVEN] = {.name = "pen_given", FIELDS(pen_given), PROPOSAL},
    [TABLE_EV_CONSENTED] = {.name = "consented",
                            FIELDS(consented),
                            .check = table_check_consented,
                            .move = table_move_consented},
    [TABLE_EV_PAUSED] = {.name = "paused",
                         FIELDS(paused),
                         .check = table_check_paused,
                         .move = table_move_paused},
    [TABLE_EV_RESUMED] = {.name = "resumed",
                          .fields = nothing,
                          .check = table_check_resumed,
                          .move = table_move_resumed},
    [TABLE_EV_RECONFIRMED] = {.name = "reconfirmed",
                              .fields = nothing,
                              .check = table_check_reconfirmed,
                              .move = table_move_reconfirmed},
    [TABLE_EV_MANDATE_SEEN] = {.name = "mandate_seen",
                               FIELDS(mandate_seen),
                               .named = AT(mandate_seen.named),
                               .check = table_check_seen,
                               .move = table_move_seen},
    [TABLE_EV_RETENTION] = {.name = "retention",
                            FIELDS(retention),
                            .check = table_check_retention,
                            .move = table_move_retention},
    [TABLE_EV_MEETING_CALLED] = {.name = "meeting_called",
                                 FIELDS(meeting_called),
                                 .named = AT(meeting_called.named),
                                 .makes = 1,
                                 .content = 1,
                                 SHARE(MEETINGS),
                                 .check = table_check_meeting_called,
                                 .move = table_move_meeting_called},
    [TABLE_EV_MEETING_ATTENDANCE] = {.name = "meeting_attendance",
                                     FIELDS(meeting_attendance),
                                     .check = table_check_attendance,
                                     .move = table_move_attendance},
    [TABLE_EV_MEETING_FLOOR] = {.name = "meeting_floor",
                                FIELDS(meeting_floor),
                                .check = table_check_floor,
                                .move = table_move_floor},
    [TABLE_EV_MEETING_POINT] = {.name = "meeting_point",
                                FIELDS(meeting_point),
                                .content = 1,
                                SHARE(POINTS),
                                .check = table_check_point,
                                .move = table_move_point},
    [TABLE_EV_MEETING_STRUCK] = {.name = "meeting_struck",
                                 FIELDS(meeting_struck),
                                 .content = 1,
                                 .check = table_check_struck,
                                 .move = table_move_struck},
    [TABLE_EV_MEETING_RECORD] = {.name = "meeting_record",
                                 FIELDS(meeting_record),
                                 .check = table_check_record,
                                 .move = table_move_record},
    [TABLE_EV_MEETING_READ_BACK] = {.name = "meeting_read_back",
                                    FIELDS(meeting_read_back),
                                    .check = table_check_read_back,
                                    .move = table_move_read_back},
    [TABLE_EV_READOUT_MADE] = {.name = "readout_made",
                               FIELDS(readout_made),
                               .check = table_check_readout,
                               .move = table_move_readout},
    [TABLE_EV_ARTICLE_OPENED] = {.name = "article_opened",
                                 FIELDS(article_opened),
                                 .named = AT(article_opened.named),
                                 .makes = 1,
                                 .content = 1,
                                 .needs = TABLE_NEEDS_NO_PAUSE,
                                 SHARE(ARTICLES),
                                 .check = table_check_article_opened,
                                 .move = table_move_article_opened},
    [TABLE_EV_DRAFT] = {.name = "draft",
                        FIELDS(draft),
                        .content = 1,
                        .needs = TABLE_NEEDS_NO_PAUSE,
                        .check = table_check_draft,
                        .move = table_move_draft},
    [TABLE_EV_SILENCE_SET] = {.name = "silence_set",
                              FIELDS(silence_set),
                              .needs = TABLE_NEEDS_NO_PAUSE,
                              .check = table_check_silence,
                              .move = table_move_silence},
    [TABLE_EV_OBJECTED] = {.name = "objected",
                           FIELDS(objected),
                           .check = table_check_objected,
                           .move = table_move_objected},
    [TABLE_EV_PAPER] = {.name = "paper",
                        FIELDS(paper),
                        .makes = 1,
                        .needs = TABLE_NEEDS_NO_PAUSE,
                        SHARE(PAPERS),
                        .check = table_check_paper,
                        .move = table_move_paper},
    [TABLE_EV_ATTACHMENT] = {.name = "attachment",
                             FIELDS(attachment),
                             .makes = 1,
                             .needs = TABLE_NEEDS_NO_PAUSE,
                             SHARE(ATTACHMENTS),
                             .check = table_check_attachment,
                             .move = table_move_attachment},
    /* A pause does not cut off what has been announced. */
    [TABLE_EV_ATTACHMENT_PART] = {.name = "attachment_part",
                                  FIELDS(attachment_part),
                                  .check = table_check_part,
                                  .move = table_move_part},
    [TABLE_EV_ROUND_RESULT] = {.name = "round_result",
                               .put = table_put_round,
                               .get = table_get_round,
                               .format = table_format_round,
                               .check = table_check_round_result,
                               .move = table_move_round_result},
    [TABLE_EV_ARTICLE_SAID] = {.name = "article_said",
                               FIELDS(article_said),
                               .check = table_check_article_said,
                               .move = table_move_article_said},
    [TABLE_EV_SIDES_AGREED] = {.name = "sides_agreed", FIELDS(sides_agreed), PROPOSAL},
    [TABLE_EV_FIELD_DOCUMENT] = {.name = "field_document",
                                 FIELDS(field_document),
                                 .makes = 1,
                                 .content = 1,
                                 SHARE(PROPOSALS) | TABLE_SHARE(TABLE_SHARE_DOCUMENTS),
                                 .check = table_check_document,
                                 .move = table_move_document},
    [TABLE_EV_FIELD_PART] = {.name = "field_part",
                             FIELDS(field_part),
                             .check = table_check_field_part,
                             .move = table_move_field_part},
    [TABLE_EV_CEASEFIRE_AGREED] = {.name = "ceasefire_agreed", FIELDS(ceasefire_agreed), PROPOSAL},
    [TABLE_EV_POSITION_DECLARED] = {.name = "position_declared",
                                    FIELDS(position_declared),
                                    .makes = 1,
                                    SHARE(POSITIONS),
                                    .check = table_check_position,
                                    .move = table_move_position},
    [TABLE_EV_POSITION_OPENED] = {.name = "position_opened",
                                  FIELDS(position_opened),
                                  .check = table_check_opening,
                                  .move = table_move_opening},
    [TABLE_EV_OBSERVER_ADMITTED] = {.name = "observer_admitted", FIELDS(observer_admitted), PROPOSAL},
    [TABLE_EV_REPORT_ENTERED] = {.name = "report_entered",
                                 FIELDS(report_entered),
                                 .check = table_check_report,
                                 .move = table_move_report},
    [TABLE_EV_REPORT_EXCLUDED] = {.name = "report_excluded", FIELDS(report_excluded), PROPOSAL},
    [TABLE_EV_INCIDENT_STEP] = {.name = "incident_step",
                                FIELDS(incident_step),
                                .check = table_check_incident,
                                .move = table_move_incident},
    [TABLE_EV_STEP_TAKEN] = {.name = "step_taken",
                             FIELDS(step_taken),
                             .needs = TABLE_NEEDS_NO_PAUSE,
                             .check = table_check_step,
                             .move = table_move_step},
    [TABLE_EV_STEP_BACK] = {.name = "step_back", FIELDS(step_back), PROPOSAL},
};

const struct table_kind *table_kind(unsigned kind)
{
    return kind < TABLE_N_EVENT_KINDS && kinds[kind].name != NULL ? &kinds[kind] : NULL;
}

const char *table_event_kind_name(enum table_event_kind kind)
{
    const struct table_kind *k = table_kind(kind);
    return k != NULL ? k->name : "unknown";
}
