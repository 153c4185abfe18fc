/* The rule of a pull-back: its checks, distances and classes. The file format is rule_read.c and
 * rule_write.c. */
#include "line_internal.h"

#include <stdlib.h>

static const char *const weapons[LINE_N_WEAPONS] = {
    [LINE_W_INFANTRY] = "infantry", [LINE_W_ARMOUR] = "armour",
    [LINE_W_VEHICLE] = "vehicle",   [LINE_W_MORTAR] = "mortar",
    [LINE_W_GUN] = "gun",           [LINE_W_ROCKET] = "rocket",
    [LINE_W_MISSILE] = "missile",   [LINE_W_AIR_DEFENCE] = "air_defence",
    [LINE_W_AIRCRAFT] = "aircraft", [LINE_W_DRONE] = "drone",
    [LINE_W_SUPPORT] = "support",   [LINE_W_OTHER] = "other",
};

const char *line_weapon_name(enum line_weapon w)
{
    return (unsigned)w < LINE_N_WEAPONS ? weapons[w] : NULL;
}

int line_weapon_find(const char *name, enum line_weapon *out)
{
    for (unsigned k = 0; k < LINE_N_WEAPONS; k++) {
        if (strcmp(name, weapons[k]) == 0) {
            *out = (enum line_weapon)k;
            return 0;
        }
    }
    return T2_E_MISSING;
}

const char *line_measure_name(enum line_measure m)
{
    return m == LINE_PER_SIDE ? "per_side" : m == LINE_ZONE_WIDTH ? "zone_width" : "max_range";
}

int line_id_valid(const char *id)
{
    size_t n = strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");
    return n > 0 && n <= LINE_ID_MAX && id[n] == '\0';
}

void line_rule_free(struct line_rule *r)
{
    free(r);
}

/* Days of the civil calendar, counted in eras of 400 years that begin on the first of March. */
int line_day_of(int year, int month, int day, int32_t *out)
{
    static const int length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1 ||
        day > length[month - 1] + (month == 2 && leap)) {
        return 0;
    }
    int y = month <= 2 ? year - 1 : year, era = y / 400, of_era = y - era * 400;
    int of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    *out = era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
    return 1;
}

void line_date_of(int32_t days, int *out_year, int *out_month, int *out_day)
{
    int z = days + 719468, era = z / 146097, of_era = z - era * 146097;
    int year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int of_year = of_era - (365 * year + year / 4 - year / 100), m = (5 * of_year + 2) / 153;
    *out_day = of_year - (153 * m + 2) / 5 + 1;
    *out_month = m < 10 ? m + 3 : m - 9;
    *out_year = year + era * 400 + (*out_month <= 2);
}

int line_rule_measures_elsewhere(const struct line_rule *r, enum line_side side)
{
    return strcmp(r->reference[side], "contact") != 0 && strcmp(r->reference[side], "edge") != 0;
}

uint32_t line_rule_distance_m(const struct line_rule *r, size_t class, enum line_side side)
{
    uint32_t d = r->classes[class].distance_m[side];
    return r->measure == LINE_ZONE_WIDTH ? d / 2 : d;
}

/* 1: within, 0: not, -1: nobody knows. */
static int within(uint32_t value, uint32_t least, uint32_t most)
{
    if (least == 0 && most == 0) {
        return 1;
    }
    return value == 0 ? -1 : (least == 0 || value >= least) && (most == 0 || value <= most);
}

int line_class_takes(const struct line_class *c, enum line_weapon w, uint32_t calibre, uint32_t range_m)
{
    if ((unsigned)w >= LINE_N_WEAPONS || (c->weapons >> w & 1) == 0) {
        return 0;
    }
    int by_calibre = within(calibre, c->calibre_min, c->calibre_max);
    int by_range = within(range_m, c->range_min_m, c->range_max_m);
    return by_calibre == 0 || by_range == 0 ? 0 : by_calibre == 1 && by_range == 1 ? 1 : -1;
}

