/* From an observer's report to facts (docs/protocol/line_days.md). */
#include "days_internal.h"

#define MOST 1000000           /* count of a fact */
#define MOST_BEARING_ERROR 450 /* tenths of a degree */
#define HALF_TURN 1800
#define SEEN (LINE_REPORT_SEEN | LINE_REPORT_TRACES)
#define CAMERAS (LINE_REPORT_CAMERA | LINE_REPORT_DRONE | LINE_REPORT_SATELLITE)

static const struct {
    uint8_t kind, course;
} kinds[LINE_REPORT_N_KINDS] = {
    [0] = {LINE_F_NOTHING, LINE_COURSE_UNKNOWN},
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
    [LINE_REPORT_MINE] = {LINE_F_MINE, LINE_COURSE_UNKNOWN},
    [LINE_REPORT_ORDNANCE] = {LINE_F_MINE, LINE_COURSE_UNKNOWN},
    [LINE_REPORT_WATCH] = {LINE_F_WATCH, LINE_COURSE_UNKNOWN},
    [LINE_REPORT_WITHDRAWN] = {LINE_F_NOTHING, LINE_COURSE_UNKNOWN},
};

/* A time that was seen has no sound in it; so any sight stands before hearing. */
static enum line_means means_of(uint16_t m)
{
    return (m & SEEN) != 0                                         ? LINE_BY_SIGHT
           : (m & CAMERAS) != 0                                    ? LINE_BY_CAMERA
           : (m & LINE_REPORT_RADAR) != 0                          ? LINE_BY_RADAR
           : (m & (LINE_REPORT_HEARD | LINE_REPORT_ACOUSTIC)) != 0 ? LINE_BY_EAR
           : (m & LINE_REPORT_TOLD) != 0                           ? LINE_BY_WORD
                                                                   : LINE_BY_SIGHT;
}

static uint32_t at_most(uint64_t v, uint32_t most)
{
    return v < most ? (uint32_t)v : most;
}

static struct line_fact common(const struct line_report *r, const uint8_t *id, enum line_from from,
                               uint32_t source)
{
    struct line_fact f = {.source = source,
                          .seq = r->number,
                          .filed_s = (int64_t)r->made_s,
                          .time_s = (int64_t)r->begin_s,
                          .time_error_s = r->time_error_s,
                          .lasts_s = r->lasted_s,
                          .kind = kinds[r->kind].kind,
                          .course = kinds[r->kind].course,
                          .means = (uint8_t)means_of(r->means),
                          .from = (uint8_t)from,
                          .verified = r->verified && r->means != LINE_REPORT_TOLD,
                          .side = r->side,
                          .verdict = LINE_VERDICT_UNDETERMINED,
                          .at_site = r->site[0] != '\0',
                          .count = r->count_how == LINE_REPORT_NOT_COUNTED ? 1 : at_most(r->count, MOST),
                          .loose = (uint8_t)((r->count_how == LINE_REPORT_ABOUT ? LINE_LOOSE_LESS : 0u) |
                                             (r->count_how != LINE_REPORT_EXACTLY ? LINE_LOOSE_MORE : 0u)),
                          .place = r->place.at,
                          .post = r->own.at,
                          .sigma_cm = r->place.error_cm,
                          .bearing_cdeg = r->bearing * 10u % 36000,
                          .distance_m = r->distance_m,
                          .distance_error_m = r->distance_error_m};
    memcpy(f.id, id, LINE_FACT_ID_LEN);
    memcpy(f.observer, r->key, LINE_OBSERVER_LEN);
    f.has = (r->has & LINE_REPORT_PLACE) != 0 ? LINE_HAS_PLACE : 0;
    f.has |= (r->has & LINE_REPORT_OWN) != 0 ? LINE_HAS_POST : 0;
    if ((r->has & LINE_REPORT_OWN) != 0) {
        int watch = r->kind == LINE_REPORT_WATCH;
        int bearing = (r->has & LINE_REPORT_BEARING) != 0 &&
                      r->bearing_error <= (watch ? HALF_TURN - 1 : MOST_BEARING_ERROR);
        f.has |= bearing ? LINE_HAS_BEARING : 0;
        f.has |= (r->has & LINE_REPORT_DISTANCE) != 0 ? LINE_HAS_DISTANCE : 0;
        f.bearing_error_cdeg = bearing ? at_most(r->bearing_error, MOST_BEARING_ERROR) * 10 : 0;
        if (watch) { /* what it surely reaches begins where the observer surely stood */
            f.distance_error_m =
                at_most((uint64_t)r->distance_error_m + r->own.error_cm / 100 + (r->own.error_cm % 100 != 0),
                        LINE_REPORT_MAX_DISTANCE_M);
        }
    }
    if ((r->has & LINE_REPORT_CORRECTS) != 0) {
        f.has |= LINE_HAS_CORRECTS;
        memcpy(f.corrects, r->corrects, LINE_FACT_ID_LEN);
    }
    return f;
}

