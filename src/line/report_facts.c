/* From a report to its facts: one of each, but of weapons one for each serial number, since the pull-back is
 * followed by them. */
#include "days_internal.h"

#include <tracktwo/line_facts.h>

#define MOST 1000000u /* of a count */

struct meaning {
    uint8_t fact, course; /* fact LINE_N_FACTS: none */
};
static const struct meaning meanings[LINE_REPORT_N_KINDS] = {
    [0] = {LINE_N_FACTS, 0},
    [LINE_REPORT_EXPLOSION] = {LINE_F_EXPLOSION, LINE_COURSE_UNKNOWN},
    [LINE_REPORT_OUTGOING] = {LINE_F_EXPLOSION, LINE_OUTGOING},
    [LINE_REPORT_INCOMING] = {LINE_F_EXPLOSION, LINE_INCOMING},
    [LINE_REPORT_IMPACT] = {LINE_F_EXPLOSION, LINE_IMPACT},
    [LINE_REPORT_BURST] = {LINE_F_BURST, LINE_COURSE_UNKNOWN},
    [LINE_REPORT_SHOT] = {LINE_F_SHOT, LINE_COURSE_UNKNOWN},
    [LINE_REPORT_PROJECTILE] = {LINE_F_PROJECTILE, LINE_COURSE_UNKNOWN},
    [LINE_REPORT_MUZZLE_FLASH] = {LINE_F_FLASH, LINE_COURSE_UNKNOWN},
    [LINE_REPORT_FLARE] = {LINE_F_FLARE, LINE_COURSE_UNKNOWN},
    [LINE_REPORT_WEAPONS] = {LINE_F_WEAPON, LINE_COURSE_UNKNOWN},
    [LINE_REPORT_UNIT_INSIDE] = {LINE_F_WEAPON, LINE_COURSE_UNKNOWN},
    [LINE_REPORT_UNIT_ENTERED] = {LINE_F_WEAPON, LINE_COURSE_UNKNOWN},
    [LINE_REPORT_UNIT_LEFT] = {LINE_F_LEFT, LINE_COURSE_UNKNOWN},
    [LINE_REPORT_ACCESS_REFUSED] = {LINE_F_REFUSED, LINE_COURSE_UNKNOWN},
    [LINE_REPORT_ACCESS_DELAYED] = {LINE_F_DELAYED, LINE_COURSE_UNKNOWN},
    [LINE_REPORT_ACCESS_CONDITIONAL] = {LINE_F_CONDITIONAL, LINE_COURSE_UNKNOWN},
    [LINE_REPORT_JAMMING_NAVIGATION] = {LINE_F_JAMMING, LINE_COURSE_UNKNOWN},
    [LINE_REPORT_JAMMING_RADIO] = {LINE_F_JAMMING, LINE_COURSE_UNKNOWN},
    [LINE_REPORT_MINE] = {LINE_N_FACTS, 0},
    [LINE_REPORT_ORDNANCE] = {LINE_N_FACTS, 0},
    [LINE_REPORT_WATCH] = {LINE_F_WATCH, LINE_COURSE_UNKNOWN},
    [LINE_REPORT_WITHDRAWN] = {LINE_F_NOTHING, LINE_COURSE_UNKNOWN},
};

/* The best of the means that were named. */
static uint8_t means_of(const struct line_report *r)
{
    if ((r->means & (LINE_REPORT_SEEN | LINE_REPORT_DRONE | LINE_REPORT_TRACES)) != 0 || r->means == 0) {
        return LINE_BY_SIGHT;
    }
    return (r->means & (LINE_REPORT_CAMERA | LINE_REPORT_SATELLITE)) != 0 ? LINE_BY_CAMERA
           : (r->means & LINE_REPORT_RADAR) != 0                          ? LINE_BY_RADAR
           : (r->means & (LINE_REPORT_HEARD | LINE_REPORT_ACOUSTIC)) != 0 ? LINE_BY_EAR
                                                                          : LINE_BY_WORD;
}

static void put_places(const struct line_report *r, struct line_fact *f)
{
    if ((r->has & LINE_REPORT_PLACE) != 0) {
        f->has |= LINE_HAS_PLACE;
        f->place = r->place.at;
        f->sigma_cm = r->place.error_cm;
    }
    if ((r->has & LINE_REPORT_OWN) == 0) {
        return;
    }
    f->has |= LINE_HAS_POST;
    f->post = r->own.at;
    if ((r->has & LINE_REPORT_BEARING) != 0 && r->bearing_error <= 450) { /* wider is no direction */
        f->has |= LINE_HAS_BEARING;
        f->bearing_cdeg = 10u * r->bearing;
        f->bearing_error_cdeg = 10u * r->bearing_error;
    }
    if ((r->has & LINE_REPORT_DISTANCE) != 0) {
        f->has |= LINE_HAS_DISTANCE;
        f->distance_m = r->distance_m;
        f->distance_error_m = r->distance_error_m;
    }
}

