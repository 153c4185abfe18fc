/* The names of the table's words, as people read them and as --json gives them. */
#include "table_internal.h"

#define NAME(names, x)                                                                                       \
    ((size_t)(x) < sizeof(names) / sizeof((names)[0]) && (names)[x] != NULL ? (names)[x] : "unknown")

const char *table_refusal_name(enum table_refusal_code code)
{
    static const char *const names[] = {
        [TABLE_R_NONE] = "none",
        [TABLE_R_FORMAT] = "format",
        [TABLE_R_NOT_OPENED] = "not_opened",
        [TABLE_R_ALREADY_OPENED] = "already_opened",
        [TABLE_R_UNKNOWN_SEAT] = "unknown_seat",
        [TABLE_R_TIME] = "time",
        [TABLE_R_LIMIT] = "limit",
        [TABLE_R_DUPLICATE] = "duplicate",
        [TABLE_R_UNKNOWN_ISSUE] = "unknown_issue",
        [TABLE_R_SETTINGS] = "settings",
        [TABLE_R_STANDING] = "standing",
        [TABLE_R_MANDATE_EXPIRED] = "mandate_expired",
        [TABLE_R_MISSING_SEAT] = "missing_seat",
        [TABLE_R_TOO_FEW_SEATS] = "too_few_seats",
        [TABLE_R_TOO_MANY_SEATS] = "too_many_seats",
        [TABLE_R_TOO_MANY_CANDIDATES] = "too_many_candidates",
        [TABLE_R_BUDGET] = "budget",
        [TABLE_R_SPACING] = "spacing",
        [TABLE_R_RUNNING] = "running",
        [TABLE_R_UNKNOWN_SOUNDING] = "unknown_sounding",
        [TABLE_R_NOT_REQUIRED] = "not_required",
        [TABLE_R_CANDIDATE_DIGEST] = "candidate_digest",
        [TABLE_R_RULES_DIGEST] = "rules_digest",
        [TABLE_R_CIRCUIT_DIGEST] = "circuit_digest",
        [TABLE_R_CONTEXT_DIGEST] = "context_digest",
        [TABLE_R_BREADTH] = "breadth",
        [TABLE_R_ALREADY_SAID] = "already_said",
        [TABLE_R_NOT_SEALED] = "not_sealed",
        [TABLE_R_ENDED] = "ended",
        [TABLE_R_ANSWER_DIGEST] = "answer_digest",
        [TABLE_R_ANSWER] = "answer",
        [TABLE_R_DAY] = "day",
        [TABLE_R_GRID] = "grid",
        [TABLE_R_STEPS] = "steps",
        [TABLE_R_THRESHOLD] = "threshold",
        [TABLE_R_EXCHANGE] = "exchange",
        [TABLE_R_EARLIER] = "earlier",
        [TABLE_R_CLOSED] = "closed",
        [TABLE_R_NOT_CLOSED] = "not_closed",
        [TABLE_R_NOT_CONCERNED] = "not_concerned",
        [TABLE_R_PAUSED] = "paused",
        [TABLE_R_NOT_PAUSED] = "not_paused",
        [TABLE_R_RECONFIRM] = "reconfirm",
        [TABLE_R_FACILITATOR] = "facilitator",
        [TABLE_R_UNKNOWN_PROPOSAL] = "unknown_proposal",
        [TABLE_R_UNKNOWN_MEETING] = "unknown_meeting",
        [TABLE_R_NOT_INVITED] = "not_invited",
        [TABLE_R_RAPPORTEUR] = "rapporteur",
        [TABLE_R_RECORD] = "record",
        [TABLE_R_ATTRIBUTED] = "attributed",
        [TABLE_R_UNKNOWN_ARTICLE] = "unknown_article",
        [TABLE_R_PEN] = "pen",
        [TABLE_R_DRAFT] = "draft",
        [TABLE_R_BRACKETS] = "brackets",
        [TABLE_R_AGREED] = "agreed",
        [TABLE_R_SILENCE] = "silence",
        [TABLE_R_UNKNOWN_PAPER] = "unknown_paper",
        [TABLE_R_UNKNOWN_ATTACHMENT] = "unknown_attachment",
        [TABLE_R_PART] = "part",
        [TABLE_R_ATTACHMENT_DIGEST] = "attachment_digest",
        [TABLE_R_MIXED_SCRIPTS] = "mixed_scripts",
        [TABLE_R_CHANGED] = "changed",
        [TABLE_R_EVERYTHING] = "everything",
        [TABLE_R_SIDE] = "side",
        [TABLE_R_FIELD_DOCUMENT] = "field_document",
        [TABLE_R_POSITION] = "position",
        [TABLE_R_REPORT] = "report",
        [TABLE_R_INCIDENT] = "incident",
        [TABLE_R_STEP] = "step",
    };
    return NAME(names, code);
}

