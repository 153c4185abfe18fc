/* Kinds of reports, means of observation, and the place that a bearing and a distance give. */
#include "report_internal.h"

#define FIRE_MAY (REPORT_MEANS | REPORT_COUNT | REPORT_SIDE | REPORT_WEAPONS | REPORT_LASTED | REPORT_WHERE)
#define FIRE_MUST (REPORT_MEANS | REPORT_WHERE)
#define ACCESS_MAY (REPORT_MEANS | REPORT_SIDE | REPORT_SITE | REPORT_LASTED | REPORT_WHERE)
#define JAMMING_MAY (REPORT_MEANS | REPORT_SIDE | REPORT_LASTED | REPORT_WHERE)
#define ORDNANCE_MAY (REPORT_MEANS | REPORT_COUNT | REPORT_LASTED | REPORT_WHERE)

static const struct report_kind kinds[LINE_REPORT_N_KINDS] = {
    [LINE_REPORT_EXPLOSION] = {"explosion", T2_SAYS("explosion, undetermined"), FIRE_MAY, FIRE_MUST},
    [LINE_REPORT_OUTGOING] = {"outgoing", T2_SAYS("explosion, outgoing"), FIRE_MAY, FIRE_MUST},
    [LINE_REPORT_INCOMING] = {"incoming", T2_SAYS("explosion, incoming"), FIRE_MAY, FIRE_MUST},
    [LINE_REPORT_IMPACT] = {"impact", T2_SAYS("explosion, impact"), FIRE_MAY, FIRE_MUST},
    [LINE_REPORT_BURST] = {"burst", T2_SAYS("burst"), FIRE_MAY, FIRE_MUST},
    [LINE_REPORT_SHOT] = {"shot", T2_SAYS("shot"), FIRE_MAY, FIRE_MUST},
    [LINE_REPORT_PROJECTILE] = {"projectile", T2_SAYS("projectile in flight"), FIRE_MAY, FIRE_MUST},
    [LINE_REPORT_MUZZLE_FLASH] = {"muzzle_flash", T2_SAYS("muzzle flash"), FIRE_MAY, FIRE_MUST},
    [LINE_REPORT_FLARE] = {"flare", T2_SAYS("flare"), FIRE_MAY, FIRE_MUST},
    [LINE_REPORT_WEAPONS] = {"weapons", T2_SAYS("weapons seen"),
                             REPORT_MEANS | REPORT_SIDE | REPORT_WEAPONS | REPORT_SITE | REPORT_LASTED |
                                 REPORT_WHERE,
                             REPORT_MEANS | REPORT_WEAPONS | REPORT_WHERE},
    [LINE_REPORT_UNIT_INSIDE] = {"unit_inside", T2_SAYS("unit inside the zone"), FIRE_MAY, FIRE_MUST},
    [LINE_REPORT_UNIT_ENTERED] = {"unit_entered", T2_SAYS("unit that entered the zone"), FIRE_MAY, FIRE_MUST},
    [LINE_REPORT_UNIT_LEFT] = {"unit_left", T2_SAYS("unit that left the zone"), FIRE_MAY, FIRE_MUST},
    [LINE_REPORT_ACCESS_REFUSED] = {"access_refused", T2_SAYS("access refused"), ACCESS_MAY, REPORT_WHERE},
    [LINE_REPORT_ACCESS_DELAYED] = {"access_delayed", T2_SAYS("access delayed"), ACCESS_MAY,
                                    REPORT_WHERE | REPORT_LASTED},
    [LINE_REPORT_ACCESS_CONDITIONAL] = {"access_conditional", T2_SAYS("access on a condition"), ACCESS_MAY,
                                        REPORT_WHERE},
    [LINE_REPORT_JAMMING_NAVIGATION] = {"jamming_navigation", T2_SAYS("jamming of navigation"), JAMMING_MAY,
                                        REPORT_WHERE},
    [LINE_REPORT_JAMMING_RADIO] = {"jamming_radio", T2_SAYS("jamming of radio"), JAMMING_MAY, REPORT_WHERE},
    [LINE_REPORT_MINE] = {"mine", T2_SAYS("mines"), ORDNANCE_MAY, FIRE_MUST},
    [LINE_REPORT_ORDNANCE] = {"ordnance", T2_SAYS("ordnance, unexploded or left behind"), ORDNANCE_MAY,
                              FIRE_MUST},
    [LINE_REPORT_WATCH] = {"watch", T2_SAYS("watch kept"), REPORT_MEANS | REPORT_LASTED | REPORT_WHERE,
                           REPORT_MEANS | REPORT_LASTED | REPORT_WHERE},
    [LINE_REPORT_WITHDRAWN] = {"withdrawn", T2_SAYS("report withdrawn"), 0, REPORT_CORRECTS},
};

const struct report_kind *report_kind(unsigned k)
{
    return k < LINE_REPORT_N_KINDS && kinds[k].name != NULL ? &kinds[k] : NULL;
}

const char *line_report_kind_name(enum line_report_kind k)
{
    const struct report_kind *kind = report_kind((unsigned)k);
    return kind == NULL ? NULL : kind->name;
}

const char *line_report_kind_text(enum line_report_kind k)
{
    const struct report_kind *kind = report_kind((unsigned)k);
    return kind == NULL ? "" : kind->text;
}

int line_report_kind_find(const char *name, enum line_report_kind *out)
{
    for (unsigned k = 1; k < LINE_REPORT_N_KINDS; k++) {
        if (strcmp(kinds[k].name, name) == 0) {
            *out = (enum line_report_kind)k;
            return 0;
        }
    }
    return T2_E_MISSING;
}

int line_report_is_fire(enum line_report_kind k)
{
    return k >= LINE_REPORT_EXPLOSION && k <= LINE_REPORT_FLARE;
}

static const char *const means[LINE_REPORT_N_MEANS] = {"heard", "seen",      "camera", "drone", "acoustic",
                                                       "radar", "satellite", "traces", "told"};

const char *line_report_means_name(unsigned bit)
{
    return bit < LINE_REPORT_N_MEANS ? means[bit] : NULL;
}

int line_report_means_find(const char *name, uint16_t *out)
{
    for (unsigned k = 0; k < LINE_REPORT_N_MEANS; k++) {
        if (strcmp(means[k], name) == 0) {
            *out = (uint16_t)(1u << k);
            return 0;
        }
    }
    return T2_E_MISSING;
}

int line_report_locate(struct line_report *r)
{
    const unsigned all = LINE_REPORT_OWN | LINE_REPORT_BEARING | LINE_REPORT_DISTANCE;
    struct geo_point at;
    if ((r->has & all) != all || !geo_point_valid(r->frame, r->own.at)) {
        return T2_E_ARGUMENT;
    }
    int err = geo_direct(r->frame, r->own.at, r->bearing / 10.0, r->distance_m, &at);
    if (err != 0) {
        return err;
    }
    /* Along and across the bearing; the larger stands for both axes. */
    double across_m = r->distance_m * (r->bearing_error / 10.0) * (M_PI / 180);
    double sideways = fmax(across_m, r->distance_error_m) * 100;
    double error_cm = ceil(hypot(sideways, r->own.error_cm));
    r->place.at = at;
    r->place.error_cm =
        error_cm < LINE_REPORT_MAX_ERROR_CM ? (uint32_t)error_cm : (uint32_t)LINE_REPORT_MAX_ERROR_CM;
    r->has |= LINE_REPORT_PLACE;
    return 0;
}
