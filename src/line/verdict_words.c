/* Names, sentences and canonical bytes of verdicts. */
#include "line_internal.h"

#include <tracktwo/wire.h>

static const struct {
    const char *name, *text;
} reasons[LINE_N_REASONS] = {
    [0] = {"none", ""},
    [LINE_WHY_IN_ZONE] = {"in_zone",
                          T2_SAYS("The place lies in the zone that such weapons of this side have left.")},
    [LINE_WHY_OUT_OF_ZONE] = {"out_of_zone", T2_SAYS("The place lies in no zone that it should have left.")},
    [LINE_WHY_NEAR_EDGE] = {"near_edge",
                            T2_SAYS(
                                "The place lies so near the edge of a zone that the error of the position "
                                "leaves it open on which side it is.")},
    [LINE_WHY_DEMILITARIZED] = {"demilitarized", T2_SAYS("The place lies in the demilitarized zone.")},
    [LINE_WHY_CLASS] = {"class", T2_SAYS("The rule speaks of such weapons.")},
    [LINE_WHY_NO_CLASS] = {"no_class",
                           T2_SAYS("No class of the rule takes in such a weapon; only the demilitarized zone "
                                   "is closed to it.")},
    [LINE_WHY_CLASS_UNKNOWN] = {"class_unknown",
                                T2_SAYS("Calibre or range is not known, and would decide which class of "
                                        "the rule it belongs to.")},
    [LINE_WHY_SIDE_KNOWN] = {"side_known", T2_SAYS("The report says to which side it belongs.")},
    [LINE_WHY_SIDE_BY_PLACE] = {"side_by_place",
                                T2_SAYS("The report does not say to which side it belongs; it stands on "
                                        "this side's ground.")},
    [LINE_WHY_SIDE_UNKNOWN] = {"side_unknown",
                               T2_SAYS("Neither the report nor the place says to which side it "
                                       "belongs.")},
    [LINE_WHY_ACROSS] = {"across", T2_SAYS("It belongs to one side and stands on the other side's ground.")},
    [LINE_WHY_NOT_YET] = {"not_yet", T2_SAYS("The day by which it has to be gone has not come.")},
    [LINE_WHY_SITE] = {"site", T2_SAYS("It stands at a declared storage site.")},
    [LINE_WHY_SITE_PERHAPS] = {"site_perhaps",
                               T2_SAYS("It may stand at a declared storage site; the error of the position "
                                       "leaves that open.")},
    [LINE_WHY_EXEMPT] = {"exempt", T2_SAYS("Both sides have agreed that it may be there.")},
};

const char *line_reason_name(enum line_reason r)
{
    return (unsigned)r < LINE_N_REASONS ? reasons[r].name : "unknown";
}

const char *line_reason_text(enum line_reason r)
{
    return (unsigned)r < LINE_N_REASONS ? reasons[r].text : "";
}

const char *line_verdict_name(enum line_verdict_state s)
{
    return s == LINE_VERDICT_OUT ? "out" : s == LINE_VERDICT_IN ? "in" : "undetermined";
}

static void put_u32(uint8_t *out, uint32_t v)
{
    for (int k = 0; k < 4; k++) {
        out[k] = (uint8_t)(v >> (24 - 8 * k));
    }
}

void line_verdict_write(const struct line_verdict *v, uint8_t out[static LINE_VERDICT_LEN])
{
    out[0] = v->state;
    out[1] = v->side;
    out[2] = v->class;
    out[3] = v->exempt;
    put_u32(out + 4, v->zones);
    put_u32(out + 8, v->in_ppm);
    out[12] = v->zone;
    out[13] = v->site;
    for (unsigned k = 0; k < LINE_MAX_TRAIL; k++) {
        out[14 + k] = k < v->n_trail ? v->trail[k] : 0;
    }
}

int line_verdict_read(const uint8_t in[static LINE_VERDICT_LEN], struct line_verdict *out)
{
    struct wire_reader r = wire_reader_init(t2_bytes_of(in, LINE_VERDICT_LEN));
    struct line_verdict v = {0};
    v.state = wire_get_u8(&r);
    v.side = wire_get_u8(&r);
    v.class = wire_get_u8(&r);
    v.exempt = wire_get_u8(&r);
    v.zones = wire_get_u32(&r);
    v.in_ppm = wire_get_u32(&r);
    v.zone = wire_get_u8(&r);
    v.site = wire_get_u8(&r);
    for (unsigned k = 0; k < LINE_MAX_TRAIL; k++) {
        v.trail[k] = wire_get_u8(&r);
        if (v.trail[k] >= LINE_N_REASONS || (v.trail[k] != 0 && v.n_trail != k)) {
            return T2_E_MALFORMED;
        }
        v.n_trail = (uint8_t)(v.n_trail + (v.trail[k] != 0));
    }
    int err = wire_reader_finish(&r);
    if (err == 0 &&
        (v.state > LINE_VERDICT_UNDETERMINED || v.side > LINE_N_SIDES || v.class > LINE_MAX_CLASSES ||
         v.exempt > 1 || v.in_ppm > 1000000 || v.zone > LINE_MAX_ZONES || v.zones >> LINE_MAX_ZONES != 0)) {
        err = T2_E_MALFORMED;
    }
    if (err == 0) {
        *out = v;
    }
    return err;
}
