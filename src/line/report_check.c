/* The rules of a report (docs/protocol/reports.md), each with its sentence. The same for who writes and for
 * who reads, so that no desk takes what another refuses. */
#include "report_internal.h"

/* Each sentence stands in T2_SAYS where it is said: the catalogues find it there. */
#define REFUSE(sentence) return line_refuse(why, LINE_R_REPORT, sentence)

static const uint8_t no_id[LINE_REPORT_ID_LEN];

static int bounded(const char *s, size_t max)
{
    size_t n = strnlen(s, max + 1);
    return n <= max && line_utf8_valid(s, n);
}

static int id_or_none(const char *id)
{
    return id[0] == '\0' || (strnlen(id, LINE_ID_MAX + 1) <= LINE_ID_MAX && line_id_valid(id));
}

static int letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int lang_valid(const char *s)
{
    size_t n = strnlen(s, LINE_REPORT_LANG_MAX + 1);
    if (n < 2 || n > LINE_REPORT_LANG_MAX || !letter(s[0])) {
        return 0;
    }
    for (size_t i = 1; i < n; i++) {
        if (!letter(s[i]) && !(s[i] >= '0' && s[i] <= '9') && s[i] != '-') {
            return 0;
        }
    }
    return 1;
}

static int type_valid(const char *s)
{
    size_t n = strnlen(s, LINE_REPORT_TYPE_MAX + 1), slashes = 0;
    for (size_t i = 0; i < n; i++) {
        slashes += s[i] == '/';
        if (!((s[i] >= 'a' && s[i] <= 'z') || (s[i] >= '0' && s[i] <= '9') || strchr("/+-.", s[i]) != NULL)) {
            return 0;
        }
    }
    return n <= LINE_REPORT_TYPE_MAX && slashes == 1 && s[0] != '/' && s[n - 1] != '/';
}

/* 1: no text at all, or a text with its language. */
static int text_valid(const char *lang, const char *text, size_t max)
{
    return text[0] == '\0' ? lang[0] == '\0' : lang_valid(lang) && bounded(text, max);
}

static int place_valid(enum geo_frame frame, const struct line_report_place *p)
{
    return geo_point_valid(frame, p->at) && p->error_cm <= LINE_REPORT_MAX_ERROR_CM;
}

/* ---- what every report has ---- */

static int check_chain(const struct line_report *r, struct line_refusal *why)
{
    if (r->number < 1 || r->number > LINE_REPORT_MAX_NUMBER) {
        REFUSE(T2_SAYS("A report's number is not one of its chain: they go from 1 to 1,000,000."));
    }
    if ((r->number == 1) != (memcmp(r->previous, no_id, sizeof no_id) == 0)) {
        REFUSE(T2_SAYS("A report must name the one before it in its chain, and the first none."));
    }
    if (r->has & LINE_REPORT_CORRECTS) {
        if (r->corrects_number < 1 || r->corrects_number >= r->number ||
            memcmp(r->corrects, no_id, sizeof no_id) == 0) {
            REFUSE(T2_SAYS("A correction names an earlier report of the same observer's key."));
        }
        if (r->reason.text[0] == '\0') {
            REFUSE(T2_SAYS("A correction says why: give the reason."));
        }
    } else if (r->reason.text[0] != '\0') {
        REFUSE(T2_SAYS("A reason for a correction is given, but not which report is corrected."));
    }
    return 0;
}

static int check_time(const struct line_report *r, struct line_refusal *why)
{
    if (r->made_s > LINE_REPORT_MAX_TIME || r->begin_s > LINE_REPORT_MAX_TIME ||
        r->lasted_s > LINE_REPORT_MAX_SECONDS || r->time_error_s > LINE_REPORT_MAX_SECONDS) {
        REFUSE(T2_SAYS("A time of the report is none, or lies more than 30 days from where it may."));
    }
    if (r->begin_s + r->lasted_s > r->made_s + r->time_error_s) {
        REFUSE(T2_SAYS(
            "The report tells of something later than its own writing. Check the day, the hour and the "
            "machine's clock."));
    }
    return 0;
}

