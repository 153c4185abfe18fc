/* Do two reports speak of the same event? By kind, place, bearing and time, sound taking its time. Whether
 * the two are independent is the caller's question (events.c).
 *
 * Where a report puts its event is a shape on a plane about the first of the two: a disk (a place with its
 * error, or bearing and distance from a post, or no more than that the post could perceive it), a sector
 * (bearing alone) or a ring (distance alone). All with + - * / and sqrt, so that every desk finds the same.
 */
#include "days_internal.h"

#define SOUND_M_S 340.0
#define FAR_M 100000.0 /* farther apart, nothing is the same */

enum form { NOWHERE, DISK, SECTOR, RING };
struct shape {
    enum form form;
    double x, y;         /* centre, or the post */
    double r;            /* of a disk; outer of a ring; reach of a sector */
    double inner;        /* of a ring */
    double way[3][2];    /* of a sector: its middle, and its edges to the left and the right */
    double sin_e, cos_e; /* of half its angle */
    double post_x, post_y;
    int has_post;
    double reach;
};

static void plane(enum geo_frame frame, struct geo_point o, struct geo_point p, double *out_x, double *out_y)
{
    double sx = 0, sy = 0, dx = (double)p.x - o.x;
    if (frame == GEO_WGS84 && (dx > 1.8e9 || dx < -1.8e9)) {
        dx += dx > 0 ? -3.6e9 : 3.6e9;
    }
    same_scale_m(frame, (int32_t)(((int64_t)o.y + p.y) / 2), &sx, &sy);
    *out_x = dx * sx;
    *out_y = ((double)p.y - o.y) * sy;
}

static int anchor(const struct line_fact *f, struct geo_point *out)
{
    *out = (f->has & LINE_HAS_PLACE) != 0 ? f->place : f->post;
    return (f->has & (LINE_HAS_PLACE | LINE_HAS_POST)) != 0;
}

static void sector_make(const struct line_fact *f, struct shape *s)
{
    uint32_t e = f->bearing_error_cdeg;
    same_direction(f->bearing_cdeg, &s->way[0][0], &s->way[0][1]);
    same_direction(f->bearing_cdeg + 36000 - e, &s->way[1][0], &s->way[1][1]);
    same_direction(f->bearing_cdeg + e, &s->way[2][0], &s->way[2][1]);
    same_direction(e, &s->sin_e, &s->cos_e);
}

static struct shape shape_of(enum geo_frame frame, const struct line_terms *t, const struct line_fact *f,
                             struct geo_point o)
{
    struct shape s = {.form = NOWHERE,
                      .reach = f->means == LINE_BY_EAR ? t->hearing_m : t->sight_m,
                      .has_post = (f->has & LINE_HAS_POST) != 0};
    if (s.has_post) {
        plane(frame, o, f->post, &s.post_x, &s.post_y);
        s.x = s.post_x;
        s.y = s.post_y;
    }
    if ((f->has & LINE_HAS_PLACE) != 0) {
        plane(frame, o, f->place, &s.x, &s.y);
        s.form = DISK;
        s.r = 3 * (f->sigma_cm / 100.0);
        return s;
    }
    int bearing = (f->has & LINE_HAS_BEARING) != 0, distance = (f->has & LINE_HAS_DISTANCE) != 0;
    if (bearing) {
        sector_make(f, &s);
        s.form = SECTOR;
        s.r = s.reach;
    }
    if (bearing && distance) {
        double across = f->distance_m * s.sin_e, along = f->distance_error_m;
        s.form = DISK;
        s.x += f->distance_m * s.way[0][0];
        s.y += f->distance_m * s.way[0][1];
        s.r = sqrt(across * across + along * along);
    } else if (distance) {
        s.form = RING;
        s.inner = (double)f->distance_m - f->distance_error_m;
        s.r = (double)f->distance_m + f->distance_error_m;
    } else if (!bearing && s.has_post) {
        s.form = DISK;
        s.r = s.reach;
    }
    return s;
}

