/* The agreed criteria: ranges, canonical bytes (docs/protocol/line_days.md), names. */
#include "days_internal.h"

#include <tracktwo/crypto.h>
#include <tracktwo/line_hold.h>
#include <tracktwo/wire.h>

#define VERSION 2
#define MAX_M 200000

static int terms_valid(const struct line_terms *t)
{
    return t->breaking < 1u << LINE_N_FACTS && t->near_m <= MAX_M && t->apart_s <= LINE_DAY_S &&
           t->lasting_s <= LINE_FACT_MAX_S && t->hearing_m <= MAX_M && t->sight_m <= MAX_M;
}

int line_criteria_valid(const struct line_criteria *c)
{
    int ok = terms_valid(&c->terms) && (c->frame == GEO_WGS84 || c->frame == GEO_FLAT) &&
             line_day_times_valid(c->offset_s, c->cut_s) && c->first_day > -1000000 &&
             c->first_day < 1000000 && c->quiet_days >= 1 && c->quiet_days <= LINE_MAX_CLOCK_DAYS &&
             c->window >= 1 && c->window <= LINE_MAX_CLOCK_DAYS && c->dark < c->window &&
             c->coverage <= 1000 && c->needs < LINE_N_NEEDS && line_counting_valid(&c->counting) &&
             c->n_sectors <= LINE_MAX_SECTORS;
    for (size_t i = 0; ok && i < c->n_sectors; i++) {
        ok = geo_point_valid(c->frame, c->sectors[i].place);
    }
    return ok;
}

int line_criteria_write(const struct line_criteria *c, struct t2_buf *out)
{
    if (!line_criteria_valid(c)) {
        return T2_E_ARGUMENT;
    }
    struct line_terms t = line_terms_of(&c->terms); /* what is meant, not how it was written */
    const uint32_t numbers[] = {t.breaking,
                                t.near_m,
                                t.apart_s,
                                t.lasting_s,
                                t.hearing_m,
                                t.sight_m,
                                (uint32_t)c->first_day,
                                (uint32_t)c->offset_s,
                                (uint32_t)c->cut_s,
                                c->quiet_days,
                                c->window,
                                c->dark,
                                c->coverage,
                                c->counting.least,
                                c->counting.gap_s,
                                c->counting.reach_m};
    struct wire_writer w = wire_writer_init(out);
    wire_put_u8(&w, VERSION);
    wire_put_u8(&w, (uint8_t)c->frame);
    wire_put_u8(&w, c->needs);
    wire_put_u8(&w, c->counting.kind);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        wire_put_u32(&w, numbers[i]);
    }
    wire_put_u8(&w, (uint8_t)c->n_sectors);
    for (size_t i = 0; i < c->n_sectors; i++) {
        wire_put_u32(&w, (uint32_t)c->sectors[i].place.x);
        wire_put_u32(&w, (uint32_t)c->sectors[i].place.y);
    }
    return wire_writer_finish(&w);
}

int line_criteria_read(struct t2_bytes in, struct line_criteria *out)
{
    struct wire_reader r = wire_reader_init(in);
    struct line_criteria c = {.n_sectors = 0};
    uint8_t version = wire_get_u8(&r);
    if (r.err == 0 && version != VERSION) {
        return T2_E_VERSION;
    }
    uint8_t frame = wire_get_u8(&r);
    c.needs = wire_get_u8(&r);
    c.counting.kind = wire_get_u8(&r);
    c.terms.breaking = wire_get_u32(&r);
    c.terms.near_m = wire_get_u32(&r);
    c.terms.apart_s = wire_get_u32(&r);
    c.terms.lasting_s = wire_get_u32(&r);
    c.terms.hearing_m = wire_get_u32(&r);
    c.terms.sight_m = wire_get_u32(&r);
    c.first_day = (int32_t)wire_get_u32(&r);
    c.offset_s = (int32_t)wire_get_u32(&r);
    c.cut_s = (int32_t)wire_get_u32(&r);
    c.quiet_days = wire_get_u32(&r);
    c.window = wire_get_u32(&r);
    c.dark = wire_get_u32(&r);
    c.coverage = wire_get_u32(&r);
    c.counting.least = wire_get_u32(&r);
    c.counting.gap_s = wire_get_u32(&r);
    c.counting.reach_m = wire_get_u32(&r);
    size_t n = wire_get_u8(&r);
    wire_fail(&r, n > LINE_MAX_SECTORS ? T2_E_MALFORMED : 0);
    for (; r.err == 0 && c.n_sectors < n; c.n_sectors++) {
        c.sectors[c.n_sectors].place.x = (int32_t)wire_get_u32(&r);
        c.sectors[c.n_sectors].place.y = (int32_t)wire_get_u32(&r);
    }
    int err = wire_reader_finish(&r);
    if (err != 0) {
        return err;
    }
    const struct line_terms *t =
        &c.terms; /* a zero would be written as its default: two bytes for one value */
    int zero = t->breaking == 0 || t->near_m == 0 || t->apart_s == 0 || t->lasting_s == 0 ||
               t->hearing_m == 0 || t->sight_m == 0;
    c.frame = frame == GEO_FLAT ? GEO_FLAT : GEO_WGS84;
    if (zero || frame > GEO_FLAT || !line_criteria_valid(&c)) {
        return T2_E_MALFORMED;
    }
    *out = c;
    return 0;
}

int line_criteria_digest(const struct line_criteria *c, uint8_t out[static LINE_DIGEST_LEN])
{
    struct t2_buf b = {.max = LINE_CRITERIA_MAX};
    int err = line_criteria_write(c, &b);
    const struct t2_bytes parts[] = {t2_bytes_str("tracktwo line criteria 2"), t2_buf_view(&b)};
    err = err != 0 ? err : t2_sha256(out, parts, 2);
    t2_buf_free(&b);
    return err;
}

static const struct {
    const char *name, *text;
} states[LINE_N_DAY_STATES] =
    {
        [LINE_DAY_QUIET] = {"quiet", T2_SAYS("quiet")},
        [LINE_DAY_VIOLATION] = {"violation", T2_SAYS("a verified violation")},
        [LINE_DAY_NOT_COUNTED] = {"not_counted", T2_SAYS("not counted")},
        [LINE_DAY_UNWATCHED] = {"unwatched", T2_SAYS("not watched enough")},
},
  holds[LINE_N_HOLDS] = {
      [LINE_HOLD_UNDETERMINED] = {"undetermined",
                                  T2_SAYS("Whether the cease-fire holds cannot be determined.")},
      [LINE_HOLDS] = {"holds", T2_SAYS("By the agreed criteria the cease-fire holds.")},
      [LINE_HOLDS_NOT] = {"holds_not", T2_SAYS("By the agreed criteria the cease-fire does not hold.")},
};

const char *line_day_state_name(enum line_day_state s)
{
    return (unsigned)s < LINE_N_DAY_STATES ? states[s].name : "unknown";
}

const char *line_day_state_text(enum line_day_state s)
{
    return (unsigned)s < LINE_N_DAY_STATES ? states[s].text : "unknown";
}

const char *line_hold_name(enum line_hold h)
{
    return (unsigned)h < LINE_N_HOLDS ? holds[h].name : "unknown";
}

const char *line_hold_text(enum line_hold h)
{
    return (unsigned)h < LINE_N_HOLDS ? holds[h].text : "unknown";
}