static int check_where(const struct line_report *r, struct line_refusal *why)
{
    if ((r->frame != GEO_WGS84 && r->frame != GEO_FLAT) || (r->has & ~REPORT_HAS_ALL) != 0 ||
        ((r->has & LINE_REPORT_PLACE) && !place_valid(r->frame, &r->place)) ||
        ((r->has & LINE_REPORT_OWN) && !place_valid(r->frame, &r->own))) {
        REFUSE(T2_SAYS("A place of the report lies outside the map, or its error is more than 100 km."));
    }
    if ((r->has & (LINE_REPORT_BEARING | LINE_REPORT_DISTANCE)) && !(r->has & LINE_REPORT_OWN)) {
        REFUSE(T2_SAYS("A direction or a distance is of use only with the place where the observer stood."));
    }
    if (((r->has & LINE_REPORT_BEARING) && (r->bearing > 3599 || r->bearing_error > 1800)) ||
        ((r->has & LINE_REPORT_DISTANCE) &&
         (r->distance_m > LINE_REPORT_MAX_DISTANCE_M || r->distance_error_m > LINE_REPORT_MAX_DISTANCE_M))) {
        REFUSE(T2_SAYS("A direction goes from 0 to 359.9 degrees, and a distance to 200 km."));
    }
    return 0;
}

static int check_words(const struct line_report *r, struct line_refusal *why)
{
    if (!id_or_none(r->source) || !id_or_none(r->site)) {
        REFUSE(T2_SAYS(
            "A station, camera or storage site is named by an id: letters, digits, \"-\", \"_\" and \".\"."));
    }
    if (!text_valid(r->remark.lang, r->remark.text, LINE_REPORT_REMARK_MAX) ||
        !text_valid(r->reason.lang, r->reason.text, LINE_TEXT_MAX)) {
        REFUSE(T2_SAYS(
            "A remark is one line of at most 2,000 bytes and a reason of at most 400, with its language."));
    }
    if (r->n_attachments > LINE_REPORT_MAX_ATTACHMENTS) {
        REFUSE(T2_SAYS("A report has at most 8 attachments."));
    }
    for (size_t i = 0; i < r->n_attachments; i++) {
        if (r->attachments[i].size > (uint64_t)1 << 40 || !type_valid(r->attachments[i].type)) {
            REFUSE(
                T2_SAYS("An attachment has a kind such as image/jpeg, and at most a million million bytes."));
        }
    }
    return 0;
}

/* ---- what its kind says ---- */

static unsigned said(const struct line_report *r)
{
    return (r->means != 0 ? REPORT_MEANS : 0u) |
           (r->count_how != LINE_REPORT_NOT_COUNTED ? REPORT_COUNT : 0u) |
           (r->side != LINE_N_SIDES ? REPORT_SIDE : 0u) | (r->n_weapons != 0 ? REPORT_WEAPONS : 0u) |
           (r->site[0] != '\0' ? REPORT_SITE : 0u) | (r->lasted_s != 0 ? REPORT_LASTED : 0u) |
           (r->has & (LINE_REPORT_PLACE | LINE_REPORT_OWN) ? REPORT_WHERE : 0u) |
           (r->has & LINE_REPORT_CORRECTS ? REPORT_CORRECTS : 0u);
}

