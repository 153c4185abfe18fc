/* The order of the steps: battlefield, line, cease-fire, pull-back, zone, observers, hold, talks. The table
 * says what each needs; the next step is always the one after the last that was taken. */
#include "days_internal.h"

#include <tracktwo/line_stage.h>
#include <tracktwo/wire.h>

#define NEED(n) (1u << LINE_NEED_##n)
#define WIRE_VERSION 1

static const struct {
    const char *name, *text;
    uint32_t needs;
} stages[LINE_N_STAGES] = {
    [LINE_STAGE_BATTLEFIELD] = {"battlefield", T2_SAYS("the map of the battlefield"), NEED(MAP)},
    [LINE_STAGE_LINE] = {"line", T2_SAYS("the line of contact"), NEED(LINE)},
    [LINE_STAGE_CEASEFIRE] = {"ceasefire", T2_SAYS("the cease-fire"), NEED(CEASEFIRE)},
    [LINE_STAGE_PULLBACK] = {"pullback", T2_SAYS("the pull-back"), NEED(RULE) | NEED(DECLARATIONS)},
    [LINE_STAGE_ZONE] = {"zone", T2_SAYS("the zone"), NEED(ZONES)},
    [LINE_STAGE_OBSERVERS] = {"observers", T2_SAYS("the observers"), NEED(OBSERVERS)},
    [LINE_STAGE_HOLD] = {"hold", T2_SAYS("the watch whether it holds"), NEED(CRITERIA)},
    [LINE_STAGE_TALKS] = {"talks", T2_SAYS("the talks"), NEED(QUIET)},
};

static const char *const needs[LINE_N_NEEDS_OF_STEPS] = {
    [LINE_NEED_MAP] = T2_SAYS("agreement to the sides, the territory that counts and the map"),
    [LINE_NEED_LINE] = T2_SAYS("agreement to the line"),
    [LINE_NEED_CEASEFIRE] = T2_SAYS("the declaration to cease fire"),
    [LINE_NEED_RULE] = T2_SAYS("agreement to the rule of the pull-back"),
    [LINE_NEED_DECLARATIONS] = T2_SAYS("the declared positions, sealed or open"),
    [LINE_NEED_ZONES] = T2_SAYS("agreement to the zones, computed on its own desk"),
    [LINE_NEED_OBSERVERS] = T2_SAYS("the admission of the observers' keys"),
    [LINE_NEED_CRITERIA] = T2_SAYS("the sealed criteria of what holding means"),
    [LINE_NEED_QUIET] = T2_SAYS("the quiet days that were agreed, counted on its own desk"),
};

const char *line_stage_name(enum line_stage s)
{
    return (unsigned)s < LINE_N_STAGES ? stages[s].name : "unknown";
}

const char *line_stage_text(enum line_stage s)
{
    return (unsigned)s < LINE_N_STAGES ? stages[s].text : "unknown";
}

const char *line_need_text(enum line_need n)
{
    return (unsigned)n < LINE_N_NEEDS_OF_STEPS ? needs[n] : "unknown";
}

int line_order_give(struct line_order *o, unsigned side, enum line_need what)
{
    if (side >= LINE_N_SIDES || (unsigned)what >= LINE_N_NEEDS_OF_STEPS) {
        return T2_E_ARGUMENT;
    }
    o->has[side] |= 1u << what;
    return 0;
}

void line_order_clock(struct line_order *o, unsigned side, const struct line_clock *c)
{
    if (side < LINE_N_SIDES) {
        o->has[side] = (o->has[side] & ~NEED(QUIET)) | (c->opens_talks ? NEED(QUIET) : 0);
    }
}

static const char *in_words(const struct line_refusal *why, const char *english)
{
    return why != NULL && why->say != NULL ? why->say(why->lang, english) : english;
}

static int refuse_missing(const struct line_order *o, enum line_stage step, struct line_refusal *why)
{
    for (unsigned k = 0; k < LINE_N_NEEDS_OF_STEPS; k++) {
        for (unsigned side = 0; side < LINE_N_SIDES; side++) {
            if ((stages[step].needs >> k & 1) != 0 && (o->has[side] >> k & 1) == 0) {
                return line_refuse(why, LINE_R_ORDER,
                                   T2_SAYS("This step cannot be taken yet: %s. Of side %s is missing: %s."),
                                   in_words(why, stages[step].text), side == LINE_A ? "A" : "B",
                                   in_words(why, needs[k]));
            }
        }
    }
    return 0;
}

int line_order_take(struct line_order *o, enum line_stage step, struct line_refusal *why)
{
    if ((unsigned)step >= LINE_N_STAGES) {
        return T2_E_ARGUMENT;
    }
    if (step < o->done) {
        return line_refuse(why, LINE_R_ORDER, T2_SAYS("This step has been taken: %s."),
                           in_words(why, stages[step].text));
    }
    if (step > o->done) {
        return line_refuse(why, LINE_R_ORDER, T2_SAYS("This step cannot be taken yet: %s. First comes: %s."),
                           in_words(why, stages[step].text), in_words(why, stages[o->done].text));
    }
    int err = refuse_missing(o, step, why);
    o->done = (uint8_t)(step + (err == 0));
    return err;
}

int line_order_back(struct line_order *o, enum line_stage to, struct line_refusal *why)
{
    if ((unsigned)to >= LINE_N_STAGES) {
        return T2_E_ARGUMENT;
    }
    if (to >= o->done) {
        return line_refuse(why, LINE_R_ORDER, T2_SAYS("This step has not been taken: %s."),
                           in_words(why, stages[to].text));
    }
    for (unsigned k = to; k < LINE_N_STAGES; k++) {
        o->has[LINE_A] &= ~stages[k].needs;
        o->has[LINE_B] &= ~stages[k].needs;
    }
    o->done = (uint8_t)to;
    return 0;
}

int line_order_write(const struct line_order *o, struct t2_buf *out)
{
    struct wire_writer w = wire_writer_init(out);
    wire_put_u8(&w, WIRE_VERSION);
    wire_put_u8(&w, o->done);
    wire_put_u32(&w, o->has[LINE_A]);
    wire_put_u32(&w, o->has[LINE_B]);
    return wire_writer_finish(&w);
}
