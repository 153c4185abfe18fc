/* The measure of a publication: its bounds, its canonical bytes (docs/protocol/line_map.md), and which one
 * tells nothing that another does not. */
#include "map_internal.h"

#include <tracktwo/wire.h>

#define VERSION 1

static int lasts(uint32_t slots, uint32_t slot_s)
{
    uint64_t s = (uint64_t)slots * slot_s;
    return s >= LINE_PUBLISH_MIN_S && s <= LINE_PUBLISH_MAX_S;
}

int line_publish_measure_valid(const struct line_publish_policy *m)
{
    struct geo_map map;
    return (m->frame == GEO_WGS84 || m->frame == GEO_FLAT) && geo_map_init(&map, m->frame, m->origin) == 0 &&
           m->grid_m >= LINE_PUBLISH_MIN_GRID_M && m->grid_m <= LINE_PUBLISH_MAX_GRID_M && m->slot_s >= 1 &&
           lasts(m->delay_slots, m->slot_s) && lasts(m->period_slots, m->slot_s) && m->marks != 0 &&
           (m->marks & ~LINE_PUBLISH_MARKS) == 0 && m->least >= LINE_PUBLISH_MIN_LEAST &&
           m->least <= LINE_PUBLISH_MAX_LEAST;
}

int line_publish_measure_within(const struct line_publish_policy *m, const struct line_publish_policy *agreed)
{
    return m->frame == agreed->frame && m->origin.x == agreed->origin.x && m->origin.y == agreed->origin.y &&
           m->grid_m % agreed->grid_m == 0 && m->slot_s == agreed->slot_s &&
           m->delay_slots >= agreed->delay_slots && m->period_slots % agreed->period_slots == 0 &&
           (m->marks & ~agreed->marks) == 0 && m->least >= agreed->least;
}

int line_publish_measure_write(const struct line_publish_policy *m, struct t2_buf *out)
{
    if (!line_publish_measure_valid(m)) {
        return T2_E_ARGUMENT;
    }
    const uint32_t numbers[] = {(uint32_t)m->origin.x, (uint32_t)m->origin.y, m->grid_m, m->slot_s,
                                m->delay_slots,        m->period_slots,       m->marks,  m->least};
    struct wire_writer w = wire_writer_init(out);
    wire_put_u8(&w, VERSION);
    wire_put_u8(&w, (uint8_t)m->frame);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        wire_put_u32(&w, numbers[i]);
    }
    return wire_writer_finish(&w);
}

int line_publish_measure_read(struct t2_bytes in, struct line_publish_policy *out)
{
    struct wire_reader r = wire_reader_init(in);
    uint8_t version = wire_get_u8(&r);
    if (r.err == 0 && version != VERSION) {
        return T2_E_VERSION;
    }
    uint8_t frame = wire_get_u8(&r);
    struct line_publish_policy m = {.frame = frame == GEO_FLAT ? GEO_FLAT : GEO_WGS84};
    m.origin.x = (int32_t)wire_get_u32(&r);
    m.origin.y = (int32_t)wire_get_u32(&r);
    m.grid_m = wire_get_u32(&r);
    m.slot_s = wire_get_u32(&r);
    m.delay_slots = wire_get_u32(&r);
    m.period_slots = wire_get_u32(&r);
    m.marks = wire_get_u32(&r);
    m.least = wire_get_u32(&r);
    int err = wire_reader_finish(&r);
    if (err != 0) {
        return err;
    }
    if (frame > GEO_FLAT || !line_publish_measure_valid(&m)) {
        return T2_E_MALFORMED;
    }
    *out = m;
    return 0;
}