static int check_kind(const struct line_report *r, struct line_refusal *why)
{
    const struct report_kind *kind = report_kind((unsigned)r->kind);
    if (kind == NULL) {
        REFUSE(T2_SAYS("This is no kind of report that is known here."));
    }
    unsigned what = said(r), lacks = kind->must & ~what;
    if (lacks & REPORT_WHERE) {
        REFUSE(T2_SAYS("The report says neither where it happened nor where the observer stood."));
    }
    if (lacks & REPORT_MEANS) {
        REFUSE(T2_SAYS("The report does not say how it was observed: heard, seen, by camera, ..."));
    }
    if (lacks & REPORT_LASTED) {
        REFUSE(T2_SAYS("The report does not say how long it lasted."));
    }
    if (lacks & REPORT_WEAPONS) {
        REFUSE(T2_SAYS("The report does not say which weapons were seen."));
    }
    if (lacks != 0) {
        REFUSE(T2_SAYS("The report does not say which earlier one is withdrawn."));
    }
    /* Any report may be a correction. */
    if (what & ~(kind->may | kind->must | REPORT_CORRECTS)) {
        REFUSE(T2_SAYS("The report says something that its kind has no place for."));
    }
    if (r->kind == LINE_REPORT_WITHDRAWN &&
        (r->begin_s != 0 || r->time_error_s != 0 || r->verified != 0 || r->source[0] != '\0' ||
         (r->has & ~LINE_REPORT_CORRECTS) != 0 || r->frame != GEO_WGS84 || r->n_attachments != 0 ||
         r->remark.text[0] != '\0')) {
        REFUSE(T2_SAYS("Who withdraws a report says which and why, and nothing else."));
    }
    return 0;
}

static int check_count(const struct line_report *r, struct line_refusal *why)
{
    if (r->means > LINE_REPORT_ALL_MEANS || r->side > LINE_N_SIDES || r->verified > 1 ||
        r->count_how >= LINE_REPORT_N_COUNTS ||
        (r->count_how == LINE_REPORT_NOT_COUNTED) != (r->count == 0)) {
        REFUSE(T2_SAYS("A number, a side or a means of the report is none."));
    }
    const unsigned by_ear = LINE_REPORT_HEARD | LINE_REPORT_ACOUSTIC | LINE_REPORT_TOLD;
    if (line_report_is_fire(r->kind) && r->side != LINE_N_SIDES && (r->means & ~by_ear) == 0) {
        REFUSE(T2_SAYS(
            "Nobody is named from sound or hearsay alone: leave the side out, or say what was seen."));
    }
    if (r->verified && r->means == LINE_REPORT_TOLD) {
        REFUSE(T2_SAYS("What others told is not verified."));
    }
    return 0;
}

static int check_weapons(const struct line_report *r, struct line_refusal *why)
{
    size_t n_serials = 0;
    if (r->n_weapons > LINE_REPORT_MAX_WEAPONS) {
        REFUSE(T2_SAYS("A report has at most 16 kinds of weapons. Write a second one."));
    }
    for (size_t i = 0; i < r->n_weapons; i++) {
        const struct line_report_weapon *w = &r->weapons[i];
        if (w->family >= LINE_N_WEAPONS || !bounded(w->model, LINE_REPORT_MODEL_MAX) || w->calibre > 100000 ||
            w->range_m > 20000000) {
            REFUSE(T2_SAYS("A weapon's family, model, calibre or range is none."));
        }
        n_serials += w->n_serials;
        if (w->n_serials > w->number) {
            REFUSE(T2_SAYS("A weapon has more serial numbers than were seen of it."));
        }
    }
    if (n_serials > LINE_REPORT_MAX_SERIALS) {
        REFUSE(T2_SAYS("A report has at most 64 serial numbers. Write a second one."));
    }
    for (size_t i = 0; i < n_serials; i++) {
        if (r->serials[i][0] == '\0' || !bounded(r->serials[i], LINE_REPORT_SERIAL_MAX)) {
            REFUSE(T2_SAYS("A serial number is a word of at most 32 bytes."));
        }
    }
    return 0;
}

int line_report_check(const struct line_report *r, struct line_refusal *why)
{
    static int (*const rules[])(const struct line_report *, struct line_refusal *) = {
        check_chain, check_time, check_where, check_words, check_count, check_weapons, check_kind,
    };
    int err = 0;
    for (size_t i = 0; err == 0 && i < sizeof rules / sizeof rules[0]; i++) {
        err = rules[i](r, why);
    }
    return err;
}
