/* Marks: what an observation is on a map, by the names that reports and forms have for it. */
#include "map_internal.h"

static const struct {
    const char *name, *text;
} marks[LINE_N_MARKS] = {
    [LINE_MARK_EXPLOSION] = {"explosion", T2_SAYS("explosion")},
    [LINE_MARK_HEAVY] = {"heavy", T2_SAYS("heavy weapons fired")},
    [LINE_MARK_SMALL_ARMS] = {"small_arms", T2_SAYS("small arms fired")},
    [LINE_MARK_FLIGHT] = {"flight", T2_SAYS("in the air: drone, projectile, flash or flare")},
    [LINE_MARK_WEAPONS] = {"weapons", T2_SAYS("weapons seen")},
    [LINE_MARK_UNIT] = {"unit", T2_SAYS("unit inside a zone")},
    [LINE_MARK_LEFT] = {"left", T2_SAYS("unit has left")},
    [LINE_MARK_MINE] = {"mine", T2_SAYS("mine or ordnance")},
    [LINE_MARK_ACCESS] = {"access", T2_SAYS("access refused or hindered")},
    [LINE_MARK_JAMMING] = {"jamming", T2_SAYS("jamming")},
    [LINE_MARK_WATCH] = {"watch", T2_SAYS("watched")},
    [LINE_MARK_OTHER] = {"other", T2_SAYS("other report")},
};

/* In lower case with underscores. */
static const struct {
    const char *kind;
    enum line_mark mark;
} kinds[] = {
    {"outgoing", LINE_MARK_EXPLOSION},
    {"incoming", LINE_MARK_EXPLOSION},
    {"impact", LINE_MARK_EXPLOSION},
    {"artillery_fire", LINE_MARK_HEAVY},
    {"artillery", LINE_MARK_HEAVY},
    {"mortar_fire", LINE_MARK_HEAVY},
    {"rocket_fire", LINE_MARK_HEAVY},
    {"heavy_weapons", LINE_MARK_HEAVY},
    {"burst", LINE_MARK_SMALL_ARMS},
    {"shot", LINE_MARK_SMALL_ARMS},
    {"small_arms_fire", LINE_MARK_SMALL_ARMS},
    {"projectile", LINE_MARK_FLIGHT},
    {"muzzle_flash", LINE_MARK_FLIGHT},
    {"flare", LINE_MARK_FLIGHT},
    {"drone", LINE_MARK_FLIGHT},
    {"drone_flight", LINE_MARK_FLIGHT},
    {"uav", LINE_MARK_FLIGHT},
    {"weapons_seen", LINE_MARK_WEAPONS},
    {"unit_inside", LINE_MARK_UNIT},
    {"unit_inside_the_zone", LINE_MARK_UNIT},
    {"unit_entered", LINE_MARK_UNIT},
    {"unit_left", LINE_MARK_LEFT},
    {"unit_has_left_the_zone", LINE_MARK_LEFT},
    {"ordnance", LINE_MARK_MINE},
    {"mine_explosion", LINE_MARK_MINE},
    {"access_refused", LINE_MARK_ACCESS},
    {"access_refused_to_observers", LINE_MARK_ACCESS},
    {"access_delayed", LINE_MARK_ACCESS},
    {"access_conditional", LINE_MARK_ACCESS},
    {"jamming_navigation", LINE_MARK_JAMMING},
    {"jamming_radio", LINE_MARK_JAMMING},
    {"patrol", LINE_MARK_WATCH},
};

const char *line_mark_name(enum line_mark m)
{
    return (unsigned)m < LINE_N_MARKS ? marks[m].name : NULL;
}

const char *line_mark_text(enum line_mark m)
{
    return (unsigned)m < LINE_N_MARKS ? marks[m].text : "";
}

enum line_mark line_mark_of(const char *kind)
{
    char plain[LINE_ID_MAX + 1];
    size_t n = 0;
    for (; kind[n] != '\0'; n++) {
        if (n + 1 == sizeof plain) {
            return LINE_MARK_OTHER;
        }
        char c = kind[n];
        plain[n] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c == ' ' || c == '-' ? '_' : c);
    }
    plain[n] = '\0';
    for (unsigned m = 0; m < LINE_N_MARKS; m++) {
        if (strcmp(plain, marks[m].name) == 0) {
            return (enum line_mark)m;
        }
    }
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(plain, kinds[i].kind) == 0) {
            return kinds[i].mark;
        }
    }
    return LINE_MARK_OTHER;
}

int line_observation_of(const struct line_report *r, struct line_observation *out)
{
    const char *kind = line_report_kind_name(r->kind);
    if (kind == NULL || r->kind == LINE_REPORT_WITHDRAWN) {
        return T2_E_ARGUMENT;
    }
    *out = (struct line_observation){.begin_s = r->begin_s,
                                     .end_s = r->begin_s + r->lasted_s,
                                     .mark = line_mark_of(kind),
                                     .has_place = (r->has & LINE_REPORT_PLACE) != 0,
                                     .has_own = (r->has & LINE_REPORT_OWN) != 0,
                                     .count = r->count,
                                     .side = r->side,
                                     .verified = r->verified};
    if (out->has_place) {
        out->place = r->place.at;
        out->error_cm = r->place.error_cm;
    }
    if (out->has_own) {
        out->own = r->own.at;
        out->own_error_cm = r->own.error_cm;
    }
    put_clean(out->kind, sizeof out->kind, kind);
    put_clean(out->remark, sizeof out->remark, r->remark.text);
    return 0;
}
