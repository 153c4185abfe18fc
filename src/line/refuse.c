/* Refusals: a code, a place, and a sentence in the reader's language. */
#include "line_internal.h"

#include <stdarg.h>
#include <stdio.h>

static const char *const names[LINE_N_CODES] = {
    [LINE_OK] = "ok",
    [LINE_R_FORMAT] = "format",
    [LINE_R_TOO_FEW] = "too_few",
    [LINE_R_TOO_MANY] = "too_many",
    [LINE_R_OUTSIDE] = "outside",
    [LINE_R_POLE] = "pole",
    [LINE_R_ANTIMERIDIAN] = "antimeridian",
    [LINE_R_JUMP] = "jump",
    [LINE_R_CROSSES] = "crosses",
    [LINE_R_UNCLOSED] = "unclosed",
    [LINE_R_ENDS] = "ends",
    [LINE_R_SIDES] = "sides",
    [LINE_R_TERRITORY] = "territory",
    [LINE_R_NO_CONTACT] = "no_contact",
    [LINE_R_PIECES] = "pieces",
    [LINE_R_EDGES] = "edges",
    [LINE_R_POLYGON] = "polygon",
    [LINE_R_RULE] = "rule",
    [LINE_R_REFERENCE] = "reference",
    [LINE_R_WIDTH] = "width",
    [LINE_R_ZONES] = "zones",
    [LINE_R_REPORT] = "report",
    [LINE_R_ORDER] = "order",
    [LINE_R_MEMORY] = "memory",
    [LINE_R_GEOMETRY] = "geometry",
};

const char *line_code_name(enum line_code code)
{
    return (unsigned)code < LINE_N_CODES ? names[code] : "unknown";
}

static void fill(struct line_refusal *why, enum line_code code, const char *english, va_list args)
    __attribute__((format(printf, 3, 0)));
static void fill(struct line_refusal *why, enum line_code code, const char *english, va_list args)
{
    why->code = code;
    why->index = SIZE_MAX;
    why->has_place = 0;
    if (why->say != NULL) {
        english = why->say(why->lang, english);
    }
    (void)vsnprintf(why->text, sizeof why->text, english, args);
}

int line_refuse(struct line_refusal *why, enum line_code code, const char *english, ...)
{
    if (why != NULL) {
        va_list args;
        va_start(args, english);
        fill(why, code, english, args);
        va_end(args);
    }
    return T2_E_REFUSED;
}

int line_refuse_at(struct line_refusal *why, enum line_code code, size_t index, struct geo_point place,
                   const char *english, ...)
{
    if (why != NULL) {
        va_list args;
        va_start(args, english);
        fill(why, code, english, args);
        va_end(args);
        why->index = index;
        why->place = place;
        why->has_place = 1;
    }
    return T2_E_REFUSED;
}

const char *line_place_text(enum geo_frame frame, struct geo_point p, char *out)
{
    if (frame == GEO_FLAT) {
        (void)snprintf(out, LINE_PLACE_LEN, "%.2f km, %.2f km", p.x / 1e5, p.y / 1e5);
    } else {
        (void)snprintf(out, LINE_PLACE_LEN, "%.5f %c %.5f %c", fabs(p.y * GEO_DEG), p.y < 0 ? 'S' : 'N',
                       fabs(p.x * GEO_DEG), p.x < 0 ? 'W' : 'E');
    }
    return out;
}
