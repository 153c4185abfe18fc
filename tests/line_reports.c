/* See line_reports.h. */
#include "line_reports.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tracktwo/crypto.h>

const uint8_t observer_mission[LINE_REPORT_MISSION_LEN] = "a table's mission, thirty-two b.";

static void require(int err, const char *what)
{
    if (err != 0) {
        fprintf(stderr, "%s: %s\n", t2_err_name(err), what);
        abort();
    }
}

struct observer observer_of(unsigned n)
{
    struct observer o = {.number = 0};
    memset(o.seed, 7, sizeof o.seed);
    memcpy(o.seed, &n, sizeof n);
    require(t2_ed25519_public(o.key, o.seed), "an observer's key");
    return o;
}

struct line_report observer_report(const struct observer *o)
{
    struct line_report r;
    memset(&r, 0, sizeof r);
    memcpy(r.mission, observer_mission, sizeof r.mission);
    memcpy(r.key, o->key, sizeof r.key);
    memcpy(r.previous, o->previous, sizeof r.previous);
    r.number = o->number + 1;
    r.begin_s = OBSERVER_DAY + 60 * r.number;
    r.made_s = r.begin_s + 300;
    r.time_error_s = 5;
    r.kind = LINE_REPORT_IMPACT;
    r.has = LINE_REPORT_PLACE;
    r.place = (struct line_report_place){{377599100, 470911300}, 20000};
    r.means = LINE_REPORT_HEARD | LINE_REPORT_SEEN;
    r.side = LINE_N_SIDES;
    r.count_how = LINE_REPORT_AT_LEAST;
    r.count = 3;
    return r;
}

static void fill(char *out, size_t n)
{
    memset(out, 'x', n);
    out[n] = '\0';
}

struct line_report observer_full_report(const struct observer *o)
{
    struct line_report r = observer_report(o);
    r.has = LINE_REPORT_PLACE | LINE_REPORT_OWN | LINE_REPORT_BEARING | LINE_REPORT_DISTANCE;
    r.own = (struct line_report_place){{-1800000000, -900000000}, LINE_REPORT_MAX_ERROR_CM};
    r.bearing = 3599;
    r.bearing_error = 1800;
    r.distance_m = r.distance_error_m = LINE_REPORT_MAX_DISTANCE_M;
    r.side = LINE_B;
    r.verified = 1;
    r.lasted_s = 7;
    r.count = UINT32_MAX;
    fill(r.source, LINE_ID_MAX);
    r.n_weapons = LINE_REPORT_MAX_WEAPONS;
    for (size_t i = 0; i < r.n_weapons; i++) {
        r.weapons[i] = (struct line_report_weapon){
            .family = LINE_W_OTHER, .calibre = 100000, .range_m = 20000000, .number = 900, .n_serials = 4};
        fill(r.weapons[i].model, LINE_REPORT_MODEL_MAX);
    }
    for (size_t i = 0; i < LINE_REPORT_MAX_SERIALS; i++) {
        fill(r.serials[i], LINE_REPORT_SERIAL_MAX);
        r.serials[i][0] = (char)('A' + i % 26);
    }
    (void)snprintf(r.remark.lang, sizeof r.remark.lang, "uk-Latn1");
    fill(r.remark.text, LINE_REPORT_REMARK_MAX);
    r.n_attachments = LINE_REPORT_MAX_ATTACHMENTS;
    for (size_t i = 0; i < r.n_attachments; i++) {
        memset(r.attachments[i].sha256, (int)i, 32);
        r.attachments[i].size = (uint64_t)1 << 40;
        fill(r.attachments[i].type, LINE_REPORT_TYPE_MAX);
        r.attachments[i].type[5] = '/';
    }
    if (r.number > 1) {
        r.has |= LINE_REPORT_CORRECTS;
        r.corrects_number = r.number - 1;
        memcpy(r.corrects, r.previous, sizeof r.corrects);
        (void)snprintf(r.reason.lang, sizeof r.reason.lang, "en");
        fill(r.reason.text, LINE_TEXT_MAX);
    }
    return r;
}

struct t2_buf observer_sign(struct observer *o, const struct line_report *r)
{
    struct line_refusal why = {.code = LINE_OK};
    struct t2_buf out;
    t2_buf_init(&out, LINE_REPORT_MAX);
    require(line_report_sign(r, o->seed, &why, &out, o->previous), why.text);
    o->number = r->number;
    return out;
}

struct t2_buf observer_next(struct observer *o)
{
    struct line_report r = observer_report(o);
    return observer_sign(o, &r);
}

struct line_report_admission observer_admission(const struct observer *o, const char *id)
{
    struct line_report_admission a = {.from_s = 0, .to_s = LINE_REPORT_MAX_TIME};
    memcpy(a.key, o->key, sizeof a.key);
    (void)snprintf(a.observer, sizeof a.observer, "%s", id);
    return a;
}