int line_rule_class(const struct line_rule *r, enum line_weapon w, uint32_t calibre, uint32_t range_m,
                    size_t *out_class)
{
    *out_class = LINE_MAX_CLASSES;
    for (size_t k = 0; k < r->n_classes; k++) {
        int takes = line_class_takes(&r->classes[k], w, calibre, range_m);
        if (takes != 0) {
            *out_class = k;
            return takes == 1 ? 0 : T2_E_MISSING;
        }
    }
    return 0;
}

int line_rule_class_find(const struct line_rule *r, const char *id, size_t *out)
{
    for (size_t k = 0; k < r->n_classes; k++) {
        if (strcmp(r->classes[k].id, id) == 0) {
            *out = k;
            return 0;
        }
    }
    return T2_E_MISSING;
}

/* ---- checks ---- */

#define WRONG(...) line_refuse(why, LINE_R_RULE, __VA_ARGS__)

/* A text that the file can hold: no blank at its ends. */
static int file_text(const char *s)
{
    size_t n = strnlen(s, LINE_TEXT_MAX + 1);
    return line_text_valid(s, n) && s[0] != ' ' && s[n - 1] != ' ';
}

static int titles_check(const struct line_rule *r, struct line_refusal *why)
{
    if (r->n_titles == 0 || r->n_titles > LINE_MAX_TITLES) {
        return WRONG(T2_SAYS("The rule needs a title, in at most %d languages."), LINE_MAX_TITLES);
    }
    for (size_t i = 0; i < r->n_titles; i++) {
        if (!file_text(r->title[i].text)) {
            return WRONG(T2_SAYS("A title is empty, too long or no readable text."));
        }
        for (size_t k = 0; k < i; k++) {
            if (strcmp(r->title[i].lang, r->title[k].lang) == 0) {
                return WRONG(T2_SAYS("The rule has two titles in the language \"%s\"."), r->title[i].lang);
            }
        }
    }
    return 0;
}

static int has_quota(const struct line_rule *r, size_t class)
{
    for (size_t i = 0; i < r->n_quotas; i++) {
        if (r->quotas[i].class == class) {
            return 1;
        }
    }
    return 0;
}

static int class_check(const struct line_rule *r, size_t i, struct line_refusal *why)
{
    const struct line_class *c = &r->classes[i];
    size_t same = 0;
    if (!line_id_valid(c->id) || strcmp(c->id, "any") == 0) {
        return WRONG(
            T2_SAYS("\"%s\" is no name of a class: letters, digits, - _ and . only, and not \"any\"."),
            c->id);
    }
    if (line_rule_class_find(r, c->id, &same) != 0 || same != i) {
        return WRONG(T2_SAYS("There are two classes \"%s\"."), c->id);
    }
    if (c->weapons == 0 || c->weapons >> LINE_N_WEAPONS != 0) {
        return WRONG(T2_SAYS("Class \"%s\" names no weapons."), c->id);
    }
    if ((c->calibre_max != 0 && c->calibre_max < c->calibre_min) ||
        (c->range_max_m != 0 && c->range_max_m < c->range_min_m)) {
        return WRONG(T2_SAYS("Class \"%s\": the greatest calibre or range is below the least."), c->id);
    }
    for (int k = 0; k < LINE_N_SIDES; k++) {
        if (line_rule_distance_m(r, i, (enum line_side)k) > LINE_MAX_WIDTH_M) {
            return WRONG(T2_SAYS("Class \"%s\": more than %d km on a side cannot be computed."), c->id,
                         LINE_MAX_WIDTH_M / 1000);
        }
        if (c->day[k] < -36500 || c->day[k] > 36500) {
            return WRONG(T2_SAYS("Class \"%s\": a day more than a hundred years from day D."), c->id);
        }
    }
    if (r->measure == LINE_ZONE_WIDTH && c->distance_m[LINE_A] != c->distance_m[LINE_B]) {
        return WRONG(T2_SAYS("Class \"%s\": the width of a zone is one number for both sides."), c->id);
    }
    if (c->distance_m[LINE_A] == 0 && c->distance_m[LINE_B] == 0 && !has_quota(r, i)) {
        return WRONG(T2_SAYS("Class \"%s\" has neither a distance nor a quota."), c->id);
    }
    return 0;
}