/* ---- how shapes meet ---- */

static double far_from(const struct shape *s, double x, double y)
{
    return sqrt((x - s->x) * (x - s->x) + (y - s->y) * (y - s->y));
}

static int in_sector(const struct shape *s, double x, double y, double slack)
{
    double vx = x - s->x, vy = y - s->y, along = vx * s->way[0][0] + vy * s->way[0][1],
           across = vx * s->way[0][1] - vy * s->way[0][0], far = far_from(s, x, y);
    across = across < 0 ? -across : across;
    return far <= slack ||
           (along > 0 && far <= s->r + slack && across * s->cos_e - along * s->sin_e <= slack);
}

/* Where two rays meet within their reach. */
static int rays_meet(const struct shape *a, int i, const struct shape *b, int k, double *out_x, double *out_y)
{
    const double *u = a->way[i], *v = b->way[k];
    double turn = u[0] * v[1] - u[1] * v[0], dx = b->x - a->x, dy = b->y - a->y;
    if (turn < 1e-9 && turn > -1e-9) {
        return 0;
    }
    double along_a = (dx * v[1] - dy * v[0]) / turn, along_b = (dx * u[1] - dy * u[0]) / turn;
    *out_x = a->x + along_a * u[0];
    *out_y = a->y + along_a * u[1];
    return along_a >= 0 && along_a <= a->r && along_b >= 0 && along_b <= b->r;
}

static int sectors_meet(const struct shape *a, const struct shape *b, double slack, struct line_spot *spot)
{
    double x = 0, y = 0;
    int meet = in_sector(a, b->x, b->y, slack) || in_sector(b, a->x, a->y, slack);
    for (int i = 1; i < 3 && !meet; i++) {
        for (int k = 1; k < 3 && !meet; k++) {
            meet = rays_meet(a, i, b, k, &x, &y);
        }
    }
    if (rays_meet(a, 0, b, 0, &x, &y)) {
        double r = slack + far_from(a, x, y) * a->sin_e + far_from(b, x, y) * b->sin_e;
        *spot = (struct line_spot){.x = x, .y = y, .r = r, .known = 1};
        meet = 1;
    }
    return meet;
}

static int disk_meets(const struct shape *disk, const struct shape *b, double slack, double *out_m)
{
    double far = far_from(b, disk->x, disk->y);
    *out_m = far;
    if (b->form == DISK) {
        return far <= disk->r + b->r + slack;
    }
    if (b->form == RING) {
        double middle = (b->inner + b->r) / 2;
        *out_m = far > middle ? far - middle : middle - far;
        return far >= b->inner - disk->r - slack && far <= b->r + disk->r + slack;
    }
    double across = (disk->x - b->x) * b->way[0][1] - (disk->y - b->y) * b->way[0][0];
    *out_m = across < 0 ? -across : across;
    return in_sector(b, disk->x, disk->y, disk->r + slack);
}

static int shapes_meet(const struct shape *a, const struct shape *b, double slack, struct line_spot *spot,
                       double *out_m)
{
    *spot = (struct line_spot){.known = 0};
    *out_m = 0;
    if (a->form == NOWHERE || b->form == NOWHERE) {
        return 0;
    }
    double far = far_from(a, b->x, b->y);
    if (a->form == DISK || b->form == DISK) {
        const struct shape *disk = a->form == DISK && (b->form != DISK || a->r <= b->r) ? a : b;
        *spot = (struct line_spot){.x = disk->x, .y = disk->y, .r = disk->r, .known = 1};
        return disk_meets(disk, disk == a ? b : a, slack, out_m);
    }
    if (a->form == SECTOR && b->form == SECTOR) {
        return sectors_meet(a, b, slack, spot);
    }
    /* A ring and a ring, or a ring and a sector: that they can reach each other is all that is asked. */
    double a_in = a->form == RING ? a->inner : 0, b_in = b->form == RING ? b->inner : 0;
    return far <= a->r + b->r + slack && a_in <= far + b->r + slack && b_in <= far + a->r + slack;
}

