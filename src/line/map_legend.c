/* The legend: what each sign means, which territory counts, datum, scale, day. Written twice: once without
 * ink to see how large its letters may be, then for good. */
#include "map_internal.h"

#include <stdarg.h>
#include <stdio.h>

struct legend {
    struct map_view *v;
    int size, y;
    int measuring;
};

/* A value as it stands in a sentence: isolated. */
struct value {
    char text[LINE_TEXT_MAX + 8];
};
static struct value value_of(const char *format, ...) __attribute__((format(printf, 1, 2)));
static struct value value_of(const char *format, ...)
{
    struct value x = {"\x01"};
    va_list args;
    va_start(args, format);
    (void)vsnprintf(x.text + 1, sizeof x.text - 2, format, args);
    va_end(args);
    size_t n = strlen(x.text);
    x.text[n] = VALUE_END;
    x.text[n + 1] = '\0';
    return x;
}

static int row_height(const struct legend *g)
{
    return g->size * 14 / 10;
}

/* Where text begins: after a sign, or not. */
static int start_x(const struct legend *g, int signed_row)
{
    const struct map_box *b = &g->v->panel;
    const int indent = signed_row ? 1150 : 0;
    return g->v->rtl ? b->x + b->w - indent : b->x + indent;
}

static int sign_x(const struct legend *g, int w) /* left edge of a sign that is w wide */
{
    const struct map_box *b = &g->v->panel;
    return g->v->rtl ? b->x + b->w - 950 + (900 - w) / 2 : b->x + (900 - w) / 2;
}

/* Lines broken between words. What is between VALUE_BEGIN and VALUE_END goes on over the break. */
static void words(struct legend *g, const char *text, int signed_row, int bold)
{
    const int room = g->v->panel.w - (signed_row ? 1150 : 0);
    char line[1200];
    int inside = 0;
    for (size_t from = 0, n = strlen(text); from < n;) {
        size_t fits = 0, i = from;
        const int begins_inside = inside;
        while (i < n) { /* up to the end of the next word */
            size_t end = i;
            while (end < n && text[end] != ' ') {
                end++;
            }
            if (fits > from && map_text_width(text + from, end - from, g->size) > room) {
                break;
            }
            fits = end;
            i = end + 1;
        }
        if (map_text_width(text + from, fits - from, g->size) > room) { /* a word wider than the panel */
            size_t cut = from, next = 0;
            uint32_t c = 0;
            while ((next = put_next(text + cut, &c)) > 0 &&
                   (cut == from || map_text_width(text + from, cut + next - from, g->size) <= room)) {
                cut += next;
            }
            fits = cut;
        }
        for (size_t k = from; k < fits; k++) {
            inside = text[k] == VALUE_BEGIN ? 1 : text[k] == VALUE_END ? 0 : inside;
        }
        const int len = snprintf(line, sizeof line, "%s%.*s", begins_inside ? "\x01" : "", (int)(fits - from),
                                 text + from);
        if (!g->measuring && len > 0 && (size_t)len < sizeof line) {
            map_text(g->v, start_x(g, signed_row), g->y + g->size, g->size, MAP_START, bold, 0, line,
                     (size_t)len);
        }
        g->y += row_height(g);
        from = fits;
        while (from < n && text[from] == ' ') {
            from++;
        }
    }
}