const char *table_function_name(enum table_function x)
{
    static const char *const names[] = {
        [TABLE_PARTICIPANT] = TABLE_SAYS("participant"),
        [TABLE_FACILITATOR] = TABLE_SAYS("facilitator"),
        [TABLE_OBSERVER] = TABLE_SAYS("observer"),
    };
    return NAME(names, x);
}

const char *table_standing_name(enum table_standing x)
{
    static const char *const names[] = {
        [TABLE_OFFICIAL] = TABLE_SAYS("official"),
        [TABLE_OFFICIAL_PERSONAL] = TABLE_SAYS("official in a personal capacity"),
        [TABLE_FORMER] = TABLE_SAYS("former official"),
        [TABLE_PRIVATE] = TABLE_SAYS("private"),
    };
    return NAME(names, x);
}

const char *table_mandate_name(enum table_mandate_kind x)
{
    static const char *const names[] = {
        [TABLE_OWN_INITIATIVE] = TABLE_SAYS("own initiative"),
        [TABLE_WITH_KNOWLEDGE] = TABLE_SAYS("with knowledge"),
        [TABLE_AT_REQUEST] = TABLE_SAYS("at the request of"),
        [TABLE_UNDER_INSTRUCTION] = TABLE_SAYS("under instruction"),
    };
    return NAME(names, x);
}

const char *table_phrase_name(enum table_phrase x)
{
    static const char *const names[] = {
        [TABLE_THINKING_ALOUD] = TABLE_SAYS("thinking aloud"),
        [TABLE_COULD_RECOMMEND] = TABLE_SAYS("could recommend"),
        [TABLE_SAID_UNDER_INSTRUCTION] = TABLE_SAYS("under instruction"),
    };
    return NAME(names, x);
}

const char *table_sounding_kind_name(enum table_sounding_kind x)
{
    static const char *const names[] = {
        [TABLE_SOUND_ROOM] = TABLE_SAYS("room"),           [TABLE_SOUND_YES] = TABLE_SAYS("yes"),
        [TABLE_SOUND_RANGE] = TABLE_SAYS("range"),         [TABLE_SOUND_FIND] = "find",
        [TABLE_SOUND_NEAR] = TABLE_SAYS("near"),           [TABLE_SOUND_READY] = TABLE_SAYS("ready"),
        [TABLE_SOUND_EXCHANGE] = TABLE_SAYS("exchange"),   [TABLE_SOUND_BETTER] = TABLE_SAYS("better"),
        [TABLE_SOUND_NON_PAPER] = TABLE_SAYS("non-paper"),
    };
    return NAME(names, x);
}

const char *table_sounding_kind_text(enum table_sounding_kind x)
{
    return x == TABLE_SOUND_FIND ? TABLE_SAYS("second key") : table_sounding_kind_name(x);
}

const char *table_sounding_status_name(enum table_sounding_status x)
{
    static const char *const names[] = {
        [TABLE_SOUND_OPEN] = TABLE_SAYS("open"),
        [TABLE_SOUND_SEALED] = TABLE_SAYS("sealed"),
        [TABLE_SOUND_ANSWERED] = TABLE_SAYS("answered"),
        [TABLE_SOUND_STOPPED] = TABLE_SAYS("stopped"),
    };
    return NAME(names, x);
}

const char *table_track_name(enum table_track t)
{
    static const char *const names[] = {
        [TABLE_TRACK_NONE] = "",
        [TABLE_TRACK_ONE] = "One",
        [TABLE_TRACK_ONE_AND_HALF] = "1.5",
        [TABLE_TRACK_TWO] = "Two",
    };
    return NAME(names, t);
}