static int sites_check(const struct line_rule *r, struct line_refusal *why)
{
    for (size_t i = 0; i < r->n_sites; i++) {
        const struct line_site *s = &r->sites[i];
        if (!line_id_valid(s->id)) {
            return WRONG(T2_SAYS("\"%s\" is no name of a storage site: letters, digits, - _ and . only."),
                         s->id);
        }
        for (size_t k = 0; k < i; k++) {
            if (strcmp(s->id, r->sites[k].id) == 0) {
                return WRONG(T2_SAYS("There are two storage sites \"%s\"."), s->id);
            }
        }
        if ((s->side != LINE_A && s->side != LINE_B) ||
            (s->class != LINE_MAX_CLASSES && s->class >= r->n_classes) ||
            !geo_point_valid(r->frame, s->place) || s->radius_m == 0 || s->radius_m > 100000) {
            return WRONG(
                T2_SAYS("Storage site \"%s\": side, class, place or radius (1 m to 100 km) is wrong."),
                s->id);
        }
    }
    return 0;
}

static int quotas_check(const struct line_rule *r, struct line_refusal *why)
{
    for (size_t i = 0; i < r->n_quotas; i++) {
        const struct line_quota *q = &r->quotas[i];
        if (q->class >= r->n_classes || (q->side != LINE_A && q->side != LINE_B) || q->from_m >= q->to_m ||
            q->to_m > LINE_MAX_WIDTH_M) {
            return WRONG(
                T2_SAYS("A quota has no class, or its band is empty or wider than can be computed."));
        }
        for (size_t k = 0; k < i; k++) {
            const struct line_quota *p = &r->quotas[k];
            if (p->class == q->class && p->side == q->side && p->from_m < q->to_m && q->from_m < p->to_m) {
                return WRONG(T2_SAYS("Two quotas of class \"%s\" speak of the same ground."),
                             r->classes[q->class].id);
            }
        }
    }
    return 0;
}

int line_rule_check(const struct line_rule *r, struct line_refusal *why)
{
    int err = titles_check(r, why);
    if (err != 0) {
        return err;
    }
    if (r->n_classes > LINE_MAX_CLASSES || r->n_sites > LINE_MAX_SITES || r->n_quotas > LINE_MAX_QUOTAS ||
        r->n_steps > LINE_MAX_STEPS || (r->frame != GEO_WGS84 && r->frame != GEO_FLAT) ||
        r->measure < LINE_PER_SIDE || r->measure > LINE_MAX_RANGE) {
        return WRONG(T2_SAYS("The rule has more classes, sites, quotas or steps than a rule can have."));
    }
    for (int k = 0; k < LINE_N_SIDES; k++) {
        if (!line_id_valid(r->reference[k])) {
            return WRONG(
                T2_SAYS("The rule does not say from which line each side's distances are measured."));
        }
        if (r->demilitarized_m[k] > LINE_MAX_WIDTH_M) {
            return WRONG(T2_SAYS("The demilitarized zone is wider than can be computed."));
        }
    }
    if (r->n_classes == 0 && r->demilitarized_m[LINE_A] == 0 && r->demilitarized_m[LINE_B] == 0) {
        return WRONG(
            T2_SAYS("The rule asks nothing of anybody: no class of weapons, no demilitarized zone."));
    }
    for (size_t i = 0; i < r->n_classes; i++) {
        if ((err = class_check(r, i, why)) != 0) {
            return err;
        }
    }
    for (size_t i = 0; i < r->n_steps; i++) {
        if (!file_text(r->steps[i].text) || (i > 0 && r->steps[i].day < r->steps[i - 1].day)) {
            return WRONG(
                T2_SAYS("The steps of the timetable need a text each and stand in the order of their days."));
        }
    }
    err = sites_check(r, why);
    return err != 0 ? err : quotas_check(r, why);
}