static void said(struct legend *g, int signed_row, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void said(struct legend *g, int signed_row, const char *format, ...)
{
    char text[4 * LINE_TEXT_MAX];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    words(g, text, signed_row, 0);
}

static void gap(struct legend *g)
{
    g->y += g->size * 5 / 10;
}

static void heading(struct legend *g, const char *english)
{
    gap(g);
    words(g, line_map_say(g->v->m, english), 0, 1);
}

/* ---- its parts ---- */

static void of_beside(struct legend *g, const char *name)
{
    char clean[LINE_TEXT_MAX + 1];
    put_clean(clean, sizeof clean, name);
    if (!g->measuring) {
        put_f(g->v->p,
              "<path d=\"M%d %dh900\" stroke=\"" MAP_INK
              "\" stroke-width=\"%d\" stroke-dasharray=\"" MAP_BESIDE_DASH "\"/>\n",
              sign_x(g, 900), g->y + g->size * 7 / 10, MAP_BESIDE);
    }
    said(g, 1, line_map_say(g->v->m, T2_SAYS("For comparison: %s")), value_of("%s", clean).text);
}

static void of_lines(struct legend *g)
{
    struct map_view *v = g->v;
    const struct line_map *m = v->m;
    char name[LINE_TEXT_MAX + 1], id[LINE_ID_MAX + 1], km[32];
    if (!g->measuring) {
        put_f(v->p, "<path d=\"M%d %dh900\" stroke=\"" MAP_INK "\" stroke-width=\"85\"/>\n", sign_x(g, 900),
              g->y + g->size * 7 / 10);
    }
    words(g, line_map_say(v->m, T2_SAYS("Line of contact")), 1, 0);
    for (unsigned side = 0; line_has_edges(v->m->line) && side < LINE_N_SIDES; side++) {
        put_clean(name, sizeof name, line_side_name(v->m->line, (enum line_side)side));
        if (!g->measuring) {
            put_f(v->p, "<path d=\"M%d %dh900\" stroke=\"%s\" stroke-width=\"55\"/>\n", sign_x(g, 900),
                  g->y + g->size * 7 / 10, map_side_ink(side));
        }
        said(g, 1, line_map_say(m, T2_SAYS("Forward edge of %s")), value_of("%s", name).text);
    }
    for (size_t i = 0; v->m->zones != NULL && i < line_zones_n(v->m->zones); i++) {
        const struct line_zone *zone = line_zones_at(v->m->zones, i);
        put_clean(name, sizeof name, line_side_name(v->m->line, zone->side));
        put_clean(id, sizeof id, line_map_class_id(v->m, zone->class));
        map_km(v, km, zone->distance_m);
        if (!g->measuring) {
            map_swatch(v, zone, sign_x(g, 900), g->y + g->size * 5 / 10, 900);
        }
        if (zone->kind == LINE_ZONE_DEMILITARIZED) {
            said(g, 1, line_map_say(m, T2_SAYS("Demilitarized zone on the ground of %s: %s")),
                 value_of("%s", name).text, value_of("%s\xc2\xa0km", km).text);
        } else {
            said(g, 1, line_map_say(m, T2_SAYS("Withdrawal line of %s for %s: %s")),
                 value_of("%s", name).text, value_of("%s", id).text, value_of("%s\xc2\xa0km", km).text);
        }
    }
    for (size_t i = 0; i < m->n_beside; i++) {
        size_t k = 0;
        while (k < i && strcmp(m->beside[k].name, m->beside[i].name) != 0) {
            k++;
        }
        if (k == i) {
            of_beside(g, m->beside[i].name);
        }
    }
}

static void of_settlements(struct legend *g)
{
    static const char *const said[MAP_N_SIZES] = {
        T2_SAYS("number of people not known"), T2_SAYS("fewer than 1,000 people"),
        T2_SAYS("1,000 to 10,000 people"), T2_SAYS("10,000 to 100,000 people"),
        T2_SAYS("100,000 people and more")};
    if (g->v->sizes == 0) {
        return;
    }
    heading(g, T2_SAYS("Settlements"));
    for (unsigned size = MAP_N_SIZES; size-- > 0;) {
        if ((g->v->sizes >> size & 1) != 0) {
            if (!g->measuring) {
                map_settlement(g->v, size, sign_x(g, 0), g->y + g->size * 7 / 10);
            }
            words(g, line_map_say(g->v->m, said[size]), 1, 0);
        }
    }
}

static void of_reports(struct legend *g)
{
    struct map_view *v = g->v;
    const struct line_map *m = v->m;
    char number[32], hours[32], km[32];
    if (m->n_seen == 0 && m->published == NULL) {
        return;
    }
    heading(g, T2_SAYS("Observers' reports"));
    for (unsigned mark = 0; mark < LINE_N_MARKS; mark++) {
        if ((v->marks >> mark & 1) != 0) {
            if (!g->measuring) {
                map_mark(v, (enum line_mark)mark, sign_x(g, 0), g->y + g->size * 7 / 10);
            }
            words(g, line_map_say(m, line_mark_text((enum line_mark)mark)), 1, 0);
        }
    }
    if (v->any_unverified) {
        words(g, line_map_say(m, T2_SAYS("With a question mark: not verified.")), 0, 0);
    }
    if (v->any_error) {
        words(
            g,
            line_map_say(m, T2_SAYS("Dashed circle: the place lies in it with a probability of 95 in 100.")),
            0, 0);
    }
    if (m->published != NULL) {
        const struct line_publish_policy *p = line_publication_policy(m->published);
        map_km(v, km, p->grid_m);
        (void)snprintf(hours, sizeof hours, "%llu",
                       (unsigned long long)(((uint64_t)p->delay_slots * p->slot_s + 3599) / 3600));
        said(
            g, 0,
            line_map_say(
                m, T2_SAYS(
                       "For publication: places are told to dashed squares of %s, numbers stand for all of a "
                       "square. Nothing younger than %s hours. Where observers stood is not on this map.")),
            value_of("%s\xc2\xa0km", km).text, value_of("%s", hours).text);
        words(g,
              line_map_say(
                  m, T2_SAYS("A sign stands in the middle of its square: it does not tell on whose ground "
                             "something happened.")),
              0, 0);
    }
    if (v->n_unplaced > 0) {
        map_number(number, v->n_unplaced);
        said(g, 0, line_map_say(m, T2_SAYS("Reports without a place, not drawn: %s")),
             value_of("%s", number).text);
    }
    if (v->n_outside > 0) {
        map_number(number, v->n_outside);
        said(g, 0, line_map_say(m, T2_SAYS("Reports outside this map, not drawn: %s")),
             value_of("%s", number).text);
    }
}

/* A bar of so many kilometres, black and white. */
static void scale_bar(struct legend *g)
{
    struct map_view *v = g->v;
    const double per_m = 1e5 / v->scale;
    const int w = (int)lround(v->grid_m * 2 * per_m), half = (int)lround(v->grid_m * per_m),
              x = v->panel.x + (v->rtl ? v->panel.w - w - 700 : 200);
    char km[32], end[40];
    gap(g);
    if (!g->measuring) {
        map_km(v, km, v->grid_m);
        put_f(v->p,
              "<path d=\"M%d %dh%dv110h%dz\" fill=\"" MAP_INK
              "\"/><path d=\"M%d %dh%dv110h%dz\" fill=\"none\" stroke=\"" MAP_INK
              "\" stroke-width=\"18\"/>\n<g font-size=\"%d\" text-anchor=\"middle\"><text x=\"%d\" "
              "y=\"%d\">0</text>"
              "<text x=\"%d\" y=\"%d\">%s</text>",
              x, g->y, half, -half, x, g->y, w, -w, g->size, x, g->y + 170 + g->size, x + half,
              g->y + 170 + g->size, km);
        map_km(v, end, v->grid_m * 2.0);
        put_f(v->p, "<text x=\"%d\" y=\"%d\">%s km</text></g>\n", x + w, g->y + 170 + g->size, end);
    }
    g->y += 200 + row_height(g);
}

static void of_the_map(struct legend *g)
{
    struct map_view *v = g->v;
    const struct line_map *m = v->m;
    char value[LINE_TEXT_MAX + 1], place[LINE_PLACE_LEN];
    heading(g, T2_SAYS("This map"));
    put_clean(value, sizeof value, line_territory(m->line));
    said(g, 0, line_map_say(m, T2_SAYS("Which territory counts, as declared: %s")),
         value_of("%s", value).text);
    words(g,
          line_map_say(
              m, T2_SAYS(
                     "It shows what was declared and computed, and decides nothing about whose land it is.")),
          0, 0);
    if (m->day != INT32_MIN) {
        int year = 0, month = 0, day = 0;
        line_date_of(m->day, &year, &month, &day);
        (void)snprintf(value, sizeof value, "%04d-%02d-%02d", year, month, day);
        said(g, 0, line_map_say(m, T2_SAYS("Day: %s")), value_of("%s", value).text);
    } else {
        words(g, line_map_say(m, T2_SAYS("Day: not said")), 0, 0);
    }
    map_km(v, value, v->grid_m);
    if (v->map.frame == GEO_FLAT) {
        said(g, 0, line_map_say(m, T2_SAYS("Datum: none, an invented flat map. Grid: %s, north is up.")),
             value_of("%s\xc2\xa0km", value).text);
    } else {
        (void)snprintf(place, sizeof place, "%.1f\xc2\xb0 %c, %.1f\xc2\xb0 %c",
                       fabs(v->map.centre.y * GEO_DEG), v->map.centre.y < 0 ? 'S' : 'N',
                       fabs(v->map.centre.x * GEO_DEG), v->map.centre.x < 0 ? 'W' : 'E');
        said(g, 0,
             line_map_say(
                 m, T2_SAYS("Datum: WGS 84. Equal-area map; grid: %s, counted from %s; north is up there.")),
             value_of("%s\xc2\xa0km", value).text, value_of("%s", place).text);
    }
    map_number(value, v->scale);
    said(g, 0, line_map_say(m, T2_SAYS("Scale on A4 paper: %s. At every size the bar is right:")),
         value_of("1\xc2\xa0:\xc2\xa0%s", value).text);
    scale_bar(g);
}

static void all(struct legend *g)
{
    g->y = g->v->panel.y;
    words(g, line_map_say(g->v->m, T2_SAYS("Legend")), 0, 1);
    of_lines(g);
    of_settlements(g);
    of_reports(g);
    of_the_map(g);
}

void map_legend(struct map_view *v)
{
    struct legend g = {.v = v, .size = 330, .measuring = 1};
    for (all(&g); g.y > v->panel.y + v->panel.h && g.size > 140; all(&g)) {
        g.size -= 10;
    }
    g.measuring = 0;
    all(&g);
}
