/* What one report says: ranges, names, whether it speaks of a violation. */
#include "days_internal.h"

#include <stdio.h>

#define MAX_TIME_S ((int64_t)1 << 40)
#define MAX_COUNT 1000000
#define MAX_FAR_M 200000

static const struct {
    const char *name, *text;
} kinds[LINE_N_FACTS] = {
    [LINE_F_EXPLOSION] = {"explosion", T2_SAYS("explosion")},
    [LINE_F_BURST] = {"burst", T2_SAYS("burst of fire")},
    [LINE_F_SHOT] = {"shot", T2_SAYS("shot")},
    [LINE_F_PROJECTILE] = {"projectile", T2_SAYS("projectile in flight")},
    [LINE_F_FLASH] = {"flash", T2_SAYS("muzzle flash")},
    [LINE_F_FLARE] = {"flare", T2_SAYS("flare")},
    [LINE_F_DRONE] = {"drone", T2_SAYS("drone flight")},
    [LINE_F_MINE] = {"mine", T2_SAYS("mines or ordnance found")},
    [LINE_F_WEAPON] = {"weapon", T2_SAYS("weapon or unit seen")},
    [LINE_F_LEFT] = {"left", T2_SAYS("weapon or unit has gone")},
    [LINE_F_ABSENT] = {"absent", T2_SAYS("not found where it was looked for")},
    [LINE_F_REFUSED] = {"refused", T2_SAYS("access refused")},
    [LINE_F_DELAYED] = {"delayed", T2_SAYS("access delayed")},
    [LINE_F_CONDITIONAL] = {"conditional", T2_SAYS("access under a condition")},
    [LINE_F_JAMMING] = {"jamming", T2_SAYS("signal jammed")},
    [LINE_F_WATCH] = {"watch", T2_SAYS("watch kept")},
    [LINE_F_NOTHING] = {"nothing", T2_SAYS("report taken back")},
};

const char *line_fact_kind_name(enum line_fact_kind k)
{
    return (unsigned)k < LINE_N_FACTS ? kinds[k].name : NULL;
}

const char *line_fact_kind_text(enum line_fact_kind k)
{
    return (unsigned)k < LINE_N_FACTS ? kinds[k].text : NULL;
}

static int time_valid(int64_t s)
{
    return s > -MAX_TIME_S && s < MAX_TIME_S;
}

static int places_valid(enum geo_frame frame, const struct line_fact *f)
{
    return ((f->has & LINE_HAS_PLACE) == 0 || geo_point_valid(frame, f->place)) &&
           ((f->has & LINE_HAS_POST) == 0 || geo_point_valid(frame, f->post)) &&
           ((f->has & (LINE_HAS_BEARING | LINE_HAS_DISTANCE)) == 0 || (f->has & LINE_HAS_POST) != 0) &&
           f->sigma_cm <= MAX_FAR_M * 100 && f->bearing_cdeg < 36000 && f->bearing_error_cdeg <= 4500 &&
           f->distance_m <= MAX_FAR_M && f->distance_error_m <= MAX_FAR_M;
}

int line_fact_valid(enum geo_frame frame, const struct line_fact *f)
{
    return f->kind < LINE_N_FACTS && f->course < LINE_N_COURSES && f->means < LINE_N_MEANS &&
           f->from < LINE_N_FROM && f->has < 2 * LINE_HAS_CORRECTS && f->verified <= 1 &&
           f->side <= LINE_N_SIDES && f->weapon < LINE_N_WEAPONS && f->verdict <= LINE_VERDICT_UNDETERMINED &&
           f->exempt <= 1 && f->at_site <= 1 && f->loose <= (LINE_LOOSE_LESS | LINE_LOOSE_MORE) &&
           f->count <= MAX_COUNT && time_valid(f->filed_s) && time_valid(f->time_s) &&
           f->time_error_s <= LINE_FACT_MAX_S && f->lasts_s <= LINE_FACT_MAX_S && places_valid(frame, f) &&
           memchr(f->serial, '\0', sizeof f->serial) != NULL &&
           (f->serial[0] == '\0' || line_utf8_valid(f->serial, strlen(f->serial)));
}

int line_fact_verified(const struct line_fact *f)
{
    return f->verified && f->from == LINE_FROM_OBSERVERS;
}

struct line_terms line_terms_of(const struct line_terms *t)
{
    struct line_terms out = t != NULL ? *t : (struct line_terms){.breaking = 0};
    if (out.breaking == 0) {
        out.breaking = 1u << LINE_F_EXPLOSION | 1u << LINE_F_BURST | 1u << LINE_F_SHOT |
                       1u << LINE_F_PROJECTILE | 1u << LINE_F_FLASH | 1u << LINE_F_WEAPON;
    }
    out.near_m = out.near_m != 0 ? out.near_m : 500;
    out.apart_s = out.apart_s != 0 ? out.apart_s : 60;
    out.lasting_s = out.lasting_s != 0 ? out.lasting_s : 21600;
    out.hearing_m = out.hearing_m != 0 ? out.hearing_m : 15000;
    out.sight_m = out.sight_m != 0 ? out.sight_m : 10000;
    return out;
}

enum line_breaks line_fact_breaks(const struct line_fact *f, const struct line_terms *t)
{
    if ((t->breaking >> f->kind & 1) == 0 || f->count == 0) {
        return LINE_BREAKS_NO;
    }
    if (f->kind != LINE_F_WEAPON) {
        return LINE_BREAKS_YES;
    }
    return f->exempt || f->verdict == LINE_VERDICT_OUT ? LINE_BREAKS_NO
           : f->verdict == LINE_VERDICT_IN             ? LINE_BREAKS_YES
                                                       : LINE_BREAKS_PERHAPS;
}

int64_t line_day_end(int32_t day, int32_t offset_s, int32_t cut_s)
{
    return (int64_t)day * LINE_DAY_S + cut_s - offset_s;
}

int32_t line_day_at(int64_t time_s, int32_t offset_s, int32_t cut_s)
{
    int64_t since = time_s + offset_s - cut_s;
    int64_t days = since / LINE_DAY_S - (since % LINE_DAY_S < 0) + 1;
    return days < INT32_MIN ? INT32_MIN : days > INT32_MAX ? INT32_MAX : (int32_t)days;
}

int line_day_times_valid(int32_t offset_s, int32_t cut_s)
{
    return offset_s > -LINE_DAY_S && offset_s < LINE_DAY_S && cut_s >= 1 && cut_s <= LINE_DAY_S;
}

const char *line_date_text(int32_t day, char out[static LINE_DATE_LEN])
{
    int32_t least = 0, most = 0;
    int year = 0, month = 0, date = 0;
    if (!line_day_of(1900, 1, 1, &least) || !line_day_of(2199, 12, 31, &most) || day < least || day > most) {
        (void)snprintf(out, LINE_DATE_LEN, "%d", day);
    } else {
        line_date_of(day, &year, &month, &date);
        (void)snprintf(out, LINE_DATE_LEN, "%04d-%02d-%02d", year % 10000, month % 100, date % 100);
    }
    return out;
}
