/* The canonical text of a rule, and its hash. */
#include "line_internal.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include <tracktwo/crypto.h>

struct writing {
    struct t2_buf *out;
    int err;
};

static void say(struct writing *w, const char *form, ...) __attribute__((format(printf, 2, 3)));
static void say(struct writing *w, const char *form, ...)
{
    char text[LINE_TEXT_MAX + 128];
    va_list args;
    va_start(args, form);
    int n = vsnprintf(text, sizeof text, form, args);
    va_end(args);
    if (w->err == 0) {
        w->err = n < 0 || (size_t)n >= sizeof text ? T2_E_ARGUMENT : t2_buf_append(w->out, text, (size_t)n);
    }
}

/* Tenths of a millimetre as millimetres, 0 as a dash. */
static void say_calibre(struct writing *w, uint32_t v)
{
    if (v == 0) {
        say(w, " -");
    } else {
        say(w, " %" PRIu32 ".%" PRIu32, v / 10, v % 10);
    }
}

static void say_range(struct writing *w, uint32_t v)
{
    if (v == 0) {
        say(w, " -");
    } else {
        say(w, " %" PRIu32, v);
    }
}

static void say_class(struct writing *w, const struct line_class *c)
{
    say(w, "class %s\n  weapons", c->id);
    for (unsigned k = 0; k < LINE_N_WEAPONS; k++) {
        if (c->weapons >> k & 1) {
            say(w, " %s", line_weapon_name((enum line_weapon)k));
        }
    }
    say(w, "\n");
    if (c->calibre_min != 0 || c->calibre_max != 0) {
        say(w, "  calibre");
        say_calibre(w, c->calibre_min);
        say_calibre(w, c->calibre_max);
        say(w, "\n");
    }
    if (c->range_min_m != 0 || c->range_max_m != 0) {
        say(w, "  range");
        say_range(w, c->range_min_m);
        say_range(w, c->range_max_m);
        say(w, "\n");
    }
    say(w, "  distance %" PRIu32 " %" PRIu32 "\n", c->distance_m[LINE_A], c->distance_m[LINE_B]);
    say(w, "  by %" PRId32 " %" PRId32 "\n", c->day[LINE_A], c->day[LINE_B]);
}

/* Units as degrees with seven decimals, or as metres with two. */
static void say_coordinate(struct writing *w, enum geo_frame frame, int32_t v)
{
    uint32_t size = v < 0 ? 0u - (uint32_t)v : (uint32_t)v;
    const char *sign = v < 0 ? "-" : "";
    if (frame == GEO_FLAT) {
        say(w, " %s%" PRIu32 ".%02" PRIu32, sign, size / 100, size % 100);
    } else {
        say(w, " %s%" PRIu32 ".%07" PRIu32, sign, size / GEO_UNITS_PER_DEG, size % GEO_UNITS_PER_DEG);
    }
}

static char side_letter(enum line_side side)
{
    return side == LINE_A ? 'a' : 'b';
}

int line_rule_write(const struct line_rule *r, struct t2_buf *out)
{
    struct writing w = {out, 0};
    say(&w, "tracktwo line rule %d\n", LINE_RULE_VERSION);
    for (size_t i = 0; i < r->n_titles; i++) {
        say(&w, "title %s %s\n", r->title[i].lang, r->title[i].text);
    }
    say(&w, "frame %s\nmeasure %s\n", r->frame == GEO_FLAT ? "flat" : "wgs84", line_measure_name(r->measure));
    say(&w, "reference a %s\nreference b %s\n", r->reference[LINE_A], r->reference[LINE_B]);
    if (r->d_day == INT32_MIN) {
        say(&w, "day open\n");
    } else {
        int year = 0, month = 0, day = 0;
        line_date_of(r->d_day, &year, &month, &day);
        say(&w, "day %04d-%02d-%02d\n", year, month, day);
    }
    say(&w, "demilitarized %" PRIu32 " %" PRIu32 "\n", r->demilitarized_m[LINE_A],
        r->demilitarized_m[LINE_B]);
    say(&w, "demilitarized_by %" PRId32 " %" PRId32 "\n", r->demilitarized_day[LINE_A],
        r->demilitarized_day[LINE_B]);
    for (size_t i = 0; i < r->n_classes; i++) {
        say_class(&w, &r->classes[i]);
    }
    for (size_t i = 0; i < r->n_sites; i++) {
        const struct line_site *s = &r->sites[i];
        say(&w, "site %s %c %s", s->id, side_letter(s->side),
            s->class == LINE_MAX_CLASSES ? "any" : r->classes[s->class].id);
        say_coordinate(&w, r->frame, s->place.x);
        say_coordinate(&w, r->frame, s->place.y);
        say(&w, " %" PRIu32 "\n", s->radius_m);
    }
    for (size_t i = 0; i < r->n_quotas; i++) {
        const struct line_quota *q = &r->quotas[i];
        say(&w, "quota %s %c %" PRIu32 " %" PRIu32 " %" PRIu32 "\n", r->classes[q->class].id,
            side_letter(q->side), q->from_m, q->to_m, q->most);
    }
    for (size_t i = 0; i < r->n_steps; i++) {
        say(&w, "step %" PRId32 " %s\n", r->steps[i].day, r->steps[i].text);
    }
    return w.err;
}

int line_rule_digest(const struct line_rule *r, uint8_t out[static LINE_DIGEST_LEN])
{
    struct t2_buf text;
    t2_buf_init(&text, 4 * LINE_RULE_MAX_BYTES);
    int err = line_rule_write(r, &text);
    if (err == 0) {
        struct t2_bytes view = t2_buf_view(&text);
        err = t2_sha256(out, &view, 1);
    }
    t2_buf_free(&text);
    return err;
}