static struct line_fact base(const struct line_report *r, const struct line_fact_origin *o, struct meaning m)
{
    struct line_fact f = {.source = o->source,
                          .seq = r->number,
                          .filed_s = (int64_t)r->made_s,
                          .time_s = (int64_t)r->begin_s,
                          .time_error_s = r->time_error_s,
                          .lasts_s = r->lasted_s,
                          .kind = m.fact,
                          .course = m.course,
                          .means = means_of(r),
                          .from = o->from,
                          .verified = r->verified,
                          .side = r->side,
                          .weapon = LINE_W_OTHER,
                          .verdict = LINE_VERDICT_UNDETERMINED,
                          .at_site = r->site[0] != '\0',
                          .count = r->count_how == LINE_REPORT_NOT_COUNTED ? 1
                                   : r->count > MOST                       ? MOST
                                                                           : r->count};
    memcpy(f.id, o->id, sizeof f.id);
    memcpy(f.observer, r->key, sizeof f.observer);
    if ((r->has & LINE_REPORT_CORRECTS) != 0) {
        f.has |= LINE_HAS_CORRECTS;
        memcpy(f.corrects, r->corrects, sizeof f.corrects);
    }
    put_places(r, &f);
    return f;
}

struct judging {
    const struct line_judge *judge;
    int32_t day; /* D+n */
};

static void judge_fact(const struct judging *j, struct line_fact *f, uint32_t range_m)
{
    struct line_verdict v;
    if (j->judge == NULL || (f->has & LINE_HAS_PLACE) == 0) {
        return;
    }
    const struct line_sighting seen = {.place = f->place,
                                       .sigma_cm = f->sigma_cm,
                                       .side = f->side,
                                       .weapon = f->weapon,
                                       .day = j->day,
                                       .calibre = f->calibre,
                                       .range_m = range_m};
    line_judge(j->judge, &seen, &v);
    f->verdict = v.state;
    f->exempt = v.exempt;
    f->at_site = f->at_site || v.site != 0;
}

/* One kind of weapon: a fact for each serial that can be one's name, and one for the rest. */
static size_t put_weapon(const struct line_report *r, size_t k, size_t serial, struct line_fact f,
                         const struct judging *j, struct line_fact *out)
{
    const struct line_report_weapon *w = &r->weapons[k];
    uint32_t named = 0;
    size_t n = 0;
    f.weapon = w->family;
    f.calibre = w->calibre;
    if (f.kind == LINE_F_WEAPON && w->number == 0) {
        f.kind = LINE_F_ABSENT; /* looked for and not found */
    } else if (f.kind == LINE_F_WEAPON && w->family == LINE_W_DRONE && r->kind == LINE_REPORT_WEAPONS) {
        f.kind = LINE_F_DRONE;
    }
    judge_fact(j, &f, w->range_m);
    for (size_t i = 0; i < w->n_serials; i++) {
        if (line_id_valid(r->serials[serial + i])) {
            out[n] = f;
            out[n].count = 1;
            memcpy(out[n++].serial, r->serials[serial + i], strlen(r->serials[serial + i]));
            named++;
        }
    }
    if (n == 0 || w->number > named) {
        out[n] = f;
        out[n++].count = w->number > MOST ? MOST : w->number - named;
    }
    return n;
}

size_t line_report_facts(const struct line_report *r, const struct line_fact_origin *o,
                         const struct line_judge *judge, int32_t d_day, int32_t offset_s,
                         struct line_fact out[static LINE_REPORT_MAX_FACTS])
{
    if ((unsigned)r->kind >= LINE_REPORT_N_KINDS || meanings[r->kind].fact == LINE_N_FACTS) {
        return 0;
    }
    struct line_fact f = base(r, o, meanings[r->kind]);
    struct judging j = {judge, INT32_MIN};
    size_t n = 0, serial = 0;
    if (d_day != INT32_MIN) {
        j.day = line_day_at(f.time_s, offset_s, LINE_DAY_S) - d_day;
    }
    for (size_t k = 0; k < r->n_weapons && (f.kind == LINE_F_WEAPON || f.kind == LINE_F_LEFT); k++) {
        n += put_weapon(r, k, serial, f, &j, out + n);
        serial += r->weapons[k].n_serials;
    }
    if (n == 0) { /* a unit of which nothing more is known is people */
        f.weapon = f.kind == LINE_F_WEAPON || f.kind == LINE_F_LEFT ? LINE_W_INFANTRY : LINE_W_OTHER;
        if (f.kind == LINE_F_WEAPON) {
            judge_fact(&j, &f, 0);
        }
        out[n++] = f;
    }
    for (size_t k = 0; k < n; k++) {
        out[k].part = (uint8_t)k;
    }
    return n;
}