/* ---- kinds ---- */

#define K(kind) (1u << LINE_F_##kind)
static const uint32_t same_kind[LINE_N_FACTS] = {
    [LINE_F_EXPLOSION] = K(EXPLOSION) | K(FLASH),
    [LINE_F_FLASH] = K(EXPLOSION) | K(FLASH),
    [LINE_F_MINE] = K(MINE),
    [LINE_F_BURST] = K(BURST) | K(SHOT),
    [LINE_F_SHOT] = K(BURST) | K(SHOT),
    [LINE_F_PROJECTILE] = K(PROJECTILE),
    [LINE_F_FLARE] = K(FLARE),
    [LINE_F_DRONE] = K(DRONE),
    [LINE_F_WEAPON] = K(WEAPON),
    [LINE_F_LEFT] = K(LEFT),
    [LINE_F_ABSENT] = K(ABSENT),
    [LINE_F_REFUSED] = K(REFUSED),
    [LINE_F_DELAYED] = K(DELAYED),
    [LINE_F_CONDITIONAL] = K(CONDITIONAL),
    [LINE_F_JAMMING] = K(JAMMING),
};

static int outgoing(const struct line_fact *f)
{
    return f->course == LINE_OUTGOING || f->kind == LINE_F_FLASH;
}

static int arriving(const struct line_fact *f)
{
    return f->course == LINE_INCOMING || f->course == LINE_IMPACT;
}

int line_fact_lasts(const struct line_fact *f)
{
    return ((LINE_FIRE | 1u << LINE_F_DRONE) >> f->kind & 1) == 0;
}

static int kinds_agree(const struct line_fact *a, const struct line_fact *b)
{
    if ((same_kind[a->kind] >> b->kind & 1) == 0 || (outgoing(a) && arriving(b)) ||
        (outgoing(b) && arriving(a))) {
        return 0;
    }
    if (!line_fact_lasts(a)) {
        return 1;
    }
    int named = a->serial[0] != '\0' && b->serial[0] != '\0';
    int sides = a->side == b->side || a->side == LINE_N_SIDES || b->side == LINE_N_SIDES;
    return sides && (named ? strcmp(a->serial, b->serial) == 0 : a->weapon == b->weapon);
}

/* ---- time ---- */

/* How long the sound took, and how unsure that is, in seconds. */
static double sound(const struct line_fact *f, const struct shape *s, const struct line_spot *spot,
                    double *out_unsure)
{
    *out_unsure = 0;
    if (f->means != LINE_BY_EAR) {
        return 0;
    }
    double r = spot->r < s->reach ? spot->r : s->reach, far = 0;
    if (s->has_post && spot->known) {
        far = sqrt((spot->x - s->post_x) * (spot->x - s->post_x) +
                   (spot->y - s->post_y) * (spot->y - s->post_y));
    } else {
        far = r = s->reach / 2;
    }
    *out_unsure = r / SOUND_M_S;
    return far / SOUND_M_S;
}

static int times_agree(const struct line_terms *t, const struct line_fact *const f[2],
                       const struct shape *const s[2], const struct line_spot *spot, double *out_s)
{
    double apart = (double)(f[0]->time_s - f[1]->time_s), slack = t->apart_s, unsure = 0;
    for (int k = 0; k < 2; k++) {
        apart -= (k == 0 ? 1 : -1) * sound(f[k], s[k], spot, &unsure);
        slack += unsure + f[k]->time_error_s;
    }
    if (line_fact_lasts(f[0])) { /* between the end of the one and the beginning of the other */
        double after = apart - f[1]->lasts_s, before = -apart - f[0]->lasts_s;
        slack += t->lasting_s;
        apart = after > before ? after : before;
        apart = apart > 0 ? apart : 0;
    }
    *out_s = apart < 0 ? -apart : apart;
    return *out_s <= slack;
}

