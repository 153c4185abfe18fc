/* A row of a form as an observer's report, for the observer to sign. */
#include "line_internal.h"

#include <stdio.h>

#include <tracktwo/line_publish.h>

#define COMPASS_ERROR 50 /* tenths of a degree: a compass in the hand */

/* "Access refused" is access_refused. */
static int kind_of(const char *name, enum line_report_kind *out)
{
    char plain[LINE_ID_MAX + 1];
    size_t n = 0;
    for (; name[n] != '\0' && n + 1 < sizeof plain; n++) {
        const char c = name[n];
        plain[n] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c == ' ' || c == '-' ? '_' : c);
    }
    plain[n] = '\0';
    int err = line_report_kind_find(plain, out);
    return err == 0 && *out == LINE_REPORT_WITHDRAWN ? T2_E_MISSING : err;
}

/* The number of a row is that of the weapons where there are any, else of what happened. */
static void weapons_of(const struct line_form_row *row, struct line_report *r)
{
    const struct line_observation *o = &row->seen;
    if (row->weapon == LINE_N_WEAPONS) {
        r->count_how = o->count > 0 ? LINE_REPORT_EXACTLY : LINE_REPORT_NOT_COUNTED;
        r->count = o->count;
        return;
    }
    r->n_weapons = 1;
    r->weapons[0] = (struct line_report_weapon){.family = row->weapon,
                                                .calibre = row->calibre,
                                                .number = row->has_count ? o->count : 1,
                                                .n_serials = row->serial[0] != '\0'};
    memcpy(r->serials[0], row->serial, sizeof r->serials[0]);
}

static int place_of(const struct line_form_row *row, struct line_report *r)
{
    const struct line_observation *o = &row->seen;
    const unsigned all = LINE_REPORT_OWN | LINE_REPORT_BEARING | LINE_REPORT_DISTANCE;
    if (o->has_own) {
        r->has |= LINE_REPORT_OWN;
        r->own = (struct line_report_place){o->own, o->own_error_cm};
    }
    if (o->has_own && row->has_bearing) {
        r->has |= LINE_REPORT_BEARING;
        r->bearing = (uint16_t)(lround(row->bearing_deg * 10) % 3600);
        r->bearing_error = COMPASS_ERROR;
    }
    if (o->has_own && row->has_distance) {
        r->has |= LINE_REPORT_DISTANCE;
        r->distance_m = (uint32_t)lround(row->distance_m);
        r->distance_error_m = (uint32_t)lround(row->distance_m / 10); /* as line_map.md has it */
    }
    if (row->place_said) {
        r->has |= LINE_REPORT_PLACE;
        r->place = (struct line_report_place){o->place, o->error_cm};
        return 0;
    }
    return (r->has & all) == all ? line_report_locate(r) : 0;
}

int line_form_report(const struct line_form_row *row, uint16_t means, const char *lang,
                     struct line_refusal *why, struct line_report *out)
{
    const struct line_observation *o = &row->seen;
    enum line_report_kind kind = LINE_REPORT_EXPLOSION;
    if (kind_of(o->kind, &kind) != 0) {
        return line_refuse(why, LINE_R_REPORT, T2_SAYS("\"%.40s\" is no kind of report that is known here."),
                           o->kind);
    }
    const uint64_t lasted = o->end_s - o->begin_s;
    *out = (struct line_report){.kind = kind,
                                .begin_s = o->begin_s,
                                .lasted_s = lasted > UINT32_MAX ? UINT32_MAX : (uint32_t)lasted,
                                .time_error_s = 60,
                                .frame = GEO_WGS84,
                                .means = row->means != 0 ? row->means : means,
                                .side = o->side,
                                .verified = o->verified};
    weapons_of(row, out);
    if (o->remark[0] != '\0') {
        (void)snprintf(out->remark.lang, sizeof out->remark.lang, "%s", lang);
        (void)snprintf(out->remark.text, sizeof out->remark.text, "%s", o->remark);
    }
    if (place_of(row, out) != 0) {
        return line_refuse(why, LINE_R_REPORT, T2_SAYS("bearing and distance lead nowhere on the earth."));
    }
    return 0;
}