int line_fact_sighting(const struct line_fact *f, int32_t d_day, struct line_sighting *out)
{
    int64_t day = f->time_s / LINE_DAY_S - d_day;
    if (f->kind != LINE_F_WEAPON || (f->has & LINE_HAS_PLACE) == 0) {
        return 0;
    }
    *out = (struct line_sighting){.place = f->place,
                                  .sigma_cm = f->sigma_cm,
                                  .side = f->side,
                                  .weapon = f->weapon,
                                  .day = d_day == INT32_MIN ? INT32_MIN
                                         : day <= INT32_MIN ? INT32_MIN + 1
                                         : day > INT32_MAX  ? INT32_MAX
                                                            : (int32_t)day,
                                  .calibre = f->calibre,
                                  .range_m = f->range_m};
    return 1;
}

static void judge_it(const struct line_judge *judge, int32_t d_day, struct line_fact *f)
{
    struct line_sighting seen;
    struct line_verdict v;
    if (judge != NULL && line_fact_sighting(f, d_day, &seen)) {
        line_judge(judge, &seen, &v);
        f->verdict = v.state;
        f->exempt = v.exempt;
    }
}

static int of_weapons(const struct line_report *r)
{
    uint8_t kind = (unsigned)r->kind < LINE_REPORT_N_KINDS ? kinds[r->kind].kind : LINE_F_NOTHING;
    return r->n_weapons > 0 && (kind == LINE_F_WEAPON || kind == LINE_F_LEFT);
}

/* Whether something of a weapon line is left beside the serials that were read, or nothing was found. */
static int has_rest(const struct line_report_weapon *w)
{
    return w->number == 0 || w->number - w->n_serials > 0;
}

/* One fact for each serial that was read, and one for what is left of the number. */
static size_t weapon_facts(const struct line_report *r, const struct line_report_weapon *w,
                           size_t first_serial, struct line_fact f, const struct line_judge *judge,
                           int32_t d_day, struct line_fact *out, size_t n)
{
    uint32_t left = w->number - w->n_serials;
    f.loose = 0;
    f.kind = w->number == 0 ? LINE_F_ABSENT : f.kind;
    f.weapon = w->family;
    f.calibre = w->calibre;
    f.range_m = w->range_m;
    for (size_t k = 0; k < w->n_serials; k++) {
        f.count = 1;
        memcpy(f.serial, r->serials[first_serial + k], sizeof f.serial);
        f.part = (uint8_t)n;
        judge_it(judge, d_day, &f);
        out[n++] = f;
    }
    if (has_rest(w)) {
        f.count = at_most(left, MOST);
        memset(f.serial, 0, sizeof f.serial);
        f.part = (uint8_t)n;
        judge_it(judge, d_day, &f);
        out[n++] = f;
    }
    return n;
}

size_t line_report_n_facts(const struct line_report *r)
{
    size_t n = of_weapons(r) ? 0 : 1;
    for (size_t i = 0; of_weapons(r) && i < r->n_weapons; i++) {
        n += r->weapons[i].n_serials + (size_t)has_rest(&r->weapons[i]);
    }
    return n;
}

int line_report_facts(const struct line_report *r, const uint8_t id[static LINE_REPORT_ID_LEN],
                      enum line_from from, uint32_t source, const struct line_judge *judge, int32_t d_day,
                      struct line_fact *out, size_t *out_n)
{
    if ((unsigned)r->kind >= LINE_REPORT_N_KINDS || (unsigned)from >= LINE_N_FROM ||
        (judge != NULL && line_judge_frame(judge) != r->frame)) {
        return T2_E_ARGUMENT;
    }
    struct line_fact f = common(r, id, from, source);
    size_t n = 0, serial = 0;
    if (of_weapons(r)) {
        for (size_t i = 0; i < r->n_weapons; i++) {
            n = weapon_facts(r, &r->weapons[i], serial, f, judge, d_day, out, n);
            serial += r->weapons[i].n_serials;
        }
    } else {
        judge_it(judge, d_day, &f);
        out[n++] = f;
    }
    *out_n = n;
    return 0;
}