static uint32_t whole(double v)
{
    return v >= 4e9 ? UINT32_MAX : (uint32_t)v;
}

int line_fact_same(enum geo_frame frame, const struct line_terms *t, const struct line_fact *a,
                   const struct line_fact *b, uint32_t *out_ms, uint32_t *out_m)
{
    struct geo_point o, p;
    if (!kinds_agree(a, b) || !anchor(a, &o) || !anchor(b, &p) || same_distance_m(frame, o, p) > FAR_M) {
        return 0;
    }
    struct shape sa = shape_of(frame, t, a, o), sb = shape_of(frame, t, b, o);
    struct line_spot spot;
    double apart_m = 0, apart_s = 0;
    const struct line_fact *const f[2] = {a, b};
    const struct shape *const s[2] = {&sa, &sb};
    if (!shapes_meet(&sa, &sb, t->near_m, &spot, &apart_m) || !times_agree(t, f, s, &spot, &apart_s)) {
        return 0;
    }
    *out_ms = whole(apart_s * 1000);
    *out_m = whole(apart_m);
    return 1;
}

/* ---- where and when ---- */

static struct geo_point unplane(enum geo_frame frame, struct geo_point o, double x, double y)
{
    double sx = 0, sy = 0;
    same_scale_m(frame, o.y, &sx, &sy);
    double py = o.y + y / sy;
    if (frame == GEO_WGS84) {
        py = py > 9e8 ? 9e8 : py < -9e8 ? -9e8 : py;
    }
    same_scale_m(frame, (int32_t)((o.y + py) / 2), &sx, &sy);
    double px = o.x + x / sx, limit = frame == GEO_WGS84 ? 1.8e9 : GEO_MAX_FLAT;
    if (frame == GEO_WGS84 && (px > limit || px < -limit)) {
        px += px > 0 ? -2 * limit : 2 * limit;
    }
    px = px > limit ? limit : px < -limit ? -limit : px;
    py = py > limit ? limit : py < -limit ? -limit : py;
    return (struct geo_point){(int32_t)(px < 0 ? px - 0.5 : px + 0.5),
                              (int32_t)(py < 0 ? py - 0.5 : py + 0.5)};
}

int line_fact_where(enum geo_frame frame, const struct line_terms *t, const struct line_fact *f,
                    struct geo_point *out_place, double *out_radius_m, int64_t *out_time_s)
{
    struct geo_point o;
    *out_time_s = f->time_s;
    if (!anchor(f, &o)) {
        return 0;
    }
    struct shape s = shape_of(frame, t, f, o);
    if (s.form != DISK) {
        return 0;
    }
    struct line_spot spot = {.x = s.x, .y = s.y, .r = s.r, .known = 1};
    double unsure = 0;
    *out_place = unplane(frame, o, s.x, s.y);
    *out_radius_m = s.r;
    *out_time_s -= (int64_t)(sound(f, &s, &spot, &unsure) + 0.5);
    return 1;
}

int line_facts_cross(enum geo_frame frame, const struct line_terms *t, const struct line_fact *a,
                     const struct line_fact *b, struct geo_point *out_place, int64_t *out_time_s)
{
    struct geo_point o, p;
    if (!anchor(a, &o) || !anchor(b, &p)) {
        return 0;
    }
    struct shape sa = shape_of(frame, t, a, o), sb = shape_of(frame, t, b, o);
    struct line_spot spot;
    double apart = 0, unsure = 0;
    if (sa.form != SECTOR || sb.form != SECTOR || !shapes_meet(&sa, &sb, t->near_m, &spot, &apart) ||
        !spot.known) {
        return 0;
    }
    *out_place = unplane(frame, o, spot.x, spot.y);
    *out_time_s = a->time_s - (int64_t)(sound(a, &sa, &spot, &unsure) + 0.5);
    return 1;
}
